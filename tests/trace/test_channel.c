#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "trace/channel.h"
#include "trace/control.h"

enum { SLOTS = 4096 }; // the smallest ring there is

typedef struct Pair {
    Channel *parent, *engine;
} Pair;

static int ring(void **state) {
    (void)state;
    setenv("AIOSCOPE_RING_SLOTS", "4096", 1);
    unsetenv("AIOSCOPE_NO_SHM");
    return 0;
}

static int pipe_only(void **state) {
    (void)state;
    setenv("AIOSCOPE_NO_SHM", "1", 1);
    return 0;
}

static Pair open_pair(void) {
    Err err = {""};
    int fd;
    Pair pair = {.parent = channel_new(&fd, &err)};
    assert_non_null(pair.parent);
    pair.engine = channel_open(dup(fd), &err);
    close(fd);
    if (!pair.engine) fail_msg("%s", err.msg);
    return pair;
}

static void close_pair(Pair pair) {
    channel_free(pair.parent);
    channel_free(pair.engine);
}

static bool never(void *arg) {
    (void)arg;
    fail_msg("there was room");
    return false;
}

static bool give_up(void *arg) {
    ++*(int *)arg;
    return false;
}

static bool yield(void *arg) {
    (void)arg;
    sched_yield();
    return true;
}

static Record number(uint32_t n) {
    return (Record){.ev = {.kind = EV_LINE, .t = n, .arg = {n, ~n}}};
}

// A string whose length and bytes follow from its number.
static Record text(uint32_t n, char *bytes) {
    size_t len = n * 37u % 3000;
    for (size_t i = 0; i < len; i++) bytes[i] = (char)(n + i);
    return (Record){.ev = {.kind = DEF_STRING, .arg = {n, (uint32_t)len}}, .bytes = bytes, .len = len};
}

static void assert_is_text(const Record *record, uint32_t n) {
    char bytes[3000];
    Record expected = text(n, bytes);
    assert_int_equal(record->ev.arg[0], n);
    assert_int_equal(record->len, expected.len);
    if (expected.len) assert_memory_equal(record->bytes, bytes, expected.len);
}

static void records_arrive_in_order_and_whole(void **unused) {
    (void)unused;
    Pair pair = open_pair();
    char bytes[3000];
    Record got;
    assert_false(channel_read(pair.parent, &got));
    for (uint32_t n = 1; n < 3000; n++) { // several times around a ring
        Record event = number(n), string = text(n, bytes);
        channel_write(pair.engine, &event, never, NULL);
        channel_write(pair.engine, &string, never, NULL);
        assert_true(channel_read(pair.parent, &got));
        assert_memory_equal(&got.ev, &event.ev, sizeof(Event));
        assert_int_equal(got.len, 0);
        assert_true(channel_read(pair.parent, &got));
        assert_is_text(&got, n);
        assert_false(channel_read(pair.parent, &got));
        assert_int_equal(channel_consumed(pair.parent), channel_written(pair.engine));
    }
    close_pair(pair);
}

static void a_string_too_long_is_cut(void **unused) {
    (void)unused;
    Pair pair = open_pair();
    char *bytes = calloc(1, 2 * DEF_STRING_MAX);
    Record long_one = {.ev = {.kind = DEF_STRING, .arg = {1, 2 * DEF_STRING_MAX}}, .bytes = bytes, .len = 2 * DEF_STRING_MAX}, got;
    channel_write(pair.engine, &long_one, never, NULL);
    assert_true(channel_read(pair.parent, &got));
    assert_int_equal(got.len, DEF_STRING_MAX);
    assert_int_equal(got.ev.arg[1], DEF_STRING_MAX);
    free(bytes);
    close_pair(pair);
}

