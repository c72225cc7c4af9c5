/* SPDX-License-Identifier: MIT */
#include "job/protect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/memory.h"
#include "io/outfile.h"
#include "job/earlier.h"
#include "job/outside.h"
#include "job/placing.h"
#include "job/protect_lists.h"
#include "io/csvtext.h"
#include "io/jj.h"
#include "sdc/certificate.h"
#include "sdc/guesser.h"
#include "sdc/joint.h"
#include "sdc/protect.h"
#include "sdc/report.h"

struct t4_protecting {
    t4_run *run;
    const t4_template *template_;
    t4_protection *protection;
    t4_protect_input input;     /* as it was given */
    t4_protect_lists lists;
    t4_outside *outside[T4_MEASURES_MAX];
    t4_earlier_source earlier;
};

void t4_job_protect_line(const t4_protecting *protecting, char *text, size_t room)
{
    t4_report_line(protecting->protection, text, room);
}

void t4_protecting_free(t4_protecting *p)
{
    if (!p)
        return;
    t4_protection_free(p->protection);
    t4_protect_lists_release(&p->lists);
    for (int m = 0; m < T4_MEASURES_MAX; m++)
        t4_outside_free(p->outside[m]);
    t4_free(p);
}

/* --- the work ---------------------------------------------------------------------- */

static t4_status put_page(const t4_protecting *p, t4_buffer *text, t4_error *err)
{
    const t4_template *t = p->template_;
    char release[400];
    t4_report_words words = {.title = t->title.count ? t->title.text[0] : t->id, .release = release,
                             .reasons_open = t->conf_detail_full,
                             .requests = p->lists.requests, .waivers = p->lists.waivers,
                             .request_count = t->scope == T4_SCOPE_ACTIVE ? 0 : p->lists.request_count,
                             .waiver_count = p->lists.waiver_count};

    snprintf(release, sizeof release, "%.100s, %.60s, vintage %.60s", t->id ? t->id : "", t->reporter ? t->reporter : "",
             t->vintage ? t->vintage : "");
    return t4_report_page(text, p->protection, &words, err);
}

static t4_status write_report(const t4_protecting *p, const char *folder, t4_error *err)
{
    t4_buffer text;
    t4_status status = T4_OK;

    t4_buffer_init(&text, 0);
    for (const t4_protection *each = p->protection; each && !status; each = each->next) {
        bool told = each == p->protection ||
                    t4_buffer_printf(&text, "section,measure\nmeasure,%s\n",
                                     each->domain->measures[each->measure].name);

        status = told ? t4_report_write(&text, each, err) : t4_fail_memory(err);
    }
    if (!status)
        status = t4_outfile_save(folder, "protection.csv", &text, 0600, err);
    t4_buffer_clear(&text);
    for (const t4_protection *each = p->protection; each && !status; each = each->next)
        status = t4_report_intervals(&text, each, each == p->protection, err);
    if (!status)
        status = t4_outfile_save(folder, "intervals.csv", &text, 0600, err);
    t4_buffer_clear(&text);
    if (!status)
        status = put_page(p, &text, err);
    if (!status)
        status = t4_outfile_save(folder, "report.html", &text, 0600, err);
    t4_buffer_clear(&text);
    if (!status && (p->lists.request_count || p->lists.waiver_count))
        status = t4_protect_lists_report(&p->lists, p->template_, &text) ? t4_outfile_save(folder, "agreements.csv", &text, 0600, err)
                                                                         : t4_fail_memory(err);
    t4_buffer_release(&text);
    return status;
}

/* Do figures that must be published stand in the way? */
static bool must_in_the_way(const t4_protection *p)
{
    for (; p; p = p->next)
        for (size_t v = 0; v < p->system->variables; v++)
            if (p->give_up[v])
                return true;
    return false;
}

