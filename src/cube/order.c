/* SPDX-License-Identifier: MIT */
/* The frozen order of a cube: bytewise ranks of partners, codes and their nodes at every level. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "cube/internal.h"
#include "model/placed.h"

/* --- partners ---------------------------------------------------------------- */

typedef struct {
    const char *text;
    uint32_t published;
} partner_text;

static int compare_partners(const void *a, const void *b)
{
    const partner_text *x = a, *y = b;
    int order = strcmp(x->text, y->text);

    return order ? order : (x->published > y->published) - (x->published < y->published);
}

static t4_status make_members(t4_cube *cube, t4_virtual_partner *v, int group, t4_error *err)
{
    const char *const *member = cube->plan.groups[group].members;

    v->member = t4_alloc_zero(cube->order.partner_count, sizeof *v->member);
    if (!v->member)
        return t4_fail_memory(err);
    for (; member && *member; member++) {
        uint32_t id = t4_dict_find(cube->domain->partners, *member, strlen(*member));

        if (id != T4_DICT_NONE)
            v->member[cube->order.partner_rank[id]] = true;
    }
    return T4_OK;
}

/* Virtual partners in rank order. */
static t4_status make_virtuals(t4_cube *cube, t4_error *err)
{
    t4_order *order = &cube->order;
    t4_status status = T4_OK;

    order->virtuals = t4_alloc_zero((size_t)cube->plan.group_count + 1, sizeof *order->virtuals);
    if (!order->virtuals)
        return t4_fail_memory(err);
    for (uint32_t rank = 0; rank < order->partner_count && !status; rank++) {
        uint32_t published = order->partner_at[rank];

        if (published < t4_dict_count(cube->domain->partners))
            continue;
        t4_virtual_partner *v = &order->virtuals[order->virtual_count++];

        *v = (t4_virtual_partner){.published = published, .rank = rank};
        if (published != T4_PARTNER_WORLD)
            status = make_members(cube, v, (int)(UINT32_MAX - 1 - published), err);
    }
    return status;
}

static t4_status order_partners(t4_cube *cube, t4_error *err)
{
    t4_order *order = &cube->order;
    size_t real = t4_dict_count(cube->domain->partners), count = real;
    partner_text *texts = t4_alloc(real + (size_t)cube->plan.group_count + 1, sizeof *texts);
    char (*names)[40] = t4_alloc((size_t)cube->plan.group_count + 1, sizeof *names);
    t4_status status;

    order->partner_rank = t4_alloc(real, sizeof *order->partner_rank);
    order->partner_at = t4_alloc(real + (size_t)cube->plan.group_count + 1,
                                 sizeof *order->partner_at);
    if (!texts || !names || !order->partner_rank || !order->partner_at) {
        status = t4_fail_memory(err);
        goto done;
    }
    for (uint32_t id = 0; id < real; id++)
        texts[id] = (partner_text){t4_dict_text(cube->domain->partners, id, NULL), id};
    if (cube->plan.world)
        texts[count++] = (partner_text){"W00", T4_PARTNER_WORLD};
    for (int g = 0; g < cube->plan.group_count; g++) {
        snprintf(names[g], sizeof names[g], "G_%s", cube->plan.groups[g].name);
        texts[count++] = (partner_text){names[g], T4_PARTNER_GROUP(g)};
    }
    qsort(texts, count, sizeof *texts, compare_partners);
    for (uint32_t rank = 0; rank < count; rank++) {
        order->partner_at[rank] = texts[rank].published;
        if (texts[rank].published < real)
            order->partner_rank[texts[rank].published] = rank;
    }
    order->partner_count = count;
    status = make_virtuals(cube, err);
done:
    t4_free(texts);
    t4_free(names);
    return status;
}

/* --- codes and their nodes ----------------------------------------------------- */

/* A code while its partition is being ordered. */
typedef struct {
    uint32_t id;
    uint8_t first;
    char text[T4_LEVELS_MAX][T4_CODE_MAX + 4];   /* at each level from `first` on; "" before */
} code_item;

/* What sorting code items needs to know. */
typedef struct {
    int levels, level;
} compare_context;

static uint32_t chapter_of(const char *text, size_t n)
{
    return (uint32_t)(n > 0 ? (uint8_t)text[0] : 0) << 8 | (n > 1 ? (uint8_t)text[1] : 0);
}

