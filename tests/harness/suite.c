#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/mem.h"
#include "harness/suite.h"

// TEST_ONLY='*resize*' in the environment runs the tests whose names fit, in every program that has the harness.
__attribute__((constructor)) static void choose_tests(void) {
    const char *only = getenv("TEST_ONLY");
    if (only) cmocka_set_test_filter(only);
}

void suite_add(Suite *suite, const char *name, CMUnitTestFunction test, const void *about) {
    suite->tests = mem_grow(suite->tests, &suite->cap, suite->count + 1, sizeof *suite->tests);
    suite->tests[suite->count++] = (struct CMUnitTest){name, test, NULL, NULL, (void *)about};
}

int suite_run(Suite *suite, const char *name) {
    int failed = _cmocka_run_group_tests(name, suite->tests, suite->count, NULL, NULL);
    free(suite->tests);
    return failed;
}
