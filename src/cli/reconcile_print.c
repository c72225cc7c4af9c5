/* SPDX-License-Identifier: MIT */
#include "cli/reconcile_print.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/outpage.h"
#include "cli/render.h"
#include "io/outfile.h"

/* --- cells of tables --------------------------------------------------------------------- */

static void put_amount(t4_table *table, t4_int128 amount)
{
    char text[T4_DECIMAL_TEXT];

    t4_decimal_print_short(amount, T4_FLOWS_DECIMALS, text);
    t4_table_text(table, text);
}

static void put_number(t4_table *table, double value, const char *format)
{
    char text[T4_RENDER_TEXT] = "";

    if (isfinite(value) && fabs(value) < 1e30)
        snprintf(text, sizeof text, strcmp(format, "%.3f") ? "%.9g" : "%.3f", value);
    t4_table_text(table, text);
}

/* The sum of all members but the first, as the first would have to be: for relations of the kind whole = parts. */
static t4_int128 gap_of(const t4_reconcile_relation *k)
{
    return k->gap >= 0 ? (k->gap + k->scale / 2) / k->scale : -((-k->gap + k->scale / 2) / k->scale);
}

static t4_int128 first_of(const t4_reconcile *r, const t4_reconcile_relation *k)
{
    return k->start < k->end ? r->figures[r->terms[k->start].figure].value : 0;
}

static t4_int128 size_of(t4_int128 amount)
{
    return amount < 0 ? -amount : amount;
}

static int by_gap(const void *left, const void *right)
{
    const t4_reconcile_relation *a = *(const t4_reconcile_relation *const *)left, *b = *(const t4_reconcile_relation *const *)right;
    t4_int128 x = size_of(gap_of(a)), y = size_of(gap_of(b));

    if (x != y)
        return x > y ? -1 : 1;
    return a < b ? -1 : a > b;
}

static double merit(const t4_reconcile_figure *f)
{
    return isnan(f->residual) ? -1 : fabs(f->residual);
}

/* The likeliest to be wrong first; of equals the one that would change most. */
static int by_blame(const void *left, const void *right)
{
    const t4_reconcile_figure *a = *(const t4_reconcile_figure *const *)left, *b = *(const t4_reconcile_figure *const *)right;
    double x = merit(a), y = merit(b);

    if (fabs(x - y) > 1e-9 * fmax(1, fabs(x)))
        return x > y ? -1 : 1;
    if (fabs(a->change) != fabs(b->change))
        return fabs(a->change) > fabs(b->change) ? -1 : 1;
    return a < b ? -1 : a > b;
}

static bool is_changed(const t4_reconcile_figure *f)
{
    return fabs(f->change) >= 0.5;
}

/* --- tables ---------------------------------------------------------------------------------- */

static t4_status relations_table(const t4_reconcile *r, bool all, t4_table *table, t4_error *err)
{
    const t4_reconcile_relation **list = t4_alloc(r->relation_count + 1, sizeof *list);
    size_t count = 0;
    t4_status status = list ? t4_table_init(table, "kind|relation|#members|#figure|#should be|#break|#tolerance|follows", err)
                            : t4_fail_memory(err);

    for (size_t i = 0; i < r->relation_count && !status; i++)
        if (all || r->relations[i].broken)
            list[count++] = &r->relations[i];
    if (!status && !all && count)
        qsort(list, count, sizeof *list, by_gap);
    for (size_t i = 0; i < count && !status; i++) {
        const t4_reconcile_relation *k = list[i];
        int64_t factor = k->start < k->end ? r->terms[k->start].factor : 1;
        t4_int128 gap = gap_of(k), share = factor < 0 ? -gap : gap;

        t4_table_text(table, t4_reconcile_kind_name(k->kind));
        t4_table_text(table, k->name);
        t4_table_count(table, k->end - k->start);
        put_amount(table, first_of(r, k));
        put_amount(table, first_of(r, k) - (k->scale == 1 && factor != 0 ? share / (factor < 0 ? -factor : factor) : share));
        put_amount(table, gap);
        put_amount(table, k->tolerance / k->scale);
        t4_table_text(table, k->implied ? "from others" : "");
    }
    t4_free(list);
    return status;
}

static t4_status figures_table(const t4_reconcile *r, t4_table *table, t4_error *err)
{
    const t4_reconcile_figure **list = t4_alloc(r->figure_count + 1, sizeof *list);
    size_t count = 0;
    t4_status status = list ? t4_table_init(table, "figure|set|#value|#proposed|#change|#deviation|#leverage|#residual", err)
                            : t4_fail_memory(err);

    for (size_t i = 0; i < r->figure_count && !status; i++)
        if (is_changed(&r->figures[i]))
            list[count++] = &r->figures[i];
    if (!status && count)
        qsort(list, count, sizeof *list, by_blame);
    for (size_t i = 0; i < count && !status; i++) {
        const t4_reconcile_figure *f = list[i];
        t4_int128 change = (t4_int128)nearbyint(f->change);

        t4_table_text(table, f->name);
        t4_table_text(table, f->set == 0 ? "first" : f->set == 1 ? "other vintage" : "mirror");
        put_amount(table, f->value);
        put_amount(table, f->value + change);
        put_amount(table, change);
        put_number(table, f->deviation * (isnan(r->spread) ? 1 : r->spread) / 1e4, "");
        put_number(table, f->leverage, "%.3f");
        put_number(table, f->residual, "%.3f");
    }
    t4_free(list);
    return status;
}

