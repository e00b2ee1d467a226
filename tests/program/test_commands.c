// The commands as a person types them: what they say, and what they answer to what they cannot do.
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

#include "harness/place.h"
#include "harness/proc.h"
#include "harness/term.h"
#include "lesson/catalogue.h"
#include "lesson/lesson.h"

static void said(const Proc *proc, const char *text) {
    if (strstr(str_text(&proc->out), text)) return;
    proc_show(proc);
    fail_msg("not on stdout: %s", text);
}

static void ended(const Proc *proc, int status) {
    if (proc->status == status) return;
    proc_show(proc);
    fail_msg("status %d, not %d", proc->status, status);
}

// Wrong usage: status 2, nothing on stdout, `aioscope: …` on stderr with `text` in it.
static void refused(const Proc *proc, const char *text) {
    bool fits = proc->status == 2 && !proc->out.len && strncmp(str_text(&proc->err), "aioscope: ", 10) == 0 && strstr(proc->err.s, text);
    if (fits) return;
    proc_show(proc);
    fail_msg("not refused for: %s", text);
}

// The viewer with words split at blanks; {T} stands for the temporary folder.
static void viewer(Proc *proc, const char *words) {
    Str line = {0};
    const char *argv[32] = {place_viewer()};
    size_t n = 1;
    for (const char *at = words; *at; at++) {
        if (strncmp(at, "{T}", 3) == 0) str_add(&line, place_temp()), at += 2;
        else str_add_bytes(&line, at, 1);
    }
    char *rest = line.s;
    for (char *word; rest && n < 31 && (word = strsep(&rest, " "));) argv[n++] = word;
    proc_run(proc, &(ProcSpec){.argv = argv});
    str_free(&line);
}

// Stock Python, for what is made or read more simply there.
static void python(const char *code, const char *arg) {
    const char *name = getenv("PYTHON_STOCK");
    Proc proc;
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){name && *name ? name : "python3", "-c", code, arg, NULL}});
    ended(&proc, 0);
    proc_free(&proc);
}

static const char sum_script[] = "import asyncio, sys\n"
                                 "async def main():\n"
                                 "    await asyncio.sleep(0.01)\n"
                                 "    print('sum', sum(map(int, sys.argv[1:])))\n"
                                 "asyncio.run(main())\n";

// --- help, version, lists ------------------------------------------------------------------------

static void help_is_there_for_every_command(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"--help", "usage: aioscope"},             {"-h", "usage: aioscope"},
        {"learn --help", "usage: aioscope learn"}, {"run --help", "usage: aioscope run"},
        {"record --help", "usage: aioscope record"}, {"replay --help", "usage: aioscope replay"},
        {"lessons --help", "usage: aioscope lessons"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Proc proc;
        viewer(&proc, rows[i][0]);
        ended(&proc, 0);
        said(&proc, rows[i][1]);
        assert_int_equal(proc.err.len, 0);
        proc_free(&proc);
    }
}

// What the general help lists can be asked for its own help, and nothing is missing.
static void help_lists_every_command(void **state) {
    (void)state;
    static const char *const names[] = {"learn", "run", "record", "replay", "export", "stats", "check", "interview", "progress", "manual", "completion", "lessons"};
    Proc proc;
    viewer(&proc, "--help");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char line[64];
        snprintf(line, sizeof line, "aioscope %s", names[i]);
        said(&proc, line);
    }
    proc_free(&proc);
}

// Commands, options and keys come from the tables that the program reads.
static void the_manual_has_commands_options_and_keys(void **state) {
    (void)state;
    static const char *const lines[] = {".SH COMMANDS",
                                        "aioscope record\\fR",
                                        ".SH OPTIONS",
                                        "\\-\\-present",
                                        ".SH KEYS",
                                        "show why it waits, and what can wake it",
                                        ".SS in the timeline pane",
                                        "open the lesson",
                                        ".SH WORDS",
                                        "ready queue",
                                        ".SS with the selected task",
                                        ".SH EXIT STATUS"};
    Proc proc;
    viewer(&proc, "manual");
    ended(&proc, 0);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) said(&proc, lines[i]);
    proc_free(&proc);
}

static void version_names_the_program_and_its_engines(void **state) {
    (void)state;
    Proc proc;
    viewer(&proc, "--version");
    ended(&proc, 0);
    const char *engines = strstr(str_text(&proc.out), "\nEngines for Python 3.");
    assert_int_equal(strncmp(proc.out.s, "aioscope ", 9), 0);
    assert_non_null(engines);
    assert_ptr_equal(strchr(proc.out.s, '\n'), engines);
    assert_ptr_equal(strchr(engines + 1, '\n'), proc.out.s + proc.out.len - 1);
    proc_free(&proc);
}

