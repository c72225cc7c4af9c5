/* SPDX-License-Identifier: MIT */
/* One series under test: its points, season, first appearance, break, counts. */
#include <math.h>

#include "base/memory.h"
#include "stats/change.h"
#include "stats/counts.h"
#include "stats/fit.h"
#include "stats/power.h"
#include "stats/season.h"
#include "watch/guards.h"
#include "watch/surge_work.h"

enum { ENOUGH = 20 };            /* permutations as large after which no more are drawn */
/* A season that explains less of the yearly movement than this is left: medians of noise explain a fifth. */
static const double SEASON_LEAST = 0.5;

t4_status t4_surge_points_init(t4_surge_points *points, size_t periods)
{
    *points = (t4_surge_points){.y = t4_alloc(periods, sizeof(double)), .z = t4_alloc(periods, sizeof(double)),
                                .place = t4_alloc(periods, sizeof(double)), .at = t4_alloc(periods, sizeof(size_t)),
                                .month = t4_alloc(periods, sizeof(int))};
    return points->y && points->z && points->place && points->at && points->month ? T4_OK : T4_ERR_MEMORY;
}

void t4_surge_points_release(t4_surge_points *points)
{
    t4_free(points->y);
    t4_free(points->z);
    t4_free(points->place);
    t4_free(points->at);
    t4_free(points->month);
}

/* --- points ------------------------------------------------------------------------------------ */

static double median_traded(const t4_series_set *set, const t4_series *s, double *work, size_t *traded)
{
    double mad, median = 0;

    *traded = 0;
    for (size_t i = 0; i < set->n; i++)
        if (s->value[i] > 0 && !s->hidden[i])
            work[(*traded)++] = s->value[i];
    return *traded && !t4_robust_scale(work, *traded, &median, &mad) ? median : 0;
}

/*
 * Counts: square roots of all periods (Anscombe 1948).  Values: logs of those with trade; of sparse series ln(1 + v /
 * the median of what was traded) of all, so that a period without trade is as far below one as twice the
 * median is above it.
 */
static void take_points(const t4_surge_testing *t, const t4_series *s, bool sparse, t4_surge_points *p)
{
    size_t traded;
    double median = sparse ? median_traded(t->set, s, p->z, &traded) : 0;

    p->n = p->baseline = 0;
    for (size_t i = 0; i < t->set->n; i++) {
        double value = s->value[i];

        if (s->hidden[i] || (!(value > 0) && !sparse && !t->question->counts))
            continue;
        p->baseline += i < t->baseline;
        p->at[p->n] = i;
        p->place[p->n] = (double)i;
        p->month[p->n] = t4_period_first_month(t->set->periods[i]);
        p->y[p->n++] = t->question->counts ? sqrt(fmax(0, value) + 0.375) :
                       sparse ? log1p(fmax(0, value) / (median > 0 ? median : 1)) : log(value);
    }
}

static t4_status take_season(const t4_surge_testing *t, t4_surge_points *p, double *share)
{
    double season[T4_SEASON_MONTHS];
    t4_status status;

    *share = 0;
    if (!t->question->season || t4_period_kind_of(t->set->periods[0]) != T4_MONTH)
        return T4_OK;
    status = t4_season_find(p->y, p->month, p->n, season, share);
    if (status || *share < SEASON_LEAST) {
        *share = 0;
        return status;
    }
    for (size_t i = 0; i < p->n; i++)
        p->y[i] -= season[p->month[i] % T4_SEASON_MONTHS];
    return T4_OK;
}

/* --- first appearances ------------------------------------------------------------------------ */

/* The first period with trade, or n. */
static size_t first_of(const t4_series_set *set, const t4_series *s)
{
    size_t first = 0;

    while (first < set->n && !(s->value[first] > 0) && !s->hidden[first])
        first++;
    return first;
}

/*
 * The chance that all periods with trade fall so late when any place is as likely: C(n - silence, m) / C(n, m).
 * The first one counts as the evidence that there is such trade at all, so m is one less.
 */
static double chance_of_silence(size_t n, size_t silence, size_t traded)
{
    double p = 0;

    for (size_t i = 0; i + 1 < traded; i++)
        p += log((double)(n - silence - i)) - log((double)(n - i));
    return exp(p);
}

