/* Hyphens and line ends between words; `_between_words` in analyzers/normalize.py says which become
   spaces. */

#include "kernel.h"

enum { FAR_ENOUGH = 40, MOST_SPACES = 3 }; /* as there */

static int is(const Text *text, int64_t at, int kinds)
{
    return at >= 0 && at < text->size && (text->kinds[at] & kinds);
}

static int is_letter(const Text *text, int64_t at)
{
    return is(text, at, ALNUM) && !is(text, at, FIGURE);
}

static int is_blank(uint32_t c) { return c == ' ' || c == '\t'; }

static int64_t far_before(int64_t at) { return at > FAR_ENOUGH ? at - FAR_ENOUGH : 0; }

/* Whether a sentence goes on from a line that ends at `end` to the next one, which begins at
   `next`. */
static int goes_on(const Text *text, int64_t end, int64_t next)
{
    if (!is_letter(text, next) || !is(text, next, LOWER))
        return 0;
    int64_t least = far_before(end), last = end - 1;
    while (last >= least && is_blank(text->letters[last]))
        last--;
    if (last < least)
        return 0;
    if (!is(text, last, ALNUM) && text->letters[last] != ',' && text->letters[last] != ';')
        return 0;
    /* Single letters below each other would be read as a spaced heading. */
    return (last > least && is(text, last - 1, ALNUM)) || is(text, next + 1, ALNUM);
}

/* Whether the letter beside a hyphen is the first, or last, of a spaced heading: a single one, with
   another behind some spaces in this direction. */
static int is_spaced(const Text *text, int64_t at, int64_t step)
{
    int64_t other = at + step;
    while (is(text, other, SPACE) && text->letters[other] == ' ')
        other += step;
    int64_t spaces = (other - at) * step - 1, beyond = other + step;
    if (!spaces || spaces > MOST_SPACES || !is_letter(text, at) || !is_letter(text, other))
        return 0;
    int is_inside = beyond >= 0 && beyond < text->size;
    return !is_inside || !((text->kinds[beyond] & ALNUM) || text->letters[beyond] == '_');
}

/* Whether words stand before and behind a hyphen that may be a compound: where they start and end
   is written to `found`. */
static int is_between_words(const Text *text, int64_t hyphen, int64_t *start, int64_t *end)
{
    int64_t left = hyphen, right = hyphen + 1, least = far_before(hyphen);
    while (is_letter(text, right))
        right++;
    if (right == hyphen + 1 || is(text, right, ALNUM))
        return 0;
    while (left > least && is_letter(text, left - 1))
        left--;
    if (left == hyphen || is(text, left - 1, ALNUM))
        return 0;
    *start = left;
    *end = right;
    return !is_spaced(text, hyphen - 1, -1) && !is_spaced(text, hyphen + 1, 1);
}

/* Writes a space into `parted`, a copy of the letters, for each character of a line end inside a
   sentence. Tells the hyphens between two words, by where those start, the place of the hyphen, and
   where they end; returns how many. */
int64_t part_words(const Texts *texts, uint32_t *parted, int32_t *hyphens)
{
    int32_t *first = hyphens;
    for (int64_t number = 0; number < texts->count; number++) {
        Text text = text_of(texts, number);
        int64_t begin = texts->ends[number], start, end;
        for (int64_t at = 0; at < text.size; at++) {
            if (text.letters[at] == '-' && is_between_words(&text, at, &start, &end)) {
                *hyphens++ = (int32_t)(begin + start);
                *hyphens++ = (int32_t)(begin + at);
                *hyphens++ = (int32_t)(begin + end);
            } else if (text.letters[at] == '\n') {
                start = at - (at && text.letters[at - 1] == '\r');
                end = at + 1;
                while (end < text.size && is_blank(text.letters[end]))
                    end++;
                if (goes_on(&text, start, end))
                    for (int64_t one = start; one < end; one++)
                        parted[begin + one] = ' ';
                at = end - 1;
            }
        }
    }
    return (hyphens - first) / 3;
}
