// Loops of another make (uvloop, one of the script's own): they run as they are, and one event says that nothing can be seen of them.
#ifndef ENGINE_FOREIGN_H
#define ENGINE_FOREIGN_H

#include <Python.h>

// A stand-in for asyncio.events._set_running_loop, which every loop calls when it begins and ends to run: it looks at the loop, then does
// what `before`, the one it stands for, does. `core` is the type that our loops derive from. NULL: a Python exception is set.
PyObject *foreign_watch(PyObject *before, PyTypeObject *core);

// FOREIGN_LOOP is recorded, once for each type of loop. `loop`: its number if it derives from ours, else 0.
void foreign_tell(PyTypeObject *type, unsigned loop);

#endif
