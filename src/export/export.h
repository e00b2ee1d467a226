// A whole history as a file for other programs: one table of formats.
#ifndef EXPORT_EXPORT_H
#define EXPORT_EXPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "history/history.h"

typedef struct ExportFormat {
    const char *name, *what, *ending; // of a file's name
    void (*write)(FILE *out, History *history, const char *title); // errors of writing stay in `out` (ferror)
} ExportFormat;

const ExportFormat *export_format(const char *name); // NULL: there is none of that name
const ExportFormat *export_format_of_file(const char *path); // by the end of its name, NULL: none has it
extern const char export_formats[];                  // their names for a message: "text, jsonl, chrome, svg"

// One function a format, each in a file of its name.
void export_text(FILE *out, History *history, const char *title);
void export_jsonl(FILE *out, History *history, const char *title);
void export_chrome(FILE *out, History *history, const char *title);
void export_svg(FILE *out, History *history, const char *title);

#endif
