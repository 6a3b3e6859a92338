/* The workbench as a person meets it: the real program on a pty, its own server, a home of its own. Each story is done
 * at several sizes, by looking at the screen only. */
#include "home.h"
#include "pty.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

static const struct {
    int columns, rows;
} sizes[] = { { 80, 24 }, { 140, 45 }, { 60, 16 } };
enum { SIZES = sizeof(sizes) / sizeof(*sizes) };

static struct pty *pty;

static void start(int columns, int rows, const char *const *words)
{
    pty = pty_start(&(struct pty_options){ .columns = columns, .rows = rows, .words = words, .home = home_path() });
}

static void teardown(void)
{
    pty_end(&pty);
    home_remove();
}

/* Leaves as people do, and looks at what is left behind. */
static void await_end(void)
{
    const int status = pty_await_change(pty);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x\n%s", (unsigned)status, pty_screen(pty));
    ck_assert(pty_modes_are_back(pty));
    ck_assert(!pty_is_alternate(pty));
}

static void quit(void)
{
    pty_keys(pty, ":quit\r");
    await_end();
}

/* From an empty workspace to a curated queue, with the keys that the footer shows. */
START_TEST(the_story_of_the_purpose)
{
    static const char *const words[] = { "--no-sample", "--hold", "1", NULL };
    start(sizes[_i].columns, sizes[_i].rows, words);
    pty_await(pty, "No queues yet.");
    pty_keys(pty, "c");
    pty_await(pty, "a queue belongs to a project");
    pty_keys(pty, "c");
    pty_await(pty, "New project");
    pty_keys(pty, "Support answers\r\r");
    pty_await(pty, "project \"Support answers\" created");
    pty_keys(pty, "\r");
    pty_await(pty, "local  Support answers");
    pty_keys(pty, "c");
    pty_await(pty, "New queue in Support answers");
    pty_keys(pty, "\r");
    pty_await(pty, "Name is required");
    pty_keys(pty, "Week 47\rIs the answer kind?\r");
    pty_await(pty, "queue \"Week 47\" created");
    pty_keys(pty, "a");
    pty_await(pty, "Add interactions to Week 47");
    pty_keys(pty, "trace-1\rtrace-2\rexperiment_trace:run-7\rtrace-1\r");
    pty_await(pty, "add 3   0 already there   1 repeated");
    pty_keys(pty, "\r");
    pty_await(pty, "added 3 new to \"Week 47\"; none was already there");
    pty_keys(pty, "a");
    pty_keys(pty, "trace-2\rtrace-3\r");
    pty_await(pty, "add 1   1 already there");
    pty_keys(pty, "\r");
    pty_await(pty, "added 1 new to \"Week 47\"; 1 already there");
    pty_keys(pty, "l");
    pty_await(pty, "1/4");
    pty_keys(pty, "/trace-\r");
    pty_await(pty, "filter: trace-");
    pty_keys(pty, "*");
    pty_await(pty, "3 marked");
    pty_keys(pty, "d");
    pty_await(pty, "Remove 3 marked interactions from \"Week 47\"?");
    pty_keys(pty, "n");
    pty_await(pty, "nothing was done");
    pty_keys(pty, "dy");
    pty_await(pty, "remove 3 interactions from \"Week 47\" in 1 s: u");
    pty_await(pty, "removed 3 from \"Week 47\"");
    pty_keys(pty, "\033");
    pty_await(pty, "run-7");
    pty_keys(pty, "he");
    pty_await(pty, "Change queue");
    pty_keys(pty, "\025Week 48\023");
    pty_await(pty, "queue \"Week 48\" changed");
    pty_keys(pty, "d");
    pty_await(pty, "Delete queue \"Week 48\"?");
    pty_keys(pty, "y");
    pty_await(pty, "queue \"Week 48\" deleted");
    pty_await(pty, "No queues yet.");
    quit();
}
END_TEST

START_TEST(annotated_results_are_read)
{
    start(sizes[_i].columns, sizes[_i].rows, NULL);
    pty_await(pty, "Thumbs down");
    pty_keys(pty, ":queue thumbs\r");
    pty_await(pty, "/48");
    pty_keys(pty, "l");
    pty_await(pty, "3 annotations");
    pty_await(pty, "quality");
    pty_keys(pty, "=");
    pty_await(pty, "\"content_id\":");
    pty_keys(pty, "=");
    pty_await_gone(pty, "\"content_id\":");
    quit();
}
END_TEST

