/* SPDX-License-Identifier: MIT */
/* The parts of a release page that need no script: titles, figures, tables, notes, files. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "release/changes.h"
#include "release/facts.h"
#include "release/tree.h"
#include "release/webpage.h"

enum { ALARM_LINES = 12 };   /* of what is gone; CHANGES.txt has all */

static const t4_template *template_of(const t4_webpage *page)
{
    return page->draft->package->template_;
}

/* --- the head -------------------------------------------------------------------- */

/* The language that the page opens in: the first of the title that we speak. */
static const char *opening_language(const t4_webpage *page)
{
    const t4_texts *title = &template_of(page)->title;

    for (int i = 0; i < title->count; i++)
        for (int l = 0; l < T4_PHRASES_LANGUAGES; l++)
            if (!strcmp(title->language[i], t4_phrases_languages[l]))
                return t4_phrases_languages[l];
    return "en";
}

static bool put_language(const t4_webpage *page, t4_buffer *out)
{
    return t4_buffer_puts(out, opening_language(page));
}

static bool put_title_in(const t4_webpage *page, const char *language, t4_buffer *out)
{
    char text[T4_FACT_TEXT];

    t4_facts_title(page->draft, language, text);
    return t4_html_text(out, text);
}

static bool put_title(const t4_webpage *page, t4_buffer *out)
{
    return put_title_in(page, opening_language(page), out);
}

static bool put_title_en(const t4_webpage *page, t4_buffer *out)
{
    return put_title_in(page, "en", out);
}

static bool put_title_ru(const t4_webpage *page, t4_buffer *out)
{
    return put_title_in(page, "ru", out);
}

static bool put_title_ky(const t4_webpage *page, t4_buffer *out)
{
    return put_title_in(page, "ky", out);
}

static bool put_checked(const t4_webpage *page, const char *language, t4_buffer *out)
{
    return strcmp(opening_language(page), language) || t4_buffer_puts(out, " checked");
}

static bool put_checked_en(const t4_webpage *page, t4_buffer *out)
{
    return put_checked(page, "en", out);
}

static bool put_checked_ru(const t4_webpage *page, t4_buffer *out)
{
    return put_checked(page, "ru", out);
}

static bool put_checked_ky(const t4_webpage *page, t4_buffer *out)
{
    return put_checked(page, "ky", out);
}

/* The reporter's name where the partners have it: reporters are countries too. */
static bool put_reporter_name(const t4_webpage *page, t4_buffer *out)
{
    const char *reporter = template_of(page)->reporter;
    t4_html_texts texts;

    if (!reporter)
        return true;
    for (int l = 0; l < T4_PHRASES_LANGUAGES; l++) {
        texts.in[l] = t4_draft_partner_text(page->draft, reporter, t4_phrases_languages[l]);
        if (!*texts.in[l])
            texts.in[l] = reporter;
    }
    return t4_html_each(out, &texts);
}

static bool put_period(t4_period period, t4_buffer *out)
{
    char text[T4_PERIOD_TEXT];

    t4_period_print(period, text);
    return t4_buffer_puts(out, text);
}

static bool put_edition(const t4_webpage *page, t4_buffer *out)
{
    const t4_template *t = template_of(page);
    const t4_survey *survey = &page->draft->survey;
    bool good = !t->vintage || (t4_html_say(out, "Vintage") && t4_buffer_puts(out, " ") &&
                                t4_html_text(out, t->vintage));

    if (good && survey->first)
        good = t4_buffer_puts(out, " · ") && put_period(survey->first, out) &&
               (survey->first == survey->last ||
                (t4_buffer_puts(out, " – ") && put_period(survey->last, out)));
    if (good && t->status)
        good = t4_buffer_puts(out, " · ") && t4_html_say(out, t->status);
    return good;
}

static bool put_notice(const t4_webpage *page, t4_buffer *out)
{
    t4_html_texts texts;
    char text[T4_PHRASES_LANGUAGES][T4_FACT_TEXT];

    if (!page->draft->waiver)
        return true;
    for (int l = 0; l < T4_PHRASES_LANGUAGES; l++) {
        t4_facts_protection(page->draft, t4_phrases_languages[l], text[l]);
        texts.in[l] = text[l];
    }
    return t4_buffer_puts(out, "<p class=\"notice\"><strong>") && t4_html_say(out, "NOT CERTIFIED") &&
           t4_buffer_puts(out, "</strong> · ") && t4_html_each(out, &texts) &&
           t4_buffer_puts(out, "</p>\n");
}

