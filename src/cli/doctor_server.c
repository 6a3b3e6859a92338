/* Whether the server answers, how fast, what time it has there, and which operations it offers.
 *
 * Only reads are asked for, each with what the ones before have shown to exist: then a 404 means that the operation
 * isn't there. Which reads there are, and what they need, say the rows of the operations. */
#include "doctor.h"

#include <annotty/api/record.h>
#include <annotty/base/clock.h>
#include <annotty/base/mem.h>
#include <annotty/cli/connection.h>
#include <annotty/json/json.h>
#include <annotty/store/workspace.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATIENCE_MS = 10000, LATENCY_ROUNDS = 5, LATENCY_SLOW_MS = 1000, SKEW_MOST_MS = 60000 };

struct examination {
    struct findings *findings;
    struct fetch *fetch;
    int64_t patience_ms;
    char *ids[API_OPERATION_COUNT]; /* by the operation that showed it: the id of something that exists; owned */
    bool asked[API_OPERATION_COUNT];
};

/* --- One question ------------------------------------------------------------------------------------------------- */

struct outcome {
    bool good;
    int status;
    int64_t elapsed_ms;
    int64_t skew_ms; /* how far the server's clock is ahead */
    bool has_date;
    char *id; /* of the first thing in the answer, or NULL; owned */
    struct error error;
};

static char *first_id(const struct api_operation *operation, const struct fetch_event *event)
{
    struct json_value document;
    struct buf id = buf_with_limit(BUF_LIMIT_LINE);
    if (event->rows != NULL && rows_count(event->rows) > 0)
        buf_append_slice(&id, rows_id(event->rows, 0));
    const struct slice body = { .at = event->body, .length = event->body_length };
    if (event->rows == NULL && operation->answer == API_SHAPE_ONE && json_check(body, &document, NULL))
        json_append_string(&id, json_at(document, "/data/id"));
    return id.length > 0 ? buf_take(&id) : NULL;
}

/* Takes what an event tells; true when nothing more has to be waited for. */
static bool take_event(const struct api_operation *operation, const struct fetch_event *event, struct outcome *outcome)
{
    const bool is_failure = event->kind == FETCH_FAILED || event->kind == FETCH_RETRY;
    if (event->kind != FETCH_ROWS && event->kind != FETCH_DONE && !is_failure)
        return false;
    outcome->elapsed_ms = event->elapsed_ms;
    outcome->status = is_failure ? event->status : outcome->status;
    outcome->good = !is_failure;
    outcome->error = event->error;
    if (event->server_ms != 0) {
        outcome->has_date = true;
        outcome->skew_ms = event->server_ms - clock_wall_ms();
    }
    if (outcome->id == NULL && !is_failure)
        outcome->id = first_id(operation, event);
    /* Of a list that can't be cut into pages, the first rows are enough. */
    return event->kind != FETCH_ROWS || outcome->id != NULL;
}

/* Sends the call, which it takes over, and waits for the first thing that is known of the answer. */
static struct outcome ask(const struct examination *examination, struct api_call call)
{
    const struct api_operation *operation = call.operation;
    struct outcome outcome = { 0 };
    if (operation->paging != API_PAGING_NONE)
        api_call_set_page_size(&call, 1);
    struct fetch_request request = { .call = call, .rows_wanted = 1 };
    const uint64_t id = fetch_send(examination->fetch, &request);
    const int64_t deadline_ms = clock_monotonic_ms() + examination->patience_ms;
    bool over = false;
    while (!over) {
        struct fetch_event event;
        const int64_t left_ms = deadline_ms - clock_monotonic_ms();
        if (left_ms <= 0 || !fetch_wait_event(examination->fetch, &event, (int)left_ms))
            break;
        over = event.request == id && take_event(operation, &event, &outcome);
        fetch_event_free(&event);
    }
    fetch_cancel(examination->fetch, id);
    if (!over)
        error_set(&outcome.error, ERROR_REACH, NULL, "no answer within %lld s; raise --timeout, or look for the server",
                  (long long)(examination->patience_ms / 1000));
    return outcome;
}

/* --- Reach, latency, clock ---------------------------------------------------------------------------------------- */

