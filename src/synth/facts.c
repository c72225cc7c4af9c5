/* SPDX-License-Identifier: MIT */
#include "synth/facts.h"

#include <string.h>

static bool has_trader(const t4_fact *fact, uint32_t trader)
{
    for (int i = 0; i < fact->trader_count; i++)
        if (fact->traders[i] == trader)
            return true;
    return fact->trader_count == 0;
}

/* Does the row stand where the fact leaves its traces? */
static bool shows(const t4_fact *fact, const t4_world *world, const t4_fact_row *row)
{
    if (!row->import || row->month < fact->from || !has_trader(fact, row->trader))
        return false;
    switch (fact->kind) {
    case T4_FACT_SURGE: return row->code == fact->code && row->partner == fact->partner;
    case T4_FACT_SWITCH: return row->code == fact->to_code;
    case T4_FACT_DIVERSION: return row->code == fact->code && row->partner == fact->to_partner;
    case T4_FACT_MIRROR_GAP:
        return world->codes[row->code].six == fact->code && row->partner == fact->partner;
    }
    return false;
}

static void change(const t4_fact *fact, t4_fact_row *row)
{
    if (!row->import || row->month < fact->from || row->code != fact->code ||
        !has_trader(fact, row->trader))
        return;
    if (fact->kind == T4_FACT_SWITCH)
        row->code = fact->to_code;
    else if (fact->kind == T4_FACT_DIVERSION && row->partner == fact->partner)
        row->partner = fact->to_partner;
}

void t4_facts_apply(const t4_facts *facts, const t4_world *world, t4_fact_row *row)
{
    row->fact = -1;
    row->understated = false;
    if (!world->codes[row->code].facts)
        return;
    for (int i = 0; i < facts->count; i++)
        if (facts->facts[i].kind == T4_FACT_SWITCH || facts->facts[i].kind == T4_FACT_DIVERSION)
            change(&facts->facts[i], row);
    for (int i = 0; row->fact < 0 && i < facts->count; i++)
        if (shows(&facts->facts[i], world, row))
            row->fact = i;
    row->understated = row->fact >= 0 && facts->facts[row->fact].kind == T4_FACT_MIRROR_GAP;
}

void t4_facts_surge(const t4_facts *facts, uint64_t bits, t4_fact_row *row)
{
    uint64_t place = (bits & 0xFFFFFFFFu) * facts->surge_chance >> 32;

    for (int i = 0; i < facts->count; i++) {
        const t4_fact *fact = &facts->facts[i];

        if (fact->kind != T4_FACT_SURGE)
            continue;
        if (place >= fact->chance) {
            place -= fact->chance;
            continue;
        }
        if (row->month < fact->from)
            return;
        row->import = true;
        row->code = row->price_code = fact->code;
        row->partner = fact->partner;
        row->trader = fact->traders[(bits >> 32) % (uint64_t)fact->trader_count];
        return;
    }
}

/* Traders of a market by even ranks: those that take the code from any partner. */
static void choose_traders(t4_fact *fact, const t4_world *world, int count)
{
    for (uint32_t rank = 0; fact->trader_count < count && rank < 400; rank += 2) {
        uint32_t trader = t4_world_trader(world, 0, fact->code, fact->partner, rank);

        if (!fact->trader_count || !has_trader(fact, trader))
            fact->traders[fact->trader_count++] = trader;
    }
}

/* Another code of the same heading; the code itself when it is alone. */
static uint32_t neighbour(const t4_world *world, uint32_t code)
{
    const t4_world_code *codes = world->codes;

    if (code + 1 < world->code_count && codes[code + 1].heading == codes[code].heading)
        return code + 1;
    if (code > 0 && codes[code - 1].heading == codes[code].heading)
        return code - 1;
    return code;
}

static bool heading_is_taken(const t4_world *world, uint32_t heading)
{
    for (uint32_t i = 0; i < world->code_count; i++)
        if (world->codes[i].heading == heading && world->codes[i].facts)
            return true;
    return false;
}

/* The next popular code whose heading has no fact yet; false when there is none left. */
static bool next_code(const t4_world *world, uint32_t *popularity, bool with_neighbour)
{
    for (; *popularity < world->code_count; (*popularity)++) {
        uint32_t code = world->popular[*popularity];

        if (!heading_is_taken(world, world->codes[code].heading) &&
            (!with_neighbour || neighbour(world, code) != code))
            return true;
    }
    return false;
}

