/* SPDX-License-Identifier: MIT */
/* Check that what is published adds up: codes, partners, periods and flows, wherever all members are open. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "io/json.h"
#include "job/previous.h"
#include "job/verify_checks.h"
#include "model/flow.h"
#include "model/listset.h"

/* In what a total is the sum of its members. */
typedef enum { BY_CODE, BY_PARTNER, BY_MONTH, BY_QUARTER, BY_FLOW, KINDS } kind;

static const char *const members_of[KINDS] = {
    "goods one level finer", "partners", "months", "quarters", "parts of the flow"};

enum { MIXED = 1, SEEN = 2, FAILURES_TOLD = 3 };

/* A total that some rows are members of. */
typedef struct {
    uint64_t hash[2];          /* both 0 = free */
    char unit[32];             /* of the members' quantities */
    unsigned char flags;
} entry;

typedef struct {
    entry *entries;
    t4_int128 *sums;           /* measures of each entry */
    uint32_t *hidden, *open;   /* members without and with a number */
    size_t count, room;        /* a power of two */
} totals;

typedef struct {
    t4_verifying *v;
    const t4_previous_release *release;
    totals totals;
    t4_buffer key;
    int quantity;                              /* index of the measure; -1 = none */
    bool each, world, months, quarters, mixed_levels;
    bool negative[T4_MEASURES_MAX];
    t4_int128 rounding[T4_MEASURES_MAX];       /* publish.units; 0 = exact */
    const t4_json *partners;                   /* of the manifest */
    uint64_t exact, bounded, unchecked, failed;
    t4_buffer failures;
} adding;

/* --- totals by key --------------------------------------------------------- */

static size_t slot_of(const totals *t, const uint64_t hash[2])
{
    size_t at = (size_t)hash[0] & (t->room - 1);

    while ((t->entries[at].hash[0] | t->entries[at].hash[1]) &&
           (t->entries[at].hash[0] != hash[0] || t->entries[at].hash[1] != hash[1]))
        at = (at + 1) & (t->room - 1);
    return at;
}

static void release_totals(totals *t)
{
    t4_free(t->entries);
    t4_free(t->sums);
    t4_free(t->hidden);
    t4_free(t->open);
    *t = (totals){0};
}

static bool widen(totals *t, int measures)
{
    size_t wide = (size_t)measures;
    totals more = {.room = t->room ? t->room * 2 : 1024, .count = t->count};

    more.entries = t4_alloc_zero(more.room, sizeof *more.entries);
    more.sums = t4_alloc_zero(more.room * wide, sizeof *more.sums);
    more.hidden = t4_alloc_zero(more.room * wide, sizeof *more.hidden);
    more.open = t4_alloc_zero(more.room * wide, sizeof *more.open);
    if (!more.entries || !more.sums || !more.hidden || !more.open) {
        release_totals(&more);
        return false;
    }
    for (size_t i = 0; i < t->room; i++) {
        size_t at;

        if (!(t->entries[i].hash[0] | t->entries[i].hash[1]))
            continue;
        at = slot_of(&more, t->entries[i].hash);
        more.entries[at] = t->entries[i];
        memcpy(more.sums + at * wide, t->sums + i * wide, wide * sizeof *t->sums);
        memcpy(more.hidden + at * wide, t->hidden + i * wide, wide * sizeof *t->hidden);
        memcpy(more.open + at * wide, t->open + i * wide, wide * sizeof *t->open);
    }
    release_totals(t);
    *t = more;
    return true;
}

