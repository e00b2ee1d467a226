// The list of lessons, by chapter, with what is done of them; beside it, where there is room, what
// the chosen one is about.
#include <ctype.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/words.h"
#include "ui/markdown.h"
#include "ui/panes.h"

enum {
    FIRST_ROW = 2,
    ABOUT_FROM = 100,
    ABOUT_LEAST = 50,
    ABOUT_MOST = 96,
    NUMBER_X = 3,
    TITLE_X = 9,
    EXTRA_X = 5,
    LIST_LEAST = 36,
    LIST_MOST = 78
};

// --- what is in the list -------------------------------------------------------------------------

static const struct {
    const char *name, *about;
} extras[MENU_EXTRAS] = {
    [MENU_INTERVIEW] =
        {N_("Interview"),
         N_("Questions as they are asked in job interviews, and sentences about asyncio that are true or are not. You answer, and a program that "
            "really runs shows the answer.\n\n`aioscope interview --help` has ways to choose among them.")},
    [MENU_PROGRESS] = {N_("Progress"),
                       N_("What you have done, lesson by lesson, and what is due.")},
};

size_t ui_menu_lessons(const UiScene *scene) {
    return scene->catalogue ? scene->catalogue->count : 0;
}

static bool has_begin(StrView text, StrView word) {
    for (size_t i = 0; i + word.len <= text.len; i++) {
        bool begins = !i || !isalnum((unsigned char)text.s[i - 1]);
        if (begins && text_has((StrView){text.s + i, word.len}, word)) return true;
    }
    return false;
}

// Has the text every word of `words`, or one that begins so?
static bool has_all(StrView text, StrView words, bool at_begin) {
    for (size_t i = 0, n; i < words.len; i += n + 1) {
        for (n = 0; i + n < words.len && words.s[i + n] != ' '; n++) continue;
        StrView word = {words.s + i, n};
        if (n && !(at_begin ? has_begin(text, word) : text_has(text, word))) return false;
    }
    return true;
}

int ui_menu_rank(const UiScene *scene, size_t lesson, StrView words) {
    const LessonEntry *entry = &scene->catalogue->entries[lesson];
    StrView title = {str_text(&entry->title), entry->title.len};
    if (has_all(title, words, true)) return 0;
    if (has_all(title, words, false)) return 1;
    Str text = {0};
    str_addf(&text, "%u.%u %s\n%s\n", entry->chapter, entry->number,
             str_text(&entry->chapter_title), str_text(&entry->file));
    str_addf(&text, "%s\n%s", title.s, str_text(&entry->intro));
    bool found = has_all((StrView){text.s, text.len}, words, false);
    str_free(&text);
    return found ? 2 : MENU_NOT_FOUND;
}

// "4.1" is lesson 4.1 where there is one, else the first that begins so, as 4.10 does; "4" is the
// first of chapter 4, not of chapter 40.
size_t ui_menu_number(const UiScene *scene, StrView typed) {
    Str number = {0};
    size_t found = SIZE_MAX;
    bool is_exact = false;
    for (size_t i = 0; !is_exact && i < ui_menu_lessons(scene); i++) {
        const LessonEntry *entry = &scene->catalogue->entries[i];
        str_clear(&number);
        str_addf(&number, "%u.%u", entry->chapter, entry->number);
        if (number.len < typed.len || !view_same((StrView){number.s, typed.len}, typed)) continue;
        is_exact = number.s[typed.len] == '\0' || (number.s[typed.len] == '.' && i < found);
        if (is_exact || found == SIZE_MAX) found = i;
    }
    str_free(&number);
    return found;
}

// --- where it stands -----------------------------------------------------------------------------

typedef struct MenuRow {
    bool is_chapter; // the title above lesson `item`
    size_t item;
    int column, y; // y: from the top of the column
} MenuRow;

typedef struct Plan {
    MenuRow *rows;
    size_t count;
    int columns, column_w;
    int h;            // rows of the longest column
    Rect list, about; // about.w == 0: no room for it
    int extras_y;
} Plan;

