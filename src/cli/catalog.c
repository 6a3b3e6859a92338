#include "catalog.h"

#include "arguments.h"
#include "format.h"
#include "item.h"

#include <annotty/base/mem.h>

#include <assert.h>
#include <ctype.h>
#include <stdio.h>

/* --- Commands ----------------------------------------------------------------------------------------------------- */

/* "--version" is a command that is written as a flag. */
static bool is_lone_flag(const struct command *command)
{
    return command->noun[0] == '-';
}

size_t catalog_count(void)
{
    size_t count = API_OPERATION_COUNT;
    for (size_t i = 0; i < command_count; i++)
        count += !is_lone_flag(&commands[i]);
    return count;
}

static struct catalog_entry entry_of_operation(const struct api_operation *operation)
{
    return (struct catalog_entry){
        .noun = operation->noun, .verb = operation->verb, .help = operation->help, .operation = operation
    };
}

static struct catalog_entry entry_of_command(const struct command *command)
{
    return (struct catalog_entry){
        .noun = command->noun, .verb = command->verb, .help = command->help, .command = command
    };
}

struct catalog_entry catalog_entry(size_t number)
{
    if (number < API_OPERATION_COUNT)
        return entry_of_operation(&api_operations[number]);
    number -= API_OPERATION_COUNT;
    size_t at = 0;
    while (is_lone_flag(&commands[at]) || number-- > 0)
        at++;
    return entry_of_command(&commands[at]);
}

bool catalog_find(struct slice noun, struct slice verb, struct catalog_entry *entry)
{
    for (size_t i = 0; i < catalog_count(); i++) {
        *entry = catalog_entry(i);
        if (slice_is(noun, entry->noun) && slice_is(verb, entry->verb))
            return true;
    }
    return false;
}

static bool is_first_of_noun(size_t number)
{
    const char *noun = catalog_entry(number).noun;
    for (size_t i = 0; i < number; i++)
        if (strcmp(catalog_entry(i).noun, noun) == 0)
            return false;
    return true;
}

const char *catalog_noun(size_t number)
{
    for (size_t i = 0; i < catalog_count(); i++)
        if (is_first_of_noun(i) && number-- == 0)
            return catalog_entry(i).noun;
    return NULL;
}

const char *catalog_noun_help(const char *noun)
{
    struct catalog_entry entry;
    for (size_t i = 0; i < API_RESOURCE_COUNT; i++)
        if (strcmp(api_resources[i].noun, noun) == 0)
            return api_resources[i].help;
    return catalog_find(slice_of(noun), SLICE(""), &entry) ? entry.help : NULL;
}

size_t catalog_append_verbs(struct slice noun, struct buf *out)
{
    size_t count = 0;
    for (size_t i = 0; i < catalog_count(); i++) {
        const struct catalog_entry entry = catalog_entry(i);
        if (slice_is(noun, entry.noun) && entry.verb != NULL)
            buf_printf(out, "%s%s", count++ > 0 ? ", " : "", entry.verb);
    }
    return count;
}

/* --- Flags -------------------------------------------------------------------------------------------------------- */

/* What the word for a flag's value tells about it. */
static const struct {
    const char *argument;
    enum catalog_value value;
} values_by_argument[] = {
    { "FILE", VALUE_FILE },
    { "DIR", VALUE_DIRECTORY },
};

static enum catalog_value value_of_argument(const char *argument)
{
    for (size_t i = 0; argument != NULL && i < ARRAY_LENGTH(values_by_argument); i++)
        if (strcmp(values_by_argument[i].argument, argument) == 0)
            return values_by_argument[i].value;
    return argument == NULL ? VALUE_NONE : VALUE_TEXT;
}

/* How a member of that type is written. */
static const char *const arguments_by_type[] = {
    [API_STRING] = "TEXT",        [API_DATE_TIME] = "TIME", [API_INT64] = "N",      [API_DOUBLE] = "NUMBER",
    [API_BOOLEAN] = "true|false", [API_ENUM] = "WORD",      [API_OBJECT] = "JSON",  [API_ANY] = "JSON",
    [API_STRINGS] = "TEXT,...",   [API_RECORD] = "JSON",    [API_RECORDS] = "JSON",
};

struct listing {
    struct catalog_flag *flags;
    size_t count;
};

/* "true|false" */
static void set_choices(struct catalog_flag *flag, const char *words)
{
    snprintf(flag->choices, sizeof(flag->choices), "%s", words);
    for (char *at = strchr(flag->choices, '|'); at != NULL; at = strchr(at, '|'))
        *at = ' ';
    flag->value = VALUE_CHOICE;
}

