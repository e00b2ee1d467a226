// The append-only list of events, and the tables that events refer to. What lies in the tables does not depend on where one looks:
// it is definitions, not history.
#ifndef HISTORY_LOG_H
#define HISTORY_LOG_H

#include "base/str.h"
#include "trace/event.h"

typedef struct Log Log;

typedef struct Code { // a function
    uint32_t name, file; // strings
    uint32_t first_line;
    bool is_own; // the script's own, not a library's
} Code;

typedef struct Site { // a place in a running function, and the awaiting frame outside it
    uint32_t parent; // site, 0: outermost
    uint32_t code, line;
} Site;

typedef struct Source { // a file of the script
    uint32_t file;      // string
    StrView text;       // all of it, UTF-8 as Python decoded it
    size_t lines;
} Source;

// Every getter answers 0 or empty for an id that is not there, so that callers need not ask first. Views live as long as the log.
StrView log_string(const Log *log, uint32_t id);
Code log_code(const Log *log, uint32_t id);
Site log_site(const Log *log, uint32_t id);

// The innermost frame of a chain that is the script's own code, else the innermost of all.
Site log_own_site(const Log *log, uint32_t site);

uint64_t log_count(const Log *log); // the number that the next event will have
uint64_t log_first(const Log *log); // that of the first one: 0, unless the recording begins in the middle
// `seq` below log_count; before log_first there is only an event of no kind. Old events may have to be read again: what is handed out is alive for as long as the present picture is
// drawn or sentence said, not while a history is walked over.
const Event *log_event(const Log *log, uint64_t seq);

// Sources in the order they came; the source of a file, by its string id or by the same text; line counts from 1, without its newline.
size_t log_source_count(const Log *log);
Source log_source(const Log *log, size_t index);
Source log_source_of(const Log *log, uint32_t file);
// The first source with the same text: a file may stand there under two spellings of its path. `index` itself where it is the first.
size_t log_source_same(const Log *log, size_t index);
StrView source_line(const Source *source, size_t line);

#endif
