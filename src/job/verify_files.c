/* SPDX-License-Identifier: MIT */
/* Checks of a release's files: checksums, what the manifest says of them, signature. */
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "io/json.h"
#include "io/minisign.h"
#include "io/wholefile.h"
#include "job/verify_checks.h"
#include "release/tree.h"

t4_status t4_verify_path(const t4_verifying *v, const char *name, char path[T4_VERIFY_PATH], t4_error *err)
{
    if (snprintf(path, T4_VERIFY_PATH, "%s/%s", v->options->release, name) >= T4_VERIFY_PATH)
        return t4_fail(err, T4_ERR_USAGE, "the path of '%s' in the release is too long", name);
    return T4_OK;
}

t4_status t4_verify_read(const t4_verifying *v, const char *name, t4_buffer *text, t4_error *err)
{
    char path[T4_VERIFY_PATH];
    t4_status status = t4_verify_path(v, name, path, err);

    if (!status)
        status = t4_wholefile_read(text, v->run, path, err);
    if (!status && !t4_buffer_text(text))
        status = t4_fail_memory(err);
    return status;
}

bool t4_verify_has(const t4_verifying *v, const char *name)
{
    for (size_t i = 0; i < v->file_count; i++)
        if (!strcmp(v->files[i].path, name))
            return true;
    return false;
}

/* --- checksums ------------------------------------------------------------- */

typedef struct {
    const char *name;
    const char *digest;       /* what SHA256SUMS says */
    char found[T4_DIGEST_TEXT];
} sum;

typedef struct {
    t4_verifying *v;
    sum *sums;
    size_t count, room;
} sums;

/* Cut SHA256SUMS into its lines, in place: 64 digits, two blanks, name. */
static t4_status cut_sums(sums *s, char *text, t4_error *err)
{
    uint64_t line = 0;

    while (*text) {
        char *end = strchr(text, '\n');

        line++;
        if (!end || end - text < T4_DIGEST_TEXT + 2 || text[64] != ' ' || (text[65] != ' ' && text[65] != '*') ||
            strspn(text, "0123456789abcdef") != 64)
            return t4_fail_at(err, T4_ERR_DATA, "SHA256SUMS", line, 0, "not a line of 'sha256sum'");
        *end = '\0';
        text[64] = '\0';
        if (!t4_grow(&s->sums, &s->room, s->count, sizeof *s->sums))
            return t4_fail_memory(err);
        s->sums[s->count++] = (sum){.name = text + 66, .digest = text};
        text = end + 1;
    }
    return T4_OK;
}

static t4_status digest_one(void *context, unsigned worker, size_t index, t4_error *err)
{
    const sums *s = context;
    char path[T4_VERIFY_PATH];
    t4_status status = t4_run_check(s->v->run, err);

    if (!status && !t4_verify_has(s->v, s->sums[index].name))
        status = t4_fail_at(err, T4_ERR_DATA, s->sums[index].name, 0, 0,
                            "stands in SHA256SUMS but not in the folder");
    if (!status)
        status = t4_verify_path(s->v, s->sums[index].name, path, err);
    return status ? status : t4_digest_file(path, NULL, 0, s->sums[index].found, err);
}

static t4_status compare_sums(const sums *s, t4_error *err)
{
    t4_verifying *v = s->v;

    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->sums[i].digest, s->sums[i].found) != 0)
            return t4_fail_at(err, T4_ERR_DATA, s->sums[i].name, 0, 0,
                              "is not the file that was published: its SHA-256 differs from SHA256SUMS");
    for (size_t i = 0; i < v->file_count; i++) {
        const char *name = v->files[i].path;
        bool listed = !strcmp(name, "SHA256SUMS") || !strcmp(name, "SHA256SUMS.minisig");

        for (size_t k = 0; k < s->count && !listed; k++)
            listed = !strcmp(s->sums[k].name, name);
        if (!listed)
            return t4_fail_at(err, T4_ERR_DATA, name, 0, 0, "stands in the folder but not in SHA256SUMS");
    }
    t4_verify_tell(v, "hold", "%zu files are those of SHA256SUMS, and there is no other", s->count);
    return T4_OK;
}

