#include "desk.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdlib.h>

enum { LONG_ENOUGH_MS = 301, TOO_SHORT_MS = 200 };

/* Name and text of the last draft that was to be kept: "create_queue p1 {...}". */
static const char *kept(struct desk *desk)
{
    struct errand errand = take(desk, ERRAND_KEEP_DRAFT, API_OPERATION_COUNT);
    free(desk->text);
    desk->text = xasprintf("%s %s", errand.name, errand.text);
    errand_free(&errand);
    return desk->text;
}

static const char *field(const struct desk *desk, size_t at)
{
    return buf_text(&desk->workbench->form->fields[at].line.text);
}

/* Leaves this desk as a killed process does, and gives the next one what was kept. */
static struct desk *next_start(struct desk *desk)
{
    struct errand errand = take(desk, ERRAND_KEEP_DRAFT, API_OPERATION_COUNT);
    struct desk *next = desk_open();
    workbench_draft_kept(next->workbench, errand.text, NULL);
    workbench_draft_kept(next->workbench, NULL, NULL);
    errand_free(&errand);
    desk_free(desk);
    return next;
}

START_TEST(what_is_typed_is_kept_a_moment_after_the_last_key)
{
    struct desk *desk = desk_open();
    press(desk, "c");
    type(desk, "ha");
    wait_ms(desk, TOO_SHORT_MS);
    type(desk, "lf");
    ck_assert_int_le(workbench_due_ms(desk->workbench), desk->workbench->now_ms + LONG_ENOUGH_MS);
    wait_ms(desk, TOO_SHORT_MS);
    ck_assert_uint_eq(waiting(desk, ERRAND_KEEP_DRAFT), 0);
    wait_ms(desk, LONG_ENOUGH_MS);
    ck_assert_uint_eq(waiting(desk, ERRAND_KEEP_DRAFT), 1);
    ck_assert_msg(strstr(kept(desk), "create_queue p1 {\"operation\":\"create_queue\",\"about\":\"p1\",") == desk->text,
                  "%s", desk->text);
    ck_assert_ptr_nonnull(strstr(desk->text, "\"name\":\"half\""));
    wait_ms(desk, LONG_ENOUGH_MS);
    ck_assert_uint_eq(waiting(desk, ERRAND_KEEP_DRAFT), 0);
    desk_free(desk);
}
END_TEST

START_TEST(a_form_comes_back_with_the_next_start)
{
    struct desk *desk = desk_open();
    press(desk, "c");
    type(desk, "Half \"a");
    press(desk, "tab");
    type(desk, "one\ntwo");
    wait_ms(desk, LONG_ENOUGH_MS);
    desk = next_start(desk);
    SAYS(desk, "1 draft is kept from before");
    ck_assert_uint_eq(desk->workbench->draft_count, 1);
    press(desk, "c");
    SAYS(desk, "your draft is back");
    ck_assert_str_eq(field(desk, 0), "Half \"a");
    ck_assert_str_eq(field(desk, 1), "one\ntwo");
    press(desk, "ctrl-s");
    struct errand errand = take(desk, ERRAND_KEEP, API_CREATE_QUEUE);
    ck_assert_ptr_nonnull(strstr(body_of(desk, &errand), "\"project_id\":\"p1\""));
    errand_free(&errand);
    desk_free(desk);
}
END_TEST

START_TEST(an_edit_still_knows_what_it_changes)
{
    struct desk *desk = desk_open();
    press(desk, "e");
    type(desk, "s");
    press(desk, "escape");
    desk = next_start(desk);
    press(desk, "e");
    ck_assert_str_eq(field(desk, 0), "Tones");
    ck_assert_str_eq(desk->workbench->form->fields[0].original, "Tone");
    press(desk, "ctrl-s");
    struct errand errand = take(desk, ERRAND_KEEP, API_UPDATE_QUEUE);
    ck_assert_str_eq(body_of(desk, &errand), "{\"data\":{\"type\":\"queues\",\"attributes\":{\"name\":\"Tones\"}}}");
    errand_free(&errand);
    desk_free(desk);
}
END_TEST