static void lessons_are_listed_with_number_and_title(void **state) {
    (void)state;
    Proc proc;
    Catalogue catalogue = {0};
    assert_true(catalogue_load(&catalogue, "lessons", NULL));
    viewer(&proc, "lessons");
    ended(&proc, 0);
    for (size_t i = 0; i < catalogue.count; i++) {
        char number[32];
        snprintf(number, sizeof number, "%u.%u", catalogue.entries[i].chapter, catalogue.entries[i].number);
        said(&proc, number);
        said(&proc, str_text(&catalogue.entries[i].title));
    }
    proc_free(&proc);
    catalogue_free(&catalogue);
}

static void lessons_as_json_are_json(void **state) {
    (void)state;
    Proc list;
    viewer(&list, "lessons --json");
    ended(&list, 0);
    python("import json, sys\nassert [l['title'] for l in json.loads(sys.argv[1]) if l['number'] == '1.1']", str_text(&list.out));
    proc_free(&list);
}

static void without_a_terminal_the_menu_is_the_list(void **state) {
    (void)state;
    Proc menu, list;
    proc_run(&menu, &(ProcSpec){.argv = (const char *const[]){place_viewer(), NULL}});
    viewer(&list, "lessons");
    ended(&menu, 0);
    assert_string_equal(str_text(&menu.out), str_text(&list.out));
    proc_free(&menu);
    proc_free(&list);
}

// --- learn ---------------------------------------------------------------------------------------

static void a_lesson_is_found_by_number_part_and_path(void **state) {
    (void)state;
    Catalogue catalogue = {0};
    assert_true(catalogue_load(&catalogue, "lessons", NULL));
    const LessonEntry *first = &catalogue.entries[0];
    Str name = {0}; // without its suffix, which would make it a path
    str_add_bytes(&name, first->file.s, first->file.len - 3);
    const char *wanted[] = {"1.1", name.s, str_text(&first->title), str_text(&first->path)};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        Proc proc;
        proc_viewer(&proc, "learn", wanted[i], "--plain");
        ended(&proc, 0);
        said(&proc, str_text(&first->title));
        proc_free(&proc);
    }
    str_free(&name);
    catalogue_free(&catalogue);
}

static void several_fitting_lessons_are_listed(void **state) {
    (void)state;
    Proc proc;
    viewer(&proc, "learn e --plain");
    ended(&proc, 2);
    assert_non_null(strstr(str_text(&proc.err), "aioscope: e: "));
    assert_non_null(strstr(proc.err.s, "1.1"));
    proc_free(&proc);
}

// --- lessons where a script is taken -------------------------------------------------------------

// One run after the other, on the clock and with the options that the lesson has in `learn`.
static void a_lesson_runs_as_it_is_learnt(void **state) {
    (void)state;
    Proc one, two, by_path;
    viewer(&one, "export --format text 2.3");
    viewer(&two, "export --format text two_sleeps");
    viewer(&by_path, "export --format text lessons/2-tasks/03_two_sleeps.py");
    ended(&one, 0);
    said(&one, "\n1.000  ");  // the virtual clock
    said(&one, "runs line "); // and its lines
    assert_int_equal(strncmp(one.out.s, "0.000  ", 7), 0);
    assert_string_equal(one.out.s, str_text(&two.out));
    assert_string_equal(one.out.s, str_text(&by_path.out));
    proc_free(&one);
    proc_free(&two);
    proc_free(&by_path);
    viewer(&one, "stats 2.3");
    ended(&one, 0);
    said(&one, "2.3 Two sleeps, one second");
    proc_free(&one);
    viewer(&one, "record -o {T}/lesson.aioscope 2.3");
    ended(&one, 0);
    said(&one, "Results: [1, 2, 3]");
    proc_free(&one);
    viewer(&one, "stats {T}/lesson.aioscope");
    said(&one, "Two sleeps, one second");
    said(&one, "2.0 s");
    proc_free(&one);
    viewer(&one, "run 2.3");
    ended(&one, 0);
    said(&one, "Goal:"); // as `learn` tells it
    proc_free(&one);
}

