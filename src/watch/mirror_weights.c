/* SPDX-License-Identifier: MIT */
/* How far each reporter is off, from all its partners: errors of exports and of imports, and means weighted by them. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "stats/gap.h"
#include "stats/robust.h"
#include "watch/mirror_work.h"

enum { ROUNDS = 50, PAIRS_LEAST = 3 };
/* Log gaps count as at most so many robust spreads; no reporter is better than this share of the mean variance. */
static const double CUT = 3, LEAST_SHARE = 0.05;

/* A pair in a period: who, and the square of its centred log gap. */
typedef struct {
    uint32_t exporter, importer;
    double square;
} gap;

typedef struct {
    gap *gaps;
    size_t count, room;
    double *variance[2], *sum;
    size_t *pairs[2];
} solving;

static t4_status collect(const t4_mirror_work *w, solving *s, t4_error *err)
{
    double *logs, middle = 0, mad = 0;
    t4_status status = T4_OK;

    for (size_t i = 0; i < w->count; i++)
        for (size_t x = 0; w->pairs[i].exports && w->pairs[i].imports && x < w->exports->n; x++) {
            size_t m = t4_series_find(w->imports, w->exports->periods[x]);
            double sent = w->pairs[i].exports->value[x], arrived = m == SIZE_MAX ? 0 : w->pairs[i].imports->value[m];

            if (!(sent > 0) || !(arrived > 0))
                continue;
            if (!t4_grow(&s->gaps, &s->room, s->count, sizeof *s->gaps))
                return t4_fail_memory(err);
            s->gaps[s->count++] = (gap){w->pairs[i].exporter, w->pairs[i].importer, log(arrived / sent)};
        }
    logs = t4_alloc(s->count + 1, sizeof *logs);
    if (!logs)
        return t4_fail_memory(err);
    for (size_t i = 0; i < s->count; i++)
        logs[i] = s->gaps[i].square;
    if (s->count)   /* freight and what all pairs have in common */
        status = t4_robust_scale(logs, s->count, &middle, &mad);
    for (size_t i = 0; i < s->count; i++) {
        double off = fabs(logs[i] - middle);

        off = mad > 0 ? fmin(off, CUT * mad) : off;
        s->gaps[i].square = off * off;
    }
    t4_free(logs);
    return status ? t4_fail_memory(err) : T4_OK;
}

/* Both sides get the same mean over all pairs; none is left better than a small part of it. */
static void share(const solving *s, size_t places)
{
    double mean[2] = {0};

    for (size_t i = 0; i < s->count; i++) {
        mean[0] += s->variance[0][s->gaps[i].exporter] / (double)s->count;
        mean[1] += s->variance[1][s->gaps[i].importer] / (double)s->count;
    }
    for (int side = 0; side < 2; side++)
        for (size_t p = 0; p < places; p++)
            s->variance[side][p] = fmax(LEAST_SHARE * (mean[0] + mean[1]) / 2,
                                        s->variance[side][p] + (mean[!side] - mean[side]) / 2);
}

/*
 * square of a gap = variance of the exporter + variance of the importer, in the mean: each is the mean of what the others
 * leave, in turn (two-way analysis of variance; compare Gaulier and Zignago 2010).  What all exporters have in common cannot be
 * told from what all importers have: it is shared equally.
 */
static void solve(const solving *s, size_t places)
{
    for (int round = 0; round < 2 * ROUNDS; round++) {
        int side = round % 2;

        for (size_t p = 0; p < places; p++)
            s->sum[p] = 0;
        for (size_t i = 0; i < s->count; i++) {
            const gap *g = &s->gaps[i];

            s->sum[side ? g->importer : g->exporter] += g->square - s->variance[!side][side ? g->exporter : g->importer];
        }
        for (size_t p = 0; p < places; p++)
            if (s->pairs[side][p])
                s->variance[side][p] = s->sum[p] / (double)s->pairs[side][p];
    }
    share(s, places);
}

static int by_error(const void *left, const void *right)
{
    const struct t4_mirror_error *a = left, *b = right;

    if (a->sd < b->sd || a->sd > b->sd)
        return a->sd < b->sd ? -1 : 1;
    if (a->exporter != b->exporter)
        return a->exporter ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

/* Reporters with too few pairs get the mean error of their side. */
static t4_status keep(t4_mirror_work *w, const solving *s, size_t places, t4_error *err)
{
    t4_mirror *mirror = w->mirror;

    mirror->errors = t4_alloc(2 * places + 1, sizeof *mirror->errors);
    if (!mirror->errors)
        return t4_fail_memory(err);
    for (int side = 0; side < 2; side++) {
        double all = 0;
        size_t known = 0;

        for (size_t p = 0; p < places; p++)
            if (s->pairs[side][p] >= PAIRS_LEAST) {
                all += s->variance[side][p];
                known++;
            }
        for (size_t p = 0; p < places; p++) {
            bool enough = s->pairs[side][p] >= PAIRS_LEAST;

            w->sd[side][p] = sqrt(enough ? s->variance[side][p] : known ? all / (double)known : 1);
            if (enough)
                mirror->errors[mirror->error_count++] =
                    (struct t4_mirror_error){(uint32_t)p, side == 0, w->sd[side][p], s->pairs[side][p]};
        }
    }
    qsort(mirror->errors, mirror->error_count, sizeof *mirror->errors, by_error);
    return T4_OK;
}

t4_status t4_mirror_find_errors(t4_mirror_work *w, t4_error *err)
{
    size_t places = t4_dict_count(w->flows->places);
    solving s = {.gaps = NULL, .sum = t4_alloc_zero(places + 1, sizeof *s.sum)};
    t4_status status = s.sum ? T4_OK : t4_fail_memory(err);

    for (int side = 0; side < 2; side++) {
        s.variance[side] = t4_alloc_zero(places + 1, sizeof *s.variance[side]);
        s.pairs[side] = t4_alloc_zero(places + 1, sizeof *s.pairs[side]);
        w->sd[side] = t4_alloc_zero(places + 1, sizeof *w->sd[side]);
        if (!status && (!s.variance[side] || !s.pairs[side] || !w->sd[side]))
            status = t4_fail_memory(err);
    }
    if (!status)
        status = collect(w, &s, err);
    for (size_t i = 0; !status && i < s.count; i++) {
        s.pairs[0][s.gaps[i].exporter]++;
        s.pairs[1][s.gaps[i].importer]++;
    }
    if (!status) {
        solve(&s, places);
        status = keep(w, &s, places, err);
    }
    for (int side = 0; side < 2; side++) {
        t4_free(s.variance[side]);
        t4_free(s.pairs[side]);
    }
    t4_free(s.gaps);
    t4_free(s.sum);
    return status;
}

double t4_mirror_weigh(const t4_mirror_work *w, const t4_mirror_pair *pair, double sent, double arrived)
{
    return w->sd[0] ? t4_gap_weighted(sent, arrived, w->sd[0][pair->exporter], w->sd[1][pair->importer]) : 0;
}
