/* From arguments to an exit status: settings, connection, call, answer. */
#include <annotty/cli/cli.h>

#include "arguments.h"
#include "command.h"
#include "help.h"
#include "output.h"
#include "workbench.h"

#include <annotty/api/answer.h>
#include <annotty/base/mem.h>
#include <annotty/base/text.h>
#include <annotty/cli/connection.h>

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int report(const struct error *error)
{
    struct buf line = buf_with_limit(BUF_LIMIT_LINE);
    text_append_clean(&line, slice_of(error->message), false);
    fprintf(stderr, "annotty: %s\n", buf_text(&line));
    buf_free(&line);
    return error_exit_status(error->kind);
}

static bool put_one(struct rows *rows, const struct api_operation *operation, struct slice body, struct error *error)
{
    struct api_record record;
    if (!api_answer_one(operation, body, &record, error))
        return false;
    rows_put(rows, &record, NULL);
    return true;
}

static bool put_list(struct rows *rows, const struct api_operation *operation, struct slice body, struct error *error)
{
    struct json_value document, element;
    struct api_record record;
    if (!json_check(body, &document, error))
        return false;
    const struct json_value list = json_at(document, operation->answer_array);
    for (size_t at = 0; json_next_element(list, &at, &element);) {
        if (!api_decode(operation->resource, element, &record, error))
            return false;
        rows_put(rows, &record, NULL);
    }
    return true;
}

/* The one resource or the list that a write answers with. */
static bool print_body(struct output *output, const struct api_operation *operation, const struct fetch_event *event,
                       struct error *error)
{
    const struct slice body = { .at = event->body, .length = event->body_length };
    if (operation->answer == API_SHAPE_NONE || body.length == 0)
        return true;
    struct rows *rows = rows_new(operation->resource);
    const bool sound = operation->answer_array == NULL ? put_one(rows, operation, body, error)
                                                       : put_list(rows, operation, body, error);
    output_rows(output, rows);
    rows_free(&rows);
    return sound;
}

/* Sends one call and prints its answer as it comes. */
static bool perform(struct fetch *fetch, struct api_call *call, struct output *output, struct error *error)
{
    const struct api_operation *operation = call->operation;
    struct fetch_request request = { .call = *call, .all_pages = true };
    *call = api_call_new(operation->id);
    const uint64_t id = fetch_send(fetch, &request);
    for (;;) {
        struct fetch_event event;
        if (!fetch_wait_event(fetch, &event, -1) || event.request != id || event.kind == FETCH_RETRY) {
            fetch_event_free(&event);
            continue;
        }
        bool good = true;
        if (event.kind == FETCH_ROWS)
            output_rows(output, event.rows);
        else if (event.kind == FETCH_DONE)
            good = print_body(output, operation, &event, error);
        else
            *error = event.error;
        const bool over = event.kind != FETCH_ROWS;
        good = good && event.kind != FETCH_FAILED;
        fetch_event_free(&event);
        if (over)
            return good;
    }
}

/* Nothing that can't be undone happens without a word from somebody. */
static bool confirm(const struct api_operation *operation, const struct arguments *arguments, struct error *error)
{
    if (!operation->can_vanish || arguments->flags[FLAG_YES] != NULL)
        return true;
    if (!isatty(STDIN_FILENO))
        return error_set(error, ERROR_USAGE, NULL, "annotty %s %s can't be undone: say --yes", operation->noun,
                         operation->verb);
    fprintf(stderr, "%s This can't be undone. Go on? [y/N] ", operation->help);
    const int answer = getchar();
    return answer == 'y' || answer == 'Y' || error_set(error, ERROR_CANCELLED, NULL, "nothing was done");
}

/* Sends the calls one after the other. The first failure ends it; what was done before stays done. */
static int perform_all(struct config *config, struct arguments *arguments, const struct api_operation *operation)
{
    struct error error = { 0 };
    struct connection *connection = connection_open(config, &error);
    bool good = connection != NULL && connection_ready(connection, &error);
    struct output output = output_new(operation, arguments->flags[FLAG_JSON] != NULL);
    size_t done = 0;
    for (; good && done < arguments->call_count; done += good)
        good = perform(connection_fetch(connection), &arguments->calls[done], &output, &error);
    if (good || done > 0)
        output_end(&output);
    connection_close(&connection);
    if (good)
        return 0;
    const int status = report(&error);
    return done > 0 ? EXIT_PARTLY_DONE : status;
}

static int run_operation(struct config *config, const struct api_operation *operation, int argc, char **argv)
{
    struct error error = { 0 };
    struct arguments arguments;
    int status = 0;
    if (!arguments_read(operation, argc, argv, &arguments, &error))
        status = report(&error);
    else if (arguments.flags[FLAG_HELP] != NULL)
        help_print_operation(operation);
    else if (!confirm(operation, &arguments, &error))
        status = report(&error);
    else
        status = perform_all(config, &arguments, operation);
    arguments_free(&arguments);
    return status;
}

static int run_command(struct config *config, int argc, char **argv)
{
    struct error error;
    if (argc < 2)
        return run_workbench(config, &error) ? 0 : report(&error);
    const char *noun = argv[1];
    const char *verb = argc > 2 ? argv[2] : "";
    const struct api_operation *operation = api_operation_for(slice_of(noun), slice_of(verb));
    if (operation != NULL)
        return run_operation(config, operation, argc - 3, argv + 3);
    int name_length = 0;
    const struct command *command = command_for(argc - 1, argv + 1, &name_length);
    if (command == NULL)
        error_set(&error, ERROR_USAGE, noun, "\"%s%s%s\" is no command; annotty --help lists them", noun,
                  *verb != '\0' ? " " : "", verb);
    else if (command_run(command, config, argc - 1 - name_length, argv + 1 + name_length, &error))
        return 0;
    return report(&error);
}

int cli_run(int argc, char **argv)
{
    setlocale(LC_CTYPE, "");
    text_set_charset(strcmp(nl_langinfo(CODESET), "UTF-8") == 0 ? TEXT_UTF8 : TEXT_ASCII);
    struct error error;
    struct config *config = config_load();
    for (size_t i = 0; i < config_problem_count(config); i++)
        fprintf(stderr, "annotty: %s\n", config_problem(config, i));
    const bool settled = config_take_flags(config, &argc, argv, &error) && config_settle(config, &error);
    if (config_switch(config, CONFIG_PLAIN))
        text_set_charset(TEXT_ASCII);
    else if (config_switch(config, CONFIG_EMOJI) && text_charset() == TEXT_UTF8)
        text_set_charset(TEXT_UTF8_EMOJI);
    int status = settled ? run_command(config, argc, argv) : report(&error);
    config_free(&config);
    /* A full disk or a closed pipe shows only now. */
    if (fflush(stdout) != 0 && status == 0)
        status = error_exit_status(ERROR_STORE);
    return status;
}
