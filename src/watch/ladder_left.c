/* SPDX-License-Identifier: MIT */
/* Cells that a publication has no row for: a reader does not even know of them, only what stands above has room. */
#include <math.h>

#include "base/memory.h"
#include "watch/ladder_state.h"

/* Of each cell of the views of one period and partner: what its shown parts leave of it. */
typedef struct {
    double *value[T4_LADDER_LEVELS], *size[T4_LADDER_LEVELS];
} rooms;

/* The nearest cell above that the publication has; false = none. */
static bool above(const t4_ladder *l, uint8_t *const *state, const t4_ladder_view *view, size_t c, int *level, size_t *cell)
{
    for (*level = view->level + 1; *level < l->level_count; (*level)++) {
        size_t v = t4_ladder_view_index(l, *level, view->period, view->partner);

        *cell = t4_ladder_find(&l->views[v], t4_ladder_lift(l, view, view->key[c], &l->views[v]));
        if (state[v] && *cell != SIZE_MAX && (state[v][*cell] == T4_SHOWN_OPEN || state[v][*cell] == T4_SHOWN_HIDDEN))
            return true;
    }
    return false;
}

static bool open_rooms(const t4_ladder *l, const t4_ladder_view *view, rooms *r)
{
    for (int i = view->level + 1; i < l->level_count; i++) {
        const t4_ladder_view *v = &l->views[t4_ladder_view_index(l, i, view->period, view->partner)];

        r->value[i] = t4_alloc(v->cells + 1, sizeof(double));
        r->size[i] = t4_alloc(v->cells + 1, sizeof(double));
        if (!r->value[i] || !r->size[i])
            return false;
        for (size_t c = 0; c < v->cells; c++) {
            r->value[i][c] = (double)v->total[c];
            r->size[i][c] = t4_ladder_size(v, v->key[c]);
        }
    }
    return true;
}

/* The room that is left in each cell above goes to those without a row, evenly by how many codes they hold. */
static void spread(const t4_ladder *l, uint8_t *const *state, t4_ladder_pattern *pattern, const t4_ladder_view *view, rooms *r)
{
    size_t v = (size_t)(view - l->views), up;
    int level;

    for (size_t c = 0; c < view->cells; c++)
        if (state[v][c] != T4_SHOWN_LEFT && above(l, state, view, c, &level, &up)) {
            bool hidden = pattern->hidden[v] && pattern->hidden[v][c];

            r->value[level][up] -= hidden ? pattern->guess[v][c] : (double)view->total[c];
            r->size[level][up] -= t4_ladder_size(view, view->key[c]);
        }
    for (size_t c = 0; c < view->cells; c++) {
        double size = t4_ladder_size(view, view->key[c]);

        if (state[v][c] != T4_SHOWN_LEFT || !above(l, state, view, c, &level, &up) || r->size[level][up] <= size)
            continue;
        pattern->lower[v][c] = view->total[c] < 0 ? view->total[c] : 0;
        pattern->guess[v][c] = fmax(0, r->value[level][up]) * size / r->size[level][up];
    }
}

t4_status t4_ladder_spread_left(t4_ladder *l, t4_ladder_pattern *pattern, uint8_t *const *state, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t v = 0; v < l->view_count && !status; v++) {
        rooms r = {.value = {NULL}};

        if (!state[v] || !pattern->hidden[v])
            continue;
        if (open_rooms(l, &l->views[v], &r))
            spread(l, state, pattern, &l->views[v], &r);
        else
            status = t4_fail_memory(err);
        for (int i = 0; i < T4_LADDER_LEVELS; i++) {
            t4_free(r.value[i]);
            t4_free(r.size[i]);
        }
    }
    return status;
}
