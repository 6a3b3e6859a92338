#include "../../../src/server/key_file.h"

#include "../scratch.h"
#include "suites.h"

#include <annotty/base/mem.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct scratch scratch;
static char *path;
static struct key_plain plain;
static struct error error;
static bool found;

static void setup(void)
{
    scratch = scratch_new();
    path = scratch_file(&scratch, "keys");
}

static void teardown(void)
{
    free(path);
    scratch_remove(&scratch);
}

static void write_file(const char *content, mode_t mode)
{
    FILE *const file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(content, 1, strlen(content), file), strlen(content));
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(path, mode), 0);
}

START_TEST(keys_are_random_and_not_alike)
{
    struct key_plain other;
    key_make(&plain);
    key_make(&other);
    ck_assert_uint_eq(strlen(plain.api), 40);
    ck_assert_uint_eq(strlen(plain.app), 40);
    ck_assert_uint_eq(strspn(plain.api, "0123456789abcdef"), 40);
    ck_assert_str_ne(plain.api, plain.app);
    ck_assert_str_ne(plain.api, other.api);
}
END_TEST

START_TEST(a_file_is_made_for_its_owner_only)
{
    struct stat status;
    struct key_plain again;
    umask(0);
    key_make(&plain);
    ck_assert_msg(key_file_write(path, &plain, &error), "%s", error.message);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
    ck_assert_msg(key_file_read(path, &again, &found, &error), "%s", error.message);
    ck_assert(found);
    ck_assert_str_eq(plain.api, again.api);
    ck_assert_str_eq(plain.app, again.app);
}
END_TEST

START_TEST(a_file_that_is_there_stays)
{
    key_make(&plain);
    write_file("mine", 0600);
    ck_assert(!key_file_write(path, &plain, &error));
    ck_assert_int_eq(error.system_errno, EEXIST);
}
END_TEST

START_TEST(no_file_is_no_mistake)
{
    ck_assert(key_file_read(path, &plain, &found, &error));
    ck_assert(!found);
}
END_TEST

static const char *const sound_files[] = {
    "DD_API_KEY=one\nDD_APP_KEY=first\n",
    "DD_APP_KEY=first\nDD_API_KEY=one",
    "DD_API_KEY=one\r\nDD_APP_KEY=first\r\n",
    "# made by hand\n\nDD_SITE=example\nDD_API_KEY= one \nDD_APP_KEY=\tfirst\n",
    "DD_API_KEY=one\nDD_APP_KEY=first\nDD_API_KEY=later\n",
};

START_TEST(a_sound_file_is_read)
{
    write_file(sound_files[_i], 0600);
    ck_assert_msg(key_file_read(path, &plain, &found, &error), "%s", error.message);
    ck_assert(found);
    ck_assert_str_eq(plain.api, "one");
    ck_assert_str_eq(plain.app, "first");
}
END_TEST

static const char *const bad_files[] = {
    "",
    "\n\n",
    "hush-hush\n",
    "DD_API_KEY=hush-hush\n",
    "DD_APP_KEY=hush-hush\n",
    "DD_API_KEY=\nDD_APP_KEY=hush-hush\n",
    "DD_API_KEY=hush-hush\nDD_APP_KEY=   \n",
    "dd_api_key=hush-hush\ndd_app_key=hush-hush\n",
    "DD_API_KEY=hush-hush-hush-hush-hush-hush-hush-hush-h\nDD_APP_KEY=hush-hush\n",
    " DD_API_KEY=hush-hush\nDD_APP_KEY=hush-hush\n",
    "DD_API_KEY: hush-hush\nDD_APP_KEY: hush-hush\n",
};

START_TEST(a_file_without_both_keys_is_refused)
{
    write_file(bad_files[_i], 0600);
    ck_assert(!key_file_read(path, &plain, &found, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert_msg(strstr(error.message, "a key is missing or too long; remove the file") != NULL, "%s", error.message);
    ck_assert_ptr_nonnull(strstr(error.message, path));
    ck_assert_ptr_null(strstr(error.message, "hush"));
}
END_TEST

static const struct {
    mode_t mode;
    bool is_private;
} modes[] = {
    { 0600, true },  { 0400, true },  { 0700, true },  { 0640, false }, { 0604, false },
    { 0620, false }, { 0602, false }, { 0644, false }, { 0666, false }, { 0601, false },
};

START_TEST(a_file_that_others_may_use_is_refused)
{
    write_file(sound_files[0], modes[_i].mode);
    ck_assert_int_eq(key_file_read(path, &plain, &found, &error), modes[_i].is_private);
    if (!modes[_i].is_private)
        ck_assert_msg(strstr(error.message, "chmod 600") != NULL, "%s", error.message);
}
END_TEST

START_TEST(a_file_that_cannot_be_made_is_told)
{
    char *const nowhere = scratch_file(&scratch, "missing/keys");
    key_make(&plain);
    ck_assert(!key_file_write(nowhere, &plain, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert_int_eq(error.system_errno, ENOENT);
    ck_assert_ptr_nonnull(strstr(error.message, "can't make the key file"));
    free(nowhere);
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_told)
{
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert(!key_file_read(path, &plain, &found, &error));
    ck_assert_int_eq(error.system_errno, EISDIR);
    ck_assert_ptr_nonnull(strstr(error.message, "can't read the key file"));
}
END_TEST

/* Who can put a link there must not choose where keys are written. */
START_TEST(a_link_to_nowhere_is_not_followed)
{
    char *const target = scratch_file(&scratch, "target");
    ck_assert_int_eq(symlink(target, path), 0);
    key_make(&plain);
    ck_assert(!key_file_write(path, &plain, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert_int_ne(access(target, F_OK), 0);
    free(target);
}
END_TEST

Suite *key_file_suite(void)
{
    TCase *const cases = tcase_create("key_file");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, keys_are_random_and_not_alike);
    tcase_add_test(cases, a_file_is_made_for_its_owner_only);
    tcase_add_test(cases, a_file_that_is_there_stays);
    tcase_add_test(cases, no_file_is_no_mistake);
    tcase_add_loop_test(cases, a_sound_file_is_read, 0, ARRAY_LENGTH(sound_files));
    tcase_add_loop_test(cases, a_file_without_both_keys_is_refused, 0, ARRAY_LENGTH(bad_files));
    tcase_add_loop_test(cases, a_file_that_others_may_use_is_refused, 0, ARRAY_LENGTH(modes));
    tcase_add_test(cases, a_file_that_cannot_be_made_is_told);
    tcase_add_test(cases, a_file_that_cannot_be_read_is_told);
    tcase_add_test(cases, a_link_to_nowhere_is_not_followed);
    Suite *const suite = suite_create("key_file");
    suite_add_tcase(suite, cases);
    return suite;
}
