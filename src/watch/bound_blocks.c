/* SPDX-License-Identifier: MIT */
/* Blocks of a question: the rows of one reporter and flow that published periods link. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/bound_state.h"

typedef struct {
    const t4_flows *flows;
    bool by_year;                /* periods of several kinds: a year hangs together */
} ordering;

static t4_period block_period(const ordering *o, t4_period period)
{
    return o->by_year ? t4_period_coarsen(period, T4_YEAR) : period;
}

static int by_block(const void *left, const void *right, void *context)
{
    const t4_flows_row *a = *(const t4_flows_row *const *)left, *b = *(const t4_flows_row *const *)right;
    const ordering *o = context;
    t4_period p = block_period(o, a->period), q = block_period(o, b->period);
    int order = a->reporter == b->reporter ? 0 : strcmp(t4_flows_place_text(o->flows, a->reporter),
                                                        t4_flows_place_text(o->flows, b->reporter));

    return order ? order : a->flow != b->flow ? a->flow - b->flow : (p > q) - (p < q);
}

/* A code of the tree: not a range, not goods that are called by name alone. */
static bool is_plain(const t4_flows *flows, const t4_flows_row *row)
{
    return row->level != T4_FLOWS_NAMED && (!row->level || !strchr(t4_flows_code_text(flows, row->code), '-'));
}

/* Rows that the question is about; of those above a heading that is asked for none helps. */
static t4_status choose_rows(const t4_bound_question *q, const t4_flows_row ***rows, size_t *count, t4_error *err)
{
    size_t n = q->heading ? strlen(q->heading) : 0;
    const t4_flows_row **items = t4_alloc(q->coarse->count + 1, sizeof *items);

    if (!items)
        return t4_fail_memory(err);
    *rows = items;
    *count = 0;
    for (size_t i = 0; i < q->coarse->count; i++) {
        const t4_flows_row *row = &q->coarse->rows[i];

        if (!is_plain(q->coarse, row) || (q->flow != T4_FLOWS && row->flow != q->flow) ||
            (n && (row->level < n || strncmp(t4_flows_code_text(q->coarse, row->code), q->heading, n))))
            continue;
        items[(*count)++] = row;
    }
    return *count ? T4_OK : t4_fail(err, T4_ERR_DATA, "no row of the flows is about what was asked; look at --flow and --heading");
}

static void block_release(t4_bound_block *b)
{
    t4_free(b->codes);
    t4_dict_free(b->code_dict);
    t4_free(b->code_node);
    t4_free(b->partners);
    t4_free(b->place_partner);
    t4_free(b->periods);
    t4_free(b->times);
    t4_free(b->facts);
    t4_free(b->table);
    t4_free(b->table_used);
    t4_free(b->by_partner);
    t4_free(b->leaves);
    t4_free(b->group);
    t4_free(b->sum_start);
    t4_free(b->sum_leaf);
    t4_free(b->sum_total);
    t4_premises_free(b->system);
    t4_free(b->tag_text);
    t4_free(b->guess);
}

static bool several_kinds(const t4_flows_row *const *rows, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (t4_period_kind_of(rows[i]->period) != t4_period_kind_of(rows[0]->period))
            return true;
    return false;
}

t4_status t4_bound_blocks_each(t4_bound *bound, t4_run *run, const t4_bound_question *q, t4_bound_visit *visit, void *context,
                               t4_error *err)
{
    const t4_flows_row **rows = NULL;
    ordering o = {.flows = q->coarse};
    size_t count = 0;
    t4_status status = choose_rows(q, &rows, &count, err);

    if (!status) {
        o.by_year = several_kinds(rows, count);
        qsort_r(rows, count, sizeof *rows, by_block, &o);
    }
    for (size_t i = 0, end; i < count && !status; i = end) {
        t4_bound_block b = {.question = q, .bound = bound, .run = run, .arena = &bound->arena, .rows = rows + i,
                            .flow = (t4_flow)rows[i]->flow, .reporter = t4_flows_place_text(q->coarse, rows[i]->reporter)};

        for (end = i + 1; end < count && !by_block(&rows[i], &rows[end], &o); end++)
            ;
        b.row_count = end - i;
        status = visit(context, &b, err);
        block_release(&b);
        t4_run_report(run, "compare", end, count, "rows");
    }
    t4_free(rows);
    return status;
}
