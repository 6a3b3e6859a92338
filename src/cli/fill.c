#include "fill.h"

#include "ask.h"
#include "report.h"
#include "sampling.h"

#include <annotty/api/batch.h>
#include <annotty/api/rows.h>
#include <annotty/base/mem.h>
#include <annotty/base/text.h>
#include <annotty/cli/connection.h>

#include <stdio.h>

#define FROM_USUALLY "now-30d"

struct fill {
    const struct command_input *input;
    struct fetch *fetch;
    struct sampling *sampling;
    size_t added;
};

/* --- Finding ------------------------------------------------------------------------------------------------------ */

/* A tag "KEY:value" of a JSON list of them. */
static bool find_tag(struct json_value tags, const char *key, struct buf *value)
{
    size_t at = 0;
    struct json_value tag;
    while (tags.kind == JSON_ARRAY && json_next_element(tags, &at, &tag)) {
        struct buf text = buf_with_limit(BUF_LIMIT_LINE);
        struct slice rest, name;
        const bool is_text = tag.kind == JSON_STRING && json_append_string(&text, tag);
        rest = buf_slice(&text);
        const bool found = is_text && slice_cut(&rest, ':', &name) && rest.at != NULL && slice_is(name, key);
        if (found)
            buf_append_slice(value, rest);
        buf_free(&text);
        if (found)
            return true;
    }
    return false;
}

/* What the span says at "field", "field.inside", or in a tag with that key; nothing: "". */
static void append_stratum(const struct rows *rows, uint32_t row, const char *by, struct buf *value)
{
    struct slice rest = slice_of(by), name;
    struct json_value json = { .kind = JSON_ABSENT };
    slice_cut(&rest, '.', &name);
    const int field = api_field_index(rows_resource(rows), name);
    const int tags = api_field_index(rows_resource(rows), SLICE("tags"));
    if (field < 0) {
        if (json_check(rows_cell(rows, row, tags), &json, NULL))
            find_tag(json, by, value);
        return;
    }
    if (rest.at == NULL) {
        buf_append_slice(value, rows_cell(rows, row, field));
        return;
    }
    struct buf pointer = buf_with_limit(BUF_LIMIT_LINE);
    while (slice_cut(&rest, '.', &name))
        json_write_pointer(&pointer, name);
    if (json_check(rows_cell(rows, row, field), &json, NULL))
        json = json_at(json, buf_text(&pointer));
    if (json.kind == JSON_STRING)
        json_append_string(value, json);
    else if (json.kind != JSON_ABSENT)
        buf_append_slice(value, json.raw);
    buf_free(&pointer);
}

static void add_rows(struct fill *fill, const struct rows *rows)
{
    const char *const by = fill->input->flags[FILL_BY];
    const int trace = api_field_index(rows_resource(rows), SLICE("trace_id"));
    struct buf stratum = buf_with_limit(BUF_LIMIT_BODY);
    for (uint32_t row = 0; row < rows_count(rows); row++) {
        buf_clear(&stratum);
        if (by != NULL)
            append_stratum(rows, row, by, &stratum);
        if (rows_cell(rows, row, trace).length > 0)
            sampling_add(fill->sampling, rows_cell(rows, row, trace), buf_slice(&stratum));
    }
    buf_free(&stratum);
}

static struct api_call make_search(const struct command_input *input)
{
    static const struct {
        int flag;
        const char *parameter;
    } filters[] = { { FILL_FROM, "filter[from]" }, { FILL_TO, "filter[to]" }, { FILL_QUERY, "filter[query]" } };
    struct api_call call =
        api_call_new(input->flags[FILL_EXPERIMENT] != NULL ? API_LIST_EXPERIMENT_EVENTS : API_LIST_SPANS);
    if (input->flags[FILL_EXPERIMENT] != NULL) {
        api_call_parameter(&call, "experiment_id", slice_of(input->flags[FILL_EXPERIMENT]));
        return call;
    }
    api_call_parameter(&call, "filter[from]", SLICE(FROM_USUALLY));
    for (size_t i = 0; i < ARRAY_LENGTH(filters); i++)
        if (input->flags[filters[i].flag] != NULL)
            api_call_parameter(&call, filters[i].parameter, slice_of(input->flags[filters[i].flag]));
    return call;
}

/* --- Filling ------------------------------------------------------------------------------------------------------ */

static void count_added(struct fill *fill, struct slice body)
{
    struct json_value document, element;
    size_t at = 0;
    if (!json_check(body, &document, NULL))
        return;
    const struct json_value list = json_at(document, api_operations[API_ADD_INTERACTIONS].answer_array);
    while (list.kind == JSON_ARRAY && json_next_element(list, &at, &element))
        fill->added += !slice_is(json_member(element, "already_existed").raw, "true");
}

