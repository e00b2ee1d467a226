// Values of the script's: where the engine gives a task, a future or a primitive by its number, its
// name stands here.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "explain/say.h"

// `<Task #3>`, with its end behind it in *end. 0: that is none.
static uint32_t number_of(StrView text, const char *type, size_t *end) {
    size_t len = strlen(type), at = len + 3;
    if (text.len < len + 5 || memcmp(text.s + 1, type, len) != 0 ||
        memcmp(text.s + len + 1, " #", 2) != 0)
        return 0;
    unsigned long number = 0;
    for (; at < text.len && isdigit((unsigned char)text.s[at]) && number < UINT32_MAX / 10; at++)
        number = number * 10 + (unsigned long)(text.s[at] - '0');
    if (at == text.len || text.s[at] != '>') return 0;
    *end = at + 1;
    return (uint32_t)number;
}

// A value, or an argument in a call: there what the source has a name for stands by that name
// alone.
typedef struct Naming {
    const Log *log;
    const State *state;
    bool is_argument, ascii;
} Naming;

static bool add_source_name(Str *out, const Naming *naming, StrView name) {
    if (!naming->is_argument || !name.len) return false;
    text_clean(out, name, naming->ascii);
    return true;
}

// What the engine puts where it leaves something out. In a string it may be the script's own, but
// at the very end.
static const char cut_sign[] = "…";

static bool is_cut_sign(StrView text) {
    return text.len >= strlen(cut_sign) && memcmp(text.s, cut_sign, strlen(cut_sign)) == 0;
}

// The name of what stands at `text`, which begins with a `<`, or a cut sign. Returns how many bytes
// it stands for, 0: no such thing.
static size_t add_named(Str *out, const Naming *naming, StrView text) {
    const Log *log = naming->log;
    const State *state = naming->state;
    bool ascii = naming->ascii;
    size_t end = 0;
    if (is_cut_sign(text)) {
        str_add(out, ascii ? "..." : cut_sign);
        return strlen(cut_sign);
    }
    uint32_t number = number_of(text, "Task", &end);
    if (state_task(state, number)) {
        if (naming->is_argument) explain_task_name(out, log, state, number, ascii);
        else explain_task_as_thing(out, log, state, number, ascii);
        return end;
    }
    number = number_of(text, "Future", &end);
    if (state_future(state, number)) {
        if (!add_source_name(out, naming, future_source_name(log, state, number)))
            explain_future(out, log, state, number, "", ascii);
        return end;
    }
    for (unsigned kind = SYNC_LOCK; kind <= SYNC_LIFO_QUEUE; kind++) {
        number = number_of(text, sync_name(kind), &end);
        if (!state_sync(state, number)) continue;
        if (!add_source_name(out, naming, sync_source_name(log, state, number)))
            explain_sync(out, log, state, number, "", ascii);
        return end;
    }
    return 0;
}

// Behind a string of Python's that begins at `at`: what stands in it is text.
static size_t behind_string(StrView text, size_t at) {
    char quote = text.s[at++];
    while (at < text.len && text.s[at] != quote) at += text.s[at] == '\\' ? 2 : 1;
    if (at < text.len) return at + 1;
    size_t sign = text.len < strlen(cut_sign) ? text.len : text.len - strlen(cut_sign);
    return is_cut_sign((StrView){text.s + sign, text.len - sign}) ? sign : text.len;
}

static void add_value(Str *out, const Naming *naming, uint32_t string) {
    StrView text = log_string(naming->log, string);
    size_t from = 0, at = 0;
    while (at < text.len) {
        if (text.s[at] == '\'' || text.s[at] == '"') {
            at = behind_string(text, at);
            continue;
        }
        Str name = {0};
        StrView rest = {text.s + at, text.len - at};
        bool may_be = text.s[at] == '<' || text.s[at] == cut_sign[0];
        size_t len = may_be ? add_named(&name, naming, rest) : 0;
        if (len) {
            text_clean(out, (StrView){text.s + from, at - from}, naming->ascii);
            str_add_bytes(out, name.s, name.len);
            from = at + len;
        }
        at += len ? len : 1;
        str_free(&name);
    }
    text_clean(out, (StrView){text.s + from, text.len - from}, naming->ascii);
}

void explain_value(Str *out, const Log *log, const State *state, uint32_t string, bool ascii) {
    add_value(out, &(Naming){log, state, .ascii = ascii}, string);
}

void explain_arguments(Str *out, const Log *log, const State *state, uint32_t string, bool ascii) {
    add_value(out, &(Naming){log, state, .is_argument = true, .ascii = ascii}, string);
}
