// The word that somebody may have meant.
#ifndef BASE_NEAR_H
#define BASE_NEAR_H

#include "base/str.h"

// The one of these words that differs least from `word`, by letters wrong, missing, too many or
// swapped with a neighbour, whatever their case; NULL: none is like it.
const char *near_word(StrView word, const char *const *words, size_t count);

#endif
