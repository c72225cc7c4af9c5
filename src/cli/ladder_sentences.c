/* SPDX-License-Identifier: MIT */
/* What the numbers of a ladder say, in sentences that can be quoted and checked. */
#include <math.h>
#include <string.h>

#include "cli/ladder_print.h"
#include "cli/render.h"

static const char *percent(double share)
{
    static char texts[8][32];
    static int next;

    next = (next + 1) % 8;
    return t4_ladder_percent_text(share, texts[next]);
}

static const char *count(uint64_t number)
{
    static char texts[8][T4_RENDER_TEXT];
    static int next;

    next = (next + 1) % 8;
    return t4_render_count(number, texts[next]);
}

/* Pure coarsenings: how much of the detail of codes they hide. */
static void hidden_detail(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].pure && rows[i].level == 4) {
            t4_buffer_printf(out, "4 digits hide %s of the detail of codes, all periods and partners together (%.1f codes stand behind a published one on "
                             "average, entropy H(%d|4) / H(%d)).\n", percent(rows[i].h_hidden), exp(rows[i].h_given),
                             t4_ladder_longest(r->ladder), t4_ladder_longest(r->ladder));
            return;
        }
}

const t4_ladder_row *t4_ladder_find_row(const t4_ladder_row *rows, size_t n, int level, bool suppress)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].level == level && rows[i].design.suppress == suppress && rows[i].design.tables == 1 &&
            !rows[i].design.lists && !rows[i].design.adaptive && !rows[i].design.shown && rows[i].design.table[0].period >= rows[0].design.table[0].period &&
            rows[i].design.table[0].partners == T4_LADDER_EACH && !rows[i].failed)
            return &rows[i];
    return NULL;
}

static uint64_t reached(const t4_ladder_row *row)
{
    return row->risk[T4_LADDER_INSIDER].exact + row->risk[T4_LADDER_INSIDER].within;
}

const t4_ladder_row *t4_ladder_rival(const t4_ladder_row *rows, size_t n, const t4_ladder_row *beaten)
{
    const t4_ladder_row *best = NULL;

    for (size_t i = 0; beaten && i < n; i++)
        if (t4_ladder_beats(&rows[i], beaten) &&
            (!best || reached(&rows[i]) < reached(best) || (reached(&rows[i]) == reached(best) && rows[i].kept > best->kept)))
            best = &rows[i];
    return best;
}

/* Those that no other beats, and whether the blanket of four digits is among them. */
static void frontier(t4_buffer *out, const t4_ladder_row *rows, size_t n, const t4_ladder_row *four)
{
    size_t told = 0;

    t4_buffer_puts(out, "No other design beats:");
    for (size_t i = 0; i < n; i++)
        if (rows[i].unbeaten)
            t4_buffer_printf(out, "%s '%s'", told++ ? ";" : "", rows[i].design.name);
    t4_buffer_puts(out, ".\n");
    if (four && four->unbeaten)
        t4_buffer_printf(out, "'%s' is one of them: nothing here keeps as much and exposes less.\n", four->design.name);
}

/* Which designs beat the blanket, and by how much on both axes. */
static void beaten(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *rows, size_t n, const t4_ladder_row *four)
{
    const t4_ladder_row *rival = t4_ladder_rival(rows, n, four);
    size_t told = 0;

    if (!rival)
        return;
    t4_buffer_printf(out, "'%s' beats '%s': it keeps %s of the detail against %s and leaves %s targets known to an insider exactly "
                     "or within %.3g %% against %s.\n", rival->design.name, four->design.name, percent(rival->kept),
                     percent(four->kept), count(reached(rival)), t4_ladder_percent(r->ladder), count(reached(four)));
    for (size_t i = 0; i < n; i++)
        if (&rows[i] != rival && t4_ladder_beats(&rows[i], four))
            t4_buffer_printf(out, "%s '%s' (%s, %s)", told++ ? ";" : "So do, with the detail that they keep and the targets that "
                             "they leave:", rows[i].design.name, percent(rows[i].kept), count(reached(&rows[i])));
    t4_buffer_puts(out, told ? ".\n" : "");
}

