/* SPDX-License-Identifier: MIT */
/* Sets of flows as CSV, their refused rows, and the level at which they can be added up. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "io/csvtext.h"
#include "io/outfile.h"
#include "job/flows.h"

enum { BLOCK = 256 * 1024, LEVELS = 256 };

int t4_job_flows_level(const t4_flows *flows)
{
    double sums[LEVELS] = {0}, most = 0;
    bool there[LEVELS] = {false};
    int best = -1;

    for (size_t i = 0; i < flows->count; i++) {
        const t4_flows_row *row = &flows->rows[i];
        double amount = (double)(row->given & T4_FLOWS_VALUE ? row->value : row->given & T4_FLOWS_NET ? row->net_kg : row->quantity);

        there[row->level] = true;
        sums[row->level] += amount < 0 ? -amount : amount;
    }
    for (int level = 0; level < LEVELS; level++)
        if (there[level] && (best < 0 || sums[level] > most)) {
            most = sums[level];
            best = level;
        }
    most = there[0] && sums[0] > 0 ? sums[0] : most;
    for (int level = LEVELS - 1; level >= 0; level--)
        if (there[level] && sums[level] >= 0.95 * most && sums[level] > 0)
            return level;
    return best;
}

/* --- flows ------------------------------------------------------------------------------------------ */

static bool text(t4_buffer *out, const char *value)
{
    return t4_csvtext_field(out, value, strlen(value)) && t4_buffer_putc(out, ',');
}

static bool amount(t4_buffer *out, t4_int128 value, bool given)
{
    char digits[T4_DECIMAL_TEXT];
    size_t n = given ? t4_decimal_print_short(value, T4_FLOWS_DECIMALS, digits) : 0;

    return t4_buffer_append(out, digits, n) && t4_buffer_putc(out, ',');
}

/* Without a value, a status must say whether there is one that is hidden (Q) or none at all (M). */
static char status_of(const t4_flows_row *row)
{
    return row->given & T4_FLOWS_HIDDEN ? 'Q' : row->given & T4_FLOWS_VALUE ? row->status : 'M';
}

static bool put_row(t4_buffer *out, const t4_flows *f, const t4_flows_row *row)
{
    char period[T4_PERIOD_TEXT], letter[2] = {status_of(row), '\0'}, level[8];
    bool good;

    t4_period_print(row->period, period);
    snprintf(level, sizeof level, "%d", row->level);
    good = text(out, period) && text(out, t4_flows_place_text(f, row->reporter)) && text(out, t4_flows_place_text(f, row->partner)) &&
           text(out, t4_flow_text((t4_flow)row->flow)) && text(out, t4_flows_code_text(f, row->code)) && text(out, level) &&
           amount(out, row->value, row->given & T4_FLOWS_VALUE) && text(out, letter) &&
           amount(out, row->net_kg, row->given & T4_FLOWS_NET) && amount(out, row->quantity, row->given & T4_FLOWS_QUANTITY) &&
           text(out, row->given & T4_FLOWS_QUANTITY ? t4_flows_unit_text(f, row->unit) : "") &&
           text(out, t4_flows_note_text(f, row->edition)) && text(out, t4_flows_note_text(f, row->valuation));
    if (good)
        out->data[out->length - 1] = '\n';
    return good;
}

static bool put_header(t4_buffer *out, const t4_flows *flows)
{
    char currency[sizeof flows->currency + 1] = "";

    if (*flows->currency)
        snprintf(currency, sizeof currency, "_%s", flows->currency);
    for (char *p = currency; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return t4_buffer_printf(out, "period,reporter,partner,flow,code,level,value%s,value_status,net_kg,quantity,unit,edition,"
                                 "valuation\n", currency);
}

static t4_status flush(t4_outfile *file, t4_buffer *out, size_t least, t4_error *err)
{
    t4_status status = T4_OK;

    if (out->length < least || !out->length)
        return T4_OK;
    status = t4_outfile_write(file, out->data, out->length, err);
    t4_buffer_clear(out);
    return status;
}

t4_status t4_job_flows_write(const t4_flows *flows, const char *path, int level, t4_error *err)
{
    t4_outfile *file = NULL;
    t4_buffer out;
    t4_status status = t4_outfile_open(&file, path, 0666, err);

    t4_buffer_init(&out, 0);
    if (!status && !put_header(&out, flows))
        status = t4_fail_memory(err);
    for (size_t i = 0; i < flows->count && !status; i++) {
        if (level != T4_JOB_FLOWS_ALL && flows->rows[i].level != level)
            continue;
        status = put_row(&out, flows, &flows->rows[i]) ? flush(file, &out, BLOCK, err) : t4_fail_memory(err);
    }
    if (!status)
        status = flush(file, &out, 0, err);
    if (!status)
        status = t4_outfile_commit(file, err);
    t4_outfile_free(file);
    t4_buffer_release(&out);
    return status;
}

/* --- refused rows --------------------------------------------------------------------------------------- */

t4_status t4_job_flows_write_refusals(const t4_flows *flows, const char *path, t4_error *err)
{
    t4_outfile *file = NULL;
    t4_buffer out;
    bool good;
    t4_status status = t4_outfile_open(&file, path, 0666, err);

    t4_buffer_init(&out, 0);
    good = t4_buffer_puts(&out, "file,sheet,line,column,found,expected\n");
    for (size_t i = 0; i < flows->refusal_count && !status && good; i++) {
        const t4_flows_refusal *r = &flows->refusals[i];
        const t4_flows_source *s = &flows->sources[r->source];

        good = text(&out, s->path) && text(&out, s->sheet) && t4_buffer_printf(&out, "%u,", r->line) && text(&out, r->column) &&
               text(&out, r->text) && text(&out, r->expected);
        if (good)
            out.data[out.length - 1] = '\n';
        status = flush(file, &out, BLOCK, err);
    }
    if (!good && !status)
        status = t4_fail_memory(err);
    if (!status)
        status = flush(file, &out, 0, err);
    if (!status)
        status = t4_outfile_commit(file, err);
    t4_outfile_free(file);
    t4_buffer_release(&out);
    return status;
}
