#include <annotty/api/call_text.h>

#include <check.h>

static struct api_call added(const char *queue, const char *id)
{
    struct api_call call = api_call_new(API_ADD_INTERACTIONS);
    struct buf json = buf_with_limit(BUF_LIMIT_LINE);
    api_call_parameter(&call, "queue_id", slice_of(queue));
    buf_printf(&json, "[{\"type\":\"trace\",\"content_id\":\"%s\"}]", id);
    api_call_member_json(&call, "interactions", buf_slice(&json));
    buf_free(&json);
    return call;
}

static const struct {
    const char *base;
    bool with_keys;
    const char *part;
} addresses[] = {
    { "https://api.x.org", true,
      "curl -X POST 'https://api.x.org/api/v2/llm-obs/v1/annotation-queues/q/interactions' " },
    { "https://api.x.org/", false, "'https://api.x.org/api/v2/" },
    { "unix:/run/a b/s", false, " --unix-socket '/run/a b/s' 'http://localhost/api/v2/" },
    { "http://h", true, " -H \"DD-API-KEY: $DD_API_KEY\" -H \"DD-APPLICATION-KEY: $DD_APP_KEY\" " },
    { "http://h", false, "/interactions' -H 'Content-Type: application/json' --data-binary '{\"data\":" },
};

START_TEST(says_where_to_and_what)
{
    struct api_call call = added("q", "t");
    struct buf out = buf_with_limit(BUF_LIMIT_BODY);
    ck_assert(api_call_curl(&call, addresses[_i].base, addresses[_i].with_keys, &out));
    ck_assert_msg(strstr(buf_text(&out), addresses[_i].part) != NULL, "%s", buf_text(&out));
    ck_assert(addresses[_i].with_keys == (strstr(buf_text(&out), "DD-API-KEY") != NULL));
    buf_free(&out);
    api_call_free(&call);
}
END_TEST

START_TEST(nothing_foreign_leaves_its_quotes)
{
    struct api_call call = added("q'; rm -rf $HOME; '", "a'b`c$(d)");
    struct buf out = buf_with_limit(BUF_LIMIT_BODY);
    ck_assert(api_call_curl(&call, "http://h", false, &out));
    ck_assert_msg(strstr(buf_text(&out), "a'\\''b`c$(d)") != NULL, "%s", buf_text(&out));
    ck_assert_ptr_null(strstr(buf_text(&out), "'; rm"));
    buf_free(&out);
    api_call_free(&call);
}
END_TEST

START_TEST(a_read_has_no_body)
{
    struct api_call call = api_call_new(API_LIST_QUEUES);
    struct buf out = buf_with_limit(BUF_LIMIT_BODY);
    ck_assert(api_call_curl(&call, "http://h", false, &out));
    ck_assert_str_eq(buf_text(&out), "curl -X GET 'http://h/api/v2/llm-obs/v1/annotation-queues'\n");
    buf_free(&out);
    api_call_free(&call);
}
END_TEST

Suite *curl_suite(void);
Suite *curl_suite(void)
{
    Suite *suite = suite_create("curl");
    TCase *tests = tcase_create("curl");
    tcase_add_loop_test(tests, says_where_to_and_what, 0, sizeof(addresses) / sizeof(*addresses));
    tcase_add_test(tests, nothing_foreign_leaves_its_quotes);
    tcase_add_test(tests, a_read_has_no_body);
    suite_add_tcase(suite, tests);
    return suite;
}
