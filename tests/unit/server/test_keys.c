#include "../../../src/server/keys.h"

#include "../scratch.h"
#include "suites.h"

#include <annotty/base/error.h>
#include <annotty/base/mem.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct scratch scratch;
static char *path; /* of the key file */
static struct keys keys;
static struct arena arena;
static struct error error;

static void setup(void)
{
    scratch = scratch_new();
    path = scratch_file(&scratch, "keys");
}

static void teardown(void)
{
    keys_free(&keys);
    arena_free(&arena);
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

/* 0: let in; else the status, with the header that the problem names in *header. */
static int check_pair(const char *api, const char *app, const char **header)
{
    struct api_problem problem = { 0 };
    const bool is_in = keys_check(&keys, api, app, &arena, &problem);
    ck_assert_int_eq(is_in, problem.status == 0);
    *header = problem.header;
    return problem.status;
}

static bool lets_in(const char *api, const char *app)
{
    const char *header;
    return check_pair(api, app, &header) == 0;
}

/* Two pairs are known: one/first and two/second. */
static const struct {
    const char *api, *app;
    int status;
    const char *header;
} pairs[] = {
    { "one", "first", 0, NULL },
    { "two", "second", 0, NULL },
    { "one", "second", 403, KEY_APP_HEADER },
    { "two", "first", 403, KEY_APP_HEADER },
    { "one", "fir", 403, KEY_APP_HEADER },
    { "one", "firstfirst", 403, KEY_APP_HEADER },
    { "one", "firsT", 403, KEY_APP_HEADER },
    { "one", "girst", 403, KEY_APP_HEADER },
    { "on", "first", 403, KEY_API_HEADER },
    { "oneone", "first", 403, KEY_API_HEADER },
    { "onetwo", "first", 403, KEY_API_HEADER },
    { "first", "one", 403, KEY_API_HEADER },
    { " one", "first", 403, KEY_API_HEADER },
    { "", "first", 401, KEY_API_HEADER },
    { NULL, "first", 401, KEY_API_HEADER },
    { NULL, NULL, 401, KEY_API_HEADER },
    { "one", "", 401, KEY_APP_HEADER },
    { "wrong", NULL, 401, KEY_APP_HEADER },
};

START_TEST(a_pair_is_let_in_or_told_why_not)
{
    const char *header;
    keys_add(&keys, "one", "first");
    keys_add(&keys, "two", "second");
    ck_assert_int_eq(check_pair(pairs[_i].api, pairs[_i].app, &header), pairs[_i].status);
    ck_assert_pstr_eq(header, pairs[_i].header);
}
END_TEST

START_TEST(without_pairs_nobody_is_let_in)
{
    const char *header;
    ck_assert_int_eq(check_pair("one", "first", &header), 403);
    ck_assert_str_eq(header, KEY_API_HEADER);
}
END_TEST

START_TEST(any_pair_means_a_pair_all_the_same)
{
    const char *header;
    keys.take_any = true;
    ck_assert(lets_in("a", "b"));
    ck_assert_int_eq(check_pair("a", "", &header), 401);
    ck_assert_int_eq(check_pair(NULL, "b", &header), 401);
}
END_TEST

START_TEST(a_private_socket_asks_for_none)
{
    keys.need_none = true;
    ck_assert(lets_in(NULL, NULL));
}
END_TEST

START_TEST(a_file_is_made_for_its_owner_only)
{
    struct stat status;
    char text[128] = "";
    char api[64];
    char app[64];
    umask(0);
    ck_assert_msg(keys_add_file(&keys, path, &error), "%s", error.message);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
    FILE *const file = fopen(path, "r");
    ck_assert_uint_lt(fread(text, 1, sizeof(text) - 1, file), sizeof(text) - 1);
    fclose(file);
    ck_assert_int_eq(sscanf(text, "DD_API_KEY=%63[0-9a-f]\nDD_APP_KEY=%63[0-9a-f]\n", api, app), 2);
    ck_assert_uint_eq(strlen(api), 40);
    ck_assert_uint_eq(strlen(app), 40);
    ck_assert_str_ne(api, app);
    ck_assert(lets_in(api, app));
}
END_TEST

START_TEST(a_file_is_made_once)
{
    struct keys again = { 0 };
    ck_assert(keys_add_file(&keys, path, &error));
    ck_assert(keys_add_file(&again, path, &error));
    ck_assert_str_eq(keys.pairs[0].api, again.pairs[0].api);
    ck_assert_str_eq(keys.pairs[0].app, again.pairs[0].app);
    keys_free(&again);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert(keys_add_file(&again, path, &error));
    ck_assert_str_ne(keys.pairs[0].api, again.pairs[0].api);
    keys_free(&again);
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
    ck_assert_msg(keys_add_file(&keys, path, &error), "%s", error.message);
    ck_assert_uint_eq(keys.count, 1);
    ck_assert(lets_in("one", "first"));
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
    " DD_API_KEY=hush-hush\nDD_APP_KEY=hush-hush\n",
    "DD_API_KEY: hush-hush\nDD_APP_KEY: hush-hush\n",
};

START_TEST(a_file_without_both_keys_is_refused)
{
    write_file(bad_files[_i], 0600);
    ck_assert(!keys_add_file(&keys, path, &error));
    ck_assert_uint_eq(keys.count, 0);
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert_msg(strstr(error.message, "a key is missing; remove the file") != NULL, "%s", error.message);
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
    ck_assert_int_eq(keys_add_file(&keys, path, &error), modes[_i].is_private);
    if (!modes[_i].is_private)
        ck_assert_msg(strstr(error.message, "chmod 600") != NULL, "%s", error.message);
}
END_TEST

START_TEST(a_file_that_cannot_be_made_is_told)
{
    char *const nowhere = scratch_file(&scratch, "missing/keys");
    ck_assert(!keys_add_file(&keys, nowhere, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert_int_eq(error.system_errno, ENOENT);
    ck_assert_ptr_nonnull(strstr(error.message, "can't make the key file"));
    free(nowhere);
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_told)
{
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert(!keys_add_file(&keys, path, &error));
    ck_assert_int_eq(error.system_errno, EISDIR);
    ck_assert_ptr_nonnull(strstr(error.message, "can't read the key file"));
}
END_TEST

/* Who can put a link there must not choose where keys are written. */
START_TEST(a_link_to_nowhere_is_not_followed)
{
    char *const target = scratch_file(&scratch, "target");
    ck_assert_int_eq(symlink(target, path), 0);
    ck_assert(!keys_add_file(&keys, path, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert_int_ne(access(target, F_OK), 0);
    free(target);
}
END_TEST

Suite *keys_suite(void)
{
    TCase *const cases = tcase_create("keys");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_loop_test(cases, a_pair_is_let_in_or_told_why_not, 0, ARRAY_LENGTH(pairs));
    tcase_add_test(cases, without_pairs_nobody_is_let_in);
    tcase_add_test(cases, any_pair_means_a_pair_all_the_same);
    tcase_add_test(cases, a_private_socket_asks_for_none);
    tcase_add_test(cases, a_file_is_made_for_its_owner_only);
    tcase_add_test(cases, a_file_is_made_once);
    tcase_add_loop_test(cases, a_sound_file_is_read, 0, ARRAY_LENGTH(sound_files));
    tcase_add_loop_test(cases, a_file_without_both_keys_is_refused, 0, ARRAY_LENGTH(bad_files));
    tcase_add_loop_test(cases, a_file_that_others_may_use_is_refused, 0, ARRAY_LENGTH(modes));
    tcase_add_test(cases, a_file_that_cannot_be_made_is_told);
    tcase_add_test(cases, a_file_that_cannot_be_read_is_told);
    tcase_add_test(cases, a_link_to_nowhere_is_not_followed);
    Suite *const suite = suite_create("keys");
    suite_add_tcase(suite, cases);
    return suite;
}
