#include "span_query.h"

#include <annotty/base/mem.h>

#include <stdio.h>

enum node_kind { NODE_AND, NODE_OR, NODE_NOT, NODE_WORDS, NODE_FIELD };

struct span_query {
    enum node_kind kind;
    const struct span_query *left, *right; /* of NOT only the left one */
    struct slice field, value;
    const struct comparison *comparison; /* NULL: is, where * stands for any text */
    bool is_exact;                       /* * is a star */
};

/* The longer ones first. */
static const struct comparison {
    const char *sign;
    bool takes_less, takes_equal, takes_more;
} comparisons[] = {
    { ">=", false, true, true },
    { "<=", true, true, false },
    { ">", false, false, true },
    { "<", true, false, false },
};

/* What people used to other tools type for a member. */
static const struct alias {
    const char *typed, *field;
} aliases[] = {
    { "kind", "span_kind" },
    { "meta.span.kind", "span_kind" },
    { "service", "ml_app" },
    { "app", "ml_app" },
    { "meta.model_name", "model_name" },
    { "meta.model_provider", "model_provider" },
    { "trace", "trace_id" },
    { "span", "span_id" },
    { "session", "session_id" },
    { "meta.input", "input" },
    { "meta.output", "output" },
    { "meta.metadata", "metadata" },
    { "model", "model_name" },
};

/* --- Reading a query ---------------------------------------------------------------------------------------------- */

enum { DEPTH_MAX = 32 };

struct parser {
    struct slice rest;
    struct arena *arena;
    char *problem;
    unsigned depth;
};

static struct span_query *fail(struct parser *parser, const char *problem)
{
    if (parser->problem[0] == '\0')
        snprintf(parser->problem, SPAN_QUERY_PROBLEM_SIZE, "%s", problem);
    return NULL;
}

