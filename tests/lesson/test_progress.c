#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sqlite3.h>
#include <sys/stat.h>
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
    Progress *progress = progress_open(path, NULL, &notice, &err);
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
    Progress *progress = progress_open(path, NULL, &notice, &err);
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
    assert_null(progress_open("/nowhere/at/all.sqlite", NULL, &notice, &err));
    assert_non_null(strstr(err.msg, "progress is not kept"));
    assert_true(progress_done(NULL, "x", 1, &err) && progress_answer(NULL, "x", 0, "a", "a", true, 1, &err));
    assert_int_equal(progress_totals(NULL, 1).done, 0);
}

// The number of questions by what became of the last answer to each: repeats do not count.
static void a_question_counts_once_by_its_last_answer(void **state) {
    (void)state;
    Err err = {""};
    Progress *progress = opened();
    assert_true(progress_clear(progress, &err));
    for (int i = 0; i < 4; i++) answer(progress, 0, i == 3, i);
    answer(progress, 1, true, 5);
    answer(progress, 1, false, 6);
    LessonProgress of = progress_of(progress, "2-tasks/01.py", 7);
    assert_int_equal(of.known, 1);
    assert_int_equal(of.missed, 1);
    assert_int_equal(of.right + of.wrong, 6);
    ProgressTotals totals = progress_totals(progress, 7);
    assert_int_equal(totals.known, 1);
    assert_int_equal(totals.missed, 1);
    progress_close(progress);
}

// --- an older database ---------------------------------------------------------------------------

#define LESSON_1_1 "1-the-loop/01_one_waits_all_wait.py"
#define LESSON_1_3 "1-the-loop/03_nothing_runs_yet.py"
#define LESSON_2_6 "2-tasks/06_who_waits_for_whom.py"
#define LESSON_5_2 "5-sharing/02_lock.py"
#define OWN        "/srv/course/quiz.py"

// The questions of the lessons in progress-1.sql, but for OWN, which is not there any more.
static const struct {
    const char *key;
    unsigned number;
    QuestionKind kind;
    const char *text;
} asked[] = {
    {LESSON_1_1, 0, QUESTION_OUTPUT, ""},
    {LESSON_1_1, 1, QUESTION_TIME, ""},
    {LESSON_1_3, 0, QUESTION_OUTPUT, ""},
    {LESSON_1_3, 1, QUESTION_CHOICE, "How many tasks are there?"},
    {LESSON_1_3, 2, QUESTION_CHOICE, "Will Ben be greeted?"},
    {LESSON_2_6, 0, QUESTION_ORDER, "cook waiter guest"},
    {LESSON_5_2, 0, QUESTION_CHOICE, "Who gets it?"},
    {LESSON_5_2, 1, QUESTION_ORDER, "Ann Bob Cleo"},
    {LESSON_5_2, 2, QUESTION_TIME, ""},
    {"myths/03_await_gives_control.py", 0, QUESTION_CHOICE, "Myth or fact?"},
    {"own", 0, QUESTION_OUTPUT, ""},
    {"own", 1, QUESTION_ORDER, "\"first nap\" nap 'a b'"},
};

static const Question *question_of(const char *key, unsigned number, void *arg) {
    static Question question;
    str_clear(&question.text);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        if (strcmp(asked[i].key, key) != 0 || asked[i].number != number) continue;
        question.kind = asked[i].kind;
        str_add(&question.text, asked[i].text);
        ++*(int *)arg;
        return &question;
    }
    return NULL;
}

static int times_asked;
static const ProgressLessons lessons = {question_of, &times_asked};

static void run_sql(const char *file, const char *sql) {
    sqlite3 *db;
    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    char *why = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) fail_msg("%s", why);
    sqlite3_close(db);
}

static int add_row(void *arg, int count, char **values, char **names) {
    (void)names;
    for (int i = 0; i < count; i++) str_addf(arg, "%s%s", i ? "|" : "", values[i]);
    str_add(arg, "\n");
    return 0;
}

