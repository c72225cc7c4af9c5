/* SPDX-License-Identifier: MIT */
#include "watch/reconcile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "solve/adjust.h"
#include "watch/reconcile_implied.h"

t4_status t4_reconcile_init(t4_reconcile *r, t4_error *err)
{
    *r = (t4_reconcile){.spread = NAN};
    t4_arena_init(&r->arena);
    r->names = t4_dict_new(T4_RECONCILE_FIGURES_MOST);
    return r->names ? T4_OK : t4_fail_memory(err);
}

void t4_reconcile_release(t4_reconcile *r)
{
    t4_dict_free(r->names);
    t4_free(r->by_name);
    t4_free(r->figures);
    t4_free(r->relations);
    t4_free(r->terms);
    t4_arena_release(&r->arena);
    *r = (t4_reconcile){.figure_count = 0};
}

const char *t4_reconcile_kind_name(t4_reconcile_kind kind)
{
    static const char *const names[T4_RECONCILE_KINDS] = {"codes", "partners", "periods", "flows", "vintages", "mirror", "given"};

    return names[kind];
}

t4_status t4_reconcile_add_figure(t4_reconcile *r, const char *name, int set, t4_int128 value, double deviation, int depth,
                                  uint32_t *figure, t4_error *err)
{
    const char *copy = t4_arena_strndup(&r->arena, name, strlen(name));

    if (r->figure_count == T4_RECONCILE_FIGURES_MOST)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d figures", T4_RECONCILE_FIGURES_MOST);
    if (!copy || !t4_grow(&r->figures, &r->figure_room, r->figure_count, sizeof *r->figures))
        return t4_fail_memory(err);
    *figure = (uint32_t)r->figure_count;
    if (set == 0) {
        uint32_t id = t4_dict_add(r->names, name, strlen(name));

        if (id == T4_DICT_NONE || !t4_grow(&r->by_name, &r->name_room, id, sizeof *r->by_name))
            return t4_fail_memory(err);
        r->by_name[id] = *figure;
    }
    r->figures[r->figure_count++] = (t4_reconcile_figure){.name = copy, .value = value, .deviation = deviation, .set = (uint8_t)set,
                                                          .depth = (uint8_t)depth, .change = NAN, .leverage = NAN, .residual = NAN};
    return T4_OK;
}

uint32_t t4_reconcile_find(const t4_reconcile *r, const char *name, size_t n)
{
    uint32_t id = t4_dict_find(r->names, name, n);

    return id == T4_DICT_NONE ? T4_DICT_NONE : r->by_name[id];
}

t4_status t4_reconcile_add_term(t4_reconcile *r, uint32_t figure, int64_t factor, t4_error *err)
{
    if (r->term_count == T4_RECONCILE_TERMS_MOST)
        return t4_fail(err, T4_ERR_MEMORY, "relations have more than %d members", T4_RECONCILE_TERMS_MOST);
    if (!t4_grow(&r->terms, &r->term_room, r->term_count, sizeof *r->terms))
        return t4_fail_memory(err);
    r->terms[r->term_count++] = (t4_reconcile_term){figure, factor};
    return T4_OK;
}

t4_status t4_reconcile_add_relation(t4_reconcile *r, t4_reconcile_kind kind, const char *name, size_t start, t4_int128 wanted,
                                    t4_int128 tolerance, int64_t scale, t4_error *err)
{
    const char *copy = t4_arena_strndup(&r->arena, name, strlen(name));
    t4_int128 gap = -wanted;

    if (!copy || !t4_grow(&r->relations, &r->relation_room, r->relation_count, sizeof *r->relations))
        return t4_fail_memory(err);
    for (size_t i = start; i < r->term_count; i++) {
        t4_int128 product;

        if (__builtin_mul_overflow(r->figures[r->terms[i].figure].value, (t4_int128)r->terms[i].factor, &product) ||
            __builtin_add_overflow(gap, product, &gap))
            return t4_fail(err, T4_ERR_DATA, "relation '%.80s': its sum is too large; state values in thousands", name);
    }
    r->relations[r->relation_count++] =
        (t4_reconcile_relation){.kind = kind, .name = copy, .start = start, .end = r->term_count, .wanted = wanted, .gap = gap,
                                .tolerance = tolerance, .scale = scale, .broken = gap > tolerance || gap < -tolerance};
    return T4_OK;
}

