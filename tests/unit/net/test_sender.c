/* Changes on their way from the journal to a server that does what servers do on bad days. */
#include "sending.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* --- Done --------------------------------------------------------------------------------------------------------- */

START_TEST(a_creation_is_kept_then_sent_then_done)
{
    begin((const struct bad_answer[]){ { .bytes = QUEUES("") }, { .bytes = MADE(QUEUE("q", "n", EARLY)) }, { 0 } });
    const uint64_t request = keep(create_queue(), NULL, 0);
    struct fetch_event kept = await_answer(request);
    ck_assert_int_eq(kept.kind, FETCH_KEPT);
    ck_assert_str_eq(kept.step->title, "something");
    fetch_event_free(&kept);
    await(1, CHANGE_WAITING);
    await(1, CHANGE_SENDING);
    await(1, CHANGE_DONE);
    ck_assert(requested("GET ", 0));
    ck_assert(requested("POST ", 1));
}
END_TEST

START_TEST(what_needs_a_creation_follows_it_with_its_id)
{
    begin((const struct bad_answer[]){ { .bytes = QUEUES("") },
                                       { .bytes = MADE(QUEUE("real", "n", EARLY)) },
                                       { .bytes = ADDED("{\"id\":\"i\",\"content_id\":\"c\"}") },
                                       { 0 } });
    keep(create_queue(), NULL, 0);
    keep(add("local:1", "[{\"content_id\":\"c\",\"type\":\"trace\"}]"), NULL, 0);
    await(2, CHANGE_DONE);
    ck_assert(requested("/real/interactions", 2));
}
END_TEST

START_TEST(what_needs_a_creation_that_failed_fails)
{
    begin((const struct bad_answer[]){
        { .bytes = QUEUES("") }, { .bytes = CLOSED("400 Bad Request", "{\"errors\":[{\"detail\":\"no\"}]}") }, { 0 } });
    keep(create_queue(), NULL, 0);
    await(1, CHANGE_FAILED);
    fetch_act(fetch, FETCH_ACT_DROP, 1);
    keep(add("local:1", "[{\"content_id\":\"c\",\"type\":\"trace\"}]"), NULL, 0);
    char *reason = await_state(2, CHANGE_FAILED);
    ck_assert_str_eq(reason, "what it needs was not made");
    free(reason);
    ck_assert_uint_eq(bad_server_requests(server), 2);
}
END_TEST

START_TEST(a_held_change_is_taken_back_for_good)
{
    begin((const struct bad_answer[]){ { .bytes = NOTHING }, { 0 } });
    keep(delete_queue("q"), NULL, 60000);
    await(1, CHANGE_HELD);
    const uint64_t request = fetch_undo(fetch, 0, NULL);
    struct fetch_event undone = await_answer(request);
    ck_assert_int_eq(undone.kind, FETCH_UNDONE);
    fetch_event_free(&undone);
    ck_assert_uint_eq(bad_server_requests(server), 0);
}
END_TEST

START_TEST(a_held_change_goes_when_its_time_is_up_or_it_is_told_to)
{
    begin((const struct bad_answer[]){ { .bytes = NOTHING }, { 0 } });
    keep(delete_queue("q"), NULL, 50);
    await(1, CHANGE_DONE);
    keep(delete_queue("r"), NULL, 60000);
    await(2, CHANGE_HELD);
    fetch_act(fetch, FETCH_ACT_GO, 2);
    await(2, CHANGE_DONE);
}
END_TEST

/* --- Lost answers ------------------------------------------------------------------------------------------------- */

START_TEST(a_creation_whose_answer_was_lost_is_found)
{
    begin((const struct bad_answer[]){ { .bytes = QUEUES(QUEUE("other", "n", EARLY)) },
                                       { .reset = true },
                                       { .bytes = QUEUES(QUEUE("mine", "n", LATE) "," QUEUE("other", "n", EARLY)) },
                                       { .bytes = ADDED("") },
                                       { 0 } });
    keep(create_queue(), NULL, 0);
    await(1, CHANGE_DONE);
    keep(add("local:1", "[{\"content_id\":\"c\",\"type\":\"trace\"}]"), NULL, 0);
    await(2, CHANGE_DONE);
    ck_assert(requested("/mine/interactions", 3));
    ck_assert_uint_eq(bad_server_requests(server), 4);
}
END_TEST

