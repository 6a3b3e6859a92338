/* Starting and stopping the local server. server_start only binds the socket; the server's own thread opens the
 * store, makes the sample and loads libmicrohttpd, which then serves with threads of its own; afterwards it sweeps the
 * store. */
#include <annotty/server/server.h>

#include "http.h"
#include "listen.h"
#include "owner.h"
#include "sample.h"

#include <annotty/base/log.h>
#include <annotty/base/mem.h>
#include <annotty/server/keyring.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* Whoever leaves the workbench waits for the embedded server's end; nobody waits for a team's. */
enum { PATIENCE_EMBEDDED_MS = 5000, PATIENCE_TEAM_MS = 30000 };

struct server {
    char *data_dir;
    bool wants_sample;
    bool made_keys;
    unsigned threads;
    char *url; /* stays when the listener is closed early */
    struct listener listener;
    struct service service;
    struct http *http;
    pthread_t thread;

    bool is_begun; /* there is a thread; only the caller looks */
    pthread_mutex_t lock;
    pthread_cond_t opened;
    bool is_open;         /* the thread has done its part, well or not */
    struct error failure; /* why there is no store or no server; ERROR_NONE when all is well */
};

/* The server's thread */

static void make_sample(struct server *server)
{
    struct error error;
    if (!sample_make(server->service.workspace, &error))
        log_line("server", "no sample workspace: %s", error.message);
}

/* Terminal signals are for the thread that draws. A fault of a thread's own can't be left to another. */
static void block_signals(void)
{
    static const int own_faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS };
    sigset_t signals;
    sigfillset(&signals);
    for (size_t i = 0; i < ARRAY_LENGTH(own_faults); i++)
        sigdelset(&signals, own_faults[i]);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

static bool begin_keys(struct server *server)
{
    struct service *const service = &server->service;
    const struct keys *const keys = &service->keys;
    return keys->need_none || keys->take_any ||
           keyring_begin(service->workspace, server->data_dir, !keys->has_given, &server->made_keys, &service->failure);
}

/* The store with what a first start puts into it, or nothing and the reason. */
static void open_store(struct server *server)
{
    struct service *const service = &server->service;
    service->workspace = owner_open_workspace(server->data_dir, &service->failure);
    if (service->workspace == NULL)
        return;
    if (!begin_keys(server))
        workspace_close(&service->workspace);
    else if (server->wants_sample)
        make_sample(server);
}

/* Opens the store and serves from it. */
static void open_and_serve(struct server *server)
{
    struct service *const service = &server->service;
    struct error error = { 0 };
    open_store(server);
    server->http = http_start(service, server->listener.descriptor, server->threads, &error);
    if (server->http == NULL)
        listener_close(&server->listener); /* so that clients are refused rather than kept waiting */
    pthread_mutex_lock(&server->lock);
    server->failure = server->http == NULL ? error : service->failure;
    server->is_open = true;
    pthread_cond_broadcast(&server->opened);
    pthread_mutex_unlock(&server->lock);
    listen_remove_stale(&server->listener);
    if (service->workspace != NULL)
        sweep_run(&service->sweep, service->workspace);
}

static void *run(void *data)
{
    struct server *const server = data;
    block_signals();
    open_and_serve(server);
    return NULL;
}

/* Starting */

static bool take_keys(struct keys *keys, const struct server_options *options, struct error *error)
{
    keys->need_none = options->embedded;
    keys->take_any = options->any_key;
    const bool has_own = options->api_key != NULL && options->app_key != NULL;
    return options->embedded || options->any_key || !has_own ||
           keys_give(keys, options->api_key, options->app_key, error);
}

static bool take_tls(struct tls *tls, const struct server_options *options, struct error *error)
{
    return options->tls_certificate == NULL || tls_read(tls, options->tls_certificate, options->tls_key, error);
}

/* Why nobody on another machine may reach the server; NULL: there is no reason. */
static const char *why_loopback(const struct server_options *options)
{
    if (options->any_key)
        return "a server that accepts any key listens on 127.0.0.1 only";
    if (options->tls_certificate == NULL && !options->plain_http)
        return "give it --tls-cert and --tls-key, or say --plain-http if nobody can listen in on the way";
    return NULL;
}

