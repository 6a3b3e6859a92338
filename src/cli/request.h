/* Requests shown instead of sent (--dry-run). */
#ifndef ANNOTTY_SRC_CLI_REQUEST_H
#define ANNOTTY_SRC_CLI_REQUEST_H

#include <annotty/api/call.h>

/* Prints method, path and body, no key. */
bool request_print(const struct api_call *call, struct error *error);

#endif
