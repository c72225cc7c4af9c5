/* SPDX-License-Identifier: MIT */
#include "job/ladder.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "io/codelist_read.h"
#include "io/datadir.h"
#include "io/sheet.h"
#include "io/wholefile.h"
#include "job/ladder_intervals.h"
#include "job/ladder_policies.h"
#include "job/protect_lists.h"
#include "job/records.h"

struct t4_ladder_sources {
    t4_records records;
    t4_ladder_sides sides;         /* publications in place of records */
    t4_domain domain;              /* of these */
    t4_codelist *codes;            /* what the structure is taken from */
    t4_sheet list;
    t4_ladder_listed *listed;
    t4_sheet truth;
    t4_ladder_planted *planted;
    size_t planted_count;
    t4_ladder_policies policies;
    t4_ladder_writing *intervals;
    t4_protect_lists agreed;       /* holdings, requests ... */
    t4_protect_input lists;        /* the same, borrowed */
};

void t4_ladder_result_release(t4_ladder_result *r)
{
    t4_ladder_free(r->ladder);
    t4_free(r->groups);
    t4_structure_release(&r->structure);
    if (r->sources) {
        t4_job_ladder_policies_release(&r->sources->policies);
        t4_protect_lists_release(&r->sources->agreed);
        t4_records_release(&r->sources->records);
        t4_job_ladder_sides_release(&r->sources->sides);
        t4_domain_release(&r->sources->domain);
        t4_codelist_free(r->sources->codes);
        t4_sheet_release(&r->sources->list);
        t4_free(r->sources->listed);
        t4_sheet_release(&r->sources->truth);
        t4_free(r->sources->planted);
        t4_ladder_writing_free(r->sources->intervals);
        t4_free(r->sources);
    }
    *r = (t4_ladder_result){.ladder = NULL};
}

/* --- lists ------------------------------------------------------------------------------------ */

static t4_status read_sheet(t4_sheet *sheet, t4_run *run, const char *path, t4_error *err)
{
    t4_sheet_options options = {.separator = 0};
    t4_buffer bytes;
    t4_status status;

    t4_buffer_init(&bytes, 0);
    status = t4_wholefile_read(&bytes, run, path, err);
    if (!status)
        status = t4_wholefile_decode(&bytes, NULL, path, err);
    if (!status)
        status = t4_sheet_delimited(sheet, &bytes, &options, err);
    if (!status)
        status = t4_sheet_lift_header(sheet, err);
    t4_buffer_release(&bytes);
    return status;
}

/* Codes without dots and blanks, in place. */
static void strip(char *code)
{
    char *to = code;

    for (const char *from = code; *from; from++)
        if (*from != '.' && *from != ' ')
            *to++ = *from;
    *to = '\0';
}

/* Did the row stand on the list that day? */
static bool stood(const t4_sheet *sheet, size_t row, t4_watchday day)
{
    static const char *const names[] = {"since", "until"};
    t4_watchday days[2];

    for (int i = 0; i < 2; i++) {
        long column = t4_sheet_column(sheet, names[i]);
        const char *text = column < 0 ? "" : t4_sheet_field(sheet, row, column);

        days[i] = t4_watchday_parse(text, strlen(text));
    }
    return t4_watchlist_stood(&(t4_watchlist_entry){.since = days[0], .until = days[1]}, day);
}

static t4_status read_watchlist(t4_ladder_result *r, t4_run *run, const t4_ladder_job *job, t4_error *err)
{
    static const char *const code_words[] = {"code", "hs6", "hs", "hs_code", "hs4", "hs8", "cn8", "hs10", NULL};
    const char *path = job->watchlist, *column = job->code_column;
    t4_ladder_sources *s = r->sources;
    long code, tier;
    t4_status status = read_sheet(&s->list, run, path, err);

    if (status)
        return status;
    code = column ? t4_sheet_column(&s->list, column) : t4_sheet_guess(&s->list, code_words);
    tier = t4_sheet_column(&s->list, "tier");
    if (code < 0)
        return t4_fail_at(err, T4_ERR_DATA, path, 1, 0, "expected a column '%.60s'%s in the watch list",
                          column ? column : "code", column ? "" : " (or 'hs6')");
    s->listed = t4_alloc(s->list.rows + 1, sizeof *s->listed);
    if (!s->listed)
        return t4_fail_memory(err);
    for (size_t row = 0; row < s->list.rows; row++) {
        char *text = t4_arena_strndup(&s->list.arena, t4_sheet_field(&s->list, row, code),
                                      strlen(t4_sheet_field(&s->list, row, code)));

        if (!text)
            return t4_fail_memory(err);
        if (!stood(&s->list, row, job->day))
            continue;
        strip(text);
        if (strlen(text) < 2 || strlen(text) > T4_CODE_MAX || text[strspn(text, "0123456789")])
            return t4_fail_at(err, T4_ERR_DATA, path, s->list.lines[row], 0, "'%.40s' is no code; expected 2 to %d "
                              "digits", text, T4_CODE_MAX);
        s->listed[r->listed++] = (t4_ladder_listed){text, tier < 0 ? "" : t4_sheet_field(&s->list, row, tier)};
    }
    if (!r->listed)
        return t4_fail_at(err, T4_ERR_DATA, path, 1, 0, job->day ? "no code stood on the watch list on that day"
                                                                 : "there is no code on the watch list");
    return T4_OK;
}

