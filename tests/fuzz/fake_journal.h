/* A journal that is only played: it keeps what the workbench wants kept, and lets changes stand in any way they can. */
#ifndef ANNOTTY_TESTS_FUZZ_FAKE_JOURNAL_H
#define ANNOTTY_TESTS_FUZZ_FAKE_JOURNAL_H

#include <annotty/model/workbench.h>

enum { FAKE_STEPS_MAX = 12, FAKE_CHANGES_MAX = 8 };

struct fake_step {
    struct step step;
    struct change changes[FAKE_CHANGES_MAX];
    size_t count;
};

struct fake_journal {
    struct fake_step steps[FAKE_STEPS_MAX]; /* the oldest goes when there are too many */
    size_t count;
    int64_t last_step, last_change;
};

void fake_journal_free(struct fake_journal *journal);

/* Answers an ERRAND_KEEP. */
void fake_journal_keep(struct fake_journal *journal, struct workbench *workbench, const struct errand *errand);
/* Answers an ERRAND_UNDO or ERRAND_REDO: what of the last step is open, is dropped. */
void fake_journal_undo(struct fake_journal *journal, struct workbench *workbench, const struct errand *errand);
/* An open change moves on, or the person's act about one is done. */
void fake_journal_move(struct fake_journal *journal, struct workbench *workbench, unsigned choice, struct slice body);

#endif
