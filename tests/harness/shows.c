#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "harness/shows.h"

void assert_shows(Term *term, const char *text) {
    if (term_shows(term, text)) return;
    term_show(term);
    fail_msg("not shown: %s", text);
}

void assert_hides(Term *term, const char *text) {
    if (!term_shows(term, text)) return;
    term_show(term);
    fail_msg("shown: %s", text);
}
