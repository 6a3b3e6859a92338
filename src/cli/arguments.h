/* Arguments into a call, by the operation's row.
 *
 * Words without a flag fill the path's parameters in order; the rest are the items of the body's list (ids, or
 * interactions as model/intake.h reads them; @FILE and - read a file and standard input). Flags are the query
 * parameters (--name for filter[name]) and the members of the body (--project-id for project_id). */
#ifndef ANNOTTY_SRC_CLI_ARGUMENTS_H
#define ANNOTTY_SRC_CLI_ARGUMENTS_H

#include "command.h"

#include <annotty/api/call.h>

/* Flags of the operations that are no parameter and no member: how the outcome is shown, what may be done without
 * asking. */
enum operation_flag {
    FLAG_JSON,
    FLAG_JSONL,
    FLAG_CSV,
    FLAG_COLUMNS,
    FLAG_FILTER,
    FLAG_LIMIT,
    FLAG_DRY_RUN,
    FLAG_YES,
    FLAG_HELP,
    FLAG_COUNT
};

struct operation_flag_row {
    struct flag_row flag;
    bool (*fits)(const struct api_operation *operation); /* which operations have it; NULL: all */
};
extern const struct operation_flag_row operation_flags[FLAG_COUNT];
bool operation_flag_fits(const struct operation_flag_row *row, const struct api_operation *operation);

struct arguments {
    struct api_call *calls; /* one, or several where a list is split (D37); owned */
    size_t call_count;
    const char *flags[FLAG_COUNT]; /* the value, "" of a switch; NULL: not given */
    size_t limit;                  /* of --limit; 0: none */
};

bool arguments_read(const struct api_operation *operation, int argc, char **argv, struct arguments *arguments,
                    struct error *error);
void arguments_free(struct arguments *arguments);

/* "queue-id" for "{queue_id}": the n-th parameter of the path, or an empty string. */
void arguments_path_name(const struct api_operation *operation, size_t number, char name[static 64]);
/* The list member of the body that words without a flag go to, or NULL. */
const struct api_field *arguments_list_member(const struct api_operation *operation);

#endif
