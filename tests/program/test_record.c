// `aioscope record`: the script cannot tell that it is being recorded, and what was recorded can be told again.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "harness/place.h"
#include "harness/proc.h"
#include "harness/stock.h"
#include "harness/suite.h"

// --- the same as under stock python3 -------------------------------------------------------------

// The arguments in `# args: …` at the head of a program, split at blanks in place.
static char **args_of(Str *source) {
    size_t cap = 0, n = 0;
    char **args = mem_grow(NULL, &cap, 1, sizeof *args), *at = source->s;
    static const char mark[] = "# args:";
    if (!at || strncmp(at, mark, strlen(mark)) != 0) return args;
    at[strcspn(at, "\n")] = '\0';
    for (char *word = strtok(at + strlen(mark), " "); word; word = strtok(NULL, " ")) {
        args = mem_grow(args, &cap, n + 2, sizeof *args);
        args[n++] = word;
    }
    return args;
}

// Two tests for each program of tests/programs; its stdin is the file beside it that ends in .in.
static void program_runs(const char *path, const char *clock, bool whole_stderr) {
    Str beside = {0}, source = stock_file_text(path);
    str_add_bytes(&beside, path, strlen(path) - 2);
    str_add(&beside, "in");
    Str input = stock_file_text(beside.s);
    char **args = args_of(&source);
    // The warning is of fork() beside threads, and has the process id in it; a child that imports the program would leave its code here.
    static const char *const env[] = {"PYTHONWARNINGS=ignore::DeprecationWarning", "PYTHONDONTWRITEBYTECODE=1", NULL};
    stock_compare(&(StockRun){.what = path,
                              .args = args,
                              .env = env,
                              .input = {str_text(&input), input.len},
                              .clock = clock,
                              .whole_stderr = whole_stderr});
    free(args);
    str_free(&beside);
    str_free(&source);
    str_free(&input);
}

static void program_runs_as_stock_does(void **state) {
    program_runs(*state, "real", false);
}

static void program_runs_on_the_virtual_clock_too(void **state) {
    program_runs(*state, "virtual", false);
}

// Tracebacks, warnings and stacks, which name files and lines: tests/reports.
static void report_is_as_under_stock(void **state) {
    program_runs(*state, "real", true);
}

static void report_is_the_same_on_the_virtual_clock(void **state) {
    program_runs(*state, "virtual", true);
}

static void there_are_programs(void **state) {
    (void)state;
    assert_non_null(place_list("tests/programs", ".py", 0)[0]);
    assert_non_null(place_list("tests/reports", ".py", 0)[0]);
}

