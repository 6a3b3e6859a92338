/* Command lines that show how a command is used, a row each: for help and the manual. */
#ifndef ANNOTTY_SRC_CLI_EXAMPLE_H
#define ANNOTTY_SRC_CLI_EXAMPLE_H

#include <stddef.h>

struct example {
    const char *noun, *verb; /* of the command it belongs to; verb may be NULL; noun NULL: the workbench */
    const char *line;        /* a whole line for a shell */
    const char *help;        /* what it does */
};

extern const struct example examples[];
extern const size_t example_count;

#endif
