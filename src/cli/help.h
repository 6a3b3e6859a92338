/* Help, made from the catalog and the workbench's actions. */
#ifndef ANNOTTY_SRC_CLI_HELP_H
#define ANNOTTY_SRC_CLI_HELP_H

#include "catalog.h"

/* `annotty --help`; what a noun is about and its verbs; how a command is used. In lines of at most `width` cells, where
 * words allow. */
void help_write(struct buf *out, int width);
void help_write_noun(struct buf *out, int width, const char *noun);
void help_write_entry(struct buf *out, int width, const struct catalog_entry *entry);
/* The workbench's keys and commands. */
void help_write_keys(struct buf *out);

/* On standard output. The noun's: false when no command begins with it. */
void help_print_operation(const struct api_operation *operation);
void help_print_command(const struct command *command);
bool help_print_noun(struct slice noun);

bool run_help(const struct command_input *input, struct error *error);
bool run_help_keys(const struct command_input *input, struct error *error);
bool run_help_themes(const struct command_input *input, struct error *error);

#endif
