/* SPDX-License-Identifier: MIT */
/* What stands out in a comparison, in sentences; the granularity first. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/compare_view.h"
#include "cli/codes_convert.h"
#include "cli/render.h"

static const double TELLING = 1e-5;  /* least share of a total that a sentence is made of */

/* --- pieces -------------------------------------------------------------------------------------- */

const char *t4_compare_amount(const t4_compare_view *v, t4_int128 amount, char text[64])
{
    t4_int128 unit = v->r->side[0].unit, other = v->r->side[1].unit, rounded = 0;
    int decimals = 0;
    char plain[T4_DECIMAL_TEXT];
    const char *point, *digits;
    size_t n, at = 0;

    unit = other && (!unit || other < unit) ? other : unit;
    for (t4_int128 one = 10000; unit < one && decimals < 2; one /= 10)
        decimals++;
    t4_decimal_rescale(amount, T4_FLOWS_DECIMALS, decimals, &rounded);
    t4_decimal_print(rounded, decimals, plain);
    digits = plain + (*plain == '-');
    point = strchr(plain, '.');
    n = point ? (size_t)(point - digits) : strlen(digits);
    if (*plain == '-')
        text[at++] = '-';
    for (size_t i = 0; i < n && at < 56; i++) {
        if (i && (n - i) % 3 == 0)
            text[at++] = ',';
        text[at++] = digits[i];
    }
    snprintf(text + at, 64 - at, "%s", point ? point : "");
    return text;
}

/* A total in a sentence: from a thousand millions on in millions. */
static const char *large_amount(const t4_compare_view *v, t4_int128 amount, char text[64])
{
    const t4_int128 million = (t4_int128)1000000 * 10000;
    t4_int128 tenths = 0;
    char plain[T4_DECIMAL_TEXT], whole[T4_RENDER_TEXT];

    if ((amount < 0 ? -amount : amount) < 1000 * million)
        return t4_compare_amount(v, amount, text);
    t4_decimal_rescale(amount, T4_FLOWS_DECIMALS + 6, 1, &tenths);
    t4_decimal_print(tenths < 0 ? -tenths : tenths, 1, plain);
    snprintf(text, 64, "%s%s%s million", tenths < 0 ? "-" : "", t4_render_count((uint64_t)((tenths < 0 ? -tenths : tenths) / 10), whole),
             strchr(plain, '.'));
    return text;
}

const char *t4_compare_percent(t4_int128 part, t4_int128 of, char text[32])
{
    double share = of ? 100 * (double)part / (double)of : NAN;

    snprintf(text, 32, isnan(share) ? "" : fabs(share) >= 10 ? "%.0f %%" : fabs(share) >= 0.1 || share == 0 ? "%.2f %%" : "%.2g %%",
             share == 0 ? 0 : share);
    return text;
}

const char *t4_compare_place(const t4_compare_view *v, int side, uint32_t row, char text[512])
{
    const t4_flows *flows = t4_job_compare_flows(v->job, side);
    const t4_flows_row *r = &flows->rows[row];
    const t4_flows_source *source = r->source < flows->source_count ? &flows->sources[r->source] : NULL;

    if (!source)
        *text = '\0';
    else
        snprintf(text, 512, "%.300s%s%.100s%s%.0u", source->path, *source->sheet ? "#" : "", source->sheet, r->line ? ":" : "",
                 r->line);
    return text;
}

const char *t4_compare_digits(int digits, char text[32])
{
    switch (digits) {
    case 0: return "figure for all goods";
    case 2: return "chapters";
    case 4: return "headings";
    case 6: return "subheadings";
    case 8: return "eight-digit codes";
    case 10: return "ten-digit codes";
    case T4_COMPARE_LEVELS - 1: return "codes of 12 digits or more, or names";
    default: snprintf(text, 32, "%d-digit codes", digits); return text;
    }
}

/* --- granularity ------------------------------------------------------------------------------------ */

static void say_list(t4_buffer *out, const t4_compare_view *v)
{
    const t4_compare_segment *a = v->r->before, *b = v->r->after;

    if (!v->job->list || (!a->listed && !b->listed))
        return;
    t4_buffer_printf(out, "; %zu watch-list codes %s visible, %zu %s", a->alone, a->alone == 1 ? "was" : "were", b->alone,
                     b->alone == 1 ? "still is" : "still are");
    if (b->together)
        t4_buffer_printf(out, ", %zu more only together with others that are listed too", b->together);
}

