#include "../../../src/net/authorities.h"

#include "../scratch.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static struct scratch scratch;
static char *path;
static const struct curl_library *curl;

static void setup(void)
{
    scratch = scratch_new();
    path = scratch_file(&scratch, "ours.pem");
    curl = curl_library_load(NULL);
    ck_assert_ptr_nonnull(curl);
}

static void teardown(void)
{
    free(path);
    scratch_remove(&scratch);
}

/* A machine without certificates of its own has nothing to add to. */
START_TEST(a_persons_authorities_come_beside_the_systems)
{
    static const char ours[] = "-----BEGIN CERTIFICATE-----\nours\n-----END CERTIFICATE-----";
    FILE *const file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(ours, file);
    ck_assert_int_eq(fclose(file), 0);
    struct buf text = authorities_read(curl, path);
    if (text.length > 0) {
        ck_assert_ptr_nonnull(strstr(buf_text(&text), "\n-----BEGIN CERTIFICATE-----\nours\n"));
        ck_assert_uint_gt(text.length, sizeof(ours) + 1);
    }
    buf_free(&text);
}
END_TEST

/* libcurl is then given the file itself, and tells what is wrong with it. */
START_TEST(a_file_that_cannot_be_read_gives_nothing)
{
    struct buf text = authorities_read(curl, path);
    ck_assert_uint_eq(text.length, 0);
    buf_free(&text);
}
END_TEST

Suite *authorities_suite(void)
{
    Suite *suite = suite_create("authorities");
    TCase *tests = tcase_create("authorities");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_persons_authorities_come_beside_the_systems);
    tcase_add_test(tests, a_file_that_cannot_be_read_gives_nothing);
    suite_add_tcase(suite, tests);
    return suite;
}
