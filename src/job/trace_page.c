/* SPDX-License-Identifier: MIT */
/* The way of one lot on one page: who had it, when, on which papers, drawn and as a table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/outfile.h"
#include "job/trace_files.h"

enum { ROW = 46, LEFT = 130, COLUMN = 170, COLUMNS_MOST = 40, EVENTS_MOST = 2000 };

typedef struct {
    const t4_traced *traced;
    uint32_t lot;
    const t4_trace_event **events;
    size_t count, room;
    uint32_t lanes[COLUMNS_MOST];   /* holders in the order in which they had the lot */
    size_t lane_count;
    t4_buffer out;
} page;

static bool put_text(t4_buffer *out, const char *text)
{
    bool good = true;

    for (; good && *text; text++)
        switch (*text) {
        case '&': good = t4_buffer_puts(out, "&amp;"); break;
        case '<': good = t4_buffer_puts(out, "&lt;"); break;
        case '>': good = t4_buffer_puts(out, "&gt;"); break;
        case '"': good = t4_buffer_puts(out, "&quot;"); break;
        default: good = (unsigned char)*text < ' ' || t4_buffer_putc(out, *text);
        }
    return good;
}

static int by_day(const void *left, const void *right, void *ledger)
{
    const t4_trace_event *a = *(const t4_trace_event *const *)left, *b = *(const t4_trace_event *const *)right;
    bool out_a = a->type >= T4_TRACE_TRANSFER, out_b = b->type >= T4_TRACE_TRANSFER;

    if (a->date != b->date)
        return a->date < b->date ? -1 : 1;
    if (out_a != out_b)
        return out_a ? 1 : -1;
    return strcmp(t4_trace_event_id(ledger, a), t4_trace_event_id(ledger, b));
}

static t4_status collect(page *p, const char *lot, t4_error *err)
{
    t4_trace_ledger *ledger = p->traced->ledger;

    for (size_t i = 0; i < t4_trace_events(ledger); i++) {
        const t4_trace_event *e = t4_trace_event_at(ledger, i);

        if (e->type == T4_TRACE_CANCEL || strcmp(t4_trace_name_text(ledger, e->lot), lot))
            continue;
        if (p->count == EVENTS_MOST)
            return t4_fail(err, T4_ERR_MEMORY, "lot '%.60s' has more than %d events; a page shows no more", lot,
                           EVENTS_MOST);
        if (!t4_grow(&p->events, &p->room, p->count, sizeof *p->events))
            return t4_fail_memory(err);
        p->events[p->count++] = e;
    }
    if (!p->count)
        return t4_fail(err, T4_ERR_DATA, "no event names lot '%.60s'", lot);
    qsort_r(p->events, p->count, sizeof *p->events, by_day, ledger);
    return T4_OK;
}

/* The column of a holder; the last one stands for all that are too many. */
static size_t lane_of(page *p, uint32_t holder)
{
    for (size_t i = 0; i < p->lane_count; i++)
        if (p->lanes[i] == holder)
            return i;
    if (p->lane_count == COLUMNS_MOST)
        return COLUMNS_MOST - 1;
    p->lanes[p->lane_count] = holder;
    return p->lane_count++;
}

static void find_lanes(page *p)
{
    for (size_t i = 0; i < p->count; i++) {
        if (p->events[i]->from != T4_DICT_NONE)
            lane_of(p, p->events[i]->from);
        if (p->events[i]->to != T4_DICT_NONE)
            lane_of(p, p->events[i]->to);
    }
}

static const char *amount(const page *p, t4_int128 value, char text[T4_DECIMAL_TEXT])
{
    t4_decimal_print_short(value, t4_trace_decimals(p->traced->ledger), text);
    return text;
}

/* --- the drawing --------------------------------------------------------------------- */

static bool draw_lanes(page *p)
{
    bool good = true;

    for (size_t i = 0; good && i < p->lane_count; i++) {
        int x = LEFT + (int)i * COLUMN + COLUMN / 2;

        good = t4_buffer_printf(&p->out, "<line class='lane' x1='%d' y1='34' x2='%d' y2='%zu'/>"
                                         "<text class='holder' x='%d' y='22'>", x, x, 44 + p->count * ROW, x) &&
               put_text(&p->out, t4_trace_name_text(p->traced->ledger, p->lanes[i])) &&
               t4_buffer_puts(&p->out, "</text>\n");
    }
    return good;
}

