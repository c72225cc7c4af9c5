/* SPDX-License-Identifier: MIT */
/* The run's shared state, a thread's state, and the way of one block through all fields and checks. */
#include "clean/cleaner.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "clean/state.h"

/* --- shared by all threads ---------------------------------------------------- */

static void map_measures(t4_clean *clean)
{
    const t4_domain *domain = clean->domain;

    for (int a = 0; a < T4_AMOUNTS; a++) {
        clean->measure[a] = -1;
        clean->decimals[a] = clean->template_->columns[T4_FIELD_VALUE + a].decimals;
        for (int m = 0; m < domain->measure_count; m++)
            if (!strcmp(domain->measures[m].name, t4_field_name((t4_field)(T4_FIELD_VALUE + a)))) {
                clean->measure[a] = m;
                clean->decimals[a] = domain->measures[m].decimals;
            }
    }
}

static bool make_labels(t4_clean *clean)
{
    bool good;

    clean->units = t4_labels_new(clean->domain->units);
    good = clean->units != NULL;
    if (clean->template_->columns[T4_FIELD_PARTNER].open) {
        clean->partners = t4_labels_new(clean->domain->partners);
        good = good && clean->partners;
    }
    for (int d = 0; d < clean->domain->dimension_count; d++)
        if (!clean->options.labels[d] || clean->template_->dimensions[d].open) {
            clean->dimensions[d] = t4_labels_new(clean->domain->labels[d]);
            good = good && clean->dimensions[d];
        }
    return good;
}

static t4_status make_fixed_unit(t4_clean *clean, t4_error *err)
{
    const t4_column *column = &clean->template_->columns[T4_FIELD_QUANTITY];

    if (!column->used || !column->unit || column->unit_column)
        return T4_OK;
    return t4_unit_constant(clean, column->unit, &clean->fixed_unit, err);
}

t4_status t4_clean_new(t4_clean **clean, const t4_template *template_, t4_domain *domain,
                       const t4_clean_options *options, t4_error *err)
{
    t4_clean *made = t4_alloc_zero(1, sizeof *made);
    t4_status status;

    if (!made)
        return t4_fail_memory(err);
    made->template_ = template_;
    made->domain = domain;
    made->options = *options;
    made->layouts = t4_alloc_zero(1, sizeof *made->layouts);
    if (made->layouts)
        pthread_mutex_init(&made->layouts->lock, NULL);
    map_measures(made);
    if (!made->layouts || !make_labels(made))
        status = t4_fail_memory(err);
    else
        status = make_fixed_unit(made, err);
    if (status) {
        t4_clean_free(made);
        return status;
    }
    *clean = made;
    return T4_OK;
}

void t4_clean_free(t4_clean *clean)
{
    if (!clean)
        return;
    t4_layouts_free(clean->layouts);
    t4_labels_free(clean->partners);
    t4_labels_free(clean->units);
    for (int d = 0; d < T4_DIMENSIONS_MAX; d++)
        t4_labels_free(clean->dimensions[d]);
    t4_free(clean);
}

/* --- one thread ------------------------------------------------------------------ */

t4_status t4_cleaner_new(t4_cleaner **cleaner, t4_clean *clean, unsigned worker, t4_error *err)
{
    t4_cleaner *made = t4_alloc_zero(1, sizeof *made);
    bool good = made != NULL;

    if (!made)
        return t4_fail_memory(err);
    made->clean = clean;
    made->worker = worker;
    t4_notes_init(&made->notes);
    t4_buffer_init(&made->text, 0);
    t4_buffer_init(&made->folded, 0);
    t4_buffer_init(&made->other, 0);
    for (int place = 0; place < T4_PLACES && good; place++)
        good = t4_memo_init(&made->memos[place]);
    good = good && t4_memo_init(&made->dated) && t4_memo_init(&made->list_units);
    made->control = t4_control_new();
    made->unknown.names = t4_dict_new(T4_TALLY_MOST);
    if (good && made->control && made->unknown.names) {
        *cleaner = made;
        return T4_OK;
    }
    t4_cleaner_free(made);
    return t4_fail_memory(err);
}

static void free_columns(t4_cleaner *cleaner)
{
    for (int place = 0; place < T4_PLACES; place++)
        t4_free(cleaner->ids[place]);
    for (int a = 0; a < T4_AMOUNTS; a++)
        t4_free(cleaner->amounts[a]);
    t4_free(cleaner->flow);
    t4_free(cleaner->position);
    t4_free(cleaner->fingerprint);
    t4_free(cleaner->origin);
    t4_free(cleaner->counts);
    t4_free(cleaner->state);
    t4_free(cleaner->zeros);
    for (int m = 0; m < T4_MEASURES_MAX; m++)
        t4_free(cleaner->wide_columns[m]);
}

