/* SPDX-License-Identifier: MIT */
#include "job/compare.h"

#include <string.h>

#include "io/watchlist_read.h"
#include "job/codes.h"

const t4_flows *t4_job_compare_flows(const t4_job_compare_result *out, int side)
{
    return &out->flows[out->series ? T4_COMPARE_OLD : side];
}

void t4_job_compare_release(t4_job_compare_result *out)
{
    t4_compare_release(&out->result);
    for (int s = 0; s < T4_COMPARE_SIDES; s++) {
        t4_flows_release(&out->flows[s]);
        t4_listing_maps_release(&out->editions[s]);
        t4_listing_maps_release(&out->listing[s]);
    }
    t4_watchlist_free(out->list);
    t4_codelist_free(out->codes);
}

/* The newest edition that is named on either side. */
static t4_status find_common(t4_job_compare_result *out, const t4_job_compare_input *input, t4_error *err)
{
    t4_status status = T4_OK;

    for (int s = 0; !status && s < T4_COMPARE_SIDES; s++) {
        const t4_flows *flows = t4_job_compare_flows(out, s);
        t4_hsedition has;

        for (uint32_t id = 1; id < t4_dict_count(flows->notes); id++) {
            const char *text = t4_flows_note_text(flows, id);

            for (size_t i = 0; i < flows->count; i++)
                if (flows->rows[i].edition == id) {
                    if (t4_hsedition_parse(text, strlen(text), &has) && has.year > out->common.year)
                        out->common = has;
                    break;
                }
        }
        if (input->edition[s])
            status = t4_job_edition("an edition", input->edition[s], &has, err);
        if (!status && input->edition[s] && has.year > out->common.year)
            out->common = has;
    }
    return status;
}

static t4_status find_ways(t4_job_compare_result *out, t4_run *run, const t4_job_compare_input *input, int side,
                           t4_error *err)
{
    const t4_flows *flows = t4_job_compare_flows(out, side);
    t4_editions_said common = {out->common.name, input->edition[side]}, listed = {input->list_edition, input->edition[side]};
    t4_status status = T4_OK;

    if (out->common.year)
        status = t4_job_listing_maps(&out->editions[side], run, &input->editions, flows, NULL, out->codes, &common, err);
    if (!status && out->list)
        status = t4_job_listing_maps(&out->listing[side], run, &input->editions, flows, out->list, out->codes, &listed, err);
    return status;
}

t4_status t4_job_compare(t4_job_compare_result *out, t4_run *run, const t4_job_compare_input *input, t4_error *err)
{
    t4_compare_question question = {.day = input->day, .series = !input->new};
    t4_compare_input sides[T4_COMPARE_SIDES];
    t4_status status;

    *out = (t4_job_compare_result){.series = !input->new};
    status = t4_job_flows(&out->flows[0], run, input->old, input->old_count, &input->defaults, err);
    if (!status && input->new)
        status = t4_job_flows(&out->flows[1], run, &input->new, 1, &input->defaults, err);
    if (!status && input->list)
        status = t4_watchlist_read(&out->list, run, input->list, err);
    if (!status)
        status = t4_codes_load(&out->codes, run, NULL, NULL, "HS-2022", err);
    if (!status)
        status = find_common(out, input, err);
    for (int s = 0; !status && s < T4_COMPARE_SIDES; s++)
        status = find_ways(out, run, input, s, err);
    for (int s = 0; !status && s < T4_COMPARE_SIDES; s++)
        sides[s] = (t4_compare_input){t4_job_compare_flows(out, s), s ? input->new : input->old[0],
                                      out->common.year ? &out->editions[s] : NULL, out->list ? &out->listing[s] : NULL};
    question.list = out->list;
    question.codes = out->codes;
    return status ? status : t4_compare_run(&out->result, run, sides, &question, err);
}
