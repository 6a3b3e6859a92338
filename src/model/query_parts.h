/* The parts of the filter language: a row for each, with how it is read and what it matches. query.c takes a line apart
 * into parts and joins their verdicts. */
#ifndef ANNOTTY_MODEL_QUERY_PARTS_H
#define ANNOTTY_MODEL_QUERY_PARTS_H

#include "query_labels.h"

#include <annotty/api/rows.h>

enum { FIELD_NONE = -1, FIELD_ID = -2 };

struct field_list {
    int fields[API_FIELDS_MAX];
    size_t count;
};

/* Where a resource keeps what the parts ask for; found once for each query. */
struct query_scope {
    const struct api_resource *resource;
    struct field_list words;      /* what words are looked for in, besides the id */
    struct field_list people;     /* whose work the resource itself is */
    int created;                  /* when it came to be; FIELD_NONE: not known */
    int annotations;              /* its annotations, in a child table; FIELD_NONE: it has none */
    struct field_list annotators; /* in the child table */
    int label_values;             /* in the child table */
    struct labels *labels;        /* NULL without annotations; owned */
    struct slice me;
    int64_t now_ms;
};

struct query_scope query_scope_of(const struct api_resource *resource);

enum part_comparison { PART_LESS, PART_AT_MOST, PART_MORE, PART_AT_LEAST, PART_EQUAL, PART_UNEQUAL };

struct part {
    const struct part_kind *kind;
    bool negated;
    int field;             /* FIELD_ID or a position in the resource; FIELD_NONE: not about a field */
    struct slice name;     /* of a label */
    struct slice text;     /* what is looked for */
    bool whole;            /* the text has to be equal, else to be contained */
    struct slice *persons; /* ids of those whose names contain the text */
    size_t person_count;
    enum part_comparison comparison;
    double number;
};

struct part_kind {
    const char *pattern; /* for help and completion */
    const char *help;
    bool annotations; /* only for resources that have them */
    /* Fills what the kind needs; false when `text` isn't such a part. */
    bool (*read)(struct part *part, struct slice text, const struct query_scope *scope);
    bool (*matches)(const struct part *part, const struct query_scope *scope, const struct rows *rows, uint32_t row);
    bool about_people; /* names of people count as their ids */
};

/* Ordered as they are tried. The last is the word, which takes everything. A NULL pattern ends. */
extern const struct part_kind part_kinds[];
extern const struct part_kind *const part_word;

#endif
