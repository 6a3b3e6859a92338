#include "../../../src/cli/chunk.h"

#include "scratch.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static struct scratch scratch;
static struct items items;
static struct chunk chunk;
static struct chunker chunker;
static char *path;

/* Opens a file with this text. */
static void start(enum api_operation_id operation, const char *text)
{
    scratch = scratch_new();
    path = scratch_file(&scratch, "in");
    FILE *file = fopen(path, "w");
    ck_assert(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
    const struct origin origin = { .kind = ORIGIN_FILE, .text = path };
    const struct item_rules rules = { .operation = &api_operations[operation] };
    struct error error;
    ck_assert_msg(items_open(&items, &rules, &origin, 1, NULL, &error), "%s", error.message);
    chunker = chunker_new(&items);
}

static void stop(void)
{
    chunk_free(&chunk);
    chunker_free(&chunker);
    items_close(&items);
    free(path);
    scratch_remove(&scratch);
}

#define METRIC "{\"span_id\":\"s\",\"label\":\"l\",\"metric_type\":\"score\",\"timestamp_ms\":1}\n"
#define SPAN                                                                                                           \
    "{\"span_id\":\"s\",\"trace_id\":\"t\",\"project_id\":\"p\",\"dataset_id\":\"d\",\"name\":\"n\",\"start_ns\":1,"   \
    "\"duration\":1,\"status\":\"ok\"}\n"

static const struct {
    const char *pointer, *place; /* of the line; NULL: means no item */
} pointers[] = {
    { "/data/attributes/spans/0/name", ":2" },
    { "/data/attributes/metrics/1", ":3" },
    { "/data/attributes/metrics/0/label", ":1" },
    { "/data/attributes/spans/1", NULL },
    { "/data/attributes/spans/-1", NULL },
    { "/data/attributes/spans/x", NULL },
    { "/data/attributes/spans", NULL },
    { "/data/attributes/spoons/0", NULL },
    { "/data/type", NULL },
    { "DD-API-KEY", NULL },
    { "", NULL },
};

START_TEST(a_pointer_leads_to_a_line)
{
    start(API_PUSH_EXPERIMENT_EVENTS, METRIC SPAN METRIC);
    ck_assert(chunker_fill(&chunker, &chunk));
    ck_assert_uint_eq(chunk.batch.count, 3);
    size_t number = 0;
    const bool found = chunk_find(&chunk, &api_operations[API_PUSH_EXPERIMENT_EVENTS], pointers[_i].pointer, &number);
    ck_assert_int_eq(found, pointers[_i].place != NULL);
    if (!found)
        return;
    char place[256];
    chunk_place_of(&chunk, number, number, place);
    ck_assert_str_eq(strrchr(place, ':'), pointers[_i].place);
}
END_TEST

START_TEST(what_is_taken_out_leaves_the_others_in_place)
{
    char place[256];
    size_t number = 0;
    start(API_PUSH_EXPERIMENT_EVENTS, METRIC SPAN METRIC);
    ck_assert(chunker_fill(&chunker, &chunk));
    chunk_remove(&chunk, 0);
    ck_assert(chunk_find(&chunk, &api_operations[API_PUSH_EXPERIMENT_EVENTS], "/data/attributes/metrics/0", &number));
    chunk_place_of(&chunk, number, number, place);
    ck_assert_str_eq(strrchr(place, ':'), ":3");
    chunk_place_of(&chunk, 0, 1, place);
    ck_assert_str_eq(strrchr(place, ':'), ":2 to 3");
}
END_TEST

START_TEST(a_thousand_and_one_are_two)
{
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    for (int i = 0; i <= BATCH_ITEMS_MAX; i++)
        buf_printf(&text, "id-%d\n", i);
    start(API_DELETE_RECORDS, buf_text(&text));
    ck_assert(chunker_fill(&chunker, &chunk));
    ck_assert_uint_eq(chunk.batch.count, BATCH_ITEMS_MAX);
    ck_assert(chunker_fill(&chunker, &chunk));
    ck_assert_uint_eq(chunk.batch.count, 1);
    ck_assert(slice_is(api_batch_text(&chunk.batch, 0), "\"id-1000\""));
    ck_assert_uint_eq(chunk.places[0].line, BATCH_ITEMS_MAX + 1);
    ck_assert(!chunker_fill(&chunker, &chunk));
    ck_assert_int_eq(chunker.error.kind, ERROR_NONE);
    buf_free(&text);
}
END_TEST

START_TEST(a_mistake_ends_the_chunk_and_is_kept)
{
    start(API_DELETE_RECORDS, "a b\x01 c\n");
    ck_assert(chunker_fill(&chunker, &chunk));
    ck_assert_uint_eq(chunk.batch.count, 1);
    ck_assert_int_eq(chunker.error.kind, ERROR_INPUT);
    ck_assert(!chunker_fill(&chunker, &chunk));
}
END_TEST

START_TEST(all_mistakes_are_counted_before)
{
    struct error error;
    size_t count = 0;
    start(API_DELETE_RECORDS, "a b\x01 c\nd\x01\n");
    ck_assert(!items_check(&items, &count, &error));
    ck_assert_uint_eq(count, 2);
    ck_assert_msg(strstr(error.message, "in:1: has a control character") != NULL &&
                      strstr(error.message, "(and 1 more like it); nothing was sent") != NULL,
                  "%s", error.message);
}
END_TEST

Suite *chunk_suite(void)
{
    Suite *suite = suite_create("chunk");
    TCase *tests = tcase_create("chunk");
    tcase_add_checked_fixture(tests, NULL, stop);
    tcase_add_loop_test(tests, a_pointer_leads_to_a_line, 0, ARRAY_LENGTH(pointers));
    tcase_add_test(tests, what_is_taken_out_leaves_the_others_in_place);
    tcase_add_test(tests, a_thousand_and_one_are_two);
    tcase_add_test(tests, a_mistake_ends_the_chunk_and_is_kept);
    tcase_add_test(tests, all_mistakes_are_counted_before);
    suite_add_tcase(suite, tests);
    return suite;
}