/* What the blanket of four digits leaves exposed, and what else could have been published. */
static void exposed(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *rows, size_t n)
{
    const t4_ladder_row *four = t4_ladder_find_row(rows, n, 4, false);
    const t4_ladder_row *fine = t4_ladder_find_row(rows, n, t4_ladder_longest(r->ladder), true);

    if (four)
        t4_buffer_printf(out, "'%s' lets an insider know %s of %s targets exactly and %s more within %.3g %%.\n",
                         four->design.name, count(four->risk[T4_LADDER_INSIDER].exact), count(t4_ladder_targets(r->ladder)),
                         count(four->risk[T4_LADDER_INSIDER].within), t4_ladder_percent(r->ladder));
    beaten(out, r, rows, n, four);
    if (four && fine && fine != t4_ladder_rival(rows, n, four))
        t4_buffer_printf(out, "'%s' keeps %s of the detail and leaves %s targets known exactly or within reach; '%s' keeps %s and "
                         "leaves %s.\n", fine->design.name, percent(fine->kept), count(reached(fine)), four->design.name,
                         percent(four->kept), count(reached(four)));
    frontier(out, rows, n, four);
}

/* What hiding cells takes away that four digits only dilute. */
static void diluted(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *rows, size_t n)
{
    const t4_ladder_row *four = t4_ladder_find_row(rows, n, 4, false);
    const t4_ladder_row *fine = t4_ladder_find_row(rows, n, t4_ladder_longest(r->ladder), true);
    int depth = (10 - 4) / 2;

    if (!four || !fine || fine->shown[depth] >= four->shown[depth])
        return;
    t4_buffer_printf(out, "Suppression hides what 4 digits dilute: '%s' shows %s of the value in open cells of 4 digits where '%s' "
                     "shows %s", fine->design.name, percent(fine->shown[depth]), four->design.name, percent(four->shown[depth]));
    if (t4_ladder_has_power(rows, n) && fine->power[3] < four->power[3])
        t4_buffer_printf(out, ", and a diversion by 20 traders is seen %s of the time against %s", percent(fine->power[3]),
                         percent(four->power[3]));
    t4_buffer_puts(out, ".\n");
}

static void put_watched(t4_buffer *out, const t4_ladder_row *row)
{
    const t4_ladder_watched *w = &row->watched;

    t4_buffer_printf(out, "%s exactly, bounds %s", percent(w->exact), percent(w->bounded));
    if (w->bounded > 0)
        t4_buffer_printf(out, " (within %s of the upper bound on average)", percent(w->width));
    t4_buffer_printf(out, " and loses %s", percent(w->gone));
}

/* The same design with totals of the list beside it: all open, or held to the rules together with it. */
static const t4_ladder_row *with_lists(const t4_ladder_row *rows, size_t n, bool suppress)
{
    for (size_t i = 0; i < n; i++)
        if (!rows[i].failed && rows[i].design.lists && rows[i].design.suppress == suppress && !rows[i].design.adaptive &&
            rows[i].level == 4 && rows[i].design.tables == 1)
            return &rows[i];
    return NULL;
}

static void list_totals(t4_buffer *out, const t4_ladder_row *rows, size_t n, bool rules)
{
    const t4_ladder_row *open = with_lists(rows, n, false), *held = with_lists(rows, n, true);

    if (open)
        t4_buffer_printf(out, "Totals of the list beside it would show %s of it exactly ('%s')", percent(open->watched.exact),
                         open->design.name);
    if (open && rules)
        t4_buffer_printf(out, " and leave %s targets known to an insider exactly or within reach", count(reached(open)));
    if (held)
        t4_buffer_printf(out, "%s '%s', whose totals are held to the rules together with its tables, shows %s and leaves %s",
                         open ? ";" : "Totals of the list:", held->design.name, percent(held->watched.exact),
                         count(reached(held)));
    t4_buffer_puts(out, open || held ? ".\n" : "");
}

