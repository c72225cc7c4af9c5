/* SPDX-License-Identifier: MIT */
/* sdmx/structure.xml and sdmx/dsd.xsd: what the data of a release are made of, for registries and validators. */
#include "release/sdmx_structure.h"

#include <stdio.h>
#include <string.h>

#include "io/xmlwrite.h"

static void name(t4_xmlwrite *w, const char *language, const char *text)
{
    t4_xmlwrite_open(w, "com:Name");
    t4_xmlwrite_attribute(w, "xml:lang", language);
    t4_xmlwrite_text(w, text);
    t4_xmlwrite_close(w);
}

/* What stands in the table of phrases, once where it is the same in all languages. */
static void names(t4_xmlwrite *w, const char *english)
{
    t4_sdmx_labels labels;

    t4_sdmx_phrase(labels, english);
    for (int i = 0; i < T4_PHRASES_LANGUAGES; i++)
        if (!i || strcmp(labels[i], english))
            name(w, t4_phrases_languages[i], labels[i]);
}

/* An artefact that the agency maintains, left open. */
static void open_artefact(t4_xmlwrite *w, const t4_sdmx *sdmx, const char *element, const char *id)
{
    t4_xmlwrite_open(w, element);
    t4_xmlwrite_attribute(w, "id", id);
    t4_xmlwrite_attribute(w, "agencyID", sdmx->agency);
    t4_xmlwrite_attribute(w, "version", sdmx->version);
    t4_xmlwrite_attribute(w, "isFinal", "true");
}

static void reference(t4_xmlwrite *w, const t4_sdmx *sdmx, const char *id, const char *class_,
                      const char *package)
{
    t4_xmlwrite_open(w, "Ref");
    t4_xmlwrite_attribute(w, "id", id);
    t4_xmlwrite_attribute(w, "version", sdmx->version);
    t4_xmlwrite_attribute(w, "agencyID", sdmx->agency);
    t4_xmlwrite_attribute(w, "package", package);
    t4_xmlwrite_attribute(w, "class", class_);
    t4_xmlwrite_close(w);
}

/* --- code lists and concepts ------------------------------------------------ */

static bool write_code(void *context, const char *code, const t4_sdmx_labels labels,
                       const char *parent)
{
    t4_xmlwrite *w = context;
    bool named = false;

    t4_xmlwrite_open(w, "str:Code");
    t4_xmlwrite_attribute(w, "id", code);
    for (int i = 0; i < T4_PHRASES_LANGUAGES; i++)
        if (*labels[i] && (!i || strcmp(labels[i], labels[0]))) {
            name(w, t4_phrases_languages[i], labels[i]);
            named = true;
        }
    if (!named)
        name(w, "en", code);
    if (parent) {
        t4_xmlwrite_open(w, "str:Parent");
        t4_xmlwrite_open(w, "Ref");
        t4_xmlwrite_attribute(w, "id", parent);
        t4_xmlwrite_close(w);
        t4_xmlwrite_close(w);
    }
    t4_xmlwrite_close(w);
    return true;
}

static bool write_lists(t4_xmlwrite *w, const t4_draft *draft, const t4_sdmx_structure_list *list)
{
    bool good = true;

    t4_xmlwrite_open(w, "str:Codelists");
    for (int i = 0; i < list->count && good; i++) {
        const t4_sdmx_component *c = &list->items[i];

        if (!c->list[0] || c->shares_list)
            continue;
        open_artefact(w, &list->names, "str:Codelist", c->list);
        names(w, c->name);
        good = t4_sdmx_codes(draft, c, write_code, w);
        t4_xmlwrite_close(w);
    }
    t4_xmlwrite_close(w);
    return good;
}

static void write_concepts(t4_xmlwrite *w, const t4_sdmx_structure_list *list)
{
    t4_xmlwrite_open(w, "str:Concepts");
    open_artefact(w, &list->names, "str:ConceptScheme", "CS_HSTRADE");
    names(w, "Concepts of trade in goods");
    for (int i = 0; i < list->count; i++) {
        t4_xmlwrite_open(w, "str:Concept");
        t4_xmlwrite_attribute(w, "id", list->items[i].id);
        names(w, list->items[i].name);
        t4_xmlwrite_close(w);
    }
    t4_xmlwrite_close(w);
    t4_xmlwrite_close(w);
}

/* --- the structure --------------------------------------------------------- */

static void write_identity(t4_xmlwrite *w, const t4_sdmx *sdmx, const t4_sdmx_component *c)
{
    t4_xmlwrite_open(w, "str:ConceptIdentity");
    t4_xmlwrite_open(w, "Ref");
    t4_xmlwrite_attribute(w, "id", c->id);
    t4_xmlwrite_attribute(w, "maintainableParentID", "CS_HSTRADE");
    t4_xmlwrite_attribute(w, "maintainableParentVersion", sdmx->version);
    t4_xmlwrite_attribute(w, "agencyID", sdmx->agency);
    t4_xmlwrite_attribute(w, "package", "conceptscheme");
    t4_xmlwrite_attribute(w, "class", "Concept");
    t4_xmlwrite_close(w);
    t4_xmlwrite_close(w);
}

