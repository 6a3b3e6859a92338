/* What lies over the rows that the server and the cache send: changes that the server doesn't have yet, laid over again
 * whenever rows come, and taken away when they are done or dropped. Rows that are going away stay until they are gone.
 * Their states stand beside them (pending_of_row). */
#include "workbench_private.h"

#include <annotty/api/answer.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

/* More items of one call don't get rows before the server has them: they are a task, whose bar tells of them. */
enum { PROVISIONAL_MAX = 999 };

static struct listing *listing_of(struct workbench *workbench, const struct api_resource *resource)
{
    switch (resource->id) {
    case API_PROJECT:
        return &workbench->projects;
    case API_QUEUE:
        return &workbench->queues;
    case API_INTERACTION:
        return &workbench->interactions;
    default:
        return NULL;
    }
}

static bool is_same(const char *a, const char *b)
{
    return slice_equal(slice_of(a), slice_of(b));
}

/* Whether the list has, or should have, the rows of a change. */
static bool is_shown(const struct workbench *workbench, const struct pending_change *change)
{
    if (change->resource->id == API_INTERACTION)
        return workbench->queue_id != NULL && is_same(change->parent, workbench->queue_id);
    return change->effect != PENDING_CREATE || change->parent == NULL || workbench->project_id == NULL ||
           is_same(change->parent, workbench->project_id);
}

static bool lies_over(const struct pending_change *change)
{
    return (change->effect == PENDING_UPDATE || change->effect == PENDING_ANNOTATE) && change->row_id != NULL;
}

/* Shows a row as the person means it. */
static void lay(struct workbench *workbench, const struct api_resource *resource, const char *id)
{
    struct arena arena = ARENA_EMPTY;
    struct api_record record;
    const char *base = pending_base(workbench->pending, resource, slice_of(id));
    if (pending_record(workbench->pending, &arena, resource, id, base, &record)) {
        overlay_annotate(workbench, &arena, id, &record);
        list_put_one(listing_of(workbench, resource)->list, &record, false);
    }
    arena_free(&arena);
}

static void note_base(struct workbench *workbench, const struct rows *rows, uint32_t row)
{
    struct buf json = buf_with_limit(BUF_LIMIT_ANSWER);
    if (rows_write_json(rows, row, &json))
        pending_set_base(workbench->pending, rows_resource(rows), rows_id(rows, row), buf_text(&json));
    buf_free(&json);
}

/* --- Added interactions ------------------------------------------------------------------------------------------- */

static struct slice content_of(struct arena *arena, const struct rows *rows, uint32_t row)
{
    const struct api_resource *resource = rows_resource(rows);
    return pending_content(arena, rows_cell(rows, row, api_field_index(resource, SLICE("type"))),
                           rows_cell(rows, row, api_field_index(resource, SLICE("content_id"))));
}

