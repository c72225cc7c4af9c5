/* SPDX-License-Identifier: MIT */
/* Designs whose codes are not of one length: a second ladder over the published codes, and the way from one to the other. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/ladder_state.h"

/* A published code that holds something of a code without lying in it. */
struct t4_ladder_rest {
    uint32_t flow, set, level, code, group;
    uint32_t cells, traded;     /* codes x partners of the code in it; of codes that have trade */
};

/* --- which partners stand alike --------------------------------------------------------------- */

/* Groups of partners; the one of all is counted apart. */
static uint32_t groups_of(const t4_ladder *l)
{
    int at = t4_ladder_partner_at(l, T4_LADDER_GROUPS);

    return at < 0 ? 0 : l->partners[at];
}

static uint32_t set_of(const t4_ladder *l, int kind, uint32_t partner)
{
    const t4_ladder_placed *p = l->placed;

    if (kind == 0)
        return p->class_of[partner];
    return l->partner_kinds[kind] == T4_LADDER_WORLD ? p->sets - 1 : p->classes + partner;
}

/* A class of which the set has partners. */
static uint32_t class_in(const t4_ladder_placed *p, uint32_t set)
{
    uint32_t class_ = 0;

    while (class_ + 1 < p->classes && !p->weight[set * p->classes + class_])
        class_++;
    return class_;
}

static t4_status weigh(t4_ladder *l, t4_error *err)
{
    t4_ladder_placed *p = l->placed;
    bool groups = groups_of(l) > 0;

    p->sets = p->classes + groups_of(l) + 1;
    p->weight = t4_alloc_zero((size_t)p->sets * p->classes, sizeof *p->weight);
    if (!p->weight)
        return t4_fail_memory(err);
    for (uint32_t partner = 0; partner < l->partners[0]; partner++) {
        uint32_t class_ = p->class_of[partner];

        p->weight[class_ * p->classes + class_] = 1;
        if (groups)
            p->weight[(p->classes + l->partner_group[partner]) * p->classes + class_]++;
        p->weight[(p->sets - 1) * p->classes + class_]++;
    }
    return T4_OK;
}

/* --- the inner ladder -------------------------------------------------------------------------- */

/* The published code of every finest one, by flow and class. */
static t4_status name_codes(t4_ladder *l, const t4_ladder_placing *placing, t4_error *err)
{
    t4_ladder_placed *p = l->placed;
    uint32_t n = l->levels[0].count;

    for (size_t i = 0; i < l->share_count; i++) {
        uint32_t flow = l->shares[i].flow;

        if (p->code[flow])
            continue;
        p->code[flow] = t4_alloc((size_t)p->classes * n + 1, sizeof(uint32_t));
        if (!p->code[flow])
            return t4_fail_memory(err);
        for (uint32_t c = 0; c < p->classes; c++)
            for (uint32_t k = 0; k < n; k++) {
                char text[16];

                placing->text(placing->context, flow, c, l->levels[0].text[k], text);
                p->code[flow][c * n + k] = t4_dict_add(p->domain.codes, text, strlen(text));
                if (p->code[flow][c * n + k] == T4_DICT_NONE)
                    return t4_fail_memory(err);
            }
    }
    return T4_OK;
}

static t4_status copy_shares(const t4_ladder *l, t4_ladder *inner, t4_error *err)
{
    const t4_ladder_placed *p = l->placed;
    size_t n;

    inner->shares = t4_alloc(l->share_count + 1, sizeof *inner->shares);
    if (!inner->shares)
        return t4_fail_memory(err);
    for (uint32_t id = 0; id < t4_dict_count(l->dims); id++) {
        const char *text = t4_dict_text(l->dims, id, &n);

        if (t4_dict_add(inner->dims, text, n) == T4_DICT_NONE)
            return t4_fail_memory(err);
    }
    for (size_t i = 0; i < l->share_count; i++) {
        t4_ladder_share *s = &inner->shares[i];

        *s = l->shares[i];
        s->code = p->code[s->flow][p->class_of[l->partner_of[0][s->partner]] * l->levels[0].count + l->levels[0].of[s->code]];
    }
    inner->share_count = l->share_count;
    return T4_OK;
}

