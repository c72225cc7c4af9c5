/* SPDX-License-Identifier: MIT */
#include "job/figures.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"

t4_status t4_figures_init(t4_figures *f, t4_error *err)
{
    static const char *const first[] = {"period", "flow", "code", "partner"};
    t4_status status = T4_OK;

    *f = (t4_figures){.texts = t4_dict_new(T4_DICT_MOST)};
    t4_arena_init(&f->arena);
    if (!f->texts || t4_dict_add(f->texts, "", 0) == T4_DICT_NONE)
        status = t4_fail_memory(err);
    for (size_t i = 0; i < sizeof first / sizeof *first && !status; i++)
        if (t4_figures_key(f, first[i], err) < 0)
            status = T4_ERR_MEMORY;
    return status;
}

void t4_figures_release(t4_figures *f)
{
    t4_arena_release(&f->arena);
    t4_dict_free(f->texts);
    t4_free(f->row_keys);
    t4_free(f->row_figures);
    t4_free(f->slots);
    *f = (t4_figures){.key_count = 0};
}

int t4_figures_key(t4_figures *f, const char *name, t4_error *err)
{
    for (int i = 0; i < f->key_count; i++)
        if (!strcmp(f->keys[i], name))
            return i;
    if (f->key_count == T4_FIGURES_KEYS_MAX || strlen(name) >= sizeof f->keys[0] || f->count) {
        t4_fail(err, f->count ? T4_ERR_DATA : T4_ERR_MEMORY,
                f->count ? "the column '%.60s' stands only in a part of the file"
                         : "the column '%.60s' is one too many or has too long a name", name);
        return -1;
    }
    snprintf(f->keys[f->key_count], sizeof f->keys[0], "%s", name);
    return f->key_count++;
}

int t4_figures_measure(t4_figures *f, const char *name, t4_error *err)
{
    for (int i = 0; i < f->measure_count; i++)
        if (!strcmp(f->measures[i], name))
            return i;
    if (f->measure_count == T4_MEASURES_MAX || strlen(name) >= sizeof f->measures[0]) {
        t4_fail(err, T4_ERR_MEMORY, "the measure '%.60s' is one too many (at most %d) or has too long a name", name,
                T4_MEASURES_MAX);
        return -1;
    }
    snprintf(f->measures[f->measure_count], sizeof f->measures[0], "%s", name);
    return f->measure_count++;
}

/* --- rows by key ----------------------------------------------------------- */

static size_t slot_of(const t4_figures *f, const uint32_t *keys)
{
    size_t wide = (size_t)f->key_count * sizeof *keys;
    size_t at = (size_t)t4_hash(keys, wide) & (f->slot_room - 1);

    while (f->slots[at] && memcmp(f->row_keys + (f->slots[at] - 1) * (size_t)f->key_count, keys, wide) != 0)
        at = (at + 1) & (f->slot_room - 1);
    return at;
}

static bool widen(t4_figures *f)
{
    size_t *before = f->slots;

    f->slot_room = f->slot_room ? f->slot_room * 2 : 1024;
    f->slots = t4_alloc_zero(f->slot_room, sizeof *f->slots);
    t4_free(before);
    if (!f->slots)
        return false;
    for (size_t i = 0; i < f->count; i++)
        f->slots[slot_of(f, f->row_keys + i * (size_t)f->key_count)] = i + 1;
    return true;
}

t4_status t4_figures_row(t4_figures *f, const char *const keys[T4_FIGURES_KEYS_MAX], size_t *row, t4_error *err)
{
    uint32_t ids[T4_FIGURES_KEYS_MAX];
    size_t at, wide = (size_t)f->key_count;

    for (int i = 0; i < f->key_count; i++) {
        ids[i] = keys[i] ? t4_dict_add(f->texts, keys[i], strlen(keys[i])) : 0;
        if (ids[i] == T4_DICT_NONE)
            return t4_fail_memory(err);
    }
    if (f->count * 10 >= f->slot_room * 7 && !widen(f))
        return t4_fail_memory(err);
    at = slot_of(f, ids);
    if (f->slots[at]) {
        *row = f->slots[at] - 1;
        return T4_OK;
    }
    if (f->count == T4_FIGURES_ROWS_MAX)
        return t4_fail(err, T4_ERR_MEMORY, "the file has more than %d rows", T4_FIGURES_ROWS_MAX);
    while ((f->count + 1) * wide > f->key_room)
        if (!t4_grow(&f->row_keys, &f->key_room, f->key_room, sizeof *f->row_keys))
            return t4_fail_memory(err);
    while ((f->count + 1) * T4_MEASURES_MAX > f->figure_room)
        if (!t4_grow(&f->row_figures, &f->figure_room, f->figure_room, sizeof *f->row_figures))
            return t4_fail_memory(err);
    memcpy(f->row_keys + f->count * wide, ids, wide * sizeof *ids);
    memset(f->row_figures + f->count * T4_MEASURES_MAX, 0, T4_MEASURES_MAX * sizeof *f->row_figures);
    f->slots[at] = ++f->count;
    *row = f->count - 1;
    return T4_OK;
}

const char *t4_figures_text(const t4_figures *f, size_t row, int key)
{
    return t4_dict_text(f->texts, f->row_keys[row * (size_t)f->key_count + (size_t)key], NULL);
}

/* --- figures --------------------------------------------------------------- */

t4_status t4_figures_set(t4_figures *f, size_t row, int measure, const char *value, const char *unit, char status,
                         char conf, t4_error *err)
{
    t4_figure *figure = &f->row_figures[row * T4_MEASURES_MAX + (size_t)measure];

    if (figure->there)
        return t4_fail(err, T4_ERR_DATA, "%s %s %s %s: the measure '%s' stands twice", t4_figures_text(f, row, 0),
                       t4_figures_text(f, row, 1), t4_figures_text(f, row, 2), t4_figures_text(f, row, 3),
                       f->measures[measure]);
    *figure = (t4_figure){.status = status, .conf = conf, .there = true};
    figure->unit = t4_dict_add(f->texts, unit, strlen(unit));
    if (*value && strcmp(value, "NaN") != 0)
        figure->value = t4_arena_strndup(&f->arena, value, strlen(value));
    if (figure->unit == T4_DICT_NONE || (*value && strcmp(value, "NaN") && !figure->value))
        return t4_fail_memory(err);
    return T4_OK;
}
