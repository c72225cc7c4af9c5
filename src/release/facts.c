/* SPDX-License-Identifier: MIT */
#include "release/facts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "release/phrases.h"

const t4_fact_status t4_fact_statuses[] = {
    {'A', "", "normal value"},
    {'B', "[b]", "break in the series"},
    {'E', "[e]", "estimate"},
    {'K', "[k]", "data included in another category"},
    {'M', "[z]", "not applicable: the number cannot exist, as different units are never added"},
    {'O', "[x]", "not available"},
    {'P', "[p]", "provisional value"},
    {'Q', "[c]", "hidden to protect a trader"},
    {'U', "[u]", "low reliability"},
    {0, NULL, NULL}};

const t4_fact_status t4_fact_confs[] = {
    {'A', "", "confidential: few traders"},
    {'C', "", "confidential"},
    {'D', "", "confidential to protect others"},
    {'F', "", "free for publication"},
    {'G', "", "confidential: one or two traders dominate"},
    {'M', "", "confidential: few traders hold most"},
    {'N', "", "not for publication"},
    {'O', "", "confidential: one trader dominates"},
    {'T', "", "confidential: two traders dominate"},
    {0, NULL, NULL}};

const char *t4_facts_shorthand(char status)
{
    for (const t4_fact_status *row = t4_fact_statuses; row->code; row++)
        if (row->code == status)
            return row->shorthand;
    return "";
}

static const char *say(const t4_facts *facts, const char *english) __attribute__((format_arg(2)));

static const char *say(const t4_facts *facts, const char *english)
{
    return t4_phrases_say(facts->language, english);
}

static void begin(t4_facts *facts, const char *language)
{
    *facts = (t4_facts){.language = language};
}

