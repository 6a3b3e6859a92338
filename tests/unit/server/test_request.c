#include "../../../src/server/request.h"

#include "../store/fixture.h"
#include "suites.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

#define BASE "/api/v2/llm-obs/v1"

enum { BODIES_MAX = 64 * 1024 };

static struct service service;

static void setup(void)
{
    fixture_setup();
    service = (struct service){ .workspace = workspace, .keys.need_none = true, .bodies_max = BODIES_MAX };
    rate_init(&service.rate, 0);
    sweep_init(&service.sweep);
}

static void teardown(void)
{
    ck_assert_uint_eq(service.bodies_now, 0);
    rate_destroy(&service.rate);
    sweep_destroy(&service.sweep);
    fixture_teardown();
}

static struct request *begin_request(const char *method, const char *target)
{
    struct request *const request = request_new(&service, target);
    request_take_head(request, &(struct request_head){ .method = method });
    return request;
}

static const struct {
    const char *target;
    int status;
} targets[] = {
    { BASE "/projects", 200 },
    { BASE "/projects?page[limit]=1", 200 },
    { "http://localhost" BASE "/projects", 200 },
    { "HTTP://[::1]:8126" BASE "/projects?page[limit]=1", 200 },
    { "https://api.example.com" BASE "/projects", 200 },
    { "http://localhost" BASE "/projects?page[limit]=0", 400 },
    { "http://localhost", 404 },
    { "http://", 404 },
    { "http:" BASE "/projects", 404 },
    { "ftp://localhost" BASE "/projects", 404 },
    { "*", 404 },
    { "", 404 },
};

START_TEST(a_target_is_a_path_or_a_url)
{
    struct request *request = begin_request("GET", targets[_i].target);
    ck_assert_int_eq(request_answer(request), targets[_i].status);
    request_free(&request);
}
END_TEST

/* Takes a piece of a body that is never finished. */
static struct request *hold_piece(size_t size)
{
    char *const piece = xmalloc(size);
    memset(piece, ' ', size);
    struct request *const request = begin_request("POST", BASE "/projects");
    ck_assert(request_take_body(request, (struct slice){ .at = piece, .length = size }));
    free(piece);
    return request;
}

START_TEST(bodies_together_are_bounded)
{
    struct request *first = hold_piece(BODIES_MAX / 2);
    struct request *second = hold_piece(BODIES_MAX / 2);
    struct request *third = hold_piece(1);
    ck_assert_uint_eq(service.bodies_now, BODIES_MAX);
    ck_assert_int_eq(request_answer(third), 503);
    ck_assert_int_eq(request_answer(second), 400); /* is no JSON, but was kept */
    request_free(&first);
    ck_assert_uint_eq(service.bodies_now, BODIES_MAX / 2);
    struct request *fourth = hold_piece(1);
    ck_assert_int_eq(request_answer(fourth), 400);
    request_free(&second);
    request_free(&third);
    request_free(&fourth);
}
END_TEST

START_TEST(refused_bodies_are_not_held)
{
    struct request *unknown = begin_request("POST", BASE "/nothing");
    struct request *bodiless = begin_request("GET", BASE "/projects");
    ck_assert(request_take_body(unknown, SLICE("more")));
    ck_assert(request_take_body(bodiless, SLICE("more")));
    ck_assert_uint_eq(service.bodies_now, 0);
    ck_assert_int_eq(request_answer(unknown), 404);
    ck_assert_int_eq(request_answer(bodiless), 200);
    request_free(&unknown);
    request_free(&bodiless);
}
END_TEST

/* Who was refused in the middle of a body is refused at its end, and gives back what was held at once. */
START_TEST(a_body_that_is_too_much_is_dropped)
{
    struct request *request = hold_piece(BODIES_MAX);
    ck_assert(request_take_body(request, SLICE("{}")));
    ck_assert_uint_eq(service.bodies_now, 0);
    ck_assert(request_take_body(request, SLICE("{}")));
    ck_assert_uint_eq(service.bodies_now, 0);
    ck_assert_int_eq(request_answer(request), 503);
    request_free(&request);
}
END_TEST

/* The path of a queue whose annotated interactions are more than is held at once. */
static const char *large_queue(void)
{
    char *const note = xcalloc(16 * 1024 + 1, 1);
    memset(note, 'a', 16 * 1024);
    begin();
    const struct workspace_row project = add_project("project", NULL);
    const struct workspace_row queue = add_queue(&project, "queue");
    for (int i = 0; i < 100; i++) {
        const struct workspace_row interaction = add_interaction(&queue, arena_printf(&arena, "content-%d", i));
        add_annotation(&interaction, arena_printf(&arena, "{\"note\":\"%s\"}", note));
    }
    commit();
    free(note);
    return arena_printf(&arena, BASE "/annotation-queues/%.*s/annotated-interactions", SLICE_ARGS(plain_id(&queue)));
}

START_TEST(streams_together_are_bounded)
{
    const char *const target = large_queue();
    service.streams_max = 1;
    struct request *first = begin_request("GET", target);
    struct request *second = begin_request("GET", target);
    struct request *small = begin_request("GET", BASE "/projects");
    ck_assert_int_eq(request_answer(first), 200);
    ck_assert(first->handling.stream.read != NULL);
    ck_assert_int_eq(request_answer(second), 503);
    ck_assert(second->handling.stream.read == NULL);
    ck_assert_int_eq(request_answer(small), 200);
    request_free(&first);
    ck_assert_uint_eq(service.streams_now, 0);
    struct request *third = begin_request("GET", target);
    ck_assert_int_eq(request_answer(third), 200);
    request_free(&second);
    request_free(&small);
    request_free(&third);
    ck_assert_uint_eq(service.streams_now, 0);
}
END_TEST

Suite *request_suite(void)
{
    TCase *const cases = tcase_create("request");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_loop_test(cases, a_target_is_a_path_or_a_url, 0, ARRAY_LENGTH(targets));
    tcase_add_test(cases, bodies_together_are_bounded);
    tcase_add_test(cases, refused_bodies_are_not_held);
    tcase_add_test(cases, a_body_that_is_too_much_is_dropped);
    tcase_add_test(cases, streams_together_are_bounded);
    Suite *const suite = suite_create("request");
    suite_add_tcase(suite, cases);
    return suite;
}
