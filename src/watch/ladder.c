/* SPDX-License-Identifier: MIT */
#include "watch/ladder.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "stats/sum.h"
#include "watch/ladder_state.h"

enum { SHARES_MAX = 1 << 28 };

#define SAME 1e-9   /* shares that differ by less are alike: they are reconstructions */

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* --- taking in ------------------------------------------------------------------------------ */

static bool has_rules(const t4_rules *r)
{
    return r->minimum || r->p || r->pq_p || r->dominance_count;
}

t4_status t4_ladder_new(t4_ladder **ladder, const t4_ladder_options *options, t4_error *err)
{
    t4_ladder *l = *ladder = t4_alloc_zero(1, sizeof *l);
    const t4_template *t = options->template_;

    if (!l)
        return t4_fail_memory(err);
    l->options = *options;
    if (l->options.alpha <= 0)
        l->options.alpha = 0.01;
    l->run = options->run;
    l->measure = options->domain->value < 0 ? 0 : options->domain->value;
    l->unit = pow(10, -options->domain->measures[l->measure].decimals);
    l->rules.coalition = 1;
    if (t)
        l->rules = t4_protect_rules(t);
    if (t && (t->scope == T4_SCOPE_PASSIVE || !options->domain->has_trader))
        l->rules = (t4_rules){.safety = l->rules.safety, .coalition = 1};
    l->requests = t && t->scope != T4_SCOPE_ACTIVE && options->lists && options->lists->request_count;
    l->has_rules = t && (has_rules(&l->rules) || (l->requests && options->domain->has_trader) ||
                         (options->lists && options->lists->never_count));
    l->p = l->rules.p ? l->rules.p : l->rules.pq_p ? l->rules.pq_p : l->rules.safety ? l->rules.safety : 10 * T4_PERCENT;
    t4_arena_init(&l->arena);
    l->dims = t4_dict_new(T4_LADDER_DIMS_MAX);
    return l->dims ? T4_OK : t4_fail_memory(err);
}

void t4_ladder_free(t4_ladder *l)
{
    if (!l)
        return;
    t4_ladder_placed_release(l);
    for (int i = 0; i < l->level_count; i++) {
        t4_free(l->levels[i].of);
        t4_free(l->levels[i].text);
        t4_free(l->levels[i].below);
        t4_free(l->levels[i].above);
        t4_free(l->levels[i].first);
        t4_free(l->levels[i].listed);
    }
    for (int k = 0; k < T4_LADDER_PARTNER_KINDS; k++) {
        t4_free(l->partner_of[k]);
        t4_free(l->partner_below[k]);
    }
    for (size_t v = 0; v < l->view_count && l->views; v++)
        t4_ladder_view_release(&l->views[v]);
    for (size_t i = 0; i < l->row_count; i++)
        t4_free((char *)l->rows[i].failed);
    for (size_t i = 0; i < l->row_count; i++)
        t4_free(l->parts[i]);
    t4_ladder_slices_release(l);
    for (int v = 0; l->views && v < l->period_count * l->partner_count; v++)
        t4_ladder_view_release(&l->lists[v]);
    for (int i = 0; i < T4_LADDER_LEVELS; i++)
        t4_free(l->tier_below[i]);
    t4_listset_release(&l->listset);
    t4_free(l->tier);
    t4_free(l->agreed);
    t4_free(l->partner_id);
    t4_free(l->partner_group);
    t4_free(l->views);
    t4_free(l->targets);
    t4_free(l->shares);
    t4_dict_free(l->dims);
    t4_arena_release(&l->arena);
    t4_free(l);
}

