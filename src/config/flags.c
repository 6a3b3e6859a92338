/* Settings among the arguments of the program: taken out, the rest stays in order. */
#include "private.h"

struct flag {
    enum config_key key; /* CONFIG_KEY_COUNT: not a setting */
    bool negated;        /* --no-NAME */
    bool has_value;      /* --NAME=VALUE */
    struct slice value;
};

static struct flag parse_flag(const char *argument)
{
    struct flag flag = { .key = CONFIG_KEY_COUNT };
    struct slice rest = slice_of(argument), name;
    if (!slice_starts_with(rest, SLICE("--")))
        return flag;
    rest = slice_from(rest, 2);
    slice_cut(&rest, '=', &name);
    flag.has_value = rest.at != NULL;
    flag.value = rest;
    flag.key = config_key_named(name);
    if (flag.key != CONFIG_KEY_COUNT || !slice_starts_with(name, SLICE("no-")))
        return flag;
    const enum config_key negated = config_key_named(slice_from(name, 3));
    flag.negated = negated != CONFIG_KEY_COUNT && config_rows[negated].type == CONFIG_SWITCH && !flag.has_value;
    flag.key = flag.negated ? negated : CONFIG_KEY_COUNT;
    return flag;
}

/* Puts the flag at argv[*at] in force and moves *at to the last argument that belongs to it. */
static bool take_flag(struct config *config, struct flag flag, int *at, int argc, char **argv, struct error *error)
{
    const struct config_row *row = &config_rows[flag.key];
    if (flag.negated)
        flag.value = SLICE("no");
    else if (!flag.has_value && row->type == CONFIG_SWITCH)
        flag.value = SLICE("yes");
    else if (!flag.has_value && *at + 1 < argc && !row->no_flag)
        flag.value = slice_of(argv[++*at]);
    else if (!flag.has_value && !row->no_flag)
        return error_set(error, ERROR_USAGE, argv[*at], "--%s needs a value: --%s %s", row->name, row->name,
                         row->argument);
    return config_set(config, slice_of(row->name), flag.value, "flag", error);
}

bool config_take_flags(struct config *config, int *argc, char **argv, struct error *error)
{
    int kept = *argc > 0 ? 1 : 0;
    bool over = false;
    for (int at = kept; at < *argc; at++) {
        over = over || strcmp(argv[at], "--") == 0;
        struct flag flag = { .key = CONFIG_KEY_COUNT };
        if (!over)
            flag = parse_flag(argv[at]);
        if (flag.key == CONFIG_KEY_COUNT)
            argv[kept++] = argv[at];
        else if (!take_flag(config, flag, &at, *argc, argv, error))
            return false;
    }
    *argc = kept;
    argv[kept] = NULL;
    return true;
}