static void watched(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *rows, size_t n)
{
    const t4_ladder_row *four = t4_ladder_find_row(rows, n, 4, false), *best = NULL;

    for (size_t i = 0; i < n; i++)
        if (!rows[i].failed && (rows[i].design.suppress || rows[i].design.adaptive) &&
            (!best || rows[i].watched.exact > best->watched.exact))
            best = &rows[i];
    if (!four)
        return;
    if (four->watched.exact + four->watched.bounded + four->watched.gone <= 0) {
        t4_buffer_puts(out, "None of the listed goods is traded here.\n");
        return;
    }
    t4_buffer_printf(out, "Of the trade in listed goods, '%s' shows ", four->design.name);
    put_watched(out, four);
    t4_buffer_puts(out, ".\n");
    list_totals(out, rows, n, t4_ladder_has_rules(r->ladder));
    if (best && best->watched.exact > 0) {
        t4_buffer_printf(out, "Of the protected designs, '%s' shows most of it: it shows ", best->design.name);
        put_watched(out, best);
        t4_buffer_puts(out, ".\n");
    }
}

static void seen(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *rows, size_t n)
{
    const t4_ladder_row *first = t4_ladder_find_row(rows, n, t4_ladder_longest(r->ladder), false);
    const t4_ladder_row *four = t4_ladder_find_row(rows, n, 4, false);
    const t4_ladder_row *hidden = t4_ladder_find_row(rows, n, t4_ladder_longest(r->ladder), true);

    if (!first || !four || !t4_ladder_has_power(rows, n))
        return;
    t4_buffer_printf(out, "A diversion %sby 2 traders that '%s' would reveal %s of the time is seen %s of the time in '%s'",
                     r->listed ? "of listed goods " : "", first->design.name, percent(first->power[1]),
                     percent(four->power[1]), four->design.name);
    if (hidden)
        t4_buffer_printf(out, " and %s in '%s', where a hidden cell counts as not seen", percent(hidden->power[1]),
                         hidden->design.name);
    t4_buffer_printf(out, "; by 20 traders %s%s %s%s%s.\n", percent(first->power[3]), hidden ? "," : " and",
                     percent(four->power[3]), hidden ? " and " : "", hidden ? percent(hidden->power[3]) : "");
    if (first->power[4] > 0)
        t4_buffer_printf(out, "Goods declared under another code of the same heading are noticed %s of the time in '%s', "
                         "%s in '%s'.\n", percent(first->power[4]), first->design.name, percent(four->power[4]),
                         four->design.name);
}

/* Diversions that took place: how many of them each kind of design reveals. */
static void revealed(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *rows, size_t n)
{
    const t4_ladder_row *told[3] = {t4_ladder_find_row(rows, n, t4_ladder_longest(r->ladder), false), t4_ladder_find_row(rows, n, 4, false),
                                    t4_ladder_find_row(rows, n, t4_ladder_longest(r->ladder), true)};
    size_t all = t4_ladder_planted_count(r->ladder), used = 0;

    if (!all)
        return;
    t4_buffer_printf(out, "Of %zu diversions that took place,", all);
    for (int i = 0; i < 3; i++)
        if (told[i] && (i != 1 || told[1] != told[0]))
            t4_buffer_printf(out, "%s '%s' reveals %zu", used++ ? ";" : "", told[i]->design.name, told[i]->revealed);
    for (size_t i = 0; !used && i < n; i++)
        t4_buffer_printf(out, "%s '%s' reveals %zu", i ? ";" : "", rows[i].design.name, rows[i].revealed);
    t4_buffer_puts(out, "; what stands in a hidden cell counts as not seen.\n");
}

/* The heading that loses most: never only one number for all. */
static void worst_groups(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_view_options *view)
{
    size_t most = 0;
    double share = 0;

    if (r->group_count < 4 || r->groups[0].lost <= 0 || view->by != T4_LADDER_BY_HEADING)
        return;
    for (; most < 3 && r->groups[most].lost > 0; most++) {
        share += r->groups[most].lost;
        t4_buffer_printf(out, "%s%s", most == 0 ? "" : most == 2 || r->groups[most + 1].lost <= 0 ? " and " : ", ", r->groups[most].key);
    }
    t4_buffer_printf(out, " alone make%s up %s of what %d digits hide.\n", most == 1 ? "s" : "", percent(share), view->level);
}

