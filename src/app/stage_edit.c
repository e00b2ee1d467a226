// The program on the stage is changed: in the user's editor, one line of it in the viewer, or by
// whoever saves its file elsewhere.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/lesson_copy.h"
#include "app/paths.h"
#include "app/source_file.h"
#include "app/stage.h"
#include "base/text.h"
#include "base/words.h"

// Where changes go: to the copy of a lesson of ours, else to the program's own file.
static bool find_target(const Stage *stage, Str *path, bool *is_copy, Err *err) {
    Err none = {""};
    if (!stage->has_program)
        return err_set(err,
                       words(N_("A recording has no program to edit: run or learn opens one.")));
    *is_copy = stage->has_lesson && lesson_copy_path(path, str_text(&stage->path), &none);
    if (none.msg[0]) return err_set(err, "%s", none.msg);
    if (!*is_copy) str_add(path, stage->launch.script);
    return true;
}

void stage_note_file(Stage *stage) {
    Str original = {0};
    str_clear(&stage->ran);
    source_file_read(&stage->ran, stage->launch.script, NULL);
    bool is_copy = false;
    if (stage->has_lesson && strcmp(stage->launch.script, str_text(&stage->path)) != 0 &&
        source_file_read(&original, str_text(&stage->path), NULL))
        is_copy = !view_same((StrView){str_text(&original), original.len},
                             (StrView){str_text(&stage->ran), stage->ran.len});
    str_free(&original);
    stage->is_edited = is_copy || stage->is_changed_here;
    if (!stage->has_lesson) return;
    str_clear(&stage->title);
    str_addf(&stage->title, "%s%s", str_text(&stage->number), stage->number.len ? " " : "");
    str_addf(&stage->title, is_copy ? words("(edited) %s") : "%s", str_text(&stage->lesson_title));
}

// What the target holds differs from what runs. An empty file is one that is being written.
static bool differs(const Stage *stage, const char *target) {
    Str text = {0};
    bool is =
        source_file_read(&text, target, NULL) && text.len &&
        !view_same((StrView){text.s, text.len}, (StrView){str_text(&stage->ran), stage->ran.len});
    str_free(&text);
    return is;
}

// This file of the lesson from the next run on.
static bool run_from(Stage *stage, const char *path, Err *err) {
    Launch launch = {0};
    bool fine = launch_lesson(&launch, &stage->lesson, path, stage->options, err);
    if (!fine) {
        launch_free(&launch);
        return false;
    }
    launch_free(&stage->launch);
    stage->launch = launch;
    return true;
}

bool stage_adopt_changes(Stage *stage, bool is_here) {
    Str target = {0};
    bool is_copy, is = find_target(stage, &target, &is_copy, NULL) && !stage->launch.is_module &&
                       differs(stage, target.s);
    if (is && is_copy && strcmp(stage->launch.script, target.s) != 0) {
        is = run_from(stage, target.s, NULL);
    }
    if (is && is_here && !is_copy) stage->is_changed_here = true;
    str_free(&target);
    return is;
}

bool stage_file_to_edit(Stage *stage, EditedFile *file, Err *err) {
    if (stage->has_program && stage->launch.is_module)
        return err_set(err, words(N_("%s: edit the module's own file, then press r")),
                       stage->launch.script);
    str_clear(&file->path);
    return find_target(stage, &file->path, &file->is_copy, err) &&
           (!file->is_copy || lesson_copy_make(str_text(&stage->path), file->path.s, err));
}

bool stage_file_to_watch(const Stage *stage, Str *path) {
    bool is_copy;
    return stage->has_lesson && find_target(stage, path, &is_copy, NULL);
}

bool stage_reset_lesson(Stage *stage, Str *told, Err *err) {
    Str copy = {0};
    bool is_copy, is_there = false, fine = find_target(stage, &copy, &is_copy, err);
    if (fine && !stage->has_lesson)
        fine = err_set(err, words(N_("Only a lesson has an original to go back to.")));
    if (fine && !is_copy)
        fine = err_set(
            err, words(N_("This lesson is your own file: there is no original to go back to.")));
    if (fine) fine = lesson_copy_put_aside(copy.s, &is_there, err);
    if (fine && !is_there)
        fine = err_set(err, words(N_("This is the original: the lesson has no copy.")));
    if (fine) {
        str_addf(told, words(N_("The original is back; your version is kept as %s~")),
                 paths_base(copy.s));
        fine = run_from(stage, str_text(&stage->path), err);
    }
    str_free(&copy);
    return fine;
}

// --- one line ------------------------------------------------------------------------------------

static StrView view(const Str *str) {
    return (StrView){str_text(str), str->len};
}

// The file of one of the log's sources, from 1; "" if there is none.
static void add_source_file(const Stage *stage, size_t source, Str *path) {
    const Log *log = history_log(stage->history);
    if (!source || source > log_source_count(log)) return;
    StrView file = log_string(log, log_source(log, source - 1).file);
    str_add_bytes(path, file.s, file.len);
}

