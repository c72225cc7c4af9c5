/* SPDX-License-Identifier: MIT */
/* What the files of this room share: settings of a layout, a file's binding, one thread's state. */
#ifndef T4_CLEAN_STATE_H
#define T4_CLEAN_STATE_H

#include <pthread.h>

#include "base/buffer.h"
#include "base/charset.h"
#include "clean/cleaner.h"
#include "clean/labels.h"
#include "clean/memo.h"
#include "clean/note.h"

/* Places: the template's fields, its further dimensions, the unit of the quantity. */
enum {
    T4_PLACE_DIMENSION = T4_FIELDS,
    T4_PLACE_UNIT = T4_FIELDS + T4_DIMENSIONS_MAX,
    T4_PLACES,
    T4_COLUMNS_KNOWN = T4_PLACE_UNIT,  /* places that have a t4_column of their own */
    T4_AMOUNTS = T4_FIELD_QUANTITY - T4_FIELD_VALUE + 1
};

enum { T4_PERIOD_PARTS = '/' };  /* separates year and month where two columns give them */

/* A template's `map`, found by folded text. */
typedef struct {
    t4_dict *keys;                 /* id = index in targets */
    const char **targets;
} t4_value_map;

/*
 * How the columns of a kind of files are read: the template's columns, or
 * those of the file rule that matches, and the encoding.  Files that agree in
 * both share a layout, and so what was learnt about their texts.
 */
typedef struct {
    uint32_t id;                   /* 0, 1, 2 ... */
    char encoding[64];
    int rule;                      /* of template->files; -1 = none matched */
    t4_column columns[T4_COLUMNS_KNOWN];
    t4_value_map maps[T4_COLUMNS_KNOWN];
} t4_layout;

enum { T4_LAYOUTS_MOST = 256 };

typedef struct {
    pthread_mutex_t lock;
    t4_layout *items[T4_LAYOUTS_MOST];
    uint32_t count;
} t4_layouts;

struct t4_clean {
    const t4_template *template_;
    t4_domain *domain;
    t4_clean_options options;
    t4_layouts *layouts;
    t4_labels *partners;                        /* open: true */
    t4_labels *units;
    t4_labels *dimensions[T4_DIMENSIONS_MAX];   /* NULL = a list is given */
    int measure[T4_AMOUNTS];                    /* of an amount field in the domain; -1 = only checked */
    int decimals[T4_AMOUNTS];
    uint32_t fixed_unit;                        /* of the quantity, when the template names one */
};

/* Where one place of one file comes from. */
typedef struct {
    bool present;
    int slot;                      /* in the slices; -1 = the constant */
    uint32_t column;               /* 1-based field number in the record; 0 for constants */
    const char *constant;          /* UTF-8 */
    size_t length;
} t4_origin;

struct t4_binding {
    const t4_layout *layout;
    uint32_t file;
    t4_origin origins[T4_PLACES];
    t4_origin month;               /* beside the period's origin, which then is the year */
    bool trader_by_flow;
    t4_origin traders[T4_FLOWS];
    t4_notation notation;
    bool notation_assumed;         /* nothing in the sample told; what could be read two ways is refused */
    uint32_t *used;
    size_t used_count;
    t4_arena arena;
};

/* An issue of a row, before actions and order are settled. */
typedef struct {
    uint32_t row;
    uint32_t note;                 /* notes of the text, or 0: kind and action below */
    uint8_t place, kind, action;
} t4_defect;

/* An amount that does not fit in 64 bits. */
typedef struct {
    uint32_t row;
    uint8_t amount;                /* field - T4_FIELD_VALUE */
    t4_int128 value;
} t4_wide_amount;

/* What is cut off by rounding, to be booked with its row. */
typedef struct {
    uint32_t row;
    uint8_t amount;
    int64_t rest;                  /* units of 10^-18 */
} t4_rest;

enum { T4_CODE_DATED = 1, T4_CODE_UNIT = 2 };

/* Names of unknown partners with their rows, for the closing list. */
typedef struct {
    t4_dict *names;
    uint64_t *rows;
    size_t room;
    uint64_t others;               /* rows whose name came past the limit */
} t4_tally;

enum {
    T4_TALLY_MOST = 10000,
    T4_LABEL_MOST = 1000   /* bytes of a label, a unit or a trader's id */
};

struct t4_cleaner {
    t4_clean *clean;
    unsigned worker;
    t4_memo memos[T4_PLACES];
    t4_memo dated, list_units;     /* (code, period) and (code, unit) */
    t4_notes notes;
    t4_charset *charsets[T4_LAYOUTS_MOST];
    t4_buffer text, folded, other; /* scratch: UTF-8 text, its folded form, a third */
    uint8_t *code_flags;           /* by code id: T4_CODE_... */
    size_t code_flags_room;
    bool any_dated, any_list_unit;

    /* One entry a row of the block. */
    size_t room;
    uint32_t *ids[T4_PLACES];      /* period, flow, code, partner, trader, source type, dimensions, unit */
    int64_t *amounts[T4_AMOUNTS];  /* INT64_MIN or INT64_MAX: look in `wide` */
    uint8_t *flow;
    uint64_t *position;
    uint64_t *fingerprint;
    uint32_t *origin;              /* row in the slices of each accepted row */
    uint32_t *counts;              /* of defects by row, while sorting */
    uint8_t *state;                /* T4_ROW_... */
    t4_int128 *wide_columns[T4_MEASURES_MAX];
    size_t wide_room;
    int64_t *zeros;                /* a column of zeros, for measures that a file does not have */

    t4_defect *defects, *sorted;
    size_t defect_count, defect_room, sorted_room;
    t4_wide_amount *wide;
    size_t wide_count, wide_items_room;
    t4_rest *rests;
    size_t rest_count, rest_room;