START_TEST(ids_come_back)
{
    struct desk *desk = desk_open();
    press(desk, "a x enter y");
    wait_ms(desk, LONG_ENOUGH_MS);
    desk = next_start(desk);
    press(desk, "a");
    ck_assert_str_eq(buf_text(&desk->workbench->intake_line.text), "x\ny");
    desk_free(desk);
}
END_TEST

/* Until the journal has it, a crash must not lose it. */
START_TEST(what_is_sent_is_forgotten_when_it_is_kept)
{
    struct desk *desk = desk_open();
    press(desk, "c x ctrl-s");
    ck_assert_ptr_nonnull(strstr(kept(desk), "\"name\":\"x\""));
    ck_assert_uint_eq(waiting(desk, ERRAND_KEEP_DRAFT), 0);
    keep(desk);
    ck_assert_str_eq(kept(desk), "create_queue p1 ");
    press(desk, "j a x enter enter");
    ck_assert_ptr_nonnull(strstr(kept(desk), "\"ids\":\"x"));
    keep(desk);
    ck_assert_str_eq(kept(desk), "add_interactions q1 ");
    desk_free(desk);
}
END_TEST

/* What was typed again meanwhile is somebody's work, too. */
START_TEST(a_newer_one_is_not_forgotten)
{
    struct desk *desk = desk_open();
    press(desk, "c x ctrl-s c y escape");
    while (waiting(desk, ERRAND_KEEP_DRAFT) > 0)
        kept(desk);
    keep(desk);
    ck_assert_uint_eq(waiting(desk, ERRAND_KEEP_DRAFT), 0);
    ck_assert_uint_eq(desk->workbench->draft_count, 1);
    desk_free(desk);
}
END_TEST

/* What is about something new bears its name for the time being, until it has an id. */
START_TEST(a_draft_follows_the_id_of_what_it_is_about)
{
    struct desk *desk = desk_open();
    press(desk, "c N e w ctrl-s a x escape");
    answer_one(desk, API_CREATE_QUEUE, "q9=New");
    ck_assert_ptr_nonnull(strstr(kept(desk), "add_interactions q9 {"));
    ck_assert_ptr_nonnull(strstr(desk->text, "\"about\":\"q9\""));
    kept(desk);
    ck_assert_ptr_nonnull(strstr(desk->text, "add_interactions local:1 "));
    desk_free(desk);
}
END_TEST

static const struct {
    const char *keys, *kept;
} emptied[] = {
    { "c x backspace escape", "create_queue p1 " },
    { "e x backspace escape", "update_queue q1 " },
    { "a x backspace escape", "add_interactions q1 " },
};

START_TEST(what_was_emptied_is_forgotten)
{
    struct desk *desk = desk_open();
    press(desk, emptied[_i].keys);
    ck_assert_str_eq(kept(desk), emptied[_i].kept);
    ck_assert_uint_eq(desk->workbench->draft_count, 0);
    desk_free(desk);
}
END_TEST

START_TEST(what_is_emptied_and_left_open_is_forgotten_too)
{
    struct desk *desk = desk_open();
    press(desk, "a x backspace");
    wait_ms(desk, LONG_ENOUGH_MS);
    ck_assert_str_eq(kept(desk), "add_interactions q1 ");
    press(desk, "escape c x backspace");
    wait_ms(desk, LONG_ENOUGH_MS);
    ck_assert_str_eq(kept(desk), "create_queue p1 ");
    desk_free(desk);
}
END_TEST

START_TEST(who_is_thrown_out_finds_it_again)
{
    struct desk *desk = desk_open();
    press(desk, "c x");
    workbench_leave(desk->workbench);
    ck_assert_ptr_nonnull(strstr(kept(desk), "\"name\":\"x\""));
    desk_free(desk);
}
END_TEST

START_TEST(nobody_is_asked_about_what_is_kept)
{
    struct desk *desk = desk_open();
    press(desk, "c x escape");
    workbench_command(desk->workbench, "quit");
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_CONFIRM);
    press(desk, "n");
    workbench_draft_kept(desk->workbench, NULL, NULL);
    workbench_command(desk->workbench, "quit");
    ck_assert_uint_eq(waiting(desk, ERRAND_QUIT), 1);
    desk_free(desk);
}
END_TEST

