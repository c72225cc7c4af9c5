/* SPDX-License-Identifier: MIT */
#include "io/encoding.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/charset.h"
#include "io/plausible.h"

/* --- byte order marks ------------------------------------------------------------ */

typedef struct {
    const char *name;
    const char *mark;
    size_t n;
} order_mark;

/* UTF-32LE before UTF-16LE, which begins the same. */
static const order_mark marks[] = {
    {"UTF-8", "\xEF\xBB\xBF", 3},         {"UTF-32LE", "\xFF\xFE\0\0", 4},
    {"UTF-32BE", "\0\0\xFE\xFF", 4},      {"UTF-16LE", "\xFF\xFE", 2},
    {"UTF-16BE", "\xFE\xFF", 2},          {"GB18030", "\x84\x31\x95\x33", 4},
};

static const order_mark *find_mark(const char *bytes, size_t n)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (n >= marks[i].n && !memcmp(bytes, marks[i].mark, marks[i].n))
            return &marks[i];
    return NULL;
}

/* Does the encoding that a mark tells agree with the name that was given? "UTF-16" leaves the order open. */
static bool agrees(const char *given, const char *told)
{
    size_t n = strlen(given);

    if (t4_charset_is_utf8(given))
        return t4_charset_is_utf8(told);
    if (!strcasecmp(given, "UTF-16") || !strcasecmp(given, "UTF-32"))
        return !strncasecmp(given, told, n);
    if (!strcasecmp(given, "UCS-2") || !strcasecmp(given, "UCS-2LE") || !strcasecmp(given, "UTF16"))
        return !strncmp(told, "UTF-16", 6);
    return !strcasecmp(given, told);
}

static void take(t4_encoding *encoding, const char *name, bool detected, size_t mark)
{
    snprintf(encoding->name, sizeof encoding->name, "%s", name);
    encoding->detected = detected;
    encoding->mark = mark;
}

/* --- UTF-16 and UTF-32 without a mark ------------------------------------------------ */

/* Does the sample, read so, have hardly a bad sequence, no NUL, and as much ASCII as any table has? */
static bool reads_as(const char *name, const char *bytes, size_t n)
{
    t4_charset *charset = t4_charset_open(name);
    t4_buffer text;
    uint64_t bad = 0;
    size_t used, ascii = 0, characters = 0;
    bool good;

    t4_buffer_init(&text, 0);
    good = charset && t4_charset_stream(charset, bytes, n, false, &used, &text, &bad);
    for (size_t i = 0; good && i < text.length; i++) {
        unsigned char c = (unsigned char)text.data[i];

        ascii += c < 0x80;
        characters += (c & 0xC0) != 0x80;
        good = c != 0;
    }
    t4_charset_free(charset);
    t4_buffer_release(&text);
    return good && ascii && ascii * 10 >= characters && bad * 100 <= characters;
}

static bool is_printable(char c)
{
    return (c >= ' ' && c <= '~') || c == '\t' || c == '\n' || c == '\r';
}

/* Single bytes with a NUL here and there: most pairs of bytes without one are two ASCII characters. */
static bool is_narrow(const char *bytes, size_t n)
{
    size_t pairs = 0, narrow = 0;

    for (size_t i = 0; i + 1 < n; i += 2) {
        pairs += bytes[i] && bytes[i + 1];
        narrow += is_printable(bytes[i]) && is_printable(bytes[i + 1]);
    }
    return narrow * 10 > pairs * 6;
}

/* The wide encoding that the places of NUL bytes tell; NULL = none. */
static const char *wide_encoding(const char *bytes, size_t n)
{
    static const char *const wide[] = {"UTF-32LE", "UTF-32BE", "UTF-16LE", "UTF-16BE"};

    if (!memchr(bytes, '\0', n) || is_narrow(bytes, n))
        return NULL;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        size_t unit = i < 2 ? 4 : 2;

        if (n >= unit && reads_as(wide[i], bytes, n - n % unit))
            return wide[i];
    }
    return NULL;
}

/* --- UTF-8 ------------------------------------------------------------------------------ */

/* Valid, or so nearly that the few bad bytes are defects of an UTF-8 file. */
static bool is_utf8(const char *bytes, size_t n, bool whole)
{
    size_t good = 0, bad = 0, at = 0;

    while (at < n) {
        size_t valid = t4_utf8_valid(bytes + at, n - at);

        for (size_t i = at; i < at + valid; i++)
            good += (unsigned char)bytes[i] >= 0xC0;
        at += valid;
        if (at < n && (whole || n - at >= 4)) {
            bad++;
            at++;
        } else if (at < n)
            break;
    }
    return !bad || good >= 20 * bad;
}

