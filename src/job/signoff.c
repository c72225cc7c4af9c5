/* SPDX-License-Identifier: MIT */
#include "job/signoff.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/digest.h"
#include "base/memory.h"
#include "io/json.h"
#include "io/minisign.h"
#include "io/outfile.h"
#include "io/wholefile.h"
#include "release/folder.h"
#include "release/tree.h"

enum { PATH = 4096 };

/* A release on its way from one state to the next. */
typedef struct {
    t4_run *run;
    const t4_signoff_options *options;
    t4_signed_off *done;
    t4_folder *folder;
    t4_json *manifest;       /* of the release as it is, then as it becomes */
    t4_buffer sums;          /* SHA256SUMS as it is */
    t4_buffer content;       /* the same without the manifest's line */
} passage;

static t4_status join(char path[PATH], const char *folder, const char *name, t4_error *err)
{
    if (snprintf(path, PATH, "%s/%s", folder, name) >= PATH)
        return t4_fail(err, T4_ERR_USAGE, "the path '%s' is too long", folder);
    return T4_OK;
}

static const char *confidential_of(const passage *p, char path[PATH])
{
    if (p->options->confidential)
        return p->options->confidential;
    snprintf(path, PATH, "%.4000s.confidential", p->options->folder);
    return path;
}

/* --- what there is ------------------------------------------------------------------ */

static void tell(passage *p)
{
    const t4_json *about = t4_json_get(p->manifest, "release");
    const char *id = t4_json_text(t4_json_get(about, "id"));
    const char *vintage = t4_json_text(t4_json_get(about, "vintage"));

    snprintf(p->done->id, sizeof p->done->id, "%s", id ? id : "");
    snprintf(p->done->vintage, sizeof p->done->vintage, "%s", vintage ? vintage : "");
}

static t4_status read_manifest(passage *p, t4_error *err)
{
    char path[PATH];
    t4_buffer bytes;
    t4_status status = join(path, p->options->folder, "manifest.json", err);

    t4_buffer_init(&bytes, 0);
    if (!status)
        status = t4_wholefile_read(&bytes, p->run, path, err);
    if (!status)
        status = t4_json_parse(&p->manifest, bytes.data, bytes.length, path, err);
    if (!status && !t4_json_text(t4_json_get(p->manifest, "tenfour")))
        status = t4_fail_at(err, T4_ERR_DATA, path, 0, 0, "is not the manifest of a release of tenfour");
    t4_buffer_release(&bytes);
    if (!status)
        tell(p);
    return status;
}

static t4_status check_line(passage *p, char *line, t4_error *err)
{
    char path[PATH], digest[T4_DIGEST_TEXT], *name = line + 66;
    t4_status status;

    if (strlen(line) < 67 || line[64] != ' ')
        return t4_fail_at(err, T4_ERR_DATA, p->options->folder, 0, 0, "SHA256SUMS is not as sha256sum writes it");
    line[64] = '\0';
    status = join(path, p->options->folder, name, err);
    if (!status)
        status = t4_run_check(p->run, err);
    if (!status)
        status = t4_digest_file(path, NULL, 0, digest, err);
    if (!status && strcmp(digest, line) != 0)
        status = t4_fail_at(err, T4_ERR_DATA, path, 0, 0,
                            "is not the file that was written: its checksum differs from SHA256SUMS");
    p->done->files++;
    return status;
}

/* Is every file as SHA256SUMS says?  Splits off what a sign-off stands for. */
static t4_status check_files(passage *p, t4_error *err)
{
    char path[PATH];
    t4_status status = join(path, p->options->folder, "SHA256SUMS", err);
    const char *text;

    if (!status)
        status = t4_wholefile_read(&p->sums, p->run, path, err);
    text = status ? NULL : t4_buffer_text(&p->sums);
    while (text && *text && !status) {
        size_t n = strcspn(text, "\n");
        char *line = t4_strndup(text, n);

        if (!line)
            return t4_fail_memory(err);
        if ((n < 67 || strcmp(line + 66, "manifest.json") != 0) &&
            (!t4_buffer_append(&p->content, text, n) || !t4_buffer_putc(&p->content, '\n')))
            status = t4_fail_memory(err);
        if (!status)
            status = check_line(p, line, err);
        t4_free(line);
        text += n + (text[n] == '\n');
    }
    return status;
}

static t4_status digest_content(passage *p, t4_error *err)
{
    t4_digest *digest = t4_digest_new(NULL, 0);
    bool good = digest && t4_digest_add(digest, p->content.data, p->content.length) &&
                t4_digest_finish(digest, p->done->digest);

    t4_digest_free(digest);
    return good ? T4_OK : t4_fail_memory(err);
}

