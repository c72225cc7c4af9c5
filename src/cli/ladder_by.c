/* SPDX-License-Identifier: MIT */
#include "cli/ladder_by.h"

#include <math.h>
#include <string.h>

#include "cli/render.h"
#include "stats/detail.h"

static const char *const by_names[] = {"heading", "chapter", "partner"};

/* --- which designs people are shown ------------------------------------------------------------- */

static void choose(const t4_ladder_row *rows, const t4_ladder_row *row, size_t chosen[T4_LADDER_CHOSEN], size_t *count)
{
    if (!row || row->failed || *count == T4_LADDER_CHOSEN)
        return;
    for (size_t i = 0; i < *count; i++)
        if (chosen[i] == (size_t)(row - rows))
            return;
    chosen[(*count)++] = (size_t)(row - rows);
}

/* The adaptive design that keeps most. */
static const t4_ladder_row *best_adaptive(const t4_ladder_row *rows, size_t n)
{
    const t4_ladder_row *best = NULL;

    for (size_t i = 0; i < n; i++)
        if (rows[i].design.adaptive && !rows[i].failed && (!best || rows[i].kept > best->kept))
            best = &rows[i];
    return best;
}

size_t t4_ladder_choose(const t4_ladder_result *r, size_t chosen[T4_LADDER_CHOSEN])
{
    size_t n, count = 0;
    const t4_ladder_row *rows = t4_ladder_rows(r->ladder, &n), *four = t4_ladder_find_row(rows, n, 4, false);

    if (n > T4_LADDER_CHOSEN) {
        for (size_t i = 0; i < n; i++)
            choose(rows, rows[i].design.shown ? &rows[i] : NULL, chosen, &count);
        choose(rows, four, chosen, &count);
        choose(rows, t4_ladder_find_row(rows, n, t4_ladder_longest(r->ladder), true), chosen, &count);
        choose(rows, t4_ladder_rival(rows, n, four), chosen, &count);
        choose(rows, best_adaptive(rows, n), chosen, &count);
        for (size_t i = 1; i < n; i++)
            if (rows[i].unbeaten && rows[i].kept < 1)
                choose(rows, &rows[i], chosen, &count);
    }
    for (size_t i = 1; i <= n; i++)   /* the first shows everything: only where there is room */
        choose(rows, &rows[i % n], chosen, &count);
    return count;
}

/* --- text ------------------------------------------------------------------------------------------ */

static void add_percent(t4_table *table, double share)
{
    char text[32];

    t4_table_text(table, t4_ladder_percent_text(share, text));
}

/* What the total of a group proves about its listed part: never a single number for a mixed one. */
static void listed_text(const t4_ladder_group *g, double unit, char text[96])
{
    char lower[T4_RENDER_TEXT], upper[T4_RENDER_TEXT];

    t4_render_count((uint64_t)round(fmin(g->lower * unit, 1e19)), lower);
    t4_render_count((uint64_t)round(fmin(g->upper * unit, 1e19)), upper);
    if (!g->upper)
        snprintf(text, 96, "none");
    else if (g->lower >= g->upper)
        snprintf(text, 96, "%s (listed whole)", upper);
    else
        snprintf(text, 96, "%s to %s", lower, upper);
}

static void fill_group(t4_table *table, const t4_ladder_result *r, const t4_ladder_group *g, double unit)
{
    char text[96];

    t4_table_text(table, g->key);
    snprintf(text, sizeof text, "%.0f", g->value * unit);
    t4_table_text(table, text);
    t4_table_count(table, g->codes);
    snprintf(text, sizeof text, "%.2f", g->h * T4_BITS);
    t4_table_text(table, text);
    snprintf(text, sizeof text, "%.1f", exp(g->h));
    t4_table_text(table, text);
    add_percent(table, g->lost);
    add_percent(table, g->misplaced);
    if (!r->listed)
        return;
    t4_table_count(table, g->listed_codes);
    listed_text(g, unit, text);
    t4_table_text(table, text);
}

