#include "transfer.h"

#include <annotty/base/mem.h>

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { CONNECT_TIMEOUT_S = 10, ERROR_BODY_MAX = 1024 * 1024 };

static const struct header_row {
    const char *name;
    size_t offset, size;
} kept_headers[] = {
#define KEPT(name_, member_)                                                                                           \
    {                                                                                                                  \
        .name = (name_), .offset = offsetof(struct transfer, member_), .size = sizeof(((struct transfer *)0)->member_) \
    }
    KEPT("content-type", content_type), KEPT("date", date),
    KEPT("location", location),         KEPT("x-ratelimit-reset", reset),
    KEPT("retry-after", retry_after),   KEPT("etag", tag),
};

static size_t on_header(char *line, size_t size, size_t count, void *data)
{
    struct transfer *transfer = data;
    const size_t length = size * count;
    struct slice value = { .at = line, .length = length }, name;
    if (!slice_cut(&value, ':', &name) || value.at == NULL)
        return length;
    value = slice_trim(value);
    for (size_t i = 0; i < ARRAY_LENGTH(kept_headers); i++) {
        const struct header_row *row = &kept_headers[i];
        if (strlen(row->name) == name.length && strncasecmp(row->name, name.at, name.length) == 0)
            snprintf((char *)transfer + row->offset, row->size, "%.*s", SLICE_ARGS(value));
    }
    return length;
}

int transfer_status(const struct transfer *transfer)
{
    long status = 0;
    transfer->site->curl->curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    return (int)status;
}

static size_t on_bytes(char *bytes, size_t size, size_t count, void *data)
{
    struct transfer *transfer = data;
    const struct slice piece = { .at = bytes, .length = size * count };
    const int status = transfer_status(transfer);
    transfer->byte_count += (int64_t)piece.length;
    if (!transfer->streams || status < 200 || status >= 300) {
        /* The rest of an overlong error body is of no use to anybody. */
        if (status >= 300 && transfer->answer.length + piece.length > ERROR_BODY_MAX)
            return piece.length;
        return buf_append_slice(&transfer->answer, piece) ? piece.length : 0;
    }
    bool full = false;
    if (!transfer->on_piece(piece, &full, transfer->data))
        return 0;
    transfer->paused = full;
    /* It is given again. */
    if (full)
        transfer->byte_count -= (int64_t)piece.length;
    return full ? CURL_WRITEFUNC_PAUSE : piece.length;
}

static void add_header(struct transfer *transfer, const char *name, const char *value)
{
    char *line = xasprintf("%s: %s", name, value);
    transfer->headers = transfer->site->curl->curl_slist_append(transfer->headers, line);
    explicit_bzero(line, strlen(line));
    free(line);
}

static void set_headers(struct transfer *transfer, const char *known_tag)
{
    const struct transfer_site *site = transfer->site;
    add_header(transfer, "Accept", "application/json");
    if (known_tag != NULL)
        add_header(transfer, "If-None-Match", known_tag);
    if (transfer->body != NULL)
        add_header(transfer, "Content-Type", "application/json");
    /* Without this curl waits a second for "100 Continue" before it sends a large body. */
    add_header(transfer, "Expect", "");
    if (site->api_key != NULL)
        add_header(transfer, "DD-API-KEY", site->api_key);
    if (site->app_key != NULL)
        add_header(transfer, "DD-APPLICATION-KEY", site->app_key);
    site->curl->curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers);
}

