/* SPDX-License-Identifier: MIT */
#include "job/policy_shown.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "io/csvtext.h"
#include "io/outfile.h"
#include "job/listfile.h"
#include "job/policy_lines.h"
#include "model/placed.h"

enum { TOLD_MAX = 1 << 24, NAMED = 4 };

typedef struct {
    const t4_policy_shown *with;
    t4_sheet shown;
    t4_buffer conflicts;
    char named[512];
    size_t conflict_count, last_named, rows_named;
} work;

static bool has_table(const t4_template *t, int level)
{
    for (int l = 0; l < t->plan.level_count; l++)
        if (t->plan.levels[l] == level)
            return true;
    return false;
}

/* Who cut it: a lid, other lines, or the rules that adaptive codes are chosen by. */
static bool tell_conflict(work *w, size_t row, const char *code, const t4_contribution *item, int level, int allowed,
                          const t4_granularity_rule *lid)
{
    bool adaptive = w->with->adaptive && allowed >= (int)strlen(code);
    const char *flow = t4_flow_text((t4_flow)item->flow);
    const char *partner = t4_dict_text(w->with->records->domain.partners, item->partner, NULL);
    size_t used = strlen(w->named);

    if (w->last_named != row + 1 && w->rows_named++ < NAMED)
        snprintf(w->named + used, sizeof w->named - used, "%s%s (line %" PRIu64 ") has at most %d digits by %s", used ? "; " : "",
                 code, w->shown.lines[row], level, adaptive ? "adaptive granularity" : lid ? "publish.never_finer" : "publish.finest");
    w->last_named = row + 1;
    w->conflict_count++;
    return t4_buffer_printf(&w->conflicts, "%" PRIu64 ",%s,%s,", w->shown.lines[row], code, flow) &&
           t4_csvtext_field(&w->conflicts, partner, strlen(partner)) &&
           t4_buffer_printf(&w->conflicts, ",%d,%s,", level, adaptive ? "adaptive" : lid ? "never_finer" : "finest") &&
           (adaptive || !lid || t4_buffer_printf(&w->conflicts, "%" PRIu64, lid->line)) && t4_buffer_putc(&w->conflicts, '\n');
}

/* A row against all records below its code: each flow and partner is told once. */
static t4_status hold_row(work *w, size_t row, const long columns[3], t4_dict *told, t4_error *err)
{
    t4_records *r = w->with->records;
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
    if (!status && length && !has_table(r->template_, (int)length))
        return t4_fail_at(err, T4_ERR_USAGE, w->shown.name, w->shown.lines[row], 0, "'%s' must be shown, but %zu digits are "
                          "not among publish.levels", code, length);
    for (size_t i = 0; i < r->item_count && !status && length; i++) {
        const t4_contribution *item = &r->items[i];
        const t4_granularity_rule *lid;
        int allowed;
        size_t n;
        const char *own = t4_dict_text(r->domain.codes, item->code, &n);
        char key[80];

        own = t4_placed_own(own, &n);
        if (n < length || memcmp(own, code, length) || w->with->level[i] >= length ||
            (flow != T4_FLOWS && flow != item->flow && flow != (uint32_t)t4_flow_total((t4_flow)item->flow)) ||
            (*partner && strcmp(partner, t4_dict_text(r->domain.partners, item->partner, NULL))))
            continue;
        n = (size_t)snprintf(key, sizeof key, "%zu %u %u", row, item->flow, item->partner);
        if (t4_dict_find(told, key, n) != T4_DICT_NONE)
            continue;
        allowed = t4_granularity_finest(w->with->policy, own, strlen(own), item->flow,
                              t4_dict_text(r->domain.partners, item->partner, NULL), digits, &lid);
        if (t4_dict_add(told, key, n) == T4_DICT_NONE || !tell_conflict(w, row, code, item, w->with->level[i], allowed, lid))
            status = t4_fail_memory(err);
    }
    return status;
}

t4_status t4_policy_shown_hold(const t4_policy_shown *with, const char *folder, t4_error *err)
{
    work work_ = {.with = with}, *w = &work_;
    const t4_template *t = with->records->template_;
    t4_dict *told = t4_dict_new(TOLD_MAX);
    long columns[3];
    t4_status status = told ? T4_OK : t4_fail_memory(err);

    t4_buffer_init(&w->conflicts, 0);
    t4_sheet_init(&w->shown, "");
    if (!status)
        status = t4_listfile_read(&w->shown, with->run, t, t->must_show, err);
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
    t4_sheet_release(&w->shown);
    t4_buffer_release(&w->conflicts);
    return status;
}
