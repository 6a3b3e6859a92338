#include "import.h"

#include "import_target.h"
#include "importer.h"
#include "interrupt.h"
#include "progress.h"
#include "report.h"

#include <annotty/base/text.h>
#include <annotty/cli/connection.h>

#include <stdio.h>
#include <stdlib.h>

enum { STEP_VALUES = 5000, LINES_TOLD_MAX = 5 };

struct import_run {
    const struct command_input *input;
    struct importer *importer;
    struct progress progress;
    size_t told, bad; /* lines that can't be taken: those told of this file; all */
};

static void tell_line(const struct error *error, void *data)
{
    struct import_run *const run = data;
    if (run->told++ >= LINES_TOLD_MAX)
        return;
    progress_clear(&run->progress);
    report_news("%s", error->message);
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* What was understood of a file, and what wasn't. */
static void tell_file(struct import_run *run, const char *path, const struct import_counts *before)
{
    char spans[TEXT_COUNT_SIZE], traces[TEXT_COUNT_SIZE], bad[TEXT_COUNT_SIZE];
    const struct import_counts counts = importer_counts(run->importer);
    const struct import_format *const format = importer_format(run->importer);
    const size_t span_count = counts.spans - before->spans, trace_count = counts.traces - before->traces;
    progress_clear(&run->progress);
    report_news("%s: %s%s%s span%s of %s trace%s, %s line%s skipped", path, format != NULL ? format->help : "empty",
                format != NULL ? ": " : ", ", text_count(span_count, spans), plural(span_count),
                text_count(trace_count, traces), plural(trace_count), text_count(counts.bad, bad), plural(counts.bad));
    run->bad += counts.bad;
}

static bool import_file(struct import_run *run, const char *path, struct error *error)
{
    const struct import_counts before = importer_counts(run->importer);
    bool over = false;
    bool good = importer_open(run->importer, path, error);
    run->told = 0;
    while (good && !over) {
        good = importer_step(run->importer, STEP_VALUES, &over, error);
        progress_show(&run->progress, importer_counts(run->importer).spans, 0);
        if (good && interrupt_seen())
            good = error_set(error, ERROR_CANCELLED, path,
                             "interrupted; importing the file again takes up what is missing");
    }
    if (good)
        tell_file(run, path, &before);
    return good;
}

static bool import_files(struct import_run *run, struct error *error)
{
    interrupt_catch();
    run->progress = progress_begin(0);
    bool good = true;
    for (size_t i = 0; good && i < run->input->word_count; i++)
        good = import_file(run, run->input->words[i], error);
    progress_clear(&run->progress);
    if (!good)
        return false;
    if (importer_counts(run->importer).spans == 0)
        return error_set(error, ERROR_INPUT, NULL, "nothing could be imported");
    if (run->bad > 0)
        *run->input->status = EXIT_PARTLY_DONE;
    return true;
}

/* A slip in a name would import something else than was meant. */
bool import_take_format(const char *name, bool has_members, const struct import_format **format, struct error *error)
{
    *format = import_format_named(name != NULL ? name : has_members ? "lines" : "");
    if (name == NULL || strcmp(name, "auto") == 0 || *format != NULL)
        return true;
    struct buf names = buf_with_limit(BUF_LIMIT_LINE);
    for (size_t i = 0; i < IMPORT_FORMATS; i++)
        buf_printf(&names, ", %s", import_formats[i].name);
    error_set(error, ERROR_USAGE, "format", "--format takes auto%s, not \"%s\"", buf_text(&names), name);
    buf_free(&names);
    return false;
}

static bool import_with(struct import_run *run, const struct importer_options *options, struct error *error)
{
    run->importer = importer_new(options);
    const bool good = import_files(run, error);
    const size_t added = importer_counts(run->importer).added;
    if (good && options->queue_id != NULL && options->fetch != NULL) {
        char count[TEXT_COUNT_SIZE];
        report_news("%s interaction%s new in the queue %s", text_count(added, count), plural(added),
                    run->input->flags[IMPORT_FLAG_QUEUE]);
        puts(options->queue_id);
    }
    importer_free(&run->importer);
    return good;
}

static bool import_into(struct import_run *run, struct importer_options *options, struct error *error)
{
    const struct command_input *const input = run->input;
    const struct import_target target = { .project = input->flags[IMPORT_FLAG_PROJECT],
                                          .queue = input->flags[IMPORT_FLAG_QUEUE],
                                          .labels = input->flags[IMPORT_FLAG_LABELS] };
    struct connection *connection = connection_open(input->config, CONNECTION_SAMPLE, error);
    bool good = connection != NULL && connection_ready(connection, error);
    char *queue_id = NULL;
    if (good) {
        options->fetch = connection_fetch(connection);
        if (target.queue != NULL)
            queue_id = import_target_open(options->fetch, &target, error);
        options->queue_id = queue_id;
        good = (target.queue == NULL || queue_id != NULL) && import_with(run, options, error);
    }
    free(queue_id);
    connection_close(&connection);
    return good;
}

bool run_import(const struct command_input *input, struct error *error)
{
    struct import_run run = { .input = input };
    struct importer_options options = { .input = input->flags[IMPORT_FLAG_INPUT],
                                        .output = input->flags[IMPORT_FLAG_OUTPUT],
                                        .tell = tell_line,
                                        .data = &run };
    const bool has_members = options.input != NULL || options.output != NULL;
    if (!import_take_format(input->flags[IMPORT_FLAG_FORMAT], has_members, &options.format, error))
        return false;
    if (input->flags[IMPORT_FLAG_QUEUE] == NULL &&
        (input->flags[IMPORT_FLAG_PROJECT] != NULL || input->flags[IMPORT_FLAG_LABELS] != NULL))
        return error_set(error, ERROR_USAGE, "queue", "--project and --labels are a queue's: name it with --queue");
    return input->flags[IMPORT_FLAG_DRY_RUN] != NULL ? import_with(&run, &options, error)
                                                     : import_into(&run, &options, error);
}