static void fill_item(const t4_cube *cube, code_item *item)
{
    size_t n;
    const char *code = t4_dict_text(cube->domain->codes, item->id, &n);
    char published[T4_CODE_MAX + 4] = "";
    int finest;

    if (t4_placed_published(code, n) < n) {
        n = t4_placed_published(code, n);
        memcpy(published, code, n < sizeof published ? n : sizeof published - 1);
        code = published;
    }
    finest = (int)n;
    if (cube->options.finest) {
        int cap = t4_template_finest(cube->options.finest, code, n);

        finest = cap < finest ? cap : finest;
    }
    item->first = (uint8_t)cube->fine_levels;
    for (int i = cube->fine_levels - 1; i >= 0; i--) {
        memset(item->text[i], 0, sizeof item->text[i]);
        if (cube->plan.levels[i] > finest)
            continue;
        item->first = (uint8_t)i;
        t4_codelist_ancestor(cube->options.codes, code, cube->plan.levels[i], item->text[i]);
    }
}

static int compare_level(const void *a, const void *b, void *context)
{
    const code_item *x = *(code_item *const *)a, *y = *(code_item *const *)b;
    int order = strcmp(x->text[((compare_context *)context)->level],
                       y->text[((compare_context *)context)->level]);

    return order ? order : (x > y) - (x < y);   /* items lie in bytewise order of their codes */
}

static int compare_path(const void *a, const void *b, void *context)
{
    const code_item *x = *(code_item *const *)a, *y = *(code_item *const *)b;

    for (int i = ((compare_context *)context)->levels - 1; i >= 0; i--) {
        int order = strcmp(x->text[i], y->text[i]);

        if (order)
            return order;
    }
    return (x > y) - (x < y);
}

/*
 * Make levels nest: where codes that share a node would have different parents
 * (a list whose parent links contradict its prefixes), the bytewise smallest
 * code decides for all.
 */
static void nest_levels(const t4_cube *cube, code_item **items, size_t n)
{
    for (int i = 0; i + 1 < cube->fine_levels; i++) {
        compare_context context = {.level = i};

        qsort_r(items, n, sizeof *items, compare_level, &context);
        for (size_t k = 1; k < n; k++)
            if (items[k]->text[i][0] && !strcmp(items[k]->text[i], items[k - 1]->text[i]))
                memcpy(items[k]->text[i + 1], items[k - 1]->text[i + 1],
                       sizeof items[k]->text[i + 1]);
    }
}

/* Number the nodes of each level bytewise. */
static void number_nodes(t4_cube *cube, t4_partition *partition, code_item **items,
                         const code_item *base, const uint32_t *place)
{
    uint32_t n = partition->code_count;

    for (int i = 0; i < cube->fine_levels; i++) {
        char (*texts)[T4_CODE_MAX + 4] = cube->order.node_text[i] + partition->code_begin;
        compare_context context = {.level = i};
        uint32_t count = 0;

        qsort_r(items, n, sizeof *items, compare_level, &context);
        for (uint32_t k = 0; k < n; k++) {
            const char *text = items[k]->text[i];
            uint32_t at = partition->code_begin + place[items[k] - base];

            if (text[0] && (!count || strcmp(texts[count - 1], text)))
                memcpy(texts[count++], text, sizeof *texts);
            cube->order.node[i][at] = text[0] ? count - 1 : UINT32_MAX;
        }
        partition->node_count[i] = count;
    }
}

/*
 * When only cells are wanted, codes that share all their nodes need not be
 * told apart: the first one stands for all.  They are neighbours.
 */
static void merge_codes(t4_cube *cube, const t4_partition *partition)
{
    const t4_order *order = &cube->order;

    for (uint32_t i = 0; i < partition->code_count; i++) {
        uint32_t at = partition->code_begin + i;
        uint8_t first = order->first[at];
        bool same = i > 0 && cube->options.cells_only && first == order->first[at - 1] &&
                    (first == cube->fine_levels ||
                     order->node[first][at] == order->node[first][at - 1]);

        order->merged[at] = same ? order->merged[at - 1] : at;
    }
}

