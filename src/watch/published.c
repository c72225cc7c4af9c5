/* SPDX-License-Identifier: MIT */
#include "watch/published.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "model/domain.h"

enum {
    TABLES = 2 * T4_PERIOD_KINDS,   /* kind of period x (single partners, the world) */
    ZEROS_MOST = 18,
    EVIDENCE = 12,                  /* zeros at the end of all values that are no chance */
    CODE_MOST = T4_CODE_MAX
};

#define COVERS 0.95    /* of the greatest table: what a table must come to */
#define COUNTS 0.01    /* of the value: codes of a length that count */
#define COMMON 0.05    /* of the rows: the same */
#define AMOUNT_MOST ((t4_int128)1 << 60)   /* of all values together */
#define VALUE_MOST ((t4_int128)1 << 90)    /* of one, so that sums of any number of them fit */

/* A row where it stands in the order: table, reporter, flow, period, partner, code, source. */
typedef struct {
    uint32_t row, rank, reporter, partner, period, source;
    uint8_t table, flow;
} placed;

/* One code of a group; hidden without a figure. */
typedef struct {
    uint32_t code, rank;
    uint8_t level;
    bool open, above;        /* above: a total over it has a figure */
    size_t parent;           /* SIZE_MAX = none */
    t4_int128 amount, parts;
    size_t children;
} node;

typedef struct {
    const t4_flows *flows;
    t4_published *out;
    placed *rows;
    size_t count;
    node *nodes;
    size_t node_count, node_room;
    t4_int128 unit;          /* values are multiples of it */
    struct {
        double value;
        uint64_t figures, rows;
    } table[TABLES];
    int chosen;              /* TABLES: still counting */
    double by_length[CODE_MOST + 1];
    t4_int128 all;           /* absolute amounts that were taken */
} reading;

static bool is_open(const t4_published *p, const t4_flows_row *row)
{
    return row->given & (p->mass ? T4_FLOWS_NET : T4_FLOWS_VALUE);
}

static t4_int128 amount_of(const t4_published *p, const t4_flows_row *row)
{
    return !is_open(p, row) ? 0 : p->mass ? row->net_kg : row->value;
}

/* --- which rows, in which order -------------------------------------------------------------- */

/* Values, but net mass where no row has or hides one. */
static void choose_measure(reading *r)
{
    unsigned given = 0;

    for (size_t i = 0; i < r->flows->count; i++)
        given |= r->flows->rows[i].given;
    r->out->mass = !(given & (T4_FLOWS_VALUE | T4_FLOWS_HIDDEN)) && (given & T4_FLOWS_NET);
}

/* Can the row stand in a tree of codes? */
static bool is_coded(const t4_flows *flows, const t4_flows_row *row)
{
    const char *code = t4_flows_code_text(flows, row->code);

    return row->level == 0 || (row->level != T4_FLOWS_NAMED && strlen(code) <= CODE_MOST && !strpbrk(code, "-, "));
}

/* Is the partner several of the others together, by its name?  A profile has taken such rows out and knows better. */
static bool is_group(const t4_flows *flows, const t4_flows_row *row)
{
    const char *place = t4_flows_place_text(flows, row->partner), *profile = flows->sources[row->source].profile;

    static const char *const names[] = {"EU", "EUROPE", "ASIA", "AFRICA", "AMERICA", "OCEANIA", "CIS", "EAEU", "EFTA", "ASEAN", "APEC",
                                        "OPEC", "OECD", "BRICS", "NAFTA", "USMCA", "MERCOSUR", "SADC", "ECOWAS"};
    static const char *const beginnings[] = {"G_", "EXT_", "INT_", "EXTRA", "INTRA", "European Union"};

    if (strcmp(profile, "flows") && strncmp(profile, "sdmx", 4))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcasecmp(place, names[i]))
            return true;
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (!strncasecmp(place, beginnings[i], strlen(beginnings[i])))
            return true;
    return (!strncmp(place, "EU", 2) || !strncmp(place, "EA", 2)) && place[2] >= '0' && place[2] <= '9';
}

static int by_place(const void *left, const void *right)
{
    const placed *a = left, *b = right;
    const uint32_t keys[][2] = {{a->table, b->table}, {a->reporter, b->reporter}, {a->flow, b->flow},
                                {a->period, b->period}, {a->partner, b->partner}, {a->rank, b->rank},
                                {a->source, b->source}, {a->row, b->row}};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] < keys[i][1] ? -1 : 1;
    return 0;
}

