/* `annotty export`: a queue's interactions with their traces and labels, for other programs; `annotty dataset
 * from-queue`: the same as records of a dataset. */
#ifndef ANNOTTY_SRC_CLI_EXPORT_H
#define ANNOTTY_SRC_CLI_EXPORT_H

#include "queue_items.h"

#include <annotty/model/people.h>

enum export_flag { EXPORT_AS, EXPORT_FILTER, EXPORT_EXPECTED, EXPORT_NO_TRACES, EXPORT_OUTPUT };
enum from_queue_flag { FROM_QUEUE_FILTER, FROM_QUEUE_EXPECTED, FROM_QUEUE_DRY_RUN, FROM_QUEUE_JOURNAL };

bool run_export(const struct command_input *input, struct error *error);
bool run_dataset_from_queue(const struct command_input *input, struct error *error);

/* What a form of export writes of. */
struct export_scope {
    struct slice queue_id, queue_name;
    struct people *people;
    const char *expected; /* the label whose text is the expected output; NULL: the trace's own output */
    struct slice *labels; /* CSV: all labels there are */
    size_t label_count;
    struct arena *arena; /* of the item */
};

/* One item in its form, with the line's end; export_forms.c. False: there is nothing to write of it. */
typedef bool (*export_form)(const struct export_scope *scope, const struct queue_item *item, struct buf *out);
struct export_form_row {
    const char *name, *help;
    export_form write;
    const char *begin, *between, *end; /* around and between the items */
    bool has_head;                     /* CSV: export_csv_head comes first */
};
extern const struct export_form_row export_forms[]; /* name NULL ends */
void export_csv_head(const struct export_scope *scope, struct buf *out);
bool export_write_record(const struct export_scope *scope, const struct queue_item *item, struct buf *out);

#endif