static const char *state_of(const passage *p)
{
    const char *state = t4_json_text(t4_json_get(p->manifest, "state"));

    return t4_json_get(p->manifest, "withdrawn") ? "withdrawn" : state ? state : "public";
}

/* --- writing -------------------------------------------------------------------------- */

static t4_status sign(passage *p, const t4_buffer *bytes, const char *what, t4_buffer *signature,
                      t4_error *err)
{
    char comment[T4_MINISIGN_COMMENT];

    snprintf(comment, sizeof comment, "%s %.100s %.100s", what, p->done->id, p->done->vintage);
    return t4_minisign_sign(p->options->key, p->options->password, bytes->data, bytes->length, comment,
                            signature, err);
}

static t4_status write_manifest(passage *p, t4_error *err)
{
    t4_buffer text;
    t4_status status;

    t4_buffer_init(&text, 0);
    status = t4_json_print(p->manifest, T4_JSON_INDENTED, &text, err);
    if (!status)
        status = t4_outfile_save(t4_folder_public(p->folder), "manifest.json", &text, 0600, err);
    t4_buffer_release(&text);
    return status;
}

/* SHA256SUMS over what the staged folder holds now, and its signature. */
static t4_status write_sums(passage *p, t4_error *err)
{
    t4_tree_file *files = NULL;
    size_t count = 0;
    t4_buffer text, signature;
    const char *folder = t4_folder_public(p->folder);
    t4_status status = t4_tree_list(folder, &files, &count, err);

    t4_buffer_init(&text, 0);
    t4_buffer_init(&signature, 0);
    for (size_t i = 0; i < count && !status; i++) {
        char path[PATH], digest[T4_DIGEST_TEXT];

        status = join(path, folder, files[i].path, err);
        if (!status)
            status = t4_digest_file(path, NULL, 0, digest, err);
        if (!status && !t4_buffer_printf(&text, "%s  %s\n", digest, files[i].path))
            status = t4_fail_memory(err);
    }
    if (!status)
        status = t4_outfile_save(folder, "SHA256SUMS", &text, 0600, err);
    if (!status && p->options->key)
        status = sign(p, &text, "SHA256SUMS of", &signature, err);
    if (!status && p->options->key)
        status = t4_outfile_save(folder, "SHA256SUMS.minisig", &signature, 0600, err);
    t4_tree_files_free(files, count);
    t4_buffer_release(&text);
    t4_buffer_release(&signature);
    return status;
}

/* --- the confidential folder goes along -------------------------------------------------- */

static t4_status carry_papers(passage *p, t4_error *err)
{
    /* These two are made anew when the folder is staged. */
    static const char *const made[] = {"CONFIDENTIAL.txt", "key", NULL};
    char path[PATH];

    return t4_tree_copy(confidential_of(p, path), t4_folder_confidential(p->folder), made, err);
}

/* In place: the confidential folder, and with it the key of the commitments, stays the release's. */
static t4_status open_folder(passage *p, t4_error *err)
{
    char path[PATH];
    t4_folder_options options = {.target = p->options->folder, .force = true,
                                 .confidential = confidential_of(p, path)};

    return t4_folder_open(&p->folder, &options, err);
}

/* --- signing off -------------------------------------------------------------------------- */

int64_t t4_signoff_time(const char *text)
{
    struct tm parts = {0};
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &parts);

    return end && !*end ? (int64_t)timegm(&parts) : -1;
}

static t4_status check_embargo(const passage *p, t4_error *err)
{
    const char *embargo = t4_json_text(t4_json_get(p->manifest, "embargo"));

    if (embargo && (int64_t)time(NULL) < t4_signoff_time(embargo))
        return t4_fail_at(err, T4_ERR_USAGE, p->options->folder, 0, 0,
                          "the release is under embargo until %s; publish it then", embargo);
    return T4_OK;
}

static t4_status add_signoff(passage *p, t4_error *err)
{
    t4_buffer signature;
    t4_json *object = t4_json_new_object();
    t4_status status;

    t4_buffer_init(&signature, 0);
    status = sign(p, &p->content, "approved", &signature, err);
    if (!status && (!t4_json_set(p->manifest, "state", t4_json_new_text("public")) ||
                    !t4_json_set(object, "signs", t4_json_new_text("SHA256SUMS without the line of manifest.json")) ||
                    !t4_json_set(object, "sha256", t4_json_new_text(p->done->digest)) ||
                    !t4_json_set(object, "minisign", t4_json_new_textn(signature.data, signature.length))))
        status = t4_fail_memory(err);
    if (!status && !t4_json_set(p->manifest, "sign_off", object))
        status = t4_fail_memory(err);
    else if (status)
        t4_json_free(object);
    t4_buffer_release(&signature);
    return status;
}

