#define Py_BUILD_CORE // frames of suspended coroutines are read without making frame objects, which would cost a tenth of a run
#include "engine/version.h"

#include <string.h>

#include <internal/pycore_code.h>
#include <internal/pycore_frame.h>
#include <opcode.h>
#if PY_VERSION_HEX >= 0x030D0000
#include <internal/pycore_setobject.h>
#endif
#if PY_VERSION_HEX >= 0x030E0000
#include <internal/pycore_interpframe.h>
#include <internal/pycore_interpframe_structs.h>
#include <internal/pycore_stackref.h>
#endif

// --- frames --------------------------------------------------------------------------------------

// What a frame refers to. Since 3.14 its references are tagged, and a slot may hold a number that
// is no object: that one reads as NULL, as an empty slot does.
#if PY_VERSION_HEX >= 0x030E0000
static PyObject *untagged(_PyStackRef reference) {
    bool is_object = !PyStackRef_IsNull(reference) && !PyStackRef_IsTaggedInt(reference);
    return is_object ? PyStackRef_AsPyObjectBorrow(reference) : NULL;
}
#else
static PyObject *untagged(PyObject *reference) {
    return reference;
}
#endif

static PyCodeObject *frame_code(const _PyInterpreterFrame *frame) {
#if PY_VERSION_HEX >= 0x030D0000
    PyObject *executable = untagged(frame->f_executable);
    return executable && PyCode_Check(executable) ? (PyCodeObject *)executable : NULL;
#else
    return frame->f_code;
#endif
}

// A variable, or further on what lies on the stack.
static PyObject *frame_slot(const _PyInterpreterFrame *frame, int index) {
    return untagged(frame->localsplus[index]);
}

// How many slots of a suspended frame are in use.
static int frame_depth(const _PyInterpreterFrame *frame) {
#if PY_VERSION_HEX >= 0x030E0000
    return (int)(frame->stackpointer - frame->localsplus);
#else
    return frame->stacktop;
#endif
}

static int frame_instruction(const _PyInterpreterFrame *frame) {
    return _PyInterpreterFrame_LASTI((_PyInterpreterFrame *)frame);
}

static const _PyInterpreterFrame *innermost_of(const PyThreadState *thread) {
#if PY_VERSION_HEX >= 0x030D0000
    return thread->current_frame;
#else
    return thread->cframe->current_frame;
#endif
}

static const _PyInterpreterFrame *innermost_frame(void) {
    return innermost_of(PyThreadState_Get());
}

const VersionFrame *version_frame_of(PyFrameObject *frame) {
    return frame->f_frame;
}

PyCodeObject *version_frame_code(const VersionFrame *frame) {
    return frame_code(frame);
}

// A frame that a person would see in a traceback: not the interpreter's own glue, and past its prologue.
static bool frame_is_seen(const _PyInterpreterFrame *frame) {
    PyCodeObject *code = frame_code(frame);
    if (!code) return false;
#if PY_VERSION_HEX >= 0x030E0000
    if (frame->owner >= FRAME_OWNED_BY_INTERPRETER) return false;
#elif PY_VERSION_HEX >= 0x030C0000
    if (frame->owner == FRAME_OWNED_BY_CSTACK) return false;
#endif
    return frame_instruction(frame) >= code->_co_firsttraceable;
}

// A generator, coroutine or async generator whose frame still lives.
static const _PyInterpreterFrame *coroutine_frame(PyObject *coroutine) {
    if (!version_is_coroutine(coroutine)) return NULL;
    PyGenObject *generator = (PyGenObject *)coroutine;
#if PY_VERSION_HEX >= 0x030E0000 // the states are numbered anew in 3.15
    return FRAME_STATE_FINISHED(generator->gi_frame_state) ? NULL : &generator->gi_iframe;
#else
    if (generator->gi_frame_state >= FRAME_COMPLETED) return NULL;
    return (const _PyInterpreterFrame *)generator->gi_iframe;
#endif
}

// --- coroutines ----------------------------------------------------------------------------------

int version_is_coroutine(PyObject *object) {
    return object && (PyCoro_CheckExact(object) || PyGen_CheckExact(object) || PyAsyncGen_CheckExact(object));
}

