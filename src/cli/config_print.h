/* `annotty config`: the settings in force, where each came from. */
#ifndef ANNOTTY_SRC_CLI_CONFIG_PRINT_H
#define ANNOTTY_SRC_CLI_CONFIG_PRINT_H

#include "command.h"

#include <annotty/base/buf.h>

enum config_flag { CONFIG_FLAG_JSON };

/* As a table in lines of `width` cells; as tab-separated values; as a JSON array. No key is in any of them. */
void config_write_table(const struct config *config, struct buf *out, int width);
void config_write_values(const struct config *config, struct buf *out);
void config_write_json(const struct config *config, struct buf *out);

bool run_config(const struct command_input *input, struct error *error);
bool run_config_profiles(const struct command_input *input, struct error *error);

#endif