static t4_status order_rows(reading *r, t4_error *err)
{
    const t4_flows *flows = r->flows;
    uint32_t *ranks = t4_dict_ranks(flows->codes);
    bool has[T4_FLOWS] = {false};

    r->rows = t4_alloc(flows->count + 1, sizeof *r->rows);
    if (!ranks || !r->rows) {
        t4_free(ranks);
        return t4_fail_memory(err);
    }
    for (size_t i = 0; i < flows->count; i++)
        has[flows->rows[i].flow] = true;
    for (size_t i = 0; i < flows->count; i++) {
        const t4_flows_row *row = &flows->rows[i];
        t4_flow total = t4_flow_total((t4_flow)row->flow);
        t4_period_kind kind = t4_period_kind_of(row->period);

        if ((t4_flow)row->flow != total && has[total])
            continue;   /* a part of a flow that is there as a whole */
        if (kind == T4_TO_DATE || !is_coded(flows, row)) {
            r->out->uncoded++;
            continue;
        }
        if (!row->world && is_group(flows, row)) {
            r->out->groups++;
            continue;
        }
        r->rows[r->count++] = (placed){(uint32_t)i, row->level ? ranks[row->code] + 1 : 0, row->reporter, row->partner,
                                       row->period, row->source, (uint8_t)(2 * (int)kind + row->world), (uint8_t)total};
    }
    t4_free(ranks);
    if (r->count)
        qsort(r->rows, r->count, sizeof *r->rows, by_place);
    return T4_OK;
}

/* The zeros that all values end in: as many decimals fall away, and more where that is no chance. */
static t4_status find_unit(reading *r, t4_error *err)
{
    int zeros = ZEROS_MOST, kept;
    size_t values = 0;

    for (size_t i = 0; i < r->count; i++) {
        t4_int128 x = amount_of(r->out, &r->flows->rows[r->rows[i].row]);
        int own = 0;

        if (x >= VALUE_MOST || x <= -VALUE_MOST)
            return t4_fail(err, T4_ERR_DATA, "the values come to more than 60 bits; nothing can be compared at that size");
        if (!x)
            continue;
        values++;
        for (; own < zeros && x % 10 == 0; own++)
            x /= 10;
        zeros = own;
    }
    kept = zeros > T4_FLOWS_DECIMALS && values * (size_t)(zeros - T4_FLOWS_DECIMALS) < EVIDENCE ? T4_FLOWS_DECIMALS : zeros;
    r->out->decimals = zeros < T4_FLOWS_DECIMALS ? T4_FLOWS_DECIMALS - zeros : 0;
    for (r->unit = 1; values && kept > 0; kept--)
        r->unit *= 10;
    return T4_OK;
}

/* --- one group: a tree of codes ----------------------------------------------------------------- */

static bool same_group(const placed *a, const placed *b)
{
    return a->table == b->table && a->reporter == b->reporter && a->flow == b->flow && a->period == b->period &&
           a->partner == b->partner;
}

/* The rows of one code: those of the last file that has it, added up. */
static bool take_code(reading *r, size_t begin, size_t end)
{
    const t4_flows_row *last = &r->flows->rows[r->rows[end - 1].row];
    node n = {.code = last->code, .rank = r->rows[begin].rank, .level = last->level, .open = true, .parent = SIZE_MAX};

    if (!t4_grow(&r->nodes, &r->node_room, r->node_count, sizeof *r->nodes))
        return false;
    for (size_t i = begin; i < end; i++) {
        const t4_flows_row *row = &r->flows->rows[r->rows[i].row];

        if (row->source != last->source) {
            r->out->again++;
            continue;
        }
        r->out->repeated += i + 1 < end;
        n.open = n.open && is_open(r->out, row);
        n.amount += amount_of(r->out, row);
    }
    r->nodes[r->node_count++] = n;
    return true;
}

/* Does a code begin with another, or is that all goods? */
static bool below(const reading *r, const node *n, const node *top)
{
    const char *code = t4_flows_code_text(r->flows, n->code), *beginning = t4_flows_code_text(r->flows, top->code);
    size_t length = strlen(beginning);

    return top->rank == 0 || (strlen(code) > length && !strncmp(code, beginning, length));
}

