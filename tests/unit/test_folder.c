/* SPDX-License-Identifier: MIT */
/* A release folder is the old one or the new one, whole, whatever happens on the way. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/random.h"
#include "release/folder.h"
#include "release/tree.h"

int __real_renameat2(int, const char *, int, const char *, unsigned);
int __wrap_renameat2(int, const char *, int, const char *, unsigned);
static bool no_exchange;

int __wrap_renameat2(int a, const char *from, int b, const char *to, unsigned flags)
{
    if (no_exchange && flags) {
        errno = EINVAL;
        return -1;
    }
    return __real_renameat2(a, from, b, to, flags);
}

/* --- a scratch folder ------------------------------------------------------ */

static char scratch[256];

static int make_scratch(void **state)
{
    snprintf(scratch, sizeof scratch, "/tmp/t4-folder-XXXXXX");
    return mkdtemp(scratch) ? 0 : -1;
}

static int remove_scratch(void **state)
{
    t4_tree_remove(AT_FDCWD, scratch, NULL);
    return 0;
}

static const char *at(const char *name)
{
    static char paths[16][512];
    static int next;
    char *path = paths[next++ % 16];

    snprintf(path, sizeof paths[0], "%s/%s", scratch, name);
    return path;
}

static void put(const char *folder, const char *name, const char *text)
{
    char path[1024];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void get(const char *folder, const char *name, char *text, size_t n)
{
    char path[1024];
    FILE *file;
    size_t got;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "r");
    got = file ? fread(text, 1, n - 1, file) : 0;
    text[got] = '\0';
    if (file)
        fclose(file);
}

static unsigned mode_of(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0 ? info.st_mode & 07777 : 0xFFFF;
}

static size_t entries(const char *folder)
{
    DIR *d = opendir(folder);
    struct dirent *e;
    size_t n = 0;

    while (d && (e = readdir(d)) != NULL)
        n += strcmp(e->d_name, ".") && strcmp(e->d_name, "..");
    if (d)
        closedir(d);
    return n;
}

/* --- one release ----------------------------------------------------------- */

enum { FILES = 12 };

/* Write a release of the given edition: every file carries it. */
static t4_status write_release(t4_folder *folder, const char *edition)
{
    char path[1024], name[32];

    snprintf(path, sizeof path, "%s/data", t4_folder_public(folder));
    if (t4_tree_make(path, NULL))
        return T4_ERR_IO;
    put(t4_folder_public(folder), "manifest.json", "{\"tenfour\": \"0.1.0\"}\n");
    put(t4_folder_public(folder), "edition", edition);
    for (int i = 0; i < FILES; i++) {
        snprintf(name, sizeof name, "hs%d.csv", i);
        put(path, name, edition);
    }
    put(t4_folder_confidential(folder), "control-totals.csv", edition);
    return T4_OK;
}

static t4_status release(const char *edition, bool force, t4_error *err)
{
    t4_folder_options options = {.target = at("out"), .force = force};
    t4_folder *folder = NULL;
    t4_status status = t4_folder_open(&folder, &options, err);

    if (!status)
        status = write_release(folder, edition);
    if (!status)
        status = t4_folder_commit(folder, err);
    t4_folder_free(folder);
    return status;
}

/* The edition of the release, after checking that it is whole; "" when there is none. */
static void whole(char edition[32])
{
    char text[32], name[32];
    const char *out = at("out");
    struct stat info;

    edition[0] = '\0';
    if (lstat(out, &info) != 0)
        return;
    get(out, "edition", edition, 32);
    assert_int_equal(entries(out), 3);
    assert_int_equal(mode_of(out), 0755);
    assert_int_equal(entries(at("out/data")), FILES);
    for (int i = 0; i < FILES; i++) {
        snprintf(name, sizeof name, "data/hs%d.csv", i);
        get(out, name, text, sizeof text);
        assert_string_equal(text, edition);
    }
    /* Never without its papers. */
    assert_int_equal(mode_of(at("out.confidential")), 0700);
}

static void papers(char edition[32])
{
    get(at("out.confidential"), "control-totals.csv", edition, 32);
}

