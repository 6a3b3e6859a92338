/* A journal that others use too: who sends, what was decided elsewhere, and what can't be known. */
#include "sending.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static struct journal *other;

static void set_up(void)
{
    set_up_journal();
    other = open_other();
}

static void tear_down(void)
{
    if (other != NULL)
        journal_close(&other);
    tear_down_journal();
}

#define NOT_ALLOWED CLOSED("403 Forbidden", "{\"errors\":[\"Forbidden\"]}")
#define REFUSED     CLOSED("401 Unauthorized", "{\"errors\":[{\"detail\":\"no\"}]}")

/* What the other process puts into the journal. */
static int64_t keep_elsewhere(struct api_call call, enum change_state state)
{
    struct error error = { 0 };
    struct step step = { .title = xstrdup("elsewhere") };
    struct change change = { .call = call };
    ck_assert_msg(journal_add(other, &step, &change, 1, &error), "%s", error.message);
    if (state != CHANGE_WAITING) {
        change.state = state;
        ck_assert(journal_update(other, &change, &error));
    }
    const int64_t id = change.id;
    change_free(&change);
    step_free(&step);
    return id;
}

/* What the other process makes of a change. */
static void decide_elsewhere(int64_t id, enum change_state from, enum change_state to)
{
    struct error error = { 0 };
    struct change change;
    ck_assert(journal_get(other, id, &change, &error));
    ck_assert_int_eq(change.state, from);
    change.state = to;
    ck_assert_msg(journal_move(other, &change, from, &error), "%s", error.message);
    change_free(&change);
    journal_wake_sender(other);
}

static void await_sends(bool sends)
{
    struct fetch_event event = { 0 };
    bool is_it = false;
    while (!is_it) {
        ck_assert(fetch_wait_event(fetch, &event, PATIENCE_MS));
        is_it = event.kind == FETCH_JOURNAL && event.journal.sends == sends;
        fetch_event_free(&event);
    }
}

static void await_undo_refused(const char *why)
{
    struct fetch_event event = await_answer(fetch_undo(fetch, 0, NULL));
    ck_assert_int_eq(event.kind, FETCH_FAILED);
    ck_assert_msg(strstr(event.error.message, why) != NULL, "%s", event.error.message);
    fetch_event_free(&event);
}

/* --- Who sends ---------------------------------------------------------------------------------------------------- */

START_TEST(what_another_sends_is_followed)
{
    ck_assert(journal_claim(other));
    begin((const struct bad_answer[]){ { .bytes = NOTHING }, { 0 } });
    keep(delete_queue("q"), NULL, 0);
    await(1, CHANGE_WAITING);
    decide_elsewhere(1, CHANGE_WAITING, CHANGE_SENDING);
    await(1, CHANGE_SENDING);
    decide_elsewhere(1, CHANGE_SENDING, CHANGE_DONE);
    await(1, CHANGE_DONE);
    ck_assert_uint_eq(bad_server_requests(server), 0);
}
END_TEST

START_TEST(when_the_one_that_sends_ends_another_goes_on)
{
    ck_assert(journal_claim(other));
    begin((const struct bad_answer[]){ { .bytes = GONE }, { .bytes = NOTHING }, { 0 } });
    keep(delete_queue("q"), NULL, 0);
    keep(delete_queue("r"), NULL, 0);
    await(2, CHANGE_WAITING);
    decide_elsewhere(1, CHANGE_WAITING, CHANGE_SENDING);
    journal_close(&other);
    /* It had been sent: that the queue is gone is what it did. */
    await(1, CHANGE_DONE);
    await(2, CHANGE_DONE);
    ck_assert_uint_eq(bad_server_requests(server), 2);
}
END_TEST

START_TEST(what_another_keeps_is_sent)
{
    begin((const struct bad_answer[]){ { .bytes = NOTHING }, { 0 } });
    await_sends(true);
    const int64_t id = keep_elsewhere(delete_queue("q"), CHANGE_WAITING);
    journal_wake_sender(other);
    await(id, CHANGE_DONE);
}
END_TEST

