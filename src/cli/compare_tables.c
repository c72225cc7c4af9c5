/* SPDX-License-Identifier: MIT */
/* The tables of a comparison for people. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/compare_view.h"
#include "cli/render.h"

static const char *const sides[] = {"A", "B"};

static int side_count(const t4_compare_view *v)
{
    return v->job->series ? 1 : T4_COMPARE_SIDES;
}

static void put_amount(t4_table *table, const t4_compare_view *v, t4_int128 amount)
{
    char text[64];

    t4_table_text(table, t4_compare_amount(v, amount, text));
}

static void put_share(t4_table *table, t4_int128 part, t4_int128 of)
{
    char text[32];

    t4_table_text(table, t4_compare_percent(part, of, text));
}

static void put_period(t4_table *table, t4_period period)
{
    char text[T4_PERIOD_TEXT] = "";

    if (period)
        t4_period_print(period, text);
    t4_table_text(table, text);
}

/* --- what is in each ----------------------------------------------------------------------------- */

static void join(char *text, size_t room, const char *word)
{
    size_t n = strlen(text);

    snprintf(text + n, room - n, "%s%s", n ? ", " : "", word);
}

static void put_levels(t4_table *table, const t4_compare_side *s)
{
    char text[200] = "", one[64], count[T4_RENDER_TEXT];

    for (int level = T4_COMPARE_LEVELS - 1; level >= 0; level--)
        if (s->level_rows[level]) {
            snprintf(one, sizeof one, level ? "%d: %s" : "all goods", level, t4_render_count(s->level_codes[level], count));
            join(text, sizeof text, one);
        }
    t4_table_text(table, text);
}

static void put_words(t4_table *table, const t4_compare_side *s)
{
    char text[120] = "";

    if (s->flows_seen[T4_M] || s->flows_seen[T4_FM] || s->flows_seen[T4_RM])
        join(text, sizeof text, "imports");
    if (s->flows_seen[T4_X] || s->flows_seen[T4_DX] || s->flows_seen[T4_RX])
        join(text, sizeof text, "exports");
    t4_table_text(table, text);
    *text = '\0';
    if (s->given & T4_FLOWS_VALUE)
        join(text, sizeof text, "value");
    if (s->given & T4_FLOWS_NET)
        join(text, sizeof text, "net mass");
    if (s->given & T4_FLOWS_QUANTITY)
        join(text, sizeof text, "quantity");
    t4_table_text(table, text);
}

static void put_side(t4_table *table, const t4_compare_view *v, int i)
{
    const t4_compare_side *s = &v->r->side[i];
    const t4_flows *flows = t4_job_compare_flows(v->job, i);
    char text[2 * T4_PERIOD_TEXT + 4], first[T4_PERIOD_TEXT], last[T4_PERIOD_TEXT], unit[T4_DECIMAL_TEXT];

    t4_table_text(table, sides[i]);
    t4_table_count(table, s->rows);
    t4_table_count(table, s->hidden_rows);
    t4_period_print(s->first, first);
    t4_period_print(s->last, last);
    snprintf(text, sizeof text, "%s%s%s", first, strcmp(first, last) ? ".." : "", strcmp(first, last) ? last : "");
    t4_table_text(table, text);
    put_words(table, s);
    put_levels(table, s);
    t4_table_count(table, s->partners);
    t4_table_text(table, *s->editions ? s->editions : "not said");
    t4_table_text(table, *s->valuations ? s->valuations : "not said");
    t4_table_text(table, *flows->currency ? flows->currency : "not said");
    t4_decimal_print_short(s->unit, T4_FLOWS_DECIMALS, unit);
    t4_table_text(table, unit);
}

static t4_status fill_sides(t4_table *table, const t4_compare_view *v, size_t *left, t4_error *err)
{
    t4_status status = t4_table_init(table, "side|#rows|#hidden|periods|flows|measures|codes by digits|#partners|edition|valuation|"
                                            "currency|#rounded to", err);

    *left = 0;
    for (int i = 0; !status && i < side_count(v); i++)
        put_side(table, v, i);
    return status;
}

