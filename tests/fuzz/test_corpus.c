// The corpus that `make fuzz` has gathered, once through its targets; and `test_corpus TARGET FILE` for one input alone.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "fuzz/targets.h"

static const struct { const char *name; FuzzTarget *target; } targets[] = {
    {"recording", fuzz_recording}, {"block", fuzz_block}, {"model", fuzz_model}, {"lesson", fuzz_lesson}, {"condition", fuzz_condition},
};
#define TARGETS (sizeof targets / sizeof *targets)

static bool run_file(FuzzTarget *target, const char *path) {
    FILE *file = fopen(path, "rb");
    Str bytes = {0};
    char piece[4096];
    if (!file) return false;
    for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;) str_add_bytes(&bytes, piece, n);
    fclose(file);
    target((const uint8_t *)str_text(&bytes), bytes.len);
    str_free(&bytes);
    return true;
}

static void the_corpus_goes_through(void **state) {
    (void)state;
    for (size_t i = 0; i < TARGETS; i++) {
        Str path = {0};
        str_addf(&path, "tests/fuzz/corpus/%s", targets[i].name);
        DIR *folder = opendir(path.s);
        assert_non_null(folder);
        size_t files = 0, len = path.len;
        for (struct dirent *entry; (entry = readdir(folder));) {
            if (entry->d_name[0] == '.') continue;
            path.s[path.len = len] = '\0';
            str_addf(&path, "/%s", entry->d_name);
            assert_true(run_file(targets[i].target, path.s));
            files++;
        }
        closedir(folder);
        str_free(&path);
        print_message("  %s: %zu inputs\n", targets[i].name, files);
        assert_true(files > 0);
    }
}

int main(int argc, char **argv) {
    for (size_t i = 0; argc == 3 && i < TARGETS; i++)
        if (strcmp(argv[1], targets[i].name) == 0) return run_file(targets[i].target, argv[2]) ? 0 : 2;
    if (argc > 1) {
        fprintf(stderr, "usage: test_corpus [TARGET FILE]\n");
        return 2;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_corpus_goes_through)};
    return cmocka_run_group_tests_name("corpus", tests, NULL, NULL);
}
