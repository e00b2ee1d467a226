#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <cbor.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "trace/cbor.h"
#include "trace/recording.h"
#include "trace/recording_format.h"

// --- files in memory -----------------------------------------------------------------------------

static int file_of(const void *bytes, size_t len) {
    int fd = memfd_create("recording", MFD_CLOEXEC);
    if (len) assert_int_equal(write(fd, bytes, len), len);
    lseek(fd, 0, SEEK_SET);
    return fd;
}

static Str contents_of(int fd) {
    Str all = {0};
    char bytes[65536];
    lseek(fd, 0, SEEK_SET);
    for (ssize_t n; (n = read(fd, bytes, sizeof bytes)) > 0;) str_add_bytes(&all, bytes, (size_t)n);
    return all;
}

static RecordingMeta meta_of_test(void) {
    RecordingMeta meta = {.is_virtual = true, .has_lines = true, .started = 1700000000};
    str_add(&meta.program, "two_sleeps.py");
    str_add(&meta.command, "aioscope record two_sleeps.py");
    str_add(&meta.python, "3.11.2");
    str_add(&meta.title, "Two sleeps");
    return meta;
}

// --- records -------------------------------------------------------------------------------------

typedef struct Records {
    Record *items; // their bytes are their own
    size_t count, cap;
} Records;

static void keep(Records *records, Record record) {
    if (record.ev.kind == DEF_STRING) record.bytes = mem_copy(record.bytes, record.len);
    records->items = mem_grow(records->items, &records->cap, records->count + 1, sizeof record);
    records->items[records->count++] = record;
}

static void records_free(Records *records) {
    for (size_t i = 0; i < records->count; i++) free((char *)records->items[i].bytes);
    free(records->items);
    *records = (Records){0};
}

static bool same_record(const Record *a, const Record *b) {
    return memcmp(&a->ev, &b->ev, sizeof a->ev) == 0 && a->len == b->len && (!a->len || memcmp(a->bytes, b->bytes, a->len) == 0);
}

static Record string(uint32_t id, const char *bytes, size_t len) {
    return (Record){.ev = {.kind = DEF_STRING, .arg = {id, (uint32_t)len}}, .bytes = bytes, .len = len};
}

// Fields as large as their type allows: the codec must not care what they mean.
static Record event_of(const EventSchema *schema, uint64_t t, uint32_t salt) {
    Record record = {.ev = {.kind = (uint16_t)schema->kind, .t = t, .loop = (uint16_t)(salt * 7), .task = salt * 2654435761u}};
    for (int i = 0; i < 4; i++)
        if (schema->field[i].type != FIELD_NONE) record.ev.arg[i] = (salt + (uint32_t)i) % 5 ? salt * 40503u << i : 0;
    return record;
}

// Every kind a few times, every definition, strings that are no UTF-8, times that go back.
static Records all_kinds(uint32_t rounds) {
    Records records = {0};
    keep(&records, string(1, "main.py", 7));
    keep(&records, string(2, "\xff\xfe\0\x80", 4));
    keep(&records, string(3, "", 0));
    keep(&records, string(4, "h\xc3\xa9llo \xf0\x9f\x98\x80", 11));
    keep(&records, string(5, "\xed\xa0\x80", 3)); // half a surrogate pair is no UTF-8
    keep(&records, (Record){.ev = {.kind = DEF_CODE, .task = 1, .arg = {1, 1, 1, 12}}});
    keep(&records, (Record){.ev = {.kind = DEF_CODE, .arg = {2, 1, 3, UINT32_MAX}}});
    keep(&records, (Record){.ev = {.kind = DEF_SITE, .arg = {1, 0, 1, 14}}});
    keep(&records, (Record){.ev = {.kind = DEF_SOURCE, .arg = {1, 4}}});
    for (uint32_t round = 0; round < rounds; round++)
        for (size_t i = 0; i < event_schema_count(); i++) {
            uint32_t salt = round * 1000 + (uint32_t)i;
            keep(&records, event_of(event_schema_row(i), 1000000 + salt * 977u - (salt % 4) * 5000, salt));
        }
    return records;
}

