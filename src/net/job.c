#include "job.h"

#include <annotty/api/answer.h>
#include <annotty/base/clock.h>
#include <annotty/base/mem.h>
#include <annotty/base/random.h>

#include <stdio.h>
#include <stdlib.h>

enum { COUNT_SIZE = 24 }; /* a number as text */

/* What two requests for the same have in common: method and target, and of a read with a body also that. */
static char *key_of(const struct api_call *call)
{
    struct buf key = buf_with_limit(BUF_LIMIT_LINE * 16);
    buf_printf(&key, "%s ", api_method_names[call->operation->method]);
    api_call_target(call, &key);
    if (!call->operation->writes && call->operation->request_type != NULL) {
        buf_append_char(&key, ' ');
        api_call_body(call, &key);
    }
    return buf_take(&key);
}

/* How many items the call asks to leave out, where pages are counted. */
static size_t rows_left_out(const struct api_call *call)
{
    const struct api_paging_row *const paging = &api_pagings[call->operation->paging];
    const char *const text = paging->counts ? api_call_argument(call, paging->cursor) : NULL;
    long long count = 0;
    return text != NULL && slice_to_int64(slice_of(text), &count) && count > 0 ? (size_t)count : 0;
}

struct job *job_new(const struct job_world *world, struct fetch_request *request, uint64_t id)
{
    struct job *job = xcalloc(1, sizeof(*job));
    job->world = world;
    job->call = request->call;
    request->call = (struct api_call){ .operation = job->call.operation };
    const struct api_operation *operation = job->call.operation;
    /* Without a limit a server's own default decides, which nobody has documented (D1). */
    const bool is_paged = operation->paging != API_PAGING_NONE;
    if (is_paged && !api_call_has_page_size(&job->call))
        api_call_set_page_size(&job->call, FETCH_PAGE_SIZE);
    job->rows_before = rows_left_out(&job->call);
    job->is_list = !operation->writes && operation->answer_array != NULL;
    job->with_text = request->with_text;
    job->ahead = request->ahead;
    job->rows_wanted = request->rows_wanted;
    job->held_at_ms = request->held_at_ms;
    job->all_pages = request->all_pages && is_paged;
    job->priority = request->priority;
    job->begun_ms = job->counted_from_ms = job->ready_at_ms = clock_monotonic_ms();
    job->key = key_of(&job->call);
    job_join(job, id, request->tag);
    return job;
}

static void drop_try(struct job *job)
{
    transfer_free(&job->transfer);
    feed_free(&job->feed);
    free(job->known_tag);
    job->known_tag = NULL;
}

void job_free(struct job **job)
{
    if (*job == NULL)
        return;
    drop_try(*job);
    cache_draft_drop((*job)->world->cache, (*job)->draft);
    for (size_t i = 0; i < (*job)->cursor_count; i++)
        free((*job)->cursors[i]);
    free((*job)->cursors);
    free((*job)->waiters);
    free((*job)->key);
    api_call_free(&(*job)->call);
    free(*job);
    *job = NULL;
}

void job_watch(struct job *job, job_taker take, void *data)
{
    job->take = take;
    job->take_data = data;
}

void job_join(struct job *job, uint64_t id, void *tag)
{
    job->waiters = xgrow(job->waiters, &job->waiter_capacity, job->waiter_count + 1, sizeof(*job->waiters));
    job->waiters[job->waiter_count++] = (struct job_waiter){ .request = id, .tag = tag };
}

bool job_leave(struct job *job, uint64_t id)
{
    for (size_t i = 0; i < job->waiter_count; i++)
        if (job->waiters[i].request == id)
            job->waiters[i--] = job->waiters[--job->waiter_count];
    return job->waiter_count > 0;
}

