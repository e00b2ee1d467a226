// The engine under a viewer made of a channel and a control socket alone: where it holds, what a pause reaches, what it tells.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "harness/place.h"
#include "trace/channel.h"
#include "trace/control.h"

#define PATIENCE_MS 30000 // only a failure waits so long

typedef struct Engine {
    pid_t pid;
    Channel *channel;
    int control, input, output;
    bool is_pausing; // asked to, as the viewer does it: again and again until it holds
    char **strings; // by id
    size_t cap_strings;
    uint32_t counts[128]; // events so far, by kind
    uint32_t line;        // of the last LINE
    uint32_t lines[4];    // LINE events by loop
    Str locals;           // of each LOCAL_CHANGED: `name=value `, `frame! ` at a frame's end
    Str told;             // of each OUTPUT: `task stream text`
} Engine;

// --- the engine as a child -----------------------------------------------------------------------

static char *engine_path(void) {
    Str pattern = {0};
    const char *release = getenv("AIOSCOPE_PYTHON");
    str_addf(&pattern, "%s/aioscope-engine-%s", place_build(), release ? release : "*");
    glob_t found = {0};
    assert_int_equal(glob(str_text(&pattern), 0, NULL, &found), 0);
    char *path = mem_copy(found.gl_pathv[0], strlen(found.gl_pathv[0]));
    globfree(&found);
    str_free(&pattern);
    return path;
}

static void start(Engine *engine, const char *clock, const char *lines, const char *script) {
    *engine = (Engine){0};
    int channel, control[2], input[2], output[2];
    Err err = {0};
    engine->channel = channel_new(&channel, &err);
    if (!engine->channel) fail_msg("%s", err.msg);
    assert_true(control_pair(control) && pipe2(input, O_CLOEXEC) == 0 && pipe2(output, O_CLOEXEC) == 0);
    char *path = engine_path(), *file = place_write("script.py", script, PLACE_TEXT), numbers[2][16];
    snprintf(numbers[0], sizeof numbers[0], "%d", channel);
    snprintf(numbers[1], sizeof numbers[1], "%d", control[1]);
    char *argv[] = {path, "--channel", numbers[0], "--control", numbers[1], "--hold", "--watch", (char *)clock, (char *)lines, "--", file, NULL};
    engine->pid = fork();
    if (engine->pid == 0) {
        dup2(input[0], 0);
        dup2(output[1], 1);
        fcntl(channel, F_SETFD, 0);
        fcntl(control[1], F_SETFD, 0);
        execv(path, argv);
        _exit(127);
    }
    close(channel);
    close(control[1]);
    close(input[0]);
    close(output[1]);
    free(path);
    free(file);
    engine->control = control[0];
    engine->input = input[1];
    engine->output = output[0];
}

#define REAL "--watch"     // said already: the real clock is what is left
#define VIRTUAL "--virtual"
#define NO_LINES "--watch"
#define LINES "--lines"

static int end(Engine *engine) {
    int status = -1;
    waitpid(engine->pid, &status, 0);
    engine->pid = 0;
    return status;
}

static void finish(Engine *engine) {
    if (engine->pid) {
        kill(engine->pid, SIGKILL);
        end(engine);
    }
    if (engine->control >= 0) close(engine->control);
    close(engine->input);
    close(engine->output);
    channel_free(engine->channel);
    for (size_t i = 0; i < engine->cap_strings; i++) free(engine->strings[i]);
    free(engine->strings);
    str_free(&engine->told);
    str_free(&engine->locals);
}

// --- what it says --------------------------------------------------------------------------------

static const char *string(const Engine *engine, uint32_t id) {
    return id < engine->cap_strings && engine->strings[id] ? engine->strings[id] : "?";
}

