// The state of a program after some number of events: what every pane draws and every sentence speaks of.
// Flat arrays without pointers inside their items, so that a copy is a few memcpys and equality is memcmp; every byte that is not in use
// is zero. Nothing here knows Python, a clock or a terminal.
#ifndef MODEL_STATE_H
#define MODEL_STATE_H

#include "trace/event.h"

// asyncio's own word: the first four and DESTROYED are PENDING, FINISHED and FAILED are FINISHED, CANCELLED is CANCELLED.
typedef enum TaskState {
    TASK_NONE = 0,
    TASK_CREATED_, // its first step is in the ready queue
    TASK_READY,    // its next step is in the ready queue: it waits for its turn
    TASK_RUNNING,
    TASK_WAITING,  // suspended at an await, and for what is known
    TASK_FINISHED_,
    TASK_FAILED_,
    TASK_CANCELLED_,
    TASK_DESTROYED_, // collected before it was done
} TaskState;
#define TASK_STATES 9

#define NO_HANDLE UINT32_MAX
#define NO_EDGE 0u // edges count from 1

typedef struct Task { // tasks[id - 1]
    uint64_t since;     // ns: when it came into its state
    uint64_t created;   // ns
    uint64_t ns_in[3];  // ns spent created or ready, running, waiting. The present state is not yet in it
    uint64_t alone_ns;  // ns in alone_waits
    uint32_t name;      // string
    uint32_t label;     // string: fetch('A', 2)
    uint32_t born_at;   // site of create_task
    uint32_t parent;    // task, 0: none
    uint32_t at;        // site where it is suspended (its await chain), 0 when it is not
    uint32_t wait_on;   // wait_kinds.def
    uint32_t wait_count;
    uint32_t wait_done; // so many of them are done. Of a gather: of all its children, as soon as the first TASK_AWAITS has come
    uint32_t result;    // string: repr of the result; of a failure its type
    uint32_t message;   // string: of a failure
    uint32_t handle;    // of its next step, NO_HANDLE: none
    uint32_t steps;     // begun so far
    uint32_t code;      // line events only: the last code and line it was about to run
    uint32_t line;
    uint32_t waits;     // first edge of those it waits for
    uint32_t awaited;   // first edge of those who wait for it
    uint32_t inside;    // task in whose step its eager step runs, 0: none, or it runs in a callback
    uint32_t woken_by;  // task that was running when it was woken, 0: none (a timer, a descriptor, a thread)
    uint32_t timeout;   // the timer of the innermost timeout that it is under, NO_HANDLE: none
    uint32_t cancelled_by; // task that last asked it to cancel, 0: none
    uint32_t alone_waits; // its waits in which no other task had anything to do, or waited for anything but tasks
    uint32_t alone_mark;  // the program's steps when it began to wait
    uint16_t loop;
    uint8_t state;      // TaskState
    uint8_t wait;       // WaitKind, WAIT_FOR_NONE unless waiting
    uint8_t cancel_requested; // asked and not yet thrown in
    uint8_t cancelled_before_start; // asked before its first step: none of its code will ever run
    uint8_t is_eager;  // its eager step runs
    uint8_t is_joining; // waits for other tasks alone
} Task;

typedef enum HandleState { HANDLE_FREE = 0, HANDLE_READY, HANDLE_TIMER, HANDLE_RUNNING } HandleState;
typedef enum HandleWhat { HANDLE_OTHER = 0, HANDLE_STEP, HANDLE_WAKEUP, HANDLE_CALLBACK } HandleWhat;

