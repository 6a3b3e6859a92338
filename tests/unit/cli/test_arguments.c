#include "../../../src/cli/arguments.h"

#include <annotty/json/json.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { WORDS_MAX = 12 };

static bool read_words(enum api_operation_id operation, const char *words, struct arguments *arguments,
                       struct error *error)
{
    char copy[512], *argv[WORDS_MAX];
    int argc = 0;
    snprintf(copy, sizeof(copy), "%s", words);
    char *rest = copy;
    for (char *word = strsep(&rest, "|"); word != NULL && argc < WORDS_MAX; word = strsep(&rest, "|"))
        if (*word != '\0')
            argv[argc++] = word;
    return arguments_read(&api_operations[operation], argc, argv, arguments, error);
}

/* Words separated by '|', and the request that comes of them: METHOD target, then the body. */
static const struct {
    enum api_operation_id operation;
    const char *words, *target, *body;
} good[] = {
    { API_LIST_QUEUES, "", "/annotation-queues", "" },
    { API_LIST_QUEUES, "--project|p 1|--json", "/annotation-queues?projectId=p%201", "" },
    { API_LIST_PROJECTS, "--name=a=b", "/projects?filter%5Bname%5D=a%3Db", "" },
    { API_CREATE_QUEUE, "--name|n|--project-id|p", "/annotation-queues",
      "{\"data\":{\"type\":\"queues\",\"attributes\":{\"name\":\"n\",\"project_id\":\"p\"}}}" },
    { API_UPDATE_QUEUE, "q1|--description=", "/annotation-queues/q1",
      "{\"data\":{\"type\":\"queues\",\"attributes\":{\"description\":\"\"}}}" },
    { API_DELETE_QUEUE, "q1|--yes", "/annotation-queues/q1", "" },
    { API_DELETE_PROJECTS, "--|--a|b", "/projects/delete",
      "{\"data\":{\"type\":\"projects\",\"attributes\":{\"project_ids\":[\"--a\",\"b\"]}}}" },
    { API_DELETE_PROJECTS, "a|b", "/projects/delete",
      "{\"data\":{\"type\":\"projects\",\"attributes\":{\"project_ids\":[\"a\",\"b\"]}}}" },
    { API_DELETE_INTERACTIONS, "q|i1|i2", "/annotation-queues/q/interactions/delete",
      "{\"data\":{\"type\":\"interactions\",\"attributes\":{\"interaction_ids\":[\"i1\",\"i2\"]}}}" },
    { API_ADD_INTERACTIONS, "q|t1|experiment_trace:t2", "/annotation-queues/q/interactions",
      "{\"data\":{\"type\":\"interactions\",\"attributes\":{\"interactions\":[{\"type\":\"trace\",\"content_id\":"
      "\"t1\"},"
      "{\"type\":\"experiment_trace\",\"content_id\":\"t2\"}]}}}" },
};

static void assert_request(const struct arguments *arguments, const char *target, const char *body)
{
    struct buf text = buf_with_limit(BUF_LIMIT_LINE);
    ck_assert_uint_eq(arguments->call_count, 1);
    ck_assert(api_call_target(&arguments->calls[0], &text));
    ck_assert_str_eq(buf_text(&text) + strlen(API_BASE_PATH), target);
    buf_clear(&text);
    ck_assert(api_call_body(&arguments->calls[0], &text));
    struct json_value mine, wanted;
    if (*body == '\0')
        ck_assert_uint_eq(text.length, 0);
    else
        ck_assert_msg(json_check(buf_slice(&text), &mine, NULL) && json_check(slice_of(body), &wanted, NULL) &&
                          json_equal(mine, wanted),
                      "%s", buf_text(&text));
    buf_free(&text);
}

START_TEST(words_become_a_request)
{
    struct arguments arguments;
    struct error error;
    ck_assert_msg(read_words(good[_i].operation, good[_i].words, &arguments, &error), "%s", error.message);
    assert_request(&arguments, good[_i].target, good[_i].body);
    arguments_free(&arguments);
}
END_TEST

static const struct {
    enum api_operation_id operation;
    const char *words, *says;
} bad[] = {
    { API_LIST_QUEUES, "extra", "one word too many" },
    { API_LIST_QUEUES, "--colour|red", "--colour is no flag" },
    { API_LIST_QUEUES, "--project", "lacks its value" },
    { API_LIST_QUEUES, "--yes", "--yes is no flag" },
    { API_LIST_QUEUES, "--json=1", "--json takes no value" },
    { API_UPDATE_QUEUE, "", "needs a queue_id" },
    { API_CREATE_QUEUE, "--project-id|p", "Name is required" },
    { API_CREATE_QUEUE, "--name|   |--project-id|p", "only blanks" },
    { API_UPDATE_QUEUE, "q|--project-id|p", "--project-id is no flag" },
    { API_DELETE_INTERACTIONS, "q", "required" },
    { API_ADD_INTERACTIONS, "q", "required" },
    { API_ADD_INTERACTIONS, "q|@/nonexistent/file", "can't read /nonexistent/file" },
    { API_ADD_INTERACTIONS,
      "q|good|\x01"
      "bad",
      "line 2" },
};

START_TEST(mistakes_are_named)
{
    struct arguments arguments;
    struct error error = { 0 };
    ck_assert(!read_words(bad[_i].operation, bad[_i].words, &arguments, &error));
    ck_assert(error.kind == ERROR_USAGE || error.kind == ERROR_INPUT);
    ck_assert_msg(strstr(error.message, bad[_i].says) != NULL, "%s", error.message);
    arguments_free(&arguments);
}
END_TEST

START_TEST(a_file_is_split_into_calls)
{
    char path[] = "/tmp/annotty-ids-XXXXXX", words[64];
    FILE *file = fdopen(mkstemp(path), "w");
    ck_assert_ptr_nonnull(file);
    for (int i = 0; i < 2500; i++)
        fprintf(file, "trace-%d\n", i);
    fclose(file);
    snprintf(words, sizeof(words), "q|@%s", path);
    struct arguments arguments;
    ck_assert(read_words(API_ADD_INTERACTIONS, words, &arguments, NULL));
    ck_assert_uint_eq(arguments.call_count, 3);
    arguments_free(&arguments);
    unlink(path);
}
END_TEST

START_TEST(help_needs_nothing_else)
{
    struct arguments arguments;
    ck_assert(read_words(API_CREATE_QUEUE, "--help", &arguments, NULL));
    ck_assert_ptr_nonnull(arguments.flags[FLAG_HELP]);
    arguments_free(&arguments);
}
END_TEST

Suite *arguments_suite(void)
{
    Suite *suite = suite_create("arguments");
    TCase *tests = tcase_create("arguments");
    tcase_add_loop_test(tests, words_become_a_request, 0, (int)(sizeof(good) / sizeof(good[0])));
    tcase_add_loop_test(tests, mistakes_are_named, 0, (int)(sizeof(bad) / sizeof(bad[0])));
    tcase_add_test(tests, a_file_is_split_into_calls);
    tcase_add_test(tests, help_needs_nothing_else);
    suite_add_tcase(suite, tests);
    return suite;
}
