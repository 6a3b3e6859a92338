#include "export.h"

#include "ask.h"
#include "names.h"
#include "operation.h"
#include "output.h"
#include "report.h"

#include <annotty/base/mem.h>
#include <annotty/base/text.h>
#include <annotty/cli/connection.h>
#include <annotty/model/results.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What a run of an export has open. */
struct exporting {
    struct export_scope scope;
    const struct export_form_row *form;
    FILE *file;
    bool is_terminal;
    size_t count, left_out;
};

/* --- Writing ------------------------------------------------------------------------------------------------------ */

/* What others wrote must not act on a terminal. */
static bool put(const struct exporting *exporting, struct slice text, struct error *error)
{
    struct buf clean = buf_with_limit(BUF_LIMIT_ANSWER);
    if (exporting->is_terminal && text_append_clean(&clean, text, true))
        text = buf_slice(&clean);
    const bool good = fwrite(text.at, 1, text.length, exporting->file) == text.length;
    buf_free(&clean);
    return good || error_set_errno(error, ERROR_STORE, NULL, errno, "the export can't be written");
}

static bool visit(const struct queue_item *item, void *data, struct error *error)
{
    struct exporting *exporting = data;
    struct buf out = buf_with_limit(BUF_LIMIT_ANSWER);
    if (exporting->count > 0)
        buf_append_text(&out, exporting->form->between);
    const size_t begun = out.length;
    const bool is_written = exporting->form->write(&exporting->scope, item, &out);
    exporting->count += is_written;
    exporting->left_out += !is_written;
    const bool good = !is_written || out.length == begun || put(exporting, buf_slice(&out), error);
    buf_free(&out);
    arena_reset(exporting->scope.arena);
    return good;
}

static bool write_all(struct exporting *exporting, const struct queue_walk *walk, struct error *error)
{
    struct buf head = buf_with_limit(BUF_LIMIT_BODY);
    if (exporting->form->has_head)
        export_csv_head(&exporting->scope, &head);
    bool good = put(exporting, slice_of(exporting->form->begin), error) && put(exporting, buf_slice(&head), error) &&
                queue_items_each(walk, error);
    buf_free(&head);
    if (good && (exporting->count > 0 || *exporting->form->begin != '\0'))
        good = put(exporting, slice_of(exporting->form->end), error);
    return good && (fflush(exporting->file) == 0 ||
                    error_set_errno(error, ERROR_STORE, NULL, errno, "the export can't be written"));
}

/* All labels that anybody has used, for the columns of CSV. */
static void collect_labels(struct exporting *exporting, const struct queue_found *queue, const struct rows *rows,
                           struct arena *arena)
{
    struct label_schema schema;
    label_schema_read(queue_items_cell(queue, "annotation_schema"), arena, &schema);
    struct results *results = results_new(rows, &schema);
    exporting->scope.labels = arena_alloc(arena, (results->label_count + 1) * sizeof(struct slice));
    for (size_t i = 0; i < results->label_count; i++) {
        const struct slice name = results->labels[i].name;
        exporting->scope.labels[i] = (struct slice){ arena_copy(arena, name), name.length };
    }
    exporting->scope.label_count = results->label_count;
    results_free(&results);
}

/* What to export. */
struct wanted {
    const char *queue, *filter, *expected;
    const struct export_form_row *form;
    bool with_spans;
};

static bool export_rows(struct fetch *fetch, const struct wanted *wanted, const struct queue_found *queue,
                        const struct rows *rows, struct exporting *exporting, struct error *error)
{
    struct arena kept = ARENA_EMPTY, item = ARENA_EMPTY;
    struct names *names = names_new(NAMES_PATIENCE_MS);
    const struct slice id = queue_items_cell(queue, "id");
    char *queue_id = xstrndup(id.at, id.length);
    names_use(names, fetch);
    names_learn_all(names, rows);
    names_use(names, NULL);
    exporting->form = wanted->form;
    exporting->scope = (struct export_scope){ .queue_id = id,
                                              .queue_name = queue_items_cell(queue, "name"),
                                              .people = names_people(names),
                                              .expected = wanted->expected,
                                              .arena = &item };
    if (wanted->form->has_head)
        collect_labels(exporting, queue, rows, &kept);
    const bool good = write_all(exporting,
                                &(struct queue_walk){ .fetch = fetch,
                                                      .queue_id = queue_id,
                                                      .rows = rows,
                                                      .filter = wanted->filter,
                                                      .with_spans = wanted->with_spans,
                                                      .people = names_people(names),
                                                      .visit = visit,
                                                      .data = exporting },
                                error);
    names_free(&names);
    free(queue_id);
    arena_free(&kept);
    arena_free(&item);
    return good;
}

