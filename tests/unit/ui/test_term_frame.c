/* What goes through a frame's stream, seen at the other end of a pipe in the terminal's place. */
#include "../../../src/ui/term_frame.h"

#include <check.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int ends[2];
static FILE *stream;
static char seen[64 * 1024];

static void setup(void)
{
    ck_assert_int_eq(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    stream = term_frame_open(ends[1]);
    ck_assert_ptr_nonnull(stream);
}

static void teardown(void)
{
    term_frame_close();
    close(ends[0]);
    close(ends[1]);
}

static void say(const char *text)
{
    ck_assert_int_eq(write(fileno(stream), text, strlen(text)), (ssize_t)strlen(text));
}

static const char *look(void)
{
    const ssize_t got = read(ends[0], seen, sizeof(seen) - 1);
    seen[got > 0 ? got : 0] = '\0';
    return seen;
}

START_TEST(a_frame_comes_whole_at_its_end)
{
    static const char *const frames[] = { "one", "a longer one", "1" };
    for (size_t i = 0; i < 3; i++) {
        term_frame_begin();
        say(frames[i]);
        ck_assert_str_eq(look(), "");
        say("!");
        term_frame_end();
        const size_t length = strlen(frames[i]);
        ck_assert_uint_eq(strlen(look()), length + 1);
        ck_assert_int_eq(strncmp(seen, frames[i], length), 0);
    }
}
END_TEST

START_TEST(between_frames_all_goes_at_once)
{
    say("before");
    ck_assert_str_eq(look(), "before");
    term_frame_begin();
    term_frame_end();
    ck_assert_str_eq(look(), "");
    say("after");
    ck_assert_str_eq(look(), "after");
}
END_TEST

START_TEST(the_stream_is_not_the_terminals_own)
{
    ck_assert_int_ne(fileno(stream), ends[1]);
    ck_assert_int_ne(fcntl(fileno(stream), F_GETFD) & FD_CLOEXEC, 0);
}
END_TEST

START_TEST(without_descriptors_there_is_no_stream)
{
    ck_assert_ptr_null(term_frame_open(-1));
}
END_TEST

Suite *term_frame_suite(void)
{
    Suite *suite = suite_create("term_frame");
    TCase *tests = tcase_create("term_frame");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_frame_comes_whole_at_its_end);
    tcase_add_test(tests, between_frames_all_goes_at_once);
    tcase_add_test(tests, the_stream_is_not_the_terminals_own);
    suite_add_tcase(suite, tests);
    TCase *none = tcase_create("no descriptors");
    tcase_add_test(none, without_descriptors_there_is_no_stream);
    suite_add_tcase(suite, none);
    return suite;
}
