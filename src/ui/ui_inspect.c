// All about one task: its state and since when, its await chain, what it waits for, who waits for it, where it came from.
#include <string.h>

#include "base/text.h"
#include "base/words.h"
#include "explain/explain.h"
#include "ui/panes.h"

enum { LABEL = 12, CHAIN_MAX = 32, TASKS_MAX = 40 };

static void begin(Rich *rich, const char *label) {
    RichParagraph *paragraph = rich_paragraph(rich);
    paragraph->hang = LABEL;
    rich_addf(rich, INK_DIM, "%-*s", LABEL, label);
}

static void add_task(Rich *rich, const View *view, uint32_t task) {
    Str name = {0};
    explain_task_name(&name, view->log, view->state, task, view->is_ascii);
    rich_add(rich, style_of_task(task), (StrView){str_text(&name), name.len});
    str_free(&name);
}

static void add_seconds(Rich *rich, uint64_t ns) {
    Str text = {0};
    explain_seconds(&text, ns, 3);
    rich_add(rich, INK_TEXT, (StrView){text.s, text.len});
    str_free(&text);
}

static void add_since(Rich *rich, uint64_t ns) {
    Str text = {0};
    explain_seconds(&text, ns, 3);
    rich_add(rich, INK_DIM, view_of("  "));
    rich_addf(rich, INK_DIM, "since %s", text.s);
    str_free(&text);
}

// Nothing where it is no time at all: false.
static bool add_duration(Rich *rich, const View *view, const char *format, uint64_t ns) {
    Str text = {0};
    bool is_time = add_time(view, &text, ns);
    if (is_time) rich_addf(rich, INK_TEXT, words(format), text.s);
    str_free(&text);
    return is_time;
}

// One frame of the chain: its function, its line and what stands there.
static void add_frame(Rich *rich, const View *view, Site site) {
    Code code = log_code(view->log, site.code);
    Str name = {0}, file = {0}, line = {0};
    Source source = log_source_of(view->log, code.file);
    add_clean(view, &name, code.name);
    add_file_name(view, &file, code.file);
    RichParagraph *paragraph = rich_paragraph(rich);
    paragraph->indent = LABEL;
    paragraph->hang = 2;
    rich_addf(rich, code.is_own ? INK_CODE : INK_DIM, "%s", str_text(&name));
    rich_addf(rich, INK_DIM, "  %s:%u  ", str_text(&file), site.line);
    if (source.lines >= site.line && site.line) {
        StrView text = source_line(&source, site.line);
        while (text.len && (*text.s == ' ' || *text.s == '\t')) text.s++, text.len--;
        text_clean_line(&line, text, 4, view->is_ascii);
        rich_add(rich, INK_TEXT, (StrView){str_text(&line), line.len});
    }
    str_free(&name);
    str_free(&file);
    str_free(&line);
}

static const char *why_no_chain(const Task *task) {
    if (task->state == TASK_RUNNING) return N_("none: it is running");
    if (task->state == TASK_CREATED_) return N_("none yet: it has not started");
    return N_("not known");
}

static void add_chain(Rich *rich, const View *view, const Task *task) {
    uint32_t chain[CHAIN_MAX];
    int count = 0;
    for (uint32_t site = task->at; site && count < CHAIN_MAX; site = log_site(view->log, site).parent) chain[count++] = site;
    begin(rich, "await chain");
    if (!count) rich_addf(rich, INK_DIM, "%s", words(why_no_chain(task)));
    int hidden = 0;
    while (count) {
        Site site = log_site(view->log, chain[--count]);
        if (view->ways->all_frames || log_code(view->log, site.code).is_own) add_frame(rich, view, site);
        else hidden++;
    }
    if (hidden) {
        rich_paragraph(rich)->indent = LABEL;
        rich_addf(rich, INK_DIM, "and %d more of asyncio or a library: a shows them", hidden);
    }
}