START_TEST(what_a_list_says_twice_is_found_once)
{
    begin((const struct bad_answer[]){ { .bytes = QUEUES("") },
                                       { .reset = true },
                                       { .bytes = QUEUES(QUEUE("mine", "n", LATE) "," QUEUE("mine", "n", LATE)) },
                                       { 0 } });
    keep(create_queue(), NULL, 0);
    await(1, CHANGE_DONE);
}
END_TEST

START_TEST(a_creation_that_never_arrived_is_sent_again_after_two_looks)
{
    begin((const struct bad_answer[]){ { .bytes = QUEUES("") },
                                       { .reset = true },
                                       { .bytes = QUEUES("") },
                                       { .bytes = QUEUES("") },
                                       { .bytes = MADE(QUEUE("q", "n", EARLY)) },
                                       { 0 } });
    keep(create_queue(), NULL, 0);
    await(1, CHANGE_DONE);
    ck_assert(requested("POST ", 4));
    ck_assert_uint_eq(bad_server_requests(server), 5);
}
END_TEST

START_TEST(two_that_look_the_same_are_asked_about)
{
    begin((const struct bad_answer[]){ { .bytes = QUEUES("") },
                                       { .reset = true },
                                       { .bytes = QUEUES(QUEUE("a", "n", LATE) "," QUEUE("b", "n", LATE)) },
                                       { 0 } });
    keep(create_queue(), NULL, 0);
    await(1, CHANGE_ASKING);
    fetch_act(fetch, FETCH_ACT_APPLIED, 1);
    await(1, CHANGE_DONE);
    ck_assert_uint_eq(bad_server_requests(server), 3);
}
END_TEST

/* As after a crash: the journal says that it was being sent. */
START_TEST(what_a_dead_process_was_sending_is_looked_for)
{
    struct error error = { 0 };
    struct journal *journal = open_other();
    struct step step = { .title = xstrdup("before") };
    struct change change = { .call = create_queue(), .before = xstrdup("[]") };
    ck_assert(journal_add(journal, &step, &change, 1, &error));
    change.state = CHANGE_SENDING;
    change.tries = 1;
    ck_assert(journal_update(journal, &change, &error));
    change_free(&change);
    step_free(&step);
    journal_close(&journal);
    begin((const struct bad_answer[]){ { .bytes = QUEUES(QUEUE("q", "n", LATE)) }, { 0 } });
    await(1, CHANGE_DONE);
    ck_assert_uint_eq(bad_server_requests(server), 1);
}
END_TEST

START_TEST(what_may_be_repeated_is_repeated)
{
    begin((const struct bad_answer[]){ { .reset = true },
                                       { .bytes = CLOSED("503 Busy", "") },
                                       { .bytes = HTML("502 Bad Gateway") },
                                       { .bytes = CLOSED("200 OK", "{\"data\":" QUEUE("p", "n", EARLY) "}") },
                                       { 0 } });
    keep(create_project(), NULL, 0);
    await(1, CHANGE_DONE);
    ck_assert_uint_eq(bad_server_requests(server), 4);
}
END_TEST

START_TEST(a_delete_that_was_lost_is_done_when_it_is_gone)
{
    begin((const struct bad_answer[]){ { .reset = true }, { .bytes = GONE }, { 0 } });
    keep(delete_queue("q"), NULL, 0);
    await(1, CHANGE_DONE);
}
END_TEST

/* --- Refused ------------------------------------------------------------------------------------------------------ */

