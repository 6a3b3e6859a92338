#include <annotty/store/journal.h>

#include <annotty/base/mem.h>

#include "scratch.h"

#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct scratch scratch;
static char *path;
static struct journal *journal;

static void open_journal(void)
{
    char *aside = NULL;
    struct error error = { 0 };
    journal = journal_open(path, &aside, &error);
    ck_assert_msg(journal != NULL, "%s", error.message);
    ck_assert_ptr_null(aside);
}

static void setup(void)
{
    scratch = scratch_new();
    path = journal_path(scratch.path, "https://api.example.org#0011223344556677");
    open_journal();
}

static void teardown(void)
{
    journal_close(&journal);
    free(path);
    scratch_remove(&scratch);
}

static struct change create_queue(const char *name)
{
    struct change change = { .call = api_call_new(API_CREATE_QUEUE) };
    char *json = xasprintf("\"%s\"", name);
    api_call_member_json(&change.call, "name", slice_of(json));
    free(json);
    return change;
}

static struct change delete_queue(const char *id)
{
    struct change change = { .call = api_call_new(API_DELETE_QUEUE), .hold_ms = 5000 };
    api_call_parameter(&change.call, "queue_id", slice_of(id));
    return change;
}

static struct change add_interactions(const char *queue, const char *json)
{
    struct change change = { .call = api_call_new(API_ADD_INTERACTIONS) };
    api_call_parameter(&change.call, "queue_id", slice_of(queue));
    api_call_member_json(&change.call, "interactions", slice_of(json));
    return change;
}

/* Adds a step of one change, which it frees; the change's id. */
static int64_t keep(struct change change, enum step_kind kind, int64_t of, int64_t *step_id)
{
    struct step step = { .kind = kind, .of = of, .title = xstrdup("what was done") };
    struct error error = { 0 };
    ck_assert_msg(journal_add(journal, &step, &change, 1, &error), "%s", error.message);
    const int64_t id = change.id;
    if (step_id != NULL)
        *step_id = step.id;
    step_free(&step);
    change_free(&change);
    return id;
}

struct told {
    struct buf text;
};

static bool tell(const struct change *change, void *data)
{
    struct told *told = data;
    return buf_printf(&told->text, "%lld %s %s %s;", (long long)change->id, change->call.operation->name, change->lane,
                      change_states[change->state].name);
}

static void assert_told(enum journal_part part, int64_t number, const char *expected)
{
    struct told told = { buf_with_limit(BUF_LIMIT_LINE) };
    ck_assert(journal_each(journal, part, number, tell, &told, NULL));
    ck_assert_str_eq(buf_text(&told.text), expected);
    buf_free(&told.text);
}

START_TEST(what_is_kept_is_there_after_a_restart)
{
    int64_t step_id = 0;
    keep(create_queue("Triage"), STEP_DO, 0, &step_id);
    keep(delete_queue("q-1"), STEP_DO, 0, NULL);
    keep(add_interactions("local:1", "[{\"content_id\":\"a\"},{\"content_id\":\"b\"}]"), STEP_DO, 0, NULL);
    journal_close(&journal);
    open_journal();
    assert_told(JOURNAL_OPEN, 0,
                "1 create_queue local:1 waiting;2 delete_queue queue:q-1 held;"
                "3 add_interactions queue:local:1 waiting;");
    struct change change;
    struct step step;
    ck_assert(journal_get(journal, 1, &change, NULL));
    ck_assert_str_eq(api_call_argument(&change.call, "name"), "\"Triage\"");
    ck_assert(journal_get_step(journal, change.step, &step, NULL));
    ck_assert_str_eq(step.title, "what was done");
    ck_assert_uint_eq(step.open_count, 1);
    ck_assert_int_eq(step.id, step_id);
    change_free(&change);
    step_free(&step);
    ck_assert(journal_get_step(journal, 3, &step, NULL));
    ck_assert_uint_eq(step.item_count, 2);
    step_free(&step);
}
END_TEST

