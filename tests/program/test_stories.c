// tests/stories: programs whose whole story, under the virtual clock, is what stands beside them. A sentence that changes is read again here.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/place.h"
#include "harness/proc.h"
#include "harness/stock.h"
#include "harness/suite.h"

static char *read_file(const char *path) {
    FILE *file = fopen(path, "r");
    Str text = {0};
    char bytes[4096];
    size_t n;
    while (file && (n = fread(bytes, 1, sizeof bytes, file)) > 0) str_add_bytes(&text, bytes, n);
    if (file) fclose(file);
    return text.s ? text.s : calloc(1, 1);
}

// A line of one of asyncio's own files has another number in each version.
static void add_line(Str *kept, const char *line) {
    const char *number = strstr(line, " on line ");
    const char *after = number ? number + strlen(" on line ") : line;
    const char *digits = after;
    after += strspn(after, "0123456789");
    if (number && strncmp(after, " of ", 4) == 0)
        str_addf(kept, "%.*s…%s\n", (int)(digits - line), line, after);
    else str_addf(kept, "%s\n", line);
}

// What Python itself writes to stderr is its own affair, and full of paths.
static void keep(Str *kept, char *story) {
    for (char *line; (line = strsep(&story, "\n"));)
        if (*line && !strstr(line, " prints to stderr")) add_line(kept, line);
}

// What is told by some versions alone begins with them: `[3.12+] ` or `[3.11-] `. Lines of others
// are left out.
static void keep_of_version(Str *kept, char *agreed) {
    for (char *line; (line = strsep(&agreed, "\n"));) {
        int minor, len = 0;
        char way;
        bool is_tagged = sscanf(line, "[3.%d%c] %n", &minor, &way, &len) == 2 && len > 0;
        bool is_of_other =
            is_tagged && (way == '+' ? stock_minor() < minor : stock_minor() > minor);
        if (*line && !is_of_other) str_addf(kept, "%s\n", line + len);
    }
}

static void is_told_as_agreed(void **state) {
    const char *script = *state;
    size_t len = strlen(script) - strlen(".py");
    char *agreed_path = NULL;
    Str kept = {0}, wanted = {0};
    Proc proc;
    if (asprintf(&agreed_path, "%.*s.txt", (int)len, script) < 0) abort();
    proc_viewer(&proc, "run", "--plain", "--clock", "virtual", script);
    keep(&kept, proc.out.s);
    if (getenv("AGREE")) {
        FILE *file = fopen(agreed_path, "w");
        fputs(str_text(&kept), file);
        fclose(file);
    }
    char *agreed = read_file(agreed_path);
    keep_of_version(&wanted, agreed);
    char *rest = wanted.s, *told = kept.s;
    for (int number = 1; rest || told; number++) {
        const char *expected = rest ? strsep(&rest, "\n") : "", *line = told ? strsep(&told, "\n") : "";
        if (strcmp(expected, line)) fail_msg("%s:%d\n  agreed: %s\n  told:   %s", agreed_path, number, expected, line);
    }
    free(agreed);
    free(agreed_path);
    str_free(&kept), str_free(&wanted);
    proc_free(&proc);
}

int main(void) {
    Suite suite = {0};
    char **scripts = place_list("tests/stories", ".py", 0);
    for (size_t i = 0; scripts[i]; i++) suite_add(&suite, strrchr(scripts[i], '/') + 1, is_told_as_agreed, scripts[i]);
    int failed = suite_run(&suite, "stories");
    for (size_t i = 0; scripts[i]; i++) free(scripts[i]);
    free(scripts);
    return failed;
}
