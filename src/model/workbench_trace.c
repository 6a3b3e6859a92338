/* Which trace is looked at, and where it comes from: the server's word on one interaction, or else its spans, or what
 * the cache has. The next ones are read before anybody goes there. */
#include "workbench_private.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

enum {
    TRACE_MEMORY_BYTES = 64 * 1024 * 1024,
    AHEAD_ROWS = 3,
    LOADS_MAX = AHEAD_ROWS + 1, /* and the one that is looked at */
    FAILED_MAX = 16,
    EVENTS_BYTES_MAX = 64 * 1024 * 1024,
    NOT_FOUND = 404,
    NO_METHOD = 405,
    NOT_IMPLEMENTED = 501,
};

/* A trace being read. */
struct load {
    uint64_t errand; /* 0: none */
    char *key;       /* of the reader */
    const struct api_operation *operation;
    struct buf events; /* what has come from the source that speaks now: "[a,b" */
    size_t count;      /* spans in it */
    int64_t fetched_at_ms, cached_at_ms;
    bool is_ahead;
};

struct tracing {
    struct load loads[LOADS_MAX];
    bool lacks_interaction, lacks_spans, had_interaction; /* what the server can do, as far as it was tried */
    char *failed[FAILED_MAX];                             /* keys that are not to be had now */
    size_t failed_next;
    struct error problem; /* of the trace that is looked at */
    char *link;           /* a trace that a display block leads to; NULL: none was followed */
    char *link_from;      /* the key it was followed from */
};

struct tracing *tracing_new(void)
{
    return xcalloc(1, sizeof(struct tracing));
}

static void end_load(struct load *load)
{
    free(load->key);
    buf_free(&load->events);
    *load = (struct load){ 0 };
}

static struct load *load_of(struct tracing *tracing, uint64_t errand)
{
    for (size_t i = 0; i < LOADS_MAX && errand != 0; i++)
        if (tracing->loads[i].errand == errand)
            return &tracing->loads[i];
    return NULL;
}

static bool is_loading(const struct tracing *tracing, struct slice key)
{
    for (size_t i = 0; i < LOADS_MAX; i++)
        if (tracing->loads[i].errand != 0 && slice_is(key, tracing->loads[i].key))
            return true;
    return false;
}

static struct load *free_load(struct tracing *tracing)
{
    for (size_t i = 0; i < LOADS_MAX; i++)
        if (tracing->loads[i].errand == 0)
            return &tracing->loads[i];
    return NULL;
}

static void forget_failures(struct tracing *tracing)
{
    for (size_t i = 0; i < FAILED_MAX; i++) {
        free(tracing->failed[i]);
        tracing->failed[i] = NULL;
    }
    error_clear(&tracing->problem);
}

void tracing_free(struct tracing **tracing)
{
    for (size_t i = 0; i < LOADS_MAX; i++)
        end_load(&(*tracing)->loads[i]);
    forget_failures(*tracing);
    free((*tracing)->link);
    free((*tracing)->link_from);
    free(*tracing);
    *tracing = NULL;
}

struct reader *workbench_new_reader(void)
{
    return reader_new(TRACE_MEMORY_BYTES);
}

static bool has_failed(const struct tracing *tracing, struct slice key)
{
    for (size_t i = 0; i < FAILED_MAX; i++)
        if (tracing->failed[i] != NULL && slice_is(key, tracing->failed[i]))
            return true;
    return false;
}

static void note_failed(struct tracing *tracing, const char *key)
{
    workbench_replace(&tracing->failed[tracing->failed_next++ % FAILED_MAX], key);
}

/* --- Which ones ----------------------------------------------------------------------------------------------------
 */

/* The row that is looked at, and those that come next. */
struct route {
    const struct rows *rows;
    uint32_t row, next[AHEAD_ROWS];
    size_t next_count;
};

static void add_next(struct route *route, uint32_t row)
{
    if (route->next_count < AHEAD_ROWS)
        route->next[route->next_count++] = row;
}

static struct route review_route(const struct review *review)
{
    struct route route = { .rows = review->rows, .row = review_row(review) };
    for (size_t at = review->at + 1; at < review->count && route.next_count < AHEAD_ROWS; at++)
        if (!review_is_answered(review, review->items[at]))
            add_next(&route, review->items[at]);
    if (review->at > 0)
        add_next(&route, review->items[review->at - 1]);
    return route;
}

