/* SPDX-License-Identifier: MIT */
/* tenfour divert: does trade go round, by way of a third place. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cli/cmd.h"
#include "cli/files.h"
#include "cli/flows_told.h"
#include "cli/help.h"
#include "cli/outpage.h"
#include "cli/render.h"
#include "job/flows.h"
#include "watch/divert.h"
#include "watch/guards.h"
#include "watch/leg.h"

typedef struct {
    const char *source, *via, *destination, *base, *after, *page, *profile;
    int level, coarse, period;
    double times, ratio;
    int64_t runs, block, seed, top;
} values;

static const int levels[] = {T4_SERIES_FINEST, 10, 8, 6, 4};
static const int coarse[] = {4, 2, 6, 0};

static const t4_option options[] = {
    {"source", 0, T4_OPTION_TEXT, offsetof(values, source), .value = "CODES",
     .help = "places that send, as DE,FR [all that are neither via nor destination]"},
    {"via", 0, T4_OPTION_TEXT, offsetof(values, via), .value = "CODES", .required = true, .help = "places between"},
    {"destination", 0, T4_OPTION_TEXT, offsetof(values, destination), .value = "CODES", .required = true,
     .help = "places where it ends"},
    {"level", 0, T4_OPTION_CHOICE, offsetof(values, level), .value = "N", .choices = "finest|10|8|6|4", .usual = "finest",
     .help = "digits at which codes of two legs are matched"},
    {"coarse", 0, T4_OPTION_CHOICE, offsetof(values, coarse), .value = "N", .choices = "4|2|6|0", .usual = "4",
     .help = "digits of the headings that they are held against; 0: all goods together"},
    {"period", 0, T4_OPTION_CHOICE, offsetof(values, period), .value = "KIND", .choices = "finest|month|quarter|year",
     .usual = "finest", .help = "periods; finest: the finest kind that all three legs have"},
    {"base", 0, T4_OPTION_TEXT, offsetof(values, base), .value = "FROM:UNTIL",
     .help = "periods before [2019:2021 where they are there, else the first half]"},
    {"after", 0, T4_OPTION_TEXT, offsetof(values, after), .value = "FROM:UNTIL", .help = "periods after [all that follow]"},
    {"times", 0, T4_OPTION_NUMBER, offsetof(values, times), .value = "C", .least = 0, .most = 1000, .usual = "1",
     .help = "an excess is what exceeds C times the base"},
    {"basket", 0, T4_OPTION_NUMBER, offsetof(values, ratio), .value = "R", .least = 1, .most = 1e6, .usual = "2",
     .help = "codes whose onward trade grew at least R times are the basket"},
    {"runs", 0, T4_OPTION_INTEGER, offsetof(values, runs), .value = "N", .least = 0, .most = 99999, .usual = "999",
     .help = "permutations; the basket is picked anew in each"},
    {"block", 0, T4_OPTION_INTEGER, offsetof(values, block), .value = "N", .least = 1, .most = 120, .usual = "12",
     .help = "periods that stay together in a permutation"},
    {"seed", 0, T4_OPTION_INTEGER, offsetof(values, seed), .value = "N", .least = 0, .most = 1e9, .usual = "1",
     .help = "of the permutations; printed with the result"},
    {"top", 0, T4_OPTION_INTEGER, offsetof(values, top), .value = "N", .least = 1, .most = 1e9, .usual = "25",
     .help = "headings of the text form; CSV and JSON have all"},
    {"html", 0, T4_OPTION_TEXT, offsetof(values, page), .value = "FILE", .help = "write a page as well"},
    T4_FLOWS_PROFILE_OPTION(values),
    {0}};

static const char *const leg_names[T4_DIVERT_LEGS] = {"direct", "via", "onward"};

typedef struct {
    t4_flows flows;
    t4_leg legs[T4_DIVERT_LEGS];
    t4_flow told_by[T4_DIVERT_LEGS];       /* exports of the senders or imports of the receivers */
    t4_series_set value[T4_DIVERT_LEGS], net[T4_DIVERT_LEGS];
    t4_divert divert;
    t4_divert_question question;
} work;

