#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lesson/progress.h"

enum { DAY = 86400 };
static char folder[] = "/tmp/aioscope-test-XXXXXX", path[64];

static int make_folder(void **state) {
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/progress.sqlite", folder);
    return 0;
}

static int remove_folder(void **state) {
    (void)state;
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static Progress *opened(void) {
    Str notice = {0};
    Err err = {""};
    Progress *progress = progress_open(path, &notice, &err);
    if (!progress) fail_msg("%s", err.msg);
    assert_int_equal(notice.len, 0);
    return progress;
}

static void answer(Progress *progress, unsigned question, bool is_right, int64_t now) {
    Err err = {""};
    assert_true(progress_answer(progress, "2-tasks/01.py", question, "A", is_right ? "A" : "B", is_right, now, &err));
}

// Leitner's boxes: 1, 2, 4, 8, 16 days, and back to the first after a wrong answer.
static void what_was_missed_comes_back_at_growing_intervals(void **state) {
    (void)state;
    Progress *progress = opened();
    int64_t now = 1000000;
    assert_false(progress_is_due(progress, "2-tasks/01.py", 0, now));
    answer(progress, 0, false, now);
    static const int days[] = {1, 2, 4, 8, 16, 16};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        assert_false(progress_is_due(progress, "2-tasks/01.py", 0, now + (int64_t)days[i] * DAY - 1));
        now += (int64_t)days[i] * DAY;
        assert_true(progress_is_due(progress, "2-tasks/01.py", 0, now));
        answer(progress, 0, true, now);
    }
    answer(progress, 0, false, now);
    assert_true(progress_is_due(progress, "2-tasks/01.py", 0, now + DAY));
    LessonProgress lesson = progress_of(progress, "2-tasks/01.py", now + DAY);
    assert_int_equal(lesson.right, 6);
    assert_int_equal(lesson.wrong, 2);
    assert_int_equal(lesson.due, 1);
    assert_false(lesson.is_done);
    progress_close(progress);
}

static void it_is_kept_and_can_be_cleared(void **state) {
    (void)state;
    Err err = {""};
    Progress *progress = opened();
    assert_true(progress_done(progress, "1/02.py", 5, &err) && progress_done(progress, "1/02.py", 9, &err));
    progress_close(progress);
    progress = opened();
    assert_true(progress_of(progress, "1/02.py", 10).is_done);
    assert_int_equal(progress_totals(progress, 10).done, 1);
    assert_true(progress_clear(progress, &err));
    assert_int_equal(progress_totals(progress, 10).done + progress_totals(progress, 10).right, 0);
    progress_close(progress);
}

static void two_sessions_write_at_once(void **state) {
    (void)state;
    progress_close(opened());
    enum { EACH = 50 };
    pid_t child = fork();
    Progress *progress = opened();
    for (int i = 0; i < EACH; i++) answer(progress, child ? 1 : 2, i % 2, i);
    progress_close(progress);
    if (!child) _exit(0);
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    progress = opened();
    ProgressTotals totals = progress_totals(progress, 0);
    assert_int_equal(totals.right + totals.wrong, 2 * EACH);
    progress_close(progress);
}

static void a_damaged_file_is_put_aside(void **state) {
    (void)state;
    FILE *file = fopen(path, "wb");
    fputs("this is no database, and it is longer than the header of one would be, so that nobody takes it for an empty one", file);
    fclose(file);
    Str notice = {0}, aside = {0};
    Err err = {""};
    Progress *progress = progress_open(path, &notice, &err);
    assert_non_null(progress);
    assert_non_null(strstr(notice.s, ".damaged"));
    answer(progress, 0, true, 5);
    progress_close(progress);
    str_addf(&aside, "%s.damaged", path);
    assert_int_equal(access(aside.s, F_OK), 0);
    str_free(&notice);
    str_free(&aside);
}

static void where_nothing_can_be_written_nothing_is_kept(void **state) {
    (void)state;
    Str notice = {0};
    Err err = {""};
    assert_null(progress_open("/nowhere/at/all.sqlite", &notice, &err));
    assert_non_null(strstr(err.msg, "progress is not kept"));
    assert_true(progress_done(NULL, "x", 1, &err) && progress_answer(NULL, "x", 0, "a", "a", true, 1, &err));
    assert_int_equal(progress_totals(NULL, 1).done, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_missed_comes_back_at_growing_intervals),
        cmocka_unit_test(it_is_kept_and_can_be_cleared),
        cmocka_unit_test(two_sessions_write_at_once),
        cmocka_unit_test(a_damaged_file_is_put_aside),
        cmocka_unit_test(where_nothing_can_be_written_nothing_is_kept),
    };
    return cmocka_run_group_tests_name("progress", tests, make_folder, remove_folder);
}