/* A row of the truth: surges, switches, diversions; others (defects, the mirror's codes) are no concern here. */
static t4_status read_planted(t4_ladder_sources *s, size_t row, const long columns[8], t4_error *err)
{
    const t4_sheet *sheet = &s->truth;
    const char *fact = t4_sheet_field(sheet, row, columns[7]), *text[7];
    t4_ladder_planted p = {.until = 0};

    if (columns[7] >= 0 && strcmp(fact, "surge") && strcmp(fact, "switch") && strcmp(fact, "diversion"))
        return T4_OK;
    for (int i = 0; i < 7; i++) {
        text[i] = t4_sheet_field(sheet, row, columns[i]);
        text[i] = *text[i] ? text[i] : NULL;
    }
    p.flow = text[0] ? t4_flow_parse(text[0], strlen(text[0])) : T4_FLOWS;
    if (p.flow == T4_FLOWS)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0, "'%.40s' is no flow; expected M or X",
                          text[0] ? text[0] : "");
    if (!text[1] || text[1][strspn(text[1], "0123456789")])
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0, "'%.40s' is no complete code",
                          text[1] ? text[1] : "");
    p.from = text[5] ? t4_period_parse(text[5], strlen(text[5])) : 0;
    p.until = text[6] ? t4_period_parse(text[6], strlen(text[6])) : 0;
    if (!p.from || (text[6] && !p.until))
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0, "expected the first month in the column "
                          "'from', such as 2023-06, and perhaps the last one in 'until'");
    if (s->planted_count == T4_LADDER_PLANTED_MAX)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0, "more than %d diversions", T4_LADDER_PLANTED_MAX);
    p.code = text[1];
    p.to_code = text[2];
    p.partner = text[3];
    p.to_partner = text[4];
    s->planted[s->planted_count++] = p;
    return T4_OK;
}

static t4_status read_diversions(t4_ladder_result *r, t4_run *run, const char *path, t4_error *err)
{
    static const char *const names[] = {"flow", "code", "to_code", "partner", "to_partner", "from", "until", "fact"};
    t4_ladder_sources *s = r->sources;
    long columns[8];
    t4_status status = read_sheet(&s->truth, run, path, err);

    for (int i = 0; !status && i < 8; i++)
        columns[i] = t4_sheet_column(&s->truth, names[i]);
    if (!status && (columns[0] < 0 || columns[1] < 0 || columns[5] < 0))
        return t4_fail_at(err, T4_ERR_DATA, path, 1, 0, "expected the columns flow, code, from, and to_code, partner, to_partner, "
                          "until where they apply, as tenfour synth --truth writes them");
    if (!status && !(s->planted = t4_alloc(s->truth.rows + 1, sizeof *s->planted)))
        status = t4_fail_memory(err);
    for (size_t row = 0; !status && row < s->truth.rows; row++)
        status = read_planted(s, row, columns, err);
    return status;
}

/* Which codes there are: a given file, or the built-in HS 2022. */
static t4_status read_structure(t4_ladder_result *r, t4_run *run, const t4_ladder_job *job, t4_error *err)
{
    t4_list_layout layout = {.format = "auto", .encoding = "auto", .header = "auto"};
    const char *slash = job->classification ? strrchr(job->classification, '/') : NULL;
    t4_buffer bytes;
    t4_status status;

    if (job->classification)
        status = t4_codelist_read(&r->sources->codes, run, job->classification, &layout,
                                  slash && slash[1] ? slash + 1 : job->classification, err);
    else {
        t4_buffer_init(&bytes, 0);
        status = t4_datadir_read("hs2022.csv", &bytes, err);
        if (!status)
            status = t4_codelist_read_bytes(&r->sources->codes, &bytes, "hs2022.csv", NULL, "HS 2022", err);
        t4_buffer_release(&bytes);
    }
    return status;
}

