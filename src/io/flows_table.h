/* SPDX-License-Identifier: MIT */
/* Rows of a table, whatever it stands in, to flows by a table of a profile. */
#ifndef T4_IO_FLOWS_TABLE_H
#define T4_IO_FLOWS_TABLE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "io/flows_read.h"
#include "model/profile.h"

enum { T4_FLOWS_TABLE_FIGURES = 4096 };   /* most columns of figures */

typedef struct {
    const char *text;
    size_t n;
    bool number;             /* stored as a number: with a decimal point */
} t4_flows_cell;

/* The cell of the current row in a slot (>= 0). */
typedef t4_flows_cell t4_flows_cell_at(void *context, int slot);

/* A column of figures. Those of one group (period and flow) of a row make one row of flows. */
typedef struct {
    int slot, group, power;
    int power_slot;          /* a column with the power; -1 = none */
    t4_profile_field measure;
    const char *name;        /* heading, for messages */
    const char *unit;        /* of quantities; NULL = the row's */
} t4_flows_figure;

typedef struct {
    const char *period;      /* text of the headings; NULL = the row tells it */
    t4_flow flow;            /* T4_FLOWS = the row tells it */
} t4_flows_group;

typedef struct {
    t4_flows *flows;
    const t4_profile *profile;
    const t4_profile_table *table;
    const t4_flows_defaults *defaults;
    uint32_t source;
    uint64_t line;
    t4_flows_cell_at *cell;
    void *context;
    /* bound by the reader of the form */
    int slot[T4_PROFILE_FIELDS];           /* -1 = no such column */
    const char *name[T4_PROFILE_FIELDS];   /* headings, for messages */
    const char *preset[T4_PROFILE_FIELDS]; /* where the profile says so, or the file's or sheet's name */
    int only[T4_PROFILE_RULES], skip[T4_PROFILE_RULES];  /* slots; -1 = the file has it not */
    t4_flows_figure *figures;
    size_t figure_count, figure_room;
    t4_flows_group *groups;
    size_t group_count, group_room;
    /* while rows are read */
    t4_arena arena;
    t4_buffer texts[T4_PROFILE_FIELDS];    /* of the current row, NUL-terminated */
    t4_buffer filled[T4_PROFILE_FIELDS];   /* last texts, of columns that are filled down */
    t4_buffer above;                       /* product or partner of the rows below it */
    t4_buffer scratch, folded;
    t4_flows_row *pending;                 /* one a group */
    const char **pending_unit;
    size_t pending_room;
    bool date1904;                         /* dates of the workbook are days since 1904 */
    bool overlaps;                         /* ranges of codes occur */
} t4_flows_table;

t4_status t4_flows_table_init(t4_flows_table *t, t4_flows *flows, const t4_profile *profile, const t4_profile_table *table,
                              const t4_flows_defaults *defaults, t4_error *err);
void t4_flows_table_release(t4_flows_table *t);
/* Presets of fields that the names of file and sheet, or constants, tell. */
t4_status t4_flows_table_preset(t4_flows_table *t, const char *path, const char *sheet, t4_error *err);
/* Add a column of figures; makes the group where it is new. */
t4_status t4_flows_table_figure(t4_flows_table *t, const t4_flows_figure *figure, const char *period, t4_flow flow,
                                t4_error *err);
/* One row; what is wrong with it goes to the refusals. */
t4_status t4_flows_table_row(t4_flows_table *t, t4_error *err);
/* After the last row: parts summed or refused, overlapping codes left out, too many refusals told as an error. */
t4_status t4_flows_table_end(t4_flows_table *t, size_t first, t4_error *err);

/* Folded and NUL-terminated, in a buffer of the table's; NULL without memory. */
const char *t4_flows_table_fold(t4_flows_table *t, const char *text, size_t n);

#endif
