#include <annotty/model/review.h>

#include <annotty/base/mem.h>

#include <stdlib.h>

/* A longer rest isn't counted as work. */
enum { PAUSE_MS = 120 * 1000 };

const char *const review_mark_names[] = { "", "skipped", "later", "flagged" };

static char *copy_of(struct slice text)
{
    return text.length > 0 ? xstrndup(text.at, text.length) : NULL;
}

static void read_schema(struct review *review, struct slice json)
{
    free(review->schema_json);
    review->schema_json = xstrndup(json.at != NULL ? json.at : "", json.length);
    arena_reset(&review->arena);
    label_schema_read(slice_of(review->schema_json), &review->arena, &review->schema);
}

struct review *review_new(const char *queue_id, const struct rows *rows, struct slice schema_json, struct slice me)
{
    struct review *review = xcalloc(1, sizeof(*review));
    review->queue_id = xstrdup(queue_id);
    review->rows = rows;
    review->me = copy_of(me);
    review->line = line_new(true, BUF_LIMIT_LINE);
    review->advances = true;
    read_schema(review, schema_json);
    review->answers = answers_new(&review->schema);
    return review;
}

static void free_deeds(struct review *review, size_t from)
{
    for (size_t i = from; i < review->deed_count; i++) {
        free(review->deeds[i].id);
        free(review->deeds[i].before);
        free(review->deeds[i].after);
    }
    review->deed_count = from;
}

void review_free(struct review **review)
{
    struct review *old = *review;
    if (old == NULL)
        return;
    *review = NULL;
    free_deeds(old, 0);
    for (size_t i = 0; i < old->note_count; i++) {
        free(old->notes[i].id);
        free(old->notes[i].reason);
        free(old->notes[i].draft);
    }
    answers_free(&old->answers);
    line_free(&old->line);
    arena_free(&old->arena);
    void *const owned[] = { old->queue_id, old->me,    old->schema_json, old->items,
                            old->said,     old->shown, old->deeds,       old->notes };
    for (size_t i = 0; i < ARRAY_LENGTH(owned); i++)
        free(owned[i]);
    free(old);
}

/* --- What one has said -------------------------------------------------------------------------------------------- */

/* The newest deed about an item says what is meant of it; NULL: there is none. A deed that was taken back means what
 * was there before it. */
static const struct review_deed *newest_deed(const struct review *review, struct slice id, bool is_mark, bool *stands)
{
    for (size_t i = review->deeds_done; i-- > 0;)
        if (review->deeds[i].is_mark == is_mark && slice_is(id, review->deeds[i].id)) {
            *stands = true;
            return &review->deeds[i];
        }
    *stands = false;
    for (size_t i = review->deeds_done; i < review->deed_count; i++)
        if (review->deeds[i].is_mark == is_mark && slice_is(id, review->deeds[i].id))
            return &review->deeds[i];
    return NULL;
}

static bool is_true(struct slice cell)
{
    return slice_is(cell, "true");
}

/* What the server, and what lies over it, says that one has said. */
static struct slice own_in_rows(const struct review *review, uint32_t row)
{
    const int field = api_field_index(rows_resource(review->rows), SLICE("annotations"));
    const struct rows *annotations = rows_children(review->rows, field);
    uint32_t first = 0, count = 0;
    if (review->me == NULL || annotations == NULL)
        return SLICE("");
    const struct api_resource *resource = rows_resource(annotations);
    const int by = api_field_index(resource, SLICE("created_by"));
    const int adjudication = api_field_index(resource, SLICE("is_adjudication"));
    rows_child_range(review->rows, row, field, &first, &count);
    for (uint32_t i = first; i < first + count; i++)
        if (slice_is(rows_cell(annotations, i, by), review->me) &&
            !(adjudication >= 0 && is_true(rows_cell(annotations, i, adjudication))))
            return rows_cell(annotations, i, api_field_index(resource, SLICE("label_values")));
    return SLICE("");
}

struct slice review_own(const struct review *review, uint32_t row)
{
    bool stands = false;
    const struct review_deed *deed = newest_deed(review, rows_id(review->rows, row), false, &stands);
    if (deed != NULL)
        return slice_of(stands ? deed->after : deed->before);
    return own_in_rows(review, row);
}

