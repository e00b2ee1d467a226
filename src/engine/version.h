// The one file that knows how CPython's versions differ. Everything else in the engine calls these.
#ifndef ENGINE_VERSION_H
#define ENGINE_VERSION_H

#include <Python.h>
#include <stdbool.h>

#if PY_VERSION_HEX < 0x030B0000
#error "aioscope needs CPython 3.11 or later"
#endif
#if PY_VERSION_HEX >= 0x03100000
#error                                                                                             \
    "aioscope knows CPython 3.11 to 3.15. A later one may keep its frames in another way: compare version.c with it first"
#endif
#ifdef Py_GIL_DISABLED
#error "aioscope needs a CPython with the GIL, and this one is free-threaded"
#endif

// The code object that a suspended, running or new coroutine, generator or async generator runs, or NULL. Borrowed.
PyCodeObject *version_code(PyObject *coroutine);
// The line where it is suspended, 0 if it is finished or unknown.
int version_line(PyObject *coroutine);
// What it awaits (cr_await, gi_yieldfrom, ag_await), new reference or NULL without an exception. Looks through the opaque
// awaitables of async generators.
PyObject *version_awaited(PyObject *coroutine);
// Argument `index` of a coroutine that has not begun, borrowed, or NULL.
PyObject *version_argument(PyObject *coroutine, int index);
// Is this PyObject a coroutine, generator or async generator whose frames can be walked?
int version_is_coroutine(PyObject *object);
// A variable of a coroutine's frame by its name, looked up through its cell if it has one; borrowed, or NULL.
PyObject *version_variable(PyObject *coroutine, const char *name);
// Where a coroutine stands: its code and the instruction, which version_code_line turns into a line. False: it is finished.
bool version_position(PyObject *coroutine, PyCodeObject **code, int *instruction);
int version_code_line(PyCodeObject *code, int instruction);
// An entry of a type's own dictionary, borrowed, or NULL; and put one there, for methods of built-in types that are wrapped.
PyObject *version_type_entry(PyTypeObject *type, const char *name);
bool version_set_type_entry(PyTypeObject *type, const char *name, PyObject *value);
// The next item of a set, borrowed; *at begins as 0. False: there is none.
bool version_set_next(PyObject *set, Py_ssize_t *at, PyObject **item);
bool version_is_finalizing(void);
// Does a weak reference still lead to the object at that address?
bool version_weakly_is(PyObject *weak, const void *address);
// The instruction at which a traceback stands in its frame, for version_code_line.
int version_traceback_instruction(const PyTracebackObject *traceback);
// --- frames: what the interpreter itself runs, without frame objects; a frame is good until it ends or goes on
typedef struct _PyInterpreterFrame VersionFrame;
const VersionFrame *version_frame_running(void); // the innermost of the present thread that a traceback would show, or NULL
const VersionFrame *version_frame_of(PyFrameObject *frame);
const VersionFrame *version_frame_of_thread(PyThreadState *thread);
// A thread that kept the GIL for long gives it up in this frame: was what took so long on the line where the frame stands, or may it have been an
// operator on one before? `any_line`: wherever in this function it was will do.
bool version_line_is_sure(const VersionFrame *frame, bool any_line);
// The frame begins to run: is it a coroutine's, awaited? Then the frame that awaits it; NULL: no.
const VersionFrame *version_frame_awaiting(const VersionFrame *beginning);
int version_frame_instruction(const VersionFrame *frame);
bool version_frame_has_begun(const VersionFrame *frame); // a coroutine that was only made has not
const VersionFrame *version_frame_of_coroutine(PyObject *coroutine); // NULL: it is finished, or has none
// Variables: so many places, some of them without a value (NULL). A value is borrowed, and looked up through its cell.
int version_frame_variables(const VersionFrame *frame);
PyObject *version_frame_variable(const VersionFrame *frame, int index);
PyObject *version_variable_name(PyCodeObject *code, int index);
#if PY_VERSION_HEX < 0x030C0000
PyObject *version_frame_coroutine(const VersionFrame *frame); // whose frame it is, borrowed
bool version_is_over(PyObject *coroutine); // its frame has just been left: for good?
bool version_frame_yields(const VersionFrame *frame); // leaving it just now: it will go on later
#endif
const VersionFrame *version_frame_outer(const VersionFrame *frame);
PyCodeObject *version_frame_code(const VersionFrame *frame); // borrowed, NULL: none

// What the engine keeps with a code object, for as long as that lives; NULL: nothing. `forget` is called when it goes.
bool version_extra_begin(void (*forget)(void *extra));
void *version_extra(PyCodeObject *code);
void version_set_extra(PyCodeObject *code, void *extra);

// The frame that runs now, as the internal pointer sees it: code and line without making a frame object. False: none.
int version_running(int depth, PyCodeObject **code, int *line);
// The innermost running frame for which `fits` is true (NULL: any), of at most 64. Code and instruction. False: none.
bool version_running_position(bool (*fits)(PyCodeObject *code), PyCodeObject **code, int *instruction);
// The code that runs at that depth, 0 the innermost, or NULL; its first argument (`self`); and a variable of the innermost frame. Borrowed, or NULL.
PyCodeObject *version_running_code(int depth);
PyObject *version_running_argument(int depth);
PyObject *version_running_variable(const char *name);
// A generator that runs `code` among what a suspended coroutine has on its stack (the iterator of a `for`), borrowed, or NULL.
PyObject *version_stacked_generator(PyObject *coroutine, const PyCodeObject *code);

#endif
