/* SPDX-License-Identifier: MIT */
#include "synth/synth.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/flow.h"
#include "synth/print.h"

enum { LONGEST_DETAIL = 128 };

/* What one slot of the ordered loop holds. */
typedef struct {
    t4_synth_row *rows;
    uint32_t count;
    t4_defects defects;
    t4_buffer text, encoded;
} slot;

struct t4_synth {
    t4_world world;
    t4_facts facts;
    t4_fact_sum sums[T4_SYNTH_FACTS_MAX];
    t4_synth_encoding encoding;
    bool written;
    /* of the mirror: this month's sums by six digits (or headings), imports and exports of the mirror */
    struct {
        t4_int128 grams[2], cents[2];
        uint64_t rows[2];
    } *mirror;
    int mirror_month;
    uint64_t coarse_rows;
    t4_buffer mirror_text, defect_text;
    /* while writing */
    slot *slots;
    t4_synth_sink *sink;
    void *sink_context;
    t4_run *run;
};

void t4_synth_options_init(t4_synth_options *options)
{
    *options = (t4_synth_options){
        .rows = 1000000, .from = t4_period_month(2023, 1), .months = 24,
        .partners = T4_SYNTH_PARTNERS_MAX, .traders = 20000, .density = T4_SYNTH_MEDIUM,
        .separator = ',', .decimal = '.', .surges = 3, .switches = 2, .diversions = 2,
        .diverters = 3, .reporter = "KG", .mirror_gaps = 3};
}

static t4_status check_facts(const t4_synth_options *o, t4_error *err)
{
    if (o->surges < 0 || o->switches < 0 || o->diversions < 0 || o->mirror_gaps < 0 ||
        o->surges + o->switches + o->diversions + o->mirror_gaps > T4_SYNTH_FACTS_MAX)
        return t4_fail(err, T4_ERR_USAGE, "surges, switches, diversions and mirror gaps are 0 to %d "
                       "together", T4_SYNTH_FACTS_MAX);
    if (o->diverters < 1 || o->diverters > T4_FACT_TRADERS_MAX)
        return t4_fail(err, T4_ERR_USAGE, "a diversion has 1 to %d traders, not %d",
                       T4_FACT_TRADERS_MAX, o->diverters);
    if (!(o->defects >= 0 && o->defects <= 0.5))
        return t4_fail(err, T4_ERR_USAGE, "the share of defects is 0 to 0.5, not %g", o->defects);
    if (o->coarsens && (!o->mirror || t4_period_kind_of(o->coarsens) != T4_MONTH))
        return t4_fail(err, T4_ERR_USAGE, "the month of coarsening belongs to a mirror partner and is "
                       "a month such as 2024-01");
    return T4_OK;
}

static t4_status check_options(const t4_synth_options *o, t4_error *err)
{
    if (o->rows < 1 || o->rows > (uint64_t)1 << 40)
        return t4_fail(err, T4_ERR_USAGE, "rows are 1 to 2^40, not %llu", (unsigned long long)o->rows);
    if (t4_period_kind_of(o->from) != T4_MONTH)
        return t4_fail(err, T4_ERR_USAGE, "the first period is a month such as 2023-01");
    if (o->months < 1 || o->months > T4_SYNTH_MONTHS_MAX ||
        t4_period_first_month(o->from) + o->months > 2200 * 12)
        return t4_fail(err, T4_ERR_USAGE, "months are 1 to %d and end before 2200, not %d",
                       T4_SYNTH_MONTHS_MAX, o->months);
    if (o->partners < 2 || o->partners > T4_SYNTH_PARTNERS_MAX)
        return t4_fail(err, T4_ERR_USAGE, "partners are 2 to %d, not %d", T4_SYNTH_PARTNERS_MAX,
                       o->partners);
    if (o->traders < 1 || o->traders > T4_SYNTH_TRADERS_MOST)
        return t4_fail(err, T4_ERR_USAGE, "traders are 1 to %d, not %u", T4_SYNTH_TRADERS_MOST,
                       (unsigned)o->traders);
    if (t4_synth_encoding_named(o->encoding) == T4_SYNTH_ENCODINGS)
        return t4_fail(err, T4_ERR_USAGE, "encoding '%.40s' cannot be written; expected UTF-8, "
                       "UTF-8-BOM, windows-1251, CP866, UTF-16LE or UTF-16BE", o->encoding);
    if ((o->decimal != '.' && o->decimal != ',') || !strchr(",;|\t", o->separator) || !o->separator)
        return t4_fail(err, T4_ERR_USAGE, "the decimal sign is '.' or ',', the separator one of , ; | "
                       "and tab");
    if (o->decimal == o->separator)
        return t4_fail(err, T4_ERR_USAGE, "decimal sign and separator cannot both be '%c'", o->decimal);
    return check_facts(o, err);
}

