/* annotty import: files of traces into a workspace. */
#ifndef ANNOTTY_SRC_CLI_IMPORT_H
#define ANNOTTY_SRC_CLI_IMPORT_H

#include "command.h"
#include "import_format.h"

enum {
    IMPORT_FLAG_FORMAT,
    IMPORT_FLAG_INPUT,
    IMPORT_FLAG_OUTPUT,
    IMPORT_FLAG_QUEUE,
    IMPORT_FLAG_PROJECT,
    IMPORT_FLAG_LABELS,
    IMPORT_FLAG_DRY_RUN
};

/* The format that --format names, and of which --input and --output are; NULL in *format: each file's own. */
bool import_take_format(const char *name, bool has_members, const struct import_format **format, struct error *error);
bool run_import(const struct command_input *input, struct error *error);

#endif
