/* What can be imported: from a JSON value of a file to the spans that it says. A format is a row. */
#ifndef ANNOTTY_SRC_CLI_IMPORT_FORMAT_H
#define ANNOTTY_SRC_CLI_IMPORT_FORMAT_H

#include <annotty/json/json.h>

enum { IMPORT_PROBLEM_SIZE = 320 };

/* Where a value stands, and what the person said of all of them. */
struct import_place {
    const char *file;           /* its name without directories */
    size_t line;                /* from 1 */
    int64_t time_ns;            /* when it happened, where the value doesn't say */
    const char *input, *output; /* members of plain lines, with dots for what is inside; NULL: the usual ones */
};

/* Takes a span as JSON (the attributes of API_TRACE_SPAN); false with what is wrong with it. */
struct import_sink {
    bool (*take)(struct import_sink *sink, struct slice span, char problem[static IMPORT_PROBLEM_SIZE]);
};

struct import_format {
    const char *name;
    const char *help;
    bool (*fits)(struct json_value value); /* whether a first value is of this format; NULL: nothing else fits */
    bool (*convert)(struct json_value value, const struct import_place *place, struct import_sink *sink,
                    char problem[static IMPORT_PROBLEM_SIZE]);
};

enum { IMPORT_FORMATS = 4 };
extern const struct import_format import_formats[IMPORT_FORMATS];

/* NULL when there is none. */
const struct import_format *import_format_named(const char *name);
const struct import_format *import_format_of(struct json_value value);

/* The four, each in a file of its own. */
bool import_spans_fit(struct json_value value);
bool import_spans(struct json_value value, const struct import_place *place, struct import_sink *sink,
                  char problem[static IMPORT_PROBLEM_SIZE]);
bool import_otlp_fits(struct json_value value);
bool import_otlp(struct json_value value, const struct import_place *place, struct import_sink *sink,
                 char problem[static IMPORT_PROBLEM_SIZE]);
bool import_chat_fits(struct json_value value);
bool import_chat(struct json_value value, const struct import_place *place, struct import_sink *sink,
                 char problem[static IMPORT_PROBLEM_SIZE]);
bool import_lines(struct json_value value, const struct import_place *place, struct import_sink *sink,
                  char problem[static IMPORT_PROBLEM_SIZE]);

/* --- For the formats ---------------------------------------------------------------------------------------------- */

bool import_refuse(char problem[static IMPORT_PROBLEM_SIZE], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* An object that is written member by member; what is absent or null is left out. */
struct import_object {
    struct buf *out;
    bool has_members;
};

struct import_object import_object_begin(struct buf *out);
void import_object_end(struct import_object *object);
/* What follows is the member's value. */
void import_name(struct import_object *object, const char *name);
void import_raw(struct import_object *object, const char *name, struct json_value value);
void import_text(struct import_object *object, const char *name, struct slice text);
void import_whole(struct import_object *object, const char *name, int64_t number);
/* A span's input or output: {"value": text}, where anything but a text is the text of its JSON. */
void import_content(struct import_object *object, const char *name, struct json_value value);

/* What every span of one value begins with: ids made of the value's text, so that importing it again replaces it. */
struct import_object import_span_begin(struct buf *out, struct json_value value, const struct import_place *place);
/* The value itself, and gives the span to the sink. */
bool import_span_end(struct import_object *span, struct json_value value, struct import_sink *sink,
                     char problem[static IMPORT_PROBLEM_SIZE]);

/* The text of a JSON string onto `out`; nothing for anything else. */
void import_append_text(struct buf *out, struct json_value value);
/* The first of the members that is there and not null. */
struct json_value import_any_member(struct json_value object, const char *const *names);

#endif
