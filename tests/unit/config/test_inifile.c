#include <annotty/config/inifile.h>

#include <annotty/base/mem.h>

#include "scratch.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void write_setting(const char *section, const char *name, const char *value, int line, void *data)
{
    buf_printf(data, "%d[%s]%s=%s;", line, section, name, value);
}

static void write_problem(int line, const char *problem, void *data)
{
    buf_printf(data, "%d!%s;", line, problem);
}

#define X10  "xxxxxxxxxx"
#define X100 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10

static const struct {
    const char *text, *heard;
} texts[] = {
    { "", "" },
    { "a = 1", "1[]a=1;" },
    { "a=1\r\n\r\n[s t]\r\nb : x y \r\n", "1[]a=1;4[s t]b=x y;" },
    { "; comment\n# comment\n  a = 1 ; after\n", "3[]a=1;" },
    { "a = 1\n  b = 2\n\tc\n", "1[]a=1;2[]b=2;3!neither [section] nor name = value;" },
    { "a = b=c;d\n", "1[]a=b=c;d;" },
    { "a =\n", "1[]a=;" },
    { "[open\na=1\n", "2[]a=1;1!neither [section] nor name = value;" },
    { "a = " X100 X100 "\nb = 2", "1!the line is too long;2[]b=2;" },
};

START_TEST(lines_are_read_and_counted)
{
    struct buf heard = buf_with_limit(BUF_LIMIT_LINE);
    inifile_read(slice_of(texts[_i].text), write_setting, write_problem, &heard);
    ck_assert_str_eq(buf_text(&heard), texts[_i].heard);
    buf_free(&heard);
}
END_TEST

START_TEST(the_longest_line_is_whole)
{
    struct buf text = buf_with_limit(BUF_LIMIT_LINE), heard = buf_with_limit(BUF_LIMIT_LINE);
    buf_printf(&text, "a=%0*d", INIFILE_LINE_MAX - 2, 7);
    inifile_read(buf_slice(&text), write_setting, write_problem, &heard);
    ck_assert_uint_eq(heard.length, strlen("1[]a=;") + INIFILE_LINE_MAX - 2);
    buf_free(&text);
    buf_free(&heard);
}
END_TEST

START_TEST(a_nul_byte_hides_nothing)
{
    struct buf heard = buf_with_limit(BUF_LIMIT_LINE);
    inifile_read(SLICE("a=1\0\nb=2"), write_setting, write_problem, &heard);
    ck_assert_str_eq(buf_text(&heard), "1!the line has a NUL byte;2[]b=2;");
    buf_free(&heard);
}
END_TEST

START_TEST(files_are_loaded_with_their_mode)
{
    struct scratch scratch = scratch_new();
    char *path = scratch_file(&scratch, "file");
    FILE *file = fopen(path, "w");
    fputs("a=1\n", file);
    fclose(file);
    ck_assert_int_eq(chmod(path, 0640), 0);
    struct buf text;
    unsigned mode = 0;
    ck_assert(inifile_load(path, &text, &mode, NULL));
    ck_assert_str_eq(buf_text(&text), "a=1\n");
    ck_assert_uint_eq(mode, 0640);
    buf_free(&text);

    ck_assert_int_eq(truncate(path, 2 * 1024 * 1024), 0);
    struct error error = { 0 };
    ck_assert(!inifile_load(path, &text, NULL, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "larger than 1 MiB"));
    ck_assert(!inifile_load(scratch.path, &text, NULL, &error));
    ck_assert_int_eq(error.system_errno, EISDIR);
    ck_assert(!inifile_load("/nonexistent/file", &text, NULL, &error));
    ck_assert_int_eq(error.system_errno, ENOENT);
    ck_assert_str_eq(error.where, "/nonexistent/file");
    free(path);
    scratch_remove(&scratch);
}
END_TEST

Suite *inifile_suite(void)
{
    Suite *suite = suite_create("inifile");
    TCase *tests = tcase_create("inifile");
    tcase_add_loop_test(tests, lines_are_read_and_counted, 0, ARRAY_LENGTH(texts));
    tcase_add_test(tests, the_longest_line_is_whole);
    tcase_add_test(tests, a_nul_byte_hides_nothing);
    tcase_add_test(tests, files_are_loaded_with_their_mode);
    suite_add_tcase(suite, tests);
    return suite;
}
