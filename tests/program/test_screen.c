// The viewer on a terminal: every lesson stepped through and back, sizes, keys, what is left behind, and programs that behave badly.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "harness/place.h"
#include "harness/proc.h"
#include "harness/suite.h"
#include "harness/term.h"
#include "lesson/catalogue.h"
#include "lesson/lesson.h"

enum { ROWS = 40, COLS = 120, STEPS_MAX = 160 };

// --- the pictures along a run --------------------------------------------------------------------

// What stands between the header and the last line of the frame: the picture of one moment. The
// header counts the events known so far, which grows, and the last line has what there is to say to
// the last key.
typedef struct Moment {
    unsigned long event; // "event N of M" in the header
    char *picture;
} Moment;

typedef struct Journey {
    Moment *moments;
    size_t count, cap;
} Journey;

static void journey_free(Journey *journey) {
    for (size_t i = 0; i < journey->count; i++) free(journey->moments[i].picture);
    free(journey->moments);
    *journey = (Journey){0};
}

static unsigned long event_shown(Term *term) {
    Str header = {0};
    term_row(term, 0, &header);
    const char *at = strstr(str_text(&header), "event ");
    unsigned long event = 0;
    if (!at || sscanf(at, "event %lu", &event) != 1) {
        term_show(term);
        fail_msg("the header does not say which event this is");
    }
    str_free(&header);
    return event;
}

// Addresses in reprs differ from run to run.
static void mask_addresses(char *text) {
    while ((text = strstr(text, "0x")) != NULL)
        for (text += 2; isxdigit((unsigned char)*text); text++) *text = '.';
}

static char *picture(Term *term) {
    Str text = {0};
    for (int row = 1; row < term_rows(term) - 2; row++) {
        term_row(term, row, &text);
        str_add(&text, "\n");
    }
    mask_addresses(text.s);
    return text.s;
}

// Is a lesson's question open?
static bool is_asked(Term *term) {
    return term_shows(term, "what do you think?");
}

// Press `key` until the cursor moves no more, or STEPS_MAX times, and keep the picture of every moment, the first one too.
static Journey travel(Term *term, const char *key) {
    Journey journey = {0};
    for (unsigned long before = ~0ul, event; (event = event_shown(term)) != before && journey.count < STEPS_MAX; before = event) {
        journey.moments = mem_grow(journey.moments, &journey.cap, journey.count + 1, sizeof *journey.moments);
        journey.moments[journey.count++] = (Moment){event, picture(term)};
        if (journey.count < STEPS_MAX) assert_true(term_press(term, key));
        while (is_asked(term)) assert_true(term_press(term, "esc"));
    }
    return journey;
}

static const Moment *moment_at(const Journey *journey, unsigned long event) {
    for (size_t i = 0; i < journey->count; i++) {
        if (journey->moments[i].event == event) return &journey->moments[i];
    }
    return NULL;
}

static void show_difference(const char *a, const char *b) {
    for (int row = 1; *a && *b; row++) {
        size_t la = strcspn(a, "\n"), lb = strcspn(b, "\n");
        if (la != lb || memcmp(a, b, la) != 0) fprintf(stderr, "%02d - %.*s\n   + %.*s\n", row, (int)la, a, (int)lb, b);
        a += la + (a[la] == '\n'), b += lb + (b[lb] == '\n');
    }
}

// The same moments in both, whatever the order, and the same picture of each.
static void same_journey(const char *what, const Journey *one, const Journey *two) {
    if (one->count != two->count) fail_msg("%s: %zu moments, and %zu", what, one->count, two->count);
    for (size_t i = 0; i < one->count; i++) {
        const Moment *a = &one->moments[i], *b = moment_at(two, a->event);
        if (!b) fail_msg("%s: event %lu is not met", what, a->event);
        if (strcmp(a->picture, b->picture) == 0) continue;
        show_difference(a->picture, b->picture);
        fail_msg("%s: another picture of event %lu", what, a->event);
    }
}

// --- opening and leaving -------------------------------------------------------------------------

static Term *open_lesson(int rows, int cols, const char *lesson) {
    Term *term = term_viewer(rows, cols, "learn", lesson);
    assert_true(term_wait_settled(term));
    assert_true(term_press(term, "enter")); // closes the introduction
    return term;
}

