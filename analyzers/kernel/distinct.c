/* The different terms of a stream. */

#include "kernel.h"

#include <string.h>

/* A slot of the table: the upper half of a term's hash, and where its copy ends in `found`; 0 where
   there is none. */
typedef uint64_t Slot;

/* An odd number without pattern: 2^64 by the golden ratio. */
#define MIX 0x9E3779B97F4A7C15u
#define UPPER 0xFFFFFFFF00000000u
#define EACH_BYTE 0x0101010101010101u

/* The next eight bytes as a number, the first its lowest; behind the end there are spaces. */
static uint64_t eight_at(const uint8_t *bytes, int64_t left)
{
    uint64_t eight = ' ' * EACH_BYTE;
    if (left >= 8)
        memcpy(&eight, bytes, 8);
    else
        memcpy(&eight, bytes, (size_t)left);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    eight = __builtin_bswap64(eight);
#endif
    return eight;
}

/* How many of eight bytes stand before the first space; 8 where there is none. */
static int before_space(uint64_t eight)
{
    uint64_t none_where = eight ^ ' ' * EACH_BYTE;
    /* The highest bit of each byte that is zero there, and perhaps of some after the first. */
    uint64_t spaces = (none_where - EACH_BYTE) & ~none_where & 0x80 * EACH_BYTE;
    return spaces ? __builtin_ctzll(spaces) / 8 : 8;
}

/* Whether the copy that ends at `end` is that of this term. */
static int is_copy(const uint8_t *found, int64_t end, const uint8_t *term, int64_t length)
{
    int64_t start = end - length;
    return start >= 0 && (start == 0 || found[start - 1] == ' ')
        && memcmp(found + start, term, (size_t)length) == 0;
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
        uint64_t hash = 0;
        /* A term has eight bytes or fewer, as a rule; so nearly all take the same way here. */
        for (int here = 8; here == 8; at += here) {
            uint64_t eight = eight_at(stream + at, size - at);
            here = before_space(eight);
            if (here < 8)
                eight &= ((uint64_t)1 << 8 * here) - 1;
            hash = (hash ^ eight) * MIX;
        }
        int64_t length = at++ - start;
        uint64_t place = (hash ^ hash >> 32) & (uint64_t)(capacity - 1);
        for (; slots[place]; place = (place + 1) & (uint64_t)(capacity - 1))
            if ((slots[place] & UPPER) == (hash & UPPER)
                && is_copy(found, (int64_t)(slots[place] & ~UPPER), stream + start, length))
                break;
        if (slots[place] || !length)
            continue;
        if (2 * ++taken > capacity)
            return -1;
        if (written)
            found[written++] = ' ';
        memcpy(found + written, stream + start, (size_t)length);
        written += length;
        slots[place] = (hash & UPPER) | (uint64_t)written;
    }
    return written;
}
