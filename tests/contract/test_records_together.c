/* Many change a dataset's records while others read them: nothing confirmed is lost or there twice, and a list that was
 * begun stays the list of its version. */
#include "story.h"
#include "suites.h"

#include <annotty/base/arena.h>
#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { WRITERS = 3, BATCHES = 25, BATCH = 3, IDS_MAX = WRITERS * BATCHES * BATCH + 1 };

static const char *target; /* of the dataset's records */
static atomic_int writers_left;

/* What one thread asks with; nothing of it is shared. */
struct client {
    int connection;
    struct http_reply reply;
    struct json_value document;
    struct arena arena;
};

static void ask(struct client *client, const char *method, const char *path, const char *body, int status)
{
    struct error error;
    const struct slice content = slice_of(body);
    struct buf bytes = buf_with_limit(BUF_LIMIT_BODY);
    http_reply_free(&client->reply);
    http_write_request(&bytes, method, path, NULL, body != NULL ? &content : NULL);
    http_send(client->connection, buf_slice(&bytes));
    ck_assert(http_receive(client->connection, &client->reply));
    ck_assert_msg(client->reply.status == status, "%s %s: %d %s", method, path, client->reply.status,
                  client->reply.body);
    if (client->reply.length > 0)
        ck_assert(json_check((struct slice){ .at = client->reply.body, .length = client->reply.length },
                             &client->document, &error));
    buf_free(&bytes);
}

static struct client client_new(void)
{
    return (struct client){ .connection = http_connect(server_url(world_server)) };
}

static void client_free(struct client *client)
{
    http_reply_free(&client->reply);
    arena_free(&client->arena);
    close(client->connection);
}

/* Writing */

#define TEXT(attributes) "{\"data\":{\"type\":\"records\",\"attributes\":{" attributes "}}}"

struct writer {
    int number;
    char left[BATCHES][64]; /* of each batch the id of the record that stays */
};

/* Appends a batch, of which some are known to all, changes one record and deletes the rest. */
static void write_batch(struct client *client, struct writer *writer, int batch)
{
    struct arena *const arena = &client->arena;
    ask(client, "POST", target,
        arena_printf(arena, TEXT("\"deduplicate\":false,\"records\":[{\"input\":[%d,%d]},{\"input\":1},{\"input\":2}]"),
                     writer->number, batch),
        201);
    const char *ids[BATCH];
    for (int i = 0; i < BATCH; i++) {
        const struct json_value id = json_at(client->document, arena_printf(arena, "/data/0/records/%d/id", i));
        ids[i] = arena_copy(arena, id.raw);
    }
    snprintf(writer->left[batch], sizeof(writer->left[batch]), "%s", ids[0]);
    ask(client, "PATCH", target,
        arena_printf(arena, TEXT("\"records\":[{\"id\":%s,\"expected_output\":%d}]"), ids[0], batch), 200);
    ask(client, "POST", arena_printf(arena, "%s/delete", target),
        arena_printf(arena, TEXT("\"record_ids\":[%s,%s]"), ids[1], ids[2]), 204);
}

static void *write_batches(void *data)
{
    struct client client = client_new();
    for (int i = 0; i < BATCHES; i++) {
        write_batch(&client, data, i);
        arena_reset(&client.arena);
    }
    client_free(&client);
    atomic_fetch_sub(&writers_left, 1);
    return NULL;
}

/* Reading */

/* A line for each record of all pages: its id and expected output. `filter` is what the query says besides. */
static struct buf list_all(struct client *client, const char *filter, int limit)
{
    struct buf ids = buf_with_limit(BUF_LIMIT_BODY);
    const char *cursor = "";
    do {
        size_t at = 0;
        struct json_value record;
        ask(client, "GET",
            arena_printf(&client->arena, "%s?%s&page[limit]=%d&page[cursor]=%s", target, filter, limit, cursor), NULL,
            200);
        const struct json_value records = json_member(client->document, "data");
        while (json_next_element(records, &at, &record)) {
            buf_append_slice(&ids, json_member(record, "id").raw);
            buf_append_slice(&ids, json_member(record, "expected_output").raw);
            buf_append_char(&ids, '\n');
        }
        const struct json_value after = json_at(client->document, "/meta/after");
        cursor = after.kind == JSON_STRING
                     ? arena_printf(&client->arena, "%.*s", (int)after.raw.length - 2, after.raw.at + 1)
                     : "";
    } while (*cursor != '\0');
    return ids;
}

