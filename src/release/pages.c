/* SPDX-License-Identifier: MIT */
#include "release/pages.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "release/facts.h"
#include "release/phrases.h"

void t4_page_release(t4_page *page)
{
    t4_arena_release(&page->arena);
    t4_free(page->rows);
    *page = (t4_page){0};
}

void t4_pages_begin(t4_page *page, const char *table, int columns, double first, double second,
                  double third)
{
    *page = (t4_page){.table = table, .columns = columns, .widths = {first, second, third}};
    t4_arena_init(&page->arena);
}

t4_pages_row *t4_pages_add(t4_page *page, t4_pages_style style, const char *first,
                         const char *second, const char *third)
{
    const char *const cells[T4_PAGES_COLUMNS] = {first, second, third};
    t4_pages_row *row;

    if (!t4_grow(&page->rows, &page->room, page->count, sizeof *page->rows))
        return NULL;
    row = &page->rows[page->count];
    *row = (t4_pages_row){.style = style};
    for (int i = 0; i < T4_PAGES_COLUMNS; i++) {
        if (cells[i])
            row->cells[i] = t4_arena_strndup(&page->arena, cells[i], strlen(cells[i]));
        if (cells[i] && !row->cells[i])
            return NULL;
    }
    page->count++;
    return row;
}

bool t4_pages_facts(t4_page *page, const t4_facts *facts)
{
    bool good = true;

    for (int i = 0; i < facts->count && good; i++)
        good = t4_pages_add(page, T4_PAGES_ROW, facts->items[i].name, facts->items[i].text, NULL);
    return good;
}

/* --- Cover ----------------------------------------------------------------- */

t4_status t4_pages_cover(t4_page *page, const t4_draft *draft, const char *language, t4_error *err)
{
    const t4_texts *title = &draft->package->template_->title;
    char text[T4_FACT_TEXT];
    t4_facts facts;
    bool good;

    t4_pages_begin(page, NULL, 2, 26, T4_PAGES_TEXT_WIDTH, 0);
    t4_facts_title(draft, language, text);
    good = t4_pages_add(page, T4_PAGES_TITLE, text, NULL, NULL) != NULL;
    for (int i = 0; i < title->count && good; i++)
        if (strcmp(title->text[i], text) != 0)
            good = t4_pages_add(page, T4_PAGES_LINE, title->text[i], NULL, NULL);
    if (good && draft->waiver)
        good = t4_pages_add(page, T4_PAGES_STRONG, t4_phrases_say(language, "NOT CERTIFIED"),
                            draft->waiver, NULL);
    t4_facts_release(&facts, draft, language);
    good = good && t4_pages_facts(page, &facts) &&
           t4_pages_add(page, T4_PAGES_ROW, t4_phrases_say(language, "How to begin"),
                        t4_phrases_say(language, "Contents lists the sheets; Notes says how to read the "
                                                 "numbers."), NULL);
    return good ? T4_OK : t4_fail_memory(err);
}

/* --- Contents -------------------------------------------------------------- */

/* "Commodities at 4 digits, part: M 2023" */
static void describe_part(const t4_draft *draft, const t4_split_sheet *part,
                          char text[T4_FACT_TEXT])
{
    int digits = part->level == T4_SPLIT_LISTS ? 0 : draft->rows->plan->levels[part->level];
    const char *which = strchr(part->name, ' ');
    size_t n;

    if (part->level == T4_SPLIT_LISTS) {
        snprintf(text, T4_FACT_TEXT, "Totals over lists of codes (codes/lists.csv)");
        return;
    }
    n = digits ? (size_t)snprintf(text, T4_FACT_TEXT, "Commodities at %d digits", digits)
               : (size_t)snprintf(text, T4_FACT_TEXT, "All goods together");
    if (which)
        snprintf(text + n, T4_FACT_TEXT - n, ", part:%s", which);
}

t4_status t4_pages_contents(t4_page *page, const t4_draft *draft, const t4_split *split,
                            t4_error *err)
{
    bool good;

    t4_pages_begin(page, "contents", 3, 32, 60, 14);
    good = t4_pages_add(page, T4_PAGES_TITLE, "Contents", NULL, NULL) &&
           t4_pages_add(page, T4_PAGES_HEADINGS, "Sheet", "What it holds", "Rows");
    for (int i = 0; i < split->count && good; i++) {
        char text[T4_FACT_TEXT];
        t4_pages_row *row;

        describe_part(draft, &split->sheets[i], text);
        row = t4_pages_add(page, T4_PAGES_ROW, split->sheets[i].name, text, NULL);
        good = row != NULL;
        if (good) {
            row->link = row->counts = true;
            row->count = split->sheets[i].rows;
        }
    }
    return good ? T4_OK : t4_fail_memory(err);
}

