/* SPDX-License-Identifier: MIT */
#include "cli/ladder_print.h"

#include <math.h>
#include <string.h>

#include "cli/ladder_by.h"
#include "cli/ladder_seen.h"
#include "cli/render.h"
#include "io/json.h"
#include "stats/detail.h"

static const char *const test_names[T4_LADDER_TESTS] = {"1", "2", "5", "20", "switch"};

const char *t4_ladder_percent_text(double share, char text[32])
{
    double percent = 100 * share;

    if (percent != 0 && fabs(percent) < 0.05)
        return "< 0.1 %";
    if (percent >= 99.5 && percent < 100)   /* never a whole that is none */
        snprintf(text, 32, "%.1f %%", fmin(percent, 99.9));
    else
        snprintf(text, 32, percent < 10 && percent != 0 ? "%.1f %%" : "%.0f %%", percent);
    return text;
}

bool t4_ladder_has_power(const t4_ladder_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (int k = 0; k < T4_LADDER_TESTS; k++)
            if (rows[i].power[k] > 0)
                return true;
    return false;
}

/* Is any of the goods of the list traded at all? */
static bool has_listed(const t4_ladder_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].watched.exact + rows[i].watched.bounded + rows[i].watched.gone > 0)
            return true;
    return false;
}

t4_ladder_columns t4_ladder_columns_of(const t4_ladder_result *r, const t4_ladder_view_options *view)
{
    size_t count;
    const t4_ladder_row *rows = t4_ladder_rows(r->ladder, &count);
    bool all = !view->public_only;

    return (t4_ladder_columns){all && t4_ladder_has_rules(r->ladder), all && has_listed(rows, count), all && t4_ladder_has_power(rows, count),
                               all && t4_ladder_planted_count(r->ladder), all};
}

/* --- the code list alone ------------------------------------------------------------------------- */

static t4_status print_structure(t4_program *program, const t4_ladder_result *r, t4_error *err)
{
    const t4_structure *s = &r->structure;
    bool longer = s->finest > s->codes, csv = program->common.format == T4_FORMAT_CSV;
    char headers[128];
    t4_table table;
    t4_status status;

    snprintf(headers, sizeof headers, longer ? csv ? "heading|#codes|#listed|#other|tiers|#codes_%1$d|#listed_%1$d|label"
                                                   : "heading|#codes|#listed|#other|tiers|#of %1$d digits|#below listed|label"
                                             : "heading|#codes|#listed|#other|tiers|label", s->digits);
    status = t4_table_init(&table, headers, err);
    for (size_t i = 0; !status && i < s->count; i++) {
        const t4_structure_heading *h = &s->headings[i];

        t4_table_text(&table, h->code);
        t4_table_count(&table, h->codes);
        t4_table_count(&table, h->listed);
        t4_table_count(&table, h->codes - h->listed);
        t4_table_text(&table, h->tiers);
        if (longer) {
            t4_table_count(&table, h->finest);
            t4_table_count(&table, h->finest_listed);
        }
        t4_table_text(&table, h->label);
    }
    if (!status)
        status = t4_table_print(&table, &program->out, (t4_format)program->common.format, 0, err);
    t4_table_release(&table);
    return status;
}

/* --- CSV of designs ---------------------------------------------------------------------------------- */

static void csv_number(t4_buffer *out, bool known, double value)
{
    t4_buffer_printf(out, known ? ",%.9g" : ",", value);
}

/* How the intervals of a row are meant. */
static const char *intervals_text(const t4_ladder_row *row)
{
    return row->intervals_exact ? "exact" : "at most";
}