/* --- Notes -------------------------------------------------------------------------------------------------------- */

struct review_note *review_note_of(const struct review *review, struct slice id)
{
    for (size_t i = 0; i < review->note_count; i++)
        if (slice_is(id, review->notes[i].id))
            return &review->notes[i];
    return NULL;
}

static struct review_note *note_for(struct review *review, struct slice id)
{
    struct review_note *note = review_note_of(review, id);
    if (note != NULL)
        return note;
    review->notes = xgrow(review->notes, &review->note_capacity, review->note_count + 1, sizeof(*review->notes));
    note = &review->notes[review->note_count++];
    *note = (struct review_note){ .id = xstrndup(id.at, id.length) };
    return note;
}

static void drop_empty_note(struct review *review, struct review_note *note)
{
    if (note->mark != REVIEW_UNMARKED || note->draft != NULL)
        return;
    free(note->id);
    free(note->reason);
    *note = review->notes[--review->note_count];
}

static void replace(char **owned, char *text)
{
    free(*owned);
    *owned = text;
}

/* What is begun of the open item and isn't what was there. */
void review_keep_draft(struct review *review)
{
    const bool is_begun = review_is_changed(review);
    const struct slice id = review_id(review);
    if (id.length == 0 || (!is_begun && review_note_of(review, id) == NULL))
        return;
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    answers_write(&review->answers, &json);
    struct review_note *note = note_for(review, id);
    replace(&note->draft, is_begun ? buf_take(&json) : NULL);
    drop_empty_note(review, note);
    buf_free(&json);
}

void review_forget_draft(struct review *review, const char *id)
{
    struct review_note *note = review_note_of(review, slice_of(id));
    if (note == NULL)
        return;
    replace(&note->draft, NULL);
    drop_empty_note(review, note);
}

/* --- Items -------------------------------------------------------------------------------------------------------- */

uint32_t review_row(const struct review *review)
{
    return review->at < review->count ? review->items[review->at] : ROW_NONE;
}

struct slice review_id(const struct review *review)
{
    const uint32_t row = review_row(review);
    return row != ROW_NONE ? rows_id(review->rows, row) : SLICE("");
}

static void show_answers(struct review *review)
{
    const uint32_t row = review_row(review);
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    answers_clear(&review->answers);
    if (row != ROW_NONE)
        answers_read(&review->answers, review_own(review, row));
    answers_write(&review->answers, &json);
    replace(&review->shown, buf_take(&json));
    const struct review_note *note = row != ROW_NONE ? review_note_of(review, rows_id(review->rows, row)) : NULL;
    if (note != NULL && note->draft != NULL)
        answers_read(&review->answers, slice_of(note->draft));
    buf_free(&json);
}

/* The first that has no answer yet; of an item that is answered the first of all. */
static size_t first_label(const struct review *review)
{
    for (size_t i = 0; i < review->schema.count; i++)
        if (review->answers.at[i].value == NULL)
            return i;
    return 0;
}

void review_open(struct review *review, size_t at)
{
    if (review->shown != NULL)
        review_keep_draft(review);
    review->at = at;
    review->typing = REVIEW_TYPES_NOTHING;
    show_answers(review);
    review->label = first_label(review);
    review->just = ANSWER_NONE;
}

bool review_is_changed(const struct review *review)
{
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    answers_write(&review->answers, &json);
    const bool is_changed = review->shown != NULL && strcmp(buf_text(&json), review->shown) != 0;
    buf_free(&json);
    return is_changed;
}

bool review_set_schema(struct review *review, struct slice schema_json)
{
    struct buf begun = buf_with_limit(BUF_LIMIT_BODY);
    if (slice_is(schema_json, review->schema_json))
        return false;
    answers_write(&review->answers, &begun);
    const bool is_begun = review_is_changed(review);
    answers_free(&review->answers);
    read_schema(review, schema_json);
    review->answers = answers_new(&review->schema);
    show_answers(review);
    if (is_begun)
        answers_read(&review->answers, buf_slice(&begun));
    review->typing = REVIEW_TYPES_NOTHING;
    review->label = first_label(review);
    review->just = ANSWER_NONE;
    buf_free(&begun);
    return true;
}

