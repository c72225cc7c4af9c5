/* SPDX-License-Identifier: MIT */
/* A small release for tests: records by hand or by seed, and the plainest cube over them. */
#ifndef T4_TESTS_RELEASE_CASE_H
#define T4_TESTS_RELEASE_CASE_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/random.h"
#include "release/confidential.h"
#include "release/package.h"
#include "release/tables.h"
#include "release/tree.h"
#include "release/workbook.h"
#include "sdc/protected.h"

/* One record. Amounts in cents, grams, thousandths. */
typedef struct {
    const char *period, *flow, *code, *partner, *office, *unit;
    int64_t value, mass, quantity;
} case_record;

typedef struct {
    t4_cell cell;
    int level;       /* index */
} case_entry;

typedef struct {
    t4_domain domain;
    t4_cube_plan plan;
    t4_template template_;
    t4_cells cells;          /* first user of the rest: case_of() */
    case_entry *entries;     /* sorted by unit, level, key; merged */
    size_t count, room;
    size_t *starts;          /* of units */
    t4_control *control;
    t4_run run;
    size_t drop;             /* 1 + index of an entry that load() leaves out: a planted fault */
} release_case;

static inline uint32_t case_id(t4_dict *dict, const char *text)
{
    return t4_dict_add(dict, text, strlen(text));
}

static inline const char *case_chapter(const t4_cell *cell)
{
    return strcmp(cell->code, "TOTAL") ? cell->code : "";
}

/* The bytewise order of published partners, which are two letters here. */
static inline void case_partner(const release_case *c, uint32_t partner, char text[40])
{
    if (partner == T4_PARTNER_WORLD)
        strcpy(text, "W00");
    else if (partner == T4_PARTNER_GROUP(0))
        strcpy(text, "G_EAEU");
    else
        snprintf(text, 40, "%s", t4_dict_text(c->domain.partners, partner, NULL));
}

static release_case *case_sorting;   /* qsort has no context */

static inline int case_by_key(const void *a, const void *b)
{
    const case_entry *x = a, *y = b;
    char p[40], q[40];
    int order;

    if (x->cell.period != y->cell.period)
        return x->cell.period < y->cell.period ? -1 : 1;
    if (x->cell.flow != y->cell.flow)
        return x->cell.flow < y->cell.flow ? -1 : 1;
    order = strncmp(case_chapter(&x->cell), case_chapter(&y->cell), 2);
    if (!order && x->level != y->level)
        return x->level < y->level ? -1 : 1;
    if (!order)
        order = strcmp(x->cell.code, y->cell.code);
    case_partner(case_sorting, x->cell.partner, p);
    case_partner(case_sorting, y->cell.partner, q);
    if (!order)
        order = strcmp(p, q);
    for (int d = 0; !order && d < case_sorting->domain.dimension_count; d++)
        order = strcmp(t4_dict_text(case_sorting->domain.labels[d], x->cell.dimension[d], NULL),
                       t4_dict_text(case_sorting->domain.labels[d], y->cell.dimension[d], NULL));
    return order;
}

static inline void case_push(release_case *c, const t4_cell *cell, int level)
{
    if (!t4_grow(&c->entries, &c->room, c->count, sizeof *c->entries))
        abort();
    c->entries[c->count++] = (case_entry){*cell, level};
}

/* A record counts in every cell that holds it. */
static inline void case_add(release_case *c, const case_record *r)
{
    t4_cell cell = {.records = 1, .contributors = 1};
    t4_period month = t4_period_parse(r->period, strlen(r->period));
    t4_flow flow = t4_flow_parse(r->flow, strlen(r->flow));
    t4_control_row *control = t4_control_at(c->control, flow, month);
    uint32_t partner = case_id(c->domain.partners, r->partner);

    case_id(c->domain.codes, r->code);
    cell.unit = case_id(c->domain.units, r->unit);
    if (c->domain.dimension_count)
        cell.dimension[0] = case_id(c->domain.labels[0], r->office);
    cell.amount[0] = cell.top1 = r->value;
    cell.amount[1] = r->mass;
    cell.amount[2] = r->quantity;
    control->rows_input++;
    control->rows_kept++;
    for (int m = 0; m < 3; m++)
        control->kept[m] += cell.amount[m];
    for (int kind = 0; kind < T4_PERIOD_KINDS; kind++)
        for (int total = 0; total < 2; total++)
            for (int level = 0; level < c->plan.level_count; level++)
                for (int who = 0; who < 3; who++) {
                    size_t digits = (size_t)c->plan.levels[level];
                    bool member = !strcmp(r->partner, "RU") || !strcmp(r->partner, "KZ");

                    if (!c->plan.periods[kind] || (total && t4_flow_total(flow) == flow) ||
                        strlen(r->code) < digits || (who == 1 && !c->plan.world) ||
                        (who == 2 && (!member || !c->plan.group_count)))
                        continue;
                    cell.period = t4_period_coarsen(month, (t4_period_kind)kind);
                    cell.flow = total ? t4_flow_total(flow) : flow;
                    snprintf(cell.code, sizeof cell.code, "%.*s",
                             digits ? (int)digits : 5, digits ? r->code : "TOTAL");
                    cell.partner = who == 0 ? partner
                                   : who == 1 ? T4_PARTNER_WORLD : T4_PARTNER_GROUP(0);
                    case_push(c, &cell, level);
                }
}

