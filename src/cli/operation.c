#include "operation.h"

#include "arguments.h"
#include "help.h"
#include "output.h"
#include "report.h"

#include <annotty/base/text.h>
#include <annotty/cli/connection.h>

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* Prints what would be sent; no key is part of it. */
static bool print_request(const struct api_call *call, struct error *error)
{
    struct buf target = buf_with_limit(BUF_LIMIT_LINE * 16), body = buf_with_limit(BUF_LIMIT_ANSWER);
    struct buf shown = buf_with_limit(BUF_LIMIT_ANSWER);
    api_call_target(call, &target);
    api_call_body(call, &body);
    if (isatty(STDOUT_FILENO) == 1)
        text_append_json(&shown, buf_slice(&body));
    else
        buf_append_slice(&shown, buf_slice(&body));
    /* The target is percent-encoded: plain ASCII. */
    printf("%s %s\n", api_method_names[call->operation->method], buf_text(&target));
    if (shown.length > 0)
        puts(buf_text(&shown));
    buf_free(&target);
    buf_free(&body);
    buf_free(&shown);
    return output_flush(error);
}

static bool confirm(const struct api_operation *operation, const struct arguments *arguments, struct error *error)
{
    if (!operation->can_vanish || arguments->flags[FLAG_YES] != NULL || arguments->flags[FLAG_DRY_RUN] != NULL)
        return true;
    if (!isatty(STDIN_FILENO))
        return error_set(error, ERROR_USAGE, NULL, "annotty %s %s can't be undone: say --yes", operation->noun,
                         operation->verb);
    fprintf(stderr, "%s This can't be undone. Go on? [y/N] ", operation->help);
    const int answer = getchar();
    return answer == 'y' || answer == 'Y' || error_set(error, ERROR_CANCELLED, NULL, "nothing was done");
}

static struct output *make_output(const struct api_operation *operation, const struct arguments *arguments,
                                  struct error *error)
{
    static const enum operation_flag formats[] = { FLAG_JSON, FLAG_JSONL, FLAG_CSV };
    const char *format = NULL;
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (arguments->flags[formats[i]] == NULL)
            continue;
        if (format != NULL) {
            error_set(error, ERROR_USAGE, NULL, "--%s and --%s exclude each other", format,
                      operation_flags[formats[i]].flag.name);
            return NULL;
        }
        format = operation_flags[formats[i]].flag.name;
    }
    return output_new(&(struct output_options){ .operation = operation,
                                                .format = format,
                                                .columns = arguments->flags[FLAG_COLUMNS],
                                                .filter = arguments->flags[FLAG_FILTER],
                                                .limit = arguments->limit },
                      error);
}

/* The call as a request. What a filter leaves can't be told beforehand; without one no more is asked for than is
 * printed. */
static struct fetch_request make_request(struct api_call *call, const struct arguments *arguments,
                                         const struct output *output)
{
    const bool limited = arguments->limit > 0 && arguments->flags[FLAG_FILTER] == NULL;
    if (limited && call->operation->paging == API_PAGING_CURSOR && arguments->limit < FETCH_PAGE_SIZE &&
        api_call_argument(call, "page[limit]") == NULL) {
        char limit[24];
        snprintf(limit, sizeof(limit), "%zu", arguments->limit);
        api_call_parameter(call, "page[limit]", slice_of(limit));
    }
    struct fetch_request request = { .call = *call,
                                     .all_pages = true,
                                     .with_text = output_wants_text(output),
                                     .rows_wanted = limited ? arguments->limit : 0 };
    *call = api_call_new(call->operation->id);
    return request;
}

/* What an event means for the output; *over is set after the last one. */
static bool take_event(struct output *output, const struct fetch_event *event, bool *over, struct error *error)
{
    const struct slice body = { .at = event->body, .length = event->body_length };
    *over = event->kind != FETCH_ROWS || output_is_full(output);
    if (event->kind == FETCH_FAILED) {
        *error = event->error;
        return false;
    }
    if (event->kind == FETCH_DONE)
        return output_put_answer(output, body, error);
    const bool good = output_put(output, event->rows, body, error);
    *over = *over || !good || output_is_full(output);
    return good;
}

/* Sends one call and prints its answer as it comes. */
static bool perform(struct fetch *fetch, struct fetch_request *request, struct output *output, struct error *error)
{
    const uint64_t id = fetch_send(fetch, request);
    bool over = false, good = true;
    while (!over) {
        struct fetch_event event;
        if (!fetch_wait_event(fetch, &event, -1))
            continue;
        if (event.request == id && event.kind != FETCH_RETRY)
            good = take_event(output, &event, &over, error);
        fetch_event_free(&event);
    }
    fetch_cancel(fetch, id);
    return good;
}

static bool send_call(struct config *config, struct arguments *arguments, struct api_call *call, struct output *output,
                      struct error *error)
{
    struct connection *connection = connection_open(config, error);
    bool good = connection != NULL && connection_ready(connection, error);
    if (good) {
        struct fetch_request request = make_request(call, arguments, output);
        good = perform(connection_fetch(connection), &request, output, error) && output_end(output, error);
    }
    connection_close(&connection);
    return good;
}

static bool run(const struct api_operation *operation, struct config *config, int argc, char **argv,
                struct error *error)
{
    struct arguments arguments;
    struct output *output = NULL;
    bool good = arguments_read(operation, argc, argv, &arguments, error);
    if (good && arguments.flags[FLAG_HELP] != NULL) {
        help_print_operation(operation);
    } else if (good) {
        output = make_output(operation, &arguments, error);
        good = output != NULL && confirm(operation, &arguments, error);
        for (size_t i = 0; good && i < arguments.call_count; i++)
            good = arguments.flags[FLAG_DRY_RUN] != NULL
                       ? print_request(&arguments.calls[i], error)
                       : send_call(config, &arguments, &arguments.calls[i], output, error);
    }
    output_free(&output);
    arguments_free(&arguments);
    return good;
}

/* A closed pipe is told by the write that fails. A handler, unlike "ignore", isn't passed on to other programs. */
static void overhear(int signal_number)
{
    (void)signal_number;
}

int operation_run(const struct api_operation *operation, struct config *config, int argc, char **argv)
{
    struct error error = { 0 };
    sigaction(SIGPIPE, &(struct sigaction){ .sa_handler = overhear, .sa_flags = SA_RESTART }, NULL);
    if (run(operation, config, argc, argv, &error) || output_is_unwanted(&error))
        return 0;
    return report_error(&error);
}
