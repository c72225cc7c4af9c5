/* SPDX-License-Identifier: MIT */
#include "job/records.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "job/contributions.h"
#include "job/database.h"
#include "job/feed.h"
#include "job/lists.h"
#include "job/policy_lines.h"
#include "job/reports.h"
#include "job/stopwatch.h"

typedef struct {
    t4_run *run;
    t4_records *records;
    t4_feed *feed;
    t4_clean *clean;
    t4_cleaner **cleaners;    /* by worker */
    t4_reports *reports;
    t4_database *database;    /* NULL = files */
    const char *stream;       /* its path */
} chain;

/* --- the workers --------------------------------------------------------------------------- */

/* Rows that stand for several records each go in one by one. */
static t4_status add_contributions(chain *c, unsigned worker, const t4_batch *batch, t4_error *err)
{
    const t4_domain *domain = &c->records->domain;
    t4_status status = T4_OK;

    for (uint32_t i = 0; !status && i < batch->rows; i++) {
        t4_contribution item = {.period = batch->period[i], .flow = batch->flow[i],
                                .code = batch->code[i], .partner = batch->partner[i],
                                .trader = batch->trader[i], .unit = batch->unit[i],
                                .records = batch->records[i]};

        for (int d = 0; d < domain->dimension_count; d++)
            item.dimension[d] = batch->dimension[d][i];
        for (int m = 0; m < domain->measure_count; m++)
            item.amount[m] = batch->wide[0] ? batch->wide[m][i] : batch->amounts[m][i];
        status = t4_cube_add_contribution(c->records->cube, worker, &item, err);
    }
    return status;
}

static t4_status one_portion(chain *c, unsigned worker, const t4_portion *portion,
                             t4_block_report *report, t4_report_text *text, t4_error *err)
{
    t4_batch batch;
    t4_status status;

    status = t4_cleaner_block(c->cleaners[worker], portion->binding, &portion->slices, &batch,
                              report, err);
    if (!status)
        status = batch.records ? add_contributions(c, worker, &batch, err)
                               : t4_cube_add(c->records->cube, worker, &batch, err);
    if (!status)
        status = t4_reports_format(c->reports, &portion->slices, report, text, err);
    if (!status)
        status = t4_reports_commit(c->reports, portion->block.file, portion->block.sequence, report,
                                   text, err);
    return status;
}

/* One worker: portions until there are none.  Failures go to the feed, which keeps the first by place. */
static t4_status work(void *context, unsigned thread, size_t worker, t4_error *err)
{
    chain *c = context;
    t4_portion portion = {0};
    t4_block_report report = {0};
    t4_report_text text = {0};
    bool more = true;

    while (more) {
        t4_error failure = {0};
        t4_status status = t4_feed_next(c->feed, &portion, &more, &failure);

        if (!status && more)
            status = one_portion(c, (unsigned)worker, &portion, &report, &text, &failure);
        if (status) {
            t4_feed_fail(c->feed, portion.block.file, portion.block.sequence, &failure);
            t4_reports_abandon(c->reports);
        }
    }
    t4_report_text_release(&text);
    t4_block_report_release(&report);
    t4_portion_release(&portion);
    return T4_OK;
}

static t4_status make_cleaners(chain *c, t4_error *err)
{
    t4_status status = T4_OK;

    c->cleaners = t4_alloc_zero(c->run->threads, sizeof *c->cleaners);
    if (!c->cleaners)
        return t4_fail_memory(err);
    for (unsigned i = 0; !status && i < c->run->threads; i++)
        status = t4_cleaner_new(&c->cleaners[i], c->clean, i, err);
    return status;
}

static t4_status read_all(chain *c, t4_error *err)
{
    t4_status status = make_cleaners(c, err);

    if (!status)
        status = t4_parallel_for(c->run, c->run->threads, work, c, err);
    return status ? status : t4_feed_result(c->feed, err);
}

/* --- what is known at the end ---------------------------------------------------------------- */

/* The cube's findings as issues: duplicates and unit values. */
static t4_status add_findings(chain *c, t4_issues *closing, t4_error *err)
{
    size_t count;
    const t4_finding *findings = t4_cube_findings(c->records->cube, &count);

    for (size_t i = 0; i < count; i++) {
        char found[96] = "", expected[96] = "";
        t4_issue issue = {.kind = findings[i].kind, .action = T4_ACT_KEEP,
                          .file = (uint32_t)(findings[i].position >> 40),
                          .line = findings[i].position & 0xFFFFFFFFFFu,
                          .field = "value", .found = found, .expected = expected};

        if (issue.kind == T4_ISSUE_DUPLICATE) {
            issue.field = "";
            snprintf(found, sizeof found, "the same item as line %llu",
                     (unsigned long long)(findings[i].other & 0xFFFFFFFFFFu));
            snprintf(expected, sizeof expected, "every item once");
        } else {
            snprintf(found, sizeof found, "unit value %.3g times the usual one", findings[i].ratio);
            snprintf(expected, sizeof expected, "near the median of its code and flow");
        }
        if (!t4_issues_add(closing, &issue))
            return t4_fail_memory(err);
    }
    return T4_OK;
}

