/* SPDX-License-Identifier: MIT */
#include "model/flows_tidy.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* --- one row a key ------------------------------------------------------------------------------ */

static bool same_key(const t4_flows_row *a, const t4_flows_row *b)
{
    return a->period == b->period && a->reporter == b->reporter && a->partner == b->partner && a->flow == b->flow &&
           a->code == b->code && a->edition == b->edition && a->valuation == b->valuation;
}

static uint64_t key_hash(const t4_flows_row *row)
{
    uint32_t key[7] = {row->period, row->reporter, row->partner, row->flow, row->code, row->edition, row->valuation};

    return t4_hash(key, sizeof key);
}

static bool add(t4_flows_row *into, const t4_flows_row *row)
{
    uint8_t both = into->given & row->given;
    bool good = t4_add128(into->value, row->value, &into->value) && t4_add128(into->net_kg, row->net_kg, &into->net_kg) &&
                t4_add128(into->quantity, row->quantity, &into->quantity);

    /* Nothing to show is no value, so one value is enough; one that is hidden hides the sum. */
    both |= (uint8_t)((into->given | row->given) & (T4_FLOWS_HIDDEN | T4_FLOWS_VALUE));
    if (both & T4_FLOWS_HIDDEN)
        both &= (uint8_t)~T4_FLOWS_VALUE;
    if (into->unit != row->unit)
        both &= (uint8_t)~T4_FLOWS_QUANTITY;
    into->given = both;
    if (into->status != row->status)
        into->status = 0;
    return good;
}

static bool same_figures(const t4_flows_row *a, const t4_flows_row *b)
{
    return a->given == b->given && a->value == b->value && a->net_kg == b->net_kg && a->quantity == b->quantity &&
           a->unit == b->unit;
}

/* A measure that is not given is 0, so that merged rows look like others. */
static void blank_missing(t4_flows_row *row)
{
    row->value = row->given & T4_FLOWS_VALUE ? row->value : 0;
    row->net_kg = row->given & T4_FLOWS_NET ? row->net_kg : 0;
    row->quantity = row->given & T4_FLOWS_QUANTITY ? row->quantity : 0;
}

/* The earlier row with the key of row `at`, or SIZE_MAX after putting it in. Slots hold index + 1. */
static size_t find_or_put(const t4_flows *flows, size_t *slots, size_t mask, size_t at)
{
    size_t i = key_hash(&flows->rows[at]) & mask;

    for (; slots[i]; i = (i + 1) & mask)
        if (same_key(&flows->rows[slots[i] - 1], &flows->rows[at]))
            return slots[i] - 1;
    slots[i] = at + 1;
    return SIZE_MAX;
}

static t4_status settle_twin(t4_flows *flows, size_t earlier, const t4_flows_row *row, uint32_t source, bool sum, t4_error *err)
{
    t4_flows_source *s = &flows->sources[source];
    const char *code = t4_flows_code_text(flows, row->code);

    if (sum) {
        s->merged++;
        if (add(&flows->rows[earlier], row))
            return T4_OK;
        return t4_fail_at(err, T4_ERR_DATA, s->path, row->line, 0, "the sum of the rows of code '%s' is too large", code);
    }
    if (same_figures(&flows->rows[earlier], row)) {
        s->left[T4_FLOWS_LEFT_OTHER]++;
        return T4_OK;
    }
    return t4_flows_refuse(flows, source, row->line, "code", code, strlen(code), "one row for each period, partner and flow; "
                           "this one comes twice with different figures", err);
}

t4_status t4_flows_tidy_keys(t4_flows *flows, size_t first, uint32_t source, bool sum, t4_error *err)
{
    size_t room = 64, kept = first, *slots;
    t4_status status = T4_OK;

    while (room / 2 < flows->count - first)
        room *= 2;
    slots = t4_alloc_zero(room, sizeof *slots);
    if (!slots)
        return t4_fail_memory(err);
    for (size_t i = first; i < flows->count && !status; i++) {
        t4_flows_row row = flows->rows[i];
        size_t earlier;

        flows->rows[kept] = row;
        earlier = find_or_put(flows, slots, room - 1, kept);
        if (earlier == SIZE_MAX)
            kept++;
        else
            status = settle_twin(flows, earlier, &row, source, sum, err);
    }
    flows->count = kept;
    for (size_t i = first; i < kept && sum; i++)
        blank_missing(&flows->rows[i]);
    t4_free(slots);
    return status;
}

/* --- overlapping codes -------------------------------------------------------------------------- */

enum { PIECES = 16, LONGEST = 12 };

/* Codes as ranges of twelve digits. */
typedef struct {
    size_t row;
    int grade;                    /* 0 plain, 1 range, 2 part */
    int pieces;
    uint64_t from[PIECES], to[PIECES], width;
    bool out;
} span;

