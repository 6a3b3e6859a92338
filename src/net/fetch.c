/* The fetch thread: its start, its loop, its end. */
#include "fetch_private.h"

#include "authorities.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

enum { CONNECTIONS_MAX = 6 };

static char *copy_or_null(const char *text)
{
    return text != NULL && *text != '\0' ? xstrdup(text) : NULL;
}

static void wipe(char *secret)
{
    if (secret != NULL)
        explicit_bzero(secret, strlen(secret));
    free(secret);
}

/* --- The thread ------------------------------------------------------------------------------------------------- */

static void tell_link(struct fetch *fetch, enum fetch_link_state link)
{
    /* An answer that was on its way when the server asked for quiet doesn't end it. */
    const bool is_quiet = fetch->link == FETCH_LINK_LIMITED && fetch->gate_ms > clock_monotonic_ms();
    /* Nor does one that was on its way when it refused the keys let changes go again. */
    const bool is_refused = fetch->link == FETCH_LINK_REFUSED && sender_is_refused(fetch->sender);
    if ((link == fetch->link && link != FETCH_LINK_LIMITED) || (link == FETCH_LINK_LIVE && (is_quiet || is_refused)))
        return;
    if (fetch->link == FETCH_LINK_OFFLINE && link == FETCH_LINK_LIVE)
        sender_is_back(fetch->sender);
    fetch->link = link;
    mailbox_post(fetch->mailbox,
                 &(struct fetch_event){ .kind = FETCH_LINK, .link = link, .limited_until_ms = fetch->gate_ms });
}

static bool load_curl(struct fetch *fetch)
{
    if (fetch->multi != NULL || fetch->curl_error.kind != ERROR_NONE)
        return fetch->multi != NULL;
    const struct curl_library *curl = curl_library_load(&fetch->curl_error);
    if (curl == NULL)
        return false;
    fetch->world.site.curl = curl;
    if (fetch->ca_file != NULL)
        fetch->authorities = authorities_read(curl, fetch->ca_file);
    fetch->world.site.authorities = buf_slice(&fetch->authorities);
    fetch->multi = curl->curl_multi_init();
    curl->curl_multi_setopt(fetch->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)CONNECTIONS_MAX);
    mailbox_use_multi(fetch->mailbox, curl, fetch->multi);
    return true;
}

static void remove_job(struct fetch *fetch, struct job *job)
{
    struct job **place = &fetch->jobs;
    while (*place != job)
        place = &(*place)->next;
    *place = job->next;
    if (job->transfer != NULL)
        fetch->world.site.curl->curl_multi_remove_handle(fetch->multi, job->transfer->easy);
    job_free(&job);
}

/* A read under way that the new one can share: nothing of its answer has been given yet. */
static struct job *find_twin(struct fetch *fetch, const struct job *job)
{
    if (job->call.operation->writes)
        return NULL;
    for (struct job *other = fetch->jobs; other != NULL; other = other->next)
        if (!other->closed && !other->rows_given && other->cursor_count == 0 && other->all_pages == job->all_pages &&
            other->with_text == job->with_text && other->rows_wanted == job->rows_wanted &&
            other->held_at_ms == job->held_at_ms && other->ahead == job->ahead && strcmp(other->key, job->key) == 0)
            return other;
    return NULL;
}

static void add_job(void *data, struct job *job)
{
    struct fetch *fetch = data;
    struct job **end = &fetch->jobs;
    while (*end != NULL)
        end = &(*end)->next;
    *end = job;
}

/* What was seen before is all there is. */
static void answer_offline(struct fetch *fetch, struct job *job, bool given)
{
    struct error error;
    tell_link(fetch, FETCH_LINK_OFFLINE);
    if (!job->call.operation->writes) {
        job_end_cached(job, given || job_give_cached(job, false));
        return;
    }
    error_set(&error, ERROR_REACH, NULL, "nothing is sent with --offline; --journal keeps it until it can be");
    job_fail(job, &error, 0, false);
}

