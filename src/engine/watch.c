#include "engine/watch.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "engine/clock.h"
#include "engine/gate.h"
#include "engine/place.h"
#include "engine/sink.h"
#include "engine/version.h"

enum { LOOPS_MAX = 32, PLACES_MAX = 8, FRAMES_MAX = 64, IDLE_LOOKS = 20 };
#define PERIOD_MIN_NS 5000000u
#define PERIOD_MAX_NS 500000000u
#define GIL_WAIT_NS 25000000u // a thread that runs Python code gives it up within 5 ms (sys.getswitchinterval)
#define NS_PER_S 1000000000u

typedef struct Thread { // under the GIL, but for `turns`
    Turns turns;
    PyThreadState *state; // NULL: free
    uint64_t turn;        // the places are of
    struct { uint32_t site, seen; bool is_after; } places[PLACES_MAX];
    int count;
} Thread;

_Thread_local Turns *watch_mine;
_Atomic bool watch_dozes = true;

static Thread threads[LOOPS_MAX];

static pthread_t watcher;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool is_there, must_stop;

// --- where a thread stands, GIL held -------------------------------------------------------------

static uint32_t site_from(const VersionFrame *const *frames, int count) { // innermost first
    uint32_t site = 0;
    while (count--) site = place_of(site, version_frame_code(frames[count]), version_frame_instruction(frames[count]));
    return site;
}

// From the innermost frame of the script's inwards. None of its own: the innermost frame alone.
static uint32_t where(PyThreadState *state) {
    const VersionFrame *frames[FRAMES_MAX], *frame = version_frame_of_thread(state);
    int count = 0;
    for (; frame && count < FRAMES_MAX; frame = version_frame_outer(frame)) {
        frames[count++] = frame;
        if (sink_code_is_own(version_frame_code(frame))) return site_from(frames, count);
    }
    return count ? site_from(frames, 1) : 0;
}

// A function of a library's has been called from one line of the script's, whatever it did.
static bool line_is_sure(PyThreadState *state) {
    const VersionFrame *frame = version_frame_of_thread(state);
    return frame && version_line_is_sure(frame, !sink_code_is_own(version_frame_code(frame)));
}

static void note(Thread *thread, uint64_t turn, uint32_t site, bool is_after) {
    if (thread->turn != turn) thread->count = 0;
    thread->turn = turn;
    for (int i = 0; i < thread->count; i++) {
        if (thread->places[i].site != site || thread->places[i].is_after != is_after) continue;
        thread->places[i].seen++;
        return;
    }
    if (thread->count == PLACES_MAX) return;
    thread->places[thread->count].site = site;
    thread->places[thread->count].is_after = is_after;
    thread->places[thread->count++].seen = 1;
}

static uint64_t machine_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

// Code in C that keeps the GIL keeps us waiting here. A function gives it up as it returns, and so still stands on its line; an operator (the product
// of two huge numbers) only somewhere after it.
static void look_in(Thread *thread, uint64_t turn) {
    if (!Py_IsInitialized() || version_is_finalizing()) return;
    uint64_t asked = machine_ns();
    PyGILState_STATE gil = PyGILState_Ensure();
    bool was_kept = machine_ns() - asked > GIL_WAIT_NS;
    bool is_same = atomic_load(&thread->turns.turn) == turn && thread->state;
    if (is_same && sink_is_on && !gate_is_held()) {
        uint32_t site = where(thread->state);
        if (site) note(thread, turn, site, was_kept && !line_is_sure(thread->state));
    }
    PyGILState_Release(gil);
}

uint32_t watch_place(bool *is_after) {
    *is_after = false;
    const Thread *mine = (Thread *)watch_mine;
    if (!mine || mine->turn != atomic_load(&mine->turns.turn) - 1) return 0;
    int most = 0;
    for (int i = 1; i < mine->count; i++)
        if (mine->places[i].seen > mine->places[most].seen) most = i;
    if (!mine->count) return 0;
    *is_after = mine->places[most].is_after;
    return mine->places[most].site;
}

