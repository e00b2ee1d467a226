// The lessons there are: chapters are the numbered folders, lessons the numbered files in them.
#ifndef LESSON_CATALOGUE_H
#define LESSON_CATALOGUE_H

#include "base/err.h"
#include "base/str.h"

typedef struct LessonEntry {
    unsigned chapter, number; // 2.3
    Str chapter_title;        // the first line of title.txt in the folder, else the folder's name:
                              // "6-real-io" → "Real I/O"
    Str title;                // the first line of the docstring
    Str intro;                // the rest of the docstring: Markdown
    Str path, file;           // file: the name in its folder
} LessonEntry;

typedef struct Catalogue {
    LessonEntry *entries; // in order
    size_t count;
} Catalogue;

// Read the folder of lessons. Errors: the folder is not readable or holds no lessons.
bool catalogue_load(Catalogue *catalogue, const char *folder, Err *err);
void catalogue_free(Catalogue *catalogue);

// Find by number ("2.3"; "3": the first of chapter 3) or by any part of its file name or title, whatever the case. 1: *found is it.
// 0: none. More: that many fit, and `list` gets a line for each.
size_t catalogue_find(const Catalogue *catalogue, const char *wanted, const LessonEntry **found, Str *list);

#endif
