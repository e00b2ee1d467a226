// Looking around: what stands in each pane of a real recording, and what the panes' own keys make of it; whole screens at three sizes.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "harness/place.h"
#include "harness/proc.h"
#include "harness/suite.h"
#include "harness/term.h"

enum { ROWS = 40, COLS = 120 };

static const char shop[] = "import asyncio\n"
                           "async def worker(name, lock, queue, sem):\n"
                           "    async with sem:\n"
                           "        async with lock:\n"
                           "            await asyncio.sleep(0.5)\n"
                           "        print(name, await queue.get())\n"
                           "async def guest(n):\n"
                           "    await asyncio.sleep(0.1 * n)\n"
                           "async def main():\n"
                           "    lock = asyncio.Lock()\n"
                           "    queue = asyncio.Queue(2)\n"
                           "    queue.put_nowait('tea')\n"
                           "    sem = asyncio.Semaphore(2)\n"
                           "    async with asyncio.TaskGroup() as tg:\n"
                           "        for n in 'ABC':\n"
                           "            tg.create_task(worker(n, lock, queue, sem)).set_name(n)\n"
                           "        for n in range(12):\n"
                           "            tg.create_task(guest(n))\n"
                           "        await asyncio.sleep(0.2)\n"
                           "        queue.put_nowait('milk')\n"
                           "        await asyncio.sleep(2)\n"
                           "        queue.put_nowait('salt')\n"
                           "asyncio.run(main())\n";

static const char stuck[] = "import asyncio, time\n"
                            "async def left(a, b):\n"
                            "    async with a:\n"
                            "        await asyncio.sleep(0.1)\n"
                            "        async with b: pass\n"
                            "async def slow():\n"
                            "    time.sleep(0.3)\n"
                            "    await asyncio.sleep(1)\n"
                            "async def main():\n"
                            "    spoon = asyncio.Lock()\n"
                            "    fork = asyncio.Lock()\n"
                            "    asyncio.create_task(slow()).set_name('slow')\n"
                            "    async with asyncio.timeout(3):\n"
                            "        await asyncio.gather(left(spoon, fork), left(fork, spoon))\n"
                            "try:\n"
                            "    asyncio.run(main())\n"
                            "except TimeoutError:\n"
                            "    pass\n";

// Each kind of waiter of a queue, a condition and a barrier.
static const char waiters[] =
    "import asyncio\n"
    "async def getter(q): await q.get()\n"
    "async def putter(q):\n"
    "    while True: await q.put(1)\n"
    "async def joiner(q): await q.join()\n"
    "async def waiter(c, n):\n"
    "    async with c:\n"
    "        await c.wait()\n"
    "        await asyncio.sleep(n)\n"
    "async def party(b): await b.wait()\n"
    "async def main():\n"
    "    empty = asyncio.Queue()\n"
    "    empty.put_nowait(1)\n"
    "    full = asyncio.Queue(2)\n"
    "    cond = asyncio.Condition()\n"
    "    barrier = asyncio.Barrier(3)\n"
    "    tasks = [asyncio.create_task(getter(empty), name=f'worker-{i}') for i in range(4)]\n"
    "    tasks += [asyncio.create_task(joiner(empty), name='joiner'), asyncio.create_task(putter(full), name='putter'),\n"
    "              asyncio.create_task(joiner(full), name='full-joiner'), asyncio.create_task(party(barrier), name='guest')]\n"
    "    tasks += [asyncio.create_task(waiter(cond, i + 1), name=f'waiter-{i}') for i in range(4)]\n"
    "    await asyncio.sleep(0.1)\n"
    "    async with cond:\n"
    "        cond.notify(3)\n"
    "    await asyncio.sleep(0.1)\n"
    "    for task in tasks: task.cancel()\n"
    "asyncio.run(main())\n";

// Variables of each kind that has a name.
static const char named[] = "import asyncio\n"
                            "async def cook(n):\n"
                            "    await asyncio.sleep(n)\n"
                            "async def main():\n"
                            "    c = asyncio.create_task(cook(1), name='cook')\n"
                            "    left = asyncio.Lock()\n"
                            "    orders = asyncio.Queue(3)\n"
                            "    reply = asyncio.get_running_loop().create_future()\n"
                            "    held = [left, {'c': c}, '<Task #1>']\n"
                            "    later = cook(3)\n"
                            "    await c\n"
                            "    later.close()\n"
                            "asyncio.run(main())\n";

static const struct {
    const char *name, *script;
} programs[] = {{"shop", shop}, {"stuck", stuck}, {"waiters", waiters}, {"named", named}};