static t4_status print_lost(t4_program *program, const t4_ladder_result *r, const t4_ladder_view_options *view, size_t most,
                            t4_error *err)
{
    char headers[256];
    t4_table table;
    t4_status status;

    fprintf(program->out.file, "What %d digits hide, by %s (%s)\n", view->level, by_names[view->by], r->measure);
    snprintf(headers, sizeof headers, "%s|#value|#codes|#bits|#codes in effect|#of all lost|#misplaced%s",
             by_names[view->by], r->listed ? "|listed codes|listed value" : "");
    status = t4_table_init(&table, headers, err);
    for (size_t i = 0; !status && i < most; i++)
        fill_group(&table, r, &r->groups[i], t4_ladder_one(r->ladder));
    if (!status)
        status = t4_table_print(&table, &program->out, T4_FORMAT_TEXT, 0, err);
    t4_table_release(&table);
    return status;
}

/* "1 = '4 digits, open'": what the numbers in the headers stand for. */
static void explain(FILE *out, const t4_ladder_row *rows, const size_t *chosen, size_t count)
{
    for (size_t k = 0; k < count; k++)
        fprintf(out, "%s%zu = '%s'", k == 0 ? "" : k % 2 ? "; " : ";\n", k + 1, rows[chosen[k]].design.name);
    fputc('\n', out);
}

/* Detail, hidden value and known targets of a group in each chosen design. */
static t4_status print_risk(t4_program *program, const t4_ladder_result *r, const t4_ladder_view_options *view,
                            const size_t *chosen, size_t count, t4_error *err)
{
    bool risk = t4_ladder_has_rules(r->ladder);
    char headers[256];
    t4_table table;
    t4_status status;

    snprintf(headers, sizeof headers, "%s", by_names[view->by]);
    for (size_t k = 0; k < count; k++)
        snprintf(headers + strlen(headers), sizeof headers - strlen(headers), "|#%zu detail|#hidden%s", k + 1, risk ? "|#known" : "");
    status = t4_table_init(&table, headers, err);
    for (size_t i = 0; !status && i <= r->group_count; i++) {
        const t4_ladder_group *g = i < r->group_count ? &r->groups[i] : NULL;

        if (!g && !risk)
            break;
        t4_table_text(&table, g ? g->key : "coarser");
        for (size_t k = 0; k < count; k++) {
            const t4_ladder_part *p = t4_ladder_part_of(r->ladder, chosen[k], g ? g->index : SIZE_MAX);

            if (g) {
                add_percent(&table, p->kept / g->value);
                add_percent(&table, p->hidden / g->value);
            } else {
                t4_table_text(&table, "");
                t4_table_text(&table, "");
            }
            if (risk)
                t4_table_count(&table, p->known[T4_LADDER_INSIDER] + p->near[T4_LADDER_INSIDER]);
        }
    }
    if (!status)
        status = t4_table_print(&table, &program->out, T4_FORMAT_TEXT, 0, err);
    t4_table_release(&table);
    return status;
}

/* What the chosen designs show of the listed value of each group that has some. */
static t4_status print_list(t4_program *program, const t4_ladder_result *r, const t4_ladder_view_options *view,
                            const size_t *chosen, size_t count, t4_error *err)
{
    char headers[128], text[128], one[3][32];
    t4_table table;
    t4_status status;

    fprintf(program->out.file, "\nListed value by %s: exact / bounded / gone\n", by_names[view->by]);
    snprintf(headers, sizeof headers, "%s", by_names[view->by]);
    for (size_t k = 0; k < count; k++)
        snprintf(headers + strlen(headers), sizeof headers - strlen(headers), "|%zu", k + 1);
    status = t4_table_init(&table, headers, err);
    for (size_t i = 0; !status && i < r->group_count; i++) {
        if (t4_ladder_part_of(r->ladder, chosen[0], r->groups[i].index)->listed <= 0)
            continue;
        t4_table_text(&table, r->groups[i].key);
        for (size_t k = 0; k < count; k++) {
            const t4_ladder_part *p = t4_ladder_part_of(r->ladder, chosen[k], r->groups[i].index);

            snprintf(text, sizeof text, "%s / %s / %s", t4_ladder_percent_text(p->list_exact / p->listed, one[0]),
                     t4_ladder_percent_text(p->list_bounded / p->listed, one[1]),
                     t4_ladder_percent_text(fmax(0, p->listed - p->list_exact - p->list_bounded) / p->listed, one[2]));
            t4_table_text(&table, text);
        }
    }
    if (!status)
        status = t4_table_print(&table, &program->out, T4_FORMAT_TEXT, 0, err);
    t4_table_release(&table);
    return status;
}

