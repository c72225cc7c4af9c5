/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/random.h"
#include "io/outfile.h"

/* --- a folder for each test, gone afterwards --------------------------------------- */

static char folder[64], path[128];

static int make_folder(void **state)
{
    snprintf(folder, sizeof folder, "/tmp/test_outfile_XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int count_entries(void)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    int count = 0;

    while ((entry = readdir(dir)))
        count += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
    closedir(dir);
    return count;
}

static int remove_folder(void **state)
{
    unlink(path);
    return rmdir(folder);
}

static const char *in_folder(const char *name)
{
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* Contents, unpacked by zlib if packed. */
static size_t contents(char *to, size_t room)
{
    gzFile file = gzopen(path, "rb");
    int n = gzread(file, to, (unsigned)room);

    assert_true(n >= 0);
    assert_int_equal(gzclose(file), Z_OK);
    return (size_t)n;
}

/* --- tests --------------------------------------------------------------------------- */

static void a_file_is_there_whole_or_not_at_all(void **state)
{
    t4_outfile *file;
    struct stat info;
    char text[64];
    mode_t mask = umask(077);

    assert_int_equal(t4_outfile_open(&file, in_folder("out.csv"), 0644, NULL), T4_OK);
    assert_int_equal(t4_outfile_write(file, "a,b\n", 4, NULL), T4_OK);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(t4_outfile_commit(file, NULL), T4_OK);
    assert_int_equal(t4_outfile_bytes(file), 4);
    t4_outfile_free(file);
    assert_int_equal(contents(text, sizeof text), 4);
    assert_memory_equal(text, "a,b\n", 4);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0644);

    /* A second one that is not committed leaves the first; one that is replaces it, mode too. */
    assert_int_equal(t4_outfile_open(&file, path, 0600, NULL), T4_OK);
    assert_int_equal(t4_outfile_write(file, "lost", 4, NULL), T4_OK);
    t4_outfile_free(file);
    assert_int_equal(contents(text, sizeof text), 4);
    assert_int_equal(t4_outfile_open(&file, path, 0600, NULL), T4_OK);
    assert_int_equal(t4_outfile_commit(file, NULL), T4_OK);
    t4_outfile_free(file);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(info.st_size, 0);
    assert_int_equal(count_entries(), 1);
    umask(mask);
}

static void nothing_has_a_name_before_it_is_whole(void **state)
{
    t4_outfile *file;
    int probe = open(folder, O_TMPFILE | O_WRONLY, 0600);

    if (probe < 0) {
        print_message("no O_TMPFILE in /tmp\n");
        skip();
    }
    close(probe);
    assert_int_equal(t4_outfile_open(&file, in_folder("out.csv"), 0600, NULL), T4_OK);
    assert_int_equal(t4_outfile_write(file, "secret", 6, NULL), T4_OK);
    assert_int_equal(count_entries(), 0);
    t4_outfile_free(file);
    assert_int_equal(count_entries(), 0);
}

static void a_full_disk_is_an_error_with_path_and_reason(void **state)
{
    t4_outfile *file;
    t4_error err = {0};
    struct stat info;

    if (access("/dev/full", W_OK)) {
        print_message("no /dev/full\n");
        skip();
    }
    assert_int_equal(t4_outfile_open(&file, "/dev/full", 0600, NULL), T4_OK);
    assert_int_equal(t4_outfile_write(file, "x", 1, NULL), T4_OK);
    assert_int_equal(t4_outfile_commit(file, &err), T4_ERR_IO);
    assert_string_equal(err.text, "cannot write '/dev/full': No space left on device");
    t4_outfile_free(file);
    assert_int_equal(stat("/dev/full", &info), 0);
    assert_true(S_ISCHR(info.st_mode));
    err = (t4_error){0};
    assert_int_equal(t4_outfile_open(&file, "/no/such/folder/x", 0600, &err), T4_ERR_IO);
    assert_non_null(strstr(err.text, "'/no/such/folder/x': No such file"));
}

/* Text of about the kind that is published. */
static void make_text(t4_buffer *text, size_t bytes)
{
    t4_random random;
    unsigned code = 101210000;

    t4_random_seed(&random, 5);
    while (text->length < bytes) {
        code += (unsigned)t4_random_below(&random, 90);
        t4_buffer_printf(text, "2023-01,M,%010u,DE,%u.%02u,%u,%u\n", code,
                         (unsigned)t4_random_below(&random, 100000), code % 100, code % 977, code % 7);
    }
}

static void packed_files_unpack_to_what_was_written(void **state)
{
    enum { ROOM = 8 << 20 };
    static const size_t pieces[] = {1, 1000, 1 << 20, 3000001};
    t4_buffer text, packed;
    char *got = t4_alloc(ROOM, 1);

    t4_buffer_init(&text, 0);
    t4_buffer_init(&packed, 0);
    make_text(&text, 3000001);
    for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
        size_t length = k ? text.length : 100000;
        t4_outfile *file;

        assert_int_equal(t4_outfile_open(&file, in_folder("out.csv.gz"), 0600, NULL), T4_OK);
        for (size_t at = 0, n; at < length; at += n) {
            n = length - at < pieces[k] ? length - at : pieces[k];
            assert_int_equal(t4_outfile_write(file, text.data + at, n, NULL), T4_OK);
        }
        /* And once more, packed by the caller. */
        assert_int_equal(t4_outfile_pack(&text, &packed, NULL), T4_OK);
        assert_int_equal(t4_outfile_write_packed(file, &packed, NULL), T4_OK);
        assert_int_equal(t4_outfile_commit(file, NULL), T4_OK);
        assert_true(t4_outfile_bytes(file) * 2 < length + text.length);
        t4_outfile_free(file);
        assert_int_equal(contents(got, ROOM), length + text.length);
        assert_memory_equal(got, text.data, length);
        assert_memory_equal(got + length, text.data, text.length);
    }
    t4_free(got);
    t4_buffer_release(&text);
    t4_buffer_release(&packed);
}

static void a_packed_file_of_nothing_is_a_gzip_file(void **state)
{
    t4_outfile *file;
    char text[8];

    assert_int_equal(t4_outfile_open(&file, in_folder("out.csv.gz"), 0600, NULL), T4_OK);
    assert_int_equal(t4_outfile_commit(file, NULL), T4_OK);
    assert_true(t4_outfile_bytes(file) > 0);
    t4_outfile_free(file);
    assert_int_equal(contents(text, sizeof text), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_there_whole_or_not_at_all, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(nothing_has_a_name_before_it_is_whole, make_folder, remove_folder),
        cmocka_unit_test(a_full_disk_is_an_error_with_path_and_reason),
        cmocka_unit_test_setup_teardown(packed_files_unpack_to_what_was_written, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_packed_file_of_nothing_is_a_gzip_file, make_folder, remove_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
