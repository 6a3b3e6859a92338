/* Looking before and after. Before something is made whose repetition would make it twice, the list it will stand in is
 * looked at; when its answer was lost, what is new in that list and says the same is it. No clock decides. Before a
 * resource is changed, it is compared with what the person saw. */
#include "sender_private.h"

#include <annotty/api/batch.h>
#include <annotty/base/clock.h>
#include <annotty/base/index.h>

#include <stdlib.h>

enum { ROWS_MAX = 5000, MISSES_MAX = 2, MISS_WAIT_MS = 1000 };

/* --- The look ----------------------------------------------------------------------------------------------------- */

/* The filter that narrows the list down to what has the same value as the member of the call. */
static void set_filter(const struct api_call *from, struct api_call *to, const struct api_parameter *parameter)
{
    struct json_value value;
    struct buf text = buf_with_limit(BUF_LIMIT_LINE);
    const char *json = parameter->field != NULL ? api_call_argument(from, parameter->field) : NULL;
    if (json != NULL && json_check(slice_of(json), &value, NULL) && value.kind == JSON_STRING &&
        json_append_string(&text, value))
        api_call_parameter(to, parameter->name, buf_slice(&text));
    buf_free(&text);
}

/* The server may give what is made another name when the one wished for is taken. */
static bool may_rename(const struct api_operation *operation)
{
    return operation->safe_member != NULL && strcmp(operation->safe_member, "ensure_unique") == 0;
}

static struct api_call look_call(const struct api_call *call, bool for_change)
{
    struct api_call look = api_call_new(call->operation->look->id);
    api_call_copy_path(&look, call);
    for (size_t i = 0; i < API_PARAMETERS_MAX && look.operation->parameters[i].name != NULL; i++) {
        const struct api_parameter *parameter = &look.operation->parameters[i];
        const bool is_id = parameter->field != NULL && strcmp(parameter->field, "id") == 0;
        const bool is_name = parameter->field != NULL && strcmp(parameter->field, "name") == 0;
        if (for_change && is_id)
            api_call_parameter(&look, parameter->name, slice_of(api_call_subject(call)));
        else if (!for_change && !is_id && !(is_name && may_rename(call->operation)))
            set_filter(call, &look, parameter);
    }
    return look;
}

static void take_look(void *entry, struct job *job, struct fetch_event *event);

static void look(struct entry *entry, enum entry_phase phase)
{
    struct fetch_request request = { .call = look_call(&entry->change.call, phase == ENTRY_COMPARES),
                                     .priority = FETCH_PREFETCH,
                                     .all_pages = true,
                                     .with_text = true,
                                     .rows_wanted = ROWS_MAX };
    entry->phase = phase;
    buf_clear(&entry->seen);
    sender_add_job(entry, &request, take_look);
}

bool sender_look_first(struct entry *entry)
{
    const struct change *change = &entry->change;
    if (entry->operation->look == NULL)
        return false;
    const bool changes = entry->operation->inverse == entry->operation;
    if (changes && change->before != NULL)
        look(entry, ENTRY_COMPARES);
    else if (entry->unknown && entry->verify)
        look(entry, ENTRY_LOOKS_AFTER);
    else if (entry->verify && change->before == NULL)
        look(entry, ENTRY_LOOKS_BEFORE);
    else
        return false;
    return true;
}

/* --- What is the same --------------------------------------------------------------------------------------------- */

static struct json_value member_of(struct json_value element, const char *name)
{
    const struct json_value attributes = json_member(element, "attributes");
    return json_member(attributes.kind == JSON_OBJECT ? attributes : element, name);
}

static bool begins_with(struct json_value text, struct json_value beginning)
{
    struct slice whole = text.raw, part = beginning.raw;
    if (text.kind != JSON_STRING || beginning.kind != JSON_STRING)
        return false;
    part.length--; /* the closing quote */
    return slice_starts_with(whole, part);
}

/* Whether what was asked for by one member is what the resource has. What the answer never tells can't differ. */
static bool has_member(const struct api_operation *operation, const struct api_field *field, struct json_value wanted,
                       struct json_value element)
{
    const struct json_value there = member_of(element, field->name);
    if ((field->flags & API_IN_RESPONSE) == 0 ||
        (there.kind == JSON_ABSENT && wanted.kind != JSON_ABSENT && (field->flags & API_R_REQUIRED) == 0))
        return true;
    if ((field->flags & API_NAME) != 0 && may_rename(operation))
        return begins_with(there, wanted);
    return json_equal(there, wanted);
}

static bool call_is_like(const struct api_call *call, struct json_value element)
{
    size_t count = 0;
    const struct api_field *fields = api_operation_body(call->operation, &count);
    for (size_t i = 0; i < count; i++) {
        const char *text = api_call_argument(call, fields[i].name);
        struct json_value wanted;
        if (text != NULL &&
            (!json_check(slice_of(text), &wanted, NULL) || !has_member(call->operation, &fields[i], wanted, element)))
            return false;
    }
    return true;
}

