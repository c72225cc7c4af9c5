/* SPDX-License-Identifier: MIT */
/* How the columns of one file meet the fields of the template. */
#include <regex.h>
#include <string.h>

#include "base/fold.h"
#include "base/memory.h"
#include "base/suggest.h"
#include "clean/state.h"

/* One file's header while it is searched. */
typedef struct {
    const char *file_name, *base_name;
    const char *const *columns;
    size_t count;
    char **keys;             /* of each column: letters and digits of the folded name */
    t4_buffer missing;       /* wanted names that the file does not have */
    size_t missing_count;
    uint32_t *slots;         /* by header column: slot + 1 */
    uint64_t line;           /* of the header, as far as is known */
    const t4_clean *clean;
    t4_binding *binding;
} search;

static bool is_blank_or_sign(char c)
{
    return c >= 0 && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z');
}

/* The name folded, without blanks and punctuation; folded only, when nothing else would be left. */
static char *key_of(const char *name)
{
    t4_buffer folded;
    char *key = NULL;
    size_t n = 0;

    t4_buffer_init(&folded, 0);
    if (t4_fold(name, strlen(name), &folded) && t4_buffer_text(&folded))
        key = t4_strndup(t4_buffer_text(&folded), folded.length);
    for (size_t i = 0; key && i < folded.length; i++)
        if (!is_blank_or_sign(folded.data[i]))
            key[n++] = folded.data[i];
    if (key && n)
        key[n] = '\0';
    t4_buffer_release(&folded);
    return key;
}

static t4_status fail_twice(const search *s, const char *name, size_t first, size_t second,
                            t4_error *err)
{
    if (!strcmp(s->columns[first], s->columns[second]))
        return t4_fail_at(err, T4_ERR_DATA, s->file_name, s->line, 0,
                          "the header has the column '%s' twice (columns %zu and %zu); rename one of them",
                          s->columns[first], first + 1, second + 1);
    return t4_fail_at(err, T4_ERR_DATA, s->file_name, s->line, 0,
                      "the header names column '%s' twice, as '%s' (column %zu) and '%s' (column "
                      "%zu); rename one, or name the wanted one exactly", name, s->columns[first],
                      first + 1, s->columns[second], second + 1);
}

/* Columns with that very name, else those that are equal when folded; more than one is an error. */
static t4_status find_column(const search *s, const char *name, ptrdiff_t *found, t4_error *err)
{
    char *key;

    *found = -1;
    for (size_t i = 0; i < s->count; i++) {
        if (strcmp(s->columns[i], name))
            continue;
        if (*found >= 0)
            return fail_twice(s, name, (size_t)*found, i, err);
        *found = (ptrdiff_t)i;
    }
    if (*found >= 0)
        return T4_OK;
    key = key_of(name);
    if (!key)
        return t4_fail_memory(err);
    for (size_t i = 0; i < s->count; i++) {
        if (strcmp(s->keys[i], key))
            continue;
        if (*found >= 0) {
            t4_free(key);
            return fail_twice(s, name, (size_t)*found, i, err);
        }
        *found = (ptrdiff_t)i;
    }
    t4_free(key);
    return T4_OK;
}

/* The slot of a header column, a new one where it is not used yet. */
static t4_origin use_column(search *s, size_t column)
{
    t4_binding *binding = s->binding;

    if (!s->slots[column]) {
        binding->used[binding->used_count++] = (uint32_t)column;
        s->slots[column] = (uint32_t)binding->used_count;
    }
    return (t4_origin){.present = true, .slot = (int)s->slots[column] - 1,
                       .column = (uint32_t)column + 1};
}

