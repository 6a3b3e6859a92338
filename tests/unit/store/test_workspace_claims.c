/* Claims: another person's is respected until it ends. */
#include <annotty/store/workspace.h>

#include <annotty/base/mem.h>

#include "fixture.h"
#include "suites.h"

static struct workspace_row queue, first, second;

static void make_queue(void)
{
    begin();
    const struct workspace_row project = add_project("p", NULL);
    queue = add_queue(&project, "q");
    first = add_interaction(&queue, "t-1");
    second = add_interaction(&queue, "t-2");
}

/* Who holds it then. */
static struct slice claim(const struct workspace_row *interaction, const char *person, int64_t now_ms, int64_t until_ms)
{
    struct workspace_claim made = { .person = slice_of(person), .until_ms = until_ms };
    ck_assert(workspace_make_claim(session, interaction->seq, now_ms, &arena, &made, &error));
    return made.person;
}

static void count(const struct workspace_claim *one, void *data)
{
    size_t *const counted = data;
    ck_assert_int_gt(one->until_ms, 0);
    (*counted)++;
}

static size_t count_claims(int64_t now_ms)
{
    size_t counted = 0;
    ck_assert(workspace_each_claim(session, queue.seq, now_ms, &arena, count, &counted, &error));
    return counted;
}

START_TEST(others_wait_until_a_claim_ends)
{
    make_queue();
    ck_assert(slice_is(claim(&first, "ann", 1000, 2000), "ann"));
    ck_assert(slice_is(claim(&first, "bob", 1999, 5000), "ann"));
    ck_assert(slice_is(claim(&second, "bob", 1999, 5000), "bob"));
    ck_assert(slice_is(claim(&first, "ann", 1500, 3000), "ann"));
    ck_assert(slice_is(claim(&first, "bob", 2500, 5000), "ann"));
    ck_assert_uint_eq(count_claims(2999), 2);
    ck_assert_uint_eq(count_claims(3000), 1);
    ck_assert(slice_is(claim(&first, "bob", 3000, 5000), "bob"));
}
END_TEST

START_TEST(only_the_holder_ends_a_claim)
{
    const struct json_value ids = { JSON_ARRAY, SLICE("[]") };
    make_queue();
    claim(&first, "ann", 1000, 2000);
    struct buf text = buf_with_limit(BUF_LIMIT_LINE);
    buf_printf(&text, "[%.*s]", SLICE_ARGS(first.record.id.raw));
    const struct json_value named = { JSON_ARRAY, buf_slice(&text) };
    ck_assert(workspace_end_claims(session, queue.seq, named, "bob", &error));
    ck_assert(workspace_end_claims(session, queue.seq, ids, "ann", &error));
    ck_assert(workspace_end_claims(session, queue.seq + 1, named, "ann", &error));
    ck_assert_uint_eq(count_claims(1500), 1);
    ck_assert(workspace_end_claims(session, queue.seq, named, "ann", &error));
    ck_assert_uint_eq(count_claims(1500), 0);
    buf_free(&text);
}
END_TEST

Suite *workspace_claims_suite(void)
{
    TCase *const tests = tcase_create("claims");
    tcase_add_checked_fixture(tests, fixture_setup, fixture_teardown);
    tcase_add_test(tests, others_wait_until_a_claim_ends);
    tcase_add_test(tests, only_the_holder_ends_a_claim);
    Suite *const suite = suite_create("workspace claims");
    suite_add_tcase(suite, tests);
    return suite;
}
