/* SPDX-License-Identifier: MIT */
#include "watch/ladder_structure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

size_t t4_structure_digits(const t4_ladder_listed *listed, size_t count)
{
    size_t most = 0;

    for (size_t i = 0; i < count; i++)
        if (strlen(listed[i].code) > most)
            most = strlen(listed[i].code);
    return most;
}

/* The entry of the list that covers a code (it or one above it). */
static const t4_ladder_listed *covering(const char *code, const t4_ladder_listed *listed, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strncmp(code, listed[i].code, strlen(listed[i].code)))
            return &listed[i];
    return NULL;
}

static void add_tier(char tiers[64], const char *tier)
{
    size_t n = strlen(tier), used = strlen(tiers);

    for (const char *at = tiers; *at; at += strcspn(at, " "), at += *at == ' ')
        if (!strncmp(at, tier, n) && (at[n] == ' ' || !at[n]))
            return;
    if (n && used + n + 2 < 64)
        snprintf(tiers + used, 64 - used, "%s%s", used ? " " : "", tier);
}

/* Codes of the list's length below a beginning, of one version each, and how many of them are listed. */
static void count_below(const t4_codelist *codes, const char *code, const t4_ladder_listed *listed, size_t count,
                        t4_structure_heading *h)
{
    size_t digits = t4_structure_digits(listed, count), end;
    const char *last = "";

    for (size_t i = t4_codelist_below(codes, code, strlen(code), &end); i < end; i++) {
        const t4_code_entry *e = t4_codelist_entry(codes, i);
        const t4_ladder_listed *found;

        if (strlen(e->code) != digits || !strcmp(e->code, last))
            continue;
        last = e->code;
        h->codes++;
        found = covering(e->code, listed, count);
        if (found) {
            h->listed++;
            add_tier(h->tiers, found->tier);
        }
    }
}

bool t4_structure_whole(const t4_codelist *codes, const char *code, const t4_ladder_listed *listed, size_t count)
{
    t4_structure_heading h = {.codes = 0};

    if (strlen(code) < 2 || !strcmp(code, "TOTAL"))
        return false;
    count_below(codes, code, listed, count, &h);
    return h.codes && h.codes == h.listed;
}

static bool in_tree(const t4_codelist *codes, const char *code)
{
    return t4_codelist_find(codes, code, strlen(code), 0) >= 0;
}

t4_status t4_structure_make(t4_structure *s, const t4_codelist *codes, int level, const t4_ladder_listed *listed,
                            size_t count, t4_error *err)
{
    size_t room = 0;
    const char *last = "";

    *s = (t4_structure){.count = 0};
    for (size_t i = 0; i < count; i++)
        s->unknown += !in_tree(codes, listed[i].code);
    for (size_t i = 0; i < t4_codelist_count(codes); i++) {
        const t4_code_entry *e = t4_codelist_entry(codes, i);
        t4_structure_heading h = {.label = e->label};

        if (strlen(e->code) != (size_t)level || !strcmp(e->code, last))
            continue;
        last = e->code;
        count_below(codes, e->code, listed, count, &h);
        if (!h.listed)
            continue;
        if (!t4_grow(&s->headings, &room, s->count, sizeof *s->headings))
            return t4_fail_memory(err);
        snprintf(h.code, sizeof h.code, "%s", e->code);
        s->headings[s->count++] = h;
        s->codes += h.codes;
        s->listed += h.listed;
        s->mixed += h.listed < h.codes;
    }
    return T4_OK;
}

void t4_structure_release(t4_structure *s)
{
    t4_free(s->headings);
    *s = (t4_structure){.count = 0};
}
