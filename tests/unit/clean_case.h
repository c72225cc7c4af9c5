/* SPDX-License-Identifier: MIT */
/* For the tests of clean/: a template, lists and lines of text in; batch, issues and totals out. */
#ifndef TEST_CLEAN_CASE_H
#define TEST_CLEAN_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "clean/cleaner.h"
#include "io/yaml.h"

enum { CASE_COLUMNS = 24, CASE_ROWS = 4096, CASE_BYTES = 1 << 18 };

typedef struct {
    t4_template *template_;
    t4_domain domain;
    t4_codelist *codes;
    t4_partners *partners;
    t4_clean *clean;
    t4_binding *binding;
    t4_cleaner *cleaner;
    t4_control *control;
    t4_issues closing;
    t4_batch batch;
    t4_block_report report;
    t4_error err;
    char names[CASE_COLUMNS][64];
    const char *columns[CASE_COLUMNS];
    size_t column_count;
    char header[1024];
    char bytes[CASE_BYTES];
    uint32_t *starts, *ends;             /* of all columns, then of the used ones */
    uint32_t *used_starts, *used_ends;
    uint32_t fields[CASE_ROWS], line[CASE_ROWS];
    t4_slices slices, sample;
} clean_case;

/* Cut lines at ';' (no quotes): enough of a slicer for these tests. */
static inline void case_cut(clean_case *c, const char *lines, size_t n)
{
    uint32_t row = 0;
    size_t at = 0;

    memcpy(c->bytes, lines, n);
    while (at < n) {
        size_t end = at, column = 0;

        assert_true(row < CASE_ROWS);
        c->line[row] = row;
        while (end < n && c->bytes[end] != '\n')
            end++;
        for (size_t k = 0; k < c->column_count; k++)
            c->starts[row * c->column_count + k] = c->ends[row * c->column_count + k] = (uint32_t)end;
        for (size_t begin = at, i = at; i <= end; i++)
            if (i == end || c->bytes[i] == ';') {
                if (column < c->column_count) {
                    c->starts[row * c->column_count + column] = (uint32_t)begin;
                    c->ends[row * c->column_count + column] = (uint32_t)i;
                }
                column++;
                begin = i + 1;
            }
        c->fields[row++] = (uint32_t)column;
        at = end + 1;
    }
    c->sample = (t4_slices){.bytes = c->bytes, .rows = row, .columns = (uint32_t)c->column_count,
                            .starts = c->starts, .ends = c->ends, .fields = c->fields, .line = c->line,
                            .block_line = 2, .expected_fields = (uint32_t)c->column_count};
}

/* The same rows with only the used columns. */
static inline void case_select(clean_case *c)
{
    size_t count;
    const uint32_t *used = t4_binding_used(c->binding, &count);

    for (uint32_t row = 0; row < c->sample.rows; row++)
        for (size_t k = 0; k < count; k++) {
            c->used_starts[row * count + k] = c->starts[row * c->column_count + used[k]];
            c->used_ends[row * count + k] = c->ends[row * c->column_count + used[k]];
        }
    c->slices = c->sample;
    c->slices.columns = (uint32_t)count;
    c->slices.starts = c->used_starts;
    c->slices.ends = c->used_ends;
}

