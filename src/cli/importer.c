#include "importer.h"

#include "import_read.h"
#include "item.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <stdlib.h>
#include <sys/stat.h>

/* One batch is gathered while the one before is under way. */
struct lane {
    struct api_call base;
    struct api_batch batch;
    uint64_t request; /* 0: nothing is under way */
};

struct importer {
    struct import_sink sink; /* the first member: the sink is the importer */
    struct importer_options options;
    const struct import_format *format;
    struct import_file file;
    bool is_open;
    struct import_place place;
    int64_t file_ns; /* when the file was written */
    struct lane spans, interactions;
    struct item_rules rules;
    struct item item;
    struct buf last_trace;
    struct import_counts counts;
    struct error error; /* of sending */
};

/* --- Sending ------------------------------------------------------------------------------------------------------ */

static struct lane lane_new(enum api_operation_id operation)
{
    return (struct lane){ .base = api_call_new(operation), .batch = api_batch_new() };
}

static void lane_free(struct lane *lane)
{
    api_call_free(&lane->base);
    api_batch_free(&lane->batch);
}

static void count_added(struct importer *importer, const struct lane *lane, struct slice body)
{
    struct json_value document, element;
    size_t at = 0;
    if (lane->base.operation->answer_array == NULL || !json_check(body, &document, NULL))
        return;
    const struct json_value list = json_at(document, lane->base.operation->answer_array);
    while (list.kind == JSON_ARRAY && json_next_element(list, &at, &element))
        importer->counts.added += !slice_is(json_member(element, "already_existed").raw, "true");
}

/* A server without this operation is no server that failed. */
static void tell_failure(struct importer *importer, const struct lane *lane, const struct error *error)
{
    importer->error = *error;
    if (lane->base.operation->id == API_IMPORT_SPANS && (error->http_status == 404 || error->http_status == 405))
        error_set(&importer->error, ERROR_API, error->where,
                  "this server takes no spans; annotty's own does: leave out --url and the keys, or run annotty serve");
}

static void lane_take(struct importer *importer, struct lane *lane, const struct fetch_event *event)
{
    if (lane->request == 0 || event->request != lane->request)
        return;
    if (event->kind == FETCH_FAILED)
        tell_failure(importer, lane, &event->error);
    if (event->kind == FETCH_DONE)
        count_added(importer, lane, (struct slice){ event->body, event->body_length });
    if (event->kind == FETCH_DONE || event->kind == FETCH_FAILED)
        lane->request = 0;
}

/* Until this lane is free; what comes for the other one is taken, too. */
static bool lane_wait(struct importer *importer, struct lane *lane)
{
    enum { LOOK_MS = 1000 };
    while (lane->request != 0) {
        struct fetch_event event;
        if (!fetch_wait_event(importer->options.fetch, &event, LOOK_MS))
            continue;
        lane_take(importer, &importer->spans, &event);
        lane_take(importer, &importer->interactions, &event);
        fetch_event_free(&event);
    }
    return importer->error.kind == ERROR_NONE;
}

static bool lane_send(struct importer *importer, struct lane *lane)
{
    if (!lane_wait(importer, lane))
        return false;
    if (lane->batch.count > 0 && importer->options.fetch != NULL) {
        struct fetch_request request = { .call = api_batch_call(&lane->batch, &lane->base) };
        lane->request = fetch_send(importer->options.fetch, &request);
    }
    api_batch_clear(&lane->batch);
    return true;
}

static bool lane_add(struct importer *importer, struct lane *lane, struct slice json)
{
    if (!api_batch_has_room(&lane->batch, json) && !lane_send(importer, lane))
        return false;
    api_batch_add(&lane->batch, api_operation_list(lane->base.operation, 0), json);
    return true;
}

static bool flush(struct importer *importer)
{
    return lane_send(importer, &importer->spans) && lane_send(importer, &importer->interactions) &&
           lane_wait(importer, &importer->spans) && lane_wait(importer, &importer->interactions);
}

/* --- Spans -------------------------------------------------------------------------------------------------------- */

static bool add_interaction(struct importer *importer, struct json_value trace_id)
{
    importer->counts.traces++;
    if (importer->options.queue_id == NULL)
        return true;
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    buf_printf(&json, "{\"type\":\"trace\",\"content_id\":%.*s}", SLICE_ARGS(trace_id.raw));
    const bool added = lane_add(importer, &importer->interactions, buf_slice(&json));
    buf_free(&json);
    return added;
}

/* Spans of a trace mostly stand together; the server knows the others. */
static bool note_trace(struct importer *importer, struct json_value trace_id)
{
    if (slice_equal(buf_slice(&importer->last_trace), trace_id.raw))
        return true;
    buf_clear(&importer->last_trace);
    buf_append_slice(&importer->last_trace, trace_id.raw);
    return add_interaction(importer, trace_id);
}

