/* Tables for completions/zsh: `commands` for _describe by place, `flags` for _arguments by command. */
#include "completion.h"

static void append_quoted(struct buf *out, const char *text)
{
    completion_append_quoted(out, text, ":[]\\", "'\\''");
}

static void write_word(const char *word, const char *help, void *out)
{
    buf_printf(out, "        %s:", word);
    append_quoted(out, help);
    buf_append_char(out, '\n');
}

static void write_place(const char *noun, const char *verb, void *out)
{
    buf_printf(out, "    ('%s%s%s') commands=(\n", noun, *verb != '\0' ? " " : "", verb);
    completion_each_word(noun, verb, write_word, out);
    buf_append_text(out, "    ) ;;\n");
}

/* What _arguments does for a flag's value. */
static const char *const value_actions[] = {
    [VALUE_TEXT] = "_annotty_word",        [VALUE_FILE] = "_files",           [VALUE_DIRECTORY] = "_files -/",
    [VALUE_PROFILE] = "_annotty_profiles", [VALUE_THEME] = "_annotty_themes",
};

static void append_value(struct buf *out, const struct catalog_flag *flag)
{
    if (flag->value == VALUE_CHOICE)
        buf_printf(out, "':value:(%s)'", flag->choices);
    else if (flag->value == VALUE_LIST)
        buf_printf(out, "':value: _values -s , column %s'", flag->choices);
    else
        buf_printf(out, "':value:%s'", value_actions[flag->value]);
}

/* A flag may come again where it takes a value: the last counts, or all do. */
static void write_flag(struct buf *out, const struct catalog_flag *flag)
{
    const bool has_value = flag->value != VALUE_NONE;
    buf_printf(out, has_value ? "        '*--%s=['" : "        '--%s['", flag->name);
    append_quoted(out, flag->help);
    buf_append_text(out, "']'");
    if (has_value)
        append_value(out, flag);
    buf_append_char(out, '\n');
    if (flag->has_negation)
        buf_printf(out, "        '--no-%s[The opposite of --%s.]'\n", flag->name, flag->name);
}

static void write_flags(struct buf *out, const struct catalog_flag *flags, size_t count)
{
    for (size_t i = 0; i < count; i++)
        write_flag(out, &flags[i]);
}

static void write_flags_of_command(struct buf *out, const struct catalog_entry *entry)
{
    struct catalog_flag flags[CATALOG_FLAGS_MAX];
    buf_printf(out, entry->verb != NULL ? "    ('%s %s') flags=(\n" : "    ('%s '*) flags=(\n", entry->noun,
               entry->verb);
    const size_t count = catalog_flags(entry, flags);
    write_flags(out, flags, count);
    buf_append_text(out, "    ) ;;\n");
}

void completion_zsh(struct buf *out)
{
    struct catalog_flag flags[CATALOG_FLAGS_MAX];
    buf_append_text(out, "#compdef annotty\n"
                         "# zsh completion for annotty, made by `annotty completion zsh` from the program's tables.\n"
                         "\n_annotty_words() {\n    commands=()\n    case \"$*\" in\n");
    completion_each_place(write_place, out);
    buf_append_text(out, "    esac\n}\n\n_annotty_flags() {\n    flags=()\n    case $1 in\n");
    for (size_t i = 0; i < catalog_count(); i++) {
        const struct catalog_entry entry = catalog_entry(i);
        write_flags_of_command(out, &entry);
    }
    buf_append_text(out, "    esac\n}\n\ntypeset -ga _annotty_settings=(\n");
    size_t count = catalog_lone_flags(flags);
    write_flags(out, flags, count);
    count = catalog_settings(flags);
    write_flags(out, flags, count);
    buf_append_text(out, ")\n");
    completion_append_text(out, "zsh");
}
