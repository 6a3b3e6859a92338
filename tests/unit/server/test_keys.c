/* Who is let in, by what the store has. */
#include "../../../src/server/keys.h"

#include "../store/fixture.h"
#include "suites.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

static struct keys keys;
static const char *person;

static void setup(void)
{
    fixture_setup();
    keys_init(&keys);
}

static void teardown(void)
{
    keys_destroy(&keys);
    fixture_teardown();
}

/* Puts a pair into the store, as somebody's whose name is the id. */
static void store_pair(const char *id, const char *api, const char *app)
{
    char api_digest[DIGEST_SIZE];
    char app_digest[DIGEST_SIZE];
    char somebody[UUID_SIZE];
    ck_assert(digest_make(slice_of(api), api_digest, &error));
    ck_assert(digest_make(slice_of(app), app_digest, &error));
    begin();
    ck_assert(workspace_put_person(session, &(struct workspace_person){ id, id, "" }, somebody, &error));
    const struct workspace_key key = { id, somebody, api_digest, app_digest, "2024-01-15T10:30:00.000Z", { 0 } };
    ck_assert_msg(workspace_add_key(session, &key, &error), "%s", error.message);
    commit();
}

static void remove_pair(const char *id)
{
    bool removed = false;
    begin();
    ck_assert(workspace_remove_key(session, id, &removed, &error));
    ck_assert(removed);
    commit();
}

/* 0: let in, as `person`; else the status, with the header that the problem names in *header. */
static int check_pair(const char *api, const char *app, const char **header)
{
    struct api_problem problem = { 0 };
    const struct keys_question question = { api, app, workspace, &arena };
    const bool is_in = keys_check(&keys, &question, &person, &problem);
    ck_assert_int_eq(is_in, problem.status == 0);
    *header = problem.header;
    return problem.status;
}

static bool lets_in(const char *api, const char *app)
{
    const char *header;
    return check_pair(api, app, &header) == 0;
}

/* Two pairs are known: one/first and two/second. */
static const struct {
    const char *api, *app;
    int status;
    const char *header;
} pairs[] = {
    { "one", "first", 0, NULL },
    { "two", "second", 0, NULL },
    { "one", "second", 403, KEY_APP_HEADER },
    { "two", "first", 403, KEY_APP_HEADER },
    { "one", "fir", 403, KEY_APP_HEADER },
    { "one", "firstfirst", 403, KEY_APP_HEADER },
    { "one", "firsT", 403, KEY_APP_HEADER },
    { "one", "girst", 403, KEY_APP_HEADER },
    { "on", "first", 403, KEY_API_HEADER },
    { "oneone", "first", 403, KEY_API_HEADER },
    { "onetwo", "first", 403, KEY_API_HEADER },
    { "first", "one", 403, KEY_API_HEADER },
    { " one", "first", 403, KEY_API_HEADER },
    { "", "first", 401, KEY_API_HEADER },
    { NULL, "first", 401, KEY_API_HEADER },
    { NULL, NULL, 401, KEY_API_HEADER },
    { "one", "", 401, KEY_APP_HEADER },
    { "wrong", NULL, 401, KEY_APP_HEADER },
};

static void check_all_pairs(void)
{
    for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
        const char *header;
        const int status = check_pair(pairs[i].api, pairs[i].app, &header);
        ck_assert_msg(status == pairs[i].status, "%s/%s: %d", pairs[i].api, pairs[i].app, status);
        ck_assert_pstr_eq(header, pairs[i].header);
    }
}

START_TEST(a_pair_is_let_in_or_told_why_not)
{
    store_pair("a", "one", "first");
    store_pair("b", "two", "second");
    check_all_pairs();
}
END_TEST

START_TEST(a_given_pair_is_the_owners)
{
    ck_assert_msg(keys_give(&keys, "one", "first", &error), "%s", error.message);
    store_pair("b", "two", "second");
    check_all_pairs();
    ck_assert(lets_in("two", "second"));
    ck_assert_ptr_nonnull(person);
    ck_assert(lets_in("one", "first"));
    ck_assert_ptr_null(person);
}
END_TEST

START_TEST(without_pairs_nobody_is_let_in)
{
    const char *header;
    ck_assert_int_eq(check_pair("one", "first", &header), 403);
    ck_assert_str_eq(header, KEY_API_HEADER);
}
END_TEST

START_TEST(who_comes_in_is_known)
{
    store_pair("a", "one", "first");
    store_pair("b", "two", "second");
    ck_assert(lets_in("one", "first"));
    const char *const first = person;
    ck_assert(lets_in("two", "second"));
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_nonnull(person);
    ck_assert_str_ne(first, person);
    ck_assert_uint_eq(strlen(person), UUID_SIZE - 1);
}
END_TEST

START_TEST(what_is_stored_counts_at_once)
{
    ck_assert(!lets_in("one", "first"));
    store_pair("a", "one", "first");
    ck_assert(lets_in("one", "first"));
    store_pair("b", "two", "second");
    ck_assert(lets_in("two", "second"));
    remove_pair("a");
    ck_assert(!lets_in("one", "first"));
    ck_assert(lets_in("two", "second"));
}
END_TEST

START_TEST(what_another_process_stores_counts_at_once)
{
    char *const file = scratch_file(&scratch, "workspace.db");
    store_pair("a", "one", "first");
    ck_assert(lets_in("one", "first"));
    run_sql(file, "DELETE FROM key_pair");
    ck_assert(!lets_in("one", "first"));
    free(file);
}
END_TEST

START_TEST(a_store_that_fails_lets_nobody_in)
{
    const char *header;
    char *const file = scratch_file(&scratch, "workspace.db");
    store_pair("a", "one", "first");
    ck_assert(lets_in("one", "first"));
    run_sql(file, "DROP TABLE key_pair");
    ck_assert_int_eq(check_pair("one", "first", &header), 503);
    free(file);
}
END_TEST

START_TEST(any_pair_means_a_pair_all_the_same)
{
    const char *header;
    keys.take_any = true;
    ck_assert(lets_in("a", "b"));
    ck_assert_ptr_null(person);
    ck_assert_int_eq(check_pair("a", "", &header), 401);
    ck_assert_int_eq(check_pair(NULL, "b", &header), 401);
}
END_TEST

START_TEST(a_private_socket_asks_for_none)
{
    keys.need_none = true;
    ck_assert(lets_in(NULL, NULL));
    ck_assert_ptr_null(person);
}
END_TEST

Suite *keys_suite(void)
{
    TCase *const cases = tcase_create("keys");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, a_pair_is_let_in_or_told_why_not);
    tcase_add_test(cases, a_given_pair_is_the_owners);
    tcase_add_test(cases, without_pairs_nobody_is_let_in);
    tcase_add_test(cases, who_comes_in_is_known);
    tcase_add_test(cases, what_is_stored_counts_at_once);
    tcase_add_test(cases, what_another_process_stores_counts_at_once);
    tcase_add_test(cases, a_store_that_fails_lets_nobody_in);
    tcase_add_test(cases, any_pair_means_a_pair_all_the_same);
    tcase_add_test(cases, a_private_socket_asks_for_none);
    Suite *const suite = suite_create("keys");
    suite_add_tcase(suite, cases);
    return suite;
}