static bool draw_arrow(page *p, const t4_trace_event *e, int y)
{
    const t4_trace_ledger *ledger = p->traced->ledger;
    bool has_from = e->from != T4_DICT_NONE, has_to = e->to != T4_DICT_NONE;
    int from = has_from ? LEFT + (int)lane_of(p, e->from) * COLUMN + COLUMN / 2 : 0;
    int to = has_to ? LEFT + (int)lane_of(p, e->to) * COLUMN + COLUMN / 2 : 0;
    char text[T4_DECIMAL_TEXT];

    if (!has_from)
        from = to - COLUMN / 2 + 14;
    if (!has_to)
        to = from + COLUMN / 2 - 14;
    if (from == to)
        to += 18;
    return t4_buffer_printf(&p->out, "<g class='%s%s'><line x1='%d' y1='%d' x2='%d' y2='%d' marker-end='url(#a)'/>"
                                     "<text x='%d' y='%d'>", t4_trace_type_name((t4_trace_type)e->type),
                            e->cancelled ? " cancelled" : "", from, y, to + (to > from ? -4 : 4), y,
                            (from + to) / 2, y - 6) &&
           t4_buffer_printf(&p->out, "%s %s ", t4_trace_type_name((t4_trace_type)e->type),
                            amount(p, e->quantity, text)) &&
           put_text(&p->out, t4_trace_place_text(ledger, e->unit)) && t4_buffer_puts(&p->out, "</text></g>\n");
}

static bool draw(page *p)
{
    size_t width = LEFT + p->lane_count * COLUMN + 20, height = 56 + p->count * ROW;
    bool good = t4_buffer_printf(&p->out, "<svg role='img' aria-label='Way of the lot; the table below says the same' "
                                          "viewBox='0 0 %zu %zu' width='%zu' height='%zu'>"
                                          "<defs><marker id='a' viewBox='0 0 8 8' refX='7' refY='4' markerWidth='7' "
                                          "markerHeight='7' orient='auto-start-reverse'><path d='M0 0L8 4L0 8z'/>"
                                          "</marker></defs>\n", width, height, width, height) && draw_lanes(p);

    for (size_t i = 0; good && i < p->count; i++) {
        char day[16];

        t4_trace_day_print(p->events[i]->date, day);
        good = t4_buffer_printf(&p->out, "<text class='day' x='8' y='%zu'>%s</text>", 64 + i * ROW, day) &&
               draw_arrow(p, p->events[i], (int)(60 + i * ROW));
    }
    return good && t4_buffer_puts(&p->out, "</svg>\n");
}

/* --- the tables ---------------------------------------------------------------------- */

static bool put_cell(page *p, const char *text)
{
    return t4_buffer_puts(&p->out, "<td>") && put_text(&p->out, text) && t4_buffer_puts(&p->out, "</td>");
}

static bool table_row(page *p, const t4_trace_event *e)
{
    const t4_trace_ledger *ledger = p->traced->ledger;
    char day[16], text[T4_DECIMAL_TEXT];

    t4_trace_day_print(e->date, day);
    return t4_buffer_puts(&p->out, e->cancelled ? "<tr class='cancelled'>" : "<tr>") && put_cell(p, day) &&
           put_cell(p, t4_trace_event_id(ledger, e)) && put_cell(p, t4_trace_type_name((t4_trace_type)e->type)) &&
           put_cell(p, t4_trace_name_text(ledger, e->from)) && put_cell(p, t4_trace_name_text(ledger, e->to)) &&
           put_cell(p, t4_trace_name_text(ledger, e->code)) &&
           t4_buffer_printf(&p->out, "<td class='n'>%s</td>", amount(p, e->quantity, text)) &&
           put_cell(p, t4_trace_place_text(ledger, e->unit)) && put_cell(p, t4_trace_document(ledger, e)) &&
           put_cell(p, e->cancelled ? "cancelled" : "") && t4_buffer_puts(&p->out, "</tr>\n");
}