static const char *text_type(const t4_sdmx_component *c)
{
    return c->role == T4_SDMX_TIME ? "ObservationalTimePeriod" :
           c->role == T4_SDMX_MEASURE_VALUE ? "Double" :
           !strcmp(c->id, "UNIT_MULT") ? "Integer" : "String";
}

static void write_representation(t4_xmlwrite *w, const t4_sdmx *sdmx, const t4_sdmx_component *c)
{
    t4_xmlwrite_open(w, "str:LocalRepresentation");
    if (c->list[0]) {
        t4_xmlwrite_open(w, "str:Enumeration");
        reference(w, sdmx, c->list, "Codelist", "codelist");
    } else {
        t4_xmlwrite_open(w, "str:TextFormat");
        t4_xmlwrite_attribute(w, "textType", text_type(c));
    }
    t4_xmlwrite_close(w);
    t4_xmlwrite_close(w);
}

static void write_component(t4_xmlwrite *w, const t4_sdmx *sdmx, const t4_sdmx_component *c,
                            const char *element, int position)
{
    char number[12];

    t4_xmlwrite_open(w, element);
    t4_xmlwrite_attribute(w, "id", c->id);
    snprintf(number, sizeof number, "%d", position);
    if (position)
        t4_xmlwrite_attribute(w, "position", number);
    if (c->role == T4_SDMX_ATTRIBUTE || c->role == T4_SDMX_SET_ATTRIBUTE)
        t4_xmlwrite_attribute(w, "assignmentStatus", c->mandatory ? "Mandatory" : "Conditional");
    write_identity(w, sdmx, c);
    write_representation(w, sdmx, c);
    if (c->role == T4_SDMX_ATTRIBUTE || c->role == T4_SDMX_SET_ATTRIBUTE) {
        t4_xmlwrite_open(w, "str:AttributeRelationship");
        t4_xmlwrite_open(w, c->role == T4_SDMX_ATTRIBUTE ? "str:PrimaryMeasure" : "str:None");
        if (c->role == T4_SDMX_ATTRIBUTE) {
            t4_xmlwrite_open(w, "Ref");
            t4_xmlwrite_attribute(w, "id", "OBS_VALUE");
            t4_xmlwrite_close(w);
        }
        t4_xmlwrite_close(w);
        t4_xmlwrite_close(w);
    }
    t4_xmlwrite_close(w);
}

static void write_components(t4_xmlwrite *w, const t4_sdmx_structure_list *list,
                             const char *element, const char *id, unsigned roles, const char *item)
{
    int position = 0;

    t4_xmlwrite_open(w, element);
    t4_xmlwrite_attribute(w, "id", id);
    for (int i = 0; i < list->count; i++) {
        const t4_sdmx_component *c = &list->items[i];
        bool dimension = c->role == T4_SDMX_DIMENSION || c->role == T4_SDMX_TIME;

        if (roles >> c->role & 1)
            write_component(w, &list->names, c, c->role == T4_SDMX_TIME ? "str:TimeDimension" : item,
                            dimension ? ++position : 0);
    }
    t4_xmlwrite_close(w);
}

static void write_definition(t4_xmlwrite *w, const t4_sdmx_structure_list *list)
{
    t4_xmlwrite_open(w, "str:DataStructures");
    open_artefact(w, &list->names, "str:DataStructure", "DSD_HSTRADE");
    names(w, "Trade in goods");
    t4_xmlwrite_open(w, "str:DataStructureComponents");
    write_components(w, list, "str:DimensionList", "DimensionDescriptor",
                     1u << T4_SDMX_DIMENSION | 1u << T4_SDMX_TIME, "str:Dimension");
    write_components(w, list, "str:AttributeList", "AttributeDescriptor",
                     1u << T4_SDMX_ATTRIBUTE | 1u << T4_SDMX_SET_ATTRIBUTE, "str:Attribute");
    write_components(w, list, "str:MeasureList", "MeasureDescriptor", 1u << T4_SDMX_MEASURE_VALUE,
                     "str:PrimaryMeasure");
    t4_xmlwrite_close(w);
    t4_xmlwrite_close(w);
    t4_xmlwrite_close(w);
}