/* Posts to everybody who waits; what the event owns goes to the last one, the others get copies. */
static void post(struct job *job, struct fetch_event event)
{
    event.tries = job->tries;
    event.byte_count = job->byte_count;
    event.elapsed_ms = clock_monotonic_ms() - job->begun_ms;
    if (job->transfer != NULL && event.source == FETCH_FROM_SERVER)
        clock_parse_http(slice_of(job->transfer->date), &event.server_ms);
    if (job->take != NULL) {
        job->take(job->take_data, job, &event);
        fetch_event_free(&event);
        return;
    }
    for (size_t i = 0; i < job->waiter_count; i++) {
        struct fetch_event own = event;
        own.request = job->waiters[i].request;
        own.tag = job->waiters[i].tag;
        const bool last = i + 1 == job->waiter_count;
        if (!last && event.rows != NULL) {
            own.rows = rows_new(rows_resource(event.rows));
            rows_put_all(own.rows, event.rows);
        }
        if (!last && event.body != NULL)
            own.body = xstrndup(event.body, event.body_length);
        mailbox_post(job->world->mailbox, &own);
    }
}

struct giving {
    struct job *job;
    bool only_beginning;
};

static bool give_part(const struct cache_part *part, void *data)
{
    const struct giving *giving = data;
    struct job *job = giving->job;
    struct rows *rows = feed_rows_of(job->call.operation, part->elements);
    if (rows == NULL)
        return false;
    if (part->number + 1 == part->count)
        job->held_at_ms = part->fetched_at_ms;
    post(job, (struct fetch_event){ .kind = FETCH_ROWS,
                                    .source = FETCH_FROM_CACHE,
                                    .fetched_at_ms = part->fetched_at_ms,
                                    .rows = rows,
                                    .body = job->with_text ? xstrndup(part->elements.at, part->elements.length) : NULL,
                                    .body_length = job->with_text ? part->elements.length : 0,
                                    .first = part->number == 0,
                                    .last = part->number + 1 == part->count });
    return !giving->only_beginning;
}

bool job_give_cached(struct job *job, bool only_beginning)
{
    struct giving giving = { job, only_beginning };
    return job->is_list && cache_read(job->world->cache, job->world->site_name, job->key, give_part, &giving);
}

void job_end_cached(struct job *job, bool found)
{
    if (found) {
        post(job, (struct fetch_event){ .kind = FETCH_DONE, .source = FETCH_FROM_CACHE });
        return;
    }
    struct error error;
    error_set(&error, ERROR_STORE, NULL, "nothing of this has been seen before; it needs the server");
    job_fail(job, &error, 0, false);
}

static void take_batch(struct rows *rows, struct slice elements, void *data)
{
    struct job *job = data;
    job->row_count += rows_count(rows);
    /* A draft with a hole would be taken for the whole list. */
    if (job->draft != 0 && (rows_count(rows) > 0 || !job->rows_given) &&
        !cache_draft_add(job->world->cache, job->draft, elements)) {
        cache_draft_drop(job->world->cache, job->draft);
        job->draft = 0;
    }
    if (job->ahead) {
        rows_free(&rows);
        return;
    }
    post(job, (struct fetch_event){ .kind = FETCH_ROWS,
                                    .source = FETCH_FROM_SERVER,
                                    .fetched_at_ms = clock_wall_ms(),
                                    .rows = rows,
                                    .body = job->with_text ? xstrndup(elements.at, elements.length) : NULL,
                                    .body_length = job->with_text ? elements.length : 0,
                                    .first = !job->rows_given });
    job->rows_given = true;
}

/* What nobody has asked for yet must not fill a slow link for minutes. */
enum { AHEAD_BYTES_MAX = 8 * 1024 * 1024 };

static bool take_piece(struct slice bytes, bool *full, void *data)
{
    struct job *job = data;
    *full = !job->ahead && mailbox_is_full(job->world->mailbox);
    if (*full)
        return true;
    job->seen_bytes += bytes.length;
    if (job->ahead && job->seen_bytes > AHEAD_BYTES_MAX)
        return error_set(&job->problem, ERROR_CANCELLED, NULL, "too large to be read before anybody asks");
    return feed_take(job->feed, bytes, &job->problem);
}

