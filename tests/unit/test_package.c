/* SPDX-License-Identifier: MIT */
/* The files of a release: right to the byte, complete, stamped, the same on every run. */
#include <locale.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include <cmocka.h>

#include "base/digest.h"
#include "io/json.h"
#include "io/xlsx.h"
#include "release_case.h"

static const char *folder_named(const char *name)
{
    const char *path = case_path(name);

    assert_int_equal(t4_tree_make(path, NULL), T4_OK);
    return path;
}

static char *read_of(const char *folder, const char *name)
{
    char path[1024], *text;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    text = case_read(path, NULL);
    if (!text)
        fail_msg("cannot read %s", path);
    return text;
}

static size_t lines_of(const char *text)
{
    size_t n = 0;

    for (; *text; text++)
        n += *text == '\n';
    return n;
}

static release_case *three_records(void)
{
    static const case_record records[] = {
        {"2023-01", "M", "0101210000", "DE", "Osh, south", "pcs", 123456, 2500, 3000},
        {"2023-01", "M", "0101210000", "KZ", "Bishkek", "pcs", 44, 1, 2000},
        {"2023-02", "RX", "8471300000", "RU", "Bishkek", "", 1000000000000000, 1500000, 0}};
    release_case *c = case_new(true);

    c->plan.levels[0] = 4;
    c->plan.levels[1] = 0;
    c->plan.level_count = 2;
    for (size_t i = 0; i < 3; i++)
        case_add(c, &records[i]);
    case_finish(c);
    return c;
}

/* Every line was worked out by hand from the three records. */
static const char expected_hs4[] =
    "period,flow,code,partner,office,value,value_status,value_conf,net_mass,net_mass_status,"
    "net_mass_conf,quantity,quantity_status,quantity_conf,unit\n"
    "2023,M,0101,DE,\"Osh, south\",1234.56,A,F,2.500,A,F,3.000,A,F,pcs\n"
    "2023,M,0101,G_EAEU,Bishkek,0.44,A,F,0.001,A,F,2.000,A,F,pcs\n"
    "2023,M,0101,KZ,Bishkek,0.44,A,F,0.001,A,F,2.000,A,F,pcs\n"
    "2023,M,0101,W00,Bishkek,0.44,A,F,0.001,A,F,2.000,A,F,pcs\n"
    "2023,M,0101,W00,\"Osh, south\",1234.56,A,F,2.500,A,F,3.000,A,F,pcs\n"
    "2023,RX,8471,G_EAEU,Bishkek,10000000000000.00,A,F,1500.000,A,F,,M,F,\n"
    "2023,RX,8471,RU,Bishkek,10000000000000.00,A,F,1500.000,A,F,,M,F,\n"
    "2023,RX,8471,W00,Bishkek,10000000000000.00,A,F,1500.000,A,F,,M,F,\n"
    "2023,X,8471,G_EAEU,Bishkek,10000000000000.00,A,F,1500.000,A,F,,M,F,\n"
    "2023,X,8471,RU,Bishkek,10000000000000.00,A,F,1500.000,A,F,,M,F,\n"
    "2023,X,8471,W00,Bishkek,10000000000000.00,A,F,1500.000,A,F,,M,F,\n";

