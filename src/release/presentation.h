/* SPDX-License-Identifier: MIT */
/* The presentation workbooks of a release: a few tables with charts for people, one book for each language of the title. */
#ifndef T4_RELEASE_PRESENTATION_H
#define T4_RELEASE_PRESENTATION_H

#include "release/draft.h"

/*
 * Write xlsx/ID-summary-LANGUAGE.xlsx and read each back; none where the
 * release has no totals to present.  A number that is not published is
 * shorthand in its cell ("[c]").  Needs draft->survey.
 */
t4_status t4_presentation_write(t4_draft *draft, t4_error *err);

#endif