static void add_note(Str *out, const UiLessonMark *mark) {
    if (mark && mark->due) str_addf(out, words(N_("%u to answer again")), mark->due);
    else if (mark && mark->is_begun && !mark->is_done) str_add(out, words("begun"));
}

static int entry_cells(const LessonEntry *entry, const UiLessonMark *mark) {
    Str note = {0};
    add_note(&note, mark);
    int cells = TITLE_X + text_cells((StrView){str_text(&entry->title), entry->title.len});
    if (note.len) cells += 2 + text_cells((StrView){note.s, note.len});
    str_free(&note);
    return cells;
}

// As wide as what stands in it.
static int list_cells(const UiScene *scene) {
    int most = LIST_LEAST;
    for (size_t i = 0; i < ui_menu_lessons(scene); i++) {
        int cells =
            entry_cells(&scene->catalogue->entries[i], scene->marks ? &scene->marks[i] : NULL) + 2;
        if (cells > most) most = cells;
    }
    return most < LIST_MOST ? most : LIST_MOST;
}

static void add_row(Plan *plan, size_t *cap, MenuRow row) {
    plan->rows = mem_grow(plan->rows, cap, plan->count + 1, sizeof *plan->rows);
    plan->rows[plan->count++] = row;
    if (row.y + 1 > plan->h) plan->h = row.y + 1;
}

// Lessons that are found, under the titles of their chapters; the chapters from `second` on in a
// column of their own.
static void add_rows(Plan *plan, const UiScene *scene, StrView found, unsigned second) {
    size_t cap = 0;
    unsigned chapter = 0;
    int y = 0, column = 0;
    for (size_t i = 0; i < ui_menu_lessons(scene); i++) {
        const LessonEntry *entry = &scene->catalogue->entries[i];
        if (ui_menu_rank(scene, i, found) == MENU_NOT_FOUND) continue;
        if (second && !column && entry->chapter >= second) column = 1, y = 0;
        if (!plan->count || entry->chapter != chapter) {
            y += y > 0;
            add_row(plan, &cap, (MenuRow){true, i, column, y++});
        }
        chapter = entry->chapter;
        add_row(plan, &cap, (MenuRow){false, i, column, y++});
    }
}

// The chapter with which a second column begins, so that the longer one is as short as can be.
static unsigned best_second(const Plan *one) {
    unsigned best = 0;
    int least = one->h;
    for (size_t i = 1; i < one->count; i++) {
        if (!one->rows[i].is_chapter) continue;
        int left = one->rows[i].y - 1, right = one->h - one->rows[i].y,
            longer = left > right ? left : right;
        if (longer < least) least = longer, best = (unsigned)i;
    }
    return best;
}

// One column; two where all lessons have room in them and not in one, and the text beside them has
// room as well.
static Plan make_plan(const UiScene *scene, StrView found, int w, int h) {
    Plan plan = {.columns = 1, .column_w = list_cells(scene)}, all = {0};
    int below = h >= 30 ? 2 : 1, list_h = h - FIRST_ROW - MENU_EXTRAS - below;
    unsigned second = 0;
    add_rows(&all, scene, (StrView){0}, 0);
    if (all.h > list_h && w >= 2 * plan.column_w + ABOUT_LEAST + 4) {
        size_t at = best_second(&all);
        unsigned chapter = at ? scene->catalogue->entries[all.rows[at].item].chapter : 0;
        int left = at ? all.rows[at].y - 1 : 0, right = all.h - left - 1;
        if (at && left <= list_h && right <= list_h) second = chapter, plan.columns = 2;
    }
    free(all.rows);
    if (w < ABOUT_FROM) plan.column_w = w < LIST_MOST ? w : LIST_MOST;
    add_rows(&plan, scene, found, second);
    plan.list = (Rect){0, FIRST_ROW, plan.columns * plan.column_w, list_h};
    plan.extras_y = h - 1 - MENU_EXTRAS;
    if (w < ABOUT_FROM) return plan;
    int x = plan.list.w + 2;
    plan.about = (Rect){x, FIRST_ROW + 1, w - x - 1, h - FIRST_ROW - 3};
    return plan;
}

