#include "arguments.h"

#include <annotty/base/mem.h>
#include <annotty/model/intake.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static bool is_delete(const struct api_operation *operation)
{
    return operation->can_vanish;
}

static bool has_answer(const struct api_operation *operation)
{
    return operation->answer != API_SHAPE_NONE;
}

static bool is_list(const struct api_operation *operation)
{
    return !operation->writes && operation->answer_array != NULL;
}

const struct operation_flag_row operation_flags[FLAG_COUNT] = {
    [FLAG_JSON] = { { "json", NULL, "Print the API's own JSON, as one array." }, has_answer },
    [FLAG_JSONL] = { { "jsonl", NULL, "Print the API's own JSON, one resource a line." }, has_answer },
    [FLAG_CSV] = { { "csv", NULL, "Print CSV (RFC 4180), every value as the API says it." }, has_answer },
    [FLAG_COLUMNS] = { { "columns", "NAME,...", "Which members to print, in this order." }, has_answer },
    [FLAG_FILTER] = { { "filter", "EXPR", "Print only what matches: words, FIELD:TEXT, NAME>0.8, !..." }, is_list },
    [FLAG_LIMIT] = { { "limit", "N", "Print at most N, and ask for no more." }, is_list },
    [FLAG_DRY_RUN] = { { "dry-run", NULL, "Print the requests that would be sent, and send nothing." }, NULL },
    [FLAG_YES] = { { "yes", NULL, "Delete without asking." }, is_delete },
    [FLAG_HELP] = { { "help", NULL, "Print this." }, NULL },
};

bool operation_flag_fits(const struct operation_flag_row *row, const struct api_operation *operation)
{
    return row->fits == NULL || row->fits(operation);
}

struct reader {
    const struct api_operation *operation;
    struct api_call call;
    size_t path_taken;
    struct buf items; /* words for the list, one a line */
    struct arguments *out;
    struct error *error;
};

/* The n-th "{name}" of the path, or an empty slice. */
static struct slice path_parameter(const struct api_operation *operation, size_t number)
{
    const char *at = strchr(operation->path, '{');
    while (at != NULL && number-- > 0)
        at = strchr(at + 1, '{');
    const char *end = at != NULL ? strchr(at, '}') : NULL;
    return end == NULL ? (struct slice){ .at = "" } : (struct slice){ .at = at + 1, .length = (size_t)(end - at) - 1 };
}

/* A member's or parameter's name as a flag or an argument: with dashes. */
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

const struct api_field *arguments_list_member(const struct api_operation *operation)
{
    for (size_t i = 0; i < operation->body_count; i++)
        if (operation->body[i].type == API_STRINGS || operation->body[i].of == &api_resources[API_INTERACTION])
            return &operation->body[i];
    return NULL;
}

static bool append_file(struct reader *reader, const char *path)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (file == NULL)
        return error_set_errno(reader->error, ERROR_INPUT, path, errno, "can't read %s", path);
    char bytes[16 * 1024];
    size_t got = fread(bytes, 1, sizeof(bytes), file);
    while (got > 0 && buf_append(&reader->items, bytes, got))
        got = fread(bytes, 1, sizeof(bytes), file);
    const bool broken = ferror(file) != 0;
    if (file != stdin)
        fclose(file);
    if (broken)
        return error_set(reader->error, ERROR_INPUT, path, "can't read %s to its end", path);
    return !reader->items.failed || error_set(reader->error, ERROR_INPUT, path, "%s is larger than 1 GiB", path);
}

static bool take_word(struct reader *reader, const char *word)
{
    const struct slice parameter = path_parameter(reader->operation, reader->path_taken);
    if (parameter.length > 0) {
        char name[64];
        snprintf(name, sizeof(name), "%.*s", SLICE_ARGS(parameter));
        api_call_parameter(&reader->call, name, slice_of(word));
        reader->path_taken++;
        return true;
    }
    if (arguments_list_member(reader->operation) == NULL)
        return error_set(reader->error, ERROR_USAGE, word, "\"%s\" is one word too many; see annotty %s %s --help",
                         word, reader->operation->noun, reader->operation->verb);
    if (strcmp(word, "-") == 0 || word[0] == '@')
        return append_file(reader, word[0] == '@' ? word + 1 : word);
    return buf_append_text(&reader->items, word) && buf_append_char(&reader->items, '\n');
}

