#include "lesson/progress.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/words.h"
#include "lesson/progress_boxes.h"
#include "lesson/progress_mend.h"

#define BUSY_MS 2000 // how long another session's write is waited for

struct Progress {
    sqlite3 *db;
    bool is_damaged;
};

// The schema: what a new database begins with. user_version says how far one has come.
static const char schema[] =
    "CREATE TABLE lessons (key TEXT PRIMARY KEY, done_at INTEGER NOT NULL);"
    "CREATE TABLE answers (key TEXT NOT NULL, question INTEGER NOT NULL, given TEXT NOT NULL, answer TEXT NOT NULL, is_right INTEGER NOT NULL, at INTEGER NOT NULL);"
    "CREATE TABLE boxes (key TEXT NOT NULL, question INTEGER NOT NULL, box INTEGER NOT NULL, due_at INTEGER NOT NULL, PRIMARY KEY (key, question));"
    "CREATE INDEX answers_of ON answers (key, question);";
enum { WITH_SCHEMA = 1, MENDED = 2, VERSION = MENDED };

static bool failed(Progress *progress, Err *err) {
    return err_set(err, "progress is not kept: %s", sqlite3_errmsg(progress->db));
}

static bool run(Progress *progress, const char *sql, Err *err) {
    return sqlite3_exec(progress->db, sql, NULL, NULL, NULL) == SQLITE_OK || failed(progress, err);
}

// --- opening -------------------------------------------------------------------------------------

