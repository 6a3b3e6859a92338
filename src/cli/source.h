/* Items out of one place (an argument, a file, standard input), one at a time, in the order they stand there. What is
 * wrong is told with its place, "records.csv:17: ...". */
#ifndef ANNOTTY_SRC_CLI_SOURCE_H
#define ANNOTTY_SRC_CLI_SOURCE_H

#include "item.h"

enum origin_kind { ORIGIN_WORD, ORIGIN_FILE }; /* a path may be "-" */

struct origin {
    enum origin_kind kind;
    char *text;                   /* the word, or the path; owned */
    const struct api_field *list; /* where its items go, or NULL: what they are decides */
};

enum source_step {
    SOURCE_ITEM,
    SOURCE_END,
    SOURCE_BAD,    /* this item is no good; others may follow */
    SOURCE_BROKEN, /* nothing can be made of the rest */
};

struct source;

/* `format` is a name of source_formats, or NULL: by the file's ending or what it begins with. The rules must outlive
 * the source. NULL with the reason. */
struct source *source_open(const struct origin *origin, const char *format, const struct item_rules *rules,
                           struct error *error);
void source_close(struct source **source);

/* Fills *item, or *error when something is bad. */
enum source_step source_next(struct source *source, struct item *item, struct error *error);

bool source_can_rewind(const struct source *source);
bool source_rewind(struct source *source);
/* "records.csv:17" for a line of it. */
void source_place(const struct source *source, size_t line, char place[static 192]);

/* The names of the formats, for flags and help: "json, jsonl, csv ...". */
void source_format_names(struct buf *names);

#endif
