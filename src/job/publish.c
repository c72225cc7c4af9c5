/* SPDX-License-Identifier: MIT */
#include "job/publish.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "cube/view.h"
#include "io/minisign.h"
#include "job/lists.h"
#include "job/adaptive.h"
#include "job/placing.h"
#include "job/policy.h"
#include "job/policy_lines.h"
#include "job/previous.h"
#include "job/protect.h"
#include "job/records.h"
#include "job/stopwatch.h"
#include "job/wider.h"
#include "job/signoff.h"
#include "release/confidential.h"
#include "release/folder.h"
#include "release/package.h"
#include "sdc/protected.h"

typedef struct {
    t4_run *run;
    const t4_job_input *input;
    const t4_publish_options *options;
    t4_summary *summary;
    t4_records records;
    t4_folder *folder;
    t4_cube_plan wide;                   /* of all tables that protection reckons with */
    t4_cells all;                        /* by it */
    t4_view *inside, *beyond;            /* the release's own of these, and the rest; NULL = there is no rest */
    const t4_cells *cells;               /* the release's own */
    t4_protected *protected_;
    t4_protecting *protecting;           /* NULL = waived */
    t4_previous *previous;               /* earlier releases; NULL = none were named */
    t4_survey survey;
    const char *report;                  /* what tells why nothing is published; NULL = nothing does */
    const unsigned char *key;            /* T4_FOLDER_KEY_BYTES, borrowed from the folder */
    char template_digest[T4_DIGEST_TEXT];
} publication;

static t4_status open_folder(publication *p, t4_error *err)
{
    t4_folder_options options = {.target = p->options->output, .confidential = p->options->confidential,
                                 .force = p->options->force, .closed = p->options->staged};
    t4_status status = t4_folder_open(&p->folder, &options, err);

    if (!status)
        p->key = t4_folder_key(p->folder);
    return status;
}

static t4_status read_records(publication *p, t4_error *err)
{
    char issues[4096], rejected[4096];
    t4_records_options reading = {.issues = issues, .rejected = rejected, .key = p->key,
                                  .key_length = T4_FOLDER_KEY_BYTES, .force = true,
                                  .no_contributions = p->records.template_->method == T4_METHOD_NONE &&
                                                      p->records.template_->minimum_level < 0 &&
                                                      !t4_policy_lines_wanted(p->records.template_),
                                  .no_counts = true};   /* rules are judged on contributions */
    const char *folder = t4_folder_confidential(p->folder);

    if (snprintf(issues, sizeof issues, "%s/issues.csv", folder) >= (int)sizeof issues ||
        snprintf(rejected, sizeof rejected, "%s/rejected.csv", folder) >= (int)sizeof rejected)
        return t4_fail(err, T4_ERR_USAGE, "the path '%s' is too long", folder);
    return t4_records_read(&p->records, p->run, p->input, &reading, p->summary, err);
}

/* Codes as fine as they are safe, and as fine as was promised. */
static t4_status choose_codes(publication *p, t4_error *err)
{
    t4_template *t = p->records.template_;
    t4_status status = T4_OK;

    if (t->method == T4_METHOD_ROLLUP || (t->method == T4_METHOD_SUPPRESS && t->finest_adaptive))
        status = t4_job_adaptive(p->run, &p->records, p->options->previous, p->options->previous_count, t4_folder_confidential(p->folder), p->summary->adaptive, err);
    else if (t4_policy_lines_wanted(t) || t4_placing_short(&p->records))
        status = t4_job_policy(p->run, &p->records, t4_folder_confidential(p->folder), p->summary->adaptive, err);
    p->report = status == T4_ERR_USAGE && t->must_show ? "conflicts.csv" : NULL;
    return status ? status : t4_job_minimum_level(p->run, &p->records, p->options->previous,
                                                  p->options->previous_count, err);
}

/* The cells of the release, and those that others show of the same time. */
static t4_status take_cells(publication *p, t4_error *err)
{
    const t4_cube_plan *own = &p->records.template_->plan;
    t4_status status = t4_cube_cells(p->records.cube, &p->all, err);

    p->cells = &p->all;
    if (status || !p->records.wide)
        return status;
    status = t4_view_new(&p->inside, &p->all, own, T4_VIEW_INSIDE, err);
    if (!status)
        status = t4_view_new(&p->beyond, &p->all, own, T4_VIEW_BEYOND, err);
    if (!status)
        p->cells = t4_view_cells(p->inside);
    return status;
}

