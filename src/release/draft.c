/* SPDX-License-Identifier: MIT */
#include "release/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "release/kyrgyz.h"
#include "release/phrases.h"
#include "release/tree.h"

enum { WITHOUT_DATE = 946684800 };   /* 2000-01-01, where a format insists on a time */

/* No clock: a release is the same whenever it is made. */
static void set_time(t4_draft *draft)
{
    const char *text = getenv("SOURCE_DATE_EPOCH");
    char *end;
    long long seconds = text && *text ? strtoll(text, &end, 10) : -1;

    draft->dated = seconds >= 0 && seconds < 253402300800 && !*end;   /* before the year 10000 */
    draft->seconds = draft->dated ? seconds : WITHOUT_DATE;
}

t4_status t4_draft_init(t4_draft *draft, const t4_package *package, t4_error *err)
{
    *draft = (t4_draft){.package = package, .rows = t4_protected_rows(package->protected_),
                        .waiver = t4_protected_waiver(package->protected_)};
    t4_buffer_init(&draft->notes, 1 << 20);
    set_time(draft);
    return t4_columns_plan(&draft->columns, draft->rows, package->template_, err);
}

void t4_draft_release(t4_draft *draft)
{
    t4_survey_release(&draft->survey);
    t4_buffer_release(&draft->notes);
    t4_free(draft->files);
    t4_free(draft->digests);
    *draft = (t4_draft){0};
}

t4_status t4_draft_path(const t4_draft *draft, const char *name, char path[T4_DRAFT_PATH],
                        t4_error *err)
{
    if (snprintf(path, T4_DRAFT_PATH, "%s/%s", draft->package->folder, name) >= T4_DRAFT_PATH)
        return t4_fail(err, T4_ERR_IO, "the path of '%s' in the release folder is too long", name);
    return T4_OK;
}

t4_status t4_draft_folder(const t4_draft *draft, const char *name, t4_error *err)
{
    char path[T4_DRAFT_PATH];
    struct stat info;
    t4_status status = t4_draft_path(draft, name, path, err);

    if (!status && lstat(path, &info) != 0)
        status = t4_tree_make(path, err);
    return status;
}

static bool write_all(int fd, const char *bytes, size_t n)
{
    while (n) {
        ssize_t wrote = write(fd, bytes, n);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        bytes += wrote;
        n -= (size_t)wrote;
    }
    return true;
}

t4_status t4_draft_write(t4_draft *draft, const char *name, const t4_buffer *text, t4_error *err)
{
    char path[T4_DRAFT_PATH];
    t4_status status = t4_draft_path(draft, name, path, err);
    int fd;

    if (status)
        return status;
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return t4_fail_errno(err, "make", path);
    /* A strange umask must not keep us from reading it again for its digest. */
    if (fchmod(fd, 0600) != 0 || !write_all(fd, text->data, text->length))
        status = t4_fail_errno(err, "write", path);
    if (close(fd) != 0 && !status)
        status = t4_fail_errno(err, "write", path);
    return status;
}

t4_status t4_draft_count(t4_draft *draft, const char *name, uint64_t rows, t4_error *err)
{
    t4_draft_rows *file;

    if (!t4_grow(&draft->files, &draft->file_room, draft->file_count, sizeof *draft->files))
        return t4_fail_memory(err);
    file = &draft->files[draft->file_count++];
    *file = (t4_draft_rows){.rows = rows};
    snprintf(file->name, sizeof file->name, "%s", name);
    return T4_OK;
}

t4_status t4_draft_write_rows(t4_draft *draft, const char *name, const t4_buffer *text,
                              uint64_t rows, t4_error *err)
{
    t4_status status = t4_draft_write(draft, name, text, err);

    return status ? status : t4_draft_count(draft, name, rows, err);
}

void t4_draft_level(const t4_draft *draft, int level, char name[16])
{
    snprintf(name, 16, "hs%d", draft->rows->plan->levels[level]);
}

