/* SPDX-License-Identifier: MIT */
/* Amounts: plain numbers straight to 64-bit integers, everything else through the exact parser. */
#include <string.h>

#include "base/memory.h"
#include "clean/plain_number.h"
#include "clean/state.h"

static uint64_t wide_key(const t4_wide_amount *item)
{
    return (uint64_t)item->amount << 32 | item->row;
}

t4_int128 t4_amount_at(const t4_cleaner *cleaner, unsigned amount, uint32_t row)
{
    int64_t narrow = cleaner->amounts[amount][row];
    uint64_t key = (uint64_t)amount << 32 | row;
    size_t low = 0, high = cleaner->wide_count;

    if (narrow != INT64_MAX && narrow != INT64_MIN)
        return narrow;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (wide_key(&cleaner->wide[middle]) < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < cleaner->wide_count && wide_key(&cleaner->wide[low]) == key
               ? cleaner->wide[low].value : narrow;
}

static bool push_wide(t4_cleaner *cleaner, unsigned amount, uint32_t row, t4_int128 value)
{
    if (!t4_grow(&cleaner->wide, &cleaner->wide_items_room, cleaner->wide_count,
                 sizeof *cleaner->wide))
        return false;
    cleaner->wide[cleaner->wide_count++] = (t4_wide_amount){row, (uint8_t)amount, value};
    cleaner->amounts[amount][row] = value < 0 ? INT64_MIN : INT64_MAX;
    return true;
}

static bool push_rest(t4_cleaner *cleaner, unsigned amount, uint32_t row, int64_t rest)
{
    if (!t4_grow(&cleaner->rests, &cleaner->rest_room, cleaner->rest_count, sizeof *cleaner->rests))
        return false;
    cleaner->rests[cleaner->rest_count++] = (t4_rest){row, (uint8_t)amount, rest};
    return true;
}

static t4_status defect(t4_cleaner *cleaner, unsigned amount, uint32_t row, t4_issue_kind kind,
                        t4_error *err)
{
    t4_issue_action action = t4_clean_action(cleaner, kind);
    t4_defect item = {row, 0, (uint8_t)(T4_FIELD_VALUE + amount), (uint8_t)kind, (uint8_t)action};

    if (action == T4_ACT_OFF)
        return T4_OK;
    return t4_cleaner_defect(cleaner, &item) ? T4_OK : t4_fail_memory(err);
}

/* Quantities and gross masses are often not asked for; without them nothing is missing. */
static bool is_expected(unsigned amount)
{
    return amount + T4_FIELD_VALUE != T4_FIELD_QUANTITY &&
           amount + T4_FIELD_VALUE != T4_FIELD_GROSS_MASS;
}

static t4_decimal_result parse(const t4_binding *binding, const char *text, size_t n, int decimals,
                               t4_int128 *value, int64_t *rest)
{
    t4_reading reading;

    if (binding->notation_assumed) {
        reading = t4_notation_reading(text, n);
        if (n && reading != T4_READS_PLAIN && reading != T4_READS_POINT)
            return T4_DECIMAL_MALFORMED;
    }
    return t4_decimal_parse(text, n, &binding->notation, decimals, value, rest);
}

static t4_status keep(t4_cleaner *cleaner, unsigned amount, uint32_t row, t4_int128 value,
                      int64_t rest, t4_error *err)
{
    t4_status status = T4_OK;

    cleaner->amounts[amount][row] = (int64_t)value;
    if ((value >= INT64_MAX || value <= INT64_MIN) && !push_wide(cleaner, amount, row, value))
        return t4_fail_memory(err);
    if (rest && !push_rest(cleaner, amount, row, rest))
        return t4_fail_memory(err);
    if (rest)
        status = defect(cleaner, amount, row, T4_ISSUE_EXCESS_DIGITS, err);
    if (!status && value < 0)
        status = defect(cleaner, amount, row, T4_ISSUE_AMOUNT_NEGATIVE, err);
    return status;
}

/* Whatever the fast path does not take. */
static t4_status read_slowly(t4_cleaner *cleaner, const t4_binding *binding, unsigned amount,
                             uint32_t row, const char *bytes, size_t n, t4_error *err)
{
    const t4_origin *origin = &binding->origins[T4_FIELD_VALUE + amount];
    t4_int128 value = 0;
    int64_t rest = 0;
    const char *text, *mapped;
    size_t length;

    cleaner->amounts[amount][row] = 0;
    if (!t4_text_decode(cleaner, binding->layout, origin->slot < 0, bytes, n, &text, &length))
        return defect(cleaner, amount, row, T4_ISSUE_BAD_BYTES, err);
    mapped = t4_text_map(cleaner, &binding->layout->maps[T4_FIELD_VALUE + amount], text, length);
    if (mapped) {
        text = mapped;
        length = strlen(mapped);
    }
    switch (parse(binding, text, length, cleaner->clean->decimals[amount], &value, &rest)) {
    case T4_DECIMAL_OK:
        return keep(cleaner, amount, row, value, rest, err);
    case T4_DECIMAL_EMPTY:
        return is_expected(amount) ? defect(cleaner, amount, row, T4_ISSUE_AMOUNT_MISSING, err) : T4_OK;
    case T4_DECIMAL_OVERFLOW:
        return defect(cleaner, amount, row, T4_ISSUE_AMOUNT_RANGE, err);
    default:
        return defect(cleaner, amount, row, T4_ISSUE_AMOUNT_INVALID, err);
    }
}

/* A row that is not plain. */
static t4_status read_hard(t4_cleaner *cleaner, const t4_binding *binding, unsigned amount,
                           uint32_t row, const char *bytes, size_t start, size_t end, t4_error *err)
{
    int64_t *value = &cleaner->amounts[amount][row];
    bool mapped = binding->layout->maps[T4_FIELD_VALUE + amount].keys != NULL;
    char point = binding->notation.point;
    bool fast = !mapped && t4_plain_number(bytes + end, end - start, end, point,
                                           cleaner->clean->decimals[amount], value);

    if (fast && binding->notation_assumed && memchr(bytes + start, point, end - start))
        fast = false;
    if (!fast)
        return read_slowly(cleaner, binding, amount, row, bytes + start, end - start, err);
    return *value < 0 ? defect(cleaner, amount, row, T4_ISSUE_AMOUNT_NEGATIVE, err) : T4_OK;
}

static t4_status read_slot(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                           unsigned amount, t4_error *err)
{
    const t4_origin *origin = &binding->origins[T4_FIELD_VALUE + amount];
    t4_plain_column column = {slices->bytes, slices->starts + origin->slot,
                              slices->ends + origin->slot, slices->columns};
    bool each = binding->layout->maps[T4_FIELD_VALUE + amount].keys || binding->notation_assumed;
    t4_plain_read *read = t4_plain_best();
    t4_status status = T4_OK;
    t4_plain_scale scale;

    t4_plain_scale_init(&scale, binding->notation.point, cleaner->clean->decimals[amount]);
    for (uint32_t first = 0; first < slices->rows && !status; first += T4_PLAIN_ROWS) {
        uint32_t left = slices->rows - first, count = left < T4_PLAIN_ROWS ? left : T4_PLAIN_ROWS;
        uint64_t hard = UINT64_MAX >> (64 - count);

        if (!each)
            hard = read(&column, first, count, &scale, cleaner->amounts[amount] + first);
        for (; hard && !status; hard &= hard - 1) {
            uint32_t row = first + (uint32_t)__builtin_ctzll(hard);
            size_t k = (size_t)row * slices->columns;

            status = read_hard(cleaner, binding, amount, row, slices->bytes, column.starts[k],
                               column.ends[k], err);
        }
    }
    return status;
}

t4_status t4_amounts_read(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                          t4_error *err)
{
    t4_status status = T4_OK;

    cleaner->wide_count = cleaner->rest_count = 0;
    for (unsigned amount = 0; amount < T4_AMOUNTS && !status; amount++) {
        const t4_origin *origin = &binding->origins[T4_FIELD_VALUE + amount];

        if (!origin->present)
            memset(cleaner->amounts[amount], 0, slices->rows * sizeof *cleaner->amounts[amount]);
        else if (origin->slot >= 0)
            status = read_slot(cleaner, binding, slices, amount, err);
        else
            for (uint32_t row = 0; row < slices->rows && !status; row++)
                status = read_slowly(cleaner, binding, amount, row, origin->constant,
                                     origin->length, err);
    }
    return status;
}
