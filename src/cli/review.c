/* The first items are imported before the screen is there, all others behind it on a thread with a connection of its
 * own, so that a large file can be reviewed at once. */
#include "review.h"

#include "import.h"
#include "import_target.h"
#include "importer.h"
#include "workbench.h"

#include <annotty/base/mem.h>
#include <annotty/base/text.h>
#include <annotty/cli/connection.h>
#include <annotty/ui/terminal.h>

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_VALUES = 100, STEP_VALUES = 2000 };
#define USUAL_LABELS "quality=good|bad"

struct review_import {
    struct importer *importer;
    pthread_t thread;
    bool has_thread;
    struct error first_problem; /* of a line that can't be taken */
    size_t told_traces;         /* so many the screen knows of */
    bool told_end;

    /* Both threads */
    atomic_bool stops, is_over;
    atomic_size_t traces, bad;
    struct error error; /* of the thread, before is_over is set */
};

static void note_problem(const struct error *error, void *data)
{
    struct review_import *const import = data;
    if (import->first_problem.kind == ERROR_NONE)
        import->first_problem = *error;
}

/* --- Behind the screen -------------------------------------------------------------------------------------------- */

static void note_counts(struct review_import *import)
{
    const struct import_counts counts = importer_counts(import->importer);
    atomic_store(&import->bad, counts.bad);
    atomic_store(&import->traces, counts.traces);
}

static void *import_rest(void *data)
{
    struct review_import *const import = data;
    bool over = false;
    while (!over && !atomic_load(&import->stops) && importer_step(import->importer, STEP_VALUES, &over, &import->error))
        note_counts(import);
    atomic_store(&import->is_over, true);
    return NULL;
}

static void tell_end(const struct review_import *import, struct ui_news *news)
{
    char traces[TEXT_COUNT_SIZE], bad[TEXT_COUNT_SIZE];
    const size_t bad_count = atomic_load(&import->bad);
    news->is_bad = import->error.kind != ERROR_NONE || bad_count > 0;
    if (import->error.kind != ERROR_NONE)
        snprintf(news->text, sizeof(news->text), "the file is not all here: %.200s", import->error.message);
    else if (bad_count > 0)
        snprintf(news->text, sizeof(news->text), "all of the file is here, but %s lines: %.160s",
                 text_count(bad_count, bad), import->first_problem.message);
    else
        snprintf(news->text, sizeof(news->text), "all of the file is here: %s traces",
                 text_count(atomic_load(&import->traces), traces));
}

/* Reading a long list again and again costs more than it is worth: each time there must be twice as much. */
static void tell_news(void *data, struct ui_news *news)
{
    struct review_import *const import = data;
    if (!import->has_thread || import->told_end)
        return;
    const bool is_over = atomic_load(&import->is_over);
    const size_t traces = atomic_load(&import->traces);
    news->has_rows = traces >= 2 * import->told_traces || (is_over && traces > import->told_traces);
    if (news->has_rows)
        import->told_traces = traces;
    import->told_end = is_over;
    if (is_over)
        tell_end(import, news);
}

static bool start_thread(struct review_import *import, struct error *error)
{
    const int code = pthread_create(&import->thread, NULL, import_rest, import);
    import->has_thread = code == 0;
    return import->has_thread || error_set_errno(error, ERROR_STORE, NULL, code, "can't start a thread");
}

static void stop_thread(struct review_import *import)
{
    atomic_store(&import->stops, true);
    if (import->has_thread)
        pthread_join(import->thread, NULL);
}

/* --- Before ------------------------------------------------------------------------------------------------------- */

static const char *base_name(const char *path)
{
    const char *const slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* The queue of this file: another of the same name has another path. */
static char *open_queue(const struct command_input *input, struct fetch *fetch, struct error *error)
{
    const char *const labels = input->flags[REVIEW_FLAG_LABELS];
    char *const path = realpath(input->words[0], NULL);
    if (path == NULL) {
        error_set_errno(error, ERROR_INPUT, input->words[0], errno, "can't read %s", input->words[0]);
        return NULL;
    }
    char *const about = xasprintf("Imported from %s", path);
    char *const id = import_target_open(fetch,
                                        &(struct import_target){ .project = input->flags[REVIEW_FLAG_PROJECT],
                                                                 .queue = base_name(path),
                                                                 .labels = labels != NULL ? labels : USUAL_LABELS,
                                                                 .about = about },
                                        error);
    free(about);
    free(path);
    return id;
}

/* So many that the screen has something to show; *over: that was all. */
static bool import_first(struct review_import *import, const char *path, bool *over, struct error *error)
{
    if (!importer_open(import->importer, path, error) || !importer_step(import->importer, FIRST_VALUES, over, error))
        return false;
    note_counts(import);
    import->told_traces = importer_counts(import->importer).traces;
    if (import->told_traces > 0)
        return true;
    if (import->first_problem.kind != ERROR_NONE)
        *error = import->first_problem;
    else
        error_set(error, ERROR_INPUT, path, "there are no traces in %s", path);
    return false;
}

static bool review_queue(const struct command_input *input, struct connection *connection, struct fetch *fetch,
                         const char *queue_id, const struct import_format *format, struct error *error)
{
    struct review_import import = { 0 };
    bool over = false;
    import.importer = importer_new(&(struct importer_options){ .fetch = fetch,
                                                               .queue_id = queue_id,
                                                               .format = format,
                                                               .input = input->flags[REVIEW_FLAG_INPUT],
                                                               .output = input->flags[REVIEW_FLAG_OUTPUT],
                                                               .tell = note_problem,
                                                               .data = &import });
    const bool good = import_first(&import, input->words[0], &over, error) && (over || start_thread(&import, error)) &&
                      workbench_open_at(input->config, connection, queue_id, over ? NULL : tell_news, &import, error);
    stop_thread(&import);
    importer_free(&import.importer);
    return good;
}

/* All that is done for the file goes its own way, so that the screen's connection has nothing but the screen's. */
static bool review_file(const struct command_input *input, struct connection *connection,
                        const struct import_format *format, struct error *error)
{
    struct fetch *fetch = connection_second_fetch(connection, input->config, error);
    char *const queue_id = fetch != NULL ? open_queue(input, fetch, error) : NULL;
    const bool good = queue_id != NULL && review_queue(input, connection, fetch, queue_id, format, error);
    free(queue_id);
    if (fetch != NULL)
        fetch_stop(&fetch);
    return good;
}

bool run_review(const struct command_input *input, struct error *error)
{
    const struct import_format *format = NULL;
    const bool has_members = input->flags[REVIEW_FLAG_INPUT] != NULL || input->flags[REVIEW_FLAG_OUTPUT] != NULL;
    if (!import_take_format(input->flags[REVIEW_FLAG_FORMAT], has_members, &format, error))
        return false;
    if (!terminal_present())
        return error_set(error, ERROR_TERMINAL, NULL,
                         "a review needs a terminal; annotty import --queue NAME makes the queue without one");
    struct connection *connection = connection_open(input->config, CONNECTION_CACHE | CONNECTION_JOURNAL, error);
    const bool good =
        connection != NULL && connection_ready(connection, error) && review_file(input, connection, format, error);
    connection_close(&connection);
    return good;
}