static t4_status make_inner(t4_ladder *l, const t4_ladder_design *design, t4_error *err)
{
    t4_ladder_placed *p = l->placed;
    t4_ladder_options options = l->options;
    t4_status status;

    options.domain = &p->domain;
    options.structure = NULL;
    options.listed_count = options.planted_count = 0;
    if (design->policy)
        options.template_ = l->options.policies[design->policy - 1].template_;
    status = t4_ladder_new(&p->inner, &options, err);
    if (status)
        return status;
    p->inner->outer = l;
    status = copy_shares(l, p->inner, err);
    if (!status)
        status = t4_ladder_axes(p->inner, err);
    if (!status)
        status = t4_ladder_views(p->inner, err);
    for (int flow = 0; flow < T4_FLOWS && !status; flow++)
        for (size_t i = 0; p->code[flow] && i < (size_t)p->classes * l->levels[0].count; i++)
            p->code[flow][i] = p->inner->levels[0].of[p->code[flow][i]];
    return status;
}

/* --- how many finest codes could lie in a published one ------------------------------------------- */

static void count_leaf(const t4_ladder *inner, const size_t *start, const char *text, uint32_t *count)
{
    for (int j = 0; j < inner->level_count; j++) {
        char at[16];
        uint32_t node;

        t4_ladder_ancestor(inner, text, inner->levels[j].level, at);
        node = t4_ladder_code_at(&inner->levels[j], at);
        if (node != UINT32_MAX)
            count[start[j] + node]++;
    }
}

/* Codes that occur and those that could: as for codes of one length. */
static t4_status count_codes(t4_ladder *l, const t4_ladder_placing *placing, uint32_t flow, t4_error *err)
{
    t4_ladder_placed *p = l->placed;
    const t4_codelist *tree = l->options.structure;
    size_t all = p->inner_start[l->level_count];
    uint32_t *below;
    char text[16];

    below = p->below[flow] = t4_alloc_zero(p->classes * all + 1, sizeof *below);
    if (!below)
        return t4_fail_memory(err);
    for (uint32_t c = 0; c < p->classes; c++) {
        for (uint32_t k = 0; k < l->levels[0].count; k++) {
            uint32_t at = p->code[flow][c * l->levels[0].count + k];

            for (int j = 0; j < l->level_count; at = p->inner->levels[j].above[at], j++)
                below[c * all + p->inner_start[j] + at]++;
        }
        for (size_t i = 0; tree && i < t4_codelist_count(tree); i++)
            if (t4_ladder_unseen(l, i)) {
                placing->text(placing->context, flow, c, t4_codelist_entry(tree, i)->code, text);
                count_leaf(p->inner, p->inner_start, text, below + c * all);
            }
    }
    return T4_OK;
}

static double weighted(const t4_ladder_view *v, uint64_t key, bool partners)
{
    const t4_ladder *l = v->of->outer;
    const t4_ladder_placed *p = l->placed;
    t4_ladder_place at = t4_ladder_place_of(key);
    uint32_t set = set_of(l, v->partner, at.partner);
    double sum = 0;

    for (uint32_t c = 0; c < p->classes && p->below[at.flow]; c++) {
        uint32_t weight = p->weight[set * p->classes + c];
        double below = (double)p->below[at.flow][c * p->inner_start[l->level_count] + p->inner_start[v->level] + at.code];

        sum = partners ? sum + weight * below : weight && below > sum ? below : sum;
    }
    return sum;
}

double t4_ladder_codes_in(const t4_ladder_view *v, uint64_t key)
{
    return v->of->outer ? weighted(v, key, false) : (double)v->of->levels[v->level].below[t4_ladder_place_of(key).code];
}

double t4_ladder_size(const t4_ladder_view *v, uint64_t key)
{
    t4_ladder_place at = t4_ladder_place_of(key);
    double periods = (double)v->of->periods[v->period].below[at.period];

    return periods * (v->of->outer ? weighted(v, key, true)
                                   : t4_ladder_codes_in(v, key) * (double)v->of->partner_below[v->partner][at.partner]);
}

/* --- where each code stands ------------------------------------------------------------------------- */

static uint32_t climb(const t4_ladder *inner, uint32_t code, int level)
{
    for (int j = 0; j < level; j++)
        code = inner->levels[j].above[code];
    return code;
}

