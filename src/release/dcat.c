/* SPDX-License-Identifier: MIT */
/* dcat.jsonld: the release in a DCAT-AP catalogue, JSON-LD with its context inside, so that nothing is fetched. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "release/describe.h"
#include "release/writer.h"

#define TEXT(text) t4_json_new_text(text)
#define AUTHORITY "http://publications.europa.eu/resource/authority/"

/* --- pieces ---------------------------------------------------------------- */

static t4_json *context(void)
{
    static const char *const prefixes[][2] = {
        {"dcat", "http://www.w3.org/ns/dcat#"}, {"dct", "http://purl.org/dc/terms/"},
        {"foaf", "http://xmlns.com/foaf/0.1/"}, {"vcard", "http://www.w3.org/2006/vcard/ns#"},
        {"spdx", "http://spdx.org/rdf/terms#"}, {"adms", "http://www.w3.org/ns/adms#"},
        {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"}, {"xsd", "http://www.w3.org/2001/XMLSchema#"}};
    t4_json *object = t4_json_new_object();
    bool good = object != NULL;

    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes && good; i++)
        good = t4_json_set(object, prefixes[i][0], TEXT(prefixes[i][1]));
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

static t4_json *typed(const char *value, const char *type)
{
    return t4_json_new_pairs("@value", TEXT(value), "@type", TEXT(type), NULL);
}

static t4_json *node(const char *id, const char *type)
{
    return t4_json_new_pairs("@id", TEXT(id), "@type", TEXT(type), NULL);
}

/* {"en": "...", "ru": "..."} as literals with their language; takes over texts. */
static t4_json *literals(t4_json *texts)
{
    t4_json *list = t4_json_new_array();
    const t4_json *value;
    const char *key;
    void *cursor = NULL;
    bool good = texts && list;

    while (good && t4_json_next(texts, &cursor, &key, &value))
        good = t4_json_append(list, t4_json_new_pairs("@value", TEXT(t4_json_text(value)), "@language", TEXT(key), NULL));
    t4_json_free(texts);
    if (good)
        return list;
    t4_json_free(list);
    return NULL;
}

static t4_json *publisher(const t4_template *t)
{
    const char *name = t->contact ? t->contact : t->reporter ? t->reporter : "unknown";

    return t4_json_new_pairs("@type", TEXT("foaf:Agent"), "foaf:name", TEXT(name), NULL);
}

static t4_json *licence(const t4_draft *draft)
{
    const char *address = t4_describe_licence(draft), *name = draft->package->template_->licence;

    return address ? node(address, "dct:LicenseDocument")
                   : t4_json_new_pairs("@type", TEXT("dct:LicenseDocument"), "rdfs:label", TEXT(name), NULL);
}

/* --- the files ------------------------------------------------------------- */

static const char *file_type(const t4_described *d)
{
    return !strcmp(d->format, "XLSX") ? AUTHORITY "file-type/XLSX" :
           !strcmp(d->format, "SDMX-ML") ? AUTHORITY "file-type/XML" : AUTHORITY "file-type/CSV";
}

static t4_json *distribution(const t4_draft *draft, const t4_described *d)
{
    const t4_template *t = draft->package->template_;
    const char *base = t->url ? t->url : "";
    char bytes[24], media[160];
    t4_buffer address;
    t4_json *object = NULL;

    t4_buffer_init(&address, 0);
    snprintf(bytes, sizeof bytes, "%llu", (unsigned long long)d->file->bytes);
    snprintf(media, sizeof media, "http://www.iana.org/assignments/media-types/%s", d->media);
    if (t4_buffer_puts(&address, base) && t4_buffer_puts(&address, d->file->name) && t4_buffer_text(&address))
        object = t4_json_new_pairs(
            "@type", TEXT("dcat:Distribution"),
            "dct:title", t4_json_new_pairs("@value", TEXT(d->title), "@language", TEXT("en"), NULL),
            "dcat:accessURL", node(address.data, "rdfs:Resource"), "dcat:downloadURL", node(address.data, "rdfs:Resource"),
            "dct:format", node(file_type(d), "dct:MediaTypeOrExtent"), "dcat:mediaType", node(media, "dct:MediaType"),
            "dcat:byteSize", typed(bytes, "xsd:nonNegativeInteger"), "spdx:checksum",
            t4_json_new_pairs("@type", TEXT("spdx:Checksum"), "spdx:algorithm",
                              node("http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "spdx:ChecksumAlgorithm"),
                              "spdx:checksumValue", typed(d->file->digest, "xsd:hexBinary"), NULL), NULL);
    t4_buffer_release(&address);
    if (!object || !t->licence || t4_json_set(object, "dct:license", licence(draft)))
        return object;
    t4_json_free(object);
    return NULL;
}

static t4_json *distributions(const t4_draft *draft, const t4_described *files, size_t count)
{
    t4_json *list = t4_json_new_array();
    bool good = list != NULL;

    for (size_t i = 0; i < count && good; i++)
        if (!files[i].list)
            good = t4_json_append(list, distribution(draft, &files[i]));
    if (good)
        return list;
    t4_json_free(list);
    return NULL;
}

/* --- the dataset ----------------------------------------------------------- */

static const char *frequency(const t4_draft *draft)
{
    const bool *periods = draft->rows->plan->periods;

    return periods[T4_MONTH] ? AUTHORITY "frequency/MONTHLY" :
           periods[T4_QUARTER] ? AUTHORITY "frequency/QUARTERLY" : AUTHORITY "frequency/ANNUAL";
}

static t4_json *languages_of(const t4_draft *draft)
{
    static const char *const known[][2] = {
        {"en", AUTHORITY "language/ENG"}, {"ru", AUTHORITY "language/RUS"}, {"ky", AUTHORITY "language/KIR"},
        {"kk", AUTHORITY "language/KAZ"}, {"fr", AUTHORITY "language/FRA"}, {"de", AUTHORITY "language/DEU"},
        {"es", AUTHORITY "language/SPA"}, {"pt", AUTHORITY "language/POR"}};
    const char *languages[8];
    int count = t4_describe_languages(draft, languages);
    t4_json *list = t4_json_new_array();
    bool good = list != NULL;

    for (int i = 0; i < count && good; i++)
        for (size_t k = 0; k < sizeof known / sizeof *known && good; k++)
            if (!strcmp(known[k][0], languages[i]))
                good = t4_json_append(list, node(known[k][1], "dct:LinguisticSystem"));
    if (good)
        return list;
    t4_json_free(list);
    return NULL;
}

static bool add_contact(t4_json *dataset, const char *contact)
{
    t4_json *card = contact ? t4_json_new_pairs("@type", TEXT("vcard:Kind"), "vcard:fn", TEXT(contact), NULL) : NULL;
    char mail[200];

    if (!contact)
        return true;
    if (card && strchr(contact, '@') && !strpbrk(contact, " <>\"\\^`{|}")) {
        snprintf(mail, sizeof mail, "mailto:%.180s", contact);
        if (!t4_json_set(card, "vcard:hasEmail", t4_json_new_pairs("@id", TEXT(mail), NULL)))
            return t4_json_free(card), false;
    }
    return t4_json_set(dataset, "dcat:contactPoint", card);
}

static bool add_times(const t4_draft *draft, t4_json *dataset)
{
    char from[16], until[16], created[32];
    bool good = true;

    if (t4_describe_span(draft, from, until))
        good = t4_json_set(dataset, "dct:temporal",
                           t4_json_new_pairs("@type", TEXT("dct:PeriodOfTime"), "dcat:startDate", typed(from, "xsd:date"),
                                             "dcat:endDate", typed(until, "xsd:date"), NULL));
    if (good && draft->dated) {
        t4_draft_time(draft, created);
        good = t4_json_set(dataset, "dct:issued", typed(created, "xsd:dateTime"));
    }
    return good;
}

static t4_json *dataset(const t4_draft *draft, const t4_described *files, size_t count)
{
    const t4_template *t = draft->package->template_;
    char slug[160], id[200];
    t4_json *object;
    bool good;

    t4_describe_slug(draft, slug);
    snprintf(id, sizeof id, "urn:x-tenfour:%s", slug);
    object = t4_json_new_pairs(
        "@id", TEXT(t->url ? t->url : id), "@type", TEXT("dcat:Dataset"), "dct:identifier", TEXT(slug),
        "dct:title", literals(t4_describe_titles(draft)), "dct:description", literals(t4_describe_texts(draft)),
        "dct:publisher", publisher(t), "dcat:theme", t4_json_new_pairs("@id", TEXT(AUTHORITY "data-theme/ECON"), NULL),
        "dct:accrualPeriodicity", node(frequency(draft), "dct:Frequency"), "dct:language", languages_of(draft),
        "dcat:distribution", distributions(draft, files, count), NULL);
    good = object && add_times(draft, object) && add_contact(object, t->contact);
    if (good && t->reporter)
        good = t4_json_set(object, "dct:spatial", t4_json_new_pairs("@type", TEXT("dct:Location"), "rdfs:label",
                                                                   TEXT(t->reporter), NULL));
    if (good && t->vintage)
        good = t4_json_set(object, "dcat:version", TEXT(t->vintage));
    if (good && t->edition)
        good = t4_json_set(object, "dct:conformsTo", t4_json_new_pairs("@type", TEXT("dct:Standard"), "dct:title",
                                                                      TEXT(t->edition), NULL));
    if (good && draft->waiver)
        good = t4_json_set(object, "adms:versionNotes", TEXT(draft->waiver));
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

static t4_status write_catalogue(t4_draft *draft, t4_error *err)
{
    t4_described *files = NULL;
    size_t count = 0;
    t4_status status = t4_describe_files(draft, "en", &files, &count, err);
    char slug[160], id[200];

    if (!status) {
        t4_describe_slug(draft, slug);
        snprintf(id, sizeof id, "urn:x-tenfour:%s:catalogue", slug);
        status = t4_describe_write(
            draft, t4_json_new_pairs("@context", context(), "@id", TEXT(id), "@type", TEXT("dcat:Catalog"), "dct:title",
                                     literals(t4_describe_titles(draft)), "dct:description",
                                     literals(t4_describe_texts(draft)), "dct:publisher",
                                     publisher(draft->package->template_), "dcat:dataset", dataset(draft, files, count),
                                     NULL),
            "dcat.jsonld", err);
    }
    t4_free(files);
    return status;
}

const t4_writer t4_writer_dcat = {.write = write_catalogue};