/* The hash of a total: by what it is a sum, and its own key. */
static bool hash_of(adding *a, kind by, const t4_previous_row *row, t4_period period, uint32_t flow, int level,
                    const char *code, size_t code_length, const char *partner, uint64_t hash[2])
{
    uint32_t head[4] = {(uint32_t)by, period, flow, (uint32_t)level};
    bool good;

    a->key.length = 0;
    good = t4_buffer_append(&a->key, head, sizeof head) && t4_buffer_append(&a->key, code, code_length) &&
           t4_buffer_putc(&a->key, 0) && t4_buffer_append(&a->key, partner, strlen(partner) + 1);
    for (int d = 0; d < a->release->dimension_count && good; d++)
        good = t4_buffer_append(&a->key, row->dimension[d], strlen(row->dimension[d]) + 1);
    if (!good)
        return false;
    hash[0] = t4_hash(a->key.data, a->key.length) | 1;
    hash[1] = t4_buffer_putc(&a->key, 1) ? t4_hash(a->key.data, a->key.length) : 0;
    return true;
}

/* --- members --------------------------------------------------------------- */

static t4_status add_member(adding *a, const uint64_t hash[2], const t4_previous_row *row, t4_error *err)
{
    totals *t = &a->totals;
    size_t wide = (size_t)a->release->measure_count, at;
    entry *e;

    if (t->count * 10 >= t->room * 7 && !widen(t, a->release->measure_count))
        return t4_fail_memory(err);
    at = slot_of(t, hash);
    e = &t->entries[at];
    if (!(e->hash[0] | e->hash[1])) {
        t->count++;
        memcpy(e->hash, hash, sizeof e->hash);
    }
    for (int m = 0; m < a->release->measure_count; m++) {
        size_t i = at * wide + (size_t)m;

        t->hidden[i] += !row->present[m];
        t->open[i] += row->present[m];
        if (row->present[m] && !t4_add128(t->sums[i], row->amount[m], &t->sums[i]))
            return t4_fail(err, T4_ERR_DATA, "a sum of published numbers does not fit in 127 bits");
    }
    if (e->flags & SEEN && strncmp(e->unit, row->unit, sizeof e->unit - 1) != 0)
        e->flags |= MIXED;
    if (!strcmp(row->unit, "mixed"))
        e->flags |= MIXED;
    e->flags |= SEEN;
    snprintf(e->unit, sizeof e->unit, "%s", row->unit);
    return T4_OK;
}

static t4_status member(adding *a, kind by, const t4_previous_row *row, t4_period period, uint32_t flow, int level,
                        const char *code, size_t n, const char *partner, t4_error *err)
{
    uint64_t hash[2];

    if (!hash_of(a, by, row, period, flow, level, code, n, partner, hash))
        return t4_fail_memory(err);
    return add_member(a, hash, row, err);
}

/* The next coarser published level; -1 = none. */
static int coarser(const t4_previous_release *release, int level)
{
    int next = -1;

    for (int i = 0; i < release->level_count; i++)
        if (release->levels[i] < level && release->levels[i] > next)
            next = release->levels[i];
    return next;
}

static t4_status add_code(adding *a, const t4_previous_row *row, t4_error *err)
{
    int level = coarser(a->release, row->level);
    size_t n = strlen(row->code);

    if (level < 0 || t4_listset_names(row->code))
        return T4_OK;
    if (level == 0)
        return member(a, BY_CODE, row, row->period, row->flow, 0, "TOTAL", 5, row->partner, err);
    return n > (size_t)level
               ? member(a, BY_CODE, row, row->period, row->flow, level, row->code, (size_t)level, row->partner, err)
               : T4_OK;
}

static t4_status add_partner(adding *a, const t4_previous_row *row, t4_error *err)
{
    size_t n = strlen(row->code);
    t4_status status = T4_OK;

    if (!a->each || !strcmp(row->partner, "W00") || !strncmp(row->partner, "G_", 2))
        return T4_OK;
    if (a->world)
        status = member(a, BY_PARTNER, row, row->period, row->flow, row->level, row->code, n, "W00", err);
    for (size_t i = 0; i < t4_json_count(a->partners) && !status; i++) {
        const t4_json *group = t4_json_at(a->partners, i), *list;
        const char *name;
        void *cursor = NULL;

        while (t4_json_kind_of(group) == T4_JSON_OBJECT && !status && t4_json_next(group, &cursor, &name, &list))
            for (size_t k = 0; k < t4_json_count(list) && !status; k++) {
                const char *code = t4_json_text(t4_json_at(list, k));
                char total[64];

                snprintf(total, sizeof total, "G_%.60s", name);
                if (code && !strcmp(code, row->partner))
                    status = member(a, BY_PARTNER, row, row->period, row->flow, row->level, row->code, n, total, err);
            }
    }
    return status;
}

