#include "bulk.h"

#include "bulk_send.h"
#include "confirm.h"
#include "interrupt.h"
#include "keep.h"
#include "report.h"
#include "request.h"

#include <annotty/base/text.h>
#include <annotty/cli/connection.h>

#include <stdio.h>
#include <unistd.h>

enum { FLIGHT_USUAL = 4 };

static bool has_file(const struct arguments *arguments)
{
    for (size_t i = 0; i < arguments->origin_count; i++)
        if (arguments->origins[i].kind == ORIGIN_FILE)
            return true;
    return false;
}

/* The file that what isn't done is kept beside; NULL when there is none. */
static const char *input_path(const struct arguments *arguments)
{
    for (size_t i = 0; i < arguments->origin_count; i++)
        if (arguments->origins[i].kind == ORIGIN_FILE && strcmp(arguments->origins[i].text, "-") != 0)
            return arguments->origins[i].text;
    return NULL;
}

/* On a terminal nobody reads ten thousand rows; few, typed one by one, they do. */
static bool wants_rows(const struct arguments *arguments)
{
    return isatty(STDOUT_FILENO) != 1 || !has_file(arguments) || arguments->flags[FLAG_JSON] != NULL ||
           arguments->flags[FLAG_JSONL] != NULL || arguments->flags[FLAG_CSV] != NULL ||
           arguments->flags[FLAG_COLUMNS] != NULL;
}

/* Changes of one thing have an order: the last one counts. */
static size_t flight_of(const struct api_operation *operation, const struct arguments *arguments)
{
    if (arguments->parallel > 0)
        return arguments->parallel;
    return operation->body_use == API_IN_UPDATE ? 1 : FLIGHT_USUAL;
}

/* --- Afterwards --------------------------------------------------------------------------------------------------- */

/* What was never sent is kept with what failed, so that one file has all that is to be done. */
static size_t keep_rest(struct bulk *bulk, bool readable)
{
    struct chunk chunk = { 0 };
    size_t count = 0;
    while (readable && chunker_fill(&bulk->chunker, &chunk)) {
        for (size_t i = 0; i < chunk.batch.count; i++)
            leftovers_add(&bulk->failed, api_batch_text(&chunk.batch, i));
        count += chunk.batch.count;
    }
    chunk_free(&chunk);
    return count;
}

static void append_count(struct buf *line, size_t count, const char *what)
{
    char text[TEXT_COUNT_SIZE];
    buf_printf(line, "%s%s %s", line->length > 0 ? ", " : "", text_count(count, text), what);
}

/* The verb, as something that was done: "add" has added, "remove" removed, and "put" put. */
static void past_of(const char *verb, char past[static 32])
{
    const char *const ending = verb[strlen(verb) - 1] == 'e' ? "d" : "ed";
    snprintf(past, 32, "%s%s", verb, strcmp(verb, "put") == 0 ? "" : ending);
}

static void tell_counts(const struct bulk *bulk, size_t failed, size_t unsent)
{
    struct buf line = buf_with_limit(BUF_LIMIT_LINE);
    char past[32];
    past_of(bulk->base->operation->verb, past);
    append_count(&line, bulk->made, past);
    const struct api_operation *const operation = bulk->base->operation;
    if (operation->answer != API_SHAPE_NONE && operation->body_use == API_IN_CREATE && !operation->replaces)
        append_count(&line, bulk->there, "already there");
    append_count(&line, failed, "failed");
    if (unsent > 0)
        append_count(&line, unsent, "not sent");
    if (bulk->unknown.count > 0)
        append_count(&line, bulk->unknown.count, "of which nobody knows whether they were");
    report_news("%s", buf_text(&line));
    buf_free(&line);
}

static void tell_leftovers(struct leftovers *leftovers, const char *what)
{
    const char *name = leftovers_end(leftovers);
    if (leftovers->problem.kind != ERROR_NONE)
        report_error(&leftovers->problem);
    else if (name != NULL)
        report_news("%s %s", what, name);
}

/* How many items were never sent; those that can be read are kept. */
static size_t count_unsent(struct bulk *bulk, size_t total, bool keeps)
{
    const bool readable =
        bulk->chunker.error.kind == ERROR_NONE && (!interrupt_seen() || items_can_rewind(bulk->chunker.items));
    const size_t known = bulk->made + bulk->there + bulk->failed.count + bulk->unknown.count;
    const size_t kept = keep_rest(bulk, keeps && readable);
    return total > known ? total - known : kept;
}

