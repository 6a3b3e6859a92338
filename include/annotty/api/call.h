/* A call of an operation, as plain data: which row, and a text for each of its parameters and members.
 * The workbench's forms, the command line and the tests all make calls this way; the fetch thread turns them into
 * HTTP. A call owns its texts. */
#ifndef ANNOTTY_API_CALL_H
#define ANNOTTY_API_CALL_H

#include <annotty/api/tables.h>
#include <annotty/base/buf.h>
#include <annotty/base/error.h>

struct api_argument {
    char *name; /* path parameter, query parameter or member of the body, as in the row; owned */
    char *text; /* owned. For a member: JSON text; for a parameter: plain text */
};

struct api_call {
    const struct api_operation *operation;
    struct api_argument *arguments;
    size_t count, capacity;
};

struct api_call api_call_new(enum api_operation_id operation);
struct api_call api_call_copy(const struct api_call *call);
void api_call_free(struct api_call *call);

/* Path or query parameter; a repeatable one is added, any other replaced. The name must be in the row (asserted). */
void api_call_parameter(struct api_call *call, const char *name, struct slice text);
/* Member of the body from what a person typed, by the member's type: strings are taken as they are, numbers,
 * booleans, objects and any values as JSON, lists of strings separated by white space or commas. False with a message
 * when it doesn't fit the row (error->where is the member's name). */
bool api_call_member(struct api_call *call, const char *name, struct slice typed, struct error *error);
/* Member of the body as JSON text, taken as it is. */
void api_call_member_json(struct api_call *call, const char *name, struct slice json);
/* Any argument, by name: a parameter's text or a member's JSON. False when the operation has none of that name, or it
 * isn't JSON. */
bool api_call_put(struct api_call *call, const char *name, struct slice text);
/* Which page of a paged list, and how many items it may have, in the way that the operation's row says. */
void api_call_set_cursor(struct api_call *call, struct slice cursor);
void api_call_set_page_size(struct api_call *call, size_t size);
bool api_call_has_page_size(const struct api_call *call);
/* The text of an argument, or NULL. */
const char *api_call_argument(const struct api_call *call, const char *name);

/* The last parameter of the operation's path, which names what a call is about, such as "queue_id"; the caller frees.
 * NULL: the path has none. */
char *api_operation_subject(const struct api_operation *operation);
/* Its text in the call, or NULL. */
const char *api_call_subject(const struct api_call *call);
/* The parameters of the path that both have: what happens to the same thing, or in the same place. */
void api_call_copy_path(struct api_call *call, const struct api_call *from);

/* What may be done when the outcome of this call is unknown: its operation's rule, unless what it asks for is harmless
 * to repeat, such as an append that leaves duplicates out (D40). */
enum api_retry api_call_retry(const struct api_call *call);

/* What is missing: the path's parameters alone, and with them the required members (contract sections 3, 4). */
bool api_call_has_path(const struct api_call *call, struct error *error);
bool api_call_complete(const struct api_call *call, struct error *error);

/* Path and query, relative to the base address; values percent-encoded (D6, D43). */
bool api_call_target(const struct api_call *call, struct buf *out);
/* The request body, or nothing when the operation has none. Attributes are there even when empty (section 2). */
bool api_call_body(const struct api_call *call, struct buf *out);

#endif