static void say_codes(t4_buffer *out, const t4_compare_view *v)
{
    const t4_compare_result *r = v->r;
    bool series = v->job->series;
    char a[T4_RENDER_TEXT], b[T4_RENDER_TEXT], old[32], new[32], from[T4_PERIOD_TEXT] = "", last[T4_PERIOD_TEXT] = "";

    if (r->from)
        t4_period_print(r->from, from);
    if (r->names) {
        t4_buffer_printf(out, "%s names its goods without codes: their detail cannot be held against that of %s",
                         r->before->names ? "A" : "B", r->before->names ? "B" : "A");
    } else if (r->codes == T4_COMPARE_SAME) {
        t4_buffer_printf(out, "%s: %s %s", series ? "In as many digits from the first period to the last" :
                         "B tells goods in as much detail as A", t4_render_count(r->before->codes, a),
                         t4_compare_digits(r->before->digits, old));
        if (!series)
            t4_buffer_printf(out, ", then %s %s", t4_render_count(r->after->codes, b), t4_compare_digits(r->after->digits, new));
    } else {
        t4_buffer_printf(out, "%s %s: %s %s became %s %s%s%s", series ? "The series becomes" : "B is",
                         r->codes == T4_COMPARE_COARSER ? "coarser" : "finer", t4_render_count(r->before->codes, a),
                         t4_compare_digits(r->before->digits, old), t4_render_count(r->after->codes, b),
                         t4_compare_digits(r->after->digits, new), *from ? " from " : "", from);
        t4_period_print(r->before->last, last);
        if (!r->from || r->before->last < r->from)
            t4_buffer_printf(out, " (told in %s until %s)", r->before->digits > r->after->digits ? "detail" : "less detail", last);
    }
    say_list(out, v);
    t4_buffer_puts(out, ".\n");
}

static void say_other_detail(t4_buffer *out, const t4_compare_view *v)
{
    static const char *const kinds[] = {"years to date", "years", "quarters", "months"};
    static const struct { unsigned bit; const char *name; } measures[] = {
        {T4_FLOWS_VALUE, "value"}, {T4_FLOWS_NET, "net mass"}, {T4_FLOWS_QUANTITY, "supplementary quantity"}};
    const t4_compare_result *r = v->r;
    const t4_compare_side *a = &r->side[0], *b = &r->side[1];
    bool series = v->job->series;

    if (r->partners == T4_COMPARE_COARSER)
        t4_buffer_printf(out, "Partners are not told any more: %zu before, now the world alone.\n", r->before->partners);
    if (r->partners == T4_COMPARE_FINER)
        t4_buffer_printf(out, "Partners are told: %zu, before the world alone.\n", r->after->partners);
    if (!series && a->kind != b->kind)
        t4_buffer_printf(out, "B has %s, A had %s.\n", kinds[b->kind], kinds[a->kind]);
    for (size_t i = 0; !series && i < 3; i++) {
        if (a->given & ~b->given & measures[i].bit)
            t4_buffer_printf(out, "B has no %s any more.\n", measures[i].name);
        if (b->given & ~a->given & measures[i].bit)
            t4_buffer_printf(out, "B has %s, which A had not.\n", measures[i].name);
    }
}

static void say_editions(t4_buffer *out, const t4_compare_view *v)
{
    const t4_compare_side *a = &v->r->side[0], *b = &v->r->side[1];

    if (!v->r->edition_changed)
        return;
    t4_buffer_printf(out, "Editions differ: %s in A, %s in B. ", *a->editions ? a->editions : "not said",
                     *b->editions ? b->editions : "not said");
    t4_buffer_puts(out, v->r->edition_mapped ? "Codes are brought together in families; a change of edition is no change of policy.\n"
                   : "No map leads from one to the other (name one with --map): totals alone are compared, and no code counts as lost.\n");
}

/* --- what vanished -------------------------------------------------------------------------------------- */

