// `record --last`: the newest events, as they are in a whole recording of the same run; trouble and a signal save what led to them.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/place.h"
#include "harness/proc.h"

static const char script[] = "import asyncio\n"
                             "async def request(n):\n"
                             "    await asyncio.sleep(0.002)\n"
                             "    print('request', n)\n"
                             "async def main():\n"
                             "    lock = asyncio.Lock()\n"
                             "    async with lock:\n"
                             "        for n in range(400):\n"
                             "            await asyncio.create_task(request(n), name=f'r{n}')\n"
                             "asyncio.run(main())\n";

static char *story(const char *file) {
    Proc proc;
    proc_viewer(&proc, "replay", "--plain", file);
    assert_int_equal(proc.status, 0);
    assert_string_equal(str_text(&proc.err), "");
    char *text = strdup(str_text(&proc.out));
    proc_free(&proc);
    return text;
}

static void record(const char *last, const char *file, const char *path) {
    Proc proc;
    if (last) proc_viewer(&proc, "record", "--clock", "virtual", "--last", last, "-o", file, path);
    else proc_viewer(&proc, "record", "--clock", "virtual", "-o", file, path);
    assert_int_equal(proc.status, 0);
    assert_string_equal(str_text(&proc.err), "");
    proc_free(&proc);
}

static size_t lines_of(const char *text) {
    size_t lines = 0;
    for (; *text; text++) lines += *text == '\n';
    return lines;
}

// The virtual clock makes every run the same, so the story of the last is the end of the story of all.
static void the_last_are_the_end_of_the_whole(void **state) {
    (void)state;
    static const struct { const char *last; size_t least, most; } rows[] = {{"1000", 200, 999}, {"0.1s", 100, 900}, {"5k", 1000, 4999}};
    char *path = place_write("requests.py", script, PLACE_TEXT), *all = place_in_temp("all.aioscope"), *last = place_in_temp("last.aioscope");
    record(NULL, all, path);
    char *whole = story(all);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        record(rows[i].last, last, path);
        char *end = story(last);
        size_t lines = lines_of(end);
        if (lines < rows[i].least || lines > rows[i].most) fail_msg("%s: %zu lines", rows[i].last, lines);
        assert_true(strlen(end) < strlen(whole));
        assert_string_equal(end, whole + strlen(whole) - strlen(end));
        free(end);
    }
    record("1M", last, path); // more than there are
    char *same = story(last);
    assert_string_equal(same, whole);
    free(same);
    free(whole);
    free(path);
    free(all);
    free(last);
}

static void trouble_is_saved_in_a_file_of_its_own(void **state) {
    (void)state;
    char *path = place_write("trouble.py",
                             "import asyncio, time\n"
                             "async def main():\n"
                             "    for n in range(300):\n"
                             "        await asyncio.sleep(0)\n"
                             "        if n in (100, 101): time.sleep(0.2)\n"
                             "asyncio.run(main())\n",
                             PLACE_TEXT);
    char *file = place_in_temp("trouble.aioscope"), *saved = place_in_temp("trouble-1.aioscope"), *second = place_in_temp("trouble-2.aioscope");
    Proc proc;
    proc_viewer(&proc, "record", "--clock", "virtual", "--last", "300", "-o", file, path);
    assert_int_equal(proc.status, 0);
    assert_non_null(strstr(str_text(&proc.err), "trouble-1.aioscope: the loop was blocked at 0.2"));
    proc_free(&proc);
    char *told = story(saved);
    assert_non_null(strstr(told, "blocked the loop for 200 ms"));
    assert_null(strstr(told, "The program ends"));
    free(told);
    told = story(file);
    assert_non_null(strstr(told, "The program ends"));
    free(told);
    assert_int_equal(access(second, F_OK), -1); // the second came within the window that was saved
    free(path);
    free(file);
    free(saved);
    free(second);
}

static void a_signal_saves_what_there_is(void **state) {
    (void)state;
    char *path = place_write("asked.py",
                             "import asyncio\n"
                             "async def main():\n"
                             "    print('running', flush=True)\n"
                             "    while not __import__('os').path.exists('asked-1.aioscope'):\n"
                             "        await asyncio.sleep(0.01)\n"
                             "    print('seen')\n"
                             "asyncio.run(main())\n",
                             PLACE_TEXT);
    Proc proc;
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){place_viewer(), "record", "--last", "50", "-o", "asked.aioscope", path, NULL},
                                .cwd = place_temp(), .signal = SIGRTMIN, .signal_after = "running"});
    assert_int_equal(proc.status, 0);
    assert_string_equal(str_text(&proc.out), "running\nseen\n");
    assert_non_null(strstr(str_text(&proc.err), "asked-1.aioscope: written on request at "));
    proc_free(&proc);
    free(path);
}

static void what_is_no_window_is_refused(void **state) {
    (void)state;
    static const char *const wrong[] = {"", "x", "0", "-5", "5x", "30 s", "1e3", "nan", "0s"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Proc proc;
        proc_viewer(&proc, "record", "--last", wrong[i], "nothing.py");
        assert_int_equal(proc.status, 2);
        assert_non_null(
            strstr(str_text(&proc.err), "choose a time (30s, 5min, 2h) or a number of events"));
        proc_free(&proc);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_are_the_end_of_the_whole),
        cmocka_unit_test(trouble_is_saved_in_a_file_of_its_own),
        cmocka_unit_test(a_signal_saves_what_there_is),
        cmocka_unit_test(what_is_no_window_is_refused),
    };
    return cmocka_run_group_tests_name("flight", tests, NULL, NULL);
}
