/* SPDX-License-Identifier: MIT */
#include "job/cells.h"

#include <string.h>

#include "job/celltables.h"
#include "job/outfolder.h"
#include "job/placing.h"
#include "job/policy.h"
#include "job/policy_lines.h"
#include "job/records.h"
#include "job/stopwatch.h"

static const t4_outfolder_kind kind = {
    .command = "cells",
    .notice =
        "CONFIDENTIAL\n"
        "\n"
        "The tables in data/ show cells before disclosure control: contributor counts, largest\n"
        "contributions and, in contributions.csv, single traders.  They must not leave the office.\n"
        "To publish, use: tenfour release\n"};

/* Codes that the rules choose have lines only as lids. */
static bool fixed_lengths(const t4_template *t)
{
    return !t->finest_adaptive && t4_policy_lines_wanted(t);
}

static t4_status write_tables(t4_run *run, t4_records *records, const t4_cells_options *options,
                              const char *folder, t4_summary *summary, t4_error *err)
{
    t4_cells cells;
    t4_status status = T4_OK;

    if (options->contributions)
        status = t4_celltables_contributions(records->cube, &records->domain, folder,
                                             options->compress, err);
    if (!status && (fixed_lengths(records->template_) || (t4_placing_short(records) && !records->template_->finest_adaptive)))
        status = t4_job_policy(run, records, NULL, summary->adaptive, err);
    if (!status)
        status = t4_cube_cells(records->cube, &cells, err);
    if (!status)
        status = t4_celltables_write(run, &cells, folder, options->compress, summary->cells, err);
    if (status)
        return status;
    summary->level_count = cells.plan->level_count;
    memcpy(summary->levels, cells.plan->levels, sizeof summary->levels);
    return T4_OK;
}

t4_status t4_job_cells(t4_run *run, const t4_job_input *input, const t4_cells_options *options,
                       t4_summary *summary, t4_error *err)
{
    t4_records records = {0};
    t4_records_options reading = {.no_contributions = !options->contributions};
    char folder[4096];
    t4_stopwatch watch;
    t4_status status = t4_outfolder_path(folder, options->output, "data", err);

    if (!status)
        status = t4_job_template(&records.template_, input->template_path, input->sets, input->set_count, err);
    if (!status)
        reading.no_contributions = reading.no_contributions && !fixed_lengths(records.template_);
    if (!status)
        status = t4_outfolder_check(options->output, &kind, options->force, err);
    if (!status)
        status = t4_records_read(&records, run, input, &reading, summary, err);
    if (!status)
        status = t4_outfolder_make(options->output, &kind, err);
    if (!status)
        status = t4_outfolder_make_inner(folder, err);
    watch = t4_stopwatch_start();
    if (!status)
        status = write_tables(run, &records, options, folder, summary, err);
    t4_stopwatch_stop(&watch, &summary->output);
    t4_records_release(&records);
    return status;
}
