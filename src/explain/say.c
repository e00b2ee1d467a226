// Sentences from formats. The types of the arguments are those that the English format names; the
// words are those of the translation, which may take the arguments in another order.
#include "explain/say.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "base/words.h"

#define ARGS_MAX    8
#define VALUE_CELLS 80
#define NAME_CELLS  40
#define VALUE_MAX   4096

typedef struct Value {
    char type; // '\0': none
    union {
        uint32_t number;
        uint64_t ns;
        const char *text;
        const Str *code;
    };
} Value;

typedef struct Sentence {
    const Saying *saying;
    size_t start;
    Value args[ARGS_MAX];
    unsigned count; // %n
    uint32_t site;  // %p
} Sentence;

// The directive at `*format`, behind its '%': its letter, and which argument it takes. Moves on to
// the letter.
static char directive(const char **format, size_t *next, size_t *place) {
    size_t number = 0;
    const char *at = *format;
    while (isdigit((unsigned char)*at)) number = number * 10 + (size_t)(*at++ - '0');
    bool is_placed = number && *at == '$';
    if (is_placed) *format = at + 1;
    char letter = **format;
    *place = SIZE_MAX;
    if (letter && strchr("TNSHFPLtdCuYUs", letter)) *place = is_placed ? number - 1 : (*next)++;
    return letter;
}

static void find_types(Sentence *sentence, const char *english) {
    size_t next = 0, place;
    for (; *english; english++) {
        if (*english != '%') continue;
        english++;
        char letter = directive(&english, &next, &place);
        if (place < ARGS_MAX) sentence->args[place].type = letter;
        if (!*english) return;
    }
}

static void take_arguments(Sentence *sentence, va_list *args) {
    for (size_t i = 0; i < ARGS_MAX && sentence->args[i].type; i++) {
        Value *value = &sentence->args[i];
        if (value->type == 't' || value->type == 'd') value->ns = va_arg(*args, uint64_t);
        else if (value->type == 's') value->text = va_arg(*args, const char *);
        else if (value->type == 'C') value->code = va_arg(*args, const Str *);
        else value->number = va_arg(*args, uint32_t);
    }
}

// --- values --------------------------------------------------------------------------------------

// An empty string is shown as Python shows it: a sentence with a hole in it is none.
static void add_string(const Saying *say, StrView text) {
    add_text(say->out, text.len ? text : view_of("''"), VALUE_CELLS, say->ascii);
}

// No value of the engine's is so long: nothing in a longer one is named.
static void add_named_value(const Saying *s, uint32_t string) {
    StrView text = log_string(s->log, string);
    Str value = {0};
    if (text.len > VALUE_MAX || !memmem(text.s, text.len, " #", 2)) {
        add_string(s, text);
        return;
    }
    explain_value(&value, s->log, s->after, string, s->ascii);
    add_string(s, (StrView){str_text(&value), value.len});
    str_free(&value);
}

static void add_task(const Sentence *sentence, uint32_t task, bool with_label) {
    const Saying *s = sentence->saying;
    const Task *known = state_task(s->after, task);
    if (!task)
        str_add(s->out,
                s->out->len == sentence->start ? words("The program") : words("the program"));
    else explain_task_name(s->out, s->log, s->after, task, s->ascii);
    if (!with_label || s->is_line || !known || !known->label ||
        !is_default_name(log_string(s->log, known->name)))
        return;
    str_add(s->out, " ");
    explain_task_label(s->out, s->log, s->after, task, s->ascii);
}

static void add_loop(const Sentence *sentence, uint32_t loop) {
    const Saying *s = sentence->saying;
    bool is_first = s->out->len == sentence->start, is_numbered = s->after->n_loops > 1 && loop;
    if (is_numbered) str_addf(s->out, is_first ? words("Loop %u") : words("loop %u"), loop);
    else str_add(s->out, is_first ? words("The loop") : words("the loop"));
}

