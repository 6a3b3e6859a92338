#include <annotty/base/log.h>

#include <annotty/base/buf.h>
#include <annotty/base/mem.h>

#include "scratch.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct scratch scratch;
static char *path;

static void make_directory(void)
{
    scratch = scratch_new();
    path = scratch_file(&scratch, "log");
}

static void remove_directory(void)
{
    log_close();
    free(path);
    scratch_remove(&scratch);
}

static char *content(void)
{
    static char text[16384];
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    fclose(file);
    return text;
}

START_TEST(a_line_is_one_clean_line)
{
    struct error error = { 0 };
    ck_assert_msg(log_open(path, &error), "%s", error.message);
    log_line("net", "got %d\n\033[31mred", 3);
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
    const char *text = content();
    ck_assert_ptr_nonnull(strstr(text, "Z net: got 3"));
    ck_assert_ptr_nonnull(strstr(text, "[31mred\n"));
    ck_assert_ptr_null(strchr(text, '\033'));
    ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
}
END_TEST

START_TEST(standard_error_can_be_the_log)
{
    ck_assert(!log_is_open());
    const int before = dup(STDERR_FILENO);
    const int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ck_assert_int_eq(dup2(file, STDERR_FILENO), STDERR_FILENO);
    const bool is_opened = log_open("-", NULL);
    log_line("net", "hello");
    dup2(before, STDERR_FILENO);
    ck_assert(is_opened);
    ck_assert(log_is_open());
    ck_assert_ptr_nonnull(strstr(content(), "Z net: hello\n"));
    log_close();
    ck_assert(!log_is_open());
    close(before);
    close(file);
}
END_TEST

START_TEST(a_log_goes_on_where_it_ended)
{
    ck_assert(log_open(path, NULL));
    log_line("a", "first");
    log_close();
    log_line("a", "unheard");
    ck_assert(log_open(path, NULL));
    log_line("a", "second");
    const char *text = content();
    ck_assert_ptr_nonnull(strstr(text, "first"));
    ck_assert_ptr_nonnull(strstr(text, "second"));
    ck_assert_ptr_null(strstr(text, "unheard"));
}
END_TEST

START_TEST(long_lines_are_cut)
{
    char *text = xmalloc(100000);
    memset(text, 'x', 99999);
    text[99999] = '\0';
    ck_assert(log_open(path, NULL));
    log_line("a", "%s", text);
    free(text);
    const size_t length = strlen(content());
    ck_assert_uint_gt(length, 4000);
    ck_assert_uint_lt(length, 5000);
}
END_TEST

START_TEST(a_file_that_cannot_be_opened_is_named)
{
    struct error error = { 0 };
    ck_assert(!log_open("/nonexistent/log", &error));
    ck_assert_int_eq(error.system_errno, ENOENT);
    ck_assert_str_eq(error.where, "/nonexistent/log");
}
END_TEST

Suite *log_suite(void)
{
    Suite *suite = suite_create("log");
    TCase *tests = tcase_create("log");
    tcase_add_checked_fixture(tests, make_directory, remove_directory);
    tcase_add_test(tests, a_line_is_one_clean_line);
    tcase_add_test(tests, standard_error_can_be_the_log);
    tcase_add_test(tests, a_log_goes_on_where_it_ended);
    tcase_add_test(tests, long_lines_are_cut);
    tcase_add_test(tests, a_file_that_cannot_be_opened_is_named);
    suite_add_tcase(suite, tests);
    return suite;
}