void review_set_me(struct review *review, struct slice me)
{
    review->me = copy_of(me);
    review_refresh(review);
}

void review_refresh(struct review *review)
{
    review_rows_came(review);
    if (review->shown == NULL || review_is_changed(review))
        return;
    char *before = xstrdup(review->shown);
    show_answers(review);
    if (strcmp(before, review->shown) != 0)
        review->label = first_label(review);
    free(before);
}

size_t review_place(const struct review *review, const char *id)
{
    const uint32_t row = rows_find(review->rows, slice_of(id));
    for (size_t i = 0; row != ROW_NONE && i < review->count; i++)
        if (review->items[i] == row)
            return i;
    return SIZE_MAX;
}

/* --- What waits --------------------------------------------------------------------------------------------------- */

enum { SAID_ANSWERED = 1 << 7, SAID_ITEM = 1 << 6, SAID_MARK = SAID_ITEM - 1 }; /* else an enum review_mark */

static bool waits(const struct review *review, uint32_t row, enum review_mark mark)
{
    const unsigned said = row < review->said_count ? review->said[row] : 0;
    const unsigned has = said & SAID_MARK;
    return !rows_is_gone(review->rows, row) && !(said & SAID_ANSWERED) &&
           (has == mark || (mark == REVIEW_UNMARKED && has == REVIEW_FLAGGED));
}

static bool waits_at_all(const struct review *review, uint32_t row)
{
    return waits(review, row, REVIEW_UNMARKED) || waits(review, row, REVIEW_LATER);
}

static bool has_answer(struct slice own)
{
    return own.length > 0 && !slice_is(own, "null") && !slice_is(own, "[]") && !slice_is(own, "{}");
}

static void set_answered(struct review *review, uint32_t row, bool is_answered)
{
    const unsigned rest = review->said[row] & ~(unsigned)SAID_ANSWERED;
    review->said[row] = (uint8_t)(rest | (is_answered ? SAID_ANSWERED : 0));
}

static void say_mark(struct review *review, uint32_t row, enum review_mark mark)
{
    const unsigned rest = review->said[row] & ~(unsigned)SAID_MARK;
    review->said[row] = (uint8_t)(rest | (unsigned)mark);
}

static void take_deed(struct review *review, const struct review_deed *deed, const char *own)
{
    const uint32_t row = rows_find(review->rows, slice_of(deed->id));
    if (!deed->is_mark && row != ROW_NONE)
        set_answered(review, row, has_answer(slice_of(own)));
}

/* From the rows, then from what was done to them, the newest last. */
static void look_anew(struct review *review)
{
    review->said_is_old = false;
    review->said_count = rows_count(review->rows);
    free(review->said);
    review->said = xcalloc(review->said_count + 1, 1);
    for (size_t i = 0; i < review->count; i++) {
        const uint32_t row = review->items[i];
        review->said[row] |= SAID_ITEM;
        set_answered(review, row, has_answer(own_in_rows(review, row)));
    }
    for (size_t i = review->deed_count; i-- > review->deeds_done;)
        take_deed(review, &review->deeds[i], review->deeds[i].before);
    for (size_t i = 0; i < review->deeds_done; i++)
        take_deed(review, &review->deeds[i], review->deeds[i].after);
    for (size_t i = 0; i < review->note_count; i++) {
        const uint32_t row = rows_find(review->rows, slice_of(review->notes[i].id));
        if (row != ROW_NONE)
            say_mark(review, row, review->notes[i].mark);
    }
    review->left = 0;
    for (size_t i = 0; i < review->count; i++)
        review->left += waits_at_all(review, review->items[i]);
}

static void look_at(struct review *review)
{
    if (review->said_is_old)
        look_anew(review);
}

void review_rows_came(struct review *review)
{
    review->said_is_old = true;
}

