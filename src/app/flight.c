#include "app/flight.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "base/words.h"

#define SUFFIX ".aioscope"

bool flight_parse(const char *last, uint64_t *events, uint64_t *ns, Err *err) {
    static const struct { const char *unit; double events, seconds; } units[] = {
        {"s", 0, 1}, {"min", 0, 60}, {"h", 0, 3600}, {"", 1, 0}, {"k", 1e3, 0}, {"M", 1e6, 0},
    };
    char *end;
    double number = strtod(last, &end);
    bool is_number = end != last && last[strspn(last, "0123456789.")] == *end && number > 0 && number <= 1e9;
    for (size_t i = 0; is_number && i < sizeof units / sizeof *units; i++) {
        if (strcmp(end, units[i].unit) != 0) continue;
        *events = (uint64_t)(number * units[i].events);
        *ns = (uint64_t)(number * units[i].seconds * 1e9);
        if (*events || *ns) return true;
    }
    return err_set(
        err, "--last %s: choose a time (30s, 5min, 2h) or a number of events (5000, 100k, 1M)",
        last);
}

void flight_begin(Flight *flight, uint64_t events, uint64_t ns, const RecordingMeta *meta, const char *path) {
    *flight = (Flight){.window = window_new(events, ns), .wanted_events = events, .wanted_ns = ns, .meta = meta, .path = path};
}

void flight_end(Flight *flight) {
    if (flight->window) window_free(flight->window);
    str_free(&flight->told);
    *flight = (Flight){0};
}

// --- trouble -------------------------------------------------------------------------------------

static const char *trouble_of(const Event *ev) {
    switch (ev->kind) {
    case EV_LOOP_BLOCKED: return N_("the loop was blocked at %.3f s");
    case EV_DEADLOCK: return N_("there was a deadlock at %.3f s");
    case EV_LOOP_STUCK: return N_("nothing could wake the loop any more at %.3f s");
    case EV_NEVER_RETRIEVED: return N_("an exception was never retrieved at %.3f s");
    case EV_EXCEPTION_HANDLED: return N_("an exception was not handled at %.3f s");
    default: return NULL;
    }
}

static bool is_new_window(const Flight *flight) {
    if (!flight->files) return true;
    if (flight->wanted_events) return flight->events - flight->saved_events >= flight->wanted_events;
    return flight->now - flight->saved_now >= flight->wanted_ns;
}

void flight_keep(Flight *flight, const Record *record) {
    window_add(flight->window, record);
    if (event_is_definition(&record->ev)) return;
    flight->events++;
    if (record->ev.t > flight->now) flight->now = record->ev.t;
    const char *trouble = trouble_of(&record->ev);
    if (trouble && is_new_window(flight)) flight_save(flight, trouble);
}

// --- writing -------------------------------------------------------------------------------------

typedef struct Writing {
    RecordingWriter *writer;
    Err *err;
} Writing;

static bool write_record(const Record *record, void *arg) {
    Writing *writing = arg;
    return recording_write(writing->writer, record, writing->err);
}

bool flight_write(Flight *flight, int fd, Err *err) {
    Writing writing = {.err = err};
    uint64_t first = window_begin(flight->window);
    err->msg[0] = '\0';
    writing.writer = recording_writer_new_from(fd, flight->meta, first, err);
    if (!writing.writer) return false;
    window_read(flight->window, write_record, &writing);
    bool written = !err->msg[0] && recording_finish(writing.writer, err);
    recording_writer_free(writing.writer);
    return written;
}

static void numbered(Str *out, const char *path, int number) {
    size_t len = strlen(path), suffix = strlen(SUFFIX);
    bool has_suffix = len > suffix && strcmp(path + len - suffix, SUFFIX) == 0;
    str_add_bytes(out, path, has_suffix ? len - suffix : len);
    str_addf(out, "-%d%s", number, has_suffix ? SUFFIX : "");
}

// The script goes on meanwhile, and its events wait in the ring.
void flight_save(Flight *flight, const char *why) {
    if (flight->files == FLIGHT_FILES) return;
    Err err = {""};
    Str path = {0};
    numbered(&path, flight->path, ++flight->files);
    int fd = record_open(path.s, &err);
    flight->saved_events = flight->events;
    flight->saved_now = flight->now;
    if (fd >= 0 && flight_write(flight, fd, &err)) {
        str_addf(&flight->told, "%s: ", path.s);
        str_addf(&flight->told, words(why), (double)flight->now / 1e9);
        str_add(&flight->told, "\n");
    } else str_addf(&flight->told, "%s: %s\n", path.s, err.msg);
    if (fd >= 0) close(fd);
    str_free(&path);
}
