#include "pages.h"

const char *page_rows(const struct trace_page *page, const struct trace_frame *frame, struct arena *arena)
{
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    for (uint32_t at = trace_page_at(page, 0); at != (uint32_t)TRACE_NOWHERE; at = trace_page_at(page, at + 1)) {
        size_t count = 0;
        const struct trace_line *lines = trace_page_lay(page, at, frame, arena, &count);
        for (size_t i = 0; i < count; i++) {
            for (size_t run = 0; run < lines[i].run_count; run++)
                buf_append_text(&text, lines[i].runs[run].text.bytes);
            buf_append_char(&text, '\n');
        }
    }
    const char *kept = arena_copy(arena, buf_slice(&text));
    buf_free(&text);
    return kept;
}

const char *events_of(const char *input, const char *output, struct arena *arena)
{
    return arena_printf(arena,
                        "[{\"span_id\":\"a\",\"name\":\"chat\",\"span_kind\":\"llm\",\"input\":%s,\"output\":%s}]",
                        input, output);
}
