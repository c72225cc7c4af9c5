/* SPDX-License-Identifier: MIT */
/* Templates: any bytes as YAML, typed, required for a release and explained; the last line also as --set. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/yaml.h"
#include "job/explain.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* A failure must carry a message; a success none. */
static void expect(t4_status status, const t4_error *err)
{
    if ((status != T4_OK) != (err->text[0] != 0) || (status && err->code != status))
        abort();
}

/* "KEY=VALUE" in the last line. */
static t4_status set(t4_settings *settings, const char *bytes, size_t n, t4_error *err)
{
    size_t start = n;
    char *line, *equals;
    t4_node *value;
    t4_status status = T4_OK;

    while (start > 0 && bytes[start - 1] != '\n')
        start--;
    line = t4_strndup(bytes + start, n - start);
    equals = line ? strchr(line, '=') : NULL;
    if (equals) {
        *equals = 0;
        status = t4_yaml_value(settings, &value, equals + 1, err);
        if (!status)
            status = t4_settings_set(settings, line, value, err);
    }
    t4_free(line);
    return status;
}

static void use(t4_template *t)
{
    t4_error err = {0};
    t4_buffer out;

    expect(t4_template_require_release(t, &err), &err);
    t4_template_finest(t, "8542310000", 10);
    t4_buffer_init(&out, 0);
    err = (t4_error){0};
    expect(t4_job_explain_text(t, &out, &err), &err);
    expect(t4_job_explain_json(t, &out, &err), &err);
    t4_buffer_release(&out);
    t4_template_free(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    t4_settings settings;
    t4_template *t = NULL;
    t4_error err = {0};
    t4_status status;

    t4_settings_init(&settings);
    status = t4_yaml_parse(&settings, (const char *)bytes, n, "t.yaml", &err);
    if (!status)
        status = set(&settings, (const char *)bytes, n, &err);
    if (status)
        t4_settings_release(&settings);
    else
        status = t4_template_build(&t, &settings, "t.yaml", &err);
    expect(status, &err);
    if (t)
        use(t);
    return 0;
}