// A recording of each, made once: everybody looks at the same runs.
static const char *recording_of(const char *name) {
    static char *made[sizeof programs / sizeof *programs];
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        if (strcmp(programs[i].name, name) != 0) continue;
        if (made[i]) return made[i];
        char file[40];
        snprintf(file, sizeof file, "%s.py", name);
        char *script = place_write(file, programs[i].script, PLACE_TEXT);
        snprintf(file, sizeof file, "%s.aioscope", name);
        made[i] = place_in_temp(file);
        Proc proc;
        proc_viewer(&proc, "record", "--clock", "virtual", "--detail", "lines", "-o", made[i], script);
        assert_int_equal(proc.status, 0);
        proc_free(&proc);
        free(script);
        return made[i];
    }
    fail_msg("no program %s", name);
    return NULL;
}

static void type_line(Term *term, const char *key, const char *text) {
    assert_true(term_press(term, key));
    term_type(term, text);
    assert_true(term_press(term, "enter"));
}

// Nothing of an earlier test is remembered.
static Term *open_at(const char *name, int rows, int cols, const char *when) {
    static int count;
    char state[300];
    snprintf(state, sizeof state, "XDG_STATE_HOME=%s/state-%d", place_temp(), count++);
    Term *term = term_start(rows, cols, (const char *const[]){state, NULL}, (const char *const[]){place_viewer(), "replay", recording_of(name), NULL});
    assert_true(term_wait_settled(term));
    type_line(term, ":", when);
    return term;
}

static void assert_says(Term *term, const char *text, const char *why) {
    Str screen = {0};
    term_text(term, &screen);
    if (!strstr(str_text(&screen), text)) {
        term_show(term);
        fail_msg("%s: not shown: %s", why, text);
    }
    str_free(&screen);
}

static void assert_silent(Term *term, const char *text, const char *why) {
    Str screen = {0};
    term_text(term, &screen);
    if (strstr(str_text(&screen), text)) {
        term_show(term);
        fail_msg("%s: shown: %s", why, text);
    }
    str_free(&screen);
}

// --- what is in the panes ------------------------------------------------------------------------

typedef struct Look {
    const char *name, *program, *when, *keys;
    const char *there[4], *not_there;
} Look;

