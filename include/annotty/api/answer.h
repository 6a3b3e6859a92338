/* Client side of answers: statuses and error documents (section 7). */
#ifndef ANNOTTY_API_ANSWER_H
#define ANNOTTY_API_ANSWER_H

#include <annotty/api/record.h>

/* "Bad Request" for 400; never NULL. Static storage. */
const char *api_status_title(int status);

/* Whether this status means success for the operation: any 2xx (D12), and 404 for a delete that was sent before (D40).
 */
bool api_answer_is_success(const struct api_operation *operation, int status, bool sent_before);

/* Turns a failed answer into an error: reads objects and strings under any status, and survives HTML, empty and cut-off
 * bodies, of which it shows the status line. Kind by status: 401/403 AUTH, 429 RATE, 5xx SERVER, others API.
 * error->where gets the pointer, parameter or header the server named. */
void api_answer_error(const struct api_operation *operation, int status, struct slice body, struct error *error);

/* What the server itself said in such an error, without operation and status in front of it and the place behind, for
 * where these are seen anyway. The whole message of any other error. Part of the error. */
struct slice api_answer_detail(const struct api_operation *operation, const struct error *error);

/* The one resource of an API_SHAPE_ONE answer. `text` must outlive the record. */
bool api_answer_one(const struct api_operation *operation, struct slice text, struct api_record *record,
                    struct error *error);

#endif