/* --- options ------------------------------------------------------------------------- */

static t4_status read_span(const char *name, const char *text, t4_period *from, t4_period *until, t4_error *err)
{
    const char *colon = text ? strchr(text, ':') : NULL;

    if (!text)
        return T4_OK;
    if (colon) {
        *from = t4_period_parse(text, (size_t)(colon - text));
        *until = t4_period_parse(colon + 1, strlen(colon + 1));
    }
    if (!*from || !*until || t4_period_first_month(*from) > t4_period_last_month(*until))
        return t4_fail(err, T4_ERR_USAGE, "--%s '%.40s' is not like 2019:2021", name, text);
    return T4_OK;
}

/* All places of a list are in one union with one of the other list. */
static bool is_union(const char *list, const char *others)
{
    char a[8], b[8];

    return sscanf(list, "%7[^,]", a) == 1 && sscanf(others, "%7[^,]", b) == 1 && t4_guards_same_union(a, b);
}

static t4_status ask(const values *v, t4_divert_question *q, t4_error *err)
{
    t4_status status;

    *q = (t4_divert_question){.coarse = coarse[v->coarse], .times = v->times, .ratio = v->ratio, .runs = (size_t)v->runs,
                              .block = (size_t)v->block, .seed = (uint64_t)v->seed,
                              .forms = is_union(v->via, v->destination)};
    status = read_span("base", v->base, &q->base_from, &q->base_until, err);
    return status ? status : read_span("after", v->after, &q->after_from, &q->after_until, err);
}

/* --- legs ---------------------------------------------------------------------------- */

static bool has_masses(const t4_flows *flows, t4_flow flow)
{
    for (size_t i = 0; i < flows->count; i++)
        if (t4_flow_total((t4_flow)flows->rows[i].flow) == flow && flows->rows[i].given & T4_FLOWS_NET)
            return true;
    return false;
}

/* The finest kind of period of a leg's rows. */
static t4_period_kind finest_of(const t4_flows *flows, t4_flow flow)
{
    t4_period_kind finest = T4_YEAR;

    for (size_t i = 0; i < flows->count; i++)
        if (flows->rows[i].flow == flow && t4_period_kind_of(flows->rows[i].period) > finest)
            finest = t4_period_kind_of(flows->rows[i].period);
    return finest;
}

static t4_period_kind choose_kind(const values *v, work *w)
{
    static const t4_period_kind kinds[] = {T4_MONTH, T4_MONTH, T4_QUARTER, T4_YEAR};
    t4_period_kind kind = kinds[v->period];

    for (int leg = 0; leg < T4_DIVERT_LEGS; leg++) {
        w->told_by[leg] = w->legs[leg].exports ? T4_X : T4_M;
        if (v->period == 0 && finest_of(&w->legs[leg].flows, w->told_by[leg]) < kind)
            kind = finest_of(&w->legs[leg].flows, w->told_by[leg]);
    }
    return kind;
}

/* The series of a leg: as its senders tell it, where they do. */
static t4_status make_leg(const values *v, t4_period_kind kind, work *w, int leg, t4_error *err)
{
    t4_series_question q = {.kind = kind, .level = levels[v->level], .flow = w->told_by[leg]};
    t4_status status;

    status = t4_series_make(&w->value[leg], &w->legs[leg].flows, &q, err);
    q.measure = T4_SERIES_NET;
    if (!status && has_masses(&w->legs[leg].flows, q.flow))
        status = t4_series_make(&w->net[leg], &w->legs[leg].flows, &q, err);
    return status;
}

