#include "output.h"

#include "format.h"

#include <annotty/base/mem.h>
#include <annotty/base/text.h>
#include <annotty/model/query.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { LINE_CELLS = 80 };

struct output {
    const struct api_operation *operation;
    const struct format *format;
    struct layout layout;
    const char *filter;  /* or NULL */
    struct query *query; /* what the filter means with the names known now; or NULL */
    size_t limit, printed;
    struct names *names; /* or NULL */
    struct buf text;     /* of the batch that is being printed */
    struct arena arena;
};

static int terminal_cells(void)
{
    struct winsize size;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : LINE_CELLS;
}

/* --- Making and freeing ------------------------------------------------------------------------------------------- */

static const struct format *find_format(const char *name, bool terminal)
{
    static const struct format *const formats[] = { &format_csv, &format_json, &format_jsonl };
    for (size_t i = 0; name != NULL && i < ARRAY_LENGTH(formats); i++)
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    return terminal ? &format_table : &format_tsv;
}

static bool lay_out(struct output *output, const char *columns, struct error *error)
{
    struct layout *layout = &output->layout;
    if (columns != NULL && output->format->by_text)
        return error_set(error, ERROR_USAGE, "--columns", "--columns is for tables and CSV; JSON has every member");
    if (columns == NULL && output->format == &format_csv)
        layout_choose_all(layout, output->operation->writes);
    else if (columns == NULL)
        layout_choose(layout, output->operation->writes);
    else if (!layout_take(layout, columns, error))
        return false;
    if (output->format == &format_table)
        layout_fit(layout, terminal_cells(), columns != NULL);
    if (output->format == &format_table && output->names != NULL)
        layout->people = names_people(output->names);
    return true;
}

static void read_filter(struct output *output)
{
    query_free(&output->query);
    if (output->filter != NULL)
        output->query = query_parse(slice_of(output->filter), output->operation->resource,
                                    output->names != NULL ? names_people(output->names) : NULL);
}

struct output *output_new(const struct output_options *options, struct error *error)
{
    const bool terminal = isatty(STDOUT_FILENO) == 1;
    struct output *output = xcalloc(1, sizeof(*output));
    output->operation = options->operation;
    output->format = find_format(options->format, terminal);
    output->layout = (struct layout){ .resource = options->operation->resource, .terminal = terminal };
    output->limit = options->limit;
    output->names = options->names;
    output->text = buf_with_limit(BUF_LIMIT_ANSWER);
    output->filter = options->filter;
    read_filter(output);
    if (!lay_out(output, options->columns, error))
        output_free(&output);
    return output;
}

void output_free(struct output **output)
{
    if (*output == NULL)
        return;
    query_free(&(*output)->query);
    buf_free(&(*output)->text);
    arena_free(&(*output)->arena);
    free(*output);
    *output = NULL;
}

bool output_wants_text(const struct output *output)
{
    return output->format->by_text;
}

bool output_is_full(const struct output *output)
{
    return output->limit > 0 && output->printed >= output->limit;
}

/* --- Printing ----------------------------------------------------------------------------------------------------- */

bool output_flush(struct error *error)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    const int reason = errno;
    clearerr(stdout);
    return error_set_errno(error, ERROR_STORE, NULL, reason, "can't write the output");
}

bool output_is_unwanted(const struct error *error)
{
    return error->kind == ERROR_STORE && error->system_errno == EPIPE;
}

static bool write_text(struct output *output, struct error *error)
{
    if (output->text.failed)
        return error_set(error, ERROR_STORE, NULL, "more output at once than fits into memory");
    fwrite(buf_text(&output->text), 1, output->text.length, stdout);
    buf_clear(&output->text);
    return output_flush(error);
}

static void put_row(struct output *output, const struct rows *rows, uint32_t row)
{
    if (!query_matches(output->query, rows, row))
        return;
    if (output->printed++ == 0)
        output->format->head(&output->layout, &output->arena, &output->text);
    output->format->row(&output->layout, &output->arena, rows, row, &output->text);
    arena_reset(&output->arena);
}

