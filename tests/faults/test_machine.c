/* What happens on this side: processes die or meet, the disk is full or may not be written, the clock jumps. */
#include "machine.h"
#include "person.h"
#include "stage.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <check.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { MANY = 20, KILLS = 5, DISK_SIZE = 4 * 1024 * 1024 };

static void teardown(void)
{
    person_goes();
    stage_close();
}

/* --- Processes ------------------------------------------------------------------------------------------------------
 */

static const int signals[] = { SIGHUP, SIGTERM };

/* Even while it waits for a server that never answers. */
START_TEST(a_signal_leaves_the_terminal_sane)
{
    static const struct proxy_rule rules[] = { { .fault = "hang" }, { 0 } };
    proxy_set(proxy, rules, 1);
    person_starts("");
    ck_assert(proxy_await(proxy, "GET", "/annotation-queues", 1));
    person_looks_up_help();
    pty_signal(pty, signals[_i]);
    person_sees_terminal(PERSON_ANY_STATUS);
}
END_TEST

/* At a random moment, of the start, the reading, the drawing. The next one begins as if nothing had been. */
START_TEST(after_kill_9_the_next_start_is_as_ever)
{
    srand(1);
    for (int i = 0; i < KILLS; i++) {
        person_starts("");
        poll(NULL, 0, rand() % 150);
        pty_signal(pty, SIGKILL);
        person_goes();
    }
    person_starts("");
    pty_await(pty, "Thumbs down");
    person_quits();
}
END_TEST

/* Without keys and address the workspace on this machine is meant. */
#define LOCAL "DD_API_KEY=|DD_APP_KEY=|"

/* Words that each of many says at the same time; %d is its number. */
static const char *const crowds[] = {
    LOCAL "queue|list|--data|d|--cache|c",                       /* the workspace is made by one of them */
    LOCAL "project|create|--name|Mine %d|--data|d|--cache|c",    /* each in a server of its own */
    "project|create|--name|Mine %d|--data|d|--cache|c|--url|%s", /* all at one server */
    "project|list|--data|d|--cache|c|--url|%s",                  /* one page cache */
};

START_TEST(many_at_once_do_not_disturb_each_other)
{
    struct program all[MANY];
    for (int i = 0; i < MANY; i++) {
        char words[512];
        struct buf text = buf_with_limit(sizeof(words) - 1);
        for (const char *at = crowds[_i]; *at != '\0'; at++) {
            if (*at != '%')
                buf_append_char(&text, *at);
            else if (*++at == 'd')
                buf_printf(&text, "%d", i);
            else
                buf_append_text(&text, proxy_url(proxy));
        }
        snprintf(words, sizeof(words), "%s", buf_text(&text));
        buf_free(&text);
        all[i] = program_start(words);
    }
    int failures = 0;
    for (int i = 0; i < MANY; i++)
        failures += program_end(&all[i], 0) != 0;
    struct buf said = buf_with_limit(BUF_LIMIT_LINE);
    read_back("server-err", &said);
    ck_assert_msg(failures == 0, "%d of %d failed: %s", failures, MANY, buf_text(&said));
    buf_free(&said);
    if (strstr(crowds[_i], "create") == NULL)
        return;
    const bool is_far = strstr(crowds[_i], "--url") != NULL;
    ck_assert_int_eq(is_far ? run_far("project|list|--csv") : run(LOCAL "project|list|--csv|--data|d|--cache|c"), 0);
    for (int i = 0; i < MANY; i++) {
        char mark[64];
        snprintf(mark, sizeof(mark), ",Mine %d,", i);
        const char *const found = strstr(buf_text(&output), mark);
        ck_assert_msg(found != NULL && strstr(found + 1, mark) == NULL, "%s not once: %s", mark, buf_text(&output));
    }
}
END_TEST

/* --- Disks ----------------------------------------------------------------------------------------------------------
 */

static bool has_disk;

/* The disk holds what annotty keeps, not what the server does. */
static void setup_disk(void)
{
    has_disk = machine_can_mount();
    stage_open_sample();
    ck_assert_int_eq(mkdir("disk", 0700), 0);
    if (has_disk)
        machine_mount("disk", DISK_SIZE);
    else
        machine_skips("a disk that is full or may not be written");
}

static void teardown_disk(void)
{
    person_goes();
    if (has_disk)
        machine_unmount("disk");
    stage_close();
}

#define ON_DISK "--data|disk/data|--cache|disk/cache"

