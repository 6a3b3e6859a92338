#include "story.h"

#include "../unit/scratch.h"
#include "openapi.h"

#include <annotty/api/check.h>
#include <annotty/base/mem.h>

#include <check.h>
#include <stdlib.h>
#include <unistd.h>

char *world_dir;
struct server *world_server;
const char *world_headers;

static struct scratch scratch;
static struct arena arena;
static const char *known['z' + 1];

/* Texts */

void story_know(char name, struct slice value)
{
    known[(size_t)name] = arena_copy(&arena, value);
}

const char *story_text(const char *text)
{
    struct buf out = buf_with_limit(BUF_LIMIT_ANSWER);
    for (const char *at = text; *at != '\0'; at++) {
        const bool is_name = at[0] == '{' && at[1] >= 'A' && at[1] <= 'Z' && at[2] == '}';
        if (is_name) {
            ck_assert_msg(known[(size_t)at[1]] != NULL, "nothing is known as %c in %s", at[1], text);
            buf_append_text(&out, known[(size_t)at[1]]);
            at += 2;
        } else {
            buf_append_char(&out, *at == '\'' ? '"' : *at);
        }
    }
    const char *const copy = arena_copy(&arena, buf_slice(&out));
    buf_free(&out);
    return copy;
}

/* The world */

void world_open_with(const struct server_options *options)
{
    struct error error = { 0 };
    if (world_dir == NULL) {
        scratch = scratch_new();
        world_dir = xstrdup(scratch.path);
    }
    struct server_options complete = *options;
    complete.data_dir = world_dir;
    world_server = server_start(&complete, &error);
    ck_assert_msg(world_server != NULL, "%s", error.message);
    ck_assert_msg(server_ready(world_server, &error), "%s", error.message);
    story_know('X', SLICE("00000000-0000-4000-8000-000000000000"));
}

void world_open(void)
{
    world_open_with(&(struct server_options){ .embedded = true });
}

void world_fill(void)
{
    static const struct story making = {
        "the world is made",
        { { "POST /projects", PROJECT("'name':'first','description':'about'"), 201, "P=/data/id" },
          { "POST /projects", PROJECT("'name':'second'"), 201, "O=/data/id" },
          { "POST /{P}/datasets", DATASET("'name':'set','description':'what','metadata':{'n':0.10}"), 201,
            "S=/data/id" },
          { "POST /{O}/datasets", DATASET("'name':'set'"), 201, "Z=/data/id" },
          { "POST /{O}/datasets/{Z}/records", RECORDS("'records':[{'input':'one'},{'input':'two'}]"), 201,
            "V=/data/0/records/0/id; Y=/data/0/records/1/id" },
          { "POST /experiments", EXPERIMENT("'name':'run','project_id':'{P}','dataset_id':'{S}','description':'tried'"),
            201, "E=/data/id" },
          { "POST /annotation-queues", QUEUE("'name':'q','project_id':'{P}','description':'why'"), 201,
            "Q=/data/id; W=/data/attributes/owned_by" },
          { "POST /annotation-queues", QUEUE("'name':'r','project_id':'{O}'"), 201, "R=/data/id" },
          { "POST /annotation-queues/{Q}/interactions",
            INTERACTIONS("'interactions':[" TRACE("t-1") ",{'type':'experiment_trace','content_id':'t-2'}]"), 201,
            "I=/data/attributes/interactions/0/id; J=/data/attributes/interactions/1/id" },
          { "POST /annotation-queues/{R}/interactions", INTERACTIONS("'interactions':[" TRACE("t-1") "]"), 201,
            "K=/data/attributes/interactions/0/id" } }
    };
    story_run(&making);
}

void world_open_filled(void)
{
    world_open();
    world_fill();
}

void world_stop(void)
{
    server_stop(&world_server);
}

void world_close(void)
{
    world_stop();
    arena_free(&arena);
    scratch_remove(&scratch);
    free(world_dir);
    world_dir = NULL;
    world_headers = NULL;
}

/* Asking */

/* A path that begins with /api/ is whole. */
static const char *target_of(struct slice path)
{
    return arena_printf(&arena, "%s%.*s", slice_starts_with(path, SLICE("/api/")) ? "" : BASE, SLICE_ARGS(path));
}

