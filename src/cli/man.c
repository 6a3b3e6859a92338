#include "man.h"

#include "catalog.h"
#include "example.h"
#include "print.h"

#include <annotty/base/mem.h>
#include <annotty/model/query.h>
#include <annotty/model/workbench.h>
#include <annotty/ui/theme.h>

/* --- Text for roff ------------------------------------------------------------------------------------------------ */

/* A '-' is one that can be copied into a shell; at the start of a line a '.' must be no request. */
static void put_slice(struct buf *out, struct slice text)
{
    const bool at_start = out->length == 0 || out->data[out->length - 1] == '\n';
    if (at_start && slice_starts_with(text, SLICE(".")))
        buf_append_text(out, "\\&");
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '\\')
            buf_append_text(out, "\\e");
        else if (text.at[i] == '-')
            buf_append_text(out, "\\-");
        else if (text.at[i] == '\'')
            buf_append_text(out, "\\(aq");
        else
            buf_append_char(out, text.at[i]);
    }
}

static void put_text(struct buf *out, const char *text)
{
    put_slice(out, slice_of(text));
}

/* In lines of about the length that people who look at the source are used to. */
static void put_line(struct buf *out, const char *text)
{
    enum { LINE_MOST = 72 };
    struct slice rest = slice_of(text), word;
    size_t start = out->length;
    while (slice_cut(&rest, ' ', &word)) {
        const bool is_first = out->length == start;
        const bool is_full = out->length - start + word.length > LINE_MOST;
        if (!is_first)
            buf_append_char(out, is_full ? '\n' : ' ');
        if (is_full)
            start = out->length;
        put_slice(out, word);
    }
    buf_append_char(out, '\n');
}

static void put_section(struct buf *out, const char *title)
{
    buf_printf(out, ".SH %s\n", title);
}

/* A head in bold and what is said of it. */
static void put_item(struct buf *out, const char *head, const char *text)
{
    buf_append_text(out, ".TP\n\\fB");
    put_text(out, head);
    buf_append_text(out, "\\fR\n");
    put_line(out, text);
}

static void put_bold(struct buf *out, struct buf *text)
{
    buf_append_text(out, "\\fB");
    put_text(out, buf_text(text));
    buf_append_text(out, "\\fR\n");
    buf_free(text);
}

/* --- Flags -------------------------------------------------------------------------------------------------------- */

static void put_flag_head(struct buf *out, const struct catalog_flag *flag)
{
    struct buf head = buf_with_limit(BUF_LIMIT_LINE);
    catalog_append_flag(flag, &head);
    buf_append_text(out, ".TP\n");
    put_bold(out, &head);
}

static void put_flag(struct buf *out, const struct catalog_flag *flag)
{
    put_flag_head(out, flag);
    struct buf text = buf_with_limit(BUF_LIMIT_LINE);
    catalog_append_help(flag, &text);
    put_line(out, buf_text(&text));
    buf_free(&text);
}

/* --- Sections ----------------------------------------------------------------------------------------------------- */

static void put_command(struct buf *out, const struct catalog_entry *entry)
{
    struct catalog_flag flags[CATALOG_FLAGS_MAX];
    struct buf usage = buf_with_limit(BUF_LIMIT_LINE);
    catalog_append_name(entry, &usage);
    catalog_append_arguments(entry, &usage);
    buf_append_text(out, ".TP\n");
    put_bold(out, &usage);
    put_line(out, entry->help);
    const size_t count = catalog_flags(entry, flags);
    const size_t own = catalog_own_count(flags, count);
    if (own > 0)
        buf_append_text(out, ".RS\n");
    for (size_t i = 0; i < own; i++)
        put_flag(out, &flags[i]);
    if (own > 0)
        buf_append_text(out, ".RE\n.IP\n");
    struct buf common = buf_with_limit(BUF_LIMIT_LINE);
    for (size_t i = own; i < count; i++)
        buf_printf(&common, "%s--%s", i == own ? "Common flags: " : ", ", flags[i].name);
    buf_append_char(&common, '.');
    put_line(out, buf_text(&common));
    buf_free(&common);
}

static void put_common_flags(struct buf *out)
{
    put_section(out, "COMMON FLAGS");
    put_line(out, "What these do is the same wherever a command has them:");
    struct catalog_flag flags[CATALOG_FLAGS_MAX];
    const size_t count = catalog_common_flags(flags);
    for (size_t i = 0; i < count; i++)
        put_flag(out, &flags[i]);
}

static void put_commands(struct buf *out)
{
    const char *noun = catalog_noun(0);
    for (size_t i = 0; noun != NULL; noun = catalog_noun(++i)) {
        const char *help = catalog_noun_help(noun);
        buf_append_text(out, ".SS ");
        put_line(out, noun);
        if (help != NULL)
            put_line(out, help);
        for (size_t at = 0; at < catalog_count(); at++) {
            const struct catalog_entry entry = catalog_entry(at);
            if (strcmp(entry.noun, noun) == 0)
                put_command(out, &entry);
        }
    }
}

