// What export and stats write is read by readers that are not ours: Python's own for JSON and XML.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "harness/place.h"
#include "harness/proc.h"

static const char program[] = "import asyncio, time\n"
                              "async def nap(name):\n"
                              "    await asyncio.sleep(1)\n"
                              "    print(name, 'é\\x1b[0m <&\"')\n"
                              "async def main():\n"
                              "    async with asyncio.TaskGroup() as group:\n"
                              "        for name in ('<A>', 'B'): group.create_task(nap(name), name=name)\n"
                              "        await asyncio.sleep(0)\n"
                              "        time.sleep(3)\n"
                              "asyncio.run(main())\n";

static char *script, *recording;

// Stock Python reads what was written (its first argument) and asserts what must be so of it.
static void holds(const char *path, const char *code) {
    const char *name = getenv("PYTHON_STOCK");
    Proc proc;
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){name && *name ? name : "python3", "-c", code, path, NULL}});
    if (proc.status) {
        proc_show(&proc);
        fail_msg("%s", path);
    }
    proc_free(&proc);
}

static void exports(const char *format, const char *operand, const char *code) {
    char *out = place_in_temp(format);
    Proc proc;
    proc_viewer(&proc, "export", "--clock", "virtual", "--format", format, "-o", out, operand);
    if (proc.status) proc_show(&proc);
    assert_int_equal(proc.status, 0);
    assert_int_equal(proc.out.len, 0);
    holds(out, code);
    proc_free(&proc);
    free(out);
}

static void every_event_is_a_line_of_json(void **state) {
    (void)state;
    exports("jsonl", script,
            "import json, sys\n"
            "events = [json.loads(line) for line in open(sys.argv[1], encoding='utf-8')]\n"
            "assert [e['event'] for e in events] == list(range(1, len(events) + 1))\n"
            "assert all(a['t'] <= b['t'] for a, b in zip(events, events[1:]))\n"
            "assert events[0]['kind'] == 'script started' and events[-1]['kind'] == 'script ended'\n"
            "made = [e for e in events if e['kind'] == 'task created']\n"
            "assert made[1]['label'] == \"nap('<A>')\" and made[1]['site'][0] == {'function': 'main', 'file': made[1]['site'][0]['file'], 'line': 7}, made[1]\n"
            "assert [e['text'] for e in events if e['kind'] == 'output'] == ['<A> é\\x1b[0m <&\"\\n', 'B é\\x1b[0m <&\"\\n']\n"
            "assert [e['wait'] for e in events if e['kind'] == 'task suspended'] == ['sleep', 'sleep', 'group']\n"
            "assert all('told' in e for e in events if e['kind'] in ('output', 'task finished'))\n");
}

// Trace Event Format: complete events have a time and a duration, metadata a name, instants a scope.
static void the_chrome_trace_keeps_its_format(void **state) {
    (void)state;
    exports("chrome", script,
            "import json, sys\n"
            "trace = json.load(open(sys.argv[1], encoding='utf-8'))\n"
            "events = trace['traceEvents']\n"
            "for e in events:\n"
            "    assert e['ph'] in 'XiM' and isinstance(e['pid'], int) and isinstance(e['tid'], int) and e['name'], e\n"
            "    if e['ph'] == 'X': assert e['ts'] >= 0 and e['dur'] > 0, e\n"
            "    if e['ph'] == 'i': assert e['s'] == 't' and e['ts'] >= 0, e\n"
            "names = {e['tid']: e['args']['name'] for e in events if e['name'] == 'thread_name'}\n"
            "assert names[2] == '<A>' and names[3] == 'B', names\n"
            "naps = [e for e in events if e['ph'] == 'X' and e['tid'] == 2 and e['cat'] == 'waiting']\n"
            "assert len(naps) == 1 and naps[0]['name'].startswith('waiting: sleep until') and abs(naps[0]['dur'] - 3e6) < 1e5, naps\n"
            "assert [e for e in events if e['name'] == 'blocked' and abs(e['dur'] - 3e6) < 1e5]\n"
            // No two stretches of one task lie over each other.
            "for tid in names:\n"
            "    spans = sorted((e['ts'], e['ts'] + e['dur']) for e in events if e['ph'] == 'X' and e['tid'] == tid)\n"
            "    assert all(a[1] <= b[0] + 0.002 for a, b in zip(spans, spans[1:])), spans\n");
}