static uint64_t bound(const char *text, size_t n, char rest)
{
    uint64_t value = 0;

    for (size_t i = 0; i < LONGEST; i++)
        value = value * 10 + (uint64_t)((i < n ? text[i] : rest) - '0');
    return value;
}

static void measure(span *s, const char *text)
{
    s->grade = strpbrk(text, "-,") ? 1 : text[strcspn(text, "X")] ? 2 : 0;
    while (*text && s->pieces < PIECES) {
        size_t n = strspn(text, "0123456789");
        const char *last = text;
        size_t m = n;

        if (!n || n > LONGEST)
            break;
        if (text[n] == '-') {
            last = text + n + 1;
            m = strspn(last, "0123456789");
        }
        s->from[s->pieces] = bound(text, n, '0');
        s->to[s->pieces] = bound(last, m < LONGEST ? m : LONGEST, '9');
        s->width += s->to[s->pieces] - s->from[s->pieces];
        s->pieces++;
        text = last + m;
        text += *text != '\0';
    }
}

static bool meet(const span *a, const span *b)
{
    for (int i = 0; i < a->pieces; i++)
        for (int k = 0; k < b->pieces; k++)
            if (a->from[i] <= b->to[k] && b->from[k] <= a->to[i])
                return true;
    return false;
}

static int by_grade(const void *left, const void *right)
{
    const span *a = left, *b = right;

    if (a->grade != b->grade)
        return a->grade - b->grade;
    if (a->width != b->width)
        return a->width < b->width ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static bool same_cell(const t4_flows_row *a, const t4_flows_row *b)
{
    return a->level == b->level && a->period == b->period && a->reporter == b->reporter && a->partner == b->partner &&
           a->flow == b->flow;
}

/*
 * Of the spans of one period, partner, flow and level: those that meet an
 * earlier one that stays go.  False when that takes more comparisons than are left.
 */
static bool thin_out(span *spans, size_t count, uint64_t *left)
{
    qsort(spans, count, sizeof *spans, by_grade);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i && spans[i].grade && !spans[i].out; k++) {
            uint64_t cost = 1 + (uint64_t)spans[i].pieces * (uint64_t)spans[k].pieces;

            if (cost > *left)
                return false;
            *left -= cost;
            spans[i].out = !spans[k].out && meet(&spans[i], &spans[k]);
        }
    return true;
}

typedef struct {
    const t4_flows_row *row;
    size_t index;
} placed;

static int by_cell(const void *left, const void *right)
{
    const t4_flows_row *a = ((const placed *)left)->row, *b = ((const placed *)right)->row;
    uint32_t x[5] = {a->level, a->period, a->reporter, a->partner, a->flow};
    uint32_t y[5] = {b->level, b->period, b->reporter, b->partner, b->flow};

    for (int i = 0; i < 5; i++)
        if (x[i] != y[i])
            return x[i] < y[i] ? -1 : 1;
    return ((const placed *)left)->index < ((const placed *)right)->index ? -1 : 1;
}

static void drop(t4_flows *flows, size_t first, uint32_t source, const bool *out)
{
    size_t kept = first;

    for (size_t i = first; i < flows->count; i++)
        if (out[i - first])
            flows->sources[source].left[T4_FLOWS_LEFT_OVERLAP]++;
        else
            flows->rows[kept++] = flows->rows[i];
    flows->count = kept;
}

t4_status t4_flows_tidy_overlaps(t4_flows *flows, size_t first, uint32_t source, t4_error *err)
{
    size_t n = flows->count - first;
    uint64_t comparisons = T4_FLOWS_OVERLAP_CHECKS;
    t4_status status = T4_OK;
    placed *order = t4_alloc(n + 1, sizeof *order);
    span *spans = t4_alloc_zero(n + 1, sizeof *spans);
    bool *out = t4_alloc_zero(n + 1, sizeof *out);

    if (!order || !spans || !out) {
        t4_free(order);
        t4_free(spans);
        t4_free(out);
        return t4_fail_memory(err);
    }
    for (size_t i = 0; i < n; i++)
        order[i] = (placed){&flows->rows[first + i], i};
    qsort(order, n, sizeof *order, by_cell);
    for (size_t i = 0; i < n; i++) {
        spans[i].row = order[i].index;
        measure(&spans[i], t4_flows_code_text(flows, order[i].row->code));
    }
    for (size_t i = 0, end; i < n && !status; i = end) {
        for (end = i + 1; end < n && same_cell(order[i].row, order[end].row); end++)
            ;
        if (!thin_out(spans + i, end - i, &comparisons))
            status = t4_fail_at(err, T4_ERR_MEMORY, flows->sources[source].path, 0, 0, "so many ranges of codes that it would "
                                "take more than %d comparisons to find those that overlap", T4_FLOWS_OVERLAP_CHECKS);
    }
    for (size_t i = 0; i < n; i++)
        out[spans[i].row] = spans[i].out;
    if (!status)
        drop(flows, first, source, out);
    t4_free(order);
    t4_free(spans);
    t4_free(out);
    return status;
}
