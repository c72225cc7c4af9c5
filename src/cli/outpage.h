/* SPDX-License-Identifier: MIT */
/* A page of results: title, sentences, tables, charts, sources, limits; one file, offline, readable without scripts. */
#ifndef T4_CLI_OUTPAGE_H
#define T4_CLI_OUTPAGE_H

#include "base/buffer.h"
#include "cli/terminal.h"

/* The sentence under every page and report of the watchdog's side. */
#define T4_OUTPAGE_LEADS "Findings are statistical leads, not proof of an offence."

/* Want of memory on the way is told by t4_outpage_save(). */
typedef struct {
    t4_buffer out;
    t4_buffer charts;    /* scripts that draw the charts anew, put at the end */
    int chart_count;
    bool failed;
} t4_outpage;

/* Title and style. warning: a line that stands out ("Confidential: ..."); NULL = none. */
void t4_outpage_begin(t4_outpage *page, const char *title, const char *warning);
void t4_outpage_release(t4_outpage *page);
/* All texts are escaped here. */
void t4_outpage_heading(t4_outpage *page, const char *text);
void t4_outpage_paragraph(t4_outpage *page, const char *text);
void t4_outpage_quiet(t4_outpage *page, const char *text);
/* One item for each line of the text. */
void t4_outpage_sentences(t4_outpage *page, const char *text);
/* The first `most` rows (0 = all) of a table that is not printed yet; how many more there are is told with `rest`. */
void t4_outpage_table(t4_outpage *page, const char *id, const t4_table *table, size_t most, const char *rest);

/* A horizontal bar from `from` to `to`; a mark across it, NAN = none. */
typedef struct {
    const char *label, *note;   /* note: shown on pointing; NULL = none */
    double from, to, mark;
} t4_outpage_bar;

/* Drawn as SVG in the page and anew by the chart library where the program has it (templates/vega.js). */
void t4_outpage_bars(t4_outpage *page, const char *caption, const char *axis, const t4_outpage_bar *bars, size_t count);

/* A point of a line; the places of x follow one another as they first occur. */
typedef struct {
    const char *series, *x;
    double y;                   /* NAN: the line is broken here */
} t4_outpage_point;

enum { T4_OUTPAGE_SERIES = 7 };    /* most lines of one chart; further ones are left out and that is said */

void t4_outpage_lines(t4_outpage *page, const char *caption, const char *axis, const t4_outpage_point *points, size_t count);
/* Any other chart: an SVG (trusted) and a specification for the library (JSON; NULL = none). */
void t4_outpage_chart(t4_outpage *page, const char *caption, const t4_buffer *svg, const t4_buffer *specification);
/* Names of the files, their SHA-256 (of a release folder: of its SHA256SUMS or manifest). */
void t4_outpage_sources(t4_outpage *page, const char *const *paths, size_t count);
/* "What this cannot say": one item for each line of the text, and T4_OUTPAGE_LEADS. */
void t4_outpage_limits(t4_outpage *page, const char *text);
/* What draws the charts anew; t4_outpage_save() puts it, as must who takes page->out elsewhere. */
void t4_outpage_scripts(t4_outpage *page);
/* The end, and the file, whole or not at all; an existing one is refused without force. */
t4_status t4_outpage_save(t4_outpage *page, const char *path, unsigned mode, bool force, t4_error *err);

/* The style of our pages, for one that is put together elsewhere. */
extern const char t4_outpage_style[];
/* Append the chart library as a script element; false where the program has none. */
bool t4_outpage_library(t4_buffer *out);
/* Append a text as JSON that may stand in a script element. */
bool t4_outpage_script_text(t4_buffer *out, const char *text);

#endif