START_TEST(keys_that_are_refused_stop_everything_until_the_person_acts)
{
    begin((const struct bad_answer[]){
        { .bytes = CLOSED("401 Unauthorized", "{\"errors\":[{\"detail\":\"no\"}]}") }, { .bytes = NOTHING }, { 0 } });
    keep(delete_queue("q"), NULL, 0);
    await(1, CHANGE_SENDING);
    char *reason = await_state(1, CHANGE_WAITING);
    ck_assert_ptr_nonnull(strstr(reason, "401"));
    free(reason);
    keep(delete_queue("r"), NULL, 0);
    await(2, CHANGE_WAITING);
    ck_assert_uint_eq(bad_server_requests(server), 1);
    fetch_act(fetch, FETCH_ACT_RETRY, 1);
    await(2, CHANGE_DONE);
}
END_TEST

START_TEST(one_refused_item_does_not_keep_back_the_others)
{
    begin((const struct bad_answer[]){
        { .bytes = CLOSED("400 Bad Request", "{\"errors\":[{\"detail\":\"no such trace\",\"source\":{\"pointer\":"
                                             "\"/data/attributes/interactions/1/content_id\"}}]}") },
        { .bytes = ADDED("{\"id\":\"i\",\"content_id\":\"a\"},{\"id\":\"j\",\"content_id\":\"c\","
                         "\"already_existed\":true}") },
        { 0 } });
    keep(add("q", "[{\"content_id\":\"a\"},{\"content_id\":\"b\"},{\"content_id\":\"c\"}]"), NULL, 0);
    char *reason = await_state(2, CHANGE_FAILED);
    ck_assert_ptr_nonnull(strstr(reason, "no such trace"));
    free(reason);
    await(1, CHANGE_DONE);
    struct fetch_event event;
    do
        ck_assert(fetch_wait_event(fetch, &event, PATIENCE_MS));
    while (event.kind != FETCH_STEP && (fetch_event_free(&event), true));
    ck_assert_uint_eq(event.step->made_count, 1);
    ck_assert_uint_eq(event.step->there_count, 1);
    ck_assert_uint_eq(event.step->failed_count, 1);
    fetch_event_free(&event);
    ck_assert(!requested("\"b\"", 1));
}
END_TEST

/* The person is faster than the server. */
START_TEST(what_is_mended_while_it_is_under_way_is_sent_when_it_has_failed)
{
    begin((const struct bad_answer[]){
        { .bytes = CLOSED("400 Bad Request", "{\"errors\":[{\"detail\":\"no such name\"}]}"), .wait = true },
        { .bytes = CLOSED("200 OK", "{\"data\":" QUEUE("p", "better", EARLY) "}") },
        { 0 } });
    struct api_call better = api_call_new(API_CREATE_PROJECT);
    api_call_member_json(&better, "name", SLICE("\"better\""));
    keep(create_project(), NULL, 0);
    await(1, CHANGE_SENDING);
    fetch_mend(fetch, 1, &better);
    fetch_list_changes(fetch, NULL);
    bad_server_go(server);
    await(1, CHANGE_FAILED);
    await(1, CHANGE_DONE);
    ck_assert(requested("better", 1));
}
END_TEST

/* --- Conflicts ---------------------------------------------------------------------------------------------------- */

START_TEST(what_nobody_else_changed_is_changed)
{
    begin((const struct bad_answer[]){
        { .bytes = QUEUES(QUEUE("q", "old", EARLY)) }, { .bytes = CHANGED(QUEUE("q", "new", LATE)) }, { 0 } });
    keep(update_queue("\"new\""), QUEUE("q", "old", EARLY), 0);
    await(1, CHANGE_DONE);
    ck_assert(requested("queueIds=q", 0));
    ck_assert(requested("PATCH ", 1));
}
END_TEST

START_TEST(what_somebody_else_changed_is_decided_by_the_person)
{
    begin((const struct bad_answer[]){ { .bytes = QUEUES(QUEUE("q", "theirs", LATE)) },
                                       { .bytes = QUEUES(QUEUE("q", "theirs", LATE)) },
                                       { .bytes = CHANGED(QUEUE("q", "mine", LATE)) },
                                       { 0 } });
    keep(update_queue("\"mine\""), QUEUE("q", "old", EARLY), 0);
    await(1, CHANGE_CONFLICT);
    ck_assert_uint_eq(bad_server_requests(server), 1);
    fetch_act(fetch, FETCH_ACT_RETRY, 1);
    await(1, CHANGE_DONE);
    ck_assert(requested("PATCH ", 2));
}
END_TEST

