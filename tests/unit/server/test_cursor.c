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

/* The list at "a/b", and "QUERY" of it or "QUERY PATH" of another one. */
static struct handling list_of(enum api_operation_id operation, const char *query_and_path)
{
    struct handling handling = { .operation = &api_operations[operation], .arena = &arena };
    struct api_problem problem = { 0 };
    struct slice path = slice_of(query_and_path);
    struct slice query;
    slice_cut(&path, ' ', &query);
    handling.path_values[1] = path.at != NULL ? path : SLICE("a/b");
    slice_cut(&handling.path_values[1], '/', &handling.path_values[0]);
    ck_assert_msg(api_query_read(handling.operation, query, &arena, &handling.query, &problem), "%s", problem.detail);
    return handling;
}

static bool read_as(enum api_operation_id operation, const char *query_and_path, const char *cursor,
                    struct cursor_place *place)
{
    const struct handling handling = list_of(operation, query_and_path);
    return cursor_read(&handling, slice_of(cursor), place);
}

static void write_as(enum api_operation_id operation, const char *query_and_path, struct cursor_place place, char *text)
{
    const struct handling handling = list_of(operation, query_and_path);
    cursor_write(&handling, &place, text);
}

static const struct cursor_place somewhere = { 77, 3 };

static const struct cursor_place places[] = {
    { 1, 0 }, { 2, 0 }, { 2, 1 }, { 9, 2 }, { 5000, 77 }, { (int64_t)1 << 40, 1 }, { INT64_MAX, INT64_MAX },
};

START_TEST(a_place_comes_back)
{
    char cursor[CURSOR_SIZE];
    struct cursor_place place = { 0 };
    write_as(API_LIST_PROJECTS, "", places[_i], cursor);
    ck_assert_uint_eq(strlen(cursor), CURSOR_SIZE - 1);
    ck_assert(read_as(API_LIST_PROJECTS, "", cursor, &place));
    ck_assert_int_eq(place.seq, places[_i].seq);
    ck_assert_int_eq(place.version, places[_i].version);
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
    { API_LIST_DATASETS, API_LIST_DATASETS, "", "page[limit]=9 a/b", true },
    { API_LIST_DATASETS, API_LIST_DATASETS, "", " b/b", false },
    { API_LIST_RECORDS, API_LIST_RECORDS, "", " a/c", false },
    { API_LIST_RECORDS, API_LIST_RECORDS, "", " ab/", false },
    { API_LIST_RECORDS, API_LIST_RECORDS, "", "filter[version]=3", false },
    { API_LIST_RECORDS, API_LIST_RECORDS, "filter[version]=3", "filter%5Bversion%5D=3&page[limit]=9", true },
};

START_TEST(a_cursor_belongs_to_its_list_and_filters)
{
    char cursor[CURSOR_SIZE];
    struct cursor_place place = { 0 };
    write_as(lists[_i].operation, lists[_i].query, somewhere, cursor);
    const bool is_read = read_as(lists[_i].other_operation, lists[_i].other_query, cursor, &place);
    ck_assert_int_eq(is_read, lists[_i].is_same_list);
    if (is_read)
        ck_assert_int_eq(place.seq, somewhere.seq);
}
END_TEST

START_TEST(every_changed_digit_is_noticed)
{
    char cursor[CURSOR_SIZE];
    struct cursor_place place = { 0 };
    write_as(API_LIST_PROJECTS, "", somewhere, cursor);
    cursor[_i] = cursor[_i] == '0' ? '1' : '0';
    ck_assert(!read_as(API_LIST_PROJECTS, "", cursor, &place));
}
END_TEST

static const char *const strangers[] = {
    "",
    "1",
    "77",
    "000000000000000000000000000000000000000000000000",
    "0x00000000000000000000000000000000000000000000ff",
    "                                               1",
    "+0000000000000001-00000000000001+000000000000001",
    "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
    "'; DROP TABLE project; --                       ",
};

START_TEST(what_is_no_cursor_is_refused)
{
    struct cursor_place place = { 0 };
    ck_assert(!read_as(API_LIST_PROJECTS, "", strangers[_i], &place));
}
END_TEST

START_TEST(a_cursor_has_one_spelling)
{
    char cursor[CURSOR_SIZE];
    char other[CURSOR_SIZE + 1];
    struct cursor_place place = { 0 };
    write_as(API_LIST_PROJECTS, "", somewhere, cursor);
    snprintf(other, sizeof(other), "%s0", cursor);
    ck_assert(!read_as(API_LIST_PROJECTS, "", other, &place));
    other[CURSOR_SIZE - 2] = '\0';
    ck_assert(!read_as(API_LIST_PROJECTS, "", other, &place));
    snprintf(other, sizeof(other), "%s", cursor);
    const size_t letter = strcspn(other, "abcdef");
    ck_assert_uint_lt(letter, strlen(other));
    other[letter] = (char)(other[letter] - 'a' + 'A');
    ck_assert(!read_as(API_LIST_PROJECTS, "", other, &place));
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