// A key that comes where it wants to go, past the lesson's questions: each is skipped, and the key pressed again.
static bool press_past_questions(Term *term, const char *key) {
    if (!term_press(term, key)) return false;
    while (is_asked(term))
        if (!term_press(term, "esc") || (!is_asked(term) && !term_press(term, key))) return false;
    return true;
}

// At the beginning, with all that is to come seen and all questions skipped.
static Term *open_lesson_seen(int rows, int cols, const char *lesson) {
    Term *term = open_lesson(rows, cols, lesson);
    assert_true(press_past_questions(term, "G") && term_press(term, "g"));
    return term;
}

static Term *open_script(int rows, int cols, const char *script) {
    char *path = place_write("script.py", script, PLACE_TEXT);
    Term *term = term_viewer(rows, cols, "run", "--speed", "100", path); // playing shall not take a person's time
    assert_true(term_wait_settled(term));
    free(path);
    return term;
}

static void quit(Term *term) {
    int status;
    term_key(term, "q");
    assert_true(term_wait_exit(term, &status));
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_true(term_is_restored(term));
    term_stop(term);
}

// `q` while the program lives asks once under `run`; either way the viewer ends well.
static void quit_a_running_program(Term *term) {
    term_key(term, "q");
    assert_true(term_wait_text(term, "y"));
    term_key(term, "y");
    int status;
    assert_true(term_wait_exit(term, &status));
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_true(term_is_restored(term));
    term_stop(term);
}

// --- state at event N ----------------------------------------------------------------------------

// Forward, back, and forward again: the same picture of every event. One test for each lesson, whose path is the state.
static void stepping_back_shows_what_was_there(void **state) {
    Term *term = open_lesson(ROWS, COLS, *state);
    Journey there = travel(term, "right"), back = travel(term, "left"), again = travel(term, "right");
    assert_true(there.count > 10);
    assert_int_equal(there.moments[0].event, 0);
    same_journey("back", &there, &back);
    same_journey("forward again", &there, &again);
    journey_free(&there), journey_free(&back), journey_free(&again);
    quit(term);
}

// Past every event by one and back to it.
static void one_step_too_far_and_back_changes_nothing(void **state) {
    Term *term = open_lesson(ROWS, COLS, *state);
    Journey past = {0};
    Journey there = travel(term, "right");
    assert_true(term_press(term, "g"));
    for (size_t i = 0; i + 1 < there.count; i++) {
        past.moments = mem_grow(past.moments, &past.cap, past.count + 1, sizeof *past.moments);
        assert_true(term_press(term, "right"));
        assert_true(term_press(term, "left"));
        past.moments[past.count++] = (Moment){event_shown(term), picture(term)};
        assert_true(term_press(term, "right"));
    }
    past.moments = mem_grow(past.moments, &past.cap, past.count + 1, sizeof *past.moments);
    past.moments[past.count++] = (Moment){event_shown(term), picture(term)};
    same_journey("past and back", &there, &past);
    journey_free(&there), journey_free(&past);
    quit(term);
}

// The program watched live, and its recording: lessons under `run`, which tells no notes, as a recording does not.
static void a_recording_shows_what_was_seen_live(void **state) {
    const char *lesson = *state;
    char *recording = place_in_temp("lesson.aioscope");
    Proc proc;
    proc_viewer(&proc, "record", "--clock", "virtual", "--detail", "lines", "-o", recording, lesson);
    assert_int_equal(proc.status, 0);
    proc_free(&proc);
    Term *live = term_viewer(ROWS, COLS, "run", "--clock", "virtual", "--detail", "lines", lesson);
    Term *replay = term_viewer(ROWS, COLS, "replay", recording);
    assert_true(term_wait_settled(live) && term_wait_settled(replay));
    assert_true(term_press(replay, "g"));
    Journey seen = travel(live, "right"), replayed = travel(replay, "right");
    same_journey("replay", &seen, &replayed);
    journey_free(&seen), journey_free(&replayed);
    term_stop(live), term_stop(replay); // a long run is left before its end
    free(recording);
}

