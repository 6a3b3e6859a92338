/* The command line as a script sees it: arguments in; standard output, one line of errors and a status out. */
#include "shell.h"

#include <annotty/json/json.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { OUTPUT_MAX = 1024 * 1024 };

static void make_dir(const char *name)
{
    char path[128];
    snprintf(path, sizeof(path), "%s/%s", home_path(), name);
    ck_assert_int_eq(mkdir(path, 0700), 0);
}

static const struct {
    const char *words;
    int status;
    const char *says; /* on standard error; NULL: standard error is empty */
} mistakes[] = {
    { "--version", 0, NULL },
    { "--help", 0, NULL },
    { "config", 0, NULL },
    { "queue|list", 0, NULL },
    { "fly", 2, "\"fly\" is no command" },
    { "queue|list|--colour|red", 2, "--colour is no flag" },
    { "queue|list|--profile|nobody", 2, "nobody" },
    { "queue|list|--url|nowhere", 2, "no server address" },
    { "queue|list|--url|http://127.0.0.1:1|--timeout|1", 3, "doesn't answer" },
    { "DD_API_KEY=secret-word|queue|list", 2, "https://api.datadoghq.com needs two keys" },
    { "queue|update|nobody|--name|x", 1, "404 Not Found" },
    { "queue|create|--name|x|--project-id|nobody", 1, "/data/attributes/project_id" },
    { "queue|delete|nobody", 2, "say --yes" },
    { "queue|delete|nobody|--yes", 1, "404" },
    { "queue|list|--data|file", 6, "data directory" },
    { "queue|list|--data|damaged", 6, "damaged" },
};

START_TEST(each_mistake_gets_one_line_and_a_status)
{
    home_write("file", "not a directory");
    make_dir("damaged");
    char noise[8193];
    memset(noise, 'x', sizeof(noise) - 1);
    noise[sizeof(noise) - 1] = '\0';
    home_write("damaged/workspace.db", noise);
    const int status = run(mistakes[_i].words);
    ck_assert_msg(status == mistakes[_i].status, "%s: status %d: %s", mistakes[_i].words, status, buf_text(&errors));
    ck_assert_ptr_null(strstr(buf_text(&errors), "secret-word"));
    if (mistakes[_i].says == NULL) {
        ck_assert_str_eq(buf_text(&errors), "");
        ck_assert_uint_gt(output.length, 0);
        return;
    }
    ck_assert_msg(strstr(buf_text(&errors), mistakes[_i].says) != NULL, "%s: %s", mistakes[_i].words,
                  buf_text(&errors));
    ck_assert_ptr_eq(strchr(buf_text(&errors), '\n'), buf_text(&errors) + errors.length - 1);
    struct buf kept = buf_with_limit(OUTPUT_MAX);
    read_back("damaged/workspace.db", &kept);
    ck_assert_str_eq(buf_text(&kept), noise);
    buf_free(&kept);
}
END_TEST

START_TEST(a_queue_is_curated_from_the_command_line)
{
    char project[64], queue[64], interaction[64], words[512];
    run_for("project|create|--name|Mine|--json|--no-sample", "/0/id", project, sizeof(project));
    snprintf(words, sizeof(words), "queue|create|--name|First|--project-id|%s|--json", project);
    run_for(words, "/0/id", queue, sizeof(queue));
    home_write("ids", "trace-2\n# a comment\nexperiment_trace:run-1\n");
    snprintf(words, sizeof(words), "interaction|add|%s|trace-1|@ids|--json", queue);
    run_for(words, "/0/id", interaction, sizeof(interaction));
    snprintf(words, sizeof(words), "interaction|add|%s|trace-1", queue);
    ck_assert_int_eq(run(words), 0);
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "\ttrue"));
    snprintf(words, sizeof(words), "interaction|remove|%s|%s|--yes", queue, interaction);
    ck_assert_int_eq(run(words), 0);
    snprintf(words, sizeof(words), "interaction|list|%s", queue);
    ck_assert_int_eq(run(words), 0);
    ck_assert_ptr_null(strstr(buf_text(&output), "trace-1"));
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "\ttrace-2\ttrace\t0"));
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "\trun-1\texperiment_trace\t0"));
    snprintf(words, sizeof(words), "queue|delete|%s|--yes", queue);
    ck_assert_int_eq(run(words), 0);
    ck_assert_int_eq(run("queue|list|--json"), 0);
    ck_assert_str_eq(buf_text(&output), "[]\n");
}
END_TEST