/* The code of the inner ladder with the same name, or UINT32_MAX: what lies in it lies in this one. */
static uint32_t *same_codes(const t4_ladder *l)
{
    uint32_t *same = t4_alloc(l->placed->outer_start[l->level_count] + 1, sizeof *same);

    for (int i = 0; same && i < l->level_count; i++)
        for (uint32_t c = 0; c < l->levels[i].count; c++)
            same[l->placed->outer_start[i] + c] = t4_ladder_code_at(&l->placed->inner->levels[i], l->levels[i].text[c]);
    return same;
}

static uint8_t *traded_codes(const t4_ladder *l, uint32_t flow)
{
    uint8_t *traded = t4_alloc_zero(l->levels[0].count + 1, 1);

    for (size_t i = 0; traded && i < l->share_count; i++)
        if (l->shares[i].flow == flow)
            traded[l->levels[0].of[l->shares[i].code]] = 1;
    return traded;
}

/* A finest code of each code: one that has trade, where one has. */
static uint32_t *first_codes(const t4_ladder *l, const uint8_t *traded)
{
    const size_t *start = l->placed->outer_start;
    uint32_t *first = t4_alloc_zero(start[l->level_count] + 1, sizeof *first);

    for (int i = 0; first && i < l->level_count; i++)
        memcpy(first + start[i], l->levels[i].first, l->levels[i].count * sizeof *first);
    for (uint32_t k = 0; first && k < l->levels[0].count; k++)
        for (uint32_t i = 0, at = k; traded[k] && i < (uint32_t)l->level_count; at = l->levels[i].above[at], i++)
            first[start[i] + at] = k;
    return first;
}

/* What finest code k of partners of a class is to every code above it: the holder must take it in, a rest may hold it. */
static bool take_code(t4_ladder *l, const uint32_t *same, uint32_t flow, uint32_t set, uint32_t class_, uint32_t k,
                      size_t *room, bool all)
{
    t4_ladder_placed *p = l->placed;
    uint32_t n = l->levels[0].count, group = p->code[flow][class_ * n + k], code = k;

    for (int i = 0; i < l->level_count; code = l->levels[i].above[code], i++) {
        size_t at = p->outer_start[i] + code;
        uint8_t *holder = &p->holder[flow][set * p->outer_start[l->level_count] + at];
        uint32_t first = p->code[flow][class_in(p, set) * n + p->first[flow][at]];

        while ((all || !i) && *holder + 1 < l->level_count &&
               (!p->published[*holder] || climb(p->inner, group, *holder) != climb(p->inner, first, *holder)))
            (*holder)++;
        if (same[at] != UINT32_MAX && climb(p->inner, group, i) == same[at])
            continue;
        if (!t4_grow(&p->rest, room, p->rest_count, sizeof *p->rest))
            return false;
        p->rest[p->rest_count++] = (struct t4_ladder_rest){flow, set, (uint32_t)i, code, group,
                                                           p->weight[set * p->classes + class_], all || !i};
    }
    return true;
}

