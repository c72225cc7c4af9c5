/* SPDX-License-Identifier: MIT */
/* The release page, index.html: templates/page/index.html filled from published figures; its parts, by name. */
#ifndef T4_RELEASE_WEBPAGE_H
#define T4_RELEASE_WEBPAGE_H

#include "release/explorer.h"
#include "release/headline.h"
#include "release/html.h"

/* What the parts are made from. */
typedef struct {
    t4_draft *draft;
    t4_headline headline;
    t4_buffer explorer;             /* the explorer's data */
    t4_headline_list lists;         /* of watch lists, the latest period, the world */
    t4_explorer_extent extent;
    t4_buffer dataset;              /* schema.org's description, JSON */
} t4_webpage;

/*
 * A placeholder {{name}} of the template and what takes its place; false
 * without memory.  An office's own template may leave any of them out.
 */
typedef struct {
    const char *name;
    bool (*put)(const t4_webpage *page, t4_buffer *out);
} t4_webpage_part;

/* Fill page->lists; needs page->headline. */
t4_status t4_weblists_collect(t4_webpage *page, t4_error *err);
bool t4_weblists_put(const t4_webpage *page, t4_buffer *out);
/* A cell of the first measure: its number or why there is none; the period and what the measure is. */
bool t4_webparts_amount(const t4_webpage *page, const t4_row *row, t4_buffer *out);
bool t4_webparts_heading(const t4_webpage *page, t4_buffer *out);

/* Parts of text and tables (release/webparts.c); ends with a NULL name. */
extern const t4_webpage_part t4_webparts[];

#endif
