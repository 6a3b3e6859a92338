#include <annotty/model/pending.h>

#include <annotty/api/batch.h>
#include <annotty/base/mem.h>

#include <inttypes.h>
#include <stdlib.h>

#define NAME_PREFIX "unsent:"

enum { PRUNE_LEAST = 32 };

struct pending *pending_new(void)
{
    return xcalloc(1, sizeof(struct pending));
}

static void free_change(struct pending_change *change)
{
    change_free(&change->change);
    free(change->row_id);
    free(change->parent);
    free(change->items);
    arena_free(&change->texts);
    free(change);
}

static void clear_index(struct pending_index *index)
{
    free(index->entries);
    index_free(&index->index);
    *index = (struct pending_index){ 0 };
}

static void free_base(struct pending_base *base)
{
    free(base->id);
    free(base->json);
}

void pending_free(struct pending **pending)
{
    struct pending *old = *pending;
    if (old == NULL)
        return;
    *pending = NULL;
    for (size_t i = 0; i < old->count; i++)
        free_change(old->changes[i]);
    for (size_t i = 0; i < old->base_count; i++)
        free_base(&old->bases[i]);
    clear_index(&old->rows);
    clear_index(&old->contents);
    free(old->changes);
    free(old->bases);
    free(old);
}

char *pending_name(struct pending *pending)
{
    return xasprintf(NAME_PREFIX "%" PRIu64, ++pending->last_name);
}

bool pending_is_name(struct slice id)
{
    return slice_starts_with(id, SLICE(NAME_PREFIX));
}

bool pending_is_local(struct slice id)
{
    return pending_is_name(id) || change_of_local_id(id) != 0;
}

bool pending_is_open(const struct pending_change *change)
{
    return change_states[change->change.state].is_open;
}

/* --- By keys ------------------------------------------------------------------------------------------------------ */

static struct slice key_of_entry(uint32_t entry, const void *owner)
{
    const struct pending_index *index = owner;
    return index->entries[entry].key;
}

static uint32_t find_newest(const struct pending_index *index, struct slice key)
{
    const uint32_t first = index_find(&index->index, key, key_of_entry, index);
    /* The index keeps the first entry of a key; it points to the newest. */
    return first == INDEX_NONE ? INDEX_NONE : index->entries[first].older;
}

/* The index can't be told of another handle for a key, so each key's first entry is a head, whose `older` is the
 * newest of them. */
static void put_entry(struct pending_index *index, struct slice key, uint32_t change, uint32_t item)
{
    uint32_t head = index_find(&index->index, key, key_of_entry, index);
    index->entries = xgrow(index->entries, &index->capacity, index->count + 2, sizeof(*index->entries));
    if (head == INDEX_NONE) {
        head = (uint32_t)index->count++;
        index->entries[head] = (struct pending_entry){ .key = key, .older = INDEX_NONE };
        index_insert(&index->index, key, head);
    }
    const uint32_t entry = (uint32_t)index->count++;
    index->entries[entry] = (struct pending_entry){ key, change, item, index->entries[head].older };
    index->entries[head].older = entry;
}

static void index_change(struct pending *pending, uint32_t number)
{
    const struct pending_change *change = pending->changes[number];
    if (change->row_id != NULL)
        put_entry(&pending->rows, slice_of(change->row_id), number, 0);
    for (size_t i = 0; i < change->item_count; i++) {
        put_entry(&pending->rows, change->items[i].id, number, (uint32_t)i);
        if (change->effect == PENDING_ADD)
            put_entry(&pending->contents, change->items[i].content, number, (uint32_t)i);
    }
}

static void index_anew(struct pending *pending)
{
    clear_index(&pending->rows);
    clear_index(&pending->contents);
    for (size_t i = 0; i < pending->count; i++)
        index_change(pending, (uint32_t)i);
}

/* --- What a change is about --------------------------------------------------------------------------------------- */