static void set_destination(struct transfer *transfer, const struct api_call *call)
{
    const struct curl_library *curl = transfer->site->curl;
    const struct address *address = transfer->site->address;
    struct buf url = buf_with_limit(BUF_LIMIT_LINE * 16);
    buf_append_text(&url, address->prefix);
    api_call_target(call, &url);
    curl->curl_easy_setopt(transfer->easy, CURLOPT_URL, buf_text(&url));
    buf_free(&url);
    if (address->unix_path != NULL)
        curl->curl_easy_setopt(transfer->easy, CURLOPT_UNIX_SOCKET_PATH, address->unix_path);
    if (address->local)
        curl->curl_easy_setopt(transfer->easy, CURLOPT_NOPROXY, "*");
    curl->curl_easy_setopt(transfer->easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl->curl_easy_setopt(transfer->easy, CURLOPT_FOLLOWLOCATION, 0L);
}

static void set_limits(struct transfer *transfer)
{
    const struct curl_library *curl = transfer->site->curl;
    const long timeout_s = transfer->site->timeout_s;
    curl->curl_easy_setopt(transfer->easy, CURLOPT_NOSIGNAL, 1L);
    curl->curl_easy_setopt(transfer->easy, CURLOPT_CONNECTTIMEOUT,
                           timeout_s < CONNECT_TIMEOUT_S ? timeout_s : (long)CONNECT_TIMEOUT_S);
    /* A list may take as long as it needs while bytes come; anything else has to be done in time. */
    curl->curl_easy_setopt(transfer->easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl->curl_easy_setopt(transfer->easy, CURLOPT_LOW_SPEED_TIME, timeout_s);
    if (!transfer->streams)
        curl->curl_easy_setopt(transfer->easy, CURLOPT_TIMEOUT, timeout_s);
    curl->curl_easy_setopt(transfer->easy, CURLOPT_ACCEPT_ENCODING, transfer->site->address->local ? NULL : "");
    curl->curl_easy_setopt(transfer->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl->curl_easy_setopt(transfer->easy, CURLOPT_PIPEWAIT, 1L);
}

/* A libcurl that takes no text (one with GnuTLS) takes the person's file in place of the system's. */
static void set_authorities(struct transfer *transfer)
{
    const struct transfer_site *site = transfer->site;
    if (site->ca_file == NULL)
        return;
    struct curl_blob blob = { .data = (void *)(uintptr_t)site->authorities.at,
                              .len = site->authorities.length,
                              .flags = CURL_BLOB_NOCOPY };
    if (blob.len == 0 || site->curl->curl_easy_setopt(transfer->easy, CURLOPT_CAINFO_BLOB, &blob) != CURLE_OK)
        site->curl->curl_easy_setopt(transfer->easy, CURLOPT_CAINFO, site->ca_file);
}

struct transfer *transfer_new(const struct transfer_site *site, const struct api_call *call, const char *known_tag,
                              transfer_piece on_piece, void *data)
{
    const struct curl_library *curl = site->curl;
    struct transfer *transfer = xcalloc(1, sizeof(*transfer));
    transfer->site = site;
    transfer->streams = on_piece != NULL;
    transfer->on_piece = on_piece;
    transfer->data = data;
    transfer->answer = buf_with_limit(BUF_LIMIT_ANSWER);
    transfer->easy = curl->curl_easy_init();
    struct buf body = buf_with_limit(BUF_LIMIT_BODY);
    if (call->operation->request_type != NULL) {
        if (!api_call_body(call, &body)) {
            transfer_free(&transfer);
            return NULL;
        }
        curl->curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.length);
        transfer->body = buf_take(&body);
        curl->curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDS, transfer->body);
    }
    /* On a kept connection that dies curl sends again by itself, which must not happen to a create. */
    if (api_call_retry(call) == API_RETRY_VERIFY)
        curl->curl_easy_setopt(transfer->easy, CURLOPT_FRESH_CONNECT, 1L);
    curl->curl_easy_setopt(transfer->easy, CURLOPT_CUSTOMREQUEST, api_method_names[call->operation->method]);
    curl->curl_easy_setopt(transfer->easy, CURLOPT_PRIVATE, data);
    curl->curl_easy_setopt(transfer->easy, CURLOPT_ERRORBUFFER, transfer->trouble);
    curl->curl_easy_setopt(transfer->easy, CURLOPT_HEADERFUNCTION, on_header);
    curl->curl_easy_setopt(transfer->easy, CURLOPT_HEADERDATA, transfer);
    curl->curl_easy_setopt(transfer->easy, CURLOPT_WRITEFUNCTION, on_bytes);
    curl->curl_easy_setopt(transfer->easy, CURLOPT_WRITEDATA, transfer);
    set_destination(transfer, call);
    set_headers(transfer, known_tag);
    set_limits(transfer);
    set_authorities(transfer);
    return transfer;
}

void transfer_free(struct transfer **transfer)
{
    if (*transfer == NULL)
        return;
    const struct curl_library *curl = (*transfer)->site->curl;
    curl->curl_easy_cleanup((*transfer)->easy);
    for (struct curl_slist *header = (*transfer)->headers; header != NULL; header = header->next)
        explicit_bzero(header->data, strlen(header->data));
    curl->curl_slist_free_all((*transfer)->headers);
    free((*transfer)->body);
    buf_free(&(*transfer)->answer);
    free(*transfer);
    *transfer = NULL;
}

void transfer_resume(struct transfer *transfer)
{
    if (!transfer->paused)
        return;
    transfer->paused = false;
    transfer->site->curl->curl_easy_pause(transfer->easy, CURLPAUSE_CONT);
}

/* What curl says, for a person. %s is the server; curl's own words follow in brackets where they add something. */
static const struct trouble_row {
    CURLcode code;
    enum error_kind kind;
    bool not_sent;
    const char *format;
} troubles[] = {
    { CURLE_COULDNT_RESOLVE_HOST, ERROR_REACH, true, "%s can't be found; check the address and the network" },
    { CURLE_COULDNT_RESOLVE_PROXY, ERROR_REACH, true, "the proxy for %s can't be found; check the proxy settings" },
    { CURLE_COULDNT_CONNECT, ERROR_REACH, true, "%s doesn't answer; is the server running and the network up?" },
    { CURLE_SSL_CONNECT_ERROR, ERROR_TLS, true, "no safe connection to %s; is it an https server?" },
    { CURLE_PEER_FAILED_VERIFICATION, ERROR_TLS, true, "the certificate of %s can't be trusted" },
    { CURLE_SSL_CACERT_BADFILE, ERROR_TLS, true, "the file of trusted certificates for %s can't be read" },
    { CURLE_OPERATION_TIMEDOUT, ERROR_REACH, false, "%s took too long to answer" },
    { CURLE_GOT_NOTHING, ERROR_REACH, false, "%s closed the connection without an answer" },
    { CURLE_PARTIAL_FILE, ERROR_REACH, false, "%s broke off in the middle of its answer" },
    { CURLE_RECV_ERROR, ERROR_REACH, false, "the connection to %s broke while it answered" },
    { CURLE_SEND_ERROR, ERROR_REACH, false, "the connection to %s broke while sending" },
    { CURLE_HTTP2, ERROR_REACH, false, "the connection to %s broke" },
    { CURLE_HTTP2_STREAM, ERROR_REACH, false, "the connection to %s broke" },
    { CURLE_UNSUPPORTED_PROTOCOL, ERROR_PROTOCOL, false, "%s speaks another protocol than HTTP" },
    { CURLE_WEIRD_SERVER_REPLY, ERROR_PROTOCOL, false, "%s answered something that isn't HTTP" },
    { CURLE_WRITE_ERROR, ERROR_PROTOCOL, false, "%s answered with more than annotty takes" },
    { CURLE_BAD_CONTENT_ENCODING, ERROR_PROTOCOL, false, "%s sent an answer that can't be unpacked" },
};

static const struct trouble_row *trouble_of(CURLcode code)
{
    for (size_t i = 0; i < ARRAY_LENGTH(troubles); i++)
        if (troubles[i].code == code)
            return &troubles[i];
    return NULL;
}

bool transfer_was_sent(const struct transfer *transfer, CURLcode code)
{
    const struct trouble_row *row = trouble_of(code);
    curl_off_t connected_us = 0;
    /* Name, connection, proxy and handshake come first; a time-out can fall into either part. */
    transfer->site->curl->curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &connected_us);
    return connected_us > 0 && (row == NULL || !row->not_sent);
}

/* `format` with its one %s replaced. */
static void put_server(char *what, size_t size, const char *format, const char *server)
{
    const char *place = strstr(format, "%s");
    snprintf(what, size, "%.*s%s%s", (int)(place - format), format, server, place + 2);
}

void transfer_error(const struct transfer *transfer, CURLcode code, struct error *error)
{
    const struct address *address = transfer->site->address;
    const char *server = address->unix_path != NULL ? address->unix_path : address->prefix;
    const struct trouble_row *row = trouble_of(code);
    char what[384];
    put_server(what, sizeof(what), row != NULL ? row->format : "talking to %s failed", server);
    const char *detail =
        *transfer->trouble != '\0' ? transfer->trouble : transfer->site->curl->curl_easy_strerror(code);
    error_set(error, row != NULL ? row->kind : ERROR_REACH, server, "%s (%.120s)", what, detail);
}
