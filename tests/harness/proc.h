// Run a command to its end: what it was given, what it wrote, how it ended.
#ifndef HARNESS_PROC_H
#define HARNESS_PROC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

typedef struct ProcSpec {
    const char *const *argv;  // NULL at the end
    const char *const *env;   // "NAME=VALUE" to add to our own environment, "NAME" to take away; NULL: nothing
    const char *cwd;          // NULL: as we are
    StrView input;            // stdin: these bytes, then its end
    int signal;               // sent to the command once `signal_after` stands on its stdout; 0: none
    const char *signal_after;
    bool as_nobody;           // give up root's rights first (for files that may not be read)
    int timeout_ms;           // 0: PROC_PATIENCE_MS. When it is over the whole process group is killed
} ProcSpec;
#define PROC_PATIENCE_MS 60000

typedef struct Proc {
    Str out, err;
    int status;     // exit status, -1 if a signal ended it
    int signal;     // that signal, else 0
    bool timed_out;
} Proc;

// The command leads a process group of its own; whatever of it is left at the end is killed.
void proc_run(Proc *proc, const ProcSpec *spec);
void proc_free(Proc *proc);

// The short form: `argv` given one by one, the viewer first in proc_viewer; no input, our environment.
#define proc_viewer(proc, ...) \
    proc_run(proc, &(ProcSpec){.argv = (const char *const[]){place_viewer(), __VA_ARGS__, NULL}})

// Say on stderr what came of it, for a test that is about to fail.
void proc_show(const Proc *proc);

// The last line of what was written, without its newline.
StrView last_line(const Str *text);

#endif