static void a_table_is_right_to_the_byte(void **state)
{
    release_case *c = three_records();
    const char *out = folder_named("out");
    char *text;
    t4_error err = {0};

    if (case_write(c, out, NULL, NULL, &err))
        fail_msg("%s", err.text);
    text = read_of(out, "data/hs4.csv");
    assert_true(strlen(text) > sizeof expected_hs4);
    text[sizeof expected_hs4 - 1] = '\0';   /* the months repeat the years here */
    assert_string_equal(text, expected_hs4);
    t4_free(text);
    text = read_of(out, "codes/commodity.csv");
    assert_string_equal(text, "code,label_en,label_ru,label_ky,edition\n0101,,,,TNVED-2022\n8471,,,,TNVED-2022\n"
                              "TOTAL,All goods,Все товары,Бардык товарлар,TNVED-2022\n");
    t4_free(text);
    text = read_of(out, "codes/partner.csv");
    assert_string_equal(text, "code,label_en,label_ru,label_ky\nDE,,,Германия\nG_EAEU,\"EAEU: KZ, RU\",\"EAEU: KZ, RU\","
                              "\"EAEU: KZ, RU\"\nKZ,,,Казакстан\nRU,,,Россия\nW00,World,Весь мир,Бүткүл дүйнө\n");
    t4_free(text);
    text = read_of(out, "codes/office.csv");
    assert_string_equal(text, "code,label_en,label_ru,label_ky\nBishkek,,,\n\"Osh, south\",,,\n");
    t4_free(text);
    text = read_of(out, "codes/flow.csv");
    assert_int_equal(lines_of(text), 4);   /* header, M, RX, X; not DX, which does not occur */
    t4_free(text);
    text = read_of(out, "codes/unit.csv");
    assert_string_equal(text, "code,label_en,label_ru,label_ky\npcs,,,\n");
    t4_free(text);
    text = read_of(out, "codes/status.csv");
    assert_int_equal(lines_of(text), 3);   /* header, A, M */
    t4_free(text);
    case_free(c);
}

static void the_manifest_and_the_checksums_agree_with_the_files(void **state)
{
    release_case *c = case_new(true);
    const char *out = folder_named("out");
    char *text, *sums, *at;
    t4_json *manifest;
    const t4_json *files;
    size_t data = 0;
    t4_tree_file *list;
    size_t count;

    case_fill(c, 400, 7);
    assert_int_equal(case_write(c, out, NULL, NULL, NULL), T4_OK);
    text = read_of(out, "manifest.json");
    assert_int_equal(strncmp(text, "{\n  \"tenfour\":", 14), 0);
    assert_int_equal(t4_json_parse(&manifest, text, strlen(text), "manifest.json", NULL), T4_OK);
    assert_string_equal(t4_json_text(t4_json_get(t4_json_get(manifest, "release"), "reporter")), "KG");
    assert_string_equal(t4_json_text(t4_json_get(t4_json_get(manifest, "protection"),
                                                 "not_certified_because")), case_reason);
    assert_string_equal(t4_json_text(t4_json_at(t4_json_get(t4_json_get(manifest, "commitments"),
                                                            "inputs"), 0)), case_inputs[0]);
    assert_null(t4_json_get(manifest, "created"));
    files = t4_json_get(manifest, "files");
    for (size_t i = 0; i < t4_json_count(files); i++) {
        const t4_json *file = t4_json_at(files, i);
        const char *name = t4_json_text(t4_json_get(file, "path"));
        char path[1024];
        struct stat info;

        snprintf(path, sizeof path, "%s/%s", out, name);
        assert_int_equal(stat(path, &info), 0);
        assert_int_equal(info.st_size, t4_json_integer(t4_json_get(file, "bytes"), -1));
        assert_false(t4_json_boolean(t4_json_get(file, "certified"), true));
        if (strstr(name, ".csv")) {
            char *rows = read_of(out, name);

            assert_int_equal(lines_of(rows) - 1, t4_json_integer(t4_json_get(file, "rows"), -1));
            t4_free(rows);
            data++;
        }
    }
    assert_int_equal(data, 4 + 7 + 1);   /* four levels; commodity partner flow unit status conf office; hiding */
    t4_json_free(manifest);
    t4_free(text);

    /* Every file but itself, in order, with its digest. */
    assert_int_equal(t4_tree_list(out, &list, &count, NULL), T4_OK);
    at = sums = read_of(out, "SHA256SUMS");
    for (size_t i = 0; i < count; i++) {
        char path[1024], digest[T4_DIGEST_TEXT], line[1200];

        if (!strcmp(list[i].path, "SHA256SUMS"))
            continue;
        snprintf(path, sizeof path, "%s/%s", out, list[i].path);
        assert_int_equal(t4_digest_file(path, NULL, 0, digest, NULL), T4_OK);
        snprintf(line, sizeof line, "%s  %s\n", digest, list[i].path);
        assert_int_equal(strncmp(at, line, strlen(line)), 0);
        at += strlen(line);
    }
    assert_string_equal(at, "");
    t4_tree_files_free(list, count);
    t4_free(sums);
    case_free(c);
}

