/* SPDX-License-Identifier: MIT */
#include "io/flows_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "base/memory.h"
#include "io/flows_cell.h"
#include "io/flows_row.h"
#include "model/flows_tidy.h"

/* --- life ----------------------------------------------------------------------------------------- */

t4_status t4_flows_table_init(t4_flows_table *t, t4_flows *flows, const t4_profile *profile, const t4_profile_table *table,
                              const t4_flows_defaults *defaults, t4_error *err)
{
    *t = (t4_flows_table){.flows = flows, .profile = profile, .table = table, .defaults = defaults};
    t4_arena_init(&t->arena);
    t4_buffer_init(&t->scratch, 0);
    t4_buffer_init(&t->folded, 0);
    t4_buffer_init(&t->above, 0);
    for (int f = 0; f < T4_PROFILE_FIELDS; f++) {
        t->slot[f] = -1;
        t->name[f] = t4_profile_field_name((t4_profile_field)f);
        t4_buffer_init(&t->texts[f], 0);
        t4_buffer_init(&t->filled[f], 0);
    }
    for (int i = 0; i < T4_PROFILE_RULES; i++)
        t->only[i] = t->skip[i] = -1;
    return T4_OK;
}

void t4_flows_table_release(t4_flows_table *t)
{
    for (int f = 0; f < T4_PROFILE_FIELDS; f++) {
        t4_buffer_release(&t->texts[f]);
        t4_buffer_release(&t->filled[f]);
    }
    t4_buffer_release(&t->scratch);
    t4_buffer_release(&t->folded);
    t4_buffer_release(&t->above);
    t4_free(t->figures);
    t4_free(t->groups);
    t4_free(t->pending);
    t4_free(t->pending_unit);
    t4_arena_release(&t->arena);
}

const char *t4_flows_table_fold(t4_flows_table *t, const char *text, size_t n)
{
    return t4_fold(text, n, &t->folded) ? t4_buffer_text(&t->folded) : NULL;
}

/* --- presets --------------------------------------------------------------------------------------- */

static t4_status preset_match(t4_flows_table *t, int field, const t4_profile_pattern *pattern, const char *text, t4_error *err)
{
    const char *folded;
    size_t start, n;

    if (!pattern->there || t->preset[field])
        return T4_OK;
    folded = t4_flows_table_fold(t, text, strlen(text));
    if (!folded)
        return t4_fail_memory(err);
    if (!t4_profile_match(pattern, folded, &start, &n))
        return T4_OK;
    t->preset[field] = t4_arena_strndup(&t->arena, folded + start, n);
    return t->preset[field] ? T4_OK : t4_fail_memory(err);
}

t4_status t4_flows_table_preset(t4_flows_table *t, const char *path, const char *sheet, t4_error *err)
{
    const char *slash = strrchr(path, '/');
    t4_status status = T4_OK;

    for (int f = 0; f < T4_PROFILE_FIELDS && !status; f++) {
        const t4_profile_column *c = &t->table->columns[f];

        t->preset[f] = c->constant;
        status = preset_match(t, f, &c->file, slash ? slash + 1 : path, err);
        if (!status)
            status = preset_match(t, f, &c->sheet, sheet, err);
    }
    return status;
}

/* --- figures --------------------------------------------------------------------------------------- */

static t4_status find_group(t4_flows_table *t, const char *period, t4_flow flow, int *group, t4_error *err)
{
    for (size_t g = 0; g < t->group_count; g++)
        if (t->groups[g].flow == flow && (period ? t->groups[g].period && !strcmp(t->groups[g].period, period)
                                                 : !t->groups[g].period)) {
            *group = (int)g;
            return T4_OK;
        }
    if (!t4_grow(&t->groups, &t->group_room, t->group_count, sizeof *t->groups))
        return t4_fail_memory(err);
    *group = (int)t->group_count;
    t->groups[t->group_count++] = (t4_flows_group){period, flow};
    return T4_OK;
}

t4_status t4_flows_table_figure(t4_flows_table *t, const t4_flows_figure *figure, const char *period, t4_flow flow,
                                t4_error *err)
{
    t4_flows_figure made = *figure;
    t4_status status = find_group(t, period, flow, &made.group, err);

    if (status)
        return status;
    if (t->figure_count == T4_FLOWS_TABLE_FIGURES)
        return t4_fail(err, T4_ERR_DATA, "more than %d columns of figures", T4_FLOWS_TABLE_FIGURES);
    if (!t4_grow(&t->figures, &t->figure_room, t->figure_count, sizeof *t->figures))
        return t4_fail_memory(err);
    t->figures[t->figure_count++] = made;
    if (t->pending_room >= t->group_count)
        return T4_OK;
    t4_free(t->pending);
    t4_free(t->pending_unit);
    t->pending_room = 2 * t->group_count;
    t->pending = t4_alloc_zero(t->pending_room, sizeof *t->pending);
    t->pending_unit = t4_alloc_zero(t->pending_room, sizeof *t->pending_unit);
    return t->pending && t->pending_unit ? T4_OK : t4_fail_memory(err);
}

/* --- rows ------------------------------------------------------------------------------------------ */

static bool rule_holds(t4_flows_table *t, const t4_profile_rule *rule, int slot)
{
    t4_flows_cell cell = slot < 0 ? (t4_flows_cell){"", 0, false} : t->cell(t->context, slot);
    const char *folded = t4_flows_table_fold(t, cell.text, cell.n);
    size_t start, n;

    return folded && t4_profile_match(&rule->pattern, folded, &start, &n);
}

static void leave(t4_flows_table *t, t4_flows_left why)
{
    t->flows->sources[t->source].left[why]++;
}

