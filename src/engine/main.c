// The engine: runs a Python program on our loop and tells what happens (docs/architecture.md, The engine).
#include <Python.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"
#include "engine/gate.h"
#include "engine/python.h"
#include "engine/sink.h"
#include "engine/tokens.h"
#include "engine/venv.h"

EngineOptions engine_options = {.channel_fd = -1, .control_fd = -1};

static int refuse(const char *what) {
    fprintf(stderr, "aioscope: %s\n", what);
    return 2;
}

typedef struct Option {
    const char *name;
    bool *flag; // one of the two
    int *number;
} Option;

static bool parse_option(char **argv, int *at, bool *is_known) {
    const Option options[] = {
        {"--channel", NULL, &engine_options.channel_fd}, {"--control", NULL, &engine_options.control_fd},
        {"--virtual", &engine_options.is_virtual, NULL}, {"--lines", &engine_options.lines, NULL}, {"--hold", &engine_options.hold, NULL},
        {"--watch", &engine_options.watch, NULL}, {"--lesson", &engine_options.lesson, NULL},
    };
    *is_known = false;
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (strcmp(argv[*at], options[i].name)) continue;
        *is_known = true;
        ++*at;
        if (options[i].flag) return *options[i].flag = true;
        if (!argv[*at]) return false;
        *options[i].number = atoi(argv[(*at)++]);
        return true;
    }
    return true;
}

// Where the script's words begin, or -1.
static int parse_options(char **argv) {
    int at = 1;
    bool is_known = true;
    while (argv[at] && is_known && strcmp(argv[at], "--")) {
        if (!parse_option(argv, &at, &is_known)) return -1;
    }
    if (argv[at] && !strcmp(argv[at], "--")) at++;
    bool is_complete = argv[at] && (strcmp(argv[at], "-m") ? argv[at][0] != '-' || !is_known : argv[at + 1] != NULL);
    return is_complete ? at : -1;
}

// The child of a fork() is a program of its own, of which we tell nothing.
static void forget_after_fork(void) {
    sink_is_on = false;
    gate_is_armed = false;
}

// asyncio's selector transports receive into 256 KiB that they cut to what came: by default each of these is mapped, cut and unmapped by the
// kernel, which takes a third of an echo's time. Larger blocks, which may be kept for long, still are.
static void keep_receive_buffers(void) {
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 4 << 20);
    mallopt(M_TOP_PAD, 1 << 20);
}

// The interpreter that this engine stands in for: who compares a run with stock Python asks here.
static int say_python(void) {
    Str path = {0};
    venv_executable(&path);
    bool fine = puts(str_text(&path)) >= 0 && fflush(stdout) == 0;
    str_free(&path);
    return !fine;
}

int main(int argc, char **argv) {
    keep_receive_buffers();
    if (argc == 2 && !strcmp(argv[1], "--python")) return say_python();
    if (argc == 2 && !strcmp(argv[1], "--tokens")) return tokens_run();
    int script = parse_options(argv);
    if (script < 0) return refuse("the engine is started by aioscope: aioscope run SCRIPT");
    Err err = {0};
    if (engine_options.channel_fd >= 0 && !sink_open(engine_options.channel_fd, &err)) return refuse(err.msg);
    pthread_atfork(NULL, NULL, forget_after_fork);
    if (!python_start(argv + script, &err)) return refuse(err.msg);
    return python_run(argv + script);
}
