/* A day of a team: a file becomes a queue, two people label it (one of them on a screen that is killed), they disagree,
 * somebody decides, the figures are read, and what was learnt goes into a dataset and a file. */
#include "pty.h"
#include "shell.h"

#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { WORD = 128, ITEMS = 6 };

static struct program server;
static char url[256], queue[WORD], project[WORD];

/* A pair of keys: one reviewer. */
struct person {
    char api[WORD], app[WORD];
};

static void serve(void)
{
    char line[512];
    server = program_start("serve|--listen|127.0.0.1:0|--data|d|--no-sample");
    ck_assert(program_line(&server, line, sizeof(line)));
    ck_assert_int_eq(sscanf(line, "listening on %255s", url), 1);
}

static struct person add_person(const char *handle)
{
    struct person person;
    char words[WORD];
    snprintf(words, sizeof(words), "key|add|--data|d|--user|%s|--handle|%s", handle, handle);
    ck_assert_int_eq(run(words), 0);
    const char *begin = strstr(buf_text(&output), "DD_API_KEY=");
    ck_assert_ptr_nonnull(begin);
    ck_assert_int_eq(sscanf(begin, "DD_API_KEY=%127s DD_APP_KEY=%127s", person.api, person.app), 2);
    return person;
}

/* %Q in the words is the queue, %P the project. */
static const char *words_of(const struct person *person, const char *words)
{
    static char line[4096];
    size_t length = (size_t)snprintf(line, sizeof(line), "DD_API_KEY=%s|DD_APP_KEY=%s|", person->api, person->app);
    for (; *words != '\0' && length < sizeof(line) - WORD; words++) {
        const char *put = strncmp(words, "%Q", 2) == 0 ? queue : strncmp(words, "%P", 2) == 0 ? project : NULL;
        if (put != NULL)
            length += (size_t)snprintf(line + length, sizeof(line) - length, "%s", put);
        else
            line[length++] = *words;
        words += put != NULL;
    }
    snprintf(line + length, sizeof(line) - length, "|--url|%s", url);
    return line;
}

static void does(const struct person *person, const char *words)
{
    const int status = run(words_of(person, words));
    ck_assert_msg(status == 0, "%s: %d: %s", words, status, buf_text(&errors));
}

static void says(const char *pointer, const char *value)
{
    struct json_value document;
    ck_assert_msg(json_check(slice_trim(buf_slice(&output)), &document, NULL), "%s", buf_text(&output));
    const struct slice found = json_at(document, pointer).raw;
    ck_assert_msg(slice_is(found, value), "%s is %.*s, expected %s", pointer, SLICE_ARGS(found), value);
}

static struct pty *opens_workbench(const struct person *person)
{
    char api[WORD * 2], app[WORD * 2];
    snprintf(api, sizeof(api), "DD_API_KEY=%s", person->api);
    snprintf(app, sizeof(app), "DD_APP_KEY=%s", person->app);
    const char *const variables[] = { api, app, NULL };
    const char *const words[] = { "--url", url, NULL };
    struct pty *pty = pty_start(&(struct pty_options){
        .columns = 120, .rows = 40, .variables = variables, .words = words, .home = home_path() });
    pty_await(pty, "Chats");
    pty_keys(pty, "R");
    pty_await(pty, "Review");
    return pty;
}

static void writes_chats(void)
{
    struct buf text = buf_with_limit(BUF_LIMIT_LINE);
    for (int i = 1; i <= ITEMS; i++)
        buf_printf(&text,
                   "{\"messages\":[{\"role\":\"user\",\"content\":\"Question %d\"},{\"role\":\"assistant\","
                   "\"content\":\"Answer %d\"}]}\n",
                   i, i);
    home_write("chats.jsonl", buf_text(&text));
    buf_free(&text);
}

/* The ids of the queue's interactions, in their order. */
static void reads_ids(const struct person *person, char ids[ITEMS][WORD])
{
    does(person, "interaction|list|%Q|--json");
    struct json_value document, element;
    size_t at = 0;
    ck_assert(json_check(slice_trim(buf_slice(&output)), &document, NULL));
    for (int i = 0; i < ITEMS; i++) {
        struct buf id = buf_with_limit(WORD);
        ck_assert(json_next_element(document, &at, &element));
        ck_assert(json_append_string(&id, json_member(element, "id")));
        snprintf(ids[i], WORD, "%s", buf_text(&id));
        buf_free(&id);
    }
}

