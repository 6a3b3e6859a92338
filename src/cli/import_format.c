/* The table of formats, and what they have in common. */
#include "import_format.h"

#include <annotty/base/mem.h>
#include <annotty/base/siphash.h>

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

/* In the order in which a first value is tried. */
const struct import_format import_formats[IMPORT_FORMATS] = {
    { "spans", "spans as the API says them", import_spans_fit, import_spans },
    { "otlp", "OpenTelemetry traces, OTLP/JSON", import_otlp_fits, import_otlp },
    { "chat", "chats, as OpenAI's \"messages\"", import_chat_fits, import_chat },
    { "lines", "objects with an input and an output", NULL, import_lines },
};

const struct import_format *import_format_named(const char *name)
{
    for (size_t i = 0; i < IMPORT_FORMATS; i++)
        if (strcmp(import_formats[i].name, name) == 0)
            return &import_formats[i];
    return NULL;
}

const struct import_format *import_format_of(struct json_value value)
{
    size_t i = 0;
    while (import_formats[i].fits != NULL && !import_formats[i].fits(value))
        i++;
    return &import_formats[i];
}

bool import_refuse(char problem[static IMPORT_PROBLEM_SIZE], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(problem, IMPORT_PROBLEM_SIZE, format, arguments);
    va_end(arguments);
    return false;
}

/* --- Writing ------------------------------------------------------------------------------------------------------ */

struct import_object import_object_begin(struct buf *out)
{
    buf_append_char(out, '{');
    return (struct import_object){ .out = out };
}

void import_object_end(struct import_object *object)
{
    buf_append_char(object->out, '}');
}

void import_name(struct import_object *object, const char *name)
{
    if (object->has_members)
        buf_append_char(object->out, ',');
    object->has_members = true;
    json_write_string(object->out, slice_of(name));
    buf_append_char(object->out, ':');
}

void import_raw(struct import_object *object, const char *name, struct json_value value)
{
    if (value.kind == JSON_ABSENT || value.kind == JSON_NULL)
        return;
    import_name(object, name);
    buf_append_slice(object->out, value.raw);
}

void import_text(struct import_object *object, const char *name, struct slice text)
{
    import_name(object, name);
    json_write_string(object->out, text);
}

void import_whole(struct import_object *object, const char *name, int64_t number)
{
    import_name(object, name);
    buf_printf(object->out, "%" PRId64, number);
}

void import_content(struct import_object *object, const char *name, struct json_value value)
{
    if (value.kind == JSON_ABSENT || value.kind == JSON_NULL)
        return;
    import_name(object, name);
    struct import_object content = import_object_begin(object->out);
    if (value.kind == JSON_STRING)
        import_raw(&content, "value", value);
    else
        import_text(&content, "value", value.raw);
    import_object_end(&content);
}

/* --- A span of a value that is no span ---------------------------------------------------------------------------- */

/* Two halves with keys of their own: fixed, because the same line has the same id in every run. */
static void write_id(struct slice text, char id[static 33])
{
    static const struct siphash_key keys[] = { { { 0x616e6e6f74747931, 1 } }, { { 0x616e6e6f74747932, 2 } } };
    snprintf(id, 33, "%016" PRIx64 "%016" PRIx64, siphash(&keys[0], text), siphash(&keys[1], text));
}

struct import_object import_span_begin(struct buf *out, struct json_value value, const struct import_place *place)
{
    static const char *const own_ids[] = { "trace_id", "traceId", NULL };
    char id[33];
    write_id(value.raw, id);
    struct import_object span = import_object_begin(out);
    const struct json_value own = import_any_member(value, own_ids);
    if (own.kind == JSON_STRING && own.raw.length > 2)
        import_raw(&span, "trace_id", own);
    else
        import_text(&span, "trace_id", slice_of(id));
    import_text(&span, "span_id", (struct slice){ id, 16 });
    import_whole(&span, "start_ns", place->time_ns);
    import_raw(&span, "session_id", json_member(value, "session_id"));
    return span;
}

bool import_span_end(struct import_object *span, struct json_value value, struct import_sink *sink,
                     char problem[static IMPORT_PROBLEM_SIZE])
{
    import_raw(span, "source", value);
    import_object_end(span);
    return span->out->failed ? import_refuse(problem, "is larger than 32 MiB")
                             : sink->take(sink, buf_slice(span->out), problem);
}

void import_append_text(struct buf *out, struct json_value value)
{
    if (value.kind == JSON_STRING)
        json_append_string(out, value);
}

struct json_value import_any_member(struct json_value object, const char *const *names)
{
    for (size_t i = 0; object.kind == JSON_OBJECT && names[i] != NULL; i++) {
        const struct json_value found = json_member(object, names[i]);
        if (found.kind != JSON_ABSENT && found.kind != JSON_NULL)
            return found;
    }
    return (struct json_value){ .kind = JSON_ABSENT };
}
