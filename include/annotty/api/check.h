/* Server side of the rows: which operation a request means, and whether it may be what it says. */
#ifndef ANNOTTY_API_CHECK_H
#define ANNOTTY_API_CHECK_H

#include <annotty/api/record.h>
#include <annotty/base/arena.h>

/* Why a request is refused: becomes one error object (section 7, D32). Texts live in the request's arena or forever. */
struct api_problem {
    int status;            /* 0: no problem */
    const char *title;     /* "Bad Request"; from the status */
    const char *detail;    /* what went wrong this time, for the person */
    const char *pointer;   /* JSON pointer into the body, or NULL; "" is the whole body */
    const char *parameter; /* query parameter, or NULL */
    const char *header;    /* request header, or NULL */
    const char *code;      /* meta.code (D35), or NULL */
};

/* Fills *problem and returns false. */
bool api_problem_set(struct api_problem *problem, struct arena *arena, int status, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The error document: strings for 429, objects for all others (section 7). */
bool api_problem_write(struct buf *out, const struct api_problem *problem);

struct api_route {
    const struct api_operation *operation; /* NULL: no such path (404) or no such method on it (405) */
    unsigned allowed;                      /* bits 1 << enum api_method: the methods the path has; 0: unknown path */
    struct slice path_values[API_PATH_PARAMETERS_MAX]; /* decoded, in the order of the template; in the arena */
};

/* `method` is as the request spells it, `path` without the query, still percent-encoded. Literal segments win (D44). */
struct api_route api_route_find(struct slice method, struct slice path, struct arena *arena);

struct api_query {
    struct slice *values[API_PARAMETERS_MAX]; /* decoded, in the arena; by position in the row's parameters */
    size_t counts[API_PARAMETERS_MAX];
};

/* Reads `key=value&...` by the row: brackets plain or encoded, '+' as a space (D6); an empty value is as if absent;
 * repeating a parameter that doesn't repeat is 400 (D5); integers are checked (D1, D9). Comma lists are taken apart. */
bool api_query_read(const struct api_operation *operation, struct slice query, struct arena *arena,
                    struct api_query *result, struct api_problem *problem);

/* The members of data.attributes by position in api_operation_body; values as they stand in the text. */
struct api_body {
    struct json_value values[API_FIELDS_MAX];
};

/* Syntax, UTF-8, depth, data, type, attributes, then every member by its row, nested items too
 * (D11, D16, D18, D23, D25, D26, D29, D34). The first problem found answers, with its pointer. */
bool api_body_read(const struct api_operation *operation, struct slice text, struct arena *arena,
                   struct api_body *result, struct api_problem *problem);

/* Reads one item of an API_RECORDS member that api_body_read has accepted. */
void api_item_read(const struct api_resource *resource, struct json_value object, struct api_record *record);

#endif
