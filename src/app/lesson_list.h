// The catalogue of the lessons that belong to this binary, and its plain list.
#ifndef APP_LESSON_LIST_H
#define APP_LESSON_LIST_H

#include <stdio.h>

#include "base/err.h"
#include "lesson/catalogue.h"

// Errors: as paths_lessons and catalogue_load.
bool lesson_list_load(Catalogue *catalogue, Err *err);
void lesson_list_print(const Catalogue *catalogue, FILE *out);

#endif
