/* SPDX-License-Identifier: MIT */
#include "synth/rows.h"

#include <string.h>

#include "model/flow.h"
#include "synth/curve.h"

static const int64_t most_grams = 40000000000;      /* 40,000 t */
static const double most_cents = 9e14;

static double normal(const t4_world *world, uint64_t bits)
{
    return world->normals[bits % T4_WORLD_NORMALS];
}

/* A code that the season lets through. */
static uint32_t draw_code(const t4_world *world, t4_random *random, int month_of_year)
{
    for (;;) {
        uint32_t code = t4_alias_draw(&world->code_alias, t4_random_next(random));

        if ((t4_random_next(random) & 0xFFFF) <= world->season[world->codes[code].chapter][month_of_year])
            return code;
    }
}

static void draw_who(const t4_world *world, const t4_facts *facts, t4_random *random,
                     int month_of_year, t4_fact_row *row)
{
    uint64_t bits;

    row->code = draw_code(world, random, month_of_year);
    bits = t4_random_next(random);
    row->import = (bits & 0xFF) < world->codes[row->code].import_share;
    row->partner = t4_world_partner(world, row->code,
                                    t4_alias_draw(&world->partner_alias, t4_random_next(random)));
    row->trader = t4_world_trader(world, row->import ? 0 : 1, row->code, row->partner,
                                  t4_alias_draw(&world->firm_alias, t4_random_next(random)));
    row->price_code = row->code;
    if (facts->surge_chance && (bits >> 32) < facts->surge_chance)
        t4_facts_surge(facts, t4_random_next(random), row);
}

/* Offices weigh great lots to the kilogram, small ones to the gram. */
static int64_t round_mass(double kg, uint64_t bits)
{
    int64_t grams = (int64_t)(kg * 1000.0), unit = 1;

    if (grams < 1)
        grams = 1;
    if (grams > most_grams)
        grams = most_grams;
    if (grams > 10000000 && bits % 8 < 5)
        unit = 1000;
    else if (grams > 100000 && bits % 8 < 3)
        unit = 100;
    return unit == 1 ? grams : (grams + unit / 2) / unit * unit;
}

static int64_t quantity_of(const t4_world *world, const t4_world_code *code, int64_t grams)
{
    double count = (double)grams / 1000.0 / code->unit_mass;

    if (!code->unit)
        return 0;
    if (code->kilograms)
        return grams;
    if (world->units[code->unit].whole)
        return count < 1 ? 1000 : (int64_t)(count + 0.5) * 1000;
    return count < 0.01 ? 10 : (int64_t)(count * 100.0 + 0.5) * 10;
}

/* The mirror values at the exporter's border: freight of 3 to 9 % is off. */
static int64_t at_the_border(const t4_world_code *code, double cents)
{
    double freight = 1.03 + (double)(t4_world_hash(code->heading, 9) % 61) / 1000.0;

    return (int64_t)(cents / freight + 0.5);
}

static void draw_amounts(const t4_world *world, const t4_fact_row *who, t4_random *random,
                         t4_synth_row *row)
{
    const t4_world_code *goods = &world->codes[who->price_code];
    uint64_t bits = t4_random_next(random), noise = t4_random_next(random);
    double mass, cents, trader = normal(world, t4_world_hash(who->trader, 11));
    double place = normal(world, t4_world_hash(goods->heading, 1000 + who->partner));

    mass = t4_curve_exp(goods->log_mass + 0.7 * trader + 0.9 * normal(world, bits));
    row->grams = round_mass(mass, bits >> 12);
    row->gross_grams = row->grams + row->grams / 1000 * (int64_t)(10 + (bits >> 16) % 90) +
                       (int64_t)((bits >> 24) % 50);
    row->quantity = quantity_of(world, &world->codes[row->code], row->grams);
    cents = (double)row->grams / 10.0 *
            t4_curve_exp(goods->log_price + 0.15 * place + 0.05 * trader + 0.2 * normal(world, noise));
    if (cents > most_cents)
        cents = most_cents;
    row->mirror_cents = at_the_border(goods, cents);
    if (who->understated)
        cents *= 0.45 + (double)((noise >> 12) % 201) / 1000.0;
    row->cents = cents < 1 ? 1 : (int64_t)(cents + 0.5);
}

/* FM and DX for most, RM and RX for some. */
static uint8_t flow_of(const t4_world *world, bool import, uint64_t bits)
{
    if (!world->options.detailed_flows)
        return import ? T4_M : T4_X;
    if (import)
        return bits % 32 ? T4_FM : T4_RM;
    return bits % 10 ? T4_DX : T4_RX;
}

static int days_of(t4_period month)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = t4_period_year_of(month), m = (int)(month & 31);

    return days[m - 1] + (m == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

/* Some rows are further items of the declaration before: same day, trader and partner. */
static bool continues(const t4_world *world, const t4_synth_row *before, int month, uint64_t bits)
{
    return world->options.layout == T4_SYNTH_DECLARATIONS && before && before->month == month &&
           before->item < 9 && bits % 10 < 3;
}

static void draw_row(const t4_world *world, const t4_facts *facts, t4_random *random, int month,
                     const t4_synth_row *before, t4_synth_row *row)
{
    t4_period period = t4_world_month(world, month);
    uint64_t bits = t4_random_next(random), begin = world->month_begins[month];
    uint64_t size = world->month_begins[month + 1] - begin;
    t4_fact_row who = {.month = month};

    draw_who(world, facts, random, (int)(period & 31) - 1, &who);
    row->declaration = row->number;
    row->item = 1;
    row->flow = flow_of(world, who.import, bits >> 8);
    row->day = (uint8_t)(1 + (row->number - begin) * (uint64_t)days_of(period) / size);
    if (continues(world, before, month, bits)) {
        who.import = before->flow == T4_M || before->flow == T4_FM || before->flow == T4_RM;
        who.partner = before->partner;
        who.trader = before->trader;
        row->declaration = before->declaration;
        row->item = (uint8_t)(before->item + 1);
        row->flow = before->flow;
        row->day = before->day;
    }
    t4_facts_apply(facts, world, &who);
    row->code = who.code;
    row->partner = (uint8_t)who.partner;
    row->trader = who.trader;
    row->month = (int16_t)month;
    row->fact = (int16_t)who.fact;
    draw_amounts(world, &who, random, row);
}

void t4_synth_rows(const t4_world *world, const t4_facts *facts, uint64_t block, uint64_t begin,
                   uint32_t count, t4_synth_row *rows)
{
    t4_random random;
    int month = 0;

    t4_random_seed(&random, t4_world_hash(world->options.seed, block));
    while (world->month_begins[month + 1] <= begin)
        month++;
    for (uint32_t i = 0; i < count; i++) {
        while (world->month_begins[month + 1] <= begin + i)
            month++;
        rows[i].number = begin + i;
        draw_row(world, facts, &random, month, i ? &rows[i - 1] : NULL, &rows[i]);
    }
}
