#include "results.h"

#include "ask.h"
#include "names.h"
#include "output.h"
#include "print.h"
#include "queue_items.h"

#include <annotty/base/mem.h>
#include <annotty/base/text.h>
#include <annotty/cli/connection.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct slice results_reviewer(const struct results_view *view, size_t reviewer)
{
    const struct slice id = view->results->reviewers[reviewer].id;
    const struct slice name = people_name(view->people, id);
    return name.length > 0 ? name : id;
}

/* What others wrote must not act on a terminal: in JSON it is escaped there, in CSV replaced. */
static void print_data(struct buf *data, bool is_json)
{
    struct buf shown = buf_with_limit(BUF_LIMIT_ANSWER);
    const bool is_changed = isatty(STDOUT_FILENO) == 1 && (is_json ? text_append_json(&shown, buf_slice(data))
                                                                   : text_append_clean(&shown, buf_slice(data), true));
    print_all(is_changed ? &shown : data);
    buf_free(data);
    buf_free(&shown);
}

static void print(const struct command_input *input, const struct results_view *view)
{
    struct buf out = buf_with_limit(BUF_LIMIT_ANSWER);
    const bool is_json = input->flags[RESULTS_JSON] != NULL;
    if (is_json)
        results_write_json(view, &out);
    else if (input->flags[RESULTS_CSV] != NULL)
        results_write_csv(view, &out);
    else
        results_write_text(view, print_width(), &out);
    if (is_json || input->flags[RESULTS_CSV] != NULL)
        print_data(&out, is_json);
    else
        print_all(&out);
}

static bool show_queue(const struct command_input *input, struct fetch *fetch, const struct queue_found *queue,
                       struct error *error)
{
    struct arena arena = ARENA_EMPTY;
    struct label_schema schema;
    struct api_call call = api_call_new(API_GET_ANNOTATED_INTERACTIONS);
    api_call_parameter(&call, "queue_id", queue_items_cell(queue, "id"));
    struct rows *rows = ask_rows(fetch, &call, error);
    if (rows != NULL) {
        struct names *names = names_new(NAMES_PATIENCE_MS);
        label_schema_read(queue_items_cell(queue, "annotation_schema"), &arena, &schema);
        struct results *results = results_new(rows, &schema);
        names_use(names, fetch);
        names_learn_all(names, rows);
        names_use(names, NULL);
        print(input, &(struct results_view){ .results = results,
                                             .queue = queue_items_cell(queue, "name"),
                                             .people = names_people(names),
                                             .arena = &arena });
        results_free(&results);
        names_free(&names);
    }
    const bool good = rows != NULL && output_flush(error);
    rows_free(&rows);
    arena_free(&arena);
    return good;
}

bool run_results(const struct command_input *input, struct error *error)
{
    if (input->flags[RESULTS_JSON] != NULL && input->flags[RESULTS_CSV] != NULL)
        return error_set(error, ERROR_USAGE, NULL, "--json and --csv exclude each other");
    struct connection *connection = connection_open(input->config, CONNECTION_SAMPLE, error);
    struct queue_found queue = { 0 };
    const bool good = connection != NULL && connection_ready(connection, error) &&
                      queue_items_find(connection_fetch(connection), input->words[0], &queue, error) &&
                      show_queue(input, connection_fetch(connection), &queue, error);
    rows_free(&queue.queues);
    connection_close(&connection);
    return good;
}
