/* SPDX-License-Identifier: MIT */
#include "job/adaptive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/outfile.h"
#include "job/adaptive_before.h"
#include "job/placing.h"
#include "job/policy_lines.h"
#include "job/policy_shown.h"
#include "job/previous.h"
#include "job/protect_lists.h"
#include "model/placed.h"
#include "sdc/adaptive.h"
#include "sdc/protect.h"

enum { PLACES_MAX = 1 << 28, NAMED = 5 };

/* Where a cell stands beside its code. */
typedef struct {
    t4_period period;
    uint32_t flow, partner;
    uint32_t dimension[T4_DIMENSIONS_MAX];
} place;

typedef struct {
    t4_run *run;
    t4_records *records;
    t4_contribution *items;       /* the records' */
    size_t count;
    int levels[T4_LEVELS_MAX + 1];
    int level_count;
    t4_rules rules;
    t4_period_kind finest;
    int measures[T4_MEASURES_MAX], measure_count;
    /* of the flow and year at hand */
    uint32_t *ids;                /* sorted codes -> ids of the domain */
    const char **texts;
    uint32_t *index;              /* by id of the domain */
    size_t codes;
    uint32_t *published;          /* by item: id of its published code */
    t4_buffer report;
    t4_adaptive_before *before;   /* NULL = no earlier release */
    t4_protect_lists lists;       /* holdings */
    t4_protect_input agreed;      /* the same */
    t4_policy_lines lines;        /* finest_by and never_finer: the longest that may be chosen */
    uint8_t flows[T4_FLOWS];      /* occur */
    uint8_t *cap;                 /* by code, of the flow and year at hand */
    size_t cuts, residuals;
    bool proven;
} work;

static void ancestor(const void *context, const char *code, int level, char out[16])
{
    t4_codelist_ancestor(context, code, level, out);
}

/* --- codes in the order of the tree ---------------------------------------------------------- */

static int compare_chains(const void *left, const void *right, void *context)
{
    const work *w = context;
    const char *a = *(const char *const *)left, *b = *(const char *const *)right;

    for (int l = w->level_count - 1; l >= 0; l--) {
        char x[16], y[16];
        int order, level = w->levels[l];

        if (!level)
            continue;
        if ((int)strlen(a) <= level || (int)strlen(b) <= level)
            return strcmp(a, b);
        ancestor(w->records->codes, a, level, x);
        ancestor(w->records->codes, b, level, y);
        order = strcmp(x, y);
        if (order)
            return order;
    }
    return strcmp(a, b);
}

static t4_status sort_codes(work *w, t4_error *err)
{
    t4_dict *codes = w->records->domain.codes;
    size_t n = t4_dict_count(codes);
    uint8_t *used = t4_alloc_zero(n + 1, 1);

    w->texts = t4_alloc(n + 1, sizeof *w->texts);
    w->ids = t4_alloc(n + 1, sizeof *w->ids);
    w->index = t4_alloc(n + 1, sizeof *w->index);
    if (!used || !w->texts || !w->ids || !w->index) {
        t4_free(used);
        return t4_fail_memory(err);
    }
    for (size_t i = 0; i < w->count; i++)
        used[w->items[i].code] = 1;
    for (size_t id = 0; id < n; id++)
        if (used[id])
            w->texts[w->codes++] = t4_dict_text(codes, (uint32_t)id, NULL);
    t4_free(used);
    qsort_r(w->texts, w->codes, sizeof *w->texts, compare_chains, w);
    for (size_t k = 0; k < w->codes; k++) {
        w->ids[k] = t4_dict_find(codes, w->texts[k], strlen(w->texts[k]));
        w->index[w->ids[k]] = (uint32_t)k;
    }
    return T4_OK;
}

/* --- one flow and year --------------------------------------------------------------------------- */