START_TEST(a_change_moves_on)
{
    keep(create_queue("Triage"), STEP_DO, 0, NULL);
    keep(add_interactions("local:1", "[{\"content_id\":\"a\"}]"), STEP_DO, 0, NULL);
    const int64_t before = journal_revision(journal);
    struct change change;
    ck_assert(journal_get(journal, 1, &change, NULL));
    change.state = CHANGE_DONE;
    change.answer = xstrdup("{\"id\":\"q-9\"}");
    change.tries = 2;
    change.status = 201;
    ck_assert(journal_update(journal, &change, NULL));
    change_free(&change);
    ck_assert(journal_alias(journal, SLICE("local:1"), SLICE("q-9"), NULL));
    assert_told(JOURNAL_OPEN, 0, "2 add_interactions queue:q-9 waiting;");
    assert_told(JOURNAL_SINCE, before, "1 create_queue local:1 done;");
    ck_assert(journal_get(journal, 1, &change, NULL));
    ck_assert_str_eq(change.answer, "{\"id\":\"q-9\"}");
    ck_assert_int_eq(change.tries, 2);
    ck_assert_int_eq(change.status, 201);
    change_free(&change);
}
END_TEST

START_TEST(what_somebody_else_has_moved_on_stays_there)
{
    struct error error = { 0 };
    struct step step = { .title = xstrdup("delete") };
    struct change change = delete_queue("q");
    ck_assert(journal_add(journal, &step, &change, 1, &error));
    change.state = CHANGE_DROPPED;
    ck_assert(journal_move(journal, &change, CHANGE_HELD, &error));
    change.state = CHANGE_SENDING;
    ck_assert(!journal_move(journal, &change, CHANGE_HELD, &error));
    ck_assert_int_eq(error.kind, ERROR_CANCELLED);
    ck_assert_str_eq(error.message, "change 1 is no longer held");
    change_free(&change);
    ck_assert(journal_get(journal, 1, &change, &error));
    ck_assert_int_eq(change.state, CHANGE_DROPPED);
    change_free(&change);
    step_free(&step);
}
END_TEST

START_TEST(names_become_ids)
{
    int64_t missing = -1;
    struct error error = { 0 };
    keep(create_queue("Triage"), STEP_DO, 0, NULL);
    struct change change = add_interactions("local:1", "[]");
    ck_assert(!journal_resolve(journal, &change.call, &missing, &error));
    ck_assert_int_eq(missing, 1);
    ck_assert(journal_alias(journal, SLICE("local:1"), SLICE("q-1"), NULL));
    ck_assert(journal_alias(journal, SLICE("q-1"), SLICE("q-2"), NULL));
    ck_assert(journal_resolve(journal, &change.call, &missing, &error));
    ck_assert_str_eq(api_call_argument(&change.call, "queue_id"), "q-2");
    change_free(&change);
    change = add_interactions("local:77", "[]");
    ck_assert(!journal_resolve(journal, &change.call, &missing, &error));
    ck_assert_int_eq(missing, 0);
    change_free(&change);
    struct change create = { .call = api_call_new(API_CREATE_QUEUE) };
    api_call_member_json(&create.call, "project_id", SLICE("\"q-1\""));
    ck_assert(journal_resolve(journal, &create.call, &missing, &error));
    ck_assert_str_eq(api_call_argument(&create.call, "project_id"), "\"q-2\"");
    change_free(&create);
}
END_TEST

START_TEST(steps_are_undone_and_done_again_in_order)
{
    int64_t first = 0, second = 0, undo = 0, redo = 0;
    ck_assert_int_eq(journal_undoable(journal, 0), 0);
    keep(create_queue("a"), STEP_DO, 0, &first);
    keep(create_queue("b"), STEP_DO, 0, &second);
    ck_assert_int_eq(journal_undoable(journal, 0), second);
    ck_assert_int_eq(journal_undoable(journal, second), first);
    ck_assert_int_eq(journal_undoable(journal, first), 0);
    ck_assert_int_eq(journal_redoable(journal), 0);
    keep(delete_queue("b"), STEP_UNDO, second, &undo);
    ck_assert_int_eq(journal_undoable(journal, 0), first);
    ck_assert_int_eq(journal_redoable(journal), undo);
    keep(create_queue("b"), STEP_REDO, undo, &redo);
    ck_assert_int_eq(journal_undoable(journal, 0), redo);
    ck_assert_int_eq(journal_redoable(journal), 0);
    keep(delete_queue("b"), STEP_UNDO, redo, &undo);
    ck_assert_int_eq(journal_redoable(journal), undo);
    keep(create_queue("c"), STEP_DO, 0, NULL);
    ck_assert_int_eq(journal_redoable(journal), 0);
}
END_TEST

