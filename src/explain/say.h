// What the sentences of explain/ are made with. Each kind of event has a function that says what
// happened (`say_…`), demanded by the table of kinds, so that a kind without its sentence does not
// link. For a line of --plain the same function says it shorter.
#ifndef EXPLAIN_SAY_H
#define EXPLAIN_SAY_H

#include "explain/explain.h"

typedef struct Saying {
    Str *out;
    size_t
        start; // where in `out` it begins: a sentence that is not the first gets a blank before it
    const Log *log;
    const Event *ev;
    const State *before, *after; // the event
    bool ascii;
    bool is_line; // of --plain: code stands without backquotes, tasks by their names, and what has
                  // been told is not explained
} Saying;

typedef void Say(const Saying *say);

#define EVENT(ID, ...) Say say_##ID;
#include "trace/event_kinds.def"

// Append a whole sentence, with a blank before it if it is not the first. In `format`:
//   %T  uint32_t  a task: its name, and what it runs where the name is a default one; 0: "the
//   program"      %N  uint32_t  its name alone %S  uint32_t  a string of the script's, cleaned, and
//   cut where it is long           %H  uint32_t  a handle: "A's timer", "the callback `tick`" %F
//   uint32_t  a string that is a path: the file's name %P  uint32_t  a site: "line 8" of the
//   innermost own frame                           %L  uint32_t  a loop: "the loop", "loop 2" %t
//   uint64_t  a moment: 1.000                                                       %d  uint64_t  a
//   duration: 1.5 s %C  Str *     source code, in backquotes %u  unsigned %Y  uint32_t  a
//   primitive: "Lock `db`", "Queue 2"                                   %U  uint32_t  a future:
//   "Future `reply`" %s  const char *   a name or another noun, translated already `   a backquote
//   around code; left out in lines
// What begins with "the" has a capital at the beginning of the sentence. The English names its
// arguments in order; a translation may take them in another order, as printf does: %2$N.
void say(const Saying *say, const char *format, ...);

// The form for `count`, which both may have as %n.
void say_n(const Saying *say, unsigned count, const char *one, const char *many, ...);

// `with` if the site is known, and there it is %p; else `without`.
void say_at(const Saying *say, uint32_t site, const char *with, const char *without, ...);

// Append a few words for a pane: no sentence, so nothing before it.
void put(const Saying *say, const char *format, ...);

// A list of tasks' names: "A, B and C"; above `max` of them "A, B and 3 others".
typedef struct Names {
    size_t count, max;
    Str items[8];
} Names;

void names_add(const Saying *say, Names *names, uint32_t task);
void names_list(Str *out, Names *names); // leaves `names` empty

// Append what comes next, as explain_next has it; nothing if it is silent.
void say_next(const Saying *say);

// "line 8"; "line 8 of util.py" where that is not the script itself, whose source comes first.
void add_place(const Saying *say, uint32_t code, uint32_t line);

// What was measured in the whole program, as explain_measures has it.
void say_measures(const Saying *say);

// "ValueError: message", between backquotes but for lines.
void add_exception(Str *out, const Saying *say, uint32_t type, uint32_t message);

// Text of the script's, cleaned, cut where it takes more than so many cells.
void add_text(Str *out, StrView text, int cells, bool ascii);

// Task-1, Task-2 …: nobody has given it a name.
bool is_default_name(StrView name);

// The name of a file without its folders.
StrView base_name(StrView path);

// The source line of a site, the one that %P speaks of. Empty if it is not there.
StrView site_source(const Log *log, uint32_t site);

// What the line that made it calls a primitive or a future; empty if that is not clear.
StrView sync_source_name(const Log *log, const State *state, uint32_t sync);
StrView future_source_name(const Log *log, const State *state, uint32_t future);
bool site_is_known(const Log *log, uint32_t site);

// The expression that a line of source awaits: "asyncio.sleep(1)". False: there is none, or more than one.
bool awaited_expression(StrView line, Str *out);
// "async with lock", "async for line in reader": a line that awaits without saying so.
bool awaited_block(StrView line, bool ascii, Str *out);
// Code in a few words: blanks at the ends and comments taken off, cut where it is long.
void add_code(Str *out, StrView line, bool ascii);

// The task that a handle of asyncio's own is for; 0: none, or the handle is a callback of the script's, whoever scheduled it.
uint32_t handle_task(const Handle *handle);
// Does the timer end a sleep, is it a timeout?
bool handle_is_sleep(const Log *log, const State *state, uint32_t handle);
bool handle_is_timeout(const Log *log, const State *state, uint32_t handle);

// The soonest timer of a loop; NO_HANDLE: none.
uint32_t soonest_timer(const State *state, uint32_t loop);

#define NS_PER_MS 1000000u
// How late a timer must be for it to be worth a word: more than the selector's rounding of a wait.
#define LATE_NS (10u * NS_PER_MS)

#endif
