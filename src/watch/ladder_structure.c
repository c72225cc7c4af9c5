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

/* Codes are counted at the list's own length, as far as the tree goes. */
static size_t counted_digits(const t4_codelist *codes, const t4_ladder_listed *listed, size_t count)
{
    size_t digits = t4_structure_digits(listed, count), longest = t4_codelist_digits(codes);

    return digits < longest ? digits : longest;
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

/* Is the code on the list, it or one above it?  Else *part: something below it is. Tiers of both are added. */
static bool covered(const char *code, size_t n, const t4_ladder_listed *listed, size_t count, bool *part, char tiers[64])
{
    bool found = false;

    *part = false;
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(listed[i].code);

        if (strncmp(code, listed[i].code, length < n ? length : n))
            continue;
        found = found || length <= n;
        *part = *part || length > n;
        add_tier(tiers, listed[i].tier);
    }
    *part = *part && !found;
    return found;
}

/* Codes of so many digits below a beginning, of one version each, and how many of them are listed. */
static void count_below(const t4_codelist *codes, const char *code, size_t digits, const t4_ladder_listed *listed,
                        size_t count, t4_structure_heading *h)
{
    size_t longest = t4_codelist_digits(codes), end;
    const char *last = "", *whole = "";
    bool is_listed = false;

    for (size_t i = t4_codelist_below(codes, code, strlen(code), &end); i < end; i++) {
        const t4_code_entry *e = t4_codelist_entry(codes, i);
        bool part;

        if (strlen(e->code) < digits || !strcmp(e->code, whole))
            continue;
        if (strncmp(e->code, last, digits)) {
            is_listed = covered(e->code, digits, listed, count, &part, h->tiers);
            h->codes++;
            h->listed += is_listed;
            h->part += part;
            last = e->code;
        }
        whole = e->code;
        h->finest += strlen(whole) == longest;
        h->finest_listed += strlen(whole) == longest && is_listed;
    }
}

bool t4_structure_whole(const t4_codelist *codes, const char *code, const t4_ladder_listed *listed, size_t count)
{
    t4_structure_heading h = {.codes = 0};
    size_t digits = counted_digits(codes, listed, count);

    if (strlen(code) < 2 || !strcmp(code, "TOTAL"))
        return false;
    count_below(codes, code, digits > strlen(code) ? digits : strlen(code), listed, count, &h);
    return h.codes && h.codes == h.listed;
}

/* Does the tree have it, or anything below it?  Codes longer than the tree's: what they lie in. */
static bool in_tree(const t4_codelist *codes, const char *code)
{
    size_t n = strlen(code), longest = t4_codelist_digits(codes), end;

    return t4_codelist_below(codes, code, n < longest ? n : longest, &end) < end;
}

static t4_status add_heading(t4_structure *s, size_t *room, t4_structure_heading *h, const char *code, int level, t4_error *err)
{
    if (!t4_grow(&s->headings, room, s->count, sizeof *s->headings))
        return t4_fail_memory(err);
    snprintf(h->code, sizeof h->code, "%.*s", level, code);
    s->headings[s->count++] = *h;
    s->codes += h->codes;
    s->listed += h->listed;
    s->part += h->part;
    s->finest += h->finest;
    s->finest_listed += h->finest_listed;
    s->mixed += h->listed < h->codes;
    return T4_OK;
}

t4_status t4_structure_make(t4_structure *s, const t4_codelist *codes, int level, const t4_ladder_listed *listed,
                            size_t count, t4_error *err)
{
    size_t room = 0, digits = counted_digits(codes, listed, count);
    char code[T4_CODE_MAX + 4] = "";
    t4_status status = T4_OK;

    *s = (t4_structure){.digits = (int)t4_codelist_digits(codes)};
    for (size_t i = 0; i < count; i++)
        s->unknown += !in_tree(codes, listed[i].code);
    for (size_t i = 0; i < t4_codelist_count(codes) && !status; i++) {
        const t4_code_entry *e = t4_codelist_entry(codes, i);
        t4_structure_heading h = {.label = strlen(e->code) == (size_t)level ? e->label : ""};

        if (strlen(e->code) < (size_t)level || !strncmp(e->code, code, (size_t)level))
            continue;
        snprintf(code, sizeof code, "%.*s", level, e->code);
        count_below(codes, code, digits > (size_t)level ? digits : (size_t)level, listed, count, &h);
        if (h.listed + h.part)
            status = add_heading(s, &room, &h, code, level, err);
    }
    return status;
}

void t4_structure_release(t4_structure *s)
{
    t4_free(s->headings);
    *s = (t4_structure){.count = 0};
}