// What no asyncio program shows: the edges between a process and its parent.
typedef struct Edge {
    const char *why, *script, *arg, *input;
    bool whole_stderr;
} Edge;
static const Edge edges[] = {
    {"a status", "import sys\nsys.exit(3)\n", NULL, "", true},
    {"a message as status", "import sys\nsys.exit('enough')\n", NULL, "", true},
    {"the end inside a task", "import asyncio, sys\nasync def main(): sys.exit(5)\nasyncio.run(main())\n", NULL, "", false},
    {"os._exit with output unflushed", "import os\nprint('lost')\nos._exit(7)\n", NULL, "", true},
    {"os._exit after a flush", "import os\nprint('kept', flush=True)\nos._exit(0)\n", NULL, "", true},
    {"SIGKILL", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", NULL, "", true},
    {"SIGTERM", "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n", NULL, "", true},
    {"SIGINT", "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n", NULL, "", false},
    {"abort", "import os, resource\nresource.setrlimit(resource.RLIMIT_CORE, (0, 0))\nos.abort()\n", NULL, "", false},
    {"an exception", "print('before')\n1 / 0\n", NULL, "", true},
    {"an exception from a task", "import asyncio\nasync def main():\n    await asyncio.sleep(0)\n    raise ValueError('x')\n"
                                 "asyncio.run(main())\n", NULL, "", false},
    {"a syntax error", "def f(:\n    pass\n", NULL, "", true},
    {"an encoding error", "x = '\xff'\n", NULL, "", false},
    {"a source in another encoding", "# -*- coding: latin-1 -*-\nprint(ascii('\xe9'))\n", NULL, "", true},
    {"an empty script", "", NULL, "", true},
    {"stdin by lines", "for line in open(0): print(line.strip()[::-1])\n", NULL, "one\ntwo\nthree", true},
    {"stdin by bytes", "import sys\nprint(len(sys.stdin.buffer.read()))\n", NULL, "0123456789", true},
    {"input() at the end of stdin", "input('? ')\n", NULL, "", true},
    {"arguments", "import sys\nprint(sys.argv)\n", "--plain", "", true},
    {"its name and place", "import sys, os\nprint(__name__, __file__, sys.argv, sys.path[0], os.getcwd())\n", NULL, "", true},
    {"its environment", "import os\nprint(sorted(os.environ.items()))\n", NULL, "", true},
    {"no terminal in sight", "import sys\nprint([f.isatty() for f in (sys.stdin, sys.stdout, sys.stderr)])\n", NULL, "", true},
    {"signals as they are by default", "import signal\nprint([(s.name, str(signal.getsignal(s))) for s in signal.valid_signals() if s in signal.Signals.__members__.values()])\n",
     NULL, "", true},
    {"the signal mask", "import signal\nprint(signal.pthread_sigmask(signal.SIG_BLOCK, []))\n", NULL, "", true},
    {"no children of its own", "import os\ntry: print(os.wait())\nexcept ChildProcessError: print('none')\n", NULL, "", true},
    {"a fork", "import os\npid = os.fork()\nif pid == 0: os._exit(9)\nprint(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n", NULL, "", true},
    {"text unbuffered and in order", "import sys\nfor i in range(3): print(i); print(i, file=sys.stderr)\n", NULL, "", true},
    {"much output", "print('x' * 3000000)\n", NULL, "", true},
    {"bytes that are no text", "import sys\nsys.stdout.buffer.write(bytes(range(256)))\n", NULL, "", true},
    {"at exit", "import atexit\natexit.register(print, 'bye')\nprint('hello')\n", NULL, "", true},
    {"warnings", "import asyncio\nasync def f(): pass\nf()\n", NULL, "", false},
    {"flags and version", "import sys\nprint(sys.version, sys.flags, sys.prefix, sys.implementation.name)\n", NULL, "", true},
    {"the main module", "import __main__\nprint(__main__.__file__, __main__.__spec__, sorted(k for k in vars() if k[:2] == '__'))\n",
     NULL, "", true},
};
#define EDGES (sizeof edges / sizeof *edges)

static void edge_is_as_under_stock(void **state) {
    const Edge *edge = *state;
    char *path = place_write("edge.py", edge->script, PLACE_TEXT);
    char *args[] = {(char *)edge->arg, NULL};
    stock_compare(&(StockRun){.what = path, .args = args, .input = view_of(edge->input), .whole_stderr = edge->whole_stderr});
    free(path);
}

static void a_module_runs_as_under_stock(void **state) {
    (void)state;
    char *args[] = {"json.tool", "--compact", NULL};
    stock_compare(&(StockRun){.what = "-m", .args = args, .input = view_of("{\"a\": [1, 2]}"), .whole_stderr = true});
}

static void a_folder_with_main_runs_as_under_stock(void **state) {
    (void)state;
    char *folder = place_in_temp("package");
    mkdir(folder, 0777);
    free(place_write("package/beside.py", "word = 'beside'\n", PLACE_TEXT));
    free(place_write("package/__main__.py", "import sys, beside\nprint(beside.word, sys.argv)\n", PLACE_TEXT));
    stock_compare(&(StockRun){.what = folder, .whole_stderr = true});
    free(folder);
}

// What cannot be seen is said, once for each kind of loop, and other loops are seen as ever.
static void a_loop_that_we_cannot_see_into_is_named_in_the_recording(void **state) {
    (void)state;
    static const struct { const char *script, *said, *seen;
    } rows[] = {
        {"tests/programs/another_make.py",
         "The program runs on an event loop from another library, Homemade. aioscope cannot see into it",
         "begins to run child(4)"},
        {"tests/programs/own_turn.py",
         "The loop InPython runs its iterations with a _run_once that is not asyncio's: a subclass or a library replaced it. aioscope cannot see into it",
         "prints: Counting 0 True"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Proc proc;
        char *recording = place_in_temp("foreign.aioscope"), *script = place_in_top(rows[i].script);
        proc_viewer(&proc, "record", "-o", recording, script);
        proc_free(&proc);
        proc_viewer(&proc, "replay", "--plain", recording);
        const char *told = strstr(str_text(&proc.out), rows[i].said);
        if (!told || strstr(told + 1, rows[i].said) || !strstr(told, rows[i].seen) ||
            strstr(told, "Counting runs its iterations")) {
            proc_show(&proc);
            fail_msg("it is not told, or not once");
        }
        proc_free(&proc);
        free(recording), free(script);
    }
}

// --- signals on their way to the script ----------------------------------------------------------

static void term_hup_and_usr_reach_the_script(void **state) {
    (void)state;
    static const int signals[] = {SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};
    char *recording = place_in_temp("signal.aioscope");
    char *path = place_write("signals.py",
                             "import asyncio, signal\n"
                             "async def main():\n"
                             "    got = asyncio.get_running_loop().create_future()\n"
                             "    for s in (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):\n"
                             "        asyncio.get_running_loop().add_signal_handler(s, got.set_result, s)\n"
                             "    print('there', flush=True)\n"
                             "    print((await got).name)\n"
                             "asyncio.run(main())\n", PLACE_TEXT);
    static const char *const said[] = {"there\nSIGTERM\n", "there\nSIGHUP\n", "there\nSIGUSR1\n", "there\nSIGUSR2\n"};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        Proc proc;
        proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){place_viewer(), "record", "-o", recording, path, NULL},
                                    .signal = signals[i], .signal_after = "there", .timeout_ms = 20000});
        if (proc.status != 0) proc_show(&proc);
        assert_int_equal(proc.status, 0);
        assert_string_equal(str_text(&proc.out), said[i]);
        stock_check_recording(recording);
        proc_free(&proc);
    }
    free(path);
    free(recording);
}

