#include "../../../src/server/pace.h"

#include "suites.h"

#include <annotty/base/mem.h>

#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_MS = 1000, BYTES_PER_S = 1024, BEGIN_MS = 5000 };

static struct pace pace;
static struct pace_peer *peer;
static int near_end, far_end; /* of the connection that `peer` is */

static void connect_ends(int *one, int *other)
{
    int ends[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    *one = ends[0];
    *other = ends[1];
}

static void setup(void)
{
    pace_init(&pace, (struct pace_limits){ PATIENCE_MS, BYTES_PER_S });
    connect_ends(&near_end, &far_end);
    peer = pace_open(&pace, near_end, BEGIN_MS);
}

static void teardown(void)
{
    pace_close(&pace, peer);
    pace_destroy(&pace);
    close(near_end);
    close(far_end);
}

static bool is_cut(int end)
{
    char byte;
    return recv(end, &byte, 1, MSG_DONTWAIT) == 0;
}

START_TEST(who_is_in_time_is_left_alone)
{
    ck_assert_int_eq(pace_cut(&pace, BEGIN_MS), BEGIN_MS + PATIENCE_MS);
    ck_assert_int_eq(pace_cut(&pace, BEGIN_MS + PATIENCE_MS - 1), BEGIN_MS + PATIENCE_MS);
    ck_assert(!is_cut(far_end));
}
END_TEST

START_TEST(who_is_late_is_cut_off)
{
    const int64_t late_ms = BEGIN_MS + PATIENCE_MS;
    ck_assert_int_eq(pace_cut(&pace, late_ms), late_ms + PATIENCE_MS);
    ck_assert(is_cut(far_end));
    ck_assert_int_gt(pace_cut(&pace, late_ms), late_ms); /* done: it isn't due for ever */
}
END_TEST

START_TEST(a_step_begins_the_time_anew)
{
    pace_turn(&pace, peer, BEGIN_MS + 900, 0);
    ck_assert_int_eq(pace_cut(&pace, BEGIN_MS + PATIENCE_MS), BEGIN_MS + 900 + PATIENCE_MS);
    ck_assert(!is_cut(far_end));
    pace_cut(&pace, BEGIN_MS + 900 + PATIENCE_MS);
    ck_assert(is_cut(far_end));
}
END_TEST

START_TEST(bytes_take_time)
{
    pace_turn(&pace, peer, BEGIN_MS, 3 * BYTES_PER_S);
    ck_assert_int_eq(pace_cut(&pace, BEGIN_MS), BEGIN_MS + PATIENCE_MS + 3000);
    pace_extend(&pace, peer, BYTES_PER_S / 2);
    ck_assert_int_eq(pace_cut(&pace, BEGIN_MS), BEGIN_MS + PATIENCE_MS + 3500);
}
END_TEST

/* Who sends a byte now and then gains nothing by it. */
START_TEST(a_trickle_is_too_slow)
{
    for (int64_t now_ms = BEGIN_MS; now_ms < BEGIN_MS + PATIENCE_MS; now_ms += 100)
        pace_extend(&pace, peer, 1);
    pace_cut(&pace, BEGIN_MS + PATIENCE_MS);
    ck_assert(is_cut(far_end));
}
END_TEST

START_TEST(the_whole_of_the_largest_answer_is_a_number)
{
    pace_turn(&pace, peer, BEGIN_MS, (uint64_t)1 << 40);
    const int64_t due_ms = pace_cut(&pace, BEGIN_MS);
    ck_assert_int_gt(due_ms, BEGIN_MS);
    ck_assert_int_lt(due_ms, INT64_MAX);
}
END_TEST

START_TEST(each_has_its_own_time)
{
    int other_near, other_far;
    connect_ends(&other_near, &other_far);
    struct pace_peer *const other = pace_open(&pace, other_near, BEGIN_MS + 500);
    ck_assert_int_eq(pace_cut(&pace, BEGIN_MS), BEGIN_MS + PATIENCE_MS);
    pace_cut(&pace, BEGIN_MS + PATIENCE_MS);
    ck_assert(is_cut(far_end));
    ck_assert(!is_cut(other_far));
    pace_close(&pace, other);
    close(other_near);
    close(other_far);
}
END_TEST

START_TEST(without_anybody_nothing_is_due)
{
    struct pace empty;
    pace_init(&empty, pace_usual);
    ck_assert_int_eq(pace_cut(&empty, BEGIN_MS), INT64_MAX);
    pace_destroy(&empty);
}
END_TEST

/* The thread: the far end sees its connection end, however the clocks go. */
START_TEST(the_thread_cuts_in_time)
{
    char byte;
    struct error error;
    int own_near, own_far;
    struct pace running;
    pace_init(&running, (struct pace_limits){ 1, BYTES_PER_S });
    ck_assert(pace_start(&running, &error));
    connect_ends(&own_near, &own_far);
    struct pace_peer *const late = pace_open(&running, own_near, 0);
    ck_assert_int_eq(recv(own_far, &byte, 1, 0), 0);
    pace_close(&running, late);
    pace_stop(&running);
    pace_destroy(&running);
    close(own_near);
    close(own_far);
}
END_TEST

Suite *pace_suite(void)
{
    TCase *const cases = tcase_create("pace");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, who_is_in_time_is_left_alone);
    tcase_add_test(cases, who_is_late_is_cut_off);
    tcase_add_test(cases, a_step_begins_the_time_anew);
    tcase_add_test(cases, bytes_take_time);
    tcase_add_test(cases, a_trickle_is_too_slow);
    tcase_add_test(cases, the_whole_of_the_largest_answer_is_a_number);
    tcase_add_test(cases, each_has_its_own_time);
    tcase_add_test(cases, without_anybody_nothing_is_due);
    tcase_add_test(cases, the_thread_cuts_in_time);
    Suite *const suite = suite_create("pace");
    suite_add_tcase(suite, cases);
    return suite;
}