static void csv_row(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *row, const t4_ladder_columns *c)
{
    bool good = c->all && !row->failed, pure = good && row->pure;

    t4_render_csv(out, row->design.name);
    t4_buffer_printf(out, ",%d,%llu,%llu", row->level, (unsigned long long)row->cells,
                     (unsigned long long)row->hidden_cells);
    csv_number(out, good, row->hidden_value);
    csv_number(out, pure, row->h_hidden);
    csv_number(out, pure, row->h_given * T4_BITS);
    csv_number(out, pure, row->h * T4_BITS);
    csv_number(out, pure, row->effective_codes);
    csv_number(out, good, row->kept);
    csv_number(out, good, row->exact);
    csv_number(out, good, row->close);
    csv_number(out, good, row->width);
    for (int who = 0; who < T4_LADDER_ATTACKERS; who++) {
        csv_number(out, good && c->risk, (double)row->risk[who].exact);
        csv_number(out, good && c->risk, (double)row->risk[who].within);
        csv_number(out, good && c->risk, row->risk[who].exact_share);
        csv_number(out, good && c->risk, row->risk[who].within_share);
        csv_number(out, good && c->risk, row->risk[who].median_width);
    }
    csv_number(out, good && c->watch, row->watched.exact);
    csv_number(out, good && c->watch, row->watched.bounded);
    csv_number(out, good && c->watch, row->watched.gone);
    csv_number(out, good && c->watch, row->watched.width);
    csv_number(out, good && c->watch, row->watched.code_exact);
    csv_number(out, good && c->watch, row->watched.total_shown);
    for (int k = 0; k < T4_LADDER_TESTS; k++)
        csv_number(out, good && c->power, row->power[k]);
    t4_buffer_printf(out, ",%s,%s,", row->failed ? "" : intervals_text(row),
                     good && c->risk ? row->unbeaten ? "yes" : "no" : "");
    t4_render_csv(out, row->failed ? row->failed : "");
    if (c->planted)
        csv_number(out, good, (double)row->revealed);
    for (int i = 0; i < T4_LADDER_DEPTHS; i++)
        csv_number(out, good && !isnan(row->shown[i]), row->shown[i]);
    csv_number(out, good && c->risk, (double)(row->risk[0].exact + row->risk[0].within + row->risk[0].wider));
    t4_ladder_seen_csv(out, r, row, good && c->power);
    t4_buffer_putc(out, '\n');
}

static t4_status print_csv(t4_program *program, const t4_ladder_result *r, const t4_ladder_view_options *view,
                           t4_error *err)
{
    t4_ladder_columns c = t4_ladder_columns_of(r, view);
    size_t count;
    const t4_ladder_row *rows = t4_ladder_rows(r->ladder, &count);
    t4_buffer out;
    const char *text;

    t4_buffer_init(&out, 0);
    t4_buffer_puts(&out, "design,level,cells,hidden_cells,hidden_value_share,hidden_share,h_cond_bits,h_bits,"
                   "effective_codes,detail,detail_exact,detail_close,interval_width");
    for (int who = 0; who < T4_LADDER_ATTACKERS; who++)
        t4_buffer_printf(&out, ",%1$srisk_exact,%1$srisk_within,%1$srisk_exact_value,%1$srisk_within_value,%1$smedian_width",
                         who == T4_LADDER_OUTSIDER ? "outsider_" : "insider_");
    t4_buffer_puts(&out, ",list_exact,list_bounded,list_gone,list_width,list_code_exact,list_total_shown");
    for (int k = 0; k < T4_LADDER_TESTS; k++)
        t4_buffer_printf(&out, ",sees_%s", test_names[k]);
    t4_buffer_puts(&out, ",intervals,unbeaten,failed");
    t4_buffer_puts(&out, c.planted ? ",revealed" : "");
    for (int i = 0; i < T4_LADDER_DEPTHS; i++)
        t4_buffer_printf(&out, ",shown_%d", 10 - 2 * i);
    t4_buffer_puts(&out, ",targets");
    t4_ladder_seen_names(&out, r);
    t4_buffer_putc(&out, '\n');
    for (size_t i = 0; i < count; i++)
        csv_row(&out, r, &rows[i], &c);
    text = t4_buffer_text(&out);
    if (text)
        fputs(text, program->out.file);
    t4_buffer_release(&out);
    return text ? T4_OK : t4_fail_memory(err);
}