/* The database's own error says more than the end of its stream does. */
static t4_status finish_database(chain *c, t4_status status, t4_error *err)
{
    t4_error failure = {0};
    t4_status ended = t4_database_finish(c->database, &failure);

    if (ended && err && (!status || failure.code != T4_ERR_IO))
        *err = failure;
    return ended && (!status || failure.code != T4_ERR_IO) ? ended : status;
}

static t4_status close_all(chain *c, t4_error *err)
{
    t4_issues closing;
    t4_status status;

    t4_issues_init(&closing);
    status = t4_clean_finish(c->clean, c->cleaners, c->run->threads, &c->records->control, &closing, err);
    if (!status)
        status = t4_cube_close(c->records->cube, err);
    if (!status)
        status = add_findings(c, &closing, err);
    if (!status)
        status = t4_reports_closing(c->reports, &closing, err);
    t4_issues_release(&closing);
    return status;
}

/* Too many rejects, or nothing left: the verdict on the data, after every report is complete. */
static t4_status judge(const t4_template *template_, const t4_summary *summary, t4_error *err)
{
    double share = summary->rows ? (double)summary->rejected / (double)summary->rows : 0;

    if (!summary->rows)
        return t4_fail(err, T4_ERR_DATA, "the input holds no record; expected rows below the header");
    if (!summary->kept)
        return t4_fail(err, T4_ERR_DATA, "no usable row: all %llu were rejected; see the issues above "
                       "or write them with: tenfour check --issues FILE",
                       (unsigned long long)summary->rows);
    if (share > template_->max_rejected)
        return t4_fail(err, T4_ERR_DATA, "%llu of %llu rows (%.3g %%) were rejected, more than "
                       "checks.max_rejected allows (%.3g %%); list them with: tenfour check --issues FILE "
                       "--rejected FILE",
                       (unsigned long long)summary->rejected, (unsigned long long)summary->rows,
                       share * 100, template_->max_rejected * 100);
    return T4_OK;
}

static t4_status write_reports(chain *c, const t4_records_options *options, t4_error *err)
{
    t4_status status = T4_OK;

    if (options->issues)
        status = t4_reports_write_issues(c->reports, options->issues, options->force, err);
    if (!status && options->rejected)
        status = t4_reports_write_rejected(c->reports, options->rejected, options->force, err);
    return status;
}

static t4_status keep_commitments(chain *c, t4_error *err)
{
    size_t count;

    t4_feed_names(c->feed, &count);
    c->records->commitments = t4_alloc_zero(count, sizeof *c->records->commitments);
    if (!c->records->commitments)
        return t4_fail_memory(err);
    c->records->commitment_count = count;
    for (size_t i = 0; i < count; i++)
        snprintf(c->records->commitments[i], sizeof c->records->commitments[i], "%s",
                 t4_feed_digest(c->feed, i));
    return T4_OK;
}

/* --- set-up ---------------------------------------------------------------------------------- */

static t4_status open_clean(chain *c, t4_error *err)
{
    t4_records *records = c->records;
    const t4_template *template_ = records->template_;
    t4_clean_options options = {.codes = records->codes, .partners = records->partners,
                                .workers = c->run->threads,
                                .fingerprints = template_->actions[T4_ISSUE_DUPLICATE] != T4_ACT_OFF};

    for (int i = 0; i < T4_DIMENSIONS_MAX; i++)
        options.labels[i] = records->labels[i];
    return t4_clean_new(&c->clean, template_, &records->domain, &options, err);
}

static t4_status open_cube(chain *c, const t4_records_options *wanted, t4_error *err)
{
    t4_records *records = c->records;
    const t4_template *template_ = records->template_;
    t4_cube_options options = {.plan = records->wide ? *records->wide : template_->plan, .codes = records->codes, .finest = template_,
                               .duplicates = template_->actions[T4_ISSUE_DUPLICATE] != T4_ACT_OFF,
                               .unit_values = template_->actions[T4_ISSUE_UNIT_VALUE] != T4_ACT_OFF &&
                                              records->domain.value >= 0 && records->domain.net_mass >= 0,
                               .cells_only = wanted->no_contributions && !c->records->listset.count,
                               .findings_only = wanted->no_cells};

    records->short_codes = t4_policy_lines_short(records->codes, template_->columns[T4_FIELD_CODE].digits, &template_->plan);
    options.cells_only = options.cells_only && !records->short_codes;
    options.plan.contributors = options.plan.contributors && !wanted->no_counts;
    records->counts = options.plan.contributors;
    options.plan.from = template_->from;
    options.plan.until = template_->until;
    return t4_cube_new(&records->cube, c->run, &records->domain, &options, err);
}

