// The harness itself: it must see what a terminal shows and how a process ends before it may judge the program.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "harness/place.h"
#include "harness/proc.h"
#include "harness/term.h"
#include "harness/wire.h"

static Term *shell(const char *script) {
    return term_start(5, 20, NULL, (const char *const[]){"/bin/sh", "-c", script, NULL});
}

// `screen` after the script has written and ended.
static void shows(const char *script, const char *screen) {
    Term *term = shell(script);
    Str text = {0};
    int status;
    assert_true(term_wait_exit(term, &status));
    term_text(term, &text);
    assert_string_equal(text.s, screen);
    str_free(&text);
    term_stop(term);
}

static void text_is_where_the_program_put_it(void **state) {
    (void)state;
    shows("printf 'one\\033[3;5Hthree  '", "one\n\n    three\n\n\n");
}

static void wide_glyphs_take_two_cells(void **state) {
    (void)state;
    shows("printf '漢字|'", "漢字|\n\n\n\n\n");
}

static void styles_are_in_the_snapshot(void **state) {
    (void)state;
    Term *term = shell("printf 'a\\033[1;7;38;5;208mb\\033[0mc\\033[44md'");
    Str text = {0};
    int status;
    assert_true(term_wait_exit(term, &status));
    term_snapshot(term, &text);
    assert_non_null(strstr(text.s, "00|abcd\n"));
    assert_non_null(strstr(text.s, "styles\n00 1-1 bold reverse fg=208\n00 3-3 bg=4\n"));
    str_free(&text);
    term_stop(term);
}

static void svg_draws_blocks_as_rectangles_and_escapes_text(void **state) {
    (void)state;
    Term *term = shell("printf '█<&\\033[38;5;208mx▒'");
    Str svg = {0};
    int status;
    assert_true(term_wait_exit(term, &status));
    term_svg(term, &svg);
    assert_non_null(strstr(svg.s, "<rect x=\"9\" y=\"9\" width=\"9\" height=\"18\" fill=\"#d8dee9\"/>"));
    assert_non_null(strstr(svg.s, "<tspan x=\"18\">&lt;&amp;</tspan>"));
    assert_non_null(strstr(svg.s, "fill=\"#ff8700\"")); // 208 of the 6×6×6 cube, as terminals have it
    assert_non_null(strstr(svg.s, "fill-opacity=\"50%\""));
    assert_null(strstr(svg.s, "█"));
    assert_null(strstr(svg.s, "▒"));
    str_free(&svg);
    term_stop(term);
}

// The same bytes in pieces of every size: a sequence that is cut anywhere is the sequence all the same.
static void sequences_of_ours_may_come_in_pieces(void **state) {
    (void)state;
    static const char bytes[] = "a\033[?1006;1000hb\033[1mc\033]5522;7;3;1;24;80\a\033]0;title\ad\033[?25l\033]5522;8;4;0;24;80\a";
    static const char passed[] = "a\033[?1006h\033[?1000hb\033[1mc\033]0;title\ad\033[?25l";
    for (size_t piece = 1; piece < sizeof bytes; piece++) {
        Wire wire = {.on[25] = true};
        Str out = {0};
        for (size_t at = 0; at < sizeof bytes - 1; at += piece) {
            size_t left = sizeof bytes - 1 - at;
            wire_pass(&wire, bytes + at, left < piece ? left : piece, &out);
        }
        assert_string_equal(str_text(&out), passed);
        assert_true(wire.on[1000] && wire.on[1006] && !wire.on[25]);
        assert_true(wire.mark.frames == 8 && wire.mark.keys == 4 && !wire.mark.settled && wire.mark.rows == 24 && wire.mark.cols == 80);
        assert_true(wire.is_at_mark);
        wire_pass(&wire, "e", 1, &out);
        assert_false(wire.is_at_mark);
        str_free(&out);
    }
}

static void every_mode_of_one_sequence_is_noted(void **state) {
    (void)state;
    Term *term = shell("printf '\\033[?1006;1000h\\033[?2004h\\033[?25l'; stty -echo; printf 'there'");
    int status;
    assert_true(term_wait_text(term, "there"));
    assert_true(term_mode(term, 1006) && term_mode(term, 1000) && term_mode(term, 2004));
    assert_false(term_mode(term, 25));
    assert_true(term_wait_exit(term, &status));
    term_stop(term);
}

