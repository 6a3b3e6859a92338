/* Arguments into a call, by the operation's row.
 *
 * Words without a flag fill the path's parameters in order; the rest are the items of the body's list, or where they
 * are: ids, interactions, JSON, @FILE, - for standard input. Flags are the query parameters (--name for filter[name]),
 * the members of the body (--project-id for project_id), the members of one item (--input of a record), and those of
 * operation_flags. The value of any flag may be @FILE or -, too; a value that begins with @ itself says @@. */
#ifndef ANNOTTY_SRC_CLI_ARGUMENTS_H
#define ANNOTTY_SRC_CLI_ARGUMENTS_H

#include "command.h"
#include "source.h"

#include <annotty/api/call.h>

/* Flags of the operations that are no parameter and no member: how the outcome is shown, how items are read, what may
 * be done without asking. */
enum operation_flag {
    FLAG_JSON,
    FLAG_JSONL,
    FLAG_CSV,
    FLAG_COLUMNS,
    FLAG_FILTER,
    FLAG_LIMIT,
    FLAG_FORMAT,
    FLAG_JSON_CELLS,
    FLAG_IGNORE_UNKNOWN,
    FLAG_PARALLEL,
    FLAG_FAILURES,
    FLAG_DRY_RUN,
    FLAG_JOURNAL,
    FLAG_YES,
    FLAG_HELP,
    FLAG_COUNT
};

struct operation_flag_row {
    struct flag_row flag;
    bool (*fits)(const struct api_operation *operation); /* which operations have it; NULL: all */
    size_t most; /* of a flag that takes a number from 1 on: how much; 0: it takes no number */
};
extern const struct operation_flag_row operation_flags[FLAG_COUNT];
bool operation_flag_fits(const struct operation_flag_row *row, const struct api_operation *operation);

struct arguments {
    struct api_call call;   /* without the items of its list */
    struct origin *origins; /* where those come from, in order */
    size_t origin_count, origin_capacity;
    const char *flags[FLAG_COUNT]; /* the value, "" of a switch; NULL: not given */
    size_t limit, parallel;        /* of --limit, --parallel; 0: not given */
};

bool arguments_read(const struct api_operation *operation, int argc, char **argv, struct arguments *arguments,
                    struct error *error);
void arguments_free(struct arguments *arguments);

/* "queue-id" for "{queue_id}": the n-th parameter of the path, or an empty string. */
void arguments_path_name(const struct api_operation *operation, size_t number, char name[static 64]);
/* A member as a flag, with dashes. */
void arguments_flag_name(const struct api_field *field, char name[static 64]);
/* The list whose items' members are flags: the only list of objects that the body has, or NULL. */
const struct api_field *arguments_item_list(const struct api_operation *operation);

#endif