static bool put_findings(page *p)
{
    const t4_trace_result *result = &p->traced->result;
    bool good = t4_buffer_puts(&p->out, "<h2>Leads</h2>\n<ul>\n");
    size_t told = 0;

    for (size_t i = 0; good && i < result->finding_count; i++) {
        const t4_trace_finding *f = &result->findings[i];
        char explanation[T4_TRACE_EXPLANATION];

        if (t4_trace_event_at(p->traced->ledger, f->event)->lot != p->events[0]->lot)
            continue;
        if (t4_trace_explain(result, f, explanation, NULL))
            return false;
        told++;
        good = t4_buffer_printf(&p->out, "<li><b>T%02d</b> event ", f->check) &&
               put_text(&p->out, t4_trace_event_id(p->traced->ledger, t4_trace_event_at(p->traced->ledger, f->event))) &&
               t4_buffer_puts(&p->out, ": ") && put_text(&p->out, explanation) && t4_buffer_puts(&p->out, "</li>\n");
    }
    if (good && !told)
        good = t4_buffer_puts(&p->out, "<li>none</li>\n");
    return good && t4_buffer_puts(&p->out, "</ul>\n");
}

static const char head[] =
    "<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'>"
    "<meta name='viewport' content='width=device-width,initial-scale=1'>\n<style>\n"
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1b1f24;background:#fff}\n"
    "h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}.scroll{overflow-x:auto}\n"
    "table{border-collapse:collapse}td,th{padding:.3rem .7rem;border-bottom:1px solid #d5d9de;text-align:left}\n"
    ".n{text-align:right;font-variant-numeric:tabular-nums}\n"
    "svg text{font:12px system-ui,sans-serif;text-anchor:middle;fill:#1b1f24;paint-order:stroke;stroke:#fff;stroke-width:4px}svg .day{text-anchor:start;fill:#57606a}\n"
    "svg .holder{font-weight:600}svg .lane{stroke:#d5d9de;stroke-width:2}svg g line{stroke:#0b5394;stroke-width:2}\n"
    "svg path{fill:#0b5394}svg .EXPORT line,svg .EAEU_OUT line{stroke:#a33b00}.cancelled{opacity:.5;text-decoration:line-through}\n"
    "</style>\n<title>";

static bool put_page(page *p, const char *lot)
{
    bool good = t4_buffer_puts(&p->out, head) && t4_buffer_puts(&p->out, "Lot ") && put_text(&p->out, lot) &&
                t4_buffer_puts(&p->out, "</title></head>\n<body>\n<h1>The way of lot ") && put_text(&p->out, lot) &&
                t4_buffer_puts(&p->out, "</h1>\n<p>Confidential: names single holders. Leads below are for people who "
                                        "can look at papers and goods; none is proof of an offence.</p>\n"
                                        "<div class='scroll' tabindex='0'>\n") &&
                draw(p) && t4_buffer_puts(&p->out, "</div>\n<h2>Events</h2>\n<div class='scroll' tabindex='0'><table>\n<thead><tr><th>day"
                                                   "</th><th>event</th><th>type</th><th>from</th><th>to</th><th>code</th><th "
                                                   "class='n'>quantity</th><th>unit</th><th>document</th><th>status</th></tr></thead>\n<tbody>\n");

    for (size_t i = 0; good && i < p->count; i++)
        good = table_row(p, p->events[i]);
    return good && t4_buffer_puts(&p->out, "</tbody></table></div>\n") && put_findings(p) &&
           t4_buffer_puts(&p->out, "</body></html>\n");
}

t4_status t4_trace_write_page(const t4_traced *traced, const t4_trace_options *options, t4_error *err)
{
    page p = {.traced = traced};
    t4_status status = collect(&p, options->lot, err);

    t4_buffer_init(&p.out, 0);
    if (!status) {
        find_lanes(&p);
        if (!put_page(&p, options->lot))
            status = t4_fail_memory(err);
    }
    if (!status)
        status = t4_outfile_save(NULL, options->html, &p.out, 0600, err);
    t4_buffer_release(&p.out);
    t4_free(p.events);
    return status;
}
