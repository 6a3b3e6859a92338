/* The four formats: what a line becomes, and why it doesn't. */
#include "../../../src/cli/import_format.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>

struct collecting {
    struct import_sink sink;
    struct buf spans; /* one a line */
};

static bool collect(struct import_sink *sink, struct slice span, char problem[static IMPORT_PROBLEM_SIZE])
{
    struct collecting *const collecting = (struct collecting *)sink;
    struct json_value value;
    ck_assert_msg(json_check(span, &value, NULL), "%.*s", SLICE_ARGS(span));
    buf_append_slice(&collecting->spans, span);
    buf_append_char(&collecting->spans, '\n');
    (void)problem;
    return true;
}

/* ' stands for ". */
static const char *quoted(struct buf *out, const char *text)
{
    buf_append_text(out, text);
    for (char *at = strchr(out->data, '\''); at != NULL; at = strchr(at, '\''))
        *at = '"';
    return out->data;
}

#define OTLP(attributes, more)                                                                                         \
    "{'resourceSpans':[{'resource':{'attributes':[{'key':'service.name','value':{'stringValue':'desk'}}]},"            \
    "'scopeSpans':[{'spans':[{'traceId':'t','spanId':'s','name':'n','startTimeUnixNano':'1544712660000000000',"        \
    "'attributes':[" attributes "]" more "}]}]}]}"
#define SAYS(key, value) "{'key':'" key "','value':{'stringValue':'" value "'}}"

