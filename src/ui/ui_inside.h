// What the files of the screen share: its state, and the questions to it that drawing and keys both ask. For them alone.
#ifndef UI_UI_INSIDE_H
#define UI_UI_INSIDE_H

#include "ui/panes.h"
#include "ui/terminal.h"

typedef struct Anchor {
    uint32_t handle;
    AnchorKind kind;
    int x, y;
} Anchor;
typedef struct Anchors {
    Anchor *items;
    size_t count, cap;
} Anchors;
struct Motion {
    uint64_t cursor;
    Anchors before, now; // at the moment shown before this one, and at this one
};

// Panes that the lesson's text names: from `position` on, until it names others. `order`: of each
// pane, 1 the one named first, 0: it is not named.
typedef struct Named {
    uint64_t position;
    uint8_t order[NUMBERED_PANES];
} Named;
typedef struct Front {
    uint64_t run, seen; // the run it is of; positions looked at so far
    bool *names;        // of the lesson's notes: does it name a pane?
    Named *items;       // by position; the first is the introduction's
    size_t count, cap;
    size_t at;      // which counts where the cursor is
    uint32_t since; // ui->uses when it began to count: what the user has looked at since then comes
                    // before it
} Front;
// A pane that the user looks at is worth so many uses, so that what a text names has a place
// between two of them.
#define FRONT_USES (NUMBERED_PANES + 1)

typedef enum Typing {
    TYPING_NOTHING,
    TYPING_COMMAND,
    TYPING_FIND,
    TYPING_FILTER,
    TYPING_BREAK,
    TYPING_MARK,
    TYPING_GOTO_MARK,
    TYPING_EXPORT,
    TYPING_STDIN,
    TYPING_CODE,
    TYPING_LESSON,
    TYPING_FIND_LESSON // in the list of lessons
} Typing;
typedef enum Sure { SURE_NOTHING, SURE_QUIT, SURE_KILL, SURE_EDIT } Sure;

struct Ui {
    Terminal *terminal;
    Keys keys;
    Grid grid;
    bool is_ascii, has_mouse, is_settled, is_synced;
    uint64_t frames, keys_taken;
    // Where the eye is
    Pane focus;
    uint32_t used[PANES], uses; // which pane had the focus last
    uint32_t kept[PANES]; // the same as it was before a lesson: only programs of one's own are
                          // opened as the last one was left
    bool is_lesson;
    Front front;
    bool is_zoomed, is_intro, is_inspecting, is_explaining, is_helping;
    bool intro_seen;          // of the lesson on the screen
    uint64_t intro_cursor;    // where the introduction was opened: moving on closes it
    uint32_t selected;        // task
    uint32_t selected_group;  // index of a folded row's group + 1
    bool is_presenting, is_black;
    bool is_yanking;          // the pane's text goes to the clipboard with the next frame
    Str yanked;               // what the terminal is sent for that
    bool is_away;             // the selected task does not exist at the moment shown
    Action pressed;           // the last key's, to be shown while presenting
    Key pressed_key;
    Motion motion;
    GroupLine *group_lines;
    Told *told;
    size_t file;              // of the sources, counted from 1: shown whatever happens; 0: none
    bool is_following;        // the screen stays with the selected task
    Ways ways;
    TaskRows rows, pair_rows; // of the program, and of the one beside it
    Str filter;               // of the tasks
    size_t trouble;           // the chosen one; SIZE_MAX: the last
    uint32_t loop;            // the loop shown; 0: the one that acts
    int top[PANES];
    bool is_held[PANES];      // scrolled by hand: does not follow what happens
    Drawn drawn[PANES];
    int spread[PANES]; // rows of the screen for each row, while presenting; 0: one
    int intro_w;    // of the introduction, where it is open: the least with which all of it is in
                    // sight
    int story_rows; // while presenting: what is told needs so many
    Rich inspector;
    int inspect_top;
    int explain_top;
    Help help;
    Menu menu;
    size_t menu_before; // what was chosen when words were begun to be typed
    bool is_reporting;  // the learner's progress lies over the menu
    int report_top;
    const Question *answering; // the question that the answer below is for
    int chosen;               // of its options
    Str refusal;              // why what was typed is no answer to it, "" where nothing is wrong
    const void *boxed;        // what the box over the panes is about, NULL: no verdict, no end
    int box_top;              // the first row shown of what stands in the box over the panes
    // What is typed or asked
    Typing typing;
    bool stdin_left;          // esc: the line for stdin is closed until enter
    Str line;
    size_t behind;            // bytes of it behind the cursor
    unsigned code_line;       // the line of the program that is edited, or was last; 0: none was
    size_t code_source;       // of the log's, from 1; 0: the program's own file
    Str code;                 // how it was
    Str code_file;            // in which file
    bool is_code_agreed;      // the user was asked whether their own file is to be changed
    Str given;                // the text of the last wish
    const char *error;        // why the line was refused, in English; NULL: it was not
    Str unknown;              // its text, where it is made for this line
    Sure sure;
    Str said; // what the last key has done, "" where the picture says it
};

// ui.c
void ui_follow_scene(Ui *ui, const UiScene *scene); // what the scene asks of the screen: a new lesson, a question, a script that reads
void ui_leave_program(Ui *ui);                      // another one comes
bool ui_program_is_alive(const UiScene *scene);
Mode ui_mode(const Ui *ui, const UiScene *scene);
unsigned ui_now(const Ui *ui, const UiScene *scene); // a sum of NOW_…: what makes keys worth a hint
void ui_say(Ui *ui, const char *format, ...)
    __attribute__((format(printf, 2, 3))); // what a key has done, one line, until the next key