// The loop of 4.10 waits for ever: whoever runs it for us has an end all the same.
static void a_lesson_about_a_deadlock_ends(void **state) {
    (void)state;
    static const char *const lines[] = {"stats 4.10", "export --format jsonl 4.10",
                                        "record -o {T}/deadlock.aioscope 4.10",
                                        "stats {T}/deadlock.aioscope", "run 4.10"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        Proc proc;
        viewer(&proc, lines[i]);
        ended(&proc, 0);
        assert_false(proc.timed_out);
        proc_free(&proc);
    }
}

static void what_is_no_lesson_is_said(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"stats no_such_thing", "neither a lesson nor a file"},
        {"record 9.99", "9.99: neither a lesson"},
        {"run no_such_thing", "no_such_thing: neither a lesson"},
        {"export --format text nowhere.py", "nowhere.py: No such file"},
        {"stats ./2.3", "./2.3: No such file"},
        {"export --format text 2.3 more", "more: a lesson takes no arguments"},
        {"record 2.3 more", "more: a lesson takes no arguments"},
        {"run 2.3 more", "more: a lesson takes no arguments"},
        {"stats the", "several lessons have that name:\n  "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Proc proc;
        viewer(&proc, rows[i][0]);
        refused(&proc, rows[i][1]);
        proc_free(&proc);
    }
}

// A file that is there wins over a lesson of that name.
static void a_file_wins_over_a_lesson(void **state) {
    (void)state;
    char *file = place_write("2.3", "print('a file of my own')\n", PLACE_TEXT);
    Proc proc;
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){place_viewer(), "export", "--format",
                                                              "text", "2.3", NULL},
                                .cwd = place_temp()});
    ended(&proc, 0);
    said(&proc, "a file of my own");
    proc_free(&proc);
    unlink(file);
    free(file);
}

static void hello_tells_its_story(void **state) {
    (void)state;
    Proc proc;
    viewer(&proc, "learn 1.2 --plain");
    ended(&proc, 0);
    assert_int_equal(proc.err.len, 0);
    said(&proc, "hello");
    said(&proc, "world");
    said(&proc, "sleep");
    said(&proc, "1.000");
    assert_true(strstr(proc.out.s, "prints: hello") < strstr(proc.out.s, "prints: world"));
    proc_free(&proc);
}

static void the_three_fetches_take_two_seconds_of_virtual_time(void **state) {
    (void)state;
    Proc proc;
    viewer(&proc, "learn 2.3 --plain");
    ended(&proc, 0);
    said(&proc, "Total time: 2.00s");
    proc_free(&proc);
}

static void a_story_on_the_virtual_clock_is_the_same_every_time(void **state) {
    (void)state;
    Catalogue catalogue = {0};
    assert_true(catalogue_load(&catalogue, "lessons", NULL));
    for (size_t i = 0; i < catalogue.count; i++) {
        Proc one, two;
        Lesson lesson;
        Err err;
        bool is_alike = lesson_load(&lesson, catalogue.entries[i].path.s, &err) && !lesson.is_real && !lesson.is_any_order;
        lesson_free(&lesson);
        if (!is_alike) continue; // threads, sockets, burnt time
        proc_viewer(&one, "learn", catalogue.entries[i].path.s, "--plain");
        proc_viewer(&two, "learn", catalogue.entries[i].path.s, "--plain");
        ended(&one, 0);
        assert_string_equal(str_text(&one.out), str_text(&two.out));
        proc_free(&one);
        proc_free(&two);
    }
    catalogue_free(&catalogue);
}

// A story is told in the same words by `learn` as it happens and from the recording. What a lesson adds of its own stands apart.
static void a_recording_tells_the_story_that_was_told_live(void **state) {
    (void)state;
    Proc live, record, replay;
    free(place_write("sum.py", sum_script, PLACE_TEXT));
    viewer(&live, "run --plain --clock virtual {T}/sum.py 1 2");
    viewer(&record, "record --clock virtual -o {T}/sum.aioscope {T}/sum.py 1 2");
    viewer(&replay, "replay --plain {T}/sum.aioscope");
    ended(&live, 0), ended(&record, 0), ended(&replay, 0);
    assert_string_equal(str_text(&live.out), str_text(&replay.out));
    proc_free(&live), proc_free(&record), proc_free(&replay);
}