/* --- Notes ----------------------------------------------------------------- */

static bool add_note(t4_page *page, t4_draft *draft, const char *name, const char *text)
{
    return t4_pages_add(page, T4_PAGES_ROW, name, text, NULL) && t4_buffer_puts(&draft->notes, text) &&
           t4_buffer_putc(&draft->notes, '\n');
}

static bool add_omitted(t4_page *page, t4_draft *draft, const t4_split *split)
{
    bool good = true;

    for (int level = 0; level < draft->rows->plan->level_count && good; level++) {
        char name[16], text[T4_FACT_TEXT];

        if (!split->omitted[level])
            continue;
        t4_draft_level(draft, level, name);
        snprintf(text, sizeof text,
                 "The table %s has %llu rows and is not in the workbook: a sheet holds 1,048,576 "
                 "rows, and this workbook at most %d full sheets. It is in data/ as CSV.",
                 name, (unsigned long long)draft->survey.level_rows[level], T4_SPLIT_PARTS);
        good = add_note(page, draft, "Not in this workbook", text);
    }
    return good;
}

t4_status t4_pages_notes(t4_page *page, t4_draft *draft, const t4_split *split, t4_error *err)
{
    t4_facts facts;
    bool good;

    t4_pages_begin(page, "notes", 2, 26, T4_PAGES_TEXT_WIDTH, 0);
    t4_facts_reading(&facts, draft, "en");
    good = t4_pages_add(page, T4_PAGES_TITLE, "Notes", NULL, NULL) &&
           t4_pages_add(page, T4_PAGES_HEADINGS, "Note", "Text", NULL) && t4_pages_facts(page, &facts) &&
           add_note(page, draft, "This workbook",
                    split->tables
                        ? "The tables of the workbook are table objects with labels beside the codes."
                        : "The workbook is large: its tables are plain ranges with a frozen header "
                          "line and a filter, without table objects and labels; labels are in "
                          "codes/.") &&
           add_note(page, draft, "Precision",
                    "A spreadsheet keeps 15 significant digits of a number; the CSV files keep "
                    "all.") &&
           add_omitted(page, draft, split);
    return good ? T4_OK : t4_fail_memory(err);
}

/* --- above a table --------------------------------------------------------- */

static void shorthand_line(const t4_draft *draft, char text[T4_FACT_TEXT])
{
    size_t n = 0;

    for (const t4_fact_status *row = t4_fact_statuses; row->code && n < T4_FACT_TEXT - 1; row++)
        if (draft->survey.status[(unsigned char)row->code] && row->shorthand[0])
            n += (size_t)snprintf(text + n, T4_FACT_TEXT - n, "%s%s %s",
                                  n ? "; " : "Shorthand in the status columns: ", row->shorthand,
                                  row->label);
    if (!n)
        snprintf(text, T4_FACT_TEXT, "No shorthand is used; an empty status is a normal value.");
}

t4_status t4_pages_title(t4_page *page, const t4_draft *draft, const t4_split_sheet *part,
                         t4_error *err)
{
    char title[T4_FACT_TEXT], what[T4_FACT_TEXT], text[2 * T4_FACT_TEXT + 64];
    bool good;

    t4_pages_begin(page, NULL, 1, 0, 0, 0);
    t4_facts_title(draft, "en", title);
    describe_part(draft, part, what);
    snprintf(text, sizeof text, "%s: %s", title, what);
    good = t4_pages_add(page, T4_PAGES_TITLE, text, NULL, NULL) &&
           t4_pages_add(page, T4_PAGES_LINE, "One row for each period, flow, code and partner; partner W00 "
               "is the world, G_... a group of partners.", NULL, NULL);
    shorthand_line(draft, what);
    good = good && t4_pages_add(page, T4_PAGES_LINE, what, NULL, NULL);
    snprintf(text, sizeof text, "%s%s%sNotes are on the sheet Notes.",
             draft->waiver ? "NOT CERTIFIED: " : "", draft->waiver ? draft->waiver : "",
             draft->waiver ? ". " : "");
    good = good && t4_pages_add(page, draft->waiver ? T4_PAGES_STRONG : T4_PAGES_LINE, text, NULL, NULL);
    return good ? T4_OK : t4_fail_memory(err);
}
