#include "lesson/progress.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

#define BUSY_MS 2000 // how long another session's write is waited for
#define DAY 86400
#define BOXES 5

struct Progress {
    sqlite3 *db;
};

// Each step makes the next version of the schema; user_version says how many were made. Steps are only ever added.
static const char *const steps[] = {
    "CREATE TABLE lessons (key TEXT PRIMARY KEY, done_at INTEGER NOT NULL);"
    "CREATE TABLE answers (key TEXT NOT NULL, question INTEGER NOT NULL, given TEXT NOT NULL, answer TEXT NOT NULL, is_right INTEGER NOT NULL, at INTEGER NOT NULL);"
    "CREATE TABLE boxes (key TEXT NOT NULL, question INTEGER NOT NULL, box INTEGER NOT NULL, due_at INTEGER NOT NULL, PRIMARY KEY (key, question));"
    "CREATE INDEX answers_of ON answers (key, question);",
};
#define VERSION (int)(sizeof steps / sizeof *steps)

static bool failed(Progress *progress, Err *err) {
    return err_set(err, "progress is not kept: %s", sqlite3_errmsg(progress->db));
}

static bool run(Progress *progress, const char *sql, Err *err) {
    return sqlite3_exec(progress->db, sql, NULL, NULL, NULL) == SQLITE_OK || failed(progress, err);
}

// --- opening -----------------------------------------------------------------------------------------------------------------------------

static int version_of(Progress *progress) {
    sqlite3_stmt *statement;
    int version = -1;
    if (sqlite3_prepare_v2(progress->db, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
        version = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return version;
}

static bool migrate(Progress *progress, Err *err) {
    char sql[64];
    if (version_of(progress) == VERSION) return true;
    if (!run(progress, "BEGIN IMMEDIATE", err)) return false;
    int version = version_of(progress); // another session may have come first
    bool fine = version >= 0;
    if (version > VERSION) fine = err_set(err, "progress is not kept: its file was made by a newer aioscope");
    for (; fine && version < VERSION; version++) fine = run(progress, steps[version], err);
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", VERSION);
    fine = fine && run(progress, sql, err) && run(progress, "COMMIT", err);
    if (!fine) sqlite3_exec(progress->db, "ROLLBACK", NULL, NULL, NULL);
    return fine;
}

static bool is_damaged(Progress *progress) {
    int code = sqlite3_errcode(progress->db);
    return code == SQLITE_NOTADB || code == SQLITE_CORRUPT;
}

static bool open_file(Progress *progress, const char *path, Err *err) {
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(path, &progress->db, flags, NULL) != SQLITE_OK) return failed(progress, err);
    sqlite3_busy_timeout(progress->db, BUSY_MS);
    return migrate(progress, err);
}

Progress *progress_open(const char *path, Str *notice, Err *err) {
    Progress *progress = mem_new(sizeof *progress);
    bool fine = open_file(progress, path, err);
    if (!fine && progress->db && is_damaged(progress)) {
        Str aside = {0};
        str_addf(&aside, "%s.damaged", path);
        sqlite3_close(progress->db);
        progress->db = NULL;
        fine = rename(path, aside.s) == 0 && open_file(progress, path, err);
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

// --- writing -----------------------------------------------------------------------------------------------------------------------------

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

static int box_of(Progress *progress, const char *key, unsigned question) {
    sqlite3_stmt *statement = prepare(progress, "SELECT box FROM boxes WHERE key = ? AND question = ?");
    sqlite3_bind_text(statement, 1, key, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(statement, 2, question);
    int box = statement && sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int(statement, 0) : 0;
    sqlite3_finalize(statement);
    return box;
}

static bool put_into_box(Progress *progress, const char *key, unsigned question, bool is_right, int64_t now, Err *err) {
    int box = is_right ? box_of(progress, key, question) + 1 : 1;
    if (box > BOXES) box = BOXES;
    sqlite3_stmt *statement = prepare(progress, "INSERT INTO boxes (key, question, box, due_at) VALUES (?1, ?2, ?3, ?4) "
                                                "ON CONFLICT (key, question) DO UPDATE SET box = ?3, due_at = ?4");
    sqlite3_bind_text(statement, 1, key, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(statement, 2, question);
    sqlite3_bind_int64(statement, 3, box);
    sqlite3_bind_int64(statement, 4, now + ((int64_t)DAY << (box - 1)));
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
    bool fine = run(progress, "BEGIN IMMEDIATE", err) && add_answer(progress, key, question, given, answer, is_right, now, err) &&
                put_into_box(progress, key, question, is_right, now, err) && run(progress, "COMMIT", err);
    if (!fine) sqlite3_exec(progress->db, "ROLLBACK", NULL, NULL, NULL);
    return fine;
}

bool progress_clear(Progress *progress, Err *err) {
    return !progress || run(progress, "BEGIN; DELETE FROM lessons; DELETE FROM answers; DELETE FROM boxes; COMMIT", err);
}

// --- reading -----------------------------------------------------------------------------------------------------------------------------

// One number. `key` NULL and `now` 0 where the statement has no place for them.
static unsigned number(Progress *progress, const char *sql, const char *key, int64_t now) {
    sqlite3_stmt *statement = prepare(progress, sql);
    if (key) sqlite3_bind_text(statement, sqlite3_bind_parameter_index(statement, ":key"), key, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(statement, sqlite3_bind_parameter_index(statement, ":now"), now);
    unsigned value = statement && sqlite3_step(statement) == SQLITE_ROW ? (unsigned)sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return value;
}

LessonProgress progress_of(Progress *progress, const char *key, int64_t now) {
    if (!progress) return (LessonProgress){0};
    return (LessonProgress){
        .is_done = number(progress, "SELECT count(*) FROM lessons WHERE key = :key", key, 0) > 0,
        .right = number(progress, "SELECT count(*) FROM answers WHERE key = :key AND is_right", key, 0),
        .wrong = number(progress, "SELECT count(*) FROM answers WHERE key = :key AND NOT is_right", key, 0),
        .due = number(progress, "SELECT count(*) FROM boxes WHERE key = :key AND due_at <= :now", key, now),
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