/* Linked measures that cannot be protected each for itself are protected together. */
static t4_status protect_and_certify(t4_protecting *p, t4_protected **protected_, const t4_cells *cells, t4_error *err)
{
    bool linked = p->template_->measures_mode == T4_MEASURES_LINKED;
    t4_error mine = {0};
    t4_status status = t4_protect(&p->protection, p->run, cells, &p->input, &mine);

    if (!status)
        status = t4_protected_certify(protected_, p->protection, p->run, p->template_, &mine);
    if (status == T4_ERR_UNSAFE && linked) {
        t4_protection_free(p->protection);
        p->protection = NULL;
        mine = (t4_error){0};
        p->input.joint = true;
        status = t4_protect(&p->protection, p->run, cells, &p->input, &mine);
        if (!status)
            status = t4_protected_certify(protected_, p->protection, p->run, p->template_, &mine);
    }
    if (status && err)
        *err = mine;
    return status;
}

t4_status t4_job_protect(t4_protected **protected_, t4_protecting **protecting, t4_run *run,
                         t4_records *records, const t4_cells *cells, const t4_protect_beside *beside,
                         const char *folder, t4_error *err)
{
    t4_protecting *p = t4_alloc_zero(1, sizeof *p);
    t4_protect_input input = {.template_ = records->template_, .codes = records->codes,
                              .contributions = t4_placing_contributions, .source = records};
    t4_status status;

    if (!p)
        return t4_fail_memory(err);
    p->run = run;
    p->template_ = records->template_;
    status = t4_protect_lists_read(&p->lists, run, records->template_, &records->domain, err);
    t4_protect_lists_use(&p->lists, &input);
    if (records->lists) {
        input.listset = &records->listset;
        input.lists = t4_listcells_cells(records->lists);
    }
    for (int m = 0; m < records->domain.measure_count && !status; m++) {
        t4_outside_input about = {records->template_, &records->domain, beside->beyond ? beside->beyond->plan : cells->plan, m,
                                  beside->previous,
                                  beside->previous_count};

        status = t4_job_outside(&p->outside[m], run, &about, err);
        input.outside[m] = p->outside[m];
    }
    input.beyond = beside->beyond;
    input.revision = records->template_->revision;
    p->earlier = (t4_earlier_source){run, records->template_, &records->domain};
    if (records->template_->earlier_contributions && beside->previous_count) {
        input.earlier = t4_job_earlier;
        input.earlier_source = &p->earlier;
    }
    input.hide_changes = records->template_->hide_changes;
    p->input = input;
    if (!status)
        status = protect_and_certify(p, protected_, cells, err);
    if (p->protection) {
        for (t4_protection *each = p->protection; status == T4_ERR_UNSAFE && each; each = each->next)
            if (!each->must_unsafe && each->audit && each->audit->failures)
                t4_protect_give_up(each, run, NULL);
        if (beside->must)
            *beside->must = must_in_the_way(p->protection);
        if (p->protection->audit && !status)
            status = t4_guesser_run(p->protection, run, err);
        if (!status || status == T4_ERR_UNSAFE) {
            t4_status written = write_report(p, folder, status ? NULL : err);

            status = status ? status : written;
        }
    }
    if (status) {
        t4_protecting_free(p);
        p = NULL;
    }
    *protecting = p;
    return status;
}

/* The keyed digests of the tables that were written. */
static t4_status put_files(t4_certificate_out *out, const t4_protecting *p, const char *release, t4_error *err)
{
    const t4_cube_plan *plan = p->protection->cells->plan;
    t4_status status = T4_OK;

    for (int l = 0; l < plan->level_count + 2 && !status; l++) {
        char name[64], path[4096], digest[T4_DIGEST_TEXT];

        if (l == plan->level_count && !p->protection->lists)
            continue;
        if (l == plan->level_count)
            snprintf(name, sizeof name, "data/lists.csv%s", p->template_->compress ? ".gz" : "");
        if (l > plan->level_count)
            snprintf(name, sizeof name, "data/partition.csv%s", p->template_->compress ? ".gz" : "");
        if (l < plan->level_count)
            snprintf(name, sizeof name, "data/hs%d.csv%s", plan->levels[l], p->template_->compress ? ".gz" : "");
        snprintf(path, sizeof path, "%s/%s", release, name);
        if (access(path, F_OK) != 0)
            continue;  /* csv is not among the outputs */
        status = t4_digest_file(path, out->key, out->key_length, digest, err);
        if (!status && !t4_certificate_file(out, digest, name))
            status = t4_fail_memory(err);
    }
    return status;
}

