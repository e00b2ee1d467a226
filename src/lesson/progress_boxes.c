#include "lesson/progress_boxes.h"

#include <stddef.h>

#define DAY   86400
#define BOXES 5

// NULL where it cannot be made, which every call of SQLite takes and answers with an error.
static sqlite3_stmt *prepare(sqlite3 *db, const char *sql, const char *key, unsigned question) {
    sqlite3_stmt *statement = NULL;
    sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    sqlite3_bind_text(statement, 1, key, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(statement, 2, question);
    return statement;
}

static bool finish(sqlite3_stmt *statement) {
    int code = statement ? sqlite3_step(statement) : SQLITE_ERROR;
    sqlite3_finalize(statement);
    return code == SQLITE_DONE || code == SQLITE_ROW;
}

static int box_of(sqlite3 *db, const char *key, unsigned question) {
    sqlite3_stmt *statement =
        prepare(db, "SELECT box FROM boxes WHERE key = ? AND question = ?", key, question);
    int box =
        statement && sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int(statement, 0) : 0;
    sqlite3_finalize(statement);
    return box;
}

bool boxes_put(sqlite3 *db, const char *key, unsigned question, bool is_right, int64_t now) {
    int box = is_right ? box_of(db, key, question) + 1 : 1;
    if (box > BOXES) box = BOXES;
    sqlite3_stmt *statement =
        prepare(db,
                "INSERT INTO boxes (key, question, box, due_at) VALUES (?1, ?2, ?3, ?4) "
                "ON CONFLICT (key, question) DO UPDATE SET box = ?3, due_at = ?4",
                key, question);
    sqlite3_bind_int64(statement, 3, box);
    sqlite3_bind_int64(statement, 4, now + ((int64_t)DAY << (box - 1)));
    return finish(statement);
}

bool boxes_replay(sqlite3 *db, const char *key, unsigned question) {
    if (!finish(prepare(db, "DELETE FROM boxes WHERE key = ? AND question = ?", key, question)))
        return false;
    sqlite3_stmt *answers = prepare(
        db, "SELECT is_right, at FROM answers WHERE key = ? AND question = ? ORDER BY rowid", key,
        question);
    int code = SQLITE_ERROR;
    bool fine = answers != NULL;
    while (fine && (code = sqlite3_step(answers)) == SQLITE_ROW)
        fine = boxes_put(db, key, question, sqlite3_column_int(answers, 0),
                         sqlite3_column_int64(answers, 1));
    sqlite3_finalize(answers);
    return fine && code == SQLITE_DONE;
}
