#include "history/log.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "history/blocks.h"
#include "history/log_build.h"

#define ARENA_BYTES (1u << 20)

struct Log {
    Blocks *blocks; // the events
    char **arenas; // the bytes of all strings and sources; never moved, so that views live as long as the log
    size_t arena_count, arena_cap;
    size_t arena_left; // bytes free at the end of the last one
    char *arena_at;
    StrView *strings;
    Code *codes;
    Site *sites;
    Source *sources;
    size_t string_count, string_cap, code_count, code_cap, site_count, site_cap, source_count, source_cap;
};

Log *log_new(size_t budget) {
    Log *log = mem_new(sizeof *log);
    log->blocks = blocks_new(budget);
    return log;
}

void log_free(Log *log) {
    if (!log) return;
    blocks_free(log->blocks);
    for (size_t i = 0; i < log->arena_count; i++) free(log->arenas[i]);
    free(log->arenas);
    free(log->strings);
    free(log->codes);
    free(log->sites);
    free(log->sources);
    free(log);
}

// --- events --------------------------------------------------------------------------------------

Blocks *log_blocks(Log *log) {
    return log->blocks;
}

uint64_t log_count(const Log *log) {
    return blocks_count(log->blocks);
}

uint64_t log_first(const Log *log) {
    return blocks_first(log->blocks);
}

const Event *log_event(const Log *log, uint64_t seq) {
    static const Event none;
    if (seq < log_first(log)) return &none;
    return blocks_event(log->blocks, seq);
}

// --- definitions ---------------------------------------------------------------------------------

static char *arena_take(Log *log, size_t len) {
    if (len > log->arena_left || !log->arena_at) {
        size_t size = len > ARENA_BYTES ? len : ARENA_BYTES;
        log->arenas = mem_grow(log->arenas, &log->arena_cap, log->arena_count + 1, sizeof *log->arenas);
        log->arena_at = log->arenas[log->arena_count++] = mem_resize(NULL, size);
        log->arena_left = size;
    }
    char *taken = log->arena_at;
    log->arena_at += len;
    log->arena_left -= len;
    return taken;
}

static void append(char *to, StrView text) {
    if (text.len) memcpy(to, text.s, text.len);
}

static bool add_string(Log *log, const Record *record) {
    if (record->ev.arg[0] != log->string_count + 1) return false;
    char *bytes = arena_take(log, record->len);
    append(bytes, (StrView){record->bytes, record->len});
    log->strings = mem_grow(log->strings, &log->string_cap, log->string_count + 1, sizeof *log->strings);
    log->strings[log->string_count++] = (StrView){bytes, record->len};
    return true;
}

static bool add_code(Log *log, const Event *ev) {
    if (ev->arg[0] != log->code_count + 1 || ev->arg[1] > log->string_count || ev->arg[2] > log->string_count) return false;
    log->codes = mem_grow(log->codes, &log->code_cap, log->code_count + 1, sizeof *log->codes);
    log->codes[log->code_count++] = (Code){ev->arg[1], ev->arg[2], ev->arg[3], ev->task != 0};
    return true;
}

// A parent comes before its child, so no chain runs in a circle.
static bool add_site(Log *log, const Event *ev) {
    if (ev->arg[0] != log->site_count + 1 || ev->arg[1] > log->site_count || ev->arg[2] > log->code_count) return false;
    log->sites = mem_grow(log->sites, &log->site_cap, log->site_count + 1, sizeof *log->sites);
    log->sites[log->site_count++] = (Site){ev->arg[1], ev->arg[2], ev->arg[3]};
    return true;
}

static size_t count_lines(StrView text) {
    size_t lines = 0;
    for (size_t i = 0; i < text.len; i++) lines += text.s[i] == '\n';
    return lines + (text.len && text.s[text.len - 1] != '\n');
}

static Source *source_of_file(Log *log, uint32_t file) {
    for (size_t i = 0; i < log->source_count; i++)
        if (log->sources[i].file == file) return &log->sources[i];
    log->sources = mem_grow(log->sources, &log->source_cap, log->source_count + 1, sizeof *log->sources);
    Source *source = &log->sources[log->source_count++];
    source->file = file;
    return source;
}

// Pieces of 64 KiB are rare: a longer text is copied rather than moved, so that views of the shorter one stay good.
static bool add_source(Log *log, const Event *ev) {
    uint32_t file = ev->arg[0], text = ev->arg[1];
    if (!file || file > log->string_count || !text || text > log->string_count) return false;
    Source *source = source_of_file(log, file);
    StrView piece = log_string(log, text), before = source->text;
    if (before.len) {
        char *whole = arena_take(log, before.len + piece.len);
        append(whole, before);
        append(whole + before.len, piece);
        source->text = (StrView){whole, before.len + piece.len};
    } else {
        source->text = piece;
    }
    source->lines = count_lines(source->text);
    return true;
}

bool log_add_definition(Log *log, const Record *record) {
    switch (record->ev.kind) {
    case DEF_STRING: return add_string(log, record);
    case DEF_CODE: return add_code(log, &record->ev);
    case DEF_SITE: return add_site(log, &record->ev);
    case DEF_SOURCE: return add_source(log, &record->ev);
    }
    return false;
}

// --- looking up ----------------------------------------------------------------------------------

StrView log_string(const Log *log, uint32_t id) {
    return id && id <= log->string_count ? log->strings[id - 1] : (StrView){"", 0};
}

Code log_code(const Log *log, uint32_t id) {
    return id && id <= log->code_count ? log->codes[id - 1] : (Code){0};
}

Site log_site(const Log *log, uint32_t id) {
    return id && id <= log->site_count ? log->sites[id - 1] : (Site){0};
}

Site log_own_site(const Log *log, uint32_t site) {
    for (uint32_t id = site; id; id = log_site(log, id).parent) {
        Site at = log_site(log, id);
        if (log_code(log, at.code).is_own) return at;
    }
    return log_site(log, site);
}

size_t log_source_count(const Log *log) {
    return log->source_count;
}

Source log_source(const Log *log, size_t index) {
    return index < log->source_count ? log->sources[index] : (Source){.text = {"", 0}};
}

size_t log_source_same(const Log *log, size_t index) {
    StrView text = log_source(log, index).text;
    size_t i = 0;
    while (i < index && !view_same(log_source(log, i).text, text)) i++;
    return i;
}

Source log_source_of(const Log *log, uint32_t file) {
    StrView name = log_string(log, file);
    for (size_t i = 0; file && i < log->source_count; i++) {
        StrView other = log_string(log, log->sources[i].file);
        if (log->sources[i].file == file || (other.len == name.len && memcmp(other.s, name.s, name.len) == 0)) return log->sources[i];
    }
    return (Source){.text = {"", 0}};
}

StrView source_line(const Source *source, size_t line) {
    if (!line || line > source->lines) return (StrView){"", 0};
    const char *at = source->text.s, *end = at + source->text.len;
    for (size_t before = 1; before < line; before++) at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return (StrView){at, (size_t)((newline ? newline : end) - at)};
}