static void only_ascii_is_written_where_only_ascii_is_wanted(void **state) {
    (void)state;
    free(place_write("accents.py", "print('é, 漢字 and \\x1b[31mred')\n", PLACE_TEXT));
    for (int by_locale = 0; by_locale < 2; by_locale++) {
        char *script = place_in_temp("accents.py");
        Proc proc;
        proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){place_viewer(), "run", "--plain", by_locale ? "--clock=real" : "--ascii", script, NULL},
                                    .env = by_locale ? (const char *const[]){"LC_ALL=C", NULL} : NULL});
        ended(&proc, 0);
        for (size_t i = 0; i < proc.out.len; i++) assert_in_range((unsigned char)proc.out.s[i], '\n', '~');
        assert_null(strchr(proc.out.s, '\033'));
        proc_free(&proc);
        free(script);
    }
}

// --- run -----------------------------------------------------------------------------------------

static void run_plain_ends_as_the_script_did(void **state) {
    (void)state;
    static const struct { const char *script; int status, signal; } rows[] = {
        {"print('fine')\n", 0, 0},
        {"import sys\nsys.exit(3)\n", 3, 0},
        {"import os\nos._exit(7)\n", 7, 0},
        {"raise ValueError('bad')\n", 1, 0},
        {"def f(:\n", 1, 0},
        {"import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n", -1, SIGTERM},
        {"import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", -1, SIGKILL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Proc proc;
        free(place_write("end.py", rows[i].script, PLACE_TEXT));
        viewer(&proc, "run --plain {T}/end.py");
        if (proc.status != rows[i].status || proc.signal != rows[i].signal) {
            proc_show(&proc);
            fail_msg("ended otherwise: %s", rows[i].script);
        }
        proc_free(&proc);
    }
}

static void a_lesson_ends_well_however_its_program_ended(void **state) {
    (void)state;
    static const char *const scripts[] = {"\"\"\"Exits\"\"\"\nimport sys\nsys.exit(3)\n", "\"\"\"Raises\"\"\"\n1 / 0\n",
                                          "\"\"\"Dies\"\"\"\nimport os\nos.kill(os.getpid(), 9)\n"};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        Proc proc;
        free(place_write("lesson.py", scripts[i], PLACE_TEXT));
        viewer(&proc, "learn {T}/lesson.py --plain");
        ended(&proc, 0);
        proc_free(&proc);
    }
}

// The first operand ends our options: the rest is the script's, whatever it looks like.
static void what_follows_the_script_is_its_own(void **state) {
    (void)state;
    Proc proc;
    free(place_write("args.py", "import sys\nprint(sys.argv[1:])\n", PLACE_TEXT));
    viewer(&proc, "run --plain {T}/args.py --plain --clock -o x --");
    ended(&proc, 0);
    said(&proc, "['--plain', '--clock', '-o', 'x', '--']");
    proc_free(&proc);
    viewer(&proc, "record -o {T}/args.aioscope {T}/args.py --help -- -m y");
    ended(&proc, 0);
    assert_string_equal(str_text(&proc.out), "['--help', '--', '-m', 'y']\n");
    proc_free(&proc);
    viewer(&proc, "record -o {T}/args.aioscope -m json.tool --help");
    ended(&proc, 0);
    said(&proc, "--sort-keys");
    proc_free(&proc);
    viewer(&proc, "run --plain -- {T}/args.py -- a");
    ended(&proc, 0);
    said(&proc, "['--', 'a']");
    proc_free(&proc);
}

static void other_commands_take_options_anywhere(void **state) {
    (void)state;
    static const char *const rows[] = {"learn --plain 1.1", "learn 1.1 --plain", "learn --clock virtual 1.1 --plain", "learn --plain -- 1.1",
                                       "learn --clock=virtual --plain 1.1"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Proc proc;
        viewer(&proc, rows[i]);
        ended(&proc, 0);
        proc_free(&proc);
    }
}

// --- wrong usage ---------------------------------------------------------------------------------