static t4_status report_missing(search *s, const char *field, const char *const *names, int count,
                                t4_error *err)
{
    t4_suggest suggest;
    size_t before = s->missing.length, length;
    bool good = t4_buffer_puts(&s->missing, s->missing_count++ ? ", " : "");

    length = s->missing.length;
    for (int i = 0; i < count; i++)
        good = good && t4_buffer_printf(&s->missing, "%s'%s'", i ? " or " : "", names[i]);
    good = good && t4_buffer_printf(&s->missing, " for %s", field) && t4_buffer_text(&s->missing);
    /* Imports and exports may want the same column. */
    if (good && before && memmem(s->missing.data, before, s->missing.data + length, s->missing.length - length)) {
        s->missing.length = before;
        return T4_OK;
    }
    t4_suggest_init(&suggest, names[0]);
    for (size_t i = 0; i < s->count; i++)
        t4_suggest_offer(&suggest, s->columns[i]);
    if (suggest.nearest)
        good = good && t4_buffer_printf(&s->missing, " (did you mean '%s'?)", suggest.nearest);
    return good ? T4_OK : t4_fail_memory(err);
}

/* The first of the names that the file has. */
static t4_status bind_names(search *s, const char *field, const char *const *names, int count,
                            t4_origin *origin, t4_error *err)
{
    for (int i = 0; i < count; i++) {
        ptrdiff_t found;
        t4_status status = find_column(s, names[i], &found, err);

        if (status)
            return status;
        if (found >= 0) {
            *origin = use_column(s, (size_t)found);
            return T4_OK;
        }
    }
    return report_missing(s, field, names, count, err);
}

static t4_status bind_constant(search *s, const char *text, size_t n, t4_origin *origin,
                               t4_error *err)
{
    const char *copy = t4_arena_strndup(&s->binding->arena, text, n);

    if (!copy)
        return t4_fail_memory(err);
    *origin = (t4_origin){.present = true, .slot = -1, .constant = copy, .length = n};
    return T4_OK;
}

/* Group 1 of the pattern on the base name. */
static t4_status bind_file_name(search *s, const char *field, const t4_column *column,
                                t4_origin *origin, t4_error *err)
{
    const t4_template *template_ = s->clean->template_;
    regmatch_t matches[2];
    regex_t pattern;
    char reason[120];
    t4_status status;
    int code = regcomp(&pattern, column->file_pattern, REG_EXTENDED);

    if (code) {
        regerror(code, &pattern, reason, sizeof reason);
        return t4_fail_at(err, T4_ERR_USAGE, template_->path, column->line, 0,
                          "input.columns.%s.file '%s' is no extended regular expression: %s", field,
                          column->file_pattern, reason);
    }
    if (pattern.re_nsub < 1)
        status = t4_fail_at(err, T4_ERR_USAGE, template_->path, column->line, 0,
                            "input.columns.%s.file '%s' has no group; put what to take in ( )", field,
                            column->file_pattern);
    else if (regexec(&pattern, s->base_name, 2, matches, 0) || matches[1].rm_so < 0)
        status = t4_fail_at(err, T4_ERR_DATA, s->file_name, 0, 0,
                            "the file name '%s' does not match '%s', which %s is taken from",
                            s->base_name, column->file_pattern, field);
    else
        status = bind_constant(s, s->base_name + matches[1].rm_so,
                               (size_t)(matches[1].rm_eo - matches[1].rm_so), origin, err);
    regfree(&pattern);
    return status;
}

static t4_status bind_traders(search *s, const t4_column *column, t4_error *err)
{
    t4_status status = T4_OK;
    bool any = false;

    for (int flow = 0; flow < T4_FLOWS && !status; flow++)
        if (column->column_by_flow[flow]) {
            any = true;
            status = bind_names(s, "trader", &column->column_by_flow[flow], 1,
                                &s->binding->traders[flow], err);
        }
    s->binding->trader_by_flow = any;
    /* What is not named for a flow alone is as for the total that the flow belongs to. */
    for (int flow = 0; any && flow < T4_FLOWS; flow++)
        if (!column->column_by_flow[flow])
            s->binding->traders[flow] = s->binding->traders[t4_flow_total((t4_flow)flow)];
    return status;
}

static const char *place_name(const t4_clean *clean, unsigned place)
{
    if (place < T4_FIELDS)
        return t4_field_name((t4_field)place);
    if (place == T4_PLACE_UNIT)
        return "unit";
    return clean->domain->dimensions[place - T4_PLACE_DIMENSION];
}

