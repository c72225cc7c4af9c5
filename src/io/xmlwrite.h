/* SPDX-License-Identifier: MIT */
/* XML text by libxml2's writer: whole documents, and the escaped values of rows that are streamed. */
#ifndef T4_IO_XMLWRITE_H
#define T4_IO_XMLWRITE_H

#include "base/buffer.h"

/*
 * A document or a part of one.  The first failure (memory) is kept; every
 * call after it does nothing, so only t4_xmlwrite_end_all() need be tested.
 * Texts are UTF-8; characters that XML cannot hold become U+FFFD.
 */
typedef struct t4_xmlwrite t4_xmlwrite;

/* Append to `out`.  indented: a line an element. NULL without memory. */
t4_xmlwrite *t4_xmlwrite_new(t4_buffer *out, bool indented);
void t4_xmlwrite_free(t4_xmlwrite *w);

/* <?xml version="1.0" encoding="UTF-8"?> */
void t4_xmlwrite_declare(t4_xmlwrite *w);
void t4_xmlwrite_comment(t4_xmlwrite *w, const char *text);
/* Open an element; names carry their prefix ("str:Code"). */
void t4_xmlwrite_open(t4_xmlwrite *w, const char *name);
void t4_xmlwrite_attribute(t4_xmlwrite *w, const char *name, const char *value);
void t4_xmlwrite_text(t4_xmlwrite *w, const char *text);
void t4_xmlwrite_close(t4_xmlwrite *w);
/* An element that holds a text alone. */
void t4_xmlwrite_element(t4_xmlwrite *w, const char *name, const char *text);
/* End the start tag that is open, and hand over what was written: what the caller appends to `out` now is its content. */
bool t4_xmlwrite_pause(t4_xmlwrite *w);
/* Close what is open; false when memory ran out at any time. */
bool t4_xmlwrite_end_all(t4_xmlwrite *w);

/* Append a text as the value of an attribute, without its quotes. False without memory. */
bool t4_xmlwrite_value(t4_buffer *out, const char *text);

#endif
