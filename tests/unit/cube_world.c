/* SPDX-License-Identifier: MIT */
#include "cube_world.h"

#include "base/memory.h"
#include "base/parallel.h"

static const int all_levels[] = {10, 8, 6, 4, 2, 0};
static const char *const eaeu[] = {"AM", "BY", "KZ", "RU", "QQ", NULL};
static const char *const europe[] = {"DE", "FR", "RU", NULL};
static const char *const partner_texts[] = {"AM", "BY", "CN", "DE", "FR", "KZ", "RU", "US", "XX", "ZW"};
static const char *const unit_texts[] = {"", "l", "pcs"};

/* --- records ------------------------------------------------------------------ */

static void make_code(t4_random *random, const world *w, char code[16])
{
    unsigned chapter = 27 + 29 * (unsigned)t4_random_below(random, w->chapters);

    snprintf(code, 16, "%02u%02u%02u%02u%02u", chapter % 100, 1 + (unsigned)t4_random_below(random, 3),
             10 * (unsigned)t4_random_below(random, 3), (unsigned)t4_random_below(random, 3),
             (unsigned)t4_random_below(random, 2));
    if (!w->residuals)
        return;
    switch (t4_random_below(random, 12)) {
    case 0: code[8] = '\0'; break;
    case 1: memcpy(code + 4, "XX", 3); break;
    case 2: memcpy(code + 2, "XX", 3); break;
    case 3: code[2] = '\0'; break;
    case 4: memcpy(code + 8, "XX", 3); break;
    default: break;
    }
}

static t4_period make_period(t4_random *random, const world *w)
{
    int year = 2021 + (int)t4_random_below(random, 2), month = 1 + (int)t4_random_below(random, 12);

    if (w->coarse_periods && t4_random_below(random, 4) == 0)
        return t4_random_below(random, 2) ? t4_period_year(year)
                                          : t4_period_quarter(year, (month + 2) / 3);
    return t4_period_month(year, month);
}

static t4_int128 make_amount(t4_random *random, const world *w)
{
    t4_int128 amount = (t4_int128)t4_random_below(random, 100000);

    if (w->wide && t4_random_below(random, 3) == 0)
        amount <<= t4_random_below(random, 84);
    return t4_random_below(random, 8) ? amount : -amount;
}

static void make_record(t4_random *random, const world *w, size_t index, record *r)
{
    memset(r, 0, sizeof *r);
    r->period = make_period(random, w);
    r->flow = (t4_flow)t4_random_below(random, T4_FLOWS);
    make_code(random, w, r->code);
    strcpy(r->partner, partner_texts[t4_random_below(random, 10)]);
    if (!w->no_trader && t4_random_below(random, 10))
        snprintf(r->trader, sizeof r->trader, "T%u", (unsigned)t4_random_below(random, w->traders));
    for (int d = 0; d < w->dimensions; d++)
        snprintf(r->label[d], sizeof r->label[d], "L%u", (unsigned)t4_random_below(random, 3));
    for (int m = 0; m < MEASURES; m++)
        r->amount[m] = make_amount(random, w);
    if (t4_random_below(random, 3) == 0)
        r->amount[2] = 0;
    if (r->amount[2] || t4_random_below(random, 2))   /* mostly one unit a heading */
        strcpy(r->unit, unit_texts[t4_random_below(random, 9) ? 1u + (unsigned)r->code[3] % 2
                                                              : t4_random_below(random, 3)]);
    r->position = t4_position(0, index + 1);
    r->mark[0] = t4_random_next(random);
    r->mark[1] = t4_random_next(random);
}

/* --- the plain way --------------------------------------------------------------- */

static t4_period span_end(const plain *p, bool last)
{
    int best = 0;

    for (size_t i = 0; i < p->count; i++) {
        int month = last ? t4_period_last_month(p->records[i].period)
                         : t4_period_first_month(p->records[i].period);

        if (i == 0 || (last ? month > best : month < best))
            best = month;
    }
    return t4_period_month(best / 12, best % 12 + 1);
}