START_TEST(a_refused_item_gets_a_change_of_its_own)
{
    int64_t step_id = 0;
    const int64_t id = keep(add_interactions("q", "[1,2]"), STEP_DO, 0, &step_id);
    struct change rest, change;
    struct change failed = add_interactions("q", "[2]");
    ck_assert(journal_get(journal, id, &rest, NULL));
    api_call_member_json(&rest.call, "interactions", SLICE("[1]"));
    failed.reason = xstrdup("no such trace");
    ck_assert(journal_split(journal, &rest, &failed, NULL));
    ck_assert(journal_get(journal, id, &change, NULL));
    change.made_count = 1;
    ck_assert(journal_update(journal, &change, NULL));
    change_free(&change);
    assert_told(JOURNAL_OF_STEP, step_id, "1 add_interactions queue:q waiting;2 add_interactions queue:q failed;");
    change_free(&rest);
    change_free(&failed);
    struct step step;
    ck_assert(journal_get_step(journal, step_id, &step, NULL));
    ck_assert_uint_eq(step.made_count, 1);
    ck_assert_uint_eq(step.failed_count, 1);
    ck_assert_uint_eq(step.item_count, 2);
    step_free(&step);
}
END_TEST

START_TEST(one_process_sends)
{
    char ready = 0;
    int to_parent[2], to_child[2];
    ck_assert(pipe(to_parent) == 0 && pipe(to_child) == 0);
    const pid_t child = fork();
    if (child == 0) {
        char *aside = NULL;
        struct journal *other = journal_open(path, &aside, NULL);
        const char claimed = other != NULL && journal_claim(other) ? 'y' : 'n';
        journal_beat(other, 1000);
        (void)!write(to_parent[1], &claimed, 1);
        (void)!read(to_child[0], &ready, 1);
        _exit(0); /* without letting go */
    }
    ck_assert_int_eq(read(to_parent[0], &ready, 1), 1);
    ck_assert_int_eq(ready, 'y');
    ck_assert(!journal_claim(journal));
    ck_assert(journal_who_sends(journal).pid == child);
    ck_assert_int_eq(journal_who_sends(journal).beat_at_ms, 1000);
    journal_was_touched(journal);
    ck_assert(!journal_was_touched(journal));
    journal_wake_sender(journal);
    struct pollfd wake = { .fd = journal_wake_fd(journal), .events = POLLIN };
    ck_assert_int_eq(poll(&wake, 1, 0), 1);
    journal_take_wake(journal);
    ck_assert_int_eq(poll(&wake, 1, 0), 0);
    ck_assert_int_eq(write(to_child[1], "x", 1), 1);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    ck_assert(journal_claim(journal));
}
END_TEST

static void overwrite(long offset, const char *bytes, size_t length)
{
    const int fd = open(path, O_WRONLY);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(pwrite(fd, bytes, length, offset), (ssize_t)length);
    close(fd);
}

static bool count_one(const struct change *change, void *data)
{
    (void)change;
    ++*(size_t *)data;
    return true;
}

/* Enough changes for many pages, one of which is overwritten. */
START_TEST(a_damaged_page_is_put_aside_and_the_rest_taken_over)
{
    enum { CHANGES = 200, PAGE = 4096, LONG = 1000 };
    static char garbage[PAGE];
    char name[LONG + 1];
    size_t count = 0;
    memset(garbage, 0xa5, sizeof(garbage));
    memset(name, 'x', LONG);
    name[LONG] = '\0';
    for (int i = 0; i < CHANGES; i++)
        keep(create_queue(name), STEP_DO, 0, NULL);
    journal_close(&journal);
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0600);
    overwrite(status.st_size / PAGE / 2 * PAGE, garbage, PAGE);
    char *aside = NULL;
    struct error error = { 0 };
    journal = journal_open(path, &aside, &error);
    ck_assert_msg(journal != NULL, "%s", error.message);
    ck_assert_ptr_nonnull(aside);
    ck_assert_int_eq(access(aside, F_OK), 0);
    ck_assert(journal_each(journal, JOURNAL_OPEN, 0, count_one, &count, NULL));
    ck_assert_uint_ge(count, CHANGES - 20);
    ck_assert_uint_lt(count, CHANGES + 1);
    keep(create_queue("new"), STEP_DO, 0, NULL);
    free(aside);
}
END_TEST

