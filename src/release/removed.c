/* SPDX-License-Identifier: MIT */
#include "release/removed.h"

#include <string.h>

#include "release/ceilings.h"
#include "release/changes_walk.h"

typedef struct {
    const t4_draft *draft;
    const t4_changes *changes;
    int first, last;                       /* months of this release */
    int digits;
    const char *gone[T4_MEASURES_MAX];     /* measures that are not published any more */
    int gone_count;
    t4_removed_visit *visit;
    void *context;
    t4_dict *lists;                        /* keys of this release's totals over lists */
    t4_buffer key;
} teller;

/* --- the months of this release -------------------------------------------- */

static void find_months(teller *t)
{
    const t4_dict *periods = t->changes->periods_now;

    t->first = INT32_MAX;
    t->last = -1;
    for (size_t i = 0; i < t4_dict_count(periods); i++) {
        const char *text = t4_dict_text(periods, (uint32_t)i, NULL);
        t4_period period = t4_period_parse(text, strlen(text));
        int first = t4_period_first_month(period), last = t4_period_last_month(period);

        t->first = first < t->first ? first : t->first;
        t->last = last > t->last ? last : t->last;
    }
}

static bool covers(const teller *t, const char *text)
{
    t4_period period = t4_period_parse(text, strlen(text));

    return period && t4_period_first_month(period) >= t->first && t4_period_last_month(period) <= t->last;
}

/* --- cells ----------------------------------------------------------------- */

static const char *key_of(const t4_changes_side *side, int k)
{
    return side->fields[side->keys[k]];
}

/* all: the whole cell; otherwise what is gone of a cell that stays. */
static t4_status tell(const teller *t, const t4_changes_side *before, bool all, t4_error *err)
{
    t4_removed_cell cell = {.digits = t->digits, .period = key_of(before, 0), .flow = key_of(before, 1),
                            .code = key_of(before, 2), .partner = key_of(before, 3)};

    for (int d = 0; d < t->changes->before.dimension_count; d++)
        cell.dimension[d] = key_of(before, 4 + d);
    for (int m = 0; all && m < t->changes->before.measure_count; m++)
        cell.measures[cell.measure_count++] = t->changes->before.measures[m].name;
    for (int m = 0; !all && m < t->gone_count; m++)
        cell.measures[cell.measure_count++] = t->gone[m];
    return cell.measure_count && covers(t, cell.period) ? t->visit(t->context, &cell, err) : T4_OK;
}

static t4_status tell_pair(void *context, const t4_changes_side *before, const t4_changes_side *now, t4_error *err)
{
    return before ? tell(context, before, !now, err) : T4_OK;
}

/* A table that this release does not have. */
static t4_status tell_table(teller *t, t4_error *err)
{
    t4_run *run = t->draft->package->run;
    t4_changes_side side = {0};
    uint64_t rows = 0;
    t4_status status = t4_changes_side_open(&side, run, &t->changes->before, t->digits, err);

    while (!status && side.more) {
        if (rows++ % 65536 == 0)
            status = t4_run_check(run, err);
        if (!status)
            status = tell(t, &side, true, err);
        if (!status)
            status = t4_changes_side_next(&side, err);
    }
    t4_changes_side_close(&side);
    return status;
}

static t4_status tell_levels(teller *t, t4_error *err)
{
    t4_status status = T4_OK;

    for (int i = t->changes->before.level_count - 1; i >= 0 && !status; i--) {
        t->digits = t->changes->before.levels[i];
        if (t4_edition_level(&t->changes->now, t->digits) < 0)
            status = tell_table(t, err);
        else
            status = t4_changes_walk(t->changes, t->draft->package->run, t->digits, tell_pair, t, err);
    }
    return status;
}

/* --- totals over lists ----------------------------------------------------- */

static bool put(t4_buffer *key, const char *text)
{
    return t4_buffer_append(key, text, strlen(text) + 1);
}

/* The keys of this release's totals: few. */
static t4_status keep_lists(teller *t, t4_error *err)
{
    const t4_rows *rows = t4_protected_lists(t->draft->package->protected_);
    t4_row_block block = {0};
    t4_status status = T4_OK;

    for (size_t unit = 0; rows && unit < rows->units && !status; unit++) {
        status = rows->load(rows, 0, unit, &block, err);
        for (size_t i = 0; i < block.count[0] && !status; i++) {
            const t4_row *row = &block.rows[0][i];
            char period[T4_PERIOD_TEXT], partner[T4_COLUMNS_PARTNER_TEXT];
            bool good;

            t4_period_print(row->period, period);
            t4_buffer_clear(&t->key);
            good = put(&t->key, period) && put(&t->key, t4_flow_text((t4_flow)row->flow)) && put(&t->key, row->code) &&
                   put(&t->key, t4_columns_partner(rows, row->partner, partner));
            for (int d = 0; d < rows->domain->dimension_count && good; d++)
                good = put(&t->key, t4_dict_text(rows->domain->labels[d], row->dimension[d], NULL));
            if (t4_dict_count(t->lists) == T4_REMOVED_LISTS_MAX)
                status = t4_fail(err, T4_ERR_MEMORY, "more than %d totals over lists; at most so many are compared with "
                                 "the release before: name fewer lists or partners", T4_REMOVED_LISTS_MAX);
            else if (!good || t4_dict_add(t->lists, t->key.data, t->key.length) == T4_DICT_NONE)
                status = t4_fail_memory(err);
        }
    }
    t4_row_block_release(&block);
    return status;
}

static t4_status tell_list(teller *t, const t4_changes_side *side, t4_error *err)
{
    bool good = true;

    t4_buffer_clear(&t->key);
    for (int k = 0; k < side->key_count && good; k++)
        good = put(&t->key, key_of(side, k));
    if (!good)
        return t4_fail_memory(err);
    return tell(t, side, t4_dict_find(t->lists, t->key.data, t->key.length) == T4_DICT_NONE, err);
}

static t4_status tell_lists(teller *t, t4_error *err)
{
    t4_changes_side side = {0};
    t4_status status;

    t->digits = T4_LEVEL_LIST;
    if (!t4_edition_has_lists(&t->changes->before))
        return T4_OK;
    status = keep_lists(t, err);
    if (!status)
        status = t4_changes_side_open(&side, t->draft->package->run, &t->changes->before, t->digits, err);
    while (!status && side.more) {
        status = tell_list(t, &side, err);
        if (!status)
            status = t4_changes_side_next(&side, err);
    }
    t4_changes_side_close(&side);
    return status;
}

t4_status t4_removed_cells(const t4_draft *draft, t4_removed_visit *visit, void *context, t4_error *err)
{
    const t4_changes *c = draft->changes;
    teller t = {.draft = draft, .changes = c, .visit = visit, .context = context};
    t4_status status = T4_OK;

    if (!c || !c->comparable)
        return T4_OK;
    t4_buffer_init(&t.key, 0);
    t.lists = t4_dict_new(T4_REMOVED_LISTS_MAX);
    if (!t.lists)
        return t4_fail_memory(err);
    find_months(&t);
    for (int m = 0; m < c->before.measure_count; m++)
        if (t4_edition_measure_named(&c->now, c->before.measures[m].name) < 0)
            t.gone[t.gone_count++] = c->before.measures[m].name;
    status = tell_levels(&t, err);
    if (!status)
        status = tell_lists(&t, err);
    t4_dict_free(t.lists);
    t4_buffer_release(&t.key);
    return status;
}
