/* SPDX-License-Identifier: MIT */
#include "job/listfile.h"

#include <stdio.h>
#include <string.h>

#include "io/wholefile.h"
#include "model/flow.h"

t4_status t4_listfile_read(t4_sheet *sheet, t4_run *run, const t4_template *t, const char *name, t4_error *err)
{
    char path[4096];
    t4_sheet_options options = {0};
    t4_buffer bytes;
    bool absolute = name[0] == '/' || !t->folder || !t->folder[0];
    t4_status status;

    t4_sheet_init(sheet, name);
    if (snprintf(path, sizeof path, "%s%s%s", absolute ? "" : t->folder, absolute ? "" : "/", name) >= (int)sizeof path)
        return t4_fail(err, T4_ERR_USAGE, "the path '%s' is too long", name);
    t4_buffer_init(&bytes, 0);
    status = t4_wholefile_read(&bytes, run, path, err);
    if (!status)
        status = t4_wholefile_decode(&bytes, NULL, path, err);
    if (!status)
        status = t4_sheet_delimited(sheet, &bytes, &options, err);
    if (!status)
        status = t4_sheet_lift_header(sheet, err);
    t4_buffer_release(&bytes);
    return status;
}

t4_status t4_listfile_flow(const t4_sheet *sheet, size_t row, long column, uint32_t *flow, t4_error *err)
{
    const char *text = t4_sheet_field(sheet, row, column);

    *flow = T4_FLOWS;
    if (*text && strcmp(text, "*") && (*flow = (uint32_t)t4_flow_parse(text, strlen(text))) == T4_FLOWS)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0, "'%s' is no flow; expected M, X, FM, "
                          "RM, DX, RX or nothing", text);
    return T4_OK;
}

const char *t4_listfile_partner(const t4_sheet *sheet, size_t row, long column)
{
    const char *text = t4_sheet_field(sheet, row, column);

    return strcmp(text, "*") ? text : "";
}
