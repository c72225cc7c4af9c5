/* SPDX-License-Identifier: MIT */
/* Tables of a trace: findings, balances, switches, the ledger itself as state. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "io/csvtext.h"
#include "io/outfile.h"
#include "job/outfolder.h"
#include "job/trace_files.h"

enum { FLUSH_BYTES = 256 * 1024 };

static const char *const severities[] = {"note", "lead", "strong"};

/* --- fields -------------------------------------------------------------------------- */

static bool put(t4_buffer *out, const char *text, char end)
{
    return t4_csvtext_field(out, text, strlen(text)) && t4_buffer_putc(out, end);
}

static bool put_amount(t4_buffer *out, t4_int128 amount, int decimals, char end)
{
    char text[T4_DECIMAL_TEXT];
    size_t n = t4_decimal_print_short(amount, decimals, text);

    return t4_buffer_append(out, text, n) && t4_buffer_putc(out, end);
}

/* --- findings and switches -------------------------------------------------------------- */

static bool put_finding(t4_buffer *out, const t4_traced *traced, const t4_trace_finding *f, const char *explanation)
{
    const t4_trace_ledger *ledger = traced->ledger;
    const t4_trace_event *e = t4_trace_event_at(ledger, f->event);

    return t4_buffer_printf(out, "T%02d,%s,", f->check, severities[f->severity]) &&
           put(out, t4_trace_event_id(ledger, e), ',') && put(out, t4_trace_name_text(ledger, e->lot), ',') &&
           put(out, t4_trace_name_text(ledger, f->holder), ',') && put(out, t4_trace_name_text(ledger, e->code), ',') &&
           put_amount(out, f->quantity, t4_trace_decimals(ledger), ',') &&
           put(out, t4_trace_place_text(ledger, e->unit), ',') &&
           (e->value ? put_amount(out, e->value, T4_TRACE_VALUE_DECIMALS, ',') : t4_buffer_putc(out, ',')) &&
           put(out, explanation, '\n');
}

t4_status t4_trace_findings(const t4_traced *traced, t4_trace_put *put_text, void *context, t4_error *err)
{
    char explanation[T4_TRACE_EXPLANATION];
    t4_buffer text;
    t4_status status = T4_OK;

    t4_buffer_init(&text, 0);
    if (!t4_buffer_puts(&text, "check,severity,event_id,lot_id,holder,code,quantity,unit,value,explanation\n"))
        status = t4_fail_memory(err);
    for (size_t i = 0; !status && i < traced->result.finding_count; i++) {
        const t4_trace_finding *f = &traced->result.findings[i];

        status = t4_trace_explain(&traced->result, f, explanation, err);
        if (!status && !put_finding(&text, traced, f, explanation))
            status = t4_fail_memory(err);
        if (!status && text.length > FLUSH_BYTES) {
            status = put_text(context, text.data, text.length, err);
            t4_buffer_clear(&text);
        }
    }
    if (!status)
        status = put_text(context, text.data, text.length, err);
    t4_buffer_release(&text);
    return status;
}

static t4_status put_to_file(void *context, const char *text, size_t n, t4_error *err)
{
    return t4_outfile_write(context, text, n, err);
}

static t4_status switches_text(t4_buffer *out, const t4_traced *traced, t4_error *err)
{
    const t4_trace_ledger *ledger = traced->ledger;
    bool good = t4_buffer_puts(out, "event_id,holder,code_short,code_surplus,quantity,unit,days_since_surplus\n");

    for (size_t i = 0; good && i < traced->result.switch_count; i++) {
        const t4_trace_switch *s = &traced->result.switches[i];

        good = put(out, t4_trace_event_id(ledger, t4_trace_event_at(ledger, s->event)), ',') &&
               put(out, t4_trace_name_text(ledger, s->holder), ',') &&
               put(out, t4_trace_name_text(ledger, s->code_short), ',') &&
               put(out, t4_trace_name_text(ledger, s->code_surplus), ',') &&
               put_amount(out, s->quantity, t4_trace_decimals(ledger), ',') &&
               put(out, t4_trace_place_text(ledger, s->unit), ',') &&
               (s->days < 0 ? t4_buffer_putc(out, '\n') : t4_buffer_printf(out, "%d\n", s->days));
    }
    return good ? T4_OK : t4_fail_memory(err);
}

