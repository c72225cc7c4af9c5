/* SPDX-License-Identifier: MIT */
/* The confidential report as one page of HTML: what was hidden and why, what it cost, who could still come near. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "sdc/report_parts.h"

enum { SHOWN = 12 };

static const char style[] =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<title>Protection report, confidential</title>\n<style>\n"
    "body{font:16px/1.5 system-ui,sans-serif;color:#1c2329;background:#fff;max-width:60rem;margin:0 auto;padding:1.5rem}\n"
    "h1{font-size:1.6rem;margin:.2rem 0}h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:2px solid #d5dde3}\n"
    ".stamp{display:inline-block;background:#8c1d18;color:#fff;padding:.1rem .6rem;border-radius:.2rem;font-weight:600}\n"
    ".verdict{font-size:1.1rem;padding:.7rem 1rem;border-left:.4rem solid #1d6b3a;background:#eef6f0}\n"
    ".verdict.no{border-color:#8c1d18;background:#fbeeed}\n"
    ".cards{display:flex;flex-wrap:wrap;gap:.7rem;margin:1rem 0}\n"
    ".card{flex:1 1 9rem;border:1px solid #d5dde3;border-radius:.3rem;padding:.5rem .8rem}\n"
    ".card b{display:block;font-size:1.5rem}\n"
    "table{border-collapse:collapse;width:100%;font-size:.92rem}\n"
    "th,td{padding:.25rem .6rem;text-align:right;border-bottom:1px solid #e6ebef}\n"
    "th{background:#f3f6f8}th:first-child,td:first-child,td.t,th.t{text-align:left}\n"
    ".bar{display:flex;height:.8rem;min-width:9rem;background:#e6ebef}.bar i{display:block;height:100%}\n"
    ".o{background:#7fa6c4}.p{background:#8c1d18}.s{background:#d99a3d}\n"
    ".key i{display:inline-block;width:.8rem;height:.8rem;margin:0 .3rem 0 1rem;vertical-align:middle}\n"
    "p.n{color:#4a5761}.wide{overflow-x:auto}@media print{body{max-width:none}}\n"
    "</style></head><body>\n";

static const char *const rule_words[T4_RULE_KINDS] = {
    "", "fewer traders than the minimum", "few traders hold most of it (dominance)",
    "a trader's figure can be estimated closely (p %)", "the same for who knows some already (pq)",
    "on the list of what is never published", "a trader asked for it (request)",
    "a sum of hidden figures that would be known (implied total)",
    "the change of a public figure is that of few traders"
};

/* Text with the signs of HTML replaced. */
static bool put(t4_buffer *out, const char *text)
{
    bool good = true;

    for (; *text && good; text++)
        good = *text == '<' ? t4_buffer_puts(out, "&lt;") : *text == '>' ? t4_buffer_puts(out, "&gt;")
             : *text == '&' ? t4_buffer_puts(out, "&amp;") : *text == '"' ? t4_buffer_puts(out, "&quot;")
             : t4_buffer_putc(out, *text);
    return good;
}

/* "1,204,811" from digits, a sign and a fraction kept. */
static bool put_grouped(t4_buffer *out, const char *text)
{
    size_t whole = strcspn(text, "."), sign = text[0] == '-';
    bool good = !sign || t4_buffer_putc(out, '-');

    for (size_t i = sign; i < whole && good; i++)
        good = t4_buffer_putc(out, text[i]) && ((whole - i - 1) % 3 || i + 1 == whole || t4_buffer_putc(out, ','));
    return good && t4_buffer_puts(out, text + whole);
}

static bool put_count(t4_buffer *out, uint64_t count)
{
    char text[32];

    snprintf(text, sizeof text, "%" PRIu64, count);
    return put_grouped(out, text);
}

static bool put_amount(t4_buffer *out, t4_int128 amount, int decimals)
{
    char text[T4_DECIMAL_TEXT];

    t4_decimal_print(amount, decimals, text);
    return put_grouped(out, text);
}

static bool put_card(t4_buffer *out, uint64_t count, const char *what)
{
    return t4_buffer_puts(out, "<div class=\"card\"><b>") && put_count(out, count) &&
           t4_buffer_printf(out, "</b>%s</div>\n", what);
}

