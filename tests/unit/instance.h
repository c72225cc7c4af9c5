/* SPDX-License-Identifier: MIT */
/* Test help: an instance of ../shared/data/sdc, or contributions made up in a test, as a closed system. */
#ifndef T4_TESTS_INSTANCE_H
#define T4_TESTS_INSTANCE_H

#include "sdc/rules.h"
#include "sdc/suppress.h"
#include "solve/network.h"

enum { INSTANCE_WORLD = 60000 };

typedef struct {
    char code[12];
    uint32_t partner;      /* from 1 */
    t4_period period;      /* a quarter, or the year when the instance has no periods */
    uint32_t trader;       /* from 1 */
    int64_t value;
} instance_record;

typedef struct {
    instance_record *record;
    size_t records, room;
    bool quarters;
    t4_system *system;
    t4_network *network;
    t4_tops tops;
    t4_stakes stakes;
    const t4_ally *allies;     /* coalitions, set before closing */
    size_t ally_count;
    t4_rules rules;
    /* by variable */
    uint8_t *primary;
    int64_t *up, *down;
    uint32_t *owner;
    uint64_t *weight;
    size_t primary_cells;
    int64_t lower;         /* least value of a hidden cell */
} instance;

/* Read NAME.micro.csv.gz from the shared folder, or a plain file; false when it is not there. */
bool instance_read(instance *in, const char *path);
bool instance_add(instance *in, const char *code, uint32_t partner, t4_period period,
                  uint32_t trader, int64_t value);
/* Levels 10, 8, 6, 4, 2, total x partner, world x quarter, year: as the README of the data says. */
t4_status instance_close(instance *in, const t4_run *run, const int *levels, int level_count,
                         t4_error *err);
void instance_release(instance *in);
t4_suppress_problem instance_problem(const instance *in, bool insiders, int effort);
/* The same, every level kept against every single trader and coalition. */
t4_suppress_problem instance_interval_problem(const instance *in, int effort);
/* The folder of shared data: $T4_SHARED or ../shared/data beside the source. */
const char *instance_shared(void);

#endif