int ui_menu_page(int height) {
    return height - FIRST_ROW - MENU_EXTRAS - (height >= 30 ? 2 : 1);
}

static const MenuRow *row_of(const Plan *plan, size_t lesson) {
    for (size_t i = 0; i < plan->count; i++)
        if (!plan->rows[i].is_chapter && plan->rows[i].item == lesson) return &plan->rows[i];
    return NULL;
}

// --- drawing it ----------------------------------------------------------------------------------

// A row is one colour from the left edge to the right one where it is chosen.
static Style ink(Style style, bool is_chosen) {
    return is_chosen ? INK_TEXT | MARK_REVERSE : style;
}

static void begin_row(const Canvas *canvas, int y, bool is_chosen) {
    if (is_chosen) canvas_repeat(canvas, 0, y, canvas->at.w, INK_TEXT | MARK_REVERSE, " ");
}

static void draw_lesson(const Canvas *canvas, int y, const LessonEntry *entry,
                        const UiLessonMark *mark, bool is_chosen, bool ascii) {
    Str text = {0};
    begin_row(canvas, y, is_chosen);
    if (mark && mark->is_done) canvas_glyph(canvas, 1, y, ink(INK_GOOD, is_chosen), GLYPH_FINISHED);
    else if (mark && mark->is_begun) canvas_glyph(canvas, 1, y, ink(INK_DIM, is_chosen), GLYPH_DOT);
    canvas_putf(canvas, NUMBER_X, y, ink(INK_DIM, is_chosen), "%u.%u", entry->chapter,
                entry->number);
    text_clean(&text, (StrView){str_text(&entry->title), entry->title.len}, ascii);
    Str note = {0};
    add_note(&note, mark);
    int cells = text_cells((StrView){str_text(&text), text.len}), room = canvas->at.w - TITLE_X - 1;
    int for_note = note.len ? text_cells((StrView){note.s, note.len}) + 2 : 0,
        width = room - for_note;
    int end = canvas_field(canvas, TITLE_X, y, cells < width ? cells : width,
                           ink(INK_TEXT, is_chosen), (StrView){str_text(&text), text.len});
    if (note.len)
        canvas_put(canvas, end + 2, y, ink(mark->due ? INK_WARN : INK_DIM, is_chosen),
                   (StrView){note.s, note.len});
    str_free(&note);
    str_free(&text);
}

static void draw_chapter(const Canvas *canvas, int y, const UiScene *scene, size_t first,
                         bool ascii) {
    const LessonEntry *entry = &scene->catalogue->entries[first];
    unsigned done = 0, count = 0;
    for (size_t i = 0; i < ui_menu_lessons(scene); i++) {
        if (scene->catalogue->entries[i].chapter != entry->chapter) continue;
        count++;
        done += scene->marks && scene->marks[i].is_done;
    }
    Str title = {0}, progress = {0};
    text_clean(&title, (StrView){str_text(&entry->chapter_title), entry->chapter_title.len}, ascii);
    str_addf(&progress, words(N_("%u of %u")), done, count);
    int right = canvas->at.w - 2 - text_cells((StrView){progress.s, progress.len});
    int x = canvas_putf(canvas, 1, y, INK_TITLE, "%u  ", entry->chapter);
    canvas_field(canvas, x, y, right - x - 1, INK_TITLE, (StrView){str_text(&title), title.len});
    canvas_put(canvas, right, y, done == count ? INK_GOOD : INK_DIM,
               (StrView){progress.s, progress.len});
    str_free(&title);
    str_free(&progress);
}

// A sign at the right edge says that there are more above or below.
static void draw_more(const Canvas *list, int top, int rows) {
    if (top > 0) canvas_glyph(list, list->at.w - 1, 0, INK_DIM, GLYPH_UP);
    if (top + list->at.h < rows)
        canvas_glyph(list, list->at.w - 1, list->at.h - 1, INK_DIM, GLYPH_DOWN);
}