static void add_site(const Saying *s, uint32_t site) {
    Site own = log_own_site(s->log, site);
    if (own.line) add_place(s, own.code, own.line);
    else str_add(s->out, words("an unknown line"));
}

// By their last parts: the same file may be spelled in two ways, as typed and as a whole path.
void add_place(const Saying *s, uint32_t code, uint32_t line) {
    StrView file = base_name(log_string(s->log, log_code(s->log, code).file));
    StrView script = base_name(log_string(s->log, log_source(s->log, 0).file));
    Str name = {0};
    add_text(&name, file, NAME_CELLS, s->ascii);
    if (!file.len || view_same(file, script)) str_addf(s->out, words("line %u"), line);
    else str_addf(s->out, words("line %u of %s"), line, str_text(&name));
    str_free(&name);
}

static const char *quote_of(const Saying *s) {
    return s->is_line ? "" : "`";
}

static void add_source(const Saying *s, const Str *code) {
    str_add(s->out, quote_of(s));
    text_clean(s->out, (StrView){str_text(code), code->len}, s->ascii);
    str_add(s->out, quote_of(s));
}

void add_exception(Str *out, const Saying *s, uint32_t type, uint32_t message) {
    StrView text = log_string(s->log, message), name = log_string(s->log, type);
    str_add(out, quote_of(s));
    add_text(out, name.len ? name : view_of("''"), VALUE_CELLS, s->ascii);
    if (text.len) str_add(out, ": ");
    add_text(out, text, VALUE_CELLS, s->ascii);
    str_add(out, quote_of(s));
}

// --- handles, as nouns ---------------------------------------------------------------------------

// What is a handle of a task's, said with the task's name.
static const char *handle_of_task(const Saying *s, const State *state, uint32_t id,
                                  const Handle *handle) {
    if (handle->what == HANDLE_STEP || handle->what == HANDLE_WAKEUP)
        return words("%s's next step");
    if (handle_is_timeout(s->log, state, id)) return words("%s's timeout");
    return handle->deadline ? words("%s's timer") : words("asyncio's callback for %s");
}

static const char *handle_with_name(const Handle *handle, bool is_first) {
    if (handle->what != HANDLE_CALLBACK) return words("asyncio's callback %s");
    return is_first ? words("The callback %s") : words("the callback %s");
}

// What has just run or was cancelled is known to the state before only.
static void add_handle(const Sentence *sentence, uint32_t id) {
    const Saying *s = sentence->saying;
    const State *state = state_handle(s->after, id) ? s->after : s->before;
    const Handle *handle = state_handle(state, id);
    bool is_first = s->out->len == sentence->start;
    Str name = {0};
    if (handle && handle_task(handle)) {
        explain_task_name(&name, s->log, state, handle->task, s->ascii);
        str_addf(s->out, handle_of_task(s, state, id, handle), str_text(&name));
    } else if (handle && log_string(s->log, handle->name).len) {
        str_add(&name, quote_of(s));
        add_text(&name, log_string(s->log, handle->name), NAME_CELLS, s->ascii);
        str_add(&name, quote_of(s));
        str_addf(s->out, handle_with_name(handle, is_first), str_text(&name));
    } else if (handle && handle->what == HANDLE_CALLBACK)
        str_add(s->out, is_first ? words("A callback") : words("a callback"));
    else
        str_add(s->out, is_first ? words("One of asyncio's own callbacks")
                                 : words("one of asyncio's own callbacks"));
    str_free(&name);
}

// --- sentences -----------------------------------------------------------------------------------

