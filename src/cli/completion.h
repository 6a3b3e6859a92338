/* Completion scripts for shells, made from the catalog: at build, for installing, and by `annotty completion SHELL`.
 *
 * A script is tables, written here, and what reads them, from completions/SHELL. It asks the program only for what
 * depends on the person: `annotty config profiles`, `annotty help themes`. Ids are not completed: they would need the
 * server, and nobody wants to wait for a Tab. */
#ifndef ANNOTTY_SRC_CLI_COMPLETION_H
#define ANNOTTY_SRC_CLI_COMPLETION_H

#include "catalog.h"

void completion_bash(struct buf *out);
void completion_fish(struct buf *out);
void completion_zsh(struct buf *out);

/* What completion.c does for the three. */

struct completion_text {
    const char *name, *text;
};
/* The files of completions/, made by tools/embed.py. Ends with a NULL name. */
extern const struct completion_text completion_texts[];
void completion_append_text(struct buf *out, const char *shell);

/* Calls `each` for every place in a line where a word is chosen: behind "annotty", behind a noun, behind "help" and a
 * noun. `noun` and `verb` are "" where they are missing. */
void completion_each_place(void (*each)(const char *noun, const char *verb, void *data), void *data);
/* Calls `each` for the words that may stand there. */
void completion_each_word(const char *noun, const char *verb,
                          void (*each)(const char *word, const char *help, void *data), void *data);

/* Calls `each` once for the name of every flag that takes a value. */
void completion_each_valued_flag(void (*each)(const char *name, void *data), void *data);

/* `text` in single quotes, with each of `special` and what ends the quotes written so that it means itself: behind a
 * backslash, but '\'' where `apostrophe` is that. */
void completion_append_quoted(struct buf *out, const char *text, const char *special, const char *apostrophe);

bool run_completion_bash(const struct command_input *input, struct error *error);
bool run_completion_fish(const struct command_input *input, struct error *error);
bool run_completion_zsh(const struct command_input *input, struct error *error);

#endif
