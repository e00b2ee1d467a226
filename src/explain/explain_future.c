// Futures of the script's: completed by somebody, which wakes who awaits them.
#include "explain/say.h"

static void say_what_follows(const Saying *s, uint32_t future) {
    unsigned waiters = 0;
    for (uint32_t id = 1; id <= s->before->n_tasks; id++) {
        const Task *task = state_task(s->before, id);
        waiters += task->state == TASK_WAITING && task->wait == WAIT_FOR_FUTURE && task->wait_on == future;
    }
    if (waiters)
        say_n(s, waiters, "The task that awaits it is woken.",
              "The %n tasks that await it are woken.");
    else say(s, "No task awaits it at this moment.");
}

void say_FUTURE_CREATED(const Saying *s) {
    uint32_t site = s->ev->arg[FUTURE_CREATED_site], future = s->ev->arg[FUTURE_CREATED_future];
    if (site)
        say_at(s, site, "%T creates %U on %p: a result that will be set later.",
               "%T creates %U: a result that will be set later.", s->ev->task, future);
    else say(s, "%U is seen here for the first time.", future);
}

void say_FUTURE_RESULT(const Saying *s) {
    uint32_t future = s->ev->arg[FUTURE_RESULT_future], result = s->ev->arg[FUTURE_RESULT_result];
    say_at(s, s->ev->arg[FUTURE_RESULT_site], "%T sets the result of %U to `%S` on %p.",
           "%T sets the result of %U to `%S`.", s->ev->task, future, result);
    if (!s->is_line) say_what_follows(s, future);
}

void say_FUTURE_EXCEPTION(const Saying *s) {
    uint32_t future = s->ev->arg[FUTURE_EXCEPTION_future];
    Str exception = {0};
    add_exception(&exception, s, s->ev->arg[FUTURE_EXCEPTION_type],
                  s->ev->arg[FUTURE_EXCEPTION_message]);
    say_at(s, s->ev->arg[FUTURE_EXCEPTION_site], "%T sets the exception of %U to %s on %p.",
           "%T sets the exception of %U to %s.", s->ev->task, future, str_text(&exception));
    str_free(&exception);
    if (s->is_line) return;
    say(s, "It is raised in every task that awaits it.");
    say_what_follows(s, future);
}

void say_FUTURE_CANCELLED(const Saying *s) {
    uint32_t future = s->ev->arg[FUTURE_CANCELLED_future];
    say_at(s, s->ev->arg[FUTURE_CANCELLED_site], "%T cancels %U on %p.", "%T cancels %U.",
           s->ev->task, future);
    if (s->is_line) return;
    say(s, "CancelledError is raised in every task that awaits it.");
    say_what_follows(s, future);
}
