#include "app/session.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/paths.h"

#define SUFFIX ".aioscope"
#define FLUSH_MS 1000

static bool sessions_folder(Str *out, Err *err) {
    if (!paths_state(out, err)) return false;
    str_add(out, "/sessions");
    if (mkdir(out->s, 0700) == 0 || errno == EEXIST) return true;
    return err_set(err, "%s: %s", out->s, strerror(errno));
}

// --- what is there: names begin with the time, so that the order of names is the order of time ---

static int is_session(const struct dirent *entry) {
    size_t len = strlen(entry->d_name);
    return len > strlen(SUFFIX) && strcmp(entry->d_name + len - strlen(SUFFIX), SUFFIX) == 0;
}

static int list(const char *folder, struct dirent ***entries) {
    int count = scandir(folder, entries, is_session, alphasort);
    return count < 0 ? 0 : count;
}

static void list_free(struct dirent **entries, int count) {
    while (count-- > 0) free(entries[count]);
    if (count >= -1) free(entries);
}

static void path_of(Str *out, const char *folder, const char *name) {
    str_clear(out);
    str_addf(out, "%s/%s", folder, name);
}

// Not one that is being written: its writer holds a lock on it.
static bool remove_session(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    bool removed = flock(fd, LOCK_EX | LOCK_NB) == 0 && unlink(path) == 0;
    close(fd);
    return removed;
}

// Remove the oldest until `count` more files and `bytes` more bytes have room.
static void make_room(const char *folder, int count, uint64_t bytes) {
    struct dirent **entries = NULL;
    struct stat st;
    Str path = {0};
    int n = list(folder, &entries), left = n;
    for (int i = 0; i < n; i++) {
        path_of(&path, folder, entries[i]->d_name);
        if (stat(path.s, &st) == 0) bytes += (uint64_t)st.st_size;
    }
    for (int i = 0; i < n && (left + count > SESSIONS_MAX || bytes > SESSIONS_BYTES); i++) {
        path_of(&path, folder, entries[i]->d_name);
        if (stat(path.s, &st) != 0 || !remove_session(path.s)) continue;
        left--;
        bytes -= (uint64_t)st.st_size;
    }
    list_free(entries, n);
    str_free(&path);
}

bool session_newest(Str *path, Err *err) {
    Str folder = {0};
    struct dirent **entries = NULL;
    if (!sessions_folder(&folder, err)) return false;
    int n = list(folder.s, &entries);
    if (n) path_of(path, folder.s, entries[n - 1]->d_name);
    else err_set(err, "replay: missing FILE: there is no session in %s yet", folder.s);
    list_free(entries, n);
    str_free(&folder);
    return n > 0;
}

// --- writing -------------------------------------------------------------------------------------

// A second session in the same second sorts behind the first by its nanoseconds.
static void file_name(Str *out, const char *folder) {
    struct timespec now;
    struct tm day;
    char text[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &day);
    strftime(text, sizeof text, "%Y%m%d-%H%M%S", &day);
    path_of(out, folder, text);
    str_addf(out, "-%09ld-%d" SUFFIX, now.tv_nsec, (int)getpid());
}

static uint64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void session_begin(Session *session, const RecordingMeta *meta) {
    Str folder = {0}, path = {0};
    *session = (Session){.fd = -1, .flushed_ms = now_ms()};
    if (sessions_folder(&folder, &session->err)) {
        make_room(folder.s, 1, 0);
        file_name(&path, folder.s);
        session->fd = open(path.s, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (session->fd < 0) err_set(&session->err, "%s: %s", path.s, strerror(errno));
    }
    if (session->fd >= 0) {
        flock(session->fd, LOCK_SH | LOCK_NB);
        session->writer = recording_writer_new(session->fd, meta, &session->err);
    }
    str_free(&folder);
    str_free(&path);
}

static void give_up(Session *session) {
    recording_writer_free(session->writer);
    session->writer = NULL;
}

void session_keep(Session *session, const Record *record) {
    if (!session->writer) return;
    session->is_dirty = true;
    if (!recording_write(session->writer, record, &session->err)) give_up(session);
}

// The others make room for this one; it stops where it fills all that there is.
static void keep_within_bounds(Session *session) {
    struct stat st;
    Str folder = {0};
    Err err;
    if (fstat(session->fd, &st) || (uint64_t)st.st_size - session->size < SESSIONS_BYTES / 16) return;
    session->size = (uint64_t)st.st_size;
    if (session->size > SESSIONS_BYTES) {
        recording_finish(session->writer, &session->err);
        err_set(&session->err, "the session's file is full (%u MB), so what follows is not in it",
                SESSIONS_BYTES >> 20);
        give_up(session);
    } else if (sessions_folder(&folder, &err)) {
        make_room(folder.s, 0, 0);
    }
    str_free(&folder);
}

void session_flush(Session *session, bool now) {
    if (!session->writer || !session->is_dirty || (!now && now_ms() - session->flushed_ms < FLUSH_MS)) return;
    session->is_dirty = false;
    session->flushed_ms = now_ms();
    if (!recording_flush(session->writer, &session->err)) give_up(session);
    else keep_within_bounds(session);
}

void session_end(Session *session) {
    if (session->writer) recording_finish(session->writer, &session->err);
    give_up(session);
    if (session->fd >= 0) close(session->fd);
    session->fd = -1;
}