void job_fail(struct job *job, const struct error *error, int status, bool outcome_unknown)
{
    post(job, (struct fetch_event){ .kind = FETCH_FAILED,
                                    .source = FETCH_FROM_SERVER,
                                    .status = status,
                                    .outcome_unknown = outcome_unknown,
                                    .error = *error });
}

static char *known_tag_of(const struct job *job)
{
    struct buf tag = buf_with_limit(BUF_LIMIT_LINE);
    const int64_t held_at_ms =
        job->ahead ? cache_fetched_at_ms(job->world->cache, job->world->site_name, job->key) : job->held_at_ms;
    if (held_at_ms == 0 || !job->is_list || job->cursor_count > 0 ||
        !cache_get_tag(job->world->cache, job->world->site_name, job->key, held_at_ms, &tag)) {
        buf_free(&tag);
        return NULL;
    }
    return buf_take(&tag);
}

bool job_start(struct job *job)
{
    const bool first_page = job->cursor_count == 0;
    if (job->is_list) {
        job->feed = feed_new(job->call.operation, take_batch, job);
        if (first_page) {
            cache_draft_drop(job->world->cache, job->draft);
            job->draft = cache_draft_begin(job->world->cache);
            job->rows_given = false;
            job->row_count = 0;
        }
    }
    error_clear(&job->problem);
    job->known_tag = known_tag_of(job);
    job->transfer = transfer_new(&job->world->site, &job->call, job->known_tag, job->is_list ? take_piece : NULL, job);
    if (job->transfer != NULL) {
        job->sent_bytes = job->transfer->body != NULL ? strlen(job->transfer->body) : 0;
        return true;
    }
    struct error error;
    error_set(&error, ERROR_USAGE, NULL, "%s: the request is larger than 32 MiB; send fewer items at once",
              job->call.operation->name);
    job_fail(job, &error, 0, false);
    return false;
}

static struct job_result failed(struct job *job, const struct error *error, int status, bool unknown,
                                enum fetch_link_state link)
{
    job_fail(job, error, status, unknown);
    return (struct job_result){ .over = true, .link = link };
}

/* What doesn't read as the API's JSON: says what came instead. */
static struct job_result not_understood(struct job *job, const struct error *problem, int status)
{
    const struct address *address = job->world->site.address;
    const char *server = address->unix_path != NULL ? address->unix_path : address->prefix;
    struct error error = *problem;
    const char *type = job->transfer->content_type;
    if (*type != '\0' && strstr(type, "json") == NULL)
        error_set(&error, ERROR_PROTOCOL, server, "%s answered with %s instead of JSON; is the address right?", server,
                  type);
    else
        error_set(&error, ERROR_PROTOCOL, problem->where, "%s: %s: %s", server, job->call.operation->name,
                  problem->message);
    /* What answered may or may not have been the server that was meant. */
    return failed(job, &error, status, api_call_retry(&job->call) == API_RETRY_VERIFY, FETCH_LINK_LIVE);
}

static bool has_enough(const struct job *job)
{
    return job->rows_wanted > 0 && job->row_count >= job->rows_wanted;
}

/* Where the next page begins; empty when this was the last one. `room` holds it where it is counted. */
static struct slice next_cursor(const struct job *job, char room[static COUNT_SIZE])
{
    const struct slice after = feed_after(job->feed);
    long long total = 0;
    if (!api_pagings[job->call.operation->paging].counts)
        return after;
    if (!slice_to_int64(after, &total) || total < 0 || job->rows_before + job->row_count >= (size_t)total)
        return SLICE("");
    snprintf(room, COUNT_SIZE, "%zu", job->rows_before + job->row_count);
    return slice_of(room);
}

/* Whether another page follows; puts its cursor into the call. */
static bool turn_page(struct job *job)
{
    char room[COUNT_SIZE];
    const struct slice after = next_cursor(job, room);
    if (!job->all_pages || after.length == 0 || has_enough(job))
        return false;
    for (size_t i = 0; i < job->cursor_count; i++)
        if (slice_is(after, job->cursors[i]))
            return false;
    job->cursors = xgrow(job->cursors, &job->cursor_capacity, job->cursor_count + 1, sizeof(*job->cursors));
    job->cursors[job->cursor_count++] = xstrndup(after.at, after.length);
    api_call_set_cursor(&job->call, after);
    return true;
}