/* The second start shows the last screen, on the same item. */
START_TEST(what_was_seen_last_comes_back)
{
    start(140, 45, NULL);
    pty_await(pty, "Thumbs down");
    pty_keys(pty, ":queue thumbs\r");
    pty_await(pty, "Interactions 1/48");
    pty_keys(pty, "jjj");
    pty_await(pty, "Interactions 4/48");
    quit();
    pty_end(&pty);
    start(140, 45, NULL);
    pty_await(pty, "Interactions 4/48");
    quit();
}
END_TEST

START_TEST(the_size_changes_during_work)
{
    start(140, 45, NULL);
    pty_await(pty, "Thumbs down");
    pty_keys(pty, "c");
    pty_await(pty, "New queue");
    pty_keys(pty, "half a na");
    static const int shapes[][2] = { { 80, 24 }, { 20, 5 }, { 10, 3 }, { 1, 1 }, { 250, 70 }, { 40, 30 }, { 120, 40 } };
    for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
        pty_resize(pty, shapes[i][0], shapes[i][1]);
    pty_await(pty, "half a na");
    pty_keys(pty, "me");
    pty_await(pty, "half a name");
    pty_keys(pty, "\033");
    pty_await(pty, "kept as a draft");
    quit();
}
END_TEST

static const struct {
    const char *term, *locale;
} kinds[] = {
    { "xterm-256color", "C.UTF-8" }, { "xterm", "C.UTF-8" },    { "xterm-mono", "C.UTF-8" },
    { "vt100", "C.UTF-8" },          { "linux", "C.UTF-8" },    { "screen-256color", "C.UTF-8" },
    { "tmux-256color", "C.UTF-8" },  { "xterm-256color", "C" }, { "vt100", "C" },
};
enum { KINDS = sizeof(kinds) / sizeof(*kinds) };

START_TEST(every_kind_of_terminal_shows_it)
{
    char locale[64];
    snprintf(locale, sizeof(locale), "LC_ALL=%s", kinds[_i].locale);
    const char *const variables[] = { locale, _i % 2 == 0 ? "NO_COLOR=1" : "X=1", NULL };
    pty = pty_start(&(struct pty_options){ .term = kinds[_i].term, .variables = variables, .home = home_path() });
    pty_await(pty, "Thumbs down");
    pty_keys(pty, "jjl");
    pty_await(pty, "support-");
    pty_keys(pty, "?");
    pty_await(pty, "Keys and commands");
    pty_keys(pty, "q");
    quit();
}
END_TEST

static const struct {
    const char *term, *says;
} refused[] = { { "dumb", "TERM=dumb" }, { "no-such-terminal", "TERM=no-such-terminal" } };
enum { REFUSED = sizeof(refused) / sizeof(*refused) };

START_TEST(a_terminal_that_cannot_show_it_is_told)
{
    pty = pty_start(&(struct pty_options){ .term = refused[_i].term, .home = home_path(), .columns = 120 });
    const int status = pty_await_change(pty);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 6, "status %x", (unsigned)status);
    pty_await(pty, refused[_i].says);
    ck_assert(pty_modes_are_back(pty));
}
END_TEST

/* Owners and annotators are people; the second time they are there before the server is asked. */
START_TEST(people_stand_with_their_names)
{
    start(120, 30, NULL);
    pty_await(pty, "Priya Raman");
    pty_keys(pty, "l");
    pty_await(pty, "Maya Lindqvist");
    quit();
    pty_end(&pty);
    start(120, 30, NULL);
    pty_await(pty, "Maya Lindqvist");
    quit();
}
END_TEST