static t4_status bind_place(search *s, unsigned place, t4_error *err)
{
    const t4_column *column = &s->binding->layout->columns[place];
    const char *field = place_name(s->clean, place);
    t4_origin *origin = &s->binding->origins[place];
    t4_status status;

    /* The constant "" says that these files do not have the field. */
    if (!column->used || (column->constant && !*column->constant))
        return T4_OK;
    if (column->constant)
        return bind_constant(s, column->constant, strlen(column->constant), origin, err);
    if (column->file_pattern)
        return bind_file_name(s, field, column, origin, err);
    if (column->year_column) {
        status = bind_names(s, field, &column->year_column, 1, origin, err);
        if (!status && column->month_column)
            status = bind_names(s, field, &column->month_column, 1, &s->binding->month, err);
        return status;
    }
    if (place == T4_FIELD_TRADER) {
        status = bind_traders(s, column, err);
        if (status || s->binding->trader_by_flow)
            return status;
    }
    if (!column->column_count)
        return T4_OK;
    return bind_names(s, field, column->columns, column->column_count, origin, err);
}

static t4_status bind_unit(search *s, t4_error *err)
{
    const t4_column *column = &s->binding->layout->columns[T4_FIELD_QUANTITY];

    if (!column->used || !column->unit_column)
        return T4_OK;
    return bind_names(s, "unit", &column->unit_column, 1, &s->binding->origins[T4_PLACE_UNIT], err);
}

static t4_status fail_missing(search *s, t4_error *err)
{
    t4_buffer names;
    t4_status status;

    t4_buffer_init(&names, 0);
    for (size_t i = 0; i < s->count && names.length < 500; i++)
        if (!t4_buffer_printf(&names, "%s'%s'", i ? ", " : "", s->columns[i]))
            break;
    if (names.length >= 500)
        t4_buffer_printf(&names, " and others (%zu in all)", s->count);
    status = t4_fail_at(err, T4_ERR_DATA, s->file_name, s->line, 0,
                        "the header lacks %s; it has %s; correct the names in the template, or give "
                        "this file its own under input.files", t4_buffer_text(&s->missing),
                        t4_buffer_text(&names));
    t4_buffer_release(&names);
    return status;
}

/* Records without these are none. */
static t4_status require(const search *s, t4_error *err)
{
    static const t4_field needed[] = {T4_FIELD_PERIOD, T4_FIELD_FLOW, T4_FIELD_CODE, T4_FIELD_PARTNER};

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!s->binding->origins[needed[i]].present)
            return t4_fail_at(err, T4_ERR_USAGE, s->clean->template_->path, 0, 0,
                              "nothing says where %s stands in '%s'; give input.columns.%s a column, "
                              "a constant or a file pattern", t4_field_name(needed[i]), s->file_name,
                              t4_field_name(needed[i]));
    return T4_OK;
}

/* A period or flow that is the same for the whole file has to be right. */
static t4_status check_constants(const search *s, t4_error *err)
{
    const t4_binding *b = s->binding;
    const t4_origin *period = &b->origins[T4_FIELD_PERIOD], *flow = &b->origins[T4_FIELD_FLOW];

    if (period->slot < 0 && !b->layout->maps[T4_FIELD_PERIOD].keys &&
        !t4_period_field_read(&b->layout->columns[T4_FIELD_PERIOD], period->constant, period->length))
        return t4_fail_at(err, T4_ERR_DATA, s->file_name, 0, 0,
                          "'%s' is no period; expected 2023-06, 202306, 2023-Q2, 2023 or what "
                          "input.columns.period.format says", period->constant);
    if (flow->slot < 0 && !b->layout->maps[T4_FIELD_FLOW].keys &&
        t4_flow_parse(flow->constant, flow->length) == T4_FLOWS)
        return t4_fail_at(err, T4_ERR_DATA, s->file_name, 0, 0,
                          "'%s' is no flow; expected M, X, FM, RM, DX or RX", flow->constant);
    return T4_OK;
}

static bool holds_trader(const t4_binding *b, int slot)
{
    const t4_origin *trader = &b->origins[T4_FIELD_TRADER];
    bool found = !b->trader_by_flow && trader->present && trader->slot == slot;

    for (int flow = 0; b->trader_by_flow && flow < T4_FLOWS; flow++)
        found |= b->traders[flow].present && b->traders[flow].slot == slot;
    return found;
}