/* --- everything else: by the header's words, then by the looks of the text ------------------ */

typedef struct {
    const char *name;
    bool by_looks;      /* else only the header's words can tell it */
    int handicap;       /* how rare its files are, in the unit of looks */
} candidate_row;

/* To be called better looking: in all, and a character; below the last, nothing looks like text. */
enum { LEAST_LEAD = 40, LEAST_LEAD_EACH = 2, IMPLAUSIBLE = -40 };

/* Where two of them read a text alike, the first counts. */
static const candidate_row candidates[] = {
    {"windows-1251", true, 0}, {"windows-1252", true, 0}, {"CP866", true, 0},
    {"KOI8-R", true, 10}, {"KOI8-U", true, 10}, {"ISO-8859-5", true, 30},
    {"windows-1250", false, 0}, {"windows-1254", false, 0}, {"windows-1257", false, 0},
    {"windows-1253", false, 0}, {"windows-1255", false, 0}, {"windows-1256", false, 0},
    {"ISO-8859-2", false, 0}, {"ISO-8859-9", false, 0}, {"CP850", false, 0},
    {"CP852", false, 0}, {"GB18030", false, 0}, {"SHIFT_JIS", false, 0}, {"EUC-JP", false, 0},
    {"CP949", false, 0}, {"BIG5", false, 0},
};

enum { CANDIDATES = sizeof candidates / sizeof *candidates };

typedef struct {
    const char *name;
    size_t words;       /* of the header found */
    int64_t looks;
    t4_buffer text;     /* the sample, decoded */
    bool drop;
} candidate;

static size_t first_line(const char *bytes, size_t n)
{
    size_t i = 0;

    while (i < n && (bytes[i] == '\n' || bytes[i] == '\r'))
        i++;
    while (i < n && bytes[i] != '\n' && bytes[i] != '\r')
        i++;
    return i;
}

/* Read the sample in one encoding.  False without memory. */
static bool try_candidate(candidate *c, const candidate_row *row, const char *bytes, size_t n,
                          t4_words *words)
{
    t4_charset *charset = t4_charset_open(row->name);
    t4_buffer header;

    c->name = row->name;
    c->drop = !charset;
    if (!charset)
        return true;
    t4_buffer_init(&header, 0);
    t4_charset_convert(charset, bytes, first_line(bytes, n), &header);
    if (header.length)
        c->words = t4_words_foreign_within(words, header.data, header.length);
    c->drop = !row->by_looks && !c->words;
    if (!c->drop) {
        t4_charset_convert(charset, bytes, n, &c->text);
        c->looks = c->text.length ? t4_plausible_score(c->text.data, c->text.length) : 0;
        c->looks -= row->handicap;
    }
    t4_buffer_release(&header);
    t4_charset_free(charset);
    return c->drop || c->text.length;
}

static bool reads_alike(const candidate *a, const candidate *b)
{
    return a->text.length == b->text.length && !memcmp(a->text.data, b->text.data, a->text.length);
}

/* Keep the candidates with the most words, and of those that read alike the first. */
static void narrow(candidate *list, size_t most)
{
    for (size_t i = 0; i < CANDIDATES; i++) {
        list[i].drop |= list[i].words < most;
        for (size_t k = 0; k < i && !list[i].drop; k++)
            list[i].drop = !list[k].drop && reads_alike(&list[k], &list[i]);
    }
}

static const candidate *best_looking(const candidate *list)
{
    const candidate *best = NULL;

    for (size_t i = 0; i < CANDIDATES; i++)
        if (!list[i].drop && (!best || list[i].looks > best->looks))
            best = &list[i];
    return best;
}

/* Is the best one clearly better than another that is left? */
static bool stands_out(const candidate *best, const candidate *other, size_t foreign)
{
    int64_t lead = best->looks - other->looks;

    return lead >= LEAST_LEAD && lead >= LEAST_LEAD_EACH * (int64_t)foreign;
}

static t4_status undecided(const candidate *list, const candidate *best, size_t foreign,
                           const char *file, t4_error *err)
{
    char names[256] = "";
    size_t length = 0;

    for (size_t i = 0; i < CANDIDATES; i++)
        if (!list[i].drop && (!best || !stands_out(best, &list[i], foreign)) &&
            length < sizeof names)
            length += (size_t)snprintf(names + length, sizeof names - length, "%s%s",
                                       length ? ", " : "", list[i].name);
    return t4_fail_at(err, T4_ERR_DATA, file, 0, 0,
                      "the encoding cannot be told (%s %s); set input.encoding to the right name",
                      best ? "it may be any of" : "it is not UTF-8 and does not look like any of",
                      names);
}

