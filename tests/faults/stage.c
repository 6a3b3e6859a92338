#include "stage.h"

#include "../contract/http_client.h"

#include <annotty/json/json.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ID_SIZE = 64 };

struct proxy *proxy;
char direct[256];
static struct program server;
static char project[ID_SIZE], queue[ID_SIZE];
static bool with_sample;

bool stage_is_short(void)
{
    const char *const amount = getenv("ANNOTTY_FAULTS");
    return amount != NULL && strcmp(amount, "short") == 0;
}

void stage_add_rows(TCase *cases, const TTest *test, size_t rows)
{
    const int step = stage_is_short() ? 3 : 1;
    for (int row = 0; row < (int)rows; row += step)
        tcase_add_loop_test(cases, test, row, row + 1);
}

void stage_serve(void)
{
    char line[512];
    server = program_start(with_sample ? "serve|--listen|unix:s|--data|served|--any-key|--sample"
                                       : "serve|--listen|unix:s|--data|served|--any-key|--no-sample");
    ck_assert(program_line(&server, line, sizeof(line)));
    ck_assert_int_eq(sscanf(line, "listening on %255s", direct), 1);
}

void stage_kill_server(void)
{
    ck_assert_int_eq(program_end(&server, SIGKILL), -SIGKILL);
    server.process = 0;
}

static void open_with(bool sample)
{
    with_sample = sample;
    setenv("DD_API_KEY", "key-one", 1);
    setenv("DD_APP_KEY", "key-two", 1);
    shell_open();
    stage_serve();
    proxy = proxy_start(direct);
}

void stage_open(void)
{
    open_with(false);
}

void stage_open_sample(void)
{
    open_with(true);
}

void stage_close(void)
{
    proxy_stop(&proxy);
    if (server.process > 0)
        program_end(&server, SIGTERM);
    server.process = 0;
    shell_close();
}

/* --- Commands ---------------------------------------------------------------------------------------------------- */

const char *stage_fill(const char *words)
{
    static char filled[2048];
    struct buf out = buf_with_limit(sizeof(filled) - 1);
    for (; *words != '\0'; words++) {
        const bool is_place = *words == '%' && (words[1] == 'P' || words[1] == 'Q');
        if (is_place)
            buf_append_text(&out, *++words == 'P' ? project : queue);
        else
            buf_append_char(&out, *words);
    }
    snprintf(filled, sizeof(filled), "%s", buf_text(&out));
    buf_free(&out);
    return filled;
}

int run_far(const char *words)
{
    char all[2400];
    snprintf(all, sizeof(all), "%s|--url|%s", stage_fill(words), proxy_url(proxy));
    return run(all);
}

static void make(const char *target, const char *body, char id[static ID_SIZE])
{
    struct json_value document;
    struct buf answer = buf_with_limit(BUF_LIMIT_BODY);
    struct buf text = buf_with_limit(ID_SIZE - 1);
    stage_ask("POST", target, body, &answer);
    ck_assert(json_check(buf_slice(&answer), &document, NULL));
    ck_assert_msg(json_append_string(&text, json_at(document, "/data/id")), "%s", buf_text(&answer));
    snprintf(id, ID_SIZE, "%s", buf_text(&text));
    buf_free(&text);
    buf_free(&answer);
}

void stage_make_project(void)
{
    make(API "/projects", "{\"data\":{\"type\":\"projects\",\"attributes\":{\"name\":\"Faults\"}}}", project);
}

void stage_make_queue(void)
{
    stage_make_project();
    char body[256];
    snprintf(body, sizeof(body),
             "{\"data\":{\"type\":\"queues\",\"attributes\":{\"name\":\"Triage\",\"project_id\":\"%s\"}}}", project);
    make(API "/annotation-queues", body, queue);
}

/* --- What the server has ------------------------------------------------------------------------------------------ */

void stage_ask(const char *method, const char *target, const char *body, struct buf *answer)
{
    struct buf request = buf_with_limit(BUF_LIMIT_BODY);
    struct http_reply reply;
    const struct slice content = slice_of(body);
    const int connection = http_connect(direct);
    http_write_request(&request, method, stage_fill(target), "DD-API-KEY: a\r\nDD-APPLICATION-KEY: b\r\n",
                       body != NULL ? &content : NULL);
    http_send(connection, buf_slice(&request));
    ck_assert(http_receive(connection, &reply));
    ck_assert_msg(reply.status / 100 == 2, "%s %s: %d %s", method, target, reply.status, reply.body);
    buf_clear(answer);
    buf_append(answer, reply.body, reply.length);
    http_reply_free(&reply);
    buf_free(&request);
    close(connection);
}

size_t stage_count(const char *target, const char *text)
{
    struct buf answer = buf_with_limit(BUF_LIMIT_ANSWER);
    size_t count = 0;
    stage_ask("GET", target, NULL, &answer);
    for (const char *at = strstr(buf_text(&answer), text); at != NULL; at = strstr(at + 1, text))
        count++;
    buf_free(&answer);
    return count;
}
