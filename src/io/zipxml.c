/* SPDX-License-Identifier: MIT */
#include "io/zipxml.h"

#include <libxml/parser.h>
#include <minizip/unzip.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

/* --- a part of the zip as XML events ---------------------------------------- */

struct t4_zipxml {
    unzFile file;
    char *path;
};

typedef struct {
    t4_zipxml_part public;   /* what visitors see */
    t4_zipxml *zip;
    uint64_t packed, unpacked;
    xmlParserCtxtPtr parser;
    bool open;
    const t4_zipxml_visitor *visitor;
    void *context;
    t4_status status;      /* of the first visit that failed; the parser is stopped then */
    t4_error *err;
    char message[256];     /* of the parser */
    int line;
} part;

t4_status t4_zipxml_fail(const t4_zipxml_part *p, const char *what, t4_error *err)
{
    return t4_fail_at(err, T4_ERR_DATA, p->path, 0, 0, "part '%s' of the workbook %s", p->name,
                      what);
}

static void settle(part *p, t4_status status)
{
    if (!status || p->status)
        return;
    p->status = status;
    xmlStopParser(p->parser);
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
                     int count, int defaulted, const xmlChar **five)
{
    part *p = context;
    t4_zipxml_attributes with = {(const unsigned char **)five, count};

    if (!p->status)
        settle(p, p->visitor->start(p->context, &p->public, (const char *)name, &with, p->err));
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    part *p = context;

    if (!p->status)
        settle(p, p->visitor->end(p->context, &p->public, (const char *)name, p->err));
}

static void on_text(void *context, const xmlChar *bytes, int n)
{
    part *p = context;

    if (!p->status && p->visitor->text)
        settle(p, p->visitor->text(p->context, &p->public, (const char *)bytes, (size_t)n, p->err));
}

/* A DOCTYPE, with or without entities, has no place in a workbook. */
static void on_doctype(void *context, const xmlChar *name, const xmlChar *id, const xmlChar *uri)
{
    part *p = context;

    settle(p, t4_zipxml_fail(&p->public, "declares a document type or an entity; refused", p->err));
}

static void on_reference(void *context, const xmlChar *name)
{
    part *p = context;

    settle(p, t4_zipxml_fail(&p->public, "uses an entity; refused", p->err));
}

static void note_xml(void *context, xmlErrorPtr error)
{
    part *p = context;

    if (p->message[0] || !error->message)
        return;
    p->line = error->line;
    snprintf(p->message, sizeof p->message, "%.*s", (int)strcspn(error->message, "\n"),
             error->message);
}

