/* SPDX-License-Identifier: MIT */
#include "cli/report_kinds.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/render.h"

enum { BARS = 15, POINTS = 2000 };

/* --- values ------------------------------------------------------------------------------ */

double t4_report_number(const t4_json *row, const char *key)
{
    const t4_json *value = t4_json_get(row, key);
    const char *text = t4_json_text(value);
    double number;
    char *end;

    if (!text)
        return t4_json_number(value, NAN);
    number = strtod(text, &end);
    return *text && !*end ? number : NAN;
}

const char *t4_report_text(const t4_json *row, const char *key, char room[64])
{
    const t4_json *value = t4_json_get(row, key);
    const char *text = t4_json_text(value);

    *room = '\0';
    if (text)
        return text;
    if (t4_json_kind_of(value) == T4_JSON_INTEGER || t4_json_kind_of(value) == T4_JSON_NUMBER)
        snprintf(room, 64, "%.9g", t4_json_number(value, 0));
    return room;
}

static bool is(const t4_json *row, const char *key, const char *text)
{
    char room[64];

    return !strcmp(t4_report_text(row, key, room), text);
}

/* An amount with its thousands apart. */
static const char *money(double value, char text[T4_RENDER_TEXT])
{
    char count[T4_RENDER_TEXT];

    if (isnan(value) || fabs(value) > 1e18) {
        snprintf(text, T4_RENDER_TEXT, "%s", isnan(value) ? "not known" : "more than 1e18");
        return text;
    }
    snprintf(text, T4_RENDER_TEXT, "%s%s", value < -0.5 ? "-" : "", t4_render_count((uint64_t)(fabs(value) + 0.5), count));
    return text;
}

static double sum_of(const t4_json *rows, const char *key)
{
    double sum = 0;

    for (size_t i = 0; i < t4_json_count(rows); i++) {
        double value = t4_report_number(t4_json_at(rows, i), key);

        sum += isnan(value) ? 0 : value;
    }
    return sum;
}

static size_t count_of(const t4_json *rows, const char *key, const char *text)
{
    size_t count = 0;

    for (size_t i = 0; i < t4_json_count(rows); i++)
        count += is(t4_json_at(rows, i), key, text);
    return count;
}

/* Bars of the first rows: label from two keys, from .. to, a mark. */
static void draw_bars(t4_outpage *page, const t4_json *rows, const char *caption, const char *axis, const char *label,
                      const char *second, const char *from, const char *to, const char *mark)
{
    t4_outpage_bar bars[BARS];
    char names[BARS][96], room[2][64];
    size_t count = 0;

    for (size_t i = 0; i < t4_json_count(rows) && count < BARS; i++) {
        const t4_json *row = t4_json_at(rows, i);
        double end = t4_report_number(row, to), start = from ? t4_report_number(row, from) : 0;

        if (isnan(end) || isnan(start))
            continue;
        snprintf(names[count], sizeof names[count], "%.40s%s%.40s", t4_report_text(row, label, room[0]), second ? " " : "",
                 second ? t4_report_text(row, second, room[1]) : "");
        bars[count] = (t4_outpage_bar){.label = names[count], .from = start, .to = end,
                                       .mark = mark ? t4_report_number(row, mark) : NAN};
        count++;
    }
    if (count)
        t4_outpage_bars(page, caption, axis, bars, count);
}

/* --- surge ------------------------------------------------------------------------------- */

static void say_surge(t4_buffer *out, const t4_json *rows)
{
    size_t rise = count_of(rows, "finding", "rise"), fall = count_of(rows, "finding", "fall");
    size_t fresh = count_of(rows, "finding", "new");
    char text[2][T4_RENDER_TEXT], room[3][64];

    t4_buffer_printf(out, "Of %zu series %zu are flagged: %zu rose, %zu fell, %zu are new.\n", t4_json_count(rows),
                     rise + fall + fresh, rise, fall, fresh);
    for (size_t i = 0, told = 0; i < t4_json_count(rows) && told < 3; i++) {
        const t4_json *row = t4_json_at(rows, i);

        if (!is(row, "finding", "rise"))
            continue;
        told++;
        t4_buffer_printf(out, "%s with %s: %s a period before, %s after; the new level begins in %s.\n",
                         t4_report_text(row, "code", room[0]), t4_report_text(row, "partner", room[1]),
                         money(t4_report_number(row, "before"), text[0]), money(t4_report_number(row, "after"), text[1]),
                         t4_report_text(row, "from", room[2]));
    }
    if (count_of(rows, "finding", "new edition"))
        t4_buffer_printf(out, "%zu series begin or change with an edition of the codes: not counted as changes of trade.\n",
                         count_of(rows, "finding", "new edition"));
}

