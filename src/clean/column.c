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

/* How the texts of a column are settled. */
typedef struct {
    t4_cleaner *cleaner;
    const t4_layout *layout;
    unsigned place;
    bool constant;         /* UTF-8 from the template, whatever the file's encoding */
    t4_settle *settle;
    uint32_t none;         /* the id where there is none */
} column_work;

/* Rows whose memo slots are fetched together, so that the waits for memory overlap. */
enum { GROUP = 16 };

typedef struct {
    const char *text[GROUP];   /* NULL = the row has no such field */
    size_t n[GROUP];
    size_t before[GROUP];      /* bytes that may be read up to the text's end */
    t4_memo_slot keys[GROUP];
    size_t at[GROUP];
} text_group;

/* That bytes are no text is told before anything that follows from them. */
static t4_status settle_text(const column_work *work, const char *bytes, size_t n,
                             t4_memo_slot *slot, t4_error *err)
{
    t4_cleaner *cleaner = work->cleaner;
    t4_notes *notes = &cleaner->notes;
    t4_status status = T4_OK;
    const char *text;
    size_t length;
    t4_note *note;

    t4_notes_begin(notes);
    slot->value = work->none;
    if (!t4_text_decode(cleaner, work->layout, work->constant, bytes, n, &text, &length)) {
        note = t4_notes_add(notes, T4_ISSUE_BAD_BYTES, t4_clean_action(cleaner, T4_ISSUE_BAD_BYTES),
                            text, length, "text in %s", work->layout->encoding);
        if (note)
            note->secret = work->place == T4_FIELD_TRADER;
    }
    if (!t4_notes_rejected(notes))
        status = work->settle(cleaner, work->layout, work->place, text, length, &slot->value, err);
    if (!t4_notes_end(notes, &slot->note) && !status)
        status = t4_fail_memory(err);
    if (status || n > T4_MEMO_TEXT)
        return status;
    return t4_memo_put(&cleaner->memos[work->place], slot, bytes, slot->value, slot->note)
               ? T4_OK : t4_fail_memory(err);
}

static inline __attribute__((always_inline)) t4_status
give(const column_work *work, uint32_t row, const t4_memo_slot *slot, t4_error *err)
{
    t4_defect defect = {row, slot->note, (uint8_t)work->place, 0, 0};

    work->cleaner->ids[work->place][row] = slot->value;
    if (__builtin_expect(slot->note != 0, 0) && !t4_cleaner_defect(work->cleaner, &defect))
        return t4_fail_memory(err);
    return T4_OK;
}

/* A text that is not where its hash points: further along, or new. */
static __attribute__((noinline)) t4_status look_further(const column_work *work, uint32_t row, const char *text, size_t n,
                              t4_memo_slot *key, t4_error *err)
{
    const t4_memo_slot *found = t4_memo_find(&work->cleaner->memos[work->place], key, text);
    t4_status status = found ? T4_OK : settle_text(work, text, n, key, err);

    return status ? status : give(work, row, found ? found : key, err);
}

static t4_status read_group(const column_work *work, text_group *group, uint32_t first,
                            uint32_t count, t4_error *err)
{
    const t4_memo *memo = &work->cleaner->memos[work->place];
    t4_status status = T4_OK;

    for (uint32_t i = 0; i < count; i++) {
        group->at[i] = 0;
        if (!group->text[i])
            continue;
        group->keys[i] = t4_memo_key(group->text[i], group->n[i], group->before[i], work->layout->id);
        group->at[i] = t4_memo_hash(memo, &group->keys[i]) & memo->mask;
        __builtin_prefetch(&memo->slots[group->at[i]]);
    }
    for (uint32_t i = 0; i < count && !status; i++) {
        /* A settled text may have made the table larger: the place is then only a guess. */
        const t4_memo_slot *slot = &memo->slots[group->at[i]];

        if (!group->text[i])
            work->cleaner->ids[work->place][first + i] = work->none;
        else if (__builtin_expect(t4_memo_same(slot, &group->keys[i]), 1) && group->n[i] <= 16)
            status = give(work, first + i, slot, err);
        else
            status = look_further(work, first + i, group->text[i], group->n[i], &group->keys[i], err);
    }
    return status;
}