// Is the picture what it was before? Takes `before`.
static void same_picture(Term *term, char *before) {
    char *after = picture(term);
    if (strcmp(before, after) != 0) {
        show_difference(before, after);
        fail_msg("the picture is not what it was");
    }
    free(before), free(after);
}

static void replay_has_no_engine(void **state) {
    (void)state;
    char *recording = place_in_temp("alone.aioscope"), *script = place_write("alone.py", "print('hello')\n", PLACE_TEXT);
    Proc proc;
    proc_viewer(&proc, "record", "-o", recording, script);
    proc_free(&proc);
    Term *term = term_viewer(24, 80, "replay", recording);
    assert_true(term_wait_settled(term));
    assert_int_equal(term_child(term, ""), 0);
    quit(term);
    free(recording), free(script);
}

// --- ways to move --------------------------------------------------------------------------------

static void keys_go_forward_and_their_capitals_back(void **state) {
    (void)state;
    static const char *const pairs[][2] = {{"i", "I"}, {"t", "T"}, {"o", "O"}, {"s", "S"}, {"n", "N"}, {"right", "left"}, {"l", "h"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        Term *term = term_viewer(ROWS, COLS, "run", "--clock", "virtual", "--detail", "lines", "lessons/2-tasks/03_two_sleeps.py");
        assert_true(term_wait_settled(term));
        assert_true(term_press(term, pairs[i][0]));
        unsigned long first = event_shown(term);
        assert_true(term_press(term, pairs[i][0]));
        unsigned long second = event_shown(term);
        if (!(0 < first && first < second)) {
            term_show(term);
            fail_msg("%s does not go forward: %lu, %lu", pairs[i][0], first, second);
        }
        assert_true(term_press(term, pairs[i][1]));
        assert_int_equal(event_shown(term), first);
        term_stop(term);
    }
}

static void playing_reaches_the_end_by_itself(void **state) {
    (void)state;
    Term *term = term_viewer(ROWS, COLS, "run", "--clock", "virtual", "--speed", "100", "lessons/1-the-loop/02_hello_loop.py");
    assert_true(term_wait_settled(term));
    term_key(term, " ");
    assert_true(term_wait_settled(term)); // playing is over: nothing is on its way
    unsigned long end = event_shown(term);
    assert_true(term_press(term, "G"));
    assert_int_equal(event_shown(term), end);
    assert_true(term_press(term, "g"));
    assert_int_equal(event_shown(term), 0);
    quit(term);
}

static void restart_begins_anew_and_comes_to_the_same_end(void **state) {
    (void)state;
    Term *term = open_lesson(ROWS, COLS, "1.2");
    Journey first = travel(term, "right");
    assert_true(term_press(term, "r"));
    assert_int_equal(event_shown(term), 0);
    Journey second = travel(term, "right");
    same_journey("after a restart", &first, &second);
    journey_free(&first), journey_free(&second);
    quit(term);
}

static void the_menu_opens_a_lesson_and_comes_back(void **state) {
    (void)state;
    Catalogue catalogue = {0};
    assert_true(catalogue_load(&catalogue, "lessons", NULL));
    Term *term = term_start(80, COLS, NULL, (const char *const[]){place_viewer(), NULL}); // room for them all
    for (size_t i = 0; i < catalogue.count; i++) assert_true(term_wait_text(term, str_text(&catalogue.entries[i].title)));
    assert_true(term_wait_settled(term));
    assert_true(term_press(term, "enter"));
    assert_true(term_wait_text(term, "event 0"));
    assert_true(term_press(term, "enter"));
    assert_true(term_press(term, "right"));
    assert_true(term_press(term, "backspace"));
    for (size_t i = 0; i < catalogue.count; i++)
        assert_true(term_shows(term, str_text(&catalogue.entries[i].title)));
    catalogue_free(&catalogue);
    quit(term);
}

// Few, since every change of the screen touches them: text and styles of whole screens, in tests/screens.
static void screens_are_as_they_were_agreed(void **state) {
    (void)state;
    static const struct { const char *name; int rows, cols; const char *lesson, *keys; } rows[] = {
        {"menu", 24, 80, NULL, ""},
        {"introduction", 24, 80, "1.2", ""},
        {"hello", 24, 80, "1.2", "enter t right"},
        {"fetches", ROWS, COLS, "2.3", "enter t right"},
        {"blocked", ROWS, COLS, "4.1", "enter t right right right right right right right"},
    };
    bool same = true;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *argv[] = {place_viewer(), rows[i].lesson ? "learn" : NULL, rows[i].lesson, NULL};
        // A learner who has done nothing yet.
        Str home = {0};
        str_addf(&home, "XDG_STATE_HOME=%s/fresh", place_temp());
        Term *term = term_start(rows[i].rows, rows[i].cols, (const char *const[]){home.s, NULL}, argv);
        str_free(&home);
        assert_true(term_wait_settled(term));
        char keys[100];
        snprintf(keys, sizeof keys, "%s", rows[i].keys);
        for (char *key = strtok(keys, " "); key; key = strtok(NULL, " ")) assert_true(press_past_questions(term, key));
        same &= term_is_golden(term, rows[i].name);
        term_stop(term);
    }
    assert_true(same);
}