static void draw_surge(t4_outpage *page, const t4_json *rows)
{
    draw_bars(page, rows, "Level after the break as a multiple of that before, net of a trend", "times", "partner",
              "code", NULL, "times", NULL);
}

static void say_power(t4_buffer *out, const t4_json *rows)
{
    char room[64];

    for (size_t i = 0; i < t4_json_count(rows); i++) {
        const t4_json *row = t4_json_at(rows, i);

        if (!isnan(t4_report_number(row, "seen_1")))
            t4_buffer_printf(out, "At %s digits trade that doubles is seen %.0f times in 100, trade that grows sixfold %.0f times.\n",
                             t4_report_text(row, "level", room), 100 * t4_report_number(row, "seen_1"),
                             100 * t4_report_number(row, "seen_5"));
    }
}

static void draw_power(t4_outpage *page, const t4_json *rows)
{
    static const char *const keys[] = {"seen_0.5", "seen_1", "seen_2", "seen_5", "seen_10"};
    static const char *const sizes[] = {"+50 %", "+100 %", "x 3", "x 6", "x 11"};
    t4_outpage_point points[5 * T4_OUTPAGE_SERIES];
    char names[T4_OUTPAGE_SERIES][80], room[64];
    size_t count = 0;

    for (size_t i = 0; i < t4_json_count(rows) && i < T4_OUTPAGE_SERIES; i++) {
        snprintf(names[i], sizeof names[i], "%.40s digits", t4_report_text(t4_json_at(rows, i), "level", room));
        for (int k = 0; k < 5; k++)
            points[count++] = (t4_outpage_point){names[i], sizes[k], t4_report_number(t4_json_at(rows, i), keys[k])};
    }
    if (count)
        t4_outpage_lines(page, "Share of additions that the test sees, by their size", "share", points, count);
}

/* --- mirror ------------------------------------------------------------------------------ */

static void say_mirror(t4_buffer *out, const t4_json *rows)
{
    char text[T4_RENDER_TEXT], room[2][64];
    size_t left = 0;

    for (size_t i = 0; i < t4_json_count(rows); i++) {
        const t4_json *row = t4_json_at(rows, i), *next = t4_json_at(rows, i + 1);
        double lost = t4_report_number(row, "lost_share"), missing = t4_report_number(row, "excess_missing");

        left += isnan(lost);
        if (isnan(lost) || isnan(missing) || (next && is(next, "importer", t4_report_text(row, "importer", room[0])) &&
                                              !isnan(t4_report_number(next, "lost_share"))))
            continue;
        t4_buffer_printf(out, "%s in %s: ", t4_report_text(row, "importer", room[0]), t4_report_text(row, "period", room[1]));
        if (lost >= 0)
            t4_buffer_printf(out, "%.1f %% of what was sent was not found to arrive", 100 * lost);
        else
            t4_buffer_printf(out, "%.1f %% more arrived than was sent", -100 * lost);
        t4_buffer_printf(out, "; against the base %s %s.\n", money(fabs(missing), text), missing >= 0 ? "is missing" : "more arrived");
    }
    if (left)
        t4_buffer_printf(out, "Periods without a share, as they are incomplete or have nothing to compare: %zu.\n", left);
}

static void draw_mirror(t4_outpage *page, const t4_json *rows)
{
    t4_outpage_point *points = t4_alloc(POINTS, sizeof *points);
    size_t count = 0;

    for (size_t i = 0; points && i < t4_json_count(rows) && count < POINTS; i++) {
        const t4_json *row = t4_json_at(rows, i);
        const char *importer = t4_json_text(t4_json_get(row, "importer")), *period = t4_json_text(t4_json_get(row, "period"));

        if (importer && period)
            points[count++] = (t4_outpage_point){importer, period, t4_report_number(row, "lost_share")};
    }
    if (count)
        t4_outpage_lines(page, "Share of what was sent that was not found to arrive", "share", points, count);
    t4_free(points);
}

static void say_leg(t4_buffer *out, const t4_json *rows)
{
    double least = NAN, most = NAN;
    size_t told = 0;

    for (size_t i = 0; i < t4_json_count(rows); i++) {
        double growth = t4_report_number(t4_json_at(rows, i), "growth %");

        if (isnan(growth))
            continue;
        told++;
        least = fmin(least, growth);
        most = fmax(most, growth);
    }
    if (told)
        t4_buffer_printf(out, "Sources that hold the leg in both years: %zu of %zu; growth from %.1f to %.1f %%.\n", told,
                         t4_json_count(rows), least, most);
    else
        t4_buffer_printf(out, "None of %zu sources holds the leg in both years; it is not filled in.\n", t4_json_count(rows));
}

