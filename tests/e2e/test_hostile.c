/* A server full of hostile text, through every view, every command's output and errors, and the log. What the program
 * writes is looked at byte by byte: nothing but harmless text and the terminal code's own sequences. */
#include "hostile.h"
#include "home.h"
#include "program.h"
#include "pty.h"
#include "terminal_bytes.h"

#include "../contract/http_client.h"
#include "../harmless.h"
#include "../unit/net/bad_server.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static struct pty *pty;
static char data[128];

static void setup(void)
{
    home_make();
    snprintf(data, sizeof(data), "%s/d", home_path());
    hostile_workspace(data);
}

static void teardown(void)
{
    pty_end(&pty);
    home_remove();
}

/* --- What was written --------------------------------------------------------------------------------------------- */

/* Line breaks and backspaces are the terminal code's own. Whether one stands where the text had its first: the terminal
 * line may have made another of it. */
static bool moves_in(struct slice bytes, const char *text)
{
    static const char moves[] = "\r\n\b";
    char beginning[16];
    const size_t length = strcspn(text, moves);
    if (text[length] == '\0' || length + 1 > sizeof(beginning))
        return false;
    memcpy(beginning, text, length);
    for (const char *move = moves; *move != '\0'; move++) {
        beginning[length] = *move;
        if (memmem(bytes.at, bytes.length, beginning, length + 1) != NULL)
            return true;
    }
    return false;
}

static void check_bytes(struct slice bytes, enum terminal_text text, const char *what)
{
    const size_t sound = terminal_bytes_sound(bytes, text);
    if (sound < bytes.length) {
        struct buf shown = buf_with_limit(BUF_LIMIT_LINE);
        const size_t from = sound > 60 ? sound - 60 : 0;
        for (size_t i = from; i < bytes.length && i < sound + 40; i++)
            buf_printf(&shown, isprint((unsigned char)bytes.at[i]) ? "%c" : "\\%03o", (unsigned char)bytes.at[i]);
        ck_abort_msg("%s: byte %zu: %s", what, sound, buf_text(&shown));
    }
    for (size_t i = 0; hostile_texts[i] != NULL; i++)
        ck_assert_msg(!moves_in(bytes, hostile_texts[i]), "%s: text %zu moves the cursor", what, i);
}

/* The mark that a text begins with. */
static const char *mark_of(size_t number)
{
    static char mark[4];
    memcpy(mark, hostile_texts[number], 3);
    return mark;
}

static void await_marks(void)
{
    for (size_t i = 0; hostile_texts[i] != NULL; i++)
        pty_await(pty, mark_of(i));
}

/* --- The workbench ------------------------------------------------------------------------------------------------ */

/* Two texts that a person, or a page a person copied from, may put in. */
#define PASTE "\033[200~h00\033]0;owned\007\033[31mx\302\2332J\342\200\256\342\200\213\r\n\b\033[201~"

