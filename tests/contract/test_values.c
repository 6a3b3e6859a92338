/* Section 8: any JSON value comes back as it was sent, character by character, through each operation that carries it.
 */
#include "random_json.h"
#include "story.h"
#include "suites.h"

#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#include <stdlib.h>

enum { SEEDS = 6, RECORDS = 40 };

/* What a record says, as it was sent. */
struct sent {
    struct buf input, output, metadata;
};

static struct sent sent_of(uint64_t *seed)
{
    struct sent sent = { buf_with_limit(BUF_LIMIT_BODY), buf_with_limit(BUF_LIMIT_BODY),
                         buf_with_limit(BUF_LIMIT_BODY) };
    random_json_write(&sent.input, seed);
    random_json_write(&sent.output, seed);
    random_json_write_object(&sent.metadata, seed);
    return sent;
}

static void sent_free(struct sent *sent)
{
    buf_free(&sent->input);
    buf_free(&sent->output);
    buf_free(&sent->metadata);
}

static void write_sent(struct buf *body, const struct sent *sent, struct slice id)
{
    buf_append_char(body, '{');
    if (id.length > 0)
        buf_printf(body, "\"id\":%.*s,", SLICE_ARGS(id));
    buf_printf(body, "\"input\":%s,\"expected_output\":%s,\"metadata\":%s}", buf_text(&sent->input),
               buf_text(&sent->output), buf_text(&sent->metadata));
}

/* Sends the records as they stand in `body` after the document's beginning. */
static struct http_reply send_records(const char *request, struct buf *body, int status)
{
    buf_append_text(body, "]}}}");
    const struct http_reply reply = story_ask(request, buf_text(body));
    ck_assert_msg(reply.status == status, "%d: %s\nto %s", reply.status, reply.body, buf_text(body));
    return reply;
}

#define BEGIN "{\"data\":{\"type\":\"records\",\"attributes\":{\"deduplicate\":false,\"records\":["

static struct json_value parse(const struct http_reply *reply)
{
    struct json_value document;
    struct error error;
    ck_assert_msg(json_check((struct slice){ .at = reply->body, .length = reply->length }, &document, &error),
                  "%s in %s", error.message, reply->body);
    return document;
}

static void check_member(struct json_value record, const char *name, const struct buf *sent)
{
    const struct slice came = json_member(record, name).raw;
    ck_assert_msg(slice_equal(came, buf_slice(sent)), "%s: sent %s\ncame %.*s", name, buf_text(sent), SLICE_ARGS(came));
}

static void check_record(struct json_value record, const struct sent *sent)
{
    check_member(record, "input", &sent->input);
    check_member(record, "expected_output", &sent->output);
    check_member(record, "metadata", &sent->metadata);
}

/* The records of an answer, in its order or the other way round. */
static void check_answer(struct http_reply reply, const char *pointer, const struct sent *sent, bool is_reversed)
{
    size_t at = 0;
    size_t count = 0;
    struct json_value record;
    const struct json_value records = json_at(parse(&reply), pointer);
    while (json_next_element(records, &at, &record)) {
        ck_assert_uint_lt(count, RECORDS);
        check_record(record, &sent[is_reversed ? RECORDS - 1 - count : count]);
        count++;
    }
    ck_assert_uint_eq(count, RECORDS);
    http_reply_free(&reply);
}

static struct buf ids_of(const struct http_reply *reply)
{
    size_t at = 0;
    struct json_value record;
    struct buf ids = buf_with_limit(BUF_LIMIT_BODY);
    const struct json_value records = json_at(parse(reply), "/data/0/records");
    while (json_next_element(records, &at, &record)) {
        buf_append_slice(&ids, json_member(record, "id").raw);
        buf_append_char(&ids, ' ');
    }
    return ids;
}

/* Appended, listed, changed to something else, and read again as it was. */
START_TEST(values_come_back_as_they_were_sent)
{
    uint64_t seed = (uint64_t)_i + 1;
    struct sent first[RECORDS];
    struct sent second[RECORDS];
    struct buf body = buf_with_limit(BUF_LIMIT_BODY);
    world_open_filled();
    buf_append_text(&body, BEGIN);
    for (int i = 0; i < RECORDS; i++) {
        first[i] = sent_of(&seed);
        second[i] = sent_of(&seed);
        buf_append_text(&body, i > 0 ? "," : "");
        write_sent(&body, &first[i], (struct slice){ 0 });
    }
    const struct http_reply appended = send_records("POST /{P}/datasets/{S}/records", &body, 201);
    struct buf ids = ids_of(&appended);
    check_answer(appended, "/data/0/records", first, false);
    check_answer(story_ask("GET /{P}/datasets/{S}/records", NULL), "/data", first, true);
    struct slice rest = buf_slice(&ids);
    buf_clear(&body);
    buf_append_text(&body, BEGIN);
    for (int i = 0; i < RECORDS; i++) {
        struct slice id;
        ck_assert(slice_cut(&rest, ' ', &id));
        buf_append_text(&body, i > 0 ? "," : "");
        write_sent(&body, &second[i], id);
    }
    check_answer(send_records("PATCH /{P}/datasets/{S}/records", &body, 200), "/data/0/records", second, false);
    check_answer(story_ask("GET /{P}/datasets/{S}/records", NULL), "/data", second, true);
    check_answer(story_ask("GET /{P}/datasets/{S}/records?filter[version]=1", NULL), "/data", first, true);
    for (int i = 0; i < RECORDS; i++) {
        sent_free(&first[i]);
        sent_free(&second[i]);
    }
    buf_free(&ids);
    buf_free(&body);
    world_close();
}
END_TEST

/* Contract D34: 128 levels, of which a record's input stands in the sixth. */
START_TEST(values_nest_to_the_limit)
{
    static const struct {
        int depth, status;
    } rows[] = { { 123, 201 }, { 124, 400 } };
    struct buf value = buf_with_limit(BUF_LIMIT_LINE);
    struct buf body = buf_with_limit(BUF_LIMIT_LINE);
    world_open_filled();
    for (int i = 0; i < rows[_i].depth; i++)
        buf_append_char(&value, '[');
    for (int i = 0; i < rows[_i].depth; i++)
        buf_append_char(&value, ']');
    buf_printf(&body, BEGIN "{\"input\":%s}", buf_text(&value));
    struct http_reply reply = send_records("POST /{P}/datasets/{S}/records", &body, rows[_i].status);
    http_reply_free(&reply);
    reply = story_ask("GET /{P}/datasets/{S}/records", NULL);
    const struct slice came = json_at(parse(&reply), "/data/0/input").raw;
    ck_assert_int_eq(slice_equal(came, buf_slice(&value)), rows[_i].status == 201);
    http_reply_free(&reply);
    buf_free(&value);
    buf_free(&body);
    world_close();
}
END_TEST

Suite *values_suite(void)
{
    TCase *const cases = tcase_create("values");
    tcase_add_loop_test(cases, values_come_back_as_they_were_sent, 0, SEEDS);
    tcase_add_loop_test(cases, values_nest_to_the_limit, 0, 2);
    tcase_set_timeout(cases, 60);
    Suite *const suite = suite_create("contract: values");
    suite_add_tcase(suite, cases);
    return suite;
}
