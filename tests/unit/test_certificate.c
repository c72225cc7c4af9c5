/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/random.h"
#include "sdc/certificate.h"
#include "sdc/protected.h"

/* A year of trade: 2 chapters, 7 headings, 4 partners, 9 traders, by seed; cells summed the plainest way. */
enum { LEVELS = 3, CELLS_MOST = 400, RECORDS_MOST = 600 };

typedef struct {
    t4_domain domain;
    t4_cube_plan plan;
    t4_cells cells;
    t4_cell cell[LEVELS][CELLS_MOST];
    size_t count[LEVELS];
    t4_contribution record[RECORDS_MOST];
    size_t records;
    t4_template template_;
} release_of_a_year;

static const char *const codes[] = {"0101", "0102", "0103", "0104", "0201", "0202", "0203"};
static const char *const partners[] = {"AM", "DE", "KZ", "RU"};

static t4_status load(const t4_cells *cells, unsigned worker, size_t index, t4_cell_block *block, t4_error *err)
{
    const release_of_a_year *r = (const release_of_a_year *)((const char *)cells - offsetof(release_of_a_year, cells));

    for (int l = 0; l < LEVELS; l++) {
        block->cells[l] = t4_realloc(block->cells[l], CELLS_MOST, sizeof(t4_cell));
        block->room[l] = CELLS_MOST;
        block->count[l] = r->count[l];
        memcpy(block->cells[l], r->cell[l], r->count[l] * sizeof(t4_cell));
    }
    return T4_OK;
}

static t4_status tell(void *source, t4_protect_visit *visit, void *context, t4_error *err)
{
    release_of_a_year *r = source;
    t4_status status = T4_OK;

    for (size_t i = 0; i < r->records && !status; i++)
        status = visit(context, &r->record[i], err);
    return status;
}

static int compare_cells(const void *left, const void *right)
{
    const t4_cell *a = left, *b = right;
    int order = strcmp(a->code, b->code);

    return order ? order : (a->partner > b->partner) - (a->partner < b->partner);
}

static void add_to(release_of_a_year *r, int level, uint32_t partner, const char *code, t4_int128 value)
{
    t4_cell *cell = NULL;

    for (size_t i = 0; i < r->count[level] && !cell; i++)
        if (r->cell[level][i].partner == partner && !strcmp(r->cell[level][i].code, code))
            cell = &r->cell[level][i];
    if (!cell) {
        cell = &r->cell[level][r->count[level]++];
        cell->period = t4_period_year(2023);
        cell->flow = T4_M;
        cell->partner = partner;
        strcpy(cell->code, code);
    }
    cell->amount[0] += value;
}

static void make(release_of_a_year *r, uint64_t seed)
{
    t4_random random;

    memset(r, 0, sizeof *r);
    t4_random_seed(&random, seed);
    assert_int_equal(t4_domain_init(&r->domain, NULL), T4_OK);
    r->domain.measure_count = 1;
    r->domain.measures[0] = (t4_measure){"value", T4_MONEY, "USD", 2};
    r->domain.net_mass = r->domain.quantity = -1;
    r->domain.has_trader = true;
    r->plan = (t4_cube_plan){.levels = {4, 2, 0}, .level_count = LEVELS, .periods = {true},
                             .each = true, .world = true, .contributors = true};
    r->cells = (t4_cells){.domain = &r->domain, .plan = &r->plan, .units = 1, .load = load};
    r->template_ = (t4_template){.method = T4_METHOD_SUPPRESS, .minimum_contributors = 3, .p_percent = 10,
                                 .coalition = 1, .insiders = T4_INSIDERS_EXACT, .measures_mode = T4_MEASURES_JOINT,
                                 .safety = 10, .cost = "value"};
    for (int c = 0; c < 7; c++)
        for (int p = 0; p < 4; p++)
            for (uint64_t k = t4_random_below(&random, 9); k > 0; k--) {
                t4_contribution *item = &r->record[r->records++];
                char trader[8], chapter[4] = {codes[c][0], codes[c][1]};
                int64_t value = 1 + (int64_t)t4_random_below(&random, 100000);

                snprintf(trader, sizeof trader, "T%d", (int)t4_random_below(&random, 9));
                *item = (t4_contribution){.period = t4_period_year(2023), .flow = T4_M,
                    .code = t4_dict_add(r->domain.codes, codes[c], 4),
                    .partner = t4_dict_add(r->domain.partners, partners[p], 2),
                    .trader = t4_dict_add(r->domain.traders, trader, strlen(trader)), .records = 1};
                item->amount[0] = value;
                for (int w = 0; w < 2; w++) {
                    add_to(r, 0, w ? T4_PARTNER_WORLD : item->partner, codes[c], value);
                    add_to(r, 1, w ? T4_PARTNER_WORLD : item->partner, chapter, value);
                    add_to(r, 2, w ? T4_PARTNER_WORLD : item->partner, "TOTAL", value);
                }
            }
    for (int l = 0; l < LEVELS; l++)
        qsort(r->cell[l], r->count[l], sizeof(t4_cell), compare_cells);
}