static t4_status fill_segments(t4_table *table, const t4_compare_view *v, size_t *left, t4_error *err)
{
    bool list = v->job->list;
    t4_status status = t4_table_init(table, list ? "side|from|until|#periods|#digits|#codes|#coarser codes|#partners|#listed alone|"
                                            "#together|#gone" : "side|from|until|#periods|#digits|#codes|#coarser codes|#partners", err);

    *left = 0;
    for (int i = 0; !status && i < side_count(v); i++)
        for (size_t k = 0; k < v->r->side[i].segment_count; k++) {
            const t4_compare_segment *g = &v->r->side[i].segments[k];

            t4_table_text(table, sides[i]);
            put_period(table, g->first);
            put_period(table, g->last);
            t4_table_count(table, g->periods);
            t4_table_count(table, (uint64_t)g->digits);
            t4_table_count(table, g->codes);
            t4_table_count(table, g->coarser);
            t4_table_count(table, g->partners);
            if (list) {
                t4_table_count(table, g->alone);
                t4_table_count(table, g->together);
                t4_table_count(table, g->gone);
            }
        }
    return status;
}

/* --- vanished and appeared ---------------------------------------------------------------------------- */

static t4_status fill_gone(t4_table *table, const t4_compare_view *v, size_t *left, t4_error *err)
{
    t4_status status = t4_table_init(table, "what|in|not in|cause|stands in|#value|row", err);
    char place[512];

    *left = v->r->gone_count > v->top ? v->r->gone_count - v->top : 0;
    for (size_t i = 0; !status && i < v->r->gone_count - *left; i++) {
        const t4_compare_gone *g = &v->r->gone[i];

        t4_table_text(table, g->text);
        t4_table_text(table, sides[g->appeared]);
        t4_table_text(table, sides[!g->appeared]);
        t4_table_text(table, t4_compare_cause_name(g->cause));
        t4_table_text(table, g->in);
        put_amount(table, v, g->value);
        t4_table_text(table, t4_compare_place(v, g->appeared, g->row, place));
    }
    return status;
}

typedef struct {
    int chapter;
    size_t counts[T4_CAUSES], all;
    t4_int128 value;
} lost_chapter;

static int by_loss(const void *left, const void *right)
{
    const lost_chapter *a = left, *b = right;

    return a->value != b->value ? (a->value < b->value ? 1 : -1) : a->chapter - b->chapter;
}

/* Codes that vanished, by chapter and cause; the largest loss first. */
static t4_status fill_chapters(t4_table *table, const t4_compare_view *v, size_t *left, t4_error *err)
{
    static const t4_compare_cause shown[] = {T4_CAUSE_LEVEL, T4_CAUSE_CONFIDENTIAL, T4_CAUSE_RETIRED, T4_CAUSE_EDITION,
                                             T4_CAUSE_ZERO, T4_CAUSE_UNKNOWN};
    lost_chapter lost[100] = {{0}};
    t4_status status = t4_table_init(table, "chapter|#codes lost|#level|#confidential|#retired|#edition|#zero|#unknown|#value in A", err);

    *left = 0;
    for (size_t i = 0; i < v->r->gone_count; i++) {
        const t4_compare_gone *g = &v->r->gone[i];
        int chapter = !g->partner && !g->appeared && strspn(g->text, "0123456789") >= 2 ? (g->text[0] - '0') * 10 + g->text[1] - '0' : -1;

        if (chapter >= 0) {
            lost[chapter].chapter = chapter;
            lost[chapter].counts[g->cause]++;
            lost[chapter].all++;
            lost[chapter].value += g->value;
        }
    }
    qsort(lost, 100, sizeof *lost, by_loss);
    for (size_t i = 0, told = 0; !status && i < 100; i++) {
        char text[16];

        if (!lost[i].all || told++ >= v->top) {
            *left += lost[i].all > 0;
            continue;
        }
        snprintf(text, sizeof text, "%02d", lost[i].chapter);
        t4_table_text(table, text);
        t4_table_count(table, lost[i].all);
        for (size_t k = 0; k < sizeof shown / sizeof *shown; k++)
            t4_table_count(table, lost[i].counts[shown[k]]);
        put_amount(table, v, lost[i].value);
    }
    return status;
}