static enum pending_effect effect_of(const struct api_operation *operation)
{
    const struct api_field *list = api_operation_list(operation, 0);
    if (!operation->writes || operation->resource == NULL)
        return PENDING_ELSEWHERE;
    if (operation->id == API_UPSERT_ANNOTATIONS)
        return PENDING_ANNOTATE;
    if (list != NULL && list->type == API_STRINGS && operation->can_vanish)
        return PENDING_REMOVE;
    if (list != NULL)
        return operation->resource->id == API_INTERACTION ? PENDING_ADD : PENDING_ELSEWHERE;
    return operation->method == API_POST    ? PENDING_CREATE
           : operation->method == API_PATCH ? PENDING_UPDATE
           : operation->can_vanish          ? PENDING_DELETE
                                            : PENDING_ELSEWHERE;
}

/* What stands behind the colon of a lane; the caller frees. */
static char *id_of_lane(const struct api_call *call)
{
    char *lane = change_lane(call);
    const char *colon = strchr(lane, ':');
    char *id = colon != NULL ? xstrdup(colon + 1) : NULL;
    free(lane);
    return id;
}

static char *text_of_member(const struct api_call *call, const char *name)
{
    const char *json = api_call_argument(call, name);
    struct json_value value;
    if (json == NULL || !json_check(slice_of(json), &value, NULL) || value.kind != JSON_STRING)
        return NULL;
    struct buf text = buf_with_limit(BUF_LIMIT_LINE);
    json_append_string(&text, value);
    return buf_take(&text);
}

/* The one interaction that a call annotates; the caller frees; NULL: they are several. */
static char *annotated_id(const struct api_call *call)
{
    const char *json = api_call_argument(call, "annotations");
    struct json_value list, item, second;
    size_t at = 0;
    if (json == NULL || !json_check(slice_of(json), &list, NULL) || list.kind != JSON_ARRAY ||
        !json_next_element(list, &at, &item) || json_next_element(list, &at, &second))
        return NULL;
    struct buf id = buf_with_limit(BUF_LIMIT_LINE);
    json_append_string(&id, json_member(item, "interaction_id"));
    return buf_take(&id);
}

static void take_subject(struct pending *pending, struct pending_change *change)
{
    const struct api_call *call = &change->change.call;
    change->effect = effect_of(call->operation);
    change->resource = call->operation->resource;
    switch (change->effect) {
    case PENDING_CREATE:
        change->row_id = change->change.id != 0 ? change_local_id(change->change.id) : pending_name(pending);
        change->parent = text_of_member(call, "project_id");
        break;
    case PENDING_UPDATE:
    case PENDING_DELETE:
        change->row_id = id_of_lane(call);
        break;
    case PENDING_ADD:
        change->parent = id_of_lane(call);
        break;
    case PENDING_REMOVE:
        change->parent = change->resource->flat ? id_of_lane(call) : NULL;
        break;
    case PENDING_ANNOTATE:
        change->resource = &api_resources[API_INTERACTION];
        change->row_id = annotated_id(call);
        change->parent = id_of_lane(call);
        break;
    case PENDING_ELSEWHERE:
        break;
    }
    change->was_read = change->effect != PENDING_ADD && change->effect != PENDING_REMOVE;
}

/* --- Items -------------------------------------------------------------------------------------------------------- */

struct slice pending_content(struct arena *arena, struct slice type, struct slice content_id)
{
    return slice_of(arena_printf(arena, "%.*s:%.*s", SLICE_ARGS(type), SLICE_ARGS(content_id)));
}

static struct pending_item read_item(struct pending *pending, struct pending_change *change, struct json_value element)
{
    if (change->effect == PENDING_REMOVE)
        return (struct pending_item){ .id = api_plain_text(&change->texts, element) };
    char *name = pending_name(pending);
    const struct slice type = api_plain_text(&change->texts, json_member(element, "type"));
    const struct slice content_id = api_plain_text(&change->texts, json_member(element, "content_id"));
    const struct pending_item item = { .id = slice_of(arena_copy(&change->texts, slice_of(name))),
                                       .content = pending_content(&change->texts, type, content_id) };
    free(name);
    return item;
}

