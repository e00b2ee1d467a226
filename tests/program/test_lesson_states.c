// Every lesson, recorded: the state at each of its events is the same however one comes there.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/place.h"
#include "harness/proc.h"
#include "harness/recorded.h"
#include "history/history.h"
#include "lesson/catalogue.h"
#include "lesson/question.h"

// `lesson` NULL: nothing is said to its lines.
static History *read_again(const Lesson *lesson) {
    char *file = place_in_temp("states.aioscope");
    History *history = recorded_history(file, lesson);
    free(file);
    return history;
}

// Threads, sockets, burnt time: no two runs are the same.
static bool is_real(const char *path) {
    Lesson lesson;
    Err err;
    bool real = lesson_load(&lesson, path, &err) && (lesson.is_real || lesson.is_any_order);
    lesson_free(&lesson);
    return real;
}

// One that ends in a deadlock never comes to an end by itself.
static bool is_endless(const char *path) {
    Lesson lesson;
    Err err;
    bool endless = lesson_load(&lesson, path, &err) && strcmp(str_text(&lesson.ends), "deadlock") == 0;
    lesson_free(&lesson);
    return endless;
}

static History *record_lesson(const char *path) {
    char *file = place_in_temp("states.aioscope");
    Proc proc;
    proc_viewer(&proc, "record", "--clock", "virtual", "--detail", "lines", "-o", file, path);
    proc_free(&proc); // whatever its end: there are lessons about that
    free(file);
    return read_again(NULL);
}

static void same_at_every_event(History *stepped, History *sought) {
    uint64_t count = history_count(stepped);
    assert_true(count > 20);
    assert_int_equal(history_count(sought), count);
    for (uint64_t n = 0; n <= count; n++) {
        const State *forward = history_at(stepped, n);
        if (n < count) history_at(sought, n + 1); // past it, and back
        assert_true(state_equal(forward, history_at(sought, n)));
    }
    for (uint64_t n = count + 1; n-- > 0;) assert_true(state_equal(history_at(stepped, n), history_at(sought, n)));
}

static void the_state_at_each_event_of_each_lesson_is_one(void **state) {
    (void)state;
    Catalogue catalogue = {0};
    assert_true(catalogue_load(&catalogue, "lessons", NULL));
    assert_true(catalogue.count >= 3);
    for (size_t i = 0; i < catalogue.count; i++) {
        const char *path = str_text(&catalogue.entries[i].path);
        print_message("  %s\n", path);
        if (is_endless(path)) continue;
        // Two runs of it, too: the virtual clock makes them one. One with threads or that burns time is read twice.
        History *stepped = record_lesson(path),
                *again = is_real(path) ? read_again(NULL) : record_lesson(path);
        same_at_every_event(stepped, again);
        history_free(stepped);
        history_free(again);
    }
    catalogue_free(&catalogue);
}

static void notes_and_questions_are_on_steps(const char *path) {
    Lesson lesson;
    Err err;
    assert_true(lesson_load(&lesson, path, &err));
    History *history = read_again(&lesson);
    for (uint64_t seq = 0; seq < history_count(history); seq++) {
        if (!event_is_told(log_event(history_log(history), seq)) ||
            history_is_step(history, seq, false))
            continue;
        Str notes = {0};
        lesson_notes_at(&lesson, history, seq + 1, &notes);
        if (notes.len)
            fail_msg("%s: what is said at event %d is passed over: %s", path, (int)seq + 1,
                     notes.s);
        if (question_at(&lesson, history, seq + 1, 0) < lesson.n_questions)
            fail_msg("%s: the question at event %d is passed over", path, (int)seq + 1);
        str_free(&notes);
    }
    history_free(history);
    lesson_free(&lesson);
}

// The model took every event for true: nothing that the engine tells contradicts what it told before.
static void no_event_of_a_lesson_is_refused_and_nothing_said_is_passed_over(void **state) {
    (void)state;
    Catalogue catalogue = {0};
    assert_true(catalogue_load(&catalogue, "lessons", NULL));
    for (size_t i = 0; i < catalogue.count; i++) {
        if (is_endless(str_text(&catalogue.entries[i].path))) continue;
        History *history = record_lesson(str_text(&catalogue.entries[i].path));
        assert_int_equal(history_live(history)->unknown, 0);
        assert_int_equal(history_odd(history), 0);
        history_free(history);
        notes_and_questions_are_on_steps(str_text(&catalogue.entries[i].path));
    }
    catalogue_free(&catalogue);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_state_at_each_event_of_each_lesson_is_one),
        cmocka_unit_test(no_event_of_a_lesson_is_refused_and_nothing_said_is_passed_over),
    };
    return cmocka_run_group_tests_name("lesson states", tests, NULL, NULL);
}
