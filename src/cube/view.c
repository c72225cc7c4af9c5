/* SPDX-License-Identifier: MIT */
#include "cube/view.h"

#include "base/memory.h"

struct t4_view {
    t4_cells cells;              /* its source is the view */
    const t4_cells *wide;
    const t4_cube_plan *narrow;
    t4_view_part part;
    int from[T4_LEVELS_MAX];     /* by level of the view: the run in a block of wide */
    bool inner[T4_LEVELS_MAX];   /* by level of wide: narrow has it */
};

static bool has_partner(const t4_cube_plan *plan, uint32_t partner)
{
    if (partner == T4_PARTNER_WORLD)
        return plan->world;
    for (int g = 0; g < T4_GROUPS_MAX; g++)
        if (partner == T4_PARTNER_GROUP(g))
            return g < plan->group_count;
    return plan->each;
}

static bool is_inside(const t4_view *view, int wide_level, const t4_cell *cell)
{
    return view->inner[wide_level] && view->narrow->periods[t4_period_kind_of(cell->period)] &&
           has_partner(view->narrow, cell->partner);
}

/* Keep the cells of the part, in order. */
static void sift(const t4_view *view, int level, t4_cell_block *block)
{
    t4_cell *cells = block->cells[level];
    size_t kept = 0;

    for (size_t k = 0; k < block->count[level]; k++)
        if (is_inside(view, level, &cells[k]) == (view->part == T4_VIEW_INSIDE))
            cells[kept++] = cells[k];
    block->count[level] = kept;
}

static void swap_runs(t4_cell_block *block, int a, int b)
{
    t4_cell *cells = block->cells[a];
    size_t count = block->count[a], room = block->room[a];

    block->cells[a] = block->cells[b];
    block->count[a] = block->count[b];
    block->room[a] = block->room[b];
    block->cells[b] = cells;
    block->count[b] = count;
    block->room[b] = room;
}

static t4_status load(const t4_cells *cells, unsigned worker, size_t index, t4_cell_block *block, t4_error *err)
{
    const t4_view *view = cells->source;
    t4_status status = view->wide->load(view->wide, worker, index, block, err);

    if (status)
        return status;
    for (int l = 0; l < view->wide->plan->level_count; l++)
        sift(view, l, block);
    /* Levels descend in both plans: run l comes from l or behind. */
    for (int l = 0; l < view->cells.plan->level_count; l++)
        if (view->from[l] != l)
            swap_runs(block, l, view->from[l]);
    return T4_OK;
}

t4_status t4_view_new(t4_view **view, const t4_cells *wide, const t4_cube_plan *narrow, t4_view_part part,
                      t4_error *err)
{
    t4_view *v = t4_alloc_zero(1, sizeof *v);
    const t4_cube_plan *own = part == T4_VIEW_INSIDE ? narrow : wide->plan;

    if (!v)
        return t4_fail_memory(err);
    v->wide = wide;
    v->narrow = narrow;
    v->part = part;
    v->cells = (t4_cells){.domain = wide->domain, .plan = own, .source = v, .units = wide->units, .load = load};
    for (int w = 0; w < wide->plan->level_count; w++)
        for (int l = 0; l < narrow->level_count; l++)
            v->inner[w] = v->inner[w] || narrow->levels[l] == wide->plan->levels[w];
    for (int l = 0; l < own->level_count; l++)
        for (int w = 0; w < wide->plan->level_count; w++)
            if (wide->plan->levels[w] == own->levels[l])
                v->from[l] = w;
    *view = v;
    return T4_OK;
}

void t4_view_free(t4_view *view)
{
    t4_free(view);
}

const t4_cells *t4_view_cells(const t4_view *view)
{
    return &view->cells;
}
