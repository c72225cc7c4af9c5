/* SPDX-License-Identifier: MIT */
#include "job/codes.h"

#include <stdio.h>
#include <string.h>

#include "base/fold.h"
#include "job/lists.h"
#include "base/memory.h"
#include "io/codelist_read.h"
#include "io/datadir.h"
#include "job/input.h"

enum { LONGEST_CODE = 15, MOST_WORDS = 16, LONGEST_PATH = 4096 };

static const char built_in[] = "hs2022.csv", built_in_name[] = "HS-2022";

t4_status t4_codes_load(t4_codelist **list, t4_run *run, const char *path,
                        const t4_list_layout *layout, const char *edition, t4_error *err)
{
    t4_buffer bytes;
    t4_status status;

    if (path)
        return t4_codelist_read(list, run, path, layout, edition, err);
    t4_buffer_init(&bytes, 0);
    status = t4_datadir_read(built_in, &bytes, err);
    if (!status)
        status = t4_codelist_read_bytes(list, &bytes, built_in, NULL, built_in_name, err);
    t4_buffer_release(&bytes);
    return status;
}

void t4_codes_result_release(t4_codes_result *result)
{
    for (size_t i = 0; i < result->list_count; i++) {
        t4_codelist_free(result->lists[i]);
        t4_free(result->names[i]);
    }
    t4_free(result->rows);
    *result = (t4_codes_result){.list_count = 0};
}

/* --- the lists -------------------------------------------------------------- */