/* --- from records -------------------------------------------------------------------------------- */

static t4_status take(void *context, const t4_contribution *item, t4_error *err)
{
    return t4_ladder_add(context, item, err);
}

static void fill_options(const t4_ladder_result *r, const t4_ladder_job *job, t4_run *run, t4_ladder_options *o)
{
    *o = (t4_ladder_options){.run = run, .listed = r->sources->listed, .listed_count = r->listed,
                             .planted = r->sources->planted, .planted_count = r->sources->planted_count,
                             .policies = r->sources->policies.items, .policy_count = r->sources->policies.count,
                             .lids = r->sources->policies.lids.policy.count ? &r->sources->policies.lids.policy : NULL,
                             .diversion = job->diversion, .alpha = job->alpha, .simulate = job->simulate, .seed = job->seed,
                             .structure = r->sources->codes, .by = job->by, .level = job->level};
}

static void name_measure(t4_ladder_result *r, const t4_domain *domain)
{
    const t4_measure *m = &domain->measures[domain->value < 0 ? 0 : domain->value];

    snprintf(r->measure, sizeof r->measure, "%s%s%.20s%s", m->name, *m->unit ? " (" : "", m->unit, *m->unit ? ")" : "");
}

/* 10^decimals of the measure that is compared. */
static double scale_of(const t4_domain *domain)
{
    return pow(10, domain->measures[domain->value < 0 ? 0 : domain->value].decimals);
}

static t4_status open_records(t4_ladder_result *r, t4_run *run, const t4_job_input *input, const t4_ladder_job *job,
                              t4_error *err)
{
    t4_records_options reading = {.issues = NULL};
    t4_records *records = &r->sources->records;
    t4_ladder_options options;
    t4_status status = t4_records_read(records, run, input, &reading, &r->summary, err);

    if (!status)
        status = t4_job_ladder_policies(&r->sources->policies, run, records->template_, job->designs, job->design_count, err);
    if (status)
        return status;
    r->records = true;
    snprintf(r->source, sizeof r->source, "records");
    fill_options(r, job, run, &options);
    if (records->template_->method != T4_METHOD_NONE)
        status = t4_protect_lists_read(&r->sources->agreed, run, records->template_, &records->domain, err);
    if (status)
        return status;
    t4_protect_lists_use(&r->sources->agreed, &r->sources->lists);
    options.lists = &r->sources->lists;
    options.template_ = records->template_;
    options.published_only = job->published_only;
    options.domain = &records->domain;
    options.codes = records->codes;
    if (records->codes)
        options.structure = records->codes;
    name_measure(r, options.domain);
    options.diversion *= scale_of(options.domain);
    if (job->intervals)
        status = t4_ladder_writing_open(&r->sources->intervals, job->intervals, options.domain, &options, err);
    if (!status)
        status = t4_ladder_new(&r->ladder, &options, err);
    return status ? status : t4_cube_contributions(records->cube, take, r->ladder, err);
}

/* --- from publications ------------------------------------------------------------------------------ */

/* The structure is of HS 2022 unless one was given: of no use for codes of another edition. */
static bool structure_fits(const t4_ladder_sides *s, const t4_ladder_job *job)
{
    t4_hsedition built_in;

    return job->classification || !s->edition[T4_LADDER_OLD].hs || !t4_hsedition_parse("HS2022", 6, &built_in) ||
           t4_hsedition_same_six(&s->edition[T4_LADDER_OLD], &built_in);
}

static t4_status open_publications(t4_ladder_result *r, t4_run *run, const t4_ladder_job *job, t4_error *err)
{
    t4_ladder_sides *sides = &r->sources->sides;
    const t4_published *old = &sides->published[T4_LADDER_OLD];
    const t4_flows *flows = &sides->flows[T4_LADDER_OLD];
    t4_domain *domain = &r->sources->domain;
    t4_ladder_options options;
    t4_status status;

    r->sides = sides;
    status = t4_job_ladder_sides(sides, run, &job->sides, err);
    if (!status)
        status = t4_domain_init(domain, err);
    if (status)
        return status;
    t4_ladder_published_domain(domain, old, flows);
    fill_options(r, job, run, &options);
    options.domain = domain;
    r->structure_apart = !structure_fits(sides, job);
    if (r->structure_apart)
        options.structure = NULL;
    name_measure(r, domain);
    options.diversion *= scale_of(domain);
    snprintf(r->source, sizeof r->source, "publication %.90s%s%s%.90s", job->sides.paths[0][0],
             job->sides.counts[0] > 1 ? " and others" : "", sides->has_new ? " against " : "", sides->name);
    status = t4_ladder_new(&r->ladder, &options, err);
    return status ? status : t4_ladder_published_add(r->ladder, domain, old, flows, err);
}

