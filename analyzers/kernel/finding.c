/* Looking for words in many texts at once: what normalizing may alter, what words there are, which
   of them have certain folded forms, and how each is spelled. */

#include "kernel.h"
#include <string.h>

/* Kinds of characters, as analyzers/letters.py tells them: a class, and two marks beside it. */
enum { OTHER, LETTER, NUMERAL, IDEOGRAPH, BLANK, LINE_END, DASH, SEPARATOR };
enum { CLASS = 7, ACCENTED = 8, SPECIAL = 16 };

/* Tells the kinds of letters: those below `size` by a table, the others are left to the caller, who
   is told their places and how many they are. */
int64_t tell_kinds(const uint32_t *letters, int64_t count, const uint8_t *table, int64_t size,
                   uint8_t *kinds, int32_t *far)
{
    int32_t *first = far;
    for (int64_t at = 0; at < count; at++) {
        if (letters[at] < size)
            kinds[at] = table[letters[at]];
        else
            *far++ = (int32_t)at;
    }
    return far - first;
}

typedef struct {
    int64_t start, end;
} Span;

/* A text in a row of them. */
typedef struct {
    const uint32_t *letters;
    const uint8_t *kinds;
    int64_t begin, end;
} Stretch;

/* The class of a character; OTHER for one before or behind the text. */
static int class_at(const Stretch *text, int64_t at)
{
    return at < text->begin || at >= text->end ? OTHER : text->kinds[at] & CLASS;
}

static int is_word_class(int class) { return class == LETTER || class == NUMERAL; }

/* Whether normalizing may alter words here, thousands aside. */
static int may_change(const Stretch *text, int64_t at)
{
    if (text->kinds[at] & SPECIAL)
        return 1;
    int class = text->kinds[at] & CLASS;
    if (class != DASH && class != BLANK)
        return 0;
    int next = class_at(text, at + 1), second = class_at(text, at + 2);
    if (class == DASH) /* a word broken over a line end */
        return next == LINE_END || (next == BLANK && (second == BLANK || second == LINE_END));
    if (next != LETTER || second != BLANK)
        return 0;
    int third = class_at(text, at + 3); /* T H U */
    return third == BLANK || (third == LETTER && !is_word_class(class_at(text, at + 4)));
}

static int is_plain_letter(const Stretch *text, int64_t at)
{
    return class_at(text, at) == LETTER && !(text->kinds[at] & SPECIAL);
}

/* Whether normalizing may treat what stands before a place, and what from there on, as two texts.
   No rule of it looks over a blank between two letters and a letter; and spaced letters, which go
   on over blanks, stand alone. */
static int is_cut(const Stretch *text, int64_t at)
{
    return class_at(text, at) == BLANK && is_plain_letter(text, at - 1)
        && is_plain_letter(text, at - 2) && is_plain_letter(text, at + 1);
}

/* Where a number in groups of three ends that begins here, else 0; see _THOUSANDS in
   analyzers/normalize.py. */
static int64_t end_of_thousands(const Stretch *text, int64_t at)
{
    int before = class_at(text, at - 1);
    if (before == NUMERAL || before == SEPARATOR || text->letters[at] < '1'
        || text->letters[at] > '9')
        return 0;
    int64_t first = at;
    while (class_at(text, at) == NUMERAL)
        at++;
    if (at > first + 3 || class_at(text, at) != SEPARATOR)
        return 0;
    uint32_t separator = text->letters[at];
    int64_t groups = 0;
    while (class_at(text, at) == SEPARATOR && text->letters[at] == separator
           && class_at(text, at + 1) == NUMERAL && class_at(text, at + 2) == NUMERAL
           && class_at(text, at + 3) == NUMERAL) {
        at += 4;
        groups++;
    }
    if (groups < (separator == ',' ? 2 : 1) || class_at(text, at) == NUMERAL)
        return 0;
    int goes_on = class_at(text, at) == SEPARATOR && text->letters[at] == separator
        && class_at(text, at + 1) == NUMERAL;
    return goes_on ? 0 : at;
}

/* The number in groups of three one of whose separators stands here, if there is one; it begins up
   to three digits before that. */