/* Periods of one kind and codes of one length on all legs. */
static t4_status check_legs(const work *w, t4_error *err)
{
    for (int leg = 1; leg < T4_DIVERT_LEGS; leg++) {
        if (w->value[leg].level != w->value[0].level)
            return t4_fail(err, T4_ERR_DATA, "the %s leg has codes of %d digits, the direct one of %d; choose a level that "
                           "all have with --level", leg_names[leg], w->value[leg].level, w->value[0].level);
        if (t4_period_kind_of(w->value[leg].periods[0]) != t4_period_kind_of(w->value[0].periods[0]))
            return t4_fail(err, T4_ERR_DATA, "the %s leg has other periods than the direct one; choose a coarser kind "
                           "with --period", leg_names[leg]);
    }
    return T4_OK;
}

static t4_status read_legs(t4_program *program, const values *v, const t4_arguments *arguments, work *w, t4_error *err)
{
    t4_leg_places source = {v->source, {v->via, v->destination}}, via = {.list = v->via}, end = {.list = v->destination};
    const t4_leg_places *from[] = {&source, &source, &via}, *to[] = {&end, &via, &end};
    t4_job_flows_defaults defaults = {.flow = "X", .profile = v->profile};
    size_t starts[T4_DIVERT_LEGS + 1] = {0};
    t4_status status = t4_flows_init(&w->flows, err);

    for (int leg = 0; !status && leg < T4_DIVERT_LEGS; leg++) {
        status = t4_job_flows_add(&w->flows, &program->run, &arguments->items[leg], 1, &defaults, err);
        starts[leg + 1] = w->flows.count;
    }
    if (!status)
        t4_flows_told(program, &w->flows);
    for (int leg = 0; !status && leg < T4_DIVERT_LEGS; leg++) {
        t4_flows part = w->flows;

        part.count = starts[leg + 1];
        t4_leg_take(&w->legs[leg], &part, starts[leg], from[leg], to[leg]);
        if (!w->legs[leg].flows.count)
            return t4_fail_at(err, T4_ERR_DATA, arguments->items[leg], 0, 0, "no row is of the %s leg: exports from there "
                              "to there, or imports there from there; places are compared by their codes", leg_names[leg]);
    }
    for (int leg = 0; !status && leg < T4_DIVERT_LEGS; leg++)
        status = make_leg(v, choose_kind(v, w), w, leg, err);
    return status ? status : check_legs(w, err);
}

/* --- printing ------------------------------------------------------------------------- */

enum { NINE = -1 };              /* significant digits in place of decimals */

static const char *number_text(double value, int decimals, char text[T4_RENDER_TEXT])
{
    *text = '\0';
    if (!isnan(value) && decimals == NINE)
        snprintf(text, T4_RENDER_TEXT, "%.9g", value);
    else if (!isnan(value))
        snprintf(text, T4_RENDER_TEXT, "%.*f", decimals, value);
    return text;
}

static void put_number(t4_table *table, double value, int decimals)
{
    char text[T4_RENDER_TEXT];

    t4_table_text(table, number_text(value, decimals, text));
}

static void put_flags(t4_table *table, unsigned flags)
{
    char text[128] = "";

    for (int bit = 0; bit < T4_DIVERT_FLAGS; bit++)
        if (flags & 1u << bit)
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", *text ? ", " : "", t4_divert_flag_name(bit));
    t4_table_text(table, text);
}

static void put_row(t4_table *table, const t4_divert_row *row)
{
    t4_table_text(table, row->heading);
    t4_table_count(table, row->codes);
    for (int leg = 0; leg < T4_DIVERT_LEGS; leg++)
        put_number(table, row->leg[leg].seen - row->leg[leg].expected, 0);
    put_number(table, row->substitution, 3);
    put_number(table, row->matched, 0);
    put_number(table, row->matched_coarse, 0);
    put_number(table, row->matched_coarse - row->matched, 0);
    put_number(table, row->anew, 0);
    put_number(table, row->pass_through, 2);
    put_flags(table, row->flags);
}

