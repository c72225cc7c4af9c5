/* SPDX-License-Identifier: MIT */
/* Records: any bytes as a file of records, checked and added up through a template with every kind of field. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/memfile.h"
#include "hold.h"
#include "job/records.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static const char template_text[] =
    "tenfour: 1\n"
    "release: {from: 2022-11, until: 2023-12}\n"
    "input:\n"
    "  columns:\n"
    "    period: {column: [period, дата], format: '%d.%m.%Y'}\n"
    "    flow: {column: flow, map: {имп: M, экс: X, re: RX}}\n"
    "    code: {column: [code, код]}\n"
    "    partner: {column: [partner, страна]}\n"
    "    trader: {column: trader, digits: 6}\n"
    "    value: {column: value, unit: USD, decimals: 2}\n"
    "    value_nat: {column: [national, value], unit: KGS, decimals: 18}\n"
    "    net_mass: {column: net, unit: kg, decimals: 3}\n"
    "    gross_mass: {column: [gross, net], unit: kg, decimals: 0}\n"
    "    quantity: {column: qty, unit_column: unit, decimals: 0}\n"
    "  dimensions: {office: {column: office}}\n"
    "checks: {max_rejected: 1, duplicate: keep, unit_value: keep, ragged: keep, amount_invalid: keep}\n"
    "publish: {levels: [10, 4, 2, 0], partners: [each, world, {EAEU: [KZ, RU]}]}\n"
    "protect: {method: none, reason: invented}\n";

static void check(const t4_summary *s, t4_status status, const t4_error *err)
{
    if ((status != T4_OK) != (err->text[0] != 0) || status == T4_ERR_MEMORY)
        abort();
    if (!status && (s->kept + s->rejected != s->rows || !s->kept))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static t4_summary summary;
    static char template_path[MEMFILE_PATH];
    char path[MEMFILE_PATH];
    const char *files[] = {path};
    t4_job_input input = {.template_path = template_path, .files = files, .file_count = 1};
    t4_records_options options = {.no_contributions = true};
    t4_records records = {0};
    t4_error err = {0};
    t4_run run;
    int fd = memfile(bytes, n, path);

    hold_charsets();
    if (!template_path[0])
        memfile(template_text, sizeof template_text - 1, template_path);
    t4_run_init(&run);
    run.threads = 1;
    summary = (t4_summary){0};
    check(&summary, t4_records_read(&records, &run, &input, &options, &summary, &err), &err);
    t4_records_release(&records);
    close(fd);
    return 0;
}
