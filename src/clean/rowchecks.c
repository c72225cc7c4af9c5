/* SPDX-License-Identifier: MIT */
/* Checks that need several fields of a row: ragged, dated codes, units, values against masses. */
#include <string.h>

#include "base/memory.h"
#include "clean/state.h"

enum {
    NET = T4_FIELD_NET_MASS - T4_FIELD_VALUE,
    GROSS = T4_FIELD_GROSS_MASS - T4_FIELD_VALUE,
    QUANTITY = T4_FIELD_QUANTITY - T4_FIELD_VALUE
};

static t4_status add(t4_cleaner *cleaner, uint32_t row, unsigned place, t4_issue_kind kind,
                     uint32_t note, t4_error *err)
{
    t4_issue_action action = t4_clean_action(cleaner, kind);
    t4_defect item = {row, note, (uint8_t)place, (uint8_t)kind, (uint8_t)action};

    if (!note && action == T4_ACT_OFF)
        return T4_OK;
    return t4_cleaner_defect(cleaner, &item) ? T4_OK : t4_fail_memory(err);
}

/* --- codes that are valid for a time only ------------------------------------ */

static const t4_code_entry *entry_of(const t4_codelist *list, const char *code, size_t n,
                                     t4_period period)
{
    size_t deepest = t4_codelist_digits(list);
    int64_t index = t4_codelist_find(list, code, n < deepest ? n : deepest, period);

    return index < 0 ? NULL : t4_codelist_entry(list, (size_t)index);
}

/* The code of a row whose period lies outside the code's validity. */
static t4_status settle_retired(t4_cleaner *cleaner, const char *code, size_t n, uint32_t *value,
                                t4_error *err)
{
    const t4_codelist *list = cleaner->clean->options.codes;
    const t4_code_entry *entry = entry_of(list, code, n, 0);
    t4_issue_action action = t4_clean_action(cleaner, T4_ISSUE_CODE_RETIRED);
    char from[T4_PERIOD_TEXT] = "", until[T4_PERIOD_TEXT] = "", residual[T4_CODE_MAX + 1];
    const char *edition = t4_codelist_edition(list);

    if (entry && entry->from)
        t4_period_print(entry->from, from);
    if (entry && entry->until)
        t4_period_print(entry->until, until);
    t4_notes_add(&cleaner->notes, T4_ISSUE_CODE_RETIRED, action, code, n,
                 "a code that is valid in the record's period; in %.60s it is valid%s%s%s%s",
                 *edition ? edition : "the classification", *from ? " from " : "", from,
                 *until ? " until " : "", until);
    if (action != T4_ACT_RESIDUAL)
        return T4_OK;
    n = t4_code_residual(cleaner, code, n > 2 ? t4_codelist_known_prefix(list, code, n - 1) : 0, residual);
    return t4_column_add(cleaner->clean->domain->codes, residual, n, "code", value, err);
}

static t4_status settle_dated(t4_cleaner *cleaner, uint32_t code, t4_period period,
                              t4_memo_slot *slot, t4_error *err)
{
    const t4_codelist *list = cleaner->clean->options.codes;
    t4_status status = T4_OK;
    const char *text;
    size_t n;

    text = t4_dict_text(cleaner->clean->domain->codes, code, &n);
    slot->value = code;
    t4_notes_begin(&cleaner->notes);
    if (!entry_of(list, text, n, period))
        status = settle_retired(cleaner, text, n, &slot->value, err);
    if (!t4_notes_end(&cleaner->notes, &slot->note) && !status)
        status = t4_fail_memory(err);
    if (status)
        return status;
    return t4_memo_put(&cleaner->dated, slot, NULL, slot->value, slot->note) ? T4_OK
                                                                             : t4_fail_memory(err);
}

