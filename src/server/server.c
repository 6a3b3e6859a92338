/* Starting and stopping the local server. The caller's thread only binds the socket; the server's own thread opens the
 * store, makes the sample and loads libmicrohttpd, which then serves with threads of its own; afterwards it sweeps the
 * store. */
#include <annotty/server/server.h>

#include "http.h"
#include "listen.h"
#include "sample.h"

#include <annotty/base/log.h>
#include <annotty/base/mem.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct server {
    char *data_dir;
    bool wants_sample;
    unsigned threads;
    char *url; /* stays when the listener is closed early */
    struct listener listener;
    struct service service;
    struct http *http;
    pthread_t thread;

    int wanted[2]; /* a pipe: closed on the caller's side when somebody waits for the server */
    pthread_mutex_t lock;
    pthread_cond_t opened;
    bool is_stopping;     /* nobody will come any more */
    bool is_opening;      /* the thread is at it */
    bool is_open;         /* the thread has done its part, well or not */
    struct error failure; /* why there is no store or no server; ERROR_NONE when all is well */
};

/* The person at the machine, who owns a new store (D31). */
struct person {
    char name[256], handle[256];
};

static struct person current_person(void)
{
    struct person person = { .name = "Local user", .handle = "local" };
    struct passwd entry;
    struct passwd *found = NULL;
    char texts[4096];
    if (getpwuid_r(geteuid(), &entry, texts, sizeof(texts), &found) != 0 || found == NULL)
        return person;
    snprintf(person.handle, sizeof(person.handle), "%s", entry.pw_name);
    snprintf(person.name, sizeof(person.name), "%.*s", (int)strcspn(entry.pw_gecos, ","), entry.pw_gecos);
    if (person.name[0] == '\0')
        snprintf(person.name, sizeof(person.name), "%s", entry.pw_name);
    return person;
}

static struct workspace *open_workspace(const char *data_dir, struct error *error)
{
    const struct person person = current_person();
    const struct workspace_options options = { data_dir, person.name, person.handle };
    return workspace_open(&options, error);
}

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

/* An embedded server opens its store when its first client comes, so that loading it takes nothing from the first
 * screen, which needs no server. */
static void await_client(const struct server *server)
{
    struct pollfd fds[] = { { .fd = server->listener.descriptor, .events = POLLIN },
                            { .fd = server->wanted[0], .events = POLLIN } };
    while (poll(fds, ARRAY_LENGTH(fds), -1) < 0 && errno == EINTR)
        continue;
}

/* False when the server has been stopped before anybody came. */
static bool decide_to_open(struct server *server)
{
    pthread_mutex_lock(&server->lock);
    server->is_opening = !server->is_stopping;
    const bool decided = server->is_opening;
    pthread_mutex_unlock(&server->lock);
    return decided;
}

/* Opens the store and serves from it. */
static void open_and_serve(struct server *server)
{
    struct service *const service = &server->service;
    struct error error = { 0 };
    service->workspace = open_workspace(server->data_dir, &service->failure);
    if (service->workspace != NULL && server->wants_sample)
        make_sample(server);
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
    if (server->service.keys.need_none && server->wanted[0] >= 0)
        await_client(server);
    if (decide_to_open(server))
        open_and_serve(server);
    return NULL;
}

/* Starting */

static bool take_keys(struct keys *keys, const struct server_options *options, struct error *error)
{
    keys->need_none = options->embedded;
    keys->take_any = options->any_key;
    if (options->embedded || options->any_key)
        return true;
    const bool has_own = options->api_key != NULL && options->app_key != NULL;
    if (has_own)
        keys_add(keys, options->api_key, options->app_key);
    char *const path = xasprintf("%s/%s", options->data_dir, SERVER_KEY_FILE);
    const bool is_wanted = !has_own || access(path, F_OK) == 0;
    const bool taken = !is_wanted || keys_add_file(keys, path, error);
    free(path);
    return taken;
}

static bool bind_socket(struct listener *listener, const struct server_options *options, struct error *error)
{
    if (options->embedded)
        return listen_privately(listener, error);
    if (options->unix_path != NULL)
        return listen_unix(listener, options->unix_path, error);
    return listen_tcp(listener, options->address != NULL ? options->address : "127.0.0.1", options->port,
                      options->any_key, error);
}

/* Lets the server's thread open the store even though no client has come. */
static void want(struct server *server)
{
    if (server->wanted[1] >= 0)
        close(server->wanted[1]);
    server->wanted[1] = -1;
}

static void server_free(struct server **server)
{
    struct server *const ending = *server;
    workspace_close(&ending->service.workspace);
    listener_close(&ending->listener);
    keys_free(&ending->service.keys);
    rate_destroy(&ending->service.rate);
    sweep_destroy(&ending->service.sweep);
    pthread_cond_destroy(&ending->opened);
    pthread_mutex_destroy(&ending->lock);
    want(ending);
    if (ending->wanted[0] >= 0)
        close(ending->wanted[0]);
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
    if (pipe2(server->wanted, O_CLOEXEC) != 0)
        server->wanted[0] = server->wanted[1] = -1; /* then the store is opened at once */
    rate_init(&server->service.rate, options->rate_limit);
    sweep_init(&server->service.sweep);
    server->service.pace_limits = pace_usual;
    server->service.bodies_max = SERVICE_BODIES_MAX;
    server->service.streams_max = SERVICE_STREAMS_MAX;
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->opened, NULL);
    if (!take_keys(&server->service.keys, options, error) || !bind_socket(&server->listener, options, error)) {
        server_free(&server);
        return NULL;
    }
    server->url = xstrdup(server->listener.url);
    const int code = pthread_create(&server->thread, NULL, run, server);
    if (code == 0)
        return server;
    error_set_errno(error, ERROR_STORE, "server", code, "the local server's thread can't be started");
    server_free(&server);
    return NULL;
}

void server_stop(struct server **server)
{
    if (*server == NULL)
        return;
    pthread_mutex_lock(&(*server)->lock);
    (*server)->is_stopping = true;
    want(*server);
    while ((*server)->is_opening && !(*server)->is_open)
        pthread_cond_wait(&(*server)->opened, &(*server)->lock);
    pthread_mutex_unlock(&(*server)->lock);
    http_stop(&(*server)->http);
    sweep_end(&(*server)->service.sweep);
    pthread_join((*server)->thread, NULL);
    server_free(server);
}

const char *server_url(const struct server *server)
{
    return server->url;
}

bool server_ready(struct server *server, struct error *error)
{
    pthread_mutex_lock(&server->lock);
    want(server);
    while (!server->is_open)
        pthread_cond_wait(&server->opened, &server->lock);
    const bool is_ready = server->failure.kind == ERROR_NONE;
    if (!is_ready && error != NULL)
        *error = server->failure;
    pthread_mutex_unlock(&server->lock);
    return is_ready;
}

bool server_sample_remove(const char *data_dir, size_t *removed, struct error *error)
{
    *removed = 0;
    struct workspace *workspace = open_workspace(data_dir, error);
    if (workspace == NULL)
        return false;
    struct workspace_session *session = workspace_write(workspace, error);
    const bool done =
        session != NULL && workspace_remove_sample(session, removed, error) && workspace_commit(&session, error);
    workspace_end(&session);
    workspace_close(&workspace);
    return done;
}
