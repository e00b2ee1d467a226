// What comes from an engine goes into a history here: its events, what reached descriptors 1 and 2 past Python's own streams
// (os.write, C code, child processes), and at last how it ended.
#ifndef APP_INTAKE_H
#define APP_INTAKE_H

#include "app/engine_process.h"
#include "app/session.h"
#include "history/history.h"

typedef struct Intake {
    History *history; // borrowed
    Session session;  // where all of it is kept as well; {0}: nowhere
    uint32_t *string_ids; // the engine's id of a string → ours, which run ahead by the strings that we put in between
    size_t n_strings, cap_strings;
    uint32_t next_string; // our next id
    bool has_ended;       // the last event is in
    bool is_stored;       // the history reads old events from the session's file
    uint64_t stored;      // so many are there
} Intake;

// `kept`: what the session's file says of it; NULL: it is not kept.
void intake_init(Intake *intake, History *history, const RecordingMeta *kept);
void intake_deinit(Intake *intake);

// Take what is there, at most `max` records; true: something came. Never blocks.
bool intake_channel(Intake *intake, EngineProcess *process, size_t max);
bool intake_output(Intake *intake, EngineProcess *process);

// What was taken is in the session's file afterwards, but at most once a second unless `now`.
void intake_flush(Intake *intake, bool now);

// The engine has ended and everything was taken: add SCRIPT_ENDED.
void intake_end(Intake *intake, const EngineProcess *process);

// The event that says how a process ended: when it said so itself, and no earlier than `t`.
Event intake_end_event(const EngineProcess *process, uint64_t t);

#endif
