#include "engine/current.h"

#include <Python.h>

#include "engine/sink.h"

_Thread_local Current current;

uint32_t current_thread_name(void) {
    PyObject *threading = PyImport_ImportModule("threading");
    PyObject *thread = threading ? PyObject_CallMethod(threading, "current_thread", NULL) : NULL;
    PyObject *name = thread ? PyObject_GetAttrString(thread, "name") : NULL;
    uint32_t id = name ? sink_intern_object(name) : 0;
    Py_XDECREF(name);
    Py_XDECREF(thread);
    Py_XDECREF(threading);
    if (PyErr_Occurred()) PyErr_Clear();
    return id;
}
