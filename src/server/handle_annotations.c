/* What people say of interactions: written and deleted, each item for itself (extensions, section 3). An annotation is
 * known by its interaction and its author; one that decides where people disagree stands beside the author's own. */
#include "handlers.h"

#include "reviewers.h"
#include "wrapped.h"

#include <annotty/api/label_schema.h>
#include <annotty/base/index.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

static int annotation_field(const char *name)
{
    return api_field_index(&api_resources[API_ANNOTATION], slice_of(name));
}

static int item_field(enum api_resource_id resource, const char *name)
{
    return api_field_index(&api_resources[resource], slice_of(name));
}

static bool is_true(struct json_value value)
{
    return slice_is(value.raw, "true");
}

/* --- Items in error ----------------------------------------------------------------------------------------------- */

struct upsert {
    struct handling *handling;
    struct workspace_row queue;
    struct label_schema schema;
    bool may_annotate;
    struct buf errors;
    size_t done_count;
    struct index given; /* what items before this one are about */
    struct slice *given_ids;
    size_t given_count, given_capacity;
};

static bool note_error(struct upsert *upsert, struct json_value id, const char *member, const char *code,
                       const char *why)
{
    if (upsert->errors.length > 0)
        buf_append_char(&upsert->errors, ',');
    buf_printf(&upsert->errors, "{\"%s\":", member);
    buf_append_slice(&upsert->errors, id.raw);
    if (code != NULL)
        buf_printf(&upsert->errors, ",\"code\":\"%s\"", code);
    buf_append_text(&upsert->errors, ",\"error\":");
    json_write_string(&upsert->errors, slice_of(why));
    buf_append_char(&upsert->errors, '}');
    return true;
}

/* --- Label values ------------------------------------------------------------------------------------------------- */

struct said {
    const struct label *label;
    struct json_value value, assessment, reasoning;
};

static bool object_to(struct error *error, struct slice name, const char *what)
{
    return error_set(error, ERROR_USAGE, NULL, "%.*s %s", SLICE_ARGS(name), what);
}

static bool read_said(const struct upsert *upsert, struct arena *arena, struct json_value item, struct said *said,
                      struct error *error)
{
    const struct slice id = api_plain_text(arena, json_member(item, "label_schema_id"));
    *said = (struct said){ .value = json_member(item, "value"),
                           .assessment = json_member(item, "assessment"),
                           .reasoning = json_member(item, "reasoning") };
    for (size_t i = 0; i < upsert->schema.count; i++)
        if (slice_equal(upsert->schema.labels[i].id, id))
            said->label = &upsert->schema.labels[i];
    if (said->label == NULL)
        return object_to(error, id, "is the id of no label of the queue");
    if (said->assessment.kind == JSON_STRING && !said->label->has_assessment)
        return object_to(error, said->label->name, "takes no assessment");
    if (said->reasoning.kind == JSON_STRING && !said->label->has_reasoning)
        return object_to(error, said->label->name, "takes no reasoning");
    return label_takes(said->label, said->value, true, error);
}

static bool has_all_required(const struct upsert *upsert, const struct said *said, size_t count, struct error *error)
{
    for (size_t i = 0; i < upsert->schema.count; i++) {
        const struct label *label = &upsert->schema.labels[i];
        bool found = !label->is_required;
        for (size_t k = 0; k < count; k++)
            found |= said[k].label == label;
        if (!found)
            return object_to(error, label->name, "is required");
    }
    return true;
}

static bool is_repeated(const struct said *said, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++)
        if (said[i].label == said[count - 1].label)
            return true;
    return false;
}