t4_status t4_synth_new(t4_synth **synth, const t4_synth_options *options, const t4_codelist *codes,
                       t4_error *err)
{
    t4_synth *made;
    t4_status status = check_options(options, err);

    if (status)
        return status;
    made = t4_alloc_zero(1, sizeof *made);
    if (!made)
        return t4_fail_memory(err);
    made->encoding = t4_synth_encoding_named(options->encoding);
    status = t4_world_init(&made->world, options, codes, err);
    if (!status)
        status = t4_facts_choose(&made->facts, &made->world, err);
    if (!status && made->facts.mirror >= 0) {
        made->mirror = t4_alloc_zero(made->world.six_count, sizeof *made->mirror);
        status = made->mirror ? T4_OK : t4_fail_memory(err);
    }
    if (status) {
        t4_synth_free(made);
        return status;
    }
    *synth = made;
    return T4_OK;
}

void t4_synth_free(t4_synth *synth)
{
    if (!synth)
        return;
    t4_world_release(&synth->world);
    t4_buffer_release(&synth->mirror_text);
    t4_buffer_release(&synth->defect_text);
    t4_free(synth->mirror);
    t4_free(synth);
}

static t4_status produce(void *context, unsigned worker, size_t index, size_t place, t4_error *err)
{
    t4_synth *synth = context;
    slot *s = &synth->slots[place];
    uint64_t begin = (uint64_t)index * T4_SYNTH_BLOCK_ROWS, left = synth->world.options.rows - begin;

    s->count = left < T4_SYNTH_BLOCK_ROWS ? (uint32_t)left : T4_SYNTH_BLOCK_ROWS;
    t4_synth_rows(&synth->world, &synth->facts, index, begin, s->count, s->rows);
    t4_defects_choose(&s->defects, &synth->world, &synth->facts, index, s->rows, s->count);
    t4_buffer_clear(&s->text);
    t4_buffer_clear(&s->encoded);
    if (!index && !t4_synth_print_header(&synth->world, &s->text))
        return t4_fail_memory(err);
    if (!t4_synth_print_rows(&synth->world, s->rows, s->count, &s->defects, &s->text))
        return t4_fail_memory(err);
    if (synth->encoding != T4_SYNTH_UTF8 &&
        !t4_synth_encode(synth->encoding, &s->text, !index, &s->encoded))
        return t4_fail_memory(err);
    return T4_OK;
}

/* --- the mirror ------------------------------------------------------------- */

static void print_money(t4_int128 value, int decimals, t4_buffer *out)
{
    char text[T4_DECIMAL_TEXT];

    t4_decimal_print(value, decimals, text);
    t4_buffer_puts(out, text);
}

static bool same_code(const t4_synth *synth, uint32_t a, uint32_t b, int digits)
{
    return !memcmp(synth->world.sixes[a], synth->world.sixes[b], (size_t)digits);
}

/* One month of the mirror's publication; from the coarsening on by heading. */
static t4_status flush_mirror(t4_synth *synth, t4_error *err)
{
    t4_period period = t4_world_month(&synth->world, synth->mirror_month);
    t4_period coarsens = synth->world.options.coarsens;
    bool coarse = coarsens && t4_period_first_month(period) >= t4_period_first_month(coarsens);
    t4_buffer *out = &synth->mirror_text;
    int digits = coarse ? 4 : 6;
    char text[T4_PERIOD_TEXT];

    t4_period_print(period, text);
    /* What the reporter imports the mirror exports: 1, then 0, in the order of the texts M, X. */
    for (int flow = 1; flow >= 0; flow--)
        for (uint32_t i = 0, next; i < synth->world.six_count; i = next) {
            t4_int128 grams = 0, cents = 0;
            uint64_t rows = 0;

            for (next = i; next < synth->world.six_count && same_code(synth, i, next, digits); next++) {
                grams += synth->mirror[next].grams[flow];
                cents += synth->mirror[next].cents[flow];
                rows += synth->mirror[next].rows[flow];
            }
            if (!rows)
                continue;
            synth->coarse_rows += coarse;
            if (!t4_buffer_printf(out, "%s,%c,%.*s,%s,", text, flow ? 'M' : 'X', digits,
                                  synth->world.sixes[i], synth->world.options.reporter))
                return t4_fail_memory(err);
            print_money(grams, 3, out);
            t4_buffer_putc(out, ',');
            print_money(cents, 2, out);
            if (!t4_buffer_putc(out, '\n'))
                return t4_fail_memory(err);
        }
    memset(synth->mirror, 0, synth->world.six_count * sizeof *synth->mirror);
    return T4_OK;
}

