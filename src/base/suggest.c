/* SPDX-License-Identifier: MIT */
#include "base/suggest.h"

#include <string.h>

void t4_suggest_init(t4_suggest *suggest, const char *word)
{
    *suggest = (t4_suggest){.word = word, .distance = T4_SUGGEST_LONGEST + 1};
}

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : (unsigned char)c;
}

static size_t smallest(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t t4_suggest_edits(const int32_t *a, size_t n, const int32_t *b, size_t m, size_t limit)
{
    size_t rows[3][T4_SUGGEST_LONGEST + 1];

    if (n > T4_SUGGEST_LONGEST || m > T4_SUGGEST_LONGEST || n > m + limit || m > n + limit)
        return limit + 1;
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *now = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3];
        size_t least = now[0] = i;

        for (size_t j = 1; j <= m; j++) {
            size_t best = before[j - 1] + (a[i - 1] != b[j - 1]);

            best = smallest(best, smallest(before[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                best = smallest(best, earlier[j - 2] + 1);
            now[j] = best;
            least = smallest(least, best);
        }
        if (least > limit)
            return limit + 1;
    }
    return smallest(rows[n % 3][m], limit + 1);
}

size_t t4_suggest_distance(const char *a, const char *b)
{
    int32_t letters[2][T4_SUGGEST_LONGEST];
    size_t n = strlen(a), m = strlen(b);

    if (n > T4_SUGGEST_LONGEST || m > T4_SUGGEST_LONGEST)
        return T4_SUGGEST_LONGEST + 1;
    for (size_t i = 0; i < n; i++)
        letters[0][i] = lower(a[i]);
    for (size_t i = 0; i < m; i++)
        letters[1][i] = lower(b[i]);
    return t4_suggest_edits(letters[0], n, letters[1], m, T4_SUGGEST_LONGEST);
}

/* Up to a third of the letters may be wrong, at least one, at most three. */
void t4_suggest_offer(t4_suggest *suggest, const char *candidate)
{
    size_t n = strlen(suggest->word), most = n < 5 ? 1 : n < 9 ? 2 : 3;
    size_t distance = t4_suggest_distance(suggest->word, candidate);

    /* A beginning of the candidate is near too: "minimum" for "minimum_contributors". */
    if (distance > most && n >= 4 && !strncmp(suggest->word, candidate, n))
        distance = most;
    if (distance <= most && distance < suggest->distance) {
        suggest->nearest = candidate;
        suggest->distance = distance;
    }
}