/* What is published must not be read from the trader's column. */
static t4_status keep_traders_in(const search *s, t4_error *err)
{
    for (unsigned place = 0; place < T4_PLACES; place++) {
        const t4_origin *origin = &s->binding->origins[place];
        bool published = place == T4_FIELD_PARTNER || place >= T4_PLACE_DIMENSION;

        if (published && origin->present && origin->slot >= 0 && holds_trader(s->binding, origin->slot))
            return t4_fail_at(err, T4_ERR_USAGE, s->clean->template_->path, 0, 0,
                              "%s is read from column '%s', which names the trader, and would be "
                              "published; give it another column", place_name(s->clean, place),
                              s->columns[origin->column - 1]);
    }
    return T4_OK;
}

static t4_status bind_notation(search *s, const t4_slices *sample, t4_error *err)
{
    uint32_t columns[T4_AMOUNTS];
    size_t count = 0;

    for (int a = 0; a < T4_AMOUNTS; a++) {
        const t4_origin *origin = &s->binding->origins[T4_FIELD_VALUE + a];

        if (origin->present && origin->slot >= 0)
            columns[count++] = origin->column - 1;
    }
    if (sample && sample->columns != s->count)
        sample = NULL;
    return t4_notation_settle(s->binding, s->clean, s->file_name, sample, columns, count, err);
}

static t4_status bind_all(search *s, const t4_slices *sample, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t i = 0; i < s->count; i++) {
        s->keys[i] = key_of(s->columns[i]);
        if (!s->keys[i])
            return t4_fail_memory(err);
    }
    for (unsigned place = 0; place < T4_COLUMNS_KNOWN && !status; place++)
        status = bind_place(s, place, err);
    if (!status)
        status = bind_unit(s, err);
    if (!status && s->missing_count)
        status = fail_missing(s, err);
    if (!status)
        status = require(s, err);
    if (!status)
        status = keep_traders_in(s, err);
    if (!status)
        status = check_constants(s, err);
    return status ? status : bind_notation(s, sample, err);
}

t4_status t4_clean_bind(t4_binding **binding, const t4_clean *clean, const char *file_name,
                        uint32_t file, const char *const *columns, size_t column_count,
                        const char *encoding, const t4_slices *sample, t4_error *err)
{
    const char *slash = strrchr(file_name, '/');
    t4_binding *made = t4_alloc_zero(1, sizeof *made);
    search s = {.file_name = file_name, .base_name = slash ? slash + 1 : file_name,
                .columns = columns, .count = column_count, .clean = clean, .binding = made,
                .line = sample && sample->block_line > 1 ? sample->block_line - 1 : 1};
    t4_status status;

    s.keys = t4_alloc_zero(column_count + 1, sizeof *s.keys);
    s.slots = t4_alloc_zero(column_count + 1, sizeof *s.slots);
    if (made)
        made->used = t4_alloc_zero(column_count + 1, sizeof *made->used);
    if (!made || !s.keys || !s.slots || !made->used) {
        status = t4_fail_memory(err);
        goto done;
    }
    made->file = file;
    status = t4_layout_find(&made->layout, clean, s.base_name, encoding, err);
    if (!status)
        status = bind_all(&s, sample, err);
done:
    for (size_t i = 0; s.keys && i < column_count; i++)
        t4_free(s.keys[i]);
    t4_free(s.keys);
    t4_free(s.slots);
    t4_buffer_release(&s.missing);
    if (status) {
        t4_binding_free(made);
        return status;
    }
    *binding = made;
    return T4_OK;
}

void t4_binding_free(t4_binding *binding)
{
    if (!binding)
        return;
    t4_free(binding->used);
    t4_arena_release(&binding->arena);
    t4_free(binding);
}

const uint32_t *t4_binding_used(const t4_binding *binding, size_t *count)
{
    *count = binding->used_count;
    return binding->used;
}

char t4_binding_decimal(const t4_binding *binding, bool *assumed)
{
    *assumed = binding->notation_assumed;
    return binding->notation.point;
}
