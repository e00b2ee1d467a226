#include "app/watch.h"

#include <string.h>

#include "app/paths.h"

#define QUIET_MS 60u // from the last change on: the steps of one save are nearer to each other

static void on_quiet(uv_timer_t *timer) {
    Watch *watch = timer->data;
    watch->saved(watch->arg);
}

// The folder is what is watched: a file that another is renamed over is not the one that would have
// been watched.
static void on_event(uv_fs_event_t *event, const char *name, int events, int status) {
    Watch *watch = event->data;
    (void)events;
    if (status < 0 || !watch->path.len || (name && strcmp(name, paths_base(watch->path.s)) != 0))
        return;
    uv_timer_start(&watch->quiet, on_quiet, QUIET_MS, 0);
}

void watch_init(Watch *watch, uv_loop_t *loop, WatchSaved *saved, void *arg) {
    *watch = (Watch){.saved = saved, .arg = arg};
    uv_fs_event_init(loop, &watch->event);
    uv_timer_init(loop, &watch->quiet);
    watch->event.data = watch->quiet.data = watch;
}

void watch_file(Watch *watch, const char *path) {
    bool is_watched = watch->path.len && uv_is_active((uv_handle_t *)&watch->event);
    if (path && is_watched && strcmp(watch->path.s, path) == 0) return;
    uv_fs_event_stop(&watch->event);
    str_clear(&watch->path);
    if (!path) return;
    Str folder = {0};
    const char *slash = strrchr(path, '/');
    str_add_bytes(&folder, slash ? path : ".",
                  slash ? (size_t)(slash - path) + (slash == path) : 1);
    if (uv_fs_event_start(&watch->event, on_event, folder.s, 0) == 0) str_add(&watch->path, path);
    str_free(&folder);
}

void watch_free(Watch *watch) {
    str_free(&watch->path);
}