/* --- divert, price -------------------------------------------------------------------------- */

static void say_divert(t4_buffer *out, const t4_json *rows)
{
    const t4_json *all = t4_json_at(rows, t4_json_count(rows) - 1);
    double direct = t4_report_number(all, "direct") - t4_report_number(all, "direct_expected");
    double via = t4_report_number(all, "via") - t4_report_number(all, "via_expected");
    double onward = t4_report_number(all, "onward") - t4_report_number(all, "onward_expected");
    char text[3][T4_RENDER_TEXT];

    t4_buffer_printf(out, "Against the base direct trade changed by %s, trade by way of the third place by %s, its onward trade by "
                     "%s.\n", money(direct, text[0]), money(via, text[1]), money(onward, text[2]));
    if (!isnan(t4_report_number(all, "substitution")))
        t4_buffer_printf(out, "The rise by way of the third place is %.1f %% of the fall of direct trade.\n",
                         100 * t4_report_number(all, "substitution"));
    t4_buffer_printf(out, "Code by code %s of onward trade can be matched; headings alone would match %s, of which %s is spurious.\n",
                     money(t4_report_number(all, "matched"), text[0]), money(t4_report_number(all, "matched_coarse"), text[1]),
                     money(t4_report_number(all, "spurious"), text[2]));
}

static void draw_divert(t4_outpage *page, const t4_json *rows)
{
    draw_bars(page, rows, "Matched onward trade by heading; mark: what the heading alone would match", "value", "heading", NULL,
              NULL, "matched", "matched_coarse");
}

static void say_outliers(t4_buffer *out, const t4_json *rows)
{
    const t4_json *first = t4_json_at(rows, 0);
    char room[2][64];

    t4_buffer_printf(out, "Rows far from the usual price of their code: %zu.\nThe farthest: %s, code %s, at %.3g times the usual.\n",
                     t4_json_count(rows), t4_report_text(first, "row", room[0]), t4_report_text(first, "code", room[1]),
                     t4_report_number(first, "ratio"));
}

static void say_prices(t4_buffer *out, const t4_json *rows)
{
    t4_buffer_printf(out, "%zu prices, %zu of them tested; %.0f rows have a value and no mass: missing, never zero.\n",
                     t4_json_count(rows), count_of(rows, "state", "tested"), sum_of(rows, "without"));
}

static void say_mix(t4_buffer *out, const t4_json *rows)
{
    char room[64];
    const t4_json *most = t4_json_at(rows, 0);

    for (size_t i = 1; i < t4_json_count(rows); i++)
        if (t4_report_number(t4_json_at(rows, i), "mix") > fmax(-1, t4_report_number(most, "mix")))
            most = t4_json_at(rows, i);
    t4_buffer_printf(out, "Headings: %zu. Most mixed: %s, where %.1f %% of the spread of unit values is mix of codes.\n",
                     t4_json_count(rows), t4_report_text(most, "heading", room), 100 * t4_report_number(most, "mix"));
}

static void draw_mix(t4_outpage *page, const t4_json *rows)
{
    draw_bars(page, rows, "Share of the spread of unit values that is mix of codes; mark: less what chance gives", "share",
              "heading", NULL, NULL, "mix", "mix_adjusted");
}

/* --- watch, bound, compare, ladder, trace ---------------------------------------------------- */

static void say_watch(t4_buffer *out, const t4_json *rows)
{
    char text[4][T4_RENDER_TEXT];

    t4_buffer_printf(out, "Listed trade is at least %s; up to %s more possibly is, as only a part of its code is listed, and up to %s "
                     "is hidden. Not listed: %s.\n", money(sum_of(rows, "listed"), text[0]),
                     money(sum_of(rows, "possibly_listed"), text[1]), money(sum_of(rows, "hidden_at_most"), text[2]),
                     money(sum_of(rows, "not_listed"), text[3]));
}

static void say_tree(t4_buffer *out, const t4_json *rows)
{
    size_t mixed = 0;

    for (size_t i = 0; i < t4_json_count(rows); i++)
        mixed += t4_report_number(t4_json_at(rows, i), "not listed") > 0;
    t4_buffer_printf(out, "%zu headings hold %.0f listed codes of %.0f; %zu of them also hold others, so that four digits cannot tell "
                     "listed trade there.\n", t4_json_count(rows), sum_of(rows, "listed"), sum_of(rows, "subheadings"), mixed);
}