/* --- designs and groups ------------------------------------------------------------------------------- */

static size_t count_of(const t4_ladder *l)
{
    size_t count;

    t4_ladder_rows(l, &count);
    return count;
}

static t4_status add_designs(t4_ladder_result *r, const t4_ladder_job *job, t4_error *err)
{
    const t4_ladder_sides *s = r->sides;
    t4_ladder *l = r->ladder;
    char name[T4_LADDER_NAME];
    t4_ladder_design design;
    t4_status status = job->only_given ? T4_OK : t4_ladder_usual(l, err);

    for (size_t i = 0; i < job->design_count && !status; i++) {
        status = t4_ladder_design_parse(&design, job->designs[i], l, err);
        if (!status)
            status = t4_ladder_design_add(l, &design, err);
    }
    if (!status && s && s->has_new) {
        snprintf(name, sizeof name, "as in %s", s->name);
        t4_ladder_published_design(&design, l, &s->published[T4_LADDER_NEW], s->other_edition ? NULL : s->shown, name);
        status = t4_ladder_design_add(l, &design, err);
    }
    if (!status && job->published_only && r->records && !count_of(l))
        return t4_fail(err, T4_ERR_USAGE, "--public: what the template publishes tells of none of the designs; give the release "
                       "folder in place of the template");
    return status;
}

/* From records or publications to the rows of all designs. */
static t4_status make_ladder(t4_ladder_result *r, t4_run *run, const t4_job_input *input, const t4_ladder_job *job,
                             t4_error *err)
{
    t4_status status = job->sides.counts[T4_LADDER_OLD] ? open_publications(r, run, job, err)
                                                        : open_records(r, run, input, job, err);

    if (!status)
        status = t4_ladder_close(r->ladder, err);
    if (!status)
        status = add_designs(r, job, err);
    if (!status)
        status = t4_ladder_run(r->ladder, err);
    if (!status && r->sources->intervals)
        status = t4_ladder_writing_commit(r->sources->intervals, err);
    if (!status)
        r->level = t4_ladder_heading(r->ladder);
    return status;
}

t4_status t4_job_ladder(t4_ladder_result *r, t4_run *run, const t4_job_input *input, const t4_ladder_job *job,
                        t4_error *err)
{
    t4_status status = T4_OK;

    *r = (t4_ladder_result){.sources = t4_alloc_zero(1, sizeof *r->sources)};
    if (!r->sources)
        return t4_fail_memory(err);
    t4_sheet_init(&r->sources->list, job->watchlist ? job->watchlist : "");
    t4_sheet_init(&r->sources->truth, job->diversions ? job->diversions : "");
    if (!input->template_path && !job->sides.counts[T4_LADDER_OLD] && !job->watchlist)
        return t4_fail(err, T4_ERR_USAGE, "expected a template and records, a publication, or --watchlist FILE");
    if (job->intervals && !input->template_path)
        return t4_fail(err, T4_ERR_USAGE, "--intervals tells true values beside what designs prove: it needs records");
    if (job->watchlist)
        status = read_watchlist(r, run, job, err);
    if (!status && job->diversions)
        status = read_diversions(r, run, job->diversions, err);
    if (!status)
        status = read_structure(r, run, job, err);
    if (!status)
        r->edition = t4_codelist_edition(r->sources->codes);
    r->level = job->level ? job->level : 4;
    if (!status && (input->template_path || job->sides.counts[T4_LADDER_OLD]))
        status = make_ladder(r, run, input, job, err);
    if (!status && r->listed)
        status = t4_structure_make(&r->structure, r->sources->codes, r->level, r->sources->listed, r->listed, err);
    if (!status && r->ladder && (!r->sides || job->by_given || t4_ladder_longest(r->ladder) >= r->level))
        status = t4_ladder_groups(r->ladder, job->by, r->level, &r->groups, &r->group_count, err);
    return status;
}
