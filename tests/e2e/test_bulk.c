/* Many items from the command line: from files of each format into the program's own server, and against a server that
 * refuses, breaks off and limits. */
#include "shell.h"

#include "../unit/net/bad_server.h"

#include <annotty/base/text.h>
#include <annotty/json/json.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LENGTH(array) (int)(sizeof(array) / sizeof((array)[0]))

enum { ID_SIZE = 64 };

static int many; /* items of a large file */

static void setup(void)
{
    many = getenv("ANNOTTY_TEST_LONG") != NULL ? 10000 : 2500;
    shell_open();
}

static char project[ID_SIZE], queue[ID_SIZE], dataset[ID_SIZE];

static void make_places(void)
{
    char words[256];
    run_for("project|create|--name|Mine|--json|--no-sample", "/0/id", project, sizeof(project));
    snprintf(words, sizeof(words), "queue|create|--name|First|--project-id|%s|--json", project);
    run_for(words, "/0/id", queue, sizeof(queue));
    snprintf(words, sizeof(words), "dataset|create|%s|--name|First|--json", project);
    run_for(words, "/0/id", dataset, sizeof(dataset));
}

/* Words with the places' ids for %Q, %D (project and dataset), the server's port for %P, and the number of items for
 * %N, of the line behind them for %L. */
static const char *fill_in(const char *words, unsigned port)
{
    static char filled[1024];
    char number[TEXT_COUNT_SIZE];
    struct buf out = buf_with_limit(sizeof(filled) - 1);
    for (; *words != '\0'; words++) {
        if (*words != '%')
            buf_append_char(&out, *words);
        else if (*++words == 'Q')
            buf_append_text(&out, queue);
        else if (*words == 'D')
            buf_printf(&out, "%s|%s", project, dataset);
        else if (*words == 'N')
            buf_append_text(&out, text_count((unsigned)many, number));
        else if (*words == 'L')
            buf_printf(&out, "%zu", (size_t)many + 1);
        else if (*words == 'P')
            buf_printf(&out, "--url|http://127.0.0.1:%u", port);
    }
    snprintf(filled, sizeof(filled), "%s", buf_text(&out));
    buf_free(&out);
    return filled;
}

static size_t count_lines(const struct buf *text)
{
    size_t count = 0;
    for (size_t i = 0; i < text->length; i++)
        count += text->data[i] == '\n';
    return count;
}

/* A file of `head`, then `format` for each number with `separator` between, then `tail`. */
static void write_items(const char *name, const char *head, const char *format, const char *separator, const char *tail)
{
    FILE *file = fopen(name, "w");
    ck_assert_ptr_nonnull(file);
    fputs(head, file);
    for (int i = 0; i < many; i++) {
        for (const char *at = format; *at != '\0'; at++)
            if (*at == '#')
                fprintf(file, "%d", i);
            else
                putc(*at, file);
        fputs(i + 1 < many ? separator : tail, file);
    }
    fclose(file);
}

static void assert_says(const char *says)
{
    const char *words = fill_in(says, 0);
    ck_assert_msg(strstr(buf_text(&errors), words) != NULL, "not \"%s\" but: %s", words, buf_text(&errors));
}

static void assert_lines(const char *words, size_t count)
{
    ck_assert_msg(run(words) == 0, "%s", buf_text(&errors));
    ck_assert_uint_eq(count_lines(&output), count);
}

/* --- Each format -------------------------------------------------------------------------------------------------- */

