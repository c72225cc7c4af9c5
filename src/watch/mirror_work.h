/* SPDX-License-Identifier: MIT */
/* What comparing two reporters shares between its files. */
#ifndef T4_WATCH_MIRROR_WORK_H
#define T4_WATCH_MIRROR_WORK_H

#include "watch/mirror.h"

/* A pair of places and a code with its series on both sides; NULL = that side has none. */
typedef struct {
    uint32_t importer, exporter, code;
    const t4_series *exports, *imports;
} t4_mirror_pair;

typedef struct {
    const t4_flows *flows;
    const t4_series_set *exports, *imports;
    const t4_mirror_question *question;
    t4_mirror *mirror;
    t4_mirror_pair *pairs;
    size_t count;
    uint32_t *rank;              /* of places */
    double *gaps;                /* room for the gaps of one importer */
    double *sd[2];               /* error of exports, of imports, by place; NULL without weights */
} t4_mirror_work;

/* Errors of all reporters, from every pair that both sides tell. */
t4_status t4_mirror_find_errors(t4_mirror_work *work, t4_error *err);
/* The weighted mean of two reports; 0 without weights. */
double t4_mirror_weigh(const t4_mirror_work *work, const t4_mirror_pair *pair, double sent, double arrived);

#endif