static bool bind_socket(struct listener *listener, const struct server_options *options, struct error *error)
{
    if (options->embedded)
        return listen_privately(listener, error);
    if (options->unix_path != NULL)
        return listen_unix(listener, options->unix_path, error);
    const struct listen_place place = {
        .address = options->address != NULL ? options->address : "127.0.0.1",
        .port = options->port,
        .scheme = options->tls_certificate != NULL ? "https" : "http",
        .why_loopback = why_loopback(options),
    };
    return listen_tcp(listener, &place, error);
}

static void server_free(struct server **server)
{
    struct server *const ending = *server;
    workspace_close(&ending->service.workspace);
    listener_close(&ending->listener);
    keys_destroy(&ending->service.keys);
    tls_free(&ending->service.tls);
    rate_destroy(&ending->service.rate);
    kept_destroy(&ending->service.kept);
    sweep_destroy(&ending->service.sweep);
    pthread_cond_destroy(&ending->opened);
    pthread_mutex_destroy(&ending->lock);
    free(ending->data_dir);
    free(ending->url);
    free(ending);
    *server = NULL;
}

struct server *server_start(const struct server_options *options, struct error *error)
{
    struct server *server = xcalloc(1, sizeof(*server));
    server->data_dir = xstrdup(options->data_dir);
    server->wants_sample = options->sample;
    server->threads = options->threads;
    server->listener = LISTENER_NONE;
    keys_init(&server->service.keys);
    rate_init(&server->service.rate, options->rate_limit);
    kept_init(&server->service.kept);
    sweep_init(&server->service.sweep);
    server->service.pace_limits = pace_usual;
    server->service.patience_ms = options->embedded ? PATIENCE_EMBEDDED_MS : PATIENCE_TEAM_MS;
    server->service.bodies_max = SERVICE_BODIES_MAX;
    server->service.streams_max = SERVICE_STREAMS_MAX;
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->opened, NULL);
    if (!take_keys(&server->service.keys, options, error) || !take_tls(&server->service.tls, options, error) ||
        !bind_socket(&server->listener, options, error)) {
        server_free(&server);
        return NULL;
    }
    server->url = xstrdup(server->listener.url);
    return server;
}

void server_begin(struct server *server)
{
    if (server->is_begun || server->is_open)
        return;
    const int code = pthread_create(&server->thread, NULL, run, server);
    server->is_begun = code == 0;
    /* The thread, once there is one, may have opened already. */
    if (server->is_begun)
        return;
    server->is_open = true;
    error_set_errno(&server->failure, ERROR_STORE, "server", code, "the local server's thread can't be started");
    listener_close(&server->listener); /* so that clients are refused rather than kept waiting */
}

void server_stop(struct server **server)
{
    if (*server == NULL)
        return;
    if ((*server)->is_begun) {
        server_ready(*server, NULL);
        http_stop(&(*server)->http);
        sweep_end(&(*server)->service.sweep);
        pthread_join((*server)->thread, NULL);
    }
    server_free(server);
}

const char *server_url(const struct server *server)
{
    return server->url;
}

bool server_ready(struct server *server, struct error *error)
{
    server_begin(server);
    pthread_mutex_lock(&server->lock);
    while (!server->is_open)
        pthread_cond_wait(&server->opened, &server->lock);
    const bool is_ready = server->failure.kind == ERROR_NONE;
    if (!is_ready && error != NULL)
        *error = server->failure;
    pthread_mutex_unlock(&server->lock);
    return is_ready;
}

bool server_made_keys(const struct server *server)
{
    return server->made_keys;
}

bool server_sample_remove(const char *data_dir, size_t *removed, struct error *error)
{
    *removed = 0;
    struct workspace *workspace = owner_open_workspace(data_dir, error);
    if (workspace == NULL)
        return false;
    struct workspace_session *session = workspace_write(workspace, error);
    const bool done =
        session != NULL && workspace_remove_sample(session, removed, error) && workspace_commit(&session, error);
    workspace_end(&session);
    workspace_close(&workspace);
    return done;
}
