/* SPDX-License-Identifier: MIT */
#include "cli/bound_print.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/outpage.h"
#include "cli/render.h"

/* One flow, period, partner: columns that would say the same in every row are left out of the text. */
typedef struct {
    const t4_bound_view *view;
    const t4_bound_row **rows;   /* those that are shown to people */
    size_t count, left_out;
    bool periods, flows, partners, reporters;
    int decimals;
} shown;

static const char *kind_of(const t4_bound_row *row)
{
    return row->kind == T4_BOUND_LISTED ? "listed part" : row->kind == T4_BOUND_OTHER ? "other" : "code";
}

static const char *state_of(const t4_bound_view *view, const t4_bound_row *row)
{
    return !view->question->list ? "" : row->state == T4_WATCH_LISTED ? "listed"
                                    : row->state == T4_WATCH_PART ? "in part" : "not listed";
}

static const char *status_of(const t4_bound_row *row)
{
    return row->contradictory ? "infeasible" : !row->has_upper ? "no upper bound" : "proven";
}

/* Outwards, so that what is printed still holds. */
static t4_int128 rounded(t4_int128 amount, int decimals, bool up)
{
    t4_int128 one = 1, cut;

    for (int i = decimals; i < T4_FLOWS_DECIMALS; i++)
        one *= 10;
    cut = amount >= 0 ? amount % one : (one + amount % one) % one;
    return (amount - cut) / one + (up && cut);
}

static void put_bound(t4_table *table, t4_int128 amount, int decimals, bool up, bool known)
{
    char text[T4_DECIMAL_TEXT] = "";

    if (known && decimals == T4_FLOWS_DECIMALS)
        t4_decimal_print_short(amount, decimals, text);
    else if (known)
        t4_decimal_print(rounded(amount, decimals, up), decimals, text);
    t4_table_text(table, text);
}

static void put_width(t4_table *table, const t4_bound_row *row, int decimals)
{
    char text[T4_DECIMAL_TEXT] = "";
    t4_int128 width = 0;

    if (row->has_upper && !row->contradictory) {
        t4_decimal_rescale(row->upper - row->lower, T4_FLOWS_DECIMALS, decimals, &width);
        if (decimals == T4_FLOWS_DECIMALS)
            t4_decimal_print_short(width, decimals, text);
        else
            t4_decimal_print(width, decimals, text);
    }
    t4_table_text(table, text);
}

/* Amounts of a reconstruction are doubles in parts of 10^-4. */
static void put_guess(t4_table *table, double value, int decimals)
{
    char text[T4_RENDER_TEXT] = "";

    if (!isnan(value) && decimals == T4_FLOWS_DECIMALS)
        snprintf(text, sizeof text, "%.12g", value / 1e4);
    else if (!isnan(value))
        snprintf(text, sizeof text, "%.*f", decimals, value / 1e4);
    t4_table_text(table, text);
}

static void put_period(t4_table *table, const t4_bound_row *row)
{
    char text[T4_PERIOD_TEXT + 16];

    t4_period_print(row->period, text);
    if (row->rest_of_period)
        snprintf(text + strlen(text), 16, " (rest)");
    t4_table_text(table, text);
}

/* --- for programs ------------------------------------------------------------------------- */

static t4_status print_all(t4_program *program, const t4_bound_view *view, t4_error *err)
{
    t4_table table;
    t4_status status = t4_table_init(&table, "period|reporter|flow|partner|code|kind|list|#lower|#upper|#width|status|lower_by|"
                                     "upper_by|#reconstructed|#band_low|#band_high", err);

    for (size_t i = 0; i < view->bound->count && !status; i++) {
        const t4_bound_row *row = &view->bound->rows[i];
        bool good = !row->contradictory;

        put_period(&table, row);
        t4_table_text(&table, row->reporter);
        t4_table_text(&table, t4_flow_text(row->flow));
        t4_table_text(&table, row->partner);
        t4_table_text(&table, row->code);
        t4_table_text(&table, kind_of(row));
        t4_table_text(&table, state_of(view, row));
        put_bound(&table, row->lower, T4_FLOWS_DECIMALS, false, good);
        put_bound(&table, row->upper, T4_FLOWS_DECIMALS, true, good && row->has_upper);
        put_width(&table, row, T4_FLOWS_DECIMALS);
        t4_table_text(&table, status_of(row));
        t4_table_text(&table, row->lower_by);
        t4_table_text(&table, row->upper_by);
        put_guess(&table, row->guess, T4_FLOWS_DECIMALS);
        put_guess(&table, row->band_low, T4_FLOWS_DECIMALS);
        put_guess(&table, row->band_high, T4_FLOWS_DECIMALS);
    }
    if (!status)
        status = t4_table_print(&table, &program->out, (t4_format)program->common.format, 0, err);
    t4_table_release(&table);
    return status;
}

