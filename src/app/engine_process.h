// The engine as a child process: started, its pipes and channel held, its end noticed.
#ifndef APP_ENGINE_PROCESS_H
#define APP_ENGINE_PROCESS_H

#include <signal.h>
#include <sys/types.h>

#include "base/err.h"
#include "trace/channel.h"

typedef enum EngineStdio {
    ENGINE_UNTOUCHED, // record: the script has our own stdin, stdout and stderr
    ENGINE_TOLD,      // --plain: our stdin, pipes for the rest; same process group, so ^C is the script's
    ENGINE_WATCHED,   // the viewer: pipes for all three, a session of its own, TERM=dumb
} EngineStdio;

typedef struct EngineSpec {
    const char *engine; // path of the program
    EngineStdio stdio;
    int stdin_fd;       // ENGINE_WATCHED: what the script reads, -1: a pipe that we write to
    bool is_virtual, lines, hold;
    bool is_lesson;     // deterministic: PYTHONHASHSEED=0, no address randomisation
    const sigset_t *mask; // the signals that are blocked in it; NULL: those that are blocked now
    char *const *argv;  // SCRIPT ARG… or -m MODULE ARG…, ends with NULL
} EngineSpec;

typedef struct EngineProcess {
    pid_t pid;        // 0: none
    Channel *channel;
    int control;      // -1 unless watched
    int input;        // we write the script's stdin here, -1: not ours
    int output[2];    // what reaches descriptors 1 and 2, -1: not ours or at its end
    uint64_t ended_at; // on the program's clock, as it said itself; 0: it has not
    bool has_ended;
    int wait_status;  // as waitpid gave it, once it has ended
} EngineProcess;

// Start it. On failure nothing runs and everything is closed again.
bool engine_start(EngineProcess *process, const EngineSpec *spec, Err *err);

// The next event or definition on its channel, as channel_read gives it. That it ends is noted
// only.
bool engine_read(EngineProcess *process, Record *record);

// Ask whether it has ended (or, with `stopped`, whether it was just stopped by a signal). Never blocks.
bool engine_check_end(EngineProcess *process, bool *stopped);

// End it by force, if it still runs, and free everything. {0} and an ended one are fine.
void engine_free(EngineProcess *process);

#endif
