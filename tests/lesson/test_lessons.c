// The lessons that come with aioscope, read from the top of the tree.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lesson/catalogue.h"
#include "lesson/lesson.h"

static Catalogue catalogue;

static int load(void **unused) {
    (void)unused;
    Err err = {""};
    if (catalogue_load(&catalogue, "lessons", &err)) return 0;
    fprintf(stderr, "%s\n", err.msg);
    return -1;
}

static int unload(void **unused) {
    (void)unused;
    catalogue_free(&catalogue);
    return 0;
}

static void every_lesson_has_a_title_an_introduction_and_notes(void **unused) {
    (void)unused;
    for (size_t i = 0; i < catalogue.count; i++) {
        const LessonEntry *entry = &catalogue.entries[i];
        Lesson lesson;
        assert_true(lesson_load(&lesson, entry->path.s, NULL));
        if (strcmp(lesson.title.s, entry->file.s) == 0) fail_msg("%s: no title", entry->path.s);
        if (!lesson.intro.len || !lesson.n_notes) fail_msg("%s: no introduction or no notes", entry->path.s);
        lesson_free(&lesson);
    }
}

static void every_note_has_a_statement_and_ends_as_a_sentence(void **unused) {
    (void)unused;
    for (size_t i = 0; i < catalogue.count; i++) {
        const LessonEntry *entry = &catalogue.entries[i];
        Lesson lesson;
        assert_true(lesson_load(&lesson, entry->path.s, NULL));
        for (size_t k = 0; k < lesson.n_notes; k++) {
            const Note *note = &lesson.notes[k];
            if (!note->line) fail_msg("%s: a note behind the last statement", entry->path.s);
            if (!note->text.len || !strchr(".?:`", note->text.s[note->text.len - 1])) fail_msg("%s:%u: «%s»", entry->path.s, note->line, str_text(&note->text));
        }
        lesson_free(&lesson);
    }
}

static void no_two_lessons_share_a_number_or_a_title(void **unused) {
    (void)unused;
    for (size_t i = 0; i < catalogue.count; i++) {
        for (size_t k = i + 1; k < catalogue.count; k++) {
            const LessonEntry *a = &catalogue.entries[i], *b = &catalogue.entries[k];
            bool is_same = (a->chapter == b->chapter && a->number == b->number) || strcmp(a->title.s, b->title.s) == 0;
            if (is_same) fail_msg("%s and %s", a->path.s, b->path.s);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_lesson_has_a_title_an_introduction_and_notes),
        cmocka_unit_test(every_note_has_a_statement_and_ends_as_a_sentence),
        cmocka_unit_test(no_two_lessons_share_a_number_or_a_title),
    };
    return cmocka_run_group_tests_name("lessons", tests, load, unload);
}