/* --- sentences ----------------------------------------------------------------------------------- */

static void put_lines(t4_buffer *out, const t4_reconcile_view *v)
{
    const t4_reconcile *r = v->result;

    t4_buffer_printf(out, "%zu figures, %zu relation%s: %zu broken.\n", r->figure_count, r->relation_count,
                     r->relation_count == 1 ? "" : "s", r->broken);
    if (!r->relation_count)
        t4_buffer_puts(out, "Nothing here is the sum of something else here; totals, other levels, years, --against or --mirror "
                       "would make relations.\n");
    if (r->implied_known && r->relation_count)
        t4_buffer_printf(out, "%zu relations follow from the others and hold where those do.\n", r->implied);
    else if (r->relation_count)
        t4_buffer_puts(out, "Which relations follow from others was not worked out: too many hang together.\n");
    if (r->skipped)
        t4_buffer_printf(out, "%zu relations have hidden members and were left out; tenfour bound says what those can be.\n",
                         r->skipped);
    if (*v->rounding)
        t4_buffer_printf(out, "Tolerance: half of %s for each member.\n", v->rounding);
    if (v->with_mirror)
        t4_buffer_printf(out, "Mirror: imports = exports x %.4g; both sides may be right about different things.\n", 1 + v->tau);
    if (!r->broken)
        return;
    if (r->explained) {
        char unit[T4_DECIMAL_TEXT];

        t4_decimal_print_short(r->unit, T4_FLOWS_DECIMALS, unit);
        t4_buffer_printf(out, "All breaks are within what figures rounded to %s can be apart: if they are, say --rounding %s.\n", unit,
                         unit);
    }
    t4_buffer_printf(out, "The smallest weighted change that restores all touches %zu figures in %zu system%s; %s.\n", r->changed,
                     r->components, r->components == 1 ? "" : "s", r->deviations_given ? "reliabilities as given"
                     : "reliabilities were assumed: a figure errs as the root of its size, like a sum of many entries");
    if (!isnan(r->spread))
        t4_buffer_puts(out, "How far figures are off at all was estimated from the breaks themselves.\n");
    t4_buffer_puts(out, "Residual: change over its standard error; where one figure is wrong it has the largest. Figures that stand "
                   "in the same relations alone cannot be told apart. Leverage: share of a figure's error that relations see.\n"
                   "Nothing was changed: -o FILE writes proposals beside the originals.\n");
}

/* --- output -------------------------------------------------------------------------------------------- */

static t4_status cut(t4_table *table, int64_t top, size_t *left)
{
    size_t rows = table->count / (size_t)table->columns;

    *left = rows > (size_t)top ? rows - (size_t)top : 0;
    if (*left)
        table->count = (size_t)top * (size_t)table->columns;
    return T4_OK;
}

static t4_status print_part(t4_program *program, t4_table *table, const t4_reconcile_view *v, const char *option, t4_error *err)
{
    size_t left;
    t4_status status;

    cut(table, v->top, &left);
    status = t4_table_print(table, &program->out, T4_FORMAT_TEXT, 0, err);
    if (left)
        fprintf(program->out.file, "%zu more: --table %s --format csv\n", left, option);
    fputc('\n', program->out.file);
    return status;
}

static t4_status print_text(t4_program *program, const t4_reconcile_view *v, t4_error *err)
{
    t4_buffer lines;
    t4_table table;
    t4_status status = T4_OK;

    t4_buffer_init(&lines, 0);
    put_lines(&lines, v);
    if (v->result->broken) {
        status = relations_table(v->result, false, &table, err);
        if (!status)
            status = print_part(program, &table, v, "breaks", err);
        t4_table_release(&table);
        if (!status)
            status = figures_table(v->result, &table, err);
        if (!status)
            status = print_part(program, &table, v, "figures", err);
        t4_table_release(&table);
    }
    t4_buffer_puts(&lines, T4_OUTPAGE_LEADS "\n");
    fputs(t4_buffer_text(&lines) ? lines.data : "", program->out.file);
    t4_buffer_release(&lines);
    return status;
}

static t4_status print_table(t4_program *program, const t4_reconcile_view *v, t4_error *err)
{
    t4_table table;
    t4_status status = v->table == T4_RECONCILE_PRINT_FIGURES ? figures_table(v->result, &table, err)
                                                              : relations_table(v->result, v->table == T4_RECONCILE_PRINT_RELATIONS, &table, err);

    if (!status)
        status = t4_table_print(&table, &program->out, (t4_format)program->common.format, 0, err);
    t4_table_release(&table);
    return status;
}

