/* SPDX-License-Identifier: MIT */
/* Check of the totals over lists of codes: sums of the published codes of each list, where all of them are open. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "io/csvrows.h"
#include "io/json.h"
#include "job/verify_checks.h"
#include "model/flow.h"
#include "model/listset.h"

/* --- data/lists.csv -------------------------------------------------------- */

static const char *find_file(const t4_verifying *v)
{
    return t4_verify_has(v, "data/lists.csv") ? "data/lists.csv" :
           t4_verify_has(v, "data/lists.csv.gz") ? "data/lists.csv.gz" : NULL;
}

/* --- codes/lists.csv ------------------------------------------------------- */

/* What a total over a list is compared with. */
typedef struct {
    t4_int128 sums[T4_MEASURES_MAX];
    uint32_t open[T4_MEASURES_MAX], hidden[T4_MEASURES_MAX];
    char unit[32];
    bool seen, mixed;
} total;

typedef struct {
    t4_verifying *v;
    const t4_previous_release *release;
    t4_dict *lists, *codes, *keys;             /* names; listed codes; totals by list and key */
    bool rest[T4_LISTSET_MAX];                 /* what is not listed of a heading: the heading less its listed part */
    bool beyond[T4_LISTSET_MAX];               /* lists whose codes no table is fine enough for: not to be checked */
    t4_listbits *of;                           /* lists of each listed code */
    size_t of_room;
    total *totals;
    size_t total_room;
    t4_buffer key;
    bool negative[T4_MEASURES_MAX];
    bool whole;                                /* a code that has no row has no trade */
    int quantity;
    uint64_t exact, bounded, unchecked, failed, rests;
    t4_buffer failures;
} checking;

/* The heading of the other part of one, as its name has it; NULL of another list. */
static const char *rest_of(const char *list)
{
    const char *heading = strrchr(list, ':');

    return !strncmp(list, "REST:", 5) ? heading + 1 : NULL;
}

static t4_status add_code(checking *c, const char *list, const char *code, uint64_t line, t4_error *err)
{
    uint32_t name = t4_dict_add(c->lists, list, strlen(list));
    size_t known = t4_dict_count(c->codes);
    uint32_t id = t4_dict_add(c->codes, code, strlen(code));

    if (name == T4_DICT_NONE)
        return t4_fail_at(err, T4_ERR_DATA, "codes/lists.csv", line, 0, "more than %d lists", T4_LISTSET_MAX);
    if (id == T4_DICT_NONE || (id == known && !t4_grow(&c->of, &c->of_room, known, sizeof *c->of)))
        return t4_fail_memory(err);
    if (id == known)
        c->of[id] = 0;
    c->rest[name] = rest_of(list) != NULL;
    c->of[id] |= T4_LISTBIT(name);
    return T4_OK;
}

static t4_status read_codes(checking *c, t4_error *err)
{
    char path[T4_VERIFY_PATH];
    t4_csvrows *rows = NULL;
    char *const *fields;
    size_t count = 0;
    t4_status status = t4_verify_path(c->v, "codes/lists.csv", path, err);

    if (!status)
        status = t4_csvrows_open(&rows, c->v->run, path, err);
    if (!status)
        status = t4_csvrows_next(rows, &fields, &count, err);
    while (!status && count) {
        status = t4_csvrows_next(rows, &fields, &count, err);
        if (!status && count && count < 2)
            status = t4_fail_at(err, T4_ERR_DATA, "codes/lists.csv", t4_csvrows_line(rows), 0,
                                "has %zu fields; expected a list, a code and what is known of it", count);
        if (!status && count)
            status = add_code(c, fields[0], rest_of(fields[0]) ? rest_of(fields[0]) : fields[1], t4_csvrows_line(rows), err);
    }
    t4_csvrows_free(rows);
    return status;
}

/* The coarsest published level whose codes lie within a code of n digits; -1 = none is fine enough. */
static int cover(const t4_previous_release *r, size_t n)
{
    int level = -1;

    for (int i = 0; i < r->level_count; i++)
        if (r->levels[i] >= (int)n && (level < 0 || r->levels[i] < level))
            level = r->levels[i];
    return level;
}

static t4_listbits lists_of(const checking *c, const char *code, size_t n)
{
    uint32_t id = t4_dict_find(c->codes, code, n);

    return id == T4_DICT_NONE ? 0 : c->of[id];
}

/* Codes below another of the same list count once; a list with a code that no table shows is not checked. */
static t4_listbits settle_codes(checking *c)
{
    t4_listbits unknown = 0;

    for (uint32_t id = 0; id < t4_dict_count(c->codes); id++) {
        size_t n;
        const char *code = t4_dict_text(c->codes, id, &n);
        t4_listbits above = 0;

        for (size_t k = 1; k < n; k++)
            above |= lists_of(c, code, k);
        if (cover(c->release, n) < 0)
            unknown |= c->of[id] & ~above;
        c->of[id] &= ~above;
    }
    return unknown;
}

