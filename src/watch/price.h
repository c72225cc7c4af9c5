/* SPDX-License-Identifier: MIT */
/* Unit values: what goods of a code cost, which rows are far from it, and how much of a heading's spread is mix. */
#ifndef T4_WATCH_PRICE_H
#define T4_WATCH_PRICE_H

#include "base/run.h"
#include "model/flows.h"

enum {
    T4_PRICE_LEAST = 8,          /* rows of a group, below which nothing is an outlier */
    T4_PRICE_FIT_MOST = 20000    /* rows of a group that lines are fitted through: every k-th in order of the mass above */
};

typedef enum { T4_PRICE_TESTED, T4_PRICE_SHORT, T4_PRICE_DEGENERATE } t4_price_state;
const char *t4_price_state_name(t4_price_state state);

typedef struct {
    bool quantity;               /* value by quantity, groups apart by unit; else value by net mass */
    bool each_partner, each_reporter;
    int level;                   /* digits of codes; -1 the finest there are */
    int coarse;                  /* digits of headings, for the mix */
    t4_flow flow;                /* T4_FLOWS = each */
    double z_alarm;
} t4_price_question;

/* Rows of one code, flow and unit (and partner, reporter where asked). */
typedef struct {
    uint32_t code, unit, reporter, partner;  /* T4_DICT_NONE = all together */
    uint8_t flow;
    t4_price_state state;
    uint64_t n, without;         /* rows with a unit value; rows that have a value and no mass (or quantity) */
    double median, spread;       /* of the unit value; of its natural logarithm, robust */
    double slope, least_squares; /* value of one more kilogram: Theil and Sen; least squares, which few bad rows move */
    double elasticity;           /* bisquare slope of ln value on ln mass */
    uint64_t low, high;          /* outliers */
    size_t first;                /* rows[first .. first + n) of the result */
} t4_price_group;

/* One row of flows. */
typedef struct {
    uint32_t row;                /* index in the flows */
    uint32_t group;              /* index in groups */
    double unit_value, fair;     /* what the group's robust line gives for its mass; NaN without a test */
    double z;                    /* residual of ln value over its robust spread; NaN without a test */
    bool outlier;
} t4_price_row;

/* Of a heading (flow and unit): variance of ln unit value, within codes and between them. */
typedef struct {
    char heading[16];
    uint32_t unit;
    uint8_t flow;
    uint64_t n, codes;
    double mix;                  /* share between codes; NaN when there is no variance */
    double adjusted;             /* less what as many codes give by chance (omega squared, Hays 1963), at least 0 */
    double widened;              /* 1 / sqrt(1 - mix): how much wider a threshold on headings is */
} t4_price_heading;

typedef struct {
    t4_price_group *groups;      /* by code, flow, reporter, partner, unit */
    size_t group_count;
    t4_price_row *rows;          /* by group */
    size_t row_count;
    t4_price_heading *headings;  /* by code */
    size_t heading_count;
    uint64_t without, hidden;    /* rows with value and no mass; rows that hide their value */
    uint64_t tested, outliers;   /* rows of tested groups; of them, outliers */
    int level;
} t4_price;

/*
 * Single partners' rows of one level.  A missing or zero mass is missing, never zero.  Same for any order of
 * rows and number of threads.  T4_ERR_DATA when no row has a unit value.
 */
t4_status t4_price_measure(t4_price *price, const t4_run *run, const t4_flows *flows, const t4_price_question *question,
                           t4_error *err);
void t4_price_release(t4_price *price);

#endif