static struct route list_route(const struct workbench *workbench)
{
    const struct list *list = workbench->interactions.list;
    struct route route = { .row = ROW_NONE };
    if (workbench->focus == PANE_QUEUES)
        return route;
    route.row = workbench_detail(workbench, &route.rows);
    const size_t cursor = list_cursor(list);
    for (size_t i = 1; i < AHEAD_ROWS && cursor + i < list_count(list); i++)
        add_next(&route, list_at(list, cursor + i));
    if (cursor > 0 && cursor <= list_count(list))
        add_next(&route, list_at(list, cursor - 1));
    return route;
}

static struct route route_of(const struct workbench *workbench)
{
    return workbench->review != NULL ? review_route(workbench->review) : list_route(workbench);
}

/* --- Reading -------------------------------------------------------------------------------------------------------
 */

static struct slice cell_named(const struct rows *rows, uint32_t row, const char *name)
{
    const int field = api_field_index(rows_resource(rows), slice_of(name));
    return field >= 0 ? rows_cell(rows, row, field) : SLICE("");
}

static void begin_load(struct workbench *workbench, struct api_call call, struct slice key, bool is_ahead)
{
    struct load *load = free_load(workbench->tracing);
    if (load == NULL) {
        api_call_free(&call);
        return;
    }
    *load = (struct load){ .key = xstrndup(key.at, key.length),
                           .operation = call.operation,
                           .events = buf_with_limit(EVENTS_BYTES_MAX),
                           .is_ahead = is_ahead };
    load->errand =
        workbench_send(workbench, (struct errand){ .kind = ERRAND_READ, .call = call, .in_background = is_ahead });
}

/* Spans are found by time too; an interaction may be added long after its trace was made. */
static struct api_call spans_call(struct slice type, struct slice content)
{
    struct api_call call = api_call_new(API_LIST_SPANS);
    api_call_parameter(&call, "filter[from]", SLICE("now-3650d"));
    if (slice_is(type, "session")) {
        char *query = xasprintf("@session_id:%.*s", SLICE_ARGS(content));
        api_call_parameter(&call, "filter[query]", slice_of(query));
        free(query);
    } else {
        api_call_parameter(&call, "filter[trace_id]", content);
    }
    return call;
}

/* False: there is no way to it. */
static bool begin_read(struct workbench *workbench, const struct rows *rows, uint32_t row, bool is_ahead)
{
    const struct tracing *tracing = workbench->tracing;
    const struct slice id = rows_id(rows, row);
    const struct slice content = cell_named(rows, row, "content_id");
    const struct slice blocks = cell_named(rows, row, "display_block");
    if (blocks.length > 0) {
        reader_keep(workbench->reader, id, trace_new(SLICE("[]"), blocks),
                    (struct reader_marks){ .fetched_at_ms = workbench->wall_ms });
        return true;
    }
    if (!tracing->lacks_interaction && !pending_is_local(id) && !pending_is_local(slice_of(workbench->queue_id))) {
        struct api_call call = api_call_new(API_GET_ANNOTATED_INTERACTION);
        api_call_parameter(&call, "queue_id", slice_of(workbench->queue_id));
        api_call_parameter(&call, "interaction_id", id);
        begin_load(workbench, call, id, is_ahead);
        return true;
    }
    if (tracing->lacks_spans || content.length == 0)
        return false;
    begin_load(workbench, spans_call(cell_named(rows, row, "type"), content), id, is_ahead);
    return true;
}

static bool is_on_route(const struct route *route, const char *key)
{
    if (route == NULL)
        return false;
    bool is_there = slice_is(rows_id(route->rows, route->row), key);
    for (size_t i = 0; i < route->next_count; i++)
        is_there = is_there || slice_is(rows_id(route->rows, route->next[i]), key);
    return is_there;
}

/* What nobody is going to look at any more is given up; `route` NULL: everything. */
static void cancel_others(struct workbench *workbench, const struct route *route)
{
    for (size_t i = 0; i < LOADS_MAX; i++) {
        struct load *load = &workbench->tracing->loads[i];
        if (load->errand == 0 || is_on_route(route, load->key))
            continue;
        workbench_push(workbench, (struct errand){ .kind = ERRAND_CANCEL, .number = load->errand });
        end_load(load);
    }
}