t4_status t4_ladder_by_text(t4_program *program, const t4_ladder_result *r, const t4_ladder_view_options *view, t4_error *err)
{
    bool whole = program->common.verbose || view->by_given;
    size_t most = whole ? r->group_count : r->group_count < 10 ? r->group_count : 10, chosen[T4_LADDER_CHOSEN], n, count;
    const t4_ladder_row *rows = t4_ladder_rows(r->ladder, &n);
    t4_status status = print_lost(program, r, view, most, err);

    if (!status && most < r->group_count)
        fprintf(program->out.file, "... and %zu more: --by %s\n", r->group_count - most, by_names[view->by]);
    count = status || !view->by_given ? 0 : t4_ladder_choose(r, chosen);
    if (!count)
        return status;
    fprintf(program->out.file, "\nWhat designs do to each %s: detail kept, value hidden%s\n", by_names[view->by],
            t4_ladder_has_rules(r->ladder) ? ", targets that an insider knows exactly or within reach" : "");
    explain(program->out.file, rows, chosen, count);
    status = print_risk(program, r, view, chosen, count, err);
    if (!status && r->listed)
        status = print_list(program, r, view, chosen, count, err);
    return status;
}

/* --- CSV -------------------------------------------------------------------------------------------- */

static void number(t4_buffer *out, bool known, double value)
{
    t4_buffer_printf(out, known ? ",%.9g" : ",", value);
}

static void csv_group(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_group *g, double unit)
{
    if (!g) {
        t4_buffer_printf(out, "(coarser),0,0,,,,%s", r->listed ? ",,," : "");
        return;
    }
    t4_render_csv(out, g->key);
    t4_buffer_printf(out, ",%.0f,%zu,%.9g,%.9g,%.9g,%.9g", g->value * unit, g->codes, g->h * T4_BITS, exp(g->h), g->lost,
                     g->misplaced);
    if (r->listed)
        t4_buffer_printf(out, ",%zu,%.0f,%.0f", g->listed_codes, g->lower * unit, g->upper * unit);
}

/* group: NULL = what several share. */
static void csv_part(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *row, const t4_ladder_part *p,
                     const t4_ladder_group *g, double unit)
{
    bool good = !row->failed && p, own = good && g, risk = good && t4_ladder_has_rules(r->ladder);
    static const t4_ladder_part none = {0};

    p = good ? p : &none;
    t4_buffer_putc(out, ',');
    t4_render_csv(out, row->design.name);
    number(out, own, g ? p->kept / g->value : 0);
    number(out, own, g ? p->exact / g->value : 0);
    number(out, own, g ? p->hidden / g->value : 0);
    number(out, risk, (double)p->targets);
    for (int who = 0; who < T4_LADDER_ATTACKERS; who++) {
        number(out, risk, (double)p->known[who]);
        number(out, risk, (double)p->near[who]);
    }
    if (!r->listed)
        return;
    number(out, own, p->listed * unit);
    number(out, own && p->listed > 0, p->list_exact / p->listed);
    number(out, own && p->listed > 0, p->list_bounded / p->listed);
    number(out, own && p->listed > 0, fmax(0, p->listed - p->list_exact - p->list_bounded) / p->listed);
}

t4_status t4_ladder_by_csv(t4_program *program, const t4_ladder_result *r, const t4_ladder_view_options *view, t4_error *err)
{
    double unit = t4_ladder_one(r->ladder);
    size_t count;
    const t4_ladder_row *rows = t4_ladder_rows(r->ladder, &count);
    t4_buffer out;
    const char *text;

    fprintf(program->out.file, "%s,value,codes,h_bits,effective_codes,lost_share,misplaced_share%s,design,detail,detail_exact,"
            "hidden_value_share,targets,outsider_risk_exact,outsider_risk_within,insider_risk_exact,insider_risk_within%s\n",
            by_names[view->by], r->listed ? ",listed_codes,listed_lower,listed_upper" : "",
            r->listed ? ",listed_value,list_exact,list_bounded,list_gone" : "");
    t4_buffer_init(&out, 0);
    for (size_t i = 0; i < r->group_count + t4_ladder_has_rules(r->ladder); i++) {
        const t4_ladder_group *g = i < r->group_count ? &r->groups[i] : NULL;

        for (size_t k = 0; k < count; k++) {
            csv_group(&out, r, g, unit);
            csv_part(&out, r, &rows[k], t4_ladder_part_of(r->ladder, k, g ? g->index : SIZE_MAX), g, unit);
            t4_buffer_putc(&out, '\n');
        }
        text = t4_buffer_text(&out);
        if (text)
            fputs(text, program->out.file);
        t4_buffer_release(&out);
        t4_buffer_init(&out, 0);
        if (!text)
            return t4_fail_memory(err);
    }
    return T4_OK;
}

