/* SPDX-License-Identifier: MIT */
#include "job/policy_lines.h"

#include <string.h>

#include "base/memory.h"
#include "io/watchlist_read.h"
#include "job/listfile.h"

bool t4_policy_lines_wanted(const t4_template *t)
{
    t4_granularity policy = {0};
    bool mixed;

    if (t->finest_line_count || t->never_finer || t->must_show)
        return true;
    mixed = !t4_granularity_template(&policy, t, NULL);
    t4_granularity_finish(&policy);
    mixed = mixed && policy.mixed;
    t4_granularity_release(&policy);
    return mixed;
}

static bool has_level(const t4_cube_plan *plan, int level)
{
    for (int l = 0; l < plan->level_count; l++)
        if (plan->levels[l] == level)
            return true;
    return false;
}

bool t4_policy_lines_short(const t4_codelist *codes, int digits, const t4_cube_plan *plan)
{
    for (size_t i = 0; codes && i < t4_codelist_count(codes); i++) {
        const t4_code_entry *entry = t4_codelist_entry(codes, i);
        int n = (int)strlen(entry->code);

        if (!entry->has_children && n < plan->levels[0] && n < digits && !has_level(plan, n))
            return true;
    }
    return false;
}

/* Every code of a watch list, whenever it stood there. */
static t4_status add_list(t4_policy_lines *w, size_t i, t4_error *err)
{
    const t4_template *t = w->template_;
    const t4_finest_line *line = &t->finest_lines[i];
    t4_buffer path;
    t4_status status;
    size_t before = w->policy.count;

    t4_buffer_init(&path, 0);
    status = t4_template_path(t, line->list, &path, err);
    if (!status)
        status = t4_watchlist_read(&w->lists[i], w->run, path.data, err);
    t4_buffer_release(&path);
    for (size_t k = 0; !status && k < t4_watchlist_count(w->lists[i]); k++) {
        const t4_watchlist_entry *entry = t4_watchlist_at(w->lists[i], k);

        if (!line->tier || !strcmp(line->tier, entry->tier))
            status = t4_granularity_line(&w->policy, line, entry->code, err);
    }
    if (!status && w->policy.count == before)
        status = t4_fail(err, T4_ERR_USAGE, "publish.finest_by: the list '%s' has no code%s%s", line->list,
                         line->tier ? " of tier " : "", line->tier ? line->tier : "");
    return status;
}

/* A code of a list file: digits, or all. */
t4_status t4_policy_lines_code(const t4_sheet *sheet, size_t row, long column, const char **code, t4_error *err)
{
    *code = t4_sheet_field(sheet, row, column);
    if (!strcmp(*code, "*") || !strcmp(*code, "TOTAL"))
        *code = "";
    if ((*code)[strspn(*code, "0123456789")] || strlen(*code) > T4_CODE_MAX)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0, "'%.40s' is no beginning of a code; "
                          "expected digits such as 2710, or * for all", *code);
    return T4_OK;
}

static t4_status add_lid(t4_policy_lines *w, size_t row, const long columns[4], t4_error *err)
{
    const t4_sheet *sheet = &w->lids;
    const char *text = t4_sheet_field(sheet, row, columns[1]), *code, **partners;
    t4_granularity_rule rule = {.lid = true, .source = sheet->name, .line = sheet->lines[row]};
    t4_status status = t4_policy_lines_code(sheet, row, columns[0], &code, err);

    if (status)
        return status;
    if (!*text || text[strspn(text, "0123456789")] || strlen(text) > 2 || (rule.level = text[1] ? (text[0] - '0') * 10 +
        text[1] - '0' : text[0] - '0') > 12 || rule.level % 2)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0, "'%.40s' is no length; expected 0, 2, 4, 6, "
                          "8, 10 or 12", text);
    strncpy(rule.code, code, T4_CODE_MAX);
    status = t4_listfile_flow(sheet, row, columns[2], &rule.flow, err);
    if (!status && *t4_listfile_partner(sheet, row, columns[3])) {
        partners = t4_arena_alloc(&w->template_->settings.arena, 2 * sizeof *partners);
        if (!partners)
            return t4_fail_memory(err);
        partners[0] = t4_listfile_partner(sheet, row, columns[3]);
        partners[1] = NULL;
        rule.partners = partners;
    }
    return status ? status : t4_granularity_add(&w->policy, &rule, err);
}

static t4_status read_lids(t4_policy_lines *w, t4_error *err)
{
    const t4_template *t = w->template_;
    long columns[4];
    t4_status status = t4_listfile_read(&w->lids, w->run, t, t->never_finer, err);

    if (status)
        return status;
    columns[0] = t4_sheet_column(&w->lids, "code");
    columns[1] = t4_sheet_column(&w->lids, "level");
    columns[2] = t4_sheet_column(&w->lids, "flow");
    columns[3] = t4_sheet_column(&w->lids, "partner");
    if (columns[0] < 0 || columns[1] < 0)
        return t4_fail_at(err, T4_ERR_DATA, t->never_finer, 1, 0, "expected columns 'code' and 'level', and 'flow', "
                          "'partner' where not all are meant");
    for (size_t row = 0; row < w->lids.rows && !status; row++)
        status = add_lid(w, row, columns, err);
    return status;
}

t4_status t4_policy_lines_read(t4_policy_lines *w, t4_run *run, t4_template *t, t4_error *err)
{
    t4_status status;

    *w = (t4_policy_lines){.run = run, .template_ = t};
    t4_sheet_init(&w->lids, "");
    status = t4_granularity_template(&w->policy, t, err);
    w->lists = t4_alloc_zero(t->finest_line_count + 1, sizeof *w->lists);
    if (!w->lists)
        return t4_fail_memory(err);
    w->list_count = t->finest_line_count;
    for (size_t i = 0; i < t->finest_line_count && !status; i++)
        status = t->finest_lines[i].list ? add_list(w, i, err)
                 : t4_granularity_line(&w->policy, &t->finest_lines[i],
                                       t->finest_lines[i].code ? t->finest_lines[i].code : "", err);
    if (!status && t->never_finer)
        status = read_lids(w, err);
    t4_granularity_finish(&w->policy);
    return status;
}

void t4_policy_lines_release(t4_policy_lines *w)
{
    for (size_t i = 0; w->lists && i < w->list_count; i++)
        t4_watchlist_free(w->lists[i]);
    t4_free(w->lists);
    t4_granularity_release(&w->policy);
    t4_sheet_release(&w->lids);
}