static const Look looks[] = {
    {"tasks that do the same are one row",
     "shop",
     "0.15s",
     "",
     {"×12 guest", "A ", "B "},
     "guest(3)"},
    {"which opens", "shop", "0.15s", "2 end enter", {"▾ ×12 guest", "Task-6", "Task-8"}, "▸"},
    {"and closes", "shop", "0.15s", "2 end enter enter", {"▸ ×12 guest"}, "guest(3)"},
    {"the tree has its children one step in",
     "shop",
     "0.15s",
     "2 v",
     {"tasks: tree", "◌ Task-1      main()", "┃   ◌ A"},
     NULL},
    {"by function",
     "shop",
     "0.15s",
     "2 v v",
     {"tasks: functions", "▸ ×3 worker", "▸ ×12 guest"},
     NULL},
    {"by the longest wait, which is shown",
     "shop",
     "0.45s",
     "2 > > >",
     {"by longest wait", "for 400 ms", "for 200 ms"},
     NULL},
    {"by steps", "shop", "0.45s", "2 > > > > >", {"by steps", "2 steps", "1 step"}, NULL},
    {"all columns where there is room",
     "stuck",
     "1s",
     "2 z",
     {"for 400 ms", "ran 300 ms", "2 steps"},
     NULL},
    {"each waiter says for what",
     "waiters",
     "0.15s",
     "7 z",
     {"get: worker-1, worker-2, worker-3   join: joiner", "put: putter   join: full-joiner",
      "wait for notify: waiter-3", "notified, need the lock again: waiter-1, waiter-2"},
     NULL},
    {"and of a barrier", "waiters", "0.15s", "7 z", {"●○○ 1 of 3 there", "waits: guest"}, NULL},
    {"a variable has the name of what it holds",
     "named",
     "0.5s",
     "2 home enter",
     {"c = task cook", "left = Lock left", "orders = Queue orders", "reply = Future reply"},
     "at 0x"},
    {"in a container too, and not in a string",
     "named",
     "0.5s",
     "2 home enter",
     {"held = [Lock left, {'c': task cook}, '<Task #1>']", "later = <coroutine cook>"},
     "PENDING"},
    {"no arrow where the program is over",
     "shop",
     "99s",
     "1 end",
     {"23  asyncio.run(main())"},
     "▶23"},
    {"the timeline again as a whole", "shop", "1.2s", "4 ] ] 0", {"4 timeline ━"}, "timeline ×"},
    {"waiting for a lock is no sleeping",
     "shop",
     "0.15s",
     "4",
     {"╌ for a primitive", "B         ▇╌╌╌"},
     "A         ▇╌"},
    {"sorted", "shop", "0.15s", "2 > >", {"by state"}, NULL},
    {"and back", "shop", "0.15s", "2 > > < <", {"2 tasks "}, ", by"},
    {"a lock has its owner and its queue",
     "shop",
     "0.15s",
     "7",
     {"Lock lock", "held by A for", "waits: B"},
     NULL},
    {"a semaphore its permits",
     "shop",
     "0.15s",
     "7",
     {"Semaphore sem", "0 of 2 free", "held by A, B", "waits: C"},
     NULL},
    {"a queue its fill", "shop", "0.15s", "7", {"●○ 1 of 2, 1 not done"}, NULL},
    {"and its emptiness", "shop", "1.9s", "7", {"0 of 2, empty", "get: C"}, NULL},
    {"who waits for whom is a tree",
     "shop",
     "0.15s",
     "8",
     {"├─◌ A has it  sleep until 0.500", "  └─◌ A has it ↑ as above",
      "◌ Task-1 main()  sleep until 0.200", "◌ ×10 guest"},
     NULL},
    {"alone around one task",
     "shop",
     "0.15s",
     "2 down down down 8 v",
     {"◌ B  Lock lock", "└─◌ A has it"},
     "×10 guest"},
    {"a circle is called one", "stuck", "1s", "8", {"has it ↑ a circle"}, NULL},
    {"trouble says what it is",
     "stuck",
     "1s",
     "9",
     {" blocked the loop", "Deadlock!", "same order"},
     NULL},
    {"and leads to its moment", "stuck", "1s", "9 up enter", {"clock 0.300 s"}, NULL},
    {"none is said to be none", "shop", "0.15s", "9", {"None so far."}, NULL},
    {"why follows the chain",
     "stuck",
     "1s",
     "2 down down down w",
     {"why, and who can wake it", "Task-4 has held Lock", "Each of the two waits for the other"},
     NULL},
    {"why of a sleeper",
     "shop",
     "0.15s",
     "2 down down w",
     {"in 400 ms. Then the loop wakes it", "no other task can."},
     NULL},
    {"the inspector has the steps",
     "shop",
     "1.2s",
     "2 home down down down enter end",
     {"await chain", "steps", "then waited 500 ms"},
     "ran "},
    {"the timeline by event", "shop", "0.15s", "4 v", {"4 timeline by event", "×12 guest"}, NULL},
    {"nearer, and away again", "shop", "1.2s", "4 ] ]", {"4 timeline ×4"}, NULL},
    {"its past", "shop", "1.2s", "4 ] ] < < < < < <", {" 0 ─"}, NULL},
    {"the lines of a turn, where there is room",
     "shop",
     "0.15s",
     "3 z",
     {"▶   events = selector.select(timeout)", "timeout = 0 if anything is ready"},
     NULL},
    {"output of one task alone",
     "shop",
     "3s",
     "2 down down 5 v",
     {"5 output of A", "A tea"},
     "B milk"},
    {"following one", "shop", "3s", "2 down down f", {"5 output of A"}, "B milk"},
    {"a failed task says where",
     "stuck",
     "9s",
     "2 home enter",
     {"failed with TimeoutError", "raised in", "async with asyncio.timeout(3):"},
     "await chain"},
    {"timers can be scrolled to the last",
     "shop",
     "0.01s",
     "3 end",
     {"Task-16 sleep"},
     "Task-1 sleep"},
    {"the hints are those of the pane",
     "shop",
     "0.15s",
     "4",
     {"] zoom in  [ out  < earlier  > later"},
     NULL},
    {"ready is a state with a time of its own",
     "stuck",
     "1s",
     "2 home down down enter",
     {"time        ready 300 ms, waiting"},
     "running 0"},
    {"asyncio's own frames",
     "shop",
     "0.15s",
     "2 down down enter",
     {"of asyncio or a library: a shows them"},
     NULL},
    {"are shown when asked for",
     "shop",
     "0.15s",
     "2 down down enter a",
     {"tasks.py:"},
     "a shows them"},
};