static t4_status open_chain(chain *c, const t4_job_input *input, const t4_records_options *options,
                            t4_error *err)
{
    static const char *const standard_input[] = {"-"};
    t4_feed_options feed = {.template_ = c->records->template_, .files = input->files,
                            .file_count = input->file_count, .key = options->key,
                            .key_length = options->key_length};
    const char *const *names;
    size_t count;
    t4_status status = open_clean(c, err);

    if (!input->file_count) {
        feed.files = c->database ? &c->stream : standard_input;
        feed.file_count = 1;
    }
    feed.name = c->database ? "the database" : NULL;
    feed.clean = c->clean;
    if (!status)
        status = open_cube(c, options, err);
    if (!status)
        status = t4_feed_new(&c->feed, c->run, &feed, err);
    if (!status)
        status = t4_reports_new(&c->reports, c->run, options->issues, options->rejected, err);
    if (status)
        return status;
    names = t4_feed_names(c->feed, &count);
    return t4_reports_files(c->reports, names, count, err);
}

static void close_chain(chain *c)
{
    for (unsigned i = 0; c->cleaners && i < c->run->threads; i++)
        t4_cleaner_free(c->cleaners[i]);
    t4_free(c->cleaners);
    t4_reports_free(c->reports);
    t4_feed_free(c->feed);
    t4_clean_free(c->clean);
    t4_database_free(c->database);
}

/* Sums in place of records: from a database, or from files that say so. */
static t4_status turn_to_contributions(chain *c, const t4_job_input *input, t4_error *err)
{
    size_t named = 0;
    t4_status status = T4_OK;

    for (size_t i = 0; i < input->file_count; i++)
        named += t4_contributions_named(input->files[i]);
    if (input->from && input->file_count)
        return t4_fail(err, T4_ERR_USAGE, "--from and files exclude each other; give one of them");
    if (named && named < input->file_count && !input->contributions)
        return t4_fail(err, T4_ERR_USAGE, "files of contributions and of records cannot be read together");
    if (input->from)
        status = t4_database_open(&c->database, c->run, input->from, c->records->template_, err);
    else if (input->contributions || named)
        t4_contributions_columns(c->records->template_);
    if (c->database)
        c->stream = t4_database_path(c->database);
    return status;
}

static t4_status prepare(t4_records *records, t4_run *run, const t4_job_input *input, t4_error *err)
{
    t4_status status;

    status = records->template_ ? T4_OK
                                : t4_job_template(&records->template_, input->template_path,
                                                  input->sets, input->set_count, err);
    if (!status)
        status = t4_domain_init(&records->domain, err);
    if (!status)
        status = t4_template_domain(records->template_, &records->domain, err);
    return status ? status : t4_lists_read(records, run, err);
}

t4_status t4_records_read(t4_records *records, t4_run *run, const t4_job_input *input,
                          const t4_records_options *options, t4_summary *summary, t4_error *err)
{
    chain c = {.run = run, .records = records};
    t4_stopwatch watch = t4_stopwatch_start();
    t4_status status = prepare(records, run, input, err);

    if (!status)
        status = turn_to_contributions(&c, input, err);
    if (!status)
        status = open_chain(&c, input, options, err);
    if (!status)
        status = read_all(&c, err);
    if (c.database)
        status = finish_database(&c, status, err);
    t4_stopwatch_stop(&watch, &summary->read);
    watch = t4_stopwatch_start();
    if (c.feed)
        t4_feed_summary(c.feed, summary);
    if (!status)
        status = close_all(&c, err);
    t4_stopwatch_stop(&watch, &summary->cube);
    if (c.reports)
        t4_reports_summary(c.reports, summary);
    if (!status)
        status = write_reports(&c, options, err);
    if (!status && options->key)
        status = keep_commitments(&c, err);
    if (!status)
        status = judge(records->template_, summary, err);
    close_chain(&c);
    summary->memory_peak = atomic_load(&run->held_peak);
    summary->spilled = atomic_load(&run->spilled);
    return status;
}

void t4_records_release(t4_records *records)
{
    t4_listcells_free(records->lists);
    t4_listset_release(&records->listset);
    t4_cube_free(records->cube);
    t4_control_free(records->control);
    t4_dict_free(records->partition);
    t4_free(records->items);
    t4_free(records->commitments);
    t4_codelist_free(records->codes);
    t4_partners_free(records->partners);
    for (int i = 0; i < T4_DIMENSIONS_MAX; i++)
        t4_partners_free(records->labels[i]);
    t4_domain_release(&records->domain);
    t4_template_free(records->template_);
    *records = (t4_records){0};
}