static const struct {
    const char *format; /* what the line is taken for */
    const char *line;
    const char *says; /* of its spans; several parted by | */
} lines[] = {
    { "spans", "{'span_id':'s','trace_id':'t','name':'n','start_ns':1755770400123456789}",
      "'span_id':'s'|'start_ns':1755770400123456789" },
    { "spans", "{'id':'x','type':'span','attributes':{'span_id':'s','trace_id':'t','parent_id':null}}",
      "{'span_id':'s','trace_id':'t','start_ns':77}" },
    { "spans", "{'span_id':'s','trace_id':'t','start_ns':1755770400123}", "'start_ns':1755770400123000000" },
    { "spans", "{'span_id':'s','trace_id':'t','tags':['a:b','session_id:s 9']}", "'session_id':'s 9'" },
    { "spans", "{'span_id':'s','trace_id':'t','meta':{'input':{'q':1.0},'output':'4','error':{'message':'m'}}}",
      "'output':{'value':'4'}|'error':{'message':'m'}" },
    { "chat", "{'messages':[{'role':'user','content':'Hi'},{'role':'assistant','content':'Ho'}],'model':'m'}",
      "'span_kind':'llm'|'model_name':'m'|'input':{'messages':[{'role':'user','content':'Hi'}]}|"
      "'output':{'messages':[{'role':'assistant','content':'Ho'}]}|'source':{'messages'" },
    { "chat",
      "{'messages':[{'role':'user','content':'Hi'}],'choices':[{'message':{'role':'assistant','content':'Ho'}}]}",
      "'output':{'messages':[{'role':'assistant','content':'Ho'}]}" },
    { "chat", "{'messages':[{'role':'user','content':'Hi'}],'response':'Ho','usage':{'prompt_tokens':3}}",
      "'output':{'value':'Ho'}|'metrics':{'input_tokens':3}" },
    { "chat", "{'messages':[{'role':'user','content':[{'type':'text','text':'a'},'b',{'type':'image'}]}]}",
      "'content':'a\\nb\\n{\\'type\\':\\'image\\'}'" },
    { "chat",
      "{'messages':[{'role':'assistant','content':null,'tool_calls':[{'id':'c1','type':'function','function':"
      "{'name':'w','arguments':'{\\'n\\':9007199254740993}'}}]},{'role':'tool','tool_call_id':'c1','content':'4'}]}",
      "'tool_calls':[{'name':'w','tool_id':'c1','type':'function','arguments':{'n':9007199254740993}}]|"
      "{'role':'tool','content':'','tool_results':[{'tool_id':'c1','type':'function','result':'4'}]}" },
    { "chat", "{'messages':[{'role':'assistant','content':'','function_call':{'name':'w','arguments':'oops'}}]}",
      "'arguments':{'value':'oops'}" },
    { "otlp", OTLP("", ",'endTimeUnixNano':'1544712661000000000','parentSpanId':'p','status':{}"),
      "'trace_id':'t'|'span_id':'s'|'parent_id':'p'|'ml_app':'desk'|'start_ns':1544712660000000000|"
      "'duration':1000000000|'status':'ok'|'span_kind':'task'" },
    { "otlp",
      OTLP(SAYS("gen_ai.operation.name", "chat") "," SAYS("gen_ai.request.model",
                                                          "m") ",{'key':"
                                                               "'gen_ai.usage.input_tokens','value':{'intValue':'31'}}",
           ""),
      "'span_kind':'llm'|'model_name':'m'|'metrics':{'input_tokens':31}|'gen_ai.usage.input_tokens':31" },
    { "otlp",
      OTLP(SAYS("gen_ai.output.messages",
                "[{\\'role\\':\\'assistant\\',\\'parts\\':[{\\'type\\':\\'text\\',\\'content\\':\\'Ho\\'},"
                "{\\'type\\':\\'tool_call\\',\\'id\\':\\'c\\',\\'name\\':\\'w\\',\\'arguments\\':{}}]}]"),
           ""),
      "'output':{'messages':[{'role':'assistant','content':'Ho','tool_calls':[{'name':'w','tool_id':'c',"
      "'arguments':{}}]}]}|'metadata':{}" },
    { "otlp", OTLP(SAYS("gen_ai.prompt.0.role", "user") "," SAYS("gen_ai.prompt.0.content", "Hi"), ""),
      "'input':{'messages':[{'role':'user','content':'Hi'}]}" },
    { "otlp", OTLP(SAYS("input.value", "Hi") "," SAYS("openinference.span.kind", "RETRIEVER"), ""),
      "'input':{'value':'Hi'}|'span_kind':'retrieval'" },
    { "otlp", OTLP("", ",'status':{'code':2,'message':'boom'}"), "'status':'error','error':{'message':'boom'}" },
    { "otlp",
      OTLP("", ",'status':{'code':'STATUS_CODE_ERROR'},'events':[{'name':'exception','attributes':[" SAYS(
                   "exception.message", "no route") "," SAYS("exception.stacktrace", "at x") "]}]"),
      "'error':{'message':'no route','stack':'at x'}" },
    { "otlp",
      OTLP("{'key':'a','value':{'arrayValue':{'values':[{'intValue':'1'},{'boolValue':true}]}}},"
           "{'key':'b','value':{'kvlistValue':{'values':[{'key':'c','value':{'doubleValue':0.10}}]}}}",
           ""),
      "'metadata':{'a':[1,true],'b':{'c':0.10}}" },
    { "lines", "{'question':'Q','answer':{'a':1.0},'metadata':{'k':1}}",
      "'name':'f.jsonl'|'input':{'value':'Q'}|'output':{'value':'{\\'a\\':1.0}'}|'metadata':{'k':1}" },
    { "lines", "'Just text'", "'input':{'value':'Just text'}" },
    { "lines", "{'prompt':'Q','trace_id':'mine','session_id':'S'}", "'trace_id':'mine'|'session_id':'S'" },
};

START_TEST(a_line_becomes_a_span)
{
    struct buf line = buf_with_limit(BUF_LIMIT_LINE), says = buf_with_limit(BUF_LIMIT_LINE);
    struct collecting collecting = { .sink = { collect }, .spans = buf_with_limit(BUF_LIMIT_BODY) };
    const struct import_place place = { .file = "f.jsonl", .line = 1, .time_ns = 77 };
    struct json_value value;
    char problem[IMPORT_PROBLEM_SIZE] = "";
    ck_assert_msg(json_check(slice_of(quoted(&line, lines[_i].line)), &value, NULL), "%s", lines[_i].line);
    const struct import_format *const format = import_format_of(value);
    ck_assert_str_eq(format->name, lines[_i].format);
    ck_assert_ptr_eq(import_format_named(lines[_i].format), format);
    ck_assert_msg(format->convert(value, &place, &collecting.sink, problem), "%s: %s", lines[_i].line, problem);
    struct slice rest = slice_of(quoted(&says, lines[_i].says)), part;
    while (slice_cut(&rest, '|', &part)) {
        char wanted[1024];
        snprintf(wanted, sizeof(wanted), "%.*s", SLICE_ARGS(part));
        ck_assert_msg(strstr(buf_text(&collecting.spans), wanted) != NULL, "no %s in %s", wanted,
                      buf_text(&collecting.spans));
    }
    buf_free(&line);
    buf_free(&says);
    buf_free(&collecting.spans);
}
END_TEST

