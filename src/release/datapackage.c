/* SPDX-License-Identifier: MIT */
/* datapackage.json: the release as a Data Package, version 2 of the standard, readable by version 1 libraries. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "release/describe.h"
#include "release/phrases.h"
#include "release/writer.h"

#define TEXT(text) t4_json_new_text(text)

static t4_json *list_of_one(t4_json *item)
{
    t4_json *list = t4_json_new_array();

    if (list && t4_json_append(list, item))
        return list;
    if (!list)
        t4_json_free(item);
    t4_json_free(list);
    return NULL;
}

/* --- columns --------------------------------------------------------------- */

static bool is_measure(const t4_draft *draft, const char *name, const char *ending)
{
    for (int i = 0; i < draft->columns.count; i++) {
        char column[48];

        snprintf(column, sizeof column, "%s%s", draft->rows->domain->measures[draft->columns.measures[i]].name,
                 ending);
        if (!strcmp(column, name))
            return true;
    }
    return false;
}

/* Which values a column may have. */
static t4_json *constraints(const t4_draft *draft, const char *name)
{
    static const char *const required[] = {"period", "flow", "code", "partner"};
    t4_json *object = t4_json_new_object(), *letters;
    bool good = object != NULL;

    for (size_t i = 0; i < sizeof required / sizeof *required && good; i++)
        if (!strcmp(required[i], name))
            good = t4_json_set(object, "required", t4_json_new_boolean(true));
    if (good && !strcmp(name, "period"))
        good = t4_json_set(object, "pattern", TEXT("[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]|YTD(0[2-9]|1[0-2])))?"));
    if (good && (is_measure(draft, name, "_status") || is_measure(draft, name, "_conf"))) {
        const t4_fact_status *row = is_measure(draft, name, "_conf") ? t4_fact_confs : t4_fact_statuses;

        letters = t4_json_new_array();
        good = t4_json_set(object, "enum", letters);
        for (; row->code && good; row++)
            good = t4_json_append(letters, t4_json_new_textn(&row->code, 1));
    }
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

static t4_json *field(const t4_draft *draft, const t4_fact *column)
{
    bool number = is_measure(draft, column->name, "");
    t4_json *limits = constraints(draft, column->name);
    t4_json *object = t4_json_new_pairs("name", TEXT(column->name), "type", TEXT(number ? "number" : "string"),
                                        "description", TEXT(column->text), NULL);

    if (!limits || !object || !t4_json_count(limits)) {
        bool whole = limits != NULL;

        t4_json_free(limits);
        if (whole)
            return object;
    } else if (t4_json_set(object, "constraints", limits)) {
        return object;
    }
    t4_json_free(object);
    return NULL;
}

static t4_json *foreign_key(const char *column, const char *list)
{
    char resource[64];

    snprintf(resource, sizeof resource, "codes-%s", list);
    for (char *p = resource; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return t4_json_new_pairs("fields", list_of_one(TEXT(column)), "reference",
                             t4_json_new_pairs("resource", TEXT(resource), "fields", list_of_one(TEXT("code")),
                                               NULL), NULL);
}

static bool add_keys(const t4_draft *draft, t4_json *schema)
{
    static const char *const ours[][2] = {{"flow", "flow"}, {"code", "commodity"}, {"partner", "partner"}};
    t4_json *primary = t4_json_new_array(), *foreign = t4_json_new_array();
    bool good = t4_json_set(schema, "primaryKey", primary);

    good = t4_json_set(schema, "foreignKeys", foreign) && good;
    good = good && t4_json_append(primary, TEXT("period"));
    for (size_t i = 0; i < sizeof ours / sizeof *ours && good; i++)
        good = t4_json_append(primary, TEXT(ours[i][0])) &&
               t4_json_append(foreign, foreign_key(ours[i][0], ours[i][1]));
    for (int d = 0; d < draft->rows->domain->dimension_count && good; d++) {
        char list[48];

        t4_draft_dimension(draft, d, list);
        good = t4_json_append(primary, TEXT(draft->rows->domain->dimensions[d])) &&
               t4_json_append(foreign, foreign_key(draft->rows->domain->dimensions[d], list));
    }
    return good;
}

static t4_json *table_schema(const t4_draft *draft)
{
    t4_json *fields = t4_json_new_array();
    t4_json *schema = t4_json_new_pairs("$schema", TEXT("https://datapackage.org/profiles/2.0/tableschema.json"),
                                        "fields", fields, "missingValues", list_of_one(TEXT("")), NULL);
    t4_facts columns;
    bool good = schema != NULL;

    t4_facts_columns(&columns, draft, "en");
    for (int i = 0; i < columns.count && good; i++)
        good = t4_json_append(fields, field(draft, &columns.items[i]));
    if (good && add_keys(draft, schema))
        return schema;
    t4_json_free(schema);
    return NULL;
}

/* Columns of a code list, as release/codes.c writes them. */
static t4_json *list_schema(const t4_described *d)
{
    bool goods = d->list_length == strlen("commodity") && !strncmp(d->list, "commodity", d->list_length);
    t4_json *fields = t4_json_new_array();
    t4_json *schema = t4_json_new_pairs("$schema", TEXT("https://datapackage.org/profiles/2.0/tableschema.json"),
                                        "fields", fields, "missingValues", list_of_one(TEXT("")),
                                        "primaryKey", list_of_one(TEXT("code")), NULL);
    bool good = schema && t4_json_append(fields, t4_json_new_pairs("name", TEXT("code"), "type", TEXT("string"),
                                                                   NULL));

    for (int i = 0; i < T4_PHRASES_LANGUAGES && good; i++) {
        char name[16];

        snprintf(name, sizeof name, "label_%s", t4_phrases_languages[i]);
        good = t4_json_append(fields, t4_json_new_pairs("name", TEXT(name), "type", TEXT("string"), NULL));
    }
    if (good && goods)
        good = t4_json_append(fields, t4_json_new_pairs("name", TEXT("edition"), "type", TEXT("string"), NULL));
    if (good)
        return schema;
    t4_json_free(schema);
    return NULL;
}

/* --- resources ------------------------------------------------------------- */

/* "hs10", "codes-partner", "sdmx-generic-xml": lower case, one for each file. */
static void name_resource(const t4_described *d, char name[T4_DRAFT_NAME])
{
    const char *from = d->level >= 0 ? d->file->name + strlen("data/") : d->file->name;
    size_t n = d->level >= 0 || d->list ? strcspn(from, ".") : strlen(from);

    snprintf(name, T4_DRAFT_NAME, "%.*s", (int)n, from);
    for (char *p = name; *p; p++)
        *p = isalnum((unsigned char)*p) ? (char)tolower((unsigned char)*p) : '-';
}

static t4_json *resource(const t4_draft *draft, const t4_described *d)
{
    char name[T4_DRAFT_NAME], hash[80];
    t4_json *object;
    bool table = d->level >= 0 || d->list, good;

    name_resource(d, name);
    snprintf(hash, sizeof hash, "sha256:%s", d->file->digest);
    object = t4_json_new_pairs("name", TEXT(name), "path", TEXT(d->file->name), "title", TEXT(d->title),
                               "format", TEXT(table ? "csv" : strrchr(d->file->name, '.') + 1),
                               "mediatype", TEXT(d->media), "bytes", t4_json_new_integer((int64_t)d->file->bytes),
                               "hash", TEXT(hash), NULL);
    good = object != NULL;
    if (good && table)
        good = t4_json_set(object, "type", TEXT("table")) &&
               t4_json_set(object, "encoding", TEXT("utf-8")) &&
               t4_json_set(object, "dialect", t4_json_new_pairs("delimiter", TEXT(","), "lineTerminator", TEXT("\n"),
                                                                "header", t4_json_new_boolean(true), NULL)) &&
               t4_json_set(object, "schema", d->level >= 0 ? table_schema(draft) : list_schema(d));
    if (good && draft->waiver)
        good = t4_json_set(object, "notCertified", TEXT(draft->waiver));
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

/* --- the package ----------------------------------------------------------- */

static t4_json *licence(const t4_draft *draft)
{
    const char *name = draft->package->template_->licence, *path = t4_describe_licence(draft);
    char plain[100];
    size_t n = 0;

    for (const char *p = name; *p && n + 1 < sizeof plain; p++)
        plain[n++] = isalnum((unsigned char)*p) || *p == '.' || *p == '_' ? *p : '-';
    plain[n] = '\0';
    return path ? t4_json_new_pairs("name", TEXT(plain), "title", TEXT(name), "path", TEXT(path), NULL)
                : t4_json_new_pairs("name", TEXT(plain), "title", TEXT(name), NULL);
}

static bool add_about(t4_draft *draft, t4_json *root)
{
    const t4_template *t = draft->package->template_;
    char created[32];
    bool good = true;

    if (draft->dated) {
        t4_draft_time(draft, created);
        good = t4_json_set(root, "created", TEXT(created));
    }
    if (good && t->vintage)
        good = t4_json_set(root, "version", TEXT(t->vintage));
    if (good && t->url)
        good = t4_json_set(root, "homepage", TEXT(t->url));
    if (good && t->licence)
        good = t4_json_set(root, "licenses", list_of_one(licence(draft)));
    if (good && t->reporter)
        good = t4_json_set(root, "contributors",
                           list_of_one(t4_json_new_pairs("title", TEXT(t->contact ? t->contact : t->reporter),
                                                         "organization", TEXT(t->reporter),
                                                         "roles", list_of_one(TEXT("publisher")), NULL)));
    return good && t4_json_set(root, "titles", t4_describe_titles(draft)) &&
           t4_json_set(root, "descriptions", t4_describe_texts(draft)) &&
           t4_json_set(root, "certified", t4_json_new_boolean(!draft->waiver));
}

static t4_status write_package(t4_draft *draft, t4_error *err)
{
    char slug[160], title[T4_FACT_TEXT], text[2 * T4_FACT_TEXT];
    t4_described *files = NULL;
    size_t count = 0;
    t4_status status = t4_describe_files(draft, "en", &files, &count, err);
    t4_json *root, *resources = t4_json_new_array();
    bool good;

    t4_describe_slug(draft, slug);
    t4_facts_title(draft, "en", title);
    t4_describe_text(draft, "en", text);
    root = t4_json_new_pairs("$schema", TEXT("https://datapackage.org/profiles/2.0/datapackage.json"),
                             "name", TEXT(slug), "title", TEXT(title), "description", TEXT(text), NULL);
    good = root && add_about(draft, root);
    if (root)
        good = t4_json_set(root, "resources", resources) && good;
    else
        t4_json_free(resources);
    for (size_t i = 0; i < count && good; i++)
        good = t4_json_append(resources, resource(draft, &files[i]));
    t4_free(files);
    if (status || !good) {
        t4_json_free(root);
        return status ? status : t4_fail_memory(err);
    }
    return t4_describe_write(draft, root, "datapackage.json", err);
}

const t4_writer t4_writer_datapackage = {.write = write_package};
