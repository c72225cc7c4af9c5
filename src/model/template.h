/* SPDX-License-Identifier: MIT */
/* A release template: what an office says once about its records and its releases, typed. */
#ifndef T4_MODEL_TEMPLATE_H
#define T4_MODEL_TEMPLATE_H

#include "base/buffer.h"
#include "model/cell.h"
#include "model/issue.h"
#include "model/output.h"
#include "model/settings.h"

/* One text in several languages. */
typedef struct {
    const char *language[8];  /* "en", "ru", "ky"; a plain scalar counts as "en" */
    const char *text[8];
    int count;
} t4_texts;

typedef struct {
    const char *from, *to;    /* as written; compared trimmed and case-folded */
} t4_map_pair;

/* How one field is found in a file: columns (first found wins), or a constant, or from the file name. */
typedef struct {
    bool used;
    const char *columns[16];
    int column_count;
    const char *column_by_flow[T4_FLOWS];  /* trader: {M: POLUCH, X: OTPRAV}; NULL = not by flow */
    const char *constant;
    const char *file_pattern;              /* extended regular expression on the base name, group 1 */
    const char *format;                    /* period: strptime layout */
    const char *year_column, *month_column;
    int digits;                            /* code: its full length (default 10); trader: zero fill to, 0 = as it is */
    const char *list;                      /* partner, dimension: file of labels, relative to the template */
    bool open;                             /* any label is allowed */
    const char *unit, *unit_column;
    int decimals;
    bool missing_each;                     /* trader: every id-less record its own contributor */
    const char *missing_reason;
    t4_map_pair *map;
    size_t map_count;
    uint64_t line;                         /* in the template, for messages */
} t4_column;

typedef enum {
    T4_FIELD_PERIOD = 0, T4_FIELD_FLOW, T4_FIELD_CODE, T4_FIELD_PARTNER, T4_FIELD_TRADER,
    T4_FIELD_DECLARATION,   /* `declaration`: id of the declaration; duplicates are defects only with it */
    T4_FIELD_SOURCE_TYPE,   /* `source_type`: per record */
    T4_FIELD_RECORDS,       /* `records`: how many records a row stands for, where rows are sums already */
    T4_FIELD_VALUE, T4_FIELD_VALUE_NAT, T4_FIELD_NET_MASS, T4_FIELD_GROSS_MASS, T4_FIELD_QUANTITY,
    T4_FIELDS
} t4_field;

const char *t4_field_name(t4_field field);  /* "period", "flow", ... "quantity" */

enum { T4_FILE_RULES_MAX = 1000 };

/* Overrides of columns for files whose base name matches (shell pattern); the first rule that matches holds. */
typedef struct {
    const char *match;
    t4_column columns[T4_FIELDS];              /* used = overridden */
    t4_column dimensions[T4_DIMENSIONS_MAX];
} t4_file_rule;

typedef struct {
    int n, k;      /* the n largest over k percent */
} t4_dominance;

typedef struct {
    const char *prefix;  /* "" for the default */
    int level;
} t4_finest;

/* A line of publish.finest_by. */
typedef struct {
    const char *code;            /* codes that begin so; NULL = all */
    const char *list, *tier;     /* codes of a watch list; NULL = no list, all tiers */
    uint32_t flow;               /* T4_FLOWS = every flow */
    const char **partners;       /* NULL-terminated published codes; NULL = every partner */
    int level;
} t4_finest_line;

/* Layout of the classification file; NULL texts and 0 are guessed. */
typedef struct {
    const char *format;       /* "auto", "csv", "comtrade", "fixed" */
    const char *encoding;     /* "auto" or an iconv name */
    char separator;           /* 0 = auto */
    const char *header;       /* "auto", "yes", "no" */
    int skip;                 /* records before the header */
    int digits;               /* length of a full code: longer entries are grouping lines; 0 = any */
    const char *code, *label, *label_ru, *parent, *unit, *from, *until;
                              /* headers, or numbers counted from 1 ("1+2": texts joined); fixed width: "1-10" */
} t4_list_layout;

typedef enum { T4_METHOD_NONE, T4_METHOD_SUPPRESS, T4_METHOD_ROLLUP, T4_METHOD_ROUND, T4_METHOD_PERTURB } t4_method;
typedef enum { T4_SCOPE_ACTIVE, T4_SCOPE_PASSIVE, T4_SCOPE_BOTH } t4_scope;
/* Money and masses hidden together; each for itself; each for itself where their unit values allow it. */
typedef enum { T4_MEASURES_JOINT, T4_MEASURES_APART, T4_MEASURES_LINKED } t4_measures_mode;
typedef enum { T4_INSIDERS_OFF, T4_INSIDERS_EXACT, T4_INSIDERS_INTERVAL } t4_insiders;

