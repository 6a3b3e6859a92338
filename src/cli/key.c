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

static void print_cell(const char *text, char end)
{
    struct buf clean = buf_with_limit(BUF_LIMIT_LINE);
    text_append_clean(&clean, slice_of(text), false);
    printf("%s%c", buf_text(&clean), end);
    buf_free(&clean);
}

static void print_key(const struct workspace_key *key, void *data)
{
    (void)data;
    print_cell(key->id, '\t');
    print_cell(key->created_at, '\t');
    print_cell(key->owner.handle, '\t');
    print_cell(key->owner.name, '\t');
    print_cell(key->owner.email, '\n');
}

bool run_key_list(const struct command_input *input, struct error *error)
{
    const char *dir = NULL;
    if (!config_data_dir(input->config, &dir, error))
        return false;
    if (isatty(STDOUT_FILENO))
        puts("id\t\tcreated\t\t\t\thandle\tname\temail");
    return keyring_each(dir, print_key, NULL, error);
}

bool run_key_revoke(const struct command_input *input, struct error *error)
{
    const char *dir = NULL;
    return config_data_dir(input->config, &dir, error) && keyring_revoke(dir, input->words[0], error);
}
