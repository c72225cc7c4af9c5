/* SPDX-License-Identifier: MIT */
/* Suppression of instances: cells and value hidden, at all levels and at the finest, seconds and audit. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "sdc/audit.h"
#include "../tests/unit/instance.h"

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void tell(const instance *in, const t4_suppression *s, const char *path, int effort, double seconds)
{
    double all = 0, finest = 0;
    size_t cells = 0, finest_cells = 0;

    for (size_t c = 0; c < in->system->cells; c++) {
        bool leaf = in->system->code[in->system->place[c].node].level == 10;

        if (s->state[in->system->variable[c]] != T4_STATE_SECONDARY)
            continue;
        cells++;
        all += (double)in->system->amount[c];
        finest_cells += leaf;
        finest += leaf ? (double)in->system->amount[c] : 0;
    }
    printf("%s effort %d: %zu cells, %zu unsafe, %zu more hidden, %.3f M (at the finest %zu, %.3f M), "
           "first %.3f M, %.2f s\n", path, effort, in->system->cells, in->primary_cells, cells, all / 1e6,
           finest_cells, finest / 1e6, (double)s->first_cost / 1e6, seconds);
}

/* bench_protect FILE [EFFORT]: records as in the shared instances, plain or gzip. */
int main(int argc, char **argv)
{
    int effort = argc > 2 ? atoi(argv[2]) : 4;
    instance in;
    t4_error err = {0};
    t4_suppression *s;
    t4_suppress_problem problem;
    double start;
    t4_run run;

    t4_run_init(&run);
    if (argc < 2 || !instance_read(&in, argv[1])) {
        fprintf(stderr, "usage: bench_protect FILE [EFFORT]\n");
        return 2;
    }
    if (instance_close(&in, &run, NULL, 0, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    problem = instance_problem(&in, true, effort);
    start = now();
    if (t4_suppress(&s, &run, &problem, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    tell(&in, s, argv[1], effort, now() - start);
    t4_suppression_free(s);
    instance_release(&in);
    return 0;
}
