/* Where sentences end; analyzers/sentences.py says when one does. */

#include "kernel.h"

enum { LONGEST_SHORT = 4 }; /* letters of a word that is written short */

static int is_mark(uint32_t c) { return c == '.' || c == '!' || c == '?' || c == 0x2026; }

static int is_closing(uint32_t c)
{
    return c == ')' || c == ']' || c == '"' || c == '\'' || c == 0x2019 || c == 0x201D || c == 0xBB;
}

static int is_chinese_mark(uint32_t c) { return c == 0x3002 || c == 0xFF01 || c == 0xFF1F; }

static int is_chinese_closing(uint32_t c) { return c == 0x300D || c == 0x300F || c == 0x201D; }

static int is(const Text *text, int64_t at, int kinds)
{
    return at < text->size && (text->kinds[at] & kinds);
}

/* Whether the words that end a sentence with this full stop are written short. */
static int is_short(const Text *text, int64_t stop, const uint64_t *shorts, int64_t count)
{
    int64_t begin = stop;
    uint64_t word = 0;
    while (begin > 0 && stop - begin <= LONGEST_SHORT && is(text, begin - 1, ALNUM))
        begin--;
    if (begin == stop || stop - begin > LONGEST_SHORT)
        return 0;
    if (begin == stop - 1 && is(text, begin, ALPHA))
        return 1;
    for (int64_t at = begin; at < stop; at++) {
        if (text->letters[at] > 0xFFFF)
            return 0;
        word = word << 16 | text->letters[at];
    }
    return place_in(shorts, count, word) >= 0;
}

/* Whether the text goes on in small letters behind the white space at a place: behind the first
   character of it, or behind up to four of it, up to two marks, and one more of white space. */
static int goes_on_small(const Text *text, int64_t at)
{
    if (is(text, at + 1, ALNUM))
        return is(text, at + 1, LOWER);
    int64_t spaces = at;
    while (spaces < at + 4 && is(text, spaces, SPACE))
        spaces++;
    if (spaces == at)
        return 0;
    int64_t marks = spaces;
    while (marks < spaces + 2 && marks < text->size && !is(text, marks, SPACE | ALNUM)
           && text->letters[marks] != '_')
        marks++;
    return is(text, marks + is(text, marks, SPACE), LOWER);
}

/* Where a sentence ends that ends with the character at this place, else 0. */
static int64_t end_of_sentence(const Text *text, int64_t start, const uint64_t *shorts,
                               int64_t count)
{
    const uint32_t *letters = text->letters;
    uint32_t first = letters[start];
    int64_t at = start + 1;
    if (first == '\n') { /* empty lines */
        int64_t end = 0;
        while (is(text, at, SPACE))
            if (letters[at++] == '\n')
                end = at;
        return end;
    }
    if (is_chinese_mark(first)) { /* no space follows */
        while (at < text->size && is_chinese_mark(letters[at]))
            at++;
        while (at < text->size && is_chinese_closing(letters[at]))
            at++;
        return at;
    }
    if (!is_mark(first) || (start && is_mark(letters[start - 1])))
        return 0;
    int is_sure = 0;
    for (at = start; at < text->size && is_mark(letters[at]); at++)
        is_sure |= letters[at] != '.' && letters[at] != 0x2026;
    int is_stop = at == start + 1 && first == '.';
    while (at < text->size && is_closing(letters[at]))
        at++;
    if (at < text->size && !is(text, at, SPACE))
        return 0;
    if (is_sure || !(goes_on_small(text, at) || (is_stop && is_short(text, start, shorts, count))))
        return at;
    return 0;
}

int64_t ends_of_text(const Text *text, const uint64_t *shorts, int64_t count, int32_t *found)
{
    int32_t *first = found;
    int64_t done = 0;
    for (int64_t at = 0; at < text->size; at++) {
        if (text->kinds[at] & ALNUM)
            continue;
        int64_t end = end_of_sentence(text, at, shorts, count);
        if (end) {
            *found++ = (int32_t)(done = end);
            at = end - 1;
        }
    }
    if (done < text->size)
        *found++ = (int32_t)text->size;
    return found - first;
}

Text text_of(const Texts *texts, int64_t number)
{
    int64_t begin = texts->ends[number];
    Text text = { texts->letters + begin, texts->kinds + begin, texts->ends[number + 1] - begin };
    return text;
}

/* The ends of the sentences of each text, and behind those of each text INT32_MAX; returns how many
   numbers that are. */
int64_t sentence_ends(const Texts *texts, int32_t *found)
{
    int32_t *first = found;
    for (int64_t number = 0; number < texts->count; number++) {
        Text text = text_of(texts, number);
        found += ends_of_text(&text, texts->shorts, texts->short_count, found);
        *found++ = INT32_MAX;
    }
    return found - first;
}