static void say_bound(t4_buffer *out, const t4_json *rows)
{
    size_t exact = 0, open = 0;

    for (size_t i = 0; i < t4_json_count(rows); i++) {
        exact += t4_report_number(t4_json_at(rows, i), "width") <= 0;
        open += t4_report_number(t4_json_at(rows, i), "lower") <= 0;
    }
    t4_buffer_printf(out, "%zu figures that are not published are bounded: %zu exactly, %zu only from above.\n",
                     t4_json_count(rows), exact, open);
}

static void draw_bound(t4_outpage *page, const t4_json *rows)
{
    draw_bars(page, rows, "What the first figures must lie between; mark: reconstructed from earlier shares", "value", "code",
              "partner", "lower", "upper", "reconstructed");
}

static void say_compare(t4_buffer *out, const t4_json *rows)
{
    static const char *const kinds[] = {"vanished", "appeared", "revised", "sum"};
    char room[2][64];

    for (size_t i = 0; i < t4_json_count(rows); i++)
        if (is(t4_json_at(rows, i), "finding", "verdict"))
            t4_buffer_printf(out, "The second release is %s%s%s.\n", t4_report_text(t4_json_at(rows, i), "cause", room[0]),
                             *t4_report_text(t4_json_at(rows, i), "period", room[1]) ? ", from " : "",
                             t4_report_text(t4_json_at(rows, i), "period", room[1]));
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (count_of(rows, "finding", kinds[k]))
            t4_buffer_printf(out, "Lines of the kind '%s': %zu.\n", kinds[k], count_of(rows, "finding", kinds[k]));
}

static void say_ladder(t4_buffer *out, const t4_json *json)
{
    const t4_json *sentences = t4_json_get(json, "sentences");

    for (size_t i = 0; i < t4_json_count(sentences); i++)
        if (t4_json_text(t4_json_at(sentences, i)))
            t4_buffer_printf(out, "%s\n", t4_json_text(t4_json_at(sentences, i)));
    if (!t4_json_count(sentences))
        t4_buffer_printf(out, "%zu designs are compared.\n", t4_json_count(t4_json_get(json, "designs")));
}

static void draw_ladder(t4_outpage *page, const t4_json *json)
{
    draw_bars(page, t4_json_get(json, "designs"), "Detail that each design keeps", "share", "design", NULL, NULL, "detail", NULL);
}

static void say_trace(t4_buffer *out, const t4_json *json)
{
    const t4_json *unexplained = t4_json_get(json, "unexplained"), *levels, *number;
    const char *unit, *check;
    char room[2][64];
    void *cursor = NULL;

    t4_buffer_printf(out, "%s events from %s", t4_report_text(json, "events", room[0]), t4_report_text(json, "first", room[1]));
    t4_buffer_printf(out, " to %s.\n", t4_report_text(json, "last", room[0]));
    while (t4_json_next(unexplained, &cursor, &unit, &levels))
        t4_buffer_printf(out, "At least %s %.40s left without papers for them at ten digits, %s at four: the difference is what a "
                         "switch of codes inside a heading can hide.\n", t4_report_text(levels, "10", room[0]), unit,
                         t4_report_text(levels, "4", room[1]));
    cursor = NULL;
    while (t4_json_next(t4_json_get(json, "findings"), &cursor, &check, &number))
        if (t4_json_number(number, 0) > 0)
            t4_buffer_printf(out, "Leads of check %.40s: %.0f.\n", check, t4_json_number(number, 0));
}

static void draw_trace(t4_outpage *page, const t4_json *json)
{
    static const char *const digits[] = {"10", "8", "6", "4", "2"};
    t4_outpage_bar bars[BARS];
    char names[BARS][64];
    const char *unit;
    const t4_json *levels;
    void *cursor = NULL;
    size_t count = 0;

    while (t4_json_next(t4_json_get(json, "unexplained"), &cursor, &unit, &levels))
        for (size_t k = 0; k < 5 && count < BARS; k++) {
            double value = t4_report_number(levels, digits[k]);

            if (isnan(value))
                continue;
            snprintf(names[count], sizeof names[count], "%.20s, %s digits", unit, digits[k]);
            bars[count] = (t4_outpage_bar){.label = names[count], .to = value, .mark = NAN};
            count++;
        }
    if (count)
        t4_outpage_bars(page, "Unexplained quantity, by digits of the codes", "quantity", bars, count);
}

