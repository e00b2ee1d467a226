#include "harness/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Both are followed by numbers and semicolons; h, l or BEL ends them.
static const char mode_begins[] = "\033[?", mark_begins[] = "\033]5522;";

static bool begins(const Wire *wire, const char *with) {
    size_t len = strlen(with);
    return memcmp(wire->held, with, wire->held_len < len ? wire->held_len : len) == 0;
}

static bool may_go_on(const Wire *wire) {
    const char *with = begins(wire, mode_begins) ? mode_begins : begins(wire, mark_begins) ? mark_begins : NULL;
    if (!with || wire->held_len == sizeof wire->held - 1) return false;
    return wire->held_len <= strlen(with) || strchr("0123456789;", wire->held[wire->held_len - 1]);
}

static void let_go(Wire *wire, Str *out) {
    if (wire->held_len) wire->is_at_mark = false;
    str_add_bytes(out, wire->held, wire->held_len);
    wire->held_len = 0;
}

static void set_modes(Wire *wire, char final, Str *out) {
    char *at = wire->held + strlen(mode_begins);
    while (*at != final) {
        char *end;
        unsigned long mode = strtoul(at, &end, 10);
        if (mode < MODES_MAX) wire->on[mode] = final == 'h';
        str_addf(out, "\033[?%lu%c", mode, final);
        at = *end == ';' ? end + 1 : end;
    }
    wire->is_at_mark = false;
}

static void take_mark(Wire *wire) {
    Mark *m = &wire->mark;
    int got = sscanf(wire->held + strlen(mark_begins), "%lu;%lu;%d;%d;%d", &m->frames, &m->keys, &m->settled, &m->rows, &m->cols);
    wire->is_at_mark = got == 5;
}

// Does this byte end the sequence that is held?
static bool is_mode_end(const Wire *wire, char c) {
    return (c == 'h' || c == 'l') && wire->held_len > strlen(mode_begins) + 1 && begins(wire, mode_begins);
}

static bool is_mark_end(const Wire *wire, char c) {
    return c == '\a' && wire->held_len > strlen(mark_begins) && begins(wire, mark_begins);
}

void wire_pass(Wire *wire, const char *bytes, size_t len, Str *out) {
    for (size_t i = 0; i < len; i++) {
        char c = bytes[i];
        if (c == '\033') let_go(wire, out);
        wire->held[wire->held_len++] = c;
        wire->held[wire->held_len] = '\0';
        if (is_mode_end(wire, c)) set_modes(wire, c, out);
        else if (is_mark_end(wire, c)) take_mark(wire);
        else if (may_go_on(wire)) continue;
        else let_go(wire, out);
        wire->held_len = 0;
    }
}
