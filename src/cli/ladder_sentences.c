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
            t4_buffer_printf(out, "4 digits hide %s of the detail of codes (%.1f codes stand behind a published one on "
                             "average, entropy H(%d|4) / H(%d)).\n", percent(rows[i].h_hidden), exp(rows[i].h_given),
                             t4_ladder_longest(r->ladder), t4_ladder_longest(r->ladder));
            return;
        }
}

const t4_ladder_row *t4_ladder_find_row(const t4_ladder_row *rows, size_t n, int level, bool suppress)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].level == level && rows[i].design.suppress == suppress && rows[i].design.tables == 1 &&
            !rows[i].design.lists && !rows[i].design.adaptive && rows[i].design.table[0].period >= rows[0].design.table[0].period &&
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

/* What the blanket of four digits leaves exposed, and what else could have been published. */
static void exposed(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *rows, size_t n)
{
    const t4_ladder_row *four = t4_ladder_find_row(rows, n, 4, false), *fine = t4_ladder_find_row(rows, n, t4_ladder_longest(r->ladder), true);
    size_t best = 0;

    if (four)
        t4_buffer_printf(out, "Published openly, %s still lets an insider know %s of %s targets exactly and %s within "
                         "%.3g %%.\n", four->design.name, count(four->risk[1].exact),
                         count(t4_ladder_targets(r->ladder)), count(four->risk[1].within),
                         t4_ladder_percent(r->ladder));
    if (four && fine)
        t4_buffer_printf(out, "%s keep %s of the detail and leave %s targets exact or within reach; %s keep %s and "
                         "leave %s.\n", fine->design.name, percent(fine->kept),
                         count(fine->risk[1].exact + fine->risk[1].within), four->design.name, percent(four->kept),
                         count(four->risk[1].exact + four->risk[1].within));
    t4_buffer_puts(out, "No other design beats:");
    for (size_t i = 0; i < n; i++)
        if (rows[i].unbeaten)
            t4_buffer_printf(out, "%s %s", best++ ? ";" : "", rows[i].design.name);
    t4_buffer_puts(out, ".\n");
    if (four)
        t4_buffer_printf(out, "%s is %s of them: %s.\n", four->design.name, four->unbeaten ? "one" : "none",
                         four->unbeaten ? "nothing here keeps as much and exposes less"
                                        : "another design keeps at least as much and exposes no more");
}

static void watched(t4_buffer *out, const t4_ladder_row *rows, size_t n)
{
    const t4_ladder_row *four = t4_ladder_find_row(rows, n, 4, false), *best = NULL;

    for (size_t i = 0; i < n; i++)
        if (!rows[i].failed && (rows[i].design.suppress || rows[i].design.adaptive) &&
            (!best || rows[i].watched.exact > best->watched.exact))
            best = &rows[i];
    if (!four || four->watched.exact + four->watched.bounded + four->watched.gone <= 0)
        return;
    t4_buffer_printf(out, "Of the trade in listed goods, %s shows %s exactly, bounds %s and loses %s.\n",
                     four->design.name, percent(four->watched.exact), percent(four->watched.bounded),
                     percent(four->watched.gone));
    for (size_t i = 0; i < n; i++)
        if (rows[i].design.lists && rows[i].level == 4 && !rows[i].failed) {
            t4_buffer_printf(out, "With totals of the list beside them where they break no rule, %s shows %s of it exactly.\n",
                             rows[i].design.name, percent(rows[i].watched.exact));
            break;
        }
    if (best && best->watched.exact > 0)
        t4_buffer_printf(out, "Of the protected designs, %s shows most of it: %s exactly, %s bounded, %s gone.\n",
                         best->design.name, percent(best->watched.exact), percent(best->watched.bounded),
                         percent(best->watched.gone));
}

static void seen(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *rows, size_t n)
{
    const t4_ladder_row *first = t4_ladder_find_row(rows, n, t4_ladder_longest(r->ladder), false), *four = t4_ladder_find_row(rows, n, 4, false);
    const t4_ladder_row *hidden = t4_ladder_find_row(rows, n, t4_ladder_longest(r->ladder), true);

    if (!first || !four || !t4_ladder_has_power(rows, n))
        return;
    t4_buffer_printf(out, "A diversion by 2 traders that %s would reveal %s of the time is seen %s of the time in %s",
                     first->design.name, percent(first->power[1]), percent(four->power[1]), four->design.name);
    if (hidden)
        t4_buffer_printf(out, " and %s in %s, where a hidden cell counts as not seen", percent(hidden->power[1]),
                         hidden->design.name);
    t4_buffer_printf(out, "; by 20 traders %s and %s%s%s.\n", percent(first->power[3]), percent(four->power[3]),
                     hidden ? " and " : "", hidden ? percent(hidden->power[3]) : "");
    if (first->power[4] > 0)
        t4_buffer_printf(out, "Goods declared under another code of the same heading are noticed %s of the time in %s, "
                         "%s in %s.\n", percent(first->power[4]), first->design.name, percent(four->power[4]),
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
            t4_buffer_printf(out, "%s %s reveals %zu", used++ ? ";" : "", told[i]->design.name, told[i]->revealed);
    for (size_t i = 0; !used && i < n; i++)
        t4_buffer_printf(out, "%s %s reveals %zu", i ? ";" : "", rows[i].design.name, rows[i].revealed);
    t4_buffer_puts(out, "; what stands in a hidden cell counts as not seen.\n");
}

/* The heading that loses most: never only one number for all. */
static void worst_groups(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_view_options *view)
{
    double three = 0;

    if (r->group_count < 4 || view->by != T4_LADDER_BY_HEADING)
        return;
    for (size_t i = 0; i < 3; i++)
        three += r->groups[i].lost;
    t4_buffer_printf(out, "%s, %s and %s alone make up %s of what %d digits hide.\n", r->groups[0].key, r->groups[1].key,
                     r->groups[2].key, percent(three), view->level);
}

static void structure(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_view_options *view)
{
    const t4_structure *s = &r->structure;
    size_t whole = s->count - s->mixed, told = 0;

    t4_buffer_printf(out, "%zu listed codes lie under %zu headings of %d digits among %zu codes (%s); %zu headings mix "
                     "listed and other goods, so that their totals cannot tell", s->listed, s->count, view->level,
                     s->codes, r->edition, s->mixed);
    if (whole)
        t4_buffer_puts(out, ". Listed whole:");
    for (size_t i = 0; i < s->count; i++)
        if (s->headings[i].listed == s->headings[i].codes)
            t4_buffer_printf(out, "%s %s", told++ ? "," : "", s->headings[i].code);
    t4_buffer_puts(out, ".\n");
    if (s->unknown)
        t4_buffer_printf(out, "%zu codes of the list are not in this edition.\n", s->unknown);
}

t4_status t4_ladder_sentences(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_view_options *view,
                              t4_error *err)
{
    if (r->ladder && !view->public_only) {
        size_t n;
        const t4_ladder_row *rows = t4_ladder_rows(r->ladder, &n);

        hidden_detail(out, r, rows, n);
        worst_groups(out, r, view);
        if (t4_ladder_has_rules(r->ladder))
            exposed(out, r, rows, n);
        if (r->listed)
            watched(out, rows, n);
        seen(out, r, rows, n);
        revealed(out, r, rows, n);
    }
    if (r->listed)
        structure(out, r, view);
    if (r->sides)
        t4_ladder_sides_sentences(out, r);
    return t4_buffer_text(out) ? T4_OK : t4_fail_memory(err);
}