START_TEST(a_change_whose_answer_was_lost_is_no_conflict)
{
    begin((const struct bad_answer[]){ { .bytes = QUEUES(QUEUE("q", "mine", LATE)) }, { 0 } });
    keep(update_queue("\"mine\""), QUEUE("q", "old", EARLY), 0);
    await(1, CHANGE_DONE);
    ck_assert_uint_eq(bad_server_requests(server), 1);
}
END_TEST

/* --- Undo --------------------------------------------------------------------------------------------------------- */

static void take_back(bool redo)
{
    struct fetch_event event = await_answer(redo ? fetch_redo(fetch, NULL) : fetch_undo(fetch, 0, NULL));
    ck_assert_msg(event.kind == FETCH_UNDONE, "%s", event.error.message);
    fetch_event_free(&event);
}

START_TEST(an_addition_is_undone_and_done_again)
{
    begin((const struct bad_answer[]){ { .bytes = ADDED("{\"id\":\"i\"},{\"id\":\"j\",\"already_existed\":true}") },
                                       { .bytes = NOTHING },
                                       { .bytes = ADDED("{\"id\":\"k\"}") },
                                       { .bytes = NOTHING },
                                       { 0 } });
    keep(add("q", "[{\"content_id\":\"a\",\"type\":\"trace\"},{\"content_id\":\"b\",\"type\":\"trace\"}]"), NULL, 0);
    await(1, CHANGE_DONE);
    take_back(false);
    await(2, CHANGE_DONE);
    ck_assert(requested("/interactions/delete", 1));
    ck_assert(requested("[\"i\"]", 1));
    take_back(true);
    await(3, CHANGE_DONE);
    ck_assert(requested("\"content_id\":\"a\"", 2));
    take_back(false);
    await(4, CHANGE_DONE);
    ck_assert(requested("[\"k\"]", 3));
}
END_TEST

START_TEST(a_creation_is_undone_and_made_again_for_those_who_name_it)
{
    begin((const struct bad_answer[]){ { .bytes = QUEUES("") },
                                       { .bytes = MADE(QUEUE("first", "n", EARLY)) },
                                       { .bytes = NOTHING },
                                       { .bytes = QUEUES("") },
                                       { .bytes = MADE(QUEUE("second", "n", EARLY)) },
                                       { .bytes = NOTHING },
                                       { 0 } });
    keep(create_queue(), NULL, 0);
    await(1, CHANGE_DONE);
    take_back(false);
    await(2, CHANGE_DONE);
    ck_assert(requested("DELETE ", 2));
    take_back(true);
    await(3, CHANGE_DONE);
    keep(delete_queue("first"), NULL, 0);
    await(4, CHANGE_DONE);
    ck_assert(requested("/second", 5));
}
END_TEST

START_TEST(what_has_no_inverse_says_so_and_lets_those_before_it_be_undone)
{
    begin((const struct bad_answer[]){ { .bytes = ADDED("{\"id\":\"i\"}") }, { .bytes = NOTHING }, { 0 } });
    keep(add("p", "[{\"content_id\":\"a\",\"type\":\"trace\"}]"), NULL, 0);
    await(1, CHANGE_DONE);
    keep(delete_queue("q"), NULL, 0);
    await(2, CHANGE_DONE);
    struct fetch_event event = await_answer(fetch_undo(fetch, 0, NULL));
    ck_assert_int_eq(event.kind, FETCH_FAILED);
    ck_assert_ptr_nonnull(strstr(event.error.message, "can't be taken back"));
    fetch_event_free(&event);
    take_back(false);
    await(3, CHANGE_DONE);
    ck_assert(requested("/p/interactions/delete", 2));
}
END_TEST

