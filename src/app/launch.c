#include "app/launch.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/lesson_list.h"
#include "app/paths.h"
#include "base/mem.h"
#include "base/words.h"

// The version in the name of the engine's program: aioscope-engine-3.11.2.
static const char *engine_version(const char *engine) {
    return strrchr(engine, '-') + 1;
}

static void fill_meta(Launch *launch, const char *title) {
    RecordingMeta *meta = &launch->meta;
    str_add(&meta->program, launch->script);
    for (size_t i = 0; launch->argv[i]; i++) str_addf(&meta->command, "%s%s", i ? " " : "", launch->argv[i]);
    str_add(&meta->python, engine_version(launch->engine.s));
    str_add(&meta->title, title);
    meta->is_virtual = launch->is_virtual;
    meta->has_lines = launch->lines;
    meta->started = (uint64_t)time(NULL);
}

bool launch_from_options(Launch *launch, const Options *options, Err *err) {
    char **operands = options->operands;
    if (!options->is_module && !paths_check_script(operands[0], err)) return false;
    if (!paths_engine(&launch->engine, options->python, err)) return false;
    launch->is_module = options->is_module;
    launch->is_virtual = options->clock == TOGGLE_FIRST;
    launch->lines = options->detail == TOGGLE_SECOND;
    launch->argv = mem_new((size_t)(options->n_operands + 2) * sizeof *launch->argv);
    size_t n = 0;
    if (options->is_module) launch->argv[n++] = "-m";
    memcpy(launch->argv + n, operands, (size_t)options->n_operands * sizeof *operands);
    str_addf(&launch->script_text, "%s%s", options->is_module ? "-m " : "", operands[0]);
    launch->script = launch->script_text.s;
    fill_meta(launch, "");
    return true;
}

bool launch_lesson(Launch *launch, const Lesson *lesson, const char *path, const Options *options, Err *err) {
    if (!paths_engine(&launch->engine, options->python, err)) return false;
    launch->is_lesson = true;
    launch->is_virtual = options->clock ? options->clock == TOGGLE_FIRST : !lesson->is_real;
    launch->lines = options->detail != TOGGLE_FIRST;
    launch->ends_stuck = strcmp(str_text(&lesson->ends), "deadlock") == 0;
    launch->argv = mem_new(2 * sizeof *launch->argv);
    str_add(&launch->script_text, path);
    launch->script = launch->script_text.s;
    launch->argv[0] = launch->script_text.s;
    fill_meta(launch, str_text(&lesson->title));
    return true;
}

static bool launch_named(Launch *launch, const char *path, const char *number,
                         const Options *options, Err *err) {
    Lesson lesson = {0};
    if (options->n_operands > 1)
        return err_set(err, words(N_("%s: a lesson takes no arguments")), options->operands[1]);
    bool fine =
        lesson_load(&lesson, path, err) && launch_lesson(launch, &lesson, path, options, err);
    if (fine) str_addf(&launch->title, "%s %s", number, str_text(&lesson.title));
    lesson_free(&lesson);
    return fine;
}

bool launch_operand(Launch *launch, const Options *options, bool knows_paths, Err *err) {
    const char *wanted = options->operands[0];
    Str path = {0}, number = {0};
    bool fine = true, is_lesson = false;
    if (!options->is_module && lesson_list_is_name(wanted)) {
        fine = is_lesson = lesson_list_find(wanted, &path, &number, err);
    } else if (!options->is_module && knows_paths && lesson_list_number(wanted, &number)) {
        str_add(&path, wanted);
        is_lesson = true;
    }
    if (fine)
        fine = is_lesson ? launch_named(launch, path.s, number.s, options, err)
                         : launch_from_options(launch, options, err);
    str_free(&path);
    str_free(&number);
    return fine;
}

EngineSpec launch_spec(const Launch *launch, EngineStdio stdio) {
    return (EngineSpec){.engine = launch->engine.s, .stdio = stdio, .stdin_fd = -1, .is_virtual = launch->is_virtual,
                        .lines = launch->lines, .hold = stdio == ENGINE_WATCHED, .is_lesson = launch->is_lesson,
                        .argv = launch->argv};
}

void launch_free(Launch *launch) {
    str_free(&launch->engine);
    str_free(&launch->script_text);
    str_free(&launch->title);
    free(launch->argv);
    recording_meta_free(&launch->meta);
    *launch = (Launch){0};
}