/* --- JSON ------------------------------------------------------------------------------------------------ */

static t4_json *number_or_null(bool known, double value)
{
    return known && isfinite(value) ? t4_json_new_number(value) : t4_json_new_null();
}

static bool json_risk(t4_json *o, const t4_ladder_row *row, bool known)
{
    static const char *const names[] = {"outsider", "insider"};
    t4_json *all = t4_json_new_object();
    bool good = all != NULL;

    for (int who = 0; who < T4_LADDER_ATTACKERS && good; who++) {
        t4_json *one = t4_json_new_object();
        const t4_ladder_risk *k = &row->risk[who];

        good = one && t4_json_set(one, "exact", number_or_null(known, (double)k->exact)) &&
               t4_json_set(one, "within", number_or_null(known, (double)k->within)) &&
               t4_json_set(one, "wider", number_or_null(known, (double)k->wider)) &&
               t4_json_set(one, "exact_value_share", number_or_null(known, k->exact_share)) &&
               t4_json_set(one, "within_value_share", number_or_null(known, k->within_share)) &&
               t4_json_set(one, "median_width", number_or_null(known, k->median_width));
        good = t4_json_set(all, names[who], one) && good;
    }
    return t4_json_set(o, "risk", all) && good;
}

static bool json_list(t4_json *o, const t4_ladder_row *row, bool known)
{
    return t4_json_set(o, "list_exact", number_or_null(known, row->watched.exact)) &&
           t4_json_set(o, "list_bounded", number_or_null(known, row->watched.bounded)) &&
           t4_json_set(o, "list_gone", number_or_null(known, row->watched.gone)) &&
           t4_json_set(o, "list_width", number_or_null(known, row->watched.width)) &&
           t4_json_set(o, "list_code_exact", number_or_null(known, row->watched.code_exact)) &&
           t4_json_set(o, "list_total_shown", number_or_null(known, row->watched.total_shown));
}

static bool json_shown(t4_json *o, const t4_ladder_row *row, bool known)
{
    t4_json *all = t4_json_new_object();
    bool good = all != NULL;
    char key[8];

    for (int i = 0; i < T4_LADDER_DEPTHS && good; i++) {
        snprintf(key, sizeof key, "%d", 10 - 2 * i);
        good = t4_json_set(all, key, number_or_null(known, row->shown[i]));
    }
    return t4_json_set(o, "shown", all) && good;
}

static t4_json *json_row(const t4_ladder_result *r, const t4_ladder_row *row, const t4_ladder_columns *c)
{
    bool good = c->all && !row->failed, pure = good && row->pure, fine;
    t4_json *o = t4_json_new_object();
    char key[32];

    if (!o)
        return NULL;
    fine = t4_json_set(o, "design", t4_json_new_text(row->design.name)) &&
           t4_json_set(o, "level", t4_json_new_integer(row->level)) &&
           t4_json_set(o, "cells", t4_json_new_integer((int64_t)row->cells)) &&
           t4_json_set(o, "hidden_cells", t4_json_new_integer((int64_t)row->hidden_cells)) &&
           t4_json_set(o, "hidden_value_share", number_or_null(good, row->hidden_value)) &&
           t4_json_set(o, "hidden_share", number_or_null(pure, row->h_hidden)) &&
           t4_json_set(o, "h_cond_bits", number_or_null(pure, row->h_given * T4_BITS)) &&
           t4_json_set(o, "h_bits", number_or_null(pure, row->h * T4_BITS)) &&
           t4_json_set(o, "effective_codes", number_or_null(pure, row->effective_codes)) &&
           t4_json_set(o, "detail", number_or_null(good, row->kept)) &&
           t4_json_set(o, "detail_exact", number_or_null(good, row->exact)) &&
           t4_json_set(o, "detail_close", number_or_null(good, row->close)) &&
           t4_json_set(o, "interval_width", number_or_null(good, row->width)) &&
           t4_json_set(o, "risk_exact", number_or_null(good && c->risk, (double)row->risk[T4_LADDER_INSIDER].exact)) &&
           t4_json_set(o, "risk_within", number_or_null(good && c->risk, (double)row->risk[T4_LADDER_INSIDER].within)) &&
           json_shown(o, row, good) && json_risk(o, row, good && c->risk) && json_list(o, row, good && c->watch);
    for (int k = 0; k < T4_LADDER_TESTS && fine; k++) {
        snprintf(key, sizeof key, "sees_%s", test_names[k]);
        fine = t4_json_set(o, key, number_or_null(good && c->power, row->power[k]));
    }
    fine = fine && t4_json_set(o, "intervals", t4_json_new_text(intervals_text(row))) &&
           t4_json_set(o, "unbeaten", good && c->risk ? t4_json_new_boolean(row->unbeaten) : t4_json_new_null()) &&
           t4_json_set(o, "failed", row->failed ? t4_json_new_text(row->failed) : t4_json_new_null());
    if (fine && c->planted)
        fine = t4_json_set(o, "revealed", number_or_null(good, (double)row->revealed));
    fine = fine && t4_ladder_seen_json(o, r, row, good && c->power);
    if (!fine) {
        t4_json_free(o);
        return NULL;
    }
    return o;
}