/* Reading needs no room of its own. */
START_TEST(a_full_disk_does_not_stop_reading)
{
    if (!has_disk)
        return;
    machine_fill("disk");
    ck_assert_msg(run_far("queue|list|" ON_DISK) == 0, "%s", buf_text(&errors));
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "Thumbs down"));
    person_starts(ON_DISK);
    pty_await(pty, "Thumbs down");
    person_looks_up_help();
    person_quits();
}
END_TEST

START_TEST(a_read_only_disk_does_not_stop_reading)
{
    if (!has_disk)
        return;
    if (_i == 1) /* with what was kept before */
        ck_assert_int_eq(run_far("queue|list|" ON_DISK), 0);
    machine_set_read_only("disk", true);
    ck_assert_msg(run_far("queue|list|" ON_DISK) == 0, "%s", buf_text(&errors));
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "Thumbs down"));
    person_starts(ON_DISK);
    pty_await(pty, "Thumbs down");
    person_looks_up_help();
    person_quits();
    machine_set_read_only("disk", false);
}
END_TEST

/* The workspace on it says so, with its own status, and goes on once there is room. */
START_TEST(a_workspace_on_a_full_disk_says_so)
{
    if (!has_disk)
        return;
    ck_assert_int_eq(run(LOCAL "project|create|--name|First|--no-sample|" ON_DISK), 0);
    machine_fill("disk");
    char name[9000];
    memset(name, 'x', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    char words[9200];
    snprintf(words, sizeof(words), LOCAL "project|create|--name|Second|--description|%s|" ON_DISK, name);
    ck_assert_int_ne(run(words), 0);
    ck_assert_msg(strstr(buf_text(&errors), "full") != NULL, "%s", buf_text(&errors));
    machine_empty("disk");
    ck_assert_msg(run(words) == 0, "%s", buf_text(&errors));
    ck_assert_int_eq(run(LOCAL "project|list|--json|" ON_DISK), 0);
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "\"First\""));
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "\"Second\""));
}
END_TEST

/* --- The clock ------------------------------------------------------------------------------------------------------
 */

enum { YEAR_S = 365 * 24 * 3600 };
static const long jumps_s[] = { -10L * YEAR_S, YEAR_S, 0 };

/* Nothing waits by the wall clock: neither retries nor the gate of a 429 are longer or shorter for it. */
START_TEST(the_clock_jumps_while_it_waits)
{
    static const struct proxy_rule rules[] = { { .fault = "429-reset-1", .path = "/annotation-queues", .count = 1 },
                                               { .fault = "503", .path = "/annotation-queues", .count = 1 },
                                               { 0 } };
    machine_shift_clock(0);
    proxy_set(proxy, rules, 1);
    person_starts("");
    ck_assert(proxy_await(proxy, "GET", "/annotation-queues", 1));
    machine_shift_clock(jumps_s[_i]);
    const int64_t began_ms = clock_monotonic_ms();
    pty_await(pty, "Thumbs down");
    ck_assert_int_lt(clock_monotonic_ms() - began_ms, 10000);
    person_looks_up_help();
    person_quits();
    person_starts("");
    pty_await(pty, "Thumbs down");
    person_quits();
}
END_TEST

Suite *machine_suite(void)
{
    Suite *const suite = suite_create("machine");
    TCase *const cases = tcase_create("machine");
    tcase_add_checked_fixture(cases, stage_open_sample, teardown);
    tcase_set_timeout(cases, 60);
    tcase_add_loop_test(cases, a_signal_leaves_the_terminal_sane, 0, (int)ARRAY_LENGTH(signals));
    tcase_add_test(cases, after_kill_9_the_next_start_is_as_ever);
    stage_add_rows(cases, many_at_once_do_not_disturb_each_other, ARRAY_LENGTH(crowds));
    stage_add_rows(cases, the_clock_jumps_while_it_waits, ARRAY_LENGTH(jumps_s));
    suite_add_tcase(suite, cases);
    TCase *const disks = tcase_create("disks");
    tcase_add_checked_fixture(disks, setup_disk, teardown_disk);
    tcase_set_timeout(disks, 60);
    tcase_add_test(disks, a_full_disk_does_not_stop_reading);
    tcase_add_loop_test(disks, a_read_only_disk_does_not_stop_reading, 0, 2);
    tcase_add_test(disks, a_workspace_on_a_full_disk_says_so);
    suite_add_tcase(suite, disks);
    return suite;
}