static t4_status add_period(adding *a, const t4_previous_row *row, t4_error *err)
{
    t4_period_kind own = t4_period_kind_of(row->period);
    t4_period holding[T4_PERIOD_HOLDING];
    size_t n = strlen(row->code);
    t4_status status = T4_OK;
    int count;

    if (own != T4_MONTH && own != T4_QUARTER)
        return T4_OK;
    count = t4_period_holding(row->period, holding);
    for (int i = 0; i < count && !status; i++)
        if (holding[i] != row->period)
            status = member(a, own == T4_MONTH ? BY_MONTH : BY_QUARTER, row, holding[i], row->flow, row->level, row->code,
                            n, row->partner, err);
    return status;
}

static t4_status collect(void *context, const t4_previous_row *row, t4_error *err)
{
    adding *a = context;
    uint32_t total = (uint32_t)t4_flow_total((t4_flow)row->flow);
    t4_status status = add_code(a, row, err);

    for (int m = 0; m < a->release->measure_count; m++)
        a->negative[m] = a->negative[m] || (row->present[m] && row->amount[m] < 0);
    if (!status)
        status = add_partner(a, row, err);
    if (!status)
        status = add_period(a, row, err);
    if (!status && total != row->flow)
        status = member(a, BY_FLOW, row, row->period, total, row->level, row->code, strlen(row->code), row->partner,
                        err);
    return status;
}

/* --- totals ---------------------------------------------------------------- */

static void tell_broken(adding *a, kind by, const t4_previous_row *row, int m, t4_int128 sum)
{
    char says[T4_DECIMAL_TEXT], adds[T4_DECIMAL_TEXT];

    a->failed++;
    if (a->failed > FAILURES_TOLD)
        return;
    t4_decimal_print(row->amount[m], a->release->measures[m].decimals, says);
    t4_decimal_print(sum, a->release->measures[m].decimals, adds);
    (void)t4_buffer_printf(&a->failures, "%shs%d ", a->failures.length ? "; " : "", row->level);
    t4_verify_row_text(a->release, row, &a->failures);
    (void)t4_buffer_printf(&a->failures, ": %s %s, its %s add up to %s", a->release->measures[m].name, says,
                           members_of[by], adds);
}

/* What rounding may part a total from the sum of n members. */
static t4_int128 slack(const adding *a, int m, uint32_t n)
{
    return a->rounding[m] ? a->rounding[m] * ((t4_int128)n + 1) / 2 + 1 : 0;
}

static void compare(adding *a, kind by, size_t at, const t4_previous_row *row, int m)
{
    const totals *t = &a->totals;
    const entry *e = &t->entries[at];
    size_t i = at * (size_t)a->release->measure_count + (size_t)m;
    t4_int128 over = t->sums[i] - row->amount[m], room = slack(a, m, t->open[i] + t->hidden[i]);
    /* Members may be missing where levels differ by code, and where a flow is not told apart for all records. */
    bool whole = !t->hidden[i] && by != BY_FLOW && (by != BY_CODE || !a->mixed_levels);

    if (!row->present[m] || (m == a->quantity && (e->flags & MIXED || strncmp(e->unit, row->unit, sizeof e->unit - 1))))
        a->unchecked++;
    else if (over <= room && over >= -room)
        a->exact++;
    else if (whole || (over > room && !a->negative[m]))
        tell_broken(a, by, row, m, t->sums[i]);
    else if (a->negative[m])
        a->unchecked++;
    else
        a->bounded++;
}

