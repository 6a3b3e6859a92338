#include "../../../src/cli/catalog.h"
#include "../../../src/cli/example.h"

#include "run.h"

#include <annotty/base/mem.h>

#include <stdio.h>

static bool has_flag(const struct catalog_flag *flags, size_t count, struct slice name, bool *has_value)
{
    for (size_t i = 0; i < count; i++) {
        const bool is_negated = flags[i].has_negation && slice_starts_with(name, SLICE("no-"));
        if (slice_is(is_negated ? slice_from(name, 3) : name, flags[i].name)) {
            *has_value = flags[i].value != VALUE_NONE;
            return true;
        }
    }
    return false;
}

START_TEST(each_command_is_found_by_its_words)
{
    const struct catalog_entry entry = catalog_entry((size_t)_i);
    struct catalog_entry found;
    ck_assert(catalog_find(slice_of(entry.noun), slice_of(entry.verb), &found));
    ck_assert(found.operation == entry.operation && found.command == entry.command);
    ck_assert((entry.operation == NULL) != (entry.command == NULL));
    ck_assert(!catalog_find(slice_of(entry.noun), SLICE("fly"), &found));
}
END_TEST

/* Settings are taken out of the arguments before a command sees them. */
START_TEST(no_flag_of_a_command_is_a_setting)
{
    struct catalog_flag flags[CATALOG_FLAGS_MAX], settings[CATALOG_FLAGS_MAX];
    const struct catalog_entry entry = catalog_entry((size_t)_i);
    const size_t count = catalog_flags(&entry, flags), setting_count = catalog_settings(settings);
    bool has_value = false;
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(!has_flag(settings, setting_count, slice_of(flags[i].name), &has_value), "--%s of %s %s",
                      flags[i].name, entry.noun, entry.verb);
}
END_TEST

/* Completion tells a flag's value from the next word before it knows the command. */
START_TEST(a_flag_takes_a_value_everywhere_or_nowhere)
{
    struct catalog_flag flags[CATALOG_FLAGS_MAX], others[CATALOG_FLAGS_MAX];
    const struct catalog_entry entry = catalog_entry((size_t)_i);
    const size_t count = catalog_flags(&entry, flags);
    for (size_t number = 0; number < catalog_count(); number++) {
        const struct catalog_entry other = catalog_entry(number);
        const size_t other_count = catalog_flags(&other, others);
        bool has_value = false;
        for (size_t i = 0; i < count; i++)
            if (has_flag(others, other_count, slice_of(flags[i].name), &has_value))
                ck_assert_msg(has_value == (flags[i].value != VALUE_NONE), "--%s", flags[i].name);
    }
}
END_TEST

START_TEST(required_flags_are_in_the_usage)
{
    const struct catalog_entry entry = catalog_entry((size_t)_i);
    struct catalog_flag flags[CATALOG_FLAGS_MAX];
    struct buf usage = buf_with_limit(BUF_LIMIT_LINE);
    catalog_append_arguments(&entry, &usage);
    const size_t count = catalog_flags(&entry, flags);
    for (size_t i = 0; i < count; i++) {
        char flag[CATALOG_NAME_SIZE + 3];
        snprintf(flag, sizeof(flag), " --%s", flags[i].name);
        ck_assert_int_eq(flags[i].is_required, strstr(buf_text(&usage), flag) != NULL);
    }
    buf_free(&usage);
}
END_TEST

static const struct {
    const char *noun, *verb, *usage;
} usages[] = {
    { "queue", "list", "annotty queue list [--FLAG VALUE...]" },
    { "queue", "create", "annotty queue create --name TEXT --project-id ID [--FLAG VALUE...]" },
    { "queue", "delete", "annotty queue delete QUEUE_ID [--FLAG VALUE...]" },
    { "project", "delete", "annotty project delete PROJECT_ID...|@FILE|- [--FLAG VALUE...]" },
    { "interaction", "add", "annotty interaction add QUEUE_ID [TYPE:]ID...|@FILE|- [--FLAG VALUE...]" },
    { "record", "list", "annotty record list PROJECT_ID DATASET_ID [--FLAG VALUE...]" },
    { "record", "append", "annotty record append PROJECT_ID DATASET_ID JSON...|@FILE|- [--FLAG VALUE...]" },
    { "event", "push", "annotty event push EXPERIMENT_ID JSON...|@FILE|- [--FLAG VALUE...]" },
    { "help", NULL, "annotty help [NOUN [VERB]]" },
    { "sample", "remove", "annotty sample remove" },
};

START_TEST(usage_lines)
{
    struct catalog_entry entry;
    struct buf usage = buf_with_limit(BUF_LIMIT_LINE);
    ck_assert(catalog_find(slice_of(usages[_i].noun), slice_of(usages[_i].verb), &entry));
    catalog_append_name(&entry, &usage);
    catalog_append_arguments(&entry, &usage);
    ck_assert_str_eq(buf_text(&usage), usages[_i].usage);
    buf_free(&usage);
}
END_TEST

/* The flags in an example's line are flags of its command, or settings. */
START_TEST(examples_can_be_typed)
{
    const struct example *example = &examples[_i];
    struct catalog_entry entry = { .noun = "" };
    struct catalog_flag flags[CATALOG_FLAGS_MAX], settings[CATALOG_FLAGS_MAX];
    size_t count = 0;
    if (example->noun != NULL) {
        struct buf name = buf_with_limit(BUF_LIMIT_LINE);
        ck_assert_msg(catalog_find(slice_of(example->noun), slice_of(example->verb), &entry), "%s", example->line);
        catalog_append_name(&entry, &name);
        ck_assert_msg(strstr(example->line, buf_text(&name)) != NULL, "%s", example->line);
        buf_free(&name);
        count = catalog_flags(&entry, flags);
    }
    const size_t setting_count = catalog_settings(settings);
    struct slice rest = slice_of(example->line), word;
    while (slice_cut(&rest, ' ', &word)) {
        bool has_value = false;
        if (!slice_starts_with(word, SLICE("--")))
            continue;
        const struct slice flag = slice_from(word, 2);
        ck_assert_msg(has_flag(flags, count, flag, &has_value) || has_flag(settings, setting_count, flag, &has_value),
                      "%s", example->line);
    }
}
END_TEST

Suite *catalog_suite(void)
{
    TCase *const cases = tcase_create("catalog");
    tcase_add_loop_test(cases, each_command_is_found_by_its_words, 0, (int)catalog_count());
    tcase_add_loop_test(cases, no_flag_of_a_command_is_a_setting, 0, (int)catalog_count());
    tcase_add_loop_test(cases, a_flag_takes_a_value_everywhere_or_nowhere, 0, (int)catalog_count());
    tcase_add_loop_test(cases, required_flags_are_in_the_usage, 0, (int)catalog_count());
    tcase_add_loop_test(cases, usage_lines, 0, ARRAY_LENGTH(usages));
    tcase_add_loop_test(cases, examples_can_be_typed, 0, (int)example_count);
    Suite *const suite = suite_create("catalog");
    suite_add_tcase(suite, cases);
    return suite;
}
