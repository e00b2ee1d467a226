// Where a program finds its parts: virtual environments, modules and packages, folders and zip files.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/place.h"
#include "harness/proc.h"
#include "harness/stock.h"

#define TELL "import sys, os, subprocess\n" \
    "print(__name__, __package__, sys.argv, sys.path[0], __spec__ and __spec__.name)\n" \
    "print(sys.prefix, sys.base_prefix, sys.exec_prefix, os.path.dirname(sys.executable))\n" \
    "print(sys.path)\n" \
    "print(subprocess.run([sys.executable, '-c', 'import sys; print(sys.prefix)'], capture_output=True).stdout)\n"
#define RUN_LOOP "import asyncio\nasync def main():\n    await asyncio.sleep(0.001)\n    print('ran', main.__module__)\nasyncio.run(main())\n"

static void folder(const char *name) {
    char *path = place_in_temp(name);
    mkdir(path, 0777);
    free(path);
}

static void text(const char *name, const char *content) {
    free(place_write(name, content, PLACE_TEXT));
}

static void must_run(const char *const *argv) {
    Proc proc;
    proc_run(&proc, &(ProcSpec){.argv = argv, .cwd = place_temp()});
    if (proc.status != 0) {
        proc_show(&proc);
        fail_msg("%s fails", argv[0]);
    }
    proc_free(&proc);
}

// --- virtual environments ------------------------------------------------------------------------

// ENVIRONMENT/lib/python3.11/site-packages/name, after the name of the stock python.
static char *in_site_packages(const char *environment, const char *name) {
    Str path = {0};
    str_addf(&path, "%s/lib/%s/site-packages/%s", environment, strrchr(stock_python(), '/') + 1, name);
    return path.s;
}

static Str variable(const char *name, const char *value) {
    Str text = {0};
    str_addf(&text, "%s=%s", name, value);
    return text;
}

static void the_packages_of_a_virtual_environment_are_found(void **state) {
    (void)state;
    static const char script[] = TELL "import only_here\nprint(only_here.word, only_here.__file__)\n" RUN_LOOP;
    must_run((const char *const[]){stock_python(), "-m", "venv", "--without-pip", "venv", NULL});
    char *environment = place_in_temp("venv"), *python = place_in_temp("venv/bin/python3"), *package = in_site_packages("venv", "only_here.py");
    text(package, "word = 'of the environment'\n");
    char *path = place_write("in_venv.py", script, PLACE_TEXT);
    Str set = variable("VIRTUAL_ENV", environment);
    stock_compare(&(StockRun){.what = path, .python = python, .env = (const char *const[]){set.s, NULL}, .whole_stderr = true, .ends_well = true});
    str_free(&set);
    free(environment), free(python), free(package), free(path);
}

// One that another build of the same version made: its packages are used, its standard library, which may not fit ours, is not.
static void an_environment_of_another_python_keeps_our_own_library(void **state) {
    (void)state;
    char *environment = place_in_temp("other"), *home = place_in_temp("elsewhere/bin"), *package = in_site_packages("other", "only_here.py");
    must_run((const char *const[]){stock_python(), "-m", "venv", "--without-pip", "other", NULL});
    folder("elsewhere"), folder("elsewhere/bin");
    Str settings = {0}, set = variable("VIRTUAL_ENV", environment);
    str_addf(&settings, "home = %s\ninclude-system-site-packages = false\n", home);
    text("other/pyvenv.cfg", settings.s);
    text(package, "word = 'of the environment'\n");
    char *path = place_write("in_other.py", "import sys, ssl, only_here\nprint(only_here.word, sys.prefix, ssl.__file__.startswith(sys.base_prefix))\n",
                             PLACE_TEXT);
    Str want = {0};
    str_addf(&want, "of the environment %s True\n", environment);
    Proc proc;
    char *recording = place_in_temp("other.aioscope");
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){place_viewer(), "record", "-o", recording, path, NULL},
                                .env = (const char *const[]){set.s, NULL}});
    if (proc.status != 0) proc_show(&proc);
    assert_string_equal(str_text(&proc.out), want.s);
    proc_free(&proc);
    str_free(&want), str_free(&set), str_free(&settings);
    free(environment), free(home), free(package), free(path), free(recording);
}

static void an_environment_of_a_version_without_an_engine_is_refused(void **state) {
    (void)state;
    folder("old");
    text("old/pyvenv.cfg", "home = /usr/bin\nversion = 2.7.18\n");
    char *environment = place_in_temp("old"), *path = place_write("never.py", "print('ran')\n", PLACE_TEXT);
    Str set = variable("VIRTUAL_ENV", environment);
    Proc proc;
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){place_viewer(), "record", path, NULL},
                                .env = (const char *const[]){set.s, NULL}, .cwd = place_temp()});
    assert_int_equal(proc.status, 2);
    assert_string_equal(str_text(&proc.out), "");
    assert_non_null(
        strstr(str_text(&proc.err), "no engine is built for Python 2.7 of VIRTUAL_ENV"));
    proc_free(&proc);
    str_free(&set);
    free(environment), free(path);
}