static const struct {
    const char *name, *head, *format, *separator, *tail;
    const char *add, *list, *says;
} files[] = {
    { "ids", "", "trace-#", "\n", "\n", "interaction|add|%Q|@ids", "interaction|list|%Q", "%N added, 0 already" },
    { "ids.json", "[", "{\"content_id\":\"t#\",\"type\":\"trace\"}", ",", "]", "interaction|add|%Q|@ids.json",
      "interaction|list|%Q", "%N added, 0 already" },
    { "ids.csv", "content_id,type\r\n", "\"t,#\",experiment_trace", "\r\n", "\r\n", "interaction|add|%Q|@ids.csv",
      "interaction|list|%Q", "%N added, 0 already" },
    { "ids", "", "trace-#", "\n", "\n", "interaction|add|%Q|-|<-ids", "interaction|list|%Q", "%N added" },
    { "r.json", "{\"records\":[", "{\"input\":{\"n\":#}}", ",\n", "]}", "record|append|%D|@r.json", "record|list|%D",
      "%N appended, 0 already there, 0 failed" },
    { "r.jsonl", "", "{\"input\":#,\"metadata\":{\"a\":0.10}}", "\n", "\n", "record|append|%D|@r.jsonl",
      "record|list|%D|--page-size|1000", "%N appended" },
    { "r.csv", "input,expected_output\n", "\"a \"\"#\"\"\",x", "\n", "", "record|append|%D|@r.csv|--deduplicate|false",
      "record|list|%D", "%N appended" },
};

START_TEST(many_items_come_from_a_file)
{
    make_places();
    write_items(files[_i].name, files[_i].head, files[_i].format, files[_i].separator, files[_i].tail);
    ck_assert_int_eq(run(fill_in(files[_i].add, 0)), 0);
    assert_says(files[_i].says);
    ck_assert_uint_eq(count_lines(&output), (size_t)many + 1);
    assert_lines(fill_in(files[_i].list, 0), (size_t)many + 1);
    /* A second time all of it is there, unless that was said not to matter. */
    if (strstr(files[_i].add, "false") == NULL) {
        ck_assert_int_eq(run(fill_in(files[_i].add, 0)), 0);
        assert_says("%N already there");
    }
}
END_TEST

START_TEST(what_is_listed_can_be_removed)
{
    static const char *const formats[] = { "", "|--jsonl", "|--json", "|--csv" };
    char words[256];
    make_places();
    write_items("ids", "", "trace-#", "\n", "\n");
    ck_assert_int_eq(run(fill_in("interaction|add|%Q|@ids", 0)), 0);
    snprintf(words, sizeof(words), "interaction|list|%s%s", queue, formats[_i]);
    ck_assert_int_eq(run(words), 0);
    ck_assert_int_eq(rename("out", "all"), 0);
    ck_assert_int_eq(run(fill_in("interaction|remove|%Q|@all", 0)), 2);
    assert_says("say --yes");
    ck_assert_int_eq(run(fill_in("interaction|remove|%Q|@all|--yes", 0)), 0);
    assert_says("%N removed, 0 failed");
    assert_lines(fill_in("interaction|list|%Q", 0), 1);
}
END_TEST

/* Values that a careless program would change. */
static const char awkward[] =
    "{\"input\":{\"a\":9007199254740993,\"b\":1e400,\"b\":-0,\"c\":[0.10,\"\\u0000\\ud800\"]},"
    "\"metadata\":{\"m\":1e-7}}\n"
    "{\"input\":\"1\"}\n"
    "{\"input\":1}\n"
    "{\"input\":null}\n";

START_TEST(values_go_round_unchanged)
{
    static const char *const members[] = {
        "{\"a\":9007199254740993,\"b\":1e400,\"b\":-0,\"c\":[0.10,\"\\u0000\\ud800\"]}", "\"1\"", "1", "null"
    };
    make_places();
    home_write("r.jsonl", awkward);
    ck_assert_int_eq(run(fill_in("record|append|%D|@r.jsonl", 0)), 0);
    ck_assert_int_eq(run(fill_in("record|list|%D|--jsonl", 0)), 0);
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        char member[256];
        snprintf(member, sizeof(member), "\"input\":%s,", members[i]);
        ck_assert_msg(strstr(buf_text(&output), member) != NULL, "%s: %s", member, buf_text(&output));
    }
    ck_assert_int_eq(rename("out", "again.jsonl"), 0);
    ck_assert_int_eq(run(fill_in("record|append|%D|@again.jsonl", 0)), 0);
    assert_says("0 appended, 4 already there");
    ck_assert_int_eq(run(fill_in("record|list|%D|--csv", 0)), 0);
    ck_assert_ptr_nonnull(strstr(buf_text(&output), ",\"{\"\"m\"\":1e-7}\","));
    ck_assert_int_eq(rename("out", "r.csv"), 0);
    ck_assert_int_eq(run(fill_in("record|append|%D|@r.csv|--json-cells", 0)), 0);
    assert_says("0 appended, 4 already there");
}
END_TEST

