/* SPDX-License-Identifier: MIT */
#include "instance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/memory.h"

const char *instance_shared(void)
{
    const char *given = getenv("T4_SHARED");

    return given && *given ? given : T4_SRCDIR "/../shared/data";
}

bool instance_add(instance *in, const char *code, uint32_t partner, t4_period period,
                  uint32_t trader, int64_t value)
{
    instance_record *r;

    if (!t4_grow(&in->record, &in->room, in->records, sizeof *in->record))
        return false;
    r = &in->record[in->records++];
    memset(r, 0, sizeof *r);
    snprintf(r->code, sizeof r->code, "%s", code);
    r->partner = partner;
    r->period = period;
    r->trader = trader;
    r->value = value;
    return true;
}

bool instance_read(instance *in, const char *path)
{
    gzFile file = gzopen(path, "rb");
    char line[256];

    *in = (instance){0};
    if (!file)
        return false;
    gzgets(file, line, sizeof line);
    while (gzgets(file, line, sizeof line)) {
        char code[16];
        unsigned partner, quarter, chapter, firm;
        long long value;

        if (sscanf(line, "%15[0-9],P%u,Q%u,C%uF%u,%lld", code, &partner, &quarter, &chapter, &firm,
                   &value) != 6)
            abort();
        in->quarters |= quarter > 1;
        instance_add(in, code, partner, t4_period_quarter(2020, (int)quarter),
                     chapter * 10000 + firm, value);
    }
    gzclose(file);
    return true;
}

void instance_release(instance *in)
{
    t4_network_free(in->network);
    t4_system_free(in->system);
    t4_tops_release(&in->tops);
    t4_stakes_release(&in->stakes);
    t4_free(in->record);
    t4_free(in->primary);
    t4_free(in->up);
    t4_free(in->down);
    t4_free(in->owner);
    t4_free(in->weight);
    *in = (instance){0};
}

static void ancestor(const char *code, int level, char out[16])
{
    if (level == 0)
        strcpy(out, "TOTAL");
    else
        snprintf(out, 16, "%.*s", level, code);
}

typedef struct {
    t4_place place;
    int64_t value;
} part;

static int compare_parts(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(t4_place));
}

/* All cells that records fall into, with sums: by sorting, apart from the code under test. */
static t4_status add_cells(instance *in, const int *levels, int level_count, t4_error *err)
{
    size_t each = (size_t)level_count * 2 * (in->quarters ? 2 : 1), used = 0;
    part *parts = calloc(in->records * each + 1, sizeof *parts);
    t4_status status = T4_OK;

    for (size_t i = 0; i < in->records; i++)
        for (int l = 0; l < level_count; l++)
            for (int w = 0; w < 2; w++)
                for (int y = in->quarters ? 0 : 1; y < 2; y++) {
                    const instance_record *r = &in->record[i];
                    char code[16];

                    ancestor(r->code, levels[l], code);
                    parts[used++] = (part){{y ? t4_period_year(2020) : r->period, 2, 0,
                        w ? INSTANCE_WORLD : r->partner, t4_system_node(in->system, code, levels[l])},
                        r->value};
                }
    qsort(parts, used, sizeof *parts, compare_parts);
    for (size_t i = 0, k; i < used && !status; i = k) {
        int64_t sum = 0;

        for (k = i; k < used && compare_parts(&parts[i], &parts[k]) == 0; k++)
            sum += parts[k].value;
        status = t4_system_add(in->system, &parts[i].place, sum, sum < in->lower ? sum : in->lower, err);
    }
    free(parts);
    return status;
}

static t4_status find_primaries(instance *in, const t4_run *run, int finest, t4_error *err)
{
    t4_system *s = in->system;
    t4_share *shares = t4_alloc(in->records, sizeof *shares);
    size_t traders = 1;
    int64_t *floor;
    t4_status status;

    for (size_t i = 0; i < in->records; i++) {
        const instance_record *r = &in->record[i];
        char code[16];

        ancestor(r->code, finest, code);
        traders = r->trader >= traders ? r->trader + 1 : traders;
        shares[i] = (t4_share){{in->quarters ? r->period : t4_period_year(2020), 2, 0, r->partner,
                                t4_system_node(s, code, finest)}, r->trader, r->value};
    }
    status = t4_tops_stakes(&in->tops, &in->stakes, in->allies, in->ally_count, run, s, shares,
                            in->records, NULL, traders, t4_rules_tops(&in->rules), err);
    t4_free(shares);
    if (status)
        return status;
    in->primary = t4_alloc_zero(s->variables, 1);
    in->up = t4_alloc_zero(s->variables, sizeof *in->up);
    in->down = t4_alloc_zero(s->variables, sizeof *in->down);
    in->owner = t4_alloc_zero(s->variables, sizeof *in->owner);
    in->weight = t4_alloc_zero(s->variables, sizeof *in->weight);
    for (size_t c = 0; c < s->cells; c++) {
        uint32_t v = s->variable[c];
        int64_t level;

        if (t4_rules_cell(&in->rules, &in->tops, c, false, &level) != T4_RULE_NONE) {
            in->primary[v] = 1;
            in->primary_cells++;
            if (level > in->up[v])
                in->up[v] = level;
        }
        in->owner[v] = in->tops.cell[c].owner;
        in->weight[v] += (uint64_t)s->amount[c];
    }
    floor = t4_alloc(s->variables, sizeof *floor);
    t4_system_floor(s, floor);
    for (size_t v = 0; v < s->variables; v++)
        in->down[v] = in->up[v] < s->value[v] - floor[v] ? in->up[v] : s->value[v] - floor[v];
    t4_free(floor);
    return T4_OK;
}

t4_status instance_close(instance *in, const t4_run *run, const int *levels, int level_count,
                         t4_error *err)
{
    static const int usual[] = {10, 8, 6, 4, 2, 0};
    t4_status status;

    if (!levels) {
        levels = usual;
        level_count = 6;
    }
    if (!in->rules.p && !in->rules.minimum && !in->rules.dominance_count)
        in->rules = (t4_rules){.p = 10 * T4_PERCENT, .coalition = 1, .safety = 10 * T4_PERCENT};
    status = t4_system_new(&in->system, levels, level_count, INSTANCE_WORLD, NULL, NULL, err);
    if (!status)
        status = add_cells(in, levels, level_count, err);
    if (!status)
        status = t4_system_close(in->system, run, err);
    if (!status)
        status = find_primaries(in, run, levels[0], err);
    if (!status)
        status = t4_network_new(&in->network, in->system, run, err);
    return status;
}

t4_suppress_problem instance_problem(const instance *in, bool insiders, int effort)
{
    return (t4_suppress_problem){in->system, in->network, in->primary, NULL, in->up, in->down,
                                 in->owner, in->weight, insiders, effort, NULL, NULL, NULL};
}

t4_suppress_problem instance_interval_problem(const instance *in, int effort)
{
    t4_suppress_problem problem = instance_problem(in, true, effort);

    problem.stakes = &in->stakes;
    return problem;
}
