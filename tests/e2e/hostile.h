/* Text made to act on a terminal, to hide, to deceive or to break a screen, and a workspace full of it. */
#ifndef ANNOTTY_TESTS_E2E_HOSTILE_H
#define ANNOTTY_TESTS_E2E_HOSTILE_H

#include <annotty/base/slice.h>

/* Each begins with a mark of its own, "h07", by which it is found on a screen. NULL behind the last. */
extern const char *const hostile_texts[];
size_t hostile_count(void);

/* Makes a workspace in the directory where every text of every resource is one of them, written past all checks. */
void hostile_workspace(const char *directory);

/* Whole answers of a server, as bytes. */
struct hostile_answer {
    const char *name;
    const char *bytes;
    const char *shows; /* what a person gets to see of it */
};
extern const struct hostile_answer hostile_answers[];
extern const size_t hostile_answer_count;

#endif