static void put_setting(struct buf *out, const struct config_row *row)
{
    struct buf head = buf_with_limit(BUF_LIMIT_LINE), places = buf_with_limit(BUF_LIMIT_LINE);
    if (row->no_flag)
        buf_append_text(&head, row->name);
    else
        buf_printf(&head, "--%s%s%s%s", row->type == CONFIG_SWITCH ? "[no-]" : "", row->name,
                   row->argument != NULL ? " " : "", row->argument != NULL ? row->argument : "");
    buf_append_text(out, ".TP\n");
    put_bold(out, &head);
    put_line(out, row->help);
    for (size_t i = 0; row->choices != NULL && row->choices[i] != NULL; i++)
        buf_printf(&places, "%s%s", i == 0 ? "One of " : ", ", row->choices[i]);
    buf_printf(&places, "%sEnvironment: %s%s%s.", places.length > 0 ? ". " : "", row->variable,
               row->other_variable != NULL ? " or " : "", row->other_variable != NULL ? row->other_variable : "");
    if (row->fallback != NULL)
        buf_printf(&places, " Default: %s.", row->fallback);
    put_line(out, buf_text(&places));
    buf_free(&places);
}

static void put_settings(struct buf *out)
{
    put_section(out, "SETTINGS");
    put_line(out, "Each is a flag of every command, an environment variable, or a line NAME = VALUE of config.ini; the "
                  "first of them counts.");
    put_line(out, "Sections [profile NAME] of config.ini hold other sets, chosen with --profile NAME.");
    put_line(out, "Keys have no flag, because others can read the arguments of a program.");
    put_line(out, "`annotty config` prints what is in force, and where it came from.");
    for (int key = 0; key < CONFIG_KEY_COUNT; key++)
        put_setting(out, &config_rows[key]);
}

static void put_key_labels(struct buf *out, const char *keys)
{
    struct slice rest = slice_of(keys), key;
    for (bool is_first = true; slice_cut(&rest, ' ', &key); is_first = false) {
        char label[KEY_LABEL_SIZE];
        buf_append_text(out, is_first ? "" : " ");
        if (key.length > 0)
            put_text(out, key_label(key, label));
    }
}

static void put_key(struct buf *out, const char *keys, const char *name, const char *help)
{
    buf_append_text(out, ".TP\n\\fB");
    put_key_labels(out, keys);
    if (name != NULL) {
        buf_append_text(out, *keys != '\0' ? "\\fR, \\fB:" : ":");
        put_text(out, name);
    }
    buf_append_text(out, "\\fR\n");
    put_line(out, help);
}

/* Where keys do something else than in the panes. */
static const struct {
    unsigned place;
    const char *title;
} places[] = {
    { PLACE_COMMAND, "In the line behind :" },
    { PLACE_FILTER | PLACE_SEARCH, "In the line behind /" },
    { PLACE_FORM, "In a form" },
    { PLACE_INTAKE, "Where ids are added" },
    { PLACE_CONFIRM, "At a question" },
    { PLACE_MENU, "In a list of choices" },
    { PLACE_CONFLICT, "Where two versions are compared" },
    { PLACE_REVIEW_TEXT, "Where a label is written" },
};

static void put_keys_at(struct buf *out, unsigned place, const char *title)
{
    buf_append_text(out, ".SS ");
    put_line(out, title);
    for (size_t i = 0; i < action_count; i++)
        if (actions[i].name == NULL && (actions[i].where & place) != 0)
            put_key(out, actions[i].keys, NULL, actions[i].help);
}

static void put_keys(struct buf *out)
{
    put_section(out, "KEYS");
    put_line(out,
             "Of the workbench: keys, and the name of the command behind a colon. A key may do different things in "
             "different places; the footer tells which.");
    for (size_t i = 0; i < action_count; i++)
        if (actions[i].name != NULL)
            put_key(out, actions[i].keys, actions[i].name, actions[i].help);
    for (size_t i = 0; i < ARRAY_LENGTH(places); i++)
        put_keys_at(out, places[i].place, places[i].title);
    buf_append_text(out, ".SS Where text is typed\n");
    for (size_t i = 0; i < text_key_count; i++)
        put_key(out, text_keys[i].keys, NULL, text_keys[i].help);
}

static void put_query_part(const char *pattern, const char *help, void *data)
{
    put_item(data, pattern, help);
}

static void put_filters(struct buf *out)
{
    put_section(out, "FILTERS");
    put_line(out,
             "Behind / in the workbench and behind --filter. Parts stand between blanks, and all have to hold; ! in "
             "front of one negates it, quotes keep blanks.");
    query_each_part(put_query_part, out);
}

