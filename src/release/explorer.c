/* SPDX-License-Identifier: MIT */
#include "release/explorer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/csvtext.h"
#include "release/explorer_head.h"
#include "release/visit.h"

enum {
    ROW_BYTES = 12, AMOUNT_BYTES = 11,   /* what a row takes, about */
    ATTEMPTS = 24, GROWING = 3           /* to fill the budget: in all, and to make more of it */
};

/* --- choosing slabs ----------------------------------------------------------- */

/* The rows of a level and period about the world, groups or single partners. */
typedef struct {
    int level, view;
    size_t period;         /* index into the explorer's periods */
    int score;             /* smaller comes first */
    uint64_t rows;
} slab;

typedef struct {
    t4_draft *draft;
    t4_explorer e;
    slab *slabs;
    size_t slab_count;
    t4_buffer text;        /* the packed rows */
    uint64_t rows;
    /*
     * How cells come in units must not show: the rows of a period, flow and
     * chapter wait until the three change, and are packed level by level.
     */
    t4_row_block waiting;
    t4_survey_unit group;
    /* Of the row before. */
    size_t period;
    int flow;              /* -1 = no row yet */
    int64_t code;
} packer;

static int by_period(const void *a, const void *b)
{
    t4_period x = *(const t4_period *)a, y = *(const t4_period *)b;

    return x < y ? -1 : x > y;
}

static t4_status find_periods(packer *p, t4_error *err)
{
    const t4_survey *survey = &p->draft->survey;
    t4_explorer *e = &p->e;
    size_t room = 0;

    for (size_t i = 0; i < survey->rows->units; i++) {
        t4_period period = survey->units[i].period;

        if (!period || t4_explorer_period(e, period) < e->period_count)
            continue;
        if (!t4_grow(&e->periods, &room, e->period_count, sizeof *e->periods))
            return t4_fail_memory(err);
        e->periods[e->period_count++] = period;
        qsort(e->periods, e->period_count, sizeof *e->periods, by_period);
    }
    return T4_OK;
}

/* Long and late periods first. */
static int order_of_period(const t4_explorer *e, size_t period)
{
    int later = 0;

    for (size_t i = 0; i < e->period_count; i++) {
        t4_period_kind a = t4_period_kind_of(e->periods[i]), b = t4_period_kind_of(e->periods[period]);

        later += a < b || (a == b && i > period);
    }
    return later;
}

static int by_score(const void *a, const void *b)
{
    const slab *x = a, *y = b;

    return x->score < y->score ? -1 : x->score > y->score;
}

static t4_status find_slabs(packer *p, t4_error *err)
{
    static const int handicap[T4_SURVEY_VIEWS] = {0, 2, 3};   /* world, groups, partners */
    const t4_survey *survey = &p->draft->survey;
    int levels = survey->rows->plan->level_count;
    size_t periods = p->e.period_count;

    p->slab_count = periods * (size_t)levels * T4_SURVEY_VIEWS;
    p->slabs = t4_alloc_zero(p->slab_count + 1, sizeof *p->slabs);
    if (!p->slabs)
        return t4_fail_memory(err);
    for (size_t i = 0; i < p->slab_count; i++) {
        slab *s = &p->slabs[i];

        s->view = (int)(i % T4_SURVEY_VIEWS);
        s->level = (int)(i / T4_SURVEY_VIEWS % (size_t)levels);
        s->period = i / T4_SURVEY_VIEWS / (size_t)levels;
        s->score = (2 * (levels - 1 - s->level) + handicap[s->view]) * 100000 +
                   order_of_period(&p->e, s->period);
    }
    for (size_t i = 0; i < survey->rows->units; i++) {
        const t4_survey_unit *unit = &survey->units[i];
        size_t period = unit->period ? t4_explorer_period(&p->e, unit->period) : periods;

        for (int level = 0; level < levels && period < periods; level++)
            for (int view = 0; view < T4_SURVEY_VIEWS; view++)
                p->slabs[(period * (size_t)levels + (size_t)level) * T4_SURVEY_VIEWS +
                         (size_t)view].rows += unit->views[level][view];
    }
    qsort(p->slabs, p->slab_count, sizeof *p->slabs, by_score);
    return T4_OK;
}

static t4_explorer_choice *choice_of(packer *p, const slab *s)
{
    return &p->e.chosen[(s->period * T4_LEVELS_MAX + (size_t)s->level) * T4_SURVEY_VIEWS +
                        (size_t)s->view];
}