static size_t most_words(const candidate *list)
{
    size_t most = 0;

    for (size_t i = 0; i < CANDIDATES; i++)
        if (list[i].words > most)
            most = list[i].words;
    return most;
}

static t4_status choose(candidate *list, size_t foreign, t4_encoding *encoding, const char *file,
                        t4_error *err)
{
    const candidate *best;
    size_t most = most_words(list);

    narrow(list, most);
    best = best_looking(list);
    if (!best || (!most && best->looks < IMPLAUSIBLE * (int64_t)foreign))
        return undecided(list, NULL, foreign, file, err);
    for (size_t i = 0; i < CANDIDATES; i++)
        if (!list[i].drop && &list[i] != best && !stands_out(best, &list[i], foreign))
            return undecided(list, best, foreign, file, err);
    take(encoding, best->name, true, 0);
    return T4_OK;
}

static size_t count_foreign(const char *bytes, size_t n)
{
    size_t foreign = 0;

    for (size_t i = 0; i < n; i++)
        foreign += (unsigned char)bytes[i] >= 0x80;
    return foreign;
}

/* Read the sample in each encoding; in those that only words can tell, when words are left to be found. */
static bool try_all(candidate *list, const char *bytes, size_t n, t4_words *words)
{
    size_t findable = count_foreign(bytes, first_line(bytes, n)) ? words->foreign : 0;

    for (size_t i = 0; i < CANDIDATES; i++) {
        list[i].drop = !candidates[i].by_looks && most_words(list) >= findable;
        if (!list[i].drop && !try_candidate(&list[i], &candidates[i], bytes, n, words))
            return false;
    }
    return true;
}

static t4_status by_text(t4_encoding *encoding, const char *bytes, size_t n, t4_words *words,
                         const char *file, t4_error *err)
{
    candidate list[CANDIDATES] = {0};
    t4_status status;

    for (size_t i = 0; i < CANDIDATES; i++)
        t4_buffer_init(&list[i].text, 0);
    status = try_all(list, bytes, n, words) ? choose(list, count_foreign(bytes, n), encoding, file, err)
                                            : t4_fail_memory(err);
    for (size_t i = 0; i < CANDIDATES; i++)
        t4_buffer_release(&list[i].text);
    return status;
}

/* --- all together --------------------------------------------------------------------------- */

/* A name that leaves the byte order open gets the one that the file has. */
static t4_status take_given(t4_encoding *encoding, const char *given, const char *bytes, size_t n,
                            const char *file, t4_error *err)
{
    const order_mark *mark = find_mark(bytes, n);
    const char *wide;
    bool open = !strcasecmp(given, "UTF-16") || !strcasecmp(given, "UTF-32") ||
                !strcasecmp(given, "UCS-2") || !strcasecmp(given, "UTF16");

    if (strlen(given) >= sizeof encoding->name || !t4_charset_known(given))
        return t4_fail(err, T4_ERR_USAGE,
                       "input.encoding '%.60s' is not known; 'iconv -l' lists the names", given);
    if (mark && !agrees(given, mark->name) && strcmp(mark->name, "GB18030"))
        return t4_fail_at(err, T4_ERR_DATA, file, 1, 1,
                          "the file begins with the byte order mark of %s, but input.encoding is "
                          "'%s'; set it to auto", mark->name, given);
    take(encoding, given, false, mark && agrees(given, mark->name) ? mark->n : 0);
    if (!open)
        return T4_OK;
    wide = mark ? mark->name : wide_encoding(bytes, n);
    if (!wide)
        wide = strstr(given, "32") ? "UTF-32LE" : "UTF-16LE";
    take(encoding, wide, false, encoding->mark);
    return T4_OK;
}

t4_status t4_encoding_settle(t4_encoding *encoding, const char *given, const char *bytes, size_t n,
                             bool whole, t4_words *words, const char *file, t4_error *err)
{
    const order_mark *mark = find_mark(bytes, n);
    const char *wide;

    *encoding = (t4_encoding){.detected = true};
    if (given && strcasecmp(given, "auto"))
        return take_given(encoding, given, bytes, n, file, err);
    wide = mark ? NULL : wide_encoding(bytes, n);
    if (mark)
        take(encoding, mark->name, true, mark->n);
    else if (wide)
        take(encoding, wide, true, 0);
    else if (is_utf8(bytes, n, whole))
        take(encoding, "UTF-8", true, 0);
    else
        return by_text(encoding, bytes, n, words, file, err);
    return T4_OK;
}