static int compare_slices(const void *left, const void *right)
{
    const struct slice *const a = left;
    const struct slice *const b = right;
    const size_t common = a->length < b->length ? a->length : b->length;
    const int order = memcmp(a->at, b->at, common);
    return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

static size_t count_once(const struct buf *ids)
{
    size_t count = 0;
    struct slice lines[IDS_MAX];
    struct slice rest = buf_slice(ids);
    while (rest.length > 0) {
        ck_assert_uint_lt(count, IDS_MAX);
        slice_cut(&rest, '\n', &lines[count++]);
    }
    qsort(lines, count, sizeof(lines[0]), compare_slices);
    for (size_t i = 1; i < count; i++)
        ck_assert_msg(!slice_equal(lines[i - 1], lines[i]), "twice: %.*s", SLICE_ARGS(lines[i]));
    return count;
}

static void read_a_version(struct client *client, int64_t version)
{
    const char *const filter = arena_printf(&client->arena, "filter[version]=%lld", (long long)version);
    struct buf slowly = list_all(client, filter, 3);
    struct buf at_once = list_all(client, filter, 5000);
    ck_assert_msg(slice_equal(buf_slice(&slowly), buf_slice(&at_once)), "version %lld:\n%s\n%s", (long long)version,
                  buf_text(&slowly), buf_text(&at_once));
    buf_free(&slowly);
    buf_free(&at_once);
}

static int64_t version_now(struct client *client)
{
    int64_t version = 0;
    ask(client, "GET", story_text(BASE "/{P}/datasets?filter[id]={S}"), NULL, 200);
    ck_assert(json_int64(json_at(client->document, "/data/0/attributes/current_version"), &version));
    return version;
}

START_TEST(lists_and_changes_do_not_disturb_each_other)
{
    static struct writer writers[WRITERS];
    pthread_t threads[WRITERS];
    world_open_filled();
    target = story_text(BASE "/{P}/datasets/{S}/records");
    writers_left = WRITERS;
    struct client reader = client_new();
    for (int i = 0; i < WRITERS; i++) {
        writers[i].number = i;
        ck_assert_int_eq(pthread_create(&threads[i], NULL, write_batches, &writers[i]), 0);
    }
    while (atomic_load(&writers_left) > 0) {
        read_a_version(&reader, version_now(&reader));
        struct buf ids = list_all(&reader, "", 7);
        count_once(&ids);
        buf_free(&ids);
        arena_reset(&reader.arena);
    }
    for (int i = 0; i < WRITERS; i++)
        pthread_join(threads[i], NULL);
    ck_assert_int_eq(version_now(&reader), WRITERS * BATCHES * 3); /* an append, an update, a delete each */
    struct buf ids = list_all(&reader, "", 100);
    ck_assert_uint_eq(count_once(&ids), WRITERS * BATCHES);
    for (int i = 0; i < WRITERS; i++)
        for (int j = 0; j < BATCHES; j++)
            ck_assert_ptr_nonnull(strstr(buf_text(&ids), arena_printf(&reader.arena, "%s%d\n", writers[i].left[j], j)));
    buf_free(&ids);
    client_free(&reader);
    world_close();
}
END_TEST

Suite *records_together_suite(void)
{
    TCase *const cases = tcase_create("records together");
    tcase_add_test(cases, lists_and_changes_do_not_disturb_each_other);
    tcase_set_timeout(cases, 120);
    Suite *const suite = suite_create("contract: records together");
    suite_add_tcase(suite, cases);
    return suite;
}