START_TEST(the_sample_comes_once_and_goes_for_good)
{
    ck_assert_int_eq(run("queue|list"), 0);
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "Refund answers"));
    ck_assert_int_eq(run("sample|remove"), 0);
    ck_assert_int_eq(run("queue|list|--json"), 0);
    ck_assert_str_eq(buf_text(&output), "[]\n");
}
END_TEST

/* The filter finds people by name, in what they own and in what they said. */
START_TEST(people_are_found_by_name)
{
    char name[128], words[512], queue[64], mine[64];
    run_for("queue|list|--filter|by:lindqvist|--json", "/0/attributes/name", name, sizeof(name));
    run_for("queue|list|--filter|Thumbs|--json", "/0/id", queue, sizeof(queue));
    snprintf(words, sizeof(words), "interaction|list|%s|--filter|by:raman|--limit|1", queue);
    ck_assert_int_eq(run(words), 0);
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "\tsupport-"));
    snprintf(words, sizeof(words), "interaction|list|%s|--filter|by:nobody|--json", queue);
    ck_assert_int_eq(run(words), 0);
    ck_assert_str_eq(buf_text(&output), "[]\n");
    run_for("user|current|--json", "/0/id", mine, sizeof(mine));
    ck_assert_int_eq(run("queue|list|--filter|by:me|--json"), 0);
    ck_assert_str_eq(buf_text(&output), "[]\n");
    snprintf(words, sizeof(words), "user|show|%s|--json", mine);
    run_for(words, "/0/id", name, sizeof(name));
    ck_assert_str_eq(name, mine);
}
END_TEST

START_TEST(hostile_text_acts_on_nothing)
{
    char project[64], words[512];
    run_for("project|create|--name|Mine|--json|--no-sample", "/0/id", project, sizeof(project));
    snprintf(words, sizeof(words),
             "queue|create|--name|x|--project-id|%s|--description|\x1b]0;owned\x07\xe2\x80\xae\x9b"
             "31m\n2",
             project);
    ck_assert_int_eq(run(words), 0);
    ck_assert_int_eq(run("queue|list"), 0);
    for (size_t i = 0; i < output.length; i++)
        ck_assert_msg((unsigned char)output.data[i] >= ' ' || output.data[i] == '\n' || output.data[i] == '\t',
                      "byte %d", output.data[i]);
    ck_assert_ptr_null(strstr(buf_text(&output), "\xe2\x80\xae"));
}
END_TEST

/* The README shows the table of keys as the program prints it. */
START_TEST(the_readme_has_the_keys_of_the_program)
{
    struct buf readme = buf_with_limit(OUTPUT_MAX);
    ck_assert_int_eq(run("help|keys"), 0);
    read_back(getenv("ANNOTTY_README"), &readme);
    ck_assert_ptr_nonnull(strstr(buf_text(&readme), buf_text(&output)));
    buf_free(&readme);
}
END_TEST

START_TEST(the_readme_has_the_exit_statuses)
{
    struct buf readme = buf_with_limit(OUTPUT_MAX);
    read_back(getenv("ANNOTTY_README"), &readme);
    for (size_t i = 0; i < exit_status_count; i++) {
        char row[256];
        snprintf(row, sizeof(row), "| %d | %s |\n", exit_status_rows[i].status, exit_status_rows[i].meaning);
        ck_assert_msg(strstr(buf_text(&readme), row) != NULL, "%s", row);
    }
    buf_free(&readme);
}
END_TEST

Suite *command_suite(void)
{
    Suite *suite = suite_create("command");
    TCase *tests = tcase_create("command");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, shell_open, shell_close);
    tcase_add_loop_test(tests, each_mistake_gets_one_line_and_a_status, 0,
                        (int)(sizeof(mistakes) / sizeof(mistakes[0])));
    tcase_add_test(tests, a_queue_is_curated_from_the_command_line);
    tcase_add_test(tests, people_are_found_by_name);
    tcase_add_test(tests, the_sample_comes_once_and_goes_for_good);
    tcase_add_test(tests, hostile_text_acts_on_nothing);
    tcase_add_test(tests, the_readme_has_the_keys_of_the_program);
    tcase_add_test(tests, the_readme_has_the_exit_statuses);
    suite_add_tcase(suite, tests);
    return suite;
}
