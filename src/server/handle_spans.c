/* Spans: imported, listed by a query, and searched for by a document, which say the same in other places. */
#include "handlers.h"

#include "page.h"
#include "span_page.h"
#include "span_time.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

/* --- Importing ---------------------------------------------------------------------------------------------------- */

static bool put_item(struct handling *handling, const struct request_item *item, void *data)
{
    (void)data;
    return workspace_put_span(handling->session, &item->record, item->arena, &handling->error) ||
           refuse_store(handling);
}

bool handle_import_spans(struct handling *handling)
{
    const struct api_resource *const spans = handling->operation->resource;
    if (!begin_write(handling) || !each_item(handling, spans, handling->body.values[0], put_item, NULL))
        return false;
    handling->status = 202;
    return commit_write(handling);
}

/* --- What is asked ------------------------------------------------------------------------------------------------ */

enum asked {
    ASKED_FROM,
    ASKED_TO,
    ASKED_QUERY,
    ASKED_TRACE,
    ASKED_SPAN,
    ASKED_KIND,
    ASKED_NAME,
    ASKED_APP,
    ASKED_TAGS,
    ASKED_SORT,
    ASKED_CURSOR,
    ASKED_LIMIT,
    ASKED_ATTACHMENTS,
    ASKED_OFFSET,
    ASKED_COUNT
};

/* Where each is said, and of which field it is the value. */
static const struct asked_row {
    const char *parameter; /* of the query; NULL: only a document says it */
    const char *member;    /* of the document's attributes, as "filter/from" */
    const char *field;
} asked_rows[ASKED_COUNT] = {
    [ASKED_FROM] = { "filter[from]", "filter/from", NULL },
    [ASKED_TO] = { "filter[to]", "filter/to", NULL },
    [ASKED_QUERY] = { "filter[query]", "filter/query", NULL },
    [ASKED_TRACE] = { "filter[trace_id]", "filter/trace_id", "trace_id" },
    [ASKED_SPAN] = { "filter[span_id]", "filter/span_id", "span_id" },
    [ASKED_KIND] = { "filter[span_kind]", "filter/span_kind", "span_kind" },
    [ASKED_NAME] = { "filter[span_name]", "filter/span_name", "name" },
    [ASKED_APP] = { "filter[ml_app]", "filter/ml_app", "ml_app" },
    [ASKED_TAGS] = { "filter[tag]", "filter/tags", NULL },
    [ASKED_SORT] = { "sort", "sort", NULL },
    [ASKED_CURSOR] = { "page[cursor]", "page/cursor", NULL },
    [ASKED_LIMIT] = { "page[limit]", "page/limit", NULL },
    [ASKED_ATTACHMENTS] = { "include_attachments", "options/include_attachments", NULL },
    [ASKED_OFFSET] = { NULL, "options/time_offset", NULL },
};

/* The member of the document's attributes. */
static struct json_value member_of(const struct handling *handling, enum asked asked)
{
    struct slice rest = slice_of(asked_rows[asked].member);
    struct slice name;
    size_t count = 0;
    const struct api_field *const fields = api_operation_body(handling->operation, &count);
    slice_cut(&rest, '/', &name);
    const struct api_field *const field = api_field_named(fields, count, name);
    const struct json_value value = handling->body.values[field - fields];
    return rest.at == NULL ? value : json_member(value, rest.at);
}

static bool has_document(const struct handling *handling)
{
    return handling->operation->request_type != NULL;
}

static struct slice text_of(struct handling *handling, enum asked asked)
{
    if (!has_document(handling))
        return asked_rows[asked].parameter == NULL ? (struct slice){ 0 }
                                                   : parameter_value(handling, asked_rows[asked].parameter);
    const struct json_value value = member_of(handling, asked);
    return value.kind == JSON_STRING
               ? api_plain_text(handling->arena, value)
               : (value.kind == JSON_ABSENT || value.kind == JSON_NULL ? (struct slice){ 0 } : value.raw);
}

static bool refuse_asked(struct handling *handling, enum asked asked, const char *why)
{
    return has_document(handling) ? refuse_member(handling, asked_rows[asked].member, why)
                                  : refuse_parameter(handling, asked_rows[asked].parameter, why);
}

