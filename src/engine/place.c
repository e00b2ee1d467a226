#include "engine/place.h"

#include <stdlib.h>

#include "base/mem.h"
#include "engine/sink.h"
#include "engine/version.h"

typedef struct Known {
    PyCodeObject *code; // NULL: free. sink_code keeps it alive, so that its address stays its own
    uint32_t parent;
    int instruction;
    uint32_t site;
} Known;

static Known *table;
static size_t size, used; // size is a power of two

static size_t hash(uint32_t parent, const PyCodeObject *code, int instruction) {
    uint64_t h = ((uintptr_t)code >> 4) * 0x9E3779B97F4A7C15u ^ ((uint64_t)parent << 32 | (uint32_t)instruction) * 0xC2B2AE3D27D4EB4Fu;
    return (size_t)(h ^ h >> 29);
}

static Known *find(uint32_t parent, PyCodeObject *code, int instruction) {
    for (size_t i = hash(parent, code, instruction);; i++) {
        Known *known = &table[i & (size - 1)];
        if (!known->code || (known->code == code && known->parent == parent && known->instruction == instruction)) return known;
    }
}

static void grow(void) {
    Known *old = table;
    size_t old_size = size;
    size = size ? size * 2 : 1024;
    table = mem_new(size * sizeof *table);
    for (size_t i = 0; i < old_size; i++) {
        if (old[i].code) *find(old[i].parent, old[i].code, old[i].instruction) = old[i];
    }
    free(old);
}

uint32_t place_of(uint32_t parent, PyCodeObject *code, int instruction) {
    if (used * 2 >= size) grow();
    Known *known = find(parent, code, instruction);
    if (known->code) return known->site;
    sink_code(code);
    uint32_t site = sink_site(parent, code, version_code_line(code, instruction));
    *known = (Known){code, parent, instruction, site};
    used++;
    return site;
}

// Nothing of Python's runs within the loop's turn: it has called a function in C itself, such as a future's set_result that was given to call_later. The
// script's frames are those that started the loop, and none of them did this.
static bool is_loop_itself(void) {
    PyCodeObject *code;
    int instruction;
    if (!version_running_position(NULL, &code, &instruction) || sink_code_is_own(code)) return false;
    return PyUnicode_CompareWithASCIIString(code->co_name, "run_until_complete") == 0 || PyUnicode_CompareWithASCIIString(code->co_name, "run_forever") == 0;
}

uint32_t place_running(void) {
    PyCodeObject *code;
    int instruction;
    if (is_loop_itself()) return 0;
    if (!version_running_position(sink_code_is_own, &code, &instruction) && !version_running_position(NULL, &code, &instruction)) return 0;
    return place_of(0, code, instruction);
}

int place_is_own(void) {
    PyCodeObject *code;
    int instruction;
    return version_running_position(NULL, &code, &instruction) && sink_code_is_own(code);
}

uint32_t place_raised(PyObject *exception) {
    PyObject *traceback = PyException_GetTraceback(exception);
    uint32_t innermost = 0, own = 0;
    bool is_there = traceback && PyTraceBack_Check(traceback); // a syntax error of the script itself has None
    for (PyTracebackObject *at = is_there ? (PyTracebackObject *)traceback : NULL; at; at = at->tb_next) {
        PyCodeObject *code = PyFrame_GetCode(at->tb_frame);
        innermost = place_of(0, code, version_traceback_instruction(at));
        if (sink_code_is_own(code)) own = innermost;
        Py_DECREF(code);
    }
    Py_XDECREF(traceback);
    return own ? own : innermost;
}
