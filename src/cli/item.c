#include "item.h"

#include <annotty/api/check.h>

#include <stdarg.h>
#include <stdio.h>

struct item item_new(void)
{
    return (struct item){ .json = buf_with_limit(BUF_LIMIT_BODY) };
}

void item_free(struct item *item)
{
    buf_free(&item->json);
}

static __attribute__((format(printf, 2, 3))) bool object_to(char problem[static ITEM_PROBLEM_SIZE], const char *format,
                                                            ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(problem, ITEM_PROBLEM_SIZE, format, arguments);
    va_end(arguments);
    return false;
}

bool item_takes_lines(const struct api_field *list)
{
    return list != NULL && (list->type == API_STRINGS || list->of == &api_resources[API_INTERACTION]);
}

const char *item_key(const struct api_field *list)
{
    return list->type == API_STRINGS ? "id" : "content_id";
}

/* The type of an interaction: what is given without one is a trace, as in plain lines. */
static bool has_usual_value(const struct api_field *list, const struct api_field *field)
{
    return list->of == &api_resources[API_INTERACTION] && field->type == API_ENUM;
}

const struct api_field *item_pick_list(const struct item_rules *rules, item_has has, const void *data)
{
    const struct api_field *best = api_operation_list(rules->operation, 0);
    size_t most = 0;
    const struct api_field *list = best;
    for (size_t i = 0; list != NULL; list = api_operation_list(rules->operation, ++i)) {
        size_t present = 0;
        for (size_t k = 0; list->of != NULL && k < list->of->field_count; k++)
            present += (list->of->fields[k].flags & API_C_REQUIRED) != 0 && has(list->of->fields[k].name, data);
        if (present > most)
            best = list;
        most = present > most ? present : most;
    }
    return best;
}

static bool value_has(const char *member, const void *data)
{
    const struct json_value *value = data;
    return json_member(*value, member).kind != JSON_ABSENT;
}

static bool unknown_member(const struct item_rules *rules, const struct api_field *list, struct slice key,
                           char problem[static ITEM_PROBLEM_SIZE])
{
    struct buf known = buf_with_limit(BUF_LIMIT_LINE);
    for (size_t i = 0; i < list->of->field_count; i++)
        if (list->of->fields[i].flags & rules->operation->body_use)
            buf_printf(&known, "%s%s", known.length > 0 ? ", " : "", list->of->fields[i].name);
    object_to(problem, "\"%.*s\" is no member of a %s (%s); --ignore-unknown leaves such out",
              key.length > 40 ? 40 : (int)key.length, key.at, list->of->noun, buf_text(&known));
    buf_free(&known);
    return false;
}

/* A slip in a member's name would lose its value without a word: servers ignore what they don't know (D17). */
static bool knows_members(const struct item_rules *rules, const struct api_field *list, struct json_value object,
                          char problem[static ITEM_PROBLEM_SIZE])
{
    size_t at = 0;
    struct slice key;
    struct json_value member;
    while (!rules->ignore_unknown && json_next_member(object, &at, &key, &member)) {
        bool known = slice_is(key, "id");
        for (size_t i = 0; !known && i < list->of->field_count; i++)
            known = json_key_is(key, list->of->fields[i].name);
        if (!known)
            return unknown_member(rules, list, key, problem);
    }
    return true;
}

/* The members that a request may have; what only answers have is left out. */
static void write_members(const struct item_rules *rules, const struct api_field *list, struct json_value object,
                          struct buf *json)
{
    const char *separator = "{";
    for (size_t i = 0; i < list->of->field_count; i++) {
        const struct api_field *field = &list->of->fields[i];
        const struct json_value value = json_member(object, field->name);
        if (!(field->flags & rules->operation->body_use) ||
            (value.kind == JSON_ABSENT && !has_usual_value(list, field)))
            continue;
        buf_printf(json, "%s\"%s\":", separator, field->name);
        if (value.kind == JSON_ABSENT)
            buf_printf(json, "\"%s\"", field->choices[0]);
        else
            buf_append_slice(json, value.raw);
        separator = ",";
    }
    buf_append_text(json, *separator == '{' ? "{}" : "}");
}

/* By the server's own check, on a body with this item alone. */
static bool passes_check(const struct item_rules *rules, const struct item *item,
                         char problem[static ITEM_PROBLEM_SIZE])
{
    struct buf body = buf_with_limit(BUF_LIMIT_ANSWER);
    struct arena arena = ARENA_EMPTY;
    struct api_body result;
    struct api_problem refusal = { 0 };
    buf_printf(&body, "{\"data\":{\"type\":\"%s\",\"attributes\":{\"%s\":[", rules->operation->request_type,
               item->list->name);
    buf_append_slice(&body, buf_slice(&item->json));
    buf_append_text(&body, "]}}}");
    const bool sound = api_body_read(rules->operation, buf_slice(&body), &arena, &result, &refusal);
    if (!sound) {
        /* The first member's name is in the words already. */
        const char *member = refusal.pointer != NULL ? strstr(refusal.pointer, "/0/") : NULL;
        const char *inner = member != NULL ? strchr(member + 3, '/') : NULL;
        object_to(problem, "%s%s%s%s", refusal.detail, inner != NULL ? " (" : "", inner != NULL ? member + 2 : "",
                  inner != NULL ? ")" : "");
    }
    arena_free(&arena);
    buf_free(&body);
    return sound;
}

static bool take_object(const struct item_rules *rules, const struct api_field *list, struct json_value value,
                        struct item *item, char problem[static ITEM_PROBLEM_SIZE])
{
    if (value.kind != JSON_OBJECT)
        return object_to(problem, "must be a JSON object: a %s", list->of->noun);
    if (!knows_members(rules, list, value, problem))
        return false;
    write_members(rules, list, value, &item->json);
    return passes_check(rules, item, problem);
}

/* An id, or anything that has one. */
static bool take_id(struct json_value value, struct item *item, char problem[static ITEM_PROBLEM_SIZE])
{
    const struct json_value id = value.kind == JSON_OBJECT ? json_member(value, "id") : value;
    if (id.kind != JSON_STRING)
        return object_to(problem, "must be an id: a JSON string, or an object with an \"id\"");
    if (id.raw.length == 2)
        return object_to(problem, "there is no id");
    return buf_append_slice(&item->json, id.raw);
}

bool item_from_value(const struct item_rules *rules, const struct api_field *list, struct json_value value,
                     struct item *item, char problem[static ITEM_PROBLEM_SIZE])
{
    buf_clear(&item->json);
    item->list = list != NULL ? list : item_pick_list(rules, value_has, &value);
    return item->list->type == API_STRINGS ? take_id(value, item, problem)
                                           : take_object(rules, item->list, value, item, problem);
}
