/* SPDX-License-Identifier: MIT */
#include "synth/world.h"

#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "synth/curve.h"

/* By usual share in world trade, then by alphabet. */
static const char partner_codes[T4_SYNTH_PARTNERS_MAX][3] = {
    "CN", "RU", "US", "DE", "KZ", "TR", "JP", "KR", "IT", "FR", "GB", "IN", "UZ", "NL", "PL", "AE",
    "BE", "CH", "ES", "CZ", "BY", "UA", "IR", "VN", "TH", "MY", "ID", "BR", "SE", "AT", "HU", "LT",
    "LV", "FI", "TJ", "GE", "PK", "TW", "SA", "CA", "MX", "AU", "SG", "HK", "DK", "NO", "RO", "BG",
    "SK", "SI", "EE", "AM", "AZ", "MD", "TM", "MN", "AF", "EG", "IL", "GR", "PT", "IE", "ZA", "CL",
    "AR", "BD", "PH", "RS", "HR", "LU", "MA", "TN", "KE", "NG", "GH", "CI", "ET", "EC", "CO", "PE",
    "UY", "PY", "NZ", "IQ", "JO", "LB", "KW", "QA", "OM", "BH", "CY", "MT", "IS", "MK", "BA", "AL",
    "ME", "LK", "NP", "MM", "KH", "LA", "DZ", "LY", "SY", "YE", "SD", "TZ", "UG", "ZM", "ZW", "MZ",
    "AO", "CM", "SN", "ML", "BF", "NE", "TD", "CG", "CD", "GA", "GN", "SL", "LR", "TG", "BJ", "RW",
    "BI", "MW", "MG", "MU", "NA", "BW", "LS", "SZ", "SO", "DJ", "ER", "GM", "GW", "CV", "MR", "KM",
    "SC", "ST", "GQ", "CF", "SS", "CU", "DO", "HT", "JM", "TT", "BB", "BS", "GT", "HN", "SV", "NI",
    "CR", "PA", "BZ", "GY", "SR", "BO", "VE", "PR", "AW", "CW", "MO", "BN", "TL", "PG", "FJ", "SB",
    "VU", "WS", "TO", "KI", "MH", "FM", "PW", "NR", "TV", "MV", "BT", "PS", "AD", "MC", "LI", "SM",
    "VA", "GI", "FO", "GL", "KP", "NC", "PF", "XK"};

/* Price level of a chapter in cents a kg; 0 = 400. */
static const uint16_t chapter_price[100] = {
    [1] = 350, [2] = 420, [3] = 480, [4] = 300, [7] = 90, [8] = 120, [10] = 30, [11] = 45, [12] = 70,
    [15] = 130, [17] = 75, [22] = 150, [23] = 40, [24] = 900, [25] = 12, [26] = 35, [27] = 65, [28] = 110,
    [29] = 310, [30] = 6500, [31] = 40, [33] = 1300, [39] = 260, [40] = 420, [44] = 55, [47] = 60,
    [48] = 140, [49] = 900, [50] = 4500, [61] = 2100, [62] = 2400, [64] = 1900, [68] = 60, [69] = 90,
    [70] = 130, [71] = 52000, [72] = 85, [73] = 230, [74] = 800, [76] = 350, [82] = 1200, [84] = 1600,
    [85] = 2700, [86] = 500, [87] = 1100, [88] = 42000, [89] = 800, [90] = 7800, [91] = 9500, [92] = 2300,
    [93] = 4200, [94] = 480, [95] = 1100, [97] = 9000};

static const t4_world_unit built_in_units[] = {
    {"", "", false},          {"PCS", "\xD0\xA8\xD0\xA2", true},
    {"LTR", "\xD0\x9B", false}, {"M2", "\xD0\x9C" "2", false},
    {"M3", "\xD0\x9C" "3", false}, {"PAR", "\xD0\x9F\xD0\x90\xD0\xA0", true},
    {"GRM", "\xD0\x93", false}, {"KGM", "\xD0\x9A\xD0\x93", false}};

/* What a density means: how steep products, partners and traders fall off, and how many traders a market has. */
typedef struct {
    double code_slope, code_shift, partner_slope, partner_shift, firm_slope;
    uint32_t firms;
} density_row;

static const density_row densities[] = {
    [T4_SYNTH_DENSE] = {1.20, 6, 2.10, 1, 0.50, 400},
    [T4_SYNTH_MEDIUM] = {1.00, 10, 1.59, 1, 0.80, 88},
    [T4_SYNTH_THIN] = {0.95, 40, 1.35, 2, 1.60, 4}};

