#include "span_page.h"

#include "page.h"

struct writing {
    struct handling *handling;
    struct span_page *page;
    struct buf *out;
    size_t count, begin;
};

struct workspace_span_place span_place(struct cursor_place place)
{
    return (struct workspace_span_place){ .start_ns = place.version, .number = place.seq };
}

/* The members without what can be large and need not come. */
static void write_without(struct buf *out, struct json_value object, const char *left_out)
{
    size_t at = 0;
    struct slice key;
    struct json_value member;
    const char *before = "{";
    while (json_next_member(object, &at, &key, &member)) {
        if (json_key_is(key, left_out))
            continue;
        buf_printf(out, "%s\"%.*s\":", before, SLICE_ARGS(key));
        buf_append_slice(out, member.raw);
        before = ",";
    }
    buf_append_text(out, *before == '{' ? "{}" : "}");
}

/* A span's id is opaque: ids of spans are unique in their trace only. */
static void write_span(struct writing *writing, const struct workspace_span *span, struct json_value attributes)
{
    struct buf *const out = writing->out;
    struct buf id = buf_with_limit(BUF_LIMIT_BODY);
    buf_append_slice(&id, span->trace_id);
    buf_append_char(&id, ':');
    buf_append_slice(&id, span->span_id);
    buf_append_text(out, writing->count == 0 ? "{\"id\":" : ",{\"id\":");
    json_write_string(out, buf_slice(&id));
    buf_free(&id);
    buf_printf(out, ",\"type\":\"%s\",\"attributes\":", writing->handling->operation->resource->type);
    if (writing->page->without_attachments)
        write_without(out, attributes, "attachments");
    else
        buf_append_slice(out, attributes.raw);
    buf_append_char(out, '}');
}

static bool take_span(const struct workspace_span *span, void *data)
{
    struct writing *const writing = data;
    struct json_value attributes;
    if (!json_check(span->attributes, &attributes, NULL) || !span_query_matches(writing->page->query, attributes))
        return true;
    if (writing->count == writing->page->limit ||
        (writing->count > 0 && writing->out->length - writing->begin >= PAGE_ENOUGH)) {
        writing->page->is_over = false;
        return false;
    }
    write_span(writing, span, attributes);
    writing->count++;
    writing->page->place = (struct cursor_place){ .seq = span->place.number, .version = span->place.start_ns };
    return true;
}

bool span_page_write(struct handling *handling, const struct workspace_span_question *question, struct span_page *page)
{
    struct buf *const out = &handling->answer;
    struct writing writing = { .handling = handling, .page = page, .out = out, .begin = out->length };
    page->is_over = true;
    return workspace_each_span(handling->session, question, take_span, &writing, &handling->error) ||
           refuse_store(handling);
}