/* The last rows are told by an empty batch, because only now is it known that nothing follows. */
static struct job_result end_list(struct job *job, int status, int64_t now_ms)
{
    if (!job->ahead)
        post(job, (struct fetch_event){ .kind = FETCH_ROWS,
                                        .source = FETCH_FROM_SERVER,
                                        .fetched_at_ms = now_ms,
                                        .rows = rows_new(job->call.operation->resource),
                                        .last = true });
    post(job, (struct fetch_event){
                  .kind = FETCH_DONE, .status = status, .source = FETCH_FROM_SERVER, .fetched_at_ms = now_ms });
    return (struct job_result){ .over = true, .link = FETCH_LINK_LIVE };
}

static struct job_result finish_list(struct job *job, int status)
{
    struct error problem;
    if (!feed_end(job->feed, &problem))
        return not_understood(job, &problem, status);
    if (turn_page(job))
        return (struct job_result){ .next_page = true, .link = FETCH_LINK_LIVE };
    const int64_t now_ms = clock_wall_ms();
    const char *const tag = job->cursor_count == 0 ? job->transfer->tag : "";
    const bool is_gone = job->call.operation->outlives && job->row_count == 0;
    /* What is kept as a list is all of it. */
    if (!has_enough(job) && !is_gone &&
        cache_draft_commit(job->world->cache, job->draft, job->world->site_name, job->key, now_ms, tag))
        job->draft = 0;
    return end_list(job, status, now_ms);
}

/* The server has no news: those who wait have the list, and so has the cache. */
static struct job_result finish_known(struct job *job, int status)
{
    const int64_t now_ms = clock_wall_ms();
    cache_confirm(job->world->cache, job->world->site_name, job->key, job->known_tag, now_ms);
    return end_list(job, status, now_ms);
}

static struct job_result finish_well(struct job *job, int status)
{
    if (job->is_list)
        return finish_list(job, status);
    struct json_value document;
    struct error problem;
    const enum api_shape shape = job->call.operation->answer;
    const bool is_json = shape != API_SHAPE_NONE && shape != API_SHAPE_TEXT && status != 404;
    if (is_json && !json_check(buf_slice(&job->transfer->answer), &document, &problem))
        return not_understood(job, &problem, status);
    const size_t length = job->transfer->answer.length;
    post(job, (struct fetch_event){ .kind = FETCH_DONE,
                                    .status = status,
                                    .source = FETCH_FROM_SERVER,
                                    .fetched_at_ms = clock_wall_ms(),
                                    .body = buf_take(&job->transfer->answer),
                                    .body_length = length });
    return (struct job_result){ .over = true, .link = FETCH_LINK_LIVE };
}

static int64_t server_wait_ms(const struct transfer *transfer)
{
    const int64_t now_s = clock_wall_ms() / 1000;
    const int64_t date_s =
        *transfer->retry_after != '\0' ? (int64_t)transfer->site->curl->curl_getdate(transfer->retry_after, NULL) : -1;
    return retry_server_wait_ms(slice_of(transfer->reset), slice_of(transfer->retry_after), date_s, now_s);
}

/* A try that may be repeated. */
static struct job_result try_again_or_fail(struct job *job, enum retry_outcome outcome, const struct error *error,
                                           int status, int timeout_s)
{
    const int64_t left_ms = job->counted_from_ms + (int64_t)timeout_s * 1000 - clock_monotonic_ms();
    const int64_t wait_ms = server_wait_ms(job->transfer);
    const struct retry_decision decision =
        retry_decide(api_call_retry(&job->call), outcome, job->tries, left_ms, wait_ms, random_below(1u << 16));
    const enum fetch_link_state link = status == 0                ? FETCH_LINK_OFFLINE
                                       : outcome == RETRY_LIMITED ? FETCH_LINK_LIMITED
                                                                  : FETCH_LINK_LIVE;
    if (!decision.again) {
        struct job_result result = failed(job, error, status, decision.outcome_unknown, link);
        result.limited = outcome == RETRY_LIMITED;
        result.wait_ms = result.limited && wait_ms > 0 ? wait_ms : 0;
        return result;
    }
    post(job, (struct fetch_event){ .kind = FETCH_RETRY, .status = status, .error = *error });
    /* The time that the server asked for is not the call's. */
    if (outcome == RETRY_LIMITED)
        job->counted_from_ms += decision.wait_ms;
    return (struct job_result){ .wait_ms = decision.wait_ms, .limited = outcome == RETRY_LIMITED, .link = link };
}

