/* SPDX-License-Identifier: MIT */
#include "release/survey.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "release/columns.h"

/*
 * A chapter of one period and flow may come in several units: some with its
 * fine levels, one with those above.  Whether a code of the coarse unit has
 * finer rows is known only when all are counted: its leaf sums are kept here,
 * and of the fine units the codes at their coarsest level.
 */
typedef struct {
    t4_survey_slice slice;   /* of the code alone */
    uint32_t code;           /* id in survey->codes */
    t4_survey_unit *unit;    /* that holds it */
    int level;
    t4_int128 open_leaf;     /* what the unit's accounting gets when it is a leaf */
} part;

typedef struct {
    part *items;
    size_t count, room;
} parts;

/* What one thread has counted. */
typedef struct t4_survey_worker {
    uint64_t level_rows[T4_LEVELS_MAX];
    t4_int128 level_sums[T4_LEVELS_MAX][T4_MEASURES_MAX];
    uint64_t level_present[T4_LEVELS_MAX][T4_MEASURES_MAX];
    t4_survey_slice *slices;
    size_t slice_count, slice_room;
    parts undecided;         /* codes without finer rows in their own unit, with leaf sums */
    parts below;             /* codes of units that have no coarser rows; sums unused */
    unsigned char *partners, *units, *labels[T4_DIMENSIONS_MAX];
    bool world, groups[T4_GROUPS_MAX], mixed;
    bool flows[T4_FLOWS], status[256], conf[256];
} worker;

/* --- life ------------------------------------------------------------------ */

/* A byte for each text of a dictionary; at least one, so that NULL means no memory. */
static unsigned char *flags(const t4_dict *dict)
{
    return t4_alloc_zero(t4_dict_count(dict) + 1, 1);
}

static bool worker_init(worker *w, const t4_domain *domain)
{
    bool good = (w->partners = flags(domain->partners)) != NULL &&
                (w->units = flags(domain->units)) != NULL;

    for (int d = 0; d < domain->dimension_count && good; d++)
        good = (w->labels[d] = flags(domain->labels[d])) != NULL;
    return good;
}

static void worker_release(worker *w)
{
    t4_free(w->slices);
    t4_free(w->undecided.items);
    t4_free(w->below.items);
    t4_free(w->partners);
    t4_free(w->units);
    for (int d = 0; d < T4_DIMENSIONS_MAX; d++)
        t4_free(w->labels[d]);
}

t4_status t4_survey_init(t4_survey *survey, const t4_rows *rows, int measure,
                         const t4_listset *listset, const t4_run *run, t4_error *err)
{
    const t4_domain *domain = rows->domain;
    bool good;

    *survey = (t4_survey){.rows = rows, .measure = measure, .listset = listset,
                          .worker_count = run->threads};
    survey->counted = rows->plan->each || rows->plan->world;
    survey->units = t4_alloc_zero(rows->units + 1, sizeof *survey->units);
    survey->codes = t4_dict_new(1 << 22);
    survey->workers = t4_alloc_zero(run->threads, sizeof *survey->workers);
    survey->partners = flags(domain->partners);
    survey->units_used = flags(domain->units);
    good = survey->units && survey->codes && survey->workers && survey->partners &&
           survey->units_used;
    for (int d = 0; d < domain->dimension_count && good; d++)
        good = (survey->labels[d] = flags(domain->labels[d])) != NULL;
    for (unsigned i = 0; i < run->threads && good; i++)
        good = worker_init(&survey->workers[i], domain);
    return good ? T4_OK : t4_fail_memory(err);
}

void t4_survey_release(t4_survey *survey)
{
    for (unsigned i = 0; survey->workers && i < survey->worker_count; i++)
        worker_release(&survey->workers[i]);
    t4_free(survey->workers);
    t4_free(survey->units);
    t4_free(survey->slices);
    t4_free(survey->partners);
    t4_free(survey->units_used);
    for (int d = 0; d < T4_DIMENSIONS_MAX; d++)
        t4_free(survey->labels[d]);
    t4_dict_free(survey->codes);
    *survey = (t4_survey){0};
}

