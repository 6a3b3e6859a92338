#include "../../../src/cli/names.h"

#include "../scratch.h"
#include "run.h"

#include <annotty/base/clock.h>

#include <stdio.h>

static struct scratch scratch;
static struct arena arena;
static struct rows *rows;
static struct layout layout;

/* Two queues of two people, as a table on a terminal shows them. */
static void setup(void)
{
    scratch = scratch_new();
    rows = rows_new(&api_resources[API_QUEUE]);
    layout = (struct layout){ .resource = &api_resources[API_QUEUE], .terminal = true };
    layout_choose(&layout, false);
    static const char *const people[] = { "ann", "bob" };
    for (size_t i = 0; i < 2; i++) {
        struct api_record record = { .resource = &api_resources[API_QUEUE] };
        record.id = api_text_value(&arena, slice_of(people[i]));
        record.values[api_field_index(record.resource, SLICE("owned_by"))] = record.id;
        rows_put(rows, &record, NULL);
    }
}

static void teardown(void)
{
    rows_free(&rows);
    arena_free(&arena);
    scratch_remove(&scratch);
}

START_TEST(nobody_is_asked_without_a_server)
{
    struct names *names = names_new(1000);
    names_learn(names, &layout, rows);
    ck_assert_uint_eq(people_name(names_people(names), SLICE("ann")).length, 0);
    names_free(&names);
}
END_TEST

/* Nobody listens there, which is tried again and again: it is waited for once, and what else happens isn't lost. */
START_TEST(a_server_that_does_not_answer_is_given_up)
{
    enum { PATIENCE_MS = 60, LONG_MS = 20000 };
    struct error error;
    char base[300];
    snprintf(base, sizeof(base), "unix:%s/nobody", scratch.path);
    struct fetch *fetch =
        fetch_start(&(struct fetch_options){ .base = base, .site_name = "s", .timeout_s = 60 }, &error);
    ck_assert_ptr_nonnull(fetch);
    struct names *names = names_new(PATIENCE_MS);
    names_use(names, fetch);
    const int64_t begun_ms = clock_monotonic_ms();
    names_learn(names, &layout, rows);
    names_learn(names, &layout, rows);
    ck_assert_int_lt(clock_monotonic_ms() - begun_ms, LONG_MS);
    struct fetch_event event;
    ck_assert(names_wait_event(names, &event));
    ck_assert_int_eq(event.kind, FETCH_LINK);
    fetch_event_free(&event);
    names_free(&names);
    fetch_stop(&fetch);
}
END_TEST

Suite *names_suite(void)
{
    TCase *const cases = tcase_create("names");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, nobody_is_asked_without_a_server);
    tcase_add_test(cases, a_server_that_does_not_answer_is_given_up);
    tcase_set_timeout(cases, 30);
    Suite *const suite = suite_create("names");
    suite_add_tcase(suite, cases);
    return suite;
}