t4_status t4_verify_checksums(t4_verifying *v, t4_error *err)
{
    sums s = {.v = v};
    t4_buffer text;
    t4_status status;

    t4_buffer_init(&text, 0);
    if (!t4_verify_has(v, "SHA256SUMS"))
        return t4_fail_at(err, T4_ERR_DATA, "SHA256SUMS", 0, 0, "is missing");
    status = t4_verify_read(v, "SHA256SUMS", &text, err);
    if (!status)
        status = cut_sums(&s, text.length ? text.data : (char[1]){0}, err);
    if (!status)
        status = t4_parallel_for(v->run, s.count, digest_one, &s, err);
    if (!status)
        status = compare_sums(&s, err);
    t4_free(s.sums);
    t4_buffer_release(&text);
    return status;
}

/* --- signature ------------------------------------------------------------- */

/* The comment goes to a terminal: controls, which could write over other lines, become '?'. */
static void soften(char *comment)
{
    for (; *comment; comment++)
        if ((unsigned char)*comment < 0x20 || *comment == 0x7F)
            *comment = *comment == '\t' ? ' ' : '?';
}

t4_status t4_verify_signature(t4_verifying *v, t4_error *err)
{
    bool there = t4_verify_has(v, "SHA256SUMS.minisig");
    char comment[T4_MINISIGN_COMMENT];
    t4_buffer text, signature;
    t4_status status;

    if (!v->options->public_key) {
        t4_verify_tell(v, "not checked", there ? "SHA256SUMS is signed: give the office's --public-key"
                                               : "the release is not signed");
        return T4_OK;
    }
    if (!there)
        return t4_fail_at(err, T4_ERR_DATA, "SHA256SUMS.minisig", 0, 0, "is missing: the release is not signed");
    t4_buffer_init(&text, 0);
    t4_buffer_init(&signature, 0);
    status = t4_verify_read(v, "SHA256SUMS", &text, err);
    if (!status)
        status = t4_verify_read(v, "SHA256SUMS.minisig", &signature, err);
    if (!status)
        status = t4_minisign_verify(v->options->public_key, signature.data ? signature.data : "", signature.length,
                                    text.data ? text.data : "", text.length, comment, err);
    if (!status) {
        soften(comment);
        t4_verify_tell(v, "holds", "SHA256SUMS was signed with this key; trusted comment: %.400s", comment);
    }
    t4_buffer_release(&text);
    t4_buffer_release(&signature);
    return status;
}

/* --- manifest -------------------------------------------------------------- */

static t4_status check_entry(const t4_verifying *v, const t4_json *entry, t4_error *err)
{
    const char *path = t4_json_text(t4_json_get(entry, "path"));
    int64_t bytes = t4_json_integer(t4_json_get(entry, "bytes"), -1);

    if (!path || bytes < 0)
        return t4_fail_at(err, T4_ERR_DATA, "manifest.json", 0, 0, "an entry of 'files' has no path or bytes");
    for (size_t i = 0; i < v->file_count; i++)
        if (!strcmp(v->files[i].path, path)) {
            if (v->files[i].bytes == (uint64_t)bytes)
                return T4_OK;
            return t4_fail_at(err, T4_ERR_DATA, path, 0, 0, "has %llu bytes; the manifest says %lld",
                              (unsigned long long)v->files[i].bytes, (long long)bytes);
        }
    return t4_fail_at(err, T4_ERR_DATA, path, 0, 0, "stands in the manifest but not in the folder");
}

t4_status t4_verify_manifest(t4_verifying *v, t4_error *err)
{
    const t4_json *files;
    t4_json *manifest = NULL;
    t4_buffer text;
    t4_status status;
    size_t count;

    if (!t4_verify_has(v, "manifest.json"))
        return t4_fail_at(err, T4_ERR_DATA, "manifest.json", 0, 0, "is missing: this is no release of tenfour");
    t4_buffer_init(&text, 0);
    status = t4_verify_read(v, "manifest.json", &text, err);
    if (!status)
        status = t4_json_parse(&manifest, text.data, text.length, "manifest.json", err);
    files = t4_json_get(manifest, "files");
    count = t4_json_count(files);
    for (size_t i = 0; i < count && !status; i++)
        status = check_entry(v, t4_json_at(files, i), err);
    if (!status)
        t4_verify_tell(v, "holds", "%zu files are there with their sizes; %s", count,
                       t4_json_boolean(t4_json_get(t4_json_get(manifest, "protection"), "certified"), false)
                           ? "the office says that the release is certified"
                           : "the release is NOT certified");
    t4_json_free(manifest);
    t4_buffer_release(&text);
    return status;
}