static bool export_queue(struct config *config, const struct wanted *wanted, struct exporting *exporting,
                         struct error *error)
{
    struct connection *connection = connection_open(config, CONNECTION_SAMPLE, error);
    struct queue_found queue = { 0 };
    bool good = connection != NULL && connection_ready(connection, error) &&
                queue_items_find(connection_fetch(connection), wanted->queue, &queue, error);
    if (good) {
        struct api_call call = api_call_new(API_GET_ANNOTATED_INTERACTIONS);
        api_call_parameter(&call, "queue_id", queue_items_cell(&queue, "id"));
        struct rows *rows = ask_rows(connection_fetch(connection), &call, error);
        good = rows != NULL && export_rows(connection_fetch(connection), wanted, &queue, rows, exporting, error);
        rows_free(&rows);
    }
    rows_free(&queue.queues);
    connection_close(&connection);
    return good;
}

/* --- annotty export ----------------------------------------------------------------------------------------------- */

static const struct export_form_row *form_named(const char *name, struct error *error)
{
    struct buf known = buf_with_limit(BUF_LIMIT_LINE);
    for (const struct export_form_row *form = export_forms; form->name != NULL; form++) {
        if (strcmp(form->name, name) == 0) {
            buf_free(&known);
            return form;
        }
        buf_printf(&known, "%s%s", known.length > 0 ? ", " : "", form->name);
    }
    error_set(error, ERROR_USAGE, NULL, "--as %s: say one of %s", name, buf_text(&known));
    buf_free(&known);
    return NULL;
}

bool run_export(const struct command_input *input, struct error *error)
{
    const char *as = input->flags[EXPORT_AS] != NULL ? input->flags[EXPORT_AS] : "jsonl";
    const char *path = input->flags[EXPORT_OUTPUT];
    const struct wanted wanted = { .queue = input->words[0],
                                   .filter = input->flags[EXPORT_FILTER],
                                   .expected = input->flags[EXPORT_EXPECTED],
                                   .form = form_named(as, error),
                                   .with_spans = input->flags[EXPORT_NO_TRACES] == NULL };
    struct exporting exporting = { .file = stdout, .is_terminal = path == NULL && isatty(STDOUT_FILENO) == 1 };
    if (wanted.form == NULL)
        return false;
    if (path != NULL)
        exporting.file = fopen(path, "we");
    if (exporting.file == NULL)
        return error_set_errno(error, ERROR_STORE, path, errno, "the file can't be made");
    bool good = export_queue(input->config, &wanted, &exporting, error);
    if (path != NULL && fclose(exporting.file) != 0 && good)
        good = error_set_errno(error, ERROR_STORE, path, errno, "the export can't be written");
    if (good && exporting.left_out > 0)
        report_news("%zu interaction%s had nothing to write in this form", exporting.left_out,
                    exporting.left_out == 1 ? "" : "s");
    return good;
}

/* --- annotty dataset from-queue ----------------------------------------------------------------------------------- */

/* The records go where `record append` takes them from: with its preview, its report of duplicates, and its journal. */
static bool append(const struct command_input *input, const char *path, struct error *error)
{
    char *file = xasprintf("@%s", path);
    char *words[8] = { input->words[1], input->words[2], file };
    int count = 3;
    char deduplicate[] = "--deduplicate", yes[] = "true", dry_run[] = "--dry-run", journal[] = "--journal";
    words[count++] = deduplicate;
    words[count++] = yes;
    if (input->flags[FROM_QUEUE_DRY_RUN] != NULL)
        words[count++] = dry_run;
    if (input->flags[FROM_QUEUE_JOURNAL] != NULL)
        words[count++] = journal;
    const int status = operation_run(&api_operations[API_APPEND_RECORDS], input->config, count, words);
    free(file);
    return status == 0 || error_set(error, ERROR_USAGE, NULL, "not all records were appended");
}

bool run_dataset_from_queue(const struct command_input *input, struct error *error)
{
    const struct wanted wanted = { .queue = input->words[0],
                                   .filter = input->flags[FROM_QUEUE_FILTER],
                                   .expected = input->flags[FROM_QUEUE_EXPECTED],
                                   .form = form_named("records", error),
                                   .with_spans = true };
    const char *directory = getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp";
    char *path = xasprintf("%s/annotty-records-XXXXXX.jsonl", directory);
    const int fd = mkstemps(path, (int)strlen(".jsonl"));
    struct exporting exporting = { .file = fd >= 0 ? fdopen(fd, "w") : NULL };
    bool good = exporting.file != NULL ||
                error_set_errno(error, ERROR_STORE, path, errno, "a file for the records can't be made");
    good = good && export_queue(input->config, &wanted, &exporting, error);
    if (exporting.file != NULL && fclose(exporting.file) != 0 && good)
        good = error_set_errno(error, ERROR_STORE, path, errno, "the records can't be written");
    if (good && exporting.left_out > 0)
        report_news("%zu interaction%s without a trace left out", exporting.left_out,
                    exporting.left_out == 1 ? "" : "s");
    if (good && exporting.count == 0)
        good = error_set(error, ERROR_USAGE, NULL, "no interaction of the queue has a trace to make a record of");
    good = good && append(input, path, error);
    if (fd >= 0)
        unlink(path);
    free(path);
    return good;
}
