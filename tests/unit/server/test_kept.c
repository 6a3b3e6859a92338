#include "../../../src/server/kept.h"

#include "suites.h"

#include <annotty/base/mem.h>

#include <stdio.h>
#include <stdlib.h>

static struct kept kept;
static struct buf answer;
static char tag[ETAG_SIZE];

static void setup(void)
{
    kept_init(&kept);
    answer = buf_with_limit(BUF_LIMIT_ANSWER);
}

static void teardown(void)
{
    kept_destroy(&kept);
    buf_free(&answer);
}

static bool find(const char *key, int64_t version)
{
    buf_clear(&answer);
    return kept_find(&kept, slice_of(key), version, &answer, tag);
}

START_TEST(an_answer_comes_back_with_its_tag)
{
    ck_assert(!find("a", 1));
    kept_put(&kept, SLICE("a"), 1, SLICE("{\"data\":[]}"), "\"t\"");
    ck_assert(find("a", 1));
    ck_assert_str_eq(buf_text(&answer), "{\"data\":[]}");
    ck_assert_str_eq(tag, "\"t\"");
    ck_assert(!find("b", 1));
    ck_assert(!find("", 1));
}
END_TEST

START_TEST(it_holds_for_its_version_only)
{
    kept_put(&kept, SLICE("a"), 1, SLICE("old"), "");
    ck_assert(!find("a", 2));
    ck_assert(!find("a", 0));
    kept_put(&kept, SLICE("a"), 2, SLICE("new"), "");
    ck_assert(find("a", 2));
    ck_assert_str_eq(buf_text(&answer), "new");
    ck_assert(!find("a", 1));
}
END_TEST

START_TEST(what_nobody_asks_for_gives_way)
{
    char key[16];
    for (int i = 0; i < KEPT_ANSWERS; i++) {
        snprintf(key, sizeof(key), "%d", i);
        kept_put(&kept, slice_of(key), 1, slice_of(key), "");
    }
    ck_assert(find("0", 1));
    kept_put(&kept, SLICE("more"), 1, SLICE("more"), "");
    ck_assert(find("0", 1));
    ck_assert(find("more", 1));
    ck_assert(!find("1", 1));
    ck_assert(find("2", 1));
}
END_TEST

START_TEST(long_answers_are_not_kept)
{
    char *const bytes = xcalloc(1, KEPT_BYTES_MAX + 1);
    kept_put(&kept, SLICE("just"), 1, (struct slice){ bytes, KEPT_BYTES_MAX }, "");
    kept_put(&kept, SLICE("over"), 1, (struct slice){ bytes, KEPT_BYTES_MAX + 1 }, "");
    ck_assert(find("just", 1));
    ck_assert_uint_eq(answer.length, KEPT_BYTES_MAX);
    ck_assert(!find("over", 1));
    free(bytes);
}
END_TEST

Suite *kept_suite(void)
{
    Suite *suite = suite_create("kept");
    TCase *tests = tcase_create("kept");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, an_answer_comes_back_with_its_tag);
    tcase_add_test(tests, it_holds_for_its_version_only);
    tcase_add_test(tests, what_nobody_asks_for_gives_way);
    tcase_add_test(tests, long_answers_are_not_kept);
    suite_add_tcase(suite, tests);
    return suite;
}
