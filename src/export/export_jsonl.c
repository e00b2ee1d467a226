// Every event, told or not, as one JSON object a line: its number, time, kind, loop, task, its fields by name, and the sentence of one that is told.
#include "explain/explain.h"
#include "export/export.h"
#include "export/json.h"

static void write_site(FILE *out, const Log *log, uint32_t site) {
    bool is_first = true;
    fputc('[', out);
    for (int depth = 0; site && depth < 64; depth++, site = log_site(log, site).parent) {
        Site at = log_site(log, site);
        Code code = log_code(log, at.code);
        fprintf(out, "%s{\"function\":", is_first ? "" : ",");
        json_string(out, log_string(log, code.name));
        fputs(",\"file\":", out);
        json_string(out, log_string(log, code.file));
        fprintf(out, ",\"line\":%u}", at.line);
        is_first = false;
    }
    fputc(']', out);
}

static void write_field(FILE *out, const Log *log, const Event *ev, int i, FieldType type) {
    uint32_t value = ev->arg[i];
    switch (type) {
    case FIELD_STR: json_string(out, log_string(log, value)); break;
    case FIELD_SITE: write_site(out, log, value); break;
    case FIELD_CODE: json_string(out, log_string(log, log_code(log, value).name)); break;
    case FIELD_WAIT: json_string(out, view_of(wait_name(value))); break;
    case FIELD_SYNC: json_string(out, view_of(sync_name(value))); break;
    case FIELD_NS:
        if (event_ns(ev, i) == NS_FOREVER) fputs("null", out);
        else json_seconds(out, event_ns(ev, i));
        break;
    case FIELD_NUM: case FIELD_TASK: case FIELD_HANDLE: case FIELD_FD: case FIELD_JOB: fprintf(out, "%u", value); break;
    case FIELD_NONE: case FIELD_HIGH: break;
    }
}

static void write_told(FILE *out, History *history, uint64_t seq) {
    Str line = {0};
    explain_event(&line, history, seq, false);
    fputs(",\"told\":", out);
    json_string(out, (StrView){str_text(&line), line.len});
    str_free(&line);
}

static void write_event(FILE *out, History *history, uint64_t seq) {
    const Log *log = history_log(history);
    const Event *ev = log_event(log, seq);
    const EventSchema *schema = event_schema(ev->kind);
    fprintf(out, "{\"event\":%llu,\"t\":", (unsigned long long)seq + 1);
    json_seconds(out, ev->t);
    fputs(",\"kind\":", out);
    if (schema) json_string(out, view_of(schema->name));
    else fprintf(out, "\"%u\"", ev->kind);
    if (ev->loop) fprintf(out, ",\"loop\":%u", ev->loop);
    if (ev->task) fprintf(out, ",\"task\":%u", ev->task);
    for (int i = 0; schema && i < 4; i++) {
        if (schema->field[i].type == FIELD_NONE || schema->field[i].type == FIELD_HIGH) continue;
        fprintf(out, ",\"%s\":", schema->field[i].name);
        write_field(out, log, ev, i, schema->field[i].type);
    }
    if (event_is_told(ev)) write_told(out, history, seq);
    fputs("}\n", out);
}

void export_jsonl(FILE *out, History *history, const char *title) {
    (void)title;
    for (uint64_t seq = history_first(history); seq < history_count(history) && !ferror(out); seq++) write_event(out, history, seq);
}
