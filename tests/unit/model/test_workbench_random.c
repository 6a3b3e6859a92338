/* Any keys and any answers, in any order: nothing crashes, and after each step the state holds together. */
#include "desk.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>

enum { STEPS = 3000, SEEDS = 8, ANSWER_WORDS = 6 };

static uint64_t seed;

/* Repeatable: a failure's seed is the loop's number. */
static uint32_t random_next(uint32_t below)
{
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(seed >> 33) % below;
}

static const char *const lone_keys[] = { "x",         "a",      "b",      "=",     "@",     "\"",
                                         "0",         "ctrl-x", "f5",     "click", "space", "alt-b",
                                         "backspace", "ctrl-w", "ctrl-u", "enter", "y",     "escape" };
static const char *const lines[] = {
    "q tone",    "queue",      "project shop", "project", "filter b", "filter",   "sort content_id",
    "sort",      "theme",      "layout",       "copy id", "copy",     "add x\ny", "all-projects",
    "mark",      "mark-range", "remove",       "delete",  "edit",     "create",   "quit",
    "quit wait", "undo",       "redo",         "pause",   "cancel 1", "resolve",  "json",
    "?",         " ",          "set a b"
};
static const char *const pastes[] = { "x\ny\n", "Trace:1", "@file", "", "\xC3\xA9\xFF\x1B[31m", "a b c" };

static void random_key(struct desk *desk)
{
    const struct action *action = &actions[random_next((uint32_t)action_count)];
    struct slice key;
    struct slice rest = slice_of(action->keys);
    if (random_next(3) == 0 || !slice_cut(&rest, ' ', &key) || key.length == 0) {
        press(desk, lone_keys[random_next(ARRAY_LENGTH(lone_keys))]);
        return;
    }
    char name[24];
    snprintf(name, sizeof(name), "%.*s", SLICE_ARGS(key));
    press(desk, name);
}

static void random_items(enum api_operation_id operation, char *items, size_t size)
{
    static const char *const names[] = { "Tone", "Code", "b", "caf\xC3\xA9" };
    const bool is_interaction = operation == API_GET_ANNOTATED_INTERACTIONS;
    size_t used = 0;
    items[0] = '\0';
    for (uint32_t left = random_next(ANSWER_WORDS); left > 0; left--) {
        const char *gap = used > 0 ? " " : "";
        const uint32_t id = random_next(8);
        const char *name = names[random_next(ARRAY_LENGTH(names))];
        used += (size_t)(is_interaction ? snprintf(items + used, size - used, "%si%u%s", gap, id, id % 2 ? "*" : "")
                                        : snprintf(items + used, size - used, "%sx%u=%s", gap, id, name));
    }
}

static void answer_read(struct desk *desk, const struct errand *errand)
{
    char items[256];
    random_items(errand->call.operation->id, items, sizeof(items));
    answer_number(desk, errand->number, errand->call.operation->id, items);
}

static struct change *random_open_change(struct desk *desk)
{
    for (uint32_t tries = 0; tries < 8 && desk->change_count > 0; tries++) {
        struct change *change = &desk->changes[random_next((uint32_t)desk->change_count)].change;
        if (change_states[change->state].is_open)
            return change;
    }
    return NULL;
}

/* The journal takes or refuses, and what it has moves on in any way. */
static void random_journal(struct desk *desk)
{
    static const char *const bodies[] = {
        "",
        "<html>",
        "{\"data\":{\"id\":\"x1\",\"type\":\"queues\",\"attributes\":{\"name\":\"Made\"}}}",
        "{\"data\":{\"id\":\"x9\",\"type\":\"projects\",\"attributes\":{\"name\":\"Made\",\"interactions\":["
        "{\"id\":\"i1\",\"content_id\":\"i1\",\"type\":\"trace\",\"already_existed\":true},"
        "{\"id\":\"n\",\"content_id\":\"n\",\"type\":\"trace\",\"already_existed\":false}]}}}",
    };
    if (random_next(4) == 0 && waiting(desk, ERRAND_KEEP) > 0) {
        struct errand errand = take(desk, ERRAND_KEEP, API_OPERATION_COUNT);
        refuse(desk, errand.number, "no space left");
        errand_free(&errand);
    }
    keep(desk);
    struct change *change = random_open_change(desk);
    if (change == NULL)
        return;
    const enum change_state state = (enum change_state)random_next(CHANGE_STATE_COUNT);
    move_on(desk, change, state, random_next(2) == 0 ? "{\"id\":\"x1\",\"attributes\":{}}" : NULL,
            bodies[random_next(ARRAY_LENGTH(bodies))]);
    count_items(desk, change, random_next(2), random_next(2), random_next(2));
    if (random_next(3) == 0)
        workbench_undone(desk->workbench, desk->workbench->undo_errand, &desk->steps[0]);
}