static uint32_t number_of(const struct pending *pending, const struct pending_change *change)
{
    uint32_t number = (uint32_t)pending->count;
    while (pending->changes[--number] != change)
        continue;
    return number;
}

void pending_read_items(struct pending *pending, struct pending_change *change)
{
    if (change->was_read)
        return;
    const struct api_call *call = &change->change.call;
    const char *json = api_call_argument(call, api_operation_list(call->operation, 0)->name);
    struct json_value list, element;
    size_t capacity = 0;
    size_t at = 0;
    change->was_read = true;
    pending->unread_count--;
    if (json == NULL || !json_check(slice_of(json), &list, NULL) || list.kind != JSON_ARRAY)
        return;
    while (json_next_element(list, &at, &element)) {
        change->items = xgrow(change->items, &capacity, change->item_count + 1, sizeof(*change->items));
        change->items[change->item_count++] = read_item(pending, change, element);
    }
    const uint32_t number = number_of(pending, change);
    for (size_t i = 0; i < change->item_count; i++) {
        put_entry(&pending->rows, change->items[i].id, number, (uint32_t)i);
        if (change->effect == PENDING_ADD)
            put_entry(&pending->contents, change->items[i].content, number, (uint32_t)i);
    }
}

struct pending_change *pending_read_next(struct pending *pending)
{
    for (size_t i = 0; i < pending->count && pending->unread_count > 0; i++) {
        if (pending->changes[i]->was_read)
            continue;
        pending_read_items(pending, pending->changes[i]);
        return pending->changes[i];
    }
    return NULL;
}

/* --- Changes come and go ------------------------------------------------------------------------------------------ */

struct pending_change *pending_add(struct pending *pending, struct change change, uint64_t errand, bool is_large,
                                   int64_t now_ms)
{
    struct pending_change *added = xcalloc(1, sizeof(*added));
    added->change = change;
    added->errand = errand;
    added->hold_until_ms = change.state == CHANGE_HELD ? now_ms + change.hold_ms : 0;
    take_subject(pending, added);
    added->was_read |= is_large && added->effect == PENDING_ADD;
    pending->unread_count += !added->was_read;
    pending->changes = xgrow(pending->changes, &pending->capacity, pending->count + 1, sizeof(struct pending_change *));
    pending->changes[pending->count++] = added;
    index_change(pending, (uint32_t)pending->count - 1);
    return added;
}

void pending_mend(struct pending *pending, struct pending_change *change, struct api_call call)
{
    api_call_free(&change->change.call);
    change->change.call = call;
    free(change->items);
    arena_reset(&change->texts);
    change->items = NULL;
    change->item_count = 0;
    pending->unread_count -= !change->was_read;
    change->was_read = change->effect != PENDING_ADD && change->effect != PENDING_REMOVE;
    pending->unread_count += !change->was_read;
    index_anew(pending);
}

struct pending_change *pending_find(const struct pending *pending, int64_t id)
{
    for (size_t i = pending->count; i-- > 0;)
        if (pending->changes[i]->change.id == id && id != 0)
            return pending->changes[i];
    return NULL;
}

struct pending_change *pending_unnumbered(const struct pending *pending, uint64_t errand)
{
    for (size_t i = 0; i < pending->count && errand != 0; i++)
        if (pending->changes[i]->errand == errand && pending->changes[i]->change.id == 0)
            return pending->changes[i];
    return NULL;
}

static void replace(char **owned, const char *text)
{
    char *copy = text != NULL ? xstrdup(text) : NULL;
    free(*owned);
    *owned = copy;
}

/* The journal knows by now what the server calls it. */
static void take_lane(struct pending *pending, struct pending_change *pending_change, const char *lane)
{
    const char *colon = lane != NULL ? strchr(lane, ':') : NULL;
    const bool is_in_queue = pending_change->effect == PENDING_ADD || pending_change->effect == PENDING_REMOVE ||
                             pending_change->effect == PENDING_ANNOTATE;
    char **owned = is_in_queue ? &pending_change->parent : &pending_change->row_id;
    if (colon == NULL || *owned == NULL || !pending_is_local(slice_of(*owned)) || strcmp(*owned, colon + 1) == 0 ||
        pending_change->effect == PENDING_CREATE || pending_is_local(slice_of(colon + 1)))
        return;
    replace(owned, colon + 1);
    index_anew(pending);
}

