#include "../../../src/cli/source.h"

#include "scratch.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static struct scratch scratch;
static struct item item;

static void setup(void)
{
    scratch = scratch_new();
    item = item_new();
}

static void teardown(void)
{
    item_free(&item);
    scratch_remove(&scratch);
}

static void write_file(const char *path, struct slice text)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(text.at, 1, text.length, file), text.length);
    fclose(file);
}

/* All items as "LINE:JSON" with "!LINE" for bad ones, until the end, "$", or what broke it, "?LINE". The last message
 * is left in *error. */
static void read_source(struct source *source, struct buf *read, struct error *error)
{
    for (enum source_step step = SOURCE_ITEM; step == SOURCE_ITEM || step == SOURCE_BAD;) {
        struct error problem;
        step = source_next(source, &item, &problem);
        if (step == SOURCE_BAD || step == SOURCE_BROKEN)
            *error = problem;
        if (step == SOURCE_ITEM)
            buf_printf(read, "%zu:%s ", item.line, buf_text(&item.json));
        else if (step == SOURCE_END)
            buf_append_char(read, '$');
        else
            buf_printf(read, "%s%s", step == SOURCE_BAD ? "!" : "?", strrchr(error->where, ':') + 1);
        if (step == SOURCE_BAD)
            buf_append_char(read, ' ');
    }
}

struct row {
    enum api_operation_id operation;
    const char *name, *text, *read;
    const char *says; /* of the last message */
};

/* Reads it twice: what can be read once can be read again. */
static void check_row(const struct row *row, const struct item_rules *rules)
{
    char *path = scratch_file(&scratch, row->name);
    write_file(path, slice_of(row->text));
    const struct origin origin = { .kind = ORIGIN_FILE, .text = path };
    struct error error = { 0 };
    struct source *source = source_open(&origin, NULL, rules, &error);
    ck_assert_msg(source != NULL, "%s", error.message);
    for (int i = 0; i < 2; i++) {
        struct buf read = buf_with_limit(BUF_LIMIT_LINE);
        read_source(source, &read, &error);
        ck_assert_str_eq(buf_text(&read), row->read);
        buf_free(&read);
        ck_assert(source_can_rewind(source) && source_rewind(source));
    }
    ck_assert_msg(row->says == NULL || strstr(error.message, row->says) != NULL, "%s", error.message);
    source_close(&source);
    ck_assert_ptr_null(source);
    free(path);
}

#define ONE "{\"input\":1}"

