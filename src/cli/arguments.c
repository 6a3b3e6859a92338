#include "arguments.h"

#include "input.h"
#include "suggest.h"

#include <annotty/api/rule.h>
#include <annotty/base/mem.h>

#include <stdio.h>
#include <stdlib.h>

struct reader {
    const struct api_operation *operation;
    struct arguments *out;
    size_t path_taken;
    struct buf item; /* made of flags: an object without its closing brace */
    bool standard_input_taken;
    struct error *error;
};

/* --- Names -------------------------------------------------------------------------------------------------------- */

/* The n-th "{name}" of the path, or an empty slice. */
static struct slice path_parameter(const struct api_operation *operation, size_t number)
{
    const char *at = strchr(operation->path, '{');
    while (at != NULL && number-- > 0)
        at = strchr(at + 1, '{');
    const char *end = at != NULL ? strchr(at, '}') : NULL;
    return end == NULL ? (struct slice){ .at = "" } : (struct slice){ .at = at + 1, .length = (size_t)(end - at) - 1 };
}

static void dashed(struct slice name, char out[static 64])
{
    snprintf(out, 64, "%.*s", SLICE_ARGS(name));
    for (char *at = strchr(out, '_'); at != NULL; at = strchr(at, '_'))
        *at = '-';
}

void arguments_path_name(const struct api_operation *operation, size_t number, char name[static 64])
{
    dashed(path_parameter(operation, number), name);
}

void arguments_flag_name(const struct api_field *field, char name[static 64])
{
    dashed(slice_of(field->flag != NULL ? field->flag : field->name), name);
}

const struct api_field *arguments_item_list(const struct api_operation *operation)
{
    const struct api_field *list = api_operation_list(operation, 0);
    return list == NULL || list->type != API_RECORDS || api_operation_list(operation, 1) != NULL ? NULL : list;
}

static const struct api_field *field_for(const struct api_field *fields, size_t count, unsigned use, struct slice flag)
{
    for (size_t i = 0; i < count; i++) {
        char name[64];
        arguments_flag_name(&fields[i], name);
        if (slice_is(flag, name) && (fields[i].flags & use) != 0)
            return &fields[i];
    }
    return NULL;
}

/* --- Words -------------------------------------------------------------------------------------------------------- */

static bool add_origin(struct reader *reader, const char *word, const struct api_field *list)
{
    struct arguments *out = reader->out;
    const bool is_file = strcmp(word, "-") == 0 || word[0] == '@';
    const char *text = word[0] == '@' ? word + 1 : word;
    const bool is_standard = is_file && strcmp(text, "-") == 0;
    if (is_standard && reader->standard_input_taken)
        return error_set(reader->error, ERROR_USAGE, word, "standard input can be read only once");
    reader->standard_input_taken = reader->standard_input_taken || is_standard;
    out->origins = xgrow(out->origins, &out->origin_capacity, out->origin_count + 1, sizeof(*out->origins));
    out->origins[out->origin_count++] =
        (struct origin){ .kind = is_file ? ORIGIN_FILE : ORIGIN_WORD, .text = xstrdup(text), .list = list };
    return true;
}

static bool take_word(struct reader *reader, const char *word)
{
    const struct slice parameter = path_parameter(reader->operation, reader->path_taken);
    if (parameter.length > 0) {
        char name[64];
        snprintf(name, sizeof(name), "%.*s", SLICE_ARGS(parameter));
        api_call_parameter(&reader->out->call, name, slice_of(word));
        reader->path_taken++;
        return true;
    }
    if (api_operation_list(reader->operation, 0) != NULL)
        return add_origin(reader, word, NULL);
    return error_set(reader->error, ERROR_USAGE, word, "\"%s\" is one word too many; see annotty %s %s --help", word,
                     reader->operation->noun, reader->operation->verb);
}

/* --- Flags -------------------------------------------------------------------------------------------------------- */

/* What a flag's value says: itself, or what is in the file it names, without the line end at the very end. */
static bool read_value(struct reader *reader, struct slice given, struct buf *value)
{
    const bool is_standard = slice_is(given, "-") || slice_is(given, "@-");
    if (slice_starts_with(given, SLICE("@@")) || !(is_standard || slice_starts_with(given, SLICE("@"))))
        return buf_append_slice(value, slice_starts_with(given, SLICE("@@")) ? slice_from(given, 1) : given);
    if (is_standard && reader->standard_input_taken)
        return error_set(reader->error, ERROR_USAGE, NULL, "standard input can be read only once");
    reader->standard_input_taken = reader->standard_input_taken || is_standard;
    if (!input_read_all(is_standard ? "-" : given.at + 1, value, reader->error))
        return false;
    for (const char *end = "\n\r"; *end != '\0'; end++)
        if (value->length > 0 && value->data[value->length - 1] == *end)
            value->data[--value->length] = '\0';
    return true;
}

/* A member of the one item that is made of flags. */
static bool take_item_member(struct reader *reader, const struct api_field *field, struct slice value)
{
    char problem[API_RULE_PROBLEM_SIZE];
    buf_printf(&reader->item, "%s\"%s\":", reader->item.length > 0 ? "," : "{", field->name);
    if (api_rule_from_typed(field, value, &reader->item, problem))
        return true;
    const char *hint = field->type == API_ANY ? "; text stands in quotes: '\"...\"'" : "";
    return error_set(reader->error, ERROR_USAGE, field->name, "%s %s%s", field->title, problem, hint);
}

