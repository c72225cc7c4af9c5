/* SPDX-License-Identifier: MIT */
#include "job/stopwatch.h"

#include <sys/resource.h>
#include <time.h>

static double seconds(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

t4_stopwatch t4_stopwatch_start(void)
{
    return (t4_stopwatch){seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID)};
}

void t4_stopwatch_stop(const t4_stopwatch *watch, t4_stage_cost *cost)
{
    struct rusage usage;

    cost->seconds += seconds(CLOCK_MONOTONIC) - watch->wall;
    cost->processor += seconds(CLOCK_PROCESS_CPUTIME_ID) - watch->processor;
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        cost->resident = (size_t)usage.ru_maxrss * 1024;
}
