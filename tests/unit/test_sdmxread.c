/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "io/sdmxread.h"
#include "memfile.h"

static t4_status write_fields(t4_buffer *out, const char *before, const t4_sdmxread_field *fields, size_t count)
{
    t4_buffer_puts(out, before);
    for (size_t i = 0; i < count; i++)
        t4_buffer_printf(out, "%s%s=%s", i ? " " : "", fields[i].id, fields[i].value);
    t4_buffer_puts(out, "\n");
    return T4_OK;
}

static t4_status visit(void *context, const t4_sdmxread_field *fields, size_t count, uint64_t line, t4_error *err)
{
    return write_fields(context, "", fields, count);
}

static t4_status removed(void *context, const t4_sdmxread_field *fields, size_t count, uint64_t line, t4_error *err)
{
    return write_fields(context, "gone: ", fields, count);
}

static t4_status read_text(const char *text, size_t n, t4_sdmxread_visit *gone, t4_buffer *out, t4_error *err)
{
    char path[MEMFILE_PATH];
    int fd = memfile(text, n, path);
    t4_run run;
    t4_status status;

    t4_run_init(&run);
    *err = (t4_error){0};
    t4_buffer_clear(out);
    status = t4_sdmxread(&run, path, visit, gone, out, err);
    close(fd);
    assert_non_null(t4_buffer_text(out));
    return status;
}

#define SPECIFIC "<m:StructureSpecificData xmlns:m='m' xmlns:s='s'><m:Header/>"

/* One observation in every form of SDMX, as the field guide and the samples of SDMX-ML 2.1 write it. */
static void every_form_gives_the_components(void **state)
{
    static const struct { const char *text, *wanted; } cases[] = {
        {"DATAFLOW,FREQ,TIME_PERIOD,OBS_VALUE\nA:B(1.0),M,2023-01,1.5\n", "FREQ=M TIME_PERIOD=2023-01 OBS_VALUE=1.5\n"},
        {"\xEF\xBB\xBFSTRUCTURE,STRUCTURE_ID,ACTION,FREQ,OBS_VALUE\r\ndataflow,A:B(1.0),I,M,\"1,5\"\r\n",
         "ACTION=I FREQ=M OBS_VALUE=1,5\n"},
        {"STRUCTURE,STRUCTURE_ID,ACTION,FREQ,OBS_VALUE\ndataflow,A:B(1.0),D,M,\ndataflow,A:B(1.0),R,Q,2\n",
         "gone: ACTION=D FREQ=M OBS_VALUE=\nACTION=R FREQ=Q OBS_VALUE=2\n"},
        {"STRUCTURE,STRUCTURE_ID,ACTION,FREQ,OBS_VALUE\n", ""},
        {SPECIFIC "<m:DataSet s:action='Replace'><Series FREQ='M' C='&lt;&amp;&gt;'><Obs TIME_PERIOD='2023' OBS_VALUE='1'/>"
         "<Obs TIME_PERIOD='2024' OBS_VALUE='NaN'/></Series></m:DataSet></m:StructureSpecificData>",
         "FREQ=M C=<&> TIME_PERIOD=2023 OBS_VALUE=1\nFREQ=M C=<&> TIME_PERIOD=2024 OBS_VALUE=NaN\n"},
        /* Flat: no series; groups repeat a part of the keys and are no observations. */
        {SPECIFIC "<m:DataSet><Group FREQ='A' T='x'/><Obs FREQ='A' OBS_VALUE='1'/></m:DataSet></m:StructureSpecificData>",
         "FREQ=A OBS_VALUE=1\n"},
        {SPECIFIC "<m:DataSet s:action='Delete'><Series FREQ='M'><Obs MEASURE='V'/></Series></m:DataSet>"
         "<m:DataSet s:action='Replace'><Obs FREQ='A' OBS_VALUE='1'/></m:DataSet></m:StructureSpecificData>",
         "gone: FREQ=M MEASURE=V\nFREQ=A OBS_VALUE=1\n"},
        {"<m:GenericData xmlns:m='m' xmlns:g='g'><m:Header><m:Structure dimensionAtObservation='TIME_PERIOD'/></m:Header>"
         "<m:DataSet action='Append'><g:Attributes><g:Value id='SET' value='1'/></g:Attributes>"
         "<g:Series><g:SeriesKey><g:Value id='FREQ' value='M'/></g:SeriesKey><g:Attributes><g:Value id='T' value='t'/>"
         "</g:Attributes><g:Obs><g:ObsDimension value='2023'/><g:ObsValue value='7'/><g:Attributes><g:Value id='OBS_STATUS' "
         "value='A'/></g:Attributes></g:Obs></g:Series></m:DataSet></m:GenericData>",
         "FREQ=M T=t TIME_PERIOD=2023 OBS_VALUE=7 OBS_STATUS=A\n"},
        {"<m:GenericData xmlns:m='m' xmlns='g'><m:DataSet action='Delete'><Obs><ObsKey><Value id='FREQ' value='M'/></ObsKey>"
         "</Obs></m:DataSet></m:GenericData>", "gone: FREQ=M\n"},
    };
    t4_buffer out;
    t4_error err;

    t4_buffer_init(&out, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (read_text(cases[i].text, strlen(cases[i].text), removed, &out, &err))
            fail_msg("case %zu: %s", i, err.text);
        assert_string_equal(out.data, cases[i].wanted);
    }
    t4_buffer_release(&out);
}

