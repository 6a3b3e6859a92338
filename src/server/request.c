#include "request.h"

#include "host.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <stdatomic.h>
#include <stdlib.h>
#include <strings.h>

#define HEALTH_PATH "/healthz"

/* Refused bodies are received to their end so that the client gets to read why, but not for ever. */
#define RECEIVED_MAX (4 * (uint64_t)BUF_LIMIT_BODY)

/* Some proxies send whole URLs, which every server takes; which host they name says nothing here. */
static struct slice path_and_query(struct slice target)
{
    static const char *const schemes[] = { "http://", "https://" };
    for (size_t i = 0; i < ARRAY_LENGTH(schemes); i++) {
        const size_t length = strlen(schemes[i]);
        if (target.length < length || strncasecmp(target.at, schemes[i], length) != 0)
            continue;
        const char *const path = memchr(target.at + length, '/', target.length - length);
        return path != NULL ? slice_from(target, (size_t)(path - target.at)) : SLICE("/");
    }
    return target;
}

struct request *request_new(struct service *service, const char *target)
{
    struct request *const request = xcalloc(1, sizeof(*request));
    request->service = service;
    request->begun_ms = clock_monotonic_ms();
    request->body = buf_with_limit(BUF_LIMIT_BODY);
    request->handling.answer = buf_with_limit(BUF_LIMIT_ANSWER);
    const char *const copy = arena_copy(&request->arena, slice_of(target));
    struct slice rest = path_and_query(slice_of(copy));
    slice_cut(&rest, '?', &request->path);
    request->query = rest;
    return request;
}

/* Bodies of all requests together are bounded, so that many large ones can't use up the memory. */
static bool hold_body(struct request *request, struct slice bytes)
{
    struct service *const service = request->service;
    const bool is_held = atomic_fetch_add(&service->bodies_now, bytes.length) + bytes.length <= service->bodies_max;
    request->held += bytes.length;
    return is_held;
}

static void drop_body(struct request *request)
{
    atomic_fetch_sub(&request->service->bodies_now, request->held);
    request->held = 0;
    buf_free(&request->body);
}

/* Streamed answers are bounded, so that slow readers leave something for others. */
static bool hold_stream(struct request *request)
{
    struct service *const service = request->service;
    request->is_streaming = true;
    return atomic_fetch_add(&service->streams_now, 1) < service->streams_max;
}

static void drop_stream(struct request *request)
{
    if (request->handling.stream.close != NULL)
        request->handling.stream.close(request->handling.stream.source);
    request->handling.stream = (struct body_stream){ 0 };
    if (request->is_streaming)
        atomic_fetch_sub(&request->service->streams_now, 1);
    request->is_streaming = false;
}

void request_free(struct request **request)
{
    if (*request == NULL)
        return;
    drop_stream(*request);
    drop_body(*request);
    buf_free(&(*request)->handling.answer);
    arena_free(&(*request)->arena);
    free(*request);
    *request = NULL;
}

static bool refuse(struct request *request, int status, const char *why)
{
    return api_problem_set(&request->problem, &request->arena, status, "%s", why);
}

/* The checks that need no body */

static bool check_service(struct request *request)
{
    return request->service->workspace != NULL || refuse(request, 503, request->service->failure.message);
}

/* A server that takes any key is for who sits at this machine, and not for the pages in that person's browser. */
static bool check_host(struct request *request, const char *host)
{
    if (!request->service->keys.take_any || host_is_loopback(host))
        return true;
    refuse(request, 403, "a server that accepts any key is asked as localhost, 127.0.0.1 or [::1] only");
    request->problem.header = "Host";
    return false;
}

static bool check_route(struct request *request, const char *method)
{
    const struct api_route route = api_route_find(slice_of(method), request->path, &request->arena);
    request->allowed = route.allowed;
    request->handling.operation = route.operation;
    memcpy(request->handling.path_values, route.path_values, sizeof(route.path_values));
    if (request->allowed == 0) {
        refuse(request, 404, "there is nothing at this path");
        request->problem.code = "unknown_endpoint";
        return false;
    }
    return request->handling.operation != NULL || refuse(request, 405, "this path can't be used with that method");
}

static bool check_rate(struct request *request, const char *app_key)
{
    request->rate = rate_take(&request->service->rate, slice_of(app_key), clock_wall_ms());
    return request->rate.is_allowed || refuse(request, 429, "Too many requests");
}

static bool check_size(struct request *request, const char *content_length)
{
    long long length = 0;
    if (content_length == NULL || !slice_to_int64(slice_of(content_length), &length) ||
        length <= (long long)BUF_LIMIT_BODY)
        return true;
    return refuse(request, 413, "the body is larger than 32 MiB: send it in parts");
}