static t4_status check_dated(t4_cleaner *cleaner, uint32_t row, t4_error *err)
{
    uint32_t *code = &cleaner->ids[T4_FIELD_CODE][row], period = cleaner->ids[T4_FIELD_PERIOD][row];
    t4_memo_slot key = t4_memo_pair(*code, period);
    const t4_memo_slot *found = t4_memo_find(&cleaner->dated, &key, NULL);
    t4_status status;

    if (!period)
        return T4_OK;
    if (!found) {
        status = settle_dated(cleaner, *code, period, &key, err);
        if (status)
            return status;
        found = &key;
    }
    *code = found->value;
    return found->note ? add(cleaner, row, T4_FIELD_CODE, T4_ISSUE_CODE_RETIRED, found->note, err)
                       : T4_OK;
}

/* --- the unit that the classification names ------------------------------------ */

static t4_status settle_list_unit(t4_cleaner *cleaner, uint32_t code, uint32_t unit,
                                  t4_memo_slot *slot, t4_error *err)
{
    t4_issue_action action = t4_clean_action(cleaner, T4_ISSUE_UNIT_UNKNOWN);
    size_t n, length;
    const char *text = t4_dict_text(cleaner->clean->domain->codes, code, &n), *spelling;
    const t4_code_entry *entry = entry_of(cleaner->clean->options.codes, text, n, 0);
    bool same = true;
    t4_status status = T4_OK;

    slot->value = 0;
    t4_notes_begin(&cleaner->notes);
    if (entry)
        status = t4_unit_matches(cleaner, unit, entry->unit, &same, err);
    if (status)
        return status;
    if (!same) {
        /* Another unit cannot be repaired: its number would be wrong. */
        spelling = t4_dict_text(cleaner->clean->domain->units, unit, &length);
        t4_notes_add(&cleaner->notes, T4_ISSUE_UNIT_UNKNOWN,
                     action == T4_ACT_REJECT ? T4_ACT_REJECT : T4_ACT_KEEP, spelling, length,
                     "'%.80s', the unit of code %.20s", entry->unit, text);
    }
    if (!t4_notes_end(&cleaner->notes, &slot->note) ||
        !t4_memo_put(&cleaner->list_units, slot, NULL, 0, slot->note))
        return t4_fail_memory(err);
    return T4_OK;
}

static t4_status check_list_unit(t4_cleaner *cleaner, uint32_t row, t4_error *err)
{
    uint32_t code = cleaner->ids[T4_FIELD_CODE][row], unit = cleaner->ids[T4_PLACE_UNIT][row];
    t4_memo_slot key = t4_memo_pair(code, unit);
    const t4_memo_slot *found = t4_memo_find(&cleaner->list_units, &key, NULL);
    t4_status status;

    if (!found) {
        status = settle_list_unit(cleaner, code, unit, &key, err);
        if (status)
            return status;
        found = &key;
    }
    return found->note ? add(cleaner, row, T4_PLACE_UNIT, T4_ISSUE_UNIT_UNKNOWN, found->note, err)
                       : T4_OK;
}

/* Units before dates: a residual code has no unit of its own. */
static t4_status check_codes(t4_cleaner *cleaner, const t4_binding *binding, uint32_t rows,
                             t4_error *err)
{
    bool units = cleaner->any_list_unit && binding->origins[T4_PLACE_UNIT].present &&
                 t4_clean_action(cleaner, T4_ISSUE_UNIT_UNKNOWN) != T4_ACT_OFF;
    t4_status status = T4_OK;

    if (!units && !cleaner->any_dated)
        return T4_OK;
    for (uint32_t row = 0; row < rows && !status; row++) {
        uint32_t code = cleaner->ids[T4_FIELD_CODE][row];
        uint8_t flags = code < cleaner->code_flags_room ? cleaner->code_flags[code] : 0;

        if (units && (flags & T4_CODE_UNIT) && cleaner->ids[T4_PLACE_UNIT][row])
            status = check_list_unit(cleaner, row, err);
        if (!status && (flags & T4_CODE_DATED))
            status = check_dated(cleaner, row, err);
    }
    return status;
}

