#include "launch.h"

#include <annotty/base/mem.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* NULL-terminated and owned, as exec takes it. */
struct texts {
    char **at;
    size_t count, capacity;
};

struct launch {
    struct texts words, variables;
};

static void append(struct texts *texts, char *text)
{
    texts->at = xgrow(texts->at, &texts->capacity, texts->count + 2, sizeof(*texts->at));
    texts->at[texts->count++] = text;
    texts->at[texts->count] = NULL;
}

static void free_texts(struct texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        free(texts->at[i]);
    free(texts->at);
}

static bool is_named(const char *variable, const char *name, size_t length)
{
    return strncmp(variable, name, length) == 0 && variable[length] == '=';
}

static void remove_variable(struct texts *variables, const char *name, size_t length)
{
    for (size_t i = 0; i < variables->count; i++) {
        if (!is_named(variables->at[i], name, length))
            continue;
        free(variables->at[i]);
        memmove(variables->at + i, variables->at + i + 1, (variables->count - i) * sizeof(*variables->at));
        variables->count--;
        return;
    }
}

void launch_variable(struct launch *launch, const char *variable)
{
    remove_variable(&launch->variables, variable, strcspn(variable, "="));
    append(&launch->variables, xstrdup(variable));
}

void launch_word(struct launch *launch, const char *word)
{
    append(&launch->words, xstrdup(word));
}

static void set_directory(struct launch *launch, const char *name, const char *path)
{
    char *variable = xasprintf("%s=%s", name, path);
    launch_variable(launch, variable);
    free(variable);
}

struct launch *launch_new(const char *home, const char *const *unwanted)
{
    struct launch *launch = xcalloc(1, sizeof(*launch));
    launch_word(launch, getenv("ANNOTTY_PROGRAM"));
    for (char *const *variable = environ; *variable != NULL; variable++)
        append(&launch->variables, xstrdup(*variable));
    for (; *unwanted != NULL; unwanted++)
        remove_variable(&launch->variables, *unwanted, strlen(*unwanted));
    set_directory(launch, "HOME", home);
    set_directory(launch, "XDG_RUNTIME_DIR", home);
    return launch;
}

void launch_free(struct launch **launch)
{
    free_texts(&(*launch)->words);
    free_texts(&(*launch)->variables);
    free(*launch);
    *launch = NULL;
}

_Noreturn void launch_become(const struct launch *launch)
{
    execve(launch->words.at[0], launch->words.at, launch->variables.at);
    _exit(121);
}
