#include "../../../src/server/etag.h"

#include "suites.h"

#include <annotty/base/mem.h>

static const struct {
    const char *header;
    bool is_known;
} headers[] = {
    { "\"a-1\"", true },
    { "W/\"a-1\"", true },
    { "\"x\", \"a-1\"", true },
    { "\"x\",W/\"a-1\" , \"y\"", true },
    { "  \"a-1\"\t", true },
    { NULL, false },
    { "", false },
    { "*", false },
    { "a-1", false },
    { "\"a-1", false },
    { "\"a-10\"", false },
    { "\"b\",\"c\"", false },
    { "w/\"a-1\"", false },
    { ",,,", false },
};

START_TEST(a_tag_is_known_when_it_is_named)
{
    ck_assert_int_eq(etag_is_known(headers[_i].header, "\"a-1\""), headers[_i].is_known);
}
END_TEST

START_TEST(a_tag_tells_states_and_people_apart)
{
    static const struct {
        int64_t stamp;
        const char *person;
    } rows[] = { { 1, NULL }, { -1, NULL }, { 1, "ann" }, { 1, "ben" }, { INT64_MIN, "ann" }, { INT64_MAX, "ann" } };
    char tags[ARRAY_LENGTH(rows)][ETAG_SIZE];
    char again[ETAG_SIZE];
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        etag_write(rows[i].stamp, rows[i].person, tags[i]);
        etag_write(rows[i].stamp, rows[i].person, again);
        ck_assert_str_eq(tags[i], again);
        ck_assert(etag_is_known(tags[i], again));
        ck_assert_int_eq(tags[i][0], '"');
        ck_assert_int_eq(tags[i][strlen(tags[i]) - 1], '"');
        for (size_t j = 0; j < i; j++)
            ck_assert_str_ne(tags[i], tags[j]);
    }
}
END_TEST

Suite *etag_suite(void)
{
    TCase *const cases = tcase_create("etag");
    tcase_add_loop_test(cases, a_tag_is_known_when_it_is_named, 0, ARRAY_LENGTH(headers));
    tcase_add_test(cases, a_tag_tells_states_and_people_apart);
    Suite *const suite = suite_create("etag");
    suite_add_tcase(suite, cases);
    return suite;
}