PyCodeObject *version_code(PyObject *coroutine) {
    if (!version_is_coroutine(coroutine)) return NULL;
#if PY_VERSION_HEX >= 0x030C0000
    const _PyInterpreterFrame *frame = coroutine_frame(coroutine);
    return frame ? frame_code(frame) : NULL;
#else
    return ((PyGenObject *)coroutine)->gi_code;
#endif
}

bool version_position(PyObject *coroutine, PyCodeObject **code, int *instruction) {
    const _PyInterpreterFrame *frame = coroutine_frame(coroutine);
    if (!frame) return false;
    *code = frame_code(frame);
    *instruction = frame_instruction(frame);
    return *code != NULL;
}

int version_code_line(PyCodeObject *code, int instruction) {
    int line = instruction < 0 ? code->co_firstlineno : PyCode_Addr2Line(code, instruction * (int)sizeof(_Py_CODEUNIT));
    return line > 0 ? line : code->co_firstlineno;
}

int version_line(PyObject *coroutine) {
    PyCodeObject *code;
    int instruction;
    return version_position(coroutine, &code, &instruction) ? version_code_line(code, instruction) : 0;
}

// The value of an argument that is also used by an inner function is in a cell once the frame has begun.
static PyObject *through_cell(PyObject *value, int kind) {
    return value && (kind & (CO_FAST_CELL | CO_FAST_FREE)) && PyCell_Check(value) ? PyCell_GET(value) : value;
}

PyObject *version_argument(PyObject *coroutine, int index) {
    const _PyInterpreterFrame *frame = coroutine_frame(coroutine);
    if (!frame) return NULL;
    PyCodeObject *code = frame_code(frame);
    int count = code->co_argcount + code->co_kwonlyargcount + !!(code->co_flags & CO_VARARGS) + !!(code->co_flags & CO_VARKEYWORDS);
    if (index < 0 || index >= count) return NULL;
    return through_cell(frame_slot(frame, index),
                        _PyLocals_GetKind(code->co_localspluskinds, index));
}

static PyObject *variable_of(const _PyInterpreterFrame *frame, const char *name) {
    PyCodeObject *code = frame_code(frame);
    for (int i = 0; i < code->co_nlocalsplus; i++) {
        if (!PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(code->co_localsplusnames, i), name))
            return through_cell(frame_slot(frame, i),
                                _PyLocals_GetKind(code->co_localspluskinds, i));
    }
    return NULL;
}

PyObject *version_variable(PyObject *coroutine, const char *name) {
    const _PyInterpreterFrame *frame = coroutine_frame(coroutine);
    return frame ? variable_of(frame, name) : NULL;
}

PyObject *version_stacked_generator(PyObject *coroutine, const PyCodeObject *code) {
    const _PyInterpreterFrame *frame = coroutine_frame(coroutine);
    for (int i = frame ? frame_code(frame)->co_nlocalsplus : 0; frame && i < frame_depth(frame);
         i++) {
        PyObject *value = frame_slot(frame, i);
        if (value && PyGen_CheckExact(value) && version_code(value) == code) return value;
    }
    return NULL;
}

// --- what a coroutine awaits ---------------------------------------------------------------------

// Since 3.12 the dictionary of a static type belongs to the interpreter, and the type's own pointer to it is empty.
static PyObject *type_dict(PyTypeObject *type) {
#if PY_VERSION_HEX >= 0x030C0000
    return PyType_GetDict(type);
#else
    return Py_XNewRef(type->tp_dict);
#endif
}

PyObject *version_type_entry(PyTypeObject *type, const char *name) {
    PyObject *dict = type_dict(type);
    PyObject *entry = dict ? PyDict_GetItemString(dict, name) : NULL;
    Py_XDECREF(dict);
    return entry;
}

bool version_set_type_entry(PyTypeObject *type, const char *name, PyObject *value) {
    PyObject *dict = type_dict(type);
    bool done = dict && PyDict_SetItemString(dict, name, value) == 0;
    Py_XDECREF(dict);
    if (done) PyType_Modified(type);
    return done;
}