/* Less detail than the release before: said where nobody can miss it. */
static bool put_alarm(const t4_webpage *page, t4_buffer *out)
{
    const t4_changes *c = page->draft->changes;
    bool good;

    if (!c || !c->loss_count)
        return true;
    good = t4_buffer_puts(out, "<div class=\"notice\"><p><strong>") &&
           t4_html_say(out, "This release is coarser than the one before it.") &&
           t4_buffer_puts(out, "</strong> ") && t4_html_say(out, "What is gone:") &&
           t4_buffer_puts(out, "</p><ul>\n");
    for (size_t i = 0; i < c->loss_count && i < ALARM_LINES && good; i++)
        good = t4_buffer_puts(out, "<li>") && t4_html_text(out, c->losses[i].was) &&
               (!c->losses[i].is[0] ||
                (t4_buffer_puts(out, " → ") && t4_html_text(out, c->losses[i].is))) &&
               t4_buffer_puts(out, "</li>\n");
    if (good && c->loss_count > ALARM_LINES)
        good = t4_buffer_printf(out, "<li>… +%zu</li>\n", c->loss_count - ALARM_LINES);
    return good && t4_buffer_puts(out, "</ul></div>\n");
}

static bool put_changes(const t4_webpage *page, t4_buffer *out)
{
    static const char *const titles[T4_CHANGES_KINDS] = {
        "unchanged", "newly hidden", "revised", "newly opened", "with another status", "added", "removed"};
    const t4_changes *c = page->draft->changes;
    bool good;

    if (!c)
        return true;
    good = t4_buffer_puts(out, "<section id=\"changes\" aria-labelledby=\"changes-title\">\n"
                               "<h2 id=\"changes-title\">") &&
           t4_html_say(out, "Changes against the release before") && t4_buffer_puts(out, "</h2>\n<p>") &&
           t4_html_say(out, "Supersedes") && t4_buffer_puts(out, " ") &&
           t4_html_text(out, c->before.vintage) && t4_buffer_puts(out, ". ") &&
           t4_html_say(out, "Cells of periods that both cover:") && t4_buffer_puts(out, "</p>\n<ul>\n");
    for (int kind = 0; kind < T4_CHANGES_KINDS && good; kind++)
        good = t4_buffer_puts(out, "<li>") && t4_html_say(out, titles[kind]) &&
               t4_buffer_puts(out, ": ") && t4_html_count(out, c->counts.of[kind]) &&
               t4_buffer_puts(out, "</li>\n");
    return good && t4_buffer_puts(out, "</ul>\n<p><a href=\"CHANGES.txt\">CHANGES.txt</a>, "
                                       "<a href=\"changes.json\">changes.json</a></p>\n</section>\n");
}

static bool put_dataset(const t4_webpage *page, t4_buffer *out)
{
    return t4_buffer_puts(out, "<script type=\"application/ld+json\">\n") &&
           t4_buffer_append(out, page->dataset.data, page->dataset.length) &&
           t4_buffer_puts(out, "</script>\n");
}

/* --- key figures -------------------------------------------------------------------- */

static bool begin_card(t4_buffer *out)
{
    return t4_buffer_puts(out, "<li><span class=\"what\">");
}

static bool put_flow_card(const t4_webpage *page, t4_flow flow, t4_buffer *out)
{
    const t4_row *row = t4_headline_total(&page->headline, flow, page->headline.latest);
    int m = page->draft->columns.count ? page->draft->columns.measures[0] : -1;
    bool good;

    if (!row || m < 0)
        return true;
    good = begin_card(out) && t4_html_say(out, t4_facts_flow(flow)) && t4_buffer_puts(out, ", ") &&
           put_period(row->period, out) && t4_buffer_puts(out, "</span><span class=\"much\">");
    if (good && row->present[m])
        good = t4_html_amount(out, row->amount[m], page->draft->rows->decimals[m]) &&
               t4_buffer_puts(out, "</span><span class=\"more\">") &&
               t4_html_text(out, page->draft->rows->domain->measures[m].unit);
    else if (good)
        good = t4_html_say(out, row->status[m] == 'Q' ? "hidden to protect a trader" : "not available");
    return good && t4_buffer_puts(out, "</span></li>\n");
}