/* --- Times -------------------------------------------------------------------------------------------------------- */

#define MS_NS        ((int64_t)1000000)
#define LATEST_MS    (INT64_MAX / MS_NS - 1)
#define TIME_USUALLY "now-15m"

static bool take_time(struct handling *handling, enum asked asked, const char *usual, int64_t offset_ms,
                      int64_t *time_ms)
{
    const struct slice text = text_of(handling, asked);
    if (!span_time_parse(text.length > 0 ? text : slice_of(usual), clock_wall_ms(), time_ms))
        return refuse_asked(handling, asked, SPAN_TIME_MUST_BE);
    *time_ms += offset_ms;
    if (*time_ms > LATEST_MS)
        *time_ms = LATEST_MS;
    if (*time_ms < -LATEST_MS)
        *time_ms = -LATEST_MS;
    return true;
}

static bool take_times(struct handling *handling, struct workspace_span_question *question)
{
    enum { OFFSET_MAX_S = 1000 * 1000 * 1000 };
    int64_t from_ms = 0, to_ms = 0;
    long long offset_s = 0;
    const struct slice offset = text_of(handling, ASKED_OFFSET);
    if (offset.length > 0 &&
        (!slice_to_int64(offset, &offset_s) || offset_s > OFFSET_MAX_S || offset_s < -OFFSET_MAX_S))
        return refuse_asked(handling, ASKED_OFFSET, "must be a number of seconds");
    if (!take_time(handling, ASKED_FROM, TIME_USUALLY, offset_s * 1000, &from_ms) ||
        !take_time(handling, ASKED_TO, "now", offset_s * 1000, &to_ms))
        return false;
    question->from_ns = from_ms * MS_NS;
    question->to_ns = to_ms * MS_NS + MS_NS - 1;
    return true;
}

/* --- Filters ------------------------------------------------------------------------------------------------------ */

/* "key:value" as the query says it. */
static bool take_tags_of_query(struct handling *handling, const struct span_query **query)
{
    const struct api_parameter *const parameters = handling->operation->parameters;
    for (size_t i = 0; i < API_PARAMETERS_MAX && parameters[i].name != NULL; i++)
        for (size_t j = 0; (parameters[i].flags & API_PARAMETER_KEYED) && j < handling->query.counts[i]; j++)
            *query = span_query_and_is(*query, handling->arena, "tags", handling->query.values[i][j]);
    return true;
}

static bool take_tags_of_document(struct handling *handling, const struct span_query **query)
{
    const struct json_value tags = member_of(handling, ASKED_TAGS);
    size_t at = 0;
    struct slice key;
    struct json_value value;
    while (tags.kind == JSON_OBJECT && json_next_member(tags, &at, &key, &value)) {
        if (value.kind != JSON_STRING)
            return refuse_asked(handling, ASKED_TAGS, "must be an object of strings");
        const struct slice text = api_plain_text(handling->arena, value);
        *query =
            span_query_and_is(*query, handling->arena, "tags",
                              slice_of(arena_printf(handling->arena, "%.*s:%.*s", SLICE_ARGS(key), SLICE_ARGS(text))));
    }
    return true;
}

/* A free query makes the other filters void. */
static bool take_filters(struct handling *handling, const struct span_query **query)
{
    char problem[SPAN_QUERY_PROBLEM_SIZE];
    const struct slice free_query = text_of(handling, ASKED_QUERY);
    *query = NULL;
    if (free_query.length > 0)
        return span_query_parse(free_query, handling->arena, query, problem) ||
               refuse_asked(handling, ASKED_QUERY, arena_copy(handling->arena, slice_of(problem)));
    for (size_t i = 0; i < ASKED_COUNT; i++) {
        const struct slice text = asked_rows[i].field != NULL ? text_of(handling, i) : (struct slice){ 0 };
        if (text.length > 0)
            *query = span_query_and_is(*query, handling->arena, asked_rows[i].field, text);
    }
    return has_document(handling) ? take_tags_of_document(handling, query) : take_tags_of_query(handling, query);
}

