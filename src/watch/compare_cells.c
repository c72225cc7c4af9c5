/* SPDX-License-Identifier: MIT */
/* Old cells against new ones at a level that both have: equal within rounding, revised, on one side alone; scale. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/compare_state.h"

/* Cells that a scale needs at least, powers of ten that are looked at, and how many roundings a value must have for it. */
enum { SUBHEADING = 6, SCALE_CELLS = 5, SCALES = 9, ROUNDINGS = 25 };

static const double scale_share = 0.8, scale_near = 0.02, ratio_near = 0.01, ratio_least = 0.02;

/* What a row brings to a cell. */
typedef struct {
    uint32_t reporter, period, partner, group;
    uint8_t flow, side;
    bool direct, open;           /* direct: the row is the cell, not a part of it */
    uint32_t row;
    t4_int128 value, rounding;
} piece;

typedef struct {
    t4_int128 value, rounding;
    bool there, hidden;
    uint32_t row;
} half_cell;

typedef struct {
    const piece *key;
    half_cell half[T4_COMPARE_SIDES];
} cell;

typedef struct {
    t4_compare_work *w;
    t4_compare_groups *groups;
    t4_compare_level *level;
    t4_dict *cuts;               /* unsplit codes of fewer digits than the level: both sides are cut to them */
    bool each;                   /* by single partner, which both sides have; else the world */
    t4_period_kind kind;         /* to which periods are added up */
    bool *whole[T4_COMPARE_SIDES];   /* by period: it is there as it stands, or all months of it are */
    bool *direct[T4_COMPARE_SIDES];  /* by period: it stands there itself */
    uint32_t *to;                /* period -> period of the kind */
    piece *pieces;
    size_t count, room;
    cell *cells;
    size_t cell_count, cell_room;
    t4_int128 factor[T4_COMPARE_SIDES];
} cells;

static t4_int128 distance(t4_int128 a, t4_int128 b)
{
    return a > b ? a - b : b - a;
}

/* --- periods --------------------------------------------------------------------------------------- */

static uint32_t place_of(const t4_compare_work *w, t4_period period)
{
    for (size_t i = 0; i < w->period_count; i++)
        if (w->periods[i] == period)
            return (uint32_t)i;
    return UINT32_MAX;
}

/* The finest kind of period that both have, else the coarser of the two finest. */
static t4_period_kind common_kind(const t4_compare_work *w)
{
    const t4_compare_side *a = &w->result->side[0], *b = &w->result->side[1];

    for (int kind = T4_PERIOD_KINDS - 1; kind >= 0; kind--)
        if (a->kinds[kind] && b->kinds[kind])
            return (t4_period_kind)kind;
    return a->kind < b->kind ? a->kind : b->kind;
}

/* Which periods of the kind a side has: itself, or by all months (quarters) of them. */
static t4_status find_periods(cells *c, t4_error *err)
{
    t4_compare_work *w = c->w;
    size_t room = w->period_count + 1;
    uint32_t *parts = t4_alloc_zero(room, sizeof *parts);
    t4_status status = parts ? T4_OK : t4_fail_memory(err);

    c->to = t4_alloc(room, sizeof *c->to);
    for (int s = 0; s < T4_COMPARE_SIDES; s++) {
        c->whole[s] = t4_alloc_zero(room, sizeof(bool));
        c->direct[s] = t4_alloc_zero(room, sizeof(bool));
    }
    if (!c->to || !c->whole[0] || !c->whole[1] || !c->direct[0] || !c->direct[1])
        status = t4_fail_memory(err);
    for (size_t i = 0; !status && i < w->period_count; i++)
        c->to[i] = t4_period_kind_of(w->periods[i]) == c->kind ? (uint32_t)i
                   : c->kind == T4_TO_DATE || t4_period_kind_of(w->periods[i]) < c->kind ? UINT32_MAX
                   : place_of(w, t4_period_coarsen(w->periods[i], c->kind));
    for (int s = 0; !status && s < T4_COMPARE_SIDES; s++) {
        bool *seen = t4_alloc_zero(room, sizeof *seen);

        memset(parts, 0, room * sizeof *parts);
        for (size_t i = 0; seen && i < w->half[s].count; i++)
            seen[w->half[s].entries[i].period] = true;
        for (size_t i = 0; seen && i < w->period_count; i++) {
            t4_period p = w->periods[i];

            if (!seen[i] || c->to[i] == UINT32_MAX)
                continue;
            if (c->to[i] == i)
                c->direct[s][i] = c->whole[s][i] = true;
            else if (t4_period_kind_of(p) == w->result->side[s].kind)
                parts[c->to[i]] += (uint32_t)(t4_period_last_month(p) - t4_period_first_month(p) + 1);
        }
        for (size_t i = 0; seen && i < w->period_count; i++)
            c->whole[s][i] = c->whole[s][i] || (parts[i] && (int)parts[i] == t4_period_last_month(w->periods[i]) -
                                                t4_period_first_month(w->periods[i]) + 1);
        if (!seen)
            status = t4_fail_memory(err);
        t4_free(seen);
    }
    t4_free(parts);
    return status;
}

