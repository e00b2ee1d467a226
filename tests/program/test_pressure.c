// When something gives way: a reader that is slow, stopped or killed, an engine that is killed, a step longer than the whole ring, descriptors closed under
// our feet. The program is held back or let go as docs/architecture.md says, and what was recorded is whole.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/place.h"
#include "harness/proc.h"
#include "trace/recording.h"

#define PATIENCE_MS 60000
static const char small_ring[] = "AIOSCOPE_RING_SLOTS=16384";
static const char no_ring[] = "AIOSCOPE_NO_SHM=1";

// --- a recorder that can be stopped and killed while its script runs -----------------------------

typedef struct Recorder {
    pid_t pid;
    int out; // the script's stdout
    Str text;
} Recorder;

static Recorder start(const char *setting, const char *recording, const char *script) {
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    Recorder recorder = {.pid = fork(), .out = ends[0]};
    if (recorder.pid == 0) {
        dup2(ends[1], 1);
        putenv((char *)setting);
        execl(place_viewer(), "aioscope", "record", "-o", recording, script, NULL);
        _exit(127);
    }
    close(ends[1]);
    return recorder;
}

// Read on until the script has printed `word`, or (NULL) until nobody has its stdout open any more.
static void await_output(Recorder *recorder, const char *word) {
    while (!word || !strstr(str_text(&recorder->text), word)) {
        struct pollfd ready = {.fd = recorder->out, .events = POLLIN};
        char bytes[4096];
        if (poll(&ready, 1, PATIENCE_MS) <= 0) fail_msg("not printed: %s", word ? word : "the end");
        ssize_t n = read(recorder->out, bytes, sizeof bytes);
        if (n > 0) str_add_bytes(&recorder->text, bytes, (size_t)n);
        else if (word) fail_msg("it ended before: %s", word);
        else return;
    }
}

static int end(Recorder *recorder) {
    int status;
    close(recorder->out);
    assert_int_equal(waitpid(recorder->pid, &status, 0), recorder->pid);
    str_free(&recorder->text);
    return status;
}

static pid_t child_of(pid_t pid) {
    char path[64], text[64] = "";
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", pid, pid);
    FILE *file = fopen(path, "r");
    if (file && !fgets(text, sizeof text, file)) *text = '\0';
    if (file) fclose(file);
    return atoi(text);
}

static unsigned long cpu_of(pid_t pid) {
    char path[64], text[512] = "";
    unsigned long user = 0, system = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "r");
    if (file && !fgets(text, sizeof text, file)) *text = '\0';
    if (file) fclose(file);
    const char *rest = strrchr(text, ')');
    if (rest) sscanf(rest, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    return user + system;
}

// It uses no time of the processor in so many looks, one after the other: it waits for somebody.
static void await_stillness(pid_t pid) {
    unsigned long before = cpu_of(pid);
    for (int still = 0, looks = 0; still < 30; looks++) {
        if (looks > PATIENCE_MS / 10) fail_msg("process %d goes on and on", pid);
        poll(NULL, 0, 10);
        unsigned long now = cpu_of(pid);
        still = now - before <= 1 ? still + 1 : 0; // it looks now and then whether there is room
        if (still == 0) before = now;
    }
}

// --- what is in a recording ----------------------------------------------------------------------

typedef struct Content {
    uint64_t events, yields, scheduled;
    Event last;
    bool is_damaged;
} Content;

static Content read_recording(const char *path) {
    Content content = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    RecordingReader *reader = fd < 0 ? NULL : recording_open(fd, NULL);
    if (!reader) fail_msg("%s does not open", path);
    Record record;
    while (recording_read(reader, &record) > 0) {
        if (event_is_definition(&record.ev)) continue;
        content.events++;
        content.yields += record.ev.kind == EV_TASK_YIELDED;
        content.scheduled += record.ev.kind == EV_CALLBACK_SCHEDULED;
        content.last = record.ev;
    }
    content.is_damaged = *recording_damage(reader) != '\0';
    recording_reader_free(reader);
    close(fd);
    return content;
}

static const char yields[] = "import asyncio\n"
                             "async def main():\n"
                             "    print('begun', flush=True)\n"
                             "    for _ in range(40000): await asyncio.sleep(0)\n"
                             "    print('done', flush=True)\n"
                             "asyncio.run(main())\n";

// --- the reader ----------------------------------------------------------------------------------