/* The way through every place; each row waits for words of our own, or for every text. */
static const struct view {
    const char *keys;
    const char *shows; /* NULL: the mark of every text */
} views[] = {
    { "", NULL },                /* the list of queues */
    { "=", "\"description\":" }, /* raw JSON */
    { "=j", "2/" },
    { "e", "Change queue" },
    { PASTE, "Change queue" },
    { "\003", "kept as a draft" },
    { "d", "Delete queue" },
    { "n", "nothing was done" },
    { "c", "New queue" },
    { "\023", "is required" },
    { "\003p", NULL }, /* the list of projects */
    { "c" PASTE "\r\r", "New project" },
    { "\003", "kept as a draft" },
    { "e", "Change project" },
    { "\003\r", "h36" },
    { "p*", NULL },
    { "?", "Keys and commands" },
    { "q/" PASTE, "h00" },
    { "\003:queue \t", "h0" },     /* completions */
    { "\003:" PASTE "\r", "h00" }, /* no such command */
    { ":theme " PASTE "\r", "there is no theme" },
    { ":set " PASTE " 1\r", "setting" },
    { ":sort name\r", "sort" },
    { "hhgl", NULL }, /* the list of interactions */
    { "=", "\"content_id\":" },
    { "=y", "Content id" }, /* a menu */
    { "i", "clipboard" },
    { "h jV", "marked" },
    { "jV*d", "Remove" },
    { "n", "nothing was done" },
    { "-a", "Add interactions" },
    { PASTE, "control character" },
    { "\003", "kept as a draft" },
    { "/h1", "h10" },
    { "\003\r", "h00" }, /* the detail, from its beginning to its end */
    { "z", "h05" },
    { "G", "h36" }, /* of its trace */
    { "T", ", failed" },
    { "T]]]", "fail" },
    { "w", "go on to the right" },
    { ">>", "h" },
    { "w", "are broken" },
    { "/" PASTE "\r", "isn't in this trace" },
    { "/"
      "\025"
      "h05\r",
      "h05" },
    { "nN", "h05" },
    { "ttg", "fail" },
    { "y", "Part of the trace" },
    { "p", "clipboard" },
    { "g=", "\"label_values\":" },
    { "G", "]" },
    { "g", "\"label_values\":" },
    { "G=zhh", "h36" },
    { "L", "Activity" }, /* requests and changes */
    { "jj\r", "Activity" },
    { "Gkk", "Activity" },
    { "qq", "h36" },
    { "dy", "h01" }, /* an act, its message, and what is known of it */
    { "L", "delete queue" },
    { "\r", "delete queue" },
    { "G\003", "Activity" },
    { "qu", "h36" },
};

static const struct terminal_kind {
    int columns, rows;
    const char *locale, *flag;
    enum terminal_text text;
} kinds[] = {
    { 120, 50, "LC_ALL=C.UTF-8", "--layout=panes", TERMINAL_UTF8 },
    { 120, 50, "LC_ALL=C.UTF-8", "--emoji", TERMINAL_EMOJI },
    { 120, 50, "LC_ALL=C", "--layout=panes", TERMINAL_ASCII },
    { 120, 50, "LC_ALL=C.UTF-8", "--plain", TERMINAL_ASCII },
};

START_TEST(nothing_in_the_workbench_acts)
{
    const struct terminal_kind *kind = &kinds[_i];
    const char *const variables[] = { kind->locale, NULL };
    const char *const words[] = { "--data", data, kind->flag, NULL };
    pty = pty_start(&(struct pty_options){
        .columns = kind->columns, .rows = kind->rows, .variables = variables, .words = words, .home = home_path() });
    for (size_t i = 0; i < ARRAY_LENGTH(views); i++) {
        pty_keys(pty, views[i].keys);
        if (views[i].shows == NULL)
            await_marks();
        else
            pty_await(pty, views[i].shows);
    }
    pty_signal(pty, SIGTERM);
    pty_await_change(pty);
    check_bytes(pty_bytes(pty), kind->text, kind->flag);
}
END_TEST

/* --- Commands ----------------------------------------------------------------------------------------------------- */

enum { WORDS_MAX = 12 };
#define FIRST_QUEUE "q0h00\033[31mred\033[0m"

