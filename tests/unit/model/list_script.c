#include "list_script.h"

#include "fixture.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdlib.h>

static char *item_json(struct slice item)
{
    struct slice content = item;
    struct slice id = { 0 };
    slice_cut(&content, '=', &id);
    if (content.at == NULL)
        content = id;
    return xasprintf("{\"id\":\"%.*s\",\"content_id\":\"%.*s\",\"type\":\"trace\",\"annotations\":[]}", SLICE_ARGS(id),
                     SLICE_ARGS(content));
}

static void act_put(struct list *list, struct slice items)
{
    struct rows *batch = rows_new(&api_resources[API_INTERACTION]);
    struct slice item = { 0 };
    while (slice_cut(&items, ' ', &item)) {
        char *json = item_json(item);
        put_json(batch, json);
        free(json);
    }
    list_put(list, batch);
    rows_free(&batch);
}

static void put_and_select(const struct api_record *record, void *data)
{
    list_put_one(data, record, true);
}

static void put_only(const struct api_record *record, void *data)
{
    list_put_one(data, record, false);
}

static void act_create(struct list *list, struct slice item)
{
    char *json = item_json(item);
    with_record(API_INTERACTION, json, put_and_select, list);
    free(json);
}

static void act_update(struct list *list, struct slice item)
{
    char *json = item_json(item);
    with_record(API_INTERACTION, json, put_only, list);
    free(json);
}

static uint32_t row_of(const struct list *list, struct slice id)
{
    const uint32_t row = rows_find(list_rows(list), id);
    ck_assert_uint_ne(row, ROW_NONE);
    return row;
}

static void act_remove(struct list *list, struct slice ids)
{
    uint32_t rows[16];
    size_t count = 0;
    struct slice id = { 0 };
    while (slice_cut(&ids, ' ', &id))
        rows[count++] = row_of(list, id);
    list_remove_rows(list, rows, count);
}

static void act_begin(struct list *list, struct slice nothing)
{
    (void)nothing;
    list_refresh_begin(list);
}

static void act_end(struct list *list, struct slice nothing)
{
    (void)nothing;
    list_refresh_end(list);
}

static void act_abandon(struct list *list, struct slice nothing)
{
    (void)nothing;
    list_refresh_abandon(list);
}

static void act_reset(struct list *list, struct slice nothing)
{
    (void)nothing;
    list_reset(list);
}

static void act_filter(struct list *list, struct slice line)
{
    list_filter(list, query_parse(line, &api_resources[API_INTERACTION], NULL));
}

static void act_find(struct list *list, struct slice line)
{
    struct query *query = query_parse(line, &api_resources[API_INTERACTION], NULL);
    ck_assert(list_find(list, query, true));
    query_free(&query);
}

static void act_find_back(struct list *list, struct slice line)
{
    struct query *query = query_parse(line, &api_resources[API_INTERACTION], NULL);
    ck_assert(list_find(list, query, false));
    query_free(&query);
}

static void act_find_none(struct list *list, struct slice line)
{
    struct query *query = query_parse(line, &api_resources[API_INTERACTION], NULL);
    ck_assert(!list_find(list, query, true));
    query_free(&query);
}

static void sort(struct list *list, struct slice field, bool descending)
{
    const int index = api_field_index(&api_resources[API_INTERACTION], field);
    list_sort(list, index, descending);
    ck_assert_int_eq(list_sort_field(list), index);
    ck_assert_int_eq(list_sort_descending(list), descending);
}

static void act_sort(struct list *list, struct slice field)
{
    sort(list, field, false);
}

static void act_sort_down(struct list *list, struct slice field)
{
    sort(list, field, true);
}

static void act_move(struct list *list, struct slice by)
{
    long long rows = 0;
    ck_assert(slice_to_int64(by, &rows));
    list_move(list, rows);
}

static void act_go(struct list *list, struct slice to)
{
    long long position = 0;
    ck_assert(slice_to_int64(to, &position));
    list_move_to(list, (size_t)position);
}

static void act_select(struct list *list, struct slice id)
{
    ck_assert(list_select(list, id));
}

static void act_want(struct list *list, struct slice id)
{
    ck_assert(!list_select(list, id));
}

static void act_mark(struct list *list, struct slice id)
{
    list_toggle_mark(list, row_of(list, id));
}

static void act_range(struct list *list, struct slice ends)
{
    struct slice first = { 0 };
    ck_assert(slice_cut(&ends, ' ', &first));
    long long from = 0;
    long long to = 0;
    ck_assert(slice_to_int64(first, &from) && slice_to_int64(ends, &to));
    list_mark_range(list, (size_t)from, (size_t)to);
}

static void act_mark_all(struct list *list, struct slice nothing)
{
    (void)nothing;
    list_mark_all(list);
}

static void act_clear(struct list *list, struct slice nothing)
{
    (void)nothing;
    list_clear_marks(list);
    ck_assert_uint_eq(list_mark_count(list), 0);
}

static const struct {
    const char *name;
    void (*act)(struct list *list, struct slice argument);
} acts[] = {
    { "put", act_put },         { "create", act_create },       { "update", act_update },
    { "remove", act_remove },   { "begin", act_begin },         { "end", act_end },
    { "abandon", act_abandon }, { "reset", act_reset },         { "filter", act_filter },
    { "find", act_find },       { "find-back", act_find_back }, { "find-none", act_find_none },
    { "sort", act_sort },       { "sort-down", act_sort_down }, { "move", act_move },
    { "go", act_go },           { "select", act_select },       { "want", act_want },
    { "mark", act_mark },       { "range", act_range },         { "mark-all", act_mark_all },
    { "clear", act_clear },
};

void script_act(struct list *list, const char *act)
{
    struct slice line = slice_of(act);
    struct slice name = { 0 };
    slice_cut(&line, ' ', &name);
    for (size_t i = 0; i < ARRAY_LENGTH(acts); i++)
        if (slice_is(name, acts[i].name)) {
            acts[i].act(list, line.at != NULL ? line : SLICE(""));
            return;
        }
    ck_abort_msg("no such act: %.*s", SLICE_ARGS(name));
}

char *script_state(const struct list *list)
{
    struct buf state = buf_with_limit(BUF_LIMIT_LINE);
    for (size_t i = 0; i < list_count(list); i++) {
        const uint32_t row = list_at(list, i);
        const bool here = row == list_cursor_row(list);
        ck_assert_int_eq(here, i == list_cursor(list));
        buf_printf(&state, "%s%s%.*s%s%s", i > 0 ? " " : "", here ? "[" : "", SLICE_ARGS(rows_id(list_rows(list), row)),
                   here ? "]" : "", list_is_marked(list, row) ? "*" : "");
    }
    return buf_take(&state);
}

void script_run(const struct script_step *steps)
{
    struct list *list = list_new(&api_resources[API_INTERACTION]);
    for (; steps->act != NULL; steps++) {
        script_act(list, steps->act);
        char *state = script_state(list);
        ck_assert_msg(strcmp(state, steps->state) == 0, "after \"%s\": %s, not %s", steps->act, state, steps->state);
        free(state);
    }
    list_free(&list);
    ck_assert_ptr_null(list);
}
