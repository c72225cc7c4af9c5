/* SPDX-License-Identifier: MIT */
/* tenfour ladder: release designs side by side. */
#include <string.h>

#include "cli/cmd.h"
#include "cli/files.h"
#include "cli/flows_told.h"
#include "cli/ladder_page.h"
#include "cli/ladder_print.h"
#include "cli/records_input.h"

typedef struct {
    const char *watchlist, *code_column, *classification;
    t4_option_list designs;
    bool only, public_only;
    const char *page, *diversions, *intervals;
    const char *by;
    int64_t level, simulate, seed;
    double diversion, alpha;
    t4_option_list news;
    bool series;
    const char *as_of, *edition_a, *edition_b, *reporter, *flow, *code, *profile;
} values;

static const t4_option options[] = {
    {"watchlist", 'w', T4_OPTION_TEXT, offsetof(values, watchlist), .value = "FILE",
     .help = "a watch list: columns code (or hs6) and tier"},
    {"code-column", 0, T4_OPTION_TEXT, offsetof(values, code_column), .value = "NAME",
     .help = "column of the codes in the watch list [code, hs6 ...]"},
    {"as-of", 0, T4_OPTION_TEXT, offsetof(values, as_of), .value = "DAY", .help = "the list as it stood on this day"},
    {"classification", 0, T4_OPTION_TEXT, offsetof(values, classification), .value = "FILE",
     .help = "the codes that exist, for what a heading can hold [the template's, else HS 2022]"},
    {"design", 'd', T4_OPTION_LIST, offsetof(values, designs), .value = "DESIGN",
     .help = "one more design: 10:year:world+2:month:each/suppress, 10/adaptive, 4/lists, policy, other.yaml ..."},
    {"only", 0, T4_OPTION_FLAG, offsetof(values, only), .help = "only the designs given by --design"},
    {"by", 0, T4_OPTION_TEXT, offsetof(values, by), .value = "WHAT",
     .help = "what is lost by heading, chapter or partner, and what every design does to each"},
    {"level", 0, T4_OPTION_INTEGER, offsetof(values, level), .value = "DIGITS", .least = 2, .most = 10,
     .help = "digits that the tables by heading, chapter, partner coarsen to [4, or the published length next to it]"},
    {"diversion", 0, T4_OPTION_NUMBER, offsetof(values, diversion), .value = "AMOUNT", .least = 0, .most = 1e18,
     .help = "amount diverted each shortest period [what the finest open design sees 80 % of the time]"},
    {"diversions", 0, T4_OPTION_TEXT, offsetof(values, diversions), .value = "FILE",
     .help = "diversions that took place, as synth --truth tells them: how many each design reveals"},
    {"alpha", 0, T4_OPTION_NUMBER, offsetof(values, alpha), .value = "SHARE", .least = 1e-9, .most = 0.5,
     .usual = "0.01", .help = "false alarms that each test may give"},
    {"simulate", 0, T4_OPTION_INTEGER, offsetof(values, simulate), .value = "N", .least = 0,
     .most = T4_LADDER_SIMULATED_MAX, .usual = "0",
     .help = "check what each design sees on N diversions planted into the records' own months"},
    {"seed", 0, T4_OPTION_INTEGER, offsetof(values, seed), .value = "N", .least = 0, .most = 4294967295.0, .usual = "1",
     .help = "of the simulation: another seed, other diversions"},
    {"intervals", 0, T4_OPTION_TEXT, offsetof(values, intervals), .value = "FILE",
     .help = "write every published and every finest cell of every design with its value and interval; confidential"},
    {"page", 0, T4_OPTION_TEXT, offsetof(values, page), .value = "FILE",
     .help = "write an HTML page too: the frontier chart, the tables, the sentences"},
    {"public", 0, T4_OPTION_FLAG, offsetof(values, public_only),
     .help = "tell only of cells that the template publishes"},
    {"new", 0, T4_OPTION_LIST, offsetof(values, news), .value = "FILE",
     .help = "a file or folder of the newer publication, all others being of the old one; may be repeated"},
    {"series", 0, T4_OPTION_FLAG, offsetof(values, series), .help = "all publications are one set: there is no newer one"},
    {"edition-a", 0, T4_OPTION_TEXT, offsetof(values, edition_a), .value = "NAME",
     .help = "edition of the codes of OLD where they do not say it, such as HS2017"},
    {"edition-b", 0, T4_OPTION_TEXT, offsetof(values, edition_b), .value = "NAME", .help = "the same for NEW"},
    T4_FLOWS_PROFILE_OPTION(values),
    {"reporter", 0, T4_OPTION_TEXT, offsetof(values, reporter), .value = "CODE", .help = "where a publication does not say who reports"},
    {"flow", 0, T4_OPTION_TEXT, offsetof(values, flow), .value = "M|X", .help = "where a publication has no flow"},
    {"code", 0, T4_OPTION_TEXT, offsetof(values, code), .value = "CODE", .help = "where a publication has no code"},
    {0}};

