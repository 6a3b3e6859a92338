#include "operation.h"

#include "arguments.h"
#include "bulk.h"
#include "confirm.h"
#include "help.h"
#include "keep.h"
#include "output.h"
#include "report.h"
#include "request.h"

#include <annotty/base/clock.h>
#include <annotty/cli/connection.h>

#include <stdio.h>

static struct output *make_output(const struct api_operation *operation, const struct arguments *arguments,
                                  struct names *names, struct error *error)
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
                                                .limit = arguments->limit,
                                                .names = names },
                      error);
}

/* The call as a request. What a filter leaves can't be told beforehand; without one no more is asked for than is
 * printed. */
static struct fetch_request make_request(const struct arguments *arguments, const struct output *output)
{
    struct api_call call = api_call_copy(&arguments->call);
    const bool limited = arguments->limit > 0 && arguments->flags[FLAG_FILTER] == NULL;
    if (limited && call.operation->paging != API_PAGING_NONE && arguments->limit < FETCH_PAGE_SIZE &&
        !api_call_has_page_size(&call))
        api_call_set_page_size(&call, arguments->limit);
    return (struct fetch_request){ .call = call,
                                   .all_pages = true,
                                   .with_text = output_wants_text(output),
                                   .rows_wanted = limited ? arguments->limit : 0 };
}

/* Doing it again could do it twice. */
static void tell_unknown(struct error *error)
{
    const struct error cause = *error;
    error_set(error, cause.kind, cause.where, "%s; it may have been done: look before you do it again", cause.message);
    error->http_status = cause.http_status;
}

/* What is printed is not what the server has now. */
static void tell_age(int64_t fetched_at_ms)
{
    char age[CLOCK_AGE_SIZE];
    clock_format_age(clock_wall_ms() - fetched_at_ms, age);
    report_news("offline: as it was seen %s%s", age, strcmp(age, "now") == 0 ? "" : " ago");
}

/* What an event means for the output; *over is set after the last one. */
static bool take_event(struct output *output, const struct fetch_event *event, bool *over, struct error *error)
{
    const struct slice body = { .at = event->body, .length = event->body_length };
    *over = event->kind != FETCH_ROWS || output_is_full(output);
    if (event->kind == FETCH_FAILED) {
        *error = event->error;
        if (event->outcome_unknown)
            tell_unknown(error);
        return false;
    }
    if (event->kind == FETCH_DONE)
        return output_put_answer(output, body, error);
    if (event->source == FETCH_FROM_CACHE && event->first)
        tell_age(event->fetched_at_ms);
    const bool good = output_put(output, event->rows, body, error);
    *over = *over || !good || output_is_full(output);
    return good;
}

/* Sends one call and prints its answer as it comes. */
static bool perform(struct fetch *fetch, struct names *names, struct fetch_request *request, struct output *output,
                    struct error *error)
{
    names_use(names, fetch);
    const uint64_t id = fetch_send(fetch, request);
    bool over = false, good = true;
    while (!over) {
        struct fetch_event event;
        if (!names_wait_event(names, &event))
            continue;
        if (event.request == id && event.kind != FETCH_RETRY)
            good = take_event(output, &event, &over, error);
        fetch_event_free(&event);
    }
    names_use(names, NULL);
    fetch_cancel(fetch, id);
    return good;
}

static bool send_call(struct config *config, struct arguments *arguments, struct names *names, struct output *output,
                      struct error *error)
{
    struct connection *connection = connection_open(config, CONNECTION_SAMPLE, error);
    bool good = connection != NULL && connection_ready(connection, error);
    if (good) {
        struct fetch_request request = make_request(arguments, output);
        good = perform(connection_fetch(connection), names, &request, output, error) && output_end(output, error);
    }
    connection_close(&connection);
    return good;
}

static bool run_call(const struct api_operation *operation, struct config *config, struct arguments *arguments,
                     struct names *names, struct output *output, struct error *error)
{
    if (arguments->flags[FLAG_DRY_RUN] != NULL) {
        struct fetch_request request = make_request(arguments, output);
        const bool good = request_print(&request.call, error);
        api_call_free(&request.call);
        return good;
    }
    if (!confirm(operation, arguments, 0, error))
        return false;
    return arguments->flags[FLAG_JOURNAL] != NULL ? keep_call(config, &arguments->call, error)
                                                  : send_call(config, arguments, names, output, error);
}

static bool run(const struct api_operation *operation, struct config *config, int argc, char **argv, int *status,
                struct error *error)
{
    struct arguments arguments;
    struct output *output = NULL;
    struct names *names = names_new(NAMES_PATIENCE_MS);
    bool good = arguments_read(operation, argc, argv, &arguments, error);
    if (good && arguments.flags[FLAG_HELP] != NULL) {
        help_print_operation(operation);
    } else if (good) {
        output = make_output(operation, &arguments, names, error);
        good = output != NULL && (api_operation_list(operation, 0) != NULL
                                      ? bulk_run(operation, config, &arguments, output, status, error)
                                      : run_call(operation, config, &arguments, names, output, error));
    }
    output_free(&output);
    names_free(&names);
    arguments_free(&arguments);
    return good;
}

int operation_run(const struct api_operation *operation, struct config *config, int argc, char **argv)
{
    struct error error = { 0 };
    int status = 0;
    if (run(operation, config, argc, argv, &status, &error) || output_is_unwanted(&error))
        return status;
    return report_error(&error);
}
