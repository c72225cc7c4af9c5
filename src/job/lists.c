/* SPDX-License-Identifier: MIT */
#include "job/lists.h"

#include <stdio.h>
#include <string.h>

#include "io/codelist_read.h"
#include "io/partner_list.h"
#include "io/watchlist_read.h"
#include "job/placing.h"

t4_status t4_lists_path(char path[4096], const t4_template *template_, const char *name, t4_error *err)
{
    bool absolute = name[0] == '/' || !template_->folder || !template_->folder[0];
    int n = absolute ? snprintf(path, 4096, "%s", name)
                     : snprintf(path, 4096, "%s/%s", template_->folder, name);

    if (n >= 4096)
        return t4_fail(err, T4_ERR_USAGE, "the path '%s' is too long", name);
    return T4_OK;
}

static t4_status read_codes(t4_records *records, t4_run *run, t4_error *err)
{
    const t4_template *template_ = records->template_;
    char path[4096];
    t4_status status;

    if (!template_->classification_file)
        return T4_OK;
    status = t4_lists_path(path, template_, template_->classification_file, err);
    return status ? status : t4_codelist_read(&records->codes, run, path, &template_->classification,
                                              template_->edition ? template_->edition : "", err);
}

static t4_status read_partners(t4_records *records, t4_run *run, t4_error *err)
{
    const t4_column *column = &records->template_->columns[T4_FIELD_PARTNER];
    char path[4096];
    t4_status status;

    records->partners = t4_partners_new();
    if (!records->partners)
        return t4_fail_memory(err);
    status = t4_partner_list_shipped(records->partners, err);
    if (status || !column->list)
        return status;
    status = t4_lists_path(path, records->template_, column->list, err);
    return status ? status : t4_partner_list_read(records->partners, run, path, NULL, err);
}

static t4_status read_labels(t4_records *records, t4_run *run, int dimension, t4_error *err)
{
    const t4_column *column = &records->template_->dimensions[dimension];
    char path[4096];
    t4_status status;

    if (!column->list)
        return T4_OK;
    records->labels[dimension] = t4_partners_new();
    if (!records->labels[dimension])
        return t4_fail_memory(err);
    status = t4_lists_path(path, records->template_, column->list, err);
    return status ? status : t4_label_list_read(records->labels[dimension], run, path, NULL, err);
}

/* Does the classification know something of a heading that is not listed?  Without one it may have. */
static bool has_rest(const t4_codelist *codes, const t4_watchlist *list, const char *heading)
{
    size_t end, begin = codes ? t4_codelist_below(codes, heading, strlen(heading), &end) : 0;

    if (!codes || begin == end)
        return !t4_watchlist_find(list, heading, strlen(heading), 0);
    for (size_t i = begin; i < end; i++) {
        const t4_code_entry *entry = t4_codelist_entry(codes, i);

        if (!entry->has_children && !t4_watchlist_find(list, entry->code, strlen(entry->code), 0))
            return true;
    }
    return false;
}

/* The other parts of the headings of a list: none where a heading is listed whole. */
static t4_status add_rests(t4_records *records, const t4_watchlist *list, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t i = 0; i < t4_watchlist_count(list) && !status; i++) {
        char heading[5];

        snprintf(heading, sizeof heading, "%.4s", t4_watchlist_at(list, i)->code);
        if (strlen(heading) == 4 && has_rest(records->codes, list, heading))
            status = t4_listset_add_rest(&records->listset, list, heading, err);
    }
    return status;
}

static t4_status read_watchlists(t4_records *records, t4_run *run, t4_error *err)
{
    const t4_template *t = records->template_;
    t4_status status = T4_OK;

    for (int i = 0; i < t->list_count && !status; i++) {
        t4_watchlist *list = NULL;
        char path[4096];

        status = t4_lists_path(path, t, t->lists[i].file, err);
        if (!status)
            status = t4_watchlist_read(&list, run, path, err);
        if (!status)
            status = t4_listset_add(&records->listset, list, t->lists[i].by_tier, t->lists[i].all, err);
        if (!status && t->lists[i].by_heading)
            status = t4_listset_add_headings(&records->listset, list, err);
        if (!status && t->lists[i].by_rest)
            status = add_rests(records, list, err);
    }
    return status;
}

t4_status t4_lists_read(t4_records *records, t4_run *run, t4_error *err)
{
    t4_status status = read_codes(records, run, err);

    if (!status)
        status = read_partners(records, run, err);
    for (int i = 0; !status && i < records->template_->dimension_count; i++)
        status = read_labels(records, run, i, err);
    return status ? status : read_watchlists(records, run, err);
}

t4_status t4_lists_sum(t4_records *records, const t4_run *run, t4_error *err)
{
    const t4_cube_plan *plan = &records->template_->plan;
    t4_period from, until;

    if (!records->listset.count)
        return T4_OK;
    t4_cube_span(records->cube, &from, &until);
    return t4_listcells_make(&records->lists, run, &records->domain, plan, &records->listset,
                             plan->from ? plan->from : from, plan->until ? plan->until : until, t4_placing_contributions,
                             records, err);
}
