#include "ui/card_screen.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/words.h"
#include "ui/terminal.h"
#include "ui/ui_inside.h"

enum { LEAST_WIDTH = 40, LEAST_HEIGHT = 10 };

struct CardScreen {
    Terminal *terminal;
    Keys keys;
    Grid grid;
    bool is_ascii, is_synced;
    unsigned long long frames, keys_taken;
};

CardScreen *card_screen_new(const UiOptions *options, Err *err) {
    Terminal *terminal = terminal_new(options, err);
    if (!terminal) return NULL;
    CardScreen *screen = mem_new(sizeof *screen);
    *screen = (CardScreen){.terminal = terminal,
                           .is_ascii = options->ascii,
                           .is_synced = getenv("AIOSCOPE_TEST_SYNC") != NULL};
    keys_init(&screen->keys, terminal);
    return screen;
}

void card_screen_free(CardScreen *screen) {
    if (!screen) return;
    terminal_free(screen->terminal);
    grid_free(&screen->grid);
    free(screen);
}

int card_screen_fd(const CardScreen *screen) {
    return terminal_fd(screen->terminal);
}

bool card_screen_key(CardScreen *screen, Key *key) {
    Press press;
    if (!keys_take(&screen->keys, &press)) return false;
    screen->keys_taken++;
    *key = press.key;
    return true;
}

void card_screen_type(Str *typed, Key key) {
    enum { LONGEST = 60 };
    if (key == K_BACKSPACE) ui_erase_last(typed);
    else if (key == K_CTRL_U) str_clear(typed);
    else if (key >= ' ' && key < K_LEFT && typed->len < LONGEST) ui_add_character(typed, key);
}

void card_screen_resize(CardScreen *screen) {
    terminal_resize(screen->terminal);
}

void card_screen_suspend(CardScreen *screen) {
    terminal_suspend(screen->terminal);
}

void card_screen_resume(CardScreen *screen) {
    terminal_resume(screen->terminal);
}

// --- a frame -------------------------------------------------------------------------------------

// Names of a card's file are among what is said.
static void clean_of(Str *out, const Canvas *canvas, const char *text) {
    text_clean_line(out, view_of(words(text)), 1, canvas->grid->ascii);
}

static void draw_header(const Canvas *canvas, const CardFrame *frame) {
    Str right = {0};
    clean_of(&right, canvas, frame->right);
    canvas_puts(canvas, 1, 0, INK_ACCENT, frame->left);
    canvas_puts(canvas, canvas->at.w - 1 - text_cells(view_of(right.s)), 0, INK_DIM, right.s);
    str_free(&right);
}

static void draw_bottom(const Canvas *canvas, const CardFrame *frame, bool is_cut) {
    int x = 1;
    Str refusal = {0};
    clean_of(&refusal, canvas, frame->refusal);
    if (refusal.len) x = canvas_puts(canvas, x, 0, INK_WARN, refusal.s) + 2;
    str_free(&refusal);
    for (const CardHint *hint = frame->hints; hint->key; hint++) {
        const char *word = words(hint->word);
        if (x + text_cells(view_of(hint->key)) + 1 + text_cells(view_of(word)) >= canvas->at.w)
            return;
        x = canvas_puts(canvas, x, 0, INK_ACCENT, hint->key) + 1;
        x = canvas_puts(canvas, x, 0, INK_DIM, word) + 2;
    }
    if (!is_cut || x + 12 >= canvas->at.w) return;
    x = canvas_glyph(canvas, x, 0, INK_ACCENT, GLYPH_UP) + 1;
    x = canvas_glyph(canvas, x, 0, INK_ACCENT, GLYPH_DOWN) + 1;
    canvas_puts(canvas, x, 0, INK_DIM, "scroll");
}

static bool draw_page(const Canvas *canvas, Rich *page, int *scroll) {
    int rows = rich_layout(page, canvas->at.w),
        hidden = rows > canvas->at.h ? rows - canvas->at.h : 0;
    if (*scroll > hidden) *scroll = hidden;
    if (*scroll < 0) *scroll = 0;
    rich_draw(page, canvas, *scroll);
    return hidden > 0;
}

// One column is left free on each side, and an empty row below the header where there is one to
// spare.
static void draw(const Canvas *screen, const CardFrame *frame, bool ascii) {
    int w = screen->at.w, h = screen->at.h, top = h > 24 ? 2 : 1;
    if (w < LEAST_WIDTH || h < LEAST_HEIGHT) {
        canvas_puts(screen, 0, 0, INK_WARN, "More room, please:");
        canvas_puts(screen, 0, 1, INK_TEXT, "40 x 10 at least.");
        return;
    }
    Canvas header = canvas_in(screen, (Rect){0, 0, w, 1}),
           bottom = canvas_in(screen, (Rect){0, h - 1, w, 1});
    Canvas inner = canvas_in(screen, (Rect){1, top, w - 2, h - top - 1});
    draw_header(&header, frame);
    bool is_cut = frame->card ? card_draw(&inner, frame->card, frame->scroll, ascii)
                              : draw_page(&inner, frame->page, frame->scroll);
    draw_bottom(&bottom, frame, is_cut);
}

bool card_screen_draw(CardScreen *screen, const CardFrame *frame) {
    int w = terminal_width(screen->terminal), h = terminal_height(screen->terminal);
    Str tail = {0};
    grid_reset(&screen->grid, w, h, screen->is_ascii);
    Canvas canvas = canvas_of(&screen->grid);
    draw(&canvas, frame, screen->is_ascii);
    screen->frames++;
    if (screen->is_synced)
        str_addf(&tail, "\033]5522;%llu;%llu;%d;%d;%d\a", screen->frames, screen->keys_taken,
                 frame->is_settled, h, w);
    bool is_out = terminal_show(screen->terminal, &screen->grid, -1, h - 1, str_text(&tail));
    str_free(&tail);
    return is_out;
}
