/* SPDX-License-Identifier: MIT */
#include "release/changes_walk.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"

/* --- one side ------------------------------------------------------------------- */

static int column_named(char *const *fields, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(fields[i], name))
            return (int)i;
    return -1;
}

static bool find_columns(t4_changes_side *side, char *const *fields, size_t count)
{
    static const char *const keys[] = {"period", "flow", "code", "partner"};
    const t4_edition *e = side->edition;
    bool good = true;

    for (int k = 0; k < 4; k++)
        side->keys[side->key_count++] = column_named(fields, count, keys[k]);
    for (int d = 0; d < e->dimension_count; d++)
        side->keys[side->key_count++] = column_named(fields, count, e->dimensions[d]);
    for (int k = 0; k < side->key_count; k++)
        good = good && side->keys[k] >= 0;
    for (int m = 0; m < e->measure_count; m++) {
        side->amounts[m] = column_named(fields, count, e->measures[m].name);
        good = good && side->amounts[m] >= 0 && (size_t)side->amounts[m] + 2 < count;
    }
    side->unit = column_named(fields, count, "unit");
    return good;
}

t4_status t4_changes_side_open(t4_changes_side *side, t4_run *run, const t4_edition *edition,
                               int digits, t4_error *err)
{
    size_t count = 0;
    t4_status status;

    *side = (t4_changes_side){.edition = edition, .any_order = digits == T4_LEVEL_LIST};
    t4_buffer_init(&side->last, 0);
    status = t4_edition_table(edition, digits, side->path, err);
    if (!status)
        status = t4_csvrows_open(&side->rows, run, side->path, err);
    if (!status)
        status = t4_csvrows_next(side->rows, &side->fields, &count, err);
    if (!status && !find_columns(side, side->fields, count))
        status = t4_fail_at(err, T4_ERR_DATA, side->path, 1, 0,
                            "the header is not that of a table of a release");
    return status ? status : t4_changes_side_next(side, err);
}

void t4_changes_side_close(t4_changes_side *side)
{
    t4_csvrows_free(side->rows);
    t4_buffer_release(&side->last);
    *side = (t4_changes_side){0};
}

static const char *key(const t4_changes_side *side, int k)
{
    return side->fields[side->keys[k]];
}

/* Is the row behind the last one?  Keeps its key for the next. */
static bool in_order(t4_changes_side *side, bool *memory)
{
    const char *last = side->last.length ? side->last.data : NULL;
    int order = last ? 0 : 1;

    for (int k = 0; k < side->key_count && order == 0; k++) {
        order = strcmp(key(side, k), last);
        last += strlen(last) + 1;
    }
    t4_buffer_clear(&side->last);
    *memory = true;
    for (int k = 0; k < side->key_count && *memory; k++)
        *memory = t4_buffer_append(&side->last, key(side, k), strlen(key(side, k)) + 1);
    return order > 0;
}

t4_status t4_changes_side_next(t4_changes_side *side, t4_error *err)
{
    size_t count = 0;
    bool memory;
    t4_status status = t4_csvrows_next(side->rows, &side->fields, &count, err);

    side->more = !status && count > 0;
    if (!side->more)
        return status;
    for (int k = 0; k < side->key_count; k++)
        if ((size_t)side->keys[k] >= count)
            return t4_fail_at(err, T4_ERR_DATA, side->path, t4_csvrows_line(side->rows), 0,
                              "the row has %zu fields, fewer than the header", count);
    for (int m = 0; m < side->edition->measure_count; m++)
        if ((size_t)side->amounts[m] + 2 >= count)
            return t4_fail_at(err, T4_ERR_DATA, side->path, t4_csvrows_line(side->rows), 0,
                              "the row has %zu fields, fewer than the header", count);
    if (side->any_order)
        return T4_OK;
    if (!in_order(side, &memory))
        return t4_fail_at(err, T4_ERR_DATA, side->path, t4_csvrows_line(side->rows), 0,
                          "the rows are not sorted by their keys, as those of a release are");
    return memory ? T4_OK : t4_fail_memory(err);
}

/* --- both ------------------------------------------------------------------------- */

static int compare(const t4_changes_side *a, const t4_changes_side *b)
{
    int order = 0;

    if (!a->more || !b->more)
        return a->more ? -1 : 1;
    for (int k = 0; k < a->key_count && order == 0; k++)
        order = strcmp(key(a, k), key(b, k));
    return order;
}

t4_status t4_changes_walk(const t4_changes *changes, t4_run *run, int digits, t4_changes_pair *pair,
                          void *context, t4_error *err)
{
    t4_changes_side before = {0}, now = {0};
    uint64_t rows = 0;
    t4_status status = t4_changes_side_open(&before, run, &changes->before, digits, err);

    if (!status)
        status = t4_changes_side_open(&now, run, &changes->now, digits, err);
    while (!status && (before.more || now.more)) {
        int order = compare(&before, &now);

        if (rows++ % 65536 == 0)
            status = t4_run_check(run, err);
        if (!status)
            status = pair(context, order <= 0 ? &before : NULL, order >= 0 ? &now : NULL, err);
        if (!status && order <= 0)
            status = t4_changes_side_next(&before, err);
        if (!status && order >= 0)
            status = t4_changes_side_next(&now, err);
    }
    t4_changes_side_close(&before);
    t4_changes_side_close(&now);
    return status;
}