typedef struct {
    bool found;
} search;

static t4_status look_for_reason(void *context, uint64_t row, const t4_xlsx_cell *cells,
                                 size_t count, t4_error *err)
{
    search *s = context;

    for (size_t i = 0; i < count; i++)
        s->found = s->found || strstr(cells[i].text, case_reason);
    return T4_OK;
}

static void every_file_that_can_says_that_it_is_not_certified_and_why(void **state)
{
    static const char *const texts[] = {"README.txt", "manifest.json", "quality/policy.json",
                                        "data/NOT-CERTIFIED.txt", "codes/NOT-CERTIFIED.txt"};
    release_case *c = case_new(false);
    const char *out = folder_named("out");
    char path[1024];
    t4_xlsx *book;

    case_fill(c, 100, 3);
    assert_int_equal(case_write(c, out, NULL, NULL, NULL), T4_OK);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *text = read_of(out, texts[i]);

        assert_non_null(strstr(text, case_reason));
        t4_free(text);
    }
    snprintf(path, sizeof path, "%s/xlsx/kg-trade.xlsx", out);
    assert_int_equal(t4_xlsx_open(&book, path, NULL), T4_OK);
    assert_int_equal(t4_xlsx_sheets(book), 3 + 4);
    for (size_t i = 0; i < t4_xlsx_sheets(book); i++) {
        search s = {false};

        assert_int_equal(t4_xlsx_read(book, NULL, i, look_for_reason, &s, NULL), T4_OK);
        assert_int_equal(s.found, strcmp(t4_xlsx_sheet_name(book, i), "Contents") != 0);
    }
    t4_xlsx_free(book);
    case_free(c);
}

/* --- the same bytes -------------------------------------------------------- */

static void assert_same_folder(const char *a, const char *b)
{
    t4_tree_file *x, *y;
    size_t m, n;

    assert_int_equal(t4_tree_list(a, &x, &m, NULL), T4_OK);
    assert_int_equal(t4_tree_list(b, &y, &n, NULL), T4_OK);
    assert_int_equal(m, n);
    for (size_t i = 0; i < n; i++) {
        char path[1024], *p, *q;
        size_t pn, qn;

        assert_string_equal(x[i].path, y[i].path);
        snprintf(path, sizeof path, "%s/%s", a, x[i].path);
        p = case_read(path, &pn);
        snprintf(path, sizeof path, "%s/%s", b, x[i].path);
        q = case_read(path, &qn);
        if (pn != qn || memcmp(p, q, n))
            fail_msg("%s differs", x[i].path);
        assert_memory_equal(p, q, pn);
        t4_free(p);
        t4_free(q);
    }
    t4_tree_files_free(x, m);
    t4_tree_files_free(y, n);
}

static void the_same_release_has_the_same_bytes_whatever_is_around_it(void **state)
{
    const char *first = folder_named("first"), *second = folder_named("another name, longer");

    for (int i = 0; i < 2; i++) {
        release_case *c = case_new(true);
        mode_t mask = umask(i ? 077 : 022);

        setenv("TZ", i ? "Asia/Bishkek" : "America/New_York", 1);
        tzset();
        if (i && !setlocale(LC_ALL, "ru_RU.UTF-8") && !setlocale(LC_ALL, "de_DE.UTF-8"))
            setlocale(LC_ALL, "C.UTF-8");
        if (i)
            sleep(2);   /* zip files keep times in steps of two seconds */
        c->run.threads = i ? 3 : 1;
        case_fill(c, 500, 11);
        assert_int_equal(case_write(c, i ? second : first, NULL, NULL, NULL), T4_OK);
        case_free(c);
        umask(mask);
        setlocale(LC_ALL, "C");
    }
    assert_same_folder(first, second);
}

