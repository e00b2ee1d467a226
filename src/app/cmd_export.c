// `aioscope export` and `aioscope stats`: what a recording, or a run of a script, comes to.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/gather.h"
#include "base/text.h"
#include "export/export.h"
#include "export/stats.h"

typedef void Write(FILE *out, History *history, const char *title);

static int write_to(FILE *out, const char *name, History *history, Write *write, const Str *title) {
    Str clean = {0};
    text_clean_line(&clean, (StrView){str_text(title), title->len}, 4, false);
    write(out, history, str_text(&clean));
    str_free(&clean);
    if (fflush(out) == 0 && !ferror(out)) return 0;
    Err err;
    err_set(&err, "%s: %s", name, strerror(errno));
    return command_fail(&err, EXIT_FAILED);
}

static int write_gathered(const Options *options, Write *write) {
    Err err = {""};
    Str title = {0}, damage = {0};
    History *history = history_new();
    FILE *out = stdout;
    int status = 0;
    if (!gather(history, options, &title, &damage, &err)) status = command_fail(&err, EXIT_USAGE);
    else if (options->output && !(out = fopen(options->output, "we"))) {
        err_set(&err, "%s: %s", options->output, strerror(errno));
        status = command_fail(&err, EXIT_USAGE);
    } else {
        status = write_to(out, options->output ? options->output : "stdout", history, write, &title);
        if (out != stdout) fclose(out);
    }
    if (!status && damage.len) {
        err_set(&err, "%s: %s", options->operands[0], damage.s);
        status = command_fail(&err, EXIT_FAILED);
    }
    str_free(&title);
    str_free(&damage);
    history_free(history);
    return status;
}

int command_export(const Options *options) {
    Err err;
    const ExportFormat *format = options->format ? export_format(options->format) : NULL;
    if (format) return write_gathered(options, format->write);
    if (options->format)
        err_set(&err, "--format %s: choose one of %s", options->format, export_formats);
    else err_set(&err, "export: missing --format (one of %s)", export_formats);
    return command_fail(&err, EXIT_USAGE);
}

int command_stats(const Options *options) {
    return write_gathered(options, options->json ? stats_json : stats_text);
}
