/* SPDX-License-Identifier: MIT */
#include "cli/watch_view.h"

#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "cli/codes_convert.h"
#include "cli/outpage.h"

static const char *const keys[] = {"total", "tier", "heading", "partner", "period", "reporter"};

enum { BARS = 30 };  /* rows that the chart of the page shows */

static const char limits[] =
    "A code of the list says what goods are called, not what they are, nor who used them for what.\n"
    "Possibly listed is a bound: nothing to all of it. So is hidden: the most that it can be.\n"
    "Goods that were declared under another code are not seen.\n";

static void put_amount(t4_table *table, t4_int128 amount, bool full)
{
    char text[T4_DECIMAL_TEXT];
    t4_int128 rounded = 0;

    t4_decimal_rescale(amount, T4_FLOWS_DECIMALS, full ? 2 : 0, &rounded);
    t4_decimal_print(rounded, full ? 2 : 0, text);
    t4_table_text(table, text);
}

static void put_row(t4_table *table, const t4_watched_row *row, bool full)
{
    t4_table_text(table, row->key);
    put_amount(table, row->listed, full);
    put_amount(table, row->possibly, full);
    put_amount(table, row->hidden, full);
    put_amount(table, row->not_listed, full);
    t4_table_count(table, row->rows);
    t4_table_count(table, row->hidden_rows);
    t4_table_count(table, row->unbounded);
    put_amount(table, row->unmapped, full);
    t4_table_count(table, row->mapped);
}

/* Below the table: what the columns mean, which editions the rows are of, and how they came to the list's. */
static bool put_foot(t4_buffer *out, const t4_watch_shown *w)
{
    const t4_watched *watched = w->watched;
    char fewer[24] = "";
    bool good;

    if (watched->coarsest < watched->level)
        snprintf(fewer, sizeof fewer, "%d to ", watched->coarsest);
    good = t4_buffer_printf(out, "%s%s%s, rows of %s%d digits, %s. Possibly: codes of which only a part is listed, 0 to this.\n"
                            "Hidden at most: what open codes leave of open headings. Unbounded: hidden below no open heading.\n"
                            "Unmapped: of another edition and not mapped, so neither listed nor not.\n",
                            t4_watchlist_name(w->list), w->as_of ? " as of " : "", w->as_of ? w->as_of : "", fewer, watched->level,
                            *w->flows->currency ? w->flows->currency : "currency not said");
    if (watched->unknown)
        good = good && t4_buffer_printf(out, "%llu rows have residual codes: as far as their digits go.\n",
                                        (unsigned long long)watched->unknown);
    good = good && t4_buffer_printf(out, "List: edition %s%s.", *w->maps->list.name ? w->maps->list.name : "not said",
                                    w->maps->guessed ? " (not said; it has all of its codes)" : "");
    for (size_t i = 0; good && i < w->maps->count; i++)
        if (w->maps->of[i].foreign)
            good = t4_buffer_printf(out, " Codes of %s: %s.", w->maps->of[i].edition.name,
                                    w->maps->of[i].map ? "mapped" : "unmapped, as no map leads there: name one with --map FILE");
    good = good && t4_buffer_putc(out, '\n');
    for (size_t i = 0; good && i < w->maps->count; i++)
        if (w->maps->of[i].map)
            good = t4_codes_convert_tell(out, w->maps->of[i].map);
    return good;
}

static t4_status fill(t4_table *table, const t4_watch_shown *w, bool full, t4_error *err)
{
    char headers[200];
    t4_status status;

    snprintf(headers, sizeof headers, full ? "%s|#listed|#possibly_listed|#hidden_at_most|#not_listed|#rows|#hidden_rows|#unbounded|#unmapped|#mapped_rows"
                                           : "%s|#listed|#possibly|#hidden at most|#not listed|#rows|#hidden|#unbounded|#unmapped|#mapped rows",
             keys[w->by]);
    status = t4_table_init(table, headers, err);
    for (size_t i = 0; !status && i < w->watched->count; i++)
        put_row(table, &w->watched->rows[i], full);
    return status;
}

t4_status t4_watch_print(t4_program *program, const t4_watch_shown *w, t4_error *err)
{
    bool full = program->common.format != T4_FORMAT_TEXT;
    t4_buffer text;
    t4_table table;
    t4_status status = fill(&table, w, full, err);

    t4_buffer_init(&text, 0);
    if (!status)
        status = t4_table_print(&table, &program->out, (t4_format)program->common.format, 0, err);
    if (!status && !full && !put_foot(&text, w))
        status = t4_fail_memory(err);
    if (!status && !full)
        fprintf(program->out.file, "\n%s", t4_buffer_text(&text));
    t4_table_release(&table);
    t4_buffer_release(&text);
    return status;
}

/* --- the page -------------------------------------------------------------------------------- */

/* From what is listed to the most that it can be. */
static t4_status put_bars(t4_outpage *page, const t4_watch_shown *w, t4_error *err)
{
    t4_outpage_bar *bars = t4_alloc(w->watched->count + 1, sizeof *bars);
    const double one = 10000;
    size_t n = 0;

    if (!bars)
        return t4_fail_memory(err);
    for (size_t i = 0; i < w->watched->count && n < BARS; i++) {
        const t4_watched_row *row = &w->watched->rows[i];
        double listed = (double)row->listed / one, most = listed + (double)row->possibly / one + (double)row->hidden / one;

        if (most > 0)
            bars[n++] = (t4_outpage_bar){.label = row->key, .from = listed, .to = most, .mark = listed};
    }
    if (n)
        t4_outpage_bars(page, "Listed value: the mark is what is listed, the bar reaches to the most that it can be",
                        *w->flows->currency ? w->flows->currency : "value", bars, n);
    t4_free(bars);
    return T4_OK;
}

t4_status t4_watch_page(t4_program *program, const t4_watch_shown *w, const char *path, const char *const *paths,
                        size_t count, t4_error *err)
{
    char title[120];
    t4_outpage page;
    t4_buffer text;
    t4_table table;
    t4_status status = fill(&table, w, false, err);

    t4_buffer_init(&text, 0);
    snprintf(title, sizeof title, "Watch list %.80s by %s", t4_watchlist_name(w->list), keys[w->by]);
    t4_outpage_begin(&page, title, NULL);
    if (!status && !put_foot(&text, w))
        status = t4_fail_memory(err);
    if (!status)
        status = put_bars(&page, w, err);
    if (!status) {
        t4_outpage_heading(&page, "In figures");
        t4_outpage_table(&page, "watch", &table, 0, "");
        t4_outpage_heading(&page, "How to read it");
        t4_outpage_sentences(&page, t4_buffer_text(&text));
        t4_outpage_sources(&page, paths, count);
        t4_outpage_limits(&page, limits);
        status = t4_outpage_save(&page, path, 0666, program->common.force, err);
    }
    t4_outpage_release(&page);
    t4_table_release(&table);
    t4_buffer_release(&text);
    return status;
}