t4_survey_view t4_survey_view_of(uint32_t partner)
{
    return partner == T4_PARTNER_WORLD ? T4_SURVEY_WORLD
           : t4_columns_is_partner(partner) ? T4_SURVEY_EACH : T4_SURVEY_GROUP;
}

bool t4_survey_hides(const t4_domain *domain, const t4_row *row)
{
    for (int m = 0; m < domain->measure_count; m++)
        if (row->status[m] == 'Q')
            return true;
    return false;
}

/* --- counting -------------------------------------------------------------- */

static t4_status fail_sum(const t4_domain *domain, int m, t4_error *err)
{
    return t4_fail(err, T4_ERR_DATA, "the sum of all '%s' of a table does not fit in 127 bits",
                   domain->measures[m].name);
}

/* The slice of (period, flow), made when new; few, so a plain search from the end. */
static t4_survey_slice *slice_at(t4_survey_slice **slices, size_t *count, size_t *room,
                                 t4_period period, uint32_t flow)
{
    for (size_t i = *count; i > 0; i--)
        if ((*slices)[i - 1].period == period && (*slices)[i - 1].flow == flow)
            return &(*slices)[i - 1];
    if (!t4_grow(slices, room, *count, sizeof **slices))
        return NULL;
    (*slices)[*count] = (t4_survey_slice){.period = period, .flow = flow};
    return &(*slices)[(*count)++];
}

/* Does a row count records once, and not as part of a total of partners? */
static bool counts(const t4_cube_plan *plan, const t4_row *row)
{
    return plan->each ? t4_columns_is_partner(row->partner) : row->partner == T4_PARTNER_WORLD;
}

