#include "base/near.h"

#include <ctype.h>
#include <string.h>

enum { LONGEST = 31 };

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

static bool same(char a, char b) {
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

// Letters wrong, missing, too many or swapped: Damerau's distance, where a pair is swapped at most
// once.
static size_t distance(const char *a, size_t m, const char *b, size_t n) {
    size_t rows[LONGEST + 1][LONGEST + 1];
    for (size_t i = 0; i <= m; i++) rows[i][0] = i;
    for (size_t j = 0; j <= n; j++) rows[0][j] = j;
    for (size_t i = 1; i <= m; i++) {
        for (size_t j = 1; j <= n; j++) {
            rows[i][j] = least(least(rows[i - 1][j], rows[i][j - 1]) + 1,
                               rows[i - 1][j - 1] + !same(a[i - 1], b[j - 1]));
            bool is_swap = i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]);
            if (is_swap) rows[i][j] = least(rows[i][j], rows[i - 2][j - 2] + 1);
        }
    }
    return rows[m][n];
}

const char *near_word(StrView word, const char *const *words, size_t count) {
    const char *nearest = NULL;
    size_t most = word.len <= 4 ? 2 : 3; // more than that is another word
    if (word.len < 2 || word.len > LONGEST) return NULL;
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(words[i]),
               off = len > LONGEST ? most : distance(word.s, word.len, words[i], len);
        if (off >= most || off >= len) continue;
        most = off;
        nearest = words[i];
    }
    return nearest;
}