    t4_control *control;
    t4_tally unknown;              /* partners */
};

enum { T4_ROW_REJECTED = 1, T4_ROW_RESIDUAL = 2 };

/* The action of the template for a kind. */
static inline t4_issue_action t4_clean_action(const t4_cleaner *cleaner, t4_issue_kind kind)
{
    return cleaner->clean->template_->actions[kind];
}

/* Remember a defect; false without memory. */
bool t4_cleaner_defect(t4_cleaner *cleaner, const t4_defect *defect);

/* --- text.c: bytes of a field to trimmed UTF-8, and its comparable forms --- */

/*
 * Trimmed UTF-8 of a field's bytes; borrowed from the bytes or from
 * cleaner->text.  False when bytes were no text (they are then U+FFFD).
 */
bool t4_text_decode(t4_cleaner *cleaner, const t4_layout *layout, bool constant, const char *bytes,
                    size_t n, const char **text, size_t *length);
/* Blanks of every kind off both ends. */
void t4_text_trim(const char **text, size_t *n);
/* Is the label reserved for totals, groups and lists: W00, TOTAL, _T, G_..., LIST:...? */
bool t4_text_reserved(const char *text, size_t n);
/* What the map makes of a text: its target, or NULL when the map does not name it. */
const char *t4_text_map(t4_cleaner *cleaner, const t4_value_map *map, const char *text, size_t n);
bool t4_value_map_make(t4_value_map *map, const t4_map_pair *pairs, size_t count);
void t4_value_map_release(t4_value_map *map);

/* --- column.c: a column of texts through its memo --------------------------- */

/*
 * What one distinct text comes to.  Runs between t4_notes_begin() and
 * t4_notes_end(); text is trimmed UTF-8.
 */
typedef t4_status t4_settle(t4_cleaner *cleaner, const t4_layout *layout, unsigned place,
                            const char *text, size_t n, uint32_t *value, t4_error *err);

/* Fill cleaner->ids[place] for every row; `none` where the file does not give the place. */
t4_status t4_column_read(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                         unsigned place, t4_settle *settle, uint32_t none, t4_error *err);
/* The origin of a row's text at a place (a trader's may depend on the flow). */
const t4_origin *t4_column_origin(const t4_cleaner *cleaner, const t4_binding *binding,
                                  unsigned place, uint32_t row);
/* Full id: an error with the limit. */
t4_status t4_column_add(t4_dict *dict, const char *text, size_t n, const char *what,
                        uint32_t *value, t4_error *err);
t4_status t4_fail_distinct(const char *what, t4_error *err);

/*
 * The residual of a code that is known so far: its beginning and X up to the next longer published length ("8542XX", where
 * there is no table of 6 digits "8542XXXX"; the full length without one), so that what is published of it has no rest.
 */
size_t t4_code_residual(const t4_cleaner *cleaner, const char *code, size_t known, char residual[T4_CODE_MAX + 1]);

/* --- the settlers, one file each --------------------------------------------- */

t4_settle t4_period_settle, t4_flow_settle, t4_code_settle, t4_partner_settle, t4_trader_settle,
          t4_label_settle, t4_unit_settle, t4_source_type_settle, t4_records_settle;

/* Is the unit of this id the one that the classification names? */
t4_status t4_unit_matches(t4_cleaner *cleaner, uint32_t unit, const char *listed, bool *same,
                          t4_error *err);
/* The id of the one unit that the template names for the quantity. */
t4_status t4_unit_constant(t4_clean *clean, const char *text, uint32_t *value, t4_error *err);

/* The period that a text means under a column's settings; 0 = none. */
t4_period t4_period_field_read(const t4_column *column, const char *text, size_t n);

/* --- amount_field.c ------------------------------------------------------------ */

t4_status t4_amounts_read(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                          t4_error *err);
/* The amount of a row, whatever its width. */
t4_int128 t4_amount_at(const t4_cleaner *cleaner, unsigned amount, uint32_t row);

/* --- notation.c ------------------------------------------------------------------ */

typedef enum {
    T4_READS_PLAIN,      /* no separator */
    T4_READS_POINT,      /* only '.' can be the decimal sign */
    T4_READS_COMMA,
    T4_READS_BOTH_POINT, /* "1.234": decimal point, or thousands in a comma notation */
    T4_READS_BOTH_COMMA, /* "1,234" */
    T4_READS_NOTHING     /* no number in either */
} t4_reading;

t4_reading t4_notation_reading(const char *text, size_t n);
t4_status t4_notation_settle(t4_binding *binding, const t4_clean *clean, const char *file_name,
                             const t4_slices *sample, const uint32_t *columns, size_t count,
                             t4_error *err);

/* --- layout.c, rowchecks.c, report.c, totals.c, fingerprint.c, similar.c ------- */

t4_status t4_layout_find(const t4_layout **layout, const t4_clean *clean, const char *base_name,
                         const char *encoding, t4_error *err);
void t4_layouts_free(t4_layouts *layouts);

t4_status t4_rows_ragged(t4_cleaner *cleaner, const t4_slices *slices, t4_error *err);
t4_status t4_rows_check(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                        t4_error *err);

/* Defects to issues in row order; cleaner->state gets which rows are rejected or residual. */
t4_status t4_report_block(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                          t4_block_report *report, t4_error *err);

/* Book every row of the block in cleaner->control; before rejected rows are taken out. */
t4_status t4_totals_book(t4_cleaner *cleaner, uint32_t rows, t4_error *err);

void t4_fingerprint_rows(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                         uint32_t accepted);

/* Traders whose ids are nearly the same, as closing issues. */
t4_status t4_similar_traders(const t4_dict *traders, t4_issues *closing, t4_error *err);

#endif
