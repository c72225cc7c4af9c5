/* SPDX-License-Identifier: MIT */
#include "release/visit.h"

#include "base/memory.h"
#include "base/parallel.h"

enum { WINDOW_PER_THREAD = 2 };

typedef struct {
    const t4_draft *draft;
    t4_visit_look *look;
    void *context;
    size_t *units;
    t4_row_block *blocks;    /* one a slot */
} visit;

static t4_status produce(void *context, unsigned worker, size_t index, size_t slot, t4_error *err)
{
    const visit *v = context;

    return v->draft->rows->load(v->draft->rows, worker, v->units[index], &v->blocks[slot], err);
}

static t4_status consume(void *context, size_t index, size_t slot, t4_error *err)
{
    const visit *v = context;

    return v->look(v->context, &v->draft->survey.units[v->units[index]], &v->blocks[slot], err);
}

t4_status t4_visit_units(const t4_draft *draft, t4_visit_wanted *wanted, t4_visit_look *look,
                         void *context, t4_error *err)
{
    const t4_run *run = draft->package->run;
    size_t window = (size_t)run->threads * WINDOW_PER_THREAD, count = 0;
    visit v = {.draft = draft, .look = look, .context = context,
               .units = t4_alloc(draft->rows->units + 1, sizeof *v.units),
               .blocks = t4_alloc_zero(window, sizeof *v.blocks)};
    t4_status status = v.units && v.blocks ? T4_OK : t4_fail_memory(err);

    for (size_t i = 0; i < draft->rows->units && !status; i++)
        if (draft->survey.units[i].period && wanted(context, &draft->survey.units[i]))
            v.units[count++] = i;
    if (!status)
        status = t4_parallel_ordered(run, count, window, produce, consume, &v, err);
    for (size_t i = 0; v.blocks && i < window; i++)
        t4_row_block_release(&v.blocks[i]);
    t4_free(v.blocks);
    t4_free(v.units);
    return status;
}