static struct span_query *make(struct parser *parser, enum node_kind kind, const struct span_query *left,
                               const struct span_query *right)
{
    struct span_query *const node = arena_alloc(parser->arena, sizeof(*node));
    *node = (struct span_query){ .kind = kind, .left = left, .right = right };
    return node;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void skip_blanks(struct parser *parser)
{
    while (parser->rest.length > 0 && is_blank(*parser->rest.at))
        parser->rest = slice_from(parser->rest, 1);
}

static bool take(struct parser *parser, const char *text)
{
    if (!slice_starts_with(parser->rest, slice_of(text)))
        return false;
    parser->rest = slice_from(parser->rest, strlen(text));
    return true;
}

/* A word that stands for itself alone: "OR" is one, "ORDER" begins otherwise. */
static bool take_operator(struct parser *parser, const char *word)
{
    const size_t length = strlen(word);
    const struct slice rest = parser->rest;
    if (!slice_starts_with(rest, slice_of(word)) ||
        (rest.length > length && !is_blank(rest.at[length]) && rest.at[length] != '('))
        return false;
    return take(parser, word);
}

/* The text between quotes, or up to a blank, a bracket or one of `ends`; a backslash takes the next as it is. */
static bool take_text(struct parser *parser, const char *ends, struct slice *text)
{
    const bool is_quoted = take(parser, "\"");
    char *const plain = arena_alloc(parser->arena, parser->rest.length + 1);
    size_t length = 0, i = 0;
    const struct slice rest = parser->rest;
    for (; i < rest.length; i++) {
        const char byte = rest.at[i];
        if (byte == '\\' && i + 1 < rest.length)
            plain[length++] = rest.at[++i];
        else if (is_quoted
                     ? byte == '"'
                     : is_blank(byte) || byte == '(' || byte == ')' || (byte != '\0' && strchr(ends, byte) != NULL))
            break;
        else
            plain[length++] = byte;
    }
    if (is_quoted && i == rest.length)
        return fail(parser, "has a quote that is not closed") != NULL;
    parser->rest = slice_from(rest, i + (is_quoted ? 1 : 0));
    plain[length] = '\0';
    *text = (struct slice){ plain, length };
    return true;
}

static struct slice field_meant(struct slice typed)
{
    for (size_t i = 0; i < ARRAY_LENGTH(aliases); i++)
        if (slice_is(typed, aliases[i].typed))
            return slice_of(aliases[i].field);
    return typed;
}

static bool is_number(struct slice text)
{
    struct json_value value;
    return json_check(text, &value, NULL) && value.kind == JSON_NUMBER;
}

static struct span_query *parse_value(struct parser *parser, struct slice field)
{
    struct span_query *const node = make(parser, NODE_FIELD, NULL, NULL);
    node->field = field_meant(field);
    for (size_t i = 0; i < ARRAY_LENGTH(comparisons) && node->comparison == NULL; i++)
        if (take(parser, comparisons[i].sign))
            node->comparison = &comparisons[i];
    node->is_exact = slice_starts_with(parser->rest, SLICE("\""));
    if (!take_text(parser, "", &node->value))
        return NULL;
    if (node->value.length == 0 && !node->is_exact)
        return fail(parser, "has a field without a value");
    if (node->comparison != NULL && !is_number(node->value))
        return fail(parser, "compares with something that is no number");
    return node;
}

static struct span_query *parse_term(struct parser *parser)
{
    struct slice text;
    const bool is_quoted = slice_starts_with(parser->rest, SLICE("\""));
    const bool is_attribute = take(parser, "@");
    if (!take_text(parser, ":", &text))
        return NULL;
    if (!is_quoted && take(parser, ":"))
        return text.length == 0 ? fail(parser, "has a value without a field") : parse_value(parser, text);
    if (text.length == 0 || is_attribute)
        return fail(parser, "has a field without a value");
    struct span_query *const node = make(parser, NODE_WORDS, NULL, NULL);
    node->value = text;
    return node;
}

static struct span_query *parse_or(struct parser *parser);

static struct span_query *parse_not(struct parser *parser)
{
    if (parser->depth == DEPTH_MAX)
        return fail(parser, "is nested too deeply");
    parser->depth++;
    struct span_query *node = NULL;
    skip_blanks(parser);
    if (take_operator(parser, "NOT") || (parser->rest.length > 1 && take(parser, "-"))) {
        node = parse_not(parser);
        node = node == NULL ? NULL : make(parser, NODE_NOT, node, NULL);
    } else if (take(parser, "(")) {
        node = parse_or(parser);
        skip_blanks(parser);
        if (node != NULL && !take(parser, ")"))
            node = fail(parser, "has a bracket that is not closed");
    } else if (parser->rest.length == 0 || *parser->rest.at == ')') {
        node = fail(parser, "ends where a term is expected");
    } else {
        node = parse_term(parser);
    }
    parser->depth--;
    return node;
}

static bool begins_term(struct parser *parser)
{
    skip_blanks(parser);
    const struct slice rest = parser->rest;
    const bool is_or = take_operator(parser, "OR");
    parser->rest = rest;
    return rest.length > 0 && *rest.at != ')' && !is_or;
}

static struct span_query *parse_and(struct parser *parser)
{
    struct span_query *node = parse_not(parser);
    while (node != NULL && begins_term(parser)) {
        take_operator(parser, "AND");
        struct span_query *const next = parse_not(parser);
        node = next == NULL ? NULL : make(parser, NODE_AND, node, next);
    }
    return node;
}

static struct span_query *parse_or(struct parser *parser)
{
    struct span_query *node = parse_and(parser);
    while (node != NULL && take_operator(parser, "OR")) {
        struct span_query *const next = parse_and(parser);
        node = next == NULL ? NULL : make(parser, NODE_OR, node, next);
    }
    return node;
}

bool span_query_parse(struct slice text, struct arena *arena, const struct span_query **query,
                      char problem[static SPAN_QUERY_PROBLEM_SIZE])
{
    struct parser parser = { .rest = slice_trim(text), .arena = arena, .problem = problem };
    *query = NULL;
    problem[0] = '\0';
    if (parser.rest.length == 0 || slice_is(parser.rest, "*"))
        return true;
    *query = parse_or(&parser);
    if (*query != NULL && parser.rest.length > 0)
        *query = fail(&parser, "has a bracket that was not opened");
    return *query != NULL;
}

const struct span_query *span_query_and_is(const struct span_query *query, struct arena *arena, const char *field,
                                           struct slice value)
{
    struct parser parser = { .arena = arena };
    struct span_query *const node = make(&parser, NODE_FIELD, NULL, NULL);
    node->field = slice_of(field);
    node->value = value;
    node->is_exact = true;
    return query == NULL ? node : make(&parser, NODE_AND, query, node);
}

/* --- Looking at a span -------------------------------------------------------------------------------------------- */

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

/* Whether the text is the pattern, in which each * stands for any text. */
static bool is_like(struct slice text, struct slice pattern)
{
    size_t t = 0, p = 0, star = SIZE_MAX, star_t = 0;
    while (t < text.length) {
        if (p < pattern.length && pattern.at[p] == '*') {
            star = p++;
            star_t = t;
        } else if (p < pattern.length && pattern.at[p] == text.at[t]) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            t = ++star_t;
        } else {
            return false;
        }
    }
    while (p < pattern.length && pattern.at[p] == '*')
        p++;
    return p == pattern.length;
}

static bool holds(struct slice text, struct slice words)
{
    for (size_t at = 0; at + words.length <= text.length; at++) {
        size_t i = 0;
        while (i < words.length && lower(text.at[at + i]) == lower(words.at[i]))
            i++;
        if (i == words.length)
            return true;
    }
    return false;
}

