/* Takes text apart into interactions to add, with each line that is none told by its number, and makes the calls that
 * add or remove in pieces that a server takes. */
#include <annotty/model/intake.h>

#include <annotty/api/batch.h>
#include <annotty/base/index.h>
#include <annotty/base/mem.h>
#include <annotty/base/utf8.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { CONTENT_ID_MAX = 512 }; /* bytes */

/* A line that is being read. */
struct line_reading {
    const char *const *types;
    struct intake_item *item;
    char *what; /* of INTAKE_PROBLEM_SIZE */
};

static int field_of(const char *name)
{
    return api_field_index(&api_resources[API_INTERACTION], slice_of(name));
}

static const char *const *known_types(void)
{
    return api_resources[API_INTERACTION].fields[field_of("type")].choices;
}

static __attribute__((format(printf, 2, 3))) enum intake_line object_to(const struct line_reading *reading,
                                                                        const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reading->what, INTAKE_PROBLEM_SIZE, format, arguments);
    va_end(arguments);
    return INTAKE_PROBLEM;
}

/* Position of the type called `name`; false when there is none. */
static bool find_type(const char *const *types, struct slice name, size_t *type)
{
    for (size_t i = 0; types[i] != NULL; i++)
        if (slice_is(name, types[i])) {
            *type = i;
            return true;
        }
    return false;
}