typedef struct t4_template {
    t4_settings settings;       /* owns every text below; effective values for explain */
    const char *path;           /* of the template file */
    const char *folder;         /* files named in the template are relative to this */

    /* release: */
    const char *id, *reporter, *vintage, *trade_system, *source_type, *licence, *contact, *status, *url;
    t4_texts title;
    t4_period from, until;
    const char *valuation[T4_FLOWS], *partner_concept[T4_FLOWS];

    /* input: */
    const char *encoding;       /* "auto" or an iconv name */
    char separator;             /* 0 = auto */
    char decimal;               /* 0 = auto */
    t4_column columns[T4_FIELDS];
    t4_column dimensions[T4_DIMENSIONS_MAX];
    const char *dimension_names[T4_DIMENSIONS_MAX];
    int dimension_count;
    t4_file_rule *files;
    size_t file_count;

    /* classification: */
    const char *classification_file, *edition;
    t4_list_layout classification;

    /* checks: */
    double max_rejected;
    t4_issue_action actions[T4_ISSUE_KINDS];
    bool duplicates_set;        /* the template names checks.duplicate itself */

    /* publish: */
    t4_cube_plan plan;          /* levels, periods, partners, groups */
    t4_finest *finest;          /* default first */
    size_t finest_count;
    bool finest_adaptive;
    bool adaptive_hierarchy;                /* without the table of the partition */
    t4_finest_line *finest_lines;           /* publish.finest_by */
    size_t finest_line_count;
    const char *never_finer, *must_show;    /* files; NULL = none */
    t4_measure_kind measure_kinds[T4_MEASURES_MAX];
    t4_field measure_fields[T4_MEASURES_MAX];
    const char *measures[T4_MEASURES_MAX];  /* names in publish.measures, in order */
    int measure_count;
    int64_t rounding_unit[T4_FIELDS];       /* publish.units by field, scaled by its decimals; 0 = none */
    bool compress;
    int minimum_level;                      /* -1 = no promise */

    /* protect: */
    bool protect_given;
    t4_method method;
    const char *reason;
    int minimum_contributors;   /* 0 = no such rule */
    t4_dominance dominance[8];
    int dominance_count;
    double p_percent;           /* 0 = no such rule */
    double pq_p, pq_q;          /* 0 = no such rule */
    int coalition;              /* c, default 1 */
    struct {
        const char *file;
        bool by_tier, all, by_heading, by_rest;    /* by_rest: by_heading too */
    } lists[8];                                /* publish.lists */
    int list_count;
    const char *holdings, *requests, *waivers, *never, *must;
    double request_share, request_share_continued;
    t4_scope scope;
    t4_insiders insiders;
    bool unions;
    t4_measures_mode measures_mode;
    bool conf_detail_full;
    bool negative_bound_given;                 /* bounds.negative */
    double negative_bound;                     /* in units of the measure */
    int safety;
    const char *also_public[64];  /* files of other public tables */
    size_t also_public_count;
    t4_cube_plan elsewhere;     /* attacker.groups: its groups alone are filled in */
    const char *known_bounds, *mirror;  /* files; NULL = none */
    double mirror_tolerance;    /* percent */
    const char *earlier_contributions;  /* file; NULL = none */
    bool hide_changes;          /* attacker.changes: hide */
    double revision;            /* percent that a revised figure is taken to be off at most */
    const char *coalitions;     /* file of declared coalitions; NULL = none */
    const char *cost;           /* value, count, log, or a column */

    /* outputs: */
    bool wanted[T4_OUTPUT_COUNT];
    const char *sdmx_agency, *sdmx_version, *sdmx_csv;
    bool sdmx_merchandise_trade;
    const char *outputs[16];    /* as written */
    int output_count;
} t4_template;

/*
 * Type the settings (as read, with --set applied) through the schema table.
 * Takes over `settings`, also on failure, and adds the defaults to it.  Errors
 * name place, key, what was found, what is allowed.
 */
t4_status t4_template_build(t4_template **template_, t4_settings *settings, const char *path,
                            t4_error *err);
void t4_template_free(t4_template *template_);
/*
 * What `release` needs beyond reading: the mandatory descriptions (all missing
 * ones in one message) and `protect`; refuses settings that this version reads
 * but cannot honour yet.
 */
t4_status t4_template_require_release(const t4_template *template_, t4_error *err);
/* Fill measures and dimensions of a domain that t4_domain_init() made. */
t4_status t4_template_domain(const t4_template *template_, t4_domain *domain, t4_error *err);
/* The finest published level of a code of n bytes. */
int t4_template_finest(const t4_template *template_, const char *code, size_t n);
/* Path of a file that the template names, relative to the template's folder; NUL-terminated in path. */
t4_status t4_template_path(const t4_template *template_, const char *name, t4_buffer *path,
                           t4_error *err);

#endif
