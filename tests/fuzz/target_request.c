/* A request as the server reads it. What it accepts can be said as a call by the client, whose request means the same.
 */
#include "fuzz.h"

#include <annotty/api/call.h>
#include <annotty/api/check.h>

#include <stdlib.h>

/* A request taken apart by the row of its operation. */
struct request {
    struct api_route route;
    struct api_query query;
    struct api_body body;
};

static void check_refusal(const struct api_problem *problem)
{
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    struct json_value document;
    HOLDS(problem->status >= 400 && problem->status < 600 && problem->title != NULL && problem->detail != NULL);
    HOLDS(api_problem_write(&text, problem));
    HOLDS(json_check(buf_slice(&text), &document, NULL));
    buf_free(&text);
}

static bool read_request(struct slice method, struct slice target, struct slice text, struct arena *arena,
                         struct request *request)
{
    struct api_problem problem = { 0 };
    struct slice query = target, path = target;
    slice_cut(&query, '?', &path);
    request->route = api_route_find(method, path, arena);
    if (request->route.operation == NULL)
        return false;
    if (query.at == NULL)
        query = SLICE("");
    if (api_query_read(request->route.operation, query, arena, &request->query, &problem) &&
        api_body_read(request->route.operation, text, arena, &request->body, &problem))
        return true;
    check_refusal(&problem);
    return false;
}

/* A call's texts are C strings. */
static bool has_nul(const struct request *request)
{
    bool has = false;
    for (size_t i = 0; i < API_PATH_PARAMETERS_MAX; i++)
        has |= request->route.path_values[i].length > 0 &&
               memchr(request->route.path_values[i].at, '\0', request->route.path_values[i].length) != NULL;
    for (size_t i = 0; i < API_PARAMETERS_MAX; i++)
        for (size_t k = 0; k < request->query.counts[i]; k++)
            has |= memchr(request->query.values[i][k].at, '\0', request->query.values[i][k].length) != NULL;
    return has;
}

static void set_path(struct api_call *call, const struct api_route *route)
{
    size_t taken = 0;
    for (const char *at = strchr(call->operation->path, '{'); at != NULL; at = strchr(at + 1, '{')) {
        char name[64] = "";
        memcpy(name, at + 1, strcspn(at + 1, "}"));
        api_call_parameter(call, name, route->path_values[taken++]);
    }
}

static struct api_call call_of(const struct request *request)
{
    const struct api_operation *operation = request->route.operation;
    struct api_call call = api_call_new(operation->id);
    set_path(&call, &request->route);
    for (size_t i = 0; i < API_PARAMETERS_MAX && operation->parameters[i].name != NULL; i++)
        for (size_t k = 0; k < request->query.counts[i]; k++)
            api_call_parameter(&call, operation->parameters[i].name, request->query.values[i][k]);
    size_t count = 0;
    const struct api_field *fields = api_operation_body(operation, &count);
    for (size_t i = 0; i < count; i++)
        if (request->body.values[i].kind != JSON_ABSENT)
            api_call_member_json(&call, fields[i].name, request->body.values[i].raw);
    return call;
}

static void check_same(const struct request *a, const struct request *b)
{
    HOLDS(a->route.operation == b->route.operation);
    for (size_t i = 0; i < API_PATH_PARAMETERS_MAX; i++)
        HOLDS(slice_equal(a->route.path_values[i], b->route.path_values[i]));
    for (size_t i = 0; i < API_PARAMETERS_MAX; i++) {
        HOLDS(a->query.counts[i] == b->query.counts[i]);
        for (size_t k = 0; k < a->query.counts[i]; k++)
            HOLDS(slice_equal(a->query.values[i][k], b->query.values[i][k]));
    }
    for (size_t i = 0; i < API_FIELDS_MAX; i++)
        HOLDS(slice_equal(a->body.values[i].raw, b->body.values[i].raw));
}

static void check_call(const struct request *request, struct slice method, struct arena *arena)
{
    struct buf target = buf_with_limit(BUF_LIMIT_BODY), body = buf_with_limit(BUF_LIMIT_BODY);
    struct request again = { 0 };
    struct api_call call = call_of(request);
    HOLDS(api_call_target(&call, &target) && api_call_body(&call, &body));
    HOLDS(read_request(method, buf_slice(&target), buf_slice(&body), arena, &again));
    check_same(request, &again);
    api_call_free(&call);
    buf_free(&target);
    buf_free(&body);
}

/* "METHOD /path?query", a line break, the body. */
void fuzz_request(struct slice input)
{
    struct arena arena = ARENA_EMPTY;
    struct request request = { 0 };
    struct slice target = fuzz_line(&input), method = { 0 };
    if (slice_cut(&target, ' ', &method) && target.at != NULL &&
        read_request(method, target, input, &arena, &request) && !has_nul(&request))
        check_call(&request, method, &arena);
    arena_free(&arena);
}
