/* SPDX-License-Identifier: MIT */
#include "io/xmlwrite.h"

#include <libxml/entities.h>
#include <libxml/xmlwriter.h>
#include <string.h>

#include "base/memory.h"

struct t4_xmlwrite {
    xmlTextWriterPtr writer;
    bool good;
};

static int append(void *context, const char *bytes, int n)
{
    return t4_buffer_append(context, bytes, (size_t)n) ? n : -1;
}

/* --- characters ------------------------------------------------------------ */

/* Can XML hold the text as it is? Controls are what it cannot; U+FFFE and U+FFFF are EF BF BE and EF BF BF. */
static bool fit(const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        if ((*p < 0x20 && *p != '\t' && *p != '\n' && *p != '\r') ||
            (p[0] == 0xEF && p[1] == 0xBF && p[2] >= 0xBE))
            return false;
    return true;
}

/* The text with U+FFFD for what XML cannot hold; to be freed. */
static char *fitted(const char *text)
{
    t4_buffer out;

    t4_buffer_init(&out, 0);
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        bool noncharacter = p[0] == 0xEF && p[1] == 0xBF && p[2] >= 0xBE;
        bool bad = noncharacter || (*p < 0x20 && *p != '\t' && *p != '\n' && *p != '\r');

        if (!t4_buffer_append(&out, bad ? "\xEF\xBF\xBD" : (const char *)p, bad ? 3 : 1))
            break;
        p += noncharacter ? 2 : 0;
    }
    if (!t4_buffer_text(&out)) {
        t4_buffer_release(&out);
        return NULL;
    }
    return out.length ? out.data : t4_strdup("");
}

/* Bytes before the first that may need more than copying; most values are codes and have none. */
static size_t plain_length(const char *text)
{
    static const bool special[256] = {['<'] = true, ['>'] = true, ['&'] = true, ['"'] = true, [0xEF] = true};
    const unsigned char *p = (const unsigned char *)text;

    while (*p >= 0x20 && !special[*p])
        p++;
    return (size_t)(p - (const unsigned char *)text);
}

bool t4_xmlwrite_value(t4_buffer *out, const char *text)
{
    size_t plain = plain_length(text);
    char *kept = NULL;
    xmlChar *escaped;
    bool good;

    if (!text[plain])
        return t4_buffer_append(out, text, plain);
    if (!fit(text) && !(kept = fitted(text)))
        return false;
    escaped = xmlEncodeSpecialChars(NULL, (const xmlChar *)(kept ? kept : text));
    t4_free(kept);
    good = escaped != NULL;
    /* Blanks of other kinds would be read back as spaces. */
    for (const char *p = (const char *)escaped; good && *p; p++)
        good = *p == '\t' ? t4_buffer_puts(out, "&#9;") :
               *p == '\n' ? t4_buffer_puts(out, "&#10;") : t4_buffer_putc(out, *p);
    xmlFree(escaped);
    return good;
}

/* --- documents ------------------------------------------------------------- */

t4_xmlwrite *t4_xmlwrite_new(t4_buffer *out, bool indented)
{
    t4_xmlwrite *w = t4_alloc_zero(1, sizeof *w);
    xmlOutputBufferPtr sink = w ? xmlOutputBufferCreateIO(append, NULL, out, NULL) : NULL;

    if (sink)
        w->writer = xmlNewTextWriter(sink);
    if (!w || !w->writer) {
        if (sink)
            xmlOutputBufferClose(sink);
        t4_free(w);
        return NULL;
    }
    w->good = true;
    if (indented) {
        xmlTextWriterSetIndent(w->writer, 1);
        xmlTextWriterSetIndentString(w->writer, BAD_CAST "  ");
    }
    return w;
}

void t4_xmlwrite_free(t4_xmlwrite *w)
{
    if (!w)
        return;
    xmlFreeTextWriter(w->writer);
    t4_free(w);
}

static void note(t4_xmlwrite *w, int result)
{
    w->good = w->good && result >= 0;
}

void t4_xmlwrite_declare(t4_xmlwrite *w)
{
    note(w, xmlTextWriterStartDocument(w->writer, NULL, "UTF-8", NULL));
}

void t4_xmlwrite_comment(t4_xmlwrite *w, const char *text)
{
    note(w, xmlTextWriterWriteComment(w->writer, BAD_CAST text));
}

void t4_xmlwrite_open(t4_xmlwrite *w, const char *name)
{
    note(w, xmlTextWriterStartElement(w->writer, BAD_CAST name));
}

void t4_xmlwrite_attribute(t4_xmlwrite *w, const char *name, const char *value)
{
    char *kept = fit(value) ? NULL : fitted(value);

    note(w, !fit(value) && !kept ? -1
            : xmlTextWriterWriteAttribute(w->writer, BAD_CAST name, BAD_CAST (kept ? kept : value)));
    t4_free(kept);
}

void t4_xmlwrite_text(t4_xmlwrite *w, const char *text)
{
    char *kept = fit(text) ? NULL : fitted(text);

    note(w, !fit(text) && !kept ? -1
            : xmlTextWriterWriteString(w->writer, BAD_CAST (kept ? kept : text)));
    t4_free(kept);
}

void t4_xmlwrite_close(t4_xmlwrite *w)
{
    note(w, xmlTextWriterEndElement(w->writer));
}

void t4_xmlwrite_element(t4_xmlwrite *w, const char *name, const char *text)
{
    t4_xmlwrite_open(w, name);
    t4_xmlwrite_text(w, text);
    t4_xmlwrite_close(w);
}

bool t4_xmlwrite_pause(t4_xmlwrite *w)
{
    note(w, xmlTextWriterWriteRaw(w->writer, BAD_CAST ""));
    note(w, xmlTextWriterFlush(w->writer));
    return w->good;
}

bool t4_xmlwrite_end_all(t4_xmlwrite *w)
{
    note(w, xmlTextWriterEndDocument(w->writer));
    note(w, xmlTextWriterFlush(w->writer));
    return w->good;
}
