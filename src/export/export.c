#include "export/export.h"

#include <string.h>

#include "base/words.h"
#include "export/export_text.h"

static const ExportFormat formats[] = {
    {"text", N_("the story, one line per event"), ".txt", export_text},
    {"jsonl", N_("every event as a line of JSON"), ".jsonl", export_jsonl},
    {"chrome", N_("trace-event JSON for Perfetto and chrome://tracing"), ".json", export_chrome},
    {"svg", N_("the timeline as a picture"), ".svg", export_svg},
};
const char export_formats[] = "text, jsonl, chrome, svg";

const ExportFormat *export_format(const char *name) {
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].name, name) == 0) return &formats[i];
    return NULL;
}

const ExportFormat *export_format_of_file(const char *path) {
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].ending, dot) == 0) return &formats[i];
    return NULL;
}

void export_text(FILE *out, History *history, const char *title) {
    (void)title;
    Teller teller = {.history = history, .out = out};
    teller_begin(&teller);
    teller_catch_up(&teller);
}