static void add_value(const Sentence *sentence, const Value *value) {
    const Saying *s = sentence->saying;
    switch (value->type) {
    case 'T': add_task(sentence, value->number, true); break;
    case 'N': add_task(sentence, value->number, false); break;
    case 'S': add_named_value(s, value->number); break;
    case 'F': add_string(s, base_name(log_string(s->log, value->number))); break;
    case 'P': add_site(s, value->number); break;
    case 'Y': explain_sync(s->out, s->log, s->after, value->number, quote_of(s), s->ascii); break;
    case 'U': explain_future(s->out, s->log, s->after, value->number, quote_of(s), s->ascii); break;
    case 't': explain_seconds(s->out, value->ns, 3); break;
    case 'd': explain_duration(s->out, value->ns, s->ascii); break;
    case 's': str_add(s->out, value->text); break;
    case 'u': str_addf(s->out, "%u", value->number); break;
    case 'C': add_source(s, value->code); break;
    case 'L': add_loop(sentence, value->number); break;
    case 'H': add_handle(sentence, value->number); break;
    default: break; // a translation with an argument that the English has not
    }
}

static void write_sentence(Sentence *sentence, const char *format) {
    const Saying *s = sentence->saying;
    size_t next = 0, place;
    sentence->start = s->out->len;
    for (; *format; format++) {
        if (*format == '`') str_add(s->out, quote_of(s));
        else if (*format != '%') str_add_bytes(s->out, format, 1);
        else {
            format++;
            char letter = directive(&format, &next, &place);
            if (place < ARGS_MAX) add_value(sentence, &sentence->args[place]);
            else if (letter == 'n') str_addf(s->out, "%u", sentence->count);
            else if (letter == 'p') add_site(s, sentence->site);
            else if (letter == '%') str_add(s->out, "%");
            if (!*format) return;
        }
    }
}

static void begin_sentence(const Saying *s) {
    if (s->out->len > s->start && s->out->s[s->out->len - 1] != ' ' &&
        s->out->s[s->out->len - 1] != '\n')
        str_add(s->out, " ");
}

void say(const Saying *s, const char *format, ...) {
    va_list args;
    va_start(args, format);
    Sentence sentence = {.saying = s};
    find_types(&sentence, format);
    take_arguments(&sentence, &args);
    begin_sentence(s);
    write_sentence(&sentence, words(format));
    va_end(args);
}

void say_n(const Saying *s, unsigned count, const char *one, const char *many, ...) {
    va_list args;
    va_start(args, many);
    Sentence sentence = {.saying = s, .count = count};
    find_types(&sentence, many);
    take_arguments(&sentence, &args);
    begin_sentence(s);
    write_sentence(&sentence, words_n(one, many, count));
    va_end(args);
}

void say_at(const Saying *s, uint32_t site, const char *with, const char *without, ...) {
    va_list args;
    va_start(args, without);
    Sentence sentence = {.saying = s, .site = site};
    find_types(&sentence, without);
    take_arguments(&sentence, &args);
    begin_sentence(s);
    write_sentence(&sentence, words(site_is_known(s->log, site) ? with : without));
    va_end(args);
}

void put(const Saying *s, const char *format, ...) {
    va_list args;
    va_start(args, format);
    Sentence sentence = {.saying = s};
    find_types(&sentence, format);
    take_arguments(&sentence, &args);
    write_sentence(&sentence, words(format));
    va_end(args);
}

void say_next(const Saying *s) {
    Str next = {0};
    explain_next(&next, s->log, s->after, s->ascii);
    if (next.len) begin_sentence(s);
    str_add(s->out, str_text(&next));
    str_free(&next);
}

// --- lists ---------------------------------------------------------------------------------------

void names_add(const Saying *s, Names *names, uint32_t task) {
    size_t room = sizeof names->items / sizeof *names->items - 1,
           max = names->max && names->max < room ? names->max : room;
    if (names->count++ < max)
        explain_task_name(&names->items[names->count - 1], s->log, s->after, task, s->ascii);
}

void names_list(Str *out, Names *names) {
    size_t room = sizeof names->items / sizeof *names->items - 1,
           max = names->max && names->max < room ? names->max : room;
    size_t shown = names->count < max ? names->count : max, left = names->count - shown;
    if (left)
        str_addf(&names->items[shown], words_n("%u other", "%u others", left), (unsigned)left);
    words_list(out, names->items, shown + (left > 0));
    for (size_t i = 0; i <= shown; i++) str_free(&names->items[i]);
    names->count = 0;
}
