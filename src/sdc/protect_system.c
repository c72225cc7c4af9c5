/* SPDX-License-Identifier: MIT */
/* From the cells of a release to its linear system, and contributions to their places in it. */
#include <string.h>

#include "base/memory.h"
#include "model/placed.h"
#include "sdc/protect_names.h"

enum { DIMS_MOST = 1 << 26 };

void t4_protect_names_free(t4_protect_names *n)
{
    if (!n)
        return;
    t4_free(n->partner);
    t4_free(n->partner_id);
    t4_dict_free(n->dims);
    t4_arena_release(&n->texts);
    t4_free(n);
}

static t4_status make_names(t4_protection *p, const t4_cube_plan *plan, t4_error *err)
{
    size_t count = t4_dict_count(p->domain->partners);
    t4_protect_names *n = p->names = t4_alloc_zero(1, sizeof *n);

    if (!n)
        return t4_fail_memory(err);
    t4_arena_init(&n->texts);
    n->partner = t4_alloc(count, sizeof *n->partner);
    n->partner_id = t4_alloc(count, sizeof *n->partner_id);
    n->dims = t4_dict_new(DIMS_MOST);
    if (!n->partner || !n->partner_id || !n->dims)
        return t4_fail_memory(err);
    memset(n->partner, 0xff, count * sizeof *n->partner);
    for (int g = 0; g < plan->group_count; g++) {
        strcpy(n->groups[g], "G_");
        strncat(n->groups[g], plan->groups[g].name, sizeof n->groups[g] - 3);
    }
    return T4_OK;
}

/* Worlds and groups keep their ids, which lie above all numbers. */
static uint32_t partner_number(t4_protect_names *n, const t4_domain *domain, uint32_t id)
{
    if (id >= t4_dict_count(domain->partners))
        return id;
    if (n->partner[id] == T4_NO_INDEX) {
        n->partner_id[n->partners] = id;
        n->partner[id] = n->partners++;
    }
    return n->partner[id];
}

static uint32_t dims_number(t4_protect_names *n, const t4_domain *domain, const uint32_t *dimension)
{
    if (domain->dimension_count == 0)
        return 0;
    return t4_dict_add(n->dims, (const char *)dimension,
                       (size_t)domain->dimension_count * sizeof *dimension);
}

const char *t4_protect_partner(const t4_protection *p, uint32_t cell)
{
    uint32_t partner = p->system->place[cell].partner;

    if (partner == T4_PARTNER_WORLD)
        return "W00";
    if (t4_system_is_group(p->system, partner))
        return p->names->groups[UINT32_MAX - 1 - partner];
    return t4_dict_text(p->domain->partners, p->names->partner_id[partner], NULL);
}

const char *t4_protect_dimension(const t4_protection *p, uint32_t cell, int dimension)
{
    uint32_t ids[T4_DIMENSIONS_MAX];
    size_t n;
    const char *bytes = t4_dict_text(p->names->dims, p->system->place[cell].dims, &n);

    memcpy(ids, bytes, n);
    return t4_dict_text(p->domain->labels[dimension], ids[dimension], NULL);
}

static t4_status check_plan(const t4_cube_plan *plan, t4_error *err)
{
    if (!plan->each && plan->group_count > 0 && plan->world)
        return t4_fail(err, T4_ERR_USAGE, "publish.partners: groups beside the world without 'each' "
                       "bound one another; add each, or leave one of them out");
    return T4_OK;
}

static void ancestor(const void *context, const char *code, int level, char out[16])
{
    t4_codelist_ancestor(context, code, level, out);
}

bool t4_protect_place(t4_protection *p, t4_period period, uint32_t flow, const uint32_t *dimension,
                      uint32_t partner, uint32_t node, t4_place *place)
{
    *place = (t4_place){period, flow, dims_number(p->names, p->domain, dimension),
                        partner_number(p->names, p->domain, partner), node};
    return place->node != T4_NO_INDEX && place->dims != T4_DICT_NONE;
}

