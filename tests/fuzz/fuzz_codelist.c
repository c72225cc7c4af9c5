/* SPDX-License-Identifier: MIT */
/* Code lists: any bytes as CSV, JSON or fixed width (the first byte chooses); what is read obeys its own rules. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/codelist_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* Sorted, parents shorter walks that end, every code found again, ancestors of the asked length or less. */
static void check(const t4_codelist *list)
{
    char out[16];

    for (size_t i = 0; i < t4_codelist_count(list); i++) {
        const t4_code_entry *e = t4_codelist_entry(list, i);
        int steps = 0;

        if (i && strcmp(t4_codelist_entry(list, i - 1)->code, e->code) > 0)
            abort();
        if (t4_codelist_find(list, e->code, strlen(e->code), 0) < 0)
            abort();
        for (int64_t up = e->parent; up >= 0; up = t4_codelist_entry(list, (size_t)up)->parent)
            if (++steps > 64)
                abort();
        t4_codelist_ancestor(list, e->code, 4, out);
        if (strlen(out) > 4)
            abort();
        t4_codelist_repair_zero(list, e->code + 1, strlen(e->code) - 1, 10, out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const t4_list_layout layouts[] = {
        {0}, {.header = "no", .code = "1+2", .label = "3", .separator = '|'}, {.code = "1-10", .label = "15-40"},
        {.format = "comtrade"}, {.encoding = "windows-1251", .digits = 8}};
    t4_codelist *list = NULL;
    t4_error err = {0};
    t4_buffer copy;
    t4_status status;

    if (!n)
        return 0;
    t4_buffer_init(&copy, 0);
    if (!t4_buffer_append(&copy, bytes + 1, n - 1))
        abort();
    status = t4_codelist_read_bytes(&list, &copy, "list", &layouts[bytes[0] % 5], "E", &err);
    if ((status != T4_OK) != (err.text[0] != 0) || (status == T4_OK) != (list != NULL))
        abort();
    if (list)
        check(list);
    t4_codelist_free(list);
    t4_buffer_release(&copy);
    return 0;
}
