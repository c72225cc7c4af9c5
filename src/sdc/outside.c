/* SPDX-License-Identifier: MIT */
#include "sdc/outside.h"

#include <stdio.h>
#include <string.h>

#include "base/dict.h"
#include "base/memory.h"
#include "model/flow.h"

enum { KEY_MOST = 1024 };

struct t4_outside {
    t4_dict *keys;
    t4_outside_fact *facts;    /* by id of keys */
    size_t room;
};

t4_outside *t4_outside_new(void)
{
    t4_outside *o = t4_alloc_zero(1, sizeof *o);

    if (o && !(o->keys = t4_dict_new(T4_OUTSIDE_MOST))) {
        t4_free(o);
        o = NULL;
    }
    return o;
}

void t4_outside_free(t4_outside *o)
{
    if (!o)
        return;
    t4_dict_free(o->keys);
    t4_free(o->facts);
    t4_free(o);
}

size_t t4_outside_count(const t4_outside *o)
{
    return t4_dict_count(o->keys);
}

static size_t key_of(const t4_outside_place *place, char key[KEY_MOST])
{
    int n = snprintf(key, KEY_MOST, "%u %u %s %s%s", (unsigned)place->period, (unsigned)place->flow, place->code,
                     place->partner, place->dimensions);

    return n < 0 ? 0 : n < KEY_MOST ? (size_t)n : KEY_MOST - 1;
}

static t4_outside_fact *fact_of(t4_outside *o, const t4_outside_place *place)
{
    char key[KEY_MOST];
    size_t known = t4_dict_count(o->keys);
    uint32_t id = t4_dict_add(o->keys, key, key_of(place, key));

    if (id == T4_DICT_NONE || (id == known && !t4_grow(&o->facts, &o->room, id, sizeof *o->facts)))
        return NULL;
    if (id == known)
        o->facts[id] = (t4_outside_fact){.lower = INT64_MIN, .upper = INT64_MAX};
    return &o->facts[id];
}

t4_status t4_outside_earlier(t4_outside *o, const t4_outside_place *place, bool hidden,
                             int64_t value, t4_error *err)
{
    t4_outside_fact *fact = fact_of(o, place);

    if (!fact)
        return t4_fail_memory(err);
    fact->hidden = hidden;
    if (!hidden) {
        fact->open = fact->once = true;
        fact->value = value;
    }
    return T4_OK;
}

/* The place of a habit: no release has the year 0. */
static t4_outside_place any_time(const t4_outside_place *place)
{
    t4_outside_place any = *place;

    switch (t4_period_kind_of(place->period)) {
    case T4_YEAR:
        any.period = t4_period_year(0);
        break;
    case T4_QUARTER:
        any.period = t4_period_quarter(0, 1);
        break;
    case T4_MONTH:
        any.period = t4_period_month(0, 1);
        break;
    default:
        any.period = t4_period_to_date(0, 2);
    }
    return any;
}

t4_status t4_outside_habit(t4_outside *o, const t4_outside_place *place, bool hidden, t4_error *err)
{
    t4_outside_place any = any_time(place);
    t4_outside_fact *fact = fact_of(o, &any);

    if (!fact)
        return t4_fail_memory(err);
    if (fact->value <= (int64_t)place->period) {  /* of a habit: the newest period */
        fact->value = (int64_t)place->period;
        fact->hidden = hidden;
    }
    return T4_OK;
}

bool t4_outside_usual(const t4_outside *o, const t4_outside_place *place)
{
    t4_outside_place any = any_time(place);
    const t4_outside_fact *fact = t4_outside_find(o, &any);

    return fact && fact->hidden;
}

t4_status t4_outside_known(t4_outside *o, const t4_outside_place *place, int64_t value,
                           t4_error *err)
{
    t4_outside_fact *fact = fact_of(o, place);

    if (!fact)
        return t4_fail_memory(err);
    fact->open = true;
    fact->value = value;
    return T4_OK;
}

t4_status t4_outside_bound(t4_outside *o, const t4_outside_place *place, int64_t lower,
                           int64_t upper, t4_error *err)
{
    t4_outside_fact *fact = fact_of(o, place);

    if (!fact)
        return t4_fail_memory(err);
    if (lower > fact->lower)
        fact->lower = lower;
    if (upper < fact->upper)
        fact->upper = upper;
    return T4_OK;
}

const t4_outside_fact *t4_outside_find(const t4_outside *o, const t4_outside_place *place)
{
    char key[KEY_MOST];
    uint32_t id = t4_dict_find(o->keys, key, key_of(place, key));

    return id == T4_DICT_NONE ? NULL : &o->facts[id];
}