static void wrong_usage_is_named_and_has_status_2(void **state) {
    (void)state;
    static const char *const rows[][2] = { // what is typed, what the answer names
        {"fly", "fly"},
        {"--nonsense", "--nonsense"},
        {"run", "SCRIPT"},
        {"record", "SCRIPT"},
        {"record -m", "-m"},
        {"run --nonsense x.py", "--nonsense"},
        {"run -x y.py", "-x"},
        {"run {T}/none.py", "none.py: "},
        {"record {T}/none.py", "none.py: "},
        {"run --plain {T}/none.py", "none.py: "},
        {"run {T}", "__main__"},
        {"record {T}/empty.zip", "empty.zip: "},
        {"run --plain {T}/no_main.zip", "no_main.zip: "},
        {"run --plain {T}/loop.py", "loop.py: "},
        {"record --speed 2 {T}/sum.py", "--speed"},
        {"record --plain {T}/sum.py", "--plain"},
        {"record --clock sideways {T}/sum.py", "sideways"},
        {"record --detail", "--detail"},
        {"run --speed fast {T}/sum.py", "fast"},
        {"run --speed 0 {T}/sum.py", "--speed"},
        {"run --python 2.7 --plain {T}/sum.py", "2.7"},
        {"learn --plain no-such-lesson", "no-such-lesson"},
        {"learn --plain 9.9", "9.9"},
        {"learn --plain {T}/none.py", "none.py: "},
        {"learn --plain 1.1 1.2", "1.2"},
        {"learn --detail=pixels 1.1", "pixels"},
        {"lessons --clock virtual", "--clock"},
        {"lessons extra", "extra"},
        {"lessons --json=yes", "--json"},
        {"replay {T}/none.aioscope", "none.aioscope: "},
        {"replay --plain {T}", "aioscope"},
        {"replay --plain {T}/sum.py", "sum.py: "},
        {"replay --plain {T}/empty.aioscope", "empty.aioscope: "},
        {"replay --plain --clock real {T}/sum.aioscope", "--clock"},
        {"replay --plain {T}/sum.aioscope extra", "extra"},
    };
    char *loop = place_in_temp("loop.py"); // a link to itself: there, and not readable, by root either
    (void)!symlink("loop.py", loop);
    free(place_write("sum.py", sum_script, PLACE_TEXT));
    free(place_write("empty.aioscope", "", 0));
    free(place_write("empty.zip", "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22));
    char *zip = place_in_temp("no_main.zip");
    python("import sys, zipfile; zipfile.ZipFile(sys.argv[1], 'w').writestr('x.py', '')", zip);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Proc proc;
        viewer(&proc, rows[i][0]);
        fprintf(stderr, "aioscope %s\n", rows[i][0]);
        refused(&proc, rows[i][1]);
        proc_free(&proc);
    }
    free(loop), free(zip);
}

static void a_file_that_may_not_be_read_is_named(void **state) {
    (void)state;
    bool is_root = geteuid() == 0;
    char *script = place_write("secret.py", "print('secret')\n", PLACE_TEXT);
    chmod(script, 0), chmod(place_temp(), 0755);
    if (is_root && access(place_viewer(), X_OK) == 0) {
        // Nobody else may be able to reach the build folder; then there is no one to try it as.
        Proc can;
        proc_run(&can, &(ProcSpec){.argv = (const char *const[]){place_viewer(), "--version", NULL}, .as_nobody = true});
        bool reachable = can.status == 0;
        proc_free(&can);
        if (!reachable) {
            free(script);
            skip();
        }
    }
    Proc proc;
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){place_viewer(), "run", "--plain", script, NULL}, .as_nobody = is_root});
    refused(&proc, "secret.py: Permission denied");
    proc_free(&proc);
    free(script);
}

static void a_script_with_a_syntax_error_gets_pythons_own_message(void **state) {
    (void)state;
    Proc proc;
    free(place_write("wrong.py", "x = 1\ndef f(:\n    pass\n", PLACE_TEXT));
    viewer(&proc, "run --plain {T}/wrong.py");
    ended(&proc, 1);
    said(&proc, "wrong.py\", line 2");
    said(&proc, "def f(:");
    said(&proc, "^");
    said(&proc, "SyntaxError: ");
    proc_free(&proc);
}

static void the_screen_needs_a_terminal_that_can_do_it(void **state) {
    (void)state;
    Proc proc;
    free(place_write("sum.py", sum_script, PLACE_TEXT));
    viewer(&proc, "run {T}/sum.py 20 22"); // stdout is no terminal: told, not shown
    ended(&proc, 0);
    said(&proc, "sum 42");
    proc_free(&proc);
}

// --- recordings that are not whole ---------------------------------------------------------------

static Str recording_bytes(const char *script) {
    Proc proc;
    Str bytes = {0};
    free(place_write("whole.py", script, PLACE_TEXT));
    viewer(&proc, "record -o {T}/whole.aioscope {T}/whole.py 1 2");
    ended(&proc, 0);
    proc_free(&proc);
    char *path = place_in_temp("whole.aioscope"), chunk[4096];
    FILE *file = fopen(path, "rb");
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, file));) str_add_bytes(&bytes, chunk, got);
    fclose(file);
    free(path);
    return bytes;
}