/* --- judging ------------------------------------------------------------------------ */

static bool same_amount(const t4_edition *a, int i, const char *x, const t4_edition *b, int k,
                        const char *y)
{
    static const t4_notation plain = {'.', false};
    int scale = a->measures[i].decimals > b->measures[k].decimals ? a->measures[i].decimals
                                                                  : b->measures[k].decimals;
    t4_int128 p, q;

    if (!strcmp(x, y))
        return true;
    return t4_decimal_parse(x, strlen(x), &plain, scale, &p, NULL) == T4_DECIMAL_OK &&
           t4_decimal_parse(y, strlen(y), &plain, scale, &q, NULL) == T4_DECIMAL_OK && p == q;
}

/* Measures that both have, in the same unit. */
static int counterpart(const t4_changes *changes, int m)
{
    const t4_edition_measure *now = &changes->now.measures[m];
    int k = t4_edition_measure_named(&changes->before, now->name);

    return k >= 0 && !strcmp(changes->before.measures[k].unit, now->unit) ? k : -1;
}

t4_change t4_changes_judge(const t4_changes *changes, const t4_changes_side *before,
                           const t4_changes_side *now)
{
    bool found[T4_CHANGES_KINDS] = {false};

    if (!before || !now)
        return before ? T4_CHANGE_REMOVED : T4_CHANGE_ADDED;
    for (int m = 0; m < changes->now.measure_count; m++) {
        int k = counterpart(changes, m);
        const char *old, *new_;

        if (k < 0)
            continue;
        old = before->fields[before->amounts[k]];
        new_ = now->fields[now->amounts[m]];
        found[T4_CHANGE_HIDDEN] |= *old && !*new_;
        found[T4_CHANGE_OPENED] |= !*old && *new_;
        found[T4_CHANGE_REVISED] |=
            *old && *new_ && !same_amount(&changes->before, k, old, &changes->now, m, new_);
        found[T4_CHANGE_STATUS] |= strcmp(before->fields[before->amounts[k] + 1],
                                          now->fields[now->amounts[m] + 1]) != 0;
    }
    if (before->unit >= 0 && now->unit >= 0 &&
        strcmp(before->fields[before->unit], now->fields[now->unit]) != 0)
        found[T4_CHANGE_REVISED] = true;
    for (int kind = T4_CHANGE_HIDDEN; kind <= T4_CHANGE_STATUS; kind++)
        if (found[kind])
            return (t4_change)kind;
    return T4_CHANGE_SAME;
}

bool t4_changes_covered(const t4_changes *changes, const char *period)
{
    return t4_dict_find(changes->periods_before, period, strlen(period)) != T4_DICT_NONE &&
           t4_dict_find(changes->periods_now, period, strlen(period)) != T4_DICT_NONE;
}

/* --- cells --------------------------------------------------------------------------- */

typedef struct {
    const t4_changes *changes;
    t4_changes_visit *visit;
    void *context;
    int digits;
} teller;

static void fill_amounts(const teller *t, t4_changes_cell *cell, const t4_changes_side *before,
                         const t4_changes_side *now)
{
    for (int m = 0; now && m < t->changes->now.measure_count; m++) {
        int k = before ? counterpart(t->changes, m) : -1;
        t4_changes_amount *amount = &cell->amounts[cell->amount_count++];

        *amount = (t4_changes_amount){.name = t->changes->now.measures[m].name, .before = "",
                                      .now = now->fields[now->amounts[m]],
                                      .status_now = now->fields[now->amounts[m] + 1][0]};
        if (k < 0)
            continue;
        amount->before = before->fields[before->amounts[k]];
        amount->status_before = before->fields[before->amounts[k] + 1][0];
        /* What is hidden now is told by no file of this release, even where it once was public. */
        amount->tells_before = *amount->before && *amount->now;
    }
}

static t4_status tell(void *context, const t4_changes_side *before, const t4_changes_side *now,
                      t4_error *err)
{
    const teller *t = context;
    const t4_changes_side *side = now ? now : before;
    t4_changes_cell cell = {.digits = t->digits};

    cell.change = t4_changes_judge(t->changes, before, now);
    cell.period = key(side, 0);
    if (cell.change == T4_CHANGE_SAME || !t4_changes_covered(t->changes, cell.period))
        return T4_OK;
    cell.flow = key(side, 1);
    cell.code = key(side, 2);
    cell.partner = key(side, 3);
    for (int d = 0; d < side->edition->dimension_count; d++)
        cell.dimension[d] = key(side, 4 + d);
    fill_amounts(t, &cell, before, now);
    return t->visit(t->context, &cell, err);
}

t4_status t4_changes_cells(const t4_changes *changes, t4_run *run, t4_changes_visit *visit,
                           void *context, t4_error *err)
{
    teller t = {.changes = changes, .visit = visit, .context = context};
    t4_status status = T4_OK;

    for (int i = changes->now.level_count - 1; changes->comparable && i >= 0 && !status; i--) {
        t.digits = changes->now.levels[i];
        if (t4_edition_level(&changes->before, t.digits) >= 0)
            status = t4_changes_walk(changes, run, t.digits, tell, &t, err);
    }
    return status;
}
