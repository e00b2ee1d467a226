#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/replay_file.h"
#include "history/generate.h"

enum { EVENTS = 120000 };

static char path[64];
static History *whole; // the same events, all of them in memory

static HistorySize small(void) {
    return (HistorySize){.stride = 1000, .event_bytes = 4096, .checkpoint_bytes = (size_t)1 << 20};
}

static int write_recording(void **unused) {
    (void)unused;
    Err err;
    RecordingMeta meta = {0};
    Random random = {11};
    strcpy(path, "/tmp/aioscope-test-XXXXXX");
    int fd = mkstemp(path);
    whole = history_new_sized((HistorySize){.stride = 1000, .event_bytes = (size_t)1 << 30, .checkpoint_bytes = (size_t)1 << 30});
    str_add(&meta.program, "generated.py");
    RecordingWriter *writer = recording_writer_new(fd, &meta, &err);
    while (history_count(whole) < EVENTS) {
        Record record = {.ev = generate(&random, history_live(whole))};
        record.ev.loop = record.ev.loop ? record.ev.loop : 1;
        history_add(whole, &record);
        assert_true(recording_write(writer, &record, &err));
    }
    assert_true(recording_finish(writer, &err));
    recording_writer_free(writer);
    recording_meta_free(&meta);
    close(fd);
    return 0;
}

static int remove_recording(void **unused) {
    (void)unused;
    unlink(path);
    history_free(whole);
    return 0;
}

static void assert_same_at(History *history, uint64_t n) {
    if (!state_equal(history_at(history, n), history_at(whole, n))) fail_msg("event %llu", (unsigned long long)n);
    if (!n) return;
    const Event *ev = log_event(history_log(history), n - 1), *other = log_event(history_log(whole), n - 1);
    assert_true(ev->kind == other->kind && ev->t == other->t && ev->task == other->task && ev->loop == other->loop);
}

static void assert_same_everywhere(History *history) {
    Random random = {3};
    assert_int_equal(history_count(history), history_count(whole));
    for (int i = 0; i < 400; i++) {
        uint64_t n = below(&random, EVENTS + 1);
        assert_same_at(history, n);
        if (n) assert_same_at(history, n - 1);
    }
    for (uint64_t n = 0; n <= EVENTS; n += 97) assert_same_at(history, n);
    assert_false(history_is_lost(history));
}

static void a_history_that_does_not_fit_is_read_from_its_file(void **unused) {
    (void)unused;
    Err err;
    ReplayFile file;
    History *history = history_new_sized(small());
    assert_true(replay_open(&file, path, history, &err));
    assert_true(file.is_stored);
    while (replay_read(&file, 5000)) assert_same_at(history, history_count(history) / 2);
    assert_int_equal(file.damage.len, 0);
    replay_free(&file);
    assert_same_everywhere(history);
    history_free(history);
}

static void one_that_can_only_be_read_once_is_packed(void **unused) {
    (void)unused;
    Err err;
    char command[100], fd_path[32];
    snprintf(command, sizeof command, "cat %s", path);
    FILE *pipe = popen(command, "r");
    snprintf(fd_path, sizeof fd_path, "/proc/self/fd/%d", fileno(pipe));
    ReplayFile file;
    History *history = history_new_sized(small());
    assert_true(replay_open(&file, fd_path, history, &err));
    assert_false(file.is_stored);
    assert_int_equal(replay_percent(&file), -1);
    while (replay_read(&file, 5000)) continue;
    replay_free(&file);
    pclose(pipe);
    assert_same_everywhere(history);
    history_free(history);
}

static void what_changes_under_us_is_noticed(void **unused) {
    (void)unused;
    Err err;
    ReplayFile file;
    History *history = history_new_sized(small());
    assert_true(replay_open(&file, path, history, &err));
    while (replay_read(&file, SIZE_MAX)) continue;
    replay_free(&file);
    assert_int_equal(truncate(path, 4096), 0);
    for (uint64_t n = 0; n <= EVENTS; n += 1000) history_at(history, n);
    assert_true(history_is_lost(history));
    history_free(history);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_history_that_does_not_fit_is_read_from_its_file),
        cmocka_unit_test(one_that_can_only_be_read_once_is_packed),
        cmocka_unit_test(what_changes_under_us_is_noticed), // the last: it damages the file
    };
    return cmocka_run_group_tests_name("replay file", tests, write_recording, remove_recording);
}
