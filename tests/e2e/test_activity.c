/* What was done and what was typed, as a person finds it again: the Activity screen, copies, drafts after a crash. */
#include "home.h"
#include "pty.h"

#include <check.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

static struct pty *pty;

static void start_with(int columns, int rows, const char *const *words, const char *const *variables)
{
    pty = pty_start(&(struct pty_options){
        .columns = columns, .rows = rows, .words = words, .variables = variables, .home = home_path() });
    pty_await(pty, "Thumbs down");
}

static void teardown(void)
{
    pty_end(&pty);
    home_remove();
}

static void await_end(void)
{
    const int status = pty_await_change(pty);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x\n%s", (unsigned)status, pty_screen(pty));
    ck_assert(pty_modes_are_back(pty));
}

static void quit(void)
{
    pty_keys(pty, ":quit\r");
    await_end();
}

static const char *const plain[] = { "--plain", NULL };

static const struct {
    int columns, rows;
    const char *const *words;
} shapes[] = { { 80, 24, NULL }, { 120, 40, NULL }, { 200, 60, NULL }, { 80, 24, plain }, { 40, 12, NULL } };
enum { SHAPES = sizeof(shapes) / sizeof(*shapes) };

START_TEST(requests_and_messages_are_found_again)
{
    start_with(shapes[_i].columns, shapes[_i].rows, shapes[_i].words, NULL);
    pty_keys(pty, "Q");
    pty_await(pty, "Q does nothing here");
    pty_keys(pty, "L");
    pty_await(pty, "Activity ");
    pty_await(pty, "list ");
    pty_keys(pty, "/queues\r");
    pty_await(pty, "filter: queues");
    pty_keys(pty, "G\r");
    pty_await_gone(pty, "filter: queues");
    pty_await(pty, "list queues");
    pty_await(pty, "Request");
    pty_await(pty, "GET");
    pty_await(pty, "/api/v2/llm-obs/v1/annotation-");
    pty_keys(pty, "\033");
    pty_await(pty, "filter: queues");
    pty_keys(pty, "\033");
    pty_await_gone(pty, "filter: queues");
    pty_keys(pty, "\t");
    pty_await(pty, "Messages 1/");
    pty_await(pty, "Q does nothing");
    pty_keys(pty, "q");
    pty_await(pty, "Thumbs down");
    quit();
}
END_TEST

