/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "io/datadir.h"

static void read_all(const char *path, t4_buffer *bytes)
{
    FILE *file = fopen(path, "rb");
    int c;

    assert_non_null(file);
    while ((c = fgetc(file)) != EOF)
        assert_true(t4_buffer_putc(bytes, (char)c));
    fclose(file);
}

static void built_in_files_equal_the_source_byte_by_byte(void **state)
{
    const char *name, *before = "";
    size_t count = 0;

    unsetenv("TENFOUR_DATADIR");
    for (; (name = t4_datadir_name(count)); count++) {
        t4_buffer built, source;
        char path[4096];

        t4_buffer_init(&built, 0);
        t4_buffer_init(&source, 0);
        snprintf(path, sizeof(path), "%s/templates/%s", T4_SRCDIR, name);
        if (access(path, R_OK) != 0)   /* made by the build, beside the program */
            snprintf(path, sizeof(path), "templates/%s", name);
        read_all(path, &source);
        assert_int_equal(t4_datadir_read(name, &built, NULL), T4_OK);
        assert_int_equal(built.length, source.length);
        assert_memory_equal(built.data, source.data, source.length);
        assert_true(strcmp(before, name) < 0);
        before = name;
        t4_buffer_release(&built);
        t4_buffer_release(&source);
    }
    assert_true(count >= 1);
}

static void an_edited_copy_wins(void **state)
{
    char folder[] = "/tmp/t4-datadir-XXXXXX", path[100];
    const char *name = "national-10-digit.yaml";
    t4_buffer bytes;
    FILE *file;

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "wb");
    fputs("edited\n", file);
    fclose(file);
    setenv("TENFOUR_DATADIR", folder, 1);
    t4_buffer_init(&bytes, 0);
    assert_int_equal(t4_datadir_read(name, &bytes, NULL), T4_OK);
    assert_string_equal(t4_buffer_text(&bytes), "edited\n");
    t4_buffer_clear(&bytes);
    assert_int_equal(t4_datadir_path(name, &bytes, NULL), T4_OK);
    assert_string_equal(bytes.data, path);
    t4_buffer_release(&bytes);
    unsetenv("TENFOUR_DATADIR");
    unlink(path);
    rmdir(folder);
}

static void a_name_that_leaves_the_folder_is_not_found(void **state)
{
    static const char *const names[] = {"../configure.ac", "/etc/passwd", "", "nothing.csv"};

    setenv("TENFOUR_DATADIR", T4_SRCDIR "/templates", 1);
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        t4_buffer bytes;
        t4_error err = {0};

        t4_buffer_init(&bytes, 0);
        assert_int_equal(t4_datadir_read(names[i], &bytes, &err), T4_ERR_IO);
        assert_non_null(strstr(err.text, names[i]));
        assert_int_equal(t4_datadir_path(names[i], &bytes, NULL), T4_ERR_IO);
        assert_int_equal(bytes.length, 0);
        t4_buffer_release(&bytes);
    }
    unsetenv("TENFOUR_DATADIR");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(built_in_files_equal_the_source_byte_by_byte),
        cmocka_unit_test(an_edited_copy_wins),
        cmocka_unit_test(a_name_that_leaves_the_folder_is_not_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