/* Protect and certify; the certificate's text, and the rows that would be published. */
typedef struct {
    t4_buffer text;
    t4_published_row rows[3 * CELLS_MOST];
    char names[3 * CELLS_MOST][16];
    size_t count, hidden;
} published;

static t4_status append(void *context, const t4_buffer *block, t4_error *err)
{
    return t4_buffer_append(context, block->data, block->length) ? T4_OK : t4_fail_memory(err);
}

static void publish(release_of_a_year *r, published *out)
{
    t4_protect_input input = {.template_ = &r->template_, .contributions = tell, .source = r};
    t4_row_block block = {0};
    t4_protection *p;
    t4_protected *q;
    t4_certificate_out to;
    t4_error err = {0};
    t4_run run;

    t4_run_init(&run);
    memset(out, 0, sizeof *out);
    t4_buffer_init(&out->text, 0);
    if (t4_protect(&p, &run, &r->cells, &input, &err) ||
        t4_protected_certify(&q, p, &run, &r->template_, &err) || t4_certificate_out_init(&to, "key", 3, append, &out->text, &err) ||
        t4_certificate_write(&to, p, p, &err) || t4_certificate_end(&to, &err) ||
        t4_protected_rows(q)->load(t4_protected_rows(q), 0, 0, &block, &err))
        fail_msg("%s", err.text);
    assert_null(t4_protected_waiver(q));
    for (int l = 0; l < LEVELS; l++)
        for (size_t k = 0; k < block.count[l]; k++) {
            const t4_row *row = &block.rows[l][k];

            strcpy(out->names[out->count], row->code);
            out->rows[out->count] = (t4_published_row){row->period, row->flow, out->names[out->count],
                r->plan.levels[l], row->partner == T4_PARTNER_WORLD ? "W00"
                                   : t4_dict_text(r->domain.partners, row->partner, NULL),
                "", !row->present[0], (int64_t)row->amount[0]};
            if (!row->present[0]) {
                assert_true(row->amount[0] == 0);
                assert_int_equal(row->status[0], 'Q');
                assert_int_equal(row->conf[0], 'C');
                out->hidden++;
            }
            out->count++;
        }
    t4_certificate_out_release(&to);
    t4_row_block_release(&block);
    t4_protected_free(q);
    t4_protection_free(p);
}

