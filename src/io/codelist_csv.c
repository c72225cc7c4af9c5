/* SPDX-License-Identifier: MIT */
#include "io/codelist_csv.h"

#include <string.h>

/* Two digits at the beginning of a field: where a header would have a word. */
static bool looks_like_code(const char *text)
{
    if (*text == '\'')
        text++;
    return text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9';
}

/* Without a word from the template: a first record with a code where codes are is data. */
static bool first_is_header(const t4_sheet *sheet, const t4_list_layout *layout)
{
    long column = 0;

    if (layout->header && strcmp(layout->header, "auto"))
        return !strcmp(layout->header, "yes");
    if (layout->code)
        column = t4_sheet_column(sheet, layout->code);
    return column < 0 || !looks_like_code(t4_sheet_field(sheet, 0, column));
}

t4_status t4_codelist_csv(t4_sheet *sheet, t4_buffer *text, const t4_list_layout *layout,
                          t4_error *err)
{
    t4_sheet_options options = {.separator = layout->separator, .skip = (uint64_t)layout->skip};
    t4_status status = t4_sheet_delimited(sheet, text, &options, err);

    if (!status && first_is_header(sheet, layout))
        status = t4_sheet_lift_header(sheet, err);
    return status;
}
