/* `annotty key add`, `key list`, `key revoke`: who may use a server on this data directory. */
#ifndef ANNOTTY_SRC_CLI_KEY_H
#define ANNOTTY_SRC_CLI_KEY_H

#include "command.h"

/* The flags of `key add`, by position in its row. */
enum key_flag { KEY_USER, KEY_HANDLE, KEY_EMAIL };

bool run_key_add(const struct command_input *input, struct error *error);
bool run_key_list(const struct command_input *input, struct error *error);
bool run_key_revoke(const struct command_input *input, struct error *error);

#endif
