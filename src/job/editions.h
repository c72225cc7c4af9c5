/* SPDX-License-Identifier: MIT */
/* Correlation tables and shipped facts, joined into the chain that leads from one edition to another. */
#ifndef T4_JOB_EDITIONS_H
#define T4_JOB_EDITIONS_H

#include "base/run.h"
#include "model/correlation.h"
#include "watch/listing.h"

typedef struct {
    const char *const *maps;     /* files of correlation tables */
    size_t map_count;
    t4_families families;
} t4_editions_input;

/* T4_ERR_USAGE without a map: where such a table is to be had. */
t4_status t4_job_editions(t4_correlation **c, t4_run *run, const t4_editions_input *input, const t4_hsedition *from,
                          const t4_hsedition *to, t4_error *err);
/* The edition that a user's word names; T4_ERR_USAGE when it is none. */
t4_status t4_job_edition(const char *option, const char *text, t4_hsedition *edition, t4_error *err);

/* Where the editions of a list and of flows are not said by themselves; NULL = nothing. */
typedef struct {
    const char *list, *flows;
} t4_editions_said;

/*
 * The way from every edition that rows of flows name to that of a watch list.  codes: those of HS 2022, borrowed by
 * maps; a list whose codes all stand in it is taken to be of it.  Without a table an edition has no way; that is no
 * error.  list NULL: said->list is the edition to which all is brought.
 */
t4_status t4_job_listing_maps(t4_listing_maps *maps, t4_run *run, const t4_editions_input *input,
                              const t4_flows *flows, const t4_watchlist *list, const t4_codelist *codes,
                              const t4_editions_said *said, t4_error *err);

#endif
