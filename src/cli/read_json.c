/* JSON in whatever form it comes: an array of items; an object with the API's member ("records": [...]), also as a
 * request or an answer of the API has it around them; or items one after the other, as in JSON lines. Only one item is
 * held at a time. */
#include "source_private.h"

#include <stdio.h>
#include <string.h>

/* Skips blanks; the next byte, or -1. */
static int next_byte(struct input *input)
{
    int byte = input_peek(input);
    while (byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r') {
        input_take(input, 1);
        byte = input_peek(input);
    }
    return byte;
}

/* How far a value goes, byte by byte. */
struct extent {
    unsigned depth;
    bool in_string, escaped, scalar, over;
};

/* Takes the byte into account; false when it is behind the value. */
static bool extend(struct extent *extent, char byte)
{
    if (extent->in_string) {
        if (!extent->escaped && byte == '"') {
            extent->in_string = false;
            extent->over = extent->depth == 0;
        }
        extent->escaped = !extent->escaped && byte == '\\';
        return true;
    }
    if (extent->scalar && (byte == '\0' || strchr(",]}{[\" \t\r\n", byte) != NULL)) {
        extent->over = true;
        return false;
    }
    extent->in_string = byte == '"';
    if (byte == '{' || byte == '[')
        extent->depth++;
    else if ((byte == '}' || byte == ']') && extent->depth > 0)
        extent->over = --extent->depth == 0;
    else if (extent->depth == 0)
        extent->scalar = byte != '"';
    return true;
}

/* The value at the front of the input from `from` on, all of it in the window; its length. */
static size_t measure_value(struct input *input, size_t from)
{
    struct extent extent = { 0 };
    size_t length = from;
    struct slice rest = input_rest(input);
    while (!extent.over && (length < rest.length || input_more(input))) {
        rest = input_rest(input);
        while (!extent.over && length < rest.length && extend(&extent, rest.at[length]))
            length++;
    }
    return length - from;
}

static enum source_step refuse_syntax(const struct source *source, struct error *error, const char *what)
{
    return source_refuse(source, SOURCE_BROKEN, source->input.line, error, "invalid JSON: %s", what);
}

/* Reads the value at the front; it stays valid until its `length` bytes are taken. */
static bool check_value(struct source *source, struct json_value *value, size_t *length, struct error *error)
{
    struct error problem;
    *length = measure_value(&source->input, 0);
    const struct slice text = { input_rest(&source->input).at, *length };
    if (json_check(text, value, &problem))
        return true;
    if (source->input.problem.kind != ERROR_NONE)
        *error = source->input.problem;
    else
        source_refuse(source, SOURCE_BROKEN, source->input.line, error, "%s, in what begins here", problem.message);
    return false;
}

static enum source_step take_item(struct source *source, struct item *item, struct error *error)
{
    struct json_value value;
    size_t length = 0;
    char problem[ITEM_PROBLEM_SIZE];
    item->line = source->input.line;
    if (!check_value(source, &value, &length, error))
        return SOURCE_BROKEN;
    const struct api_field *list = source->json.in == PLACE_LIST ? source->json.list : source->list;
    const bool sound = item_from_value(source->rules, list, value, item, problem);
    input_take(&source->input, length);
    return sound ? SOURCE_ITEM : source_refuse(source, SOURCE_BAD, item->line, error, "%s", problem);
}

/* --- Envelopes ---------------------------------------------------------------------------------------------------- */

static const struct api_field *list_named(const struct source *source, struct slice name)
{
    const struct api_field *list = api_operation_list(source->rules->operation, 0);
    for (size_t i = 0; list != NULL && !slice_is(name, list->name);)
        list = api_operation_list(source->rules->operation, ++i);
    return list;
}

/* Whether the object at the front is no item but goes around a list: by its first member, which has to be all there to
 * be looked at. */
static bool is_envelope(struct source *source)
{
    struct input *input = &source->input;
    size_t at = 1;
    while (at < input_rest(input).length || input_more(input)) {
        const char byte = input_rest(input).at[at];
        if (byte == '"')
            break;
        if (strchr(" \t\r\n", byte) == NULL || byte == '\0')
            return false;
        at++;
    }
    const size_t length = measure_value(input, at);
    if (length < 2)
        return false;
    const struct slice key = { input_rest(input).at + at + 1, length - 2 };
    return slice_is(key, "data") || list_named(source, key) != NULL;
}

