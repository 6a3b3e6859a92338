/* What takes a change back: the calls that undo one that the server has applied. */
#ifndef ANNOTTY_API_INVERSE_H
#define ANNOTTY_API_INVERSE_H

#include <annotty/api/change.h>

/* What can't be brought back, for a person to know before: "its interactions and their annotations"; NULL: all can. */
const char *inverse_loss(const struct api_operation *operation);

/* Makes the calls that undo a DONE change, from its call, `before` and `answer`; none when there is nothing to undo
 * (all items were there already). False when it has no inverse, with the reason. The caller frees the calls and the
 * array. */
bool inverse_calls(const struct change *change, struct api_call **calls, size_t *count, struct error *error);

/* What of an answer has to be kept for that: ids of what was made. JSON text, or nothing; appended to `out`. */
void inverse_answer(const struct api_operation *operation, struct slice answer, struct buf *out);

#endif
