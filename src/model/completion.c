/* What the command line after ":" may go on with: names of actions, then of queues, projects, columns, themes. */
#include "workbench_private.h"

#include <annotty/base/mem.h>

#include <stdlib.h>
#include <strings.h>

void completion_clear(struct workbench *workbench)
{
    for (size_t i = 0; i < workbench->completion_count; i++)
        free(workbench->completions[i]);
    workbench->completion_count = 0;
}

static void offer(struct workbench *workbench, struct slice typed, struct slice candidate)
{
    if (workbench->completion_count == COMPLETIONS_MAX || candidate.length < typed.length ||
        strncasecmp(candidate.at, typed.at, typed.length) != 0)
        return;
    workbench->completions[workbench->completion_count++] = xstrndup(candidate.at, candidate.length);
}

static void offer_names(struct workbench *workbench, const struct listing *listing, struct slice typed)
{
    const struct rows *rows = list_rows(listing->list);
    const int name = api_field_index(rows_resource(rows), SLICE("name"));
    for (uint32_t row = 0; name >= 0 && row < rows_count(rows); row++)
        if (!rows_is_gone(rows, row))
            offer(workbench, typed, rows_cell(rows, row, name));
}

static void offer_columns(struct workbench *workbench, struct slice typed)
{
    const struct listing *listing = workbench_current(workbench);
    if (listing == NULL)
        return;
    offer(workbench, typed, SLICE("server"));
    const struct api_resource *resource = rows_resource(list_rows(listing->list));
    for (size_t i = 0; i < resource->field_count; i++)
        if (resource->fields[i].flags & API_IN_RESPONSE)
            offer(workbench, typed, slice_of(resource->fields[i].name));
}

static void offer_words(struct workbench *workbench, const char *const *words, struct slice typed)
{
    for (; words != NULL && *words != NULL; words++)
        offer(workbench, typed, slice_of(*words));
}

static void offer_arguments(struct workbench *workbench, enum argument_kind kind, struct slice typed)
{
    switch (kind) {
    case ARGUMENT_QUEUE:
        offer_names(workbench, &workbench->queues, typed);
        break;
    case ARGUMENT_PROJECT:
        offer_names(workbench, &workbench->projects, typed);
        break;
    case ARGUMENT_COLUMN:
        offer_columns(workbench, typed);
        break;
    case ARGUMENT_THEME:
        offer_words(workbench, workbench->theme_names, typed);
        break;
    case ARGUMENT_LAYOUT:
        offer_words(workbench, layout_names, typed);
        break;
    case ARGUMENT_NONE:
    case ARGUMENT_TEXT:
        break;
    }
}

/* Where the last word of the line begins: behind the command's name, or at the front. */
static size_t word_start(struct slice line)
{
    const char *blank = memchr(line.at, ' ', line.length);
    return blank != NULL ? (size_t)(blank - line.at) + 1 : 0;
}

void completion_update(struct workbench *workbench)
{
    const struct slice line = buf_slice(&workbench->line.text);
    completion_clear(workbench);
    const size_t start = line.length > 0 ? word_start(line) : 0;
    const struct slice typed = line.length > 0 ? slice_from(line, start) : line;
    if (start == 0) {
        for (size_t i = 0; i < action_count; i++)
            if (actions[i].name != NULL)
                offer(workbench, typed, slice_of(actions[i].name));
        return;
    }
    const struct action *action = action_of_line((struct slice){ line.at, start - 1 }, true, NULL);
    if (action != NULL)
        offer_arguments(workbench, action->argument, typed);
}

/* As far as all candidates agree. */
static size_t common_length(const struct workbench *workbench)
{
    size_t length = strlen(workbench->completions[0]);
    for (size_t i = 1; i < workbench->completion_count; i++) {
        size_t same = 0;
        while (same < length && workbench->completions[i][same] == workbench->completions[0][same])
            same++;
        length = same;
    }
    /* Not within a character: the bytes that go on with one are 10xxxxxx. */
    while (length > 0 && ((unsigned char)workbench->completions[0][length] & 0xC0) == 0x80)
        length--;
    return length;
}

void completion_take(struct workbench *workbench)
{
    completion_update(workbench);
    if (workbench->completion_count == 0)
        return;
    const struct slice line = buf_slice(&workbench->line.text);
    const size_t start = line.length > 0 ? word_start(line) : 0;
    const size_t length = common_length(workbench);
    if (length < line.length - start)
        return;
    char *whole = xasprintf("%.*s%.*s%s", (int)start, line.length > 0 ? line.at : "", (int)length,
                            workbench->completions[0], workbench->completion_count == 1 && start == 0 ? " " : "");
    line_set(&workbench->line, slice_of(whole));
    free(whole);
    completion_update(workbench);
}
