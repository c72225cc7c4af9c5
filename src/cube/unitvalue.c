/* SPDX-License-Identifier: MIT */
/* Records whose unit value is far from the usual one of their code and flow, robustly. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "cube/internal.h"
#include "cube/scratch.h"

/*
 * The unit value is value / net mass.  For each code and flow its distribution
 * is kept as counts in bins, 32 to an octave, so that it does not depend on
 * the order of records.  A record is far when the binary logarithm of its bin
 * lies more than FAR robust standard deviations (1.4826 x MAD; Hampel 1974,
 * Rousseeuw and Croux 1993) from the median of at least LEAST_COUNT records.
 * MAD counts as at least LEAST_MAD octaves: closer prices are all usual.
 */
#define FAR 5.0
#define NORMAL_MAD 1.4826
#define LEAST_MAD (1.0 / 16)

enum { LEAST_COUNT = 20, BIN_BITS = 5, OCTAVE = 1 << BIN_BITS, NO_BIN = -1 };

/* Bins of one code and flow: those from `low` on. */
typedef struct {
    int low, width;
    uint32_t *bins;
    uint64_t count;
    int usual_from, usual_to;  /* bins that are not far */
    uint64_t far;              /* records in the others */
    double median;             /* binary logarithm */
} price_list;

typedef struct {
    t4_cube *cube;
    t4_finding_list *lists;
    uint8_t (*buffers)[T4_EXTENT_MOST + T4_EXTENT_SLACK];
} price_context;

/* A record as this file sees it. */
typedef struct {
    uint32_t code, flow;
    double ratio;
    int bin;
    uint64_t position;
} price;

static int bin_of(double ratio)
{
    uint64_t bits;

    memcpy(&bits, &ratio, sizeof bits);
    return (int)(bits >> (52 - BIN_BITS));
}

/* Binary logarithm of a bin's middle. */
static double bin_log(int bin)
{
    uint64_t bits = (uint64_t)bin << (52 - BIN_BITS) | (uint64_t)1 << (51 - BIN_BITS);
    double middle;

    memcpy(&middle, &bits, sizeof middle);
    return log2(middle);
}

/* n: amounts of a packed record, a constant for the usual number; narrow: all fit in 64 bits. */
static inline __attribute__((always_inline)) const uint8_t *
read_price(const t4_cube *cube, const t4_partition *partition, const uint8_t *p, const int n,
           const bool narrow, uint64_t *position, price *item)
{
    uint64_t control = t4_pack_control(p, n);
    t4_int128 amounts[T4_PACK_AMOUNTS], value, mass;
    uint32_t keys[T4_PACK_KEYS];

    p = t4_pack_read_keys(p, n, control, keys);
#pragma GCC unroll 8
    for (int a = 0; a < n; a++)
        if (narrow) {
            int64_t amount;

            p = t4_pack_read_narrow(p, control, a, &amount);
            amounts[a] = amount;
        } else {
            p = t4_pack_read_amount(p, control, a, &amounts[a]);
        }
    *position += (uint64_t)amounts[n - 1];
    value = amounts[cube->domain->value];
    mass = amounts[cube->domain->net_mass];
    item->code = cube->order.code_index[keys[T4_KEY_CODE]] - partition->code_begin;
    item->flow = t4_slot_flow(keys[T4_KEY_SLOT]);
    item->position = *position;
    item->bin = NO_BIN;
    if (value > 0 && mass > 0) {
        item->ratio = narrow ? (double)(int64_t)value / (double)(int64_t)mass
                             : (double)value / (double)mass;
        item->bin = bin_of(item->ratio);
    }
    return p;
}

/* --- counting ------------------------------------------------------------------- */

static __attribute__((noinline)) bool widen(price_list *list, int bin)
{
    int low = bin / OCTAVE * OCTAVE, high = low + OCTAVE;
    uint32_t *bins;

    if (list->width) {
        low = low < list->low ? low : list->low;
        high = high > list->low + list->width ? high : list->low + list->width;
    }
    bins = t4_alloc_zero((size_t)(high - low), sizeof *bins);
    if (!bins)
        return false;
    if (list->width)
        memcpy(bins + (list->low - low), list->bins, (size_t)list->width * sizeof *bins);
    t4_free(list->bins);
    list->bins = bins;
    list->low = low;
    list->width = high - low;
    return true;
}

static inline bool count_price(price_list *list, int bin)
{
    if ((bin < list->low || bin >= list->low + list->width) && !widen(list, bin))
        return false;
    list->bins[bin - list->low]++;
    list->count++;
    return true;
}

/* The bin of the (lower) median. */
static int median_bin(const price_list *list)
{
    uint64_t below = 0, half = (list->count + 1) / 2;
    int bin = 0;

    while ((below += list->bins[bin]) < half)
        bin++;
    return list->low + bin;
}

