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