static const struct row rows[] = {
    /* Interactions: lines, JSON, CSV, found out by what the file begins with. */
    { API_ADD_INTERACTIONS, "ids", "a\n\n# no\nexperiment_trace:b",
      "1:{\"content_id\":\"a\",\"type\":\"trace\"} 4:{\"content_id\":\"b\",\"type\":\"experiment_trace\"} $", NULL },
    { API_ADD_INTERACTIONS, "ids", "a\nb c\nd",
      "1:{\"content_id\":\"a\",\"type\":\"trace\"} !2 3:{\"content_id\":\"d\",\"type\":\"trace\"} $",
      "ids:2: has a blank" },
    { API_ADD_INTERACTIONS, "ids",
      "\xef\xbb\xbf[{\"content_id\":\"a\"},\n{\"content_id\":\"b\",\"id\":\"i\",\"type\":\"experiment_trace\"}]",
      "1:{\"content_id\":\"a\",\"type\":\"trace\"} 2:{\"content_id\":\"b\",\"type\":\"experiment_trace\"} $", NULL },
    { API_ADD_INTERACTIONS, "ids", "type,content_id\r\ntrace,\"a,\"\"b\"\"\"\r\n\r\n,c\r\n",
      "2:{\"content_id\":\"a,\\\"b\\\"\",\"type\":\"trace\"} 4:{\"content_id\":\"c\",\"type\":\"trace\"} $", NULL },
    { API_ADD_INTERACTIONS, "ids", "id\tcontent_id\ttype\nx\ta\ttrace\n",
      "2:{\"content_id\":\"a\",\"type\":\"trace\"} $", NULL },
    { API_ADD_INTERACTIONS, "ids.csv", "content_id,type\na,tarce\n", "!2 $", "ids.csv:2: type must be one of" },
    { API_ADD_INTERACTIONS, "ids", "", "$", NULL },
    /* Ids. */
    { API_DELETE_RECORDS, "ids", "a b,\"c\"\n# no\n'd' #e", "1:\"a\" 1:\"b\" 1:\"c\" 3:\"d\" 3:\"#e\" $", NULL },
    { API_DELETE_RECORDS, "ids", "a\x01\nb", "!1 2:\"b\" $", "control character" },
    { API_DELETE_RECORDS, "ids.jsonl", "\"a\"\n{\"id\":\"b\",\"more\":1}\n17\n", "1:\"a\" 2:\"b\" !3 $",
      "must be an id" },
    { API_DELETE_RECORDS, "ids", "{\"record_ids\":[\"a\",\"b\"]}", "1:\"a\" 1:\"b\" $", NULL },
    { API_DELETE_RECORDS, "ids.csv", "input,record_id\n1,a\n", "2:\"a\" $", NULL },
    { API_DELETE_RECORDS, "ids", "id,input\na,1\n", "2:\"a\" $", NULL },
    { API_DELETE_RECORDS, "ids.csv", "a\nb\n", "?1", "no column for record_ids" },
    /* Records: each shape of JSON. */
    { API_APPEND_RECORDS, "r.json", ONE, "1:" ONE " $", NULL },
    { API_APPEND_RECORDS, "r.jsonl", ONE "\n" ONE " " ONE "\n\n", "1:" ONE " 2:" ONE " 2:" ONE " $", NULL },
    { API_APPEND_RECORDS, "r", " [\n" ONE ",\n" ONE "\n]\n", "2:" ONE " 3:" ONE " $", NULL },
    { API_APPEND_RECORDS, "r", "{\n\"records\": [" ONE "]}", "2:" ONE " $", NULL },
    { API_APPEND_RECORDS, "r", "{\"data\":{\"type\":\"records\",\"attributes\":{\"records\":[" ONE "," ONE "]}}}",
      "1:" ONE " 1:" ONE " $", NULL },
    { API_APPEND_RECORDS, "r", "{\"data\":[" ONE "],\"meta\":{\"after\":\"x\"}}", "1:" ONE " $", NULL },
    { API_APPEND_RECORDS, "r", "{\"records\":[],\"deduplicate\":false}", "?1", "\"deduplicate\" doesn't belong here" },
    { API_APPEND_RECORDS, "r.json", "[]", "$", NULL },
    { API_APPEND_RECORDS, "r.json", "", "$", NULL },
    /* Numbers, repeated keys and escapes stay as they are; what only answers have is left out. */
    { API_APPEND_RECORDS, "r.json",
      "{\"id\":\"r\",\"input\":{\"a\":9007199254740993,\"a\":1e400,\"b\":\"\\u0000\\ud800\"},\"created_at\":\"t\","
      "\"metadata\":{}}",
      "1:{\"input\":{\"a\":9007199254740993,\"a\":1e400,\"b\":\"\\u0000\\ud800\"},\"metadata\":{}} $", NULL },
    /* What is wrong with JSON. */
    { API_APPEND_RECORDS, "r.json", "[" ONE ",\n{\"input\":1,}]", "1:" ONE " ?2", "r.json:2: invalid JSON at byte" },
    { API_APPEND_RECORDS, "r.json", "[" ONE "\n" ONE "]", "1:" ONE " ?2", "',' or ']' is expected" },
    { API_APPEND_RECORDS, "r.json", "[" ONE ",", "1:" ONE " ?1", "cut off" },
    { API_APPEND_RECORDS, "r.json", "[" ONE ",]", "1:" ONE " ?1", "invalid JSON" },
    { API_APPEND_RECORDS, "r.json", "{\"records\":[" ONE "]", "1:" ONE " ?1", "cut off" },
    { API_APPEND_RECORDS, "r.json", "{\"input\":", "?1", "invalid JSON" },
    { API_APPEND_RECORDS, "r.json", "{\"input\":\"a\xff\"}", "?1", "UTF-8" },
    { API_APPEND_RECORDS, "r.jsonl", "{\"inptu\":1}\n{\"metadata\":{}}\n[1]\n", "!1 !2 !3 $",
      "must be a JSON object: a record" },
    { API_APPEND_RECORDS, "r.jsonl", "{\"inptu\":1}", "!1 $",
      "\"inptu\" is no member of a record (input, expected_output, metadata)" },
    { API_APPEND_RECORDS, "r.jsonl", "{\"metadata\":{}}", "!1 $", "input is required" },
    { API_APPEND_RECORDS, "r.jsonl", "{\"input\":1,\"metadata\":[]}", "!1 $", "metadata must be a JSON object" },
    /* Records in CSV: text, unless it has to be something else. */
    { API_APPEND_RECORDS, "r.csv", "input,metadata,expected_output\n1e400,\"{\"\"a\"\": 0.10}\",\n\"\",,\"x\ny\"\n",
      "2:{\"input\":\"1e400\",\"metadata\":{\"a\": 0.10}} 3:{\"input\":\"\",\"expected_output\":\"x\\ny\"} $", NULL },
    { API_APPEND_RECORDS, "r", "input\nx\n", "2:{\"input\":\"x\"} $", NULL },
    { API_APPEND_RECORDS, "r.csv", "input,id,dataset_id\nx,1,2", "2:{\"input\":\"x\"} $", NULL },
    { API_UPDATE_RECORDS, "r.csv", "id,input\nr1,x\n,y\n", "2:{\"id\":\"r1\",\"input\":\"x\"} !3 $", "id is required" },
    { API_APPEND_RECORDS, "r.csv", "input,inptu\nx,y\n", "?1", "column \"inptu\" is no member of a record" },
    { API_APPEND_RECORDS, "r.csv", "metadata,input,input\n,,\n", "?1", "a column is there twice" },
    { API_APPEND_RECORDS, "r.csv", "input,metadata\nx,y\na,{},b\nc\n", "!2 !3 !4 $",
      "r.csv:4: 1 cells, but the head has 2" },
    { API_APPEND_RECORDS, "r.csv", "input\nx\n\"y\nz", "2:{\"input\":\"x\"} ?3", "isn't closed" },
    { API_APPEND_RECORDS, "r.csv", "input\nx\"y\n", "?2", "a quote inside a cell" },
    { API_APPEND_RECORDS, "r.csv", "input\n\"x\"y\n", "?2", "follows the closing quote" },
    { API_APPEND_RECORDS, "r.csv", "input\n\xff\n", "!2 $", "input is not UTF-8 text (byte 1)" },
    { API_APPEND_RECORDS, "r.csv", "", "$", NULL },
    { API_APPEND_RECORDS, "r.csv", "input\n", "$", NULL },
    /* Events: what an item has tells its list. */
    { API_PUSH_EXPERIMENT_EVENTS, "e.jsonl",
      "{\"span_id\":\"s\",\"label\":\"l\",\"metric_type\":\"score\",\"timestamp_ms\":1,\"score_value\":1e0}\n{\"span_"
      "id\":\"s\",\"trace_id\":\"t\"}",
      "1:{\"span_id\":\"s\",\"label\":\"l\",\"metric_type\":\"score\",\"timestamp_ms\":1,\"score_value\":1e0} !2 $",
      "project_id is required" },
    { API_PUSH_EXPERIMENT_EVENTS, "e.json",
      "{\"spans\":[],\"metrics\":[{\"span_id\":\"s\",\"label\":\"l\",\"metric_type\":\"boolean\",\"timestamp_ms\":1,"
      "\"boolean_value\":true}]}",
      "1:{\"span_id\":\"s\",\"label\":\"l\",\"metric_type\":\"boolean\",\"timestamp_ms\":1,\"boolean_value\":true} $",
      NULL },
    { API_PUSH_EXPERIMENT_EVENTS, "e.csv",
      "span_id,label,metric_type,timestamp_ms,score_value\ns,l,score,1705314600000,0.10\n",
      "2:{\"span_id\":\"s\",\"label\":\"l\",\"metric_type\":\"score\",\"timestamp_ms\":1705314600000,\"score_value\":0."
      "10} $",
      NULL },
    { API_PUSH_EXPERIMENT_EVENTS, "e.json",
      "{\"metrics\":[{\"span_id\":\"s\",\"label\":\"l\",\"metric_type\":\"json\",\"timestamp_ms\":1,\"error\":{"
      "\"message\":1}}]}",
      "!1 $", "message must be a string (/error/message)" },
};