static t4_status shares_of(work *w, uint32_t flow, int year, t4_adaptive_share **shares, size_t *count, t4_error *err)
{
    const t4_cube_plan *plan = &w->records->template_->plan;
    t4_dict *places = t4_dict_new(PLACES_MAX);
    t4_status status = T4_OK;

    *shares = t4_alloc(w->count * (size_t)w->measure_count + 1, sizeof **shares);
    *count = 0;
    if (!places || !*shares)
        status = t4_fail_memory(err);
    for (size_t i = 0; i < w->count && !status; i++) {
        const t4_contribution *item = &w->items[i];
        int of = t4_period_year_of(item->period);
        place at = {.period = t4_period_coarsen(item->period, w->finest), .flow = item->flow};
        uint32_t number;

        if ((uint32_t)t4_flow_total((t4_flow)item->flow) != flow || of > year || of < year - 1)
            continue;
        at.partner = plan->each || plan->group_count ? item->partner : T4_PARTNER_WORLD;
        memcpy(at.dimension, item->dimension, sizeof at.dimension);
        number = t4_dict_add(places, (const char *)&at, sizeof at);
        if (number == T4_DICT_NONE)
            status = t4_fail_memory(err);
        for (int m = 0; m < w->measure_count; m++)
            (*shares)[(*count)++] = (t4_adaptive_share){w->index[item->code],
                                                        number * (uint32_t)w->measure_count + (uint32_t)m,
                                                        t4_protect_member(&w->agreed, item->trader, item->period),
                                                        (int64_t)item->amount[w->measures[m]]};
    }
    t4_dict_free(places);
    return status;
}

/* All goods have no code of their own: their residual stands at the coarsest length. */
static const char *code_of(const work *w, const char *published, char text[16])
{
    int least = T4_CODE_MAX;

    if (strcmp(published, "TOTAL"))
        return published;
    for (int l = 0; l < w->level_count; l++)
        if (w->levels[l] && w->levels[l] < least)
            least = w->levels[l];
    memset(text, 'X', (size_t)least);
    text[least] = '\0';
    return text;
}

static size_t leaf_key(char key[40], uint32_t flow, int year, const char *code)
{
    return (size_t)snprintf(key, 40, "%u %d %s", flow, year, code);
}

static bool add_leaf(t4_dict *leaves, uint32_t flow, int year, const char *code)
{
    char key[40];

    return t4_dict_add(leaves, key, leaf_key(key, flow, year, code)) != T4_DICT_NONE;
}

bool t4_job_in_partition(const void *context, const t4_row *row)
{
    const t4_records *r = context;
    const t4_cube_plan *plan = &r->template_->plan;
    t4_period_kind finest = T4_YEAR;
    char key[40];

    for (int kind = 0; kind < T4_PERIOD_KINDS; kind++)
        if (plan->periods[kind])
            finest = (t4_period_kind)kind;
    if (t4_period_kind_of(row->period) != finest || row->flow != (uint32_t)t4_flow_total((t4_flow)row->flow) ||
        (row->partner == T4_PARTNER_WORLD) == plan->each ||
        (row->partner != T4_PARTNER_WORLD && row->partner >= T4_PARTNER_GROUP(T4_GROUPS_MAX)))
        return false;
    return t4_dict_find(r->partition, key, leaf_key(key, row->flow, t4_period_year_of(row->period), row->code)) !=
           T4_DICT_NONE;
}

static t4_status apply(work *w, const t4_adaptive_cut *cut, uint32_t flow, int year, t4_error *err)
{
    t4_dict *codes = w->records->domain.codes;
    uint8_t *told = t4_alloc_zero(w->codes + 1, 1);
    t4_status status = told ? T4_OK : t4_fail_memory(err);

    for (size_t i = 0; i < w->count && !status; i++) {
        const t4_contribution *item = &w->items[i];
        uint32_t k = w->index[item->code];
        char text[16];
        const char *code;

        if ((uint32_t)t4_flow_total((t4_flow)item->flow) != flow || t4_period_year_of(item->period) != year)
            continue;
        code = code_of(w, cut->published[k], text);
        w->published[i] = t4_placed_add(codes, code, w->texts[k]);
        if (w->published[i] == T4_DICT_NONE || !add_leaf(w->records->partition, flow, year, code))
            status = t4_fail_memory(err);
        if (told[k]++)
            continue;
        told[k] = 1;
        w->residuals += t4_adaptive_is_residual(code);
        if (!t4_buffer_printf(&w->report, "%s,%d,%s,%s\n", t4_flow_text((t4_flow)flow), year, w->texts[k], code))
            status = t4_fail_memory(err);
    }
    t4_free(told);
    return status;
}

/* Are there records of a flow and year? */
static bool has_records(const work *w, uint32_t flow, int year)
{
    for (size_t i = 0; i < w->count; i++)
        if ((uint32_t)t4_flow_total((t4_flow)w->items[i].flow) == flow && t4_period_year_of(w->items[i].period) == year)
            return true;
    return false;
}

