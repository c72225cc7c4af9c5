/* SPDX-License-Identifier: MIT */
#include "base/run.h"

#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"

static unsigned allowed_cpus(void)
{
    cpu_set_t set;
    int n;

    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    n = CPU_COUNT(&set);
    return n > 0 ? (unsigned)n : 1;
}

static size_t half_of_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

    if (pages <= 0 || size <= 0)
        return (size_t)1 << 30;
    return (size_t)pages / 2 * (size_t)size;
}

void t4_run_init(t4_run *run)
{
    const char *tmpdir = getenv("TMPDIR");

    *run = (t4_run){0};
    run->threads = allowed_cpus();
    run->memory = half_of_memory();
    run->tmpdir = tmpdir && *tmpdir ? tmpdir : "/tmp";
}

t4_status t4_run_check(const t4_run *run, t4_error *err)
{
    if (run->stop && *run->stop)
        return t4_fail(err, T4_ERR_STOPPED, "stopped by a signal");
    return t4_alloc_failed() ? t4_fail_memory(err) : T4_OK;
}

void t4_run_hold(t4_run *run, ptrdiff_t bytes)
{
    size_t now = atomic_fetch_add(&run->held, (size_t)bytes) + (size_t)bytes;
    size_t peak = atomic_load(&run->held_peak);

    while (now > peak && now < SIZE_MAX / 2 &&
           !atomic_compare_exchange_weak(&run->held_peak, &peak, now))
        ;
}

void t4_run_report(const t4_run *run, const char *stage, uint64_t done, uint64_t total,
                   const char *unit)
{
    t4_progress progress = {.stage = stage, .done = done, .total = total, .unit = unit};

    if (run->report)
        run->report(run->report_context, &progress);
}