static void put_themes(struct buf *out)
{
    put_section(out, "THEMES");
    put_text(out, "With annotty come:");
    for (size_t i = 0; theme_shipped(i) != NULL; i++) {
        buf_append_text(out, i > 0 ? ", " : " ");
        put_text(out, theme_shipped(i));
    }
    buf_append_text(out, ".\n");
    put_line(out,
             "A file in annotty/themes/ of the configuration directory is one more. In its section [roles], a line "
             "ROLE = FOREGROUND on BACKGROUND ATTRIBUTE... tells how something looks:");
    for (size_t i = 0; i < ROLE_COUNT; i++)
        put_item(out, role_rows[i].name, role_rows[i].help);
}

static void put_exit_statuses(struct buf *out)
{
    put_section(out, "EXIT STATUS");
    for (size_t i = 0; i < exit_status_count; i++) {
        buf_printf(out, ".TP\n\\fB%d\\fR\n", exit_status_rows[i].status);
        put_line(out, exit_status_rows[i].meaning);
    }
}

/* What is no setting. */
static const char *const variables[][2] = {
    { "ANNOTTY_CONFIG", "The settings file, in place of config.ini." },
    { "ANNOTTY_THEMES", "One more directory of themes." },
    { "NO_COLOR", "When set, no colours are shown." },
    { "TERM", "What the terminal is." },
    { "LC_ALL, LC_CTYPE, LANG", "Whether the terminal shows UTF-8; else everything is ASCII." },
    { "HOME, XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_CACHE_HOME, XDG_RUNTIME_DIR", "Where files are." },
};

static const char *const files[][2] = {
    { "$XDG_CONFIG_HOME/annotty/config.ini", "Settings. Keys in it count only where its mode is 0600." },
    { "$XDG_CONFIG_HOME/annotty/themes/", "Themes of your own." },
    { "$XDG_DATA_HOME/annotty/workspace.db", "The local workspace, an SQLite database." },
    { "$XDG_DATA_HOME/annotty/keys", "The first pair of keys of annotty serve, mode 0600." },
    { "$XDG_CACHE_HOME/annotty/cache.db", "What was seen last. It can be deleted at any time." },
};

static void put_pairs(struct buf *out, const char *title, const char *const pairs[][2], size_t count)
{
    put_section(out, title);
    for (size_t i = 0; i < count; i++)
        put_item(out, pairs[i][0], pairs[i][1]);
}

static void put_examples(struct buf *out)
{
    put_section(out, "EXAMPLES");
    for (size_t i = 0; i < example_count; i++)
        put_item(out, examples[i].line, examples[i].help);
}

static void put_front(struct buf *out)
{
    buf_append_text(out, ".\\\" Made by `annotty help man` from the program's tables.\n"
                         ".TH ANNOTTY 1 " ANNOTTY_RELEASED " \"annotty " ANNOTTY_VERSION "\" \"User Commands\"\n"
                         ".nh\n"
                         ".SH NAME\n"
                         "annotty \\- terminal workbench for annotation queues of LLM traces\n"
                         ".SH SYNOPSIS\n"
                         ".B annotty\n"
                         "[\\fB\\-\\-\\fISETTING\\fR \\fIVALUE\\fR...]\n"
                         ".br\n"
                         ".B annotty\n"
                         "\\fINOUN\\fR \\fIVERB\\fR [\\fIWORD\\fR...] [\\fB\\-\\-\\fIFLAG\\fR \\fIVALUE\\fR...]\n");
    put_section(out, "DESCRIPTION");
    put_line(out,
             "annotty shows annotation queues of LLM traces on a terminal: lists of interactions that people review "
             "and label. It talks to the LLM Observability API, and brings a server of its own, so that nothing has "
             "to be configured.");
    buf_append_text(out, ".PP\n");
    put_line(out, "Without a command it opens the workbench; ? shows its keys, q leaves it.");
    put_line(out, "Every operation of the API is a command, too. It prints a table on a terminal, tab-separated values "
                  "in a pipe, and the API's own JSON with --json.");
    put_line(out, "Items may be in a file, @FILE, or come from standard input, -: ids one a line, or CSV, JSON or "
                  "JSONL. The value of a flag may be @FILE or -, too.");
    put_line(out, "Every command has --help.");
}

void man_write(struct buf *out)
{
    put_front(out);
    put_section(out, "COMMANDS");
    put_commands(out);
    put_common_flags(out);
    put_settings(out);
    put_keys(out);
    put_filters(out);
    put_themes(out);
    put_exit_statuses(out);
    put_pairs(out, "ENVIRONMENT", variables, ARRAY_LENGTH(variables));
    put_pairs(out, "FILES", files, ARRAY_LENGTH(files));
    put_examples(out);
}

bool run_help_man(const struct command_input *input, struct error *error)
{
    (void)input, (void)error;
    struct buf out = buf_with_limit(BUF_LIMIT_BODY);
    man_write(&out);
    print_all(&out);
    return true;
}
