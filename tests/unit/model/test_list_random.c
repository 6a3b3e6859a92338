/* Random acts on a list, with everything compared to a list that does the same the plain way: by arrays of items sorted
 * from the start each time. The acts follow from the seed, so a failure comes back. */
#include <annotty/model/list.h>

#include "fixture.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { ITEMS = 60, SEEDS = 40, ACTS = 250, HEIGHT = 7, NOBODY = -1 };

struct item {
    bool is_live, is_marked, is_seen; /* seen in the refresh that goes on */
    int rank, position;               /* in the server's order, and in that of the refresh */
    int content, hour, annotations;
};

static const char *const contents[] = {
    "alpha",
    "Alpha",
    "alphabet",
    "alphabetical order",
    "alphabetical Ordeal",
    "beta",
    "",
    "gamma ray 000000000001",
    "gamma ray 000000000002",
};

/* What a filter lets through, the plain way. */
static bool is_anything(const struct item *item)
{
    (void)item;
    return true;
}

static bool is_alpha(const struct item *item)
{
    return strcasestr(contents[item->content], "alpha") != NULL;
}

static bool is_alphabet(const struct item *item)
{
    return strcasestr(contents[item->content], "alphabet") != NULL;
}

static bool is_not_gamma(const struct item *item)
{
    return strcasestr(contents[item->content], "gamma") == NULL;
}

static bool is_alpha_annotated(const struct item *item)
{
    return is_alpha(item) && item->annotations > 0;
}

static bool is_nothing(const struct item *item)
{
    (void)item;
    return false;
}

static const struct {
    const char *line;
    bool (*shows)(const struct item *item);
} filters[] = {
    { "", is_anything },
    { "content:alpha", is_alpha },
    { "content:alphabet", is_alphabet },
    { "!content:gamma", is_not_gamma },
    { "content:alpha state:reviewed", is_alpha_annotated },
    { "content:nowhere", is_nothing },
};

static int by_content(const struct item *a, const struct item *b)
{
    return strcasecmp(contents[a->content], contents[b->content]);
}

static int by_time(const struct item *a, const struct item *b)
{
    return a->hour - b->hour;
}

static int by_annotations(const struct item *a, const struct item *b)
{
    return a->annotations - b->annotations;
}

static int by_rank_only(const struct item *a, const struct item *b)
{
    (void)a;
    (void)b;
    return 0;
}

static const struct {
    const char *field;
    int (*compare)(const struct item *a, const struct item *b);
} sorts[] = {
    { "none", by_rank_only },
    { "content_id", by_content },
    { "created_at", by_time },
    { "annotations", by_annotations },
};

struct plain {
    struct item items[ITEMS];
    int order[ITEMS]; /* live items */
    int count;
    int cursor, wanted; /* items, or NOBODY */
    int first_rank, next_rank, next_position;
    size_t filter, sort;
    bool descending, is_refreshing, is_resting;
};

struct world {
    uint64_t seed;
    struct list *list;
    struct plain plain;
    bool is_touched[ITEMS]; /* by the act at hand */
};

static int any(struct world *world, int below)
{
    world->seed ^= world->seed << 13;
    world->seed ^= world->seed >> 7;
    world->seed ^= world->seed << 17;
    return (int)((world->seed >> 11) % (uint64_t)below);
}

static bool is_shown(const struct plain *plain, int item)
{
    return item != NOBODY && plain->items[item].is_live && filters[plain->filter].shows(&plain->items[item]);
}

static bool stands_before(const struct plain *plain, int a, int b)
{
    const int compared = sorts[plain->sort].compare(&plain->items[a], &plain->items[b]);
    const bool by_rank = plain->items[a].rank < plain->items[b].rank;
    if (compared == 0)
        return plain->sort == 0 && plain->descending ? !by_rank : by_rank;
    return plain->descending ? compared > 0 : compared < 0;
}

