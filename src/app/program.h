// The program on the screen while it lives: the engine, what it has sent, and whether it holds or goes.
#ifndef APP_PROGRAM_H
#define APP_PROGRAM_H

#include "app/intake.h"
#include "app/launch.h"
#include "explain/condition.h"
#include "trace/control.h"
#include "ui/ui.h"

typedef struct Program {
    EngineProcess engine;
    Intake intake;
    UiRun run;             // HELD, GOING, READING or ENDED
    bool is_free;          // granted to go until it is paused
    bool is_pausing;       // a pause was asked for and has not come yet
    bool is_at_breakpoint; // the script called breakpoint(), and nobody was told yet
    uint32_t breakpoint_line; // there, 0: not known
    uint32_t reading_task; // who waits for a line, in UI_RUN_READING
    uint64_t held_at;      // slots it had written when it held
    uint64_t last_event;   // real ns: when something came last
    uint64_t nudged;       // real ns: when SIGURG was last sent again for a pause that has not come
} Program;

// Start it held before the script's first line. `is_kept`: as a session in the state folder too. `stdin_fd`: what the script reads, -1: lines from the input pane.
bool program_start(Program *program, const Launch *launch, History *history, bool is_kept, int stdin_fd, Err *err);
void program_free(Program *program); // ends it by force if it lives

// Take what has come, without blocking; true: something has. `now` in real ns.
bool program_take(Program *program, uint64_t now);

// It holds, or is gone, and everything it said before is in the history.
bool program_is_settled(const Program *program);

void program_grant(Program *program, const ControlMessage *grant);
void program_pause(Program *program);
void program_set_lines(Program *program, bool on);
// Hold soon after every event for which one of the conditions could be true.
void program_watch(Program *program, const Condition *conditions, size_t count);
void program_signal(Program *program, int signal);

// A line for its stdin (NULL: the end of input). False: it takes none.
bool program_input(Program *program, const char *text);

#endif
