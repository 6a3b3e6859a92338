/* Items in pieces of what one request takes, with the place each came from. */
#ifndef ANNOTTY_SRC_CLI_CHUNK_H
#define ANNOTTY_SRC_CLI_CHUNK_H

#include "items.h"

struct chunk_place {
    const struct source *source;
    size_t line;
};

struct chunk {
    struct api_batch batch;
    struct chunk_place *places; /* of the batch's items */
    size_t capacity;
    uint64_t request; /* 0: not under way */
    unsigned refused; /* items taken out because the server objected to them alone */
};

void chunk_free(struct chunk *chunk);
void chunk_remove(struct chunk *chunk, size_t number);
/* The item that a JSON pointer into the request's body means; false when it means none. */
bool chunk_find(const struct chunk *chunk, const struct api_operation *operation, const char *pointer, size_t *number);
/* The last item that is about this id, in its member of that name or as a whole; false when none is. */
bool chunk_find_id(const struct chunk *chunk, const char *member, struct json_value id, size_t *number);
/* "records.csv:17", or "records.csv:17 to 1016" for all of it. */
void chunk_place_of(const struct chunk *chunk, size_t first, size_t last, char place[static 256]);

/* Where chunks come from: the items, and the one that didn't fit any more. */
struct chunker {
    struct items *items;
    struct item item;
    bool waiting;       /* `item` goes into the next chunk */
    bool ended;         /* no items follow, or can be read */
    struct error error; /* why not, or ERROR_NONE */
};

struct chunker chunker_new(struct items *items);
void chunker_free(struct chunker *chunker);
/* Fills an empty chunk; false when nothing is left. */
bool chunker_fill(struct chunker *chunker, struct chunk *chunk);

#endif