// Whole: 0. Cut inside the header: not a recording, 2. Cut further on: what is whole is told, and a line says what is lost, 1.
static void a_recording_cut_anywhere_opens_as_what_is_whole(void **state) {
    (void)state;
    Str bytes = recording_bytes(sum_script);
    int seen[3] = {0};
    for (size_t part = 0; part <= 40; part++) {
        size_t len = bytes.len * part / 40;
        Proc proc;
        free(place_write("cut.aioscope", bytes.s, len));
        viewer(&proc, "replay --plain {T}/cut.aioscope");
        if (proc.status < 0 || proc.status > 2 || (proc.status == 0) != (proc.err.len == 0)) {
            proc_show(&proc);
            fail_msg("cut at %zu of %zu bytes", len, bytes.len);
        }
        if (proc.err.len) assert_int_equal(strncmp(proc.err.s, "aioscope: ", 10), 0);
        seen[proc.status]++;
        proc_free(&proc);
    }
    assert_true(seen[0] >= 1 && seen[1] >= 1 && seen[2] >= 1);
    str_free(&bytes);
}

static void a_recording_with_flipped_bits_never_crashes_replay(void **state) {
    (void)state;
    Str bytes = recording_bytes(sum_script);
    for (size_t part = 0; part < 60; part++) {
        size_t at = bytes.len * part / 60;
        Proc proc;
        bytes.s[at] ^= 0x10;
        free(place_write("bent.aioscope", bytes.s, bytes.len));
        bytes.s[at] ^= 0x10;
        viewer(&proc, "replay --plain {T}/bent.aioscope");
        if (proc.status < 0 || proc.status > 2 || proc.timed_out) {
            proc_show(&proc);
            fail_msg("bit flipped in byte %zu", at);
        }
        proc_free(&proc);
    }
    str_free(&bytes);
}

static void a_recording_of_a_newer_version_says_so(void **state) {
    (void)state;
    Str bytes = recording_bytes(sum_script);
    static const char key[] = "\x67version";
    char *version = memmem(bytes.s, bytes.len < 512 ? bytes.len : 512, key, sizeof key - 1);
    assert_non_null(version);
    version[sizeof key - 1]++; // a small CBOR number: the major version, or the array that holds it
    if ((version[sizeof key - 1] & 0xE0) == 0x80) version[sizeof key - 1]--, version[sizeof key]++;
    free(place_write("newer.aioscope", bytes.s, bytes.len));
    Proc proc;
    viewer(&proc, "replay --plain {T}/newer.aioscope");
    refused(&proc, "newer");
    assert_ptr_equal(strchr(proc.err.s, '\n'), proc.err.s + proc.err.len - 1); // one line
    proc_free(&proc);
    str_free(&bytes);
}

static void a_recording_is_known_by_its_bytes_not_its_name(void **state) {
    (void)state;
    Str bytes = recording_bytes(sum_script);
    Proc proc;
    free(place_write("named.txt", bytes.s, bytes.len));
    viewer(&proc, "replay --plain {T}/named.txt");
    ended(&proc, 0);
    said(&proc, "sum 3");
    proc_free(&proc);
    str_free(&bytes);
}

static void replay_runs_no_python(void **state) {
    (void)state;
    Str bytes = recording_bytes(sum_script);
    Proc proc;
    char *path = place_in_temp("whole.aioscope"), *alone = place_in_temp("alone");
    const char *copy[] = {"cp", place_viewer(), alone, NULL};
    proc_run(&proc, &(ProcSpec){.argv = copy});
    ended(&proc, 0);
    proc_free(&proc);
    // A viewer with neither an engine nor lessons beside it, and nothing on the path.
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){alone, "replay", "--plain", path, NULL}, .env = (const char *const[]){"PATH=/nowhere", NULL}});
    ended(&proc, 0);
    said(&proc, "sum 3");
    proc_free(&proc);
    free(path);
    free(alone);
    str_free(&bytes);
}

// --- hostile output ------------------------------------------------------------------------------

