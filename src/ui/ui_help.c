// The help: every key, by the pane it belongs to; every sign; the words of asyncio. Searchable, and
// the chosen key can be run.
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/words.h"
#include "ui/panes.h"
#include "ui/ui_help_words.h"

enum { LEFT = 15 }; // cells for the keys, the sign or the word

typedef struct Entry {
    const char *section;
    Str left;
    const char *text;
    Action action; // ACT_NONE: there is nothing to run
} Entry;

typedef struct Entries {
    Entry *items;
    size_t count, cap;
} Entries;

// --- what there is to list -----------------------------------------------------------------------

static bool has_words(const char *text, const Help *help) {
    return strcasestr(text, help->search.s) != NULL;
}

// Takes over `left`. The whole section is found by its title.
static void add(Entries *all, const Help *help, Entry entry, const char *also) {
    bool is_found = !help->search.len || has_words(entry.section, help) ||
                    has_words(entry.text, help) || has_words(str_text(&entry.left), help) ||
                    has_words(also, help);
    if (!is_found) {
        str_free(&entry.left);
        return;
    }
    all->items = mem_grow(all->items, &all->cap, all->count + 1, sizeof *all->items);
    all->items[all->count++] = entry;
}

static void add_group(Entries *all, const Help *help, KeyGroup group, bool ascii) {
    unsigned modes = help->mode == MODE_MENU ? MODE_MENU : WATCHING;
    for (Action action = ACT_NONE + 1; action < ACTIONS; action++) {
        const KeyRow *row = keymap_row(action);
        if (row->group != group || !(row->modes & modes) || !*row->help) continue;
        Entry entry = {
            .section = words(key_group_title(group)), .text = words(row->help), .action = action};
        keymap_show(&entry.left, row, ascii);
        add(all, help, entry, *row->hint ? words(row->hint) : "");
    }
}

// The heading that comes first: of the pane the keys go to.
static KeyGroup first_group(const Help *help) {
    static const struct {
        Mode mode;
        KeyGroup group;
    } firsts[] = {{MODE_SOURCE, GROUP_SOURCE},     {MODE_TASKS, GROUP_TASKS},
                  {MODE_TIMELINE, GROUP_TIMELINE}, {MODE_OUTPUT, GROUP_OUTPUT},
                  {MODE_WAITS, GROUP_WAITS},       {MODE_TROUBLE, GROUP_TROUBLE},
                  {MODE_MENU, GROUP_LESSONS}};
    for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++)
        if (firsts[i].mode == help->mode) return firsts[i].group;
    return GROUP_LOOP;
}

static Entries list(const Help *help, bool ascii) {
    Entries all = {0};
    KeyGroup first = first_group(help);
    add_group(&all, help, first, ascii);
    for (int group = 0; group < KEY_GROUPS; group++)
        if ((KeyGroup)group != first) add_group(&all, help, (KeyGroup)group, ascii);
    const HelpSign *sign;
    for (size_t i = 0; (sign = help_sign(i)) != NULL; i++) {
        Entry entry = {.section = words(N_("signs on the screen")), .text = words(sign->meaning)};
        help_sign_show(&entry.left, sign, ascii);
        add(&all, help, entry, "");
    }
    const HelpWord *word;
    for (size_t i = 0; (word = help_word(i)) != NULL; i++) {
        Entry entry = {.section = words(N_("words")), .text = words(word->meaning)};
        str_add(&entry.left, words(word->word));
        add(&all, help, entry, "");
    }
    return all;
}

static void free_entries(Entries *all) {
    for (size_t i = 0; i < all->count; i++) str_free(&all->items[i].left);
    free(all->items);
}

void ui_help_open(Help *help, Mode mode) {
    help->mode = mode;
    help->chosen = help->top = 0;
    str_clear(&help->search);
}

int ui_help_count(const Help *help) {
    Entries all = list(help, false);
    int count = (int)all.count;
    free_entries(&all);
    return count;
}

