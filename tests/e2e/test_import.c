/* Files of traces into the program's own server, as a person gives them. */
#include "shell.h"

#include <annotty/json/json.h>

#include <check.h>
#include <stdio.h>

#define CHAT(text)                                                                                                     \
    "{\"messages\":[{\"role\":\"user\",\"content\":\"" text "\"},{\"role\":\"assistant\",\"content\":\"Ho\"}]}\n"

static const struct {
    const char *words, *content;
    int status;
    const char *said; /* on standard error */
} files[] = {
    { "import|f.jsonl", CHAT("a") CHAT("b"), 0, "2 spans of 2 traces, 0 lines skipped" },
    { "import|f.jsonl", CHAT("a") "{oops\n\n" CHAT("b") "{\"messages\":7}\n", 5, "f.jsonl:2: invalid JSON" },
    { "import|f.jsonl", "\xef\xbb\xbf" CHAT("a") "{\"messages\":7}", 5, "f.jsonl:2: is no chat" },
    { "import|f.json", "[\n" CHAT("a") ",\n" CHAT("b") "]", 0, "2 spans" },
    { "import|f.json",
      "{\"data\":[{\"type\":\"span\",\"attributes\":{\"span_id\":\"s\",\"trace_id\":\"t\","
      "\"name\":\"n\",\"start_ns\":1}}],\"meta\":{}}",
      0, "spans as the API says them: 1 span of 1 trace" },
    { "import|f.jsonl", "{\"span_id\":\"s\",\"trace_id\":\"t\",\"start_ns\":1}\n", 2, "f.jsonl:1: name is required" },
    { "import|f.jsonl|--dry-run", CHAT("a"), 0, "1 span of 1 trace" },
    { "import|f.jsonl|--format|otlp", CHAT("a"), 2, "is no OTLP trace" },
    { "import|f.jsonl|--format|xml", CHAT("a"), 2, "--format takes auto, spans, otlp, chat, lines" },
    { "import|f.jsonl|--project|P", CHAT("a"), 2, "name it with --queue" },
    { "import|f.jsonl|--queue|Q|--labels|a=", CHAT("a"), 2, "" },
    { "import|f.jsonl|--input|q|--output|a.b", "{\"q\":1,\"a\":{\"b\":2}}\n", 0, "1 span" },
    { "import|f.jsonl", "{\"q\":1}\n", 2, "--input and --output" },
    { "import|f.jsonl", "", 2, "nothing could be imported" },
    { "import|f.jsonl", "{\n\"a\":", 2, "f.jsonl:1: " },
    { "import|none.jsonl", "", 2, "can't read none.jsonl" },
    { "import", "", 2, "usage: annotty import FILE..." },
    { "import|f.jsonl|--offline", CHAT("a"), 3, "offline" },
};

START_TEST(a_file_is_imported)
{
    home_write("f.jsonl", files[_i].content);
    home_write("f.json", files[_i].content);
    const int status = run(files[_i].words);
    ck_assert_msg(strstr(buf_text(&errors), files[_i].said) != NULL, "%s", buf_text(&errors));
    ck_assert_msg(status == files[_i].status, "%d: %s", status, buf_text(&errors));
}
END_TEST

/* What is imported can be reviewed and read; importing it again adds what is new. */
START_TEST(a_queue_holds_what_was_imported)
{
    char queue[64], again[64], words[256], id[64];
    home_write("f.jsonl", CHAT("one") CHAT("two"));
    ck_assert_int_eq(run("import|f.jsonl|--queue|Mine|--no-sample"), 0);
    snprintf(queue, sizeof(queue), "%.*s", (int)strcspn(buf_text(&output), "\n"), buf_text(&output));
    home_write("f.jsonl", CHAT("one") CHAT("two") CHAT("three"));
    ck_assert_int_eq(run("import|f.jsonl|--queue|Mine|--no-sample"), 0);
    ck_assert_ptr_nonnull(strstr(buf_text(&errors), "1 interaction new in the queue Mine"));
    snprintf(again, sizeof(again), "%.*s", (int)strcspn(buf_text(&output), "\n"), buf_text(&output));
    ck_assert_str_eq(queue, again);
    snprintf(words, sizeof(words), "interaction|list|%s|--json", queue);
    run_for(words, "/2/id", id, sizeof(id));
    snprintf(words, sizeof(words), "interaction|show|%s|%s|--json", queue, id);
    ck_assert_int_eq(run(words), 0);
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "three"));
}
END_TEST

static const struct {
    const char *words; /* behind the queue's id */
    int status;
    const char *said;
} fillings[] = {
    { "--query|ml_app:*", 0, "3 of 3 traces" },
    { "--query|question", 0, "3 new in the queue" },
    { "--query|three", 0, "1 of 1 traces" },
    { "--from|now-1y|--count|2", 0, "2 of 3 traces" },
    { "--from|now-1y|--count|2|--by|span_kind|--dry-run", 0, "span_kind task: 2 of 3" },
    { "--from|now-1y|--by|metadata.kind", 0, "metadata.kind (says nothing): 2 of 2" },
    { "--from|now-1y|--by|metadata.kind", 0, "metadata.kind odd: 1 of 1" },
    { "", 2, "say where the traces are" },
    { "--query|a|--experiment|e", 2, "say where the traces are" },
    { "--query|a|--count|0", 2, "--count takes a whole number" },
    { "--query|(a", 1, "filter[query]" },
    { "--experiment|none", 1, "no experiment" },
};

START_TEST(a_queue_is_filled_from_a_search)
{
    char project[64], queue[64], words[256];
    home_write("f.jsonl", "{\"question\":\"question one\"}\n{\"question\":\"question two\"}\n"
                          "{\"question\":\"question three\",\"metadata\":{\"kind\":\"odd\"}}\n");
    ck_assert_int_eq(run("import|f.jsonl|--no-sample"), 0);
    run_for("project|create|--name|P|--json|--no-sample", "/0/id", project, sizeof(project));
    snprintf(words, sizeof(words), "queue|create|--name|Q|--project-id|%s|--json", project);
    run_for(words, "/0/id", queue, sizeof(queue));
    snprintf(words, sizeof(words), "queue|fill|%s%s%s", queue, *fillings[_i].words != '\0' ? "|" : "",
             fillings[_i].words);
    const int status = run(words);
    ck_assert_msg(strstr(buf_text(&errors), fillings[_i].said) != NULL, "%s", buf_text(&errors));
    ck_assert_int_eq(status, fillings[_i].status);
}
END_TEST

Suite *import_suite(void)
{
    TCase *const cases = tcase_create("import");
    tcase_add_checked_fixture(cases, shell_open, shell_close);
    tcase_add_loop_test(cases, a_file_is_imported, 0, (int)(sizeof(files) / sizeof(files[0])));
    tcase_add_test(cases, a_queue_holds_what_was_imported);
    tcase_add_loop_test(cases, a_queue_is_filled_from_a_search, 0, (int)(sizeof(fillings) / sizeof(fillings[0])));
    tcase_set_timeout(cases, 60);
    Suite *const suite = suite_create("e2e: import");
    suite_add_tcase(suite, cases);
    return suite;
}