// Where it was raised: the frames from the task's own down to there.
static void add_traceback(Rich *rich, const View *view, uint32_t id) {
    uint32_t chain[CHAIN_MAX];
    int count = 0;
    size_t spans = ui_spans_before(view->history, id, view->scene->cursor);
    const Event *ev = spans ? log_event(view->log, history_span(view->history, id, spans - 1).seq) : NULL;
    if (!ev || ev->kind != EV_TASK_FAILED || !ev->arg[TASK_FAILED_site]) return;
    for (uint32_t site = ev->arg[TASK_FAILED_site]; site && count < CHAIN_MAX; site = log_site(view->log, site).parent) chain[count++] = site;
    begin(rich, "raised in");
    while (count) {
        Site site = log_site(view->log, chain[--count]);
        if (view->ways->all_frames || log_code(view->log, site.code).is_own) add_frame(rich, view, site);
    }
}

static void add_local(Rich *rich, const View *view, const Local *local) {
    Str name = {0}, value = {0};
    add_clean(view, &name, local->name);
    explain_value(&value, view->log, view->state, local->value, view->is_ascii);
    RichParagraph *paragraph = rich_paragraph(rich);
    paragraph->indent = LABEL + 2;
    paragraph->hang = 2;
    rich_addf(rich, INK_CODE, "%s", str_text(&name));
    rich_add(rich, INK_DIM, view_of(" = "));
    rich_add(rich, INK_TEXT, (StrView){str_text(&value), value.len});
    str_free(&name);
    str_free(&value);
}

static const char *why_no_locals(const View *view, const Task *task) {
    if (task->state == TASK_CREATED_) return N_("none yet: it has not started");
    if (history_has_lines(view->history)) return N_("none");
    return view->scene->run == UI_RUN_REPLAY || view->scene->run == UI_RUN_ENDED
               ? N_("not recorded: record with --detail lines to have them")
               : N_("not recorded yet: press n once to record variables");
}

// Of each function of the task's that is known, outermost first.
static void add_locals(Rich *rich, const View *view, uint32_t task) {
    uint64_t began = 0;
    const Frame *frame;
    int count = 0;
    begin(rich, "locals");
    while ((frame = state_next_frame(view->state, task, &began)) && count++ < CHAIN_MAX) {
        Str name = {0};
        add_clean(view, &name, log_code(view->log, frame->code).name);
        rich_paragraph(rich)->indent = LABEL;
        rich_addf(rich, INK_CODE, "%s", str_text(&name));
        str_free(&name);
        for (uint32_t id = frame->first; id; id = view->state->locals[id - 1].next)
            if (view->state->locals[id - 1].value) add_local(rich, view, &view->state->locals[id - 1]);
    }
    if (!count)
        rich_addf(rich, INK_DIM, "%s", words(why_no_locals(view, state_task(view->state, task))));
}

static void add_waits(Rich *rich, const View *view, uint32_t id) {
    Str text = {0};
    explain_wait(&text, view->log, view->state, id, view->is_ascii);
    begin(rich, "waits for");
    rich_add(rich, text.len ? INK_TEXT : INK_DIM, text.len ? (StrView){text.s, text.len} : view_of("nothing"));
    uint32_t edge = 0, task = 0, wait = state_task(view->state, id)->wait;
    int count = 0;
    // The one task that it waits for stands there already.
    bool is_named = wait == WAIT_FOR_TASK || wait == WAIT_FOR_SHIELD;
    while (!is_named && (task = state_next_target(view->state, id, &edge)) && count < TASKS_MAX) {
        rich_add(rich, INK_DIM, view_of(count++ ? ", " : "  ("));
        add_task(rich, view, task);
    }
    if (count) rich_add(rich, INK_DIM, view_of(task ? ", …)" : ")"));
    str_free(&text);
}

// Who could wake it: the first paragraph of what `w` tells.
static void add_wake(Rich *rich, const View *view, uint32_t id, const Task *task) {
    if (task_is_done(task) || task->state == TASK_RUNNING) return;
    Str text = {0};
    explain_why(&text, view->log, view->state, id, view->is_ascii);
    begin(rich, "why");
    rich_add(rich, INK_TEXT, (StrView){str_text(&text), strcspn(str_text(&text), "\n")});
    str_free(&text);
}