static t4_status sign_off(passage *p, t4_error *err)
{
    static const char *const renewed[] = {"manifest.json", "SHA256SUMS", "SHA256SUMS.minisig", NULL};
    t4_status status = check_files(p, err);

    if (!status)
        status = digest_content(p, err);
    if (!status)
        status = add_signoff(p, err);
    if (!status)
        status = open_folder(p, err);
    if (!status)
        status = t4_tree_copy(p->options->folder, t4_folder_public(p->folder), renewed, err);
    if (!status)
        status = carry_papers(p, err);
    if (!status)
        status = write_manifest(p, err);
    if (!status)
        status = write_sums(p, err);
    return status ? status : t4_folder_commit(p->folder, err);
}

static t4_status begin(passage *p, t4_error *err)
{
    *p->done = (t4_signed_off){0};
    t4_buffer_init(&p->sums, 0);
    t4_buffer_init(&p->content, 0);
    return read_manifest(p, err);
}

static t4_status finish(passage *p, t4_status status)
{
    t4_folder_free(p->folder);
    t4_json_free(p->manifest);
    t4_buffer_release(&p->sums);
    t4_buffer_release(&p->content);
    return status;
}

t4_status t4_job_signoff(t4_run *run, const t4_signoff_options *options, t4_signed_off *done,
                         t4_error *err)
{
    passage p = {.run = run, .options = options, .done = done};
    t4_status status = begin(&p, err);

    if (!status && strcmp(state_of(&p), "staged") != 0)
        status = t4_fail_at(err, T4_ERR_USAGE, options->folder, 0, 0,
                            "the release is %s, not staged; 'tenfour release --stage DIR' stages one",
                            state_of(&p));
    if (!status)
        status = check_embargo(&p, err);
    if (!status)
        status = sign_off(&p, err);
    return finish(&p, status);
}

/* --- withdrawing ----------------------------------------------------------------------------- */

static t4_status add_tombstone(passage *p, t4_error *err)
{
    t4_json *object = t4_json_new_object();

    if (!t4_json_set(object, "reason", t4_json_new_text(p->options->reason)) ||
        !t4_json_set(object, "content_sha256", t4_json_new_text(p->done->digest))) {
        t4_json_free(object);
        return t4_fail_at(err, T4_ERR_USAGE, "--reason", 0, 0, "the reason is not UTF-8");
    }
    if (!t4_json_set(p->manifest, "withdrawn", object) ||
        !t4_json_set(p->manifest, "state", t4_json_new_text("withdrawn")) ||
        !t4_json_set(p->manifest, "files", t4_json_new_array()))
        return t4_fail_memory(err);
    return T4_OK;
}

static t4_status write_notice(passage *p, t4_error *err)
{
    t4_buffer text;
    t4_status status = T4_OK;

    t4_buffer_init(&text, 0);
    if (!t4_buffer_printf(&text, "WITHDRAWN\n\nRelease %s, vintage %s, was withdrawn by the office that "
                          "published it.\n\nReason: %s\n\nIts files are no longer here. The digest of what "
                          "was published (SHA256SUMS\nwithout the line of manifest.json) was\n%s.\n",
                          p->done->id, p->done->vintage, p->options->reason, p->done->digest))
        status = t4_fail_memory(err);
    if (!status)
        status = t4_outfile_save(t4_folder_public(p->folder), "README.txt", &text, 0600, err);
    t4_buffer_release(&text);
    return status;
}

/* What was public, kept in the office. */
static t4_status keep_public(passage *p, t4_error *err)
{
    char path[PATH];
    t4_status status = join(path, t4_folder_confidential(p->folder), "withdrawn", err);

    if (!status)
        status = t4_tree_make(path, err);
    return status ? status : t4_tree_copy(p->options->folder, path, NULL, err);
}

static t4_status withdraw(passage *p, t4_error *err)
{
    t4_status status = check_files(p, err);

    if (!status)
        status = digest_content(p, err);
    if (!status)
        status = add_tombstone(p, err);
    if (!status)
        status = open_folder(p, err);
    if (!status)
        status = carry_papers(p, err);
    if (!status)
        status = keep_public(p, err);
    if (!status)
        status = write_notice(p, err);
    if (!status)
        status = write_manifest(p, err);
    if (!status)
        status = write_sums(p, err);
    return status ? status : t4_folder_commit(p->folder, err);
}

t4_status t4_job_withdraw(t4_run *run, const t4_signoff_options *options, t4_signed_off *done,
                          t4_error *err)
{
    passage p = {.run = run, .options = options, .done = done};
    t4_status status = begin(&p, err);

    if (!status && strcmp(state_of(&p), "public") != 0)
        status = t4_fail_at(err, T4_ERR_USAGE, options->folder, 0, 0,
                            "the release is %s; only a public one can be withdrawn", state_of(&p));
    if (!status)
        status = withdraw(&p, err);
    return finish(&p, status);
}