/*
 * Hysteresis: never finer than a release of the same year; nor than one of the
 * year before, when its records are not here to tell that it would be safe.
 */
static void cap_before(work *w, uint32_t flow, int year)
{
    int from = t4_adaptive_before_has(w->before, flow, year) ? year
               : t4_adaptive_before_has(w->before, flow, year - 1) && !has_records(w, flow, year - 1) ? year - 1 : 0;

    for (size_t k = 0; from && k < w->codes; k++)
        w->cap[k] = (uint8_t)t4_adaptive_before_cap(w->before, w->records->codes, flow, from, w->texts[k], w->levels,
                                                    w->level_count);
}

/* The longest that the template allows for a code, of all flows that count in this one. */
static void cap_lines(work *w, uint32_t flow)
{
    const t4_template *t = w->records->template_;

    for (uint32_t f = 0; f < T4_FLOWS && w->lines.policy.count; f++)
        for (size_t k = 0; w->flows[f] && (uint32_t)t4_flow_total((t4_flow)f) == flow && k < w->codes; k++) {
            size_t n = strlen(w->texts[k]);
            int level = t4_granularity_finest(&w->lines.policy, w->texts[k], n, f, "", t->columns[T4_FIELD_CODE].digits, NULL);

            if (level < (int)n && level < w->cap[k])
                w->cap[k] = (uint8_t)level;
        }
}

static bool is_level(const work *w, size_t digits)
{
    for (int l = 0; l < w->level_count; l++)
        if (w->levels[l] == (int)digits)
            return true;
    return false;
}

/*
 * A code that ends early, and a residual of the records, stand no deeper than
 * what is known of them; a residual of what no table has is a code like others.
 */
static void cap_short(work *w)
{
    for (size_t k = 0; k < w->codes; k++) {
        size_t n = strlen(w->texts[k]), known = n;

        while (known > 0 && w->texts[k][known - 1] == 'X')
            known--;
        if ((known < n ? is_level(w, known) : (int)n < w->levels[0]) && known < w->cap[k])
            w->cap[k] = (uint8_t)known;
    }
}

static const uint8_t *caps_of(work *w, uint32_t flow, int year)
{
    memset(w->cap, T4_CODE_MAX, w->codes);
    cap_before(w, flow, year);
    cap_lines(w, flow);
    cap_short(w);
    return w->cap;
}

/* One cut serves all partners. */
static t4_status read_lines(work *w, t4_error *err)
{
    t4_status status = t4_policy_lines_read(&w->lines, w->run, w->records->template_, err);

    for (size_t i = 0; i < w->lines.policy.count && !status; i++) {
        const t4_granularity_rule *rule = &w->lines.policy.rules[i];

        if (rule->partners)
            status = t4_fail_at(err, T4_ERR_USAGE, rule->lid ? rule->source : NULL, rule->lid ? rule->line : 0, 0,
                                "publish.%s: adaptive granularity chooses one length for all partners; leave out 'partner%s'",
                                rule->lid ? "never_finer" : "finest_by", rule->lid ? "" : "s");
    }
    for (size_t i = 0; i < w->count; i++)
        w->flows[w->items[i].flow] = 1;
    return status;
}

static t4_status one_cut(work *w, uint32_t flow, int year, t4_error *err)
{
    t4_adaptive_problem problem = {.code = w->texts, .codes = w->codes, .levels = w->levels,
                                   .level_count = w->level_count, .ancestor = ancestor,
                                   .ancestor_context = w->records->codes, .rules = &w->rules,
                                   .measures = w->measure_count};
    t4_adaptive_cut cut = {.published = NULL};
    t4_status status;

    problem.cap = caps_of(w, flow, year);
    status = shares_of(w, flow, year, &problem.shares, &problem.count, err);

    if (!status)
        status = t4_adaptive_cut_make(&cut, w->run, &problem, err);
    if (!status && !cut.possible)
        status = t4_fail(err, T4_ERR_UNSAFE, "not even all goods together are safe in every cell of %s %d; publish "
                         "fewer partners or longer periods, or use method: suppress", t4_flow_text((t4_flow)flow), year);
    if (!status)
        status = apply(w, &cut, flow, year, err);
    w->cuts++;
    w->proven = w->proven && cut.proven;
    t4_free(cut.published);
    t4_free(problem.shares);
    return status;
}

