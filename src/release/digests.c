/* SPDX-License-Identifier: MIT */
/* The files of a draft with size and digest, each file read once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "release/draft.h"
#include "release/tree.h"

typedef struct {
    t4_draft *draft;
    t4_draft_file *files;      /* those without a digest */
} digesting;

static t4_status digest_one(void *context, unsigned worker, size_t index, t4_error *err)
{
    const digesting *d = context;
    t4_draft_file *file = &d->files[index];
    char path[T4_DRAFT_PATH];
    t4_status status = t4_run_check(d->draft->package->run, err);

    if (!status)
        status = t4_draft_path(d->draft, file->name, path, err);
    return status ? status : t4_digest_file(path, NULL, 0, file->digest, err);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const t4_draft_file *)a)->name, ((const t4_draft_file *)b)->name);
}

/* Files that are new since the last call, appended without their digests. */
static t4_status add_new(t4_draft *draft, size_t known, t4_error *err)
{
    t4_tree_file *list = NULL;
    size_t count = 0;
    t4_status status = t4_tree_list(draft->package->folder, &list, &count, err);

    for (size_t i = 0; i < count && !status; i++) {
        t4_draft_file file = {.bytes = list[i].bytes};

        if (snprintf(file.name, sizeof file.name, "%s", list[i].path) >= (int)sizeof file.name)
            status = t4_fail(err, T4_ERR_IO, "the name '%s' in the release folder is too long",
                             list[i].path);
        else if (known && bsearch(&file, draft->digests, known, sizeof file, by_name))
            continue;
        else if (!t4_grow(&draft->digests, &draft->digest_room, draft->digest_count, sizeof file))
            status = t4_fail_memory(err);
        else
            draft->digests[draft->digest_count++] = file;
    }
    t4_tree_files_free(list, count);
    return status;
}

t4_status t4_draft_files(t4_draft *draft, const t4_draft_file **files, size_t *count, t4_error *err)
{
    size_t known = draft->digest_count;
    t4_status status = add_new(draft, known, err);
    digesting d = {draft, draft->digests ? draft->digests + known : NULL};

    if (!status && draft->digest_count > known)
        status = t4_parallel_for(draft->package->run, draft->digest_count - known, digest_one, &d, err);
    if (status) {
        draft->digest_count = known;
        return status;
    }
    if (draft->digest_count)
        qsort(draft->digests, draft->digest_count, sizeof *draft->digests, by_name);
    *files = draft->digests;
    *count = draft->digest_count;
    return T4_OK;
}

uint64_t t4_draft_rows_of(const t4_draft *draft, const char *name)
{
    for (size_t i = 0; i < draft->file_count; i++)
        if (!strcmp(draft->files[i].name, name))
            return draft->files[i].rows;
    return 0;
}
