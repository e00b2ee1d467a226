#include "history/window.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "history/history.h"
#include "history/pack.h"
#include "history/snapshot.h"

#define PIECE_EVENTS 16384u

typedef struct Piece {
    Packed packed;
    uint64_t last_t;
    uint32_t count;
} Piece;

typedef struct Definition {
    Event ev;
    size_t at; // of its bytes
    size_t len;
} Definition;

struct Window {
    uint64_t events, ns;
    Definition *definitions;
    size_t n_definitions, cap_definitions;
    Str bytes;       // of all definitions
    Snapshot base;   // the state before the first event
    Piece *pieces;   // whole ones, from pieces[first] on
    size_t first, count, cap;
    Event *open;     // events since the last whole piece
    uint32_t n_open;
    uint64_t total;  // events in all pieces and the open one
};

Window *window_new(uint64_t events, uint64_t ns) {
    Window *window = mem_new(sizeof *window);
    window->events = events;
    window->ns = ns;
    window->open = mem_resize(NULL, PIECE_EVENTS * sizeof *window->open);
    return window;
}

void window_free(Window *window) {
    for (size_t i = window->first; i < window->count; i++) pack_free(&window->pieces[i].packed);
    snapshot_free(&window->base);
    str_free(&window->bytes);
    free(window->definitions);
    free(window->pieces);
    free(window->open);
    free(window);
}

// --- what falls out ------------------------------------------------------------------------------

static uint64_t now_of(const Window *window) {
    if (window->n_open) return window->open[window->n_open - 1].t;
    return window->count > window->first ? window->pieces[window->count - 1].last_t : 0;
}

static bool is_outside(const Window *window, uint64_t t, uint64_t behind) {
    uint64_t now = now_of(window);
    return (window->events && behind >= window->events) || (window->ns && now > window->ns && t < now - window->ns);
}

static void reduce_oldest(Window *window) {
    Piece *piece = &window->pieces[window->first++];
    Event *events = mem_resize(NULL, piece->count * sizeof *events);
    unpack(events, &piece->packed, piece->count, sizeof *events);
    for (uint32_t i = 0; i < piece->count; i++) snapshot_apply(&window->base, &events[i]);
    window->total -= piece->count;
    pack_free(&piece->packed);
    free(events);
}

static void let_fall(Window *window) {
    while (window->first < window->count) {
        const Piece *oldest = &window->pieces[window->first];
        if (!is_outside(window, oldest->last_t, window->total - oldest->count)) break;
        reduce_oldest(window);
    }
    if (window->first < 64 || window->first < window->count / 2) return;
    window->count -= window->first;
    memmove(window->pieces, window->pieces + window->first, window->count * sizeof *window->pieces);
    window->first = 0;
}

static void close_piece(Window *window) {
    window->pieces = mem_grow(window->pieces, &window->cap, window->count + 1, sizeof *window->pieces);
    window->pieces[window->count++] = (Piece){pack(window->open, window->n_open, sizeof *window->open), now_of(window), window->n_open};
    window->n_open = 0;
    let_fall(window);
}

// --- growing -------------------------------------------------------------------------------------

static void add_definition(Window *window, const Record *record) {
    window->definitions = mem_grow(window->definitions, &window->cap_definitions, window->n_definitions + 1, sizeof *window->definitions);
    window->definitions[window->n_definitions++] = (Definition){record->ev, window->bytes.len, record->len};
    if (record->len) str_add_bytes(&window->bytes, record->bytes, record->len);
}

void window_add(Window *window, const Record *record) {
    if (event_is_definition(&record->ev)) {
        add_definition(window, record);
        return;
    }
    window->open[window->n_open++] = record->ev;
    window->total++;
    if (window->n_open == PIECE_EVENTS) close_piece(window);
}

// --- handing it out ------------------------------------------------------------------------------

typedef bool EventSink(const Event *ev, void *arg);

static bool each_event(const Window *window, EventSink *sink, void *arg) {
    Event *events = mem_resize(NULL, PIECE_EVENTS * sizeof *events);
    bool more = true;
    for (size_t i = window->first; more && i < window->count; i++) {
        unpack(events, &window->pieces[i].packed, window->pieces[i].count, sizeof *events);
        for (uint32_t k = 0; more && k < window->pieces[i].count; k++) more = sink(&events[k], arg);
    }
    for (uint32_t k = 0; more && k < window->n_open; k++) more = sink(&window->open[k], arg);
    free(events);
    return more;
}

// Event by event: those at the front that are outside go into the base, the others make up the pieces anew.
typedef struct Moving {
    Window *from, *to;
    uint64_t behind;
} Moving;

static bool move_event(const Event *ev, void *arg) {
    Moving *moving = arg;
    moving->behind--;
    bool is_first = moving->to->total == 0;
    if (is_first && is_outside(moving->from, ev->t, moving->behind)) snapshot_apply(&moving->to->base, ev);
    else window_add(moving->to, &(Record){.ev = *ev});
    return true;
}

uint64_t window_begin(Window *window) {
    Window *moved = window_new(0, 0);
    Moving moving = {window, moved, window->total};
    moved->base = window->base;
    window->base = (Snapshot){0};
    each_event(window, move_event, &moving);
    Window old = *window;
    window->base = moved->base;
    window->pieces = moved->pieces, window->first = moved->first, window->count = moved->count, window->cap = moved->cap;
    window->open = moved->open, window->n_open = moved->n_open, window->total = moved->total;
    moved->base = (Snapshot){0};
    moved->pieces = old.pieces, moved->first = old.first, moved->count = old.count, moved->open = old.open;
    window_free(moved);
    return window->base.state.events;
}

typedef struct Reading {
    WindowSink *sink;
    void *arg;
    bool is_over;
} Reading;

static bool read_record(const Record *record, void *arg) {
    Reading *reading = arg;
    if (!reading->is_over) reading->is_over = !reading->sink(record, reading->arg);
    return !reading->is_over;
}

static void read_state(const Record *record, void *arg) {
    read_record(record, arg);
}

static bool read_event(const Event *ev, void *arg) {
    return read_record(&(Record){.ev = *ev}, arg);
}

void window_read(Window *window, WindowSink *sink, void *arg) {
    Reading reading = {sink, arg, false};
    for (size_t i = 0; i < window->n_definitions; i++) {
        const Definition *definition = &window->definitions[i];
        read_record(&(Record){definition->ev, definition->len ? window->bytes.s + definition->at : "", definition->len}, &reading);
    }
    if (window->base.state.events) history_write_state(&window->base.state, read_state, &reading);
    each_event(window, read_event, &reading);
}
