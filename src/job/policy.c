/* SPDX-License-Identifier: MIT */
#include "job/policy.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "io/csvtext.h"
#include "io/outfile.h"
#include "io/watchlist_read.h"
#include "job/listfile.h"
#include "job/placing.h"
#include "model/granularity.h"
#include "model/placed.h"

enum { NODES_MAX = 1 << 24, NAMED = 4 };

typedef struct {
    t4_run *run;
    t4_records *records;
    t4_granularity policy;
    t4_sheet lids, shown;
    t4_watchlist **lists;      /* by line of finest_by */
    uint8_t *level;            /* by item: digits that it may have */
    t4_dict *deep;             /* "flow code": nodes below which something is published */
    t4_dict *met;              /* "flow code level": told to deep already */
    t4_buffer conflicts;
    char named[512];
    size_t conflict_count, last_named, rows_named, cut, residuals;
} work;

/* --- the policy -------------------------------------------------------------------------------- */

bool t4_job_policy_wanted(const t4_template *t)
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

/* Every code of a watch list, whenever it stood there. */
static t4_status add_list(work *w, size_t i, t4_error *err)
{
    const t4_template *t = w->records->template_;
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
static t4_status code_of(const t4_sheet *sheet, size_t row, long column, const char **code, t4_error *err)
{
    *code = t4_sheet_field(sheet, row, column);
    if (!strcmp(*code, "*") || !strcmp(*code, "TOTAL"))
        *code = "";
    if ((*code)[strspn(*code, "0123456789")] || strlen(*code) > T4_CODE_MAX)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0, "'%.40s' is no beginning of a code; "
                          "expected digits such as 2710, or * for all", *code);
    return T4_OK;
}

static t4_status add_lid(work *w, size_t row, const long columns[4], t4_error *err)
{
    const t4_sheet *sheet = &w->lids;
    const char *text = t4_sheet_field(sheet, row, columns[1]), *code, **partners;
    t4_granularity_rule rule = {.lid = true, .source = sheet->name, .line = sheet->lines[row]};
    t4_status status = code_of(sheet, row, columns[0], &code, err);

    if (status)
        return status;
    if (!*text || text[strspn(text, "0123456789")] || strlen(text) > 2 || (rule.level = text[1] ? (text[0] - '0') * 10 +
        text[1] - '0' : text[0] - '0') > 12 || rule.level % 2)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0, "'%.40s' is no length; expected 0, 2, 4, 6, "
                          "8, 10 or 12", text);
    strncpy(rule.code, code, T4_CODE_MAX);
    status = t4_listfile_flow(sheet, row, columns[2], &rule.flow, err);
    if (!status && *t4_listfile_partner(sheet, row, columns[3])) {
        partners = t4_arena_alloc(&w->records->template_->settings.arena, 2 * sizeof *partners);
        if (!partners)
            return t4_fail_memory(err);
        partners[0] = t4_listfile_partner(sheet, row, columns[3]);
        partners[1] = NULL;
        rule.partners = partners;
    }
    return status ? status : t4_granularity_add(&w->policy, &rule, err);
}

