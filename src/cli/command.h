/* The program's own commands, a row for each: all that is no operation of the API. Dispatch, help, completion and the
 * manual read the rows. */
#ifndef ANNOTTY_SRC_CLI_COMMAND_H
#define ANNOTTY_SRC_CLI_COMMAND_H

#include <annotty/config/config.h>

enum { COMMAND_FLAGS_MAX = 12 };

struct flag_row {
    const char *name;     /* without the dashes */
    const char *argument; /* "FILE"; NULL: a switch */
    const char *help;     /* one sentence */
};

struct command_input {
    struct config *config;
    char *const *words; /* those that aren't flags */
    size_t word_count;
    int *status; /* exit status of a command that did what it could, 0 unless it sets another */
    const char *flags[COMMAND_FLAGS_MAX]; /* by position in the row: the value, "" of a switch; NULL: not given */
};

struct command {
    const char *noun, *verb; /* verb may be NULL */
    const char *words;       /* "[NAME...]", for the usage line; NULL: takes none */
    size_t words_least, words_most;
    struct flag_row flags[COMMAND_FLAGS_MAX]; /* beside the settings; name == NULL ends */
    const char *help;                         /* one sentence */
    bool needs_no_settings;                   /* runs also where a profile or a flag's value can't be taken */
    /* Prints what it has to say. False: the error is reported and decides the exit status. */
    bool (*run)(const struct command_input *input, struct error *error);
};

extern const struct command commands[];
extern const size_t command_count;

/* The row for the first words of argv, and how many of them are its name; NULL when there is none. */
const struct command *command_for(int argc, char *const *argv, int *name_length);

/* Reads the words and flags after the name, and runs the command, or prints its help where --help is among them. The
 * order of argv's words is changed. */
bool command_run(const struct command *command, struct config *config, int argc, char **argv, int *status,
                 struct error *error);

/* One flag at argv[*at] (which begins with "--"): its name, and its value where it is no switch, for which *at moves
 * on. False without a value. */
bool flag_take(const struct flag_row *flag, struct slice given, int *at, int argc, char *const *argv,
               const char **value, struct error *error);
/* "name" of "--name=value"; *value is the rest, its `at` NULL when there is no '='. */
struct slice flag_name(const char *argument, struct slice *value);

#endif