static void write_dataflow(t4_xmlwrite *w, const t4_draft *draft, const t4_sdmx *sdmx)
{
    const t4_texts *title = &draft->package->template_->title;

    t4_xmlwrite_open(w, "str:Dataflows");
    open_artefact(w, sdmx, "str:Dataflow", "DF_HSTRADE");
    for (int i = 0; i < title->count; i++)
        name(w, title->language[i], title->text[i]);
    if (!title->count)
        name(w, "en", "Trade in goods");
    t4_xmlwrite_open(w, "str:Structure");
    reference(w, sdmx, "DSD_HSTRADE", "DataStructure", "datastructure");
    t4_xmlwrite_close(w);
    t4_xmlwrite_close(w);
    t4_xmlwrite_close(w);
}

/* End the document and write it. */
static t4_status finish(t4_draft *draft, t4_xmlwrite *w, bool good, t4_buffer *text, const char *file,
                        t4_error *err)
{
    t4_status status = T4_OK;

    if (!w || !t4_xmlwrite_end_all(w) || !good)
        status = t4_fail_memory(err);
    t4_xmlwrite_free(w);
    if (!status)
        status = t4_draft_write(draft, file, text, err);
    t4_buffer_release(text);
    return status;
}

t4_status t4_sdmx_structure(t4_draft *draft, const t4_sdmx_gone *gone, t4_error *err)
{
    t4_sdmx_structure_list list;
    t4_xmlwrite *w;
    t4_buffer text;
    bool good = false;

    t4_buffer_init(&text, 0);
    w = t4_xmlwrite_new(&text, true);
    if (w) {
        t4_sdmx_components(&list, draft, gone);
        t4_xmlwrite_declare(w);
        t4_xmlwrite_open(w, "mes:Structure");
        t4_xmlwrite_attribute(w, "xmlns:mes", T4_SDMX_MESSAGE);
        t4_xmlwrite_attribute(w, "xmlns:com", T4_SDMX_COMMON);
        t4_xmlwrite_attribute(w, "xmlns:str", T4_SDMX_STRUCTURE);
        t4_xmlwrite_open(w, "mes:Header");
        t4_sdmx_header(w, draft, "structure");
        t4_xmlwrite_close(w);
        t4_xmlwrite_open(w, "mes:Structures");
        write_dataflow(w, draft, &list.names);
        good = write_lists(w, draft, &list);
        write_concepts(w, &list);
        write_definition(w, &list);
    }
    return finish(draft, w, good, &text, "sdmx/structure.xml", err);
}

/* --- the schema of the structure ------------------------------------------- */

static bool write_enumeration(void *context, const char *code, const t4_sdmx_labels labels,
                              const char *parent)
{
    t4_xmlwrite *w = context;

    t4_xmlwrite_open(w, "xs:enumeration");
    t4_xmlwrite_attribute(w, "value", code);
    t4_xmlwrite_close(w);
    return true;
}

static bool write_types(t4_xmlwrite *w, const t4_draft *draft, const t4_sdmx_structure_list *list)
{
    bool good = true;

    for (int i = 0; i < list->count && good; i++) {
        const t4_sdmx_component *c = &list->items[i];

        if (!c->list[0] || c->shares_list)
            continue;
        t4_xmlwrite_open(w, "xs:simpleType");
        t4_xmlwrite_attribute(w, "name", c->list);
        t4_xmlwrite_open(w, "xs:restriction");
        t4_xmlwrite_attribute(w, "base", "xs:string");
        good = t4_sdmx_codes(draft, c, write_enumeration, w);
        t4_xmlwrite_close(w);
        t4_xmlwrite_close(w);
    }
    return good;
}

static void write_attribute(t4_xmlwrite *w, const char *id, const char *type, const char *use)
{
    t4_xmlwrite_open(w, "xs:attribute");
    t4_xmlwrite_attribute(w, "name", id);
    if (type)
        t4_xmlwrite_attribute(w, "type", type);
    t4_xmlwrite_attribute(w, "use", use);
    t4_xmlwrite_close(w);
}

static const char *schema_type(const t4_sdmx_component *c)
{
    return c->list[0] ? c->list :
           c->role == T4_SDMX_TIME ? "com:ObservationalTimePeriodType" :
           c->role == T4_SDMX_MEASURE_VALUE ? "xs:double" :
           !strcmp(c->id, "UNIT_MULT") ? "xs:integer" : "xs:string";
}

/* Where a component stands: at the data set, the series, or the observation. */
static int place_of(const t4_sdmx_component *c)
{
    return c->role == T4_SDMX_SET_ATTRIBUTE ? 0 :
           c->role == T4_SDMX_TIME || (c->role == T4_SDMX_DIMENSION && strcmp(c->id, "MEASURE")) ? 1 : 2;
}

static void write_place(t4_xmlwrite *w, const t4_sdmx_structure_list *list, int place)
{
    for (int i = 0; i < list->count; i++) {
        const t4_sdmx_component *c = &list->items[i];
        /* Attributes are optional here whatever the structure says: a data set to delete has keys alone. */
        bool needed = c->role == T4_SDMX_DIMENSION || c->role == T4_SDMX_TIME;

        if (place_of(c) == place)
            write_attribute(w, c->id, schema_type(c), needed ? "required" : "optional");
    }
}