static t4_status write_block(void *context, const t4_buffer *block, t4_error *err)
{
    return t4_outfile_write(context, block->data, block->length, err);
}

/* One part for each measure, each with its own end. */
t4_status t4_job_certificate(t4_protecting *p, const char *release, const char *folder,
                             const void *key, size_t key_length, t4_error *err)
{
    t4_certificate_out out = {0};
    t4_outfile *file = NULL;
    char path[4096];
    t4_status status;

    if (snprintf(path, sizeof path, "%s/certificate.txt", folder) >= (int)sizeof path)
        return t4_fail(err, T4_ERR_USAGE, "the path '%s' is too long", folder);
    status = t4_outfile_open(&file, path, 0600, err);
    if (!status)
        status = t4_certificate_out_init(&out, key, key_length, write_block, file, err);
    for (const t4_protection *each = p->protection; each && !status; each = each->next) {
        status = t4_run_check(p->run, err);
        if (!status)
            status = t4_certificate_write(&out, p->protection, each, err);
        if (!status)
            status = t4_certificate_bind(&out, each, &p->input, err);
        if (!status)
            status = put_files(&out, p, release, err);
        if (!status)
            status = t4_certificate_end(&out, err);
    }
    if (!status)
        status = t4_outfile_commit(file, err);
    t4_certificate_out_release(&out);
    t4_outfile_free(file);
    return status;
}

/* --- exchange ------------------------------------------------------------------------ */

static bool put_field(t4_buffer *out, const char *text)
{
    return t4_csvtext_field(out, text, strlen(text));
}

static bool put_places(t4_buffer *out, const t4_protection *p)
{
    const t4_system *s = p->system;
    bool good = t4_buffer_puts(out, "cell,period,flow,code,partner");

    for (int d = 0; d < p->domain->dimension_count && good; d++)
        good = t4_buffer_printf(out, ",%s", p->domain->dimensions[d]);
    good = good && t4_buffer_putc(out, '\n');
    for (size_t c = 0; c < s->cells && good; c++) {
        char period[T4_PERIOD_TEXT];

        t4_period_print(s->place[c].period, period);
        good = t4_buffer_printf(out, "%zu,%s,%s,%s,", c, period, t4_flow_text((t4_flow)s->place[c].flow),
                                t4_system_code_text(s, s->place[c].node)) &&
               put_field(out, t4_protect_partner(p, (uint32_t)c));
        for (int d = 0; d < p->domain->dimension_count && good; d++)
            good = t4_buffer_putc(out, ',') && put_field(out, t4_protect_dimension(p, (uint32_t)c, d));
        good = good && t4_buffer_putc(out, '\n');
    }
    return good;
}

t4_status t4_job_protect_exchange(const t4_protecting *protecting, const char *folder, t4_error *err)
{
    const t4_protection *p = protecting->protection;
    t4_joint_source source = {p->system, p->primary, p->hidden, p->fixed, p->up, p->down, p->weight,
                              p->domain->measures[p->measure].decimals};
    t4_jointtable table;
    t4_buffer text;
    t4_status status = t4_joint_export(&table, &source, err);

    if (status)
        return status;
    t4_buffer_init(&text, 0);
    status = t4_jj_print(&text, &table) ? t4_outfile_save(folder, "system.jj", &text, 0600, err) : t4_fail_memory(err);
    t4_buffer_clear(&text);
    if (!status)
        status = put_places(&text, p) ? t4_outfile_save(folder, "system-cells.csv", &text, 0600, err) : t4_fail_memory(err);
    t4_buffer_release(&text);
    t4_jointtable_release(&table);
    return status;
}