t4_status t4_ladder_add(t4_ladder *l, const t4_contribution *item, t4_error *err)
{
    t4_int128 amount = item->amount[l->measure];
    const t4_template *t = l->options.template_;
    uint32_t dims = t4_dict_add(l->dims, (const char *)item->dimension,
                                (size_t)l->options.domain->dimension_count * sizeof *item->dimension);

    if (t && ((t->from && t4_period_first_month(item->period) < t4_period_first_month(t->from)) ||
              (t->until && t4_period_last_month(item->period) > t4_period_last_month(t->until))))
        return T4_OK;   /* outside what is published */
    if (dims == T4_DICT_NONE)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d combinations of further dimensions; take some out of "
                       "input.dimensions", T4_LADDER_DIMS_MAX);
    if (amount >= T4_SYSTEM_MOST || amount <= -T4_SYSTEM_MOST)
        return t4_fail(err, T4_ERR_DATA, "an amount has more than 60 bits at its decimals; use fewer decimals "
                       "(--set input.columns.value.decimals=2)");
    l->sum += amount < 0 ? -amount : amount;
    if (l->sum >= (t4_int128)4 * T4_SYSTEM_MOST)
        return t4_fail(err, T4_ERR_DATA, "all amounts together have more than 62 bits at their decimals; use fewer decimals "
                       "(--set input.columns.value.decimals=0)");
    if (l->share_count == SHARES_MAX)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d contributions", SHARES_MAX);
    if (!t4_grow(&l->shares, &l->share_room, l->share_count, sizeof *l->shares))
        return t4_fail_memory(err);
    l->shares[l->share_count++] = (t4_ladder_share){
        item->period, (uint16_t)t4_flow_total((t4_flow)item->flow), (uint16_t)dims, item->code, item->partner,
        l->options.lists ? t4_protect_member(l->options.lists, item->trader, item->period) : item->trader,
        (uint32_t)(item->records < UINT32_MAX ? item->records : UINT32_MAX), (int64_t)amount};
    return T4_OK;
}

/* The published length next to headings of 4 digits: the longest up to 4, else the shortest. */
static int heading_of(const t4_ladder *l)
{
    int best = 0;

    for (int i = l->level_count - 1; i >= 0; i--)
        if (l->levels[i].level && (!best || l->levels[i].level <= 4))
            best = l->levels[i].level;
    return best ? best : 4;
}

t4_status t4_ladder_close(t4_ladder *l, t4_error *err)
{
    t4_sum total = {{0}, 0, 0};
    t4_status status;

    if (!l->share_count)
        return t4_fail(err, T4_ERR_DATA, "there is no record to compare designs on");
    status = t4_ladder_axes(l, err);
    if (!l->options.level)
        l->options.level = heading_of(l);
    if (!status)
        status = t4_ladder_views(l, err);
    for (size_t c = 0; !status && c < l->views[0].cells; c++)
        t4_sum_add(&total, fmax(0, (double)l->views[0].total[c]));
    l->total = t4_sum_value(&total);
    if (!status && l->total <= 0)
        status = t4_fail(err, T4_ERR_DATA, "no cell has a positive value; nothing can be compared");
    return status;
}

/* --- designs ----------------------------------------------------------------------------------- */

static const char *const period_names[] = {[T4_YEAR] = "year", [T4_QUARTER] = "quarter", [T4_MONTH] = "month"};
static const char *const partner_names[] = {"each", "groups", "world"};

static t4_status bad_design(const char *text, t4_error *err)
{
    return t4_fail(err, T4_ERR_USAGE, "'%.80s' is no design; expected DIGITS[:month|quarter|year[:each|groups|world]], "
                   "a second table after '+', and /suppress, /adaptive, /lists, such as 10:year:world+2:month:each/suppress, "
                   "or policy or another template in place of DIGITS", text);
}

static bool parse_word(const char **at, const char *const *names, int count, int *index)
{
    for (int i = 0; i < count; i++)
        if (!strncmp(*at, names[i], strlen(names[i]))) {
            *index = i;
            *at += strlen(names[i]);
            return true;
        }
    return false;
}

/* The table that the template of a policy publishes: its finest codes, periods and partners, and its other periods. */
static t4_ladder_table table_of(const t4_ladder *l, size_t policy)
{
    const t4_cube_plan *plan = &l->options.policies[policy - 1].template_->plan;
    t4_ladder_table table = {l->levels[0].level, T4_YEAR, plan->each ? T4_LADDER_EACH
                             : plan->group_count ? T4_LADDER_GROUPS : T4_LADDER_WORLD, 0};

    for (int k = l->period_count - 1; k >= 0; k--)
        if (plan->periods[l->periods[k].kind]) {
            table.period = l->periods[k].kind;
            table.also |= 1u << table.period;
        }
    return table;
}

/* Number of the policy with whose name a design begins; 0 = it is none. */
static size_t policy_named(const t4_ladder *l, const char *text)
{
    for (size_t i = 0; i < l->options.policy_count; i++) {
        size_t n = strlen(l->options.policies[i].name);

        if (!strncmp(text, l->options.policies[i].name, n) && (!text[n] || strchr(":/+", text[n])))
            return i + 1;
    }
    return 0;
}