static void add_part(plain *p, uint32_t index, int level, t4_period period, t4_flow flow,
                     const char *code, const char *partner)
{
    const record *r = &p->records[index];
    char text[T4_PERIOD_TEXT];

    assert_true(t4_grow(&p->parts, &p->part_room, p->part_count, sizeof *p->parts));
    t4_period_print(period, text);
    snprintf(p->parts[p->part_count].key, KEY_BYTES, "%c\t%s\t%s\t%s\t%s\t%s\t%s", 'z' - level, text,
             t4_flow_text(flow), code, partner, r->label[0], r->label[1]);
    p->parts[p->part_count++].record = index;
}

static void add_partners(plain *p, uint32_t index, int level, t4_period period, t4_flow flow,
                         const char *code)
{
    const t4_cube_plan *plan = &p->options->plan;
    const char *partner = p->records[index].partner;

    if (plan->each)
        add_part(p, index, level, period, flow, code, partner);
    if (plan->world)
        add_part(p, index, level, period, flow, code, "W00");
    for (int g = 0; g < plan->group_count; g++)
        for (const char *const *member = plan->groups[g].members; *member; member++)
            if (!strcmp(*member, partner)) {
                char name[40];

                snprintf(name, sizeof name, "G_%s", plan->groups[g].name);
                add_part(p, index, level, period, flow, code, name);
            }
}

static int finest_of(const plain *p, const char *code)
{
    int finest = (int)strlen(code);

    if (p->world->caps && !strncmp(code, "27", 2) && finest > 8)
        finest = 8;
    if (p->world->caps && !strncmp(code, "2702", 4) && finest > 4)
        finest = 4;
    return finest;
}

static void ancestor_of(const plain *p, const char *code, int level, char text[16])
{
    snprintf(text, 16, "%.*s", level, code);
    /* The list of the test puts 27 01 00 0x xx under 2702 20. */
    if (p->world->list && strlen(code) == 10 && !strncmp(code, "27010000", 8) && level < 8)
        snprintf(text, 16, "%.*s", level, "270220");
}

static void add_levels(plain *p, uint32_t index, t4_period period, t4_flow flow)
{
    const char *code = p->records[index].code;

    for (int i = 0; i < p->options->plan.level_count; i++) {
        int level = p->options->plan.levels[i];
        char text[16];

        if (level > finest_of(p, code))
            continue;
        ancestor_of(p, code, level, text);
        add_partners(p, index, i, period, flow, level ? text : "TOTAL");
    }
}

static int compare_parts(const void *a, const void *b)
{
    const part *x = a, *y = b;
    int order = strcmp(x->key, y->key);

    return order ? order : (x->record > y->record) - (x->record < y->record);
}

void world_make_parts(plain *p)
{
    const t4_cube_plan *plan = &p->options->plan;
    t4_period from = plan->from ? plan->from : span_end(p, false);
    t4_period until = plan->until ? plan->until : span_end(p, true);

    for (uint32_t i = 0; i < p->count; i++) {
        const record *r = &p->records[i];

        for (int kind = T4_YEAR; kind <= (int)t4_period_kind_of(r->period); kind++) {
            t4_period period = t4_period_coarsen(r->period, (t4_period_kind)kind);

            if (!plan->periods[kind] || !t4_period_within(period, from, until))
                continue;
            add_levels(p, i, period, r->flow);
            if (plan->flow_totals && t4_flow_total(r->flow) != r->flow)
                add_levels(p, i, period, t4_flow_total(r->flow));
        }
    }
    qsort(p->parts, p->part_count, sizeof *p->parts, compare_parts);
}