// --- several engines -----------------------------------------------------------------------------

// The release that a recording made there names in its header.
static bool recorded_by(const char *program, const char *option, const char *env,
                        const char *release) {
    char *script = place_write("plain.py", "print('ran')\n", PLACE_TEXT),
         *file = place_in_temp("chosen.aioscope");
    Proc proc;
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){program, "record", "-o", file, option,
                                                              "--", script, NULL},
                                .env = (const char *const[]){"AIOSCOPE_PYTHON", env, NULL}});
    assert_int_equal(proc.status, 0);
    proc_free(&proc);
    char head[2048];
    FILE *recording = fopen(file, "rb");
    assert_non_null(recording);
    size_t len = fread(head, 1, sizeof head, recording);
    fclose(recording);
    free(script), free(file);
    Str named = {0};
    str_addf(&named, "\x66python%c%s", (char)(0x60 + strlen(release)), release);
    bool is = memmem(head, len, named.s, named.len) != NULL;
    str_free(&named);
    return is;
}

// One program under three names: what is chosen by name is what is under test.
static char *install_engines(void) {
    static const char *const releases[] = {"3.98.2", "3.98.12", "3.101.0"};
    folder("choice"), folder("choice/bin"), folder("choice/lib"), folder("choice/lib/aioscope");
    char *program = place_in_temp("choice/bin/aioscope"), real[4096];
    must_run((const char *const[]){"cp", place_viewer(), program, NULL});
    snprintf(real, sizeof real, "%s/aioscope-engine-%s", place_build(), getenv("AIOSCOPE_PYTHON"));
    for (size_t i = 0; i < sizeof releases / sizeof *releases; i++) {
        char name[64];
        snprintf(name, sizeof name, "choice/lib/aioscope/aioscope-engine-%s", releases[i]);
        char *path = place_in_temp(name);
        must_run((const char *const[]){"ln", "-sf", real, path, NULL});
        free(path);
    }
    return program;
}

static Str environment_of(const char *name, const char *version) {
    char settings[128], file[64];
    snprintf(settings, sizeof settings, "home = /usr/bin\nversion = %s\n", version);
    snprintf(file, sizeof file, "%s/pyvenv.cfg", name);
    folder(name);
    text(file, settings);
    char *path = place_in_temp(name);
    Str set = variable("VIRTUAL_ENV", path);
    free(path);
    return set;
}

static void the_version_that_is_asked_for_chooses_the_engine(void **state) {
    (void)state;
    char *program = install_engines();
    Str exact = environment_of("exact", "3.98.2"), near = environment_of("near", "3.98.7");
    const struct {
        const char *option, *env, *release;
    } rows[] = {
        {"--detail=tasks", NULL, "3.101.0"}, // the newest
        {"--python=3.98", NULL, "3.98.12"},
        {"--python=3.98.2", NULL, "3.98.2"},
        {"--detail=tasks", "AIOSCOPE_PYTHON=3.98", "3.98.12"},
        {"--detail=tasks", exact.s, "3.98.2"},
        {"--detail=tasks", near.s, "3.98.12"}, // no engine of that release
        {"--python=3.101", exact.s, "3.101.0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fprintf(stderr, "%s %s\n", rows[i].option, rows[i].env ? rows[i].env : "");
        assert_true(recorded_by(program, rows[i].option, rows[i].env, rows[i].release));
    }
    Proc proc;
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){program, "--version", NULL}});
    assert_non_null(strstr(str_text(&proc.out), "\nEngines for Python 3.98.2, 3.98.12, 3.101.0\n"));
    proc_free(&proc);
    str_free(&exact), str_free(&near);
    free(program);
}

// --- modules, packages, folders, zip files -------------------------------------------------------

static void make_package(void) {
    folder("shop"), folder("shop/till");
    text("shop/__init__.py", "print('the package', __name__)\n");
    text("shop/__main__.py", TELL "from . import till\nfrom .till.coins import count\nprint(till.open, count())\n" RUN_LOOP);
    text("shop/till/__init__.py", "open = True\n");
    text("shop/till/coins.py", TELL "from .. import till\ndef count(): return 3, till.open\n" RUN_LOOP);
}