static bool put_count_card(const char *what, uint64_t count, t4_buffer *out)
{
    return begin_card(out) && t4_html_say(out, what) &&
           t4_buffer_puts(out, "</span><span class=\"much\">") && t4_html_count(out, count) &&
           t4_buffer_puts(out, "</span></li>\n");
}

static uint64_t codes_at(const t4_webpage *page, int digits)
{
    const t4_dict *codes = page->draft->survey.codes;
    uint64_t count = 0;

    for (size_t i = 0; i < t4_dict_count(codes); i++) {
        const char *code = t4_dict_text(codes, (uint32_t)i, NULL);

        count += strlen(code) == (size_t)digits && strcmp(code, "TOTAL") != 0;
    }
    return count;
}

static void count_rows(const t4_webpage *page, int level, uint64_t *rows, uint64_t *hidden)
{
    for (size_t i = 0; i < page->draft->rows->units; i++) {
        *rows += page->draft->survey.units[i].rows[level];
        *hidden += page->draft->survey.units[i].hidden[level];
    }
}

static bool put_figures(const t4_webpage *page, t4_buffer *out)
{
    const t4_survey *survey = &page->draft->survey;
    const t4_cube_plan *plan = page->draft->rows->plan;
    uint64_t rows = 0, hidden = 0, partners = 0;
    bool good = t4_buffer_puts(out, "<ul class=\"cards\">\n") &&
                put_flow_card(page, T4_M, out) && put_flow_card(page, T4_X, out);

    for (int level = 0; level < plan->level_count; level++)
        count_rows(page, level, &rows, &hidden);
    for (size_t id = 0; id < t4_dict_count(page->draft->rows->domain->partners); id++)
        partners += survey->partners[id];
    if (good && plan->level_count && plan->levels[0] > 0)
        good = put_count_card("codes at the finest level", codes_at(page, plan->levels[0]), out);
    if (good && partners)
        good = put_count_card("partners", partners, out);
    return good && put_count_card("published rows in all tables", rows - hidden, out) &&
           put_count_card("rows hidden to protect a trader", hidden, out) &&
           t4_buffer_puts(out, "</ul>\n") &&
           (!page->headline.summed || !page->headline.totals.count ||
            (t4_buffer_puts(out, "<p class=\"quiet\">") && t4_html_say(out, "Sums") && t4_buffer_puts(out, ": ") &&
             t4_html_say(out, T4_PHRASES_SUMS) && t4_buffer_puts(out, ".</p>\n")));
}

/* --- chapters ------------------------------------------------------------------------- */

bool t4_webparts_amount(const t4_webpage *page, const t4_row *row, t4_buffer *out)
{
    int m = page->draft->columns.measures[0], decimals = page->draft->rows->decimals[m];

    if (!row)
        return t4_buffer_puts(out, "<td class=\"number empty-cell\"></td>");
    if (!row->present[m])
        return t4_buffer_puts(out, "<td class=\"number hidden-cell\">") &&
               t4_html_say(out, row->status[m] == 'Q' ? "hidden" : "not available") &&
               t4_buffer_puts(out, "</td>");
    return t4_buffer_puts(out, "<td class=\"number\">") &&
           t4_html_amount(out, row->amount[m], decimals) && t4_buffer_puts(out, "</td>");
}

/* The row of a code and flow; lists are in the order of tables: flow, then code. */
static const t4_row *chapter_row(const t4_headline_list *list, t4_flow flow, const char *code)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].flow == (uint32_t)flow && !strcmp(list->rows[i].code, code))
            return &list->rows[i];
    return NULL;
}

