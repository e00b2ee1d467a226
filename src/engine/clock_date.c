// datetime.now() and utcnow() under the virtual clock. Both read the machine's clock in C; the type stays datetime.datetime itself, and only these two
// of its methods are ours. (date.today() and datetime.today() ask time.time(), which is replaced already.)
#include <Python.h>

#include "engine/clock.h"
#include "engine/hook.h"
#include "engine/version.h"

static PyTypeObject *datetime_type;
static PyObject *now_before, *utcnow_before, *utc;

static PyObject *bound(PyObject *descriptor, PyObject *class) {
    return Py_TYPE(descriptor)->tp_descr_get(descriptor, NULL, class);
}

// datetime's own fromtimestamp, whatever a subclass makes of it. Source: Modules/_datetimemodule.c datetime_best_possible
static PyObject *at_present(PyObject *class, PyObject *timezone) {
    PyObject *descriptor = version_type_entry(datetime_type, "fromtimestamp");
    PyObject *method = descriptor ? bound(descriptor, class) : NULL;
    PyObject *result = method ? PyObject_CallFunction(method, "dO", clock_wall_time(), timezone) : NULL;
    Py_XDECREF(method);
    return result;
}

static PyObject *as_before(PyObject *descriptor, PyObject *class, PyObject *args, PyObject *keywords) {
    PyObject *method = bound(descriptor, class);
    PyObject *result = method ? PyObject_Call(method, args, keywords) : NULL;
    Py_XDECREF(method);
    return result;
}

static PyObject *date_now(PyObject *class, PyObject *args, PyObject *keywords) {
    static char *words[] = {"tz", NULL};
    PyObject *timezone = Py_None;
    if (PyArg_ParseTupleAndKeywords(args, keywords, "|O:now", words, &timezone)) return at_present(class, timezone);
    PyErr_Clear();
    return as_before(now_before, class, args, keywords); // refuses, in its own words
}

// The one before is asked too: it may warn, and what else it says is for the clock to know better.
static PyObject *date_utcnow(PyObject *class, PyObject *args, PyObject *keywords) {
    PyObject *said = as_before(utcnow_before, class, args, keywords);
    PyObject *aware = said ? at_present(class, utc) : NULL;
    PyObject *method = aware ? PyObject_GetAttrString(aware, "replace") : NULL, *empty = method ? PyTuple_New(0) : NULL;
    PyObject *words = empty ? Py_BuildValue("{sO}", "tzinfo", Py_None) : NULL;
    PyObject *result = words ? PyObject_Call(method, empty, words) : NULL;
    Py_XDECREF(words);
    Py_XDECREF(empty);
    Py_XDECREF(method);
    Py_XDECREF(aware);
    Py_XDECREF(said);
    return result;
}

static bool replace(PyMethodDef *method, PyObject **before) {
    PyObject *there = version_type_entry(datetime_type, method->ml_name);
    if (!there || !Py_IS_TYPE(there, &PyClassMethodDescr_Type)) return false;
    *before = Py_NewRef(there);
    method->ml_doc = ((PyMethodDescrObject *)there)->d_method->ml_doc;
    PyObject *ours = PyDescr_NewClassMethod(datetime_type, method);
    bool done = ours && version_set_type_entry(datetime_type, method->ml_name, ours);
    Py_XDECREF(ours);
    return done;
}

bool clock_install_date(void) {
    static PyMethodDef now = {"now", __extension__(PyCFunction)(void *)date_now, METH_VARARGS | METH_KEYWORDS, NULL};
    static PyMethodDef utcnow = {"utcnow", __extension__(PyCFunction)(void *)date_utcnow, METH_VARARGS | METH_KEYWORDS, NULL};
    PyObject *module = PyImport_ImportModule("datetime");
    PyObject *type = module ? PyObject_GetAttrString(module, "datetime") : NULL, *zone = module ? PyObject_GetAttrString(module, "timezone") : NULL;
    utc = zone ? PyObject_GetAttrString(zone, "utc") : NULL;
    datetime_type = type && PyType_Check(type) ? (PyTypeObject *)Py_NewRef(type) : NULL;
    bool done = utc && datetime_type && replace(&now, &now_before) && replace(&utcnow, &utcnow_before);
    Py_XDECREF(zone);
    Py_XDECREF(type);
    Py_XDECREF(module);
    return done || !PyErr_Occurred(); // another datetime than CPython's own keeps the machine's clock
}
