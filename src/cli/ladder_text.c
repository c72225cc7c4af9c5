/* SPDX-License-Identifier: MIT */
/* The designs of a ladder as text: three tables beside which a page has room. */
#include <math.h>
#include <string.h>

#include "cli/ladder_seen.h"
#include "cli/render.h"

/* A table: its title, its columns, and how a row fills them behind the design's name. */
typedef void fill_row(t4_table *table, const t4_ladder_row *row, const t4_ladder_columns *c);

static void add_percent(t4_table *table, double share)
{
    char text[32];

    t4_table_text(table, t4_ladder_percent_text(share, text));
}

static t4_status print_table(t4_program *program, const t4_ladder_result *r, const t4_ladder_columns *c,
                             const char *headers, fill_row *fill, t4_error *err)
{
    size_t count;
    const t4_ladder_row *rows = t4_ladder_rows(r->ladder, &count);
    t4_table table;
    t4_status status = t4_table_init(&table, headers, err);

    for (size_t i = 0; !status && i < count; i++) {
        t4_table_text(&table, rows[i].design.name);
        fill(&table, &rows[i], c);
        while (table.count % (size_t)table.columns)   /* a design that could not be made */
            t4_table_text(&table, table.count % (size_t)table.columns == 1 ? "not possible" : "");
    }
    if (!status)
        status = t4_table_print(&table, &program->out, T4_FORMAT_TEXT, 0, err);
    t4_table_release(&table);
    return status;
}

/* --- what is published ------------------------------------------------------------------------- */

static void fill_published(t4_table *table, const t4_ladder_row *row, const t4_ladder_columns *c)
{
    t4_table_count(table, row->cells);
    t4_table_count(table, row->hidden_cells);
    if (!c->all || row->failed)
        return;
    add_percent(table, row->hidden_value);
    for (int i = 0; i < T4_LADDER_DEPTHS; i++)
        if (!isnan(row->shown[i]))
            add_percent(table, row->shown[i]);
}

static t4_status print_published(t4_program *program, const t4_ladder_result *r, const t4_ladder_columns *c, t4_error *err)
{
    size_t count;
    const t4_ladder_row *rows = t4_ladder_rows(r->ladder, &count);
    char headers[128] = "design|#cells|#hidden";

    while (count > 1 && rows->failed)
        rows++, count--;
    if (!c->all)
        return print_table(program, r, c, headers, fill_published, err);
    fputs("What is published: share of value in hidden cells, and in open ones at each depth of codes\n", program->out.file);
    strcat(headers, "|#of value");
    for (int i = 0; i < T4_LADDER_DEPTHS; i++)
        if (!isnan(rows->shown[i]))
            snprintf(headers + strlen(headers), sizeof headers - strlen(headers), "|#at %d", 10 - 2 * i);
    return print_table(program, r, c, headers, fill_published, err);
}

/* --- detail and risk ------------------------------------------------------------------------------ */

static void fill_detail(t4_table *table, const t4_ladder_row *row, const t4_ladder_columns *c)
{
    char text[32];

    if (row->failed)
        return;
    add_percent(table, row->kept);
    add_percent(table, row->exact);
    if (!c->risk)
        return;
    t4_table_count(table, row->risk[T4_LADDER_INSIDER].exact);
    t4_table_count(table, row->risk[T4_LADDER_INSIDER].within);
    snprintf(text, sizeof text, "%.3g", row->risk[T4_LADDER_INSIDER].median_width);
    t4_table_text(table, text);
    t4_table_text(table, row->unbeaten ? "yes" : "");
}

static t4_status print_detail(t4_program *program, const t4_ladder_result *r, const t4_ladder_columns *c, t4_error *err)
{
    char headers[128] = "design|#detail|#exact", count[T4_RENDER_TEXT];

    if (c->risk) {
        snprintf(headers + strlen(headers), sizeof headers - strlen(headers), "|#known exactly|#within %.3g %%|#width|unbeaten",
                 t4_ladder_percent(r->ladder));
        fprintf(program->out.file, "\nDetail kept, and how many of %s targets an insider knows\n",
                t4_render_count(t4_ladder_targets(r->ladder), count));
    } else {
        fputs("\nDetail kept\n", program->out.file);
    }
    return print_table(program, r, c, headers, fill_detail, err);
}

/* --- the list, and what would be seen ------------------------------------------------------------- */

static void add_list(t4_table *table, const t4_ladder_watched *w)
{
    char text[128], one[3][32];

    snprintf(text, sizeof text, "%s / %s / %s", t4_ladder_percent_text(w->exact, one[0]),
             t4_ladder_percent_text(w->bounded, one[1]), t4_ladder_percent_text(w->gone, one[2]));
    t4_table_text(table, text);
    if (w->bounded > 0)
        add_percent(table, w->width);
    else
        t4_table_text(table, "");
}

static void add_power(t4_table *table, const t4_ladder_row *row)
{
    char text[64];
    int n = 0;

    for (int k = 0; k < T4_LADDER_TESTS; k++)
        n += snprintf(text + n, sizeof text - (size_t)n, "%s%.0f", k ? "/" : "", 100 * row->power[k]);
    t4_table_text(table, text);
}

static void fill_public(t4_table *table, const t4_ladder_row *row, const t4_ladder_columns *c)
{
    if (row->failed)
        return;
    if (c->watch)
        add_list(table, &row->watched);
    if (c->power)
        add_power(table, row);
    if (c->planted)
        t4_table_count(table, row->revealed);
}

static t4_status print_public(t4_program *program, const t4_ladder_result *r, const t4_ladder_columns *c, t4_error *err)
{
    char headers[128];

    snprintf(headers, sizeof headers, "design%s%s%s", c->watch ? "|list: exact / bounded / gone|#mean width" : "",
             c->power ? "|sees 1/2/5/20/switch" : "", c->planted ? "|#reveals" : "");
    fprintf(program->out.file, "\n%s\n", !c->power && !c->planted ? "What is shown of the list"
            : c->watch ? "What is shown of the list, and which diversions would be seen" : "Which diversions would be seen");
    return print_table(program, r, c, headers, fill_public, err);
}

t4_status t4_ladder_text_designs(t4_program *program, const t4_ladder_result *r, const t4_ladder_view_options *view,
                                 t4_error *err)
{
    t4_ladder_columns c = t4_ladder_columns_of(r, view);
    t4_status status = print_published(program, r, &c, err);

    if (!status && c.all)
        status = print_detail(program, r, &c, err);
    if (!status && (c.watch || c.power || c.planted))
        status = print_public(program, r, &c, err);
    if (!status && c.power)
        status = t4_ladder_seen_text(program, r, err);
    return status;
}