START_TEST(whose_keys_are_refused_lets_others_send)
{
    begin((const struct bad_answer[]){ { .bytes = REFUSED }, { 0 } });
    keep(delete_queue("q"), NULL, 0);
    await_sends(true);
    await_sends(false);
    ck_assert(journal_claim(other));
}
END_TEST

START_TEST(who_is_offline_keeps_changes_and_lets_others_send)
{
    is_offline = true;
    begin((const struct bad_answer[]){ { .bytes = NOTHING }, { 0 } });
    keep(delete_queue("q"), NULL, 0);
    keep(create_queue(), NULL, 0);
    await(2, CHANGE_WAITING);
    ck_assert(journal_claim(other));
    decide_elsewhere(1, CHANGE_WAITING, CHANGE_DONE);
    await(1, CHANGE_DONE);
    ck_assert_uint_eq(bad_server_requests(server), 0);
}
END_TEST

START_TEST(who_rests_lets_others_send)
{
    begin((const struct bad_answer[]){ { .bytes = NOTHING }, { 0 } });
    await_sends(true);
    ck_assert(!journal_claim(other));
    fetch_rest(fetch, true);
    ck_assert(journal_claim(other));
    journal_release(other);
    fetch_rest(fetch, false);
    keep(delete_queue("q"), NULL, 0);
    await(1, CHANGE_DONE);
}
END_TEST

/* --- What was decided elsewhere ----------------------------------------------------------------------------------- */

START_TEST(what_another_has_dropped_is_not_sent)
{
    begin((const struct bad_answer[]){ { .bytes = NOTHING }, { 0 } });
    keep(delete_queue("q"), NULL, 60000);
    await(1, CHANGE_HELD);
    decide_elsewhere(1, CHANGE_HELD, CHANGE_DROPPED);
    await(1, CHANGE_DROPPED);
    keep(delete_queue("r"), NULL, 0);
    await(2, CHANGE_DONE);
    ck_assert(requested("/r", 0));
    ck_assert_uint_eq(bad_server_requests(server), 1);
}
END_TEST

START_TEST(what_another_lets_go_or_sends_again_goes_at_once)
{
    begin((const struct bad_answer[]){ { .bytes = NOTHING },
                                       { .bytes = CLOSED("400 Bad Request", "{\"errors\":[{\"detail\":\"no\"}]}") },
                                       { .bytes = NOTHING },
                                       { 0 } });
    keep(delete_queue("q"), NULL, 60000);
    await(1, CHANGE_HELD);
    decide_elsewhere(1, CHANGE_HELD, CHANGE_WAITING);
    await(1, CHANGE_DONE);
    keep(delete_queue("r"), NULL, 0);
    await(2, CHANGE_FAILED);
    decide_elsewhere(2, CHANGE_FAILED, CHANGE_WAITING);
    await(2, CHANGE_DONE);
}
END_TEST

START_TEST(what_was_asked_about_and_is_sent_again_elsewhere_is_not_asked_about_again)
{
    begin((const struct bad_answer[]){ { .bytes = QUEUES("") },
                                       { .reset = true },
                                       { .bytes = QUEUES(QUEUE("a", "n", LATE) "," QUEUE("b", "n", LATE)) },
                                       { .bytes = MADE(QUEUE("c", "n", LATE)) },
                                       { 0 } });
    keep(create_queue(), NULL, 0);
    await(1, CHANGE_ASKING);
    decide_elsewhere(1, CHANGE_ASKING, CHANGE_WAITING);
    await(1, CHANGE_DONE);
    ck_assert(requested("POST ", 3));
}
END_TEST

/* --- What the server may have ------------------------------------------------------------------------------------- */

START_TEST(what_the_server_may_have_is_not_taken_back_unseen)
{
    struct error error = { 0 };
    const int64_t id = keep_elsewhere(add("q", "[{\"content_id\":\"c\",\"type\":\"trace\"}]"), CHANGE_SENDING);
    ck_assert(journal_pause(other, 1, true, &error));
    begin((const struct bad_answer[]){ { .bytes = ADDED("{\"id\":\"i\",\"content_id\":\"c\"}") }, { 0 } });
    await(id, CHANGE_SENDING);
    await_undo_refused("it isn't known");
    fetch_act(fetch, FETCH_ACT_CANCEL, 1);
    fetch_act(fetch, FETCH_ACT_RESUME, 1);
    await(id, CHANGE_DONE);
    ck_assert_uint_eq(bad_server_requests(server), 1);
}
END_TEST