static void join_choices(struct catalog_flag *flag, const char *const *choices)
{
    size_t length = 0;
    for (; choices != NULL && *choices != NULL && length < sizeof(flag->choices); choices++) {
        length += (size_t)snprintf(flag->choices + length, sizeof(flag->choices) - length, "%s%s",
                                   length > 0 ? " " : "", *choices);
        flag->value = VALUE_CHOICE;
    }
}

static struct catalog_flag *add_flag(struct listing *listing, const char *name, const char *argument, const char *help)
{
    assert(listing->count < CATALOG_FLAGS_MAX);
    struct catalog_flag *flag = &listing->flags[listing->count++];
    *flag = (struct catalog_flag){ .argument = argument, .help = help, .value = value_of_argument(argument) };
    if (argument != NULL && strchr(argument, '|') != NULL)
        set_choices(flag, argument);
    snprintf(flag->name, sizeof(flag->name), "%s", name);
    for (char *at = strchr(flag->name, '_'); at != NULL; at = strchr(at, '_'))
        *at = '-';
    return flag;
}

static void add_parameter(struct listing *listing, const struct api_parameter *parameter)
{
    const bool is_number = parameter->flags & (API_PARAMETER_INTEGER | API_PARAMETER_POSITIVE);
    const bool is_id = parameter->field != NULL && strcmp(parameter->field, "id") == 0;
    add_flag(listing, parameter->flag, is_number ? "N" : is_id ? "ID" : "TEXT", parameter->help);
}

static void add_member(struct listing *listing, const struct api_field *field, bool is_required)
{
    const char *argument = field->flags & API_REFERENCE ? "ID" : arguments_by_type[field->type];
    struct catalog_flag *flag = add_flag(listing, field->name, argument, field->help);
    flag->is_required = is_required;
    join_choices(flag, field->type == API_ENUM ? field->choices : NULL);
}

/* The list whose items the words are; where there is only one it needs no flag. */
static const struct api_field *only_list(const struct api_operation *operation)
{
    return api_operation_list(operation, 1) == NULL ? api_operation_list(operation, 0) : NULL;
}

static void add_members(struct listing *listing, const struct api_operation *operation, bool required)
{
    size_t count = 0;
    const struct api_field *fields = api_operation_body(operation, &count);
    for (size_t i = 0; i < count; i++) {
        const unsigned used = fields[i].flags & operation->body_use;
        const bool is_required = used & (API_C_REQUIRED | API_U_REQUIRED);
        if (used != 0 && is_required == required && &fields[i] != only_list(operation))
            add_member(listing, &fields[i], is_required);
    }
}

/* Flags that make one item; the words may hold many instead, so none is required. */
static void add_item_members(struct listing *listing, const struct api_operation *operation)
{
    const struct api_field *items = arguments_item_list(operation);
    for (size_t i = 0; items != NULL && i < items->of->field_count; i++)
        if ((items->of->fields[i].flags & operation->body_use) != 0)
            add_member(listing, &items->of->fields[i], false);
}

static struct catalog_flag *add_common_flag(struct listing *listing, const struct flag_row *row)
{
    struct catalog_flag *flag = add_flag(listing, row->name, row->argument, row->help);
    flag->is_common = true;
    return flag;
}

static void set_columns(struct catalog_flag *flag, const struct api_resource *resource)
{
    struct buf names = buf_with_limit(BUF_LIMIT_LINE);
    layout_append_names(resource, " ", &names);
    assert(names.length < sizeof(flag->choices));
    snprintf(flag->choices, sizeof(flag->choices), "%s", buf_text(&names));
    flag->value = VALUE_LIST;
    buf_free(&names);
}

static void add_operation(struct listing *listing, const struct api_operation *operation)
{
    add_members(listing, operation, true);
    add_members(listing, operation, false);
    add_item_members(listing, operation);
    for (size_t i = 0; i < API_PARAMETERS_MAX && operation->parameters[i].name != NULL; i++)
        add_parameter(listing, &operation->parameters[i]);
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        if (!operation_flag_fits(&operation_flags[i], operation))
            continue;
        struct catalog_flag *flag = add_common_flag(listing, &operation_flags[i].flag);
        if (i == FLAG_COLUMNS)
            set_columns(flag, operation->resource);
    }
}

size_t catalog_flags(const struct catalog_entry *entry, struct catalog_flag flags[static CATALOG_FLAGS_MAX])
{
    struct listing listing = { .flags = flags };
    if (entry->operation != NULL) {
        add_operation(&listing, entry->operation);
        return listing.count;
    }
    for (size_t i = 0; i < COMMAND_FLAGS_MAX && entry->command->flags[i].name != NULL; i++) {
        const struct flag_row *row = &entry->command->flags[i];
        add_flag(&listing, row->name, row->argument, row->help);
    }
    add_common_flag(&listing, &operation_flags[FLAG_HELP].flag);
    return listing.count;
}

