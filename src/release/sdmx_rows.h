/* SPDX-License-Identifier: MIT */
/* Rows of a release as SDMX observations; what stays from row to row is put together once.  Private to release/sdmx*.c. */
#ifndef T4_RELEASE_SDMX_ROWS_H
#define T4_RELEASE_SDMX_ROWS_H

#include "release/removed.h"
#include "release/sdmx.h"
#include "release/writer.h"

extern const t4_stream t4_sdmx_csv_stream, t4_sdmx_trade_stream;         /* release/sdmx_csv.c */
extern const t4_stream t4_sdmx_generic_stream, t4_sdmx_specific_stream;  /* release/sdmx_ml.c */

/* The key of a row's observations, all but MEASURE, in the order of the structure. */
enum { T4_SDMX_AREA = 1, T4_SDMX_GOODS = 3, T4_SDMX_PARTNER = 5, T4_SDMX_KEYS = 8 + T4_DIMENSIONS_MAX };

typedef struct {
    const t4_draft *draft;
    t4_sdmx names;
    struct { const char *id, *text; } parts[T4_SDMX_KEYS];
    int count, before_measure;    /* TIME_PERIOD, which stands behind MEASURE, is the last part */
    int level;                    /* digits of the code; T4_LEVEL_LIST for the total over a list of codes */
    t4_period at_period;          /* of the row before; 0 = none */
    uint32_t at_flow;
    char at_code[T4_CODE_MAX + 4];
    char period[T4_SDMX_PERIOD], partner[T4_COLUMNS_PARTNER_TEXT], goods[T4_CODE_MAX + 4], digits[T4_DECIMAL_TEXT];
} t4_sdmx_key;

void t4_sdmx_key_init(t4_sdmx_key *key, const t4_draft *draft);
/* Of the rows that follow. */
void t4_sdmx_key_level(t4_sdmx_key *key, int level);
/* What another key than that of the row before has anew: parts before the goods and TIME_PERIOD too, or only the goods. */
typedef enum { T4_SDMX_STAYS, T4_SDMX_CODE_MOVES, T4_SDMX_PERIOD_MOVES } t4_sdmx_move;

t4_sdmx_move t4_sdmx_key_set(t4_sdmx_key *key, const t4_row *row);

/* The key of a cell that is gone; its measures stand apart. */
void t4_sdmx_key_removed(t4_sdmx_key *key, const t4_removed_cell *cell);

const char *t4_sdmx_unit(const t4_draft *draft, const t4_row *row, int measure);

/* One row after the other: those of a block, coarse levels first, or the totals over lists, which stand behind all others. */
typedef bool t4_sdmx_put(void *context, t4_sdmx_key *key, const t4_row *row, t4_sdmx_move move, t4_buffer *out);
bool t4_sdmx_walk(t4_sdmx_key *key, const t4_row_block *block, t4_sdmx_put *put, void *context, t4_buffer *out);
bool t4_sdmx_walk_lists(t4_sdmx_key *key, t4_sdmx_put *put, void *context, t4_buffer *out);

/* What is gone since the release before, one cell after the other, into a file; put may keep the text for the next. */
typedef bool t4_sdmx_put_removed(void *context, const t4_sdmx_key *key, const t4_removed_cell *cell, t4_buffer *out);
t4_status t4_sdmx_removed(const t4_draft *draft, t4_outfile *file, t4_sdmx_put_removed *put, void *context,
                          t4_error *err);

#endif
