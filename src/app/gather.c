#include "app/gather.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/follow.h"
#include "app/intake.h"
#include "app/launch.h"
#include "app/paths.h"
#include "app/replay_file.h"

bool gather_is_recording(const char *path) {
    char first[64];
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool is = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    ssize_t len = is ? pread(fd, first, sizeof first, 0) : 0;
    if (fd >= 0) close(fd);
    return len > 0 && recording_is(first, (size_t)len);
}

static bool from_recording(History *history, const Options *options, Str *title, Str *damage, Err *err) {
    ReplayFile file = {0};
    if (options->n_operands > 1)
        return err_set(err, "%s: unexpected argument after a recording", options->operands[1]);
    if (options->clock || options->detail || options->python)
        return err_set(
            err, "%s: --clock, --detail and --python do not fit a recording, which is not run",
            options->operands[0]);
    bool opened = replay_open(&file, options->operands[0], history, err);
    if (opened) {
        while (replay_read(&file, SIZE_MAX)) continue;
        str_add(title, str_text(&file.title));
        str_add(damage, str_text(&file.damage));
    }
    replay_free(&file);
    return opened;
}

typedef struct Gathering {
    Intake intake;
    bool ends_stuck;
    uint64_t looked; // events before this number were looked at
} Gathering;

static bool is_stuck(Gathering *gathering) {
    const Log *log = history_log(gathering->intake.history);
    for (; gathering->looked < log_count(log); gathering->looked++)
        if (log_event(log, gathering->looked)->kind == EV_LOOP_STUCK) return true;
    return false;
}

static bool take(EngineProcess *process, void *arg) {
    Gathering *gathering = arg;
    bool any = intake_channel(&gathering->intake, process, 65536);
    any |= intake_output(&gathering->intake, process);
    if (gathering->ends_stuck && !process->has_ended && is_stuck(gathering))
        kill(process->pid, SIGKILL);
    return any;
}

static bool from_script(History *history, const Options *options, Str *title, Err *err) {
    Launch launch = {0};
    EngineProcess process;
    Gathering gathering = {0};
    bool started = launch_operand(&launch, options, true, err);
    if (started) {
        EngineSpec spec = launch_spec(&launch, ENGINE_TOLD);
        follow_prepare(&spec);
        started = engine_start(&process, &spec, err);
    }
    if (started) {
        gathering.ends_stuck = launch.ends_stuck;
        intake_init(&gathering.intake, history, NULL);
        follow_engine(&process, take, NULL, &gathering);
        intake_end(&gathering.intake, &process);
        intake_deinit(&gathering.intake);
        engine_free(&process);
        str_add(title, launch.is_lesson ? launch.title.s : paths_base(launch.script));
    }
    launch_free(&launch);
    return started;
}

bool gather(History *history, const Options *options, Str *title, Str *damage, Err *err) {
    if (!options->is_module && gather_is_recording(options->operands[0])) return from_recording(history, options, title, damage, err);
    return from_script(history, options, title, err);
}
