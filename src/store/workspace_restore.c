/* Bringing an older version of a dataset back: its records as they were then are read page by page, and each is changed
 * back, or added again where it was deleted since. */
#include "workspace_tables.h"

#include <annotty/api/check.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

enum { PAGE_RECORDS = 1000, PAGE_BYTES = 1024 * 1024 };

struct restoring {
    struct workspace_change *change;
    struct arena kept;  /* texts of those that are gone */
    struct slice *gone; /* the newest first, as they are read */
    size_t count, capacity;
};

/* What a person says of a record, without what the store makes. */
static void take_record(struct json_value object, struct api_record *record)
{
    api_item_read(&api_resources[API_RECORD_ITEM], object, record);
    for (size_t i = 0; i < record->resource->field_count; i++)
        if ((record->resource->fields[i].flags & API_C_REQUIRED) == 0 &&
            (record->resource->fields[i].flags & API_C_OPTIONAL) == 0)
            record->values[i] = (struct json_value){ .kind = JSON_ABSENT };
}

static void keep_for_later(struct restoring *restoring, struct slice text)
{
    restoring->gone = xgrow(restoring->gone, &restoring->capacity, restoring->count + 1, sizeof(*restoring->gone));
    restoring->gone[restoring->count++] =
        (struct slice){ .at = arena_copy(&restoring->kept, text), .length = text.length };
}

static bool change_back(struct restoring *restoring, struct json_value object, struct arena *arena, struct error *error)
{
    struct workspace_row row;
    struct api_record record;
    take_record(object, &record);
    const enum workspace_found found =
        workspace_update_record(restoring->change, api_plain_text(arena, record.id), record.values, arena, &row, error);
    if (found == WORKSPACE_MISSING)
        keep_for_later(restoring, object.raw);
    return found != WORKSPACE_FAILED;
}

static bool change_page_back(struct restoring *restoring, struct slice text, struct error *error)
{
    struct arena arena = ARENA_EMPTY;
    struct json_value list, object;
    bool good = json_check(text, &list, error);
    for (size_t at = 0; good && json_next_element(list, &at, &object);) {
        good = change_back(restoring, object, &arena, error);
        arena_reset(&arena);
    }
    arena_free(&arena);
    return good;
}

/* The oldest first, so that the list is in the order of then. */
static bool add_again(struct restoring *restoring, struct error *error)
{
    struct arena arena = ARENA_EMPTY;
    bool good = true;
    for (size_t i = restoring->count; good && i-- > 0;) {
        struct json_value object;
        struct api_record record;
        struct workspace_row row;
        bool added = false;
        good = json_check(restoring->gone[i], &object, error);
        if (!good)
            break;
        take_record(object, &record);
        good = workspace_append_record(restoring->change, record.values, false, &arena, &row, &added, error);
        arena_reset(&arena);
    }
    arena_free(&arena);
    return good;
}

bool workspace_restore_records(struct workspace_session *session, struct workspace_change *change,
                               const struct workspace_row *dataset, int64_t version, struct error *error)
{
    struct restoring restoring = { .change = change, .kept = ARENA_EMPTY };
    struct workspace_page page = { .limit = PAGE_RECORDS, .enough = PAGE_BYTES };
    struct buf text = buf_with_limit(BUF_LIMIT_ANSWER);
    bool good = workspace_delete_newer(change, version, error);
    while (good && !page.is_over) {
        buf_clear(&text);
        buf_append_char(&text, '[');
        good = workspace_read_records(session, dataset, version, &page, &text, error);
        buf_append_char(&text, ']');
        good = good && change_page_back(&restoring, buf_slice(&text), error);
    }
    good = good && add_again(&restoring, error);
    buf_free(&text);
    free(restoring.gone);
    arena_free(&restoring.kept);
    return good;
}
