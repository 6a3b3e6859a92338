#include "../../../src/cli/suggest.h"

#include "run.h"

#include <annotty/base/mem.h>

static const struct {
    const char *noun, *verb, *says;
} commands_typed[] = {
    { "queu", "list", "did you mean annotty queue?" },
    { "queues", "list", "did you mean annotty queue?" },
    { "uqeue", "", "did you mean annotty queue?" },
    { "inter", "add", "did you mean annotty interaction?" },
    { "create", "queue", "did you mean annotty queue create?" },
    { "list", "queues", "did you mean annotty queue list?" },
    { "list", "", "\"list\" is no command; annotty --help lists them" },
    { "fly", "queue", "\"fly\" is no command; annotty --help lists them" },
    { "fly", "", "\"fly\" is no command; annotty --help lists them" },
    { "x", "", "\"x\" is no command; annotty --help lists them" },
    { "", "", "\"\" is no command; annotty --help lists them" },
    { "queue", "", "annotty queue needs a verb: list, create, update, delete" },
    { "queue", "--json", "annotty queue needs a verb: list, create, update, delete" },
    { "queue", "lst", "did you mean annotty queue list?" },
    { "queue", "fly", "the verbs of queue are: list, create, update, delete" },
    { "--them", "", "--them is no flag of annotty; did you mean --theme?" },
    { "--them=dark", "", "--them is no flag of annotty; did you mean --theme?" },
    { "--vesrion", "", "did you mean --version?" },
    { "--fly", "", "--fly is no flag of annotty; annotty --help lists them" },
};

START_TEST(the_nearest_command_is_named)
{
    struct error error;
    ck_assert(!suggest_command(slice_of(commands_typed[_i].noun), slice_of(commands_typed[_i].verb), &error));
    ck_assert_int_eq(error.kind, ERROR_USAGE);
    ck_assert_msg(strstr(error.message, commands_typed[_i].says) != NULL, "%s", error.message);
}
END_TEST

static const struct {
    const char *flag, *says;
} flags_typed[] = {
    { "projct", "did you mean --project?" },
    { "proj", "did you mean --project?" },
    { "profle", "did you mean --profile?" },
    { "project", "--project needs a value: --project TEXT" },
    { "colour", "--colour is no flag of annotty queue list; annotty queue list --help lists them" },
};

START_TEST(the_nearest_flag_is_named)
{
    struct catalog_entry entry;
    struct error error;
    ck_assert(catalog_find(SLICE("queue"), SLICE("list"), &entry));
    ck_assert(!suggest_flag(&entry, slice_of(flags_typed[_i].flag), &error));
    ck_assert_msg(strstr(error.message, flags_typed[_i].says) != NULL, "%s", error.message);
}
END_TEST

/* What is longer than any word has no neighbour, and does no harm. */
START_TEST(long_words_are_taken)
{
    char word[4096];
    struct error error;
    memset(word, 'q', sizeof(word) - 1);
    word[sizeof(word) - 1] = '\0';
    ck_assert(!suggest_command(slice_of(word), slice_of(word), &error));
    ck_assert_int_eq(error.kind, ERROR_USAGE);
}
END_TEST

Suite *suggest_suite(void)
{
    TCase *const cases = tcase_create("suggest");
    tcase_add_loop_test(cases, the_nearest_command_is_named, 0, ARRAY_LENGTH(commands_typed));
    tcase_add_loop_test(cases, the_nearest_flag_is_named, 0, ARRAY_LENGTH(flags_typed));
    tcase_add_test(cases, long_words_are_taken);
    Suite *const suite = suite_create("suggest");
    suite_add_tcase(suite, cases);
    return suite;
}
