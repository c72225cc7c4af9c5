/* SPDX-License-Identifier: MIT */
/* How fast slices become batches: rows a second of one thread (CPU time), clean and with 3 % defects. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "base/random.h"
#include "clean/cleaner.h"
#include "io/yaml.h"

enum { BLOCKS = 24, ROWS = 3700, FIELDS = 9, CODES = 11000, PARTNERS = 200, TURNS = 50 };

static const char yaml[] =
    "tenfour: 1\n"
    "input:\n"
    "  columns:\n"
    "    period: {column: period}\n"
    "    flow: {column: flow}\n"
    "    code: {column: hs10, digits: 10}\n"
    "    partner: {column: partner}\n"
    "    trader: {column: declarant_id}\n"
    "    value: {column: value_usd, unit: USD, decimals: 2}\n"
    "    net_mass: {column: net_kg, unit: kg, decimals: 3}\n"
    "    quantity: {column: qty, unit_column: qty_unit, decimals: 3}\n"
    "publish: {levels: [10, 4], measures: [value, net_mass, quantity]}\n";

static const char *const header[FIELDS] = {"period", "flow", "hs10", "partner", "declarant_id", "net_kg",
                                           "qty", "qty_unit", "value_usd"};

typedef struct {
    char text[ROWS * 120];
    uint32_t starts[ROWS * FIELDS], ends[ROWS * FIELDS];            /* by header column */
    uint32_t used_starts[ROWS * FIELDS], used_ends[ROWS * FIELDS];  /* as the binding asks */
} block;

typedef struct {
    t4_template *template_;
    t4_domain domain;
    t4_codelist *codes;
    t4_partners *partners;
    t4_clean *clean;
    t4_binding *binding;
    t4_cleaner *cleaner;
    char code[CODES][12], partner[PARTNERS][4];
    uint32_t fields[ROWS], line[ROWS];
    block blocks[BLOCKS];
} bench;

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void die(const t4_error *err)
{
    fprintf(stderr, "bench_clean: %s\n", err->text);
    _Exit(1);
}

static void make_lists(bench *b, t4_random *random, t4_error *err)
{
    b->codes = t4_codelist_new("bench");
    b->partners = t4_partners_new();
    for (int i = 0; i < CODES; i++) {
        snprintf(b->code[i], sizeof b->code[i], "%02u%02u%06u", 1 + (unsigned)t4_random_below(random, 96),
                 1 + (unsigned)t4_random_below(random, 40), (unsigned)t4_random_below(random, 1000000));
        if (t4_codelist_add(b->codes, b->code[i], NULL, "", "", "", 0, 0, err))
            die(err);
    }
    for (int i = 0; i < PARTNERS; i++) {
        snprintf(b->partner[i], sizeof b->partner[i], "%c%c", 'A' + i / 26, 'A' + i % 26);
        if (t4_partners_add(b->partners, b->partner[i], b->partner[i], "", "", err))
            die(err);
    }
    if (t4_codelist_finish(b->codes, err))
        die(err);
}

/* Skewed codes and partners, even months and traders; every field as text. */
static void make_fields(const bench *b, t4_random *random, char fields[FIELDS][40])
{
    double code = t4_random_unit(random), partner = t4_random_unit(random);
    unsigned month = (unsigned)t4_random_below(random, 24);

    snprintf(fields[0], 40, "%u-%02u", 2022 + month / 12, 1 + month % 12);
    snprintf(fields[1], 40, "%s", t4_random_below(random, 2) ? "M" : "X");
    snprintf(fields[2], 40, "%s", b->code[(int)(CODES * code * code)]);
    snprintf(fields[3], 40, "%s", b->partner[(int)(PARTNERS * partner * partner)]);
    snprintf(fields[4], 40, "F%06u", (unsigned)t4_random_below(random, 20000));
    snprintf(fields[5], 40, "%u.%03u", (unsigned)t4_random_below(random, 100000),
             (unsigned)t4_random_below(random, 1000));
    snprintf(fields[6], 40, "%u", (unsigned)t4_random_below(random, 1000));
    snprintf(fields[7], 40, "pcs");
    snprintf(fields[8], 40, "%u.%02u", (unsigned)t4_random_below(random, 1000000),
             (unsigned)t4_random_below(random, 100));
}

static void spoil(t4_random *random, char fields[FIELDS][40])
{
    switch (t4_random_below(random, 5)) {
    case 0: fields[2][5] = 'O'; break;
    case 1: snprintf(fields[3], 40, "Q9"); break;
    case 2: snprintf(fields[8], 40, "n/a"); break;
    case 3: fields[2][9] ^= 1; break;
    default: snprintf(fields[8], 40, "0"); break;
    }
}

