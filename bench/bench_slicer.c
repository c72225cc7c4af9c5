/* SPDX-License-Identifier: MIT */
/* How fast blocks are read, cut at records and cut into fields: GB a CPU second of one thread, best of five. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/random.h"
#include "io/scan.h"
#include "io/slicer.h"

enum { ROWS = 1000000, REPEATS = 5 };

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Rows as in declarations.yaml: period, flow, hs10, partner, declarant, net mass, quantity, unit, value. */
static bool write_rows(FILE *file, bool quoted)
{
    const char *q = quoted ? "\"" : "";
    t4_random random;

    t4_random_seed(&random, 7);
    fputs("period,flow,hs10,partner,declarant_id,net_kg,qty,qty_unit,value_usd\n", file);
    for (int i = 0; i < ROWS; i++) {
        uint64_t x = t4_random_next(&random);

        fprintf(file, "%s2023-%02d%s,%s%c%s,%s%010u%s,%sC%c%s,%s%014u%s,%u.%03u,%u,%sKGM%s,%u.%02u\n", q,
                (int)(x % 12 + 1), q, q, x & 16 ? 'M' : 'X', q, q, (unsigned)(x >> 8) % 99999999u, q, q,
                (char)('A' + x % 26), q, q, (unsigned)(x >> 20) % 20000u, q,
                (unsigned)(x >> 30) % 100000u, (unsigned)(x >> 3) % 1000u, (unsigned)(x >> 5) % 5000u, q,
                q, (unsigned)(x >> 33) % 1000000u, (unsigned)(x >> 9) % 100u);
    }
    return fflush(file) == 0;
}

static t4_status pass(const char *path, const char *scanner, bool cut, uint64_t *bytes, uint64_t *rows,
                      double *cutting, t4_error *err)
{
    static const uint32_t used[] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    t4_source_options options = {.encoding = "auto"};
    t4_source *source;
    t4_slicer *slicer;
    t4_slices slices;
    t4_block block = {0};
    t4_run run;
    t4_status status;
    double begin;

    t4_run_init(&run);
    *bytes = *rows = 0;
    *cutting = 0;
    status = t4_source_open(&source, &run, path, 0, &options, err);
    if (status)
        return status;
    status = t4_slicer_new(&slicer, t4_source_dialect(source), used, 9, err);
    t4_slicer_scan_with(slicer, scanner);
    while (!status && !block.last) {
        status = t4_source_next(source, &block, err);
        *bytes += block.record_bytes;
        begin = now();
        if (!status && cut)
            status = t4_slicer_cut(slicer, &block, &slices, err);
        *cutting += now() - begin;
        *rows += cut ? slices.rows : 0;
    }
    t4_buffer_release(&block.bytes);
    t4_slicer_free(slicer);
    t4_source_free(source);
    return status;
}

static void measure(const char *path, const char *what, const char *scanner)
{
    double best_cut = 1e9, best_read = 1e9;
    uint64_t bytes = 0, rows = 0;
    t4_error err = {0};

    for (int i = 0; i < REPEATS; i++) {
        double begin = now(), cutting;

        if (pass(path, scanner, true, &bytes, &rows, &cutting, &err)) {
            printf("%s: %s\n", err.where, err.text);
            return;
        }
        begin = now() - begin - cutting;
        best_read = begin < best_read ? begin : best_read;
        best_cut = cutting < best_cut ? cutting : best_cut;
    }
    printf("%-12s %-6s %8llu rows %6.1f MB   read %5.2f GB/s   cut %5.2f GB/s\n", what, scanner,
           (unsigned long long)rows, (double)bytes / 1e6, (double)bytes / best_read / 1e9,
           (double)bytes / best_cut / 1e9);
}

int main(int argc, char **argv)
{
    static const char *const scanners[] = {"avx2", "sse2", "plain"};

    if (argc > 1)
        measure(argv[1], "given file", t4_scan_best()->name);
    for (int quoted = 0; quoted < 2; quoted++) {
        FILE *file = tmpfile();
        char path[64];

        if (!file || !write_rows(file, quoted))
            return 1;
        snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(file));
        for (size_t i = 0; i < 3; i++)
            measure(path, quoted ? "quoted" : "bare", scanners[i]);
        fclose(file);
    }
    return 0;
}