START_TEST(tables_show_people_by_name)
{
    static const char *const words[] = { "queue", "list", NULL };
    start(140, 30, words);
    pty_await(pty, "Maya Lindqvist");
    pty_await(pty, "Priya Raman");
    const int status = pty_await_change(pty);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
END_TEST

START_TEST(it_is_suspended_and_comes_back)
{
    start(80, 24, NULL);
    pty_await(pty, "Thumbs down");
    pty_signal(pty, SIGTSTP);
    const int status = pty_await_change(pty);
    ck_assert(WIFSTOPPED(status));
    ck_assert(!pty_is_alternate(pty));
    ck_assert(pty_modes_are_back(pty));
    pty_signal(pty, SIGCONT);
    pty_await(pty, "Thumbs down");
    ck_assert(pty_is_alternate(pty));
    pty_keys(pty, "j");
    pty_await(pty, "2/6");
    quit();
}
END_TEST

static const int endings[] = { SIGSEGV, SIGABRT, SIGBUS, SIGTERM, SIGHUP };
enum { ENDINGS = sizeof(endings) / sizeof(*endings) };

START_TEST(the_terminal_is_given_back_whatever_happens)
{
    start(80, 24, NULL);
    pty_await(pty, "Thumbs down");
    ck_assert(pty_is_alternate(pty));
    pty_signal(pty, endings[_i]);
    pty_await_change(pty);
    ck_assert(!pty_is_alternate(pty));
    ck_assert(pty_modes_are_back(pty));
}
END_TEST

/* What data says must not be done by the terminal: no byte of it arrives as it is. */
START_TEST(hostile_text_stays_text)
{
    static const char *const words[] = { "--no-sample", NULL };
    start(140, 30, words);
    pty_await(pty, "No queues yet.");
    pty_keys(pty, "c");
    pty_await(pty, "choose one");
    pty_keys(pty, "cP\r\r");
    pty_await(pty, "project \"P\" created");
    pty_keys(pty, "\rc");
    pty_await(pty, "New queue");
    /* A paste with a title, a colour, a bidi override, a C1 control and a bell in it. */
    pty_keys(pty, "Q\r\033[200~x\033]0;owned\007y\033[31mred\342\200\256flip\302\2332Jz\033[201~\r");
    pty_await(pty, "queue \"Q\" created");
    pty_await(pty, "owned");
    pty_keys(pty, "=");
    pty_await(pty, "\"description\":");
    pty_keys(pty, "=a");
    pty_await(pty, "Add interactions");
    pty_keys(pty, "id\033[200~\033[31m\033[201~\023");
    pty_await(pty, "has a control character in it");
    pty_keys(pty, "\033");
    pty_await(pty, "kept as a draft");
    pty_keys(pty, "L/create\r\r");
    pty_await(pty, "Body");
    pty_await(pty, "owned");
    pty_keys(pty, "qqq");
    quit();
    const struct slice bytes = pty_bytes(pty);
    static const char *const forbidden[] = { "\033]0;owned", "\033[31mred", "\342\200\256", "\302\233", "owned\007" };
    for (size_t i = 0; i < sizeof(forbidden) / sizeof(*forbidden); i++)
        ck_assert_msg(memmem(bytes.at, bytes.length, forbidden[i], strlen(forbidden[i])) == NULL, "%zu got through", i);
}
END_TEST

/* Two at once on the same data: what one writes, the other reads. */
START_TEST(two_work_on_the_same_data)
{
    start(80, 24, NULL);
    pty_await(pty, "Thumbs down");
    struct pty *other = pty;
    start(80, 24, NULL);
    pty_await(pty, "Thumbs down");
    pty_keys(pty, "cSeen by both\r\r");
    pty_await(pty, "queue \"Seen by both\" created");
    pty_keys(other, "r");
    pty_await(other, "Seen by both");
    pty_keys(other, "cAnd back\r\r");
    pty_await(other, "queue \"And back\" created");
    pty_keys(pty, "r");
    pty_await(pty, "And back");
    pty_end(&other);
    quit();
}
END_TEST

/* --- Nothing is lost ---------------------------------------------------------------------------------------------- */

START_TEST(what_was_done_is_taken_back)
{
    start(100, 30, NULL);
    pty_await(pty, "Thumbs down");
    pty_keys(pty, "cMine\r\r");
    pty_await(pty, "queue \"Mine\" created");
    pty_keys(pty, "a");
    pty_await(pty, "Add interactions to Mine");
    pty_keys(pty, "trace-1\rtrace-2\r\r");
    pty_await(pty, "added 2 new to \"Mine\"");
    pty_keys(pty, "dy");
    pty_await(pty, "delete queue \"Mine\" in ");
    pty_await(pty, "gone in ");
    pty_keys(pty, "u");
    pty_await(pty, "taken back: delete queue \"Mine\"");
    pty_await_gone(pty, "gone in ");
    pty_keys(pty, "u");
    pty_await(pty, "taken back: add 2 interactions to \"Mine\"");
    pty_await(pty, "Interactions 0/0");
    pty_keys(pty, "\022");
    pty_await(pty, "done again: add 2 interactions to \"Mine\"");
    pty_await(pty, "Interactions 1/2");
    pty_keys(pty, "uu");
    pty_await(pty, "taken back: create queue \"Mine\"");
    pty_await(pty, "Queues 1/6");
    quit();
}
END_TEST

/* Without a network changes wait, are used as if they were made, and go with the next start. */
START_TEST(what_is_not_sent_goes_with_the_next_start)
{
    static const char *const offline[] = { "--offline", NULL };
    start(100, 30, NULL);
    pty_await(pty, "Thumbs down");
    pty_await(pty, "live");
    quit();
    pty_end(&pty);
    start(100, 30, offline);
    pty_await(pty, "Thumbs down");
    pty_keys(pty, "cMade offline\r\r");
    pty_await(pty, "1 waiting");
    pty_keys(pty, "a");
    pty_await(pty, "Add interactions to Made offline");
    pty_keys(pty, "trace-1\r\r");
    pty_await(pty, "2 waiting");
    pty_keys(pty, "q");
    pty_await(pty, "2 changes are not sent yet");
    pty_keys(pty, "\r");
    await_end();
    pty_end(&pty);
    start(100, 30, NULL);
    pty_await(pty, "/7");
    pty_await_gone(pty, "waiting");
    pty_keys(pty, ":q made\r");
    pty_await(pty, "trace-1");
    quit();
}
END_TEST

/* Both began from the same version; the second one is asked. */
START_TEST(two_who_change_the_same_see_both_versions)
{
    start(100, 30, NULL);
    pty_await(pty, "Thumbs down");
    struct pty *other = pty;
    start(100, 30, NULL);
    pty_await(pty, "Thumbs down");
    pty_keys(pty, "e");
    pty_await(pty, "Change queue");
    pty_keys(other, "e");
    pty_await(other, "Change queue");
    pty_keys(other, "\025Theirs\023");
    pty_await(other, "queue \"Theirs\" changed");
    pty_keys(pty, "\025Mine\023");
    pty_await(pty, "somebody else has changed it meanwhile");
    pty_keys(pty, "!");
    pty_await(pty, "m sends yours");
    pty_await(pty, "Theirs");
    pty_keys(pty, "m");
    pty_await(pty, "queue \"Mine\" changed");
    pty_keys(other, "r");
    pty_await(other, "Mine");
    pty_end(&other);
    quit();
}
END_TEST

START_TEST(a_click_goes_to_what_is_clicked)
{
    static const char *const words[] = { "--mouse", NULL };
    start(140, 30, words);
    pty_await(pty, "Thumbs down");
    int row = 0;
    while (strstr(pty_row(pty, row), "Thumbs down") == NULL)
        row++;
    char click[32];
    snprintf(click, sizeof(click), "\033[<0;5;%dM\033[<0;5;%dm", row + 1, row + 1);
    pty_keys(pty, click);
    pty_await(pty, "Interactions 1/48");
    ck_assert(pty_is_lit(pty, row, 5));
    pty_keys(pty, "\033[<0;40;8M\033[<0;40;8m");
    pty_await(pty, "Interactions 5/48");
    pty_keys(pty, "\033[<65;40;8M");
    pty_await(pty, "Interactions 6/48");
    quit();
}
END_TEST

START_TEST(a_theme_that_is_wrong_is_told_and_the_default_stays)
{
    home_write("bad-theme", "[theme]\nname = bad\n[roles]\nselected = purplish on blue\n");
    char path[256];
    snprintf(path, sizeof(path), "%s/bad-theme", home_path());
    const char *const words[] = { "--theme", path, NULL };
    start(140, 24, words);
    pty_await(pty, "bad-theme:4: \"purplish\" is neither a colour");
    pty_keys(pty, ":theme nowhere\r");
    pty_await(pty, "there is no theme \"nowhere\"");
    pty_keys(pty, ":theme dark\r");
    pty_await(pty, "theme is dark");
    quit();
}
END_TEST

Suite *workbench_suite(void)
{
    Suite *suite = suite_create("workbench");
    TCase *tests = tcase_create("workbench");
    tcase_add_checked_fixture(tests, home_make, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, the_story_of_the_purpose, 0, SIZES);
    tcase_add_loop_test(tests, annotated_results_are_read, 0, SIZES);
    tcase_add_test(tests, what_was_seen_last_comes_back);
    tcase_add_test(tests, the_size_changes_during_work);
    tcase_add_loop_test(tests, every_kind_of_terminal_shows_it, 0, KINDS);
    tcase_add_loop_test(tests, a_terminal_that_cannot_show_it_is_told, 0, REFUSED);
    tcase_add_test(tests, people_stand_with_their_names);
    tcase_add_test(tests, tables_show_people_by_name);
    tcase_add_test(tests, it_is_suspended_and_comes_back);
    tcase_add_loop_test(tests, the_terminal_is_given_back_whatever_happens, 0, ENDINGS);
    tcase_add_test(tests, hostile_text_stays_text);
    tcase_add_test(tests, two_work_on_the_same_data);
    tcase_add_test(tests, what_was_done_is_taken_back);
    tcase_add_test(tests, what_is_not_sent_goes_with_the_next_start);
    tcase_add_test(tests, two_who_change_the_same_see_both_versions);
    tcase_add_test(tests, a_click_goes_to_what_is_clicked);
    tcase_add_test(tests, a_theme_that_is_wrong_is_told_and_the_default_stays);
    suite_add_tcase(suite, tests);
    return suite;
}
