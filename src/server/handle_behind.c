/* One interaction of a queue with the spans behind it (extensions, section 11). */
#include "handlers.h"

#include "page.h"
#include "reviewers.h"
#include "span_page.h"

enum { EVENTS_USUAL = 10 };

/* By the interaction's type: what its content id is the key of. Other types have no spans. */
static const struct behind {
    const char *type;
    enum workspace_span_key key;
} behinds[] = {
    { "trace", WORKSPACE_OF_TRACE },
    { "experiment_trace", WORKSPACE_OF_TRACE },
    { "session", WORKSPACE_OF_SESSION },
};

static struct slice text_of(struct handling *handling, const struct workspace_row *row, const char *name)
{
    return api_plain_text(handling->arena, row->record.values[api_field_index(row->record.resource, slice_of(name))]);
}

static bool write_interaction(struct handling *handling, const struct workspace_row *interaction, bool can_annotate)
{
    bool is_over = false;
    struct workspace_annotated *items = workspace_annotated_new(handling->session, interaction->parent,
                                                                interaction->seq, can_annotate, &handling->error);
    const bool read =
        items != NULL && workspace_annotated_read(items, SIZE_MAX, &handling->answer, &is_over, &handling->error);
    workspace_annotated_free(&items);
    return read || refuse_store(handling);
}

static bool write_events(struct handling *handling, const struct workspace_row *interaction,
                         const struct cursor_place *place, struct span_page *page)
{
    const struct slice type = text_of(handling, interaction, "type");
    const bool goes_on = parameter_value(handling, "cursor").length > 0;
    for (size_t i = 0; i < sizeof(behinds) / sizeof(behinds[0]); i++) {
        if (!slice_is(type, behinds[i].type))
            continue;
        const struct workspace_span_question question = { .key = behinds[i].key,
                                                          .value = text_of(handling, interaction, "content_id"),
                                                          .from_ns = INT64_MIN,
                                                          .to_ns = INT64_MAX,
                                                          .goes_on = goes_on,
                                                          .after = span_place(*place) };
        return span_page_write(handling, &question, page);
    }
    return true;
}

static bool write_document(struct handling *handling, const struct workspace_row *interaction, bool can_annotate,
                           const struct cursor_place *place)
{
    struct buf *const out = &handling->answer;
    struct span_page page = { .limit = page_limit(handling, EVENTS_USUAL), .is_over = true };
    buf_printf(out, "{\"data\":{\"id\":%.*s,\"type\":\"%s\",\"attributes\":{\"annotated_interaction\":",
               SLICE_ARGS(interaction->record.id.raw), handling->operation->answer_type);
    if (!write_interaction(handling, interaction, can_annotate))
        return false;
    buf_append_text(out, ",\"interaction_type\":");
    json_write_string(out, text_of(handling, interaction, "type"));
    buf_printf(out, ",\"%s\":[", handling->operation->answer_member);
    if (!write_events(handling, interaction, place, &page))
        return false;
    buf_append_char(out, ']');
    if (!page.is_over) {
        char after[CURSOR_SIZE];
        cursor_write(handling, &page.place, after);
        buf_printf(out, ",\"next_cursor\":\"%s\"", after);
    }
    buf_append_text(out, "}}}");
    handling->status = 200;
    return true;
}

bool handle_annotated_interaction(struct handling *handling)
{
    struct cursor_place place;
    struct workspace_row interaction, queue;
    bool can_annotate = false;
    if (!page_begin(handling, &place) || !begin_read(handling) || !find_by_path(handling, &interaction))
        return false;
    const enum workspace_found found =
        workspace_find_id(handling->session, &api_resources[API_QUEUE], handling->path_values[0], handling->arena,
                          &queue, &handling->error);
    if (found != WORKSPACE_FOUND)
        return refuse_store(handling);
    return may_annotate(handling, &queue, &can_annotate) &&
           write_document(handling, &interaction, can_annotate, &place);
}