// What a query of a database gives, as text. The caller frees what was appended.
static void ask_sql(const char *file, const char *sql, Str *out) {
    sqlite3 *db;
    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, add_row, out, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void assert_rows(const char *file, const char *sql, const char *rows) {
    Str out = {0};
    ask_sql(file, sql, &out);
    assert_string_equal(str_text(&out), rows);
    str_free(&out);
}

static void remove_copies(void) {
    char command[200];
    snprintf(command, sizeof command, "rm -rf %s %s.*", path, path);
    assert_int_equal(system(command), 0);
}

static void make_old(void) {
    Str sql = {0};
    char piece[4096];
    remove_copies();
    FILE *file = fopen("tests/lesson/progress-1.sql", "r");
    assert_non_null(file);
    for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;) str_add_bytes(&sql, piece, n);
    fclose(file);
    run_sql(path, sql.s);
    str_free(&sql);
}

static Progress *open_old(Str *notice) {
    Err err = {""};
    Progress *progress = progress_open(path, &lessons, notice, &err);
    if (!progress) fail_msg("%s", err.msg);
    return progress;
}

#define ALL_ANSWERS "SELECT key, question, given, answer, is_right, at FROM answers ORDER BY rowid"
#define ALL_BOXES   "SELECT key, question, box, due_at FROM boxes ORDER BY key, question"

