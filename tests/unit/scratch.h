/* A directory for one test: made empty under $TMPDIR or /tmp, removed with all it holds. */
#ifndef ANNOTTY_TESTS_UNIT_SCRATCH_H
#define ANNOTTY_TESTS_UNIT_SCRATCH_H

struct scratch {
    char path[256];
};

/* Ends the test when it can't be made. */
struct scratch scratch_new(void);
void scratch_remove(struct scratch *scratch);

/* PATH/name; the caller frees. */
char *scratch_file(const struct scratch *scratch, const char *name);

#endif