void pending_update(struct pending *pending, struct pending_change *pending_change, const struct change *change,
                    int64_t now_ms)
{
    struct change *own = &pending_change->change;
    const bool was_open = pending_is_open(pending_change);
    if (change->state == CHANGE_HELD && own->state != CHANGE_HELD)
        pending_change->hold_until_ms = now_ms + change->hold_ms;
    own->id = change->id;
    own->step = change->step;
    own->state = change->state;
    own->status = change->status;
    own->tries = change->tries;
    own->made_at_ms = change->made_at_ms;
    own->ended_at_ms = change->ended_at_ms;
    replace(&own->answer, change->answer);
    replace(&own->reason, change->reason);
    take_lane(pending, pending_change, change->lane);
    if (was_open && !pending_is_open(pending_change))
        pending->ended_count++;
    else if (!was_open && pending_is_open(pending_change))
        pending->ended_count--;
}

void pending_prune(struct pending *pending)
{
    if (pending->ended_count < PRUNE_LEAST || pending->ended_count * 2 < pending->count)
        return;
    size_t kept = 0;
    for (size_t i = 0; i < pending->count; i++) {
        if (pending_is_open(pending->changes[i])) {
            pending->changes[kept++] = pending->changes[i];
            continue;
        }
        pending->unread_count -= !pending->changes[i]->was_read;
        free_change(pending->changes[i]);
    }
    pending->count = kept;
    pending->ended_count = 0;
    index_anew(pending);
}

/* --- Names -------------------------------------------------------------------------------------------------------- */

/* Whether an argument says the id: as plain text, or as a JSON string. */
static bool says(const char *argument, const char *id)
{
    const size_t length = strlen(id);
    const char *quoted = argument[0] == '"' ? argument + 1 : argument;
    return strncmp(quoted, id, length) == 0 && strcmp(quoted + length, quoted == argument ? "" : "\"") == 0;
}

bool call_mentions(const struct api_call *call, const char *id)
{
    for (size_t i = 0; i < call->count; i++)
        if (says(call->arguments[i].text, id))
            return true;
    return false;
}

void call_rename(struct api_call *call, const char *old, const char *id)
{
    for (size_t i = 0; i < call->count; i++) {
        char **text = &call->arguments[i].text;
        if (!says(*text, old))
            continue;
        struct buf renamed = buf_with_limit(BUF_LIMIT_LINE);
        if (**text == '"')
            json_write_string(&renamed, slice_of(id));
        else
            buf_append_text(&renamed, id);
        free(*text);
        *text = buf_take(&renamed);
    }
}

static void rename_text(char **owned, const char *old, const char *id)
{
    if (*owned != NULL && strcmp(*owned, old) == 0)
        replace(owned, id);
}

void pending_rename(struct pending *pending, const struct api_resource *resource, const char *old, const char *id)
{
    for (size_t i = 0; i < pending->count; i++) {
        struct pending_change *change = pending->changes[i];
        call_rename(&change->change.call, old, id);
        rename_text(&change->parent, old, id);
        if (change->resource == resource)
            rename_text(&change->row_id, old, id);
    }
    for (size_t i = 0; i < pending->base_count; i++)
        if (pending->bases[i].resource == resource)
            rename_text(&pending->bases[i].id, old, id);
    index_anew(pending);
}

/* --- What is known of a row --------------------------------------------------------------------------------------- */

static int weight(enum change_state state)
{
    return change_states[state].needs_person ? 3 : state == CHANGE_SENDING ? 2 : 1;
}

const struct pending_change *pending_of_row(const struct pending *pending, const struct api_resource *resource,
                                            struct slice id)
{
    const struct pending_change *found = NULL;
    for (uint32_t at = find_newest(&pending->rows, id); at != INDEX_NONE; at = pending->rows.entries[at].older) {
        const struct pending_change *change = pending->changes[pending->rows.entries[at].change];
        if (change->resource == resource && pending_is_open(change) &&
            (found == NULL || weight(change->change.state) > weight(found->change.state)))
            found = change;
    }
    return found;
}

