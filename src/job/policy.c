/* SPDX-License-Identifier: MIT */
#include "job/policy.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "io/csvtext.h"
#include "io/outfile.h"
#include "job/listfile.h"
#include "job/placing.h"
#include "job/policy_lines.h"
#include "model/placed.h"
#include "model/placer.h"

enum { TOLD_MAX = 1 << 24, NAMED = 4 };

typedef struct {
    t4_run *run;
    t4_records *records;
    t4_policy_lines lines;
    t4_sheet shown;
    uint8_t *level;            /* by item: digits that it may have */
    t4_placer placer;
    t4_buffer conflicts;
    char named[512];
    size_t conflict_count, last_named, rows_named, cut, residuals;
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

/* --- what must be shown ---------------------------------------------------------------------------- */

static bool tell_conflict(work *w, size_t row, const char *code, const t4_contribution *item, int level,
                          const t4_granularity_rule *lid)
{
    const char *flow = t4_flow_text((t4_flow)item->flow);
    const char *partner = t4_dict_text(w->records->domain.partners, item->partner, NULL);
    size_t used = strlen(w->named);

    if (w->last_named != row + 1 && w->rows_named++ < NAMED)
        snprintf(w->named + used, sizeof w->named - used, "%s%s (line %" PRIu64 ") has at most %d digits by %s", used ? "; " : "",
                 code, w->shown.lines[row], level, lid ? "publish.never_finer" : "publish.finest");
    w->last_named = row + 1;
    w->conflict_count++;
    return t4_buffer_printf(&w->conflicts, "%" PRIu64 ",%s,%s,", w->shown.lines[row], code, flow) &&
           t4_csvtext_field(&w->conflicts, partner, strlen(partner)) &&
           t4_buffer_printf(&w->conflicts, ",%d,%s,", level, lid ? "never_finer" : "finest") &&
           (!lid || t4_buffer_printf(&w->conflicts, "%" PRIu64, lid->line)) && t4_buffer_putc(&w->conflicts, '\n');
}

/* A row against all records below its code: each flow and partner is told once. */
static t4_status hold_row(work *w, size_t row, const long columns[3], t4_dict *told, t4_error *err)
{
    t4_records *r = w->records;
    int digits = r->template_->columns[T4_FIELD_CODE].digits;
    const char *code, *partner = t4_listfile_partner(&w->shown, row, columns[2]);
    uint32_t flow;
    size_t length;
    t4_status status = t4_policy_lines_code(&w->shown, row, columns[0], &code, err);

    length = status ? 0 : strlen(code);
    if (!strcmp(partner, "W00") || !strncmp(partner, "G_", 2))
        partner = "";   /* totals are whole only when all are shown */
    if (!status)
        status = t4_listfile_flow(&w->shown, row, columns[1], &flow, err);
    if (!status && length && t4_placer_published(&w->placer, (int)length) != (int)length)
        return t4_fail_at(err, T4_ERR_USAGE, w->shown.name, w->shown.lines[row], 0, "'%s' must be shown, but %zu digits are "
                          "not among publish.levels", code, length);
    for (size_t i = 0; i < r->item_count && !status && length; i++) {
        const t4_contribution *item = &r->items[i];
        const t4_granularity_rule *lid;
        size_t n;
        const char *own = own_of(w, item, &n);
        char key[80];

        own = t4_placed_own(own, &n);
        if (n < length || memcmp(own, code, length) || w->level[i] >= length ||
            (flow != T4_FLOWS && flow != item->flow && flow != (uint32_t)t4_flow_total((t4_flow)item->flow)) ||
            (*partner && strcmp(partner, t4_dict_text(r->domain.partners, item->partner, NULL))))
            continue;
        n = (size_t)snprintf(key, sizeof key, "%zu %u %u", row, item->flow, item->partner);
        if (t4_dict_find(told, key, n) != T4_DICT_NONE)
            continue;
        t4_granularity_finest(&w->lines.policy, own, strlen(own), item->flow,
                              t4_dict_text(r->domain.partners, item->partner, NULL), digits, &lid);
        if (t4_dict_add(told, key, n) == T4_DICT_NONE || !tell_conflict(w, row, code, item, w->level[i], lid))
            status = t4_fail_memory(err);
    }
    return status;
}

static t4_status hold_shown(work *w, const char *folder, t4_error *err)
{
    const t4_template *t = w->records->template_;
    t4_dict *told = t4_dict_new(TOLD_MAX);
    long columns[3];
    t4_status status = told ? t4_listfile_read(&w->shown, w->run, t, t->must_show, err) : t4_fail_memory(err);

    if (!status) {
        columns[0] = t4_sheet_column(&w->shown, "code");
        columns[1] = t4_sheet_column(&w->shown, "flow");
        columns[2] = t4_sheet_column(&w->shown, "partner");
        if (columns[0] < 0)
            status = t4_fail_at(err, T4_ERR_DATA, t->must_show, 1, 0, "expected a column 'code', and 'flow', 'partner' "
                                "where not all are meant");
    }
    if (!status && !t4_buffer_puts(&w->conflicts, "line,code,flow,partner,digits,by,by_line\n"))
        status = t4_fail_memory(err);
    for (size_t row = 0; !status && row < w->shown.rows; row++)
        status = hold_row(w, row, columns, told, err);
    if (!status && w->conflict_count)
        status = t4_outfile_save(folder, "conflicts.csv", &w->conflicts, 0600, err);
    t4_dict_free(told);
    if (!status && w->conflict_count)
        status = t4_fail(err, T4_ERR_USAGE, "publish.must_show: %zu figures that must be shown are cut shorter: %s%s; take "
                         "them off the list, or let the policy show them", w->conflict_count, w->named,
                         w->rows_named > NAMED ? " ..." : "");
    return status;
}

/* --- all ------------------------------------------------------------------------------------------- */

t4_status t4_job_policy(t4_run *run, t4_records *records, const char *folder, char line[256], t4_error *err)
{
    work w = {.run = run, .records = records};
    t4_status status = t4_placer_init(&w.placer, &records->template_->plan, records->codes, err);

    t4_sheet_init(&w.shown, "");
    t4_buffer_init(&w.conflicts, 0);
    if (!status)
        status = t4_policy_lines_read(&w.lines, run, records->template_, err);
    if (!status)
        status = t4_placing_collect(records, err);
    if (!status)
        status = find_levels(&w, err);
    if (!status && folder && records->template_->must_show)
        status = hold_shown(&w, folder, err);
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
    t4_sheet_release(&w.shown);
    t4_buffer_release(&w.conflicts);
    return status;
}
