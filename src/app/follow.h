// Run an engine to its end without a screen: what `record` and --plain have in common. The signals that a shell would send
// to the script reach it, a stop stops both, and the end is the script's own.
#ifndef APP_FOLLOW_H
#define APP_FOLLOW_H

#include <signal.h>

#include "app/engine_process.h"

// Take what the engine has sent; true: there was something. Called until it says false after the engine has ended.
typedef bool FollowTake(EngineProcess *process, void *arg);

// FOLLOW_ASK came, the signal to us alone.
typedef void FollowAsked(void *arg);
#define FOLLOW_ASK SIGRTMIN

// Before engine_start: block the signals that follow_engine answers, so that none is lost between the two, though not in the engine.
void follow_prepare(EngineSpec *spec);

// Returns once the engine has ended and everything it sent was taken. INT and QUIT from the terminal are the script's
// alone; TERM, HUP, USR1 and USR2 are passed on. `asked` NULL: FOLLOW_ASK is passed on as well.
void follow_engine(EngineProcess *process, FollowTake *take, FollowAsked *asked, void *arg);

// End as the script did: the exit status to return, or killed here and now by the same signal.
int follow_status(int wait_status);

#endif
