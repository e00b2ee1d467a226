#include "engine/sink.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "engine/breakpoints.h"
#include "engine/clock.h"
#include "engine/describe.h"
#include "engine/engine.h"
#include "engine/output.h"
#include "engine/source.h"

// More slots than a task's step takes as a rule, so that a full channel is noticed at a gate and not inside the step.
#define STEP_SLOTS 4096
// A tenth of a millisecond for a beginning, and twice as long so many times.
#define DOZE_LONGER 7

bool sink_is_on;

static Channel *channel;
static pid_t parent_pid;
static bool writer_waits; // a writer has found the channel full, and has released the GIL

// --- writing -------------------------------------------------------------------------------------

static bool parent_has_gone(void) {
    if (engine_options.control_fd < 0) return getppid() != parent_pid;
    struct pollfd end = {.fd = engine_options.control_fd};
    return poll(&end, 1, 0) == 1 && end.revents & (POLLHUP | POLLERR | POLLNVAL);
}

// Longer from time to time: a reader that stands still is waited for without using the processor.
static void doze(unsigned *times) {
    PyThreadState *state = PyGILState_Check() ? PyEval_SaveThread() : NULL;
    nanosleep(&(struct timespec){.tv_nsec = (100 * 1000) << (*times / 8 < DOZE_LONGER ? *times / 8 : DOZE_LONGER)}, NULL);
    ++*times;
    if (state) PyEval_RestoreThread(state);
}

static void stop_recording(void) {
    sink_is_on = false;
    channel_mute(channel);
}

// What channel_write calls while there is no room.
static bool wait_for_reader(void *times) {
    if (parent_has_gone()) stop_recording();
    if (!sink_is_on) return false;
    writer_waits = true;
    doze(times);
    writer_waits = false;
    return sink_is_on;
}

// Ids are given out in the order in which they are written: wait behind a writer that waits itself.
static inline void take_turn(void) {
    for (unsigned times = 0; __builtin_expect(writer_waits, 0);) doze(&times);
}

void sink_event(EventKind kind, uint32_t loop, uint32_t task, uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
    if (!sink_is_on) return;
    if (output_is_pending) output_flush();
    take_turn();
    Event ev = {.t = clock_now_ns(), .task = task, .kind = (uint16_t)kind, .loop = (uint16_t)loop, .arg = {a, b, c, d}};
    if (!channel_put(channel, &ev)) channel_write(channel, &(Record){.ev = ev}, wait_for_reader, &(unsigned){0});
    if (__builtin_expect(breakpoints_are_set, 0)) breakpoints_event(&ev);
}

void sink_event_ns(EventKind kind, uint32_t loop, uint32_t task, uint32_t a, uint32_t b, uint64_t ns) {
    sink_event(kind, loop, task, a, b, (uint32_t)ns, (uint32_t)(ns >> 32));
}

// Both after take_turn(), so that nobody comes between an id and its definition.
static void define(DefinitionKind kind, uint32_t task, const uint32_t arg[4]) {
    Record record = {.ev = {.task = task, .kind = (uint16_t)kind, .arg = {arg[0], arg[1], arg[2], arg[3]}}};
    channel_write(channel, &record, wait_for_reader, &(unsigned){0});
}

static uint32_t define_string(const char *bytes, size_t len) {
    static uint32_t strings;
    if (len > DEF_STRING_MAX) len = DEF_STRING_MAX;
    Record record = {.ev = {.kind = DEF_STRING, .arg = {++strings, (uint32_t)len}}, .bytes = bytes, .len = len};
    channel_write(channel, &record, wait_for_reader, &(unsigned){0});
    return strings;
}

// --- tables: open addressing, at most half full; a slot with hash 0 is free ----------------------

static uint64_t mix(uint64_t a, uint64_t b) {
    a = (a ^ b) * 0x9e3779b97f4a7c15u;
    return a ^ a >> 29;
}

static uint32_t hash_bytes(const char *bytes, size_t len) {
    uint64_t hash = len;
    for (uint64_t word = 0; len; bytes += sizeof word) {
        size_t n = len < sizeof word ? len : sizeof word;
        word = 0;
        memcpy(&word, bytes, n);
        hash = mix(hash, word);
        len -= n;
    }
    return (uint32_t)(hash >> 16) | 1;
}

static uint32_t hash_address(const void *address, uint64_t more) {
    return (uint32_t)(mix((uintptr_t)address >> 4, more) >> 16) | 1;
}

typedef struct Table {
    uint32_t *hashes;
    uint32_t *places; // index into the array of entries that the table is for
    uint32_t slots, used;
} Table;

static void table_put(Table *table, uint32_t hash, uint32_t place) {
    uint32_t at = hash & (table->slots - 1);
    while (table->hashes[at]) at = (at + 1) & (table->slots - 1);
    table->hashes[at] = hash;
    table->places[at] = place;
}

