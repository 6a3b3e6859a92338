#include <annotty/api/label_schema.h>

#include <annotty/api/record.h>

#include <stdio.h>
#include <stdlib.h>

const char *const label_type_names[] = { [LABEL_SCORE] = "score",
                                         [LABEL_CATEGORICAL] = "categorical",
                                         [LABEL_BOOLEAN] = "boolean",
                                         [LABEL_TEXT] = "text",
                                         NULL };

/* --- Reading ------------------------------------------------------------------------------------------------------ */

static bool is_true(struct json_value object, const char *name)
{
    return slice_is(json_member(object, name).raw, "true");
}

static struct slice text_of(struct json_value object, const char *name, struct arena *arena)
{
    const struct json_value member = json_member(object, name);
    return member.kind == JSON_STRING ? api_plain_text(arena, member) : SLICE("");
}

/* JSON text isn't NUL-terminated, but something that is no digit stands behind each number of a checked document. */
static bool read_number(struct json_value object, const char *name, double *number)
{
    const struct json_value member = json_member(object, name);
    if (member.kind != JSON_NUMBER)
        return false;
    *number = strtod(member.raw.at, NULL);
    return true;
}

static size_t count_elements(struct json_value list)
{
    struct json_value element;
    size_t at = 0, count = 0;
    while (list.kind == JSON_ARRAY && json_next_element(list, &at, &element))
        count++;
    return count;
}

static void read_values(struct json_value object, struct arena *arena, struct label *label)
{
    const struct json_value list = json_member(object, "values");
    struct json_value element;
    size_t at = 0;
    label->values = arena_alloc(arena, (count_elements(list) + 1) * sizeof(*label->values));
    while (list.kind == JSON_ARRAY && json_next_element(list, &at, &element))
        if (element.kind == JSON_STRING)
            label->values[label->value_count++] = api_plain_text(arena, element);
}

static bool read_type(struct json_value object, struct arena *arena, enum label_type *type)
{
    const struct slice name = text_of(object, "type", arena);
    for (size_t i = 0; i < LABEL_TYPE_COUNT; i++)
        if (slice_is(name, label_type_names[i])) {
            *type = (enum label_type)i;
            return true;
        }
    return false;
}

static bool read_label(struct json_value object, struct arena *arena, struct label *label)
{
    *label = (struct label){ .id = text_of(object, "id", arena),
                             .name = text_of(object, "name", arena),
                             .description = text_of(object, "description", arena),
                             .is_integer = is_true(object, "is_integer"),
                             .is_required = is_true(object, "is_required"),
                             .has_assessment = is_true(object, "has_assessment"),
                             .is_assessment = is_true(object, "is_assessment"),
                             .has_reasoning = is_true(object, "has_reasoning") };
    if (label->name.length == 0 || !read_type(object, arena, &label->type))
        return false;
    label->has_min = read_number(object, "min", &label->min);
    label->has_max = read_number(object, "max", &label->max);
    read_values(object, arena, label);
    return true;
}

void label_schema_read(struct slice json, struct arena *arena, struct label_schema *schema)
{
    struct json_value document, element;
    size_t at = 0;
    *schema = (struct label_schema){ 0 };
    if (!json_check(json, &document, NULL))
        return;
    const struct json_value list = json_member(document, "label_schemas");
    schema->labels = arena_alloc(arena, (count_elements(list) + 1) * sizeof(*schema->labels));
    while (list.kind == JSON_ARRAY && json_next_element(list, &at, &element))
        schema->count += read_label(element, arena, &schema->labels[schema->count]);
}

const struct label *label_find(const struct label_schema *schema, struct slice id_or_name)
{
    for (size_t i = 0; i < schema->count && id_or_name.length > 0; i++)
        if (slice_equal(schema->labels[i].id, id_or_name))
            return &schema->labels[i];
    for (size_t i = 0; i < schema->count; i++)
        if (slice_equal(schema->labels[i].name, id_or_name))
            return &schema->labels[i];
    return NULL;
}

/* --- The rule ----------------------------------------------------------------------------------------------------- */

static bool refuse(const struct label *label, struct error *error, const char *what)
{
    return error_set(error, ERROR_USAGE, NULL, "%.*s must be %s", SLICE_ARGS(label->name), what);
}

static bool takes_number(const struct label *label, struct json_value value, struct error *error)
{
    char range[96];
    const char *kind = label->is_integer ? "a whole number" : "a number";
    if (label->has_min && label->has_max)
        snprintf(range, sizeof(range), "%s from %g to %g", kind, label->min, label->max);
    else if (label->has_min || label->has_max)
        snprintf(range, sizeof(range), "%s %s %g", kind, label->has_min ? "from" : "up to",
                 label->has_min ? label->min : label->max);
    else
        snprintf(range, sizeof(range), "%s", kind);
    const double number = value.kind == JSON_NUMBER ? strtod(value.raw.at, NULL) : 0;
    const bool is_whole = number >= -9e15 && number <= 9e15 && number == (double)(int64_t)number;
    if (value.kind != JSON_NUMBER || (label->is_integer && !is_whole) || (label->has_min && number < label->min) ||
        (label->has_max && number > label->max))
        return refuse(label, error, range);
    return true;
}

static bool has_value(const struct label *label, struct json_value value)
{
    struct arena arena = ARENA_EMPTY;
    const struct slice text = value.kind == JSON_STRING ? api_plain_text(&arena, value) : SLICE("");
    bool found = false;
    for (size_t i = 0; i < label->value_count && value.kind == JSON_STRING; i++)
        found |= slice_equal(label->values[i], text);
    arena_free(&arena);
    return found;
}

static bool takes_choice(const struct label *label, struct json_value value, bool several, struct error *error)
{
    struct json_value element;
    size_t at = 0, count = 0;
    bool good = several && value.kind == JSON_ARRAY;
    while (good && json_next_element(value, &at, &element)) {
        good = has_value(label, element);
        count++;
    }
    if ((good && count > 0) || has_value(label, value))
        return true;
    struct buf known = buf_with_limit(BUF_LIMIT_LINE);
    buf_append_text(&known, "one of ");
    for (size_t i = 0; i < label->value_count; i++)
        buf_printf(&known, "%s%.*s", i > 0 ? ", " : "", SLICE_ARGS(label->values[i]));
    refuse(label, error, buf_text(&known));
    buf_free(&known);
    return false;
}

bool label_takes(const struct label *label, struct json_value value, bool several, struct error *error)
{
    switch (label->type) {
    case LABEL_SCORE:
        return takes_number(label, value, error);
    case LABEL_CATEGORICAL:
        return takes_choice(label, value, several, error);
    case LABEL_BOOLEAN:
        return value.kind == JSON_BOOL || refuse(label, error, "true or false");
    default:
        /* The quotes alone are two bytes. */
        return (value.kind == JSON_STRING && value.raw.length > 2) || refuse(label, error, "a text that isn't empty");
    }
}
