/* SPDX-License-Identifier: MIT */
/* CSV on the Web: beside each table NAME.csv a NAME.csv-metadata.json that says what its columns are. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "release/describe.h"
#include "release/phrases.h"
#include "release/writer.h"

#define TEXT(text) t4_json_new_text(text)

static const char no_null[] = "\x1A";   /* a control that no label holds: an empty label is a value */

/* The title or description of a column in the languages of the release. */
static t4_json *texts_of(const t4_draft *draft, const char *column, bool title)
{
    t4_json *object = t4_json_new_object();
    const char *languages[8];
    int count = t4_describe_languages(draft, languages);
    bool good = object != NULL;

    for (int i = 0; i < count && good; i++) {
        t4_facts facts;

        t4_facts_columns(&facts, draft, languages[i]);
        for (int k = 0; k < facts.count && good; k++)
            if (!strcmp(facts.items[k].name, column))
                good = t4_json_set(object, languages[i], TEXT(title ? column : facts.items[k].text));
    }
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

/* decimal for amounts, with exactly the decimals that are printed; else a text of a pattern. */
static t4_json *datatype(const t4_draft *draft, const char *column)
{
    for (int i = 0; i < draft->columns.count; i++)
        if (!strcmp(draft->rows->domain->measures[draft->columns.measures[i]].name, column))
            return TEXT("decimal");
    if (!strcmp(column, "period"))
        return t4_json_new_pairs("base", TEXT("string"), "format", TEXT("[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]|YTD(0[2-9]|1[0-2])))?"), NULL);
    return TEXT("string");
}

static t4_json *column(const t4_draft *draft, const t4_fact *fact)
{
    const t4_domain *domain = draft->rows->domain;
    bool key = !strcmp(fact->name, "period") || !strcmp(fact->name, "flow") || !strcmp(fact->name, "code") ||
               !strcmp(fact->name, "partner");
    bool dimension = false, good;
    t4_json *object = t4_json_new_pairs("name", TEXT(fact->name), "titles", TEXT(fact->name),
                                        "dc:description", texts_of(draft, fact->name, false),
                                        "datatype", datatype(draft, fact->name), NULL);

    for (int d = 0; d < domain->dimension_count; d++)
        dimension = dimension || !strcmp(domain->dimensions[d], fact->name);
    good = object && t4_json_set(object, "null", TEXT(dimension ? no_null : ""));
    if (good && key)
        good = t4_json_set(object, "required", t4_json_new_boolean(true));
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

static t4_json *foreign_key(const char *name, const char *list)
{
    char path[80];

    snprintf(path, sizeof path, "../codes/%.47s.csv", list);
    return t4_json_new_pairs("columnReference", TEXT(name), "reference",
                             t4_json_new_pairs("resource", TEXT(path), "columnReference", TEXT("code"), NULL), NULL);
}

/* Names of the columns that have a code list and of that list, in order. */
static int coded(const t4_draft *draft, const char *columns[], char lists[][48])
{
    static const char *const ours[][2] = {{"flow", "flow"}, {"code", "commodity"}, {"partner", "partner"}};
    int n = 0;

    for (; n < 3; n++) {
        columns[n] = ours[n][0];
        snprintf(lists[n], 48, "%s", ours[n][1]);
    }
    for (int d = 0; d < draft->rows->domain->dimension_count; d++, n++) {
        columns[n] = draft->rows->domain->dimensions[d];
        t4_draft_dimension(draft, d, lists[n]);
    }
    return n;
}

static t4_json *table_schema(const t4_draft *draft)
{
    t4_json *columns = t4_json_new_array(), *primary = t4_json_new_array(), *foreign = t4_json_new_array();
    t4_json *schema = t4_json_new_pairs("columns", columns, "primaryKey", primary, "foreignKeys", foreign, NULL);
    const char *names[3 + T4_DIMENSIONS_MAX];
    char lists[3 + T4_DIMENSIONS_MAX][48];
    int count = coded(draft, names, lists);
    t4_facts facts;
    bool good = schema && t4_json_append(primary, TEXT("period"));

    t4_facts_columns(&facts, draft, "en");
    for (int i = 0; i < facts.count && good; i++)
        good = t4_json_append(columns, column(draft, &facts.items[i]));
    for (int i = 0; i < count && good; i++)
        good = t4_json_append(primary, TEXT(names[i])) &&
               t4_json_append(foreign, foreign_key(names[i], lists[i]));
    if (good)
        return schema;
    t4_json_free(schema);
    return NULL;
}

static t4_json *list_table(const char *list)
{
    t4_json *columns = t4_json_new_array();
    char path[80];
    bool good = columns && t4_json_append(columns, t4_json_new_pairs("name", TEXT("code"), "titles", TEXT("code"),
                                                                     "datatype", TEXT("string"), "null", TEXT(no_null),
                                                                     NULL));

    snprintf(path, sizeof path, "../codes/%.47s.csv", list);
    for (int i = 0; i < T4_PHRASES_LANGUAGES && good; i++) {
        char name[16];

        snprintf(name, sizeof name, "label_%s", t4_phrases_languages[i]);
        good = t4_json_append(columns, t4_json_new_pairs("name", TEXT(name), "titles", TEXT(name), "datatype",
                                                         TEXT("string"), "lang", TEXT(t4_phrases_languages[i]), NULL));
    }
    if (good && !strcmp(list, "commodity"))
        good = t4_json_append(columns, t4_json_new_pairs("name", TEXT("edition"), "titles", TEXT("edition"),
                                                         "datatype", TEXT("string"), NULL));
    if (good)
        return t4_json_new_pairs("url", TEXT(path), "tableSchema",
                                 t4_json_new_pairs("columns", columns, "primaryKey", TEXT("code"), NULL), NULL);
    t4_json_free(columns);
    return NULL;
}

static t4_json *group(const t4_draft *draft, const t4_described *d)
{
    t4_json *context = t4_json_new_array(), *tables = t4_json_new_array();
    t4_json *root = t4_json_new_pairs("@context", context, "dc:title", t4_describe_titles(draft),
                                      "dc:description", t4_describe_texts(draft), "dialect",
                                      t4_json_new_pairs("delimiter", TEXT(","), "encoding", TEXT("utf-8"),
                                                        "header", t4_json_new_boolean(true), NULL),
                                      "tables", tables, NULL);
    const char *names[3 + T4_DIMENSIONS_MAX];
    char lists[3 + T4_DIMENSIONS_MAX][48];
    int count = coded(draft, names, lists);
    bool good = root && t4_json_append(context, TEXT("http://www.w3.org/ns/csvw")) &&
                t4_json_append(context, t4_json_new_pairs("@language", TEXT("en"), NULL));

    good = good && t4_json_append(tables, t4_json_new_pairs("url", TEXT(d->file->name + strlen("data/")), "dc:title",
                                                            TEXT(d->title), "tableSchema", table_schema(draft), NULL));
    for (int i = 0; i < count && good; i++)
        good = t4_json_append(tables, list_table(lists[i]));
    if (good && draft->waiver)
        good = t4_json_set(root, "dc:rights", TEXT(draft->waiver));
    if (good)
        return root;
    t4_json_free(root);
    return NULL;
}

static t4_status write_metadata(t4_draft *draft, t4_error *err)
{
    t4_described *files = NULL;
    size_t count = 0;
    t4_status status = t4_describe_files(draft, "en", &files, &count, err);

    /* The files found are borrowed from the draft, which new ones do not touch before its next listing. */
    for (size_t i = 0; i < count && !status; i++) {
        char name[T4_DRAFT_NAME + 16];

        if (files[i].level < 0)
            continue;
        snprintf(name, sizeof name, "%s-metadata.json", files[i].file->name);
        status = t4_describe_write(draft, group(draft, &files[i]), name, err);
    }
    t4_free(files);
    return status;
}

const t4_writer t4_writer_csvw = {.write = write_metadata};