/* --- values ----------------------------------------------------------------------------------------------- */

static t4_status fill_levels(t4_table *table, const t4_compare_view *v, size_t *left, t4_error *err)
{
    t4_status status = t4_table_init(table, "level|#both|#exact|#rounding|#revised|#in A alone|#in B alone|#hidden in A|#hidden in B|"
                                            "#unmapped|#sum in A|#sum in B", err);
    char text[32];

    *left = 0;
    for (size_t i = 0; !status && v->r->common && i < v->r->level_count; i++) {
        const t4_compare_level *l = &v->r->levels[i];
        const uint64_t counts[] = {l->both, l->exact, l->rounding, l->different, l->only_old, l->only_new, l->hidden_old,
                                   l->hidden_new, l->unmapped};

        if (l->level)
            snprintf(text, sizeof text, "%d digits%s", l->level, l->families ? ", families" : "");
        else if (l->partners)
            snprintf(text, sizeof text, "all goods by partner");
        else
            snprintf(text, sizeof text, "all goods, %ss", t4_period_kind_name(l->kind));
        t4_table_text(table, text);
        for (size_t k = 0; k < sizeof counts / sizeof *counts; k++)
            t4_table_count(table, counts[k]);
        put_amount(table, v, l->old);
        put_amount(table, v, l->new);
    }
    return status;
}

static t4_status fill_totals(t4_table *table, const t4_compare_view *v, size_t *left, t4_error *err)
{
    static const char *const ways[] = {"imports", "exports", "turnover"};
    t4_status status = t4_table_init(table, "period|total|#in A|#in B|#difference|#share|note", err);
    size_t told = 0;

    *left = 0;
    for (size_t i = 0; !status && i < v->r->total_count; i++)
        for (int way = 0; way < 3; way++) {
            const t4_compare_total *t = &v->r->totals[i];

            if (!t->has[way] || t->old[way] == t->new[way] || (way == 2 && !(t->has[0] && t->has[1])))
                continue;
            if (told == v->top) {
                ++*left;
                continue;
            }
            put_period(table, t->period);
            t4_table_text(table, ways[way]);
            put_amount(table, v, t->old[way]);
            put_amount(table, v, t->new[way]);
            put_amount(table, v, t->new[way] - t->old[way]);
            put_share(table, t->new[way] - t->old[way], t->old[way]);
            t4_table_text(table, t->differs[way] ? "revised" : "rounding");
            told++;
        }
    return status;
}

static t4_status fill_revisions(t4_table *table, const t4_compare_view *v, size_t *left, t4_error *err)
{
    t4_status status = t4_table_init(table, "period|flow|code|partner|#old|#new|#difference|#share|row of A|row of B", err);
    char place[512];
    size_t told = 0;

    *left = 0;
    for (size_t i = 0; !status && i < v->r->revision_count; i++) {
        const t4_compare_revision *x = &v->r->revisions[i];

        if (!strcmp(x->code, "TOTAL") && !strcmp(x->partner, "W00"))
            continue;   /* among the totals above */
        if (told == v->top) {
            ++*left;
            continue;
        }
        put_period(table, x->period);
        t4_table_text(table, t4_flow_text((t4_flow)x->flow));
        t4_table_text(table, x->code);
        t4_table_text(table, x->partner);
        put_amount(table, v, x->old);
        put_amount(table, v, x->new);
        put_amount(table, v, x->new - x->old);
        put_share(table, x->new - x->old, x->old);
        t4_table_text(table, t4_compare_place(v, 0, x->old_row, place));
        t4_table_text(table, t4_compare_place(v, 1, x->new_row, place));
        told++;
    }
    return status;
}

