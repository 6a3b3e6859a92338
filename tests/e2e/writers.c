#include "writers.h"

#include "../contract/http_client.h"

#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BASE "/api/v2/llm-obs/v1"

enum { ID_SIZE = 64, ITEMS_MAX = 20 };

/* Where the marks of a kind are written, and where they are read. %s is the id of what they go into. */
static const struct kind {
    const char *method_and_path, *type;
    const char *before, *item, *after; /* the attributes; the item once for each, %s its mark */
    int items;
    const char *list; /* gives the marks, on one page or many */
} kinds[] = {
    { BASE "/annotation-queues", "queues", "\"project_id\":\"%s\",", "\"name\":\"%s\"", "", 1,
      BASE "/annotation-queues" },
    { BASE "/projects", "projects", "", "\"name\":\"%s\"", "", 1, BASE "/projects?page[limit]=5000" },
    { BASE "/%s/records", "records", "\"records\":[", "{\"input\":{\"mark\":\"%s\"}}", "]", ITEMS_MAX,
      BASE "/%s/records?page[limit]=5000" },
    { BASE "/annotation-queues/%s/interactions", "interactions", "\"interactions\":[",
      "{\"type\":\"trace\",\"content_id\":\"%s\"}", "]", ITEMS_MAX,
      BASE "/annotation-queues/%s/annotated-interactions" },
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

struct writer {
    struct writers *all;
    pthread_t thread;
    int number, connection;
    unsigned acknowledged; /* requests 0 to this, in this round */
};

struct round {
    unsigned acknowledged[WRITERS];
    unsigned char
        *seen[WRITERS]; /* how often each item of each request was listed; one request more than acknowledged */
};

struct writers {
    const char *url;
    char into[KINDS][2 * ID_SIZE]; /* for %s of a kind's paths and attributes */
    struct writer writer[WRITERS];
    atomic_bool is_over;
    struct round *rounds;
    size_t round_count, round_capacity;
};

static const struct kind *kind_of(int writer)
{
    return &kinds[writer % KINDS];
}

/* --- Requests ----------------------------------------------------------------------------------------------------- */

/* A format of the table above. */
static void append_filled(struct buf *out, const char *format, const char *value)
{
    const char *const place = strstr(format, "%s");
    if (place == NULL) {
        buf_append_text(out, format);
        return;
    }
    buf_append(out, format, (size_t)(place - format));
    buf_append_text(out, value);
    buf_append_text(out, place + 2);
}

static bool exchange(int connection, const char *method, const char *target, const char *body, struct http_reply *reply)
{
    struct buf request = buf_with_limit(BUF_LIMIT_BODY);
    const struct slice content = slice_of(body);
    http_write_request(&request, method, target, "DD-API-KEY: a\r\nDD-APPLICATION-KEY: b\r\n",
                       body != NULL ? &content : NULL);
    http_send(connection, buf_slice(&request));
    buf_free(&request);
    return http_receive(connection, reply);
}

static void append_body(struct buf *out, const struct writer *writer, unsigned request)
{
    const struct kind *const kind = kind_of(writer->number);
    buf_printf(out, "{\"data\":{\"type\":\"%s\",\"attributes\":{", kind->type);
    append_filled(out, kind->before, writer->all->into[writer->number % KINDS]);
    for (int item = 0; item < kind->items; item++) {
        char mark[64];
        snprintf(mark, sizeof(mark), "w%zu-%d-%u-%d", writer->all->round_count - 1, writer->number, request, item);
        buf_append_text(out, item > 0 ? "," : "");
        append_filled(out, kind->item, mark);
    }
    buf_append_text(out, kind->after);
    buf_append_text(out, "}}}");
}

static bool write_once(const struct writer *writer, unsigned request)
{
    struct buf body = buf_with_limit(BUF_LIMIT_BODY);
    struct buf target = buf_with_limit(BUF_LIMIT_LINE);
    struct http_reply reply;
    append_body(&body, writer, request);
    append_filled(&target, kind_of(writer->number)->method_and_path, writer->all->into[writer->number % KINDS]);
    const bool is_answered = exchange(writer->connection, "POST", buf_text(&target), buf_text(&body), &reply);
    if (is_answered) /* nobody else writes these, so there is nothing to refuse */
        ck_assert_msg(reply.status == 201, "writer %d: %d %s", writer->number, reply.status, reply.body);
    http_reply_free(&reply);
    buf_free(&target);
    buf_free(&body);
    return is_answered;
}

static void *write_on(void *data)
{
    struct writer *const writer = data;
    while (!atomic_load(&writer->all->is_over) && write_once(writer, writer->acknowledged))
        writer->acknowledged++;
    return NULL;
}

/* --- A round ------------------------------------------------------------------------------------------------------ */

static void make(struct writers *writers, const char *target, const char *body, char id[static ID_SIZE])
{
    struct http_reply reply;
    struct json_value document;
    const int connection = http_connect(writers->url);
    ck_assert(exchange(connection, "POST", target, body, &reply));
    ck_assert_msg(reply.status == 201, "%s: %d %s", target, reply.status, reply.body);
    ck_assert(json_check(slice_of(reply.body), &document, NULL));
    struct buf text = buf_with_limit(ID_SIZE - 1);
    ck_assert(json_append_string(&text, json_at(document, "/data/id")));
    snprintf(id, ID_SIZE, "%s", buf_text(&text));
    buf_free(&text);
    http_reply_free(&reply);
    close(connection);
}

struct writers *writers_new(const char *url)
{
    struct writers *const writers = xcalloc(1, sizeof(*writers));
    char project[ID_SIZE];
    char id[ID_SIZE];
    char text[256];
    writers->url = url;
    make(writers, BASE "/projects", "{\"data\":{\"type\":\"projects\",\"attributes\":{\"name\":\"all\"}}}", project);
    snprintf(writers->into[0], sizeof(writers->into[0]), "%s", project);
    snprintf(text, sizeof(text), BASE "/%s/datasets", project);
    make(writers, text, "{\"data\":{\"type\":\"datasets\",\"attributes\":{\"name\":\"all\"}}}", id);
    snprintf(writers->into[2], sizeof(writers->into[2]), "%s/datasets/%s", project, id);
    snprintf(text, sizeof(text),
             "{\"data\":{\"type\":\"queues\",\"attributes\":{\"name\":\"all\",\"project_id\":\"%s\"}}}", project);
    make(writers, BASE "/annotation-queues", text, id);
    snprintf(writers->into[3], sizeof(writers->into[3]), "%s", id);
    return writers;
}

void writers_free(struct writers **writers)
{
    free((*writers)->rounds);
    free(*writers);
    *writers = NULL;
}

void writers_begin(struct writers *writers)
{
    writers->rounds =
        xgrow(writers->rounds, &writers->round_capacity, writers->round_count + 1, sizeof(*writers->rounds));
    writers->rounds[writers->round_count++] = (struct round){ 0 };
    atomic_store(&writers->is_over, false);
    for (int i = 0; i < WRITERS; i++)
        writers->writer[i] = (struct writer){ .all = writers, .number = i, .connection = http_connect(writers->url) };
    for (int i = 0; i < WRITERS; i++)
        ck_assert_int_eq(pthread_create(&writers->writer[i].thread, NULL, write_on, &writers->writer[i]), 0);
}

unsigned long writers_end(struct writers *writers)
{
    unsigned long sum = 0;
    atomic_store(&writers->is_over, true);
    for (int i = 0; i < WRITERS; i++) {
        struct writer *const writer = &writers->writer[i];
        pthread_join(writer->thread, NULL);
        close(writer->connection);
        writers->rounds[writers->round_count - 1].acknowledged[i] = writer->acknowledged;
        sum += writer->acknowledged;
    }
    return sum;
}

/* --- Reading it back ---------------------------------------------------------------------------------------------- */

static void note(struct writers *writers, const char *mark)
{
    size_t round = 0;
    int writer = 0;
    unsigned request = 0;
    int item = 0;
    ck_assert_msg(sscanf(mark, "w%zu-%d-%u-%d\"", &round, &writer, &request, &item) == 4, "a torn mark: %.40s", mark);
    ck_assert_uint_lt(round, writers->round_count);
    ck_assert_msg(writer >= 0 && writer < WRITERS && item >= 0 && item < kind_of(writer)->items, "%.40s", mark);
    ck_assert_msg(request <= writers->rounds[round].acknowledged[writer], "never sent: %.40s", mark);
    unsigned char *const seen = &writers->rounds[round].seen[writer][request * ITEMS_MAX + (unsigned)item];
    ck_assert_msg(++*seen == 1, "twice there: %.40s", mark);
}

static void note_all(struct writers *writers, const char *body)
{
    for (const char *at = strstr(body, "\"w"); at != NULL; at = strstr(at + 1, "\"w"))
        note(writers, at + 1);
}

/* Every page of the kind's list. */
static void read_kind(struct writers *writers, int kind)
{
    const int connection = http_connect(writers->url);
    struct buf target = buf_with_limit(BUF_LIMIT_LINE);
    struct buf after = buf_with_limit(BUF_LIMIT_LINE);
    do {
        struct http_reply reply;
        struct json_value document;
        buf_clear(&target);
        append_filled(&target, kinds[kind].list, writers->into[kind]);
        buf_printf(&target, after.length > 0 ? "&page[cursor]=%s" : "%s", buf_text(&after));
        ck_assert(exchange(connection, "GET", buf_text(&target), NULL, &reply));
        ck_assert_msg(reply.status == 200, "%s: %d %s", buf_text(&target), reply.status, reply.body);
        ck_assert(json_check(slice_of(reply.body), &document, NULL));
        note_all(writers, reply.body);
        buf_clear(&after);
        const struct json_value next = json_at(document, "/meta/after");
        if (next.kind == JSON_STRING)
            json_append_string(&after, next);
        http_reply_free(&reply);
    } while (after.length > 0);
    buf_free(&target);
    buf_free(&after);
    close(connection);
}

/* What was acknowledged is there; the one request that may have been cut off is there whole or not at all. */
static void check_writer(const struct round *round, size_t number, int writer)
{
    const unsigned items = (unsigned)kind_of(writer)->items;
    const unsigned char *const seen = round->seen[writer];
    for (unsigned request = 0; request <= round->acknowledged[writer]; request++)
        for (unsigned item = 0; item < items; item++) {
            const bool is_there = seen[request * ITEMS_MAX + item] == 1;
            const bool must_be = request < round->acknowledged[writer] || seen[request * ITEMS_MAX] == 1;
            ck_assert_msg(is_there == must_be, "w%zu-%d-%u-%u is %s", number, writer, request, item,
                          is_there ? "there without its neighbours" : "lost");
        }
}

void writers_check(struct writers *writers)
{
    for (size_t round = 0; round < writers->round_count; round++)
        for (int i = 0; i < WRITERS; i++)
            writers->rounds[round].seen[i] = xcalloc(writers->rounds[round].acknowledged[i] + 1, ITEMS_MAX);
    for (int kind = 0; kind < (int)KINDS; kind++)
        read_kind(writers, kind);
    for (size_t round = 0; round < writers->round_count; round++)
        for (int i = 0; i < WRITERS; i++) {
            check_writer(&writers->rounds[round], round, i);
            free(writers->rounds[round].seen[i]);
        }
}
