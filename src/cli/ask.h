/* One call, and all of its answer: for commands that need several to do one thing. */
#ifndef ANNOTTY_SRC_CLI_ASK_H
#define ANNOTTY_SRC_CLI_ASK_H

#include <annotty/api/record.h>
#include <annotty/net/fetch.h>

/* Sends the call, which it takes over, and waits. `body` gets the answer's text; NULL: nobody wants it. */
bool ask_call(struct fetch *fetch, struct api_call *call, struct buf *body, struct error *error);
/* All rows of a list, page by page; the caller frees them. NULL with the reason. */
struct rows *ask_rows(struct fetch *fetch, struct api_call *call, struct error *error);
/* The id of the one resource that the call makes or finds; for the caller to free. NULL with the reason. */
char *ask_id(struct fetch *fetch, struct api_call *call, struct error *error);

#endif