/* Every flow and year that has records. */
static t4_status all_cuts(work *w, t4_error *err)
{
    t4_status status = T4_OK;
    int first = 9999, last = 0;

    for (size_t i = 0; i < w->count; i++) {
        int year = t4_period_year_of(w->items[i].period);

        first = year < first ? year : first;
        last = year > last ? year : last;
    }
    for (uint32_t flow = 0; flow < T4_FLOWS && !status; flow++)
        for (int year = first; year <= last && !status; year++)
            if (has_records(w, flow, year))
                status = one_cut(w, flow, year, err);
    return status;
}

/* --- the cube over the published codes ------------------------------------------------------------- */

static t4_status new_cube(work *w, t4_error *err)
{
    for (size_t i = 0; i < w->count; i++)
        w->items[i].code = w->published[i];
    return t4_placing_cube(w->run, w->records, err);
}

/* Digits of the place of every item, for what must be shown. */
static t4_status hold_shown(work *w, const char *folder, t4_error *err)
{
    uint8_t *level = t4_alloc_zero(w->count + 1, 1);
    t4_status status = level ? T4_OK : t4_fail_memory(err);

    for (size_t i = 0; i < w->count && !status; i++) {
        size_t n;
        const char *text = t4_dict_text(w->records->domain.codes, w->published[i], &n);
        size_t fixed = strcspn(text, "X");

        n = t4_placed_published(text, n);
        level[i] = (uint8_t)(fixed < n ? fixed : n);
    }
    if (!status)
        status = t4_policy_shown_hold(&(t4_policy_shown){w->run, w->records, &w->lines.policy, level, true}, folder, err);
    t4_free(level);
    return status;
}

static void settings_of(work *w)
{
    const t4_template *t = w->records->template_;

    for (int l = 0; l < t->plan.level_count; l++)
        w->levels[w->level_count++] = t->plan.levels[l];
    if (w->levels[w->level_count - 1] != 0)
        w->levels[w->level_count++] = 0;
    w->rules = t4_protect_rules(t);
    w->measure_count = t4_protect_measures(&w->records->domain, t, w->measures);
    for (int kind = 0; kind < T4_PERIOD_KINDS; kind++)
        if (t->plan.periods[kind])
            w->finest = (t4_period_kind)kind;
}

t4_status t4_job_adaptive(t4_run *run, t4_records *records, const char *const *previous, size_t previous_count,
                          const char *folder, char line[256], t4_error *err)
{
    work w = {.run = run, .records = records, .proven = true};
    t4_status status;

    settings_of(&w);
    if (w.finest == T4_TO_DATE)
        return t4_fail(err, T4_ERR_USAGE, "publish.finest: adaptive chooses codes by months, quarters or years; add one to "
                       "publish.periods");
    t4_buffer_init(&w.report, 0);
    status = t4_buffer_puts(&w.report, "flow,year,code,published\n") ? T4_OK : t4_fail_memory(err);
    if (!status)
        status = t4_placing_collect(records, err);
    w.items = records->items;
    w.count = records->item_count;
    if (!status)
        status = sort_codes(&w, err);
    if (!status && !(w.cap = t4_alloc_zero(w.codes + 1, 1)))
        status = t4_fail_memory(err);
    if (!status)
        status = read_lines(&w, err);
    if (!status && records->template_->holdings)
        status = t4_protect_lists_read(&w.lists, run, records->template_, &records->domain, err);
    t4_protect_lists_use(&w.lists, &w.agreed);
    if (!status)
        status = t4_adaptive_before_read(&w.before, run, records->codes, previous, previous_count, err);
    records->partition = t4_dict_new(1 << 26);
    if (!status && !records->partition)
        status = t4_fail_memory(err);
    if (!status && !(w.published = t4_alloc_zero(w.count + 1, sizeof *w.published)))
        status = t4_fail_memory(err);
    if (!status)
        status = all_cuts(&w, err);
    if (!status)
        status = t4_outfile_save(folder, "adaptive.csv", &w.report, 0600, err);
    if (!status && records->template_->must_show)
        status = hold_shown(&w, folder, err);
    if (!status)
        status = new_cube(&w, err);
    if (!status) {
        records->template_->method = T4_METHOD_SUPPRESS;
        snprintf(line, 256, "codes of %zu years and flows, %zu of them merged into residuals%s", w.cuts, w.residuals,
                 w.proven ? "" : "; the best found, not proven the best");
    }
    t4_free(w.texts);
    t4_free(w.ids);
    t4_free(w.index);
    t4_free(w.published);
    t4_free(w.cap);
    t4_adaptive_before_free(w.before);
    t4_policy_lines_release(&w.lines);
    t4_protect_lists_release(&w.lists);
    t4_buffer_release(&w.report);
    return status;
}

