/* `annotty doctor` and `annotty config` as a person runs them, in good worlds and broken ones. */
#include "shell.h"

#include <annotty/json/json.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LENGTH(array) (int)(sizeof(array) / sizeof((array)[0]))

enum { OUTPUT_MAX = 1024 * 1024 };

static void assert_said(const char *wanted)
{
    ck_assert_msg(strstr(buf_text(&output), wanted) != NULL, "no \"%s\" in:\n%s%s", wanted, buf_text(&output),
                  buf_text(&errors));
}

/* No key and nothing that acts on a terminal, wherever it came from. */
static void assert_harmless(const struct buf *text)
{
    ck_assert_ptr_null(strstr(buf_text(text), "secret"));
    for (size_t i = 0; i < text->length; i++)
        ck_assert_msg((unsigned char)text->data[i] >= ' ' || strchr("\n\t", text->data[i]) != NULL, "byte %d",
                      text->data[i]);
}

static const struct {
    const char *words;
    int status;
    const char *says;
} worlds[] = {
    { "doctor", 0, "not asked: the workspace is made at the first start" },
    { "TERM=dumb|doctor", 0, "TERM=dumb can't place the cursor" },
    { "TERM=|LC_ALL=C|doctor", 0, "TERM is not set" },
    { "HOME=|doctor", 6, "there is no place for it" },
    { "HOME=/nonexistent|doctor", 6, "there is no place for it" },
    { "doctor|--data|file", 6, "is no directory" },
    { "doctor|--data|damaged", 6, "damaged or no database" },
    { "doctor|--cache|file", 0, "is no directory" },
    { "doctor|--profile|nobody", 2, "no such profile" },
    { "ANNOTTY_PROFILE=nobody|doctor", 2, "no such profile" },
    { "ANNOTTY_CONFIG=bad.ini|doctor", 0, "bad.ini:1: no setting is called fly" },
    { "ANNOTTY_CONFIG=file/none|doctor", 0, "file/none" },
    { "doctor|--theme|nothing", 0, "there is no theme \\\"nothing" },
    { "doctor|--url|nowhere", 2, "no server address" },
    { "doctor|--url|http://127.0.0.1:1|--timeout|1", 3, "doesn't answer" },
    { "doctor|--url|unix:/nonexistent/socket|--timeout|1", 3, "/nonexistent/socket" },
    { "DD_API_KEY=secret-word|doctor", 2, "needs two keys" },
    { "DD_API_KEY=secret-word|DD_APP_KEY=secret-too|doctor|--url|http://127.0.0.1:1|--timeout|1", 3,
      "set, from DD_API_KEY" },
    { "ANNOTTY_API_KEY_COMMAND=exit 3|doctor|--url|http://127.0.0.1:1", 2, "api-key-command failed" },
    { "ANNOTTY_CA_FILE=/\x1b]0;owned\x07|doctor", 0, "ca-file has a control character" },
    { "ANNOTTY_CA_FILE=/\xe2\x80\xae\xff|doctor", 0, "from ANNOTTY_CA_FILE" },
    { "doctor|extra", 2, "" },
};

START_TEST(each_world_is_judged)
{
    home_write("file", "not a directory");
    home_write("bad.ini", "fly = 1\n[\x1b]0;owned\x07]\nname = \x1b[31m\n");
    ck_assert_int_eq(mkdir("damaged", 0700), 0);
    home_write("damaged/workspace.db", "long enough to be taken for a database, which it isn't: no header, no pages");
    const int status = run(worlds[_i].words);
    ck_assert_msg(status == worlds[_i].status, "%s: status %d: %s%s", worlds[_i].words, status, buf_text(&output),
                  buf_text(&errors));
    assert_harmless(&output);
    assert_harmless(&errors);
    ck_assert_int_ne(access(".local", F_OK), 0);
    ck_assert_int_ne(access(".cache", F_OK), 0);
    /* In lines, a long word is broken: JSON has it whole. */
    char words[512];
    snprintf(words, sizeof(words), "%s|--json", worlds[_i].words);
    ck_assert_int_eq(run(words), status);
    assert_harmless(&output);
    assert_said(worlds[_i].says);
    struct json_value document;
    if (output.length == 0)
        return;
    ck_assert(json_check(buf_slice(&output), &document, NULL));
    ck_assert(slice_is(json_member(document, "usable").raw, status == 0 ? "true" : "false"));
}
END_TEST

START_TEST(the_own_server_is_well)
{
    ck_assert_int_eq(run("queue|list"), 0);
    ck_assert_int_eq(run("doctor|--json"), 0);
    assert_said("\"name\":\"latency\"");
    assert_said("the same as here");
    assert_said("that only read answer; the ");
    assert_said(", sound, ");
    ck_assert_ptr_null(strstr(buf_text(&output), "\"level\":\"problem\""));
    ck_assert_ptr_null(strstr(buf_text(&output), "not offered"));
    ck_assert_str_eq(buf_text(&errors), "");
}
END_TEST

START_TEST(keys_are_tried)
{
    char line[256], url[200], words[512], api[64], app[64];
    struct program server = program_start("serve|--listen|127.0.0.1:0|--no-sample");
    ck_assert(program_line(&server, line, sizeof(line)));
    ck_assert_int_eq(sscanf(line, "listening on %199s", url), 1);
    snprintf(words, sizeof(words), "DD_API_KEY=secret-one|DD_APP_KEY=secret-two|doctor|--url|%s", url);
    ck_assert_int_eq(run(words), 1);
    assert_said("403");
    assert_harmless(&output);
    assert_harmless(&errors);
    snprintf(words, sizeof(words), "doctor|--url|%s", url);
    ck_assert_int_eq(run(words), 1);
    assert_said("401");
    struct buf keys = buf_with_limit(OUTPUT_MAX);
    home_read(".local/share/annotty/keys", &keys);
    ck_assert_int_eq(sscanf(buf_text(&keys), "DD_API_KEY=%63s DD_APP_KEY=%63s", api, app), 2);
    buf_free(&keys);
    snprintf(words, sizeof(words), "DD_API_KEY=%s|DD_APP_KEY=%s|doctor|--url|%s", api, app, url);
    ck_assert_int_eq(run(words), 0);
    assert_said("it answers");
    ck_assert_ptr_null(strstr(buf_text(&output), api));
    ck_assert_ptr_null(strstr(buf_text(&output), app));
    program_end(&server, SIGTERM);
}
END_TEST

START_TEST(help_comes_in_a_broken_world)
{
    static const char *const commands[] = { "help",   "--help",          "--version",
                                            "config", "completion|bash", "queue|list|--help" };
    char words[128];
    snprintf(words, sizeof(words), "ANNOTTY_PROFILE=nobody|%s", commands[_i]);
    ck_assert_int_eq(run(words), 0);
    ck_assert_uint_gt(output.length, 0);
    ck_assert_ptr_nonnull(strstr(buf_text(&errors), "no such profile"));
    ck_assert_int_eq(run("ANNOTTY_PROFILE=nobody|queue|list"), 2);
}
END_TEST

Suite *doctor_suite(void)
{
    TCase *tests = tcase_create("doctor");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, shell_open, shell_close);
    tcase_add_loop_test(tests, each_world_is_judged, 0, LENGTH(worlds));
    tcase_add_test(tests, the_own_server_is_well);
    tcase_add_test(tests, keys_are_tried);
    tcase_add_loop_test(tests, help_comes_in_a_broken_world, 0, 6);
    Suite *suite = suite_create("doctor");
    suite_add_tcase(suite, tests);
    return suite;
}
