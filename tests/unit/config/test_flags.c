#include "world.h"

#include <annotty/base/buf.h>
#include <annotty/base/mem.h>

enum { ARGUMENTS_MAX = 8 };

static const struct {
    const char *arguments[ARGUMENTS_MAX];
    const char *rest; /* what is left, joined by blanks; NULL: refused */
    const char *says;
    enum config_key key;
    const char *text;
} lines[] = {
    { { "annotty" }, "annotty", NULL, CONFIG_SITE, NULL },
    { { "annotty", "--site", "x.example", "queue", "list" }, "annotty queue list", NULL, CONFIG_SITE, "x.example" },
    { { "annotty", "queue", "--site=x.example", "list" }, "annotty queue list", NULL, CONFIG_SITE, "x.example" },
    { { "annotty", "--plain", "queue" }, "annotty queue", NULL, CONFIG_PLAIN, "yes" },
    { { "annotty", "--no-sample", "serve" }, "annotty serve", NULL, CONFIG_SAMPLE, "no" },
    { { "annotty", "--sample=off" }, "annotty", NULL, CONFIG_SAMPLE, "no" },
    { { "annotty", "--scroll_jump", "4" }, "annotty", NULL, CONFIG_SCROLL_JUMP, "4" },
    { { "annotty", "--name", "N", "-x", "--no-name" }, "annotty --name N -x --no-name", NULL, CONFIG_SITE, NULL },
    { { "annotty", "--", "--site", "x" }, "annotty -- --site x", NULL, CONFIG_SITE, NULL },
    { { "annotty", "--site", "a", "--site", "b" }, "annotty", NULL, CONFIG_SITE, "b" },
    { { "annotty", "--site" }, NULL, "--site needs a value: --site SITE", CONFIG_SITE, NULL },
    { { "annotty", "--site=" }, NULL, "site needs a value", CONFIG_SITE, NULL },
    { { "annotty", "--timeout", "x" }, NULL, "timeout is a number", CONFIG_TIMEOUT_S, NULL },
    { { "annotty", "--no-site" }, "annotty --no-site", NULL, CONFIG_SITE, NULL },
    { { "annotty", "--api-key", "sesame" }, NULL, "use DD_API_KEY or api-key-command", CONFIG_API_KEY, NULL },
    { { "annotty", "--api-key=sesame" }, NULL, "use DD_API_KEY or api-key-command", CONFIG_API_KEY, NULL },
};

START_TEST(settings_are_taken_out_of_the_arguments)
{
    char copies[ARGUMENTS_MAX][32] = { "" };
    char *arguments[ARGUMENTS_MAX + 1] = { NULL };
    int count = 0;
    for (; lines[_i].arguments[count] != NULL; count++) {
        memcpy(copies[count], lines[_i].arguments[count], strlen(lines[_i].arguments[count]));
        arguments[count] = copies[count];
    }
    struct config *config = world_load();
    struct error error = { 0 };
    const bool taken = config_take_flags(config, &count, arguments, &error);
    ck_assert_msg(taken == (lines[_i].rest != NULL), "%s", error.message);
    if (taken) {
        struct buf rest = buf_with_limit(BUF_LIMIT_LINE);
        for (int at = 0; at < count; at++)
            buf_printf(&rest, "%s%s", at > 0 ? " " : "", arguments[at]);
        ck_assert_str_eq(buf_text(&rest), lines[_i].rest);
        ck_assert_ptr_null(arguments[count]);
        buf_free(&rest);
    } else {
        ck_assert_int_eq(error.kind, ERROR_USAGE);
        ck_assert_ptr_nonnull(strstr(error.message, lines[_i].says));
        ck_assert_ptr_null(strstr(error.message, "sesame"));
    }
    if (lines[_i].text != NULL) {
        ck_assert_str_eq(config_text(config, lines[_i].key), lines[_i].text);
        ck_assert_str_eq(config_origin(config, lines[_i].key), "flag");
    }
    config_free(&config);
}
END_TEST

Suite *flags_suite(void)
{
    Suite *suite = suite_create("flags");
    TCase *tests = tcase_create("flags");
    tcase_add_checked_fixture(tests, world_set_up, world_tear_down);
    tcase_add_loop_test(tests, settings_are_taken_out_of_the_arguments, 0, ARRAY_LENGTH(lines));
    suite_add_tcase(suite, tests);
    return suite;
}
