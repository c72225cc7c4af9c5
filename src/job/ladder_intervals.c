/* SPDX-License-Identifier: MIT */
#include "job/ladder_intervals.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "io/csvtext.h"
#include "io/outfile.h"

enum { FLUSH_BYTES = 256 * 1024 };

struct t4_ladder_writing {
    const t4_domain *domain;
    int decimals;
    t4_outfile *file;
    t4_buffer text;
};

static bool put(t4_buffer *out, const char *text)
{
    return t4_csvtext_field(out, text, strlen(text)) && t4_buffer_putc(out, ',');
}

/* Whole numbers of the measure's units; what has no bound is empty. */
static bool put_bound(const t4_ladder_writing *w, t4_buffer *out, double bound)
{
    return !isfinite(bound) || t4_csvtext_decimal(out, (t4_int128)bound, w->decimals);
}

static bool put_interval(t4_ladder_writing *w, const t4_ladder_interval *i)
{
    static const char *const kinds[] = {"open", "hidden", "finest"};
    char period[T4_PERIOD_TEXT];
    bool fine = put(&w->text, i->design) && put(&w->text, kinds[i->kind]);

    t4_period_print(i->period, period);
    fine = fine && put(&w->text, period) && put(&w->text, t4_flow_text(i->flow)) && put(&w->text, i->code) &&
           put(&w->text, i->partner);
    for (int d = 0; d < w->domain->dimension_count && fine; d++)
        fine = put(&w->text, t4_dict_text(w->domain->labels[d], i->dimension[d], NULL));
    return fine && t4_csvtext_decimal(&w->text, i->value, w->decimals) && t4_buffer_putc(&w->text, ',') &&
           put_bound(w, &w->text, i->lower) && t4_buffer_putc(&w->text, ',') && put_bound(w, &w->text, i->upper) &&
           t4_buffer_putc(&w->text, '\n');
}

static t4_status flush(t4_ladder_writing *w, t4_error *err)
{
    t4_status status = t4_outfile_write(w->file, w->text.data, w->text.length, err);

    t4_buffer_clear(&w->text);
    return status;
}

static t4_status take(void *context, const t4_ladder_interval *interval, t4_error *err)
{
    t4_ladder_writing *w = context;

    if (!put_interval(w, interval))
        return t4_fail_memory(err);
    return w->text.length < FLUSH_BYTES ? T4_OK : flush(w, err);
}

t4_status t4_ladder_writing_open(t4_ladder_writing **writing, const char *path, const t4_domain *domain,
                                 t4_ladder_options *options, t4_error *err)
{
    t4_ladder_writing *w = *writing = t4_alloc_zero(1, sizeof *w);
    bool fine;

    if (!w)
        return t4_fail_memory(err);
    w->domain = domain;
    w->decimals = domain->measures[domain->value < 0 ? 0 : domain->value].decimals;
    options->interval = take;
    options->interval_context = w;
    t4_buffer_init(&w->text, 0);
    fine = t4_buffer_puts(&w->text, "design,cell,period,flow,code,partner,");
    for (int d = 0; d < domain->dimension_count && fine; d++)
        fine = put(&w->text, domain->dimensions[d]);
    if (!fine || !t4_buffer_puts(&w->text, "value,lower,upper\n"))
        return t4_fail_memory(err);
    return t4_outfile_open(&w->file, path, 0600, err);
}

t4_status t4_ladder_writing_commit(t4_ladder_writing *w, t4_error *err)
{
    t4_status status = flush(w, err);

    return status ? status : t4_outfile_commit(w->file, err);
}

void t4_ladder_writing_free(t4_ladder_writing *w)
{
    if (!w)
        return;
    t4_outfile_free(w->file);
    t4_buffer_release(&w->text);
    t4_free(w);
}