/* The one place that may publish without certified protection. */
static t4_status protect(publication *p, t4_error *err)
{
    const t4_template *template_ = p->records.template_;
    bool must = false;
    t4_status status = take_cells(p, err);

    if (!status)
        status = t4_lists_sum(&p->records, p->run, err);
    if (status)
        return status;
    if (template_->method == T4_METHOD_NONE) {
        status = t4_protected_waive(&p->protected_, p->cells, template_, template_->reason, err);
        if (!status && p->records.lists)
            status = t4_protected_open_lists(p->protected_, t4_listcells_cells(p->records.lists), template_, err);
        return status;
    }
    status = t4_job_protect(&p->protected_, &p->protecting, p->run, &p->records, p->cells,
                            &(t4_protect_beside){p->options->previous, p->options->previous_count, &must,
                                                 p->beyond ? t4_view_cells(p->beyond) : NULL},
                            t4_folder_confidential(p->folder), err);
    p->report = status == T4_ERR_UNSAFE ? "protection.csv" : NULL;
    if (status == T4_ERR_UNSAFE && must && template_->must_show)
        err->code = status = T4_ERR_USAGE;   /* the policy contradicts itself */
    return status;
}

/* Template and every --set, keyed, so that a later look can tell whether the rules were the same. */
static t4_status commit_template(publication *p, t4_error *err)
{
    t4_digest *digest = t4_digest_new(p->key, T4_FOLDER_KEY_BYTES);
    char file[T4_DIGEST_TEXT];
    t4_status status = digest ? T4_OK : t4_fail_memory(err);

    if (!status)
        status = t4_digest_file(p->input->template_path, p->key, T4_FOLDER_KEY_BYTES, file, err);
    if (!status)
        t4_digest_add(digest, file, strlen(file));
    for (size_t i = 0; !status && i < p->input->set_count; i++)
        t4_digest_add(digest, p->input->sets[i], strlen(p->input->sets[i]) + 1);
    if (!status && !t4_digest_finish(digest, p->template_digest))
        status = t4_fail_memory(err);
    t4_digest_free(digest);
    return status;
}

/*
 * Which earlier release this one supersedes: of those of the same series (of
 * all, when none is) the last as they were named.
 */
static const char *predecessor(const publication *p)
{
    const char *id = p->records.template_->id, *folder = NULL;
    bool same = false;

    for (size_t i = 0; i < t4_previous_count(p->previous); i++) {
        const t4_previous_release *r = t4_previous_at(p->previous, i);
        bool here = id && !strcmp(r->id, id);

        if (here || !same)
            folder = r->folder;
        same = same || here;
    }
    return folder;
}

static t4_status write_package(publication *p, t4_error *err)
{
    const t4_records *r = &p->records;
    const char **inputs = t4_alloc_zero(r->commitment_count, sizeof *inputs);
    t4_package package = {.run = p->run, .template_ = r->template_, .protected_ = p->protected_,
                          .codes = r->codes, .partners = r->partners, .labels = r->labels,
                          .in_partition = r->partition && !r->template_->adaptive_hierarchy ? t4_job_in_partition : NULL, .partition = r,
                          .placed = r->items != NULL,
                          .listset = r->listset.count ? &r->listset : NULL,
                          .commitment_template = p->template_digest, .commitment_inputs = inputs,
                          .input_count = r->commitment_count, .folder = t4_folder_public(p->folder),
                          .sign_key = p->options->sign, .sign_password = p->options->sign_password,
                          .previous = predecessor(p), .no_coarser = p->options->no_coarser,
                          .staged = p->options->staged, .embargo = p->options->embargo,
                          .survey = &p->survey, .bytes = &p->summary->published_bytes};
    t4_status status;

    if (!inputs)
        return t4_fail_memory(err);
    for (size_t i = 0; i < r->commitment_count; i++)
        inputs[i] = r->commitments[i];
    status = t4_package_write(&package, err);
    t4_free(inputs);
    return status;
}

/* How many rows stand in each table. */
static void tell_cells(publication *p)
{
    const t4_cube_plan *plan = p->cells->plan;

    p->summary->level_count = plan->level_count;
    for (int level = 0; level < plan->level_count; level++) {
        p->summary->levels[level] = plan->levels[level];
        p->summary->cells[level] = p->survey.level_rows[level];
    }
}

