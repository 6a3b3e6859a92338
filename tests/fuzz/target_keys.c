/* A person and a server gone mad: bytes of a terminal become keys, keys act on the workbench, its errands are answered
 * in any way, and everything is drawn at any size.
 *
 * Bytes go to the terminal's input as they are. 0xFF, which no terminal sends in UTF-8, begins something else: the next
 * byte says what. The first byte of all is how it begins. */
#include "../../src/ui/input.h"
#include "../harmless.h"
#include "fake_journal.h"
#include "fuzz.h"

#include <annotty/base/mem.h>
#include <annotty/base/utf8.h>
#include <annotty/ui/look.h>

#include <stdlib.h>

enum { ESCAPE_DELAY_MS = 25, COLUMNS_MAX = 130, ROWS_MAX = 40, WAITING_MAX = 64, MARK = 0xff };

struct stage {
    struct workbench *workbench;
    struct input *input;
    struct screen *screen;
    struct look look;
    int64_t now_ms;
    int columns, rows;
    struct fake_journal journal;
    struct errand waiting[WAITING_MAX];
    size_t waiting_count;
};

/* --- The server --------------------------------------------------------------------------------------------------- */

static const char *const items[] = {
    "{\"id\":\"x1\",\"type\":\"t\",\"content_id\":\"x1\",\"attributes\":{\"name\":\"Tone\",\"project_id\":\"x1\"},"
    "\"annotations\":[{\"id\":\"n\",\"interaction_id\":\"x1\",\"created_by\":\"u\",\"label_values\":{\"tone\":\"bad\","
    "\"\\u001b[31m\":{\"value\":\"\\u202e\",\"assessment\":\"fail\",\"reasoning\":\"a\\nb\"}}}]}",
    "{\"id\":\"x2\",\"type\":\"t\",\"content_id\":\"x2\",\"attributes\":{\"name\":\"\\u65e5\\u672c\\u0007\"},"
    "\"annotations\":[]}",
    "{\"id\":\"x3\\u001b\",\"type\":\"t\",\"content_id\":\"x3\\u001b\",\"attributes\":{\"name\":\"\","
    "\"description\":\"\\u009b2J\"},\"annotations\":[]}",
    "{\"id\":\"x4\",\"type\":\"t\",\"content_id\":\"x4\",\"attributes\":{\"name\":\"Code\"},\"annotations\":[]}",
};

/* `choice` has a bit for each item. */
static struct rows *rows_of(const struct api_operation *operation, unsigned choice)
{
    struct rows *rows = rows_new(operation->resource);
    for (size_t i = 0; i < ARRAY_LENGTH(items); i++) {
        struct json_value object;
        struct api_record record;
        if ((choice & 1u << i) == 0)
            continue;
        HOLDS(json_check(slice_of(items[i]), &object, NULL));
        if (api_decode(operation->resource, object, &record, NULL))
            rows_put(rows, &record, NULL);
    }
    return rows;
}

static const char *const bodies[] = {
    "",
    "<html>",
    "{\"data\":{\"id\":\"x1\",\"type\":\"queues\",\"attributes\":{\"name\":\"Made\"}}}",
    "{\"data\":{\"id\":\"x9\",\"type\":\"projects\",\"attributes\":{\"name\":\"Made\",\"interactions\":[{\"id\":\"i1\","
    "\"content_id\":\"x1\",\"type\":\"trace\",\"already_existed\":true},{\"id\":\"n\",\"content_id\":\"n\",\"type\":"
    "\"trace\",\"already_existed\":false}]}}}",
};

static void gather_errands(struct stage *stage)
{
    struct errand errand;
    while (workbench_take_errand(stage->workbench, &errand)) {
        if (stage->waiting_count == WAITING_MAX)
            errand_free(&stage->waiting[--stage->waiting_count]);
        stage->waiting[stage->waiting_count++] = errand;
    }
}

static void refuse(struct stage *stage, uint64_t number, bool retrying)
{
    struct error error = { 0 };
    error_set(&error, retrying ? ERROR_REACH : ERROR_API, "/data/attributes/name", "no: \033[31m%s", "why");
    if (retrying)
        workbench_retrying(stage->workbench, number, &error);
    else
        workbench_failed(stage->workbench, number, &error);
}

static void give_rows(struct stage *stage, const struct errand *errand, unsigned choice)
{
    struct rows *rows = rows_of(errand->call.operation, choice);
    const bool cached = errand->kind == ERRAND_PEEK || (choice & 16) != 0;
    workbench_rows(stage->workbench, errand->number, rows, cached, true, true, 1000);
    if (!cached)
        workbench_done(stage->workbench, errand->number, SLICE(""), false);
    rows_free(&rows);
}

