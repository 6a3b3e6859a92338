/* What a person put into the journal is done exactly once: whatever the network does, and however often the program is
 * killed on the way. ANNOTTY_SOAK=ROUNDS says how many rounds (./dev bench soak); without it there are a few. */
#include "stage.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#include <check.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

enum {
    ITEMS = 10000,
    KILLS_MAX = 6,
    ROUND_PATIENCE_S = 60,
    QUEUES_AT_ONCE = 20,
    QUEUE_ROUNDS_LONG = 10,
    REPORT_EVERY = 20,
    ROUNDS_AT_ONCE = 100
};

#define KEEP       "--journal|--data|kept"
#define SEND       "journal|send|--data|kept|--timeout|2|--url|"
#define LIST       "journal|list|--jsonl|--data|kept"
#define LISTED     API "/annotation-queues/%Q/annotated-interactions"
#define ALL_QUEUES API "/annotation-queues"

static int rounds_wanted(int usual)
{
    const char *const rounds = getenv("ANNOTTY_SOAK");
    if (rounds != NULL && *rounds != '\0')
        return (int)strtol(rounds, NULL, 10);
    return stage_is_short() ? 1 : usual;
}

static bool is_long(void)
{
    return getenv("ANNOTTY_SOAK") != NULL;
}

/* --- The weather ----------------------------------------------------------------------------------------------------
 */

static const struct proxy_rule storms[][9] = {
    { { .fault = "lost", .percent = 20 },
      { .fault = "reset-request", .percent = 10 },
      { .fault = "503", .percent = 10 },
      { .fault = "delay-random", .percent = 20 },
      { 0 } },
    { { .fault = "truncate", .percent = 15 },
      { .fault = "lost-502", .percent = 15 },
      { .fault = "reset-in-body", .percent = 10 },
      { .fault = "429-retry-after", .percent = 2 },
      { 0 } },
    { { .fault = "lost-closed", .percent = 15 },
      { .fault = "invalid-utf8", .percent = 5 },
      { .fault = "html-lost", .percent = 5 },
      { .fault = "reset-after-body", .percent = 10 },
      { .fault = "500", .percent = 10 },
      { .fault = "lost-hang", .percent = 2 },
      { 0 } },
    { { .fault = "delay", .percent = 40 }, { .fault = "reset-before-body", .percent = 20 }, { 0 } },
};

/* --- The person -----------------------------------------------------------------------------------------------------
 */

static int pause_ms(int most_ms)
{
    return rand() % most_ms;
}

static struct program begin_sending(void)
{
    char words[512];
    snprintf(words, sizeof(words), SEND "%s", proxy_url(proxy));
    return program_start(words);
}

/* It may have come to its end by itself before. */
static void kill_it(struct program *program)
{
    const int status = program_end(program, SIGKILL);
    ck_assert_msg(status == -SIGKILL || status >= 0, "died of %d", -status);
}

static size_t count_open(void)
{
    size_t lines = 0;
    ck_assert_msg(run_far(LIST) == 0, "%s", buf_text(&errors));
    for (size_t i = 0; i < output.length; i++)
        lines += output.data[i] == '\n';
    return lines;
}

/* Into the journal, all or nothing, even when it is killed while it puts it there. */
static void keep_all(void)
{
    char words[512];
    snprintf(words, sizeof(words), "%s|--url|%s", stage_fill("interaction|add|%Q|@ids|" KEEP), proxy_url(proxy));
    struct program adding = program_start(words);
    poll(NULL, 0, pause_ms(60));
    kill_it(&adding);
    const size_t kept = count_open();
    ck_assert_msg(kept == 0 || kept == ITEMS / 1000, "%zu changes are in the journal", kept);
    if (kept == 0)
        ck_assert_msg(run_far("interaction|add|%Q|@ids|" KEEP) == 0, "%s", buf_text(&errors));
}

static void send_and_die(void)
{
    for (int kills = 1 + rand() % KILLS_MAX; kills > 0; kills--) {
        struct program sending = begin_sending();
        poll(NULL, 0, pause_ms(250));
        /* Now and then another one stands by and takes over. */
        if (rand() % 3 == 0) {
            struct program other = begin_sending();
            poll(NULL, 0, pause_ms(100));
            kill_it(&sending);
            poll(NULL, 0, pause_ms(300));
            sending = other;
        }
        kill_it(&sending);
    }
}

static void send_to_the_end(void)
{
    char words[64];
    snprintf(words, sizeof(words), "journal|send|--data|kept|--timeout|2|--patience|%d", ROUND_PATIENCE_S);
    const int status = run_far(words);
    ck_assert_msg(status == 0, "%d: %s", status, buf_text(&errors));
    ck_assert_uint_eq(count_open(), 0);
}

/* --- What the server has --------------------------------------------------------------------------------------------
 */