static void packages_run_by_name_with_their_relative_imports(void **state) {
    (void)state;
    static char *const names[] = {"shop", "shop.till.coins", "shop.__main__"};
    make_package();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *const args[] = {names[i], "--plain", "-m", "x", NULL};
        stock_compare(&(StockRun){.what = "-m", .args = args, .cwd = place_temp(), .whole_stderr = true, .ends_well = true});
    }
    char *const missing[] = {"shop.nothing", NULL}, *const no_main[] = {"shop.till", NULL};
    stock_compare(&(StockRun){.what = "-m", .args = no_main, .cwd = place_temp()});
    stock_compare(&(StockRun){.what = "-m", .args = missing, .cwd = place_temp()});
}

static void folders_and_zip_files_run_by_their_main(void **state) {
    (void)state;
    static char *const args[] = {"one", "two", NULL};
    folder("app"), folder("app/parts");
    text("app/__main__.py", TELL "import beside\nfrom parts import inner\nprint(beside.word, inner.word, inner.__file__)\n" RUN_LOOP);
    text("app/beside.py", "word = 'beside'\n");
    text("app/parts/__init__.py", "");
    text("app/parts/inner.py", "word = 'inner'\n");
    must_run((const char *const[]){stock_python(), "-m", "zipapp", "app", "-o", "app.pyz", NULL});
    char *zip = place_in_temp("app.pyz");
    stock_compare(&(StockRun){.what = "app", .args = args, .cwd = place_temp(), .whole_stderr = true, .ends_well = true});
    stock_compare(&(StockRun){.what = "./app/", .args = args, .cwd = place_temp(), .whole_stderr = true, .ends_well = true});
    stock_compare(&(StockRun){.what = zip, .args = args, .cwd = "/", .whole_stderr = true, .ends_well = true});
    free(zip);
}

static void a_script_is_found_from_anywhere(void **state) {
    (void)state;
    folder("far"), folder("far/away");
    text("far/beside.py", "word = 'beside'\n");
    text("far/script.py", TELL "import beside, __main__\nprint(beside.word, __file__, __main__.__file__, os.getcwd())\n" RUN_LOOP);
    char *target = place_in_temp("far/script.py"), *link = place_in_temp("far/away/link.py"), *away = place_in_temp("far/away");
    assert_int_equal(symlink(target, link), 0);
    stock_compare(&(StockRun){.what = "../script.py", .cwd = away, .whole_stderr = true, .ends_well = true});
    stock_compare(&(StockRun){.what = "link.py", .cwd = away, .whole_stderr = true, .ends_well = true}); // sys.path[0] is where it leads
    stock_compare(&(StockRun){.what = target, .cwd = "/", .whole_stderr = true, .ends_well = true});
    free(target), free(link), free(away);
}

static void pythons_own_variables_are_honoured(void **state) {
    (void)state;
    static const char *const envs[][3] = {
        {"PYTHONPATH=/elsewhere:/more", NULL}, {"PYTHONASYNCIODEBUG=1", NULL}, {"PYTHONDEVMODE=1", NULL}, {"PYTHONUTF8=1", "LC_ALL=C", NULL},
        {"PYTHONIOENCODING=latin-1", NULL}, {"PYTHONOPTIMIZE=2", NULL}, {"PYTHONWARNINGS=error", NULL}, {"PYTHONNOUSERSITE=1", NULL},
        {"PYTHONHASHSEED=7", NULL}, {"PYTHONUNBUFFERED=1", NULL}, {"PYTHONSAFEPATH=1", NULL}, {"PYTHONDONTWRITEBYTECODE=1", NULL},
    };
    char *path = place_write("variables.py", TELL "print(sys.flags, hash('a') == hash('a'), sys.stdout.encoding, sys.warnoptions, '\\xe9')\n"
                                             "import asyncio\nloop = asyncio.new_event_loop()\nprint(loop.get_debug())\nloop.close()\n", PLACE_TEXT);
    for (size_t i = 0; i < sizeof envs / sizeof *envs; i++)
        stock_compare(&(StockRun){.what = path, .env = envs[i], .whole_stderr = true});
    free(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_packages_of_a_virtual_environment_are_found),
        cmocka_unit_test(an_environment_of_another_python_keeps_our_own_library),
        cmocka_unit_test(the_version_that_is_asked_for_chooses_the_engine),
        cmocka_unit_test(an_environment_of_a_version_without_an_engine_is_refused),
        cmocka_unit_test(packages_run_by_name_with_their_relative_imports),
        cmocka_unit_test(folders_and_zip_files_run_by_their_main),
        cmocka_unit_test(a_script_is_found_from_anywhere),
        cmocka_unit_test(pythons_own_variables_are_honoured),
    };
    return cmocka_run_group_tests_name("environment", tests, NULL, NULL);
}
