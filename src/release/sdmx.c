/* SPDX-License-Identifier: MIT */
#include "release/sdmx.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "io/xmlwrite.h"
#include "release/facts.h"
#include "release/sdmx_rows.h"
#include "release/sdmx_structure.h"

/* --- names ----------------------------------------------------------------- */

void t4_sdmx_measure(const char *name, char id[32])
{
    size_t n = 0;

    for (; *name && n + 1 < 32; name++)
        id[n++] = isalnum((unsigned char)*name) ? (char)toupper((unsigned char)*name) : '_';
    id[n] = '\0';
}

void t4_sdmx_dimension(const char *name, char id[48])
{
    static const char *const ours[] = {
        "FREQ", "REF_AREA", "TRADE_FLOW", "HS_CODE", "HS_LEVEL", "COUNTERPART_AREA", "MEASURE",
        "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE", "UNIT_MULT", "OBS_STATUS", "CONF_STATUS",
        "HS_REVISION", "TRADE_SYSTEM", "VALUATION", "ACTION", "STRUCTURE", "STRUCTURE_ID", "DATAFLOW"};
    char plain[32];
    bool taken;

    t4_sdmx_measure(name, plain);
    taken = !isalpha((unsigned char)plain[0]);
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        taken = taken || !strcmp(ours[i], plain);
    snprintf(id, 48, "%s%s", taken ? "DIM_" : "", plain);
}

void t4_sdmx_init(t4_sdmx *sdmx, const t4_draft *draft)
{
    const t4_template *t = draft->package->template_;
    const t4_domain *domain = draft->rows->domain;

    *sdmx = (t4_sdmx){.agency = t->sdmx_agency ? t->sdmx_agency : "TENFOUR",
                      .version = t->sdmx_version ? t->sdmx_version : "1.0.0",
                      .reporter = t->reporter ? t->reporter : "_Z"};
    snprintf(sdmx->reference, sizeof sdmx->reference, "%s:DF_HSTRADE(%s)", sdmx->agency,
             sdmx->version);
    for (int d = 0; d < domain->dimension_count; d++)
        t4_sdmx_dimension(domain->dimensions[d], sdmx->dimensions[d]);
    for (int m = 0; m < domain->measure_count; m++)
        t4_sdmx_measure(domain->measures[m].name, sdmx->measures[m]);
}

const char *t4_sdmx_goods(const char *code, char scratch[T4_CODE_MAX + 4])
{
    if (!strchr(code, ':'))
        return code;
    snprintf(scratch, T4_CODE_MAX + 4, "%s", code);
    for (char *p = scratch; *p; p++)
        *p = *p == ':' ? '-' : *p == '.' ? '_' : *p;
    return scratch;
}

const char *t4_sdmx_frequency(t4_period period)
{
    static const char *const letters[T4_PERIOD_KINDS] = {
        [T4_TO_DATE] = "_O", [T4_YEAR] = "A", [T4_QUARTER] = "Q", [T4_MONTH] = "M"};

    return letters[t4_period_kind_of(period)];
}

bool t4_sdmx_is_id(const char *text)
{
    return *text && !text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789_@$-")];
}

void t4_sdmx_namespace(const t4_sdmx *sdmx, char text[256])
{
    snprintf(text, 256, "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=%s:DSD_HSTRADE(%s):"
             "ObsLevelDim:MEASURE", sdmx->agency, sdmx->version);
}

void t4_sdmx_period(t4_period period, char text[T4_SDMX_PERIOD])
{
    if (t4_period_kind_of(period) == T4_TO_DATE)
        snprintf(text, T4_SDMX_PERIOD, "%04d-01-01/P%dM", t4_period_year_of(period) % 10000, (int)(period & 31) - 19);
    else
        t4_period_print(period, text);
}

/* --- the header of a message ----------------------------------------------- */

void t4_sdmx_header(t4_xmlwrite *w, const t4_draft *draft, const char *kind)
{
    const t4_template *t = draft->package->template_;
    char id[160], prepared[32], text[T4_FACT_TEXT];

    snprintf(id, sizeof id, "%s_%s_%s", t->id ? t->id : "release", t->vintage ? t->vintage : "0", kind);
    for (char *p = id; *p; p++)
        if (*p == '.')
            *p = '_';
    t4_draft_time(draft, prepared);
    t4_xmlwrite_element(w, "mes:ID", id);
    t4_xmlwrite_element(w, "mes:Test", "false");
    t4_xmlwrite_element(w, "mes:Prepared", prepared);
    t4_xmlwrite_open(w, "mes:Sender");
    t4_xmlwrite_attribute(w, "id", t->reporter && t4_sdmx_is_id(t->reporter) ? t->reporter : "NA");
    t4_xmlwrite_close(w);
    if (!draft->waiver)
        return;
    t4_facts_protection(draft, "en", text);
    t4_xmlwrite_open(w, "com:Name");
    t4_xmlwrite_attribute(w, "xml:lang", "en");
    t4_xmlwrite_text(w, text);
    t4_xmlwrite_close(w);
}

/* --- the writer ------------------------------------------------------------ */

static t4_status streams(t4_draft *draft, t4_stream list[T4_STREAM_ROOM], int *count, t4_error *err)
{
    list[(*count)++] = t4_sdmx_csv_stream;
    list[(*count)++] = t4_sdmx_generic_stream;
    list[(*count)++] = t4_sdmx_specific_stream;
    if (draft->package->template_->sdmx_merchandise_trade)
        list[(*count)++] = t4_sdmx_trade_stream;
    return t4_draft_folder(draft, "sdmx", err);
}

static t4_status write_structure(t4_draft *draft, t4_error *err)
{
    t4_sdmx_gone gone;
    t4_status status = t4_sdmx_gone_find(&gone, draft, err);

    if (!status)
        status = t4_sdmx_structure(draft, &gone, err);
    if (!status)
        status = t4_sdmx_schema(draft, &gone, err);
    t4_sdmx_gone_release(&gone);
    return status;
}

const t4_writer t4_writer_sdmx = {.streams = streams, .write = write_structure};
