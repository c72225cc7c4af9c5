/* SPDX-License-Identifier: MIT */
#include "model/placer.h"

#include <stdio.h>
#include <string.h>

#include "model/placed.h"

enum { NODES_MAX = 1 << 24 };

t4_status t4_placer_init(t4_placer *p, const t4_cube_plan *plan, const t4_codelist *codes, t4_error *err)
{
    *p = (t4_placer){plan, codes, t4_dict_new(NODES_MAX), t4_dict_new(NODES_MAX)};
    return p->deep && p->met ? T4_OK : t4_fail_memory(err);
}

void t4_placer_release(t4_placer *p)
{
    t4_dict_free(p->deep);
    t4_dict_free(p->met);
    *p = (t4_placer){NULL, NULL, NULL, NULL};
}

int t4_placer_published(const t4_placer *p, int most)
{
    int level = 0;

    for (int l = 0; l < p->plan->level_count; l++)
        if (p->plan->levels[l] <= most && p->plan->levels[l] > level)
            level = p->plan->levels[l];
    return level;
}

int t4_placer_longer(const t4_cube_plan *plan, int level)
{
    int next = 0;

    for (int l = 0; l < plan->level_count; l++)
        if (plan->levels[l] > level && (!next || plan->levels[l] < next))
            next = plan->levels[l];
    return next;
}

static size_t node_key(const t4_placer *p, uint32_t flow, const char *code, int level, char key[40])
{
    char node[16] = "";

    if (level)
        t4_codelist_ancestor(p->codes, code, level, node);
    return (size_t)snprintf(key, 40, "%d %s", (int)t4_flow_total((t4_flow)flow), node);
}

t4_status t4_placer_note(t4_placer *p, uint32_t flow, const char *code, int level, t4_error *err)
{
    int shown = t4_placer_published(p, level);
    char key[40];
    size_t known = t4_dict_count(p->met);
    int n = snprintf(key, sizeof key, "%d %s %d", (int)t4_flow_total((t4_flow)flow), code, shown);
    uint32_t id = t4_dict_add(p->met, key, (size_t)n);

    if (id == T4_DICT_NONE)
        return t4_fail_memory(err);
    if (id < known)
        return T4_OK;
    for (int l = 0; l <= p->plan->level_count; l++) {
        int above = l < p->plan->level_count ? p->plan->levels[l] : 0;

        if (above < shown && t4_dict_add(p->deep, key, node_key(p, flow, code, above, key)) == T4_DICT_NONE)
            return t4_fail_memory(err);
    }
    return T4_OK;
}

bool t4_placer_place(const t4_placer *p, uint32_t flow, const char *code, size_t n, int level, char out[16], bool *rest)
{
    int shown = t4_placer_published(p, level), next = t4_placer_longer(p->plan, shown);
    char key[40], text[16] = "";

    if (shown)
        t4_codelist_ancestor(p->codes, code, shown, text);
    *rest = next && t4_dict_find(p->deep, key, node_key(p, flow, code, shown, key)) != T4_DICT_NONE;
    if (!*rest && shown >= t4_placer_published(p, (int)n)) {
        snprintf(out, 16, "%s", shown ? text : T4_PLACER_ALL);
        return false;
    }
    t4_placed_residual(text, *rest ? next : shown ? shown : (int)strlen(T4_PLACER_ALL), out);
    return true;
}
