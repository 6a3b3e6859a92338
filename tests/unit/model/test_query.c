/* The filter language, by lines and what they let through. A result is the ids that match, one letter each. */
#include <annotty/model/query.h>

#include "fixture.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#define BY(id_, person_, labels_)                                                                                      \
    "{\"id\":\"" id_ "\",\"interaction_id\":\"x\",\"label_values\":" labels_                                           \
    ",\"created_at\":\"2024-01-15T10:30:00Z\","                                                                        \
    "\"created_by\":\"" person_ "\",\"modified_at\":\"2024-01-15T10:30:00Z\",\"modified_by\":\"" person_ "\"}"
#define ITEM(id_, content_, type_, annotations_)                                                                       \
    "{\"id\":\"" id_ "\",\"content_id\":\"" content_ "\",\"type\":\"" type_ "\",\"annotations\":[" annotations_ "]}"

static const char *const interactions[] = {
    ITEM("1", "Trace-ABC", "trace", ""),
    ITEM("2", "run 7", "experiment_trace", BY("p", "ana", "{\"tone\":\"bad\",\"score\":0.9}")),
    ITEM("3", "run 8", "experiment_trace",
         BY("q", "ana", "{\"tone\":\"bad\",\"score\":0.5}") "," BY("r", "ben", "{\"tone\":\"badly\",\"score\":0.5}")),
    ITEM("4", "\\u00dcber", "trace",
         BY("s", "ben",
            "[{\"label_schema_id\":\"l1\",\"name_when_saved\":\"Tone\",\"value\":[\"rude\",\"curt\"],"
            "\"assessment\":\"fail\",\"reasoning\":\"says \\\"no\\\" to \\u00c4nne\"}]")),
    ITEM("5", "and so on", "session",
         BY("t", "carl", "{\"ok\":{\"value\":true,\"assessment\":\"pass\"}}") "," BY(
             "u", "dora", "{\"ok\":{\"value\":true,\"assessment\":\"fail\"}}")),
    ITEM("6", "", "trace", BY("v", "ana", "null") "," BY("w", "ben", "{\"score\":\"10\",\"note\":\"value\"}")),
    NULL,
};

static char *matching(enum api_resource_id resource, const struct rows *rows, const char *line, const char *me)
{
    struct buf ids = buf_with_limit(BUF_LIMIT_LINE);
    struct people *people = people_new();
    people_set_me(people, slice_of(me));
    people_put(people, SLICE("ben"), SLICE("Benedict Okoye"));
    people_put(people, SLICE("dora"), SLICE("Dorothea"));
    struct query *query = query_parse(slice_of(line), &api_resources[resource], people);
    for (uint32_t row = 0; row < rows_count(rows); row++)
        if (query_matches(query, rows, row))
            buf_append_slice(&ids, rows_id(rows, row));
    query_free(&query);
    people_free(&people);
    return buf_take(&ids);
}

