/* SPDX-License-Identifier: MIT */
/* Names of partner countries in Kyrgyz; lists of partners come in English and Russian. */
#ifndef T4_RELEASE_KYRGYZ_H
#define T4_RELEASE_KYRGYZ_H

/* The name of a published partner code (ISO 3166 alpha-2); "" when none is known. */
const char *t4_kyrgyz_partner(const char *code);

#endif
