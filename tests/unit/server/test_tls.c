#include "../../../src/server/tls.h"

#include "../certificate.h"
#include "../scratch.h"
#include "suites.h"

#include <annotty/base/mem.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* Another key than that of the certificate. */
static const char other_key[] = "-----BEGIN PRIVATE KEY-----\n"
                                "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg2nkqy/LNW4IdfP7e\n"
                                "i+YoITkTxdyeMtfs8GhiXMyA6vmhRANCAAQpHqClgZxrieZ+h0pSwirS42ZaoIZ/\n"
                                "6+adcsRglL3KgZHs4uUtEOxA9p7DhYUGV4C3dCyhK+nCiiZVvNelZps7\n"
                                "-----END PRIVATE KEY-----\n";

static const struct {
    const char *certificate, *key; /* what the files hold; NULL: there is none */
    const char *says;              /* NULL: a pair */
} pairs[] = {
    { test_certificate, test_private_key, NULL },
    { test_certificate, NULL, "key.pem can't be read: No such file" },
    { NULL, test_private_key, "certificate.pem can't be read: No such file" },
    { "", test_private_key, "certificate.pem is empty" },
    { test_certificate, "", "key.pem is empty" },
    { "hush", test_private_key, "no certificate with its key" },
    { test_certificate, "hush", "no certificate with its key" },
    { test_private_key, test_certificate, "no certificate with its key" },
    { test_certificate, other_key, "no certificate with its key" },
};

static struct scratch scratch;
static char *certificate_path, *key_path;
static struct tls tls;
static struct error error;

static void setup(void)
{
    scratch = scratch_new();
    certificate_path = scratch_file(&scratch, "certificate.pem");
    key_path = scratch_file(&scratch, "key.pem");
}

static void teardown(void)
{
    tls_free(&tls);
    free(certificate_path);
    free(key_path);
    scratch_remove(&scratch);
}

static void write_file(const char *path, const char *content)
{
    if (content == NULL)
        return;
    FILE *const file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(content, file);
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(a_certificate_and_its_key_are_a_pair)
{
    write_file(certificate_path, pairs[_i].certificate);
    write_file(key_path, pairs[_i].key);
    const bool is_pair = tls_read(&tls, certificate_path, key_path, &error);
    ck_assert_msg(is_pair == (pairs[_i].says == NULL), "%s", error.message);
    ck_assert_int_eq(tls.key != NULL, is_pair);
    if (is_pair)
        return;
    ck_assert_int_eq(error.kind, ERROR_USAGE);
    ck_assert_msg(strstr(error.message, pairs[_i].says) != NULL, "%s", error.message);
    ck_assert_ptr_null(strstr(error.message, "hush"));
}
END_TEST

START_TEST(a_directory_is_no_certificate)
{
    ck_assert_int_eq(mkdir(certificate_path, 0700), 0);
    write_file(key_path, test_private_key);
    ck_assert(!tls_read(&tls, certificate_path, key_path, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "can't be read: Is a directory"));
}
END_TEST

START_TEST(a_file_without_end_is_not_read_to_its_end)
{
    write_file(key_path, test_private_key);
    ck_assert(!tls_read(&tls, "/dev/zero", key_path, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "can't be read: File too large"));
}
END_TEST

Suite *tls_suite(void)
{
    TCase *const cases = tcase_create("tls");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_loop_test(cases, a_certificate_and_its_key_are_a_pair, 0, ARRAY_LENGTH(pairs));
    tcase_add_test(cases, a_directory_is_no_certificate);
    tcase_add_test(cases, a_file_without_end_is_not_read_to_its_end);
    Suite *const suite = suite_create("tls");
    suite_add_tcase(suite, cases);
    return suite;
}