/* Whether `name`, no type, was probably meant to be one: see intake.h. */
static bool looks_like_type(const char *const *types, struct slice name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    for (size_t i = 0; i < name.length; i++)
        if (name.at[i] == '\0' || strchr(letters, name.at[i]) == NULL)
            return false;
    if (name.length == 0)
        return false;
    if (memchr(name.at, '_', name.length) != NULL)
        return true;
    for (const char *const *type = types; *type != NULL; type++)
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

static enum intake_line take_content(const struct line_reading *reading, size_t type, struct slice content_id)
{
    size_t bad_offset = 0;
    const bool quoted = take_quotes(&content_id);
    if (content_id.length == 0)
        return object_to(reading, "there is no id");
    if (!utf8_is_valid(content_id, &bad_offset))
        return object_to(reading, "is not UTF-8 text (byte %zu of the id)", bad_offset + 1);
    if (!quoted && is_list(content_id))
        return object_to(reading, "has a blank or comma in it: one id a line, or quotes around an id that has them");
    if (utf8_has_control(content_id))
        return object_to(reading, "has a control character in it");
    if (content_id.length > CONTENT_ID_MAX)
        return object_to(reading, "is longer than %d bytes (%zu)", CONTENT_ID_MAX, content_id.length);
    *reading->item = (struct intake_item){ .type = reading->types[type], .content_id = content_id };
    return INTAKE_ITEM;
}

/* The one type that has no id of its own. */
static bool shows_blocks(const char *type)
{
    return strcmp(type, "display_block") == 0;
}

static enum intake_line object_to_type(const struct line_reading *reading, struct slice name)
{
    struct buf known = buf_with_limit(BUF_LIMIT_LINE);
    for (const char *const *type = reading->types; *type != NULL; type++)
        if (!shows_blocks(*type))
            buf_printf(&known, "%s%s", known.length > 0 ? ", " : "", *type);
    object_to(reading, "\"%.*s\" is no type (%s); write %s: before it if it belongs to the id",
              name.length > 20 ? 20 : (int)name.length, name.at, buf_text(&known), reading->types[0]);
    buf_free(&known);
    return INTAKE_PROBLEM;
}

enum intake_line intake_read_line(struct slice line, struct intake_item *item, char what[static INTAKE_PROBLEM_SIZE])
{
    const struct line_reading reading = { .types = known_types(), .item = item, .what = what };
    line = slice_trim(line);
    if (line.length == 0 || line.at[0] == '#')
        return INTAKE_NOTHING;
    struct slice name = { 0 };
    struct slice rest = line;
    slice_cut(&rest, ':', &name);
    size_t type = 0;
    if (rest.at != NULL && find_type(reading.types, name, &type))
        return shows_blocks(reading.types[type]) ? object_to_type(&reading, name)
                                                 : take_content(&reading, type, slice_trim(rest));
    if (rest.at != NULL && looks_like_type(reading.types, name))
        return object_to_type(&reading, name);
    return take_content(&reading, 0, line);
}

bool intake_write(const struct intake_item *item, struct buf *json)
{
    buf_append_text(json, "{\"content_id\":");
    json_write_string(json, item->content_id);
    return buf_printf(json, ",\"type\":\"%s\"}", item->type);
}

/* A whole text that is being read. */
struct reading {
    struct intake *intake;
    const char *const *types;
    struct index *seen; /* by type: the items by content id */
    size_t item_capacity, problem_capacity;
};

static struct slice content_of(uint32_t item, const void *owner)
{
    const struct intake *intake = owner;
    return intake->items[item].content_id;
}

static void add_item(struct reading *reading, const struct intake_item *item)
{
    struct intake *intake = reading->intake;
    size_t type = 0;
    find_type(reading->types, slice_of(item->type), &type);
    if (index_find(&reading->seen[type], item->content_id, content_of, intake) != INDEX_NONE) {
        intake->repeats++;
        return;
    }
    intake->items = xgrow(intake->items, &reading->item_capacity, intake->count + 1, sizeof(*intake->items));
    intake->items[intake->count] = *item;
    index_insert(&reading->seen[type], item->content_id, (uint32_t)intake->count);
    intake->count++;
}

static void take_line(struct reading *reading, struct slice line, size_t number)
{
    struct intake *intake = reading->intake;
    struct intake_item item;
    struct intake_problem problem = { .line = number };
    const enum intake_line kind = intake_read_line(line, &item, problem.what);
    item.line = number;
    if (kind == INTAKE_ITEM)
        add_item(reading, &item);
    if (kind != INTAKE_PROBLEM)
        return;
    intake->problems =
        xgrow(intake->problems, &reading->problem_capacity, intake->problem_count + 1, sizeof(*intake->problems));
    intake->problems[intake->problem_count++] = problem;
}

/* Counts the items that the queue has: an interaction is known by its type and content id (D26). */
static size_t count_there(const struct reading *reading, const struct rows *queue)
{
    const int type_field = field_of("type");
    const int content_field = field_of("content_id");
    size_t there = 0;
    for (uint32_t row = 0; row < rows_count(queue); row++) {
        size_t type = 0;
        if (!rows_is_gone(queue, row) && find_type(reading->types, rows_cell(queue, row, type_field), &type) &&
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
    struct reading reading = { .intake = intake, .types = known_types() };
    size_t type_count = 0;
    while (reading.types[type_count] != NULL)
        type_count++;
    reading.seen = xcalloc(type_count, sizeof(*reading.seen));
    struct slice rest = { .at = intake->text, .length = text.length };
    if (slice_starts_with(rest, SLICE("\xef\xbb\xbf"))) /* the byte order mark of Windows files */
        rest = slice_from(rest, 3);
    struct slice line = { 0 };
    for (size_t number = 1; slice_cut(&rest, '\n', &line); number++)
        take_line(&reading, line, number);
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

/* Calls of one operation on a queue, as many as its items need. */
struct calls {
    struct api_call base;
    struct api_batch batch; /* of the call that is being filled */
    struct api_call *calls;
    size_t count, capacity;
};

static struct calls calls_begin(enum api_operation_id operation, struct slice queue_id)
{
    struct calls calls = { .base = api_call_new(operation), .batch = api_batch_new() };
    api_call_parameter(&calls.base, "queue_id", queue_id);
    return calls;
}

static void finish_call(struct calls *calls)
{
    if (calls->batch.count == 0)
        return;
    calls->calls = xgrow(calls->calls, &calls->capacity, calls->count + 1, sizeof(*calls->calls));
    calls->calls[calls->count++] = api_batch_call(&calls->batch, &calls->base);
    api_batch_clear(&calls->batch);
}

static void add_to_calls(struct calls *calls, struct slice item)
{
    if (!api_batch_has_room(&calls->batch, item))
        finish_call(calls);
    api_batch_add(&calls->batch, api_operation_list(calls->base.operation, 0), item);
}

static size_t calls_end(struct calls *calls, struct api_call **result)
{
    finish_call(calls);
    api_batch_free(&calls->batch);
    api_call_free(&calls->base);
    *result = calls->calls;
    return calls->count;
}

size_t intake_calls(const struct intake *intake, struct slice queue_id, struct api_call **calls)
{
    struct calls adding = calls_begin(API_ADD_INTERACTIONS, queue_id);
    struct buf json = buf_with_limit(BUF_LIMIT_LINE);
    for (size_t i = 0; i < intake->count; i++) {
        buf_clear(&json);
        intake_write(&intake->items[i], &json);
        add_to_calls(&adding, buf_slice(&json));
    }
    buf_free(&json);
    return calls_end(&adding, calls);
}

size_t removal_calls(const struct rows *rows, const uint32_t *chosen, size_t count, struct slice queue_id,
                     struct api_call **calls)
{
    struct calls removing = calls_begin(API_DELETE_INTERACTIONS, queue_id);
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    for (size_t i = 0; i < count; i++) {
        buf_clear(&json);
        json_write_string(&json, rows_id(rows, chosen[i]));
        add_to_calls(&removing, buf_slice(&json));
    }
    buf_free(&json);
    return calls_end(&removing, calls);
}