// What a program leaves behind, and whether the terminal counts as given back.
static void a_terminal_not_given_back_is_seen(void **state) {
    (void)state;
    static const struct { const char *script; bool restored; } rows[] = {
        {"true", true},
        {"as_it_was=$(stty -g); stty raw -echo; stty $as_it_was", true},
        {"stty -echo", false},
        {"stty -icanon", false},
        {"printf '\\033[?1049h'", false},
        {"printf '\\033[?1049h\\033[?1049l'", true},
        {"printf '\\033[?25l'", false},
        {"printf '\\033[?1000;1006h\\033[?1000l'", false},
        {"printf '\\033[?2004h'", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Term *term = shell(rows[i].script);
        int status;
        assert_true(term_wait_exit(term, &status));
        if (term_is_restored(term) != rows[i].restored) fail_msg("after: %s", rows[i].script);
        term_stop(term);
    }
}

static void keys_arrive_as_the_terminal_would_send_them(void **state) {
    (void)state;
    Term *term = shell("stty raw -echo; printf 'go'; dd bs=1 count=6 2>/dev/null | od -An -tx1 | tr -d '\\n'");
    int status;
    assert_true(term_wait_text(term, "go"));
    term_key(term, "right");
    term_key(term, "^c");
    term_type(term, "qr");
    assert_true(term_wait_text(term, "1b 5b 43 03 71 72"));
    assert_true(term_wait_exit(term, &status));
    term_stop(term);
}

static void a_new_size_reaches_the_program(void **state) {
    (void)state;
    Term *term = shell("trap 'stty size; exit' WINCH; printf go; while :; do sleep 0.01; done");
    int status;
    assert_true(term_wait_text(term, "go"));
    term_resize(term, 7, 33);
    assert_true(term_wait_text(term, "7 33"));
    assert_true(term_wait_exit(term, &status));
    term_stop(term);
}

static void a_command_gets_its_input_and_tells_how_it_ended(void **state) {
    (void)state;
    static const struct { const char *script, *out, *err; int status, signal; } rows[] = {
        {"cat; echo bad >&2; exit 7", "given", "bad\n", 7, 0},
        {"kill -TERM $$", "", "", -1, SIGTERM},
        {"echo \"$EXTRA\"", "yes\n", "", 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Proc proc;
        proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){"/bin/sh", "-c", rows[i].script, NULL},
                                    .env = (const char *const[]){"EXTRA=yes", NULL}, .input = view_of("given")});
        assert_string_equal(str_text(&proc.out), rows[i].out);
        assert_string_equal(str_text(&proc.err), rows[i].err);
        assert_int_equal(proc.status, rows[i].status);
        assert_int_equal(proc.signal, rows[i].signal);
        proc_free(&proc);
    }
}

static void a_command_that_hangs_is_ended(void **state) {
    (void)state;
    Proc proc;
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){"/bin/sh", "-c", "echo begun; sleep 600", NULL}, .timeout_ms = 200});
    assert_true(proc.timed_out);
    assert_string_equal(proc.out.s, "begun\n");
    proc_free(&proc);
}

static void the_last_line_has_no_newline(void **state) {
    (void)state;
    static const struct { const char *text, *line; } rows[] = {{"", ""}, {"one", "one"}, {"one\ntwo\n", "two"}, {"one\ntwo\n\n", "two"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str text = {0};
        str_add(&text, rows[i].text);
        assert_true(view_is(last_line(&text), rows[i].line));
        str_free(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_where_the_program_put_it),
        cmocka_unit_test(wide_glyphs_take_two_cells),
        cmocka_unit_test(styles_are_in_the_snapshot),
        cmocka_unit_test(svg_draws_blocks_as_rectangles_and_escapes_text),
        cmocka_unit_test(sequences_of_ours_may_come_in_pieces),
        cmocka_unit_test(every_mode_of_one_sequence_is_noted),
        cmocka_unit_test(a_terminal_not_given_back_is_seen),
        cmocka_unit_test(keys_arrive_as_the_terminal_would_send_them),
        cmocka_unit_test(a_new_size_reaches_the_program),
        cmocka_unit_test(a_command_gets_its_input_and_tells_how_it_ended),
        cmocka_unit_test(a_command_that_hangs_is_ended),
        cmocka_unit_test(the_last_line_has_no_newline),
    };
    return cmocka_run_group_tests_name("harness", tests, NULL, NULL);
}
