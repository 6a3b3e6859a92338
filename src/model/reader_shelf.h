/* Traces that were read lately, by their interaction, as many as fit into so many bytes. */
#ifndef ANNOTTY_SRC_MODEL_READER_SHELF_H
#define ANNOTTY_SRC_MODEL_READER_SHELF_H

#include <annotty/model/reader.h>

struct shelf;

struct shelf *shelf_new(size_t memory_limit);
void shelf_free(struct shelf **shelf);
/* NULL: it isn't held. To be looked at makes it one of the last to go. */
const struct trace *shelf_trace(struct shelf *shelf, struct slice key);
struct reader_marks shelf_marks(struct shelf *shelf, struct slice key);
void shelf_mark(struct shelf *shelf, struct slice key, struct reader_marks marks);
/* Takes the trace. What was looked at longest ago goes for it, but neither it nor that of the key `pinned`. */
void shelf_put(struct shelf *shelf, struct slice key, struct trace *trace, struct reader_marks marks,
               struct slice pinned);
void shelf_clear(struct shelf *shelf);
size_t shelf_memory(const struct shelf *shelf);

#endif
