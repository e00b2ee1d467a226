#include <string.h>

#include "base/text.h"
#include "base/words.h"
#include "explain/explain.h"
#include "ui/panes.h"

enum { SCRIPT_IS_OVER = 3 };  // of State.script
#define VIRTUAL_LEAST 500000u // ns: what is no millisecond on the virtual clock is no time
#define LOOK_BACK 4096 // events; farther back a task's line is not worth the search

Place place_of_site(const Log *log, uint32_t site) {
    Site at = log_own_site(log, site);
    Code code = log_code(log, at.code);
    return code.is_own ? (Place){code.file, at.line} : (Place){0};
}

static Place place_of_event(const Log *log, const Event *ev) {
    if (ev->kind == EV_LINE) return (Place){log_code(log, ev->arg[LINE_code]).file, ev->arg[LINE_line]};
    const EventSchema *schema = event_schema(ev->kind);
    for (int i = 0; schema && i < 4; i++) {
        if (schema->field[i].type == FIELD_SITE && ev->arg[i]) return place_of_site(log, ev->arg[i]);
    }
    return (Place){0};
}

static uint64_t look_back_to(const View *view) {
    uint64_t seq = view->scene->cursor, first = log_first(view->log);
    return seq > first + LOOK_BACK ? seq - LOOK_BACK : first;
}

// Where lines are not recorded, the last place that an event named has to do.
static Place last_place(const View *view, uint32_t task) {
    uint64_t seq = view->scene->cursor, end = look_back_to(view);
    while (seq-- > end) {
        const Event *ev = log_event(view->log, seq);
        // The site of a task's creation is a place of whoever created it.
        if (ev->task != task || ev->kind == EV_TASK_CREATED) continue;
        Place place = place_of_event(view->log, ev);
        if (place.file) return place;
    }
    return (Place){0};
}

Place place_before(const View *view) {
    uint64_t seq = view->scene->cursor, end = look_back_to(view);
    while (seq-- > end) {
        Place place = place_of_event(view->log, log_event(view->log, seq));
        if (place.file) return place;
    }
    return (Place){0};
}

static Place place_outside_tasks(const View *view) {
    const State *state = view->state;
    if (state->script == SCRIPT_IS_OVER) return (Place){0};
    if (state->line_code) return (Place){log_code(view->log, state->line_code).file, state->line};
    return last_place(view, 0);
}

Place place_of_task(const View *view, uint32_t id) {
    if (!id) return place_outside_tasks(view);
    const Task *task = state_task(view->state, id);
    if (!task || task->state == TASK_CREATED_ || task_is_done(task)) return (Place){0};
    if (task->at) return place_of_site(view->log, task->at);
    if (task->line) return (Place){log_code(view->log, task->code).file, task->line};
    return last_place(view, id);
}

int draw_task_name(const View *view, const Canvas *canvas, int x, int y, int width, uint32_t task, uint16_t marks) {
    Str name = {0};
    explain_task_name(&name, view->log, view->state, task, view->is_ascii);
    StrView text = {name.s, name.len};
    int cells = text_cells(text);
    canvas_field(canvas, x, y, width, style_of_task(task) | marks, text);
    str_free(&name);
    return x + (cells < width ? cells : width);
}

int task_name_cells(const View *view, uint32_t task) {
    Str name = {0};
    explain_task_name(&name, view->log, view->state, task, view->is_ascii);
    int cells = text_cells((StrView){name.s, name.len});
    str_free(&name);
    return cells;
}

bool add_time(const View *view, Str *out, uint64_t ns) {
    if (ns < (view->scene->is_virtual ? VIRTUAL_LEAST : 1)) return false;
    explain_duration(out, ns, view->is_ascii);
    return true;
}

void add_clean(const View *view, Str *out, uint32_t string) {
    text_clean(out, log_string(view->log, string), view->is_ascii);
}

void add_file_name(const View *view, Str *out, uint32_t file) {
    StrView path = log_string(view->log, file);
    for (size_t i = path.len; i-- > 0;) {
        if (path.s[i] != '/') continue;
        path = (StrView){path.s + i + 1, path.len - i - 1};
        break;
    }
    text_clean(out, path, view->is_ascii);
}

int draw_wrapped(const Canvas *canvas, int x, int y, Style style, StrView text) {
    int width = canvas->at.w - x, row = y;
    for (size_t skip; text.len && width > 0 && row < canvas->at.h; row++) {
        size_t len = text_wrap(text, width, &skip);
        bool is_cut = len + skip < text.len && row + 1 == canvas->at.h;
        if (is_cut) canvas_field(canvas, x, row, width, style, text);
        else canvas_put(canvas, x, row, style, (StrView){text.s, len});
        text.s += len + skip;
        text.len -= len + skip;
    }
    return row;
}

void draw_empty(const Canvas *canvas, const char *text) {
    draw_wrapped(canvas, 1, 0, INK_DIM, view_of(words(text)));
}

int follow(int top, int height, int rows, int row) {
    if (row < top) top = row;
    if (row >= top + height) top = row - height + 1;
    if (top > rows - height) top = rows - height;
    return top > 0 ? top : 0;
}
