/* What is drawn, on a screen that is only remembered: at every size, in every place a person can be. */
#include <annotty/base/mem.h>
#include <annotty/ui/look.h>

#include <check.h>
#include <stdlib.h>

static struct workbench *workbench;
static struct arena arena;

/* Takes the errand out of the middle, where others wait. */
static uint64_t take_errand(enum errand_kind kind, enum api_operation_id operation)
{
    for (size_t i = 0; i < workbench->errand_count; i++) {
        struct errand *errand = &workbench->errands[i];
        if (errand->kind != kind || errand->call.operation->id != operation)
            continue;
        const uint64_t number = errand->number;
        errand_free(errand);
        *errand = (struct errand){ 0 };
        return number;
    }
    ck_abort_msg("nothing of this kind was asked for");
    return 0;
}

static struct rows *rows_from(enum api_operation_id operation, const char *const *items)
{
    struct rows *rows = rows_new(api_operations[operation].resource);
    for (; *items != NULL; items++) {
        struct json_value object;
        struct api_record record;
        ck_assert(json_check(slice_of(*items), &object, NULL));
        ck_assert(api_decode(api_operations[operation].resource, object, &record, NULL));
        rows_put(rows, &record, NULL);
    }
    return rows;
}

static void give(enum errand_kind kind, enum api_operation_id operation, const char *const *items)
{
    const uint64_t number = take_errand(kind, operation);
    struct rows *rows = rows_from(operation, items);
    workbench_rows(workbench, number, rows, false, true, false, 1000);
    workbench_done(workbench, number, SLICE(""), false);
    rows_free(&rows);
}

/* A workbench of two queues, the first of them with three interactions. */
static void set_up(void)
{
    static const char *const queues[] = {
        "{\"id\":\"q1\",\"attributes\":{\"name\":\"Week 47\",\"project_id\":\"p1\",\"description\":\"Kind, and "
        "right?\"}}",
        "{\"id\":\"q2\",\"attributes\":{\"name\":\"\xe6\x97\xa5\xe6\x9c\xac\\u001b[31m\",\"project_id\":\"p1\"}}", NULL
    };
    static const char *const interactions[] = {
        "{\"id\":\"i1\",\"content_id\":\"trace-1\",\"type\":\"trace\",\"annotations\":[{\"id\":\"a\",\"interaction_"
        "id\":"
        "\"i1\",\"label_values\":{\"tone\":{\"value\":\"bad\",\"assessment\":\"fail\",\"reasoning\":\"Too curt for a "
        "customer who waited for a week.\"}},\"created_at\":\"2026-01-01T00:00:00Z\",\"created_by\":\"me\","
        "\"modified_at\":\"2026-01-01T00:00:00Z\",\"modified_by\":\"me\"}]}",
        "{\"id\":\"i2\",\"content_id\":\"trace-2\",\"type\":\"trace\",\"annotations\":[]}",
        "{\"id\":\"i3\",\"content_id\":\"trace-3\",\"type\":\"experiment_trace\",\"annotations\":[]}", NULL
    };
    static const char *const none[] = { NULL };
    workbench = workbench_new();
    workbench_tick(workbench, 1000, 1000);
    workbench_go(workbench);
    workbench_recalled(workbench, NULL);
    give(ERRAND_PEEK, API_LIST_QUEUES, queues);
    give(ERRAND_PEEK, API_LIST_PROJECTS, none);
    give(ERRAND_READ, API_GET_ANNOTATED_INTERACTIONS, interactions);
}

static void tear_down(void)
{
    workbench_free(&workbench);
    arena_free(&arena);
}

static void press(const char *keys)
{
    struct slice rest = slice_of(keys);
    struct slice key;
    while (slice_cut(&rest, ' ', &key)) {
        char *name = arena_copy(&arena, key);
        workbench_key(workbench, name, key.length == 1 ? key : SLICE(""));
    }
}

/* All of the screen as text, rows separated by line breaks. */
static const char *drawn(int columns, int rows, const struct look *look)
{
    struct screen *screen = screen_memory_new(columns, rows);
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    workbench_draw(workbench, screen, look);
    for (int row = 0; row < rows; row++)
        buf_printf(&text, "%s\n", screen_memory_row(screen, row, &arena));
    screen_memory_free(&screen);
    const char *copy = arena_copy(&arena, buf_slice(&text));
    buf_free(&text);
    return copy;
}

