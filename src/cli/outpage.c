/* SPDX-License-Identifier: MIT */
#include "cli/outpage.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "cli/render.h"
#include "io/datadir.h"
#include "io/outfile.h"
#include "release/html.h"

const char t4_outpage_style[] =
    ":root{--ink:#17202a;--quiet:#566270;--paper:#fff;--soft:#f3f6f9;--line:#d5dde5;--accent:#0b5394;--warn:#8a3b00}"
    "body{margin:0 auto;max-width:72rem;padding:1.5rem;background:var(--paper);color:var(--ink);"
    "font:1rem/1.5 system-ui,\"Noto Sans\",\"DejaVu Sans\",sans-serif}"
    "h1{line-height:1.2;margin:.2rem 0}h2{margin:2rem 0 .5rem}.quiet{color:var(--quiet)}"
    ".warn{color:var(--warn);border:1px solid;border-radius:.4rem;padding:.4rem .8rem;display:inline-block;font-weight:600}"
    ".scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}"
    "th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}"
    "th{background:var(--soft);vertical-align:bottom}td.left,th.left,#designs :is(td,th):nth-child(2),#groups :is(td,th):nth-child(2){text-align:left}"
    "tr.best td{background:#eaf2fa}figure{margin:0}svg{max-width:100%;height:auto}li{margin:.3rem 0}"
    "code{overflow-wrap:anywhere}"
    "@media print{body{max-width:none;padding:0;font-size:9pt}.scroll{overflow:visible}tr{break-inside:avoid}}";

static void check(t4_outpage *page, bool good)
{
    page->failed = page->failed || !good;
}

static void put(t4_outpage *page, const char *markup)
{
    check(page, t4_buffer_puts(&page->out, markup));
}

/* Escaped, and nothing in it that turns text around or is no UTF-8. */
static void put_text(t4_outpage *page, const char *text)
{
    t4_buffer safe;

    t4_buffer_init(&safe, 0);
    check(page, t4_render_safe(&safe, text) && t4_buffer_text(&safe) && t4_html_text(&page->out, t4_buffer_text(&safe)));
    t4_buffer_release(&safe);
}

static void put_element(t4_outpage *page, const char *open, const char *text, const char *close)
{
    put(page, open);
    put_text(page, text);
    put(page, close);
}

void t4_outpage_begin(t4_outpage *page, const char *title, const char *warning)
{
    *page = (t4_outpage){.chart_count = 0};
    t4_buffer_init(&page->out, 0);
    t4_buffer_init(&page->charts, 0);
    put_element(page, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                "content=\"width=device-width\"><link rel=\"icon\" href=\"data:,\"><title>", title, "</title><style>");
    put(page, t4_outpage_style);
    put_element(page, "</style></head><body>\n<h1>", title, "</h1>\n");
    if (warning)
        put_element(page, "<p class=\"warn\">", warning, "</p>\n");
}

void t4_outpage_release(t4_outpage *page)
{
    t4_buffer_release(&page->out);
    t4_buffer_release(&page->charts);
}

void t4_outpage_heading(t4_outpage *page, const char *text)
{
    put_element(page, "<h2>", text, "</h2>\n");
}

void t4_outpage_paragraph(t4_outpage *page, const char *text)
{
    put_element(page, "<p>", text, "</p>\n");
}

void t4_outpage_quiet(t4_outpage *page, const char *text)
{
    put_element(page, "<p class=\"quiet\">", text, "</p>\n");
}

static void put_items(t4_outpage *page, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");
        t4_buffer line;

        t4_buffer_init(&line, 0);
        check(page, t4_buffer_append(&line, text, n) && t4_buffer_text(&line));
        if (n && !page->failed)
            put_element(page, "<li>", line.data, "</li>\n");
        t4_buffer_release(&line);
        text += n + (text[n] == '\n');
    }
}

void t4_outpage_sentences(t4_outpage *page, const char *text)
{
    put(page, "<ul>\n");
    put_items(page, text);
    put(page, "</ul>\n");
}

/* --- tables ---------------------------------------------------------------------------- */

/* A number with its thousands apart, and as it is in data-value. */
static void put_number(t4_outpage *page, const char *cell)
{
    size_t whole = strspn(cell + (*cell == '-'), "0123456789") + (*cell == '-'), from = *cell == '-';

    put_element(page, "<td data-value=\"", cell, "\">");
    if (whole - from > 3 && (cell[whole] == '\0' || cell[whole] == '.')) {
        if (from)
            put(page, "\u2212");
        for (size_t i = from; i < whole; i++)
            check(page, (i == from || (whole - i) % 3 || t4_buffer_putc(&page->out, ',')) &&
                            t4_buffer_putc(&page->out, cell[i]));
        put_text(page, cell + whole);
    } else {
        put_text(page, cell);
    }
    put(page, "</td>");
}

