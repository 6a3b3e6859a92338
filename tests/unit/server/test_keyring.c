/* Giving keys out and taking them back, in a data directory that a server may be using. */
#include <annotty/server/keyring.h>

#include "../scratch.h"
#include "suites.h"

#include "../../../src/server/key_file.h"
#include "../../../src/server/owner.h"

#include <annotty/base/mem.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct scratch scratch;
static struct error error;
static char *file;

static void setup(void)
{
    scratch = scratch_new();
    file = scratch_file(&scratch, KEYRING_FILE);
}

static void teardown(void)
{
    free(file);
    scratch_remove(&scratch);
}

/* What keyring_each tells, one line a pair: name, handle, email. */
static char listed[512];

static void note_key(const struct workspace_key *key, void *data)
{
    size_t *const count = data;
    const size_t length = strlen(listed);
    snprintf(listed + length, sizeof(listed) - length, "%s/%s/%s;", key->owner.name, key->owner.handle,
             key->owner.email);
    ++*count;
}

static size_t list(void)
{
    size_t count = 0;
    listed[0] = '\0';
    ck_assert_msg(keyring_each(scratch.path, note_key, &count, &error), "%s", error.message);
    return count;
}

static struct keyring_pair add(const char *name, const char *handle, const char *email)
{
    struct keyring_pair pair;
    const struct workspace_person person = { name, handle, email };
    ck_assert_msg(keyring_add(scratch.path, &person, &pair, &error), "%s", error.message);
    return pair;
}

static bool begin(bool is_wanted)
{
    bool made = false;
    struct workspace *workspace = owner_open_workspace(scratch.path, &error);
    ck_assert_ptr_nonnull(workspace);
    ck_assert_msg(keyring_begin(workspace, scratch.path, is_wanted, &made, &error), "%s", error.message);
    workspace_close(&workspace);
    return made;
}

START_TEST(a_handle_is_one_person)
{
    add("Ann", "ann", "ann@example.com");
    add("Ben", "ben", "");
    add("Ann Lee", "ann", "");
    ck_assert_uint_eq(list(), 3);
    ck_assert_ptr_nonnull(strstr(listed, "Ben/ben/;"));
    ck_assert_ptr_nonnull(strstr(listed, "Ann Lee/ann/ann@example.com;"));
    ck_assert_ptr_null(strstr(listed, "Ann/ann"));
}
END_TEST

/* Neither the store nor its log holds a key. */
START_TEST(no_key_is_kept)
{
    static const char *const names[] = { "workspace.db", "workspace.db-wal" };
    const struct keyring_pair pair = add("Ann", "ann", "");
    ck_assert_uint_eq(strlen(pair.api), KEYRING_KEY_SIZE - 1);
    ck_assert_str_ne(pair.api, pair.app);
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        char *const path = scratch_file(&scratch, names[i]);
        FILE *const stream = fopen(path, "r");
        struct buf bytes = buf_with_limit(BUF_LIMIT_BODY);
        char piece[4096];
        for (size_t got = 0; stream != NULL && (got = fread(piece, 1, sizeof(piece), stream)) > 0;)
            buf_append(&bytes, piece, got);
        ck_assert_ptr_null(bytes.length > 0 ? memmem(bytes.data, bytes.length, pair.api, strlen(pair.api)) : NULL);
        ck_assert_ptr_null(bytes.length > 0 ? memmem(bytes.data, bytes.length, pair.app, strlen(pair.app)) : NULL);
        if (stream != NULL)
            fclose(stream);
        buf_free(&bytes);
        free(path);
    }
}
END_TEST

START_TEST(a_revoked_pair_is_gone)
{
    const struct keyring_pair first = add("Ann", "ann", "");
    add("Ben", "ben", "");
    ck_assert_msg(keyring_revoke(scratch.path, first.id, &error), "%s", error.message);
    ck_assert_uint_eq(list(), 1);
    ck_assert_str_eq(listed, "Ben/ben/;");
    ck_assert(!keyring_revoke(scratch.path, first.id, &error));
    ck_assert_int_eq(error.kind, ERROR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.message, first.id));
}
END_TEST