// --- the thread that watches ---------------------------------------------------------------------

static uint64_t period(void) {
    uint64_t shortest = PERIOD_MAX_NS;
    for (int i = 0; i < LOOPS_MAX; i++) {
        uint64_t half = atomic_load(&threads[i].turns.slow_ns) / 2;
        if (half && half < shortest) shortest = half;
    }
    return shortest < PERIOD_MIN_NS ? PERIOD_MIN_NS : shortest;
}

static void sleep_for(uint64_t ns) { // lock held
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    uint64_t at = (uint64_t)until.tv_nsec + ns;
    until.tv_sec += (time_t)(at / NS_PER_S);
    until.tv_nsec = (long)(at % NS_PER_S);
    pthread_cond_timedwait(&changed, &lock, &until);
}

// True: some handle has run since the last look.
static bool look(uint64_t before[LOOPS_MAX]) {
    bool any = false;
    for (int i = 0; i < LOOPS_MAX; i++) {
        uint64_t turn = atomic_load(&threads[i].turns.turn);
        any |= turn % 2 || turn != before[i];
        if (turn % 2 && turn == before[i]) look_in(&threads[i], turn);
        before[i] = turn;
    }
    return any;
}

static void doze(void) { // lock held
    atomic_store(&watch_dozes, true);
    while (atomic_load(&watch_dozes) && !must_stop) pthread_cond_wait(&changed, &lock);
}

static void *watch(void *none) {
    uint64_t before[LOOPS_MAX] = {0};
    int idle = 0;
    pthread_mutex_lock(&lock);
    while (!must_stop) {
        if (idle == IDLE_LOOKS) doze();
        sleep_for(period());
        if (must_stop) break;
        pthread_mutex_unlock(&lock);
        idle = look(before) ? 0 : idle < IDLE_LOOKS ? idle + 1 : idle;
        pthread_mutex_lock(&lock);
    }
    pthread_mutex_unlock(&lock);
    return none;
}

// Signals are for the script's own threads.
static bool start(void) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool done = pthread_create(&watcher, NULL, watch, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return done;
}

void watch_wake(void) {
    pthread_mutex_lock(&lock);
    atomic_store(&watch_dozes, false);
    if (!is_there) is_there = start();
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
}

bool watch_is_there(void) {
    return is_there;
}

// With the GIL released: it may be what the watcher waits for.
void watch_stop(void) {
    if (!is_there) return;
    pthread_mutex_lock(&lock);
    must_stop = true;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
    Py_BEGIN_ALLOW_THREADS
    pthread_join(watcher, NULL);
    Py_END_ALLOW_THREADS
    is_there = must_stop = false;
    atomic_store(&watch_dozes, true);
}

// --- threads that are watched --------------------------------------------------------------------

static void forget_after_fork(void) {
    is_there = must_stop = false;
    pthread_mutex_init(&lock, NULL);
    pthread_cond_init(&changed, NULL);
    watch_mine = NULL;
}

void watch_join(void) {
    static bool is_known;
    if (watch_mine || !sink_is_on || clock_is_virtual()) return;
    if (!is_known) is_known = !pthread_atfork(NULL, NULL, forget_after_fork);
    for (int i = 0; i < LOOPS_MAX; i++) {
        if (threads[i].state) continue;
        threads[i].state = PyThreadState_Get();
        watch_mine = &threads[i].turns;
        return;
    }
}

void watch_leave(void) {
    if (!watch_mine) return;
    Thread *mine = (Thread *)watch_mine;
    uint64_t turn = atomic_load(&mine->turns.turn);
    atomic_store(&mine->turns.turn, turn + turn % 2);
    atomic_store(&mine->turns.slow_ns, 0);
    mine->state = NULL;
    watch_mine = NULL;
}