static t4_status settle(void *context, const t4_previous_row *row, t4_error *err)
{
    adding *a = context;

    for (int by = 0; by < KINDS; by++) {
        uint64_t hash[2];
        size_t at;

        if (!hash_of(a, (kind)by, row, row->period, row->flow, row->level, row->code, strlen(row->code), row->partner,
                     hash))
            return t4_fail_memory(err);
        at = slot_of(&a->totals, hash);
        if (!(a->totals.entries[at].hash[0] | a->totals.entries[at].hash[1]))
            continue;
        for (int m = 0; m < a->release->measure_count; m++)
            compare(a, (kind)by, at, row, m);
    }
    return T4_OK;
}

/* --- the check ------------------------------------------------------------- */

static void learn_policy(adding *a, const t4_json *about)
{
    const t4_json *measures = t4_json_get(about, "measures"), *finest = t4_json_get(about, "finest");

    a->partners = t4_json_get(about, "partners");
    for (size_t i = 0; i < t4_json_count(a->partners); i++) {
        const char *text = t4_json_text(t4_json_at(a->partners, i));

        a->each = a->each || (text && !strcmp(text, "each"));
        a->world = a->world || (text && !strcmp(text, "world"));
    }
    /* With residuals every record stands at every length. */
    a->mixed_levels = (t4_json_text(finest) || t4_json_count(finest) > 1) && !t4_json_get(about, "residuals");
    a->quantity = -1;
    for (int m = 0; m < a->release->measure_count; m++) {
        const char *rounded = t4_json_text(t4_json_get(t4_json_at(measures, (size_t)m), "rounded_to"));
        static const t4_notation notation = {'.', false};

        if (!strcmp(a->release->measures[m].name, "quantity"))
            a->quantity = m;
        if (rounded && t4_decimal_parse(rounded, strlen(rounded), &notation, a->release->measures[m].decimals,
                                        &a->rounding[m], NULL))
            a->rounding[m] = 0;
    }
}

static t4_status tell(adding *a, t4_error *err)
{
    if (a->failed)
        return t4_fail(err, T4_ERR_DATA, "%llu sums do not hold: %.700s%s", (unsigned long long)a->failed,
                       t4_buffer_text(&a->failures) ? a->failures.data : "", a->failed > FAILURES_TOLD ? " ..." : "");
    t4_verify_tell(a->v, "hold", "%llu totals are the sums of their members; %llu are not exceeded by their open "
                   "members; %llu cannot be checked (hidden, or in several units)", (unsigned long long)a->exact,
                   (unsigned long long)a->bounded, (unsigned long long)a->unchecked);
    return T4_OK;
}

t4_status t4_verify_sums(t4_verifying *v, t4_error *err)
{
    adding a = {.v = v};
    t4_json *manifest = NULL;
    t4_previous *list;
    t4_buffer text;
    bool tables;
    t4_status status = t4_verify_open(v, &list, &tables, err);

    if (status || !tables) {
        if (!status)
            t4_verify_tell(v, "not checked", "the release has no CSV tables");
        return status;
    }
    t4_buffer_init(&text, 0);
    t4_buffer_init(&a.key, 0);
    t4_buffer_init(&a.failures, 0);
    a.release = t4_previous_at(list, 0);
    status = t4_verify_read(v, "manifest.json", &text, err);
    if (!status)
        status = t4_json_parse(&manifest, text.data, text.length, "manifest.json", err);
    if (!status && !widen(&a.totals, a.release->measure_count))
        status = t4_fail_memory(err);
    if (!status) {
        learn_policy(&a, t4_json_get(manifest, "release"));
        status = t4_previous_rows(list, 0, collect, &a, err);
    }
    if (!status)
        status = t4_previous_rows(list, 0, settle, &a, err);
    if (!status)
        status = tell(&a, err);
    release_totals(&a.totals);
    t4_buffer_release(&a.key);
    t4_buffer_release(&a.failures);
    t4_buffer_release(&text);
    t4_json_free(manifest);
    t4_previous_free(list);
    return status;
}
