/* What a person does at the workbench while the network fails: the screen takes it at once, the journal has it, and in
 * the end the server has it exactly once. */
#include "person.h"
#include "stage.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <check.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>

enum { PATIENCE_MS = 40000 };

#define QUEUES       API "/annotation-queues"
#define INTERACTIONS API "/annotation-queues/%Q/annotated-interactions"

static void teardown(void)
{
    person_goes();
    stage_close();
}

static size_t count_changes(const char *words)
{
    size_t lines = 0;
    ck_assert_msg(run_far(words) == 0, "%s", buf_text(&errors));
    for (size_t i = 0; i < output.length; i++)
        lines += output.data[i] == '\n';
    return lines;
}

/* Until so many changes were kept, and none is open. Reads the screen meanwhile: a terminal that nobody reads stops its
 * program. */
static void await_sent(size_t changes)
{
    const int64_t end_ms = clock_monotonic_ms() + PATIENCE_MS;
    while (count_changes("journal|list|--all|--jsonl") < changes || count_changes("journal|list|--jsonl") > 0) {
        ck_assert_msg(clock_monotonic_ms() < end_ms, "still in the journal: %s\n%s", buf_text(&output),
                      pty != NULL ? pty_screen(pty) : "");
        if (pty != NULL)
            pty_screen(pty);
        poll(NULL, 0, 100);
    }
}

/* What the person does, at a list with the one queue "Triage". */
static void create_queue(void)
{
    pty_keys(pty, "c");
    pty_await(pty, "New queue");
    pty_keys(pty, "Mine\r\r");
    pty_await(pty, "Mine");
}

static void add_interactions(void)
{
    pty_keys(pty, ":queue triage\r");
    pty_await(pty, "Interactions");
    pty_keys(pty, "a");
    pty_await(pty, "Add interactions to Triage");
    pty_keys(pty, "one\rtwo\r\r");
    pty_await(pty, "two");
}

static void rename_queue(void)
{
    pty_keys(pty, "\033[D");
    pty_keys(pty, "e");
    pty_await(pty, "Change queue");
    pty_keys(pty, "\025Sorted\023");
    pty_await(pty, "Sorted");
}

static void check_server(void)
{
    static const struct {
        const char *list, *text;
        size_t there;
    } states[] = {
        { QUEUES, "\"name\":\"Mine\"", 1 },
        { QUEUES, "\"name\":\"Sorted\"", 1 },
        { QUEUES, "\"name\":\"Triage\"", 0 },
        { INTERACTIONS, "\"content_id\":\"one\"", 1 },
        { INTERACTIONS, "\"content_id\":\"two\"", 1 },
        { INTERACTIONS, "\"content_id\"", 2 },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(states); i++) {
        const size_t there = stage_count(states[i].list, states[i].text);
        ck_assert_msg(there == states[i].there, "%zu times on the server: %s", there, states[i].text);
    }
}

/* How often each write meets the fault; afterwards the network is well. */
static const struct {
    const char *fault;
    unsigned count;
} troubles[] = {
    { "none", 0 },         { "delay", 0 },     { "lost", 2 },          { "lost-502", 2 },      { "lost-hang", 1 },
    { "truncate", 2 },     { "html-lost", 1 }, { "reset-request", 3 }, { "503", 4 },           { "429-reset-1", 2 },
    { "invalid-utf8", 1 }, { "hang", 1 },      { "other-type", 0 },    { "reset-in-body", 2 },
};

START_TEST(what_is_done_in_trouble_is_done_once)
{
    static const char *const methods[] = { "POST", "PATCH" };
    struct proxy_rule rules[3] = { 0 };
    for (size_t i = 0; i < ARRAY_LENGTH(methods); i++)
        rules[i] =
            (struct proxy_rule){ .fault = troubles[_i].fault, .method = methods[i], .count = troubles[_i].count };
    stage_make_queue();
    proxy_set(proxy, rules, 1);
    person_starts("--timeout|1");
    pty_await(pty, "Triage");
    create_queue();
    add_interactions();
    person_looks_up_help();
    rename_queue();
    person_looks_up_help();
    await_sent(3);
    check_server();
    person_quits();
}
END_TEST

