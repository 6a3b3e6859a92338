/* A call as text: JSON for the journal, a curl command for a person. */
#ifndef ANNOTTY_API_CALL_TEXT_H
#define ANNOTTY_API_CALL_TEXT_H

#include <annotty/api/call.h>

/* {"queue_id": "...", "name": "\"...\""}: the arguments, each text as a JSON string; repeated ones in order as arrays.
 */
bool api_call_write(const struct api_call *call, struct buf *out);
/* Back. False for anything that isn't such a text, or names what the operation doesn't have. */
bool api_call_read(const struct api_operation *operation, struct slice json, struct api_call *call,
                   struct error *error);

/* A command line for sh that sends the call to `base` ("https://..." or "unix:PATH"), its keys as "$DD_API_KEY" and
 * "$DD_APP_KEY" when `with_keys`. Everything is quoted. */
bool api_call_curl(const struct api_call *call, const char *base, bool with_keys, struct buf *out);

#endif
