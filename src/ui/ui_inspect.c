// All about one task: its state and since when, its await chain, what it waits for, who waits for it, where it came from.
#include "base/text.h"
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

static void add_duration(Rich *rich, const View *view, const char *before, uint64_t ns) {
    Str text = {0};
    explain_duration(&text, ns, view->is_ascii);
    rich_addf(rich, INK_TEXT, "%s%s", before, text.s);
    str_free(&text);
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

static void add_chain(Rich *rich, const View *view, const Task *task) {
    uint32_t chain[CHAIN_MAX];
    int count = 0;
    for (uint32_t site = task->at; site && count < CHAIN_MAX; site = log_site(view->log, site).parent) chain[count++] = site;
    begin(rich, "await chain");
    if (!count) rich_add(rich, INK_DIM, view_of("it is not suspended at an await"));
    while (count) add_frame(rich, view, log_site(view->log, chain[--count]));
}

static void add_local(Rich *rich, const View *view, const Local *local) {
    Str name = {0}, value = {0};
    add_clean(view, &name, local->name);
    add_clean(view, &value, local->value);
    RichParagraph *paragraph = rich_paragraph(rich);
    paragraph->indent = LABEL + 2;
    paragraph->hang = 2;
    rich_addf(rich, INK_CODE, "%s", str_text(&name));
    rich_add(rich, INK_DIM, view_of(" = "));
    rich_add(rich, INK_TEXT, (StrView){str_text(&value), value.len});
    str_free(&name);
    str_free(&value);
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
    if (!count) rich_add(rich, INK_DIM, view_of("not known here: lines are off, and it was not held"));
}

static void add_waits(Rich *rich, const View *view, uint32_t id) {
    Str text = {0};
    explain_wait(&text, view->log, view->state, id, view->is_ascii);
    begin(rich, "waits for");
    rich_add(rich, text.len ? INK_TEXT : INK_DIM, text.len ? (StrView){text.s, text.len} : view_of("nothing"));
    uint32_t edge = 0, task;
    int count = 0;
    while ((task = state_next_target(view->state, id, &edge)) && count < TASKS_MAX) {
        rich_add(rich, INK_DIM, view_of(count++ ? ", " : "  ("));
        add_task(rich, view, task);
    }
    if (count) rich_add(rich, INK_DIM, view_of(task ? ", …)" : ")"));
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

static uint64_t in_state(const View *view, const Task *task, TaskState state, int index) {
    bool is_now = task->state == state || (index == 0 && task->state == TASK_CREATED_);
    return task->ns_in[index] + (is_now && view->now > task->since ? view->now - task->since : 0);
}

void ui_inspect_fill(Rich *rich, const View *view, uint32_t id) {
    const Task *task = state_task(view->state, id);
    if (!task) {
        rich_paragraph(rich);
        rich_add(rich, INK_DIM, view_of("There is no such task at this moment."));
        return;
    }
    Str label = {0}, result = {0};
    explain_task_label(&label, view->log, view->state, id, view->is_ascii);
    begin(rich, "task");
    add_task(rich, view, id);
    rich_addf(rich, INK_TEXT, "  %s", str_text(&label));
    begin(rich, "state");
    rich_addf(rich, style_of_state(task->state), "%s %s", theme_glyph(glyph_of_state(task->state), view->is_ascii), task_state_word(task->state));
    rich_addf(rich, INK_DIM, " (%s)  since ", task_asyncio_word(task->state));
    add_seconds(rich, task->since);
    if (task->cancel_requested) rich_add(rich, INK_WARN, view_of("  cancel requested"));
    if (task->cancelled_by) {
        rich_add(rich, INK_DIM, view_of(task->cancel_requested ? " by " : "  was asked to cancel by "));
        add_task(rich, view, task->cancelled_by);
    }
    add_waits(rich, view, id);
    add_held(rich, view, id);
    add_waiters(rich, view, id);
    add_chain(rich, view, task);
    if (!task_is_done(task)) add_locals(rich, view, id);
    begin(rich, "made");
    rich_add(rich, INK_TEXT, view_of("at "));
    add_seconds(rich, task->created);
    rich_add(rich, INK_TEXT, view_of(" by "));
    if (task->parent) add_task(rich, view, task->parent);
    else rich_add(rich, INK_TEXT, view_of("the program"));
    Place place = place_of_site(view->log, task->born_at);
    if (place.line) rich_addf(rich, INK_TEXT, " on line %u", place.line);
    begin(rich, "steps");
    rich_addf(rich, INK_TEXT, "%u", task->steps);
    begin(rich, "time");
    add_duration(rich, view, "running ", in_state(view, task, TASK_RUNNING, 1));
    add_duration(rich, view, ", ready ", in_state(view, task, TASK_READY, 0));
    add_duration(rich, view, ", waiting ", in_state(view, task, TASK_WAITING, 2));
    if (task->result) {
        begin(rich, task->state == TASK_FAILED_ ? "failed with" : "result");
        add_clean(view, &result, task->result);
        if (task->message) str_add(&result, ": ");
        if (task->message) add_clean(view, &result, task->message);
        rich_add(rich, INK_TEXT, (StrView){str_text(&result), result.len});
    }
    str_free(&label);
    str_free(&result);
}