static t4_status write_findings(const t4_traced *traced, const char *folder, t4_error *err)
{
    char path[4096];
    t4_outfile *file = NULL;
    t4_status status = t4_outfolder_path(path, folder, "findings.csv", err);

    if (!status)
        status = t4_outfile_open(&file, path, 0600, err);
    if (!status)
        status = t4_trace_findings(traced, put_to_file, file, err);
    if (!status)
        status = t4_outfile_commit(file, err);
    t4_outfile_free(file);
    return status;
}

t4_status t4_trace_write(const t4_traced *traced, const t4_trace_options *options, t4_error *err)
{
    t4_buffer text;
    t4_status status;

    t4_buffer_init(&text, 0);
    status = write_findings(traced, options->output, err);
    if (!status)
        status = switches_text(&text, traced, err);
    if (!status)
        status = t4_outfile_save(options->output, "switches.csv", &text, 0600, err);
    t4_buffer_clear(&text);
    if (!status)
        status = t4_trace_summary(&text, traced, options, err);
    if (!status)
        status = t4_outfile_save(options->output, "summary.json", &text, 0600, err);
    t4_buffer_release(&text);
    return status;
}

/* --- balances -------------------------------------------------------------------------- */

struct t4_trace_balances_file {
    const t4_trace_ledger *ledger;
    t4_outfile *file;
    t4_buffer text;
};

t4_status t4_trace_balances_open(t4_trace_balances_file **file, const t4_trace_ledger *ledger, const char *folder,
                                 t4_error *err)
{
    t4_trace_balances_file *f = t4_alloc_zero(1, sizeof *f);
    char path[4096];
    t4_status status = f ? t4_outfolder_path(path, folder, "balances.csv", err) : t4_fail_memory(err);

    if (!f)
        return status;
    f->ledger = ledger;
    t4_buffer_init(&f->text, 0);
    if (!status)
        status = t4_outfile_open(&f->file, path, 0600, err);
    if (!status && !t4_buffer_puts(&f->text, "holder,key,unit,opening,imports,produced,returned,received,sent,retail,"
                                             "consumed,lost,exports,eaeu_out,unexplained,closing\n"))
        status = t4_fail_memory(err);
    if (status)
        t4_trace_balances_free(f);
    else
        *file = f;
    return status;
}

t4_status t4_trace_balances_add(void *file, const t4_trace_balance *b, t4_error *err)
{
    t4_trace_balances_file *f = file;
    const char *key = b->lot != T4_DICT_NONE ? t4_trace_name_text(f->ledger, b->lot) : b->code;
    int decimals = t4_trace_decimals(f->ledger);
    const t4_int128 amounts[] = {
        b->opening, b->moved[T4_TRACE_IMPORT], b->moved[T4_TRACE_PRODUCE], b->moved[T4_TRACE_RETURN], b->received,
        b->moved[T4_TRACE_TRANSFER], b->moved[T4_TRACE_RETAIL], b->moved[T4_TRACE_CONSUME], b->moved[T4_TRACE_LOSS],
        b->moved[T4_TRACE_EXPORT], b->moved[T4_TRACE_EAEU_OUT], b->unexplained, b->closing};
    size_t count = sizeof amounts / sizeof *amounts;
    bool good = put(&f->text, t4_trace_name_text(f->ledger, b->holder), ',') && put(&f->text, key, ',') &&
                put(&f->text, t4_trace_place_text(f->ledger, b->unit), ',');
    t4_status status;

    for (size_t i = 0; good && i < count; i++)
        good = put_amount(&f->text, amounts[i], decimals, i + 1 < count ? ',' : '\n');
    if (!good)
        return t4_fail_memory(err);
    if (f->text.length < FLUSH_BYTES)
        return T4_OK;
    status = t4_outfile_write(f->file, f->text.data, f->text.length, err);
    t4_buffer_clear(&f->text);
    return status;
}

