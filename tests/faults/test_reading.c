/* Reading through every fault: a command ends by itself with the right status and a word for the person; the workbench
 * takes keys all the while, shows what there is once the network is well, and leaves the terminal as it was. */
#include "person.h"
#include "stage.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>
#include <string.h>

/* --- Commands ------------------------------------------------------------------------------------------------------
 */

#define QUEUES   "queue|list|--timeout|5"
#define PROJECTS "project|list|--timeout|5"
#define HASTY    "project|list|--timeout|1"
#define TRIES    4

static const struct {
    const char *fault;
    unsigned count; /* so many requests have it; 0: all */
    const char *words;
    int status;
    const char *says;   /* in its one line of error; NULL: it is silent */
    const char *prints; /* NULL: nothing */
    size_t least, most; /* requests */
    int least_ms, most_ms;
} commands[] = {
    { "none", 0, QUEUES, 0, NULL, "Thumbs down", 1, 1, 0, 4000 },
    { "delay", 0, QUEUES, 0, NULL, "Thumbs down", 1, 1, 300, 4000 },
    { "delay-random", 0, QUEUES, 0, NULL, "Thumbs down", 1, 1, 0, 4000 },
    { "delay-30s", 0, HASTY, 3, "took too long to answer", NULL, 1, 1, 900, 4000 },
    { "hang", 0, HASTY, 3, "took too long to answer", NULL, 1, 1, 900, 4000 },
    /* Slow is not broken: what comes is waited for longer than the time-out. */
    { "throttle", 0, "queue|list|--timeout|1", 0, NULL, "Thumbs down", 1, 1, 1200, 8000 },
    { "reset-request", 1, QUEUES, 0, NULL, "Thumbs down", 2, 2, 0, 4000 },
    { "reset-in-body", 1, QUEUES, 0, NULL, "Thumbs down", 2, 2, 0, 4000 },
    { "reset-after-body", 0, QUEUES, 0, NULL, "Thumbs down", 1, 1, 0, 4000 },
    { "truncate", 1, QUEUES, 0, NULL, "Thumbs down", 2, 2, 0, 4000 },
    { "lost-closed", 1, QUEUES, 0, NULL, "Thumbs down", 2, 2, 0, 4000 },
    { "reset-in-body", 0, HASTY, 3, "broke while it answered", NULL, 2, TRIES, 0, 4000 },
    { "429-reset-1", 1, QUEUES, 0, NULL, "Thumbs down", 2, 2, 1000, 5000 },
    { "500", 1, QUEUES, 0, NULL, "Thumbs down", 2, 2, 0, 4000 },
    { "503", 3, QUEUES, 0, NULL, "Thumbs down", 4, 4, 1500, 6000 },
    { "503", 0, HASTY, 4, "503 Service Unavailable: busy", NULL, 2, TRIES, 0, 4000 },
    { "401", 0, QUEUES, 1, "401 Unauthorized: the key is not accepted any more", NULL, 1, 1, 0, 4000 },
    { "html", 0, QUEUES, 3, "text/html instead of JSON", NULL, 1, 1, 0, 4000 },
    { "invalid-utf8", 0, QUEUES, 3, "not UTF-8", NULL, 1, 1, 0, 4000 },
    /* Not the type but the content decides: gateways lose headers. */
    { "other-type", 0, QUEUES, 0, NULL, "Thumbs down", 1, 1, 0, 4000 },
    { "many", 0, PROJECTS, 0, NULL, "copy-199999", 1, 1, 0, 20000 },
    { "cursor-stays", 0, PROJECTS, 0, NULL, "Support assistant", 2, 2, 0, 4000 },
};

