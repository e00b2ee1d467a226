#include "lesson/progress_mend.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lesson/progress_boxes.h"
#include "lesson/question_names.h"

static bool failed(sqlite3 *db, Err *err) {
    return err_set(err, "%s", sqlite3_errmsg(db));
}

static bool run(sqlite3 *db, const char *sql, Err *err) {
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK || failed(db, err);
}

// --- which were judged too early -----------------------------------------------------------------

// The answer is names with blanks between them, and a name may have blanks in it.
static bool names_one(const char *answer, StrView name) {
    size_t len = strlen(answer);
    for (size_t at = 0; at + name.len <= len; at++) {
        bool begins = at == 0 || answer[at - 1] == ' ',
             ends = at + name.len == len || answer[at + name.len] == ' ';
        if (begins && ends && memcmp(answer + at, name.s, name.len) == 0) return true;
    }
    return false;
}

// Its length is looked at as well: one name may be a part of another.
static bool names_all(const char *answer, const Str *listed) {
    StrView rest = {str_text(listed), listed->len}, name;
    size_t least = 0;
    while (names_next(&rest, &name)) {
        if (!names_one(answer, name)) return false;
        least += name.len + (least > 0);
    }
    return strlen(answer) >= least;
}

static bool is_misjudged(const Question *question, const char *answer) {
    if (question->kind == QUESTION_OUTPUT) return !*answer;
    return question->kind == QUESTION_ORDER && !names_all(answer, &question->text);
}

static bool keep_row(sqlite3_stmt *into, int64_t row) {
    sqlite3_bind_int64(into, 1, row);
    bool fine = into && sqlite3_step(into) == SQLITE_DONE;
    sqlite3_reset(into);
    return fine;
}

// Their rows, into a table that this connection alone sees.
static bool find(sqlite3 *db, const ProgressLessons *lessons, unsigned *count, Err *err) {
    sqlite3_stmt *answers = NULL, *into = NULL;
    if (!run(db,
             "CREATE TEMP TABLE IF NOT EXISTS misjudged (row INTEGER PRIMARY KEY); DELETE FROM "
             "temp.misjudged",
             err))
        return false;
    sqlite3_prepare_v2(
        db, "SELECT rowid, key, question, answer FROM answers WHERE NOT is_right ORDER BY key", -1,
        &answers, NULL);
    sqlite3_prepare_v2(db, "INSERT INTO temp.misjudged VALUES (?)", -1, &into, NULL);
    int code = SQLITE_ERROR;
    bool fine = answers && into;
    while (fine && (code = sqlite3_step(answers)) == SQLITE_ROW) {
        const char *key = (const char *)sqlite3_column_text(answers, 1),
                   *answer = (const char *)sqlite3_column_text(answers, 3);
        const Question *question =
            key ? lessons->question(key, (unsigned)sqlite3_column_int64(answers, 2), lessons->arg)
                : NULL;
        if (!question || !is_misjudged(question, answer ? answer : "")) continue;
        fine = keep_row(into, sqlite3_column_int64(answers, 0));
        ++*count;
    }
    fine = (fine && code == SQLITE_DONE) || failed(db, err);
    sqlite3_finalize(answers);
    sqlite3_finalize(into);
    return fine;
}

// --- the copy ------------------------------------------------------------------------------------

void progress_mend_copy(Str *out, const char *path) {
    str_addf(out, "%s.before-2", path);
}

static bool make_empty(const char *path, Err *err) {
    unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return err_set(err, "%s: %s", path, strerror(errno));
    close(fd);
    return true;
}

// Through a connection of its own: one that writes cannot be copied from, and a file that SQLite
// has open must not be opened and closed by anybody else in the process, which would take its locks
// away (POSIX fcntl). Nothing is written to the database yet, and nobody else can: it is as it was.
static bool copy_into(const char *path, const char *to, Err *err) {
    sqlite3 *from_db = NULL, *to_db = NULL;
    bool fine = sqlite3_open_v2(path, &from_db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK ||
                failed(from_db, err);
    fine = fine && (sqlite3_open_v2(to, &to_db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK ||
                    failed(to_db, err));
    sqlite3_backup *copying = fine ? sqlite3_backup_init(to_db, "main", from_db, "main") : NULL;
    if (copying) {
        sqlite3_backup_step(copying, -1);
        fine = sqlite3_backup_finish(copying) == SQLITE_OK || failed(to_db, err);
    } else if (fine) {
        fine = failed(to_db, err);
    }
    sqlite3_close(from_db);
    sqlite3_close(to_db);
    return fine;
}

// Whole, or not at all.
static bool keep_copy(const char *path, Err *err) {
    Str copy = {0}, beside = {0};
    progress_mend_copy(&copy, path);
    str_addf(&beside, "%s.new", copy.s);
    bool fine = make_empty(beside.s, err) && copy_into(path, beside.s, err);
    if (fine && rename(beside.s, copy.s) < 0)
        fine = err_set(err, "%s: %s", copy.s, strerror(errno));
    if (!fine) unlink(beside.s);
    str_free(&copy);
    str_free(&beside);
    return fine;
}

// --- taking them out -----------------------------------------------------------------------------

static bool replay_boxes(sqlite3 *db, Err *err) {
    sqlite3_stmt *questions = NULL;
    sqlite3_prepare_v2(db, "SELECT DISTINCT key, question FROM temp.mended", -1, &questions, NULL);
    int code = SQLITE_ERROR;
    bool fine = questions != NULL;
    while (fine && (code = sqlite3_step(questions)) == SQLITE_ROW)
        fine = boxes_replay(db, (const char *)sqlite3_column_text(questions, 0),
                            (unsigned)sqlite3_column_int64(questions, 1));
    fine = (fine && code == SQLITE_DONE) || failed(db, err);
    sqlite3_finalize(questions);
    return fine;
}

bool progress_mend(sqlite3 *db, const char *path, const ProgressLessons *lessons, unsigned *count,
                   Err *err) {
    *count = 0;
    if (!lessons) return true;
    if (!find(db, lessons, count, err)) return false;
    if (!*count) return true;
    return keep_copy(path, err) &&
           run(db,
               "CREATE TEMP TABLE mended AS SELECT key, question FROM answers WHERE rowid IN "
               "(SELECT row FROM temp.misjudged);"
               "DELETE FROM answers WHERE rowid IN (SELECT row FROM temp.misjudged)",
               err) &&
           replay_boxes(db, err) &&
           run(db, "DROP TABLE temp.mended; DROP TABLE temp.misjudged", err);
}
