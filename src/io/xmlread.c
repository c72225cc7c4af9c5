/* SPDX-License-Identifier: MIT */
#include "io/xmlread.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "io/inflate.h"

enum { BLOCK = 65536 };

typedef struct {
    const char *path;
    const t4_xmlread_visitor *visitor;
    void *context;
    xmlParserCtxtPtr parser;
    t4_status status;          /* of the first visit that failed */
    t4_error *err;
    char message[256];         /* of the parser */
    int line;
} reading;

static uint64_t line_of(const reading *r)
{
    int line = xmlSAX2GetLineNumber(r->parser);

    return line > 0 ? (uint64_t)line : 0;
}

static void settle(reading *r, t4_status status)
{
    if (!status || r->status)
        return;
    r->status = status;
    xmlStopParser(r->parser);
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int count, int defaulted,
                     const xmlChar **five)
{
    reading *r = context;
    t4_xmlread_attributes with = {(const unsigned char **)five, count};

    if (!r->status)
        settle(r, r->visitor->start(r->context, (const char *)name, &with, r->err));
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    reading *r = context;

    if (!r->status)
        settle(r, r->visitor->end(r->context, (const char *)name, r->err));
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *id, const xmlChar *uri)
{
    reading *r = context;

    settle(r, t4_fail_at(r->err, T4_ERR_DATA, r->path, line_of(r), 0, "declares a document type; refused"));
}

static void on_reference(void *context, const xmlChar *name)
{
    reading *r = context;

    settle(r, t4_fail_at(r->err, T4_ERR_DATA, r->path, line_of(r), 0, "uses an entity; refused"));
}

static void note_error(void *context, xmlErrorPtr error)
{
    reading *r = context;

    if (r->message[0] || !error->message)
        return;
    r->line = error->line;
    snprintf(r->message, sizeof r->message, "%.*s", (int)strcspn(error->message, "\n"), error->message);
}

/* --- bytes ----------------------------------------------------------------- */

typedef struct {
    t4_intake *intake;
    t4_inflate *inflate;
} bytes;

static t4_status feed(reading *r, bytes *from, t4_run *run, char *block, t4_error *err)
{
    bool first = true;
    size_t got = 1;
    t4_status status = T4_OK;

    while (got && !status) {
        status = run ? t4_run_check(run, err) : T4_OK;
        if (!status)
            status = from->inflate ? t4_inflate_read(from->inflate, block, BLOCK, &got, err)
                                   : t4_intake_read(from->intake, block, BLOCK, &got, err);
        if (!status && first && t4_inflate_magic(block, got)) {
            first = false;
            status = t4_inflate_new(&from->inflate, from->intake, block, got, err);
            continue;
        }
        first = false;
        if (!status && xmlParseChunk(r->parser, block, (int)got, got == 0) && !r->status)
            status = t4_fail_at(err, T4_ERR_DATA, r->path, r->line > 0 ? (uint64_t)r->line : 0, 0,
                                "not well-formed XML: %s", r->message[0] ? r->message : "it ends early");
        if (r->status)
            status = r->status;
    }
    return status;
}

t4_status t4_xmlread_walk(t4_run *run, const char *path, const t4_xmlread_visitor *visitor, void *context,
                          t4_error *err)
{
    xmlSAXHandler events = {.initialized = XML_SAX2_MAGIC, .startElementNs = on_start, .endElementNs = on_end,
                            .internalSubset = on_doctype, .reference = on_reference, .serror = note_error};
    reading r = {.path = path, .visitor = visitor, .context = context, .err = err};
    bytes from = {NULL, NULL};
    char *block = t4_alloc(BLOCK, 1);
    t4_status status = block ? t4_intake_open(&from.intake, path, err) : t4_fail_memory(err);

    if (!status) {
        r.parser = xmlCreatePushParserCtxt(&events, &r, NULL, 0, NULL);
        status = r.parser ? T4_OK : t4_fail_memory(err);
    }
    if (!status) {
        /* NOENT: without it, "&amp;" in an attribute is handed over as "&#38;".  A DOCTYPE, and so an entity, is refused. */
        xmlCtxtUseOptions(r.parser, XML_PARSE_NONET | XML_PARSE_NOENT);
        status = feed(&r, &from, run, block, err);
    }
    if (r.parser)
        xmlFreeParserCtxt(r.parser);
    t4_inflate_free(from.inflate);
    t4_intake_free(from.intake);
    t4_free(block);
    return status;
}

/* --- attributes ------------------------------------------------------------ */

static void copy(const unsigned char **five, char *value, size_t room)
{
    snprintf(value, room, "%.*s", (int)(five[4] - five[3]), (const char *)five[3]);
}

bool t4_xmlread_attribute(const t4_xmlread_attributes *with, int index, const char **name, char *value, size_t room)
{
    if (index >= with->count)
        return false;
    *name = (const char *)with->five[5 * index];
    copy(with->five + (size_t)index * 5, value, room);
    return true;
}

bool t4_xmlread_copy(const t4_xmlread_attributes *with, const char *name, char *value, size_t room)
{
    value[0] = '\0';
    for (int i = 0; i < with->count; i++)
        if (!strcmp((const char *)with->five[(size_t)i * 5], name)) {
            copy(with->five + (size_t)i * 5, value, room);
            return true;
        }
    return false;
}
