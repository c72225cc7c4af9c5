/* SPDX-License-Identifier: MIT */
#include "job/verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "job/verify_checks.h"

/* In the order in which they are made and told. */
static const struct {
    const char *name;
    t4_verify_check *check;
    bool certificate;      /* only with --certificate */
} checks[] = {
    {"certificate", t4_verify_certificate, true},
    {"checksums", t4_verify_checksums, false},
    {"signature", t4_verify_signature, false},
    {"manifest", t4_verify_manifest, false},
    {"tables", t4_verify_tables, false},
    {"sums", t4_verify_sums, false},
    {"lists", t4_verify_lists, false},
    {"formats", t4_verify_formats, false},
    {"workbook", t4_verify_book, false},
    {"metadata", t4_verify_metadata, false},
};

static t4_verify_finding *add(t4_verifying *v, bool holds, const char *result)
{
    t4_verified *all = v->verified;
    t4_verify_finding *finding;

    if (all->count == T4_VERIFY_FINDINGS)
        return NULL;
    finding = &all->findings[all->count++];
    *finding = (t4_verify_finding){.check = v->check, .holds = holds};
    snprintf(finding->result, sizeof finding->result, "%s", result);
    return finding;
}

void t4_verify_tell(t4_verifying *v, const char *result, const char *about, ...)
{
    t4_verify_finding *finding = add(v, true, result);
    va_list arguments;

    if (!finding)
        return;
    va_start(arguments, about);
    vsnprintf(finding->about, sizeof finding->about, about, arguments);
    va_end(arguments);
}

static void tell_failure(t4_verifying *v, const t4_error *failure)
{
    t4_verify_finding *finding = add(v, false, "fails");
    char line[32] = "";

    if (!finding)
        return;
    if (failure->line)
        snprintf(line, sizeof line, "%llu:", (unsigned long long)failure->line);
    snprintf(finding->about, sizeof finding->about, "%.200s%s%s%s%.700s", failure->where,
             failure->where[0] ? ":" : "", line, failure->where[0] ? " " : "", failure->text);
}

t4_status t4_job_verify(t4_run *run, const t4_verify_options *options, t4_verified *verified,
                        t4_error *err)
{
    t4_status result = T4_OK;
    t4_tree_file *files = NULL;
    size_t count = 0;
    t4_error first = {0};

    verified->count = 0;
    result = t4_tree_list(options->release, &files, &count, err);
    if (result)
        return result;
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        t4_verifying v = {run, options, verified, checks[i].name, files, count};
        t4_error failure = {0};
        t4_status status;

        if (checks[i].certificate && !options->certificate)
            continue;
        status = checks[i].check(&v, &failure);
        if (status && status != T4_ERR_DATA) {
            *err = failure;
            t4_tree_files_free(files, count);
            return status;
        }
        if (status) {
            tell_failure(&v, &failure);
            first = result ? first : failure;
            result = status;
        }
    }
    t4_tree_files_free(files, count);
    if (result)
        *err = first;
    return result;
}