/* --- for people ---------------------------------------------------------------------------- */

static int by_width(const void *left, const void *right)
{
    const t4_bound_row *a = *(const t4_bound_row *const *)left, *b = *(const t4_bound_row *const *)right;
    t4_int128 x = a->has_upper ? a->upper - a->lower : (t4_int128)1 << 100, y = b->has_upper ? b->upper - b->lower : (t4_int128)1 << 100;

    if (a->contradictory != b->contradictory)
        return a->contradictory ? -1 : 1;
    if (x != y)
        return x > y ? -1 : 1;
    return a < b ? -1 : a > b;
}

static int by_place(const void *left, const void *right)
{
    const t4_bound_row *a = *(const t4_bound_row *const *)left, *b = *(const t4_bound_row *const *)right;

    return a < b ? -1 : a > b;
}

/* With a list its parts of headings, else codes; the widest where there are too many. */
static t4_status choose(shown *s, t4_error *err)
{
    const t4_bound *b = s->view->bound;
    bool parts = false;

    s->rows = t4_alloc(b->count + 1, sizeof *s->rows);
    if (!s->rows)
        return t4_fail_memory(err);
    for (size_t i = 0; i < b->count; i++)
        parts = parts || b->rows[i].kind == T4_BOUND_LISTED;
    for (size_t i = 0; i < b->count; i++)
        if ((b->rows[i].kind == T4_BOUND_LISTED) == parts)
            s->rows[s->count++] = &b->rows[i];
    if (s->count > (size_t)s->view->top) {
        qsort(s->rows, s->count, sizeof *s->rows, by_width);
        s->left_out = s->count - (size_t)s->view->top;
        s->count = (size_t)s->view->top;
        qsort(s->rows, s->count, sizeof *s->rows, by_place);
    }
    s->decimals = 2;
    for (size_t i = 0; i < s->count; i++) {
        const t4_bound_row *row = s->rows[i], *first = s->rows[0];

        s->periods |= row->period != first->period || row->rest_of_period;
        s->flows |= row->flow != first->flow;
        s->partners |= strcmp(row->partner, first->partner) != 0;
        s->reporters |= strcmp(row->reporter, first->reporter) != 0;
        if (row->has_upper && row->upper >= (t4_int128)100000000 * 10000)
            s->decimals = 0;
    }
    return T4_OK;
}

/* The first fact and whether there are more. */
static void put_first(t4_table *table, const char *facts)
{
    size_t n = strcspn(facts, ";");
    char text[160];

    snprintf(text, sizeof text, "%.*s%s", n > 140 ? 140 : (int)n, facts, facts[n] ? " ..." : "");
    t4_table_text(table, text);
}

static void put_row(const shown *s, t4_table *table, const t4_bound_row *row)
{
    bool good = !row->contradictory;
    char text[48];

    if (s->reporters)
        t4_table_text(table, row->reporter);
    if (s->flows)
        t4_table_text(table, t4_flow_text(row->flow));
    if (s->periods)
        put_period(table, row);
    if (s->partners)
        t4_table_text(table, row->partner);
    snprintf(text, sizeof text, "%s%s", row->code, row->kind == T4_BOUND_OTHER ? " other" : "");
    t4_table_text(table, text);
    put_bound(table, row->lower, s->decimals, false, good);
    put_bound(table, row->upper, s->decimals, true, good && row->has_upper);
    put_width(table, row, s->decimals);
    put_first(table, row->contradictory ? "infeasible" : !row->has_upper ? "no upper bound" : *row->upper_by ? row->upper_by : row->lower_by);
    if (s->view->has_detail) {
        put_guess(table, row->guess, s->decimals);
        put_guess(table, row->band_low, s->decimals);
        put_guess(table, row->band_high, s->decimals);
    }
}