static void pane_shows_it(void **state) {
    const Look *look = *state;
    Term *term = open_at(look->program, ROWS, COLS, look->when);
    assert_true(term_press_all(term, look->keys));
    for (size_t i = 0; i < 4 && look->there[i]; i++) assert_says(term, look->there[i], look->name);
    if (look->not_there) assert_silent(term, look->not_there, look->name);
    term_stop(term);
}

// At 80x24 the lesson speaks of the queue: both names stand in it, and the current line is whole
// beside its badge.
static void a_small_screen_shows_names_and_the_current_line(void **state) {
    (void)state;
    static const struct {
        const char *lesson, *when, *there[4], *not_there;
    } rows[] = {
        {"lessons/1-the-loop/01_one_waits_all_wait.py",
         "32",
         {"▶barista step  phone step", "created, in ready"},
         "+1"},
        {"lessons/1-the-loop/01_one_waits_all_wait.py",
         "16",
         {"barista = asyncio.create_task", "(make_coffees(),", "name=\"barista\")   ▶Task-1"},
         NULL},
        {"lessons/1-the-loop/01_one_waits_all_wait.py",
         "0",
         {"No task yet: asyncio.run makes the", "first one."},
         "#:"},
        {"lessons/6-real-io/01_a_server_on_one_thread.py",
         "240",
         {"Task-3 ask(", "'on", "'tw", "'th"},
         "#?"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *file = place_in_temp("small.aioscope"), home[300];
        Proc proc;
        proc_viewer(&proc, "record", "--clock", "virtual", "--detail", "lines", "-o", file,
                    rows[i].lesson);
        proc_free(&proc);
        snprintf(home, sizeof home, "XDG_STATE_HOME=%s/small", place_temp());
        Term *term = term_start(24, 80, (const char *const[]){home, NULL},
                                (const char *const[]){place_viewer(), "replay", file, NULL});
        assert_true(term_wait_settled(term));
        type_line(term, ":", rows[i].when);
        for (size_t j = 0; j < 4 && rows[i].there[j]; j++)
            assert_says(term, rows[i].there[j], rows[i].lesson);
        if (rows[i].not_there) assert_silent(term, rows[i].not_there, rows[i].lesson);
        term_stop(term);
        free(file);
    }
}

// The second line of a task is the task's too.
static void a_click_below_a_name_selects_the_task(void **state) {
    (void)state;
    Term *term = open_at("shop", 24, 80, "0.15s");
    Str row = {0};
    term_row(term, 4, &row);
    assert_non_null(strstr(str_text(&row), "sleep until 0.500")); // of A
    term_send(term, "\033[<0;50;5M", strlen("\033[<0;50;5M"), 1);
    assert_true(term_wait_settled(term));
    assert_true(term_press(term, "enter"));
    assert_says(term, "task        A  worker(", "A is inspected");
    str_free(&row);
    term_stop(term);
}

// Where variables are not known, it stands there what makes them known.
static void unknown_variables_say_how_to_know_them(void **state) {
    (void)state;
    char *script = place_write("plain_shop.py", shop, PLACE_TEXT),
         *file = place_in_temp("plain_shop.aioscope");
    Proc proc;
    proc_viewer(&proc, "record", "--clock", "virtual", "-o", file, script);
    proc_free(&proc);
    Term *term = term_viewer(ROWS, COLS, "replay", file);
    assert_true(term_wait_settled(term));
    type_line(term, ":", "0.15s");
    assert_true(term_press_all(term, "2 home down enter"));
    assert_says(term, "locals      not recorded: record with --detail lines to have them",
                "a recording");
    term_stop(term);
    term = term_viewer(ROWS, COLS, "run", "--clock", "virtual", script);
    assert_true(term_wait_settled(term));
    assert_true(term_press_all(term, "t t 2 home down enter"));
    assert_says(term, "press n once to record variables", "a program");
    assert_true(term_press_all(term, "esc n enter"));
    assert_says(term, "name = 'A'", "after n");
    term_stop(term);
    free(script);
    free(file);
}

// A string that a backslash carries over the end of its line is one to CPython's tokenizer.
static void source_is_highlighted_by_the_tokenizer(void **state) {
    (void)state;
    char *path = place_write("carried.py", "text = 'one \\\ntwo'\nlong = 5\n", PLACE_TEXT);
    Term *term = term_viewer(ROWS, COLS, "run", path);
    assert_true(term_wait_settled(term));
    TermCell first = {.width = 0}, second = first, plain = first;
    for (int row = 1; row < 8; row++) {
        Str text = {0};
        term_row(term, row, &text);
        if (strstr(str_text(&text), "'one")) first = term_cell(term, row, 15);
        if (strstr(str_text(&text), "two'")) second = term_cell(term, row, 8);
        if (strstr(str_text(&text), "long")) plain = term_cell(term, row, 8);
        str_free(&text);
    }
    assert_true(first.chars[0] && second.chars[0] && plain.chars[0]);
    assert_int_equal(first.fg, second.fg);
    assert_int_not_equal(second.fg, plain.fg);
    term_stop(term);
    free(path);
}

// --- commands, filters ---------------------------------------------------------------------------

static void tasks_are_filtered_while_one_types(void **state) {
    (void)state;
    Term *term = open_at("shop", ROWS, COLS, "0.15s");
    assert_true(term_press_all(term, "2 / l o c k"));
    assert_says(term, "Lock lock, held by A", "typed");
    assert_silent(term, "×12 guest", "typed");
    assert_true(term_press(term, "enter"));
    assert_says(term, "/lock", "kept");
    assert_true(term_press(term, "esc"));
    assert_says(term, "×12 guest", "esc");
    term_stop(term);
}

static void commands_are_completed_and_run(void **state) {
    (void)state;
    Term *term = open_at("shop", ROWS, COLS, "0.15s");
    assert_true(term_press_all(term, ": v i tab"));
    assert_says(term, ":view ", "completed");
    assert_says(term, "list  tree  functions", "what may follow");
    assert_true(term_press_all(term, "t tab enter"));
    assert_says(term, "tasks: tree", "run");
    type_line(term, ":", "view sideways");
    assert_says(term, "choose list, tree or functions", "refused");
    assert_true(term_press(term, "esc"));
    type_line(term, ":", "task B");
    type_line(term, ":", "step 2");
    assert_says(term, "clock 0.500 s", "the second step of B");
    type_line(term, ":", "panes");
    assert_silent(term, "tasks: tree", "as it was at first");
    type_line(term, ":", "nonsense");
    assert_says(term, "unknown command 'nonsense'; tab lists those there are", "no command");
    assert_true(term_press(term, "esc"));
    type_line(term, ":", "srot name");
    assert_says(term, "unknown command 'srot'; did you mean 'sort'?", "mistyped");
    assert_true(term_press(term, "esc"));
    type_line(term, ":", "1.x");
    assert_says(term, "type an event (84), a time (1.5s)", "no place");
    term_stop(term);
}

static void what_is_seen_can_be_exported(void **state) {
    (void)state;
    static const char *const names[] = {"out.txt", "out.svg", "out.jsonl", "out.json"};
    Term *term = open_at("shop", ROWS, COLS, "0.15s");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = place_in_temp(names[i]);
        struct stat written;
        type_line(term, "x", path);
        assert_int_equal(stat(path, &written), 0);
        assert_true(written.st_size > 1000);
        free(path);
    }
    type_line(term, "x", "/nowhere/out.svg");
    assert_says(term, "No such file", "a folder that is not there");
    type_line(term, "x", "out.doc");
    assert_says(term, ".svg (the timeline)", "a format that there is not");
    term_stop(term);
}

