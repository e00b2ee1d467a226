// Inside history/ only: how a log grows.
#ifndef HISTORY_LOG_BUILD_H
#define HISTORY_LOG_BUILD_H

#include "history/blocks.h"
#include "history/log.h"

Log *log_new(size_t budget); // bytes of events in memory
void log_free(Log *log);

Blocks *log_blocks(Log *log); // its events

// False: an id out of order, a reference to what is not there, or a kind of definition we do not know. Nothing was added.
bool log_add_definition(Log *log, const Record *record);

#endif