static void hold_back_and_go_on(const char *setting) {
    char *script = place_write("yields.py", yields, PLACE_TEXT), *recording = place_in_temp("yields.aioscope");
    Recorder recorder = start(setting, recording, script);
    await_output(&recorder, "begun");
    kill(recorder.pid, SIGSTOP);
    await_stillness(child_of(recorder.pid));
    assert_null(strstr(str_text(&recorder.text), "done"));
    kill(recorder.pid, SIGCONT);
    await_output(&recorder, "done");
    await_output(&recorder, NULL);
    assert_int_equal(end(&recorder), 0);
    Content content = read_recording(recording);
    assert_false(content.is_damaged);
    assert_int_equal(content.yields, 40000);
    free(script), free(recording);
}

static void a_program_waits_for_a_reader_that_stands_still(void **state) {
    (void)state;
    hold_back_and_go_on(small_ring);
}

static void so_it_does_where_there_is_no_shared_memory(void **state) {
    (void)state;
    hold_back_and_go_on(no_ring);
}

static void let_go(const char *setting) {
    char *script = place_write("yields.py", yields, PLACE_TEXT), *recording = place_in_temp("killed.aioscope");
    Recorder recorder = start(setting, recording, script);
    await_output(&recorder, "begun");
    kill(recorder.pid, SIGKILL);
    await_output(&recorder, "done");
    await_output(&recorder, NULL);
    assert_int_equal(end(&recorder), SIGKILL);
    Proc replay;
    proc_viewer(&replay, "replay", "--plain", recording);
    assert_true(replay.status == 0 || replay.status == 1); // cut, and said so, unless the kill came before the first block
    proc_free(&replay);
    free(script), free(recording);
}

static void a_program_goes_on_without_a_recorder_that_was_killed(void **state) {
    (void)state;
    let_go(small_ring);
    let_go(no_ring);
}

// --- the engine ----------------------------------------------------------------------------------

static void an_engine_that_is_killed_leaves_all_that_it_did(void **state) {
    (void)state;
    static const char text[] = "import asyncio, os, signal\n"
                               "async def main():\n"
                               "    for _ in range(20000): await asyncio.sleep(0)\n"
                               "    os.kill(os.getpid(), signal.SIGKILL)\n"
                               "asyncio.run(main())\n";
    char *script = place_write("kills.py", text, PLACE_TEXT), *recording = place_in_temp("kills.aioscope");
    Proc proc;
    proc_viewer(&proc, "record", "-o", recording, script);
    assert_int_equal(proc.signal, SIGKILL);
    Content content = read_recording(recording);
    assert_false(content.is_damaged);
    assert_int_equal(content.yields, 20000);
    assert_int_equal(content.last.kind, EV_SCRIPT_ENDED);
    assert_int_equal(content.last.arg[SCRIPT_ENDED_status], SIGKILL);
    proc_free(&proc);
    free(script), free(recording);
}

static void a_step_longer_than_the_ring_is_recorded_whole(void **state) {
    (void)state;
    static const char text[] = "import asyncio\n"
                               "async def main():\n"
                               "    loop = asyncio.get_running_loop()\n"
                               "    for _ in range(50000): loop.call_soon(int)\n"
                               "    await asyncio.sleep(0)\n"
                               "asyncio.run(main())\n";
    const char *const settings[] = {small_ring, no_ring};
    for (size_t i = 0; i < 2; i++) {
        char *script = place_write("long.py", text, PLACE_TEXT), *recording = place_in_temp("long.aioscope");
        Proc proc;
        proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){place_viewer(), "record", "-o", recording, script, NULL},
                                    .env = (const char *const[]){settings[i], NULL}});
        assert_int_equal(proc.status, 0);
        Content content = read_recording(recording);
        assert_false(content.is_damaged);
        assert_int_equal(content.scheduled, 50000);
        proc_free(&proc);
        free(script), free(recording);
    }
}

// --- the script's own doing ----------------------------------------------------------------------

static const struct { const char *why, *text, *out; int status, signal; uint64_t yields; } doings[] = {
    {"closes every descriptor", "import asyncio, os\nos.closerange(3, 4096)\nasync def main():\n    for _ in range(100): await asyncio.sleep(0)\n"
                                "asyncio.run(main())\nprint('fine')\n", "fine\n", 0, 0, 100},
    {"puts its own file where ours was", "import asyncio, os\nnull = os.open('/dev/null', os.O_RDWR)\nfor fd in range(3, 20): os.dup2(null, fd)\n"
                                         "async def main():\n    for _ in range(100): await asyncio.sleep(0)\nasyncio.run(main())\nprint('fine')\n",
     "fine\n", 0, 0, 100},
    {"may open no more files", "import asyncio, resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))\ntry: asyncio.run(asyncio.sleep(0))\n"
                               "except OSError as error: print(error.strerror)\n", "Too many open files\n", 0, 0, 0},
    {"aborts", "import asyncio, os\nasync def main():\n    await asyncio.sleep(0)\n    os.abort()\nasyncio.run(main())\n", "", -1, SIGABRT, 1},
    {"crashes", "import asyncio, ctypes\nasync def main():\n    await asyncio.sleep(0)\n    ctypes.string_at(1)\nasyncio.run(main())\n", "", -1, SIGSEGV, 1},
    {"exits from another thread", "import asyncio, os, threading\nasync def main():\n    await asyncio.sleep(0)\n"
                                  "    threading.Thread(target=os._exit, args=(7,)).start()\n    await asyncio.sleep(60)\nasyncio.run(main())\n", "", 7, 0, 1},
};

