/* SPDX-License-Identifier: MIT */
/* Read lists of partners and of labels: the shipped table and national ones. */
#ifndef T4_IO_PARTNER_LIST_H
#define T4_IO_PARTNER_LIST_H

#include "base/run.h"
#include "model/partner.h"

/* Add the shipped facts (templates/partners.csv): ISO2, ISO3, M49, names, trade-only codes. */
t4_status t4_partner_list_shipped(t4_partners *partners, t4_error *err);

/*
 * Add a national list on top: delimited text with a header, UTF-8 (or as
 * `encoding` says; NULL = found out), plain or gzip.  Columns by header words:
 * the office's own code, and what tells the partner: iso2 (or the code to
 * publish), iso3, m49, a name; a label and a Russian label.  A line is settled
 * by the first of these that is known; a partner that is in no table needs an
 * iso2 column with the code to publish, two to eight letters and digits.
 * When own codes are numbers, M49 numbers no longer count in the input.
 * Labels replace the shipped ones only when they stand in a column named
 * label or label_ru.
 * T4_ERR_DATA with file and line for a line that cannot be settled or a reserved code.
 */
t4_status t4_partner_list_read(t4_partners *partners, t4_run *run, const char *path,
                               const char *encoding, t4_error *err);

/*
 * Fill an empty set with the labels of a further dimension: columns code,
 * label, label_ru, by header words; the label finds its code too.  Codes must
 * not be reserved ("_T", "TOTAL", "G_...", "LIST:...", "REST:...", "W00").
 */
t4_status t4_label_list_read(t4_partners *labels, t4_run *run, const char *path,
                             const char *encoding, t4_error *err);

#endif
