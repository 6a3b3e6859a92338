/* Keys from a password manager: a command of the person's own is run, and its first line is the key. */
#include "private.h"

#include <annotty/base/mem.h>

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>

enum { KEY_LINE_MAX = 4096 };

static bool run_command(const char *command, const char *name, const char *origin, char line[static KEY_LINE_MAX],
                        struct error *error)
{
    line[0] = '\0';
    FILE *output = popen(command, "re");
    if (output == NULL)
        return error_set_errno(error, ERROR_USAGE, origin, errno, "cannot run %s", name);
    const bool got_line = fgets(line, KEY_LINE_MAX, output) != NULL;
    /* The rest is read too, so that the command isn't killed while it writes. */
    for (char rest[512]; fgets(rest, sizeof(rest), output) != NULL;)
        ;
    const int status = pclose(output);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return error_set(error, ERROR_USAGE, origin, "%s failed: run it by hand to see why", name);
    return got_line ||
           error_set(error, ERROR_USAGE, origin, "%s printed nothing: its first line is taken as the key", name);
}

static bool ask_key(struct config *config, enum config_key key, enum config_key command_key, struct error *error)
{
    const struct config_value *command = &config->values[command_key];
    const struct config_value *known = &config->values[key];
    if (command->text == NULL || (known->text != NULL && known->layer >= command->layer))
        return true;
    const char *name = config_rows[command_key].name;
    char line[KEY_LINE_MAX];
    const bool done = run_command(command->text, name, command->origin, line, error) &&
                      config_put(config, key, slice_trim(slice_of(line)), command->layer, name, error);
    explicit_bzero(line, sizeof(line));
    return done;
}

bool config_ask_keys(struct config *config, struct error *error)
{
    return ask_key(config, CONFIG_API_KEY, CONFIG_API_KEY_COMMAND, error) &&
           ask_key(config, CONFIG_APP_KEY, CONFIG_APP_KEY_COMMAND, error);
}
