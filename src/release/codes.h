/* SPDX-License-Identifier: MIT */
/* The files in codes/: the code lists of a release with labels, only what the release uses. */
#ifndef T4_RELEASE_CODES_H
#define T4_RELEASE_CODES_H

#include "release/draft.h"

/*
 * commodity.csv (code, label_en, label_ru, label_ky, edition), partner.csv, flow.csv,
 * unit.csv, status.csv, conf.csv, and one file for each further dimension
 * (code, label_en, label_ru, label_ky).  Rows bytewise by code.  Needs draft->survey.
 */
t4_status t4_codes_write(t4_draft *draft, t4_error *err);

#endif
