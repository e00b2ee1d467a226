// What the viewer and the engine say to each other beside the events: grants in, holds out. Each message is one fixed struct over a
// SOCK_SEQPACKET socketpair, so it arrives whole or not at all. When the viewer's end closes, an engine that is held or not recording to a
// file ends itself; under `record` the script runs on without recording.
#ifndef TRACE_CONTROL_H
#define TRACE_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

// Where the engine can hold, from fine to coarse.
typedef enum Gate {
    GATE_START = 1,  // before the script's first line
    GATE_LINE,       // a line of the script is about to run (only while lines are on)
    GATE_STEP,       // a task's step is about to begin
    GATE_CALLBACK,   // another handle is about to run
    GATE_TIMER,      // timers have fired
    GATE_ITERATION,  // a turn of the loop is about to begin
    GATE_OUTPUT,     // the script has written something
    GATE_PAUSE,      // a pause reached it between gates: in a blocked loop, or waiting in the selector
    GATE_BREAKPOINT, // the script called breakpoint(); holds whatever was granted
} Gate;

typedef enum ControlKind {
    // viewer → engine
    CONTROL_GRANT = 1, // run until `until` (and `task`, `code`+`line` where not 0) comes true
    CONTROL_PAUSE,     // hold at the next gate; the viewer sends SIGURG after it, which reaches a blocked loop too
    CONTROL_LINES,     // value 1: record lines from now on; 0: no more
    CONTROL_WATCH,     // hold at the first gate after an event of kind `what`; of LINE only `line`. what 0: no more of all that was asked so far
    // engine → viewer
    CONTROL_HELLO = 16, // the engine runs; value: its process id
    CONTROL_HELD,       // it waits for a grant at `gate`; `task` and `line` say where; written: the channel's slots before it
    CONTROL_READING,    // `task` (0: none) waits for stdin in a blocking read; value 1: begins, 0: over
    CONTROL_AWAKE,      // the end of a long wait in the selector: look at the channel again
    CONTROL_TROUBLE,    // the engine itself failed: see its stderr
} ControlKind;

// How far a grant goes. A grant ends at the first gate that fits, at the one after an event that is watched, or at GATE_PAUSE.
typedef enum Until {
    UNTIL_ANY = 1,    // the next gate of any kind
    UNTIL_LINE,       // the next line (of `task`; reaching `line` of `code`'s file, where they are not 0)
    UNTIL_STEP,       // the next step to begin (of `task`)
    UNTIL_TIMER,      // the next timer to fire
    UNTIL_ITERATION,  // the next turn of the loop
    UNTIL_OUTPUT,     // the next output
    UNTIL_PAUSED,     // freely
} Until;

typedef struct ControlMessage {
    uint16_t kind;  // ControlKind
    uint16_t what;  // Until in a grant, Gate in HELD, EventKind in WATCH
    uint32_t task;
    uint32_t file;  // string id of a file, 0: any
    uint32_t line;
    int64_t value;
    uint64_t written; // channel_written() when the engine sent it
} ControlMessage;

// Send and receive one message on a connected socket. control_receive: 1 got one, 0 none there now (with `block` false), -1 the
// other end has gone. control_send: false when the other end has gone. EINTR is retried in both, except that a blocking receive returns 0 for it.
// Sending never blocks: neither program may freeze because the other does not read. A message that finds hundreds unread before it is dropped.
bool control_send(int fd, const ControlMessage *message);
int control_receive(int fd, ControlMessage *message, bool block);

// A connected pair, both ends close-on-exec. False + errno.
bool control_pair(int fds[2]);

#endif
