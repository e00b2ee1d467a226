#include "app/search.h"

#include <string.h>

#include "explain/explain.h"

void search_free(Search *search) {
    str_free(&search->text);
    *search = (Search){0};
}

bool search_begin(Search *search, const char *text, int dir, uint64_t cursor, uint64_t count) {
    if (text) {
        str_clear(&search->text);
        str_add(&search->text, text);
    }
    if (!search->text.len) return false;
    search->dir = dir;
    search->from = dir > 0 ? cursor : 0;
    search->to = dir > 0 ? count : cursor ? cursor - 1 : 0;
    search->total = search->to - search->from;
    search->is_on = true;
    return true;
}

static bool is_found(const Search *search, History *history, uint64_t seq, Str *line) {
    if (!event_is_told(log_event(history_log(history), seq))) return false;
    str_clear(line);
    explain_line(line, history, seq, false);
    return strcasestr(str_text(line), search->text.s) != NULL;
}

// Always from the front, which is how states are made: of a piece that is searched backwards the last match counts.
uint64_t search_step(Search *search, History *history, uint64_t budget) {
    bool is_back = search->dir < 0;
    uint64_t left = search->to - search->from, size = left < budget ? left : budget, found = HISTORY_NONE;
    uint64_t from = is_back ? search->to - size : search->from, to = from + size;
    Str line = {0};
    for (uint64_t seq = from; seq < to && (is_back || found == HISTORY_NONE); seq++)
        if (is_found(search, history, seq, &line)) found = seq + 1;
    str_free(&line);
    if (is_back) search->to = from;
    else search->from = to;
    search->is_on = found == HISTORY_NONE && search->from < search->to;
    return found;
}

unsigned search_percent(const Search *search) {
    return search->total ? (unsigned)(100 - (search->to - search->from) * 100 / search->total) : 100;
}