static t4_status make_table(const shown *s, t4_table *table, t4_error *err)
{
    bool parts = s->count && s->rows[0]->kind == T4_BOUND_LISTED;
    char headers[240];
    t4_status status;

    snprintf(headers, sizeof headers, "%s%s%s%s%s|#at least|#at most|#width|at most by%s", s->reporters ? "reporter|" : "",
             s->flows ? "flow|" : "", s->periods ? "period|" : "", s->partners ? "partner|" : "",
             parts ? "listed part of" : "code", s->view->has_detail ? "|#reconstructed|#5 %|#95 %" : "");
    status = t4_table_init(table, headers, err);
    for (size_t i = 0; i < s->count && !status; i++)
        put_row(s, table, s->rows[i]);
    return status;
}

static t4_status make_tested(const t4_bound *b, t4_table *table, t4_error *err)
{
    t4_status status = t4_table_init(table, "flow|heading|#periods|#misplaced share|#cells|#in the band|#kappa", err);
    double value = 0, misplaced = 0;
    size_t cells = 0, covered = 0, periods = 0;

    for (size_t i = 0; i <= b->tested_count && !status; i++) {
        const t4_bound_tested *t = i < b->tested_count ? &b->tested[i] : NULL;
        double share = t ? t->misplaced / t->value : value > 0 ? misplaced / value : 0;
        size_t n = t ? t->cells : cells, in = t ? t->covered : covered;
        char text[T4_RENDER_TEXT];

        t4_table_text(table, t ? t4_flow_text(t->flow) : "all");
        t4_table_text(table, t ? t->heading : "all");
        t4_table_count(table, t ? t->periods : periods);
        snprintf(text, sizeof text, "%.4f", share);
        t4_table_text(table, text);
        t4_table_count(table, n);
        snprintf(text, sizeof text, n ? "%.4f" : "", n ? (double)in / (double)n : 0);
        t4_table_text(table, text);
        snprintf(text, sizeof text, t && !isnan(t->kappa) ? "%.4g" : "", t ? t->kappa : 0);
        t4_table_text(table, text);
        if (t) {
            value += t->value;
            misplaced += t->misplaced;
            cells += t->cells;
            covered += t->covered;
            periods += t->periods;
        }
    }
    return status;
}

/* Width of the listed parts over their upper ends: 0 = known, 1 = nothing is. */
static bool ambiguity(const t4_bound *b, double *share)
{
    double width = 0, upper = 0;

    for (size_t i = 0; i < b->count; i++) {
        const t4_bound_row *row = &b->rows[i];

        if (row->kind != T4_BOUND_LISTED || row->contradictory || !row->has_upper || strcmp(row->partner, "W00"))
            continue;
        width += (double)(row->upper - row->lower);
        upper += (double)row->upper;
    }
    *share = upper > 0 ? width / upper : 0;
    return upper > 0;
}

/* Reconstructions that the facts rule out. */
static size_t ruled_out(const t4_bound *b)
{
    size_t count = 0;

    for (size_t i = 0; i < b->count; i++) {
        const t4_bound_row *row = &b->rows[i];
        double off = 1e-6 * fabs(row->guess) + 2;

        count += !row->contradictory && !isnan(row->guess) &&
                 (row->guess < (double)row->lower - off || (row->has_upper && row->guess > (double)row->upper + off));
    }
    return count;
}

/* What the numbers are, and which list they are held against. */
static void put_about(t4_buffer *out, const t4_bound_question *q)
{
    const t4_flows *f = q->coarse;

    if (!f)
        return;
    t4_buffer_printf(out, "Values: %s%s%s%s%s.", *f->currency ? f->currency : "currency not said", *f->edition ? ", edition " : "",
                     f->edition, *f->valuation ? ", " : "", f->valuation);
    if (q->list && q->day)
        t4_buffer_printf(out, " List: %s as of %04u-%02u-%02u.", t4_watchlist_name(q->list), q->day / 10000, q->day / 100 % 100,
                         q->day % 100);
    else if (q->list)
        t4_buffer_printf(out, " List: %s as of each period's end.", t4_watchlist_name(q->list));
    t4_buffer_putc(out, '\n');
}

