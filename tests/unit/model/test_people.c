#include <annotty/model/people.h>

#include "run.h"

#include <annotty/base/mem.h>

#include <stdio.h>

static struct people *people;

static void setup(void)
{
    people = people_new();
}

static void teardown(void)
{
    people_free(&people);
}

static bool is_called(const char *id, const char *name)
{
    return slice_is(people_name(people, slice_of(id)), name);
}

/* Everybody who would be asked for now, with blanks between. */
static const char *asked(void)
{
    static char text[256];
    struct slice id;
    text[0] = '\0';
    for (size_t length = 0; people_ask(people, &id); length = strlen(text))
        snprintf(text + length, sizeof(text) - length, "%s%.*s", length > 0 ? " " : "", SLICE_ARGS(id));
    return text;
}

START_TEST(who_is_looked_at_is_asked_for_once)
{
    ck_assert(is_called("a", "") && is_called("b", "") && is_called("a", "") && is_called("", ""));
    ck_assert_str_eq(asked(), "a b");
    ck_assert(is_called("a", "") && is_called("c", ""));
    ck_assert_str_eq(asked(), "c");
    people_put(people, SLICE("a"), SLICE("Ann"));
    people_put(people, SLICE("b"), SLICE(""));
    ck_assert(is_called("a", "Ann") && is_called("b", ""));
    people_retry(people);
    ck_assert_str_eq(asked(), "c");
}
END_TEST

START_TEST(nobody_knows_nobody)
{
    ck_assert_uint_eq(people_name(NULL, SLICE("a")).length, 0);
}
END_TEST

START_TEST(who_gives_up_asks_nothing_until_it_is_tried_again)
{
    is_called("a", "");
    is_called("b", "");
    struct slice id;
    ck_assert(people_ask(people, &id));
    people_give_up(people, false);
    ck_assert_str_eq(asked(), "");
    people_retry(people);
    ck_assert_str_eq(asked(), "a b");
    is_called("c", "");
    people_give_up(people, true);
    people_retry(people);
    ck_assert_str_eq(asked(), "");
}
END_TEST

static const struct {
    const char *body, *name;
    bool read;
} answers[] = {
    { "{\"data\":{\"id\":\"a\",\"attributes\":{\"name\":\"Ann\",\"handle\":\"an\",\"email\":\"a@x\"}}}", "Ann", true },
    { "{\"data\":{\"id\":\"a\",\"attributes\":{\"name\":\" \",\"handle\":\"an\",\"email\":\"a@x\"}}}", "an", true },
    { "{\"data\":{\"id\":\"a\",\"attributes\":{\"name\":null,\"email\":\"a@x\"}}}", "a@x", true },
    { "{\"data\":{\"id\":\"a\",\"attributes\":{}}}", "", true },
    { "{\"data\":{\"id\":\"a\",\"attributes\":{\"name\":\"\\u0041\\n\\u001b[2J\"}}}", "A\n\x1b[2J", true },
    { "{\"data\":{\"attributes\":{\"name\":\"Ann\"}}}", "", false },
    { "{\"data\":[]}", "", false },
    { "<html>", "", false },
    { "", "", false },
};

START_TEST(an_answer_names_somebody)
{
    ck_assert_int_eq(people_read_answer(people, SLICE("a"), slice_of(answers[_i].body)), answers[_i].read);
    ck_assert(is_called("a", answers[_i].name));
}
END_TEST

START_TEST(who_is_remembered_is_asked_for_when_looked_at)
{
    struct buf note = buf_with_limit(BUF_LIMIT_LINE);
    people_put(people, SLICE("a"), SLICE("Ann Other"));
    people_put(people, SLICE("b"), SLICE("two\nlines"));
    people_put(people, SLICE("c d"), SLICE("blank"));
    people_put(people, SLICE("e"), SLICE(""));
    people_put(people, SLICE("f"), SLICE("Fay"));
    is_called("g", "");
    people_write(people, "person=", &note);
    ck_assert_str_eq(buf_text(&note), "person=a Ann Other\nperson=f Fay\n");
    buf_free(&note);
    people_free(&people);
    people = people_new();
    static const char *const lines[] = { "a Ann Other", "f Fay", "nameless", "", " x", "a Another" };
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++)
        people_read_line(people, slice_of(lines[i]));
    ck_assert_str_eq(asked(), "");
    ck_assert(is_called("f", "Fay"));
    ck_assert_str_eq(asked(), "f");
    ck_assert(is_called("a", "Ann Other"));
    ck_assert_str_eq(asked(), "a");
    people_put(people, SLICE("a"), SLICE("Ann Married"));
    ck_assert(is_called("a", "Ann Married"));
}
END_TEST

START_TEST(there_is_an_end_of_colleagues)
{
    char id[16];
    for (int i = 0; i < 5000; i++) {
        snprintf(id, sizeof(id), "%d", i);
        people_name(people, slice_of(id));
    }
    size_t count = 0;
    struct slice asked_for;
    while (people_ask(people, &asked_for))
        count++;
    ck_assert_uint_eq(count, 4096);
    people_put(people, SLICE("4999"), SLICE("too many"));
    ck_assert(is_called("4999", ""));
}
END_TEST

Suite *people_suite(void)
{
    TCase *const cases = tcase_create("people");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, who_is_looked_at_is_asked_for_once);
    tcase_add_test(cases, nobody_knows_nobody);
    tcase_add_test(cases, who_gives_up_asks_nothing_until_it_is_tried_again);
    tcase_add_loop_test(cases, an_answer_names_somebody, 0, ARRAY_LENGTH(answers));
    tcase_add_test(cases, who_is_remembered_is_asked_for_when_looked_at);
    tcase_add_test(cases, there_is_an_end_of_colleagues);
    Suite *const suite = suite_create("people");
    suite_add_tcase(suite, cases);
    return suite;
}