/* --- sums ------------------------------------------------------------------ */

static bool put_key(checking *c, uint32_t list, const t4_previous_row *row)
{
    uint32_t head[3] = {list, row->period, row->flow};
    bool good;

    c->key.length = 0;
    good = t4_buffer_append(&c->key, head, sizeof head) &&
           t4_buffer_append(&c->key, row->partner, strlen(row->partner) + 1);
    for (int d = 0; d < c->release->dimension_count && good; d++)
        good = t4_buffer_append(&c->key, row->dimension[d], strlen(row->dimension[d]) + 1);
    return good;
}

static t4_status add_to(checking *c, uint32_t list, const t4_previous_row *row, t4_error *err)
{
    size_t known = t4_dict_count(c->keys);
    uint32_t id = put_key(c, list, row) ? t4_dict_add(c->keys, c->key.data, c->key.length) : T4_DICT_NONE;
    total *t;

    if (id == T4_DICT_NONE || (id == known && !t4_grow(&c->totals, &c->total_room, known, sizeof *c->totals)))
        return t4_fail_memory(err);
    t = &c->totals[id];
    if (id == known)
        *t = (total){0};
    for (int m = 0; m < c->release->measure_count; m++) {
        t->open[m] += row->present[m];
        t->hidden[m] += !row->present[m];
        if (row->present[m] && !t4_add128(t->sums[m], row->amount[m], &t->sums[m]))
            return t4_fail(err, T4_ERR_DATA, "a sum of published numbers does not fit in 127 bits");
    }
    t->mixed = t->mixed || !strcmp(row->unit, "mixed") || (t->seen && strncmp(t->unit, row->unit, sizeof t->unit - 1));
    t->seen = true;
    snprintf(t->unit, sizeof t->unit, "%s", row->unit);
    return T4_OK;
}

static t4_status collect(void *context, const t4_previous_row *row, t4_error *err)
{
    checking *c = context;
    size_t length = strlen(row->code);
    t4_listbits lists = 0;
    t4_status status = T4_OK;

    for (int m = 0; m < c->release->measure_count; m++)
        c->negative[m] = c->negative[m] || (row->present[m] && row->amount[m] < 0);
    for (size_t n = 1; row->level && n <= length; n++)
        if (cover(c->release, n) == row->level)
            lists |= lists_of(c, row->code, n);
    for (uint32_t list = 0; list < T4_LISTSET_MAX && !status; list++)
        if (lists & T4_LISTBIT(list))
            status = add_to(c, list, row, err);
    return status;
}

static void tell_broken(checking *c, const t4_previous_row *row, int m, t4_int128 sum)
{
    char says[T4_DECIMAL_TEXT], adds[T4_DECIMAL_TEXT];

    if (c->failed++)
        return;
    t4_decimal_print(row->amount[m], c->release->measures[m].decimals, says);
    t4_decimal_print(sum, c->release->measures[m].decimals, adds);
    t4_verify_row_text(c->release, row, &c->failures);
    (void)t4_buffer_printf(&c->failures, ": %s %s, its codes add up to %s", c->release->measures[m].name, says, adds);
}

static void compare(checking *c, const total *t, const t4_previous_row *row, int m, bool known)
{
    t4_int128 over = t->sums[m] - row->amount[m];

    if (!row->present[m] || !known || (m == c->quantity && (t->mixed || strncmp(t->unit, row->unit, sizeof t->unit - 1))))
        c->unchecked++;
    else if (over == 0)
        c->exact++;
    else if ((c->whole && !t->hidden[m]) || (over > 0 && !c->negative[m]))
        tell_broken(c, row, m, t->sums[m]);
    else if (c->negative[m])
        c->unchecked++;
    else
        c->bounded++;
}

/* What is listed of a heading, taken from the heading: the rest of it stands further on in the table. */
static t4_status take_listed(checking *c, const t4_previous_row *row, t4_error *err)
{
    char name[64];
    uint32_t list, id;

    snprintf(name, sizeof name, "REST%.50s", row->code + 4);
    list = t4_dict_find(c->lists, name, strlen(name));
    if (strncmp(row->code, "LIST:", 5) || list == T4_DICT_NONE)
        return T4_OK;
    if (!put_key(c, list, row))
        return t4_fail_memory(err);
    id = t4_dict_find(c->keys, c->key.data, c->key.length);
    for (int m = 0; m < c->release->measure_count && id != T4_DICT_NONE; m++)
        if (!row->present[m])
            c->totals[id].hidden[m]++;
        else if (!t4_add128(c->totals[id].sums[m], -row->amount[m], &c->totals[id].sums[m]))
            return t4_fail(err, T4_ERR_DATA, "a sum of published numbers does not fit in 127 bits");
    return T4_OK;
}

/* A heading less its listed part: told only where all three are open. */
static void compare_rest(checking *c, const total *t, const t4_previous_row *row, int m, bool known)
{
    if (!row->present[m] || !known || t->hidden[m] || c->negative[m] || !c->whole ||
        (m == c->quantity && (t->mixed || strncmp(t->unit, row->unit, sizeof t->unit - 1))))
        c->unchecked++;
    else if (t->sums[m] == row->amount[m])
        c->rests++;
    else
        tell_broken(c, row, m, t->sums[m]);
}

