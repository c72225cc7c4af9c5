/* SPDX-License-Identifier: MIT */
#include "release/describe.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "release/phrases.h"

/* --- texts ----------------------------------------------------------------- */

void t4_describe_text(const t4_draft *draft, const char *language, char text[2 * T4_FACT_TEXT])
{
    char title[T4_FACT_TEXT], protection[T4_FACT_TEXT], from[T4_PERIOD_TEXT] = "", until[T4_PERIOD_TEXT] = "";
    const t4_cube_plan *plan = draft->rows->plan;
    size_t n, room = 2 * T4_FACT_TEXT;

    t4_facts_title(draft, language, title);
    t4_facts_protection(draft, language, protection);
    if (draft->survey.first)
        t4_period_print(draft->survey.first, from);
    if (draft->survey.last)
        t4_period_print(draft->survey.last, until);
    n = (size_t)snprintf(text, room, "%.600s. ", title);
    n += (size_t)snprintf(text + n, room - n, t4_phrases_say(language, "Exports and imports by goods and partner, "
                          "%s to %s, at these lengths of the code: "), from, until);
    for (int i = 0; i < plan->level_count && n < room; i++)
        n += (size_t)snprintf(text + n, room - n, "%s%d", i ? ", " : "", plan->levels[i]);
    if (n < room)
        snprintf(text + n, room - n, ". %s.", protection);
}

int t4_describe_languages(const t4_draft *draft, const char *languages[8])
{
    const t4_texts *title = &draft->package->template_->title;

    for (int i = 0; i < title->count; i++)
        languages[i] = title->language[i];
    if (!title->count)
        languages[0] = "en";
    return title->count ? title->count : 1;
}

