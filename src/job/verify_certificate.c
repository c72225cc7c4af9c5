/* SPDX-License-Identifier: MIT */
/* The certificate's half of `verify`: published rows handed to it, its sums checked, files bound by digests. */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/memory.h"
#include "io/csvrows.h"
#include "io/lineblocks.h"
#include "job/verify_checks.h"
#include "model/flow.h"
#include "release/folder.h"
#include "model/listset.h"
#include "sdc/certificate.h"

enum {
    FIRST_FIELDS = 4,       /* period, flow, code, partner */
    NO_TABLE = -2           /* below every level */
};

typedef struct {
    t4_verifying *verifying;
    t4_lineblocks *lines;                  /* of certificate.txt */
    unsigned char key[T4_FOLDER_KEY_BYTES];
    t4_certificate *certificate;           /* the part at hand */
    int level;                             /* of the table at hand */
    t4_buffer dimensions;
    char seen[T4_MEASURES_MAX][32];        /* measures of the parts so far */
    size_t parts, wanted;
    char alongside[32];
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

/* Lines up to the end of the part at hand. */
static t4_status read_part(checking *k, const char *text, size_t n, bool last, t4_error *err)
{
    size_t used;
    t4_status status = t4_certificate_new(&k->certificate, k->key, sizeof k->key, err);

    while (!status && !t4_certificate_ended(k->certificate)) {
        status = t4_certificate_read(k->certificate, text, n, last, &used, err);
        t4_lineblocks_use(k->lines, used);
        if (!status && !t4_certificate_ended(k->certificate))
            status = t4_lineblocks_next(k->lines, &text, &n, &last, err);
    }
    return status;
}

/* --- rows -------------------------------------------------------------------------- */

static const t4_notation plain = {'.', false};

/* A table that is being read; its header in copies. */
typedef struct {
    const char *path;
    t4_csvrows *rows;
    t4_arena names;
    char *columns[T4_CSVROWS_FIELDS_MAX];
    char *const *fields;
    size_t count;
    size_t dimensions_end;     /* dimensions are columns FIRST_FIELDS .. this - 1 */
    size_t value;              /* column of the measure */
} table;

static t4_status bad_row(const table *t, const char *expected, t4_error *err)
{
    return t4_fail_at(err, T4_ERR_DATA, t->path, t4_csvrows_line(t->rows), 0, "expected %s", expected);
}

static void close_table(table *t)
{
    t4_csvrows_free(t->rows);
    t4_arena_release(&t->names);
}

static t4_status open_table(table *t, checking *k, const char *path, t4_error *err)
{
    static const char *const first[FIRST_FIELDS] = {"period", "flow", "code", "partner"};
    t4_status status;

    *t = (table){.path = path};
    t4_arena_init(&t->names);
    status = t4_csvrows_open(&t->rows, k->verifying->run, path, err);
    if (!status)
        status = t4_csvrows_next(t->rows, &t->fields, &t->count, err);
    for (size_t c = 0; c < t->count && !status; c++)
        if (!(t->columns[c] = t4_arena_strndup(&t->names, t->fields[c], strlen(t->fields[c]))))
            status = t4_fail_memory(err);
    for (size_t c = 0; c < FIRST_FIELDS && !status; c++)
        if (t->count <= c || strcmp(t->columns[c], first[c]))
            status = bad_row(t, "the columns period, flow, code, partner", err);
    return status;
}

/* The next row; *more false at the end. */
static t4_status next_row(table *t, bool *more, t4_error *err)
{
    size_t columns = t->count, count;
    t4_status status = t4_csvrows_next(t->rows, &t->fields, &count, err);

    *more = !status && count > 0;
    return *more && count != columns ? bad_row(t, "as many fields as in the header", err) : status;
}

/* Is column c the measure NAME, with NAME_status behind it? */
static bool is_measure(const table *t, size_t c)
{
    size_t n = strlen(t->columns[c]);

    return c + 1 < t->count && !strncmp(t->columns[c + 1], t->columns[c], n) &&
           !strcmp(t->columns[c + 1] + n, "_status");
}

static t4_status find_measure(table *t, const checking *k, size_t from, t4_error *err)
{
    int decimals;
    const char *measure = t4_certificate_measure(k->certificate, &decimals);

    for (t->value = from; t->value < t->count; t->value++)
        if (!strcmp(t->columns[t->value], measure))
            return T4_OK;
    return t4_fail_at(err, T4_ERR_DATA, t->path, 1, 0, "no column '%s', which the certificate is about", measure);
}

static t4_status join_dimensions(checking *k, const table *t, t4_error *err)
{
    t4_buffer_clear(&k->dimensions);
    for (size_t c = FIRST_FIELDS; c < t->dimensions_end; c++)
        if (!t4_buffer_putc(&k->dimensions, '\t') || !t4_buffer_puts(&k->dimensions, t->fields[c]))
            return t4_fail_memory(err);
    return t4_buffer_putc(&k->dimensions, '\0') ? T4_OK : t4_fail_memory(err);
}

static bool read_amount(const checking *k, const char *text, int64_t *amount)
{
    t4_int128 value;
    int decimals;

    t4_certificate_measure(k->certificate, &decimals);
    if (t4_decimal_parse(text, strlen(text), &plain, decimals, &value, NULL) != T4_DECIMAL_OK ||
        value >= T4_SYSTEM_MOST || value <= -T4_SYSTEM_MOST)
        return false;
    *amount = (int64_t)value;
    return true;
}

static t4_status take_published(checking *k, const table *t, t4_error *err)
{
    const char *text = t->fields[t->value], *letter = t->fields[t->value + 1];
    t4_published_row row = {
        .period = t4_period_parse(t->fields[0], strlen(t->fields[0])),
        .flow = (uint32_t)t4_flow_parse(t->fields[1], strlen(t->fields[1])), .code = t->fields[2],
        .level = k->level, .partner = t->fields[3], .hidden = !strcmp(letter, "Q")};
    t4_status status;

    if (!*text && !strcmp(letter, "M"))
        return T4_OK;  /* cannot exist: a sum over several units */
    if (!row.period || row.flow >= T4_FLOWS || row.hidden != !*text || (*text && !read_amount(k, text, &row.value)))
        return bad_row(t, "a period, a flow and a number, or none with status Q", err);
    status = join_dimensions(k, t, err);
    row.dimensions = k->dimensions.data;
    return status ? status : t4_certificate_row(k->certificate, &row, err);
}

static t4_status read_published(checking *k, const char *path, t4_error *err)
{
    table t;
    bool more = true;
    t4_status status = open_table(&t, k, path, err);

    t.dimensions_end = FIRST_FIELDS;
    while (!status && t.dimensions_end < t.count && !is_measure(&t, t.dimensions_end))
        t.dimensions_end++;
    if (!status)
        status = find_measure(&t, k, t.dimensions_end, err);
    if (!status && !is_measure(&t, t.value))
        status = bad_row(&t, "a column of status behind each measure", err);
    while (!status && more) {
        status = next_row(&t, &more, err);
        if (!status && more)
            status = take_published(k, &t, err);
    }
    close_table(&t);
    return status;
}

/* Contributions have a trader behind the dimensions, and bare measures. */
static t4_status read_contributions(checking *k, const char *path, t4_error *err)
{
    table t;
    bool more = true;
    t4_status status = open_table(&t, k, path, err);

    t.dimensions_end = FIRST_FIELDS;
    while (!status && t.dimensions_end < t.count && strcmp(t.columns[t.dimensions_end], "trader"))
        t.dimensions_end++;
    if (!status && t.dimensions_end == t.count)
        status = bad_row(&t, "a column 'trader': contributions are what 'tenfour cells --contributions' writes", err);
    if (!status)
        status = find_measure(&t, k, t.dimensions_end + 1, err);
    while (!status && more) {
        t4_told_contribution told = {0};

        status = next_row(&t, &more, err);
        if (status || !more)
            break;
        status = join_dimensions(k, &t, err);
        told = (t4_told_contribution){
            .period = t4_period_parse(t.fields[0], strlen(t.fields[0])),
            .flow = (uint32_t)t4_flow_parse(t.fields[1], strlen(t.fields[1])), .code = t.fields[2],
            .partner = t.fields[3], .dimensions = k->dimensions.data, .trader = t.fields[t.dimensions_end]};
        if (!status && (!told.period || told.flow >= T4_FLOWS || !read_amount(k, t.fields[t.value], &told.amount)))
            status = bad_row(&t, "a period, a flow and a number", err);
        if (!status)
            status = t4_certificate_contribution(k->certificate, &told, err);
    }
    close_table(&t);
    return status;
}

/* --- files ------------------------------------------------------------------------- */

/* data/partition.csv shows rows of the other tables once more: only its digest is looked at. */
static bool is_partition(const char *name)
{
    return !strcmp(name, "data/partition.csv") || !strcmp(name, "data/partition.csv.gz");
}

/* data/hsN.csv -> N; data/lists.csv -> T4_LEVEL_LIST; both packed too; NO_TABLE for another name. */
static int level_of(const char *name)
{
    int level, used = 0;

    if (!strcmp(name, "data/lists.csv") || !strcmp(name, "data/lists.csv.gz"))
        return T4_LEVEL_LIST;
    if (sscanf(name, "data/hs%d.csv%n", &level, &used) != 1 || !used || level < 0 || level > T4_CODE_MAX ||
        (name[used] && strcmp(name + used, ".gz")))
        return NO_TABLE;
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
        if (is_partition(name))
            continue;
        k->level = level_of(name);
        if (k->level == NO_TABLE)
            return t4_fail(err, T4_ERR_DATA, "the certificate is about '%s', which is no table of a release", name);
        status = path_of(k, name, path, err);
        if (!status && access(path, F_OK) != 0)
            status = t4_fail(err, T4_ERR_DATA, "the release has no '%s', which the certificate is about", name);
        if (!status)
            status = read_published(k, path, err);
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

static void tell(checking *k, const t4_certificate_summary *summary, bool recomputed)
{
    int decimals;
    const char *measure = t4_certificate_measure(k->certificate, &decimals);

    t4_verify_tell(k->verifying, "witnesses hold for the listed cells",
                   "%s: %" PRIu64 " cells, %" PRIu64 " hidden, %" PRIu64 " unsafe; %" PRIu64
                   " witnesses, %" PRIu64 " claims about contributors who are alone", measure,
                   summary->cells, summary->hidden, summary->primaries, summary->witnesses,
                   summary->insider_claims);
    if (recomputed)
        t4_verify_tell(k->verifying, "protected", "%s: unsafe cells, levels and who is alone follow from %" PRIu64
                       " contributions; %s%s", measure, t4_certificate_bound(k->certificate),
                       t4_certificate_against(k->certificate), t4_certificate_unproven(k->certificate));
}

/* Each measure that the file is about comes once. */
static t4_status count_part(checking *k, t4_error *err)
{
    int decimals;
    const char *measure = t4_certificate_measure(k->certificate, &decimals);
    const char *alongside = t4_certificate_alongside(k->certificate);
    bool listed = false;

    k->wanted = 0;
    for (const char *name; (name = t4_certificate_part(k->certificate, k->wanted)); k->wanted++)
        listed |= !strcmp(name, measure);
    for (size_t i = 0; i < k->parts; i++)
        listed = listed && strcmp(k->seen[i], measure);
    if (!listed || k->parts == T4_MEASURES_MAX)
        return t4_fail(err, T4_ERR_DATA, "the certificate's parts are not one for each measure that it names");
    snprintf(k->seen[k->parts++], sizeof k->seen[0], "%s", measure);
    snprintf(k->alongside, sizeof k->alongside, "%s", alongside ? alongside : "");
    return T4_OK;
}

static t4_status check_part(checking *k, const char *text, size_t n, bool last, t4_error *err)
{
    const t4_verify_options *options = k->verifying->options;
    t4_certificate_summary summary;
    t4_status status = read_part(k, text, n, last, err);

    if (!status)
        status = read_tables(k, err);
    if (!status && options->contributions)
        status = read_contributions(k, options->contributions, err);
    if (!status)
        status = t4_certificate_check(k->certificate, k->verifying->run, &summary, err);
    if (!status)
        status = find_strangers(k, err);
    if (!status)
        status = check_digests(k, err);
    if (!status && options->contributions)
        status = t4_certificate_recompute(k->certificate, k->verifying->run, err);
    if (!status)
        tell(k, &summary, options->contributions != NULL);
    if (!status)
        status = count_part(k, err);
    t4_certificate_free(k->certificate);
    k->certificate = NULL;
    return status;
}

t4_status t4_verify_certificate(t4_verifying *verifying, t4_error *err)
{
    checking k = {.verifying = verifying};
    const char *text;
    size_t n = 1;
    bool last = false;
    t4_status status;

    t4_buffer_init(&k.dimensions, 0);
    status = read_key(&k, err);
    if (!status)
        status = t4_lineblocks_open(&k.lines, verifying->run, verifying->options->certificate, err);
    for (;;) {
        if (!status)
            status = t4_lineblocks_next(k.lines, &text, &n, &last, err);
        if (status || (n == 0 && k.parts > 0))
            break;
        status = check_part(&k, text, n, last, err);
    }
    if (!status && k.parts != k.wanted)
        status = t4_fail(err, T4_ERR_DATA, "the certificate has %zu of its %zu parts", k.parts, k.wanted);
    if (!status && k.alongside[0])
        t4_verify_tell(verifying, "hidden alongside", "%s: hidden wherever a cell is, without levels of its own, as "
                       "it adds up within one unit only", k.alongside);
    explicit_bzero(k.key, sizeof k.key);
    t4_lineblocks_free(k.lines);
    t4_buffer_release(&k.dimensions);
    return status;
}
