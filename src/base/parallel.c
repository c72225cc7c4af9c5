/* SPDX-License-Identifier: MIT */
#include "base/parallel.h"

#include <pthread.h>
#include <string.h>

#include "base/memory.h"

typedef struct {
    const t4_run *run;
    size_t count, window;
    t4_task *task;          /* plain loops */
    t4_produce *produce;    /* ordered loops */
    t4_consume *consume;
    void *context;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    size_t next;            /* first index not yet taken */
    size_t consumed;        /* first index not yet consumed */
    bool consuming;
    unsigned char *ready;   /* per slot */
    size_t failed_index;
    t4_error failure;
} loop;

typedef struct {
    loop *loop;
    unsigned worker;
} worker_argument;

/* Keep the failure of the smallest index. The lock is held. */
static void note_failure(loop *l, size_t index, const t4_error *err)
{
    if (index < l->failed_index) {
        l->failed_index = index;
        l->failure = *err;
    }
    pthread_cond_broadcast(&l->moved);
}

static bool take(loop *l, size_t *index)
{
    while (l->produce && l->next < l->count && l->next < l->failed_index &&
           l->next - l->consumed >= l->window)
        pthread_cond_wait(&l->moved, &l->lock);
    if (l->next >= l->count || l->next >= l->failed_index)
        return false;
    *index = l->next++;
    return true;
}

/* Consume what is ready, in order. The lock is held on entry and exit. */
static void drain(loop *l)
{
    t4_error err;

    while (!l->consuming && l->consumed < l->next && l->consumed < l->failed_index &&
           l->ready[l->consumed % l->window]) {
        size_t index = l->consumed;
        t4_status status;

        l->consuming = true;
        pthread_mutex_unlock(&l->lock);
        err = (t4_error){0};
        status = l->consume(l->context, index, index % l->window, &err);
        pthread_mutex_lock(&l->lock);
        l->consuming = false;
        l->ready[index % l->window] = 0;
        l->consumed++;
        if (status) {
            err.code = status;
            note_failure(l, index, &err);
        }
        pthread_cond_broadcast(&l->moved);
    }
}

static void *work(void *argument)
{
    worker_argument *a = argument;
    loop *l = a->loop;
    size_t index;

    pthread_mutex_lock(&l->lock);
    while (take(l, &index)) {
        t4_error err = {0};
        t4_status status;

        pthread_mutex_unlock(&l->lock);
        status = t4_run_check(l->run, &err);
        if (!status)
            status = l->produce ? l->produce(l->context, a->worker, index, index % l->window, &err)
                                : l->task(l->context, a->worker, index, &err);
        pthread_mutex_lock(&l->lock);
        if (status) {
            err.code = status;
            note_failure(l, index, &err);
        } else if (l->produce) {
            l->ready[index % l->window] = 1;
            drain(l);
        }
    }
    pthread_mutex_unlock(&l->lock);
    return NULL;
}

static t4_status run_threads(loop *l, t4_error *err)
{
    enum { MOST = 256 };
    pthread_t threads[MOST];
    worker_argument arguments[MOST];
    unsigned n = l->run->threads > MOST ? MOST : l->run->threads, started = 1;

    for (unsigned i = 0; i < n; i++)
        arguments[i] = (worker_argument){l, i};
    while (started < n && started < l->count &&
           pthread_create(&threads[started], NULL, work, &arguments[started]) == 0)
        started++;
    work(&arguments[0]);
    while (started > 1)
        pthread_join(threads[--started], NULL);
    if (l->failed_index == SIZE_MAX)
        return T4_OK;
    if (err && err->code == T4_OK)
        *err = l->failure;
    return l->failure.code;
}

static t4_status run_loop(loop *l, t4_error *err)
{
    t4_status status;

    l->failed_index = SIZE_MAX;
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->moved, NULL);
    status = run_threads(l, err);
    pthread_cond_destroy(&l->moved);
    pthread_mutex_destroy(&l->lock);
    return status;
}

t4_status t4_parallel_for(const t4_run *run, size_t count, t4_task *task, void *context,
                          t4_error *err)
{
    loop l = {.run = run, .count = count, .task = task, .context = context};

    return run_loop(&l, err);
}

t4_status t4_parallel_ordered(const t4_run *run, size_t count, size_t window,
                              t4_produce *produce, t4_consume *consume, void *context,
                              t4_error *err)
{
    loop l = {.run = run, .count = count, .window = window ? window : 1, .produce = produce,
              .consume = consume, .context = context};
    t4_status status;

    l.ready = t4_alloc_zero(l.window, 1);
    if (!l.ready)
        return t4_fail_memory(err);
    status = run_loop(&l, err);
    t4_free(l.ready);
    return status;
}