static t4_status check(const published *p, const char *key, t4_certificate_summary *summary, t4_error *err)
{
    t4_certificate *c = NULL;
    t4_run run;
    size_t piece = 64;
    t4_status status = t4_certificate_new(&c, key, 3, err);

    t4_run_init(&run);
    for (size_t at = 0, used; !status && !t4_certificate_ended(c); at += used) {  /* in pieces, as from a file */
        size_t end = at + piece < p->text.length ? at + piece : p->text.length;

        status = t4_certificate_read(c, p->text.data + at, end - at, end == p->text.length, &used, err);
        piece = used ? piece : 2 * piece;
        if (!status && t4_certificate_ended(c))
            assert_int_equal(at + used, p->text.length);
    }
    for (size_t i = 0; i < p->count && !status; i++)
        status = t4_certificate_row(c, &p->rows[i], err);
    if (!status)
        status = t4_certificate_check(c, &run, summary, err);
    t4_certificate_free(c);
    return status;
}

static void a_certificate_holds_for_its_release(void **state)
{
    static release_of_a_year r;
    static published p;

    for (uint64_t seed = 1; seed <= 20; seed++) {
        t4_certificate_summary summary;
        t4_error err = {0};

        make(&r, seed);
        r.template_.insiders = seed % 2 ? T4_INSIDERS_INTERVAL : T4_INSIDERS_EXACT;
        r.template_.unions = seed % 3 == 0;
        publish(&r, &p);
        assert_true(p.hidden > 0);
        if (check(&p, "key", &summary, &err))
            fail_msg("seed %d: %s", (int)seed, err.text);
        assert_int_equal(summary.hidden, p.hidden);
        assert_int_equal(summary.cells, p.count);
        t4_buffer_release(&p.text);
        t4_domain_release(&r.domain);
    }
}

static void every_edit_of_a_published_number_is_found(void **state)
{
    static release_of_a_year r;
    static published p;
    t4_random random;

    make(&r, 3);
    publish(&r, &p);
    t4_random_seed(&random, 7);
    for (int edit = 0; edit < 200; edit++) {
        size_t i = t4_random_below(&random, p.count);
        int64_t digit = 1, was = p.rows[i].value;
        t4_certificate_summary summary;
        t4_error err = {0};

        if (p.rows[i].hidden) {  /* a hidden cell comes to light */
            p.rows[i].hidden = false;
            p.rows[i].value = 5;
            assert_int_equal(check(&p, "key", &summary, &err), T4_ERR_DATA);
            p.rows[i].hidden = true;
            p.rows[i].value = was;
            continue;
        }
        for (uint64_t k = t4_random_below(&random, 4); k > 0; k--)
            digit *= 10;
        p.rows[i].value = was / digit % 10 < 9 ? was + digit : was - digit;
        assert_int_equal(check(&p, "key", &summary, &err), T4_ERR_DATA);
        assert_true(strstr(err.text, "is not the sum") || strstr(err.text, "add up to more"));
        p.rows[i].value = was;
    }
    t4_buffer_release(&p.text);
    t4_domain_release(&r.domain);
}

static void every_edit_of_a_certificate_is_found_by_its_key(void **state)
{
    static release_of_a_year r;
    static published p;
    t4_certificate_summary summary;
    t4_random random;

    make(&r, 5);
    publish(&r, &p);
    t4_random_seed(&random, 11);
    for (int edit = 0; edit < 200; edit++) {
        size_t i = t4_random_below(&random, p.text.length);
        char was = p.text.data[i];
        t4_error err = {0};

        p.text.data[i] = was == '7' ? '8' : '7';
        assert_int_equal(check(&p, "key", &summary, &err), T4_ERR_DATA);
        p.text.data[i] = was;
    }
    assert_int_equal(check(&p, "kez", &summary, NULL), T4_ERR_DATA);
    t4_buffer_release(&p.text);
    t4_domain_release(&r.domain);
}