START_TEST(a_filter_and_a_limit_act_on_rows)
{
    static const struct {
        const char *words;
        size_t lines;
    } lists[] = {
        { "interaction|list|%Q|--filter|trace-7", 2 },
        { "interaction|list|%Q|--filter|content:trace-|--limit|3", 4 },
        { "interaction|list|%Q|--filter|type:experiment_trace", 1 },
        { "interaction|list|%Q|--jsonl|--filter|!trace-", 0 },
        { "interaction|list|%Q|--filter|by:me", 1 },
        { "record|list|%D|--limit|7|--jsonl", 7 },
        { "record|list|%D|--limit|250|--page-size|100", 251 },
    };
    make_places();
    FILE *ids = fopen("ids", "w"), *records = fopen("r.jsonl", "w");
    ck_assert(ids != NULL && records != NULL);
    for (int i = 0; i < 300; i++) {
        fprintf(records, "{\"input\":%d}\n", i);
        if (i < 10)
            fprintf(ids, "trace-%d\n", i);
    }
    fclose(ids);
    fclose(records);
    ck_assert_int_eq(run(fill_in("interaction|add|%Q|@ids", 0)), 0);
    ck_assert_int_eq(run(fill_in("record|append|%D|@r.jsonl", 0)), 0);
    for (int i = 0; i < LENGTH(lists); i++)
        assert_lines(fill_in(lists[i].words, 0), lists[i].lines);
}
END_TEST

/* --- Bad input ---------------------------------------------------------------------------------------------------- */

static const struct {
    const char *text, *words;
    int status;
    const char *says;
} mistakes[] = {
    { "{\"input\":1}\n{\"inptu\":2}\n{}\n", "record|append|%D|@in", 2,
      "in:2: \"inptu\" is no member of a record (input, expected_output, metadata); --ignore-unknown leaves such out "
      "(and "
      "1 more like it); nothing was sent" },
    { "{\"input\":1}\n{\"input\":\n", "record|append|%D|@in", 2, "in:2: invalid JSON" },
    { "input\na\nb,c\n", "record|append|%D|@in", 2, "in:3: 2 cells, but the head has 1; nothing was sent" },
    { "", "record|append|%D|@in", 2, "there are no records in the input" },
    { "good\nb a d\n", "interaction|add|%Q|@in", 2, "in:2: has a blank" },
    { "good\nb a d\n", "interaction|add|%Q|-|<in", 2, "standard input:2: has a blank" },
    { "good\nb a d\n", "interaction|add|%Q|first|-|<-in", 2, "standard input:2: has a blank" },
    { "[1]", "record|append|%D|@in|--format|xml", 2, "\"xml\" is no format" },
    { "x", "interaction|add|nobody|@in", 1, "404 Not Found" },
    { "x", "interaction|add|%Q|@in|--failures|in", 2, "in is there already" },
    { "x", "interaction|add|%Q|@missing", 2, "can't read missing" },
};

START_TEST(bad_input_is_named_with_its_place)
{
    make_places();
    home_write("in", mistakes[_i].text);
    const int status = run(fill_in(mistakes[_i].words, 0));
    ck_assert_msg(status == mistakes[_i].status, "%d: %s", status, buf_text(&errors));
    assert_says(mistakes[_i].says);
    ck_assert_int_ne(access("in.failed", F_OK), 0);
}
END_TEST

