/* Changes that are put into the journal instead of being sent, and what a person does with them there. Nothing here
 * needs a server, and none is there. */
#include "shell.h"

#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* Commands one after the other on one journal, and what each prints. */
static const struct {
    const char *words;
    int status;
    const char *prints, *says; /* on standard output and error; NULL: nothing */
} story[] = {
    { "journal|list", 0, "id\tcreated_at\twhat", NULL },
    { "journal|list|--json", 0, "[]", NULL },
    { "queue|create|--name|X|--project-id|p|--journal", 0, "local:1\n",
      "kept in the journal: 1 item; annotty journal" },
    { "interaction|add|local:1|@ids|--journal", 0, NULL, "kept in the journal: 2,500 items" },
    { "interaction|add|local:1|@none|--journal", 2, NULL, "there are no interactions in the input" },
    { "queue|update|q|--name|Y|--journal", 0, NULL, "kept in the journal: 1 item" },
    { "queue|delete|q|--journal", 2, NULL, "say --yes" },
    { "queue|delete|q|--yes|--journal", 0, NULL, "kept in the journal: 1 item" },
    { "queue|delete|r|--yes|--journal|--dry-run", 0, "DELETE /api/v2", NULL },
    { "queue|list|--journal", 2, NULL, "--journal" },
    { "journal|list", 0, "\tcreate queue\tX\twaiting", NULL },
    { "journal|list|--csv", 0, ",add interactions,\"local:1, 500 items\",waiting,", NULL },
    { "journal|list|--jsonl", 0, "\"what\":\"delete queue\",\"about\":\"q\",\"state\":\"waiting\"", NULL },
    { "journal|export", 0, "\"operation\":\"update_queue\",\"method\":\"PATCH\",\"target\":\"/api/v2/", NULL },
    { "journal|export|--curl", 0, "-H \"DD-API-KEY: $DD_API_KEY\"", NULL },
    { "journal|retry|5", 2, NULL, "change 5 is waiting and can't be sent again" },
    { "journal|drop|5|6", 0, "2 dropped", NULL },
    { "journal|drop|5", 2, NULL, "change 5 is dropped and can't be dropped" },
    { "journal|drop|five", 2, NULL, "\"five\" is no number of a change" },
    { "journal|drop|99", 2, NULL, "no change 99" },
    { "journal|drop", 2, NULL, "" },
    { "journal|list|--all", 0, "\tupdate queue\tY\tdropped", NULL },
    { "journal|drop|all", 0, "4 dropped", NULL },
    { "journal|list|--jsonl", 0, NULL, NULL },
    /* Another server has another journal. */
    { "journal|list|--all|--jsonl|--url|http://127.0.0.1:1", 0, NULL, NULL },
};

static void write_ids(void)
{
    FILE *const ids = fopen("ids", "w");
    ck_assert_ptr_nonnull(ids);
    for (int i = 0; i < 2500; i++)
        fprintf(ids, "trace-%d\n", i);
    fclose(ids);
    home_write("none", "");
}

START_TEST(changes_are_kept_and_taken_back)
{
    write_ids();
    for (size_t i = 0; i < ARRAY_LENGTH(story); i++) {
        const int status = run(story[i].words);
        ck_assert_msg(status == story[i].status, "%s: %d: %s", story[i].words, status, buf_text(&errors));
        const struct {
            const char *wanted, *got;
        } texts[] = { { story[i].prints, buf_text(&output) }, { story[i].says, buf_text(&errors) } };
        for (size_t j = 0; j < ARRAY_LENGTH(texts); j++) {
            const bool is_so =
                texts[j].wanted == NULL ? *texts[j].got == '\0' : strstr(texts[j].got, texts[j].wanted) != NULL;
            ck_assert_msg(is_so, "%s: %s", story[i].words, texts[j].got);
        }
    }
}
END_TEST

/* No key is in it, and nobody else may read it. */
START_TEST(the_file_is_private)
{
    struct stat status;
    ck_assert_int_eq(run("DD_API_KEY=very-secret|DD_APP_KEY=very-hidden|DD_SITE=|queue|create|--name|X|--project-id|p|"
                         "--journal|--data|d"),
                     0);
    ck_assert_int_eq(system("cat d/journal/*.db >all"), 0);
    struct buf all = buf_with_limit(BUF_LIMIT_BODY);
    read_back("all", &all);
    ck_assert_uint_gt(all.length, 1000);
    ck_assert_ptr_null(memmem(all.data, all.length, "very-", 5));
    buf_free(&all);
    ck_assert_int_eq(stat("d/journal", &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0700);
    ck_assert_int_eq(system("find d/journal -type f -perm /077 | grep -q ."), 1 << 8);
}
END_TEST

Suite *journal_suite(void)
{
    Suite *const suite = suite_create("journal");
    TCase *const cases = tcase_create("journal");
    tcase_add_checked_fixture(cases, shell_open, shell_close);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, changes_are_kept_and_taken_back);
    tcase_add_test(cases, the_file_is_private);
    suite_add_tcase(suite, cases);
    return suite;
}
