/* SPDX-License-Identifier: MIT */
/* Check of the tables row by row: keys once and in order, a reason for every blank, no value that is said to be hidden. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "job/previous.h"
#include "job/verify_checks.h"
#include "model/flow.h"

t4_status t4_verify_open(const t4_verifying *v, t4_previous **list, bool *tables, t4_error *err)
{
    *list = NULL;
    *tables = false;
    for (size_t i = 0; i < v->file_count && !*tables; i++)
        *tables = !strncmp(v->files[i].path, "data/hs", 7);
    return *tables ? t4_previous_open(list, v->run, &v->options->release, 1, err) : T4_OK;
}

void t4_verify_row_text(const t4_previous_release *release, const t4_previous_row *row, t4_buffer *out)
{
    char period[T4_PERIOD_TEXT];

    t4_period_print(row->period, period);
    (void)t4_buffer_printf(out, "%s %s %s %s", period, t4_flow_text((t4_flow)row->flow), row->code, row->partner);
    for (int d = 0; d < release->dimension_count; d++)
        (void)t4_buffer_printf(out, " %s", row->dimension[d]);
}

/* --- order ----------------------------------------------------------------- */

typedef struct {
    const t4_previous_release *release;
    uint64_t rows, open, hidden, other;
    int level;                /* of the last row; -1 = none yet */
    t4_period period;
    uint32_t flow;
    t4_buffer last, now;      /* code, partner, dimensions, a NUL behind each */
} looking;

static t4_status place(const looking *l, const t4_previous_row *row, const char *what, t4_error *err)
{
    char name[32];
    t4_buffer text;
    t4_status status;

    t4_buffer_init(&text, 0);
    t4_verify_row_text(l->release, row, &text);
    snprintf(name, sizeof name, "data/hs%d.csv", row->level);
    status = t4_fail_at(err, T4_ERR_DATA, name, 0, 0, "%s: %s",
                        t4_buffer_text(&text) ? text.data : "a row", what);
    t4_buffer_release(&text);
    return status;
}

static bool key_of(const looking *l, const t4_previous_row *row, t4_buffer *key)
{
    bool good = t4_buffer_append(key, row->code, strlen(row->code) + 1) &&
                t4_buffer_append(key, row->partner, strlen(row->partner) + 1);

    for (int d = 0; d < l->release->dimension_count && good; d++)
        good = t4_buffer_append(key, row->dimension[d], strlen(row->dimension[d]) + 1);
    return good;
}

static int compare(const looking *l, const t4_previous_row *row)
{
    size_t n = l->last.length < l->now.length ? l->last.length : l->now.length;
    int order;

    if (row->period != l->period)
        return row->period > l->period ? 1 : -1;
    if (row->flow != l->flow)
        return row->flow > l->flow ? 1 : -1;
    order = memcmp(l->now.data, l->last.data, n);
    return order ? order : l->now.length > l->last.length ? 1 : l->now.length < l->last.length ? -1 : 0;
}

static t4_status check_order(looking *l, const t4_previous_row *row, t4_error *err)
{
    t4_buffer before = l->last;
    int order = 1;

    l->now.length = 0;
    if (!key_of(l, row, &l->now))
        return t4_fail_memory(err);
    if (l->level == row->level)
        order = compare(l, row);
    l->last = l->now;
    l->now = before;
    l->level = row->level;
    l->period = row->period;
    l->flow = row->flow;
    return order > 0 ? T4_OK : place(l, row, order ? "stands out of order" : "stands twice", err);
}

/* --- statuses -------------------------------------------------------------- */

static const char *wrong_status(const t4_previous_row *row, int m)
{
    char status = row->status[m], conf = row->conf[m];

    if (row->present[m] && (status == 'Q' || status == 'M' || status == 'O' || status == 'L'))
        return "has a number although its status says that there is none";
    if (row->present[m] && conf && conf != 'F')
        return "has a number although it is said to be confidential";
    if (!row->present[m] && (!status || strchr("ABDEFGINPRUVW", status)))
        return "is empty and no status says why";
    if (!row->present[m] && status == 'Q' && (!conf || conf == 'F'))
        return "is hidden but said to be free for publication";
    return NULL;
}

static t4_status look(void *context, const t4_previous_row *row, t4_error *err)
{
    looking *l = context;
    t4_status status = check_order(l, row, err);

    l->rows++;
    for (int m = 0; m < l->release->measure_count && !status; m++) {
        const char *wrong = wrong_status(row, m);
        char text[200];

        l->open += row->present[m];
        l->hidden += !row->present[m] && row->status[m] == 'Q';
        l->other += !row->present[m] && row->status[m] != 'Q';
        snprintf(text, sizeof text, "%.40s %s", l->release->measures[m].name, wrong ? wrong : "");
        if (wrong)
            status = place(l, row, text, err);
    }
    return status;
}

t4_status t4_verify_tables(t4_verifying *v, t4_error *err)
{
    looking l = {.level = -1};
    t4_previous *list;
    bool tables;
    t4_status status = t4_verify_open(v, &list, &tables, err);

    if (status || !tables) {
        if (!status)
            t4_verify_tell(v, "not checked", "the release has no CSV tables");
        return status;
    }
    t4_buffer_init(&l.last, 0);
    t4_buffer_init(&l.now, 0);
    l.release = t4_previous_at(list, 0);
    status = t4_previous_rows(list, 0, look, &l, err);
    if (!status)
        t4_verify_tell(v, "hold", "%llu rows, each once and in order; %llu numbers open, %llu hidden, %llu without a "
                       "number for another reason; statuses agree", (unsigned long long)l.rows,
                       (unsigned long long)l.open, (unsigned long long)l.hidden, (unsigned long long)l.other);
    t4_buffer_release(&l.last);
    t4_buffer_release(&l.now);
    t4_previous_free(list);
    return status;
}
