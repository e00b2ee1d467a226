#include "harness/recorded.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <unistd.h>

#include "trace/recording.h"

History *recorded_history(const char *path, const Lesson *lesson) {
    History *history = history_new();
    if (lesson) lesson_keep_lines(lesson, history);
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    RecordingReader *reader = recording_open(fd, NULL);
    assert_non_null(reader);
    Record record;
    while (recording_read(reader, &record) > 0) history_add(history, &record);
    assert_string_equal(recording_damage(reader), "");
    recording_reader_free(reader);
    close(fd);
    return history;
}