// --- small things that moved or went -------------------------------------------------------------

bool version_set_next(PyObject *set, Py_ssize_t *at, PyObject **item) {
    Py_hash_t hash;
    return _PySet_NextEntry(set, at, item, &hash);
}

bool version_is_finalizing(void) {
#if PY_VERSION_HEX >= 0x030D0000
    return Py_IsFinalizing();
#else
    return _Py_IsFinalizing();
#endif
}

bool version_weakly_is(PyObject *weak, const void *address) {
#if PY_VERSION_HEX >= 0x030D0000
    PyObject *object;
    if (PyWeakref_GetRef(weak, &object) <= 0) return false;
    bool is = object == address;
    Py_DECREF(object);
    return is;
#else
    return PyWeakref_GET_OBJECT(weak) == address;
#endif
}

int version_traceback_instruction(const PyTracebackObject *traceback) {
    return traceback->tb_lasti / (int)sizeof(_Py_CODEUNIT);
}

// The C function behind an attribute of a built-in type: called straight, it costs a tenth of an attribute look-up.
static PyObject *call_getter(getter *cached, PyTypeObject *type, const char *name, PyObject *object) {
    if (!*cached) {
        PyObject *descriptor = version_type_entry(type, name);
        if (!descriptor || Py_TYPE(descriptor) != &PyGetSetDescr_Type) return NULL;
        *cached = ((PyGetSetDescrObject *)descriptor)->d_getset->get;
    }
    return (*cached)(object, NULL);
}

// The awaitables of async generators (asend, athrow, aclose, anext) and coroutine.__await__() show nothing of what they hold but to the
// garbage collector.
static bool is_opaque(PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    static PyTypeObject *seen; // the type that was last found not to be one: most awaits end in a future's iterator
    if (type == seen || type->tp_flags & Py_TPFLAGS_HEAPTYPE || version_is_coroutine(object)) return false;
#if PY_VERSION_HEX >= 0x030D0000 // which no longer hands out two of the types
    bool is_known = !strcmp(type->tp_name, "async_generator_athrow") || !strcmp(type->tp_name, "coroutine_wrapper");
#else
    bool is_known = type == &_PyAsyncGenAThrow_Type || type == &_PyCoroWrapper_Type;
#endif
    is_known |= type == &_PyAsyncGenASend_Type || !strcmp(type->tp_name, "anext_awaitable");
    if (!is_known) seen = type;
    return is_known;
}

static int keep_coroutine(PyObject *object, void *found) {
    if (!version_is_coroutine(object) && !is_opaque(object)) return 0;
    *(PyObject **)found = object;
    return 1;
}

static PyObject *look_through(PyObject *object) { // takes and gives a reference
    for (int depth = 0; object && is_opaque(object) && depth < 8; depth++) {
        PyObject *inner = NULL;
        if (Py_TYPE(object)->tp_traverse) Py_TYPE(object)->tp_traverse(object, keep_coroutine, &inner);
        if (!inner) break;
        Py_INCREF(inner);
        Py_SETREF(object, inner);
    }
    return object;
}

PyObject *version_awaited(PyObject *coroutine) {
    static getter of_coroutine, of_generator, of_async_generator;
    PyObject *awaited = NULL;
    if (PyCoro_CheckExact(coroutine)) awaited = call_getter(&of_coroutine, &PyCoro_Type, "cr_await", coroutine);
    else if (PyGen_CheckExact(coroutine)) awaited = call_getter(&of_generator, &PyGen_Type, "gi_yieldfrom", coroutine);
    else if (PyAsyncGen_CheckExact(coroutine)) awaited = call_getter(&of_async_generator, &PyAsyncGen_Type, "ag_await", coroutine);
    if (!awaited) PyErr_Clear();
    if (awaited == Py_None) Py_CLEAR(awaited);
    return look_through(awaited);
}

// --- what the engine keeps with a code object ----------------------------------------------------

static Py_ssize_t extra_index = -1;

