/* SPDX-License-Identifier: MIT */
/* Amounts: digits straight to 64-bit integers, everything else through the exact parser. */
#include <string.h>

#include "base/memory.h"
#include "clean/state.h"

static const int64_t powers[] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000,
    100000000000, 1000000000000, 10000000000000, 100000000000000, 1000000000000000,
    10000000000000000, 100000000000000000, 1000000000000000000,
};

#define EACH(byte) (0x0101010101010101u * (uint64_t)(unsigned char)(byte))

/* Last n <= 8 characters as a word with '0' in front of them; the last one in the highest byte. */
static inline uint64_t padded(const char *end, size_t n)
{
    uint64_t word, front;

    if (!n)
        return EACH('0');
    memcpy(&word, end - 8, 8);
    word = le64toh(word);
    if (n == 8)
        return word;
    front = ((uint64_t)1 << (8 * (8 - n))) - 1;
    return (word & ~front) | (EACH('0') & front);
}

/* Place 0..7 of the first byte that equals the point, or 8. */
static inline unsigned find_point(uint64_t word, char point)
{
    uint64_t x = word ^ EACH(point);
    uint64_t hits = (x - EACH(1)) & ~x & EACH(0x80);

    return hits ? (unsigned)__builtin_ctzll(hits) >> 3 : 8;
}

/* The word without its byte at `place`; the bytes before it move up, `carry` comes in below. */
static inline uint64_t take_out(uint64_t word, unsigned place, uint64_t carry)
{
    uint64_t below = ((uint64_t)1 << (8 * place)) - 1;
    uint64_t above = place == 7 ? 0 : word & ~((below << 8) | 0xFF);

    return above | (word & below) << 8 | carry;
}

static inline bool all_digits(uint64_t word)
{
    return ((word & EACH(0xF0)) | ((word + EACH(0x06)) & EACH(0xF0)) >> 4) == EACH(0x33);
}

/* Eight digit characters, the first in the lowest byte (Lemire's multiplications). */
static inline uint64_t eight_digits(uint64_t word)
{
    word -= EACH('0');
    word = word * 10 + (word >> 8);
    return (uint32_t)(((word & 0x000000FF000000FF) * 0x000F424000000064 +
                       (word >> 16 & 0x000000FF000000FF) * 0x0000271000000001) >> 32);
}

bool t4_amount_fast(const char *end, size_t n, size_t before, char point, int decimals,
                    int64_t *value)
{
    bool negative = n && end[-(ptrdiff_t)n] == '-';
    uint64_t low, high = EACH('0');
    unsigned place, fraction = 0;
    int64_t number;

    n -= negative;
    if (n == 0 || n > 16 || before < 16)
        return false;
    low = padded(end, n > 8 ? 8 : n);
    if (n > 8)
        high = padded(end - 8, n - 8);
    place = find_point(low, point);
    if (place < 8) {
        low = take_out(low, place, high >> 56);
        high = high << 8 | '0';
        fraction = 7 - place;
        n--;
    } else if (n > 8 && (place = find_point(high, point)) < 8) {
        high = take_out(high, place, '0');
        fraction = 15 - place;
        n--;
    }
    if (!n || !all_digits(low) || !all_digits(high) || fraction > (unsigned)decimals)
        return false;
    number = (int64_t)(eight_digits(high) * 100000000 + eight_digits(low));
    if (__builtin_mul_overflow(number, powers[(unsigned)decimals - fraction], &number) ||
        number == INT64_MAX)
        return false;
    *value = negative ? -number : number;
    return true;
}

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

static t4_status read_slot(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                           unsigned amount, t4_error *err)
{
    const t4_origin *origin = &binding->origins[T4_FIELD_VALUE + amount];
    const uint32_t *starts = slices->starts + origin->slot, *ends = slices->ends + origin->slot;
    int64_t *values = cleaner->amounts[amount];
    int decimals = cleaner->clean->decimals[amount];
    char point = binding->notation.point;
    bool mapped = binding->layout->maps[T4_FIELD_VALUE + amount].keys != NULL;
    t4_status status = T4_OK;

    for (uint32_t row = 0; row < slices->rows && !status; row++) {
        size_t k = (size_t)row * slices->columns, end = ends[k], n = end - starts[k];
        const char *bytes = slices->bytes + starts[k];
        bool fast = t4_amount_fast(slices->bytes + end, n, end, point, decimals, &values[row]);

        if (mapped || (binding->notation_assumed && memchr(bytes, point, n)))
            fast = false;
        if (__builtin_expect(!fast, 0))
            status = read_slowly(cleaner, binding, amount, row, bytes, n, err);
        else if (__builtin_expect(values[row] < 0, 0))
            status = defect(cleaner, amount, row, T4_ISSUE_AMOUNT_NEGATIVE, err);
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
