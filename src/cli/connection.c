#include <annotty/cli/connection.h>

#include <annotty/base/index.h>
#include <annotty/base/mem.h>
#include <annotty/server/server.h>
#include <annotty/store/journal.h>

#include <stdlib.h>

#define DEFAULT_SITE "datadoghq.com"

struct connection {
    struct server *server; /* NULL: the server is somebody else's */
    struct fetch *fetch;
    char *site;
    unsigned keeps; /* enum connection_keeps */
};

static bool is_set(const struct config *config, enum config_key key)
{
    const char *text = config_text(config, key);
    return text != NULL && *text != '\0';
}

/* Contract D46: an address, else a site, else, where there are keys, the site's default. */
bool connection_is_local(const struct config *config)
{
    return !is_set(config, CONFIG_URL) && !is_set(config, CONFIG_API_KEY) && !is_set(config, CONFIG_API_KEY_COMMAND) &&
           !is_set(config, CONFIG_SITE);
}

char *connection_name(const struct config *config)
{
    if (connection_is_local(config))
        return xstrdup("local");
    if (is_set(config, CONFIG_URL))
        return xstrdup(config_text(config, CONFIG_URL));
    return xasprintf("https://api.%s", is_set(config, CONFIG_SITE) ? config_text(config, CONFIG_SITE) : DEFAULT_SITE);
}

char *connection_cache_name(const char *base, const char *api_key, const char *app_key)
{
    if (api_key == NULL && app_key == NULL)
        return xstrdup(base);
    return xasprintf("%s#%08x%08x", base, index_hash(slice_of(api_key)), index_hash(slice_of(app_key)));
}

/* What cache and journal know the server by; the keys are known. */
static char *site_name_of(const struct config *config, const char *data_dir)
{
    if (connection_is_local(config))
        return xstrdup(data_dir);
    char *const base = connection_name(config);
    char *const name =
        connection_cache_name(base, config_text(config, CONFIG_API_KEY), config_text(config, CONFIG_APP_KEY));
    free(base);
    return name;
}

char *connection_journal_path(struct config *config, struct error *error)
{
    const char *data_dir = NULL;
    if (!config_data_dir(config, &data_dir, error) || (!connection_is_local(config) && !config_ask_keys(config, error)))
        return NULL;
    char *const name = site_name_of(config, data_dir);
    char *const path = journal_path(data_dir, name);
    free(name);
    return path;
}

/* A data directory that can't be made is no reason not to begin: who wants to keep a change is told then. */
static char *find_journal(struct config *config, const char *site_name)
{
    char *const made = connection_journal_path(config, NULL);
    char *const dir = made == NULL ? config_find_dir(config, CONFIG_DATA) : NULL;
    char *const path = dir != NULL ? journal_path(dir, site_name) : made;
    free(dir);
    return path;
}

static struct fetch *start_fetch(const struct connection *connection, struct config *config, const char *base,
                                 const char *site_name, struct error *error)
{
    const bool local = connection->server != NULL;
    const char *cache_dir = NULL;
    /* Without a cache everything still works, only slower. */
    if (((connection->keeps & CONNECTION_CACHE) == 0 && !config_switch(config, CONFIG_OFFLINE)) ||
        !config_cache_dir(config, &cache_dir, NULL))
        cache_dir = NULL;
    char *const journal = (connection->keeps & CONNECTION_JOURNAL) != 0 ? find_journal(config, site_name) : NULL;
    struct fetch *const fetch =
        fetch_start(&(struct fetch_options){ .base = base,
                                             .site_name = site_name,
                                             .api_key = local ? NULL : config_text(config, CONFIG_API_KEY),
                                             .app_key = local ? NULL : config_text(config, CONFIG_APP_KEY),
                                             .cache_dir = cache_dir,
                                             .journal_path = journal,
                                             .cache_bytes = config_number(config, CONFIG_CACHE_SIZE_MB) * 1024 * 1024,
                                             .offline = config_switch(config, CONFIG_OFFLINE),
                                             .ca_file = config_text(config, CONFIG_CA_FILE),
                                             .timeout_s = (int)config_number(config, CONFIG_TIMEOUT_S) },
                    error);
    free(journal);
    return fetch;
}

static struct fetch *start_remote_fetch(const struct connection *connection, struct config *config, const char *base,
                                        struct error *error)
{
    char *name = site_name_of(config, NULL);
    struct fetch *fetch = start_fetch(connection, config, base, name, error);
    free(name);
    return fetch;
}

static bool open_local(struct connection *connection, struct config *config, struct error *error)
{
    const char *dir = NULL;
    if (!config_data_dir(config, &dir, error))
        return false;
    const bool wants_sample = (connection->keeps & CONNECTION_SAMPLE) != 0 && config_switch(config, CONFIG_SAMPLE);
    connection->server =
        server_start(&(struct server_options){ .data_dir = dir, .embedded = true, .sample = wants_sample }, error);
    if (connection->server == NULL)
        return false;
    connection->site = xstrdup("local");
    connection->fetch = start_fetch(connection, config, server_url(connection->server), dir, error);
    return connection->fetch != NULL;
}

static bool open_remote(struct connection *connection, struct config *config, struct error *error)
{
    if (!config_ask_keys(config, error))
        return false;
    char *base = connection_name(config);
    const bool keys = is_set(config, CONFIG_API_KEY) && is_set(config, CONFIG_APP_KEY);
    if (!is_set(config, CONFIG_URL) && !keys)
        error_set(error, ERROR_USAGE, base, "%s needs two keys: set DD_API_KEY and DD_APP_KEY", base);
    else
        connection->fetch = start_remote_fetch(connection, config, base, error);
    connection->site = base;
    return connection->fetch != NULL;
}

struct connection *connection_open(struct config *config, unsigned keeps, struct error *error)
{
    struct connection *connection = xcalloc(1, sizeof(*connection));
    connection->keeps = keeps;
    if (connection_is_local(config) ? open_local(connection, config, error) : open_remote(connection, config, error))
        return connection;
    connection_close(&connection);
    return NULL;
}

void connection_close(struct connection **connection)
{
    if (*connection == NULL)
        return;
    fetch_stop(&(*connection)->fetch);
    server_stop(&(*connection)->server);
    free((*connection)->site);
    free(*connection);
    *connection = NULL;
}

struct fetch *connection_second_fetch(const struct connection *connection, struct config *config, struct error *error)
{
    struct connection second = *connection;
    second.keeps = 0;
    return start_fetch(&second, config, connection_base(connection), connection->site, error);
}

const char *connection_site(const struct connection *connection)
{
    return connection->site;
}

const char *connection_base(const struct connection *connection)
{
    return connection->server != NULL ? server_url(connection->server) : connection->site;
}

struct fetch *connection_fetch(const struct connection *connection)
{
    return connection->fetch;
}

void connection_begin(struct connection *connection)
{
    if (connection->server != NULL)
        server_begin(connection->server);
}

bool connection_ready(struct connection *connection, struct error *error)
{
    return connection->server == NULL || server_ready(connection->server, error);
}
