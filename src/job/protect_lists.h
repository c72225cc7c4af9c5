/* SPDX-License-Identifier: MIT */
/* The files that rules of protection name: never, must, holdings, requests, waivers, coalitions. */
#ifndef T4_JOB_PROTECT_LISTS_H
#define T4_JOB_PROTECT_LISTS_H

#include "base/run.h"
#include "io/sheet.h"
#include "model/template.h"
#include "sdc/protect.h"

enum { T4_LIST_NEVER, T4_LIST_MUST, T4_LIST_REQUESTS, T4_LIST_WAIVERS, T4_LIST_SHOW, T4_LIST_FILES };

/* Owns what an input borrows. */
typedef struct {
    t4_sheet sheets[T4_LIST_FILES];
    t4_listed *listed[2];             /* never, must */
    size_t listed_count[2];
    t4_agreement *requests, *waivers;
    size_t request_count, waiver_count;
    t4_membership *members;           /* sorted by trader */
    size_t member_count, member_room;
    uint32_t *holding;                /* by trader, where no membership has dates; NULL else */
    size_t traders;
    t4_ally *allies;                  /* sorted, each once */
    size_t ally_count, ally_room;
    uint32_t coalitions;
} t4_protect_lists;

/*
 * never, must, publish.must_show (which counts as must): code, and flow, partner where not all are meant.
 * holdings: trader, holding, and from, until.
 * requests, waivers: trader (or a holding's name), code, and flow, partner ("*" = all), from, until, measures.
 * coalitions: trader, coalition; who is in a holding stands for all of it.
 * Ids are normalised as those of the records.  T4_ERR_DATA with file and line.
 */
t4_status t4_protect_lists_read(t4_protect_lists *lists, t4_run *run, const t4_template *template_,
                                const t4_domain *domain, t4_error *err);
void t4_protect_lists_use(const t4_protect_lists *lists, t4_protect_input *input);
void t4_protect_lists_release(t4_protect_lists *lists);
/*
 * CSV for the office: what became of every row of requests and waivers, by
 * file and line, no id: justified, unjustified, expired, unmatched; in how many figures.
 */
bool t4_protect_lists_report(const t4_protect_lists *lists, const t4_template *template_, t4_buffer *out);

#endif