static Span thousands_around(const Stretch *text, int64_t at)
{
    Span found = { at, at };
    for (int64_t start = at - 1; start >= at - 3 && class_at(text, start) == NUMERAL; start--) {
        found.end = end_of_thousands(text, start);
        found.start = start;
        if (found.end)
            return found;
    }
    found.start = found.end = at;
    return found;
}

/* The last cut up to a place, or the beginning of the text. */
static int64_t cut_before(const Stretch *text, int64_t at)
{
    while (at > text->begin && !is_cut(text, at))
        at--;
    return at;
}

/* The first cut from a place on, or the end of the text. */
static int64_t cut_from(const Stretch *text, int64_t at)
{
    while (at < text->end && !is_cut(text, at))
        at++;
    return at;
}

/* The stretch with the words that begin or end in it. */
static Span with_words(const Stretch *text, Span span)
{
    while (is_word_class(class_at(text, span.start - 1)))
        span.start--;
    while (is_word_class(class_at(text, span.end)))
        span.end++;
    return span;
}

/* Changes stand in a row, three numbers each: start, end, and whether it is one of numbers. */
enum { START, END, IS_NUMBER, CHANGE };

/* Puts a change behind those that are found of a text, from `first` on, and returns where the next
   one goes. What it touches becomes a part of it. */
static int32_t *add_change(int32_t *first, int32_t *found, Span span, int is_number)
{
    for (; found > first && found[END - CHANGE] >= span.start; found -= CHANGE)
        if (found[START - CHANGE] < span.start)
            span.start = found[START - CHANGE];
    found[START] = (int32_t)span.start;
    found[END] = (int32_t)span.end;
    found[IS_NUMBER] = is_number;
    return found + CHANGE;
}

/* Where in eight kinds a change may begin (`may_change`, `thousands_around`): the result has a bit
   for each such place, and perhaps for others. `next`, `second`: the kinds one and two places on.
   Classes have three bits of a byte, so a sum sets the fourth where a class is high enough. */
static uint64_t may_begin(uint64_t kinds, uint64_t next, uint64_t second)
{
    const uint64_t each = 0x0101010101010101;
    uint64_t class = kinds & each * CLASS;
    uint64_t to_numeral = (next & each * CLASS) ^ each * NUMERAL; /* 0 for a numeral */
    uint64_t to_blanks = (class ^ each * BLANK) | ((second & each * CLASS) ^ each * BLANK);
    uint64_t is_separator = class + each * (8 - SEPARATOR);
    uint64_t is_dash = (class + each * (8 - DASH)) & ~is_separator;
    uint64_t is_in_number = is_separator & ~(to_numeral + each * 7);
    uint64_t is_between_blanks = ~(to_blanks + each * 7);
    return (is_dash | is_in_number | is_between_blanks | (kinds & each * SPECIAL) >> 1) & each * 8;
}

/* The first place from `at` on of eight of which a change may begin at one, or of the last ones. */
static int64_t next_eight(const Stretch *text, int64_t at)
{
    for (; at + 10 <= text->end; at += 8) {
        uint64_t kinds, next, second;
        memcpy(&kinds, text->kinds + at, sizeof kinds);
        memcpy(&next, text->kinds + at + 1, sizeof next);
        memcpy(&second, text->kinds + at + 2, sizeof second);
        if (may_begin(kinds, next, second))
            break;
    }
    return at;
}

/* Finds the stretches of texts in a row that normalizing may alter, and returns how many there are:
   numbers in groups of three, with all of their words, which lose their separators; and others, that
   are treated as texts by themselves. No word goes on over the edge of one. There are at most as
   many as characters. */
int64_t find_changes(const uint32_t *letters, const uint8_t *kinds, Ends ends, int64_t texts,
                     int32_t *changes)
{
    int32_t *found = changes;
    for (int64_t number = 0; number < texts; number++) {
        Stretch text = { letters, kinds, ends[number], ends[number + 1] };
        int32_t *first = found;
        int64_t eight = text.begin;
        for (int64_t at = text.begin; at < text.end; at++) {
            if (at >= eight) {
                at = next_eight(&text, at);
                eight = at + 8;
            }
            int kind = kinds[at] & (CLASS | SPECIAL);
            if (kind == LETTER)
                continue;
            if (kind == SEPARATOR) {
                Span span = thousands_around(&text, at);
                if (span.end == span.start)
                    continue;
                at = span.end - 1;
                found = add_change(first, found, with_words(&text, span), 1);
            } else if (may_change(&text, at)) {
                Span span = { cut_before(&text, at), cut_from(&text, at + 1) };
                at = span.end - 1;
                found = add_change(first, found, span, 0);
            }
        }
    }
    return (found - changes) / CHANGE;
}