static inline clean_case *case_new(const char *yaml)
{
    clean_case *c = t4_alloc_zero(1, sizeof *c);
    t4_settings settings;

    assert_non_null(c);
    c->starts = t4_alloc(CASE_ROWS * CASE_COLUMNS, sizeof *c->starts);
    c->ends = t4_alloc(CASE_ROWS * CASE_COLUMNS, sizeof *c->ends);
    c->used_starts = t4_alloc(CASE_ROWS * CASE_COLUMNS, sizeof *c->starts);
    c->used_ends = t4_alloc(CASE_ROWS * CASE_COLUMNS, sizeof *c->ends);
    t4_settings_init(&settings);
    assert_int_equal(t4_yaml_parse(&settings, yaml, strlen(yaml), "test.yaml", &c->err), T4_OK);
    if (t4_template_build(&c->template_, &settings, "test.yaml", &c->err))
        fail_msg("template: %s", c->err.text);
    assert_int_equal(t4_domain_init(&c->domain, &c->err), T4_OK);
    assert_int_equal(t4_template_domain(c->template_, &c->domain, &c->err), T4_OK);
    c->partners = t4_partners_new();
    assert_int_equal(t4_partners_add(c->partners, "DE", "DE", "Germany", "", &c->err), T4_OK);
    t4_partners_add(c->partners, "276", "DE", "Germany", "", &c->err);
    t4_partners_add(c->partners, "Germany", "DE", "Germany", "", &c->err);
    t4_partners_add(c->partners, "KG", "KG", "Kyrgyzstan", "", &c->err);
    t4_partners_add(c->partners, "World", "W00", "World", "", &c->err);
    t4_issues_init(&c->closing);
    t4_issues_init(&c->report.issues);
    return c;
}

/* code[,unit[,from[,until]]] with '|' between entries. */
static inline void case_codes(clean_case *c, const char *const (*entries)[4], size_t count)
{
    c->codes = t4_codelist_new("TEST-2022");
    for (size_t i = 0; i < count; i++) {
        const char *const *e = entries[i];
        t4_period from = e[2] ? t4_period_parse(e[2], strlen(e[2])) : 0;
        t4_period until = e[3] ? t4_period_parse(e[3], strlen(e[3])) : 0;

        assert_int_equal(t4_codelist_add(c->codes, e[0], NULL, "", "", e[1], from, until, &c->err),
                         T4_OK);
    }
    assert_int_equal(t4_codelist_finish(c->codes, &c->err), T4_OK);
}

/* Header and lines (without the header) of one file; T4_OK or the status of binding or reading. */
static inline t4_status case_file(clean_case *c, const char *name, const char *header,
                                  const char *encoding, const char *lines, size_t n)
{
    t4_status status;
    size_t length = 0;

    c->column_count = 0;
    strcpy(c->header, header);
    for (char *at = strtok(c->header, ";"); at; at = strtok(NULL, ";"))
        c->columns[c->column_count++] = at;
    (void)length;
    case_cut(c, lines, n);
    t4_binding_free(c->binding);
    c->binding = NULL;
    status = t4_clean_bind(&c->binding, c->clean, name, 0, c->columns, c->column_count, encoding,
                           &c->sample, &c->err);
    if (status)
        return status;
    case_select(c);
    return t4_cleaner_block(c->cleaner, c->binding, &c->slices, &c->batch, &c->report, &c->err);
}

static inline void case_open(clean_case *c, bool fingerprints)
{
    t4_clean_options options = {.codes = c->codes, .partners = c->partners, .workers = 1,
                                .fingerprints = fingerprints};

    if (t4_clean_new(&c->clean, c->template_, &c->domain, &options, &c->err))
        fail_msg("clean: %s", c->err.text);
    assert_int_equal(t4_cleaner_new(&c->cleaner, c->clean, 0, &c->err), T4_OK);
}

static inline void case_finish(clean_case *c)
{
    assert_int_equal(t4_clean_finish(c->clean, &c->cleaner, 1, &c->control, &c->closing, &c->err),
                     T4_OK);
}

static inline void case_free(clean_case *c)
{
    t4_binding_free(c->binding);
    t4_cleaner_free(c->cleaner);
    t4_clean_free(c->clean);
    t4_control_free(c->control);
    t4_issues_release(&c->closing);
    t4_block_report_release(&c->report);
    t4_codelist_free(c->codes);
    t4_partners_free(c->partners);
    t4_domain_release(&c->domain);
    t4_template_free(c->template_);
    t4_free(c->starts);
    t4_free(c->ends);
    t4_free(c->used_starts);
    t4_free(c->used_ends);
    t4_free(c);
}

