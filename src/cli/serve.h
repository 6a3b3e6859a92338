/* `annotty serve`: the workspace as a server for others, until it is told to end. */
#ifndef ANNOTTY_SRC_CLI_SERVE_H
#define ANNOTTY_SRC_CLI_SERVE_H

#include "command.h"

#include <annotty/server/server.h>

/* Its flags, by position in the command's row. */
enum serve_flag {
    SERVE_LISTEN,
    SERVE_TLS_CERT,
    SERVE_TLS_KEY,
    SERVE_PLAIN_HTTP,
    SERVE_ANY_KEY,
    SERVE_RATE_LIMIT,
};

bool run_serve(const struct command_input *input, struct error *error);

/* What --listen says: ADDRESS:PORT, [ADDRESS]:PORT or unix:PATH, into address and port or unix_path. The address is
 * put into `host`. For run_serve, and tests. */
enum { SERVE_HOST_SIZE = 256 };
bool serve_read_place(const char *text, struct server_options *options, char host[static SERVE_HOST_SIZE],
                      struct error *error);

#endif
