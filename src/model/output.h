/* SPDX-License-Identifier: MIT */
/* The formats of a release: the one table to which a new format adds a row. */
#ifndef T4_MODEL_OUTPUT_H
#define T4_MODEL_OUTPUT_H

/*
 * X(name in `outputs:`, where its files are, what they are, for the README,
 * whether it describes the CSV tables and so needs them).
 *
 * Each format is one file in release/ that defines `const t4_writer
 * t4_writer_NAME` (release/writer.h).  They write in this order, so that a
 * later one can list the files of an earlier one.
 */
#define T4_OUTPUTS(X) \
    X(csv, "data/", "the tables, CSV in UTF-8", false) \
    X(xlsx, "xlsx/", "the tables as a workbook", false) \
    X(sdmx, "sdmx/", "the tables and their structure in SDMX (CSV and ML 2.1)", false) \
    X(csvw, "data/*-metadata.json", "what each table's columns are, for CSV on the Web", true) \
    X(datapackage, "datapackage.json", "the tables and their columns as a Data Package", true) \
    X(dcat, "dcat.jsonld", "the entry for DCAT-AP catalogues", false) \
    X(ckan, "ckan.json", "the entry for CKAN portals", false) \
    X(html, "index.html", "the page to open first: figures, an explorer, notes", false)

#define T4_OUTPUT_NUMBER(name, place, about, needs_csv) T4_OUTPUT_##name,
enum { T4_OUTPUTS(T4_OUTPUT_NUMBER) T4_OUTPUT_COUNT };
#undef T4_OUTPUT_NUMBER

/* "csv|xlsx": every name, as the schema of templates lists choices. */
#define T4_OUTPUT_CHOICE(name, place, about, needs_csv) "|" #name
#define T4_OUTPUT_CHOICES (&(T4_OUTPUTS(T4_OUTPUT_CHOICE))[1])

#endif