/* --- what hangs together --------------------------------------------------------------- */

static uint32_t top_of(uint32_t *parent, uint32_t at)
{
    while (parent[at] != at) {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    return at;
}

/* By figure: the first figure of what hangs together with it. */
static uint32_t *join(const t4_reconcile *r)
{
    uint32_t *parent = t4_alloc(r->figure_count + 1, sizeof *parent);

    for (size_t i = 0; parent && i < r->figure_count; i++)
        parent[i] = (uint32_t)i;
    for (size_t k = 0; parent && k < r->relation_count; k++)
        for (size_t i = r->relations[k].start + 1; i < r->relations[k].end; i++) {
            uint32_t a = top_of(parent, r->terms[r->relations[k].start].figure), b = top_of(parent, r->terms[i].figure);

            parent[a > b ? a : b] = a > b ? b : a;
        }
    for (size_t i = 0; parent && i < r->figure_count; i++)
        parent[i] = top_of(parent, (uint32_t)i);
    return parent;
}

typedef struct {
    uint32_t component, relation;
} member;

static int by_component(const void *left, const void *right)
{
    const member *a = left, *b = right;

    if (a->component != b->component)
        return a->component < b->component ? -1 : 1;
    return (a->relation > b->relation) - (a->relation < b->relation);
}

/* --- one system ------------------------------------------------------------------------------ */

typedef struct {
    t4_reconcile *r;
    const t4_run *run;
    uint32_t *place;             /* by figure: its number in the system at hand, UINT32_MAX */
    uint32_t *figure;            /* and back */
    size_t figures;
    size_t *start;
    uint32_t *member;
    double *factor, *gap, *variance;
} system_parts;

static bool room(system_parts *s, size_t relations, size_t terms)
{
    s->start = t4_alloc(relations + 1, sizeof *s->start);
    s->gap = t4_alloc(relations + 1, sizeof *s->gap);
    s->member = t4_alloc(terms + 1, sizeof *s->member);
    s->factor = t4_alloc(terms + 1, sizeof *s->factor);
    s->figure = t4_alloc(terms + 1, sizeof *s->figure);
    s->variance = t4_alloc(terms + 1, sizeof *s->variance);
    s->figures = 0;
    return s->start && s->gap && s->member && s->factor && s->figure && s->variance;
}

static void clear(system_parts *s)
{
    for (size_t i = 0; s->figure && i < s->figures; i++)
        s->place[s->figure[i]] = UINT32_MAX;
    t4_free(s->start);
    t4_free(s->gap);
    t4_free(s->member);
    t4_free(s->factor);
    t4_free(s->figure);
    t4_free(s->variance);
}

static void load(system_parts *s, const member *members, size_t count)
{
    size_t used = 0;

    s->start[0] = 0;
    for (size_t k = 0; k < count; k++) {
        const t4_reconcile_relation *relation = &s->r->relations[members[k].relation];
        double scale = (double)relation->scale;

        for (size_t i = relation->start; i < relation->end; i++) {
            uint32_t figure = s->r->terms[i].figure;

            if (s->place[figure] == UINT32_MAX) {
                s->place[figure] = (uint32_t)s->figures;
                s->variance[s->figures] = s->r->figures[figure].deviation * s->r->figures[figure].deviation;
                s->figure[s->figures++] = figure;
            }
            s->member[used] = s->place[figure];
            s->factor[used++] = (double)s->r->terms[i].factor / scale;
        }
        s->start[k + 1] = used;
        s->gap[k] = (double)relation->gap / scale;
    }
}

static void store(system_parts *s, const t4_adjust_result *result)
{
    t4_reconcile *r = s->r;

    for (size_t i = 0; i < s->figures; i++) {
        t4_reconcile_figure *f = &r->figures[s->figure[i]];

        f->change = result->change[i];
        f->leverage = result->leverage[i];
        f->residual = result->residual[i];
        r->changed += fabs(f->change) >= 0.5;
    }
    r->components++;
    r->independent += result->independent;
    r->squares += result->squares;
    r->left = fmax(r->left, result->left);
}

/* Relations that follow from others are fulfilled with them. */
static size_t leave_out_implied(const t4_reconcile *r, member *members, size_t count)
{
    size_t kept = 0;

    for (size_t k = 0; k < count; k++)
        if (!r->relations[members[k].relation].implied)
            members[kept++] = members[k];
    return kept;
}

static t4_status adjust(system_parts *s, member *members, size_t count, bool *counted, t4_error *err)
{
    t4_adjust_problem problem;
    t4_adjust_result result = {.squares = 0};
    size_t terms = 0, broken = 0;
    t4_status status = T4_OK;

    for (size_t k = 0; k < count; k++)
        broken += s->r->relations[members[k].relation].broken;
    if (!broken)
        return T4_OK;
    count = leave_out_implied(s->r, members, count);
    for (size_t k = 0; k < count; k++)
        terms += s->r->relations[members[k].relation].end - s->r->relations[members[k].relation].start;
    if (!room(s, count, terms)) {
        clear(s);
        return t4_fail_memory(err);
    }
    load(s, members, count);
    problem = (t4_adjust_problem){s->figures, count, s->variance, s->start, s->member, s->factor, s->gap};
    status = t4_adjust_solve(&result, &problem, s->run, err);
    if (!result.independent && s->r->implied_known)
        result.independent = count;
    if (!status)
        store(s, &result);
    *counted = *counted && result.independent > 0;
    t4_adjust_release(&result);
    clear(s);
    return status;
}

/* Residuals in parts of what the breaks themselves say that figures are off by. */
static void scale_residuals(t4_reconcile *r)
{
    if (r->deviations_given || !r->independent || !(r->squares > 0))
        return;
    r->spread = sqrt(r->squares / (double)r->independent);
    for (size_t i = 0; i < r->figure_count; i++)
        r->figures[i].residual /= r->spread;
}

static t4_status adjust_all(t4_reconcile *r, const t4_run *run, t4_error *err)
{
    uint32_t *top = join(r);
    member *members = t4_alloc(r->relation_count + 1, sizeof *members);
    system_parts s = {.r = r, .run = run, .place = t4_alloc(r->figure_count + 1, sizeof *s.place)};
    bool counted = true;
    t4_status status = top && members && s.place ? T4_OK : t4_fail_memory(err);

    for (size_t k = 0; k < r->relation_count && !status; k++)
        members[k] = (member){r->relations[k].start < r->relations[k].end ? top[r->terms[r->relations[k].start].figure] : UINT32_MAX,
                              (uint32_t)k};
    if (!status) {
        memset(s.place, 0xff, (r->figure_count + 1) * sizeof *s.place);
        qsort(members, r->relation_count, sizeof *members, by_component);
    }
    for (size_t i = 0, end; i < r->relation_count && !status; i = end) {
        for (end = i + 1; end < r->relation_count && members[end].component == members[i].component; end++)
            ;
        status = adjust(&s, members + i, end - i, &counted, err);
    }
    if (!counted)
        r->independent = 0;
    t4_free(top);
    t4_free(members);
    t4_free(s.place);
    return status;
}

/* Could figures that are rounded to a unit be so far apart? */
static bool is_within(const t4_reconcile *r, const t4_reconcile_relation *relation, t4_int128 unit)
{
    t4_int128 most = 0;

    for (size_t i = relation->start; i < relation->end; i++)
        most += (r->terms[i].factor < 0 ? -(t4_int128)r->terms[i].factor : r->terms[i].factor) * unit;
    return 2 * relation->gap <= most && -2 * relation->gap <= most;
}

/* The least power of ten whose rounding explains every break, if most figures are whole numbers of it. */
static void explain(t4_reconcile *r)
{
    size_t whole = 0, counted = 0;

    r->unit = 1;
    for (size_t k = 0; k < r->relation_count; k++)
        for (int digits = 0; digits < 16 && r->relations[k].broken && !is_within(r, &r->relations[k], r->unit); digits++)
            r->unit *= 10;
    for (size_t i = 0; i < r->figure_count; i++) {
        counted += r->figures[i].value != 0;
        whole += r->figures[i].value != 0 && r->figures[i].value % r->unit == 0;
    }
    r->explained = r->broken > 0 && 2 * whole >= counted;
}

t4_status t4_reconcile_solve(t4_reconcile *r, t4_run *run, t4_error *err)
{
    t4_status status = t4_reconcile_find_implied(r, run, err);

    for (size_t k = 0; k < r->relation_count; k++) {
        r->broken += r->relations[k].broken;
        r->implied += r->relations[k].implied;
    }
    explain(r);
    if (!status && r->broken)
        status = adjust_all(r, run, err);
    if (!status)
        scale_residuals(r);
    return status;
}
