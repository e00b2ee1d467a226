// What must stand on the screen, and what must not: the test fails with the picture. Include it
// after cmocka.h.
#ifndef HARNESS_SHOWS_H
#define HARNESS_SHOWS_H

#include "harness/term.h"

void assert_shows(Term *term, const char *text);
void assert_hides(Term *term, const char *text);

#endif