static void nothing_from_the_script_reaches_the_terminal_raw(void **state) {
    (void)state;
    Proc proc;
    free(place_write("hostile.py",
                     "import sys, asyncio\n"
                     "async def main():\n"
                     "    asyncio.current_task().set_name('evil\\x1b]0;name\\x07\\n')\n"
                     "    await asyncio.sleep(0)\n"
                     "    print('\\x1b[31mred\\x1b]0;title\\x07 nul:\\0 bell:\\a back:\\b cr:\\r del:\\x7f c1:\\x9b31m bidi:\\u202e')\n"
                     "    sys.stdout.buffer.write(b'broken \\xff\\xfe utf-8\\n')\n"
                     "    sys.stdout.buffer.flush()\n"
                     "    return '\\x1b[31mresult'\n"
                     "asyncio.run(main())\n"
                     "raise ValueError('\\x1b[31mgone')\n", PLACE_TEXT));
    viewer(&proc, "run --plain {T}/hostile.py");
    ended(&proc, 1);
    for (size_t i = 0; i < proc.out.len; i++) {
        unsigned char c = (unsigned char)proc.out.s[i];
        if ((c < 0x20 && c != '\n') || c == 0x7f) fail_msg("raw byte 0x%02x on stdout", c);
    }
    assert_null(memmem(proc.out.s, proc.out.len, "\xff", 1));
    assert_null(memmem(proc.out.s, proc.out.len, "\xc2\x9b", 2));
    assert_null(memmem(proc.out.s, proc.out.len, "\xe2\x80\xae", 3));
    said(&proc, "\\x1b[31mred");
    said(&proc, "utf-8");
    proc_free(&proc);
}

// What is typed wrong is named, and named safely: nothing of it acts on the terminal.
static void no_operand_reaches_the_terminal_raw(void **state) {
    (void)state;
    static const char evil[] = "a\x1b]0;x\x07"
                               "b\xc2\x9b"
                               "31m\xe2\x80\xae\nc\x7f";
    static const char *const calls[][4] = {
        {"", NULL},
        {"run", NULL},
        {"record", NULL},
        {"record", "-o", NULL},
        {"learn", NULL},
        {"replay", NULL},
        {"stats", NULL},
        {"check", NULL},
        {"lessons", NULL},
        {"interview", NULL},
        {"progress", NULL},
        {"manual", NULL},
        {"run", "--speed", NULL},
        {"run", "--clock", NULL},
        {"run", "--python", NULL},
        {"interview", "--topic", NULL},
        {"export", "--format", NULL},
        {"export", "--format=text", NULL},
        {"interview", "--count", NULL},
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        const char *argv[8] = {place_viewer()};
        size_t n = 1;
        for (size_t k = 0; calls[i][k]; k++)
            if (*calls[i][k]) argv[n++] = calls[i][k];
        argv[n++] = evil;
        if (n > 3 && strcmp(argv[1], "interview") != 0) argv[n++] = "nowhere.py";
        Proc proc;
        proc_run(&proc, &(ProcSpec){.argv = argv});
        ended(&proc, 2);
        const char *err = str_text(&proc.err);
        size_t len = strlen(err);
        if (!strstr(err, "aioscope: ") || strchr(err, '\n') != err + len - 1) {
            proc_show(&proc);
            fail_msg("%s %s: not one line", argv[1], argv[2]);
        }
        for (size_t k = 0; k + 1 < len; k++) {
            unsigned char c = (unsigned char)err[k];
            if (c < 0x20 || c == 0x7f) fail_msg("%s: raw byte 0x%02x", argv[1], c);
        }
        assert_null(strstr(err, "\xc2\x9b"));
        assert_null(strstr(err, "\xe2\x80\xae"));
        proc_free(&proc);
    }
}

static void a_line_of_ten_megabytes_is_told(void **state) {
    (void)state;
    Proc proc;
    free(place_write("long.py", "print('x' * 10_000_000)\nprint('after')\n", PLACE_TEXT));
    viewer(&proc, "run --plain {T}/long.py");
    ended(&proc, 0);
    said(&proc, "after");
    proc_free(&proc);
}

// --- install -------------------------------------------------------------------------------------

static void an_installed_program_finds_its_engine_and_lessons_from_anywhere(void **state) {
    (void)state;
    Str build = {0}, dest = {0}, program = {0};
    str_addf(&build, "BUILD=%s", place_build());
    str_addf(&dest, "DESTDIR=%s/image", place_temp());
    Proc proc;
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){"make", "--no-print-directory", build.s, dest.s, "PREFIX=/opt/tools", "install", NULL},
                                .env = (const char *const[]){"MAKEFLAGS", "MAKELEVEL", NULL}});
    ended(&proc, 0);
    proc_free(&proc);
    str_addf(&program, "%s/image/opt/tools/bin/aioscope", place_temp());
    static const char *const rows[][2] = {{"lessons", NULL}, {"learn", "1.1"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){program.s, rows[i][0], rows[i][1], NULL}, .cwd = "/",
                                    .env = (const char *const[]){"AIOSCOPE_LESSONS", NULL}});
        ended(&proc, 0);
        assert_true(proc.out.len > 0);
        proc_free(&proc);
    }
    str_free(&build), str_free(&dest), str_free(&program);
}

