/* SPDX-License-Identifier: MIT */
/* What a release says depends on published cells alone: another confidential truth behind the same figures gives the
 * same folder, byte for byte, for every writer of the table in release/package.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "release/writer.h"
#include "cube/listcells.h"
#include "release_case.h"
#include "sdc/protect.h"

typedef struct {
    release_case *c;
    t4_contribution *items;
    size_t count, room;
    t4_protection *protection;
    t4_protected *protected_;
    t4_listset set;
    t4_listcells *sums;
    t4_cells lists;              /* theirs, with the witness added */
} world;

static int64_t *list_delta;      /* by variable, of the truth at hand; NULL = as it is */
static world *list_world;

static t4_status load_lists(const t4_cells *cells, unsigned worker, size_t unit, t4_cell_block *block, t4_error *err)
{
    const t4_cells *plain = t4_listcells_cells(list_world->sums);
    const t4_protection *p = list_world->protection;
    t4_status status = plain->load(plain, worker, unit, block, err);

    for (size_t k = 0; !status && list_delta && k < block->count[0]; k++) {
        t4_cell *cell = &block->cells[0][k];
        uint32_t v = p->system->variable[p->list_base[unit] + k];

        cell->contributors += 3;
        cell->top1 += 77;
        if (p->hidden[v]) {
            cell->amount[0] += list_delta[v];
            cell->amount[1] += 5;
        }
    }
    (void)cells;
    return status;
}

/* Few traders a heading, so that much is unsafe; unit values far apart. */
static void add_records(world *w, size_t n, uint64_t seed)
{
    static const char *const headings[] = {"010121", "010229", "847130", "854231", "870323", "870899"};
    static const char *const partners[] = {"CN", "DE", "KZ", "RU", "TR"};
    t4_random random;

    t4_random_seed(&random, seed);
    for (size_t i = 0; i < n; i++) {
        char period[16], code[16], trader[16];
        size_t heading = t4_random_below(&random, 6);
        uint64_t tail = t4_random_below(&random, 3), value = 100 + t4_random_below(&random, 1000000);
        case_record r = {period, t4_random_below(&random, 2) ? "M" : "X", code,
                         partners[t4_random_below(&random, 5)], "", "", 0, 0, 0};
        t4_contribution *item;

        snprintf(period, sizeof period, "2023-%02u", (unsigned)t4_random_below(&random, 12) + 1);
        snprintf(code, sizeof code, "%s%04u", headings[heading], (unsigned)tail * 1000);
        snprintf(trader, sizeof trader, "firm%llu", (unsigned long long)t4_random_below(&random, 9));
        r.value = (int64_t)(value * (1 + t4_random_below(&random, 20)));
        r.mass = (int64_t)(r.value * (int64_t)(1 + heading) * 7 + 1);
        case_add(w->c, &r);
        assert_true(t4_grow(&w->items, &w->room, w->count, sizeof *w->items));
        item = &w->items[w->count++];
        *item = (t4_contribution){.period = t4_period_parse(period, strlen(period)),
                                  .flow = (uint32_t)t4_flow_parse(r.flow, 1), .code = case_id(w->c->domain.codes, code),
                                  .partner = case_id(w->c->domain.partners, r.partner),
                                  .trader = case_id(w->c->domain.traders, trader), .records = 1};
        item->amount[0] = r.value;
        item->amount[1] = r.mass;
    }
    case_finish(w->c);
}

static t4_status contributions(void *source, t4_protect_visit *visit, void *context, t4_error *err)
{
    const world *w = source;
    t4_status status = T4_OK;

    for (size_t i = 0; i < w->count && !status; i++)
        status = visit(context, &w->items[i], err);
    return status;
}