/* Does the finer run, sorted by code, hold a code that begins with this one? */
static bool divided(const t4_row *finer, size_t count, const char *code)
{
    size_t low = 0, high = count, n = strlen(code);

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(finer[middle].code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && !strncmp(finer[low].code, code, n);
}

static void use(worker *w, const t4_domain *domain, const t4_row *row)
{
    if (row->partner == T4_PARTNER_WORLD)
        w->world = true;
    else if (t4_columns_is_partner(row->partner))
        w->partners[row->partner] = 1;
    else
        w->groups[UINT32_MAX - 1 - row->partner] = true;
    w->flows[row->flow] = true;
    if (domain->quantity >= 0 && row->unit == T4_UNIT_MIXED)
        w->mixed = true;
    else if (domain->quantity >= 0)
        w->units[row->unit] = 1;
    for (int d = 0; d < domain->dimension_count; d++)
        w->labels[d][row->dimension[d]] = 1;
    for (int m = 0; m < domain->measure_count; m++) {
        w->status[(unsigned char)row->status[m]] = true;
        w->conf[(unsigned char)row->conf[m]] = true;
    }
}

static t4_status add_level(worker *w, const t4_domain *domain, int level, const t4_row *row,
                           t4_error *err)
{
    for (int m = 0; m < domain->measure_count; m++) {
        if (!row->present[m])
            continue;
        if (!t4_add128(w->level_sums[level][m], row->amount[m], &w->level_sums[level][m]))
            return fail_sum(domain, m, err);
        w->level_present[level][m]++;
    }
    return T4_OK;
}

static t4_status add_slice(t4_survey_slice *slice, const t4_domain *domain, const t4_row *row,
                           bool top, bool leaf, t4_error *err)
{
    for (int m = 0; m < domain->measure_count; m++) {
        t4_survey_sum *sum = &slice->sums[m];

        sum->top_rows += top;
        sum->top_absent += top && !row->present[m];
        sum->leaf_absent += leaf && !row->present[m];
        if (top && row->present[m] && !t4_add128(sum->top, row->amount[m], &sum->top))
            return fail_sum(domain, m, err);
        if (leaf && row->present[m] && !t4_add128(sum->leaf, row->amount[m], &sum->leaf))
            return fail_sum(domain, m, err);
    }
    return T4_OK;
}

int t4_survey_top_level(const t4_cube_plan *plan)
{
    int last = plan->level_count - 1;

    return last > 0 && plan->levels[last] == T4_LEVEL_TOTAL ? last - 1 : last;
}

/* The sums of a unit that its accounting needs. */
static t4_status account(const t4_survey *survey, t4_survey_unit *unit, int level, const t4_row *row,
                         bool leaf, part *undecided, t4_error *err)
{
    const t4_rows *rows = survey->rows;
    int m = survey->measure;

    if (m < 0 || (rows->plan->world ? row->partner != T4_PARTNER_WORLD
                                    : !t4_columns_is_partner(row->partner)))
        return T4_OK;
    if (!row->present[m])
        unit->absent[level]++;
    else if (!t4_add128(unit->open[level], row->amount[m], &unit->open[level]) ||
             (leaf && !t4_add128(unit->open_leaf[level], row->amount[m], &unit->open_leaf[level])) ||
             (undecided && !t4_add128(undecided->open_leaf, row->amount[m], &undecided->open_leaf)))
        return fail_sum(rows->domain, m, err);
    return T4_OK;
}

/* A new part for the code of a row. */
static part *add_part(parts *all, const t4_row *row, uint32_t code, t4_survey_unit *unit, int level)
{
    if (!t4_grow(&all->items, &all->room, all->count, sizeof *all->items))
        return NULL;
    all->items[all->count] = (part){{.period = row->period, .flow = row->flow}, code, unit, level, 0};
    return &all->items[all->count++];
}

/* Is this the coarsest level that the unit has, and not of the plan? */
static bool is_below(const t4_cube_plan *plan, const t4_row_block *block, int level)
{
    for (int above = level + 1; above <= t4_survey_top_level(plan); above++)
        if (block->count[above])
            return false;
    return level < t4_survey_top_level(plan);
}

static t4_status count_level(t4_survey *survey, worker *w, t4_survey_unit *unit, int level,
                             const t4_row_block *block, t4_error *err)
{
    const t4_rows *rows = survey->rows;
    bool top = level == t4_survey_top_level(rows->plan), total = level > t4_survey_top_level(rows->plan);
    bool leaf = false, listed = false, below = is_below(rows->plan, block, level);
    bool open = !total && level > 0 && !block->count[level - 1];   /* finer rows may be in other units */
    t4_survey_slice *slice = NULL;
    part *undecided = NULL;
    t4_status status = T4_OK;
    const char *code = "";

    for (size_t k = 0; k < block->count[level] && !status; k++) {
        const t4_row *row = &block->rows[level][k];

        if (strcmp(row->code, code) != 0) {
            uint32_t id = t4_dict_add(survey->codes, row->code, strlen(row->code));

            code = row->code;
            undecided = open && id != T4_DICT_NONE ? add_part(&w->undecided, row, id, unit, level) : NULL;
            if (id == T4_DICT_NONE || (open && !undecided) || (below && !add_part(&w->below, row, id, unit, level)))
                return t4_fail_memory(err);
            listed = !total && survey->listset && t4_listset_whole(survey->listset, code, strlen(code));
            leaf = !total && !open &&
                   (level == 0 || !divided(block->rows[level - 1], block->count[level - 1], code));
        }
        use(w, rows->domain, row);
        unit->views[level][t4_survey_view_of(row->partner)]++;
        unit->hidden[level] += t4_survey_hides(rows->domain, row);
        unit->listed[level] += listed;
        unit->listed_hidden[level] += listed && t4_survey_hides(rows->domain, row);
        status = add_level(w, rows->domain, level, row, err);
        if (!status)
            status = account(survey, unit, level, row, leaf, undecided, err);
        if (status || total || !counts(rows->plan, row))
            continue;
        if (!slice || slice->period != row->period || slice->flow != row->flow)
            slice = slice_at(&w->slices, &w->slice_count, &w->slice_room, row->period, row->flow);
        status = slice ? add_slice(slice, rows->domain, row, top, leaf, err) : t4_fail_memory(err);
        if (undecided && !status)
            status = add_slice(&undecided->slice, rows->domain, row, false, true, err);
    }
    unit->rows[level] = (uint32_t)block->count[level];
    w->level_rows[level] += block->count[level];
    return status;
}

t4_status t4_survey_count(t4_survey *survey, unsigned index_of_worker, size_t index,
                          const t4_row_block *block, t4_error *err)
{
    worker *w = &survey->workers[index_of_worker];
    t4_survey_unit *unit = &survey->units[index];
    t4_status status = T4_OK;

    for (int level = 0; level < survey->rows->plan->level_count && !status; level++) {
        const t4_row *first = block->rows[level];

        if (block->count[level] > UINT32_MAX)
            return t4_fail(err, T4_ERR_MEMORY, "a chapter of one period has more than 2^32 rows");
        if (block->count[level] && !unit->period) {
            unit->period = first->period;
            unit->flow = first->flow;
            if (strcmp(first->code, "TOTAL") != 0)
                memcpy(unit->chapter, first->code, 2);
        }
        status = count_level(survey, w, unit, level, block, err);
    }
    return status;
}

/* --- codes whose finer rows are in other units -------------------------------- */

static bool gather(const t4_survey *survey, parts *all)
{
    for (unsigned i = 0; i < survey->worker_count; i++) {
        const parts *from = &survey->workers[i].below;

        for (size_t k = 0; k < from->count; k++) {
            if (!t4_grow(&all->items, &all->room, all->count, sizeof *all->items))
                return false;
            all->items[all->count++] = from->items[k];
        }
    }
    return true;
}

static int by_place(const void *a, const void *b, void *context)
{
    const part *x = a, *y = b;
    const uint32_t *ranks = context;

    if (x->slice.period != y->slice.period)
        return x->slice.period < y->slice.period ? -1 : 1;
    if (x->slice.flow != y->slice.flow)
        return x->slice.flow < y->slice.flow ? -1 : 1;
    return ranks[x->code] < ranks[y->code] ? -1 : ranks[x->code] > ranks[y->code];
}

/* Has the code rows below it in another unit of its period and flow? */
static bool divided_elsewhere(const t4_survey *survey, const parts *below, uint32_t *ranks,
                              const part *item)
{
    const char *code = t4_dict_text(survey->codes, item->code, NULL), *next;
    size_t low = 0, high = below->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (by_place(&below->items[middle], item, ranks) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == below->count || below->items[low].slice.period != item->slice.period ||
        below->items[low].slice.flow != item->slice.flow)
        return false;
    next = t4_dict_text(survey->codes, below->items[low].code, NULL);
    return !strncmp(next, code, strlen(code));
}

static t4_status add_leaf(t4_survey *survey, const part *item, t4_error *err)
{
    const t4_domain *domain = survey->rows->domain;
    const t4_survey_slice *from = &item->slice;
    t4_int128 *open_leaf = &item->unit->open_leaf[item->level];
    t4_survey_slice *to = slice_at(&survey->slices, &survey->slice_count, &survey->slice_room,
                                   from->period, from->flow);

    if (!to)
        return t4_fail_memory(err);
    for (int m = 0; m < domain->measure_count; m++) {
        if (!t4_add128(to->sums[m].leaf, from->sums[m].leaf, &to->sums[m].leaf))
            return fail_sum(domain, m, err);
        to->sums[m].leaf_absent += from->sums[m].leaf_absent;
    }
    return t4_add128(*open_leaf, item->open_leaf, open_leaf) ? T4_OK
                                                             : fail_sum(domain, survey->measure, err);
}

static t4_status decide(t4_survey *survey, t4_error *err)
{
    uint32_t *ranks = t4_dict_ranks(survey->codes);
    parts below = {0};
    t4_status status = (ranks || !t4_dict_count(survey->codes)) && gather(survey, &below)
                           ? T4_OK : t4_fail_memory(err);

    if (below.count)
        qsort_r(below.items, below.count, sizeof *below.items, by_place, ranks);
    for (unsigned i = 0; i < survey->worker_count; i++) {
        const parts *undecided = &survey->workers[i].undecided;

        for (size_t k = 0; k < undecided->count && !status; k++)
            if (!divided_elsewhere(survey, &below, ranks, &undecided->items[k]))
                status = add_leaf(survey, &undecided->items[k], err);
    }
    t4_free(below.items);
    t4_free(ranks);
    return status;
}

/* --- putting together ------------------------------------------------------ */

static t4_status merge_slices(t4_survey *survey, const worker *w, t4_error *err)
{
    const t4_domain *domain = survey->rows->domain;

    for (size_t i = 0; i < w->slice_count; i++) {
        const t4_survey_slice *from = &w->slices[i];
        t4_survey_slice *to = slice_at(&survey->slices, &survey->slice_count, &survey->slice_room,
                                       from->period, from->flow);

        if (!to)
            return t4_fail_memory(err);
        for (int m = 0; m < domain->measure_count; m++) {
            if (!t4_add128(to->sums[m].top, from->sums[m].top, &to->sums[m].top) ||
                !t4_add128(to->sums[m].leaf, from->sums[m].leaf, &to->sums[m].leaf))
                return fail_sum(domain, m, err);
            to->sums[m].top_rows += from->sums[m].top_rows;
            to->sums[m].top_absent += from->sums[m].top_absent;
            to->sums[m].leaf_absent += from->sums[m].leaf_absent;
        }
    }
    return T4_OK;
}

static t4_status merge_levels(t4_survey *survey, const worker *w, t4_error *err)
{
    const t4_domain *domain = survey->rows->domain;

    for (int level = 0; level < survey->rows->plan->level_count; level++) {
        survey->level_rows[level] += w->level_rows[level];
        for (int m = 0; m < domain->measure_count; m++) {
            t4_int128 *sum = &survey->level_sums[level][m];

            if (!t4_add128(*sum, w->level_sums[level][m], sum))
                return fail_sum(domain, m, err);
            survey->level_present[level][m] += w->level_present[level][m];
        }
    }
    return T4_OK;
}

static void merge_flags(unsigned char *to, const unsigned char *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] |= from[i];
}

