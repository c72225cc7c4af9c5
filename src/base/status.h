/* SPDX-License-Identifier: MIT */
/* The status of a call and the one error that explains it. */
#ifndef T4_BASE_STATUS_H
#define T4_BASE_STATUS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    T4_OK = 0,
    T4_ERR_USAGE,   /* the caller, the command line or the template asks for something impossible */
    T4_ERR_DATA,    /* the input breaks its format or more checks than allowed */
    T4_ERR_UNSAFE,  /* the result would disclose; nothing was written */
    T4_ERR_IO,      /* the operating system refused */
    T4_ERR_MEMORY,  /* no memory, or a stated limit was reached */
    T4_ERR_STOPPED, /* the run's stop flag was raised (a signal) */
    T4_ERR_NOTICED  /* what the user asked to be stopped by was seen; nothing was written */
} t4_status;

typedef struct {
    t4_status code;
    char where[512];  /* file name or option; empty when there is none */
    uint64_t line;    /* 1-based; 0 = none */
    uint64_t column;  /* 1-based, in bytes of the record; 0 = none */
    char text[1024];  /* what was found, what was expected, what to do */
} t4_error;

/*
 * Record a failure and return its code.  The first failure wins: a later call
 * leaves an error that is already set untouched.  err may be NULL.
 */
t4_status t4_fail(t4_error *err, t4_status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with the place of the failure; line and column 0 when unknown. */
t4_status t4_fail_at(t4_error *err, t4_status code, const char *where, uint64_t line,
                     uint64_t column, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* Record "cannot VERB 'path': strerror(errno)" as T4_ERR_IO. */
t4_status t4_fail_errno(t4_error *err, const char *verb, const char *path);

/* Out of memory, in one form everywhere. */
t4_status t4_fail_memory(t4_error *err);

#endif
