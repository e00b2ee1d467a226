#include "engine/foreign.h"

#include <string.h>

#include "base/str.h"
#include "engine/sink.h"

static PyObject *set_running_loop, *told; // a function; a set of types
static PyTypeObject *core_type;

// "uvloop.Loop"; of the script itself without a module.
static uint32_t name_of(PyTypeObject *type) {
    PyObject *module = PyObject_GetAttrString((PyObject *)type, "__module__"), *name = PyObject_GetAttrString((PyObject *)type, "__qualname__");
    const char *where = module && PyUnicode_Check(module) ? PyUnicode_AsUTF8(module) : NULL;
    const char *what = name && PyUnicode_Check(name) ? PyUnicode_AsUTF8(name) : NULL;
    Str text = {0};
    if (where && strcmp(where, "__main__")) str_addf(&text, "%s.", where);
    str_add(&text, what ? what : type->tp_name);
    uint32_t id = sink_intern(str_text(&text), text.len);
    str_free(&text);
    Py_XDECREF(name);
    Py_XDECREF(module);
    if (PyErr_Occurred()) PyErr_Clear();
    return id;
}

void foreign_tell(PyTypeObject *type, unsigned loop) {
    if (!told) told = PySet_New(NULL);
    if (!told || PySet_Contains(told, (PyObject *)type) || PySet_Add(told, (PyObject *)type)) {
        PyErr_Clear();
        return;
    }
    sink_event(EV_FOREIGN_LOOP, (uint16_t)loop, 0, name_of(type), loop != 0, 0, 0);
}

static PyObject *watched_set_running_loop(PyObject *module, PyObject *loop) {
    (void)module;
    if (sink_is_on && loop != Py_None && !PyObject_TypeCheck(loop, core_type)) foreign_tell(Py_TYPE(loop), 0);
    return PyObject_CallOneArg(set_running_loop, loop);
}

PyObject *foreign_watch(PyObject *before, PyTypeObject *core) {
    static PyMethodDef definition = {"_set_running_loop", watched_set_running_loop, METH_O, NULL};
    if (PyCFunction_Check(before)) definition.ml_doc = ((PyCFunctionObject *)before)->m_ml->ml_doc;
    core_type = core;
    set_running_loop = Py_NewRef(before);
    return PyCFunction_NewEx(&definition, NULL, PyUnicode_InternFromString("_asyncio"));
}
