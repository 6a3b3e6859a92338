/* Plain lines: an object of which one member is the input and another the output, or a text that is the input. */
#include "import_format.h"

static const char *const usual_inputs[] = {
    "input", "prompt", "question", "query", "instruction", "user", "text", NULL
};
static const char *const usual_outputs[] = { "output", "completion", "answer", "response", "assistant", NULL };

/* A member, or with dots what is inside of one. */
static struct json_value find(struct json_value value, const char *path)
{
    struct slice rest = slice_of(path), name;
    while (value.kind == JSON_OBJECT && slice_cut(&rest, '.', &name)) {
        struct json_value found = { .kind = JSON_ABSENT };
        size_t at = 0;
        struct slice key;
        struct json_value member;
        while (json_next_member(value, &at, &key, &member))
            if (slice_equal(key, name))
                found = member;
        value = found;
    }
    return rest.at == NULL ? value : (struct json_value){ .kind = JSON_ABSENT };
}

static struct json_value content_of(struct json_value value, const char *chosen, const char *const *usual)
{
    return chosen != NULL ? find(value, chosen) : import_any_member(value, usual);
}

/* A few names of members, for whom the usual ones are not. */
static void name_members(struct json_value object, struct buf *names)
{
    enum { NAMES_MAX = 8 };
    size_t at = 0, count = 0;
    struct slice key;
    struct json_value member;
    while (count++ < NAMES_MAX && json_next_member(object, &at, &key, &member))
        buf_printf(names, "%s%.*s", names->length > 0 ? ", " : "", (int)(key.length > 40 ? 40 : key.length), key.at);
}

static bool refuse_empty(struct json_value value, const struct import_place *place,
                         char problem[static IMPORT_PROBLEM_SIZE])
{
    if (place->input != NULL || place->output != NULL)
        return import_refuse(problem, "has nothing at %s", place->input != NULL ? place->input : place->output);
    struct buf names = buf_with_limit(BUF_LIMIT_LINE);
    if (value.kind == JSON_OBJECT)
        name_members(value, &names);
    import_refuse(problem, "has no input or output that annotty knows%s%.160s; name them with --input and --output",
                  names.length > 0 ? " among " : "", buf_text(&names));
    buf_free(&names);
    return false;
}

bool import_lines(struct json_value value, const struct import_place *place, struct import_sink *sink,
                  char problem[static IMPORT_PROBLEM_SIZE])
{
    const bool is_text = value.kind == JSON_STRING;
    const struct json_value input = is_text ? value : content_of(value, place->input, usual_inputs);
    const struct json_value output = content_of(value, place->output, usual_outputs);
    if (input.kind == JSON_ABSENT && output.kind == JSON_ABSENT)
        return refuse_empty(value, place, problem);
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    struct import_object span = import_span_begin(&json, value, place);
    import_text(&span, "name", slice_of(place->file));
    import_content(&span, "input", input);
    import_content(&span, "output", output);
    if (json_member(value, "metadata").kind == JSON_OBJECT)
        import_raw(&span, "metadata", json_member(value, "metadata"));
    const bool good = import_span_end(&span, value, sink, problem);
    buf_free(&json);
    return good;
}