static int write_recording(const Records *records, size_t flush_every, bool finish) {
    int fd = memfd_create("recording", MFD_CLOEXEC);
    Err err = {""};
    RecordingMeta meta = meta_of_test();
    RecordingWriter *writer = recording_writer_new(fd, &meta, &err);
    assert_non_null(writer);
    for (size_t i = 0; i < records->count; i++) {
        assert_true(recording_write(writer, &records->items[i], &err));
        if (flush_every && i % flush_every == 0) assert_true(recording_flush(writer, &err));
    }
    assert_true(finish ? recording_finish(writer, &err) : recording_flush(writer, &err));
    recording_writer_free(writer);
    recording_meta_free(&meta);
    return fd;
}

// --- what comes out of bytes ---------------------------------------------------------------------

typedef enum Found { REFUSED, DAMAGED, WHOLE } Found;

// Read bytes as a recording; the records must be the first ones of `expected`. How many there were goes into *count.
static Found read_back(const void *bytes, size_t len, const Records *expected, size_t *count) {
    int fd = file_of(bytes, len);
    Err err = {""};
    RecordingReader *reader = recording_open(fd, &err);
    *count = 0;
    if (!reader) {
        assert_true(err.msg[0] != '\0');
        close(fd);
        return REFUSED;
    }
    Record record;
    int more;
    while ((more = recording_read(reader, &record)) > 0) {
        assert_true(*count < expected->count);
        if (!same_record(&record, &expected->items[*count])) fail_msg("record %d differs", (int)*count);
        ++*count;
    }
    assert_int_equal(recording_read(reader, &record), more); // and it stays so
    assert_int_equal(more < 0, recording_damage(reader)[0] != '\0');
    recording_reader_free(reader);
    close(fd);
    return more < 0 ? DAMAGED : WHOLE;
}

static void every_kind_goes_there_and_back(void **unused) {
    (void)unused;
    Records records = all_kinds(3);
    int fd = write_recording(&records, 0, true);
    Str file = contents_of(fd);
    size_t count;
    assert_int_equal(read_back(file.s, file.len, &records, &count), WHOLE);
    assert_int_equal(count, records.count);
    str_free(&file);
    records_free(&records);
    close(fd);
}

static void a_long_recording_has_many_blocks_and_a_small_cost(void **unused) {
    (void)unused;
    Records records = all_kinds(2000);
    char *large = calloc(1, DEF_STRING_MAX);
    keep(&records, string(6, large, DEF_STRING_MAX));
    int fd = write_recording(&records, 0, true);
    Str file = contents_of(fd);
    size_t count;
    assert_int_equal(read_back(file.s, file.len, &records, &count), WHOLE);
    assert_int_equal(count, records.count);
    assert_true(file.len / count < 32);
    free(large);
    str_free(&file);
    records_free(&records);
    close(fd);
}

static void the_header_tells_about_the_run(void **unused) {
    (void)unused;
    Records none = {0};
    int fd = write_recording(&none, 0, true);
    lseek(fd, 0, SEEK_SET);
    RecordingReader *reader = recording_open(fd, NULL);
    const RecordingMeta *meta = recording_meta(reader);
    assert_string_equal(str_text(&meta->program), "two_sleeps.py");
    assert_string_equal(str_text(&meta->command), "aioscope record two_sleeps.py");
    assert_string_equal(str_text(&meta->python), "3.11.2");
    assert_string_equal(str_text(&meta->title), "Two sleeps");
    assert_true(meta->is_virtual);
    assert_true(meta->has_lines);
    assert_int_equal(meta->started, 1700000000);
    Record record;
    assert_int_equal(recording_read(reader, &record), 0);
    recording_reader_free(reader);
    close(fd);
}