static bool json_structure(t4_json *top, const t4_ladder_result *r)
{
    const t4_structure *s = &r->structure;
    t4_json *o = t4_json_new_object(), *list = t4_json_new_array();
    bool fine = o && list && t4_json_set(o, "headings", t4_json_new_integer((int64_t)s->count)) &&
                t4_json_set(o, "mixed", t4_json_new_integer((int64_t)s->mixed)) &&
                t4_json_set(o, "codes", t4_json_new_integer((int64_t)s->codes)) &&
                t4_json_set(o, "listed", t4_json_new_integer((int64_t)s->listed)) &&
                t4_json_set(o, "finest_digits", t4_json_new_integer(s->digits)) &&
                t4_json_set(o, "edition", t4_json_new_text(r->edition));

    for (size_t i = 0; i < s->count && fine; i++) {
        t4_json *h = t4_json_new_object();

        fine = h && t4_json_set(h, "heading", t4_json_new_text(s->headings[i].code)) &&
               t4_json_set(h, "codes", t4_json_new_integer((int64_t)s->headings[i].codes)) &&
               t4_json_set(h, "listed", t4_json_new_integer((int64_t)s->headings[i].listed)) &&
               t4_json_set(h, "finest_codes", t4_json_new_integer((int64_t)s->headings[i].finest)) &&
               t4_json_set(h, "finest_listed", t4_json_new_integer((int64_t)s->headings[i].finest_listed)) &&
               t4_json_set(h, "tiers", t4_json_new_text(s->headings[i].tiers));
        fine = t4_json_append(list, h) && fine;
    }
    fine = t4_json_set(o, "by_heading", list) && fine;
    return t4_json_set(top, "watchlist", o) && fine;
}

static bool json_sentences(t4_json *top, const t4_ladder_result *r, const t4_ladder_view_options *view, t4_error *err)
{
    t4_json *list = t4_json_new_array();
    t4_buffer text;
    bool fine;

    t4_buffer_init(&text, 0);
    fine = list && t4_ladder_sentences(&text, r, view, err) == T4_OK;
    for (const char *at = t4_buffer_text(&text); fine && at && *at;) {
        size_t n = strcspn(at, "\n");

        fine = t4_json_append(list, t4_json_new_textn(at, n));
        at += n + (at[n] == '\n');
    }
    t4_buffer_release(&text);
    return t4_json_set(top, "sentences", list) && fine;
}