static void take(Engine *engine, const Record *record) {
    const Event *ev = &record->ev;
    if (ev->kind == DEF_STRING) {
        engine->strings = mem_grow(engine->strings, &engine->cap_strings, ev->arg[0] + 1, sizeof *engine->strings);
        engine->strings[ev->arg[0]] = mem_copy(record->bytes, record->len);
    }
    if (ev->kind < 128) engine->counts[ev->kind]++;
    if (ev->kind == EV_LINE) engine->line = ev->arg[LINE_line];
    if (ev->kind == EV_LINE && ev->loop < 4) engine->lines[ev->loop]++;
    if (ev->kind == EV_LOCAL_CHANGED && !ev->arg[LOCAL_CHANGED_name]) str_addf(&engine->locals, "%u! ", ev->arg[LOCAL_CHANGED_frame]);
    else if (ev->kind == EV_LOCAL_CHANGED)
        str_addf(&engine->locals, "%s=%s ", string(engine, ev->arg[LOCAL_CHANGED_name]),
                 ev->arg[LOCAL_CHANGED_value] ? string(engine, ev->arg[LOCAL_CHANGED_value]) : "");
    if (ev->kind == EV_OUTPUT)
        str_addf(&engine->told, "%u %u %s", ev->task, ev->arg[OUTPUT_stream], string(engine, ev->arg[OUTPUT_text]));
}

static void drain(Engine *engine) {
    Record record;
    while (channel_read(engine->channel, &record)) take(engine, &record);
}

// The next message, of the kind that must come. What was written before it has been read then.
static ControlMessage hear(Engine *engine, ControlKind kind) {
    ControlMessage message = {0};
    for (int waited = 0; waited < PATIENCE_MS; waited += 10) {
        struct pollfd socket = {.fd = engine->control, .events = POLLIN};
        poll(&socket, 1, 10);
        drain(engine);
        int got = control_receive(engine->control, &message, false);
        if (got < 0) fail_msg("the engine has gone");
        if (engine->is_pausing && waited % 100 == 90) kill(engine->pid, SIGURG);
        if (got == 0 || message.kind == CONTROL_AWAKE) continue;
        if (message.kind == CONTROL_HELD) engine->is_pausing = false;
        if (message.kind != kind) fail_msg("message %u, not %d", message.kind, kind);
        while (channel_consumed(engine->channel) < message.written) drain(engine);
        return message;
    }
    fail_msg("nothing came");
    return message;
}

static void held(Engine *engine, Gate gate, uint32_t line) {
    ControlMessage message = hear(engine, CONTROL_HELD);
    assert_int_equal(message.what, gate);
    if (line) assert_int_equal(message.line, line);
}

static void say(Engine *engine, ControlMessage message) {
    assert_true(control_send(engine->control, &message));
}

static void grant(Engine *engine, Until until, uint32_t task) {
    channel_ask_pause(engine->channel, false);
    say(engine, (ControlMessage){.kind = CONTROL_GRANT, .what = until, .task = task});
}

static void ask_pause(Engine *engine) {
    channel_ask_pause(engine->channel, true);
    say(engine, (ControlMessage){.kind = CONTROL_PAUSE});
    kill(engine->pid, SIGURG);
    engine->is_pausing = true;
}

// Until the script has come so far.
static void await_told(Engine *engine, const char *text) {
    for (int waited = 0; waited < PATIENCE_MS; waited++) {
        drain(engine);
        if (strstr(str_text(&engine->told), text)) return;
        poll(NULL, 0, 1);
    }
    fail_msg("never told: %s", text);
}

static void begin(Engine *engine, const char *clock, const char *lines, const char *script) {
    start(engine, clock, lines, script);
    hear(engine, CONTROL_HELLO);
    held(engine, GATE_START, 0);
}

// Let it run to its end.
static void run_out(Engine *engine, int status) {
    grant(engine, UNTIL_PAUSED, 0);
    ControlMessage message;
    for (int got = 0; got >= 0; got = control_receive(engine->control, &message, false)) {
        drain(engine);
        struct pollfd socket = {.fd = engine->control, .events = POLLIN};
        poll(&socket, 1, 10);
    }
    int how = end(engine);
    drain(engine);
    if (!WIFEXITED(how) || WEXITSTATUS(how) != status) fail_msg("ended with %#x, not status %d", (unsigned)how, status);
}

