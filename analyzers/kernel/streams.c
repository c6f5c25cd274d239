/* The streams of terms of texts, put together from what each of their tokens adds.

   Two functions make a stream: the first tells how much room each text takes, the second writes.
   Pairs are fewer than syllables, so they take one. */

#include "kernel.h"
#include <string.h>

enum { BUCKET_BITS = 17 }; /* of pairs (analyzers/pairs.py) */

static int64_t length(const Pieces *pieces, int32_t token, int variant)
{
    int64_t at = (int64_t)token * VARIANTS + variant;
    return pieces->string_ends[at + 1] - pieces->string_ends[at];
}

/* Writes what a token adds; returns where the next goes. */
static char *copy(const Pieces *pieces, int32_t token, int variant, char *out)
{
    int64_t at = (int64_t)token * VARIANTS + variant, begin = pieces->string_ends[at];
    int64_t size = pieces->string_ends[at + 1] - begin;
    memcpy(out, pieces->strings + begin, (size_t)size);
    return out + size;
}

/* Where the word ends that token t begins. */
static int64_t word_end(const uint8_t *joined, int64_t t, int64_t end)
{
    do
        t++;
    while (t < end && joined[t]);
    return t;
}

/* The bytes of a word of tokens. One of whose parts is no word (`thư_,`) is none. */
static int64_t word_length(const Pieces *pieces, const int32_t *tokens, int64_t count)
{
    if (count == 1)
        return length(pieces, tokens[0], WORD_BEGUN);
    int64_t size = 0;
    for (int64_t t = 0; t < count; t++) {
        int64_t here = length(pieces, tokens[t], WORD_GONE_ON);
        if (!here)
            return 0;
        size += here;
    }
    return size;
}

/* Writes such a word, if it is one; returns where the next goes. */
static char *write_word(const Pieces *pieces, const int32_t *tokens, int64_t count, char *out)
{
    if (!word_length(pieces, tokens, count))
        return out;
    if (count == 1)
        return copy(pieces, tokens[0], WORD_BEGUN, out);
    char *begin = out;
    for (int64_t t = 0; t < count; t++)
        out = copy(pieces, tokens[t], WORD_GONE_ON, out);
    *begin = ' ';
    return out;
}

/* The bytes of each text's word stream. */
void measure_words(const Pieces *pieces, const int32_t *tokens, const uint8_t *joined, Ends ends,
                   int64_t texts, int64_t *sizes)
{
    for (int64_t text = 0; text < texts; text++) {
        sizes[text] = 0;
        for (int64_t t = ends[text], next; t < ends[text + 1]; t = next) {
            next = word_end(joined, t, ends[text + 1]);
            sizes[text] += word_length(pieces, tokens + t, next - t);
        }
    }
}

/* The word streams, one after the other. */
void write_words(const Pieces *pieces, const int32_t *tokens, const uint8_t *joined, Ends ends,
                 int64_t texts, char *out)
{
    for (int64_t text = 0; text < texts; text++)
        for (int64_t t = ends[text], next; t < ends[text + 1]; t = next) {
            next = word_end(joined, t, ends[text + 1]);
            out = write_word(pieces, tokens + t, next - t, out);
        }
}

/* Whether a syllable of each text goes on over the end of a token. */
void find_cut(const Pieces *pieces, const int32_t *tokens, const int32_t *starts, Ends ends,
              int64_t texts, uint8_t *are_cut)
{
    for (int64_t text = 0; text < texts; text++) {
        are_cut[text] = 0;
        for (int64_t t = ends[text]; t + 1 < ends[text + 1]; t++) {
            int32_t open = pieces->open_lengths[tokens[t]];
            are_cut[text] |= open && starts[t] + open == starts[t + 1]
                && pieces->goes_on[tokens[t + 1]];
        }
    }
}

/* For each text: how many syllables and words it has, and how many of these have marks. */
void count_syllables(const Pieces *pieces, const int32_t *tokens, Ends ends, int64_t texts,
                     int64_t *syllables, int64_t *words, int64_t *marked)
{
    for (int64_t text = 0; text < texts; text++) {
        syllables[text] = words[text] = marked[text] = 0;
        for (int64_t t = ends[text]; t < ends[text + 1]; t++) {
            int64_t end = pieces->code_ends[tokens[t] + 1];
            for (int64_t at = pieces->code_ends[tokens[t]]; at < end; at++) {
                syllables[text]++;
                words[text] += (pieces->codes[at] & WORD) != 0;
                marked[text] += (pieces->codes[at] & MARKED) != 0;
            }
        }
    }
}

/* The bytes of each text's text stream. `unmarked`: whether it was written without marks. */
void measure_texts(const Pieces *pieces, const int32_t *tokens, Ends ends, const uint8_t *unmarked,
                   int64_t texts, int64_t *sizes)
{
    for (int64_t text = 0; text < texts; text++) {
        sizes[text] = 0;
        for (int64_t t = ends[text]; t < ends[text + 1]; t++)
            sizes[text] += length(pieces, tokens[t], TEXT + unmarked[text]);
    }
}

/* The text streams, one after the other. */
void write_texts(const Pieces *pieces, const int32_t *tokens, Ends ends, const uint8_t *unmarked,
                 int64_t texts, char *out)
{
    for (int64_t text = 0; text < texts; text++)
        for (int64_t t = ends[text]; t < ends[text + 1]; t++)
            out = copy(pieces, tokens[t], TEXT + unmarked[text], out);
}

/* The pairs of each text, each once, one after the other, four bytes each; `pair_ends` tells where
   those of each text end. `sentences`: where sentences end, and behind those of each text one that
   no token starts at. `names`: of each bucket, of which `pair_term` in analyzers/pairs.py tells a
   pair's. `last`: of each bucket, which text had it last, counted from 1; 0 for none. */
void write_pairs(const Pieces *pieces, const int32_t *tokens, const int32_t *starts, Ends ends,
                 int64_t texts, const int32_t *sentences, const uint32_t *names, int32_t *last,
                 uint32_t *out, int64_t *pair_ends)
{
    const uint64_t first = 0x9E3779B97F4A7C15u, second = 0xC2B2AE3D27D4EB4Fu;
    int64_t written = 0;
    for (int64_t text = 0; text < texts; text++) {
        uint64_t before = 0;
        int parted = 1;
        for (int64_t t = ends[text]; t < ends[text + 1]; t++) {
            for (; starts[t] >= *sentences; sentences++)
                parted = 1;
            int64_t end = pieces->code_ends[tokens[t] + 1];
            for (int64_t at = pieces->code_ends[tokens[t]]; at < end; at++) {
                uint64_t here = pieces->codes[at] >> FREE_BITS;
                uint64_t mixed = before * first + here * second;
                uint64_t bucket = ((mixed >> 32) << BUCKET_BITS) >> 32;
                if (!parted && last[bucket] != text + 1) {
                    last[bucket] = (int32_t)(text + 1);
                    out[written++] = names[bucket];
                }
                parted = 0;
                before = here;
            }
        }
        while (*sentences++ != INT32_MAX)
            continue;
        pair_ends[text] = written;
    }
}
