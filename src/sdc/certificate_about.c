/* SPDX-License-Identifier: MIT */
/* What a certificate that was read is about: measures, tables, contributions, against whom. */
#include "sdc/certificate_read.h"

#include "base/memory.h"

enum { KEYS_MOST = 1 << 28 };

const char *t4_certificate_measure(const t4_certificate *c, int *decimals)
{
    *decimals = c->decimals;
    return c->measure;
}

bool t4_certificate_file_at(const t4_certificate *c, size_t i, const char **name, const char **digest)
{
    if (i >= c->file_count)
        return false;
    *name = c->files[i].name;
    *digest = c->files[i].digest;
    return true;
}

bool t4_certificate_ended(const t4_certificate *c)
{
    return c->reader == NULL;
}

uint64_t t4_certificate_bound(const t4_certificate *c)
{
    return c->bound_rows;
}

const char *t4_certificate_against(const t4_certificate *c)
{
    if (c->interval)
        return c->unions ? "against outsiders and every single trader, holding and declared coalition; implied totals "
                           "obey the rules (insiders: interval, unions: on)"
                         : "against outsiders and every single trader, holding and declared coalition (insiders: "
                           "interval, unions: off)";
    if (c->insiders)
        return c->unions ? "against outsiders, and no cell is a point for who is alone in others; implied totals obey "
                           "the rules (insiders: exact, unions: on)"
                         : "against outsiders, and no cell is a point for who is alone in others (insiders: exact, "
                           "unions: off)";
    return c->unions ? "against outsiders only; implied totals obey the rules (insiders: off, unions: on)"
                     : "against outsiders only (insiders: off, unions: off)";
}

const char *t4_certificate_part(const t4_certificate *c, size_t i)
{
    return i < c->part_count ? c->parts[i] : NULL;
}

const char *t4_certificate_alongside(const t4_certificate *c)
{
    return c->alongside;
}

const char *t4_certificate_unproven(const t4_certificate *c)
{
    if (c->reasons)
        return "; not proven against an attacker who uses reasons or replays the algorithm (conf_detail: full)";
    return c->unions ? "; not proven for sums over several relations at once" : "";
}

bool t4_certificate_int(const char *text, size_t n, int64_t *value)
{
    bool minus = n > 0 && text[0] == '-';
    int64_t v = 0;

    if (n == (size_t)minus || n > 20)
        return false;
    for (size_t i = minus; i < n; i++)
        if (text[i] < '0' || text[i] > '9' || __builtin_mul_overflow(v, 10, &v) ||
            __builtin_add_overflow(v, text[i] - '0', &v))
            return false;
    *value = minus ? -v : v;
    return v < T4_UNBOUNDED;
}

bool t4_certificate_make(t4_certificate *c)
{
    t4_arena_init(&c->arena);
    c->keys = t4_dict_new(KEYS_MOST);
    c->exact_keys = t4_dict_new(KEYS_MOST);
    c->moved_codes = t4_dict_new(1 << 24);
    c->partners = t4_dict_new(1 << 20);
    c->dims = t4_dict_new(KEYS_MOST);
    c->moved_finest = t4_dict_new(1 << 24);
    c->holders = t4_dict_new(1 << 30);
    c->ally_keys = t4_dict_new(1 << 26);
    c->insider_keys = t4_dict_new(1 << 30);
    return c->keys && c->exact_keys && c->moved_codes && c->partners && c->dims && c->moved_finest && c->holders &&
           c->ally_keys && c->insider_keys;
}

void t4_certificate_free(t4_certificate *c)
{
    if (!c)
        return;
    t4_certificate_stop_reading(c);
    t4_arena_release(&c->arena);
    t4_dict_free(c->keys);
    t4_dict_free(c->exact_keys);
    t4_free(c->exact);
    t4_free(c->cells);
    t4_free(c->listed);
    t4_free(c->cell_waived);
    t4_dict_free(c->waived);
    t4_free(c->start);
    t4_free(c->shifts);
    t4_free(c->claims);
    t4_free(c->files);
    t4_free(c->known);
    t4_dict_free(c->moved_codes);
    t4_free(c->parent);
    t4_dict_free(c->partners);
    t4_dict_free(c->dims);
    t4_dict_free(c->moved_finest);
    t4_dict_free(c->holders);
    t4_dict_free(c->finest_codes);
    t4_dict_free(c->traders);
    t4_digest_free(c->told);
    t4_free(c->finest);
    t4_free(c->holding);
    t4_free(c->dated_head);
    t4_free(c->dated);
    t4_free(c->held);
    t4_free(c->uppers);
    t4_free(c->stakes);
    t4_free(c->held_of);
    t4_dict_free(c->ally_keys);
    t4_dict_free(c->insider_keys);
    t4_free(c->insider);
    t4_free(c->named);
    t4_free(c->coalition_names);
    t4_dict_free(c->told_traders);
    t4_free(c->contributor);
    t4_free(c->allies);
    t4_free(c->shares);
    t4_free(c->groups);
    t4_system_free(c->system);
    t4_free(c->cell_hidden);
    t4_free(c);
}
