/* Changes, steps and requests as rows of one table, so that what lists, filters, sorts and prints resources does it
 * with them, too: the Activity screen and `annotty journal list`. */
#ifndef ANNOTTY_API_CHANGE_ROWS_H
#define ANNOTTY_API_CHANGE_ROWS_H

#include <annotty/api/change.h>
#include <annotty/api/record.h>

enum change_row_kind {
    CHANGE_ROW_CHANGE,
    CHANGE_ROW_STEP,
    CHANGE_ROW_REQUEST,
    CHANGE_ROW_MESSAGE,
    CHANGE_ROW_KIND_COUNT
};
extern const char *const change_row_kinds[CHANGE_ROW_KIND_COUNT + 1]; /* "change"; NULL ends */

extern const struct api_resource change_resource;
extern const struct api_resource message_resource; /* what was said: a time and a text */

/* What a call does, in words: "add interactions". */
char *change_call_what(struct arena *arena, const struct api_call *call);
/* What it is about: the name that it gives, else the id in its path; and how many items it lists. May be empty. */
char *change_call_about(struct arena *arena, const struct api_call *call);
/* How many items its body lists. */
size_t change_call_items(const struct api_call *call);

/* The record of a change, or of a request (REQUEST), which has the same members as far as they make sense; its id is
 * the number, "r" in front of a request's. `about` takes the place of what the call itself knows; NULL: nothing better
 * is known. Lives in the arena. */
struct api_record change_record(struct arena *arena, const struct change *change, enum change_row_kind kind,
                                const char *about);
/* Of a step: its title, its counts, and the state that stands for its changes. Its id is "s" and the number. */
struct api_record change_step_record(struct arena *arena, const struct step *step, enum change_state state);
/* Of message_resource: something that was said; `number` tells it from others, its id is "m" and the number. */
struct api_record change_message_record(struct arena *arena, int64_t number, const char *text, int64_t said_at_ms);

#endif
