/* SPDX-License-Identifier: MIT */
/* The two JSON papers of a release: manifest.json and quality/policy.json. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "config.h"
#include "io/json.h"
#include "release/changes.h"
#include "release/facts.h"
#include "release/papers.h"
#include "release/tree.h"

static bool set_text(t4_json *object, const char *key, const char *text)
{
    return !text || t4_json_set(object, key, t4_json_new_text(text));
}

static t4_json *texts(const t4_texts *list)
{
    t4_json *object = t4_json_new_object();
    bool good = object != NULL;

    for (int i = 0; i < list->count && good; i++)
        good = set_text(object, list->language[i], list->text[i]);
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

static t4_json *by_flow(const char *const list[T4_FLOWS])
{
    t4_json *object = t4_json_new_object();
    bool good = object != NULL;

    for (int flow = 0; flow < T4_FLOWS && good; flow++)
        good = set_text(object, t4_flow_text((t4_flow)flow), list[flow]);
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

static bool set_period(t4_json *object, const char *key, t4_period period)
{
    char text[T4_PERIOD_TEXT];

    if (!period)
        return true;
    t4_period_print(period, text);
    return set_text(object, key, text);
}

/* --- what is published ----------------------------------------------------- */

static t4_json *protection(const t4_draft *draft)
{
    t4_json *object = t4_json_new_object();
    bool good = object && t4_json_set(object, "certified", t4_json_new_boolean(!draft->waiver)) &&
                set_text(object, "not_certified_because", draft->waiver);

    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

static t4_json *measure(const t4_draft *draft, int m)
{
    const t4_measure *known = &draft->rows->domain->measures[m];
    char rounding[T4_DECIMAL_TEXT];
    t4_json *object = t4_json_new_object();
    bool good = object && set_text(object, "name", known->name);

    t4_draft_rounding(draft, m, rounding);
    good = good && set_text(object, "unit", known->unit[0] ? known->unit : NULL) &&
           t4_json_set(object, "decimals", t4_json_new_integer(draft->rows->decimals[m])) &&
           set_text(object, "rounded_to", rounding[0] ? rounding : NULL);
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

static bool add_levels(const t4_draft *draft, t4_json *object)
{
    t4_json *levels = t4_json_new_array();
    bool good = t4_json_set(object, "levels", levels);

    for (int i = 0; i < draft->rows->plan->level_count && good; i++)
        good = t4_json_append(levels, t4_json_new_integer(draft->rows->plan->levels[i]));
    return good;
}

/* "lists/chpl.csv" -> "chpl.csv" */
static const char *base_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;

    return slash ? slash + 1 : path;
}

static t4_json *finest_line(const t4_finest_line *line)
{
    t4_json *object = t4_json_new_object(), *partners = line->partners ? t4_json_new_array() : NULL;
    bool good = object && set_text(object, "code", line->code) && set_text(object, "list", base_name(line->list)) &&
                set_text(object, "tier", line->tier) &&
                set_text(object, "flow", line->flow == T4_FLOWS ? NULL : t4_flow_text((t4_flow)line->flow)) &&
                (!line->partners || t4_json_set(object, "partners", partners));

    for (const char *const *p = (const char *const *)line->partners; p && *p && good; p++)
        good = t4_json_append(partners, t4_json_new_text(*p));
    good = good && t4_json_set(object, "level", t4_json_new_integer(line->level));
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

static t4_json *finest_lines(const t4_template *t)
{
    t4_json *list = t4_json_new_array();
    bool good = list != NULL;

    for (size_t i = 0; i < t->finest_line_count && good; i++)
        good = t4_json_append(list, finest_line(&t->finest_lines[i]));
    if (good)
        return list;
    t4_json_free(list);
    return NULL;
}

/* Which codes are published less deep than others. */
static bool add_finest(const t4_draft *draft, t4_json *object)
{
    const t4_template *t = draft->package->template_;
    t4_json *finest;
    bool good;

    if (draft->package->placed && !t4_json_set(object, "residuals", t4_json_new_boolean(true)))
        return false;
    if (t->finest_adaptive)
        return set_text(object, "finest", "adaptive");
    if (t->finest_line_count && !t4_json_set(object, "finest_by", finest_lines(t)))
        return false;
    if (!t->finest_count)
        return true;
    finest = t4_json_new_object();
    good = t4_json_set(object, "finest", finest);
    for (size_t i = 0; i < t->finest_count && good; i++)
        good = t4_json_set(finest, t->finest[i].prefix[0] ? t->finest[i].prefix : "default",
                           t4_json_new_integer(t->finest[i].level));
    return good;
}

static bool add_periods(const t4_draft *draft, t4_json *object)
{
    t4_json *periods = t4_json_new_array();
    bool good = t4_json_set(object, "periods", periods);

    for (int kind = T4_PERIOD_KINDS - 1; kind >= 0 && good; kind--)
        if (draft->rows->plan->periods[kind])
            good = t4_json_append(periods, t4_json_new_text(t4_period_kind_name((t4_period_kind)kind)));
    return good;
}

static bool add_partners(const t4_draft *draft, t4_json *object)
{
    const t4_cube_plan *plan = draft->rows->plan;
    t4_json *partners = t4_json_new_array();
    bool good = t4_json_set(object, "partners", partners);

    if (plan->each)
        good = good && t4_json_append(partners, t4_json_new_text("each"));
    if (plan->world)
        good = good && t4_json_append(partners, t4_json_new_text("world"));
    for (int g = 0; g < plan->group_count && good; g++) {
        t4_json *group = t4_json_new_object(), *members = t4_json_new_array();
        const char *const *member = plan->groups[g].members;

        good = t4_json_append(partners, group) &&
               t4_json_set(group, plan->groups[g].name, members);
        for (; good && member && *member; member++)
            good = t4_json_append(members, t4_json_new_text(*member));
    }
    return good;
}

static bool add_measures(const t4_draft *draft, t4_json *object)
{
    t4_json *measures = t4_json_new_array(), *dimensions = t4_json_new_array();
    bool good = t4_json_set(object, "measures", measures);

    good = t4_json_set(object, "dimensions", dimensions) && good;
    for (int i = 0; i < draft->columns.count && good; i++)
        good = t4_json_append(measures, measure(draft, draft->columns.measures[i]));
    for (int d = 0; d < draft->rows->domain->dimension_count && good; d++)
        good = t4_json_append(dimensions, t4_json_new_text(draft->rows->domain->dimensions[d]));
    return good;
}

static bool add_published(const t4_draft *draft, t4_json *object)
{
    return add_levels(draft, object) && add_finest(draft, object) && add_periods(draft, object) &&
           add_partners(draft, object) && add_measures(draft, object);
}

static t4_status print(t4_draft *draft, const t4_json *json, const char *name, t4_error *err)
{
    t4_buffer text;
    t4_status status;

    t4_buffer_init(&text, 0);
    status = t4_json_print(json, T4_JSON_INDENTED, &text, err);
    if (!status)
        status = t4_draft_write(draft, name, &text, err);
    t4_buffer_release(&text);
    return status;
}

t4_status t4_papers_policy(t4_draft *draft, t4_error *err)
{
    static const char *const methods[] = {"none", "suppress", "rollup", "round", "perturb"};
    t4_json *root = t4_json_new_object();
    t4_status status = t4_draft_folder(draft, "quality", err);
    bool good = root && t4_json_set(root, "protection", protection(draft)) &&
                set_text(root, "method", methods[draft->package->template_->method]) &&
                add_published(draft, root) &&
                t4_json_set(root, "hidden", t4_json_new_boolean(draft->survey.hidden));

    if (!status)
        status = good ? print(draft, root, "quality/policy.json", err) : t4_fail_memory(err);
    t4_json_free(root);
    return status;
}

/* --- manifest -------------------------------------------------------------- */

static t4_json *about(const t4_draft *draft)
{
    const t4_template *t = draft->package->template_;
    t4_json *object = t4_json_new_object();
    const char *source = t->columns[T4_FIELD_SOURCE_TYPE].used ? "by record" : t->source_type;
    bool good = object && set_text(object, "id", t->id) && set_text(object, "reporter", t->reporter) &&
                t4_json_set(object, "title", texts(&t->title)) &&
                set_text(object, "vintage", t->vintage) && set_text(object, "status", t->status) &&
                set_period(object, "first", draft->survey.first) &&
                set_period(object, "last", draft->survey.last) &&
                set_text(object, "edition", t->edition) &&
                set_text(object, "trade_system", t->trade_system) &&
                t4_json_set(object, "valuation", by_flow(t->valuation)) &&
                t4_json_set(object, "partner_concept", by_flow(t->partner_concept)) &&
                set_text(object, "source_type", source) && set_text(object, "licence", t->licence) &&
                set_text(object, "contact", t->contact) && add_published(draft, object);

    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

/* The release that this one takes the place of; by its digest the chain of vintages holds together. */
static bool add_supersedes(const t4_draft *draft, t4_json *root)
{
    const t4_edition *before = draft->changes ? &draft->changes->before : NULL;
    t4_json *object;

    if (!before)
        return true;
    object = t4_json_new_object();
    return t4_json_set(root, "supersedes", object) && set_text(object, "id", before->id) &&
           set_text(object, "vintage", before->vintage) &&
           set_text(object, "manifest_sha256", before->digest) &&
           t4_json_set(root, "coarser", t4_json_new_boolean(draft->changes->loss_count > 0));
}

static t4_json *commitments(const t4_package *package)
{
    t4_json *object = t4_json_new_object(), *inputs = t4_json_new_array();
    bool good = object && set_text(object, "method", "HMAC-SHA-256 with the office's key") &&
                set_text(object, "template", package->commitment_template);

    if (!t4_json_set(object, "inputs", inputs) || !good) {
        t4_json_free(object);
        return NULL;
    }
    for (size_t i = 0; i < package->input_count && good; i++)
        good = t4_json_append(inputs, t4_json_new_text(package->commitment_inputs[i]));
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

static t4_json *file_entry(const t4_draft *draft, const t4_tree_file *file)
{
    t4_json *object = t4_json_new_object();
    bool good = object && set_text(object, "path", file->path) &&
                t4_json_set(object, "bytes", t4_json_new_integer((int64_t)file->bytes));

    for (size_t i = 0; i < draft->file_count && good; i++)
        if (!strcmp(draft->files[i].name, file->path))
            good = t4_json_set(object, "rows", t4_json_new_integer((int64_t)draft->files[i].rows));
    good = good && t4_json_set(object, "certified", t4_json_new_boolean(!draft->waiver));
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

static bool add_time(const t4_draft *draft, t4_json *root)
{
    time_t seconds = (time_t)draft->seconds;
    struct tm parts;
    char text[32];

    if (!draft->dated)
        return true;
    return gmtime_r(&seconds, &parts) &&
           strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts) > 0 &&
           set_text(root, "created", text);
}

t4_status t4_papers_manifest(t4_draft *draft, t4_error *err)
{
    t4_tree_file *files = NULL;
    size_t count = 0;
    t4_status status = t4_tree_list(draft->package->folder, &files, &count, err);
    t4_json *root = t4_json_new_object(), *list = t4_json_new_array();
    /* The key `tenfour` comes first: by it a folder is known as a release. */
    bool good = root && set_text(root, "tenfour", PACKAGE_VERSION) && add_time(draft, root) &&
                set_text(root, "state", draft->package->staged ? "staged" : NULL) &&
                set_text(root, "embargo", draft->package->embargo) &&
                t4_json_set(root, "release", about(draft)) && add_supersedes(draft, root) &&
                t4_json_set(root, "protection", protection(draft)) &&
                t4_json_set(root, "commitments", commitments(draft->package));

    if (!t4_json_set(root, "files", list))
        good = false;
    for (size_t i = 0; i < count && good; i++)
        good = t4_json_append(list, file_entry(draft, &files[i]));
    if (!status)
        status = good ? print(draft, root, "manifest.json", err) : t4_fail_memory(err);
    t4_json_free(root);
    t4_tree_files_free(files, count);
    return status;
}
