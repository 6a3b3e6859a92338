/* Opens what was named and finds out what it is written in; the readers do the rest. */
#include "source_private.h"

#include <annotty/base/mem.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { FORMAT_JSON, FORMAT_JSONL, FORMAT_CSV, FORMAT_TSV, FORMAT_LINES, FORMAT_COUNT };

static const struct source_format formats[FORMAT_COUNT] = {
    [FORMAT_JSON] = { "json", ".json", read_json },
    [FORMAT_JSONL] = { "jsonl", ".jsonl .ndjson", read_json }, /* values one after the other, whatever stands between */
    [FORMAT_CSV] = { "csv", ".csv", read_csv },
    [FORMAT_TSV] = { "tsv", ".tsv", read_tsv },
    [FORMAT_LINES] = { "lines", ".txt", read_lines },
};

void source_format_names(struct buf *names)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        buf_printf(names, "%s%s", i > 0 ? ", " : "", formats[i].name);
}

static bool ends_with(struct slice text, struct slice end)
{
    return text.length > end.length && slice_equal(slice_from(text, text.length - end.length), end);
}

static const struct source_format *format_by_ending(const char *path)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        struct slice rest = slice_of(formats[i].endings), ending;
        while (slice_cut(&rest, ' ', &ending))
            if (ends_with(slice_of(path), ending))
                return &formats[i];
    }
    return NULL;
}

/* The first line, as far as it is there. */
static struct slice first_line(struct source *source)
{
    struct slice rest = input_rest(&source->input), line;
    for (bool more = true; more && memchr(rest.at, '\n', rest.length) == NULL; rest = input_rest(&source->input))
        more = input_more(&source->input);
    return slice_cut(&rest, '\n', &line) ? slice_trim(line) : SLICE("");
}

/* Whether the line names columns, among them the one that every item has. */
static bool is_head(struct slice line, char separator, const char *key)
{
    struct slice cell;
    while (slice_cut(&line, separator, &cell)) {
        cell = slice_trim(cell);
        if (cell.length > 2 && cell.at[0] == '"')
            cell = (struct slice){ cell.at + 1, cell.length - 2 };
        if (slice_is(cell, key))
            return true;
    }
    return false;
}

static const struct source_format *format_by_content(struct source *source)
{
    const struct slice line = first_line(source);
    const struct slice rest = slice_trim(input_rest(&source->input));
    if (rest.length > 0 && (rest.at[0] == '{' || rest.at[0] == '['))
        return &formats[FORMAT_JSON];
    if (!item_takes_lines(source->list))
        return &formats[FORMAT_CSV];
    if (is_head(line, ',', item_key(source->list)))
        return &formats[FORMAT_CSV];
    return &formats[is_head(line, '\t', item_key(source->list)) ? FORMAT_TSV : FORMAT_LINES];
}

static bool find_format(struct source *source, const struct origin *origin, const char *name, struct error *error)
{
    for (size_t i = 0; name != NULL && i < FORMAT_COUNT; i++)
        if (strcmp(formats[i].name, name) == 0)
            source->format = &formats[i];
    if (name != NULL && source->format == NULL) {
        struct buf names = buf_with_limit(BUF_LIMIT_LINE);
        source_format_names(&names);
        error_set(error, ERROR_USAGE, "--format", "\"%s\" is no format; there are %s", name, buf_text(&names));
        buf_free(&names);
        return false;
    }
    if (source->format == NULL && origin->kind == ORIGIN_FILE)
        source->format = format_by_ending(origin->text);
    if (source->format == NULL)
        source->format = format_by_content(source);
    const bool plain = source->format == &formats[FORMAT_LINES] || source->format == &formats[FORMAT_TSV];
    if (plain && !item_takes_lines(source->list))
        return error_set(error, ERROR_USAGE, origin->text, "%s: plain lines are for ids only; give JSON or CSV",
                         source->input.name);
    return true;
}

/* An argument is no file: `record append ... records.json` lacks its @. */
static bool check_word(const struct source *source, const struct origin *origin, struct error *error)
{
    if (origin->kind == ORIGIN_FILE || item_takes_lines(source->list) || source->format == &formats[FORMAT_JSON])
        return true;
    return error_set(error, ERROR_USAGE, origin->text, "\"%s\" is no JSON; a file is named @%s", origin->text,
                     origin->text);
}

struct source *source_open(const struct origin *origin, const char *format, const struct item_rules *rules,
                           struct error *error)
{
    struct source *source = xcalloc(1, sizeof(*source));
    source->rules = rules;
    source->list = origin->list;
    source->csv.text = buf_with_limit(BUF_LIMIT_BODY);
    if (source->list == NULL && api_operation_list(rules->operation, 1) == NULL)
        source->list = api_operation_list(rules->operation, 0);
    bool good = true;
    if (origin->kind == ORIGIN_WORD)
        input_open_word(&source->input, origin->text);
    else
        good = input_open(&source->input, origin->text, error);
    good = good && find_format(source, origin, origin->kind == ORIGIN_FILE ? format : NULL, error) &&
           check_word(source, origin, error);
    if (!good)
        source_close(&source);
    return source;
}

void source_close(struct source **source)
{
    if (*source == NULL)
        return;
    input_close(&(*source)->input);
    buf_free(&(*source)->csv.text);
    free(*source);
    *source = NULL;
}

enum source_step source_next(struct source *source, struct item *item, struct error *error)
{
    return source->format->next(source, item, error);
}

bool source_can_rewind(const struct source *source)
{
    return input_can_rewind(&source->input);
}

bool source_rewind(struct source *source)
{
    source->json = (struct json_place){ 0 };
    source->csv.separator = '\0';
    source->within_line = false;
    return input_rewind(&source->input);
}

void source_place(const struct source *source, size_t line, char place[static 192])
{
    if (source->input.is_word)
        snprintf(place, 192, "\"%.60s\"", source->input.name);
    else
        snprintf(place, 192, "%.160s:%zu", source->input.name, line);
}

enum source_step source_refuse(const struct source *source, enum source_step step, size_t line, struct error *error,
                               const char *format, ...)
{
    char place[192], what[ITEM_PROBLEM_SIZE];
    source_place(source, line, place);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof(what), format, arguments);
    va_end(arguments);
    error_set(error, ERROR_INPUT, place, "%s: %s", place, what);
    return step;
}

enum source_step source_end(const struct source *source, struct error *error)
{
    if (source->input.problem.kind == ERROR_NONE)
        return SOURCE_END;
    *error = source->input.problem;
    return SOURCE_BROKEN;
}
