#include "ui/theme.h"

#include <stddef.h>

// Colours of the 256 palette for a background that is not known, a light one and a dark one, and of the 8 palette; what is added
// where there are 256 or 8 colours, and where there are none. The neutral ones keep a contrast of about 4 on black and on white.
// Grey is never told from green or purple by colour alone: for some eyes they are one.
static const struct {
    short neutral, light, dark, eight;
    uint16_t marks, mono;
} inks[INKS] = {
    [INK_TEXT]     = {-1, -1, -1, -1, 0, 0},
    [INK_FAINT]    = {243, 249, 239, -1, 0, MARK_DIM},
    [INK_DIM]      = {244, 242, 246, -1, 0, MARK_DIM},
    [INK_TITLE]    = {-1, -1, -1, -1, MARK_BOLD, MARK_BOLD},
    [INK_ACCENT]   = {31, 25, 80, 6, MARK_BOLD, MARK_BOLD},
    [INK_GOOD]     = {29, 22, 78, 2, 0, 0},
    [INK_BAD]      = {167, 124, 210, 1, MARK_BOLD, MARK_BOLD | MARK_UNDERLINE},
    [INK_WARN]     = {130, 130, 215, 3, MARK_BOLD, MARK_BOLD},
    [INK_KEYWORD]  = {-1, -1, -1, -1, MARK_BOLD, MARK_BOLD},
    [INK_AWAIT]    = {132, 90, 176, 5, MARK_BOLD, MARK_BOLD | MARK_UNDERLINE},
    [INK_STRING]   = {65, 28, 108, 2, 0, 0},
    [INK_NUMBER]   = {67, 25, 110, 4, 0, 0},
    [INK_COMMENT]  = {244, 242, 246, -1, MARK_ITALIC, MARK_DIM},
    [INK_CODE]     = {31, 25, 117, 6, 0, MARK_BOLD},
    [INK_TASK]     = {31, 25, 74, 6, 0, 0},
    [INK_TASK + 1] = {130, 94, 214, 3, 0, 0},
    [INK_TASK + 2] = {132, 90, 175, 5, 0, 0},
    [INK_TASK + 3] = {29, 23, 36, 2, 0, 0},
    [INK_TASK + 4] = {62, 55, 147, 4, 0, 0},
    [INK_TASK + 5] = {101, 58, 221, -1, 0, 0},
};

Style style_of_task(uint32_t task) {
    if (!task) return INK_DIM;
    return (Style)(INK_TASK + (task - 1) % TASK_INKS);
}

Style style_of_state(unsigned task_state) {
    switch ((TaskState)task_state) {
    case TASK_NONE:       return INK_DIM;
    case TASK_CREATED_:   return INK_TEXT;
    case TASK_READY:      return INK_WARN;
    case TASK_RUNNING:    return INK_ACCENT;
    case TASK_WAITING:    return INK_DIM;
    case TASK_FINISHED_:  return INK_GOOD;
    case TASK_FAILED_:    return INK_BAD;
    case TASK_CANCELLED_: return INK_BAD;
    case TASK_DESTROYED_: return INK_BAD;
    }
    return INK_DIM;
}

Look theme_look(UiTheme theme, int colors, Style style) {
    Ink ink = STYLE_INK(style);
    uint16_t marks = style & 0xFF00u;
    if (colors < 8) return (Look){-1, marks | inks[ink].mono};
    if (colors < 256) {
        // What 256 colours say with a grey, eight say by being dim.
        uint16_t grey = inks[ink].neutral >= 0 && inks[ink].eight < 0 ? inks[ink].mono : 0;
        return (Look){inks[ink].eight, marks | inks[ink].marks | grey};
    }
    short color = theme == UI_THEME_LIGHT ? inks[ink].light : theme == UI_THEME_DARK ? inks[ink].dark : inks[ink].neutral;
    return (Look){color, marks | inks[ink].marks};
}

static const char *const glyphs[GLYPHS][2] = {
    [GLYPH_CREATED] = {"○", "c"},       [GLYPH_READY] = {"●", "r"},
    [GLYPH_RUNNING] = {"▶", ">"},       [GLYPH_WAITING] = {"◌", "w"},
    [GLYPH_FINISHED] = {"✓", "+"},      [GLYPH_FAILED] = {"✗", "x"},
    [GLYPH_CANCELLED] = {"⊘", "/"},     [GLYPH_DESTROYED] = {"†", "d"},
    [GLYPH_LIVE] = {"▶", ">"},          [GLYPH_BREAK] = {"◆", "*"},
    [GLYPH_HOLE] = {"⋮", ":"},          [GLYPH_ARROW] = {"→", ">"},
    [GLYPH_TURN] = {"│", "|"},          [GLYPH_BAR] = {"▓", "#"},
    [GLYPH_BAR_REST] = {"░", "-"},      [GLYPH_RAN] = {"▇", "#"},
    [GLYPH_QUEUED] = {"▒", "="},        [GLYPH_SLEPT] = {"·", "."},
    [GLYPH_HELD_UP] = {"╌", "-"},       [GLYPH_BLOCKED] = {"█", "B"},
    [GLYPH_TICK] = {"┴", "+"},          [GLYPH_CURSOR] = {"▏", "|"},
    [GLYPH_PAUSED] = {"‖", "||"},       [GLYPH_PLAYING] = {"▶", ">"},
    [GLYPH_ENDED] = {"■", "#"},         [GLYPH_MORE] = {"…", "~"},
    [GLYPH_BULLET] = {"•", "*"},        [GLYPH_NONE] = {"–", "-"},
    [GLYPH_NOTE] = {"▌", "|"},          [GLYPH_UP] = {"↑", "up"},
    [GLYPH_DOWN] = {"↓", "down"},       [GLYPH_LEFT] = {"←", "left"},
    [GLYPH_RIGHT] = {"→", "right"},     [GLYPH_UPDOWN] = {"↕", "^v"},
    [GLYPH_ENTER] = {"enter", "enter"}, [GLYPH_TIMES] = {"×", "x"},
    [GLYPH_MARGIN] = {"│", "|"},        [GLYPH_DOT] = {"·", "-"},
    [GLYPH_OPEN] = {"▾", "v"},          [GLYPH_CLOSED] = {"▸", ">"},
    [GLYPH_FREE] = {"○", "o"},          [GLYPH_TAKEN] = {"●", "#"},
    [GLYPH_BRANCH] = {"├─", "+-"},      [GLYPH_LAST] = {"└─", "`-"},
    [GLYPH_TRUNK] = {"│ ", "| "},       [GLYPH_CIRCLE] = {"↑", "^"},
    [GLYPH_ABOVE] = {"↑", "^"},         [GLYPH_BELOW] = {"↓", "v"},
};