// --- grants --------------------------------------------------------------------------------------

static const char two_sleepers[] =
    "import asyncio\n"                             // 1
    "async def say(word, delay):\n"                // 2
    "    await asyncio.sleep(delay)\n"             // 3
    "    print(word)\n"                            // 4
    "async def main():\n"                          // 5
    "    await asyncio.gather(say('one', 1), say('two', 2))\n" // 6
    "asyncio.run(main())\n";                       // 7

static void a_grant_ends_at_its_gate(void **state) {
    (void)state;
    static const struct { const char *why; Until until; uint32_t task; Gate gate; EventKind just; uint32_t count; } rows[] = {
        {"any gate: the turn before the first step", UNTIL_ANY, 0, GATE_ITERATION, EV_STEP_BEGAN, 0},
        {"the next step", UNTIL_STEP, 0, GATE_STEP, EV_STEP_BEGAN, 0},
        {"the first step of the third task", UNTIL_STEP, 3, GATE_STEP, EV_STEP_BEGAN, 2},
        {"the next turn: both children have run", UNTIL_ITERATION, 0, GATE_ITERATION, EV_STEP_BEGAN, 3},
        {"the first timer", UNTIL_TIMER, 0, GATE_TIMER, EV_TIMER_FIRED, 1},
        {"the first output", UNTIL_OUTPUT, 0, GATE_OUTPUT, EV_OUTPUT, 1},
        {"output of the third task, past the second's", UNTIL_OUTPUT, 3, GATE_OUTPUT, EV_OUTPUT, 2},
    };
    Engine engine;
    begin(&engine, VIRTUAL, NO_LINES, two_sleepers);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        grant(&engine, rows[i].until, rows[i].task);
        ControlMessage message = hear(&engine, CONTROL_HELD);
        if (message.what != rows[i].gate || engine.counts[rows[i].just] != rows[i].count)
            fail_msg("%s: gate %u, %u events", rows[i].why, message.what, engine.counts[rows[i].just]);
        if (rows[i].gate == GATE_STEP && rows[i].task) assert_int_equal(message.task, rows[i].task);
    }
    run_out(&engine, 0);
    assert_string_equal(str_text(&engine.told), "2 1 one\n3 1 two\n");
    finish(&engine);
}

static void a_grant_for_a_task_ends_with_the_task(void **state) {
    (void)state;
    Engine engine;
    begin(&engine, VIRTUAL, NO_LINES, two_sleepers);
    grant(&engine, UNTIL_OUTPUT, 2);
    held(&engine, GATE_OUTPUT, 0);
    grant(&engine, UNTIL_OUTPUT, 2); // it prints no more
    hear(&engine, CONTROL_HELD);
    assert_int_equal(engine.counts[EV_TASK_FINISHED], 1);
    run_out(&engine, 0);
    finish(&engine);
}

static void a_line_grant_ends_at_its_line(void **state) {
    (void)state;
    Engine engine;
    begin(&engine, VIRTUAL, LINES, two_sleepers);
    grant(&engine, UNTIL_LINE, 0);
    held(&engine, GATE_LINE, 1);
    grant(&engine, UNTIL_LINE, 0);
    held(&engine, GATE_LINE, 2);
    say(&engine, (ControlMessage){.kind = CONTROL_GRANT, .what = UNTIL_LINE, .task = 3, .line = 4});
    ControlMessage message = hear(&engine, CONTROL_HELD);
    assert_int_equal(message.task, 3);
    assert_int_equal(message.line, 4);
    assert_non_null(strstr(string(&engine, message.file), "script.py"));
    assert_int_equal(engine.counts[EV_LINE], 9); // 1, 2, 5, 7, 6, and 3 and 4 of both
    run_out(&engine, 0);
    finish(&engine);
}

// --- lines and variables while it runs -----------------------------------------------------------

static void set_lines(Engine *engine, bool on) {
    say(engine, (ControlMessage){.kind = CONTROL_LINES, .value = on});
    kill(engine->pid, SIGURG);
}

