/* SPDX-License-Identifier: MIT */
/* Defects in synthetic rows: which rows, of which kind, and what they do to the fields. */
#ifndef T4_SYNTH_DEFECT_H
#define T4_SYNTH_DEFECT_H

#include "base/buffer.h"
#include "model/issue.h"
#include "synth/rows.h"

/* The fields of a row while it is printed, in no order of columns. */
typedef enum {
    T4_SYNTH_PERIOD, T4_SYNTH_FLOW, T4_SYNTH_CODE, T4_SYNTH_PARTNER, T4_SYNTH_TRADER, T4_SYNTH_NET,
    T4_SYNTH_QUANTITY, T4_SYNTH_UNIT, T4_SYNTH_VALUE, T4_SYNTH_DECLARATION, T4_SYNTH_ITEM,
    T4_SYNTH_OFFICE, T4_SYNTH_GROSS, T4_SYNTH_VALUE_NAT, T4_SYNTH_FIELDS
} t4_synth_field;

typedef struct {
    char text[T4_SYNTH_FIELDS][72];
    uint8_t length[T4_SYNTH_FIELDS];
} t4_synth_fields;

typedef struct {
    uint64_t number;     /* of the row */
    t4_issue_kind kind;
} t4_defect;

/* Of one block. */
typedef struct {
    t4_defect items[T4_SYNTH_BLOCK_ROWS];
    uint32_t count;
} t4_defects;

/* Choose the rows of a block that get a defect: by chance, never one that counts in a planted fact. */
void t4_defects_choose(t4_defects *defects, const t4_world *world, const t4_facts *facts,
                       uint64_t block, const t4_synth_row *rows, uint32_t count);

/* Put the defect into the fields.  T4_ISSUE_RAGGED and T4_ISSUE_DUPLICATE are done by the printer. */
void t4_defect_apply(t4_issue_kind kind, const t4_world *world, uint64_t number,
                     t4_synth_fields *fields);

#endif
