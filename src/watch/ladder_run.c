/* SPDX-License-Identifier: MIT */
/* The rows of a ladder side by side: each design has a twin of the ladder of its own to work in. */
#include <stdatomic.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "watch/ladder_state.h"

enum { CELL_BYTES = 500 };   /* what protecting a design holds for each of its cells, or so */

typedef struct {
    t4_ladder *ladder;
    t4_ladder_make_row *make;
    t4_run run;                  /* of each design */
    t4_ladder_row *rows;         /* what came of them, for the ladder when all are done */
    t4_ladder_part **parts;
    uint64_t all;                /* cells of all designs */
    atomic_uint_fast64_t done;
} crew;

/* One design at work. */
typedef struct {
    crew *crew;
    uint64_t cells;
    atomic_uint_fast64_t done;
} hand;

static uint64_t cells_of(const t4_ladder *l, const t4_ladder_design *design)
{
    uint64_t cells = 1;

    for (size_t v = 0; v < l->view_count; v++)
        cells += t4_ladder_publishes(l, design, &l->views[v]) ? l->views[v].cells : 0;
    return cells;
}

static void note(hand *h, uint64_t done)
{
    uint64_t before = atomic_load(&h->done), all;

    while (done > before && !atomic_compare_exchange_weak(&h->done, &before, done))
        ;
    if (done <= before)
        return;
    all = atomic_fetch_add(&h->crew->done, done - before) + done - before;
    t4_run_report(h->crew->ladder->run, "designs", all, h->crew->all, "cells");
}

/* Protecting is about the first half of the work, intervals what comes next. */
static void report(void *context, const t4_progress *p)
{
    hand *h = context;
    bool intervals = !strcmp(p->stage, "intervals");
    double share = p->total ? (double)p->done / (double)p->total : 0;

    if (intervals || !strcmp(p->stage, "protect"))
        note(h, (uint64_t)((double)h->cells * (intervals ? 0.5 + 0.3 * share : 0.5 * share)));
}

/* What rows write is the twin's own; all else is shared. */
static t4_ladder *twin_of(const t4_ladder *l)
{
    size_t views = l->view_count + 2 * (size_t)(l->period_count * l->partner_count);
    t4_ladder *t = t4_alloc(1, sizeof *t);

    if (!t)
        return NULL;
    *t = *l;
    t->views = t4_alloc(views, sizeof *t->views);
    if (!t->views) {
        t4_free(t);
        return NULL;
    }
    memcpy(t->views, l->views, views * sizeof *t->views);
    for (size_t v = 0; v < views; v++)
        t->views[v].of = t;
    t->lists = t->views + (l->lists - l->views);
    t->sliced = t->views + (l->sliced - l->views);
    return t;
}

static t4_status one(void *context, unsigned worker, size_t index, t4_error *err)
{
    crew *c = context;
    hand h = {.crew = c, .cells = cells_of(c->ladder, &c->ladder->rows[index].design)};
    t4_run run = {.threads = c->run.threads, .memory = c->run.memory, .tmpdir = c->run.tmpdir, .stop = c->run.stop,
                  .report = report, .report_context = &h};
    t4_ladder *twin = twin_of(c->ladder);
    t4_status status;

    (void)worker;
    if (!twin)
        return t4_fail_memory(err);
    twin->run = twin->options.run = &run;
    status = c->make(twin, &twin->rows[index], err);
    c->rows[index] = twin->rows[index];
    c->parts[index] = twin->parts[index];
    t4_free(twin->views);
    t4_free(twin);
    note(&h, h.cells);
    return status;
}

/* As many designs at once as there are threads, and as memory holds; one after the other where their intervals are written. */
static unsigned designs_at_once(const t4_ladder *l)
{
    uint64_t most = 1, fit;

    if (l->options.interval)
        return 1;
    for (size_t i = 0; i < l->row_count; i++) {
        uint64_t cells = cells_of(l, &l->rows[i].design);

        most = cells > most ? cells : most;
    }
    fit = l->run->memory / (most * CELL_BYTES) + 1;
    fit = fit < l->run->threads ? fit : l->run->threads;
    return (unsigned)(fit < l->row_count ? fit : l->row_count ? l->row_count : 1);
}

t4_status t4_ladder_each_row(t4_ladder *l, t4_ladder_make_row *make, t4_error *err)
{
    unsigned at_once = designs_at_once(l);
    crew c = {.ladder = l, .make = make};
    t4_run outer = {.threads = at_once, .memory = l->run->memory, .tmpdir = l->run->tmpdir, .stop = l->run->stop};
    t4_status status;

    c.run = (t4_run){.threads = l->run->threads / at_once, .memory = l->run->memory / at_once, .tmpdir = l->run->tmpdir,
                     .stop = l->run->stop};
    c.rows = t4_alloc(l->row_count, sizeof *c.rows);
    c.parts = t4_alloc_zero(l->row_count, sizeof(t4_ladder_part *));
    for (size_t i = 0; c.rows && i < l->row_count; i++) {
        c.rows[i] = l->rows[i];
        c.all += cells_of(l, &l->rows[i].design);
    }
    status = c.rows && c.parts ? t4_parallel_for(&outer, l->row_count, one, &c, err) : t4_fail_memory(err);
    for (size_t i = 0; c.rows && c.parts && i < l->row_count; i++) {
        l->rows[i] = c.rows[i];
        l->parts[i] = c.parts[i];
    }
    t4_free(c.rows);
    t4_free(c.parts);
    return status;
}