static t4_status settle(void *context, const t4_previous_row *row, t4_error *err)
{
    static const total nothing = {.hidden = {0}};
    checking *c = context;
    uint32_t list = t4_dict_find(c->lists, row->code, strlen(row->code)), id;

    if (list == T4_DICT_NONE)
        return t4_fail_at(err, T4_ERR_DATA, "data/lists.csv", 0, 0, "has the list '%s', of which codes/lists.csv tells no "
                          "codes", row->code);
    if (!put_key(c, list, row))
        return t4_fail_memory(err);
    id = t4_dict_find(c->keys, c->key.data, c->key.length);
    for (int m = 0; m < c->release->measure_count; m++)
        (c->rest[list] ? compare_rest : compare)(c, id == T4_DICT_NONE ? &nothing : &c->totals[id], row, m,
                                                 !c->beyond[list]);
    return take_listed(c, row, err);
}

/* --- the check ------------------------------------------------------------- */

/* Numbers that are rounded each for itself, and codes that others stand for, do not add up. */
static t4_status learn_policy(checking *c, t4_error *err)
{
    t4_json *manifest = NULL;
    const t4_json *about, *measures;
    t4_buffer text;
    t4_status status;

    t4_buffer_init(&text, 0);
    status = t4_verify_read(c->v, "manifest.json", &text, err);
    if (!status)
        status = t4_json_parse(&manifest, text.data, text.length, "manifest.json", err);
    about = t4_json_get(manifest, "release");
    measures = t4_json_get(about, "measures");
    c->whole = !t4_json_get(about, "residuals") && !t4_json_text(t4_json_get(about, "finest")) &&
               t4_json_count(t4_json_get(about, "finest")) <= 1;
    c->quantity = -1;
    for (int m = 0; m < c->release->measure_count; m++) {
        if (!strcmp(c->release->measures[m].name, "quantity"))
            c->quantity = m;
        /* What rounding may part is not told from a fault: such a measure counts as if it had negative numbers. */
        if (t4_json_text(t4_json_get(t4_json_at(measures, (size_t)m), "rounded_to"))) {
            c->negative[m] = true;
            c->whole = false;
        }
    }
    t4_json_free(manifest);
    t4_buffer_release(&text);
    return status;
}

static t4_status check(checking *c, t4_previous *list, t4_error *err)
{
    t4_listbits unknown;
    t4_status status;

    c->lists = t4_dict_new(T4_LISTSET_MAX);
    c->codes = t4_dict_new(T4_DICT_MOST);
    c->keys = t4_dict_new(T4_DICT_MOST);
    if (!c->lists || !c->codes || !c->keys)
        return t4_fail_memory(err);
    status = learn_policy(c, err);
    if (!status)
        status = read_codes(c, err);
    unknown = status ? 0 : settle_codes(c);
    for (int i = 0; i < T4_LISTSET_MAX; i++)
        c->beyond[i] = (unknown & T4_LISTBIT(i)) != 0;
    if (!status)
        status = t4_previous_rows(list, 0, collect, c, err);
    if (!status)
        status = t4_previous_lists(list, 0, settle, c, err);
    if (!status && c->failed)
        status = t4_fail_at(err, T4_ERR_DATA, find_file(c->v), 0, 0, "%llu totals over lists do not hold: %.700s",
                            (unsigned long long)c->failed, t4_buffer_text(&c->failures) ? c->failures.data : "");
    return status;
}

t4_status t4_verify_lists(t4_verifying *v, t4_error *err)
{
    checking c = {.v = v};
    t4_previous *list = NULL;
    char rests[100] = "";
    bool tables;
    t4_status status;

    if (!find_file(v))
        return T4_OK;
    status = t4_verify_open(v, &list, &tables, err);
    if (status || !tables)
        return status;
    t4_buffer_init(&c.key, 0);
    t4_buffer_init(&c.failures, 0);
    c.release = t4_previous_at(list, 0);
    status = check(&c, list, err);
    if (c.rests)
        snprintf(rests, sizeof rests, ", %llu headings those of their listed part and the rest", (unsigned long long)c.rests);
    if (!status)
        t4_verify_tell(v, "hold", "%llu totals over lists are the sums of their codes%s; %llu are not exceeded by the open "
                       "ones; %llu cannot be checked (hidden, in several units, or of codes finer than the tables)",
                       (unsigned long long)c.exact, rests, (unsigned long long)c.bounded, (unsigned long long)c.unchecked);
    t4_dict_free(c.lists);
    t4_dict_free(c.codes);
    t4_dict_free(c.keys);
    t4_free(c.of);
    t4_free(c.totals);
    t4_buffer_release(&c.key);
    t4_buffer_release(&c.failures);
    t4_previous_free(list);
    return status;
}
