/* SPDX-License-Identifier: MIT */
#include "job/policy.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "job/placing.h"
#include "job/policy_lines.h"
#include "job/policy_shown.h"
#include "model/placed.h"
#include "model/placer.h"

typedef struct {
    t4_run *run;
    t4_records *records;
    t4_policy_lines lines;
    uint8_t *level;            /* by item: digits that it may have */
    t4_placer placer;
    size_t cut, residuals;
} work;

/* --- who may have how many digits --------------------------------------------------------------- */

static const char *own_of(const work *w, const t4_contribution *item, size_t *n)
{
    return t4_dict_text(w->records->domain.codes, item->code, n);
}

static t4_status find_levels(work *w, t4_error *err)
{
    t4_records *r = w->records;
    int digits = r->template_->columns[T4_FIELD_CODE].digits;
    t4_status status = T4_OK;

    w->level = t4_alloc_zero(r->item_count + 1, 1);
    if (!w->level)
        return t4_fail_memory(err);
    for (size_t i = 0; i < r->item_count && !status; i++) {
        const t4_contribution *item = &r->items[i];
        size_t n;
        const char *code = own_of(w, item, &n);

        if (i % 65536 == 0 && (status = t4_run_check(w->run, err)) != T4_OK)
            break;
        w->level[i] = (uint8_t)t4_granularity_finest(&w->lines.policy, code, n, item->flow,
                                                     t4_dict_text(r->domain.partners, item->partner, NULL), digits, NULL);
        status = t4_placer_note(&w->placer, item->flow, code, w->level[i], err);
    }
    return status;
}

/* --- placing ------------------------------------------------------------------------------------- */

static t4_status place(work *w, size_t i, t4_error *err)
{
    t4_records *r = w->records;
    t4_contribution *item = &r->items[i];
    char text[16];
    size_t n;
    const char *code = own_of(w, item, &n);
    bool rest;

    if (!t4_placer_place(&w->placer, item->flow, code, n, w->level[i], text, &rest))
        return T4_OK;
    w->cut++;
    w->residuals += rest;
    item->code = t4_placed_add(r->domain.codes, text, code);
    return item->code == T4_DICT_NONE ? t4_fail_memory(err) : T4_OK;
}

/* --- all ------------------------------------------------------------------------------------------- */

t4_status t4_job_policy(t4_run *run, t4_records *records, const char *folder, char line[256], t4_error *err)
{
    work w = {.run = run, .records = records};
    t4_status status = t4_placer_init(&w.placer, &records->template_->plan, records->codes, err);

    if (!status)
        status = t4_policy_lines_read(&w.lines, run, records->template_, err);
    if (!status)
        status = t4_placing_collect(records, err);
    if (!status)
        status = find_levels(&w, err);
    if (!status && folder && records->template_->must_show)
        status = t4_policy_shown_hold(&(t4_policy_shown){run, records, &w.lines.policy, w.level, false}, folder, err);
    for (size_t i = 0; i < records->item_count && !status; i++)
        status = place(&w, i, err);
    if (!status)
        status = t4_placing_cube(run, records, err);
    if (!status && w.cut)
        snprintf(line, 256, "%zu of %zu contributions published shorter by the policy, %zu of them in residuals", w.cut,
                 records->item_count, w.residuals);
    t4_policy_lines_release(&w.lines);
    t4_placer_release(&w.placer);
    t4_free(w.level);
    return status;
}
