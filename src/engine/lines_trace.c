#include <Python.h>

#if PY_VERSION_HEX < 0x030C0000

#include "engine/lines_way.h"
#include "engine/locals.h"
#include "engine/loop.h"
#include "engine/sink.h"

// PyEval_SetTrace makes each instruction of every frame dearer, the library's too. What CPython itself looks at is a flag of each run of its
// evaluator (_PyCFrame.use_tracing); an evaluator of ours around its own (PEP 523) sets the flag for the script's frames and clears it for others.

enum { TRACED = 255 }; // it is or'ed into the next opcode

static bool is_on;
static _PyFrameEvalFunction before;
static _Thread_local bool has_lost; // to a trace function of the script's

static int on_trace(PyObject *self, PyFrameObject *frame, int what, PyObject *arg) {
    (void)self;
    if ((what != PyTrace_LINE && what != PyTrace_RETURN) || !sink_is_on) return 0;
    const VersionFrame *inner = version_frame_of(frame);
    if (what == PyTrace_RETURN) {
        if (!arg || !version_frame_yields(inner)) locals_frame_ended(inner);
        return 0;
    }
    OwnCode *own = lines_own_code(version_frame_code(inner));
    return own ? lines_reached(inner, own, (uint32_t)PyFrame_GetLineNumber(frame)) : 0;
}

// --- threads -------------------------------------------------------------------------------------

// Frames that are on the thread's stack already: which of their evaluators runs a frame of the script is not looked up.
static void mark_running(PyThreadState *thread) {
    uint8_t flag = thread->c_tracefunc || thread->c_profilefunc ? TRACED : 0;
    for (_PyCFrame *run = thread->cframe; run; run = run->previous) run->use_tracing = flag;
}

static void set_thread(PyThreadState *thread, bool on) {
    Py_tracefunc present = thread->c_tracefunc;
    if (on ? present != NULL : present != on_trace) return;
    if (_PyEval_SetTrace(thread, on ? on_trace : NULL, NULL)) PyErr_Clear(); // an audit hook of the script's may refuse it
    mark_running(thread);
}

static bool runs_loop(const PyThreadState *thread) {
    for (const Loop *loop = loop_all; loop; loop = loop->next)
        if (loop->thread == thread->thread_id) return true;
    return thread->thread_id == lines_main_thread();
}

static PyObject *evaluate(PyThreadState *thread, struct _PyInterpreterFrame *frame, int is_thrown);

const char *lines_way_set(bool on) {
    PyInterpreterState *interpreter = PyInterpreterState_Get();
    _PyFrameEvalFunction present = _PyInterpreterState_GetEvalFrameFunc(interpreter);
    if (on && present != evaluate) {
        before = present;
        _PyInterpreterState_SetEvalFrameFunc(interpreter, evaluate);
    }
    if (!on && present == evaluate) _PyInterpreterState_SetEvalFrameFunc(interpreter, before);
    is_on = on;
    for (PyThreadState *thread = PyInterpreterState_ThreadHead(interpreter); thread; thread = PyThreadState_Next(thread))
        if (!on || runs_loop(thread)) set_thread(thread, on);
    return NULL;
}

void lines_way_thread_joins(void) {
    if (is_on) set_thread(PyThreadState_Get(), true);
}

// --- a trace function of the script's ------------------------------------------------------------

// Called while the thread's function is not ours: has it ever been, should it be?
static bool take(PyThreadState *thread) {
    if (!is_on || thread->tracing || !lines_thread_counts()) return false;
    if (thread->c_tracefunc) {
        if (!has_lost) lines_tell("the script has set a trace function of its own");
        has_lost = true;
        return false;
    }
    set_thread(thread, true);
    if (has_lost) lines_tell(NULL);
    has_lost = false;
    return thread->c_tracefunc == on_trace;
}

// --- the evaluator -------------------------------------------------------------------------------

// The frame of the script's that awaits this one, which has yet to begin.
static const VersionFrame *awaiting_script(const VersionFrame *frame) {
    if (version_frame_has_begun(frame)) return NULL;
    const VersionFrame *awaiting = version_frame_awaiting(frame);
    return awaiting && lines_own_code(version_frame_code(awaiting)) ? awaiting : NULL;
}

static PyObject *evaluate(PyThreadState *thread, struct _PyInterpreterFrame *frame, int is_thrown) {
    if ((thread->c_tracefunc != on_trace && !take(thread)) || thread->tracing) return before(thread, frame, is_thrown);
    const VersionFrame *awaiting = is_thrown ? NULL : awaiting_script(frame);
    PyObject *coroutine = awaiting ? version_frame_coroutine(frame) : NULL; // which its awaiter keeps alive
    PyCodeObject *code = version_frame_code(frame);
    _PyCFrame *caller = thread->cframe;
    uint8_t of_caller = caller->use_tracing;
    caller->use_tracing = thread->c_profilefunc || lines_own_code(code) ? TRACED : 0; // which the new run begins with
    PyObject *result = before(thread, frame, is_thrown);
    if (thread->c_tracefunc == on_trace) caller->use_tracing = thread->c_profilefunc ? TRACED : of_caller;
    if (result && coroutine && version_is_over(coroutine)) lines_await_at_once(awaiting, code);
    return result;
}

#endif