static bool item_is_like(const struct api_operation *operation, const struct api_resource *resource,
                         struct json_value item, struct json_value element)
{
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct json_value wanted = json_member(item, resource->fields[i].name);
        if (wanted.kind != JSON_ABSENT && !has_member(operation, &resource->fields[i], wanted, element))
            return false;
    }
    return true;
}

static struct json_value seen_elements(struct entry *entry, struct buf *text)
{
    struct json_value elements = { .kind = JSON_ABSENT };
    buf_append_char(text, '[');
    buf_append_slice(text, buf_slice(&entry->seen));
    buf_append_char(text, ']');
    json_check(buf_slice(text), &elements, NULL);
    return elements;
}

/* Whether the id was there before it was sent for the first time. */
static bool was_there(struct json_value before, struct json_value id)
{
    struct json_value known;
    for (size_t at = 0; json_next_element(before, &at, &known);)
        if (slice_equal(known.raw, id.raw))
            return true;
    return false;
}

/* --- Before ------------------------------------------------------------------------------------------------------- */

static void keep_ids(struct entry *entry, struct json_value elements)
{
    struct buf ids = buf_with_limit(BUF_LIMIT_BODY);
    struct json_value element;
    for (size_t at = 0; json_next_element(elements, &at, &element);)
        buf_printf(&ids, "%c%.*s", ids.length == 0 ? '[' : ',', SLICE_ARGS(json_member(element, "id").raw));
    buf_append_text(&ids, ids.length == 0 ? "[]" : "]");
    entry->change.before = buf_take(&ids);
    sender_send(entry);
}

/* --- After -------------------------------------------------------------------------------------------------------- */

static void ask(struct entry *entry, const char *why)
{
    struct sender *sender = entry->sender;
    struct change change = change_copy(&entry->change);
    change.state = CHANGE_ASKING;
    sender_set_reason(&change, why);
    sender_settle_down(entry, 0);
    sender_save(sender, &change, SLICE(""));
    change_free(&change);
}

/* A request that the server still has may be applied after the first look: one look is not enough. */
static void miss(struct entry *entry)
{
    struct error error;
    if (++entry->misses >= MISSES_MAX) {
        entry->misses = 0;
        entry->unknown = false;
        sender_send(entry);
        return;
    }
    error_set(&error, ERROR_REACH, NULL, "the answer was lost; looking whether it was done");
    entry->backoffs = 1;
    sender_wait(entry, &error);
}

/* A page that was read twice, because its first try broke off, tells an element twice. */
static bool came_before(struct json_value elements, struct json_value element)
{
    const struct json_value id = json_member(element, "id");
    struct json_value earlier;
    for (size_t at = 0; json_next_element(elements, &at, &earlier) && earlier.raw.at != element.raw.at;)
        if (slice_equal(json_member(earlier, "id").raw, id.raw))
            return true;
    return false;
}

/* Finds for each item one of the new elements that says the same; how many were found. Those found are appended to
 * `out` as a list. */
static size_t find_items(const struct entry *entry, struct json_value items, struct json_value elements,
                         struct json_value before, struct buf *out)
{
    const struct api_field *list = api_operation_list(entry->operation, 0);
    struct json_value item, element;
    size_t found = 0, element_at = 0;
    /* The list has the newest first, and a request's items in their order or against it: each element serves once. */
    for (; json_next_element(elements, &element_at, &element);) {
        bool matches = list == NULL ? call_is_like(&entry->change.call, element) : false;
        for (size_t at = 0; list != NULL && !matches && json_next_element(items, &at, &item);)
            matches = item_is_like(entry->operation, list->of, item, element);
        if (!matches || was_there(before, json_member(element, "id")) || came_before(elements, element))
            continue;
        buf_printf(out, "%s", found == 0 ? "" : ",");
        buf_append_slice(out, element.raw);
        found++;
    }
    return found;
}

/* The answer that was lost, as far as what follows needs it. */
static void finish_as_found(struct entry *entry, struct slice found)
{
    const struct api_operation *operation = entry->operation;
    struct buf body = buf_with_limit(BUF_LIMIT_ANSWER);
    if (operation->answer == API_SHAPE_FLAT_NESTED)
        buf_printf(&body, "{\"data\":[{\"%s\":[%.*s]}]}", operation->answer_member, SLICE_ARGS(found));
    else
        buf_printf(&body, "{\"data\":%.*s}", SLICE_ARGS(found));
    entry->change.status = operation->success[0];
    sender_finish(entry, buf_slice(&body));
    buf_free(&body);
}

