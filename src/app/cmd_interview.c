// `aioscope interview`: questions from the deck, one after the other; each is answered by a program, which is run for it.
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/learner.h"
#include "app/paths.h"
#include "app/rehearsal.h"
#include "base/mem.h"
#include "base/text.h"
#include "lesson/question.h"

#define CARD_MS 10000u
#define DEALT 10 // questions, unless --count says otherwise

static const char *const decks[] = {"interview", "myths"};

typedef struct Card {
    Str path, key;
    Lesson lesson;
    int rank; // due first, then never answered, then the rest
} Card;

typedef struct Deck {
    Card *cards;
    size_t count, cap;
} Deck;

typedef struct Score {
    unsigned asked, right;
    Str again; // titles of what was missed, a line each
} Score;

// --- the deck -------------------------------------------------------------------------------------------------------------------------------

static bool is_wanted(const Lesson *lesson, const Options *options) {
    if (lesson->n_questions != 1) return false;
    if (options->topic && strcmp(options->topic, str_text(&lesson->topic)) != 0) return false;
    return !options->level || lesson->level == (unsigned)atoi(options->level);
}

static void add_card(Deck *deck, const Options *options, Progress *progress, const char *path) {
    Err err;
    Card card = {0};
    if (!lesson_load(&card.lesson, path, &err) || !is_wanted(&card.lesson, options)) {
        lesson_free(&card.lesson);
        return;
    }
    str_add(&card.path, path);
    learner_key(&card.key, path);
    LessonProgress of = progress_of(progress, card.key.s, learner_now());
    card.rank = of.due ? 0 : !of.right && !of.wrong ? 1 : of.wrong > of.right ? 2 : 3;
    deck->cards = mem_grow(deck->cards, &deck->cap, deck->count + 1, sizeof *deck->cards);
    deck->cards[deck->count++] = card;
}

static int is_card(const struct dirent *entry) {
    size_t len = strlen(entry->d_name);
    return len > 3 && strcmp(entry->d_name + len - 3, ".py") == 0;
}

static void add_folder(Deck *deck, const Options *options, Progress *progress, const char *folder) {
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_card, alphasort);
    for (int i = 0; i < count; i++) {
        Str path = {0};
        str_addf(&path, "%s/%s", folder, entries[i]->d_name);
        add_card(deck, options, progress, path.s);
        str_free(&path);
        free(entries[i]);
    }
    if (count >= 0) free(entries);
}

static int by_rank(const void *a, const void *b) {
    const Card *one = a, *two = b;
    if (one->rank != two->rank) return one->rank - two->rank;
    if (one->lesson.level != two->lesson.level) return one->lesson.level < two->lesson.level ? -1 : 1;
    return strcmp(one->path.s, two->path.s);
}

static bool load_deck(Deck *deck, const Options *options, Progress *progress, Err *err) {
    Str lessons = {0};
    bool found = paths_lessons(&lessons, err);
    for (size_t i = 0; found && i < sizeof decks / sizeof *decks; i++) {
        Str folder = {0};
        str_addf(&folder, "%s/%s", lessons.s, decks[i]);
        add_folder(deck, options, progress, folder.s);
        str_free(&folder);
    }
    str_free(&lessons);
    if (!found) return false;
    if (!deck->count) return err_set(err, "interview: there is no question of that topic and level in the deck");
    qsort(deck->cards, deck->count, sizeof *deck->cards, by_rank);
    return true;
}

static void deck_free(Deck *deck) {
    for (size_t i = 0; i < deck->count; i++) {
        str_free(&deck->cards[i].path);
        str_free(&deck->cards[i].key);
        lesson_free(&deck->cards[i].lesson);
    }
    free(deck->cards);
}

// --- one question -----------------------------------------------------------------------------------------------------------------------------

static void print_clean(const char *text) {
    Str clean = {0};
    StrView rest = view_of(text);
    while (rest.len) {
        const char *end = memchr(rest.s, '\n', rest.len);
        StrView line = {rest.s, end ? (size_t)(end - rest.s) : rest.len};
        str_clear(&clean);
        text_clean_line(&clean, line, 4, false);
        printf("  %s\n", str_text(&clean));
        rest.s += line.len + (end != NULL), rest.len -= line.len + (end != NULL);
    }
    str_free(&clean);
}

static void print_program(const Card *card) {
    FILE *file = fopen(card->path.s, "r");
    char *line = NULL;
    size_t cap = 0;
    unsigned number = 0, asked = card->lesson.questions[0].line;
    bool in_docstring = true;
    putchar('\n');
    for (ssize_t len; file && (len = getline(&line, &cap, file)) > 0;) {
        number++;
        const Directive *directive = lesson_directive(&card->lesson, number);
        if (strncmp(line, "import", 6) == 0 || strncmp(line, "from", 4) == 0) in_docstring = false;
        if (in_docstring || (directive && directive->is_alone)) continue;
        printf(" %s %3u  %s", number == asked ? ">" : " ", number, line);
    }
    free(line);
    if (file) fclose(file);
    putchar('\n');
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

// A number of an option, or the answer itself; false: the end of input.
static bool read_answer(const Choices *choices, Str *given) {
    char *line = NULL;
    size_t cap = 0;
    printf("%s", choices->count ? "Your answer (a number; enter: I do not know): " : "Your answer (enter: I do not know): ");
    fflush(stdout);
    ssize_t len = getline(&line, &cap, stdin);
    bool came = len >= 0;
    while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == ' ')) line[--len] = '\0';
    size_t chosen = len > 0 ? strtoul(line, NULL, 10) : 0;
    if (choices->count && chosen >= 1 && chosen <= choices->count) str_add(given, choices->options[chosen - 1].s);
    else if (len > 0) str_add(given, line);
    free(line);
    return came;
}