uint64_t t4_world_hash(uint64_t a, uint64_t b)
{
    uint64_t z = a * 0x9E3779B97F4A7C15u ^ (b + 0xD1B54A32D192ED03u) * 0xBF58476D1CE4E5B9u;

    z = (z ^ (z >> 31)) * 0x94D049BB133111EBu;
    z = (z ^ (z >> 29)) * 0xBF58476D1CE4E5B9u;
    return z ^ (z >> 32);
}

/* Uniform in [0, 1). */
static double unit_of(uint64_t hash)
{
    return (double)(hash >> 11) * 0x1p-53;
}

uint32_t t4_world_partner(const t4_world *world, uint32_t code, uint32_t rank)
{
    static const uint32_t bounds[] = {0, 8, 40, T4_SYNTH_PARTNERS_MAX};
    uint32_t count = (uint32_t)world->options.partners, band = 0, size, begin;

    /* Turn the ranks within a band, so that codes differ but great partners stay great. */
    while (rank >= bounds[band + 1])
        band++;
    begin = bounds[band];
    size = (bounds[band + 1] < count ? bounds[band + 1] : count) - begin;
    return begin + (uint32_t)((rank - begin + t4_world_hash(world->codes[code].heading, band)) % size);
}

uint32_t t4_world_trader(const t4_world *world, int flow, uint32_t code, uint32_t partner,
                         uint32_t rank)
{
    const t4_world_code *c = &world->codes[code];
    uint64_t market = rank & 1 ? t4_world_hash(c->heading, partner + 1) : t4_world_hash(c->key, 0);
    double u = unit_of(t4_world_hash(market + world->options.seed, rank * 2 + (uint32_t)flow));

    return (uint32_t)((double)world->options.traders * u * u);
}

void t4_world_trader_id(uint32_t trader, char text[15])
{
    /* Odd and no multiple of five: different traders, different ids. */
    uint64_t id = (uint64_t)((unsigned __int128)trader * 56789012345677u % 100000000000000u);

    id = (id + 10203040506070u) % 100000000000000u;
    for (int i = 13; i >= 0; i--, id /= 10)
        text[i] = (char)('0' + id % 10);
    text[14] = '\0';
}

double t4_world_share(const t4_world *world, uint32_t popularity, uint32_t partner_rank)
{
    double imports = world->codes[world->popular[popularity]].import_share / 256.0;

    return imports *
           t4_alias_zipf_share(popularity, world->code_count, world->code_slope, world->code_shift) *
           t4_alias_zipf_share(partner_rank, (uint32_t)world->options.partners, world->partner_slope,
                               world->partner_shift);
}

t4_period t4_world_month(const t4_world *world, int month)
{
    int absolute = t4_period_first_month(world->options.from) + month;

    return t4_period_month(absolute / 12, absolute % 12 + 1);
}

static int unit_by_chapter(int chapter, uint64_t hash)
{
    if (chapter == 22)
        return 2;
    if (chapter == 44)
        return hash % 2 ? 4 : 7;
    if (chapter >= 50 && chapter <= 60)
        return hash % 3 ? 7 : 3;
    if (chapter == 64)
        return 5;
    if (chapter == 71)
        return 6;
    if ((chapter >= 61 && chapter <= 65) || (chapter >= 84 && chapter <= 97) || chapter == 1 ||
        chapter == 42 || chapter == 82)
        return hash % 8 ? 1 : 7;
    return hash % 8 ? 7 : 0;
}

/* The unit that a list names, as one of the world's; 0 when the list names none or there are too many. */
static int unit_by_name(t4_world *world, const char *name)
{
    int i = 1;

    if (!*name)
        return 0;
    while (i < world->unit_count && strcmp(world->units[i].text, name))
        i++;
    if (i == world->unit_count && i < T4_WORLD_UNITS_MAX) {
        const char *copy = t4_arena_strndup(&world->arena, name, strlen(name));

        if (!copy)
            return 0;
        world->units[world->unit_count++] = (t4_world_unit){copy, copy, true};
    }
    return i < world->unit_count ? i : 0;
}

static uint32_t digits_key(const char *text, size_t n)
{
    uint32_t key = 0;

    for (size_t i = 0; i < n && text[i]; i++)
        key = key * 37 + (uint32_t)(text[i] - '0');
    return key;
}