static void await_lines(Engine *engine, int loop, uint32_t more) {
    uint32_t enough = engine->lines[loop] + more;
    for (int waited = 0; engine->lines[loop] < enough; waited++) {
        if (waited == PATIENCE_MS) fail_msg("no lines of loop %d", loop);
        poll(NULL, 0, 1);
        drain(engine);
    }
}

static void lines_reach_every_loop_and_what_runs_already(void **state) {
    (void)state;
    Engine engine;
    begin(&engine, REAL, NO_LINES,
          "import asyncio, threading\n"
          "async def spin(word):\n"
          "    print(word)\n"
          "    while True:\n"
          "        await asyncio.sleep(0.001)\n"
          "def other():\n"
          "    asyncio.run(spin('second'))\n"
          "threading.Thread(target=other, daemon=True).start()\n"
          "asyncio.run(spin('first'))\n");
    grant(&engine, UNTIL_PAUSED, 0);
    await_told(&engine, "first");
    await_told(&engine, "second");
    for (int times = 0; times < 3; times++) {
        assert_int_equal(engine.counts[EV_LINE], engine.lines[1] + engine.lines[2]);
        set_lines(&engine, true);
        await_lines(&engine, 1, 4);
        await_lines(&engine, 2, 4);
        set_lines(&engine, false);
        ask_pause(&engine);
        hear(&engine, CONTROL_HELD);
        uint32_t lines = engine.counts[EV_LINE];
        for (int i = 0; i < 6; i++) {
            grant(&engine, UNTIL_STEP, 0);
            hear(&engine, CONTROL_HELD);
        }
        assert_int_equal(engine.counts[EV_LINE], lines);
        grant(&engine, UNTIL_PAUSED, 0);
    }
    finish(&engine);
}

static void lines_reach_a_function_that_never_returns(void **state) {
    (void)state;
    Engine engine;
    begin(&engine, REAL, NO_LINES,
          "import asyncio\n"
          "def count():\n"
          "    n = 0\n"
          "    while True:\n"
          "        n += 1\n"
          "async def main():\n"
          "    print('on')\n"
          "    count()\n"
          "asyncio.run(main())\n");
    grant(&engine, UNTIL_PAUSED, 0);
    await_told(&engine, "on");
    set_lines(&engine, true);
    await_lines(&engine, 1, 10);
    assert_in_range(engine.line, 4, 5);
    assert_non_null(strstr(str_text(&engine.locals), "n="));
    finish(&engine);
}

static void variables_are_told_where_it_is_held(void **state) {
    (void)state;
    Engine engine;
    begin(&engine, VIRTUAL, NO_LINES,
          "import asyncio\n"
          "async def inner(what):\n"
          "    seen = [what]\n"
          "    await asyncio.sleep(1)\n"
          "    seen.append(2)\n"
          "    print('x')\n"
          "async def main():\n"
          "    a = 1\n"
          "    await inner('it')\n"
          "asyncio.run(main())\n");
    grant(&engine, UNTIL_TIMER, 0);
    held(&engine, GATE_TIMER, 0);
    assert_string_equal(str_text(&engine.locals), "");
    grant(&engine, UNTIL_STEP, 1);
    held(&engine, GATE_STEP, 4);
    assert_string_equal(str_text(&engine.locals), "a=1 what='it' seen=['it'] "); // of its chain of awaits, outermost first
    str_clear(&engine.locals);
    grant(&engine, UNTIL_OUTPUT, 1);
    held(&engine, GATE_OUTPUT, 0);
    // Lines are off: nobody sees those frames end, so they were given up when it went on.
    assert_non_null(strstr(str_text(&engine.locals), "! a=1 what='it' seen=['it', 2] "));
    run_out(&engine, 0);
    finish(&engine);
}