static int compare_rests(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;   /* five of them each */

    for (int i = 0; i < 5; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

/* Codes without trade count in the rest that they would stand in. */
static bool take_leaf(t4_ladder *l, const t4_ladder_placing *placing, uint32_t flow, uint32_t set, uint32_t class_,
                      const char *leaf, size_t *room)
{
    t4_ladder_placed *p = l->placed;
    char text[16], above[16];
    uint32_t group, code;

    placing->text(placing->context, flow, class_, leaf, text);
    group = t4_ladder_code_at(&p->inner->levels[0], text);
    for (int i = 0; group != UINT32_MAX && i < l->level_count; i++) {
        t4_ladder_ancestor(l, leaf, l->levels[i].level, above);
        code = t4_ladder_code_at(&l->levels[i], above);
        t4_ladder_ancestor(p->inner, text, l->levels[i].level, above);
        if (code == UINT32_MAX || !strcmp(above, l->levels[i].text[code]))
            continue;
        if (!t4_grow(&p->rest, room, p->rest_count, sizeof *p->rest))
            return false;
        p->rest[p->rest_count++] = (struct t4_ladder_rest){flow, set, (uint32_t)i, code, group,
                                                           p->weight[set * p->classes + class_], 0};
    }
    return true;
}

static t4_status stand_flow(t4_ladder *l, const t4_ladder_placing *placing, const uint32_t *same, uint32_t flow, size_t *room, t4_error *err)
{
    t4_ladder_placed *p = l->placed;
    size_t all = p->outer_start[l->level_count];
    const t4_codelist *tree = l->options.structure;
    uint8_t *traded = traded_codes(l, flow);
    bool good = traded != NULL;

    p->holder[flow] = t4_alloc_zero(p->sets * all + 1, 1);
    p->first[flow] = good ? first_codes(l, traded) : NULL;
    good = good && p->holder[flow] && p->first[flow];
    for (uint32_t set = 0; set < p->sets && good; set++)
        for (int i = 0; i < l->level_count; i++)
            memset(p->holder[flow] + set * all + p->outer_start[i], i, l->levels[i].count);
    for (uint32_t set = 0; set < p->sets && good; set++)
        for (uint32_t c = 0; c < p->classes && good; c++)
            for (uint32_t k = 0; p->weight[set * p->classes + c] && k < l->levels[0].count && good; k++)
                good = take_code(l, same, flow, set, c, k, room, traded[k]);
    for (uint32_t set = 0; set < p->sets && good; set++)
        for (uint32_t c = 0; c < p->classes && good; c++)
            for (size_t i = 0; tree && p->weight[set * p->classes + c] && i < t4_codelist_count(tree) && good; i++)
                good = !t4_ladder_unseen(l, i) || take_leaf(l, placing, flow, set, c, t4_codelist_entry(tree, i)->code, room);
    t4_free(traded);
    return good ? T4_OK : t4_fail_memory(err);
}

static t4_status stand(t4_ladder *l, const t4_ladder_placing *placing, t4_error *err)
{
    t4_ladder_placed *p = l->placed;
    uint32_t *same = p->same = same_codes(l);
    size_t room = 0, n = 0;
    t4_status status = same ? T4_OK : t4_fail_memory(err);

    for (uint32_t flow = 0; flow < T4_FLOWS && !status; flow++)
        if (p->code[flow])
            status = stand_flow(l, placing, same, flow, &room, err);
    if (p->rest_count)
        qsort(p->rest, p->rest_count, sizeof *p->rest, compare_rests);
    for (size_t i = 0; i < p->rest_count; i++)
        if (n && !compare_rests(&p->rest[n - 1], &p->rest[i])) {
            p->rest[n - 1].cells += p->rest[i].cells;
            p->rest[n - 1].traded += p->rest[i].traded;
        } else {
            p->rest[n++] = p->rest[i];
        }
    p->rest_count = n;
    n = 0;
    for (size_t i = 0; i < p->rest_count; i++)
        if (p->rest[i].traded)
            p->rest[n++] = p->rest[i];
    p->rest_count = n;
    return status;
}

int t4_ladder_placed_level(const t4_ladder *l, const t4_ladder_view *v, uint64_t key)
{
    const t4_ladder_placed *p = l->placed;
    t4_ladder_place at = t4_ladder_place_of(key);

    return p->holder[at.flow][set_of(l, v->partner, at.partner) * p->outer_start[l->level_count] +
                              p->outer_start[v->level] + at.code];
}

uint32_t t4_ladder_placed_code(const t4_ladder *l, const t4_ladder_view *from, uint64_t key, int level)
{
    const t4_ladder_placed *p = l->placed;
    t4_ladder_place at = t4_ladder_place_of(key);
    uint32_t class_ = class_in(p, set_of(l, from->partner, at.partner));

    uint32_t first = p->first[at.flow][p->outer_start[from->level] + at.code];

    return climb(p->inner, p->code[at.flow][class_ * l->levels[0].count + first], level);
}

/* --- the parts of a code that no published one holds alone -------------------------------------------- */

/* The rests of a cell's code: from the returned index to before *end. */
static size_t find_rests(const t4_ladder *l, const t4_ladder_view *v, uint64_t key, size_t *end)
{
    const t4_ladder_placed *p = l->placed;
    t4_ladder_place at = t4_ladder_place_of(key);
    struct t4_ladder_rest from = {at.flow, set_of(l, v->partner, at.partner), (uint32_t)v->level, at.code, 0, 0, 0};
    size_t low = 0, high = p->rest_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_rests(&p->rest[middle], &from) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (*end = low; *end < p->rest_count && !memcmp(&p->rest[*end], &from, 4 * sizeof(uint32_t)); ++*end)
        ;
    return low;
}

bool t4_ladder_divided(const t4_ladder *l, const t4_ladder_view *v, uint64_t key)
{
    size_t end;

    return l->placed && find_rests(l, v, key, &end) < end;
}

size_t t4_ladder_pieces(const t4_ladder *l, const t4_ladder_table *table, const t4_ladder_view *v, uint64_t key,
                        t4_ladder_piece piece[T4_LADDER_PIECES])
{
    const t4_ladder_placed *p = l->placed;
    t4_ladder_place at = t4_ladder_place_of(key);
    size_t end = 0, low = p && p->published[v->level] ? find_rests(l, v, key, &end) : 0, count = 0;
    const t4_ladder_view *view;
    bool within;
    uint32_t same;

    if (low == end)
        return 0;
    view = t4_ladder_table_view(l, table, v, v->level);
    same = p->same[p->outer_start[v->level] + at.code];
    at = t4_ladder_place_of(t4_ladder_lift(l, v, key, view));
    within = view->partner == v->partner && view->period <= v->period;
    if (same != UINT32_MAX) {
        at.code = same;
        piece[count++] = (t4_ladder_piece){view, t4_ladder_key(&at), within};
    }
    view = t4_ladder_table_view(l, table, v, 0);
    for (; low < end; low++) {
        const struct t4_ladder_rest *rest = &p->rest[low];

        if (count == T4_LADDER_PIECES)
            return 0;
        at.code = rest->group;
        piece[count++] = (t4_ladder_piece){view, t4_ladder_key(&at),
                                           within && weighted(view, t4_ladder_key(&at), true) <= rest->cells};
    }
    return count;
}

/* --- all ------------------------------------------------------------------------------------------------ */

bool t4_ladder_has_level(const t4_ladder *l, const t4_ladder_design *design, int level)
{
    const t4_cube_plan *plan;

    if (!design->policy || !l->levels[level].tree)
        return true;
    plan = &l->options.policies[design->policy - 1].template_->plan;
    for (int i = 0; i < plan->level_count; i++)
        if (plan->levels[i] == l->levels[level].level)
            return true;
    return false;
}

void t4_ladder_placed_release(t4_ladder *l)
{
    t4_ladder_placed *p = l->placed;

    if (!p)
        return;
    t4_ladder_free(p->inner);
    t4_dict_free(p->domain.codes);
    for (int flow = 0; flow < T4_FLOWS; flow++) {
        t4_free(p->code[flow]);
        t4_free(p->below[flow]);
        t4_free(p->holder[flow]);
        t4_free(p->first[flow]);
    }
    t4_free(p->class_of);
    t4_free(p->weight);
    t4_free(p->same);
    t4_free(p->rest);
    t4_free(p);
    l->placed = NULL;
}

t4_status t4_ladder_placed_make(t4_ladder *l, const t4_ladder_placing *placing, t4_error *err)
{
    t4_ladder_placed *p = l->placed = t4_alloc_zero(1, sizeof *p);
    t4_status status = T4_OK;

    if (!p) {
        t4_free(placing->class_of);
        return t4_fail_memory(err);
    }
    p->classes = placing->classes;
    p->class_of = placing->class_of;
    p->domain = *l->options.domain;
    p->domain.codes = t4_dict_new(T4_LADDER_CODES_MAX);
    if (!p->domain.codes)
        status = t4_fail_memory(err);
    for (int i = 0; i < l->level_count; i++)
        p->published[i] = t4_ladder_has_level(l, placing->design, i);
    if (!status)
        status = weigh(l, err);
    if (!status)
        status = name_codes(l, placing, err);
    if (!status)
        status = make_inner(l, placing->design, err);
    for (int i = 0; i < l->level_count && !status; i++) {
        p->inner_start[i + 1] = p->inner_start[i] + p->inner->levels[i].count;
        p->outer_start[i + 1] = p->outer_start[i] + l->levels[i].count;
    }
    for (uint32_t flow = 0; flow < T4_FLOWS && !status; flow++)
        if (p->code[flow])
            status = count_codes(l, placing, flow, err);
    return status ? status : stand(l, placing, err);
}
