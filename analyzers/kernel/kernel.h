/* What the loops over letters and tokens work on.

   All memory belongs to numpy arrays of the caller (analyzers/kernel/records.py says of what
   type); nothing is kept, allocated or freed here, and no function calls back. Lengths and places
   are trusted: the Python modules that call make them. */

#ifndef TANGTHU_KERNEL_H
#define TANGTHU_KERNEL_H

#include <stdint.h>

/* Raised by hand with any change of what a function takes or gives, or of a struct, as is that in
   library.py: a library compiled before such a change would read and write anywhere. */
enum { VERSION = 1 };

/* Numbers of chunks and of tokens (analyzers/segmenter/vocabulary.py). */
enum { UNKNOWN = -1, BOUNDARY = 0, NEWLINE = 1 };

/* n things of several parts, whose parts stand in one row: those of thing i are parts ends[i] to
   ends[i + 1] - 1. */
typedef const int64_t *Ends;

#endif
