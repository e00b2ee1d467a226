#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lesson/catalogue.h"

static char folder[] = "/tmp/test-catalogue-XXXXXX";

static const char *const files[][2] = {
    {"2-tasks/01_two_sleeps.py", "'''Two sleeps'''\n"},
    {"2-tasks/10_ten.py", "'''Ten'''\n"},
    {"2-tasks/02_two_sleeps_more.py", "'''Two sleeps, one second'''\n"},
    {"1-the-loop/03_no_title.py", "x = 1\n"},
    {"1-the-loop/04_not_utf8.py", "# \xff\n"},
    {"1-the-loop/notes.txt", ""},
    {"1-the-loop/helper.py", "'''Helper'''\n"},
    {"1-the-loop/05_draft.py~", "'''Draft'''\n"},
    {"drafts/01_draft.py", "'''Draft'''\n"},
    {"3-real-io/01_a.py", "'''A\\n\\nWhat *it* is.\\n'''\n"},
    {"4-the-gil_and-http-apis/01_b.py", "'''B'''\n"},
    {"5-asyncio-in-CPython/01_c.py", "'''C'''\n"},
    {"6-io/01_d.py", "'''D'''\n"},
    {"7-Already-Fine/01_e.py", "'''E'''\n"},
    {"8-anything/01_f.py", "'''F'''\n"},
    {"8-anything/title.txt", "Which: an author's words, é  \n\nnot this\n"},
    {"9-empty-title/01_g.py", "'''G'''\n"},
    {"9-empty-title/title.txt", "\n"},
};

static int make_files(void **unused) {
    (void)unused;
    if (!mkdtemp(folder)) return -1;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s/%.*s", folder, (int)(strchr(files[i][0], '/') - files[i][0]), files[i][0]);
        mkdir(path, 0700);
        snprintf(path, sizeof path, "%s/%s", folder, files[i][0]);
        FILE *file = fopen(path, "w");
        if (!file || fputs(files[i][1], file) < 0 || fclose(file)) return -1;
    }
    return 0;
}

static int remove_files(void **unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s/%s", folder, files[i][0]);
        unlink(path);
        *strrchr(path, '/') = '\0';
        rmdir(path);
    }
    return rmdir(folder);
}

static void lessons_stand_in_the_order_of_their_numbers(void **unused) {
    (void)unused;
    Catalogue catalogue;
    Str out = {0};
    assert_true(catalogue_load(&catalogue, folder, NULL));
    for (size_t i = 0; i < 5; i++) {
        const LessonEntry *entry = &catalogue.entries[i];
        str_addf(&out, "%u.%u %s: %s;", entry->chapter, entry->number, entry->chapter_title.s, entry->title.s);
    }
    assert_string_equal(out.s, "1.3 The loop: 03_no_title.py;1.4 The loop: 04_not_utf8.py;2.1 Tasks: Two sleeps;"
                               "2.2 Tasks: Two sleeps, one second;2.10 Tasks: Ten;");
    str_free(&out);
    catalogue_free(&catalogue);
}

static void a_chapter_is_called_by_its_folder_or_its_title(void **unused) {
    (void)unused;
    Catalogue catalogue;
    Str out = {0};
    assert_true(catalogue_load(&catalogue, folder, NULL));
    for (size_t i = 5; i < catalogue.count; i++)
        str_addf(&out, "%s|", catalogue.entries[i].chapter_title.s);
    assert_string_equal(
        out.s,
        "Real I/O|The GIL and HTTP APIs|asyncio in CPython|I/O|Already Fine|Which: an author's words, é|Empty title|");
    assert_string_equal(str_text(&catalogue.entries[5].intro), "What *it* is.");
    str_free(&out);
    catalogue_free(&catalogue);
}

static void a_lesson_is_found_by_number_or_any_part_of_its_name(void **unused) {
    (void)unused;
    static const struct { const char *wanted; size_t count; const char *file;
    } rows[] = {
        {"2.1", 1, "01_two_sleeps.py"},
        {"2.10", 1, "10_ten.py"},
        {"2", 1, "01_two_sleeps.py"},
        {"1", 1, "03_no_title.py"},
        {"3", 1, "01_a.py"},
        {"33", 0, NULL},
        {"2.3", 0, NULL},
        {"2.0", 0, NULL},
        {"2.", 0, NULL},
        {"TEN", 1, "10_ten.py"},
        {"second", 1, "02_two_sleeps_more.py"},
        {"sleeps_more", 1, "02_two_sleeps_more.py"},
        {"two sleeps", 1, "01_two_sleeps.py"},
        {"01_two_sleeps", 1, "01_two_sleeps.py"},
        {"01_two_sleeps.py", 1, "01_two_sleeps.py"},
        {"sleep", 2, NULL},
        {"helper", 0, NULL},
        {"draft", 0, NULL},
        {"", 0, NULL},
    };
    Catalogue catalogue;
    assert_true(catalogue_load(&catalogue, folder, NULL));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const LessonEntry *found;
        Str list = {0};
        size_t count = catalogue_find(&catalogue, rows[i].wanted, &found, &list);
        if (count != rows[i].count) fail_msg("%s: %zu", rows[i].wanted, count);
        if (count == 1) assert_string_equal(found->file.s, rows[i].file);
        if (count == 2) assert_string_equal(list.s, "  2.1  Two sleeps\n  2.2  Two sleeps, one second\n");
        else assert_int_equal(list.len, 0);
        str_free(&list);
    }
    catalogue_free(&catalogue);
}

static void a_folder_without_lessons_is_an_error(void **unused) {
    (void)unused;
    Catalogue catalogue;
    Err err;
    char path[256];
    snprintf(path, sizeof path, "%s/drafts", folder);
    assert_false(catalogue_load(&catalogue, path, &err));
    assert_non_null(strstr(err.msg, "no lessons in this folder"));
    catalogue_free(&catalogue);
    assert_false(catalogue_load(&catalogue, "/nowhere", &err));
    assert_string_equal(err.msg, "/nowhere: No such file or directory");
    catalogue_free(&catalogue);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lessons_stand_in_the_order_of_their_numbers),
        cmocka_unit_test(a_chapter_is_called_by_its_folder_or_its_title),
        cmocka_unit_test(a_lesson_is_found_by_number_or_any_part_of_its_name),
        cmocka_unit_test(a_folder_without_lessons_is_an_error),
    };
    return cmocka_run_group_tests_name("catalogue", tests, make_files, remove_files);
}