t4_status t4_protect_add(t4_protection *p, const t4_cell *cell, int level, t4_error *err)
{
    t4_int128 amount = cell->amount[p->measure];
    t4_place place;

    if (!t4_protect_place(p, cell->period, cell->flow, cell->dimension, cell->partner,
                          t4_system_node(p->system, cell->code, level), &place))
        return t4_fail_memory(err);
    if (amount >= T4_SYSTEM_MOST || amount <= -T4_SYSTEM_MOST)
        return t4_fail(err, T4_ERR_DATA, "an amount of '%s' has more than 60 bits at its decimals and "
                       "cannot be protected exactly; use fewer decimals", cell->code);
    /* A hidden row shows that trade took place: at least one unit. */
    return t4_system_add(p->system, &place, (int64_t)amount, amount >= 1 ? 1 : (int64_t)amount, err);
}

/*
 * Units of one period, flow and chapter.  How many there are depends on memory
 * and threads; the numbers of cells, which break ties, must not: levels
 * together, and within a level units in order.
 */
typedef struct {
    t4_cell_block *blocks;
    size_t first, count, room;   /* number of the first unit; how many */
} unit_group;

static void release_group(unit_group *group)
{
    for (size_t i = 0; i < group->room; i++)
        t4_cell_block_release(&group->blocks[i]);
    t4_free(group->blocks);
}

/* Room for one more block than the group has, empty or used before. */
static bool reserve_block(unit_group *group)
{
    size_t before = group->room;

    if (!t4_grow(&group->blocks, &group->room, group->count, sizeof *group->blocks))
        return false;
    if (group->room > before)
        memset(group->blocks + before, 0, (group->room - before) * sizeof *group->blocks);
    return true;
}

static const t4_cell *first_cell(const t4_cell_block *block, int levels)
{
    for (int l = 0; l < levels; l++)
        if (block->count[l])
            return &block->cells[l][0];
    return NULL;
}

static const t4_cell *first_of_group(const unit_group *group, int levels)
{
    const t4_cell *cell = NULL;

    for (size_t i = 0; i < group->count && !cell; i++)
        cell = first_cell(&group->blocks[i], levels);
    return cell;
}

static bool belong_together(const t4_cell *a, const t4_cell *b)
{
    return !a || !b || (a->period == b->period && a->flow == b->flow && !strncmp(a->code, b->code, 2));
}

static t4_status add_group(t4_protection *p, const t4_cells *cells, size_t *base, const unit_group *group, t4_error *err)
{
    int levels = cells->plan->level_count;
    t4_status status = T4_OK;

    for (int l = 0; l < levels && !status; l++)
        for (size_t i = 0; i < group->count && !status; i++) {
            const t4_cell_block *block = &group->blocks[i];

            if (base)
                base[(group->first + i) * (size_t)levels + (size_t)l] = p->system->cells;
            for (size_t k = 0; k < block->count[l] && !status; k++)
                status = t4_protect_add(p, &block->cells[l][k], cells->plan->levels[l], err);
        }
    return status;
}

/* Add the group without the block behind it, which begins the next one. */
static t4_status next_group(t4_protection *p, const t4_cells *cells, size_t *base, unit_group *group, t4_error *err)
{
    t4_status status = add_group(p, cells, base, group, err);
    t4_cell_block swap = group->blocks[0];

    group->blocks[0] = group->blocks[group->count];
    group->blocks[group->count] = swap;
    group->first += group->count;
    group->count = 0;
    return status;
}

