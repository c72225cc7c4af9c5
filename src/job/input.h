/* SPDX-License-Identifier: MIT */
/* What every job on records is given, and what it tells afterwards. */
#ifndef T4_JOB_INPUT_H
#define T4_JOB_INPUT_H

#include "base/run.h"
#include "model/control.h"
#include "model/issue.h"
#include "model/template.h"

/* From the command line; everything borrowed. */
typedef struct {
    const char *template_path;
    const char *const *files;      /* "-" = standard input; empty = standard input */
    size_t file_count;
    const char *const *sets;       /* "key=value", in order */
    size_t set_count;
    const char *from;              /* --from URL; NULL = files */
    bool contributions;            /* the files hold contributions, not records (also told by their names) */
} t4_job_input;

enum { T4_SUMMARY_ISSUES = 20 };

/* Of one stage of a job; zeros when there was none. */
typedef struct {
    double seconds, processor;   /* wall time; processor time of all threads */
    size_t resident;             /* most memory of the process so far, bytes */
} t4_stage_cost;

/* Told on the terminal and in JSON; holds nothing confidential beyond counts and places. */
typedef struct {
    uint64_t rows, kept, repaired, rejected, residual;
    uint64_t bytes;                          /* of input as stored */
    uint64_t kinds[T4_ISSUE_KINDS];          /* issues by kind */
    struct {
        t4_issue_kind kind;
        t4_issue_action action;
        char place[256];                     /* "june.csv:1207:14" */
        char field[64];
        char found[224];                     /* empty when it names a trader */
        char expected[224];
    } first[2 * T4_SUMMARY_ISSUES];          /* the first issues by place, then what is known of all */
    size_t first_count;
    size_t sums;                             /* how many of them sum up others, and are not in kinds */
    struct {
        char file[256];
        char note[256];                      /* "encoding windows-1251 (detected), separator ';', decimal ','" */
    } files[64];
    size_t file_count;                       /* all; at most 64 are kept */
    int levels[T4_LEVELS_MAX];
    uint64_t cells[T4_LEVELS_MAX];           /* by level, each partner and period counted */
    int level_count;
    char control[512];                       /* "exact to the cent: ... in = out + rejected + rounding" */
    char adaptive[256];                      /* how codes were chosen; empty = as the template says */
    char protect[256];                       /* counts of unsafe and further hidden cells; empty = not protected */
    t4_stage_cost read, cube, protection, output;   /* of the stages, as far as there were */
    size_t memory_peak;                      /* bytes held by aggregation */
    uint64_t spilled;
    uint64_t published_bytes;
} t4_summary;

/*
 * Load template (+ sets), check it.  Used by explain too.  Where no file has
 * the name, a bare name finds a ready-made template ("national-10-digit").
 */
t4_status t4_job_template(t4_template **template_, const char *path, const char *const *sets,
                          size_t set_count, t4_error *err);

#endif