static void what_is_deleted_is_passed_over_where_nobody_asks(void **state)
{
    static const char csv[] = "STRUCTURE,STRUCTURE_ID,ACTION,FREQ\ndataflow,A:B(1.0),D,M\ndataflow,A:B(1.0),I,Q\n";
    static const char xml[] = SPECIFIC "<m:DataSet action='Delete'><Obs FREQ='M'/></m:DataSet></m:StructureSpecificData>";
    t4_buffer out;
    t4_error err;

    t4_buffer_init(&out, 0);
    assert_int_equal(read_text(csv, sizeof csv - 1, NULL, &out, &err), T4_OK);
    assert_string_equal(out.data, "ACTION=I FREQ=Q\n");
    assert_int_equal(read_text(xml, sizeof xml - 1, NULL, &out, &err), T4_OK);
    assert_string_equal(out.data, "");
    t4_buffer_release(&out);
}

static void what_is_no_data_is_refused(void **state)
{
    static const char *const cases[] = {
        "", "period,flow\n2023,M\n", "STRUCTURE,STRUCTURE_ID,FREQ\ndataflow,A\n", "DATAFLOW,FREQ\nA,M,1\n", "{}", "<",
        "<a/>", "<m:Structure xmlns:m='m'/>", SPECIFIC, SPECIFIC "<m:DataSet><Series>",
        "<!DOCTYPE m [<!ENTITY x '1'>]><m:GenericData xmlns:m='m'/>"};
    t4_buffer out;
    t4_error err;

    t4_buffer_init(&out, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(read_text(cases[i], strlen(cases[i]), removed, &out, &err), T4_ERR_DATA);
        assert_true(err.text[0]);
    }
    t4_buffer_release(&out);
}

/* More components than an observation may have, and values longer than are kept. */
static void components_have_ceilings(void **state)
{
    t4_buffer text, out;
    t4_error err;

    t4_buffer_init(&text, 0);
    t4_buffer_init(&out, 0);
    t4_buffer_puts(&text, "STRUCTURE,STRUCTURE_ID");
    for (int i = 0; i < T4_SDMXREAD_FIELDS_MAX; i++)
        t4_buffer_printf(&text, ",D%d", i);
    t4_buffer_puts(&text, "\n");
    assert_int_equal(read_text(text.data, text.length, NULL, &out, &err), T4_ERR_DATA);
    t4_buffer_clear(&text);
    t4_buffer_puts(&text, SPECIFIC "<m:DataSet><Obs");
    for (int i = 0; i <= T4_SDMXREAD_FIELDS_MAX; i++)
        t4_buffer_printf(&text, " D%d='1'", i);
    t4_buffer_puts(&text, "/></m:DataSet></m:StructureSpecificData>");
    assert_int_equal(read_text(text.data, text.length, NULL, &out, &err), T4_ERR_DATA);
    assert_non_null(strstr(err.text, "more than"));
    t4_buffer_clear(&text);
    t4_buffer_puts(&text, SPECIFIC "<m:DataSet><Obs D='");
    for (int i = 0; i < 2 * T4_SDMXREAD_TEXT_MAX; i++)
        t4_buffer_puts(&text, "x");
    t4_buffer_puts(&text, "'/></m:DataSet></m:StructureSpecificData>");
    assert_int_equal(read_text(text.data, text.length, NULL, &out, &err), T4_OK);
    assert_int_equal(out.length, strlen("D=\n") + T4_SDMXREAD_TEXT_MAX - 1);
    t4_buffer_release(&text);
    t4_buffer_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_gives_the_components),
        cmocka_unit_test(what_is_deleted_is_passed_over_where_nobody_asks),
        cmocka_unit_test(what_is_no_data_is_refused),
        cmocka_unit_test(components_have_ceilings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
