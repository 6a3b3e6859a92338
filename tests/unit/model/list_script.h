/* Lists by scripts of acts, such as "put a b=text", "filter b", "move 1": acts[] in list_script.c has them all. Items
 * are interactions, written "id" or "id=content". A state is written as the ids shown in order, the cursor's in
 * brackets, marked ones with a star: "a [b] c*". */
#ifndef ANNOTTY_TESTS_UNIT_MODEL_LIST_SCRIPT_H
#define ANNOTTY_TESTS_UNIT_MODEL_LIST_SCRIPT_H

#include <annotty/model/list.h>

void script_act(struct list *list, const char *act);
/* The caller frees it. */
char *script_state(const struct list *list);

struct script_step {
    const char *act, *state; /* the state after the act */
};

/* Acts on a new list of interactions, and compares the state after each, up to an act that is NULL. */
void script_run(const struct script_step *steps);

#endif
