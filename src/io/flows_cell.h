/* SPDX-License-Identifier: MIT */
/* Figures and codes as offices write them, made plain. */
#ifndef T4_IO_FLOWS_CELL_H
#define T4_IO_FLOWS_CELL_H

#include "base/buffer.h"
#include "base/decimal.h"
#include "model/profile.h"

typedef enum {
    T4_FLOWS_CELL_OK = 0,
    T4_FLOWS_CELL_NONE,       /* blank, or a dash */
    T4_FLOWS_CELL_UNSURE,     /* "1,234": a decimal comma or groups of thousands? */
    T4_FLOWS_CELL_BAD
} t4_flows_cell_result;

/*
 * A number times 10^power, scaled by T4_FLOWS_DECIMALS.  point: '.', ',' or 0
 * for: by the text.  Exponents as spreadsheets store them (7.0E-3) are read.
 */
t4_flows_cell_result t4_flows_cell_amount(const char *text, size_t n, char point, int power, t4_int128 *amount);

typedef enum { T4_FLOWS_CODE_PLAIN = 0, T4_FLOWS_CODE_RANGE, T4_FLOWS_CODE_PART, T4_FLOWS_CODE_BAD } t4_flows_code_kind;

/*
 * A code in its plain form, NUL-terminated in `out`, and its level.  Blanks and
 * dots within go; "73--" is the residual "73XX"; "0201 - 0204, 0207" the range
 * "0201-0204,0207"; "72 (except 7201)" the part "72X" of 72.  stripped: a zero
 * is put before an odd number of digits.  digits > 0: the most there may be.
 */
t4_flows_code_kind t4_flows_cell_code(const char *text, size_t n, bool stripped, int digits, t4_buffer *out, int *level);

enum { T4_FLOWS_CELL_DATE = 64 };
/* "45078", days as a workbook counts them, to "2023-06-01"; false for what is no date from 1954 to 2118. */
bool t4_flows_cell_date(const char *text, size_t n, bool from1904, char date[T4_FLOWS_CELL_DATE]);

/* Power of ten by words such as "thousand", "млн.", "million", "миллиард"; 0 without one. Folded text. */
int t4_flows_cell_scale(const char *folded);
/* The same for masses in kg: tonnes count 3 more. */
int t4_flows_cell_mass_scale(const char *folded);

#endif