static struct job_result finish_refused(struct job *job, int status, int timeout_s)
{
    struct error error;
    const struct address *address = job->world->site.address;
    job->sent_before |= status >= 500;
    if (status >= 300 && status < 400) {
        error_set(&error, ERROR_PROTOCOL, address->prefix,
                  "%s sends elsewhere (%d to %.200s); annotty follows nobody with your keys: set the right address",
                  address->prefix, status, job->transfer->location);
        error.http_status = status;
        return failed(job, &error, status, false, FETCH_LINK_LIVE);
    }
    api_answer_error(job->call.operation, status, buf_slice(&job->transfer->answer), &error);
    if (status == 404 && job->is_list && !job->call.operation->outlives)
        cache_forget(job->world->cache, job->world->site_name, job->key);
    if (error.kind == ERROR_RATE)
        return try_again_or_fail(job, RETRY_LIMITED, &error, status, timeout_s);
    if (error.kind == ERROR_SERVER)
        return try_again_or_fail(job, RETRY_BROKEN, &error, status, timeout_s);
    /* What nobody waits for may need a permission of its own. */
    const bool asked = job->priority == FETCH_VISIBLE || job->call.operation->writes;
    /* Where the keys were good for something else, one change was refused, and not the keys. */
    const bool is_known = job->take != NULL && status == 403 && *job->world->accepted;
    const bool is_refused = error.kind == ERROR_AUTH && asked && !is_known;
    return failed(job, &error, status, false, is_refused ? FETCH_LINK_REFUSED : FETCH_LINK_LIVE);
}

static struct job_result finish_broken(struct job *job, CURLcode code, int timeout_s)
{
    struct error error;
    if (job->problem.kind == ERROR_CANCELLED)
        return failed(job, &job->problem, 0, false, FETCH_LINK_LIVE);
    if (job->problem.kind != ERROR_NONE)
        return not_understood(job, &job->problem, transfer_status(job->transfer));
    transfer_error(job->transfer, code, &error);
    const bool sent = transfer_was_sent(job->transfer, code);
    if (error.kind != ERROR_REACH)
        return failed(job, &error, 0, sent && api_call_retry(&job->call) == API_RETRY_VERIFY, FETCH_LINK_OFFLINE);
    job->sent_before |= sent;
    return try_again_or_fail(job, sent ? RETRY_BROKEN : RETRY_NOT_SENT, &error, 0, timeout_s);
}

struct job_result job_finish(struct job *job, CURLcode code, int timeout_s)
{
    const int status = transfer_status(job->transfer);
    job->tries++;
    job->byte_count += job->transfer->byte_count;
    struct job_result result;
    if (code != CURLE_OK)
        result = finish_broken(job, code, timeout_s);
    else if (api_answer_is_success(job->call.operation, status, job->sent_before))
        result = finish_well(job, status);
    else if (status == 304 && job->known_tag != NULL)
        result = finish_known(job, status);
    else
        result = finish_refused(job, status, timeout_s);
    *job->world->accepted |= code == CURLE_OK && ((status >= 200 && status < 300) || status == 304);
    if (result.next_page) {
        job->tries = 0;
        job->counted_from_ms = clock_monotonic_ms();
    }
    drop_try(job);
    job->ready_at_ms = clock_monotonic_ms() + result.wait_ms;
    return result;
}