/* The cell of parts begin .. end-1, as one line of text. */
static void plain_line(const plain *p, size_t begin, size_t end, char *line, size_t n)
{
    t4_int128 amount[MEASURES] = {0}, top1 = 0, top2 = 0;
    char number[5][T4_DECIMAL_TEXT];
    const char *unit = NULL;
    size_t contributors = 0;
    bool mixed = false;

    for (size_t i = begin; i < end; i++) {
        const record *r = &p->records[p->parts[i].record];
        t4_int128 sum = 0;
        bool first = true;

        for (int m = 0; m < MEASURES; m++)
            amount[m] += r->amount[m];
        if (*r->unit || r->amount[2]) {
            mixed = mixed || (unit && strcmp(unit, r->unit));
            unit = r->unit;
        }
        for (size_t k = begin; k < end; k++) {
            const record *other = &p->records[p->parts[k].record];

            if (strcmp(other->trader, r->trader))
                continue;
            first = first && k >= i;
            sum += other->amount[0];
        }
        if (!first || !p->options->plan.contributors)
            continue;
        sum = sum < 0 ? -sum : sum;
        contributors += *r->trader != '\0';
        top2 = sum > top1 ? top1 : sum > top2 ? sum : top2;
        top1 = sum > top1 ? sum : top1;
    }
    for (int m = 0; m < MEASURES; m++)
        t4_decimal_print(amount[m], 0, number[m]);
    t4_decimal_print(top1, 0, number[3]);
    t4_decimal_print(top2, 0, number[4]);
    snprintf(line, n, "%s|%s %s %s|%s|%zu %zu|%s %s", p->parts[begin].key, number[0], number[1],
             number[2], mixed ? "mixed" : unit ? unit : "", end - begin, contributors, number[3],
             number[4]);
}

/* --- the cube's way ----------------------------------------------------------------- */

void world_fill_domain(t4_domain *domain, const world *w)
{
    assert_int_equal(t4_domain_init(domain, NULL), T4_OK);
    domain->measure_count = MEASURES;
    strcpy(domain->measures[0].name, "value");
    strcpy(domain->measures[1].name, "net_mass");
    strcpy(domain->measures[2].name, "quantity");
    domain->value = 0;
    domain->net_mass = 1;
    domain->quantity = 2;
    domain->has_trader = !w->no_trader;
    domain->dimension_count = w->dimensions;
}

uint32_t world_id(t4_dict *dict, const char *text)
{
    return t4_dict_add(dict, text, strlen(text));
}

/* One batch, filled as clean/ would. */
typedef struct {
    t4_batch batch;
    uint32_t ids[5 + T4_DIMENSIONS_MAX][64];
    uint8_t flow[64];
    int64_t narrow[MEASURES][64];
    t4_int128 wide[MEASURES][64];
    uint64_t position[64], marks[128];
} batch_room;

static void fill_batch(cube_case *c, size_t begin, size_t end, batch_room *room)
{
    t4_batch *b = &room->batch;
    bool wide = false;

    *b = (t4_batch){.rows = (uint32_t)(end - begin), .period = room->ids[0], .flow = room->flow,
                    .code = room->ids[1], .partner = room->ids[2], .trader = room->ids[3],
                    .unit = room->ids[4], .position = room->position, .fingerprint = room->marks};
    for (size_t i = begin; i < end; i++) {
        const record *r = &c->records[i];
        size_t row = i - begin;

        b->period[row] = r->period;
        b->flow[row] = (uint8_t)r->flow;
        b->code[row] = world_id(c->domain.codes, r->code);
        b->partner[row] = world_id(c->domain.partners, r->partner);
        b->trader[row] = world_id(c->domain.traders, r->trader);
        b->unit[row] = world_id(c->domain.units, r->unit);
        for (int d = 0; d < c->world->dimensions; d++)
            room->ids[5 + d][row] = world_id(c->domain.labels[d], r->label[d]);
        for (int m = 0; m < MEASURES; m++) {
            room->narrow[m][row] = (int64_t)r->amount[m];
            room->wide[m][row] = r->amount[m];
            wide = wide || r->amount[m] != (int64_t)r->amount[m];
        }
        room->position[row] = r->position;
        room->marks[2 * row] = r->mark[0];
        room->marks[2 * row + 1] = r->mark[1];
    }
    for (int d = 0; d < T4_DIMENSIONS_MAX; d++)
        b->dimension[d] = room->ids[5 + d];
    for (int m = 0; m < MEASURES; m++) {
        b->amounts[m] = room->narrow[m];
        b->wide[m] = wide ? room->wide[m] : NULL;
    }
}

t4_status world_add_task(void *context, unsigned worker, size_t index, t4_error *err)
{
    cube_case *c = context;
    size_t begin = index * c->rows_a_batch, end = begin + c->rows_a_batch;
    batch_room *room = malloc(sizeof *room);
    t4_status status;

    fill_batch(c, begin, end < c->count ? end : c->count, room);
    status = t4_cube_add(c->cube, worker, &room->batch, err);
    free(room);
    return status;
}