/* Median absolute deviation from the median, in octaves: walk outwards from it. */
static double deviation(const price_list *list, int middle)
{
    uint64_t half = (list->count + 1) / 2, seen = list->bins[middle - list->low];
    int left = middle - 1, right = middle + 1, end = list->low + list->width;
    double distance = 0;

    while (seen < half) {
        double to_left = left >= list->low ? list->median - bin_log(left) : HUGE_VAL;
        double to_right = right < end ? bin_log(right) - list->median : HUGE_VAL;

        distance = to_left < to_right ? to_left : to_right;
        seen += list->bins[(to_left < to_right ? left-- : right++) - list->low];
    }
    return distance;
}

static void settle(price_list *list)
{
    double reach;
    int middle;

    list->usual_from = list->low;
    list->usual_to = list->low + list->width;
    if (list->count < LEAST_COUNT)
        return;
    middle = median_bin(list);
    list->median = bin_log(middle);
    reach = deviation(list, middle);
    reach = FAR * NORMAL_MAD * (reach > LEAST_MAD ? reach : LEAST_MAD);
    while (list->median - bin_log(list->usual_from) > reach)
        list->usual_from++;
    while (bin_log(list->usual_to - 1) - list->median > reach)
        list->usual_to--;
    list->far = list->count;
    for (int bin = list->usual_from; bin < list->usual_to; bin++)
        list->far -= list->bins[bin - list->low];
}

/* --- passes over a partition -------------------------------------------------------- */

/* Sets *done when no more records are wanted. */
typedef t4_status price_visit(void *context, const price *item, bool *done, t4_error *err);

static inline __attribute__((always_inline)) t4_status
each_price_in(const t4_cube *cube, const t4_partition *partition, const uint8_t *p,
              const uint8_t *end, const int n, const bool narrow, price_visit *visit,
              void *visit_context, bool *done, t4_error *err)
{
    t4_status status = T4_OK;
    uint64_t position = 0;

    while (p < end && !status && !*done) {
        price item;

        p = read_price(cube, partition, p, n, narrow, &position, &item);
        if (item.bin != NO_BIN)
            status = visit(visit_context, &item, done, err);
    }
    return status;
}

static inline __attribute__((always_inline)) t4_status
each_price(const price_context *context, const t4_partition *partition,
           unsigned worker, price_visit *visit, void *visit_context, t4_error *err)
{
    const t4_cube *cube = context->cube;
    int amounts = cube->record_pack.amounts;
    t4_status status = T4_OK;
    bool done = false;

    for (size_t e = 0; e < partition->extent_count && !status && !done; e++) {
        uint64_t n = partition->records[e].length;
        const uint8_t *p;

        status = t4_store_bytes(cube->store, &partition->records[e], 0, context->buffers[worker],
                                &p, &n, err);
        if (status)
            break;
        if (cube->narrow && amounts == 5)
            status = each_price_in(cube, partition, p, p + n, 5, true, visit, visit_context, &done,
                                   err);
        else
            status = each_price_in(cube, partition, p, p + n, amounts, false, visit,
                                   visit_context, &done, err);
    }
    return status;
}

static inline t4_status count_visit(void *lists, const price *item, bool *done, t4_error *err)
{
    price_list *list = (price_list *)lists + (size_t)item->code * T4_FLOWS + item->flow;

    return count_price(list, item->bin) ? T4_OK : t4_fail_memory(err);
}

typedef struct {
    const price_list *prices;
    t4_finding_list *found;
    uint64_t left;             /* findings to come */
} report_context;

static inline t4_status report_visit(void *context, const price *item, bool *done, t4_error *err)
{
    report_context *report = context;
    const price_list *list = &report->prices[(size_t)item->code * T4_FLOWS + item->flow];
    t4_finding finding = {.kind = T4_ISSUE_UNIT_VALUE, .position = item->position};

    if (item->bin >= list->usual_from && item->bin < list->usual_to)
        return T4_OK;
    *done = --report->left == 0;
    finding.ratio = item->ratio / exp2(list->median);
    return t4_finding_list_add(report->found, &finding, err);
}

static t4_status check_partition(void *context_pointer, unsigned worker, size_t index,
                                 t4_error *err)
{
    price_context *context = context_pointer;
    const t4_partition *partition = &context->cube->partitions[index];
    size_t count = (size_t)partition->code_count * T4_FLOWS;
    price_list *prices = t4_alloc_zero(count, sizeof *prices);
    report_context report = {.prices = prices, .found = &context->lists[worker]};
    t4_status status;

    if (!prices)
        return t4_fail_memory(err);
    status = each_price(context, partition, worker, count_visit, prices, err);
    for (size_t i = 0; i < count && !status; i++) {
        settle(&prices[i]);
        report.left += prices[i].far;
    }
    if (!status && report.left)
        status = each_price(context, partition, worker, report_visit, &report, err);
    for (size_t i = 0; i < count; i++)
        t4_free(prices[i].bins);
    t4_free(prices);
    return status;
}

t4_status t4_unit_values_find(t4_cube *cube, t4_finding_list *lists, t4_error *err)
{
    price_context context = {.cube = cube, .lists = lists};
    t4_status status;

    context.buffers = t4_alloc(cube->workers, sizeof *context.buffers);
    if (!context.buffers)
        return t4_fail_memory(err);
    status = t4_parallel_for(cube->run, cube->partition_count, check_partition, &context, err);
    t4_free(context.buffers);
    return status;
}