static void take_request(struct fetch *fetch, struct order *order)
{
    struct fetch_request *request = &order->request;
    struct job *job = job_new(&fetch->world, request, order->id);
    const bool found = (request->cached_first || request->peek) && job_give_cached(job, request->peek);
    if (request->peek) {
        job_end_cached(job, found);
        job_free(&job);
        return;
    }
    if (fetch->offline) {
        answer_offline(fetch, job, found);
        job_free(&job);
        return;
    }
    struct job *twin = find_twin(fetch, job);
    if (twin != NULL) {
        job_join(twin, order->id, request->tag);
        if (job->priority < twin->priority)
            twin->priority = job->priority;
        job_free(&job);
        return;
    }
    add_job(fetch, job);
}

static void take_cancel(struct fetch *fetch, uint64_t id)
{
    for (struct job *job = fetch->jobs, *next; job != NULL; job = next) {
        next = job->next;
        if (!job_leave(job, id))
            remove_job(fetch, job);
    }
}

static void take_recall(struct fetch *fetch, const struct order *order)
{
    struct buf value = buf_with_limit(BUF_LIMIT_LINE);
    const bool found = cache_get_note(fetch->world.cache, fetch->site_name, order->name, &value);
    mailbox_post(fetch->mailbox, &(struct fetch_event){ .kind = FETCH_NOTE,
                                                        .tag = order->tag,
                                                        .note = found ? xstrdup(buf_text(&value)) : NULL });
    buf_free(&value);
}

/* What the sender is for. */
static void take_change_order(struct fetch *fetch, struct order *order)
{
    switch (order->kind) {
    case ORDER_JOURNAL:
        sender_begin(fetch->sender);
        break;
    case ORDER_KEEP:
        sender_keep(fetch->sender, order->id, &order->step);
        break;
    case ORDER_ACT:
        sender_act(fetch->sender, order->act, order->number);
        break;
    case ORDER_MEND:
        sender_mend(fetch->sender, order->number, &order->request.call);
        break;
    case ORDER_UNDO:
    case ORDER_REDO:
        sender_take_back(fetch->sender, order->id, order->tag, order->kind == ORDER_REDO, order->number);
        break;
    case ORDER_LIST:
        sender_list(fetch->sender, order->tag);
        break;
    case ORDER_REST:
        sender_rest(fetch->sender, order->number != 0);
        break;
    case ORDER_DRAFT:
        sender_keep_draft(fetch->sender, order->name, slice_of(order->value));
        break;
    default:
        break;
    }
}

static void take_orders(struct fetch *fetch)
{
    struct order *order = mailbox_next_order(fetch->mailbox);
    while (order != NULL) {
        switch (order->kind) {
        case ORDER_SEND:
            take_request(fetch, order);
            break;
        case ORDER_CANCEL:
            take_cancel(fetch, order->id);
            break;
        case ORDER_REMEMBER:
            cache_set_note(fetch->world.cache, fetch->site_name, order->name, slice_of(order->value));
            break;
        case ORDER_RECALL:
            take_recall(fetch, order);
            break;
        case ORDER_QUIT:
            fetch->quitting = true;
            break;
        default:
            take_change_order(fetch, order);
        }
        mailbox_order_free(&order);
        order = mailbox_next_order(fetch->mailbox);
    }
}

/* What curl has been given leaves sooner or later, whatever happens meanwhile: so it is given no more than go at once.
 */
static size_t count_transfers(const struct fetch *fetch)
{
    size_t count = 0;
    for (const struct job *job = fetch->jobs; job != NULL; job = job->next)
        count += job->transfer != NULL;
    return count;
}