static void order_plain(struct plain *plain)
{
    plain->count = 0;
    for (int item = 0; item < ITEMS; item++) {
        if (!plain->items[item].is_live)
            continue;
        int at = plain->count++;
        for (; at > 0 && stands_before(plain, item, plain->order[at - 1]); at--)
            plain->order[at] = plain->order[at - 1];
        plain->order[at] = item;
    }
}

static int first_shown(const struct plain *plain)
{
    for (int i = 0; i < plain->count; i++)
        if (is_shown(plain, plain->order[i]))
            return plain->order[i];
    return NOBODY;
}

/* Where the cursor goes from its place in `before`: to the next item that is still shown, else back. */
static int neighbour(const struct world *world, const struct plain *before)
{
    int from = 0;
    while (from < before->count && before->order[from] != before->cursor)
        from++;
    for (int i = from; i < before->count; i++)
        if (is_shown(&world->plain, before->order[i]) && !world->is_touched[before->order[i]])
            return before->order[i];
    for (int i = from - 1; i >= 0; i--)
        if (is_shown(&world->plain, before->order[i]) && !world->is_touched[before->order[i]])
            return before->order[i];
    return NOBODY;
}

static int item_at(const struct list *list, uint32_t row)
{
    long long item = NOBODY;
    if (row != ROW_NONE)
        ck_assert(slice_to_int64(rows_id(list_rows(list), row), &item));
    return (int)item;
}

/* Where the cursor belongs after an act. Where nothing says so, because its item was hidden before or all around it is
 * new, any shown item will do. */
static void settle_cursor(struct world *world, const struct plain *before)
{
    struct plain *plain = &world->plain;
    if (first_shown(plain) == NOBODY)
        return;
    if (is_shown(plain, plain->wanted)) {
        plain->cursor = plain->wanted;
        plain->wanted = NOBODY;
        plain->is_resting = false;
    }
    if (plain->is_resting)
        plain->cursor = first_shown(plain);
    if (is_shown(plain, plain->cursor))
        return;
    const int next = is_shown(before, before->cursor) ? neighbour(world, before) : NOBODY;
    plain->cursor = next != NOBODY ? next : item_at(world->list, list_cursor_row(world->list));
}

/* Acts. Each does the same to both lists. */

static char *item_json(int id, const struct item *item)
{
    struct buf json = buf_with_limit(BUF_LIMIT_LINE);
    buf_printf(&json,
               "{\"id\":\"%d\",\"content_id\":\"%s\",\"created_at\":\"2024-01-15T%02d:00:00Z\",\"annotations\":[", id,
               contents[item->content], item->hour);
    for (int i = 0; i < item->annotations; i++)
        buf_printf(&json, "%s{\"id\":\"%d\"}", i > 0 ? "," : "", i);
    buf_append_text(&json, "]}");
    return buf_take(&json);
}

/* An item comes, new, changed or as it was. The caller frees its JSON. */
static char *come(struct world *world, int id, int rank_if_new)
{
    struct item *item = &world->plain.items[id];
    if (!item->is_live || any(world, 3) == 0) {
        item->content = any(world, ARRAY_LENGTH(contents));
        item->hour = any(world, 4);
        item->annotations = any(world, 3);
    }
    if (!item->is_live)
        item->rank = rank_if_new;
    item->is_live = true;
    item->is_seen = true;
    item->position = world->plain.next_position++;
    world->is_touched[id] = true;
    return item_json(id, item);
}

