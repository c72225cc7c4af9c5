/* SPDX-License-Identifier: MIT */
/* Write every file of a release into a staging folder. */
#ifndef T4_RELEASE_PACKAGE_H
#define T4_RELEASE_PACKAGE_H

#include "base/run.h"
#include "model/codelist.h"
#include "model/listset.h"
#include "model/partner.h"
#include "model/template.h"
#include "release/survey.h"
#include "sdc/protected.h"

/* Everything that writers may know. No contributor, no hidden value, no input digest that is not keyed. */
typedef struct {
    t4_run *run;
    const t4_template *template_;
    const t4_protected *protected_;
    const t4_codelist *codes;          /* labels; NULL = none */
    const t4_partners *partners;
    const t4_listset *listset;         /* list aggregates; NULL = none */
    bool placed;                       /* what is cut short stands in residuals: tables of all lengths add up */
    /* Does the row belong to the partition, in which every record is once? NULL = no such table. */
    bool (*in_partition)(const void *context, const t4_row *row);
    const void *partition;
    t4_partners *const *labels;        /* of further dimensions; entries may be NULL */
    const char *commitment_template;   /* keyed digests, hexadecimal */
    const char *const *commitment_inputs;
    size_t input_count;
    const char *folder;                /* staging folder */
    const char *sign_key, *sign_password;  /* file of a secret key, and of its password; NULL = not signed, none */
    const char *previous;              /* folder of the release that this one supersedes; NULL = none is known */
    bool staged;                       /* the manifest says that nobody has signed it off yet */
    const char *embargo;               /* before that time it may not be; NULL = any time */
    bool no_coarser;                   /* T4_ERR_NOTICED when it has less detail than that one */
    t4_survey *survey;                 /* where the counts of what was written are left; released by the caller; NULL = not wanted */
    uint64_t *bytes;                   /* where the size of the release is left; NULL = not wanted */
} t4_package;

/* data, xlsx, codes, README.txt, quality, manifest.json, SHA256SUMS. */
t4_status t4_package_write(const t4_package *package, t4_error *err);

#endif