static const struct {
    const char *line, *matches;
} lines[] = {
    { "", "123456" },
    { "   ", "123456" },
    /* words */
    { "abc", "1" },
    { "ABC", "1" },
    { "run", "23" },
    { "run 8", "3" },
    { "8 run", "3" },
    { "\"run 8\"", "3" },
    { "\"un 8", "3" }, /* the quote isn't closed yet */
    { "über", "4" },
    { "experiment", "23" },
    { "session", "5" },
    { "ben", "346" },
    { "rude", "4" },
    { "Änne", "4" },
    { "says \"no", "4" },
    { "rude, curt", "4" },
    { "\"rude, curt\"", "4" },
    { "fail", "45" },
    { "label_schema_id", "" },
    { "assessment", "" },
    { "value", "6" },
    { "2024", "" }, /* times are shown otherwise */
    { "nothing", "" },
    /* joining and negating */
    { "run and 8", "3" },
    { "and run", "23" },
    { "\"and\"", "5" },
    { "!run", "1456" },
    { "!run !trace", "5" },
    { "!!run", "23" },
    { "!\"run 8\"", "12456" },
    { "!", "123456" },
    { "run !", "23" },
    { "\"\"", "123456" },
    /* fields */
    { "type:trace", "146" },
    { "type:TRACE", "146" },
    { "type:trac", "12346" },
    { "Type:experiment_trace", "23" },
    { "t:session", "5" },
    { "type:", "123456" },
    { "!type:trace", "235" },
    { "content:run", "23" },
    { "content_id:\"run 8\"", "3" },
    { "content:\"\"", "123456" },
    { "id:3", "3" },
    { "created:x", "" }, /* a field's title is "Added"; created_at is named by a beginning */
    { "a:b", "" },       /* two fields begin so: a word */
    { "urn:x", "" },
    { "annotations:1", "" },
    /* labels */
    { "label:tone", "234" },
    { "label:TONE", "234" },
    { "label:ton", "" },
    { "label:", "23456" },
    { "label:tone=", "234" },
    { "label:tone=bad", "23" },
    { "label:tone=BADLY", "3" },
    { "label:tone=curt", "4" },
    { "label:tone=\"rude, curt\"", "4" },
    { "label:score=0.5", "3" },
    { "label:score=.5", "" },
    { "label:ok=true", "5" },
    { "!label:tone", "156" },
    { "!label:tone=bad", "1456" },
    { "score>0.8", "26" },
    { "score>=0.9", "26" },
    { "score<0.9", "3" },
    { "score<=0.9", "23" },
    { "score=10", "6" },
    { "score=.5", "3" },
    { "score!=0.5", "26" },
    { "Score>1e1", "" },
    { "tone>0", "" },
    { "!score>0.8", "1345" },
    { "score>0.8 score<1", "2" },
    { "score>", "" },
    { "score>x", "" },
    { ">1", "" },
    { "annotations>1", "356" },
    { "annotations=0", "1" },
    /* people */
    { "by:ana", "236" },
    { "by:an", "236" },
    { "by:OKOYE", "346" },
    { "by:bene", "346" },
    { "by:do", "5" },
    { "not:okoye", "125" },
    { "okoye", "346" },
    { "\"benedict o\"", "346" },
    { "by:me", "346" },
    { "by:mine", "346" },
    { "by:", "23456" },
    { "not:ana", "145" },
    { "not:me", "125" },
    { "!not:mine", "346" },
    { "!by:ana", "145" },
    /* state */
    { "state:unreviewed", "1" },
    { "state:un", "1" },
    { "state:reviewed", "23456" },
    { "!state:reviewed", "1" },
    { "state:other", "" },
    { "state:", "" },
    { "disagree", "35" },
    { "!disagree", "1246" },
    { "\"disagree\"", "" },
    { "disagree by:carl", "5" },
};

START_TEST(line_lets_through)
{
    struct rows *rows = rows_from(API_INTERACTION, interactions);
    char *matches = matching(API_INTERACTION, rows, lines[_i].line, "ben");
    ck_assert_msg(strcmp(matches, lines[_i].matches) == 0, "\"%s\": %s, not %s", lines[_i].line, matches,
                  lines[_i].matches);
    free(matches);
    rows_free(&rows);
}
END_TEST

START_TEST(nobody_is_me_while_that_is_unknown)
{
    struct rows *rows = rows_from(API_INTERACTION, interactions);
    char *mine = matching(API_INTERACTION, rows, "by:me", "");
    ck_assert_str_eq(mine, "");
    char *not_mine = matching(API_INTERACTION, rows, "not:me", "");
    ck_assert_str_eq(not_mine, "123456");
    free(mine);
    free(not_mine);
    rows_free(&rows);
}
END_TEST

static const struct {
    const char *line, *matches;
} queue_lines[] = {
    { "tone", "1" },
    { "greet", "2" },
    { "ana", "1" },
    { "secret", "" }, /* a hidden member */
    { "project:secret", "12" },
    { "by:ben", "2" },
    { "by:me", "1" },
    { "owner:ana", "1" },
    { "label:tone", "" }, /* only interactions have labels: a word */
    { "state:reviewed", "" },
    { "score>1", "" },
    { "disagree", "" },
};

