// What a whole history comes to, in numbers: for people and as JSON.
#ifndef EXPORT_STATS_H
#define EXPORT_STATS_H

#include <stdio.h>

#include "history/history.h"

void stats_text(FILE *out, History *history, const char *title);
void stats_json(FILE *out, History *history, const char *title);

#endif