START_TEST(what_cant_be_kept_is_said_and_asked_about)
{
    struct desk *desk = desk_open();
    struct error error = { 0 };
    error_set(&error, ERROR_STORE, NULL, "the disk is full");
    workbench_draft_kept(desk->workbench, NULL, NULL);
    press(desk, "c x escape");
    workbench_draft_kept(desk->workbench, NULL, &error);
    SAYS(desk, "the disk is full");
    workbench_command(desk->workbench, "quit");
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_CONFIRM);
    desk_free(desk);
}
END_TEST

START_TEST(what_is_being_typed_is_newer)
{
    struct desk *desk = desk_open();
    press(desk, "c n e w");
    workbench_draft_kept(desk->workbench,
                         "{\"operation\":\"create_queue\",\"about\":\"p1\",\"call\":{},"
                         "\"fields\":{\"name\":\"old\"}}",
                         NULL);
    ck_assert_uint_eq(desk->workbench->draft_count, 0);
    ck_assert_str_eq(field(desk, 0), "new");
    press(desk, "escape a n");
    workbench_draft_kept(desk->workbench, "{\"operation\":\"add_interactions\",\"about\":\"q1\",\"ids\":\"old\"}",
                         NULL);
    ck_assert_uint_eq(desk->workbench->draft_count, 1);
    desk_free(desk);
}
END_TEST

static const char *const broken[] = {
    "",
    "[]",
    "{}",
    "{\"operation\":\"no_such\"}",
    "{\"operation\":\"create_queue\"}",
    "{\"operation\":\"create_queue\",\"call\":7}",
    "{\"operation\":\"create_queue\",\"call\":{\"no_such\":\"x\"}}",
    "{\"operation\":\"list_queues\",\"call\":{}}",
    "{\"operation\":7,\"about\":7,\"ids\":7}",
};

START_TEST(what_is_no_draft_is_left_alone)
{
    struct desk *desk = desk_open();
    workbench_draft_kept(desk->workbench, broken[_i], NULL);
    ck_assert_uint_eq(desk->workbench->draft_count, 0);
    ck_assert_ptr_null(desk->workbench->message);
    desk_free(desk);
}
END_TEST

START_TEST(fields_that_are_no_more_are_left_out)
{
    struct desk *desk = desk_open();
    workbench_draft_kept(desk->workbench,
                         "{\"operation\":\"create_queue\",\"about\":\"p1\",\"call\":{},"
                         "\"was\":7,\"fields\":{\"gone\":\"x\",\"name\":\"kept\",\"description\":7}}",
                         NULL);
    press(desk, "c");
    ck_assert_str_eq(field(desk, 0), "kept");
    ck_assert_str_eq(field(desk, 1), "");
    desk_free(desk);
}
END_TEST

Suite *workbench_drafts_suite(void);
Suite *workbench_drafts_suite(void)
{
    Suite *suite = suite_create("workbench_drafts");
    TCase *tests = tcase_create("drafts");
    tcase_add_test(tests, what_is_typed_is_kept_a_moment_after_the_last_key);
    tcase_add_test(tests, a_form_comes_back_with_the_next_start);
    tcase_add_test(tests, an_edit_still_knows_what_it_changes);
    tcase_add_test(tests, ids_come_back);
    tcase_add_test(tests, what_is_sent_is_forgotten_when_it_is_kept);
    tcase_add_test(tests, a_newer_one_is_not_forgotten);
    tcase_add_test(tests, a_draft_follows_the_id_of_what_it_is_about);
    tcase_add_loop_test(tests, what_was_emptied_is_forgotten, 0, ARRAY_LENGTH(emptied));
    tcase_add_test(tests, what_is_emptied_and_left_open_is_forgotten_too);
    tcase_add_test(tests, who_is_thrown_out_finds_it_again);
    tcase_add_test(tests, nobody_is_asked_about_what_is_kept);
    tcase_add_test(tests, what_cant_be_kept_is_said_and_asked_about);
    tcase_add_test(tests, what_is_being_typed_is_newer);
    tcase_add_loop_test(tests, what_is_no_draft_is_left_alone, 0, ARRAY_LENGTH(broken));
    tcase_add_test(tests, fields_that_are_no_more_are_left_out);
    suite_add_tcase(suite, tests);
    return suite;
}