Action ui_help_action(const Help *help) {
    Entries all = list(help, false);
    Action action = help->chosen >= 0 && (size_t)help->chosen < all.count
                        ? all.items[help->chosen].action
                        : ACT_NONE;
    free_entries(&all);
    return action;
}

// --- drawing it ----------------------------------------------------------------------------------

static void add_entry(Rich *rich, const Entry *entry, bool ascii) {
    RichParagraph *paragraph = rich_paragraph(rich);
    Str text = {0};
    StrView left = {str_text(&entry->left), entry->left.len};
    paragraph->indent = 1;
    paragraph->hang = LEFT + 1;
    rich_add(rich, INK_ACCENT, left);
    for (int x = text_cells(left); x <= LEFT; x++) rich_add(rich, INK_TEXT, view_of(" "));
    text_clean_line(&text, view_of(entry->text), 4, ascii);
    rich_add(rich, INK_TEXT, (StrView){str_text(&text), text.len});
    str_free(&text);
}

// Returns the paragraph of the chosen entry.
static size_t fill(Rich *rich, const Entries *all, int chosen, bool ascii) {
    size_t found = 0;
    for (size_t i = 0; i < all->count; i++) {
        const Entry *entry = &all->items[i];
        if (!i || entry->section != all->items[i - 1].section) {
            rich_gap(rich);
            rich_paragraph(rich);
            rich_add(rich, INK_TITLE, view_of(entry->section));
        }
        add_entry(rich, entry, ascii);
        if ((int)i == chosen) found = rich->n_paragraphs - 1;
    }
    return found;
}

// The rows of the chosen entry, with the heading above the first one of all.
static void follow_chosen(Help *help, const Rich *rich, size_t paragraph, int h) {
    int first = -1, last = 0;
    for (size_t i = 0; i < rich->n_lines; i++) {
        if (rich->lines[i].paragraph != paragraph) continue;
        if (first < 0) first = (int)i;
        last = (int)i;
    }
    if (first <= 1) first = 0;
    if (first < help->top) help->top = first;
    if (last >= help->top + h) help->top = last - h + 1;
    if (help->top > (int)rich->n_lines - h)
        help->top = (int)rich->n_lines > h ? (int)rich->n_lines - h : 0;
}

void ui_help_draw(const Canvas *canvas, Help *help, bool is_ascii) {
    Entries all = list(help, is_ascii);
    Rich rich = {0};
    canvas_clear(canvas, (Rect){0, 0, canvas->at.w, canvas->at.h});
    int x =
        canvas_puts(canvas, 2, 0, INK_DIM,
                    help->search.len ? N_("search:") : N_("type to search keys, signs and words"));
    if (help->search.len)
        canvas_put(canvas, x + 1, 0, INK_TEXT, (StrView){help->search.s, help->search.len});
    if (!all.count) canvas_puts(canvas, 2, 2, INK_DIM, "Nothing here has that in it.");
    Canvas rows = canvas_in(canvas, (Rect){2, 2, canvas->at.w - 4, canvas->at.h - 2});
    size_t chosen = fill(&rich, &all, help->chosen, is_ascii);
    rich_layout(&rich, rows.at.w);
    follow_chosen(help, &rich, chosen, rows.at.h);
    rich_draw(&rich, &rows, help->top);
    for (int y = 0; all.count && y < rows.at.h && (size_t)(help->top + y) < rich.n_lines; y++)
        if (rich.lines[help->top + y].paragraph == chosen)
            canvas_mark(&rows, 0, y, rows.at.w, MARK_REVERSE);
    int left = (int)rich.n_lines - help->top - rows.at.h;
    if (help->top > 0) canvas_glyph(canvas, canvas->at.w - 1, 2, INK_DIM, GLYPH_ABOVE);
    if (left > 0) canvas_glyph(canvas, canvas->at.w - 1, canvas->at.h - 1, INK_DIM, GLYPH_BELOW);
    rich_free(&rich);
    free_entries(&all);
}