static void put_lines(t4_buffer *out, const shown *s)
{
    const t4_bound *b = s->view->bound;
    const t4_bound_question *q = s->view->question;
    double share;

    put_about(out, q);

    if (ambiguity(b, &share))
        t4_buffer_printf(out, "Ambiguity of the list: %.1f %% of what its listed parts can be at most is open.\n", 100 * share);
    t4_buffer_printf(out, "%zu facts about %zu hidden cells. Each bound follows from the facts by multipliers added up in "
                     "whole numbers: if they hold, the truth lies inside.\n", b->facts, b->unknowns);
    if (b->rates_of_history)
        t4_buffer_printf(out, "Unit values of %zu codes are the range of the detail's own: a claim, not a fact.\n",
                         b->rates_of_history);
    if (q->mirror)
        t4_buffer_printf(out, "Mirror floors: reported %s %.4g, less %.4g %% tolerance; %zu used, %zu about goods or partners "
                         "without a row here.\n", q->flow == T4_X ? "/ 1 +" : "x 1 +", q->tau, 100 * q->tolerance,
                         b->mirror_used, b->mirror_apart);
    if (b->floors_apart)
        t4_buffer_printf(out, "%zu floors are about goods, partners or periods without a row here and were left out.\n",
                         b->floors_apart);
    if (q->rounding)
        t4_buffer_puts(out, "Published values count as rounded: each may be half a unit off.\n");
    if (s->view->has_detail) {
        t4_buffer_puts(out, "Reconstructed: the detail's last year, fitted to what is published (least Kullback-Leibler "
                       "distance); 5 % and 95 %: how far shares have varied. It assumes the old pattern and cannot find "
                       "a diversion.\n");
        if (ruled_out(b))
            t4_buffer_printf(out, "%zu reconstructions lie outside their proven intervals: there the old pattern cannot be what "
                             "happened.\n", ruled_out(b));
        if (b->new_codes)
            t4_buffer_printf(out, "%zu codes (or parts of codes) are not in the detail: nothing of them is reconstructed.\n",
                             b->new_codes);
        if (b->unfitted)
            t4_buffer_printf(out, "%zu cells are not reconstructed: no earlier share fits what is published.\n", b->unfitted);
    }
    if (b->conflict_count)
        t4_buffer_printf(out, "INFEASIBLE: %zu contradiction%s among the facts.\n", b->conflict_count, b->conflict_count == 1 ? "" : "s");
}

/* Facts that cannot hold together, one contradiction after the other. */
static void put_conflicts(t4_buffer *out, const t4_bound *b, size_t most)
{
    for (size_t i = 0; i < b->conflict_count && i < most; i++) {
        const char *text = b->conflicts[i].text;

        t4_buffer_printf(out, "infeasible%s, these cannot all hold:\n", b->conflicts[i].proven ? "" : " (by the solver alone)");
        while (*text) {
            size_t n = strcspn(text, "\n");

            t4_buffer_printf(out, "  %.*s\n", (int)n, text);
            text += n + (text[n] == '\n');
        }
    }
    if (b->conflict_count > most)
        t4_buffer_printf(out, "and %zu more contradictions\n", b->conflict_count - most);
}

static t4_status print_text(t4_program *program, const shown *s, t4_error *err)
{
    t4_buffer text;
    t4_table table;
    t4_status status = T4_OK;

    t4_buffer_init(&text, 0);
    if (s->count) {
        status = make_table(s, &table, err);
        if (!status)
            status = t4_table_print(&table, &program->out, T4_FORMAT_TEXT, 0, err);
        t4_table_release(&table);
        if (s->left_out)
            t4_buffer_printf(&text, "%zu more, less wide; --format csv has all.\n", s->left_out);
    }
    if (!status && (s->count || s->view->bound->conflict_count)) {
        t4_buffer_putc(&text, '\n');
        put_conflicts(&text, s->view->bound, 20);
        put_lines(&text, s);
        t4_buffer_puts(&text, T4_OUTPAGE_LEADS "\n");
        fputs(t4_buffer_text(&text) ? text.data : "", program->out.file);
    }
    t4_buffer_release(&text);
    return status;
}

static t4_status print_tested(t4_program *program, const t4_bound_view *view, t4_error *err)
{
    t4_table table;
    t4_status status = make_tested(view->bound, &table, err);

    if (!status)
        status = t4_table_print(&table, &program->out, (t4_format)program->common.format, 0, err);
    t4_table_release(&table);
    if (!status && program->common.format == T4_FORMAT_TEXT)
        fputs("\nEach period is reconstructed from those of the year before it. Misplaced: share of value at the wrong code.\n"
              "In the band: share of codes and periods whose share lies in the 90 % band.\n", program->out.file);
    return status;
}

typedef struct {
    char text[64];
} row_label;

/* --- the page --------------------------------------------------------------------------------- */

static const char limits[] =
    "An interval is as good as its facts: a wrong total, weight, unit value or floor makes it wrong.\n"
    "The reconstruction assumes the old shares. After a change of trade it is wrong by design; the gap between it and what "
    "partners report is the signal.\n"
    "Mirror data differ for innocent reasons: origin against dispatch, transit, timing, confidentiality, exchange rates.\n"
    "A change of edition moves goods between codes; codes are held as they are reported.";

