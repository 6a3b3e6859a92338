/* Adding interactions to a queue and removing them. */
#include "handlers.h"

#include "wrapped.h"

/* A value for a member that an answer computes, such as already_existed. */
static void set_flag(struct api_record *record, const char *name, bool flag)
{
    const int field = api_field_index(record->resource, slice_of(name));
    const struct slice text = flag ? SLICE("true") : SLICE("false");
    if (field >= 0)
        record->values[field] = (struct json_value){ .kind = JSON_BOOL, .raw = text };
}

/* Contract D26: an interaction is known by its queue and by all that its item says, type and content_id. */
static enum workspace_found find_item(struct handling *handling, int64_t queue, const struct api_record *item,
                                      struct arena *arena, struct workspace_row *row)
{
    struct slice texts[WORKSPACE_FILTERS_MAX];
    struct workspace_question question = { .resource = item->resource, .parent = queue };
    for (size_t i = 0; i < item->resource->field_count && question.filter_count < WORKSPACE_FILTERS_MAX; i++) {
        if (item->values[i].kind == JSON_ABSENT)
            continue;
        struct slice *const text = &texts[question.filter_count];
        *text = api_plain_text(arena, item->values[i]);
        question.filters[question.filter_count++] = (struct workspace_filter){
            .field = item->resource->fields[i].name,
            .values = text,
            .count = 1,
        };
    }
    return workspace_find(handling->session, &question, arena, row, &handling->error);
}

static bool add_item(struct handling *handling, const struct request_item *item, void *data)
{
    const struct workspace_row *const queue = data;
    struct workspace_row row;
    const enum workspace_found found = find_item(handling, queue->seq, &item->record, item->arena, &row);
    const bool is_kept =
        found == WORKSPACE_FOUND ||
        (found == WORKSPACE_MISSING && workspace_insert(handling->session, item->record.resource, queue->seq,
                                                        item->record.values, item->arena, &row, &handling->error));
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