typedef struct Handle { // handles[id]
    uint64_t deadline;  // ns, timers only (kept when the timer fires); 0 else
    uint64_t since;     // ns: when it came into its state
    uint64_t scheduled_by_seq; // number of the event that scheduled it
    uint64_t queued_by_seq;    // number of the event that put it into the ready queue, 0: it is not there yet
    uint32_t task;      // the task it steps or wakes, 0: none
    uint32_t by;        // the task that was running when it was scheduled, 0: none
    uint32_t name;      // string, callbacks and timers
    uint32_t next, prev; // in the ready queue, NO_HANDLE at the ends
    uint32_t outer_timeout; // of a timeout: that of its task before it, NO_HANDLE: none
    uint16_t loop;
    uint8_t state;      // HandleState
    uint8_t what;       // HandleWhat
    uint8_t is_timeout; // of asyncio.timeout or wait_for
    uint8_t pad[3];
} Handle;

typedef enum Phase { PHASE_NONE = 0, PHASE_TIMEOUT, PHASE_POLL, PHASE_TIMERS, PHASE_RUN } Phase;

typedef struct Loop { // loops[id - 1]
    uint64_t iterations; // begun so far
    uint64_t timeout;    // ns, of the present iteration
    uint64_t polling_since; // ns, while in PHASE_POLL after POLL_BEGAN; 0 else
    uint64_t turn_end;   // handles queued by an event before this number run in this turn, the others in the next
    uint32_t thread;     // string
    uint32_t ready_head, ready_tail; // handles, NO_HANDLE: empty
    uint32_t ready_count;
    uint32_t turn_left;  // so many at the front of the ready queue still run in this turn
    uint32_t turn_count; // so many at its beginning
    uint32_t timer_count;
    uint32_t running_handle; // NO_HANDLE: none
    uint32_t running_task;   // 0: none
    uint8_t phase;       // Phase
    uint8_t is_running, is_closed;
    uint8_t pad[1];
} Loop;

typedef struct Edge { // edges[id - 1]: `waiter` goes on when `target` is done
    uint32_t waiter, target;      // tasks; 0: the edge is free
    uint32_t next_of_waiter;      // edges, in the order they came; NO_EDGE at the end
    uint32_t next_of_target;
    uint32_t prev_of_waiter;      // of the first edge: the last one, so that the end is found without walking
    uint32_t prev_of_target;
} Edge;

typedef struct Fd { // fds[fd]
    uint32_t reader, writer; // the task that waits for it, 0: nobody knows
    uint16_t loop;
    uint8_t modes;           // 1 read, 2 write; 0: not watched
    uint8_t pad;
} Fd;

typedef enum JobState { JOB_NONE = 0, JOB_WAITING, JOB_RUNNING_, JOB_DONE } JobState;
typedef struct Job { // jobs[id - 1]
    uint64_t since;
    uint32_t name, thread;
    uint32_t task; // that submitted it, 0: none
    uint8_t state; // JobState
    uint8_t pad[3];
} Job;

typedef enum ProcessState { PROCESS_NONE = 0, PROCESS_RUNS, PROCESS_DONE } ProcessState;
typedef struct Process { // processes[id - 1]
    uint64_t since;
    uint32_t name, pid;
    uint32_t task;   // that started it, 0: none
    int32_t status;  // once it is done
    uint8_t state;   // ProcessState
    uint8_t pad[7];
} Process;

typedef enum FutureState { FUTURE_PENDING = 0, FUTURE_HAS_RESULT, FUTURE_HAS_EXCEPTION, FUTURE_CANCELLED_ } FutureState;
typedef struct Future { // futures[id - 1]
    uint32_t site;      // where it was made, 0: not seen
    uint32_t result;    // string: repr of the result, or the exception's type
    uint32_t message;   // string: the exception's
    uint32_t done_by;   // task, 0: none
    uint8_t state;      // FutureState
    uint8_t pad[3];
} Future;

