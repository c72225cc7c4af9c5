/* SPDX-License-Identifier: MIT */
/* Flows: M, X, FM, RM, DX, RX in either case, or what the template's map calls them. */
#include <string.h>

#include "clean/state.h"

static t4_flow read_flow(const char *text, size_t n)
{
    char upper[4];

    if (!n || n >= sizeof upper)
        return T4_FLOWS;
    for (size_t i = 0; i < n; i++)
        upper[i] = text[i] >= 'a' && text[i] <= 'z' ? (char)(text[i] - 32) : text[i];
    return t4_flow_parse(upper, n);
}

t4_status t4_flow_settle(t4_cleaner *cleaner, const t4_layout *layout, unsigned place,
                         const char *text, size_t n, uint32_t *value, t4_error *err)
{
    const char *mapped = t4_text_map(cleaner, &layout->maps[place], text, n);

    *value = mapped ? read_flow(mapped, strlen(mapped)) : read_flow(text, n);
    if (*value == T4_FLOWS)
        t4_notes_add(&cleaner->notes, T4_ISSUE_FLOW_UNKNOWN, T4_ACT_REJECT, text, n,
                     layout->maps[place].keys ? "M, X, FM, RM, DX, RX or a name in the column's map"
                                              : "M, X, FM, RM, DX or RX; other names need `map`");
    return T4_OK;
}
