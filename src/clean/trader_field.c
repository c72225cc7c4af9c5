/* SPDX-License-Identifier: MIT */
/* Traders: ids in normal form; records without one. */
#include <string.h>

#include "clean/state.h"
#include "model/trader.h"

t4_status t4_trader_settle(t4_cleaner *cleaner, const t4_layout *layout, unsigned place,
                           const char *text, size_t n, uint32_t *value, t4_error *err)
{
    t4_issue_action action = t4_clean_action(cleaner, T4_ISSUE_TRADER_MISSING);
    const char *mapped = t4_text_map(cleaner, &layout->maps[place], text, n);
    t4_note *note;

    *value = 0;
    if (mapped) {
        text = mapped;
        n = strlen(mapped);
    }
    if (!t4_trader_normalise(text, n, layout->columns[place].digits, &cleaner->other,
                             &cleaner->folded))
        return t4_fail_memory(err);
    if (cleaner->other.length > T4_LABEL_MOST) {
        note = t4_notes_add(&cleaner->notes, T4_ISSUE_TRADER_MISSING, T4_ACT_REJECT, text, n,
                            "a trader's id of at most %d bytes", T4_LABEL_MOST);
        if (note)
            note->secret = true;
        return T4_OK;
    }
    if (cleaner->other.length)
        return t4_column_add(cleaner->clean->domain->traders, cleaner->other.data,
                             cleaner->other.length, "trader", value, err);
    if (action != T4_ACT_OFF) {
        note = t4_notes_add(&cleaner->notes, T4_ISSUE_TRADER_MISSING, action, text, n, "a trader's id");
        if (note)
            note->secret = true;
    }
    return T4_OK;
}