/* Take slabs in order while they fit; when none of a (level, view) did, finer ones of the view are not tried. */
static t4_status choose(packer *p, size_t budget, t4_explorer_extent *extent, t4_error *err)
{
    uint64_t bytes = 0, row = ROW_BYTES + AMOUNT_BYTES * (uint64_t)p->draft->columns.count +
                              2 * (uint64_t)p->draft->rows->domain->dimension_count;
    bool taken[T4_LEVELS_MAX][T4_SURVEY_VIEWS] = {{false}}, stopped[T4_SURVEY_VIEWS] = {false};
    bool full[T4_LEVELS_MAX][T4_SURVEY_VIEWS] = {{false}};

    t4_free(p->e.chosen);
    p->e.chosen = t4_alloc_zero((p->e.period_count + 1) * T4_LEVELS_MAX * T4_SURVEY_VIEWS,
                                sizeof *p->e.chosen);
    if (!p->e.chosen)
        return t4_fail_memory(err);
    *extent = (t4_explorer_extent){0};
    memset(p->e.levels, 0, sizeof p->e.levels);
    for (size_t i = 0; i < p->slab_count; i++) {
        const slab *s = &p->slabs[i];
        uint64_t cost = s->rows * row + (p->e.levels[s->level] ? 0 : p->e.label_bytes[s->level]);

        if (!s->rows)
            continue;
        full[s->level][s->view] = full[s->level][s->view] || bytes + cost > budget;
        if (stopped[s->view] || full[s->level][s->view]) {
            *choice_of(p, s) = T4_EXPLORER_LEFT_OUT;
            extent->left_out += s->rows;
            stopped[s->view] = stopped[s->view] || !taken[s->level][s->view];
            continue;
        }
        *choice_of(p, s) = T4_EXPLORER_TAKEN;
        taken[s->level][s->view] = p->e.levels[s->level] = true;
        bytes += cost;
        extent->rows += s->rows;
    }
    return T4_OK;
}

/* --- packing rows --------------------------------------------------------------- */

static bool number36(t4_buffer *out, int64_t number)
{
    char text[16];
    size_t n = sizeof text;
    uint64_t rest = number < 0 ? (uint64_t)-number : (uint64_t)number;

    do {
        text[--n] = "0123456789abcdefghijklmnopqrstuvwxyz"[rest % 36];
        rest /= 36;
    } while (rest);
    if (number < 0)
        text[--n] = '-';
    return t4_buffer_append(out, text + n, sizeof text - n);
}

/* Statuses of the published measures, "AFAFMF": an index into the explorer's states. */
static bool state_of(packer *p, const t4_row *row, size_t *index)
{
    char text[T4_EXPLORER_STATE] = "";
    t4_explorer *e = &p->e;

    for (int i = 0; i < p->draft->columns.count; i++) {
        int m = p->draft->columns.measures[i];

        text[2 * i] = row->status[m] ? row->status[m] : ' ';
        text[2 * i + 1] = row->conf[m] ? row->conf[m] : ' ';
    }
    for (*index = 0; *index < e->state_count; ++*index)
        if (!strcmp(e->states[*index], text))
            return true;
    if (!t4_grow(&e->states, &e->state_room, e->state_count, sizeof *e->states))
        return false;
    memcpy(e->states[e->state_count++], text, sizeof text);
    return true;
}

static bool pack_amounts(packer *p, const t4_row *row)
{
    const t4_draft *draft = p->draft;
    bool good = true;

    for (int i = 0; i < draft->columns.count && good; i++) {
        int m = draft->columns.measures[i];

        good = t4_buffer_putc(&p->text, ',') &&
               (!row->present[m] ||
                t4_csvtext_decimal(&p->text, row->amount[m], draft->rows->decimals[m]));
    }
    if (good && p->e.quantity >= 0)
        good = t4_buffer_putc(&p->text, ',') &&
               number36(&p->text, t4_explorer_unit(&p->e, row->unit));
    return good;
}

/* Period and flow, where they are not those of the row before. */
static bool pack_head(packer *p, size_t period, int flow)
{
    if (period == p->period && flow == p->flow)
        return true;
    p->period = period;
    p->flow = flow;
    p->code = 0;
    return t4_buffer_printf(&p->text, "@%zu,%d;", period, flow);
}

/* code, partner, dimensions, state, amounts; nothing where it is as in the row before, or first. */
static bool pack_row(packer *p, const t4_row *row)
{
    int64_t code = t4_explorer_code(&p->e, row->code);
    int64_t partner = t4_explorer_partner(&p->e, row->partner);
    size_t state;
    bool good = state_of(p, row, &state) && (code == p->code || number36(&p->text, code - p->code)) &&
                t4_buffer_putc(&p->text, ',') && (!partner || number36(&p->text, partner));

    p->code = code;
    for (int d = 0; d < p->draft->rows->domain->dimension_count && good; d++)
        good = t4_buffer_putc(&p->text, ',') &&
               number36(&p->text, p->e.labels[d][row->dimension[d]]);
    good = good && t4_buffer_putc(&p->text, ',') && (!state || number36(&p->text, (int64_t)state)) &&
           pack_amounts(p, row) && t4_buffer_putc(&p->text, ';');
    p->rows++;
    return good;
}