t4_status t4_trace_balances_commit(t4_trace_balances_file *f, t4_error *err)
{
    t4_status status = t4_outfile_write(f->file, f->text.data, f->text.length, err);

    return status ? status : t4_outfile_commit(f->file, err);
}

void t4_trace_balances_free(t4_trace_balances_file *f)
{
    if (!f)
        return;
    t4_outfile_free(f->file);
    t4_buffer_release(&f->text);
    t4_free(f);
}

/* --- state ------------------------------------------------------------------------------ */

static bool put_day(t4_buffer *out, t4_trace_day day, char end)
{
    char text[16] = "";

    if (day != T4_TRACE_NO_DAY)
        t4_trace_day_print(day, text);
    return t4_buffer_puts(out, text) && t4_buffer_putc(out, end);
}

static bool put_given(t4_buffer *out, int64_t amount, int decimals)
{
    return amount ? put_amount(out, amount, decimals, ',') : t4_buffer_putc(out, ',');
}

static bool put_event(t4_buffer *out, const t4_trace_ledger *ledger, const t4_trace_event *e)
{
    int decimals = t4_trace_decimals(ledger);

    return put(out, t4_trace_event_id(ledger, e), ',') && put_day(out, e->date, ',') &&
           put(out, t4_trace_type_name((t4_trace_type)e->type), ',') && put(out, t4_trace_name_text(ledger, e->lot), ',') &&
           put(out, t4_trace_name_text(ledger, e->from), ',') && put(out, t4_trace_name_text(ledger, e->to), ',') &&
           put(out, t4_trace_name_text(ledger, e->code), ',') && put_given(out, e->quantity, decimals) &&
           put(out, t4_trace_place_text(ledger, e->unit), ',') && put_given(out, e->net_kg, decimals) &&
           put_given(out, e->value, T4_TRACE_VALUE_DECIMALS) && put(out, t4_trace_place_text(ledger, e->currency), ',') &&
           put(out, t4_trace_place_text(ledger, e->origin), ',') && put(out, t4_trace_place_text(ledger, e->dest), ',') &&
           put(out, t4_trace_document(ledger, e), ',') && t4_buffer_puts(out, e->cancelled ? "cancelled," : ",") &&
           put_day(out, e->due, ',') && put(out, t4_trace_place_text(ledger, e->carrier), '\n');
}

t4_status t4_trace_write_state(const t4_trace_ledger *ledger, const char *path, t4_error *err)
{
    t4_outfile *file = NULL;
    t4_buffer text;
    t4_status status = t4_outfile_open(&file, path, 0600, err);

    t4_buffer_init(&text, 0);
    if (!status && !t4_buffer_puts(&text, "event_id,date,type,lot_id,from,to,code,quantity,unit,net_kg,value,currency,"
                                          "origin,dest,doc_id,status,due,carrier\n"))
        status = t4_fail_memory(err);
    for (size_t i = 0; !status && i < t4_trace_events(ledger); i++) {
        if (!put_event(&text, ledger, t4_trace_event_at(ledger, i)))
            status = t4_fail_memory(err);
        else if (text.length > FLUSH_BYTES) {
            status = t4_outfile_write(file, text.data, text.length, err);
            t4_buffer_clear(&text);
        }
    }
    if (!status)
        status = t4_outfile_write(file, text.data, text.length, err);
    if (!status)
        status = t4_outfile_commit(file, err);
    t4_outfile_free(file);
    t4_buffer_release(&text);
    return status;
}