static void say_gone(t4_buffer *out, const t4_compare_view *v)
{
    static const char *const what[2][T4_CAUSES] = {
        {"under a coarser code", "confidential or maybe so", "of a retired edition", "of another edition without a map",
         "under another name", "without trade (the rest adds up)", "for no cause that the figures tell"},
        {"in the world's figure alone", "confidential or maybe so", "retired", "of another edition", "under another name",
         "without trade (the rest adds up)", "for no cause that the figures tell"}};
    char text[T4_RENDER_TEXT];

    for (int partner = 0; partner < 2; partner++)
        for (int appeared = 0; appeared < 2; appeared++) {
            const size_t *causes = v->r->causes[partner][appeared];
            size_t all = 0;
            bool first = true;

            for (int i = 0; i < T4_CAUSES; i++)
                all += causes[i];
            if (!all)
                continue;
            t4_buffer_printf(out, "%s %s of %s %s not in %s:", t4_render_count(all, text), partner ? "partners" : "codes",
                             appeared ? "B" : "A", all == 1 ? "is" : "are", appeared ? "A" : "B");
            for (int i = 0; i < T4_CAUSES; i++)
                if (causes[i]) {
                    t4_buffer_printf(out, "%s %s %s", first ? "" : ",", t4_render_count(causes[i], text), what[partner][i]);
                    first = false;
                }
            t4_buffer_puts(out, ".\n");
        }
}

/* --- values ------------------------------------------------------------------------------------------------ */

static void say_scale(t4_buffer *out, const t4_compare_view *v)
{
    const t4_compare_result *r = v->r;
    char text[64] = "1";
    int zeros = r->scale < 0 ? -r->scale : r->scale;

    if (r->net_mass)
        t4_buffer_puts(out, "Not both sides have values: all figures are net mass in kg.\n");
    if (r->currencies)
        t4_buffer_printf(out, "Values are in %s in A and in %s in B: they are not compared.\n",
                         t4_job_compare_flows(v->job, 0)->currency, t4_job_compare_flows(v->job, 1)->currency);
    for (int i = 0; i < zeros && i < 9; i++)
        strcat(text, i % 3 == 0 && zeros % 3 == 0 ? ",0" : "0");
    if (r->scale)
        t4_buffer_printf(out, "Unit: values of %s are %s times those of the other side in %llu of %llu cells; below, those of "
                         "%s are multiplied by it.\n", r->scale > 0 ? "A" : "B", text, (unsigned long long)r->scale_cells,
                         (unsigned long long)r->scale_seen, r->scale > 0 ? "B" : "A");
    if (r->ratio > 0)
        t4_buffer_printf(out, "Unit: A / B is %.6g in %llu of %llu cells: another currency, unit or valuation? Nothing is "
                         "converted.\n", r->ratio, (unsigned long long)r->scale_cells, (unsigned long long)r->scale_seen);
}

static void say_values(t4_buffer *out, const t4_compare_view *v)
{
    static const char *const totals[] = {"Totals of years to date", "Totals of years", "Totals of quarters", "Totals of months"};
    const t4_compare_result *r = v->r;
    char a[64], b[64], c[64], p[32], period[T4_PERIOD_TEXT];

    if (v->job->series || r->currencies)
        return;
    if (!r->common) {
        t4_buffer_puts(out, "No period is in both: values cannot be held against each other.\n");
        return;
    }
    for (size_t i = 0; i < r->level_count; i++) {
        const t4_compare_level *l = &r->levels[i];

        if (!l->both)
            continue;
        t4_buffer_printf(out, "%s: of %s cells that both have %s agree (%s of them within rounding), ",
                         !l->level && l->partners ? "All goods by partner" : !l->level ? totals[l->kind] : l->families ? "Families of codes" : "The finest level that both have",
                         t4_render_count(l->both, a), t4_render_count(l->exact + l->rounding, b), t4_render_count(l->rounding, c));
        t4_buffer_printf(out, "%s %s revised.\n", t4_render_count(l->different, a), l->different == 1 ? "is" : "are");
    }
    for (size_t i = 0, told = 0; i < r->total_count && told < 6; i++) {
        const t4_compare_total *t = &r->totals[i];
        int both = t->has[0] && t->has[1] ? 2 : t->has[0] ? 0 : 1;

        if (!t->differs[both] || t4_period_kind_of(t->period) != T4_YEAR)
            continue;
        t4_period_print(t->period, period);
        t4_buffer_printf(out, "Total %s %s: %s is now %s (%s).\n", both == 2 ? "turnover" : both ? "exports" : "imports", period,
                         large_amount(v, t->old[both], a), large_amount(v, t->new[both], b),
                         t4_compare_percent(t->new[both] - t->old[both], t->old[both], p));
        told++;
    }
}