static void add_waiters(Rich *rich, const View *view, uint32_t id) {
    uint32_t edge = 0, task;
    int count = 0;
    begin(rich, "awaited by");
    while ((task = state_next_waiter(view->state, id, &edge)) && count < TASKS_MAX) {
        if (count++) rich_add(rich, INK_DIM, view_of(", "));
        add_task(rich, view, task);
    }
    if (!count) rich_add(rich, INK_DIM, view_of("no task"));
}

// The locks and permits that it has.
static void add_held(Rich *rich, const View *view, uint32_t id) {
    uint32_t hold = 0, sync;
    for (int count = 0; (sync = state_next_held(view->state, id, &hold)) && count < TASKS_MAX; count++) {
        Str name = {0};
        explain_sync(&name, view->log, view->state, sync, "", view->is_ascii);
        if (!count) begin(rich, "has");
        else rich_add(rich, INK_DIM, view_of(", "));
        rich_add(rich, INK_TEXT, (StrView){str_text(&name), name.len});
        str_free(&name);
    }
}

// --- its own timeline, and its steps -------------------------------------------------------------

enum { LINE_CELLS = 40, STEPS_SHOWN = 8 };

static void add_timeline(Rich *rich, const View *view, uint32_t id) {
    uint8_t cells[LINE_CELLS] = {0};
    uint64_t from = 0, to = 0;
    ui_timeline_cells(view, id, LINE_CELLS, cells, &from, &to);
    begin(rich, "timeline");
    for (int x = 0; x < LINE_CELLS; x++) {
        const char *glyph = cells[x] ? theme_glyph(ui_timeline_glyph(cells[x]), view->is_ascii) : " ";
        rich_add(rich, ui_timeline_style(cells[x], style_of_task(id)), view_of(glyph));
    }
    Str ends = {0};
    str_add(&ends, "  ");
    explain_seconds(&ends, from, 3);
    str_add(&ends, " to ");
    explain_seconds(&ends, to, 3);
    rich_add(rich, INK_DIM, (StrView){ends.s, ends.len});
    str_free(&ends);
}

static void add_wait(Rich *rich, const View *view, const char *format, const char *no_time,
                     uint64_t ns) {
    if (!add_duration(rich, view, format, ns)) rich_add(rich, INK_TEXT, view_of(words(no_time)));
}

// One step: when it began, how long it ran, and what came after it.
static void add_step(Rich *rich, const View *view, uint32_t id, size_t i, size_t count, uint32_t number) {
    Span span = history_span(view->history, id, i), next = {.t = view->now, .state = TASK_RUNNING}, after = {.t = view->now};
    if (i + 1 < count) next = history_span(view->history, id, i + 1);
    if (i + 2 < count) after = history_span(view->history, id, i + 2);
    bool is_now = i + 1 == count;
    RichParagraph *paragraph = rich_paragraph(rich);
    paragraph->indent = LABEL;
    rich_addf(rich, is_now ? INK_ACCENT : INK_DIM, "%3u  ", number);
    add_seconds(rich, span.t);
    rich_add(rich, INK_TEXT, view_of("  "));
    bool has_run =
        add_duration(rich, view, is_now ? N_("running for %s") : N_("ran %s"), next.t - span.t);
    if (is_now && !has_run) rich_addf(rich, INK_ACCENT, "running now");
    if (is_now) return;
    if (has_run) rich_add(rich, INK_TEXT, view_of(", "));
    if (next.state == TASK_READY) rich_addf(rich, INK_TEXT, "ready again at once");
    else if (next.state != TASK_WAITING)
        rich_add(rich, INK_TEXT, view_of(words(task_state_word(next.state))));
    else if (i + 2 < count)
        add_wait(rich, view, N_("then waited %s"), N_("then waited"), after.t - next.t);
    else
        add_wait(rich, view, N_("waiting since then for %s"), N_("waiting since then"),
                 after.t - next.t);
}

// The newest ones; :step goes to any, s and S from one to the next.
static void add_steps(Rich *rich, const View *view, uint32_t id, const Task *task) {
    size_t count = ui_spans_before(view->history, id, view->scene->cursor), at[STEPS_SHOWN];
    int shown = 0;
    begin(rich, "steps");
    rich_addf(rich, INK_TEXT, "%u", task->steps);
    if (task->steps) {
        rich_add(rich, INK_DIM, view_of("   "));
        rich_addf(rich, INK_DIM,
                  "s and S go to the next and the previous one; :step 2 goes to step 2");
    }
    for (size_t i = count; i-- > 0 && shown < STEPS_SHOWN;)
        if (history_span(view->history, id, i).state == TASK_RUNNING) at[shown++] = i;
    for (int i = shown; i-- > 0;) add_step(rich, view, id, at[i], count, task->steps - (uint32_t)i);
}