static void the_picture_is_xml_with_a_row_for_each_task(void **state) {
    (void)state;
    exports(
        "svg", script,
        "import sys, xml.etree.ElementTree as tree\n"
        "root = tree.parse(sys.argv[1]).getroot()\n"
        "assert root.tag == '{http://www.w3.org/2000/svg}svg'\n"
        "texts = [e.text for e in root.iter('{http://www.w3.org/2000/svg}text')]\n"
        "assert '<A>' in texts and 'B' in texts and 'exported.py' in texts, texts\n"
        "assert \"nap('<A>')\" in texts and 'main()' in texts, texts\n"        // what each runs
        "assert any(t.startswith('sleep until 1.00') for t in texts), texts\n" // and waits for
        "assert 'runs' in texts and 'ready: waits for its turn' in texts and 'the loop is blocked' in texts, texts\n" // the key
        "width = float(root.get('width'))\n"
        "for e in root.iter('{http://www.w3.org/2000/svg}rect'):\n"
        "    if e.get('x'): assert 0 <= float(e.get('x')) and float(e.get('x')) + float(e.get('width')) <= width, e.attrib\n");
}

static void the_text_is_the_story(void **state) {
    (void)state;
    Proc told, exported;
    proc_viewer(&told, "replay", "--plain", recording);
    proc_viewer(&exported, "export", "--format", "text", recording);
    assert_int_equal(exported.status, 0);
    assert_string_equal(str_text(&exported.out), str_text(&told.out));
    proc_free(&told), proc_free(&exported);
}

static void numbers_are_those_of_the_run(void **state) {
    (void)state;
    char *out = place_write("stats.json", "", 0);
    Proc proc, text;
    proc_viewer(&proc, "stats", "--json", recording);
    assert_int_equal(proc.status, 0);
    free(out);
    out = place_write("stats.json", str_text(&proc.out), proc.out.len);
    holds(out, "import json, sys\n"
               "s = json.load(open(sys.argv[1], encoding='utf-8'))\n"
               "assert s['program'] == 'exported.py' and (s['tasks']['made'], s['tasks']['finished'], s['tasks']['made_by_asyncio']) == (3, 3, 2), s\n"
               "assert 3 <= s['seconds'] < 3.1 and s['blocked_count'] == 1 and 3 <= s['blocked_seconds'] < 3.1, s\n"
               "assert s['slowest_steps'][0]['name'] == 'Task-1' and 3 <= s['slowest_steps'][0]['seconds'] < 3.1, s\n"
               "assert s['longest_waits'][0]['name'] == '<A>' and s['trouble'][0]['kind'] == 'loop blocked' and s['trouble_count'] == 1, s\n");
    proc_viewer(&text, "stats", recording);
    assert_int_equal(text.status, 0);
    assert_non_null(strstr(str_text(&text.out), "loop blocked       3.0 s"));
    proc_free(&proc), proc_free(&text);
    free(out);
}

static void what_cannot_be_done_is_refused(void **state) {
    (void)state;
    const struct { const char *a, *b, *c, *d, *names; } rows[] = {
        {"export", recording, NULL, NULL, "--format"},
        {"export", "--format", "xml", recording, "xml"},
        {"stats", recording, "more", NULL, "more"},
        {"stats", "--clock", "virtual", recording, "--clock"},
        {"stats", "/no/such/file.py", NULL, NULL, "/no/such/file.py"},
        {"stats", NULL, NULL, NULL, "FILE|SCRIPT"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Proc proc;
        proc_viewer(&proc, rows[i].a, rows[i].b, rows[i].c, rows[i].d);
        bool is_refused = proc.status == 2 && !proc.out.len && strncmp(str_text(&proc.err), "aioscope: ", 10) == 0 && strstr(proc.err.s, rows[i].names);
        if (!is_refused) {
            proc_show(&proc);
            fail_msg("not refused for %s", rows[i].names);
        }
        proc_free(&proc);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_event_is_a_line_of_json),
        cmocka_unit_test(the_chrome_trace_keeps_its_format),
        cmocka_unit_test(the_picture_is_xml_with_a_row_for_each_task),
        cmocka_unit_test(the_text_is_the_story),
        cmocka_unit_test(numbers_are_those_of_the_run),
        cmocka_unit_test(what_cannot_be_done_is_refused),
    };
    script = place_write("exported.py", program, PLACE_TEXT);
    recording = place_in_temp("exported.aioscope");
    Proc proc;
    proc_viewer(&proc, "record", "--clock", "virtual", "-o", recording, script);
    proc_free(&proc);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(script), free(recording);
    return failed;
}
