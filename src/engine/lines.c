#include "engine/lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/current.h"
#include "engine/gate.h"
#include "engine/lines_way.h"
#include "engine/locals.h"
#include "engine/place.h"
#include "engine/sink.h"

static bool is_wanted;
static bool has_begun;
static unsigned long main_thread;
static _Thread_local bool has_run_loop;

// --- switching -----------------------------------------------------------------------------------

static void apply(bool on) {
    const char *why_not = lines_way_set(on);
    if (!on) locals_forget();
    if (why_not) lines_tell(why_not);
}

bool lines_are_on(void) {
    return is_wanted && has_begun;
}

void lines_set(bool on) {
    if (is_wanted == on) return;
    is_wanted = on;
    if (has_begun) apply(on);
}

void lines_loop_starts(void) {
    has_run_loop = true;
    if (lines_are_on()) lines_way_thread_joins();
}

void lines_script_begins(void) {
    has_begun = true;
    main_thread = PyThread_get_thread_ident();
    if (is_wanted) apply(true);
}

unsigned long lines_main_thread(void) {
    return main_thread;
}

bool lines_thread_counts(void) {
    return has_run_loop || PyThread_get_thread_ident() == main_thread;
}

void lines_tell(const char *why_not) {
    if (why_not) locals_forget();
    if (why_not) sink_event(EV_LINES_STOPPED, current.loop, current.task, sink_intern(why_not, strlen(why_not)), 0, 0, 0);
    else sink_event(EV_LINES_BEGAN, current.loop, current.task, 0, 0, 0, 0);
}

// --- code ----------------------------------------------------------------------------------------

static char not_own; // what stands with a library's code

static void forget(void *extra) {
    if (extra == &not_own) return;
    free(((OwnCode *)extra)->names);
    free(extra);
}

static OwnCode *look_up(PyCodeObject *code) {
    static bool has_place;
    if (!has_place && !(has_place = version_extra_begin(forget))) return NULL;
    OwnCode *own = NULL;
    if (sink_code_is_own(code)) {
        own = mem_new(sizeof *own);
        *own = (OwnCode){.id = sink_code(code), .file = sink_file(code)};
    }
    version_set_extra(code, own ? (void *)own : &not_own);
    return own;
}

OwnCode *lines_own_code(PyCodeObject *code) {
    void *extra = version_extra(code);
    if (extra) return extra == &not_own ? NULL : extra;
    return look_up(code);
}

// --- lines ---------------------------------------------------------------------------------------

int lines_reached(const VersionFrame *frame, OwnCode *own, uint32_t line) {
    locals_look(frame, own, current.task);
    sink_event(EV_LINE, current.loop, current.task, own->id, line, 0, 0);
    return gate_is_armed ? gate_pass(GATE_LINE, current.task, own->file, line) : 0;
}

void lines_await_at_once(const VersionFrame *awaiting, PyCodeObject *awaited) {
    if (!sink_is_on || !current.task) return;
    uint32_t site = place_of(0, version_frame_code(awaiting), version_frame_instruction(awaiting));
    sink_event(EV_AWAIT_AT_ONCE, current.loop, current.task, site, sink_code(awaited), 0, 0);
}

bool lines_where(PyCodeObject **code, int *line) {
    int instruction;
    if (!version_running_position(sink_code_is_own, code, &instruction)) return false;
    *line = version_code_line(*code, instruction);
    return true;
}