/* What the list says, in the order of the list. There can't be more than the queue has labels. */
static bool read_values(const struct upsert *upsert, struct arena *arena, struct json_value list, struct said **said,
                        size_t *count, struct error *error)
{
    struct json_value item;
    size_t at = 0;
    *said = arena_alloc(arena, (upsert->schema.count + 1) * sizeof(**said));
    for (*count = 0; json_next_element(list, &at, &item);) {
        if (!read_said(upsert, arena, item, &(*said)[*count], error))
            return false;
        if (is_repeated(*said, ++*count))
            return object_to(error, (*said)[*count - 1].label->name, "is given twice");
    }
    return has_all_required(upsert, *said, *count, error);
}

static void write_rest(const struct said *said, struct buf *out)
{
    buf_printf(out, "\"value\":%.*s", SLICE_ARGS(said->value.raw));
    if (said->assessment.kind == JSON_STRING)
        buf_printf(out, ",\"assessment\":%.*s", SLICE_ARGS(said->assessment.raw));
    if (said->reasoning.kind == JSON_STRING)
        buf_printf(out, ",\"reasoning\":%.*s", SLICE_ARGS(said->reasoning.raw));
}

/* As it is kept, and sent when interactions are read (D47): by the labels' names. */
static void write_object(const struct said *said, size_t count, struct buf *out)
{
    buf_append_char(out, '{');
    for (size_t i = 0; i < count; i++) {
        const bool is_bare = said[i].assessment.kind != JSON_STRING && said[i].reasoning.kind != JSON_STRING;
        if (i > 0)
            buf_append_char(out, ',');
        json_write_string(out, said[i].label->name);
        buf_append_char(out, ':');
        if (is_bare) {
            buf_append_slice(out, said[i].value.raw);
            continue;
        }
        buf_append_char(out, '{');
        write_rest(&said[i], out);
        buf_append_char(out, '}');
    }
    buf_append_char(out, '}');
}

/* As the answer says it: by the labels' ids. */
static void write_list(const struct said *said, size_t count, struct buf *out)
{
    buf_append_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        buf_append_text(out, i > 0 ? ",{\"label_schema_id\":" : "{\"label_schema_id\":");
        json_write_string(out, said[i].label->id);
        buf_printf(out, ",\"type\":\"%s\",\"name_when_saved\":", label_type_names[said[i].label->type]);
        json_write_string(out, said[i].label->name);
        buf_append_char(out, ',');
        write_rest(&said[i], out);
        buf_append_char(out, '}');
    }
    buf_append_char(out, ']');
}

static struct json_value in_arena(struct arena *arena, struct buf *json)
{
    struct json_value value = { .kind = JSON_ABSENT };
    json_check((struct slice){ arena_copy(arena, buf_slice(json)), json->length }, &value, NULL);
    buf_free(json);
    return value;
}

/* --- One annotation ----------------------------------------------------------------------------------------------- */

struct search {
    bool decides, found;
    struct workspace_row *row;
};

static void look_at(const struct workspace_row *row, void *data)
{
    struct search *const search = data;
    if (is_true(row->record.values[annotation_field("is_adjudication")]) != search->decides)
        return;
    *search->row = *row;
    search->found = true;
}

/* The asking person's own of this kind. */
static bool find_own(struct upsert *upsert, int64_t interaction, bool decides, struct arena *arena,
                     struct workspace_row *row, bool *found)
{
    struct handling *const handling = upsert->handling;
    const struct slice person = slice_of(asking_person(handling));
    const struct workspace_question question = {
        .resource = &api_resources[API_ANNOTATION],
        .parent = interaction,
        .filters = { { .field = "created_by", .values = &person, .count = 1 } },
        .filter_count = 1,
    };
    struct search search = { .decides = decides, .row = row };
    if (!workspace_each(handling->session, &question, arena, look_at, &search, &handling->error))
        return refuse_store(handling);
    *found = search.found;
    return true;
}

