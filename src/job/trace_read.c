/* SPDX-License-Identifier: MIT */
/* Rows of a ledger's files become events, firms and opening stock; a row that is none is refused with its place. */
#include <stdio.h>
#include <string.h>

#include "io/namedrows.h"
#include "job/trace_files.h"

enum {
    EVENT_ID, DATE, TYPE, LOT, FROM, TO, CODE, QUANTITY, UNIT, NET_KG, VALUE, VALUE_USD, CURRENCY, ORIGIN, DEST,
    DOCUMENT, STATUS, DUE, CARRIER, EVENT_COLUMNS
};

static const t4_namedrows_wanted event_columns[EVENT_COLUMNS] = {
    {"event_id", "event", true}, {"date", NULL, true}, {"type", NULL, true}, {"lot_id", "lot", false},
    {"from", "sender", false}, {"to", "receiver", false}, {"code", "hs10", true}, {"quantity", "qty", true},
    {"unit", "qty_unit", false}, {"net_kg", "net_mass", false}, {"value", NULL, false}, {"value_usd", NULL, false},
    {"currency", NULL, false}, {"origin", NULL, false}, {"dest", "destination", false}, {"doc_id", "document", false},
    {"status", NULL, false}, {"due", NULL, false}, {"carrier", "seal_country", false}};

static const t4_notation notation = {'.', false};

/* --- fields -------------------------------------------------------------------------- */

/* 2023-05-10, 20230510, 10.05.2023, 10/05/2023 */
static bool parse_day(const t4_namedrows_field *field, t4_trace_day *day)
{
    const char *text = field->text;
    char turned[16];
    t4_watchday found = 0;

    if (field->length >= 8)
        found = t4_watchday_parse(text, field->length);
    if (!found && field->length == 10 && ((text[2] == '.' && text[5] == '.') || (text[2] == '/' && text[5] == '/'))) {
        snprintf(turned, sizeof turned, "%.4s-%.2s-%.2s", text + 6, text + 3, text);
        found = t4_watchday_parse(turned, 10);
    }
    *day = t4_trace_day_of(found);
    return found != 0;
}

static t4_status read_day(const t4_namedrows *columns, const t4_namedrows_field *fields, int i, bool needed,
                          t4_trace_day *day, t4_error *err)
{
    *day = T4_TRACE_NO_DAY;
    if ((!needed && !fields[i].length) || parse_day(&fields[i], day))
        return T4_OK;
    return t4_namedrows_fail(columns, (size_t)i, &fields[i], "a day such as 2023-05-10", err);
}

/* An amount at a scale; digits beyond it are refused, not rounded: balances must be exact. */
static t4_status read_amount(const t4_namedrows *columns, const t4_namedrows_field *fields, int i, int decimals,
                             int64_t *amount, t4_error *err)
{
    t4_int128 value = 0;
    int64_t rest = 0;
    t4_decimal_result result;
    char expected[96];

    *amount = 0;
    if (!fields[i].length)
        return T4_OK;
    result = t4_decimal_parse(fields[i].text, fields[i].length, &notation, decimals, &value, &rest);
    snprintf(expected, sizeof expected, "a number with at most %d digits behind the point, below 2^63 of the last one",
             decimals);
    if (result != T4_DECIMAL_OK || rest || value > INT64_MAX || value < INT64_MIN + 1)
        return t4_namedrows_fail(columns, (size_t)i, &fields[i], expected, err);
    *amount = (int64_t)value;
    return T4_OK;
}

static t4_status read_code(t4_trace_ledger *ledger, const t4_namedrows *columns, const t4_namedrows_field *fields, int i,
                           uint32_t *code, t4_error *err)
{
    for (size_t c = 0; c < fields[i].length; c++)
        if (fields[i].text[c] < '0' || fields[i].text[c] > '9')
            return t4_namedrows_fail(columns, (size_t)i, &fields[i], "a code of digits", err);
    if (fields[i].length == 1 || fields[i].length > 16)
        return t4_namedrows_fail(columns, (size_t)i, &fields[i], "a code of 2 to 16 digits", err);
    return t4_trace_name(ledger, fields[i].text, fields[i].length, code, err);
}