START_TEST(a_first_start_makes_the_owners_pair)
{
    struct key_plain plain;
    bool found = false;
    ck_assert(begin(true));
    ck_assert_uint_eq(list(), 1);
    ck_assert(key_file_read(file, &plain, &found, &error));
    ck_assert(found);
    ck_assert(!begin(true));
    ck_assert_uint_eq(list(), 1);
}
END_TEST

START_TEST(who_brings_keys_gets_none)
{
    ck_assert(!begin(false));
    ck_assert_uint_eq(list(), 0);
    ck_assert_int_ne(access(file, F_OK), 0);
    add("Ann", "ann", "");
    ck_assert(!begin(true));
    ck_assert_int_ne(access(file, F_OK), 0);
}
END_TEST

static void read_first_id(const struct workspace_key *key, void *data)
{
    snprintf(data, KEYRING_ID_SIZE, "%s", key->id);
}

START_TEST(the_file_goes_with_its_pair)
{
    char id[KEYRING_ID_SIZE] = "";
    ck_assert(begin(true));
    ck_assert(keyring_each(scratch.path, read_first_id, id, &error));
    const struct keyring_pair other = add("Ann", "ann", "");
    ck_assert(keyring_revoke(scratch.path, other.id, &error));
    ck_assert_int_eq(access(file, F_OK), 0);
    ck_assert_msg(keyring_revoke(scratch.path, id, &error), "%s", error.message);
    ck_assert_int_ne(access(file, F_OK), 0);
}
END_TEST

/* A server was killed between the file and the store. */
START_TEST(a_file_without_its_pair_is_taken_up)
{
    struct key_plain plain;
    struct key_plain again;
    bool found = false;
    key_make(&plain);
    ck_assert(key_file_write(file, &plain, &error));
    ck_assert(begin(true));
    ck_assert_uint_eq(list(), 1);
    ck_assert(key_file_read(file, &again, &found, &error));
    ck_assert_str_eq(plain.api, again.api);
}
END_TEST

START_TEST(a_file_that_others_may_read_stops_the_start)
{
    bool made = false;
    ck_assert(begin(true));
    ck_assert_int_eq(chmod(file, 0644), 0);
    struct workspace *workspace = owner_open_workspace(scratch.path, &error);
    ck_assert(!keyring_begin(workspace, scratch.path, true, &made, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "chmod 600"));
    workspace_close(&workspace);
}
END_TEST

START_TEST(a_store_that_cannot_be_opened_is_told)
{
    struct keyring_pair pair;
    const struct workspace_person ann = { "Ann", "ann", "" };
    ck_assert(!keyring_add("/nonexistent", &ann, &pair, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert(!keyring_revoke("/nonexistent", "x", &error));
    ck_assert(!keyring_each("/nonexistent", note_key, NULL, &error));
}
END_TEST

Suite *keyring_suite(void)
{
    TCase *const cases = tcase_create("keyring");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, a_handle_is_one_person);
    tcase_add_test(cases, no_key_is_kept);
    tcase_add_test(cases, a_revoked_pair_is_gone);
    tcase_add_test(cases, a_first_start_makes_the_owners_pair);
    tcase_add_test(cases, who_brings_keys_gets_none);
    tcase_add_test(cases, the_file_goes_with_its_pair);
    tcase_add_test(cases, a_file_without_its_pair_is_taken_up);
    tcase_add_test(cases, a_file_that_others_may_read_stops_the_start);
    tcase_add_test(cases, a_store_that_cannot_be_opened_is_told);
    Suite *const suite = suite_create("keyring");
    suite_add_tcase(suite, cases);
    return suite;
}