/* DIGITS or a policy. */
static t4_status parse_codes(const char **at, const t4_ladder *l, const char *text, t4_ladder_design *d, t4_error *err)
{
    t4_ladder_table *t = &d->table[d->tables];
    char *end;

    if (!d->tables && (d->policy = policy_named(l, *at)) != 0) {
        *at += strlen(l->options.policies[d->policy - 1].name);
        *t = table_of(l, d->policy);
        return T4_OK;
    }
    if (!d->tables && !strncmp(*at, T4_LADDER_OWN_POLICY, strlen(T4_LADDER_OWN_POLICY)))
        return t4_fail(err, T4_ERR_USAGE, "'%.80s': a policy is what a template says of codes; with publish.finest: adaptive "
                       "write /adaptive", text);
    if (d->tables == T4_LADDER_TABLES || d->policy || **at < '0' || **at > '9')
        return bad_design(text, err);
    *t = (t4_ladder_table){(int)strtol(*at, &end, 10), l->periods[0].kind, T4_LADDER_EACH, 0};
    *at = end;
    if (t->level % 2 || t->level > l->levels[0].level)
        return t4_fail(err, T4_ERR_USAGE, "'%.80s': expected an even number of digits up to %d", text, l->levels[0].level);
    return T4_OK;
}

/* [:PERIOD[:PARTNERS]] */
static bool parse_axes(const char **at, t4_ladder_table *t)
{
    int index;

    if (**at == ':') {
        ++*at;
        if (!parse_word(at, period_names + T4_YEAR, 3, &index))
            return false;
        t->period = (t4_period_kind)(index + T4_YEAR);
        t->also = 0;
    }
    if (**at == ':') {
        ++*at;
        if (!parse_word(at, partner_names, 3, &index))
            return false;
        t->partners = (t4_ladder_partners)index;
    }
    return true;
}

t4_status t4_ladder_design_parse(t4_ladder_design *d, const char *text, const t4_ladder *l, t4_error *err)
{
    const char *at = text;

    *d = (t4_ladder_design){.tables = 0};
    snprintf(d->name, sizeof d->name, "%s", text);
    do {
        if (parse_codes(&at, l, text, d, err))
            return T4_ERR_USAGE;
        if (!parse_axes(&at, &d->table[d->tables]))
            return bad_design(text, err);
        d->tables++;
    } while (*at++ == '+');
    for (at--; *at == '/';) {
        static const char *const words[] = {"suppress", "adaptive", "lists"};
        int index;

        at++;
        if (!parse_word(&at, words, 3, &index) || (index == 1 && (d->tables > 1 || d->policy)))
            return bad_design(text, err);
        *(index == 2 ? &d->lists : index ? &d->adaptive : &d->suppress) = true;
    }
    if (strspn(text, "0123456789") == strlen(text))
        snprintf(d->name, sizeof d->name, "%.16s digits, open", text);
    return *at ? bad_design(text, err) : T4_OK;
}

/* Can the tables of a policy be told apart, and be protected? */
static t4_status check_policy(const t4_ladder *l, const t4_ladder_design *design, t4_error *err)
{
    const t4_template *t = l->options.policies[design->policy - 1].template_;
    t4_rules rules = t4_protect_rules(t);

    for (int i = 0; i < t->plan.level_count; i++)
        if (t->plan.levels[i] <= l->levels[0].level && t4_ladder_level_at(l, t->plan.levels[i]) < 0)
            return t4_fail(err, T4_ERR_USAGE, "'%s': %d digits are not among publish.levels of the first template", design->name,
                           t->plan.levels[i]);
    if (design->suppress && !has_rules(&rules) && t->scope == T4_SCOPE_ACTIVE && !t->never)
        return t4_fail(err, T4_ERR_USAGE, "'%s': its template has no protect.rules", design->name);
    return T4_OK;
}

/* Does a policy cut anything? */
static bool coarser_than(const t4_ladder *l, const t4_ladder_policy *policy)
{
    for (size_t i = 0; i < policy->lines->count; i++)
        if (policy->lines->rules[i].level < l->levels[0].level)
            return true;
    return false;
}

/* Do the template's tables tell which cells a table has: are they as fine, or finer? */
static bool tells(const t4_ladder *l, const t4_ladder_table *table)
{
    const t4_cube_plan *plan = &l->options.template_->plan;
    bool partners = plan->each || table->partners == T4_LADDER_WORLD ||
                    (table->partners == T4_LADDER_GROUPS && plan->group_count);

    for (int kind = (int)table->period; kind < T4_PERIOD_KINDS; kind++)
        if (plan->periods[kind])
            return partners;
    return false;
}