static void put_full_row(t4_table *table, const work *w, const t4_divert_row *row)
{
    t4_table_text(table, row->heading);
    t4_table_count(table, row->codes);
    for (int leg = 0; leg < T4_DIVERT_LEGS; leg++) {
        put_number(table, row->leg[leg].expected, 2);
        put_number(table, row->leg[leg].seen, 2);
    }
    put_number(table, row->substitution, NINE);
    put_number(table, row->matched, 2);
    put_number(table, row->matched_coarse, 2);
    put_number(table, row->matched_coarse - row->matched, 2);
    put_number(table, row->anew, 2);
    put_number(table, row->net_in, 2);
    put_number(table, row->net_out, 2);
    put_number(table, row->unit_in, NINE);
    put_number(table, row->unit_out, NINE);
    put_number(table, row->pass_through, NINE);
    put_flags(table, row->flags);
    t4_table_count(table, (uint64_t)w->value[0].level);
    t4_table_text(table, w->flows.edition);
    t4_table_text(table, w->flows.valuation);
    t4_table_count(table, w->divert.base_n);
    t4_table_count(table, w->divert.after_n);
}

static const char full_headers[] =
    "heading|#codes|#direct_expected|#direct|#via_expected|#via|#onward_expected|#onward|#substitution|#matched|"
    "#matched_coarse|#spurious|#anew|#net_in|#net_out|#unit_in|#unit_out|#pass_through|flags|#level|edition|valuation|"
    "#n_base|#n_after";

static t4_status make_table(t4_table *table, const work *w, size_t most, bool full, t4_error *err)
{
    size_t last = w->divert.count - 1, rows = last < most ? last : most;
    char headers[200];
    t4_status status;

    snprintf(headers, sizeof headers, "heading|#codes|#direct|#via|#onward|#substitution|#matched|#at %d digits|#spurious|"
             "#formed anew|#unit value|guards", w->question.coarse);
    status = t4_table_init(table, full ? full_headers : headers, err);
    for (size_t i = 0; !status && i <= rows; i++)
        full ? put_full_row(table, w, &w->divert.rows[i == rows ? last : i])
             : put_row(table, &w->divert.rows[i == rows ? last : i]);
    return status;
}

static t4_status print_table(t4_program *program, const values *v, const work *w, t4_error *err)
{
    t4_format format = (t4_format)program->common.format;
    bool full = format != T4_FORMAT_TEXT;
    t4_table table;
    t4_status status = make_table(&table, w, full ? SIZE_MAX : (size_t)v->top, full, err);

    if (!status)
        status = t4_table_print(&table, &program->out, format, 0, err);
    t4_table_release(&table);
    return status;
}

static void tell_chance(t4_buffer *out, const char *what, const t4_divert_chance *chance, int decimals)
{
    char seen[T4_RENDER_TEXT], mean[T4_RENDER_TEXT];

    t4_buffer_printf(out, "  %-54s %12s", what, number_text(chance->seen, decimals, seen));
    if (isnan(chance->p))
        t4_buffer_puts(out, "   no chance is given: too few periods or codes\n");
    else
        t4_buffer_printf(out, "   by chance %12s   p = %.4f\n", number_text(chance->by_chance, decimals, mean), chance->p);
}

static void say_chances(t4_buffer *out, const work *w)
{
    const t4_divert *d = &w->divert;
    t4_divert_chance growth = {exp(d->growth.seen), exp(d->growth.by_chance), d->growth.p};

    t4_buffer_printf(out, "Basket: codes whose onward trade grew at least %g times; picked anew by this rule in each of %zu "
            "permutations of the periods in blocks of %zu (seed %llu).\n", w->question.ratio, w->question.runs,
            w->question.block, (unsigned long long)w->question.seed);
    tell_chance(out, "codes in the basket", &d->size, 0);
    tell_chance(out, "growth of the basket's onward trade, times", &growth, 2);
    tell_chance(out, "matched trade, periods permuted", &d->rise, 0);
    tell_chance(out, "matched trade, codes of the two legs paired at random", &d->pairing, 0);
}

