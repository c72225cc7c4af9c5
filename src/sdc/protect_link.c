/* SPDX-License-Identifier: MIT */
#include "sdc/protect_link.h"

#include "base/memory.h"
#include "model/flow.h"

/* The least and greatest unit value of a code and flow, each as the two figures of the cell that has it. */
typedef struct {
    int64_t low, low_of, high, high_of;   /* low / low_of <= high / high_of; low_of 0 = no cell */
} range;

static bool below(int64_t a, int64_t a_of, int64_t b, int64_t b_of)
{
    return (t4_int128)a * b_of < (t4_int128)b * a_of;
}

static void widen(range *r, int64_t amount, int64_t of)
{
    if (!r->low_of || below(amount, of, r->low, r->low_of)) {
        r->low = amount;
        r->low_of = of;
    }
    if (!r->high_of || below(r->high, r->high_of, amount, of)) {
        r->high = amount;
        r->high_of = of;
    }
}

static size_t published(const t4_protection *p)
{
    return p->system->cells < p->beyond_base ? p->system->cells : p->beyond_base;
}

static range *range_of(range *ranges, const t4_system *s, size_t cell)
{
    return &ranges[(size_t)s->place[cell].node * T4_FLOWS + s->place[cell].flow];
}

static bool begin(t4_link *link, size_t cells)
{
    if (link->least)
        return true;
    link->least = t4_alloc(cells, sizeof *link->least);
    link->most = t4_alloc(cells, sizeof *link->most);
    link->cells = cells;
    for (size_t c = 0; link->least && link->most && c < cells; c++) {
        link->least[c] = INT64_MIN;
        link->most[c] = INT64_MAX;
    }
    return link->least && link->most;
}

/* Quotients rounded outwards, so that the interval holds all that the range does. */
static int64_t scaled(int64_t of, int64_t amount, int64_t per, bool up)
{
    t4_int128 product = (t4_int128)of * amount, quotient = product / per + (up && product % per != 0);

    return quotient >= T4_SYSTEM_MOST ? T4_SYSTEM_MOST : (int64_t)quotient;
}

static void cut(t4_link *link, const t4_protection *target, size_t cell, const range *r, int64_t open)
{
    uint32_t v = target->system->variable[cell];
    int64_t truth = target->system->amount[cell];
    int64_t least = scaled(open, r->low, r->low_of, false), most = scaled(open, r->high, r->high_of, true);

    if (truth < least || truth > most) {
        if (!target->primary[v] || least >= truth + target->up[v] || most <= truth - target->up[v])
            return;
        least = truth < least ? truth : least;
        most = truth > most ? truth : most;
    }
    link->least[cell] = least > link->least[cell] ? least : link->least[cell];
    link->most[cell] = most < link->most[cell] ? most : link->most[cell];
}

t4_status t4_link_add(t4_link *link, const t4_protection *target, const uint8_t *target_hidden,
                      const t4_protection *other, const uint8_t *other_hidden, t4_error *err)
{
    const t4_system *s = target->system;
    const int64_t *open = other->system->amount;
    size_t cells = published(target);
    range *ranges = t4_alloc_zero(s->codes * T4_FLOWS, sizeof *ranges);

    if (!ranges || !begin(link, cells)) {
        t4_free(ranges);
        return t4_fail_memory(err);
    }
    for (size_t c = 0; c < cells; c++)
        if (!target_hidden[c] && !other_hidden[c] && s->amount[c] > 0 && open[c] > 0)
            widen(range_of(ranges, s, c), s->amount[c], open[c]);
    for (size_t c = 0; c < cells; c++)
        if (target_hidden[c] && !other_hidden[c] && open[c] > 0 && range_of(ranges, s, c)->low_of)
            cut(link, target, c, range_of(ranges, s, c), open[c]);
    t4_free(ranges);
    return T4_OK;
}

void t4_link_release(t4_link *link)
{
    t4_free(link->least);
    t4_free(link->most);
    *link = (t4_link){0};
}

bool t4_link_blocks(const t4_link *link, const t4_protection *target, uint8_t *both)
{
    bool any = false;

    for (size_t c = 0; c < link->cells; c++) {
        uint32_t v = target->system->variable[c];

        if (!target->primary[v] || link->most[c] == INT64_MAX ||
            link->most[c] - target->system->amount[c] >= target->up[v])
            continue;
        both[c] = 1;
        any = true;
    }
    return any;
}

void t4_link_apply(const t4_link *link, t4_protection *p)
{
    t4_system *s = p->system;

    for (size_t c = 0; c < link->cells; c++) {
        uint32_t v = s->variable[c];

        if (link->least[c] > s->lower[v] && link->least[c] <= s->value[v])
            s->lower[v] = link->least[c];
        if (link->most[c] < INT64_MAX && link->most[c] >= s->value[v] &&
            (s->upper[v] == T4_UNBOUNDED || link->most[c] < s->upper[v]))
            s->upper[v] = link->most[c];
        if (p->down[v] > s->value[v] - s->lower[v])
            p->down[v] = s->value[v] - s->lower[v];
    }
}