/* Gives the flag's value to the parameter or member of that name; *known is false when there is none. */
static bool take_flag(struct reader *reader, struct slice flag, struct slice value, bool *known)
{
    *known = true;
    for (size_t i = 0; i < API_PARAMETERS_MAX && reader->operation->parameters[i].name != NULL; i++) {
        if (slice_is(flag, reader->operation->parameters[i].flag)) {
            api_call_parameter(&reader->call, reader->operation->parameters[i].name, value);
            return true;
        }
    }
    size_t count = 0;
    const struct api_field *fields = api_operation_body(reader->operation, &count);
    for (size_t i = 0; i < count; i++) {
        char name[64];
        dashed(slice_of(fields[i].name), name);
        if (slice_is(flag, name) && (fields[i].flags & reader->operation->body_use))
            return api_call_member(&reader->call, fields[i].name, value, reader->error);
    }
    *known = false;
    return true;
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

static bool take_flag_at(struct reader *reader, int *at, int argc, char **argv)
{
    struct slice value;
    bool known = false;
    const struct slice name = flag_name(argv[*at], &value);
    const bool taken = take_own_flag(reader, name, value, at, argc, argv, &known);
    if (known)
        return taken;
    if (value.at == NULL && *at + 1 < argc)
        value = slice_of(argv[++*at]);
    if (value.at != NULL && !take_flag(reader, name, value, &known))
        return false;
    return known ||
           error_set(reader->error, ERROR_USAGE, argv[*at], "--%.*s is no flag of annotty %s %s, or lacks its value",
                     SLICE_ARGS(name), reader->operation->noun, reader->operation->verb);
}

static bool take_words(struct reader *reader, int argc, char **argv)
{
    bool over = false;
    for (int at = 0; at < argc; at++) {
        if (!over && strcmp(argv[at], "--") == 0)
            over = true;
        else if (over || strncmp(argv[at], "--", 2) != 0 ? !take_word(reader, argv[at])
                                                         : !take_flag_at(reader, &at, argc, argv))
            return false;
    }
    return true;
}

/* Interactions are read like a paste; every line that isn't one is told before anything is sent. */
static bool split_interactions(struct reader *reader, struct arguments *arguments)
{
    struct intake *intake = intake_read(buf_slice(&reader->items), NULL);
    const bool sound = intake->problem_count == 0 && intake->count > 0;
    if (sound)
        arguments->call_count =
            intake_calls(intake, slice_of(api_call_argument(&reader->call, "queue_id")), &arguments->calls);
    else if (intake->problem_count > 0)
        error_set(reader->error, ERROR_INPUT, NULL, "line %zu: %s (%zu bad lines; nothing was sent)",
                  intake->problems[0].line, intake->problems[0].what, intake->problem_count);
    else
        error_set(reader->error, ERROR_USAGE, NULL, "no interactions were given; name their ids, @FILE or -");
    intake_free(&intake);
    return sound;
}

static bool read_limit(struct arguments *arguments, struct error *error)
{
    const char *text = arguments->flags[FLAG_LIMIT];
    long long limit = 0;
    if (text != NULL && (!slice_to_int64(slice_of(text), &limit) || limit <= 0))
        return error_set(error, ERROR_USAGE, "--limit", "--limit takes a number above 0, not \"%s\"", text);
    arguments->limit = (size_t)limit;
    return true;
}

static bool finish(struct reader *reader, struct arguments *arguments)
{
    const struct api_field *list = arguments_list_member(reader->operation);
    if (arguments->flags[FLAG_HELP] != NULL)
        return true;
    if (!read_limit(arguments, reader->error))
        return false;
    if (list != NULL && list->type == API_RECORDS && reader->path_taken > 0 && reader->items.length > 0)
        return split_interactions(reader, arguments);
    if (list != NULL && list->type == API_STRINGS && reader->items.length > 0 &&
        !api_call_member(&reader->call, list->name, buf_slice(&reader->items), reader->error))
        return false;
    if (!api_call_complete(&reader->call, reader->error))
        return false;
    arguments->calls = xmalloc(sizeof(*arguments->calls));
    arguments->calls[0] = reader->call;
    arguments->call_count = 1;
    reader->call = api_call_new(reader->operation->id);
    return true;
}

bool arguments_read(const struct api_operation *operation, int argc, char **argv, struct arguments *arguments,
                    struct error *error)
{
    *arguments = (struct arguments){ 0 };
    struct reader reader = { .operation = operation,
                             .call = api_call_new(operation->id),
                             .items = buf_with_limit(BUF_LIMIT_ANSWER),
                             .out = arguments,
                             .error = error };
    const bool sound = take_words(&reader, argc, argv) && finish(&reader, arguments);
    api_call_free(&reader.call);
    buf_free(&reader.items);
    return sound;
}

void arguments_free(struct arguments *arguments)
{
    for (size_t i = 0; i < arguments->call_count; i++)
        api_call_free(&arguments->calls[i]);
    free(arguments->calls);
    *arguments = (struct arguments){ 0 };
}
