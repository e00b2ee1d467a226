#include "harness/modes.h"

#include <stdlib.h>
#include <string.h>

static void set_each(Modes *modes, char final, Str *out) {
    char *at = modes->held + 3; // behind ESC [ ?
    while (*at != final) {
        char *end;
        unsigned long mode = strtoul(at, &end, 10);
        if (mode < MODES_MAX) modes->on[mode] = final == 'h';
        str_addf(out, "\033[?%lu%c", mode, final);
        at = *end == ';' ? end + 1 : end;
    }
}

// Could the held bytes still become ESC [ ? numbers?
static bool may_go_on(const Modes *modes) {
    static const char start[] = "\033[?";
    size_t len = modes->held_len;
    if (len <= 3) return memcmp(modes->held, start, len) == 0;
    return strchr("0123456789;", modes->held[len - 1]) != NULL && len < sizeof modes->held - 1;
}

static void let_go(Modes *modes, Str *out) {
    str_add_bytes(out, modes->held, modes->held_len);
    modes->held_len = 0;
}

void modes_pass(Modes *modes, const char *bytes, size_t len, Str *out) {
    for (size_t i = 0; i < len; i++) {
        char c = bytes[i];
        if (c == '\033') let_go(modes, out);
        modes->held[modes->held_len++] = c;
        if (modes->held_len > 4 && (c == 'h' || c == 'l')) {
            set_each(modes, c, out);
            modes->held_len = 0;
        } else if (!may_go_on(modes)) {
            let_go(modes, out);
        }
    }
}