static void describe_code(t4_world *world, t4_world_code *c, int unit)
{
    uint64_t hash = t4_world_hash(digits_key(c->text, 12), 77);
    double price;

    c->chapter = (uint8_t)((c->text[0] - '0') * 10 + (c->text[1] - '0'));
    c->key = digits_key(c->text, 12);
    c->heading = digits_key(c->text, 4);
    c->unit = (uint8_t)(unit >= 0 ? unit : unit_by_chapter(c->chapter, hash >> 8));
    c->import_share = (uint8_t)(90 + hash % 130);
    price = chapter_price[c->chapter] ? chapter_price[c->chapter] : 400;
    c->log_price = t4_curve_log(price / 100.0) + 0.8 * world->normals[(hash >> 16) % T4_WORLD_NORMALS];
    c->log_mass = t4_curve_log(25.0) + unit_of(t4_world_hash(hash, 1)) * t4_curve_log(800.0);
    if (price >= 5000)
        c->log_mass -= 2.5;
    c->unit_mass = t4_curve_exp(t4_curve_log(0.2) + unit_of(t4_world_hash(hash, 2)) * t4_curve_log(200.0));
    if (c->unit && !world->units[c->unit].whole)
        c->unit_mass = 0.5 + unit_of(t4_world_hash(hash, 3));
    if (!strcmp(world->units[c->unit].text, "GRM"))
        c->unit_mass = 0.001;
    c->kilograms = !strcmp(world->units[c->unit].text, "KGM") || !strcmp(world->units[c->unit].text, "KG");
}

static bool is_leaf(const t4_codelist *codes, size_t index)
{
    const t4_code_entry *e = t4_codelist_entry(codes, index);
    size_t n = strlen(e->code);

    /* Of several versions the last one; digits only, as records have them. */
    return !e->has_children && n >= 4 && strspn(e->code, "0123456789") == n && !e->until &&
           (index + 1 == t4_codelist_count(codes) ||
            strcmp(e->code, t4_codelist_entry(codes, index + 1)->code) != 0);
}

static t4_status add_code(t4_world *world, size_t *room, const char *code, const char *suffix,
                          int unit, t4_error *err)
{
    t4_world_code *c;

    if (!t4_grow(&world->codes, room, world->code_count, sizeof *world->codes))
        return t4_fail_memory(err);
    c = &world->codes[world->code_count++];
    *c = (t4_world_code){.unit = 0};
    strcpy(c->text, code);
    strcat(c->text, suffix);
    describe_code(world, c, unit);
    return T4_OK;
}

/* One to four leaves below a code of six or eight digits, two on average. */
static t4_status refine_code(t4_world *world, size_t *room, const char *code, int unit, t4_error *err)
{
    static const char *const endings[4][4] = {
        {"0000"}, {"1000", "9000"}, {"1000", "2000", "9000"}, {"1100", "1900", "2000", "9000"}};
    static const uint8_t leaves[8] = {1, 1, 1, 2, 2, 2, 3, 4};
    size_t n = strlen(code), cut = n == 8 ? 2 : 0;
    int count = leaves[t4_world_hash(digits_key(code, n), 5) % 8];
    t4_status status = T4_OK;

    for (int i = 0; !status && i < count; i++) {
        char ending[5] = {0};

        if (n == 4)
            return add_code(world, room, code, "000000", unit, err);
        memcpy(ending, endings[count - 1][i], 4 - cut);
        if (cut && i > 0 && !strncmp(ending, endings[count - 1][i - 1], 2))
            continue;
        status = add_code(world, room, code, ending, unit, err);
    }
    return status;
}

static t4_status take_codes(t4_world *world, const t4_codelist *codes, t4_error *err)
{
    size_t room = 0, count = t4_codelist_count(codes);
    bool units = false, refine = t4_codelist_digits(codes) <= 8;
    t4_status status = T4_OK;

    for (size_t i = 0; !units && i < count; i++)
        units = *t4_codelist_entry(codes, i)->unit != '\0';
    for (size_t i = 0; !status && i < count; i++) {
        const t4_code_entry *e = t4_codelist_entry(codes, i);
        int unit = units ? unit_by_name(world, e->unit) : -1;

        if (!is_leaf(codes, i) || strlen(e->code) > 12)
            continue;
        if (world->code_count >= 1000000)
            return t4_fail(err, T4_ERR_DATA, "the code list has more than a million codes");
        status = refine ? refine_code(world, &room, e->code, unit, err)
                        : add_code(world, &room, e->code, "", unit, err);
    }
    if (!status && world->code_count < 10)
        status = t4_fail(err, T4_ERR_DATA, "the code list has %u complete codes of digits that are "
                         "valid without end; at least 10 are needed", (unsigned)world->code_count);
    return status;
}

