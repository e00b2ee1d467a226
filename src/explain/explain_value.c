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

// The name of what stands at `text`, which begins with a `<`. Returns how many bytes it stands for,
// 0: no such thing.
static size_t add_named(Str *out, const Log *log, const State *state, StrView text, bool ascii) {
    size_t end = 0;
    uint32_t number = number_of(text, "Task", &end);
    if (state_task(state, number)) {
        explain_task_as_thing(out, log, state, number, ascii);
        return end;
    }
    number = number_of(text, "Future", &end);
    if (state_future(state, number)) {
        explain_future(out, log, state, number, "", ascii);
        return end;
    }
    for (unsigned kind = SYNC_LOCK; kind <= SYNC_LIFO_QUEUE; kind++) {
        number = number_of(text, sync_name(kind), &end);
        if (!state_sync(state, number)) continue;
        explain_sync(out, log, state, number, "", ascii);
        return end;
    }
    return 0;
}

// Behind a string of Python's that begins at `at`: what stands in it is text.
static size_t behind_string(StrView text, size_t at) {
    char quote = text.s[at++];
    while (at < text.len && text.s[at] != quote) at += text.s[at] == '\\' ? 2 : 1;
    return at < text.len ? at + 1 : text.len;
}

void explain_value(Str *out, const Log *log, const State *state, uint32_t string, bool ascii) {
    StrView text = log_string(log, string);
    size_t from = 0, at = 0;
    while (at < text.len) {
        if (text.s[at] == '\'' || text.s[at] == '"') {
            at = behind_string(text, at);
            continue;
        }
        Str name = {0};
        size_t len = text.s[at] == '<' ? add_named(&name, log, state,
                                                   (StrView){text.s + at, text.len - at}, ascii)
                                       : 0;
        if (len) {
            text_clean(out, (StrView){text.s + from, at - from}, ascii);
            str_add_bytes(out, name.s, name.len);
            from = at + len;
        }
        at += len ? len : 1;
        str_free(&name);
    }
    text_clean(out, (StrView){text.s + from, text.len - from}, ascii);
}
