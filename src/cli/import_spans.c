/* Spans in the API's own shape: as a list answers them, {"id", "type", "attributes"}, or the attributes alone. */
#include "import_format.h"

#include <inttypes.h>

/* Below this a start is in milliseconds: so the vendor's own example has it (extensions, section 6). */
#define LEAST_NS INT64_C(1000000000000000)

static struct json_value attributes_of(struct json_value value)
{
    const struct json_value attributes = json_member(value, "attributes");
    return attributes.kind == JSON_OBJECT ? attributes : value;
}

bool import_spans_fit(struct json_value value)
{
    return value.kind == JSON_OBJECT && json_member(attributes_of(value), "span_id").kind != JSON_ABSENT &&
           json_member(attributes_of(value), "trace_id").kind != JSON_ABSENT;
}

static void write_start(struct import_object *span, struct json_value start, const struct import_place *place)
{
    int64_t number = 0;
    if (start.kind == JSON_ABSENT || start.kind == JSON_NULL)
        import_whole(span, "start_ns", place->time_ns);
    else if (json_int64(start, &number) && number > 0 && number < LEAST_NS)
        import_whole(span, "start_ns", number * 1000000);
    else
        import_raw(span, "start_ns", start);
}

/* The value of a tag "session_id:...", for those that say it so. */
static void write_session(struct import_object *span, struct json_value tags)
{
    static const struct slice prefix = { "session_id:", 11 };
    size_t at = 0;
    struct json_value tag;
    while (tags.kind == JSON_ARRAY && json_next_element(tags, &at, &tag)) {
        struct buf text = buf_with_limit(BUF_LIMIT_BODY);
        import_append_text(&text, tag);
        const bool is_session = slice_starts_with(buf_slice(&text), prefix);
        if (is_session)
            import_text(span, "session_id", slice_from(buf_slice(&text), prefix.length));
        buf_free(&text);
        if (is_session)
            return;
    }
}

/* Spans pushed to experiments have their content one level down. */
static void write_meta(struct import_object *span, struct json_value attributes)
{
    static const char *const contents[] = { "input", "output" };
    const struct json_value meta = json_member(attributes, "meta");
    for (size_t i = 0; i < 2; i++)
        if (json_member(attributes, contents[i]).kind == JSON_ABSENT)
            import_content(span, contents[i], json_member(meta, contents[i]));
    if (json_member(attributes, "error").kind == JSON_ABSENT)
        import_raw(span, "error", json_member(meta, "error"));
}

bool import_spans(struct json_value value, const struct import_place *place, struct import_sink *sink,
                  char problem[static IMPORT_PROBLEM_SIZE])
{
    const struct json_value attributes = attributes_of(value);
    if (attributes.kind != JSON_OBJECT)
        return import_refuse(problem, "is no span: not a JSON object");
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    struct import_object span = import_object_begin(&json);
    size_t at = 0;
    struct slice key;
    struct json_value member;
    while (json_next_member(attributes, &at, &key, &member)) {
        if (member.kind == JSON_NULL || json_key_is(key, "start_ns"))
            continue;
        buf_printf(&json, "%s\"%.*s\":", span.has_members ? "," : "", SLICE_ARGS(key));
        buf_append_slice(&json, member.raw);
        span.has_members = true;
    }
    write_start(&span, json_member(attributes, "start_ns"), place);
    if (json_member(attributes, "session_id").kind == JSON_ABSENT)
        write_session(&span, json_member(attributes, "tags"));
    write_meta(&span, attributes);
    import_object_end(&span);
    const bool good =
        json.failed ? import_refuse(problem, "is larger than 32 MiB") : sink->take(sink, buf_slice(&json), problem);
    buf_free(&json);
    return good;
}
