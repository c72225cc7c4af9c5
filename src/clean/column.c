/* SPDX-License-Identifier: MIT */
/* A column of texts turned into ids: every distinct text is settled once, the rest is memory. */
#include "clean/state.h"

#include "base/memory.h"

bool t4_cleaner_defect(t4_cleaner *cleaner, const t4_defect *defect)
{
    if (!t4_grow(&cleaner->defects, &cleaner->defect_room, cleaner->defect_count,
                 sizeof *cleaner->defects))
        return false;
    cleaner->defects[cleaner->defect_count++] = *defect;
    return true;
}

t4_status t4_fail_distinct(const char *what, t4_error *err)
{
    return t4_fail(err, T4_ERR_MEMORY, "no memory for another distinct %s, or more of them than "
                   "`tenfour limits` states", what);
}

t4_status t4_column_add(t4_dict *dict, const char *text, size_t n, const char *what,
                        uint32_t *value, t4_error *err)
{
    *value = t4_dict_add(dict, text, n);
    return *value == T4_DICT_NONE ? t4_fail_distinct(what, err) : T4_OK;
}

/* The kind of bytes that are no text is told before anything that follows from them. */
static t4_status settle_text(t4_cleaner *cleaner, const t4_layout *layout, unsigned place,
                             bool constant, const char *bytes, size_t n, t4_settle *settle,
                             uint32_t none, t4_memo_slot *slot, t4_error *err)
{
    t4_issue_action action = t4_clean_action(cleaner, T4_ISSUE_BAD_BYTES);
    t4_status status = T4_OK;
    const char *text;
    size_t length;
    t4_note *note;

    t4_notes_begin(&cleaner->notes);
    slot->value = none;
    if (!t4_text_decode(cleaner, layout, constant, bytes, n, &text, &length)) {
        note = t4_notes_add(&cleaner->notes, T4_ISSUE_BAD_BYTES, action, text, length,
                            "text in %s", layout->encoding);
        if (note)
            note->secret = place == T4_FIELD_TRADER;
    }
    if (!t4_notes_rejected(&cleaner->notes))
        status = settle(cleaner, layout, place, text, length, &slot->value, err);
    if (!t4_notes_end(&cleaner->notes, &slot->note) && !status)
        status = t4_fail_memory(err);
    if (status || n > T4_MEMO_TEXT)
        return status;
    return t4_memo_put(&cleaner->memos[place], slot, bytes, slot->value, slot->note)
               ? T4_OK : t4_fail_memory(err);
}

static inline t4_status read_text(t4_cleaner *cleaner, const t4_layout *layout, unsigned place,
                                  bool constant, const char *bytes, size_t n, size_t before,
                                  t4_settle *settle, uint32_t none, uint32_t row, t4_error *err)
{
    t4_memo *memo = &cleaner->memos[place];
    t4_memo_slot key = t4_memo_key(bytes, n, before, layout->id);
    const t4_memo_slot *found = &memo->last;
    t4_status status;

    if (!t4_memo_same(found, &key) || n > 16) {
        found = t4_memo_find(memo, &key, bytes);
        if (__builtin_expect(!found, 0)) {
            status = settle_text(cleaner, layout, place, constant, bytes, n, settle, none, &key, err);
            if (status)
                return status;
            found = &key;
        }
        memo->last = *found;
    }
    cleaner->ids[place][row] = found->value;
    if (__builtin_expect(found->note != 0, 0)) {
        t4_defect defect = {row, found->note, (uint8_t)place, 0, 0};

        if (!t4_cleaner_defect(cleaner, &defect))
            return t4_fail_memory(err);
    }
    return T4_OK;
}

static t4_status read_slot(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                           unsigned place, int slot, t4_settle *settle, uint32_t none,
                           t4_error *err)
{
    const uint32_t *starts = slices->starts + slot, *ends = slices->ends + slot;
    t4_status status = T4_OK;

    for (uint32_t row = 0; row < slices->rows && !status; row++) {
        size_t k = (size_t)row * slices->columns;

        status = read_text(cleaner, binding->layout, place, false, slices->bytes + starts[k],
                           ends[k] - starts[k], ends[k], settle, none, row, err);
    }
    return status;
}

/* The same text for every row. */
static t4_status read_constant(t4_cleaner *cleaner, const t4_binding *binding, uint32_t rows,
                               unsigned place, const t4_origin *origin, t4_settle *settle,
                               uint32_t none, t4_error *err)
{
    t4_status status = T4_OK;

    for (uint32_t row = 0; row < rows && !status; row++)
        status = read_text(cleaner, binding->layout, place, true, origin->constant, origin->length,
                           0, settle, none, row, err);
    return status;
}

/* Year and month from two columns: settled as one text with a separator between. */
static t4_status read_parts(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                            unsigned place, t4_settle *settle, uint32_t none, t4_error *err)
{
    const t4_origin *parts[2] = {&binding->origins[place], &binding->month};
    t4_status status = T4_OK;

    for (uint32_t row = 0; row < slices->rows && !status; row++) {
        char text[128];
        size_t n = 0;

        for (int i = 0; i < 2; i++) {
            size_t length;
            const char *bytes = t4_slices_field(slices, row, (uint32_t)parts[i]->slot, &length);

            if (length > 60) {
                bytes = "?";
                length = 1;
            }
            memcpy(text + n, bytes, length);
            n += length;
            if (!i)
                text[n++] = T4_PERIOD_PARTS;
        }
        status = read_text(cleaner, binding->layout, place, false, text, n, n, settle, none, row,
                           err);
    }
    return status;
}

const t4_origin *t4_column_origin(const t4_cleaner *cleaner, const t4_binding *binding,
                                  unsigned place, uint32_t row)
{
    uint32_t flow;

    if (place != T4_FIELD_TRADER || !binding->trader_by_flow)
        return &binding->origins[place];
    flow = cleaner->ids[T4_FIELD_FLOW][row];
    return flow < T4_FLOWS ? &binding->traders[flow] : &binding->origins[place];
}

static t4_status read_by_flow(t4_cleaner *cleaner, const t4_binding *binding,
                              const t4_slices *slices, unsigned place, t4_settle *settle,
                              uint32_t none, t4_error *err)
{
    t4_status status = T4_OK;

    for (uint32_t row = 0; row < slices->rows && !status; row++) {
        const t4_origin *origin = t4_column_origin(cleaner, binding, place, row);
        size_t k;

        if (!origin->present) {
            cleaner->ids[place][row] = none;
            continue;
        }
        k = (size_t)row * slices->columns + (uint32_t)origin->slot;
        status = read_text(cleaner, binding->layout, place, false, slices->bytes + slices->starts[k],
                           slices->ends[k] - slices->starts[k], slices->ends[k], settle, none, row,
                           err);
    }
    return status;
}

t4_status t4_column_read(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                         unsigned place, t4_settle *settle, uint32_t none, t4_error *err)
{
    const t4_origin *origin = &binding->origins[place];

    if (place == T4_FIELD_TRADER && binding->trader_by_flow)
        return read_by_flow(cleaner, binding, slices, place, settle, none, err);
    if (!origin->present) {
        for (uint32_t row = 0; row < slices->rows; row++)
            cleaner->ids[place][row] = none;
        return T4_OK;
    }
    if (origin->slot < 0)
        return read_constant(cleaner, binding, slices->rows, place, origin, settle, none, err);
    if (place == T4_FIELD_PERIOD && binding->month.present)
        return read_parts(cleaner, binding, slices, place, settle, none, err);
    return read_slot(cleaner, binding, slices, place, origin->slot, settle, none, err);
}