static t4_status index_sixes(t4_world *world, t4_error *err)
{
    world->sixes = t4_alloc(world->code_count, sizeof *world->sixes);
    if (!world->sixes)
        return t4_fail_memory(err);
    for (uint32_t i = 0; i < world->code_count; i++) {
        t4_world_code *c = &world->codes[i];

        if (!world->six_count || strncmp(world->sixes[world->six_count - 1], c->text, 6)) {
            memcpy(world->sixes[world->six_count], c->text, 6);
            world->sixes[world->six_count++][6] = '\0';
        }
        c->six = world->six_count - 1;
    }
    return T4_OK;
}

/* A random order of the codes (Fisher and Yates, 1938), and weights that fall along it. */
static t4_status rank_codes(t4_world *world, t4_error *err)
{
    double *weights = t4_alloc(world->code_count, sizeof *weights);
    t4_random random;
    t4_status status;

    world->popular = t4_alloc(world->code_count, sizeof *world->popular);
    if (!weights || !world->popular) {
        t4_free(weights);
        return t4_fail_memory(err);
    }
    for (uint32_t i = 0; i < world->code_count; i++)
        world->popular[i] = i;
    t4_random_seed(&random, world->options.seed ^ 0x706F70756C6172u);
    for (uint32_t i = 0; i < world->code_count; i++) {
        uint32_t k = (uint32_t)t4_random_below(&random, i + 1);

        world->popular[i] = world->popular[k];
        world->popular[k] = i;
    }
    for (uint32_t i = 0; i < world->code_count; i++)
        weights[world->popular[i]] =
            t4_curve_exp(-world->code_slope * t4_curve_log((double)i + 1.0 + world->code_shift));
    status = t4_alias_init(&world->code_alias, weights, world->code_count, err);
    t4_free(weights);
    return status;
}

/* Farm goods swing with the season by a half, others by a seventh. */
static void set_seasons(t4_world *world)
{
    static const int wave[12] = {0, 50, 87, 100, 87, 50, 0, -50, -87, -100, -87, -50};

    for (int chapter = 0; chapter < 100; chapter++) {
        int swing = chapter < 15 ? 50 : 14, shift = (int)(t4_world_hash((uint64_t)chapter, 3) % 12);

        for (int month = 0; month < 12; month++)
            world->season[chapter][month] = (uint16_t)(
                65535 * (10000 + swing * wave[(month + shift) % 12]) / (10000 + swing * 100));
    }
}

/* Rows of each month: slow growth, a weak January, a strong December. */
static void set_months(t4_world *world)
{
    static const int level[12] = {86, 94, 101, 99, 98, 101, 99, 100, 102, 105, 104, 111};
    int first = t4_period_first_month(world->options.from) % 12, months = world->options.months;
    uint64_t total = 0, sum = 0;

    for (int m = 0; m < months; m++)
        total += (uint64_t)(level[(first + m) % 12] * (1000 + 3 * m));
    for (int m = 0; m < months; m++) {
        world->month_begins[m] =
            (uint64_t)((unsigned __int128)world->options.rows * sum / total);
        sum += (uint64_t)(level[(first + m) % 12] * (1000 + 3 * m));
    }
    world->month_begins[months] = world->options.rows;
}

t4_status t4_world_init(t4_world *world, const t4_synth_options *options, const t4_codelist *codes,
                        t4_error *err)
{
    const density_row *density = &densities[options->density];
    t4_status status;

    *world = (t4_world){.options = *options, .partners = partner_codes,
                        .code_slope = density->code_slope, .code_shift = density->code_shift,
                        .partner_slope = density->partner_slope, .partner_shift = density->partner_shift};
    world->unit_count = sizeof built_in_units / sizeof *built_in_units;
    memcpy(world->units, built_in_units, sizeof built_in_units);
    for (int i = 0; i < T4_WORLD_NORMALS; i++)
        world->normals[i] = t4_curve_normal((i + 0.5) / T4_WORLD_NORMALS);
    set_seasons(world);
    set_months(world);
    status = take_codes(world, codes, err);
    if (!status)
        status = index_sixes(world, err);
    if (!status)
        status = rank_codes(world, err);
    if (!status)
        status = t4_alias_zipf(&world->partner_alias, (uint32_t)options->partners,
                               density->partner_slope, density->partner_shift, err);
    if (!status)
        status = t4_alias_zipf(&world->firm_alias, density->firms, density->firm_slope, 0, err);
    if (status)
        t4_world_release(world);
    return status;
}

void t4_world_release(t4_world *world)
{
    t4_free(world->codes);
    t4_free(world->popular);
    t4_free(world->sixes);
    t4_alias_release(&world->code_alias);
    t4_alias_release(&world->partner_alias);
    t4_alias_release(&world->firm_alias);
    t4_arena_release(&world->arena);
    *world = (t4_world){.code_count = 0};
}
