/* SPDX-License-Identifier: MIT */
/* How the tables of one office are read as flows: a profile, which is data (YAML), not code. */
#ifndef T4_MODEL_PROFILE_H
#define T4_MODEL_PROFILE_H

#include <regex.h>

#include "model/flow.h"
#include "model/periodtext.h"
#include "model/schema.h"

enum {
    T4_PROFILE_TABLES = 16,    /* most kinds of tables in one file */
    T4_PROFILE_NAMES = 24,     /* most names of one column */
    T4_PROFILE_SERIES = 64,    /* most rules for columns of figures */
    T4_PROFILE_RULES = 16,     /* most conditions on rows, and of recognition */
    T4_PROFILE_MAP = 1000      /* most entries of a map */
};

typedef enum {
    T4_PROFILE_PERIOD = 0, T4_PROFILE_YEAR, T4_PROFILE_MONTH, T4_PROFILE_REPORTER, T4_PROFILE_PARTNER,
    T4_PROFILE_FLOW, T4_PROFILE_CODE, T4_PROFILE_GOODS, T4_PROFILE_UNIT, T4_PROFILE_STATUS, T4_PROFILE_EDITION,
    T4_PROFILE_VALUATION, T4_PROFILE_VALUE, T4_PROFILE_NET_MASS, T4_PROFILE_QUANTITY, T4_PROFILE_FIELDS
} t4_profile_field;

/* "period", "year" ... as keys of a profile and in messages. */
const char *t4_profile_field_name(t4_profile_field field);

/* A compiled expression; what it is matched against is said where it stands. */
typedef struct {
    regex_t regex;
    bool there;
} t4_profile_pattern;

/* Powers of ten; AUTO: by the words thousand, million, billion (and tonnes) of the headings, in several languages. */
enum { T4_PROFILE_SCALE_AUTO = -1 };

/* Where the text of a field stands and what is made of it. The first of name, number, constant, file, sheet, text. */
typedef struct {
    bool there;
    const char *names[T4_PROFILE_NAMES];  /* column names, loosely compared; "~REGEX" on the folded headings */
    int name_count;
    int index;                   /* or the number of the column, from 1 */
    const char *constant;
    t4_profile_pattern file;     /* or group 1 in the file's base name, folded */
    t4_profile_pattern sheet;    /* or in the sheet's name, folded */
    t4_profile_pattern text;     /* or in a cell above the table's rows, folded */
    t4_profile_pattern pattern;  /* group 1 of the text that was found is what counts; no match: refused */
    const char **from, **to;     /* map; from is loosely folded */
    size_t map_count;
    const char *of_flow[T4_FLOWS];  /* text by flow ({M: CIF, X: FOB}); NULL = none */
    bool fill;                   /* a blank cell means what stands above it */
    int scale;                   /* of amounts: power of ten, or AUTO */
    const char *scale_column;    /* or a column that holds the power */
    const char *unit;            /* of values: currency; of masses: kg, t; "" = not said */
    int digits;                  /* codes are at most so long; 0 = not said */
    bool stripped;               /* zeros at the beginning of codes are lost */
    t4_periodtext_calendar calendar;
} t4_profile_column;

/* Columns of figures told by their headings, joined with " / " from top to bottom and folded. */
typedef struct {
    t4_profile_pattern header;   /* group 1, where there is one, is the period, or the year when rows have a month */
    t4_profile_field measure;
    t4_flow flow;                /* T4_FLOWS: the row tells it */
    const char *period, *unit;
    int scale;
} t4_profile_series;

typedef struct {
    const char *names[T4_PROFILE_NAMES];  /* of a column, as above */
    int name_count;
    t4_profile_pattern pattern;  /* on the folded cell */
} t4_profile_rule;

typedef enum { T4_PROFILE_FLAT = 0, T4_PROFILE_PRODUCTS, T4_PROFILE_PARTNERS } t4_profile_hierarchy;

typedef struct {
    t4_profile_pattern sheets;   /* folded names of the sheets that are read */
    t4_profile_pattern header;   /* a folded cell of the first heading row */
    bool no_header;              /* rows begin at once; columns go by number */
    int header_rows;
    t4_profile_pattern end;      /* the first cell of a row, folded: the table is over */
    bool repeat;                 /* the headings come again further down */
    t4_profile_column columns[T4_PROFILE_FIELDS];
    t4_profile_series series[T4_PROFILE_SERIES];
    int series_count;
    t4_profile_rule only[T4_PROFILE_RULES], skip[T4_PROFILE_RULES];
    int only_count, skip_count;
    t4_profile_pattern groups, reporter_groups, world, total, nil, hidden;  /* on folded texts */
    t4_profile_hierarchy hierarchy;
    bool sum;                    /* rows of one key are parts of one figure */
} t4_profile_table;

/* Kinds of files. */
enum { T4_PROFILE_TEXT = 1, T4_PROFILE_XLSX = 2, T4_PROFILE_XLS = 4, T4_PROFILE_DBF = 8 };

typedef struct {
    t4_settings settings;        /* owns all texts */
    const char *name;            /* "comtrade" */
    const char *title;
    const char *encoding;        /* "auto" or an iconv name */
    char separator, decimal;     /* 0 = found out */
    unsigned formats;
    t4_profile_pattern file_name, sheet_name;  /* both folded */
    const char *has[T4_PROFILE_RULES], *lacks[T4_PROFILE_RULES];  /* column names, "a|b" */
    int has_count, lacks_count;
    t4_profile_pattern texts[T4_PROFILE_RULES];  /* in cells of the first rows, folded */
    int text_count;
    t4_profile_table *tables;
    int table_count;
} t4_profile;

/* The table of keys, for check and reference. */
extern const t4_schema_table t4_profile_schema;

/* Takes over settings, also when it fails. T4_ERR_USAGE with file, line and column. */
t4_status t4_profile_build(t4_profile **profile, t4_settings *settings, const char *name, t4_error *err);
void t4_profile_free(t4_profile *profile);
/* Matches n bytes? *start and *length: group 1, or all of the match without one. */
bool t4_profile_match(const t4_profile_pattern *pattern, const char *text, size_t *start, size_t *length);
/* Must the whole of a file be in memory to be read (headings looked for, columns told by headings)? */
bool t4_profile_is_wide(const t4_profile *profile);

#endif
