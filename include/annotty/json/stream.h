/* Reads an answer as it arrives: finds each element of one array (or the document's other members) without ever
 * holding the whole text. Memory is bounded by the largest element (STREAM_ELEMENT_MAX), not by the answer. */
#ifndef ANNOTTY_JSON_STREAM_H
#define ANNOTTY_JSON_STREAM_H

#include <annotty/json/json.h>

#define STREAM_ELEMENT_MAX ((size_t)64 * 1024 * 1024)

struct json_stream;

/* Called for each element of the array, already checked; it lives until the call returns. False stops the stream. */
typedef bool (*json_stream_element)(struct json_value element, void *data);
/* Called for each scalar or other value outside the array whose pointer starts with a prefix that was asked for
 * (see `keep`), such as "/meta/after". */
typedef bool (*json_stream_value)(const char *pointer, struct json_value value, void *data);

struct json_stream_options {
    const char *array;       /* pointer of the array, such as "/data/attributes/annotated_interactions" or "/data" */
    const char *const *keep; /* NULL-terminated pointers of values wanted besides, such as "/meta/after" */
    json_stream_element on_element;
    json_stream_value on_value; /* may be NULL */
    void *data;
};

/* The options and what they point to must outlive the stream. */
struct json_stream *json_stream_new(const struct json_stream_options *options);
void json_stream_free(struct json_stream **stream);
/* Feeds the next bytes. False: error is set (ERROR_PROTOCOL with the byte offset, or ERROR_CANCELLED when a callback
 * said stop); the stream takes nothing more. */
bool json_stream_feed(struct json_stream *stream, struct slice bytes, struct error *error);
/* The text is over: false when it was cut short, or the array never came. */
bool json_stream_end(struct json_stream *stream, struct error *error);

#endif
