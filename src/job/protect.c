/* SPDX-License-Identifier: MIT */
#include "job/protect.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/memory.h"
#include "io/outfile.h"
#include "io/csvtext.h"
#include "io/jj.h"
#include "io/sheet.h"
#include "io/wholefile.h"
#include "sdc/certificate.h"
#include "sdc/joint.h"
#include "sdc/protect.h"
#include "sdc/report.h"

struct t4_protecting {
    t4_run *run;
    const t4_template *template_;
    t4_protection *protection;
    t4_protect_input input;     /* as it was given */
    t4_sheet sheets[2];         /* never, must */
    t4_listed *listed[2];
    uint32_t *holding;
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
    for (int i = 0; i < 2; i++) {
        t4_sheet_release(&p->sheets[i]);
        t4_free(p->listed[i]);
    }
    t4_free(p->holding);
    t4_free(p);
}

/* --- lists ----------------------------------------------------------------------- */

static t4_status open_list(t4_sheet *sheet, t4_run *run, const t4_template *t, const char *name,
                           t4_error *err)
{
    char path[4096];
    t4_sheet_options options = {0};
    t4_buffer bytes;
    bool absolute = name[0] == '/' || !t->folder || !t->folder[0];
    t4_status status;

    if (snprintf(path, sizeof path, "%s%s%s", absolute ? "" : t->folder, absolute ? "" : "/", name) >=
        (int)sizeof path)
        return t4_fail(err, T4_ERR_USAGE, "the path '%s' is too long", name);
    t4_buffer_init(&bytes, 0);
    status = t4_wholefile_read(&bytes, run, path, err);
    if (!status)
        status = t4_wholefile_decode(&bytes, NULL, path, err);
    if (!status)
        status = t4_sheet_delimited(sheet, &bytes, &options, err);
    if (!status)
        status = t4_sheet_lift_header(sheet, err);
    t4_buffer_release(&bytes);
    return status;
}

/* Columns code and, where given, flow and partner. */
static t4_status read_listed(t4_protecting *p, int which, const char *name, size_t *count, t4_error *err)
{
    t4_sheet *sheet = &p->sheets[which];
    long code, flow, partner;
    t4_status status = open_list(sheet, p->run, p->template_, name, err);

    if (status)
        return status;
    code = t4_sheet_column(sheet, "code");
    flow = t4_sheet_column(sheet, "flow");
    partner = t4_sheet_column(sheet, "partner");
    if (code < 0)
        return t4_fail_at(err, T4_ERR_DATA, name, 1, 0, "expected a column 'code', and 'flow', 'partner' where "
                          "not all are meant");
    p->listed[which] = t4_alloc(sheet->rows, sizeof *p->listed[which]);
    if (!p->listed[which])
        return t4_fail_memory(err);
    for (size_t row = 0; row < sheet->rows; row++) {
        const char *text = t4_sheet_field(sheet, row, flow);
        t4_listed *item = &p->listed[which][row];

        *item = (t4_listed){T4_FLOWS, t4_sheet_field(sheet, row, code), t4_sheet_field(sheet, row, partner)};
        if (!strcmp(item->partner, "*"))
            item->partner = "";
        if (*text && strcmp(text, "*") && (item->flow = t4_flow_parse(text, strlen(text))) == T4_FLOWS)
            return t4_fail_at(err, T4_ERR_DATA, name, sheet->lines[row], 0, "'%s' is no flow; expected M, X, FM, "
                              "RM, DX, RX or nothing", text);
    }
    *count = sheet->rows;
    return T4_OK;
}

/* Columns trader and holding; a holding counts as the first of its traders. */
static t4_status read_holdings(t4_protecting *p, const t4_domain *domain, const char *name, t4_error *err)
{
    size_t traders = t4_dict_count(domain->traders);
    t4_sheet sheet;
    t4_dict *names = t4_dict_new(1 << 26);
    uint32_t *leader = NULL;
    size_t room = 0, known;
    long trader = -1, holding = -1;
    t4_status status;

    t4_sheet_init(&sheet, name);
    p->holding = t4_alloc(traders, sizeof *p->holding);
    status = names && p->holding ? open_list(&sheet, p->run, p->template_, name, err) : t4_fail_memory(err);
    for (size_t i = 0; !status && i < traders; i++)
        p->holding[i] = (uint32_t)i;
    if (!status) {
        trader = t4_sheet_column(&sheet, "trader");
        holding = t4_sheet_column(&sheet, "holding");
        if (trader < 0 || holding < 0)
            status = t4_fail_at(err, T4_ERR_DATA, name, 1, 0, "expected columns 'trader' and 'holding'");
    }
    for (size_t row = 0; !status && row < sheet.rows; row++) {
        const char *who = t4_sheet_field(&sheet, row, trader), *whose = t4_sheet_field(&sheet, row, holding);
        uint32_t id = t4_dict_find(domain->traders, who, strlen(who)), of;

        if (id == T4_DICT_NONE || id == 0)
            continue;
        known = t4_dict_count(names);
        of = t4_dict_add(names, whose, strlen(whose));
        if (of == T4_DICT_NONE || !t4_grow(&leader, &room, of, sizeof *leader)) {
            status = t4_fail_memory(err);
            break;
        }
        if (of == known)
            leader[of] = id;
        p->holding[id] = leader[of];
    }
    t4_sheet_release(&sheet);
    t4_dict_free(names);
    t4_free(leader);
    return status;
}