static t4_status choose_by(const values *v, t4_ladder_view_options *view, t4_error *err)
{
    static const char *const names[] = {"heading", "chapter", "partner"};

    *view = (t4_ladder_view_options){.public_only = v->public_only, .by_given = v->by != NULL};
    for (int i = 0; v->by && i < 3; i++)
        if (!strcmp(v->by, names[i])) {
            view->by = (t4_ladder_by)i;
            return T4_OK;
        }
    return v->by ? t4_fail(err, T4_ERR_USAGE, "--by '%.40s': expected heading, chapter or partner", v->by) : T4_OK;
}

/* Which publications are old, which new: as `compare` has it, but for --new and --series. */
static t4_status choose_sides(const t4_program *program, const values *v, const t4_arguments *arguments,
                              t4_ladder_sides_input *sides, t4_error *err)
{
    size_t last = !v->series && !v->news.count && arguments->count == 2;
    t4_status status = t4_files_require_all(program, arguments->items, arguments->count, err);

    *sides = (t4_ladder_sides_input){.paths = {arguments->items, last ? arguments->items + 1 : v->news.items},
                                     .counts = {arguments->count - last, last ? 1 : v->news.count},
                                     .edition = {v->edition_a, v->edition_b},
                                     .defaults = {.reporter = v->reporter, .flow = v->flow, .code = v->code, .profile = v->profile}};
    for (size_t i = 0; !status && i < v->news.count; i++)
        status = t4_files_require(v->news.items[i], err);
    if (!status && v->series && v->news.count)
        status = t4_fail(err, T4_ERR_USAGE, "--series makes one set of all publications; --new names a second one");
    if (!status && !v->series && !v->news.count && arguments->count > 2)
        status = t4_fail(err, T4_ERR_USAGE, "%zu publications: say which are newer with --new FILE, or --series when all are one set",
                         arguments->count);
    if (!status && program->common.sets.count)
        status = t4_fail(err, T4_ERR_USAGE, "--set changes a template, and there is none: '%.200s' is a publication",
                         arguments->items[0]);
    return status;
}