/* Is the row one that the profile does not want? */
static bool is_unwanted(t4_flows_table *t)
{
    for (int i = 0; i < t->table->skip_count; i++)
        if (t->skip[i] >= 0 && rule_holds(t, &t->table->skip[i], t->skip[i])) {
            leave(t, T4_FLOWS_LEFT_OTHER);
            return true;
        }
    for (int i = 0; i < t->table->only_count; i++)
        if (t->only[i] >= 0 && !rule_holds(t, &t->table->only[i], t->only[i])) {
            leave(t, T4_FLOWS_LEFT_BREAKDOWN);
            return true;
        }
    return false;
}

static t4_status refuse_figure(t4_flows_table *t, const t4_flows_figure *f, const t4_flows_cell *cell, bool unsure, t4_error *err)
{
    return t4_flows_refuse(t->flows, t->source, t->line, f->name, cell->text, cell->n,
                           unsure ? "a number whose decimal mark can be told; name it in the profile (read.decimal)"
                                  : "a number", err);
}

static int power_of(t4_flows_table *t, const t4_flows_figure *f)
{
    t4_flows_cell cell;
    int power = 0;

    if (f->power_slot < 0)
        return f->power;
    cell = t->cell(t->context, f->power_slot);
    for (size_t i = 0; i < cell.n && cell.text[i] >= '0' && cell.text[i] <= '9' && power < 100; i++)
        power = power * 10 + (cell.text[i] - '0');
    return power;
}

static void set_measure(t4_flows_row *row, t4_profile_field measure, t4_int128 amount)
{
    switch (measure) {
    case T4_PROFILE_VALUE: row->value = amount; row->given |= T4_FLOWS_VALUE; break;
    case T4_PROFILE_NET_MASS: row->net_kg = amount; row->given |= T4_FLOWS_NET; break;
    default: row->quantity = amount; row->given |= T4_FLOWS_QUANTITY; break;
    }
}

/* The figures of a row into pending; *any: there is one. A wrong one is refused and ends the row. */
static t4_status read_figures(t4_flows_table *t, bool *any, bool *good, t4_error *err)
{
    for (size_t g = 0; g < t->group_count; g++) {
        t->pending[g] = (t4_flows_row){.source = t->source, .line = (uint32_t)t->line};
        t->pending_unit[g] = NULL;
    }
    for (size_t i = 0; i < t->figure_count; i++) {
        const t4_flows_figure *f = &t->figures[i];
        t4_flows_cell cell = t->cell(t->context, f->slot);
        t4_flows_row *row = &t->pending[f->group];
        t4_flows_cell_result result;
        t4_int128 amount;

        if (!cell.n)
            continue;
        if (t->table->hidden.there && rule_holds(t, &(t4_profile_rule){.pattern = t->table->hidden}, f->slot)) {
            row->given |= f->measure == T4_PROFILE_VALUE ? T4_FLOWS_HIDDEN : 0;
            *any = true;
            continue;
        }
        if (t->table->nil.there && rule_holds(t, &(t4_profile_rule){.pattern = t->table->nil}, f->slot))
            continue;
        result = t4_flows_cell_amount(cell.text, cell.n, cell.number ? '.' : t->profile->decimal, power_of(t, f), &amount);
        if (result == T4_FLOWS_CELL_NONE)
            continue;
        if (result != T4_FLOWS_CELL_OK) {
            *good = false;
            return refuse_figure(t, f, &cell, result == T4_FLOWS_CELL_UNSURE, err);
        }
        set_measure(row, f->measure, amount);
        if (f->measure == T4_PROFILE_QUANTITY)
            t->pending_unit[f->group] = f->unit;
        *any = true;
    }
    return T4_OK;
}

t4_status t4_flows_table_row(t4_flows_table *t, t4_error *err)
{
    bool any = false, good = true, wanted = true;
    t4_status status;

    t->flows->sources[t->source].rows++;
    if (is_unwanted(t))
        return T4_OK;
    status = t4_flows_row_place(t, &wanted, err);
    if (status)
        return status;
    status = read_figures(t, &any, &good, err);
    if (status || !good)
        return status;
    if (!any || !wanted) {
        leave(t, T4_FLOWS_LEFT_EMPTY);
        return T4_OK;
    }
    return t4_flows_row_add(t, err);
}

/* --- the end ----------------------------------------------------------------------------------------- */

/* One row in a hundred may be wrong; more mean that the file is not what it is taken for. */
static t4_status judge(const t4_flows_table *t, t4_error *err)
{
    const t4_flows_source *s = &t->flows->sources[t->source];
    const t4_flows_refusal *first = NULL;

    for (size_t i = 0; i < t->flows->refusal_count && !first; i++)
        if (t->flows->refusals[i].source == t->source)
            first = &t->flows->refusals[i];
    if (!s->refused || s->refused * 100 <= s->rows || !first)
        return T4_OK;
    return t4_fail_at(err, T4_ERR_DATA, s->path, first->line, 0, "%s%.60s%scolumn '%.120s' holds '%.120s', expected %s; %llu of %llu "
                      "rows are refused, read as '%s': another profile (--profile), or a corrected file, is needed",
                      *s->sheet ? "sheet '" : "", s->sheet, *s->sheet ? "', " : "", first->column, first->text, first->expected,
                      (unsigned long long)s->refused, (unsigned long long)s->rows, s->profile);
}

t4_status t4_flows_table_end(t4_flows_table *t, size_t first, t4_error *err)
{
    t4_status status = t4_flows_tidy_keys(t->flows, first, t->source, t->table->sum, err);

    if (!status && t->overlaps)
        status = t4_flows_tidy_overlaps(t->flows, first, t->source, err);
    return status ? status : judge(t, err);
}
