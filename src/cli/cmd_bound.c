/* SPDX-License-Identifier: MIT */
/* tenfour bound: what a coarse release hides, at most. */
#include <string.h>

#include "base/memory.h"
#include "cli/bound_print.h"
#include "cli/cmd.h"
#include "cli/files.h"
#include "cli/flows_told.h"

typedef struct {
    t4_option_list detail, mirror;
    const char *weights, *floor, *list, *as_of, *codes, *heading, *flow, *reporter, *rounding, *weight_rounding, *html, *profile;
    double tolerance, tau;
    int64_t top;
    bool partners, complete, backtest;
} values;

static const t4_option options[] = {
    {"detail", 0, T4_OPTION_LIST, offsetof(values, detail), .value = "FILE",
     .help = "an earlier, finer release: its codes, and its shares for the reconstruction"},
    {"mirror", 0, T4_OPTION_LIST, offsetof(values, mirror), .value = "FILE", .help = "what partners report of the opposite flow: floors"},
    {"tolerance", 0, T4_OPTION_NUMBER, offsetof(values, tolerance), .value = "SHARE", .least = 0, .most = 1, .usual = "0",
     .help = "share by which mirror data may be too high"},
    {"tau", 0, T4_OPTION_NUMBER, offsetof(values, tau), .value = "RATE", .least = 0, .most = 1, .usual = "0",
     .help = "freight and insurance: imports are exports times 1 + RATE"},
    {"weights", 0, T4_OPTION_TEXT, offsetof(values, weights), .value = "FILE",
     .help = "unit values: code, u_lo, u_hi by kilogram; \"history\": the range of the detail's own"},
    {"floor", 0, T4_OPTION_TEXT, offsetof(values, floor), .value = "FILE",
     .help = "what is known of codes: code, floor, and as wanted ceiling, period, partner, flow"},
    {"list", 0, T4_OPTION_TEXT, offsetof(values, list), .value = "FILE", .help = "a watch list: intervals for the listed part of each heading"},
    {"as-of", 0, T4_OPTION_TEXT, offsetof(values, as_of), .value = "DAY",
     .help = "the list as it stood on this day [at the end of each period]"},
    {"heading", 0, T4_OPTION_TEXT, offsetof(values, heading), .value = "CODE", .help = "only codes that begin so"},
    {"flow", 0, T4_OPTION_TEXT, offsetof(values, flow), .value = "M|X", .help = "only this flow; where a file has none, what it is"},
    {"partners", 0, T4_OPTION_FLAG, offsetof(values, partners), .help = "intervals for each partner, too"},
    {"complete", 0, T4_OPTION_FLAG, offsetof(values, complete), .help = "the detail names every code there is; else others are allowed for"},
    {"rounding", 0, T4_OPTION_TEXT, offsetof(values, rounding), .value = "UNIT", .help = "published values are rounded to this [exact]"},
    {"weight-rounding", 0, T4_OPTION_TEXT, offsetof(values, weight_rounding), .value = "KG", .help = "published weights are rounded to this [exact]"},
    {"codes", 0, T4_OPTION_TEXT, offsetof(values, codes), .value = "FILE", .help = "code list with the subheadings [built-in HS 2022]"},
    {"reporter", 0, T4_OPTION_TEXT, offsetof(values, reporter), .value = "CODE", .help = "where a file does not say who reports"},
    T4_FLOWS_PROFILE_OPTION(values),
    {"backtest", 0, T4_OPTION_FLAG, offsetof(values, backtest),
     .help = "reconstruct each period of the detail from those before it; goes without COARSE, too"},
    {"top", 0, T4_OPTION_INTEGER, offsetof(values, top), .value = "N", .least = 1, .most = 10000, .usual = "40",
     .help = "rows of the text and of the page: the widest"},
    {"html", 0, T4_OPTION_TEXT, offsetof(values, html), .value = "FILE", .help = "a page with chart, sources and limits"},
    {0}};

static t4_status read_unit(const char *text, const char *option, t4_int128 *unit, t4_error *err)
{
    static const t4_notation notation = {'.', false};

    if (!text)
        return T4_OK;
    if (t4_decimal_parse(text, strlen(text), &notation, T4_FLOWS_DECIMALS, unit, NULL) != T4_DECIMAL_OK || *unit < 0 ||
        *unit > (t4_int128)1 << 50)
        return t4_fail(err, T4_ERR_USAGE, "--%s '%.30s' is no unit such as 1000 or 0.01", option, text);
    return T4_OK;
}

static t4_status ask(const values *v, t4_bound_question *q, t4_error *err)
{
    t4_status status = read_unit(v->rounding, "rounding", &q->rounding, err);

    if (!status)
        status = read_unit(v->weight_rounding, "weight-rounding", &q->mass_rounding, err);
    q->tolerance = v->tolerance;
    q->tau = v->tau;
    q->each_partner = v->partners;
    q->complete = v->complete;
    q->heading = v->heading;
    q->rates_of_history = v->weights && v->detail.count;
    q->day = v->as_of ? t4_watchday_parse(v->as_of, strlen(v->as_of)) : 0;
    q->flow = v->flow ? t4_flows_parse_flow(v->flow, strlen(v->flow)) : T4_FLOWS;
    if (status)
        return status;
    if (v->flow && q->flow == T4_FLOWS)
        return t4_fail(err, T4_ERR_USAGE, "--flow '%.20s' is neither M nor X", v->flow);
    if (v->as_of && !q->day)
        return t4_fail(err, T4_ERR_USAGE, "--as-of '%.20s' is no day such as 2024-03-01", v->as_of);
    if (v->complete && !v->detail.count)
        return t4_fail(err, T4_ERR_USAGE, "--complete is about the codes of --detail, which is not given");
    if (v->backtest && !v->detail.count)
        return t4_fail(err, T4_ERR_USAGE, "--backtest needs --detail");
    if (v->weights && !strcmp(v->weights, "history") && !v->detail.count)
        return t4_fail(err, T4_ERR_USAGE, "--weights history needs --detail");
    return T4_OK;
}