/* The version in the header as it can't be: SQLite itself finds nothing wrong. */
START_TEST(a_damaged_version_is_put_aside_and_all_taken_over)
{
    enum { VERSION_AT = 60 };
    static const char *const versions[] = { "\0\0\0\0", "\x80\0\0\1" };
    char *aside = NULL;
    keep(create_queue("kept"), STEP_DO, 0, NULL);
    journal_close(&journal);
    overwrite(VERSION_AT, versions[_i], 4);
    journal = journal_open(path, &aside, NULL);
    ck_assert_ptr_nonnull(journal);
    ck_assert_ptr_nonnull(aside);
    assert_told(JOURNAL_OPEN, 0, "1 create_queue local:1 waiting;");
    free(aside);
}
END_TEST

START_TEST(garbage_is_put_aside)
{
    char *aside = NULL;
    journal_close(&journal);
    overwrite(0, "this is no journal at all, and long enough to be seen as none", 60);
    journal = journal_open(path, &aside, NULL);
    ck_assert_ptr_nonnull(journal);
    ck_assert_ptr_nonnull(aside);
    free(aside);
}
END_TEST

/* A bit of a text that has turned over leaves the file sound, and the change unsent. */
START_TEST(a_damaged_text_is_never_sent)
{
    static char content[65536];
    keep(create_queue("Recognisable name"), STEP_DO, 0, NULL);
    journal_close(&journal);
    const int fd = open(path, O_RDWR);
    const ssize_t length = read(fd, content, sizeof(content));
    char *at = memmem(content, (size_t)length, "Recognisable", 12);
    ck_assert_ptr_nonnull(at);
    ck_assert_int_eq(pwrite(fd, "r", 1, at - content), 1);
    close(fd);
    open_journal();
    assert_told(JOURNAL_OPEN, 0, "");
    ck_assert_uint_eq(journal_unreadable(journal), 1);
}
END_TEST

START_TEST(old_steps_are_forgotten_and_open_ones_never)
{
    const int64_t done = keep(create_queue("done"), STEP_DO, 0, NULL);
    keep(create_queue("open"), STEP_DO, 0, NULL);
    struct change change;
    ck_assert(journal_get(journal, done, &change, NULL));
    change.state = CHANGE_DONE;
    ck_assert(journal_update(journal, &change, NULL));
    change_free(&change);
    ck_assert(journal_prune(journal, INT64_MAX, NULL));
    assert_told(JOURNAL_ALL, 0, "2 create_queue local:2 waiting;");
}
END_TEST

Suite *journal_suite(void);
Suite *journal_suite(void)
{
    Suite *suite = suite_create("journal");
    TCase *tests = tcase_create("journal");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, what_is_kept_is_there_after_a_restart);
    tcase_add_test(tests, a_change_moves_on);
    tcase_add_test(tests, what_somebody_else_has_moved_on_stays_there);
    tcase_add_test(tests, names_become_ids);
    tcase_add_test(tests, steps_are_undone_and_done_again_in_order);
    tcase_add_test(tests, a_refused_item_gets_a_change_of_its_own);
    tcase_add_test(tests, one_process_sends);
    tcase_add_test(tests, a_damaged_page_is_put_aside_and_the_rest_taken_over);
    tcase_add_loop_test(tests, a_damaged_version_is_put_aside_and_all_taken_over, 0, 2);
    tcase_add_test(tests, garbage_is_put_aside);
    tcase_add_test(tests, a_damaged_text_is_never_sent);
    tcase_add_test(tests, old_steps_are_forgotten_and_open_ones_never);
    suite_add_tcase(suite, tests);
    return suite;
}