static bool put_chapter(const t4_webpage *page, const char *code, const t4_flow *flows, int count,
                        t4_buffer *out)
{
    t4_html_texts texts;
    bool good = t4_buffer_puts(out, "<tr><th scope=\"row\">") && t4_html_text(out, code) &&
                t4_buffer_puts(out, "</th><td class=\"goods\">");

    for (int l = 0; l < T4_PHRASES_LANGUAGES; l++)
        texts.in[l] = t4_draft_code_text(page->draft, code, t4_phrases_languages[l]);
    good = good && t4_html_each(out, &texts) && t4_buffer_puts(out, "</td>");
    for (int f = 0; f < count && good; f++)
        good = t4_webparts_amount(page, chapter_row(&page->headline.chapters, flows[f], code), out);
    return good && t4_buffer_puts(out, "</tr>\n");
}

/* M and X where they occur, else the first two flows. */
static int main_flows(const t4_webpage *page, t4_flow flows[2])
{
    static const t4_flow order[T4_FLOWS] = {T4_M, T4_X, T4_FM, T4_DX, T4_RM, T4_RX};
    int count = 0;

    for (int i = 0; i < T4_FLOWS && count < 2; i++)
        if (page->draft->survey.flows[order[i]])
            flows[count++] = order[i];
    return count;
}

bool t4_webparts_heading(const t4_webpage *page, t4_buffer *out)
{
    char heading[T4_PHRASES_LANGUAGES][T4_FACT_NAME];
    t4_html_texts texts;

    for (int l = 0; l < T4_PHRASES_LANGUAGES; l++) {
        t4_facts_heading(page->draft, page->draft->columns.measures[0], t4_phrases_languages[l],
                         heading[l]);
        texts.in[l] = heading[l];
    }
    return put_period(page->headline.latest, out) && t4_buffer_puts(out, ", ") &&
           t4_html_each(out, &texts);
}

static bool begin_chapters(const t4_webpage *page, const t4_flow *flows, int count, t4_buffer *out)
{
    bool good = t4_buffer_puts(out, "<details><summary>") &&
                t4_html_say(out, "The coarsest table as a list") &&
                t4_buffer_puts(out, "</summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
                                    "aria-labelledby=\"chapters-title\"><table>\n"
                                    "<caption id=\"chapters-title\">") &&
                t4_webparts_heading(page, out) &&
                t4_buffer_puts(out, "</caption>\n<thead><tr><th scope=\"col\">") &&
                t4_html_say(out, "Code") && t4_buffer_puts(out, "</th><th scope=\"col\">") &&
                t4_html_say(out, "Commodity") && t4_buffer_puts(out, "</th>");

    for (int f = 0; f < count && good; f++)
        good = t4_buffer_puts(out, "<th scope=\"col\" class=\"number\">") &&
               t4_html_say(out, t4_facts_flow(flows[f])) && t4_buffer_puts(out, "</th>");
    return good && t4_buffer_puts(out, "</tr></thead>\n<tbody>\n");
}

static bool put_chapters(const t4_webpage *page, t4_buffer *out)
{
    const t4_headline_list *list = &page->headline.chapters;
    const t4_dict *codes = page->draft->survey.codes;
    t4_flow flows[2];
    int count = main_flows(page, flows);
    uint32_t *order = t4_dict_order(codes);
    bool good = order != NULL;

    if (good && list->count && page->draft->columns.count) {
        good = begin_chapters(page, flows, count, out);
        for (size_t i = 0; i < t4_dict_count(codes) && good; i++) {
            const char *code = t4_dict_text(codes, order[i], NULL);

            if (chapter_row(list, flows[0], code) || (count > 1 && chapter_row(list, flows[1], code)))
                good = put_chapter(page, code, flows, count, out);
        }
        good = good && t4_buffer_puts(out, "</tbody></table></div></details>\n");
    }
    t4_free(order);
    return good;
}

static bool put_explorer_note(const t4_webpage *page, t4_buffer *out)
{
    if (!page->extent.left_out)
        return true;
    return t4_buffer_puts(out, "<p class=\"quiet\">") &&
           t4_html_say(out, "To stay small this page holds a part of the rows, coarse ones first; "
                            "all are in the files. Rows in the page and rows left out:") &&
           t4_buffer_puts(out, " ") && t4_html_count(out, page->extent.rows) &&
           t4_buffer_puts(out, ", ") && t4_html_count(out, page->extent.left_out) &&
           t4_buffer_puts(out, ".</p>\n");
}

/* --- hidden ----------------------------------------------------------------------------- */

