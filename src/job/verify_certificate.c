/* SPDX-License-Identifier: MIT */
/* The certificate's half of `verify`: published rows handed to it, its sums checked, files bound by digests. */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/memory.h"
#include "io/wholefile.h"
#include "job/tablefile.h"
#include "job/verify_checks.h"
#include "model/flow.h"
#include "release/folder.h"
#include "sdc/certificate.h"

enum { FIRST_FIELDS = 4 };  /* period, flow, code, partner */

typedef struct {
    t4_verifying *verifying;
    t4_buffer text;                        /* of certificate.txt */
    unsigned char key[T4_FOLDER_KEY_BYTES];
    t4_certificate *certificate;           /* the part at hand */
    int level;                             /* of the table at hand */
    long value, status;                    /* columns of the measure in it; -1 = not looked for yet */
    t4_buffer dimensions;
} checking;

/* --- key and certificate --------------------------------------------------------- */

static t4_status read_key(checking *k, t4_error *err)
{
    const t4_verify_options *options = k->verifying->options;
    const char *slash = strrchr(options->certificate, '/');
    char beside[4096];
    const char *path = options->key ? options->key : beside;
    int folder = slash ? (int)(slash - options->certificate) + 1 : 0;
    FILE *file;
    size_t got;

    if (snprintf(beside, sizeof beside, "%.*skey", folder, options->certificate) >= (int)sizeof beside)
        return t4_fail(err, T4_ERR_USAGE, "the path '%s' is too long", options->certificate);
    file = fopen(path, "rb");
    if (!file)
        return t4_fail_errno(err, "read the office's key (--key FILE)", path);
    got = fread(k->key, 1, sizeof k->key, file);
    if (got == sizeof k->key && fgetc(file) != EOF)
        got++;
    fclose(file);
    return got == sizeof k->key ? T4_OK : t4_fail_at(err, T4_ERR_DATA, path, 0, 0, "no key: expected %zu bytes",
                                                     sizeof k->key);
}

/* The end of the part that begins at `at`: past its line "end". */
static size_t part_end(const t4_buffer *text, size_t at)
{
    static const char end[] = "\nend\t";
    const char *found = memmem(text->data + at, text->length - at, end, sizeof end - 1);
    const char *line = found ? memchr(found + 1, '\n', (size_t)(text->data + text->length - found - 1)) : NULL;

    return line ? (size_t)(line - text->data) + 1 : text->length;
}

/* --- rows -------------------------------------------------------------------------- */

/* Where the measure stands; everything between partner and the first measure is a dimension. */
static t4_status find_columns(checking *k, const t4_tablefile_row *row, t4_error *err)
{
    static const char *const first[FIRST_FIELDS] = {"period", "flow", "code", "partner"};
    int decimals;
    const char *measure = t4_certificate_measure(k->certificate, &decimals);
    char status[64];

    for (size_t c = 0; c < FIRST_FIELDS; c++)
        if (row->count <= c || strcmp(row->columns[c], first[c]))
            return t4_fail_at(err, T4_ERR_DATA, row->path, 1, 0, "expected the columns period, flow, code, partner");
    snprintf(status, sizeof status, "%s_status", measure);
    for (size_t c = FIRST_FIELDS; c + 1 < row->count; c++)
        if (!strcmp(row->columns[c], measure) && !strcmp(row->columns[c + 1], status)) {
            k->value = (long)c;
            k->status = (long)c + 1;
            return T4_OK;
        }
    return t4_fail_at(err, T4_ERR_DATA, row->path, 1, 0, "no column '%s', which the certificate is about", measure);
}

/* Dimensions end where the first NAME is followed by NAME_status. */
static t4_status join_dimensions(checking *k, const t4_tablefile_row *row, t4_error *err)
{
    t4_buffer_clear(&k->dimensions);
    for (size_t c = FIRST_FIELDS; c + 1 < row->count; c++) {
        size_t n = strlen(row->columns[c]);

        if (!strncmp(row->columns[c + 1], row->columns[c], n) && !strcmp(row->columns[c + 1] + n, "_status"))
            break;
        if (!t4_buffer_putc(&k->dimensions, '\t') || !t4_buffer_puts(&k->dimensions, row->fields[c]))
            return t4_fail_memory(err);
    }
    return t4_buffer_putc(&k->dimensions, '\0') ? T4_OK : t4_fail_memory(err);
}

static t4_status visit_row(void *context, const t4_tablefile_row *row, t4_error *err)
{
    static const t4_notation plain = {'.', false};
    checking *k = context;
    t4_status status = k->value < 0 ? find_columns(k, row, err) : T4_OK;
    const char *text, *letter;
    t4_published_row published;
    t4_int128 value = 0;
    int decimals;

    if (status)
        return status;
    status = join_dimensions(k, row, err);
    if (status)
        return status;
    text = row->fields[k->value];
    letter = row->fields[k->status];
    published = (t4_published_row){
        .period = t4_period_parse(row->fields[0], strlen(row->fields[0])),
        .flow = (uint32_t)t4_flow_parse(row->fields[1], strlen(row->fields[1])), .code = row->fields[2],
        .level = k->level, .partner = row->fields[3], .dimensions = k->dimensions.data,
        .hidden = !strcmp(letter, "Q")};
    if (!*text && !strcmp(letter, "M"))
        return T4_OK;  /* cannot exist: a sum over several units */
    t4_certificate_measure(k->certificate, &decimals);
    if (!published.period || published.flow >= T4_FLOWS || published.hidden != !*text ||
        (*text && t4_decimal_parse(text, strlen(text), &plain, decimals, &value, NULL) != T4_DECIMAL_OK) ||
        value >= T4_SYSTEM_MOST || value <= -T4_SYSTEM_MOST)
        return t4_fail_at(err, T4_ERR_DATA, row->path, row->line, 0, "expected a period, a flow and a number, or "
                          "none with status Q");
    published.value = (int64_t)value;
    return t4_certificate_row(k->certificate, &published, err);
}