static void write_child(t4_xmlwrite *w, const char *element, const char *type)
{
    t4_xmlwrite_open(w, "xs:element");
    t4_xmlwrite_attribute(w, "name", element);
    t4_xmlwrite_attribute(w, "type", type);
    t4_xmlwrite_attribute(w, "form", "unqualified");
    t4_xmlwrite_attribute(w, "minOccurs", "0");
    t4_xmlwrite_attribute(w, "maxOccurs", "unbounded");
    t4_xmlwrite_close(w);
}

/* A restriction of one of the three base types, left open behind its elements. */
static void open_type(t4_xmlwrite *w, const char *type, const char *child)
{
    char base[32];

    snprintf(base, sizeof base, "s:%s", type);
    t4_xmlwrite_open(w, "xs:complexType");
    t4_xmlwrite_attribute(w, "name", type);
    t4_xmlwrite_open(w, "xs:complexContent");
    t4_xmlwrite_open(w, "xs:restriction");
    t4_xmlwrite_attribute(w, "base", base);
    t4_xmlwrite_open(w, "xs:sequence");
    t4_xmlwrite_open(w, "xs:element");
    t4_xmlwrite_attribute(w, "ref", "com:Annotations");
    t4_xmlwrite_attribute(w, "minOccurs", "0");
    t4_xmlwrite_close(w);
    if (!strcmp(type, "DataSetType")) {
        t4_xmlwrite_open(w, "xs:element");
        t4_xmlwrite_attribute(w, "name", "DataProvider");
        t4_xmlwrite_attribute(w, "type", "com:DataProviderReferenceType");
        t4_xmlwrite_attribute(w, "form", "unqualified");
        t4_xmlwrite_attribute(w, "minOccurs", "0");
        t4_xmlwrite_close(w);
    }
    if (child)
        write_child(w, !strcmp(child, "ObsType") ? "Obs" : "Series", child);
    t4_xmlwrite_close(w);
}

static void close_type(t4_xmlwrite *w)
{
    write_attribute(w, "REPORTING_YEAR_START_DAY", "xs:gMonthDay", "prohibited");
    t4_xmlwrite_close(w);
    t4_xmlwrite_close(w);
    t4_xmlwrite_close(w);
}

static void open_schema(t4_xmlwrite *w, const t4_sdmx *sdmx)
{
    static const char *const imports[] = {T4_SDMX_COMMON, T4_SDMX_SPECIFIC};
    char own[256];

    t4_sdmx_namespace(sdmx, own);
    t4_xmlwrite_open(w, "xs:schema");
    t4_xmlwrite_attribute(w, "xmlns:xs", "http://www.w3.org/2001/XMLSchema");
    t4_xmlwrite_attribute(w, "xmlns", own);
    t4_xmlwrite_attribute(w, "xmlns:com", T4_SDMX_COMMON);
    t4_xmlwrite_attribute(w, "xmlns:s", T4_SDMX_SPECIFIC);
    t4_xmlwrite_attribute(w, "targetNamespace", own);
    t4_xmlwrite_attribute(w, "elementFormDefault", "qualified");
    t4_xmlwrite_comment(w, " To validate structure-specific.xml: a schema that imports SDMXMessage.xsd "
                           "of SDMX-ML 2.1 and then this file. ");
    for (size_t i = 0; i < sizeof imports / sizeof *imports; i++) {
        t4_xmlwrite_open(w, "xs:import");
        t4_xmlwrite_attribute(w, "namespace", imports[i]);
        t4_xmlwrite_close(w);
    }
}

t4_status t4_sdmx_schema(t4_draft *draft, const t4_sdmx_gone *gone, t4_error *err)
{
    t4_sdmx_structure_list list;
    t4_xmlwrite *w;
    t4_buffer text;
    bool good = false;

    t4_buffer_init(&text, 0);
    w = t4_xmlwrite_new(&text, true);
    if (w) {
        t4_sdmx_components(&list, draft, gone);
        t4_xmlwrite_declare(w);
        open_schema(w, &list.names);
        good = write_types(w, draft, &list);
        open_type(w, "DataSetType", "SeriesType");
        write_place(w, &list, 0);
        close_type(w);
        open_type(w, "SeriesType", "ObsType");
        write_place(w, &list, 1);
        close_type(w);
        open_type(w, "ObsType", NULL);
        write_attribute(w, "type", "com:IDType", "prohibited");
        write_attribute(w, "TIME_PERIOD", "com:ObservationalTimePeriodType", "prohibited");
        write_place(w, &list, 2);
        close_type(w);
    }
    return finish(draft, w, good, &text, "sdmx/dsd.xsd", err);
}
