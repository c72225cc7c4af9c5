/* SPDX-License-Identifier: MIT */
/* Time the cube alone on batches like those of job J1: adding, closing, loading every unit. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/parallel.h"
#include "base/random.h"
#include "cube/cube.h"

enum { ROWS = 2048, CODES = 11000, PARTNERS = 200, MONTHS = 24, TRADERS = 20000, MEASURES = 3 };

/* What the workers share. */
typedef struct {
    t4_run run;
    t4_domain domain;
    t4_cube *cube;
    t4_cells cells;
    double *code_share, *partner_share;   /* cumulated */
    uint32_t *code_id;
    size_t rows, batches;
    double add_seconds[64];               /* CPU time in t4_cube_add() per worker */
    t4_cell_block blocks[64];
    uint64_t cells_at[64][T4_LEVELS_MAX], check[64];
} bench;

typedef struct {
    uint32_t period[ROWS], code[ROWS], partner[ROWS], trader[ROWS], unit[ROWS];
    uint8_t flow[ROWS];
    int64_t amount[MEASURES][ROWS];
    uint64_t position[ROWS], marks[2 * ROWS];
} columns;

static double seconds(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double *zipf(size_t n, double power)
{
    double *share = malloc(n * sizeof *share), sum = 0;

    for (size_t i = 0; i < n; i++)
        share[i] = sum += pow((double)i + 1, -power);
    for (size_t i = 0; i < n; i++)
        share[i] /= sum;
    return share;
}

static size_t pick(const double *share, size_t n, double x)
{
    size_t low = 0, high = n - 1;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (share[middle] < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Codes in all chapters; a code's rank in frequency says nothing of its chapter. */
static void make_domain(bench *b)
{
    char text[32];
    t4_random random;

    t4_domain_init(&b->domain, NULL);
    b->domain.measure_count = MEASURES;
    b->domain.value = 0;
    b->domain.net_mass = 1;
    b->domain.quantity = 2;
    b->domain.has_trader = true;
    t4_random_seed(&random, 1);
    b->code_id = malloc(CODES * sizeof *b->code_id);
    for (size_t i = 0; i < CODES; i++) {
        snprintf(text, sizeof text, "%02u%02u%02u%02u%02u", 1 + (unsigned)t4_random_below(&random, 97),
                 1 + (unsigned)t4_random_below(&random, 13), 10 * (unsigned)t4_random_below(&random, 5),
                 10 * (unsigned)t4_random_below(&random, 4), (unsigned)t4_random_below(&random, 100));
        b->code_id[i] = t4_dict_add(b->domain.codes, text, 10);
    }
    for (unsigned i = 0; i < PARTNERS; i++) {
        snprintf(text, sizeof text, "%c%c", 'A' + i / 20, 'A' + i % 20);
        t4_dict_add(b->domain.partners, text, 2);
    }
    for (unsigned i = 1; i < TRADERS; i++)
        t4_dict_add(b->domain.traders, text, (size_t)snprintf(text, sizeof text, "%014u", i * 7919));
    t4_dict_add(b->domain.units, "kg", 2);
    t4_dict_add(b->domain.units, "pcs", 3);
    t4_dict_add(b->domain.units, "l", 1);
    b->code_share = zipf(CODES, 1.0);
    b->partner_share = zipf(PARTNERS, 1.0);
}

/* Firms recur in the products that they deal in: a few of 400 for each code make most of its trade. */
static uint32_t pick_trader(t4_random *random, uint32_t code)
{
    double x = t4_random_unit(random);
    uint32_t favourite = (uint32_t)(400 * x * x * x);

    return 1 + (uint32_t)(((uint64_t)code * 2654435761u + favourite * 40503u) % (TRADERS - 1));
}

static void fill(const bench *b, size_t index, columns *c)
{
    t4_random random;

    t4_random_seed(&random, index + 1000);
    for (size_t i = 0; i < ROWS; i++) {
        size_t month = t4_random_below(&random, MONTHS);
        double size = exp(9 + 5 * (t4_random_unit(&random) + t4_random_unit(&random) - 1));

        c->period[i] = t4_period_month(2022 + (int)(month / 12), (int)(month % 12) + 1);
        c->flow[i] = t4_random_below(&random, 2) ? T4_M : T4_X;
        c->code[i] = b->code_id[pick(b->code_share, CODES, t4_random_unit(&random))];
        c->partner[i] = (uint32_t)pick(b->partner_share, PARTNERS, t4_random_unit(&random));
        c->trader[i] = pick_trader(&random, c->code[i]);
        c->unit[i] = 1 + c->code[i] % 3;
        c->amount[0][i] = (int64_t)(size * 100);
        c->amount[1][i] = (int64_t)(size * (0.5 + t4_random_unit(&random)) * 1000 / 5);
        c->amount[2][i] = (int64_t)t4_random_below(&random, 1000) * 1000;
        c->position[i] = t4_position(0, index * ROWS + i + 2);
        c->marks[2 * i] = t4_random_next(&random);
        c->marks[2 * i + 1] = t4_random_next(&random);
    }
}

static t4_status add_task(void *context, unsigned worker, size_t index, t4_error *err)
{
    static _Thread_local columns c;
    bench *b = context;
    double start;
    t4_status status;
    t4_batch batch = {.rows = ROWS, .period = c.period, .flow = c.flow, .code = c.code,
                      .partner = c.partner, .trader = c.trader, .unit = c.unit,
                      .position = c.position, .fingerprint = c.marks};

    fill(b, index, &c);
    for (int m = 0; m < MEASURES; m++)
        batch.amounts[m] = c.amount[m];
    start = seconds(CLOCK_THREAD_CPUTIME_ID);
    status = t4_cube_add(b->cube, worker, &batch, err);
    b->add_seconds[worker] += seconds(CLOCK_THREAD_CPUTIME_ID) - start;
    return status;
}

/* A number that changes with a cell's contents but not with the order of cells. */
static uint64_t check_cell(const t4_cell *cell)
{
    uint64_t check = cell->period * 31u + cell->flow, code;

    memcpy(&code, cell->code, sizeof code);
    check = (check ^ code) * 0x9E3779B97F4A7C15u + cell->partner;
    check = (check ^ check >> 29) * 0xBF58476D1CE4E5B9u + (uint64_t)cell->amount[0];
    check = (check ^ check >> 32) * 0x94D049BB133111EBu + cell->contributors;
    return check * (uint64_t)(cell->top1 + 3 * cell->top2 + 1) + cell->records;
}

static t4_status load_task(void *context, unsigned worker, size_t index, t4_error *err)
{
    bench *b = context;
    t4_cell_block *block = &b->blocks[worker];
    t4_status status = b->cells.load(&b->cells, worker, index, block, err);

    for (int i = 0; i < T4_LEVELS_MAX && !status; i++) {
        b->cells_at[worker][i] += block->count[i];
        for (size_t k = 0; k < block->count[i]; k++)
            b->check[worker] += check_cell(&block->cells[i][k]);
    }
    return status;
}

static t4_status count_visit(void *context, const t4_contribution *item, t4_error *err)
{
    ++*(size_t *)context;
    return T4_OK;
}

static void say(bench *b, const char *what, double wall, double cpu)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    printf("%-14s wall %6.3f s  cpu %6.3f s  peak RSS %5.0f MB  held %5.0f MB  spilled %5.0f MB\n",
           what, wall, cpu, (double)usage.ru_maxrss / 1024, (double)b->run.held_peak / 1e6,
           (double)b->run.spilled / 1e6);
}

static void make_options(const char *job, t4_cube_options *options)
{
    static const int fine[] = {10, 8, 6, 4, 2, 0};
    t4_cube_plan *plan = &options->plan;

    *options = (t4_cube_options){.plan = {.each = true, .contributors = true, .level_count = 5}};
    memcpy(plan->levels, fine, sizeof fine);
    plan->periods[T4_MONTH] = true;
    if (strstr(job, "J2")) {
        plan->level_count = 6;
        plan->world = plan->periods[T4_QUARTER] = plan->periods[T4_YEAR] = true;
    }
    if (strstr(job, "J0")) {
        plan->levels[0] = 4;
        plan->level_count = 1;
        plan->contributors = false;
        options->cells_only = true;
    }
    options->duplicates = strstr(job, "dup") != NULL;
    options->unit_values = strstr(job, "price") != NULL;
}

int main(int argc, char **argv)
{
    const char *job = argc > 1 ? argv[1] : "J1";
    static bench b;
    t4_cube_options options;
    t4_error err = {0};
    double wall, cpu, add = 0;
    uint64_t check = 0;
    size_t count = 0;

    t4_run_init(&b.run);
    b.rows = argc > 2 ? (size_t)atof(argv[2]) : 10000000;
    if (argc > 3)
        b.run.threads = (unsigned)atoi(argv[3]);
    if (argc > 4)
        b.run.memory = (size_t)atof(argv[4]);
    b.batches = (b.rows + ROWS - 1) / ROWS;
    make_domain(&b);
    make_options(job, &options);
    if (t4_cube_new(&b.cube, &b.run, &b.domain, &options, &err))
        goto failed;
    if (t4_parallel_for(&b.run, b.batches, add_task, &b, &err))
        goto failed;
    for (int w = 0; w < 64; w++)
        add += b.add_seconds[w];
    say(&b, "add", add / b.run.threads, add);
    wall = seconds(CLOCK_MONOTONIC);
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    if (t4_cube_close(b.cube, &err))
        goto failed;
    say(&b, "close", seconds(CLOCK_MONOTONIC) - wall, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    t4_cube_cells(b.cube, &b.cells, &err);
    wall = seconds(CLOCK_MONOTONIC);
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    if (t4_parallel_for(&b.run, b.cells.units, load_task, &b, &err))
        goto failed;
    say(&b, "load", seconds(CLOCK_MONOTONIC) - wall, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    for (int i = 0; i < options.plan.level_count; i++) {
        uint64_t cells = 0;

        for (int w = 0; w < 64; w++)
            cells += b.cells_at[w][i];
        printf("level %2d: %lu cells\n", options.plan.levels[i], (unsigned long)cells);
    }
    for (int w = 0; w < 64; w++)
        check += b.check[w];
    printf("units %zu  check %016lx\n", b.cells.units, (unsigned long)check);
    if (strstr(job, "list")) {
        wall = seconds(CLOCK_MONOTONIC);
        cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
        if (t4_cube_contributions(b.cube, count_visit, &count, &err))
            goto failed;
        say(&b, "contributions", seconds(CLOCK_MONOTONIC) - wall,
            seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
        printf("%zu contributions\n", count);
    }
    t4_cube_free(b.cube);
    t4_domain_release(&b.domain);
    return 0;
failed:
    fprintf(stderr, "bench_cube: %s\n", err.text);
    return 1;
}
