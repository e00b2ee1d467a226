#include "engine/hook.h"

#include <stdlib.h>

#include "base/mem.h"
#include "engine/version.h"

// --- methods -------------------------------------------------------------------------------------

bool hook_method(PyTypeObject *class, const char *name, PyMethodDef *ours, PyObject **before) {
    PyObject *there = version_type_entry(class, name);
    if (!there || !PyCallable_Check(there)) {
        PyErr_Format(PyExc_TypeError, "asyncio's %s has no method %s", class->tp_name, name);
        return false;
    }
    *before = Py_NewRef(there);
    ours->ml_name = name;
    if (Py_IS_TYPE(there, &PyMethodDescr_Type)) ours->ml_doc = ((PyMethodDescrObject *)there)->d_method->ml_doc;
    PyObject *replacement = PyDescr_NewMethod(class, ours);
    bool done = replacement && version_set_type_entry(class, name, replacement);
    Py_XDECREF(replacement);
    return done;
}

static bool is_of_one(PyObject *method) {
    return Py_IS_TYPE(method, &PyMethodDescr_Type) && ((PyMethodDescrObject *)method)->d_method->ml_flags == METH_O;
}

bool hook_takes_one(PyTypeObject *class, const char *name) {
    PyObject *there = version_type_entry(class, name);
    return there && is_of_one(there);
}

PyObject *hook_call(PyObject *before, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names) {
    PyObject *all[4] = {self};
    Py_ssize_t total = count + (names ? PyTuple_GET_SIZE(names) : 0);
    if (total <= 3) {
        for (Py_ssize_t i = 0; i < total; i++) all[i + 1] = args[i];
        return PyObject_Vectorcall(before, all, (size_t)count + 1, names);
    }
    PyErr_Format(PyExc_TypeError, "too many arguments (%zd given)", total);
    return NULL;
}

PyObject *hook_call_one(PyObject *before, PyObject *self, PyObject *arg) {
    if (is_of_one(before)) return ((PyMethodDescrObject *)before)->d_method->ml_meth(self, arg);
    return PyObject_Vectorcall(before, (PyObject *[]){self, arg}, 2, NULL);
}

// --- attributes ----------------------------------------------------------------------------------

static PyObject *get_field(PyObject *self, void *closure) {
    const HookedField *field = closure;
    PyObject *dict = PyObject_GenericGetDict(self, NULL);
    PyObject *value = dict ? Py_XNewRef(PyDict_GetItemWithError(dict, field->key)) : NULL;
    if (dict && !value && !PyErr_Occurred())
        PyErr_Format(PyExc_AttributeError, "'%.100s' object has no attribute '%s'", Py_TYPE(self)->tp_name, field->name);
    Py_XDECREF(dict);
    return value;
}

static int set_field(PyObject *self, PyObject *value, void *closure) {
    const HookedField *field = closure;
    PyObject *dict = PyObject_GenericGetDict(self, NULL);
    if (!dict) return -1;
    PyObject *before = Py_XNewRef(PyDict_GetItemWithError(dict, field->key));
    if (before && before == value) { // as most are: nothing changes
        Py_DECREF(before);
        Py_DECREF(dict);
        return 0;
    }
    int failed = value ? PyDict_SetItem(dict, field->key, value) : PyDict_DelItem(dict, field->key);
    Py_DECREF(dict);
    if (!failed) field->changed(self, before, value);
    Py_XDECREF(before);
    return failed;
}

bool hook_field(PyTypeObject *class, HookedField *field) {
    PyGetSetDef *definition = mem_new(sizeof *definition); // as long as the type
    *definition = (PyGetSetDef){.name = field->name, .get = get_field, .set = set_field, .closure = field};
    field->key = PyUnicode_InternFromString(field->name);
    PyObject *descriptor = field->key ? PyDescr_NewGetSet(class, definition) : NULL;
    bool done = descriptor && version_set_type_entry(class, field->name, descriptor);
    Py_XDECREF(descriptor);
    if (!done) free(definition);
    return done;
}

PyObject *hook_own_attribute(PyObject *object, PyObject *name) {
    PyObject *in_class = _PyType_Lookup(Py_TYPE(object), name);
    bool is_property = in_class && Py_TYPE(in_class)->tp_descr_set && Py_TYPE(in_class) != &PyMemberDescr_Type &&
                       Py_TYPE(in_class) != &PyGetSetDescr_Type;
    PyObject *value = is_property ? NULL : PyObject_GenericGetAttr(object, name);
    if (!value) PyErr_Clear();
    return value;
}