/* Whatever else is there must be ours and out of reach. */
static void assert_leftovers_are_private(void)
{
    DIR *d = opendir(scratch);
    struct dirent *e;

    assert_non_null(d);
    while ((e = readdir(d)) != NULL) {
        if (e->d_name[0] != '.' || !strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
            continue;
        if (strstr(e->d_name, "tenfour-lock"))
            assert_int_equal(mode_of(at(e->d_name)), 0600);
        else
            assert_int_equal(mode_of(at(e->d_name)), 0700);
    }
    closedir(d);
}

/* Release in a child that dies at the named point; true when it was killed. */
static bool release_and_die(const char *edition, const char *point)
{
    int how;
    pid_t child = fork();

    if (child == 0) {
        setenv("TENFOUR_CRASH_AT", point, 1);
        _exit(release(edition, true, NULL));
    }
    assert_true(waitpid(child, &how, 0) == child);
    return WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL;
}

/* --- tests ----------------------------------------------------------------- */

static void a_new_release_is_readable_and_its_papers_are_not_whatever_the_umask(void **state)
{
    static const mode_t masks[] = {0, 022, 077, 0777};
    char edition[32];

    for (size_t i = 0; i < sizeof masks / sizeof *masks; i++) {
        mode_t old = umask(masks[i]);

        /* The files are written by this test: only folders are made under the odd umask. */
        assert_int_equal(release("one", true, NULL), T4_OK);
        umask(old);
        whole(edition);
        assert_string_equal(edition, "one");
        assert_int_equal(mode_of(at("out/data")), 0755);
        assert_int_equal(mode_of(at("out/data/hs4.csv")), 0644);
        assert_int_equal(mode_of(at("out.confidential/key")), 0600);
        assert_int_equal(mode_of(at("out.confidential/CONFIDENTIAL.txt")), 0600);
        assert_int_equal(mode_of(at("out.confidential/control-totals.csv")), 0600);
        assert_int_equal(entries(scratch), 2);
    }
}

static void what_is_not_committed_leaves_nothing(void **state)
{
    char deep[512];
    t4_folder_options options = {.target = deep};
    t4_folder *folder;

    snprintf(deep, sizeof deep, "%s/a/b/out/", scratch);
    assert_int_equal(t4_folder_open(&folder, &options, NULL), T4_OK);
    assert_int_equal(write_release(folder, "one"), T4_OK);
    assert_int_equal(mode_of(t4_folder_public(folder)), 0700);
    t4_folder_free(folder);
    assert_int_equal(entries(scratch), 0);
}

static void only_a_tenfour_release_is_replaced_and_only_by_force(void **state)
{
    t4_error err = {0};
    char edition[32];

    mkdir(at("out"), 0755);
    put(at("out"), "thesis.txt", "years of work");
    assert_int_equal(release("one", true, &err), T4_ERR_USAGE);
    assert_non_null(strstr(err.text, "is not a tenfour release"));
    put(at("out"), "manifest.json", "{\"name\": \"something else\", \"tenfour\": 1}");
    assert_int_equal(release("one", true, NULL), T4_ERR_USAGE);
    assert_int_equal(entries(at("out")), 2);
    assert_int_equal(entries(scratch), 1);

    t4_tree_remove(AT_FDCWD, at("out"), NULL);
    assert_int_equal(release("one", false, NULL), T4_OK);
    err = (t4_error){0};
    assert_int_equal(release("two", false, &err), T4_ERR_USAGE);
    assert_non_null(strstr(err.text, "--force"));
    whole(edition);
    assert_string_equal(edition, "one");
    assert_int_equal(release("two", true, NULL), T4_OK);
    whole(edition);
    assert_string_equal(edition, "two");
    papers(edition);
    assert_string_equal(edition, "two");
    assert_int_equal(entries(scratch), 2);
}

static void a_confidential_folder_of_something_else_is_never_replaced(void **state)
{
    mkdir(at("out.confidential"), 0700);
    put(at("out.confidential"), "CONFIDENTIAL.txt", "CONFIDENTIAL - something else\n");
    assert_int_equal(release("one", true, NULL), T4_ERR_USAGE);
    assert_int_equal(entries(at("out.confidential")), 1);
    t4_tree_remove(AT_FDCWD, at("out.confidential"), NULL);

    /* Papers of a release that was moved away: only by force. */
    assert_int_equal(release("one", false, NULL), T4_OK);
    assert_int_equal(rename(at("out"), at("published")), 0);
    assert_int_equal(release("two", false, NULL), T4_ERR_USAGE);
    assert_int_equal(release("two", true, NULL), T4_OK);
}

static void links_files_and_nested_folders_are_refused(void **state)
{
    t4_folder *folder = NULL;
    char inside[600], around[600];
    struct { const char *target, *confidential; } refused[] = {
        {at("link"), NULL}, {at("link/"), NULL}, {at("file"), NULL}, {at("."), NULL}, {"/", NULL}, {"", NULL},
        {at("out"), at("link")}, {at("out"), at("out")}, {at("out"), inside}, {around, at("x")},
        {at(".out.tenfour-staging"), NULL}};

    mkdir(at("real"), 0755);
    assert_int_equal(symlink("real", at("link")), 0);
    put(scratch, "file", "");
    snprintf(inside, sizeof inside, "%s/out/confidential", scratch);
    snprintf(around, sizeof around, "%s/x/y/out", scratch);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        t4_folder_options options = {.target = refused[i].target, .confidential = refused[i].confidential,
                                     .force = true};

        assert_int_equal(t4_folder_open(&folder, &options, NULL), T4_ERR_USAGE);
    }
    assert_int_equal(entries(scratch), 3);
}

