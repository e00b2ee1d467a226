// What is to be run, and how: made from the options or from a lesson, the same for record, run and learn.
#ifndef APP_LAUNCH_H
#define APP_LAUNCH_H

#include "app/engine_process.h"
#include "app/options.h"
#include "lesson/lesson.h"
#include "trace/recording.h"

typedef struct Launch {
    Str engine;
    const char *script; // the path, or "-m MODULE"
    Str script_text;    // owns `script`
    char **argv;        // for EngineSpec; the array is ours, the strings are borrowed
    bool is_module, is_virtual, lines, is_lesson;
    bool
        ends_stuck; // a lesson about a deadlock: it is over when nothing can wake its loop any more
    Str title;      // of a lesson that launch_operand found: "2.3 Two sleeps, one second"
    RecordingMeta meta;
} Launch;

// For run and record. Errors: no such script, no engine. Clock real, detail tasks unless the options say otherwise.
bool launch_from_options(Launch *launch, const Options *options, Err *err);

// For a lesson: clock virtual unless the lesson or the options say otherwise, detail lines. `path` stays the caller's.
bool launch_lesson(Launch *launch, const Lesson *lesson, const char *path, const Options *options, Err *err);

// For a command that takes a SCRIPT: what the operands name is a module, a file, or else one of our
// lessons by its number or name, which then runs as it does in `learn`. With `knows_paths` a lesson
// of ours is also known by the path of its file. Errors: as the two above; no such lesson;
// arguments for a lesson.
bool launch_operand(Launch *launch, const Options *options, bool knows_paths, Err *err);

EngineSpec launch_spec(const Launch *launch, EngineStdio stdio);
void launch_free(Launch *launch);

#endif