static void draw_extra(const Canvas *canvas, int y, const UiScene *scene, int extra,
                       bool is_chosen) {
    begin_row(canvas, y, is_chosen);
    int x = TITLE_X + EXTRA_X;
    canvas_puts(canvas, NUMBER_X, y, ink(INK_TITLE, is_chosen), extras[extra].name);
    if (extra == MENU_INTERVIEW && scene->cards_due)
        canvas_putf(canvas, x, y, ink(INK_WARN, is_chosen), "%u to answer again", scene->cards_due);
    else if (extra == MENU_INTERVIEW)
        canvas_puts(canvas, x, y, ink(INK_DIM, is_chosen), "a deck of questions");
    else canvas_puts(canvas, x, y, ink(INK_DIM, is_chosen), "what is done and due");
}

static void draw_header(const Canvas *canvas, const UiScene *scene) {
    unsigned done = 0, count = (unsigned)ui_menu_lessons(scene);
    for (unsigned i = 0; scene->marks && i < count; i++) done += scene->marks[i].is_done;
    Str text = {0};
    str_addf(&text, words(N_("%u of %u done")), done, count);
    int right = canvas->at.w - 1 - text_cells((StrView){text.s, text.len}),
        x = canvas_puts(canvas, 1, 0, INK_ACCENT, "aioscope") + 2;
    if (count) canvas_put(canvas, right, 0, INK_TITLE, (StrView){text.s, text.len});
    canvas_field(canvas, x, 0, (count ? right : canvas->at.w) - x - 1, INK_DIM,
                 view_of(words(N_("see what asyncio does, step by step"))));
    if (scene->notice)
        canvas_field(canvas, 1, 1, canvas->at.w - 2, INK_WARN, view_of(scene->notice));
    str_free(&text);
}

// --- beside it -----------------------------------------------------------------------------------

static void add_lesson(Rich *rich, const UiScene *scene, size_t lesson, bool ascii) {
    const LessonEntry *entry = &scene->catalogue->entries[lesson];
    const UiLessonMark *mark = scene->marks ? &scene->marks[lesson] : NULL;
    Str title = {0}, note = {0};
    text_clean(&title, (StrView){str_text(&entry->title), entry->title.len}, ascii);
    rich_paragraph(rich);
    rich_add(rich, INK_TITLE, (StrView){str_text(&title), title.len});
    add_note(&note, mark);
    if (mark && mark->is_done) rich_addf(rich, INK_GOOD, "  %s", words(N_("done")));
    if (note.len) rich_addf(rich, mark->due ? INK_WARN : INK_DIM, "  %s", note.s);
    rich_gap(rich);
    markdown_render(rich, (StrView){str_text(&entry->intro), entry->intro.len}, ascii, false);
    str_free(&title);
    str_free(&note);
}

void ui_report_fill(Rich *rich, const char *report, bool ascii) {
    for (StrView rest = view_of(report ? report : ""); rest.len;) {
        size_t len = 0;
        Str clean = {0};
        while (len < rest.len && rest.s[len] != '\n') len++;
        text_clean_line(&clean, (StrView){rest.s, len}, 8, ascii);
        rich_paragraph(rich)->hang = 4;
        rich_add(rich, INK_TEXT, (StrView){str_text(&clean), clean.len});
        str_free(&clean);
        len += len < rest.len;
        rest = (StrView){rest.s + len, rest.len - len};
    }
}