/* Two tiers of a list; most of it is cells of few traders. */
static void add_lists(world *w, t4_protect_input *input)
{
    static const char *const codes[][2] = {{"847130", "1"}, {"8703", "2"}, {"010121", "2"}};
    t4_watchlist *list = t4_watchlist_new("w");

    for (size_t i = 0; i < 3; i++)
        assert_int_equal(t4_watchlist_add(list, &(t4_watchlist_entry){codes[i][0], codes[i][1], "", 0, 0}, NULL), T4_OK);
    assert_int_equal(t4_watchlist_finish(list, NULL), T4_OK);
    assert_int_equal(t4_listset_add(&w->set, list, true, true, NULL), T4_OK);
    assert_int_equal(t4_listcells_make(&w->sums, &w->c->run, &w->c->domain, &w->c->plan, &w->set,
                                       t4_period_month(2023, 1), t4_period_month(2023, 12), contributions, w, NULL),
                     T4_OK);
    w->lists = *t4_listcells_cells(w->sums);
    w->lists.load = load_lists;
    list_world = w;
    list_delta = NULL;
    input->listset = &w->set;
    input->lists = &w->lists;
}

static void make_world(world *w, uint64_t seed)
{
    t4_protect_input input = {.contributions = contributions, .source = w};
    t4_error err = {0};
    t4_template *t;

    *w = (world){.c = case_new(false)};
    t = &w->c->template_;
    t->method = T4_METHOD_SUPPRESS;
    t->minimum_contributors = 3;
    t->p_percent = 10;
    t->coalition = 1;
    t->safety = 10;
    t->insiders = T4_INSIDERS_EXACT;
    t->measures_mode = T4_MEASURES_JOINT;
    w->c->domain.has_trader = true;
    add_records(w, 300, seed);
    input.template_ = t;
    input.traders = t4_dict_count(w->c->domain.traders);
    add_lists(w, &input);
    if (t4_protect(&w->protection, &w->c->run, &w->c->cells, &input, &err) ||
        t4_protected_certify(&w->protected_, w->protection, &w->c->run, t, &err))
        fail_msg("%s", err.text);
}

static void free_world(world *w)
{
    t4_protected_free(w->protected_);
    t4_protection_free(w->protection);
    t4_free(w->items);
    t4_free(list_delta);
    list_delta = NULL;
    t4_listcells_free(w->sums);
    t4_listset_release(&w->set);
    case_free(w->c);
}

static void write_folder(world *w, const char *folder)
{
    t4_package package = {.run = &w->c->run, .template_ = &w->c->template_, .protected_ = w->protected_,
                          .commitment_template = case_inputs[0], .commitment_inputs = case_inputs,
                          .input_count = 1, .folder = folder, .listset = &w->set};
    t4_survey survey = {0};
    t4_error err = {0};

    package.survey = &survey;
    assert_int_equal(t4_tree_make(folder, NULL), T4_OK);
    if (t4_package_write(&package, &err))
        fail_msg("%s", err.text);
    t4_survey_release(&survey);
}

/*
 * Another truth: the hidden values of witness `number`, with its sign; masses,
 * quantities and units of hidden cells made up; contributors, largest
 * contributions and record counts of all cells, too.  Returns how many values changed.
 */
static size_t change_truth(world *w, uint32_t number, int sign)
{
    const t4_protection *p = w->protection;
    const t4_audit *a = p->audit;
    int64_t *delta = t4_alloc_zero(p->system->variables, sizeof *delta);
    size_t changed = 0;

    for (size_t i = a->start[number]; i < a->start[number + 1]; i++)
        delta[a->shifts[i].variable] = sign * a->shifts[i].delta;
    /* Entries stand in the order of the system's cells. */
    for (size_t i = 0; i < w->c->count; i++) {
        t4_cell *cell = &w->c->entries[i].cell;
        uint32_t v = p->system->variable[i];

        assert_int_equal(p->system->place[i].period, cell->period);
        cell->records += 3 + i % 5;
        cell->contributors = 1 + i % 7;
        cell->top1 += 12345;
        cell->top2 += 99;
        if (!p->hidden[v])
            continue;
        cell->amount[0] += delta[v];
        cell->amount[1] += 1000 + (int64_t)i;
        cell->amount[2] += 17;
        changed += delta[v] != 0;
    }
    t4_free(list_delta);
    list_delta = sign > 0 ? delta : NULL;
    if (sign < 0)
        t4_free(delta);
    return changed;
}