static void make_block(const bench *b, block *at, t4_random *random, unsigned percent)
{
    uint32_t n = 0;

    for (uint32_t row = 0; row < ROWS; row++) {
        char fields[FIELDS][40];

        make_fields(b, random, fields);
        if (t4_random_below(random, 100) < percent)
            spoil(random, fields);
        for (uint32_t k = 0; k < FIELDS; k++) {
            size_t length = strlen(fields[k]);

            at->starts[row * FIELDS + k] = n;
            memcpy(at->text + n, fields[k], length);
            n += (uint32_t)length;
            at->ends[row * FIELDS + k] = n;
            at->text[n++] = k + 1 < FIELDS ? ',' : '\n';
        }
    }
}

static t4_slices slices_of(const bench *b, const block *at)
{
    return (t4_slices){.bytes = at->text, .rows = ROWS, .columns = FIELDS, .starts = at->starts,
                       .ends = at->ends, .fields = b->fields, .raw_start = b->line, .raw_end = b->line,
                       .line = b->line, .block_line = 2, .expected_fields = FIELDS};
}

static void open_clean(bench *b, t4_error *err)
{
    t4_clean_options options = {.codes = b->codes, .partners = b->partners, .workers = 1};
    t4_settings settings;

    t4_settings_init(&settings);
    if (t4_yaml_parse(&settings, yaml, sizeof yaml - 1, "bench.yaml", err) ||
        t4_template_build(&b->template_, &settings, "bench.yaml", err) ||
        t4_domain_init(&b->domain, err) || t4_template_domain(b->template_, &b->domain, err) ||
        t4_clean_new(&b->clean, b->template_, &b->domain, &options, err) ||
        t4_cleaner_new(&b->cleaner, b->clean, 0, err))
        die(err);
}

static void bind(bench *b, t4_error *err)
{
    t4_slices sample = slices_of(b, &b->blocks[0]);
    const uint32_t *used;
    size_t count;

    if (t4_clean_bind(&b->binding, b->clean, "bench.csv", 0, header, FIELDS, "UTF-8", &sample, err))
        die(err);
    used = t4_binding_used(b->binding, &count);
    for (int i = 0; i < BLOCKS; i++)
        for (size_t row = 0; row < ROWS; row++)
            for (size_t k = 0; k < count; k++) {
                b->blocks[i].used_starts[row * count + k] = b->blocks[i].starts[row * FIELDS + used[k]];
                b->blocks[i].used_ends[row * count + k] = b->blocks[i].ends[row * FIELDS + used[k]];
            }
}

static void measure(bench *b, const char *what, t4_error *err)
{
    t4_block_report report = {0};
    uint64_t rows = 0, kept = 0, issues = 0;
    double start = seconds();

    for (int i = 0; i < BLOCKS * TURNS; i++) {
        t4_slices slices = slices_of(b, &b->blocks[i % BLOCKS]);
        t4_batch batch;

        slices.starts = b->blocks[i % BLOCKS].used_starts;
        slices.ends = b->blocks[i % BLOCKS].used_ends;
        if (t4_cleaner_block(b->cleaner, b->binding, &slices, &batch, &report, err))
            die(err);
        rows += ROWS;
        kept += batch.rows;
        issues += report.issues.count;
    }
    printf("%-12s %6.2f M rows/s (%llu rows, %llu kept, %llu issues)\n", what,
           (double)rows / (seconds() - start) * 1e-6, (unsigned long long)rows, (unsigned long long)kept,
           (unsigned long long)issues);
    t4_block_report_release(&report);
}

static void run(const char *what, unsigned percent)
{
    bench *b = t4_alloc_zero(1, sizeof *b);
    t4_error err = {0};
    t4_random random;

    if (!b)
        _Exit(1);
    t4_random_seed(&random, 1);
    make_lists(b, &random, &err);
    for (uint32_t i = 0; i < ROWS; i++) {
        b->fields[i] = FIELDS;
        b->line[i] = i;
    }
    for (int i = 0; i < BLOCKS; i++)
        make_block(b, &b->blocks[i], &random, percent);
    open_clean(b, &err);
    bind(b, &err);
    measure(b, what, &err);
    t4_binding_free(b->binding);
    t4_cleaner_free(b->cleaner);
    t4_clean_free(b->clean);
    t4_codelist_free(b->codes);
    t4_partners_free(b->partners);
    t4_domain_release(&b->domain);
    t4_template_free(b->template_);
    t4_free(b);
}

int main(void)
{
    run("clean rows", 0);
    run("3 % defects", 3);
    return 0;
}
