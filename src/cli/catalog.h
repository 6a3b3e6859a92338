/* Everything that can be typed after "annotty", told in one way whichever table it comes from: the operations of the
 * API, the program's own commands, the settings. Help, the manual, the completions and the suggestions walk it. */
#ifndef ANNOTTY_SRC_CLI_CATALOG_H
#define ANNOTTY_SRC_CLI_CATALOG_H

#include "command.h"

#include <annotty/api/tables.h>
#include <annotty/base/buf.h>

enum { CATALOG_FLAGS_MAX = 48, CATALOG_NAME_SIZE = 64, CATALOG_CHOICES_SIZE = 512 };

/* What may stand behind a flag. */
enum catalog_value {
    VALUE_NONE, /* it is a switch */
    VALUE_TEXT,
    VALUE_CHOICE, /* one of flag->choices */
    VALUE_LIST,   /* some of them, with commas between */
    VALUE_FILE,
    VALUE_DIRECTORY,
    VALUE_PROFILE, /* a name that `annotty config profiles` prints */
    VALUE_THEME,   /* a name that `annotty help themes` prints */
};

struct catalog_flag {
    char name[CATALOG_NAME_SIZE]; /* without the dashes */
    const char *argument;         /* "FILE"; NULL: a switch */
    const char *help;             /* one sentence */
    enum catalog_value value;
    char choices[CATALOG_CHOICES_SIZE]; /* with VALUE_CHOICE and _LIST: words with a blank between them */
    bool is_required;
    bool is_common;    /* most commands have it: how output looks, how input is read */
    bool has_negation; /* --no-NAME is a flag too */
};

struct catalog_entry {
    const char *noun, *verb; /* verb may be NULL */
    const char *help;        /* one sentence */
    /* One of the two. */
    const struct api_operation *operation;
    const struct command *command;
};

/* Commands: the operations in the order of their table, then the program's own, but for those that are written as
 * flags. */
size_t catalog_count(void);
struct catalog_entry catalog_entry(size_t number);
/* By the words typed; verb may be empty. False when there is none. */
bool catalog_find(struct slice noun, struct slice verb, struct catalog_entry *entry);

/* Nouns, each once. NULL behind the last. */
const char *catalog_noun(size_t number);
/* What a noun is about: a resource's sentence, or that of its only command; NULL where there is no such sentence. */
const char *catalog_noun_help(const char *noun);

/* "list, create, update", in the order of the tables. Returns how many. */
size_t catalog_append_verbs(struct slice noun, struct buf *out);

/* The flags of a command, required ones first, common ones last; all common ones; the settings, which are flags of
 * every command; those that stand in a command's place. Return how many. */
size_t catalog_flags(const struct catalog_entry *entry, struct catalog_flag flags[static CATALOG_FLAGS_MAX]);
size_t catalog_common_flags(struct catalog_flag flags[static CATALOG_FLAGS_MAX]);
size_t catalog_settings(struct catalog_flag flags[static CATALOG_FLAGS_MAX]);
size_t catalog_lone_flags(struct catalog_flag flags[static CATALOG_FLAGS_MAX]);

/* How many of a command's flags are not common. */
size_t catalog_own_count(const struct catalog_flag *flags, size_t count);

/* "annotty queue update", and what follows it: " QUEUE_ID [--FLAG VALUE...]". */
void catalog_append_name(const struct catalog_entry *entry, struct buf *out);
void catalog_append_arguments(const struct catalog_entry *entry, struct buf *out);
/* "--theme NAME", "--[no-]mouse" */
void catalog_append_flag(const struct catalog_flag *flag, struct buf *out);
/* Its sentence, "Required.", and "One of auto, panes, single." where the argument doesn't say it. */
void catalog_append_help(const struct catalog_flag *flag, struct buf *out);

#endif
