// The live session is kept in the user's state folder, outlives a kill of either process, and does not pile up.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/place.h"
#include "harness/proc.h"

static const char prints[] = "import asyncio, sys\n"
                             "async def main():\n"
                             "    print('begun', *sys.argv[1:], flush=True)\n"
                             "    await asyncio.sleep(float(sys.argv[2]) if len(sys.argv) > 2 else 0)\n"
                             "asyncio.run(main())\n";

static char *script;
static Str setting; // XDG_STATE_HOME=…

static void aioscope(Proc *proc, const char *const *argv) {
    proc_run(proc, &(ProcSpec){.argv = argv, .env = (const char *const[]){setting.s, NULL}});
}

#define AIOSCOPE(proc, ...) aioscope(proc, (const char *const[]){place_viewer(), __VA_ARGS__, NULL})

static void new_state(const char *name) {
    char *folder = place_in_temp(name);
    str_clear(&setting);
    str_addf(&setting, "XDG_STATE_HOME=%s", folder);
    free(folder);
}

static int sessions(Str *last) {
    Str folder = {0};
    str_addf(&folder, "%s/aioscope/sessions", strchr(setting.s, '=') + 1);
    DIR *dir = opendir(folder.s);
    int count = 0;
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        if (entry->d_name[0] == '.') continue;
        count++;
        str_clear(last);
        str_addf(last, "%s/%s", folder.s, entry->d_name);
    }
    if (dir) closedir(dir);
    str_free(&folder);
    return count;
}

static void replay_tells_the_newest_session(void **state) {
    (void)state;
    new_state("newest");
    Proc first, second, replay;
    AIOSCOPE(&first, "run", "--plain", script, "one");
    AIOSCOPE(&second, "run", "--plain", script, "two");
    AIOSCOPE(&replay, "replay", "--plain");
    assert_int_equal(replay.status, 0);
    assert_string_equal(str_text(&replay.out), str_text(&second.out));
    assert_non_null(strstr(replay.out.s, "begun two"));
    proc_free(&first), proc_free(&second), proc_free(&replay);
}

static void only_the_user_may_read_it(void **state) {
    (void)state;
    new_state("private");
    Proc proc;
    Str path = {0};
    struct stat st;
    AIOSCOPE(&proc, "run", "--plain", script);
    assert_int_equal(sessions(&path), 1);
    assert_int_equal(stat(path.s, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    *strrchr(path.s, '/') = '\0';
    assert_int_equal(stat(path.s, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    str_free(&path);
    proc_free(&proc);
}

static void no_history_keeps_none(void **state) {
    (void)state;
    new_state("none");
    Proc proc, replay;
    Str path = {0};
    AIOSCOPE(&proc, "run", "--plain", "--no-history", script);
    AIOSCOPE(&proc, "record", "-o", "/dev/null", script); // its recording is its own
    assert_int_equal(sessions(&path), 0);
    AIOSCOPE(&replay, "replay", "--plain");
    assert_int_equal(replay.status, 2);
    assert_non_null(
        strstr(str_text(&replay.err), "aioscope: replay: missing FILE: there is no session"));
    proc_free(&proc), proc_free(&replay);
    str_free(&path);
}

static void the_oldest_of_eleven_goes(void **state) {
    (void)state;
    new_state("many");
    Str path = {0};
    for (int i = 0; i < 12; i++) {
        Proc proc;
        AIOSCOPE(&proc, "run", "--plain", script);
        assert_int_equal(proc.status, 0);
        proc_free(&proc);
    }
    assert_int_equal(sessions(&path), 10);
    str_free(&path);
}

static void a_session_that_cannot_be_kept_runs_all_the_same(void **state) {
    (void)state;
    Proc proc;
    str_clear(&setting);
    str_add(&setting, "XDG_STATE_HOME=/dev/null/nowhere");
    AIOSCOPE(&proc, "run", "--plain", script);
    assert_int_equal(proc.status, 0);
    assert_non_null(strstr(str_text(&proc.out), "begun"));
    proc_free(&proc);
}

// Killed while its script sleeps: what was told before is in the file within a second or two.
static void a_killed_session_is_there_up_to_its_last_block(void **state) {
    (void)state;
    new_state("killed");
    pid_t pid = fork();
    if (pid == 0) {
        setpgid(0, 0);
        putenv(setting.s);
        freopen("/dev/null", "w", stdout);
        execl(place_viewer(), "aioscope", "run", "--plain", script, "here", "1000", NULL);
        _exit(127);
    }
    for (int looks = 0;; looks++) {
        Proc replay;
        AIOSCOPE(&replay, "replay", "--plain");
        bool is_there = strstr(str_text(&replay.out), "begun here") != NULL;
        proc_free(&replay);
        if (is_there) break;
        if (looks > 600) fail_msg("it is not kept while it runs");
        poll(NULL, 0, 100);
    }
    kill(-pid, SIGKILL); // and its script
    waitpid(pid, NULL, 0);
    Proc replay;
    AIOSCOPE(&replay, "replay", "--plain");
    assert_non_null(strstr(str_text(&replay.out), "begun here"));
    proc_free(&replay);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replay_tells_the_newest_session),
        cmocka_unit_test(only_the_user_may_read_it),
        cmocka_unit_test(no_history_keeps_none),
        cmocka_unit_test(the_oldest_of_eleven_goes),
        cmocka_unit_test(a_session_that_cannot_be_kept_runs_all_the_same),
        cmocka_unit_test(a_killed_session_is_there_up_to_its_last_block),
    };
    script = place_write("prints.py", prints, PLACE_TEXT);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(script);
    str_free(&setting);
    return failed;
}
