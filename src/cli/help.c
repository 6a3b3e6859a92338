#include "help.h"

#include "example.h"
#include "item.h"
#include "print.h"
#include "suggest.h"

#include <annotty/model/workbench.h>
#include <annotty/ui/theme.h>

#include <stdio.h>

enum { NAME_CELLS = 17, FLAG_CELLS = 24, VERB_CELLS = 10, KEYS_WIDTH = 18 };

static void write_entry(struct buf *out, int width, int cells, const char *left, const char *right)
{
    print_entry(out, width, cells, text_own(left), slice_of(right));
}

/* --- Parts -------------------------------------------------------------------------------------------------------- */

static void write_flags(struct buf *out, int width, const struct catalog_flag *flags, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct buf left = buf_with_limit(BUF_LIMIT_LINE), right = buf_with_limit(BUF_LIMIT_LINE);
        catalog_append_flag(&flags[i], &left);
        catalog_append_help(&flags[i], &right);
        write_entry(out, width, FLAG_CELLS, buf_text(&left), buf_text(&right));
        buf_free(&left);
        buf_free(&right);
    }
}

static bool is_same(const char *a, const char *b)
{
    return slice_equal(slice_of(a), slice_of(b));
}

/* Examples of a noun; with `verb` not NULL only those of that command. */
static void write_examples(struct buf *out, const char *noun, const char *verb, bool any_verb)
{
    bool any = false;
    for (size_t i = 0; i < example_count; i++) {
        if (!is_same(examples[i].noun, noun) || (!any_verb && !is_same(examples[i].verb, verb)))
            continue;
        buf_printf(out, "%s  %s\n      %s\n", any ? "" : "\nExamples:\n", examples[i].line, examples[i].help);
        any = true;
    }
}

static void write_exit_statuses(struct buf *out, int width)
{
    buf_append_text(out, "\nExit status:\n");
    for (size_t i = 0; i < exit_status_count; i++) {
        char status[8];
        snprintf(status, sizeof(status), "%d", exit_status_rows[i].status);
        write_entry(out, width, 1, status, exit_status_rows[i].meaning);
    }
}

/* --- Everything --------------------------------------------------------------------------------------------------- */

static bool has_operations(const char *noun)
{
    for (size_t i = 0; i < API_OPERATION_COUNT; i++)
        if (is_same(api_operations[i].noun, noun))
            return true;
    return false;
}

static void write_resources(struct buf *out, int width)
{
    buf_append_text(out, "\nResources, NOUN and VERB:\n");
    const char *noun = catalog_noun(0);
    for (size_t i = 0; noun != NULL; noun = catalog_noun(++i)) {
        struct buf verbs = buf_with_limit(BUF_LIMIT_LINE);
        catalog_append_verbs(slice_of(noun), &verbs);
        if (has_operations(noun))
            write_entry(out, width, NAME_CELLS, noun, buf_text(&verbs));
        buf_free(&verbs);
    }
}

static void write_commands(struct buf *out, int width)
{
    buf_append_text(out, "\nOther commands:\n");
    for (size_t i = 0; i < catalog_count(); i++) {
        const struct catalog_entry entry = catalog_entry(i);
        if (entry.command == NULL)
            continue;
        char name[CATALOG_NAME_SIZE * 2];
        snprintf(name, sizeof(name), "%s%s%s", entry.noun, entry.verb != NULL ? " " : "",
                 entry.verb != NULL ? entry.verb : "");
        write_entry(out, width, NAME_CELLS, name, entry.help);
    }
    struct catalog_flag flags[CATALOG_FLAGS_MAX];
    const size_t count = catalog_lone_flags(flags);
    for (size_t i = 0; i < count; i++) {
        char name[CATALOG_NAME_SIZE + 2];
        snprintf(name, sizeof(name), "--%s", flags[i].name);
        write_entry(out, width, NAME_CELLS, name, flags[i].help);
    }
}

void help_write(struct buf *out, int width)
{
    struct catalog_flag settings[CATALOG_FLAGS_MAX];
    buf_append_text(out, "usage: annotty [--SETTING VALUE...]                     the workbench\n"
                         "       annotty NOUN VERB [WORD...] [--FLAG VALUE...]  one command\n\n");
    print_paragraph(out, width,
                    SLICE("A terminal workbench for annotation queues of LLM traces. Nothing has to be configured: "
                          "without keys and address it works on a workspace of its own."));
    write_resources(out, width);
    write_commands(out, width);
    buf_append_text(out, "\nSettings, for every command, the workbench, and config.ini:\n");
    const size_t count = catalog_settings(settings);
    write_flags(out, width, settings, count);
    write_examples(out, NULL, NULL, true);
    buf_append_char(out, '\n');
    print_paragraph(out, width,
                    SLICE("More: annotty help NOUN, annotty help NOUN VERB, annotty help keys, man annotty."));
}

/* --- A noun ------------------------------------------------------------------------------------------------------- */

void help_write_noun(struct buf *out, int width, const char *noun)
{
    const char *help = catalog_noun_help(noun);
    buf_printf(out, "usage: annotty %s VERB [WORD...] [--FLAG VALUE...]\n", noun);
    if (help != NULL) {
        buf_append_char(out, '\n');
        print_paragraph(out, width, slice_of(help));
    }
    buf_append_text(out, "\nVerbs:\n");
    for (size_t i = 0; i < catalog_count(); i++) {
        const struct catalog_entry entry = catalog_entry(i);
        if (is_same(entry.noun, noun) && entry.verb != NULL)
            write_entry(out, width, VERB_CELLS, entry.verb, entry.help);
    }
    write_examples(out, noun, NULL, true);
    buf_printf(out, "\nannotty help %s VERB tells what a verb takes.\n", noun);
}