static bool is_cancelled(const t4_namedrows_field *status)
{
    static const char *const words[] = {"cancelled", "canceled", "annulled", "CANCELLED", "CANCELED", "ANNULLED",
                                        "Cancelled", "Canceled", "Annulled", "отменен", "отменён", "аннулирован",
                                        "отозван", NULL};

    for (int i = 0; words[i]; i++)
        if (strlen(words[i]) == status->length && !memcmp(words[i], status->text, status->length))
            return true;
    return false;
}

/* --- events -------------------------------------------------------------------------- */

static t4_status read_names(t4_trace_ledger *ledger, const t4_namedrows_field *f, t4_trace_event *e, t4_error *err)
{
    t4_status status = t4_trace_name(ledger, f[LOT].text, f[LOT].length, &e->lot, err);

    if (!status)
        status = t4_trace_name(ledger, f[FROM].text, f[FROM].length, &e->from, err);
    if (!status)
        status = t4_trace_name(ledger, f[TO].text, f[TO].length, &e->to, err);
    if (!status)
        status = t4_trace_place(ledger, f[UNIT].text, f[UNIT].length, &e->unit, err);
    if (!status && f[CURRENCY].length)
        status = t4_trace_place(ledger, f[CURRENCY].text, f[CURRENCY].length, &e->currency, err);
    else if (!status && f[VALUE_USD].length)
        status = t4_trace_place(ledger, "USD", 3, &e->currency, err);
    if (!status)
        status = t4_trace_place(ledger, f[ORIGIN].text, f[ORIGIN].length, &e->origin, err);
    if (!status)
        status = t4_trace_place(ledger, f[DEST].text, f[DEST].length, &e->dest, err);
    return status ? status : t4_trace_place(ledger, f[CARRIER].text, f[CARRIER].length, &e->carrier, err);
}

static t4_status read_amounts(const t4_trace_ledger *ledger, const t4_namedrows *columns, const t4_namedrows_field *f,
                              t4_trace_event *e, t4_error *err)
{
    int value = f[VALUE].length ? VALUE : VALUE_USD;
    t4_status status = read_amount(columns, f, QUANTITY, t4_trace_decimals(ledger), &e->quantity, err);

    if (!status)
        status = read_amount(columns, f, NET_KG, t4_trace_decimals(ledger), &e->net_kg, err);
    return status ? status : read_amount(columns, f, value, T4_TRACE_VALUE_DECIMALS, &e->value, err);
}

static t4_status read_event(t4_trace_ledger *ledger, const t4_namedrows *columns, const t4_namedrows_field *f,
                            const char *path, t4_error *err)
{
    t4_trace_event e = {.lot = T4_DICT_NONE, .from = T4_DICT_NONE, .to = T4_DICT_NONE, .code = T4_DICT_NONE};
    t4_trace_type type = t4_trace_type_parse(f[TYPE].text, f[TYPE].length);
    t4_error inner = {0};
    t4_status status;

    if (type == T4_TRACE_TYPES)
        return t4_namedrows_fail(columns, TYPE, &f[TYPE], "IMPORT, PRODUCE, RETURN, TRANSFER, RETAIL, CONSUME, LOSS, "
                               "EXPORT, EAEU_OUT, TRANSIT_IN, TRANSIT_OUT or CANCEL", err);
    e.type = (uint8_t)type;
    e.cancelled = is_cancelled(&f[STATUS]);
    status = read_day(columns, f, DATE, true, &e.date, err);
    if (!status)
        status = read_day(columns, f, DUE, false, &e.due, err);
    if (!status)
        status = read_amounts(ledger, columns, f, &e, err);
    if (!status)
        status = read_names(ledger, f, &e, err);
    if (!status)
        status = read_code(ledger, columns, f, CODE, &e.code, err);
    if (status)
        return status;
    status = t4_trace_add(ledger, &e, f[EVENT_ID].text, f[EVENT_ID].length, f[DOCUMENT].text, f[DOCUMENT].length,
                          &inner);
    return status ? t4_fail_at(err, status, path, t4_namedrows_line(columns), 0, "%s", inner.text) : T4_OK;
}