static void the_key_is_made_once_and_reused(void **state)
{
    char first[64] = {0}, second[64] = {0};

    assert_int_equal(release("one", false, NULL), T4_OK);
    get(at("out.confidential"), "key", first, sizeof first);
    assert_int_equal(release("two", true, NULL), T4_OK);
    get(at("out.confidential"), "key", second, sizeof second);
    assert_memory_equal(first, second, T4_FOLDER_KEY_BYTES);

    /* A key laid down beforehand is taken; a broken one is not overwritten. */
    t4_tree_remove(AT_FDCWD, at("out"), NULL);
    t4_tree_remove(AT_FDCWD, at("out.confidential"), NULL);
    mkdir(at("out.confidential"), 0700);
    put(at("out.confidential"), "key", "0123456789abcdef0123456789ABCDEF");
    assert_int_equal(release("one", false, NULL), T4_OK);
    get(at("out.confidential"), "key", second, sizeof second);
    assert_string_equal(second, "0123456789abcdef0123456789ABCDEF");
    put(at("out.confidential"), "key", "short");
    assert_int_equal(release("two", true, NULL), T4_ERR_USAGE);
    get(at("out.confidential"), "key", second, sizeof second);
    assert_string_equal(second, "short");
}

/* Over an old release, and over nothing. */
static void killed_at_a_named_point_it_is_the_old_or_the_new_release(void **state)
{
    static const struct { const char *point, *now, *after; } points[] = {
        {"after-lock", "old", "old"}, {"after-open", "old", "old"}, {"after-write", "old", "old"},
        {"after-sync", "old", "old"}, {"before-confidential", "old", "old"},
        {"after-confidential", "old", "old"}, {"before-exchange", "old", "old"},
        {"after-exchange", "new", "new"}, {"during-remove", "new", "new"},
        {"after-remove", "new", "new"}};
    char edition[32];

    for (int first = 0; first < 2; first++)
        for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
            bool is_new = !strcmp(points[i].now, "new");

            t4_tree_remove(AT_FDCWD, at("out"), NULL);
            t4_tree_remove(AT_FDCWD, at("out.confidential"), NULL);
            if (!first)
                assert_int_equal(release("old", false, NULL), T4_OK);
            assert_true(release_and_die("new", points[i].point));
            assert_leftovers_are_private();
            whole(edition);
            assert_string_equal(edition, is_new ? "new" : first ? "" : "old");

            /* A next run that commits nothing leaves the pair that belongs together, and no rest. */
            assert_int_equal(release("never", false, NULL),
                             first && !is_new ? T4_OK : T4_ERR_USAGE);
            assert_int_equal(entries(scratch), 2);
            whole(edition);
            assert_string_equal(edition, is_new ? "new" : first ? "never" : "old");
            papers(edition);
            assert_string_equal(edition, is_new ? "new" : first ? "never" : "old");
            assert_int_equal(release("last", true, NULL), T4_OK);
            assert_int_equal(entries(scratch), 2);
        }
}

