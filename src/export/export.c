#include "export/export.h"

#include <string.h>

#include "export/export_text.h"

static const ExportFormat formats[] = {
    {"text", "the told story, one line an event", export_text},
    {"jsonl", "every event as a line of JSON", export_jsonl},
    {"chrome", "trace-event JSON, for Perfetto and chrome://tracing", export_chrome},
    {"svg", "the timeline as a picture", export_svg},
};
const char export_formats[] = "text, jsonl, chrome, svg";

const ExportFormat *export_format(const char *name) {
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].name, name) == 0) return &formats[i];
    return NULL;
}

void export_text(FILE *out, History *history, const char *title) {
    (void)title;
    Teller teller = {.history = history, .out = out};
    teller_begin(&teller);
    teller_catch_up(&teller);
}