static bool check_type(struct request *request, const char *content_type)
{
    static const char *const types[] = { "application/json", "application/vnd.api+json" };
    if (content_type == NULL || request->handling.operation->request_type == NULL)
        return true;
    struct slice rest = slice_of(content_type);
    struct slice type = { 0 };
    slice_cut(&rest, ';', &type);
    type = slice_trim(type);
    if (type.length == 0)
        return true;
    for (size_t i = 0; i < ARRAY_LENGTH(types); i++)
        if (type.length == strlen(types[i]) && strncasecmp(type.at, types[i], type.length) == 0)
            return true;
    return refuse(request, 415, "the body must be application/json");
}

static bool check_keys(struct request *request, const struct request_head *head)
{
    const struct keys_question question = {
        .api = head->api_key, .app = head->app_key, .workspace = request->service->workspace, .arena = &request->arena
    };
    return keys_check(&request->service->keys, &question, &request->handling.person, &request->problem);
}

/* For those who watch over the server: it has no keys, and learns nothing but that the store is open. */
static bool take_health(struct request *request, const char *method)
{
    request->is_health = true;
    request->allowed = 1U << API_GET;
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0 ||
           refuse(request, 405, "this path can't be used with that method");
}

bool request_take_head(struct request *request, const struct request_head *head)
{
    request->method = arena_copy(&request->arena, slice_of(head->method));
    request->handling.known_tags =
        head->known_tags != NULL ? arena_copy(&request->arena, slice_of(head->known_tags)) : NULL;
    if (head->problem != NULL)
        return refuse(request, 400, head->problem);
    if (!check_service(request) || !check_host(request, head->host))
        return false;
    if (slice_is(request->path, HEALTH_PATH))
        return take_health(request, head->method);
    return check_route(request, head->method) && check_keys(request, head) && check_rate(request, head->app_key) &&
           check_size(request, head->content_length) && check_type(request, head->content_type);
}

bool request_take_body(struct request *request, struct slice bytes)
{
    request->received += bytes.length;
    const struct api_operation *const operation = request->handling.operation;
    const bool is_wanted = request->problem.status == 0 && operation != NULL && operation->request_type != NULL;
    if (is_wanted && !hold_body(request, bytes))
        refuse(request, 503, "too many large requests at once: try again later");
    else if (is_wanted && !buf_append_slice(&request->body, bytes))
        refuse(request, 413, "the body is larger than 32 MiB: send it in parts");
    if (is_wanted && request->problem.status != 0)
        drop_body(request);
    return request->received <= RECEIVED_MAX;
}

/* Answering */

static bool handle(struct request *request)
{
    struct handling *const handling = &request->handling;
    if (!api_body_read(handling->operation, buf_slice(&request->body), &request->arena, &handling->body,
                       &request->problem) ||
        !api_query_read(handling->operation, request->query, &request->arena, &handling->query, &request->problem))
        return false;
    const bool handled = handler_of(handling->operation->id)(handling);
    workspace_end(&handling->session);
    if (handling->is_known) {
        handling->status = 304;
        return true;
    }
    if (!handled) {
        request->problem = handling->problem;
        return false;
    }
    if (handling->operation->can_vanish)
        sweep_wake(&request->service->sweep);
    if (handling->stream.read != NULL && !hold_stream(request)) {
        drop_stream(request);
        return refuse(request, 503, "too many large answers at once: try again later");
    }
    return !handling->answer.failed || refuse(request, 503, "the answer is too large");
}

/* The same question of the same person, in the same state of the store, has the same answer. */
static bool handle_read(struct request *request)
{
    struct handling *const handling = &request->handling;
    struct kept *const kept = &request->service->kept;
    int64_t version = 0;
    if (!workspace_version(handling->workspace, &version, &handling->error))
        return handle(request);
    const struct slice key =
        slice_of(arena_printf(&request->arena, "%s %.*s?%.*s", handling->person != NULL ? handling->person : "",
                              SLICE_ARGS(request->path), SLICE_ARGS(request->query)));
    if (kept_find(kept, key, version, &handling->answer, handling->tag)) {
        handling->is_known = etag_is_known(handling->known_tags, handling->tag);
        handling->status = handling->is_known ? 304 : 200;
        if (handling->is_known)
            buf_clear(&handling->answer);
        return true;
    }
    if (!handle(request))
        return false;
    if (handling->status == 200 && handling->stream.read == NULL && handling->tag[0] != '\0')
        kept_put(kept, key, version, buf_slice(&handling->answer), handling->tag);
    return true;
}

static bool handle_any(struct request *request)
{
    request->handling.workspace = request->service->workspace;
    request->handling.arena = &request->arena;
    return request->handling.operation->method == API_GET ? handle_read(request) : handle(request);
}

static int answer_health(struct request *request)
{
    buf_append_text(&request->handling.answer, "{\"status\":\"ok\",\"version\":\"" ANNOTTY_VERSION "\"}");
    return 200;
}

static int answer(struct request *request)
{
    if (request->problem.status == 0 && request->is_health)
        return answer_health(request);
    if (request->problem.status == 0 && handle_any(request))
        return request->handling.status;
    buf_clear(&request->handling.answer);
    api_problem_write(&request->handling.answer, &request->problem);
    return request->problem.status;
}

int request_answer(struct request *request)
{
    request->status = answer(request);
    return request->status;
}
