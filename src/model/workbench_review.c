/* The review of a queue as the workbench sees it: opened and closed, items shown one after the other, labels put into
 * the journal as they are committed, and taken back. */
#include "workbench_private.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

/* A disk that takes longer doesn't keep the screen from saying so. */
enum { TRY_AGAIN_MS = 500, DISK_MS = 200 };

/* --- The queue's labels ------------------------------------------------------------------------------------------- */

struct slice workbench_label_schema(const struct workbench *workbench)
{
    const struct rows *rows = list_rows(workbench->queues.list);
    const uint32_t row = rows_find(rows, slice_of(workbench->queue_id));
    const int field = api_field_index(rows_resource(rows), SLICE("annotation_schema"));
    if (row != ROW_NONE && rows_has(rows, row, field))
        return rows_cell(rows, row, field);
    return slice_of(workbench->schema_json);
}

bool workbench_has_labels(const struct workbench *workbench)
{
    struct arena arena = ARENA_EMPTY;
    struct label_schema schema;
    if (workbench->queue_id == NULL)
        return false;
    label_schema_read(workbench_label_schema(workbench), &arena, &schema);
    const bool has_labels = schema.count > 0;
    arena_free(&arena);
    return has_labels;
}

/* Where the list of queues doesn't say it, the queue is asked for it. */
static void ask_schema(struct workbench *workbench)
{
    if (workbench_label_schema(workbench).length > 0 || workbench->schema_errand != 0 ||
        pending_is_local(slice_of(workbench->queue_id)))
        return;
    struct api_call call = api_call_new(API_GET_LABEL_SCHEMA);
    api_call_parameter(&call, "queue_id", slice_of(workbench->queue_id));
    workbench->schema_errand = workbench_send(workbench, (struct errand){ .kind = ERRAND_READ, .call = call });
}

bool workbench_schema_done(struct workbench *workbench, uint64_t errand, struct slice body)
{
    struct json_value answer;
    if (errand == 0 || errand != workbench->schema_errand)
        return false;
    workbench->schema_errand = 0;
    if (json_check(body, &answer, NULL)) {
        const struct slice schema = json_at(answer, "/data/attributes/annotation_schema").raw;
        char *text = xstrndup(schema.at != NULL ? schema.at : "", schema.length);
        workbench_replace(&workbench->schema_json, text);
        free(text);
        workbench_review_follow(workbench);
    }
    return true;
}

bool workbench_schema_failed(struct workbench *workbench, uint64_t errand, const struct error *error)
{
    if (errand == 0 || errand != workbench->schema_errand)
        return false;
    workbench->schema_errand = 0;
    /* 404 of a queue that is there, 405 and 501: it has no such operation (extensions, section 1). */
    if (error->http_status == 404 || error->http_status == 405 || error->http_status == 501)
        workbench_say(workbench, MESSAGE_WARNING, "this server keeps no labels for queues: what is there can be read");
    else
        workbench_say_error(workbench, "the queue's labels can't be read", error);
    return true;
}

/* --- Notes on the disk -------------------------------------------------------------------------------------------- */

static struct review_store *find_store(struct workbench *workbench, const char *queue_id)
{
    for (size_t i = 0; i < workbench->review_store_count; i++)
        if (strcmp(workbench->review_stores[i].queue_id, queue_id) == 0)
            return &workbench->review_stores[i];
    return NULL;
}

static void put_store(struct workbench *workbench, const char *queue_id, struct slice notes)
{
    struct review_store *store = find_store(workbench, queue_id);
    if (store == NULL) {
        workbench->review_stores = xgrow(workbench->review_stores, &workbench->review_store_capacity,
                                         workbench->review_store_count + 1, sizeof(*workbench->review_stores));
        store = &workbench->review_stores[workbench->review_store_count++];
        *store = (struct review_store){ .queue_id = xstrdup(queue_id) };
    }
    free(store->notes);
    store->notes = xstrndup(notes.at, notes.length);
}

