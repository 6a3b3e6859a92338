#include "fault.h"

#include <annotty/json/json.h>

#include <check.h>
#include <stdlib.h>
#include <strings.h>

/* --- Answers that the server didn't give ----------------------------------------------------------------------------
 */

#define JSON(status, headers, text)                                                                                    \
    "HTTP/1.1 " status "\r\nContent-Type: application/json\r\n" headers "\r\n{\"errors\":[{\"title\":\"" text "\"}]}"
#define HTML(status, text) "HTTP/1.1 " status "\r\nContent-Type: text/html\r\n\r\n<!doctype html><h1>" text "</h1>"
#define LIMITED(headers)   JSON("429 Too Many Requests", headers, "slow down")
#define NO_KEY             JSON("401 Unauthorized", "", "the key is not accepted any more")

/* --- Answers of the server, changed ----------------------------------------------------------------------------------
 */

static void make_invalid_utf8(struct buf *head, struct buf *body)
{
    (void)head;
    char *const text = body->length > 0 ? strstr(body->data, ":\"") : NULL;
    if (text != NULL)
        text[2] = '\xff';
}

static void make_other_type(struct buf *head, struct buf *body)
{
    (void)body;
    char *const type = strcasestr(head->data, "application/json");
    if (type != NULL)
        memcpy(type, "image/x-picture!", strlen("application/json"));
}

/* Puts a member behind all others of the document: of repeated ones the last counts. */
static void add_member(struct buf *body, const char *member)
{
    while (body->length > 0 && body->data[--body->length] != '}')
        ;
    buf_append_text(body, member);
    buf_append_char(body, '}');
}

static void make_cursor_that_stays(struct buf *head, struct buf *body)
{
    (void)head;
    add_member(body, ",\"meta\":{\"after\":\"round\"}");
}

/* The element with an id of its own. */
static void append_copy(struct buf *out, struct slice element, struct slice id, unsigned number)
{
    buf_append(out, element.at, (size_t)(id.at - element.at));
    buf_printf(out, "\"copy-%u\"", number);
    buf_append_slice(out, slice_from(element, (size_t)(id.at + id.length - element.at)));
}

static void make_many(struct buf *head, struct buf *body)
{
    (void)head;
    struct json_value document;
    struct json_value element;
    size_t at = 0;
    if (!json_check(buf_slice(body), &document, NULL))
        return;
    struct json_value array = json_at(document, "/data/attributes/annotated_interactions");
    if (array.kind != JSON_ARRAY)
        array = json_at(document, "/data");
    if (array.kind != JSON_ARRAY || !json_next_element(array, &at, &element))
        return;
    const struct slice id = json_at(element, "/id").raw;
    struct buf all = buf_with_limit(BUF_LIMIT_ANSWER);
    buf_append(&all, body->data, (size_t)(array.raw.at - body->data));
    for (unsigned i = 0; i < FAULT_MANY; i++) {
        buf_append_char(&all, i == 0 ? '[' : ',');
        append_copy(&all, element.raw, id, i);
    }
    buf_append_char(&all, ']');
    buf_append_text(&all, array.raw.at + array.raw.length);
    buf_free(body);
    *body = all;
}

/* --- The table ------------------------------------------------------------------------------------------------------
 */

const struct fault faults[] = {
    { "none" },
    { "delay", .wait_ms = 300 },
    { "delay-random", .random_ms = 400 },
    { "delay-30s", .wait_ms = 30000 },
    { "hang", .withheld = true, .cut = CUT_ALL, .ending = ENDING_SILENT },
    { "hang-in-body", .cut = CUT_IN_BODY, .ending = ENDING_SILENT },
    { "throttle", .bytes_per_s = 2048 },
    { "reset-request", .withheld = true, .cut = CUT_ALL, .ending = ENDING_RESET },
    { "reset-before-body", .cut = CUT_AFTER_HEAD, .ending = ENDING_RESET },
    { "reset-in-body", .cut = CUT_IN_BODY, .ending = ENDING_RESET },
    { "reset-after-body", .ending = ENDING_RESET },
    { "truncate", .cut = CUT_IN_BODY, .ending = ENDING_CLOSED },
    { "lost", .cut = CUT_ALL, .ending = ENDING_RESET },
    { "lost-closed", .cut = CUT_ALL, .ending = ENDING_CLOSED },
    { "lost-hang", .cut = CUT_ALL, .ending = ENDING_SILENT },
    { "lost-502", .instead = HTML("502 Bad Gateway", "the gateway lost it") },
    { "429", .withheld = true, .instead = LIMITED("") },
    { "429-retry-after", .withheld = true, .instead = LIMITED("Retry-After: 1\r\n") },
    { "429-reset-1", .withheld = true, .instead = LIMITED("X-RateLimit-Reset: 1\r\n") },
    { "429-reset-7", .withheld = true, .instead = LIMITED("X-RateLimit-Reset: 7\r\n") },
    { "500", .withheld = true, .instead = JSON("500 Internal Server Error", "", "oops") },
    { "502", .withheld = true, .instead = HTML("502 Bad Gateway", "no upstream") },
    { "503", .withheld = true, .instead = JSON("503 Service Unavailable", "", "busy") },
    { "401", .withheld = true, .instead = NO_KEY },
    { "html", .withheld = true, .instead = HTML("200 OK", "Please log in to the network") },
    { "html-lost", .instead = HTML("200 OK", "Please log in to the network") },
    { "invalid-utf8", .edit = make_invalid_utf8 },
    { "other-type", .edit = make_other_type },
    { "many", .edit = make_many },
    { "cursor-stays", .without_cursor = true, .edit = make_cursor_that_stays },
};
const size_t fault_count = sizeof(faults) / sizeof(faults[0]);

const struct fault *fault_named(const char *name)
{
    for (size_t i = 0; i < fault_count; i++)
        if (strcmp(faults[i].name, name) == 0)
            return &faults[i];
    ck_abort_msg("there is no fault \"%s\"", name);
}
