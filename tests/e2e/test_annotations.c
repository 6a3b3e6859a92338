/* What people say of interactions, said on the command line: of many items the server may refuse some and take the
 * others, and all of that is told. */
#include "shell.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

enum { ID_SIZE = 64, WORDS_SIZE = 512 };

static char queue[ID_SIZE], interaction[ID_SIZE], label[ID_SIZE];

static void make_queue(void)
{
    char project[ID_SIZE], words[WORDS_SIZE];
    run_for("project|create|--name|Mine|--json|--no-sample", "/0/id", project, sizeof(project));
    snprintf(words, sizeof(words), "queue|create|--name|First|--project-id|%s|--labels|score=1..5|--json", project);
    run_for(words, "/0/id", queue, sizeof(queue));
    snprintf(words, sizeof(words), "interaction|add|%s|session:s-1|--json", queue);
    run_for(words, "/0/id", interaction, sizeof(interaction));
    snprintf(words, sizeof(words), "queue|labels|get|%s|--json", queue);
    run_for(words, "/0/attributes/annotation_schema/label_schemas/0/id", label, sizeof(label));
}

/* An item a line: about this interaction, with this value. */
static void add_line(struct buf *lines, const char *about, const char *value)
{
    buf_printf(lines, "{\"interaction_id\":\"%s\",\"label_values\":[{\"label_schema_id\":\"%s\",\"value\":%s}]}\n",
               about, label, value);
}

static int put(const char *first_about, const char *first_value, const char *second_about, const char *second_value)
{
    char words[WORDS_SIZE];
    struct buf lines = buf_with_limit(BUF_LIMIT_BODY);
    add_line(&lines, first_about, first_value);
    if (second_about != NULL)
        add_line(&lines, second_about, second_value);
    home_write("said.jsonl", buf_text(&lines));
    buf_free(&lines);
    snprintf(words, sizeof(words), "annotation|put|%s|@said.jsonl|--json", queue);
    return run(words);
}

static void assert_told(const char *text)
{
    ck_assert_msg(strstr(buf_text(&errors), text) != NULL, "not \"%s\" but: %s", text, buf_text(&errors));
}

static void assert_kept(const char *text)
{
    struct buf kept = buf_with_limit(BUF_LIMIT_BODY);
    home_read("said.jsonl.failed", &kept);
    ck_assert_msg(strstr(buf_text(&kept), text) != NULL, "not \"%s\" but: %s", text, buf_text(&kept));
    buf_free(&kept);
}

START_TEST(what_is_said_is_kept_and_said_anew)
{
    make_queue();
    ck_assert_int_eq(put(interaction, "4", NULL, NULL), 0);
    assert_told("1 put, 0 failed");
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "\"name_when_saved\":\"score\",\"value\":4"));
    ck_assert_int_eq(put(interaction, "2", NULL, NULL), 0);
    ck_assert_int_eq(run("interaction|find|--content-id|s-1|--json"), 0);
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "\"label_values\":{\"score\":2}"));
    ck_assert_ptr_null(strstr(buf_text(&output), "\"score\":4"));
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "\"queue_name\":\"First\""));
}
END_TEST

START_TEST(items_that_are_refused_are_told_and_kept)
{
    make_queue();
    ck_assert_int_eq(put("nobody", "3", interaction, "3"), 5);
    assert_told("said.jsonl:1: interaction not found");
    assert_told("1 put, 1 failed");
    assert_kept("\"nobody\"");
}
END_TEST

START_TEST(a_later_item_about_the_same_is_the_one_refused)
{
    make_queue();
    ck_assert_int_eq(put(interaction, "3", interaction, "5"), 5);
    assert_told("said.jsonl:2: the interaction is given twice");
    assert_kept("\"value\":5");
}
END_TEST

START_TEST(when_all_are_refused_nothing_was_done)
{
    make_queue();
    ck_assert_int_eq(put(interaction, "9", NULL, NULL), 1);
    assert_told("said.jsonl:1: score must be a whole number from 1 to 5");
    assert_told("0 put, 1 failed");
}
END_TEST

START_TEST(what_is_found_is_read_page_by_page)
{
    char words[WORDS_SIZE];
    make_queue();
    snprintf(words, sizeof(words), "interaction|add|%s|trace:s-1|experiment_trace:s-1", queue);
    ck_assert_int_eq(run(words), 0);
    ck_assert_int_eq(run("interaction|find|--content-id|s-1|--page-size|1|--csv|--columns|type"), 0);
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "session\r\ntrace\r\nexperiment_trace\r\n"));
    ck_assert_int_eq(run("interaction|find|--content-id|s-1|--offset|1|--page-size|1|--csv|--columns|type"), 0);
    ck_assert_ptr_null(strstr(buf_text(&output), "session"));
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "\r\ntrace\r\nexperiment_trace\r\n"));
}
END_TEST

START_TEST(annotations_are_deleted_once)
{
    char words[WORDS_SIZE], annotation[ID_SIZE];
    make_queue();
    ck_assert_int_eq(put(interaction, "4", NULL, NULL), 0);
    run_for("interaction|find|--content-id|s-1|--json", "/0/annotations/0/id", annotation, sizeof(annotation));
    snprintf(words, sizeof(words), "annotation|delete|%s|%s|--yes", queue, annotation);
    ck_assert_int_eq(run(words), 0);
    ck_assert_int_eq(run(words), 1);
    assert_told("annotation not found");
    assert_told("0 deleted, 1 failed");
}
END_TEST

Suite *annotations_suite(void)
{
    TCase *const tests = tcase_create("annotations");
    tcase_add_checked_fixture(tests, shell_open, shell_close);
    tcase_add_test(tests, what_is_said_is_kept_and_said_anew);
    tcase_add_test(tests, items_that_are_refused_are_told_and_kept);
    tcase_add_test(tests, a_later_item_about_the_same_is_the_one_refused);
    tcase_add_test(tests, when_all_are_refused_nothing_was_done);
    tcase_add_test(tests, annotations_are_deleted_once);
    tcase_add_test(tests, what_is_found_is_read_page_by_page);
    Suite *const suite = suite_create("annotations");
    suite_add_tcase(suite, tests);
    return suite;
}