static void act_put(struct world *world)
{
    struct rows *batch = rows_new(&api_resources[API_INTERACTION]);
    for (int i = any(world, 6); i >= 0; i--) {
        const int id = any(world, ITEMS);
        if (world->is_touched[id])
            continue;
        char *json = come(world, id, world->plain.next_rank++);
        put_json(batch, json);
        free(json);
    }
    list_put(world->list, batch);
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

static void act_put_one(struct world *world)
{
    const int id = any(world, ITEMS);
    const bool select = any(world, 2) == 0;
    char *json = come(world, id, --world->plain.first_rank);
    if (select)
        world->plain.wanted = id;
    with_record(API_INTERACTION, json, select ? put_and_select : put_only, world->list);
    free(json);
}

static void act_remove(struct world *world)
{
    uint32_t rows[8];
    size_t count = 0;
    for (int i = any(world, ARRAY_LENGTH(rows)); i >= 0; i--) {
        const int id = any(world, ITEMS);
        if (!world->plain.items[id].is_live)
            continue;
        char name[16];
        snprintf(name, sizeof(name), "%d", id);
        rows[count++] = rows_find(list_rows(world->list), slice_of(name));
        world->plain.items[id].is_live = false;
        world->plain.items[id].is_marked = false;
    }
    list_remove_rows(world->list, rows, count);
}

static void begin_refresh(struct world *world)
{
    world->plain.is_refreshing = true;
    world->plain.is_resting = world->plain.count == 0;
    world->plain.next_position = 0;
    for (int i = 0; i < ITEMS; i++)
        world->plain.items[i].is_seen = false;
    list_refresh_begin(world->list);
}

static void end_refresh(struct world *world)
{
    struct plain *plain = &world->plain;
    plain->is_refreshing = false;
    plain->first_rank = 0;
    plain->next_rank = 0;
    for (int i = 0; i < ITEMS; i++) {
        struct item *item = &plain->items[i];
        item->is_live = item->is_live && item->is_seen;
        item->is_marked = item->is_marked && item->is_live;
        item->rank = item->position;
        if (item->is_live && item->rank >= plain->next_rank)
            plain->next_rank = item->rank + 1;
    }
    list_refresh_end(world->list);
}

static void act_refresh(struct world *world)
{
    if (!world->plain.is_refreshing) {
        begin_refresh(world);
    } else if (any(world, 4) == 0) {
        world->plain.is_refreshing = false;
        world->plain.is_resting = false;
        list_refresh_abandon(world->list);
    } else {
        end_refresh(world);
    }
}

static void act_filter(struct world *world)
{
    world->plain.filter = (size_t)any(world, ARRAY_LENGTH(filters));
    list_filter(world->list,
                query_parse(slice_of(filters[world->plain.filter].line), &api_resources[API_INTERACTION], NULL));
}

static void act_sort(struct world *world)
{
    world->plain.sort = (size_t)any(world, ARRAY_LENGTH(sorts));
    world->plain.descending = any(world, 2) == 0;
    list_sort(world->list, api_field_index(&api_resources[API_INTERACTION], slice_of(sorts[world->plain.sort].field)),
              world->plain.descending);
}

static void act_move(struct world *world)
{
    struct plain *plain = &world->plain;
    const int position = any(world, ITEMS);
    list_move_to(world->list, (size_t)position);
    plain->wanted = NOBODY;
    int shown = 0;
    for (int i = 0; i < plain->count && shown <= position; i++)
        if (is_shown(plain, plain->order[i])) {
            plain->cursor = plain->order[i];
            plain->is_resting = false;
            shown++;
        }
}

static void act_want(struct world *world)
{
    char id[16];
    world->plain.wanted = any(world, ITEMS);
    snprintf(id, sizeof(id), "%d", world->plain.wanted);
    ck_assert_int_eq(list_select(world->list, slice_of(id)), is_shown(&world->plain, world->plain.wanted));
}

static void act_mark(struct world *world)
{
    const int id = any(world, ITEMS);
    char name[16];
    snprintf(name, sizeof(name), "%d", id);
    list_toggle_mark(world->list, rows_find(list_rows(world->list), slice_of(name)));
    struct item *item = &world->plain.items[id];
    item->is_marked = item->is_live && !item->is_marked;
}

static void act_mark_all(struct world *world)
{
    list_mark_all(world->list);
    for (int i = 0; i < ITEMS; i++)
        world->plain.items[i].is_marked |= is_shown(&world->plain, i);
}

static void act_clear(struct world *world)
{
    list_clear_marks(world->list);
    for (int i = 0; i < ITEMS; i++)
        world->plain.items[i].is_marked = false;
}

static void act_reset(struct world *world)
{
    const struct plain old = world->plain;
    list_reset(world->list);
    world->plain = (struct plain){ .sort = old.sort, .descending = old.descending, .cursor = NOBODY, .wanted = NOBODY };
}

static const struct {
    void (*act)(struct world *world);
    const char *name;
    int chance; /* of 100 */
} acts[] = {
    { act_put, "put", 30 },          { act_put_one, "put one", 8 }, { act_remove, "remove", 8 },
    { act_refresh, "refresh", 12 },  { act_filter, "filter", 10 },  { act_sort, "sort", 6 },
    { act_move, "move", 10 },        { act_want, "want", 4 },       { act_mark, "mark", 6 },
    { act_mark_all, "mark all", 2 }, { act_clear, "clear", 3 },     { act_reset, "reset", 1 },
};

static size_t act(struct world *world)
{
    int drawn = any(world, 100);
    size_t chosen = 0;
    while (drawn >= acts[chosen].chance)
        drawn -= acts[chosen++].chance;
    const struct plain before = world->plain;
    memset(world->is_touched, 0, sizeof(world->is_touched));
    acts[chosen].act(world);
    order_plain(&world->plain);
    settle_cursor(world, &before);
    if (!world->plain.is_refreshing)
        world->plain.is_resting = false;
    return chosen;
}

static void compare(struct world *world, int number, const char *name)
{
    const struct plain *plain = &world->plain;
    const struct list *list = world->list;
    size_t shown = 0;
    size_t marked = 0;
    for (int i = 0; i < plain->count; i++) {
        const int item = plain->order[i];
        marked += plain->items[item].is_marked;
        if (!is_shown(plain, item))
            continue;
        const uint32_t row = list_at(list, shown);
        ck_assert_msg(item_at(list, row) == item, "act %d (%s): %d, not %d, at %zu", number, name, item_at(list, row),
                      item, shown);
        ck_assert_msg((row == list_cursor_row(list)) == (item == plain->cursor), "act %d (%s): cursor at %d, not %d",
                      number, name, item_at(list, list_cursor_row(list)), plain->cursor);
        ck_assert_int_eq(row == list_cursor_row(list), shown == list_cursor(list));
        ck_assert_int_eq(list_is_marked(list, row), plain->items[item].is_marked);
        shown++;
    }
    ck_assert_uint_eq(list_count(list), shown);
    ck_assert_uint_eq(list_total(list), (size_t)plain->count);
    ck_assert_uint_eq(list_mark_count(list), marked);
    const size_t top = list_window(world->list, HEIGHT, any(world, 4));
    ck_assert(shown == 0 || (top <= list_cursor(list) && list_cursor(list) < top + HEIGHT));
    ck_assert(top == 0 || top + HEIGHT <= shown);
}

START_TEST(random_acts_agree_with_the_plain_list)
{
    struct world world = {
        .seed = UINT64_C(0x9e3779b97f4a7c15) * (uint64_t)(_i + 1),
        .list = list_new(&api_resources[API_INTERACTION]),
        .plain = { .cursor = NOBODY, .wanted = NOBODY },
    };
    for (int i = 0; i < ACTS; i++)
        compare(&world, i, acts[act(&world)].name);
    list_free(&world.list);
}
END_TEST

Suite *list_random_suite(void)
{
    Suite *suite = suite_create("list_random");
    TCase *tests = tcase_create("list_random");
    tcase_add_loop_test(tests, random_acts_agree_with_the_plain_list, 0, SEEDS);
    suite_add_tcase(suite, tests);
    return suite;
}