/* --- JSON --------------------------------------------------------------------------------------------- */

static t4_json *number_or_null(bool known, double value)
{
    return known && isfinite(value) ? t4_json_new_number(value) : t4_json_new_null();
}

static t4_json *json_part(const t4_ladder_result *r, const t4_ladder_row *row, const t4_ladder_part *p, const t4_ladder_group *g,
                          double unit)
{
    bool good = !row->failed && p, risk = good && t4_ladder_has_rules(r->ladder), list = good && r->listed && p->listed > 0;
    static const t4_ladder_part none = {0};
    t4_json *o = t4_json_new_object();
    bool fine;

    p = good ? p : &none;
    fine = o && t4_json_set(o, "design", t4_json_new_text(row->design.name)) &&
           t4_json_set(o, "detail", number_or_null(good, p->kept / g->value)) &&
           t4_json_set(o, "detail_exact", number_or_null(good, p->exact / g->value)) &&
           t4_json_set(o, "hidden_value_share", number_or_null(good, p->hidden / g->value)) &&
           t4_json_set(o, "targets", number_or_null(risk, (double)p->targets)) &&
           t4_json_set(o, "risk_exact", number_or_null(risk, (double)p->known[T4_LADDER_INSIDER])) &&
           t4_json_set(o, "risk_within", number_or_null(risk, (double)p->near[T4_LADDER_INSIDER])) &&
           t4_json_set(o, "listed_value", number_or_null(list, p->listed * unit)) &&
           t4_json_set(o, "list_exact", number_or_null(list, p->list_exact / p->listed)) &&
           t4_json_set(o, "list_bounded", number_or_null(list, p->list_bounded / p->listed)) &&
           t4_json_set(o, "list_gone", number_or_null(list, fmax(0, p->listed - p->list_exact - p->list_bounded) / p->listed));
    if (!fine) {
        t4_json_free(o);
        return NULL;
    }
    return o;
}

static bool json_designs(t4_json *o, const t4_ladder_result *r, const t4_ladder_group *g, double unit)
{
    size_t count;
    const t4_ladder_row *rows = t4_ladder_rows(r->ladder, &count);
    t4_json *list = t4_json_new_array();
    bool fine = list != NULL;

    for (size_t k = 0; k < count && fine; k++)
        fine = t4_json_append(list, json_part(r, &rows[k], t4_ladder_part_of(r->ladder, k, g->index), g, unit));
    return t4_json_set(o, "designs", list) && fine;
}

t4_json *t4_ladder_by_json(const t4_ladder_result *r, const t4_ladder_view_options *view, size_t group)
{
    const t4_ladder_group *g = &r->groups[group];
    double unit = t4_ladder_one(r->ladder);
    t4_json *o = t4_json_new_object();
    bool fine = o && t4_json_set(o, by_names[view->by], t4_json_new_text(g->key)) &&
                t4_json_set(o, "value", t4_json_new_number(g->value * unit)) &&
                t4_json_set(o, "codes", t4_json_new_integer((int64_t)g->codes)) &&
                t4_json_set(o, "h_bits", t4_json_new_number(g->h * T4_BITS)) &&
                t4_json_set(o, "effective_codes", t4_json_new_number(exp(g->h))) &&
                t4_json_set(o, "lost_share", t4_json_new_number(g->lost)) &&
                t4_json_set(o, "misplaced_share", t4_json_new_number(g->misplaced));

    if (fine && r->listed)
        fine = t4_json_set(o, "listed_codes", t4_json_new_integer((int64_t)g->listed_codes)) &&
               t4_json_set(o, "listed_lower", t4_json_new_number(g->lower * unit)) &&
               t4_json_set(o, "listed_upper", t4_json_new_number(g->upper * unit));
    if (fine && view->by_given)
        fine = json_designs(o, r, g, unit);
    if (!fine) {
        t4_json_free(o);
        return NULL;
    }
    return o;
}
