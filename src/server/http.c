#include "http.h"

#include "access.h"
#include "http_head.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    THREADS_DEFAULT = 4,
    CONNECTIONS_MAX = 512,
    CONNECTIONS_EACH = CONNECTIONS_MAX / 4, /* from one IP address */
    CONNECTION_TIMEOUT_S = 60,              /* on which nothing moves */
    HEAD_MAX = 64 * 1024,                   /* first line and headers */
    PIECE = 64 * 1024,                      /* of a streamed body */
};

struct http {
    const struct http_library *library;
    struct MHD_Daemon *daemon;
    struct service *service;
    struct pace pace;

    pthread_mutex_t lock;
    pthread_cond_t finished;
    size_t in_flight; /* requests begun and not completed */

    _Atomic bool is_ending;
};

/* TLS 1.2 and later; which ciphers, GnuTLS knows best. */
static char tls_priorities[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

/* Connections */

static void note_connection(void *data, struct MHD_Connection *connection, void **peer,
                            enum MHD_ConnectionNotificationCode code)
{
    struct http *const http = data;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED)
        pace_close(&http->pace, *peer);
    else
        *peer = pace_open(&http->pace,
                          http->library->get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd,
                          clock_monotonic_ms());
}

static struct pace_peer *peer_of(const struct http *http, struct MHD_Connection *connection)
{
    return http->library->get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

/* Sending */

/* A streamed body on its way: pieces are taken over from the handler and cut to what the socket wants. */
struct sending {
    struct body_stream stream;
    struct buf piece;
    size_t sent; /* of the piece */
};

static ssize_t send_more(void *data, uint64_t position, char *out, size_t size)
{
    (void)position;
    struct sending *const sending = data;
    if (sending->sent == sending->piece.length) {
        buf_clear(&sending->piece);
        sending->sent = 0;
        /* The length was promised, so an early end is a failure, which the client sees as a broken connection. */
        if (!sending->stream.read(sending->stream.source, &sending->piece) || sending->piece.length == 0)
            return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    const size_t left = sending->piece.length - sending->sent;
    const size_t length = left < size ? left : size;
    memcpy(out, sending->piece.data + sending->sent, length);
    sending->sent += length;
    return (ssize_t)length;
}

static void end_sending(void *data)
{
    struct sending *const sending = data;
    sending->stream.close(sending->stream.source);
    buf_free(&sending->piece);
    free(sending);
}

static struct MHD_Response *stream_response(const struct http *http, struct handling *handling)
{
    struct sending *const sending = xcalloc(1, sizeof(*sending));
    sending->stream = handling->stream;
    sending->piece = buf_with_limit(BUF_LIMIT_ANSWER);
    handling->stream = (struct body_stream){ 0 };
    struct MHD_Response *const response =
        http->library->create_response_from_callback(sending->stream.length, PIECE, send_more, sending, end_sending);
    if (response == NULL)
        end_sending(sending);
    return response;
}

static struct MHD_Response *whole_response(const struct http *http, struct handling *handling)
{
    const size_t length = handling->answer.length;
    if (length == 0)
        return http->library->create_response_from_buffer(0, (char[]){ '\0' }, MHD_RESPMEM_MUST_COPY);
    return http->library->create_response_from_buffer(length, buf_take(&handling->answer), MHD_RESPMEM_MUST_FREE);
}

static void add_number(const struct http *http, struct MHD_Response *response, const char *header, int number)
{
    char text[16];
    snprintf(text, sizeof(text), "%d", number);
    http->library->add_response_header(response, header, text);
}

static void add_allow(const struct http *http, struct MHD_Response *response, unsigned allowed)
{
    struct buf methods = buf_with_limit(BUF_LIMIT_LINE);
    for (size_t i = 0; i < API_METHOD_COUNT; i++)
        if ((allowed & 1u << i) != 0)
            buf_printf(&methods, "%s%s", methods.length == 0 ? "" : ", ", api_method_names[i]);
    http->library->add_response_header(response, "Allow", buf_text(&methods));
    buf_free(&methods);
}

/* Others between here and the client may not keep what is for whose keys came with the request. */
static void add_tag(const struct http *http, struct MHD_Response *response, const char *tag)
{
    if (tag[0] == '\0')
        return;
    http->library->add_response_header(response, "ETag", tag);
    http->library->add_response_header(response, "Cache-Control", "private, no-cache");
}

static void add_headers(const struct http *http, struct MHD_Response *response, const struct request *request,
                        int status, bool has_body)
{
    const struct api_operation *const operation = request->handling.operation;
    const bool is_text = status == 200 && operation != NULL && operation->answer == API_SHAPE_TEXT;
    if (has_body)
        http->library->add_response_header(response, "Content-Type",
                                           is_text ? operation->answer_type : "application/json");
    if (status == 405)
        add_allow(http, response, request->allowed);
    if (http->is_ending)
        http->library->add_response_header(response, "Connection", "close");
    if (status == 200 || status == 304)
        add_tag(http, response, request->handling.tag);
    if (request->rate.limit == 0)
        return;
    add_number(http, response, "X-RateLimit-Limit", request->rate.limit);
    add_number(http, response, "X-RateLimit-Period", RATE_PERIOD_S);
    add_number(http, response, "X-RateLimit-Remaining", request->rate.remaining);
    add_number(http, response, "X-RateLimit-Reset", request->rate.reset_s);
    http->library->add_response_header(response, "X-RateLimit-Name", "annotty");
}

static enum MHD_Result answer(struct http *http, struct MHD_Connection *connection, struct request *request)
{
    const int status = request_answer(request);
    const bool is_stream = request->handling.stream.read != NULL;
    const uint64_t length = is_stream ? request->handling.stream.length : request->handling.answer.length;
    struct MHD_Response *const response =
        is_stream ? stream_response(http, &request->handling) : whole_response(http, &request->handling);
    if (response == NULL)
        return MHD_NO;
    add_headers(http, response, request, status, length > 0);
    request->sent = length;
    pace_turn(&http->pace, peer_of(http, connection), clock_monotonic_ms(), length);
    const enum MHD_Result queued = http->library->queue_response(connection, (unsigned)status, response);
    http->library->destroy_response(response);
    return queued;
}

/* Receiving: libmicrohttpd calls begin_request with the first line, take_request with the head, with each piece of the
 * body and at its end, and end_request when all is sent or the connection broke. */

static void *begin_request(void *data, const char *target, struct MHD_Connection *connection)
{
    struct http *const http = data;
    pace_turn(&http->pace, peer_of(http, connection), clock_monotonic_ms(), 0);
    pthread_mutex_lock(&http->lock);
    http->in_flight++;
    pthread_mutex_unlock(&http->lock);
    return request_new(http->service, target);
}

static void log_request(const struct http *http, struct MHD_Connection *connection, const struct request *request,
                        enum MHD_RequestTerminationCode reason)
{
    access_log(&(struct access){
        .peer = http->library->get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr,
        .method = request->method,
        .path = request->path,
        .status = request->status,
        .bytes = request->sent,
        .duration_ms = clock_monotonic_ms() - request->begun_ms,
        .is_broken = reason != MHD_REQUEST_TERMINATED_COMPLETED_OK,
    });
}

static void end_request(void *data, struct MHD_Connection *connection, void **state,
                        enum MHD_RequestTerminationCode reason)
{
    struct http *const http = data;
    struct request *request = *state;
    if (request == NULL)
        return;
    log_request(http, connection, request, reason);
    pace_turn(&http->pace, peer_of(http, connection), clock_monotonic_ms(), 0);
    request_free(&request);
    *state = NULL;
    pthread_mutex_lock(&http->lock);
    http->in_flight--;
    pthread_cond_signal(&http->finished);
    pthread_mutex_unlock(&http->lock);
}

static enum MHD_Result take_head(struct http *http, struct MHD_Connection *connection, struct request *request,
                                 const char *method, const char *version)
{
    const struct request_head head = http_head_read(http->library, connection, method, version);
    /* Who asks before sending a body is told at once, and so is who can't be understood: where that body would end is
     * not known. From others it is received first, because an answer before its end may get lost with the connection.
     */
    const bool is_at_once = head.expectation != NULL || head.problem != NULL;
    if (!request_take_head(request, &head) && is_at_once)
        return answer(http, connection, request);
    return MHD_YES;
}

static enum MHD_Result take_request(void *data, struct MHD_Connection *connection, const char *path, const char *method,
                                    const char *version, const char *upload, size_t *upload_size, void **state)
{
    (void)path;
    struct http *const http = data;
    struct request *const request = *state;
    if (!request->has_head) {
        request->has_head = true;
        return take_head(http, connection, request, method, version);
    }
    if (*upload_size == 0)
        return answer(http, connection, request);
    const struct slice bytes = { .at = upload, .length = *upload_size };
    *upload_size = 0;
    pace_extend(&http->pace, peer_of(http, connection), bytes.length);
    return request_take_body(request, bytes) ? MHD_YES : MHD_NO;
}

/* The target is taken apart by api_route_find and api_query_read, which know its encoding. */
static size_t keep_encoded(void *data, struct MHD_Connection *connection, char *text)
{
    (void)data;
    (void)connection;
    return strlen(text);
}

/* Starting and stopping */

/* Not by epoll: there libmicrohttpd misses the end of a connection that closes right after half a request, and keeps
 * it until the timeout. */
static bool start_daemon(struct http *http, int descriptor, unsigned threads)
{
    const struct tls *const tls = &http->service->tls;
    struct MHD_OptionItem tls_options[] = { { MHD_OPTION_HTTPS_MEM_CERT, 0, tls->certificate },
                                            { MHD_OPTION_HTTPS_MEM_KEY, 0, tls->key },
                                            { MHD_OPTION_HTTPS_PRIORITIES, 0, tls_priorities },
                                            { MHD_OPTION_END, 0, NULL } };
    struct MHD_OptionItem no_options[] = { { MHD_OPTION_END, 0, NULL } };
    http->daemon = http->library->start_daemon(
        MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ITC | (tls->key != NULL ? MHD_USE_TLS : 0U), 0, NULL, NULL, take_request,
        http, MHD_OPTION_LISTEN_SOCKET, descriptor, MHD_OPTION_THREAD_POOL_SIZE,
        threads > 0 ? threads : THREADS_DEFAULT, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)CONNECTION_TIMEOUT_S, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS_EACH, MHD_OPTION_NOTIFY_CONNECTION, note_connection, http,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_MAX, MHD_OPTION_URI_LOG_CALLBACK, begin_request, http,
        MHD_OPTION_NOTIFY_COMPLETED, end_request, http, MHD_OPTION_UNESCAPE_CALLBACK, keep_encoded, NULL,
        MHD_OPTION_ARRAY, tls->key != NULL ? tls_options : no_options, MHD_OPTION_END);
    return http->daemon != NULL;
}

struct http *http_start(struct service *service, int descriptor, unsigned threads, struct error *error)
{
    const struct http_library *const library = http_library_load(error);
    if (library == NULL)
        return NULL;
    if (service->tls.key != NULL && library->is_feature_supported(MHD_FEATURE_TLS) != MHD_YES) {
        error_set(error, ERROR_STORE, "server", "this libmicrohttpd was built without TLS: install one with it");
        return NULL;
    }
    struct http *http = xcalloc(1, sizeof(*http));
    http->library = library;
    http->service = service;
    pace_init(&http->pace, service->pace_limits);
    if (!pace_start(&http->pace, error)) {
        pace_destroy(&http->pace);
        free(http);
        return NULL;
    }
    pthread_mutex_init(&http->lock, NULL);
    pthread_cond_init(&http->finished, NULL);
    if (start_daemon(http, descriptor, threads))
        return http;
    error_set_errno(error, ERROR_STORE, "server", errno, "the local server's threads can't be started");
    http_stop(&http);
    return NULL;
}

static void wait_for_requests(struct http *http)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += http->service->patience_ms / 1000;
    pthread_mutex_lock(&http->lock);
    while (http->in_flight > 0)
        if (pthread_cond_timedwait(&http->finished, &http->lock, &until) != 0)
            break;
    pthread_mutex_unlock(&http->lock);
}

void http_stop(struct http **http)
{
    if (*http == NULL)
        return;
    if ((*http)->daemon != NULL) {
        (*http)->is_ending = true; /* who asks again and again on one connection would keep the server for good */
        (*http)->library->quiesce_daemon((*http)->daemon);
        wait_for_requests(*http);
        (*http)->library->stop_daemon((*http)->daemon);
    }
    pace_stop(&(*http)->pace);
    pace_destroy(&(*http)->pace);
    pthread_cond_destroy(&(*http)->finished);
    pthread_mutex_destroy(&(*http)->lock);
    free(*http);
    *http = NULL;
}
