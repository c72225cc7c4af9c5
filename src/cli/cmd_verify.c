/* SPDX-License-Identifier: MIT */
/* tenfour verify: does a release hold what it says. */
#include "cli/cmd.h"
#include "cli/files.h"
#include "job/verify.h"

typedef struct {
    const char *public_key, *certificate, *key, *contributions;
} values;

static const t4_option options[] = {
    {"public-key", 0, T4_OPTION_TEXT, offsetof(values, public_key), .value = "FILE|KEY",
     .help = "the office's public key of minisign: check the signature"},
    {"certificate", 0, T4_OPTION_TEXT, offsetof(values, certificate), .value = "FILE",
     .help = "certificate.txt of the confidential folder: add its witnesses up"},
    {"key", 0, T4_OPTION_TEXT, offsetof(values, key), .value = "FILE",
     .help = "with --certificate the office's confidential key [the file 'key' beside it]; without it the same as "
             "--public-key"},
    {"contributions", 0, T4_OPTION_TEXT, offsetof(values, contributions), .value = "FILE",
     .help = "contributions.csv of 'tenfour cells --contributions': work out again which cells are "
             "unsafe, and how far they must be protected"},
    {0}};

static t4_status print(t4_program *program, const t4_verified *verified, t4_error *err)
{
    t4_table table;
    t4_status status = t4_table_init(&table, "check|result|about", err);

    for (size_t i = 0; i < verified->count && !status; i++) {
        t4_table_text(&table, verified->findings[i].check);
        t4_table_text(&table, verified->findings[i].result);
        t4_table_text(&table, verified->findings[i].about);
    }
    if (!status)
        status = t4_table_print(&table, &program->out, (t4_format)program->common.format, 0, err);
    t4_table_release(&table);
    return status;
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments,
                     t4_error *err)
{
    const values *v = given;
    t4_verify_options verify = {.release = arguments->items[0], .certificate = v->certificate,
                                .public_key = v->public_key ? v->public_key : v->certificate ? NULL : v->key,
                                .key = v->certificate ? v->key : NULL, .contributions = v->contributions};
    t4_verified verified = {.count = 0};
    t4_status status, printed;

    if (v->contributions && !v->certificate)
        return t4_fail(err, T4_ERR_USAGE, "--contributions goes with --certificate FILE");
    if (v->key && v->public_key && !v->certificate)
        return t4_fail(err, T4_ERR_USAGE, "--key and --public-key say the same here; give one of them");
    status = t4_job_verify(&program->run, &verify, &verified, err);
    printed = print(program, &verified, err);
    return status ? status : printed;
}

const t4_command t4_cmd_verify = {
    .name = "verify",
    .heading = T4_HEADING_RELEASES,
    .purpose = "checks a release folder, and with its certificate that it is protected",
    .arguments = "RELEASE",
    .least = 1,
    .most = 1,
    .description =
        "Anyone can check that the files are those that were published (checksums, signature), that their "
        "numbers add up and that all formats hold the same figures.\n\n"
        "With --certificate (in the office; it is confidential) the witnesses of the certificate are "
        "added up, without any solver: each is a table of whole numbers that agrees with everything "
        "published and puts a hidden cell at its protection level. That says 'witnesses hold for the "
        "listed cells'. With --contributions as well, the unsafe cells and their levels are worked out "
        "again from what the traders contributed, and only then it says 'protected'.\n\n"
        "Exit status 3 when something does not hold; the first broken relation, witness or digest "
        "is named.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN | T4_WITH_FORMAT | T4_WITH_OUTPUT,
    .confidential = true,
    .examples = {{"tenfour verify out --public-key office.pub",
                  "is it what the office published?"},
                 {"tenfour verify out --certificate out.confidential/certificate.txt",
                  "in the office: do the witnesses hold?"},
                 {"tenfour verify out --certificate certificate.txt --contributions c.csv",
                  "and is it protected?"}},
    .see_also = "release, cells",
    .run = run,
};
