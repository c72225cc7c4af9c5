/* SPDX-License-Identifier: MIT */
/* What a ladder of publications was made of and what was assumed, in sentences. */
#include <string.h>

#include "cli/ladder_print.h"
#include "cli/render.h"

static const char *count(uint64_t number)
{
    static char texts[4][T4_RENDER_TEXT];
    static int next;

    next = (next + 1) % 4;
    return t4_render_count(number, texts[next]);
}

/* "1 row", "5 rows" */
static const char *rows_text(uint64_t number)
{
    static char texts[4][T4_RENDER_TEXT + 8];
    static int next;

    next = (next + 1) % 4;
    snprintf(texts[next], sizeof *texts, "%s %s", count(number), number == 1 ? "row" : "rows");
    return texts[next];
}

static const char *digits(int level)
{
    static char text[32];

    snprintf(text, sizeof text, "%d digits", level);
    return level ? text : "all goods together";
}

static void span(t4_buffer *out, const t4_published *p)
{
    char first[T4_PERIOD_TEXT], last[T4_PERIOD_TEXT];

    t4_period_print(p->first, first);
    t4_period_print(p->last, last);
    t4_buffer_printf(out, "%s%s%s", first, p->first == p->last ? "" : " to ", p->first == p->last ? "" : last);
}

static void table(t4_buffer *out, const t4_published *p)
{
    t4_buffer_printf(out, "%s by %s and %s, ", digits(p->digits), t4_period_kind_name(p->kind),
                     p->world ? "the world" : "partner");
    span(out, p);
}

/* What was read of a side, and what of it does not count. */
static void side(t4_buffer *out, const char *name, const t4_published *p)
{
    char share[32];

    t4_buffer_printf(out, "%s: ", name);
    table(out, p);
    t4_buffer_printf(out, ", %s%s", rows_text(p->rows), p->mass ? ", net mass, for there are no values" : "");
    if (p->beside)
        t4_buffer_printf(out, "; beside it %s of other tables, not added to it", rows_text(p->beside));
    t4_buffer_puts(out, ".\n");
    if (p->rest > 0)
        t4_buffer_printf(out, "%s of %s is told only in totals, beyond their parts, and in residual codes.\n",
                         t4_ladder_percent_text(p->rest / p->value, share), name);
    if (p->finer > 0)
        t4_buffer_printf(out, "%s of %s is told in more than %d digits.\n",
                         t4_ladder_percent_text(p->finer / p->value, share), name, p->digits);
    if (p->hidden)
        t4_buffer_printf(out, "%s of %s without a figure: hidden, not zero.\n", rows_text(p->hidden), name);
    if (p->unbounded && p->unbounded == p->hidden)
        t4_buffer_printf(out, "No total of %s says how much that is.\n", name);
    else if (p->unbounded)
        t4_buffer_printf(out, "%s of them stand below no total that says how much that is.\n", count(p->unbounded));
    if (p->over)
        t4_buffer_printf(out, "Totals of %2$s below the sum of their parts: %1$s.\n", count(p->over), name);
    if (p->uncoded)
        t4_buffer_printf(out, "%s of %s not taken: goods by name, ranges of codes, years to date.\n", rows_text(p->uncoded), name);
    if (p->groups)
        t4_buffer_printf(out, "%s of %s not taken: groups of partners.\n", rows_text(p->groups), name);
    if (p->excess > 1.01)
        t4_buffer_printf(out, "Partners of %s come to %.3g times what the world comes to: groups may be among them.\n", name, p->excess);
    if (p->repeated)
        t4_buffer_printf(out, "%s of %s added to another with the same key, as shipments are.\n", rows_text(p->repeated), name);
    if (p->again)
        t4_buffer_printf(out, "%s of %s told again by a later file, which counts.\n", rows_text(p->again), name);
}