static void move_on(struct stage *stage, unsigned choice)
{
    fake_journal_move(&stage->journal, stage->workbench, choice, slice_of(bodies[choice / 8 % ARRAY_LENGTH(bodies)]));
}

static void tell_status(struct stage *stage, unsigned choice)
{
    const struct journal_status status = { .sends = (choice & 1) != 0,
                                           .sender_pid = choice & 2,
                                           .trouble = (choice & 4) != 0 ? (char[]){ "full\033[31m" } : NULL };
    workbench_journal(stage->workbench, &status);
}

/* One errand gets one answer; low bits say which errand, the others how. */
static void answer(struct stage *stage, unsigned choice)
{
    gather_errands(stage);
    if (stage->waiting_count == 0)
        return;
    const size_t chosen = choice % stage->waiting_count;
    struct errand errand = stage->waiting[chosen];
    stage->waiting[chosen] = stage->waiting[--stage->waiting_count];
    const bool lists = errand.call.operation != NULL && errand.call.operation->answer_array != NULL;
    if (errand.kind == ERRAND_LOAD_FILE)
        workbench_loaded(stage->workbench, errand.number, SLICE("f1\nf2\xff"), NULL);
    else if (errand.kind == ERRAND_RECALL && !stage->workbench->recalled)
        workbench_recalled(stage->workbench, "project=x1\nqueue=x2\ninteraction=x3\npane=2\n");
    else if ((choice & 0xc0) == 0xc0)
        refuse(stage, errand.number, (choice & 32) != 0);
    else if (errand.kind == ERRAND_KEEP)
        fake_journal_keep(&stage->journal, stage->workbench, &errand);
    else if (errand.kind == ERRAND_UNDO || errand.kind == ERRAND_REDO)
        fake_journal_undo(&stage->journal, stage->workbench, &errand);
    else if (errand.kind == ERRAND_ACT || errand.kind == ERRAND_MEND)
        move_on(stage, choice);
    else if (lists && (errand.kind == ERRAND_READ || errand.kind == ERRAND_PEEK))
        give_rows(stage, &errand, choice >> 2);
    else
        workbench_done(stage->workbench, errand.number, slice_of(bodies[choice / 4 % ARRAY_LENGTH(bodies)]), false);
    errand_free(&errand);
}

/* --- The screen --------------------------------------------------------------------------------------------------- */

static void draw(struct stage *stage)
{
    struct arena arena = ARENA_EMPTY;
    workbench_draw(stage->workbench, stage->screen, &stage->look);
    for (int row = 0; row < stage->rows; row++) {
        const struct slice text = slice_of(screen_memory_row(stage->screen, row, &arena));
        HOLDS(harmless_length(text, false) == text.length);
    }
    arena_free(&arena);
}

static void resize(struct stage *stage, unsigned size, unsigned how)
{
    screen_memory_free(&stage->screen);
    stage->columns = 1 + (int)(size * 7 % COLUMNS_MAX);
    stage->rows = 1 + (int)(size * 3 % ROWS_MAX);
    stage->screen = screen_memory_new(stage->columns, stage->rows);
    stage->look.layout = (enum layout)(how % (LAYOUT_SINGLE + 1));
    stage->look.plain = (how & 4) != 0;
    draw(stage);
}

/* --- The person --------------------------------------------------------------------------------------------------- */

static struct slice typed_text(const struct key_input *key, char bytes[static UTF8_MAX])
{
    if (key->key < 0x20 || key->key == 0x7f || key->key >= KEY_NAME_NONE || key->alt)
        return SLICE("");
    return (struct slice){ bytes, utf8_encode(key->key, bytes) };
}

/* A name means one key. */
static void check_name(const char *name)
{
    struct key_input parsed = { 0 };
    char again[KEY_TEXT_SIZE];
    HOLDS(*name != '\0' && strlen(name) < KEY_TEXT_SIZE);
    if (key_parse(slice_of(name), &parsed))
        HOLDS(strcmp(key_describe(&parsed, again), name) == 0);
}

static void take_key(struct stage *stage, const struct key_input *key)
{
    char name[KEY_TEXT_SIZE], bytes[UTF8_MAX];
    bool cut = false;
    if (key->key == KEY_NAME_CLICK) {
        workbench_click_at(stage->workbench, stage->screen, &stage->look, key->row, key->column);
    } else if (key->key == KEY_NAME_PASTE) {
        workbench_paste(stage->workbench, input_pasted(stage->input, &cut));
    } else {
        check_name(key_describe(key, name));
        workbench_key(stage->workbench, name, typed_text(key, bytes));
    }
}

static void take_keys(struct stage *stage)
{
    struct key_input key;
    while (input_next(stage->input, stage->now_ms, &key))
        take_key(stage, &key);
}

