/* Which part of a text shows best where a query's words are, and that part as HTML;
   searchsvc/snippets.py says what is best. */

#include "kernel.h"

/* Characters around the part that may be shown that are looked at too, so that its sentences end
   where they do in the whole text. */
enum { AROUND = 12 };

/* The matches of one text, in order and apart. */
typedef struct {
    const int32_t *starts, *ends, *words, *syllables;
    int64_t count;
} Matches;

typedef struct {
    int64_t start, end;
} Part;

/* Those of one text, given the columns of all. */
static Matches matches_of(const int32_t *columns, Ends bounds, int64_t texts, int64_t number)
{
    int64_t all = bounds[texts], first = bounds[number];
    const int32_t *starts = columns + first;
    Matches found = { starts, starts + all, starts + 2 * all, starts + 3 * all,
                      bounds[number + 1] - first };
    return found;
}

static int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

static int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

/* Whether a match and the next one follow each other in the query and in the text. */
static int goes_on(const Text *text, const Matches *found, int64_t match)
{
    if (found->words[match + 1] != found->words[match] + 1)
        return 0;
    for (int64_t at = found->ends[match]; at < found->starts[match + 1]; at++)
        if ((text->kinds[at] & ALNUM) || text->letters[at] == '_')
            return 0;
    return 1;
}

/* What a stretch of matches shows: how many words of the query (a phrase counts as many as it has),
   pairs of them that follow each other, and matches from its beginning on, near as it is; and minus
   its length. */
typedef struct {
    int64_t words, pairs, near, shortness;
} Shown;

static int is_more(const Shown *a, const Shown *b)
{
    if (a->words != b->words)
        return a->words > b->words;
    if (a->pairs != b->pairs)
        return a->pairs > b->pairs;
    return a->near != b->near ? a->near > b->near : a->shortness > b->shortness;
}

/* The stretch, of at most three quarters of `size` characters, that shows most; the first of
   several. `words`, `pairs`: how often each word, and each with the one before it, is in the stretch
   that is looked at; they are all 0 before and afterwards. */
static Part densest(const Text *text, const Matches *found, int64_t size, int32_t *words,
                    int32_t *pairs)
{
    int64_t reach = size * 3 / 4, left = 0, after = 0, count = found->count;
    Shown shown = { 0, 0, 0, 0 }, best = shown;
    Part part = { 0, 0 };
    for (int64_t right = 0; right < count; right++) {
        int32_t word = found->words[right];
        if (!words[word]++)
            shown.words += found->syllables[right];
        if (right && goes_on(text, found, right - 1))
            shown.pairs += !pairs[word]++;
        /* Matches on the left that are too far away, or that later ones make needless, are left
           out. */
        for (; left < right; left++) {
            int32_t first = found->words[left], second = found->words[left + 1];
            int is_pair = goes_on(text, found, left);
            if (found->ends[right] - found->starts[left] <= reach
                && (words[first] == 1 || (is_pair && pairs[second] == 1)))
                break;
            if (!--words[first])
                shown.words -= found->syllables[left];
            if (is_pair)
                shown.pairs -= !--pairs[second];
        }
        int64_t start = found->starts[left];
        after = larger(after, left);
        while (after < count && found->starts[after] < start + size)
            after++;
        shown.near = after - left;
        shown.shortness = start - found->ends[right];
        if (is_more(&shown, &best)) {
            best = shown;
            part.start = start;
            part.end = found->ends[right];
        }
    }
    for (int64_t match = left; match < count; match++)
        words[found->words[match]] = pairs[found->words[match]] = 0;
    return part;
}

static int is_space(const Text *text, int64_t at) { return text->kinds[at] & SPACE; }

/* The place of the first character from `place` on that is no space. */
static int64_t begin_at(const Text *text, int64_t place)
{
    while (place < text->size && is_space(text, place))
        place++;
    return smaller(place, text->size);
}

/* The place behind the last character before `place` that is no space. */
static int64_t end_at(const Text *text, int64_t place)
{
    while (place > 0 && is_space(text, place - 1))
        place--;
    return place;
}

/* An end from `low` to `high` that cuts no word; `high` where there is no space. */
static int64_t cut(const Text *text, int64_t low, int64_t high)
{
    if (high >= text->size)
        return text->size;
    for (int64_t at = high; at >= low; at--)
        if (is_space(text, at))
            return larger(low, end_at(text, at));
    return high;
}

/* A start from `low`, which is not 0, to `high` that cuts no word; `low` without a space. */
static int64_t cut_before(const Text *text, int64_t low, int64_t high)
{
    for (int64_t at = larger(low - 1, 0); at < high; at++)
        if (is_space(text, at))
            return begin_at(text, at + 1);
    return low;
}

/* Adds the ends of lines: where the next one does not begin with a small letter, it is the end of a
   heading, a verse or a paragraph; other lines of a scan end anywhere. */
static int64_t add_line_ends(const Text *text, int32_t *found, int64_t count)
{
    for (int64_t at = 0; at < text->size; at++) {
        if (text->letters[at] != '\n')
            continue;
        int64_t next = begin_at(text, at);
        if (next < text->size && !(text->kinds[next] & LOWER))
            found[count++] = (int32_t)at;
        at = next;
    }
    return count;
}

/* Places from `low`, which may be negative, to `high` where a sentence, a line or the text begins
   or ends; in no order. Returns how many there are. */