/* The person never saw it as the server has it. */
START_TEST(a_change_of_what_was_not_made_yet_is_undone)
{
    begin((const struct bad_answer[]){ { .bytes = QUEUES("") },
                                       { .bytes = MADE(QUEUE("q", "n", EARLY)) },
                                       { .bytes = QUEUES(QUEUE("q", "n", EARLY)) },
                                       { .bytes = CHANGED(QUEUE("q", "new", LATE)) },
                                       { .bytes = QUEUES(QUEUE("q", "new", LATE)) },
                                       { .bytes = CHANGED(QUEUE("q", "n", LATE)) },
                                       { 0 } });
    struct api_call call = api_call_new(API_UPDATE_QUEUE);
    api_call_parameter(&call, "queue_id", SLICE("local:1"));
    api_call_member_json(&call, "name", SLICE("\"new\""));
    keep(create_queue(), NULL, 0);
    keep(call, NULL, 0);
    await(2, CHANGE_DONE);
    take_back(false);
    await(3, CHANGE_DONE);
    ck_assert(requested("\"name\":\"n\"", 5));
}
END_TEST

/* --- Steps -------------------------------------------------------------------------------------------------------- */

START_TEST(a_paused_step_waits_and_a_cancelled_one_is_dropped)
{
    begin((const struct bad_answer[]){ { .hang = true }, { .bytes = NOTHING }, { 0 } });
    keep(delete_queue("q"), NULL, 300);
    await(1, CHANGE_HELD);
    fetch_act(fetch, FETCH_ACT_PAUSE, 1);
    fetch_act(fetch, FETCH_ACT_GO, 1);
    fetch_act(fetch, FETCH_ACT_CANCEL, 1);
    await(1, CHANGE_DROPPED);
    ck_assert_uint_eq(bad_server_requests(server), 0);
}
END_TEST

START_TEST(nothing_is_kept_where_there_is_no_place)
{
    static const struct bad_answer answers[] = { { .bytes = NOTHING }, { 0 } };
    start(answers, 5);
    struct fetch_event event = await_answer(keep(delete_queue("q"), NULL, 0));
    ck_assert_int_eq(event.kind, FETCH_FAILED);
    ck_assert_int_eq(event.error.kind, ERROR_STORE);
    fetch_event_free(&event);
    ck_assert_uint_eq(bad_server_requests(server), 0);
}
END_TEST

Suite *sender_suite(void);
Suite *sender_suite(void)
{
    const TTest *const tests[] = {
        a_creation_is_kept_then_sent_then_done,
        what_needs_a_creation_follows_it_with_its_id,
        what_needs_a_creation_that_failed_fails,
        a_held_change_is_taken_back_for_good,
        a_held_change_goes_when_its_time_is_up_or_it_is_told_to,
        a_creation_whose_answer_was_lost_is_found,
        what_a_list_says_twice_is_found_once,
        a_creation_that_never_arrived_is_sent_again_after_two_looks,
        two_that_look_the_same_are_asked_about,
        what_a_dead_process_was_sending_is_looked_for,
        what_may_be_repeated_is_repeated,
        a_delete_that_was_lost_is_done_when_it_is_gone,
        keys_that_are_refused_stop_everything_until_the_person_acts,
        one_refused_item_does_not_keep_back_the_others,
        what_is_mended_while_it_is_under_way_is_sent_when_it_has_failed,
        what_nobody_else_changed_is_changed,
        what_somebody_else_changed_is_decided_by_the_person,
        a_change_whose_answer_was_lost_is_no_conflict,
        an_addition_is_undone_and_done_again,
        a_creation_is_undone_and_made_again_for_those_who_name_it,
        what_has_no_inverse_says_so_and_lets_those_before_it_be_undone,
        a_change_of_what_was_not_made_yet_is_undone,
        a_paused_step_waits_and_a_cancelled_one_is_dropped,
        nothing_is_kept_where_there_is_no_place,
    };
    Suite *suite = suite_create("sender");
    TCase *cases = tcase_create("sender");
    tcase_add_checked_fixture(cases, set_up_journal, tear_down_journal);
    tcase_set_timeout(cases, 30);
    for (size_t i = 0; i < ARRAY_LENGTH(tests); i++)
        tcase_add_test(cases, tests[i]);
    suite_add_tcase(suite, cases);
    return suite;
}
