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
    if (lock) say(s, " The longest that a lock was held across an await: %Y, by %N, for %d.", id, lock->longest_task, lock->longest_hold);
}

static void say_queues(const Saying *s) {
    for (uint32_t i = 0; i < s->after->n_syncs; i++) {
        const Sync *queue = &s->after->syncs[i];
        if (queue->kind < SYNC_QUEUE || queue->out || queue->in < NEVER_SHRANK_MIN) continue;
        say(s, " %Y never shrank: %n put, none taken out.", i + 1, (unsigned)queue->in, "item");
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
    if (task) say(s, " %N waited %u times, %d in all, and no other task had anything to do meanwhile.", most, (unsigned)task->alone_waits, task->alone_ns);
}

void explain_measures(Str *out, const Log *log, const State *state, bool is_line, bool ascii) {
    Saying s = {.out = out, .log = log, .before = state, .after = state, .is_line = is_line, .ascii = ascii};
    say_hold(&s);
    say_queues(&s);
    say_alone(&s);
}
