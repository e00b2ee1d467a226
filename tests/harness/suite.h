// A suite whose tests are known only when it runs: one for each file of a folder, for each row of a table. Include it after cmocka.h.
#ifndef HARNESS_SUITE_H
#define HARNESS_SUITE_H

typedef struct Suite {
    struct CMUnitTest *tests;
    size_t count, cap;
} Suite;

// `about` becomes the test's *state. Neither it nor the name is copied.
void suite_add(Suite *suite, const char *name, CMUnitTestFunction test, const void *about);
int suite_run(Suite *suite, const char *name); // the exit status for main

#define SUITE_ADD_ALL(suite, table) \
    for (size_t i_ = 0; i_ < sizeof(table) / sizeof *(table); i_++) suite_add(suite, (table)[i_].name, (table)[i_].test_func, NULL)

#endif