static bool taken(const packer *p, size_t period, int level, t4_survey_view view)
{
    return p->e.chosen[(period * T4_LEVELS_MAX + (size_t)level) * T4_SURVEY_VIEWS + view] ==
           T4_EXPLORER_TAKEN;
}

static bool wanted(const void *context, const t4_survey_unit *unit)
{
    const packer *p = context;
    size_t period = t4_explorer_period(&p->e, unit->period);

    for (int level = 0; level < p->draft->rows->plan->level_count; level++)
        for (int view = 0; view < T4_SURVEY_VIEWS; view++)
            if (unit->views[level][view] && taken(p, period, level, (t4_survey_view)view))
                return true;
    return false;
}

/* Pack the rows that wait, fine levels first. */
static bool pack_waiting(packer *p)
{
    bool good = true;

    for (int level = 0; level < T4_LEVELS_MAX; level++) {
        for (size_t k = 0; k < p->waiting.count[level] && good; k++) {
            const t4_row *row = &p->waiting.rows[level][k];

            good = pack_head(p, t4_explorer_period(&p->e, row->period),
                             t4_explorer_flow(&p->e, (t4_flow)row->flow)) && pack_row(p, row);
        }
        p->waiting.count[level] = 0;
    }
    return good;
}

static bool wait_row(t4_row_block *waiting, int level, const t4_row *row)
{
    if (!t4_grow(&waiting->rows[level], &waiting->room[level], waiting->count[level], sizeof *row))
        return false;
    waiting->rows[level][waiting->count[level]++] = *row;
    return true;
}

static t4_status look(void *context, const t4_survey_unit *unit, const t4_row_block *block,
                      t4_error *err)
{
    packer *p = context;
    const t4_survey_unit *group = &p->group;
    size_t period = t4_explorer_period(&p->e, unit->period);
    bool good = true;

    if (unit->period != group->period || unit->flow != group->flow || strcmp(unit->chapter, group->chapter) != 0) {
        good = pack_waiting(p);
        p->group = *unit;
    }
    for (int level = 0; level < p->draft->rows->plan->level_count; level++)
        for (size_t k = 0; k < block->count[level] && good; k++)
            if (taken(p, period, level, t4_survey_view_of(block->rows[level][k].partner)))
                good = wait_row(&p->waiting, level, &block->rows[level][k]);
    return good ? T4_OK : t4_fail_memory(err);
}

/* --- the whole --------------------------------------------------------------------- */

static t4_status pack(packer *p, size_t budget, t4_buffer *out, t4_explorer_extent *extent,
                      t4_error *err)
{
    t4_status status = choose(p, budget, extent, err);

    t4_buffer_clear(&p->text);
    p->e.state_count = 0;
    p->rows = 0;
    p->flow = -1;
    p->group = (t4_survey_unit){0};
    if (!status)
        status = t4_explorer_codes(&p->e, p->draft, err);
    if (!status)
        status = t4_visit_units(p->draft, wanted, look, p, err);
    if (!status && !pack_waiting(p))
        status = t4_fail_memory(err);
    return status ? status : t4_explorer_print(&p->e, p->draft, &p->text, out, err);
}

t4_status t4_explorer_write(t4_draft *draft, size_t budget, t4_buffer *out,
                            t4_explorer_extent *extent, t4_error *err)
{
    packer p = {.draft = draft};
    size_t start = out->length, share = budget;
    t4_status status = t4_explorer_init(&p.e, draft, err);

    t4_buffer_init(&p.text, 0);
    if (!status)
        status = find_periods(&p, err);
    if (!status)
        status = find_slabs(&p, err);
    /* The cost of a row is a guess, put right by what the rows really took. */
    for (int attempt = 0; !status && attempt < ATTEMPTS; attempt++) {
        size_t used;

        out->length = start;
        status = pack(&p, share, out, extent, err);
        used = out->length - start;
        if (used > budget)
            share = share / 4 * 3;
        else if (extent->left_out && used < budget / 4 * 3 && attempt < GROWING)
            share = used ? (size_t)((double)share * 0.9 * (double)budget / (double)used) : budget;
        else
            break;
    }
    t4_buffer_release(&p.text);
    t4_row_block_release(&p.waiting);
    t4_explorer_release(&p.e);
    t4_free(p.slabs);
    return status;
}
