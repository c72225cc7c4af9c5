/* SPDX-License-Identifier: MIT */
#include "base/status.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 6, 0)))
static t4_status fail(t4_error *err, t4_status code, const char *where, uint64_t line,
                      uint64_t column, const char *format, va_list args)
{
    if (!err || err->code != T4_OK)
        return code;
    err->code = code;
    err->line = line;
    err->column = column;
    snprintf(err->where, sizeof err->where, "%s", where ? where : "");
    vsnprintf(err->text, sizeof err->text, format, args);
    return code;
}

t4_status t4_fail(t4_error *err, t4_status code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fail(err, code, NULL, 0, 0, format, args);
    va_end(args);
    return code;
}

t4_status t4_fail_at(t4_error *err, t4_status code, const char *where, uint64_t line,
                     uint64_t column, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fail(err, code, where, line, column, format, args);
    va_end(args);
    return code;
}

t4_status t4_fail_errno(t4_error *err, const char *verb, const char *path)
{
    const char *reason = strerror(errno);

    return t4_fail(err, T4_ERR_IO, "cannot %s '%s': %s", verb, path, reason);
}

t4_status t4_fail_memory(t4_error *err)
{
    return t4_fail(err, T4_ERR_MEMORY, "out of memory");
}