static void variables_come_with_their_lines_and_go_with_their_frames(void **state) {
    (void)state;
    Engine engine;
    begin(&engine, VIRTUAL, LINES,
          "import asyncio\n"
          "def twice(x):\n"
          "    return 2 * x\n"
          "def fails(y):\n"
          "    raise ValueError(y)\n"
          "async def main():\n"
          "    n = twice(21)\n"
          "    await asyncio.sleep(1)\n"
          "    n = 10 ** 9\n"
          "    try: fails(n)\n"
          "    except ValueError: n = 7\n"
          "    del n\n"
          "    return\n"
          "asyncio.run(main())\n");
    run_out(&engine, 0);
    assert_string_equal(str_text(&engine.locals), "x=21 1! n=42 n=1000000000 y=1000000000 2! n=7 n= 1! ");
    finish(&engine);
}

static void an_await_that_goes_on_at_once_is_told(void **state) {
    (void)state;
    char *path = engine_path();
    bool can = strstr(path, "-3.11") != NULL; // sys.monitoring tells of no await of a library's coroutine
    free(path);
    if (!can) skip();
    Engine engine;
    begin(&engine, VIRTUAL, LINES,
          "import asyncio\n"
          "async def plain(): return 1\n"
          "async def sleeps(): await asyncio.sleep(1)\n"
          "async def fails(): raise ValueError\n"
          "async def main():\n"
          "    queue = asyncio.Queue()\n"
          "    await plain()\n"         // at once
          "    await queue.put(1)\n"    // at once
          "    await queue.get()\n"     // at once
          "    await sleeps()\n"
          "    await asyncio.sleep(0)\n"
          "    try: await fails()\n"
          "    except ValueError: pass\n"
          "asyncio.run(main())\n");
    run_out(&engine, 0);
    assert_int_equal(engine.counts[EV_AWAIT_AT_ONCE], 3);
    finish(&engine);
}

static void a_trace_function_of_the_scripts_own_is_left_alone(void **state) {
    (void)state;
    Engine engine;
    begin(&engine, VIRTUAL, LINES,
          "import sys\n"
          "seen = []\n"
          "def trace(frame, event, arg):\n"
          "    seen.append(event)\n"
          "    return trace\n"
          "def f():\n"
          "    return 1\n"
          "sys.settrace(trace)\n"
          "f()\n"
          "sys.settrace(None)\n"
          "f()\n"
          "print(seen, sys.gettrace())\n");
    run_out(&engine, 0);
    assert_string_equal(str_text(&engine.told), "0 1 ['call', 'line', 'return'] None\n");
    uint32_t told = engine.counts[EV_LINES_STOPPED];
    assert_int_equal(told, engine.counts[EV_LINES_BEGAN]); // 0 of CPython 3.12 and later, which can do both
    assert_int_equal(engine.counts[EV_LINE], told ? 7 : 11); // else not those from the first settrace() to the second
    finish(&engine);
}

// --- pauses --------------------------------------------------------------------------------------

