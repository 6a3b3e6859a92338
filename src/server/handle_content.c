/* Annotated interactions by what they are about, through all queues (extensions, section 5). */
#include "handlers.h"

#include "page.h"
#include "reviewers.h"
#include "wrapped.h"

#include <annotty/base/mem.h>

/* Every content id that the query names, as a JSON array. */
static struct json_value asked_ids(const struct handling *handling)
{
    enum { CONTENT_IDS = 0 };
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    struct json_value list = { .kind = JSON_ABSENT };
    buf_append_char(&json, '[');
    for (size_t i = 0; i < handling->query.counts[CONTENT_IDS]; i++) {
        if (i > 0)
            buf_append_char(&json, ',');
        json_write_string(&json, handling->query.values[CONTENT_IDS][i]);
    }
    buf_append_char(&json, ']');
    json_check((struct slice){ arena_copy(handling->arena, buf_slice(&json)), json.length }, &list, NULL);
    buf_free(&json);
    return list;
}

static struct json_value member(const struct workspace_row *row, const char *name)
{
    return row->record.values[api_field_index(row->record.resource, slice_of(name))];
}

static bool write_one(struct handling *handling, const struct workspace_content *content)
{
    struct workspace_row queue;
    bool can_annotate = false, is_over = false;
    if (workspace_find_id(handling->session, &api_resources[API_QUEUE], content->queue_id, handling->arena, &queue,
                          &handling->error) != WORKSPACE_FOUND)
        return refuse_store(handling);
    if (!may_annotate(handling, &queue, &can_annotate))
        return false;
    struct workspace_annotated *item =
        workspace_annotated_new(handling->session, queue.seq, content->interaction, can_annotate, &handling->error);
    if (item == NULL)
        return refuse_store(handling);
    workspace_annotated_add(item, "queue_id", queue.record.id.raw);
    workspace_annotated_add(item, "queue_name", member(&queue, "name").raw);
    const bool read = workspace_annotated_read(item, SIZE_MAX, &handling->answer, &is_over, &handling->error);
    workspace_annotated_free(&item);
    return read || refuse_store(handling);
}

bool handle_annotated_by_content(struct handling *handling)
{
    long long offset = 0;
    struct workspace_content *found = NULL;
    size_t count = 0, total = 0;
    if (handling->query.counts[0] == 0)
        return refuse_parameter(handling, "contentIds", "is required");
    const struct slice text = parameter_value(handling, "offset");
    if (text.length > 0 && (!slice_to_int64(text, &offset) || offset > INT32_MAX))
        return refuse_parameter(handling, "offset", "must be a whole number of 32 bits");
    if (!begin_read(handling))
        return false;
    if (!workspace_find_content(handling->session, asked_ids(handling), (size_t)offset,
                                page_limit(handling, PAGE_USUAL), handling->arena, &found, &count, &total,
                                &handling->error))
        return refuse_store(handling);
    wrapped_begin(&handling->answer, handling->operation, api_text_value(handling->arena, SLICE("content")));
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_append_char(&handling->answer, ',');
        if (!write_one(handling, &found[i]))
            return false;
    }
    buf_printf(&handling->answer, "],\"total_count\":%zu}}}", total);
    handling->status = 200;
    return true;
}
