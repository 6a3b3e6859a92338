/* For fish every word and flag is a line of its own, with the place where it may stand as a condition. */
#include "completion.h"

static void append_quoted(struct buf *out, const char *text)
{
    completion_append_quoted(out, text, "\\", "\\'");
}

static void append_condition(struct buf *out, const char *option, const char *noun, const char *verb)
{
    buf_printf(out, "complete -c annotty -n '__annotty_at%s%s%s%s%s'", option, *noun != '\0' ? " " : "", noun,
               *verb != '\0' ? " " : "", verb);
}

struct place {
    struct buf *out;
    const char *noun, *verb;
};

static void write_word(const char *word, const char *help, void *data)
{
    const struct place *place = data;
    append_condition(place->out, " --only", place->noun, place->verb);
    buf_printf(place->out, " -a %s -d ", word);
    append_quoted(place->out, help);
    buf_append_char(place->out, '\n');
}

static void write_place(const char *noun, const char *verb, void *data)
{
    struct place place = { .out = data, .noun = noun, .verb = verb };
    completion_each_word(noun, verb, write_word, &place);
}

/* What fish is told of a flag's value. */
static const char *const value_options[] = {
    [VALUE_NONE] = "",
    [VALUE_TEXT] = " -x",
    [VALUE_FILE] = " -r -F",
    [VALUE_DIRECTORY] = " -x -a '(__fish_complete_directories)'",
    [VALUE_PROFILE] = " -x -a '(annotty config profiles 2>/dev/null)'",
    [VALUE_THEME] = " -x -a '(annotty help themes 2>/dev/null)'",
};

static void write_flag(struct buf *out, const struct catalog_flag *flag)
{
    buf_printf(out, " -l %s", flag->name);
    if (flag->value == VALUE_CHOICE)
        buf_printf(out, " -x -a '%s'", flag->choices);
    else if (flag->value == VALUE_LIST)
        buf_printf(out, " -x -a '(__fish_append , %s)'", flag->choices);
    else
        buf_append_text(out, value_options[flag->value]);
    buf_append_text(out, " -d ");
    append_quoted(out, flag->help);
    buf_append_char(out, '\n');
}

static void write_flags_of_command(struct buf *out, const struct catalog_entry *entry)
{
    struct catalog_flag flags[CATALOG_FLAGS_MAX];
    const size_t count = catalog_flags(entry, flags);
    for (size_t i = 0; i < count; i++) {
        append_condition(out, "", entry->noun, entry->verb != NULL ? entry->verb : "");
        write_flag(out, &flags[i]);
    }
}

static void write_settings(struct buf *out)
{
    struct catalog_flag flags[CATALOG_FLAGS_MAX];
    const size_t count = catalog_settings(flags);
    for (size_t i = 0; i < count; i++) {
        buf_append_text(out, "complete -c annotty");
        write_flag(out, &flags[i]);
        if (flags[i].has_negation)
            buf_printf(out, "complete -c annotty -l no-%s -d 'The opposite of --%s.'\n", flags[i].name, flags[i].name);
    }
}

static void write_lone_flags(struct buf *out)
{
    struct catalog_flag flags[CATALOG_FLAGS_MAX];
    const size_t count = catalog_lone_flags(flags);
    for (size_t i = 0; i < count; i++) {
        append_condition(out, " --only", "", "");
        write_flag(out, &flags[i]);
    }
}

static void write_valued_flag(const char *name, void *out)
{
    buf_printf(out, " --%s", name);
}

void completion_fish(struct buf *out)
{
    buf_append_text(out, "# fish completion for annotty, made by `annotty completion fish` from the program's tables.\n"
                         "\nset -g __annotty_valued");
    completion_each_valued_flag(write_valued_flag, out);
    buf_append_char(out, '\n');
    completion_append_text(out, "fish");
    completion_each_place(write_place, out);
    for (size_t i = 0; i < catalog_count(); i++) {
        const struct catalog_entry entry = catalog_entry(i);
        write_flags_of_command(out, &entry);
    }
    write_lone_flags(out);
    write_settings(out);
}
