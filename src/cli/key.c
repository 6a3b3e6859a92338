#include "key.h"

#include <annotty/base/text.h>
#include <annotty/base/utf8.h>
#include <annotty/server/keyring.h>

#include <stdio.h>
#include <unistd.h>

enum { TEXT_MAX = 200 };

static bool check_text(const char *flag, const char *text, struct error *error)
{
    const struct slice slice = slice_of(text);
    const bool is_good = slice.length > 0 && slice.length <= TEXT_MAX && !utf8_has_control(slice);
    return is_good || error_set(error, ERROR_USAGE, flag, "--%s is 1 to %d bytes of text without control characters",
                                flag, TEXT_MAX);
}

bool run_key_add(const struct command_input *input, struct error *error)
{
    const char *const name = input->flags[KEY_USER];
    const char *const handle = input->flags[KEY_HANDLE] != NULL ? input->flags[KEY_HANDLE] : name;
    const char *const email = input->flags[KEY_EMAIL];
    const struct workspace_person person = { name, handle, email != NULL ? email : "" };
    struct keyring_pair pair;
    const char *dir = NULL;
    if (name == NULL)
        return error_set(error, ERROR_USAGE, "user", "say whose keys these are: annotty key add --user NAME");
    if (!check_text("user", name, error) || !check_text("handle", handle, error) ||
        (email != NULL && !check_text("email", email, error)) || !config_data_dir(input->config, &dir, error) ||
        !keyring_add(dir, &person, &pair, error))
        return false;
    printf("DD_API_KEY=%s\nDD_APP_KEY=%s\n", pair.api, pair.app);
    fprintf(stderr, "annotty: key %s; it can't be shown again\n", pair.id);
    explicit_bzero(&pair, sizeof(pair));
    return true;
}

/* What is told of a pair; on a terminal in columns, the last as wide as it likes. */
enum { COLUMNS = 5 };
static const struct {
    const char *title;
    int cells;
} columns[COLUMNS] = { { "id", 8 }, { "created", 24 }, { "handle", 20 }, { "name", 28 }, { "email", 0 } };

struct listing {
    struct arena arena;
    bool is_terminal;
};

static void print_line(struct listing *listing, const char *const cells[static COLUMNS])
{
    for (size_t i = 0; i < COLUMNS; i++) {
        const struct text text = text_clean(&listing->arena, slice_of(cells[i]));
        const bool fits = listing->is_terminal && columns[i].cells > 0;
        printf("%s%s", fits ? text_fit(&listing->arena, text, columns[i].cells, TEXT_LEFT).bytes : text.bytes,
               i + 1 == COLUMNS       ? "\n"
               : listing->is_terminal ? "  "
                                      : "\t");
    }
    arena_reset(&listing->arena);
}

static void print_key(const struct workspace_key *key, void *data)
{
    print_line(data, (const char *const[COLUMNS]){ key->id, key->created_at, key->owner.handle, key->owner.name,
                                                   key->owner.email });
}

bool run_key_list(const struct command_input *input, struct error *error)
{
    struct listing listing = { .is_terminal = isatty(STDOUT_FILENO) };
    const char *titles[COLUMNS];
    const char *dir = NULL;
    if (!config_data_dir(input->config, &dir, error))
        return false;
    for (size_t i = 0; i < COLUMNS; i++)
        titles[i] = columns[i].title;
    print_line(&listing, titles);
    const bool listed = keyring_each(dir, print_key, &listing, error);
    arena_free(&listing.arena);
    return listed;
}

bool run_key_revoke(const struct command_input *input, struct error *error)
{
    const char *dir = NULL;
    return config_data_dir(input->config, &dir, error) && keyring_revoke(dir, input->words[0], error);
}