/* --- Going away with work that isn't sent ------------------------------------------------------------------------- */

static void leave_it_for_next_time(void)
{
    pty_keys(pty, ":quit\r");
    pty_await(pty, "not sent yet");
    pty_keys(pty, "\r");
    person_sees_terminal(0);
}

static void hang_up(void)
{
    pty_signal(pty, SIGHUP);
    person_sees_terminal(PERSON_ANY_STATUS);
}

static void kill_it(void)
{
    pty_signal(pty, SIGKILL);
    pty_await_change(pty);
    person_goes();
}

static void (*const departures[])(void) = { leave_it_for_next_time, hang_up, kill_it };

/* The network is away, the person works on, and goes in one way or another. The next time it is sent. */
START_TEST(what_is_not_sent_is_sent_the_next_time)
{
    stage_make_queue();
    person_starts("--timeout|2");
    pty_await(pty, "Triage");
    proxy_set_down(proxy, true);
    create_queue();
    add_interactions();
    rename_queue();
    person_looks_up_help();
    pty_await(pty, "offline");
    while (count_changes("journal|list|--jsonl") < 3)
        pty_screen(pty);
    departures[_i]();
    ck_assert_uint_eq(stage_count(QUEUES, "\"name\":\"Mine\""), 0);
    /* Still without a network, it can be seen. */
    person_starts("--timeout|2");
    pty_await(pty, "Sorted");
    pty_await(pty, "Mine");
    proxy_set_down(proxy, false);
    await_sent(3);
    check_server();
    pty_await(pty, "live");
    person_quits();
}
END_TEST

/* The server itself dies and comes back, in the middle of a session. */
START_TEST(a_server_that_comes_back_gets_everything)
{
    stage_make_queue();
    person_starts("--timeout|2");
    pty_await(pty, "Triage");
    stage_kill_server();
    create_queue();
    add_interactions();
    rename_queue();
    person_looks_up_help();
    stage_serve();
    await_sent(3);
    check_server();
    person_quits();
}
END_TEST

/* Keys that were revoked in mid-session: nothing is lost, and nothing more is sent until they are good again. */
START_TEST(keys_that_are_refused_stop_the_sending)
{
    static const struct proxy_rule rules[] = { { .fault = "401" }, { 0 } };
    stage_make_queue();
    person_starts("");
    pty_await(pty, "Triage");
    proxy_set(proxy, rules, 1);
    create_queue();
    pty_await(pty, "not allowed");
    person_looks_up_help();
    const size_t asked = proxy_count(proxy, "POST", NULL);
    add_interactions();
    person_looks_up_help();
    /* What was under way when the first refusal came is refused, too. */
    ck_assert_uint_le(proxy_count(proxy, "POST", NULL), asked + 2);
    while (count_changes("journal|list|--jsonl") < 2)
        pty_screen(pty);
    leave_it_for_next_time();
    ck_assert_int_eq(run_far("journal|send"), 1);
    ck_assert_ptr_nonnull(strstr(buf_text(&errors), "the server refuses the keys; 2 changes are kept"));
    proxy_set(proxy, NULL, 1);
    ck_assert_msg(run_far("journal|send") == 0, "%s", buf_text(&errors));
    ck_assert_uint_eq(stage_count(QUEUES, "\"name\":\"Mine\""), 1);
    ck_assert_uint_eq(stage_count(INTERACTIONS, "\"content_id\""), 2);
}
END_TEST

Suite *sending_suite(void)
{
    Suite *const suite = suite_create("sending");
    TCase *const cases = tcase_create("sending");
    tcase_add_checked_fixture(cases, stage_open, teardown);
    tcase_set_timeout(cases, 90);
    stage_add_rows(cases, what_is_done_in_trouble_is_done_once, ARRAY_LENGTH(troubles));
    stage_add_rows(cases, what_is_not_sent_is_sent_the_next_time, ARRAY_LENGTH(departures));
    tcase_add_test(cases, a_server_that_comes_back_gets_everything);
    tcase_add_test(cases, keys_that_are_refused_stop_the_sending);
    suite_add_tcase(suite, cases);
    return suite;
}