static t4_status add_to_mirror(t4_synth *synth, const t4_synth_row *row, t4_error *err)
{
    bool import = row->flow == T4_M || row->flow == T4_FM || row->flow == T4_RM;
    uint32_t six = synth->world.codes[row->code].six;
    t4_status status;

    while (synth->mirror_month < row->month) {
        status = flush_mirror(synth, err);
        if (status)
            return status;
        synth->mirror_month++;
    }
    if (row->partner != synth->facts.mirror)
        return T4_OK;
    synth->mirror[six].grams[!import] += row->grams;
    synth->mirror[six].cents[!import] += row->mirror_cents;
    synth->mirror[six].rows[!import]++;
    return T4_OK;
}

/* --- consuming in order ------------------------------------------------------ */

static void add_to_sum(t4_synth *synth, const t4_synth_row *row)
{
    t4_fact_sum *sum = &synth->sums[row->fact];

    sum->rows++;
    sum->grams += row->grams;
    sum->cents += row->cents;
    sum->mirror_cents += row->mirror_cents;
}

static t4_status consume(void *context, size_t index, size_t place, t4_error *err)
{
    t4_synth *synth = context;
    const slot *s = &synth->slots[place];
    const t4_buffer *text = synth->encoding == T4_SYNTH_UTF8 ? &s->text : &s->encoded;
    t4_status status = T4_OK;

    for (uint32_t i = 0; !status && i < s->count; i++) {
        if (s->rows[i].fact >= 0)
            add_to_sum(synth, &s->rows[i]);
        if (synth->mirror)
            status = add_to_mirror(synth, &s->rows[i], err);
    }
    for (uint32_t i = 0; !status && i < s->defects.count; i++)
        if (!t4_buffer_printf(&synth->defect_text, "defect,%llu,,,,,,,,,1,,,%s\n",
                              (unsigned long long)s->defects.items[i].number + 2,
                              t4_issue_info(s->defects.items[i].kind)->name))
            status = t4_fail_memory(err);
    if (!status)
        status = synth->sink(synth->sink_context, text->data, text->length, err);
    t4_run_report(synth->run, "synth", (uint64_t)index * T4_SYNTH_BLOCK_ROWS + s->count,
                  synth->world.options.rows, "rows");
    return status;
}

static void free_slots(t4_synth *synth, size_t window)
{
    for (size_t i = 0; synth->slots && i < window; i++) {
        t4_free(synth->slots[i].rows);
        t4_buffer_release(&synth->slots[i].text);
        t4_buffer_release(&synth->slots[i].encoded);
    }
    t4_free(synth->slots);
    synth->slots = NULL;
}

static t4_status make_slots(t4_synth *synth, size_t window, t4_error *err)
{
    bool good = true;

    synth->slots = t4_alloc_zero(window, sizeof *synth->slots);
    for (size_t i = 0; synth->slots && i < window; i++) {
        synth->slots[i].rows = t4_alloc(T4_SYNTH_BLOCK_ROWS, sizeof(t4_synth_row));
        good = good && synth->slots[i].rows;
    }
    return synth->slots && good ? T4_OK : t4_fail_memory(err);
}

t4_status t4_synth_write(t4_synth *synth, t4_run *run, t4_synth_sink *sink, void *context,
                         t4_error *err)
{
    size_t blocks = (size_t)((synth->world.options.rows + T4_SYNTH_BLOCK_ROWS - 1) / T4_SYNTH_BLOCK_ROWS);
    size_t window = run->threads * 2;
    t4_status status;

    if (synth->written)
        return t4_fail(err, T4_ERR_USAGE, "synthetic records are written once");
    synth->written = true;
    synth->run = run;
    synth->sink = sink;
    synth->sink_context = context;
    status = make_slots(synth, window, err);
    if (!status && synth->mirror &&
        !t4_buffer_puts(&synth->mirror_text, "period,flow,code,partner,net_kg,value_usd\n"))
        status = t4_fail_memory(err);
    if (!status)
        status = t4_parallel_ordered(run, blocks, window, produce, consume, synth, err);
    if (!status && synth->mirror)
        status = flush_mirror(synth, err);
    free_slots(synth, window);
    return status;
}

