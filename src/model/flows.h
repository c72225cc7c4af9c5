/* SPDX-License-Identifier: MIT */
/* Published flows of any office in one shape: who reports what trade with whom, in which period and code. */
#ifndef T4_MODEL_FLOWS_H
#define T4_MODEL_FLOWS_H

#include "base/decimal.h"
#include "base/dict.h"
#include "model/flow.h"
#include "model/period.h"

enum {
    T4_FLOWS_ROWS_MOST = 200000000,  /* most rows of one set */
    T4_FLOWS_TEXTS_MOST = 10000000,  /* most distinct codes, places or units */
    T4_FLOWS_DECIMALS = 4            /* of value, net mass and quantity */
};

/* What a row has. */
enum { T4_FLOWS_VALUE = 1, T4_FLOWS_NET = 2, T4_FLOWS_QUANTITY = 4, T4_FLOWS_HIDDEN = 8 };

typedef struct {
    t4_period period;
    uint32_t reporter, partner;      /* ids in places */
    uint32_t code;                   /* id in codes */
    uint32_t unit;                   /* of the quantity; id in units */
    uint8_t flow;                    /* t4_flow */
    uint8_t level;                   /* digits of the code; 0 = all goods ("TOTAL") */
    uint8_t given;                   /* T4_FLOWS_...; HIDDEN: there is trade that is not shown */
    bool world;                      /* the partner is all partners together ("W00") */
    t4_int128 value, net_kg, quantity;
} t4_flows_row;

/* A set of rows; everything owned. */
typedef struct {
    t4_dict *places, *codes, *units;
    t4_flows_row *rows;
    size_t count, room;
    char currency[8];                /* "" = not said */
    char edition[24], valuation[24];
} t4_flows;

t4_status t4_flows_init(t4_flows *flows, t4_error *err);
void t4_flows_release(t4_flows *flows);
t4_status t4_flows_add(t4_flows *flows, const t4_flows_row *row, t4_error *err);
/* Ids of texts; a failure is left in err. */
t4_status t4_flows_place(t4_flows *flows, const char *text, size_t n, uint32_t *id, t4_error *err);
t4_status t4_flows_code(t4_flows *flows, const char *text, size_t n, uint32_t *id, t4_error *err);
t4_status t4_flows_unit(t4_flows *flows, const char *text, size_t n, uint32_t *id, t4_error *err);
const char *t4_flows_place_text(const t4_flows *flows, uint32_t id);
const char *t4_flows_code_text(const t4_flows *flows, uint32_t id);
/* Does a text name all partners together ("W00", "WLD", "World", "Total" ...)? */
bool t4_flows_is_world(const char *text, size_t n);
/* Does a text name all goods together ("TOTAL", "0", "_T" ...)? */
bool t4_flows_is_total(const char *text, size_t n);
/* Imports or exports in the words of many offices ("M", "1", "Import", "EXP" ...); T4_FLOWS when it is neither. */
t4_flow t4_flows_parse_flow(const char *text, size_t n);
/* First and last period of the rows, and the finest kind in them; 0 rows: all 0. */
void t4_flows_span(const t4_flows *flows, t4_period *first, t4_period *last, t4_period_kind *kind);

#endif