/* The mixed heading with most value: what its total tells of the listed goods in it. */
static void mixed_group(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_view_options *view)
{
    const t4_ladder_group *most = NULL;
    double sum = 0;
    char text[2][T4_RENDER_TEXT];

    for (size_t i = 0; i < r->group_count; i++) {
        const t4_ladder_group *g = &r->groups[i];

        sum += g->value;
        if (g->lower < g->upper && (!most || g->upper > most->upper))
            most = g;
    }
    if (!most || view->by != T4_LADDER_BY_HEADING)
        return;
    t4_buffer_printf(out, "%s holds listed and other codes: from %d digits all that is known of its listed trade is that it lies "
                     "between %s and %s.\n", most->key, view->level,
                     t4_render_count((uint64_t)llround(most->lower * t4_ladder_value(r->ladder) / sum), text[0]),
                     t4_render_count((uint64_t)llround(most->upper * t4_ladder_value(r->ladder) / sum), text[1]));
}

/* A newer publication laid over the numbers of an older one. */
static void newer(t4_buffer *out, const t4_ladder_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].design.shown && !rows[i].failed)
            t4_buffer_printf(out, "'%s' keeps %s of the detail; the finest cell is known for %s of the value.\n", rows[i].design.name,
                             percent(rows[i].kept), percent(rows[i].exact));
}

static void structure(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_view_options *view)
{
    const t4_structure *s = &r->structure;
    size_t whole = s->count - s->mixed, told = 0;

    t4_buffer_printf(out, "%zu listed code%s under %zu heading%s of %d digits among %zu code%s (%s); %zu heading%s "
                     "listed and other goods, so that their totals cannot tell", s->listed, s->listed == 1 ? " lies" : "s lie",
                     s->count, s->count == 1 ? "" : "s", view->level, s->codes, s->codes == 1 ? "" : "s", r->edition, s->mixed,
                     s->mixed == 1 ? " mixes" : "s mix");
    if (whole)
        t4_buffer_puts(out, ". Listed whole:");
    for (size_t i = 0; i < s->count; i++)
        if (s->headings[i].listed == s->headings[i].codes)
            t4_buffer_printf(out, "%s %s", told++ ? "," : "", s->headings[i].code);
    t4_buffer_puts(out, ".\n");
    if (s->finest > s->codes)
        t4_buffer_printf(out, "Below these headings there are %zu codes of %d digits, %zu of them below listed codes.\n", s->finest,
                         s->digits, s->finest_listed);
    if (s->part)
        t4_buffer_printf(out, "Of %zu code%s only a part is listed, for the list is finer than this edition; so %s not counted as "
                         "listed.\n", s->part, s->part == 1 ? "" : "s", s->part == 1 ? "it is" : "they are");
    if (s->unknown)
        t4_buffer_printf(out, "%zu code%s of the list %s not in this edition.\n", s->unknown, s->unknown == 1 ? "" : "s",
                         s->unknown == 1 ? "is" : "are");
}

t4_status t4_ladder_sentences(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_view_options *view,
                              t4_error *err)
{
    if (r->ladder && !view->public_only) {
        size_t n;
        const t4_ladder_row *rows = t4_ladder_rows(r->ladder, &n);

        hidden_detail(out, r, rows, n);
        worst_groups(out, r, view);
        newer(out, rows, n);
        if (t4_ladder_has_rules(r->ladder))
            exposed(out, r, rows, n);
        diluted(out, r, rows, n);
        if (r->listed) {
            watched(out, r, rows, n);
            mixed_group(out, r, view);
        }
        seen(out, r, rows, n);
        revealed(out, r, rows, n);
    }
    if (r->listed)
        structure(out, r, view);
    if (r->sides)
        t4_ladder_sides_sentences(out, r);
    return t4_buffer_text(out) ? T4_OK : t4_fail_memory(err);
}