static bool is_kept(const char *text)
{
    glob_t files;
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    bool is_there = false;
    if (glob(".local/share/annotty/journal/*.db", 0, NULL, &files) != 0)
        return false;
    if (sqlite3_open_v2(files.gl_pathv[0], &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(db, "SELECT 1 FROM draft WHERE text LIKE '%' || ? || '%'", -1, &statement, NULL) ==
            SQLITE_OK) {
        sqlite3_bind_text(statement, 1, text, -1, SQLITE_STATIC);
        is_there = sqlite3_step(statement) == SQLITE_ROW;
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    globfree(&files);
    return is_there;
}

/* Nothing on the screen tells when it is on the disk. */
static void await_draft(const char *text)
{
    enum { LOOKS = 1000, PAUSE_US = 20000 };
    for (int i = 0; i < LOOKS && !is_kept(text); i++)
        usleep(PAUSE_US);
    ck_assert_msg(is_kept(text), "%s", pty_screen(pty));
}

START_TEST(what_was_typed_outlives_a_kill)
{
    start_with(100, 30, NULL, NULL);
    pty_keys(pty, "c");
    pty_await(pty, "New queue");
    pty_keys(pty, "Half a name\rand why");
    pty_await(pty, "and why");
    await_draft("and why");
    pty_signal(pty, SIGKILL);
    pty_await_change(pty);
    pty_end(&pty);
    start_with(100, 30, NULL, NULL);
    pty_await(pty, "1 draft is kept from before");
    pty_keys(pty, "c");
    pty_await(pty, "Half a name");
    pty_await(pty, "and why");
    pty_keys(pty, "\033");
    pty_await(pty, "kept as a draft");
    quit();
    pty_end(&pty);
    start_with(100, 30, NULL, NULL);
    pty_await(pty, "1 draft is kept from before");
    pty_keys(pty, "c");
    pty_await(pty, "Half a name");
    pty_keys(pty, "\023");
    pty_await(pty, "queue \"Half a name\" created");
    quit();
    pty_end(&pty);
    start_with(100, 30, NULL, NULL);
    pty_keys(pty, "c");
    pty_await(pty, "New queue");
    pty_await(pty, "Name of the queue.");
    pty_keys(pty, "\033");
    pty_await_gone(pty, "New queue");
    quit();
}
END_TEST

static void rename_project_in_vain(void)
{
    pty_keys(pty, "p");
    pty_await(pty, "Support assistant");
    pty_keys(pty, "Ge");
    pty_await(pty, "Change project");
    pty_keys(pty, "\025Engineering helpers\023");
    pty_await(pty, "1 failed: L");
}

START_TEST(what_was_refused_is_sent_again_and_edited)
{
    start_with(120, 40, NULL, NULL);
    rename_project_in_vain();
    pty_keys(pty, "L/failed\r");
    pty_await(pty, "name is in use");
    pty_keys(pty, "r");
    pty_await(pty, "1 change sent again");
    pty_await(pty, "Tries         2");
    pty_keys(pty, "e");
    pty_await(pty, "Change project");
    pty_keys(pty, "\025Helpers of support\023");
    pty_await_gone(pty, "1 failed: L");
    pty_keys(pty, "\033");
    pty_await_gone(pty, "filter: failed");
    pty_await(pty, "Helpers of");
    pty_keys(pty, ":quit wait\r");
    await_end();
}
END_TEST

START_TEST(what_was_refused_is_dropped)
{
    start_with(80, 24, NULL, NULL);
    rename_project_in_vain();
    pty_keys(pty, "L/failed\rd");
    pty_await(pty, "Drop this?");
    pty_keys(pty, "y");
    pty_await_gone(pty, "1 failed: L");
    pty_keys(pty, "\033");
    pty_await_gone(pty, "filter: failed");
    pty_await(pty, "dropped");
    quit();
    pty_end(&pty);
    start_with(80, 24, NULL, NULL);
    pty_keys(pty, "L");
    pty_await(pty, "dropped");
    quit();
}
END_TEST

START_TEST(a_request_is_copied_as_curl)
{
    char path[256];
    snprintf(path, sizeof(path), "PATH=%s", home_path());
    const char *const variables[] = { path, "TMUX=/tmp/s,1,0", NULL };
    home_write("tmux", "#!/bin/sh\nPATH=/usr/bin:/bin\ncat > \"${0%/*}/copied\"\n");
    ck_assert_int_eq(chmod("tmux", 0700), 0);
    start_with(100, 30, NULL, variables);
    pty_keys(pty, "L/queues\ryc");
    pty_await(pty, "copied by tmux");
    struct buf copied = buf_with_limit(BUF_LIMIT_LINE);
    home_read("copied", &copied);
    ck_assert_msg(strncmp(buf_text(&copied), "curl -X GET --unix-socket '/", 28) == 0, "%s", buf_text(&copied));
    ck_assert_ptr_nonnull(strstr(buf_text(&copied), "'http://localhost/api/v2/llm-obs/v1/annotation-queues"));
    buf_free(&copied);
    home_write("tmux", "#!/bin/sh\nexit 1\n");
    pty_keys(pty, "yc");
    pty_await(pty, "sent to the terminal's clipboard (OSC 52)");
    pty_keys(pty, "qq");
    quit();
}
END_TEST

Suite *activity_suite(void);
Suite *activity_suite(void)
{
    Suite *suite = suite_create("activity");
    TCase *tests = tcase_create("activity");
    tcase_add_checked_fixture(tests, home_make, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, requests_and_messages_are_found_again, 0, SHAPES);
    tcase_add_test(tests, what_was_typed_outlives_a_kill);
    tcase_add_test(tests, what_was_refused_is_sent_again_and_edited);
    tcase_add_test(tests, what_was_refused_is_dropped);
    tcase_add_test(tests, a_request_is_copied_as_curl);
    suite_add_tcase(suite, tests);
    return suite;
}