static double share(t4_int128 part, t4_int128 whole)
{
    return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

static bool put_head(t4_buffer *out, const t4_protection *p, const t4_report_words *words)
{
    size_t failures = p->audit->failures;
    bool good = t4_buffer_puts(out, style) && t4_buffer_puts(out, "<p class=\"stamp\">Confidential: stays in the office</p>\n"
                                                                  "<h1>Protection of ") && put(out, words->title) &&
                t4_buffer_puts(out, "</h1>\n<p class=\"n\">") && put(out, words->release) &&
                t4_buffer_printf(out, "</p>\n<p class=\"verdict%s\">", failures ? " no" : "");

    if (failures)
        good = good && t4_buffer_printf(out, "Nothing was published: %zu of %zu protection intervals cannot be reached. "
                                        "protection.csv names them under <em>failed</em>; coarsen those figures or take "
                                        "them off the list of what must be published.", failures, p->audit->proof_count);
    else
        good = good && t4_buffer_printf(out, "Every unsafe figure keeps its protection interval against everybody who knows "
                                        "the published tables%s. Proven by %zu tables of whole numbers; the certificate "
                                        "lists them.", p->interval ? ", also for each trader, holding and declared coalition "
                                        "with its own figures" : p->insiders ? ", and no trader who is alone in other "
                                        "figures can work one out exactly" : " from outside (insiders: off)",
                                        p->audit->witnesses);
    if (!failures && words->reasons_open)
        good = good && t4_buffer_puts(out, " Reasons are published (conf_detail: full): not proven against an attacker who "
                                      "uses them.");
    return good && t4_buffer_puts(out, "</p>\n");
}

static bool put_cards(t4_buffer *out, const t4_protection *p, const t4_report_level *finest)
{
    const t4_int128 *amount = finest->amount[p->measure];
    t4_int128 all = amount[0] + amount[1] + amount[2];

    return t4_buffer_puts(out, "<div class=\"cards\">\n") && put_card(out, p->system->cells, "figures in all tables") &&
           put_card(out, p->primary_cells, "unsafe: hidden for their own sake") &&
           put_card(out, p->secondary_cells, "hidden to protect those") &&
           t4_buffer_printf(out, "<div class=\"card\"><b>%.1f %%</b>of the %s at the finest level is hidden</div>\n"
                            "</div>\n", share(amount[1] + amount[2], all), p->domain->measures[p->measure].name);
}

static bool put_why(t4_buffer *out, const t4_protection *p)
{
    bool good = t4_buffer_puts(out, "<h2>What is unsafe, and why</h2>\n<table><tr><th>Rule</th><th>Figures</th>"
                               "<th class=\"t\">Share</th></tr>\n");

    for (int r = T4_RULE_MINIMUM; r < T4_RULE_KINDS && good; r++)
        if (p->by_rule[r])
            good = t4_buffer_printf(out, "<tr><td>%s</td><td>", rule_words[r]) && put_count(out, p->by_rule[r]) &&
                   t4_buffer_printf(out, "</td><td class=\"t\"><div class=\"bar\"><i class=\"p\" style=\"width:%.1f%%\"></i>"
                                    "</div></td></tr>\n", share((t4_int128)p->by_rule[r], (t4_int128)p->primary_cells));
    return good && t4_buffer_puts(out, "</table>\n<p class=\"n\">A figure that breaks several rules counts where its "
                                  "protection must be widest.</p>\n");
}

static bool put_level(t4_buffer *out, const t4_protection *p, int level, const t4_report_level *l)
{
    uint64_t cells = l->cells[0] + l->cells[1] + l->cells[2];
    const t4_int128 *amount = l->amount[p->measure];
    t4_int128 all = amount[0] + amount[1] + amount[2];
    int digits = p->cells->plan->levels[level];
    bool good = digits ? t4_buffer_printf(out, "<tr><td>%d digits</td><td>", digits)
                       : t4_buffer_puts(out, "<tr><td>all goods</td><td>");

    good = good && put_count(out, cells) && t4_buffer_puts(out, "</td><td>") && put_count(out, l->cells[1]) &&
           t4_buffer_puts(out, "</td><td>") && put_count(out, l->cells[2]);
    return good && t4_buffer_printf(out, "</td><td>%.1f %%</td><td>%.1f %%</td><td class=\"t\"><div class=\"bar\">"
                                    "<i class=\"o\" style=\"width:%.1f%%\"></i><i class=\"p\" style=\"width:%.1f%%\"></i>"
                                    "<i class=\"s\" style=\"width:%.1f%%\"></i></div></td></tr>\n",
                                    share(amount[1], all), share(amount[2], all), share(amount[0], all),
                                    share(amount[1], all), share(amount[2], all));
}

static bool put_cost(t4_buffer *out, const t4_protection *p, const t4_report_level *levels)
{
    bool good = t4_buffer_printf(out, "<h2>What it costs</h2>\n<table><tr><th>Level</th><th>Figures</th><th>Unsafe</th>"
                                 "<th>More hidden</th><th>%s unsafe</th><th>%s more hidden</th><th class=\"t\">%s</th></tr>\n",
                                 p->domain->measures[p->measure].name, p->domain->measures[p->measure].name,
                                 p->domain->measures[p->measure].name);

    for (int l = 0; l < p->levels && good; l++)
        good = put_level(out, p, l, &levels[l]);
    return good && t4_buffer_puts(out, "</table>\n<p class=\"n key\"><i class=\"o\"></i>open<i class=\"p\"></i>unsafe"
                                  "<i class=\"s\"></i>hidden to protect</p>\n");
}

static bool put_near(t4_buffer *out, const t4_protection *p)
{
    bool good = t4_buffer_puts(out, "<h2>Who could still come near</h2>\n");

    if (p->insiders)
        good = good && t4_buffer_printf(out, "<p>Insiders: %zu pairs of an unsafe figure and a trader who is alone in figures "
                                        "around it were looked at; none of them can work the figure out.</p>\n",
                                        p->audit->insider_claims);
    if (!p->guesses[0].name)
        return good && t4_buffer_puts(out, "<p>Guesses were not made: nothing, or more than the limit, is hidden.</p>\n");
    good = good && t4_buffer_printf(out, "<p>A guess is no knowledge, but a good one is worth knowing of. Within %g %% of "
                                    "the truth came:</p>\n<table><tr><th>Guess</th><th>Unsafe figures met</th><th>of</th>"
                                    "<th>Share</th><th>Share of figures hidden at random</th></tr>\n",
                                    p->guesses[0].percent);
    for (int i = 0; i < T4_GUESSERS && p->guesses[i].name && good; i++) {
        const t4_guess_score *g = &p->guesses[i];

        good = t4_buffer_printf(out, "<tr><td>%s</td><td>", g->name) && put_count(out, g->pinned) &&
               t4_buffer_puts(out, "</td><td>") && put_count(out, g->of) &&
               t4_buffer_printf(out, "</td><td>%.1f %%</td><td>%.1f %%</td></tr>\n",
                                share((t4_int128)g->pinned, (t4_int128)g->of),
                                share((t4_int128)g->random_pinned, (t4_int128)g->random_of));
    }
    return good && t4_buffer_puts(out, "</table>\n<p class=\"n\">Midpoint: the middle of what the sums allow. Even shares: of all "
                                  "tables that agree, the one nearest to equal parts. Last open shares: nearest to each "
                                  "figure's own last open value.</p>\n");
}

static bool put_place(t4_buffer *out, const t4_protection *p, uint32_t cell)
{
    const t4_place *place = &p->system->place[cell];
    char period[T4_PERIOD_TEXT];

    t4_period_print(place->period, period);
    return t4_buffer_printf(out, "<tr><td>%s %s</td><td class=\"t\">", period, t4_flow_text((t4_flow)place->flow)) &&
           put(out, t4_system_code_text(p->system, place->node)) && t4_buffer_puts(out, "</td><td class=\"t\">") &&
           put(out, t4_protect_partner(p, cell)) && t4_buffer_puts(out, "</td><td>");
}

static bool put_costly(t4_buffer *out, const t4_protection *p)
{
    uint32_t list[SHOWN];
    size_t count = t4_report_rank(p, true, list, SHOWN);
    bool good = count != SIZE_MAX &&
                t4_buffer_puts(out, "<h2>The costliest figures hidden for others</h2>\n<div class=\"wide\"><table><tr><th>Period"
                               "</th><th class=\"t\">Code</th><th class=\"t\">Partner</th><th>Value</th><th>Tables</th></tr>\n");

    for (size_t i = 0; good && i < count; i++)
        good = put_place(out, p, p->system->first[list[i]]) &&
               put_amount(out, p->system->value[list[i]], p->domain->measures[p->measure].decimals) &&
               t4_buffer_printf(out, "</td><td>%" PRIu32 "</td></tr>\n", p->system->copies[list[i]]);
    return good && t4_buffer_puts(out, "</table></div>\n<p class=\"n\">Which unsafe figures each serves: protection.csv, "
                                  "<em>costly</em>.</p>\n");
}

/* An end of an interval and how it is meant. */
static bool put_end(t4_buffer *out, const t4_protection *p, uint32_t v, int sign)
{
    t4_report_end end = t4_report_end_of(p, v, sign);
    t4_int128 value = p->system->value[v];

    value += sign > 0 ? (t4_int128)p->audit->rises[v] : -(t4_int128)p->audit->falls[v];
    return t4_buffer_puts(out, "<td>") &&
           (end == T4_REPORT_NO_LIMIT || put_amount(out, value, p->domain->measures[p->measure].decimals)) &&
           t4_buffer_printf(out, "</td><td class=\"t\">%s</td>", t4_report_end_word(end, sign));
}

/* Of how many hidden figures the whole interval is known. */
static bool put_ends(t4_buffer *out, const t4_protection *p)
{
    uint64_t n[T4_REPORT_ENDS][T4_REPORT_ENDS], all = 0, closed = 0;

    t4_report_count_ends(p, n);
    for (int i = 0; i < T4_REPORT_ENDS; i++)
        for (int k = 0; k < T4_REPORT_ENDS; k++) {
            all += n[i][k];
            closed += i != T4_REPORT_AT_LEAST && k != T4_REPORT_AT_LEAST ? n[i][k] : 0;
        }
    return t4_buffer_puts(out, "<p class=\"n\">Of ") && put_count(out, all) && t4_buffer_puts(out, " hidden figures, ") &&
           put_count(out, closed) &&
           t4_buffer_puts(out, " have an interval that is exact at both ends: what is published allows nothing beyond it. "
                          "The others are at least as wide as stated (<em>or less</em>, <em>or more</em>). Figure by "
                          "figure: intervals.csv.</p>\n");
}

static bool put_narrow(t4_buffer *out, const t4_protection *p)
{
    int decimals = p->domain->measures[p->measure].decimals;
    uint32_t list[SHOWN];
    size_t count = t4_report_rank(p, false, list, SHOWN);
    bool good = count != SIZE_MAX &&
                t4_buffer_puts(out, "<h2>The narrowest proven intervals</h2>\n<div class=\"wide\"><table><tr><th>Period</th>"
                               "<th class=\"t\">Code</th><th class=\"t\">Partner</th><th>Value</th><th>Least</th>"
                               "<th class=\"t\">is</th><th>Most</th><th class=\"t\">is</th></tr>\n");

    for (size_t i = 0; good && i < count; i++) {
        uint32_t v = list[i];
        t4_int128 value = p->system->value[v];

        good = put_place(out, p, p->system->first[v]) && put_amount(out, value, decimals) &&
               t4_buffer_puts(out, "</td>") && put_end(out, p, v, -1) && put_end(out, p, v, 1) &&
               t4_buffer_puts(out, "</tr>\n");
    }
    return good && t4_buffer_puts(out, "</table></div>\n") && put_ends(out, p);
}

/* What became of the rows of one list, by outcome. */
static bool put_outcomes(t4_buffer *out, const char *what, const t4_agreement *list, size_t count)
{
    uint64_t outcomes[T4_REQUEST_JUSTIFIED + 1] = {0}, cells = 0;

    for (size_t i = 0; i < count; i++) {
        outcomes[list[i].outcome]++;
        cells += list[i].cells;
    }
    return count == 0 ||
           t4_buffer_printf(out, "<tr><td>%s</td><td>%zu</td><td>%" PRIu64 "</td><td>%" PRIu64 "</td><td>%" PRIu64
                            "</td><td>%" PRIu64 "</td><td>%" PRIu64 "</td></tr>\n", what, count,
                            outcomes[T4_REQUEST_JUSTIFIED], outcomes[T4_REQUEST_UNJUSTIFIED],
                            outcomes[T4_REQUEST_EXPIRED], outcomes[T4_REQUEST_UNMATCHED], cells);
}

static bool put_agreements(t4_buffer *out, const t4_report_words *w)
{
    if (!w->request_count && !w->waiver_count)
        return true;
    return t4_buffer_puts(out, "<h2>Requests and waivers</h2>\n<table><tr><th>List</th><th>Rows</th><th>Count</th>"
                          "<th>Not justified</th><th>Expired</th><th>Match nothing</th><th>Figures</th></tr>\n") &&
           put_outcomes(out, "requests to hide", w->requests, w->request_count) &&
           put_outcomes(out, "waivers", w->waivers, w->waiver_count) &&
           t4_buffer_puts(out, "</table>\n<p class=\"n\">Row by row: agreements.csv.</p>\n");
}

/* Longer periods pay for what is out of shorter ones. */
static bool put_lengths(t4_buffer *out, const t4_protection *p)
{
    t4_report_kind kinds[T4_PERIOD_KINDS];
    bool good = t4_buffer_puts(out, "<h2>Months, quarters, years</h2>\n<table><tr><th>Length of the period</th><th>Figures</th>"
                               "<th>Unsafe</th><th>Hidden for others</th><th>Share of value hidden for others</th></tr>\n");

    t4_report_kinds(p, kinds);
    for (int k = T4_PERIOD_KINDS - 1; k >= 0 && good; k--) {
        const t4_report_kind *x = &kinds[k];
        const char *name = t4_period_kind_name((t4_period_kind)k);
        uint64_t all = x->cells[0] + x->cells[1] + x->cells[2];

        if (all)
            good = t4_buffer_printf(out, "<tr><td>%s</td><td>", strcmp(name, "year_to_date") ? name : "year to date") &&
                   put_count(out, all) && t4_buffer_puts(out, "</td><td>") && put_count(out, x->cells[1]) &&
                   t4_buffer_puts(out, "</td><td>") && put_count(out, x->cells[2]) &&
                   t4_buffer_printf(out, "</td><td>%.1f %%</td></tr>\n",
                                    share(x->value[2], x->value[0] + x->value[1] + x->value[2]));
    }
    return good && t4_buffer_printf(out, "</table>\n<p class=\"n\">%s</p>\n", p->known
        ? "Totals over several periods are hidden where shorter periods that were published before would give a hidden one "
          "away: that is what earlier releases cost. One release of all periods at once can hide another month instead."
        : "Totals over several periods are hidden where the shorter ones would give a hidden one away.");
}

/* Every measure has its own rules, levels and certificate. */
static bool put_measures(t4_buffer *out, const t4_protection *first)
{
    bool good = !first->next ||
                t4_buffer_puts(out, "<h2>Measure by measure</h2>\n<table><tr><th>Measure</th><th>Unsafe</th><th>Hidden for "
                               "others</th><th>Claims</th><th>Not reached</th></tr>\n");

    for (const t4_protection *p = first; first->next && p && good; p = p->next)
        good = t4_buffer_puts(out, "<tr><td>") && put(out, p->domain->measures[p->measure].name) &&
               t4_buffer_puts(out, "</td><td>") && put_count(out, p->primary_cells) && t4_buffer_puts(out, "</td><td>") &&
               put_count(out, p->secondary_cells) && t4_buffer_puts(out, "</td><td>") &&
               put_count(out, p->audit ? p->audit->proof_count : 0) && t4_buffer_puts(out, "</td><td>") &&
               put_count(out, p->audit ? p->audit->failures : 0) && t4_buffer_puts(out, "</td></tr>\n");
    return good && (!first->next ||
                    t4_buffer_printf(out, "</table>\n<p class=\"n\">%s The rest of this page is about %s.</p>\n", first->apart
                        ? "Money and masses are hidden each for itself (protect.measures)."
                        : "What one measure hides is hidden in all.", first->domain->measures[first->measure].name));
}

static bool put_public(t4_buffer *out, const t4_protection *p)
{
    return t4_buffer_puts(out, "<h2>What is public already</h2>\n<div class=\"cards\">\n") &&
           put_card(out, p->public.known, "figures were public before, unchanged") &&
           put_card(out, p->public.exposed, "of these the rules would have hidden") &&
           put_card(out, p->public.narrowed, "unsafe figures that public bounds leave too little room") &&
           put_card(out, p->public.revised, "open figures were revised") &&
           put_card(out, p->public.contradictions, "public figures and bounds are not true") &&
           t4_buffer_puts(out, "</div>\n<p class=\"n\">Nothing public is counted as hidden. Figure by figure: protection.csv, "
                          "<em>known</em>.</p>\n</body></html>\n");
}

static bool put_before(t4_buffer *out, const t4_protection *p, const t4_report_words *w)
{
    if (p->known)
        return put_public(out, p);
    return t4_buffer_puts(out, "<h2>Earlier releases</h2>\n<p>") &&
           (w->earlier ? t4_buffer_puts(out, w->earlier)
                       : t4_buffer_puts(out, "None was given (--previous): what is public already was not taken into "
                                        "account. Give all earlier releases of the series when you publish the next one.")) &&
           t4_buffer_puts(out, "</p>\n</body></html>\n");
}

t4_status t4_report_page(t4_buffer *out, const t4_protection *p, const t4_report_words *words, t4_error *err)
{
    t4_report_level *levels = t4_alloc_zero((size_t)p->levels, sizeof *levels);
    t4_status status = levels ? t4_report_levels(p, levels, err) : t4_fail_memory(err);

    if (!status && !(put_head(out, p, words) && put_cards(out, p, &levels[0]) &&
                     put_measures(out, p) && put_why(out, p) && put_cost(out, p, levels) && put_lengths(out, p) &&
                     put_near(out, p) && put_narrow(out, p) && put_costly(out, p) &&
                     put_agreements(out, words) && put_before(out, p, words)))
        status = t4_fail_memory(err);
    t4_free(levels);
    return status;
}