/* --- files --------------------------------------------------------------------------- */

typedef t4_status reading(t4_trace_ledger *ledger, const t4_namedrows *columns, const t4_namedrows_field *fields,
                          const char *path, t4_error *err);

static t4_status read_file(t4_trace_ledger *ledger, t4_run *run, const char *path, const t4_namedrows_wanted *wanted,
                           size_t count, reading *row, uint64_t *rows, t4_error *err)
{
    t4_namedrows *columns = NULL;
    t4_namedrows_field fields[T4_NAMEDROWS_WANTED];
    bool more = true;
    t4_status status = t4_namedrows_open(&columns, run, path, NULL, wanted, count, err);

    while (!status) {
        status = t4_namedrows_next(columns, fields, &more, err);
        if (status || !more)
            break;
        status = row(ledger, columns, fields, path, err);
        if (!status && !(++*rows % 65536))
            t4_run_report(run, "read", *rows, 0, "events");
    }
    t4_namedrows_free(columns);
    return status;
}

t4_status t4_trace_read_events(t4_trace_ledger *ledger, t4_run *run, const char *path, uint64_t *rows, t4_error *err)
{
    return read_file(ledger, run, path, event_columns, EVENT_COLUMNS, read_event, rows, err);
}

static t4_status read_firm(t4_trace_ledger *ledger, const t4_namedrows *columns, const t4_namedrows_field *f,
                           const char *path, t4_error *err)
{
    t4_trace_firm firm;
    t4_status status = read_day(columns, f, 1, false, &firm.registered, err);

    if (!f[0].length)
        return t4_namedrows_fail(columns, 0, &f[0], "the firm's id", err);
    if (!status)
        status = t4_trace_name(ledger, f[0].text, f[0].length, &firm.holder, err);
    return status ? status : t4_trace_add_firm(ledger, &firm, err);
}

t4_status t4_trace_read_entities(t4_trace_ledger *ledger, t4_run *run, const char *path, t4_error *err)
{
    static const t4_namedrows_wanted wanted[] = {{"entity_id", "entity", true}, {"registered", NULL, true}};
    uint64_t rows = 0;

    return read_file(ledger, run, path, wanted, 2, read_firm, &rows, err);
}

static t4_status read_stock(t4_trace_ledger *ledger, const t4_namedrows *columns, const t4_namedrows_field *f,
                            const char *path, t4_error *err)
{
    t4_trace_opening opening;
    t4_error inner = {0};
    t4_status status = read_amount(columns, f, 3, t4_trace_decimals(ledger), &opening.quantity, err);

    if (!status)
        status = t4_trace_name(ledger, f[0].text, f[0].length, &opening.holder, err);
    if (!status)
        status = read_code(ledger, columns, f, 1, &opening.code, err);
    if (!status)
        status = t4_trace_place(ledger, f[2].text, f[2].length, &opening.unit, err);
    if (status)
        return status;
    status = t4_trace_add_opening(ledger, &opening, &inner);
    return status ? t4_fail_at(err, status, path, t4_namedrows_line(columns), 0, "%s", inner.text) : T4_OK;
}

t4_status t4_trace_read_opening(t4_trace_ledger *ledger, t4_run *run, const char *path, t4_error *err)
{
    static const t4_namedrows_wanted wanted[] = {{"holder", "entity_id", true}, {"code", "hs10", true},
                                               {"unit", NULL, false}, {"quantity", "qty", true}};
    uint64_t rows = 0;

    return read_file(ledger, run, path, wanted, 4, read_stock, &rows, err);
}
