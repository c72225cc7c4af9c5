/* SPDX-License-Identifier: MIT */
#include "sdc/rules.h"

#include "base/decimal.h"

static const t4_int128 whole = 100 * (t4_int128)T4_PERCENT;

const char *t4_rule_name(t4_rule rule)
{
    static const char *const names[T4_RULE_KINDS] = {
        "none", "minimum_contributors", "dominance", "p_percent", "pq", "never", "request", "implied_total", "change"
    };

    return rule >= 0 && rule < T4_RULE_KINDS ? names[rule] : "none";
}

int t4_rules_tops(const t4_rules *rules)
{
    int most = rules->coalition + 1;

    for (int i = 0; i < rules->dominance_count; i++)
        if (rules->dominance[i].n > most)
            most = rules->dominance[i].n;
    return most < 2 ? 2 : most > T4_TOPS_MOST ? T4_TOPS_MOST : most;
}

/* numerator / denominator, rounded up, for positive denominators. */
static int64_t ceiling(t4_int128 numerator, t4_int128 denominator)
{
    t4_int128 result = numerator / denominator + (numerator % denominator > 0);

    return result < 1 ? 1 : result > T4_SYSTEM_MOST ? T4_SYSTEM_MOST : (int64_t)result;
}

static t4_int128 sum_of(const t4_tops *tops, size_t cell, int n)
{
    const uint64_t *top = tops->top + cell * (size_t)tops->tops;
    t4_int128 sum = 0;

    for (int i = 0; i < n && i < tops->tops; i++)
        sum += top[i];
    return sum;
}

typedef struct {
    t4_rule rule;
    int64_t level;
} verdict;

static void worse(verdict *v, t4_rule rule, int64_t level)
{
    if (level > v->level)
        *v = (verdict){rule, level};
}

t4_rule t4_rules_cell(const t4_rules *rules, const t4_tops *tops, size_t cell, bool never,
                      int64_t *level)
{
    const t4_tops_cell *c = &tops->cell[cell];
    int coalition = rules->coalition < 1 ? 1 : rules->coalition;
    t4_int128 x = c->sum, first = sum_of(tops, cell, 1);
    t4_int128 rest = x - sum_of(tops, cell, coalition + 1);
    int64_t safety = rules->safety > rules->p ? rules->safety : rules->p;
    verdict v = {T4_RULE_NONE, 0};

    if (rules->p && rest * whole < rules->p * first)
        worse(&v, T4_RULE_P_PERCENT, ceiling(rules->p * first - rest * whole, whole));
    if (rules->pq_p && rest * rules->pq_q < rules->pq_p * first)
        worse(&v, T4_RULE_PQ, ceiling(rules->pq_p * first - rest * rules->pq_q, rules->pq_q));
    for (int i = 0; i < rules->dominance_count; i++) {
        t4_int128 largest = sum_of(tops, cell, rules->dominance[i].n);
        int64_t k = rules->dominance[i].k;

        if (largest * whole > k * x)
            worse(&v, T4_RULE_DOMINANCE, ceiling(largest * whole - k * x, k));
    }
    if (rules->minimum && c->contributors < (uint32_t)rules->minimum)
        worse(&v, T4_RULE_MINIMUM, ceiling(safety * x, whole));
    if (never) {   /* whatever else it breaks: no waiver opens it */
        worse(&v, T4_RULE_NEVER, ceiling(safety * x, whole));
        v.rule = T4_RULE_NEVER;
    }
    *level = v.level;
    return v.rule;
}

int64_t t4_rules_safety(const t4_rules *rules, uint64_t sum)
{
    int64_t safety = rules->safety > rules->p ? rules->safety : rules->p;

    return ceiling((t4_int128)safety * sum, whole);
}

/* Sum of the n largest parts, the protected one apart. */
static t4_int128 largest_others(const t4_rules_part *parts, size_t count, size_t without, int n)
{
    t4_int128 sum = 0;

    for (size_t i = 0; i < count && n > 0; i++)
        if (i != without) {
            sum += parts[i].amount;
            n--;
        }
    return sum;
}

t4_rule t4_rules_waived(const t4_rules *rules, const t4_rules_part *parts, size_t count, int64_t *level)
{
    int coalition = rules->coalition < 1 ? 1 : rules->coalition;
    size_t at = 0, contributors = 0;
    t4_int128 x = 0, own, rest;
    verdict v = {T4_RULE_NONE, 0};

    for (size_t i = 0; i < count; i++) {
        x += parts[i].amount;
        contributors += parts[i].counted;
    }
    while (at < count && parts[at].waived)
        at++;
    *level = 0;
    if (at == count)
        return T4_RULE_NONE;
    own = parts[at].amount;
    rest = x - own - largest_others(parts, count, at, coalition);
    if (rules->p && rest * whole < rules->p * own)
        worse(&v, T4_RULE_P_PERCENT, ceiling(rules->p * own - rest * whole, whole));
    if (rules->pq_p && rest * rules->pq_q < rules->pq_p * own)
        worse(&v, T4_RULE_PQ, ceiling(rules->pq_p * own - rest * rules->pq_q, rules->pq_q));
    for (int i = 0; i < rules->dominance_count; i++) {
        t4_int128 largest = own + largest_others(parts, count, at, rules->dominance[i].n - 1);
        int64_t k = rules->dominance[i].k;

        if (largest * whole > k * x)
            worse(&v, T4_RULE_DOMINANCE, ceiling(largest * whole - k * x, k));
    }
    if (rules->minimum && contributors < (size_t)rules->minimum)
        worse(&v, T4_RULE_MINIMUM, t4_rules_safety(rules, (uint64_t)x));
    *level = v.level;
    return v.rule;
}
