/* SPDX-License-Identifier: MIT */
/* Layouts: the template's columns or those of the file rule that matches; one for all files that agree. */
#include <fnmatch.h>
#include <string.h>

#include "base/memory.h"
#include "clean/state.h"

/* The first rule whose pattern matches the base name; -1 = none. */
static int matching_rule(const t4_template *template_, const char *base_name)
{
    for (size_t i = 0; i < template_->file_count; i++)
        if (!fnmatch(template_->files[i].match, base_name, 0))
            return (int)i;
    return -1;
}

static void layout_free(t4_layout *layout)
{
    for (int i = 0; layout && i < T4_COLUMNS_KNOWN; i++)
        t4_value_map_release(&layout->maps[i]);
    t4_free(layout);
}

/* What a rule says replaces the template's own column (into which it was merged already). */
static const t4_column *column_of(const t4_template *template_, int rule, int place)
{
    int dimension = place - T4_PLACE_DIMENSION;
    const t4_column *over;

    if (rule >= 0) {
        const t4_file_rule *item = &template_->files[rule];

        over = dimension < 0 ? &item->columns[place] : &item->dimensions[dimension];
        if (over->used)
            return over;
    }
    return dimension < 0 ? &template_->columns[place] : &template_->dimensions[dimension];
}

static t4_layout *layout_new(const t4_template *template_, uint32_t id, int rule,
                             const char *encoding)
{
    t4_layout *layout = t4_alloc_zero(1, sizeof *layout);
    bool good = layout != NULL;

    if (!good)
        return NULL;
    layout->id = id;
    layout->rule = rule;
    memcpy(layout->encoding, encoding, strlen(encoding) + 1);
    for (int k = 0; k < T4_COLUMNS_KNOWN; k++)
        layout->columns[k] = *column_of(template_, rule, k);
    for (int k = 0; k < T4_COLUMNS_KNOWN && good; k++)
        good = t4_value_map_make(&layout->maps[k], layout->columns[k].map,
                                 layout->columns[k].map_count);
    if (good)
        return layout;
    layout_free(layout);
    return NULL;
}

/* Under the lock. */
static t4_status find(const t4_layout **layout, t4_layouts *all, const t4_template *template_,
                      int rule, const char *encoding, t4_error *err)
{
    for (uint32_t i = 0; i < all->count; i++)
        if (all->items[i]->rule == rule && !strcmp(all->items[i]->encoding, encoding)) {
            *layout = all->items[i];
            return T4_OK;
        }
    if (all->count >= T4_LAYOUTS_MOST)
        return t4_fail(err, T4_ERR_DATA, "files in more than %d combinations of encoding and "
                       "input.files rules; read them in several runs", T4_LAYOUTS_MOST);
    all->items[all->count] = layout_new(template_, all->count, rule, encoding);
    if (!all->items[all->count])
        return t4_fail_memory(err);
    *layout = all->items[all->count++];
    return T4_OK;
}

t4_status t4_layout_find(const t4_layout **layout, const t4_clean *clean, const char *base_name,
                         const char *encoding, t4_error *err)
{
    t4_layouts *all = clean->layouts;
    t4_status status;

    if (strlen(encoding) >= sizeof(*layout)->encoding)
        return t4_fail(err, T4_ERR_USAGE, "no encoding has a name as long as '%.80s'", encoding);
    pthread_mutex_lock(&all->lock);
    status = find(layout, all, clean->template_, matching_rule(clean->template_, base_name),
                  encoding, err);
    pthread_mutex_unlock(&all->lock);
    return status;
}

void t4_layouts_free(t4_layouts *layouts)
{
    if (!layouts)
        return;
    for (uint32_t i = 0; i < layouts->count; i++)
        layout_free(layouts->items[i]);
    pthread_mutex_destroy(&layouts->lock);
    t4_free(layouts);
}
