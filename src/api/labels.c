/* Reads both shapes of label_values: by name, and as a list with ids. */
#include <annotty/api/labels.h>

static struct slice copy_string(struct arena *arena, struct json_value string)
{
    struct buf plain = buf_with_limit(string.raw.length);
    json_append_string(&plain, string);
    const struct slice copy = { .at = arena_copy(arena, buf_slice(&plain)), .length = plain.length };
    buf_free(&plain);
    return copy;
}

/* A string's text, several strings joined by ", ", anything else as its JSON. */
static struct slice value_text(struct arena *arena, struct json_value value)
{
    if (value.kind == JSON_STRING)
        return copy_string(arena, value);
    if (value.kind == JSON_ABSENT)
        return (struct slice){ .at = "" };
    if (value.kind != JSON_ARRAY)
        return (struct slice){ .at = arena_copy(arena, value.raw), .length = value.raw.length };
    struct buf joined = buf_with_limit(value.raw.length * 2);
    size_t at = 0;
    struct json_value item;
    while (json_next_element(value, &at, &item)) {
        if (joined.length > 0)
            buf_append_text(&joined, ", ");
        if (!json_append_string(&joined, item))
            buf_append_slice(&joined, item.raw);
    }
    const struct slice copy = { .at = arena_copy(arena, buf_slice(&joined)), .length = joined.length };
    buf_free(&joined);
    return copy;
}

static struct slice member_text(struct arena *arena, struct json_value object, const char *name)
{
    const struct json_value member = json_member(object, name);
    return member.kind == JSON_STRING ? copy_string(arena, member) : (struct slice){ .at = "" };
}

/* `holder` has value, assessment and reasoning as members. */
static void read_holder(struct arena *arena, struct json_value holder, struct label_value *label)
{
    label->value = value_text(arena, json_member(holder, "value"));
    label->assessment = member_text(arena, holder, "assessment");
    label->reasoning = member_text(arena, holder, "reasoning");
}

static size_t read_list(struct json_value list, struct arena *arena, struct label_value values[static LABEL_VALUES_MAX])
{
    size_t at = 0, count = 0;
    struct json_value item;
    while (count < LABEL_VALUES_MAX && json_next_element(list, &at, &item)) {
        if (item.kind != JSON_OBJECT)
            continue;
        struct label_value *label = &values[count++];
        read_holder(arena, item, label);
        label->name = member_text(arena, item, "name_when_saved");
        if (label->name.length == 0)
            label->name = member_text(arena, item, "label_schema_id");
    }
    return count;
}

static size_t read_object(struct json_value object, struct arena *arena,
                          struct label_value values[static LABEL_VALUES_MAX])
{
    size_t at = 0, count = 0;
    struct slice key;
    struct json_value member;
    while (count < LABEL_VALUES_MAX && json_next_member(object, &at, &key, &member)) {
        struct label_value *label = &values[count++];
        const struct json_value name = { .kind = JSON_STRING, .raw = { .at = key.at - 1, .length = key.length + 2 } };
        if (member.kind == JSON_OBJECT && json_member(member, "value").kind != JSON_ABSENT)
            read_holder(arena, member, label);
        else
            *label = (struct label_value){ .value = value_text(arena, member),
                                           .assessment = { .at = "" },
                                           .reasoning = { .at = "" } };
        label->name = copy_string(arena, name);
    }
    return count;
}

size_t label_values_read(struct slice json, struct arena *arena, struct label_value values[static LABEL_VALUES_MAX])
{
    struct json_value value;
    if (!json_check(json, &value, NULL))
        return 0;
    if (value.kind == JSON_ARRAY)
        return read_list(value, arena, values);
    return value.kind == JSON_OBJECT ? read_object(value, arena, values) : 0;
}