/* The row of an element, which tells whether the filter matches it. */
static bool element_matches(struct output *output, const struct rows *rows, struct json_value element)
{
    struct api_record record;
    if (output->query == NULL)
        return true;
    if (!api_decode(output->layout.resource, element, &record, NULL))
        return false;
    const uint32_t row = rows_find(rows, api_plain_text(&output->arena, record.id));
    arena_reset(&output->arena);
    return row != ROW_NONE && query_matches(output->query, rows, row);
}

static bool put_elements(struct output *output, const struct rows *rows, struct slice elements, struct error *error)
{
    struct json_value list, element;
    size_t at = 0;
    if (!json_check(elements, &list, error))
        return false;
    while (!output_is_full(output) && json_next_element(list, &at, &element))
        if (element_matches(output, rows, element))
            output->format->element(&output->layout, element.raw, output->printed++ == 0, &output->text);
    return true;
}

/* The names that are shown, and those that the filter may speak of. */
static void learn_names(struct output *output, const struct rows *rows)
{
    if (output->names == NULL)
        return;
    if (output->layout.people != NULL)
        names_learn(output->names, &output->layout, rows);
    if (output->filter != NULL) {
        names_learn_all(output->names, rows);
        read_filter(output);
    }
}

bool output_put(struct output *output, const struct rows *rows, struct slice elements, struct error *error)
{
    learn_names(output, rows);
    if (output->format->by_text && elements.length > 0 && !put_elements(output, rows, elements, error))
        return false;
    for (uint32_t row = 0; !output->format->by_text && row < rows_count(rows) && !output_is_full(output); row++)
        put_row(output, rows, row);
    return write_text(output, error);
}

static bool decode_into(struct rows *rows, struct json_value element, struct error *error)
{
    struct api_record record;
    if (!api_decode(rows_resource(rows), element, &record, error))
        return false;
    rows_put(rows, &record, NULL);
    return true;
}

/* Text as it is; on a terminal what would act there is replaced. */
static bool put_text(struct output *output, struct slice text, struct error *error)
{
    struct buf clean = buf_with_limit(BUF_LIMIT_ANSWER);
    const bool is_cleaned = output->layout.terminal && text_append_clean(&clean, text, true);
    const struct slice shown = is_cleaned ? buf_slice(&clean) : text;
    output->printed++;
    const bool good = fwrite(shown.at, 1, shown.length, stdout) == shown.length && output_flush(error);
    buf_free(&clean);
    return good;
}

bool output_put_answer(struct output *output, struct slice body, struct error *error)
{
    const struct api_operation *operation = output->operation;
    struct json_value document, element;
    if (operation->answer == API_SHAPE_NONE || body.length == 0)
        return true;
    if (operation->answer == API_SHAPE_TEXT)
        return put_text(output, body, error);
    if (!json_check(body, &document, error))
        return false;
    const struct json_value data =
        json_at(document, operation->answer_array != NULL ? operation->answer_array : "/data");
    const bool is_list = data.kind == JSON_ARRAY;
    struct buf elements = buf_with_limit(BUF_LIMIT_ANSWER);
    struct rows *rows = rows_new(operation->resource);
    bool sound = is_list || decode_into(rows, data, error);
    for (size_t at = 0; is_list && sound && json_next_element(data, &at, &element);)
        sound = decode_into(rows, element, error);
    buf_append_text(&elements, is_list ? "" : "[");
    buf_append_slice(&elements, data.raw);
    buf_append_text(&elements, is_list ? "" : "]");
    sound = sound && output_put(output, rows, buf_slice(&elements), error);
    buf_free(&elements);
    rows_free(&rows);
    return sound;
}

bool output_end(struct output *output, struct error *error)
{
    const bool nothing = output->printed == 0;
    if (output->format->end != NULL)
        output->format->end(nothing, &output->text);
    else if (nothing && !output->operation->writes && output->format->head != NULL)
        output->format->head(&output->layout, &output->arena, &output->text);
    return write_text(output, error);
}
