/* SPDX-License-Identifier: MIT */
/* The world that synthetic records are drawn from: codes, partners, traders, months and their weights. */
#ifndef T4_SYNTH_WORLD_H
#define T4_SYNTH_WORLD_H

#include "base/arena.h"
#include "synth/alias.h"
#include "synth/synth.h"

enum { T4_WORLD_UNITS_MAX = 64, T4_WORLD_NORMALS = 4096 };

typedef struct {
    char text[13];
    uint8_t unit;            /* index in units; 0 = none */
    uint8_t chapter;         /* 1 .. 99 */
    uint8_t import_share;    /* of 256 rows, how many are imports */
    bool facts;              /* a planted fact watches this code */
    bool kilograms;          /* the unit is the net mass itself */
    uint32_t key;            /* of the code, for hashing */
    uint32_t heading;        /* key of its first four digits */
    uint32_t six;            /* index in sixes */
    double log_mass;         /* of a usual shipment in kg */
    double log_price;        /* of a usual USD a kg */
    double unit_mass;        /* kg of one supplementary unit */
} t4_world_code;

typedef struct {
    const char *text, *russian;
    bool whole;              /* counted in whole units */
} t4_world_unit;

typedef struct {
    t4_arena arena;
    t4_synth_options options;
    t4_world_code *codes;    /* in bytewise order */
    uint32_t code_count;
    uint32_t *popular;       /* codes by popularity */
    char (*sixes)[7];        /* six-digit beginnings, in order */
    uint32_t six_count;
    t4_world_unit units[T4_WORLD_UNITS_MAX];
    int unit_count;
    const char (*partners)[3];
    t4_alias code_alias, partner_alias, firm_alias;
    double code_slope, code_shift, partner_slope, partner_shift;
    uint16_t season[100][12];        /* chapter x month of year: chance of acceptance, of 65536 */
    uint64_t month_begins[T4_SYNTH_MONTHS_MAX + 1];  /* first row of each month */
    double normals[T4_WORLD_NORMALS];                /* quantiles of the normal distribution */
} t4_world;

t4_status t4_world_init(t4_world *world, const t4_synth_options *options, const t4_codelist *codes,
                        t4_error *err);
void t4_world_release(t4_world *world);

/* A hash that is the same everywhere. */
uint64_t t4_world_hash(uint64_t a, uint64_t b);
/* The partner of popularity rank `rank` for a code. */
uint32_t t4_world_partner(const t4_world *world, uint32_t code, uint32_t rank);
/*
 * The trader at rank `rank` of a market.  Even ranks trade a code with
 * whatever partner, odd ranks a heading with one partner; so traders recur
 * over cells.
 */
uint32_t t4_world_trader(const t4_world *world, int flow, uint32_t code, uint32_t partner,
                         uint32_t rank);
/* The fourteen digits of a trader's id with a NUL. */
void t4_world_trader_id(uint32_t trader, char text[15]);
/* Share of all rows that this import market has. */
double t4_world_share(const t4_world *world, uint32_t popularity, uint32_t partner_rank);
/* The month, counted from the first, as a period. */
t4_period t4_world_month(const t4_world *world, int month);

#endif
