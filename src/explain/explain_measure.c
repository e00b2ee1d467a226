// What was measured over the whole program: numbers, not verdicts.
#include "explain/say.h"

#define ALONE_MIN 2          // waits that shared no time: a single one says nothing
#define ALONE_NS (NS_PER_MS) // and so does less than this
#define NEVER_SHRANK_MIN 2   // items

static const Sync *longest_hold(const State *state, uint32_t *id) {
    const Sync *longest = NULL;
    for (uint32_t i = 0; i < state->n_syncs; i++) {
        const Sync *sync = &state->syncs[i];
        if (sync->kind != SYNC_LOCK || !sync->longest_hold || (longest && sync->longest_hold <= longest->longest_hold)) continue;
        longest = sync;
        *id = i + 1;
    }
    return longest;
}

static void say_hold(const Saying *s) {
    uint32_t id = 0;
    const Sync *lock = longest_hold(s->after, &id);
    if (lock)
        say(s, "The longest time a lock was held across an await is %d: %Y, held by %N.",
            lock->longest_hold, id, lock->longest_task);
}

// One that was never given back is worth more than the longest of those that were.
static bool say_kept(const Saying *s) {
    for (uint32_t id = 1; id <= s->after->n_syncs; id++) {
        uint32_t hold = 0, holder = s->after->syncs[id - 1].kind == SYNC_LOCK
                                        ? state_next_holder(s->after, id, &hold)
                                        : 0;
        if (!holder) continue;
        say(s, "%N never released %Y, which it acquired at %t.", holder, id,
            s->after->holds[hold - 1].since);
        return true;
    }
    return false;
}

static void say_queues(const Saying *s) {
    for (uint32_t i = 0; i < s->after->n_syncs; i++) {
        const Sync *queue = &s->after->syncs[i];
        if (queue->kind < SYNC_QUEUE || queue->out || queue->in < NEVER_SHRANK_MIN) continue;
        say_n(s, queue->in, "%Y only grew: one item was put in, and none was taken out.",
              "%Y only grew: %n items were put in, and none was taken out.", i + 1);
        return;
    }
}

static void say_alone(const Saying *s) {
    uint32_t most = 0;
    for (uint32_t id = 1; id <= s->after->n_tasks; id++) {
        const Task *task = state_task(s->after, id), *best = state_task(s->after, most);
        if (task->alone_waits >= ALONE_MIN && task->alone_ns >= ALONE_NS && (!best || task->alone_ns > best->alone_ns)) most = id;
    }
    const Task *task = state_task(s->after, most);
    if (!task) return;
    say_n(s, task->alone_waits, "%N waited once, for %d, while no other task had anything to do.",
          "%N waited %n times, for %d in all, while no other task had anything to do.", most,
          task->alone_ns);
}

void say_measures(const Saying *s) {
    if (!say_kept(s)) say_hold(s);
    say_queues(s);
    say_alone(s);
}

void explain_measures(Str *out, const Log *log, const State *state, bool is_line, bool ascii) {
    say_measures(&(Saying){.out = out,
                           .start = out->len,
                           .log = log,
                           .before = state,
                           .after = state,
                           .is_line = is_line,
                           .ascii = ascii});
}
