#include "engine/eager.h"

#include <stdbool.h>

#include "engine/current.h"
#include "engine/schedule.h"
#include "engine/sink.h"
#include "engine/task.h"
#include "engine/version.h"

typedef struct Making { // a task whose constructor runs, and which is to start eagerly
    PyObject *task;
    uint32_t number, loop;    // 0: its step has not begun
    uint32_t creator;         // what ran around it
    PyObject *creator_stepping;
} Making;

static _Thread_local Making *innermost;
static initproc init_before;

void eager_loop_asked(uint32_t loop) {
    Making *making = innermost;
    if (!making || making->number) return; // the coroutine itself asks
    making->loop = loop;
    making->number = task_created(making->task, loop);
    making->creator = current.task;
    making->creator_stepping = schedule_stepping;
    current.task = making->number;
    schedule_stepping = making->task;
    sink_event(EV_EAGER_STEP_BEGAN, loop, making->number, 0, 0, 0, 0);
}

static void step_ended(const Making *making) {
    PyObject *type, *value, *traceback; // SystemExit and KeyboardInterrupt go on after this
    PyErr_Fetch(&type, &value, &traceback);
    current.task = making->creator;
    schedule_stepping = making->creator_stepping;
    if (sink_is_on) task_step_ended(making->task, making->number, making->loop);
    PyErr_Restore(type, value, traceback);
}

static bool is_to_be_eager(PyObject *keywords) {
    PyObject *eager = keywords ? PyDict_GetItemString(keywords, "eager_start") : NULL;
    return eager && PyObject_IsTrue(eager) > 0;
}

static int task_init(PyObject *task, PyObject *args, PyObject *keywords) {
    if (!sink_is_on || !is_to_be_eager(keywords)) return init_before(task, args, keywords);
    Making making = {.task = task}, *around = innermost;
    innermost = &making;
    int failed = init_before(task, args, keywords);
    innermost = around;
    if (making.number) step_ended(&making);
    return failed;
}

// Both ways that lead to a constructor: the type's slot, which subclasses inherit, and Task.__init__ for those that call it by name.
void eager_install(PyTypeObject *task_type) {
    PyObject *by_name = version_type_entry(task_type, "__init__");
    if (PY_VERSION_HEX < 0x030C0000 || !by_name || !Py_IS_TYPE(by_name, &PyWrapperDescr_Type)) return;
    init_before = task_type->tp_init;
    task_type->tp_init = task_init;
    ((PyWrapperDescrObject *)by_name)->d_wrapped = __extension__(void *)task_init;
}