static void cell_line(const cube_case *c, const t4_cells *cells, int level, const t4_cell *cell,
                      char *line, size_t n)
{
    char number[5][T4_DECIMAL_TEXT], period[T4_PERIOD_TEXT], partner[40], labels[2][8] = {"", ""};

    for (int m = 0; m < MEASURES; m++)
        t4_decimal_print(cell->amount[m], 0, number[m]);
    t4_decimal_print(cell->top1, 0, number[3]);
    t4_decimal_print(cell->top2, 0, number[4]);
    t4_period_print(cell->period, period);
    if (cell->partner == T4_PARTNER_WORLD)
        strcpy(partner, "W00");
    else if (cell->partner >= T4_PARTNER_GROUP(T4_GROUPS_MAX))
        snprintf(partner, sizeof partner, "G_%s",
                 cells->plan->groups[UINT32_MAX - 1 - cell->partner].name);
    else
        snprintf(partner, sizeof partner, "%s",
                 t4_dict_text(c->domain.partners, cell->partner, NULL));
    for (int d = 0; d < c->world->dimensions; d++)
        strcpy(labels[d], t4_dict_text(c->domain.labels[d], cell->dimension[d], NULL));
    snprintf(line, n, "%c\t%s\t%s\t%s\t%s\t%s\t%s|%s %s %s|%s|%zu %zu|%s %s", 'z' - level, period,
             t4_flow_text((t4_flow)cell->flow), cell->code, partner, labels[0], labels[1], number[0],
             number[1], number[2],
             cell->unit == T4_UNIT_MIXED ? "mixed" : t4_dict_text(c->domain.units, cell->unit, NULL),
             (size_t)cell->records, (size_t)cell->contributors, number[3], number[4]);
}

/* --- both ways ------------------------------------------------------------------------- */

const machine world_machines[WORLD_MACHINES] = {
    {1, (size_t)1 << 30, 64}, {2, (size_t)1 << 30, 33}, {3, 64 * 1024, 17}, {2, 4096, 64}, {1, 1, 7},
};

t4_status world_load_task(void *context, unsigned worker, size_t index, t4_error *err)
{
    loaded *l = context;

    return l->cells.load(&l->cells, worker, index, &l->blocks[index], err);
}

void world_start_run(t4_run *run, const machine *m)
{
    t4_run_init(run);
    run->threads = m->threads;
    run->memory = m->memory;
}

/* Lines of all levels, level by level, in the order of output. */
void world_compare_lines(const plain *p, const cube_case *c, const loaded *l)
{
    char want[512], have[512];
    size_t begin = 0, end;

    for (int level = 0; level < p->options->plan.level_count; level++)
        for (size_t u = 0; u < l->cells.units; u++)
            for (size_t k = 0; k < l->blocks[u].count[level]; k++) {
                /* parts are sorted from the last level to the first: find where this level stands */
                if (begin == p->part_count || p->parts[begin].key[0] != 'z' - level) {
                    begin = 0;
                    while (begin < p->part_count && p->parts[begin].key[0] != 'z' - level)
                        begin++;
                    assert_true(begin < p->part_count);
                }
                for (end = begin; end < p->part_count &&
                                  !strcmp(p->parts[end].key, p->parts[begin].key);)
                    end++;
                plain_line(p, begin, end, want, sizeof want);
                cell_line(c, &l->cells, level, &l->blocks[u].cells[level][k], have, sizeof have);
                assert_string_equal(have, want);
                begin = end;
            }
}

size_t world_count_plain(const plain *p)
{
    size_t count = 0;

    for (size_t i = 0; i < p->part_count; i++)
        count += i == 0 || strcmp(p->parts[i].key, p->parts[i - 1].key);
    return count;
}

size_t world_count_loaded(const loaded *l)
{
    size_t count = 0;

    for (size_t u = 0; u < l->cells.units; u++)
        for (int level = 0; level < T4_LEVELS_MAX; level++)
            count += l->blocks[u].count[level];
    return count;
}