// --- damage --------------------------------------------------------------------------------------

static void a_file_cut_anywhere_opens_as_its_whole_blocks(void **unused) {
    (void)unused;
    Records records = all_kinds(2);
    int fd = write_recording(&records, 10, true);
    Str file = contents_of(fd);
    size_t most = 0, opened = 0;
    for (size_t len = 0; len < file.len; len++) {
        size_t count;
        Found found = read_back(file.s, len, &records, &count);
        if (found == WHOLE) fail_msg("%d of %d bytes passed for a whole file", (int)len, (int)file.len);
        opened += found == DAMAGED;
        assert_true(count >= most); // more bytes, never less read
        most = count;
    }
    assert_int_equal(most, records.count);
    assert_true(opened > 0);
    str_free(&file);
    records_free(&records);
    close(fd);
}

// Harmless: the word "index" as bytes instead of text.
static void any_flipped_bit_is_noticed_or_harmless(void **unused) {
    (void)unused;
    Records records = all_kinds(1);
    int fd = write_recording(&records, 10, true);
    Str file = contents_of(fd);
    for (size_t bit = 0; bit < 8 * file.len; bit++) {
        file.s[bit / 8] ^= (char)(1 << bit % 8);
        size_t count;
        bool is_whole = read_back(file.s, file.len, &records, &count) == WHOLE;
        if (is_whole && count != records.count) fail_msg("bit %d of byte %d went unseen", (int)bit % 8, (int)(bit / 8));
        file.s[bit / 8] ^= (char)(1 << bit % 8);
    }
    str_free(&file);
    records_free(&records);
    close(fd);
}

static uint32_t random_below(uint64_t *at, uint64_t end) { // xorshift64*
    *at ^= *at >> 12;
    *at ^= *at << 25;
    *at ^= *at >> 27;
    return (uint32_t)((*at * 0x2545f4914f6cdd1du >> 11) % end);
}

// A thousand places, and as many bits: never a record that was not written, and never less than what is whole.
static void a_long_file_cut_or_changed_gives_its_beginning(void **unused) {
    (void)unused;
    Records records = all_kinds(400);
    int fd = write_recording(&records, 0, true);
    Str file = contents_of(fd);
    assert_true(file.len > 500000);
    uint64_t random = 7;
    for (int i = 0; i < 1000; i++) {
        size_t at = random_below(&random, file.len), count, bit = random_below(&random, 8);
        assert_int_not_equal(read_back(file.s, at, &records, &count), WHOLE);
        size_t cut = count;
        file.s[at] ^= (char)(1 << bit);
        bool is_whole = read_back(file.s, file.len, &records, &count) == WHOLE;
        if (is_whole && count != records.count) fail_msg("bit %d of byte %d went unseen", (int)bit, (int)at);
        assert_true(is_whole || count == cut || count == records.count); // all of the blocks before it; or it was in the index
        file.s[at] ^= (char)(1 << bit);
    }
    str_free(&file);
    records_free(&records);
    close(fd);
}

static void what_was_lost_is_said_in_one_line(void **unused) {
    (void)unused;
    Records records = all_kinds(2);
    int fd = write_recording(&records, 0, false);
    Str file = contents_of(fd);
    int cut = file_of(file.s, file.len - 5);
    RecordingReader *reader = recording_open(cut, NULL);
    Record record;
    while (recording_read(reader, &record) > 0) {}
    const char *damage = recording_damage(reader);
    assert_non_null(strstr(damage, "bytes are lost"));
    assert_null(strchr(damage, '\n'));
    recording_reader_free(reader);
    close(cut);
    str_free(&file);
    records_free(&records);
    close(fd);
}

