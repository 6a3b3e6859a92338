#include "../../../src/server/cursor.h"

#include "suites.h"

#include <annotty/base/mem.h>

#include <stdint.h>
#include <stdio.h>

static struct arena arena;

static void teardown(void)
{
    arena_free(&arena);
}

static struct api_query query_of(enum api_operation_id operation, const char *text)
{
    struct api_query query;
    struct api_problem problem = { 0 };
    ck_assert_msg(api_query_read(&api_operations[operation], slice_of(text), &arena, &query, &problem), "%s",
                  problem.detail);
    return query;
}

static bool read_as(enum api_operation_id operation, const char *query_text, const char *cursor, int64_t *seq)
{
    const struct api_query query = query_of(operation, query_text);
    return cursor_read(&api_operations[operation], &query, slice_of(cursor), seq);
}

static void write_as(enum api_operation_id operation, const char *query_text, int64_t seq, char *text)
{
    const struct api_query query = query_of(operation, query_text);
    cursor_write(&api_operations[operation], &query, seq, text);
}

static const int64_t places[] = { 1, 2, 9, 5000, (int64_t)1 << 40, INT64_MAX };

START_TEST(a_place_comes_back)
{
    char cursor[CURSOR_SIZE];
    int64_t seq = 0;
    write_as(API_LIST_PROJECTS, "", places[_i], cursor);
    ck_assert_uint_eq(strlen(cursor), CURSOR_SIZE - 1);
    ck_assert(read_as(API_LIST_PROJECTS, "", cursor, &seq));
    ck_assert_int_eq(seq, places[_i]);
}
END_TEST

/* A client may take larger pages from the middle on. */
static const struct {
    enum api_operation_id operation, other_operation;
    const char *query, *other_query;
    bool is_same_list;
} lists[] = {
    { API_LIST_PROJECTS, API_LIST_PROJECTS, "page[limit]=2", "page[limit]=500", true },
    { API_LIST_PROJECTS, API_LIST_PROJECTS, "", "page%5Blimit%5D=500&colour=red", true },
    { API_LIST_PROJECTS, API_LIST_PROJECTS, "filter[name]=a", "filter%5Bname%5D=%61&page[limit]=1", true },
    { API_LIST_PROJECTS, API_LIST_PROJECTS, "filter[name]=", "", true },
    { API_LIST_PROJECTS, API_LIST_PROJECTS, "", "filter[name]=a", false },
    { API_LIST_PROJECTS, API_LIST_PROJECTS, "filter[name]=a", "filter[name]=b", false },
    { API_LIST_PROJECTS, API_LIST_PROJECTS, "filter[name]=a", "filter[id]=a", false },
    { API_LIST_PROJECTS, API_LIST_PROJECTS, "filter[id]=a&filter[name]=bc", "filter[id]=ab&filter[name]=c", false },
    { API_LIST_EXPERIMENTS, API_LIST_EXPERIMENTS, "filter[id]=a&filter[id]=b", "filter[id]=ab", false },
    { API_LIST_PROJECTS, API_LIST_DATASETS, "", "", false },
    { API_LIST_PROJECTS, API_LIST_EXPERIMENTS, "filter[id]=a", "filter[id]=a", false },
};

START_TEST(a_cursor_belongs_to_its_list_and_filters)
{
    char cursor[CURSOR_SIZE];
    int64_t seq = 0;
    write_as(lists[_i].operation, lists[_i].query, 77, cursor);
    const bool is_read = read_as(lists[_i].other_operation, lists[_i].other_query, cursor, &seq);
    ck_assert_int_eq(is_read, lists[_i].is_same_list);
    if (is_read)
        ck_assert_int_eq(seq, 77);
}
END_TEST

START_TEST(every_changed_digit_is_noticed)
{
    char cursor[CURSOR_SIZE];
    int64_t seq = 0;
    write_as(API_LIST_PROJECTS, "", 77, cursor);
    cursor[_i] = cursor[_i] == '0' ? '1' : '0';
    ck_assert(!read_as(API_LIST_PROJECTS, "", cursor, &seq));
}
END_TEST

static const char *const strangers[] = {
    "",
    "1",
    "77",
    "00000000000000000000000000000000",
    "0x0000000000000000000000000000ff",
    "                               1",
    "+0000000000000001-00000000000001",
    "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
    "'; DROP TABLE project; --       ",
};

START_TEST(what_is_no_cursor_is_refused)
{
    int64_t seq = 0;
    ck_assert(!read_as(API_LIST_PROJECTS, "", strangers[_i], &seq));
}
END_TEST

START_TEST(a_cursor_has_one_spelling)
{
    char cursor[CURSOR_SIZE];
    char other[CURSOR_SIZE + 1];
    int64_t seq = 0;
    write_as(API_LIST_PROJECTS, "", 77, cursor);
    snprintf(other, sizeof(other), "%s0", cursor);
    ck_assert(!read_as(API_LIST_PROJECTS, "", other, &seq));
    other[CURSOR_SIZE - 2] = '\0';
    ck_assert(!read_as(API_LIST_PROJECTS, "", other, &seq));
    snprintf(other, sizeof(other), "%s", cursor);
    const size_t letter = strcspn(other, "abcdef");
    ck_assert_uint_lt(letter, strlen(other));
    other[letter] = (char)(other[letter] - 'a' + 'A');
    ck_assert(!read_as(API_LIST_PROJECTS, "", other, &seq));
}
END_TEST

Suite *cursor_suite(void)
{
    TCase *const cases = tcase_create("cursor");
    tcase_add_checked_fixture(cases, NULL, teardown);
    tcase_add_loop_test(cases, a_place_comes_back, 0, ARRAY_LENGTH(places));
    tcase_add_loop_test(cases, a_cursor_belongs_to_its_list_and_filters, 0, ARRAY_LENGTH(lists));
    tcase_add_loop_test(cases, every_changed_digit_is_noticed, 0, CURSOR_SIZE - 1);
    tcase_add_loop_test(cases, what_is_no_cursor_is_refused, 0, ARRAY_LENGTH(strangers));
    tcase_add_test(cases, a_cursor_has_one_spelling);
    Suite *const suite = suite_create("cursor");
    suite_add_tcase(suite, cases);
    return suite;
}