/* Gives the value to the parameter or member of that name; *known is false when there is none. */
static bool give_value(struct reader *reader, struct slice flag, struct slice value, bool *known)
{
    const struct api_operation *operation = reader->operation;
    *known = true;
    for (size_t i = 0; i < API_PARAMETERS_MAX && operation->parameters[i].name != NULL; i++) {
        if (slice_is(flag, operation->parameters[i].flag)) {
            api_call_parameter(&reader->out->call, operation->parameters[i].name, value);
            return true;
        }
    }
    size_t count = 0;
    const struct api_field *fields = api_operation_body(operation, &count);
    const struct api_field *field = field_for(fields, count, operation->body_use, flag);
    if (field != NULL)
        return api_call_member(&reader->out->call, field->name, value, reader->error);
    const struct api_field *list = arguments_item_list(operation);
    field = list != NULL ? field_for(list->of->fields, list->of->field_count, operation->body_use, flag) : NULL;
    if (field != NULL)
        return take_item_member(reader, field, value);
    *known = false;
    return true;
}

/* The list of that name: its value is where the items are. */
static const struct api_field *list_for(const struct reader *reader, struct slice flag)
{
    char name[64];
    const struct api_field *list = api_operation_list(reader->operation, 0);
    for (size_t i = 0; list != NULL; list = api_operation_list(reader->operation, ++i)) {
        arguments_flag_name(list, name);
        if (slice_is(flag, name))
            return list;
    }
    return NULL;
}

/* A flag of operation_flags; *known is false when it is none. */
static bool take_own_flag(struct reader *reader, struct slice name, struct slice value, int *at, int argc, char **argv,
                          bool *known)
{
    *known = false;
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        const struct flag_row *flag = &operation_flags[i].flag;
        if (!slice_is(name, flag->name) || !operation_flag_fits(&operation_flags[i], reader->operation))
            continue;
        *known = true;
        return flag_take(flag, value, at, argc, argv, &reader->out->flags[i], reader->error);
    }
    return true;
}

static bool no_such_flag(const struct reader *reader, struct slice name)
{
    const struct api_operation *operation = reader->operation;
    const struct catalog_entry entry = { .noun = operation->noun, .verb = operation->verb, .operation = operation };
    return suggest_flag(&entry, name, reader->error);
}

static bool take_flag(struct reader *reader, int *at, int argc, char **argv)
{
    struct slice given;
    bool known = false;
    const struct slice name = flag_name(argv[*at], &given);
    const bool taken = take_own_flag(reader, name, given, at, argc, argv, &known);
    if (known)
        return taken;
    if (given.at == NULL && *at + 1 < argc)
        given = slice_of(argv[++*at]);
    const struct api_field *list = list_for(reader, name);
    if (list != NULL && given.at != NULL)
        return add_origin(reader, given.at, list);
    struct buf value = buf_with_limit(BUF_LIMIT_BODY);
    bool good =
        given.at == NULL || (read_value(reader, given, &value) && give_value(reader, name, buf_slice(&value), &known));
    if (good && !known)
        good = no_such_flag(reader, name);
    buf_free(&value);
    return good;
}

static bool take_words(struct reader *reader, int argc, char **argv)
{
    bool over = false;
    for (int at = 0; at < argc; at++) {
        if (!over && strcmp(argv[at], "--") == 0)
            over = true;
        else if (over || strncmp(argv[at], "--", 2) != 0 ? !take_word(reader, argv[at])
                                                         : !take_flag(reader, &at, argc, argv))
            return false;
    }
    return true;
}

/* --- All of it ---------------------------------------------------------------------------------------------------- */

static bool read_number(const struct arguments *arguments, enum operation_flag flag, size_t *number,
                        struct error *error)
{
    const char *name = operation_flags[flag].flag.name, *text = arguments->flags[flag];
    const size_t most = operation_flags[flag].most;
    long long value = 0;
    if (text != NULL && (!slice_to_int64(slice_of(text), &value) || value < 1 || (unsigned long long)value > most))
        return error_set(error, ERROR_USAGE, name, "--%s takes a number from 1 to %zu, not \"%s\"", name, most, text);
    *number = (size_t)value;
    return true;
}

/* The items: words, files and the one that flags make. */
static bool finish_items(struct reader *reader)
{
    const struct api_field *list = api_operation_list(reader->operation, 0);
    if (!api_call_has_path(&reader->out->call, reader->error))
        return false;
    if (reader->item.length > 0) {
        buf_append_char(&reader->item, '}');
        if (!add_origin(reader, buf_text(&reader->item), list))
            return false;
    }
    return reader->out->origin_count > 0 ||
           error_set(reader->error, ERROR_USAGE, list->name, "annotty %s %s: no %s were given; name them, @FILE or -",
                     reader->operation->noun, reader->operation->verb, list->type == API_STRINGS ? "ids" : list->name);
}

static bool finish(struct reader *reader)
{
    struct arguments *out = reader->out;
    if (out->flags[FLAG_HELP] != NULL)
        return true;
    if (!read_number(out, FLAG_LIMIT, &out->limit, reader->error) ||
        !read_number(out, FLAG_PARALLEL, &out->parallel, reader->error))
        return false;
    return api_operation_list(reader->operation, 0) != NULL ? finish_items(reader)
                                                            : api_call_complete(&out->call, reader->error);
}

bool arguments_read(const struct api_operation *operation, int argc, char **argv, struct arguments *arguments,
                    struct error *error)
{
    *arguments = (struct arguments){ .call = api_call_new(operation->id) };
    struct reader reader = {
        .operation = operation, .out = arguments, .item = buf_with_limit(BUF_LIMIT_BODY), .error = error
    };
    const bool sound = take_words(&reader, argc, argv) && finish(&reader);
    buf_free(&reader.item);
    return sound;
}

void arguments_free(struct arguments *arguments)
{
    for (size_t i = 0; i < arguments->origin_count; i++)
        free(arguments->origins[i].text);
    free(arguments->origins);
    api_call_free(&arguments->call);
    *arguments = (struct arguments){ .call = arguments->call };
}