/* Adds the words from one place to another; an ideograph is one by itself. `counts`: how many words
   are no numbers, and how many have marks. */
static int32_t *add_words(const uint8_t *kinds, int64_t at, int64_t end, int32_t *found,
                          int64_t *counts)
{
    while (at < end) {
        int64_t start = at;
        int class = kinds[at] & CLASS, all = 0;
        if (!is_word_class(class) && class != IDEOGRAPH) {
            at++;
            continue;
        }
        do {
            if (at < start + MAX_TERM)
                all |= kinds[at];
            at++;
        } while (class != IDEOGRAPH && at < end && is_word_class(kinds[at] & CLASS));
        *found++ = (int32_t)start;
        *found++ = (int32_t)at;
        counts[0] += (all & LETTER) != 0; /* no bit of NUMERAL */
        counts[1] += (all & ACCENTED) != 0;
    }
    return found;
}

/* Finds the words of texts in a row, start and end of each. For change i, what stands at
   `new_ends[i]` to `new_ends[i + 1]` is read instead, behind the texts. `bounds`: how many words
   there are up to the end of each text, behind a 0; `counts`: two for each text, as above. */
void read_words(const uint8_t *kinds, Ends ends, int64_t texts, const int32_t *changes,
                Ends new_ends, int64_t count, int32_t *words, int64_t *bounds, int64_t *counts)
{
    int32_t *found = words;
    int64_t change = 0;
    bounds[0] = 0;
    for (int64_t number = 0; number < texts; number++, counts += 2) {
        int64_t at = ends[number], end = ends[number + 1];
        counts[0] = counts[1] = 0;
        for (; change < count && changes[CHANGE * change + END] <= end
             && changes[CHANGE * change + START] >= at; change++) {
            found = add_words(kinds, at, changes[CHANGE * change + START], found, counts);
            found = add_words(kinds, new_ends[change], new_ends[change + 1], found, counts);
            at = changes[CHANGE * change + END];
        }
        found = add_words(kinds, at, end, found, counts);
        bounds[number + 1] = (found - words) / 2;
    }
}

/* Words by their letters, in a table of which at most half is taken: in each of its 1 << bits
   places the number of one, or UNKNOWN. Word i is the span `spans[2 * i]` to `spans[2 * i + 1]`.
   `base` is odd, and a secret, so that nobody can write words that all hash alike. `firsts`: the
   words that are numbered; none where these are all. */
typedef struct {
    int32_t *numbers;
    int64_t bits;
    uint64_t base;
    const uint32_t *letters;
    const int32_t *spans, *firsts;
} Index;

static int are_letters(const uint32_t *letters, const int32_t *span, const uint32_t *others,
                       int64_t size)
{
    return span[1] - span[0] == size
        && !memcmp(letters + span[0], others, (size_t)size * sizeof *letters);
}

static Index index_in(int32_t *table, int64_t bits, uint64_t base, const uint32_t *letters,
                      const int32_t *spans, const int32_t *firsts)
{
    Index index = { table, bits, base, letters, spans, firsts };
    memset(table, 0xFF, sizeof *table << bits); /* UNKNOWN */
    return index;
}

/* The place where the table has such letters, or where it may take them. */
static int32_t *place_of(const Index *index, const uint32_t *letters, int64_t size)
{
    uint64_t mask = ((uint64_t)1 << index->bits) - 1;
    uint64_t at = hash_of(letters, size, index->base) >> (64 - index->bits);
    for (;; at = (at + 1) & mask) {
        int32_t number = index->numbers[at];
        if (number == UNKNOWN)
            return index->numbers + at;
        int32_t word = index->firsts ? index->firsts[number] : number;
        if (are_letters(index->letters, index->spans + 2 * word, letters, size))
            return index->numbers + at;
    }
}

