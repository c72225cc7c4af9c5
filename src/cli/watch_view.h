/* SPDX-License-Identifier: MIT */
/* What a watch list finds in flows, as tables and as a page. */
#ifndef T4_CLI_WATCH_VIEW_H
#define T4_CLI_WATCH_VIEW_H

#include "cli/program.h"
#include "watch/watched.h"

typedef struct {
    const t4_watched *watched;
    const t4_flows *flows;
    const t4_watchlist *list;
    const t4_listing_maps *maps;
    const char *as_of;           /* NULL = each period's own day */
    int by;                      /* t4_watched_by */
} t4_watch_shown;

t4_status t4_watch_print(t4_program *program, const t4_watch_shown *w, t4_error *err);
/* paths: the list and the files of flows. */
t4_status t4_watch_page(t4_program *program, const t4_watch_shown *w, const char *path, const char *const *paths,
                        size_t count, t4_error *err);

#endif