static t4_status add_fact(t4_facts *facts, t4_world *world, t4_fact_kind kind, uint32_t *popularity,
                          t4_fact **fact, t4_error *err)
{
    int months = world->options.months;

    if (!next_code(world, popularity, kind == T4_FACT_SWITCH))
        return t4_fail(err, T4_ERR_USAGE, "the code list has too few headings for %d planted facts; "
                       "ask for fewer", facts->count + 1);
    *fact = &facts->facts[facts->count];
    **fact = (t4_fact){.kind = kind, .code = world->popular[*popularity]};
    (*fact)->from = months / 2 + facts->count % (months / 4 + 1);
    (*fact)->partner = t4_world_partner(world, (*fact)->code, 0);
    world->codes[(*fact)->code].facts = 1;
    facts->count++;
    return T4_OK;
}

static void complete_surge(t4_facts *facts, const t4_world *world, t4_fact *fact, uint32_t popularity)
{
    double share = t4_world_share(world, popularity, 0);

    fact->factor = 3 + facts->count % 3;
    fact->chance = (uint32_t)(share * (fact->factor - 1) * 4294967296.0);
    facts->surge_chance += fact->chance;
    choose_traders(fact, world, 4);
}

static void complete_diversion(const t4_facts *facts, const t4_world *world, t4_fact *fact)
{
    uint32_t count = (uint32_t)world->options.partners;

    fact->to_partner = (count / 4 + (uint32_t)facts->count * 7) % count;
    if (fact->to_partner == fact->partner)
        fact->to_partner = (fact->to_partner + 1) % count;
    choose_traders(fact, world, world->options.diverters);
}

static void complete_gap(const t4_facts *facts, t4_world *world, t4_fact *fact)
{
    uint32_t six = world->codes[fact->code].six;

    fact->from = 0;
    fact->code = six;
    fact->partner = (uint32_t)facts->mirror;
    for (uint32_t i = 0; i < world->code_count; i++)
        if (world->codes[i].six == six)
            world->codes[i].facts = 1;
}

static t4_status plant(t4_facts *facts, t4_world *world, t4_fact_kind kind, int count,
                       uint32_t *popularity, t4_error *err)
{
    for (int i = 0; i < count; i++, *popularity += 3) {
        t4_fact *fact = NULL;
        t4_status status = add_fact(facts, world, kind, popularity, &fact, err);

        if (status)
            return status;
        switch (kind) {
        case T4_FACT_SURGE: complete_surge(facts, world, fact, *popularity); break;
        case T4_FACT_SWITCH:
            fact->to_code = neighbour(world, fact->code);
            world->codes[fact->to_code].facts = 1;
            choose_traders(fact, world, 3);
            break;
        case T4_FACT_DIVERSION: complete_diversion(facts, world, fact); break;
        case T4_FACT_MIRROR_GAP: complete_gap(facts, world, fact); break;
        }
    }
    return T4_OK;
}

static t4_status find_mirror(t4_facts *facts, const t4_world *world, t4_error *err)
{
    const char *wanted = world->options.mirror;

    facts->mirror = -1;
    for (int i = 0; wanted && i < world->options.partners; i++)
        if (!strcmp(world->partners[i], wanted))
            facts->mirror = i;
    if (!wanted || facts->mirror >= 0)
        return T4_OK;
    return t4_fail(err, T4_ERR_USAGE, "the mirror partner '%.20s' is none of the %d synthetic "
                   "partners; expected such as CN, RU, KZ", wanted, world->options.partners);
}

t4_status t4_facts_choose(t4_facts *facts, t4_world *world, t4_error *err)
{
    const t4_synth_options *o = &world->options;
    uint32_t popularity = world->code_count > 100 ? 4 : 0;  /* the greatest are left to themselves */
    t4_status status;

    *facts = (t4_facts){.count = 0};
    status = find_mirror(facts, world, err);
    if (!status)
        status = plant(facts, world, T4_FACT_SURGE, o->surges, &popularity, err);
    if (!status)
        status = plant(facts, world, T4_FACT_SWITCH, o->switches, &popularity, err);
    if (!status)
        status = plant(facts, world, T4_FACT_DIVERSION, o->diversions, &popularity, err);
    if (!status && facts->mirror >= 0)
        status = plant(facts, world, T4_FACT_MIRROR_GAP, o->mirror_gaps, &popularity, err);
    if (!status && facts->surge_chance > 0x80000000u)
        status = t4_fail(err, T4_ERR_USAGE, "the surges would be more than half of all rows; ask for "
                         "fewer of them");
    return status;
}
