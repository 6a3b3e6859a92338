/* Decodes and encodes resources by their rows. */
#include <annotty/api/record.h>

#include <annotty/api/rule.h>

#include <stdio.h>

static bool take_member(const struct api_resource *resource, struct slice key, struct json_value member,
                        const char *parent, struct api_record *record, struct error *error)
{
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct api_field *field = &resource->fields[i];
        if (!json_key_is(key, field->name))
            continue;
        const enum json_kind kind = api_kind_of(field->type);
        if (member.kind != kind && member.kind != JSON_NULL && kind != JSON_ABSENT) {
            char where[sizeof(error->where)];
            snprintf(where, sizeof(where), "%s/%s", parent, field->name);
            return error_set(error, ERROR_PROTOCOL, where, "the %s's %s is of another JSON type than the API says",
                             resource->noun, field->name);
        }
        record->values[i] = member;
        return true;
    }
    return true;
}

static bool take_members(const struct api_resource *resource, struct json_value object, const char *parent,
                         struct api_record *record, struct error *error)
{
    size_t at = 0;
    struct slice key;
    struct json_value member;
    while (json_next_member(object, &at, &key, &member))
        if (!take_member(resource, key, member, parent, record, error))
            return false;
    return true;
}

static const char *id_member(const struct api_resource *resource)
{
    return resource->id_member != NULL ? resource->id_member : "id";
}

bool api_decode(const struct api_resource *resource, struct json_value object, struct api_record *record,
                struct error *error)
{
    *record = (struct api_record){ .resource = resource };
    if (object.kind != JSON_OBJECT)
        return error_set(error, ERROR_PROTOCOL, "", "a %s in the answer is not an object", resource->noun);
    const int id_field = resource->flat ? api_field_index(resource, slice_of(id_member(resource))) : -1;
    if (resource->flat) {
        if (!take_members(resource, object, "", record, error))
            return false;
        if (id_field < 0)
            return true;
        record->id = record->values[id_field];
    } else {
        record->id = json_member(object, "id");
        if (!take_members(resource, json_member(object, "attributes"), "/attributes", record, error))
            return false;
    }
    return record->id.kind == JSON_STRING ||
           error_set(error, ERROR_PROTOCOL, "/id", "a %s in the answer has no id", resource->noun);
}

static void write_member(struct buf *out, const char *name, bool *first)
{
    if (!*first)
        buf_append_char(out, ',');
    *first = false;
    buf_append_char(out, '"');
    buf_append_text(out, name);
    buf_append_text(out, "\":");
}

static void write_fields(struct buf *out, const struct api_resource *resource, struct slice id,
                         const struct json_value values[static API_FIELDS_MAX])
{
    bool first = true;
    buf_append_char(out, '{');
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct api_field *field = &resource->fields[i];
        if (!(field->flags & API_IN_RESPONSE))
            continue;
        const bool absent = values[i].kind == JSON_ABSENT || (values[i].kind == JSON_NULL && field->fill != NULL);
        if (resource->flat && strcmp(field->name, id_member(resource)) == 0) {
            write_member(out, field->name, &first);
            json_write_string(out, id);
        } else if (!absent) {
            write_member(out, field->name, &first);
            buf_append_slice(out, values[i].raw);
        } else if (field->fill != NULL) {
            write_member(out, field->name, &first);
            buf_append_text(out, field->fill);
        }
    }
    buf_append_char(out, '}');
}

bool api_encode(struct buf *out, const struct api_resource *resource, struct slice id,
                const struct json_value values[static API_FIELDS_MAX])
{
    if (!resource->flat) {
        buf_append_text(out, "{\"id\":");
        json_write_string(out, id);
        buf_append_text(out, ",\"type\":\"");
        buf_append_text(out, resource->type);
        buf_append_text(out, "\",\"attributes\":");
    }
    write_fields(out, resource, id, values);
    if (!resource->flat)
        buf_append_char(out, '}');
    return !out->failed;
}

struct json_value api_text_value(struct arena *arena, struct slice text)
{
    if (json_is_plain_text(text)) {
        char *const quoted = arena_alloc(arena, text.length + 2);
        quoted[0] = quoted[text.length + 1] = '"';
        if (text.length > 0)
            memcpy(quoted + 1, text.at, text.length);
        return (struct json_value){ .kind = JSON_STRING, .raw = { .at = quoted, .length = text.length + 2 } };
    }
    /* Six bytes for each is the longest escape. */
    struct buf json = buf_with_limit(text.length * 6 + 2);
    json_write_string(&json, text);
    const char *copy = arena_copy(arena, buf_slice(&json));
    const struct json_value value = { .kind = JSON_STRING, .raw = { .at = copy, .length = json.length } };
    buf_free(&json);
    return value;
}

struct slice api_plain_text(struct arena *arena, struct json_value string)
{
    struct buf text = buf_with_limit(string.raw.length);
    json_append_string(&text, string);
    const struct slice copy = { .at = arena_copy(arena, buf_slice(&text)), .length = text.length };
    buf_free(&text);
    return copy;
}