static void a_script_that_dies_of_a_passed_signal_takes_record_with_it(void **state) {
    (void)state;
    char *recording = place_in_temp("died.aioscope");
    char *path = place_write("dies.py", "import asyncio\nasync def main():\n    print('there', flush=True)\n    await asyncio.sleep(600)\n"
                                        "asyncio.run(main())\n", PLACE_TEXT);
    Proc proc;
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){place_viewer(), "record", "-o", recording, path, NULL},
                                .signal = SIGTERM, .signal_after = "there", .timeout_ms = 20000});
    assert_int_equal(proc.signal, SIGTERM);
    stock_check_recording(recording);
    proc_free(&proc);
    free(path);
    free(recording);
}

// --- the file ------------------------------------------------------------------------------------

static int record_in_temp(Proc *proc, const char *option, const char *value, const char *script) {
    const char *argv[] = {place_viewer(), "record", option ? option : script, option ? value : NULL, option ? script : NULL, NULL};
    proc_run(proc, &(ProcSpec){.argv = argv, .cwd = place_temp()});
    return proc->status;
}

static void the_default_name_comes_from_the_script(void **state) {
    (void)state;
    static const struct { const char *option, *value, *file; } rows[] = {
        {NULL, "named.py", "named.aioscope"},
        {NULL, "./no_suffix", "no_suffix.aioscope"},
        {"-m", "deep.inner.work", "work.aioscope"},
    };
    char *deep = place_in_temp("deep"), *inner = place_in_temp("deep/inner");
    mkdir(deep, 0777), mkdir(inner, 0777);
    free(place_write("named.py", "print('ran')\n", PLACE_TEXT));
    free(place_write("no_suffix", "print('ran')\n", PLACE_TEXT));
    free(place_write("deep/inner/work.py", "print('ran')\n", PLACE_TEXT));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Proc proc;
        if (record_in_temp(&proc, rows[i].option, rows[i].value, rows[i].option ? NULL : rows[i].value) != 0) proc_show(&proc);
        assert_string_equal(str_text(&proc.out), "ran\n");
        char *file = place_in_temp(rows[i].file);
        stock_check_recording(file);
        free(file);
        proc_free(&proc);
    }
    free(deep);
    free(inner);
}

static void an_older_recording_is_replaced_and_no_other_file(void **state) {
    (void)state;
    Proc proc;
    char *script = place_write("again.py", "print('ran')\n", PLACE_TEXT);
    char *file = place_in_temp("again.aioscope");
    assert_int_equal(record_in_temp(&proc, NULL, NULL, script), 0);
    proc_free(&proc);
    assert_int_equal(record_in_temp(&proc, NULL, NULL, script), 0); // its own recording
    proc_free(&proc);
    stock_check_recording(file);

    free(place_write("again.aioscope", "my diary\n", PLACE_TEXT));
    assert_int_equal(record_in_temp(&proc, NULL, NULL, script), 2);
    assert_string_equal(str_text(&proc.out), ""); // nothing ran
    assert_non_null(strstr(proc.err.s, "aioscope: again.aioscope: "));
    proc_free(&proc);
    Str diary = stock_file_text(file);
    assert_string_equal(str_text(&diary), "my diary\n");
    str_free(&diary);
    free(script);
    free(file);
}

