/* SPDX-License-Identifier: MIT */
/* The totals of watch lists on the page of a release, as a table that needs no script. */
#include <string.h>

#include "base/memory.h"
#include "release/facts.h"
#include "release/webpage.h"

/* List aggregates of the latest period and the world; few, so that one table holds them. */
t4_status t4_weblists_collect(t4_webpage *page, t4_error *err)
{
    const t4_rows *rows = t4_protected_lists(page->draft->package->protected_);
    t4_row_block block = {0};
    t4_status status = T4_OK;

    for (size_t unit = 0; rows && unit < rows->units && !status; unit++) {
        status = rows->load(rows, 0, unit, &block, err);
        for (size_t k = 0; k < block.count[0] && !status; k++) {
            const t4_row *row = &block.rows[0][k];

            if (row->period != page->headline.latest || row->partner != T4_PARTNER_WORLD ||
                page->draft->rows->domain->dimension_count)
                continue;
            if (!t4_grow(&page->lists.rows, &page->lists.room, page->lists.count, sizeof *page->lists.rows))
                status = t4_fail_memory(err);
            else
                page->lists.rows[page->lists.count++] = *row;
        }
    }
    t4_row_block_release(&block);
    return status;
}

static bool put_line(const t4_webpage *page, const t4_row *row, t4_buffer *out)
{
    return t4_buffer_puts(out, "<tr><th scope=\"row\">") && t4_html_text(out, row->code) &&
           t4_buffer_puts(out, "</th><td>") && t4_html_say(out, t4_facts_flow((t4_flow)row->flow)) &&
           t4_buffer_puts(out, "</td>") && t4_webparts_amount(page, row, out) &&
           t4_buffer_puts(out, "</tr>\n");
}

bool t4_weblists_put(const t4_webpage *page, t4_buffer *out)
{
    bool good;

    if (!page->lists.count || !page->draft->columns.count)
        return true;
    good = t4_buffer_puts(out, "<h3 id=\"lists-title\">") &&
           t4_html_say(out, "Watch lists: the trade of all their codes together") &&
           t4_buffer_puts(out, "</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
                               "aria-labelledby=\"lists-title\"><table>\n<thead><tr><th scope=\"col\">") &&
           t4_html_say(out, "List") && t4_buffer_puts(out, "</th><th scope=\"col\">") &&
           t4_html_say(out, "Flow") && t4_buffer_puts(out, "</th><th scope=\"col\" class=\"number\">") &&
           t4_webparts_heading(page, out) && t4_buffer_puts(out, "</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < page->lists.count && good; i++)
        good = put_line(page, &page->lists.rows[i], out);
    return good && t4_buffer_puts(out, "</tbody></table></div>\n<p class=\"quiet\">") &&
           t4_html_say(out, "Which codes each list holds is in codes/lists.csv (REST: all of the heading but these); every "
                            "period and partner in data/lists.csv.") && t4_buffer_puts(out, "</p>\n");
}