void t4_cleaner_free(t4_cleaner *cleaner)
{
    if (!cleaner)
        return;
    free_columns(cleaner);
    for (int place = 0; place < T4_PLACES; place++)
        t4_memo_release(&cleaner->memos[place]);
    t4_memo_release(&cleaner->dated);
    t4_memo_release(&cleaner->list_units);
    t4_notes_release(&cleaner->notes);
    for (int i = 0; i < T4_LAYOUTS_MOST; i++)
        t4_charset_free(cleaner->charsets[i]);
    t4_buffer_release(&cleaner->text);
    t4_buffer_release(&cleaner->folded);
    t4_buffer_release(&cleaner->other);
    t4_free(cleaner->code_flags);
    t4_free(cleaner->defects);
    t4_free(cleaner->sorted);
    t4_free(cleaner->wide);
    t4_free(cleaner->rests);
    t4_control_free(cleaner->control);
    t4_dict_free(cleaner->unknown.names);
    t4_free(cleaner->unknown.rows);
    t4_free(cleaner);
}

/* A column of `rows` entries in place of an old one, whose contents are not needed any more. */
static bool renew(void *column_pointer, size_t rows, size_t size)
{
    void *column;

    memcpy(&column, column_pointer, sizeof column);
    t4_free(column);
    column = t4_alloc_zero(rows, size);
    memcpy(column_pointer, &column, sizeof column);
    return column != NULL;
}

static bool make_room(t4_cleaner *cleaner, size_t rows)
{
    size_t room = cleaner->room ? cleaner->room : 4096;
    bool good = true;

    if (cleaner->room && rows <= cleaner->room)
        return true;
    while (room < rows)
        room *= 2;
    cleaner->room = 0;
    for (int place = 0; place < T4_PLACES; place++)
        good = renew(&cleaner->ids[place], room, sizeof(uint32_t)) && good;
    for (int a = 0; a < T4_AMOUNTS; a++)
        good = renew(&cleaner->amounts[a], room, sizeof(int64_t)) && good;
    good = renew(&cleaner->flow, room, sizeof(uint8_t)) && good;
    good = renew(&cleaner->position, room, sizeof(uint64_t)) && good;
    good = renew(&cleaner->origin, room, sizeof(uint32_t)) && good;
    good = renew(&cleaner->counts, room, sizeof(uint32_t)) && good;
    good = renew(&cleaner->state, room, sizeof(uint8_t)) && good;
    good = renew(&cleaner->zeros, room, sizeof(int64_t)) && good;
    if (cleaner->clean->options.fingerprints)
        good = renew(&cleaner->fingerprint, room * 2, sizeof(uint64_t)) && good;
    if (good)
        cleaner->room = room;
    return good;
}

/* Memory of texts stays within its limits: what is over begins anew. */
static void forget_surplus(t4_cleaner *cleaner)
{
    bool all = t4_notes_full(&cleaner->notes);

    if (all)
        t4_notes_clear(&cleaner->notes);
    for (int place = 0; place < T4_PLACES; place++)
        if (all || t4_memo_full(&cleaner->memos[place]))
            t4_memo_clear(&cleaner->memos[place]);
    if (all || t4_memo_full(&cleaner->dated))
        t4_memo_clear(&cleaner->dated);
    if (all || t4_memo_full(&cleaner->list_units))
        t4_memo_clear(&cleaner->list_units);
}

/* --- one block --------------------------------------------------------------------- */

static t4_status read_units(t4_cleaner *cleaner, const t4_binding *binding,
                            const t4_slices *slices, t4_error *err)
{
    uint32_t fixed = binding->origins[T4_FIELD_QUANTITY].present ? cleaner->clean->fixed_unit : 0;

    return t4_column_read(cleaner, binding, slices, T4_PLACE_UNIT, t4_unit_settle, fixed, err);
}

