/* SPDX-License-Identifier: MIT */
#include "cli/ladder_seen.h"

#include <math.h>

#include "cli/render.h"

size_t t4_ladder_seen_figures(const t4_ladder_result *r, const t4_ladder_row *row, t4_ladder_figure out[T4_LADDER_FIGURES])
{
    static const char *const tests[T4_LADDER_TESTS] = {"1", "2", "5", "20", "switch"};
    double unit = t4_ladder_one(r->ladder), runs = (double)t4_ladder_simulations(r->ladder);
    size_t n = 0;

    for (int all = 0; all < 2; all++, n++) {
        snprintf(out[n].name, sizeof out[n].name, "least_seen%s", all ? "_bonferroni" : "");
        out[n].value = row->least[all] * unit;
    }
    for (int all = 0; all < 2; all++, n++) {
        snprintf(out[n].name, sizeof out[n].name, "least_records%s", all ? "_bonferroni" : "");
        out[n].value = r->records ? row->least_records[all] : NAN;
    }
    for (int k = 0; k < T4_LADDER_TESTS && runs > 0; k++) {
        static const char *const what[] = {"simulated", "error", "resampled"};
        double share = row->simulated[k], value[] = {share, sqrt(share * (1 - share) / runs), row->resampled[k]};

        for (int i = 0; i < 3; i++, n++) {
            snprintf(out[n].name, sizeof out[n].name, "sees_%s_%s", tests[k], what[i]);
            out[n].value = value[i];
        }
    }
    return n;
}

void t4_ladder_seen_names(t4_buffer *out, const t4_ladder_result *r)
{
    t4_ladder_figure f[T4_LADDER_FIGURES];
    size_t n = t4_ladder_seen_figures(r, &(t4_ladder_row){.level = 0}, f);

    for (size_t i = 0; i < n; i++)
        t4_buffer_printf(out, ",%s", f[i].name);
}

void t4_ladder_seen_csv(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *row, bool known)
{
    t4_ladder_figure f[T4_LADDER_FIGURES];
    size_t n = t4_ladder_seen_figures(r, row, f);

    for (size_t i = 0; i < n; i++)
        t4_buffer_printf(out, known && isfinite(f[i].value) ? ",%.9g" : ",", f[i].value);
}

bool t4_ladder_seen_json(t4_json *design, const t4_ladder_result *r, const t4_ladder_row *row, bool known)
{
    t4_ladder_figure f[T4_LADDER_FIGURES];
    size_t n = t4_ladder_seen_figures(r, row, f);
    bool fine = true;

    for (size_t i = 0; i < n && fine; i++)
        fine = t4_json_set(design, f[i].name, known && isfinite(f[i].value) ? t4_json_new_number(f[i].value) : t4_json_new_null());
    return fine;
}

bool t4_ladder_seen_simulation(t4_json *top, const t4_ladder_result *r)
{
    t4_json *o;

    if (!t4_ladder_simulations(r->ladder))
        return true;
    o = t4_json_new_object();
    return o && t4_json_set(o, "diversions", t4_json_new_integer((int64_t)t4_ladder_simulations(r->ladder))) &&
           t4_json_set(o, "seed", t4_json_new_integer((int64_t)t4_ladder_seed(r->ladder))) && t4_json_set(top, "simulation", o);
}

/* --- text ---------------------------------------------------------------------------------------- */

static void add_amount(t4_table *table, double value)
{
    char text[T4_RENDER_TEXT];

    if (!isfinite(value))
        t4_table_text(table, "none");
    else if (value >= 1000 && value < 1e18)
        t4_table_text(table, t4_render_count((uint64_t)(value + 0.5), text));
    else {
        snprintf(text, sizeof text, "%.3g", value);
        t4_table_text(table, text);
    }
}

static void add_shares(t4_table *table, const double share[T4_LADDER_TESTS])
{
    char text[64];
    int n = 0;

    for (int k = 0; k < T4_LADDER_TESTS; k++)
        n += snprintf(text + n, sizeof text - (size_t)n, "%s%.0f", k ? "/" : "", 100 * share[k]);
    t4_table_text(table, text);
}

static void fill(t4_table *table, const t4_ladder_result *r, const t4_ladder_row *row)
{
    double unit = t4_ladder_one(r->ladder);

    t4_table_text(table, row->design.name);
    if (row->failed) {
        t4_table_text(table, "not possible");
        while (table->count % (size_t)table->columns)
            t4_table_text(table, "");
        return;
    }
    for (int all = 0; all < 2; all++)
        add_amount(table, row->least[all] * unit);
    for (int all = 0; all < 2 && r->records; all++)
        add_amount(table, row->least_records[all]);
    if (t4_ladder_simulations(r->ladder)) {
        add_shares(table, row->simulated);
        add_shares(table, row->resampled);
    }
}

t4_status t4_ladder_seen_text(t4_program *program, const t4_ladder_result *r, t4_error *err)
{
    size_t count, runs = t4_ladder_simulations(r->ladder);
    const t4_ladder_row *rows = t4_ladder_rows(r->ladder, &count);
    char headers[160], number[T4_RENDER_TEXT];
    t4_table table;
    t4_status status;

    fprintf(program->out.file, "\nWhat must be diverted each shortest period to be seen 8 times in 10, in the median series: by one "
            "test, by all (Bonferroni)\n");
    snprintf(headers, sizeof headers, "design|#%s|#by all%s%s", r->measure, r->records ? "|#consignments|#by all" : "",
             runs ? "|simulated 1/2/5/20/switch|resampled" : "");
    status = t4_table_init(&table, headers, err);
    for (size_t i = 0; !status && i < count; i++)
        fill(&table, r, &rows[i]);
    if (!status)
        status = t4_table_print(&table, &program->out, T4_FORMAT_TEXT, 0, err);
    t4_table_release(&table);
    if (!status && runs)
        fprintf(program->out.file, "Simulated: %s diversions for each design, seed %lu; noise is normal (simulated) or that of whole "
                "months drawn again (resampled);\nthe standard error of a share is at most %.2g points.\n",
                t4_render_count(runs, number), t4_ladder_seed(r->ladder), 50 / sqrt((double)runs));
    return status;
}