static t4_status add_list(t4_codes_result *result, t4_run *run, const char *path,
                          const t4_list_layout *layout, const char *name, t4_error *err)
{
    size_t i = result->list_count;
    t4_status status;

    if (i == T4_CODES_LISTS_MAX)
        return t4_fail(err, T4_ERR_USAGE, "at most %d lists can be looked into at once",
                       T4_CODES_LISTS_MAX);
    status = t4_codes_load(&result->lists[i], run, path, layout, name, err);
    if (status)
        return status;
    result->names[i] = t4_strdup(name);
    result->list_count++;
    return result->names[i] ? T4_OK : t4_fail_memory(err);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static t4_status add_template_list(t4_codes_result *result, t4_run *run, const char *path,
                                   t4_error *err)
{
    t4_template *template_ = NULL;
    char place[LONGEST_PATH];
    t4_status status = t4_job_template(&template_, path, NULL, 0, err);

    if (!status && template_->classification_file) {
        const char *file = template_->classification_file;

        status = t4_lists_path(place, template_, file, err);
        if (!status)
            status = add_list(result, run, place, &template_->classification,
                              template_->edition ? template_->edition : base_name(file), err);
    }
    t4_template_free(template_);
    return status;
}

/* The template's classification, then the lists; without either the built-in one. */
static t4_status load_lists(t4_codes_result *result, t4_run *run, const t4_codes_input *input,
                            t4_error *err)
{
    t4_status status = T4_OK;

    *result = (t4_codes_result){.list_count = 0};
    if (input->template_path)
        status = add_template_list(result, run, input->template_path, err);
    for (size_t i = 0; !status && i < input->list_count; i++)
        status = add_list(result, run, input->lists[i], &input->layout, base_name(input->lists[i]), err);
    if (!status && !result->list_count)
        status = add_list(result, run, NULL, NULL, built_in_name, err);
    return status;
}

static t4_status add_row(t4_codes_result *result, t4_codes_relation relation, size_t list,
                         size_t entry, size_t count, t4_error *err)
{
    if (!t4_grow(&result->rows, &result->room, result->count, sizeof *result->rows))
        return t4_fail_memory(err);
    result->rows[result->count++] = (t4_codes_row){
        relation, result->names[list], t4_codelist_entry(result->lists[list], entry), count};
    return T4_OK;
}

/* Without the dots and blanks that people write. */
static t4_status tidy_code(const char *text, char code[LONGEST_CODE + 1], t4_error *err)
{
    size_t n = 0;

    for (const char *s = text; *s; s++) {
        if (*s == '.' || *s == ' ')
            continue;
        if (n == LONGEST_CODE || !((*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'Z')))
            return t4_fail(err, T4_ERR_USAGE, "'%.40s' is no code; a code is at most %d digits, dots "
                           "and blanks left out", text, LONGEST_CODE);
        code[n++] = *s;
    }
    code[n] = '\0';
    return T4_OK;
}

/* --- search ------------------------------------------------------------------ */

typedef struct {
    char *words[MOST_WORDS];
    size_t count;
    t4_buffer folded;           /* holds the words */
    t4_buffer own, label, path;
    char prefix[LONGEST_CODE + 1];  /* when the text is digits; else "" */
} query;

static t4_status read_query(query *q, const char *text, t4_error *err)
{
    char *save = NULL;

    if (strspn(text, "0123456789. ") == strlen(text))
        return tidy_code(text, q->prefix, err);
    if (!t4_fold_loose(text, strlen(text), &q->folded) || !t4_buffer_text(&q->folded))
        return t4_fail_memory(err);
    for (char *word = strtok_r(q->folded.data, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
        if (q->count == MOST_WORDS)
            return t4_fail(err, T4_ERR_USAGE, "search takes at most %d words", MOST_WORDS);
        q->words[q->count++] = word;
    }
    return q->count ? T4_OK : t4_fail(err, T4_ERR_USAGE, "nothing to search for in '%.40s'", text);
}

/* Both labels of an entry, folded, one behind the other. */
static bool append_labels(query *q, const t4_code_entry *e, t4_buffer *to)
{
    return t4_fold_loose(e->label, strlen(e->label), &q->label) &&
           t4_buffer_append(to, q->label.data, q->label.length) && t4_buffer_putc(to, '\n') &&
           t4_fold_loose(e->label_ru, strlen(e->label_ru), &q->label) &&
           t4_buffer_append(to, q->label.data, q->label.length) && t4_buffer_putc(to, '\n');
}

static size_t words_in(const query *q, t4_buffer *text)
{
    const char *s = t4_buffer_text(text);
    size_t found = 0;

    for (size_t i = 0; s && i < q->count; i++)
        found += strstr(s, q->words[i]) != NULL;
    return found;
}

static t4_status matches(query *q, const t4_codelist *list, const t4_code_entry *e, bool *hit,
                         t4_error *err)
{
    *hit = false;
    if (*q->prefix) {
        *hit = !strncmp(e->code, q->prefix, strlen(q->prefix));
        return T4_OK;
    }
    t4_buffer_clear(&q->own);
    if (!append_labels(q, e, &q->own))
        return t4_fail_memory(err);
    if (!words_in(q, &q->own))
        return T4_OK;
    t4_buffer_clear(&q->path);
    if (!t4_buffer_append(&q->path, q->own.data, q->own.length))
        return t4_fail_memory(err);
    for (int64_t up = e->parent; up >= 0; up = t4_codelist_entry(list, (size_t)up)->parent)
        if (!append_labels(q, t4_codelist_entry(list, (size_t)up), &q->path))
            return t4_fail_memory(err);
    *hit = words_in(q, &q->path) == q->count;
    return T4_OK;
}

static t4_status search_lists(t4_codes_result *result, query *q, t4_run *run, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t l = 0; !status && l < result->list_count; l++)
        for (size_t i = 0; !status && i < t4_codelist_count(result->lists[l]); i++) {
            bool hit;

            if (i % 1024 == 0)
                status = t4_run_check(run, err);
            if (!status)
                status = matches(q, result->lists[l], t4_codelist_entry(result->lists[l], i), &hit, err);
            if (!status && hit)
                status = add_row(result, T4_CODES_HIT, l, i, 1, err);
        }
    return status;
}

t4_status t4_job_codes_search(t4_run *run, const t4_codes_input *input, const char *text,
                              t4_codes_result *result, t4_error *err)
{
    query q = {.count = 0};
    t4_status status;

    *result = (t4_codes_result){.list_count = 0};
    status = read_query(&q, text, err);
    if (!status)
        status = load_lists(result, run, input, err);
    if (!status)
        status = search_lists(result, &q, run, err);
    t4_buffer_release(&q.folded);
    t4_buffer_release(&q.own);
    t4_buffer_release(&q.label);
    t4_buffer_release(&q.path);
    return status;
}

/* --- show and children ---------------------------------------------------------- */

static t4_status not_found(const t4_codes_result *result, const char *code, t4_error *err)
{
    size_t known = 0, list = 0;

    for (size_t l = 0; l < result->list_count; l++) {
        size_t n = t4_codelist_known_prefix(result->lists[l], code, strlen(code));

        if (n > known) {
            known = n;
            list = l;
        }
    }
    if (!known)
        return t4_fail(err, T4_ERR_USAGE, "code '%s' is not in %s, nor is any beginning of it", code,
                       result->names[0]);
    return t4_fail(err, T4_ERR_USAGE, "code '%s' is not in %s; the longest beginning known is '%.*s', "
                   "see tenfour codes children %.*s", code, result->names[list], (int)known, code,
                   (int)known, code);
}

static t4_status add_path(t4_codes_result *result, size_t list, int64_t index, t4_error *err)
{
    int64_t up = t4_codelist_entry(result->lists[list], (size_t)index)->parent;
    t4_status status;

    if (up < 0)
        return T4_OK;
    status = add_path(result, list, up, err);
    return status ? status : add_row(result, T4_CODES_PATH, list, (size_t)up, 1, err);
}

/* Entries of one parent (-1 = top); of several versions the last; `but` left out. */
static t4_status add_below(t4_codes_result *result, t4_codes_relation relation, size_t list,
                           int64_t parent, const char *but, t4_error *err)
{
    const t4_codelist *codes = result->lists[list];
    const char *above = parent < 0 ? "" : t4_codelist_entry(codes, (size_t)parent)->code;
    t4_status status = T4_OK;

    for (size_t i = 0; !status && i < t4_codelist_count(codes); i++) {
        const t4_code_entry *e = t4_codelist_entry(codes, i);
        bool last = i + 1 == t4_codelist_count(codes) ||
                    strcmp(t4_codelist_entry(codes, i + 1)->code, e->code) != 0;
        const char *over = e->parent < 0 ? "" : t4_codelist_entry(codes, (size_t)e->parent)->code;

        if (last && !strcmp(over, above) && (!but || strcmp(e->code, but)))
            status = add_row(result, relation, list, i, 1, err);
    }
    return status;
}

static t4_status add_versions(t4_codes_result *result, size_t list, const char *code, t4_error *err)
{
    size_t end, i = t4_codelist_below(result->lists[list], code, strlen(code), &end);
    t4_status status = T4_OK;

    for (; !status && i < end; i++)
        if (!strcmp(t4_codelist_entry(result->lists[list], i)->code, code))
            status = add_row(result, T4_CODES_SELF, list, i, 1, err);
    return status;
}

/* What another list has at, below or on the way to the code. */
static t4_status add_holder(t4_codes_result *result, size_t list, const char *code, t4_error *err)
{
    const t4_codelist *codes = result->lists[list];
    size_t end, first = t4_codelist_below(codes, code, strlen(code), &end);

    if (end > first)
        return add_row(result, T4_CODES_HOLDER, list, first, end - first, err);
    for (size_t n = strlen(code) - 1; n >= 2; n--) {
        int64_t found = t4_codelist_find(codes, code, n, 0);

        /* A beginning covers the code only where the list does not go on below it. */
        if (found >= 0)
            return t4_codelist_entry(codes, (size_t)found)->has_children
                       ? T4_OK : add_row(result, T4_CODES_HOLDER, list, (size_t)found, 0, err);
    }
    return T4_OK;
}

/* The first list that has the code, and where. */
static t4_status locate(const t4_codes_result *result, const char *code, size_t *list, int64_t *index,
                        t4_error *err)
{
    for (*list = 0; *list < result->list_count; (*list)++) {
        *index = t4_codelist_find(result->lists[*list], code, strlen(code), 0);
        if (*index >= 0)
            return T4_OK;
    }
    return not_found(result, code, err);
}

static t4_status show_code(t4_codes_result *result, const char *code, t4_error *err)
{
    size_t list;
    int64_t index = -1;
    t4_status status = locate(result, code, &list, &index, err);

    if (!status)
        status = add_path(result, list, index, err);
    if (!status)
        status = add_versions(result, list, code, err);
    if (!status)
        status = add_below(result, T4_CODES_SIBLING, list,
                           t4_codelist_entry(result->lists[list], (size_t)index)->parent, code, err);
    for (size_t l = 0; !status && l < result->list_count; l++)
        if (l != list)
            status = add_holder(result, l, code, err);
    return status;
}

t4_status t4_job_codes_show(t4_run *run, const t4_codes_input *input, const char *text,
                            t4_codes_result *result, t4_error *err)
{
    char code[LONGEST_CODE + 1];
    t4_status status;

    *result = (t4_codes_result){.list_count = 0};
    status = tidy_code(text, code, err);
    if (!status && !*code)
        status = t4_fail(err, T4_ERR_USAGE, "a code is missing");
    if (!status)
        status = load_lists(result, run, input, err);
    return status ? status : show_code(result, code, err);
}

t4_status t4_job_codes_children(t4_run *run, const t4_codes_input *input, const char *text,
                                t4_codes_result *result, t4_error *err)
{
    char code[LONGEST_CODE + 1];
    size_t list = 0;
    int64_t index = -1;
    t4_status status;

    *result = (t4_codes_result){.list_count = 0};
    status = tidy_code(text, code, err);
    if (!status)
        status = load_lists(result, run, input, err);
    if (!status && *code)
        status = locate(result, code, &list, &index, err);
    return status ? status : add_below(result, T4_CODES_CHILD, list, index, NULL, err);
}