static void a_full_channel_waits_and_mutes_when_the_parent_has_gone(void **unused) {
    (void)unused;
    Pair pair = open_pair();
    int waited = 0;
    uint32_t n = 0;
    for (; !waited && n < 1u << 20; n++) {
        Record event = number(n);
        channel_write(pair.engine, &event, give_up, &waited);
    }
    assert_int_equal(waited, 1);
    uint64_t written = channel_written(pair.engine);
    Record event = number(n);
    channel_write(pair.engine, &event, never, NULL); // muted: dropped at once
    assert_int_equal(channel_written(pair.engine), written);
    Record got;
    uint32_t read = 0;
    while (channel_read(pair.parent, &got)) assert_int_equal(got.ev.arg[0], read++);
    assert_true(read >= n - 1 && read <= n);
    close_pair(pair);
}

static void room_is_told_at_the_gates(void **unused) {
    (void)unused;
    Pair pair = open_pair();
    Record event = number(1), got;
    assert_false(channel_is_full(pair.engine, SLOTS));
    assert_true(channel_is_full(pair.engine, SLOTS + 1));
    for (int i = 0; i < 10; i++) channel_write(pair.engine, &event, never, NULL);
    assert_false(channel_is_full(pair.engine, SLOTS - 10));
    assert_true(channel_is_full(pair.engine, SLOTS - 9));
    while (channel_read(pair.parent, &got)) {}
    assert_false(channel_is_full(pair.engine, SLOTS));
    close_pair(pair);
}

static void a_parent_that_closed_mutes_without_a_signal(void **unused) {
    (void)unused;
    Pair pair = open_pair();
    channel_free(pair.parent);
    Record event = number(1);
    channel_write(pair.engine, &event, never, NULL); // SIGPIPE would end this test
    channel_write(pair.engine, &event, never, NULL);
    channel_free(pair.engine);
}

static void *produce(void *arg) {
    char bytes[3000];
    for (uint32_t n = 1; n <= 30000; n++) {
        Record record = n % 3 ? number(n) : text(n, bytes);
        channel_write(arg, &record, yield, NULL);
    }
    return NULL;
}

static void a_thread_writes_while_another_reads(void **unused) {
    (void)unused;
    Pair pair = open_pair();
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, produce, pair.engine), 0);
    Record got;
    for (uint32_t n = 1; n <= 30000; n++) {
        while (!channel_read(pair.parent, &got)) sched_yield();
        if (n % 3 == 0) assert_is_text(&got, n);
        else assert_int_equal(got.ev.arg[1], ~n);
    }
    pthread_join(thread, NULL);
    assert_int_equal(channel_consumed(pair.parent), channel_written(pair.engine));
    close_pair(pair);
}

static void flags_cross_the_ring(void **unused) {
    (void)unused;
    Pair pair = open_pair();
    assert_int_equal(channel_poll_fd(pair.parent), -1);
    channel_ask_pause(pair.parent, true);
    channel_set_parked(pair.engine, true);
    assert_true(channel_pause_asked(pair.engine));
    assert_true(channel_is_parked(pair.parent));
    channel_ask_pause(pair.parent, false);
    channel_set_parked(pair.engine, false);
    assert_false(channel_pause_asked(pair.engine));
    assert_false(channel_is_parked(pair.parent));
    close_pair(pair);
}

static void a_muted_child_writes_nothing(void **unused) {
    (void)unused;
    Pair pair = open_pair();
    Record event = number(1), got;
    channel_mute(pair.engine);
    channel_write(pair.engine, &event, never, NULL);
    channel_set_parked(pair.engine, true);
    assert_false(channel_read(pair.parent, &got));
    assert_false(channel_is_parked(pair.parent));
    close_pair(pair);
}

// --- what a script could do to a ring that it has in its own memory ------------------------------

