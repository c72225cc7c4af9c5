/* SPDX-License-Identifier: MIT */
/* What a certificate that was read is about: measures, tables, contributions, against whom. */
#include "sdc/certificate_read.h"

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
    return c->reasons ? "; not proven against an attacker who uses reasons or replays the algorithm (conf_detail: full)" : "";
}