void t4_outpage_table(t4_outpage *page, const char *id, const t4_table *table, size_t most, const char *rest)
{
    size_t columns = (size_t)table->columns, rows = columns ? table->count / columns : 0;
    size_t shown = most && rows > most ? most : rows;

    check(page, !table->failed);
    put_element(page, "<div class=\"scroll\"><table id=\"", id, "\"><thead><tr>");
    for (size_t c = 0; c < columns; c++)
        put_element(page, table->is_number[c] ? "<th>" : "<th class=\"left\">", table->headers[c], "</th>");
    put(page, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < shown; i++) {
        put(page, "<tr>");
        for (size_t c = 0; c < columns; c++) {
            const char *cell = table->cells[i * columns + c];

            if (table->is_number[c])
                put_number(page, cell);
            else
                put_element(page, "<td class=\"left\">", cell, "</td>");
        }
        put(page, "</tr>\n");
    }
    put(page, "</tbody></table></div>\n");
    if (shown < rows) {
        check(page, t4_buffer_printf(&page->out, "<p class=\"quiet\">%zu more", rows - shown));
        put_element(page, rest ? ": " : ".", rest ? rest : "", "</p>\n");
    }
}

/* --- sources, limits, the file --------------------------------------------------------------- */

static bool digest_of(const char *path, char digest[T4_DIGEST_TEXT])
{
    static const char *const inside[] = {"SHA256SUMS", "manifest.json"};
    struct stat info;
    t4_error none = {0};
    char name[4096];

    if (stat(path, &info) != 0)
        return false;
    if (!S_ISDIR(info.st_mode))
        return S_ISREG(info.st_mode) && t4_digest_file(path, NULL, 0, digest, &none) == T4_OK;
    for (int i = 0; i < 2; i++) {
        t4_error error = {0};

        if (snprintf(name, sizeof name, "%s/%s", path, inside[i]) < (int)sizeof name &&
            t4_digest_file(name, NULL, 0, digest, &error) == T4_OK)
            return true;
    }
    return false;
}

void t4_outpage_sources(t4_outpage *page, const char *const *paths, size_t count)
{
    t4_outpage_heading(page, "Sources");
    put(page, "<ul id=\"sources\">\n");
    for (size_t i = 0; i < count; i++) {
        char digest[T4_DIGEST_TEXT];
        size_t n = strlen(paths[i]);

        while (n > 1 && paths[i][n - 1] == '/')
            n--;
        while (n && paths[i][n - 1] != '/')
            n--;
        put_element(page, "<li>", paths[i] + n, "");
        if (digest_of(paths[i], digest))
            put_element(page, " <code class=\"quiet\">sha256 ", digest, "</code>");
        put(page, "</li>\n");
    }
    put(page, "</ul>\n");
}

void t4_outpage_limits(t4_outpage *page, const char *text)
{
    t4_outpage_heading(page, "What this cannot say");
    put(page, "<ul id=\"limits\">\n");
    put_items(page, text);
    put_element(page, "<li>", T4_OUTPAGE_LEADS, "</li>\n</ul>\n");
}

bool t4_outpage_library(t4_buffer *out)
{
    t4_buffer library;
    t4_error none = {0};
    bool found;

    t4_buffer_init(&library, 0);
    found = t4_datadir_read("vega.js", &library, &none) == T4_OK && t4_buffer_puts(out, "<script>\n") &&
            t4_buffer_append(out, library.data, library.length) && t4_buffer_puts(out, "</script>\n");
    t4_buffer_release(&library);
    return found;
}

bool t4_outpage_script_text(t4_buffer *out, const char *text)
{
    t4_buffer json;
    bool good;

    t4_buffer_init(&json, 0);
    good = t4_render_json(&json, text) && t4_html_script(out, &json);
    t4_buffer_release(&json);
    return good;
}

void t4_outpage_scripts(t4_outpage *page)
{
    if (page->charts.length && t4_outpage_library(&page->out)) {
        put(page, "<script>\n");
        check(page, t4_buffer_append(&page->out, page->charts.data, page->charts.length));
        put(page, "</script>\n");
    }
}

t4_status t4_outpage_save(t4_outpage *page, const char *path, unsigned mode, bool force, t4_error *err)
{
    if (!force && strcmp(path, "-") && access(path, F_OK) == 0)
        return t4_fail(err, T4_ERR_USAGE, "'%s' exists; --force replaces it", path);
    t4_outpage_scripts(page);
    put(page, "</body></html>\n");
    if (page->failed)
        return t4_fail_memory(err);
    return t4_outfile_save(NULL, path, &page->out, mode, err);
}