/* base: [unit * levels + level], the number of each run's first cell; NULL = nobody asks. */
static t4_status add_units(t4_protection *p, const t4_run *run, const t4_cells *cells, size_t *base, t4_error *err)
{
    int levels = cells->plan->level_count;
    unit_group group = {0};
    t4_status status = T4_OK;

    for (size_t unit = 0; unit < cells->units && !status; unit++) {
        t4_cell_block *block;

        if (!reserve_block(&group)) {
            status = t4_fail_memory(err);
            break;
        }
        block = &group.blocks[group.count];
        status = t4_run_check(run, err);
        if (!status)
            status = cells->load(cells, 0, unit, block, err);
        if (!status && group.count &&
            !belong_together(first_of_group(&group, levels), first_cell(block, levels)))
            status = next_group(p, cells, base, &group, err);
        group.count++;
    }
    if (!status)
        status = add_group(p, cells, base, &group, err);
    release_group(&group);
    return status;
}

static t4_status add_groups(t4_protection *p, const t4_cube_plan *plan, t4_error *err)
{
    size_t room = 0;
    uint32_t *members = NULL;
    t4_status status = T4_OK;

    for (int g = 0; g < plan->group_count && !status; g++) {
        size_t count = 0;

        for (const char *const *m = plan->groups[g].members; *m && !status; m++) {
            uint32_t id = t4_dict_find(p->domain->partners, *m, strlen(*m));

            if (id == T4_DICT_NONE)
                continue;
            if (!t4_grow(&members, &room, count, sizeof *members))
                status = t4_fail_memory(err);
            else
                members[count++] = partner_number(p->names, p->domain, id);
        }
        if (!status)
            status = t4_system_group(p->system, T4_PARTNER_GROUP(g), members, count, err);
    }
    t4_free(members);
    return status;
}

/* Published tables must add up without a rest: a rest would be a figure that nobody guards. */
static t4_status check_rests(const t4_system *s, t4_error *err)
{
    for (size_t r = 0; r < s->relations; r++)
        if (s->relation_rest[r] != 0)
            return t4_fail(err, T4_ERR_DATA, "the parts of '%s' do not add up to it: the code list "
                           "places a code differently at two levels",
                           t4_system_code_text(s, s->place[s->relation_cell[s->relation_start[r]]].node));
    return T4_OK;
}

t4_status t4_protect_system(t4_protection *p, const t4_run *run, const t4_protect_input *input,
                            t4_error *err)
{
    const t4_cells *cells = p->cells;
    t4_status status;

    p->plan = input->beyond ? input->beyond->plan : cells->plan;
    p->levels = cells->plan->level_count;
    p->beyond_base = p->part_base = SIZE_MAX;
    status = check_plan(p->plan, err);
    if (!status)
        status = make_names(p, p->plan, err);
    if (!status)
        status = t4_system_new(&p->system, p->plan->levels, p->plan->level_count, T4_PARTNER_WORLD,
                               ancestor, input->codes, err);
    if (!status && !(p->base = t4_alloc(cells->units * (size_t)p->levels + 1, sizeof *p->base)))
        status = t4_fail_memory(err);
    if (!status)
        status = add_units(p, run, cells, p->base, err);
    if (!status)
        status = add_groups(p, p->plan, err);
    if (!status && input->listset)
        status = t4_protect_list_cells(p, input, err);
    if (!status && input->beyond) {
        p->beyond_base = p->system->cells;
        status = add_units(p, run, input->beyond, NULL, err);
    }
    if (!status && input->listset)
        status = t4_protect_aggregates(p, input, err);
    if (!input->beyond)
        p->beyond_base = p->part_base;
    if (!status)
        status = t4_system_close(p->system, run, err);
    if (!status)
        status = check_rests(p->system, err);
    return status;
}

/* --- contributions -------------------------------------------------------------- */

typedef struct {
    t4_protection *p;
    t4_share *shares;
    size_t count, room;
    uint32_t *node;      /* by code id of the domain: published node, T4_NO_INDEX - 1 = not looked for yet */
} collector;

#define NOT_YET (T4_NO_INDEX - 1)