bool workbench_review_restore(struct workbench *workbench, struct json_value draft)
{
    const struct json_value queue = json_member(draft, "review");
    const struct json_value notes = json_member(draft, "notes");
    struct buf id = buf_with_limit(BUF_LIMIT_LINE);
    const bool is_review = queue.kind == JSON_STRING && notes.kind == JSON_OBJECT && json_append_string(&id, queue);
    if (is_review && find_store(workbench, buf_text(&id)) == NULL)
        put_store(workbench, buf_text(&id), notes.raw);
    buf_free(&id);
    return is_review;
}

void workbench_review_store(struct workbench *workbench)
{
    struct review *review = workbench->review;
    struct buf notes = buf_with_limit(BUF_LIMIT_BODY);
    if (review == NULL)
        return;
    review_keep_draft(review);
    review_write_notes(review, &notes);
    put_store(workbench, review->queue_id, buf_slice(&notes));
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    if (review->note_count > 0) {
        buf_append_text(&text, "{\"review\":");
        json_write_string(&text, slice_of(review->queue_id));
        buf_printf(&text, ",\"notes\":%s}", buf_text(&notes));
    }
    workbench_send(workbench, (struct errand){ .kind = ERRAND_KEEP_DRAFT,
                                               .name = xasprintf("review %s", review->queue_id),
                                               .text = buf_take(&text) });
    buf_free(&notes);
}

/* --- Opened and closed -------------------------------------------------------------------------------------------- */

/* The cursor of the list goes along, so that whoever leaves is where the review was. */
static void show_item(struct workbench *workbench)
{
    workbench->detail_top = 0;
    workbench->detail_due_ms = 0;
    list_select(workbench->interactions.list, review_id(workbench->review));
}

void workbench_review_go(struct workbench *workbench, size_t at)
{
    struct review *review = workbench->review;
    if (review_is_changed(review))
        workbench_draft_touched(workbench);
    review_open(review, at);
    show_item(workbench);
}

/* Whoever asks for a review without meaning one interaction means one that waits. */
static void seek(struct workbench *workbench)
{
    struct review *review = workbench->review;
    const uint32_t row = review_row(review);
    if (!review->seeks || row == ROW_NONE || !review_is_answered(review, row))
        return;
    const size_t next = review_next_unreviewed(review);
    if (next != SIZE_MAX)
        workbench_review_go(workbench, next);
}

void workbench_open_review(struct workbench *workbench, uint32_t first, bool seeks)
{
    const struct list *list = workbench->interactions.list;
    const struct slice me = people_me(workbench->people);
    review_free(&workbench->review);
    ask_schema(workbench);
    struct review *review = review_new(workbench->queue_id, list_rows(list), workbench_label_schema(workbench), me);
    const struct review_store *store = find_store(workbench, workbench->queue_id);
    workbench->review = review;
    review->is_blind = workbench->reviews_blind;
    review->advances = !workbench->reviews_wait;
    if (store != NULL)
        review_read_notes(review, slice_of(store->notes));
    workbench->focus = PANE_INTERACTIONS;
    review_arrange(review, list, workbench->review_order, workbench->review_seed, first);
    workbench_open(workbench, PLACE_REVIEW);
    show_item(workbench);
    review->seeks = seeks;
    seek(workbench);
}

void workbench_close_review(struct workbench *workbench)
{
    if (workbench->review == NULL)
        return;
    workbench_review_store(workbench);
    workbench_close(workbench, PLACE_REVIEW_TEXT);
    workbench_close(workbench, PLACE_REVIEW);
    review_free(&workbench->review);
}

void workbench_review_knows_me(struct workbench *workbench)
{
    struct review *review = workbench->review;
    const struct slice me = people_me(workbench->people);
    if (review == NULL || me.length == 0)
        return;
    if (review->me == NULL)
        review_set_me(review, me);
    seek(workbench);
}

void workbench_review_follow(struct workbench *workbench)
{
    struct review *review = workbench->review;
    if (review == NULL)
        return;
    review_refresh(review);
    workbench_review_knows_me(workbench);
    if (review_set_schema(review, workbench_label_schema(workbench))) {
        workbench_close(workbench, PLACE_REVIEW_TEXT);
        workbench_say(workbench, MESSAGE_NEWS, "the queue's labels were changed");
    }
}

/* --- Into the journal --------------------------------------------------------------------------------------------- */