const char *theme_glyph(Glyph glyph, bool ascii) {
    return glyphs[glyph][ascii];
}

Glyph glyph_of_state(unsigned task_state) {
    switch ((TaskState)task_state) {
    case TASK_NONE:       return GLYPH_NONE;
    case TASK_CREATED_:   return GLYPH_CREATED;
    case TASK_READY:      return GLYPH_READY;
    case TASK_RUNNING:    return GLYPH_RUNNING;
    case TASK_WAITING:    return GLYPH_WAITING;
    case TASK_FINISHED_:  return GLYPH_FINISHED;
    case TASK_FAILED_:    return GLYPH_FAILED;
    case TASK_CANCELLED_: return GLYPH_CANCELLED;
    case TASK_DESTROYED_: return GLYPH_DESTROYED;
    }
    return GLYPH_NONE;
}

// The glyphs whose heavy arms are a straight line or a corner of a frame; `light` are the other
// arms.
static const struct {
    unsigned heavy, light;
    const char *line;
} heavy_lines[] = {
    {ARM_LEFT | ARM_RIGHT, 0, "━"},        {ARM_LEFT | ARM_RIGHT, ARM_UP, "┷"},
    {ARM_LEFT | ARM_RIGHT, ARM_DOWN, "┯"}, {ARM_LEFT | ARM_RIGHT, ARM_UP | ARM_DOWN, "┿"},
    {ARM_UP | ARM_DOWN, 0, "┃"},           {ARM_UP | ARM_DOWN, ARM_RIGHT, "┠"},
    {ARM_UP | ARM_DOWN, ARM_LEFT, "┨"},    {ARM_UP | ARM_DOWN, ARM_LEFT | ARM_RIGHT, "╂"},
    {ARM_UP | ARM_RIGHT, 0, "┗"},          {ARM_UP | ARM_RIGHT, ARM_DOWN, "┡"},
    {ARM_UP | ARM_RIGHT, ARM_LEFT, "┺"},   {ARM_UP | ARM_RIGHT, ARM_DOWN | ARM_LEFT, "╄"},
    {ARM_RIGHT | ARM_DOWN, 0, "┏"},        {ARM_RIGHT | ARM_DOWN, ARM_UP, "┢"},
    {ARM_RIGHT | ARM_DOWN, ARM_LEFT, "┲"}, {ARM_RIGHT | ARM_DOWN, ARM_UP | ARM_LEFT, "╆"},
    {ARM_DOWN | ARM_LEFT, 0, "┓"},         {ARM_DOWN | ARM_LEFT, ARM_UP, "┪"},
    {ARM_DOWN | ARM_LEFT, ARM_RIGHT, "┱"}, {ARM_DOWN | ARM_LEFT, ARM_UP | ARM_RIGHT, "╅"},
    {ARM_UP | ARM_LEFT, 0, "┛"},           {ARM_UP | ARM_LEFT, ARM_DOWN, "┩"},
    {ARM_UP | ARM_LEFT, ARM_RIGHT, "┹"},   {ARM_UP | ARM_LEFT, ARM_RIGHT | ARM_DOWN, "╃"},
};

static const char *heavy_line(unsigned heavy, unsigned arms, bool ascii) {
    if (ascii) return heavy == (ARM_LEFT | ARM_RIGHT) ? "=" : "#";
    for (size_t i = 0; i < sizeof heavy_lines / sizeof *heavy_lines; i++)
        if (heavy_lines[i].heavy == heavy && heavy_lines[i].light == (arms & ~heavy))
            return heavy_lines[i].line;
    return NULL;
}

const char *theme_line(unsigned arms, bool ascii) {
    // Indexed by the sum of the arms: up 1, right 2, down 4, left 8.
    static const char *const lines[16] = {" ", "│", "─", "└", "│", "│", "┌", "├", "─", "┘", "─", "┴", "┐", "┤", "┬", "┼"};
    static const char *const plain[16] = {" ", "|", "-", "+", "|", "|", "+", "+", "-", "+", "-", "+", "+", "+", "+", "+"};
    const char *heavy = arms >> 4 ? heavy_line(arms >> 4, arms & 15, ascii) : NULL;
    return heavy ? heavy : (ascii ? plain : lines)[arms & 15];
}
