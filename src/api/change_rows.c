#include <annotty/api/change_rows.h>

#include <annotty/api/batch.h>
#include <annotty/base/clock.h>
#include <annotty/base/mem.h>
#include <annotty/base/text.h>

#include <inttypes.h>
#include <stdlib.h>

const char *const change_row_kinds[CHANGE_ROW_KIND_COUNT + 1] = { "change", "step", "request", "message", NULL };

static const char *const state_names[] = { "waiting", "held",     "sending", "done", "failed",
                                           "asking",  "conflict", "dropped", NULL };

enum change_field {
    FIELD_CREATED,
    FIELD_WHAT,
    FIELD_ABOUT,
    FIELD_STATE,
    FIELD_STATUS,
    FIELD_TRIES,
    FIELD_ELAPSED,
    FIELD_BYTES,
    FIELD_REASON,
    FIELD_KIND,
    FIELD_STEP,
    FIELD_ENDED,
    FIELD_HOLD,
    FIELD_COUNT
};

#define SHOWN  API_R_OPTIONAL
#define HIDDEN (API_R_OPTIONAL | API_HIDDEN)

static const struct api_field change_fields[FIELD_COUNT] = {
    [FIELD_CREATED] = { .name = "created_at",
                        .title = "Time",
                        .type = API_DATE_TIME,
                        .flags = API_R_REQUIRED,
                        .help = "When it was done on this machine." },
    [FIELD_WHAT] = { .name = "what",
                     .title = "What",
                     .type = API_STRING,
                     .flags = API_R_REQUIRED | API_REPEATS,
                     .help = "What is done, in words." },
    [FIELD_ABOUT] = { .name = "about",
                      .title = "About",
                      .type = API_STRING,
                      .flags = SHOWN,
                      .help = "What it is done to: a name or an id." },
    [FIELD_STATE] = { .name = "state",
                      .title = "State",
                      .type = API_ENUM,
                      .flags = SHOWN | API_REPEATS,
                      .choices = state_names,
                      .help = "How far it is." },
    [FIELD_STATUS] = { .name = "status",
                       .title = "Status",
                       .type = API_INT64,
                       .flags = SHOWN | API_FEW_DIGITS,
                       .help = "HTTP status of the last answer." },
    [FIELD_TRIES] = { .name = "tries",
                      .title = "Tries",
                      .type = API_INT64,
                      .flags = SHOWN | API_FEW_DIGITS,
                      .help = "How often it was sent." },
    [FIELD_ELAPSED] = { .name = "elapsed_ms",
                        .title = "ms",
                        .type = API_INT64,
                        .flags = SHOWN | API_FEW_DIGITS,
                        .help = "Milliseconds that the last try took." },
    [FIELD_BYTES] = { .name = "byte_count",
                      .title = "Bytes",
                      .type = API_INT64,
                      .flags = SHOWN,
                      .help = "Size of the body: sent of a change, received of a request." },
    [FIELD_REASON] = { .name = "reason",
                       .title = "Reason",
                       .type = API_STRING,
                       .flags = SHOWN | API_LONG,
                       .help = "Why it is not done yet, or never." },
    [FIELD_KIND] = { .name = "kind",
                     .title = "Kind",
                     .type = API_ENUM,
                     .flags = HIDDEN | API_REPEATS,
                     .choices = change_row_kinds,
                     .help = "A change, a step of many changes, a request or a message." },
    [FIELD_STEP] = { .name = "step",
                     .title = "Step",
                     .type = API_INT64,
                     .flags = HIDDEN,
                     .help = "Number of the step that the change is part of." },
    [FIELD_ENDED] = { .name = "ended_at",
                      .title = "Ended",
                      .type = API_DATE_TIME,
                      .flags = HIDDEN,
                      .help = "When it came to its end." },
    [FIELD_HOLD] = { .name = "hold_ms",
                     .title = "Hold",
                     .type = API_INT64,
                     .flags = HIDDEN,
                     .help = "Milliseconds for which it can be taken back before it is sent." },
};

const struct api_resource change_resource = {
    .id = API_RESOURCE_COUNT,
    .type = "changes",
    .noun = "change",
    .plural = "changes",
    .help = "What was changed and asked for, and what became of it.",
    .fields = change_fields,
    .field_count = FIELD_COUNT,
};

enum message_field { MESSAGE_CREATED, MESSAGE_TEXT, MESSAGE_FIELD_COUNT };

static const struct api_field message_fields[MESSAGE_FIELD_COUNT] = {
    [MESSAGE_CREATED] = { .name = "created_at",
                          .title = "Time",
                          .type = API_DATE_TIME,
                          .flags = API_R_REQUIRED,
                          .help = "When it was said." },
    [MESSAGE_TEXT] = { .name = "text",
                       .title = "Message",
                       .type = API_STRING,
                       .flags = API_R_REQUIRED | API_LONG,
                       .help = "What was said." },
};

const struct api_resource message_resource = {
    .id = API_RESOURCE_COUNT,
    .type = "messages",
    .noun = "message",
    .plural = "messages",
    .help = "What was said on the message line.",
    .fields = message_fields,
    .field_count = MESSAGE_FIELD_COUNT,
};

/* --- In words ----------------------------------------------------------------------------------------------------- */

size_t change_call_items(const struct api_call *call)
{
    size_t count = 0;
    const struct api_field *list = api_operation_list(call->operation, 0);
    for (size_t number = 0; list != NULL; list = api_operation_list(call->operation, ++number)) {
        const char *json = api_call_argument(call, list->name);
        struct json_value array, element;
        size_t at = 0;
        if (json == NULL || !json_check(slice_of(json), &array, NULL) || array.kind != JSON_ARRAY)
            continue;
        while (json_next_element(array, &at, &element))
            count++;
    }
    return count;
}