static void only_source_date_epoch_puts_a_time_into_a_release(void **state)
{
    release_case *c = three_records();
    const char *out = folder_named("out");
    char *text;

    setenv("SOURCE_DATE_EPOCH", "1688169600", 1);
    assert_int_equal(case_write(c, out, NULL, NULL, NULL), T4_OK);
    unsetenv("SOURCE_DATE_EPOCH");
    text = read_of(out, "manifest.json");
    assert_non_null(strstr(text, "\"created\": \"2023-07-01T00:00:00Z\""));
    t4_free(text);
    case_free(c);
}

static void outputs_are_chosen_by_the_template(void **state)
{
    static const struct { bool csv, xlsx, gz; const char *there, *absent; } cases[] = {
        {true, false, false, "data/hs10.csv", "xlsx/kg-trade.xlsx"},
        {false, true, false, "xlsx/kg-trade.xlsx", "data/hs10.csv"},
        {true, true, true, "data/hs10.csv.gz", "data/hs10.csv"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        release_case *c = case_new(false);
        const char *out = folder_named(i == 0 ? "a" : i == 1 ? "b" : "c");
        char path[1024];

        case_fill(c, 50, 5);
        c->template_.wanted[T4_OUTPUT_csv] = cases[i].csv;
        c->template_.wanted[T4_OUTPUT_xlsx] = cases[i].xlsx;
        c->template_.compress = cases[i].gz;
        assert_int_equal(case_write(c, out, NULL, NULL, NULL), T4_OK);
        snprintf(path, sizeof path, "%s/%s", out, cases[i].there);
        assert_int_equal(access(path, F_OK), 0);
        snprintf(path, sizeof path, "%s/%s", out, cases[i].absent);
        assert_int_not_equal(access(path, F_OK), 0);
        case_free(c);
    }
}

static void a_release_of_nothing_is_still_a_release(void **state)
{
    release_case *c = case_new(true);
    const char *out = folder_named("out");
    char *text;

    case_finish(c);
    assert_int_equal(case_write(c, out, NULL, NULL, NULL), T4_OK);
    text = read_of(out, "data/hs10.csv");
    assert_int_equal(lines_of(text), 1);
    t4_free(text);
    case_free(c);
}

/* Constant memory from the first row on: where libxlsxwriter loses rows silently. */
static const t4_split_limits streamed = {T4_SPLIT_SHEET_ROWS, 0, T4_SPLIT_PARTS};

/* --- a full disk ----------------------------------------------------------- */

/*
 * Write in a child with files limited to so many bytes; its exit status.
 * said gets what it wrote to stderr, why its error: both through pipes, which
 * the limit leaves alone.
 */
static int write_limited(release_case *c, const char *out, rlim_t bytes, char said[1024],
                         char why[1024])
{
    int how, errors[2], reasons[2];
    pid_t child;
    ssize_t got;

    assert_int_equal(pipe(errors) | pipe(reasons), 0);
    child = fork();
    if (child == 0) {
        struct rlimit limit = {bytes, bytes};
        t4_error err = {0};
        t4_status status;

        dup2(errors[1], 2);
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        status = case_write_limited(c, out, &streamed, &err);
        _exit(write(reasons[1], err.text, strlen(err.text)) < 0 ? 99 : (int)status);
    }
    close(errors[1]);
    close(reasons[1]);
    waitpid(child, &how, 0);
    got = read(errors[0], said, 1023);
    said[got > 0 ? got : 0] = '\0';
    got = read(reasons[0], why, 1023);
    why[got > 0 ? got : 0] = '\0';
    close(errors[0]);
    close(reasons[0]);
    return WIFEXITED(how) ? WEXITSTATUS(how) : -1;
}

static void files_that_cannot_grow_are_an_error_and_never_a_short_release(void **state)
{
    release_case *c = case_new(true);
    const char *whole = folder_named("whole"), *out = case_path("out");
    char said[1024], why[1024];
    int failures = 0, workbook = 0, status = T4_OK;

    case_fill(c, 1000, 13);
    c->template_.wanted[T4_OUTPUT_csv] = false;
    assert_int_equal(case_write_limited(c, whole, &streamed, NULL), T4_OK);
    for (rlim_t limit = 1024; !failures || status; limit *= 2) {
        t4_tree_remove(AT_FDCWD, out, NULL);
        t4_tree_make(out, NULL);
        status = write_limited(c, out, limit, said, why);
        assert_string_equal(said, "");
        if (status)
            assert_int_equal(status, T4_ERR_IO);
        failures += status != T4_OK;
        workbook += strstr(why, "the workbook that was written") != NULL;
    }
    print_message("# failed cleanly at %d sizes, %d times only reading the workbook again told\n",
                  failures, workbook);
    assert_true(failures > 7 && workbook > 0);
    assert_same_folder(whole, out);
    case_free(c);
}

/* In a child with its own small tmpfs over `at`: exit status, 99 when this user may not mount. */
static int write_on_small_disk(release_case *c, const char *at, const char *size)
{
    int how;
    pid_t child = fork();

    if (child == 0) {
        char out[600];

        if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
            mount("tmpfs", at, "tmpfs", 0, size))
            _exit(99);
        snprintf(out, sizeof out, "%s/out", at);
        if (t4_tree_make(out, NULL))
            _exit(98);
        _exit(case_write_limited(c, out, &streamed, NULL));
    }
    waitpid(child, &how, 0);
    return WIFEXITED(how) ? WEXITSTATUS(how) : -1;
}