struct pending_change *pending_of_content(const struct pending *pending, const char *queue_id, struct slice content,
                                          struct pending_item **item)
{
    const struct pending_index *contents = &pending->contents;
    for (uint32_t at = find_newest(contents, content); at != INDEX_NONE; at = contents->entries[at].older) {
        struct pending_change *change = pending->changes[contents->entries[at].change];
        if (!pending_is_open(change) || !slice_equal(slice_of(change->parent), slice_of(queue_id)))
            continue;
        *item = &change->items[contents->entries[at].item];
        return change;
    }
    return NULL;
}

struct pending_counts pending_count(const struct pending *pending)
{
    struct pending_counts counts = { 0 };
    for (size_t i = 0; i < pending->count; i++) {
        const struct change *change = &pending->changes[i]->change;
        if (!change_states[change->state].is_open)
            continue;
        counts.unkept += change->id == 0;
        if (change_states[change->state].needs_person)
            counts.needing++;
        else
            counts.waiting++;
        counts.held += change->state == CHANGE_HELD;
    }
    return counts;
}

/* --- What lies over a row ----------------------------------------------------------------------------------------- */

static struct pending_base *find_base(const struct pending *pending, const struct api_resource *resource,
                                      struct slice id)
{
    for (size_t i = 0; i < pending->base_count; i++)
        if (pending->bases[i].resource == resource && slice_is(id, pending->bases[i].id))
            return &pending->bases[i];
    return NULL;
}

const char *pending_base(const struct pending *pending, const struct api_resource *resource, struct slice id)
{
    const struct pending_base *base = find_base(pending, resource, id);
    return base != NULL ? base->json : NULL;
}

void pending_set_base(struct pending *pending, const struct api_resource *resource, struct slice id, const char *json)
{
    struct pending_base *base = find_base(pending, resource, id);
    if (base != NULL) {
        replace(&base->json, json);
        return;
    }
    pending->bases = xgrow(pending->bases, &pending->base_capacity, pending->base_count + 1, sizeof(*pending->bases));
    pending->bases[pending->base_count++] =
        (struct pending_base){ resource, xstrndup(id.at, id.length), xstrdup(json) };
}

void pending_drop_base(struct pending *pending, const struct api_resource *resource, struct slice id)
{
    struct pending_base *base = find_base(pending, resource, id);
    if (base == NULL)
        return;
    free_base(base);
    *base = pending->bases[--pending->base_count];
}

static void lay_over(struct arena *arena, const struct api_call *call, struct api_record *record)
{
    for (size_t i = 0; i < call->count; i++) {
        const int field = api_field_index(record->resource, slice_of(call->arguments[i].name));
        struct json_value value;
        const char *text = arena_copy(arena, slice_of(call->arguments[i].text));
        if (field >= 0 && json_check(slice_of(text), &value, NULL))
            record->values[field] = value;
    }
}

bool pending_record(const struct pending *pending, struct arena *arena, const struct api_resource *resource,
                    const char *id, const char *json, struct api_record *record)
{
    struct json_value object;
    *record = (struct api_record){ .resource = resource };
    bool is_known = json != NULL && json_check(slice_of(arena_copy(arena, slice_of(json))), &object, NULL) &&
                    api_decode(resource, object, record, NULL);
    record->id = api_text_value(arena, slice_of(id));
    for (size_t i = 0; i < pending->count; i++) {
        const struct pending_change *change = pending->changes[i];
        const bool lies_over = change->effect == PENDING_CREATE || change->effect == PENDING_UPDATE;
        if (!lies_over || change->resource != resource || !pending_is_open(change) || strcmp(change->row_id, id) != 0)
            continue;
        is_known = is_known || change->effect == PENDING_CREATE;
        lay_over(arena, &change->change.call, record);
    }
    return is_known;
}
