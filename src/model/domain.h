/* SPDX-License-Identifier: MIT */
/* What the records of one run are made of: measures, dimensions, and the texts behind every id. */
#ifndef T4_MODEL_DOMAIN_H
#define T4_MODEL_DOMAIN_H

#include "base/decimal.h"
#include "base/dict.h"
#include "model/flow.h"
#include "model/period.h"

enum {
    T4_MEASURES_MAX = 6,     /* value, value_nat, net_mass, gross_mass, quantity and one more */
    T4_DIMENSIONS_MAX = 6,   /* further dimensions beside period, flow, code, partner */
    T4_CODE_MAX = 12,        /* longest code in bytes */
    T4_DICT_MOST = 1 << 28   /* most distinct texts of one kind */
};

typedef enum { T4_MONEY, T4_MASS, T4_QUANTITY } t4_measure_kind;

typedef struct {
    char name[32];        /* "value", "value_nat", "net_mass", "gross_mass", "quantity" */
    t4_measure_kind kind;
    char unit[32];        /* "USD", "kg"; empty when each record names its unit */
    int decimals;         /* scale of the integers: 0..18 */
} t4_measure;

/*
 * The ids in batches and cells point into these.  Filled by clean/ while
 * records are read, frozen afterwards.  Text of a code: the published code,
 * which may be a residual such as "8542XX"; its length is its finest level.
 * Text of a partner: the published partner, e.g. "DE".  Unit id 0 is "", no
 * unit.  Trader id 0 is "", no trader; other trader texts are confidential.
 */
typedef struct t4_domain {
    t4_measure measures[T4_MEASURES_MAX];
    int measure_count;
    int value;             /* index of the first money measure; -1 = none */
    int net_mass;          /* index; -1 = none */
    int quantity;          /* index of the quantity measure, the only one with `unit`; -1 = none */
    char dimensions[T4_DIMENSIONS_MAX][32];
    int dimension_count;
    bool has_trader;
    t4_dict *codes;
    t4_dict *partners;
    t4_dict *traders;
    t4_dict *units;
    t4_dict *labels[T4_DIMENSIONS_MAX];
} t4_domain;

/* Empty dicts with their id 0 entries; measures and dimensions are filled in by the caller. */
t4_status t4_domain_init(t4_domain *domain, t4_error *err);
void t4_domain_release(t4_domain *domain);

#endif