size_t catalog_lone_flags(struct catalog_flag flags[static CATALOG_FLAGS_MAX])
{
    struct listing listing = { .flags = flags };
    for (size_t i = 0; i < command_count; i++)
        if (is_lone_flag(&commands[i]))
            add_flag(&listing, commands[i].noun + 2, NULL, commands[i].help);
    return listing.count;
}

size_t catalog_own_count(const struct catalog_flag *flags, size_t count)
{
    size_t own = 0;
    while (own < count && !flags[own].is_common)
        own++;
    return own;
}

size_t catalog_common_flags(struct catalog_flag flags[static CATALOG_FLAGS_MAX])
{
    struct listing listing = { .flags = flags };
    for (size_t i = 0; i < FLAG_COUNT; i++)
        add_common_flag(&listing, &operation_flags[i].flag);
    return listing.count;
}

size_t catalog_settings(struct catalog_flag flags[static CATALOG_FLAGS_MAX])
{
    struct listing listing = { .flags = flags };
    for (int key = 0; key < CONFIG_KEY_COUNT; key++) {
        const struct config_row *row = &config_rows[key];
        if (row->no_flag)
            continue;
        struct catalog_flag *flag = add_flag(&listing, row->name, row->argument, row->help);
        flag->has_negation = row->type == CONFIG_SWITCH;
        join_choices(flag, row->choices);
        if (key == CONFIG_PROFILE || key == CONFIG_THEME)
            flag->value = key == CONFIG_PROFILE ? VALUE_PROFILE : VALUE_THEME;
    }
    return listing.count;
}

/* --- As text ------------------------------------------------------------------------------------------------------ */

void catalog_append_name(const struct catalog_entry *entry, struct buf *out)
{
    buf_printf(out, "annotty %s%s%s", entry->noun, entry->verb != NULL ? " " : "",
               entry->verb != NULL ? entry->verb : "");
}

static void append_in_capitals(struct buf *out, struct slice name)
{
    for (size_t i = 0; i < name.length; i++)
        buf_append_char(out, name.at[i] == '-' ? '_' : (char)toupper((unsigned char)name.at[i]));
}

/* "QUEUE_ID INTERACTION_ID... | @FILE | -" */
static void append_words(const struct api_operation *operation, struct buf *out)
{
    char name[64];
    arguments_path_name(operation, 0, name);
    for (size_t i = 0; *name != '\0'; arguments_path_name(operation, ++i, name)) {
        buf_append_char(out, ' ');
        append_in_capitals(out, slice_of(name));
    }
    const struct api_field *list = api_operation_list(operation, 0);
    if (list == NULL)
        return;
    /* "project_ids" are PROJECT_ID... */
    const struct slice plural = slice_of(list->name);
    buf_append_char(out, ' ');
    if (list->type == API_STRINGS)
        append_in_capitals(out, (struct slice){ plural.at, plural.length - 1 });
    else
        buf_append_text(out, item_takes_lines(list) ? "[TYPE:]ID" : "JSON");
    buf_append_text(out, "...|@FILE|-");
}

void catalog_append_arguments(const struct catalog_entry *entry, struct buf *out)
{
    struct catalog_flag flags[CATALOG_FLAGS_MAX];
    const size_t count = catalog_flags(entry, flags);
    if (entry->operation != NULL)
        append_words(entry->operation, out);
    else if (entry->command->words != NULL)
        buf_printf(out, " %s", entry->command->words);
    for (size_t i = 0; i < count && flags[i].is_required; i++) {
        buf_append_char(out, ' ');
        catalog_append_flag(&flags[i], out);
    }
    const bool has_more = count > 1 && !flags[count - 1].is_required;
    buf_append_text(out, has_more ? " [--FLAG VALUE...]" : "");
}

void catalog_append_flag(const struct catalog_flag *flag, struct buf *out)
{
    buf_printf(out, "--%s%s%s%s", flag->has_negation ? "[no-]" : "", flag->name, flag->argument != NULL ? " " : "",
               flag->argument != NULL ? flag->argument : "");
}

void catalog_append_help(const struct catalog_flag *flag, struct buf *out)
{
    buf_printf(out, "%s%s", flag->help, flag->is_required ? " Required." : "");
    if (flag->choices[0] == '\0' || strchr(flag->argument, '|') != NULL)
        return;
    struct slice rest = slice_of(flag->choices), word;
    const char *front = flag->value == VALUE_LIST ? " Of " : " One of ";
    for (bool is_first = true; slice_cut(&rest, ' ', &word); is_first = false)
        buf_printf(out, "%s%.*s", is_first ? front : ", ", SLICE_ARGS(word));
    buf_append_char(out, '.');
}