/* Where a row of a side counts; UINT32_MAX: nowhere. */
static uint32_t period_of(const cells *c, int side, uint32_t period)
{
    uint32_t to = c->to[period];

    if (to == UINT32_MAX || !c->whole[0][to] || !c->whole[1][to] || (to != period && c->direct[side][to]))
        return UINT32_MAX;
    return to == period || t4_period_kind_of(c->w->periods[period]) == c->w->result->side[side].kind ? to : UINT32_MAX;
}

/* --- pieces ------------------------------------------------------------------------------------------ */

/* Unsplit codes of fewer digits in periods that are compared. */
static t4_status find_cuts(cells *c, t4_error *err)
{
    for (int s = 0; s < T4_COMPARE_SIDES; s++)
        for (size_t i = 0; i < c->w->half[s].count; i++) {
            const t4_compare_entry *e = &c->w->half[s].entries[i];
            const char *code = t4_compare_code_text(c->w, e->code);

            if (e->leaf && e->level && e->level < c->level->level && period_of(c, s, e->period) != UINT32_MAX &&
                t4_dict_add(c->cuts, code, e->level) == T4_DICT_NONE)
                return t4_fail_memory(err);
        }
    return T4_OK;
}

/* Digits of the cell that a code belongs to: those of the level, or of the shortest cut that it begins with. */
static size_t cut_of(const cells *c, const char *code, size_t n)
{
    size_t level = (size_t)c->level->level, most = n < level ? n : level;

    if (strspn(code, "0123456789") < 2)
        return n;   /* a name of goods */
    if (t4_dict_count(c->cuts))
        for (size_t i = 1; i < most; i++)
            if (t4_dict_find(c->cuts, code, i) != T4_DICT_NONE)
                return i;
    return most;
}

/* The world, or single partners: rows of the other kind are sums of these, or too coarse. */
static bool partner_counts(const cells *c, const t4_compare_entry *e, const t4_flows_row *row, bool *direct)
{
    *direct = true;
    if (c->each)
        return !row->world;
    if (row->world)
        return true;
    *direct = false;
    return !e->has_world || !e->world_open;
}

static t4_status add_rows(cells *c, int side, const t4_compare_entry *e, uint32_t period, t4_error *err)
{
    t4_compare_half *h = &c->w->half[side];
    const char *code = t4_compare_code_text(c->w, e->code);
    size_t n = c->level->level ? cut_of(c, code, strlen(code)) : 0;
    bool own = c->level->level ? n == strlen(code) : !e->level;

    if ((!own && !e->leaf) || (c->level->level && !e->level))
        return T4_OK;
    for (size_t k = e->first; k < e->first + e->rows; k++) {
        const t4_flows_row *row = &h->flows->rows[h->order[k]];
        piece p = {.reporter = e->reporter, .period = period, .flow = e->flow, .side = (uint8_t)side, .row = h->order[k],
                   .open = t4_compare_open(c->w, row), .value = t4_compare_value(c->w, row) * c->factor[side],
                   .rounding = t4_compare_rounding(c->w, side, row) * c->factor[side]};
        bool direct;
        t4_status status;

        if (!partner_counts(c, e, row, &direct))
            continue;
        p.partner = c->each ? h->place[row->partner] : UINT32_MAX;
        p.direct = own && direct;
        status = t4_compare_group_of(c->groups, side, row->edition, c->level->level ? code : "TOTAL",
                                     c->level->level ? n : 5, &p.group, err);
        if (status)
            return status;
        if (p.group == T4_COMPARE_NO_GROUP) {
            c->level->unmapped++;
            continue;
        }
        if (!t4_grow(&c->pieces, &c->room, c->count, sizeof *c->pieces))
            return t4_fail_memory(err);
        c->pieces[c->count++] = p;
    }
    return T4_OK;
}