/* Is all that can be told of a design (its cells) told by what the template publishes?  What rules hide is not. */
static bool is_published(const t4_ladder *l, const t4_ladder_design *d)
{
    bool cuts = policy_named(l, T4_LADDER_OWN_POLICY) && coarser_than(l, &l->options.policies[0]);

    for (int t = 0; t < d->tables; t++)
        if (!tells(l, &d->table[t]))
            return false;
    return !d->suppress && !d->adaptive && d->policy < 2 && (!cuts || d->policy) && !l->options.template_->finest_adaptive;
}

t4_status t4_ladder_design_add(t4_ladder *l, const t4_ladder_design *design, t4_error *err)
{
    t4_ladder_row *row = &l->rows[l->row_count];

    if (l->row_count == T4_LADDER_DESIGNS_MAX)
        return t4_fail(err, T4_ERR_USAGE, "more than %d designs", T4_LADDER_DESIGNS_MAX);
    if ((design->suppress || design->adaptive) && !l->has_rules)
        return t4_fail(err, T4_ERR_USAGE, "'%s': nothing can be protected without protect.rules and traders", design->name);
    if (l->options.published_only && !is_published(l, design))
        return t4_fail(err, T4_ERR_USAGE, "'%s': --public tells of what the template publishes, not of finer tables or of what "
                       "rules hide", design->name);
    if (design->lists && !l->options.listed_count)
        return t4_fail(err, T4_ERR_USAGE, "'%s': totals of a list need --watchlist", design->name);
    if (design->lists && t4_ladder_lists_make(l, err))
        return err ? err->code : T4_ERR_MEMORY;
    if (design->policy && check_policy(l, design, err))
        return T4_ERR_USAGE;
    *row = (t4_ladder_row){.design = *design, .intervals_exact = true};
    for (int t = 0; t < design->tables; t++) {
        const t4_ladder_table *table = &design->table[t];

        row->level = table->level > row->level ? table->level : row->level;
        if (t4_ladder_level_at(l, table->level) < 0)
            return t4_fail(err, T4_ERR_USAGE, "'%s': %d digits are not among publish.levels", design->name, table->level);
        if (t4_ladder_period_at(l, table->period) < 0)
            return t4_fail(err, T4_ERR_USAGE, "'%s': the records do not cover whole %ss", design->name,
                           period_names[table->period]);
        if (t4_ladder_partner_at(l, table->partners) < 0)
            return t4_fail(err, T4_ERR_USAGE, "'%s': publish.partners names no group", design->name);
    }
    l->row_count++;
    return T4_OK;
}

static const char *const kind_words[] = {[T4_YEAR] = "by year", [T4_QUARTER] = "by quarter", [T4_MONTH] = "by month"};

/* One of the usual designs, where it may be told of. */
static t4_status add_one(t4_ladder *l, const t4_ladder_design *design, t4_error *err)
{
    return l->options.published_only && !is_published(l, design) ? T4_OK : t4_ladder_design_add(l, design, err);
}

static t4_status add_usual(t4_ladder *l, t4_ladder_design d, const char *base, t4_error *err)
{
    t4_status status = T4_OK;

    for (int suppress = 0; suppress <= (int)l->has_rules && !status; suppress++) {
        d.suppress = suppress;
        snprintf(d.name, sizeof d.name, "%.80s, %s", base, suppress ? "suppressed" : "open");
        status = add_one(l, &d, err);
    }
    return status;
}

static const char *digits_text(int level, char text[24])
{
    snprintf(text, 24, level ? "%d digits" : "all goods", level);
    return text;
}

