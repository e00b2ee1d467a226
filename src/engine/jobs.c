#include "engine/jobs.h"

#include <structmember.h>

#include "engine/describe.h"
#include "engine/current.h"
#include "engine/sink.h"

typedef struct Job {
    PyObject_HEAD
    PyObject *function;
    vectorcallfunc call;
    uint32_t id, loop, task;
    bool has_ended;
} Job;

static PyTypeObject *job_type;
static uint32_t last_job;
static int outstanding;

int jobs_outstanding(void) {
    return outstanding;
}

uint32_t job_id(PyObject *job) {
    return ((Job *)job)->id;
}

static void job_end(Job *job) {
    if (job->has_ended) return;
    job->has_ended = true;
    outstanding--;
    if (sink_is_on) sink_event(EV_JOB_ENDED, job->loop, job->task, job->id, 0, 0, 0);
}

static PyObject *job_run(PyObject *self, PyObject *const *args, size_t count, PyObject *names) {
    Job *job = (Job *)self;
    if (sink_is_on) sink_event(EV_JOB_STARTED, job->loop, job->task, job->id, current_thread_name(), 0, 0);
    PyObject *result = PyObject_Vectorcall(job->function, args, count, names);
    job_end(job);
    return result;
}

static PyObject *job_only_end(PyObject *self, PyObject *const *args, size_t count, PyObject *names) {
    (void)args, (void)count, (void)names;
    job_end((Job *)self);
    Py_RETURN_NONE;
}

// to_thread runs functools.partial(context.run, function, …): the function's name says more.
static uint32_t job_name(PyObject *function) {
    bool is_partial = !strcmp(Py_TYPE(function)->tp_name, "functools.partial");
    PyObject *inner = is_partial ? PyObject_GetAttrString(function, "func") : NULL;
    if (inner && PyCFunction_Check(inner) && PyCFunction_GET_SELF(inner) && PyContext_CheckExact(PyCFunction_GET_SELF(inner))) {
        PyObject *args = PyObject_GetAttrString(function, "args");
        if (args && PyTuple_CheckExact(args) && PyTuple_GET_SIZE(args)) Py_SETREF(inner, Py_NewRef(PyTuple_GET_ITEM(args, 0)));
        Py_XDECREF(args);
    } else {
        Py_XSETREF(inner, Py_NewRef(function));
    }
    Str name = {0};
    describe_callback(&name, inner);
    uint32_t id = sink_intern(str_text(&name), name.len);
    str_free(&name);
    Py_DECREF(inner);
    return id;
}

static PyObject *make(PyObject *function, uint32_t loop, uint32_t task, vectorcallfunc call) {
    Job *job = PyObject_New(Job, job_type);
    if (!job) return NULL;
    job->function = Py_NewRef(function);
    job->call = call;
    job->id = ++last_job;
    job->loop = loop;
    job->task = task;
    job->has_ended = false;
    outstanding++;
    if (sink_is_on) sink_event(EV_JOB_SUBMITTED, loop, task, job->id, job_name(function), 0, 0);
    return (PyObject *)job;
}

PyObject *job_new(PyObject *function, uint32_t loop, uint32_t task) {
    return make(function, loop, task, job_run);
}

PyObject *job_end_new(PyObject *function, uint32_t loop, uint32_t task) {
    return make(function, loop, task, job_only_end);
}

// A job that was cancelled before it began never runs: it ends with its work item.
static void job_dealloc(PyObject *self) {
    Job *job = (Job *)self;
    job_end(job);
    Py_DECREF(job->function);
    PyTypeObject *type = Py_TYPE(self);
    PyObject_Free(self);
    Py_DECREF(type);
}

static PyObject *job_repr(PyObject *self) {
    return PyObject_Repr(((Job *)self)->function);
}

bool jobs_types_make(void) {
    static PyMemberDef members[] = {{"__vectorcalloffset__", T_PYSSIZET, offsetof(Job, call), READONLY, NULL}, {NULL, 0, 0, 0, NULL}};
    PyType_Slot slots[] = {{Py_tp_dealloc, __extension__(void *)job_dealloc}, {Py_tp_call, __extension__(void *)PyVectorcall_Call},
                           {Py_tp_repr, __extension__(void *)job_repr}, {Py_tp_members, members}, {0, NULL}};
    PyType_Spec spec = {.name = "asyncio.Job", .basicsize = sizeof(Job),
                        .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_DISALLOW_INSTANTIATION, .slots = slots};
    job_type = (PyTypeObject *)PyType_FromSpec(&spec);
    return job_type != NULL;
}