View ui_view(Ui *ui, const UiScene *scene);
Layout ui_layout(const Ui *ui);
Pane ui_focus(const Ui *ui); // the pane that the keys go to
void ui_forget_ways(Ui *ui); // panes as they are at first
uint32_t ui_inspected(const View *view); // the task that the inspector is about; 0: there is none

// The names of panes that share a place, in the line above it: `x` from the place's left edge.
typedef struct TabName {
    Pane pane;
    int x, cells;
    bool is_news;     // it has something to say that is not in sight
    const char *name; // "" where only its number has room; NULL: of the pane shown, by its title
} TabName;
size_t ui_tab_names(const View *view, unsigned tabs, Pane shown, int width, TabName *out);
const char *ui_pane_name(Pane pane);
size_t ui_file_count(const Log *log); // sources that differ

void ui_panes_draw(Ui *ui, View *view, const Canvas *screen, const Layout *layout);
Layout ui_compare_layout(const Ui *ui, int side);

// ui_compare.c: two programs.
void ui_compare_draw(Ui *ui, const UiScene *scene, const Canvas *screen);

// ui_box.c: what the lesson says over the panes: a question, a verdict, the end. The panes make
// room for it.
typedef struct Box {
    Rich rich;
    Rect inner;  // on the screen; w 0: there is none
    Style style; // of the frame
    const char *title;
    int top; // the first row of `rich` shown
} Box;
Box ui_box_make(Ui *ui, const UiScene *scene, int w, int h);
void ui_box_make_room(const Box *box, Layout *layout);
void ui_box_draw(Box *box, const Canvas *screen); // and free it

// ui_popup.c: what lies over the panes.
void ui_popups_draw(Ui *ui, View *view, const Canvas *screen);
void ui_popup_help(Ui *ui, const Canvas *screen);
void ui_popup_report(Ui *ui, const UiScene *scene, const Canvas *screen);

// ui_present.c: what a pane has drawn is spread over its rows. Returns the rows for each row: 1
// where there is no room, or 2. `anchors`: of the motion, before the pane was drawn.
int ui_present_spread(View *view, const Canvas *canvas, Pane pane, Drawn drawn, PaneDraw *draw,
                      size_t anchors);

// ui_motion.c
void motion_free(Motion *motion);
void motion_begin(Motion *motion, uint64_t cursor); // a frame at this moment begins
size_t motion_count(const Motion *motion); // how many handles were noted in this frame so far
void motion_spread(Motion *motion, size_t from,
                   int top); // those from that one on stand twice as far below row `top`
void motion_draw(const Motion *motion, const View *view, const Canvas *screen);

// ui_eye.c: where the eye is, and how keys move it.
void ui_set_focus(Ui *ui, Pane pane);
void ui_scroll(Ui *ui, Pane pane, int by);
void ui_move_eye(Ui *ui, const UiScene *scene, int by);
void ui_select_row(Ui *ui, const TaskRow *row);
void ui_release_panes(Ui *ui); // they follow again what happens

// ui_pick.c: the list of lessons.
StrView ui_menu_found(const Ui *ui); // the words that are looked for
void ui_pick_by(Ui *ui, const UiScene *scene, int by);
void ui_choose_due(Ui *ui, const UiScene *scene);
void ui_pick_key(Ui *ui,
                 Key key); // before a key is looked up: does it end the number that is being typed?
void ui_pick_number(Ui *ui, const UiScene *scene, Key key); // its first digit
void ui_pick_words(Ui *ui);                                 // words are typed from now on
void ui_pick_leave(Ui *ui);                                 // nothing is typed any more
void ui_pick_typed(Ui *ui, const UiScene *scene);           // the line has changed
void ui_pick(Ui *ui, const UiScene *scene, UiWish *wish);   // open what is chosen
void ui_show_report(Ui *ui);
// ui_front.c: what comes to the front by itself.
void ui_front_follow(Ui *ui, const UiScene *scene);
uint32_t ui_front_use(const Front *front, Pane pane); // as in Ui.used; 0: it is not named now
void ui_front_free(Front *front);
// The panes that a text in Markdown names in bold, in `order` as in Named (NUMBERED_PANES of them);
// returns how many.
unsigned ui_front_names(const char *text, uint8_t *order);

// ui_line.c: what is typed.
void ui_begin_line(Ui *ui, Typing typing, const char *text);
void ui_add_character(Str *text, Key key);
void ui_erase_last(Str *text);
void ui_type_character(Ui *ui, Key key); // at the cursor
void ui_move_in_line(Ui *ui, Action action);
void ui_erase_in_line(Ui *ui, bool is_behind); // the letter behind the cursor, or the one before it
void ui_enter_code(Ui *ui, UiWish *wish);
void ui_other_code(Ui *ui, int by, unsigned line, UiWish *wish); // so many lines on, else this one
void ui_take_mark(Ui *ui, Key key, UiWish *wish);
void ui_enter_line(Ui *ui, const UiScene *scene, UiWish *wish);
void ui_leave_line(Ui *ui);
void ui_line_changed(Ui *ui, const UiScene *scene);

// ui_command.c: what is typed after `:`.
bool ui_command_run(Ui *ui, const UiScene *scene, UiWish *wish); // false: `error` says what was expected
void ui_complete_line(Ui *ui, const UiScene *scene);
// The words that could stand where the line ends: the first of them into `names`, what all have in common into `same`; returns how many.
size_t ui_command_candidates(Ui *ui, const UiScene *scene, Str *names, Str *same);

// ui_act.c
void ui_act(Ui *ui, const UiScene *scene, Action action, Key key, UiWish *wish);

// ui_mouse.c
void ui_use_mouse(Ui *ui, const UiScene *scene, const Press *press, UiWish *wish);

#endif