static void start_ready(struct fetch *fetch, enum fetch_priority priority)
{
    const int64_t now_ms = clock_monotonic_ms();
    for (struct job *job = fetch->jobs, *next; job != NULL && count_transfers(fetch) < CONNECTIONS_MAX; job = next) {
        next = job->next;
        if (job->transfer != NULL || job->priority != priority || job->ready_at_ms > now_ms || fetch->gate_ms > now_ms)
            continue;
        if (!load_curl(fetch)) {
            job_fail(job, &fetch->curl_error, 0, false);
            remove_job(fetch, job);
            continue;
        }
        if (!job_start(job)) {
            remove_job(fetch, job);
            continue;
        }
        fetch->world.site.curl->curl_multi_add_handle(fetch->multi, job->transfer->easy);
    }
}

static void end_try(struct fetch *fetch, struct job *job, CURLcode code)
{
    fetch->world.site.curl->curl_multi_remove_handle(fetch->multi, job->transfer->easy);
    const struct job_result result = job_finish(job, code, fetch->timeout_s);
    if (result.limited && clock_monotonic_ms() + result.wait_ms > fetch->gate_ms)
        fetch->gate_ms = clock_monotonic_ms() + result.wait_ms;
    tell_link(fetch, result.link);
    if (job->call.operation->writes)
        for (struct job *other = fetch->jobs; other != NULL; other = other->next)
            other->closed = true;
    if (result.over)
        remove_job(fetch, job);
}

static void collect_ended(struct fetch *fetch)
{
    const struct curl_library *curl = fetch->world.site.curl;
    int left = 0;
    CURLMsg *message = curl->curl_multi_info_read(fetch->multi, &left);
    while (message != NULL) {
        if (message->msg == CURLMSG_DONE) {
            char *job = NULL;
            const CURLcode code = message->data.result;
            curl->curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &job);
            end_try(fetch, (struct job *)(void *)job, code);
        }
        message = curl->curl_multi_info_read(fetch->multi, &left);
    }
}

static int sooner(int a_ms, int64_t b_ms)
{
    if (b_ms < 0)
        b_ms = 0;
    return b_ms < a_ms ? (int)b_ms : a_ms;
}

/* Milliseconds until the thread has to look again by itself. */
static int time_to_wait_ms(struct fetch *fetch)
{
    const int64_t now_ms = clock_monotonic_ms();
    int wait_ms = sooner(INT_MAX, sender_due_ms(fetch->sender, now_ms) - now_ms);
    for (struct job *job = fetch->jobs; job != NULL; job = job->next) {
        if (job->transfer == NULL) {
            const int64_t ready_ms = job->ready_at_ms > fetch->gate_ms ? job->ready_at_ms : fetch->gate_ms;
            wait_ms = sooner(wait_ms, ready_ms - now_ms);
            continue;
        }
        const int due_ms = job->feed != NULL ? feed_flush_if_due(job->feed) : -1;
        if (due_ms >= 0)
            wait_ms = sooner(wait_ms, due_ms);
    }
    return wait_ms;
}

static void resume_paused(struct fetch *fetch)
{
    for (struct job *job = fetch->jobs; job != NULL; job = job->next)
        if (job->transfer != NULL && job->transfer->paused && !mailbox_is_full(fetch->mailbox))
            transfer_resume(job->transfer);
}

static void wait(struct fetch *fetch)
{
    const bool is_idle = count_transfers(fetch) == 0;
    const int wait_ms = is_idle && cache_tidy(fetch->world.cache) ? 0 : time_to_wait_ms(fetch);
    struct curl_waitfd wake = { .fd = sender_wake_fd(fetch->sender), .events = CURL_WAIT_POLLIN };
    if (!fetch->quitting && wait_ms > 0)
        fetch->world.site.curl->curl_multi_poll(fetch->multi, &wake, wake.fd >= 0 ? 1 : 0, wait_ms, NULL);
}

static void start_changes(struct fetch *fetch)
{
    sender_start(fetch->sender, clock_monotonic_ms());
    atomic_store(&fetch->rests, sender_rests(fetch->sender));
}