static void say_periods(t4_buffer *out, const work *w)
{
    const t4_divert *d = &w->divert;
    char text[4][T4_PERIOD_TEXT];

    t4_period_print(d->base_from, text[0]);
    t4_period_print(d->base_until, text[1]);
    t4_period_print(d->after_from, text[2]);
    t4_period_print(d->after_until, text[3]);
    t4_buffer_printf(out, "Base %s to %s (%zu periods), after %s to %s (%zu). Change: what was, less what the base's mean gives; %s.\n",
            text[0], text[1], d->base_n, text[2], text[3], d->after_n,
            *w->flows.currency ? w->flows.currency : "currency not said");
    if (*w->flows.edition)
        t4_buffer_printf(out, "Edition of the codes: %s.\n", w->flows.edition);
    for (int leg = 0; leg < T4_DIVERT_LEGS; leg++) {
        t4_buffer_printf(out, "The %s leg is told by %s", leg_names[leg],
                w->told_by[leg] == T4_X ? "its senders (exports)" : "its receivers (imports)");
        if (d->missing[leg])
            t4_buffer_printf(out, "; %zu periods are missing there and left out of all legs", d->missing[leg]);
        t4_buffer_puts(out, ".\n");
    }
    t4_buffer_printf(out, "Matched: for each code of %d digits the lesser of its two excesses over %g times the base, those above 0, "
            "summed. At %d digits: the same of the headings' sums of these excesses, never less; what it is more is spurious.\n"
            "Formed anew: of excesses of the headings' totals, where falls eat rises; it can go either way.\n"
            "Excesses with their sign: in %.0f, out %.0f.\n", w->value[0].level, w->question.times, w->question.coarse,
            d->rows[d->count - 1].net_in, d->rows[d->count - 1].net_out);
}

static const char limits[] =
    "Origin, prices, exchange rates and growth of the third place's own market are not taken out.\n"
    "Matching is of codes, not of goods: what goes in may stay, and what goes out may be made there.\n"
    "Guards: edition (a code may be new), confidential, tiny base (read both figures, not their ratio), union (statistical "
    "forms, no border check), mix (unit values of several goods).";

static t4_status print_foot(t4_program *program, const work *w, t4_error *err)
{
    t4_buffer out;
    bool good;

    t4_buffer_init(&out, 0);
    t4_buffer_putc(&out, '\n');
    say_periods(&out, w);
    t4_buffer_putc(&out, '\n');
    say_chances(&out, w);
    t4_buffer_puts(&out, "\nOrigin, prices, exchange rates and growth of the third place's own market are not taken out.\n"
                         T4_OUTPAGE_LEADS "\n");
    good = t4_buffer_text(&out) && t4_help_lines(program->out.file, out.data);
    t4_buffer_release(&out);
    return good ? T4_OK : t4_fail_memory(err);
}

/* --- page ------------------------------------------------------------------------------ */

/* The sum of a leg's codes in a period; NAN without any. */
static double sum_of(const t4_series_set *set, size_t at)
{
    double sum = NAN;

    for (size_t i = 0; i < set->count; i++)
        if (set->items[i].value[at] > 0)
            sum = (isnan(sum) ? 0 : sum) + set->items[i].value[at];
    return sum;
}

static t4_status draw_legs(t4_outpage *page, const work *w, t4_error *err)
{
    const t4_series_set *set = &w->value[T4_DIVERT_VIA];
    char (*texts)[T4_PERIOD_TEXT] = t4_alloc(set->n, sizeof *texts);
    t4_outpage_point *points = t4_alloc(set->n, T4_DIVERT_LEGS * sizeof *points);
    size_t count = 0;

    for (size_t i = 0; texts && points && i < set->n; i++) {
        t4_period_print(set->periods[i], texts[i]);
        for (int leg = 0; leg < T4_DIVERT_LEGS; leg++) {
            size_t at = t4_series_find(&w->value[leg], set->periods[i]);

            points[count++] = (t4_outpage_point){leg_names[leg], texts[i],
                                                 at == SIZE_MAX ? NAN : sum_of(&w->value[leg], at)};
        }
    }
    if (count)
        t4_outpage_lines(page, "All codes together, by period", *w->flows.currency ? w->flows.currency : "value", points, count);
    t4_free(texts);
    t4_free(points);
    return count ? T4_OK : t4_fail_memory(err);
}