static void a_pane_goes_to_the_clipboard(void **state) {
    (void)state;
    Term *term = open_at("shop", ROWS, COLS, "3s");
    assert_true(term_press_all(term, "5 y"));
    // " A         │ A tea" in Base64, as the beginning of what is copied.
    assert_true(term_wrote(term, "\033]52;c;", 7));
    assert_true(term_wrote(term, "IEEgICAgICAgICDilIIgQSB0ZWE", 26));
    term_stop(term);
}

// `e` edits a copy of a lesson of ours, and :reset is rid of it.
static void an_edited_lesson_comes_back_as_it_was(void **state) {
    (void)state;
    char *editor = place_write("editor.sh", "#!/bin/sh\nsed -i 's/print(\"hello\")/print(\"changed\")/' \"$1\"\n", PLACE_TEXT);
    char visual[300], home[300];
    chmod(editor, 0700);
    snprintf(visual, sizeof visual, "VISUAL=%s", editor);
    snprintf(home, sizeof home, "XDG_STATE_HOME=%s/edited", place_temp());
    Term *term = term_start(ROWS, COLS, (const char *const[]){visual, home, NULL}, (const char *const[]){place_viewer(), "learn", "1.2", NULL});
    assert_true(term_wait_settled(term));
    assert_true(term_press_all(term, "enter e enter G esc G esc G esc G esc"));
    assert_says(term, "│ changed", "the copy has run");
    type_line(term, ":", "reset");
    assert_true(term_press_all(term, "enter G esc G esc G esc G esc"));
    assert_says(term, "│ hello", "the lesson as it came");
    assert_silent(term, "changed", "the copy is gone");
    term_stop(term);
    free(editor);
}

