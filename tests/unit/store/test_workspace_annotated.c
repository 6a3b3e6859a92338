/* The JSON text of annotated interactions. */
#include <annotty/store/workspace.h>

#include <annotty/base/mem.h>

#include "fixture.h"
#include "suites.h"

/* The whole text in pieces of at least `enough` bytes, as an array. */
static struct json_value read_all(struct workspace_annotated *annotated, size_t enough)
{
    struct buf piece = buf_with_limit(BUF_LIMIT_BODY);
    struct buf whole = buf_with_limit(BUF_LIMIT_BODY);
    buf_append_char(&whole, '[');
    for (bool over = false; !over;) {
        buf_clear(&piece);
        ck_assert_msg(workspace_annotated_read(annotated, enough, &piece, &over, &error), "%s", error.message);
        ck_assert(over || piece.length >= enough);
        buf_append_slice(&whole, buf_slice(&piece));
    }
    buf_append_char(&whole, ']');
    const struct slice text = { .at = arena_copy(&arena, buf_slice(&whole)), .length = whole.length };
    buf_free(&piece);
    buf_free(&whole);
    struct json_value value;
    ck_assert_msg(json_check(text, &value, &error), "%s", error.message);
    return value;
}

static struct json_value read_queue(const struct workspace_row *queue, size_t enough)
{
    struct workspace_annotated *annotated = workspace_annotated_new(session, queue->seq, 0, true, &error);
    ck_assert_ptr_nonnull(annotated);
    const struct json_value all = read_all(annotated, enough);
    workspace_annotated_free(&annotated);
    ck_assert_ptr_null(annotated);
    return all;
}

static void assert_same(struct json_value array, const char *pointer, struct json_value expected)
{
    ck_assert_msg(json_equal(json_at(array, pointer), expected), "%s: %.*s", pointer,
                  SLICE_ARGS(json_at(array, pointer).raw));
}

START_TEST(an_empty_queue_has_no_elements)
{
    begin();
    const struct workspace_row project = add_project("p", NULL);
    const struct workspace_row queue = add_queue(&project, "q");
    ck_assert(slice_is(read_queue(&queue, 1).raw, "[]"));
}
END_TEST

START_TEST(members_come_as_stored_and_in_order)
{
    static const char labels[] = "{\"b\": 1e400, \"a\":0.10,\"b\":\"\\u0000\"}";
    begin();
    const struct workspace_row project = add_project("p", NULL);
    const struct workspace_row queue = add_queue(&project, "q");
    const struct workspace_row other = add_queue(&project, "other");
    const struct workspace_row first = add_interaction(&queue, "first \"quoted\"");
    add_interaction(&other, "elsewhere");
    const struct workspace_row second = add_interaction(&queue, "second");
    const struct workspace_row older = add_annotation(&second, labels);
    const struct workspace_row newer = add_annotation(&second, "{}");
    for (size_t enough = 1; enough < 2000; enough += 666) {
        const struct json_value all = read_queue(&queue, enough);
        assert_same(all, "/0/id", first.record.id);
        assert_same(all, "/0/content_id", first.record.values[field(API_INTERACTION, "content_id")]);
        assert_same(all, "/0/created_at", first.record.values[field(API_INTERACTION, "created_at")]);
        ck_assert(slice_is(json_at(all, "/0/annotations").raw, "[]"));
        assert_same(all, "/1/id", second.record.id);
        assert_same(all, "/1/annotations/0/id", older.record.id);
        assert_same(all, "/1/annotations/0/interaction_id", second.record.id);
        ck_assert(slice_is(json_at(all, "/1/annotations/0/label_values").raw, labels));
        assert_same(all, "/1/annotations/0/modified_by", older.record.values[field(API_ANNOTATION, "modified_by")]);
        assert_same(all, "/1/annotations/1/id", newer.record.id);
        ck_assert_int_eq(json_at(all, "/2").kind, JSON_ABSENT);
    }
}
END_TEST

START_TEST(every_member_of_a_response_is_there_and_no_other)
{
    begin();
    const struct workspace_row project = add_project("p", NULL);
    const struct workspace_row queue = add_queue(&project, "q");
    const struct workspace_row interaction = add_interaction(&queue, "one");
    add_annotation(&interaction, "{}");
    const struct json_value element = json_at(read_queue(&queue, 1), "/0");
    const struct json_value annotation = json_at(element, "/annotations/0");
    size_t members = 0, required = 0, at = 0;
    struct slice key;
    struct json_value member;
    for (size_t i = 0; i < api_resources[API_ANNOTATION].field_count; i++)
        required += (api_resources[API_ANNOTATION].fields[i].flags & API_R_REQUIRED) != 0;
    while (json_next_member(annotation, &at, &key, &member)) {
        ck_assert_int_ge(api_field_index(&api_resources[API_ANNOTATION], key), 0);
        members++;
    }
    ck_assert_uint_eq(members, required);
    ck_assert_int_eq(json_member(element, "already_existed").kind, JSON_ABSENT);
    ck_assert_int_eq(json_member(element, "type").kind, JSON_STRING);
}
END_TEST

START_TEST(the_text_is_the_same_after_a_rewind)
{
    begin();
    const struct workspace_row project = add_project("p", NULL);
    const struct workspace_row queue = add_queue(&project, "q");
    for (int i = 0; i < 300; i++) {
        const struct workspace_row interaction = add_interaction(&queue, arena_printf(&arena, "content-%d", i));
        for (int j = 0; j < i % 3; j++)
            add_annotation(&interaction, "{\"quality\":\"good\"}");
    }
    commit();
    read_again();
    struct workspace_annotated *annotated = workspace_annotated_new(session, queue.seq, 0, true, &error);
    ck_assert_ptr_nonnull(annotated);
    const struct json_value once = read_all(annotated, 4096);
    struct workspace_session *const reading = session;
    begin();
    add_interaction(&queue, "too late for the session that reads");
    commit();
    session = reading;
    workspace_annotated_rewind(annotated);
    ck_assert(slice_equal(read_all(annotated, 512).raw, once.raw));
    workspace_annotated_free(&annotated);
}
END_TEST

Suite *workspace_annotated_suite(void)
{
    TCase *const cases = tcase_create("workspace_annotated");
    tcase_add_checked_fixture(cases, fixture_setup, fixture_teardown);
    tcase_add_test(cases, an_empty_queue_has_no_elements);
    tcase_add_test(cases, members_come_as_stored_and_in_order);
    tcase_add_test(cases, every_member_of_a_response_is_there_and_no_other);
    tcase_add_test(cases, the_text_is_the_same_after_a_rewind);
    Suite *const suite = suite_create("workspace_annotated");
    suite_add_tcase(suite, cases);
    return suite;
}