bool help_print_noun(struct slice noun)
{
    const char *known = catalog_noun(0);
    for (size_t i = 0; known != NULL && !slice_is(noun, known); i++)
        known = catalog_noun(i + 1);
    if (known == NULL)
        return false;
    struct buf out = buf_with_limit(BUF_LIMIT_LINE);
    help_write_noun(&out, print_width(), known);
    print_all(&out);
    return true;
}

/* --- A command ---------------------------------------------------------------------------------------------------- */

/* What the words behind the ids are, and where else they may be. */
static void write_items(struct buf *out, int width, const struct api_operation *operation)
{
    const struct api_field *list = operation != NULL ? api_operation_list(operation, 0) : NULL;
    if (list == NULL)
        return;
    struct buf text = buf_with_limit(BUF_LIMIT_LINE);
    buf_printf(&text, "%s %s", list->help,
               item_takes_lines(list)
                   ? "One a word; or one a line in @FILE or, with -, on standard input; CSV and JSON "
                     "are taken there, too."
                   : "As JSON; or as JSON, JSONL or CSV in @FILE or, with -, on standard input.");
    buf_append_text(out, "\nWords:\n");
    write_entry(out, width, FLAG_CELLS, item_takes_lines(list) ? "ID...|@FILE|-" : "JSON...|@FILE|-", buf_text(&text));
    buf_free(&text);
}

void help_write_entry(struct buf *out, int width, const struct catalog_entry *entry)
{
    struct catalog_flag flags[CATALOG_FLAGS_MAX];
    struct buf usage = buf_with_limit(BUF_LIMIT_LINE);
    buf_append_text(&usage, "usage: ");
    catalog_append_name(entry, &usage);
    catalog_append_arguments(entry, &usage);
    buf_printf(out, "%s\n\n", buf_text(&usage));
    buf_free(&usage);
    print_paragraph(out, width, slice_of(entry->help));
    write_items(out, width, entry->operation);
    const size_t count = catalog_flags(entry, flags);
    const size_t own = catalog_own_count(flags, count);
    buf_append_text(out, "\nFlags:\n");
    write_flags(out, width, flags, own);
    /* A single --help needs no head of its own. */
    buf_append_text(out, own > 0 && count - own > 1 ? "\nFlags that most commands have:\n" : "");
    write_flags(out, width, flags + own, count - own);
    write_examples(out, entry->noun, entry->verb, false);
    if (entry->operation != NULL)
        write_exit_statuses(out, width);
    buf_append_char(out, '\n');
    print_paragraph(out, width,
                    SLICE("Settings such as --profile and --url are flags too; annotty --help lists them."));
}

static void print_entry_help(const struct catalog_entry *entry)
{
    struct buf out = buf_with_limit(BUF_LIMIT_LINE);
    help_write_entry(&out, print_width(), entry);
    print_all(&out);
}

void help_print_operation(const struct api_operation *operation)
{
    struct catalog_entry entry;
    if (catalog_find(slice_of(operation->noun), slice_of(operation->verb), &entry))
        print_entry_help(&entry);
}

void help_print_command(const struct command *command)
{
    struct catalog_entry entry;
    if (catalog_find(slice_of(command->noun), slice_of(command->verb), &entry))
        print_entry_help(&entry);
}

/* --- Keys --------------------------------------------------------------------------------------------------------- */

static void write_keys_of(struct buf *out, const char *keys)
{
    char labels[128] = "";
    size_t length = 0;
    struct slice rest = slice_of(keys);
    struct slice key;
    while (slice_cut(&rest, ' ', &key) && length < sizeof(labels)) {
        char label[KEY_LABEL_SIZE];
        length += (size_t)snprintf(labels + length, sizeof(labels) - length, "%s%s", length > 0 ? " " : "",
                                   key_label(key, label));
    }
    buf_printf(out, "%-*s", KEYS_WIDTH, labels);
}

void help_write_keys(struct buf *out)
{
    for (size_t i = 0; i < action_count; i++) {
        if (actions[i].name == NULL)
            continue;
        write_keys_of(out, actions[i].keys);
        buf_printf(out, " %-15s %s\n", actions[i].name, actions[i].help);
    }
}

/* --- Commands ----------------------------------------------------------------------------------------------------- */

bool run_help(const struct command_input *input, struct error *error)
{
    struct catalog_entry entry;
    const struct slice noun = slice_of(input->word_count > 0 ? input->words[0] : NULL);
    const struct slice verb = slice_of(input->word_count > 1 ? input->words[1] : NULL);
    if (noun.length == 0) {
        struct buf out = buf_with_limit(BUF_LIMIT_LINE);
        help_write(&out, print_width());
        print_all(&out);
        return true;
    }
    if (catalog_find(noun, verb, &entry)) {
        print_entry_help(&entry);
        return true;
    }
    return (verb.length == 0 && help_print_noun(noun)) || suggest_command(noun, verb, error);
}

bool run_help_keys(const struct command_input *input, struct error *error)
{
    (void)input, (void)error;
    struct buf out = buf_with_limit(BUF_LIMIT_LINE);
    help_write_keys(&out);
    print_all(&out);
    return true;
}

static void put_theme(const char *name, void *data)
{
    text_append_clean(data, slice_of(name), false);
    buf_append_char(data, '\n');
}

bool run_help_themes(const struct command_input *input, struct error *error)
{
    (void)input, (void)error;
    struct buf out = buf_with_limit(BUF_LIMIT_BODY);
    theme_each(put_theme, &out);
    print_all(&out);
    return true;
}
