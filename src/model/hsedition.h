/* SPDX-License-Identifier: MIT */
/* The name of an edition of a nomenclature: "HS2017", "H5", "CN 2021", "TNVED-2022", and the HS edition below it. */
#ifndef T4_MODEL_HSEDITION_H
#define T4_MODEL_HSEDITION_H

#include "base/status.h"

enum { T4_HSEDITION_TEXT = 24 };

typedef struct {
    char name[T4_HSEDITION_TEXT];   /* letters and year: "HS2017" */
    int year;                     /* 0 = the name has none */
    int hs;                       /* year of the HS edition that its first six digits follow; 0 = not known */
} t4_hsedition;

/*
 * Read a name in any usual spelling: "HS 2022", "hs-22", "H6" (as Comtrade has it), "2022" alone (of the HS).
 * false: it is empty or longer than T4_HSEDITION_TEXT allows; a name without a year is kept as it stands.
 */
bool t4_hsedition_parse(const char *text, size_t n, t4_hsedition *edition);
/* Do six digits mean the same in both?  Editions that do not say their year do so only under the same name. */
bool t4_hsedition_same_six(const t4_hsedition *a, const t4_hsedition *b);

#endif