START_TEST(what_another_is_sending_is_not_dropped)
{
    ck_assert(journal_claim(other));
    const int64_t id = keep_elsewhere(delete_queue("q"), CHANGE_SENDING);
    begin((const struct bad_answer[]){ { .bytes = NOTHING }, { 0 } });
    await(id, CHANGE_SENDING);
    fetch_act(fetch, FETCH_ACT_DROP, id);
    await_undo_refused("it isn't known");
    struct change change;
    ck_assert(journal_get(other, id, &change, NULL));
    ck_assert_int_eq(change.state, CHANGE_SENDING);
    change_free(&change);
}
END_TEST

/* --- What can't be written ---------------------------------------------------------------------------------------- */

static void run_sql(const char *sql)
{
    sqlite3 *db = NULL;
    ck_assert_int_eq(sqlite3_open(journal_file, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* As when the disk is full. */
START_TEST(what_the_journal_does_not_say_is_not_sent)
{
    struct fetch_event event = { 0 };
    bool told = false;
    const int64_t id = keep_elsewhere(delete_queue("q"), CHANGE_WAITING);
    run_sql("CREATE TRIGGER full BEFORE UPDATE ON change BEGIN SELECT raise(ABORT, 'no room'); END");
    begin((const struct bad_answer[]){ { .bytes = NOTHING }, { 0 } });
    while (!told) {
        ck_assert(fetch_wait_event(fetch, &event, PATIENCE_MS));
        told = event.kind == FETCH_JOURNAL && event.journal.trouble != NULL;
        fetch_event_free(&event);
    }
    ck_assert_uint_eq(bad_server_requests(server), 0);
    run_sql("DROP TRIGGER full");
    fetch_act(fetch, FETCH_ACT_RETRY, id);
    await(id, CHANGE_DONE);
}
END_TEST

/* --- Refusals ----------------------------------------------------------------------------------------------------- */

START_TEST(one_thing_that_is_not_allowed_stops_nothing_else_and_keys_that_are_not_stop_all)
{
    begin((const struct bad_answer[]){
        { .bytes = NOTHING }, { .bytes = NOT_ALLOWED }, { .bytes = NOT_ALLOWED }, { .bytes = NOTHING }, { 0 } });
    keep(delete_queue("q"), NULL, 0);
    await(1, CHANGE_DONE);
    keep(delete_queue("r"), NULL, 0);
    await(2, CHANGE_FAILED);
    keep(delete_queue("s"), NULL, 0);
    await(3, CHANGE_SENDING);
    await(3, CHANGE_WAITING);
    ck_assert_uint_eq(bad_server_requests(server), 3);
    fetch_act(fetch, FETCH_ACT_RETRY, 3);
    await(3, CHANGE_DONE);
}
END_TEST

Suite *sender_shared_suite(void);
Suite *sender_shared_suite(void)
{
    const TTest *const tests[] = {
        what_another_sends_is_followed,
        when_the_one_that_sends_ends_another_goes_on,
        what_another_keeps_is_sent,
        whose_keys_are_refused_lets_others_send,
        who_is_offline_keeps_changes_and_lets_others_send,
        who_rests_lets_others_send,
        what_another_has_dropped_is_not_sent,
        what_another_lets_go_or_sends_again_goes_at_once,
        what_was_asked_about_and_is_sent_again_elsewhere_is_not_asked_about_again,
        what_the_server_may_have_is_not_taken_back_unseen,
        what_another_is_sending_is_not_dropped,
        what_the_journal_does_not_say_is_not_sent,
        one_thing_that_is_not_allowed_stops_nothing_else_and_keys_that_are_not_stop_all,
    };
    Suite *suite = suite_create("sender_shared");
    TCase *cases = tcase_create("sender_shared");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_set_timeout(cases, 30);
    for (size_t i = 0; i < ARRAY_LENGTH(tests); i++)
        tcase_add_test(cases, tests[i]);
    suite_add_tcase(suite, cases);
    return suite;
}
