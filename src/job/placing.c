/* SPDX-License-Identifier: MIT */
#include "job/placing.h"

#include <string.h>

#include "base/memory.h"

static t4_status collect(void *context, const t4_contribution *item, t4_error *err)
{
    t4_records *r = context;

    if (!t4_grow(&r->items, &r->item_room, r->item_count, sizeof *r->items))
        return t4_fail_memory(err);
    r->items[r->item_count++] = *item;
    return T4_OK;
}

t4_status t4_placing_collect(t4_records *records, t4_error *err)
{
    return records->items ? T4_OK : t4_cube_contributions(records->cube, collect, records, err);
}

bool t4_placing_short(const t4_records *records)
{
    int longest = records->template_->plan.levels[0];
    size_t count = t4_dict_count(records->domain.codes), n;

    for (size_t id = 0; records->short_codes && id < count; id++) {
        const char *text = t4_dict_text(records->domain.codes, (uint32_t)id, &n);

        if (n && (int)n < longest && text[n - 1] != 'X')
            return true;
    }
    return false;
}

t4_status t4_placing_cube(t4_run *run, t4_records *records, t4_error *err)
{
    t4_cube_options options = {.plan = records->wide ? *records->wide : records->template_->plan, .codes = records->codes};
    t4_cube *cube = NULL;
    t4_status status;

    options.plan.contributors = records->counts;
    options.plan.from = records->template_->from;
    options.plan.until = records->template_->until;
    t4_cube_free(records->cube);
    records->cube = NULL;
    status = t4_cube_new(&cube, run, &records->domain, &options, err);
    for (size_t i = 0; i < records->item_count && !status; i++)
        status = t4_cube_add_contribution(cube, 0, &records->items[i], err);
    if (!status)
        status = t4_cube_close(cube, err);
    records->cube = cube;
    return status;
}

t4_status t4_placing_contributions(void *source, t4_contribution_visit *visit, void *context, t4_error *err)
{
    t4_records *records = source;
    t4_status status = T4_OK;

    if (!records->items)
        return t4_cube_contributions(records->cube, visit, context, err);
    for (size_t i = 0; i < records->item_count && !status; i++)
        status = visit(context, &records->items[i], err);
    return status;
}