/* --- all ------------------------------------------------------------------------------------ */

static const char series_limits[] = "A break says that a level changed, not why; what does not stand out is not proved absent.";
static const char mirror_limits[] = "Imports are told by origin, exports by dispatch: the change of a gap says something, not its level.";
static const char price_limits[] = "A unit value is of a mix of goods; quality, size, terms and exchange rates move it.";

static const t4_report_kind kinds[] = {
    {"watch", "Trade in listed goods", "possibly_listed|hidden_at_most", NULL, NULL, say_watch, NULL,
     "Codes of which a part is listed give a range, never one number.", false},
    {"watch", "What four digits cannot tell of a list", "subheadings|at four digits", NULL,
     "heading|#subheadings|#listed|at four digits", say_tree, NULL, "Counts of codes, not of trade.", false},
    {"ladder", "What release designs keep and expose", "designs|targets", "designs", "design|#cells|#hidden_cells|#hidden_value_share|#detail|#risk_exact|#risk_within|unbeaten", say_ladder,
     draw_ladder, "Made with the records at hand: another year, another ladder.", true},
    {"mirror", "What left and did not arrive", "importer|lost_share", NULL,
     "importer|period|#exports|#imports_fob|#lost_share|#excess_missing|flags", say_mirror, draw_mirror, mirror_limits, false},
    {"mirror", "One leg as every source tells it", "told by|growth %", NULL,
     "source|told by|as|currency|#before|#after|#growth %|note", say_leg, NULL,
     "Sources differ in valuation, currency and what they count; none is preferred.", false},
    {"surge", "What would have been seen", "planted|seen_1", NULL, "#level|#series|#flagged|#seen_0.5|#seen_1|#seen_2|#seen_5|#seen_10",
     say_power, draw_power, "Simulated additions to the series at hand.", false},
    {"surge", "What changed, and when", "p_adjusted|cusum_alarm", NULL,
     "flow|partner|code|finding|from|#before|#after|#p_adjusted|#times|guards", say_surge, draw_surge, series_limits, false},
    {"divert", "Does trade go round?", "matched_coarse|substitution", NULL,
     "heading|#codes|#substitution|#matched|#matched_coarse|#spurious|#pass_through|flags", say_divert, draw_divert,
     "Matching is of codes, not of goods.", false},
    {"price", "Rows far from the usual price", "usual|ratio|unit_value", NULL,
     "row|period|partner|code|#value|#unit_value|#usual|#ratio|#z|#n", say_outliers, NULL, price_limits, false},
    {"price", "Prices of codes", "theil_sen|elasticity", NULL, "flow|partner|code|#n|#without|unit|#median|#low|#high|state", say_prices,
     NULL, price_limits, false},
    {"price", "Mix within headings", "mix_adjusted|widened", NULL, "flow|heading|unit|#n|#codes|#mix|#widened", say_mix, draw_mix,
     price_limits, false},
    {"bound", "What must be true of what is hidden", "upper_by|reconstructed", NULL,
     "period|flow|partner|code|list|#lower|#upper|status|upper_by", say_bound, draw_bound,
     "Bounds hold if the facts do; a reconstruction assumes the old pattern and finds no diversion.", false},
    {"compare", "Two releases held against each other", "finding|old|new|cause", NULL, "finding|side|period|flow|partner|code|#old|#new|cause|note",
     say_compare, NULL, "A cause is told as far as the figures show it.", false},
    {"trace", "Movements of goods reconciled", "unexplained|hidden_by_coarsening", "", NULL, say_trace, draw_trace,
     "Quantities without papers may have papers elsewhere: leads are for people who can look at papers and goods.", true},
};

static bool has_all(const t4_json *row, const char *keys)
{
    while (*keys) {
        size_t n = strcspn(keys, "|");
        char key[64];

        snprintf(key, sizeof key, "%.*s", (int)n, keys);
        if (!t4_json_get(row, key))
            return false;
        keys += n + (keys[n] == '|');
    }
    return true;
}

const t4_report_kind *t4_report_kind_of(const t4_json *json)
{
    bool array = t4_json_kind_of(json) == T4_JSON_ARRAY;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (array == !kinds[i].rows && has_all(array ? t4_json_at(json, 0) : json, kinds[i].keys))
            return &kinds[i];
    return NULL;
}

const char *t4_report_kinds_text(void)
{
    return "watch, ladder, mirror, surge, divert, price, bound, compare (--format json) or trace (summary.json)";
}