/* What the server shows of a queue already needs no row of ours. */
static void note_there(struct workbench *workbench, const struct rows *rows)
{
    struct arena arena = ARENA_EMPTY;
    struct list *list = workbench->interactions.list;
    for (uint32_t row = 0; workbench->pending->contents.count > 0 && row < rows_count(rows); row++) {
        struct pending_item *item = NULL;
        if (rows_is_gone(rows, row) || pending_is_name(rows_id(rows, row)) ||
            pending_of_content(workbench->pending, workbench->queue_id, content_of(&arena, rows, row), &item) == NULL)
            continue;
        item->is_there = true;
        const uint32_t ours = rows_find(list_rows(list), item->id);
        const uint32_t theirs = rows_find(list_rows(list), rows_id(rows, row));
        if (ours != ROW_NONE && theirs != ROW_NONE)
            list_merge(list, &ours, &theirs, 1);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

static void put_item(struct rows *rows, struct arena *arena, const struct pending_item *item)
{
    struct slice content = item->content;
    struct slice type;
    struct api_record record = { .resource = rows_resource(rows) };
    slice_cut(&content, ':', &type);
    record.id = api_text_value(arena, item->id);
    record.values[api_field_index(record.resource, SLICE("type"))] = api_text_value(arena, type);
    record.values[api_field_index(record.resource, SLICE("content_id"))] = api_text_value(arena, content);
    const int id_field = api_field_index(record.resource, SLICE("id"));
    if (id_field >= 0)
        record.values[id_field] = record.id;
    rows_put(rows, &record, NULL);
}

static void put_items(struct workbench *workbench, struct pending_change *change)
{
    if (change->effect != PENDING_ADD || !pending_is_open(change) || !change->was_read ||
        change->item_count > PROVISIONAL_MAX || !is_shown(workbench, change))
        return;
    struct rows *rows = rows_new(change->resource);
    struct arena arena = ARENA_EMPTY;
    for (size_t i = 0; i < change->item_count; i++)
        if (!change->items[i].is_there)
            put_item(rows, &arena, &change->items[i]);
    list_put(workbench->interactions.list, rows);
    arena_free(&arena);
    rows_free(&rows);
}

static void take_out_items(struct workbench *workbench, const struct pending_change *change)
{
    struct list *list = listing_of(workbench, change->resource)->list;
    if (!is_shown(workbench, change))
        return;
    uint32_t *rows = xmalloc((change->item_count + 1) * sizeof(*rows));
    size_t count = 0;
    for (size_t i = 0; i < change->item_count; i++) {
        rows[count] = rows_find(list_rows(list), change->items[i].id);
        count += rows[count] != ROW_NONE;
    }
    list_remove_rows(list, rows, count);
    free(rows);
}

/* --- Laid over ---------------------------------------------------------------------------------------------------- */

void overlay_add(struct workbench *workbench, struct pending_change *change, bool select)
{
    struct listing *listing = listing_of(workbench, change->resource);
    if (listing == NULL)
        return;
    if (change->effect == PENDING_CREATE && is_shown(workbench, change)) {
        lay(workbench, change->resource, change->row_id);
        if (select)
            list_select(listing->list, slice_of(change->row_id));
    } else if (lies_over(change) && (change->effect == PENDING_UPDATE || is_shown(workbench, change))) {
        const uint32_t row = rows_find(list_rows(listing->list), slice_of(change->row_id));
        if (row == ROW_NONE)
            return;
        if (!pending_is_local(slice_of(change->row_id)) &&
            pending_base(workbench->pending, change->resource, slice_of(change->row_id)) == NULL)
            note_base(workbench, list_rows(listing->list), row);
        lay(workbench, change->resource, change->row_id);
        if (change->effect == PENDING_ANNOTATE && change->errand == 0)
            workbench_review_follow(workbench);
    } else if (change->effect == PENDING_ADD && change->was_read && is_shown(workbench, change) &&
               change->item_count <= PROVISIONAL_MAX) {
        note_there(workbench, list_rows(listing->list));
        put_items(workbench, change);
    }
}

/* Whose annotations they are wasn't known when they were laid. */
void overlay_know_me(struct workbench *workbench)
{
    const struct pending *pending = workbench->pending;
    for (size_t i = 0; i < pending->count; i++) {
        const struct pending_change *change = pending->changes[i];
        if (change->effect == PENDING_ANNOTATE && change->row_id != NULL && pending_is_open(change) &&
            pending_base(pending, change->resource, slice_of(change->row_id)) != NULL && is_shown(workbench, change))
            lay(workbench, change->resource, change->row_id);
    }
}

void overlay_rows(struct workbench *workbench, const struct rows *from)
{
    const struct pending *pending = workbench->pending;
    overlay_lay_fresh(workbench, from);
    for (size_t i = 0; i < pending->count; i++) {
        const struct pending_change *change = pending->changes[i];
        if (!lies_over(change) || change->resource != rows_resource(from) || !pending_is_open(change))
            continue;
        const uint32_t row = rows_find(from, slice_of(change->row_id));
        if (row == ROW_NONE)
            continue;
        note_base(workbench, from, row);
        lay(workbench, change->resource, change->row_id);
    }
    if (rows_resource(from)->id == API_INTERACTION)
        note_there(workbench, from);
}

/* The newest stand first, where the server will put them. */
void overlay_begin(struct workbench *workbench, const struct listing *listing)
{
    const struct pending *pending = workbench->pending;
    for (size_t i = pending->count; i-- > 0;) {
        const struct pending_change *change = pending->changes[i];
        if (change->effect == PENDING_CREATE && listing_of(workbench, change->resource) == listing &&
            pending_is_open(change) && is_shown(workbench, change))
            lay(workbench, change->resource, change->row_id);
    }
}

void overlay_end(struct workbench *workbench, const struct listing *listing)
{
    const struct pending *pending = workbench->pending;
    for (size_t i = 0; i < pending->count && listing == &workbench->interactions; i++)
        put_items(workbench, pending->changes[i]);
}

/* --- Names -------------------------------------------------------------------------------------------------------- */

static void rename_text(char **owned, const char *old, const char *id)
{
    if (*owned != NULL && strcmp(*owned, old) == 0)
        workbench_replace(owned, id);
}

static void rename_row(struct list *list, const char *old, const char *id)
{
    const uint32_t row = rows_find(list_rows(list), slice_of(old));
    if (row == ROW_NONE)
        return;
    uint32_t same = rows_find(list_rows(list), slice_of(id));
    struct buf json = buf_with_limit(BUF_LIMIT_ANSWER);
    struct arena arena = ARENA_EMPTY;
    struct json_value object;
    struct api_record record;
    rows_write_json(list_rows(list), row, &json);
    if (same == ROW_NONE && json_check(buf_slice(&json), &object, NULL) &&
        api_decode(rows_resource(list_rows(list)), object, &record, NULL)) {
        record.id = api_text_value(&arena, slice_of(id));
        same = list_put_one(list, &record, false);
    }
    if (same != ROW_NONE)
        list_merge(list, &row, &same, 1);
    buf_free(&json);
    arena_free(&arena);
}

/* What was called `old` up to now is called `id`, wherever it is named. */
void workbench_rename(struct workbench *workbench, const struct api_resource *resource, const char *old, const char *id)
{
    struct listing *listing = listing_of(workbench, resource);
    pending_rename(workbench->pending, resource, old, id);
    if (listing != NULL)
        rename_row(listing->list, old, id);
    rename_text(&workbench->project_id, old, id);
    rename_text(&workbench->form_about, old, id);
    rename_text(&workbench->intake_queue_id, old, id);
    rename_text(&workbench->delete_id, old, id);
    rename_text(&workbench->removal_queue_id, old, id);
    for (size_t i = 0; i < workbench->removal_count; i++)
        call_rename(&workbench->removals[i], old, id);
    if (workbench->form != NULL)
        call_rename(&workbench->form->call, old, id);
    for (size_t i = 0; i < workbench->draft_count; i++) {
        const bool is_about = slice_is(slice_of(workbench->drafts[i].about), old);
        rename_text(&workbench->drafts[i].about, old, id);
        if (workbench->drafts[i].form != NULL)
            call_rename(&workbench->drafts[i].form->call, old, id);
        if (is_about)
            workbench_store_renamed(workbench, &workbench->drafts[i], old);
    }
    for (size_t i = 0; i < workbench->task_count; i++) {
        struct task *task = &workbench->tasks[i];
        rename_text(&task->about, old, id);
        rename_text(&task->form_about, old, id);
        for (size_t call = 0; call < task->call_count; call++)
            call_rename(&task->calls[call], old, id);
    }
    if (workbench->queues.call.operation != NULL)
        call_rename(&workbench->queues.call, old, id);
    if (workbench->queue_id == NULL || strcmp(workbench->queue_id, old) != 0)
        return;
    workbench_replace(&workbench->queue_id, id);
    call_rename(&workbench->interactions.call, old, id);
    if (!pending_is_local(slice_of(id)))
        workbench_read(workbench, &workbench->interactions);
}

/* --- Done --------------------------------------------------------------------------------------------------------- */

/* The id that the server gave, from its answer or what the journal kept of it, ["ID"]; the caller frees; NULL: not
 * known. */
static char *made_id(const struct pending_change *change, struct slice body)
{
    struct api_record record;
    struct json_value answer;
    struct json_value id = { 0 };
    if (api_answer_one(change->change.call.operation, body, &record, NULL))
        id = record.id;
    else if (change->change.answer != NULL && json_check(slice_of(change->change.answer), &answer, NULL))
        id = json_at(answer, "/0");
    if (id.kind != JSON_STRING)
        return NULL;
    struct buf text = buf_with_limit(BUF_LIMIT_LINE);
    json_append_string(&text, id);
    return buf_take(&text);
}

/* The server's version of a row, beneath what else is meant for it. */
static void take_row(struct workbench *workbench, const struct pending_change *change, struct slice body)
{
    struct listing *listing = listing_of(workbench, change->resource);
    struct api_record record;
    const struct slice id = slice_of(change->row_id);
    const bool is_answered = api_answer_one(change->change.call.operation, body, &record, NULL);
    if (is_answered) {
        const uint32_t row = list_put_one(listing->list, &record, false);
        note_base(workbench, list_rows(listing->list), row);
    }
    const struct pending_change *over = pending_of_row(workbench->pending, change->resource, id);
    if (over != NULL && lies_over(over))
        lay(workbench, change->resource, change->row_id);
    else
        pending_drop_base(workbench->pending, change->resource, id);
    if (is_answered)
        workbench_read_again(workbench, listing);
    else
        workbench_read(workbench, listing);
}

static void finish_creation(struct workbench *workbench, struct pending_change *change, struct slice body)
{
    char *id = made_id(change, body);
    char *old = xstrdup(change->row_id);
    if (id != NULL)
        workbench_rename(workbench, change->resource, old, id);
    if (is_shown(workbench, change))
        take_row(workbench, change, body);
    if (id == NULL)
        pending_drop_base(workbench->pending, change->resource, slice_of(old));
    free(id);
    free(old);
}

static const struct pending_item *item_of(const struct pending_change *change, size_t likely, struct slice content)
{
    if (likely < change->item_count && slice_equal(change->items[likely].content, content))
        return &change->items[likely];
    for (size_t i = 0; i < change->item_count; i++)
        if (slice_equal(change->items[i].content, content))
            return &change->items[i];
    return NULL;
}

/* Rows of ours, and the server's that they turned out to be. */
struct merges {
    uint32_t *ours, *theirs;
    size_t count;
};

static void note_merge(struct workbench *workbench, struct merges *merges, struct slice ours, struct slice theirs)
{
    const struct rows *rows = list_rows(workbench->interactions.list);
    const uint32_t our_row = rows_find(rows, ours);
    const uint32_t their_row = rows_find(rows, theirs);
    if (our_row == ROW_NONE || their_row == ROW_NONE)
        return;
    merges->ours[merges->count] = our_row;
    merges->theirs[merges->count++] = their_row;
}

/* Rows for what is new; what is there already keeps the annotations that this answer doesn't have. */
static struct rows *rows_to_come(const struct workbench *workbench, const struct api_operation *operation,
                                 struct json_value list)
{
    struct rows *rows = rows_new(operation->resource);
    struct arena arena = ARENA_EMPTY;
    struct json_value element;
    size_t at = 0;
    while (json_next_element(list, &at, &element)) {
        struct api_record record;
        if (api_decode(operation->resource, element, &record, NULL) &&
            rows_find(list_rows(workbench->interactions.list), api_plain_text(&arena, record.id)) == ROW_NONE)
            rows_put(rows, &record, NULL);
        arena_reset(&arena);
    }
    arena_free(&arena);
    return rows;
}

/* The rows that stood for what was added turn out to be the server's. */
static void merge_items(struct workbench *workbench, const struct pending_change *change, struct json_value list)
{
    struct merges merges = { .ours = xmalloc(change->item_count * sizeof(uint32_t)),
                             .theirs = xmalloc(change->item_count * sizeof(uint32_t)) };
    struct arena arena = ARENA_EMPTY;
    struct json_value element;
    size_t at = 0;
    for (size_t i = 0; merges.count < change->item_count && json_next_element(list, &at, &element); i++) {
        const struct slice content = pending_content(&arena, api_plain_text(&arena, json_member(element, "type")),
                                                     api_plain_text(&arena, json_member(element, "content_id")));
        const struct pending_item *item = item_of(change, i, content);
        if (item != NULL)
            note_merge(workbench, &merges, item->id, api_plain_text(&arena, json_member(element, "id")));
    }
    list_merge(workbench->interactions.list, merges.ours, merges.theirs, merges.count);
    free(merges.ours);
    free(merges.theirs);
    arena_free(&arena);
}

static void finish_addition(struct workbench *workbench, struct pending_change *change, struct slice body)
{
    struct json_value document;
    struct json_value list = { 0 };
    if (!is_shown(workbench, change))
        return;
    if (json_check(body, &document, NULL))
        list = json_at(document, change->change.call.operation->answer_array);
    if (list.kind != JSON_ARRAY) {
        workbench_read(workbench, &workbench->interactions);
        return;
    }
    struct rows *rows = rows_to_come(workbench, change->change.call.operation, list);
    list_put(workbench->interactions.list, rows);
    rows_free(&rows);
    if (change->item_count > 0)
        merge_items(workbench, change, list);
    workbench_read_again(workbench, &workbench->interactions);
}

static void finish_removal(struct workbench *workbench, struct pending_change *change)
{
    struct listing *listing = listing_of(workbench, change->resource);
    if (change->effect == PENDING_DELETE) {
        const uint32_t row = rows_find(list_rows(listing->list), slice_of(change->row_id));
        if (row != ROW_NONE)
            list_remove(listing->list, row);
        pending_drop_base(workbench->pending, change->resource, slice_of(change->row_id));
    } else {
        pending_read_items(workbench->pending, change);
        take_out_items(workbench, change);
    }
    if (is_shown(workbench, change))
        workbench_read_again(workbench, listing);
}

/* The server's annotation takes its place among those of the row; what others said meanwhile comes with the next
 * reading. */
static void finish_annotation(struct workbench *workbench, struct pending_change *change, struct slice body)
{
    const struct slice id = slice_of(change->row_id);
    const char *base = pending_base(workbench->pending, change->resource, id);
    struct arena arena = ARENA_EMPTY;
    struct api_record record;
    if (is_shown(workbench, change))
        overlay_note_fresh(workbench, change->row_id, body);
    if (base == NULL || !is_shown(workbench, change))
        return;
    if (overlay_annotated(&arena, base, body, &record)) {
        const uint32_t row = list_put_one(workbench->interactions.list, &record, false);
        note_base(workbench, list_rows(workbench->interactions.list), row);
    }
    const struct pending_change *over = pending_of_row(workbench->pending, change->resource, id);
    if (over != NULL && lies_over(over))
        lay(workbench, change->resource, change->row_id);
    else
        pending_drop_base(workbench->pending, change->resource, id);
    arena_free(&arena);
    /* What is done in this session the review knows already. */
    if (change->errand == 0)
        workbench_review_follow(workbench);
}

void overlay_finish(struct workbench *workbench, struct pending_change *change, struct slice body)
{
    if (change->resource->id == API_ANNOTATION)
        overlay_annotations_gone(workbench, body);
    if (listing_of(workbench, change->resource) == NULL)
        return;
    switch (change->effect) {
    case PENDING_CREATE:
        finish_creation(workbench, change, body);
        break;
    case PENDING_UPDATE:
        take_row(workbench, change, body);
        break;
    case PENDING_ANNOTATE:
        finish_annotation(workbench, change, body);
        break;
    case PENDING_ADD:
        finish_addition(workbench, change, body);
        break;
    case PENDING_DELETE:
    case PENDING_REMOVE:
        finish_removal(workbench, change);
        break;
    case PENDING_ELSEWHERE:
        break;
    }
}

/* --- Taken back --------------------------------------------------------------------------------------------------- */

void overlay_take_back(struct workbench *workbench, struct pending_change *change)
{
    struct listing *listing = listing_of(workbench, change->resource);
    if (listing == NULL)
        return;
    const uint32_t row =
        change->row_id != NULL ? rows_find(list_rows(listing->list), slice_of(change->row_id)) : ROW_NONE;
    if (change->effect == PENDING_CREATE && row != ROW_NONE) {
        list_remove(listing->list, row);
    } else if (lies_over(change) && row != ROW_NONE) {
        lay(workbench, change->resource, change->row_id);
        const struct pending_change *over =
            pending_of_row(workbench->pending, change->resource, slice_of(change->row_id));
        if (over == NULL || !lies_over(over))
            pending_drop_base(workbench->pending, change->resource, slice_of(change->row_id));
    } else if (change->effect == PENDING_ADD) {
        take_out_items(workbench, change);
    }
}

const struct pending_change *workbench_row_change(const struct workbench *workbench, const struct rows *rows,
                                                  uint32_t row)
{
    return row == ROW_NONE ? NULL : pending_of_row(workbench->pending, rows_resource(rows), rows_id(rows, row));
}
