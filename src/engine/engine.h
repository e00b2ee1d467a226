// What the parts of the engine share: its options, fixed once at start.
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

// The engine's own command line; made by app/engine_process, read by engine/main.
//   aioscope-engine-X.Y [--channel FD] [--control FD] [--virtual] [--lines] [--hold] [--watch] [--lesson] [--] SCRIPT [ARG…] | -m MODULE [ARG…]
typedef struct EngineOptions {
    int channel_fd;  // events go here
    int control_fd;  // grants come from here, -1: none (record)
    bool is_virtual; // --virtual: the clock
    bool lines;      // --lines: record lines from the start
    bool hold;       // --hold: wait for a grant before the script's first line
    bool watch;      // --watch: in the viewer: what Python writes to sys.stdout and sys.stderr goes into events only, not to descriptors 1 and 2
    bool lesson;     // --lesson: a listening socket does not count as outside (the jump rule)
} EngineOptions;

extern EngineOptions engine_options;

#endif
