/* SPDX-License-Identifier: MIT */
#include "io/flows_text.h"

#include <string.h>

#include "base/memory.h"
#include "io/namedrows.h"

typedef struct {
    t4_flows_table table;
    t4_run *run;
    t4_namedrows *rows;
    t4_namedrows_wanted wanted[T4_NAMEDROWS_WANTED];
    t4_namedrows_field fields[T4_NAMEDROWS_WANTED];
    size_t count;
} text;

static t4_flows_cell cell_at(void *context, int slot)
{
    const text *t = context;

    return (t4_flows_cell){t->fields[slot].text, t->fields[slot].length, false};
}

/* Ask for a column by its names; its place among those that are asked for. */
static t4_status want(text *t, const char *const *names, int count, int *place, t4_error *err)
{
    t4_buffer others;
    bool good = true;

    *place = -1;
    if (!count)
        return T4_OK;
    if (t->count == T4_NAMEDROWS_WANTED)
        return t4_fail(err, T4_ERR_USAGE, "profile '%s' names more than %d columns", t->table.profile->name, T4_NAMEDROWS_WANTED);
    t4_buffer_init(&others, 0);
    for (int i = 1; i < count && good; i++)
        good = t4_buffer_printf(&others, "%s%s", i > 1 ? "|" : "", names[i]);
    *place = (int)t->count;
    t->wanted[t->count] = (t4_namedrows_wanted){.name = names[0]};
    if (good && others.length)
        t->wanted[t->count].others = t4_arena_strndup(&t->table.arena, others.data, others.length);
    good = good && (!others.length || t->wanted[t->count].others);
    t->count++;
    t4_buffer_release(&others);
    return good ? T4_OK : t4_fail_memory(err);
}

typedef struct {
    int field[T4_PROFILE_FIELDS], power[T4_PROFILE_FIELDS], only[T4_PROFILE_RULES], skip[T4_PROFILE_RULES];
} places;

static t4_status want_all(text *t, places *at, t4_error *err)
{
    const t4_profile_table *table = t->table.table;
    t4_status status = T4_OK;

    for (int f = 0; f < T4_PROFILE_FIELDS && !status; f++) {
        const t4_profile_column *c = &table->columns[f];

        status = want(t, c->names, c->name_count, &at->field[f], err);
        if (!status)
            status = want(t, &c->scale_column, c->scale_column ? 1 : 0, &at->power[f], err);
    }
    for (int i = 0; i < table->only_count && !status; i++)
        status = want(t, table->only[i].names, table->only[i].name_count, &at->only[i], err);
    for (int i = 0; i < table->skip_count && !status; i++)
        status = want(t, table->skip[i].names, table->skip[i].name_count, &at->skip[i], err);
    return status;
}

static int found(const text *t, int place)
{
    return place >= 0 && t4_namedrows_has(t->rows, (size_t)place) ? place : -1;
}

static t4_status bind(text *t, const places *at, t4_error *err)
{
    t4_status status = T4_OK;

    for (int f = 0; f < T4_PROFILE_FIELDS && !status; f++) {
        const t4_profile_column *c = &t->table.table->columns[f];
        t4_flows_figure figure = {.slot = found(t, at->field[f]), .power_slot = found(t, at->power[f]),
                                  .measure = (t4_profile_field)f, .unit = f == T4_PROFILE_QUANTITY ? c->unit : NULL};

        if (figure.slot < 0)
            continue;
        figure.name = t4_namedrows_name(t->rows, (size_t)figure.slot);
        figure.power = (c->scale > 0 ? c->scale : 0) + (f == T4_PROFILE_NET_MASS && c->unit && !strcmp(c->unit, "t") ? 3 : 0);
        t->table.name[f] = figure.name;
        if (f >= T4_PROFILE_VALUE)
            status = t4_flows_table_figure(&t->table, &figure, NULL, T4_FLOWS, err);
        else
            t->table.slot[f] = figure.slot;
    }
    for (int i = 0; i < T4_PROFILE_RULES; i++) {
        t->table.only[i] = i < t->table.table->only_count ? found(t, at->only[i]) : -1;
        t->table.skip[i] = i < t->table.table->skip_count ? found(t, at->skip[i]) : -1;
    }
    return status;
}

static t4_status open_rows(text *t, const char *path, const char *why, t4_error *err)
{
    const t4_profile *profile = t->table.profile;
    const char *currency = t->table.table->columns[T4_PROFILE_VALUE].unit;
    places at;
    t4_status status = want_all(t, &at, err);

    if (!status)
        status = t4_namedrows_open(&t->rows, t->run, path, profile->encoding, t->wanted, t->count, err);
    if (!status)
        status = bind(t, &at, err);
    if (!status && !t->table.figure_count)
        status = t4_fail_at(err, T4_ERR_DATA, path, 1, 0, "no column of figures as profile '%s' names them; try another --profile",
                            profile->name);
    if (!status && currency)
        status = t4_flows_currency(t->table.flows, currency, path, err);
    if (!status)
        status = t4_flows_open(t->table.flows, path, NULL, profile->name, why, &t->table.source, err);
    t->table.cell = cell_at;
    t->table.context = t;
    return status;
}

t4_status t4_flows_text_read(t4_flows *flows, t4_run *run, const char *path, const t4_profile *profile, const char *why,
                             const t4_flows_defaults *defaults, t4_error *err)
{
    text *t = t4_alloc_zero(1, sizeof *t);
    size_t first = flows->count;
    bool more = true;
    t4_status status;

    if (!t)
        return t4_fail_memory(err);
    t->run = run;
    status = t4_flows_table_init(&t->table, flows, profile, &profile->tables[0], defaults, err);
    if (!status)
        status = t4_flows_table_preset(&t->table, path, "", err);
    if (!status)
        status = open_rows(t, path, why, err);
    while (!status) {
        status = t4_namedrows_next(t->rows, t->fields, &more, err);
        if (status || !more)
            break;
        t->table.line = t4_namedrows_line(t->rows);
        status = t4_flows_table_row(&t->table, err);
        if (!status && !(flows->count % 65536))
            t4_run_report(run, "read", flows->count, 0, "rows");
    }
    if (!status)
        status = t4_flows_table_end(&t->table, first, err);
    t4_namedrows_free(t->rows);
    t4_flows_table_release(&t->table);
    t4_free(t);
    return status;
}
