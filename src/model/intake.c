/* Takes text apart into interactions to add, with each line that is none told by its number, and makes the calls that
 * add or remove in pieces that a server takes. */
#include <annotty/model/intake.h>

#include <annotty/base/index.h>
#include <annotty/base/mem.h>
#include <annotty/base/utf8.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum {
    CONTENT_ID_MAX = 512,  /* bytes */
    CALL_ITEMS_MAX = 1000, /* contract D37 */
};
#define CALL_BYTES_MAX ((size_t)4 * 1024 * 1024 - 4096) /* contract D37, less what goes around the items */

/* A type of newer servers that this one does not take (extensions). */
static const char newer_type[] = "session";

struct reading {
    struct intake *intake;
    const char *const *types;
    struct index *seen; /* by type: the items by content id */
    size_t item_capacity, problem_capacity;
    size_t line;
};

static int field_of(const char *name)
{
    return api_field_index(&api_resources[API_INTERACTION], slice_of(name));
}

static __attribute__((format(printf, 2, 3))) void object_to(struct reading *reading, const char *format, ...)
{
    struct intake *intake = reading->intake;
    intake->problems =
        xgrow(intake->problems, &reading->problem_capacity, intake->problem_count + 1, sizeof(*intake->problems));
    struct intake_problem *problem = &intake->problems[intake->problem_count++];
    problem->line = reading->line;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(problem->what, sizeof(problem->what), format, arguments);
    va_end(arguments);
}

static struct slice content_of(uint32_t item, const void *owner)
{
    const struct intake *intake = owner;
    return intake->items[item].content_id;
}

static void add_item(struct reading *reading, size_t type, struct slice content_id)
{
    struct intake *intake = reading->intake;
    if (index_find(&reading->seen[type], content_id, content_of, intake) != INDEX_NONE) {
        intake->repeats++;
        return;
    }
    intake->items = xgrow(intake->items, &reading->item_capacity, intake->count + 1, sizeof(*intake->items));
    intake->items[intake->count] =
        (struct intake_item){ .type = reading->types[type], .content_id = content_id, .line = reading->line };
    index_insert(&reading->seen[type], content_id, (uint32_t)intake->count);
    intake->count++;
}

/* Position of the type called `name`; false when there is none. */
static bool find_type(const struct reading *reading, struct slice name, size_t *type)
{
    for (size_t i = 0; reading->types[i] != NULL; i++)
        if (slice_is(name, reading->types[i])) {
            *type = i;
            return true;
        }
    return false;
}

/* Whether `name`, no type, was probably meant to be one: see intake.h. */
static bool looks_like_type(const struct reading *reading, struct slice name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    for (size_t i = 0; i < name.length; i++)
        if (name.at[i] == '\0' || strchr(letters, name.at[i]) == NULL)
            return false;
    if (name.length == 0)
        return false;
    if (memchr(name.at, '_', name.length) != NULL || slice_is(name, newer_type))
        return true;
    for (const char *const *type = reading->types; *type != NULL; type++)
        if (strlen(*type) == name.length && strncasecmp(*type, name.at, name.length) == 0)
            return true;
    return false;
}

/* Takes one pair of quotes off; false when there is none. */
static bool take_quotes(struct slice *text)
{
    struct slice inner = *text;
    if (inner.length > 2 && inner.at[inner.length - 1] == ',')
        inner.length--;
    if (inner.length < 2 || (inner.at[0] != '"' && inner.at[0] != '\'') || inner.at[inner.length - 1] != inner.at[0])
        return false;
    *text = (struct slice){ .at = inner.at + 1, .length = inner.length - 2 };
    return true;
}

/* Several ids in one line. */
static bool is_list(struct slice text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] == ' ' || text.at[i] == '\t' || text.at[i] == ',')
            return true;
    return false;
}

static void take_content(struct reading *reading, size_t type, struct slice content_id)
{
    size_t bad_offset = 0;
    const bool quoted = take_quotes(&content_id);
    if (content_id.length == 0)
        object_to(reading, "there is no id");
    else if (!utf8_is_valid(content_id, &bad_offset))
        object_to(reading, "is not UTF-8 text (byte %zu of the id)", bad_offset + 1);
    else if (!quoted && is_list(content_id))
        object_to(reading, "has a blank or comma in it: one id a line, or quotes around an id that has them");
    else if (utf8_has_control(content_id))
        object_to(reading, "has a control character in it");
    else if (content_id.length > CONTENT_ID_MAX)
        object_to(reading, "is longer than %d bytes (%zu)", CONTENT_ID_MAX, content_id.length);
    else
        add_item(reading, type, content_id);
}

static void object_to_type(struct reading *reading, struct slice name)
{
    struct buf known = buf_with_limit(BUF_LIMIT_LINE);
    for (const char *const *type = reading->types; *type != NULL; type++)
        buf_printf(&known, "%s%s", known.length > 0 ? ", " : "", *type);
    object_to(reading, "\"%.*s\" is no type (%s); write %s: before it if it belongs to the id",
              name.length > 20 ? 20 : (int)name.length, name.at, buf_text(&known), reading->types[0]);
    buf_free(&known);
}

