/* SPDX-License-Identifier: MIT */
#include "job/editions.h"

#include <string.h>

#include "io/correlation_read.h"

t4_status t4_job_edition(const char *option, const char *text, t4_edition *edition, t4_error *err)
{
    if (t4_edition_parse(text, strlen(text), edition))
        return T4_OK;
    return t4_fail(err, T4_ERR_USAGE, "%s '%.40s' is no edition; expected a name such as HS2017, HS2022 or CN2021",
                   option, text);
}

t4_status t4_job_editions(t4_correlation **c, t4_run *run, const t4_editions_input *input, const t4_edition *from,
                          const t4_edition *to, t4_error *err)
{
    t4_status status = T4_OK;

    if (!input->map_count)
        return t4_fail(err, T4_ERR_USAGE, "no correlation table from %s to %s: none is part of this program; take the "
                       "'Correlation and conversion tables' of the UN Statistics Division (for the HS: "
                       "unstats.un.org/unsd/classifications/Econ) or your office's own table, as XLSX or CSV, and name "
                       "it with --map FILE", from->name, to->name);
    *c = t4_correlation_new();
    if (!*c)
        return t4_fail_memory(err);
    for (size_t i = 0; !status && i < input->map_count; i++)
        status = t4_correlation_read(*c, run, input->maps[i], from, to, err);
    if (!status)
        status = t4_correlation_chain(*c, from, to, err);
    for (size_t step = 0; !status && step + 1 < t4_correlation_editions(*c); step++)
        status = t4_correlation_read_facts(*c, step, err);
    if (!status)
        status = t4_correlation_finish(*c, input->families, err);
    if (status) {
        t4_correlation_free(*c);
        *c = NULL;
    }
    return status;
}
