/* The journal on a machine that fails it: no room, no permission, damaged pages, a clock that jumps, many at once. What
 * was said to be kept is sent once; what can't be kept is said so at once. */
#include "machine.h"
#include "person.h"
#include "stage.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DISK_SIZE = 8 * 1024 * 1024, CHANGES = 40, MANY = 20, PAGE_SIZE = 4096 };

#define DATA   "--data|disk/data|--cache|disk/cache"
#define QUEUES API "/annotation-queues"

static bool has_disk;

static void setup(void)
{
    has_disk = machine_can_mount();
    stage_open();
    ck_assert_int_eq(mkdir("disk", 0700), 0);
    if (has_disk)
        machine_mount("disk", DISK_SIZE);
    else
        machine_skips("a journal on a disk that is full or may not be written");
    stage_make_queue();
}

static void teardown(void)
{
    person_goes();
    if (has_disk)
        machine_unmount("disk");
    stage_close();
}

static size_t count_open(void)
{
    size_t lines = 0;
    ck_assert_msg(run_far("journal|list|--jsonl|" DATA) == 0, "%s", buf_text(&errors));
    for (size_t i = 0; i < output.length; i++)
        lines += output.data[i] == '\n';
    return lines;
}

static void write_ids(int items)
{
    FILE *const ids = fopen("ids", "w");
    ck_assert_ptr_nonnull(ids);
    for (int i = 0; i < items; i++)
        fprintf(ids, "trace-%d\n", i);
    fclose(ids);
}

static void send_all(size_t queues)
{
    ck_assert_msg(run_far("journal|send|--patience|20|" DATA) == 0, "%s", buf_text(&errors));
    ck_assert_uint_eq(stage_count(QUEUES, "\"name\":\"Mine"), queues);
}

/* --- No room, no permission ------------------------------------------------------------------------------------------
 */

static void make_full(void)
{
    machine_fill("disk");
}

static void make_room(void)
{
    machine_empty("disk");
}

static void forbid(void)
{
    machine_set_read_only("disk", true);
}

static void allow(void)
{
    machine_set_read_only("disk", false);
}

static const struct {
    void (*begin)(void), (*end)(void);
    const char *says;
} disks[] = { { make_full, make_room, "full" }, { forbid, allow, "can't be" } };

START_TEST(a_command_that_cannot_keep_says_so)
{
    if (!has_disk)
        return;
    write_ids(200000);
    ck_assert_int_eq(run_far("queue|create|--name|Mine 1|--project-id|%P|--journal|" DATA), 0);
    disks[_i].begin();
    const int status = run_far("interaction|add|%Q|@ids|--journal|" DATA);
    ck_assert_msg(status == 6, "%d: %s", status, buf_text(&errors));
    ck_assert_msg(strstr(buf_text(&errors), disks[_i].says) != NULL, "%s", buf_text(&errors));
    disks[_i].end();
    ck_assert_uint_eq(count_open(), 1);
    ck_assert_int_eq(run_far("queue|create|--name|Mine 2|--project-id|%P|--journal|" DATA), 0);
    send_all(2);
    ck_assert_uint_eq(stage_count(API "/annotation-queues/%Q/annotated-interactions", "\"content_id\""), 0);
}
END_TEST

/* The effect goes from the screen again, the reason is told, and what was typed is kept. */
START_TEST(the_workbench_that_cannot_keep_says_so)
{
    if (!has_disk)
        return;
    ck_assert_uint_eq(count_open(), 0);
    if (disks[_i].begin == forbid) /* what is open for writing can't become read-only */
        disks[_i].begin();
    person_starts(DATA);
    pty_await(pty, "Triage");
    if (disks[_i].begin != forbid)
        disks[_i].begin();
    pty_keys(pty, "c");
    pty_await(pty, "New queue");
    pty_keys(pty, "Mine and a name that is long\r\r");
    pty_keys(pty, ":messages\r"); /* where none takes the place of another */
    pty_await(pty, "not kept, so nothing was done");
    pty_await(pty, disks[_i].says);
    pty_keys(pty, "q");
    pty_await_gone(pty, "Messages");
    person_looks_up_help();
    ck_assert_uint_eq(stage_count(QUEUES, "\"name\":\"Mine"), 0);
    disks[_i].end();
    pty_keys(pty, "c");
    pty_await(pty, "New queue");
    pty_await(pty, "Mine and a name that is long");
    pty_keys(pty, "\023");
    pty_await(pty, "created");
    person_quits();
    ck_assert_uint_eq(count_open(), 0);
    ck_assert_uint_eq(stage_count(QUEUES, "\"name\":\"Mine and a name that is long\""), 1);
}
END_TEST

