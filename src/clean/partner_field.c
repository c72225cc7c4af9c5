/* SPDX-License-Identifier: MIT */
/* Partners: a known country in any spelling, a national list, a map, or any label when open. */
#include <string.h>

#include "base/memory.h"
#include "clean/state.h"

/* Counter of an unknown name; 0 when the limit of names is reached. */
static uint32_t count_name(t4_tally *tally, const char *name, size_t n)
{
    uint32_t id = t4_dict_add(tally->names, name, n < T4_MEMO_TEXT ? n : T4_MEMO_TEXT);

    if (id == T4_DICT_NONE)
        return 0;
    while (id >= tally->room) {
        size_t before = tally->room;

        if (!t4_grow(&tally->rows, &tally->room, tally->room, sizeof *tally->rows))
            return 0;
        memset(tally->rows + before, 0, (tally->room - before) * sizeof *tally->rows);
    }
    return id + 1;
}

static void note_unknown(t4_cleaner *cleaner, const char *text, size_t n)
{
    const char *near = t4_partners_suggest(cleaner->clean->options.partners, text, n);
    const char *code = near ? t4_partners_find(cleaner->clean->options.partners, near, strlen(near))
                            : NULL;
    t4_note *note;

    if (code)
        note = t4_notes_add(&cleaner->notes, T4_ISSUE_PARTNER_UNKNOWN, T4_ACT_REJECT, text, n,
                            "a partner; did you mean '%.80s' (%.20s)?", near, code);
    else
        note = t4_notes_add(&cleaner->notes, T4_ISSUE_PARTNER_UNKNOWN, T4_ACT_REJECT, text, n,
                            "ISO2, ISO3, M49, a country's name or a label of the partner list");
    if (note)
        note->tally = count_name(&cleaner->unknown, text, n);
}

static void note_reserved(t4_cleaner *cleaner, const char *text, size_t n)
{
    t4_notes_add(&cleaner->notes, T4_ISSUE_PARTNER_RESERVED, T4_ACT_REJECT, text, n,
                 "a partner; this name is kept for totals and groups");
}

/* The map's target where the map names the text. */
static bool map_text(t4_cleaner *cleaner, const t4_layout *layout, unsigned place,
                     const char **text, size_t *n)
{
    const char *mapped = t4_text_map(cleaner, &layout->maps[place], *text, *n);

    if (!mapped)
        return false;
    *text = mapped;
    *n = strlen(mapped);
    return true;
}

t4_status t4_partner_settle(t4_cleaner *cleaner, const t4_layout *layout, unsigned place,
                            const char *text, size_t n, uint32_t *value, t4_error *err)
{
    const t4_clean *clean = cleaner->clean;
    const char *found = text, *code;
    size_t found_length = n;
    bool mapped = map_text(cleaner, layout, place, &text, &n);

    if (t4_text_reserved(text, n)) {
        note_reserved(cleaner, found, found_length);
        return T4_OK;
    }
    if (clean->partners && n)
        return t4_label_settle(cleaner, layout, place, found, found_length, value, err);
    code = clean->options.partners && n ? t4_partners_find(clean->options.partners, text, n) : NULL;
    if (!code && mapped && n)
        return t4_column_add(clean->domain->partners, text, n, "partner", value, err);
    if (!code) {
        note_unknown(cleaner, found, found_length);
        return T4_OK;
    }
    if (t4_text_reserved(code, strlen(code))) {
        note_reserved(cleaner, found, found_length);
        return T4_OK;
    }
    return t4_column_add(clean->domain->partners, code, strlen(code), "partner", value, err);
}
