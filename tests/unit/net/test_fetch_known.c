/* Lists that the caller has already: named by their tag (ETag), confirmed with 304. */
#include "fetching.h"

#include <check.h>

#define TAGGED(tag)                                                                                                    \
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: " tag "\r\nConnection: close\r\n\r\n"                  \
    "{\"data\":[{\"id\":\"p1\",\"type\":\"projects\",\"attributes\":{\"name\":\"n\"}}]}"
#define UNCHANGED "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"

/* Reads the projects as one who has them as they were fetched then; returns when they were fetched now. */
static int64_t read_held(int64_t held_at_ms, size_t *rows, int *status)
{
    struct fetch_request request = { .call = api_call_new(API_LIST_PROJECTS), .held_at_ms = held_at_ms };
    struct fetch_event end;
    *rows = await_end(fetch_send(fetch, &request), &end, NULL);
    ck_assert_msg(end.kind == FETCH_DONE, "%s", end.error.message);
    ck_assert_int_eq(end.source, FETCH_FROM_SERVER);
    *status = end.status;
    const int64_t fetched_at_ms = end.fetched_at_ms;
    fetch_event_free(&end);
    return fetched_at_ms;
}

START_TEST(who_has_a_list_hears_that_it_is_still_so)
{
    static const struct bad_answer answers[] = { { .bytes = TAGGED("\"one\"") },   { .bytes = UNCHANGED },
                                                 { .bytes = UNCHANGED },           { .bytes = TAGGED("\"two\"") },
                                                 { .bytes = TAGGED("\"three\"") }, { 0 } };
    size_t rows = 0;
    int status = 0;
    make_cache();
    start(answers, 10);
    const int64_t first_ms = read_held(0, &rows, &status);
    ck_assert_uint_eq(rows, 1);
    ck_assert_ptr_null(strstr(bad_server_request(server, 0), "If-None-Match"));
    const int64_t second_ms = read_held(first_ms, &rows, &status);
    ck_assert_uint_eq(rows, 0);
    ck_assert_int_eq(status, 304);
    ck_assert_ptr_nonnull(strstr(bad_server_request(server, 1), "If-None-Match: \"one\"\r\n"));
    const int64_t third_ms = read_held(second_ms, &rows, &status);
    ck_assert_int_eq(status, 304);
    const int64_t fourth_ms = read_held(third_ms, &rows, &status);
    ck_assert_uint_eq(rows, 1);
    ck_assert_int_eq(status, 200);
    read_held(fourth_ms, &rows, &status);
    ck_assert_ptr_nonnull(strstr(bad_server_request(server, 4), "If-None-Match: \"two\"\r\n"));
    stop();
    remove_cache();
}
END_TEST

START_TEST(what_the_cache_gave_first_is_confirmed)
{
    static const struct bad_answer answers[] = { { .bytes = TAGGED("\"one\"") }, { .bytes = UNCHANGED }, { 0 } };
    struct fetch_event end;
    size_t rows = 0;
    size_t cached = 0;
    int status = 0;
    make_cache();
    start(answers, 10);
    read_held(0, &rows, &status);
    ck_assert_uint_eq(await_end(send_call(API_LIST_PROJECTS, true, false), &end, &cached), 0);
    ck_assert_uint_eq(cached, 1);
    ck_assert_int_eq(end.kind, FETCH_DONE);
    ck_assert_int_eq(end.status, 304);
    fetch_event_free(&end);
    stop();
    remove_cache();
}
END_TEST

/* Who has nothing, something else, or only a part, is sent the list. */
START_TEST(a_tag_is_named_only_for_what_is_held)
{
    static const struct bad_answer answers[] = { { .bytes = TAGGED("\"one\"") }, { 0 } };
    size_t rows = 0;
    int status = 0;
    make_cache();
    start(answers, 10);
    const int64_t first_ms = read_held(0, &rows, &status);
    read_held(0, &rows, &status);
    read_held(first_ms - 1, &rows, &status);
    ck_assert_uint_eq(rows, 1);
    for (size_t i = 0; i < 3; i++)
        ck_assert_ptr_null(strstr(bad_server_request(server, i), "If-None-Match"));
    stop();
    remove_cache();
}
END_TEST

/* A list of several pages has no tag: that of its first page says nothing of the others. */
START_TEST(a_list_of_several_pages_is_read_again)
{
    static const struct bad_answer answers[] = {
        { .bytes = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: \"one\"\r\nConnection: close\r\n\r\n"
                   "{\"data\":[],\"meta\":{\"after\":\"c1\"}}" },
        { .bytes = TAGGED("\"two\"") },
        { 0 }
    };
    struct fetch_event end;
    make_cache();
    start(answers, 10);
    for (size_t i = 0; i < 2; i++) {
        size_t cached = 0;
        await_end(send_call(API_LIST_PROJECTS, true, true), &end, &cached);
        ck_assert_msg(end.kind == FETCH_DONE, "%s", end.error.message);
        fetch_event_free(&end);
    }
    ck_assert_uint_eq(bad_server_requests(server), 3);
    ck_assert_ptr_null(strstr(bad_server_request(server, 2), "If-None-Match"));
    stop();
    remove_cache();
}
END_TEST

/* 304 is no answer to who asked without a tag. */
START_TEST(an_unasked_304_is_a_failure)
{
    static const struct bad_answer answers[] = { { .bytes = UNCHANGED }, { 0 } };
    struct fetch_event end;
    start(answers, 10);
    await_end(send_call(API_LIST_PROJECTS, false, false), &end, NULL);
    ck_assert_int_eq(end.kind, FETCH_FAILED);
    fetch_event_free(&end);
}
END_TEST

Suite *fetch_known_suite(void)
{
    Suite *suite = suite_create("fetch_known");
    TCase *tests = tcase_create("fetch_known");
    tcase_add_checked_fixture(tests, NULL, stop);
    tcase_add_test(tests, who_has_a_list_hears_that_it_is_still_so);
    tcase_add_test(tests, what_the_cache_gave_first_is_confirmed);
    tcase_add_test(tests, a_tag_is_named_only_for_what_is_held);
    tcase_add_test(tests, a_list_of_several_pages_is_read_again);
    tcase_add_test(tests, an_unasked_304_is_a_failure);
    suite_add_tcase(suite, tests);
    return suite;
}