// Rows end between words, and a line that goes on is indented; into a pipe it is one line.
static void on_a_terminal_the_story_keeps_its_words_whole(void **state) {
    (void)state;
    char *script = place_write("wraps.py", "print('one two three four five six seven eight')\n",
                               PLACE_TEXT),
         *recording = place_in_temp("wraps.aioscope");
    Proc proc;
    proc_viewer(&proc, "record", "-o", recording, script);
    assert_int_equal(proc.status, 0);
    proc_free(&proc);
    Term *term = term_start(
        20, 40, NULL, (const char *const[]){place_viewer(), "replay", "--plain", recording, NULL});
    int status = -1;
    assert_true(term_wait_exit(term, &status));
    assert_int_equal(status, 0);
    Str text = {0};
    term_text(term, &text);
    assert_non_null(strstr(text.s, "The program prints: one two three"));
    assert_non_null(strstr(text.s, "\n       four five six seven eight"));
    assert_non_null(strstr(text.s, "\n       0. It took "));
    str_free(&text);
    term_stop(term);
    proc_viewer(&proc, "replay", "--plain", recording);
    assert_non_null(strstr(str_text(&proc.out),
                           "The program prints: one two three four five six seven eight\n"));
    proc_free(&proc);
    free(script), free(recording);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_a_terminal_the_story_keeps_its_words_whole),
        cmocka_unit_test(help_is_there_for_every_command),
        cmocka_unit_test(help_lists_every_command),
        cmocka_unit_test(the_manual_has_commands_options_and_keys),
        cmocka_unit_test(version_names_the_program_and_its_engines),
        cmocka_unit_test(lessons_are_listed_with_number_and_title),
        cmocka_unit_test(lessons_as_json_are_json),
        cmocka_unit_test(without_a_terminal_the_menu_is_the_list),
        cmocka_unit_test(a_lesson_is_found_by_number_part_and_path),
        cmocka_unit_test(a_lesson_runs_as_it_is_learnt),
        cmocka_unit_test(a_lesson_about_a_deadlock_ends),
        cmocka_unit_test(what_is_no_lesson_is_said),
        cmocka_unit_test(a_file_wins_over_a_lesson),
        cmocka_unit_test(several_fitting_lessons_are_listed),
        cmocka_unit_test(hello_tells_its_story),
        cmocka_unit_test(the_three_fetches_take_two_seconds_of_virtual_time),
        cmocka_unit_test(a_story_on_the_virtual_clock_is_the_same_every_time),
        cmocka_unit_test(a_recording_tells_the_story_that_was_told_live),
        cmocka_unit_test(only_ascii_is_written_where_only_ascii_is_wanted),
        cmocka_unit_test(run_plain_ends_as_the_script_did),
        cmocka_unit_test(a_lesson_ends_well_however_its_program_ended),
        cmocka_unit_test(what_follows_the_script_is_its_own),
        cmocka_unit_test(other_commands_take_options_anywhere),
        cmocka_unit_test(wrong_usage_is_named_and_has_status_2),
        cmocka_unit_test(a_file_that_may_not_be_read_is_named),
        cmocka_unit_test(a_script_with_a_syntax_error_gets_pythons_own_message),
        cmocka_unit_test(the_screen_needs_a_terminal_that_can_do_it),
        cmocka_unit_test(a_recording_cut_anywhere_opens_as_what_is_whole),
        cmocka_unit_test(a_recording_with_flipped_bits_never_crashes_replay),
        cmocka_unit_test(a_recording_of_a_newer_version_says_so),
        cmocka_unit_test(a_recording_is_known_by_its_bytes_not_its_name),
        cmocka_unit_test(replay_runs_no_python),
        cmocka_unit_test(nothing_from_the_script_reaches_the_terminal_raw),
        cmocka_unit_test(no_operand_reaches_the_terminal_raw),
        cmocka_unit_test(a_line_of_ten_megabytes_is_told),
        cmocka_unit_test(an_installed_program_finds_its_engine_and_lessons_from_anywhere),
    };
    return cmocka_run_group_tests_name("commands", tests, NULL, NULL);
}
