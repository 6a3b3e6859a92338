/* Tables for completions/bash: what may follow, flags by command, values by command and flag. */
#include "completion.h"

static void write_word(const char *word, const char *help, void *out)
{
    (void)help;
    buf_printf(out, " %s", word);
}

static void write_place(const char *noun, const char *verb, void *out)
{
    buf_printf(out, "    '%s%s%s') echo", noun, *verb != '\0' ? " " : "", verb);
    completion_each_word(noun, verb, write_word, out);
    buf_append_text(out, " ;;\n");
}

static void write_flags(struct buf *out, const struct catalog_flag *flags, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_printf(out, flags[i].has_negation ? " --%s --no-%s" : " --%s", flags[i].name, flags[i].name);
}

/* How "NOUN VERB" of a line is matched; behind a noun that is a whole command, any word may stand. */
static void write_pattern(struct buf *out, const struct catalog_entry *entry)
{
    buf_printf(out, entry->verb != NULL ? "    '%s %s'" : "    '%s '*", entry->noun, entry->verb);
}

static const char *const value_words[] = {
    [VALUE_TEXT] = "text",           [VALUE_CHOICE] = "choice",   [VALUE_LIST] = "list",   [VALUE_FILE] = "file",
    [VALUE_DIRECTORY] = "directory", [VALUE_PROFILE] = "profile", [VALUE_THEME] = "theme",
};

static void write_value(struct buf *out, const struct catalog_flag *flag)
{
    const bool has_choices = flag->choices[0] != '\0';
    buf_printf(out, ":--%s) echo %s%s%s ;;\n", flag->name, value_words[flag->value], has_choices ? " " : "",
               flag->choices);
}

static void write_valued_flag(const char *name, void *out)
{
    buf_printf(out, " --%s", name);
}

static void write_flags_by_command(struct buf *out)
{
    struct catalog_flag flags[CATALOG_FLAGS_MAX];
    buf_append_text(out, "\n_annotty_flags() {\n    case $1 in\n    ' ') echo");
    const size_t lone_count = catalog_lone_flags(flags);
    write_flags(out, flags, lone_count);
    buf_append_text(out, " ;;\n");
    for (size_t i = 0; i < catalog_count(); i++) {
        const struct catalog_entry entry = catalog_entry(i);
        write_pattern(out, &entry);
        buf_append_text(out, ") echo");
        const size_t count = catalog_flags(&entry, flags);
        write_flags(out, flags, count);
        buf_append_text(out, " ;;\n");
    }
    buf_append_text(out, "    esac\n}\n");
}

static void write_values_by_command(struct buf *out)
{
    struct catalog_flag flags[CATALOG_FLAGS_MAX];
    buf_append_text(out, "\n_annotty_value() {\n    case $1 in\n");
    for (size_t i = 0; i < catalog_count(); i++) {
        const struct catalog_entry entry = catalog_entry(i);
        const size_t count = catalog_flags(&entry, flags);
        for (size_t at = 0; at < count; at++) {
            if (flags[at].value == VALUE_NONE)
                continue;
            write_pattern(out, &entry);
            write_value(out, &flags[at]);
        }
    }
    const size_t count = catalog_settings(flags);
    for (size_t at = 0; at < count; at++) {
        if (flags[at].value == VALUE_NONE)
            continue;
        buf_append_text(out, "    *");
        write_value(out, &flags[at]);
    }
    buf_append_text(out, "    esac\n}\n");
}

void completion_bash(struct buf *out)
{
    struct catalog_flag flags[CATALOG_FLAGS_MAX];
    buf_append_text(out, "# bash completion for annotty, made by `annotty completion bash` from the program's tables.\n"
                         "\n_annotty_words() {\n    case \"$*\" in\n");
    completion_each_place(write_place, out);
    buf_append_text(out, "    esac\n}\n");
    write_flags_by_command(out);
    write_values_by_command(out);
    buf_append_text(out, "\n_annotty_settings='");
    const size_t count = catalog_settings(flags);
    write_flags(out, flags, count);
    buf_append_text(out, "'\n_annotty_valued='");
    completion_each_valued_flag(write_valued_flag, out);
    buf_append_text(out, " '\n");
    completion_append_text(out, "bash");
}