/* In order a code is followed by what it begins. */
static void link_nodes(reading *r)
{
    for (size_t i = 0; i < r->node_count; i++) {
        size_t up = i ? i - 1 : SIZE_MAX;

        while (up != SIZE_MAX && !below(r, &r->nodes[i], &r->nodes[up]))
            up = r->nodes[up].parent;
        r->nodes[i].parent = up;
        r->nodes[i].above = up != SIZE_MAX && (r->nodes[up].open || r->nodes[up].above);
    }
    for (size_t i = r->node_count; i > 0; i--) {
        node *n = &r->nodes[i - 1];

        if (n->parent == SIZE_MAX)
            continue;
        r->nodes[n->parent].parts += n->open ? n->amount : n->parts;
        r->nodes[n->parent].children++;
    }
}

/* --- what comes of it ------------------------------------------------------------------------------ */

static t4_status add_item(reading *r, const placed *at, const node *n, t4_int128 amount, bool rest, t4_error *err)
{
    t4_published *p = r->out;
    const char *code = t4_flows_code_text(r->flows, n->code);
    size_t length = n->level && !strchr(code, 'X') ? strlen(code) : n->level;
    t4_int128 scaled = amount;

    t4_decimal_rescale(amount, T4_FLOWS_DECIMALS, p->decimals, &scaled);
    r->all += scaled < 0 ? -scaled : scaled;
    if (scaled >= AMOUNT_MOST || scaled <= -AMOUNT_MOST || r->all >= AMOUNT_MOST)
        return t4_fail(err, T4_ERR_DATA, "the values come to more than 60 bits; nothing can be compared at that size");
    if (!t4_grow(&p->items, &p->room, p->count, sizeof *p->items))
        return t4_fail_memory(err);
    p->items[p->count++] = (t4_published_item){at->period, at->reporter, at->partner, n->code, at->flow, rest, (int64_t)scaled};
    if (amount > 0) {
        p->value += (double)scaled;
        p->rest += rest || strchr(code, 'X') ? (double)scaled : 0;
        r->by_length[length > CODE_MOST ? CODE_MOST : length] += rest ? 0 : (double)scaled;
    }
    return T4_OK;
}

static t4_status add_place(reading *r, const placed *at, const node *n, bool rest, t4_error *err)
{
    t4_published *p = r->out;

    if (!t4_grow(&p->places, &p->place_room, p->place_count, sizeof *p->places))
        return t4_fail_memory(err);
    p->kinds |= 1u << t4_period_kind_of(at->period);
    p->places[p->place_count++] = (t4_published_place){at->period, at->partner, n->code, at->flow, n->level, at->table % 2,
                                                       n->open, n->children > 0, rest};
    return T4_OK;
}

/* One code: a figure of its own, or what it tells beyond its parts. */
static t4_status settle_node(reading *r, const placed *at, const node *n, t4_error *err)
{
    t4_published *p = r->out;
    t4_int128 rest = n->amount - n->parts, slack = r->unit / 2 * (t4_int128)(n->children + 1);
    bool some = n->open && n->children && rest > slack, figure = n->open && (!n->children || some);
    t4_int128 amount = n->children ? rest : n->amount;
    t4_status status = T4_OK;

    if (r->chosen == TABLES) {
        r->table[at->table].value += figure && amount > 0 ? (double)amount : 0;
        r->table[at->table].figures += figure;
        return T4_OK;
    }
    if (r->chosen == at->table) {
        p->hidden += !n->open;
        p->unbounded += !n->open && !n->above;
        p->over += n->open && n->children && rest < -slack;
        if (figure)
            status = add_item(r, at, n, amount, n->children > 0, err);
    }
    return status ? status : add_place(r, at, n, some || !n->open, err);
}

static t4_status one_group(reading *r, size_t begin, size_t end, t4_error *err)
{
    t4_status status = T4_OK;

    r->node_count = 0;
    for (size_t i = begin, next; i < end; i = next) {
        for (next = i; next < end && r->rows[next].rank == r->rows[i].rank; next++)
            ;
        if (!take_code(r, i, next))
            return t4_fail_memory(err);
    }
    link_nodes(r);
    for (size_t i = 0; i < r->node_count && !status; i++)
        status = settle_node(r, &r->rows[begin], &r->nodes[i], err);
    return status;
}