typedef struct Sync { // syncs[id - 1]: a lock, a semaphore, an event, a condition, a barrier, a queue
    uint64_t longest_hold; // ns: of those across an await
    uint32_t site;      // where it was made
    uint32_t size;      // see SYNC_CREATED
    uint32_t value;     // 1 of a lock that is held, permits left, 1 of an event that is set, tasks at a barrier, items in a queue
    uint32_t most;      // of a queue: items at once
    uint32_t unfinished; // of a queue: items put and not yet done
    uint32_t in;        // times acquired, set, notified, arrived, put
    uint32_t out;       // times released, cleared, got
    uint32_t waiters;   // tasks that wait for it now
    uint32_t hold;      // the first of those who have it, NO_HOLD: none
    uint32_t longest_task; // who held it for longest_hold
    uint8_t kind;       // SyncKind
    uint8_t state;      // BarrierState; 1 of a queue that was shut down
    uint8_t pad[6];
} Sync;

#define NO_HOLD 0u // holds count from 1
typedef struct Hold { // holds[id - 1]: `task` has a lock or a permit
    uint64_t since;
    uint32_t task, sync; // sync 0: the hold is free
    uint32_t steps;      // of the task, when it got it
    uint32_t next;       // of the same primitive, NO_HOLD at the end
} Hold;

// A function of the script's whose variables are known.
typedef struct Frame { // frames[id - 1]
    uint64_t began;  // number of the event that first told of it
    uint32_t code;   // 0: there is no such frame now
    uint32_t task;   // that ran it when something last changed, 0: none
    uint32_t first, last; // of its variables, NO_LOCAL: none
} Frame;

#define NO_LOCAL 0u // variables count from 1
typedef struct Local { // locals[id - 1]
    uint64_t changed; // number of the event that told of its value
    uint32_t name, value; // strings; name 0: the item is free; value 0: it has none
    uint32_t next;    // of the same frame, NO_LOCAL at the end
    uint32_t pad;
} Local;

// No hidden bytes between the fields: they could differ in states that are the same.
_Static_assert(sizeof(Task) == 144 && sizeof(Handle) == 64 && sizeof(Loop) == 72, "fill up with pad");
_Static_assert(sizeof(Edge) == 24 && sizeof(Fd) == 12 && sizeof(Job) == 24, "fill up with pad");
_Static_assert(sizeof(Process) == 32 && sizeof(Future) == 20 && sizeof(Sync) == 56 && sizeof(Hold) == 24, "fill up with pad");
_Static_assert(sizeof(Frame) == 24 && sizeof(Local) == 24, "fill up with pad");

typedef struct State {
    uint64_t events; // so many were applied
    uint64_t now;    // ns: time of the last
    uint64_t told;   // of them told
    uint64_t unknown; // events of kinds we do not know, or that contradict what came before; counted and skipped
    uint64_t outputs; // OUTPUT events
    uint64_t blocked_ns, blocked_count;
    uint64_t steps;       // of all tasks
    uint64_t troubles;    // events of the group "trouble", blocked loops too
    uint32_t n_tasks, n_handles, n_loops, n_edges, n_fds, n_jobs, n_processes, n_futures, n_syncs, n_holds, n_frames, n_locals; // items in use in the arrays
    uint32_t free_edge;   // first free edge, chained by next_of_waiter; 0: none
    uint32_t free_hold;   // first free hold, chained by next; NO_HOLD: none
    uint32_t free_local;  // first free variable, chained by next; NO_LOCAL: none
    uint32_t live_tasks;  // not done
    uint32_t joining;     // of them waiting for other tasks alone
    uint32_t n_in[TASK_STATES]; // tasks by state
    uint32_t line_code, line; // the last line event outside tasks
    uint32_t acting_loop; // the loop of the last event that had one
    uint8_t script; // 0 not started, 1 running, 2 raised, 3 ended
    uint8_t ended_how, pad[2];
    uint32_t ended_status;
    // The arrays, each with room for at least one item more than is in use. Not part of what is compared.
    Task *tasks;
    Handle *handles;
    Loop *loops;
    Edge *edges;
    Fd *fds;
    Job *jobs;
    Process *processes;
    Future *futures;
    Sync *syncs;
    Hold *holds;
    Frame *frames;
    Local *locals;
} State;

// Zero everything but the arrays' pointers; no array is touched.
void state_reset(State *state);

#endif
