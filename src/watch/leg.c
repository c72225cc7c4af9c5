/* SPDX-License-Identifier: MIT */
#include "watch/leg.h"

#include <string.h>

static bool lists(const char *list, const char *place)
{
    size_t n = strlen(place);

    while (list && *list) {
        size_t length = strcspn(list, ",");

        if (length == n && !memcmp(list, place, n))
            return true;
        list += length + (list[length] != '\0');
    }
    return false;
}

static bool fits(const t4_leg_places *places, const char *place)
{
    if (!*place || places->list)
        return !*place || lists(places->list, place);
    return !lists(places->others[0], place) && !lists(places->others[1], place);
}

void t4_leg_take(t4_leg *leg, const t4_flows *flows, size_t from, const t4_leg_places *senders,
                 const t4_leg_places *receivers)
{
    size_t end = flows->count;

    *leg = (t4_leg){.flows = *flows};
    leg->flows.rows = flows->rows + from;
    leg->flows.count = 0;
    for (size_t i = from; i < end; i++) {
        const t4_flows_row row = flows->rows[i];
        const char *reporter = t4_flows_place_text(flows, row.reporter), *partner = t4_flows_place_text(flows, row.partner);
        bool exports = t4_flow_total((t4_flow)row.flow) == T4_X;

        if (!fits(exports ? senders : receivers, reporter) || !fits(exports ? receivers : senders, partner))
            continue;
        leg->flows.rows[leg->flows.count++] = row;
        leg->exports += exports;
        leg->imports += !exports;
    }
}
