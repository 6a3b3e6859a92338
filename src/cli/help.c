#include "help.h"

#include "arguments.h"

#include <annotty/config/config.h>
#include <annotty/model/workbench.h>

#include <stdio.h>

enum { FLAG_WIDTH = 30, KEYS_WIDTH = 18 };

static void print_flag(const char *name, const char *argument, const char *help)
{
    char left[128];
    snprintf(left, sizeof(left), "--%s%s%s", name, argument != NULL ? " " : "", argument != NULL ? argument : "");
    printf("  %-*s %s\n", FLAG_WIDTH, left, help);
}

static void print_flag_row(const struct flag_row *flag)
{
    print_flag(flag->name, flag->argument, flag->help);
}

static void command_name(const struct command *command, char name[static 64])
{
    const bool has_verb = command->verb != NULL;
    snprintf(name, 64, "%s%s%s", command->noun, has_verb ? " " : "", has_verb ? command->verb : "");
}

void help_print(void)
{
    puts("usage: annotty [--SETTING VALUE...]                         the workbench\n"
         "       annotty NOUN VERB [ARGUMENT...] [--FLAG VALUE...]   one operation\n\nOperations (annotty NOUN VERB "
         "--help tells "
         "more):");
    for (size_t i = 0; i < API_OPERATION_COUNT; i++) {
        char command[64];
        snprintf(command, sizeof(command), "%s %s", api_operations[i].noun, api_operations[i].verb);
        printf("  %-*s %s\n", FLAG_WIDTH, command, api_operations[i].help);
    }
    puts("\nOther commands:");
    for (size_t i = 0; i < command_count; i++) {
        char name[64];
        command_name(&commands[i], name);
        printf("  %-*s %s\n", FLAG_WIDTH, name, commands[i].help);
    }
    puts("\nSettings:");
    for (size_t i = 0; i < CONFIG_KEY_COUNT; i++)
        if (!config_rows[i].no_flag)
            print_flag(config_rows[i].name, config_rows[i].argument, config_rows[i].help);
}

static void print_keys_of(const char *keys)
{
    char labels[128] = "";
    size_t length = 0;
    struct slice rest = slice_of(keys);
    struct slice key;
    while (slice_cut(&rest, ' ', &key) && length < sizeof(labels)) {
        char label[KEY_LABEL_SIZE];
        length += (size_t)snprintf(labels + length, sizeof(labels) - length, "%s%s", length > 0 ? " " : "",
                                   key_label(key, label));
    }
    printf("%-*s", KEYS_WIDTH, labels);
}

void help_print_keys(void)
{
    for (size_t i = 0; i < action_count; i++) {
        if (actions[i].name == NULL)
            continue;
        print_keys_of(actions[i].keys);
        printf(" %-15s %s\n", actions[i].name, actions[i].help);
    }
}

static void print_members(const struct api_field *fields, size_t count, unsigned use)
{
    for (size_t i = 0; i < count; i++) {
        char name[64];
        arguments_flag_name(&fields[i], name);
        if ((fields[i].flags & use) != 0)
            print_flag(name, "VALUE", fields[i].help);
    }
}

void help_print_operation(const struct api_operation *operation)
{
    printf("usage: annotty %s %s", operation->noun, operation->verb);
    char name[64];
    arguments_path_name(operation, 0, name);
    for (size_t i = 0; *name != '\0'; arguments_path_name(operation, ++i, name))
        printf(" <%s>", name);
    const struct api_field *list = api_operation_list(operation, 0);
    if (list != NULL)
        printf(item_takes_lines(list) ? " <id>... | @FILE | -" : " JSON | @FILE | -");
    printf(" [--FLAG VALUE...]\n\n%s\n\nFlags:\n", operation->help);
    for (size_t i = 0; i < API_PARAMETERS_MAX && operation->parameters[i].name != NULL; i++)
        print_flag(operation->parameters[i].flag, "VALUE", operation->parameters[i].help);
    size_t count = 0;
    const struct api_field *fields = api_operation_body(operation, &count);
    print_members(fields, count, operation->body_use);
    const struct api_field *items = arguments_item_list(operation);
    if (items != NULL)
        print_members(items->of->fields, items->of->field_count, operation->body_use);
    for (size_t i = 0; i < FLAG_COUNT; i++)
        if (operation_flag_fits(&operation_flags[i], operation))
            print_flag_row(&operation_flags[i].flag);
}

void help_print_command(const struct command *command)
{
    char name[64];
    command_name(command, name);
    printf("usage: annotty %s%s%s%s\n\n%s\n", name, command->words != NULL ? " " : "",
           command->words != NULL ? command->words : "", command->flags[0].name != NULL ? " [--FLAG VALUE...]" : "",
           command->help);
    if (command->flags[0].name != NULL)
        puts("\nFlags:");
    for (size_t i = 0; i < COMMAND_FLAGS_MAX && command->flags[i].name != NULL; i++)
        print_flag_row(&command->flags[i]);
}
