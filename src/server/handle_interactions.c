/* Adding interactions to a queue and removing them. */
#include "handlers.h"

#include "wrapped.h"

#include <inttypes.h>

/* A value for a member that an answer computes, such as already_existed. */
static void set_flag(struct api_record *record, const char *name, bool flag)
{
    const int field = api_field_index(record->resource, slice_of(name));
    const struct slice text = flag ? SLICE("true") : SLICE("false");
    if (field >= 0)
        record->values[field] = (struct json_value){ .kind = JSON_BOOL, .raw = text };
}

static int field_of(const char *name)
{
    return api_field_index(&api_resources[API_INTERACTION], slice_of(name));
}

/* What shows blocks has no content but them: a hash of the list stands for it (extensions, section 5). The keys are
 * fixed, because the same blocks have the same id in every store. */
static void name_content(struct api_record *item, struct arena *arena)
{
    static const struct siphash_key keys[] = { { { 1, 2 } }, { { 3, 4 } } };
    const struct json_value blocks = item->values[field_of("display_block")];
    if (blocks.kind == JSON_ABSENT)
        return;
    const char *const text =
        arena_printf(arena, "%016" PRIx64 "%016" PRIx64, json_hash(blocks, &keys[0]), json_hash(blocks, &keys[1]));
    item->values[field_of("content_id")] = api_text_value(arena, slice_of(text));
}

/* Contract D26: an interaction is known by its queue, its type and its content_id. */
static enum workspace_found find_item(struct handling *handling, int64_t queue, const struct api_record *item,
                                      struct arena *arena, struct workspace_row *row)
{
    const struct slice content_id = api_plain_text(arena, item->values[field_of("content_id")]);
    const struct slice type = api_plain_text(arena, item->values[field_of("type")]);
    const struct workspace_question question = {
        .resource = item->resource,
        .parent = queue,
        .filters = { { .field = "content_id", .values = &content_id, .count = 1 },
                     { .field = "type", .values = &type, .count = 1 } },
        .filter_count = 2,
    };
    return workspace_find(handling->session, &question, arena, row, &handling->error);
}

static bool add_item(struct handling *handling, const struct request_item *item, void *data)
{
    const struct workspace_row *const queue = data;
    struct workspace_row row;
    struct api_record record = item->record;
    name_content(&record, item->arena);
    const enum workspace_found found = find_item(handling, queue->seq, &record, item->arena, &row);
    const bool is_kept =
        found == WORKSPACE_FOUND ||
        (found == WORKSPACE_MISSING && workspace_insert(handling->session, record.resource, queue->seq, record.values,
                                                        item->arena, &row, &handling->error));
    if (!is_kept)
        return refuse_store(handling);
    set_flag(&row.record, "already_existed", found == WORKSPACE_FOUND);
    if (item->number > 0)
        buf_append_char(&handling->answer, ',');
    api_encode(&handling->answer, row.record.resource, api_plain_text(item->arena, row.record.id), row.record.values);
    return true;
}

bool handle_add_interactions(struct handling *handling)
{
    struct workspace_row queue;
    if (!begin_write(handling) || !find_by_path(handling, &queue))
        return false;
    wrapped_begin(&handling->answer, handling->operation, queue.record.id);
    if (!each_item(handling, handling->operation->resource, handling->body.values[0], add_item, &queue) ||
        !commit_write(handling))
        return false;
    buf_append_text(&handling->answer, WRAPPED_END);
    handling->status = 201;
    return true;
}

bool handle_delete_interactions(struct handling *handling)
{
    struct workspace_row queue;
    return begin_write(handling) && find_by_path(handling, &queue) &&
           delete_ids(handling, queue.seq, handling->body.values[0]);
}