/* --- the work ---------------------------------------------------------------------- */

static t4_status contributions(void *source, t4_protect_visit *visit, void *context, t4_error *err)
{
    return t4_cube_contributions(source, visit, context, err);
}

static t4_status write_text(const t4_buffer *text, const char *folder, const char *name, t4_error *err)
{
    char path[4096];
    t4_outfile *file = NULL;
    t4_status status;

    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return t4_fail(err, T4_ERR_USAGE, "the path '%s' is too long", folder);
    status = t4_outfile_open(&file, path, 0600, err);
    if (!status)
        status = t4_outfile_write(file, text->data, text->length, err);
    if (!status)
        status = t4_outfile_commit(file, err);
    t4_outfile_free(file);
    return status;
}

static t4_status write_report(const t4_protecting *p, const char *folder, t4_error *err)
{
    t4_buffer text;
    t4_status status;

    t4_buffer_init(&text, 0);
    status = t4_report_write(&text, p->protection, err);
    if (!status)
        status = write_text(&text, folder, "protection.csv", err);
    t4_buffer_release(&text);
    return status;
}

static t4_status read_lists(t4_protecting *p, t4_records *records, t4_protect_input *input, t4_error *err)
{
    const t4_template *t = p->template_;
    t4_status status = T4_OK;

    if (t->never)
        status = read_listed(p, 0, t->never, &input->never_count, err);
    if (!status && t->must)
        status = read_listed(p, 1, t->must, &input->must_count, err);
    if (!status && t->holdings)
        status = read_holdings(p, &records->domain, t->holdings, err);
    input->never = p->listed[0];
    input->must = p->listed[1];
    input->holding = p->holding;
    input->traders = t4_dict_count(records->domain.traders);
    return status;
}

t4_status t4_job_protect(t4_protected **protected_, t4_protecting **protecting, t4_run *run,
                         t4_records *records, const t4_cells *cells, const char *folder,
                         t4_error *err)
{
    t4_protecting *p = t4_alloc_zero(1, sizeof *p);
    t4_protect_input input = {.template_ = records->template_, .codes = records->codes,
                              .contributions = contributions, .source = records->cube};
    t4_status status;

    if (!p)
        return t4_fail_memory(err);
    p->run = run;
    p->template_ = records->template_;
    t4_sheet_init(&p->sheets[0], "never");
    t4_sheet_init(&p->sheets[1], "must");
    status = read_lists(p, records, &input, err);
    if (!status)
        status = t4_protect(&p->protection, run, cells, &input, err);
    p->input = input;
    if (!status) {
        status = t4_protected_certify(protected_, p->protection, run, records->template_, err);
        if (p->protection->audit) {
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

t4_status t4_job_certificate(t4_protecting *p, const char *release, const char *folder,
                             const void *key, size_t key_length, t4_error *err)
{
    const t4_cube_plan *plan = p->protection->cells->plan;
    t4_buffer text;
    t4_status status;

    t4_buffer_init(&text, 0);
    status = t4_certificate_write(&text, p->protection, err);
    if (!status)
        status = t4_certificate_bind(&text, p->protection, &p->input, key, key_length, err);
    for (int l = 0; l < plan->level_count && !status; l++) {
        char name[64], path[4096], digest[T4_DIGEST_TEXT];

        snprintf(name, sizeof name, "data/hs%d.csv%s", plan->levels[l], p->template_->compress ? ".gz" : "");
        snprintf(path, sizeof path, "%s/%s", release, name);
        if (access(path, F_OK) != 0)
            continue;  /* csv is not among the outputs */
        status = t4_digest_file(path, key, key_length, digest, err);
        if (!status && !t4_certificate_file(&text, digest, name))
            status = t4_fail_memory(err);
    }
    if (!status)
        status = t4_certificate_end(&text, key, key_length, err);
    if (!status)
        status = write_text(&text, folder, "certificate.txt", err);
    t4_buffer_release(&text);
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
    status = t4_jj_print(&text, &table) ? write_text(&text, folder, "system.jj", err) : t4_fail_memory(err);
    t4_buffer_clear(&text);
    if (!status)
        status = put_places(&text, p) ? write_text(&text, folder, "system-cells.csv", err) : t4_fail_memory(err);
    t4_buffer_release(&text);
    t4_jointtable_release(&table);
    return status;
}
