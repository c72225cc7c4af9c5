/* SPDX-License-Identifier: MIT */
#include "watch/listfamilies.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static t4_status add_code(t4_listfamilies *found, uint32_t family, t4_error *err)
{
    for (size_t i = 0; i < found->count; i++)
        if (found->families[i].family == family) {
            found->families[i].listed++;
            return T4_OK;
        }
    if (!t4_grow(&found->families, &found->room, found->count, sizeof *found->families))
        return t4_fail_memory(err);
    found->families[found->count++] = (t4_listfamily){.family = family, .listed = 1};
    return T4_OK;
}

static t4_status grade(t4_listfamilies *found, const t4_correlation *c, const char *code, t4_error *err)
{
    t4_code_scope scope;
    t4_status status = t4_correlation_scope(c, code, strlen(code), &scope, err);

    if (!status)
        *(scope == T4_CODE_SCOPE_SAME ? &found->same : scope == T4_CODE_SCOPE_WASTE_ONLY ? &found->waste_only
          : scope == T4_CODE_SCOPE_MORE ? &found->more : &found->new_number) += 1;
    return status;
}

static int by_size(const void *left, const void *right)
{
    const t4_listfamily *a = left, *b = right;

    return a->codes != b->codes ? (a->codes < b->codes ? 1 : -1) : (a->family > b->family) - (a->family < b->family);
}

t4_status t4_listfamilies_find(t4_listfamilies *found, const t4_correlation *c, t4_correlation_end end,
                               const char *const *codes, size_t count, t4_error *err)
{
    t4_status status = T4_OK;

    *found = (t4_listfamilies){.codes = count};
    for (size_t i = 0; !status && i < count; i++) {
        uint32_t node = t4_correlation_find(c, end, codes[i], strlen(codes[i]));

        if (node == T4_CORRELATION_NONE) {
            found->unknown++;
            continue;
        }
        status = add_code(found, t4_correlation_family(c, node), err);
        if (!status)
            status = grade(found, c, codes[i], err);
    }
    for (size_t i = 0; i < found->count; i++) {
        t4_correlation_members(c, found->families[i].family, end, &found->families[i].codes);
        if (found->families[i].listed >= found->families[i].codes)
            found->whole += found->families[i].listed;
    }
    if (!status && found->count)
        qsort(found->families, found->count, sizeof *found->families, by_size);
    return status;
}

void t4_listfamilies_release(t4_listfamilies *found)
{
    t4_free(found->families);
    *found = (t4_listfamilies){.count = 0};
}