static bool put_hidden_row(const t4_webpage *page, int level, t4_buffer *out)
{
    uint64_t rows = 0, hidden = 0, tenths;
    int digits = page->draft->rows->plan->levels[level];
    bool good = t4_buffer_puts(out, "<tr><th scope=\"row\">");

    count_rows(page, level, &rows, &hidden);
    tenths = rows ? (hidden * 2000 + rows) / (2 * rows) : 0;
    good = good && (digits ? t4_buffer_printf(out, "%d", digits) : t4_html_say(out, "All goods")) &&
           t4_buffer_puts(out, "</th><td class=\"number\">") && t4_html_count(out, rows) &&
           t4_buffer_puts(out, "</td><td class=\"number\">") && t4_html_count(out, hidden);
    return good && t4_buffer_printf(out, "</td><td class=\"number\">%llu.%llu\u00a0%%</td></tr>\n",
                                    (unsigned long long)(tenths / 10), (unsigned long long)(tenths % 10));
}

static bool put_hidden(const t4_webpage *page, t4_buffer *out)
{
    static const char *const headings[] = {"Digits of the code", "Rows", "Hidden", "Share of rows"};
    bool good = t4_buffer_puts(out, "<p class=\"lead\">");

    if (!page->draft->survey.hidden)
        return good && t4_html_say(out, page->draft->waiver
                                            ? "Nothing is hidden: the office publishes without protection."
                                            : "Nothing is hidden: no figure would reveal a trader.") &&
               t4_buffer_puts(out, "</p>\n");
    good = good &&
           t4_html_say(out, "A figure is hidden when it would let somebody work out the business of a "
                            "single trader, or when a figure of that kind could be computed from it. "
                            "A hidden figure is empty in every file, never zero; it is still part of the "
                            "totals above it. The reason is the same for all, because reasons would "
                            "narrow down what is hidden.") &&
           t4_buffer_puts(out, "</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
                               "aria-labelledby=\"hidden-title\"><table>\n<thead><tr>");
    for (size_t i = 0; i < sizeof headings / sizeof *headings && good; i++)
        good = t4_buffer_puts(out, i ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">") &&
               t4_html_say(out, headings[i]) && t4_buffer_puts(out, "</th>");
    good = good && t4_buffer_puts(out, "</tr></thead>\n<tbody>\n");
    for (int level = page->draft->rows->plan->level_count - 1; level >= 0 && good; level--)
        good = put_hidden_row(page, level, out);
    return good && t4_buffer_puts(out, "</tbody></table></div>\n<p>") &&
           t4_html_say(out, "By chapter, period and flow, with the value that is hidden together:") &&
           t4_buffer_puts(out, " <a href=\"quality/hiding.csv\">quality/hiding.csv</a></p>\n");
}

/* --- files --------------------------------------------------------------------------------- */

static bool put_size(uint64_t bytes, t4_buffer *out)
{
    if (bytes < 1000)
        return t4_buffer_printf(out, " <span class=\"quiet\">%llu B</span>", (unsigned long long)bytes);
    if (bytes < 1000000)
        return t4_buffer_printf(out, " <span class=\"quiet\">%llu kB</span>",
                                (unsigned long long)((bytes + 500) / 1000));
    return t4_buffer_printf(out, " <span class=\"quiet\">%llu.%llu MB</span>",
                            (unsigned long long)((bytes + 50000) / 1000000),
                            (unsigned long long)((bytes + 50000) / 100000 % 10));
}

static bool put_link(const char *path, t4_buffer *out)
{
    return t4_buffer_puts(out, "<li><a href=\"") && t4_html_text(out, path) &&
           t4_buffer_puts(out, "\">") && t4_html_text(out, path) && t4_buffer_puts(out, "</a>");
}

static bool put_files(const t4_webpage *page, t4_buffer *out)
{
    static const char *const later[] = {"README.txt", "manifest.json", "SHA256SUMS"};
    t4_tree_file *files = NULL;
    size_t count = 0;
    bool good = t4_tree_list(page->draft->package->folder, &files, &count, NULL) == T4_OK &&
                t4_buffer_puts(out, "<ul class=\"files\">\n");

    for (size_t i = 0; i < count && good; i++)
        good = put_link(files[i].path, out) && put_size(files[i].bytes, out) &&
               t4_buffer_puts(out, "</li>\n");
    for (size_t i = 0; i < sizeof later / sizeof *later && good; i++)
        good = put_link(later[i], out) && t4_buffer_puts(out, "</li>\n");
    t4_tree_files_free(files, count);
    return good && t4_buffer_puts(out, "</ul>\n");
}

