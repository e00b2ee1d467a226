#include "app/look.h"

#include <stdlib.h>

#include "app/plain.h"

static bool wants_color(const Options *options) {
    const char *no_color = getenv("NO_COLOR");
    if (options->color) return options->color != TOGGLE_THIRD;
    return !(no_color && *no_color);
}

UiOptions look_of(const Options *options) {
    static const UiTheme themes[] = {[TOGGLE_DEFAULT] = UI_THEME_NEUTRAL,
                                     [TOGGLE_FIRST] = UI_THEME_LIGHT,
                                     [TOGGLE_SECOND] = UI_THEME_DARK};
    return (UiOptions){.ascii = plain_is_ascii(options),
                       .color = wants_color(options),
                       .mouse = !options->no_mouse,
                       .present = options->present,
                       .theme = themes[options->theme]};
}

size_t look_arguments(const char *args[LOOK_ARGUMENTS], const Options *options) {
    static const char *const themes[] = {
        [TOGGLE_FIRST] = "--theme=light", [TOGGLE_SECOND] = "--theme=dark"};
    static const char *const colors[] = {[TOGGLE_FIRST] = "--color=auto",
                                         [TOGGLE_SECOND] = "--color=always",
                                         [TOGGLE_THIRD] = "--color=never"};
    size_t n = 0;
    if (options->theme) args[n++] = themes[options->theme];
    if (options->color) args[n++] = colors[options->color];
    if (options->ascii) args[n++] = "--ascii";
    return n;
}