static void noise_is_no_recording(void **unused) {
    (void)unused;
    static const char *const rows[] = {"", "\xd9\xd9\xf7", "\xd9\xd9\xf7\xa0", "print('hello')\n", "\xd9\xd9\xf7\xbf\x66" "format"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Err err = {""};
        int fd = file_of(rows[i], strlen(rows[i]));
        assert_null(recording_open(fd, &err));
        assert_non_null(strstr(err.msg, "not an aioscope recording"));
        assert_false(recording_is(rows[i], strlen(rows[i])));
        close(fd);
    }
}

static char *find(const Str *file, const char *bytes, size_t len) {
    char *found = memmem(file->s, file->len, bytes, len);
    assert_non_null(found);
    return found;
}

static void a_newer_format_is_refused_by_name(void **unused) {
    (void)unused;
    Records none = {0};
    int fd = write_recording(&none, 0, true);
    Str file = contents_of(fd);
    find(&file, "version\x82\x01", 9)[8] = 2;
    int newer = file_of(file.s, file.len);
    Err err = {""};
    assert_true(recording_is(file.s, 64));
    assert_null(recording_open(newer, &err));
    assert_non_null(strstr(err.msg, "newer aioscope (format 2"));
    close(newer);
    str_free(&file);
    close(fd);
}

// --- a program that is newer than we are ---------------------------------------------------------

static void add_block(Str *file, uint64_t first, uint64_t count, const Str *content) {
    cbor_head(file, CBOR_ARRAY, 5);
    cbor_head(file, CBOR_UINT, first);
    cbor_head(file, CBOR_UINT, count);
    cbor_head(file, CBOR_UINT, 10);
    cbor_head(file, CBOR_UINT, recording_checksum(first, count, 10, content->s, content->len));
    cbor_head(file, CBOR_BYTES, content->len);
    str_add_bytes(file, content->s, content->len);
}

static Str header_alone(void) {
    Records none = {0};
    int fd = write_recording(&none, 0, false);
    Str file = contents_of(fd);
    close(fd);
    return file;
}

static void unknown_kinds_and_fields_are_stepped_over(void **unused) {
    (void)unused;
    static const uint8_t content[] = {
        0x88, 0x19, 0x03, 0xe7, 5, 1, 2, 3, 0x63, 'n', 'e', 'w', 0xa1, 1, 0x81, 2, 9, // kind 999 with a text and a map
        0x82, 0x19, 0xf8, 0x00, 7,                                                  // a definition of kind 0xf800
        0x88, 0x18, EV_LINE, 0x20, 1, 2, 20, 21, 0x61, 'x', 9,                      // LINE with two fields more, a nanosecond earlier
    };
    Str file = header_alone(), block = {0};
    str_add_bytes(&block, (const char *)content, sizeof content);
    add_block(&file, 0, 2, &block);
    int fd = file_of(file.s, file.len);
    RecordingReader *reader = recording_open(fd, NULL);
    Record record;
    assert_int_equal(recording_read(reader, &record), 1);
    assert_int_equal(record.ev.kind, 999);
    assert_int_equal(record.ev.t, 15);
    assert_int_equal(record.ev.task, 2);
    assert_int_equal(recording_read(reader, &record), 1);
    assert_true(event_is_definition(&record.ev));
    assert_int_equal(recording_read(reader, &record), 1);
    assert_int_equal(record.ev.kind, EV_LINE);
    assert_int_equal(record.ev.t, 14);
    assert_int_equal(record.ev.arg[LINE_line], 21);
    recording_reader_free(reader);
    close(fd);
    str_free(&block);
    str_free(&file);
}

