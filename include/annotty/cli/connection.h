/* The server that a run of annotty talks to, as the settings say: one at an address, the hosted service, or, with
 * neither address nor keys, the local workspace behind a server inside this process. */
#ifndef ANNOTTY_CLI_CONNECTION_H
#define ANNOTTY_CLI_CONNECTION_H

#include <annotty/config/config.h>
#include <annotty/net/fetch.h>

struct connection;

/* What a run may leave behind: a page cache, which only a screen needs; the sample, in an empty workspace; changes in
 * the journal. */
enum connection_keeps { CONNECTION_CACHE = 1, CONNECTION_SAMPLE = 2, CONNECTION_JOURNAL = 4 };

/* NULL with the reason: no data directory, a wrong address, keys missing. The settings are only read. */
struct connection *connection_open(struct config *config, unsigned keeps, struct error *error);
/* What the settings name, as connection_site tells it; the caller frees. */
char *connection_name(const struct config *config);
bool connection_is_local(const struct config *config);
/* Ends the fetch thread, then the server. */
void connection_close(struct connection **connection);

/* Another fetch thread to the same server, with neither cache nor journal, for work beside the screen; NULL with the
 * reason. Ended by the caller, before the connection. */
struct fetch *connection_second_fetch(const struct connection *connection, struct config *config, struct error *error);
struct fetch *connection_fetch(const struct connection *connection);
/* What people call the server: "local", or its address. As long as the connection. */
const char *connection_site(const struct connection *connection);
/* Where requests go to, as fetch_options has it. */
const char *connection_base(const struct connection *connection);
/* What the cache knows a server by: its address and a fingerprint of the keys, because other keys may belong to another
 * organization, whose queues are nobody else's to see. For the caller to free. */
char *connection_cache_name(const char *base, const char *api_key, const char *app_key);
/* The file of the server's journal, for the caller to free; NULL with the reason. */
char *connection_journal_path(struct config *config, struct error *error);
/* Lets the server inside this process begin, which takes a while; nothing for any other. */
void connection_begin(struct connection *connection);
/* Begins, and waits until the server inside this process can answer; at once true for any other. */
bool connection_ready(struct connection *connection, struct error *error);

#endif
