/* SPDX-License-Identifier: MIT */
#include "job/flows.h"

#include <string.h>
#include <sys/stat.h>

#include "io/flows_read.h"
#include "io/partner_list.h"
#include "io/profiles.h"
#include "io/sdmxread.h"
#include "job/flows_sdmx.h"
#include "job/previous.h"
#include "model/listset.h"

typedef struct {
    t4_flows *flows;
    const t4_previous_release *release;
    const t4_job_flows_defaults *defaults;
    uint32_t source;
} visiting;

static bool scale(t4_int128 amount, int decimals, t4_int128 *out)
{
    return t4_decimal_rescale(amount, decimals, T4_FLOWS_DECIMALS, out);
}

/* Measures of a release by name; any other is not looked at. */
static bool take_measures(const visiting *v, const t4_previous_row *from, t4_flows_row *row)
{
    bool good = true;

    for (int m = 0; m < v->release->measure_count && good; m++) {
        const char *name = v->release->measures[m].name;
        int decimals = v->release->measures[m].decimals;

        if (!strcmp(name, "value")) {
            row->status = from->status[m];
            row->given |= from->present[m] ? T4_FLOWS_VALUE : from->status[m] == 'Q' ? T4_FLOWS_HIDDEN : 0;
            good = scale(from->amount[m], decimals, &row->value);
        } else if (!strcmp(name, "net_mass")) {
            row->given |= from->present[m] ? T4_FLOWS_NET : 0;
            good = scale(from->amount[m], decimals, &row->net_kg);
        } else if (!strcmp(name, "quantity")) {
            row->given |= from->present[m] ? T4_FLOWS_QUANTITY : 0;
            good = scale(from->amount[m], decimals, &row->quantity);
        }
    }
    return good;
}

/* Edition and valuation of a row as the release says them. */
static t4_status take_notes(const visiting *v, t4_flows_row *row, t4_error *err)
{
    const char *edition = v->release->edition, *valuation = v->release->valuation[row->flow];
    t4_status status = t4_flows_note(v->flows, edition, strlen(edition), &row->edition, err);

    t4_flows_note_all(v->flows->edition, sizeof v->flows->edition, edition, strlen(edition));
    t4_flows_note_all(v->flows->valuation, sizeof v->flows->valuation, valuation, strlen(valuation));
    return status ? status : t4_flows_note(v->flows, valuation, strlen(valuation), &row->valuation, err);
}

static t4_status visit(void *context, const t4_previous_row *from, t4_error *err)
{
    const visiting *v = context;
    const char *reporter = v->defaults->reporter ? v->defaults->reporter : v->release->id;
    t4_flows_row row = {.period = from->period, .flow = (uint8_t)from->flow, .level = (uint8_t)from->level,
                        .world = !strcmp(from->partner, "W00"), .source = v->source};
    t4_flows_source *source = &v->flows->sources[v->source];
    t4_status status;

    source->rows++;
    if (!strncmp(from->partner, "G_", 2) || t4_listset_names(from->code)) {
        source->left[T4_FLOWS_LEFT_GROUP]++;  /* sums over rows that stand there one by one */
        return T4_OK;
    }
    source->figures++;
    if (!take_measures(v, from, &row))
        return t4_fail(err, T4_ERR_DATA, "an amount of '%s' is too large for flows", v->release->folder);
    status = take_notes(v, &row, err);
    if (!status)
        status = t4_flows_place(v->flows, reporter, strlen(reporter), &row.reporter, err);
    if (!status)
        status = t4_flows_place(v->flows, from->partner, strlen(from->partner), &row.partner, err);
    if (!status)
        status = t4_flows_code(v->flows, from->code, strlen(from->code), &row.code, err);
    if (!status)
        status = t4_flows_unit(v->flows, from->unit ? from->unit : "", from->unit ? strlen(from->unit) : 0, &row.unit, err);
    return status ? status : t4_flows_add(v->flows, &row, err);
}

/* The currency of the release's values. */
static t4_status take_currency(t4_flows *flows, const t4_previous_release *release, t4_error *err)
{
    for (int m = 0; m < release->measure_count; m++)
        if (!strcmp(release->measures[m].name, "value"))
            return t4_flows_currency(flows, release->measures[m].unit, release->folder, err);
    return T4_OK;
}

static t4_status read_releases(t4_flows *flows, t4_run *run, const char *path, const t4_job_flows_defaults *defaults,
                               t4_error *err)
{
    t4_previous *list = NULL;
    t4_status status = t4_previous_open(&list, run, &path, 1, err);

    for (size_t i = 0; !status && i < t4_previous_count(list); i++) {
        visiting v = {flows, t4_previous_at(list, i), defaults, 0};

        status = t4_flows_open(flows, v.release->folder, NULL, "release", "a release folder of tenfour", &v.source, err);
        if (!status)
            status = take_currency(flows, v.release, err);
        if (!status)
            status = t4_previous_rows(list, i, visit, &v, err);
    }
    t4_previous_free(list);
    return status;
}

/* One path, whatever it is. The profiles are read when the first file needs them. */
static t4_status read_path(t4_flows *flows, t4_run *run, const char *path, const t4_job_flows_defaults *defaults,
                           const t4_flows_defaults *reading, t4_profiles **profiles, t4_error *err)
{
    struct stat info;
    bool sdmx = false;
    t4_status status = T4_OK;

    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return read_releases(flows, run, path, defaults, err);
    if (strcmp(path, "-") && !defaults->profile)
        status = t4_sdmxread_is(path, &sdmx, err);
    if (!status && sdmx)
        return t4_flows_sdmx_read(flows, run, path, reading, err);
    if (!status && !*profiles)
        status = t4_profiles_open(profiles, err);
    return status ? status : t4_profiles_read(*profiles, flows, run, path, defaults->profile, reading, err);
}

t4_status t4_job_flows_add(t4_flows *flows, t4_run *run, const char *const *paths, size_t count,
                           const t4_job_flows_defaults *defaults, t4_error *err)
{
    t4_partners *partners = t4_partners_new();
    t4_profiles *profiles = NULL;
    t4_flows_defaults reading = {defaults->reporter, defaults->partner, defaults->flow, defaults->code, partners};
    size_t before = flows->count;
    t4_status status = partners ? t4_partner_list_shipped(partners, err) : t4_fail_memory(err);

    for (size_t i = 0; !status && i < count; i++)
        status = read_path(flows, run, paths[i], defaults, &reading, &profiles, err);
    if (!status && flows->count == before)
        status = t4_fail(err, T4_ERR_DATA, "no row of flows was read");
    t4_profiles_free(profiles);
    t4_partners_free(partners);
    return status;
}

t4_status t4_job_flows(t4_flows *flows, t4_run *run, const char *const *paths, size_t count,
                       const t4_job_flows_defaults *defaults, t4_error *err)
{
    t4_status status = t4_flows_init(flows, err);

    return status ? status : t4_job_flows_add(flows, run, paths, count, defaults, err);
}