/* --- Damage ----------------------------------------------------------------------------------------------------------
 */

static void find_journal(const char *pattern, char path[static 256])
{
    glob_t found;
    ck_assert_msg(glob(pattern, 0, NULL, &found) == 0, "no %s", pattern);
    ck_assert_uint_eq(found.gl_pathc, 1);
    snprintf(path, 256, "%s", found.gl_pathv[0]);
    globfree(&found);
}

/* A page in the middle, another one each time, is somebody else's. */
static void damage(const char *path, unsigned seed)
{
    unsigned char noise[PAGE_SIZE];
    struct stat status;
    const int fd = open(path, O_RDWR | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(fstat(fd, &status), 0);
    const unsigned pages = (unsigned)(status.st_size / PAGE_SIZE);
    for (size_t i = 0; i < sizeof(noise); i++)
        noise[i] = (unsigned char)rand_r(&seed);
    const off_t at = (off_t)(1 + (unsigned)rand_r(&seed) % (pages - 1)) * PAGE_SIZE;
    ck_assert_int_eq(pwrite(fd, noise, sizeof(noise), at), PAGE_SIZE);
    close(fd);
}

/* The damaged file is put aside as it was and named; what could be read of it goes on; what couldn't is told of. */
START_TEST(a_damaged_journal_is_put_aside_and_told)
{
    char path[256];
    char aside[256];
    struct buf before = buf_with_limit(BUF_LIMIT_BODY);
    struct buf after = buf_with_limit(BUF_LIMIT_BODY);
    for (int i = 0; i < CHANGES; i++) {
        char words[1024];
        snprintf(words, sizeof(words),
                 "queue|create|--name|Mine %d.|--project-id|%%P|--description|%0500d|--journal|" DATA, i, i);
        ck_assert_int_eq(run_far(words), 0);
    }
    find_journal("disk/data/journal/*.db", path);
    damage(path, (unsigned)_i + 1);
    read_back(path, &before);
    ck_assert_msg(run_far("journal|list|--jsonl|" DATA) == 0, "%s", buf_text(&errors));
    const bool was_told = strstr(buf_text(&errors), "damaged") != NULL;
    if (was_told) {
        find_journal("disk/data/journal/*.damaged-*", aside);
        ck_assert_msg(strstr(buf_text(&errors), aside) != NULL, "%s", buf_text(&errors));
        read_back(aside, &after);
        ck_assert(slice_equal(buf_slice(&before), buf_slice(&after)));
    }
    const size_t left = count_open();
    if (left < CHANGES)
        ck_assert_msg(was_told, "%zu of %d changes came through, and nobody was told", left, CHANGES);
    send_all(left);
    buf_free(&before);
    buf_free(&after);
}
END_TEST

/* A text that was changed on the disk is not what the person wrote: it is told of, and never sent. */
START_TEST(a_change_that_is_not_as_it_was_stays)
{
    char path[256];
    struct buf bytes = buf_with_limit(BUF_LIMIT_BODY);
    ck_assert_int_eq(run_far("queue|create|--name|Mine 1.|--project-id|%P|--journal|" DATA), 0);
    ck_assert_int_eq(run_far("queue|create|--name|Mine 2.|--project-id|%P|--journal|" DATA), 0);
    find_journal("disk/data/journal/*.db", path);
    read_back(path, &bytes);
    const char *const name = memmem(bytes.data, bytes.length, "\\\"Mine 2.", 9);
    ck_assert_ptr_nonnull(name);
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    ck_assert_int_eq(pwrite(fd, "W", 1, name + 2 - bytes.data), 1);
    close(fd);
    buf_free(&bytes);
    run_far("journal|send|" DATA);
    ck_assert_msg(strstr(buf_text(&errors), "1 change of the journal can't be read") != NULL, "%s", buf_text(&errors));
    ck_assert_uint_eq(stage_count(QUEUES, "\"name\":\"Mine 1.\""), 1);
    ck_assert_uint_eq(stage_count(QUEUES, "ine 2."), 0);
}
END_TEST

/* --- Clocks and crowds -----------------------------------------------------------------------------------------------
 */

enum { YEAR_S = 365 * 24 * 3600 };

/* Kept in one year, sent in another, looked for in a third. */
START_TEST(no_clock_decides_what_is_sent)
{
    static const struct proxy_rule rules[] = { { .fault = "lost", .method = "POST", .count = 2 }, { 0 } };
    machine_shift_clock(YEAR_S);
    ck_assert_int_eq(run_far("queue|create|--name|Mine 1|--project-id|%P|--journal|" DATA), 0);
    machine_shift_clock(-10L * YEAR_S);
    ck_assert_int_eq(run_far("queue|create|--name|Mine 2|--project-id|%P|--journal|" DATA), 0);
    proxy_set(proxy, rules, 1);
    send_all(2);
    ck_assert_int_eq(run_far("queue|delete|%Q|--yes|--journal|" DATA), 0);
    machine_shift_clock(20L * YEAR_S);
    send_all(2);
    ck_assert_uint_eq(stage_count(QUEUES, "\"name\":\"Triage\""), 0);
}
END_TEST

static void start_many(struct program all[static MANY], const char *words)
{
    for (int i = 0; i < MANY; i++) {
        char filled[512];
        char here[600];
        snprintf(filled, sizeof(filled), words, i);
        snprintf(here, sizeof(here), "%s|--url|%s", stage_fill(filled), proxy_url(proxy));
        all[i] = program_start(here);
    }
}

static void end_many(struct program all[static MANY])
{
    int failures = 0;
    struct buf said = buf_with_limit(BUF_LIMIT_LINE);
    for (int i = 0; i < MANY; i++)
        failures += program_end(&all[i], 0) != 0;
    read_back("server-err", &said);
    ck_assert_msg(failures == 0, "%d of %d failed: %s", failures, MANY, buf_text(&said));
    buf_free(&said);
}

/* All put into one journal, all want to send it; one does. */
START_TEST(many_share_one_journal)
{
    struct program all[MANY];
    start_many(all, "queue|create|--name|Mine %d.|--project-id|%%P|--journal|" DATA);
    end_many(all);
    ck_assert_uint_eq(count_open(), MANY);
    start_many(all, "journal|send|--patience|6%d|" DATA);
    end_many(all);
    send_all(MANY);
    for (int i = 0; i < MANY; i++) {
        char name[64];
        snprintf(name, sizeof(name), "\"name\":\"Mine %d.\"", i);
        ck_assert_uint_eq(stage_count(QUEUES, name), 1);
    }
}
END_TEST

Suite *damage_suite(void)
{
    Suite *const suite = suite_create("damage");
    TCase *const cases = tcase_create("damage");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_set_timeout(cases, 90);
    tcase_add_loop_test(cases, a_command_that_cannot_keep_says_so, 0, (int)ARRAY_LENGTH(disks));
    tcase_add_loop_test(cases, the_workbench_that_cannot_keep_says_so, 0, (int)ARRAY_LENGTH(disks));
    tcase_add_test(cases, a_change_that_is_not_as_it_was_stays);
    stage_add_rows(cases, a_damaged_journal_is_put_aside_and_told, 6);
    tcase_add_test(cases, no_clock_decides_what_is_sent);
    tcase_add_test(cases, many_share_one_journal);
    suite_add_tcase(suite, cases);
    return suite;
}
