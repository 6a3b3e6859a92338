#include "../../../src/cli/config_print.h"

#include "run.h"
#include "scratch.h"

#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static struct scratch scratch;
static struct config *config;
static struct buf out;

static void write_settings(const char *text)
{
    char *path = scratch_file(&scratch, "config.ini");
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
    ck_assert_int_eq(chmod(path, 0600), 0);
    setenv("ANNOTTY_CONFIG", path, 1);
    free(path);
    config = config_load();
    ck_assert(config_settle(config, NULL));
}

static void setup(void)
{
    scratch = scratch_new();
    out = buf_with_limit(BUF_LIMIT_BODY);
    setenv("XDG_CACHE_HOME", "/some", 1);
    setenv("DD_API_KEY", "secret-of-the-environment", 1);
    setenv("ANNOTTY_CA_FILE", "/tmp/\xe2\x80\xae\xff", 1);
    write_settings("profile = b\napp-key = secret-of-the-file\n[profile a]\ntheme = mono\n[profile b]\n"
                   "url = https://a-name-that-is-longer-than-a-line-has-room-for.example.test\ntimeout = 9\n"
                   "[profile a]\nlayout = single\n");
}

static void teardown(void)
{
    config_free(&config);
    buf_free(&out);
    scratch_remove(&scratch);
}

static void assert_has(const char *text)
{
    ck_assert_msg(strstr(buf_text(&out), text) != NULL, "no %s in:\n%s", text, buf_text(&out));
}

static void assert_harmless(void)
{
    ck_assert_ptr_null(strstr(buf_text(&out), "\xff"));
    ck_assert_ptr_null(strstr(buf_text(&out), "secret"));
    for (size_t i = 0; i < out.length; i++)
        ck_assert(out.data[i] == '\n' || out.data[i] == '\t' || (unsigned char)out.data[i] >= ' ');
}

START_TEST(a_table_fits_and_tells_where_from)
{
    config_write_table(config, &out, 72);
    assert_harmless();
    assert_has("  timeout          config.ini:7             9\n");
    assert_has("  app-key          config.ini:2             (a key)\n");
    assert_has("  api-key          DD_API_KEY               (a key)\n");
    assert_has("  layout           default                  auto\n");
    assert_has("  cache            default                  /some/annotty\n");
    assert_has("  log              not set\n");
    assert_has("/config.ini\n");
    struct slice rest = buf_slice(&out), line;
    while (slice_cut(&rest, '\n', &line))
        ck_assert_msg(line.length <= 72, "%.*s", SLICE_ARGS(line));
}
END_TEST

START_TEST(a_pipe_gets_values)
{
    config_write_values(config, &out);
    assert_harmless();
    assert_has("setting\tfrom\tvalue\n");
    assert_has("url\tconfig.ini:6\thttps://a-name-that-is-longer-than-a-line-has-room-for.example.test\n");
    assert_has("log\tnot set\t\n");
}
END_TEST

START_TEST(json_has_every_setting)
{
    struct json_value document, element;
    config_write_json(config, &out);
    assert_harmless();
    ck_assert(json_check(buf_slice(&out), &document, NULL));
    size_t count = 0;
    for (size_t at = 0; json_next_element(document, &at, &element); count++) {
        struct buf name = buf_with_limit(BUF_LIMIT_LINE);
        ck_assert(json_append_string(&name, json_member(element, "name")));
        ck_assert_str_eq(buf_text(&name), config_rows[count].name);
        buf_free(&name);
        const bool is_secret = config_rows[count].type == CONFIG_SECRET;
        ck_assert(!is_secret || json_member(element, "value").kind == JSON_NULL);
        ck_assert(!is_secret || slice_is(json_member(element, "is_set").raw, "true"));
    }
    ck_assert_uint_eq(count, CONFIG_KEY_COUNT);
}
END_TEST

static void append_name(const char *name, void *data)
{
    buf_printf(data, "%s;", name);
}

START_TEST(profiles_are_named_once)
{
    config_each_profile(config, append_name, &out);
    ck_assert_str_eq(buf_text(&out), "a;b;");
}
END_TEST

Suite *config_print_suite(void)
{
    TCase *const cases = tcase_create("config_print");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, a_table_fits_and_tells_where_from);
    tcase_add_test(cases, a_pipe_gets_values);
    tcase_add_test(cases, json_has_every_setting);
    tcase_add_test(cases, profiles_are_named_once);
    Suite *const suite = suite_create("config_print");
    suite_add_tcase(suite, cases);
    return suite;
}