static void enter_list(struct source *source, const struct api_field *list)
{
    input_take(&source->input, 1);
    source->json.in = PLACE_LIST;
    source->json.first = true;
    source->json.list = list;
}

static void enter_envelope(struct source *source)
{
    input_take(&source->input, 1);
    source->json.in = PLACE_ENVELOPE;
    source->json.first = true;
    source->json.depth++;
}

/* A member that stands beside the list and would be lost. */
static bool is_refused(const struct source *source, struct slice name)
{
    size_t count = 0;
    const struct api_field *fields = api_operation_body(source->rules->operation, &count);
    return api_field_named(fields, count, name) != NULL;
}

/* What a member of an envelope leads to: a list, another envelope, or nothing. */
static enum source_step enter_member(struct source *source, struct slice name, struct error *error)
{
    const struct api_field *list = list_named(source, name);
    const int byte = next_byte(&source->input);
    if (byte == '[' && (list != NULL || slice_is(name, "data"))) {
        enter_list(source, list != NULL ? list : source->list);
        return SOURCE_ITEM;
    }
    if (byte == '{' && (slice_is(name, "data") || slice_is(name, "attributes"))) {
        enter_envelope(source);
        return SOURCE_ITEM;
    }
    if (is_refused(source, name))
        return source_refuse(source, SOURCE_BROKEN, source->input.line, error,
                             "\"%.*s\" doesn't belong here: give it as a flag", SLICE_ARGS(name));
    struct json_value value;
    size_t length = 0;
    if (!check_value(source, &value, &length, error))
        return SOURCE_BROKEN;
    input_take(&source->input, length);
    return SOURCE_ITEM;
}

static enum source_step read_member(struct source *source, struct error *error)
{
    struct json_value key;
    size_t length = 0;
    char name[64];
    if (!check_value(source, &key, &length, error))
        return SOURCE_BROKEN;
    if (key.kind != JSON_STRING)
        return refuse_syntax(source, error, "a member's name is expected");
    snprintf(name, sizeof(name), "%.*s", length > 2 ? (int)length - 2 : 0, key.raw.at + 1);
    input_take(&source->input, length);
    if (next_byte(&source->input) != ':')
        return refuse_syntax(source, error, "':' is expected after a member's name");
    input_take(&source->input, 1);
    return enter_member(source, slice_of(name), error);
}

/* Takes the comma or the closing bracket that stands before the next element or member; *closed for the bracket. */
static bool take_separator(struct source *source, int byte, char closer, bool *closed)
{
    struct json_place *place = &source->json;
    *closed = byte == closer;
    const bool first = place->first;
    place->first = false;
    if (*closed || (!first && byte == ','))
        input_take(&source->input, 1);
    return *closed || first || byte == ',';
}

static void leave(struct source *source)
{
    struct json_place *place = &source->json;
    if (place->in == PLACE_ENVELOPE)
        place->depth--;
    place->in = place->depth > 0 ? PLACE_ENVELOPE : PLACE_VALUES;
    place->first = false;
}

/* One step inside a list or an envelope; *found when it was an item, good or bad. */
static enum source_step step_inside(struct source *source, int byte, struct item *item, bool *found,
                                    struct error *error)
{
    const bool in_list = source->json.in == PLACE_LIST;
    bool closed = false;
    if (!take_separator(source, byte, in_list ? ']' : '}', &closed))
        return refuse_syntax(source, error, in_list ? "',' or ']' is expected" : "',' or '}' is expected");
    if (closed) {
        leave(source);
        return SOURCE_ITEM;
    }
    if (next_byte(&source->input) < 0)
        return refuse_syntax(source, error, "it is cut off");
    *found = in_list;
    return in_list ? take_item(source, item, error) : read_member(source, error);
}

enum source_step read_json(struct source *source, struct item *item, struct error *error)
{
    for (;;) {
        const int byte = next_byte(&source->input);
        bool found = false;
        if (source->input.problem.kind != ERROR_NONE)
            return source_end(source, error);
        if (byte < 0)
            return source->json.in == PLACE_VALUES ? SOURCE_END : refuse_syntax(source, error, "it is cut off");
        if (source->json.in != PLACE_VALUES) {
            const enum source_step step = step_inside(source, byte, item, &found, error);
            if (found || step != SOURCE_ITEM)
                return step;
        } else if (byte == '[') {
            enter_list(source, source->list);
        } else if (byte == '{' && is_envelope(source)) {
            enter_envelope(source);
        } else {
            return take_item(source, item, error);
        }
    }
}
