/* SPDX-License-Identifier: MIT */
/* What the files that write a certificate share; private to sdc/certificate*.c. */
#ifndef T4_SDC_CERTIFICATE_WRITE_H
#define T4_SDC_CERTIFICATE_WRITE_H

#include "sdc/certificate.h"

/* Give numbers to all attackers whose stakes are told, in order of appearance. False without memory. */
bool t4_certificate_number(const t4_protection *protection, uint32_t *number, uint32_t *next);
/* Numbers of owners and attackers by id, 0 = not told of; owned by the caller. NULL without memory. */
uint32_t *t4_certificate_numbers(const t4_protection *protection);
/* The `placed` lines (sdc/certificate_place.c). */
t4_status t4_certificate_put_placed(t4_buffer *out, const t4_protection *protection, const t4_protect_input *input,
                                    t4_error *err);
/* The `T` lines. */
t4_status t4_certificate_put_stakes(t4_certificate_out *out, const t4_protection *protection, const uint32_t *number,
                                    t4_error *err);
/* Hand on what is there when it is much, after a line was put (ok) or could not be for want of memory. */
t4_status t4_certificate_put(t4_certificate_out *out, bool ok, t4_error *err);

#endif