static t4_status read_lids(work *w, t4_error *err)
{
    const t4_template *t = w->records->template_;
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

static t4_status read_policy(work *w, t4_error *err)
{
    const t4_template *t = w->records->template_;
    t4_status status = t4_granularity_template(&w->policy, t, err);

    w->lists = t4_alloc_zero(t->finest_line_count + 1, sizeof *w->lists);
    if (!w->lists)
        return t4_fail_memory(err);
    for (size_t i = 0; i < t->finest_line_count && !status; i++)
        status = t->finest_lines[i].list ? add_list(w, i, err)
                 : t4_granularity_line(&w->policy, &t->finest_lines[i],
                                       t->finest_lines[i].code ? t->finest_lines[i].code : "", err);
    if (!status && t->never_finer)
        status = read_lids(w, err);
    t4_granularity_finish(&w->policy);
    return status;
}

/* --- who may have how many digits --------------------------------------------------------------- */

/* The longest published length of at most `most`; 0 = all goods. */
static int published(const work *w, int most)
{
    const t4_cube_plan *plan = &w->records->template_->plan;
    int level = 0;

    for (int l = 0; l < plan->level_count; l++)
        if (plan->levels[l] <= most && plan->levels[l] > level)
            level = plan->levels[l];
    return level;
}

/* The next longer one; 0 = none. */
static int longer(const work *w, int level)
{
    const t4_cube_plan *plan = &w->records->template_->plan;
    int next = 0;

    for (int l = 0; l < plan->level_count; l++)
        if (plan->levels[l] > level && (!next || plan->levels[l] < next))
            next = plan->levels[l];
    return next;
}

static const char *own_of(const work *w, const t4_contribution *item, size_t *n)
{
    return t4_dict_text(w->records->domain.codes, item->code, n);
}

static size_t node_key(const work *w, const t4_contribution *item, const char *code, int level, char key[40])
{
    char node[16] = "";

    if (level)
        t4_placing_ancestor(w->records->codes, code, level, node);
    return (size_t)snprintf(key, 40, "%d %s", (int)t4_flow_total((t4_flow)item->flow), node);
}

/* Remember every node above what an item shows. */
static t4_status look_deep(work *w, const t4_contribution *item, const char *code, int shown, t4_error *err)
{
    const t4_cube_plan *plan = &w->records->template_->plan;
    char key[40];
    size_t known = t4_dict_count(w->met);
    int n = snprintf(key, sizeof key, "%d %s %d", (int)t4_flow_total((t4_flow)item->flow), code, shown);
    uint32_t id = t4_dict_add(w->met, key, (size_t)n);

    if (id == T4_DICT_NONE)
        return t4_fail_memory(err);
    if (id < known)
        return T4_OK;
    for (int l = 0; l <= plan->level_count; l++) {
        int level = l < plan->level_count ? plan->levels[l] : 0;

        if (level < shown && t4_dict_add(w->deep, key, node_key(w, item, code, level, key)) == T4_DICT_NONE)
            return t4_fail_memory(err);
    }
    return T4_OK;
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
        w->level[i] = (uint8_t)t4_granularity_finest(&w->policy, code, n, item->flow,
                                                     t4_dict_text(r->domain.partners, item->partner, NULL), digits, NULL);
        status = look_deep(w, item, code, published(w, w->level[i]), err);
    }
    return status;
}

/* --- placing ------------------------------------------------------------------------------------- */

static t4_status place(work *w, size_t i, t4_error *err)
{
    t4_records *r = w->records;
    t4_contribution *item = &r->items[i];
    int shown = published(w, w->level[i]);
    char text[16] = "", key[40];
    size_t n;
    const char *code = own_of(w, item, &n);
    bool rest;

    if (shown >= published(w, (int)n))
        return T4_OK;
    if (shown)
        t4_placing_ancestor(r->codes, code, shown, text);
    rest = t4_dict_find(w->deep, key, node_key(w, item, code, shown, key)) != T4_DICT_NONE && longer(w, shown);
    t4_placing_residual(text, rest ? longer(w, shown) : shown ? shown : 1, text);
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
    t4_status status = code_of(&w->shown, row, columns[0], &code, err);

    length = status ? 0 : strlen(code);
    if (!strcmp(partner, "W00") || !strncmp(partner, "G_", 2))
        partner = "";   /* totals are whole only when all are shown */
    if (!status)
        status = t4_listfile_flow(&w->shown, row, columns[1], &flow, err);
    if (!status && length && published(w, (int)length) != (int)length)
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
        t4_granularity_finest(&w->policy, own, strlen(own), item->flow,
                              t4_dict_text(r->domain.partners, item->partner, NULL), digits, &lid);
        if (t4_dict_add(told, key, n) == T4_DICT_NONE || !tell_conflict(w, row, code, item, w->level[i], lid))
            status = t4_fail_memory(err);
    }
    return status;
}

static t4_status hold_shown(work *w, const char *folder, t4_error *err)
{
    const t4_template *t = w->records->template_;
    t4_dict *told = t4_dict_new(NODES_MAX);
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
    work w = {.run = run, .records = records, .deep = t4_dict_new(NODES_MAX), .met = t4_dict_new(NODES_MAX)};
    t4_status status = w.deep && w.met ? T4_OK : t4_fail_memory(err);

    t4_sheet_init(&w.lids, "");
    t4_sheet_init(&w.shown, "");
    t4_buffer_init(&w.conflicts, 0);
    if (!status)
        status = read_policy(&w, err);
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
    for (size_t i = 0; w.lists && i < records->template_->finest_line_count; i++)
        t4_watchlist_free(w.lists[i]);
    t4_free(w.lists);
    t4_free(w.level);
    t4_dict_free(w.deep);
    t4_dict_free(w.met);
    t4_granularity_release(&w.policy);
    t4_sheet_release(&w.lids);
    t4_sheet_release(&w.shown);
    t4_buffer_release(&w.conflicts);
    return status;
}
