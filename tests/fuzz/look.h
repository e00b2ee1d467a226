// What a person does with a history: look at it here and there, hear of its events. Aborts where two ways to the same place differ.
#ifndef TESTS_FUZZ_LOOK_H
#define TESTS_FUZZ_LOOK_H

#include "history/history.h"

History *look_new(void);                  // small enough that everything happens with few events
void look_at(History *history, uint32_t seed); // at most some hundred events of it
void look_free(History *history);

#endif
