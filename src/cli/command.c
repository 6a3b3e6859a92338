#include "command.h"

#include "help.h"
#include "suggest.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

const struct command *command_for(int argc, char *const *argv, int *name_length)
{
    const struct command *found = NULL;
    for (size_t i = 0; i < command_count && argc > 0; i++) {
        const struct command *command = &commands[i];
        if (strcmp(command->noun, argv[0]) != 0)
            continue;
        if (command->verb == NULL) {
            found = command;
            *name_length = 1;
        } else if (argc > 1 && strcmp(command->verb, argv[1]) == 0) {
            *name_length = 2;
            return command;
        }
    }
    return found;
}

struct slice flag_name(const char *argument, struct slice *value)
{
    struct slice name;
    *value = slice_of(argument + 2);
    slice_cut(value, '=', &name);
    return name;
}

bool flag_take(const struct flag_row *flag, struct slice given, int *at, int argc, char *const *argv,
               const char **value, struct error *error)
{
    if (flag->argument == NULL) {
        *value = "";
        return given.at == NULL || error_set(error, ERROR_USAGE, flag->name, "--%s takes no value", flag->name);
    }
    if (given.at == NULL && *at + 1 == argc)
        return error_set(error, ERROR_USAGE, flag->name, "--%s needs a value: --%s %s", flag->name, flag->name,
                         flag->argument);
    /* The end of an argument is the end of its value, too. */
    *value = given.at != NULL ? given.at : argv[++*at];
    return true;
}

static const struct flag_row *find_flag(const struct command *command, struct slice name)
{
    for (size_t i = 0; i < COMMAND_FLAGS_MAX && command->flags[i].name != NULL; i++)
        if (slice_is(name, command->flags[i].name))
            return &command->flags[i];
    return NULL;
}

static bool no_such_flag(const struct command *command, struct slice name, struct error *error)
{
    const struct catalog_entry entry = { .noun = command->noun, .verb = command->verb, .command = command };
    return suggest_flag(&entry, name, error);
}

/* Sorts argv into flags, which go to *input, and words, which move to the front. */
static bool read_input(const struct command *command, int argc, char **argv, struct command_input *input, bool *help,
                       struct error *error)
{
    bool over = false;
    for (int at = 0; at < argc; at++) {
        if (!over && strcmp(argv[at], "--") == 0) {
            over = true;
            continue;
        }
        if (over || strncmp(argv[at], "--", 2) != 0) {
            argv[input->word_count++] = argv[at];
            continue;
        }
        struct slice value;
        const struct slice name = flag_name(argv[at], &value);
        const struct flag_row *flag = find_flag(command, name);
        *help = *help || slice_is(name, "help");
        if (flag == NULL && !slice_is(name, "help"))
            return no_such_flag(command, name, error);
        if (flag != NULL && !flag_take(flag, value, &at, argc, argv, &input->flags[flag - command->flags], error))
            return false;
    }
    return true;
}

bool command_run(const struct command *command, struct config *config, int argc, char **argv, int *status,
                 struct error *error)
{
    struct command_input input = { .config = config, .words = argv, .status = status };
    bool help = false;
    if (!read_input(command, argc, argv, &input, &help, error))
        return false;
    if (help) {
        help_print_command(command);
        return true;
    }
    if (input.word_count < command->words_least || input.word_count > command->words_most)
        return error_set(error, ERROR_USAGE, command->noun, "usage: annotty %s%s%s%s%s", command->noun,
                         command->verb != NULL ? " " : "", command->verb != NULL ? command->verb : "",
                         command->words != NULL ? " " : "", command->words != NULL ? command->words : "");
    return command->run(&input, error);
}
