/* Which declarations this library was compiled with. */

#include "kernel.h"

int64_t version(void) { return VERSION; }
