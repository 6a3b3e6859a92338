/* A review's notes as JSON text, as they are kept on the disk: {"ID": {"mark": "later", "reason": "...", "draft":
 * [...]}}.
 */
#include <annotty/model/review.h>

#include <annotty/base/mem.h>

#include <stdlib.h>

static void write_note(const struct review_note *note, struct buf *out)
{
    const char *between = "";
    json_write_string(out, slice_of(note->id));
    buf_append_text(out, ":{");
    if (note->mark != REVIEW_UNMARKED) {
        buf_printf(out, "\"mark\":\"%s\"", review_mark_names[note->mark]);
        between = ",";
    }
    if (note->reason != NULL) {
        buf_printf(out, "%s\"reason\":", between);
        json_write_string(out, slice_of(note->reason));
        between = ",";
    }
    if (note->draft != NULL)
        buf_printf(out, "%s\"draft\":%s", between, note->draft);
    buf_append_char(out, '}');
}

void review_write_notes(const struct review *review, struct buf *out)
{
    buf_append_char(out, '{');
    for (size_t i = 0; i < review->note_count; i++) {
        if (i > 0)
            buf_append_char(out, ',');
        write_note(&review->notes[i], out);
    }
    buf_append_char(out, '}');
}

static char *plain(struct json_value string)
{
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    if (string.kind == JSON_STRING)
        json_append_string(&text, string);
    const bool has_text = text.length > 0;
    char *taken = buf_take(&text);
    if (has_text)
        return taken;
    free(taken);
    return NULL;
}

static enum review_mark mark_named(const char *name)
{
    for (int mark = REVIEW_SKIPPED; name != NULL && mark < REVIEW_MARK_COUNT; mark++)
        if (strcmp(review_mark_names[mark], name) == 0)
            return (enum review_mark)mark;
    return REVIEW_UNMARKED;
}

void review_read_notes(struct review *review, struct slice json)
{
    struct json_value notes, member;
    struct slice key;
    size_t at = 0;
    if (!json_check(json, &notes, NULL) || notes.kind != JSON_OBJECT)
        return;
    while (json_next_member(notes, &at, &key, &member)) {
        const struct json_value name = { .kind = JSON_STRING, .raw = { .at = key.at - 1, .length = key.length + 2 } };
        const struct json_value draft = json_member(member, "draft");
        char *mark = plain(json_member(member, "mark"));
        const struct review_note note = {
            .id = plain(name),
            .mark = mark_named(mark),
            .reason = plain(json_member(member, "reason")),
            .draft = draft.kind == JSON_ARRAY ? xstrndup(draft.raw.at, draft.raw.length) : NULL,
        };
        free(mark);
        if (note.id == NULL || review_note_of(review, slice_of(note.id)) != NULL ||
            (note.mark == REVIEW_UNMARKED && note.draft == NULL)) {
            free(note.id);
            free(note.reason);
            free(note.draft);
            continue;
        }
        review->notes = xgrow(review->notes, &review->note_capacity, review->note_count + 1, sizeof(*review->notes));
        review->notes[review->note_count++] = note;
    }
    review->said_is_old = true;
}
