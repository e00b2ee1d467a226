// Words looked for in what is told: the lines of --plain, without regard to case. A long history is searched a piece at a time, so that the screen lives on
// and the search can be stopped.
#ifndef APP_SEARCH_H
#define APP_SEARCH_H

#include "history/history.h"

typedef struct Search { // {0}: nothing was looked for yet
    Str text;
    int dir;           // 1 forward, -1 back
    uint64_t from, to; // the events not looked at yet: from ≤ seq < to
    uint64_t total;    // so many at the beginning
    bool is_on;
} Search;

void search_free(Search *search);

// Begin at the cursor's position. `text` NULL: the same as before. False: nothing was looked for before.
bool search_begin(Search *search, const char *text, int dir, uint64_t cursor, uint64_t count);

// Look at some `budget` more events: the position of the one found, or HISTORY_NONE; search->is_on says whether there are more to look at.
uint64_t search_step(Search *search, History *history, uint64_t budget);

unsigned search_percent(const Search *search); // done so far

#endif