static inline void case_merge(release_case *c)
{
    size_t out = 0;

    case_sorting = c;
    if (c->count)
        qsort(c->entries, c->count, sizeof *c->entries, case_by_key);
    for (size_t i = 0; i < c->count; i++) {
        t4_cell *last = out ? &c->entries[out - 1].cell : NULL, *cell = &c->entries[i].cell;

        if (!last || case_by_key(&c->entries[out - 1], &c->entries[i])) {
            c->entries[out++] = c->entries[i];
            continue;
        }
        if (last->unit != cell->unit)
            last->unit = T4_UNIT_MIXED;
        for (int m = 0; m < 3; m++)
            last->amount[m] += cell->amount[m];
        last->records++;
    }
    c->count = out;
}

static inline t4_status case_load(const t4_cells *cells, unsigned worker, size_t index,
                           t4_cell_block *block, t4_error *err)
{
    const release_case *c =
        (const release_case *)(const void *)((const char *)cells - offsetof(release_case, cells));

    for (int level = 0; level < T4_LEVELS_MAX; level++)
        block->count[level] = 0;
    for (size_t i = c->starts[index]; i < c->starts[index + 1]; i++) {
        int level = c->entries[i].level;

        if (c->drop == i + 1)
            continue;
        if (!t4_grow(&block->cells[level], &block->room[level], block->count[level],
                     sizeof(t4_cell)))
            return t4_fail_memory(err);
        block->cells[level][block->count[level]++] = c->entries[i].cell;
    }
    return T4_OK;
}

static inline void case_cut(release_case *c)
{
    size_t units = 0;

    c->starts = t4_alloc(c->count + 2, sizeof *c->starts);
    for (size_t i = 0; i < c->count; i++) {
        const t4_cell *a = i ? &c->entries[i - 1].cell : NULL, *b = &c->entries[i].cell;

        if (!a || a->period != b->period || a->flow != b->flow ||
            strncmp(case_chapter(a), case_chapter(b), 2))
            c->starts[units++] = i;
    }
    c->starts[units] = c->count;
    c->cells = (t4_cells){.domain = &c->domain, .plan = &c->plan, .units = units, .load = case_load};
}

static inline void case_measure(release_case *c, t4_measure_kind kind, const char *name, const char *unit,
                         int decimals)
{
    t4_measure *m = &c->domain.measures[c->domain.measure_count];

    *m = (t4_measure){.kind = kind, .decimals = decimals};
    snprintf(m->name, sizeof m->name, "%s", name);
    snprintf(m->unit, sizeof m->unit, "%s", unit);
    c->template_.measures[c->template_.measure_count++] = m->name;
    c->domain.measure_count++;
}

static const char *const case_eaeu[] = {"KZ", "RU", NULL};

static inline release_case *case_new(bool office)
{
    release_case *c = t4_alloc_zero(1, sizeof *c);
    t4_template *t = &c->template_;
    static const int levels[] = {10, 4, 2, 0};

    t4_domain_init(&c->domain, NULL);
    t4_run_init(&c->run);
    c->run.threads = 2;
    c->control = t4_control_new();
    case_measure(c, T4_MONEY, "value", "USD", 2);
    case_measure(c, T4_MASS, "net_mass", "kg", 3);
    case_measure(c, T4_QUANTITY, "quantity", "", 3);
    c->domain.value = 0;
    c->domain.net_mass = 1;
    c->domain.quantity = 2;
    if (office) {
        c->domain.dimension_count = 1;
        strcpy(c->domain.dimensions[0], "office");
    }
    memcpy(c->plan.levels, levels, sizeof levels);
    c->plan.level_count = 4;
    c->plan.periods[T4_MONTH] = c->plan.periods[T4_YEAR] = true;
    c->plan.each = c->plan.world = c->plan.flow_totals = true;
    c->plan.group_count = 1;
    strcpy(c->plan.groups[0].name, "EAEU");
    c->plan.groups[0].members = case_eaeu;
    t->id = "kg-trade";
    t->reporter = "KG";
    t->vintage = "2023-02_v1";
    t->title = (t4_texts){{"en", "ru"}, {"Foreign trade", "Внешняя торговля"}, 2};
    t->trade_system = "general";
    t->source_type = "declarations";
    t->licence = "CC-BY-4.0";
    t->contact = "the office";
    t->status = "final";
    t->edition = "TNVED-2022";
    t->valuation[T4_M] = "CIF";
    t->valuation[T4_X] = "FOB";
    t->partner_concept[T4_M] = "origin";
    t->partner_concept[T4_X] = "last_destination";
    t->wanted[T4_OUTPUT_csv] = t->wanted[T4_OUTPUT_xlsx] = t->wanted[T4_OUTPUT_html] = true;
    return c;
}