static uint64_t in_state(const View *view, const Task *task, TaskState state, int index) {
    bool is_now = task->state == state || (index == 0 && task->state == TASK_CREATED_);
    return task->ns_in[index] + (is_now && view->now > task->since ? view->now - task->since : 0);
}

static void add_times(Rich *rich, const View *view, const Task *task) {
    const struct {
        const char *format;
        uint64_t ns;
    } times[] = {
        {N_("running %s"), in_state(view, task, TASK_RUNNING, 1)},
        {N_("ready %s"), in_state(view, task, TASK_READY, 0)},
        {N_("waiting %s"), in_state(view, task, TASK_WAITING, 2)},
    };
    bool is_first = true;
    begin(rich, "time");
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        Str text = {0};
        if (add_time(view, &text, times[i].ns)) {
            if (!is_first) rich_add(rich, INK_TEXT, view_of(", "));
            rich_addf(rich, INK_TEXT, words(times[i].format), text.s);
            is_first = false;
        }
        str_free(&text);
    }
    if (is_first)
        rich_addf(rich, INK_DIM, "%s",
                  words(view->scene->is_virtual
                            ? N_("none on the virtual clock, where running takes no time")
                            : N_("none yet")));
}

void ui_inspect_fill(Rich *rich, const View *view, uint32_t id) {
    const Task *task = state_task(view->state, id);
    if (!task) {
        rich_paragraph(rich);
        rich_add(rich, INK_DIM, view_of(words("This task does not exist at this moment.")));
        return;
    }
    Str label = {0}, result = {0};
    explain_task_label(&label, view->log, view->state, id, view->is_ascii);
    begin(rich, "task");
    add_task(rich, view, id);
    rich_addf(rich, INK_TEXT, "  %s", str_text(&label));
    begin(rich, "state");
    rich_addf(rich, style_of_state(task->state), "%s %s", theme_glyph(glyph_of_state(task->state), view->is_ascii), words(task_state_word(task->state)));
    add_since(rich, task->since);
    if (task->cancel_requested) rich_add(rich, INK_WARN, view_of("  cancel requested"));
    if (task->cancelled_by) {
        rich_add(rich, INK_DIM, view_of(task->cancel_requested ? " by " : "  was asked to cancel by "));
        add_task(rich, view, task->cancelled_by);
    }
    if (task->result) {
        begin(rich, task->state == TASK_FAILED_ ? "failed with" : "result");
        explain_value(&result, view->log, view->state, task->result, view->is_ascii);
        if (task->message) str_add(&result, ": ");
        if (task->message) add_clean(view, &result, task->message);
        rich_add(rich, INK_TEXT, (StrView){str_text(&result), result.len});
    }
    if (task->state == TASK_FAILED_) add_traceback(rich, view, id);
    if (!task_is_done(task)) add_waits(rich, view, id);
    add_wake(rich, view, id, task);
    add_held(rich, view, id);
    add_waiters(rich, view, id);
    if (!task_is_done(task)) add_chain(rich, view, task);
    if (!task_is_done(task)) add_locals(rich, view, id);
    begin(rich, "made");
    rich_add(rich, INK_TEXT, view_of("at "));
    add_seconds(rich, task->created);
    rich_add(rich, INK_TEXT, view_of(" by "));
    if (task->parent) add_task(rich, view, task->parent);
    else rich_add(rich, INK_TEXT, view_of("the program"));
    Place place = place_of_site(view->log, task->born_at);
    if (place.line) {
        rich_add(rich, INK_TEXT, view_of(" "));
        rich_addf(rich, INK_TEXT, "on line %u", place.line);
    }
    add_times(rich, view, task);
    add_timeline(rich, view, id);
    add_steps(rich, view, id, task);
    str_free(&label);
    str_free(&result);
}
