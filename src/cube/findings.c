/* SPDX-License-Identifier: MIT */
/* What the closing pass notices about single records: collected per worker, sorted, limited. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cube/internal.h"

static int compare_findings(const void *a, const void *b)
{
    const t4_finding *x = a, *y = b;

    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind);
}

static void keep_first(t4_finding_list *list)
{
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, compare_findings);
    if (list->count > T4_FINDINGS_MOST)
        list->count = T4_FINDINGS_MOST;
}

t4_status t4_finding_list_add(t4_finding_list *list, const t4_finding *finding, t4_error *err)
{
    if (list->count == 2 * (size_t)T4_FINDINGS_MOST)
        keep_first(list);
    if (!t4_grow(&list->items, &list->room, list->count, sizeof *list->items))
        return t4_fail_memory(err);
    list->items[list->count++] = *finding;
    list->total++;
    return T4_OK;
}

void t4_finding_list_release(t4_finding_list *list)
{
    t4_free(list->items);
    *list = (t4_finding_list){0};
}

/* Join the workers' lists of one kind and put them behind the cube's findings. */
static t4_status append_kind(t4_cube *cube, const t4_finding_list *lists, t4_issue_kind kind,
                             t4_error *err)
{
    t4_finding_list all = {0};
    t4_status status = T4_OK;
    t4_finding *items;

    for (unsigned w = 0; w < cube->workers; w++) {
        for (size_t i = 0; i < lists[w].count && !status; i++)
            status = t4_finding_list_add(&all, &lists[w].items[i], err);
        cube->finding_total[kind] += lists[w].total;
    }
    keep_first(&all);
    if (!status && all.count) {
        items = t4_realloc(cube->findings, cube->finding_count + all.count, sizeof *items);
        if (!items) {
            status = t4_fail_memory(err);
        } else {
            memcpy(items + cube->finding_count, all.items, all.count * sizeof *items);
            cube->findings = items;
            cube->finding_count += all.count;
        }
    }
    t4_finding_list_release(&all);
    return status;
}

typedef t4_status find_function(t4_cube *cube, t4_finding_list *lists, t4_error *err);

static t4_status find_kind(t4_cube *cube, find_function *find, t4_issue_kind kind, t4_error *err)
{
    t4_finding_list *lists = t4_alloc_zero(cube->workers, sizeof *lists);
    t4_status status = lists ? find(cube, lists, err) : t4_fail_memory(err);

    if (!status)
        status = append_kind(cube, lists, kind, err);
    for (unsigned w = 0; lists && w < cube->workers; w++)
        t4_finding_list_release(&lists[w]);
    t4_free(lists);
    return status;
}

t4_status t4_findings_make(t4_cube *cube, t4_error *err)
{
    t4_status status = T4_OK;

    if (cube->prints)
        status = find_kind(cube, t4_duplicates_find, T4_ISSUE_DUPLICATE, err);
    if (!status && cube->options.unit_values && cube->domain->value >= 0 &&
        cube->domain->net_mass >= 0)
        status = find_kind(cube, t4_unit_values_find, T4_ISSUE_UNIT_VALUE, err);
    if (cube->finding_count)
        qsort(cube->findings, cube->finding_count, sizeof *cube->findings, compare_findings);
    t4_store_free(cube->prints);
    cube->prints = NULL;
    return status;
}