static void take_line(struct reading *reading, struct slice line)
{
    line = slice_trim(line);
    if (line.length == 0 || line.at[0] == '#')
        return;
    struct slice name = { 0 };
    struct slice rest = line;
    slice_cut(&rest, ':', &name);
    size_t type = 0;
    if (rest.at != NULL && find_type(reading, name, &type))
        take_content(reading, type, slice_trim(rest));
    else if (rest.at != NULL && looks_like_type(reading, name))
        object_to_type(reading, name);
    else
        take_content(reading, 0, line);
}

/* Counts the items that the queue has: an interaction is known by its type and content id (D26). */
static size_t count_there(const struct reading *reading, const struct rows *queue)
{
    const int type_field = field_of("type");
    const int content_field = field_of("content_id");
    size_t there = 0;
    for (uint32_t row = 0; row < rows_count(queue); row++) {
        size_t type = 0;
        if (!rows_is_gone(queue, row) && find_type(reading, rows_cell(queue, row, type_field), &type) &&
            index_find(&reading->seen[type], rows_cell(queue, row, content_field), content_of, reading->intake) !=
                INDEX_NONE)
            there++;
    }
    return there;
}

struct intake *intake_read(struct slice text, const struct rows *queue)
{
    struct intake *intake = xcalloc(1, sizeof(*intake));
    intake->text = xstrndup(text.at, text.length);
    struct reading reading = { .intake = intake,
                               .types = api_resources[API_INTERACTION].fields[field_of("type")].choices };
    size_t type_count = 0;
    while (reading.types[type_count] != NULL)
        type_count++;
    reading.seen = xcalloc(type_count, sizeof(*reading.seen));
    struct slice rest = { .at = intake->text, .length = text.length };
    if (slice_starts_with(rest, SLICE("\xef\xbb\xbf"))) /* the byte order mark of Windows files */
        rest = slice_from(rest, 3);
    struct slice line = { 0 };
    while (slice_cut(&rest, '\n', &line)) {
        reading.line++;
        take_line(&reading, line);
    }
    if (queue != NULL)
        intake->there = count_there(&reading, queue);
    for (size_t i = 0; i < type_count; i++)
        index_free(&reading.seen[i]);
    free(reading.seen);
    return intake;
}

void intake_free(struct intake **intake)
{
    if (*intake == NULL)
        return;
    free((*intake)->text);
    free((*intake)->items);
    free((*intake)->problems);
    free(*intake);
    *intake = NULL;
}

/* Calls of one operation, each with a list of items as one member of its body. */
struct calls {
    enum api_operation_id operation;
    const char *member;
    struct slice queue_id;
    struct api_call *calls;
    size_t count, capacity;
    struct buf items; /* of the call that is being filled */
    size_t item_count;
};

static struct calls calls_begin(enum api_operation_id operation, const char *member, struct slice queue_id)
{
    return (struct calls){
        .operation = operation,
        .member = member,
        .queue_id = queue_id,
        .items = buf_with_limit(BUF_LIMIT_ANSWER),
    };
}

static void finish_call(struct calls *calls)
{
    if (calls->item_count == 0)
        return;
    struct api_call call = api_call_new(calls->operation);
    api_call_parameter(&call, "queue_id", calls->queue_id);
    buf_append_char(&calls->items, ']');
    api_call_member_json(&call, calls->member, buf_slice(&calls->items));
    calls->calls = xgrow(calls->calls, &calls->capacity, calls->count + 1, sizeof(*calls->calls));
    calls->calls[calls->count++] = call;
    buf_clear(&calls->items);
    calls->item_count = 0;
}

static void add_to_calls(struct calls *calls, struct slice item)
{
    if (calls->item_count == CALL_ITEMS_MAX || calls->items.length + item.length + 2 > CALL_BYTES_MAX)
        finish_call(calls);
    buf_append_char(&calls->items, calls->item_count == 0 ? '[' : ',');
    buf_append_slice(&calls->items, item);
    calls->item_count++;
}

static size_t calls_end(struct calls *calls, struct api_call **result)
{
    finish_call(calls);
    buf_free(&calls->items);
    *result = calls->calls;
    return calls->count;
}

size_t intake_calls(const struct intake *intake, struct slice queue_id, struct api_call **calls)
{
    struct calls adding = calls_begin(API_ADD_INTERACTIONS, "interactions", queue_id);
    struct buf json = buf_with_limit(BUF_LIMIT_LINE);
    for (size_t i = 0; i < intake->count; i++) {
        buf_clear(&json);
        buf_append_text(&json, "{\"content_id\":");
        json_write_string(&json, intake->items[i].content_id);
        buf_printf(&json, ",\"type\":\"%s\"}", intake->items[i].type);
        add_to_calls(&adding, buf_slice(&json));
    }
    buf_free(&json);
    return calls_end(&adding, calls);
}

size_t removal_calls(const struct rows *rows, const uint32_t *chosen, size_t count, struct slice queue_id,
                     struct api_call **calls)
{
    struct calls removing = calls_begin(API_DELETE_INTERACTIONS, "interaction_ids", queue_id);
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    for (size_t i = 0; i < count; i++) {
        buf_clear(&json);
        json_write_string(&json, rows_id(rows, chosen[i]));
        add_to_calls(&removing, buf_slice(&json));
    }
    buf_free(&json);
    return calls_end(&removing, calls);
}
