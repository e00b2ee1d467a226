// Libraries that people build on run as they are: each of tests/libraries is a server and its clients, the same on our loop as under stock.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/place.h"
#include "harness/stock.h"
#include "harness/suite.h"

// aiohttp_… is about aiohttp.
static bool is_installed(const char *path) {
    const char *name = strrchr(path, '/') + 1;
    Str folder = {0};
    str_add(&folder, "/usr/lib/python3/dist-packages/");
    str_add_bytes(&folder, name, strcspn(name, "_."));
    bool is = access(folder.s, R_OK) == 0;
    if (!is) fprintf(stderr, "%s: %s is not there\n", name, folder.s);
    str_free(&folder);
    return is;
}

// The libraries are Debian's, and so for Debian's python3 alone.
static void library_runs(const char *path, const char *clock) {
    if (!stock_is_debians()) {
        fprintf(stderr, "%s: Debian's libraries are not for %s\n", strrchr(path, '/') + 1, stock_python());
        skip();
    }
    if (!is_installed(path)) skip();
    static const char *const env[] = {"PYTHONWARNINGS=ignore", "PYTHONDONTWRITEBYTECODE=1", NULL};
    stock_compare(&(StockRun){.what = path, .env = env, .clock = clock, .whole_stderr = true, .ends_well = true});
}

static void library_runs_as_under_stock(void **state) {
    library_runs(*state, "real");
}

static void library_runs_on_the_virtual_clock_too(void **state) {
    library_runs(*state, "virtual");
}

static void there_are_libraries(void **state) {
    (void)state;
    assert_non_null(place_list("tests/libraries", ".py", 0)[0]);
}

int main(void) {
    const struct CMUnitTest others[] = {
        cmocka_unit_test(there_are_libraries),
    };
    Suite suite = {0};
    for (char **libraries = place_list("tests/libraries", ".py", 0); *libraries; libraries++) {
        Str on_virtual = {0};
        str_addf(&on_virtual, "%s, virtual clock", strrchr(*libraries, '/') + 1);
        suite_add(&suite, strrchr(*libraries, '/') + 1, library_runs_as_under_stock, *libraries);
        suite_add(&suite, on_virtual.s, library_runs_on_the_virtual_clock_too, *libraries);
    }
    SUITE_ADD_ALL(&suite, others);
    return suite_run(&suite, "libraries");
}