static t4_status fill_drift(t4_table *table, const t4_compare_view *v, size_t *left, t4_error *err)
{
    static const char *const ways[] = {"imports", "exports", "turnover"};
    t4_status status = t4_table_init(table, "period|total|#vintages|#upwards|#downwards|#first|#last|#drift|#share|#largest step|#last revised in",
                                     err);
    size_t told = 0;

    *left = 0;
    for (size_t i = 0; !status && v->drift && i < v->drift->count; i++) {
        const t4_compare_drift_row *d = &v->drift->rows[i];

        if (!d->last_step)
            continue;
        if (told == v->top) {
            ++*left;
            continue;
        }
        put_period(table, d->period);
        t4_table_text(table, ways[d->way]);
        t4_table_count(table, d->steps + 1);
        t4_table_count(table, d->up);
        t4_table_count(table, d->down);
        put_amount(table, v, d->first);
        put_amount(table, v, d->last);
        put_amount(table, v, d->last - d->first);
        put_share(table, d->last - d->first, d->first);
        put_amount(table, v, d->largest);
        t4_table_count(table, d->last_step + 1);
        told++;
    }
    return status;
}

/* --- within each ------------------------------------------------------------------------------------------- */

static t4_status fill_periods(t4_table *table, const t4_compare_view *v, size_t *left, t4_error *err)
{
    bool list = v->job->list;
    t4_status status = t4_table_init(table, list ? "side|period|#total|#in no detail|#share|#hidden|#hidden rows|note|#listed|#possibly|#not listed|#unmapped"
                                                 : "side|period|#total|#in no detail|#share|#hidden|#hidden rows|note", err);

    *left = 0;
    for (int i = 0; !status && i < side_count(v); i++) {
        const t4_compare_side *s = &v->r->side[i];
        size_t skip = s->period_count > v->top ? s->period_count - v->top : 0;   /* the last ones are told */

        *left += skip;
        for (size_t k = skip; k < s->period_count; k++) {
            const t4_compare_period *p = &s->periods[k];

            t4_table_text(table, sides[i]);
            put_period(table, p->period);
            put_amount(table, v, p->total);
            if (p->published)
                put_amount(table, v, p->total - p->allocated);
            else
                t4_table_text(table, "");
            put_share(table, p->total - p->allocated, p->published ? p->total : 0);
            put_amount(table, v, p->hidden);
            t4_table_count(table, p->hidden_rows);
            t4_table_text(table, p->jump ? "jump" : p->partial ? "partial year" : !p->published ? "total not published" : "");
            if (list) {
                put_amount(table, v, p->listed);
                put_amount(table, v, p->possibly);
                put_amount(table, v, p->unlisted);
                put_amount(table, v, p->unmapped);
            }
        }
    }
    return status;
}

static t4_status fill_breaks(t4_table *table, const t4_compare_view *v, size_t *left, t4_error *err)
{
    static const char *const ways[] = {"codes below", "partners", "months"};
    t4_status status = t4_table_init(table, "side|period|sum of|code|#total|#sum|#difference|row of the total", err);
    char place[512];

    *left = 0;
    for (int i = 0; !status && i < side_count(v); i++) {
        const t4_compare_side *s = &v->r->side[i];
        const t4_flows *flows = t4_job_compare_flows(v->job, i);

        *left += s->break_count > v->top ? s->break_count - v->top : 0;
        for (size_t k = 0; k < s->break_count && k < v->top; k++) {
            const t4_compare_break *b = &s->breaks[k];

            t4_table_text(table, sides[i]);
            put_period(table, b->period);
            t4_table_text(table, ways[b->way]);
            t4_table_text(table, t4_flows_code_text(flows, flows->rows[b->row].code));
            put_amount(table, v, b->total);
            put_amount(table, v, b->sum);
            put_amount(table, v, b->sum - b->total);
            t4_table_text(table, t4_compare_place(v, i, b->row, place));
        }
    }
    return status;
}

const t4_compare_section t4_compare_sections[] = {
    {"sides", "What is in each", fill_sides},
    {"segments", "In how many digits", fill_segments},
    {"chapters", "Codes lost by chapter", fill_chapters},
    {"gone", "Codes and partners that one side has alone", fill_gone},
    {"levels", "Values held against each other", fill_levels},
    {"totals", "Totals that changed", fill_totals},
    {"drift", "Drift of totals over the vintages", fill_drift},
    {"revisions", "Largest revisions", fill_revisions},
    {"periods", "Detail against total", fill_periods},
    {"breaks", "Sums that do not give their total", fill_breaks},
    {NULL, NULL, NULL}};