// With a right checksum, so that only the reader's own care stands between it and the nonsense.
static void nonsense_in_a_sound_block_is_damage(void **unused) {
    (void)unused;
    static const struct {
        const char *why;
        uint8_t bytes[16];
        size_t len;
    } rows[] = {
        {"no array", {1}, 1},
        {"an empty array", {0x80}, 1},
        {"an endless array", {0x9f, 1, 0xff}, 3},
        {"a kind of 17 bits", {0x84, 0x1a, 0, 1, 0, 0, 0, 0, 0}, 9},
        {"an event without a task", {0x83, 0x18, EV_LINE, 0, 1}, 5},
        {"a loop of 17 bits", {0x84, 0x18, EV_LINE, 0, 0x1a, 0, 1, 0, 0, 0}, 10},
        {"a field that is text", {0x85, 0x18, EV_LINE, 0, 1, 1, 0x61, 'x'}, 8},
        {"a field of 33 bits", {0x85, 0x18, EV_LINE, 0, 1, 1, 0x1b, 0, 0, 0, 1, 0, 0, 0, 0}, 15},
        {"an array longer than the block", {0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x18, EV_LINE, 0, 1, 1}, 14},
        {"a string longer than the block", {0x83, 0x19, 0xf0, 0x00, 1, 0x5a, 0xff, 0xff, 0xff, 0xff}, 10},
        {"nested too deep", {0x85, 0x19, 0x03, 0xe7, 0, 1, 1, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 1}, 16},
        {"fewer events than announced", {0x84, 0x18, EV_LINE, 0, 1, 1, 0x84, 0x18, EV_LINE, 0, 1, 1}, 12},
        {"more events than announced", {0x84, 0x18, EV_LINE, 0, 1, 1, 0x84, 0x18, EV_LINE, 0, 1, 1}, 12},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Str file = header_alone(), block = {0};
        str_add_bytes(&block, (const char *)rows[i].bytes, rows[i].len);
        uint64_t count = strncmp(rows[i].why, "fewer", 5) == 0 ? 3 : 1;
        add_block(&file, 0, count, &block);
        int fd = file_of(file.s, file.len);
        RecordingReader *reader = recording_open(fd, NULL);
        Record record;
        int more, reads = 0;
        while ((more = recording_read(reader, &record)) > 0) reads++;
        if (more == 0 || !recording_damage(reader)[0] || reads > 2) fail_msg("%s passed", rows[i].why);
        recording_reader_free(reader);
        close(fd);
        str_free(&block);
        str_free(&file);
    }
}

// --- writing that fails --------------------------------------------------------------------------

static void a_full_disk_is_said_once_and_for_all(void **unused) {
    (void)unused;
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    RecordingMeta meta = meta_of_test();
    Err err = {""};
    assert_null(recording_writer_new(fd, &meta, &err));
    assert_non_null(strstr(err.msg, "No space left"));
    close(fd);
    int memory = memfd_create("recording", MFD_CLOEXEC), full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    RecordingWriter *writer = recording_writer_new(memory, &meta, &err);
    Record line = {.ev = {.kind = EV_LINE}};
    assert_true(recording_write(writer, &line, &err));
    dup2(full, memory);
    err.msg[0] = '\0';
    assert_false(recording_flush(writer, &err));
    assert_non_null(strstr(err.msg, "No space left"));
    err.msg[0] = '\0';
    assert_false(recording_write(writer, &line, &err));
    assert_non_null(strstr(err.msg, "No space left"));
    assert_false(recording_finish(writer, NULL));
    recording_writer_free(writer);
    recording_meta_free(&meta);
    close(memory);
    close(full);
}

// --- libcbor, which knows nothing of us, finds the same ------------------------------------------

static uint64_t number_in(const cbor_item_t *array, size_t index) {
    cbor_item_t *item = cbor_array_handle(array)[index];
    assert_true(cbor_isa_uint(item));
    return cbor_get_int(item);
}