/* The name in the language of the facts; the text as it is given. */
static void add(t4_facts *facts, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void add(t4_facts *facts, const char *name, const char *format, ...)
{
    t4_fact *fact;
    va_list args;

    if (facts->count >= T4_FACTS_MAX)
        return;
    fact = &facts->items[facts->count++];
    snprintf(fact->name, sizeof fact->name, "%s", say(facts, name));
    va_start(args, format);
    vsnprintf(fact->text, sizeof fact->text, format, args);
    va_end(args);
}

static void add_given(t4_facts *facts, const char *name, const char *text)
{
    if (text && *text)
        add(facts, name, "%s", text);
}

static void add_word(t4_facts *facts, const char *name, const char *word)
{
    if (word && *word)
        add(facts, name, "%s", say(facts, word));
}

/* --- the release ----------------------------------------------------------- */

void t4_facts_title(const t4_draft *draft, const char *language, char text[T4_FACT_TEXT])
{
    const t4_template *t = draft->package->template_;
    const char *title = t4_draft_text(&t->title, language);

    if (*title)
        snprintf(text, T4_FACT_TEXT, "%s", title);
    else
        snprintf(text, T4_FACT_TEXT, "%s%s%s", t4_phrases_say(language, "Trade in goods"),
                 t->reporter ? t4_phrases_say(language, ", reporter ") : "",
                 t->reporter ? t->reporter : "");
}

void t4_facts_protection(const t4_draft *draft, const char *language, char text[T4_FACT_TEXT])
{
    if (draft->waiver)
        snprintf(text, T4_FACT_TEXT,
                 t4_phrases_say(language, "Not certified: published without disclosure control. "
                                          "Reason given by the office: %.800s"), draft->waiver);
    else
        snprintf(text, T4_FACT_TEXT, "%s",
                 t4_phrases_say(language, "Certified: numbers that would reveal a trader are hidden, "
                                          "and it was proved that no hidden number can be told from "
                                          "what is published"));
}

/* "M: CIF; X: FOB" */
static void by_flow(const t4_facts *facts, const char *const texts[T4_FLOWS],
                    char out[T4_FACT_TEXT])
{
    size_t n = 0;

    out[0] = '\0';
    for (int flow = 0; flow < T4_FLOWS; flow++)
        if (texts[flow] && n < T4_FACT_TEXT - 1)
            n += (size_t)snprintf(out + n, T4_FACT_TEXT - n, "%s%s: %s", n ? "; " : "",
                                  t4_flow_text((t4_flow)flow), say(facts, texts[flow]));
}

static void add_span(t4_facts *facts, const t4_draft *draft)
{
    char from[T4_PERIOD_TEXT] = "", until[T4_PERIOD_TEXT] = "";

    if (draft->survey.first)
        t4_period_print(draft->survey.first, from);
    if (draft->survey.last)
        t4_period_print(draft->survey.last, until);
    add(facts, "First and last period", "%s, %s", *from ? from : say(facts, "none"),
        *until ? until : say(facts, "none"));
}

void t4_facts_release(t4_facts *facts, const t4_draft *draft, const char *language)
{
    const t4_template *t = draft->package->template_;
    char text[T4_FACT_TEXT];

    begin(facts, language);
    add_given(facts, "Release", t->id);
    add_given(facts, "Reporter", t->reporter);
    add_given(facts, "Vintage", t->vintage);
    add_span(facts, draft);
    add_word(facts, "Status", t->status);
    add_given(facts, "Classification", t->edition);
    add_word(facts, "Trade system", t->trade_system);
    by_flow(facts, t->valuation, text);
    add_given(facts, "Valuation", text);
    by_flow(facts, t->partner_concept, text);
    add_given(facts, "Partner", text);
    add_word(facts, "Source", t->columns[T4_FIELD_SOURCE_TYPE].used ? "by record" : t->source_type);
    add_given(facts, "Licence", t->licence);
    add_given(facts, "Contact", t->contact);
    t4_facts_protection(draft, language, text);
    add(facts, "Protection", "%s", text);
}

/* --- columns --------------------------------------------------------------- */

const char *t4_facts_flow(t4_flow flow)
{
    static const char *const titles[T4_FLOWS] = {
        [T4_DX] = "domestic exports", [T4_FM] = "imports of foreign goods", [T4_M] = "imports",
        [T4_RM] = "re-imports", [T4_RX] = "re-exports", [T4_X] = "exports"};

    return titles[flow];
}

const char *t4_facts_measure(const char *name)
{
    static const char *const titles[][2] = {
        {"value", "Value"}, {"value_nat", "Value in national currency"}, {"net_mass", "Net mass"},
        {"gross_mass", "Gross mass"}, {"quantity", "Quantity"}};

    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (!strcmp(titles[i][0], name))
            return titles[i][1];
    return name;
}

void t4_facts_heading(const t4_draft *draft, int measure, const char *language,
                      char text[T4_FACT_NAME])
{
    const t4_measure *m = &draft->rows->domain->measures[measure];

    snprintf(text, T4_FACT_NAME, "%s%s%s%s", t4_phrases_say(language, t4_facts_measure(m->name)),
             m->unit[0] ? " (" : "", m->unit, m->unit[0] ? ")" : "");
}

static void add_measure(t4_facts *facts, const t4_draft *draft, int index)
{
    const t4_measure *m = &draft->rows->domain->measures[index];
    char heading[T4_FACT_NAME], name[T4_FACT_NAME], rounding[96] = "";
    char unit[T4_DECIMAL_TEXT];

    t4_facts_heading(draft, index, facts->language, heading);
    t4_draft_rounding(draft, index, unit);
    if (unit[0])
        snprintf(rounding, sizeof rounding, say(facts, ", rounded to the nearest %s"), unit);
    add(facts, m->name,
        say(facts, "%s%s; empty when it is not published (never 0 for a hidden number)"), heading,
        rounding);
    snprintf(name, sizeof name, "%s_status", m->name);
    add_word(facts, name, "SDMX observation status, see codes/status.csv");
    snprintf(name, sizeof name, "%s_conf", m->name);
    add_word(facts, name, "SDMX confidentiality status, see codes/conf.csv");
    if (index == draft->rows->domain->quantity)
        add_word(facts, "unit", "unit of the quantity; 'mixed' where units differ, the quantity is "
                                "then empty");
}

void t4_facts_columns(t4_facts *facts, const t4_draft *draft, const char *language)
{
    const t4_domain *domain = draft->rows->domain;
    char name[T4_FACT_NAME], list[48];

    begin(facts, language);
    add_word(facts, "period", "month 2023-06, quarter 2023-Q2 or year 2023");
    add_word(facts, "flow", "M imports, X exports; of these FM foreign goods, RM re-imports, DX "
                            "domestic goods, RX re-exports, where they are told apart");
    add_word(facts, "code", "commodity code as text, leading zeros kept; TOTAL is all goods");
    add_word(facts, "partner", "partner country or area, see codes/partner.csv; W00 is the world, "
                               "G_NAME a group");
    for (int d = 0; d < domain->dimension_count; d++) {
        t4_draft_dimension(draft, d, list);
        snprintf(name, sizeof name, "%s", domain->dimensions[d]);
        add(facts, name, say(facts, "see codes/%s.csv"), list);
    }
    for (int i = 0; i < draft->columns.count; i++)
        add_measure(facts, draft, draft->columns.measures[i]);
}

/* --- reading --------------------------------------------------------------- */

static void add_levels(t4_facts *facts, const t4_draft *draft)
{
    char text[T4_FACT_TEXT / 2];
    size_t n = 0;

    for (int level = 0; level < draft->rows->plan->level_count && n < sizeof text - 1; level++) {
        int digits = draft->rows->plan->levels[level];

        n += (size_t)snprintf(text + n, sizeof text - n, "%s", n ? ", " : "");
        n += digits ? (size_t)snprintf(text + n, sizeof text - n, say(facts, "hs%d (%d digits)"),
                                       digits, digits)
                    : (size_t)snprintf(text + n, sizeof text - n, "%s",
                                       say(facts, "hs0 (all goods)"));
    }
    add(facts, "Tables",
        say(facts, "one for each level of detail: %s. Every table counts the same trade: do not add "
                   "tables to each other"), text);
}

static void add_rounding(t4_facts *facts, const t4_draft *draft)
{
    char unit[T4_DECIMAL_TEXT];
    bool rounded = false;

    for (int i = 0; i < draft->columns.count; i++) {
        t4_draft_rounding(draft, draft->columns.measures[i], unit);
        rounded = rounded || unit[0];
    }
    add_word(facts, "Rounding",
             rounded ? "every number is rounded once, from its exact sum, half to even; so rounded "
                       "numbers add up only within the rounding"
                     : "none: numbers add up exactly");
}

void t4_facts_reading(t4_facts *facts, const t4_draft *draft, const char *language)
{
    char text[T4_FACT_TEXT];

    begin(facts, language);
    t4_facts_protection(draft, language, text);
    add(facts, draft->waiver ? "NOT CERTIFIED" : "Protection", "%s", text);
    add_levels(facts, draft);
    add_word(facts, "Totals",
             "rows of the world (W00), of groups (G_...), of quarters and years and of the flows M "
             "and X repeat what single partners, months and flows say; take one kind only before "
             "adding");
    add_rounding(facts, draft);
    if (draft->rows->domain->quantity >= 0)
        add_word(facts, "Quantities", "never added across different units");
    add_word(facts, "Codes", "text, not numbers: a code may begin with zero");
    if (draft->package->codes)
        add_word(facts, "Names of goods",
                 "as the classification has them, in English and Russian; it has none in Kyrgyz, where the Russian name "
                 "stands, and without one the English");
    for (const t4_fact_status *row = t4_fact_statuses; row->code; row++)
        if (draft->survey.status[(unsigned char)row->code] && row->shorthand[0])
            add(facts, row->shorthand, say(facts, "%s (status %c)"), say(facts, row->label),
                row->code);
}