/* The trace of the first interaction, with a message, a failed tool and what an evaluator said. */
static void give_trace(void)
{
    static const char *const spans[] = {
        "{\"id\":\"t:a\",\"attributes\":{\"span_id\":\"a\",\"trace_id\":\"t\",\"name\":\"chat\",\"span_kind\":\"llm\","
        "\"ml_app\":\"\",\"status\":\"ok\",\"start_ns\":1,\"duration\":83000000,\"input\":{\"messages\":[{\"role\":"
        "\"user\",\"content\":\"Is it **cold**?\\u001b[31m\"}]},\"evaluation\":{\"kind\":{\"value\":1,\"assessment\":"
        "\"fail\"}}}}",
        "{\"id\":\"t:b\",\"attributes\":{\"span_id\":\"b\",\"trace_id\":\"t\",\"parent_id\":\"a\",\"name\":\"look\","
        "\"span_kind\":\"tool\",\"ml_app\":\"\",\"status\":\"error\",\"start_ns\":2,\"duration\":1e9,"
        "\"error\":{\"message\":\"no thermometer\"}}}",
        NULL
    };
    struct errand errand;
    while (workbench_take_errand(workbench, &errand)) {
        const uint64_t number = errand.number;
        const bool is_trace = errand.call.operation == &api_operations[API_GET_ANNOTATED_INTERACTION];
        struct rows *rows = is_trace ? rows_from(API_GET_ANNOTATED_INTERACTION, spans) : NULL;
        errand_free(&errand);
        if (!is_trace)
            continue;
        workbench_rows(workbench, number, rows, false, true, true, 1000);
        workbench_done(workbench, number, SLICE(""), false);
        rows_free(&rows);
        return;
    }
    ck_abort_msg("no trace was asked for");
}

/* The role of the screen's cell where `text` begins. */
static enum role role_of(struct screen *screen, const char *text)
{
    for (int row = 0; row < screen_area(screen).height; row++) {
        const char *line = screen_memory_row(screen, row, &arena);
        const char *found = strstr(line, text);
        if (found != NULL)
            return screen_memory_role(screen, row, (int)(found - line));
    }
    ck_abort_msg("no \"%s\" on the screen", text);
    return ROLE_TEXT;
}

START_TEST(a_trace_is_drawn_by_what_its_pieces_are)
{
    static const struct {
        const char *text;
        enum role role;
    } pieces[] = {
        { "chat", ROLE_SELECTED_AWAY }, { "user", ROLE_FROM_USER }, { "Is it", ROLE_TEXT },
        { "cold", ROLE_STRONG },        { "fail", ROLE_BAD },       { "look", ROLE_SPAN },
        { "no thermometer", ROLE_BAD },
    };
    const struct look look = { .site = "local" };
    text_set_charset(TEXT_ASCII);
    press("l l z");
    give_trace();
    struct screen *screen = screen_memory_new(100, 40);
    workbench_draw(workbench, screen, &look);
    for (size_t i = 0; i < ARRAY_LENGTH(pieces); i++)
        ck_assert_msg(role_of(screen, pieces[i].text) == pieces[i].role, "%s is of role %d", pieces[i].text,
                      (int)role_of(screen, pieces[i].text));
    press("/ t h e r m enter");
    workbench_draw(workbench, screen, &look);
    ck_assert_int_eq(role_of(screen, "thermometer"), ROLE_MATCH);
    screen_memory_free(&screen);
    text_set_charset(TEXT_UTF8);
}
END_TEST

/* No width or height makes the trace, or what stands above it, draw outside. */
START_TEST(a_trace_is_drawn_at_every_size)
{
    const struct look look = { .site = "local", .layout = LAYOUT_SINGLE };
    press("l l");
    give_trace();
    for (int columns = 1; columns < 60; columns++)
        for (int rows = 1; rows < 12; rows++) {
            ck_assert_ptr_null(strchr(drawn(columns, rows, &look), '\033'));
            press(rows % 3 == 0 ? "G" : rows % 3 == 1 ? "]" : "t");
            arena_reset(&arena);
        }
}
END_TEST