/* [{"interaction_id": ID, "label_values": VALUES}]; for the caller to free. */
static char *annotations_of(const char *id, const char *values)
{
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    buf_append_text(&json, "[{\"interaction_id\":");
    json_write_string(&json, slice_of(id));
    buf_printf(&json, ",\"label_values\":%s}]", values);
    return buf_take(&json);
}

static char *content_of(const struct workbench *workbench, const char *id)
{
    const struct rows *rows = list_rows(workbench->interactions.list);
    const uint32_t row = rows_find(rows, slice_of(id));
    const struct slice content =
        row != ROW_NONE ? rows_cell(rows, row, api_field_index(rows_resource(rows), SLICE("content_id"))) : SLICE("");
    return content.length > 0 ? xstrndup(content.at, content.length) : xstrdup(id);
}

/* `before` and `values`: lists of label values; before "[]" or NULL: there were none. Returns the errand of the keep.
 */
static uint64_t keep_labels(struct workbench *workbench, const char *id, const char *before, const char *values)
{
    const bool has_before = before != NULL && strcmp(before, "[]") != 0;
    char *annotations = annotations_of(id, values);
    struct task task = { .calls = xmalloc(sizeof(*task.calls)),
                         .call_count = 1,
                         .before = has_before ? annotations_of(id, before) : NULL,
                         .name = content_of(workbench, id),
                         .about = xstrdup(id),
                         .is_quiet = true };
    task.calls[0] = api_call_new(API_UPSERT_ANNOTATIONS);
    api_call_parameter(&task.calls[0], "queue_id", slice_of(workbench->review->queue_id));
    api_call_member_json(&task.calls[0], "annotations", slice_of(annotations));
    task.step.title = xasprintf("label \"%s\"", task.name);
    workbench_keep(workbench, task);
    free(annotations);
    workbench->label_keep = workbench->last_keep;
    workbench->label_by_ms = workbench->now_ms + DISK_MS;
    return workbench->last_keep;
}

bool workbench_awaits_disk(const struct workbench *workbench, int64_t now_ms)
{
    return workbench->label_keep != 0 && now_ms < workbench->label_by_ms;
}

void workbench_label_kept(struct workbench *workbench, uint64_t keep)
{
    if (keep == workbench->label_keep)
        workbench->label_keep = 0;
}

/* What is answered, as a list of label values; for the caller to free. */
static char *values_of(const struct answers *answers)
{
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    answers_write(answers, &json);
    return buf_take(&json);
}

static bool can_commit(struct workbench *workbench)
{
    struct review *review = workbench->review;
    const uint32_t row = review_row(review);
    const size_t missing = row != ROW_NONE ? answers_missing(&review->answers) : ANSWER_NONE;
    if (row == ROW_NONE || rows_is_gone(review->rows, row)) {
        workbench_say(workbench, MESSAGE_WARNING, "this interaction isn't in the queue any more; n goes on");
        return false;
    }
    if (pending_is_local(review_id(review))) {
        workbench_say(workbench, MESSAGE_WARNING, "the server doesn't have this interaction yet; n goes on");
        return false;
    }
    if (missing != ANSWER_NONE) {
        review->label = missing;
        workbench_say(workbench, MESSAGE_WARNING, "%.*s needs a value",
                      SLICE_ARGS(review->schema.labels[missing].name));
        return false;
    }
    return true;
}

static void put_into_journal(struct workbench *workbench)
{
    struct review *review = workbench->review;
    char *values = values_of(&review->answers);
    const struct slice id_text = review_id(review);
    char *id = xstrndup(id_text.at, id_text.length);
    const struct review_note *note = review_note_of(review, id_text);
    const enum review_mark mark = note != NULL ? note->mark : REVIEW_UNMARKED;
    struct review_deed deed = { .id = id, .before = review->shown, .after = values };
    deed.errand = keep_labels(workbench, id, review->shown, values);
    review_did(review, deed);
    review->done_count++;
    free(review->shown);
    review->shown = values;
    /* What is answered isn't put off any more. */
    if (mark == REVIEW_SKIPPED || mark == REVIEW_LATER)
        review_mark(review, id, REVIEW_UNMARKED, NULL);
    free(id);
}

