// Started without a stdin, stdout or stderr, the script runs as it does under stock Python, and finds them missing as it does there.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "harness/place.h"
#include "harness/proc.h"

static const char script[] = "import asyncio, sys\n"
                             "async def main():\n"
                             "    await asyncio.sleep(0.001)\n"
                             "    with open(sys.argv[1], 'w') as out:\n"
                             "        print([s is None for s in (sys.stdin, sys.stdout, sys.stderr)], file=out)\n"
                             "asyncio.run(main())\n";

static char *read_file(const char *path) {
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char text[256] = "";
    size_t len = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    Str copy = {0};
    str_add_bytes(&copy, text, len);
    return copy.s;
}

static void a_closed_descriptor_stays_closed(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"<&-", "[True, False, False]\n"}, {">&-", "[False, True, False]\n"}, {"2>&-", "[False, False, True]\n"},
        {"<&- >&- 2>&-", "[True, True, True]\n"}};
    char *path = place_write("closed.py", script, PLACE_TEXT), *out = place_in_temp("closed.out"), *file = place_in_temp("closed.aioscope");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str command = {0};
        Proc proc;
        str_addf(&command, "exec \"$0\" record -o \"$1\" \"$2\" \"$3\" %s", rows[i][0]);
        proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){"/bin/sh", "-c", command.s, place_viewer(), file, path, out, NULL}});
        assert_int_equal(proc.status, 0);
        char *text = read_file(out);
        assert_string_equal(text, rows[i][1]);
        free(text);
        proc_free(&proc);
        str_free(&command);
    }
    free(path), free(out), free(file);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_closed_descriptor_stays_closed)};
    return cmocka_run_group_tests_name("closed stdio", tests, NULL, NULL);
}