/* What can be looked up need not be looked for. */
static void take_key(const struct span_query *query, struct workspace_span_question *question)
{
    static const struct {
        const char *field;
        enum workspace_span_key key;
    } keys[] = {
        { "trace_id", WORKSPACE_OF_TRACE },
        { "span_id", WORKSPACE_WITH_ID },
        { "session_id", WORKSPACE_OF_SESSION },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(keys) && question->key == WORKSPACE_ANY_SPAN; i++) {
        question->value = span_query_value(query, keys[i].field);
        if (question->value.length > 0)
            question->key = keys[i].key;
    }
}

/* --- Pages -------------------------------------------------------------------------------------------------------- */

static bool take_order(struct handling *handling, struct workspace_span_question *question)
{
    static const struct {
        const char *text;
        bool latest_first;
    } orders[] = {
        { "", true }, { "-timestamp", true }, { "timestamp", false }, { "-start_ns", true }, { "start_ns", false },
    };
    const struct slice text = text_of(handling, ASKED_SORT);
    for (size_t i = 0; i < ARRAY_LENGTH(orders); i++) {
        if (!slice_is(text, orders[i].text))
            continue;
        question->latest_first = orders[i].latest_first;
        return true;
    }
    return refuse_asked(handling, ASKED_SORT, "must be timestamp, -timestamp, start_ns or -start_ns");
}

static bool take_limit(struct handling *handling, size_t *limit)
{
    enum { SPANS_USUAL = 10 };
    long long number = SPANS_USUAL;
    const struct slice text = text_of(handling, ASKED_LIMIT);
    if (text.length > 0 && slice_to_int64(text, &number) && number < 1)
        return refuse_asked(handling, ASKED_LIMIT, "must be at least 1");
    *limit = text.length > 0 && number > PAGE_MAX ? PAGE_MAX : (size_t)number;
    return true;
}

/* A document's page is no filter, so the rest of it names the list. */
static bool take_cursor(struct handling *handling, struct workspace_span_question *question)
{
    const struct slice cursor = text_of(handling, ASKED_CURSOR);
    struct cursor_place place;
    if (has_document(handling))
        handling->list = slice_of(
            arena_printf(handling->arena, "%.*s %.*s %.*s", SLICE_ARGS(handling->body.values[0].raw),
                         SLICE_ARGS(text_of(handling, ASKED_SORT)), SLICE_ARGS(text_of(handling, ASKED_OFFSET))));
    question->goes_on = cursor.length > 0;
    if (!question->goes_on)
        return true;
    if (!cursor_read(handling, cursor, &place))
        return refuse_asked(handling, ASKED_CURSOR, "is not a cursor of this list with these filters");
    question->after = span_place(place);
    return true;
}

static void write_end(struct handling *handling, const struct span_page *page, int64_t begun_ms)
{
    char id[UUID_SIZE];
    random_uuid(id);
    buf_printf(&handling->answer, "],\"meta\":{\"elapsed\":%lld,\"request_id\":\"%s\",\"status\":\"done\",\"page\":{",
               (long long)(clock_monotonic_ms() - begun_ms), id);
    if (!page->is_over) {
        char after[CURSOR_SIZE];
        cursor_write(handling, &page->place, after);
        buf_printf(&handling->answer, "\"after\":\"%s\"", after);
    }
    buf_append_text(&handling->answer, "}}}");
}

bool handle_list_spans(struct handling *handling)
{
    struct workspace_span_question question = { .key = WORKSPACE_ANY_SPAN };
    struct span_page page = { .without_attachments = slice_is(text_of(handling, ASKED_ATTACHMENTS), "false") };
    const int64_t begun_ms = clock_monotonic_ms();
    if (!take_times(handling, &question) || !take_filters(handling, &page.query) || !take_order(handling, &question) ||
        !take_limit(handling, &page.limit) || !take_cursor(handling, &question) || !begin_moment(handling))
        return false;
    take_key(page.query, &question);
    buf_append_text(&handling->answer, "{\"data\":[");
    if (!span_page_write(handling, &question, &page))
        return false;
    write_end(handling, &page, begun_ms);
    handling->status = 200;
    return true;
}