/* --- facts ------------------------------------------------------------------------------------ */

typedef void fill_facts(t4_facts *facts, const t4_draft *draft, const char *language);

static bool put_facts(const t4_webpage *page, fill_facts *fill, t4_buffer *out)
{
    t4_facts *facts = t4_alloc_zero(T4_PHRASES_LANGUAGES, sizeof *facts);
    bool good = facts && t4_buffer_puts(out, "<dl class=\"facts\">\n");

    for (int l = 0; facts && l < T4_PHRASES_LANGUAGES; l++)
        fill(&facts[l], page->draft, t4_phrases_languages[l]);
    for (int i = 0; good && i < facts[0].count; i++) {
        t4_html_texts name, text;

        for (int l = 0; l < T4_PHRASES_LANGUAGES; l++) {
            name.in[l] = facts[l].items[i].name;
            text.in[l] = facts[l].items[i].text;
        }
        good = t4_buffer_puts(out, "<dt>") && t4_html_each(out, &name) &&
               t4_buffer_puts(out, "</dt><dd>") && t4_html_each(out, &text) &&
               t4_buffer_puts(out, "</dd>\n");
    }
    t4_free(facts);
    return good && t4_buffer_puts(out, "</dl>\n");
}

static bool put_about(const t4_webpage *page, t4_buffer *out)
{
    return put_facts(page, t4_facts_release, out);
}

static bool put_reading(const t4_webpage *page, t4_buffer *out)
{
    return put_facts(page, t4_facts_reading, out);
}

static bool put_columns(const t4_webpage *page, t4_buffer *out)
{
    return put_facts(page, t4_facts_columns, out);
}

static bool put_cite(const t4_webpage *page, t4_buffer *out)
{
    const t4_template *t = template_of(page);
    bool good = t4_buffer_puts(out, "<blockquote><p>") && put_reporter_name(page, out) &&
                t4_buffer_puts(out, ": <cite><span lang=\"en\">") && put_title_in(page, "en", out) &&
                t4_buffer_puts(out, "</span><span lang=\"ru\">") && put_title_in(page, "ru", out) &&
                t4_buffer_puts(out, "</span><span lang=\"ky\">") && put_title_in(page, "ky", out) &&
                t4_buffer_puts(out, "</span></cite>. ");

    if (good && t->vintage)
        good = t4_html_say(out, "Vintage") && t4_buffer_puts(out, " ") &&
               t4_html_text(out, t->vintage) && t4_buffer_puts(out, ". ");
    if (good && t->licence)
        good = t4_html_text(out, t->licence) && t4_buffer_puts(out, ".");
    return good && t4_buffer_puts(out, "</p></blockquote>\n<p>") &&
           t4_html_say(out, "Name the vintage: figures are revised. The checksums in SHA256SUMS tell "
                            "whether a copy is the one that was published.") &&
           t4_buffer_puts(out, "</p>\n");
}

const t4_webpage_part t4_webparts[] = {
    {"language", put_language},
    {"title", put_title},
    {"title_en", put_title_en},
    {"title_ru", put_title_ru},
    {"title_ky", put_title_ky},
    {"checked_en", put_checked_en},
    {"checked_ru", put_checked_ru},
    {"checked_ky", put_checked_ky},
    {"reporter", put_reporter_name},
    {"edition", put_edition},
    {"notice", put_notice},
    {"alarm", put_alarm},
    {"changes", put_changes},
    {"jsonld", put_dataset},
    {"figures", put_figures},
    {"explorer_note", put_explorer_note},
    {"chapters", put_chapters},
    {"lists", t4_weblists_put},
    {"hidden", put_hidden},
    {"files", put_files},
    {"about", put_about},
    {"reading", put_reading},
    {"columns", put_columns},
    {"cite", put_cite},
    {NULL, NULL},
};