static const struct command {
    const char *words[WORDS_MAX];
    bool shows_all;
} commands[] = {
    { { "queue", "list" }, true },
    { { "queue", "list", "--csv" }, true },
    { { "queue", "list", "--json" }, true },
    { { "queue", "list", "--jsonl" }, true },
    { { "project", "list" }, true },
    { { "interaction", "list", FIRST_QUEUE }, true },
    { { "interaction", "list", FIRST_QUEUE, "--json" }, true },
    { { "interaction", "list", FIRST_QUEUE, "--csv" }, true },
    { { "interaction", "list", FIRST_QUEUE, "--filter", "label:h01=h01\033[31m h1" }, false },
    { { "dataset", "list", "h36\ufff9a\ufffab\ufffb\ufe0e\U0001d173" }, false },
    { { "experiment", "list", "--project-id", "h01\033]0;owned\007" }, false },
    { { "user", "show", "h00\033[31mred\033[0m" }, false },
    { { "queue", "list", "--project-id", "\033[31m\033]0;owned\007" }, false },
    { { "queue", "delete", "\033[31m\302\233\342\200\256", "--yes" }, false },
    { { "queue", "create", "--name", "\033]0;owned\007\r\n\b" }, false },
    { { "queue", "\033[31mlist" }, false },
    { { "queue", "list", "--\033[31m" }, false },
    { { "\302\233\342\200\256\033[31m" }, false },
    { { "--theme", "\033[31m", "queue", "list" }, false },
    { { "--url", "\033]0;owned\007", "queue", "list" }, false },
    { { "queue", "delete", FIRST_QUEUE, "--yes", "--journal" }, false },
    { { "queue", "create", "--name", "h\342\200\256\342\200\213", "--project-id", "\033[31m", "--journal" }, false },
    { { "journal", "list" }, false },
    { { "journal", "export" }, false },
    { { "journal", "export", "--curl" }, false },
    { { "journal", "send" }, false },
    { { "journal", "list" }, false },
    { { "cache", "info" }, false },
    { { "config" }, false },
    { { "doctor" }, false },
    { { "help", "\033[31m" }, false },
};

static void run_on_terminal(const char *const *words)
{
    const char *all[WORDS_MAX + 4] = { NULL };
    size_t count = 0;
    for (; words[count] != NULL; count++)
        all[count] = words[count];
    all[count++] = "--data";
    all[count++] = data;
    pty = pty_start(&(struct pty_options){ .columns = 1000, .rows = 100, .words = all, .home = home_path() });
    pty_await_change(pty);
}

static void check_shows_all(void)
{
    const struct slice bytes = pty_bytes(pty);
    for (size_t i = 0; hostile_texts[i] != NULL; i++)
        ck_assert_msg(memmem(bytes.at, bytes.length, mark_of(i), 3) != NULL, "%s is missing", mark_of(i));
}

START_TEST(nothing_that_commands_print_acts)
{
    for (size_t i = 0; i < ARRAY_LENGTH(commands); i++) {
        run_on_terminal(commands[i].words);
        check_bytes(pty_bytes(pty), TERMINAL_UTF8, commands[i].words[0]);
        if (commands[i].shows_all)
            check_shows_all();
        pty_end(&pty);
    }
}
END_TEST

/* --- A server that answers what the real one wouldn't --------------------------------------------------------------
 */

static void look(const char *const *words, const struct hostile_answer *answer, int signal)
{
    static const char *const keys[] = { "DD_API_KEY=a", "DD_APP_KEY=b", NULL };
    pty = pty_start(&(struct pty_options){ .columns = 400, .words = words, .variables = keys, .home = home_path() });
    pty_await(pty, answer->shows);
    if (signal != 0)
        pty_signal(pty, signal);
    pty_await_change(pty);
    check_bytes(pty_bytes(pty), TERMINAL_UTF8, answer->name);
    pty_end(&pty);
}

START_TEST(no_answer_acts)
{
    char url[64];
    const struct hostile_answer *answer = &hostile_answers[_i];
    const struct bad_answer answers[] = { { .bytes = answer->bytes }, { 0 } };
    const char *const list[] = { "queue", "list", "--url", url, NULL };
    const char *const workbench[] = { "--url", url, NULL };
    struct bad_server *server = bad_server_start(answers);
    snprintf(url, sizeof(url), "http://127.0.0.1:%u", bad_server_port(server));
    look(list, answer, 0);
    look(workbench, answer, SIGTERM);
    bad_server_stop(&server);
}
END_TEST

/* --- A client that asks what a real one wouldn't ------------------------------------------------------------------ */