/* Each item once, and nothing else. */
static void check_items(void)
{
    static unsigned char seen[ITEMS];
    struct buf answer = buf_with_limit(BUF_LIMIT_ANSWER);
    struct json_value document;
    struct json_value element;
    size_t at = 0;
    size_t count = 0;
    memset(seen, 0, sizeof(seen));
    stage_ask("GET", LISTED, NULL, &answer);
    ck_assert(json_check(buf_slice(&answer), &document, NULL));
    const struct json_value list = json_at(document, "/data/attributes/annotated_interactions");
    while (json_next_element(list, &at, &element)) {
        const struct slice id = json_member(element, "content_id").raw;
        const long number = id.length > 7 ? strtol(id.at + strlen("\"trace-"), NULL, 10) : -1;
        ck_assert_msg(number >= 0 && number < ITEMS, "%.*s", SLICE_ARGS(id));
        ck_assert_msg(++seen[number] == 1, "%.*s is there twice", SLICE_ARGS(id));
        count++;
    }
    ck_assert_msg(count == ITEMS, "%zu of %d are there", count, ITEMS);
    buf_free(&answer);
}

static void write_ids(void)
{
    FILE *const ids = fopen("ids", "w");
    ck_assert_ptr_nonnull(ids);
    for (int i = 0; i < ITEMS; i++)
        fprintf(ids, "trace-%d\n", i);
    fclose(ids);
}

static void tell(int round, int rounds)
{
    if (is_long() && (round % REPORT_EVERY == 0 || round == rounds))
        fprintf(stderr, "soak: %d of %d rounds exact\n", round, rounds);
}

/* A journal of its own for each, so that a round can be repeated by its number. */
static void begin_round(int round)
{
    ck_assert_int_eq(system("rm -rf kept"), 0);
    srand((unsigned)round);
    proxy_forget(proxy);
    proxy_set(proxy, storms[(size_t)round % ARRAY_LENGTH(storms)], (unsigned)round);
}

START_TEST(a_bulk_add_is_exact_whatever_happens)
{
    const int rounds = rounds_wanted(4);
    const int first = _i * ROUNDS_AT_ONCE + 1;
    const int last = first + ROUNDS_AT_ONCE - 1 < rounds ? first + ROUNDS_AT_ONCE - 1 : rounds;
    write_ids();
    for (int round = first; round <= last; round++) {
        stage_make_queue();
        begin_round(round);
        keep_all();
        send_and_die();
        if (round % 4 == 0) {
            struct program sending = begin_sending();
            poll(NULL, 0, pause_ms(200));
            stage_kill_server();
            poll(NULL, 0, pause_ms(300));
            stage_serve();
            kill_it(&sending);
        }
        send_to_the_end();
        check_items();
        struct buf answer = buf_with_limit(BUF_LIMIT_BODY);
        stage_ask("DELETE", API "/annotation-queues/%Q", NULL, &answer);
        buf_free(&answer);
        tell(round, rounds);
    }
}
END_TEST

/* --- Creations, which can't be repeated -----------------------------------------------------------------------------
 */

/* Half of all answers to a creation are lost, in every way an answer can be. */
static const struct proxy_rule losses[] = {
    { .fault = "lost", .method = "POST", .percent = 15 },
    { .fault = "lost-closed", .method = "POST", .percent = 12 },
    { .fault = "lost-502", .method = "POST", .percent = 12 },
    { .fault = "truncate", .method = "POST", .percent = 12 },
    { .fault = "html-lost", .method = "POST", .percent = 12 },
    { .fault = "reset-request", .method = "POST", .percent = 12 },
    { 0 },
};

START_TEST(a_queue_is_never_made_twice)
{
    const int rounds = is_long() ? QUEUE_ROUNDS_LONG : 1;
    stage_make_project();
    for (int round = 1; round <= rounds; round++) {
        begin_round(round);
        proxy_set(proxy, losses, (unsigned)round);
        for (int i = 0; i < QUEUES_AT_ONCE; i++) {
            char words[256];
            /* The last two are meant to be the same. */
            snprintf(words, sizeof(words), "queue|create|--name|q%d-%d.|--project-id|%%P|" KEEP, round,
                     i + 1 < QUEUES_AT_ONCE ? i : i - 1);
            ck_assert_msg(run_far(words) == 0, "%s", buf_text(&errors));
        }
        send_and_die();
        send_to_the_end();
        for (int i = 0; i < QUEUES_AT_ONCE - 1; i++) {
            char name[64];
            snprintf(name, sizeof(name), "\"name\":\"q%d-%d.\"", round, i);
            const size_t there = stage_count(ALL_QUEUES, name);
            ck_assert_msg(there == (i + 2 < QUEUES_AT_ONCE ? 1 : 2), "round %d: %zu of %s", round, there, name);
        }
        tell(round, rounds);
    }
}
END_TEST

Suite *soak_suite(void)
{
    Suite *const suite = suite_create("soak");
    TCase *const cases = tcase_create("soak");
    tcase_add_checked_fixture(cases, stage_open, stage_close);
    tcase_set_timeout(cases, 2 * ROUND_PATIENCE_S * (QUEUE_ROUNDS_LONG + rounds_wanted(4)));
    /* libcheck can't tell of a test that takes more than half an hour. */
    tcase_add_loop_test(cases, a_bulk_add_is_exact_whatever_happens, 0,
                        (rounds_wanted(4) + ROUNDS_AT_ONCE - 1) / ROUNDS_AT_ONCE);
    tcase_add_test(cases, a_queue_is_never_made_twice);
    suite_add_tcase(suite, cases);
    return suite;
}
