#include "workbench.h"

#include <annotty/ui/terminal.h>

#include <string.h>

static void begin_server(void *connection)
{
    connection_begin(connection);
}

static struct ui_options options_for(struct config *config, const struct connection *connection)
{
    return (struct ui_options){ .config = config,
                                .fetch = connection_fetch(connection),
                                .site = connection_site(connection),
                                .base = connection_base(connection),
                                .has_keys = !connection_is_local(config) };
}

bool workbench_open_at(struct config *config, struct connection *connection, const char *queue_id,
                       void (*news)(void *data, struct ui_news *news), void *data, struct error *error)
{
    struct ui_options options = options_for(config, connection);
    options.review_queue = queue_id;
    options.news = news;
    options.data = data;
    return ui_run(&options, error);
}

bool run_workbench(struct config *config, struct error *error)
{
    struct connection *connection =
        connection_open(config, CONNECTION_CACHE | CONNECTION_SAMPLE | CONNECTION_JOURNAL, error);
    if (connection == NULL)
        return false;
    struct ui_options options = options_for(config, connection);
    options.after_first_screen = begin_server;
    options.data = connection;
    /* On a terminal the screen comes first and tells what the server can't do; a script wants the reason at once. */
    const bool good =
        terminal_present() ? ui_run(&options, error) : connection_ready(connection, error) && ui_print(&options, error);
    connection_close(&connection);
    return good;
}
