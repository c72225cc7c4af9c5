/* SPDX-License-Identifier: MIT */
/* Files of flows: any bytes as text, workbook, DBF or SDMX, read by the profiles; what is read can be added up. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hold.h"
#include "job/flows.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* Rows lead to texts that are there; a source has no more rows in use than it has. */
static void check(const t4_flows *flows)
{
    for (size_t i = 0; i < flows->count; i++) {
        const t4_flows_row *row = &flows->rows[i];

        if (row->source >= flows->source_count || row->code >= t4_dict_count(flows->codes) ||
            row->partner >= t4_dict_count(flows->places) || row->reporter >= t4_dict_count(flows->places) ||
            row->unit >= t4_dict_count(flows->units) || row->edition >= t4_dict_count(flows->notes) || !row->period)
            abort();
        if (row->level && row->level != T4_FLOWS_NAMED && strlen(t4_flows_code_text(flows, row->code)) < row->level)
            abort();
    }
    for (size_t i = 0; i < flows->source_count; i++)
        if (flows->sources[i].figures > flows->sources[i].rows)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    t4_job_flows_defaults defaults = {.reporter = "XX", .flow = "M"};
    int file = memfd_create("flows", 0);
    char path[64];
    const char *paths[] = {path};
    t4_flows flows;
    t4_error err = {0};
    t4_status status;
    t4_run run;

    hold_charsets();
    if (file < 0 || write(file, bytes, n) != (ssize_t)n)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    t4_run_init(&run);
    status = t4_job_flows(&flows, &run, paths, 1, &defaults, &err);
    if ((status != T4_OK) != (err.text[0] != 0))
        abort();
    check(&flows);
    t4_flows_release(&flows);
    close(file);
    return 0;
}
