#include "results.h"

#include "ask.h"
#include "names.h"
#include "output.h"
#include "print.h"

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

/* The queue with this id, or the only one with this name; ROW_NONE with the reason. */
static uint32_t find_queue(const struct rows *queues, const char *word, struct error *error)
{
    const int name = api_field_index(rows_resource(queues), SLICE("name"));
    const uint32_t by_id = rows_find(queues, slice_of(word));
    uint32_t found = ROW_NONE;
    size_t count = 0;
    if (by_id != ROW_NONE)
        return by_id;
    for (uint32_t row = 0; row < rows_count(queues); row++)
        if (slice_is(rows_cell(queues, row, name), word)) {
            found = row;
            count++;
        }
    if (count != 1)
        error_set(error, ERROR_USAGE, NULL,
                  count == 0 ? "no queue has the id or name %s; annotty queue list shows them"
                             : "several queues are called %s; say the id, which annotty queue list shows",
                  word);
    return count == 1 ? found : ROW_NONE;
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

static bool show_queue(const struct command_input *input, struct fetch *fetch, const struct rows *queues, uint32_t row,
                       struct error *error)
{
    struct arena arena = ARENA_EMPTY;
    struct label_schema schema;
    struct api_call call = api_call_new(API_GET_ANNOTATED_INTERACTIONS);
    api_call_parameter(&call, "queue_id", rows_id(queues, row));
    struct rows *rows = ask_rows(fetch, &call, error);
    if (rows != NULL) {
        const struct api_resource *queue = rows_resource(queues);
        struct names *names = names_new(NAMES_PATIENCE_MS);
        label_schema_read(rows_cell(queues, row, api_field_index(queue, SLICE("annotation_schema"))), &arena, &schema);
        struct results *results = results_new(rows, &schema);
        names_use(names, fetch);
        names_learn_all(names, rows);
        names_use(names, NULL);
        print(input, &(struct results_view){ .results = results,
                                             .queue = rows_cell(queues, row, api_field_index(queue, SLICE("name"))),
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
    struct rows *queues = NULL;
    bool good = connection != NULL && connection_ready(connection, error);
    if (good) {
        struct api_call call = api_call_new(API_LIST_QUEUES);
        queues = ask_rows(connection_fetch(connection), &call, error);
        good = queues != NULL;
    }
    const uint32_t row = good ? find_queue(queues, input->words[0], error) : ROW_NONE;
    good = row != ROW_NONE && show_queue(input, connection_fetch(connection), queues, row, error);
    rows_free(&queues);
    connection_close(&connection);
    return good;
}
