/* Takes a filter line apart into parts (query_parts.c) that all have to hold. What is looked for lives in the query's
 * arena; what was learned about labels while matching lives in its scope, which is why matching needs no rows but those
 * it is asked about. */
#include <annotty/model/query.h>

#include "query_parts.h"

#include <annotty/base/mem.h>
#include <annotty/base/text.h>

#include <stdlib.h>

struct query {
    struct arena arena;
    struct slice line;
    struct query_scope scope;
    struct part *parts;
    size_t count, capacity;
};

/* One blank-separated piece of the line, its quotes taken off. */
struct token {
    struct slice text;
    bool negated;
    bool quoted; /* from its first character: a word, whatever it looks like */
};

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* Cuts the next token off *line; false when there is none. A quote that is not closed yet goes to the end. */
static bool next_token(struct slice *line, struct arena *arena, struct token *token)
{
    *line = slice_trim(*line);
    if (line->length == 0)
        return false;
    size_t at = 0;
    while (at < line->length && line->at[at] == '!')
        at++;
    const bool quoted = at < line->length && line->at[at] == '"';
    char *text = arena_alloc(arena, line->length);
    size_t length = 0;
    bool in_quotes = false;
    const size_t signs = at;
    for (; at < line->length && (in_quotes || !is_blank(line->at[at])); at++) {
        if (line->at[at] == '"')
            in_quotes = !in_quotes;
        else
            text[length++] = line->at[at];
    }
    *token = (struct token){ .text = { .at = text, .length = length }, .negated = signs % 2 == 1, .quoted = quoted };
    *line = slice_from(*line, at);
    return true;
}

static struct part read_part(const struct token *token, const struct query_scope *scope)
{
    for (const struct part_kind *kind = token->quoted ? part_word : part_kinds; kind->pattern != NULL; kind++) {
        struct part part = { .kind = kind, .negated = token->negated, .field = FIELD_NONE };
        if ((!kind->annotations || scope->annotations != FIELD_NONE) && kind->read(&part, token->text, scope))
            return part;
    }
    return (struct part){ .kind = part_word, .negated = token->negated, .field = FIELD_NONE, .text = token->text };
}

struct query *query_parse(struct slice line, const struct api_resource *resource, const struct people *people)
{
    line = slice_trim(line);
    if (line.length == 0)
        return NULL;
    struct query *query = xcalloc(1, sizeof(*query));
    query->line = (struct slice){ .at = arena_copy(&query->arena, line), .length = line.length };
    query->scope = query_scope_of(resource);
    query->scope.me = people_me(people);
    struct slice rest = query->line;
    struct token token = { 0 };
    while (next_token(&rest, &query->arena, &token)) {
        /* A "!" alone waits for its part; "and" only joins. */
        if (token.text.length == 0 || (!token.quoted && !token.negated && slice_is(token.text, "and")))
            continue;
        query->parts = xgrow(query->parts, &query->capacity, query->count + 1, sizeof(*query->parts));
        struct part part = read_part(&token, &query->scope);
        if (part.kind->about_people && !part.whole)
            part.person_count = people_called(people, part.text, &query->arena, &part.persons);
        query->parts[query->count++] = part;
    }
    return query;
}

void query_free(struct query **query)
{
    if (*query == NULL)
        return;
    labels_free(&(*query)->scope.labels);
    free((*query)->parts);
    arena_free(&(*query)->arena);
    free(*query);
    *query = NULL;
}

struct slice query_line(const struct query *query)
{
    return query != NULL ? query->line : SLICE("");
}

size_t query_person_count(const struct query *query)
{
    size_t count = 0;
    for (size_t i = 0; i < query->count; i++)
        count += query->parts[i].person_count + (query->parts[i].whole && query->parts[i].text.length > 0 ? 1 : 0);
    return count;
}

bool query_matches(const struct query *query, const struct rows *rows, uint32_t row)
{
    if (query == NULL)
        return true;
    if (query->scope.labels != NULL)
        labels_forget(query->scope.labels);
    for (size_t i = 0; i < query->count; i++) {
        const struct part *part = &query->parts[i];
        if (part->kind->matches(part, &query->scope, rows, row) == part->negated)
            return false;
    }
    return true;
}

/* Whether what has the text of `narrow` also has that of `wide`. */
static bool text_implies(const struct part *narrow, const struct part *wide)
{
    if (narrow->whole == wide->whole && slice_equal(narrow->text, wide->text))
        return true;
    return !wide->whole && text_contains(narrow->text, wide->text);
}

static bool part_implies(const struct part *narrow, const struct part *wide)
{
    if (narrow->kind != wide->kind || narrow->negated != wide->negated || narrow->field != wide->field ||
        narrow->comparison != wide->comparison || narrow->number != wide->number ||
        !slice_equal(narrow->name, wide->name))
        return false;
    if (narrow->negated)
        return text_implies(wide, narrow);
    return text_implies(narrow, wide);
}

bool query_narrows(const struct query *narrow, const struct query *wide)
{
    if (wide == NULL)
        return true;
    if (narrow == NULL || narrow->scope.resource != wide->scope.resource)
        return false;
    for (size_t i = 0; i < wide->count; i++) {
        bool implied = false;
        for (size_t k = 0; k < narrow->count && !implied; k++)
            implied = part_implies(&narrow->parts[k], &wide->parts[i]);
        if (!implied)
            return false;
    }
    return true;
}

void query_each_part(void (*each)(const char *pattern, const char *help, void *data), void *data)
{
    for (const struct part_kind *kind = part_kinds; kind->pattern != NULL; kind++)
        each(kind->pattern, kind->help, data);
}
