/* A dataset's records: listing a version, and the changes that make versions. */
#include "handlers.h"

#include "page.h"

#include <annotty/base/clock.h>
#include <annotty/base/index.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

/* Listing */

bool handle_list_records(struct handling *handling)
{
    struct workspace_row dataset;
    struct cursor_place place;
    if (!page_begin(handling, &place) || !begin_read(handling) || !find_by_path(handling, &dataset))
        return false;
    /* The version that the cursor holds (D2), or the current one, unless the query says one. */
    place.version = place.seq != 0 ? place.version : current_version(&dataset);
    if (!take_version(handling, &dataset, "filter[version]", &place.version))
        return false;
    struct workspace_page page = { place.seq, .limit = page_limit(handling, PAGE_USUAL), .enough = PAGE_ENOUGH };
    buf_append_text(&handling->answer, "{\"data\":[");
    if (!workspace_read_records(handling->session, &dataset, place.version, &page, &handling->answer, &handling->error))
        return refuse_store(handling);
    buf_append_text(&handling->answer, "],");
    place.seq = page.after;
    page_write_meta(handling, page.is_over ? NULL : &place);
    buf_append_char(&handling->answer, '}');
    handling->status = 200;
    return true;
}

/* Changing */

enum { RECORDS_MAX = 100000 };                /* in one request: so many take the one writer a second */
#define ANSWER_MAX ((size_t)64 * 1024 * 1024) /* an update names records that can be large */

struct changing {
    struct workspace_row dataset;
    struct workspace_change *change;
    size_t count;     /* records in the answer */
    bool deduplicate; /* append */
    const char *list; /* the member of the body that names records */
    struct index ids; /* update: those that came already, by their place in the request */
    struct slice *texts;
    size_t capacity;
};

static bool check_count(struct handling *handling)
{
    size_t count = 0;
    struct json_value item;
    for (size_t i = 0; i < handling->operation->body_count; i++) {
        const struct json_value list = handling->body.values[i];
        for (size_t at = 0; list.kind == JSON_ARRAY && json_next_element(list, &at, &item);)
            count++;
    }
    return count <= RECORDS_MAX || api_problem_set(&handling->problem, handling->arena, 413,
                                                   "more than %d records: send them in parts", RECORDS_MAX);
}

static bool begin_change(struct handling *handling, struct changing *changing)
{
    if (!check_count(handling) || !begin_write(handling) || !find_by_path(handling, &changing->dataset))
        return false;
    changing->change =
        workspace_change_new(handling->session, &changing->dataset, clock_wall_ms(), handling->arena, &handling->error);
    return changing->change != NULL || refuse_store(handling);
}

static bool end_change(struct handling *handling, const struct changing *changing)
{
    return workspace_change_end(changing->change, &handling->error) || refuse_store(handling);
}

static void free_changing(struct changing *changing)
{
    workspace_change_free(&changing->change);
    index_free(&changing->ids);
    free(changing->texts);
}

static bool answer_record(struct handling *handling, struct changing *changing, const struct api_record *record,
                          struct arena *arena)
{
    struct buf *const out = &handling->answer;
    if (changing->count++ > 0)
        buf_append_char(out, ',');
    return api_encode(out, record->resource, api_plain_text(arena, record->id), record->values) ||
           api_problem_set(&handling->problem, handling->arena, 413,
                           "the answer would be too large: send the records in parts");
}

/* A change of the items one by one, and the document that answers it. */
static bool change_items(struct handling *handling, struct changing *changing, item_visit visit)
{
    handling->answer.limit = ANSWER_MAX;
    buf_printf(&handling->answer, "{\"data\":[{\"%s\":[", handling->operation->answer_member);
    if (!begin_change(handling, changing) ||
        !each_item(handling, handling->operation->resource, handling->body.values[0], visit, changing) ||
        !end_change(handling, changing))
        return false;
    handling->answer.limit = BUF_LIMIT_ANSWER;
    buf_append_text(&handling->answer, "]}]}");
    handling->status = 200;
    return commit_write(handling);
}

static bool append_item(struct handling *handling, const struct request_item *item, void *data)
{
    struct changing *const changing = data;
    struct workspace_row row;
    bool added = false;
    if (!workspace_append_record(changing->change, item->record.values, changing->deduplicate, item->arena, &row,
                                 &added, &handling->error))
        return refuse_store(handling);
    return !added || answer_record(handling, changing, &row.record, item->arena);
}

/* Contract D22: 201 when there are new records. */
bool handle_append_records(struct handling *handling)
{
    struct changing changing = { .deduplicate = !slice_is(handling->body.values[1].raw, "false") };
    const bool changed = change_items(handling, &changing, append_item);
    if (changed && changing.count > 0)
        handling->status = 201;
    free_changing(&changing);
    return changed;
}

