// What is drawn how in the script's source: CPython's tokenizer is asked once for each file that comes, in an engine of its own, while the screen goes on.
#ifndef APP_HIGHLIGHT_H
#define APP_HIGHLIGHT_H

#include <sys/types.h>

#include "history/log.h"
#include "ui/ui.h"

typedef struct Highlighter { // {0}: nothing was asked yet
    Str engine;       // "" where there is none: the screen then draws by what it knows itself
    UiHighlight *files; // by the log's number of the source
    size_t count, cap;
    pid_t pid;        // of the one that works now, for files[count - 1]; 0: none
    int fd;
    uint64_t since;   // ns: when it was started
    Str runs;         // what it has said so far
} Highlighter;

// engine: of this CPython; NULL: the newest there is.
void highlight_begin(Highlighter *highlighter, const char *engine);
void highlight_end(Highlighter *highlighter);

// Ask for what is new in the log, and take what has come; true: an answer is still to come. `now` in real ns.
bool highlight_work(Highlighter *highlighter, const Log *log, uint64_t now);

#endif