/* Some answers come, some fail, some never come, some come for what was cancelled. */
static void random_answer(struct desk *desk)
{
    static const enum errand_kind kinds[] = { ERRAND_READ, ERRAND_PEEK, ERRAND_UNDO, ERRAND_LOAD_FILE, ERRAND_CANCEL };
    const enum errand_kind kind = kinds[random_next(ARRAY_LENGTH(kinds))];
    if (waiting(desk, kind) == 0)
        return;
    struct errand errand = take(desk, kind, API_OPERATION_COUNT);
    if (kind == ERRAND_LOAD_FILE)
        workbench_loaded(desk->workbench, errand.number, SLICE("f1\nf2"), NULL);
    else if (random_next(4) == 0 || kind == ERRAND_CANCEL)
        refuse(desk, errand.number, "no");
    else if (kind == ERRAND_UNDO && desk->step_count > 0)
        workbench_undone(desk->workbench, errand.number, &desk->steps[0]);
    else if (kind != ERRAND_UNDO)
        answer_read(desk, &errand);
    errand_free(&errand);
}

static void check_list(const struct list *list)
{
    ck_assert(list_count(list) == 0 ? list_cursor(list) == 0 : list_cursor(list) < list_count(list));
    ck_assert_uint_le(list_count(list), list_total(list));
    ck_assert_uint_le(list_mark_count(list), list_total(list));
}

static void check_state(struct desk *desk)
{
    const struct workbench *workbench = desk->workbench;
    const enum place place = workbench_place(workbench);
    check_list(workbench->projects.list);
    check_list(workbench->queues.list);
    check_list(workbench->interactions.list);
    ck_assert(place != PLACE_FORM || (workbench->form != NULL && workbench->form->focus < workbench->form->count));
    ck_assert(place != PLACE_INTAKE || (workbench->intake != NULL && workbench->intake_queue_id != NULL));
    ck_assert(place != PLACE_CONFIRM || (workbench->question.text != NULL && workbench->question.yes != NULL));
    ck_assert(workbench->choice_count == 0 || workbench->choice_at < workbench->choice_count);
    ck_assert(workbench->queue_id != NULL || workbench->interactions.call.operation == NULL);
    ck_assert_int_ge(workbench_due_ms(workbench), -1);
    const struct pending_counts counts = pending_count(workbench->pending);
    ck_assert_uint_le(counts.waiting + counts.needing, workbench->pending->count);
    ck_assert_uint_le(counts.held, counts.waiting);
    if (workbench->ranging)
        workbench_in_range(workbench, workbench->range_list, 0);
}

static void random_step(struct desk *desk)
{
    switch (random_next(14)) {
    case 0:
        press(desk, ":");
        if (workbench_place(desk->workbench) == PLACE_COMMAND)
            type(desk, lines[random_next(ARRAY_LENGTH(lines))]);
        break;
    case 1:
        workbench_paste(desk->workbench, slice_of(pastes[random_next(ARRAY_LENGTH(pastes))]));
        break;
    case 2:
        wait_ms(desk, random_next(200));
        break;
    case 3:
    case 4:
    case 5:
        random_answer(desk);
        break;
    case 6:
    case 7:
        random_journal(desk);
        break;
    default:
        random_key(desk);
    }
}

START_TEST(nothing_breaks_it)
{
    struct desk *desk = _i % 2 == 0 ? desk_open() : desk_new();
    seed = (uint64_t)_i + 1;
    for (int step = 0; step < STEPS; step++) {
        if (step == 20 && _i % 2 != 0)
            workbench_recalled(desk->workbench, "project=x1\nqueue=x2\ninteraction=i3\npane=2\n");
        if (step == 40)
            workbench_go(desk->workbench);
        random_step(desk);
        check_state(desk);
    }
    ck_assert(desk->workbench->started);
    desk_free(desk);
}
END_TEST

Suite *workbench_random_suite(void)
{
    Suite *suite = suite_create("workbench_random");
    TCase *tests = tcase_create("random");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, nothing_breaks_it, 0, SEEDS);
    suite_add_tcase(suite, tests);
    return suite;
}