/* Totals of the list beside coarse codes: with every partner and period, without partners, without short periods. */
static t4_status add_lists(t4_ladder *l, t4_error *err)
{
    t4_period_kind finest = l->periods[0].kind, coarsest = l->periods[l->period_count - 1].kind;
    const t4_ladder_table tables[] = {{4, finest, T4_LADDER_EACH, 0}, {2, finest, T4_LADDER_EACH, 0},
                                      {4, finest, T4_LADDER_WORLD, 0}, {4, coarsest, T4_LADDER_EACH, 0}};
    t4_status status = T4_OK;

    for (size_t i = 0; i < sizeof tables / sizeof *tables && !status; i++) {
        const t4_ladder_table *t = &tables[i];
        char base[T4_LADDER_NAME];

        if (t4_ladder_level_at(l, t->level) < 0 || (i == 2 && l->partners[0] < 2) || (i == 3 && finest == coarsest))
            continue;
        snprintf(base, sizeof base, "%d digits%s%s%s + list totals", t->level, i == 3 ? " " : "",
                 i == 3 ? kind_words[t->period] : "", i == 2 ? " world" : "");
        status = add_usual(l, (t4_ladder_design){.table = {*t}, .tables = 1, .lists = true}, base, err);
    }
    return status;
}

/* Codes of every length at the finest period and partner; the finest codes with coarser time or partners; a pair. */
t4_status t4_ladder_usual(t4_ladder *l, t4_error *err)
{
    t4_period_kind finest = l->periods[0].kind;
    char base[T4_LADDER_NAME], digits[24];
    int longest = l->levels[0].level;
    t4_status status = T4_OK;

    for (int i = 0; i < l->level_count && !status; i++) {
        if (l->levels[i].level == 0 && longest)
            continue;
        snprintf(base, sizeof base, "%s", digits_text(l->levels[i].level, digits));
        status = add_usual(l, (t4_ladder_design){.table = {{l->levels[i].level, finest, T4_LADDER_EACH}}, .tables = 1},
                           base, err);
    }
    for (int k = 1; k < l->period_count && !status; k++) {
        snprintf(base, sizeof base, "%s %s", digits_text(longest, digits), kind_words[l->periods[k].kind]);
        status = add_usual(l, (t4_ladder_design){.table = {{longest, l->periods[k].kind, T4_LADDER_EACH}}, .tables = 1},
                           base, err);
    }
    for (int p = 1; p < l->partner_count && l->partners[0] > 1 && !status; p++)
        for (int k = 0; k < l->period_count && !status; k += l->period_count > 1 ? l->period_count - 1 : 1) {
            bool world = l->partner_kinds[p] == T4_LADDER_WORLD;

            snprintf(base, sizeof base, "%s %s, %s", digits_text(longest, digits), kind_words[l->periods[k].kind],
                     world ? "world" : "groups");
            status = add_usual(l, (t4_ladder_design){.table = {{longest, l->periods[k].kind,
                               (t4_ladder_partners)l->partner_kinds[p]}}, .tables = 1}, base, err);
        }
    for (int p = 0; l->has_rules && p < l->partner_count && !status; p++)
        for (int k = 0; k < l->period_count && !status; k++) {
            t4_ladder_design d = {.table = {{longest, l->periods[k].kind, (t4_ladder_partners)l->partner_kinds[p]}},
                                  .tables = 1, .adaptive = true};

            snprintf(d.name, sizeof d.name, "adaptive %s, %s", kind_words[l->periods[k].kind],
                     partner_names[l->partner_kinds[p]]);
            status = add_one(l, &d, err);
        }
    if (!status && l->options.listed_count)
        status = add_lists(l, err);
    if (!status && policy_named(l, T4_LADDER_OWN_POLICY) && coarser_than(l, &l->options.policies[0]))
        status = add_usual(l, (t4_ladder_design){.table = {table_of(l, 1)}, .tables = 1, .policy = 1}, "as the template says", err);
    if (!status && l->partners[0] > 1 && t4_ladder_level_at(l, 2) >= 0 && longest > 2) {
        snprintf(base, sizeof base, "%d digits world + 2 digits each", longest);
        status = add_usual(l, (t4_ladder_design){.table = {{longest, finest, T4_LADDER_WORLD},
                           {2, finest, T4_LADDER_EACH}}, .tables = 2}, base, err);
    }
    return status;
}

/* --- the rows ------------------------------------------------------------------------------------ */

/* Codes where they are published, then protected. */
static t4_status make_row(t4_ladder *l, t4_ladder_row *row, t4_ladder_pattern *pattern, t4_error *err)
{
    t4_status status = row->design.adaptive ? t4_ladder_place_adaptive(l, &row->design, err)
                       : row->design.policy ? t4_ladder_place_policy(l, &row->design, err) : T4_OK;

    if (!status && row->design.lists && !l->placed)
        status = t4_ladder_slices_make(l, &row->design, err);
    if (!status && row->design.suppress)
        return t4_ladder_protect(l->placed ? l->placed->inner : l, row, pattern, err);
    if (!status && row->design.shown)
        return t4_ladder_as_shown(l, row, pattern, err);
    return !status && row->design.lists && !l->placed ? t4_ladder_read(l, row, pattern, err) : status;
}

