// The timeline as a picture that stands by itself, to be handed out: a row for each task with its
// name and what it runs, its states from left to right and what each wait is for, blocked stretches
// over all, a scale and a key below.
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "explain/explain.h"
#include "export/export.h"

// In pixels, but for the _CELLS. LABEL_MIN: a wait that is narrower has no words on it.
enum {
    LEFT = 300,
    WIDTH = 900,
    ROW = 26,
    TOP = 60,
    ROWS_MAX = 400,
    NAME_X = 16,
    NAME_CELLS = 16,
    CODE_X = 140,
    CODE_CELLS = 20,
    TICKS = 8
};
enum { LABEL_MIN = 40, LABELS_MAX = 1000 };
#define LABEL_CELL 5.5

// Six hues that colour-blind eyes tell apart (after Okabe and Ito).
static const char *const colors[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b58900", "#56b4e9"};

static void write_escaped(FILE *out, const char *text) {
    for (; *text; text++) {
        if (*text == '<') fputs("&lt;", out);
        else if (*text == '>') fputs("&gt;", out);
        else if (*text == '&') fputs("&amp;", out);
        else if (*text == '"') fputs("&quot;", out);
        else fputc(*text, out);
    }
}

typedef struct Picture {
    FILE *out;
    History *history;
    uint64_t end;
    uint32_t rows;
    unsigned labels; // written so far
} Picture;

static double x_of(const Picture *picture, uint64_t t) {
    return LEFT + (picture->end ? (double)t / (double)picture->end * WIDTH : 0);
}

static void write_rect(const Picture *picture, uint64_t from, uint64_t to, double y, double height, const char *fill, const char *more) {
    double x = x_of(picture, from), width = x_of(picture, to) - x;
    fprintf(picture->out, "<rect x=\"%.2f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\" fill=\"%s\"%s/>\n", x, y, width < 0.8 ? 0.8 : width, height,
            fill, more);
}

static void write_span(const Picture *picture, Span span, uint64_t to, uint32_t task, double y) {
    const char *color = colors[(task - 1) % 6];
    switch (span.state) {
    case TASK_RUNNING: write_rect(picture, span.t, to, y + 3, ROW - 6, color, ""); break;
    case TASK_CREATED_:
    case TASK_READY: write_rect(picture, span.t, to, y + 6, ROW - 12, color, " fill-opacity=\"0.45\""); break;
    case TASK_WAITING: write_rect(picture, span.t, to, y + ROW / 2 - 1, 2, color, " fill-opacity=\"0.6\""); break;
    case TASK_NONE: case TASK_FINISHED_: case TASK_FAILED_: case TASK_CANCELLED_: case TASK_DESTROYED_: break;
    }
}

static bool is_hidden(const Picture *picture, uint32_t task) {
    return task_is_cleanup(history_log(picture->history),
                           state_task(history_live(picture->history), task));
}

// As much of it as has room, with an ellipsis where something is missing.
static void write_cut(FILE *out, const Str *text, int cells) {
    StrView view = {str_text(text), text->len};
    Str cut = {0};
    if (text_cells(view) > cells) view.len = text_fit(view, cells - 1);
    str_add_bytes(&cut, view.s, view.len);
    if (view.len < text->len) str_add(&cut, "…");
    write_escaped(out, str_text(&cut));
    str_free(&cut);
}

// What a wait is for, above its line.
static void write_reason(Picture *picture, Span span, uint64_t to, uint32_t task, double y) {
    double room = x_of(picture, to) - x_of(picture, span.t);
    if (span.state != TASK_WAITING || room < LABEL_MIN || picture->labels++ >= LABELS_MAX) return;
    Str reason = {0};
    explain_wait(&reason, history_log(picture->history), history_at(picture->history, span.seq + 1),
                 task, false);
    if (reason.len) {
        fprintf(picture->out, "<text x=\"%.2f\" y=\"%.1f\" font-size=\"9\" fill=\"#444\">",
                x_of(picture, span.t) + 2, y + ROW / 2 - 3);
        write_cut(picture->out, &reason, (int)((room - 4) / LABEL_CELL));
        fputs("</text>\n", picture->out);
    }
    str_free(&reason);
}

static void write_task(Picture *picture, uint32_t task, uint32_t row) {
    size_t count = history_span_count(picture->history, task);
    const Log *log = history_log(picture->history);
    double y = TOP + (double)row * ROW;
    Str name = {0}, code = {0};
    explain_task_name(&name, log, history_live(picture->history), task, false);
    explain_task_label(&code, log, history_live(picture->history), task, false);
    fprintf(picture->out, "<text x=\"%d\" y=\"%.1f\" fill=\"%s\">", NAME_X, y + ROW * 0.65,
            colors[(task - 1) % 6]);
    write_cut(picture->out, &name, NAME_CELLS);
    fprintf(picture->out, "</text>\n<text x=\"%d\" y=\"%.1f\" fill=\"#666\">", CODE_X,
            y + ROW * 0.65);
    write_cut(picture->out, &code, CODE_CELLS);
    fputs("</text>\n", picture->out);
    for (size_t i = 0; i < count; i++) {
        uint64_t to = i + 1 < count ? history_span(picture->history, task, i + 1).t : picture->end;
        write_span(picture, history_span(picture->history, task, i), to, task, y);
        write_reason(picture, history_span(picture->history, task, i), to, task, y);
    }
    str_free(&name);
    str_free(&code);
}

static void write_blocked(const Picture *picture) {
    const Block *blocks;
    size_t count = history_blocks(picture->history, &blocks);
    for (size_t i = 0; i < count; i++)
        write_rect(picture, blocks[i].from, blocks[i].to, TOP - 8, (double)picture->rows * ROW + 8, "#c00", " fill-opacity=\"0.18\"");
}

// A round step that makes at most TICKS of them.
static uint64_t tick_of(uint64_t end) {
    double raw = (double)end / TICKS, power = pow(10, floor(log10(raw < 1 ? 1 : raw)));
    uint64_t step = (uint64_t)(power * (raw / power <= 1 ? 1 : raw / power <= 2 ? 2 : raw / power <= 5 ? 5 : 10));
    return step ? step : 1;
}

static void write_scale(const Picture *picture, double y) {
    uint64_t step = tick_of(picture->end);
    fprintf(picture->out, "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#888\"/>\n", LEFT, y, LEFT + WIDTH, y);
    for (uint64_t t = 0; picture->end && t <= picture->end; t += step) {
        Str text = {0};
        explain_seconds(&text, t, step < 1000000 ? 6 : 3);
        fprintf(picture->out, "<line x1=\"%.2f\" y1=\"%.1f\" x2=\"%.2f\" y2=\"%.1f\" stroke=\"#888\"/><text x=\"%.2f\" y=\"%.1f\" text-anchor=\"middle\" fill=\"#888\">%s</text>\n",
                x_of(picture, t), y, x_of(picture, t), y + 5, x_of(picture, t), y + 18, text.s);
        str_free(&text);
    }
}

// The key: a piece of each mark, and what it says.
static void write_key(const Picture *picture, double y) {
    static const struct {
        int height;
        const char *more, *words;
    } marks[] = {
        {ROW - 6, "", "runs"},
        {ROW - 12, " fill-opacity=\"0.45\"", "ready: waits for its turn"},
        {2, " fill-opacity=\"0.6\"", "waits for what is written above the line"},
    };
    double x = LEFT;
    fprintf(picture->out,
            "<text x=\"%d\" y=\"%.1f\" fill=\"#666\">seconds; each task has its colour</text>\n",
            NAME_X, y);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        fprintf(picture->out,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"24\" height=\"%d\" fill=\"#666\"%s/>\n", x,
                y - 4 - marks[i].height / 2.0, marks[i].height, marks[i].more);
        fprintf(picture->out, "<text x=\"%.1f\" y=\"%.1f\" fill=\"#666\">%s</text>\n", x + 30, y,
                marks[i].words);
        x += 54 + 7.3 * text_cells(view_of(marks[i].words));
    }
    if (!history_live(picture->history)->blocked_count) return;
    fprintf(
        picture->out,
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"24\" height=\"%d\" fill=\"#c00\" fill-opacity=\"0.18\"/>\n",
        x, y - 4 - (ROW - 6) / 2.0, ROW - 6);
    fprintf(picture->out, "<text x=\"%.1f\" y=\"%.1f\" fill=\"#666\">the loop is blocked</text>\n",
            x + 30, y);
}

void export_svg(FILE *out, History *history, const char *title) {
    const State *live = history_live(history);
    Picture picture = {out, history, live->now, 0, 0};
    uint32_t shown = 0, row = 0;
    for (uint32_t task = 1; task <= live->n_tasks; task++) shown += !is_hidden(&picture, task);
    picture.rows = shown < ROWS_MAX ? shown : ROWS_MAX;
    double bottom = TOP + (double)picture.rows * ROW + 6;
    fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%.0f\" font-family=\"monospace\" font-size=\"12\">\n", LEFT + WIDTH + 40, bottom + 60);
    fputs("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<text x=\"16\" y=\"28\" font-size=\"16\" fill=\"#222\">", out);
    write_escaped(out, title);
    fputs("</text>\n", out);
    write_blocked(&picture);
    for (uint32_t task = 1; task <= live->n_tasks && row < picture.rows; task++)
        if (!is_hidden(&picture, task)) write_task(&picture, task, row++);
    if (picture.rows < shown)
        fprintf(out, "<text x=\"16\" y=\"46\" fill=\"#888\">the first %u of %u tasks</text>\n",
                picture.rows, shown);
    write_scale(&picture, bottom);
    write_key(&picture, bottom + 48);
    fputs("</svg>\n", out);
}