// --- for a room ----------------------------------------------------------------------------------

static void presenting_is_large_and_echoes_keys(void **state) {
    (void)state;
    Term *term = open_at("shop", ROWS, COLS, "0.15s");
    assert_true(term_press(term, "P"));
    assert_silent(term, "space play", "no hints");
    assert_silent(term, "4 timeline ─", "one pane beside the source");
    assert_true(term_press(term, "right"));
    assert_says(term, "  →    step", "the key is shown");
    assert_true(term_press(term, "7"));
    assert_says(term, "held by A", "another pane");
    assert_true(term_press(term, "B"));
    Str screen = {0};
    term_text(term, &screen);
    assert_int_equal(strspn(str_text(&screen), " \n"), screen.len); // black
    str_free(&screen);
    assert_true(term_press(term, "B"));
    assert_says(term, "held by A", "light again");
    assert_true(term_press(term, "P"));
    assert_says(term, "space play", "as before");
    term_stop(term);
}

// --- two beside each other -----------------------------------------------------------------------

static const char one_by_one[] = "import asyncio\n"
                                 "async def fetch(n):\n"
                                 "    await asyncio.sleep(n)\n"
                                 "    print('fetched', n)\n"
                                 "async def main():\n"
                                 "    await fetch(2)\n"
                                 "    await fetch(1)\n"
                                 "asyncio.run(main())\n";
static const char at_once[] = "import asyncio\n"
                              "async def fetch(n):\n"
                              "    await asyncio.sleep(n)\n"
                              "    print('fetched', n)\n"
                              "async def main():\n"
                              "    await asyncio.gather(fetch(2), fetch(1))\n"
                              "asyncio.run(main())\n";

static void two_programs_go_on_one_clock(void **state) {
    (void)state;
    enum { STEPS = 40 };
    char *one = place_write("one.py", one_by_one, PLACE_TEXT), *two = place_write("two.py", at_once, PLACE_TEXT);
    Term *term = term_viewer(ROWS, COLS, "compare", one, two);
    assert_true(term_wait_settled(term));
    assert_says(term, "one.py  event 0 of", "the first");
    assert_says(term, "two.py  event 0 of", "the second");
    Str before[STEPS] = {{0}}, now = {0};
    for (int i = 0; i < STEPS; i++) {
        term_text(term, &before[i]);
        assert_true(term_press(term, "right"));
        assert_silent(term, "This is the end", "it goes on");
    }
    for (int i = STEPS; i-- > 0;) {
        assert_true(term_press(term, "left"));
        str_clear(&now);
        term_text(term, &now);
        assert_string_equal(now.s, before[i].s); // back is where one came from
        str_free(&before[i]);
    }
    str_free(&now);
    type_line(term, ":", "1.5s");
    assert_says(term, "clock 1.000 s", "what has happened by then");
    assert_says(term, "Task-3    │ fetched 1", "in the second");
    assert_says(term, "Nothing was printed yet.", "and not yet in the first");
    assert_true(term_press(term, "G"));
    assert_says(term, "one.py  ended at 3.000 s", "the first");
    assert_says(term, "two.py  ended at 2.000 s", "the second");
    assert_true(term_press_all(term, "g w"));
    assert_says(term, "why, and who can wake it", "popups");
    int status;
    assert_true(term_press(term, "esc"));
    term_key(term, "q");
    assert_true(term_wait_exit(term, &status));
    assert_int_equal(status, 0);
    term_stop(term);
    free(one), free(two);
}

// Lessons by their numbers, each on its own clock, with the source of both side by side.
static void two_lessons_are_compared(void **state) {
    (void)state;
    Term *term = term_viewer(24, 80, "compare", "2.2", "2.3");
    assert_true(term_wait_settled(term));
    assert_says(term, "2.2 One after", "the first");
    assert_says(term, "2.3 Two sleeps", "the second");
    assert_true(term_press_all(term, "2 t t 1"));
    Str screen = {0};
    term_text(term, &screen);
    const char *source = strstr(str_text(&screen), "1 src 2 task");
    assert_non_null(source);
    const char *other = strstr(source + 1, "1 src 2 task");
    assert_non_null(other);
    assert_true(strcspn(source, "\n") > (size_t)(other - source)); // in one row
    str_free(&screen);
    assert_true(term_press(term, "G"));
    assert_says(term, "ended at 1.500 s", "the first");
    assert_says(term, "ended at 2.000 s", "the second");
    term_stop(term);
}