static bool is_about_many(const struct api_operation *operation)
{
    return api_operation_list(operation, 0) != NULL || (!operation->writes && operation->answer_array != NULL);
}

char *change_call_what(struct arena *arena, const struct api_call *call)
{
    const struct api_operation *operation = call->operation;
    const struct api_resource *resource = operation->resource;
    const char *noun = is_about_many(operation) && resource != NULL ? resource->plural : operation->noun;
    return arena_printf(arena, "%s %s", operation->verb, noun);
}

static const char *given_name(struct arena *arena, const struct api_call *call)
{
    const char *json = api_call_argument(call, "name");
    struct json_value name;
    if (json == NULL || !json_check(slice_of(json), &name, NULL) || name.kind != JSON_STRING)
        return NULL;
    const struct slice text = api_plain_text(arena, name);
    return arena_copy(arena, text);
}

char *change_call_about(struct arena *arena, const struct api_call *call)
{
    const char *name = given_name(arena, call);
    const char *id = name != NULL ? name : api_call_subject(call);
    const size_t items = change_call_items(call);
    char count[TEXT_COUNT_SIZE];
    if (items == 0)
        return arena_copy(arena, slice_of(id));
    return arena_printf(arena, "%s%s%s items", id != NULL ? id : "", id != NULL ? ", " : "", text_count(items, count));
}

/* --- Records ------------------------------------------------------------------------------------------------------ */

struct record_writer {
    struct arena *arena;
    struct api_record record;
};

static struct record_writer begin(struct arena *arena, const char *id, enum change_row_kind kind)
{
    struct record_writer writer = { .arena = arena, .record = { .resource = &change_resource } };
    writer.record.id = api_text_value(arena, slice_of(id));
    writer.record.values[FIELD_KIND] = api_text_value(arena, slice_of(change_row_kinds[kind]));
    return writer;
}

static void put_text(struct record_writer *writer, enum change_field field, const char *text)
{
    if (text != NULL && *text != '\0')
        writer->record.values[field] = api_text_value(writer->arena, slice_of(text));
}

static void put_number(struct record_writer *writer, enum change_field field, int64_t number)
{
    if (number != 0)
        writer->record.values[field] =
            (struct json_value){ .kind = JSON_NUMBER,
                                 .raw = slice_of(arena_printf(writer->arena, "%" PRId64, number)) };
}

static void put_time(struct record_writer *writer, enum change_field field, int64_t wall_ms)
{
    char text[CLOCK_RFC3339_SIZE];
    if (wall_ms == 0)
        return;
    clock_format_rfc3339(wall_ms, text);
    put_text(writer, field, text);
}

struct api_record change_record(struct arena *arena, const struct change *change, enum change_row_kind kind,
                                const char *about)
{
    const char *mark = kind == CHANGE_ROW_REQUEST ? "r" : "";
    struct record_writer writer = begin(arena, arena_printf(arena, "%s%" PRId64, mark, change->id), kind);
    put_text(&writer, FIELD_WHAT, change_call_what(arena, &change->call));
    put_text(&writer, FIELD_ABOUT, about != NULL ? about : change_call_about(arena, &change->call));
    put_text(&writer, FIELD_STATE, change_states[change->state].name);
    put_text(&writer, FIELD_REASON, change->reason);
    put_number(&writer, FIELD_STATUS, change->status);
    put_number(&writer, FIELD_TRIES, change->tries);
    put_number(&writer, FIELD_ELAPSED, change->elapsed_ms);
    put_number(&writer, FIELD_BYTES, change->byte_count);
    put_number(&writer, FIELD_STEP, change->step);
    put_number(&writer, FIELD_HOLD, change->hold_ms);
    put_time(&writer, FIELD_CREATED, change->made_at_ms);
    put_time(&writer, FIELD_ENDED, change->ended_at_ms);
    return writer.record;
}

/* "3,000 made, 12 there already, 4 failed, of 100,000" */
static char *counts_of(struct arena *arena, const struct step *step)
{
    char text[TEXT_COUNT_SIZE];
    char *counts = arena_printf(arena, "%s made", text_count(step->made_count, text));
    if (step->there_count > 0)
        counts = arena_printf(arena, "%s, %s there already", counts, text_count(step->there_count, text));
    if (step->failed_count > 0)
        counts = arena_printf(arena, "%s, %s failed", counts, text_count(step->failed_count, text));
    return arena_printf(arena, "%s of %s", counts, text_count(step->item_count, text));
}

struct api_record change_step_record(struct arena *arena, const struct step *step, enum change_state state)
{
    struct record_writer writer = begin(arena, arena_printf(arena, "s%" PRId64, step->id), CHANGE_ROW_STEP);
    const bool is_paused = step->paused && step->open_count > 0;
    put_text(&writer, FIELD_WHAT, step->title);
    put_text(&writer, FIELD_ABOUT, counts_of(arena, step));
    put_text(&writer, FIELD_STATE, change_states[state].name);
    put_text(&writer, FIELD_REASON, is_paused ? "paused" : NULL);
    put_number(&writer, FIELD_STEP, step->id);
    put_time(&writer, FIELD_CREATED, step->made_at_ms);
    return writer.record;
}

struct api_record change_message_record(struct arena *arena, int64_t number, const char *text, int64_t said_at_ms)
{
    struct api_record record = { .resource = &message_resource };
    char time[CLOCK_RFC3339_SIZE];
    clock_format_rfc3339(said_at_ms, time);
    record.id = api_text_value(arena, slice_of(arena_printf(arena, "m%" PRId64, number)));
    record.values[MESSAGE_CREATED] = api_text_value(arena, slice_of(time));
    record.values[MESSAGE_TEXT] = api_text_value(arena, slice_of(text));
    return record;
}