/* All groups: first to count, then for what is taken. */
static t4_status all_groups(reading *r, const t4_run *run, t4_error *err)
{
    t4_status status = T4_OK;

    r->out->again = r->out->repeated = 0;
    for (size_t i = 0, end; i < r->count && !status; i = end) {
        for (end = i; end < r->count && same_group(&r->rows[i], &r->rows[end]); end++)
            ;
        if (r->chosen == TABLES)
            r->table[r->rows[i].table].rows += end - i;
        status = one_group(r, i, end, err);
        if (!status && i % 65536 < end - i)
            status = t4_run_check(run, err);
    }
    return status;
}

/* The most figures among the tables that come near to the greatest one. */
static t4_status choose(reading *r, t4_error *err)
{
    double most = 0;
    int best = -1;

    for (int t = 0; t < TABLES; t++)
        most = r->table[t].value > most ? r->table[t].value : most;
    for (int t = TABLES - 1; t >= 0; t--) {
        if (r->table[t].value < COVERS * most || r->table[t].value <= 0)
            continue;
        if (best < 0 || r->table[t].figures > r->table[best].figures || (r->table[t].figures == r->table[best].figures && t / 2 == best / 2))
            best = t;
    }
    if (best < 0)
        return t4_fail(err, T4_ERR_DATA, "no row has a positive value and a code%s; nothing can be compared",
                       r->out->uncoded ? ": goods by name, ranges of codes and years to date cannot be made coarser" : "");
    for (int t = 0; t < TABLES; t++)
        *(t == best ? &r->out->rows : &r->out->beside) += r->table[t].rows;
    r->chosen = best;
    r->out->kind = (t4_period_kind)(best / 2);
    r->out->world = best % 2;
    return T4_OK;
}

/* How long the codes are that single partners, or the world, are told by. */
static int depth_of(const t4_published *p, bool world)
{
    size_t rows[CODE_MOST + 1] = {0}, all = 0, longer = 0;

    for (size_t i = 0; i < p->place_count; i++)
        if (p->places[i].world == world && t4_period_kind_of(p->places[i].period) == p->kind) {
            rows[p->places[i].level > CODE_MOST ? CODE_MOST : p->places[i].level]++;
            all++;
        }
    for (int n = CODE_MOST; all && n >= 0; n--) {
        longer += rows[n];
        if (rows[n] && (double)longer >= COMMON * (double)all)
            return n;
    }
    return -1;
}

/* Lengths of codes and the span of what was taken. */
static void look_over(reading *r)
{
    t4_published *p = r->out;

    for (int n = CODE_MOST; n >= 0; n--) {
        if (r->by_length[n] >= COUNTS * p->value && r->by_length[n] > 0) {
            p->digits = n;
            break;
        }
        p->finer += r->by_length[n];
    }
    for (size_t i = 0; i < p->place_count && !p->excess; i++)
        if (p->places[i].world && !p->places[i].level && t4_period_kind_of(p->places[i].period) == p->kind)
            p->excess = r->table[2 * (int)p->kind].value / r->table[2 * (int)p->kind + 1].value;
    p->depth[0] = depth_of(p, false);
    p->depth[1] = depth_of(p, true);
    for (size_t i = 0; i < p->count; i++) {
        t4_period at = p->items[i].period;

        p->first = i == 0 || at < p->first ? at : p->first;
        p->last = i == 0 || at > p->last ? at : p->last;
    }
}

t4_status t4_published_read(t4_published *p, const t4_run *run, const t4_flows *flows, t4_error *err)
{
    reading r = {.flows = flows, .out = p, .chosen = TABLES};
    t4_status status;

    *p = (t4_published){.count = 0};
    choose_measure(&r);
    status = order_rows(&r, err);
    if (!status)
        status = find_unit(&r, err);
    if (!status)
        status = all_groups(&r, run, err);
    if (!status)
        status = choose(&r, err);
    if (!status)
        status = all_groups(&r, run, err);
    if (!status)
        look_over(&r);
    t4_free(r.rows);
    t4_free(r.nodes);
    return status;
}

void t4_published_release(t4_published *p)
{
    t4_free(p->items);
    t4_free(p->places);
    *p = (t4_published){.count = 0};
}