/* The files that were named are there. */
static t4_status find_files(t4_program *program, const values *v, const t4_arguments *arguments, t4_job_input *input,
                            t4_ladder_sides_input *sides, t4_error *err)
{
    bool records = program->common.from || program->common.summed;
    t4_status status = T4_OK;

    *input = (t4_job_input){.sets = program->common.sets.items, .set_count = program->common.sets.count};
    if (v->watchlist)
        status = t4_files_require(v->watchlist, err);
    if (!status && v->diversions)
        status = t4_files_require(v->diversions, err);
    if (!status && v->classification)
        status = t4_files_require(v->classification, err);
    if (!status && !arguments->count && (v->news.count || v->series))
        status = t4_fail(err, T4_ERR_USAGE, "OLD is missing: the publication that a newer one is held against");
    if (status || !arguments->count)
        return status;
    if (!records && t4_job_ladder_is_publication(arguments->items[0]))
        return choose_sides(program, v, arguments, sides, err);
    status = t4_files_require_template(arguments->items[0], err);
    if (status)
        return status;
    if (v->news.count || v->series || v->profile || v->edition_a || v->edition_b || v->reporter || v->flow || v->code)
        return t4_fail(err, T4_ERR_USAGE, "--new, --series, --profile, --edition-a, --edition-b, --reporter, --flow and --code are about "
                       "publications; '%.200s' is a template", arguments->items[0]);
    return t4_records_input(program, arguments, input, err);
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments, t4_error *err)
{
    const values *v = given;
    t4_ladder_view_options view;
    t4_ladder_job job = {.watchlist = v->watchlist, .code_column = v->code_column,
                         .classification = v->classification, .designs = v->designs.items,
                         .design_count = v->designs.count, .only_given = v->only, .level = (int)v->level,
                         .diversion = v->diversion, .diversions = v->diversions, .alpha = v->alpha,
                         .simulate = (size_t)v->simulate, .seed = (unsigned long)v->seed,
                         .published_only = v->public_only, .intervals = v->intervals};
    t4_ladder_result result = {.ladder = NULL};
    t4_job_input input;
    t4_status status = choose_by(v, &view, err);

    if (!status && v->intervals && v->public_only)
        status = t4_fail(err, T4_ERR_USAGE, "--intervals tells true values; not with --public");
    if (!status)
        status = find_files(program, v, arguments, &input, &job.sides, err);
    job.by = view.by;
    job.day = v->as_of ? t4_watchday_parse(v->as_of, strlen(v->as_of)) : 0;
    if (!status && v->as_of && !job.day)
        status = t4_fail(err, T4_ERR_USAGE, "--as-of '%.20s' is no day such as 2024-03-01", v->as_of);
    job.by_given = view.by_given;
    if (!status)
        status = t4_job_ladder(&result, &program->run, &input, &job, err);
    view.public_only = view.public_only && result.records;   /* all else is public */
    for (int side = 0; result.sides && side < T4_LADDER_SIDES; side++)
        t4_flows_told(program, &result.sides->flows[side]);
    view.level = result.level;
    program->output.secret = result.records && !v->public_only;
    if (!status)
        status = t4_ladder_print(program, &result, &view, err);
    if (!status && v->page)
        status = t4_ladder_page(v->page, &result, &view, err);
    t4_ladder_result_release(&result);
    return status;
}

const t4_command t4_cmd_ladder = {
    .name = "ladder",
    .heading = T4_HEADING_RECORDS,
    .purpose = "compares release designs: what each publishes, hides and exposes",
    .arguments = "[TEMPLATE [FILE...] | OLD... [NEW]]",
    .least = 0,
    .most = SIZE_MAX,
    .description =
        "One row a release design: codes of every length, open and with suppression, coarser time and "
        "partners, pairs of tables, the template's own policy (publish.finest, finest_by, never_finer) where it cuts "
        "codes, and what --design adds: also the policy of another template on the same records, protected by the rules of "
        "that one, against the same targets. Targets are fixed before any design: every "
        "trader's contribution to every cell that breaks a rule of the template; each design is attacked "
        "with its own numbers alone. 'detail' is the share of value that a reader who splits evenly what "
        "he is not told puts in the right place, 'exact' the share whose finest cell is known, 'width' the "
        "median interval of a target relative to it; 'sees' is the chance in percent that a diversion by "
        "1, 2, 5 or 20 traders, or a switch of codes inside a heading, is noticed, a hidden cell counting "
        "as not seen. 'unbeaten': no other design keeps as much and exposes less to any attacker.\n\n"
        "Made from records it is confidential. OLD and NEW are publications: release folders or files of any office that "
        "a profile reads. OLD alone: what coarser codes, time and partners would hide of it, without any risk, for that "
        "takes records. With NEW, a later and coarser one, a design 'as in NEW' lays over the numbers of OLD what NEW "
        "shows: its digits, periods, partners, and the cells that it hides or leaves out. With --watchlist alone it "
        "tells what coarser codes hide by construction.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN | T4_WITH_SETS | T4_WITH_RECORDS | T4_WITH_FORMAT | T4_WITH_OUTPUT,
    .confidential = true,
    .examples = {{"tenfour ladder national.yaml 2023-*.csv.gz --watchlist chpl.csv", "the usual designs"},
                 {"tenfour ladder national.yaml june.csv --by heading --format csv", "what each heading loses"},
                 {"tenfour ladder 2022.csv 2023.csv --watchlist chpl.csv", "an old publication against a coarser one"},
                 {"tenfour ladder --watchlist chpl.csv", "from the code list alone"}},
    .see_also = "release, cells, verify",
    .run = run,
};