const char *t4_describe_licence(const t4_draft *draft)
{
    static const char *const known[][2] = {
        {"CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"},
        {"CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"},
        {"CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/"},
        {"CC-BY-NC-4.0", "https://creativecommons.org/licenses/by-nc/4.0/"},
        {"CC-BY-3.0", "https://creativecommons.org/licenses/by/3.0/"},
        {"PDDL-1.0", "https://opendatacommons.org/licenses/pddl/1-0/"},
        {"ODC-BY-1.0", "https://opendatacommons.org/licenses/by/1-0/"},
        {"ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"},
        {"OGL-UK-3.0", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"}};
    const char *licence = draft->package->template_->licence;

    for (size_t i = 0; licence && i < sizeof known / sizeof *known; i++)
        if (!strcmp(known[i][0], licence))
            return known[i][1];
    return licence && !strncmp(licence, "http", 4) && !strpbrk(licence, " \"<>\\^`{|}") ? licence : NULL;
}

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

bool t4_describe_span(const t4_draft *draft, char from[16], char until[16])
{
    int first, last;

    if (!draft->survey.first || !draft->survey.last)
        return false;
    first = t4_period_first_month(draft->survey.first);
    last = t4_period_last_month(draft->survey.last);
    snprintf(from, 16, "%04d-%02d-01", first / 12 % 10000, first % 12 + 1);
    snprintf(until, 16, "%04d-%02d-%02d", last / 12 % 10000, last % 12 + 1, days_of(last / 12, last % 12 + 1));
    return true;
}

void t4_describe_slug(const t4_draft *draft, char slug[160])
{
    const t4_template *t = draft->package->template_;

    snprintf(slug, 160, "%s%s%s", t->id ? t->id : "release", t->vintage ? "-" : "", t->vintage ? t->vintage : "");
    for (char *p = slug; *p; p++)
        *p = isalnum((unsigned char)*p) || *p == '_' ? (char)tolower((unsigned char)*p) : '-';
}

/* --- files ----------------------------------------------------------------- */

static bool ends(const char *name, const char *with)
{
    size_t n = strlen(name), m = strlen(with);

    return n >= m && !strcmp(name + n - m, with);
}

static void title_table(const t4_draft *draft, const char *language, t4_described *d)
{
    const t4_cube_plan *plan = draft->rows->plan;

    for (int i = 0; i < plan->level_count; i++) {
        char table[16], path[32];

        t4_draft_level(draft, i, table);
        snprintf(path, sizeof path, "data/%s.csv", table);
        if (strncmp(d->file->name, path, strlen(path)) != 0)
            continue;
        d->level = i;
        if (plan->levels[i])
            snprintf(d->title, sizeof d->title, t4_phrases_say(language, "Trade by goods at %d digits"),
                     plan->levels[i]);
        else
            snprintf(d->title, sizeof d->title, "%s", t4_phrases_say(language, "Trade in all goods"));
    }
}

/* What a file of the release is; false for papers that are no distribution of the data. */
static bool describe(const t4_draft *draft, const char *language, t4_described *d)
{
    static const struct { const char *folder, *ending, *format, *media, *title; } kinds[] = {
        {"data/", ".csv", "CSV", "text/csv", "Table"},
        {"data/", ".csv.gz", "CSV", "text/csv", "Table"},
        {"codes/", ".csv", "CSV", "text/csv", "Code list"},
        {"xlsx/", ".xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
         "Workbook"},
        {"sdmx/", ".sdmx.csv", "SDMX-CSV", "application/vnd.sdmx.data+csv", "SDMX-CSV data"},
        {"sdmx/", "structure.xml", "SDMX-ML", "application/vnd.sdmx.structure+xml", "SDMX-ML structure"},
        {"sdmx/", "generic.xml", "SDMX-ML", "application/vnd.sdmx.genericdata+xml", "SDMX-ML generic data"},
        {"sdmx/", "structure-specific.xml", "SDMX-ML", "application/vnd.sdmx.structurespecificdata+xml",
         "SDMX-ML structure-specific data"}};
    const char *name = d->file->name;
    size_t most = sizeof kinds / sizeof *kinds;

    d->level = -1;
    for (size_t i = 0; i < most; i++) {
        char packed[48];

        snprintf(packed, sizeof packed, "%s.gz", kinds[i].ending);
        if (strncmp(name, kinds[i].folder, strlen(kinds[i].folder)) != 0 ||
            (!ends(name, kinds[i].ending) && !ends(name, packed)))
            continue;
        d->format = kinds[i].format;
        d->media = kinds[i].media;
        snprintf(d->title, sizeof d->title, "%s", t4_phrases_say(language, kinds[i].title));
        if (!strcmp(kinds[i].folder, "data/"))
            title_table(draft, language, d);
        if (!strcmp(kinds[i].folder, "codes/") && strcmp(name, "codes/lists.csv") != 0) {
            d->list = name + strlen("codes/");
            d->list_length = strcspn(d->list, ".");
            snprintf(d->title, sizeof d->title, "%s: %.*s", t4_phrases_say(language, "Code list"),
                     (int)(d->list_length < 60 ? d->list_length : 60), d->list);
        }
        return true;
    }
    return false;
}

t4_status t4_describe_files(t4_draft *draft, const char *language, t4_described **files, size_t *count,
                            t4_error *err)
{
    const t4_draft_file *all = NULL;
    size_t most = 0;
    t4_status status = t4_draft_files(draft, &all, &most, err);

    *count = 0;
    *files = status ? NULL : t4_alloc_zero(most + 1, sizeof **files);
    if (!status && !*files)
        return t4_fail_memory(err);
    for (size_t i = 0; i < most && !status; i++) {
        (*files)[*count].file = &all[i];
        *count += describe(draft, language, &(*files)[*count]);
    }
    return status;
}

/* --- JSON ------------------------------------------------------------------ */

static t4_json *by_language(const t4_draft *draft, bool title)
{
    t4_json *object = t4_json_new_object();
    const char *languages[8];
    int count = t4_describe_languages(draft, languages);
    bool good = object != NULL;

    for (int i = 0; i < count && good; i++) {
        char text[2 * T4_FACT_TEXT];

        if (title)
            t4_facts_title(draft, languages[i], text);
        else
            t4_describe_text(draft, languages[i], text);
        good = t4_json_set(object, languages[i], t4_json_new_text(text));
    }
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

t4_json *t4_describe_titles(const t4_draft *draft)
{
    return by_language(draft, true);
}

t4_json *t4_describe_texts(const t4_draft *draft)
{
    return by_language(draft, false);
}

t4_status t4_describe_write(t4_draft *draft, t4_json *json, const char *name, t4_error *err)
{
    t4_buffer text;
    t4_status status = json ? T4_OK : t4_fail_memory(err);

    t4_buffer_init(&text, 0);
    if (!status)
        status = t4_json_print(json, T4_JSON_INDENTED, &text, err);
    if (!status)
        status = t4_draft_write(draft, name, &text, err);
    t4_buffer_release(&text);
    t4_json_free(json);
    return status;
}