START_TEST(the_review_hides_evaluators_from_who_is_blind)
{
    const struct look look = { .site = "local" };
    press("l");
    give_trace();
    press("R");
    const bool was_blind = workbench->review->is_blind;
    const bool was_hidden = strstr(drawn(120, 40, &look), "What evaluators said is hidden") != NULL;
    ck_assert_int_eq(was_hidden, was_blind);
    press(": b l i n d enter");
    const bool is_hidden = strstr(drawn(120, 40, &look), "What evaluators said is hidden") != NULL;
    ck_assert_int_eq(is_hidden, !was_blind);
}
END_TEST

static const struct {
    const char *keys, *shows;
} places[] = {
    { "", "Queues 1/2" },
    { "", "Week 47" },
    { "", "Enter open" },
    { "l", "Interactions 1/3" },
    { "l", "trace-1" },
    { "l l", "1 annotation" },
    { "l l", "Too curt for a" },
    { "l l", "bad  fail" },
    { "l =", "\"content_id\": \"trace-1\"" },
    { "l space space", "2 marked" },
    { "l V j", "range" },
    { "l / 2", "filter: 2 (of 3)" },
    { "l / 2", "/2" },
    { ":", "Enter take it" },
    { "?", "Keys and commands" },
    { "?", ":create" },
    { "s", "Sort by" },
    { "c", "New queue" },
    { "c enter", "is required" },
    { "e", "Change queue" },
    { "a", "Add interactions to Week 47" },
    { "a x enter x enter", "add 1   0 already there   1 repeated" },
    { "d", "Delete queue \"Week 47\"?" },
    { "d", "Its 3 interactions go with it, 1 of them with" },
    { "l d", "It carries annotations" },
    { "p", "Projects 0/0" },
    { "j", "\xe6\x97\xa5\xe6\x9c\xac\xe2\x90\x9b[31m" },
    { "z", "Description" },
};

START_TEST(each_place_shows_what_it_is_about)
{
    const struct look look = { .site = "local" };
    press(places[_i].keys);
    const char *screen = drawn(80, 24, &look);
    ck_assert_msg(strstr(screen, places[_i].shows) != NULL, "no \"%s\" after %s:\n%s", places[_i].shows,
                  places[_i].keys, screen);
}
END_TEST

/* The sanitizers look on: no size, layout or place may draw outside. */
START_TEST(every_size_is_drawn)
{
    static const int sizes[] = { 1, 2, 3, 4, 5, 6, 10, 20, 39, 40, 79, 80, 119, 120, 200 };
    press(places[_i].keys);
    for (int layout = LAYOUT_AUTO; layout <= LAYOUT_SINGLE; layout++)
        for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++)
            for (int rows = 1; rows < 30; rows += rows < 8 ? 1 : 7) {
                const struct look look = { .layout = (enum layout)layout, .plain = i % 2 == 0, .site = "local" };
                const char *screen = drawn(sizes[i], rows, &look);
                ck_assert_ptr_null(strchr(screen, '\033'));
                arena_reset(&arena);
            }
}
END_TEST

START_TEST(panes_stand_as_the_width_allows)
{
    static const struct {
        int width;
        enum layout layout;
        enum pane focus;
        bool shown[PANE_COUNT];
    } rows[] = {
        { 160, LAYOUT_AUTO, PANE_QUEUES, { true, true, true } },
        { 120, LAYOUT_AUTO, PANE_DETAIL, { true, true, true } },
        { 119, LAYOUT_AUTO, PANE_QUEUES, { true, true, false } },
        { 80, LAYOUT_AUTO, PANE_INTERACTIONS, { false, true, true } },
        { 79, LAYOUT_AUTO, PANE_INTERACTIONS, { false, true, false } },
        { 79, LAYOUT_PANES, PANE_INTERACTIONS, { false, true, true } },
        { 160, LAYOUT_SINGLE, PANE_DETAIL, { false, false, true } },
        { 160, LAYOUT_STACKED, PANE_QUEUES, { true, true, false } },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        const struct arrangement arrangement =
            arrange((struct rect){ 1, 0, 30, rows[i].width }, rows[i].layout, rows[i].focus, false);
        int cells = 0;
        for (int pane = 0; pane < PANE_COUNT; pane++) {
            const struct rect area = arrangement.panes[pane];
            ck_assert_msg((area.height > 0) == rows[i].shown[pane], "row %zu, pane %d", i, pane);
            cells += area.height * area.width;
        }
        ck_assert_int_le(cells, 30 * rows[i].width);
        ck_assert_int_ge(cells, 30 * (rows[i].width - 2));
    }
}
END_TEST

