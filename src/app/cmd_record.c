// `aioscope record`: the script runs untouched, and everything its loop does goes into a file.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/flight.h"
#include "app/follow.h"
#include "app/intake.h"
#include "app/launch.h"
#include "app/paths.h"
#include "base/words.h"
#include "trace/recording.h"

// NAME.aioscope in the current directory, NAME being the script's base name without .py or the module's last part.
static void default_file(Str *out, const Launch *launch) {
    const char *program = launch->is_module ? launch->script + 3 : launch->script;
    Str name = {0};
    str_add(&name, program);
    while (name.len > 1 && name.s[name.len - 1] == '/') name.s[--name.len] = '\0';
    const char *base = launch->is_module ? strrchr(name.s, '.') : NULL;
    base = base ? base + 1 : paths_base(name.s);
    size_t len = strlen(base);
    if (!launch->is_module && len > 3 && strcmp(base + len - 3, ".py") == 0) len -= 3;
    str_add_bytes(out, base, len);
    str_add(out, ".aioscope");
    str_free(&name);
}

int record_open(const char *path, Err *err) {
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    // A pipe or a device that can only be written is fine too.
    if (fd < 0 && (errno == EACCES || errno == EINVAL || errno == ENXIO)) fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) {
        err_set(err, "%s: %s", path, strerror(errno));
        return -1;
    }
    struct stat st;
    char first[64];
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        ssize_t len = pread(fd, first, sizeof first, 0);
        if (len != 0 && !recording_is(first, len > 0 ? (size_t)len : 0)) {
            err_set(err, "%s: this file exists and is not a recording; choose another name with -o",
                    path);
            close(fd);
            return -1;
        }
        if (ftruncate(fd, 0) != 0) err_set(err, "%s: %s", path, strerror(errno));
    }
    return fd;
}

typedef struct Recorder {
    RecordingWriter *writer; // of everything; NULL: a flight recorder
    Flight flight;
    int fd;
    bool ends_stuck; // a lesson about a deadlock
    bool is_stuck;   // nothing can wake its loop any more
    time_t flushed; // when what came so far was last put into the file
    uint64_t last_t;
    Err err; // what went wrong first; from then on events are dropped
} Recorder;

static void keep(Recorder *recorder, const Record *record) {
    if (record->ev.t > recorder->last_t && !event_is_definition(&record->ev)) recorder->last_t = record->ev.t;
    if (record->ev.kind == EV_LOOP_STUCK) recorder->is_stuck = true;
    if (!recorder->writer) flight_keep(&recorder->flight, record);
    else if (!recorder->err.msg[0]) recording_write(recorder->writer, record, &recorder->err);
}

// Whatever becomes of us, next to nothing is lost.
static void flush_now_and_then(Recorder *recorder) {
    time_t now = time(NULL);
    if (!recorder->writer || recorder->err.msg[0] || now == recorder->flushed) return;
    recorder->flushed = now;
    recording_flush(recorder->writer, &recorder->err);
}

static bool take(EngineProcess *process, void *arg) {
    Recorder *recorder = arg;
    Record record;
    size_t taken = 0;
    for (; taken < 1u << 20 && engine_read(process, &record); taken++) keep(recorder, &record);
    if (recorder->ends_stuck && recorder->is_stuck && !process->has_ended)
        kill(process->pid, SIGKILL);
    flush_now_and_then(recorder);
    return taken > 0;
}

static void save(void *arg) {
    flight_save(&((Recorder *)arg)->flight, N_("written on request at %.3f s"));
}

static bool begin(Recorder *recorder, const char *path, const Launch *launch, const char *last) {
    uint64_t events, ns;
    if (!last) {
        recorder->writer = recording_writer_new(recorder->fd, &launch->meta, &recorder->err);
        return recorder->writer != NULL;
    }
    if (!flight_parse(last, &events, &ns, &recorder->err)) return false;
    flight_begin(&recorder->flight, events, ns, &launch->meta, path);
    return true;
}

// Each a message.
static void say_lines(const char *lines) {
    Str line = {0};
    for (size_t len; *lines; lines += len + (lines[len] != '\0')) {
        len = strcspn(lines, "\n");
        str_clear(&line);
        str_add_bytes(&line, lines, len);
        command_say(line.s);
    }
    str_free(&line);
}

static void finish(Recorder *recorder, const char *path) {
    uint64_t kept = 0;
    if (recorder->writer) {
        if (!recorder->err.msg[0]) recording_finish(recorder->writer, &recorder->err);
        kept = recording_events(recorder->writer);
    } else {
        flight_write(&recorder->flight, recorder->fd, &recorder->err);
    }
    if (recorder->err.msg[0]) {
        Str text = {0};
        str_addf(
            &text,
            words(N_(
                "%s: %s; the script continued, but nothing after event %llu is in the recording")),
            path, recorder->err.msg, (unsigned long long)kept);
        command_say(text.s);
        str_free(&text);
    }
    say_lines(str_text(&recorder->flight.told));
    recording_writer_free(recorder->writer);
    flight_end(&recorder->flight);
    close(recorder->fd);
}

static int record_to(int fd, const char *path, const Launch *launch, const char *last) {
    Recorder recorder = {.fd = fd, .ends_stuck = launch->ends_stuck};
    EngineProcess process;
    EngineSpec spec = launch_spec(launch, ENGINE_UNTOUCHED);
    if (!begin(&recorder, path, launch, last)) {
        Err err;
        err_set(&err, "%s: %.900s", path, recorder.err.msg);
        return command_fail(&err, EXIT_USAGE);
    }
    follow_prepare(&spec);
    if (!engine_start(&process, &spec, &recorder.err)) {
        recording_writer_free(recorder.writer);
        flight_end(&recorder.flight);
        return command_fail(&recorder.err, EXIT_USAGE);
    }
    follow_engine(&process, take, last ? save : NULL, &recorder);
    keep(&recorder, &(Record){.ev = intake_end_event(&process, recorder.last_t)});
    finish(&recorder, path);
    int status = process.wait_status;
    engine_free(&process);
    // The deadlock that the lesson is about has come, and it was we who ended it.
    if (recorder.ends_stuck && recorder.is_stuck) return 0;
    return follow_status(status);
}

int command_record(const Options *options) {
    Err err = {""};
    Launch launch = {0};
    Str path = {0};
    int fd = -1;
    uint64_t events, ns;
    bool is_fine = !options->last || flight_parse(options->last, &events, &ns, &err);
    if (is_fine && launch_operand(&launch, options, false, &err)) {
        if (options->output) str_add(&path, options->output);
        else default_file(&path, &launch);
        fd = record_open(path.s, &err);
    }
    int status = fd < 0 ? command_fail(&err, EXIT_USAGE) : record_to(fd, path.s, &launch, options->last);
    launch_free(&launch);
    str_free(&path);
    return status;
}
