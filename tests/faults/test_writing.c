/* Changes made by a command while the network fails: the status tells what became of them, and the server has them once
 * or, where the command says that it isn't done, not at all. What nobody can know is said to be unknown. */
#include "stage.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>

#define CREATE_PROJECT "project|create|--name|Mine|--timeout|2"
#define CREATE_QUEUE   "queue|create|--name|Mine|--project-id|%P|--timeout|1"
#define DELETE_QUEUE   "queue|delete|%Q|--yes|--timeout|2"
#define RENAME_QUEUE   "queue|update|%Q|--name|Mine|--timeout|2"
#define ADD            "interaction|add|%Q|one|two"
#define PROJECTS       API "/projects"
#define QUEUES         API "/annotation-queues"
#define INTERACTIONS   API "/annotation-queues/%Q/annotated-interactions"
#define MINE           "\"name\":\"Mine\""

static const struct {
    const char *fault;
    unsigned count;
    const char *words;
    int status;
    const char *says; /* NULL: nothing of importance */
    const char *list, *text;
    size_t there; /* how often the server has the text in that list */
} writes[] = {
    { "none", 0, CREATE_QUEUE, 0, NULL, QUEUES, MINE, 1 },
    { "delay", 0, CREATE_QUEUE, 0, NULL, QUEUES, MINE, 1 },
    { "reset-after-body", 0, CREATE_QUEUE, 0, NULL, QUEUES, MINE, 1 },
    { "other-type", 0, CREATE_QUEUE, 0, NULL, QUEUES, MINE, 1 },
    { "429-reset-1", 1, CREATE_QUEUE, 0, NULL, QUEUES, MINE, 1 },
    { "401", 0, CREATE_QUEUE, 1, "401 Unauthorized", QUEUES, MINE, 0 },
    /* Nobody knows, so it isn't sent again. */
    { "lost", 1, CREATE_QUEUE, 3, "it may have been done", QUEUES, MINE, 1 },
    { "lost-hang", 1, CREATE_QUEUE, 3, "it may have been done", QUEUES, MINE, 1 },
    { "lost-502", 1, CREATE_QUEUE, 4, "it may have been done", QUEUES, MINE, 1 },
    { "html-lost", 1, CREATE_QUEUE, 3, "it may have been done", QUEUES, MINE, 1 },
    { "reset-in-body", 1, CREATE_QUEUE, 3, "it may have been done", QUEUES, MINE, 1 },
    { "truncate", 1, CREATE_QUEUE, 3, "it may have been done", QUEUES, MINE, 1 },
    { "invalid-utf8", 1, CREATE_QUEUE, 3, "it may have been done", QUEUES, MINE, 1 },
    { "reset-request", 1, CREATE_QUEUE, 3, "it may have been done", QUEUES, MINE, 0 },
    { "503", 1, CREATE_QUEUE, 4, "it may have been done", QUEUES, MINE, 0 },
    /* These can be sent again without harm. */
    { "lost", 1, CREATE_PROJECT, 0, NULL, PROJECTS, MINE, 1 },
    { "truncate", 1, CREATE_PROJECT, 0, NULL, PROJECTS, MINE, 1 },
    { "lost-502", 2, CREATE_PROJECT, 0, NULL, PROJECTS, MINE, 1 },
    { "lost", 1, DELETE_QUEUE, 0, NULL, QUEUES, "Triage", 0 },
    { "lost-502", 1, DELETE_QUEUE, 0, NULL, QUEUES, "Triage", 0 },
    { "reset-request", 2, DELETE_QUEUE, 0, NULL, QUEUES, "Triage", 0 },
    { "lost", 1, RENAME_QUEUE, 0, NULL, QUEUES, MINE, 1 },
    { "503", 2, RENAME_QUEUE, 0, NULL, QUEUES, MINE, 1 },
    { "lost", 1, ADD, 0, NULL, INTERACTIONS, "\"content_id\":\"one\"", 1 },
    { "truncate", 2, ADD, 0, NULL, INTERACTIONS, "\"content_id\":\"two\"", 1 },
    { "503", 0, ADD "|--timeout|1", 4, "503", INTERACTIONS, "\"content_id\":\"two\"", 0 },
};

START_TEST(a_command_writes_through_a_fault)
{
    const struct proxy_rule rules[] = { { .fault = writes[_i].fault, .count = writes[_i].count }, { 0 } };
    stage_make_queue();
    proxy_set(proxy, rules, 1);
    const int status = run_far(writes[_i].words);
    const char *const name = writes[_i].fault;
    ck_assert_msg(status == writes[_i].status, "%s, %s: %d: %s", name, writes[_i].words, status, buf_text(&errors));
    ck_assert_msg(writes[_i].says == NULL || strstr(buf_text(&errors), writes[_i].says) != NULL, "%s, %s: %s", name,
                  writes[_i].words, buf_text(&errors));
    const size_t there = stage_count(writes[_i].list, writes[_i].text);
    ck_assert_msg(there == writes[_i].there, "%s, %s: %zu times on the server", name, writes[_i].words, there);
}
END_TEST

Suite *writing_suite(void)
{
    Suite *const suite = suite_create("writing");
    TCase *const cases = tcase_create("writing");
    tcase_add_checked_fixture(cases, stage_open, stage_close);
    tcase_set_timeout(cases, 60);
    stage_add_rows(cases, a_command_writes_through_a_fault, ARRAY_LENGTH(writes));
    suite_add_tcase(suite, cases);
    return suite;
}
