/* SPDX-License-Identifier: MIT */
/* The figures of a published file of any format, in memory: keys, and of each measure its text, unit and statuses. */
#ifndef T4_JOB_FIGURES_H
#define T4_JOB_FIGURES_H

#include "base/arena.h"
#include "base/dict.h"
#include "base/run.h"
#include "model/cell.h"

enum {
    T4_FIGURES_KEYS_MAX = 32,        /* most columns that say what a figure is of */
    T4_FIGURES_ROWS_MAX = 20000000   /* most rows of one file */
};

/* A figure as it stands in the file: nothing is rounded on the way. */
typedef struct {
    const char *value;               /* "1234.50"; NULL = none */
    uint32_t unit;                   /* id of a text */
    char status, conf;               /* 0 = none */
    bool there;                      /* the file has this observation */
} t4_figure;

/*
 * Keys have the names of a release's columns: period, flow, code, partner,
 * then others in the order of the file.  Texts are ids of `texts`; 0 = "".
 */
typedef struct {
    t4_arena arena;
    t4_dict *texts;
    char keys[T4_FIGURES_KEYS_MAX][64];
    int key_count;
    char measures[T4_MEASURES_MAX][32];
    int measure_count;
    uint32_t *row_keys;              /* key_count of each row */
    t4_figure *row_figures;          /* T4_MEASURES_MAX of each row */
    size_t count, key_room, figure_room;
    size_t *slots, slot_room;        /* rows by key */
} t4_figures;

t4_status t4_figures_init(t4_figures *figures, t4_error *err);
void t4_figures_release(t4_figures *figures);

/* Index of a key or measure by its name, added when it is new; -1 and an error over the maximum. */
int t4_figures_key(t4_figures *figures, const char *name, t4_error *err);
int t4_figures_measure(t4_figures *figures, const char *name, t4_error *err);
/* The row with these texts as keys (NULL = ""), added when it is new. */
t4_status t4_figures_row(t4_figures *figures, const char *const keys[T4_FIGURES_KEYS_MAX], size_t *row,
                         t4_error *err);
/* Set a figure; T4_ERR_DATA when the row has it already. value "" or "NaN" = none. */
t4_status t4_figures_set(t4_figures *figures, size_t row, int measure, const char *value, const char *unit,
                         char status, char conf, t4_error *err);
const char *t4_figures_text(const t4_figures *figures, size_t row, int key);

/*
 * Read a file or the folder of a release; the format is told by its
 * content: CSV as a release writes it, a release's workbook, SDMX-CSV,
 * SDMX-ML 2.1.
 */
t4_status t4_figures_read(t4_figures *figures, t4_run *run, const char *path, t4_error *err);

typedef enum {
    T4_FIGURES_CSV = 0, T4_FIGURES_XLSX, T4_FIGURES_SDMX_CSV, T4_FIGURES_SDMX_ML, T4_FIGURES_SDMX_GENERIC
} t4_figures_format;

typedef struct {
    t4_figures_format format;
    const char *reporter;            /* REF_AREA where the figures have no reporter; NULL = "_Z" */
    const char *sdmx_csv;            /* "1.0", "2.0", "2.1"; NULL = "2.0" */
    const char *dataflow;            /* "AGENCY:ID(VERSION)"; NULL = "TENFOUR:DF_HSTRADE(1.0.0)" */
} t4_figures_form;

/* Write them in the order of reading. "-" = standard output (not for XLSX). */
t4_status t4_figures_write(const t4_figures *figures, t4_run *run, const char *path, const t4_figures_form *form,
                           t4_error *err);

#endif