START_TEST(items_are_found_in_files)
{
    const struct item_rules rules = { .operation = &api_operations[rows[_i].operation] };
    check_row(&rows[_i], &rules);
}
END_TEST

static const struct row loose[] = {
    { API_APPEND_RECORDS, "r.jsonl", "{\"inptu\":1,\"input\":2}", "1:{\"input\":2} $", NULL },
    { API_APPEND_RECORDS, "r.csv", "input,inptu\n[1],y\n", "2:{\"input\":[1]} $", NULL },
    { API_APPEND_RECORDS, "r.csv", "input\nplain\n", "!2 $", "input must be a JSON value" },
};

START_TEST(rules_may_be_looser)
{
    const struct item_rules rules = { .operation = &api_operations[loose[_i].operation],
                                      .ignore_unknown = true,
                                      .json_cells = true };
    check_row(&loose[_i], &rules);
}
END_TEST

/* The window ends somewhere in every item. */
START_TEST(what_is_larger_than_the_window_comes_through)
{
    enum { SIZE = 300 * 1000 };
    static const enum api_operation_id operation = API_APPEND_RECORDS;
    const struct item_rules rules = { .operation = &api_operations[operation] };
    static const char *const names[] = { "r.json", "r.csv" };
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    char *path = scratch_file(&scratch, names[_i]);
    buf_append_text(&text, _i == 0 ? "[" : "input\n");
    for (int i = 0; i < 3; i++) {
        buf_append_text(&text, _i > 0 ? "\"" : i > 0 ? ",\n{\"input\":\"" : "{\"input\":\"");
        for (int k = 0; k < SIZE; k++)
            buf_append_char(&text, (char)('a' + (k + i) % 26));
        buf_append_text(&text, _i == 0 ? "\"}" : "\"\n");
    }
    buf_append_text(&text, _i == 0 ? "]" : "");
    write_file(path, buf_slice(&text));
    struct error error = { 0 };
    struct source *source = source_open(&(struct origin){ .kind = ORIGIN_FILE, .text = path }, NULL, &rules, &error);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(source_next(source, &item, &error), SOURCE_ITEM);
        ck_assert_uint_eq(item.json.length, SIZE + sizeof("{\"input\":\"\"}") - 1);
        ck_assert_int_eq(item.json.data[sizeof("{\"input\":\"") - 1 + 1000], 'a' + (1000 + i) % 26);
    }
    ck_assert_int_eq(source_next(source, &item, &error), SOURCE_END);
    source_close(&source);
    buf_free(&text);
    free(path);
}
END_TEST