static void table_add(Table *table, uint32_t hash, uint32_t place) {
    if (table->used * 2 >= table->slots) {
        Table bigger = {.slots = table->slots ? table->slots * 2 : 256, .used = table->used};
        bigger.hashes = mem_new(bigger.slots * sizeof *bigger.hashes);
        bigger.places = mem_new(bigger.slots * sizeof *bigger.places);
        for (uint32_t i = 0; i < table->slots; i++)
            if (table->hashes[i]) table_put(&bigger, table->hashes[i], table->places[i]);
        free(table->hashes);
        free(table->places);
        *table = bigger;
    }
    table_put(table, hash, place);
    table->used++;
}

// The places that were added with `hash`, one after the other: -1 at the end. *at begins as the hash.
static inline int64_t table_next(const Table *table, uint32_t hash, uint32_t *at) {
    if (!table->slots) return -1;
    for (;; ++*at) {
        uint32_t slot = *at & (table->slots - 1);
        if (!table->hashes[slot]) return -1;
        if (table->hashes[slot] != hash) continue;
        ++*at;
        return table->places[slot];
    }
}

#define TABLE_EACH(place, table, hash) \
    for (uint32_t place##_at = hash, place = 0; \
         (place = (uint32_t)table_next(table, hash, &place##_at)) != UINT32_MAX;)

// --- strings -------------------------------------------------------------------------------------

// The strings that were last sent, by their hash: one that comes again soon is sent once. Most names and results never come again, so nothing is
// kept of them for long.
typedef struct Interned {
    uint32_t hash, id; // id 0: nothing is here
    uint16_t len;
    char bytes[118];
} Interned;

static Interned interned[1024];

uint32_t sink_text(const char *bytes, size_t len) {
    if (!sink_is_on) return 0;
    take_turn();
    return define_string(bytes, len);
}

uint32_t sink_intern(const char *bytes, size_t len) {
    if (!sink_is_on) return 0;
    take_turn();
    uint32_t hash = hash_bytes(bytes, len);
    Interned *entry = &interned[hash / 2 % (sizeof interned / sizeof interned[0])];
    if (entry->id && entry->hash == hash && entry->len == len && memcmp(entry->bytes, bytes, len) == 0) return entry->id;
    if (len > sizeof entry->bytes) return define_string(bytes, len);
    uint32_t id = define_string(bytes, len); // may wait, and let others write meanwhile
    *entry = (Interned){.hash = hash, .id = id, .len = (uint16_t)len};
    memcpy(entry->bytes, bytes, len);
    return id;
}

uint32_t sink_intern_object(PyObject *str) {
    if (!sink_is_on || !str || !PyUnicode_Check(str)) return 0;
    if (PyUnicode_IS_COMPACT_ASCII(str)) return sink_intern(PyUnicode_DATA(str), (size_t)PyUnicode_GET_LENGTH(str));
    Str text = {0};
    describe_text(&text, str);
    uint32_t id = sink_intern(str_text(&text), text.len);
    str_free(&text);
    return id;
}

// --- files and code ------------------------------------------------------------------------------

// Code objects of one file share the str that names it: looked up by its address, which a code object in the table keeps its own.
typedef struct File {
    PyObject *name;
    uint32_t id; // a string id, 0: not sent yet
    bool is_own;
    bool has_source; // it was sent
} File;

typedef struct Code {
    PyCodeObject *code;
    uint32_t id; // 0: not sent yet
    uint32_t file;
} Code;

static Table file_table, code_table;
static File *files;
static Code *codes;
static size_t n_files, cap_files, n_codes, cap_codes;

// Two code objects may name one file by two strings.
static uint32_t id_of_same_file(PyObject *name) {
    for (size_t i = 0; i < n_files; i++)
        if (files[i].id && PyUnicode_Check(name) && PyUnicode_Check(files[i].name) && !PyUnicode_Compare(files[i].name, name)) return files[i].id;
    return 0;
}

static uint32_t place_of_file(PyObject *name) {
    uint32_t hash = hash_address(name, 0);
    TABLE_EACH(place, &file_table, hash) if (files[place].name == name) return place;
    files = mem_grow(files, &cap_files, n_files + 1, sizeof *files);
    files[n_files] = (File){.name = Py_NewRef(name), .is_own = source_is_own(name), .id = id_of_same_file(name)};
    table_add(&file_table, hash, (uint32_t)n_files);
    return (uint32_t)n_files++;
}

static uint32_t place_of_code(PyCodeObject *code) {
    uint32_t hash = hash_address(code, 0);
    TABLE_EACH(place, &code_table, hash) if (codes[place].code == code) return place;
    uint32_t file = place_of_file(code->co_filename);
    codes = mem_grow(codes, &cap_codes, n_codes + 1, sizeof *codes);
    codes[n_codes] = (Code){.code = (PyCodeObject *)Py_NewRef(code), .file = file};
    table_add(&code_table, hash, (uint32_t)n_codes);
    return (uint32_t)n_codes++;
}

static void send_piece(void *file, const char *bytes, size_t len) {
    uint32_t text = sink_text(bytes, len);
    define(DEF_SOURCE, 0, (uint32_t[4]){*(uint32_t *)file, text});
}

static bool source_was_sent(uint32_t id) {
    for (size_t i = 0; i < n_files; i++)
        if (files[i].id == id && files[i].has_source) return true;
    return false;
}

// The file's name, and before anything else of an own file its source.
static uint32_t send_file(uint32_t place) {
    if (!files[place].id) {
        uint32_t id = sink_intern_object(files[place].name);
        files[place].id = id;
    }
    if (files[place].is_own && !source_was_sent(files[place].id)) {
        files[place].has_source = true;
        source_read(files[place].name, send_piece, &(uint32_t){files[place].id});
    }
    return files[place].id;
}

static uint32_t send_code(uint32_t place) {
    PyCodeObject *code = codes[place].code;
    Str name = {0};
    describe_name(&name, code->co_qualname);
    uint32_t name_id = sink_intern(str_text(&name), name.len);
    str_free(&name);
    uint32_t file = send_file(codes[place].file);
    take_turn();
    if (codes[place].id) return codes[place].id; // another thread was quicker, while this one waited for room
    static uint32_t sent;
    codes[place].id = ++sent;
    define(DEF_CODE, files[codes[place].file].is_own, (uint32_t[4]){sent, name_id, file, (uint32_t)code->co_firstlineno});
    return codes[place].id;
}

uint32_t sink_code(PyCodeObject *code) {
    if (!sink_is_on || !code) return 0;
    take_turn();
    uint32_t place = place_of_code(code);
    return codes[place].id ? codes[place].id : send_code(place);
}

uint32_t sink_file(PyCodeObject *code) {
    if (!sink_is_on || !code) return 0;
    take_turn();
    size_t place = place_of_code(code); // may move the table
    return send_file(codes[place].file);
}

void sink_source(PyObject *filename) {
    if (!sink_is_on) return;
    take_turn();
    send_file(place_of_file(filename));
}

// Asked of each frame of each place, so the last answers are at hand. The table keeps its code objects, so that an address stays its own.
bool sink_code_is_own(PyCodeObject *code) {
    static struct { PyCodeObject *code; bool is_own; } recent[128];
    size_t at = (uintptr_t)code / 64 % (sizeof recent / sizeof recent[0]);
    if (!code) return false;
    if (recent[at].code == code) return recent[at].is_own;
    size_t place = place_of_code(code); // may move the tables
    recent[at].code = code;
    return recent[at].is_own = files[codes[place].file].is_own;
}

void sink_set_script_folder(const char *folder) {
    source_set_script_folder(folder);
}

// --- sites ---------------------------------------------------------------------------------------

typedef struct Site {
    PyCodeObject *code; // kept alive by the table of codes
    uint32_t parent, id;
    int line;
} Site;

static Table site_table;
static Site *sites;
static size_t n_sites, cap_sites;

uint32_t sink_site(uint32_t parent, PyCodeObject *code, int line) {
    if (!sink_is_on || !code) return 0;
    take_turn();
    uint32_t hash = hash_address(code, (uint64_t)parent << 32 | (uint32_t)line);
    TABLE_EACH(place, &site_table, hash) {
        const Site *site = &sites[place];
        if (site->code == code && site->parent == parent && site->line == line) return site->id;
    }
    uint32_t code_id = sink_code(code);
    take_turn();
    sites = mem_grow(sites, &cap_sites, n_sites + 1, sizeof *sites);
    uint32_t id = (uint32_t)n_sites + 1;
    sites[n_sites] = (Site){.code = code, .parent = parent, .id = id, .line = line};
    table_add(&site_table, hash, (uint32_t)n_sites++);
    define(DEF_SITE, 0, (uint32_t[4]){id, parent, code_id, (uint32_t)line});
    return id;
}

// --- the channel ---------------------------------------------------------------------------------

// The child of a fork() must not write into its parent's channel.
static void leave_to_parent(void) {
    if (channel) stop_recording();
    writer_waits = false;
}

bool sink_open(int channel_fd, Err *err) {
    channel = channel_open(channel_fd, err);
    if (!channel) return false;
    parent_pid = getppid();
    pthread_atfork(NULL, NULL, leave_to_parent);
    sink_is_on = true;
    return true;
}

void sink_close(void) {
    if (sink_is_on && output_is_pending) output_flush();
    sink_is_on = false;
    channel_free(channel);
    channel = NULL;
}

uint64_t sink_written(void) {
    return channel ? channel_written(channel) : 0;
}

bool sink_pause_asked(void) {
    return channel && channel_pause_asked(channel);
}

void sink_wait_for_room(void) {
    for (unsigned times = 0; sink_is_on && channel_is_full(channel, STEP_SLOTS);) {
        if (parent_has_gone()) stop_recording();
        else doze(&times);
    }
}

void sink_set_parked(bool parked) {
    if (sink_is_on) channel_set_parked(channel, parked);
}
