/* SPDX-License-Identifier: MIT */
/* Protect one design by the template's rules, and what its hidden cells can be. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "watch/ladder_state.h"
#include "watch/ladder_guess.h"

/* A run of cells: those of one period and flow in one view. */
typedef struct {
    const t4_ladder *ladder;
    const t4_ladder_design *design;
    t4_cube_plan plan;
    size_t units;
    int periods[T4_PERIOD_KINDS];     /* indexes of the published kinds */
    int period_count;
    size_t unit_start[T4_PERIOD_KINDS + 1];
    bool each;                        /* groups stand beside their members; else for them */
    const char **members;             /* names of all partners, group by group, each group ended by NULL */
    uint32_t *stands_for[T4_LADDER_PARTNER_KINDS];
    bool lists;                       /* list totals are cells of the same system */
} source;

/* --- which cells, in which order -------------------------------------------------------------- */

static size_t bound(const t4_ladder_view *v, uint64_t key)
{
    size_t low = 0, high = v->cells;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (v->key[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

typedef void visit_cell(void *context, const t4_ladder_view *view, size_t cell);

/* The cells of a unit at one level of the plan, always in the same order. */
static void each_cell(const source *s, size_t unit, int level, visit_cell *visit, void *context)
{
    const t4_ladder *l = s->ladder;
    int index = t4_ladder_level_at(l, s->plan.levels[level]), k = 0;
    uint64_t place;

    while (unit >= s->unit_start[k + 1])
        k++;
    place = unit - s->unit_start[k];
    for (int p = 0; p < l->partner_count; p++) {
        const t4_ladder_view *v = &l->views[t4_ladder_view_index(l, index, s->periods[k], p)];

        if (!t4_ladder_publishes(l, s->design, v))
            continue;
        for (size_t c = bound(v, place << 51), end = bound(v, (place + 1) << 51); c < end; c++)
            if (t4_ladder_stands(l, index, t4_ladder_place_of(v->key[c]).code))
                visit(context, v, c);
    }
}

/* The list totals of a unit. */
static void each_total(const source *s, size_t unit, visit_cell *visit, void *context)
{
    const t4_ladder *l = s->ladder;
    int k = 0;
    uint64_t place;

    while (unit >= s->unit_start[k + 1])
        k++;
    place = unit - s->unit_start[k];
    for (int p = 0; p < l->partner_count; p++) {
        const t4_ladder_view *v = &l->lists[s->periods[k] * l->partner_count + p];

        for (size_t c = bound(v, place << 51), end = bound(v, (place + 1) << 51);
             c < end && t4_ladder_publishes_at(l, s->design, v->period, p); c++)
            visit(context, v, c);
    }
}

typedef struct {
    const source *s;
    t4_cell_block *block;
    int level;
    bool failed;
} loading;

/* The code of a cell: of the tree, or the name of a list total. */
static void name_cell(const t4_ladder *l, const t4_ladder_view *v, uint32_t code, t4_cell *cell)
{
    if (v < l->lists)
        strcpy(cell->code, l->levels[v->level].text[code]);
    else if (code > l->tiers)
        strcpy(cell->code, "LIST:w:all");
    else
        snprintf(cell->code, sizeof cell->code, "LIST:w:%u", code % T4_LISTSET_MAX);
}

static void load_cell(void *context, const t4_ladder_view *v, size_t c)
{
    loading *load = context;
    const t4_ladder *l = load->s->ladder;
    t4_cell_block *b = load->block;
    int level = load->level;
    t4_ladder_place at = t4_ladder_place_of(v->key[c]);
    size_t n;
    const char *dims = t4_dict_text(l->dims, at.dims, &n);
    t4_cell *cell;

    if (load->failed || !t4_grow(&b->cells[level], &b->room[level], b->count[level], sizeof(t4_cell))) {
        load->failed = true;
        return;
    }
    cell = &b->cells[level][b->count[level]++];
    *cell = (t4_cell){.period = l->periods[v->period].period[at.period], .flow = at.flow, .records = 1,
                      .contributors = v->contributors[c], .top1 = v->top1[c], .top2 = v->top2[c]};
    name_cell(l, v, at.code, cell);
    cell->partner = l->partner_kinds[v->partner] == T4_LADDER_WORLD ? T4_PARTNER_WORLD
                    : l->partner_kinds[v->partner] == T4_LADDER_GROUPS && load->s->each
                        ? T4_PARTNER_GROUP(at.partner) : load->s->stands_for[v->partner][at.partner];
    memcpy(cell->dimension, dims, n);
    cell->amount[l->measure] = v->total[c];
}

static t4_status load(const t4_cells *cells, unsigned worker, size_t index, t4_cell_block *block, t4_error *err)
{
    const source *s = cells->source;
    loading context = {s, block, 0, false};

    for (context.level = 0; context.level < s->plan.level_count; context.level++) {
        block->count[context.level] = 0;
        each_cell(s, index, context.level, load_cell, &context);
    }
    return context.failed ? t4_fail_memory(err) : T4_OK;
}

static t4_status load_totals(const t4_cells *cells, unsigned worker, size_t index, t4_cell_block *block, t4_error *err)
{
    loading context = {cells->source, block, 0, false};

    for (int level = 0; level < T4_LEVELS_MAX; level++)
        block->count[level] = 0;
    each_total(cells->source, index, load_cell, &context);
    return context.failed ? t4_fail_memory(err) : T4_OK;
}

/* --- set-up -------------------------------------------------------------------------------------- */

static void plan_of(source *s)
{
    const t4_ladder *l = s->ladder;

    for (int i = 0; i < l->level_count && s->plan.level_count < T4_LEVELS_MAX; i++)
        for (int t = 0; t < s->design->tables; t++)
            if (l->levels[i].level <= s->design->table[t].level && t4_ladder_has_level(l, s->design, i)) {
                s->plan.levels[s->plan.level_count++] = l->levels[i].level;
                break;
            }
    for (int k = 0; k < l->period_count; k++) {
        bool used = false;

        for (int t = 0; t < s->design->tables; t++)
            used = used || l->periods[k].kind == s->design->table[t].period ||
                   s->design->table[t].also >> l->periods[k].kind & 1;
        if (!used)
            continue;
        s->plan.periods[l->periods[k].kind] = true;
        s->unit_start[s->period_count + 1] = s->unit_start[s->period_count] + ((size_t)l->periods[k].count << 3);
        s->periods[s->period_count++] = k;
    }
    s->units = s->unit_start[s->period_count];
    s->plan.each = s->plan.world = true;
}

/* Groups beside their members: those of the ladder, in which every partner is once, and the rest as one more. */
static t4_status groups_of(source *s, t4_error *err)
{
    const t4_ladder *l = s->ladder;
    int kind = t4_ladder_partner_at(l, T4_LADDER_GROUPS);
    uint32_t groups = kind < 0 ? 0 : l->partners[kind];
    size_t n = 0;

    if (groups > T4_GROUPS_MAX)
        return t4_fail(err, T4_ERR_DATA, "more than %d groups of partners with the rest", T4_GROUPS_MAX);
    s->members = t4_alloc((size_t)l->partners[0] + groups + 1, sizeof *s->members);
    if (!s->members)
        return t4_fail_memory(err);
    for (uint32_t g = 0; g < groups; g++) {
        if (g + 1 < groups)
            strcpy(s->plan.groups[g].name, l->options.template_->plan.groups[g].name);
        s->plan.groups[g].members = s->members + n;
        for (uint32_t p = 0; p < l->partners[0]; p++)
            if (l->partner_group[p] == g)
                s->members[n++] = t4_dict_text(l->options.domain->partners, l->partner_id[p], NULL);
        s->members[n++] = NULL;
    }
    s->plan.group_count = (int)groups;
    return T4_OK;
}

/* A partner, or a group in place of its members, is told apart by the id of one of its partners. */
static t4_status partners_of(source *s, t4_error *err)
{
    const t4_ladder *l = s->ladder;
    bool groups = false;

    for (int t = 0; t < s->design->tables; t++) {
        s->each = s->each || s->design->table[t].partners == T4_LADDER_EACH;
        groups = groups || s->design->table[t].partners == T4_LADDER_GROUPS;
    }
    if (s->each && groups)
        return t4_fail(err, T4_ERR_DATA, "a table by groups and one by partners cannot be protected together");
    for (int k = 0; k < l->partner_count; k++) {
        s->stands_for[k] = t4_alloc_zero(l->partners[k] + 1, sizeof(uint32_t));
        if (!s->stands_for[k])
            return t4_fail_memory(err);
        for (uint32_t p = l->partners[0]; p > 0; p--)
            s->stands_for[k][k == 0 ? p - 1 : l->partner_kinds[k] == T4_LADDER_GROUPS ? l->partner_group[p - 1] : 0] =
                l->partner_id[p - 1];
    }
    return s->each ? groups_of(s, err) : T4_OK;
}

static t4_status contributions(void *context, t4_protect_visit *visit, void *visit_context, t4_error *err)
{
    const source *s = context;
    const t4_ladder *l = s->ladder;
    int groups = s->design->table[0].partners == T4_LADDER_GROUPS ? t4_ladder_partner_at(l, T4_LADDER_GROUPS) : -1;
    t4_status status = T4_OK;

    for (size_t i = 0; i < l->share_count && !status; i++) {
        const t4_ladder_share *share = &l->shares[i];
        uint32_t each = l->partner_of[0][share->partner];
        t4_contribution item = {.period = share->period, .flow = share->flow, .code = share->code,
                                .partner = share->partner, .trader = share->trader, .records = 1};
        size_t n;
        const char *dims = t4_dict_text(l->dims, share->dims, &n);

        if (groups >= 0)
            item.partner = s->stands_for[groups][l->partner_group[each]];
        memcpy(item.dimension, dims, n);
        item.amount[l->measure] = share->amount;
        status = visit(visit_context, &item, err);
    }
    return status;
}

/* --- results back to the views -------------------------------------------------------------------------- */

typedef struct {
    t4_ladder *ladder;
    t4_ladder_pattern *pattern;
    t4_ladder_row *row;
    const t4_system *system;
    const uint8_t *hidden;     /* by variable */
    uint8_t *const *state;     /* by view and cell: t4_shown_state; NULL = every cell has a place in a table */
    const t4_audit *audit;     /* NULL = how far hidden cells go is worked out later */
    const double *guess;       /* by cell of the system; NULL = not known */
    size_t next;               /* cell of the system */
    bool failed;
    double finest, finest_hidden;
} taking;

bool t4_ladder_pattern_open(const t4_ladder *l, t4_ladder_pattern *pattern, size_t v)
{
    size_t n = l->views[v].cells + 1;

    if (pattern->hidden[v])
        return true;
    pattern->hidden[v] = t4_alloc_zero(n, 1);
    pattern->lower[v] = t4_alloc_zero(n, sizeof **pattern->lower);
    pattern->upper[v] = t4_alloc_zero(n, sizeof **pattern->upper);
    pattern->guess[v] = t4_alloc_zero(n, sizeof **pattern->guess);
    return pattern->hidden[v] && pattern->lower[v] && pattern->upper[v] && pattern->guess[v];
}

static void take_cell(void *context, const t4_ladder_view *view, size_t c)
{
    taking *t = context;
    const t4_ladder *l = t->ladder;
    size_t v = (size_t)(view - l->views), cell = t->next++;
    uint32_t variable = t->system->variable[cell];
    int64_t value = view->total[c];
    bool published = !t->state || t->state[v][c] != T4_SHOWN_NOT, left = t->state && t->state[v][c] == T4_SHOWN_LEFT;

    t->row->cells += published;
    if (!t->hidden[variable] && !left)
        return;
    if (!published && t->row->intervals_exact && !t->audit->rises[variable] && !t->audit->falls[variable])
        return;   /* no table has it, but those that there are add up to it */
    t->row->hidden_cells += published;
    if (t->failed || !t4_ladder_pattern_open(l, t->pattern, v)) {
        t->failed = true;
        return;
    }
    t->pattern->hidden[v][c] = 1;
    t->pattern->lower[v][c] = t->pattern->upper[v][c] = value;
    if (t->audit) {
        t->pattern->lower[v][c] -= t->audit->falls[variable];
        t->pattern->upper[v][c] = t->audit->rises[variable] >= T4_UNBOUNDED / 2 ? T4_SYSTEM_MOST
                                                                                : value + t->audit->rises[variable];
    }
    t->pattern->guess[v][c] = t->guess ? t->guess[cell] : (double)value;
}

/* Codes that are shorter than a level: their cell there is the cell of their own level. */
static t4_status copy_short(t4_ladder *l, t4_ladder_pattern *pattern, t4_error *err)
{
    for (int i = l->level_count - 2; i >= 0; i--)
        for (int k = 0; k < l->period_count; k++)
            for (int p = 0; p < l->partner_count; p++) {
                size_t from = t4_ladder_view_index(l, i + 1, k, p), to = t4_ladder_view_index(l, i, k, p);
                const t4_ladder_view *v = &l->views[to];

                if (!pattern->hidden[from])
                    continue;
                for (size_t c = 0; c < v->cells; c++) {
                    size_t above;

                    if (t4_ladder_stands(l, i, t4_ladder_place_of(v->key[c]).code))
                        continue;
                    above = t4_ladder_find(&l->views[from], t4_ladder_lift(l, v, v->key[c], &l->views[from]));
                    if (above == SIZE_MAX || !pattern->hidden[from][above])
                        continue;
                    if (!t4_ladder_pattern_open(l, pattern, to))
                        return t4_fail_memory(err);
                    pattern->hidden[to][c] = 1;
                    pattern->lower[to][c] = pattern->lower[from][above];
                    pattern->upper[to][c] = pattern->upper[from][above];
                    pattern->guess[to][c] = pattern->guess[from][above];
                }
            }
    return T4_OK;
}

static t4_status take_all(taking *t, const source *s, t4_error *err)
{
    for (size_t unit = 0; unit < s->units; unit++)
        for (int level = 0; level < s->plan.level_count; level++)
            each_cell(s, unit, level, take_cell, t);
    for (size_t unit = 0; unit < s->units && s->lists; unit++)
        each_total(s, unit, take_cell, t);
    return t->failed ? t4_fail_memory(err) : T4_OK;
}

typedef struct {
    const t4_ladder *ladder;
    double *size;
    size_t next;
} sizing;

static void size_cell(void *context, const t4_ladder_view *view, size_t c)
{
    sizing *z = context;

    z->size[z->next++] = t4_ladder_size(view, view->key[c]);
}

static t4_status guess_all(t4_ladder *l, const source *s, const t4_system *system, const uint8_t *hidden,
                           double **guess, t4_error *err)
{
    sizing z = {l, t4_alloc(system->cells + 1, sizeof(double)), 0};

    if (!z.size)
        return t4_fail_memory(err);
    for (size_t unit = 0; unit < s->units; unit++)
        for (int level = 0; level < s->plan.level_count; level++)
            each_cell(s, unit, level, size_cell, &z);
    *guess = z.size;
    return t4_ladder_guess(system, hidden, z.size, l->run, err);
}

void t4_ladder_pattern_release(t4_ladder_pattern *p)
{
    for (size_t v = 0; v < sizeof p->hidden / sizeof *p->hidden; v++) {
        t4_free(p->hidden[v]);
        t4_free(p->lower[v]);
        t4_free(p->upper[v]);
        t4_free(p->guess[v]);
    }
    *p = (t4_ladder_pattern){.hidden = {NULL}};
}

/* What the open cells of a system prove of the hidden ones, and the guess. */
static t4_status confine(t4_ladder *l, const source *s, t4_audit_problem *problem, uint8_t *const *state,
                         t4_ladder_row *row, t4_ladder_pattern *pattern, t4_error *err)
{
    t4_audit *audit = NULL;
    double *guess = NULL;
    t4_status status = t4_ladder_intervals(l, problem, &audit, &row->intervals_exact, err);

    if (!status)
        status = guess_all(l, s, problem->system, problem->hidden, &guess, err);
    if (!status)
        status = take_all(&(taking){.ladder = l, .pattern = pattern, .row = row, .system = problem->system,
                                    .hidden = problem->hidden, .state = state, .audit = audit, .guess = guess}, s, err);
    if (!status)
        status = copy_short(l, pattern, err);
    t4_audit_free(audit);
    t4_free(guess);
    return status;
}

/* With list totals: what a reader of all that is published can work out. */
static t4_status confine_lists(t4_ladder *l, const source *s, const t4_protection *p, t4_ladder_row *row,
                               t4_ladder_pattern *pattern, t4_error *err)
{
    t4_status status = take_all(&(taking){.ladder = l, .pattern = pattern, .row = row, .system = p->system,
                                          .hidden = p->hidden}, s, err);

    if (!status)
        status = t4_ladder_read(l, row, pattern, err);
    return status ? status : copy_short(l, pattern, err);
}

static void source_release(source *s)
{
    for (int k = 0; k < s->ladder->partner_count; k++)
        t4_free(s->stands_for[k]);
    t4_free(s->members);
}

t4_status t4_ladder_protect(t4_ladder *l, t4_ladder_row *row, t4_ladder_pattern *pattern, t4_error *err)
{
    source s = {.ladder = l, .design = &row->design, .lists = row->design.lists && !l->outer};
    t4_template settings = *l->options.template_;
    t4_cells cells = {.domain = l->options.domain, .plan = &s.plan, .source = &s, .load = load};
    t4_cells totals = {.domain = l->options.domain, .plan = &s.plan, .source = &s, .load = load_totals};
    t4_protect_input input = {.template_ = &settings, .codes = l->options.codes, .contributions = contributions,
                              .source = &s, .traders = t4_dict_count(l->options.domain->traders), .quick = true};
    t4_protection *p = NULL;
    t4_status status = partners_of(&s, err);

    if (!status)
        status = t4_ladder_agreements(l, &input, err);
    settings.method = T4_METHOD_SUPPRESS;
    settings.cost = "value";
    settings.measures[0] = l->options.domain->measures[l->measure].name;   /* the one that contributions told of */
    settings.measure_count = 1;
    plan_of(&s);
    cells.units = totals.units = s.units;
    if (s.lists) {
        input.listset = &l->listset;
        input.lists = &totals;
    }
    if (!status)
        status = t4_protect(&p, l->run, &cells, &input, err);
    if (!status) {
        t4_audit_problem problem = {.system = p->system, .hidden = p->hidden, .primary = p->primary, .up = p->up,
                                    .down = p->down, .owner = p->owner, .exact = true, .hints = &p->suppression->store};

        status = s.lists ? confine_lists(l, &s, p, row, pattern, err)
                         : confine(l, &s, &problem, NULL, row, pattern, err);
    }
    source_release(&s);
    t4_free(input.requests);
    t4_free(input.waivers);
    t4_protection_free(p);
    return status;
}

/* --- as another publication shows it ------------------------------------------------------------------ */

/* The system of all cells that the design's tables could have, and which of them are shown. */
typedef struct {
    const source *s;
    const t4_shown *shown;
    t4_system *system;
    uint8_t **state;           /* by view and cell: t4_shown_state */
    uint8_t *open;             /* by cell of the system */
    size_t room;
    size_t counts[T4_SHOWN_STATES];
    int level;                 /* of the plan */
    t4_status status;
    t4_error *err;
} copying;

static void copy_cell(void *context, const t4_ladder_view *v, size_t c)
{
    copying *copy = context;
    const t4_ladder *l = copy->s->ladder;
    t4_ladder_place at = t4_ladder_place_of(v->key[c]);
    bool world = l->partner_kinds[v->partner] == T4_LADDER_WORLD;
    uint32_t partner = world ? T4_PARTNER_WORLD : copy->s->stands_for[v->partner][at.partner];
    const char *code = l->levels[v->level].text[at.code], *name = world ? NULL : t4_dict_text(l->options.domain->partners, partner, NULL);
    t4_period period = l->periods[v->period].period[at.period];
    t4_shown_state state = t4_shown_find(copy->shown, (t4_flow)at.flow, code, name && strcmp(name, "W00") ? name : NULL, period);
    t4_place place = {period, at.flow, at.dims, partner, T4_NO_INDEX};
    size_t i = (size_t)(v - l->views);

    if (copy->status)
        return;
    copy->counts[state]++;
    place.node = t4_system_node(copy->system, code, copy->s->plan.levels[copy->level]);
    if (!copy->state[i])
        copy->state[i] = t4_alloc_zero(v->cells + 1, 1);
    if (place.node == T4_NO_INDEX || !copy->state[i] || !t4_grow(&copy->open, &copy->room, copy->system->cells, 1)) {
        copy->status = t4_fail_memory(copy->err);
        return;
    }
    copy->state[i][c] = (uint8_t)state;
    copy->open[copy->system->cells] = state == T4_SHOWN_OPEN;
    copy->status = t4_system_add(copy->system, &place, v->total[c], v->total[c] < 0 ? v->total[c] : 0, copy->err);
}

static t4_status copy_cells(copying *copy, const source *s, t4_error *err)
{
    t4_status status = t4_system_new(&copy->system, s->plan.levels, s->plan.level_count, T4_PARTNER_WORLD, NULL, NULL, err);

    copy->err = err;
    for (size_t unit = 0; unit < s->units && !status; unit++)
        for (copy->level = 0; copy->level < s->plan.level_count && !status; copy->level++) {
            each_cell(s, unit, copy->level, copy_cell, copy);
            status = copy->status ? copy->status : t4_run_check(s->ladder->run, err);
        }
    return status ? status : t4_system_close(copy->system, s->ladder->run, err);
}

/* A variable is open when one of the cells that are it is. */
static t4_status confine_copy(t4_ladder *l, const copying *copy, t4_ladder_row *row, t4_ladder_pattern *pattern, t4_error *err)
{
    const t4_system *system = copy->system;
    size_t n = system->variables + 1;
    uint8_t *hidden = t4_alloc(n, 1), *primary = t4_alloc_zero(n, 1);
    int64_t *levels = t4_alloc_zero(n, sizeof *levels);
    uint32_t *owner = t4_alloc_zero(n, sizeof *owner);
    t4_status status = hidden && primary && levels && owner ? T4_OK : t4_fail_memory(err);

    if (!status)
        memset(hidden, 1, n);
    for (size_t c = 0; c < system->cells && !status; c++)
        if (copy->open[c])
            hidden[system->variable[c]] = 0;
    if (!status)
        status = confine(l, copy->s, &(t4_audit_problem){.system = system, .hidden = hidden, .primary = primary, .up = levels,
                                                         .down = levels, .owner = owner, .exact = true}, copy->state, row, pattern, err);
    if (!status)
        status = t4_ladder_spread_left(l, pattern, copy->state, err);
    t4_free(hidden);
    t4_free(primary);
    t4_free(levels);
    t4_free(owner);
    return status;
}

t4_status t4_ladder_as_shown(t4_ladder *l, t4_ladder_row *row, t4_ladder_pattern *pattern, t4_error *err)
{
    source s = {.ladder = l, .design = &row->design};
    copying copy = {.s = &s, .shown = row->design.shown, .state = t4_alloc_zero(l->view_count + 1, sizeof *copy.state)};
    t4_status status = copy.state ? partners_of(&s, err) : t4_fail_memory(err);

    plan_of(&s);
    if (!status)
        status = copy_cells(&copy, &s, err);
    if (!status && copy.counts[T4_SHOWN_HIDDEN] + copy.counts[T4_SHOWN_LEFT])
        status = confine_copy(l, &copy, row, pattern, err);
    else if (!status)
        row->cells = copy.counts[T4_SHOWN_OPEN];
    t4_system_free(copy.system);
    for (size_t v = 0; copy.state && v < l->view_count; v++)
        t4_free(copy.state[v]);
    t4_free(copy.state);
    t4_free(copy.open);
    source_release(&s);
    return status;
}
