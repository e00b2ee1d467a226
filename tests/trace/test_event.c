#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <ctype.h>
#include <string.h>

#include "trace/event.h"

static void every_kind_has_a_code_of_its_own_and_is_found_by_it(void **unused) {
    (void)unused;
    for (size_t i = 0; i < event_schema_count(); i++) {
        const EventSchema *row = event_schema_row(i);
        if (event_schema(row->kind) != row) fail_msg("%s shares its code", row->id);
        assert_true(row->kind > 0 && (unsigned)row->kind < DEF_STRING);
    }
    assert_null(event_schema(0));
    assert_null(event_schema(24));
    assert_null(event_schema(DEF_STRING));
}

static void ids_and_names_are_unique(void **unused) {
    (void)unused;
    for (size_t i = 0; i < event_schema_count(); i++)
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(event_schema_row(i)->id, event_schema_row(k)->id);
            assert_string_not_equal(event_schema_row(i)->name, event_schema_row(k)->name);
        }
}

// A 64-bit field takes two places, and the second one says so.
static void nanoseconds_are_followed_by_their_high_half(void **unused) {
    (void)unused;
    for (size_t i = 0; i < event_schema_count(); i++) {
        const EventSchema *row = event_schema_row(i);
        for (int f = 0; f < 4; f++) {
            bool is_high = row->field[f].type == FIELD_HIGH, follows_ns = f > 0 && row->field[f - 1].type == FIELD_NS;
            if (is_high != follows_ns) fail_msg("%s, field %d", row->id, f);
        }
        assert_true(row->field[3].type != FIELD_NS);
    }
}

static void a_field_that_is_there_has_a_name(void **unused) {
    (void)unused;
    for (size_t i = 0; i < event_schema_count(); i++)
        for (int f = 0; f < 4; f++) {
            FieldType type = event_schema_row(i)->field[f].type;
            bool has_name = islower((unsigned char)event_schema_row(i)->field[f].name[0]);
            if (has_name != (type != FIELD_NONE && type != FIELD_HIGH)) fail_msg("%s, field %d", event_schema_row(i)->id, f);
        }
}

static void told_and_detail_are_told_apart(void **unused) {
    (void)unused;
    assert_true(event_is_told(&(Event){.kind = EV_TASK_SUSPENDED}));
    assert_false(event_is_told(&(Event){.kind = EV_TASK_AWAITS}));
    assert_false(event_is_told(&(Event){.kind = 999}));
    assert_true(event_is_definition(&(Event){.kind = DEF_SOURCE}));
    assert_false(event_is_definition(&(Event){.kind = EV_LINE}));
}

static void sixty_four_bits_survive_two_fields(void **unused) {
    (void)unused;
    Event ev = {0};
    event_set_ns(&ev, 2, NS_FOREVER - 5);
    assert_true(event_ns(&ev, 2) == NS_FOREVER - 5);
    assert_int_equal(ev.arg[1], 0);
}

static void waits_have_words(void **unused) {
    (void)unused;
    assert_string_equal(wait_name(WAIT_FOR_QUEUE_GET), "queue-get");
    assert_string_equal(wait_words(WAIT_FOR_QUEUE_GET), "Queue.get");
    assert_string_equal(wait_name(9), "unknown");
    assert_string_equal(wait_words(4000000000u), "unknown");
    assert_true(wait_is_for_sync(WAIT_FOR_LOCK) && wait_is_for_sync(WAIT_FOR_QUEUE_JOIN) && !wait_is_for_sync(WAIT_FOR_READ));
    assert_string_equal(sync_name(SYNC_LIFO_QUEUE), "LifoQueue");
    assert_string_equal(sync_name(77), "unknown");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_has_a_code_of_its_own_and_is_found_by_it),
        cmocka_unit_test(ids_and_names_are_unique),
        cmocka_unit_test(nanoseconds_are_followed_by_their_high_half),
        cmocka_unit_test(a_field_that_is_there_has_a_name),
        cmocka_unit_test(told_and_detail_are_told_apart),
        cmocka_unit_test(sixty_four_bits_survive_two_fields),
        cmocka_unit_test(waits_have_words),
    };
    return cmocka_run_group_tests_name("event", tests, NULL, NULL);
}
