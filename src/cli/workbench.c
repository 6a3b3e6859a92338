#include "workbench.h"

#include <annotty/cli/connection.h>
#include <annotty/ui/run.h>
#include <annotty/ui/terminal.h>

#include <string.h>

static void begin_server(void *connection)
{
    connection_begin(connection);
}

bool run_workbench(struct config *config, struct error *error)
{
    struct connection *connection =
        connection_open(config, CONNECTION_CACHE | CONNECTION_SAMPLE | CONNECTION_JOURNAL, error);
    if (connection == NULL)
        return false;
    const struct ui_options options = { .config = config,
                                        .fetch = connection_fetch(connection),
                                        .site = connection_site(connection),
                                        .base = connection_base(connection),
                                        .has_keys = !connection_is_local(config),
                                        .after_first_screen = begin_server,
                                        .data = connection };
    /* On a terminal the screen comes first and tells what the server can't do; a script wants the reason at once. */
    const bool good =
        terminal_present() ? ui_run(&options, error) : connection_ready(connection, error) && ui_print(&options, error);
    connection_close(&connection);
    return good;
}
