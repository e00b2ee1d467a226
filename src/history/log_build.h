// Inside history/ only: how a log grows.
#ifndef HISTORY_LOG_BUILD_H
#define HISTORY_LOG_BUILD_H

#include "history/log.h"

Log *log_new(void);
void log_free(Log *log);

void log_add_event(Log *log, const Event *ev);

// False: an id out of order, a reference to what is not there, or a kind of definition we do not know. Nothing was added.
bool log_add_definition(Log *log, const Record *record);

#endif