static t4_status write_page(t4_program *program, const values *v, const t4_arguments *arguments, const work *w,
                            t4_error *err)
{
    t4_buffer said, chances;
    t4_outpage page;
    t4_table table;
    t4_status status = make_table(&table, w, SIZE_MAX, false, err);

    t4_buffer_init(&said, 0);
    t4_buffer_init(&chances, 0);
    say_periods(&said, w);
    say_chances(&chances, w);
    t4_outpage_begin(&page, "Does trade go round?", NULL);
    if (!status)
        status = draw_legs(&page, w, err);
    t4_outpage_heading(&page, "By heading");
    if (!status)
        t4_outpage_table(&page, "headings", &table, 200, "tenfour divert --format csv");
    t4_outpage_heading(&page, "How this was counted");
    t4_outpage_sentences(&page, t4_buffer_text(&said) ? said.data : "");
    t4_outpage_heading(&page, "By chance");
    t4_outpage_sentences(&page, t4_buffer_text(&chances) ? chances.data : "");
    t4_outpage_sources(&page, arguments->items, arguments->count);
    t4_outpage_limits(&page, limits);
    if (!status)
        status = t4_outpage_save(&page, v->page, 0644, program->common.force, err);
    t4_outpage_release(&page);
    t4_table_release(&table);
    t4_buffer_release(&said);
    t4_buffer_release(&chances);
    return status;
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments, t4_error *err)
{
    const values *v = given;
    work w = {.divert = {.count = 0}};
    t4_divert_flows legs[T4_DIVERT_LEGS];
    t4_status status = t4_files_require_all(program, arguments->items, arguments->count, err);

    if (!status)
        status = ask(v, &w.question, err);
    if (!status)
        status = read_legs(program, v, arguments, &w, err);
    for (int leg = 0; leg < T4_DIVERT_LEGS; leg++)
        legs[leg] = (t4_divert_flows){&w.value[leg], w.net[leg].count ? &w.net[leg] : NULL};
    if (!status)
        status = t4_divert_measure(&w.divert, &program->run, &w.flows, legs, &w.question, err);
    if (!status)
        status = print_table(program, v, &w, err);
    if (!status && program->common.format == T4_FORMAT_TEXT)
        status = print_foot(program, &w, err);
    if (!status && v->page)
        status = write_page(program, v, arguments, &w, err);
    t4_divert_release(&w.divert);
    for (int leg = 0; leg < T4_DIVERT_LEGS; leg++) {
        t4_series_release(&w.value[leg]);
        t4_series_release(&w.net[leg]);
    }
    t4_flows_release(&w.flows);
    return status;
}

const t4_command t4_cmd_divert = {
    .name = "divert",
    .heading = T4_HEADING_RELEASES,
    .purpose = "holds three legs together: does trade go round by way of a third place",
    .arguments = "DIRECT VIA ONWARD",
    .least = 3,
    .most = 3,
    .description =
        "DIRECT are flows from the source to the destination, VIA from the source to the place between, ONWARD from there "
        "to the destination: release folders of tenfour or tables of period, reporter, partner, flow, code, value, in one "
        "currency; one file may stand for several. For each heading: the change on each leg against the base, the "
        "substitution ratio (rise via over fall direct), the re-export that can be matched code by code, what headings "
        "alone would match, and the difference, which is spurious. With masses: value a kg onward over via.\n\n"
        "Chances come from permuted periods, and the basket of grown codes is picked anew in each permutation, so that a "
        "rule that picks what grew is not its own proof. Sums are never clipped; short series get no chance.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN | T4_WITH_FORMAT | T4_WITH_OUTPUT,
    .examples = {{"tenfour divert eu.csv eu.csv kg-exports.csv --via KG --destination RU", "by six-digit code"},
                 {"tenfour divert eu.csv eu.csv kz.csv --via KZ --destination RU --times 2",
                  "only what exceeds twice the base"}},
    .see_also = "mirror, surge",
    .run = run,
};
