/* What the loops over letters and tokens work on.

   All memory belongs to numpy arrays of the caller (analyzers/kernel/records.py says of what
   type); nothing is kept, allocated or freed here, and no function calls back. Lengths and places
   are trusted: the Python modules that call make them. */

#ifndef TANGTHU_KERNEL_H
#define TANGTHU_KERNEL_H

#include <stdint.h>

/* Raised by hand with any change of what a function takes or gives, or of a struct, as is that in
   library.py: a library compiled before such a change would read and write anywhere. */
enum { VERSION = 8 };

/* Numbers of chunks and of tokens (analyzers/segmenter/vocabulary.py). */
enum { UNKNOWN = -1, BOUNDARY = 0, NEWLINE = 1 };

/* n things of several parts, whose parts stand in one row: those of thing i are parts ends[i] to
   ends[i + 1] - 1. */
typedef const int64_t *Ends;

/* A text, with kinds of its characters as analyzers/sentences.py tells them. */
enum { SPACE = 1, ALNUM = 2, ALPHA = 4, LOWER = 8, FIGURE = 16 };
typedef struct {
    const uint32_t *letters;
    const uint8_t *kinds;
    int64_t size;
} Text;

/* Texts in a row. `shorts`: words that are written short, ascending, each as four letters of 16
   bits. */
typedef struct {
    const uint32_t *letters;
    const uint8_t *kinds;
    Ends ends;
    int64_t count;
    const uint64_t *shorts;
    int64_t short_count;
} Texts;

Text text_of(const Texts *texts, int64_t number);

/* Where the sentences of a text end, in order; returns how many there are, at most one a character.
   `shorts`: those of Texts. */
int64_t ends_of_text(const Text *text, const uint64_t *shorts, int64_t count, int32_t *found);

/* The place of a number in a list, which is ascending; -1 where it has not got it. */
static inline int64_t place_in(const uint64_t *list, int64_t count, uint64_t number)
{
    int64_t low = 0, high = count;
    while (low < high) {
        int64_t middle = (low + high) / 2;
        if (list[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && list[low] == number ? low : -1;
}

/* Finds the number of a chunk or token by its hash. Its first bits name a place; it stands there
   or, where that was taken, at one of the next ones. */
typedef struct {
    uint64_t *hashes;
    int32_t *numbers;
    int64_t bits;
} Table;

/* The chunks, or tokens, that are known. Another thread may add some meanwhile, with higher
   numbers. */
typedef struct {
    uint32_t *letters;
    int64_t *ends;
    int64_t count;
    uint64_t base; /* odd, and a secret, so that nobody can write chunks that all hash alike */
} Chunks;

/* The hash of some letters, the number of a chunk, or UNKNOWN, and giving it one; in chunks.c. */
uint64_t hash_of(const uint32_t *letters, int64_t count, uint64_t base);
int32_t number_of(const Table *table, const Chunks *known, const uint32_t *letters, int64_t count);
void put_one(const Table *table, uint64_t base, const uint32_t *letters, int64_t count,
             int32_t number);

/* What a token's own score and those of its neighbours need to know of it
   (ROW in records.py). */
typedef struct {
    double own, as_previous, as_next;
    int32_t left, right;
    uint8_t flags;
} Row;

enum { JOINABLE = 1, TITLE = 2 }; /* flags (analyzers/segmenter/model.py) */

/* A letter, digit or mark: its small form and, of this, the letter without marks, the one without
   a tone, and the tone (LETTER in records.py). */
typedef struct {
    uint16_t lower, folded, bare;
    uint8_t tone, kinds;
} Letter;

/* Kinds of letters (analyzers/spelling.py). A token is plain if all its letters are. */
enum { PLAIN = 1, MARK = 2, DECIMAL = 4, DIGIT = 8, CAPITAL = 16, SMALL = 32, TITLECASE = 64 };
enum { MAX_TERM = 100 }; /* letters; a longer token is not plain (analyzers/syllables.py) */

/* How Vietnamese is spelled (analyzers/spelling.py). Onsets and rhymes are numbers of up to four
   letters, ascending. */
typedef struct {
    const Letter *letters;
    int64_t letter_count;
    const uint64_t *onsets;
    int64_t onset_count;
    const uint64_t *rhymes;
    int64_t rhyme_count;
    const uint8_t *tone_places; /* which letter of each rhyme has the tone */
    const uint16_t *toned;      /* letters with each tone (pieces.c) */
    const uint16_t *brief;      /* of each letter, one or two characters for it, or 0 */
    const uint32_t *crcs;       /* of each byte */
} Spelling;

/* What tokens add to the streams (analyzers/pieces.py): strings, VARIANTS a token, with a space or
   "_" before each term; the codes of syllables; how long a token is whose last syllable may go on
   in the next one, else 0; and whether its first character is a letter or digit. */
typedef struct {
    char *strings;
    int64_t *string_ends;
    uint32_t *codes;
    int64_t *code_ends;
    int32_t *open_lengths;
    uint8_t *goes_on;
} Pieces;

enum { TEXT, UNMARKED_TEXT, WORD_BEGUN, WORD_GONE_ON, VARIANTS };
enum { WORD = 1, MARKED = 2, FREE_BITS = 3 }; /* of codes (analyzers/pieces.py, pairs.py) */

#endif