struct http_reply story_ask(const char *request, const char *body)
{
    struct slice rest = slice_of(story_text(request));
    struct slice method;
    slice_cut(&rest, ' ', &method);
    const struct slice content = slice_of(body);
    struct buf bytes = buf_with_limit(BUF_LIMIT_ANSWER);
    http_write_request(&bytes, arena_copy(&arena, method), target_of(rest), world_headers,
                       body != NULL ? &content : NULL);
    const int connection = http_connect(server_url(world_server));
    http_send(connection, buf_slice(&bytes));
    struct http_reply reply;
    ck_assert_msg(http_receive(connection, &reply), "%s: the reply broke off", request);
    close(connection);
    buf_free(&bytes);
    return reply;
}

/* Checking */

static const char *operation_of(const char *request)
{
    struct slice rest = slice_of(story_text(request));
    struct slice method;
    struct slice path;
    slice_cut(&rest, ' ', &method);
    slice_cut(&rest, '?', &path);
    const char *const full = target_of(path);
    const struct api_route route = api_route_find(method, slice_of(full), &arena);
    return route.operation != NULL ? route.operation->name : NULL;
}

/* Statuses that the reference does not document have the documented errors' shape all the same. */
static void check_schema(const char *where, const char *request, const struct http_reply *reply)
{
    char problem[512];
    bool documented = false;
    const char *const operation = operation_of(request);
    const cJSON *schema = operation != NULL ? openapi_answer(operation, reply->status, &documented) : NULL;
    if (!documented) {
        ck_assert_msg(reply->status >= 400, "%s: status %d is not documented", where, reply->status);
        schema = openapi_answer("update_queue", 404, &documented);
    }
    if (schema == NULL) {
        ck_assert_msg(reply->length == 0 || openapi_is_text(operation, reply->status),
                      "%s: a body where none is documented: %s", where, reply->body);
        return;
    }
    cJSON *const document = cJSON_Parse(reply->body);
    ck_assert_msg(document != NULL, "%s: no JSON: %s", where, reply->body);
    ck_assert_msg(openapi_check(schema, document, problem, sizeof(problem)), "%s: %s in %s", where, problem,
                  reply->body);
    cJSON_Delete(document);
}

static void check_item(const char *where, struct slice item, struct json_value document, const char *body)
{
    struct slice wanted = slice_trim(item);
    if (wanted.length > 2 && wanted.at[1] == '=') {
        const struct json_value value = json_at(document, arena_copy(&arena, slice_from(wanted, 2)));
        ck_assert_msg(value.kind == JSON_STRING, "%s: no %.*s in %s", where, SLICE_ARGS(wanted), body);
        story_know(wanted.at[0], api_plain_text(&arena, value));
        return;
    }
    struct slice pointer;
    slice_cut(&wanted, ' ', &pointer);
    const struct json_value value = json_at(document, arena_copy(&arena, pointer));
    const bool is_there = value.kind != JSON_ABSENT;
    if (slice_is(wanted, "*") || slice_is(wanted, "-")) {
        ck_assert_msg(is_there == slice_is(wanted, "*"), "%s: %.*s in %s", where, SLICE_ARGS(item), body);
        return;
    }
    struct json_value expected;
    ck_assert_msg(json_check(wanted, &expected, NULL), "%s: %.*s is no JSON", where, SLICE_ARGS(wanted));
    ck_assert_msg(json_equal(value, expected), "%s: not %.*s in %s", where, SLICE_ARGS(item), body);
}

static void check_expected(const char *where, const char *expect, const struct http_reply *reply)
{
    struct json_value document = { .kind = JSON_ABSENT };
    json_check((struct slice){ .at = reply->body, .length = reply->length }, &document, NULL);
    struct slice rest = slice_of(story_text(expect));
    struct slice item;
    while (slice_cut(&rest, ';', &item))
        check_item(where, item, document, reply->body);
}

void step_run(const char *story, const struct step *step)
{
    const char *const where = arena_printf(&arena, "%s: %s", story, step->request);
    struct http_reply reply = story_ask(step->request, step->body != NULL ? story_text(step->body) : NULL);
    ck_assert_msg(reply.status == step->status, "%s: status %d, not %d: %s", where, reply.status, step->status,
                  reply.body);
    check_schema(where, step->request, &reply);
    if (step->expect != NULL)
        check_expected(where, step->expect, &reply);
    http_reply_free(&reply);
}

void story_run(const struct story *story)
{
    for (size_t i = 0; i < STORY_STEPS_MAX && story->steps[i].request != NULL; i++)
        step_run(story->name, &story->steps[i]);
}