static bool is_wanted(const struct workbench *workbench, const struct rows *rows, uint32_t row)
{
    const struct slice key = rows_id(rows, row);
    return !reader_holds(workbench->reader, key) && !has_failed(workbench->tracing, key) &&
           !is_loading(workbench->tracing, key);
}

static void read_link(struct workbench *workbench)
{
    struct tracing *tracing = workbench->tracing;
    const struct slice key = slice_of(tracing->link);
    reader_open(workbench->reader, key);
    if (reader_holds(workbench->reader, key) || has_failed(tracing, key) || is_loading(tracing, key))
        return;
    cancel_others(workbench, NULL);
    if (!tracing->lacks_spans)
        begin_load(workbench, spans_call(SLICE("trace"), key), key, false);
}

/* What is looked at comes before what may be looked at next. */
static void read_row(struct workbench *workbench, const struct route *route)
{
    cancel_others(workbench, route);
    if (is_wanted(workbench, route->rows, route->row))
        begin_read(workbench, route->rows, route->row, false);
    if (is_loading(workbench->tracing, rows_id(route->rows, route->row)))
        return;
    for (size_t i = 0; i < route->next_count; i++)
        if (is_wanted(workbench, route->rows, route->next[i]))
            begin_read(workbench, route->rows, route->next[i], true);
}

/* The raw form is that of the interaction and of its trace. */
static void follow_raw(struct workbench *workbench, const struct route *route)
{
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    if (workbench->raw)
        rows_write_json(route->rows, route->row, &json);
    reader_show_raw(workbench->reader, workbench->raw, buf_slice(&json));
    buf_free(&json);
}

/* The reader looks at what the cursor is on; false: that has no trace. */
static bool follow(struct workbench *workbench, struct route *route)
{
    struct tracing *tracing = workbench->tracing;
    *route = route_of(workbench);
    if (route->row == ROW_NONE) {
        reader_open(workbench->reader, SLICE(""));
        return false;
    }
    const struct slice key = rows_id(route->rows, route->row);
    if (tracing->link != NULL && !slice_is(key, tracing->link_from))
        workbench_leave_link(workbench);
    if (tracing->link == NULL && !slice_equal(key, reader_key(workbench->reader))) {
        reader_open(workbench->reader, key);
        error_clear(&tracing->problem);
    }
    follow_raw(workbench, route);
    const bool is_blind =
        workbench->review != NULL && workbench->review->is_blind && !review_is_answered(workbench->review, route->row);
    reader_hide_evaluation(workbench->reader, is_blind);
    return true;
}

void workbench_follow_trace(struct workbench *workbench)
{
    struct route route;
    follow(workbench, &route);
}

void workbench_read_trace(struct workbench *workbench)
{
    struct route route;
    if (!follow(workbench, &route) || !workbench->started)
        return;
    if (workbench->tracing->link != NULL)
        read_link(workbench);
    else
        read_row(workbench, &route);
}

void workbench_read_trace_again(struct workbench *workbench)
{
    const struct route route = route_of(workbench);
    cancel_others(workbench, NULL);
    forget_failures(workbench->tracing);
    workbench->tracing->lacks_interaction = workbench->tracing->lacks_spans = false;
    if (route.row != ROW_NONE && workbench->started)
        begin_read(workbench, route.rows, route.row, false);
}

bool workbench_follow_link(struct workbench *workbench, struct slice trace_id)
{
    struct tracing *tracing = workbench->tracing;
    if (trace_id.length == 0)
        return false;
    const struct slice from = reader_key(workbench->reader);
    char *link = xstrndup(trace_id.at, trace_id.length);
    char *link_from = xstrndup(from.at, from.length);
    workbench_leave_link(workbench);
    tracing->link = link;
    tracing->link_from = link_from;
    return true;
}

bool workbench_leave_link(struct workbench *workbench)
{
    struct tracing *tracing = workbench->tracing;
    const bool was_followed = tracing->link != NULL;
    workbench_replace(&tracing->link, NULL);
    workbench_replace(&tracing->link_from, NULL);
    return was_followed;
}

/* --- Answers -------------------------------------------------------------------------------------------------------
 */

