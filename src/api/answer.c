/* Reads what a server says beside the data: statuses and error documents. */
#include <annotty/api/answer.h>

#include <annotty/base/mem.h>

#include <cjson/cJSON.h>
#include <stdio.h>

static const struct status_row {
    int status;
    const char *title;
    enum error_kind kind;
    const char *advice; /* what to do, where the server doesn't say it; NULL: nothing is known */
} statuses[] = {
    { 400, "Bad Request", ERROR_API, NULL },
    { 401, "Unauthorized", ERROR_AUTH, "check DD_API_KEY and DD_APP_KEY" },
    { 403, "Forbidden", ERROR_AUTH, "check DD_API_KEY and DD_APP_KEY, and what they may do" },
    { 404, "Not Found", ERROR_API, NULL },
    { 405, "Method Not Allowed", ERROR_API, NULL },
    { 409, "Conflict", ERROR_API, NULL },
    { 413, "Content Too Large", ERROR_API, NULL },
    { 415, "Unsupported Media Type", ERROR_API, NULL },
    { 429, "Too Many Requests", ERROR_RATE, NULL },
    { 431, "Request Header Fields Too Large", ERROR_API, NULL },
    { 500, "Internal Server Error", ERROR_SERVER, NULL },
    { 501, "Not Implemented", ERROR_API, NULL },
    { 502, "Bad Gateway", ERROR_SERVER, NULL },
    { 503, "Service Unavailable", ERROR_SERVER, NULL },
    { 504, "Gateway Timeout", ERROR_SERVER, NULL },
};

static const struct status_row *row_of(int status)
{
    for (size_t i = 0; i < ARRAY_LENGTH(statuses); i++)
        if (statuses[i].status == status)
            return &statuses[i];
    return NULL;
}

const char *api_status_title(int status)
{
    const struct status_row *row = row_of(status);
    if (row != NULL)
        return row->title;
    return status >= 500 ? "Server Error" : status >= 400 ? "Client Error" : "Unexpected Status";
}

static enum error_kind kind_of(int status)
{
    const struct status_row *row = row_of(status);
    if (row != NULL)
        return row->kind;
    if (status >= 500)
        return ERROR_SERVER;
    return status >= 400 ? ERROR_API : ERROR_PROTOCOL;
}

bool api_answer_is_success(const struct api_operation *operation, int status, bool sent_before)
{
    return (status >= 200 && status < 300) || (status == 404 && sent_before && operation->can_vanish);
}

static const char *text_of(const cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
    return text != NULL ? text : "";
}

/* One item of "errors": a string, or an object of which every member is optional. */
static void append_item(struct buf *said, const cJSON *item, char *where, size_t where_size)
{
    const char *separator = said->length > 0 ? "; " : "";
    if (cJSON_IsString(item)) {
        buf_printf(said, "%s%s", separator, cJSON_GetStringValue(item));
        return;
    }
    const char *detail = text_of(item, "detail");
    if (*detail == '\0')
        detail = text_of(item, "title");
    if (*detail != '\0')
        buf_printf(said, "%s%s", separator, detail);
    static const char *const places[] = { "pointer", "parameter", "header" };
    const cJSON *source = cJSON_GetObjectItemCaseSensitive(item, "source");
    for (size_t i = 0; i < ARRAY_LENGTH(places) && *where == '\0'; i++)
        snprintf(where, where_size, "%s", text_of(source, places[i]));
}

void api_answer_error(const struct api_operation *operation, int status, struct slice body, struct error *error)
{
    struct buf said = buf_with_limit(BUF_LIMIT_LINE);
    char where[sizeof(error->where)] = "";
    cJSON *document = cJSON_ParseWithLength(body.at, body.length);
    const cJSON *item;
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(document, "errors"))
        append_item(&said, item, where, sizeof(where));
    cJSON_Delete(document);
    const struct status_row *row = row_of(status);
    const char *advice = row != NULL ? row->advice : NULL;
    error_set(error, kind_of(status), where, "%s: %d %s%s%.300s%s%s%s%s%s", operation->name, status,
              api_status_title(status), said.length > 0 ? ": " : "", buf_text(&said), *where != '\0' ? " (" : "", where,
              *where != '\0' ? ")" : "", advice != NULL ? "; " : "", advice != NULL ? advice : "");
    if (error != NULL)
        error->http_status = status;
    buf_free(&said);
}

struct slice api_answer_detail(const struct api_operation *operation, const struct error *error)
{
    struct slice detail = slice_of(error->message);
    char around[sizeof(error->message)];
    snprintf(around, sizeof(around), "%s: %d %s: ", operation->name, error->http_status,
             api_status_title(error->http_status));
    if (!slice_starts_with(detail, slice_of(around)))
        return detail;
    detail = slice_from(detail, strlen(around));
    snprintf(around, sizeof(around), " (%s)", error->where);
    const char *behind = strstr(detail.at, around);
    return behind != NULL ? (struct slice){ detail.at, (size_t)(behind - detail.at) } : detail;
}

bool api_answer_one(const struct api_operation *operation, struct slice text, struct api_record *record,
                    struct error *error)
{
    struct json_value document;
    if (!json_check(text, &document, error))
        return false;
    return api_decode(operation->resource, json_member(document, "data"), record, error);
}
