/* Display blocks: what somebody put together for reviewers to look at (text, JSON, pictures by address, traces). */
#include "trace_page.h"

#include <annotty/base/mem.h>

static void tell_text(struct trace_page *page, struct json_value block)
{
    page_add_markdown(page, page_string(page, json_member(block, "content")));
}

static void tell_plain(struct trace_page *page, struct json_value block)
{
    page_add_plain(page, page_string(page, json_member(block, "content")), TRACE_TEXT);
}

static void tell_header(struct trace_page *page, struct json_value block)
{
    page_add_plain(page, page_string(page, json_member(block, "content")), TRACE_HEADING);
}

static void tell_json(struct trace_page *page, struct json_value block)
{
    page_add_json(page, json_member(block, "content"));
}

static void tell_image(struct trace_page *page, struct json_value block)
{
    const struct json_value alt = json_member(block, "alt");
    page_add(page, (struct passage){ .label = SLICE("picture"),
                                     .text = alt.kind == JSON_STRING ? page_string(page, alt) : SLICE("(no words)"),
                                     .kind = PASSAGE_PLAIN });
    page_add_line(page, TRACE_MUTED, page_string(page, json_member(block, "url")));
}

static void tell_widget(struct trace_page *page, struct json_value block)
{
    (void)block;
    page_add_line(page, TRACE_MUTED, SLICE("chart (not shown)"));
}

static void tell_trace(struct trace_page *page, struct json_value block)
{
    const struct slice id = page_string(page, json_member(block, "traceId"));
    page_open(page, (struct section){ .title = SLICE("trace"),
                                      .detail = id,
                                      .detail_style = TRACE_VALUE,
                                      .style = TRACE_SPAN,
                                      .source = id,
                                      .link = id });
    page_close(page);
}

static const struct {
    const char *type;
    void (*tell)(struct trace_page *page, struct json_value block);
} rows[] = {
    { "markdown", tell_text }, { "header", tell_header }, { "text", tell_plain },         { "json", tell_json },
    { "image", tell_image },   { "widget", tell_widget }, { "llmobs_trace", tell_trace },
};

static void tell_block(struct trace_page *page, struct json_value block)
{
    const struct json_value label = json_member(block, "label");
    const struct slice type = page_string(page, json_member(block, "type"));
    if (label.kind == JSON_STRING)
        page_add_line(page, TRACE_LABEL, page_string(page, label));
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
        if (slice_is(type, rows[i].type)) {
            rows[i].tell(page, block);
            return;
        }
    page_add_json(page, block);
}

void page_tell_blocks(struct trace_page *page, struct json_value blocks)
{
    struct json_value block;
    for (size_t at = 0; blocks.kind == JSON_ARRAY && json_next_element(blocks, &at, &block);) {
        if (block.kind == JSON_OBJECT)
            tell_block(page, block);
        page_add_blank(page);
    }
}