static bool holds_words(struct json_value value, struct slice words)
{
    size_t at = 0;
    struct slice key;
    struct json_value part;
    if (value.kind == JSON_STRING) {
        struct buf plain = buf_with_limit(value.raw.length);
        json_append_string(&plain, value);
        const bool found = holds(buf_slice(&plain), words);
        buf_free(&plain);
        return found;
    }
    while (value.kind == JSON_ARRAY ? json_next_element(value, &at, &part)
                                    : value.kind == JSON_OBJECT && json_next_member(value, &at, &key, &part))
        if (holds_words(part, words))
            return true;
    return value.kind == JSON_NUMBER && slice_equal(value.raw, words);
}

static bool matches_words(const struct span_query *query, struct json_value attributes)
{
    static const char *const searched[] = { "name", "input", "output", "error" };
    for (size_t i = 0; i < ARRAY_LENGTH(searched); i++)
        if (holds_words(json_member(attributes, searched[i]), query->value))
            return true;
    return false;
}

static double number_of(struct slice text)
{
    char copy[64];
    double number = 0;
    snprintf(copy, sizeof(copy), "%.*s", SLICE_ARGS(text));
    return sscanf(copy, "%lf", &number) == 1 ? number : 0;
}

static bool compares(const struct span_query *query, struct json_value value)
{
    if (value.kind != JSON_NUMBER)
        return false;
    const double is = number_of(value.raw), than = number_of(query->value);
    return is < than ? query->comparison->takes_less
                     : (is > than ? query->comparison->takes_more : query->comparison->takes_equal);
}

static bool is_text_of(const struct span_query *query, struct slice text)
{
    return query->is_exact ? slice_equal(text, query->value) : is_like(text, query->value);
}

/* A list says what one of its elements says. */
static bool says(const struct span_query *query, struct json_value value)
{
    size_t at = 0;
    struct json_value element;
    if (value.kind == JSON_ARRAY) {
        while (json_next_element(value, &at, &element))
            if (says(query, element))
                return true;
        return false;
    }
    if (query->comparison != NULL)
        return compares(query, value);
    if (value.kind != JSON_STRING)
        return value.kind != JSON_ABSENT && is_text_of(query, value.raw);
    struct buf plain = buf_with_limit(value.raw.length);
    json_append_string(&plain, value);
    const bool does = is_text_of(query, buf_slice(&plain));
    buf_free(&plain);
    return does;
}

/* The member, or with dots what is in it; also a name with dots in it. */
static struct json_value find_member(struct json_value object, struct slice path)
{
    char name[128];
    size_t length = path.length;
    while (object.kind == JSON_OBJECT && length > 0 && length < sizeof(name)) {
        memcpy(name, path.at, length);
        name[length] = '\0';
        const struct json_value found = json_member(object, name);
        if (found.kind != JSON_ABSENT)
            return length == path.length ? found : find_member(found, slice_from(path, length + 1));
        while (length > 0 && path.at[--length] != '.')
            continue;
    }
    return (struct json_value){ 0 };
}

static bool has_tag(const struct span_query *query, struct json_value tags)
{
    size_t at = 0;
    struct json_value tag;
    bool found = false;
    struct buf plain = buf_with_limit(BUF_LIMIT_BODY);
    while (!found && tags.kind == JSON_ARRAY && json_next_element(tags, &at, &tag)) {
        buf_clear(&plain);
        struct slice value, key;
        if (tag.kind != JSON_STRING || !json_append_string(&plain, tag))
            continue;
        value = buf_slice(&plain);
        found = slice_cut(&value, ':', &key) && value.at != NULL && slice_equal(key, query->field) &&
                is_text_of(query, value);
    }
    buf_free(&plain);
    return found;
}

bool span_query_matches(const struct span_query *query, struct json_value attributes)
{
    if (query == NULL)
        return true;
    switch (query->kind) {
    case NODE_AND:
        return span_query_matches(query->left, attributes) && span_query_matches(query->right, attributes);
    case NODE_OR:
        return span_query_matches(query->left, attributes) || span_query_matches(query->right, attributes);
    case NODE_NOT:
        return !span_query_matches(query->left, attributes);
    case NODE_WORDS:
        return matches_words(query, attributes);
    case NODE_FIELD:
        return says(query, find_member(attributes, query->field)) || has_tag(query, json_member(attributes, "tags"));
    }
    return false;
}

struct slice span_query_value(const struct span_query *query, const char *field)
{
    if (query == NULL)
        return (struct slice){ 0 };
    if (query->kind == NODE_AND) {
        const struct slice left = span_query_value(query->left, field);
        return left.length > 0 ? left : span_query_value(query->right, field);
    }
    const bool is_plain = query->kind == NODE_FIELD && query->comparison == NULL &&
                          (query->is_exact || memchr(query->value.at, '*', query->value.length) == NULL);
    return is_plain && slice_is(query->field, field) ? query->value : (struct slice){ 0 };
}
