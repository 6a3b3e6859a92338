/* Programs that are called like those of the table stand in a PATH of the test's own. */
#include "../../../src/ui/clipboard.h"

#include "scratch.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <check.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static struct scratch scratch;
static struct clipboard *clipboard;

enum { LIMIT_MS = 300, LONG_MS = 20000 };

static void setup(void)
{
    static const char *const variables[] = { "TMUX", "WAYLAND_DISPLAY", "DISPLAY", "__CFBundleIdentifier" };
    scratch = scratch_new();
    for (size_t i = 0; i < ARRAY_LENGTH(variables); i++)
        unsetenv(variables[i]);
    setenv("PATH", scratch.path, 1);
}

static void teardown(void)
{
    clipboard_free(&clipboard);
    scratch_remove(&scratch);
}

/* A script whose directory is its PATH's first. */
static void make_program(const char *name, const char *script)
{
    char *path = scratch_file(&scratch, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fprintf(file, "#!/bin/sh\nPATH=/usr/bin:/bin\n%s\n", script);
    fclose(file);
    ck_assert_int_eq(chmod(path, 0700), 0);
    free(path);
}

static struct clipboard_result await_result(void)
{
    struct clipboard_result result = { 0 };
    struct pollfd wake = { .fd = clipboard_wake_fd(clipboard), .events = POLLIN };
    ck_assert_int_eq(poll(&wake, 1, LONG_MS), 1);
    ck_assert(clipboard_take(clipboard, &result));
    return result;
}

static void check_file(const char *name, const char *expected)
{
    char text[4096] = "";
    char *path = scratch_file(&scratch, name);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_gt(fread(text, 1, sizeof(text) - 1, file), 0);
    ck_assert_str_eq(text, expected);
    fclose(file);
    free(path);
}

START_TEST(without_a_program_nothing_is_copied)
{
    clipboard = clipboard_new(LIMIT_MS);
    ck_assert(!clipboard_copy(clipboard, SLICE("x")));
    ck_assert(!clipboard_open_address(clipboard, "https://x"));
}
END_TEST

START_TEST(the_text_goes_over_standard_input)
{
    make_program("tmux", "cat > \"${0%/*}/input\"; echo \"$*\" > \"${0%/*}/words\"; echo noise; echo noise >&2");
    setenv("TMUX", "/tmp/socket,1,0", 1);
    clipboard = clipboard_new(LONG_MS);
    ck_assert(clipboard_copy(clipboard, SLICE("a 'b'\n$(c)")));
    struct clipboard_result result = await_result();
    ck_assert(result.is_good);
    ck_assert(!result.is_opened);
    ck_assert_str_eq(result.program, "tmux");
    check_file("input", "a 'b'\n$(c)");
    check_file("words", "load-buffer -w -\n");
    free(result.text);
}
END_TEST

START_TEST(a_program_needs_its_variable)
{
    make_program("xclip", "cat > \"${0%/*}/input\"");
    clipboard = clipboard_new(LONG_MS);
    ck_assert(!clipboard_copy(clipboard, SLICE("x")));
    clipboard_free(&clipboard);
    setenv("DISPLAY", ":0", 1);
    clipboard = clipboard_new(LONG_MS);
    ck_assert(clipboard_copy(clipboard, SLICE("x")));
    struct clipboard_result result = await_result();
    ck_assert_str_eq(result.program, "xclip");
    free(result.text);
}
END_TEST

static const struct {
    const char *script;
    int limit_ms;
    size_t length;
} failing[] = {
    { "cat > /dev/null; exit 3", LONG_MS, 10 },
    { "exit 0", LONG_MS, 4 * 1024 * 1024 },       /* reads nothing */
    { "exec sleep 1000", LIMIT_MS, 10 },          /* reads nothing, and hangs */
    { "exec sleep 1000", LIMIT_MS, 1024 * 1024 }, /* and there is too much for its pipe */
    { "cat > /dev/null; exec sleep 1000", LIMIT_MS, 10 },
    { "kill -9 $$", LONG_MS, 10 },
};

START_TEST(a_failure_gives_the_text_back)
{
    make_program("pbcopy", failing[_i].script);
    clipboard = clipboard_new(failing[_i].limit_ms);
    char *text = xmalloc(failing[_i].length + 1);
    memset(text, 'x', failing[_i].length);
    text[failing[_i].length] = '\0';
    ck_assert(clipboard_copy(clipboard, slice_of(text)));
    struct clipboard_result result = await_result();
    ck_assert(!result.is_good);
    ck_assert_str_eq(result.text, text);
    free(result.text);
    free(text);
}
END_TEST

START_TEST(an_address_is_a_word)
{
    make_program("xdg-open", "echo \"$#:$1\" > \"${0%/*}/words\"");
    setenv("DISPLAY", ":0", 1);
    clipboard = clipboard_new(LONG_MS);
    ck_assert(clipboard_open_address(clipboard, "https://x/a b"));
    struct clipboard_result result = await_result();
    ck_assert(result.is_good);
    ck_assert(result.is_opened);
    check_file("words", "1:https://x/a b\n");
    free(result.text);
}
END_TEST

START_TEST(who_leaves_does_not_wait)
{
    make_program("pbcopy", "exec sleep 1");
    clipboard = clipboard_new(LIMIT_MS);
    const int64_t begun_ms = clock_monotonic_ms();
    ck_assert(clipboard_copy(clipboard, SLICE("x")));
    clipboard_free(&clipboard);
    ck_assert_int_lt(clock_monotonic_ms() - begun_ms, LIMIT_MS);
    clipboard = clipboard_new(LIMIT_MS);
}
END_TEST

Suite *clipboard_suite(void);
Suite *clipboard_suite(void)
{
    Suite *suite = suite_create("clipboard");
    TCase *tests = tcase_create("programs");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, without_a_program_nothing_is_copied);
    tcase_add_test(tests, the_text_goes_over_standard_input);
    tcase_add_test(tests, a_program_needs_its_variable);
    tcase_add_loop_test(tests, a_failure_gives_the_text_back, 0, ARRAY_LENGTH(failing));
    tcase_add_test(tests, an_address_is_a_word);
    tcase_add_test(tests, who_leaves_does_not_wait);
    suite_add_tcase(suite, tests);
    return suite;
}
