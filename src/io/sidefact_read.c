/* SPDX-License-Identifier: MIT */
#include "io/sidefact_read.h"

#include <string.h>

#include "base/memory.h"
#include "io/namedrows.h"
#include "model/flows.h"

enum { CODE, LEAST, MOST, PERIOD, PARTNER, FLOW, COLUMNS };

static const t4_notation notation = {'.', false};

static t4_status read_amount(const t4_namedrows *table, size_t column, const t4_namedrows_field *f, int decimals, bool *given,
                             t4_int128 *amount, t4_error *err)
{
    *given = f->length > 0;
    if (!*given)
        return T4_OK;
    if (t4_decimal_parse(f->text, f->length, &notation, decimals, amount, NULL) != T4_DECIMAL_OK || *amount < 0)
        return t4_namedrows_fail(table, column, f, "a number with a decimal point, not below 0", err);
    return T4_OK;
}

static t4_status read_row(const t4_namedrows *table, const t4_namedrows_field *f, int decimals, t4_sidefact *fact,
                          t4_error *err)
{
    t4_status status;

    *fact = (t4_sidefact){.flow = T4_FLOWS};
    if (f[CODE].length < 1 || f[CODE].length >= sizeof fact->code)
        return t4_namedrows_fail(table, CODE, &f[CODE], "a code of 2 to 12 digits, or TOTAL", err);
    memcpy(fact->code, f[CODE].text, f[CODE].length);
    if (f[PARTNER].length >= sizeof fact->partner)
        return t4_namedrows_fail(table, PARTNER, &f[PARTNER], "a partner as in the flows", err);
    if (f[PARTNER].length && !t4_flows_is_world(f[PARTNER].text, f[PARTNER].length))
        memcpy(fact->partner, f[PARTNER].text, f[PARTNER].length);
    if (f[PERIOD].length && !(fact->period = t4_period_parse(f[PERIOD].text, f[PERIOD].length)))
        return t4_namedrows_fail(table, PERIOD, &f[PERIOD], "a period such as 2023-06 or 2023", err);
    if (f[FLOW].length && (fact->flow = t4_flows_parse_flow(f[FLOW].text, f[FLOW].length)) == T4_FLOWS)
        return t4_namedrows_fail(table, FLOW, &f[FLOW], "imports or exports: M or X", err);
    status = read_amount(table, LEAST, &f[LEAST], decimals, &fact->has_least, &fact->least, err);
    if (!status)
        status = read_amount(table, MOST, &f[MOST], decimals, &fact->has_most, &fact->most, err);
    if (!status && fact->has_least && fact->has_most && fact->least > fact->most)
        status = t4_namedrows_fail(table, MOST, &f[MOST], "no less than the lower figure beside it", err);
    return status;
}

static t4_status read_all(t4_sidefacts *facts, t4_run *run, const char *path, const t4_namedrows_wanted *wanted,
                          size_t columns, int decimals, t4_error *err)
{
    t4_namedrows *table = NULL;
    t4_namedrows_field fields[COLUMNS] = {{NULL, 0}};
    bool more = true;
    t4_status status = t4_namedrows_open(&table, run, path, NULL, wanted, columns, err);

    while (!status) {
        status = t4_namedrows_next(table, fields, &more, err);
        if (status || !more)
            break;
        if (facts->count == T4_SIDEFACTS_MOST)
            status = t4_fail(err, T4_ERR_MEMORY, "'%s' has more than %d rows", path, T4_SIDEFACTS_MOST);
        else if (!t4_grow(&facts->items, &facts->room, facts->count, sizeof *facts->items))
            status = t4_fail_memory(err);
        else
            status = read_row(table, fields, decimals, &facts->items[facts->count], err);
        if (!status)
            facts->count++;
    }
    if (!status && !facts->count)
        status = t4_fail(err, T4_ERR_DATA, "'%s' has no rows", path);
    t4_namedrows_free(table);
    return status;
}

t4_status t4_sidefact_read_floors(t4_sidefacts *facts, t4_run *run, const char *path, t4_error *err)
{
    static const t4_namedrows_wanted wanted[COLUMNS] = {
        {"code", "hs|hs6|hs4|cmdCode|commodity", true},
        {"floor", "least|at_least|minimum|lower", true},
        {"ceiling", "most|at_most|maximum|upper", false},
        {"period", "time|date|year", false},
        {"partner", "partnerISO|country", false},
        {"flow", "flowCode|direction", false}};

    return read_all(facts, run, path, wanted, COLUMNS, T4_FLOWS_DECIMALS, err);
}

t4_status t4_sidefact_read_rates(t4_sidefacts *facts, t4_run *run, const char *path, t4_error *err)
{
    static const t4_namedrows_wanted wanted[PERIOD] = {
        {"code", "hs|hs6|hs4|cmdCode|commodity", true},
        {"u_lo", "least|lower|minimum|u1", true},
        {"u_hi", "most|upper|maximum|u2", true}};

    return read_all(facts, run, path, wanted, PERIOD, T4_SIDEFACT_RATE_DECIMALS, err);
}