/* Pieces that mean something to some reader, and bytes that mean nothing to any. */
static const char *const pieces[] = { "{",
                                      "}",
                                      "[",
                                      "]",
                                      ",",
                                      ":",
                                      "\"",
                                      "\\",
                                      "\n",
                                      "\r\n",
                                      " ",
                                      "\t",
                                      "#",
                                      "input",
                                      "id",
                                      "\"records\"",
                                      "\"data\"",
                                      "\"input\"",
                                      "1e400",
                                      "null",
                                      "trace:",
                                      "\xff",
                                      "\x01",
                                      "\xef\xbb\xbf",
                                      "content_id",
                                      "span_id",
                                      "\"metrics\":[",
                                      "{\"input\":1}" };

/* Whatever comes, each step takes something, and what is read is JSON. */
START_TEST(random_text_is_read_to_an_end)
{
    enum { ROUNDS = 400, PIECES = 24 };
    static const enum api_operation_id operations[] = { API_ADD_INTERACTIONS, API_DELETE_RECORDS, API_APPEND_RECORDS,
                                                        API_PUSH_EXPERIMENT_EVENTS };
    const struct item_rules rules = { .operation = &api_operations[operations[_i]], .ignore_unknown = true };
    unsigned state = 1;
    char *path = scratch_file(&scratch, "in");
    for (int round = 0; round < ROUNDS; round++) {
        struct buf text = buf_with_limit(BUF_LIMIT_LINE);
        for (int i = 0; i < PIECES; i++) {
            state = state * 1103515245 + 12345;
            buf_append_text(&text, pieces[(state >> 16) % ARRAY_LENGTH(pieces)]);
        }
        write_file(path, buf_slice(&text));
        struct error error = { 0 };
        const struct origin origin = { .kind = ORIGIN_FILE, .text = path };
        struct source *source = source_open(&origin, NULL, &rules, &error);
        ck_assert_msg(source != NULL, "%s", error.message);
        enum source_step step = SOURCE_ITEM;
        for (size_t steps = 0; step == SOURCE_ITEM || step == SOURCE_BAD; steps++) {
            struct json_value value;
            ck_assert_msg(steps <= text.length, "%s", buf_text(&text));
            step = source_next(source, &item, &error);
            ck_assert_msg(step != SOURCE_ITEM || json_check(buf_slice(&item.json), &value, NULL), "%s",
                          buf_text(&text));
        }
        source_close(&source);
        buf_free(&text);
    }
    free(path);
}
END_TEST