static bool json_ladder(t4_json *top, const t4_ladder_result *r, const t4_ladder_view_options *view)
{
    t4_ladder_columns c = t4_ladder_columns_of(r, view);
    size_t count;
    const t4_ladder_row *rows = t4_ladder_rows(r->ladder, &count);
    t4_json *designs = t4_json_new_array(), *groups = t4_json_new_array();
    bool fine = designs && groups && t4_json_set(top, "measure", t4_json_new_text(r->measure)) &&
                t4_json_set(top, "value", view->public_only ? t4_json_new_null()
                                                                   : t4_json_new_number(t4_ladder_value(r->ladder))) &&
                t4_json_set(top, "targets", view->public_only ? t4_json_new_null()
                                                       : t4_json_new_integer((int64_t)t4_ladder_targets(r->ladder)));

    fine = fine && t4_ladder_seen_simulation(top, r);
    for (size_t i = 0; i < count && fine; i++)
        fine = t4_json_append(designs, json_row(r, &rows[i], &c));
    for (size_t i = 0; i < r->group_count && fine && !view->public_only; i++)
        fine = t4_json_append(groups, t4_ladder_by_json(r, view, i));
    fine = t4_json_set(top, "designs", designs) && fine;
    return t4_json_set(top, view->by == T4_LADDER_BY_PARTNER ? "partners" :
                       view->by == T4_LADDER_BY_CHAPTER ? "chapters" : "headings", groups) && fine;
}

static t4_status print_json(t4_program *program, const t4_ladder_result *r, const t4_ladder_view_options *view,
                            t4_error *err)
{
    t4_json *top = t4_json_new_object();
    t4_buffer out;
    bool fine = top && t4_json_set(top, "source", t4_json_new_text(r->source)) &&
                t4_json_set(top, "confidential", t4_json_new_boolean(r->records && !view->public_only));
    t4_status status;

    t4_buffer_init(&out, 0);
    if (fine && r->ladder)
        fine = json_ladder(top, r, view);
    if (fine && r->listed)
        fine = json_structure(top, r);
    if (fine && r->sides)
        fine = t4_ladder_sides_json(top, r);
    fine = fine && json_sentences(top, r, view, err);
    status = fine ? t4_json_print(top, T4_JSON_INDENTED, &out, err) : t4_fail_memory(err);
    if (!status)
        fwrite(out.data, 1, out.length, program->out.file);
    t4_json_free(top);
    t4_buffer_release(&out);
    return status;
}

/* --- all ----------------------------------------------------------------------------------------------------- */

static t4_status print_text(t4_program *program, const t4_ladder_result *r, const t4_ladder_view_options *view,
                            t4_error *err)
{
    FILE *out = program->out.file;
    t4_buffer text;
    t4_status status = T4_OK;

    if (r->records && !view->public_only)
        fputs("CONFIDENTIAL: made from records; --public prints what published numbers give\n\n", out);
    if (r->ladder) {
        if (!view->by_given)
            status = t4_ladder_text_designs(program, r, view, err);
        if (!status && !view->public_only && r->group_count) {
            fputs(view->by_given ? "" : "\n", out);
            status = t4_ladder_by_text(program, r, view, err);
        }
        fputc('\n', out);
    }
    if (!status && r->listed && !r->ladder) {
        status = print_structure(program, r, err);
        fputc('\n', out);
    }
    t4_buffer_init(&text, 0);
    if (!status)
        status = t4_ladder_sentences(&text, r, view, err);
    if (!status && t4_buffer_text(&text))
        fputs(t4_buffer_text(&text), out);
    t4_buffer_release(&text);
    return status;
}

t4_status t4_ladder_print(t4_program *program, const t4_ladder_result *r, const t4_ladder_view_options *view,
                          t4_error *err)
{
    switch (program->common.format) {
    case T4_FORMAT_JSON:
        return print_json(program, r, view, err);
    case T4_FORMAT_CSV:
        return !r->ladder ? print_structure(program, r, err)
               : view->by_given && !view->public_only ? t4_ladder_by_csv(program, r, view, err)
                                                      : print_csv(program, r, view, err);
    default:
        return print_text(program, r, view, err);
    }
}