static int compare_times(const void *a, const void *b)
{
    const int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void tell_clock(struct examination *examination, const struct outcome *outcome)
{
    if (!outcome->has_date) {
        findings_add(examination->findings, "server", "clock", "not told");
        return;
    }
    /* A Date has whole seconds. */
    const int64_t seconds = (outcome->skew_ms < 0 ? -outcome->skew_ms : outcome->skew_ms) / 1000;
    struct finding *finding = seconds <= 1
                                  ? findings_add(examination->findings, "server", "clock", "the same as here")
                                  : findings_add(examination->findings, "server", "clock", "%lld s %s this machine's",
                                                 (long long)seconds, outcome->skew_ms > 0 ? "ahead of" : "behind");
    if (seconds * 1000 > SKEW_MOST_MS) {
        finding->level = FINDING_WARNING;
        finding->advice = "Ages are shown wrong; set this machine's clock, by NTP best.";
    }
}

static void tell_latency(struct examination *examination, int64_t first_ms, int64_t *times_ms, size_t count)
{
    qsort(times_ms, count, sizeof(*times_ms), compare_times);
    const int64_t median_ms = times_ms[count / 2];
    char median[32];
    snprintf(median, sizeof(median), median_ms > 0 ? "%lld ms" : "under 1 ms", (long long)median_ms);
    struct finding *finding =
        findings_add(examination->findings, "server", "latency", "%s, median of %zu; the first answer %lld ms", median,
                     count, (long long)first_ms);
    if (median_ms > LATENCY_SLOW_MS) {
        finding->level = FINDING_WARNING;
        finding->advice = "The workbench stays quick: it shows what was seen last, and loads beside.";
    }
}

/* False when the server is of no use. */
static bool examine_reach(struct examination *examination)
{
    struct outcome first = ask(examination, api_call_new(API_LIST_PROJECTS));
    free(first.id);
    if (!first.good) {
        findings_add_problem(examination->findings, "server", "answer", &first.error);
        tell_clock(examination, &first);
        return false;
    }
    int64_t times_ms[LATENCY_ROUNDS];
    size_t count = 0;
    for (size_t round = 0; round < LATENCY_ROUNDS; round++) {
        const struct outcome outcome = ask(examination, api_call_new(API_LIST_PROJECTS));
        free(outcome.id);
        if (outcome.good)
            times_ms[count++] = outcome.elapsed_ms;
    }
    findings_add(examination->findings, "server", "answer", "it answers");
    if (count > 0)
        tell_latency(examination, first.elapsed_ms, times_ms, count);
    if (count < LATENCY_ROUNDS)
        findings_add(examination->findings, "server", "latency", "%zu of %d requests got no good answer",
                     LATENCY_ROUNDS - count, LATENCY_ROUNDS)
            ->level = FINDING_WARNING;
    tell_clock(examination, &first);
    return true;
}

/* --- Operations --------------------------------------------------------------------------------------------------- */

/* Something that exists, by the noun of what it is. */
static const char *known_id(const struct examination *examination, struct slice noun)
{
    for (size_t i = 0; i < API_OPERATION_COUNT; i++)
        if (examination->ids[i] != NULL && slice_is(noun, api_operations[i].resource->noun))
            return examination->ids[i];
    return NULL;
}

/* Fills "{queue_id}" with a queue that exists; false when none is known. */
static bool fill_path(const struct examination *examination, struct api_call *call)
{
    struct slice rest = slice_of(call->operation->path), part;
    slice_cut(&rest, '{', &part);
    while (slice_cut(&rest, '}', &part) && rest.at != NULL) {
        const size_t noun_length = part.length > 3 ? part.length - 3 : 0; /* without "_id" */
        const char *id = known_id(examination, (struct slice){ part.at, noun_length });
        char *name = xstrndup(part.at, part.length);
        if (id != NULL)
            api_call_parameter(call, name, slice_of(id));
        free(name);
        if (id == NULL)
            return false;
        slice_cut(&rest, '{', &part);
    }
    return true;
}

/* Some lists want to know of which project, or what else: the filters that are called by a noun. */
static bool fill_filters(const struct examination *examination, struct api_call *call)
{
    const struct api_parameter *parameters = call->operation->parameters;
    bool any = false;
    for (size_t i = 0; i < API_PARAMETERS_MAX && parameters[i].name != NULL && !any; i++) {
        const char *id = known_id(examination, slice_of(parameters[i].flag));
        if (id != NULL)
            api_call_parameter(call, parameters[i].name, slice_of(id));
        any = id != NULL;
    }
    return any;
}

/* Whether this answer means that the server doesn't have the operation: what it was asked about exists. */
static bool is_missing(int status)
{
    return status == 404 || status == 405 || status == 501;
}

static void ask_operation(struct examination *examination, const struct api_operation *operation, struct buf *missing,
                          size_t *offered)
{
    struct api_call call = api_call_new(operation->id);
    fill_path(examination, &call);
    struct api_call filtered = api_call_copy(&call);
    struct outcome outcome = ask(examination, call);
    if (outcome.status == 400 && fill_filters(examination, &filtered)) {
        free(outcome.id);
        outcome = ask(examination, api_call_copy(&filtered));
    }
    api_call_free(&filtered);
    examination->asked[operation->id] = true;
    examination->ids[operation->id] = outcome.id;
    if (outcome.good)
        ++*offered;
    else if (is_missing(outcome.status))
        buf_printf(missing, "%s%s %s", missing->length > 0 ? ", " : "", operation->noun, operation->verb);
    else
        findings_add_warning(examination->findings, "server", "operations", &outcome.error);
}

/* Whatever a server makes of it, a GET changes nothing. */
static bool is_tried(const struct api_operation *operation)
{
    return operation->method == API_GET;
}

/* Asks what can be asked now; false when that was nothing. */
static bool ask_round(struct examination *examination, struct buf *missing, size_t *offered)
{
    bool any = false;
    for (size_t i = 0; i < API_OPERATION_COUNT; i++) {
        const struct api_operation *operation = &api_operations[i];
        struct api_call call = api_call_new(operation->id);
        if (is_tried(operation) && !examination->asked[i] && fill_path(examination, &call)) {
            ask_operation(examination, operation, missing, offered);
            any = true;
        }
        api_call_free(&call);
    }
    return any;
}

static void examine_operations(struct examination *examination)
{
    struct buf missing = buf_with_limit(BUF_LIMIT_LINE), unasked = buf_with_limit(BUF_LIMIT_LINE);
    size_t offered = 0, reads = 0;
    while (ask_round(examination, &missing, &offered))
        continue;
    for (size_t i = 0; i < API_OPERATION_COUNT; i++) {
        const struct api_operation *operation = &api_operations[i];
        reads += is_tried(operation);
        if (is_tried(operation) && !examination->asked[i])
            buf_printf(&unasked, "%s%s %s", unasked.length > 0 ? ", " : "", operation->noun, operation->verb);
    }
    findings_add(examination->findings, "server", "operations",
                 "%zu of %zu that only read answer; the other %zu are not tried", offered, reads,
                 (size_t)API_OPERATION_COUNT - reads);
    if (missing.length > 0) {
        struct finding *finding =
            findings_add(examination->findings, "server", "operations", "not offered: %s", buf_text(&missing));
        finding->level = FINDING_WARNING;
        finding->advice = "This server doesn't have them; everything else works.";
    }
    if (unasked.length > 0)
        findings_add(examination->findings, "server", "operations", "not asked, for want of something to ask about: %s",
                     buf_text(&unasked));
    buf_free(&missing);
    buf_free(&unasked);
}

/* --- The server --------------------------------------------------------------------------------------------------- */

/* Opening the local server would make what isn't there, and change what is old; NULL: it does neither. */
static const char *reason_not_to_ask(const struct config *config)
{
    struct db_facts facts;
    char *dir = connection_is_local(config) ? config_find_dir(config, CONFIG_DATA) : NULL;
    if (dir == NULL)
        return NULL;
    char *file = xasprintf("%s/" WORKSPACE_FILE, dir);
    const bool is_there = access(file, F_OK) == 0;
    const bool is_old = is_there && workspace_inspect(dir, 0, &facts, NULL) && facts.version < facts.newest;
    free(file);
    free(dir);
    return !is_there ? "the workspace is made at the first start"
           : is_old  ? "the workspace is of an older version, and brought up to date at the next start"
                     : NULL;
}

static void examine(struct findings *findings, struct connection *connection, int64_t patience_ms)
{
    struct examination examination = { .findings = findings,
                                       .fetch = connection_fetch(connection),
                                       .patience_ms = patience_ms };
    if (examine_reach(&examination))
        examine_operations(&examination);
    for (size_t i = 0; i < API_OPERATION_COUNT; i++)
        free(examination.ids[i]);
}

void doctor_check_server(struct findings *findings, struct config *config)
{
    struct error error = { 0 };
    char *name = connection_name(config);
    const int64_t timeout_ms = config_number(config, CONFIG_TIMEOUT_S) * 1000;
    findings_add(findings, "server", "address", connection_is_local(config) ? "the %s workspace" : "%s", name);
    free(name);
    const char *reason = reason_not_to_ask(config);
    if (reason != NULL) {
        findings_add(findings, "server", "answer", "not asked: %s", reason);
        return;
    }
    struct connection *connection = connection_open(config, 0, &error);
    if (connection == NULL || !connection_ready(connection, &error))
        findings_add_problem(findings, "server", "answer", &error);
    else
        examine(findings, connection, timeout_ms < PATIENCE_MS ? timeout_ms : PATIENCE_MS);
    connection_close(&connection);
}