// What libcbor read of an event or definition must be what we wrote.
static void assert_same_event(const cbor_item_t *array, const Record *record, uint64_t *t) {
    size_t size = cbor_array_size(array);
    const EventSchema *schema = event_schema(record->ev.kind);
    assert_int_equal(number_in(array, 0), record->ev.kind);
    if (!schema) {
        assert_int_equal(number_in(array, 1), record->ev.arg[0]);
        return;
    }
    cbor_item_t *dt = cbor_array_handle(array)[1];
    *t += cbor_isa_negint(dt) ? ~cbor_get_int(dt) : cbor_get_int(dt);
    assert_true(*t == record->ev.t);
    assert_int_equal(number_in(array, 2), record->ev.loop);
    assert_int_equal(number_in(array, 3), record->ev.task);
    size_t at = 4;
    for (int i = 0; i < 4; i++) {
        if (schema->field[i].type == FIELD_HIGH) continue;
        uint64_t expected = schema->field[i].type == FIELD_NS ? event_ns(&record->ev, i) : record->ev.arg[i];
        assert_true((at < size ? number_in(array, at) : 0) == expected);
        at++;
    }
}

static size_t check_block(const cbor_item_t *block, const Records *records, size_t next) {
    const unsigned char *bytes = cbor_bytestring_handle(cbor_array_handle(block)[4]);
    size_t left = cbor_bytestring_length(cbor_array_handle(block)[4]);
    uint64_t t = number_in(block, 2), events = 0;
    while (left) {
        struct cbor_load_result result;
        cbor_item_t *item = cbor_load(bytes, left, &result);
        assert_non_null(item);
        assert_true(next < records->count);
        events += !event_is_definition(&records->items[next].ev);
        assert_same_event(item, &records->items[next++], &t);
        cbor_decref(&item);
        bytes += result.read;
        left -= result.read;
    }
    assert_int_equal(events, number_in(block, 1));
    return next;
}

static void libcbor_finds_the_same_events(void **unused) {
    (void)unused;
    Records records = all_kinds(20);
    int fd = write_recording(&records, 50, true);
    Str file = contents_of(fd);
    const unsigned char *at = (const unsigned char *)file.s;
    size_t left = file.len, next = 0, others = 0;
    while (left) {
        struct cbor_load_result result;
        cbor_item_t *item = cbor_load(at, left, &result);
        assert_non_null(item);
        if (at == (const unsigned char *)file.s) assert_true(cbor_isa_tag(item) && cbor_tag_value(item) == 55799);
        if (cbor_isa_array(item) && cbor_array_size(item) == 5) next = check_block(item, &records, next);
        else others++;
        cbor_decref(&item);
        at += result.read;
        left -= result.read;
    }
    assert_int_equal(next, records.count);
    assert_int_equal(others, 3); // the header, its checksum, the index
    str_free(&file);
    records_free(&records);
    close(fd);
}

static void the_checksum_is_crc32c(void **unused) {
    (void)unused;
    char zeros[32] = {0};
    assert_int_equal(crc32c(0, "123456789", 9), 0xe3069283u); // the check value of the catalogue of CRCs
    assert_int_equal(crc32c(0, zeros, 32), 0x8a9136aau);      // RFC 3720, B.4
    assert_int_equal(crc32c(crc32c(0, "1234", 4), "56789", 5), 0xe3069283u);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_goes_there_and_back),
        cmocka_unit_test(a_long_recording_has_many_blocks_and_a_small_cost),
        cmocka_unit_test(the_header_tells_about_the_run),
        cmocka_unit_test(a_file_cut_anywhere_opens_as_its_whole_blocks),
        cmocka_unit_test(any_flipped_bit_is_noticed_or_harmless),
        cmocka_unit_test(a_long_file_cut_or_changed_gives_its_beginning),
        cmocka_unit_test(what_was_lost_is_said_in_one_line),
        cmocka_unit_test(noise_is_no_recording),
        cmocka_unit_test(a_newer_format_is_refused_by_name),
        cmocka_unit_test(unknown_kinds_and_fields_are_stepped_over),
        cmocka_unit_test(nonsense_in_a_sound_block_is_damage),
        cmocka_unit_test(a_full_disk_is_said_once_and_for_all),
        cmocka_unit_test(libcbor_finds_the_same_events),
        cmocka_unit_test(the_checksum_is_crc32c),
    };
    return cmocka_run_group_tests_name("recording", tests, NULL, NULL);
}
