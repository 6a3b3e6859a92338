/* From arguments to an exit status: settings, then the operation or command that the first words name. */
#include <annotty/cli/cli.h>

#include "command.h"
#include "help.h"
#include "operation.h"
#include "output.h"
#include "report.h"
#include "suggest.h"
#include "workbench.h"

#include <annotty/base/text.h>

#include <langinfo.h>
#include <locale.h>
#include <signal.h>

/* A closed pipe is told by the write that fails. A handler, unlike "ignore", isn't passed on to other programs. */
static void overhear(int signal_number)
{
    (void)signal_number;
}

static int run_command(struct config *config, int argc, char **argv)
{
    struct error error;
    if (argc < 2)
        return run_workbench(config, &error) ? 0 : report_error(&error);
    sigaction(SIGPIPE, &(struct sigaction){ .sa_handler = overhear, .sa_flags = SA_RESTART }, NULL);
    const char *noun = argv[1];
    const char *verb = argc > 2 ? argv[2] : "";
    const struct api_operation *operation = api_operation_for(slice_of(noun), slice_of(verb));
    if (operation != NULL)
        return operation_run(operation, config, argc - 3, argv + 3);
    int name_length = 0, status = 0;
    const struct command *command = command_for(argc - 1, argv + 1, &name_length);
    if (command == NULL && strcmp(verb, "--help") == 0 && help_print_noun(slice_of(noun)))
        return 0;
    if (command == NULL)
        suggest_command(slice_of(noun), slice_of(verb), &error);
    else if (command_run(command, config, argc - 1 - name_length, argv + 1 + name_length, &status, &error))
        return status;
    return report_error(&error);
}

/* Whether what was asked for can do without the profile that isn't there. */
static bool needs_no_settings(int argc, char **argv)
{
    int name_length = 0;
    const struct command *command = argc > 1 ? command_for(argc - 1, argv + 1, &name_length) : NULL;
    return command != NULL && command->needs_no_settings;
}

/* An operation must not go to the server of another profile; its help can be given. */
static bool print_operation_help(int argc, char **argv)
{
    const struct api_operation *operation = argc > 3 ? api_operation_for(slice_of(argv[1]), slice_of(argv[2])) : NULL;
    if (operation == NULL || strcmp(argv[argc - 1], "--help") != 0)
        return false;
    help_print_operation(operation);
    return true;
}

/* The labels of a queue are a resource of their own, and a part of the queue: "queue labels set" is "labels set". */
static void skip_queue_word(int *argc, char **argv)
{
    if (*argc < 4 || strcmp(argv[1], "queue") != 0 || strcmp(argv[2], "labels") != 0)
        return;
    for (int i = 1; i < *argc; i++)
        argv[i] = argv[i + 1];
    --*argc;
}

int cli_run(int argc, char **argv)
{
    setlocale(LC_CTYPE, "");
    text_set_charset(strcmp(nl_langinfo(CODESET), "UTF-8") == 0 ? TEXT_UTF8 : TEXT_ASCII);
    struct error error;
    struct config *config = config_load();
    for (size_t i = 0; i < config_problem_count(config); i++)
        report_news("%s", config_problem(config, i));
    const bool taken = config_take_flags(config, &argc, argv, &error);
    const bool settled = taken && config_settle(config, &error);
    skip_queue_word(&argc, argv);
    if (config_switch(config, CONFIG_PLAIN))
        text_set_charset(TEXT_ASCII);
    else if (config_switch(config, CONFIG_EMOJI) && text_charset() == TEXT_UTF8)
        text_set_charset(TEXT_UTF8_EMOJI);
    int status = settled ? 0 : report_error(&error);
    if (settled || (taken && needs_no_settings(argc, argv)))
        status = run_command(config, argc, argv);
    else if (taken && print_operation_help(argc, argv))
        status = 0;
    config_free(&config);
    /* A full disk shows only now. */
    if (!output_flush(&error) && !output_is_unwanted(&error))
        status = report_error(&error);
    return status;
}