static void a_pause_reaches_a_blocked_loop(void **state) {
    (void)state;
    static const struct { const char *script; uint32_t line; } rows[] = {
        {"import asyncio\nasync def main():\n    print('on')\n    while True: pass\nasyncio.run(main())\n", 4},
        {"import asyncio, time\nasync def main():\n    print('on')\n    time.sleep(1000)\nasyncio.run(main())\n", 4},
        {"print('on')\nwhile True:\n    pass\n", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Engine engine;
        begin(&engine, REAL, NO_LINES, rows[i].script);
        grant(&engine, UNTIL_PAUSED, 0);
        await_told(&engine, "on\n");
        ask_pause(&engine);
        held(&engine, GATE_PAUSE, rows[i].line);
        // It goes on from there, and can be paused again.
        grant(&engine, UNTIL_PAUSED, 0);
        ask_pause(&engine);
        held(&engine, GATE_PAUSE, rows[i].line);
        finish(&engine);
    }
}

static void breakpoint_holds_whatever_was_granted(void **state) {
    (void)state;
    Engine engine;
    begin(&engine, REAL, NO_LINES, "import asyncio\nasync def main():\n    await asyncio.sleep(0)\n    breakpoint()\n    print('after')\n"
                                   "asyncio.run(main())\nbreakpoint()\n");
    grant(&engine, UNTIL_PAUSED, 0);
    held(&engine, GATE_BREAKPOINT, 4);
    assert_null(strstr(str_text(&engine.told), "after"));
    grant(&engine, UNTIL_PAUSED, 0);
    held(&engine, GATE_BREAKPOINT, 7);
    assert_non_null(strstr(str_text(&engine.told), "after"));
    finish(&engine);
}

static void a_pause_reaches_a_loop_that_waits(void **state) {
    (void)state;
    Engine engine;
    begin(&engine, REAL, NO_LINES, "import asyncio\nasync def main():\n    print('on')\n    await asyncio.sleep(1000)\nasyncio.run(main())\n");
    grant(&engine, UNTIL_PAUSED, 0);
    await_told(&engine, "on\n");
    ask_pause(&engine);
    hear(&engine, CONTROL_HELD);
    finish(&engine);
}

static void an_interrupt_reaches_a_script_that_is_held(void **state) {
    (void)state;
    Engine engine;
    begin(&engine, REAL, NO_LINES,
          "try:\n    print('on')\n    while True: pass\nexcept KeyboardInterrupt:\n    print('interrupted')\n");
    grant(&engine, UNTIL_PAUSED, 0);
    await_told(&engine, "on\n");
    ask_pause(&engine);
    held(&engine, GATE_PAUSE, 3);
    channel_ask_pause(engine.channel, false);
    kill(engine.pid, SIGINT);
    held(&engine, GATE_OUTPUT, 0); // nobody has granted anything: it goes no further than the next gate
    assert_string_equal(str_text(&engine.told), "0 1 on\n0 1 interrupted\n");
    run_out(&engine, 0);
    finish(&engine);
}

static void a_held_thread_gets_the_grant_that_is_meant_for_it(void **state) {
    (void)state;
    Engine engine;
    begin(&engine, REAL, NO_LINES,
          "import asyncio, threading\n"
          "async def main():\n"
          "    for i in range(200): await asyncio.sleep(0)\n"
          "t = threading.Thread(target=lambda: asyncio.run(main()))\n"
          "t.start()\n"
          "t.join()\n");
    for (int i = 0; i < 100; i++) {
        grant(&engine, UNTIL_STEP, 0);
        kill(engine.pid, SIGURG); // the main thread looks as well
        held(&engine, GATE_STEP, 0);
    }
    run_out(&engine, 0);
    finish(&engine);
}

// --- lines, input, output ------------------------------------------------------------------------

static void lines_come_and_go_while_a_script_runs(void **state) {
    (void)state;
    Engine engine;
    begin(&engine, REAL, NO_LINES, "import os\nprint('on')\ni = 0\nwhile True:\n    i += 1\n    if i % 100000 == 0: print(i)\n");
    grant(&engine, UNTIL_PAUSED, 0);
    await_told(&engine, "on\n");
    assert_int_equal(engine.counts[EV_LINE], 0);
    say(&engine, (ControlMessage){.kind = CONTROL_LINES, .value = 1});
    kill(engine.pid, SIGURG);
    for (int waited = 0; !engine.counts[EV_LINE] && waited < PATIENCE_MS; waited++) {
        drain(&engine);
        poll(NULL, 0, 1);
    }
    assert_in_range(engine.line, 4, 6);
    ask_pause(&engine);
    hear(&engine, CONTROL_HELD);
    say(&engine, (ControlMessage){.kind = CONTROL_LINES, .value = 0});
    grant(&engine, UNTIL_OUTPUT, 0);
    uint32_t before = engine.counts[EV_LINE];
    held(&engine, GATE_OUTPUT, 0);
    assert_int_equal(engine.counts[EV_LINE], before);
    finish(&engine);
}

static void a_read_of_stdin_that_waits_is_told(void **state) {
    (void)state;
    Engine engine;
    begin(&engine, REAL, NO_LINES,
          "import asyncio\nasync def main():\n    print(input('name? ').upper())\n    print(input())\nasyncio.run(main())\n");
    grant(&engine, UNTIL_PAUSED, 0);
    ControlMessage begins = hear(&engine, CONTROL_READING);
    assert_int_equal(begins.value, 1);
    assert_int_equal(begins.task, 1);
    assert_string_equal(str_text(&engine.told), "1 1 name? ");
    assert_int_equal(write(engine.input, "ada\nlovelace\n", 13), 13);
    assert_int_equal(hear(&engine, CONTROL_READING).value, 0);
    run_out(&engine, 0);
    assert_string_equal(str_text(&engine.told), "1 1 name? 1 1 ADA\n1 1 lovelace\n");
    finish(&engine);
}

static void a_forked_child_writes_past_the_events(void **state) {
    (void)state;
    Engine engine;
    begin(&engine, REAL, NO_LINES,
          "import os\n"
          "pid = os.fork()\n"
          "if pid == 0:\n"
          "    print('child', flush=True)\n"
          "    os._exit(7)\n"
          "print('status', os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n");
    run_out(&engine, 0);
    assert_string_equal(str_text(&engine.told), "0 1 status 7\n");
    char bytes[64];
    ssize_t got = read(engine.output, bytes, sizeof bytes);
    assert_int_equal(got, 6);
    assert_memory_equal(bytes, "child\n", 6);
    finish(&engine);
}

// --- a viewer that goes away ---------------------------------------------------------------------

static void a_held_engine_ends_with_its_viewer(void **state) {
    (void)state;
    Engine engine;
    begin(&engine, REAL, NO_LINES, "print('never')\n");
    close(engine.control);
    engine.control = -1;
    int status = end(&engine);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 1);
    finish(&engine);
}