/* What comes through a pipe is sent as it comes: what was sent before the mistake is told. */
START_TEST(a_pipe_that_turns_bad_is_partly_done)
{
    make_places();
    write_items("ids", "", "trace-#", "\n", "\nb a d\n");
    ck_assert_int_eq(run(fill_in("interaction|add|%Q|-|<-ids", 0)), 5);
    assert_says("standard input:%L: has a blank");
    assert_says("%N added");
}
END_TEST

START_TEST(a_dry_run_prints_requests_and_sends_nothing)
{
    make_places();
    write_items("ids", "", "trace-#", "\n", "\n");
    ck_assert_int_eq(run(fill_in("interaction|add|%Q|@ids|--dry-run", 0)), 0);
    ck_assert_uint_eq(count_lines(&output), 2 * ((size_t)(many + 999) / 1000));
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "POST /api/v2/llm-obs/v1/annotation-queues/"));
    ck_assert_int_eq(run(fill_in("DD_API_KEY=secret-word|DD_APP_KEY=secret-word|record|delete|%D|a|--dry-run", 0)), 0);
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "{\"record_ids\":[\"a\"]}"));
    ck_assert_ptr_null(strstr(buf_text(&output), "secret-word"));
    assert_lines(fill_in("interaction|list|%Q", 0), 1);
}
END_TEST

/* --- Output that can't be written --------------------------------------------------------------------------------- */

static const struct {
    const char *words;
    int status;
    const char *says; /* NULL: nothing */
} outputs[] = {
    { "interaction|list|%Q|>-", 0, NULL },
    { "interaction|list|%Q|--json|>-", 0, NULL },
    { "interaction|list|%Q|>/dev/full", 6, "can't write the output: No space left on device" },
    { "interaction|add|%Q|@ids|>-", 0, "%N already there" },
    { "interaction|add|%Q|@ids|>/dev/full", 6, "%N already there" },
    { "help|>/dev/full", 6, "can't write the output" },
    { "help|>-", 0, NULL },
};

START_TEST(output_that_cannot_be_written_is_told_unless_nobody_wants_it)
{
    if (access("/dev/full", W_OK) != 0)
        return;
    make_places();
    write_items("ids", "", "trace-#", "\n", "\n");
    ck_assert_int_eq(run(fill_in("interaction|add|%Q|@ids", 0)), 0);
    const int status = run(fill_in(outputs[_i].words, 0));
    ck_assert_msg(status == outputs[_i].status, "%d: %s", status, buf_text(&errors));
    if (outputs[_i].says != NULL)
        assert_says(outputs[_i].says);
    else
        ck_assert_str_eq(buf_text(&errors), "");
}
END_TEST

/* --- A server that refuses some ----------------------------------------------------------------------------------- */

#define ANSWER(status, body) "HTTP/1.1 " status "\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" body
#define ACCEPTED             ANSWER("202 Accepted", "")
#define APPENDED             ANSWER("200 OK", "{\"data\":[{\"records\":[]}]}")
#define REFUSED              ANSWER("400 Bad Request", "{\"errors\":[{\"detail\":\"too many spoons\"}]}")
#define REFUSED_ITEM                                                                                                   \
    ANSWER(                                                                                                            \
        "400 Bad Request",                                                                                             \
        "{\"errors\":[{\"detail\":\"no such spoon\",\"source\":{\"pointer\":\"/data/attributes/metrics/2/label\"}}]}")
#define FORBIDDEN ANSWER("403 Forbidden", "{\"errors\":[{\"detail\":\"no\"}]}")
#define LIMITED                                                                                                        \
    "HTTP/1.1 429 Too Many Requests\r\nX-RateLimit-Reset: 0\r\nConnection: close\r\n\r\n{\"errors\":[\"slower\"]}"

#define PUSH   "event|push|e|@m.csv|--parallel|1|%P"
#define APPEND "record|append|p|d|@r.jsonl|--parallel|1|%P"