static bool send_batch(struct fill *fill, struct api_batch *batch, const struct api_call *base, struct error *error)
{
    struct buf body = buf_with_limit(BUF_LIMIT_ANSWER);
    struct api_call call = api_batch_call(batch, base);
    const bool sent = ask_call(fill->fetch, &call, &body, error);
    if (sent)
        count_added(fill, buf_slice(&body));
    api_batch_clear(batch);
    buf_free(&body);
    return sent;
}

static bool add_chosen(struct fill *fill, struct error *error)
{
    const char *const type = fill->input->flags[FILL_EXPERIMENT] != NULL ? "experiment_trace" : "trace";
    struct api_call base = api_call_new(API_ADD_INTERACTIONS);
    struct api_batch batch = api_batch_new();
    struct buf item = buf_with_limit(BUF_LIMIT_BODY);
    bool good = true;
    api_call_parameter(&base, "queue_id", slice_of(fill->input->words[0]));
    for (size_t i = 0; good && i < sampling_chosen(fill->sampling); i++) {
        buf_clear(&item);
        buf_printf(&item, "{\"type\":\"%s\",\"content_id\":", type);
        json_write_string(&item, slice_of(sampling_trace(fill->sampling, i)));
        buf_append_char(&item, '}');
        if (!api_batch_has_room(&batch, buf_slice(&item)))
            good = send_batch(fill, &batch, &base, error);
        api_batch_add(&batch, api_operation_list(base.operation, 0), buf_slice(&item));
    }
    good = good && (batch.count == 0 || send_batch(fill, &batch, &base, error));
    api_call_free(&base);
    api_batch_free(&batch);
    buf_free(&item);
    return good;
}

/* --- Telling ------------------------------------------------------------------------------------------------------ */

static void tell_strata(const struct fill *fill)
{
    const struct sampling_stratum *strata = NULL;
    const size_t count = sampling_strata(fill->sampling, &strata);
    char chosen[TEXT_COUNT_SIZE], all[TEXT_COUNT_SIZE];
    for (size_t i = 0; fill->input->flags[FILL_BY] != NULL && i < count; i++)
        report_news("%s %s: %s of %s", fill->input->flags[FILL_BY],
                    *strata[i].name != '\0' ? strata[i].name : "(says nothing)", text_count(strata[i].chosen, chosen),
                    text_count(strata[i].count, all));
    report_news("%s of %s traces", text_count(sampling_chosen(fill->sampling), chosen),
                text_count(sampling_count(fill->sampling), all));
}

static bool fill_queue(struct fill *fill, size_t size, struct error *error)
{
    struct api_call call = make_search(fill->input);
    struct rows *rows = ask_rows(fill->fetch, &call, error);
    if (rows == NULL)
        return false;
    add_rows(fill, rows);
    rows_free(&rows);
    sampling_choose(fill->sampling, size);
    tell_strata(fill);
    if (fill->input->flags[FILL_DRY_RUN] != NULL)
        return true;
    char added[TEXT_COUNT_SIZE];
    if (!add_chosen(fill, error))
        return false;
    report_news("%s new in the queue", text_count(fill->added, added));
    return true;
}

static bool take_number(const struct command_input *input, int flag, const char *name, long long usual,
                        long long *number, struct error *error)
{
    *number = usual;
    return input->flags[flag] == NULL ||
           (slice_to_int64(slice_of(input->flags[flag]), number) && *number >= (flag == FILL_COUNT ? 1 : 0)) ||
           error_set(error, ERROR_USAGE, name, "--%s takes a whole number, not \"%s\"", name, input->flags[flag]);
}

bool run_queue_fill(const struct command_input *input, struct error *error)
{
    long long size = 0, seed = 0;
    const bool is_search =
        input->flags[FILL_QUERY] != NULL || input->flags[FILL_FROM] != NULL || input->flags[FILL_TO] != NULL;
    if (!take_number(input, FILL_COUNT, "count", 0, &size, error) ||
        !take_number(input, FILL_SEED, "seed", 1, &seed, error))
        return false;
    if (is_search == (input->flags[FILL_EXPERIMENT] != NULL))
        return error_set(error, ERROR_USAGE, "query",
                         "say where the traces are: --query, --from, --to for a search, or --experiment ID");
    struct connection *connection = connection_open(input->config, CONNECTION_SAMPLE, error);
    bool good = connection != NULL && connection_ready(connection, error);
    if (good) {
        struct fill fill = { .input = input,
                             .fetch = connection_fetch(connection),
                             .sampling = sampling_new((uint64_t)seed) };
        good = fill_queue(&fill, (size_t)size, error);
        sampling_free(&fill.sampling);
    }
    connection_close(&connection);
    return good;
}
