/* SPDX-License-Identifier: MIT */
/* Draw and erase the progress bar. */
#include "cli/progress.h"

#include <string.h>
#include <time.h>

#include "cli/render.h"

enum { FIRST_SHOWN = 1000, BETWEEN = 100, BLOCKS = 20 };

static int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void t4_bar_init(t4_bar *bar, const t4_terminal *terminal, int wish)
{
    bar->terminal = terminal;
    bar->enabled = terminal->shown && wish >= 0;
    bar->at_once = wish > 0;
    bar->drawn = false;
    bar->start = bar->stage_start = now();
    atomic_init(&bar->stage, NULL);
    atomic_init(&bar->last, 0);
    pthread_mutex_init(&bar->lock, NULL);
}

void t4_bar_release(t4_bar *bar)
{
    t4_bar_erase(bar);
    pthread_mutex_destroy(&bar->lock);
}

static void amount(const t4_progress *p, uint64_t number, char text[T4_RENDER_TEXT])
{
    if (p->unit && strcmp(p->unit, "bytes") == 0)
        t4_render_bytes(number, text);
    else
        t4_render_count(number, text);
}

/* "read  42 % [########------------]  512 MB of 1.2 GB, 12 s left" */
static void draw(t4_bar *bar, const t4_progress *p, int64_t time)
{
    char done[T4_RENDER_TEXT], total[T4_RENDER_TEXT], left[T4_RENDER_TEXT];
    char blocks[BLOCKS + 1], line[256];
    const char *unit = p->unit && strcmp(p->unit, "bytes") != 0 ? p->unit : "";
    double share = p->total ? (double)p->done / (double)p->total : 0;
    double elapsed = (double)(time - bar->stage_start) / 1000;
    int filled;

    share = share > 1 ? 1 : share;
    filled = (int)(share * BLOCKS);
    amount(p, p->done, done);
    if (p->total) {
        memset(blocks, '-', BLOCKS);
        memset(blocks, '#', (size_t)filled);
        blocks[BLOCKS] = '\0';
        amount(p, p->total, total);
        t4_render_seconds(share > 0 ? elapsed / share - elapsed : 0, left);
        snprintf(line, sizeof line, "%-9s %3d %% [%s] %s of %s%s%s, %s left", p->stage,
                 (int)(share * 100), blocks, done, total, *unit ? " " : "", unit, left);
    } else {
        snprintf(line, sizeof line, "%-9s %s%s%s", p->stage, done, *unit ? " " : "", unit);
    }
    if (bar->terminal->width < sizeof line)
        line[bar->terminal->width - 1] = '\0';
    fprintf(bar->terminal->file, "\r%s\033[K", line);
    fflush(bar->terminal->file);
    bar->drawn = true;
}

void t4_bar_report(void *context, const t4_progress *progress)
{
    t4_bar *bar = context;
    const char *stage = atomic_exchange(&bar->stage, progress->stage);
    bool changed = !stage || strcmp(stage, progress->stage) != 0;
    int64_t time;

    if (!bar->enabled)
        return;
    time = now();
    if ((!bar->at_once && time - bar->start < FIRST_SHOWN) ||
        (!changed && time - atomic_load(&bar->last) < BETWEEN))
        return;
    if (pthread_mutex_trylock(&bar->lock) != 0)
        return;
    if (changed)
        bar->stage_start = time;
    if (time - atomic_load(&bar->last) >= BETWEEN) {
        atomic_store(&bar->last, time);
        draw(bar, progress, time);
    }
    pthread_mutex_unlock(&bar->lock);
}

void t4_bar_erase(t4_bar *bar)
{
    pthread_mutex_lock(&bar->lock);
    if (bar->drawn) {
        fputs("\r\033[K", bar->terminal->file);
        fflush(bar->terminal->file);
        bar->drawn = false;
    }
    pthread_mutex_unlock(&bar->lock);
}
