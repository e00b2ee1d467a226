#include "app/replay_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/paths.h"

static uint64_t size_of(int fd) {
    struct stat st;
    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
}

bool replay_open(ReplayFile *file, const char *path, History *history, Err *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return err_set(err, "%s: %s", path, strerror(errno));
    Err why = {""};
    RecordingReader *reader = recording_open(fd, &why);
    if (!reader) {
        close(fd);
        return err_set(err, "%s: %.900s", path, why.msg);
    }
    const RecordingMeta *meta = recording_meta(reader);
    *file = (ReplayFile){.history = history,
                         .reader = reader,
                         .fd = fd,
                         .size = size_of(fd),
                         .is_virtual = meta->is_virtual,
                         .is_lesson = meta->title.len > 0};
    str_add(&file->title, meta->title.len ? meta->title.s : paths_base(str_text(&meta->program)));
    file->is_stored = file->size && history_use_file(history, fd);
    return true;
}

static void close_reader(ReplayFile *file) {
    if (!file->reader) return;
    recording_reader_free(file->reader);
    close(file->fd);
    file->reader = NULL;
}

// What a damaged block gave before it broke off is in no block that could be read again.
static void end(ReplayFile *file) {
    const char *damage = recording_damage(file->reader);
    if (file->is_stored) history_end_block(file->history, *damage ? HISTORY_NONE : file->block);
    history_end(file->history);
    str_add(&file->damage, damage);
    close_reader(file);
}

bool replay_read(ReplayFile *file, size_t records) {
    Record record;
    for (; file->reader && records; records--) {
        if (recording_read(file->reader, &record) <= 0) {
            end(file);
            break;
        }
        uint64_t block = recording_offset(file->reader);
        if (block != file->block && file->is_stored) history_end_block(file->history, file->block);
        file->block = block;
        history_add(file->history, &record);
        // The state that it begins with was not whole: events are numbered from 0 then.
        bool is_numbered = event_is_definition(&record.ev) || recording_first(file->reader) == history_first(file->history);
        if (!is_numbered && file->is_stored) history_end_block(file->history, HISTORY_NONE);
        file->is_stored &= is_numbered;
    }
    return file->reader != NULL;
}

bool replay_is_reading(const ReplayFile *file) {
    return file->reader != NULL;
}

int replay_percent(const ReplayFile *file) {
    if (!file->size) return -1;
    uint64_t percent = file->block * 100 / file->size;
    return percent < 100 ? (int)percent : 99;
}

void replay_free(ReplayFile *file) {
    close_reader(file);
    str_free(&file->title);
    str_free(&file->damage);
    *file = (ReplayFile){0};
}
