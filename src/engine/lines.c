#include "engine/lines.h"

#include "engine/current.h"
#include "engine/gate.h"
#include "engine/sink.h"
#include "engine/version.h"

static bool is_wanted;
static bool has_begun;

// PyEval_SetTrace sees every frame of the thread, those that are suspended included; it has no way to leave out the library's.
static int on_trace(PyObject *self, PyFrameObject *frame, int what, PyObject *arg) {
    (void)self, (void)arg;
    if (what != PyTrace_LINE || !sink_is_on) return 0;
    PyCodeObject *code = PyFrame_GetCode(frame);
    int result = 0;
    if (sink_code_is_own(code)) {
        uint32_t line = (uint32_t)PyFrame_GetLineNumber(frame);
        sink_event(EV_LINE, current.loop, current.task, sink_code(code), line, 0, 0);
        if (gate_is_armed) result = gate_pass(GATE_LINE, current.task, sink_file(code), line);
    }
    Py_DECREF(code);
    return result;
}

static Py_tracefunc tracer_of_thread(void) {
    return PyThreadState_Get()->c_tracefunc;
}

// A trace function of the script's own stays.
static void trace_thread(bool on) {
    Py_tracefunc present = tracer_of_thread();
    if (on && !present) PyEval_SetTrace(on_trace, NULL);
    if (!on && present == on_trace) PyEval_SetTrace(NULL, NULL);
}

bool lines_are_on(void) {
    return is_wanted && tracer_of_thread() == on_trace;
}

void lines_set(bool on) {
    is_wanted = on;
    if (has_begun) trace_thread(on);
}

void lines_loop_starts(void) {
    if (has_begun && is_wanted) trace_thread(true);
}

void lines_script_begins(void) {
    has_begun = true;
    trace_thread(is_wanted);
}

bool lines_where(PyCodeObject **code, int *line) {
    int instruction;
    if (!version_running_position(sink_code_is_own, code, &instruction)) return false;
    *line = version_code_line(*code, instruction);
    return true;
}