/* Fill and close a cube of the records; the caller frees it and releases the domain. */
void world_open_case(cube_case *c, t4_run *run, const t4_cube_options *options)
{
    t4_error err = {0};
    t4_status status;

    world_fill_domain(&c->domain, c->world);
    assert_int_equal(t4_cube_new(&c->cube, run, &c->domain, options, &err), T4_OK);
    status = t4_parallel_for(run, (c->count + c->rows_a_batch - 1) / c->rows_a_batch, world_add_task, c,
                             &err);
    if (!status)
        status = t4_cube_close(c->cube, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(status, T4_OK);
    assert_int_equal(t4_cube_records(c->cube), c->count);
}

static void check_machine(const plain *p, const machine *m)
{
    cube_case c = {.world = p->world, .records = p->records, .count = p->count,
                   .rows_a_batch = m->rows_a_batch};
    loaded l = {0};
    t4_error err = {0};
    t4_run run;

    world_start_run(&run, m);
    world_open_case(&c, &run, p->options);
    assert_int_equal(t4_cube_cells(c.cube, &l.cells, &err), T4_OK);
    l.blocks = calloc(l.cells.units + 1, sizeof *l.blocks);
    assert_int_equal(t4_parallel_for(&run, l.cells.units, world_load_task, &l, &err), T4_OK);
    assert_int_equal(world_count_loaded(&l), world_count_plain(p));
    world_compare_lines(p, &c, &l);
    if (m->memory < 10000)
        assert_true(run.spilled > 0);
    for (size_t u = 0; u < l.cells.units; u++)
        t4_cell_block_release(&l.blocks[u]);
    free(l.blocks);
    t4_cube_free(c.cube);
    assert_int_equal(run.held, 0);
    t4_domain_release(&c.domain);
}

static t4_codelist *make_list(void)
{
    t4_codelist *list = t4_codelist_new("test");

    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 2; b++) {
            char code[16];

            snprintf(code, sizeof code, "27010000%02d", b);
            if (a == 0)
                assert_int_equal(t4_codelist_add(list, code, "270220", "", NULL, "", 0, 0, NULL), T4_OK);
        }
    assert_int_equal(t4_codelist_add(list, "270220", "2702", "", NULL, "", 0, 0, NULL), T4_OK);
    assert_int_equal(t4_codelist_add(list, "2702", "27", "", NULL, "", 0, 0, NULL), T4_OK);
    assert_int_equal(t4_codelist_add(list, "27", NULL, "", NULL, "", 0, 0, NULL), T4_OK);
    assert_int_equal(t4_codelist_finish(list, NULL), T4_OK);
    return list;
}

void world_full_plan(t4_cube_plan *plan)
{
    *plan = (t4_cube_plan){.each = true, .world = true, .flow_totals = true, .contributors = true,
                           .group_count = 2};
    memcpy(plan->levels, all_levels, sizeof all_levels);
    plan->level_count = 6;
    plan->periods[T4_YEAR] = plan->periods[T4_QUARTER] = plan->periods[T4_MONTH] = true;
    strcpy(plan->groups[0].name, "EAEU");
    plan->groups[0].members = eaeu;
    strcpy(plan->groups[1].name, "Europe");
    plan->groups[1].members = europe;
}

record *world_make_records(const world *w)
{
    record *records = calloc(w->records, sizeof *records);
    t4_random random;

    t4_random_seed(&random, w->seed);
    for (size_t i = 0; i < w->records; i++)
        make_record(&random, w, i, &records[i]);
    return records;
}

void world_check(const world *w, const t4_cube_plan *plan)
{
    t4_finest caps[] = {{"", 10}, {"27", 8}, {"2702", 4}};
    t4_template template_ = {.finest = caps, .finest_count = 3};
    t4_codelist *list = w->list ? make_list() : NULL;
    record *records = world_make_records(w);
    t4_cube_options options = {.plan = *plan, .codes = list, .finest = w->caps ? &template_ : NULL};
    plain p = {.world = w, .options = &options, .records = records, .count = w->records};

    world_make_parts(&p);
    for (size_t i = 0; i < WORLD_MACHINES; i++) {
        options.cells_only = i % 2;   /* makes no difference to cells */
        check_machine(&p, &world_machines[i]);
    }
    t4_free(p.parts);
    free(records);
    t4_codelist_free(list);
}