static void nonsense_in_a_ring_ends_the_reading_and_nothing_else(void **unused) {
    (void)unused;
    static const uint64_t heads[] = {UINT64_MAX, SLOTS + 1, 1u << 30};
    enum { HEAD_AT = 64, SLOTS_AT = 320 };
    for (size_t row = 0; row < 4; row++) {
        Err err;
        int fd;
        Channel *parent = channel_new(&fd, &err);
        char *ring_memory = mmap(NULL, SLOTS_AT + SLOTS * sizeof(Event), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        assert_ptr_not_equal(ring_memory, MAP_FAILED);
        Event lie = {.kind = DEF_STRING, .arg = {1, row == 3 ? 900 : UINT32_MAX}};
        memcpy(ring_memory + SLOTS_AT, &lie, sizeof lie);
        uint64_t head = row < 3 ? heads[row] : 2; // the last row: a string longer than what was written
        memcpy(ring_memory + HEAD_AT, &head, sizeof head);
        Record got;
        assert_false(channel_read(parent, &got));
        assert_false(channel_read(parent, &got));
        munmap(ring_memory, SLOTS_AT + SLOTS * sizeof(Event));
        close(fd);
        channel_free(parent);
    }
}

static void a_ring_cannot_be_shrunk(void **unused) {
    (void)unused;
    Err err;
    int fd;
    Channel *parent = channel_new(&fd, &err);
    assert_int_not_equal(ftruncate(fd, 0), 0);
    close(fd);
    channel_free(parent);
}

static void what_is_no_channel_is_refused(void **unused) {
    (void)unused;
    Err err = {""};
    int fd = open("/dev/null", O_RDWR);
    assert_null(channel_open(fd, &err));
    assert_non_null(strstr(err.msg, "neither a ring nor a socket"));
    close(fd);
    assert_null(channel_open(fd, &err));
    int memory = memfd_create("empty", 0);
    assert_null(channel_open(memory, &err));
    close(memory);
}

// --- control -------------------------------------------------------------------------------------

static void control_messages_arrive_whole(void **unused) {
    (void)unused;
    int fds[2];
    ControlMessage sent = {.kind = CONTROL_HELD, .what = GATE_STEP, .task = 3, .line = 9, .value = -1, .written = 1ull << 40}, got;
    assert_true(control_pair(fds));
    assert_int_equal(control_receive(fds[1], &got, false), 0);
    assert_true(control_send(fds[0], &sent));
    assert_int_equal(control_receive(fds[1], &got, true), 1);
    assert_memory_equal(&got, &sent, sizeof sent);
    close(fds[0]);
    assert_int_equal(control_receive(fds[1], &got, true), -1);
    assert_false(control_send(fds[1], &sent));
    close(fds[1]);
}

static void a_reader_that_does_not_read_blocks_no_sender(void **unused) {
    (void)unused;
    int fds[2];
    ControlMessage message = {.kind = CONTROL_AWAKE};
    assert_true(control_pair(fds));
    for (int i = 0; i < 100000; i++) assert_true(control_send(fds[0], &message));
    close(fds[0]);
    close(fds[1]);
}

#define ON_RING(test) {"ring: " #test, test, ring, NULL, NULL}
#define ON_PIPE(test) {"pipe: " #test, test, pipe_only, NULL, NULL}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_RING(records_arrive_in_order_and_whole),
        ON_RING(a_string_too_long_is_cut),
        ON_RING(a_full_channel_waits_and_mutes_when_the_parent_has_gone),
        ON_RING(room_is_told_at_the_gates),
        ON_RING(a_thread_writes_while_another_reads),
        ON_RING(flags_cross_the_ring),
        ON_RING(a_muted_child_writes_nothing),
        ON_RING(nonsense_in_a_ring_ends_the_reading_and_nothing_else),
        ON_RING(a_ring_cannot_be_shrunk),
        ON_PIPE(records_arrive_in_order_and_whole),
        ON_PIPE(a_string_too_long_is_cut),
        ON_PIPE(a_full_channel_waits_and_mutes_when_the_parent_has_gone),
        ON_PIPE(a_parent_that_closed_mutes_without_a_signal),
        ON_PIPE(a_thread_writes_while_another_reads),
        ON_PIPE(a_muted_child_writes_nothing),
        cmocka_unit_test(what_is_no_channel_is_refused),
        cmocka_unit_test(control_messages_arrive_whole),
        cmocka_unit_test(a_reader_that_does_not_read_blocks_no_sender),
    };
    return cmocka_run_group_tests_name("channel", tests, NULL, NULL);
}