// Whatever the width, the panes of both halves are named, and alike, and nothing of a lesson's
// notes shows as it is written.
static void compared_panes_have_names_and_no_notes(void **state) {
    static const struct {
        int rows, cols;
        const char *names;
    } sizes[] = {{24, 80, "2 task 3 loop 7 lock 8 who 9 bad"},
                 {21, 80, "2 task 3 loop 7 lock 8 who 9 bad"},
                 {30, 100, "2 tasks 3 loop 7 lock 8 wait 9 bad"},
                 {40, 120, "2 tasks 3 loop 7 lock 8 wait 9 bad"}};
    static const char *const marks[] = {"#:", "#?", "#!"};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        Term *term =
            term_viewer(sizes[i].rows, sizes[i].cols, "compare", "--detail", "lines", "2.2", "2.3");
        assert_true(term_wait_settled(term));
        Str row = {0};
        term_row(term, 1, &row);
        const char *left = strstr(row.s, sizes[i].names);
        if (!left || !strstr(left + 1, sizes[i].names)) {
            term_show(term);
            fail_msg("not in both halves: %s", sizes[i].names);
        }
        str_free(&row);
        for (int step = 0; step < 30; step++) {
            assert_true(term_press(term, "right"));
            for (size_t k = 0; k < 3; k++) assert_silent(term, marks[k], "a note as it is written");
        }
        term_stop(term);
    }
}

static void what_cannot_be_compared_is_said(void **state) {
    (void)state;
    char *one = place_write("one.py", one_by_one, PLACE_TEXT);
    Term *term = term_viewer(ROWS, COLS, "compare", one, "nowhere.py");
    int status;
    assert_true(term_wait_exit(term, &status));
    assert_int_equal(WEXITSTATUS(status), 2);
    assert_says(term, "aioscope: nowhere.py: ", "which of the two");
    term_stop(term);
    Proc proc;
    proc_viewer(&proc, "compare", one, one); // no terminal
    assert_int_equal(proc.status, 2);
    assert_non_null(strstr(str_text(&proc.err), "not a terminal"));
    proc_free(&proc);
    free(one);
}

// --- the mouse -----------------------------------------------------------------------------------

static void dragging_on_the_timeline_scrubs(void **state) {
    (void)state;
    Term *term = open_at("shop", ROWS, COLS, "2s");
    // Columns and rows from 1: the timeline's axis begins at column 17, its rows at 24. Pressed, and moved while the button is down.
    static const char *const moves[] = {"\033[<0;45;25M", "\033[<32;40;25M", "\033[<32;30;25M"};
    double last = 100;
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        term_send(term, moves[i], strlen(moves[i]), 1);
        assert_true(term_wait_settled(term));
        Str header = {0};
        double clock;
        term_row(term, 0, &header);
        assert_non_null(strstr(str_text(&header), "clock "));
        assert_int_equal(sscanf(strstr(header.s, "clock "), "clock %lf", &clock), 1);
        if (clock >= last) fail_msg("at %f after %f", clock, last);
        last = clock;
        str_free(&header);
    }
    term_stop(term);
}

// --- remembered ----------------------------------------------------------------------------------

static void panes_are_as_they_were_left(void **state) {
    (void)state;
    char home[300];
    int status;
    snprintf(home, sizeof home, "XDG_STATE_HOME=%s/kept", place_temp());
    const char *const env[] = {home, NULL}, *const argv[] = {place_viewer(), "replay", recording_of("shop"), NULL};
    Term *term = term_start(ROWS, COLS, env, argv);
    assert_true(term_wait_settled(term));
    assert_true(term_press_all(term, "2 v 7 1"));
    term_key(term, "q");
    assert_true(term_wait_exit(term, &status));
    term_stop(term);
    term = term_start(ROWS, COLS, env, argv);
    assert_true(term_wait_settled(term));
    assert_says(term, "tasks: tree", "the view");
    assert_says(term, "No lock, semaphore", "the pane on top");
    term_stop(term);
}

// --- whole screens: text and styles --------------------------------------------------------------