/* By the server's own rules, so that a mistake is told with its line, and nothing else is held up by it. */
static bool take_span(struct import_sink *sink, struct slice span, char problem[static IMPORT_PROBLEM_SIZE])
{
    struct importer *const importer = (struct importer *)sink;
    struct json_value value;
    struct error error;
    if (!json_check(span, &value, &error))
        return import_refuse(problem, "%s", error.message);
    if (!item_from_value(&importer->rules, NULL, value, &importer->item, problem))
        return false;
    importer->counts.spans++;
    if (lane_add(importer, &importer->spans, buf_slice(&importer->item.json)) &&
        note_trace(importer, json_member(value, "trace_id")))
        return true;
    return import_refuse(problem, "%s", importer->error.message);
}

_Static_assert((int)ITEM_PROBLEM_SIZE == (int)IMPORT_PROBLEM_SIZE, "the item's problem is the line's");

/* --- Files -------------------------------------------------------------------------------------------------------- */

struct importer *importer_new(const struct importer_options *options)
{
    struct importer *const importer = xcalloc(1, sizeof(*importer));
    importer->sink.take = take_span;
    importer->options = *options;
    importer->spans = lane_new(API_IMPORT_SPANS);
    importer->interactions = lane_new(API_ADD_INTERACTIONS);
    if (options->queue_id != NULL)
        api_call_parameter(&importer->interactions.base, "queue_id", slice_of(options->queue_id));
    importer->rules = (struct item_rules){ .operation = &api_operations[API_IMPORT_SPANS], .ignore_unknown = true };
    importer->item = item_new();
    importer->last_trace = buf_with_limit(BUF_LIMIT_BODY);
    return importer;
}

static void close_file(struct importer *importer)
{
    if (importer->is_open)
        import_file_close(&importer->file);
    importer->is_open = false;
}

void importer_free(struct importer **importer)
{
    if (*importer == NULL)
        return;
    close_file(*importer);
    lane_free(&(*importer)->spans);
    lane_free(&(*importer)->interactions);
    item_free(&(*importer)->item);
    buf_free(&(*importer)->last_trace);
    free(*importer);
    *importer = NULL;
}

static const char *base_name(const char *path)
{
    const char *const slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static int64_t written_ns(int fd)
{
    struct stat status;
    const bool is_file = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    return is_file ? (int64_t)status.st_mtim.tv_sec * 1000000000 : clock_wall_ms() * 1000000;
}

bool importer_open(struct importer *importer, const char *path, struct error *error)
{
    close_file(importer);
    importer->is_open = true;
    importer->format = importer->options.format;
    importer->counts.values = importer->counts.bad = 0;
    if (!import_file_open(&importer->file, path, error))
        return false;
    importer->file_ns = written_ns(importer->file.input.fd);
    importer->place = (struct import_place){ .file = base_name(importer->file.input.name),
                                             .input = importer->options.input,
                                             .output = importer->options.output };
    return true;
}

static void refuse_value(struct importer *importer, const struct error *error)
{
    importer->counts.bad++;
    if (importer->options.tell != NULL)
        importer->options.tell(error, importer->options.data);
}

/* False when sending has failed, which is no fault of the value. */
static bool take_value(struct importer *importer, struct json_value value)
{
    char problem[IMPORT_PROBLEM_SIZE] = "";
    if (importer->format == NULL)
        importer->format = import_format_of(value);
    importer->place.line = importer->file.line;
    importer->place.time_ns = importer->file_ns + (int64_t)importer->counts.values * 1000;
    importer->counts.values++;
    if (importer->format->convert(value, &importer->place, &importer->sink, problem))
        return true;
    if (importer->error.kind != ERROR_NONE)
        return false;
    struct error error;
    struct buf place = buf_with_limit(BUF_LIMIT_LINE);
    buf_printf(&place, "%.160s:%zu", importer->file.input.name, importer->file.line);
    error_set(&error, ERROR_INPUT, buf_text(&place), "%s: %s", buf_text(&place), problem);
    buf_free(&place);
    refuse_value(importer, &error);
    return true;
}

bool importer_step(struct importer *importer, size_t values_max, bool *over, struct error *error)
{
    bool good = true;
    enum import_step step = IMPORT_VALUE;
    for (size_t i = 0; good && i < values_max && (step == IMPORT_VALUE || step == IMPORT_BAD); i++) {
        struct json_value value;
        struct error problem;
        step = import_file_next(&importer->file, &value, &problem);
        if (step == IMPORT_VALUE)
            good = take_value(importer, value);
        if (step == IMPORT_BAD) {
            importer->counts.values++;
            refuse_value(importer, &problem);
        }
        if (step == IMPORT_BROKEN)
            *error = problem;
    }
    *over = step == IMPORT_END;
    good = flush(importer) && good;
    if (importer->error.kind != ERROR_NONE)
        *error = importer->error;
    return good && step != IMPORT_BROKEN;
}

struct import_counts importer_counts(const struct importer *importer)
{
    return importer->counts;
}

const struct import_format *importer_format(const struct importer *importer)
{
    return importer->format;
}