#if PY_VERSION_HEX >= 0x030C0000
#define REQUEST_EXTRA PyUnstable_Eval_RequestCodeExtraIndex
#define GET_EXTRA PyUnstable_Code_GetExtra
#define SET_EXTRA PyUnstable_Code_SetExtra
#else
#define REQUEST_EXTRA _PyEval_RequestCodeExtraIndex
#define GET_EXTRA _PyCode_GetExtra
#define SET_EXTRA _PyCode_SetExtra
#endif

bool version_extra_begin(void (*forget)(void *extra)) {
    if (extra_index < 0) extra_index = REQUEST_EXTRA(forget);
    return extra_index >= 0;
}

void *version_extra(PyCodeObject *code) {
    void *extra = NULL;
    return GET_EXTRA((PyObject *)code, extra_index, &extra) ? NULL : extra;
}

void version_set_extra(PyCodeObject *code, void *extra) {
    if (SET_EXTRA((PyObject *)code, extra_index, extra)) PyErr_Clear();
}

// --- what runs now -------------------------------------------------------------------------------

int version_frame_instruction(const VersionFrame *frame) {
    return frame_instruction(frame);
}

// The eval loop looks whether another thread wants the GIL as a function begins, as a call is over and as a loop goes back.
static bool gives_up_gil(int opcode) {
#ifdef CALL_KW
    if (opcode == CALL_KW) return true;
#endif
#ifdef POP_JUMP_BACKWARD_IF_TRUE
    if (opcode == POP_JUMP_BACKWARD_IF_TRUE || opcode == POP_JUMP_BACKWARD_IF_FALSE || opcode == POP_JUMP_BACKWARD_IF_NONE ||
        opcode == POP_JUMP_BACKWARD_IF_NOT_NONE)
        return true;
#endif
    return opcode == CALL || opcode == CALL_FUNCTION_EX || opcode == JUMP_BACKWARD || opcode == RESUME;
}

// Where a frame stands that has just given it up, unless it has only begun: a PRECALL that was specialized makes the call itself.
static bool stands_where_given_up(int opcode) {
#ifdef PRECALL
    if (opcode == PRECALL) return true;
#endif
    return gives_up_gil(opcode) && opcode != RESUME;
}

static bool may_take_long(int opcode) {
#ifdef BINARY_SUBSCR // since 3.14 it is a BINARY_OP
    if (opcode == BINARY_SUBSCR) return true;
#endif
    return opcode == BINARY_OP || opcode == COMPARE_OP || opcode == CONTAINS_OP ||
           opcode == FOR_ITER || opcode == LIST_EXTEND || opcode == SET_UPDATE ||
           opcode == DICT_UPDATE;
}

// Of the code as it was compiled: that which runs has been specialized.
static bool line_is_sure(PyCodeObject *code, const unsigned char *opcodes, int instruction, bool any_line) {
    int line = version_code_line(code, instruction), width = (int)sizeof(_Py_CODEUNIT);
    if (!stands_where_given_up(opcodes[instruction * width])) return false;
    for (int i = instruction - 1; i >= 0 && !gives_up_gil(opcodes[i * width]); i--)
        if (!any_line && may_take_long(opcodes[i * width]) && version_code_line(code, i) != line) return false;
    return true;
}

bool version_line_is_sure(const VersionFrame *frame, bool any_line) {
    PyObject *bytes = frame_instruction(frame) >= 0 ? PyCode_GetCode(frame_code(frame)) : NULL;
    bool is_sure = bytes && line_is_sure(frame_code(frame), (const unsigned char *)PyBytes_AS_STRING(bytes), frame_instruction(frame), any_line);
    if (!bytes) PyErr_Clear();
    Py_XDECREF(bytes);
    return is_sure;
}

// What runs at a SEND, specialized or not.
static bool is_send(const VersionFrame *frame) {
    PyCodeObject *code = frame_code(frame);
    int opcode = _Py_OPCODE(_PyCode_CODE(code)[frame_instruction(frame)]);
#ifdef SEND_GEN
    if (opcode == SEND_GEN) return true;
#endif
#ifdef SEND_VIRTUAL // 3.15
    if (opcode == SEND_VIRTUAL || opcode == SEND_ASYNC_GEN) return true;
#endif
    return opcode == SEND;
}