static t4_status put_chart(t4_outpage *page, const shown *s, t4_error *err)
{
    size_t most = s->count < 40 ? s->count : 40, count = 0;
    row_label *labels = t4_alloc(most + 1, sizeof *labels);
    t4_outpage_bar *bars = t4_alloc(most + 1, sizeof *bars);
    const char *currency = s->view->question->coarse ? s->view->question->coarse->currency : "";
    char axis[32];

    for (size_t i = 0; labels && bars && i < most; i++) {
        const t4_bound_row *row = s->rows[i];
        char period[T4_PERIOD_TEXT];

        if (row->contradictory || !row->has_upper)
            continue;
        t4_period_print(row->period, period);
        snprintf(labels[count].text, sizeof labels[count].text, "%s%s%s%s%s%s%.12s", s->flows ? t4_flow_text(row->flow) : "",
                 s->flows ? " " : "", row->code, s->periods ? " " : "",
                 s->periods ? period : "", s->partners ? " " : "", s->partners ? row->partner : "");
        bars[count] = (t4_outpage_bar){.label = labels[count].text, .note = row->upper_by, .from = (double)row->lower / 1e4,
                                       .to = (double)row->upper / 1e4, .mark = row->guess / 1e4};
        count++;
    }
    snprintf(axis, sizeof axis, "value%s%s", *currency ? ", " : "", currency);
    if (labels && bars)
        t4_outpage_bars(page, s->view->has_detail ? "Proven intervals; the line across is the reconstruction from earlier shares."
                                                  : "Proven intervals.", axis, bars, count);
    t4_free(labels);
    t4_free(bars);
    return labels && bars ? T4_OK : t4_fail_memory(err);
}

static t4_status save_page(const t4_program *program, const shown *s, t4_error *err)
{
    t4_outpage page;
    t4_buffer text, conflicts;
    t4_table table;
    t4_status status = T4_OK;

    t4_buffer_init(&text, 0);
    t4_buffer_init(&conflicts, 0);
    put_lines(&text, s);
    put_conflicts(&conflicts, s->view->bound, 50);
    t4_outpage_begin(&page, s->view->title, s->view->bound->conflict_count ? "Infeasible: facts contradict one another" : NULL);
    t4_outpage_sentences(&page, t4_buffer_text(&text) ? text.data : "");
    if (conflicts.length) {
        t4_outpage_heading(&page, "Contradictions");
        t4_outpage_sentences(&page, t4_buffer_text(&conflicts) ? conflicts.data : "");
    }
    if (s->count) {
        t4_outpage_heading(&page, "What the hidden codes can be");
        status = put_chart(&page, s, err);
        if (!status)
            status = make_table(s, &table, err);
        if (!status)
            t4_outpage_table(&page, "intervals", &table, 0, NULL);
        t4_table_release(&table);
        if (s->left_out)
            t4_outpage_quiet(&page, "The widest are shown; --format csv has all.");
    }
    if (!status && s->view->tested) {
        t4_outpage_heading(&page, "The reconstruction held against the detail itself");
        status = make_tested(s->view->bound, &table, err);
        if (!status)
            t4_outpage_table(&page, "tested", &table, 500, "--format csv --backtest without COARSE");
        t4_table_release(&table);
    }
    t4_outpage_sources(&page, s->view->sources, s->view->source_count);
    t4_outpage_limits(&page, limits);
    if (!status)
        status = t4_outpage_save(&page, s->view->page, 0644, program->common.force, err);
    t4_outpage_release(&page);
    t4_buffer_release(&text);
    t4_buffer_release(&conflicts);
    return status;
}

t4_status t4_bound_print(t4_program *program, const t4_bound_view *view, t4_error *err)
{
    shown s = {.view = view};
    t4_status status = choose(&s, err);

    if (!status && view->page)
        status = save_page(program, &s, err);
    if (!status && (view->bound->count || view->bound->conflict_count))
        status = program->common.format == T4_FORMAT_TEXT ? print_text(program, &s, err) : print_all(program, view, err);
    if (!status && view->tested && (program->common.format == T4_FORMAT_TEXT || !view->bound->count)) {
        if (s.count)
            fputc('\n', program->out.file);
        status = print_tested(program, view, err);
    }
    t4_free(s.rows);
    return status;
}