static void wrong_verdicts_of_an_older_one_are_taken_out(void **state) {
    (void)state;
    Str notice = {0}, before = {0}, answers = {0}, boxes = {0}, copied = {0}, copy = {0};
    make_old();
    ask_sql(path, ALL_ANSWERS, &answers);
    ask_sql(path, ALL_BOXES, &boxes);
    Progress *progress = open_old(&notice);
    progress_close(progress);
    assert_rows(path, ALL_ANSWERS,
                LESSON_1_1
                "|1|1.50|1.50|1|1796070784\n" LESSON_5_2
                "|0|who has waited longest|who has waited longest|1|1796070800\n" LESSON_5_2
                "|2|0.60|1.00|0|1796070824\n" LESSON_1_3 "|1|two|one|0|1796070833\n" LESSON_1_3
                "|2|never|never|1|1796070834\n" OWN
                "|0|second nap first nap|second nap|0|1796070846\n" OWN
                "|1|done||0|1796070848\n" LESSON_1_3
                "|0|letter is a coroutine|letter is a coroutine|1|1796070856\n" LESSON_1_3
                "|1|one|one|1|1796070856\n" LESSON_1_3 "|2|never|never|1|1796070857\n" LESSON_1_1
                "|0|the phone is answered|a coffee for Ann|0|1796070901\n" LESSON_1_1
                "|1|2|1.50|0|1796070901\n"
                "myths/01_gather_cancels.py|0|myth|myth|1|1796071004\n"
                "myths/02_sleep_zero_everyone.py|0|myth|myth|1|1796071005\n"
                "myths/03_await_gives_control.py|0|9|myth|0|1796071007\n");
    // Of 1.3 the first question's box is that of one right answer; those without an answer left are
    // in no box; the others are where they were.
    assert_rows(path, ALL_BOXES,
                OWN "|0|1|1796157246\n" OWN "|1|1|1796157248\n" LESSON_1_1
                    "|0|1|1796157301\n" LESSON_1_1 "|1|1|1796157301\n" LESSON_1_3
                    "|0|1|1796157256\n" LESSON_1_3 "|1|2|1796243656\n" LESSON_1_3
                    "|2|2|1796243657\n" LESSON_5_2 "|0|1|1796157200\n" LESSON_5_2
                    "|2|1|1796157224\n"
                    "myths/01_gather_cancels.py|0|1|1796157404\n"
                    "myths/02_sleep_zero_everyone.py|0|1|1796157405\n"
                    "myths/03_await_gives_control.py|0|1|1796157407\n");
    assert_rows(path, "PRAGMA user_version", "2\n");
    // The copy is the database as it was, for this user alone; the notice says where, and how many
    // answers went.
    str_addf(&copy, "%s.before-2", path);
    struct stat st;
    assert_int_equal(stat(copy.s, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_rows(copy.s, "PRAGMA user_version", "1\n");
    ask_sql(copy.s, ALL_ANSWERS, &copied);
    assert_string_equal(copied.s, answers.s);
    str_clear(&copied);
    ask_sql(copy.s, ALL_BOXES, &copied);
    assert_string_equal(copied.s, boxes.s);
    assert_non_null(strstr(notice.s, copy.s));
    assert_non_null(strstr(notice.s, "(4 in all)"));
    Str *all[] = {&notice, &before, &answers, &boxes, &copied, &copy};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) str_free(all[i]);
}

// The next time nothing is looked at, and an answer that looks like one of those stays.
static void it_is_mended_once(void **state) {
    (void)state;
    Str notice = {0}, copy = {0};
    Err err = {""};
    make_old();
    Progress *progress = open_old(&notice);
    assert_true(progress_answer(progress, LESSON_1_1, 0, "x", "", false, 9, &err));
    progress_close(progress);
    str_addf(&copy, "%s.before-2", path);
    assert_int_equal(unlink(copy.s), 0);
    str_clear(&notice);
    times_asked = 0;
    progress = open_old(&notice);
    assert_int_equal(notice.len, 0);
    assert_int_equal(times_asked, 0);
    assert_int_equal(access(copy.s, F_OK), -1);
    progress_close(progress);
    assert_rows(path, "SELECT count(*) FROM answers WHERE answer = ''",
                "2\n"); // this one, and that of the lesson that is gone
    str_free(&notice);
    str_free(&copy);
}

static void one_with_nothing_to_mend_is_left_alone(void **state) {
    (void)state;
    Str notice = {0}, copy = {0};
    make_old();
    run_sql(path, "DELETE FROM answers WHERE NOT is_right");
    progress_close(open_old(&notice));
    assert_int_equal(notice.len, 0);
    str_addf(&copy, "%s.before-2", path);
    assert_int_equal(access(copy.s, F_OK), -1);
    assert_rows(path, "PRAGMA user_version", "2\n");
    str_free(&copy);
}

// By the question's own words, whatever else the answer looks like.
static void what_is_taken_out_depends_on_the_question(void **state) {
    (void)state;
    static const struct {
        unsigned question;
        const char *answer;
        bool stays;
    } rows[] = {
        {0, "", false},
        {0, "nothing more", true},
        {0, " ", true},
        {1, "", false},
        {1, "nap", false},
        {1, "first nap", false},
        {1, "nap a b", false},
        {1, "first nap a b", false},
        {1, "first nap nap a b", true},
        {1, "a b nap first nap", true},
        {1, "first napnap a b", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str notice = {0};
        char sql[200];
        make_old();
        snprintf(sql, sizeof sql,
                 "INSERT INTO answers VALUES ('own', %u, 'x', '%s', 0, 5); INSERT INTO answers "
                 "VALUES ('own', %u, 'x', '%s', 1, 6)",
                 rows[i].question, rows[i].answer, rows[i].question, rows[i].answer);
        run_sql(path, sql);
        progress_close(open_old(&notice));
        assert_rows(path, "SELECT count(*) FROM answers WHERE key = 'own' AND NOT is_right",
                    rows[i].stays ? "1\n" : "0\n");
        assert_rows(path, "SELECT count(*) FROM answers WHERE key = 'own' AND is_right", "1\n");
        str_free(&notice);
    }
}

static void two_sessions_that_mend_at_once_mend_once(void **state) {
    (void)state;
    enum { SESSIONS = 4 };
    for (int turn = 0; turn < 10; turn++) {
        make_old();
        pid_t children[SESSIONS];
        int go[2], told = 0;
        assert_int_equal(pipe(go), 0);
        for (int i = 0; i < SESSIONS; i++) {
            children[i] = fork();
            if (children[i]) continue;
            char byte;
            Str notice = {0};
            Err err = {""};
            close(go[1]);
            if (read(go[0], &byte, 1) < 0) _exit(9);
            Progress *progress = progress_open(path, &lessons, &notice, &err);
            _exit(progress ? notice.len > 0 : 9);
        }
        close(go[0]);
        close(go[1]); // they all go
        for (int i = 0; i < SESSIONS; i++) {
            int status;
            waitpid(children[i], &status, 0);
            assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
            told += WEXITSTATUS(status);
        }
        assert_int_equal(told, 1);
        assert_rows(path, "SELECT count(*) FROM answers", "15\n");
        assert_rows(path, "PRAGMA integrity_check", "ok\n");
    }
}

// In a folder that cannot be written to what is there can still be read, as it is; once it can be
// written to it is mended.
static void where_it_cannot_be_mended_it_is_read_as_it_is(void **state) {
    (void)state;
    Str notice = {0};
    make_old();
    run_sql(path, "PRAGMA journal_mode = DELETE");
    pid_t child = fork();
    if (!child) {
        if (chmod(folder, 0555) < 0 || chmod(path, 0444) < 0 ||
            (geteuid() == 0 && setuid(65534) < 0))
            _exit(9);
        Err err = {""};
        Progress *progress = progress_open(path, &lessons, &notice, &err);
        if (!progress) _exit(8);
        if (!strstr(str_text(&notice), "cannot be taken out of your progress now")) _exit(7);
        _exit(progress_totals(progress, 5).right == 8 ? 0 : 6);
    }
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(chmod(folder, 0755) | chmod(path, 0644), 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_rows(path, "PRAGMA user_version", "1\n");
    progress_close(open_old(&notice));
    assert_rows(path, "PRAGMA user_version", "2\n");
    str_free(&notice);
}

// Damage that only shows where the answers are: the file is put aside, as one is that is no
// database at all.
static void a_damaged_one_is_put_aside_too(void **state) {
    (void)state;
    Str notice = {0}, aside = {0};
    make_old();
    assert_rows(path, "PRAGMA page_size", "4096\n");
    FILE *file = fopen(path, "r+b");
    for (long page = 1; page < 32 && fseek(file, page * 4096, SEEK_SET) == 0 && fgetc(file) != EOF;
         page++) {
        fseek(file, page * 4096, SEEK_SET);
        for (int i = 0; i < 4096; i++) fputc('x', file);
    }
    fclose(file);
    Progress *progress = open_old(&notice);
    assert_non_null(strstr(notice.s, ".damaged"));
    answer(progress, 0, true, 5);
    progress_close(progress);
    str_addf(&aside, "%s.damaged", path);
    assert_int_equal(access(aside.s, F_OK), 0);
    str_free(&notice);
    str_free(&aside);
}

static void one_of_a_newer_version_is_refused(void **state) {
    (void)state;
    Str notice = {0};
    Err err = {""};
    make_old();
    run_sql(path, "PRAGMA user_version = 3");
    assert_null(progress_open(path, &lessons, &notice, &err));
    assert_non_null(strstr(err.msg, "newer aioscope"));
    assert_rows(path, "SELECT count(*) FROM answers", "19\n");
    remove_copies();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_missed_comes_back_at_growing_intervals),
        cmocka_unit_test(it_is_kept_and_can_be_cleared),
        cmocka_unit_test(two_sessions_write_at_once),
        cmocka_unit_test(a_damaged_file_is_put_aside),
        cmocka_unit_test(where_nothing_can_be_written_nothing_is_kept),
        cmocka_unit_test(a_question_counts_once_by_its_last_answer),
        cmocka_unit_test(wrong_verdicts_of_an_older_one_are_taken_out),
        cmocka_unit_test(it_is_mended_once),
        cmocka_unit_test(one_with_nothing_to_mend_is_left_alone),
        cmocka_unit_test(what_is_taken_out_depends_on_the_question),
        cmocka_unit_test(two_sessions_that_mend_at_once_mend_once),
        cmocka_unit_test(where_it_cannot_be_mended_it_is_read_as_it_is),
        cmocka_unit_test(a_damaged_one_is_put_aside_too),
        cmocka_unit_test(one_of_a_newer_version_is_refused),
    };
    return cmocka_run_group_tests_name("progress", tests, make_folder, remove_folder);
}