/* "line field kind action found|expected" of an issue, for comparison and for failing tests. */
static inline const char *case_issue(const clean_case *c, size_t i, char text[600])
{
    const t4_issue *issue = &c->report.issues.items[i];

    if (i >= c->report.issues.count)
        return "no such issue";
    snprintf(text, 600, "%u:%u %s %s %s '%s' (%s)", (unsigned)issue->line, issue->column, issue->field,
             t4_issue_info(issue->kind)->name, t4_issue_action_name(issue->action), issue->found,
             issue->expected);
    return text;
}

/* The template, columns and codes that most tests use. */
static const char usual_template[] =
    "tenfour: 1\n"
    "release: {from: 2023-01, until: 2023-12}\n"
    "input:\n"
    "  decimal: '.'\n"
    "  columns:\n"
    "    period: {column: DATE, format: '%d.%m.%Y'}\n"
    "    flow: {column: FLOW, map: {\"ИМ\": M, \"ЭК\": X}}\n"
    "    code: {column: CODE, digits: 10}\n"
    "    partner: {column: COUNTRY, map: {Deutschland: DE}}\n"
    "    trader: {M: BUYER, X: SELLER, digits: 6}\n"
    "    value: {column: VALUE, unit: USD, decimals: 2}\n"
    "    net_mass: {column: NET, unit: kg, decimals: 3}\n"
    "    gross_mass: {column: GROSS, unit: kg, decimals: 3}\n"
    "    quantity: {column: QTY, unit_column: UNIT, decimals: 0}\n"
    "publish: {levels: [10, 4], measures: [value, net_mass, quantity]}\n";

static const char usual_header[] = "DATE;FLOW;CODE;COUNTRY;BUYER;SELLER;VALUE;NET;GROSS;QTY;UNIT";

static const char *const usual_codes[][4] = {
    {"84", "", NULL, NULL}, {"8471", "", NULL, NULL}, {"847130", "", NULL, NULL},
    {"8471300000", "шт", NULL, NULL}, {"01", "", NULL, NULL}, {"0101", "", NULL, NULL},
    {"0101210000", "шт", NULL, NULL}, {"8471410000", "шт", "2020-01", "2023-03"},
};

static inline clean_case *usual_case(bool with_codes)
{
    clean_case *c = case_new(usual_template);

    if (with_codes)
        case_codes(c, usual_codes, sizeof usual_codes / sizeof *usual_codes);
    case_open(c, false);
    return c;
}

static inline void run(clean_case *c, const char *lines)
{
    if (case_file(c, "june.csv", usual_header, "UTF-8", lines, strlen(lines)))
        fail_msg("%s: %s", c->err.where, c->err.text);
}

/* One line of the usual file; what is reported for it, joined by " / "; whether it is kept, and its code. */
typedef struct {
    const char *line, *issues;
    bool kept;
    const char *code;
} row_case;

static inline const char *all_issues(const clean_case *c, char *text, size_t room)
{
    char one[600];

    *text = '\0';
    for (size_t i = 0; i < c->report.issues.count; i++)
        snprintf(text + strlen(text), room - strlen(text), "%s%s", i ? " / " : "", case_issue(c, i, one));
    return text;
}

static inline void check_rows(clean_case *c, const row_case *cases, size_t count)
{
    char text[4000];

    for (size_t i = 0; i < count; i++) {
        run(c, cases[i].line);
        assert_string_equal(all_issues(c, text, sizeof text), cases[i].issues);
        assert_int_equal(c->batch.rows, cases[i].kept);
        assert_int_equal(c->report.rejected_count, !cases[i].kept);
        if (cases[i].kept)
            assert_string_equal(t4_dict_text(c->domain.codes, c->batch.code[0], NULL), cases[i].code);
    }
}

#define ROW(date, flow, code, partner, rest) date ";" flow ";" code ";" partner ";" rest "\n"
#define GOOD "123;;10;5;6;1;шт"

#endif
