#include "engine/tokens.h"

#include <Python.h>

#include "base/str.h"
#include "engine/venv.h"

extern const char tokens_py[];

int tokens_run(void) {
    PyConfig config;
    Str executable = {0};
    PyConfig_InitIsolatedConfig(&config);
    config.site_import = 0;
    venv_executable(&executable);
    PyStatus status = PyConfig_SetBytesString(&config, &config.program_name, str_text(&executable));
    if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    str_free(&executable);
    if (PyStatus_Exception(status)) return 1;
    int failed = PyRun_SimpleString(tokens_py);
    return Py_FinalizeEx() < 0 || failed;
}