static void what_the_script_does_to_itself_is_its_own_affair(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof doings / sizeof *doings; i++) {
        char *script = place_write("doing.py", doings[i].text, PLACE_TEXT), *recording = place_in_temp("doing.aioscope");
        Proc proc;
        proc_viewer(&proc, "record", "-o", recording, script);
        Content content = read_recording(recording);
        bool is_right = proc.status == doings[i].status && proc.signal == doings[i].signal && strcmp(str_text(&proc.out), doings[i].out) == 0 &&
                        !content.is_damaged && content.yields == doings[i].yields && content.last.kind == EV_SCRIPT_ENDED;
        if (!is_right) {
            proc_show(&proc);
            fail_msg("%s: status %d, signal %d, %d yields", doings[i].why, proc.status, proc.signal, (int)content.yields);
        }
        proc_free(&proc);
        free(script), free(recording);
    }
}

// Without shared memory events go through a socket, whose number the script may give to a socket of its own: nothing of ours comes out of that.
static void a_descriptor_that_was_taken_is_not_written_to(void **state) {
    (void)state;
    static const char text[] = "import asyncio, os, socket\nos.closerange(3, 4096)\npairs = [socket.socketpair() for _ in range(8)]\n"
                               "async def main():\n    for _ in range(100): await asyncio.sleep(0)\nasyncio.run(main())\n"
                               "for pair in pairs:\n    for end in pair:\n        end.setblocking(False)\n        try: print('got', len(end.recv(100)))\n"
                               "        except BlockingIOError: pass\n";
    char *script = place_write("taken.py", text, PLACE_TEXT), *recording = place_in_temp("taken.aioscope");
    Proc proc;
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){place_viewer(), "record", "-o", recording, script, NULL},
                                .env = (const char *const[]){no_ring, NULL}});
    assert_int_equal(proc.status, 0);
    assert_string_equal(str_text(&proc.out), "");
    assert_false(read_recording(recording).is_damaged);
    proc_free(&proc);
    free(script), free(recording);
}

static void a_flood_of_output_passes_through(void **state) {
    (void)state;
    static const char text[] = "import sys\nfor i in range(2000): sys.stdout.write('%09d\\n' % i * 1000)\n";
    char *script = place_write("flood.py", text, PLACE_TEXT), *recording = place_in_temp("flood.aioscope");
    Proc proc;
    proc_viewer(&proc, "record", "-o", recording, script);
    assert_int_equal(proc.status, 0);
    assert_int_equal(proc.out.len, 20000000);
    assert_string_equal(proc.out.s + proc.out.len - 10, "000001999\n");
    proc_free(&proc);
    free(script), free(recording);
}

// A pipe whose reader has gone ends the script as it would without us.
static void a_reader_of_the_scripts_output_may_leave(void **state) {
    (void)state;
    static const char text[] = "import asyncio\nasync def main():\n    while True:\n        print('x' * 1000)\n        await asyncio.sleep(0)\nasyncio.run(main())\n";
    char *script = place_write("endless.py", text, PLACE_TEXT), *recording = place_in_temp("endless.aioscope");
    Recorder recorder = start(small_ring, recording, script);
    await_output(&recorder, "xxx");
    assert_int_equal(WEXITSTATUS(end(&recorder)), 1); // BrokenPipeError
    assert_false(read_recording(recording).is_damaged);
    free(script), free(recording);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_waits_for_a_reader_that_stands_still),
        cmocka_unit_test(so_it_does_where_there_is_no_shared_memory),
        cmocka_unit_test(a_program_goes_on_without_a_recorder_that_was_killed),
        cmocka_unit_test(an_engine_that_is_killed_leaves_all_that_it_did),
        cmocka_unit_test(a_step_longer_than_the_ring_is_recorded_whole),
        cmocka_unit_test(what_the_script_does_to_itself_is_its_own_affair),
        cmocka_unit_test(a_descriptor_that_was_taken_is_not_written_to),
        cmocka_unit_test(a_flood_of_output_passes_through),
        cmocka_unit_test(a_reader_of_the_scripts_output_may_leave),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