static t4_status read_fields(t4_cleaner *cleaner, const t4_binding *binding,
                             const t4_slices *slices, t4_error *err)
{
    static const struct {
        unsigned place;
        t4_settle *settle;
        uint32_t none;
    } fields[] = {
        {T4_FIELD_PERIOD, t4_period_settle, 0},
        {T4_FIELD_FLOW, t4_flow_settle, T4_FLOWS},
        {T4_FIELD_CODE, t4_code_settle, T4_DICT_NONE},
        {T4_FIELD_PARTNER, t4_partner_settle, T4_DICT_NONE},
        {T4_FIELD_TRADER, t4_trader_settle, 0},
    };
    t4_status status = T4_OK;

    for (size_t i = 0; i < sizeof fields / sizeof *fields && !status; i++)
        status = t4_column_read(cleaner, binding, slices, fields[i].place, fields[i].settle,
                                fields[i].none, err);
    if (!status && binding->origins[T4_FIELD_SOURCE_TYPE].present)
        status = t4_column_read(cleaner, binding, slices, T4_FIELD_SOURCE_TYPE,
                                t4_source_type_settle, 0, err);
    if (!status && binding->origins[T4_FIELD_RECORDS].present)
        status = t4_column_read(cleaner, binding, slices, T4_FIELD_RECORDS, t4_records_settle, 1, err);
    return status;
}

/* A dimension that a file does not have is the empty label. */
static t4_status read_dimensions(t4_cleaner *cleaner, const t4_binding *binding,
                                 const t4_slices *slices, t4_error *err)
{
    t4_status status = T4_OK;

    for (int d = 0; d < cleaner->clean->domain->dimension_count && !status; d++) {
        unsigned place = T4_PLACE_DIMENSION + (unsigned)d;
        t4_labels *labels = cleaner->clean->dimensions[d];
        uint32_t none = T4_DICT_NONE;

        if (!binding->origins[place].present) {
            none = labels ? t4_labels_add(labels, "", 0, "", 0)
                          : t4_dict_add(cleaner->clean->domain->labels[d], "", 0);
            if (none == T4_DICT_NONE)
                return t4_fail_distinct("label", err);
        }
        status = t4_column_read(cleaner, binding, slices, place, t4_label_settle, none, err);
    }
    return status;
}

static t4_status read_all(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                          t4_error *err)
{
    t4_status status = t4_rows_ragged(cleaner, slices, err);

    if (!status)
        status = read_fields(cleaner, binding, slices, err);
    if (!status)
        status = read_dimensions(cleaner, binding, slices, err);
    if (!status)
        status = t4_amounts_read(cleaner, binding, slices, err);
    if (!status)
        status = read_units(cleaner, binding, slices, err);
    return status ? status : t4_rows_check(cleaner, binding, slices, err);
}

static void compact32(uint32_t *column, const uint32_t *origin, uint32_t accepted)
{
    for (uint32_t i = 0; i < accepted; i++)
        column[i] = column[origin[i]];
}

/* Which rows stay: their numbers in `origin`. */
static uint32_t accept_rows(t4_cleaner *cleaner, uint32_t rows)
{
    uint32_t accepted = 0;

    for (uint32_t row = 0; row < rows; row++) {
        cleaner->origin[accepted] = row;
        accepted += !(cleaner->state[row] & T4_ROW_REJECTED);
    }
    return accepted;
}

/* Amounts over 64 bits move with their rows, in the same order. */
static void compact_wide(t4_cleaner *cleaner, uint32_t accepted)
{
    size_t kept = 0;
    uint32_t at = 0, amount = UINT32_MAX;

    for (size_t i = 0; i < cleaner->wide_count; i++) {
        t4_wide_amount item = cleaner->wide[i];

        if (item.amount != amount)
            at = 0;
        amount = item.amount;
        while (at < accepted && cleaner->origin[at] < item.row)
            at++;
        if (at == accepted || cleaner->origin[at] != item.row)
            continue;
        item.row = at;
        cleaner->wide[kept++] = item;
    }
    cleaner->wide_count = kept;
}

/* Close the gaps that rejected rows leave. */
static void compact(t4_cleaner *cleaner, uint32_t accepted)
{
    static const unsigned places[] = {T4_FIELD_PERIOD, T4_FIELD_FLOW, T4_FIELD_CODE,
                                      T4_FIELD_PARTNER, T4_FIELD_TRADER, T4_FIELD_RECORDS,
                                      T4_PLACE_UNIT};
    const uint32_t *origin = cleaner->origin;

    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        compact32(cleaner->ids[places[i]], origin, accepted);
    for (int d = 0; d < cleaner->clean->domain->dimension_count; d++)
        compact32(cleaner->ids[T4_PLACE_DIMENSION + d], origin, accepted);
    for (int a = 0; a < T4_AMOUNTS; a++)
        for (uint32_t i = 0; i < accepted; i++)
            cleaner->amounts[a][i] = cleaner->amounts[a][origin[i]];
    compact_wide(cleaner, accepted);
}