/* --- amounts against each other ------------------------------------------------- */

/* Zero because it says so, not because it is empty or unreadable (that is told already). */
static bool says_zero(const t4_cleaner *cleaner, const t4_binding *binding,
                      const t4_slices *slices, unsigned place, uint32_t row)
{
    const t4_origin *origin = t4_column_origin(cleaner, binding, place, row);
    const char *text = origin->constant;
    size_t n = origin->length;
    bool zero = false;

    if (origin->slot >= 0)
        text = t4_slices_field(slices, row, (uint32_t)origin->slot, &n);
    for (size_t i = 0; i < n; i++) {
        zero |= text[i] == '0';
        if (text[i] != '0' && text[i] != '.' && text[i] != ',' && text[i] != ' ' && text[i] != '-' &&
            text[i] != '+')
            return false;
    }
    return zero;
}

static bool net_over_gross(const t4_cleaner *cleaner, uint32_t row)
{
    t4_int128 net = t4_amount_at(cleaner, NET, row), gross = t4_amount_at(cleaner, GROSS, row);
    int more = cleaner->clean->decimals[NET] - cleaner->clean->decimals[GROSS];

    if (gross <= 0)
        return false;
    if (more > 0 && !t4_decimal_rescale(gross, 0, more, &gross))
        return false;
    if (more < 0 && !t4_decimal_rescale(net, 0, -more, &net))
        return net > 0;
    return net > gross;
}

static t4_status check_amounts(t4_cleaner *cleaner, const t4_binding *binding,
                               const t4_slices *slices, t4_error *err)
{
    const t4_origin *origins = binding->origins;
    unsigned value = origins[T4_FIELD_VALUE].present ? T4_FIELD_VALUE : T4_FIELD_VALUE_NAT;
    bool zero = origins[value].present, gross = origins[T4_FIELD_GROSS_MASS].present &&
                                                origins[T4_FIELD_NET_MASS].present;
    bool unit = origins[T4_FIELD_QUANTITY].present;
    const int64_t *values = cleaner->amounts[value - T4_FIELD_VALUE];
    const int64_t *nets = cleaner->amounts[NET], *quantities = cleaner->amounts[QUANTITY];
    const int64_t *grosses = cleaner->amounts[GROSS];
    t4_status status = T4_OK;

    for (uint32_t row = 0; row < slices->rows && !status; row++) {
        if (__builtin_expect(zero && !values[row] && (nets[row] > 0 || quantities[row] > 0), 0) &&
            says_zero(cleaner, binding, slices, value, row))
            status = add(cleaner, row, value, T4_ISSUE_VALUE_ZERO, 0, err);
        if (gross && grosses[row] > 0 && !status && net_over_gross(cleaner, row))
            status = add(cleaner, row, T4_FIELD_NET_MASS, T4_ISSUE_NET_OVER_GROSS, 0, err);
        if (__builtin_expect(unit && quantities[row] && !cleaner->ids[T4_PLACE_UNIT][row], 0) &&
            !status)
            status = add(cleaner, row, T4_PLACE_UNIT, T4_ISSUE_UNIT_MISSING, 0, err);
    }
    return status;
}

t4_status t4_rows_ragged(t4_cleaner *cleaner, const t4_slices *slices, t4_error *err)
{
    t4_status status = T4_OK;

    for (uint32_t row = 0; row < slices->rows && !status; row++)
        if (__builtin_expect(slices->fields[row] != slices->expected_fields, 0))
            status = add(cleaner, row, T4_PLACES, T4_ISSUE_RAGGED, 0, err);
    return status;
}

t4_status t4_rows_check(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                        t4_error *err)
{
    t4_status status = check_codes(cleaner, binding, slices->rows, err);

    return status ? status : check_amounts(cleaner, binding, slices, err);
}
