/* SPDX-License-Identifier: MIT */
/* Cells of a certificate that no table of the release has: unpublished parts of codes, figures public elsewhere. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "model/flow.h"
#include "sdc/certificate_read.h"

enum { PLACE_MOST = 1024, PART_LEVEL = T4_CODE_MAX + 1 };

/* The level of a published code, which its length tells; -1 for what is none. */
static int level_of(const t4_certificate *c, const char *code)
{
    int length = strcmp(code, "TOTAL") ? (int)strlen(code) : 0;

    if (strchr(code, '~'))
        return PART_LEVEL;
    for (int l = 0; l < c->level_count; l++)
        if (c->levels[l] == length)
            return length;
    return -1;
}

/* "2023-06\tM\t8542\tDE\tlabel..." back into a place. */
static t4_status parse_place(t4_certificate *c, const char *text, uint64_t line, t4_place *place, char key[PLACE_MOST],
                             const char **code, t4_error *err)
{
    char *field[4], *at = key;
    uint32_t dims;

    if (snprintf(key, PLACE_MOST, "%s", text) >= PLACE_MOST)
        return t4_fail_at(err, T4_ERR_DATA, "certificate", line, 0, "a place is too long");
    for (int f = 0; f < 4; f++) {
        field[f] = at;
        at += strcspn(at, "\t");
        if (f < 3 && !*at)
            return t4_fail_at(err, T4_ERR_DATA, "certificate", line, 0, "expected period, flow, code, partner");
        if (f < 3)
            *at++ = '\0';
    }
    dims = t4_dict_add(c->dims, at, strlen(at));
    *at = '\0';
    *code = field[2];
    if (level_of(c, field[2]) < 0)
        return t4_fail_at(err, T4_ERR_DATA, "certificate", line, 0, "'%s' is no code of a level that it has", field[2]);
    *place = (t4_place){t4_period_parse(field[0], strlen(field[0])), (uint32_t)t4_flow_parse(field[1], strlen(field[1])),
                        dims, t4_certificate_partner(c, field[3]), t4_system_node(c->system, field[2], level_of(c, field[2]))};
    if (place->node == T4_NO_INDEX || dims == T4_DICT_NONE)
        return t4_fail_memory(err);
    if (!place->period || place->flow >= T4_FLOWS)
        return t4_fail_at(err, T4_ERR_DATA, "certificate", line, 0, "expected period, flow, code, partner");
    return T4_OK;
}

static t4_status add(t4_certificate *c, const t4_place *place, const char *text, uint32_t hidden, int64_t value,
                     int64_t lower, t4_error *err)
{
    if (!t4_grow(&c->cell_hidden, &c->hidden_room, c->system->cells, sizeof *c->cell_hidden) ||
        !t4_grow(&c->cell_waived, &c->waived_room, c->system->cells, 1))
        return t4_fail_memory(err);
    c->cell_hidden[c->system->cells] = hidden;
    c->cell_waived[c->system->cells] = c->waived && t4_dict_find(c->waived, text, strlen(text)) != T4_DICT_NONE;
    return t4_system_add(c->system, place, value, lower, err);
}

/* Hidden cells that no table has: those that others may have, or parts of codes. */
static t4_status add_hidden(t4_certificate *c, bool parts, t4_error *err)
{
    t4_status status = T4_OK;
    char key[PLACE_MOST];
    const char *code;
    t4_place place;

    for (size_t i = 0; i < c->cell_count && !status; i++) {
        t4_certified_cell *cell = &c->cells[i];
        const char *text = t4_dict_text(c->keys, (uint32_t)i, NULL);

        if (parts ? !cell->unpublished : !cell->beyond)
            continue;
        status = parse_place(c, text, cell->line, &place, key, &code, err);
        if (!status && parts != !!strchr(code, '~'))
            status = t4_fail_at(err, T4_ERR_DATA, "certificate", cell->line, 0, "'%s' is %s part of a code", code,
                                parts ? "no" : "a");
        cell->met = true;
        if (!status)
            status = add(c, &place, parts ? "" : text, (uint32_t)i, cell->value, cell->lower, err);
    }
    return status;
}

t4_status t4_certificate_add_beyond(t4_certificate *c, t4_error *err)
{
    t4_status status = add_hidden(c, false, err);
    char key[PLACE_MOST];
    const char *code;
    t4_place place;

    for (size_t i = 0; i < c->known_count && !status; i++) {
        int64_t value = c->known[i].value;

        status = parse_place(c, c->known[i].place, c->known[i].line, &place, key, &code, err);
        if (!status && strchr(code, '~'))
            status = t4_fail_at(err, T4_ERR_DATA, "certificate", c->known[i].line, 0, "'%s' is a part of a code", code);
        if (!status)
            status = add(c, &place, c->known[i].place, T4_NO_INDEX, value, value < 1 ? value : 1, err);
    }
    /* Parts come last: one that is all of a figure is that figure. */
    return status ? status : add_hidden(c, true, err);
}
