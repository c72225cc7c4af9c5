/* SPDX-License-Identifier: MIT */
#include "release/package.h"

#include "base/memory.h"
#include "release/changes.h"
#include "release/codes.h"
#include "release/draft.h"
#include "release/papers.h"
#include "release/tables.h"
#include "release/writer.h"

#define WRITER(name, place, about, needs_csv) &t4_writer_##name,
const t4_writer *const t4_writers[T4_OUTPUT_COUNT] = {T4_OUTPUTS(WRITER)};
#undef WRITER

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

/* What is different from the release before, where one is named. */
static t4_status write_changes(t4_draft *draft, t4_error *err)
{
    const t4_package *package = draft->package;
    t4_status status;

    if (!package->previous)
        return T4_OK;
    draft->changes = t4_alloc_zero(1, sizeof *draft->changes);
    if (!draft->changes)
        return t4_fail_memory(err);
    status = t4_changes_find(draft->changes, draft, package->previous, err);
    if (!status && package->no_coarser && draft->changes->loss_count)
        status = t4_fail(err, T4_ERR_NOTICED,
                         "coarser than release '%s' in '%s': %s was %s%s%s; nothing was written, as "
                         "--no-coarser asks", draft->changes->before.vintage, package->previous,
                         draft->changes->losses[0].what, draft->changes->losses[0].was,
                         draft->changes->losses[0].is[0] ? ", is " : ", is gone",
                         draft->changes->losses[0].is);
    return status ? status : t4_changes_write(draft, draft->changes, err);
}

static void release_changes(t4_draft *draft)
{
    if (draft->changes)
        t4_changes_release(draft->changes);
    t4_free(draft->changes);
    draft->changes = NULL;
}

static t4_status write_tables(t4_draft *draft, t4_error *err)
{
    return t4_tables_write(draft, write_changes, err);
}

typedef t4_status step(t4_draft *draft, t4_error *err);

/*
 * Everything that a release has, in order: the tables first, as they count
 * what the others need; the manifest last, as it lists what was written.
 * Formats are rows of T4_OUTPUTS (model/output.h), not of this list.
 */
static step *const steps[] = {
    write_tables,
    t4_codes_write,
    t4_papers_policy,
    t4_papers_hiding,
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
    release_changes(&draft);
    t4_draft_release(&draft);
    return status;
}