static void an_old_recording_outlives_a_run_that_cannot_start(void **state) {
    (void)state;
    Proc proc;
    char *script = place_write("kept.py", "print('ran')\n", PLACE_TEXT);
    char *file = place_in_temp("kept.aioscope");
    assert_int_equal(record_in_temp(&proc, NULL, NULL, script), 0);
    proc_free(&proc);
    assert_int_equal(record_in_temp(&proc, "--python", "2.7", script), 2);
    proc_free(&proc);
    stock_check_recording(file);
    free(script);
    free(file);
}

// A limit on the size of files stands in for a full disk: room for the header, not for what follows.
static void a_full_disk_does_not_stop_the_script(void **state) {
    (void)state;
    Proc proc;
    char *recording = place_in_temp("full.aioscope");
    char *script = place_write("full.py", "import asyncio, sys\nasync def main():\n    for i in range(3000): await asyncio.sleep(0)\n"
                                          "    print('done')\nasyncio.run(main())\nsys.exit(4)\n", PLACE_TEXT);
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){"/bin/sh", "-c", "trap '' XFSZ; ulimit -f 40; exec \"$0\" record -o \"$1\" \"$2\"",
                                                              place_viewer(), recording, script, NULL}});
    const char *end = strchr(str_text(&proc.err), '\n');
    if (proc.status != 4 || strcmp(str_text(&proc.out), "done\n") != 0 || !end || end[1]) { // one line on stderr
        proc_show(&proc);
        fail_msg("the script was not left alone");
    }
    assert_non_null(strstr(proc.err.s, "aioscope: "));
    assert_non_null(strstr(proc.err.s, "full.aioscope: "));
    proc_free(&proc);
    proc_viewer(&proc, "replay", "--plain", recording); // what is whole still opens
    assert_in_range(proc.status, 0, 1);
    proc_free(&proc);
    free(script), free(recording);
}

static void nothing_runs_when_the_file_cannot_be_written(void **state) {
    (void)state;
    static const char *const files[] = {"/no/such/folder/x.aioscope", "/dev/full", "/"};
    char *script = place_write("never.py", "print('ran')\n", PLACE_TEXT);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        Proc proc;
        assert_int_equal(record_in_temp(&proc, "-o", files[i], script), 2);
        assert_string_equal(str_text(&proc.out), "");
        assert_int_equal(strncmp(str_text(&proc.err), "aioscope: ", 10), 0);
        assert_non_null(strstr(proc.err.s, files[i]));
        proc_free(&proc);
    }
    free(script);
}

static void add_programs(Suite *suite, const char *folder, CMUnitTestFunction on_real,
                         CMUnitTestFunction on_virtual) {
    for (char **programs = place_list(folder, ".py", 0); *programs; programs++) {
        const char *name = strrchr(*programs, '/') + 1;
        Str name_on_virtual = {0};
        str_addf(&name_on_virtual, "%s, virtual clock", name);
        suite_add(suite, name, on_real, *programs);
        suite_add(suite, name_on_virtual.s, on_virtual, *programs);
    }
}

// The programs, the edges, then the rest.
int main(void) {
    const struct CMUnitTest others[] = {
        cmocka_unit_test(there_are_programs),
        cmocka_unit_test(a_module_runs_as_under_stock),
        cmocka_unit_test(a_folder_with_main_runs_as_under_stock),
        cmocka_unit_test(a_loop_that_we_cannot_see_into_is_named_in_the_recording),
        cmocka_unit_test(term_hup_and_usr_reach_the_script),
        cmocka_unit_test(a_script_that_dies_of_a_passed_signal_takes_record_with_it),
        cmocka_unit_test(the_default_name_comes_from_the_script),
        cmocka_unit_test(an_older_recording_is_replaced_and_no_other_file),
        cmocka_unit_test(an_old_recording_outlives_a_run_that_cannot_start),
        cmocka_unit_test(a_full_disk_does_not_stop_the_script),
        cmocka_unit_test(nothing_runs_when_the_file_cannot_be_written),
    };
    Suite suite = {0};
    add_programs(&suite, "tests/programs", program_runs_as_stock_does,
                 program_runs_on_the_virtual_clock_too);
    add_programs(&suite, "tests/reports", report_is_as_under_stock,
                 report_is_the_same_on_the_virtual_clock);
    for (size_t i = 0; i < EDGES; i++) suite_add(&suite, edges[i].why, edge_is_as_under_stock, &edges[i]);
    SUITE_ADD_ALL(&suite, others);
    return suite_run(&suite, "record");
}
