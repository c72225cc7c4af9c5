/* SPDX-License-Identifier: MIT */
#include "job/trace.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "io/watchlist_read.h"
#include "job/outfolder.h"
#include "job/trace_files.h"

static const t4_outfolder_kind kind = {
    .command = "trace",
    .notice =
        "CONFIDENTIAL\n"
        "\n"
        "findings.csv, switches.csv and balances.csv name single holders and their goods.  A finding is a lead for\n"
        "people who can look at papers and goods; none is a proof of an offence.\n"};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static t4_status read_threshold(const t4_trace_options *options, t4_trace_question *question, t4_error *err)
{
    static const t4_notation plain = {'.', false};
    t4_int128 value = 0;

    if (!options->threshold)
        return T4_OK;
    if (t4_decimal_parse(options->threshold, strlen(options->threshold), &plain, T4_TRACE_VALUE_DECIMALS, &value, NULL) !=
            T4_DECIMAL_OK || value <= 0 || value > INT64_MAX)
        return t4_fail(err, T4_ERR_USAGE, "--threshold '%.40s' is no value above zero", options->threshold);
    question->threshold = (int64_t)value;
    return T4_OK;
}

static t4_status read_all(t4_run *run, const t4_trace_options *options, t4_traced *traced, t4_error *err)
{
    t4_trace_ledger *ledger = traced->ledger;
    t4_status status = T4_OK;

    if (options->state && access(options->state, F_OK) == 0)
        status = t4_trace_read_events(ledger, run, options->state, &traced->from_state, err);
    for (size_t i = 0; !status && i < options->event_files; i++)
        status = t4_trace_read_events(ledger, run, options->events[i], &traced->rows, err);
    if (!status && options->entities)
        status = t4_trace_read_entities(ledger, run, options->entities, err);
    if (!status && options->opening)
        status = t4_trace_read_opening(ledger, run, options->opening, err);
    if (!status && options->watchlist)
        status = t4_watchlist_read(&traced->watchlist, run, options->watchlist, err);
    if (!status && !t4_trace_events(ledger))
        return t4_fail(err, T4_ERR_DATA, "no event in the ledger");
    return status;
}

/* balances.csv, whose folder is made with the first balance: a ledger that cannot be booked leaves nothing behind. */
typedef struct {
    const t4_trace_ledger *ledger;
    const char *folder;
    t4_trace_balances_file *file;
} balances;

static t4_status open_balances(balances *b, t4_error *err)
{
    t4_status status = b->file ? T4_OK : t4_outfolder_make(b->folder, &kind, err);

    return status || b->file ? status : t4_trace_balances_open(&b->file, b->ledger, b->folder, err);
}

static t4_status add_balance(void *context, const t4_trace_balance *balance, t4_error *err)
{
    balances *b = context;
    t4_status status = open_balances(b, err);

    return status ? status : t4_trace_balances_add(b->file, balance, err);
}

static t4_status trace(t4_run *run, const t4_trace_options *options, t4_traced *traced, t4_error *err)
{
    t4_trace_question question = options->question;
    balances b = {.ledger = traced->ledger, .folder = options->output};
    t4_status status = read_threshold(options, &question, err);

    question.watchlist = traced->watchlist;
    question.balance = options->output ? add_balance : NULL;
    question.context = &b;
    if (!status)
        status = t4_trace(&traced->result, run, traced->ledger, &question, err);
    if (!status && options->output)
        status = open_balances(&b, err);
    if (!status && options->output)
        status = t4_trace_balances_commit(b.file, err);
    t4_trace_balances_free(b.file);
    return status;
}

t4_status t4_job_trace(t4_run *run, const t4_trace_options *options, t4_traced *traced, t4_error *err)
{
    double start = now();
    t4_status status = t4_trace_ledger_new(&traced->ledger, options->decimals, err);

    if (!status && options->output)
        status = t4_outfolder_check(options->output, &kind, options->force, err);
    if (!status)
        status = read_all(run, options, traced, err);
    traced->seconds_read = now() - start;
    start = now();
    if (!status)
        status = trace(run, options, traced, err);
    if (!status && options->output)
        status = t4_trace_write(traced, options, err);
    if (!status && options->lot)
        status = t4_trace_write_page(traced, options, err);
    if (!status && options->state)
        status = t4_trace_write_state(traced->ledger, options->state, err);
    traced->seconds_trace = now() - start;
    return status;
}

void t4_traced_release(t4_traced *traced)
{
    t4_trace_result_release(&traced->result);
    t4_trace_ledger_free(traced->ledger);
    t4_watchlist_free(traced->watchlist);
}