const char *t4_draft_code_label(const t4_draft *draft, const char *code, const char *language)
{
    const t4_codelist *list = draft->package->codes;
    int64_t index;

    if (!strcmp(code, "TOTAL"))
        return t4_phrases_say(language, "All goods");
    index = list ? t4_codelist_find(list, code, strlen(code), draft->survey.last) : -1;
    if (index < 0 && list)
        index = t4_codelist_find(list, code, strlen(code), 0);
    if (index < 0)
        return "";
    if (!strcmp(language, "ky"))
        return "";   /* classifications come in English and Russian */
    return !strcmp(language, "ru") ? t4_codelist_entry(list, (size_t)index)->label_ru
                                   : t4_codelist_entry(list, (size_t)index)->label;
}

const char *t4_draft_partner_label(const t4_draft *draft, const char *partner,
                                   const char *language)
{
    const char *label = "";

    if (!strcmp(partner, "W00"))
        return t4_phrases_say(language, "World");
    if (!strcmp(language, "ky"))
        return t4_kyrgyz_partner(partner);
    if (draft->package->partners)
        label = t4_partners_label(draft->package->partners, partner, language);
    return label ? label : "";
}

/* In which language to look next when one has no label; NULL = in none. */
static const char *next_language(const char *language)
{
    return !strcmp(language, "ky") ? "ru" : !strcmp(language, "en") ? NULL : "en";
}

const char *t4_draft_code_text(const t4_draft *draft, const char *code, const char *language)
{
    const char *label = "";

    for (; language && !*label; language = next_language(language))
        label = t4_draft_code_label(draft, code, language);
    return label;
}

const char *t4_draft_partner_text(const t4_draft *draft, const char *partner, const char *language)
{
    const char *label = "";

    for (; language && !*label; language = next_language(language))
        label = t4_draft_partner_label(draft, partner, language);
    return label;
}

const char *t4_draft_label_text(const t4_draft *draft, int dimension, const char *label, const char *language)
{
    const t4_partners *list = draft->package->labels ? draft->package->labels[dimension] : NULL;
    const char *text = "";

    for (; list && language && !*text; language = next_language(language))
        text = t4_partners_label(list, label, language);
    return *text ? text : label;
}

void t4_draft_dimension(const t4_draft *draft, int dimension, char name[48])
{
    static const char *const ours[] = {"commodity", "partner", "flow", "unit", "status", "conf"};
    const char *own = draft->rows->domain->dimensions[dimension];
    bool taken = false;

    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        taken = taken || !strcmp(ours[i], own);
    snprintf(name, 48, "%s%s", taken ? "dimension_" : "", own);
}

void t4_draft_rounding(const t4_draft *draft, int measure, char text[T4_DECIMAL_TEXT])
{
    const t4_measure *m = &draft->rows->domain->measures[measure];
    const t4_template *t = draft->package->template_;
    t4_int128 unit = 0;

    text[0] = '\0';
    for (int field = T4_FIELD_VALUE; field < T4_FIELDS; field++)
        if (!strcmp(t4_field_name((t4_field)field), m->name))
            unit = t->rounding_unit[field];
    if (unit && t4_decimal_rescale(unit, m->decimals, draft->rows->decimals[measure], &unit))
        t4_decimal_print(unit, draft->rows->decimals[measure], text);
}

const char *t4_draft_text(const t4_texts *texts, const char *language)
{
    for (int i = 0; i < texts->count; i++)
        if (!strcmp(texts->language[i], language))
            return texts->text[i];
    for (int i = 0; i < texts->count; i++)
        if (!strcmp(texts->language[i], "en"))
            return texts->text[i];
    return texts->count ? texts->text[0] : "";
}

void t4_draft_time(const t4_draft *draft, char text[32])
{
    time_t seconds = (time_t)draft->seconds;
    struct tm parts;

    text[0] = '\0';
    if (gmtime_r(&seconds, &parts))
        strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &parts);
}