/* Every file by its role, the flows first. */
static t4_status list_sources(const values *v, const t4_arguments *arguments, const char ***sources, size_t *count, t4_error *err)
{
    const char *const one[] = {v->weights && strcmp(v->weights, "history") ? v->weights : NULL, v->floor, v->list, v->codes};
    const char **items = t4_alloc(arguments->count + v->detail.count + v->mirror.count + 5, sizeof *items);

    *sources = items;
    *count = 0;
    if (!items)
        return t4_fail_memory(err);
    for (size_t i = 0; i < arguments->count; i++)
        items[(*count)++] = arguments->items[i];
    for (size_t i = 0; i < v->detail.count; i++)
        items[(*count)++] = v->detail.items[i];
    for (size_t i = 0; i < v->mirror.count; i++)
        items[(*count)++] = v->mirror.items[i];
    for (int i = 0; i < 4; i++)
        if (one[i])
            items[(*count)++] = one[i];
    return T4_OK;
}

static t4_status answer(t4_program *program, const values *v, const t4_arguments *arguments, const char *const *sources,
                        size_t source_count, t4_bound *bound, t4_error *err)
{
    t4_job_bound_files files = {.coarse = arguments->items, .coarse_count = arguments->count, .detail = v->detail.items,
                                .detail_count = v->detail.count, .mirror = v->mirror.items, .mirror_count = v->mirror.count,
                                .floors = v->floor, .list = v->list, .codes = v->codes, .reporter = v->reporter, .flow = v->flow, .profile = v->profile,
                                .rates = v->weights && strcmp(v->weights, "history") ? v->weights : NULL};
    t4_bound_question question = {.flow = T4_FLOWS};
    t4_job_bound_input input = {.list = NULL};
    t4_status status = ask(v, &question, err);

    if (!status)
        status = t4_job_bound(bound, &input, &program->run, &files, &question, v->backtest, err);
    t4_flows_told(program, &input.coarse);
    t4_flows_told(program, &input.detail);
    t4_flows_told(program, &input.mirror);
    if (!status) {
        t4_bound_view view = {.bound = bound, .question = &question, .title = "What a coarse release hides, at most",
                              .top = v->top, .sources = sources, .source_count = source_count, .page = v->html,
                              .has_detail = v->detail.count > 0, .tested = v->backtest};

        status = t4_bound_print(program, &view, err);
    }
    t4_job_bound_release(&input);
    return status;
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments, t4_error *err)
{
    const values *v = given;
    t4_bound bound = {.count = 0};
    const char **sources = NULL;
    size_t count = 0;
    t4_status status = list_sources(v, arguments, &sources, &count, err);

    if (!status)
        status = t4_files_require_all(program, sources, count, err);
    if (!status && !arguments->count && !v->backtest)
        status = t4_fail(err, T4_ERR_USAGE, "COARSE is missing: the release whose hidden codes are asked about");
    if (!status)
        status = answer(program, v, arguments, sources, count, &bound, err);
    if (!status && bound.conflict_count)
        status = t4_fail(err, T4_ERR_DATA, "infeasible: %zu contradiction%s; a total, weight, unit value or floor is wrong",
                         bound.conflict_count, bound.conflict_count == 1 ? "" : "s");
    t4_bound_release(&bound);
    t4_free(sources);
    return status;
}

const t4_command t4_cmd_bound = {
    .name = "bound",
    .heading = T4_HEADING_RELEASES,
    .purpose = "bounds what a coarse release hides, from all that is known at once",
    .arguments = "[COARSE...]",
    .least = 0,
    .most = SIZE_MAX,
    .description =
        "COARSE are release folders or tables of flows; every row of theirs is a fact, of whatever level, partner or period. "
        "For each code that they do not show, and with --list for the listed part of each heading, the least and the most that "
        "it can be: from totals, partners, longer periods, hidden cells' parents, weights with unit values, floors and what "
        "partners report, all at once. Bounds are proven: whatever the truth is, if the facts hold it lies inside. The facts "
        "that bind are named. Where facts contradict one another, the smallest set found that cannot hold together is named "
        "and the exit code is 3.\n\n"
        "With --detail the columns reconstructed, band_low and band_high hold a guess from earlier shares. It assumes the old "
        "pattern, so it cannot find a diversion; --backtest says how good it would have been.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN | T4_WITH_FORMAT | T4_WITH_OUTPUT,
    .examples = {{"tenfour bound new.csv --detail old.csv --list chpl.csv", "the listed part of each heading, at most"},
                 {"tenfour bound new.csv --list chpl.csv --weights rates.csv", "the same with published weights"},
                 {"tenfour bound new.csv --mirror eu.csv --tau 0.06 --html bound.html", "with what partners report"},
                 {"tenfour bound --detail old.csv --backtest", "how far earlier shares can be trusted"}},
    .see_also = "watch, reconcile, mirror",
    .run = run,
};