static void screens_are_as_they_were_agreed(void **state) {
    (void)state;
    static const int sizes[][2] = {{24, 80}, {40, 120}, {60, 200}};
    static const struct { const char *name, *option; } looks_of[] = {{"colour", "--color=always"}, {"mono", "--color=never"}, {"ascii", "--ascii"}};
    bool same = true;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (size_t j = 0; j < sizeof looks_of / sizeof *looks_of; j++) {
            char home[300], name[60];
            snprintf(home, sizeof home, "XDG_STATE_HOME=%s/golden-%zu-%zu", place_temp(), i, j);
            snprintf(name, sizeof name, "shop-%dx%d-%s", sizes[i][1], sizes[i][0], looks_of[j].name);
            Term *term = term_start(sizes[i][0], sizes[i][1], (const char *const[]){home, NULL},
                                    (const char *const[]){place_viewer(), "replay", looks_of[j].option, recording_of("shop"), NULL});
            assert_true(term_wait_settled(term));
            type_line(term, ":", "0.15s");
            assert_true(term_press(term, "left"));
            same &= term_is_golden(term, name);
            term_stop(term);
        }
    }
    assert_true(same);
}

// --- the recording of a lesson -------------------------------------------------------------------

// The rows between the header, which says where one is in a recording, and the keys.
static void assert_same_panes(Term *a, Term *b) {
    for (int row = 1; row < term_rows(a) - 1; row++) {
        Str one = {0}, other = {0};
        term_row(a, row, &one);
        term_row(b, row, &other);
        if (strcmp(str_text(&one), str_text(&other)) != 0) {
            term_show(a);
            term_show(b);
            fail_msg("row %d differs", row);
        }
        str_free(&one);
        str_free(&other);
    }
}

// It opens as the lesson does, with the introduction beside the folded docstring, goes the same
// steps, and has the same to say. Its questions were for the one who learnt it.
static void a_recorded_lesson_is_shown_as_it_is_learnt(void **state) {
    static const int sizes[][2] = {{24, 80}, {40, 120}};
    (void)state;
    char *file = place_in_temp("recorded.aioscope");
    Proc proc;
    proc_viewer(&proc, "record", "--detail", "lines", "-o", file, "2.3");
    assert_int_equal(proc.status, 0);
    proc_free(&proc);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        Term *replay = term_viewer(sizes[i][0], sizes[i][1], "replay", file),
             *learn = term_viewer(sizes[i][0], sizes[i][1], "learn", "--no-history", "2.3");
        assert_true(term_wait_settled(replay));
        assert_true(term_wait_settled(learn));
        assert_says(replay, "introduction", "as a lesson opens");
        assert_says(replay, " 13  import asyncio", "as it is learnt");
        assert_silent(replay, "**timers**", "a recorded lesson");
        assert_same_panes(replay, learn);
        assert_true(term_press(replay, "enter"));
        assert_true(term_press(learn, "enter"));
        assert_silent(replay, "introduction", "a recorded lesson");
        for (int step = 0; step < 5; step++) {
            assert_same_panes(replay, learn);
            assert_true(term_press(replay, "right"));
            assert_true(term_press(learn, "right"));
        }
        assert_says(learn, "what do you think?", "as it is learnt");
        assert_silent(replay, "what do you think?", "a recorded lesson");
        assert_says(replay, "▌ gather makes a task of each of these three coroutines",
                    "as it is learnt");
        assert_true(term_press_all(replay, "G right"));
        assert_says(replay, "This is the end of the run.", "as it is learnt");
        term_stop(replay);
        term_stop(learn);
    }
    free(file);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_screen_shows_names_and_the_current_line),
        cmocka_unit_test(a_click_below_a_name_selects_the_task),
        cmocka_unit_test(unknown_variables_say_how_to_know_them),
        cmocka_unit_test(source_is_highlighted_by_the_tokenizer),
        cmocka_unit_test(tasks_are_filtered_while_one_types),
        cmocka_unit_test(commands_are_completed_and_run),
        cmocka_unit_test(what_is_seen_can_be_exported),
        cmocka_unit_test(an_edited_lesson_comes_back_as_it_was),
        cmocka_unit_test(a_pane_goes_to_the_clipboard),
        cmocka_unit_test(presenting_is_large_and_echoes_keys),
        cmocka_unit_test(panes_are_as_they_were_left),
        cmocka_unit_test(two_programs_go_on_one_clock),
        cmocka_unit_test(two_lessons_are_compared),
        cmocka_unit_test(compared_panes_have_names_and_no_notes),
        cmocka_unit_test(what_cannot_be_compared_is_said),
        cmocka_unit_test(a_recorded_lesson_is_shown_as_it_is_learnt),
        cmocka_unit_test(dragging_on_the_timeline_scrubs),
        cmocka_unit_test(screens_are_as_they_were_agreed),
    };
    Suite suite = {0};
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) suite_add(&suite, looks[i].name, pane_shows_it, &looks[i]);
    SUITE_ADD_ALL(&suite, tests);
    return suite_run(&suite, "looking");
}