static void help_comes_and_goes(void **state) {
    (void)state;
    Term *term = open_lesson(ROWS, COLS, "1.2");
    char *before = picture(term);
    assert_true(term_press(term, "?"));
    assert_true(term_shows(term, "the next thing that happens"));
    assert_true(term_press(term, "esc"));
    same_picture(term, before);
    assert_true(term_press(term, "esc")); // never quits
    quit(term);
}

static void unknown_keys_and_sequences_do_nothing(void **state) {
    (void)state;
    static const char storm[] = "\033[99~\033[1;9Z\033OZ\033[200~qqq\033[201~";
    Term *term = open_lesson(ROWS, COLS, "1.2");
    char *before = picture(term);
    term_send(term, storm, sizeof storm - 1, 0);
    // How many keys the viewer makes of that is its own affair; it must draw no other picture and be there for the next key.
    term_key(term, "?");
    assert_true(term_wait_text(term, "the next thing that happens"));
    term_key(term, "esc");
    assert_true(term_wait_no_text(term, "the next thing that happens"));
    same_picture(term, before);
    int status;
    term_key(term, "q");
    assert_true(term_wait_exit(term, &status));
    term_stop(term);
}

// --- sizes ---------------------------------------------------------------------------------------

static void every_size_is_drawn_and_the_first_comes_back(void **state) {
    (void)state;
    static const int sizes[][2] = {{24, 80}, {20, 60}, {10, 40}, {8, 30}, {1, 1}, {60, 200}, {ROWS, COLS}};
    Term *term = open_lesson_seen(ROWS, COLS, "2.3");
    for (int i = 0; i < 12; i++) assert_true(term_press(term, "right"));
    char *before = picture(term);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        term_resize(term, sizes[i][0], sizes[i][1]);
        assert_true(term_wait_settled(term));
        if (sizes[i][1] >= 80)
            assert_true(term_shows(term, "2.3 Two sleeps, one second") &&
                        term_shows(term, "paused"));
    }
    same_picture(term, before);
    quit(term);
}

// What is above it scrolls away: → would go on from a note whose end was never in sight.
static void a_note_is_whole_where_the_line_above_it_is_long(void **state) {
    (void)state;
    Term *term = open_lesson_seen(24, 80, "1.1");
    bool is_whole = false;
    for (int i = 0; i < 12 && !is_whole; i++) {
        assert_true(term_press(term, "right"));
        is_whole = term_shows(term, "run once, and that is what tasks will say.");
    }
    assert_true(is_whole && term_shows(term, "main runs in a task too, called Task-1."));
    quit(term);
}

static void a_terminal_too_small_asks_for_more_room_and_goes_on(void **state) {
    (void)state;
    Term *term = open_lesson(8, 30, "1.2");
    Str small = {0};
    term_text(term, &small);
    assert_non_null(strstr(str_text(&small), "room"));
    str_free(&small);
    term_resize(term, 24, 80);
    assert_true(term_wait_settled(term));
    assert_int_equal(event_shown(term), 0);
    assert_true(term_press(term, "right"));
    assert_true(event_shown(term) > 0);
    quit(term);
}