static t4_status gather(cells *c, t4_error *err)
{
    t4_status status = t4_run_check(c->w->run, err);

    for (int s = 0; s < T4_COMPARE_SIDES; s++)
        for (size_t i = 0; !status && i < c->w->half[s].count; i++) {
            uint32_t period = period_of(c, s, c->w->half[s].entries[i].period);

            if (period != UINT32_MAX)
                status = add_rows(c, s, &c->w->half[s].entries[i], period, err);
        }
    for (size_t i = 0; i < c->count; i++)
        c->pieces[i].group = t4_compare_group_root(c->groups, c->pieces[i].group);
    return status;
}

/* --- cells --------------------------------------------------------------------------------------------- */

static int by_cell(const void *left, const void *right)
{
    const piece *a = left, *b = right;

    if (a->reporter != b->reporter)
        return a->reporter < b->reporter ? -1 : 1;
    if (a->period != b->period)
        return a->period < b->period ? -1 : 1;
    if (a->flow != b->flow)
        return a->flow - b->flow;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    if (a->partner != b->partner)
        return a->partner < b->partner ? -1 : 1;
    return a->side - b->side;
}

static int by_place(const void *left, const void *right)
{
    const piece *a = left, *b = right;
    int order = by_cell(a, b);

    if (order)
        return order;
    if (a->direct != b->direct)
        return a->direct ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* The row that is the cell, where it is open, else the sum of its parts. Several such rows: of several codes of a family. */
static half_cell half_of(const piece *p, size_t count)
{
    half_cell out = {.there = true, .row = p->row};
    bool direct = p->direct && p->open;

    for (size_t i = 0; i < count && direct; i++)
        if (p[i].direct)
            direct = p[i].open;
    for (size_t i = 0; i < count; i++) {
        if (direct && !p[i].direct)
            continue;
        out.value += p[i].open ? p[i].value : 0;
        out.rounding += p[i].rounding;
        out.hidden = out.hidden || !p[i].open;
    }
    return out;
}

static t4_status make_cells(cells *c, t4_error *err)
{
    if (c->count)
        qsort(c->pieces, c->count, sizeof *c->pieces, by_place);
    for (size_t i = 0, end; i < c->count; i = end) {
        cell next = {.key = &c->pieces[i]};
        cell *last = c->cell_count ? &c->cells[c->cell_count - 1] : NULL;

        for (end = i + 1; end < c->count && !by_cell(&c->pieces[i], &c->pieces[end]);)
            end++;
        next.half[c->pieces[i].side] = half_of(&c->pieces[i], end - i);
        if (last && c->pieces[i].side == T4_COMPARE_NEW && last->key->side == T4_COMPARE_OLD) {
            piece same = *last->key;

            same.side = T4_COMPARE_NEW;
            if (!by_cell(&same, &c->pieces[i])) {
                last->half[T4_COMPARE_NEW] = next.half[T4_COMPARE_NEW];
                continue;
            }
        }
        if (!t4_grow(&c->cells, &c->cell_room, c->cell_count, sizeof *c->cells))
            return t4_fail_memory(err);
        c->cells[c->cell_count++] = next;
    }
    return T4_OK;
}

/* --- scale ------------------------------------------------------------------------------------------------ */

static int by_number(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

/* A power of ten, or another constant, that most cells show between the sides. */
static t4_status find_scale(const cells *c, t4_compare_result *r, t4_error *err)
{
    double *ratios = t4_alloc(c->cell_count + 1, sizeof *ratios), centre;
    uint64_t near[2 * SCALES + 1] = {0}, close = 0;
    size_t n = 0;

    if (!ratios)
        return t4_fail_memory(err);
    for (size_t i = 0; i < c->cell_count; i++) {
        const half_cell *a = &c->cells[i].half[0], *b = &c->cells[i].half[1];
        double power;

        if (!a->there || !b->there || a->hidden || b->hidden || a->value < ROUNDINGS * a->rounding ||
            b->value < ROUNDINGS * b->rounding || a->value <= 0 || b->value <= 0)
            continue;   /* too small to tell a ratio by */
        ratios[n] = (double)a->value / (double)b->value;
        power = log10(ratios[n++]);
        if (fabs(power - round(power)) < scale_near && fabs(power) < SCALES)
            near[SCALES + (int)round(power)]++;
    }
    for (int power = -SCALES; power <= SCALES; power++)
        if (power % 3 == 0 && power && n >= SCALE_CELLS && (double)near[SCALES + power] >= scale_share * (double)n) {
            r->scale = power;
            r->scale_cells = near[SCALES + power];
            r->scale_seen = n;
        }
    if (n)
        qsort(ratios, n, sizeof *ratios, by_number);
    centre = n ? ratios[n / 2] : 1;
    for (size_t i = 0; i < n; i++)
        close += fabs(ratios[i] / centre - 1) < ratio_near;
    if (!r->scale && n >= SCALE_CELLS && (double)close >= scale_share * (double)n && fabs(centre - 1) > ratio_least) {
        r->ratio = centre;
        r->scale_cells = close;
        r->scale_seen = n;
    }
    t4_free(ratios);
    return T4_OK;
}

static void apply_scale(cells *c, int scale)
{
    t4_int128 factor = 1;

    for (int i = 0; i < (scale < 0 ? -scale : scale); i++)
        factor *= 10;
    c->factor[scale > 0 ? T4_COMPARE_NEW : T4_COMPARE_OLD] = factor;
    for (size_t i = 0; i < c->cell_count; i++)
        for (int s = 0; s < T4_COMPARE_SIDES; s++) {
            c->cells[i].half[s].value *= c->factor[s];
            c->cells[i].half[s].rounding *= c->factor[s];
        }
}

/* --- results ------------------------------------------------------------------------------------------------ */

static const char *place_text(const t4_compare_work *w, uint32_t place)
{
    size_t n;

    return place == UINT32_MAX ? "W00" : t4_dict_text(w->places, place, &n);
}

static t4_status note_revision(cells *c, const cell *k, t4_error *err)
{
    t4_compare_result *r = c->w->result;
    const t4_compare_half *h = &c->w->half[T4_COMPARE_OLD];
    t4_compare_revision found = {.period = c->w->periods[k->key->period], .flow = k->key->flow,
                                 .partner = place_text(c->w, k->key->partner), .old = k->half[0].value,
                                 .new = k->half[1].value, .tolerance = k->half[0].rounding + k->half[1].rounding,
                                 .old_row = k->half[0].row, .new_row = k->half[1].row};

    found.reporter = t4_flows_place_text(h->flows, h->flows->rows[found.old_row].reporter);
    found.code = c->level->level ? t4_compare_group_label(c->groups, k->key->group) : "TOTAL";
    if (c->level->level && !t4_compare_groups_joined(c->groups)) {   /* the groups go, the label stays */
        uint32_t id = t4_dict_add(c->w->labels, found.code, strlen(found.code));
        size_t n;

        if (id == T4_DICT_NONE)
            return t4_fail_memory(err);
        found.code = t4_dict_text(c->w->labels, id, &n);
    }
    if (!t4_grow(&r->revisions, &r->revision_room, r->revision_count, sizeof *r->revisions))
        return t4_fail_memory(err);
    r->revisions[r->revision_count++] = found;
    return T4_OK;
}

static t4_status judge_cell(cells *c, const cell *k, t4_error *err)
{
    t4_compare_level *l = c->level;
    const half_cell *a = &k->half[0], *b = &k->half[1];

    l->hidden_old += a->there && a->hidden;
    l->hidden_new += b->there && b->hidden;
    l->only_old += a->there && !b->there;
    l->only_new += b->there && !a->there;
    if (!a->there || !b->there || a->hidden || b->hidden)
        return T4_OK;
    l->both++;
    l->old += a->value;
    l->new += b->value;
    if (a->value == b->value)
        l->exact++;
    else if (2 * distance(a->value, b->value) <= a->rounding + b->rounding)
        l->rounding++;
    else {
        l->different++;
        return note_revision(c, k, err);
    }
    return T4_OK;
}

/* Imports, exports and both of a period. */
static t4_status note_totals(cells *c, t4_error *err)
{
    t4_compare_result *r = c->w->result;

    for (size_t i = 0; i < c->cell_count; i++) {
        const cell *k = &c->cells[i];
        t4_period period = c->w->periods[k->key->period];
        int way = t4_flow_total((t4_flow)k->key->flow) == T4_X;
        t4_compare_total *t = r->total_count ? &r->totals[r->total_count - 1] : NULL;

        if (!k->half[0].there || !k->half[1].there || k->half[0].hidden || k->half[1].hidden)
            continue;
        if (!t || t->period != period) {
            for (t = r->totals; t && t < r->totals + r->total_count && t->period != period;)
                t++;
            if (!t || t == r->totals + r->total_count) {
                if (!t4_grow(&r->totals, &r->total_room, r->total_count, sizeof *r->totals))
                    return t4_fail_memory(err);
                t = &r->totals[r->total_count++];
                *t = (t4_compare_total){.period = period};
            }
        }
        for (int at = way; at < 3; at += 2 - way) {   /* its own place, and both together */
            t->has[at] = true;
            t->old[at] += k->half[0].value;
            t->new[at] += k->half[1].value;
            t->differs[at] = t->differs[at] || 2 * distance(k->half[0].value, k->half[1].value) >
                             k->half[0].rounding + k->half[1].rounding;
        }
    }
    return T4_OK;
}

static void release(cells *c)
{
    t4_compare_groups_free(c->groups);
    t4_dict_free(c->cuts);
    for (int s = 0; s < T4_COMPARE_SIDES; s++) {
        t4_free(c->whole[s]);
        t4_free(c->direct[s]);
    }
    t4_free(c->to);
    t4_free(c->pieces);
    t4_free(c->cells);
}

static t4_status run_level(t4_compare_work *w, int digits, t4_period_kind kind, bool each, t4_error *err)
{
    t4_compare_result *r = w->result;
    cells c = {.w = w, .kind = kind, .each = each, .level = &r->levels[r->level_count++], .factor = {1, 1}};
    t4_status status = T4_OK;

    *c.level = (t4_compare_level){.level = digits, .kind = kind, .partners = each};
    c.cuts = t4_dict_new(T4_FLOWS_TEXTS_MOST);
    status = c.cuts ? t4_compare_groups_new(&c.groups, w, digits, err) : t4_fail_memory(err);
    if (!status)
        status = find_periods(&c, err);
    if (!status && digits)
        status = find_cuts(&c, err);
    if (!status)
        status = gather(&c, err);
    if (!status)
        status = make_cells(&c, err);
    if (!status && !r->scale && !r->ratio)
        status = find_scale(&c, r, err);
    if (!status && r->scale)
        apply_scale(&c, r->scale);
    for (size_t i = 0; !status && i < c.cell_count; i++)
        status = judge_cell(&c, &c.cells[i], err);
    if (!status && !digits && !each)
        status = note_totals(&c, err);
    for (size_t i = 0; !digits && !each && c.to && i < w->period_count; i++)
        r->common += c.whole[0][i] && c.whole[1][i];
    c.level->families = t4_compare_groups_joined(c.groups);
    release(&c);
    return status;
}

static int by_size(const void *left, const void *right)
{
    const t4_compare_revision *a = left, *b = right;
    t4_int128 x = distance(a->old, a->new), y = distance(b->old, b->new);
    int order;

    if (x != y)
        return x < y ? 1 : -1;
    if (a->period != b->period)
        return a->period < b->period ? -1 : 1;
    order = a->flow - b->flow;
    order = order ? order : strcmp(a->code, b->code);
    return order ? order : strcmp(a->partner, b->partner);
}

static int by_period(const void *left, const void *right)
{
    const t4_compare_total *a = left, *b = right;

    return (a->period > b->period) - (a->period < b->period);
}

/* The finest level that both have: the coarser of the digits in which most of each is told. */
static int common_level(const t4_compare_work *w)
{
    int least = T4_COMPARE_LEVELS;

    for (int s = 0; s < T4_COMPARE_SIDES; s++)
        for (size_t i = 0; i < w->result->side[s].segment_count; i++)
            if (w->result->side[s].segments[i].digits < least)
                least = w->result->side[s].segments[i].digits;
    if (least > SUBHEADING && w->result->edition_mapped)
        least = SUBHEADING;
    if (w->result->edition_changed && !w->result->edition_mapped)
        return 0;   /* codes of two editions without a map: totals alone */
    return least == T4_COMPARE_LEVELS ? 0 : least;
}

t4_status t4_compare_cells(t4_compare_work *w, t4_error *err)
{
    t4_compare_result *r = w->result;
    t4_period_kind kind = common_kind(w);
    int level = common_level(w);
    bool each = r->side[0].partners > 0 && r->side[1].partners > 0;
    t4_status status = T4_OK;

    r->currencies = !r->net_mass && *w->half[0].flows->currency && *w->half[1].flows->currency &&
                    strcmp(w->half[0].flows->currency, w->half[1].flows->currency);
    if (r->currencies)
        return T4_OK;
    if (level || each)
        status = run_level(w, level, kind, each, err);
    for (int k = 0; !status && k < T4_PERIOD_KINDS; k++)   /* totals of every kind of period that both have */
        if ((t4_period_kind)k == kind || (r->side[0].kinds[k] && r->side[1].kinds[k]))
            status = run_level(w, 0, (t4_period_kind)k, false, err);
    r->coarsened_periods = kind != r->side[0].kind || kind != r->side[1].kind;
    if (r->revision_count)
        qsort(r->revisions, r->revision_count, sizeof *r->revisions, by_size);
    if (r->total_count)
        qsort(r->totals, r->total_count, sizeof *r->totals, by_period);
    return status;
}
