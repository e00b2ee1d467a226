#include "ui/ui_help_words.h"

#include <stddef.h>
#include <string.h>

#include "base/words.h"

// A sign that means one thing in one pane and another in the next says which pane it speaks of.
static const HelpSign signs[] = {
    {"%s",
     {GLYPH_RUNNING},
     1,
     N_("a task that runs, and in the source the line it is on; in the loop pane, what the loop does now")},
    {"%s", {GLYPH_READY}, 1, N_("a task that is ready: it waits for its turn in the ready queue")},
    {"%s",
     {GLYPH_CREATED},
     1,
     N_("a task that was created: it is in the ready queue too, for its first step")},
    {"%s", {GLYPH_WAITING}, 1, N_("a task that waits: for a timer, a lock, another task, data …")},
    {"%s",
     {GLYPH_FINISHED},
     1,
     N_("a task that has finished; in the list of lessons, a lesson you have done")},
    {"%s", {GLYPH_FAILED}, 1, N_("a task that failed with an exception")},
    {"%s", {GLYPH_CANCELLED}, 1, N_("a task that was cancelled")},
    {"%s", {GLYPH_DESTROYED}, 1, N_("a task that was destroyed before it could finish")},
    {"4: 1%s 1%s 2%s",
     {GLYPH_RUNNING, GLYPH_READY, GLYPH_WAITING},
     3,
     N_("4 tasks: 1 runs, 1 is ready, 2 wait")},
    {"%s12", {GLYPH_TIMES}, 1, N_("12 tasks that run the same function, in one row")},
    {"%s %s",
     {GLYPH_CLOSED, GLYPH_OPEN},
     2,
     N_("a row that is folded, and one that is open: enter changes it")},
    {"%s", {GLYPH_BREAK}, 1, N_("source: a breakpoint")},
    {"%s",
     {GLYPH_TURN},
     1,
     N_("loop, ready: what stands behind it runs in the next iteration; output: between a task and what it printed")},
    {"%s%s",
     {GLYPH_BAR, GLYPH_BAR_REST},
     2,
     N_("loop, timers: how much of the wait is over, and what is left of it")},
    {"%s", {GLYPH_RAN}, 1, N_("timeline: the task runs")},
    {"%s", {GLYPH_QUEUED}, 1, N_("timeline: the task is ready and waits for its turn")},
    {"%s",
     {GLYPH_SLEPT},
     1,
     N_("timeline: the task waits for time to pass, or for something from outside")},
    {"%s",
     {GLYPH_HELD_UP},
     1,
     N_("timeline: the task is held up by other tasks, such as by a lock that one of them has")},
    {"%s", {GLYPH_BLOCKED}, 1, N_("timeline: the task blocks the loop, so nothing else can run")},
    {"%s", {GLYPH_TICK}, 1, N_("timeline: the moment that is shown")},
    {"%s%s",
     {GLYPH_TAKEN, GLYPH_FREE},
     2,
     N_("primitives: places of a semaphore or a queue, taken and free")},
    {"%s %s",
     {GLYPH_BRANCH, GLYPH_LAST},
     2,
     N_("who waits: the task above waits for the one behind this")},
    {"%s",
     {GLYPH_CIRCLE},
     1,
     N_("who waits: the task stands above already; in a circle that is a deadlock")},
    {"%s", {GLYPH_NOTE}, 1, N_("what happened: here the lesson speaks")},
    {"%s %s %s",
     {GLYPH_PLAYING, GLYPH_PAUSED, GLYPH_ENDED},
     3,
     N_("first row: playing or running, paused, at the end")},
    {"%s %s",
     {GLYPH_ABOVE, GLYPH_BELOW},
     2,
     N_("there is more above, and below: the arrow keys scroll")},
    {"%s", {GLYPH_MORE}, 1, N_("cut here: there is no room for the rest")},
    {"%s", {GLYPH_NONE}, 1, N_("none")},
    {"9!", {0}, 0, N_("a pane that is not in sight has something to report")},
};

static const HelpWord dictionary[] = {
    {N_("await chain"),
     N_("the functions of a task that await each other: the task's own first, the one it is suspended in last")},
    {N_("blocked loop"),
     N_("a step that runs for long without an await: until it ends, no other task, timer or callback can run")},
    {N_("callback"),
     N_("an ordinary function that the loop calls, put into the ready queue by call_soon, a timer or a future")},
    {N_("coroutine"),
     N_("what calling an async def function returns: its body runs only once it is awaited or made into a task")},
    {N_("deadlock"),
     N_("tasks that wait for each other in a circle, so none of them can ever go on")},
    {N_("descriptor"),
     N_("the operating system's number for an open socket, pipe or file; the selector watches those of sockets and pipes")},
    {N_("executor"),
     N_("threads or processes that run blocking code beside the loop (asyncio.to_thread, run_in_executor)")},
    {N_("future"),
     N_("a box for a result that comes later: tasks that await it go on once it has a result, an exception, or is cancelled")},
    {N_("handle"),
     N_("one entry of the ready queue or of the timers: a callback with its arguments, such as a task's next step")},
    {N_("iteration"),
     N_("one round of the loop: compute the timeout, poll, move timers that are due, run what is ready")},
    {N_("loop"), N_("asyncio's event loop: it runs one thing at a time and decides what is next")},
    {N_("poll"),
     N_("the part of an iteration in which the loop waits for data or for its next timer; with something ready it only looks")},
    {N_("primitive"),
     N_("a lock, semaphore, event, condition, barrier or queue: what tasks use to wait for each other")},
    {N_("ready queue"),
     N_("what the loop runs next, in this order; a task in it is ready, not running")},
    {N_("selector"),
     N_("the part of Python that asks the operating system which sockets and pipes have something to do")},
    {N_("sleep"),
     N_("in the timers: the timer of asyncio.sleep, which makes its task ready when it fires")},
    {N_("step"),
     N_("what a task does without a break, from one await that waits to the next; in the ready queue, its next such piece")},
    {N_("suspended"),
     N_("stopped at an await: the coroutine keeps its variables and continues from there later")},
    {N_("task"), N_("a coroutine that the loop runs, step by step, beside others")},
    {N_("timeout"),
     N_("how long the loop may wait in poll: not at all when something is ready, else until the next timer")},
    {N_("timer"),
     N_("something the loop is to do at a given time; when that has come it moves to the ready queue")},
    {N_("wakes"), N_("in the ready queue: the step of a task that has what it waited for")},
};

const HelpSign *help_sign(size_t i) {
    return i < sizeof signs / sizeof *signs ? &signs[i] : NULL;
}

const HelpWord *help_word(size_t i) {
    return i < sizeof dictionary / sizeof *dictionary ? &dictionary[i] : NULL;
}

void help_sign_show(Str *out, const HelpSign *sign, bool ascii) {
    int next = 0;
    for (const char *at = sign->form; *at; at++) {
        if (at[0] == '%' && at[1] == 's' && next < sign->count)
            str_add(out, theme_glyph(sign->glyphs[next++], ascii)), at++;
        else str_add_bytes(out, at, 1);
    }
}