static void keys_work_at_every_size(void **state) {
    (void)state;
    static const int sizes[][2] = {{24, 80}, {20, 60}, {10, 40}, {60, 200}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        Term *term = open_lesson(sizes[i][0], sizes[i][1], "1.2");
        static const char *const keys[] = {"right", "tab", "z", "right", "z", "i", "left", "?", "esc", "9", "1", "end", "home", "pgdn", "enter", "esc"};
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) assert_true(term_press(term, keys[k]));
        quit(term);
    }
}

static void nothing_but_ascii_is_drawn_where_only_ascii_can_be(void **state) {
    (void)state;
    Term *term = term_viewer(24, 80, "learn", "1.2", "--ascii");
    assert_true(term_wait_settled(term));
    assert_true(term_press(term, "enter"));
    for (int i = 0; i < 4; i++) assert_true(term_press(term, "right"));
    Str text = {0};
    term_text(term, &text);
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.s[i] < 0x80) continue;
        term_show(term);
        fail_msg("a character that is not ASCII");
    }
    str_free(&text);
    quit(term);
}

static void no_color_is_drawn_where_none_is_wanted(void **state) {
    (void)state;
    Term *term = term_start(24, 80, (const char *const[]){"NO_COLOR=1", NULL}, (const char *const[]){place_viewer(), "learn", "1.2", NULL});
    assert_true(term_wait_settled(term));
    for (int i = 0; i < 6; i++) assert_true(term_press(term, i ? "right" : "enter"));
    for (int row = 0; row < 24; row++) {
        for (int col = 0; col < 80; col++) {
            TermCell cell = term_cell(term, row, col);
            if (cell.fg >= 0 || cell.bg >= 0) fail_msg("a colour in row %d, column %d", row, col);
        }
    }
    quit(term);
}

static void a_settled_screen_writes_nothing(void **state) {
    (void)state;
    Term *term = open_lesson(24, 80, "1.2");
    size_t before = term_written(term);
    // Anything it wrote by itself until now would come before the answer to the next key, which is one frame.
    assert_true(term_press(term, "?"));
    assert_true(term_written(term) - before < 20000);
    assert_true(term_press(term, "esc"));
    quit(term);
}

// A terminal that takes no bytes for a while (^S, a slow line) shows the newest picture once it does, without a key to remind it.
// Nothing is read here while keys go out, so that frame after frame fills the line.
static void a_stalled_terminal_catches_up_by_itself(void **state) {
    (void)state;
    Term *term = open_lesson_seen(60, 200, "2.3");
    assert_true(term_press(term, "G"));
    unsigned long end = event_shown(term);
    for (int i = 0; i < 30; i++) {
        term_key(term, i % 2 ? "G" : "g");
        term_stall(term, 120); // longer than the viewer waits for one frame to leave
    }
    assert_true(term_wait_settled(term));
    assert_int_equal(event_shown(term), end);
    quit(term);
}

// --- the terminal is given back ------------------------------------------------------------------

