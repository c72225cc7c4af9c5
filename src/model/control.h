/* SPDX-License-Identifier: MIT */
/* Control totals per flow, period and measure: where every unit of the input went. Confidential. */
#ifndef T4_MODEL_CONTROL_H
#define T4_MODEL_CONTROL_H

#include "model/domain.h"

/* released + hidden + residual + rejected + rounding = input, to the last unit of 10^-18. */
typedef struct {
    uint32_t flow;       /* T4_FLOWS: could not be told (rejected rows) */
    t4_period period;    /* 0: could not be told */
    uint64_t rows_input, rows_kept, rows_rejected, rows_residual;
    t4_int128 kept[T4_MEASURES_MAX];       /* accepted, scaled by the measure's decimals, residual ones too */
    t4_int128 residual[T4_MEASURES_MAX];   /* the part of kept that went to residual codes */
    t4_int128 rejected[T4_MEASURES_MAX];   /* rows rejected, as far as the amount could be read */
    t4_int128 rounding[T4_MEASURES_MAX];   /* exact minus scaled, in units of 10^-18, rejected rows too */
} t4_control_row;

typedef struct t4_control t4_control;

t4_control *t4_control_new(void);
void t4_control_free(t4_control *control);
/* The row of (flow, period), made when new; NULL without memory. Rows stay in place while their number does. */
t4_control_row *t4_control_at(t4_control *control, uint32_t flow, t4_period period);
size_t t4_control_count(const t4_control *control);
/* Add every row of `more`. T4_ERR_DATA when a sum leaves 127 bits. */
t4_status t4_control_merge(t4_control *control, const t4_control *more, int measures, t4_error *err);
/* Rows sorted by flow, period. */
const t4_control_row *t4_control_rows(t4_control *control, size_t *count);

#endif