static void say_drift(t4_buffer *out, const t4_compare_view *v)
{
    char a[T4_RENDER_TEXT], b[T4_RENDER_TEXT];

    if (v->drift)
        t4_buffer_printf(out, "Over %zu vintages totals were revised %s times upwards and %s times downwards.\n", v->drift->steps + 1,
                         t4_render_count(v->drift->up, a), t4_render_count(v->drift->down, b));
}

static void say_side(t4_buffer *out, const t4_compare_view *v, int side)
{
    static const char *const ways[] = {"codes below a code", "partners", "months"};
    const t4_compare_side *s = &v->r->side[side];
    const t4_compare_period *first = NULL, *last = NULL;
    char a[32], b[32], period[T4_PERIOD_TEXT];
    size_t partial = 0;

    for (size_t i = 0; i < s->period_count; i++) {
        const t4_compare_period *p = &s->periods[i];

        first = !first && p->published ? p : first;
        last = p->published ? p : last;
        partial += p->partial;
        if (!p->jump)
            continue;
        t4_period_print(p->period, period);
        t4_buffer_printf(out, "%c: the part of the total that no detail tells jumps to %s in %s.\n", 'A' + side,
                         t4_compare_percent(p->total - p->allocated, p->total, a), period);
    }
    if (first && last && (fabs(first->share) > TELLING || fabs(last->share) > TELLING))
        t4_buffer_printf(out, "%c: %s of the published total is in no detail in the first period, %s in the last.\n", 'A' + side,
                         t4_compare_percent(first->total - first->allocated, first->total, a),
                         t4_compare_percent(last->total - last->allocated, last->total, b));
    for (int way = 0; way < T4_COMPARE_WAYS; way++)
        if (s->over[way] + s->below[way])
            t4_buffer_printf(out, "%c: %llu of %llu sums of %s do not give their total: %llu less, %llu more.\n", 'A' + side,
                             (unsigned long long)(s->over[way] + s->below[way]), (unsigned long long)s->checked[way], ways[way],
                             (unsigned long long)s->below[way], (unsigned long long)s->over[way]);
    if (partial)
        t4_buffer_printf(out, "%c: %zu of %zu periods are of years that are not whole.\n", 'A' + side, partial, s->period_count);
}

bool t4_compare_sentences(t4_buffer *out, const t4_compare_view *v)
{
    bool good = true;

    say_codes(out, v);
    say_other_detail(out, v);
    say_editions(out, v);
    say_gone(out, v);
    say_scale(out, v);
    say_values(out, v);
    say_drift(out, v);
    for (int s = 0; s < (v->job->series ? 1 : T4_COMPARE_SIDES); s++)
        say_side(out, v, s);
    for (int s = 0; good && s < T4_COMPARE_SIDES; s++)
        for (size_t i = 0; good && i < v->job->editions[s].count; i++)
            if (v->job->editions[s].of[i].map)
                good = t4_codes_convert_tell(out, v->job->editions[s].of[i].map);
    return good;
}

/* --- alarms ---------------------------------------------------------------------------------------------- */

unsigned t4_compare_alarms(const t4_compare_view *v)
{
    const t4_compare_result *r = v->r;
    unsigned alarms = r->verdict == T4_COMPARE_COARSER || r->verdict == T4_COMPARE_BOTH_WAYS ? T4_ALARM_COARSER : 0;

    for (int partner = 0; partner < 2; partner++)
        if (r->causes[partner][0][T4_CAUSE_LEVEL] || r->causes[partner][0][T4_CAUSE_CONFIDENTIAL])
            alarms |= T4_ALARM_VANISHED;
    if (r->revision_count)
        alarms |= T4_ALARM_REVISED;
    if (r->scale || r->ratio > 0 || r->currencies)
        alarms |= T4_ALARM_SCALE;
    for (int s = 0; s < T4_COMPARE_SIDES; s++) {
        for (int way = 0; way < T4_COMPARE_WAYS; way++)
            if (r->side[s].over[way] + r->side[s].below[way])
                alarms |= T4_ALARM_SUMS;
        for (size_t i = 0; i < r->side[s].period_count; i++)
            alarms |= (r->side[s].periods[i].jump ? T4_ALARM_UNALLOCATED : 0) | (r->side[s].periods[i].partial ? T4_ALARM_PARTIAL : 0);
    }
    return alarms;
}