static void merge_uses(t4_survey *survey, const worker *w)
{
    const t4_domain *domain = survey->rows->domain;

    merge_flags(survey->partners, w->partners, t4_dict_count(domain->partners));
    merge_flags(survey->units_used, w->units, t4_dict_count(domain->units));
    for (int d = 0; d < domain->dimension_count; d++)
        merge_flags(survey->labels[d], w->labels[d], t4_dict_count(domain->labels[d]));
    survey->world |= w->world;
    survey->mixed |= w->mixed;
    for (int i = 0; i < T4_GROUPS_MAX; i++)
        survey->groups[i] |= w->groups[i];
    for (int i = 0; i < T4_FLOWS; i++)
        survey->flows[i] |= w->flows[i];
    for (int i = 0; i < 256; i++) {
        survey->status[i] |= w->status[i];
        survey->conf[i] |= w->conf[i];
    }
}

static int by_key(const void *a, const void *b)
{
    const t4_survey_slice *x = a, *y = b;

    if (x->period != y->period)
        return x->period < y->period ? -1 : 1;
    return x->flow < y->flow ? -1 : x->flow > y->flow;
}

/* Does a begin before b, or with it and is finer? */
static bool earlier(t4_period a, t4_period b)
{
    int x = t4_period_first_month(a), y = t4_period_first_month(b);

    return x < y || (x == y && t4_period_kind_of(a) > t4_period_kind_of(b));
}