static bool look_for_first(const t4_surge_testing *t, const t4_series *s, t4_surge_found *found)
{
    size_t first = first_of(t->set, s);

    if (first < T4_SURGE_SILENCE || first + 1 >= t->set->n || !(s->value[first + 1] > 0))
        return false;
    found->at = first;
    found->rise = true;
    found->edition = t->set->level > 0 && !t->question->mapped && t4_guards_edition(t->set->periods[first]);
    found->state = found->edition ? T4_SURGE_EDITION : T4_SURGE_NEW;
    if (found->edition)
        return true;
    found->p = chance_of_silence(t->set->n, first, t->set->n - found->empty);
    for (size_t i = first; i < t->set->n; i++)
        found->after += s->value[i] / (double)(t->set->n - first);
    return true;
}

/* --- the tests ---------------------------------------------------------------------------------- */

/* Robust z after the baseline, by place and spread of the baseline; their cumulative sums. */
static t4_status date(const t4_surge_testing *t, t4_surge_points *p, t4_surge_found *found)
{
    t4_robust robust;
    size_t alarm;
    t4_status status = t4_robust_measure(p->y, p->baseline, &robust);

    if (status || robust.kind == T4_ROBUST_DEGENERATE)
        return status;
    found->z_most = -INFINITY;
    for (size_t i = p->baseline; i < p->n; i++) {
        p->z[i] = t4_robust_z(&robust, p->y[i]);
        found->z_most = fmax(found->z_most, p->z[i]);
        if (p->z[i] > t->question->z_alarm && found->z_first == SIZE_MAX)
            found->z_first = p->at[i];
    }
    alarm = t4_change_cusum(p->z + p->baseline, p->n - p->baseline, t->question->cusum_k, t->question->cusum_h, NULL);
    found->cusum_first = alarm == T4_CHANGE_NONE ? SIZE_MAX : p->at[p->baseline + alarm];
    return T4_OK;
}

static void measure_sides(const t4_series *s, const t4_surge_points *p, size_t length, t4_surge_found *found)
{
    found->before = found->after = 0;
    for (size_t i = 0; i < p->n; i++)
        *(i < length ? &found->before : &found->after) +=
            s->value[p->at[i]] / (double)(i < length ? length : p->n - length);
    found->rise = found->after > found->before;
}

/* Poisson and negative binomial tests of counts after the baseline against it, and the scan for a change of rate. */
static void test_counts(const t4_surge_testing *t, const t4_series *s, t4_surge_points *p, t4_surge_found *found)
{
    t4_counts_rates rates = {0, (double)p->baseline, 0, (double)(p->n - p->baseline)};
    t4_counts_scan scan;
    double most = 0, mean, size;

    for (size_t i = 0; i < p->n; i++) {
        p->z[i] = s->value[p->at[i]];
        *(i < p->baseline ? &rates.n0 : &rates.n1) += p->z[i];
        most = i < p->baseline ? 0 : fmax(most, p->z[i]);
    }
    scan = t4_counts_change(p->z, p->n);
    found->scan_g2 = scan.g2;
    found->scan_at = scan.at < p->n ? p->at[scan.at] : SIZE_MAX;
    if (p->baseline < T4_SURGE_BASELINE_LEAST || p->baseline == p->n)
        return;
    found->poisson_p = t4_counts_rise_p(&rates);
    size = t4_counts_nb_size(p->z, p->baseline, &mean);
    if (mean > 0)
        found->nb_p = isinf(size) ? t4_counts_poisson_p(most, mean) : t4_counts_nb_p(most, mean, size);
}

static t4_change_chance how(const t4_surge_testing *t, uint64_t seed, bool seasonal)
{
    return (t4_change_chance){.trim = t->question->trim, .block = t->question->block, .runs = t->question->runs,
                              .enough = ENOUGH, .tail = true, .seasonal = seasonal,
                              .seed = t->question->seed * 1000003 + seed};
}

static t4_status test(const t4_surge_testing *t, size_t index, const t4_series *s, t4_surge_points *p,
                      t4_surge_found *found)
{
    t4_change_chance chance = how(t, index, found->season > 0);
    t4_change_break seen = t4_change_sup_f(p->y, p->n, t->question->trim);
    t4_status status;

    if (seen.at == T4_CHANGE_NONE) {
        found->state = T4_SURGE_DEGENERATE;
        return T4_OK;
    }
    found->f = seen.f;
    found->at = p->at[seen.at];
    found->edition = t->set->level > 0 && !t->question->mapped && t4_guards_edition(t->set->periods[found->at]);
    measure_sides(s, p, seen.at, found);
    status = t4_change_p(&found->p, p->y, p->n, &chance);
    if (!status && t->question->counts)
        test_counts(t, s, p, found);
    return !status && p->baseline >= T4_SURGE_BASELINE_LEAST && p->baseline < p->n ? date(t, p, found) : status;
}