// Which file a line is of: stage->line_file, and the one to read it from while the copy is still to
// be made.
static bool choose_file(Stage *stage, size_t source, Str *from, Err *err) {
    Str copy = {0};
    bool fine = find_target(stage, &stage->line_file, &stage->is_line_of_copy, err);
    if (fine && !stage->has_lesson && source) {
        str_clear(&stage->line_file);
        add_source_file(stage, source, &stage->line_file);
    }
    if (fine && (!stage->line_file.len || (stage->launch.is_module && !source)))
        fine = err_set(err, words(N_("No file of the program is known yet.")));
    if (fine) str_add(from, str_text(&stage->line_file));
    if (fine && stage->is_line_of_copy && !source_file_read(&copy, from->s, NULL)) {
        str_clear(from);
        str_add(from, str_text(&stage->path));
    }
    str_free(&copy);
    return fine;
}

static unsigned lines_of(StrView text) {
    unsigned count = 0;
    for (StrView line; source_file_line(text, count + 1, &line);) count++;
    return count;
}

// A copy may have lines more or fewer than what runs: the line with the same text that is nearest,
// else the same number.
static unsigned same_line(StrView ran, StrView text, unsigned line) {
    StrView wanted, found;
    if (!source_file_line(ran, line, &wanted)) return line;
    unsigned count = lines_of(text);
    for (unsigned by = 0; by < count; by++) {
        if (line > by && source_file_line(text, line - by, &found) && view_same(found, wanted))
            return line - by;
        if (source_file_line(text, line + by, &found) && view_same(found, wanted)) return line + by;
    }
    return line;
}

static bool is_hidden(const Lesson *lesson, unsigned line) {
    const Directive *directive = lesson_directive(lesson, line);
    return directive && directive->is_alone;
}

// Notes and questions are not shown as code, so they are passed over, and what stands behind code
// is not edited with it.
static unsigned shown_line(const Lesson *lesson, unsigned count, unsigned line, int by) {
    long at = (long)line + by;
    int on = by < 0 ? -1 : 1;
    while (at >= 1 && at <= (long)count && is_hidden(lesson, (unsigned)at)) at += on;
    if (at < 1 || at > (long)count) at = by ? line : count;
    while (at > 1 && is_hidden(lesson, (unsigned)at)) at--;
    return at < 1 ? 1 : (unsigned)at;
}

static void cut_note(const Stage *stage, const Lesson *lesson, StrView *line, unsigned number,
                     Str *tail) {
    const Directive *directive = stage->has_lesson ? lesson_directive(lesson, number) : NULL;
    size_t end = directive && directive->column < line->len ? directive->column : line->len;
    while (directive && end && line->s[end - 1] == ' ') end--;
    str_clear(tail);
    str_add_bytes(tail, line->s + end, line->len - end);
    line->len = end;
}

static bool read_line(Stage *stage, const Str *text, const UiWish *wish, UiEditedLine *edited,
                      Err *err) {
    Lesson lesson = {0};
    StrView line;
    unsigned count = lines_of(view(text)), number = wish->seq < count ? (unsigned)wish->seq : count;
    if (!count)
        return err_set(err, words(N_("%s: the file is empty; e opens your editor")),
                       str_text(&stage->line_file));
    // What is no UTF-8 has no lesson in it, and no line that could be typed here.
    if (!lesson_parse(&lesson, str_text(&stage->line_file), view(text), NULL)) {
        lesson_free(&lesson);
        return err_set(err, words(N_("%s: it is not UTF-8; e opens your editor")),
                       str_text(&stage->line_file));
    }
    if (!number) number = 1;
    if (!wish->by && stage->has_lesson) number = same_line(view(&stage->ran), view(text), number);
    if (wish->by || stage->has_lesson) number = shown_line(&lesson, count, number, wish->by);
    source_file_line(view(text), number, &line);
    str_clear(&stage->line_before);
    str_add_bytes(&stage->line_before, line.s, line.len);
    line = view(&stage->line_before);
    cut_note(stage, &lesson, &line, number, &stage->line_tail);
    *edited = (UiEditedLine){.number = number,
                             .text = line,
                             .file = paths_base(str_text(&stage->line_file)),
                             .is_own = !stage->is_line_of_copy};
    lesson_free(&lesson);
    return true;
}

bool stage_line_to_edit(Stage *stage, const UiWish *wish, UiEditedLine *edited, Err *err) {
    Str from = {0}, text = {0};
    str_clear(&stage->line_file);
    bool fine = choose_file(stage, wish->file, &from, err) &&
                source_file_read(&text, from.s, err) && read_line(stage, &text, wish, edited, err);
    str_free(&from);
    str_free(&text);
    return fine;
}

bool stage_write_line(Stage *stage, unsigned line, const char *text, Err *err) {
    Str after = {0};
    str_addf(&after, "%s%s", text, str_text(&stage->line_tail));
    bool fine = !stage->is_line_of_copy ||
                lesson_copy_make(str_text(&stage->path), str_text(&stage->line_file), err);
    if (fine)
        fine = source_file_replace(str_text(&stage->line_file), line, view(&stage->line_before),
                                   view(&after), err);
    str_free(&after);
    return fine;
}
