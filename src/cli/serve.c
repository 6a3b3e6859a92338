#include "serve.h"

#include <annotty/base/log.h>
#include <annotty/base/text.h>
#include <annotty/server/keyring.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>

#define PLACE_USUAL "127.0.0.1:8126"

enum { RATE_LIMIT_MAX = 1000000 };

/* Flags into options */

bool serve_read_place(const char *text, struct server_options *options, char host[static SERVE_HOST_SIZE],
                      struct error *error)
{
    const struct slice scheme = SLICE("unix:");
    const struct slice place = slice_of(text);
    if (slice_starts_with(place, scheme) && place.length > scheme.length) {
        options->unix_path = text + scheme.length;
        return true;
    }
    const char *const colon = strrchr(text, ':');
    struct slice address = { .at = text, .length = colon != NULL ? (size_t)(colon - text) : 0 };
    const bool is_bracketed = address.length > 2 && address.at[0] == '[' && address.at[address.length - 1] == ']';
    if (is_bracketed)
        address = (struct slice){ .at = address.at + 1, .length = address.length - 2 };
    long long port = -1;
    if (address.length == 0 || address.length >= SERVE_HOST_SIZE || !slice_to_int64(slice_of(colon + 1), &port) ||
        port < 0 || port > UINT16_MAX || (!is_bracketed && strpbrk(text, ":[]") != colon))
        return error_set(error, ERROR_USAGE, text,
                         "--listen %s: say ADDRESS:PORT, [ADDRESS]:PORT or unix:PATH, such as " PLACE_USUAL, text);
    snprintf(host, SERVE_HOST_SIZE, "%.*s", SLICE_ARGS(address));
    options->address = host;
    options->port = (uint16_t)port;
    return true;
}

static bool read_limit(const char *text, struct server_options *options, struct error *error)
{
    long long limit = 0;
    if (text != NULL && (!slice_to_int64(slice_of(text), &limit) || limit < 1 || limit > RATE_LIMIT_MAX))
        return error_set(error, ERROR_USAGE, text, "--rate-limit %s: a number from 1 to %d is wanted", text,
                         RATE_LIMIT_MAX);
    options->rate_limit = (int)limit;
    return true;
}

static bool check_tls(const struct server_options *options, struct error *error)
{
    if ((options->tls_certificate == NULL) != (options->tls_key == NULL))
        return error_set(error, ERROR_USAGE, "tls", "--tls-cert and --tls-key go together: name both files");
    return options->tls_certificate == NULL || options->unix_path == NULL ||
           error_set(error, ERROR_USAGE, "tls", "a Unix socket needs no TLS: leave --tls-cert and --tls-key out");
}

static bool read_options(const struct command_input *input, struct server_options *options,
                         char host[static SERVE_HOST_SIZE], struct error *error)
{
    struct config *const config = input->config;
    *options = (struct server_options){
        .tls_certificate = input->flags[SERVE_TLS_CERT],
        .tls_key = input->flags[SERVE_TLS_KEY],
        .plain_http = input->flags[SERVE_PLAIN_HTTP] != NULL,
        .any_key = input->flags[SERVE_ANY_KEY] != NULL,
        .api_key = config_text(config, CONFIG_API_KEY),
        .app_key = config_text(config, CONFIG_APP_KEY),
        .sample = config_switch(config, CONFIG_SAMPLE),
    };
    const char *const place = input->flags[SERVE_LISTEN];
    return serve_read_place(place != NULL ? place : PLACE_USUAL, options, host, error) &&
           read_limit(input->flags[SERVE_RATE_LIMIT], options, error) && check_tls(options, error) &&
           config_data_dir(config, &options->data_dir, error);
}

/* Running */

static bool announce(struct server *server, const char *data_dir, struct error *error)
{
    if (!server_ready(server, error))
        return false;
    if (server_made_keys(server)) {
        struct buf line = buf_with_limit(BUF_LIMIT_LINE);
        text_append_clean(&line, slice_of(data_dir), false);
        fprintf(stderr, "annotty: a first pair of keys is in %s/" KEYRING_FILE "; annotty key add makes more\n",
                buf_text(&line));
        buf_free(&line);
    }
    printf("listening on %s\n", server_url(server));
    return fflush(stdout) == 0 ||
           error_set_errno(error, ERROR_STORE, "standard output", errno, "can't say where the server listens");
}

/* The signals that end a server are waited for here and come to no thread otherwise. A second one ends it at once. */
static bool serve(const struct server_options *options, struct error *error)
{
    sigset_t ends;
    sigset_t before;
    int signal = 0;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &ends, &before);
    struct server *server = server_start(options, error);
    const bool good = server != NULL && announce(server, options->data_dir, error);
    while (good && sigwait(&ends, &signal) != 0)
        continue;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    server_stop(&server);
    return good;
}

bool run_serve(const struct command_input *input, struct error *error)
{
    char host[SERVE_HOST_SIZE];
    struct server_options options;
    const char *const log = config_text(input->config, CONFIG_LOG);
    if (!read_options(input, &options, host, error) || (log != NULL && !log_open(log, error)))
        return false;
    const bool served = serve(&options, error);
    log_close();
    return served;
}
