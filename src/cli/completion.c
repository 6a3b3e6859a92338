#include "completion.h"

#include "print.h"

#include <annotty/base/arena.h>
#include <annotty/base/mem.h>

#include <assert.h>

void completion_append_text(struct buf *out, const char *shell)
{
    const struct completion_text *text = completion_texts;
    while (strcmp(text->name, shell) != 0)
        text++;
    buf_append_text(out, text->text);
}

/* --- Words -------------------------------------------------------------------------------------------------------- */

/* Whether it is a noun with verbs, rather than a whole command. */
static bool has_verbs(const char *noun)
{
    for (size_t i = 0; i < catalog_count(); i++)
        if (strcmp(catalog_entry(i).noun, noun) == 0 && catalog_entry(i).verb != NULL)
            return true;
    return false;
}

void completion_each_place(void (*each)(const char *noun, const char *verb, void *data), void *data)
{
    each("", "", data);
    const char *noun = catalog_noun(0);
    for (size_t i = 0; noun != NULL; noun = catalog_noun(++i)) {
        if (has_verbs(noun))
            each(noun, "", data);
        if (has_verbs(noun) && strcmp(noun, "help") != 0)
            each("help", noun, data);
    }
}

static void each_noun(void (*each)(const char *word, const char *help, void *data), void *data)
{
    const char *noun = catalog_noun(0);
    for (size_t i = 0; noun != NULL; noun = catalog_noun(++i)) {
        const char *help = catalog_noun_help(noun);
        struct buf verbs = buf_with_limit(BUF_LIMIT_LINE);
        catalog_append_verbs(slice_of(noun), &verbs);
        each(noun, help != NULL ? help : buf_text(&verbs), data);
        buf_free(&verbs);
    }
}

void completion_each_word(const char *noun, const char *verb,
                          void (*each)(const char *word, const char *help, void *data), void *data)
{
    const char *asked = *verb != '\0' ? verb : noun;
    for (size_t i = 0; i < catalog_count(); i++) {
        const struct catalog_entry entry = catalog_entry(i);
        if (strcmp(entry.noun, asked) == 0 && entry.verb != NULL)
            each(entry.verb, entry.help, data);
    }
    if (*asked == '\0' || strcmp(asked, "help") == 0)
        each_noun(each, data);
}

/* --- Flags -------------------------------------------------------------------------------------------------------- */

enum { NAMES_MAX = 256 };

struct names {
    struct arena arena;
    const char *names[NAMES_MAX];
    size_t count;
};

static bool add_name(struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->names[i], name) == 0)
            return false;
    assert(names->count < NAMES_MAX);
    names->names[names->count++] = arena_copy(&names->arena, slice_of(name));
    return true;
}

void completion_each_valued_flag(void (*each)(const char *name, void *data), void *data)
{
    struct names names = { .arena = ARENA_EMPTY };
    struct catalog_flag flags[CATALOG_FLAGS_MAX];
    for (size_t number = 0; number <= catalog_count(); number++) {
        const bool is_command = number < catalog_count();
        const struct catalog_entry entry = is_command ? catalog_entry(number) : (struct catalog_entry){ 0 };
        const size_t count = is_command ? catalog_flags(&entry, flags) : catalog_settings(flags);
        for (size_t i = 0; i < count; i++)
            if (flags[i].value != VALUE_NONE && add_name(&names, flags[i].name))
                each(flags[i].name, data);
    }
    arena_free(&names.arena);
}

/* --- Quoting ------------------------------------------------------------------------------------------------------ */

void completion_append_quoted(struct buf *out, const char *text, const char *special, const char *apostrophe)
{
    buf_append_char(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            buf_append_text(out, apostrophe);
            continue;
        }
        if (strchr(special, *text) != NULL)
            buf_append_char(out, '\\');
        buf_append_char(out, *text);
    }
    buf_append_char(out, '\'');
}

/* --- Commands ----------------------------------------------------------------------------------------------------- */

static bool print_script(void (*write)(struct buf *out))
{
    struct buf out = buf_with_limit(BUF_LIMIT_BODY);
    write(&out);
    print_all(&out);
    return true;
}

bool run_completion_bash(const struct command_input *input, struct error *error)
{
    (void)input, (void)error;
    return print_script(completion_bash);
}

bool run_completion_fish(const struct command_input *input, struct error *error)
{
    (void)input, (void)error;
    return print_script(completion_fish);
}

bool run_completion_zsh(const struct command_input *input, struct error *error)
{
    (void)input, (void)error;
    return print_script(completion_zsh);
}