static bool later(t4_period a, t4_period b)
{
    int x = t4_period_last_month(a), y = t4_period_last_month(b);

    return x > y || (x == y && t4_period_kind_of(a) > t4_period_kind_of(b));
}

static void find_span(t4_survey *survey)
{
    for (size_t i = 0; i < survey->rows->units; i++) {
        t4_period p = survey->units[i].period;

        if (p && (!survey->first || earlier(p, survey->first)))
            survey->first = p;
        if (p && (!survey->last || later(p, survey->last)))
            survey->last = p;
    }
}

t4_status t4_survey_finish(t4_survey *survey, t4_error *err)
{
    t4_status status = T4_OK;

    for (unsigned i = 0; i < survey->worker_count && !status; i++) {
        status = merge_slices(survey, &survey->workers[i], err);
        if (!status)
            status = merge_levels(survey, &survey->workers[i], err);
        merge_uses(survey, &survey->workers[i]);
    }
    if (!status)
        status = decide(survey, err);
    if (survey->slice_count)
        qsort(survey->slices, survey->slice_count, sizeof *survey->slices, by_key);
    find_span(survey);
    survey->hidden = survey->status['Q'];
    return status;
}

uint32_t *t4_survey_codes(const t4_survey *survey, size_t *count)
{
    *count = t4_dict_count(survey->codes);
    return t4_dict_order(survey->codes);
}
