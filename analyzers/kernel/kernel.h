/* What the loops over letters and tokens work on.

   All memory belongs to numpy arrays of the caller (analyzers/kernel/records.py says of what
   type); nothing is kept, allocated or freed here, and no function calls back. Lengths and places
   are trusted: the Python modules that call make them. */

#ifndef TANGTHU_KERNEL_H
#define TANGTHU_KERNEL_H

#include <stdint.h>

/* Raised by hand with any change of what a function takes or gives, or of a struct, as is that in
   library.py: a library compiled before such a change would read and write anywhere. */
enum { VERSION = 2 };

/* Numbers of chunks and of tokens (analyzers/segmenter/vocabulary.py). */
enum { UNKNOWN = -1, BOUNDARY = 0, NEWLINE = 1 };

/* n things of several parts, whose parts stand in one row: those of thing i are parts ends[i] to
   ends[i + 1] - 1. */
typedef const int64_t *Ends;

/* A text, with kinds of its characters as analyzers/sentences.py tells them. */
enum { SPACE = 1, ALNUM = 2, ALPHA = 4, LOWER = 8 };
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

#endif