static bool store(struct upsert *upsert, const struct workspace_row *interaction, struct json_value labels,
                  bool decides, struct arena *arena, struct workspace_row *row)
{
    struct handling *const handling = upsert->handling;
    struct json_value values[API_FIELDS_MAX] = { 0 };
    bool found = false;
    if (!find_own(upsert, interaction->seq, decides, arena, row, &found))
        return false;
    values[annotation_field("label_values")] = labels;
    if (decides)
        values[annotation_field("is_adjudication")] = (struct json_value){ .kind = JSON_BOOL, .raw = SLICE("true") };
    const bool kept = found ? workspace_update(handling->session, values, arena, row, &handling->error)
                            : workspace_insert(handling->session, &api_resources[API_ANNOTATION], interaction->seq,
                                               values, arena, row, &handling->error);
    return kept || refuse_store(handling);
}

static void write_annotation(struct upsert *upsert, struct workspace_row *row, struct json_value interaction_id,
                             struct json_value labels, struct arena *arena)
{
    struct buf *const answer = &upsert->handling->answer;
    if (upsert->done_count++ > 0)
        buf_append_char(answer, ',');
    row->record.values[annotation_field("label_values")] = labels;
    row->record.values[annotation_field("interaction_id")] = interaction_id;
    api_encode(answer, row->record.resource, api_plain_text(arena, row->record.id), row->record.values);
}

static enum workspace_found find_interaction(struct upsert *upsert, struct slice id, struct arena *arena,
                                             struct workspace_row *row)
{
    const struct workspace_question question = {
        .resource = &api_resources[API_INTERACTION],
        .parent = upsert->queue.seq,
        .filters = { { .field = "id", .values = &id, .count = 1 } },
        .filter_count = 1,
    };
    return workspace_find(upsert->handling->session, &question, arena, row, &upsert->handling->error);
}

static struct slice given_id(uint32_t handle, const void *owner)
{
    const struct upsert *const upsert = owner;
    return upsert->given_ids[handle];
}

/* Whether an item before this one is about the same interaction, in the same way. */
static bool was_given(struct upsert *upsert, struct slice id, bool decides)
{
    const char *const text = arena_printf(upsert->handling->arena, "%c%.*s", decides ? '+' : '-', SLICE_ARGS(id));
    if (index_find(&upsert->given, slice_of(text), given_id, upsert) != INDEX_NONE)
        return true;
    upsert->given_ids =
        xgrow(upsert->given_ids, &upsert->given_capacity, upsert->given_count + 1, sizeof(*upsert->given_ids));
    upsert->given_ids[upsert->given_count] = slice_of(text);
    index_insert(&upsert->given, slice_of(text), (uint32_t)upsert->given_count++);
    return false;
}

static bool upsert_item(struct handling *handling, const struct request_item *item, void *data)
{
    struct upsert *const upsert = data;
    struct workspace_row interaction, row;
    struct error error = { 0 };
    struct said *said = NULL;
    size_t count = 0;
    const struct json_value id = item->record.values[item_field(API_ANNOTATION_ITEM, "interaction_id")];
    const bool decides = is_true(item->record.values[item_field(API_ANNOTATION_ITEM, "is_adjudication")]);
    const struct slice id_text = api_plain_text(item->arena, id);
    if (!upsert->may_annotate)
        return note_error(upsert, id, "interaction_id", "permission_denied", "only the queue's reviewers may annotate");
    const enum workspace_found found = find_interaction(upsert, id_text, item->arena, &interaction);
    if (found == WORKSPACE_FAILED)
        return refuse_store(handling);
    if (found == WORKSPACE_MISSING)
        return note_error(upsert, id, "interaction_id", NULL, "interaction not found");
    if (was_given(upsert, id_text, decides))
        return note_error(upsert, id, "interaction_id", NULL, "the interaction is given twice");
    if (!read_values(upsert, item->arena, item->record.values[item_field(API_ANNOTATION_ITEM, "label_values")], &said,
                     &count, &error))
        return note_error(upsert, id, "interaction_id", NULL, error.message);
    struct buf object = buf_with_limit(BUF_LIMIT_BODY), list = buf_with_limit(BUF_LIMIT_BODY);
    write_object(said, count, &object);
    write_list(said, count, &list);
    const struct json_value kept = in_arena(item->arena, &object), answered = in_arena(item->arena, &list);
    if (!store(upsert, &interaction, kept, decides, item->arena, &row))
        return false;
    write_annotation(upsert, &row, id, answered, item->arena);
    return true;
}