static int64_t breaks(const Texts *texts, const Text *text, int64_t low, int64_t high,
                      int32_t *found)
{
    int64_t end = smaller(high + AROUND, text->size);
    int64_t begin = smaller(larger(low - AROUND, 0), end);
    Text piece = { text->letters + begin, text->kinds + begin, end - begin };
    int64_t count = ends_of_text(&piece, texts->shorts, texts->short_count, found), kept = 0;
    count = add_line_ends(&piece, found, count);
    for (int64_t i = 0; i < count; i++) {
        int64_t place = begin + found[i];
        if (place >= low && place <= high)
            found[kept++] = (int32_t)place;
    }
    if (low <= 0)
        found[kept++] = 0;
    return kept;
}

/* The part around a stretch: whole sentences if they fit, else the beginning or end of one. */
static Part around(const Text *text, Part stretch, int64_t size, const int32_t *places,
                   int64_t count)
{
    /* Those nearest to the stretch, before and behind it. */
    int64_t before = -1, behind = INT64_MAX;
    for (int64_t i = 0; i < count; i++) {
        if (places[i] <= stretch.start)
            before = larger(before, places[i]);
        if (places[i] >= stretch.end)
            behind = smaller(behind, places[i]);
    }
    int has_start = before >= 0, has_end = behind < INT64_MAX;
    int64_t start = has_start ? begin_at(text, before) : 0;
    int64_t end = has_end ? end_at(text, behind) : 0;
    Part part = { start, end };
    if (has_start && has_end && end - start <= size) {
        for (int64_t i = 0; i < count; i++) {
            int64_t later = places[i] >= stretch.end ? end_at(text, places[i]) : 0;
            if (later - start <= size)
                part.end = larger(part.end, later);
        }
        for (int64_t i = 0; i < count; i++) {
            int64_t earlier = places[i] <= stretch.start ? begin_at(text, places[i]) : start;
            if (part.end - earlier <= size)
                part.start = smaller(part.start, earlier);
        }
    } else if (has_start) {
        part.end = cut(text, stretch.end, start + size);
    } else if (has_end) {
        part.start = cut_before(text, end - size, stretch.start);
    } else {
        int64_t spare = size - (stretch.end - stretch.start);
        part.start = cut_before(text, stretch.start - spare / 2, stretch.start);
        part.end = cut(text, stretch.end, part.start + size);
    }
    return part;
}

/* The beginning of a text in which nothing was found. */
static Part beginning(const Texts *texts, const Text *text, int64_t size, int32_t *places)
{
    int64_t start = begin_at(text, 0), last = -1;
    int64_t count = breaks(texts, text, start + 1, start + size, places);
    for (int64_t i = 0; i < count; i++)
        last = larger(last, places[i]);
    Part part = { start, last < 0 ? cut(text, start, start + size) : end_at(text, last) };
    return part;
}

static const char *escaped(uint32_t letter)
{
    switch (letter) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#x27;";
    default:
        return 0;
    }
}

static int64_t put_string(const char *string, uint32_t *out, int64_t length)
{
    for (; *string; string++, length++)
        if (out)
            out[length] = (uint32_t)*string;
    return length;
}

static int64_t put_letters(const Text *text, int64_t start, int64_t end, uint32_t *out,
                           int64_t length)
{
    for (int64_t at = start; at < end; at++) {
        const char *string = escaped(text->letters[at]);
        if (string)
            length = put_string(string, out, length);
        else if (out)
            out[length++] = text->letters[at];
        else
            length++;
    }
    return length;
}

/* Writes a part of a text, escaped, with <mark> round the matches within; returns how many
   characters that are. Where `out` is none they are only counted. */
static int64_t put_part(const Text *text, const Matches *found, Part part, uint32_t *out)
{
    int64_t done = part.start, length = 0;
    for (int64_t match = 0; match < found->count && found->starts[match] < part.end; match++) {
        int64_t start = found->starts[match], end = found->ends[match];
        if (start < done || end > part.end)
            continue;
        length = put_letters(text, done, start, out, length);
        length = put_string("<mark>", out, length);
        length = put_letters(text, start, end, out, length);
        length = put_string("</mark>", out, length);
        done = end;
    }
    return put_letters(text, done, part.end, out, length);
}

/* Chooses a part of each text, and tells how many characters each is as HTML, in a row: `ends`, the
   first of which is 0. `columns`: starts, ends, words and syllables of all matches; those of text i
   are bounds[i] to bounds[i + 1] - 1. `counts`: two a word, all 0; `places`: room for two a
   character of the longest text, and one more. */
void choose_parts(const Texts *texts, const int32_t *columns, Ends bounds, int64_t size,
                  int32_t *counts, int64_t words, int32_t *places, int64_t *parts, int64_t *ends)
{
    ends[0] = 0;
    for (int64_t number = 0; number < texts->count; number++) {
        Text text = text_of(texts, number);
        Matches found = matches_of(columns, bounds, texts->count, number);
        Part part;
        if (found.count) {
            Part stretch = densest(&text, &found, size, counts, counts + words);
            int64_t most = larger(size, stretch.end - stretch.start);
            int64_t count = breaks(texts, &text, stretch.end - most, stretch.start + most, places);
            part = around(&text, stretch, most, places, count);
        } else {
            part = beginning(texts, &text, size, places);
        }
        parts[2 * number] = part.start;
        parts[2 * number + 1] = part.end;
        ends[number + 1] = ends[number] + put_part(&text, &found, part, 0);
    }
}

/* Writes the parts that were chosen. */
void write_parts(const Texts *texts, const int32_t *columns, Ends bounds, const int64_t *parts,
                 Ends ends, uint32_t *out)
{
    for (int64_t number = 0; number < texts->count; number++) {
        Text text = text_of(texts, number);
        Matches found = matches_of(columns, bounds, texts->count, number);
        Part part = { parts[2 * number], parts[2 * number + 1] };
        put_part(&text, &found, part, out + ends[number]);
    }
}