/* Letters as they are folded, by code point; those from `size` on, which are rare, in a list of
   those that there are, ascending. */
typedef struct {
    const uint32_t *table;
    int64_t size;
    const uint32_t *far, *far_folded;
    int64_t far_count;
} Folding;

static uint32_t folded(const Folding *folding, uint32_t letter)
{
    if (letter < folding->size)
        return folding->table[letter];
    int64_t low = 0, high = folding->far_count;
    while (low < high) {
        int64_t middle = (low + high) / 2;
        if (folding->far[middle] < letter)
            low = middle + 1;
        else
            high = middle;
    }
    return folding->far_folded[low];
}

/* One of 64 bits, by which most words are told from a few forms. */
static uint64_t bit_of(uint32_t first, uint32_t last, int64_t size)
{
    return (uint64_t)1 << ((first * 5 + last * 3 + (uint32_t)size) & 63);
}

/* The numbers of the words that have one of some folded forms; returns how many there are.
   `form_spans`: as those of words; `table`: room for 1 << bits places, two for each form. */
int64_t words_of_forms(const Folding *folding, const uint32_t *letters, const int32_t *spans,
                       int64_t words, const uint32_t *forms, const int32_t *form_spans,
                       int64_t count, int32_t *table, int64_t bits, uint64_t base, int32_t *found)
{
    Index index = index_in(table, bits, base, forms, form_spans, 0);
    uint64_t seen = 0;
    for (int64_t form = 0; form < count; form++) {
        int64_t start = form_spans[2 * form], size = form_spans[2 * form + 1] - start;
        if (!size || size > MAX_TERM)
            continue;
        seen |= bit_of(forms[start], forms[start + size - 1], size);
        *place_of(&index, forms + start, size) = (int32_t)form;
    }
    int32_t *first = found;
    for (int64_t word = 0; word < words; word++) {
        const uint32_t *own = letters + spans[2 * word];
        int64_t size = spans[2 * word + 1] - spans[2 * word];
        uint32_t small[MAX_TERM];
        if (size > MAX_TERM
            || !(seen & bit_of(folded(folding, own[0]), folded(folding, own[size - 1]), size)))
            continue;
        for (int64_t at = 0; at < size; at++)
            small[at] = folded(folding, own[at]);
        if (*place_of(&index, small, size) != UNKNOWN)
            *found++ = (int32_t)word;
    }
    return found - first;
}

/* The numbers of the words that begin with one of some folded letters; returns how many. */
int64_t words_begun(const Folding *folding, const uint32_t *letters, const int32_t *spans,
                    int64_t words, const uint32_t *forms, const int32_t *form_spans, int64_t count,
                    int32_t *found)
{
    int32_t *first = found;
    for (int64_t word = 0; word < words; word++) {
        const uint32_t *own = letters + spans[2 * word];
        int64_t size = spans[2 * word + 1] - spans[2 * word];
        for (int64_t form = 0; form < count; form++) {
            int64_t start = form_spans[2 * form], wanted = form_spans[2 * form + 1] - start, at = 0;
            while (at < wanted && wanted <= size && folded(folding, own[at]) == forms[start + at])
                at++;
            if (at == wanted) {
                *found++ = (int32_t)word;
                break;
            }
        }
    }
    return found - first;
}

/* Numbers the different spellings of some words, from 0 in the order in which they come; returns
   how many there are. `firsts`: for each the first word that is spelled so. `table`: as above, two
   places for each word. */
int64_t tell_spellings(const uint32_t *letters, const int32_t *spans, const int32_t *words,
                       int64_t count, int32_t *table, int64_t bits, uint64_t base,
                       int32_t *spellings, int32_t *firsts)
{
    Index index = index_in(table, bits, base, letters, spans, firsts);
    int64_t different = 0;
    for (int64_t i = 0; i < count; i++) {
        const int32_t *span = spans + 2 * words[i];
        int32_t *place = place_of(&index, letters + span[0], span[1] - span[0]);
        if (*place == UNKNOWN) {
            *place = (int32_t)different;
            firsts[different++] = words[i];
        }
        spellings[i] = *place;
    }
    return different;
}
