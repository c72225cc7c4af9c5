/* SPDX-License-Identifier: MIT */
/* The release as a Dataset of schema.org, which search engines read in its page. */
#include <string.h>

#include "base/memory.h"
#include "release/describe.h"

#define TEXT(text) t4_json_new_text(text)

static t4_json *downloads(const t4_described *files, size_t count)
{
    t4_json *list = t4_json_new_array();
    bool good = list != NULL;

    for (size_t i = 0; i < count && good; i++)
        if (!files[i].list)
            good = t4_json_append(list, t4_json_new_pairs(
                "@type", TEXT("DataDownload"), "name", TEXT(files[i].title), "contentUrl", TEXT(files[i].file->name),
                "encodingFormat", TEXT(files[i].media), "contentSize",
                t4_json_new_integer((int64_t)files[i].file->bytes), "sha256", TEXT(files[i].file->digest), NULL));
    if (good)
        return list;
    t4_json_free(list);
    return NULL;
}

static t4_json *variables(const t4_draft *draft)
{
    t4_json *list = t4_json_new_array();
    bool good = list != NULL;

    for (int i = 0; i < draft->columns.count && good; i++) {
        const t4_measure *m = &draft->rows->domain->measures[draft->columns.measures[i]];
        char heading[T4_FACT_NAME];
        t4_json *object;

        t4_facts_heading(draft, draft->columns.measures[i], "en", heading);
        object = t4_json_new_pairs("@type", TEXT("PropertyValue"), "name", TEXT(m->name), "description",
                                   TEXT(heading), NULL);
        if (object && m->unit[0] && !t4_json_set(object, "unitText", TEXT(m->unit)))
            good = false;
        good = t4_json_append(list, object) && good;
    }
    if (good)
        return list;
    t4_json_free(list);
    return NULL;
}

static bool add_facts(t4_draft *draft, t4_json *root)
{
    const t4_template *t = draft->package->template_;
    const char *licence = t4_describe_licence(draft);
    char from[16], until[16], span[40], created[32];
    bool good = true;

    if (t->licence)
        good = t4_json_set(root, "license", licence ? TEXT(licence)
                                                    : t4_json_new_pairs("@type", TEXT("CreativeWork"), "name",
                                                                        TEXT(t->licence), NULL));
    if (good && t4_describe_span(draft, from, until)) {
        memcpy(span, from, 10);
        span[10] = '/';
        memcpy(span + 11, until, 11);
        good = t4_json_set(root, "temporalCoverage", TEXT(span));
    }
    if (good && t->url)
        good = t4_json_set(root, "url", TEXT(t->url));
    if (good && draft->dated) {
        t4_draft_time(draft, created);
        good = t4_json_set(root, "datePublished", TEXT(created));
    }
    return good;
}

t4_status t4_describe_schema_org(t4_draft *draft, t4_json **json, t4_error *err)
{
    const t4_template *t = draft->package->template_;
    const char *reporter = t->reporter ? t->reporter : "";
    char title[T4_FACT_TEXT], text[2 * T4_FACT_TEXT], slug[160];
    t4_described *files = NULL;
    size_t count = 0;
    t4_status status = t4_describe_files(draft, "en", &files, &count, err);

    *json = NULL;
    if (status)
        return status;
    t4_facts_title(draft, "en", title);
    t4_describe_text(draft, "en", text);
    t4_describe_slug(draft, slug);
    *json = t4_json_new_pairs(
        "@context", TEXT("https://schema.org/"), "@type", TEXT("Dataset"), "identifier", TEXT(slug), "name", TEXT(title),
        "description", TEXT(text), "version", TEXT(t->vintage ? t->vintage : ""), "isAccessibleForFree",
        t4_json_new_boolean(true), "creator",
        t4_json_new_pairs("@type", TEXT("Organization"), "name", TEXT(t->contact ? t->contact : reporter), NULL),
        "spatialCoverage", t4_json_new_pairs("@type", TEXT("Place"), "name", TEXT(reporter), NULL), "variableMeasured",
        variables(draft), "distribution", downloads(files, count), NULL);
    t4_free(files);
    if (*json && add_facts(draft, *json))
        return T4_OK;
    t4_json_free(*json);
    *json = NULL;
    return t4_fail_memory(err);
}
