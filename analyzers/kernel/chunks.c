/* Chunks: runs of characters without white space, and the newlines. Each is looked up by a hash
   and compared letter by letter, so no string is made of it. */

#include "kernel.h"
#include <string.h>

/* A chunk stands at one of so many places of a table, the first of which its hash names. */
enum { PLACES = 32 };

/* As Python's str.isspace. */
static int is_space(uint32_t letter)
{
    if (letter <= ' ')
        return letter == ' ' || (letter >= 0x09 && letter <= 0x0D) || letter >= 0x1C;
    if (letter < 0x85)
        return 0;
    return letter == 0x85 || letter == 0xA0 || letter == 0x1680
        || (letter >= 0x2000 && letter <= 0x200A) || letter == 0x2028 || letter == 0x2029
        || letter == 0x202F || letter == 0x205F || letter == 0x3000;
}

uint64_t hash_of(const uint32_t *letters, int64_t count, uint64_t base)
{
    uint64_t hash = (uint64_t)count;
    for (int64_t i = 0; i < count; i++) {
        hash = (hash + letters[i]) * base;
        hash ^= hash >> 32;
    }
    return hash * base;
}

static int64_t first_place(const Table *table, uint64_t hash)
{
    return (int64_t)(hash >> (64 - table->bits));
}

int32_t number_of(const Table *table, const Chunks *known, const uint32_t *letters, int64_t count)
{
    uint64_t hash = hash_of(letters, count, known->base);
    int64_t place = first_place(table, hash);
    for (int64_t last = place + PLACES; place < last; place++) {
        int32_t number = __atomic_load_n(&table->numbers[place], __ATOMIC_ACQUIRE);
        if (number == UNKNOWN)
            return UNKNOWN;
        if (table->hashes[place] != hash || number >= known->count)
            continue;
        int64_t begin = known->ends[number];
        if (known->ends[number + 1] - begin == count
            && !memcmp(known->letters + begin, letters, (size_t)count * sizeof *letters))
            return number;
    }
    return UNKNOWN;
}

/* The numbers of chunks, given one after the other. */
void look_up(const Table *table, const Chunks *known, const uint32_t *letters, Ends ends,
             int64_t count, int32_t *numbers)
{
    for (int64_t i = 0; i < count; i++)
        numbers[i] = number_of(table, known, letters + ends[i], ends[i + 1] - ends[i]);
}

/* Puts a chunk into the table. One that finds none of its places free is left out, and so stays
   unknown. */
void put_one(const Table *table, uint64_t base, const uint32_t *letters, int64_t count,
             int32_t number)
{
    uint64_t hash = hash_of(letters, count, base);
    int64_t place = first_place(table, hash);
    for (int64_t last = place + PLACES; place < last; place++) {
        if (table->numbers[place] != UNKNOWN)
            continue;
        table->hashes[place] = hash;
        /* Last, since a thread that sees a number compares the hash. */
        __atomic_store_n(&table->numbers[place], number, __ATOMIC_RELEASE);
        return;
    }
}

/* Puts chunks that are numbered from `first` on into the table. */
void put(const Table *table, const Chunks *known, const uint32_t *letters, Ends ends,
         int64_t count, int64_t first)
{
    for (int64_t i = 0; i < count; i++)
        put_one(table, known->base, letters + ends[i], ends[i + 1] - ends[i],
                (int32_t)(first + i));
}

/* Finds the chunks of a text: how many there are, and for each its number, where it starts and
   where it ends. `boundaries`: the ascending places of newlines that are BOUNDARY, the last of
   which ends the text. */
int64_t read_chunks(const Table *table, const Chunks *known, const uint32_t *text, int64_t size,
                    const int64_t *boundaries, int32_t *numbers, int32_t *starts, int32_t *ends)
{
    int64_t found = 0;
    for (int64_t at = 0; at < size;) {
        int64_t start = at++;
        if (text[start] == '\n') {
            numbers[found] = start == *boundaries ? BOUNDARY : NEWLINE;
            boundaries += start == *boundaries;
        } else if (is_space(text[start])) {
            continue;
        } else {
            while (at < size && !is_space(text[at]))
                at++;
            numbers[found] = number_of(table, known, text + start, at - start);
        }
        starts[found] = (int32_t)start;
        ends[found++] = (int32_t)at;
    }
    return found;
}
