/* SPDX-License-Identifier: MIT */
#include "job/exchange.h"

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "io/jj.h"
#include "io/outfile.h"
#include "io/sheet.h"
#include "io/wholefile.h"

void t4_exchange_release(t4_exchange *e)
{
    t4_joint_free(e->joint);
    t4_jointtable_release(&e->table);
    *e = (t4_exchange){0};
}

/* --- statuses from elsewhere ------------------------------------------------------ */

static t4_status read_level(const t4_sheet *sheet, size_t row, long column, const char *name, int decimals,
                            int64_t *level, t4_error *err)
{
    const char *text = t4_sheet_field(sheet, row, column);
    t4_notation notation = {'.', false};
    t4_int128 value;

    if (!*text)
        return T4_OK;
    if (t4_decimal_parse(text, strlen(text), &notation, decimals, &value, NULL) || value < 0 ||
        value >= T4_SYSTEM_MOST)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0, "'%s' is no level for %s", text, name);
    *level = (int64_t)value;
    return T4_OK;
}

static t4_status import_row(t4_jointtable *t, const t4_sheet *sheet, size_t row, const long columns[5], t4_error *err)
{
    static const char *const names[] = {"cell", "status", "lpl", "upl", "spl"};
    const char *index = t4_sheet_field(sheet, row, columns[0]), *status = t4_sheet_field(sheet, row, columns[1]);
    char *end;
    unsigned long long cell = strtoull(index, &end, 10);
    t4_joint_cell *c;
    t4_status done = T4_OK;

    if (!*index || *end || *index == '-' || cell >= t->count)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0, "'%s' is no cell of the table; expected "
                          "0 to %zu", index, t->count - 1);
    c = &t->cells[cell];
    if (*status) {
        if (status[1] || !strchr("sumz", *status))
            return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0, "'%s' is no status; expected s, u, "
                              "m or z", status);
        c->status = *status;
    }
    for (int i = 2; i < 5 && !done; i++)
        done = read_level(sheet, row, columns[i], names[i], t->decimals,
                          i == 2 ? &c->down : i == 3 ? &c->up : &c->slide, err);
    return done;
}

static t4_status import(t4_jointtable *t, t4_run *run, const char *path, t4_error *err)
{
    t4_sheet_options options = {0};
    t4_buffer bytes;
    t4_sheet sheet;
    long columns[5] = {-1, -1, -1, -1, -1};
    t4_status status;

    t4_sheet_init(&sheet, path);
    t4_buffer_init(&bytes, 0);
    status = t4_wholefile_read(&bytes, run, path, err);
    if (!status)
        status = t4_wholefile_decode(&bytes, NULL, path, err);
    if (!status)
        status = t4_sheet_delimited(&sheet, &bytes, &options, err);
    if (!status)
        status = t4_sheet_lift_header(&sheet, err);
    if (!status) {
        columns[0] = t4_sheet_column(&sheet, "cell");
        columns[1] = t4_sheet_column(&sheet, "status");
        columns[2] = t4_sheet_column(&sheet, "lpl");
        columns[3] = t4_sheet_column(&sheet, "upl");
        columns[4] = t4_sheet_column(&sheet, "spl");
        if (columns[0] < 0 || columns[1] < 0)
            status = t4_fail_at(err, T4_ERR_DATA, path, 1, 0, "expected columns 'cell' and 'status', and 'lpl', 'upl', "
                                "'spl' where levels are given");
    }
    for (size_t row = 0; row < sheet.rows && !status; row++)
        status = import_row(t, &sheet, row, columns, err);
    t4_sheet_release(&sheet);
    t4_buffer_release(&bytes);
    return status;
}

/* --- results -------------------------------------------------------------------------- */

static bool put_end(t4_buffer *out, int64_t end, int decimals)
{
    char text[T4_DECIMAL_TEXT] = "";

    if (end != INT64_MAX && end != -INT64_MAX)
        t4_decimal_print(end, decimals, text);
    return t4_buffer_printf(out, ",%s", text);
}

static t4_status write_cells(const t4_exchange *e, const char *path, t4_error *err)
{
    const t4_jointtable *t = &e->table;
    size_t at = 0;
    t4_buffer out;
    t4_status status = T4_OK;
    bool good;

    t4_buffer_init(&out, 0);
    good = t4_buffer_puts(&out, "cell,status,value,lower,upper,exact,kept\n");
    for (size_t c = 0; c < t->count && good; c++) {
        const t4_joint_interval *i = at < e->joint->interval_count ? &e->joint->intervals[at] : NULL;

        good = t4_buffer_printf(&out, "%zu,%c", c, t->cells[c].status) && put_end(&out, t->cells[c].value, t->decimals);
        if (good && i && i->cell == c) {
            good = put_end(&out, i->lower, t->decimals) && put_end(&out, i->upper, t->decimals) &&
                   t4_buffer_printf(&out, ",%s,%s\n", i->exact ? "yes" : "no", i->safe ? "yes" : "no");
            at++;
        } else {
            good = good && t4_buffer_puts(&out, ",,,,\n");
        }
    }
    status = good ? t4_outfile_save(NULL, path, &out, 0600, err) : t4_fail_memory(err);
    t4_buffer_release(&out);
    return status;
}

static t4_status write_table(const t4_exchange *e, const char *path, t4_error *err)
{
    t4_buffer out;
    t4_status status;

    t4_buffer_init(&out, 0);
    status = t4_jj_print(&out, &e->table) ? t4_outfile_save(NULL, path, &out, 0600, err) : t4_fail_memory(err);
    t4_buffer_release(&out);
    return status;
}

t4_status t4_job_exchange(t4_exchange *e, t4_run *run, const t4_exchange_options *o, t4_error *err)
{
    t4_status status, written = T4_OK;
    uint64_t cost = 0;

    *e = (t4_exchange){0};
    status = t4_jj_read(&e->table, run, o->input, err);
    if (!status && o->import)
        status = import(&e->table, run, o->import, err);
    if (status)
        return status;
    status = o->audit ? t4_joint_audit(&e->joint, run, &e->table, err)
                      : t4_joint_protect(&e->joint, run, &e->table, err);
    if (!status && e->joint->unsafe)
        status = t4_fail(err, T4_ERR_UNSAFE, "the levels of %zu of %zu unsafe cells are not kept by this pattern",
                         e->joint->unsafe, e->joint->primaries);
    for (size_t c = 0; c < e->table.count; c++)
        if (e->table.cells[c].status == T4_JOINT_SECONDARY)
            cost += (uint64_t)e->table.cells[c].cost;
    e->cost = cost / 1000000;
    if (e->joint && o->export)
        written = write_cells(e, o->export, status ? NULL : err);
    if (!status && !written && o->output)
        written = write_table(e, o->output, err);
    return status ? status : written;
}