static const char *const requests[] = {
    "GET /\033[31m HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /a?\033]0;owned\007\302\233 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "\033[31mGET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: \033[31m\r\n\r\n",
    "GET /api/v2/llm-obs/v1/projects HTTP/1.1\r\nHost: localhost\r\nDD-API-KEY: \033[31m\r\nDD-APPLICATION-KEY: "
    "\033]0;owned\007\r\n\r\n",
    "DELETE /api/v2/llm-obs/v1/annotation-queues/%1B%5B31m%C2%9B%E2%80%AE HTTP/1.1\r\nHost: localhost\r\n"
    "DD-API-KEY: a\r\nDD-APPLICATION-KEY: b\r\n\r\n",
};

static void check_file(const char *name)
{
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    home_read(name, &text);
    ck_assert_uint_gt(text.length, 0);
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] == '\n')
            text.data[i] = ' ';
    ck_assert_uint_eq(harmless_length(buf_slice(&text), false), text.length);
    buf_free(&text);
}

/* What a server keeps in its log and says is read on a terminal too. */
START_TEST(nothing_in_the_log_acts)
{
    char line[256], url[128];
    struct program server = program_start("serve|--listen|127.0.0.1:0|--any-key|--log|log|--data|d");
    ck_assert(program_line(&server, line, sizeof(line)));
    ck_assert_int_eq(sscanf(line, "listening on %127s", url), 1);
    for (size_t i = 0; i < ARRAY_LENGTH(requests); i++) {
        struct http_reply reply = { 0 };
        const int connection = http_connect(url);
        http_send(connection, slice_of(requests[i]));
        if (http_receive(connection, &reply))
            http_reply_free(&reply);
        close(connection);
    }
    program_end(&server, SIGTERM);
    check_file("log");
}
END_TEST

/* --- The grammar itself ------------------------------------------------------------------------------------------- */

static const struct {
    const char *bytes;
    size_t sound;
} grammar[] = {
    { "plain \033[1;31mred\033[m\r\n\033[?2004h\033(B\033]2;annotty\007\033[5;10H\342\224\202", 54 },
    { "a\033]0;x\007", 1 },
    { "\033]2;other\007", 0 },
    { "\033]52;c;AAAA\007z\007", 13 },
    { "\033]52;c;A-\007", 0 },
    { "ab\033[?47h", 2 },
    { "\033[6n", 0 },
    { "x\302\233", 1 },
    { "\342\200\256", 0 },
    { "a\tb", 1 },
    { "\007", 0 },
    { "\377", 0 },
    { "\033Pq\033\\", 0 },
    { "\033", 0 },
    { "\033[31", 0 },
    { "\342\200\213", 0 },
    { "\033[>4m", 0 },
};

START_TEST(the_grammar_tells_what_acts)
{
    for (size_t i = 0; i < ARRAY_LENGTH(grammar); i++)
        ck_assert_msg(terminal_bytes_sound(slice_of(grammar[i].bytes), TERMINAL_UTF8) == grammar[i].sound,
                      "row %zu: %zu", i, terminal_bytes_sound(slice_of(grammar[i].bytes), TERMINAL_UTF8));
    ck_assert_uint_eq(terminal_bytes_sound(SLICE("a\342\224\202"), TERMINAL_ASCII), 1);
    ck_assert_uint_eq(terminal_bytes_sound(SLICE("\342\200\215"), TERMINAL_EMOJI), 3);
}
END_TEST

Suite *hostile_suite(void)
{
    Suite *suite = suite_create("hostile");
    TCase *tests = tcase_create("hostile");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, nothing_in_the_workbench_acts, 0, (int)ARRAY_LENGTH(kinds));
    tcase_add_test(tests, nothing_that_commands_print_acts);
    tcase_add_test(tests, nothing_in_the_log_acts);
    suite_add_tcase(suite, tests);
    TCase *answers = tcase_create("answers");
    tcase_add_checked_fixture(answers, home_make, teardown);
    tcase_set_timeout(answers, 120);
    tcase_add_loop_test(answers, no_answer_acts, 0, (int)hostile_answer_count);
    suite_add_tcase(suite, answers);
    TCase *own = tcase_create("grammar");
    tcase_add_test(own, the_grammar_tells_what_acts);
    suite_add_tcase(suite, own);
    return suite;
}
