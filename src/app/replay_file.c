#include "app/replay_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "app/paths.h"

bool replay_open(ReplayFile *file, const char *path, History *history, Err *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return err_set(err, "%s: %s", path, strerror(errno));
    Err why = {""};
    RecordingReader *reader = recording_open(fd, &why);
    if (!reader) {
        close(fd);
        return err_set(err, "%s: %.900s", path, why.msg);
    }
    Record record;
    while (recording_read(reader, &record) > 0) history_add(history, &record);
    const RecordingMeta *meta = recording_meta(reader);
    str_add(&file->title, meta->title.len ? meta->title.s : paths_base(str_text(&meta->program)));
    str_add(&file->damage, recording_damage(reader));
    file->is_virtual = meta->is_virtual;
    recording_reader_free(reader);
    close(fd);
    return true;
}

void replay_free(ReplayFile *file) {
    str_free(&file->title);
    str_free(&file->damage);
}