// An open descriptor that becomes readable when the process ends, whoever reaps it.
static int watch(pid_t pid) {
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

static bool ends(int watched) {
    bool ended = poll(&(struct pollfd){watched, POLLIN, 0}, 1, TERM_PATIENCE_MS) == 1;
    close(watched);
    return ended;
}

// Its output reads otherwise than its source, which is on the screen from the beginning.
static const char sleeper[] = "import asyncio\n"
                              "async def main():\n"
                              "    print('fast', 'asleep', flush=True)\n"
                              "    await asyncio.sleep(600)\n"
                              "asyncio.run(main())\n";

// Each of these ends the viewer; the terminal is as before and the engine is gone too.
static void the_terminal_comes_back_whatever_ends_the_viewer(void **state) {
    (void)state;
    static const int signals[] = {SIGTERM, SIGHUP, SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        Term *term = open_script(ROWS, COLS, sleeper);
        term_key(term, " ");
        assert_true(term_wait_text(term, "fast asleep"));
        pid_t engine = term_child(term, "aioscope-engine");
        assert_true(engine > 0);
        int watched = watch(engine), status;
        kill(term_pid(term), signals[i]);
        assert_true(term_wait_exit(term, &status));
        bool told = (WIFSIGNALED(status) && WTERMSIG(status) == signals[i]) || (WIFEXITED(status) && WEXITSTATUS(status) == 128 + signals[i]);
        if (!told) fail_msg("signal %d is not told by the status 0x%x", signals[i], status);
        if (!term_is_restored(term)) fail_msg("after signal %d", signals[i]);
        assert_true(ends(watched));
        term_stop(term);
    }
}

static void an_engine_does_not_outlive_a_killed_viewer(void **state) {
    (void)state;
    Term *term = open_script(24, 80, sleeper);
    int watched = watch(term_child(term, "aioscope-engine")), status; // held before its first line
    kill(term_pid(term), SIGKILL);
    assert_true(term_wait_exit(term, &status));
    assert_true(ends(watched));
    term_stop(term);
}

static void a_terminal_that_goes_away_ends_the_viewer(void **state) {
    (void)state;
    Term *term = open_lesson(24, 80, "1.2");
    int watched = watch(term_pid(term));
    term_hang_up(term);
    assert_true(ends(watched));
    term_stop(term);
}

static void a_stopped_viewer_lends_the_terminal_and_takes_it_again(void **state) {
    (void)state;
    Term *term = open_lesson(24, 80, "1.2");
    char *before = picture(term);
    kill(term_pid(term), SIGTSTP);
    assert_true(term_wait_stopped(term));
    assert_true(term_is_restored(term));
    kill(term_pid(term), SIGCONT);
    assert_true(term_press(term, "right"));
    assert_true(term_press(term, "left"));
    same_picture(term, before);
    quit(term);
}

// --- terminals that cannot do it -----------------------------------------------------------------

static void a_terminal_that_cannot_draw_is_refused_in_one_line(void **state) {
    (void)state;
    static const char *const names[] = {"TERM=dumb", "TERM=no-such-terminal", "TERM="};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Term *term = term_start(24, 80, (const char *const[]){names[i], NULL}, (const char *const[]){place_viewer(), "learn", "1.2", NULL});
        int status;
        assert_true(term_wait_exit(term, &status));
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
        assert_true(term_shows(term, "aioscope: "));
        assert_true(term_is_restored(term));
        term_stop(term);
    }
}

// --- programs that behave badly ------------------------------------------------------------------

// The program has ended; every event up to then can be stepped through, and the viewer quits without asking.
static void is_still_of_use(Term *term) {
    assert_true(term_press(term, "G"));
    unsigned long end = event_shown(term);
    assert_true(end > 0);
    assert_true(term_press(term, "left"));
    assert_true(event_shown(term) < end);
    assert_true(term_press(term, "right"));
    assert_int_equal(event_shown(term), end);
    quit(term);
}

static void the_viewer_outlives_its_engine(void **state) {
    (void)state;
    Term *term = open_script(ROWS, COLS, sleeper);
    term_key(term, " ");
    assert_true(term_wait_text(term, "fast asleep"));
    kill(term_child(term, "aioscope-engine"), SIGKILL);
    assert_true(term_wait_settled(term));
    assert_true(term_press(term, "G"));
    assert_true(term_shows(term, "killed"));
    is_still_of_use(term);
}