/* --- promises -------------------------------------------------------------------------------------- */

typedef struct {
    t4_records *records;
    int least;                 /* promised digits; 0 = none */
    t4_dict *shown;            /* "flow partner code" of what lies above a code that earlier releases show */
    bool each;                 /* they show single partners */
    char named[256];
    size_t broken;
} promise;

static int shown_key(char key[128], uint32_t flow, const char *partner, const char *code, int digits)
{
    return snprintf(key, 128, "%u %.80s %.*s", (unsigned)t4_flow_total((t4_flow)flow), partner, digits, code);
}

static t4_status note_shown(void *context, const t4_previous_row *row, t4_error *err)
{
    promise *p = context;
    char key[128];

    p->each = p->each || (strcmp(row->partner, "W00") && strncmp(row->partner, "G_", 2));
    if (!row->level || t4_adaptive_is_residual(row->code) || t4_listset_names(row->code))
        return T4_OK;
    for (int n = row->level - 2; n >= 0; n -= 2)
        if (t4_dict_add(p->shown, key, (size_t)shown_key(key, row->flow, row->partner, row->code, n)) == T4_DICT_NONE)
            return t4_fail_memory(err);
    return T4_OK;
}

static void name_code(promise *p, const char *code)
{
    size_t used = strlen(p->named);

    if (strstr(p->named, code))
        return;
    if (p->broken++ < NAMED)
        snprintf(p->named + used, sizeof p->named - used, "%s%s", used ? ", " : "", code);
}

/* Is a published code too coarse: shorter than promised, or than one below it that was shown for the flow and partner? */
static bool too_coarse(const promise *p, const t4_contribution *item, const char *code)
{
    int fixed = (int)strcspn(code, "X");
    const char *partner = p->each ? t4_dict_text(p->records->domain.partners, item->partner, NULL) : "W00";
    char key[128];

    return fixed < p->least ||
           (p->shown && t4_dict_find(p->shown, key, (size_t)shown_key(key, item->flow, partner, code, fixed)) != T4_DICT_NONE);
}

/* Digits of the longest table that holds a code which may have so many. */
static size_t in_tables(const t4_cube_plan *plan, size_t digits)
{
    for (int i = 0; i < plan->level_count; i++)
        if ((size_t)plan->levels[i] <= digits)
            return (size_t)plan->levels[i];
    return 0;
}

static t4_status judge(void *context, const t4_contribution *item, t4_error *err)
{
    promise *p = context;
    size_t n;
    const char *code = t4_dict_text(p->records->domain.codes, item->code, &n);
    char text[16];
    size_t shown = p->records->items ? t4_placed_published(code, n)
                                     : (size_t)t4_template_finest(p->records->template_, code, n);

    shown = in_tables(&p->records->template_->plan, shown < n ? shown : n);
    snprintf(text, sizeof text, "%.*s", (int)shown, code);
    if (too_coarse(p, item, text))
        name_code(p, *text ? text : "TOTAL");
    return T4_OK;
}

t4_status t4_job_minimum_level(t4_run *run, t4_records *records, const char *const *previous, size_t count,
                               t4_error *err)
{
    promise p = {.records = records, .least = records->template_->minimum_level};
    t4_previous *list = NULL;
    t4_status status = T4_OK;

    if (p.least < 0)
        return T4_OK;
    if (count) {
        p.shown = t4_dict_new(1 << 28);
        status = p.shown ? t4_previous_open(&list, run, previous, count, err) : t4_fail_memory(err);
    }
    for (size_t i = 0; list && i < t4_previous_count(list) && !status; i++)
        status = t4_previous_rows(list, i, note_shown, &p, err);
    if (!status)
        status = t4_placing_contributions(records, judge, &p, err);
    if (!status && p.broken)
        status = t4_fail(err, T4_ERR_USAGE, "publish.minimum_level: %d digits were promised%s, but coarser codes would be "
                         "published: %s%s; publish longer periods or fewer partners, or withdraw the promise", p.least,
                         count ? ", and no fewer than before" : "", p.named, p.broken > NAMED ? " ..." : "");
    t4_previous_free(list);
    t4_dict_free(p.shown);
    return status;
}
