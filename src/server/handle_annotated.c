/* A queue's annotated interactions. Up to ANSWER_WHOLE_MAX they are an answer like any other; longer ones are written
 * twice in the same session, first to learn the length that HTTP wants to know in advance (D45), then to be sent. */
#include "handlers.h"

#include "reviewers.h"
#include "wrapped.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

enum { ANSWER_WHOLE_MAX = 1024 * 1024, PIECE = 64 * 1024 };

struct annotated {
    struct workspace_session *session;
    struct workspace_annotated *items;
    struct buf begin; /* the document before the items */
    bool is_begun, is_over;
};

static void annotated_close(void *source)
{
    struct annotated *const annotated = source;
    workspace_annotated_free(&annotated->items);
    workspace_end(&annotated->session);
    buf_free(&annotated->begin);
    free(annotated);
}

/* False at the end, and when the store failed: `error` tells. */
static bool next_piece(struct annotated *annotated, size_t enough, struct buf *out, struct error *error)
{
    error_clear(error);
    if (annotated->is_over)
        return false;
    if (!annotated->is_begun)
        buf_append_slice(out, buf_slice(&annotated->begin));
    annotated->is_begun = true;
    if (!workspace_annotated_read(annotated->items, enough, out, &annotated->is_over, error))
        return false;
    if (annotated->is_over)
        buf_append_text(out, WRAPPED_END);
    return true;
}

static bool annotated_read(void *source, struct buf *out)
{
    struct error error;
    return next_piece(source, PIECE, out, &error);
}

/* Adds the lengths of the pieces that remain, and goes back to the first one. */
static bool measure(struct annotated *annotated, uint64_t *length, struct error *error)
{
    struct buf piece = buf_with_limit(BUF_LIMIT_ANSWER);
    while (next_piece(annotated, PIECE, &piece, error)) {
        *length += piece.length;
        buf_clear(&piece);
    }
    buf_free(&piece);
    workspace_annotated_rewind(annotated->items);
    annotated->is_begun = false;
    annotated->is_over = false;
    return error->kind == ERROR_NONE;
}

/* The handling's session goes over to the result. */
static struct annotated *annotated_open(struct handling *handling, const struct workspace_row *queue, bool can_annotate)
{
    struct workspace_annotated *const items =
        workspace_annotated_new(handling->session, queue->seq, 0, can_annotate, &handling->error);
    if (items == NULL)
        return NULL;
    struct annotated *const annotated = xcalloc(1, sizeof(*annotated));
    annotated->session = handling->session;
    annotated->items = items;
    annotated->begin = buf_with_limit(BUF_LIMIT_LINE);
    wrapped_begin(&annotated->begin, handling->operation, queue->record.id);
    handling->session = NULL;
    return annotated;
}

/* The whole answer, or the stream that will bring it and takes `annotated` over. */
static bool answer_whole_or_streamed(struct handling *handling, struct annotated **annotated)
{
    if (!next_piece(*annotated, ANSWER_WHOLE_MAX, &handling->answer, &handling->error))
        return refuse_store(handling);
    handling->status = 200;
    if ((*annotated)->is_over)
        return true;
    uint64_t length = handling->answer.length;
    buf_free(&handling->answer);
    if (!measure(*annotated, &length, &handling->error))
        return refuse_store(handling);
    handling->stream = (struct body_stream){ length, annotated_read, annotated_close, *annotated };
    *annotated = NULL;
    return true;
}

bool handle_annotated_interactions(struct handling *handling)
{
    struct workspace_row queue;
    bool can_annotate = false;
    if (!begin_read(handling) || !find_by_path(handling, &queue) || !begin_queue(handling, queue.seq) ||
        !may_annotate(handling, &queue, &can_annotate))
        return false;
    struct annotated *annotated = annotated_open(handling, &queue, can_annotate);
    if (annotated == NULL)
        return refuse_store(handling);
    const bool answered = answer_whole_or_streamed(handling, &annotated);
    if (annotated != NULL)
        annotated_close(annotated);
    return answered;
}
