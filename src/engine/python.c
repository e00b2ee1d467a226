#include "engine/python.h"

#include <Python.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "engine/clock.h"
#include "engine/describe.h"
#include "engine/current.h"
#include "engine/engine.h"
#include "engine/gate.h"
#include "engine/lines.h"
#include "engine/loop.h"
#include "engine/output.h"
#include "engine/place.h"
#include "engine/sink.h"
#include "engine/venv.h"
#include "engine/watch.h"

#define MESSAGE_MAX 1000

extern const char bootstrap_py[], turn_py[];
static PyObject *raised_text; // of bootstrap.py

// --- configuration -------------------------------------------------------------------------------

static bool is_module(char *const *argv) {
    return !strcmp(argv[0], "-m");
}

static PyStatus add_argument(PyConfig *config, PyWideStringList *list, const char *text) {
    wchar_t *wide = NULL;
    PyStatus status = PyConfig_SetBytesString(config, &wide, text);
    if (!PyStatus_Exception(status)) status = PyWideStringList_Append(list, wide);
    PyMem_RawFree(wide);
    return status;
}

// sys.argv begins with the script, or with -m until CPython puts the module's file in its place; sys.orig_argv with the interpreter.
static PyStatus set_arguments(PyConfig *config, char *const *argv, const char *executable) {
    PyStatus status = add_argument(config, &config->orig_argv, executable);
    for (char *const *arg = argv; *arg && !PyStatus_Exception(status); arg++) status = add_argument(config, &config->orig_argv, *arg);
    for (char *const *arg = argv; *arg && !PyStatus_Exception(status); arg++) {
        if (is_module(argv) && arg == argv + 1) continue;
        status = add_argument(config, &config->argv, *arg);
    }
    return status;
}

static PyStatus configure(PyConfig *config, char *const *argv, const char *executable) {
    PyStatus status = PyConfig_SetBytesString(config, &config->program_name, executable);
    if (!PyStatus_Exception(status)) status = PyConfig_SetBytesString(config, &config->executable, executable);
    if (!PyStatus_Exception(status) && venv_is_of_another_python()) status = PyConfig_SetBytesString(config, &config->home, PYTHON_PREFIX);
    if (!PyStatus_Exception(status))
        status = PyConfig_SetBytesString(config, is_module(argv) ? &config->run_module : &config->run_filename, argv[is_module(argv)]);
    if (!PyStatus_Exception(status)) status = set_arguments(config, argv, executable);
    return status;
}

static bool initialize(char *const *argv, Err *err) {
    PyPreConfig before;
    PyPreConfig_InitPythonConfig(&before);
    before.parse_argv = 0;
    PyStatus status = Py_PreInitialize(&before);
    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    config.parse_argv = 0;
    Str executable = {0};
    venv_executable(&executable);
    if (!PyStatus_Exception(status)) status = configure(&config, argv, str_text(&executable));
    if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    str_free(&executable);
    return !PyStatus_Exception(status) || err_set(err, "Python cannot start: %s", status.err_msg ? status.err_msg : "it says no more");
}

// --- an exception at the top ---------------------------------------------------------------------

static uint32_t traceback_text(PyObject *exception, const Str *message) {
    PyObject *text = PyUnicode_DecodeUTF8(str_text(message), (Py_ssize_t)message->len, "replace");
    PyObject *whole = text && raised_text ? PyObject_CallFunctionObjArgs(raised_text, exception, text, NULL) : NULL;
    PyObject *bytes = whole ? PyUnicode_AsEncodedString(whole, "utf-8", "backslashreplace") : NULL;
    uint32_t id = bytes ? sink_text(PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes)) : 0;
    Py_XDECREF(bytes);
    Py_XDECREF(whole);
    Py_XDECREF(text);
    if (PyErr_Occurred()) PyErr_Clear();
    return id;
}

static void record_raised(PyObject *exception) {
    Str message = {0};
    const char *type = Py_TYPE(exception)->tp_name, *dot = strrchr(type, '.');
    if (dot) type = dot + 1;
    describe_message(&message, exception, MESSAGE_MAX);
    uint32_t text = traceback_text(exception, &message);
    sink_event(EV_SCRIPT_RAISED, 0, 0, sink_intern(type, strlen(type)), sink_text(str_text(&message), message.len), text,
               place_raised(exception));
    str_free(&message);
}

static bool is_fork(const char *event) {
    return !strcmp(event, "os.fork") || !strcmp(event, "os.forkpty") || !strcmp(event, "subprocess.Popen");
}