START_TEST(queues_are_filtered_too)
{
    static const char *const queues[] = {
        "{\"id\":\"1\",\"type\":\"queues\",\"attributes\":{\"name\":\"Tone\",\"description\":\"\",\"project_id\":"
        "\"secret\","
        "\"owned_by\":\"ana\",\"created_by\":\"ana\"}}",
        "{\"id\":\"2\",\"type\":\"queues\",\"attributes\":{\"name\":\"Q\",\"description\":\"How it greets\","
        "\"project_id\":\"secret\",\"owned_by\":\"carl\",\"created_by\":\"ben\"}}",
        NULL,
    };
    struct rows *rows = rows_from(API_QUEUE, queues);
    char *matches = matching(API_QUEUE, rows, queue_lines[_i].line, "ana");
    ck_assert_msg(strcmp(matches, queue_lines[_i].matches) == 0, "\"%s\": %s, not %s", queue_lines[_i].line, matches,
                  queue_lines[_i].matches);
    free(matches);
    rows_free(&rows);
}
END_TEST

static const struct {
    const char *line, *matches;
} age_lines[] = {
    { "age<2d", "12" }, { "age<90s", "1" },  { "age<90m", "12" }, { "age<90min", "12" },
    { "age>1h", "23" }, { "age>0.5w", "3" }, { "age<1y", "123" }, { "!age<2d", "34" },
    { "age<2", "" },    { "age<d", "" },     { "age<2q", "" },    { "Age<=2d", "12" },
};

START_TEST(age_is_counted_from_now)
{
    static const int64_t ages_ms[] = { 60 * 1000, 80 * 60 * 1000, 5LL * 24 * 3600 * 1000 };
    struct rows *rows = rows_new(&api_resources[API_PROJECT]);
    for (size_t i = 0; i < ARRAY_LENGTH(ages_ms); i++) {
        char time[CLOCK_RFC3339_SIZE];
        clock_format_rfc3339(clock_wall_ms() - ages_ms[i], time);
        char json[160];
        snprintf(json, sizeof(json), "{\"id\":\"%zu\",\"type\":\"projects\",\"attributes\":{\"created_at\":\"%s\"}}",
                 i + 1, time);
        put_json(rows, json);
    }
    put_json(rows, "{\"id\":\"4\",\"type\":\"projects\",\"attributes\":{\"created_at\":\"soon\"}}");
    char *matches = matching(API_PROJECT, rows, age_lines[_i].line, "");
    ck_assert_msg(strcmp(matches, age_lines[_i].matches) == 0, "\"%s\": %s, not %s", age_lines[_i].line, matches,
                  age_lines[_i].matches);
    free(matches);
    rows_free(&rows);
}
END_TEST

static const struct {
    const char *narrow, *wide;
    bool narrows;
} narrowings[] = {
    { "ab", "a", true },
    { "ab", "b", true },
    { "a", "ab", false },
    { "AB", "a", true },
    { "a", "", true },
    { "", "a", false },
    { "", "", true },
    { "a b", "a", true },
    { "a b", "b a", true },
    { "a", "a b", false },
    { "a and", "a an", false },
    { "!a", "!ab", true },
    { "!ab", "!a", false },
    { "!a", "a", false },
    { "type:tra", "type:tr", true },
    { "type:trace", "type:trac", true },
    { "type:tracex", "type:trace", false }, /* the whole word is one choice, the longer one a part of any */
    { "type:tra", "content:tra", false },
    { "type:tra", "tra", false },
    { "label:tone", "label:to", false },
    { "label:tone=bad", "label:tone=ba", false },
    { "label:tone=bad x", "label:tone=bad", true },
    { "label:tone=bad", "label:lone=bad", false },
    { "score>0.8 x", "score>0.8", true },
    { "score>0.81", "score>0.8", false },
    { "score>=0.8", "score>0.8", false },
    { "by:ana", "by:an", true },
    { "by:an", "by:ana", false },
    { "not:ana", "not:an", false },
    { "not:an", "not:ana", true },
    { "by:me", "by:be", true },
    { "by:be", "by:me", false },
    { "state:reviewed", "state:rev", true },
    { "state:reviewed", "state:unreviewed", false },
    { "disagree x", "disagree", true },
};

