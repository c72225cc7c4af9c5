/* SPDX-License-Identifier: MIT */
/* Keeps the converters of the C library loaded between inputs, which are many and small. */
#ifndef T4_TESTS_HOLD_H
#define T4_TESTS_HOLD_H

#include "base/charset.h"

static inline void hold_charsets(void)
{
    static const char *const names[] = {
        "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255",
        "windows-1256", "windows-1257", "CP850", "CP852", "CP866", "KOI8-R", "KOI8-U", "ISO-8859-2",
        "ISO-8859-5", "ISO-8859-9", "GB18030", "SHIFT_JIS", "EUC-JP", "CP949", "BIG5", "UTF-16LE", "UTF-32LE"};
    static t4_charset *held[sizeof names / sizeof *names];

    for (size_t i = 0; i < sizeof names / sizeof *names && !held[i]; i++)
        held[i] = t4_charset_open(names[i]);
}

#endif