/* Says what was done, and returns the exit status. */
static int finish(struct bulk *bulk, size_t total, const struct arguments *arguments)
{
    const bool began = bulk->made + bulk->there + bulk->unknown.count > 0;
    /* Where nothing was done the input itself can be given again. */
    const bool keeps = bulk->failed.name != NULL && (began || bulk->failed.exact);
    const size_t failed = bulk->failed.count;
    const size_t unsent = bulk->stopping ? count_unsent(bulk, total, keeps) : 0;
    if (!keeps)
        leftovers_discard(&bulk->failed);
    if (bulk->chunker.error.kind != ERROR_NONE)
        report_error(&bulk->chunker.error);
    if (has_file(arguments) || bulk->error.kind != ERROR_NONE)
        tell_counts(bulk, failed, unsent);
    tell_leftovers(&bulk->failed, "to give again what isn't done, name");
    tell_leftovers(&bulk->unknown, "what may or may not be done is in");
    if (bulk->error.kind == ERROR_NONE)
        return 0;
    return began ? EXIT_PARTLY_DONE : error_exit_status(bulk->error.kind);
}

/* Ends what was printed; the exit status when that went wrong. A reader that went away is no fault. */
static int end_output(struct bulk *bulk)
{
    if (bulk->output != NULL)
        output_end(bulk->output, &bulk->output_error);
    const bool good = bulk->output_error.kind == ERROR_NONE || output_is_unwanted(&bulk->output_error);
    return good ? 0 : report_error(&bulk->output_error);
}

/* --- Before ------------------------------------------------------------------------------------------------------- */

static bool print_requests(struct items *items, const struct api_call *base, struct error *error)
{
    struct chunker chunker = chunker_new(items);
    struct chunk chunk = { 0 };
    bool good = true;
    while (good && chunker_fill(&chunker, &chunk)) {
        struct api_call call = api_batch_call(&chunk.batch, base);
        good = request_print(&call, error);
        api_call_free(&call);
    }
    if (good && chunker.error.kind != ERROR_NONE) {
        *error = chunker.error;
        good = false;
    }
    chunk_free(&chunk);
    chunker_free(&chunker);
    return good;
}

static bool send_items(struct items *items, size_t total, struct config *config, const struct arguments *arguments,
                       struct output *output, int *status, struct error *error)
{
    const char *named = arguments->flags[FLAG_FAILURES];
    const char *path = named != NULL ? named : input_path(arguments);
    struct bulk bulk = { .base = &arguments->call,
                         .chunker = chunker_new(items),
                         .output = wants_rows(arguments) ? output : NULL,
                         .failed = leftovers_new(path, named != NULL ? "" : ".failed", named != NULL),
                         .unknown = leftovers_new(path, ".unknown", named != NULL),
                         .flight_max = flight_of(arguments->call.operation, arguments) };
    struct connection *connection = NULL;
    bool good = leftovers_are_free(&bulk.failed, error) && leftovers_are_free(&bulk.unknown, error);
    if (good)
        connection = connection_open(config, CONNECTION_SAMPLE, error);
    good = good && connection != NULL && connection_ready(connection, error);
    if (good) {
        interrupt_catch();
        bulk.progress = progress_begin(total);
        bulk.fetch = connection_fetch(connection);
        bulk_send(&bulk);
        const int output_status = end_output(&bulk);
        *status = finish(&bulk, total, arguments);
        *status = *status != 0 ? *status : output_status;
    }
    connection_close(&connection);
    chunker_free(&bulk.chunker);
    leftovers_free(&bulk.failed);
    leftovers_free(&bulk.unknown);
    return good;
}

bool bulk_run(const struct api_operation *operation, struct config *config, const struct arguments *arguments,
              struct output *output, int *status, struct error *error)
{
    const struct item_rules rules = { .operation = operation,
                                      .ignore_unknown = arguments->flags[FLAG_IGNORE_UNKNOWN] != NULL,
                                      .json_cells = arguments->flags[FLAG_JSON_CELLS] != NULL };
    struct items items;
    size_t total = 0;
    bool good =
        items_open(&items, &rules, arguments->origins, arguments->origin_count, arguments->flags[FLAG_FORMAT], error);
    const bool checked = good && items_can_rewind(&items);
    good = good && (!checked || items_check(&items, &total, error));
    if (good && checked && total == 0)
        good =
            error_set(error, ERROR_INPUT, NULL, "there are no %s in the input", api_operation_list(operation, 0)->name);
    good = good && confirm(operation, arguments, total, error);
    if (good && arguments->flags[FLAG_DRY_RUN] != NULL)
        good = print_requests(&items, &arguments->call, error);
    else if (good && arguments->flags[FLAG_JOURNAL] != NULL)
        good = keep_items(config, &items, &arguments->call, error);
    else if (good)
        good = send_items(&items, total, config, arguments, output, status, error);
    items_close(&items);
    return good;
}