/* 2,500 items are three requests. */
static const struct {
    const char *words;
    struct bad_answer answers[4];
    int status;
    const char *says[3];
    size_t failed, unknown; /* lines of the files */
} refusals[] = {
    { PUSH, { { .bytes = ACCEPTED } }, 0, { "2,500 pushed, 0 failed" }, 0, 0 },
    { PUSH,
      { { .bytes = ACCEPTED }, { .bytes = REFUSED }, { .bytes = ACCEPTED } },
      5,
      { "m.csv:1002 to 2001: push_experiment_events: 400 Bad Request: too many spoons", "1,500 pushed, 1,000 failed",
        "name m.csv.failed" },
      1000,
      0 },
    { PUSH,
      { { .bytes = ACCEPTED }, { .bytes = REFUSED_ITEM }, { .bytes = ACCEPTED } },
      5,
      { "m.csv:1004: ", "no such spoon (/data/attributes/metrics/2/label)", "2,499 pushed, 1 failed" },
      1,
      0 },
    { PUSH,
      { { .bytes = ACCEPTED }, { .bytes = FORBIDDEN } },
      5,
      { "1,000 pushed, 1,000 failed, 500 not sent" },
      1500,
      0 },
    { PUSH, { { .bytes = FORBIDDEN } }, 1, { "0 pushed, 1,000 failed, 1,500 not sent" }, 0, 0 },
    { PUSH, { { .bytes = LIMITED }, { .bytes = ACCEPTED } }, 0, { "2,500 pushed, 0 failed" }, 0, 0 },
    { PUSH, { { .bytes = ANSWER("404 Not Found", "{}") } }, 1, { "404 Not Found", "1,500 not sent" }, 0, 0 },
    { PUSH "|--failures|mine", { { .bytes = FORBIDDEN } }, 1, { "name mine" }, 0, 0 },
    /* With duplicates left out an append can be sent again; otherwise nobody knows what came of it. */
    { APPEND, { { .reset = true }, { .bytes = APPENDED } }, 0, { "0 appended, 2,500 already there, 0 failed" }, 0, 0 },
    { APPEND "|--deduplicate|false",
      { { .bytes = APPENDED }, { .reset = true } },
      5,
      { "0 appended, 1,000 already there, 0 failed, 500 not sent, 1,000 of which nobody knows",
        "is in r.jsonl.unknown" },
      500,
      1000 },
    { APPEND "|--deduplicate|false",
      { { .reset = true } },
      5,
      { "1,500 not sent, 1,000 of which nobody knows" },
      1500,
      1000 },
};

static void write_events(void)
{
    FILE *metrics = fopen("m.csv", "w"), *records = fopen("r.jsonl", "w");
    ck_assert(metrics != NULL && records != NULL);
    fputs("span_id,label,metric_type,timestamp_ms,score_value\n", metrics);
    for (int i = 0; i < 2500; i++) {
        fprintf(metrics, "s%d,l,score,1,0.%d0\n", i, i);
        fprintf(records, "{\"input\":%d}\n", i);
    }
    fclose(metrics);
    fclose(records);
}

static void assert_leftovers(const char *name, size_t lines)
{
    if (lines == 0) {
        ck_assert_int_ne(access(name, F_OK), 0);
        return;
    }
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    read_back(name, &text);
    ck_assert_uint_eq(count_lines(&text), lines);
    buf_free(&text);
}

START_TEST(what_is_not_done_is_told_and_kept)
{
    write_events();
    struct bad_server *server = bad_server_start(refusals[_i].answers);
    const int status = run(fill_in(refusals[_i].words, bad_server_port(server)));
    ck_assert_msg(status == refusals[_i].status, "%d: %s", status, buf_text(&errors));
    for (size_t i = 0; i < 3 && refusals[_i].says[i] != NULL; i++)
        assert_says(refusals[_i].says[i]);
    const bool of_records = strstr(refusals[_i].words, "r.jsonl") != NULL;
    assert_leftovers(of_records ? "r.jsonl.failed" : "m.csv.failed", refusals[_i].failed);
    assert_leftovers(of_records ? "r.jsonl.unknown" : "m.csv.unknown", refusals[_i].unknown);
    bad_server_stop(&server);
}
END_TEST