void workbench_review_go_on(struct workbench *workbench)
{
    struct review *review = workbench->review;
    const size_t next = review_next_unreviewed(review);
    if (next != SIZE_MAX)
        workbench_review_go(workbench, next);
    else
        workbench_say(workbench, MESSAGE_GOOD,
                      review_count_left(review) > 0 ? "this is the last one that waits"
                                                    : "all are done; b goes back, q leaves");
}

void workbench_review_commit(struct workbench *workbench)
{
    struct review *review = workbench->review;
    if (answers_are_empty(&review->answers) && !review_is_changed(review) &&
        answers_missing(&review->answers) == ANSWER_NONE) {
        workbench_say(workbench, MESSAGE_NEWS, "nothing is answered yet; n goes on, s skips");
        return;
    }
    if (!can_commit(workbench))
        return;
    if (review_is_changed(review))
        put_into_journal(workbench);
    workbench_review_go_on(workbench);
}

/* --- Marks -------------------------------------------------------------------------------------------------------- */

void workbench_review_mark(struct workbench *workbench, enum review_mark mark, const char *reason)
{
    struct review *review = workbench->review;
    const struct slice id_text = review_id(review);
    if (id_text.length == 0)
        return;
    char *id = xstrndup(id_text.at, id_text.length);
    const struct review_note *note = review_note_of(review, id_text);
    const struct review_deed deed = {
        .id = id, .is_mark = true, .mark_before = note != NULL ? note->mark : REVIEW_UNMARKED, .mark_after = mark
    };
    review_mark(review, id, mark, reason);
    review_did(review, deed);
    workbench_review_store(workbench);
    free(id);
}

/* --- Taken back --------------------------------------------------------------------------------------------------- */

/* The form shows what is meant of the item now. */
static void return_to(struct workbench *workbench, const char *id)
{
    const size_t at = review_place(workbench->review, id);
    if (at == SIZE_MAX)
        return;
    review_forget_draft(workbench->review, id);
    review_open(workbench->review, at);
    show_item(workbench);
}

bool workbench_review_undo(struct workbench *workbench)
{
    struct review *review = workbench->review;
    struct review_deed *deed = review_undo(review);
    if (deed == NULL)
        return false;
    char *content = content_of(workbench, deed->id);
    if (deed->is_mark) {
        review_mark(review, deed->id, deed->mark_before, NULL);
        workbench_review_store(workbench);
    } else {
        workbench_take_back(workbench, deed->errand);
        review->done_count -= review->done_count > 0;
    }
    workbench_say(workbench, MESSAGE_GOOD, "taken back: %s \"%s\"", deed->is_mark ? "mark of" : "labels of", content);
    return_to(workbench, deed->id);
    free(content);
    return true;
}

bool workbench_review_redo(struct workbench *workbench)
{
    struct review *review = workbench->review;
    struct review_deed *deed = review_redo(review);
    if (deed == NULL)
        return false;
    if (deed->is_mark)
        review_mark(review, deed->id, deed->mark_after, NULL);
    else
        deed->errand = keep_labels(workbench, deed->id, deed->before, deed->after);
    return_to(workbench, deed->id);
    workbench_say(workbench, MESSAGE_GOOD, "done again");
    return true;
}

/* The keeps that are to be taken back, in order. What is just being sent is waited for. */
void workbench_take_back(struct workbench *workbench, uint64_t keep)
{
    workbench->take_backs = xgrow(workbench->take_backs, &workbench->take_back_capacity, workbench->take_back_count + 1,
                                  sizeof(*workbench->take_backs));
    workbench->take_backs[workbench->take_back_count++] = keep;
    workbench_undo_next(workbench);
}

uint64_t workbench_first_take_back(const struct workbench *workbench)
{
    return workbench->take_back_count > 0 ? workbench->take_backs[0] : 0;
}

void workbench_end_take_back(struct workbench *workbench)
{
    workbench->take_back_count--;
    memmove(workbench->take_backs, workbench->take_backs + 1,
            workbench->take_back_count * sizeof(*workbench->take_backs));
}

void workbench_delay_take_back(struct workbench *workbench)
{
    workbench->take_back_due_ms = workbench->now_ms + TRY_AGAIN_MS;
}

void workbench_review_unkept(struct workbench *workbench, uint64_t keep)
{
    if (workbench->review != NULL)
        review_drop_deed(workbench->review, keep);
}
