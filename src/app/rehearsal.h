// A lesson run without a screen, beside whatever else goes on: `check` looks at how it goes, and the questions have their answers from it.
#ifndef APP_REHEARSAL_H
#define APP_REHEARSAL_H

#include "app/engine_process.h"
#include "app/intake.h"
#include "app/launch.h"

typedef struct Rehearsal { // {0}: none
    EngineProcess process;
    Intake intake;
    History *history; // ours; NULL: none
    uint64_t looked;  // events before this number were looked at
    bool is_over;
} Rehearsal;

// The script has no stdin. Errors: no engine, no such file.
bool rehearsal_start(Rehearsal *rehearsal, const Launch *launch, Err *err);

// Take what has come, without blocking; one whose loop nothing can wake any more is ended. True: it is over, and all of it is in the history.
bool rehearsal_take(Rehearsal *rehearsal);

// Until it is over, or so many real ms have passed and it is ended by force, or `stop` says so of an event. False: it was ended.
typedef bool RehearsalStop(const Event *ev);
bool rehearsal_finish(Rehearsal *rehearsal, uint64_t ms, RehearsalStop *stop);

// End it by force, if it still runs: rehearsal_take is true soon.
void rehearsal_stop(Rehearsal *rehearsal);
void rehearsal_free(Rehearsal *rehearsal); // ended by force if it still runs

#endif