static void pass_time(struct stage *stage, int64_t ms)
{
    stage->now_ms += ms;
    workbench_tick(stage->workbench, stage->now_ms, stage->now_ms);
    take_keys(stage);
}

/* --- What must hold ----------------------------------------------------------------------------------------------- */

static void check_list(const struct list *list)
{
    HOLDS(list_count(list) == 0 ? list_cursor(list) == 0 : list_cursor(list) < list_count(list));
    HOLDS(list_count(list) <= list_total(list) && list_mark_count(list) <= list_total(list));
}

static void check_state(const struct workbench *workbench)
{
    const enum place place = workbench_place(workbench);
    check_list(workbench->projects.list);
    check_list(workbench->queues.list);
    check_list(workbench->interactions.list);
    HOLDS(place != PLACE_FORM || (workbench->form != NULL && workbench->form->focus < workbench->form->count));
    HOLDS(place != PLACE_INTAKE || (workbench->intake != NULL && workbench->intake_queue_id != NULL));
    HOLDS(place != PLACE_CONFIRM || (workbench->question.text != NULL && workbench->question.yes != NULL));
    HOLDS(workbench->choice_count == 0 || workbench->choice_at < workbench->choice_count);
    HOLDS(workbench->overlay_count <= OVERLAYS_MAX);
    HOLDS(workbench_due_ms(workbench) >= -1);
}

/* --- The script --------------------------------------------------------------------------------------------------- */

/* What was remembered may come at once or when a key has been pressed. */
static void stage_begin(struct stage *stage, bool recalled)
{
    static const struct input_strings strings = {
        .items = { { "\033OA", 3, KEY_NAME_UP }, { "\033[5~", 4, KEY_NAME_PAGE_UP } }, .count = 2
    };
    *stage = (struct stage){ .workbench = workbench_new(), .now_ms = 1000, .columns = 80, .rows = 24 };
    stage->input = input_new(&strings, ESCAPE_DELAY_MS);
    stage->screen = screen_memory_new(stage->columns, stage->rows);
    stage->look = (struct look){ .site = "local\033[0m" };
    workbench_tick(stage->workbench, stage->now_ms, stage->now_ms);
    if (recalled)
        workbench_recalled(stage->workbench, NULL);
    workbench_go(stage->workbench);
    gather_errands(stage);
    for (size_t i = 0; i < stage->waiting_count; i++)
        if (stage->waiting[i].kind == ERRAND_READ && stage->waiting[i].call.operation->answer_array != NULL)
            give_rows(stage, &stage->waiting[i], 15);
}

static void stage_end(struct stage *stage)
{
    for (size_t i = 0; i < stage->waiting_count; i++)
        errand_free(&stage->waiting[i]);
    fake_journal_free(&stage->journal);
    workbench_leave(stage->workbench);
    workbench_free(&stage->workbench);
    input_free(&stage->input);
    screen_memory_free(&stage->screen);
}

static void do_other(struct stage *stage, struct slice *script)
{
    static const enum link_state links[] = { LINK_LIVE, LINK_OFFLINE, LINK_LIMITED, LINK_REFUSED };
    const unsigned what = fuzz_byte(script), how = fuzz_byte(script);
    if (what % 8 < 2)
        answer(stage, how);
    else if (what % 8 == 2)
        what / 8 % 4 == 3 ? tell_status(stage, how) : move_on(stage, how);
    else if (what % 8 < 5)
        pass_time(stage, (int64_t)how * 10);
    else if (what % 8 == 5)
        resize(stage, how, what / 8);
    else if (what % 8 == 6)
        draw(stage);
    else
        workbench_link(stage->workbench, links[how % ARRAY_LENGTH(links)], stage->now_ms + (int64_t)how * 100);
}

void fuzz_keys(struct slice input)
{
    enum { SCRIPT_MAX = 4096 };
    struct stage stage;
    const bool recalled = fuzz_byte(&input) % 4 != 0;
    struct slice script = { input.at, input.length < SCRIPT_MAX ? input.length : SCRIPT_MAX };
    stage_begin(&stage, recalled);
    while (script.length > 0) {
        const void *mark = memchr(script.at, MARK, script.length);
        const size_t length = mark != NULL ? (size_t)((const char *)mark - script.at) : script.length;
        if (length > 0) {
            input_feed(stage.input, (struct slice){ script.at, length }, stage.now_ms);
            take_keys(&stage);
            script = slice_from(script, length);
        } else {
            script = slice_from(script, 1);
            do_other(&stage, &script);
        }
        check_state(stage.workbench);
    }
    draw(&stage);
    stage_end(&stage);
}