START_TEST(narrowing_is_known)
{
    const struct api_resource *resource = &api_resources[API_INTERACTION];
    struct people *people = people_new();
    people_set_me(people, SLICE("ben"));
    struct query *narrow = query_parse(slice_of(narrowings[_i].narrow), resource, people);
    struct query *wide = query_parse(slice_of(narrowings[_i].wide), resource, people);
    ck_assert_msg(query_narrows(narrow, wide) == narrowings[_i].narrows, "\"%s\" and \"%s\"", narrowings[_i].narrow,
                  narrowings[_i].wide);
    query_free(&narrow);
    query_free(&wide);
    people_free(&people);
}
END_TEST

START_TEST(narrowing_holds_for_one_resource_only)
{
    struct query *of_queues = query_parse(SLICE("a"), &api_resources[API_QUEUE], NULL);
    struct query *of_projects = query_parse(SLICE("a"), &api_resources[API_PROJECT], NULL);
    ck_assert(!query_narrows(of_queues, of_projects));
    query_free(&of_queues);
    query_free(&of_projects);
}
END_TEST

/* More different labels, and longer ones, than the query remembers. */
START_TEST(many_and_long_labels_are_read)
{
    enum { COUNT = 9000 };
    struct rows *rows = rows_new(&api_resources[API_INTERACTION]);
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    for (int i = 0; i < COUNT; i++) {
        buf_clear(&json);
        buf_printf(&json,
                   "{\"id\":\"%d\",\"annotations\":[{\"id\":\"a\",\"label_values\":{\"n\":\"%d\",\"text\":\"%0*d\"}}]}",
                   i, i, i % 100 == 0 ? 2000 : 1, 0);
        put_json(rows, buf_text(&json));
    }
    buf_free(&json);
    struct query *query = query_parse(SLICE("label:n=8999"), &api_resources[API_INTERACTION], NULL);
    struct query *every = query_parse(SLICE("n>=0"), &api_resources[API_INTERACTION], NULL);
    uint32_t matches = 0;
    for (uint32_t row = 0; row < COUNT; row++) {
        ck_assert(query_matches(every, rows, row));
        matches += query_matches(query, rows, row);
        ck_assert_int_eq(query_matches(query, rows, row), row == 8999);
    }
    ck_assert_uint_eq(matches, 1);
    query_free(&every);
    query_free(&query);
    rows_free(&rows);
}
END_TEST

START_TEST(line_is_kept)
{
    struct query *query = query_parse(SLICE("  a \"b c\" "), &api_resources[API_QUEUE], NULL);
    ck_assert(slice_is(query_line(query), "a \"b c\""));
    query_free(&query);
    ck_assert_ptr_null(query);
    ck_assert(slice_is(query_line(NULL), ""));
    ck_assert_ptr_null(query_parse(SLICE(" "), &api_resources[API_QUEUE], NULL));
}
END_TEST

static void count_part(const char *pattern, const char *help, void *data)
{
    size_t *count = data;
    (*count)++;
    ck_assert_uint_gt(strlen(pattern), 0);
    ck_assert_uint_gt(strlen(help), 0);
}

START_TEST(parts_are_told)
{
    size_t count = 0;
    query_each_part(count_part, &count);
    ck_assert_uint_ge(count, 10);
}
END_TEST

Suite *query_suite(void)
{
    Suite *suite = suite_create("query");
    TCase *tests = tcase_create("query");
    tcase_add_loop_test(tests, line_lets_through, 0, ARRAY_LENGTH(lines));
    tcase_add_test(tests, nobody_is_me_while_that_is_unknown);
    tcase_add_loop_test(tests, queues_are_filtered_too, 0, ARRAY_LENGTH(queue_lines));
    tcase_add_loop_test(tests, age_is_counted_from_now, 0, ARRAY_LENGTH(age_lines));
    tcase_add_loop_test(tests, narrowing_is_known, 0, ARRAY_LENGTH(narrowings));
    tcase_add_test(tests, narrowing_holds_for_one_resource_only);
    tcase_add_test(tests, many_and_long_labels_are_read);
    tcase_add_test(tests, line_is_kept);
    tcase_add_test(tests, parts_are_told);
    suite_add_tcase(suite, tests);
    return suite;
}
