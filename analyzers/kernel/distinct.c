/* The different terms of a stream. */

#include "kernel.h"

#include <string.h>

/* A slot of the table: the upper half of a term's hash, and where its copy ends in `found`; 0 where
   there is none. */
typedef uint64_t Slot;

/* An odd number without pattern: 2^64 by the golden ratio. */
#define MIX 0x9E3779B97F4A7C15u

static int64_t length_at(const uint8_t *found, int64_t end)
{
    int64_t start = end;
    while (start > 0 && found[start - 1] != ' ')
        start--;
    return end - start;
}

/* Writes each term of a stream once, in the order of their first occurrences, with a space between
   them; returns how many bytes that are, or -1 where more than half of the `capacity` slots would be
   taken. Terms stand in UTF-8 with a space between them; `size` < 2^32. `slots`: zeros, as many as a
   power of two. `found`: room for `size` bytes. */
int64_t distinct_terms(const uint8_t *stream, int64_t size, Slot *slots, int64_t capacity,
                       uint8_t *found)
{
    int64_t written = 0, taken = 0, at = 0;
    while (at < size) {
        int64_t start = at;
        uint64_t hash = 0, eight = 0;
        for (; at < size && stream[at] != ' '; at++) {
            eight = eight << 8 | stream[at];
            if (((at - start) & 7) == 7)
                hash = (hash ^ eight) * MIX;
        }
        int64_t length = at++ - start;
        hash = (hash ^ eight) * MIX;
        uint64_t upper = hash & 0xFFFFFFFF00000000u;
        uint64_t place = (hash ^ hash >> 32) & (uint64_t)(capacity - 1);
        for (; slots[place]; place = (place + 1) & (uint64_t)(capacity - 1)) {
            int64_t end = (int64_t)(slots[place] & 0xFFFFFFFFu);
            if ((slots[place] & 0xFFFFFFFF00000000u) == upper && length <= end
                && length == length_at(found, end)
                && memcmp(found + end - length, stream + start, (size_t)length) == 0)
                break;
        }
        if (slots[place] || !length)
            continue;
        if (2 * ++taken > capacity)
            return -1;
        if (written)
            found[written++] = ' ';
        memcpy(found + written, stream + start, (size_t)length);
        written += length;
        slots[place] = upper | (uint64_t)written;
    }
    return written;
}
