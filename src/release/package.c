/* SPDX-License-Identifier: MIT */
#include "release/package.h"

#include "release/codes.h"
#include "release/draft.h"
#include "release/papers.h"
#include "release/tables.h"
#include "release/workbook.h"

static bool always(const t4_template *template_)
{
    return true;
}

static bool wants_xlsx(const t4_template *template_)
{
    return template_->xlsx;
}

static t4_status write_workbook(t4_draft *draft, t4_error *err)
{
    return t4_workbook_write(draft, &t4_split_usual, err);
}

/*
 * Every writer of a release, in order: a new format is a new row.  The tables
 * come first, as they count what the others need (and write CSV only when
 * it is wanted); the manifest comes last, as it lists what was written.
 */
static const struct {
    bool (*wanted)(const t4_template *template_);
    t4_status (*write)(t4_draft *draft, t4_error *err);
} writers[] = {
    {always, t4_tables_write},
    {always, t4_codes_write},
    {wants_xlsx, write_workbook},
    {always, t4_papers_policy},
    {always, t4_papers_notices},
    {always, t4_papers_readme},
    {always, t4_papers_manifest},
};

t4_status t4_package_write(const t4_package *package, t4_error *err)
{
    t4_draft draft;
    uint64_t bytes = 0;
    t4_status status = t4_draft_init(&draft, package, err);

    for (size_t i = 0; i < sizeof writers / sizeof *writers && !status; i++) {
        status = t4_run_check(package->run, err);
        if (!status && writers[i].wanted(package->template_))
            status = writers[i].write(&draft, err);
    }
    if (!status)
        status = t4_papers_sums(&draft, &bytes, err);
    if (!status && package->bytes)
        *package->bytes = bytes;
    if (!status && package->survey) {
        *package->survey = draft.survey;
        draft.survey = (t4_survey){0};
    }
    t4_draft_release(&draft);
    return status;
}
