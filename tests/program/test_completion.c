// The command line completed by the shells themselves: what `aioscope completion` writes is read by
// each, and Tab is pressed as at a prompt.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/str.h"
#include "harness/place.h"
#include "harness/proc.h"
#include "harness/term.h"

typedef struct Shell {
    const char *name;
    const char *argv[5];
    const char *begin; // a line that makes Tab complete, before ours is read
} Shell;

static const Shell shells[] = {
    {"bash", {"bash", "--norc", "--noprofile", "-i"}, "PS1='ready> '"},
    {"zsh", {"zsh", "-f", "-i"}, "PS1='ready> '; autoload -Uz compinit; compinit -u -D"},
    {"fish", {"fish", "--no-config", "-i"}, "function fish_prompt; echo 'ready> '; end"},
};

// What is typed, and what must then be on the screen. Where several words fit, they are listed.
static const struct {
    const char *typed, *shown;
} lines[] = {
    {"aioscope rec", "aioscope record"},
    {"aioscope run --no-hi", "aioscope run --no-history"},
    {"aioscope run --clock=v", "--clock=virtual"},
    {"aioscope learn --theme da", "--theme dark"},
    {"aioscope interview --mis", "aioscope interview --missed"},
    {"aioscope learn 2.", "2.3"},
    {"aioscope stats my_pro", "aioscope stats my_program.py"},
    {"aioscope completion fi", "aioscope completion fish"},
};

// In a folder of its own, with our program first on PATH.
static Term *start(const Shell *shell, const char *script) {
    char path[4096], home[300], state[300];
    snprintf(path, sizeof path, "PATH=%s:%s", place_build(), getenv("PATH"));
    snprintf(home, sizeof home, "HOME=%s", place_temp());
    snprintf(state, sizeof state, "XDG_CONFIG_HOME=%s", place_temp());
    const char *const env[] = {path, home, state, NULL};
    Term *term = term_start(24, 100, env, shell->argv);
    char line[800];
    snprintf(line, sizeof line, "cd '%s'; %s; . '%s'; clear", place_temp(), shell->begin, script);
    term_type(term, line);
    term_key(term, "enter");
    assert_true(term_wait_text(term, "ready>"));
    return term;
}

// A second Tab lists the words where the first one cannot choose among them.
static bool is_completed(Term *term, void *shown) {
    Str screen = {0};
    term_text(term, &screen);
    bool is = strstr(str_text(&screen), shown) != NULL;
    str_free(&screen);
    return is;
}

static void completes(const Shell *shell) {
    Proc proc;
    proc_viewer(&proc, "completion", shell->name);
    assert_int_equal(proc.status, 0);
    char *script = place_write(shell->name, str_text(&proc.out), proc.out.len);
    proc_free(&proc);
    free(place_write("my_program.py", "print(1)\n", PLACE_TEXT));
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        Term *term = start(shell, script);
        term_type(term, lines[i].typed);
        term_key(term, "tab");
        if (strcmp(shell->name, "bash") == 0) term_key(term, "tab");
        if (!term_wait(term, is_completed, (void *)lines[i].shown))
            fail_msg("%s: %s: not shown: %s", shell->name, lines[i].typed, lines[i].shown);
        term_stop(term);
    }
    free(script);
}

static void bash_completes(void **state) {
    (void)state;
    completes(&shells[0]);
}

static void zsh_completes(void **state) {
    (void)state;
    completes(&shells[1]);
}

static void fish_completes(void **state) {
    (void)state;
    completes(&shells[2]);
}

static void another_shell_is_refused(void **state) {
    (void)state;
    Proc proc;
    proc_viewer(&proc, "completion", "tcsh");
    assert_int_equal(proc.status, 2);
    assert_string_equal(proc.err.s, "aioscope: completion tcsh: choose bash, zsh or fish\n");
    proc_free(&proc);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bash_completes),
        cmocka_unit_test(zsh_completes),
        cmocka_unit_test(fish_completes),
        cmocka_unit_test(another_shell_is_refused),
    };
    return cmocka_run_group_tests_name("completion", tests, NULL, NULL);
}
