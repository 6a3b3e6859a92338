/* An experiment's events: spans and metrics pushed, and read again. */
#include "handlers.h"

#include "page.h"

/* Pushing */

static bool put_item(struct handling *handling, const struct request_item *item, void *data)
{
    const struct workspace_row *const experiment = data;
    return workspace_put_event(handling->session, experiment->seq, &item->record, item->arena, &handling->error) ||
           refuse_store(handling);
}

bool handle_push_events(struct handling *handling)
{
    struct workspace_row experiment;
    size_t count = 0;
    const struct api_field *const lists = api_operation_body(handling->operation, &count);
    if (!begin_write(handling) || !find_by_path(handling, &experiment))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!each_item(handling, lists[i].of, handling->body.values[i], put_item, &experiment))
            return false;
    handling->status = 202;
    return commit_write(handling);
}

/* Reading */

/* One list in two parts: the metrics that belong to no span, then the spans. A cursor's place is negative in the
 * first part. Mostly a page has room for the whole first part. */
static bool write_events(struct handling *handling, int64_t experiment, struct cursor_place *place, bool *over)
{
    struct buf *const out = &handling->answer;
    const size_t limit = page_limit(handling, PAGE_MAX);
    struct workspace_page metrics = { .after = -place->seq, .limit = PAGE_MAX, .enough = PAGE_ENOUGH };
    struct workspace_page spans = { .after = 0, .limit = limit, .enough = PAGE_ENOUGH };
    metrics.is_over = place->seq > 0;
    if (metrics.is_over)
        spans.after = place->seq;
    buf_append_text(out, "\"summary_metrics\":[");
    if (!metrics.is_over && !workspace_read_summary(handling->session, experiment, &metrics, out, &handling->error))
        return refuse_store(handling);
    buf_append_text(out, "],\"spans\":[");
    if (metrics.is_over && !workspace_read_spans(handling->session, experiment, &spans, out, &handling->error))
        return refuse_store(handling);
    buf_append_char(out, ']');
    place->seq = metrics.is_over ? spans.after : -metrics.after;
    *over = metrics.is_over && spans.is_over;
    return true;
}

bool handle_list_events(struct handling *handling)
{
    struct workspace_row experiment;
    struct cursor_place place;
    bool is_over = false;
    if (!page_begin(handling, &place) || !begin_read(handling) || !find_by_path(handling, &experiment))
        return false;
    buf_printf(&handling->answer, "{\"data\":{\"id\":%.*s,\"type\":\"%s\",\"attributes\":{",
               SLICE_ARGS(experiment.record.id.raw), handling->operation->answer_type);
    if (!write_events(handling, experiment.seq, &place, &is_over))
        return false;
    buf_append_text(&handling->answer, "}},");
    page_write_meta(handling, is_over ? NULL : &place);
    buf_append_char(&handling->answer, '}');
    handling->status = 200;
    return true;
}
