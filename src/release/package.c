/* SPDX-License-Identifier: MIT */
#include "release/package.h"

#include "release/codes.h"
#include "release/draft.h"
#include "release/papers.h"
#include "release/tables.h"
#include "release/writer.h"

#define WRITER(name, place, about, needs_csv) &t4_writer_##name,
const t4_writer *const t4_writers[T4_OUTPUT_COUNT] = {T4_OUTPUTS(WRITER)};
#undef WRITER

typedef t4_status step(t4_draft *draft, t4_error *err);

/* The files of the chosen formats that are not streams of rows. */
static t4_status write_formats(t4_draft *draft, t4_error *err)
{
    t4_status status = T4_OK;

    for (int output = 0; output < T4_OUTPUT_COUNT && !status; output++) {
        status = t4_run_check(draft->package->run, err);
        if (!status && draft->package->template_->wanted[output] && t4_writers[output]->write)
            status = t4_writers[output]->write(draft, err);
    }
    return status;
}

/*
 * Everything that a release has, in order: the tables first, as they count
 * what the others need; the manifest last, as it lists what was written.
 * Formats are rows of T4_OUTPUTS (model/output.h), not of this list.
 */
static step *const steps[] = {
    t4_tables_write,
    t4_codes_write,
    t4_papers_policy,
    t4_papers_notices,
    write_formats,
    t4_papers_readme,
    t4_papers_manifest,
};

t4_status t4_package_write(const t4_package *package, t4_error *err)
{
    t4_draft draft;
    uint64_t bytes = 0;
    t4_status status = t4_draft_init(&draft, package, err);

    for (size_t i = 0; i < sizeof steps / sizeof *steps && !status; i++) {
        status = t4_run_check(package->run, err);
        if (!status)
            status = steps[i](&draft, err);
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