START_TEST(a_long_text_is_wrapped_where_it_is_typed)
{
    const struct look look = { .site = "local" };
    press("c x enter");
    for (int i = 0; i < 20; i++)
        workbench_key(workbench, "w", SLICE("word "));
    const char *screen = drawn(80, 24, &look);
    ck_assert_ptr_nonnull(strstr(screen, "word word"));
    int count = 0;
    for (const char *at = strstr(screen, "word"); at != NULL; at = strstr(at + 4, "word"))
        count++;
    ck_assert_int_eq(count, 20);
}
END_TEST

START_TEST(a_long_message_is_read_to_its_end)
{
    const struct look look = { .site = "local" };
    workbench_say(workbench, MESSAGE_BAD, "%s",
                  "Queues: https://api.example.test doesn't answer; is the server running "
                  "and the network up? (nobody listens there)");
    ck_assert_ptr_nonnull(strstr(drawn(80, 24, &look), "there)"));
    ck_assert_ptr_nonnull(strstr(drawn(40, 24, &look), "there)"));
    press("p");
    workbench_say(workbench, MESSAGE_BAD, "%s", "short");
    ck_assert_ptr_nonnull(strstr(drawn(80, 24, &look), "\n ! short"));
}
END_TEST

START_TEST(help_is_readable_in_a_narrow_window)
{
    const struct look look = { .site = "local" };
    press("?");
    ck_assert_ptr_nonnull(strstr(drawn(40, 24, &look), "Go into what is under the"));
}
END_TEST

START_TEST(a_question_that_has_no_room_is_not_answered)
{
    const struct look look = { .site = "local" };
    press("l d");
    drawn(20, 5, &look);
    press("y");
    ck_assert_int_eq(workbench_place(workbench), PLACE_CONFIRM);
    ck_assert_uint_eq(workbench->pending->count, 0);
    drawn(80, 24, &look);
    press("y");
    ck_assert_uint_eq(workbench->pending->count, 1);
}
END_TEST

START_TEST(a_click_finds_the_row_that_was_drawn)
{
    const struct look look = { .site = "local" };
    struct screen *screen = screen_memory_new(140, 30);
    workbench_draw(workbench, screen, &look);
    workbench_click_at(workbench, screen, &look, 4, 60);
    ck_assert_int_eq(workbench->focus, PANE_INTERACTIONS);
    ck_assert_uint_eq(list_cursor(workbench->interactions.list), 1);
    workbench_click_at(workbench, screen, &look, 20, 60); /* below the last row */
    ck_assert_uint_eq(list_cursor(workbench->interactions.list), 1);
    workbench_click_at(workbench, screen, &look, 0, 0); /* the header */
    ck_assert_int_eq(workbench->focus, PANE_INTERACTIONS);
    workbench_click_at(workbench, screen, &look, 5, 130);
    ck_assert_int_eq(workbench->focus, PANE_DETAIL);
    screen_memory_free(&screen);
}
END_TEST

Suite *view_suite(void)
{
    Suite *suite = suite_create("view");
    TCase *tests = tcase_create("view");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, each_place_shows_what_it_is_about, 0, ARRAY_LENGTH(places));
    tcase_add_loop_test(tests, every_size_is_drawn, 0, ARRAY_LENGTH(places));
    tcase_add_test(tests, a_trace_is_drawn_by_what_its_pieces_are);
    tcase_add_test(tests, a_trace_is_drawn_at_every_size);
    tcase_add_test(tests, the_review_hides_evaluators_from_who_is_blind);
    tcase_add_test(tests, panes_stand_as_the_width_allows);
    tcase_add_test(tests, a_long_text_is_wrapped_where_it_is_typed);
    tcase_add_test(tests, a_long_message_is_read_to_its_end);
    tcase_add_test(tests, help_is_readable_in_a_narrow_window);
    tcase_add_test(tests, a_question_that_has_no_room_is_not_answered);
    tcase_add_test(tests, a_click_finds_the_row_that_was_drawn);
    suite_add_tcase(suite, tests);
    return suite;
}
