/* `annotty cache`: what is remembered of servers, for the person to see and to delete. */
#ifndef ANNOTTY_SRC_CLI_CACHE_H
#define ANNOTTY_SRC_CLI_CACHE_H

#include "command.h"

enum { CACHE_INFO_JSON };

bool run_cache_info(const struct command_input *input, struct error *error);
bool run_cache_clear(const struct command_input *input, struct error *error);

#endif