static void tell(const Card *card, const char *given, const char *answer, bool is_right, bool is_late, Score *score) {
    const Question *question = &card->lesson.questions[0];
    score->asked++;
    score->right += is_right;
    if (!is_right) str_addf(&score->again, "  %s  (aioscope learn %s)\n", str_text(&card->lesson.title), card->path.s);
    printf("\n%s", is_right ? "Right: " : *given ? "Not quite: it is " : "It is ");
    printf("%s.%s\n", answer, is_late ? " But it took you longer than the time there was." : "");
    if (question->because.len) print_clean(str_text(&question->because));
    putchar('\n');
    print_clean(str_text(&card->lesson.intro));
    putchar('\n');
}

// Ask, and let the program decide. False: no more are wanted.
static bool ask_card(const Card *card, const Options *options, bool asks, Progress *progress, Score *score) {
    const Question *question = &card->lesson.questions[0];
    Err err = {""};
    Launch launch = {0};
    Rehearsal rehearsal = {0};
    Choices choices = {0};
    Decision decision = {0};
    Str words = {0}, given = {0};
    bool goes_on = true, decided = false;
    if (launch_lesson(&launch, &card->lesson, card->path.s, options, &err) && rehearsal_start(&rehearsal, &launch, &err)) {
        rehearsal_finish(&rehearsal, CARD_MS, NULL);
        uint64_t asked = question_place(&card->lesson, rehearsal.history, 0);
        decided = asked != HISTORY_NONE && question_decide(question, rehearsal.history, asked, launch.is_virtual, &decision);
        if (decided) question_choices(question, rehearsal.history, asked, launch.is_virtual, &choices);
    }
    if (decided) {
        question_words(&words, question);
        printf("── %s\n", str_text(&card->lesson.title));
        print_program(card);
        print_clean(words.s);
        for (size_t i = 0; i < choices.count; i++) printf("    %zu  %s\n", i + 1, choices.options[i].s);
        double begin = seconds(), limit = options->seconds ? atof(options->seconds) : 0;
        if (asks) goes_on = read_answer(&choices, &given);
        bool is_late = limit > 0 && seconds() - begin > limit;
        bool is_right = given.len && !is_late && question_is_right(question, given.s, decision.answer.s);
        if (goes_on) tell(card, str_text(&given), str_text(&decision.answer), is_right, asks && is_late, score);
        if (asks && goes_on && !progress_answer(progress, card->key.s, 0, str_text(&given), decision.answer.s, is_right, learner_now(), &err))
            fprintf(stderr, "aioscope: %s\n", err.msg);
    } else {
        fprintf(stderr, "aioscope: %s: this card could not be run: %s\n", card->path.s, err.msg);
    }
    rehearsal_free(&rehearsal);
    launch_free(&launch);
    choices_free(&choices);
    str_free(&decision.answer);
    str_free(&words);
    str_free(&given);
    return goes_on;
}

static bool is_number(const char *text, double least, double most) {
    char *end;
    double value = strtod(text, &end);
    return end != text && !*end && value >= least && value <= most;
}

static bool check_options(const Options *options, Err *err) {
    if (options->level && !is_number(options->level, 1, 3)) return err_set(err, "--level %s: 1, 2 or 3 is wanted", options->level);
    if (options->count && !is_number(options->count, 1, 1000)) return err_set(err, "--count %s: a number from 1 to 1000 is wanted", options->count);
    if (options->seconds && !is_number(options->seconds, 1, 3600)) return err_set(err, "--time %s: seconds from 1 to 3600 are wanted", options->seconds);
    return true;
}

int command_interview(const Options *options) {
    Err err = {""};
    if (!check_options(options, &err)) return command_fail(&err, EXIT_USAGE);
    Str notice = {0};
    Deck deck = {0};
    Score score = {0};
    bool asks = isatty(STDIN_FILENO);
    Progress *progress = learner_open(&notice);
    if (notice.len) fprintf(stderr, "aioscope: %s\n", notice.s);
    str_free(&notice);
    int status = 0;
    if (!load_deck(&deck, options, progress, &err)) status = command_fail(&err, EXIT_USAGE);
    size_t count = options->count ? strtoul(options->count, NULL, 10) : DEALT;
    for (size_t i = 0; i < deck.count && i < count; i++)
        if (!ask_card(&deck.cards[i], options, asks, progress, &score)) break;
    if (asks && score.asked) {
        printf("\n%u of %u right.\n", score.right, score.asked);
        if (score.again.len) printf("To go over again, with the program on the screen:\n%s", score.again.s);
    }
    str_free(&score.again);
    deck_free(&deck);
    progress_close(progress);
    return status;
}
