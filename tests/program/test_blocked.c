// Which line keeps the loop from turning, on the machine's own clock: by a sleep, by Python code, in code in C that gives up the GIL and that keeps it.
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

// Each runs as the task `it` on a loop that calls a tenth of a second slow; `#!` marks the line that takes three times that.
static const struct { const char *why, *body; } rows[] = {
    {"a sleep", "    x = 1\n    time.sleep(0.3) #!\n    y = 2\n    await asyncio.sleep(0)\n"},
    {"a sleep in a function of the script's", "    helper()\n    y = 2\n    await asyncio.sleep(0)\ndef helper():\n    time.sleep(0.3) #!\n"},
    {"a while loop", "    end = time.perf_counter() + 0.3\n    while time.perf_counter() < end: pass #!\n    await asyncio.sleep(0)\n"},
    {"a socket", "    a, b = socket.socketpair()\n    a.settimeout(0.3)\n    try: a.recv(1) #!\n    except TimeoutError: pass\n    await asyncio.sleep(0)\n"},
    {"a library's function in Python", "    q = queue.Queue()\n    try: q.get(timeout=0.3) #!\n    except queue.Empty: pass\n    await asyncio.sleep(0)\n"},
    {"code in C that keeps the GIL", "    n = 1 << 22\n    while True:\n        began = time.perf_counter()\n        sum(range(n)) #!\n"
                                     "        if time.perf_counter() - began > 0.3: break\n        n *= 2\n        await asyncio.sleep(0)\n"},
    {"a callback", "    asyncio.get_running_loop().call_soon(helper)\n    await asyncio.sleep(0.01)\ndef helper():\n    time.sleep(0.3) #!\n"},
    {"the last step", "    await asyncio.sleep(0)\n    time.sleep(0.3) #!\n    return 1\n"},
};

static unsigned line_of_mark(const char *script) {
    const char *mark = strstr(script, "#!");
    unsigned line = 1;
    for (const char *at = script; at < mark; at++) line += *at == '\n';
    return line;
}

static char *script_of(const char *body) {
    Str script = {0};
    str_addf(&script, "import asyncio, queue, socket, time\nasync def it():\n%sasync def main():\n    await asyncio.create_task(it(), name='it')\nasyncio.run(main())\n", body);
    return script.s;
}

static void the_line_that_blocks_is_named(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *script = script_of(rows[i].body), *path = place_write("blocks.py", script, PLACE_TEXT), *recording = place_in_temp("blocks.aioscope");
        Proc record, told;
        char expected[64];
        snprintf(expected, sizeof expected, "ms on line %u.", line_of_mark(script));
        proc_viewer(&record, "record", "-o", recording, path);
        proc_viewer(&told, "replay", "--plain", recording);
        const char *blocked = strstr(str_text(&told.out), " blocked the loop");
        if (record.status || !blocked || !strstr(blocked, expected)) {
            proc_show(&told);
            fail_msg("%s: not «%s»", rows[i].why, expected);
        }
        // Code that keeps the GIL lets the watcher in as it returns: on a machine that is slow to do so it may be a moment late, and says so.
        if (strstr(blocked, "just before that line") && !strstr(rows[i].why, "keeps the GIL")) {
            proc_show(&told);
            fail_msg("%s: the line is sure", rows[i].why);
        }
        proc_free(&record), proc_free(&told);
        free(script), free(path), free(recording);
    }
}

// An operator gives nobody a look until some line after it: that is said.
static void a_line_that_may_not_be_the_one_is_told_as_such(void **state) {
    (void)state;
    static const char body[] = "    n = 1 << 24\n    while True:\n        number = 3 ** (n >> 5)\n        began = time.perf_counter()\n        number * number; number * number\n"
                               "        took = time.perf_counter() - began\n        if took > 0.3: break\n        n *= 2\n        await asyncio.sleep(0)\n";
    char *script = script_of(body), *path = place_write("operator.py", script, PLACE_TEXT), *recording = place_in_temp("operator.aioscope");
    Proc record, told;
    proc_viewer(&record, "record", "-o", recording, path);
    proc_viewer(&told, "replay", "--plain", recording);
    if (record.status || !strstr(str_text(&told.out), "just before that line")) {
        proc_show(&told);
        fail_msg("it is not said");
    }
    proc_free(&record), proc_free(&told);
    free(script), free(path), free(recording);
}

// CPython 3.12 and later warn of a fork beside other threads: ours is none of the script's.
static void a_fork_finds_no_thread_of_ours(void **state) {
    (void)state;
    static const char script[] = "import asyncio, os, subprocess, time, warnings\n"
                                 "warnings.simplefilter('error')\n"
                                 "async def main():\n"
                                 "    time.sleep(0.2)\n"
                                 "    await asyncio.sleep(0)\n"
                                 "    assert len(os.listdir('/proc/self/task')) <= 2\n"
                                 "    pid = os.fork()\n"
                                 "    if not pid: os._exit(len(os.listdir('/proc/self/task')))\n"
                                 "    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n"
                                 "    subprocess.run(['true'], preexec_fn=lambda: None)\n"
                                 "    await asyncio.sleep(0)\n"
                                 "    time.sleep(0.2)\n"
                                 "    await asyncio.sleep(0)\n"
                                 "asyncio.run(main())\n";
    char *path = place_write("forks.py", script, PLACE_TEXT), *recording = place_in_temp("forks.aioscope");
    Proc record, told;
    proc_viewer(&record, "record", "-o", recording, path);
    proc_viewer(&told, "replay", "--plain", recording);
    if (record.status) proc_show(&record);
    assert_int_equal(record.status, 0);
    assert_string_equal(str_text(&record.out), "1\n");
    assert_non_null(strstr(str_text(&told.out), "ms on line 4."));
    assert_non_null(strstr(str_text(&told.out), "ms on line 12.")); // it has come back
    proc_free(&record), proc_free(&told);
    free(path), free(recording);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_that_blocks_is_named),
        cmocka_unit_test(a_line_that_may_not_be_the_one_is_told_as_such),
        cmocka_unit_test(a_fork_finds_no_thread_of_ours),
    };
    cmocka_set_test_filter(getenv("TEST_ONLY"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