static void draw_about(const Canvas *screen, const Plan *plan, const UiScene *scene,
                       const Menu *menu, bool ascii) {
    size_t lessons = ui_menu_lessons(scene);
    Rich rich = {0};
    canvas_frame(screen, plan->about, INK_FAINT);
    Canvas inside = canvas_in(screen, plan->about);
    if (menu->chosen < lessons) {
        const LessonEntry *entry = &scene->catalogue->entries[menu->chosen];
        canvas_putf(screen, plan->about.x + 1, plan->about.y - 1, INK_TITLE, " %u.%u ",
                    entry->chapter, entry->number);
        add_lesson(&rich, scene, menu->chosen, ascii);
    } else if (menu->chosen - lessons < MENU_EXTRAS) {
        size_t extra = menu->chosen - lessons;
        rich_paragraph(&rich);
        rich_add(&rich, INK_TITLE, view_of(words(extras[extra].name)));
        rich_gap(&rich);
        markdown_render(&rich, view_of(words(extras[extra].about)), ascii, false);
        rich_gap(&rich);
        if (extra == MENU_PROGRESS) ui_report_fill(&rich, scene->report, ascii);
    }
    Canvas text =
        canvas_in(&inside, (Rect){2, 1, inside.at.w - 4 < ABOUT_MOST ? inside.at.w - 4 : ABOUT_MOST,
                                  inside.at.h - 1});
    int rows = rich_layout(&rich, text.at.w);
    rich_draw(&rich, &text, 0);
    if (rows > text.at.h)
        canvas_glyph(&inside, inside.at.w - 1, inside.at.h - 1, INK_DIM, GLYPH_DOWN);
    rich_free(&rich);
}

// --- the whole -----------------------------------------------------------------------------------

void ui_menu_draw(const Canvas *canvas, const UiScene *scene, Menu *menu, StrView found,
                  bool is_ascii) {
    draw_header(canvas, scene);
    if (!ui_menu_lessons(scene)) {
        canvas_puts(canvas, NUMBER_X, FIRST_ROW, INK_DIM, "There are no lessons.");
        return;
    }
    Plan plan = make_plan(scene, found, canvas->at.w, canvas->at.h);
    Canvas list = canvas_in(canvas, plan.list);
    const MenuRow *chosen = row_of(&plan, menu->chosen);
    // The first lesson of a chapter is shown with the chapter's title.
    if (chosen)
        menu->top = follow(menu->top, list.at.h, plan.h,
                           chosen > plan.rows && chosen[-1].is_chapter && chosen->y - 1 < menu->top
                               ? chosen->y - 1
                               : chosen->y);
    if (menu->top > plan.h - list.at.h) menu->top = plan.h > list.at.h ? plan.h - list.at.h : 0;
    if (!plan.count) canvas_puts(&list, NUMBER_X, 0, INK_DIM, "No lesson has these words.");
    for (size_t i = 0; i < plan.count; i++) {
        const MenuRow *row = &plan.rows[i];
        Canvas column =
            canvas_in(&list, (Rect){row->column * plan.column_w, 0, plan.column_w, list.at.h});
        if (row->is_chapter) draw_chapter(&column, row->y - menu->top, scene, row->item, is_ascii);
        else
            draw_lesson(&column, row->y - menu->top, &scene->catalogue->entries[row->item],
                        scene->marks ? &scene->marks[row->item] : NULL, row->item == menu->chosen,
                        is_ascii);
    }
    if (!is_ascii) draw_more(&list, menu->top, plan.h);
    for (int extra = 0; extra < MENU_EXTRAS; extra++) {
        Canvas column = canvas_in(canvas, (Rect){0, 0, plan.column_w, canvas->at.h});
        draw_extra(&column, plan.extras_y + extra, scene, extra,
                   menu->chosen == ui_menu_lessons(scene) + (size_t)extra);
    }
    if (plan.about.w) draw_about(canvas, &plan, scene, menu, is_ascii);
    free(plan.rows);
}

size_t ui_menu_at(const UiScene *scene, const Menu *menu, StrView found, int w, int h, int x,
                  int y) {
    if (!ui_menu_lessons(scene)) return SIZE_MAX;
    Plan plan = make_plan(scene, found, w, h);
    size_t item = SIZE_MAX;
    for (size_t i = 0; i < plan.count; i++) {
        const MenuRow *row = &plan.rows[i];
        Rect at = {row->column * plan.column_w, plan.list.y + row->y - menu->top, plan.column_w, 1};
        if (!row->is_chapter && rect_has(plan.list, x, y) && rect_has(at, x, y)) item = row->item;
    }
    if (x < plan.column_w && y >= plan.extras_y && y < plan.extras_y + MENU_EXTRAS)
        item = ui_menu_lessons(scene) + (size_t)(y - plan.extras_y);
    free(plan.rows);
    return item;
}