START_TEST(what_failed_can_be_given_again)
{
    static const struct bad_answer first[] = { { .bytes = ACCEPTED }, { .bytes = FORBIDDEN }, { 0 } };
    static const struct bad_answer second[] = { { .bytes = ACCEPTED }, { .bytes = ACCEPTED }, { 0 } };
    write_events();
    struct bad_server *server = bad_server_start(first);
    home_write("m.csv.failed", "somebody's own\n");
    ck_assert_int_eq(run(fill_in(PUSH, bad_server_port(server))), 5);
    assert_says("name m.csv.failed.2");
    assert_leftovers("m.csv.failed", 1);
    bad_server_stop(&server);
    server = bad_server_start(second);
    ck_assert_int_eq(run(fill_in("event|push|e|@m.csv.failed.2|--parallel|1|%P", bad_server_port(server))), 0);
    assert_says("1,500 pushed, 0 failed");
    /* Character for character what the first one did not get. */
    ck_assert_ptr_nonnull(strstr(bad_server_request(server, 0),
                                 "{\"span_id\":\"s1000\",\"label\":\"l\",\"metric_type\":"
                                 "\"score\",\"timestamp_ms\":1,\"score_value\":0.10000}"));
    bad_server_stop(&server);
}
END_TEST

START_TEST(an_interrupt_stops_and_says_what_was_done)
{
    static const struct bad_answer answers[] = { { .bytes = ACCEPTED, .wait = true }, { .bytes = ACCEPTED }, { 0 } };
    const struct timespec moment = { .tv_nsec = 5 * 1000 * 1000 };
    write_events();
    struct bad_server *server = bad_server_start(answers);
    struct program program = program_start(fill_in(PUSH, bad_server_port(server)));
    while (bad_server_requests(server) == 0)
        nanosleep(&moment, NULL);
    kill(program.process, SIGINT);
    /* It has noticed when it says so. */
    for (bool noticed = false; !noticed; nanosleep(&moment, NULL)) {
        read_back("server-err", &errors);
        noticed = strstr(buf_text(&errors), "stopping: 1 request is under way") != NULL;
    }
    bad_server_go(server);
    ck_assert_int_eq(program_end(&program, 0), 5);
    read_back("server-err", &errors);
    assert_says("1,000 pushed, 0 failed, 1,500 not sent");
    ck_assert_uint_eq(bad_server_requests(server), 1);
    assert_leftovers("m.csv.failed", 1500);
    bad_server_stop(&server);
}
END_TEST

Suite *bulk_suite(void)
{
    Suite *suite = suite_create("bulk");
    TCase *tests = tcase_create("bulk");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, shell_close);
    tcase_add_loop_test(tests, many_items_come_from_a_file, 0, LENGTH(files));
    tcase_add_loop_test(tests, what_is_listed_can_be_removed, 0, 4);
    tcase_add_test(tests, values_go_round_unchanged);
    tcase_add_test(tests, a_filter_and_a_limit_act_on_rows);
    tcase_add_loop_test(tests, bad_input_is_named_with_its_place, 0, LENGTH(mistakes));
    tcase_add_test(tests, a_pipe_that_turns_bad_is_partly_done);
    tcase_add_test(tests, a_dry_run_prints_requests_and_sends_nothing);
    tcase_add_loop_test(tests, output_that_cannot_be_written_is_told_unless_nobody_wants_it, 0, LENGTH(outputs));
    tcase_add_loop_test(tests, what_is_not_done_is_told_and_kept, 0, LENGTH(refusals));
    tcase_add_test(tests, what_failed_can_be_given_again);
    tcase_add_test(tests, an_interrupt_stops_and_says_what_was_done);
    suite_add_tcase(suite, tests);
    return suite;
}
