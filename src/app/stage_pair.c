// Two programs on the stage: opened, played, moved in.
#include <stdio.h>
#include <unistd.h>

#include "app/gather.h"
#include "app/lesson_list.h"
#include "app/stage.h"
#include "base/text.h"
#include "base/words.h"

static void say_running(const char *operand) {
    Str text = {0};
    str_addf(&text, words(N_("running %s first (^C interrupts it)")), operand);
    text_put(stderr, text.s);
    fputc('\n', stderr);
    str_free(&text);
}

// Scripts run on the virtual clock unless they are told otherwise: what is compared shall not depend on the machine.
static bool gather_one(Stage *stage, int side, Str *title, Err *err) {
    Options options = *stage->options;
    char *operands[] = {stage->options->operands[side], NULL};
    Str damage = {0};
    options.operands = operands;
    options.n_operands = 1;
    bool is_recording = gather_is_recording(operands[0]),
         is_lesson = lesson_list_is_name(operands[0]) || lesson_list_number(operands[0], NULL);
    if (is_recording) options.clock = options.detail = TOGGLE_DEFAULT, options.python = NULL;
    if (!options.clock && !is_recording && !is_lesson) options.clock = TOGGLE_FIRST;
    // A program of one's own may take its time, and the screen is not there yet.
    if (!is_recording && isatty(STDERR_FILENO)) say_running(operands[0]);
    stage->pair.history[side] = history_new();
    bool fine = gather(stage->pair.history[side], &options, title, &damage, err);
    if (damage.len) stage_say(stage, damage.s);
    stage->pair.cursor[side] = history_first(stage->pair.history[side]);
    str_free(&damage);
    return fine;
}

bool stage_open_pair(Stage *stage, Err *err) {
    bool fine = gather_one(stage, 0, &stage->title, err) && gather_one(stage, 1, &stage->pair_title, err);
    stage->run_number += 2;
    stage->history = stage->pair.history[0];
    if (fine) stage->cursor = stage->pair.cursor[0];
    if (!fine) stage_close(stage);
    return fine;
}

// What happens at the same time in the two happens one after the other, each for a beat.
uint64_t stage_pair_play(Stage *stage, uint64_t now) {
    uint64_t next;
    if (!pair_next_time(&stage->pair, &next)) {
        stage->player.is_on = false;
        stage_say(stage, "This is the end of both programs.");
        return 0;
    }
    uint64_t due = stage->player.since + player_stay_for(&stage->player, pair_now(&stage->pair), next);
    if (due > now) return due - now;
    pair_step(&stage->pair, 1, NULL, NULL);
    stage->cursor = stage->pair.cursor[0];
    stage->player.since = now;
    return 1;
}

static bool is_kind(const History *history, const Event *ev, uint64_t seq, void *arg) {
    (void)history, (void)seq;
    return ev->kind == *(const uint16_t *)arg;
}

static bool step_pair(Stage *stage, UiWishKind kind) {
    static const struct { UiWishKind forward, backward; uint16_t kind; } steps[] = {
        {WISH_NEXT, WISH_BACK, 0}, {WISH_ITERATION, WISH_ITERATION_BACK, EV_ITERATION_BEGAN}, {WISH_TIMER, WISH_TIMER_BACK, EV_TIMER_FIRED},
        {WISH_OUTPUT, WISH_OUTPUT_BACK, EV_OUTPUT}, {WISH_TASK_STEP, WISH_TASK_STEP_BACK, EV_STEP_BEGAN}, {WISH_LINE, WISH_LINE_BACK, EV_LINE},
    };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        uint16_t wanted = steps[i].kind;
        if (steps[i].forward != kind && steps[i].backward != kind) continue;
        bool is_on = steps[i].forward == kind;
        if (!pair_step(&stage->pair, is_on ? 1 : -1, wanted ? is_kind : NULL, &wanted))
            stage_say(stage, is_on ? N_("Neither program has that after this.")
                                   : N_("This is the beginning."));
        return true;
    }
    return false;
}

// What the keys mean where there are two: they move in both.
void stage_pair_wish(Stage *stage, const UiWish *wish, uint64_t now) {
    Pair *pair = &stage->pair;
    pair->is_unfolded = stage->is_unfolded;
    bool was_playing = stage->player.is_on;
    if (wish->kind != WISH_SPEED) stage->player.is_on = false;
    if (wish->kind == WISH_PLAY && !was_playing) player_begin(&stage->player, now);
    else if (wish->kind == WISH_SPEED) stage->player.speed = wish->speed;
    else if (wish->kind == WISH_FOLD) stage_fold(stage);
    else if (wish->kind == WISH_START) pair_go_to_start(pair);
    else if (wish->kind == WISH_END) pair_go_to_end(pair);
    else if (wish->kind == WISH_GOTO_TIME) pair_go_to_time(pair, wish->seq);
    else if (wish->kind != WISH_PLAY && wish->kind != WISH_STOP && !step_pair(stage, wish->kind))
        stage_say(stage, "This works with one program only: replay opens one of the two.");
    stage->cursor = pair->cursor[0];
}

void stage_pair_scene(Stage *stage, UiScene *scene, uint64_t now) {
    uint64_t clock = pair_now(&stage->pair), next;
    if (stage->player.is_on && pair_next_time(&stage->pair, &next)) {
        uint64_t whole = player_stay_for(&stage->player, clock, next), passed = now - stage->player.since;
        uint64_t run = (uint64_t)((double)passed * stage->player.speed);
        scene->play_whole = whole;
        scene->play_left = passed < whole ? whole - passed : 0;
        clock = clock + run < next ? clock + run : next > clock ? next : clock;
    }
    scene->play_t = clock;
    stage->shown_pair = (UiPair){.noted = stage_noted(stage, 1),
                                 .history = stage->pair.history[1],
                                 .cursor = stage->pair.cursor[1],
                                 .run_number = stage->run_number + 1,
                                 .title = str_text(&stage->pair_title),
                                 .now = clock,
                                 .has_moved = stage->pair.moved == 1};
    scene->pair = &stage->shown_pair;
}
