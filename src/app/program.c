#include "app/program.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

// So many records at once leave time for the screen.
enum { TAKE_MAX = 4096 };
#define NUDGE_NS 100000000u

bool program_start(Program *program, const Launch *launch, History *history, bool is_kept, int stdin_fd, Err *err) {
    EngineSpec spec = launch_spec(launch, ENGINE_WATCHED);
    spec.stdin_fd = stdin_fd;
    *program = (Program){.run = UI_RUN_GOING};
    if (!engine_start(&program->engine, &spec, err)) return false;
    intake_init(&program->intake, history, is_kept ? &launch->meta : NULL);
    return true;
}

void program_free(Program *program) {
    engine_free(&program->engine);
    intake_deinit(&program->intake);
    *program = (Program){.run = UI_RUN_ENDED};
}

static void hear(Program *program, const ControlMessage *message) {
    if (message->kind == CONTROL_HELD) {
        program->run = UI_RUN_HELD;
        program->is_free = program->is_pausing = false;
        program->held_at = message->written;
        program->is_at_breakpoint = message->what == GATE_BREAKPOINT;
        program->breakpoint_line = message->line;
    } else if (message->kind == CONTROL_READING && program->run != UI_RUN_HELD) {
        program->run = message->value ? UI_RUN_READING : UI_RUN_GOING;
        program->reading_task = message->task;
    }
}

// A signal that comes just before a sleep of CPython's begins ends no sleep: it is sent again until the program holds.
static void nudge(Program *program, uint64_t now) {
    if (!program->is_pausing || now - program->nudged < NUDGE_NS) return;
    program->nudged = now;
    program_signal(program, SIGURG);
}

bool program_take(Program *program, uint64_t now) {
    if (program->run == UI_RUN_ENDED) return false;
    ControlMessage message;
    // Asked first: what it sent before its end is then there to be taken.
    bool ended = engine_check_end(&program->engine, NULL);
    bool any = false;
    while (program->engine.control >= 0 && control_receive(program->engine.control, &message, false) > 0) {
        hear(program, &message);
        any = true;
    }
    bool came = intake_channel(&program->intake, &program->engine, TAKE_MAX);
    came |= intake_output(&program->intake, &program->engine);
    if (came) program->last_event = now;
    nudge(program, now);
    intake_flush(&program->intake, program->run == UI_RUN_HELD);
    if (ended && !came) {
        intake_end(&program->intake, &program->engine);
        program->run = UI_RUN_ENDED;
        program->is_free = program->is_pausing = false;
        any = true;
    }
    return any || came;
}

bool program_is_settled(const Program *program) {
    if (program->run == UI_RUN_ENDED) return true;
    bool waits = program->run == UI_RUN_HELD || program->run == UI_RUN_READING;
    return waits && channel_consumed(program->engine.channel) >= program->held_at;
}

void program_grant(Program *program, const ControlMessage *grant) {
    if (program->run != UI_RUN_HELD) return;
    program->run = UI_RUN_GOING;
    program->is_free = grant->what == UNTIL_PAUSED;
    channel_ask_pause(program->engine.channel, false);
    control_send(program->engine.control, grant);
}

void program_pause(Program *program) {
    if (program->run == UI_RUN_HELD || program->run == UI_RUN_ENDED || program->is_pausing) return;
    program->is_pausing = true;
    channel_ask_pause(program->engine.channel, true);
    control_send(program->engine.control, &(ControlMessage){.kind = CONTROL_PAUSE});
    program_signal(program, SIGURG);
}

void program_set_lines(Program *program, bool on) {
    if (program->run == UI_RUN_ENDED) return;
    control_send(program->engine.control, &(ControlMessage){.kind = CONTROL_LINES, .value = on});
    program_signal(program, SIGURG);
}

void program_watch(Program *program, const Condition *conditions, size_t count) {
    if (program->run == UI_RUN_ENDED) return;
    control_send(program->engine.control, &(ControlMessage){.kind = CONTROL_WATCH});
    for (size_t i = 0; i < count; i++) {
        uint16_t kinds[CONDITION_KINDS];
        size_t n = condition_kinds(&conditions[i], kinds);
        for (size_t k = 0; k < n; k++)
            control_send(program->engine.control, &(ControlMessage){.kind = CONTROL_WATCH, .what = kinds[k], .line = conditions[i].line});
    }
    program_signal(program, SIGURG);
}

void program_signal(Program *program, int number) {
    if (program->engine.pid && !program->engine.has_ended) kill(program->engine.pid, number);
}

bool program_input(Program *program, const char *text) {
    int *input = &program->engine.input;
    if (*input < 0) return false;
    if (!text) {
        close(*input);
        *input = -1;
        return true;
    }
    // A line is far shorter than a pipe's buffer, and the script is waiting for it. SIGPIPE is ignored in the viewer.
    return write(*input, text, strlen(text)) == (ssize_t)strlen(text);
}