/* --- files ------------------------------------------------------------------------- */

/* data/hsN.csv, data/hsN.csv.gz -> N; -1 for another name. */
static int level_of(const char *name)
{
    int level, used = 0;

    if (sscanf(name, "data/hs%d.csv%n", &level, &used) != 1 || !used || level < 0 || level > T4_CODE_MAX ||
        (name[used] && strcmp(name + used, ".gz")))
        return -1;
    return level;
}

static t4_status path_of(const checking *k, const char *name, char path[4096], t4_error *err)
{
    if (snprintf(path, 4096, "%s/%s", k->verifying->options->release, name) >= 4096)
        return t4_fail(err, T4_ERR_USAGE, "the path '%s' is too long", k->verifying->options->release);
    return T4_OK;
}

static t4_status read_tables(checking *k, t4_error *err)
{
    const char *name, *digest;
    char path[4096];
    t4_status status = T4_OK;
    size_t count = 0;

    for (; !status && t4_certificate_file_at(k->certificate, count, &name, &digest); count++) {
        k->level = level_of(name);
        k->value = -1;
        if (k->level < 0)
            return t4_fail(err, T4_ERR_DATA, "the certificate is about '%s', which is no table of a release", name);
        status = path_of(k, name, path, err);
        if (!status && access(path, F_OK) != 0)
            status = t4_fail(err, T4_ERR_DATA, "the release has no '%s', which the certificate is about", name);
        if (!status)
            status = t4_tablefile_read(k->verifying->run, path, visit_row, k, err);
    }
    if (!status && count == 0)
        status = t4_fail(err, T4_ERR_DATA, "the certificate is about no table: the release was written without "
                         "csv among its outputs");
    return status;
}

/* A table that the certificate does not know was added later. */
static t4_status find_strangers(const checking *k, t4_error *err)
{
    char path[4096];
    struct dirent *entry;
    DIR *folder;
    t4_status status = path_of(k, "data", path, err);

    if (status)
        return status;
    folder = opendir(path);
    if (!folder)
        return t4_fail_errno(err, "read the folder", path);
    while (!status && (entry = readdir(folder)) != NULL) {
        const char *name, *digest, *dot = strchr(entry->d_name, '.');
        bool known = false;

        for (size_t i = 0; t4_certificate_file_at(k->certificate, i, &name, &digest) && !known; i++)
            known = !strcmp(strchr(name, '/') + 1, entry->d_name);
        if (!known && dot && (!strcmp(dot, ".csv") || !strcmp(dot, ".csv.gz")))
            status = t4_fail(err, T4_ERR_DATA, "the table 'data/%s' is not in the certificate", entry->d_name);
    }
    closedir(folder);
    return status;
}

static t4_status check_digests(const checking *k, t4_error *err)
{
    const char *name, *digest;
    char path[4096], now[T4_DIGEST_TEXT];
    t4_status status = T4_OK;

    for (size_t i = 0; !status && t4_certificate_file_at(k->certificate, i, &name, &digest); i++) {
        status = path_of(k, name, path, err);
        if (!status)
            status = t4_digest_file(path, k->key, sizeof k->key, now, err);
        if (!status && strcmp(now, digest))
            status = t4_fail(err, T4_ERR_DATA, "the keyed digest of '%s' does not fit: the table was changed", name);
    }
    return status;
}

/* --- one part: a measure ------------------------------------------------------------- */

static t4_status check_part(checking *k, size_t at, size_t end, t4_error *err)
{
    t4_certificate_summary summary;
    const char *measure;
    int decimals;
    t4_status status = t4_certificate_read(&k->certificate, k->text.data + at, end - at, k->key,
                                           sizeof k->key, err);

    if (!status)
        status = read_tables(k, err);
    if (!status)
        status = t4_certificate_check(k->certificate, k->verifying->run, &summary, err);
    if (!status)
        status = find_strangers(k, err);
    if (!status)
        status = check_digests(k, err);
    if (!status) {
        measure = t4_certificate_measure(k->certificate, &decimals);
        t4_verify_tell(k->verifying, "witnesses hold for the listed cells",
                       "%s: %" PRIu64 " cells, %" PRIu64 " hidden, %" PRIu64 " unsafe; %" PRIu64
                       " witnesses, %" PRIu64 " claims about contributors who are alone", measure,
                       summary.cells, summary.hidden, summary.primaries, summary.witnesses,
                       summary.insider_claims);
    }
    t4_certificate_free(k->certificate);
    k->certificate = NULL;
    return status;
}

t4_status t4_verify_certificate(t4_verifying *verifying, t4_error *err)
{
    checking k = {.verifying = verifying};
    t4_status status;

    t4_buffer_init(&k.text, 0);
    t4_buffer_init(&k.dimensions, 0);
    status = read_key(&k, err);
    if (!status)
        status = t4_wholefile_read(&k.text, verifying->run, verifying->options->certificate, err);
    for (size_t at = 0, end; !status && at < k.text.length; at = end) {
        end = part_end(&k.text, at);
        status = check_part(&k, at, end, err);
    }
    explicit_bzero(k.key, sizeof k.key);
    t4_buffer_release(&k.text);
    t4_buffer_release(&k.dimensions);
    return status;
}
