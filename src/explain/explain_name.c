// What primitives and futures are called: they have no names of their own, so the name that the source gives them where they are made.
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "base/words.h"
#include "explain/say.h"

#define NAME_CELLS 24
#define LOOKED_AT 1000 // primitives: among so many one line may have made several

static bool is_name_char(char c) {
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static StrView skip_blanks(StrView line) {
    while (line.len && (*line.s == ' ' || *line.s == '\t')) line.s++, line.len--;
    return line;
}

static StrView after(StrView line, size_t len) {
    return skip_blanks((StrView){line.s + len, line.len - len});
}

// The length of `self.name` at the beginning of a line.
static size_t dotted_name(StrView line) {
    size_t len = 0;
    while (len < line.len && (is_name_char(line.s[len]) || line.s[len] == '.')) len++;
    return len;
}

// Behind the bracket that closes the one at the beginning.
static StrView after_brackets(StrView rest) {
    int open = 0;
    for (size_t i = 0; i < rest.len; i++) {
        open += rest.s[i] == '(' ? 1 : rest.s[i] == ')' ? -1 : 0;
        if (!open) return (StrView){rest.s + i + 1, rest.len - i - 1};
    }
    return (StrView){"", 0};
}

// `queue: asyncio.Queue[int] =` : what stands between the name and the `=`.
static StrView after_annotation(StrView rest) {
    if (!rest.len || *rest.s != ':') return rest;
    const char *equals = memchr(rest.s, '=', rest.len);
    return equals ? (StrView){equals, rest.len - (size_t)(equals - rest.s)} : (StrView){"", 0};
}

// The target of `target = asyncio.Lock(…)`, where the call's last name is `call`. Empty: the line is another one.
static StrView target_of(StrView line, const char *call) {
    line = skip_blanks(line);
    size_t name = dotted_name(line), path;
    StrView rest = after_annotation(after(line, name));
    if (!name || !rest.len || *rest.s != '=' || (rest.len > 1 && rest.s[1] == '=')) return (StrView){"", 0};
    rest = after(rest, 1);
    size_t len = strlen(call);
    while ((path = dotted_name(rest))) {
        bool is_call = path >= len && memcmp(rest.s + path - len, call, len) == 0 && (path == len || rest.s[path - len - 1] == '.');
        rest = (StrView){rest.s + path, rest.len - path};
        if (!rest.len || (*rest.s != '(' && *rest.s != '[')) break;
        if (is_call) return (StrView){line.s, name};
        rest = after_brackets(rest); // loop() in loop().create_future()
    }
    return (StrView){"", 0};
}

static bool is_alone(const State *state, uint32_t id, const Sync *sync) {
    for (uint32_t i = 0; i < state->n_syncs && i < LOOKED_AT; i++)
        if (i + 1 != id && state->syncs[i].site == sync->site && state->syncs[i].kind == sync->kind) return false;
    return true;
}

// The lock that a condition made for itself.
static uint32_t condition_of(const State *state, uint32_t lock, const Sync *sync) {
    for (uint32_t i = lock; i < state->n_syncs && i < lock + 2; i++)
        if (state->syncs[i].kind == SYNC_CONDITION && state->syncs[i].size == lock && state->syncs[i].site == sync->site) return i + 1;
    return 0;
}

StrView sync_source_name(const Log *log, const State *state, uint32_t id) {
    const Sync *sync = state_sync(state, id);
    if (!sync || !is_alone(state, id, sync)) return (StrView){"", 0};
    return target_of(site_source(log, sync->site), sync_name(sync->kind));
}

StrView future_source_name(const Log *log, const State *state, uint32_t id) {
    const Future *future = state_future(state, id);
    StrView line = future ? site_source(log, future->site) : (StrView){"", 0};
    StrView name = target_of(line, "create_future");
    return name.len ? name : target_of(line, "Future");
}

void explain_sync(Str *out, const Log *log, const State *state, uint32_t id, const char *quote, bool ascii) {
    const Sync *sync = state_sync(state, id);
    if (!sync) {
        str_addf(out, words("Primitive %u"), id);
        return;
    }
    StrView name = sync_source_name(log, state, id);
    uint32_t condition = sync->kind == SYNC_LOCK && !name.len ? condition_of(state, id, sync) : 0;
    if (condition) {
        Str owner = {0};
        explain_sync(&owner, log, state, condition, quote, ascii);
        str_addf(out, words("Lock of %s"), str_text(&owner));
        str_free(&owner);
        return;
    }
    str_add(out, sync_name(sync->kind));
    if (!name.len) str_addf(out, " %u", id);
    else {
        str_addf(out, " %s", quote);
        add_text(out, name, NAME_CELLS, ascii);
        str_add(out, quote);
    }
}

void explain_future(Str *out, const Log *log, const State *state, uint32_t id, const char *quote, bool ascii) {
    StrView name = future_source_name(log, state, id);
    str_add(out, "Future");
    if (!name.len) str_addf(out, " %u", id);
    else {
        str_addf(out, " %s", quote);
        add_text(out, name, NAME_CELLS, ascii);
        str_add(out, quote);
    }
}