static t4_status read_slot(const column_work *work, const t4_slices *slices, uint32_t slot,
                           t4_error *err)
{
    const uint32_t *starts = slices->starts + slot, *ends = slices->ends + slot;
    t4_status status = T4_OK;
    text_group group;

    for (uint32_t first = 0; first < slices->rows && !status; first += GROUP) {
        uint32_t count = slices->rows - first < GROUP ? slices->rows - first : GROUP;

        for (uint32_t i = 0; i < count; i++) {
            size_t k = (size_t)(first + i) * slices->columns;

            group.text[i] = slices->bytes + starts[k];
            group.n[i] = ends[k] - starts[k];
            group.before[i] = ends[k];
        }
        status = read_group(work, &group, first, count, err);
    }
    return status;
}

/* The same text for every row. */
static t4_status read_constant(const column_work *work, uint32_t rows, const t4_origin *origin,
                               t4_error *err)
{
    t4_memo_slot key = t4_memo_key(origin->constant, origin->length, 0, work->layout->id);
    t4_status status = T4_OK;

    for (uint32_t row = 0; row < rows && !status; row++)
        status = look_further(work, row, origin->constant, origin->length, &key, err);
    return status;
}

/* Year and month from two columns: settled as one text with a separator between. */
static size_t join_parts(const t4_binding *binding, const t4_slices *slices, uint32_t row,
                         char text[128])
{
    const t4_origin *parts[2] = {&binding->origins[T4_FIELD_PERIOD], &binding->month};
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
    return n;
}

static t4_status read_parts(const column_work *work, const t4_binding *binding,
                            const t4_slices *slices, t4_error *err)
{
    t4_status status = T4_OK;
    text_group group;
    char text[GROUP][128];

    for (uint32_t first = 0; first < slices->rows && !status; first += GROUP) {
        uint32_t count = slices->rows - first < GROUP ? slices->rows - first : GROUP;

        for (uint32_t i = 0; i < count; i++) {
            group.text[i] = text[i];
            group.n[i] = group.before[i] = join_parts(binding, slices, first + i, text[i]);
        }
        status = read_group(work, &group, first, count, err);
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

/* Another column for every flow; rows whose flow has none have no text. */
static t4_status read_by_flow(const column_work *work, const t4_binding *binding,
                              const t4_slices *slices, t4_error *err)
{
    t4_status status = T4_OK;
    text_group group;

    for (uint32_t first = 0; first < slices->rows && !status; first += GROUP) {
        uint32_t count = slices->rows - first < GROUP ? slices->rows - first : GROUP;

        for (uint32_t i = 0; i < count; i++) {
            const t4_origin *origin = t4_column_origin(work->cleaner, binding, work->place, first + i);
            size_t k;

            group.text[i] = NULL;
            if (!origin->present)
                continue;
            k = (size_t)(first + i) * slices->columns + (uint32_t)origin->slot;
            group.text[i] = slices->bytes + slices->starts[k];
            group.n[i] = slices->ends[k] - slices->starts[k];
            group.before[i] = slices->ends[k];
        }
        status = read_group(work, &group, first, count, err);
    }
    return status;
}

t4_status t4_column_read(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                         unsigned place, t4_settle *settle, uint32_t none, t4_error *err)
{
    const t4_origin *origin = &binding->origins[place];
    column_work work = {cleaner, binding->layout, place, origin->slot < 0, settle, none};

    if (place == T4_FIELD_TRADER && binding->trader_by_flow) {
        work.constant = false;
        return read_by_flow(&work, binding, slices, err);
    }
    if (!origin->present) {
        for (uint32_t row = 0; row < slices->rows; row++)
            cleaner->ids[place][row] = none;
        return T4_OK;
    }
    if (origin->slot < 0)
        return read_constant(&work, slices->rows, origin, err);
    if (place == T4_FIELD_PERIOD && binding->month.present)
        return read_parts(&work, binding, slices, err);
    return read_slot(&work, slices, (uint32_t)origin->slot, err);
}
