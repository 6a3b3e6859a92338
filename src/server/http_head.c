#include "http_head.h"

#include <annotty/base/mem.h>

#include <strings.h>

/* Headers of which a request has one at most. */
static const struct header_row {
    const char *name;
    size_t offset;
} rows[] = {
    { "Host", offsetof(struct request_head, host) },
    { KEY_API_HEADER, offsetof(struct request_head, api_key) },
    { KEY_APP_HEADER, offsetof(struct request_head, app_key) },
    { "Content-Type", offsetof(struct request_head, content_type) },
    { "Content-Length", offsetof(struct request_head, content_length) },
    { "Transfer-Encoding", offsetof(struct request_head, transfer_coding) },
    { "Expect", offsetof(struct request_head, expectation) },
};

static const char **place_of(struct request_head *head, const struct header_row *row)
{
    return (const char **)(void *)((char *)head + row->offset);
}

static enum MHD_Result take_header(void *data, enum MHD_ValueKind kind, const char *name, size_t name_size,
                                   const char *value, size_t value_size)
{
    (void)kind;
    struct request_head *const head = data;
    const char *const text = value != NULL ? value : "";
    if (name_size == 0 || strlen(text) != value_size)
        head->problem = "a header has no name, or a NUL in it";
    if (strcasecmp(name, "If-None-Match") == 0)
        head->known_tags = text;
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        if (strcasecmp(name, rows[i].name) != 0)
            continue;
        const char **const place = place_of(head, &rows[i]);
        if (*place != NULL)
            head->problem = "a header comes twice that can be there once";
        *place = text;
    }
    return MHD_YES;
}

struct request_head http_head_read(const struct http_library *library, struct MHD_Connection *connection,
                                   const char *method, const char *version)
{
    struct request_head head = { .method = method };
    library->get_connection_values_n(connection, MHD_HEADER_KIND, take_header, &head);
    if (head.host == NULL && strcmp(version, MHD_HTTP_VERSION_1_0) != 0)
        head.problem = "the header Host is missing";
    else if (head.transfer_coding != NULL && head.content_length != NULL)
        head.problem = "Content-Length and Transfer-Encoding contradict each other";
    else if (head.transfer_coding != NULL && strcasecmp(head.transfer_coding, "chunked") != 0)
        head.problem = "Transfer-Encoding can be chunked only";
    return head;
}