START_TEST(a_command_reads_through_a_fault)
{
    const struct proxy_rule rules[] = { { .fault = commands[_i].fault, .count = commands[_i].count }, { 0 } };
    const char *const name = commands[_i].fault;
    proxy_set(proxy, rules, 1);
    const int64_t began_ms = clock_monotonic_ms();
    const int status = run_far(commands[_i].words);
    const int64_t took_ms = clock_monotonic_ms() - began_ms;
    const size_t requests = proxy_count(proxy, NULL, NULL);
    ck_assert_msg(status == commands[_i].status, "%s: %d: %s", name, status, buf_text(&errors));
    if (commands[_i].says == NULL)
        ck_assert_str_eq(buf_text(&errors), "");
    else
        ck_assert_msg(strstr(buf_text(&errors), commands[_i].says) != NULL, "%s: %s", name, buf_text(&errors));
    if (commands[_i].prints != NULL)
        ck_assert_msg(memmem(output.data, output.length, commands[_i].prints, strlen(commands[_i].prints)) != NULL,
                      "%s prints %zu bytes without \"%s\"", name, output.length, commands[_i].prints);
    ck_assert_msg(requests >= commands[_i].least && requests <= commands[_i].most, "%s: %zu requests", name, requests);
    ck_assert_msg(took_ms >= commands[_i].least_ms && took_ms <= commands[_i].most_ms, "%s: %ld ms", name,
                  (long)took_ms);
}
END_TEST

/* --- The workbench -------------------------------------------------------------------------------------------------
 */

/* What the list of queues meets, and what the screen says of it (NULL: nothing has to be said). */
static const struct {
    const char *fault, *says;
} sights[] = {
    { "none", NULL },
    { "delay", NULL },
    { "delay-random", NULL },
    { "delay-30s", NULL },
    { "hang-in-body", NULL },
    { "throttle", NULL },
    { "reset-before-body", "broke while it answered" },
    { "reset-in-body", "broke while it answered" },
    { "reset-after-body", NULL },
    { "truncate", "broke off" },
    { "lost-closed", "closed the connection" },
    { "429", "429" },
    { "429-reset-1", "429" },
    { "500", "500" },
    { "503", "503" },
    { "401", "401" },
    { "html", "text/html" },
    { "invalid-utf8", "UTF-8" },
    { "other-type", NULL },
    { "many", NULL },
    { "cursor-stays", NULL },
};

static void set_network(const char *fault)
{
    const struct proxy_rule rules[] = { { .fault = fault, .path = "/annotation-queues" }, { 0 } };
    proxy_set(proxy, rules, 1);
}

/* Met at the start, with nothing to show yet; and again in mid-session, with the list on the screen and news to read
 * (without any the server says so, and there is no body that could break). */
START_TEST(the_workbench_reads_through_a_fault)
{
    set_network(sights[_i].fault);
    person_starts("--timeout|1");
    pty_await(pty, "Queues");
    ck_assert(proxy_await(proxy, "GET", "/annotation-queues", 1));
    person_looks_up_help();
    proxy_set(proxy, NULL, 1);
    person_asks_until("Thumbs down");
    stage_make_queue();
    const size_t asked = proxy_count(proxy, "GET", "/annotation-queues");
    set_network(sights[_i].fault);
    pty_keys(pty, "r");
    ck_assert(proxy_await(proxy, "GET", "/annotation-queues", asked + 1));
    person_looks_at_json();
    person_looks_up_help();
    if (sights[_i].says != NULL)
        pty_await(pty, sights[_i].says);
    pty_await(pty, "Thumbs down");
    proxy_set(proxy, NULL, 1);
    person_asks_until("Triage");
    person_quits();
}
END_TEST

static void teardown(void)
{
    person_goes();
    stage_close();
}

Suite *reading_suite(void)
{
    Suite *const suite = suite_create("reading");
    TCase *const cases = tcase_create("reading");
    tcase_add_checked_fixture(cases, stage_open_sample, teardown);
    tcase_set_timeout(cases, 60);
    stage_add_rows(cases, a_command_reads_through_a_fault, ARRAY_LENGTH(commands));
    stage_add_rows(cases, the_workbench_reads_through_a_fault, ARRAY_LENGTH(sights));
    suite_add_tcase(suite, cases);
    return suite;
}