static const struct {
    enum api_operation_id operation;
    const char *word, *format, *says;
} refused[] = {
    { API_APPEND_RECORDS, "records.json", NULL, "a file is named @records.json" },
    { API_APPEND_RECORDS, "@/nonexistent/file", NULL, "can't read /nonexistent/file" },
    { API_APPEND_RECORDS, "@/dev/null", "xml", "\"xml\" is no format; there are json, jsonl, csv, tsv, lines" },
    { API_APPEND_RECORDS, "@/dev/null", "lines", "plain lines are for ids only" },
    { API_ADD_INTERACTIONS, "@/", NULL, "can't read /" },
};

START_TEST(what_cannot_be_opened_is_told)
{
    const bool is_file = refused[_i].word[0] == '@';
    const struct item_rules rules = { .operation = &api_operations[refused[_i].operation] };
    const struct origin origin = { .kind = is_file ? ORIGIN_FILE : ORIGIN_WORD,
                                   .text = (char *)(uintptr_t)(refused[_i].word + is_file) };
    struct error error = { 0 };
    ck_assert_ptr_null(source_open(&origin, refused[_i].format, &rules, &error));
    ck_assert_msg(strstr(error.message, refused[_i].says) != NULL, "%s", error.message);
}
END_TEST

START_TEST(words_are_named_themselves)
{
    const struct item_rules rules = { .operation = &api_operations[API_ADD_INTERACTIONS] };
    struct origin origin = { .kind = ORIGIN_WORD, .text = (char *)(uintptr_t) "Trace:x" };
    struct error error = { 0 };
    struct source *source = source_open(&origin, "csv", &rules, &error);
    ck_assert_int_eq(source_next(source, &item, &error), SOURCE_BAD);
    ck_assert_msg(strstr(error.message, "\"Trace:x\": \"Trace\" is no type") == error.message, "%s", error.message);
    source_close(&source);
}
END_TEST

Suite *source_suite(void)
{
    Suite *suite = suite_create("source");
    TCase *tests = tcase_create("source");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, items_are_found_in_files, 0, ARRAY_LENGTH(rows));
    tcase_add_loop_test(tests, rules_may_be_looser, 0, ARRAY_LENGTH(loose));
    tcase_add_loop_test(tests, what_is_larger_than_the_window_comes_through, 0, 2);
    tcase_add_loop_test(tests, random_text_is_read_to_an_end, 0, 4);
    tcase_add_loop_test(tests, what_cannot_be_opened_is_told, 0, ARRAY_LENGTH(refused));
    tcase_add_test(tests, words_are_named_themselves);
    suite_add_tcase(suite, tests);
    return suite;
}