/* Without the key, what carries the proof is still found: witnesses and claims taken away or weakened. */
static void a_witness_that_does_not_hold_is_found_without_the_key(void **state)
{
    static release_of_a_year r;
    static published p;
    size_t lines = 0, found = 0;

    make(&r, 5);
    publish(&r, &p);
    for (size_t at = 0; at < p.text.length;) {
        char *line = p.text.data + at, *end = memchr(line, '\n', p.text.length - at);
        t4_certificate_summary summary;

        if (line[0] == 'P' || line[0] == 'I' || (line[0] == 'W' && strchr(line, ':') < end)) {
            /* The last digit of the line: a sign of a claim, a delta of a witness. */
            char was = end[-1];

            lines++;
            end[-1] = was == '1' ? '2' : '1';
            found += check(&p, NULL, &summary, NULL) == T4_ERR_DATA;
            end[-1] = was;
        }
        at = (size_t)(end - p.text.data) + 1;
    }
    assert_true(lines > 10);
    assert_int_equal(found, lines);
    t4_buffer_release(&p.text);
    t4_domain_release(&r.domain);
}

/* Take out each claim against an insider in turn: how many there are, and how many are missed. */
static void leave_out(published *p, size_t *claims, size_t *missed)
{
    t4_certificate_summary summary;

    for (size_t at = 0; at < p->text.length;) {
        char *line = p->text.data + at, *end = memchr(line, '\n', p->text.length - at);
        size_t n = (size_t)(end - line) + 1, rest = p->text.length - at - n;
        char was[200];

        at += n;
        if (line[0] != 'I')
            continue;
        assert_true(n < sizeof was);
        ++*claims;
        memcpy(was, line, n);
        memmove(line, line + n, rest);
        p->text.length -= n;
        *missed += check(p, NULL, &summary, NULL) == T4_ERR_DATA;
        memmove(line + n, line, rest);
        memcpy(line, was, n);
        p->text.length += n;
    }
    assert_int_equal(check(p, NULL, &summary, NULL), T4_OK);
}

/* Every claim against an insider is needed: without it somebody who could know stands open. */
static void a_claim_against_an_insider_cannot_be_left_out(void **state)
{
    static release_of_a_year r;
    static published p;
    size_t claims = 0, missed = 0;

    for (uint64_t seed = 1; seed <= 12; seed++) {
        make(&r, seed);
        r.template_.insiders = T4_INSIDERS_INTERVAL;
        publish(&r, &p);
        leave_out(&p, &claims, &missed);
        t4_buffer_release(&p.text);
        t4_domain_release(&r.domain);
    }
    assert_true(claims > 30);
    assert_int_equal(missed, claims);
}

static void an_unsafe_figure_that_must_be_published_stops_the_release(void **state)
{
    static release_of_a_year r;
    static const t4_listed every = {T4_FLOWS, "0101", ""};
    t4_protect_input input = {.template_ = &r.template_, .contributions = tell, .source = &r,
                              .must = &every, .must_count = 1, .never = &every, .never_count = 1};
    t4_protected *protected_ = NULL;
    t4_protection *p;
    size_t listed = 0;
    t4_run run;

    t4_run_init(&run);
    make(&r, 2);
    assert_int_equal(t4_protect(&p, &run, &r.cells, &input, NULL), T4_OK);
    assert_true(p->must_unsafe > 0);
    assert_int_equal(t4_protected_certify(&protected_, p, &run, &r.template_, NULL), T4_ERR_UNSAFE);
    for (size_t c = 0; c < p->system->cells; c++)
        if (p->give_up[p->system->variable[c]] &&
            !strncmp(t4_system_code_text(p->system, p->system->place[c].node), "0101", 4))
            listed++;
    assert_true(listed > 0);
    t4_protection_free(p);
    t4_domain_release(&r.domain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_certificate_holds_for_its_release),
        cmocka_unit_test(every_edit_of_a_published_number_is_found),
        cmocka_unit_test(every_edit_of_a_certificate_is_found_by_its_key),
        cmocka_unit_test(a_witness_that_does_not_hold_is_found_without_the_key),
        cmocka_unit_test(a_claim_against_an_insider_cannot_be_left_out),
        cmocka_unit_test(an_unsafe_figure_that_must_be_published_stops_the_release),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
