// What the sentences of explain/ are made with. Each kind of event has a function that says what happened (`say_…`), each told kind one more for
// the line of --plain (`line_…`); both are demanded by the table of kinds, so that a kind without its sentence does not link.
#ifndef EXPLAIN_SAY_H
#define EXPLAIN_SAY_H

#include "explain/explain.h"

typedef struct Saying {
    Str *out;
    const Log *log;
    const Event *ev;
    const State *before, *after; // the event
    bool ascii;
    bool is_line; // of --plain: code stands without backquotes
} Saying;

typedef void Say(const Saying *say);

#define EVENT(ID, ...) Say say_##ID;
#include "trace/event_kinds.def"

#define LINE_OF_TOLD(ID) Say line_##ID;
#define LINE_OF_DETAIL(ID)
#define EVENT(ID, code, rank, ...) LINE_OF_##rank(ID)
#include "trace/event_kinds.def"

// Append a sentence. In `format`:
//   %T  uint32_t  a task: its name, and what it runs where the name is a default one    %N  uint32_t  its name alone
//   %S  uint32_t  a string of the script's, cleaned, and cut where it is long           %H  uint32_t  a handle, as in explain_handle
//   %F  uint32_t  a string that is a path: the file's name
//   %P  uint32_t  a site: "line 8" of the innermost own frame                           %L  uint32_t  a loop: "the loop", "loop 2"
//   %t  uint64_t  a moment: 1.000                                                       %d  uint64_t  a duration: 1.5 s
//   %n  unsigned, const char *  so many of a thing: "1 task", "3 tasks"                 %s  const char *
//   %C  Str *     source code, in backquotes                                            %u  unsigned
//   %Y  uint32_t  a primitive: "Lock `db`", "Queue 2"                                   %U  uint32_t  a future: "Future `reply`"
//   `   a backquote around code; left out in lines
void say(const Saying *say, const char *format, ...);

// Append a blank and what comes next, as explain_next has it; nothing if it is silent.
void say_next(const Saying *say);

// The task that the event is about, else "The program", at the beginning of a sentence.
void say_actor(const Saying *say);

// "line 8"; "line 8 of util.py" where that is not the script itself, whose source comes first.
void say_place(const Saying *say, uint32_t code, uint32_t line);

// Text of the script's, cleaned, cut where it takes more than so many cells.
void add_text(Str *out, StrView text, int cells, bool ascii);

// The source line of a site, the one that %P speaks of. Empty if it is not there.
StrView site_source(const Log *log, uint32_t site);
bool site_is_known(const Log *log, uint32_t site);

// The expression that a line of source awaits: "asyncio.sleep(1)". False: there is none, or more than one.
bool awaited_expression(StrView line, Str *out);
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
