#include <annotty/api/batch.h>

#include <annotty/base/mem.h>

#include <stdlib.h>

struct api_batch api_batch_new(void)
{
    return (struct api_batch){ .text = buf_with_limit(BUF_LIMIT_ANSWER) };
}

void api_batch_free(struct api_batch *batch)
{
    buf_free(&batch->text);
    free(batch->items);
    *batch = (struct api_batch){ 0 };
}

bool api_batch_has_room(const struct api_batch *batch, struct slice json)
{
    /* A comma for each. */
    return batch->count == 0 ||
           (batch->count < BATCH_ITEMS_MAX && batch->text.length + batch->count + json.length + 1 <= BATCH_BYTES_MAX);
}

void api_batch_add(struct api_batch *batch, const struct api_field *list, struct slice json)
{
    batch->items = xgrow(batch->items, &batch->capacity, batch->count + 1, sizeof(*batch->items));
    const size_t begin = batch->text.length;
    buf_append_slice(&batch->text, json);
    batch->items[batch->count++] = (struct api_batch_item){ list, begin, batch->text.length };
}

struct slice api_batch_text(const struct api_batch *batch, size_t number)
{
    const struct api_batch_item *item = &batch->items[number];
    return (struct slice){ batch->text.data + item->begin, item->end - item->begin };
}

void api_batch_remove(struct api_batch *batch, size_t number)
{
    batch->count--;
    memmove(batch->items + number, batch->items + number + 1, (batch->count - number) * sizeof(*batch->items));
}

void api_batch_clear(struct api_batch *batch)
{
    buf_clear(&batch->text);
    batch->count = 0;
}

const struct api_field *api_operation_list(const struct api_operation *operation, size_t number)
{
    size_t count = 0;
    const struct api_field *fields = api_operation_body(operation, &count);
    for (size_t i = 0; operation->body != NULL && i < count; i++)
        if ((fields[i].type == API_RECORDS || fields[i].type == API_STRINGS) && number-- == 0)
            return &fields[i];
    return NULL;
}

/* The items of one list as a JSON array; false when there are none. */
static bool write_list(const struct api_batch *batch, const struct api_field *list, struct buf *out)
{
    buf_clear(out);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->items[i].list != list)
            continue;
        buf_append_char(out, out->length == 0 ? '[' : ',');
        buf_append_slice(out, api_batch_text(batch, i));
    }
    return out->length > 0 && buf_append_char(out, ']');
}

struct api_call api_batch_call(const struct api_batch *batch, const struct api_call *base)
{
    struct api_call call = api_call_copy(base);
    struct buf json = buf_with_limit(BUF_LIMIT_ANSWER);
    const struct api_field *list = api_operation_list(base->operation, 0);
    for (size_t i = 0; list != NULL; list = api_operation_list(base->operation, ++i))
        if (write_list(batch, list, &json))
            api_call_member_json(&call, list->name, buf_slice(&json));
    buf_free(&json);
    return call;
}
