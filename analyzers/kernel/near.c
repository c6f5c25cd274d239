/* Which words differ from one in a few letters. */

#include "kernel.h"

/* Of the typed word, and of those compared with it; longer ones are not near. */
enum { LONGEST = 64 };

/* The letters of a word as bits, some of which stand for several. */
static uint32_t bits_of(const uint32_t *letters, int64_t size)
{
    uint32_t bits = 0;
    for (int64_t at = 0; at < size; at++)
        bits |= (uint32_t)1 << (letters[at] & 31);
    return bits;
}

static int64_t count_bits(uint32_t bits)
{
    int64_t count = 0;
    for (; bits; bits &= bits - 1)
        count++;
    return count;
}

static int64_t least(int64_t one, int64_t other) { return one < other ? one : other; }

/* How many letters must be inserted, deleted, replaced or swapped with the next one, each letter
   being changed at most once (optimal string alignment). */
static int64_t distance(const uint32_t *a, int64_t a_size, const uint32_t *b, int64_t b_size)
{
    int64_t rows[3][LONGEST + 1];
    for (int64_t j = 0; j <= b_size; j++)
        rows[0][j] = j;
    for (int64_t i = 1; i <= a_size; i++) {
        int64_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = i;
        for (int64_t j = 1; j <= b_size; j++) {
            int64_t steps = above[j - 1] + (a[i - 1] != b[j - 1]);
            steps = least(steps, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                steps = least(steps, before[j - 2] + 1);
            row[j] = steps;
        }
    }
    return rows[a_size % 3][b_size];
}

/* The numbers of the words, in a row, that are at most so far from one; returns how many. */
int64_t words_near(const uint32_t *letters, Ends ends, int64_t words, const uint32_t *word,
                   int64_t size, int64_t most, int32_t *found)
{
    int32_t *first = found;
    uint32_t bits = bits_of(word, size);
    for (int64_t number = 0; number < words && size <= LONGEST; number++) {
        const uint32_t *other = letters + ends[number];
        int64_t other_size = ends[number + 1] - ends[number];
        if (other_size > LONGEST || other_size > size + most || size > other_size + most)
            continue;
        /* Each letter that only one of them has takes a change. */
        uint32_t other_bits = bits_of(other, other_size);
        if (count_bits(bits & ~other_bits) > most || count_bits(other_bits & ~bits) > most)
            continue;
        if (distance(word, size, other, other_size) <= most)
            *found++ = (int32_t)number;
    }
    return found - first;
}