static void *run(void *data)
{
    struct fetch *fetch = data;
    fetch->sender = sender_new(&(struct sender_world){
        .jobs = &fetch->world, .path = fetch->journal_path, .offline = fetch->offline, .add = add_job, .data = fetch });
    if (fetch->cache_dir != NULL)
        fetch->world.cache = cache_open(fetch->cache_dir, NULL);
    cache_set_limit(fetch->world.cache, fetch->cache_bytes);
    while (!fetch->quitting) {
        take_orders(fetch);
        start_changes(fetch);
        start_ready(fetch, FETCH_VISIBLE);
        start_ready(fetch, FETCH_PREFETCH);
        if (fetch->multi == NULL) {
            const int wait_ms = time_to_wait_ms(fetch);
            if (!fetch->quitting && fetch->jobs == NULL)
                mailbox_await_order(fetch->mailbox, sender_wake_fd(fetch->sender), wait_ms == INT_MAX ? -1 : wait_ms);
            continue;
        }
        int running = 0;
        resume_paused(fetch);
        fetch->world.site.curl->curl_multi_perform(fetch->multi, &running);
        collect_ended(fetch);
        start_changes(fetch);
        wait(fetch);
    }
    while (fetch->jobs != NULL)
        remove_job(fetch, fetch->jobs);
    if (fetch->multi != NULL) {
        mailbox_use_multi(fetch->mailbox, fetch->world.site.curl, NULL);
        fetch->world.site.curl->curl_multi_cleanup(fetch->multi);
    }
    sender_free(&fetch->sender);
    cache_close(&fetch->world.cache);
    return NULL;
}

/* --- The caller ------------------------------------------------------------------------------------------------- */

static void free_fetch(struct fetch *fetch)
{
    mailbox_free(&fetch->mailbox);
    address_free(&fetch->address);
    free(fetch->site_name);
    free(fetch->cache_dir);
    free(fetch->ca_file);
    free(fetch->journal_path);
    buf_free(&fetch->authorities);
    wipe(fetch->api_key);
    wipe(fetch->app_key);
    free(fetch);
}

static bool start_thread(struct fetch *fetch, struct error *error)
{
    sigset_t all, before;
    sigfillset(&all);
    /* A thread inherits the mask: signals are the caller's, so that they wake its poll. */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const int failure = pthread_create(&fetch->thread, NULL, run, fetch);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failure == 0 || error_set_errno(error, ERROR_STORE, NULL, failure, "can't start the fetch thread");
}

struct fetch *fetch_start(const struct fetch_options *options, struct error *error)
{
    struct fetch *fetch = xcalloc(1, sizeof(*fetch));
    fetch->mailbox = mailbox_new();
    fetch->site_name = xstrdup(options->site_name);
    fetch->cache_dir = copy_or_null(options->cache_dir);
    fetch->ca_file = copy_or_null(options->ca_file);
    fetch->journal_path = copy_or_null(options->journal_path);
    fetch->offline = options->offline;
    fetch->cache_bytes = options->cache_bytes;
    fetch->api_key = copy_or_null(options->api_key);
    fetch->app_key = copy_or_null(options->app_key);
    fetch->timeout_s = options->timeout_s;
    fetch->world = (struct job_world){ .mailbox = fetch->mailbox,
                                       .site_name = fetch->site_name,
                                       .accepted = &fetch->accepted,
                                       .site = { .address = &fetch->address,
                                                 .api_key = fetch->api_key,
                                                 .app_key = fetch->app_key,
                                                 .ca_file = fetch->ca_file,
                                                 .timeout_s = options->timeout_s } };
    const bool good = fetch->mailbox != NULL
                          ? address_parse(options->base, &fetch->address, error) && start_thread(fetch, error)
                          : error_set(error, ERROR_STORE, NULL, "too many open files");
    if (good)
        return fetch;
    free_fetch(fetch);
    return NULL;
}

void fetch_stop(struct fetch **fetch)
{
    if (*fetch == NULL)
        return;
    mailbox_order((*fetch)->mailbox, mailbox_order_new(ORDER_QUIT));
    pthread_join((*fetch)->thread, NULL);
    free_fetch(*fetch);
    *fetch = NULL;
}