/* Holds what has come so far. */
static void keep_load(struct workbench *workbench, const struct load *load, bool from_cache)
{
    struct buf events = buf_with_limit(EVENTS_BYTES_MAX);
    buf_append_char(&events, '[');
    buf_append_slice(&events, buf_slice(&load->events));
    buf_append_char(&events, ']');
    reader_keep(workbench->reader, slice_of(load->key), trace_new(buf_slice(&events), SLICE("")),
                (struct reader_marks){ .from_cache = from_cache, .fetched_at_ms = load->fetched_at_ms });
    buf_free(&events);
}

bool workbench_trace_rows(struct workbench *workbench, uint64_t errand, const struct rows *rows, bool from_cache,
                          bool first, bool last, int64_t fetched_at_ms)
{
    struct load *load = load_of(workbench->tracing, errand);
    if (load == NULL)
        return false;
    if (first) {
        load->count = 0;
        buf_clear(&load->events);
    }
    load->fetched_at_ms = fetched_at_ms;
    if (from_cache)
        load->cached_at_ms = fetched_at_ms;
    for (uint32_t row = 0; row < rows_count(rows) && load->count < TRACE_SPANS_MAX; row++) {
        if (load->count++ > 0)
            buf_append_char(&load->events, ',');
        rows_write_json(rows, row, &load->events);
    }
    if (from_cache && last && load->count > 0)
        keep_load(workbench, load, true);
    return true;
}

static void mark_gone(struct workbench *workbench, const struct load *load)
{
    reader_mark(workbench->reader, slice_of(load->key),
                (struct reader_marks){ .from_cache = true, .is_gone = true, .fetched_at_ms = load->cached_at_ms });
}

/* A server that has nothing of it any more takes away nothing that was read. */
bool workbench_trace_done(struct workbench *workbench, uint64_t errand, bool from_cache)
{
    struct tracing *tracing = workbench->tracing;
    struct load *load = load_of(tracing, errand);
    if (load == NULL)
        return false;
    const struct slice key = slice_of(load->key);
    tracing->had_interaction |= load->operation->id == API_GET_ANNOTATED_INTERACTION && !from_cache;
    if (load->count == 0 && reader_holds(workbench->reader, key) && !from_cache)
        mark_gone(workbench, load);
    else if (load->count > 0 || !reader_holds(workbench->reader, key))
        keep_load(workbench, load, from_cache);
    end_load(load);
    return true;
}

static bool is_missing_operation(const struct tracing *tracing, const struct load *load, const struct error *error)
{
    return error->http_status == NO_METHOD || error->http_status == NOT_IMPLEMENTED ||
           (error->http_status == NOT_FOUND && (load->operation->id == API_LIST_SPANS || !tracing->had_interaction));
}

bool workbench_trace_failed(struct workbench *workbench, uint64_t errand, const struct error *error)
{
    struct tracing *tracing = workbench->tracing;
    struct load *load = load_of(tracing, errand);
    if (load == NULL)
        return false;
    const struct slice key = slice_of(load->key);
    const bool is_spans = load->operation->id == API_LIST_SPANS;
    if (is_missing_operation(tracing, load, error)) {
        tracing->lacks_spans |= is_spans;
        tracing->lacks_interaction |= !is_spans;
    } else {
        note_failed(tracing, load->key);
        if (slice_equal(key, reader_key(workbench->reader)))
            tracing->problem = *error;
    }
    if (error->http_status == NOT_FOUND && reader_holds(workbench->reader, key))
        mark_gone(workbench, load);
    end_load(load);
    return true;
}

bool workbench_is_trace_errand(const struct workbench *workbench, uint64_t errand)
{
    return load_of(workbench->tracing, errand) != NULL;
}

enum trace_state workbench_trace_state(const struct workbench *workbench, const struct error **problem)
{
    const struct tracing *tracing = workbench->tracing;
    const struct trace *trace = reader_trace(workbench->reader);
    size_t count = 0;
    *problem = &tracing->problem;
    if (reader_key(workbench->reader).length == 0)
        return TRACE_NONE;
    if (trace != NULL) {
        trace_spans(trace, &count);
        const bool is_empty = count == 0 && trace_blocks(trace).kind == JSON_ABSENT;
        return reader_marks(workbench->reader).is_gone ? TRACE_GONE : is_empty ? TRACE_EMPTY : TRACE_HERE;
    }
    if (tracing->problem.kind != ERROR_NONE)
        return TRACE_FAILED;
    return tracing->lacks_interaction && tracing->lacks_spans ? TRACE_LACKING : TRACE_LOADING;
}
