/* SPDX-License-Identifier: MIT */
/* After the last block: totals of all threads, unknown partners with counts, similar traders. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "clean/state.h"

enum { MOST_LISTED = 1000 };

typedef struct {
    const char *name;
    size_t length;
    uint64_t rows;
} unknown_name;

static int compare_names(const void *a, const void *b)
{
    const unknown_name *x = a, *y = b;
    size_t n = x->length < y->length ? x->length : y->length;
    int order;

    if (x->rows != y->rows)
        return x->rows > y->rows ? -1 : 1;
    order = memcmp(x->name, y->name, n);
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

/* Names of all threads in one dict, rows added up. */
static bool add_names(t4_dict *names, uint64_t *rows, const t4_tally *tally)
{
    size_t count = t4_dict_count(tally->names);

    for (size_t i = 0; i < count; i++) {
        size_t n;
        const char *name = t4_dict_text(tally->names, (uint32_t)i, &n);
        uint32_t id = t4_dict_add(names, name, n);

        if (id == T4_DICT_NONE)
            return false;
        rows[id] += i < tally->room ? tally->rows[i] : 0;
    }
    return true;
}

static bool list_name(const t4_clean *clean, const unknown_name *item, t4_issues *closing)
{
    const t4_partners *known = clean->options.partners;
    const char *near = known ? t4_partners_suggest(known, item->name, item->length) : NULL;
    const char *code = near ? t4_partners_find(known, near, strlen(near)) : NULL;
    unsigned long long rows = item->rows;
    char expected[256];
    t4_issue issue = {.kind = T4_ISSUE_PARTNER_UNKNOWN, .action = T4_ACT_REJECT, .field = "partner",
                      .found = item->name, .expected = expected, .sum = true};

    if (code)
        snprintf(expected, sizeof expected, "a partner; in %llu row%s; did you mean '%.80s' (%.20s)?",
                 rows, rows == 1 ? "" : "s", near, code);
    else
        snprintf(expected, sizeof expected, "a partner; in %llu row%s", rows, rows == 1 ? "" : "s");
    return t4_issues_add(closing, &issue);
}

static bool list_rest(size_t names, uint64_t rows, t4_issues *closing)
{
    char expected[128];
    t4_issue issue = {.kind = T4_ISSUE_PARTNER_UNKNOWN, .action = T4_ACT_REJECT, .field = "",
                      .expected = expected, .sum = true};

    if (!rows && !names)
        return true;
    snprintf(expected, sizeof expected, "a partner; in %llu rows with further unknown names",
             (unsigned long long)rows);
    return t4_issues_add(closing, &issue);
}

static bool list_unknown(const t4_clean *clean, t4_cleaner *const *cleaners, unsigned count,
                         t4_issues *closing)
{
    size_t most = (size_t)count * T4_TALLY_MOST + 1, total = 0;
    t4_dict *names = t4_dict_new(most);
    uint64_t *rows = t4_alloc_zero(most, sizeof *rows), others = 0;
    unknown_name *items = NULL;
    bool good = names && rows;

    for (unsigned i = 0; good && i < count; i++) {
        good = add_names(names, rows, &cleaners[i]->unknown);
        others += cleaners[i]->unknown.others;
    }
    if (good) {
        total = t4_dict_count(names);
        items = t4_alloc(total, sizeof *items);
        good = items != NULL;
    }
    for (size_t i = 0; good && i < total; i++) {
        items[i].name = t4_dict_text(names, (uint32_t)i, &items[i].length);
        items[i].rows = rows[i];
    }
    if (good && total)
        qsort(items, total, sizeof *items, compare_names);
    for (size_t i = 0; good && i < total && i < MOST_LISTED; i++)
        good = list_name(clean, &items[i], closing);
    for (size_t i = MOST_LISTED; i < total; i++)
        others += items[i].rows;
    good = good && list_rest(total > MOST_LISTED ? total - MOST_LISTED : 0, others, closing);
    t4_dict_free(names);
    t4_free(rows);
    t4_free(items);
    return good;
}

static bool settle_spellings(t4_clean *clean)
{
    bool good = t4_labels_finish(clean->units) &&
                (!clean->partners || t4_labels_finish(clean->partners));

    for (int d = 0; d < T4_DIMENSIONS_MAX; d++)
        if (clean->dimensions[d])
            good = good && t4_labels_finish(clean->dimensions[d]);
    return good;
}

static t4_status merge_totals(const t4_clean *clean, t4_cleaner *const *cleaners, unsigned count,
                              t4_control **control, t4_error *err)
{
    t4_control *all = t4_control_new();
    t4_status status = all ? T4_OK : t4_fail_memory(err);

    for (unsigned i = 0; i < count && !status; i++)
        status = t4_control_merge(all, cleaners[i]->control, clean->domain->measure_count, err);
    if (status)
        t4_control_free(all);
    else
        *control = all;
    return status;
}

t4_status t4_clean_finish(t4_clean *clean, t4_cleaner *const *cleaners, unsigned count,
                          t4_control **control, t4_issues *closing, t4_error *err)
{
    t4_status status = T4_OK;

    if (!settle_spellings(clean) || !list_unknown(clean, cleaners, count, closing))
        return t4_fail_memory(err);
    if (clean->domain->has_trader &&
        clean->template_->actions[T4_ISSUE_TRADER_SIMILAR] != T4_ACT_OFF)
        status = t4_similar_traders(clean->domain->traders, closing, err);
    return status ? status : merge_totals(clean, cleaners, count, control, err);
}
