#include "fetching.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct fetch *fetch;
struct bad_server *server;
bool is_offline;
size_t retries;
static char cache_dir[64];

void start(const struct bad_answer *answers, int timeout_s)
{
    start_with_journal(answers, timeout_s, NULL);
}

void start_with_journal(const struct bad_answer *answers, int timeout_s, const char *journal)
{
    char base[64];
    server = bad_server_start(answers);
    snprintf(base, sizeof(base), "http://127.0.0.1:%u", bad_server_port(server));
    struct error error;
    fetch = fetch_start(&(struct fetch_options){ .base = base,
                                                 .site_name = "test",
                                                 .api_key = "key-one",
                                                 .app_key = "key-two",
                                                 .cache_dir = *cache_dir != '\0' ? cache_dir : NULL,
                                                 .journal_path = journal,
                                                 .offline = is_offline,
                                                 .timeout_s = timeout_s },
                        &error);
    ck_assert_msg(fetch != NULL, "%s", error.message);
}

void stop(void)
{
    fetch_stop(&fetch);
    is_offline = false;
    if (server != NULL)
        bad_server_stop(&server);
}

uint64_t send_call(enum api_operation_id operation, bool cached_first, bool all_pages)
{
    struct fetch_request request = { .call = api_call_new(operation),
                                     .cached_first = cached_first,
                                     .all_pages = all_pages };
    if (operation == API_CREATE_QUEUE) {
        api_call_member(&request.call, "name", SLICE("n"), NULL);
        api_call_member(&request.call, "project_id", SLICE("p"), NULL);
    }
    if (operation == API_DELETE_QUEUE)
        api_call_parameter(&request.call, "queue_id", SLICE("q"));
    return fetch_send(fetch, &request);
}

size_t await_end(uint64_t id, struct fetch_event *end, size_t *cached)
{
    size_t rows = 0;
    retries = 0;
    for (;;) {
        ck_assert_msg(fetch_wait_event(fetch, end, PATIENCE_MS), "no event came");
        if (end->request == id && end->kind == FETCH_ROWS && end->source == FETCH_FROM_SERVER)
            rows += rows_count(end->rows);
        else if (end->request == id && end->kind == FETCH_ROWS && cached != NULL)
            *cached += rows_count(end->rows);
        else if (end->request == id && end->kind == FETCH_RETRY)
            retries += end->error.kind != ERROR_NONE;
        else if (end->request == id)
            return rows;
        fetch_event_free(end);
    }
}

void make_cache(void)
{
    snprintf(cache_dir, sizeof(cache_dir), "/tmp/annotty-fetch-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(cache_dir));
}

void remove_cache(void)
{
    static const char *const files[] = { "cache.db", "cache.db-wal", "cache.db-shm" };
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char path[96];
        snprintf(path, sizeof(path), "%s/%s", cache_dir, files[i]);
        unlink(path);
    }
    ck_assert_int_eq(rmdir(cache_dir), 0);
}
