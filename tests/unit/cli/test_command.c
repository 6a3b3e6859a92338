#include "../../../src/cli/command.h"

#include <annotty/api/tables.h>
#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>

enum { WORDS_MAX = 8 };

static char said[256];

/* Says what it was given: flags by name, words in brackets. */
static bool note(const struct command_input *input, struct error *error);

static const struct command paint = {
    .noun = "paint",
    .words = "COLOUR [WALL]",
    .words_least = 1,
    .words_most = 2,
    .flags = { { "brush", "NAME", "Which brush." }, { "twice", NULL, "Two coats." } },
    .help = "Paint a wall.",
    .run = note,
};

static bool note(const struct command_input *input, struct error *error)
{
    size_t length = 0;
    said[0] = '\0';
    for (size_t i = 0; i < COMMAND_FLAGS_MAX; i++)
        if (input->flags[i] != NULL)
            length +=
                (size_t)snprintf(said + length, sizeof(said) - length, "%s=%s ", paint.flags[i].name, input->flags[i]);
    for (size_t i = 0; i < input->word_count; i++)
        length += (size_t)snprintf(said + length, sizeof(said) - length, "[%s]", input->words[i]);
    return strcmp(said, "[fail]") != 0 || error_set(error, ERROR_STORE, NULL, "failed");
}

static bool run_words(const char *line, struct error *error)
{
    char copy[256], *argv[WORDS_MAX];
    int argc = 0;
    snprintf(copy, sizeof(copy), "%s", line);
    char *rest = copy;
    for (char *word = strsep(&rest, " "); word != NULL && argc < WORDS_MAX; word = strsep(&rest, " "))
        if (*word != '\0')
            argv[argc++] = word;
    said[0] = '\0';
    int status = 0;
    return command_run(&paint, NULL, argc, argv, &status, error);
}

static const struct {
    const char *line, *said, *problem;
} lines[] = {
    { "red", "[red]", NULL },
    { "--twice red --brush=b=1 wall", "brush=b=1 twice= [red][wall]", NULL },
    { "--brush --twice red", "brush=--twice [red]", NULL },
    { "-- --brush", "[--brush]", NULL },
    { "", "", "usage: annotty paint COLOUR [WALL]" },
    { "a b c", "", "usage: annotty paint COLOUR [WALL]" },
    { "red --brush", "", "--brush needs a value: --brush NAME" },
    { "red --twice=2", "", "--twice takes no value" },
    { "red --roller", "", "--roller is no flag of annotty paint" },
    { "fail", "[fail]", "failed" },
};

START_TEST(words_and_flags_are_told_apart)
{
    struct error error = { 0 };
    const bool good = run_words(lines[_i].line, &error);
    ck_assert_str_eq(said, lines[_i].said);
    ck_assert_int_eq(good, lines[_i].problem == NULL);
    ck_assert_msg(good || strstr(error.message, lines[_i].problem) != NULL, "%s", error.message);
}
END_TEST

START_TEST(each_row_can_be_found_and_is_no_operation)
{
    const struct command *command = &commands[_i];
    char *const words[] = { (char *)(uintptr_t)command->noun,
                            (char *)(uintptr_t)(command->verb != NULL ? command->verb : "--json") };
    int name_length = 0;
    ck_assert_ptr_eq(command_for(2, words, &name_length), command);
    ck_assert_int_eq(name_length, command->verb != NULL ? 2 : 1);
    ck_assert_ptr_null(api_operation_for(slice_of(command->noun), slice_of(command->verb)));
    ck_assert(command->run != NULL);
    ck_assert_int_eq(command->help[strlen(command->help) - 1], '.');
    ck_assert(command->words_least <= command->words_most);
    ck_assert_int_eq(command->words == NULL, command->words_most == 0);
}
END_TEST

Suite *command_suite(void)
{
    Suite *suite = suite_create("command");
    TCase *tests = tcase_create("command");
    tcase_add_loop_test(tests, words_and_flags_are_told_apart, 0, ARRAY_LENGTH(lines));
    tcase_add_loop_test(tests, each_row_can_be_found_and_is_no_operation, 0, (int)command_count);
    suite_add_tcase(suite, tests);
    return suite;
}
