/* SPDX-License-Identifier: MIT */
/*
 * Feed files, and seeded mutations of them, to a fuzz target without a fuzzer:
 *     fuzz_NAME [-m MUTATIONS] FILE|FOLDER...
 * With clang the same target file links with -fsanitize=fuzzer instead of this one.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/random.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

enum { INPUT_MAX = 4 * 1024 * 1024 };

static unsigned long fed;

/* Pieces that grammars trip over. */
static const char *const pieces[] = {"\n", "\t", ":", ": ", "- ", "[", "]", "{", "}", ",", "\"", "'", "&a ", "*a", "!!x ",
                                     "#", "|", "\xFF", "\xEF\xBB\xBF", "%", "---\n", ";", "\r\n", "-1", "99999999999999999999",
                                     "\xD0\x9E", "..", "0", "e9", "\\", "[0]", "*", "W00"};

/* Change, cut, double or insert something in at most eight places. */
static size_t mutate(uint8_t *bytes, size_t n, size_t room, t4_random *random)
{
    for (uint64_t times = 1 + t4_random_below(random, 8); times && n; times--) {
        size_t at = t4_random_below(random, n), length = 1 + t4_random_below(random, n - at < 40 ? n - at : 40);
        const char *piece = pieces[t4_random_below(random, sizeof(pieces) / sizeof(*pieces))];

        switch (t4_random_below(random, 4)) {
        case 0:
            bytes[at] = (uint8_t)t4_random_next(random);
            break;
        case 1:
            memmove(bytes + at, bytes + at + length, n - at - length);
            n -= length;
            break;
        case 2:
            if (n + length > room)
                break;
            memmove(bytes + at + length, bytes + at, n - at);
            n += length;
            break;
        default:
            if (n + strlen(piece) > room)
                break;
            memmove(bytes + at + strlen(piece), bytes + at, n - at);
            memcpy(bytes + at, piece, strlen(piece));
            n += strlen(piece);
        }
    }
    return n;
}

/* Every input in a block of its own exact size, so that a sanitizer sees the first byte too far. */
static void feed(const uint8_t *bytes, size_t n)
{
    uint8_t *exact = malloc(n ? n : 1);

    if (!exact)
        abort();
    memcpy(exact, bytes, n);
    LLVMFuzzerTestOneInput(exact, n);
    free(exact);
    fed++;
}

static int feed_file(const char *path, unsigned long mutations)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(INPUT_MAX), *changed = malloc(INPUT_MAX);
    t4_random random;
    size_t n;

    if (!file || !bytes || !changed) {
        perror(path);
        return 1;
    }
    n = fread(bytes, 1, INPUT_MAX, file);
    fclose(file);
    feed(bytes, n);
    t4_random_seed(&random, n);
    for (unsigned long i = 0; i < mutations; i++) {
        memcpy(changed, bytes, n);
        feed(changed, mutate(changed, n, n + 4096 < INPUT_MAX ? n + 4096 : INPUT_MAX, &random));
    }
    free(bytes);
    free(changed);
    return 0;
}

static int feed_path(const char *path, unsigned long mutations)
{
    struct dirent **entries;
    struct stat st;
    int count, bad = 0;

    if (stat(path, &st)) {
        perror(path);
        return 1;
    }
    if (!S_ISDIR(st.st_mode))
        return feed_file(path, mutations);
    count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char below[4096];

        if (entries[i]->d_name[0] != '.') {
            snprintf(below, sizeof(below), "%s/%s", path, entries[i]->d_name);
            bad |= feed_path(below, mutations);
        }
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return bad || count < 0;
}

int main(int count, char **arguments)
{
    unsigned long mutations = 0;
    int first = 1, bad = 0;

    if (count > 2 && !strcmp(arguments[1], "-m")) {
        mutations = strtoul(arguments[2], NULL, 10);
        first = 3;
    }
    for (int i = first; i < count; i++)
        bad |= feed_path(arguments[i], mutations);
    printf("%lu inputs\n", fed);
    return bad || !fed;
}