static void end_answer(struct upsert *upsert, bool always)
{
    struct buf *const answer = &upsert->handling->answer;
    buf_append_char(answer, ']');
    if (upsert->errors.length > 0 || always)
        buf_printf(answer, ",\"errors\":[%s]", buf_text(&upsert->errors));
    buf_append_text(answer, "}}}");
    upsert->handling->status = 200;
}

bool handle_upsert_annotations(struct handling *handling)
{
    struct upsert upsert = { .handling = handling, .errors = buf_with_limit(BUF_LIMIT_ANSWER) };
    if (!begin_write(handling) || !find_by_path(handling, &upsert.queue) ||
        !may_annotate(handling, &upsert.queue, &upsert.may_annotate))
        return false;
    label_schema_read(upsert.queue.record.values[item_field(API_QUEUE, "annotation_schema")].raw, handling->arena,
                      &upsert.schema);
    wrapped_begin(&handling->answer, handling->operation, upsert.queue.record.id);
    const bool good =
        each_item(handling, &api_resources[API_ANNOTATION_ITEM], handling->body.values[0], upsert_item, &upsert) &&
        commit_write(handling);
    if (good)
        end_answer(&upsert, false);
    buf_free(&upsert.errors);
    index_free(&upsert.given);
    free(upsert.given_ids);
    return good;
}

/* --- Deleting ----------------------------------------------------------------------------------------------------- */

/* Notes why it can't be, or takes the id among those to delete. */
static bool look_at_id(struct upsert *upsert, struct json_value id, struct buf *ids)
{
    struct handling *const handling = upsert->handling;
    struct slice author;
    const enum workspace_found found =
        workspace_find_annotation(handling->session, upsert->queue.seq, api_plain_text(handling->arena, id),
                                  handling->arena, &author, &handling->error);
    if (found == WORKSPACE_FAILED)
        return refuse_store(handling);
    if (found == WORKSPACE_MISSING)
        return note_error(upsert, id, "annotation_id", NULL, "annotation not found");
    if (!slice_is(author, asking_person(handling)))
        return note_error(upsert, id, "annotation_id", "permission_denied", "only its author may delete an annotation");
    if (ids->length > 0)
        buf_append_char(ids, ',');
    return buf_append_slice(ids, id.raw);
}

bool handle_delete_annotations(struct handling *handling)
{
    struct upsert upsert = { .handling = handling, .errors = buf_with_limit(BUF_LIMIT_ANSWER) };
    struct buf ids = buf_with_limit(BUF_LIMIT_BODY);
    struct json_value id;
    size_t at = 0;
    bool good = begin_write(handling) && find_by_path(handling, &upsert.queue);
    while (good && json_next_element(handling->body.values[0], &at, &id))
        good = look_at_id(&upsert, id, &ids);
    const char *const list = arena_printf(handling->arena, "[%s]", buf_text(&ids));
    const struct json_value array = { .kind = JSON_ARRAY, .raw = slice_of(list) };
    if (good && !workspace_delete_annotations(handling->session, array, &handling->error))
        good = refuse_store(handling);
    good = good && commit_write(handling);
    if (good) {
        buf_append_text(&handling->answer, "{\"data\":{\"id\":");
        buf_append_slice(&handling->answer, upsert.queue.record.id.raw);
        buf_printf(&handling->answer, ",\"type\":\"annotations\",\"attributes\":{\"annotation_ids\":[%s",
                   buf_text(&ids));
        end_answer(&upsert, true);
    }
    buf_free(&upsert.errors);
    buf_free(&ids);
    return good;
}