/* One item is answered or marked otherwise than before. */
static void look_at_one(struct review *review, const char *id)
{
    const uint32_t row = rows_find(review->rows, slice_of(id));
    if (review->said_is_old || row == ROW_NONE || row >= review->said_count || !(review->said[row] & SAID_ITEM))
        return;
    const struct review_note *note = review_note_of(review, slice_of(id));
    const bool did_wait = waits_at_all(review, row);
    set_answered(review, row, has_answer(review_own(review, row)));
    say_mark(review, row, note != NULL ? note->mark : REVIEW_UNMARKED);
    review->left = review->left - did_wait + waits_at_all(review, row);
}

bool review_is_answered(const struct review *review, uint32_t row)
{
    return has_answer(review_own(review, row));
}

size_t review_next_unreviewed(struct review *review)
{
    static const enum review_mark turns[] = { REVIEW_UNMARKED, REVIEW_LATER };
    look_at(review);
    for (size_t turn = 0; turn < ARRAY_LENGTH(turns); turn++)
        for (size_t i = 1; i < review->count; i++) {
            const size_t at = (review->at + i) % review->count;
            if (waits(review, review->items[at], turns[turn]))
                return at;
        }
    return SIZE_MAX;
}

size_t review_count_left(struct review *review)
{
    look_at(review);
    return review->left;
}

/* --- Deeds and marks
 * -------------------------------------------------------------------------------------------------------- */

void review_mark(struct review *review, const char *id, enum review_mark mark, const char *reason)
{
    struct review_note *note = note_for(review, slice_of(id));
    note->mark = mark;
    replace(&note->reason, reason != NULL && mark != REVIEW_UNMARKED ? xstrdup(reason) : NULL);
    drop_empty_note(review, note);
    look_at_one(review, id);
}

struct review_deed *review_did(struct review *review, struct review_deed deed)
{
    free_deeds(review, review->deeds_done);
    review->deeds = xgrow(review->deeds, &review->deed_capacity, review->deed_count + 1, sizeof(*review->deeds));
    struct review_deed *put = &review->deeds[review->deed_count++];
    review->deeds_done = review->deed_count;
    *put = deed;
    put->id = xstrdup(deed.id);
    put->before = deed.before != NULL ? xstrdup(deed.before) : NULL;
    put->after = deed.after != NULL ? xstrdup(deed.after) : NULL;
    look_at_one(review, deed.id);
    return put;
}

struct review_deed *review_undo(struct review *review)
{
    if (review->deeds_done == 0)
        return NULL;
    struct review_deed *deed = &review->deeds[--review->deeds_done];
    look_at_one(review, deed->id);
    return deed;
}

struct review_deed *review_redo(struct review *review)
{
    if (review->deeds_done == review->deed_count)
        return NULL;
    struct review_deed *deed = &review->deeds[review->deeds_done++];
    look_at_one(review, deed->id);
    return deed;
}

void review_drop_deed(struct review *review, uint64_t keep)
{
    for (size_t i = 0; i < review->deed_count; i++) {
        const struct review_deed deed = review->deeds[i];
        if (deed.is_mark || deed.errand != keep)
            continue;
        memmove(&review->deeds[i], &review->deeds[i + 1], (review->deed_count - i - 1) * sizeof(deed));
        review->deed_count--;
        review->deeds_done -= i < review->deeds_done;
        struct review_note *note = note_for(review, slice_of(deed.id));
        replace(&note->draft, deed.after);
        look_at_one(review, deed.id);
        free(deed.id);
        free(deed.before);
        return;
    }
}

void review_tick(struct review *review, int64_t now_ms)
{
    const int64_t gone_ms = review->last_ms != 0 ? now_ms - review->last_ms : 0;
    review->active_ms += gone_ms < PAUSE_MS ? gone_ms : 0;
    review->last_ms = now_ms;
}

/* --- Labels ------------------------------------------------------------------------------------------------------- */

size_t review_next_label(const struct review *review)
{
    for (size_t i = 1; i <= review->schema.count; i++) {
        const size_t label = (review->label + i) % review->schema.count;
        if (review->answers.at[label].value == NULL)
            return label;
    }
    return ANSWER_NONE;
}