static void a_viewer_that_goes_while_the_channel_is_full_stops_nothing_for_ever(void **state) {
    (void)state;
    Engine engine;
    begin(&engine, REAL, NO_LINES, "for i in range(500000):\n    print(i)\n");
    grant(&engine, UNTIL_PAUSED, 0);
    uint64_t before = 1, now = 0;
    while (now != before) { // until it stands: nobody reads
        before = now;
        poll(NULL, 0, 50);
        now = channel_written(engine.channel);
    }
    close(engine.control);
    engine.control = -1;
    close(engine.output);
    engine.output = open("/dev/null", O_RDONLY | O_CLOEXEC);
    end(&engine); // by itself, or the test does not end
    finish(&engine);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grant_ends_at_its_gate),
        cmocka_unit_test(a_grant_for_a_task_ends_with_the_task),
        cmocka_unit_test(a_line_grant_ends_at_its_line),
        cmocka_unit_test(lines_reach_every_loop_and_what_runs_already),
        cmocka_unit_test(lines_reach_a_function_that_never_returns),
        cmocka_unit_test(variables_are_told_where_it_is_held),
        cmocka_unit_test(variables_come_with_their_lines_and_go_with_their_frames),
        cmocka_unit_test(an_await_that_goes_on_at_once_is_told),
        cmocka_unit_test(a_trace_function_of_the_scripts_own_is_left_alone),
        cmocka_unit_test(a_pause_reaches_a_blocked_loop),
        cmocka_unit_test(breakpoint_holds_whatever_was_granted),
        cmocka_unit_test(a_pause_reaches_a_loop_that_waits),
        cmocka_unit_test(an_interrupt_reaches_a_script_that_is_held),
        cmocka_unit_test(a_held_thread_gets_the_grant_that_is_meant_for_it),
        cmocka_unit_test(lines_come_and_go_while_a_script_runs),
        cmocka_unit_test(a_read_of_stdin_that_waits_is_told),
        cmocka_unit_test(a_forked_child_writes_past_the_events),
        cmocka_unit_test(a_held_engine_ends_with_its_viewer),
        cmocka_unit_test(a_viewer_that_goes_while_the_channel_is_full_stops_nothing_for_ever),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests_name("engine control", tests, NULL, NULL);
}
