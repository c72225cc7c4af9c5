/* SPDX-License-Identifier: MIT */
/* Labels: further dimensions, open partners, units of quantity, source types of records. */
#include <string.h>

#include "base/fold.h"
#include "base/lookalike.h"
#include "clean/state.h"
#include "model/schema.h"

static t4_labels *labels_of(const t4_clean *clean, unsigned place)
{
    if (place == T4_FIELD_PARTNER)
        return clean->partners;
    return place == T4_PLACE_UNIT ? clean->units : clean->dimensions[place - T4_PLACE_DIMENSION];
}

static const char *folded_text(const t4_buffer *folded)
{
    return folded->data ? folded->data : "";
}

static t4_status add_label(t4_labels *labels, const t4_buffer *key, const char *spelling, size_t n,
                           const char *what, uint32_t *value, t4_error *err)
{
    *value = t4_labels_add(labels, folded_text(key), key->length, spelling, n);
    return *value == T4_DICT_NONE ? t4_fail_distinct(what, err) : T4_OK;
}

static t4_status settle_listed(t4_cleaner *cleaner, unsigned place, const char *text, size_t n,
                               bool mapped, const char *found, size_t found_length,
                               uint32_t *value, t4_error *err)
{
    unsigned dimension = place - T4_PLACE_DIMENSION;
    const t4_partners *list = cleaner->clean->options.labels[dimension];
    const char *code = t4_partners_find(list, text, n), *near;

    if (!code && mapped)
        code = text;
    if (!code) {
        near = t4_partners_suggest(list, text, n);
        t4_notes_add(&cleaner->notes, T4_ISSUE_LABEL_UNKNOWN,
                     t4_clean_action(cleaner, T4_ISSUE_LABEL_UNKNOWN), found, found_length,
                     near ? "a label of the list; did you mean '%.80s'?" : "a label of the list",
                     near);
        return t4_column_add(cleaner->clean->domain->labels[dimension], text, n, "label", value, err);
    }
    return t4_column_add(cleaner->clean->domain->labels[dimension], code, strlen(code), "label",
                         value, err);
}

t4_status t4_label_settle(t4_cleaner *cleaner, const t4_layout *layout, unsigned place,
                          const char *text, size_t n, uint32_t *value, t4_error *err)
{
    const char *mapped = t4_text_map(cleaner, &layout->maps[place], text, n), *found = text;
    t4_labels *labels = labels_of(cleaner->clean, place);
    size_t found_length = n;

    if (mapped) {
        text = mapped;
        n = strlen(mapped);
    }
    if (n > T4_LABEL_MOST) {
        t4_notes_add(&cleaner->notes,
                     place == T4_FIELD_PARTNER ? T4_ISSUE_PARTNER_UNKNOWN : T4_ISSUE_LABEL_UNKNOWN,
                     T4_ACT_REJECT, found, found_length, "a label of at most %d bytes", T4_LABEL_MOST);
        return T4_OK;
    }
    if (t4_text_reserved(text, n)) {
        t4_notes_add(&cleaner->notes, T4_ISSUE_LABEL_RESERVED, T4_ACT_REJECT, found, found_length,
                     "a label; this name is kept for totals and groups");
        return T4_OK;
    }
    if (!labels)
        return settle_listed(cleaner, place, text, n, mapped != NULL, found, found_length, value,
                             err);
    if (!t4_fold(text, n, &cleaner->folded))
        return t4_fail_memory(err);
    return add_label(labels, &cleaner->folded, text, n, "label", value, err);
}

/* The key under which units are compared: folded, and in one script. */
static bool unit_key(const char *text, size_t n, t4_buffer *folded, t4_buffer *key, bool *mixed)
{
    return t4_fold(text, n, folded) &&
           t4_lookalike_unify(folded_text(folded), folded->length, key, mixed);
}