static int version_of(Progress *progress) {
    sqlite3_stmt *statement;
    int version = -1;
    if (sqlite3_prepare_v2(progress->db, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
        version = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return version;
}

// The code is that of the last call: it has to be looked at before anything is rolled back.
static void look_for_damage(Progress *progress) {
    int code = sqlite3_errcode(progress->db);
    progress->is_damaged |= code == SQLITE_NOTADB || code == SQLITE_CORRUPT;
}

static bool set_version(Progress *progress, int version, Err *err) {
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", version);
    return run(progress, sql, err);
}

// One step of a database's life, whole or not at all. Another session may come first, so it looks
// again once nobody else can write.
typedef bool Step(Progress *progress, void *arg, Err *err);
static bool take_step(Progress *progress, int to, Step *step, void *arg, Err *err) {
    if (version_of(progress) >= to) return true;
    bool fine = run(progress, "BEGIN IMMEDIATE", err);
    if (fine && version_of(progress) < to)
        fine = step(progress, arg, err) && set_version(progress, to, err);
    fine = fine && run(progress, "COMMIT", err);
    if (fine) return true;
    look_for_damage(progress);
    sqlite3_exec(progress->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

static bool make_schema(Progress *progress, void *arg, Err *err) {
    (void)arg;
    return run(progress, schema, err);
}

typedef struct Mending {
    const char *path;
    const ProgressLessons *lessons;
    unsigned count;
} Mending;

static bool mend(Progress *progress, void *arg, Err *err) {
    Mending *mending = arg;
    return progress_mend(progress->db, mending->path, mending->lessons, &mending->count, err);
}

// What cannot be mended now can still be read, and is mended another time.
static bool mend_old(Progress *progress, const char *path, const ProgressLessons *lessons,
                     Str *notice) {
    Err why = {""};
    Mending mending = {path, lessons, 0};
    if (!take_step(progress, MENDED, mend, &mending, &why)) {
        if (progress->is_damaged) return false;
        str_addf(notice,
                 words("right answers that an older aioscope marked wrong cannot be taken out of "
                       "your progress now: %s"),
                 why.msg);
    } else if (mending.count) {
        Str copy = {0};
        progress_mend_copy(&copy, path);
        str_addf(notice,
                 words("an older aioscope marked right answers wrong; they no longer count (%u in "
                       "all). The file as it was: %s"),
                 mending.count, copy.s);
        str_free(&copy);
    }
    return true;
}

static bool open_file(Progress *progress, const char *path, const ProgressLessons *lessons,
                      Str *notice, Err *err) {
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(path, &progress->db, flags, NULL) != SQLITE_OK) return failed(progress, err);
    sqlite3_busy_timeout(progress->db, BUSY_MS);
    if (!take_step(progress, WITH_SCHEMA, make_schema, NULL, err)) return false;
    if (version_of(progress) > VERSION)
        return err_set(err, "progress is not kept: its file was made by a newer aioscope");
    return mend_old(progress, path, lessons, notice) ||
           err_set(err, "progress is not kept: its file is damaged");
}

Progress *progress_open(const char *path, const ProgressLessons *lessons, Str *notice, Err *err) {
    Progress *progress = mem_new(sizeof *progress);
    bool fine = open_file(progress, path, lessons, notice, err);
    if (!fine && progress->is_damaged) {
        Str aside = {0};
        str_addf(&aside, "%s.damaged", path);
        sqlite3_close(progress->db);
        progress->db = NULL;
        fine = rename(path, aside.s) == 0 && open_file(progress, path, lessons, notice, err);
        if (fine) str_addf(notice, "the record of your progress was damaged: it is now %s, and a new one was begun", aside.s);
        str_free(&aside);
    }
    if (fine) return progress;
    progress_close(progress);
    return NULL;
}

void progress_close(Progress *progress) {
    if (!progress) return;
    sqlite3_close(progress->db);
    free(progress);
}

// --- writing -------------------------------------------------------------------------------------

// NULL where it cannot be made, which every call of SQLite takes and answers with an error.
static sqlite3_stmt *prepare(Progress *progress, const char *sql) {
    sqlite3_stmt *statement = NULL;
    sqlite3_prepare_v2(progress->db, sql, -1, &statement, NULL);
    return statement;
}

static bool finish(Progress *progress, sqlite3_stmt *statement, Err *err) {
    int code = statement ? sqlite3_step(statement) : SQLITE_ERROR;
    bool fine = code == SQLITE_DONE || code == SQLITE_ROW;
    if (!fine) failed(progress, err);
    sqlite3_finalize(statement);
    return fine;
}

bool progress_done(Progress *progress, const char *key, int64_t now, Err *err) {
    if (!progress) return true;
    sqlite3_stmt *statement = prepare(progress, "INSERT INTO lessons (key, done_at) VALUES (?, ?) ON CONFLICT (key) DO NOTHING");
    sqlite3_bind_text(statement, 1, key, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(statement, 2, now);
    return finish(progress, statement, err);
}

static bool add_answer(Progress *progress, const char *key, unsigned question, const char *given, const char *answer, bool is_right, int64_t now, Err *err) {
    sqlite3_stmt *statement = prepare(progress, "INSERT INTO answers (key, question, given, answer, is_right, at) VALUES (?, ?, ?, ?, ?, ?)");
    sqlite3_bind_text(statement, 1, key, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(statement, 2, question);
    sqlite3_bind_text(statement, 3, given, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(statement, 4, answer, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int(statement, 5, is_right);
    sqlite3_bind_int64(statement, 6, now);
    return finish(progress, statement, err);
}

bool progress_answer(Progress *progress, const char *key, unsigned question, const char *given, const char *answer, bool is_right, int64_t now, Err *err) {
    if (!progress) return true;
    bool fine = run(progress, "BEGIN IMMEDIATE", err) &&
                add_answer(progress, key, question, given, answer, is_right, now, err) &&
                (boxes_put(progress->db, key, question, is_right, now) || failed(progress, err)) &&
                run(progress, "COMMIT", err);
    if (!fine) sqlite3_exec(progress->db, "ROLLBACK", NULL, NULL, NULL);
    return fine;
}

bool progress_clear(Progress *progress, Err *err) {
    return !progress || run(progress, "BEGIN; DELETE FROM lessons; DELETE FROM answers; DELETE FROM boxes; COMMIT", err);
}

// --- reading -------------------------------------------------------------------------------------

// One number. `key` NULL and `now` 0 where the statement has no place for them.
static unsigned number(Progress *progress, const char *sql, const char *key, int64_t now) {
    sqlite3_stmt *statement = prepare(progress, sql);
    if (key) sqlite3_bind_text(statement, sqlite3_bind_parameter_index(statement, ":key"), key, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(statement, sqlite3_bind_parameter_index(statement, ":now"), now);
    unsigned value = statement && sqlite3_step(statement) == SQLITE_ROW ? (unsigned)sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return value;
}

// Of each question the last answer alone: with max() SQLite takes the other columns from the row
// that has it.
#define LAST_ANSWERS                                                                               \
    "(SELECT key, question, is_right, max(rowid) FROM answers GROUP BY key, question)"

LessonProgress progress_of(Progress *progress, const char *key, int64_t now) {
    if (!progress) return (LessonProgress){0};
    return (LessonProgress){
        .is_done = number(progress, "SELECT count(*) FROM lessons WHERE key = :key", key, 0) > 0,
        .right =
            number(progress, "SELECT count(*) FROM answers WHERE key = :key AND is_right", key, 0),
        .wrong = number(progress, "SELECT count(*) FROM answers WHERE key = :key AND NOT is_right",
                        key, 0),
        .known =
            number(progress, "SELECT count(*) FROM " LAST_ANSWERS " WHERE key = :key AND is_right",
                   key, 0),
        .missed = number(progress,
                         "SELECT count(*) FROM " LAST_ANSWERS " WHERE key = :key AND NOT is_right",
                         key, 0),
        .due = number(progress, "SELECT count(*) FROM boxes WHERE key = :key AND due_at <= :now",
                      key, now),
    };
}

bool progress_is_due(Progress *progress, const char *key, unsigned question, int64_t now) {
    if (!progress) return false;
    sqlite3_stmt *statement = prepare(progress, "SELECT 1 FROM boxes WHERE key = ? AND question = ? AND due_at <= ?");
    sqlite3_bind_text(statement, 1, key, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(statement, 2, question);
    sqlite3_bind_int64(statement, 3, now);
    bool is_due = statement && sqlite3_step(statement) == SQLITE_ROW;
    sqlite3_finalize(statement);
    return is_due;
}

ProgressTotals progress_totals(Progress *progress, int64_t now) {
    if (!progress) return (ProgressTotals){0};
    return (ProgressTotals){
        .done = number(progress, "SELECT count(*) FROM lessons", NULL, 0),
        .right = number(progress, "SELECT count(*) FROM answers WHERE is_right", NULL, 0),
        .wrong = number(progress, "SELECT count(*) FROM answers WHERE NOT is_right", NULL, 0),
        .known = number(progress, "SELECT count(*) FROM " LAST_ANSWERS " WHERE is_right", NULL, 0),
        .missed =
            number(progress, "SELECT count(*) FROM " LAST_ANSWERS " WHERE NOT is_right", NULL, 0),
        .due = number(progress, "SELECT count(*) FROM boxes WHERE due_at <= :now", NULL, now),
    };
}

static const char *text_of(sqlite3_stmt *statement, int column) {
    const unsigned char *text = sqlite3_column_text(statement, column);
    return text ? (const char *)text : "";
}

void progress_answers(Progress *progress, ProgressAnswer *each, void *arg) {
    if (!progress) return;
    sqlite3_stmt *statement = prepare(progress, "SELECT key, question, given, answer, is_right, at FROM answers ORDER BY rowid");
    while (statement && sqlite3_step(statement) == SQLITE_ROW)
        each(text_of(statement, 0), (unsigned)sqlite3_column_int64(statement, 1), text_of(statement, 2), text_of(statement, 3),
             sqlite3_column_int(statement, 4), sqlite3_column_int64(statement, 5), arg);
    sqlite3_finalize(statement);
}

void progress_lessons(Progress *progress, ProgressLesson *each, void *arg) {
    if (!progress) return;
    sqlite3_stmt *statement = prepare(progress, "SELECT key, done_at FROM lessons ORDER BY key");
    while (statement && sqlite3_step(statement) == SQLITE_ROW) each(text_of(statement, 0), sqlite3_column_int64(statement, 1), arg);
    sqlite3_finalize(statement);
}
