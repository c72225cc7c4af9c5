/* SPDX-License-Identifier: MIT */
#include "cli/ladder_layout.h"

#include <math.h>
#include <string.h>

enum { MARK = 6, ANGLES = 16, DISTANCES = 9 };

static const double distances[DISTANCES] = {13, 20, 28, 38, 50, 64, 82, 104, 130};

double t4_ladder_layout_y(const t4_ladder_layout *a, double known)
{
    return T4_LADDER_HEADROOM + log1p(known) / log1p(a->most) * (a->height - T4_LADDER_HEADROOM);
}

typedef struct {
    double left, top, right, bottom;
} box;

static box box_of(double x, double y, double width, double height)
{
    return (box){x - width / 2, y - height / 2, x + width / 2, y + height / 2};
}

static bool overlap(const box *a, const box *b)
{
    return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

/* Does a line from one point to another run through a box? */
static bool crosses(double x0, double y0, double x, double y, const box *b)
{
    enum { STEPS = 24 };

    for (int i = 1; i <= STEPS; i++) {
        double px = x0 + (x - x0) * i / STEPS, py = y0 + (y - y0) * i / STEPS;

        if (px > b->left && px < b->right && py > b->top && py < b->bottom)
            return true;
    }
    return false;
}

/* How much of the line that joins the best designs runs through a box. */
static int joined(const t4_ladder_layout *a, const box *b)
{
    int n = 0;

    for (size_t i = 1; i < a->best_count; i++) {
        const t4_ladder_spot *from = &a->spots[a->best[i - 1]], *to = &a->spots[a->best[i]];

        n += crosses(from->x, from->y, to->x, to->y, b);
    }
    return n;
}

/* What speaks against a label of `s` at a place; labels before `placed` in `order` stand already. */
static double cost_at(const t4_ladder_layout *a, const t4_ladder_spot *s, double x, double y, const size_t *order, size_t placed)
{
    box own = box_of(x, y, s->label_width, a->font + 3);
    double cost = 60 * joined(a, &own);

    if (own.left < 0 || own.right > a->width || own.top < 0 || own.bottom > a->height)
        cost += 4000;
    for (size_t i = 0; i < a->count; i++) {
        box mark = box_of(a->spots[i].x, a->spots[i].y, 2 * MARK, 2 * MARK);

        cost += overlap(&own, &mark) ? 120 : 0;
        cost += &a->spots[i] != s && crosses(s->x, s->y, x, y, &mark) ? 8 : 0;
    }
    for (size_t i = 0; i < placed; i++) {
        const t4_ladder_spot *other = &a->spots[order[i]];
        box there = box_of(other->label_x, other->label_y, other->label_width, a->font + 3);

        cost += overlap(&own, &there) ? 1000 : 0;
        cost += crosses(s->x, s->y, x, y, &there) ? 200 : 0;
        cost += crosses(other->x, other->y, other->label_x, other->label_y, &own) ? 200 : 0;
    }
    return cost;
}

/* The leader line ends where the label begins. */
static void lead(const t4_ladder_layout *a, t4_ladder_spot *s)
{
    box b = box_of(s->label_x, s->label_y, s->label_width, a->font);

    s->end_x = fmax(b.left, fmin(b.right, s->x));
    s->end_y = fmax(b.top, fmin(b.bottom, s->y));
    s->leader = hypot(s->end_x - s->x, s->end_y - s->y) > MARK + 5;
}

static void place(const t4_ladder_layout *a, t4_ladder_spot *s, const size_t *order, size_t placed)
{
    double least = INFINITY;

    for (int d = 0; d < DISTANCES; d++)
        for (int k = 0; k < ANGLES; k++) {
            double angle = (k % 2 ? -1 : 1) * (k + 1) / 2 * 2 * acos(-1) / ANGLES;
            double x = s->x + sin(angle) * (distances[d] + s->label_width / 2 - 3), y = s->y - cos(angle) * distances[d];
            double cost = cost_at(a, s, x, y, order, placed) + distances[d];

            if (cost < least - 1e-9) {
                least = cost;
                s->label_x = x;
                s->label_y = y;
            }
        }
    lead(a, s);
}

/* From the least detail to the most. */
static void sort_best(t4_ladder_layout *a)
{
    a->best_count = 0;
    for (size_t i = 0; i < a->count; i++) {
        size_t at = a->best_count;
        const t4_ladder_spot *s = &a->spots[i];

        if (!s->best)
            continue;
        for (; at > 0; at--) {
            const t4_ladder_spot *before = &a->spots[a->best[at - 1]];

            if (before->x < s->x || (before->x == s->x && before->y <= s->y))
                break;
            a->best[at] = a->best[at - 1];
        }
        a->best[at] = i;
        a->best_count++;
    }
}

static void add_spot(t4_ladder_layout *a, const t4_ladder_row *row, size_t number, bool four)
{
    t4_ladder_spot *s = &a->spots[a->count++];

    *s = (t4_ladder_spot){.row = number - 1, .best = row->unbeaten, .named = a->names && (row->unbeaten || four),
                          .known = row->risk[T4_LADDER_INSIDER].exact + row->risk[T4_LADDER_INSIDER].within,
                          .shape = row->hidden_cells && !row->design.lists ? T4_SPOT_HIDDEN : T4_SPOT_OPEN};
    if (row->design.suppress)
        s->shape = T4_SPOT_HIDDEN;
    if (row->design.adaptive)
        s->shape = T4_SPOT_ROLLED;
    s->x = row->kept * a->width;
    s->y = t4_ladder_layout_y(a, (double)s->known);
    snprintf(s->label, sizeof s->label, s->named ? "%zu: %s" : "%zu", number, row->design.name);
    if (s->named && strlen(s->label) * 7 > (size_t)a->width / 2)   /* a long name stands in the key alone */
        snprintf(s->label, sizeof s->label, "%zu", number);
    s->label_width = a->font * (s->named ? s->best ? 0.61 : 0.55 : 0.66) * (double)strlen(s->label) + 4;
}

void t4_ladder_layout_make(t4_ladder_layout *a, const t4_ladder_result *r)
{
    size_t n, order[T4_LADDER_DESIGNS_MAX], placed = 0;
    const t4_ladder_row *rows = t4_ladder_rows(r->ladder, &n), *four = t4_ladder_find_row(rows, n, 4, false);

    a->count = 0;
    for (a->most = 1; a->most < (double)t4_ladder_targets(r->ladder); a->most *= 10)
        ;
    for (size_t i = 0; i < n; i++)
        if (!rows[i].failed)
            add_spot(a, &rows[i], i + 1, &rows[i] == four);
    sort_best(a);
    for (int named = 1; named >= 0; named--)   /* the long labels first */
        for (size_t i = 0; i < a->count; i++)
            if (a->spots[i].named == named) {
                place(a, &a->spots[i], order, placed);
                order[placed++] = i;
            }
}
