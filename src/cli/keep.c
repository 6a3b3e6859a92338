#include "keep.h"

#include "chunk.h"
#include "output.h"
#include "report.h"

#include <annotty/api/change_rows.h>
#include <annotty/base/mem.h>
#include <annotty/base/text.h>
#include <annotty/cli/connection.h>

#include <stdio.h>
#include <stdlib.h>

/* What is kept at once. */
struct keeping {
    struct change *changes;
    size_t count, capacity;
};

static void keeping_add(struct keeping *keeping, struct api_call call)
{
    keeping->changes = xgrow(keeping->changes, &keeping->capacity, keeping->count + 1, sizeof(*keeping->changes));
    keeping->changes[keeping->count++] = (struct change){ .call = call };
}

static void keeping_free(struct keeping *keeping)
{
    for (size_t i = 0; i < keeping->count; i++)
        change_free(&keeping->changes[i]);
    free(keeping->changes);
}

static bool count_change(const struct change *change, void *data)
{
    (void)change;
    ++*(size_t *)data;
    return true;
}

/* Nothing of what was kept goes away without a word. */
static void tell_trouble(struct journal *journal, const char *aside)
{
    const size_t unreadable = journal_unreadable(journal);
    size_t open = 0;
    if (aside != NULL) {
        journal_each(journal, JOURNAL_OPEN, 0, count_change, &open, NULL);
        report_news("the journal was damaged; %zu change%s to be sent could be read of it, and the file is kept as %s",
                    open, open == 1 ? "" : "s", aside);
    }
    if (unreadable > 0)
        report_news("%zu change%s of the journal can't be read and will not be sent", unreadable,
                    unreadable == 1 ? "" : "s");
}

struct journal *keep_open(struct config *config, struct error *error)
{
    char *aside = NULL;
    char *const path = connection_journal_path(config, error);
    struct journal *const journal = path != NULL ? journal_open(path, &aside, error) : NULL;
    if (journal != NULL)
        tell_trouble(journal, aside);
    free(aside);
    free(path);
    return journal;
}

/* "add interactions to ..." */
static char *make_title(const struct api_call *call)
{
    struct arena arena = { 0 };
    const char *const about = change_call_about(&arena, call);
    char *const title = xasprintf("%s%s%s", change_call_what(&arena, call), *about != '\0' ? " " : "", about);
    arena_free(&arena);
    return title;
}

static void tell(const struct step *step)
{
    char count[TEXT_COUNT_SIZE];
    report_news("kept in the journal: %s item%s; annotty journal send sends %s", text_count(step->item_count, count),
                step->item_count == 1 ? "" : "s", step->item_count == 1 ? "it" : "them");
}

static bool keep_all(struct config *config, struct keeping *keeping, struct error *error)
{
    struct journal *journal = keep_open(config, error);
    if (journal == NULL)
        return false;
    struct step step = { .kind = STEP_DO, .title = make_title(&keeping->changes[0].call) };
    const bool kept = journal_add(journal, &step, keeping->changes, keeping->count, error);
    if (kept) {
        journal_wake_sender(journal);
        tell(&step);
    }
    step_free(&step);
    journal_close(&journal);
    return kept;
}

bool keep_call(struct config *config, const struct api_call *call, struct error *error)
{
    struct keeping keeping = { 0 };
    keeping_add(&keeping, api_call_copy(call));
    const bool kept = keep_all(config, &keeping, error);
    if (kept && call->operation->body_use == API_IN_CREATE) {
        char *const name = change_local_id(keeping.changes[0].id);
        puts(name);
        free(name);
    }
    keeping_free(&keeping);
    return kept && output_flush(error);
}

bool keep_items(struct config *config, struct items *items, const struct api_call *base, struct error *error)
{
    struct keeping keeping = { 0 };
    struct chunker chunker = chunker_new(items);
    struct chunk chunk = { 0 };
    while (chunker_fill(&chunker, &chunk)) {
        keeping_add(&keeping, api_batch_call(&chunk.batch, base));
        api_batch_clear(&chunk.batch);
    }
    bool good = chunker.error.kind == ERROR_NONE;
    if (!good)
        *error = chunker.error;
    good = good && (keeping.count > 0 || error_set(error, ERROR_INPUT, NULL, "there is nothing in the input")) &&
           keep_all(config, &keeping, error);
    chunk_free(&chunk);
    chunker_free(&chunker);
    keeping_free(&keeping);
    return good;
}