/* Sparse: too many periods without trade for logs. */
static bool is_sparse(const t4_surge_testing *t, const t4_surge_found *found)
{
    return !t->question->counts && found->empty * 4 > t->set->n;
}

t4_status t4_surge_test(const t4_surge_testing *t, size_t index, const t4_series *s, t4_surge_points *p,
                        t4_surge_found *found)
{
    bool sparse;
    t4_status status;

    *found = (t4_surge_found){.f = NAN, .p = NAN, .adjusted = NAN, .at = SIZE_MAX, .z_most = NAN, .z_first = SIZE_MAX,
                              .cusum_first = SIZE_MAX, .least_seen = NAN, .times = NAN, .error = NAN, .poisson_p = NAN,
                              .nb_p = NAN, .scan_g2 = NAN, .scan_at = SIZE_MAX};
    for (size_t i = 0; i < t->set->n; i++) {
        found->hidden += s->hidden[i];
        found->empty += !(s->value[i] > 0) && !s->hidden[i];
    }
    found->n = t->set->n - found->empty - found->hidden;
    if (look_for_first(t, s, found))
        return T4_OK;
    sparse = is_sparse(t, found);
    found->state = sparse ? T4_SURGE_SPARSE : T4_SURGE_TESTED;
    take_points(t, s, sparse, p);
    if (p->n < T4_SURGE_LEAST || found->n < (sparse || t->question->counts ? T4_SURGE_TRADED_LEAST : T4_SURGE_LEAST)) {
        found->state = sparse ? T4_SURGE_SPARSE : T4_SURGE_SHORT;
        return T4_OK;
    }
    status = take_season(t, p, &found->season);
    return status ? status : test(t, index, s, p, found);
}

t4_status t4_surge_chance(const t4_surge_testing *t, uint64_t seed, const t4_series *s, t4_surge_points *p, double *chance)
{
    t4_change_chance asked;
    t4_surge_found found = {.n = 0};
    double season;
    t4_status status;

    *chance = NAN;
    for (size_t i = 0; i < t->set->n; i++)
        found.empty += !(s->value[i] > 0) && !s->hidden[i];
    take_points(t, s, is_sparse(t, &found), p);
    if (p->n < T4_SURGE_LEAST)
        return T4_OK;
    status = take_season(t, p, &season);
    asked = how(t, seed, season > 0);
    return status ? status : t4_change_p(chance, p->y, p->n, &asked);
}

/* --- sizes ------------------------------------------------------------------------------------ */

/* The shift where the break stands, net of a trend: as a factor of the level before. */
static t4_status find_shift(const t4_surge_testing *t, const t4_series *s, t4_surge_points *p, t4_surge_found *found)
{
    double season;
    t4_fit_level level;
    size_t at = 0;
    t4_status status;

    take_points(t, s, false, p);
    status = take_season(t, p, &season);
    while (at < p->n && p->at[at] < found->at)
        at++;
    if (!status)
        status = t4_fit_shift(&level, p->place, p->y, p->n, at);
    if (!status) {
        found->times = exp(level.shift);
        found->error = level.error;
    }
    return status;
}

t4_status t4_surge_measure(const t4_surge_testing *t, const t4_series *s, double alpha, t4_surge_points *p,
                           t4_surge_found *found)
{
    t4_power_normal power = {0, (double)t->baseline, (double)(t->set->n - t->baseline), alpha};
    t4_robust robust;
    t4_status status = T4_OK;

    if (found->flagged && found->state == T4_SURGE_TESTED && !t->question->counts)
        status = find_shift(t, s, p, found);
    if (status || found->state == T4_SURGE_NEW || t->baseline < T4_SURGE_BASELINE_LEAST || t->set->n == t->baseline)
        return status;
    status = t4_robust_measure(s->value, t->baseline, &robust);
    power.sd = robust.spread;
    if (!status && robust.spread > 0)
        found->least_seen = t4_power_least(&power, 0.8);
    return status;
}