static struct slice id_of(uint32_t number, const void *owner)
{
    const struct changing *const changing = owner;
    return changing->texts[number];
}

static bool refuse_id(struct handling *handling, const char *list, size_t number, int status, const char *why)
{
    api_problem_set(&handling->problem, handling->arena, status, "%s: %s", list, why);
    handling->problem.pointer = arena_printf(handling->arena, "/data/attributes/%s/%zu/id", list, number);
    if (status == 404)
        handling->problem.code = "unknown_resource";
    return false;
}

static bool note_id(struct handling *handling, struct changing *changing, size_t number, struct slice id)
{
    if (index_find(&changing->ids, id, id_of, changing) != INDEX_NONE)
        return refuse_id(handling, changing->list, number, 400, "the id is there twice");
    changing->texts = xgrow(changing->texts, &changing->capacity, number + 1, sizeof(*changing->texts));
    changing->texts[number] = (struct slice){ .at = arena_copy(handling->arena, id), .length = id.length };
    index_insert(&changing->ids, changing->texts[number], (uint32_t)number);
    return true;
}

static bool update_item(struct handling *handling, const struct request_item *item, void *data)
{
    struct changing *const changing = data;
    struct workspace_row row;
    const struct slice id = api_plain_text(item->arena, item->record.id);
    if (!note_id(handling, changing, item->number, id))
        return false;
    const enum workspace_found found =
        workspace_update_record(changing->change, id, item->record.values, item->arena, &row, &handling->error);
    if (found == WORKSPACE_MISSING)
        return refuse_id(handling, changing->list, item->number, 404, "the dataset has no record with the id");
    return found == WORKSPACE_FOUND ? answer_record(handling, changing, &row.record, item->arena)
                                    : refuse_store(handling);
}

bool handle_update_records(struct handling *handling)
{
    struct changing changing = { .list = "records" };
    const bool changed = change_items(handling, &changing, update_item);
    free_changing(&changing);
    return changed;
}

static bool delete_records(struct handling *handling, struct changing *changing)
{
    return begin_change(handling, changing) &&
           (workspace_delete_records(changing->change, handling->body.values[0], &handling->error) ||
            refuse_store(handling)) &&
           end_change(handling, changing) && commit_write(handling);
}

bool handle_delete_records(struct handling *handling)
{
    struct changing changing = { 0 };
    const bool deleted = delete_records(handling, &changing);
    handling->status = 204;
    free_changing(&changing);
    return deleted;
}

/* All of it at once */

enum batch_member { BATCH_INSERT, BATCH_UPDATE, BATCH_DELETE, BATCH_NEW_VERSION };

/* The item's members stand elsewhere in a record. */
static bool update_batch_item(struct handling *handling, const struct request_item *item, void *data)
{
    struct request_item moved = { .number = item->number, .arena = item->arena };
    const struct api_resource *const from = item->record.resource;
    moved.record.resource = &api_resources[API_RECORD_ITEM];
    moved.record.id = item->record.id;
    for (size_t i = 0; i < from->field_count; i++)
        moved.record.values[api_field_index(moved.record.resource, slice_of(from->fields[i].name))] =
            item->record.values[i];
    return update_item(handling, &moved, data);
}

static bool change_batch(struct handling *handling, struct changing *changing)
{
    const struct json_value *const said = handling->body.values;
    if (slice_is(said[BATCH_NEW_VERSION].raw, "false"))
        workspace_change_in_place(changing->change);
    if (said[BATCH_INSERT].kind == JSON_ARRAY &&
        !each_item(handling, &api_resources[API_RECORD_ITEM], said[BATCH_INSERT], append_item, changing))
        return false;
    if (said[BATCH_UPDATE].kind == JSON_ARRAY &&
        !each_item(handling, &api_resources[API_RECORD_CHANGE], said[BATCH_UPDATE], update_batch_item, changing))
        return false;
    return said[BATCH_DELETE].kind != JSON_ARRAY ||
           workspace_delete_records(changing->change, said[BATCH_DELETE], &handling->error) || refuse_store(handling);
}

bool handle_batch_update(struct handling *handling)
{
    struct changing changing = { .list = handling->operation->body[BATCH_UPDATE].name };
    handling->answer.limit = ANSWER_MAX;
    buf_printf(&handling->answer, "{\"data\":[{\"%s\":[", handling->operation->answer_member);
    const bool changed = begin_change(handling, &changing) && change_batch(handling, &changing) &&
                         end_change(handling, &changing) && commit_write(handling);
    handling->answer.limit = BUF_LIMIT_ANSWER;
    buf_append_text(&handling->answer, "]}]}");
    handling->status = 200;
    free_changing(&changing);
    return changed;
}
