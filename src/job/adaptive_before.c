/* SPDX-License-Identifier: MIT */
#include "job/adaptive_before.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "job/previous.h"
#include "model/listset.h"
#include "model/placed.h"
#include "sdc/adaptive.h"

enum { CODES_MAX = 1 << 26 };

/* Of the releases that show a flow and year the last one counts. */
struct t4_adaptive_before {
    t4_dict *years;      /* "flow year" */
    size_t *release;     /* by year: the last release that shows it */
    size_t room;
    t4_dict *shown;      /* "release flow year code"; with '+' before the code: something finer below it is shown */
};

typedef struct {
    t4_adaptive_before *before;
    size_t release;
    const t4_codelist *codes;
    const t4_previous_release *about;
} reading;

static bool put(t4_adaptive_before *b, size_t release, uint32_t flow, int year, const char *sign, const char *code)
{
    char key[64];
    int n = snprintf(key, sizeof key, "%zu %u %d %s%.20s", release, flow, year, sign, code);

    return t4_dict_add(b->shown, key, (size_t)n) != T4_DICT_NONE;
}

static t4_status note(void *context, const t4_previous_row *row, t4_error *err)
{
    reading *r = context;
    t4_adaptive_before *b = r->before;
    uint32_t flow = (uint32_t)t4_flow_total((t4_flow)row->flow), id;
    char key[64];
    int n;

    if (!row->level || t4_listset_names(row->code))
        return T4_OK;
    n = snprintf(key, sizeof key, "%u %d", flow, t4_period_year_of(row->period));
    id = t4_dict_add(b->years, key, (size_t)n);
    if (id == T4_DICT_NONE || !t4_grow(&b->release, &b->room, id, sizeof *b->release))
        return t4_fail_memory(err);
    b->release[id] = r->release;
    if (!put(b, r->release, flow, t4_period_year_of(row->period), "", row->code))
        return t4_fail_memory(err);
    for (int l = 0; l < r->about->level_count; l++) {
        int level = r->about->levels[l];
        char above[16] = "";

        if (level >= row->level)
            continue;
        if (level)
            t4_codelist_ancestor(r->codes, row->code, level, above);
        if (!put(b, r->release, flow, t4_period_year_of(row->period), "+", above))
            return t4_fail_memory(err);
    }
    return T4_OK;
}

t4_status t4_adaptive_before_read(t4_adaptive_before **before, t4_run *run, const t4_codelist *codes,
                                  const char *const *previous, size_t count, t4_error *err)
{
    t4_adaptive_before *b;
    t4_previous *list = NULL;
    t4_status status;

    *before = NULL;
    if (!count)
        return T4_OK;
    b = *before = t4_alloc_zero(1, sizeof *b);
    if (!b || !(b->years = t4_dict_new(1 << 16)) || !(b->shown = t4_dict_new(CODES_MAX)))
        return t4_fail_memory(err);
    status = t4_previous_open(&list, run, previous, count, err);
    for (size_t i = 0; !status && i < t4_previous_count(list); i++)
        status = t4_previous_rows(list, i, note, &(reading){b, i, codes, t4_previous_at(list, i)}, err);
    t4_previous_free(list);
    return status;
}

void t4_adaptive_before_free(t4_adaptive_before *b)
{
    if (!b)
        return;
    t4_dict_free(b->years);
    t4_dict_free(b->shown);
    t4_free(b->release);
    t4_free(b);
}

static uint32_t year_of(const t4_adaptive_before *b, uint32_t flow, int year)
{
    char key[32];
    int n = snprintf(key, sizeof key, "%u %d", flow, year);

    return b ? t4_dict_find(b->years, key, (size_t)n) : T4_DICT_NONE;
}

bool t4_adaptive_before_has(const t4_adaptive_before *b, uint32_t flow, int year)
{
    return year_of(b, flow, year) != T4_DICT_NONE;
}

static bool shown(const t4_adaptive_before *b, uint32_t flow, int year, const char *sign, const char *code)
{
    char key[64];
    int n = snprintf(key, sizeof key, "%zu %u %d %s%.20s", b->release[year_of(b, flow, year)], flow, year, sign, code);

    return t4_dict_find(b->shown, key, (size_t)n) != T4_DICT_NONE;
}

int t4_adaptive_before_cap(const t4_adaptive_before *b, const t4_codelist *codes, uint32_t flow, int year, const char *code,
                           const int *levels, int level_count)
{
    char at[16], rest[16];

    for (int l = 0; l < level_count; l++) {
        int level = levels[l];

        at[0] = '\0';
        if (level > (int)strlen(code))
            continue;
        if (level)
            t4_codelist_ancestor(codes, code, level, at);
        if (level && !shown(b, flow, year, "", at))
            continue;
        if (l == 0 || level == (int)strlen(code))
            return T4_CODE_MAX;
        /* Split and without a residual: the code was not there yet. */
        t4_placed_residual(at, levels[l - 1], rest);
        if (shown(b, flow, year, "", rest))
            return level;
        return shown(b, flow, year, "+", at) ? T4_CODE_MAX : level;
    }
    return T4_CODE_MAX;
}