/* --- truth -------------------------------------------------------------------- */

static bool put_period(const t4_synth *synth, int month, t4_buffer *out)
{
    char text[T4_PERIOD_TEXT];

    t4_period_print(t4_world_month(&synth->world, month), text);
    return t4_buffer_puts(out, text) && t4_buffer_putc(out, ',');
}

static bool put_traders(const t4_fact *fact, t4_buffer *out)
{
    char id[15];

    for (int i = 0; i < fact->trader_count; i++) {
        t4_world_trader_id(fact->traders[i], id);
        if ((i && !t4_buffer_putc(out, '|')) || !t4_buffer_puts(out, id))
            return false;
    }
    return t4_buffer_putc(out, ',');
}

static void detail_of(const t4_fact *fact, const t4_fact_sum *sum, char text[LONGEST_DETAIL])
{
    char mirror[T4_DECIMAL_TEXT];

    *text = '\0';
    if (fact->kind == T4_FACT_SURGE)
        snprintf(text, LONGEST_DETAIL, "expected factor %d", fact->factor);
    if (fact->kind == T4_FACT_MIRROR_GAP) {
        t4_decimal_print(sum->mirror_cents, 2, mirror);
        snprintf(text, LONGEST_DETAIL, "mirror value %s", mirror);
    }
}

static bool put_fact(const t4_synth *synth, int i, t4_buffer *out)
{
    static const char *const names[] = {"surge", "switch", "diversion", "mirror_gap"};
    const t4_world *w = &synth->world;
    const t4_fact *fact = &synth->facts.facts[i];
    const t4_fact_sum *sum = &synth->sums[i];
    bool gap = fact->kind == T4_FACT_MIRROR_GAP;
    char grams[T4_DECIMAL_TEXT], cents[T4_DECIMAL_TEXT], detail[LONGEST_DETAIL];

    t4_decimal_print(sum->grams, 3, grams);
    t4_decimal_print(sum->cents, 2, cents);
    detail_of(fact, sum, detail);
    return t4_buffer_printf(out, "%s,%d,", names[fact->kind], i + 1) &&
           put_period(synth, fact->from, out) && put_period(synth, w->options.months - 1, out) &&
           t4_buffer_printf(out, "%s,%s,%s,%s,%s,", "M",
                            gap ? w->sixes[fact->code] : w->codes[fact->code].text,
                            fact->kind == T4_FACT_SWITCH ? w->codes[fact->to_code].text : "",
                            fact->kind == T4_FACT_SWITCH ? "" : w->partners[fact->partner],
                            fact->kind == T4_FACT_DIVERSION ? w->partners[fact->to_partner] : "") &&
           put_traders(fact, out) &&
           t4_buffer_printf(out, "%llu,%s,%s,%s\n", (unsigned long long)sum->rows, grams, cents, detail);
}

static bool put_coarsening(const t4_synth *synth, t4_buffer *out)
{
    const t4_synth_options *o = &synth->world.options;
    int from = o->coarsens ? t4_period_first_month(o->coarsens) - t4_period_first_month(o->from) : -1;

    if (!o->coarsens || from >= o->months)
        return true;
    return t4_buffer_puts(out, "coarsening,1,") && put_period(synth, from < 0 ? 0 : from, out) &&
           put_period(synth, o->months - 1, out) &&
           t4_buffer_printf(out, ",,,%s,,,%llu,,,6 to 4 digits\n", o->mirror,
                            (unsigned long long)synth->coarse_rows);
}

t4_status t4_synth_truth(t4_synth *synth, t4_buffer *out, t4_error *err)
{
    bool good = t4_buffer_puts(out, "fact,number,from,until,flow,code,to_code,partner,to_partner,"
                               "traders,rows,net_kg,value_usd,detail\n");

    for (int i = 0; good && i < synth->facts.count; i++)
        good = put_fact(synth, i, out);
    good = good && put_coarsening(synth, out) &&
           t4_buffer_append(out, synth->defect_text.data, synth->defect_text.length);
    return good ? T4_OK : t4_fail_memory(err);
}

t4_status t4_synth_mirror(t4_synth *synth, t4_buffer *out, t4_error *err)
{
    if (!synth->mirror)
        return t4_fail(err, T4_ERR_USAGE, "no mirror partner was asked for");
    return t4_buffer_append(out, synth->mirror_text.data, synth->mirror_text.length)
               ? T4_OK : t4_fail_memory(err);
}