/* A design that cannot be protected is a row that says so; other failures end the run. */
static t4_status protect_row(t4_ladder *l, t4_ladder_row *row, t4_ladder_pattern *pattern, t4_error *err)
{
    t4_error why = {0};
    t4_status status = make_row(l, row, pattern, &why);

    if (status == T4_ERR_DATA || status == T4_ERR_UNSAFE) {
        row->failed = t4_strdup(why.text);
        return row->failed ? T4_OK : t4_fail_memory(err);
    }
    if (status && err)
        *err = why;
    return status;
}

static t4_status one_row(t4_ladder *l, t4_ladder_row *row, t4_error *err)
{
    t4_ladder_pattern pattern = {.hidden = {NULL}};
    double start = now();
    t4_status status = protect_row(l, row, &pattern, err);

    row->intervals_exact = row->intervals_exact && (status || row->failed || !t4_ladder_loose(l, &row->design, &pattern));
    if (!status && !row->failed)
        status = t4_ladder_parts_make(l, row, err);
    if (!status && !row->failed)
        status = t4_ladder_detail(l, row, &pattern, err);
    if (!status && !row->failed)
        status = t4_ladder_attack(l, row, &pattern, err);
    if (!status && !row->failed)
        status = t4_ladder_watch(l, row, &pattern, err);
    if (!status && !row->failed)
        status = t4_ladder_power(l, row, &pattern, err);
    if (!status && !row->failed && l->options.simulate)
        status = t4_ladder_simulate(l, row, &pattern, err);
    if (!status && !row->failed && l->options.interval)
        status = t4_ladder_tell(l, row, &pattern, err);
    if (!status && !row->failed)
        t4_ladder_reveal(l, row, &pattern);
    t4_ladder_pattern_release(&pattern);
    t4_ladder_placed_release(l);
    t4_ladder_slices_release(l);
    row->seconds = now() - start;
    return status;
}

bool t4_ladder_beats(const t4_ladder_row *a, const t4_ladder_row *b)
{
    bool better = a->kept > b->kept + SAME;

    if (a->failed || a->kept < b->kept - SAME)
        return false;
    for (int who = 0; who < T4_LADDER_ATTACKERS; who++) {
        uint64_t of_a = a->risk[who].exact + a->risk[who].within, of_b = b->risk[who].exact + b->risk[who].within;

        if (of_a > of_b)
            return false;
        better = better || of_a < of_b;
    }
    return better;
}

t4_status t4_ladder_run(t4_ladder *l, t4_error *err)
{
    t4_status status;

    t4_ladder_parts_begin(l);
    status = t4_ladder_each_row(l, one_row, err);
    for (size_t i = 0; i < l->row_count && !status; i++) {
        l->rows[i].unbeaten = !l->rows[i].failed;
        for (size_t k = 0; k < l->row_count; k++)
            if (k != i && t4_ladder_beats(&l->rows[k], &l->rows[i]))
                l->rows[i].unbeaten = false;
    }
    return status;
}

const t4_ladder_row *t4_ladder_rows(const t4_ladder *l, size_t *count)
{
    *count = l->row_count;
    return l->rows;
}

int t4_ladder_longest(const t4_ladder *l) { return l->levels[0].level; }
int t4_ladder_heading(const t4_ladder *l) { return l->options.level; }
t4_period_kind t4_ladder_finest_period(const t4_ladder *l) { return l->periods[0].kind; }
bool t4_ladder_has_rules(const t4_ladder *l) { return l->has_rules; }
uint64_t t4_ladder_targets(const t4_ladder *l) { return l->target_count; }
size_t t4_ladder_planted_count(const t4_ladder *l) { return l->options.planted_count; }
double t4_ladder_percent(const t4_ladder *l) { return (double)l->p / T4_PERCENT; }
size_t t4_ladder_simulations(const t4_ladder *l) { return l->options.simulate; }
unsigned long t4_ladder_seed(const t4_ladder *l) { return l->options.seed; }
double t4_ladder_one(const t4_ladder *l) { return l->unit; }
double t4_ladder_value(const t4_ladder *l) { return l->total * l->unit; }
