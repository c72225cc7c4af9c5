/* SPDX-License-Identifier: MIT */
/* The columns of a data table: their names, their order, and one row as a line of CSV. */
#ifndef T4_RELEASE_COLUMNS_H
#define T4_RELEASE_COLUMNS_H

#include "base/buffer.h"
#include "model/rows.h"
#include "model/template.h"

enum { T4_COLUMNS_PARTNER_TEXT = 40 };

/*
 * period, flow, code, partner, further dimensions, then of each measure
 * NAME, NAME_status, NAME_conf; behind those of the quantity also `unit`.
 */
typedef struct {
    const t4_rows *rows;
    int measures[T4_MEASURES_MAX];   /* indices into the domain's measures, in the order of publish.measures */
    int count;
} t4_columns;

/* Which measures are published. T4_ERR_USAGE when publish.measures names one that the domain has not. */
t4_status t4_columns_plan(t4_columns *columns, const t4_rows *rows, const t4_template *template_,
                          t4_error *err);
/* The header line with its line end; false without memory. */
bool t4_columns_header(const t4_columns *columns, t4_buffer *out);
/* A row as a line; false without memory. */
bool t4_columns_line(const t4_columns *columns, const t4_row *row, t4_buffer *out);

/* Published text of a row's partner: a code, "W00" or "G_NAME"; may use scratch. */
const char *t4_columns_partner(const t4_rows *rows, uint32_t partner,
                               char scratch[T4_COLUMNS_PARTNER_TEXT]);
/* Is it a partner itself, not the world or a group? */
bool t4_columns_is_partner(uint32_t partner);
/* Text of a row's unit: "mixed" for T4_UNIT_MIXED, the measure's own where records name none. */
const char *t4_columns_unit(const t4_domain *domain, const t4_row *row);

#endif
