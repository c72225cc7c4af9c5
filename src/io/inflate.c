/* SPDX-License-Identifier: MIT */
#include "io/inflate.h"

#include <isa-l/igzip_lib.h>
#include <string.h>

#include "base/memory.h"

enum { INPUT_BYTES = 128 * 1024 };

struct t4_inflate {
    t4_intake *intake;
    struct inflate_state state;
    bool within;         /* a member has begun and not ended */
    bool input_ended;
    bool padding;        /* zeros followed the last member: only zeros may follow */
    char *input;         /* state.next_in points into it */
};

t4_status t4_inflate_new(t4_inflate **inflate, t4_intake *intake, const char *first, size_t n,
                         t4_error *err)
{
    size_t room = n > INPUT_BYTES ? n : INPUT_BYTES;
    t4_inflate *reader = t4_alloc_zero(1, sizeof *reader);

    if (!reader)
        return t4_fail_memory(err);
    reader->intake = intake;
    reader->input = t4_alloc(room, 1);
    if (!reader->input) {
        t4_inflate_free(reader);
        return t4_fail_memory(err);
    }
    memcpy(reader->input, first, n);
    isal_inflate_init(&reader->state);
    reader->state.crc_flag = ISAL_GZIP;
    reader->state.next_in = (uint8_t *)reader->input;
    reader->state.avail_in = (uint32_t)n;
    *inflate = reader;
    return T4_OK;
}

void t4_inflate_free(t4_inflate *inflate)
{
    if (!inflate)
        return;
    t4_free(inflate->input);
    t4_free(inflate);
}

static t4_status refuse(const t4_inflate *inflate, const char *what, t4_error *err)
{
    return t4_fail_at(err, T4_ERR_DATA, t4_intake_name(inflate->intake), 0, 0,
                      "the gzip file is %s; fetch or pack it again (gzip -t tells whether it is "
                      "whole); none of its records count", what);
}

static t4_status fill(t4_inflate *inflate, t4_error *err)
{
    size_t got = 0;
    t4_status status = T4_OK;

    if (inflate->state.avail_in || inflate->input_ended)
        return T4_OK;
    status = t4_intake_read(inflate->intake, inflate->input, INPUT_BYTES, &got, err);
    inflate->state.next_in = (uint8_t *)inflate->input;
    inflate->state.avail_in = (uint32_t)got;
    inflate->input_ended = !got;
    return status;
}

/* Between members: zeros may pad the end of a file (tapes do so); anything else begins a member. */
static t4_status next_member(t4_inflate *inflate, bool *ended, t4_error *err)
{
    t4_status status;

    for (;;) {
        status = fill(inflate, err);
        if (status)
            return status;
        *ended = !inflate->state.avail_in;
        if (*ended)
            return T4_OK;
        if (*inflate->state.next_in)
            break;
        inflate->padding = true;
        inflate->state.next_in++;
        inflate->state.avail_in--;
    }
    if (inflate->padding || *inflate->state.next_in != 0x1F)
        return refuse(inflate, "followed by bytes that are not gzip", err);
    isal_inflate_reset(&inflate->state);
    inflate->state.crc_flag = ISAL_GZIP;
    inflate->within = true;
    return T4_OK;
}

/* One call of the library; the member has ended when `within` is off afterwards. */
static t4_status step(t4_inflate *inflate, t4_error *err)
{
    int result = isal_inflate(&inflate->state);

    if (result == ISAL_INCORRECT_CHECKSUM)
        return refuse(inflate, "corrupt (its checksum does not match)", err);
    if (result < 0)
        return refuse(inflate, "corrupt", err);
    if (inflate->state.block_state == ISAL_BLOCK_FINISH)
        inflate->within = false;
    return T4_OK;
}

t4_status t4_inflate_read(t4_inflate *inflate, char *to, size_t room, size_t *got, t4_error *err)
{
    struct inflate_state *state = &inflate->state;
    uint32_t wanted = room > UINT32_MAX ? UINT32_MAX : (uint32_t)room;
    bool ended = false;
    t4_status status = T4_OK;

    *got = 0;
    while (!status && !*got) {
        if (!inflate->within) {
            status = next_member(inflate, &ended, err);
            if (status || ended)
                break;
        }
        status = fill(inflate, err);
        if (status)
            break;
        state->next_out = (uint8_t *)to;
        state->avail_out = wanted;
        status = step(inflate, err);
        *got = wanted - state->avail_out;
        if (!status && !*got && inflate->within && inflate->input_ended && !state->avail_in)
            status = refuse(inflate, "cut off before its end", err);
    }
    return status;
}