/* Labels three, is killed at once, comes back and does the rest; what was labelled isn't asked again. */
static void labels_on_screen(const struct person *person)
{
    struct pty *pty = opens_workbench(person);
    pty_await(pty, "Question 1");
    pty_keys(pty, "11");
    pty_await(pty, "3/6");
    pty_keys(pty, "2");
    pty_await(pty, "4/6");
    pty_signal(pty, SIGKILL);
    pty_end(&pty);
    pty = opens_workbench(person);
    pty_await(pty, "Question 4");
    pty_keys(pty, "111");
    pty_await(pty, "all are done");
    pty_keys(pty, "u");
    pty_await(pty, "taken back");
    pty_keys(pty, "1");
    pty_await(pty, "all are done");
    pty_keys(pty, ":quit wait\r");
    pty_await_change(pty);
    pty_end(&pty);
}

static void labels_by_command(const struct person *person, char ids[ITEMS][WORD])
{
    struct buf lines = buf_with_limit(BUF_LIMIT_LINE);
    char label[WORD];
    run_for(words_of(person, "queue|labels|get|%Q|--json"), "/0/attributes/annotation_schema/label_schemas/0/id", label,
            sizeof(label));
    for (int i = 0; i < ITEMS; i++)
        buf_printf(&lines,
                   "{\"interaction_id\":\"%s\",\"label_values\":[{\"label_schema_id\":\"%s\",\"value\":\"%s\"}]}\n",
                   ids[i], label, i < 2 ? "good" : "bad");
    home_write("labels.jsonl", buf_text(&lines));
    does(person, "annotation|put|%Q|@labels.jsonl");
    buf_clear(&lines);
    buf_printf(&lines,
               "{\"interaction_id\":\"%s\",\"is_adjudication\":true,\"label_values\":[{\"label_schema_id\":\"%s\","
               "\"value\":\"good\"}]}\n",
               ids[4], label);
    home_write("decided.jsonl", buf_text(&lines));
    buf_free(&lines);
}

START_TEST(a_day_of_a_team)
{
    char ids[ITEMS][WORD], dataset[WORD];
    serve();
    const struct person ann = add_person("ann"), bob = add_person("bob");
    writes_chats();
    does(&ann, "import|chats.jsonl|--queue|Chats");
    run_for(words_of(&ann, "queue|list|--json"), "/0/id", queue, sizeof(queue));
    run_for(words_of(&ann, "queue|list|--json"), "/0/attributes/project_id", project, sizeof(project));
    does(&ann, "queue|labels|set|%Q|--labels|{\"label_schemas\":[{\"name\":\"quality\",\"type\":\"categorical\","
               "\"values\":[\"good\",\"bad\"],\"is_required\":true,\"has_reasoning\":true}]}");
    reads_ids(&ann, ids);

    labels_on_screen(&ann);
    labels_by_command(&bob, ids);
    does(&bob, "results|%Q|--json");
    says("/interactions", "6");
    says("/reviewed_by_several", "6");
    says("/disagreed", "3");
    says("/labels/0/percent_agreement/value", "0.5");

    program_end(&server, SIGKILL);
    serve();
    does(&bob, "annotation|put|%Q|@decided.jsonl");
    does(&bob, "results|Chats|--json");
    says("/decided", "1");
    says("/labels/0/count", "12");

    run_for(words_of(&ann, "dataset|create|%P|--name|Learnt|--json"), "/0/id", dataset, sizeof(dataset));
    char promote[WORD * 2];
    snprintf(promote, sizeof(promote), "dataset|from-queue|%%Q|%%P|%s|--filter|disagree", dataset);
    does(&ann, promote);
    does(&ann, promote);
    ck_assert_msg(strstr(buf_text(&errors), "3 already there") != NULL, "%s", buf_text(&errors));
    does(&ann, "export|Chats|--as|csv|--output|out.csv");
    does(&ann, "export|Chats|--as|lines|--output|lines.jsonl");
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    read_back("out.csv", &text);
    ck_assert_ptr_nonnull(strstr(buf_text(&text), "Question 6"));
    read_back("lines.jsonl", &text);
    ck_assert_ptr_nonnull(strstr(buf_text(&text), "\"is_adjudication\":true"));
    buf_free(&text);
    program_end(&server, SIGTERM);
}
END_TEST

Suite *story_suite(void)
{
    Suite *suite = suite_create("story");
    TCase *cases = tcase_create("story");
    tcase_add_checked_fixture(cases, shell_open, shell_close);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, a_day_of_a_team);
    suite_add_tcase(suite, cases);
    return suite;
}
