#include "app/intake.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

void intake_init(Intake *intake, History *history, const RecordingMeta *kept) {
    *intake = (Intake){.history = history, .next_string = 1, .session.fd = -1};
    if (kept) session_begin(&intake->session, kept);
    intake->is_stored = intake->session.writer && history_use_file(history, intake->session.fd);
}

// What the session's file has need not stay in memory.
static void note_stored(Intake *intake) {
    uint64_t offset = HISTORY_NONE, stored = intake->stored;
    if (!intake->is_stored) return;
    if (intake->session.writer) stored = recording_stored(intake->session.writer, &offset);
    intake->is_stored = intake->session.writer != NULL;
    if (stored == intake->stored && intake->is_stored) return;
    intake->stored = stored;
    history_end_block(intake->history, offset);
}

static void add(Intake *intake, const Record *record) {
    history_add(intake->history, record);
    session_keep(&intake->session, record);
    note_stored(intake);
}

void intake_flush(Intake *intake, bool now) {
    session_flush(&intake->session, now);
    note_stored(intake);
}

void intake_deinit(Intake *intake) {
    session_end(&intake->session);
    free(intake->string_ids);
    *intake = (Intake){0};
}

static uint32_t our_string(const Intake *intake, uint32_t theirs) {
    return theirs && theirs <= intake->n_strings ? intake->string_ids[theirs - 1] : 0;
}

static void rename_strings(const Intake *intake, Event *ev) {
    if (ev->kind == DEF_CODE) {
        ev->arg[1] = our_string(intake, ev->arg[1]);
        ev->arg[2] = our_string(intake, ev->arg[2]);
    } else if (ev->kind == DEF_SOURCE) {
        ev->arg[0] = our_string(intake, ev->arg[0]);
        ev->arg[1] = our_string(intake, ev->arg[1]);
    } else {
        const EventSchema *schema = event_schema(ev->kind);
        for (int i = 0; schema && i < 4; i++)
            if (schema->field[i].type == FIELD_STR) ev->arg[i] = our_string(intake, ev->arg[i]);
    }
}

static void take(Intake *intake, Record *record) {
    if (record->ev.kind == DEF_STRING) {
        intake->string_ids = mem_grow(intake->string_ids, &intake->cap_strings, intake->n_strings + 1, sizeof *intake->string_ids);
        intake->string_ids[intake->n_strings++] = intake->next_string;
        record->ev.arg[0] = intake->next_string++;
    } else if (intake->next_string != intake->n_strings + 1) {
        rename_strings(intake, &record->ev);
    }
    add(intake, record);
}

bool intake_channel(Intake *intake, EngineProcess *process, size_t max) {
    Record record;
    size_t taken = 0;
    while (taken < max && engine_read(process, &record)) {
        take(intake, &record);
        taken++;
    }
    return taken > 0;
}

static void add_output(Intake *intake, uint32_t stream, const char *bytes, size_t len) {
    Record text = {.ev = {.kind = DEF_STRING, .arg = {intake->next_string++, (uint32_t)len}}, .bytes = bytes, .len = len};
    add(intake, &text);
    Record output = {.ev = {.t = history_live(intake->history)->now, .kind = EV_OUTPUT, .arg = {stream, text.ev.arg[0]}}};
    add(intake, &output);
}

bool intake_output(Intake *intake, EngineProcess *process) {
    bool any = false;
    for (uint32_t i = 0; i < 2; i++) {
        char bytes[DEF_STRING_MAX];
        ssize_t n = process->output[i] >= 0 ? read(process->output[i], bytes, sizeof bytes) : -1;
        if (n > 0) {
            add_output(intake, i + 1, bytes, (size_t)n);
            any = true;
        } else if (process->output[i] >= 0 && (n == 0 || (errno != EAGAIN && errno != EINTR))) {
            close(process->output[i]);
            process->output[i] = -1;
        }
    }
    return any;
}

Event intake_end_event(const EngineProcess *process, uint64_t t) {
    int status = process->wait_status;
    bool killed = WIFSIGNALED(status);
    return (Event){.t = t > process->ended_at ? t : process->ended_at,
                   .kind = EV_SCRIPT_ENDED,
                   .arg = {killed, (uint32_t)(killed ? WTERMSIG(status) : WEXITSTATUS(status))}};
}

void intake_end(Intake *intake, const EngineProcess *process) {
    if (intake->has_ended) return;
    intake->has_ended = true;
    Record record = {.ev = intake_end_event(process, history_live(intake->history)->now)};
    add(intake, &record);
    intake_flush(intake, true);
}