static void ends_of_a_script_are_its_last_event(void **state) {
    (void)state;
    static const struct { const char *script, *shown; } rows[] = {
        {"import os\nprint('here', flush=True)\nos._exit(7)\n", "7"},
        {"import sys\nprint('here')\nsys.exit(3)\n", "3"},
        {"print('here')\n1 / 0\n", "ZeroDivisionError"},
        {"import asyncio\nasync def main():\n    print('here')\n    raise ValueError('no good')\nasyncio.run(main())\n", "no good"},
        {"import os, signal\nprint('here', flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n", "killed"},
        {"print('here')\nimport ctypes\nctypes.string_at(0)\n", "killed"},
        {"def f(:\n    pass\n", "SyntaxError"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Term *term = open_script(ROWS, COLS, rows[i].script);
        assert_true(term_press(term, "G"));
        if (!term_shows(term, rows[i].shown)) {
            term_show(term);
            fail_msg("the end is not shown: %s", rows[i].script);
        }
        is_still_of_use(term);
    }
}

static const char spinner[] = "import asyncio\n"
                              "async def spin():\n"
                              "    print('now', 'spinning', flush=True)\n"
                              "    while True:\n"
                              "        pass\n"
                              "asyncio.run(spin())\n";

static void a_loop_that_never_comes_back_can_be_paused_and_killed(void **state) {
    (void)state;
    Term *term = open_script(ROWS, COLS, spinner);
    term_key(term, " ");
    assert_true(term_wait_text(term, "now spinning"));
    assert_true(term_tap(term, "?")); // the viewer stays live
    assert_true(term_shows(term, "the next thing that happens"));
    assert_true(term_tap(term, "esc"));
    assert_true(term_tap(term, " "));     // stops playing
    assert_true(term_wait_settled(term)); // the engine holds, in the middle of the spinning
    assert_true(term_tap(term, " "));
    assert_true(term_tap(term, "K"));
    assert_true(term_tap(term, "y"));
    assert_true(term_wait_settled(term));
    assert_true(term_press(term, "G"));
    assert_true(term_shows(term, "killed"));
    is_still_of_use(term);
}

// The first ^C is asyncio's: it asks the task to cancel, which a loop that never comes back cannot do. The second is Python's.
static void a_loop_that_never_comes_back_can_be_interrupted(void **state) {
    (void)state;
    Term *term = open_script(ROWS, COLS, spinner);
    term_key(term, " ");
    assert_true(term_wait_text(term, "now spinning"));
    assert_true(term_tap(term, "^c"));
    assert_true(term_wait_text(term, "asked to cancel"));
    assert_true(term_tap(term, "^c"));
    assert_true(term_wait_settled(term));
    assert_true(term_press(term, "G"));
    assert_true(term_shows(term, "KeyboardInterrupt"));
    is_still_of_use(term);
}

static void quitting_a_running_program_asks_and_ends_it(void **state) {
    (void)state;
    Term *term = open_script(ROWS, COLS, sleeper);
    term_key(term, " ");
    assert_true(term_wait_text(term, "fast asleep"));
    int watched = watch(term_child(term, "aioscope-engine"));
    quit_a_running_program(term);
    assert_true(ends(watched));
}

static void hostile_output_never_reaches_the_terminal_raw(void **state) {
    (void)state;
    static const struct { const char *script, *raw; size_t len; const char *shown; } rows[] = {
        {"print('\\x1b]0;evil\\x07\\x1b[5mblink')\n", "\033]0;evil", 8, "\\x1b[5mblink"},
        {"print('a\\x1b[2Jb')\n", "a\033[2Jb", 6, "a\\x1b[2Jb"},
        {"print('nul\\0here')\n", "nul\0here", 8, "here"},
        {"import sys\nsys.stdout.buffer.write(b'bro\\xff\\xfeken\\n')\n", "bro\xff", 4, "ken"},
        {"print('c1\\x9b31mred')\n", "c1\xc2\x9b", 4, "31mred"},
        {"print('x' * 10_000_000)\nprint('after')\n", "\033]0;evil", 8, "after"},
        {"import asyncio\nasync def main():\n    asyncio.current_task().set_name('n\\x1b]0;x\\x07')\n    await asyncio.sleep(0)\n"
         "    print('named')\nasyncio.run(main())\n", "n\033]0;x", 6, "named"},
        {"raise ValueError('v\\x1b]0;x\\x07')\n", "v\033]0;x", 6, "ValueError"},
        {"# \x1b]0;comment\x07\nprint('commented')\n", "\033]0;comment", 11, "commented"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Term *term = open_script(ROWS, COLS, rows[i].script);
        assert_true(term_press(term, "G"));
        if (!term_shows(term, rows[i].shown)) {
            term_show(term);
            fail_msg("not shown: %s", rows[i].shown);
        }
        assert_false(term_wrote(term, rows[i].raw, rows[i].len));
        quit(term);
    }
}

static void a_script_that_reads_stdin_is_given_a_line(void **state) {
    (void)state;
    Term *term = open_script(ROWS, COLS, "name = input('who? ')\nprint('hello', name.upper())\n");
    term_key(term, " ");
    assert_true(term_wait_text(term, "reads a line"));
    term_type(term, "ada");
    term_key(term, "enter");
    assert_true(term_wait_text(term, "hello ADA"));
    assert_true(term_wait_settled(term));
    is_still_of_use(term);
}

// --- one test for each lesson, then the rest -----------------------------------------------------

// With threads, sockets or burning time no two runs are the same; one that ends in a deadlock is never over, and waits for nothing more.
static bool can_have(const char *path, CMUnitTestFunction test) {
    Lesson lesson;
    Err err;
    bool fine = lesson_load(&lesson, path, &err) && strcmp(str_text(&lesson.ends), "deadlock") != 0;
    if (test == a_recording_shows_what_was_seen_live) fine = fine && !lesson.is_real && !lesson.is_any_order && !lesson.ends.len;
    lesson_free(&lesson);
    return fine;
}

static void add_lesson_tests(Suite *suite, const LessonEntry *lesson) {
    static const struct { const char *name; CMUnitTestFunction test; } of_each[] = {
        {"stepping back shows what was there", stepping_back_shows_what_was_there},
        {"one step too far and back changes nothing", one_step_too_far_and_back_changes_nothing},
        {"a recording shows what was seen live", a_recording_shows_what_was_seen_live},
    };
    for (size_t i = 0; i < sizeof of_each / sizeof *of_each; i++) {
        Str name = {0};
        if (!can_have(str_text(&lesson->path), of_each[i].test)) continue;
        str_addf(&name, "%s: %s", str_text(&lesson->file), of_each[i].name);
        suite_add(suite, name.s, of_each[i].test, str_text(&lesson->path));
    }
}

static void there_are_lessons(void **state) {
    (void)state;
    Catalogue catalogue = {0};
    assert_true(catalogue_load(&catalogue, "lessons", NULL));
    assert_true(catalogue.count >= 3);
    catalogue_free(&catalogue);
}

int main(void) {
    const struct CMUnitTest others[] = {
        cmocka_unit_test(there_are_lessons),
        cmocka_unit_test(replay_has_no_engine),
        cmocka_unit_test(keys_go_forward_and_their_capitals_back),
        cmocka_unit_test(playing_reaches_the_end_by_itself),
        cmocka_unit_test(restart_begins_anew_and_comes_to_the_same_end),
        cmocka_unit_test(the_menu_opens_a_lesson_and_comes_back),
        cmocka_unit_test(screens_are_as_they_were_agreed),
        cmocka_unit_test(help_comes_and_goes),
        cmocka_unit_test(unknown_keys_and_sequences_do_nothing),
        cmocka_unit_test(every_size_is_drawn_and_the_first_comes_back),
        cmocka_unit_test(a_note_is_whole_where_the_line_above_it_is_long),
        cmocka_unit_test(a_terminal_too_small_asks_for_more_room_and_goes_on),
        cmocka_unit_test(keys_work_at_every_size),
        cmocka_unit_test(nothing_but_ascii_is_drawn_where_only_ascii_can_be),
        cmocka_unit_test(no_color_is_drawn_where_none_is_wanted),
        cmocka_unit_test(a_settled_screen_writes_nothing),
        cmocka_unit_test(a_stalled_terminal_catches_up_by_itself),
        cmocka_unit_test(the_terminal_comes_back_whatever_ends_the_viewer),
        cmocka_unit_test(an_engine_does_not_outlive_a_killed_viewer),
        cmocka_unit_test(a_terminal_that_goes_away_ends_the_viewer),
        cmocka_unit_test(a_stopped_viewer_lends_the_terminal_and_takes_it_again),
        cmocka_unit_test(a_terminal_that_cannot_draw_is_refused_in_one_line),
        cmocka_unit_test(the_viewer_outlives_its_engine),
        cmocka_unit_test(ends_of_a_script_are_its_last_event),
        cmocka_unit_test(a_loop_that_never_comes_back_can_be_paused_and_killed),
        cmocka_unit_test(a_loop_that_never_comes_back_can_be_interrupted),
        cmocka_unit_test(quitting_a_running_program_asks_and_ends_it),
        cmocka_unit_test(hostile_output_never_reaches_the_terminal_raw),
        cmocka_unit_test(a_script_that_reads_stdin_is_given_a_line),
    };
    Suite suite = {0};
    Catalogue catalogue = {0};
    catalogue_load(&catalogue, "lessons", NULL);
    for (size_t i = 0; i < catalogue.count; i++) add_lesson_tests(&suite, &catalogue.entries[i]);
    SUITE_ADD_ALL(&suite, others);
    return suite_run(&suite, "screen");
}
