// What we export, read by programs that are not ours: jq, and librsvg's rsvg-convert. Where one is missing its tests are left out, and that is said.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/place.h"
#include "harness/proc.h"

static const char script[] = "import asyncio\n"
                             "async def work(n):\n"
                             "    await asyncio.sleep(0.01 * n)\n"
                             "    print('<&> \"quoted\" \\u00e9\\x1b[0m', n)\n"
                             "    if n == 3: raise ValueError('three')\n"
                             "async def main():\n"
                             "    lock = asyncio.Lock()\n"
                             "    async with lock:\n"
                             "        await asyncio.gather(*(work(n) for n in range(5)), return_exceptions=True)\n"
                             "    await asyncio.to_thread(print, 'thread')\n"
                             "asyncio.run(main())\n";

static bool has(const char *program) {
    Proc proc;
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){"sh", "-c", "command -v \"$0\"", program, NULL}});
    bool is_there = proc.status == 0;
    proc_free(&proc);
    if (!is_there) fprintf(stderr, "%s is not here: its tests are left out\n", program);
    return is_there;
}

// Our output through a command of the shell, whose $0 is the viewer and $1 the operand: for a script and for its recording.
static void holds(const char *command) {
    char *path = place_write("readers.py", script, PLACE_TEXT), *file = place_in_temp("readers.aioscope");
    Proc proc;
    proc_viewer(&proc, "record", "-o", file, path);
    proc_free(&proc);
    const char *const operands[] = {path, file};
    for (int i = 0; i < 2; i++) {
        proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){"sh", "-c", command, place_viewer(), operands[i], NULL}, .cwd = place_top()});
        if (proc.status != 0) {
            proc_show(&proc);
            fail_msg("%s", command);
        }
        proc_free(&proc);
    }
    free(path);
    free(file);
}

static void jq_reads_the_lines(void **state) {
    (void)state;
    if (!has("jq")) skip();
    holds("\"$0\" export --format jsonl \"$1\" | jq -es 'length > 50 and all(.[]; type == \"object\")'");
    holds("\"$0\" export --format jsonl \"$1\" | jq -es '[.[] | select(.kind == \"task created\")] | length >= 6'");
    holds("\"$0\" stats --json \"$1\" | jq -e 'type == \"object\" and length > 5'");
}

static void the_trace_has_the_form_of_trace_events(void **state) {
    (void)state;
    if (!has("jq")) skip();
    holds("\"$0\" export --format chrome \"$1\" | jq -e -f tests/program/trace_event.jq");
}

// A picture of some size, which is a PNG, and not of one colour: that would compress to next to nothing.
static void librsvg_draws_the_picture(void **state) {
    (void)state;
    if (!has("rsvg-convert")) skip();
    holds("\"$0\" export --format svg \"$1\" | rsvg-convert -w 800 | wc -c | { read n; test \"$n\" -gt 4000; }");
    holds("\"$0\" export --format svg \"$1\" | rsvg-convert -w 800 | head -c 4 | od -An -tx1 | grep -q '89 50 4e 47'");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jq_reads_the_lines),
        cmocka_unit_test(the_trace_has_the_form_of_trace_events),
        cmocka_unit_test(librsvg_draws_the_picture),
    };
    return cmocka_run_group_tests_name("readers", tests, NULL, NULL);
}
