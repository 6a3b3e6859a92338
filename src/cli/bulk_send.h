/* Sends chunks of items, several at once, and finds out what became of every item. */
#ifndef ANNOTTY_SRC_CLI_BULK_SEND_H
#define ANNOTTY_SRC_CLI_BULK_SEND_H

#include "chunk.h"
#include "leftovers.h"
#include "output.h"
#include "progress.h"

#include <annotty/net/fetch.h>

enum { BULK_FLIGHT_MAX = 16 };

struct bulk {
    const struct api_call *base; /* every request is this with items */
    struct fetch *fetch;
    struct chunker chunker;
    struct output *output; /* of the answers, or NULL */
    struct leftovers failed, unknown;
    struct progress progress;
    size_t flight_max; /* requests at once, as wished */

    size_t made, there; /* done by the server; it had them already */
    size_t refused_in_row;
    size_t reports;     /* lines of errors told */
    bool began;         /* something was sent */
    bool stopping;      /* nothing more is sent */
    struct error error; /* the first that kept an item from being done */
    struct error output_error;

    struct chunk flight[BULK_FLIGHT_MAX];
    size_t flying, flight_now; /* under way; allowed at once as things are */
    int64_t limited_until_ms;  /* monotonic */
};

/* Until all items are sent, something stops it, or a person does. */
void bulk_send(struct bulk *bulk);

#endif
