#include "../../../src/cli/arguments.h"

#include "scratch.h"

#include <annotty/json/json.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

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
};

static void assert_request(const struct arguments *arguments, const char *target, const char *body)
{
    struct buf text = buf_with_limit(BUF_LIMIT_LINE);
    ck_assert(api_call_target(&arguments->call, &text));
    ck_assert_str_eq(buf_text(&text) + strlen(API_BASE_PATH), target);
    buf_clear(&text);
    ck_assert(api_call_body(&arguments->call, &text));
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
    ck_assert_uint_eq(arguments.origin_count, 0);
    assert_request(&arguments, good[_i].target, good[_i].body);
    arguments_free(&arguments);
}
END_TEST

/* Where items come from: words as they are, files as @PATH, each with the list it was given for. */
static const struct {
    enum api_operation_id operation;
    const char *words, *origins;
} lists[] = {
    { API_DELETE_PROJECTS, "a|b", "a b" },
    { API_DELETE_PROJECTS, "--|--a|b", "--a b" },
    { API_ADD_INTERACTIONS, "q|t1|@ids.txt|-|experiment_trace:t2", "t1 @ids.txt @- experiment_trace:t2" },
    { API_DELETE_INTERACTIONS, "q|i1|--interaction-ids|i2,i3", "i1 interaction_ids=i2,i3" },
    { API_APPEND_RECORDS, "p|d|--input|1|--expected-output=null", "records={\"input\":1,\"expected_output\":null}" },
    { API_APPEND_RECORDS, "p|d|@r.jsonl|--deduplicate|false", "@r.jsonl" },
    { API_UPDATE_RECORDS, "p|d|--id|r|--metadata|{}", "records={\"id\":\"r\",\"metadata\":{}}" },
    { API_PUSH_EXPERIMENT_EVENTS, "e|--spans|@s|--metrics|@-", "spans=@s metrics=@-" },
};

START_TEST(words_say_where_items_are)
{
    struct arguments arguments;
    struct error error;
    struct buf text = buf_with_limit(BUF_LIMIT_LINE);
    ck_assert_msg(read_words(lists[_i].operation, lists[_i].words, &arguments, &error), "%s", error.message);
    for (size_t i = 0; i < arguments.origin_count; i++) {
        const struct origin *origin = &arguments.origins[i];
        buf_printf(&text, "%s%s%s%s%s", i > 0 ? " " : "", origin->list != NULL ? origin->list->name : "",
                   origin->list != NULL ? "=" : "", origin->kind == ORIGIN_FILE ? "@" : "", origin->text);
    }
    ck_assert_str_eq(buf_text(&text), lists[_i].origins);
    buf_free(&text);
    arguments_free(&arguments);
}
END_TEST

static const struct {
    enum api_operation_id operation;
    const char *words, *says;
} bad[] = {
    { API_LIST_QUEUES, "extra", "one word too many" },
    { API_LIST_QUEUES, "--colour|red", "--colour is no flag" },
    { API_LIST_QUEUES, "--project", "--project needs a value: --project TEXT" },
    { API_LIST_QUEUES, "--yes", "--yes is no flag" },
    { API_LIST_QUEUES, "--json=1", "--json takes no value" },
    { API_UPDATE_QUEUE, "", "needs a queue_id" },
    { API_CREATE_QUEUE, "--project-id|p", "Name is required" },
    { API_CREATE_QUEUE, "--name|   |--project-id|p", "only blanks" },
    { API_UPDATE_QUEUE, "q|--project-id|p", "--project-id is no flag" },
    { API_DELETE_INTERACTIONS, "q", "no ids were given" },
    { API_ADD_INTERACTIONS, "q", "no interactions were given" },
    { API_ADD_INTERACTIONS, "|x", "no interactions were given" }, /* the word is the queue */
    { API_APPEND_RECORDS, "p", "needs a dataset_id" },
    { API_APPEND_RECORDS, "p|d|--input|text", "text stands in quotes" },
    { API_APPEND_RECORDS, "p|d|--id|r", "--id is no flag" }, /* the server makes it */
    { API_DELETE_INTERACTIONS, "q|-|@-", "only once" },
    { API_DELETE_INTERACTIONS, "q|a|--parallel|17", "from 1 to 16" },
    { API_CREATE_QUEUE, "--name|@/nonexistent/file", "can't read /nonexistent/file" },
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

START_TEST(a_value_comes_from_a_file)
{
    struct scratch scratch = scratch_new();
    char *path = scratch_file(&scratch, "config.json"), words[512];
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs("{\"n\": 1e400}\r\n", file);
    fclose(file);
    snprintf(words, sizeof(words), "--name|@@home|--project-id|p|--dataset-id|d|--config|@%s|--description|@%s", path,
             path);
    struct arguments arguments;
    ck_assert(read_words(API_CREATE_EXPERIMENT, words, &arguments, NULL));
    ck_assert_str_eq(api_call_argument(&arguments.call, "config"), "{\"n\": 1e400}");
    ck_assert_str_eq(api_call_argument(&arguments.call, "description"), "\"{\\\"n\\\": 1e400}\"");
    ck_assert_str_eq(api_call_argument(&arguments.call, "name"), "\"@home\"");
    arguments_free(&arguments);
    free(path);
    scratch_remove(&scratch);
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
    tcase_add_loop_test(tests, words_say_where_items_are, 0, (int)(sizeof(lists) / sizeof(lists[0])));
    tcase_add_test(tests, a_value_comes_from_a_file);
    tcase_add_test(tests, help_needs_nothing_else);
    suite_add_tcase(suite, tests);
    return suite;
}