t4_status t4_unit_settle(t4_cleaner *cleaner, const t4_layout *layout, unsigned place,
                         const char *text, size_t n, uint32_t *value, t4_error *err)
{
    t4_issue_action action = t4_clean_action(cleaner, T4_ISSUE_UNIT_UNKNOWN);
    t4_labels *units = cleaner->clean->units;
    bool mixed;

    *value = 0;
    if (n > T4_LABEL_MOST)
        t4_notes_add(&cleaner->notes, T4_ISSUE_UNIT_UNKNOWN, T4_ACT_REJECT, text, n,
                     "a unit of at most %d bytes", T4_LABEL_MOST);
    if (!n || n > T4_LABEL_MOST)
        return T4_OK;
    if (!unit_key(text, n, &cleaner->folded, &cleaner->other, &mixed))
        return t4_fail_memory(err);
    if (!mixed || action == T4_ACT_OFF)
        return add_label(units, &cleaner->other, text, n, "unit", value, err);
    t4_notes_add(&cleaner->notes, T4_ISSUE_UNIT_UNKNOWN, action, text, n,
                 "one alphabet, '%.*s'", (int)(cleaner->other.length < 80 ? cleaner->other.length : 80),
                 folded_text(&cleaner->other));
    if (action == T4_ACT_REPAIR)
        return add_label(units, &cleaner->other, folded_text(&cleaner->other),
                         cleaner->other.length, "unit", value, err);
    return add_label(units, &cleaner->folded, text, n, "unit", value, err);
}

t4_status t4_unit_matches(t4_cleaner *cleaner, uint32_t unit, const char *listed, bool *same,
                          t4_error *err)
{
    if (!unit_key(listed, strlen(listed), &cleaner->folded, &cleaner->other, NULL))
        return t4_fail_memory(err);
    *same = t4_labels_is(cleaner->clean->units, unit, folded_text(&cleaner->other),
                         cleaner->other.length);
    return T4_OK;
}

t4_status t4_unit_constant(t4_clean *clean, const char *text, uint32_t *value, t4_error *err)
{
    t4_buffer folded, key;
    t4_status status;

    t4_buffer_init(&folded, 0);
    t4_buffer_init(&key, 0);
    if (unit_key(text, strlen(text), &folded, &key, NULL))
        status = add_label(clean->units, &key, text, strlen(text), "unit", value, err);
    else
        status = t4_fail_memory(err);
    t4_buffer_release(&folded);
    t4_buffer_release(&key);
    return status;
}

/* Is the text one of "a|b|c"?  Behind a comma the schema says what else may stand there. */
static bool is_choice(const char *choices, const char *text, size_t n)
{
    size_t length;

    do {
        length = strcspn(choices, "|,");
        if (length == n && !memcmp(choices, text, n))
            return true;
        choices += length + 1;
    } while (choices[-1] == '|');
    return false;
}

static const char *source_types(void)
{
    size_t count;
    const t4_schema_row *rows = t4_schema_rows(&count);

    for (size_t i = 0; i < count; i++)
        if (!strcmp(rows[i].path, "release.source_type"))
            return rows[i].choices;
    return NULL;
}

t4_status t4_source_type_settle(t4_cleaner *cleaner, const t4_layout *layout, unsigned place,
                                const char *text, size_t n, uint32_t *value, t4_error *err)
{
    const char *mapped = t4_text_map(cleaner, &layout->maps[place], text, n);
    const char *choices = source_types();

    *value = 0;
    if (choices && !is_choice(choices, mapped ? mapped : text, mapped ? strlen(mapped) : n))
        t4_notes_add(&cleaner->notes, T4_ISSUE_LABEL_UNKNOWN,
                     t4_clean_action(cleaner, T4_ISSUE_LABEL_UNKNOWN), text, n, "one of %.*s",
                     (int)strcspn(choices, ","), choices);
    return T4_OK;
}

t4_status t4_records_settle(t4_cleaner *cleaner, const t4_layout *layout, unsigned place,
                            const char *text, size_t n, uint32_t *value, t4_error *err)
{
    uint64_t count = 0;
    size_t i;

    for (i = 0; i < n && text[i] >= '0' && text[i] <= '9' && count <= UINT32_MAX; i++)
        count = count * 10 + (uint64_t)(text[i] - '0');
    *value = (uint32_t)count;
    if (i < n || !count || count > UINT32_MAX)
        t4_notes_add(&cleaner->notes, T4_ISSUE_AMOUNT_INVALID, T4_ACT_REJECT, text, n,
                     "a number of records, 1 or more");
    return T4_OK;
}