/* Every file of both folders, bytes and names. Returns how many. */
static size_t same_folders(const char *a, const char *b)
{
    t4_tree_file *first, *second;
    size_t count, other;

    assert_int_equal(t4_tree_list(a, &first, &count, NULL), T4_OK);
    assert_int_equal(t4_tree_list(b, &second, &other, NULL), T4_OK);
    assert_int_equal(count, other);
    for (size_t i = 0; i < count; i++) {
        char path[1024], *x, *y;
        size_t n = 0, m = 0;

        assert_string_equal(first[i].path, second[i].path);
        snprintf(path, sizeof path, "%s/%s", a, first[i].path);
        x = case_read(path, &n);
        snprintf(path, sizeof path, "%s/%s", b, first[i].path);
        y = case_read(path, &m);
        if (!x || !y || n != m || memcmp(x, y, n))
            fail_msg("%s tells what is confidential: it changed with it", first[i].path);
        t4_free(x);
        t4_free(y);
    }
    t4_tree_files_free(first, count);
    t4_tree_files_free(second, other);
    return count;
}

/* A witness that moves many cells. */
static uint32_t large_witness(const t4_audit *a, size_t rank)
{
    uint32_t best = 0;

    for (uint32_t i = 0; i < a->witnesses; i++)
        if (a->start[i + 1] - a->start[i] > a->start[best + 1] - a->start[best] && i % 3 == rank % 3)
            best = i;
    return best;
}

static void compare_formats(world *w, const char *name)
{
    char again[64];
    const char *before = case_path(name), *after;
    uint32_t number = large_witness(w->protection->audit, strlen(name));
    size_t changed, files;

    snprintf(again, sizeof again, "%s-again", name);
    after = case_path(again);
    write_folder(w, before);
    changed = change_truth(w, number, 1);
    write_folder(w, after);
    files = same_folders(before, after);
    print_message("%s: %zu hidden values changed, %zu files the same\n", name, changed, files);
    assert_true(changed >= 4);
    assert_true(files >= 5);
    change_truth(w, number, -1);  /* back to the witness-free truth */
}

static void every_writer_alone_tells_nothing_hidden(void **state)
{
#define NAME(name, place, about, needs_csv) #name,
#define NEEDS(name, place, about, needs_csv) needs_csv,
    static const char *const names[] = {T4_OUTPUTS(NAME)};
    static const bool needs[] = {T4_OUTPUTS(NEEDS)};
    world w;

    make_world(&w, 3);
    for (int output = 0; output < T4_OUTPUT_COUNT; output++) {
        bool *wanted = w.c->template_.wanted;

        for (int i = 0; i < T4_OUTPUT_COUNT; i++)
            wanted[i] = i == output || (needs[output] && i == T4_OUTPUT_csv);
        compare_formats(&w, names[output]);
    }
    free_world(&w);
}

static void all_writers_together_tell_nothing_hidden(void **state)
{
    world w;

    make_world(&w, 4);
    for (int i = 0; i < T4_OUTPUT_COUNT; i++)
        w.c->template_.wanted[i] = true;
    compare_formats(&w, "together");
    w.c->template_.compress = true;
    compare_formats(&w, "packed");
    free_world(&w);
}

/* The test itself notices: an open value that changes is seen. */
static void a_change_of_an_open_value_is_noticed(void **state)
{
    world w;
    t4_tree_file *list;
    size_t count, unlike = 0;
    const char *before = case_path("open"), *after = case_path("open-changed");

    make_world(&w, 8);
    write_folder(&w, before);
    for (size_t i = 0; i < w.c->count; i++)
        w.c->entries[i].cell.amount[0]++;
    write_folder(&w, after);
    assert_int_equal(t4_tree_list(before, &list, &count, NULL), T4_OK);
    for (size_t i = 0; i < count; i++) {
        char path[1024], *x, *y;
        size_t n = 0, m = 0;

        snprintf(path, sizeof path, "%s/%s", before, list[i].path);
        x = case_read(path, &n);
        snprintf(path, sizeof path, "%s/%s", after, list[i].path);
        y = case_read(path, &m);
        unlike += n != m || memcmp(x, y, n);
        t4_free(x);
        t4_free(y);
    }
    assert_true(unlike >= 4);
    t4_tree_files_free(list, count);
    free_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_writer_alone_tells_nothing_hidden),
        cmocka_unit_test(all_writers_together_tell_nothing_hidden),
        cmocka_unit_test(a_change_of_an_open_value_is_noticed),
    };

    return cmocka_run_group_tests(tests, case_make_scratch, case_remove_scratch);
}
