/* Every kept input through its target: what once broke something, and what reaches most of the code. */
#include "../unit/run.h"
#include "fuzz.h"

#include <annotty/base/buf.h>
#include <annotty/base/mem.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { INPUT_MAX = 1024 * 1024, ROUNDS_MAX = 8 };

static void read_input(const char *path, struct buf *input)
{
    char bytes[4096];
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s", path);
    for (size_t got = fread(bytes, 1, sizeof(bytes), file); got > 0; got = fread(bytes, 1, sizeof(bytes), file))
        ck_assert(buf_append(input, bytes, got));
    fclose(file);
}

static void replay(const struct fuzz_target *target, const char *path)
{
    struct buf input = buf_with_limit(INPUT_MAX);
    read_input(path, &input);
    fuzz_subject = path;
    target->run(buf_slice(&input));
    /* A broken-off input is one too. */
    for (size_t length = input.length / 2, round = 0; length > 0 && round < ROUNDS_MAX; length /= 2, round++)
        target->run((struct slice){ input.data, length });
    buf_free(&input);
}

START_TEST(kept_inputs_hold)
{
    const struct fuzz_target *target = &fuzz_targets[_i];
    char *folder = xasprintf("%s/%s", getenv("ANNOTTY_FUZZ_CORPUS"), target->name);
    DIR *files = opendir(folder);
    ck_assert_msg(files != NULL, "%s is missing", folder);
    size_t count = 0;
    for (const struct dirent *entry = readdir(files); entry != NULL; entry = readdir(files)) {
        if (entry->d_name[0] == '.')
            continue;
        char *path = xasprintf("%s/%s", folder, entry->d_name);
        replay(target, path);
        free(path);
        count++;
    }
    ck_assert_uint_gt(count, 0);
    closedir(files);
    free(folder);
}
END_TEST

static int target_count(void)
{
    int count = 0;
    while (fuzz_targets[count].name != NULL)
        count++;
    return count;
}

static Suite *replay_suite(void)
{
    Suite *suite = suite_create("fuzz");
    TCase *tests = tcase_create("replay");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, kept_inputs_hold, 0, target_count());
    suite_add_tcase(suite, tests);
    return suite;
}

const unit_suite unit_suites[] = { replay_suite, NULL };