static const struct {
    const char *format, *line, *problem, *input;
} mistakes[] = {
    { "spans", "[1]", "no span", NULL },
    { "otlp", "{}", "no OTLP trace", NULL },
    { "chat", "{'text':'Hi'}", "no chat", NULL },
    { "chat", "{'messages':[]}", "without a message", NULL },
    { "chat", "{'messages':[{'role':'user','content':''},{'content':'x'}]}", "messages/1", NULL },
    { "lines", "{'q':1,'a':2}", "among q, a; name them with --input", NULL },
    { "lines", "7", "no input or output", NULL },
    { "lines", "{'q':{'r':1}}", "nothing at q.s", "q.s" },
};

START_TEST(a_line_that_is_none_is_told)
{
    struct buf line = buf_with_limit(BUF_LIMIT_LINE);
    struct collecting collecting = { .sink = { collect }, .spans = buf_with_limit(BUF_LIMIT_BODY) };
    const struct import_place place = { .file = "f", .line = 1, .input = mistakes[_i].input };
    struct json_value value;
    char problem[IMPORT_PROBLEM_SIZE] = "";
    ck_assert(json_check(slice_of(quoted(&line, mistakes[_i].line)), &value, NULL));
    ck_assert(!import_format_named(mistakes[_i].format)->convert(value, &place, &collecting.sink, problem));
    ck_assert_msg(strstr(problem, mistakes[_i].problem) != NULL, "%s: %s", mistakes[_i].line, problem);
    ck_assert_uint_eq(collecting.spans.length, 0);
    buf_free(&line);
}
END_TEST

/* Importing a file again must not double it. */
START_TEST(the_same_line_has_the_same_ids)
{
    struct collecting collecting = { .sink = { collect }, .spans = buf_with_limit(BUF_LIMIT_BODY) };
    const struct import_place place = { .file = "f", .line = 1 }, later = { .file = "f", .line = 1 };
    struct json_value value, other;
    char problem[IMPORT_PROBLEM_SIZE] = "";
    ck_assert(json_check(SLICE("{\"input\":\"a\"}"), &value, NULL) &&
              json_check(SLICE("{\"input\":\"b\"}"), &other, NULL));
    ck_assert(import_lines(value, &place, &collecting.sink, problem));
    const size_t length = collecting.spans.length;
    ck_assert(import_lines(value, &later, &collecting.sink, problem));
    ck_assert_uint_eq(collecting.spans.length, 2 * length);
    ck_assert_mem_eq(collecting.spans.data, collecting.spans.data + length, length);
    ck_assert(import_lines(other, &place, &collecting.sink, problem));
    ck_assert_mem_ne(collecting.spans.data, collecting.spans.data + 2 * length, sizeof("{\"trace_id\":\"0123") - 1);
    buf_free(&collecting.spans);
}
END_TEST

Suite *import_suite(void)
{
    TCase *const cases = tcase_create("formats");
    tcase_add_loop_test(cases, a_line_becomes_a_span, 0, ARRAY_LENGTH(lines));
    tcase_add_loop_test(cases, a_line_that_is_none_is_told, 0, ARRAY_LENGTH(mistakes));
    tcase_add_test(cases, the_same_line_has_the_same_ids);
    Suite *const suite = suite_create("cli: import");
    suite_add_tcase(suite, cases);
    return suite;
}