const VersionFrame *version_frame_awaiting(const VersionFrame *beginning) {
    const VersionFrame *outer = innermost_frame();
    if (outer == beginning) outer = outer->previous;
    bool is_coroutine = frame_code(beginning)->co_flags & CO_COROUTINE && beginning->owner == FRAME_OWNED_BY_GENERATOR;
    return is_coroutine && outer && frame_is_seen(outer) && is_send(outer) ? outer : NULL;
}

bool version_frame_has_begun(const VersionFrame *frame) {
    return frame_is_seen(frame);
}

const VersionFrame *version_frame_of_coroutine(PyObject *coroutine) {
    return coroutine_frame(coroutine);
}

// A frame that has no slots for its variables keeps them in a dictionary: a module's and a class's.
int version_frame_variables(const VersionFrame *frame) {
    PyCodeObject *code = frame_code(frame);
    return code->co_flags & CO_OPTIMIZED ? code->co_nlocalsplus : 0;
}

PyObject *version_frame_variable(const VersionFrame *frame, int index) {
    return through_cell(frame_slot(frame, index),
                        _PyLocals_GetKind(frame_code(frame)->co_localspluskinds, index));
}

PyObject *version_variable_name(PyCodeObject *code, int index) {
    return PyTuple_GET_ITEM(code->co_localsplusnames, index);
}

#if PY_VERSION_HEX < 0x030C0000
PyObject *version_frame_coroutine(const VersionFrame *frame) {
    return (PyObject *)_PyFrame_GetGenerator((_PyInterpreterFrame *)frame);
}

bool version_is_over(PyObject *coroutine) {
    return ((PyGenObject *)coroutine)->gi_frame_state != FRAME_SUSPENDED;
}

bool version_frame_yields(const VersionFrame *frame) {
    return _Py_OPCODE(*frame->prev_instr) == YIELD_VALUE;
}
#endif

static const VersionFrame *seen(const VersionFrame *frame) {
    while (frame && !frame_is_seen(frame)) frame = frame->previous;
    return frame;
}

const VersionFrame *version_frame_running(void) {
    return seen(innermost_frame());
}

const VersionFrame *version_frame_of_thread(PyThreadState *thread) {
    return seen(innermost_of(thread));
}

const VersionFrame *version_frame_outer(const VersionFrame *frame) {
    return seen(frame->previous);
}

bool version_running_position(bool (*fits)(PyCodeObject *code), PyCodeObject **code, int *instruction) {
    const _PyInterpreterFrame *frame = innermost_frame();
    for (int seen = 0; frame && seen < 64; frame = frame->previous) {
        if (!frame_is_seen(frame)) continue;
        seen++;
        if (fits && !fits(frame_code(frame))) continue;
        *code = frame_code(frame);
        *instruction = frame_instruction(frame);
        return true;
    }
    return false;
}

static const _PyInterpreterFrame *running_frame(int depth) {
    const _PyInterpreterFrame *frame = innermost_frame();
    while (frame && (!frame_is_seen(frame) || depth-- > 0)) frame = frame->previous;
    return frame;
}

PyCodeObject *version_running_code(int depth) {
    const _PyInterpreterFrame *frame = running_frame(depth);
    return frame ? frame_code(frame) : NULL;
}

PyObject *version_running_argument(int depth) {
    const _PyInterpreterFrame *frame = running_frame(depth);
    PyCodeObject *code = frame ? frame_code(frame) : NULL;
    return code && code->co_argcount
               ? through_cell(frame_slot(frame, 0), _PyLocals_GetKind(code->co_localspluskinds, 0))
               : NULL;
}

PyObject *version_running_variable(const char *name) {
    const _PyInterpreterFrame *frame = running_frame(0);
    return frame ? variable_of(frame, name) : NULL;
}

int version_running(int depth, PyCodeObject **code, int *line) {
    const _PyInterpreterFrame *frame = innermost_frame();
    for (; frame; frame = frame->previous) {
        if (!frame_is_seen(frame)) continue;
        if (depth-- > 0) continue;
        *code = frame_code(frame);
        *line = version_code_line(*code, frame_instruction(frame));
        return 1;
    }
    return 0;
}