static t4_status order_partition(void *context, unsigned worker, size_t index, t4_error *err)
{
    t4_cube *cube = context;
    t4_partition *partition = &cube->partitions[index];
    uint32_t n = partition->code_count, *ids = cube->order.code_at + partition->code_begin;
    code_item *base = t4_alloc(n, sizeof *base), **items = t4_alloc(n, sizeof *items);
    uint32_t *place = t4_alloc(n, sizeof *place);
    compare_context path = {.levels = cube->fine_levels};
    t4_status status = T4_OK;

    if (!base || !items || !place) {
        status = t4_fail_memory(err);
        goto done;
    }
    for (uint32_t i = 0; i < n; i++) {
        base[i].id = ids[i];
        fill_item(cube, &base[i]);
        items[i] = &base[i];
    }
    if (cube->options.codes) {
        nest_levels(cube, items, n);
        qsort_r(items, n, sizeof *items, compare_path, &path);
    }
    for (uint32_t i = 0; i < n; i++) {
        ids[i] = items[i]->id;
        place[items[i] - base] = i;
        cube->order.code_index[ids[i]] = partition->code_begin + i;
        cube->order.first[partition->code_begin + i] = items[i]->first;
    }
    number_nodes(cube, partition, items, base, place);
    merge_codes(cube, partition);
done:
    t4_free(base);
    t4_free(items);
    t4_free(place);
    return status;
}

/* Cut the ordered codes into partitions. */
static t4_status cut_partitions(t4_cube *cube, t4_error *err)
{
    size_t room = 0;

    for (uint32_t i = 0; i < cube->order.code_count; i++) {
        size_t n;
        const char *text = t4_dict_text(cube->domain->codes, cube->order.code_at[i], &n);
        uint32_t key = chapter_of(text, n);

        if (!cube->partition_count || cube->partitions[cube->partition_count - 1].key != key) {
            if (!t4_grow(&cube->partitions, &room, cube->partition_count,
                         sizeof *cube->partitions))
                return t4_fail_memory(err);
            cube->partitions[cube->partition_count++] = (t4_partition){.key = key, .code_begin = i};
        }
        cube->partitions[cube->partition_count - 1].code_count++;
    }
    return T4_OK;
}

static t4_status order_codes(t4_cube *cube, t4_error *err)
{
    t4_order *order = &cube->order;
    t4_status status;
    bool good;

    order->code_count = (uint32_t)t4_dict_count(cube->domain->codes);
    order->code_at = t4_dict_order(cube->domain->codes);
    order->code_index = t4_alloc(order->code_count, sizeof *order->code_index);
    order->merged = t4_alloc(order->code_count, sizeof *order->merged);
    order->first = t4_alloc(order->code_count, sizeof *order->first);
    order->sub = t4_alloc_zero(order->code_count, sizeof *order->sub);
    order->coarse = t4_alloc_zero(order->code_count, sizeof *order->coarse);
    good = order->code_at && order->code_index && order->merged && order->sub && order->coarse &&
           order->first;
    for (int i = 0; i < cube->fine_levels; i++) {
        order->node[i] = t4_alloc(order->code_count, sizeof *order->node[i]);
        order->node_text[i] = t4_alloc(order->code_count, sizeof *order->node_text[i]);
        good = good && order->node[i] && order->node_text[i];
    }
    if (!good)
        return t4_fail_memory(err);
    status = cut_partitions(cube, err);
    if (!status)
        status = t4_parallel_for(cube->run, cube->partition_count, order_partition, cube, err);
    return status;
}

t4_status t4_order_make(t4_cube *cube, t4_error *err)
{
    t4_status status = order_partners(cube, err);

    if (!status)
        status = t4_dims_order(cube, err);
    if (!status)
        status = order_codes(cube, err);
    return status;
}

void t4_order_release(t4_cube *cube)
{
    t4_order *order = &cube->order;

    t4_free(order->partner_rank);
    t4_free(order->partner_at);
    for (int i = 0; i < order->virtual_count; i++)
        t4_free(order->virtuals[i].member);
    t4_free(order->virtuals);
    t4_free(order->dims_rank);
    t4_free(order->dims_at);
    t4_free(order->code_index);
    t4_free(order->code_fields);
    t4_free(order->code_at);
    t4_free(order->merged);
    t4_free(order->sub);
    t4_free(order->coarse);
    t4_free(order->first);
    for (int i = 0; i < T4_LEVELS_MAX; i++) {
        t4_free(order->node[i]);
        t4_free(order->node_text[i]);
    }
    *order = (t4_order){0};
}