static t4_status publish(publication *p, t4_error *err)
{
    t4_stopwatch watch = t4_stopwatch_start();
    t4_confidential papers = {.template_ = p->records.template_, .survey = &p->survey,
                              .control = p->records.control,
                              .folder = t4_folder_confidential(p->folder)};
    t4_status status = commit_template(p, err);

    if (!status)
        status = write_package(p, err);
    if (!status && p->protecting)
        status = t4_job_certificate(p->protecting, t4_folder_public(p->folder), papers.folder, p->key,
                                    T4_FOLDER_KEY_BYTES, err);
    if (!status && p->protecting && p->options->exchange)
        status = t4_job_protect_exchange(p->protecting, papers.folder, err);
    if (p->protecting)
        t4_job_protect_line(p->protecting, p->summary->protect, sizeof p->summary->protect);
    if (!status)
        tell_cells(p);
    if (!status)
        status = t4_confidential_write(&papers, p->summary->control, err);
    if (!status)
        status = t4_run_check(p->run, err);
    if (!status)
        status = t4_folder_commit(p->folder, err);
    t4_stopwatch_stop(&watch, &p->summary->output);
    return status;
}

/* Which tables of others protection has to reckon with. */
static t4_status look_around(publication *p, t4_error *err)
{
    bool wider = false;
    t4_status status = T4_OK;

    if (p->records.template_->method != T4_METHOD_NONE)
        status = t4_job_wider(&p->wide, &wider, p->run, p->records.template_, p->previous, err);
    if (wider)
        p->records.wide = &p->wide;
    return status;
}

/* A key that cannot be used is told before the records are read. */
static t4_status try_key(const t4_publish_options *options, t4_error *err)
{
    t4_buffer text;
    t4_status status;

    t4_buffer_init(&text, 0);
    status = t4_minisign_sign(options->sign, options->sign_password, "", 0, "", &text, err);
    t4_buffer_release(&text);
    return status;
}

/* Would disclose: nothing is published, but the report says why. */
static void keep_report(publication *p, t4_error *err)
{
    const char *confidential = p->options->confidential;
    size_t n = strlen(err->text);

    if (!t4_folder_refuse(p->folder, NULL) && n < sizeof err->text)
        snprintf(err->text + n, sizeof err->text - n, "; the report: '%.400s%s.refused/%s'",
                 confidential ? confidential : p->options->output, confidential ? "" : ".confidential", p->report);
}

t4_status t4_job_publish(t4_run *run, const t4_job_input *input, const t4_publish_options *options,
                         t4_summary *summary, t4_error *err)
{
    publication p = {.run = run, .input = input, .options = options, .summary = summary};
    t4_stopwatch watch;
    t4_status status;

    status = t4_job_template(&p.records.template_, input->template_path, input->sets, input->set_count, err);
    if (!status)
        status = t4_template_require_release(p.records.template_, err);
    if (!status && options->sign)
        status = try_key(options, err);
    if (!status && options->embargo && t4_signoff_time(options->embargo) < 0)
        status = t4_fail(err, T4_ERR_USAGE, "embargo '%s' is no time; expected one such as "
                         "2026-12-01T09:00:00Z", options->embargo);
    if (!status && options->no_coarser && !options->previous_count)
        status = t4_fail(err, T4_ERR_USAGE, "--no-coarser needs --previous: the release to compare with");
    if (!status && options->previous_count)
        status = t4_previous_open(&p.previous, run, options->previous, options->previous_count, err);
    if (!status)
        status = look_around(&p, err);
    if (!status)
        status = open_folder(&p, err);
    if (!status)
        status = read_records(&p, err);
    watch = t4_stopwatch_start();
    if (!status)
        status = choose_codes(&p, err);
    if (!status)
        status = protect(&p, err);
    if (status && p.report)
        keep_report(&p, err);
    t4_stopwatch_stop(&watch, &summary->protection);
    if (!status)
        status = publish(&p, err);
    t4_survey_release(&p.survey);
    t4_protected_free(p.protected_);
    t4_protecting_free(p.protecting);
    t4_view_free(p.inside);
    t4_view_free(p.beyond);
    t4_folder_free(p.folder);
    t4_previous_free(p.previous);
    t4_records_release(&p.records);
    return status;
}