static void a_full_disk_is_an_error_and_never_a_short_release(void **state)
{
    static const struct { bool csv; const char *size; int status; } cases[] = {
        {true, "size=64k", T4_ERR_IO}, {true, "size=1m", T4_ERR_IO}, {false, "size=64k", T4_ERR_IO},
        {false, "size=512k", T4_ERR_IO}, {false, "size=2m", T4_ERR_IO}, {true, "size=80m", T4_OK}};
    release_case *c = case_new(true);
    const char *at = folder_named("disk");

    case_fill(c, 1000, 13);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int status;

        c->template_.wanted[T4_OUTPUT_csv] = cases[i].csv;
        status = write_on_small_disk(c, at, cases[i].size);
        if (status == 99) {
            print_message("# not tried: this user may not mount a small disk\n");
            break;
        }
        assert_int_equal(status, cases[i].status);
    }
    case_free(c);
}

/* --- one left for other programs to read ----------------------------------- */

static void a_release_is_kept_for_other_programs_when_asked(void **state)
{
    const char *keep = getenv("T4_KEEP");
    release_case *c;

    if (!keep) {
        print_message("# T4_KEEP names no folder\n");
        return;
    }
    for (int i = 0; i < 2; i++) {
        char out[512];
        t4_error err = {0};

        snprintf(out, sizeof out, "%s/%s", keep, i ? "large" : "small");
        assert_int_equal(t4_tree_make(out, NULL), T4_OK);
        c = case_new(true);
        case_fill(c, i ? 600 : 120, 17);
        if (i ? case_write_limited(c, out, &streamed, &err) : case_write(c, out, NULL, NULL, &err))
            fail_msg("%s", err.text);
        case_free(c);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, case_make_scratch, case_remove_scratch)

int main(int argc, char **argv)
{
    const struct CMUnitTest kept[] = {TEST(a_release_is_kept_for_other_programs_when_asked)};
    const struct CMUnitTest tests[] = {
        TEST(a_table_is_right_to_the_byte),
        TEST(the_manifest_and_the_checksums_agree_with_the_files),
        TEST(every_file_that_can_says_that_it_is_not_certified_and_why),
        TEST(the_same_release_has_the_same_bytes_whatever_is_around_it),
        TEST(only_source_date_epoch_puts_a_time_into_a_release),
        TEST(outputs_are_chosen_by_the_template),
        TEST(a_release_of_nothing_is_still_a_release),
        TEST(files_that_cannot_grow_are_an_error_and_never_a_short_release),
        TEST(a_full_disk_is_an_error_and_never_a_short_release),
        TEST(a_release_is_kept_for_other_programs_when_asked),
    };

    unsetenv("SOURCE_DATE_EPOCH");
    if (argc > 1 && !strcmp(argv[1], "kept"))
        return cmocka_run_group_tests(kept, NULL, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