// CPython asks before it calls sys.excepthook, whatever the script has put there.
static int audit(const char *event, PyObject *args, void *none) {
    (void)none;
    if (is_fork(event)) watch_stop();
    if (strcmp(event, "sys.excepthook") || !sink_is_on || !PyTuple_Check(args) || PyTuple_GET_SIZE(args) < 3) return 0;
    PyObject *exception = PyTuple_GET_ITEM(args, 2), *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (PyExceptionInstance_Check(exception)) record_raised(exception);
    PyErr_Restore(type, value, traceback);
    return 0;
}

// --- starting ------------------------------------------------------------------------------------

static bool define(const char *source, PyObject *names) {
    PyObject *code = Py_CompileString(source, "<aioscope>", Py_file_input);
    PyObject *done = code ? PyEval_EvalCode(code, names, names) : NULL;
    Py_XDECREF(code);
    Py_XDECREF(done);
    return done != NULL;
}

static bool run_bootstrap(void) {
    PyObject *names = PyDict_New(), *core = loop_module_new(), *builtins = PyImport_ImportModule("builtins");
    bool is_ready = names && core && builtins && !PyDict_SetItemString(names, "__builtins__", builtins);
    bool has_stand_ins = is_ready && define(turn_py, names);
    bool done = has_stand_ins && define(bootstrap_py, names);
    PyObject *function = done ? PyDict_GetItemString(names, "bootstrap") : NULL;
    PyObject *joined = function ? PyObject_CallOneArg(function, core) : NULL;
    if (joined) raised_text = Py_XNewRef(PyDict_GetItemString(names, "raised_text"));
    Py_XDECREF(joined);
    Py_XDECREF(builtins);
    Py_XDECREF(core);
    Py_XDECREF(names);
    return joined != NULL;
}

static bool tell_exception(Err *err) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    PyObject *text = value ? PyObject_Str(value) : NULL;
    const char *words = text ? PyUnicode_AsUTF8(text) : NULL;
    err_set(err, "the loop cannot be put in place: %s: %s", type ? ((PyTypeObject *)type)->tp_name : "?", words ? words : "?");
    Py_XDECREF(text);
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
    return false;
}

// The folder of the script's own files.
static void set_script_folder(char *const *argv) {
    char path[PATH_MAX];
    if (is_module(argv) || !realpath(argv[0], path)) {
        if (getcwd(path, sizeof path)) sink_set_script_folder(path);
        return;
    }
    char *slash = strrchr(path, '/');
    if (slash && slash != path) *slash = '\0';
    sink_set_script_folder(path);
}

bool python_start(char *const *argv, Err *err) {
    clock_start(engine_options.is_virtual);
    if (!initialize(argv, err)) return false;
    set_script_folder(argv);
    bool went_well = run_bootstrap() && clock_install(engine_options.control_fd >= 0) && !PySys_AddAuditHook(audit, NULL);
    if (went_well && sink_is_on) went_well = !output_install();
    if (!went_well) return tell_exception(err);
    gate_open(engine_options.control_fd);
    return true;
}

// --- running -------------------------------------------------------------------------------------

static void record_started(char *const *argv) {
    Str args = {0}, program = {0};
    char *const *rest = argv + 1;
    if (is_module(argv)) str_addf(&program, "-m %s", *rest++);
    else str_add(&program, argv[0]);
    for (; *rest; rest++) str_addf(&args, "%s%s", args.len ? " " : "", *rest);
    uint32_t file = sink_intern(str_text(&program), program.len), words = sink_intern(str_text(&args), args.len);
    sink_event(EV_SCRIPT_STARTED, 0, 0, file, words, 0, 0);
    str_free(&program);
    str_free(&args);
}

// The script's source, to be looked at before its first line. Of a module, a folder or a zip file it comes with its first code.
static void send_source(char *const *argv) {
    PyObject *name = is_module(argv) ? NULL : PyUnicode_DecodeFSDefault(argv[0]);
    if (name) sink_source(name);
    Py_XDECREF(name);
    if (PyErr_Occurred()) PyErr_Clear();
}

// Only our parent can say how we have ended, but when that was on the program's clock it hears from
// us: nothing may have happened for long.
static void finish(void) {
    sink_event(EV_SCRIPT_ENDED, 0, 0, 0, 0, 0, 0);
    sink_close();
}

int python_run(char *const *argv) {
    Py_AtExit(finish);
    if (sink_is_on) {
        record_started(argv);
        send_source(argv);
        if (engine_options.hold || gate_is_armed) gate_pass(GATE_START, 0, 0, 0);
        if (engine_options.lines) lines_set(true);
    }
    lines_script_begins();
    if (PyErr_Occurred()) PyErr_Clear();
    return Py_RunMain();
}
