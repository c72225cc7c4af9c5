/* SPDX-License-Identifier: MIT */
/* Control totals: every row of a block booked as kept or rejected, with what rounding cut off. */
#include "clean/state.h"

static t4_status fail_overflow(const t4_cleaner *cleaner, int measure, t4_error *err)
{
    return t4_fail(err, T4_ERR_DATA, "the sum of %s leaves 127 bits; look for amounts with far too "
                   "many digits", cleaner->clean->domain->measures[measure].name);
}

static t4_control_row *row_of(t4_cleaner *cleaner, uint32_t row)
{
    return t4_control_at(cleaner->control, cleaner->ids[T4_FIELD_FLOW][row],
                         cleaner->ids[T4_FIELD_PERIOD][row]);
}

/* Where the last row of each flow was booked: flows take turns, periods seldom change. */
typedef struct {
    t4_control_row *of[T4_FLOWS + 1];   /* the last one: of no flow */
} last_rows;

static t4_control_row *find_row(t4_cleaner *cleaner, last_rows *last, uint32_t row)
{
    uint32_t flow = cleaner->ids[T4_FIELD_FLOW][row], period = cleaner->ids[T4_FIELD_PERIOD][row];
    t4_control_row **to = &last->of[flow < T4_FLOWS ? flow : T4_FLOWS], *found;
    size_t count;

    if (__builtin_expect(*to && (*to)->flow == flow && (*to)->period == period, 1))
        return *to;
    count = t4_control_count(cleaner->control);
    found = row_of(cleaner, row);
    if (t4_control_count(cleaner->control) != count)
        *last = (last_rows){{NULL}};   /* they may have moved */
    return *to = found;
}

/* The measure of an amount field that the domain has, by measure; -1 where a measure has no field. */
static void fields_of_measures(const t4_clean *clean, int amount_of[T4_MEASURES_MAX])
{
    for (int m = 0; m < T4_MEASURES_MAX; m++)
        amount_of[m] = -1;
    for (int a = 0; a < T4_AMOUNTS; a++)
        if (clean->measure[a] >= 0)
            amount_of[clean->measure[a]] = a;
}

/* narrow: no amount of the block is wider than 64 bits. */
static inline __attribute__((always_inline)) t4_status
book_row(t4_cleaner *cleaner, t4_control_row *to, uint32_t row,
         const int amount_of[T4_MEASURES_MAX], const bool narrow, t4_error *err)
{
    unsigned state = cleaner->state[row];
    t4_int128 *sums = state & T4_ROW_REJECTED ? to->rejected : to->kept;
    int measures = cleaner->clean->domain->measure_count;

    to->rows_input++;
    to->rows_rejected += state & T4_ROW_REJECTED;
    to->rows_kept += !(state & T4_ROW_REJECTED);
    for (int m = 0; m < measures; m++) {
        t4_int128 value;

        if (amount_of[m] < 0)
            continue;
        value = narrow ? cleaner->amounts[amount_of[m]][row]
                       : t4_amount_at(cleaner, (unsigned)amount_of[m], row);
        if (__builtin_expect(!t4_add128(sums[m], value, &sums[m]), 0))
            return fail_overflow(cleaner, m, err);
        if (__builtin_expect(state == T4_ROW_RESIDUAL, 0) &&
            !t4_add128(to->residual[m], value, &to->residual[m]))
            return fail_overflow(cleaner, m, err);
    }
    to->rows_residual += state == T4_ROW_RESIDUAL;
    return T4_OK;
}

static t4_status book_rests(t4_cleaner *cleaner, t4_error *err)
{
    for (size_t i = 0; i < cleaner->rest_count; i++) {
        const t4_rest *rest = &cleaner->rests[i];
        t4_control_row *to = row_of(cleaner, rest->row);
        int m = cleaner->clean->measure[rest->amount];

        if (!to)
            return t4_fail_memory(err);
        if (m >= 0 && !t4_add128(to->rounding[m], rest->rest, &to->rounding[m]))
            return fail_overflow(cleaner, m, err);
    }
    return T4_OK;
}

t4_status t4_totals_book(t4_cleaner *cleaner, uint32_t rows, t4_error *err)
{
    int amount_of[T4_MEASURES_MAX];
    last_rows last = {{NULL}};
    t4_status status = T4_OK;

    fields_of_measures(cleaner->clean, amount_of);
    for (uint32_t row = 0; row < rows && !status; row++) {
        t4_control_row *to = find_row(cleaner, &last, row);

        if (!to)
            status = t4_fail_memory(err);
        else if (!cleaner->wide_count)
            status = book_row(cleaner, to, row, amount_of, true, err);
        else
            status = book_row(cleaner, to, row, amount_of, false, err);
    }
    return status ? status : book_rests(cleaner, err);
}