static inline void case_finish(release_case *c)
{
    case_merge(c);
    case_cut(c);
}

static inline void case_free(release_case *c)
{
    t4_control_free(c->control);
    t4_domain_release(&c->domain);
    t4_free(c->entries);
    t4_free(c->starts);
    t4_free(c);
}

/* n seeded records over 2023: 6 headings in 3 chapters, 5 partners, 2 offices. */
static inline void case_fill(release_case *c, size_t n, uint64_t seed)
{
    static const char *const headings[] = {"0101", "0102", "8471", "8542", "8703", "8708"};
    static const char *const partners[] = {"CN", "DE", "KZ", "RU", "TR"};
    static const char *const flows[] = {"M", "DX", "RX"};
    static const char *const units[] = {"", "pcs", "l"};
    t4_random random;

    t4_random_seed(&random, seed);
    for (size_t i = 0; i < n; i++) {
        char period[16], code[16];
        size_t heading = t4_random_below(&random, 6);
        uint64_t tail = t4_random_below(&random, 40);
        case_record r = {period, flows[t4_random_below(&random, 3)], code,
                         partners[t4_random_below(&random, 5)],
                         t4_random_below(&random, 2) ? "Osh, south" : "Bishkek", "", 0, 0, 0};

        snprintf(period, sizeof period, "2023-%02u", (unsigned)t4_random_below(&random, 12) + 1);
        snprintf(code, sizeof code, "%s%06u", headings[heading], (unsigned)tail * 1000);
        r.unit = units[heading == 2 ? 1 + tail % 2 : heading % 2];
        r.value = (int64_t)t4_random_below(&random, 1000000000);
        r.mass = (int64_t)t4_random_below(&random, 10000000000);
        r.quantity = *r.unit ? (int64_t)t4_random_below(&random, 1000000) : 0;
        case_add(c, &r);
    }
    case_finish(c);
}

static const char case_reason[] = "test data, no trader behind it";
static const char *const case_inputs[] = {
    "1111111111111111111111111111111111111111111111111111111111111111"};

/* Write the release into a folder; survey may be NULL. */
static inline t4_status case_write(release_case *c, const char *folder, t4_survey *survey,
                            t4_protected **kept, t4_error *err)
{
    t4_protected *p = NULL;
    t4_status status = t4_protected_waive(&p, &c->cells, &c->template_, case_reason, err);
    t4_package package = {.run = &c->run, .template_ = &c->template_, .protected_ = p,
                          .commitment_template = case_inputs[0], .commitment_inputs = case_inputs,
                          .input_count = 1, .folder = folder, .survey = survey};

    if (!status)
        status = t4_package_write(&package, err);
    if (kept)
        *kept = p;
    else
        t4_protected_free(p);
    return status;
}

/* Only tables and workbook, with other limits of a workbook. */
static inline t4_status case_write_limited(release_case *c, const char *folder,
                                           const t4_split_limits *limits, t4_error *err)
{
    t4_protected *p = NULL;
    t4_draft draft = {0};
    t4_status status = t4_protected_waive(&p, &c->cells, &c->template_, case_reason, err);
    t4_package package = {.run = &c->run, .template_ = &c->template_, .protected_ = p,
                          .folder = folder};

    if (!status)
        status = t4_draft_init(&draft, &package, err);
    if (!status)
        status = t4_tables_write(&draft, NULL, err);
    if (!status)
        status = t4_workbook_write(&draft, limits, err);
    t4_draft_release(&draft);
    t4_protected_free(p);
    return status;
}

/* --- files ----------------------------------------------------------------- */

static char case_scratch[256];

static inline int case_make_scratch(void **state)
{
    snprintf(case_scratch, sizeof case_scratch, "/tmp/t4-release-XXXXXX");
    return mkdtemp(case_scratch) ? 0 : -1;
}

static inline int case_remove_scratch(void **state)
{
    t4_tree_remove(AT_FDCWD, case_scratch, NULL);
    return 0;
}

static inline const char *case_path(const char *name)
{
    static char paths[16][512];
    static int next;
    char *path = paths[next++ % 16];

    snprintf(path, sizeof paths[0], "%s/%s", case_scratch, name);
    return path;
}

/* A whole file, NUL-terminated, to be freed with t4_free(); NULL when it cannot be read. */
static inline char *case_read(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    t4_buffer text;
    char block[65536];
    size_t got;

    t4_buffer_init(&text, 0);
    if (!file)
        return NULL;
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        t4_buffer_append(&text, block, got);
    fclose(file);
    t4_buffer_text(&text);
    if (n)
        *n = text.length;
    return text.data;
}

#endif