/* Every figure as it is and as it might be. */
static t4_status write_proposals(const t4_reconcile_view *v, t4_error *err)
{
    t4_buffer out;
    t4_status status = T4_OK;

    if (!v->force && strcmp(v->proposals, "-") && access(v->proposals, F_OK) == 0)
        return t4_fail(err, T4_ERR_USAGE, "'%s' exists; --force replaces it", v->proposals);
    t4_buffer_init(&out, 0);
    t4_buffer_puts(&out, "figure,set,value,proposed,change,residual\n");
    for (size_t i = 0; i < v->result->figure_count; i++) {
        const t4_reconcile_figure *f = &v->result->figures[i];
        t4_int128 change = isnan(f->change) ? 0 : (t4_int128)nearbyint(f->change);
        char value[T4_DECIMAL_TEXT], proposed[T4_DECIMAL_TEXT], changed[T4_DECIMAL_TEXT];

        t4_decimal_print_short(f->value, T4_FLOWS_DECIMALS, value);
        t4_decimal_print_short(f->value + change, T4_FLOWS_DECIMALS, proposed);
        t4_decimal_print_short(change, T4_FLOWS_DECIMALS, changed);
        t4_render_csv(&out, f->name);
        t4_buffer_printf(&out, ",%s,%s,%s,%s,", f->set == 0 ? "first" : f->set == 1 ? "other vintage" : "mirror", value, proposed,
                         changed);
        if (isfinite(f->residual))
            t4_buffer_printf(&out, "%.6g", f->residual);
        if (!t4_buffer_putc(&out, '\n')) {
            status = t4_fail_memory(err);
            break;
        }
    }
    if (!status)
        status = t4_outfile_save(NULL, v->proposals, &out, 0644, err);
    t4_buffer_release(&out);
    return status;
}

static const char limits[] =
    "A break says that figures contradict one another, not which is wrong. The residual is a hint; with several wrong figures it misleads.\n"
    "Breaks have innocent causes: rounding that is not stated, confidential cells, low-value trade left out of details, revisions.\n"
    "The adjusted figures are one consistent set among many; they are no better informed than the originals.";

static t4_status put_chart(t4_outpage *page, const t4_reconcile *r, t4_error *err)
{
    const t4_reconcile_relation **list = t4_alloc(r->relation_count + 1, sizeof *list);
    t4_outpage_bar bars[20];
    size_t count = 0;

    if (!list)
        return t4_fail_memory(err);
    for (size_t i = 0; i < r->relation_count; i++)
        if (r->relations[i].broken)
            list[count++] = &r->relations[i];
    if (count)
        qsort(list, count, sizeof *list, by_gap);
    count = count > 20 ? 20 : count;
    for (size_t i = 0; i < count; i++) {
        double gap = (double)gap_of(list[i]) / 1e4;

        bars[i] = (t4_outpage_bar){.label = list[i]->name, .note = list[i]->name, .from = fmin(0, gap), .to = fmax(0, gap), .mark = NAN};
    }
    t4_outpage_bars(page, "The largest breaks: the figure less what its parts add up to.", "break", bars, count);
    t4_free(list);
    return T4_OK;
}

static t4_status save_page(const t4_reconcile_view *v, t4_error *err)
{
    t4_outpage page;
    t4_buffer lines;
    t4_table table;
    t4_status status = T4_OK;

    t4_buffer_init(&lines, 0);
    put_lines(&lines, v);
    t4_outpage_begin(&page, "Figures that should agree", NULL);
    t4_outpage_sentences(&page, t4_buffer_text(&lines) ? lines.data : "");
    if (v->result->broken) {
        t4_outpage_heading(&page, "Broken relations");
        status = put_chart(&page, v->result, err);
        if (!status)
            status = relations_table(v->result, false, &table, err);
        if (!status)
            t4_outpage_table(&page, "breaks", &table, 200, "--table breaks --format csv");
        t4_table_release(&table);
        t4_outpage_heading(&page, "Which figures carry the blame, and what would restore all");
        if (!status)
            status = figures_table(v->result, &table, err);
        if (!status)
            t4_outpage_table(&page, "figures", &table, 200, "--table figures --format csv");
        t4_table_release(&table);
    }
    t4_outpage_sources(&page, v->sources, v->source_count);
    t4_outpage_limits(&page, limits);
    if (!status)
        status = t4_outpage_save(&page, v->page, 0644, v->force, err);
    t4_outpage_release(&page);
    t4_buffer_release(&lines);
    return status;
}

t4_status t4_reconcile_print(t4_program *program, const t4_reconcile_view *v, t4_error *err)
{
    t4_status status = v->proposals ? write_proposals(v, err) : T4_OK;

    if (!status && v->page)
        status = save_page(v, err);
    if (status)
        return status;
    return program->common.format == T4_FORMAT_TEXT ? print_text(program, v, err) : print_table(program, v, err);
}