uint32_t t4_protect_node(const t4_protection *p, const char *code, size_t n, const t4_codelist *codes)
{
    char published[16] = "";

    if (t4_placed_published(code, n) < n) {
        n = t4_placed_published(code, n);
        memcpy(published, code, n < sizeof published ? n : sizeof published - 1);
        code = published;
    }
    for (int l = 0; l < p->plan->level_count; l++) {
        int level = p->plan->levels[l];
        char text[16];
        uint32_t node;

        if (level == 0)
            strcpy(text, "TOTAL");
        else
            ancestor(codes, code, level, text);   /* a shorter one may stand in the table as it is */
        node = t4_system_known(p->system, text, level);
        if (node != T4_NO_INDEX)
            return node;
    }
    return T4_NO_INDEX;
}

uint32_t t4_protect_above(const t4_protection *p, const char *code, int level, const t4_codelist *codes)
{
    for (int l = 0; l < p->plan->level_count; l++) {
        int coarser = p->plan->levels[l];
        char text[16] = "TOTAL";
        uint32_t node;

        if (coarser >= level)
            continue;
        if (coarser > 0)
            ancestor(codes, code, coarser, text);
        node = t4_system_known(p->system, text, coarser);
        if (node != T4_NO_INDEX)
            return node;
    }
    return T4_NO_INDEX;
}

typedef struct {
    collector collect;
    const t4_codelist *codes;
    const t4_protect_input *input;
} collect_context;

uint32_t t4_protect_member(const t4_protect_input *in, uint32_t trader, t4_period period)
{
    size_t low = 0, high = in->member_count;

    if (in->holding && trader < in->traders)
        return in->holding[trader];
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (in->members[middle].trader < trader)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < in->member_count && in->members[low].trader == trader; low++) {
        const t4_membership *m = &in->members[low];

        if ((!m->from || t4_period_first_month(period) >= t4_period_first_month(m->from)) &&
            (!m->until || t4_period_last_month(period) <= t4_period_last_month(m->until)))
            return m->holding;
    }
    return trader;
}

static t4_status take(void *context, const t4_contribution *item, t4_error *err)
{
    collect_context *c = context;
    collector *k = &c->collect;
    t4_protection *p = k->p;
    t4_int128 amount = item->amount[p->measure];
    size_t n;
    t4_share *share;

    if (k->node[item->code] == NOT_YET) {
        const char *code = t4_dict_text(p->domain->codes, item->code, &n);

        k->node[item->code] = t4_protect_part(p, c->input, t4_protect_node(p, code, n, c->codes), code, n);
    }
    if (amount >= T4_SYSTEM_MOST || amount <= -T4_SYSTEM_MOST)
        return t4_fail(err, T4_ERR_DATA, "a contribution has more than 60 bits; use fewer decimals");
    if (!t4_grow(&k->shares, &k->room, k->count, sizeof *k->shares))
        return t4_fail_memory(err);
    share = &k->shares[k->count++];
    *share = (t4_share){{item->period, item->flow, dims_number(p->names, p->domain, item->dimension),
                         partner_number(p->names, p->domain, item->partner), k->node[item->code]},
                        c->input->member_count ? t4_protect_member(c->input, item->trader, item->period) : item->trader,
                        (int64_t)amount};
    return T4_OK;
}

t4_status t4_protect_shares(t4_protection *p, const t4_protect_input *input, t4_share **shares,
                            size_t *count, t4_error *err)
{
    size_t codes = t4_dict_count(p->domain->codes);
    collect_context c = {{.p = p, .node = t4_alloc(codes, sizeof(uint32_t))}, input->codes, input};
    t4_status status;

    if (!c.collect.node)
        return t4_fail_memory(err);
    for (size_t i = 0; i < codes; i++)
        c.collect.node[i] = NOT_YET;
    status = input->contributions(input->source, take, &c, err);
    t4_free(c.collect.node);
    if (status) {
        t4_free(c.collect.shares);
        return status;
    }
    *shares = c.collect.shares;
    *count = c.collect.count;
    return T4_OK;
}