static size_t items_of(const struct entry *entry, struct json_value *items)
{
    const struct api_field *list = api_operation_list(entry->operation, 0);
    const char *json = list != NULL ? api_call_argument(&entry->change.call, list->name) : NULL;
    struct json_value item;
    size_t count = 0;
    *items = (struct json_value){ .kind = JSON_ABSENT };
    if (json == NULL || !json_check(slice_of(json), items, NULL))
        return 1;
    for (size_t at = 0; json_next_element(*items, &at, &item);)
        count++;
    return count;
}

static void judge(struct entry *entry, struct json_value elements)
{
    struct json_value before, items;
    struct buf found = buf_with_limit(BUF_LIMIT_ANSWER);
    const char *known = entry->change.before;
    const size_t wanted = items_of(entry, &items);
    if (known == NULL || !json_check(slice_of(known), &before, NULL))
        before = (struct json_value){ .kind = JSON_ARRAY, .raw = SLICE("[]") };
    const size_t count = find_items(entry, items, elements, before, &found);
    if (count == wanted)
        finish_as_found(entry, buf_slice(&found));
    else if (count == 0)
        miss(entry);
    else
        ask(entry, "its answer was lost, and the server has others that look the same: look, then retry or drop it");
    buf_free(&found);
}

/* --- Conflicts ---------------------------------------------------------------------------------------------------- */

static bool changed_at(const struct api_resource *resource, struct json_value element, int64_t *wall_ms)
{
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct api_field *field = &resource->fields[i];
        struct buf text = buf_with_limit(BUF_LIMIT_LINE);
        const struct json_value time = member_of(element, field->name);
        const bool read = (field->flags & API_RENEWED) != 0 && field->type == API_DATE_TIME &&
                          time.kind == JSON_STRING && json_append_string(&text, time) &&
                          clock_parse_rfc3339(buf_slice(&text), wall_ms);
        buf_free(&text);
        if (read)
            return true;
    }
    return false;
}

static void report_conflict(struct entry *entry, struct json_value element)
{
    struct sender *sender = entry->sender;
    struct change change = change_copy(&entry->change);
    change.state = CHANGE_CONFLICT;
    free(change.answer);
    change.answer = xstrndup(element.raw.at, element.raw.length);
    sender_set_reason(&change, "somebody else has changed it since you saw it");
    sender_settle_down(entry, 0);
    sender_save(sender, &change, SLICE(""));
    change_free(&change);
}

static void compare(struct entry *entry, struct json_value elements)
{
    struct json_value seen, element;
    int64_t seen_ms = 0, now_ms = 0;
    size_t at = 0;
    const struct api_resource *resource = entry->operation->resource;
    const bool known = json_next_element(elements, &at, &element) &&
                       json_check(slice_of(entry->change.before), &seen, NULL) &&
                       changed_at(resource, seen, &seen_ms) && changed_at(resource, element, &now_ms);
    if (!known || now_ms <= seen_ms) {
        sender_send(entry);
    } else if (call_is_like(&entry->change.call, element)) {
        struct buf body = buf_with_limit(BUF_LIMIT_ANSWER);
        buf_printf(&body, "{\"data\":%.*s}", SLICE_ARGS(element.raw));
        sender_finish(entry, buf_slice(&body));
        buf_free(&body);
    } else {
        report_conflict(entry, element);
    }
}

/* --- The look's end ----------------------------------------------------------------------------------------------- */

static void decide(struct entry *entry)
{
    struct buf text = buf_with_limit(BUF_LIMIT_ANSWER);
    const struct json_value elements = seen_elements(entry, &text);
    switch (entry->phase) {
    case ENTRY_LOOKS_BEFORE:
        keep_ids(entry, elements);
        break;
    case ENTRY_COMPARES:
        compare(entry, elements);
        break;
    default:
        judge(entry, elements);
    }
    buf_free(&text);
}

/* Where the server doesn't let us look, what can be repeated goes without. */
static void give_up_looking(struct entry *entry, const struct error *error)
{
    if (error->kind == ERROR_REACH)
        sender_wait_for_server(entry, error);
    else if (error->kind != ERROR_API && error->kind != ERROR_AUTH)
        sender_wait(entry, error);
    else if (entry->phase == ENTRY_LOOKS_AFTER)
        ask(entry, "its answer was lost, and the server doesn't let us look whether it was done");
    else
        sender_send(entry);
}

static void take_look(void *data, struct job *job, struct fetch_event *event)
{
    struct entry *entry = data;
    (void)job;
    if (event->kind == FETCH_ROWS && event->body_length > 2) {
        if (event->first)
            buf_clear(&entry->seen);
        if (entry->seen.length > 0)
            buf_append_char(&entry->seen, ',');
        buf_append(&entry->seen, event->body + 1, event->body_length - 2);
    } else if (event->kind == FETCH_DONE) {
        decide(entry);
    } else if (event->kind == FETCH_FAILED) {
        give_up_looking(entry, &event->error);
    }
}