static t4_status part_open(part *p, t4_error *err)
{
    xmlSAXHandler events = {.initialized = XML_SAX2_MAGIC, .startElementNs = on_start,
                            .endElementNs = on_end, .characters = on_text,
                            .ignorableWhitespace = on_text, .cdataBlock = on_text,
                            .internalSubset = on_doctype, .reference = on_reference,
                            .serror = note_xml};
    unz_file_info64 info;

    if (unzLocateFile(p->zip->file, p->public.name, 2) != UNZ_OK)
        return t4_zipxml_fail(&p->public, "is missing", err);
    if (unzGetCurrentFileInfo64(p->zip->file, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK ||
        unzOpenCurrentFile(p->zip->file) != UNZ_OK)
        return t4_zipxml_fail(&p->public, "cannot be unpacked", err);
    p->open = true;
    p->packed = info.compressed_size;
    p->parser = xmlCreatePushParserCtxt(&events, p, NULL, 0, NULL);
    if (!p->parser)
        return t4_fail_memory(err);
    /* NOENT: without it, "&amp;" in an attribute is handed over as "&#38;".  A DOCTYPE, and so an entity, is refused. */
    xmlCtxtUseOptions(p->parser, XML_PARSE_NONET | XML_PARSE_NOENT);
    return T4_OK;
}

static t4_status fail_xml(const part *p, t4_error *err)
{
    return t4_fail_at(err, T4_ERR_DATA, p->public.path, 0, 0,
                      "part '%s' of the workbook is not well-formed at its line %d: %s", p->public.name,
                      p->line, p->message[0] ? p->message : "it ends early");
}

/* Unpack a block and parse it; *more false at the end of the part. */
static t4_status part_step(part *p, char *block, unsigned room, bool *more, t4_error *err)
{
    int got = unzReadCurrentFile(p->zip->file, block, room);
    int bad;

    if (got < 0)
        return t4_zipxml_fail(&p->public, "is truncated or damaged", err);
    p->unpacked += (uint64_t)got;
    if (p->unpacked > T4_ZIPXML_PART_BYTES ||
        (p->unpacked > 1024 * 1024 && p->unpacked / T4_ZIPXML_RATIO > p->packed))
        return t4_fail_at(err, T4_ERR_MEMORY, p->public.path, 0, 0,
                          "part '%s' of the workbook unpacks to more than %d times its size or "
                          "more than 4 GiB", p->public.name, T4_ZIPXML_RATIO);
    *more = got > 0;
    bad = xmlParseChunk(p->parser, block, got, got == 0);
    if (p->status)
        return p->status;
    return bad ? fail_xml(p, err) : T4_OK;
}

t4_status t4_zipxml_walk(t4_zipxml *zip, t4_run *run, const char *name,
                         const t4_zipxml_visitor *visitor, void *context, t4_error *err)
{
    enum { BLOCK = 65536 };
    part p = {.public = {zip->path, name}, .zip = zip, .visitor = visitor, .context = context,
              .err = err};
    char *block = t4_alloc(BLOCK, 1);
    t4_status status = block ? part_open(&p, err) : t4_fail_memory(err);
    bool more = true;

    while (!status && more) {
        status = run ? t4_run_check(run, err) : T4_OK;
        if (!status)
            status = part_step(&p, block, BLOCK, &more, err);
    }
    /* The checksum is known only now. */
    if (p.open && unzCloseCurrentFile(zip->file) != UNZ_OK && !status)
        status = t4_zipxml_fail(&p.public, "is damaged (its checksum differs)", err);
    if (p.parser)
        xmlFreeParserCtxt(p.parser);
    t4_free(block);
    return status;
}

/* --- attributes ------------------------------------------------------------ */

const char *t4_zipxml_attribute(const t4_zipxml_attributes *with, const char *name, size_t *n)
{
    for (int i = 0; i < with->count; i++)
        if (!strcmp((const char *)with->five[5 * i], name)) {
            *n = (size_t)(with->five[5 * i + 4] - with->five[5 * i + 3]);
            return (const char *)with->five[5 * i + 3];
        }
    *n = 0;
    return NULL;
}

bool t4_zipxml_copy(const t4_zipxml_attributes *with, const char *name, char *text, size_t room)
{
    size_t n;
    const char *value = t4_zipxml_attribute(with, name, &n);

    snprintf(text, room, "%.*s", (int)n, value ? value : "");
    return value != NULL;
}

/* --- life ------------------------------------------------------------------ */

t4_status t4_zipxml_open(t4_zipxml **zip, const char *path, t4_error *err)
{
    t4_zipxml *made = t4_alloc_zero(1, sizeof *made);

    if (!made)
        return t4_fail_memory(err);
    made->path = t4_strdup(path);
    made->file = unzOpen64(path);
    if (made->path && made->file) {
        *zip = made;
        return T4_OK;
    }
    t4_zipxml_free(made);
    return t4_fail_at(err, T4_ERR_DATA, path, 0, 0, "not a workbook: it is not a whole zip file");
}

void t4_zipxml_free(t4_zipxml *zip)
{
    if (!zip)
        return;
    if (zip->file)
        unzClose(zip->file);
    t4_free(zip->path);
    t4_free(zip);
}
