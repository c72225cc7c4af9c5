/* SPDX-License-Identifier: MIT */
/* A comparison as one long table: what CSV and JSON hold. */
#include <stdio.h>
#include <string.h>

#include "cli/compare_view.h"

static const char *const sides[] = {"A", "B"};

/* One row; what is empty stays so. */
typedef struct {
    const char *finding, *side, *flow, *partner, *code, *cause, *note;
    t4_period period;
    const t4_int128 *old, *new;
    bool counts;                 /* old and new are counts, not amounts */
    int row_side;
    const uint32_t *row;
} record;

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static void put_number(t4_table *table, const t4_int128 *value, bool count)
{
    char text[T4_DECIMAL_TEXT] = "";

    if (value && count)
        t4_decimal_print(*value, 0, text);
    else if (value)
        t4_decimal_print_short(*value, T4_FLOWS_DECIMALS, text);
    t4_table_text(table, text);
}

static void put(t4_table *table, const t4_compare_view *v, const record *r)
{
    char period[T4_PERIOD_TEXT] = "", share[32] = "", line[16] = "";
    const t4_flows *flows = t4_job_compare_flows(v->job, r->row_side);
    const t4_flows_row *row = r->row ? &flows->rows[*r->row] : NULL;
    const t4_flows_source *source = row && row->source < flows->source_count ? &flows->sources[row->source] : NULL;
    t4_int128 difference = r->old && r->new ? *r->new - *r->old : 0;

    if (r->period)
        t4_period_print(r->period, period);
    if (r->old && r->new && *r->old)
        snprintf(share, sizeof share, "%.9g", (double)difference / (double)*r->old);
    if (row && row->line)
        snprintf(line, sizeof line, "%u", row->line);
    t4_table_text(table, r->finding);
    t4_table_text(table, or_empty(r->side));
    t4_table_text(table, period);
    t4_table_text(table, or_empty(r->flow));
    t4_table_text(table, or_empty(r->partner));
    t4_table_text(table, or_empty(r->code));
    put_number(table, r->old, r->counts);
    put_number(table, r->new, r->counts);
    put_number(table, r->old && r->new ? &difference : NULL, r->counts);
    t4_table_text(table, share);
    t4_table_text(table, or_empty(r->cause));
    t4_table_text(table, or_empty(r->note));
    t4_table_text(table, source ? source->path : "");
    t4_table_text(table, line);
}

static void put_counts(t4_table *table, const t4_compare_view *v, const char *finding, const char *note, t4_period period,
                       size_t old, size_t new)
{
    t4_int128 a = (t4_int128)old, b = (t4_int128)new;

    put(table, v, &(record){.finding = finding, .note = note, .period = period, .old = &a, .new = &b, .counts = true});
}

static void put_verdict(t4_table *table, const t4_compare_view *v)
{
    static const char *const names[] = {"same", "coarser", "finer", "both ways"};
    const t4_compare_result *r = v->r;

    put(table, v, &(record){.finding = "verdict", .cause = names[r->verdict], .period = r->from});
    put_counts(table, v, "digits", names[r->codes], r->from, (size_t)r->before->digits, (size_t)r->after->digits);
    put_counts(table, v, "codes", "unsplit codes of so many digits", r->from, r->before->codes, r->after->codes);
    put_counts(table, v, "partners", names[r->partners], 0, r->before->partners, r->after->partners);
    if (v->job->list) {
        put_counts(table, v, "list_alone", "listed codes that are told alone", r->from, r->before->alone, r->after->alone);
        put_counts(table, v, "list_together", "only with others that are listed too", r->from, r->before->together, r->after->together);
        put_counts(table, v, "list_gone", "not told", r->from, r->before->gone, r->after->gone);
    }
    if (r->net_mass)
        put(table, v, &(record){.finding = "measure", .note = "net mass in kg"});
    if (r->edition_changed)
        put(table, v, &(record){.finding = "edition", .cause = r->edition_mapped ? "mapped" : "unmapped"});
    if (r->scale || r->ratio > 0) {
        char text[64];

        if (r->scale)
            snprintf(text, sizeof text, "A / B is 10^%d", r->scale);
        else
            snprintf(text, sizeof text, "A / B is %.9g", r->ratio);
        put(table, v, &(record){.finding = "scale", .note = text});
    }
}

static void put_segments(t4_table *table, const t4_compare_view *v, int side)
{
    for (size_t i = 0; i < v->r->side[side].segment_count; i++) {
        const t4_compare_segment *g = &v->r->side[side].segments[i];
        t4_int128 codes = (t4_int128)g->codes;
        char text[100], last[T4_PERIOD_TEXT];

        t4_period_print(g->last, last);
        snprintf(text, sizeof text, "%d digits until %s", g->digits, last);
        put(table, v, &(record){.finding = "segment", .side = sides[side], .period = g->first, .new = &codes, .counts = true, .note = text});
    }
}

