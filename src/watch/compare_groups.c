/* SPDX-License-Identifier: MIT */
/* Codes of a level that mean the same on both sides: as they stand, or in families where the editions differ. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/compare_state.h"

enum { TEXT = 48, NAMED = 6 };

/* Codes are named "8542" in the common edition and "HS2017:8542" in another one. */
struct t4_compare_groups {
    t4_compare_work *w;
    int level;
    t4_dict *names;
    uint32_t *parent;            /* union-find over names */
    size_t room, count;
    const char **labels;         /* by group; NULL = not made yet */
    size_t label_count;
    bool joined;
};

/* --- union-find ----------------------------------------------------------------------------------- */

static t4_status name_id(t4_compare_groups *g, const char *name, size_t n, uint32_t *id, t4_error *err)
{
    *id = t4_dict_add(g->names, name, n);
    if (*id == T4_DICT_NONE)
        return t4_fail_memory(err);
    while (g->count <= *id) {
        if (!t4_grow(&g->parent, &g->room, g->count, sizeof *g->parent))
            return t4_fail_memory(err);
        g->parent[g->count] = (uint32_t)g->count;
        g->count++;
    }
    return T4_OK;
}

uint32_t t4_compare_group_root(const t4_compare_groups *g, uint32_t group)
{
    while (g->parent[group] != group)
        group = g->parent[group];
    return group;
}

static void join(t4_compare_groups *g, uint32_t a, uint32_t b)
{
    a = t4_compare_group_root(g, a);
    b = t4_compare_group_root(g, b);
    g->parent[a < b ? b : a] = a < b ? a : b;
}

/* --- correlations ---------------------------------------------------------------------------------- */

static t4_correlation_end other(t4_correlation_end end)
{
    return end == T4_CORRELATION_OLD ? T4_CORRELATION_NEW : T4_CORRELATION_OLD;
}

static size_t cut(const t4_compare_groups *g, size_t n)
{
    return n < (size_t)g->level ? n : (size_t)g->level;
}

/* Every code of the foreign edition with all that it leads to in the common one, both cut to the level. */
static t4_status join_map(t4_compare_groups *g, const t4_listing_edition *of, int common_year, t4_error *err)
{
    t4_correlation_end to = common_year > of->edition.year ? T4_CORRELATION_NEW : T4_CORRELATION_OLD;
    t4_correlation_set all = {0}, set = {0};
    char name[TEXT];
    t4_status status = t4_correlation_below(of->map, other(to), "", 0, &all, err);

    for (size_t i = 0; !status && i < all.count; i++) {
        const char *code = t4_correlation_code(of->map, all.nodes[i]);
        uint32_t from, id;

        snprintf(name, sizeof name, "%s:%.*s", of->edition.name, (int)cut(g, strlen(code)), code);
        status = name_id(g, name, strlen(name), &from, err);
        if (!status)
            status = t4_correlation_reach(of->map, all.nodes[i], to, T4_REACH_COUNTED, &set, err);
        for (size_t k = 0; !status && k < set.count; k++) {
            code = t4_correlation_code(of->map, set.nodes[k]);
            status = name_id(g, code, cut(g, strlen(code)), &id, err);
            if (!status)
                join(g, from, id);
        }
    }
    g->joined = true;
    t4_correlation_set_release(&all);
    t4_correlation_set_release(&set);
    return status;
}

t4_status t4_compare_groups_new(t4_compare_groups **groups, t4_compare_work *w, int level, t4_error *err)
{
    t4_compare_groups *g = t4_alloc_zero(1, sizeof *g);
    t4_status status = T4_OK;

    *groups = NULL;
    if (!g)
        return t4_fail_memory(err);
    g->w = w;
    g->level = level;
    g->names = t4_dict_new(4 * T4_FLOWS_TEXTS_MOST);
    if (!g->names)
        status = t4_fail_memory(err);
    for (int s = 0; s < T4_COMPARE_SIDES; s++) {
        const t4_listing_maps *maps = w->half[s].input->editions;

        for (size_t i = 0; !status && maps && level && i < maps->count; i++)
            if (maps->of[i].map)
                status = join_map(g, &maps->of[i], maps->list.year, err);
    }
    if (status)
        t4_compare_groups_free(g);
    else
        *groups = g;
    return status;
}

void t4_compare_groups_free(t4_compare_groups *g)
{
    if (!g)
        return;
    t4_dict_free(g->names);
    t4_free(g->parent);
    t4_free(g->labels);
    t4_free(g);
}

bool t4_compare_groups_joined(const t4_compare_groups *g)
{
    return g->joined;
}

t4_status t4_compare_group_of(t4_compare_groups *g, int side, uint32_t edition, const char *code, size_t n,
                              uint32_t *group, t4_error *err)
{
    const t4_listing_maps *maps = g->w->half[side].input->editions;
    const t4_listing_edition *of = maps && edition < maps->count ? &maps->of[edition] : NULL;
    char name[TEXT];

    *group = T4_COMPARE_NO_GROUP;
    if (!of || !of->foreign || !g->level)
        return name_id(g, code, n, group, err);
    if (!of->map)
        return T4_OK;
    snprintf(name, sizeof name, "%s:%.*s", of->edition.name, (int)n, code);
    *group = t4_dict_find(g->names, name, strlen(name));   /* a code that its own edition has not stays without */
    return T4_OK;
}

/* "8542" for a code that stayed alone what it was, "F8525: 8525 8802 8806" for a family, by codes of the common edition. */
static const char *make_label(t4_compare_groups *g, uint32_t group)
{
    char text[16 + TEXT * NAMED] = "";
    const char *own = NULL, *foreign = NULL;
    size_t n, told = 0, members = 0, length = 0;
    uint32_t id;

    for (size_t i = 0; i < g->count; i++) {
        const char *name = t4_dict_text(g->names, (uint32_t)i, &n), *colon = strchr(name, ':');

        if (t4_compare_group_root(g, (uint32_t)i) != group)
            continue;
        members++;
        foreign = colon ? colon + 1 : foreign;
        own = colon ? own : name;
        if (colon || told == NAMED)
            continue;
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%s%s %s", told ? "" : "F", told ? "" : name, told ? "" : ":", name);
        told++;
    }
    if (told == NAMED)
        snprintf(text + length, sizeof text - length, " ...");
    if (members == 1 || (members == 2 && own && foreign && !strcmp(own, foreign)))
        snprintf(text, sizeof text, "%s", own ? own : foreign);
    else if (!told)
        snprintf(text, sizeof text, "F%s", foreign ? foreign : "");
    id = t4_dict_add(g->w->labels, text, strlen(text));
    return id == T4_DICT_NONE ? "" : t4_dict_text(g->w->labels, id, &n);
}

const char *t4_compare_group_label(t4_compare_groups *g, uint32_t group)
{
    size_t n;

    if (!g->joined)
        return t4_dict_text(g->names, group, &n);
    if (!g->labels) {
        g->labels = t4_alloc_zero(g->count, sizeof *g->labels);
        g->label_count = g->labels ? g->count : 0;
    }
    if (group >= g->label_count)
        return make_label(g, group);
    if (!g->labels[group])
        g->labels[group] = make_label(g, group);
    return g->labels[group];
}
