/* SPDX-License-Identifier: MIT */
#include "model/granularity.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

t4_status t4_granularity_add(t4_granularity *policy, const t4_granularity_rule *rule, t4_error *err)
{
    if (policy->count >= T4_GRANULARITY_RULES_MAX)
        return t4_fail(err, T4_ERR_DATA, "the granularity policy has more than %d lines", T4_GRANULARITY_RULES_MAX);
    if (!t4_grow(&policy->rules, &policy->room, policy->count, sizeof *policy->rules))
        return t4_fail_memory(err);
    policy->rules[policy->count] = *rule;
    policy->rules[policy->count].order = (uint32_t)policy->count;
    policy->count++;
    return T4_OK;
}

t4_status t4_granularity_template(t4_granularity *policy, const t4_template *t, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t i = 0; i < t->finest_count && !status; i++) {
        t4_granularity_rule rule = {.flow = T4_FLOWS, .level = t->finest[i].level};

        strncpy(rule.code, t->finest[i].prefix, T4_CODE_MAX);
        status = t4_granularity_add(policy, &rule, err);
    }
    return status;
}

t4_status t4_granularity_line(t4_granularity *policy, const t4_finest_line *line, const char *code, t4_error *err)
{
    t4_granularity_rule rule = {.flow = line->flow, .partners = line->partners, .level = line->level};

    strncpy(rule.code, code, T4_CODE_MAX);
    return t4_granularity_add(policy, &rule, err);
}

static int compare(const void *left, const void *right)
{
    const t4_granularity_rule *a = left, *b = right;
    int order = strcmp(a->code, b->code);

    return order ? order : (a->order > b->order) - (a->order < b->order);
}

/* The rules with exactly this code: from the returned index to before *end. */
static size_t find(const t4_granularity *policy, const char *code, size_t n, size_t *end)
{
    size_t low = 0, high = policy->count, last;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strncmp(policy->rules[middle].code, code, n);

        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (last = low; last < policy->count && strlen(policy->rules[last].code) == n &&
                     !memcmp(policy->rules[last].code, code, n); last++)
        continue;
    *end = last;
    return low;
}

/* Does a line cut a code that other lines take apart, or is cut by what others leave whole? */
static bool cuts_inside(const t4_granularity *policy, const t4_granularity_rule *rule)
{
    int around = T4_CODE_MAX, n = (int)strlen(rule->code);

    for (int length = n - 1; length >= 0; length--) {
        size_t end, i = find(policy, rule->code, (size_t)length, &end);

        if (i == end)
            continue;
        around = policy->rules[end - 1].level;
        break;
    }
    return n > rule->level || n > around;
}

void t4_granularity_finish(t4_granularity *policy)
{
    if (policy->count)
        qsort(policy->rules, policy->count, sizeof *policy->rules, compare);
    for (size_t i = 0; i < policy->count && !policy->mixed; i++) {
        const t4_granularity_rule *rule = &policy->rules[i];

        policy->mixed = rule->lid || rule->flow != T4_FLOWS || rule->partners || cuts_inside(policy, rule);
    }
}

void t4_granularity_release(t4_granularity *policy)
{
    t4_free(policy->rules);
    *policy = (t4_granularity){0};
}

static bool names(const t4_granularity_rule *rule, const char *partner)
{
    for (const char *const *p = rule->partners; p && *p; p++)
        if (!strcmp(*p, partner))
            return true;
    return false;
}

static bool applies(const t4_granularity_rule *rule, uint32_t flow, const char *partner)
{
    bool good = rule->flow == T4_FLOWS || rule->flow == flow || rule->flow == (uint32_t)t4_flow_total((t4_flow)flow);

    return good && (!rule->partners || names(rule, partner));
}

int t4_granularity_finest(const t4_granularity *policy, const char *code, size_t n, uint32_t flow, const char *partner,
                          int digits, const t4_granularity_rule **lid)
{
    const t4_granularity_rule *lowest = NULL;
    int level = digits;

    /* From short to long: the longest one speaks last. */
    for (size_t length = 0; length <= n && length <= T4_CODE_MAX; length++) {
        size_t end, i = find(policy, code, length, &end);

        for (; i < end; i++) {
            const t4_granularity_rule *rule = &policy->rules[i];

            if (!applies(rule, flow, partner))
                continue;
            if (!rule->lid)
                level = rule->level;
            else if (!lowest || rule->level < lowest->level)
                lowest = rule;
        }
    }
    if (lowest && lowest->level >= level)
        lowest = NULL;
    if (lid)
        *lid = lowest;
    level = lowest ? lowest->level : level;
    return level < (int)n ? level : (int)n;
}

t4_status t4_granularity_partner(const t4_granularity *policy, const char *partner, t4_buffer *lines, t4_error *err)
{
    for (uint32_t i = 0; i < policy->count; i++)
        if (names(&policy->rules[i], partner) && !t4_buffer_append(lines, &i, sizeof i))
            return t4_fail_memory(err);
    return T4_OK;
}
