/* SPDX-License-Identifier: MIT */
/* The chain of `tenfour codes`: find, show and unfold codes in one or several lists. */
#ifndef T4_JOB_CODES_H
#define T4_JOB_CODES_H

#include "base/run.h"
#include "model/codelist.h"
#include "model/template.h"

/*
 * Read a code list; path NULL is the built-in one: all codes of HS 2022 with
 * two, four and six digits, chapters and headings with short labels.
 */
t4_status t4_codes_load(t4_codelist **list, t4_run *run, const char *path,
                        const t4_list_layout *layout, const char *edition, t4_error *err);

/* Where to look; everything borrowed. */
typedef struct {
    const char *const *lists;       /* code lists, or any list with a column of codes; the first one leads */
    size_t list_count;
    const char *template_path;      /* its classification leads; NULL = none */
    t4_list_layout layout;          /* of `lists`; zero = found out */
} t4_codes_input;

enum { T4_CODES_LISTS_MAX = 32 };

typedef enum {
    T4_CODES_HIT,       /* search */
    T4_CODES_PATH,      /* show: from the chapter down to the code's parent */
    T4_CODES_SELF,      /* one row for each version of the code */
    T4_CODES_SIBLING,
    T4_CODES_CHILD,
    T4_CODES_HOLDER     /* show: another list that holds the code, a beginning of it or codes below it */
} t4_codes_relation;

typedef struct {
    t4_codes_relation relation;
    const char *list;               /* name of the list */
    const t4_code_entry *entry;     /* HOLDER: what the list holds of it; of several codes below it the first */
    size_t count;                   /* HOLDER: codes at or below it in the list; 0 = only a beginning of it */
} t4_codes_row;

typedef struct {
    t4_codelist *lists[T4_CODES_LISTS_MAX];
    char *names[T4_CODES_LISTS_MAX];
    size_t list_count;
    t4_codes_row *rows;
    size_t count, room;
} t4_codes_result;

void t4_codes_result_release(t4_codes_result *result);

/*
 * Codes whose label, or whose labels on the way down to it, hold all words of
 * the text (without case and accents), one of them in its own label; or that
 * begin with the text when that is digits.  In code order.
 */
t4_status t4_job_codes_search(t4_run *run, const t4_codes_input *input, const char *text,
                              t4_codes_result *result, t4_error *err);
/* Path, versions, siblings and holders.  T4_ERR_USAGE when no list has the code, telling how far it is known. */
t4_status t4_job_codes_show(t4_run *run, const t4_codes_input *input, const char *code,
                            t4_codes_result *result, t4_error *err);
/* What is directly below a code; "" = the top. */
t4_status t4_job_codes_children(t4_run *run, const t4_codes_input *input, const char *code,
                                t4_codes_result *result, t4_error *err);

#endif
