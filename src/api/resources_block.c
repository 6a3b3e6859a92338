/* Content blocks: what an interaction shows by itself instead of a trace (extensions, section 5). */
#include "resources_block.h"

#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#define C_REQ API_C_REQUIRED
#define C_OPT API_C_OPTIONAL
#define R_REQ API_R_REQUIRED
#define R_OPT API_R_OPTIONAL

static const char *const block_types[] = { "markdown", "header",       "text",     "json", "image",
                                           "widget",   "llmobs_trace", "frontend", NULL };
static const char *const levels[] = { "sm", "md", "lg", "xl", NULL };
static const char *const trace_types[] = { "trace", "experiment_trace", NULL };

const struct api_field api_time_frame_fields[TIME_FRAME_FIELDS] = {
    { .name = "start",
      .title = "Start",
      .type = API_INT64,
      .flags = C_REQ | R_REQ,
      .help = "Milliseconds since the epoch." },
    { .name = "end",
      .title = "End",
      .type = API_INT64,
      .flags = C_REQ | R_REQ,
      .help = "Milliseconds since the epoch." },
};

const struct api_field api_content_block_fields[CONTENT_BLOCK_FIELDS] = {
    { .name = "type",
      .title = "Type",
      .type = API_ENUM,
      .flags = C_REQ | R_REQ,
      .choices = block_types,
      .help = "What the block is; decides the rest." },
    { .name = "content",
      .title = "Content",
      .type = API_ANY,
      .flags = C_OPT | R_OPT,
      .help = "The text; of json any value." },
    { .name = "level",
      .title = "Level",
      .type = API_ENUM,
      .flags = C_OPT | R_OPT,
      .choices = levels,
      .help = "Size of a header." },
    { .name = "url",
      .title = "Address",
      .type = API_STRING,
      .flags = C_OPT | R_OPT | API_NOT_EMPTY,
      .help = "Where an image is." },
    { .name = "alt", .title = "Text", .type = API_STRING, .flags = C_OPT | R_OPT, .help = "What an image shows." },
    { .name = "tileDef",
      .title = "Chart",
      .type = API_ANY,
      .flags = C_OPT | R_OPT,
      .help = "What a widget draws, for the vendor's pages." },
    { .name = "traceId",
      .title = "Trace",
      .type = API_STRING,
      .flags = C_OPT | R_OPT | API_NOT_EMPTY,
      .help = "Trace that an llmobs_trace shows." },
    { .name = "interactionType",
      .title = "Trace type",
      .type = API_ENUM,
      .flags = C_OPT | R_OPT,
      .choices = trace_types,
      .help = "Kind of that trace." },
    { .name = "timeFrame",
      .title = "Time",
      .type = API_RECORD,
      .flags = C_OPT | R_OPT,
      .of = &api_resources[API_TIME_FRAME],
      .help = "From when to when a chart goes." },
    { .name = "height",
      .title = "Height",
      .type = API_INT64,
      .flags = C_OPT | R_OPT | API_NOT_NEGATIVE,
      .help = "Height of the block." },
    { .name = "label", .title = "Caption", .type = API_STRING, .flags = C_OPT | R_OPT, .help = "Caption." },
    { .name = "code",
      .title = "Code",
      .type = API_STRING,
      .flags = C_OPT | R_OPT,
      .help = "Of a frontend: its HTML, which is shown and never run." },
};

/* By type: the member that the block can't do without. */
static const struct need {
    const char *type, *member;
    enum json_kind kind; /* JSON_ABSENT: any */
} needs[] = {
    { "markdown", "content", JSON_STRING },
    { "header", "content", JSON_STRING },
    { "text", "content", JSON_STRING },
    { "json", "content", JSON_ABSENT },
    { "image", "url", JSON_STRING },
    { "widget", "tileDef", JSON_ABSENT },
    { "llmobs_trace", "traceId", JSON_STRING },
    { "frontend", "code", JSON_STRING },
};

static struct json_value value_of(const struct json_value *values, enum api_resource_id resource, const char *member)
{
    return values[api_field_index(&api_resources[resource], slice_of(member))];
}

/* The values of an enum have been checked, so that they stand between their quotes as they are, or escaped. */
static bool says(struct json_value value, const char *text)
{
    struct buf plain = buf_with_limit(BUF_LIMIT_LINE);
    const bool same = json_append_string(&plain, value) && slice_is(buf_slice(&plain), text);
    buf_free(&plain);
    return same;
}

bool content_block_rule(const struct json_value *values, const char **member, const char **why)
{
    int64_t height = 1;
    const struct json_value type = value_of(values, API_CONTENT_BLOCK, "type");
    for (size_t i = 0; i < ARRAY_LENGTH(needs); i++) {
        const enum json_kind kind = value_of(values, API_CONTENT_BLOCK, needs[i].member).kind;
        if (!says(type, needs[i].type))
            continue;
        *member = needs[i].member;
        *why = kind == JSON_ABSENT ? "is required" : "must be a string";
        if (kind == JSON_ABSENT || (needs[i].kind != JSON_ABSENT && kind != needs[i].kind))
            return false;
    }
    *member = "height";
    *why = "must not be zero";
    return !json_int64(value_of(values, API_CONTENT_BLOCK, "height"), &height) || height > 0;
}

bool interaction_rule(const struct json_value *values, const char **member, const char **why)
{
    const bool has_blocks = value_of(values, API_INTERACTION, "display_block").kind != JSON_ABSENT;
    const bool shows_blocks = says(value_of(values, API_INTERACTION, "type"), "display_block");
    *member = "display_block";
    *why = has_blocks ? "is for the type display_block" : "is required";
    return has_blocks == shows_blocks;
}