static void put_gone(t4_table *table, const t4_compare_view *v)
{
    for (size_t i = 0; i < v->r->gone_count; i++) {
        const t4_compare_gone *g = &v->r->gone[i];
        record r = {.finding = g->appeared ? "appeared" : "vanished", .side = sides[g->appeared], .cause = t4_compare_cause_name(g->cause),
                    .note = g->in, .row_side = g->appeared, .row = &g->row};

        *(g->partner ? &r.partner : &r.code) = g->text;
        *(g->appeared ? &r.new : &r.old) = &g->value;
        put(table, v, &r);
    }
}

static void put_values(t4_table *table, const t4_compare_view *v)
{
    static const char *const ways[] = {"M", "X", ""};

    for (size_t i = 0; v->r->common && i < v->r->level_count; i++) {
        const t4_compare_level *l = &v->r->levels[i];
        char text[160], code[24];

        snprintf(text, sizeof text, "%llu both, %llu exact, %llu rounding, %llu revised, %llu in A alone, %llu in B alone",
                 (unsigned long long)l->both, (unsigned long long)l->exact, (unsigned long long)l->rounding,
                 (unsigned long long)l->different, (unsigned long long)l->only_old, (unsigned long long)l->only_new);
        snprintf(code, sizeof code, l->level || !l->partners ? "%d digits" : "%d digits, partners", l->level);
        put(table, v, &(record){.finding = "level", .code = code, .old = &l->old, .new = &l->new, .note = text});
    }
    for (size_t i = 0; i < v->r->total_count; i++)
        for (int way = 0; way < 3; way++) {
            const t4_compare_total *t = &v->r->totals[i];

            if (t->has[way] && (way < 2 || (t->has[0] && t->has[1])))
                put(table, v, &(record){.finding = way == 2 ? "turnover" : "total", .period = t->period, .flow = ways[way],
                                        .old = &t->old[way], .new = &t->new[way],
                                        .cause = t->differs[way] ? "revised" : t->old[way] == t->new[way] ? "same" : "rounding"});
        }
    for (size_t i = 0; v->drift && i < v->drift->count; i++) {
        const t4_compare_drift_row *d = &v->drift->rows[i];
        char text[80];

        snprintf(text, sizeof text, "%zu vintages, %zu upwards, %zu downwards", d->steps + 1, d->up, d->down);
        put(table, v, &(record){.finding = "drift", .period = d->period, .flow = ways[d->way], .old = &d->first, .new = &d->last,
                                .cause = d->way == 2 ? "turnover" : "total", .note = text});
    }
    for (size_t i = 0; i < v->r->revision_count; i++) {
        const t4_compare_revision *x = &v->r->revisions[i];

        put(table, v, &(record){.finding = "revision", .period = x->period, .flow = t4_flow_text((t4_flow)x->flow), .partner = x->partner,
                                .code = x->code, .old = &x->old, .new = &x->new, .row_side = 1, .row = &x->new_row});
    }
}

static void put_side(t4_table *table, const t4_compare_view *v, int side)
{
    static const char *const ways[] = {"codes below", "partners", "months"};
    const t4_compare_side *s = &v->r->side[side];

    put_segments(table, v, side);
    for (size_t i = 0; i < s->period_count; i++) {
        const t4_compare_period *p = &s->periods[i];

        put(table, v, &(record){.finding = "unallocated", .side = sides[side], .period = p->period, .old = &p->total, .new = &p->allocated,
                                .cause = p->jump ? "jump" : "", .note = p->published ? "" : "total not published"});
        if (p->hidden)
            put(table, v, &(record){.finding = "hidden", .side = sides[side], .period = p->period, .new = &p->hidden});
        if (p->partial)
            put(table, v, &(record){.finding = "partial", .side = sides[side], .period = p->period});
        if (v->job->list) {
            put(table, v, &(record){.finding = "listed", .side = sides[side], .period = p->period, .new = &p->listed});
            put(table, v, &(record){.finding = "possibly_listed", .side = sides[side], .period = p->period, .new = &p->possibly});
            put(table, v, &(record){.finding = "not_listed", .side = sides[side], .period = p->period, .new = &p->unlisted});
            put(table, v, &(record){.finding = "unmapped", .side = sides[side], .period = p->period, .new = &p->unmapped});
        }
    }
    for (size_t i = 0; i < s->break_count; i++) {
        const t4_compare_break *b = &s->breaks[i];
        const t4_flows *flows = t4_job_compare_flows(v->job, side);

        put(table, v, &(record){.finding = "sum", .side = sides[side], .period = b->period, .old = &b->total, .new = &b->sum,
                                .code = t4_flows_code_text(flows, flows->rows[b->row].code), .note = ways[b->way],
                                .row_side = side, .row = &b->row});
    }
}

t4_status t4_compare_records(t4_table *table, const t4_compare_view *v, t4_error *err)
{
    t4_status status = t4_table_init(table, "finding|side|period|flow|partner|code|#old|#new|#difference|#share|cause|note|source|line", err);

    if (status)
        return status;
    put_verdict(table, v);
    put_gone(table, v);
    put_values(table, v);
    for (int side = 0; side < (v->job->series ? 1 : T4_COMPARE_SIDES); side++)
        put_side(table, v, side);
    return T4_OK;
}