/* Every record without a trader its own contributor: an id that no normal form can equal. */
static t4_status give_ids(t4_cleaner *cleaner, uint32_t accepted, t4_error *err)
{
    t4_status status = T4_OK;
    char id[48];

    if (!cleaner->clean->template_->columns[T4_FIELD_TRADER].missing_each)
        return T4_OK;
    for (uint32_t i = 0; i < accepted && !status; i++)
        if (!cleaner->ids[T4_FIELD_TRADER][i]) {
            int n = snprintf(id, sizeof id, "missing:%08llu:%013llu",
                             (unsigned long long)(cleaner->position[i] >> 40),
                             (unsigned long long)(cleaner->position[i] & 0xFFFFFFFFFFu));

            status = t4_column_add(cleaner->clean->domain->traders, id, (size_t)n, "trader",
                                   &cleaner->ids[T4_FIELD_TRADER][i], err);
        }
    return status;
}

static bool fill_wide(t4_cleaner *cleaner, t4_batch *batch)
{
    const t4_clean *clean = cleaner->clean;
    bool good = true;

    if (cleaner->wide_room < cleaner->room) {
        for (int m = 0; m < T4_MEASURES_MAX; m++)
            good = renew(&cleaner->wide_columns[m], cleaner->room, sizeof(t4_int128)) && good;
        cleaner->wide_room = good ? cleaner->room : 0;
    }
    for (int m = 0; good && m < clean->domain->measure_count; m++) {
        memset(cleaner->wide_columns[m], 0, batch->rows * sizeof(t4_int128));
        batch->wide[m] = cleaner->wide_columns[m];
    }
    for (unsigned a = 0; good && a < T4_AMOUNTS; a++)
        for (uint32_t i = 0; clean->measure[a] >= 0 && i < batch->rows; i++)
            cleaner->wide_columns[clean->measure[a]][i] = t4_amount_at(cleaner, a, i);
    return good;
}

static void fill_columns(t4_cleaner *cleaner, const t4_slices *slices, t4_batch *batch)
{
    const t4_clean *clean = cleaner->clean;

    for (uint32_t i = 0; i < batch->rows; i++)
        cleaner->flow[i] = (uint8_t)cleaner->ids[T4_FIELD_FLOW][i];
    for (uint32_t i = 0; i < batch->rows; i++)
        cleaner->position[i] = t4_position(slices->file, slices->block_line +
                                                         slices->line[cleaner->origin[i]]);
    batch->period = cleaner->ids[T4_FIELD_PERIOD];
    batch->flow = cleaner->flow;
    batch->code = cleaner->ids[T4_FIELD_CODE];
    batch->partner = cleaner->ids[T4_FIELD_PARTNER];
    batch->trader = cleaner->ids[T4_FIELD_TRADER];
    batch->unit = cleaner->ids[T4_PLACE_UNIT];
    batch->position = cleaner->position;
    batch->fingerprint = cleaner->fingerprint;
    batch->records = clean->template_->columns[T4_FIELD_RECORDS].used ? cleaner->ids[T4_FIELD_RECORDS]
                                                                      : NULL;
    for (int d = 0; d < clean->domain->dimension_count; d++)
        batch->dimension[d] = cleaner->ids[T4_PLACE_DIMENSION + d];
    for (int m = 0; m < clean->domain->measure_count; m++)
        batch->amounts[m] = cleaner->zeros;
    for (int a = 0; a < T4_AMOUNTS; a++)
        if (clean->measure[a] >= 0)
            batch->amounts[clean->measure[a]] = cleaner->amounts[a];
}

static bool has_wide_measure(const t4_cleaner *cleaner)
{
    for (size_t i = 0; i < cleaner->wide_count; i++)
        if (cleaner->clean->measure[cleaner->wide[i].amount] >= 0)
            return true;
    return false;
}

t4_status t4_cleaner_block(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                           t4_batch *batch, t4_block_report *report, t4_error *err)
{
    t4_status status;

    *batch = (t4_batch){0};
    cleaner->defect_count = 0;
    forget_surplus(cleaner);
    if (!make_room(cleaner, slices->rows))
        return t4_fail_memory(err);
    status = read_all(cleaner, binding, slices, err);
    if (!status)
        status = t4_report_block(cleaner, binding, slices, report, err);
    if (!status)
        status = t4_totals_book(cleaner, slices->rows, err);
    if (status)
        return status;
    batch->rows = accept_rows(cleaner, slices->rows);
    if (batch->rows < slices->rows)
        compact(cleaner, batch->rows);
    fill_columns(cleaner, slices, batch);
    if (cleaner->fingerprint)
        t4_fingerprint_rows(cleaner, binding, slices, batch->rows);
    if (has_wide_measure(cleaner) && !fill_wide(cleaner, batch))
        return t4_fail_memory(err);
    return give_ids(cleaner, batch->rows, err);
}
