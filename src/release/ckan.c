/* SPDX-License-Identifier: MIT */
/* ckan.json: the release as CKAN's package_create takes it. */
#include <string.h>

#include "base/memory.h"
#include "release/describe.h"
#include "release/writer.h"

#define TEXT(text) t4_json_new_text(text)

static bool add_extra(t4_json *extras, const char *key, const char *value)
{
    return !value || t4_json_append(extras, t4_json_new_pairs("key", TEXT(key), "value", TEXT(value), NULL));
}

static t4_json *extras(const t4_draft *draft)
{
    const t4_template *t = draft->package->template_;
    t4_json *list = t4_json_new_array();
    char from[16], until[16];
    bool good = list && add_extra(list, "reporter", t->reporter) && add_extra(list, "classification", t->edition) &&
                add_extra(list, "trade_system", t->trade_system) && add_extra(list, "status", t->status) &&
                add_extra(list, "not_certified", draft->waiver);

    if (good && t4_describe_span(draft, from, until))
        good = add_extra(list, "temporal_start", from) && add_extra(list, "temporal_end", until);
    if (good)
        return list;
    t4_json_free(list);
    return NULL;
}

static t4_json *resource(const t4_draft *draft, const t4_described *d)
{
    const char *base = draft->package->template_->url;
    t4_buffer url;
    t4_json *object = NULL;

    t4_buffer_init(&url, 0);
    if ((!base || t4_buffer_puts(&url, base)) && t4_buffer_puts(&url, d->file->name) && t4_buffer_text(&url))
        object = t4_json_new_pairs("name", TEXT(d->title), "url", TEXT(url.data), "format", TEXT(d->format),
                                   "mimetype", TEXT(d->media), "hash", TEXT(d->file->digest), "size",
                                   t4_json_new_integer((int64_t)d->file->bytes), NULL);
    t4_buffer_release(&url);
    return object;
}

static t4_json *resources(const t4_draft *draft, const t4_described *files, size_t count)
{
    t4_json *list = t4_json_new_array();
    bool good = list != NULL;

    for (size_t i = 0; i < count && good; i++)
        good = t4_json_append(list, resource(draft, &files[i]));
    if (good)
        return list;
    t4_json_free(list);
    return NULL;
}

static t4_status write_package(t4_draft *draft, t4_error *err)
{
    const t4_template *t = draft->package->template_;
    char slug[160], title[T4_FACT_TEXT], text[2 * T4_FACT_TEXT];
    t4_described *files = NULL;
    size_t count = 0;
    t4_status status = t4_describe_files(draft, "en", &files, &count, err);
    t4_json *root = NULL;

    if (!status) {
        t4_describe_slug(draft, slug);
        slug[100] = '\0';   /* the longest name that CKAN takes */
        t4_facts_title(draft, "en", title);
        t4_describe_text(draft, "en", text);
        root = t4_json_new_pairs("name", TEXT(slug), "title", TEXT(title), "notes", TEXT(text), "private",
                                 t4_json_new_boolean(false), "license_id", TEXT(t->licence ? t->licence : "notspecified"),
                                 "version", TEXT(t->vintage ? t->vintage : ""), "author",
                                 TEXT(t->reporter ? t->reporter : ""), "maintainer", TEXT(t->contact ? t->contact : ""),
                                 "extras", extras(draft), "resources", resources(draft, files, count), NULL);
        status = t4_describe_write(draft, root, "ckan.json", err);
    }
    t4_free(files);
    return status;
}

const t4_writer t4_writer_ckan = {.write = write_package};