static void killed_at_a_random_moment_it_is_the_old_or_the_new_release(void **state)
{
    t4_random random;
    char edition[32], before[32] = "start", text[32];
    struct timespec begin, end;
    int64_t usual;   /* nanoseconds of a release here */
    int killed = 0;

    t4_random_seed(&random, 20230601);
    assert_int_equal(release(before, false, NULL), T4_OK);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    assert_int_equal(release(before, true, NULL), T4_OK);
    clock_gettime(CLOCK_MONOTONIC, &end);
    usual = (end.tv_sec - begin.tv_sec) * 1000000000 + end.tv_nsec - begin.tv_nsec;
    usual = usual > 400000000 ? 400000000 : usual;
    for (int i = 0; i < 60; i++) {
        int how;
        pid_t child;
        struct timespec wait = {0, (long)t4_random_below(&random, (uint64_t)usual * 5 / 4)};

        snprintf(text, sizeof text, "run %d", i);
        child = fork();
        if (child == 0)
            _exit(release(text, true, NULL));
        nanosleep(&wait, NULL);
        kill(child, SIGKILL);
        assert_true(waitpid(child, &how, 0) == child);
        killed += WIFSIGNALED(how);
        assert_leftovers_are_private();
        whole(edition);
        if (strcmp(edition, text))
            assert_string_equal(edition, before);
        snprintf(before, sizeof before, "%s", edition);
    }
    print_message("# %d of 60 runs were killed on the way\n", killed);
    assert_int_equal(release("last", true, NULL), T4_OK);
    assert_int_equal(entries(scratch), 2);
}

static void a_second_run_on_the_same_folder_is_refused(void **state)
{
    t4_folder_options options = {.target = at("out")};
    t4_folder_options other = {.target = at("other"), .confidential = at("out.confidential")};
    t4_folder *folder = NULL, *second = NULL;
    t4_error err = {0};

    assert_int_equal(t4_folder_open(&folder, &options, NULL), T4_OK);
    assert_int_equal(t4_folder_open(&second, &options, &err), T4_ERR_IO);
    assert_non_null(strstr(err.text, "another run"));
    assert_int_equal(t4_folder_open(&second, &other, NULL), T4_ERR_IO);
    assert_int_equal(write_release(folder, "one"), T4_OK);
    assert_int_equal(t4_folder_commit(folder, NULL), T4_OK);
    t4_folder_free(folder);
    assert_int_equal(entries(scratch), 2);
}

static void a_file_system_that_cannot_exchange_gets_a_first_release_but_no_second(void **state)
{
    t4_error err = {0};
    char edition[32];

    no_exchange = true;
    assert_int_equal(release("one", false, NULL), T4_OK);
    assert_int_equal(release("two", true, &err), T4_ERR_IO);
    no_exchange = false;
    assert_non_null(strstr(err.text, "cannot exchange two folders"));
    whole(edition);
    assert_string_equal(edition, "one");
    assert_int_equal(entries(scratch), 2);
}

static void a_staging_folder_of_someone_else_is_left_alone(void **state)
{
    t4_error err = {0};

    mkdir(at(".out.tenfour-staging"), 0755);
    put(at(".out.tenfour-staging"), "diary.txt", "mine");
    assert_int_equal(release("one", false, &err), T4_ERR_USAGE);
    assert_non_null(strstr(err.text, "in the way"));
    assert_int_equal(entries(at(".out.tenfour-staging")), 1);
    t4_tree_remove(AT_FDCWD, at(".out.tenfour-staging"), NULL);
    assert_int_equal(symlink("/tmp", at(".out.tenfour-staging")), 0);
    assert_int_equal(release("one", false, NULL), T4_ERR_USAGE);
    unlink(at(".out.tenfour-staging"));
    assert_int_equal(symlink("/tmp/nothing", at(".out.tenfour-lock")), 0);
    assert_int_equal(release("one", false, NULL), T4_ERR_IO);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_scratch, remove_scratch)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_release_is_readable_and_its_papers_are_not_whatever_the_umask),
        TEST(what_is_not_committed_leaves_nothing),
        TEST(only_a_tenfour_release_is_replaced_and_only_by_force),
        TEST(a_confidential_folder_of_something_else_is_never_replaced),
        TEST(links_files_and_nested_folders_are_refused),
        TEST(the_key_is_made_once_and_reused),
        TEST(killed_at_a_named_point_it_is_the_old_or_the_new_release),
        TEST(killed_at_a_random_moment_it_is_the_old_or_the_new_release),
        TEST(a_second_run_on_the_same_folder_is_refused),
        TEST(a_file_system_that_cannot_exchange_gets_a_first_release_but_no_second),
        TEST(a_staging_folder_of_someone_else_is_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
