// Futures of the script's: completed by somebody, which wakes who awaits them.
#include "explain/say.h"

static void say_where(const Saying *s, uint32_t site) {
    if (site_is_known(s->log, site)) say(s, " on %P", site);
}

static void say_what_follows(const Saying *s, uint32_t future) {
    unsigned waiters = 0;
    for (uint32_t id = 1; id <= s->before->n_tasks; id++) {
        const Task *task = state_task(s->before, id);
        waiters += task->state == TASK_WAITING && task->wait == WAIT_FOR_FUTURE && task->wait_on == future;
    }
    if (waiters == 1) say(s, " The task that awaits it is woken.");
    else if (waiters) say(s, " The %u tasks that await it are woken.", waiters);
    else say(s, " No task awaits it at this moment.");
}

void say_FUTURE_CREATED(const Saying *s) {
    if (s->ev->arg[FUTURE_CREATED_site]) {
        say_actor(s);
        say(s, " made %U", s->ev->arg[FUTURE_CREATED_future]);
        say_where(s, s->ev->arg[FUTURE_CREATED_site]);
        say(s, ": a result that somebody will set later.");
    } else say(s, "A future of the program's is seen here for the first time: %U.", s->ev->arg[FUTURE_CREATED_future]);
}

void say_FUTURE_RESULT(const Saying *s) {
    say_actor(s);
    say(s, " set the result of %U to `%S`", s->ev->arg[FUTURE_RESULT_future], s->ev->arg[FUTURE_RESULT_result]);
    say_where(s, s->ev->arg[FUTURE_RESULT_site]);
    say(s, ".");
    say_what_follows(s, s->ev->arg[FUTURE_RESULT_future]);
}

void line_FUTURE_RESULT(const Saying *s) {
    say(s, "%t  %N sets the result of %U to %S", s->ev->t, s->ev->task, s->ev->arg[FUTURE_RESULT_future], s->ev->arg[FUTURE_RESULT_result]);
    say_where(s, s->ev->arg[FUTURE_RESULT_site]);
}

static void say_exception(const Saying *s) {
    say(s, "%S", s->ev->arg[FUTURE_EXCEPTION_type]);
    if (log_string(s->log, s->ev->arg[FUTURE_EXCEPTION_message]).len) say(s, ": %S", s->ev->arg[FUTURE_EXCEPTION_message]);
}

void say_FUTURE_EXCEPTION(const Saying *s) {
    say_actor(s);
    say(s, " gave %U the exception `", s->ev->arg[FUTURE_EXCEPTION_future]);
    say_exception(s);
    say(s, "`");
    say_where(s, s->ev->arg[FUTURE_EXCEPTION_site]);
    say(s, ": it is raised in whoever awaits it.");
    say_what_follows(s, s->ev->arg[FUTURE_EXCEPTION_future]);
}

void line_FUTURE_EXCEPTION(const Saying *s) {
    say(s, "%t  %N gives %U the exception ", s->ev->t, s->ev->task, s->ev->arg[FUTURE_EXCEPTION_future]);
    say_exception(s);
    say_where(s, s->ev->arg[FUTURE_EXCEPTION_site]);
}

void say_FUTURE_CANCELLED(const Saying *s) {
    say_actor(s);
    say(s, " cancelled %U", s->ev->arg[FUTURE_CANCELLED_future]);
    say_where(s, s->ev->arg[FUTURE_CANCELLED_site]);
    say(s, ": whoever awaits it gets CancelledError.");
    say_what_follows(s, s->ev->arg[FUTURE_CANCELLED_future]);
}

void line_FUTURE_CANCELLED(const Saying *s) {
    say(s, "%t  %N cancels %U", s->ev->t, s->ev->task, s->ev->arg[FUTURE_CANCELLED_future]);
    say_where(s, s->ev->arg[FUTURE_CANCELLED_site]);
}
