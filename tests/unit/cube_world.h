/* SPDX-License-Identifier: MIT */
/* Random small worlds of records, the cube of them, and the same sums written as plainly as possible. */
#ifndef T4_TESTS_CUBE_WORLD_H
#define T4_TESTS_CUBE_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "cube/cube.h"

enum { WORLD_MACHINES = 5, KEY_BYTES = 96, MEASURES = 3 };

/* A record with texts, as a person would write it. */
typedef struct {
    t4_period period;
    t4_flow flow;
    char code[16], partner[8], trader[16], unit[8], label[2][8];
    t4_int128 amount[MEASURES];   /* value, net_mass, quantity */
    uint64_t position, mark[2];
} record;

/* What a random case may hold. */
typedef struct {
    const char *name;
    uint64_t seed;
    size_t records;
    int dimensions;
    unsigned chapters, traders;
    bool wide, coarse_periods, residuals, caps, list, no_trader;
} world;

/* A record's part in one cell; the key is text whose bytewise order is that of the output. */
typedef struct {
    char key[KEY_BYTES];
    uint32_t record;
} part;

typedef struct {
    const world *world;
    const t4_cube_options *options;
    const record *records;
    size_t count;
    part *parts;
    size_t part_count, part_room;
} plain;

typedef struct {
    t4_domain domain;
    t4_cube *cube;
    const world *world;
    const record *records;
    size_t count, rows_a_batch;
} cube_case;

/* How a case is run. */
typedef struct {
    unsigned threads;
    size_t memory, rows_a_batch;
} machine;

typedef struct {
    t4_cells cells;
    t4_cell_block *blocks;    /* per unit */
} loaded;

extern const machine world_machines[WORLD_MACHINES];

record *world_make_records(const world *w);
void world_full_plan(t4_cube_plan *plan);

/* The plain way: every record into every cell that it belongs to. */
void world_make_parts(plain *p);
size_t world_count_plain(const plain *p);

/* The cube's way: fill and close a cube; the caller frees it and releases the domain. */
uint32_t world_id(t4_dict *dict, const char *text);
void world_fill_domain(t4_domain *domain, const world *w);
void world_start_run(t4_run *run, const machine *m);
t4_status world_add_task(void *context, unsigned worker, size_t index, t4_error *err);
void world_open_case(cube_case *c, t4_run *run, const t4_cube_options *options);
t4_status world_load_task(void *context, unsigned worker, size_t index, t4_error *err);
size_t world_count_loaded(const loaded *l);

/* Both ways: the same lines in the same order; a whole world on all machines. */
void world_compare_lines(const plain *p, const cube_case *c, const loaded *l);
void world_check(const world *w, const t4_cube_plan *plan);

#endif