/* How NEW was laid over OLD. */
static void laid(t4_buffer *out, const t4_ladder_sides *s, const t4_ladder_row *row)
{
    const t4_published *old = &s->published[T4_LADDER_OLD], *new = &s->published[T4_LADDER_NEW];
    const t4_ladder_table *t = row->design.table;
    char share[32];

    t4_buffer_printf(out, "'%s' lays over the numbers of OLD what NEW shows:", row->design.name);
    for (int i = 0; i < row->design.tables; i++)
        t4_buffer_printf(out, "%s %s by %s and %s", i ? ", and" : "", digits(t[i].level), t4_period_kind_name(t[i].period),
                         t[i].partners == T4_LADDER_WORLD || old->world ? "the world" : "partner");
    t4_buffer_puts(out, ".\n");
    if (t->period < new->kind)
        t4_buffer_printf(out, "NEW is by %s, which OLD does not tell apart.\n", t4_period_kind_name(new->kind));
    else if (t->period > new->kind)
        t4_buffer_printf(out, "NEW is by %1$s, and OLD does not cover whole %1$ss.\n", t4_period_kind_name(new->kind));
    if (s->other_edition) {
        t4_buffer_printf(out, "OLD has codes of %s and NEW of %s: digits, periods and partners were laid over OLD, not which codes NEW "
                         "hides.\n", s->edition[T4_LADDER_OLD].name, s->edition[T4_LADDER_NEW].name);
        return;
    }
    if (s->beyond)
        t4_buffer_puts(out, s->common ? "In periods of OLD that NEW has not, a cell counts as NEW has it in most of its own periods.\n"
                                      : "NEW has no period of OLD: a cell counts as NEW has it in most of its own periods.\n");
    if (s->common)
        t4_buffer_puts(out, "In the periods that both have, a cell counts as NEW has it there.\n");
    if (!t4_shown_has_total(s->shown))
        t4_buffer_puts(out, "NEW has no total of all goods: what it has no row of may be left out or not traded, and counts as hidden.\n");
    if (row->hidden_cells)
        t4_buffer_printf(out, "%s of the value of OLD stands in cells that NEW hides or leaves out (%s of them); what totals of NEW prove of them is "
                         "reckoned with.\n",
                         t4_ladder_percent_text(row->hidden_value, share), count(row->hidden_cells));
}

void t4_ladder_sides_sentences(t4_buffer *out, const t4_ladder_result *r)
{
    const t4_ladder_sides *s = r->sides;
    size_t n;
    const t4_ladder_row *rows = t4_ladder_rows(r->ladder, &n);

    side(out, "OLD", &s->published[T4_LADDER_OLD]);
    if (s->has_new)
        side(out, "NEW", &s->published[T4_LADDER_NEW]);
    if (s->has_new && n)
        laid(out, s, &rows[n - 1]);   /* it was added last */
    if (r->structure_apart)
        t4_buffer_printf(out, "OLD has codes of %s, the list of codes is of %s: a heading of OLD is taken to hold the codes that OLD "
                         "names; --classification gives others.\n", s->edition[T4_LADDER_OLD].name, r->edition);
}

static t4_json *json_side(const char *name, const t4_published *p)
{
    const struct {
        const char *key;
        uint64_t count;
    } counts[] = {{"rows", p->rows}, {"rows_beside", p->beside}, {"rows_hidden", p->hidden}, {"rows_unbounded", p->unbounded},
                  {"rows_uncoded", p->uncoded}, {"rows_of_groups", p->groups}, {"rows_repeated", p->repeated},
                  {"rows_told_again", p->again}, {"totals_below_parts", p->over}};
    t4_json *o = t4_json_new_object();
    char first[T4_PERIOD_TEXT], last[T4_PERIOD_TEXT];
    bool fine = o != NULL;

    t4_period_print(p->first, first);
    t4_period_print(p->last, last);
    fine = fine && t4_json_set(o, "side", t4_json_new_text(name)) && t4_json_set(o, "digits", t4_json_new_integer(p->digits)) &&
           t4_json_set(o, "period", t4_json_new_text(t4_period_kind_name(p->kind))) &&
           t4_json_set(o, "partners", t4_json_new_text(p->world ? "world" : "each")) &&
           t4_json_set(o, "from", t4_json_new_text(first)) && t4_json_set(o, "until", t4_json_new_text(last));
    for (size_t i = 0; i < sizeof counts / sizeof *counts && fine; i++)
        fine = t4_json_set(o, counts[i].key, t4_json_new_integer((int64_t)counts[i].count));
    if (fine && t4_json_set(o, "rest_share", t4_json_new_number(p->value > 0 ? p->rest / p->value : 0)))
        return o;
    t4_json_free(o);
    return NULL;
}

bool t4_ladder_sides_json(t4_json *top, const t4_ladder_result *r)
{
    t4_json *list = t4_json_new_array();
    bool fine = list && t4_json_append(list, json_side("old", &r->sides->published[T4_LADDER_OLD]));

    if (fine && r->sides->has_new)
        fine = t4_json_append(list, json_side("new", &r->sides->published[T4_LADDER_NEW]));
    return t4_json_set(top, "publications", list) && fine;
}
